"""Records of dates: when a report was written, and what a time expression names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["WRONG_WEEKDAY", "DocumentDate", "TimeMention"]

WRONG_WEEKDAY = "the weekday given does not fit it"
"""Last part of the rule of a date whose weekday is another."""


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """When a report was written: a day, a window, or unknown on either side.

    ``rule`` says how it was derived (``given``, ``metadata``, ``printed``,
    ``deduced``, ``none``); ``flags`` lists contradictions with the text's own
    evidence, one short sentence each.
    """

    earliest: date | None
    latest: date | None
    rule: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression in a text, in code points, and the interval it names.

    ``time_precision`` is 1 for a day, 2 for a week, 3 for a month, None for
    anything vaguer or unresolved; ``earliest`` and ``latest`` are inclusive
    days, None where nothing bounds them.  ``kind`` is ``point`` (an event can
    be dated by it), ``duration`` ("for nine years", "since May"),
    ``recurring``, ``deadline`` ("by 31 December"), or ``attribute`` (the year
    in the name of something else: "the 2015 accord"; it dates no event of
    the sentence).  ``tense`` is ``past``, ``future`` or None where the
    expression and its verb do not say.  ``block`` is the kind of block it
    stands in, ``anchor`` the day that it was resolved against.
    """

    start: int
    end: int
    text: str
    earliest: date | None
    latest: date | None
    time_precision: int | None
    rule: str
    kind: str = "point"
    tense: str | None = None
    anchor: date | None = None
    block: str = "body"

    @property
    def contradicts_itself(self) -> bool:
        """Whether the weekday given is not that of the day given."""
        return WRONG_WEEKDAY in self.rule
