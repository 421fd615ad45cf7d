"""Records of the actor registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Actor", "ActorMention", "ActorResolution", "Membership"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor: a state force, an armed group, a mission, a population.

    ``kind`` is its kind in ``actors.csv``; ``family`` is the colour family on
    the maps (state, foreign_state, csp, plateforme, jnim, is, militia,
    international, civilians, unidentified, other); ``inter`` is ACLED's code.
    ``start`` and ``end`` bound its life, None where open or unknown.
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


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` belonged to ``coalition`` from ``start`` to ``end``, both inclusive, None where open."""

    member: str
    coalition: str
    start: date | None
    end: date | None
    kind: str = "member"
    source: str = ""


@dataclass(frozen=True, slots=True)
class ActorResolution:
    """What a label resolves to as of a date; ``actor_id`` None if nothing does, with the reason.

    ``kind`` is name, acronym, description ("the army") or label
    ("terrorists", kept as a label: then ``actor_id`` is an ``unresolved_…`` or
    ``unidentified_…`` id, or None).  ``flags`` says for example that the actor is named outside
    its life.
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
    """An actor named or described in a text, in code points, end exclusive."""

    start: int
    end: int
    text: str
    resolution: ActorResolution

    @property
    def actor_id(self) -> str | None:
        """Id of the actor, if resolved."""
        return self.resolution.actor_id
