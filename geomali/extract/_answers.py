"""What a sentence says of events that others tell: denials, claims, accusations, tolls, escorts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geomali.events import EventActor
from geomali.extract._attribution import Attribution
from geomali.extract._kinds import CASUALTY, KINDS, TERRITORY
from geomali.extract._lexicon import words
from geomali.extract._memory import Memory
from geomali.extract._modality import section_modality
from geomali.extract._records import Telling
from geomali.extract._roles import escort_of
from geomali.extract._sentence import Sent, Unit
from geomali.schema import CONFLICT_MODALITIES

if TYPE_CHECKING:
    from geomali.extract._stories import Story

__all__ = ["Answers", "near_stories"]

_POINTERS: Final = words("it this that them these those ce cela ça ces")
_ROLES: Final = words(
    "involvement role responsibility participation complicity accusation accusations allegation "
    "allegations charge charges claim claims report reports implication responsabilité accusations "
    "accusation allégations allégation participation complicité informations"
)
_HARM: Final = words(
    "casualties civilians civilian victims harmed harm civils civiles victimes pertes bavure losses"
)
_FALSE: Final = words(
    "false untrue fake propaganda disinformation unfounded baseless lies faux fausse fausses "
    "mensongères mensonger mensonges mensonge infondées infondée infondé désinformation propagande"
)
_NOTHING: Final = (
    ("nothing", "to", "do"),
    ("not", "involved"),
    ("not", "responsible"),
    ("not", "behind"),
    ("no", "part"),
    ("rien", "à", "voir"),
    ("pas", "responsable"),
    ("pas", "responsables"),
    ("pas", "impliqué"),
    ("pas", "impliqués"),
    ("étranger", "à"),
    ("étrangers", "à"),
)
_REACH: Final = 6
_OVER_PLACES: Final = frozenset({"capture", "retake", "enter", "hold"})


def _is_denial(sent: Sent, attribution: Attribution) -> bool:
    """Whether a statement denies what was told before without telling it again."""
    claimant = attribution.claimant
    if claimant is None or attribution.basis != "party":
        return False
    if attribution.passive:
        # "…, a claim denied by the army"
        before = sent.lows[max(0, attribution.at - 3) : attribution.at]
        return attribution.stance == "denies" and bool(_ROLES & set(before))
    rest = list(sent.lows[attribution.end : attribution.end + 14])
    if attribution.stance == "denies":
        said = [low for low in rest if low[0].isalnum()]
        head = rest[:9]
        return (
            not said
            or rest[:1] in (["."], [","], [";"])
            or said[0] in _POINTERS - {"that"}
            or bool((_ROLES | _HARM) & set(head))
        )
    if attribution.stance != "asserts":
        return False
    if {"whether", "if", "si"} & set(rest):
        return False
    if _FALSE & set(rest[:7]) and bool((_POINTERS | _ROLES) & set(rest[:4])):
        return True
    return any(
        tuple(rest[k : k + len(phrase)]) == phrase for k in range(len(rest)) for phrase in _NOTHING
    )


_DOERS: Final = words(
    "attackers assailants perpetrators killers kidnappers abductors raiders gunmen attacker "
    "assaillants auteurs agresseurs ravisseurs tueurs responsables responsible"
)
_IS: Final = words("are were is was sont étaient était est seraient serait")
_NOT: Final = words("not pas n' ne unknown inconnus unclear whether si")


def _culprits_named(sent: Sent) -> list[Unit]:
    """Return whom a sentence names as those who did it: "The attackers were members of JNIM"."""
    lows = sent.lows
    for unit in sent.units:
        # "The attackers, suspected Islamist militants, fled."
        if unit.label and lows[unit.b : unit.b + 1] == [","] and unit.text.lower() in _DOERS:
            beside = next((u for u in sent.units if u.left == unit.b + 1), None)
            closed = beside is not None and lows[beside.b : beside.b + 1] == [","]
            if beside is not None and closed and beside.actor_id not in {None, unit.actor_id}:
                return [beside] if beside.group == "armed" else []
    for k, low in enumerate(lows):
        if low not in _IS or not _DOERS & set(lows[max(0, k - 6) : k]):
            continue
        if lows[k + 1 : k + 2] and "VBN" in sent.lex.forms.get(lows[k + 1], ()):
            continue  # "the attackers were killed by"
        subject = next(
            (u for u in reversed(sent.units) if u.b <= k and k - u.b <= 5 and u.actor_id), None
        )
        if subject is not None and not subject.label:
            continue
        stop = next((j for j in range(k, len(lows)) if lows[j] in {".", ";", ","}), len(lows))
        named = next((u for u in sent.units if k < u.a < min(stop, k + 12) and u.actor_id), None)
        negated = _NOT & set(lows[k - 1 : named.a]) if named is not None else set()
        if named is None or named.label or named.group not in {"armed", "state", "foreign"}:
            continue
        if negated and not {"autres", "other"} & set(lows[k : named.a]):
            # "ne sont autres que": none other than.
            continue
        return [named]
    return []


def _denied_kind(sent: Sent, attribution: Attribution, story: Story) -> str:
    """Kind of happening that a denial is about: the harm it names, else what the story tells."""
    head = set(sent.lows[attribution.end : attribution.end + 9])
    if _HARM & head and not _ROLES & head:
        return "kill"
    accused = [
        t
        for t in story.tellings
        if t.attribution is not None and t.attribution.stance in {"accuses", "asserts"}
    ]
    tellings = [t for t in accused or story.tellings if not t.weak] or story.tellings
    strong = [t for t in tellings if t.kind not in CASUALTY] or tellings
    return max(strong, key=lambda t: KINDS[t.kind].rank).kind


def _answer(sent: Sent, attribution: Attribution, kind: str, modality: str) -> Telling:
    """Telling that stands for the act an answer speaks of, done (or not) by who answers."""
    at = attribution.at
    telling = Telling(sent, at, max(attribution.end, at + 1), at, kind, False, "")
    telling.modality = modality
    telling.attribution = attribution
    if attribution.claimant is not None:
        telling.agents = [attribution.claimant]
    return telling


def _newest(stories: Sequence[Story], index: int) -> Story | None:
    """Story told last before a sentence, if it is near."""
    near: list[tuple[int, Story]] = []
    for story in stories:
        if story.family not in {"violence", "abduction", "property", "sexual", "transfer"}:
            continue
        told = [t.sent.index for t in story.tellings if t.sent.index <= index]
        if told and index - max(told) <= _REACH:
            near.append((max(told), story))
    return max(near, key=lambda pair: pair[0])[1] if near else None


_BY_SOMEBODY: Final = frozenset({"violence", "abduction", "property", "sexual"})
_UNATTENDED: Final = CASUALTY | {"ied", "explosion", "destroy"}
_ASSAILANTS: Final = words(
    "attackers assailants gunmen kidnappers abductors raiders bandits assaillants agresseurs "
    "ravisseurs"
)
_WAS: Final = words("was were était étaient")


class Answers:
    """Gathers such sentences while a text is read, and holds them against its events at the end."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._sents: list[tuple[Sent, Sequence[Telling]]] = []
        self._said: list[Attribution] = []
        self._responsible: list[tuple[Sent, Attribution]] = []
        self._denials: list[tuple[Sent, Attribution]] = []
        self._stated: list[Telling] = []
        self._accused: list[tuple[Sent, Attribution | None, list[Unit]]] = []

    def listen(
        self,
        sent: Sent,
        tellings: Sequence[Telling],
        attributions: Sequence[Attribution],
        stated: Sequence[Telling],
    ) -> None:
        """Take in a sentence; ``stated`` are the counts that somebody gives in it."""
        self._sents.append((sent, tellings))
        self._said += [t.attribution for t in tellings if t.attribution is not None]
        self._responsible += [
            (sent, a)
            for a in attributions
            if all(t.modality in CONFLICT_MODALITIES for t in tellings)
            # "with major attacks claimed by X and Y": of no one event.
            and not (tellings and all(t.noun and t.reference == "plural" for t in tellings))
            and a.responsibility
            and a.claimant is not None
            and a.stance == "asserts"
            and not a.mute
            and sent.lows[a.claimant.left : a.claimant.left + 1]
            not in (["no"], ["aucun"], ["aucune"])
        ]
        if section_modality(sent.section) is not None:
            return
        self._denials += [
            (sent, a)
            for a in attributions
            if not a.mute
            and _is_denial(sent, a)
            and all(
                t.attribution is not a or t.modality in {"negated", "background"} for t in tellings
            )
        ]
        self._stated += stated
        self._accused += _accusations(sent, tellings, attributions)

    def give(self, merged: Sequence[Story]) -> None:
        """Hold what was said against the events of the report."""
        for sent, attribution in self._responsible:
            self._take_responsibility(sent, attribution, merged)
        self._hear_tolls(merged)
        self._hear_escorts(merged)
        self._hear_accusations(merged)
        self._hear_denials(merged)
        self._name_assailants(merged)

    def _take_responsibility(
        self, sent: Sent, attribution: Attribution, merged: Sequence[Story]
    ) -> None:
        """Make a party that claims an attack its actor, where no other party is named."""
        if attribution.claimant is None:
            return
        actor = self._memory.resolve(attribution.claimant, "side_a", sent)
        if actor is None or actor.actor_id is None:
            return
        before = [
            s
            for s in near_stories(merged, sent.index)
            if s.family in {"violence", "abduction"} and s.tellings[0].sent.index <= sent.index
        ]
        if not before:
            return
        event = max(
            before,
            key=lambda s: max(t.sent.index for t in s.tellings if t.sent.index <= sent.index),
        )
        if all(said is not attribution for said in self._said):
            kind = max((t for t in event.tellings), key=lambda t: KINDS[t.kind].rank).kind
            if KINDS[kind].family == "violence" and kind not in TERRITORY:
                # What is claimed is "the attack", whatever its means were.
                kind = "attack"
            event.denials.append(_answer(sent, attribution, kind, "occurred"))
        if any(not self._memory.generic(a.actor_id) for a in event.side_a):
            return
        event.side_a = [actor]

    def _hear_tolls(self, merged: Sequence[Story]) -> None:
        """Hold a count that somebody gives against the event told beside it."""
        for telling in self._stated:
            near = near_stories(merged, telling.sent.index)
            here = [s for s in near if any(t.sent is telling.sent for t in s.tellings)]
            story = here[-1] if here else _newest(near, telling.sent.index)
            if story is not None:
                story.denials.append(telling)

    def _hear_escorts(self, merged: Sequence[Story]) -> None:
        """Add the guards of an attacked convoy that a sentence of its own names."""
        for sent, tellings in self._sents:
            first = sent.units[0] if sent.units else None
            if tellings or first is None or first.left > 2:
                continue
            if not (first.pronoun or (first.target == "convoy" and first.definite)):
                continue
            was = _WAS & set(sent.lows[first.b : first.b + 3])
            guards = escort_of(sent, first.b) if was else []
            story = _newest(near_stories(merged, sent.index), sent.index) if guards else None
            if story is None or all(t.target != "convoy" for t in story.tellings):
                continue
            for guard in guards:
                actor = self._memory.resolve(guard, "side_b", sent)
                if actor is not None and not _is_among(actor, story.side_a + story.side_b):
                    story.side_b.append(actor)

    def _hear_accusations(self, merged: Sequence[Story]) -> None:
        """Name those who did it by a sentence that tells no act itself."""
        for sent, said, named in self._accused:
            story = _newest(near_stories(merged, sent.index), sent.index)
            if story is None:
                continue
            actors = [self._memory.resolve(u, "side_a", sent) for u in named]
            known = [a for a in actors if a is not None and a.actor_id is not None]
            if not known or any(_is_among(a, story.side_b) for a in known):
                continue
            if all(self._memory.generic(a.actor_id) for a in story.side_a):
                story.side_a = known
            if said is not None and said.claimant is not None:
                accusation = replace(said, stance="accuses")
                telling = _answer(sent, accusation, "attack", "alleged")
                telling.agents = named
                story.denials.append(telling)

    def _hear_denials(self, merged: Sequence[Story]) -> None:
        """Hold denials that name no act against the event told last: "JNIM denied it"."""
        for sent, attribution in self._denials:
            story = _newest(near_stories(merged, sent.index), sent.index)
            if story is None or any(t.attribution is attribution for t in story.denials):
                continue
            for telling in story.tellings:
                if telling.attribution is attribution:
                    break
            else:
                kind = _denied_kind(sent, attribution, story)
                denial = _answer(sent, replace(attribution, stance="denies"), kind, "negated")
                if kind in _OVER_PLACES and not self._did(attribution, sent, story):
                    # "…, a claim denied by the army": what the other side is said to have taken.
                    denial.agents = []
                story.denials.append(denial)

    def _did(self, said: Attribution, sent: Sent, story: Story) -> bool:
        """Whether a speaker is among those who did what is told."""
        if said.claimant is None:
            return False
        actor = self._memory.resolve(said.claimant, "side_a", sent)
        return actor is not None and _is_among(actor, story.side_a)

    def _name_assailants(self, merged: Sequence[Story]) -> None:
        """Give an attack by nobody the words of the sentences beside it: "the attackers fled"."""
        units = {sent.index: sent.units for sent, _ in self._sents if sent.words}
        for story in merged:
            if story.side_a or story.family not in _BY_SOMEBODY or story.kinds <= _UNATTENDED:
                continue
            told = {t.sent.index for t in story.tellings}
            harmed = {id(u) for t in story.tellings for u in t.patients}
            for index in sorted(told | {max(told) + 1, max(told) + 2}):
                label = next(
                    (
                        u
                        for u in units.get(index, ())
                        if u.label and id(u) not in harmed and u.text.lower() in _ASSAILANTS
                    ),
                    None,
                )
                if label is not None:
                    story.side_a = [EventActor(label.text, "side_a", label.actor_id, label.doubt)]
                    break


