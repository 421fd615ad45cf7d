"""Answers to what was told before: denials and claims of responsibility that name no act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from geomali.extract._attribution import Attribution
from geomali.extract._kinds import CASUALTY, KINDS
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent, Unit

if TYPE_CHECKING:
    from geomali.extract._stories import Story

__all__ = ["answer", "culprits_named", "denied_kind", "is_denial", "newest"]

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


def is_denial(sent: Sent, attribution: Attribution) -> bool:
    """Whether a statement denies what was told before without telling it again."""
    claimant = attribution.claimant
    if claimant is None or attribution.passive or attribution.basis != "party":
        return False
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


def culprits_named(sent: Sent) -> list[Unit]:
    """Return whom a sentence names as those who did it: "The attackers were members of JNIM"."""
    lows = sent.lows
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


def denied_kind(sent: Sent, attribution: Attribution, story: Story) -> str:
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


def answer(sent: Sent, attribution: Attribution, kind: str, modality: str) -> Telling:
    """Telling that stands for the act an answer speaks of, done (or not) by who answers."""
    at = attribution.at
    telling = Telling(sent, at, max(attribution.end, at + 1), at, kind, False, "")
    telling.modality = modality
    telling.attribution = attribution
    if attribution.claimant is not None:
        telling.agents = [attribution.claimant]
    return telling


def newest(stories: Sequence[Story], index: int) -> Story | None:
    """Story told last before a sentence, if it is near."""
    near: list[tuple[int, Story]] = []
    for story in stories:
        if story.family not in {"violence", "abduction", "property", "sexual", "transfer"}:
            continue
        told = [t.sent.index for t in story.tellings if t.sent.index <= index]
        if told and index - max(told) <= _REACH:
            near.append((max(told), story))
    return max(near, key=lambda pair: pair[0])[1] if near else None
