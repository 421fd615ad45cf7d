"""What expressions count from: the document's date, what was told before, the heading above."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import Final

from geomali.dates import _calendar as cal
from geomali.dates._calendar import Interval
from geomali.dates._frame import Frame, numeric_order
from geomali.dates._records import DocumentDate
from geomali.dates._rules import (
    PAST,
    future,
)
from geomali.dates._words import (
    YEAR_AFTER,
)

__all__ = ["Anchors"]

# Seen from a window wider than this, "on Tuesday" names no day that would help anybody.
_WIDEST_DAYS: Final = 366
# How far back, in characters, a date told with its year lends the year to one without.
_NEAR: Final = 400
_FAR: Final = 1500

_SENTENCE_BREAK = re.compile(r"[.!?…][\"”»’')\]]*\s+(?=[A-ZÀ-Þ«“\"])|\n\s*\n|\n(?=[A-ZÀ-Þ])")


class Anchors:
    """Meanings of expressions in one text; it remembers the date told last."""

    def __init__(self, text: str, document: DocumentDate, lang: str) -> None:
        self.text = text
        self.low, self.high = document.earliest, document.latest
        self.lang = lang
        self._future = future(lang)
        self.told: date | None = None  # last single day told in the body
        self.told_end = -1
        self.told_explicit = False
        self.told_month: tuple[int, int] | None = None  # year and month told last, and where
        self.told_month_end = -1
        self.month_explicit = False  # whether its year was told too
        self.frame: Frame | None = None  # period of the heading above
        self._order: Callable[[date, date], date | None] | None = None
        self.year: int | None = None  # last year told, and where
        self.year_end = -1
        self.breaks = [0, *(match.end() for match in _SENTENCE_BREAK.finditer(text))]

    # -- anchors

    def over(self, reading: Callable[[date], tuple[date, date]]) -> Interval:
        """Interval of a reading over every day that the document may be from.

        Every reading grows with its anchor, so that the two ends are enough.
        Of a window open on one side, or wider than a year, nothing is said.
        """
        if self.low is None or self.high is None or (self.high - self.low).days > _WIDEST_DAYS:
            return None, None
        return reading(self.low)[0], reading(self.high)[1]

    def fitting_day(self, month: int, day: int, weekday: int) -> date | None:
        """The one such day up to the document's date, in or shortly before its window, with that weekday."""
        if self.low is None or self.high is None:
            return None
        found = [
            each
            for year in range(max(self.low.year - 1, 1), self.high.year + 1)
            if (each := cal.day_of(year, month, day)) is not None
            and each.weekday() == weekday
            and each <= self.high
        ]
        return found[0] if len(found) == 1 else None

    def sentence_start(self, at: int) -> int:
        return self.breaks[bisect_right(self.breaks, at) - 1]

    def looks_ahead(self, at: int) -> bool:
        """Whether the last verb before a place in its sentence is about the future."""
        before = self.text[max(self.sentence_start(at), at - 160) : at]
        coming = past = -1
        for match in self._future.finditer(before):
            coming = match.end()
        for match in PAST.finditer(before):
            past = match.end()
        return coming >= 0 and coming >= past

    def written_order(self, day_first: date, month_first: date) -> date | None:
        """Reading of an ambiguous numeric date that the rest of the text speaks for."""
        if self._order is None:
            self._order = numeric_order(self.text)
        return self._order(day_first, month_first)

    def framed(self, month: int, day: int, at: int) -> int | None:
        """Year that the heading above gives to a day of a month."""
        if self.frame is None or at < self.frame.start:
            return None
        year = self.frame.year_of(month, day)
        found = cal.day_of(year, month, day) if year is not None else None
        return None if found is None or (self.high is not None and found > self.high) else year

    def year_near(self, month: int, day: int, at: int, end: int) -> int | None:
        """Year that the text has just told: "In 2012, on 22 March", "… 2020. On 19 August"."""
        following = YEAR_AFTER.match(self.text, end)
        if following:
            return int(following[1])
        if (
            self.year is not None
            and self.year_end >= self.sentence_start(at)
            and at - self.year_end <= 25
        ):
            return self.year
        if (
            self.told_month is not None
            and self.month_explicit
            and self.told_month[1] == month
            and at - self.told_month_end <= 300
        ):
            found = cal.day_of(self.told_month[0], month, day)
            if found is not None and (self.high is None or found <= self.high):
                return found.year
        # Where the document's own day is not known, the text's last full date is all there is.
        reach = _NEAR if self.high is not None and self.low == self.high else _FAR
        if self.told is None or not self.told_explicit or at - self.told_end > reach:
            return None
        for year in (self.told.year, self.told.year + 1):
            found = cal.day_of(year, month, day)
            if (
                found
                and -10 <= (found - self.told).days <= 60
                and (self.high is None or found <= self.high)
            ):
                return year
        return None

    def named_year(self, when: str) -> Callable[[date], int] | None:
        """Year that "last year", "that year" mean, as a function of the anchor."""
        if re.search(r"same|that|même", when):
            year = self.year
            return None if year is None else lambda _anchor: year
        if re.search(r"last\s+year|dernière|passée", when):
            return lambda anchor: max(anchor.year - 1, 1)
        if re.search(r"this\s+year|cette", when):
            return lambda anchor: anchor.year
        return None