def _accusations(
    sent: Sent, tellings: Sequence[Telling], attributions: Sequence[Attribution]
) -> Iterator[tuple[Sent, Attribution | None, list[Unit]]]:
    """Statements of who did what other sentences told: "It blamed X", "the attackers were X"."""
    named = _culprits_named(sent)
    if named:
        said = next((a for a in attributions if a.covers(named[0].a)), None)
        yield sent, said, named
    for attribution in attributions:
        if (
            attribution.culprits
            and not attribution.mute
            and all(t.attribution is not attribution for t in tellings)
            and _of_the_deed(sent, attribution)
        ):
            yield sent, attribution, list(attribution.culprits)


_PERPETRATED: Final = words(
    "behind responsible responsibility carrying carried committing committed perpetrating "
    "perpetrated involvement involved role part origine auteur auteurs responsable responsables "
    "commis commettre perpétré perpétrer derrière"
)


def _of_the_deed(sent: Sent, said: Attribution) -> bool:
    """Whether an accusation is of the act told before, not of something else: "blamed X for the killings"."""
    last = max(unit.b for unit in said.culprits)
    if last <= said.at or not {"of", "for", "de", "d'", "pour"} & set(sent.lows[last : last + 1]):
        whole = sent.lows[last : last + 1]
        return last <= said.at or not whole or not (whole[0][0].isalpha() or whole[0] == "'s")
    rest = sent.lows[last + 1 : last + 7]
    return bool(_PERPETRATED & set(rest)) or any(
        low in _POINTERS
        or any(KINDS[p.kind].family in _BY_SOMEBODY for p in sent.lex.triggers.get(low, ()))
        for low in rest
    )


def _is_among(actor: EventActor, actors: Sequence[EventActor]) -> bool:
    return any(a.actor_id == actor.actor_id for a in actors)


def near_stories(merged: Sequence[Story], index: int) -> Sequence[Story]:
    """Return the events that begin in the sixty sentences up to one; they are in order of their beginning."""
    start = bisect_left(merged, index - 60, key=lambda s: s.tellings[0].sent.index)
    stop = bisect_right(merged, index, key=lambda s: s.tellings[0].sent.index)
    return merged[start:stop]
