"""What a claim means for control, and which state follows: the tables that decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = [
    "BRIEF_STAY_DAYS",
    "EFFECTS",
    "OLD_EVIDENCE_DAYS",
    "RULES",
    "VOICES",
    "Rule",
    "Voice",
]

EFFECTS: Final[Mapping[str, str]] = {
    "captured": "the subject is there from that day; older evidence for its rivals ends, unless it left the same day",
    "handed_over": "the subject has left; the object is there from that day; older evidence for its rivals ends",
    "holds": "the subject is there; ends older evidence for its rivals only if an independent voice says it",
    "repelled": "the subject is still there; the object is not",
    "entered": "the subject was inside, for how long is not said",
    "withdrew": "the subject has left; by an opponent's word alone this is a dispute, not an end",
}
"""What each proposition means for control when it is asserted.

Denied, "captured", "entered" and "holds" dispute their subject,
"handed_over" its object; a denied "withdrew" says that the subject is still there; a denied
"repelled" says nothing.
"""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose word a claim is, and whether it is independent of who gains by it."""

    name: str
    independent: bool
    when: str


VOICES: Final[tuple[Voice, ...]] = (
    Voice("outsider", True, "a witness, a journalist, an assessment or a dataset says it"),
    Voice(
        "unnamed", False, "a party says it, but which one is not known: none is named, or a label"
    ),
    Voice("own", False, "who is there if it is true says it, or its coalition or a member of it"),
    Voice("ally", False, "an ally, on that day, of who is there if it is true says it"),
    Voice(
        "observer",
        True,
        "an international organisation or mission that is nobody's ally on that day says or denies it",
    ),
    Voice("against", False, "another party denies it, or says that somebody left"),
    Voice(
        "another_party",
        True,
        "another party says that somebody is there: a third one, or the opponent, who would rather not",
    ),
)
"""The first that fits decides.  Who left is believed if it says so itself, or its ally does."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the decision table."""

    name: str
    state: str
    when: str


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "entered_and_left",
        "temporarily_entered",
        "an actor was inside and is said to have left within two days, by itself, an ally or someone "
        "who is no party to it; the holder is the one other side with evidence, if there is one",
    ),
    Rule(
        "rival_claims",
        "contested",
        "two or more sides that are neither related nor allied have evidence",
    ),
    Rule(
        "disputed",
        "contested",
        "one side has evidence and another denies it or says that it left, and no witness, "
        "journalist, assessment or dataset has said since that it is there; or an actor alone says "
        "that it was inside and another denies it",
    ),
    Rule(
        "entered",
        "temporarily_entered",
        "the newest evidence is that an actor was inside, and nobody says that it stayed; the holder "
        "is who had independent evidence before",
    ),
    Rule(
        "independent_evidence",
        "held",
        "one side has evidence, from a witness, journalist, assessment, dataset or its opponent",
    ),
    Rule(
        "own_word_only", "claimed", "one side has evidence, all of it its own or its allies' word"
    ),
    Rule(
        "left",
        "unknown",
        "no side has evidence: the last is said to have left, or there is nothing but a denial",
    ),
)

BRIEF_STAY_DAYS: Final = 2
"""Control for at most this long is an entry, not a capture (ACLED: under a day; dates are days)."""

OLD_EVIDENCE_DAYS: Final = 365
"""A state whose newest evidence is older is told as what was last reported, with its age.

It is still the answer: no evidence says that it ended.  But nobody vouches for it today,
so no page may say it in the present tense; the map's disc is palest from this age on.
"""
