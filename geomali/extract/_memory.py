"""Who is meant by "they", "the group", "its fighters", "the attackers": coreference for newswire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from geomali.events import EventActor
from geomali.extract._lexicon import words
from geomali.extract._sentence import Sent, Unit

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = ["UNIDENTIFIED", "Memory", "actor_groups", "group_of_actor", "is_generic"]

UNIDENTIFIED = "unresolved_armed_group"
"""The label that says of those who did it only that they were armed: it names nobody."""
_GROUPED = words("grouped united gathered within regroupés réunis rassemblés sein members membres")
_ATTACKERS = words(
    "attackers assailants assaillants fighters combatants combattants gunmen agresseurs"
)
_NON_STATE = frozenset({"armed"})
_ARMED_LABEL = {"en": "armed men", "fr": "hommes armés"}
_STATE_NOUNS = {"en": "the army", "fr": "l'armée"}
_MILITARY = words("military army militaire militaires armée")
_SPEAKING = frozenset({"state", "foreign", "armed", "mission"})


def group_of_actor(registry: ActorRegistry, actor_id: str) -> str:
    """Coarse kind of an actor: state, foreign, mission, armed or civilians."""
    try:
        actor = registry.actor(actor_id)
    except (KeyError, LookupError):
        return "armed"
    if actor.kind in {"media", "ngo"}:
        return actor.kind
    if actor.kind in {"igo", "political_body"} or actor.family == "international":
        return "state" if actor.family == "state" else "mission"
    if actor.inter == 1:
        return "state"
    if actor.kind == "population":
        return "civilians"
    if actor.inter == 8:
        return "foreign"
    return "armed"


def is_generic(registry: ActorRegistry, actor_id: str) -> bool:
    """Whether an actor is a label or a whole class, not one that can be named."""
    if actor_id.startswith(("unresolved", "unidentified")):
        return True
    try:
        return registry.actor(actor_id).kind in {"label", "class"}
    except (KeyError, LookupError):
        return True


def actor_groups(registry: ActorRegistry, actor_ids: Sequence[str | None]) -> dict[str, str]:
    """Coarse kinds of the actors of a text."""
    return {i: group_of_actor(registry, i) for i in sorted({i for i in actor_ids if i})}


@dataclass(slots=True)
class Memory:
    """Who was last spoken of, while a text is read from the start."""

    registry: ActorRegistry
    groups: dict[str, str]
    lang: str
    on: date | None
    recent: list[Unit] = field(default_factory=list)
    subject: Unit | None = None
    speaking: Unit | None = None
    """Who says the sentence at hand, for "our forces"."""
    attackers: list[EventActor] = field(default_factory=list)
    cache: dict[str, str | None] = field(default_factory=dict)
    known: dict[tuple[int, str], tuple[Unit, EventActor | None]] = field(default_factory=dict)

    def generic(self, actor_id: str | None) -> bool:
        """Whether an id stands for a label and names nobody."""
        if actor_id is None:
            return True
        return is_generic(self.registry, actor_id)

    def forces_of(self, actor_id: str) -> str:
        """Return the army where a government speaks of what its army did; else the actor itself."""
        try:
            actor = self.registry.actor(actor_id)
        except (KeyError, LookupError):
            return actor_id
        if actor.family == "state" and actor.kind in {"state", "state_regime", "political_body"}:
            return self._lookup(_STATE_NOUNS[self.lang]) or actor_id
        return actor_id

    def speaker_id(self, unit: Unit, sent: Sent, *, party: bool) -> str | None:
        """Id of who makes a statement; None for a witness, a journalist, an unnamed source.

        ``party`` says that it speaks for itself.  A source inside a force
        ("a military source") speaks for it, an organisation of the table for itself.
        """
        if party or unit.witness == "monitor":
            actor = self.resolve(unit, "side_a", sent)
            if actor is not None and actor.actor_id is not None:
                return actor.actor_id
            return unit.actor_id if unit.leader or unit.witness == "monitor" else None
        if unit.witness != "source":
            return None
        if unit.actor_id is not None:
            return unit.actor_id if self.groups.get(unit.actor_id) in _SPEAKING else None
        around = {*unit.text.lower().split(), *sent.lows[unit.b : unit.b + 1]}
        return self._lookup(_STATE_NOUNS[self.lang]) if around & _MILITARY else None

    def hear(self, sent: Sent) -> None:
        """Take in who a sentence named, once it is coded."""
        for unit in sent.units:
            if unit.actor_id and not unit.label and unit.group != "civilians":
                self.recent.append(unit)
        del self.recent[:-12]

    def _lookup(self, label: str) -> str | None:
        if label not in self.cache:
            self.cache[label] = self.registry.resolve(label, on=self.on, lang=self.lang).actor_id
        return self.cache[label]

    def _last(
        self,
        groups: frozenset[str],
        sent: Sent | None = None,
        before: int = 0,
        *,
        soldiers: bool = False,
    ) -> Unit | None:
        """Party of some groups named last; ``soldiers`` leaves out the police."""
        here = [u for u in sent.units if u.b <= before and not u.label] if sent is not None else []
        for unit in (*reversed(here), *reversed(self.recent)):
            if unit.actor_id and unit.group in groups:
                if soldiers and _POLICE & set(unit.text.lower().split()):
                    continue
                return unit
        return None

    def resolve(
        self, unit: Unit, role: str, sent: Sent, *, against: Sequence[Unit] = ()
    ) -> EventActor | None:
        """Actor that a unit stands for in an event, or None if it stands for nobody.

        The answer is the one of the moment when the sentence was read: who
        "they" are does not change with what is told later.
        """
        key = (id(unit), role)
        if key not in self.known:
            # The unit is kept with the answer, so that its id stays its own.
            self.known[key] = (unit, self._resolve(unit, role, sent, against))
        return self.known[key][1]

    def _resolve(
        self, unit: Unit, role: str, sent: Sent, against: Sequence[Unit] = ()
    ) -> EventActor | None:
        if unit.owner is not None and (unit.actor_id is None or unit.label):
            unit = unit.owner
        ours = {"our", "nos", "notre"} & set(sent.lows[max(0, unit.left - 1) : unit.a])
        if (
            ours
            and self.speaking is not None
            and self.speaking is not unit
            and self.speaking.group not in {"civilians", None}
            and unit.group != "civilians"
        ):
            return self.resolve(self.speaking, role, sent)
        if unit.actor_id and not unit.label:
            return EventActor(unit.text, role, unit.actor_id, unit.doubt)
        if unit.pronoun:
            return self._pronoun(unit, role, sent)
        if unit.label and unit.text.lower() in _ATTACKERS and unit.definite:
            known = next((a for a in self.attackers if not self.generic(a.actor_id)), None)
            if known is not None:
                return EventActor(unit.text, role, known.actor_id, unit.doubt)
        if (
            unit.label
            and unit.group != "civilians"
            and (self._possessive(unit, sent) or _of_its(sent, unit))
        ):
            return self._fighters(replace(unit, group="fighters"), role, sent, against)
        if (
            unit.label
            and unit.definite
            and {"group", "groupe", "movement", "mouvement", "organisation"}
            & set(unit.text.lower().split())
        ):
            last = self._last(_NON_STATE, sent, unit.a)
            if last is not None:
                return EventActor(unit.text, role, last.actor_id, unit.doubt)
        if unit.label:
            member = _identified(unit, sent)
            if member is not None:
                return EventActor(unit.text, role, member[0].actor_id, unit.doubt or member[1])
            named = self._named_for_label(unit, sent)
            return EventActor(unit.text, role, named or unit.actor_id, unit.doubt)
        if unit.group == "civilians":
            return EventActor(
                unit.text, role, self._lookup("civils" if self.lang == "fr" else "civilians")
            )
        if unit.people == "fighters":
            member = _identified(unit, sent)
            if member is not None:
                return EventActor(unit.text, role, member[0].actor_id, unit.doubt or member[1])
        if unit.group in {"state", "fighters"} and (unit.people or unit.leader):
            return self._fighters(unit, role, sent, against)
        if unit.group == "mission":
            return EventActor(unit.text, role, self._lookup(unit.text))
        if unit.group == "armed":
            return EventActor(unit.text, role, self._lookup(unit.text), unit.doubt)
        if unit.target:
            owner = self._owner(unit, sent, against)
            if owner is not None:
                return EventActor(owner.text, role, owner.actor_id)
        return None

    def _possessive(self, unit: Unit, sent: Sent) -> bool:
        words = sent.lows[max(0, unit.left - 1) : unit.a]
        return bool({"its", "their", "his", "leur", "leurs", "ses", "son", "sa"} & set(words))

    def _owner(self, unit: Unit, sent: Sent, against: Sequence[Unit] = ()) -> Unit | None:
        """Who owns "their positions": a party named before it, and not the one who attacks them."""
        if not self._possessive(unit, sent):
            return None
        excluded = {u.actor_id for u in against}
        owners = [
            u
            for u in sent.units
            if u.b <= unit.left
            and u.group in {"armed", "mission", "foreign", "state"}
            and u.actor_id
            and not u.target
            and u.actor_id not in excluded
        ]
        if owners:
            return owners[-1]
        known = self.subject or (self.recent[-1] if self.recent else None)
        return known if known is not None and known.actor_id not in excluded else None

    def _named_for_label(self, unit: Unit, sent: Sent) -> str | None:
        """Resolve "the ex-rebels": the group that the text has named, if it named one of that kind."""
        if not unit.definite or unit.actor_id is None:
            return None
        try:
            family = self.registry.actor(unit.actor_id).family
        except (KeyError, LookupError):
            return None
        if family in {"unidentified", "other", "civilians"} and "rebel" not in unit.text.lower():
            return None
        for other in sent.units:
            between = set(sent.lows[unit.b : other.a])
            if (
                unit.b <= other.a <= unit.b + 6
                and other.actor_id
                and not other.label
                and between & _GROUPED
            ):
                # "the ex-rebels grouped within the CSP"
                return other.actor_id
        for other in [u for u in reversed(sent.units) if u.b <= unit.a] + list(
            reversed(self.recent)
        ):
            if other.actor_id and not other.label and other.group == "armed":
                other_family = self.registry.actor(other.actor_id).family
                if other_family == family or (
                    "rebel" in unit.text.lower() and other_family in {"csp", "plateforme"}
                ):
                    return other.actor_id
        return None

    def _fighters(
        self, unit: Unit, role: str, sent: Sent, against: Sequence[Unit]
    ) -> EventActor | None:
        if unit.group == "state":
            owner = self._owner(unit, sent, against) if self._possessive(unit, sent) else None
            if owner is not None:
                return EventActor(owner.text, role, owner.actor_id)
            if self._possessive(unit, sent) or _of_its(sent, unit):
                return EventActor(unit.text, role)
            # "soldiers", "the troops": those last named, else the country's own army.
            last = self._last(
                frozenset({"state", "foreign", "mission"}),
                sent,
                unit.a,
                soldiers=not _POLICE & set(unit.text.lower().split()),
            )
            if last is not None and (
                last.group == "state" or (last.group == "mission" and last.target)
            ):
                return EventActor(unit.text, role, last.actor_id)
            return EventActor(
                unit.text, role, self._lookup(unit.text) or self._lookup(_STATE_NOUNS[self.lang])
            )
        owner = None
        if self._possessive(unit, sent) or _of_its(sent, unit):
            before = [
                u
                for u in sent.units
                if u.b <= unit.left and u.actor_id and not u.target and u.group != "civilians"
            ]
            free = [u for u in before if u.prep is None]
            owner = next(iter(free or before), None) or self.subject
            owner = owner or (self.recent[-1] if self.recent else None)
        elif unit.definite and not _RANKS & set(unit.text.lower().split()):
            owner = self._last(_NON_STATE, sent, unit.a)
        if owner is not None and owner.actor_id:
            return EventActor(owner.text, role, owner.actor_id)
        if unit.leader and not unit.people:
            return None
        found = self._lookup(unit.text)
        if found is None and role == "side_a":
            found = self._lookup(_ARMED_LABEL[self.lang])
        return EventActor(unit.text, role, found, unit.doubt)

    def _pronoun(self, unit: Unit, role: str, sent: Sent) -> EventActor | None:
        low = unit.text.lower()
        if (low in {"it", "he", "she"} and role == "side_b") or low in {"he", "she"}:
            return None
        if low in {
            "group",
            "movement",
            "organisation",
            "organization",
            "coalition",
            "faction",
            "alliance",
            "militia",
            "gang",
            "groupe",
            "mouvement",
            "milice",
        }:
            last = self._last(_NON_STATE, sent, unit.a)
            return EventActor(last.text, role, last.actor_id) if last else None
        if low in {
            "attackers",
            "assailants",
            "assaillants",
            "militants",
            "djihadistes",
            "fighters",
            "combattants",
        }:
            known = next((a for a in self.attackers if a.actor_id), None)
            if known is not None:
                return EventActor(unit.text, role, known.actor_id, known.doubt)
            return EventActor(unit.text, role, self._lookup(unit.text))
        before = [
            u
            for u in sent.units
            if u.b <= unit.a and u.actor_id and not u.target and u.group not in {"civilians", None}
        ]
        free = [u for u in before if u.prep is None]
        chosen = next(iter(free or before), None)
        said = self.speaking
        if said is not None and any(said is u for u in before) and unit.a - said.b <= _SAID_THEY:
            # "clashes with rebels, who said they had seized …"
            chosen = said
        if chosen is None and role == "side_a" and low in {"they", "ils", "them"}:
            known = next((a for a in self.attackers if a.actor_id), None)
            if known is not None:
                return EventActor(known.name, role, known.actor_id, known.doubt)
        if (
            chosen is None
            and self.subject is not None
            and self.subject.group not in {"civilians", None}
        ):
            chosen = self.subject
        if chosen is None and self.recent and low in {"they", "ils", "elles"}:
            named = {u.actor_id for u in self.recent if u.group in {"armed", "state", "foreign"}}
            # Nobody else was named so far.
            chosen = (
                self.recent[-1] if len(named) == 1 and self.recent[-1].actor_id in named else None
            )
        if chosen is None:
            return None
        if chosen.label and any(chosen is u for u in sent.units):
            return self.resolve(chosen, role, sent)
        return EventActor(chosen.text, role, chosen.actor_id)


_SAID_THEY = 4
"""Tokens between a speaker and the pronoun that takes the speaker up."""
_RANKS = words(
    "commandant commandants commander commanders general général colonel captain capitaine major "
    "lieutenant"
)
"""Officers: of which side, the word does not say."""
_POLICE = words(
    "police policemen policiers policier gendarmes gendarmerie gendarme officers agents"
)
_SUSPECTED = words(
    "suspected believed presumed thought alleged soupçonnés soupçonné suspectés suspecté présumés "
    "présumé"
)
_MEMBERS = words(
    "belong linked affiliated loyal liés lié affiliés affilié "
    "belonging members identified claiming appartenant membres identifiés réclamant être be from"
)


def _identified(unit: Unit, sent: Sent) -> tuple[Unit, str | None] | None:
    """Whom armed men are said to be: "gunmen suspected to be members of JNIM", and the word of doubt."""
    for other in sent.units:
        if not unit.b < other.a <= unit.b + 8:
            continue
        if other.actor_id is None or other.label or other.group != "armed":
            return None
        between = sent.lows[unit.b : other.left]
        doubt = next((low for low in between if low in _SUSPECTED), None)
        of_them = between[:1] == [doubt] and set(between[1:]) <= {
            "du",
            "de",
            "des",
            "d'",
            "la",
            "l'",
        }
        if of_them and len(between) > 1:
            # "des combattants présumés du JNIM"
            return other, doubt
        if not _MEMBERS & set(between) or (doubt is None and between[0] not in _MEMBERS):
            return None
        return other, doubt
    return None


def _of_its(sent: Sent, unit: Unit) -> bool:
    return bool(
        {"its", "their", "his", "ses", "leurs"} & set(sent.lows[max(0, unit.a - 3) : unit.a])
    )
