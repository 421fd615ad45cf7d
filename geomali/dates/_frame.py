"""What a heading, a title or a table's caption says of the dates below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from geomali.dates import _calendar as cal
from geomali.dates._records import TimeMention
from geomali.reports import find_full_dates

__all__ = ["Frame", "frame_of", "numeric_order"]

# So far outside the period of its heading an item may lie ("30 Sept" under October).
_AROUND: Final = 31
_ITEM = re.compile(r"\s*(?:[-•*–—▪►]|\d{1,2}[.)]\s)")
_WEEK_OF = re.compile(
    r"\b(?:week\s(?:of|from|beginning|starting)|semaine\sdu)\s(?:the\s)?$", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\b(?:period|coverage|covers?|covering|période|couvre|couvrant|couverture)\b[^.;\n]{0,12}$",
    re.IGNORECASE,
)
"""What stands before the days that a report says it covers."""
_LONGEST: Final = 120
_SENTENCE = re.compile(r"[.!?;,][\"”»’')\]]*\s*$")
_PATTERN_DAY = re.compile(r"\b(?:dd|jj)\s?[/.-]\s?mm\b", re.IGNORECASE)
_PATTERN_MONTH = re.compile(r"\bmm\s?[/.-]\s?(?:dd|jj)\b", re.IGNORECASE)
_NUMERIC = re.compile(r"[0-3]?\d/[0-3]?\d/")


@dataclass(frozen=True, slots=True)
class Frame:
    """Period that a heading gives for what stands below it, from an offset on."""

    low: date
    high: date
    start: int

    def year_of(self, month: int, day: int) -> int | None:
        """Year in which a day of a month lies in the period, or next to it."""
        best: tuple[int, int] | None = None
        for year in range(max(self.low.year - 1, 1), min(self.high.year + 1, 9999) + 1):
            found = cal.day_of(year, month, day)
            if found is None:
                continue
            away = max((self.low - found).days, (found - self.high).days, 0)
            if away <= _AROUND and (best is None or away < best[0]):
                best = away, year
        return best[1] if best else None


def frame_of(text: str, mention: TimeMention, name: str, *, dated: bool) -> Frame | None:
    """Period that a mention gives for the text below its line, or None.

    ``name`` is the kind of expression; ``dated`` says that the document has a
    day of its own, beside which a bare year of a title counts for nothing.
    """
    low, high = mention.earliest, mention.latest
    if low is None or high is None or mention.kind not in {"point", "attribute"}:
        return None
    if mention.block not in {"title", "heading", "caption", "body"}:
        return None
    first = text.rfind("\n", 0, mention.start) + 1
    last = text.find("\n", mention.end)
    last = len(text) if last < 0 else last
    if name in {"range_days", "range_month_last"} and _PERIOD.search(text, first, mention.start):
        return Frame(low, high, mention.end) if re.search(r"\d{4}", mention.text) else None
    if last - first > _LONGEST or _ITEM.match(text, first, last):
        return None
    if mention.block in {"body", "caption"} and (
        _SENTENCE.search(text[mention.end : last]) or len(text[mention.end : last].strip()) > 20
    ):
        return None
    if name == "full":
        if not _WEEK_OF.search(text, first, mention.start):
            return None
        return Frame(low, low + timedelta(days=6), last)
    if name in {"range_days", "range_month_last"}:
        # A range without a year of its own says nothing that the items do not.
        return Frame(low, high, last) if re.search(r"\d{4}", mention.text) else None
    if name in {"month_year", "quarter", "part_year"}:
        return Frame(low, high, last) if re.search(r"\d{4}", mention.text) else None
    if name == "range_months" and re.search(r"\d{4}", mention.text):
        return Frame(low, high, last)
    if name == "year" and not dated and not text[mention.end : last].strip(" :)]*_"):
        return Frame(low, high, last)
    return None


def numeric_order(text: str) -> Callable[[date, date], date | None]:
    """Which reading of an ambiguous numeric date the rest of a text speaks for."""
    if _PATTERN_DAY.search(text) or _PATTERN_MONTH.search(text):
        day_first: bool | None = _PATTERN_DAY.search(text) is not None
    else:
        day_first = _order_by_neighbours(text)

    def choose(as_day_first: date, as_month_first: date) -> date | None:
        if day_first is None:
            return None
        return as_day_first if day_first else as_month_first

    return choose


def _order_by_neighbours(text: str) -> bool | None:
    ways: set[bool] = set()
    open_ones: list[tuple[date, date]] = []
    for item in find_full_dates(text):
        words = text[item.start : item.end]
        if item.other is not None:
            open_ones.append((item.day, item.other))
        numeric = _NUMERIC.search(words)
        if numeric and item.other is None:
            first, second = (int(part) for part in numeric.group()[:-1].split("/"))
            if first != second:
                ways.add(first > 12)
    if ways:
        return ways.pop() if len(ways) == 1 else None
    # Neighbours in a list lie days apart in one reading, months in the other.
    if len(open_ones) >= 3:
        one, other = zip(*open_ones, strict=True)
        as_days, as_months = (max(one) - min(one)).days, (max(other) - min(other)).days
        if min(as_days, as_months) <= _AROUND and max(as_days, as_months) > 2 * _AROUND:
            return bool(as_days < as_months)
    return None
