"""Records of the actor registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

__all__ = [
    "CONFIDENCES",
    "FAMILIES",
    "KINDS",
    "MEMBERSHIP_KINDS",
    "NAME_KINDS",
    "NATURES",
    "ONE_SIDE",
    "Actor",
    "ActorMention",
    "ActorName",
    "ActorResolution",
    "Membership",
]

FAMILIES: Final = (
    "state",
    "foreign_state",
    "csp",
    "plateforme",
    "jnim",
    "is",
    "militia",
    "international",
    "civilians",
    "unidentified",
    "other",
)
"""Colour families of the maps."""

NATURES: Final = {
    "state": "party",
    "state_regime": "party",
    "state_force": "party",
    "foreign_force": "party",
    "pmc": "party",
    "armed_group": "party",
    "coalition": "party",
    "militia": "party",
    "mission": "party",
    "class": "party",
    "label": "party",
    "population": "population",
    "foreign_state": "political",
    "igo": "political",
    "political_body": "political",
    "ngo": "political",
    "media": "political",
}
"""Kind of actor -> what it can be in an event.

``party`` may fight and be fought; ``population`` is harmed, protests or
flees, and has no arms of its own; ``political`` speaks and signs, and is
no side of a fight.
"""
KINDS: Final = tuple(NATURES)
NAME_KINDS: Final = (
    "official",
    "acronym",
    "former",
    "variant",
    "misspelling",
    "demonym",
    "description",
    "label",
    "acled",
    "ucdp",
    "gdelt",
)
MEMBERSHIP_KINDS: Final = ("member", "wing", "bloc", "ally", "successor", "predecessor")
"""What the first actor of a membership is to the second.

``member`` and ``wing``: a part of it.  ``bloc``: a state in a community of
states, or a force that lends it troops, under its own command still.
``ally``: fights on its side, and it on the other's.  ``successor`` and
``predecessor``: came after it, before it.  Only parts share their events.
"""
ONE_SIDE: Final = frozenset(
    ["state", "state_force", "foreign_state", "foreign_force", "pmc", "coalition", "mission"]
)
"""Kinds of actor whose parts are on one side.

The wings of an armed group may have split over it, a class is only a word.
"""
CONFIDENCES: Final = ("low", "medium", "high")
"""From the weakest to the strongest."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor: a state force, an armed group, a mission, a population.

    ``kind`` is its kind in ``actors.csv``; ``family`` is the colour family on
    the maps (state, foreign_state, csp, plateforme, jnim, is, militia,
    international, civilians, unidentified, other); ``inter`` is ACLED's code,
    0 for what ACLED does not code as an actor.
    ``start`` and ``end`` bound its life, None where open or unknown; a month
    or a year is read as widely as it can be.  ``other_start`` and
    ``other_end`` are what another source says.
    """

    actor_id: str
    name: str
    name_fr: str
    kind: str
    family: str
    inter: int
    short_name: str = ""
    start: date | None = None
    end: date | None = None
    country: str | None = None
    confidence: str = "medium"
    source: str = ""
    note: str = ""
    other_start: date | None = None
    other_end: date | None = None

    @property
    def nature(self) -> str:
        """``party``, ``population`` or ``political``: see :data:`NATURES`."""
        return NATURES.get(self.kind, "party")

    @property
    def label(self) -> str:
        """The short name if it has one, else the name."""
        return self.short_name or self.name


class ActorName(NamedTuple):
    """One name of an actor (a tuple: there are thousands, and they are read at every start).

    ``lang`` is empty for a name used in every language; ``kind`` is one of
    :data:`NAME_KINDS`; ``start`` and ``end`` say when the name means this
    actor, None where open.  ``find`` says how it is looked for in a text:
    ``any`` case, ``cap`` (first letter a capital), ``case`` (as written),
    ``no`` (only resolved, never looked for).
    """

    actor_id: str
    name: str
    lang: str = ""
    kind: str = "variant"
    start: date | None = None
    end: date | None = None
    find: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` belonged to ``coalition`` from ``start`` to ``end``, both inclusive, None where open.

    ``kind`` is one of :data:`MEMBERSHIP_KINDS`: not every one is a belonging.
    """

    member: str
    coalition: str
    start: date | None
    end: date | None
    kind: str = "member"
    source: str = ""
    confidence: str = "medium"
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActorResolution:
    """What a label resolves to as of a date; ``actor_id`` None if nothing does, with the reason.

    ``kind`` is name, acronym, description ("the army") or label
    ("terrorists", kept as a label: then ``actor_id`` is an ``unresolved_…`` or
    ``unidentified_…`` id, or the class of actors that the label is used
    for).  ``flags`` says for example that the actor is named outside
    its life.  ``candidates`` are the ids that it could be, where several are
    possible.
    """

    label: str
    actor_id: str | None
    kind: str
    score: float = 0.0
    reason: str = ""
    flags: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named or described in a text, in code points, end exclusive.

    ``nature`` is ``party``, ``population`` or ``political`` (what the actor
    can be in an event), ``number`` is ``sg`` or ``pl``.
    """

    start: int
    end: int
    text: str
    resolution: ActorResolution
    nature: str = "party"
    number: str = "sg"

    @property
    def actor_id(self) -> str | None:
        """Id of the actor, if resolved."""
        return self.resolution.actor_id

    @property
    def kind(self) -> str:
        """Kind of the words: name, acronym, description or label."""
        return self.resolution.kind
