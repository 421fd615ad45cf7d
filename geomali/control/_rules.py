"""What a claim means for control, and which state follows: the tables that decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["BRIEF_STAY_DAYS", "EFFECTS", "RULES", "Rule"]

EFFECTS: Final[Mapping[str, str]] = {
    "captured": "the subject is there from that day; older evidence for others ends, unless it left the same day",
    "handed_over": "the subject has left; the object is there from that day; older evidence for others ends",
    "holds": "the subject is there; ends older evidence for others only if not said by the subject's side",
    "repelled": "the subject is still there; the object is not",
    "entered": "the subject was inside, for how long is not said",
    "withdrew": "the subject has left; by an opponent's word alone this is a dispute, not an end",
}
"""What each proposition means for control when it is asserted.

Denied, "captured", "entered", "holds" and "handed_over" dispute their
subject; a denied "withdrew" says that the subject is still there; a denied
"repelled" says nothing.
"""


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
        "an actor was inside and is said to have left within two days, by itself or by someone who "
        "is no party to it; the holder is the one other side with evidence, if there is one",
    ),
    Rule("rival_claims", "contested", "two or more unrelated sides have evidence"),
    Rule(
        "disputed",
        "contested",
        "one side has evidence and another denies it or says that it left, and no witness, "
        "journalist, assessment or dataset has said since that it is there",
    ),
    Rule(
        "entered",
        "temporarily_entered",
        "the newest evidence is that an actor was inside, and nobody says that it stayed",
    ),
    Rule(
        "independent_evidence",
        "held",
        "one side has evidence, from a witness, journalist, assessment, dataset or its opponent",
    ),
    Rule("own_word_only", "claimed", "one side has evidence, all of it its own word"),
    Rule(
        "left",
        "unknown",
        "no side has evidence: the last is said to have left, or there is nothing but a denial",
    ),
)

BRIEF_STAY_DAYS: Final = 2
"""Control for at most this long is an entry, not a capture (ACLED: under a day; dates are days)."""
