"""Full dates (day, month and year) as printed in English and French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["CALENDAR", "MONTHS", "MONTH_RE", "WEEKDAYS", "FullDate", "find_full_dates", "iso_day"]

MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb février fevrier févr fevr fév",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juill juil",
            "august aug août aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names and abbreviations of both languages, lower case, without the point."""

WEEKDAYS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi",
            "tuesday tue tues mardi",
            "wednesday wed mercredi",
            "thursday thu thur thurs jeudi",
            "friday fri vendredi",
            "saturday sat samedi",
            "sunday sun dimanche",
        )
    )
    for name in names.split()
}
"""Weekday names and abbreviations of both languages, lower case; Monday is 0."""

_SHORT_MONTHS: Final = ("may", "mai", "june", "july", "mars", "juin", "août", "aout")
CALENDAR: Final[frozenset[str]] = frozenset(
    name for name in (*MONTHS, *WEEKDAYS) if len(name) > 4 or name in _SHORT_MONTHS
)
"""Months and weekdays of both languages written out, lower case."""


def _alternatives(names: dict[str, int]) -> str:
    # Longest first, or "mar" would be taken out of "mars".
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


MONTH_RE: Final = _alternatives(MONTHS)
# A line may be broken inside a date, a paragraph not.
_S = r"(?:[^\S\n]{1,3}|[^\S\n]?\n)"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_FULL = re.compile(
    rf"(?<![\w/.-])(?:(?P<wd>{_alternatives(WEEKDAYS)})\.?,?{_S}(?:le{_S}|the{_S})?)?"
    r"(?:"
    rf"(?P<d1>[0-3]?\d)(?:st|nd|rd|th|er|ᵉʳ)?(?:{_S}of)?(?:{_S}|-)(?P<m1>{_alternatives(MONTHS)})"
    rf"\.?,?(?:{_S}|-)(?P<y1>{_YEAR})"
    rf"|(?P<m2>{_alternatives(MONTHS)})\.?{_S}(?:the{_S})?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?"
    rf"(?:,{_S}?|{_S})(?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR})(?P<sep3>[-/])(?P<m3>[01]\d)(?P=sep3)(?P<d3>[0-3]\d)(?!\d)"
    rf"|(?P<a4>[0-3]?\d)(?P<sep4>[-/.])(?P<b4>[0-3]?\d)(?P=sep4)(?P<y4>{_YEAR})"
    r")",
    re.IGNORECASE,
)


_YEAR_TOKEN = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class FullDate:
    """A printed full date; ``other`` is the second reading of an ambiguous numeric one."""

    start: int
    end: int
    day: date
    weekday: int | None = None
    other: date | None = None


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _near_years(text: str) -> Iterator[re.Match[str]]:
    """Matches of the full-date pattern, looked for around years only: ten times faster."""
    low = high = -1
    for year in _YEAR_TOKEN.finditer(text):
        start, end = year.start() - 48, year.end() + 12
        if start > high:
            if high >= 0:
                yield from _FULL.finditer(text, low, high)
            low = max(start, high, 0)
            # Never begin inside a number or a word.
            while low > 0 and not text[low - 1].isspace() and year.start() - low < 80:
                low -= 1
        high = min(end, len(text))
        while high < len(text) and text[high].isalnum() and high - end < 12:
            high += 1
    if high >= 0:
        yield from _FULL.finditer(text, low, high)


def find_full_dates(text: str, *, lang: str = "en") -> Iterator[FullDate]:
    """Yield the full dates of a text in order, without overlaps.

    Parameters
    ----------
    text
        Any text.
    lang
        In French ``12/09/2023`` is 12 September.  In other languages a numeric
        date whose day and month may be swapped has both readings.

    Yields
    ------
    FullDate
        Only dates that exist in the calendar.
    """
    for match in _near_years(text):
        other = None
        if match["m1"]:
            day = _day(match["y1"], MONTHS[match["m1"].lower()], match["d1"])
        elif match["m2"]:
            day = _day(match["y2"], MONTHS[match["m2"].lower()], match["d2"])
        elif match["y3"]:
            day = _day(match["y3"], int(match["m3"]), match["d3"])
        else:
            day = _day(match["y4"], int(match["b4"]), match["a4"])
            if lang != "fr" and match["sep4"] == "/":
                other = _day(match["y4"], int(match["a4"]), match["b4"])
                if day is None or day == other:
                    day, other = other, None
        if day is not None:
            weekday = WEEKDAYS[match["wd"].lower()] if match["wd"] else None
            yield FullDate(match.start(), match.end(), day, weekday, other)


_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


def iso_day(value: object) -> date | None:
    """Day of an ISO 8601 date or date-time as printed, or None if it is none."""
    match = _ISO.match(value.strip()) if isinstance(value, str) else None
    return _day(match[1], int(match[2]), match[3]) if match else None
