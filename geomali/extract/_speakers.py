"""Who is speaking from sentence to sentence: people named once, "he said", quotations that run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from geomali.extract._attribution import Attribution, basis_of, find_attributions, spoken_by
from geomali.extract._lexicon import words
from geomali.extract._sentence import Sent, Unit

__all__ = ["hear_speakers"]

_PERSONS: Final = words("he she il elle")
_ANY_THING: Final = words("il elle")
_ANY_PERSON: Final = words("he she it they il elle ils elles who qui")
_SPEAKER_NOUNS: Final = words("spokesman spokesperson spokeswoman porte-parole")
_ORGANISED: Final = frozenset({"state", "foreign", "armed", "mission"})
_OPENING: Final = frozenset("“«")
_CLOSING: Final = frozenset("”»")


def hear_speakers(sents: Sequence[Sent], text: str) -> list[list[Attribution]]:
    """Attributions of every sentence, with speakers that only other sentences name.

    "Mr X, spokesman of Y" makes a later "X said" a statement of Y; "he added"
    and "the source said" are those who spoke last; a sentence inside
    quotation marks is said by whoever the sentence beside it names.
    """
    heard = _Hearing()
    found = [heard.sentence(sent, text) for sent in sents]
    _quotations(sents, text, found)
    return found


class _Hearing:
    """Whom a reader of the text knows as speakers so far."""

    def __init__(self) -> None:
        self.people: dict[str, Unit] = {}
        self.last: Unit | None = None
        self.party: Unit | None = None
        self.topic: Unit | None = None

    def sentence(self, sent: Sent, text: str) -> list[Attribution]:
        self._recognise(sent)
        attributions = find_attributions(sent, text)
        for attribution in attributions:
            speaker = attribution.claimant
            if speaker is None:
                continue
            meant = _apposed(speaker, sent, attribution.at)
            if meant is not None:
                attribution.claimant, attribution.basis = meant, basis_of(meant)
                continue
            meant = self._meant(speaker)
            if speaker.pronoun and meant is None:
                # "Le groupe a diffusé une vidéo dans laquelle il revendique …"
                meant = next(
                    (
                        u
                        for u in sent.units
                        if u.b <= speaker.a
                        and u.prep is None
                        and u.actor_id
                        and u.group in _ORGANISED
                        and not u.target
                    ),
                    None,
                )
            if meant is not speaker:
                attribution.claimant = (
                    replace(meant, a=speaker.a, b=speaker.b, left=speaker.left, head=speaker.a)
                    if meant is not None
                    else None
                )
                attribution.basis = basis_of(meant)
        for attribution in attributions:
            speaker = attribution.claimant
            if speaker is not None and speaker.text.lower() not in _ANY_PERSON:
                self.last, self.topic = speaker, None
        if not attributions:
            self.topic = next((u for u in sent.units[:2] if _can_speak(u)), self.topic)
        self._introduce(sent)
        for unit in sent.units:
            if unit.actor_id and unit.group in _ORGANISED and not unit.target:
                speaks = any(a.claimant is unit for a in attributions)
                if speaks or (self.party is None and unit.prep is None):
                    self.party = unit
        return attributions

    def _meant(self, speaker: Unit) -> Unit | None:
        """Who a speaker is that another sentence has named."""
        low = speaker.text.lower()
        if speaker.pronoun and low in _PERSONS:
            # "L'armée n'a rien dit. Elle a confirmé …": in French an organisation, too.
            return self.topic if low in _ANY_THING and self.topic is not None else self.last
        if speaker.actor_id is not None:
            return speaker
        last = self.last
        if low in _SPEAKER_NOUNS:
            known = last if last is not None and last.actor_id is not None else self.party
            return known or speaker
        if (
            speaker.witness == "source"
            and speaker.definite
            and low == "source"
            and last is not None
            and last.witness == "source"
        ):
            return last
        return speaker

    def _introduce(self, sent: Sent) -> None:
        """Learn the names of people said to speak for somebody: "X, spokesman of Y"."""
        for unit in sent.units:
            if not unit.leader or unit.actor_id is None or unit.group not in _ORGANISED:
                continue
            lows = sent.lows
            after = unit.b + (lows[unit.b : unit.b + 1] == [","])
            name = _name_from(sent, after)
            if not name and unit.left and lows[unit.left - 1] == ",":
                name = _name_before(sent, unit.left - 1)
            if len(name) > 1:
                self.people.setdefault(name[-1], unit)

    def _recognise(self, sent: Sent) -> None:
        """Lay the people introduced before over a sentence that calls them by surname."""
        if not self.people:
            return
        for k, word in enumerate(sent.words):
            known = self.people.get(word.text)
            if known is None or sent.unit_at[k] is not None or sent.covered[k]:
                continue
            unit = replace(
                known,
                a=k,
                b=k + 1,
                start=word.start,
                end=word.end,
                text=word.text,
                amount=None,
                definite=False,
                prep=None,
                head=k,
                left=k,
            )
            if k and sent.lows[k - 1] in sent.lex.sets["prepositions"]:
                unit.prep = sent.lows[k - 1]
            sent.unit_at[k] = unit
            sent.units.append(unit)
            sent.units.sort(key=lambda u: u.a)


def _apposed(speaker: Unit, sent: Sent, verb: int) -> Unit | None:
    """Who "Colonel X, the army's spokesman" speaks for: the office that stands behind the name."""
    if not speaker.leader or speaker.actor_id is not None:
        return None
    return next(
        (
            u
            for u in sent.units
            if speaker.b < u.left <= speaker.b + 7
            and u.b <= verb
            and u.leader
            and u.actor_id is not None
            and sent.lows[u.left - 1] == ","
        ),
        None,
    )


def _can_speak(unit: Unit) -> bool:
    return (
        unit.actor_id is not None
        and unit.group in _ORGANISED
        and unit.prep is None
        and not unit.target
        and (unit.amount is None or unit.amount.best == 1)
    )


def _is_name(sent: Sent, k: int) -> bool:
    return (
        0 <= k < len(sent.words)
        and sent.words[k].text[0].isupper()
        and sent.unit_at[k] is None
        and not sent.covered[k]
    )


def _name_from(sent: Sent, k: int) -> list[str]:
    name: list[str] = []
    while len(name) < 6 and _is_name(sent, k):
        name.append(sent.words[k].text)
        k += 1
    return name


def _name_before(sent: Sent, k: int) -> list[str]:
    name: list[str] = []
    while len(name) < 6 and _is_name(sent, k - 1):
        k -= 1
        name.insert(0, sent.words[k].text)
    return name


def _quotations(sents: Sequence[Sent], text: str, found: list[list[Attribution]]) -> None:
    """Give each sentence of a quotation to whoever is named as its speaker."""
    inside = False
    chain: list[int] = []
    speaker: Attribution | None = None
    previous: Attribution | None = None
    for i, sent in enumerate(sents):
        if i == 0 or sents[i - 1].paragraph != sent.paragraph:
            inside, chain, speaker, previous = False, [], None, None
        opened = inside
        quoted = text[sent.start : sent.end]
        inside = _still_open(quoted, inside=inside)
        own = next((a for a in found[i] if a.claimant is not None and not a.passive), None)
        if not opened:
            chain, speaker = [], None
            if own is None and not found[i] and quoted[:1] in _OPENING | {'"'}:
                # "…," he said. "…": the quotation goes on.
                speaker = previous
        chain.append(i)
        speaker = own or speaker
        previous = None
        if not inside and speaker is not None and speaker.claimant is not None:
            previous = speaker
            for k in chain:
                if not found[k]:
                    found[k] = [spoken_by(speaker.claimant, sents[k], speaker.channel)]


def _still_open(words: str, *, inside: bool) -> bool:
    """Whether a quotation is open at the end of some words."""
    for character in words:
        if character in _OPENING:
            inside = True
        elif character in _CLOSING:
            inside = False
        elif character == '"':
            inside = not inside
    return inside
