"""Intervals of days: months, weeks, seasons, and the latest such day before another."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

__all__ = [
    "Interval",
    "add_days",
    "add_months",
    "day_of",
    "latest_month",
    "latest_weekday",
    "month_span",
    "next_weekday",
    "precision_of",
    "season_span",
    "week_span",
    "year_span",
]

Interval = tuple[date | None, date | None]


def add_days(day: date, count: int) -> date:
    """Day some days away, kept inside the calendar."""
    ordinal = min(max(day.toordinal() + count, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def day_of(year: int, month: int, day: int) -> date | None:
    """Day of the calendar, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(day: date, count: int) -> date:
    """Same day of a month some months away; the last of a shorter month."""
    months = min(max(day.year * 12 + day.month - 1 + count, 12), 9999 * 12 + 11)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_span(year: int, month: int, part: str = "") -> tuple[date, date]:
    """First and last day of a month, or of a named part of it."""
    last = calendar.monthrange(year, month)[1]
    low, high = {
        "early": (1, 10),
        "mid": (11, 20),
        "late": (21, last),
        "end": (last, last),
        "week 1": (1, 7),
        "week 2": (8, 14),
        "week 3": (15, 21),
        "last week": (last - 6, last),
        "half 1": (1, 15),
        "half 2": (16, last),
    }.get(part, (1, last))
    return date(year, month, low), date(year, month, high)


def year_span(year: int, part: str = "") -> tuple[date, date]:
    """First and last day of a year, or of a named part of it."""
    low, high = {
        "early": (1, 4),
        "mid": (5, 8),
        "late": (9, 12),
        "end": (12, 12),
        "half 1": (1, 6),
        "half 2": (7, 12),
    }.get(part, (1, 12))
    return date(year, low, 1), month_span(year, high)[1]


def season_span(year: int, season: int) -> tuple[date, date]:
    """Northern season (0 spring to 3 winter) that begins in a year, by whole months."""
    first = 3 + 3 * season
    start = date(year, first, 1)
    return start, add_days(add_months(start, 3), -1)


def week_span(day: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    monday = add_days(day, -day.weekday())
    return monday, add_days(monday, 6)


def latest_weekday(day: date, weekday: int, *, before: bool = False) -> date:
    """Latest such weekday not after a day (or strictly before it)."""
    back = (day.weekday() - weekday) % 7
    return add_days(day, -(back or (7 if before else 0)))


def next_weekday(day: date, weekday: int, *, after: bool = False) -> date:
    """First such weekday not before a day (or strictly after it)."""
    ahead = (weekday - day.weekday()) % 7
    return add_days(day, ahead or (7 if after else 0))


def latest_month(day: date, month: int, *, before: bool = False) -> int:
    """Year of the latest such month that has begun by a day (or that is over)."""
    return day.year - (month > day.month or (before and month == day.month))


def precision_of(earliest: date | None, latest: date | None) -> int | None:
    """Time precision of an interval: 1 a day, 2 up to a week, 3 up to a month, else None."""
    if earliest is None or latest is None:
        return None
    days = (latest - earliest) // timedelta(days=1) + 1
    return 1 if days == 1 else 2 if days <= 7 else 3 if days <= 31 else None
