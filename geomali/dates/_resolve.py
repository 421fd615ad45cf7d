"""What each kind of time expression means, given the document's date and what was told before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import Final

from geomali.dates import _calendar as cal
from geomali.dates._calendar import Interval
from geomali.dates._records import DocumentDate
from geomali.dates._rules import (
    PAST,
    PREFIX,
    SEASONS,
    UNITS,
    future,
)
from geomali.dates._words import (
    BETWEEN,
    JOINED,
    MONTH_BEFORE,
    OF_ANOTHER,
    QUANTITY_AFTER,
    QUARTERS,
    THE_YEAR_NOUN,
    YEAR_AFTER,
    YEAR_BEFORE,
    Candidate,
    Meaning,
    Skip,
    count_of,
    month_number,
    part_of,
    singular,
    twice,
)
from geomali.reports import WEEKDAYS

__all__ = ["HANDLERS", "Resolver"]

_SENTENCE_BREAK = re.compile(r"[.!?…][\"”»’')\]]*\s+(?=[A-ZÀ-Þ«“\"])|\n\s*\n|\n(?=[A-ZÀ-Þ])")


class Resolver:
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
        self.year: int | None = None  # last year told, and where
        self.year_end = -1
        self.breaks = [0, *(match.end() for match in _SENTENCE_BREAK.finditer(text))]

    # -- anchors

    def over(self, reading: Callable[[date], tuple[date, date]]) -> Interval:
        """Interval of a reading over every day that the document may be from.

        Every reading grows with its anchor, so that the two ends are enough.
        """
        low = reading(self.low)[0] if self.low else None
        high = reading(self.high)[1] if self.high else None
        return low, high

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

    # -- full dates and parts of dates

    def full(self, item: Candidate) -> Meaning:
        first = item.full
        if first is None:
            raise Skip
        if item.other is not None:
            fits = [day for day in (first, item.other) if self.high is None or day <= self.high]
            if len(fits) == 1:
                return Meaning(
                    (fits[0], fits[0]), "numeric date, the reading not after the document"
                )
            early, late = sorted((first, item.other))
            return Meaning(
                (early, late), "numeric date, order of day and month unknown", anchored=False
            )
        rule = "full date"
        if item.weekday is not None and item.weekday != first.weekday():
            rule = "full date; the weekday given does not fit it"
        return Meaning((first, first), rule, anchored=False)

    def years_for(
        self, month: int, day: int, at: int, end: int, weekday: int | None, *, ahead: bool
    ) -> tuple[Interval, str]:
        """Day of a month without its year."""
        told_year = self.year_near(month, day, at, end)
        if told_year is not None:
            found = cal.day_of(told_year, month, day)
            if found is not None and (weekday is None or found.weekday() == weekday):
                return (found, found), "day and month, year from the date told before"

        def latest(anchor: date) -> tuple[date, date]:
            for year in range(anchor.year, max(anchor.year - 9, 0), -1):
                found = cal.day_of(year, month, day)
                if found and found <= anchor:
                    return found, found
            raise Skip

        def first(anchor: date) -> tuple[date, date]:
            for year in range(anchor.year, min(anchor.year + 9, 9999)):
                found = cal.day_of(year, month, day)
                if found and found >= anchor:
                    return found, found
            raise Skip

        if weekday is not None and not ahead and self.high is not None:
            # "Sunday 1 October" told in September is the Sunday to come.
            past, coming = latest(self.high)[0], first(self.high)[0]
            ahead = past.weekday() != weekday and coming.weekday() == weekday
        if ahead:
            return self.over(first), "day and month, first not before the document date"
        span, rule = self.over(latest), "day and month, latest not after the document date"
        if weekday is not None and span[0] and span[0] == span[1] and span[0].weekday() != weekday:
            rule += "; the weekday given does not fit it"
        return span, rule

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
        if self.told is None or not self.told_explicit or at - self.told_end > 400:
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

    def day_month(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        month, day = month_number(match["m"]), int(match["d"])
        groups = match.groupdict()
        weekday = WEEKDAYS[singular(groups["wd"])] if groups.get("wd") else None
        if cal.day_of(2000, month, day) is None:
            raise Skip
        when = (groups.get("when") or "").lower()
        choose = self.named_year(when) if when else None
        if choose is not None:
            year_of = choose

            def reading(anchor: date) -> tuple[date, date]:
                found = cal.day_of(year_of(anchor), month, day)
                if found is None:
                    raise Skip
                return found, found

            told = re.search(r"same|that|même", when)
            return Meaning(
                self.over(reading),
                "day and month, year from the date told before"
                if told
                else "day and month with a relative year",
            )
        ahead = when == "prochain" or (
            when not in {"dernier", "passé", "last"} and self.looks_ahead(item.start)
        )
        span, rule = self.years_for(month, day, item.start, item.end, weekday, ahead=ahead)
        ahead = "first not before" in rule
        return Meaning(span, rule, tense="future" if ahead else None)

    def month(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        month = month_number(match["m"])
        part = part_of(match["part"])
        groups = match.groupdict()
        rel = " ".join((groups.get("rel") or "").lower().split())
        when = " ".join((groups.get("when") or "").lower().split())
        if not (match["part"] or rel or when) and not MONTH_BEFORE.search(
            self.text[max(0, item.start - 12) : item.start]
        ):
            raise Skip
        choose = self.named_year(when) if when else None
        if choose is not None:
            year_of = choose
            return Meaning(
                self.over(lambda anchor: cal.month_span(year_of(anchor), month, part)),
                "month, year from the date told before"
                if re.search(r"same|that|même", when)
                else "month with a relative year",
            )
        ahead = (
            rel in {"next", "this coming"}
            or when == "prochain"
            or (not rel and when not in {"dernier", "passé"} and self.looks_ahead(item.start))
        )
        if (
            not ahead
            and self.year is not None
            and self.year_end >= self.sentence_start(item.start)
            and item.start - self.year_end <= 25
        ):
            return Meaning(
                cal.month_span(self.year, month, part),
                "month, year from the date told before",
                clip=True,
            )
        if ahead:

            def first(anchor: date) -> tuple[date, date]:
                year = anchor.year + (month < anchor.month)
                return cal.month_span(min(year, 9999), month, part)

            return Meaning(
                self.over(first), "month, first not before the document date", tense="future"
            )
        before = rel in {"last", "this past"} or when in {"dernier", "passé"}

        def latest(anchor: date) -> tuple[date, date]:
            year = cal.latest_month(anchor, month, before=before)
            low, high = cal.month_span(max(year, 1), month, part)
            if low > anchor:
                low, high = cal.month_span(max(year - 1, 1), month, part)
            return low, min(high, anchor)

        return Meaning(self.over(latest), "month, latest not after the document date")

    def month_year(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        span = cal.month_span(int(match["y"]), month_number(match["m"]), part_of(match["part"]))
        return Meaning(span, "month and year", anchored=False, clip=True)

    def year_only(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        before = self.text[max(0, item.start - 12) : item.start]
        after = self.text[item.end : item.end + 40]
        if QUANTITY_AFTER.match(after) or not (
            YEAR_BEFORE.search(before) or match["gen"] or before.endswith("\n") or not before
        ):
            raise Skip
        year = int(match["y"])
        span = cal.year_span(year)
        # "the 2015 accord", "2012's uprising", "l'accord de 2015": the year names something.
        lead = before.lower()
        attribute = bool(match["gen"]) or (
            bool(re.search(r"\b(?:the|a|its|this|their|of the|’s|'s)\s$", lead))
            and THE_YEAR_NOUN.match(after) is not None
        )
        if self.lang == "fr" and re.search(r"\b(?:de|du)\s$", lead):
            attribute = True
        if re.search(r"\bof\s$", lead) and not re.search(
            r"\b(?:end|start|beginning|middle|half|part|months?|course|summer|spring) of\s$",
            self.text[max(0, item.start - 20) : item.start],
        ):
            attribute = True
        return Meaning(
            span,
            "year in a name" if attribute else "year",
            kind="attribute" if attribute else "point",
            anchored=False,
            clip=True,
        )

    def part_year(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        span = cal.year_span(int(match["y"]), part_of(match["part"]))
        return Meaning(span, "part of a year", anchored=False, clip=True)

    def quarter(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        word = (match["q"] or match["q2"]).lower()
        number = next(n for n, words in QUARTERS.items() if word in words)

        def months(year: int) -> tuple[date, date]:
            return cal.month_span(year, 3 * number - 2)[0], cal.month_span(year, 3 * number)[1]

        if match["y"]:
            return Meaning(months(int(match["y"])), "quarter of a year", anchored=False, clip=True)
        if match["q2"]:
            raise Skip
        if self.year is not None and self.year_end >= self.sentence_start(item.start):
            return Meaning(months(self.year), "quarter, year from the date told before", clip=True)

        def latest(anchor: date) -> tuple[date, date]:
            low, high = months(anchor.year)
            if low > anchor:
                low, high = months(max(anchor.year - 1, 1))
            return low, min(high, anchor)

        return Meaning(self.over(latest), "quarter, latest not after the document date")

    def day_only(self, item: Candidate) -> Meaning:
        """A day of the month that the text is in: "On the 12th", "Le 17, …"."""
        match = item.match
        assert match is not None
        number = int(match["d"])
        month = self.told_month
        if month is not None and item.start - self.told_month_end <= 400:
            day = cal.day_of(month[0], month[1], number)
            if day is None or (self.high is not None and day > self.high):
                raise Skip
            return Meaning((day, day), "day, month from the date told before")

        def latest(anchor: date) -> tuple[date, date]:
            for back in range(62):
                day = cal.add_days(anchor, -back)
                if day.day == number:
                    return day, day
            raise Skip

        return Meaning(self.over(latest), "day of a month, latest not after the document date")

    def decade(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        year = int(match["y"])
        return Meaning(
            (date(year, 1, 1), date(year + 9, 12, 31)), "decade", anchored=False, clip=True
        )

    def season(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        season = SEASONS[match["season"].lower()]
        groups = match.groupdict()
        if groups.get("y"):
            year = int(groups["y"])
            return Meaning(
                cal.season_span(year, season), "season of a year", anchored=False, clip=True
            )
        rel = (groups.get("rel") or "").lower()

        def reading(anchor: date) -> tuple[date, date]:
            year = anchor.year
            if rel in {"next", "prochain"}:
                span = cal.season_span(year, season)
                return span if span[0] > anchor else cal.season_span(min(year + 1, 9998), season)
            for back in range(3):
                span = cal.season_span(max(year - back, 1), season)
                if span[1] < anchor or (rel == "this" and span[0] <= anchor):
                    return span[0], min(span[1], anchor)
            raise Skip

        ahead = rel in {"next", "prochain"}
        return Meaning(self.over(reading), f"{rel} season", tense="future" if ahead else "past")

    # -- ranges

    def range_days(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        groups = match.groupdict()
        m2 = month_number(match["m2"])
        m1 = month_number(groups["m1"]) if groups.get("m1") else m2
        d1, d2 = int(match["d1"]), int(match["d2"])
        if m1 != m2 and JOINED.search(match.group()) and not BETWEEN.match(match.group()):
            raise Skip  # two days, not all between them
        y2 = int(groups["y2"]) if groups.get("y2") else None
        y1 = int(groups["y1"]) if groups.get("y1") else None
        if cal.day_of(2000, m1, d1) is None or cal.day_of(2000, m2, d2) is None:
            raise Skip
        if y2 is not None or y1 is not None:
            end_year = y2 if y2 is not None else (y1 or 0) + ((m2, d2) < (m1, d1))
            start_year = y1 if y1 is not None else end_year - ((m2, d2) < (m1, d1))
            low, high = cal.day_of(start_year, m1, d1), cal.day_of(end_year, m2, d2)
            if low is None or high is None or low > high:
                raise Skip
            return Meaning((low, high), "range of days", anchored=False)
        if m1 == m2 and d1 >= d2:
            raise Skip
        told_year = self.year_near(m1, d1, item.start, item.end)
        if told_year is not None:
            low = cal.day_of(told_year, m1, d1)
            high = cal.day_of(told_year + ((m2, d2) < (m1, d1)), m2, d2)
            if low is None or high is None:
                raise Skip
            return Meaning((low, high), "range of days, year from the date told before")
        ahead = self.looks_ahead(item.start)

        def reading(anchor: date) -> tuple[date, date]:
            years = (
                range(anchor.year - 1, anchor.year + 6)
                if ahead
                else range(anchor.year, anchor.year - 6, -1)
            )
            for year in years:
                low = cal.day_of(year, m1, d1)
                high = cal.day_of(year + ((m2, d2) < (m1, d1)), m2, d2)
                if low and high and (high >= anchor if ahead else low <= anchor):
                    # A range that has begun but not ended is told up to the document date.
                    return low, high if ahead else min(high, anchor)
            raise Skip

        side = "first not before" if ahead else "latest not after"
        return Meaning(
            self.over(reading),
            f"range of days, {side} the document date",
            tense="future" if ahead else None,
        )

    def range_months(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        m1, m2 = month_number(match["m1"]), month_number(match["m2"])
        if match["y1"] or match["y2"]:
            end_year = int(match["y2"]) if match["y2"] else int(match["y1"]) + (m2 < m1)
            start_year = int(match["y1"]) if match["y1"] else end_year - (m2 < m1)
            low, high = cal.month_span(start_year, m1)[0], cal.month_span(end_year, m2)[1]
            if low > high:
                raise Skip
            return Meaning((low, high), "range of months", anchored=False, clip=True)

        def reading(anchor: date) -> tuple[date, date]:
            year = cal.latest_month(anchor, m2)
            low = cal.month_span(max(year - (m2 < m1), 1), m1)[0]
            return low, min(cal.month_span(max(year, 1), m2)[1], anchor)

        return Meaning(self.over(reading), "range of months, latest not after the document date")

    def range_years(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        y1, y2 = int(match["y1"]), int(match["y2"])
        if y1 >= y2:
            raise Skip
        return Meaning(
            (date(y1, 1, 1), date(y2, 12, 31)), "range of years", anchored=False, clip=True
        )

    # -- weekdays

    def weekday(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        number = WEEKDAYS[singular(match["wd"])]
        groups = match.groupdict()
        rel = " ".join((groups.get("rel") or "").lower().split())
        week = (groups.get("week") or "").lower()
        if "last" in week or "semaine" in rel:
            return Meaning(
                self.over(lambda a: twice(cal.add_days(cal.week_span(a)[0], number - 7))),
                "weekday of the week before the document date",
                tense="past",
            )
        if "next" in week:
            return Meaning(
                self.over(lambda a: twice(cal.add_days(cal.week_span(a)[0], number + 7))),
                "weekday of the week after the document date",
                tense="future",
            )
        if rel in {"the following", "the next", "suivant"} and self.told is not None:
            day = cal.next_weekday(self.told, number, after=True)
            return Meaning((day, day), "weekday after the date told before")
        if rel == "the previous" and self.told is not None:
            day = cal.latest_weekday(self.told, number, before=True)
            return Meaning((day, day), "weekday before the date told before")
        near = self.weekday_near(number, item) if rel in {"", "le"} else None
        if near is not None:
            return Meaning((near, near), "weekday after the date told before")
        ahead = rel in {
            "next",
            "coming",
            "this coming",
            "prochain",
            "the next",
            "the following",
        } or (rel in {"", "this", "le", "ce"} and self.looks_ahead(item.start))
        if ahead:
            strict = rel in {"next", "prochain"}
            return Meaning(
                self.over(lambda a: twice(cal.next_weekday(a, number, after=strict))),
                "weekday, first not before the document date",
                tense="future",
            )
        strict = rel in {"last", "dernier", "passé", "past", "this past", "the previous"}
        rule = "before the document date" if strict else "not after the document date"
        return Meaning(
            self.over(lambda a: twice(cal.latest_weekday(a, number, before=strict))),
            f"weekday, latest {rule}",
        )

    def weekday_near(self, number: int, item: Candidate) -> date | None:
        """Weekday of a story told long after: "on 10 August 2020, and on Friday"."""
        if (
            self.told is None
            or not self.told_explicit
            or self.told_end < self.sentence_start(item.start)
            or self.low is None
            or (self.low - self.told).days <= 14
        ):
            return None
        return cal.next_weekday(self.told, number, after=True)

    def weekday_day(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        number, day_of_month = WEEKDAYS[match["wd"].lower()], int(match["d"])

        def latest(anchor: date) -> tuple[date, date]:
            for back in range(400):
                day = cal.add_days(anchor, -back)
                if day.day == day_of_month and day.weekday() == number:
                    return day, day
            raise Skip

        return Meaning(self.over(latest), "weekday and day, latest not after the document date")

    def weekdays(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        first = WEEKDAYS[singular(match["wd1"])]
        last = WEEKDAYS[singular(match["wd2"])]
        length = (last - first) % 7
        words = match.group()
        if length == 0 or (length > 1 and JOINED.search(words) and not BETWEEN.match(words)):
            raise Skip  # "on Tuesday and Thursday": two days, not all between them
        if self.looks_ahead(item.start):

            def ahead(anchor: date) -> tuple[date, date]:
                low = cal.next_weekday(anchor, first)
                return low, cal.add_days(low, length)

            return Meaning(
                self.over(ahead), "weekdays, first not before the document date", tense="future"
            )

        def reading(anchor: date) -> tuple[date, date]:
            high = cal.latest_weekday(anchor, last)
            return cal.add_days(high, -length), high

        return Meaning(self.over(reading), "weekdays, latest not after the document date")

    # -- days, weeks, months and years seen from the document

    def near(self, low: int, high: int, tense: str) -> Meaning:
        return Meaning(
            self.over(lambda a: (cal.add_days(a, low), cal.add_days(a, high))),
            "relative to the document date",
            tense=tense,
        )

    def yesterday(self, item: Candidate) -> Meaning:
        words = self.text[item.start : item.end].lower()
        if "before" in words or "avant" in words:
            return self.near(-2, -2, "past")
        if "night" in words or "nuit" in words or words == "overnight":
            return self.near(-1, 0, "past")
        return self.near(-1, -1, "past")

    def today(self, _item: Candidate) -> Meaning:
        return Meaning(self.over(twice), "relative to the document date")

    def tomorrow(self, item: Candidate) -> Meaning:
        words = self.text[item.start : item.end].lower()
        count = 2 if "after" in words or "après" in words else 1
        return self.near(count, count, "future")

    def next_day(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        groups = match.groupdict()
        shift = 0
        for name, count in (("after", 1), ("before", -1), ("after2", 2), ("before2", -2)):
            if groups.get(name):
                shift = count
        if shift and OF_ANOTHER.match(self.text, item.end):
            # "The eve of the summit", "the day before the attack".
            return Meaning((None, None), "counted from another event", kind="duration")
        if self.told is not None:
            day = cal.add_days(self.told, shift)
            return Meaning((day, day), "counted from the date told before")
        if shift < 0:
            # Without a date told before, the eve is that of the report.
            return self.near(shift, shift, "past")
        return Meaning((None, None), "counted from a date that is not told")

    def ago(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        count = count_of(match)
        unit = UNITS.get(match["u"].lower(), "")
        if count is None or not unit:
            raise Skip
        least, most = count
        spread = {"day": 0, "night": 0, "week": 3, "month": 15}.get(unit)
        if unit == "hour":
            return self.near(-((most + 23) // 24), 0, "past")
        if unit in {"year", "decade"}:
            years = 10 if unit == "decade" else 1
            return Meaning(
                self.over(
                    lambda a: (
                        date(max(a.year - most * years, 1), 1, 1),
                        min(date(max(a.year - least * years, 1), 12, 31), a),
                    )
                ),
                "years counted back from the document date",
                tense="past",
            )
        assert spread is not None

        def back(anchor: date, number: int) -> date:
            if unit == "month":
                return cal.add_months(anchor, -number)
            return cal.add_days(anchor, -number * (7 if unit == "week" else 1))

        return Meaning(
            self.over(
                lambda a: (
                    cal.add_days(back(a, most), -spread),
                    min(cal.add_days(back(a, least), spread), a),
                )
            ),
            f"{unit}s counted back from the document date",
            tense="past",
        )

    def in_n(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        count = count_of(match)
        # "Killed in three days" is a duration; only a verb that looks ahead makes it a date.
        if count is None or not self.looks_ahead(item.start):
            return Meaning((None, None), "duration", kind="duration", anchored=False)
        unit = UNITS[match["u"].lower()]
        number = count[0]
        spread = {"day": 0, "week": 3, "month": 15}[unit]

        def ahead(anchor: date) -> tuple[date, date]:
            if unit == "month":
                day = cal.add_months(anchor, number)
            else:
                day = cal.add_days(anchor, number * (7 if unit == "week" else 1))
            return cal.add_days(day, -spread), cal.add_days(day, spread)

        return Meaning(
            self.over(ahead), f"{unit}s counted on from the document date", tense="future"
        )

    def later(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        count = count_of(match)
        unit = UNITS.get(match["u"].lower(), "")
        if count is None or unit not in {"day", "night", "week", "month", "hour"}:
            return Meaning((None, None), "counted from another event", kind="duration")
        after = match["dir"].lower() in {"après", "avant", "before"}
        if after and re.match(r"\s+\w", self.text[item.end : item.end + 3]):
            return Meaning((None, None), "counted from another event", kind="duration")
        if self.told is None:
            return Meaning((None, None), "counted from a date that is not told")
        back = bool(
            re.search(r"earlier|before|previous|tôt|auparavant|avant", match["dir"].lower())
        )
        sign = -1 if back else 1
        spread = {"day": 0, "night": 0, "hour": 1, "week": 3, "month": 15}[unit]
        ends = []
        for number in count:
            if unit == "month":
                ends.append(cal.add_months(self.told, sign * number))
            else:
                days = {"week": 7, "hour": 0}.get(unit, 1)
                ends.append(cal.add_days(self.told, sign * number * days))
        low, high = cal.add_days(min(ends), -spread), cal.add_days(max(ends), spread)
        if back:
            high = min(high, self.told)
        else:
            low = max(low, self.told)
        return Meaning((low, high), "counted from the date told before")

    def past_n(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        groups = match.groupdict()
        unit = UNITS[(groups["u"] or groups.get("u2") or "").lower()]
        count = count_of(match)
        if unit in {"decade", "year"}:
            return Meaning((None, self.high), "the years before the document date", kind="duration")
        default = {"hour": 24, "day": 7, "night": 7, "week": 5, "month": 6}[unit]
        number = count[1] if count and groups.get("n") else default
        days = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "month": 30.5}[unit]
        back = -(-number * days // 1)
        # "The past few weeks" and "recent weeks" are a month; "recent days" a week, today included.
        if not groups.get("n"):
            back = {"week": 30, "day": 6, "night": 6}.get(unit, back)
        return Meaning(
            self.over(lambda a: (cal.add_days(a, -int(back)), a)),
            f"the {unit}s before the document date",
            tense="past",
        )

    def next_n(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        groups = match.groupdict()
        unit = UNITS[(groups["u"] or groups.get("u2") or "").lower()]
        days = {"hour": 1, "day": 6, "week": 30, "month": 183, "year": 1830}.get(unit, 30)
        count = count_of(match)
        if count and groups.get("n"):
            days = count[1] * {"hour": 1, "day": 1, "week": 7, "month": 31, "year": 366}.get(
                unit, 1
            )
        return Meaning(
            self.over(lambda a: (a, cal.add_days(a, days))),
            f"the {unit}s after the document date",
            tense="future",
        )

    def weekend(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        rel = " ".join((match.groupdict().get("rel") or "").lower().split())
        if rel in {"next", "prochain", "the coming"} or (
            rel in {"this", "", "the"} and self.looks_ahead(item.start)
        ):
            return Meaning(
                self.over(
                    lambda a: (
                        cal.next_weekday(a, 5),
                        cal.add_days(cal.next_weekday(a, 5), 1),
                    )
                ),
                "weekend after the document date",
                tense="future",
            )
        strict = rel in {"last", "dernier", "passé"}

        def reading(anchor: date) -> tuple[date, date]:
            monday = cal.week_span(anchor)[0]
            day = cal.add_days(monday, -1) if strict else anchor
            saturday = cal.latest_weekday(day, 5)
            return saturday, min(cal.add_days(saturday, 1), anchor)

        return Meaning(self.over(reading), "weekend before the document date", tense="past")

    def period(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        groups = match.groupdict()
        words = self.text[item.start : item.end].lower()
        if "same" in words or "that " in words or "même" in words or "-là" in words:
            if groups.get("same") or words.endswith("year"):
                if self.year is None:
                    return Meaning((None, None), "the year of a date that is not told")
                return Meaning(cal.year_span(self.year), "the year told before", clip=True)
            if self.told is None:
                return Meaning((None, None), "counted from a date that is not told")
            if "week" in words:
                return Meaning(cal.week_span(self.told), "the week told before", clip=True)
            return Meaning(
                cal.month_span(self.told.year, self.told.month), "the month told before", clip=True
            )
        unit = (
            "week"
            if "week" in words or "semaine" in words
            else "month"
            if "month" in words or "mois" in words
            else "year"
        )
        rel = " ".join((groups.get("rel") or "").lower().split())
        if groups.get("this") or rel == "this":
            shift = 0
        elif groups.get("next") or rel in {"next", "the coming"}:
            shift = 1
        elif rel == "the following":
            return Meaning((None, None), "counted from a date that is not told")
        else:
            shift = -1
        return self.unit(
            unit,
            shift,
            part_of(groups.get("part")) if groups.get("part") in {"early", "late"} else "",
        )

    def unit(self, unit: str, shift: int, part: str) -> Meaning:
        """Week, month or year before, of or after the document date."""
        upcoming = shift > 0

        def reading(anchor: date) -> tuple[date, date]:
            if unit == "week":
                low, high = cal.week_span(cal.add_days(anchor, 7 * shift))
                if part == "early":
                    high = cal.add_days(low, 2)
                elif part in {"late", "end"}:
                    low = cal.add_days(high, -3)
            elif unit == "month":
                day = cal.add_months(anchor.replace(day=1), shift)
                low, high = cal.month_span(day.year, day.month, part)
            else:
                low, high = cal.year_span(min(max(anchor.year + shift, 1), 9999), part)
            return (
                (low, high)
                if upcoming or (part in {"late", "end", "mid"} and shift == 0)
                else (
                    low,
                    min(high, anchor) if low <= anchor else high,
                )
            )

        name = {
            -1: "before the document date",
            0: "of the document date",
            1: "after the document date",
        }
        tense = "future" if upcoming else "past" if shift < 0 else None
        return Meaning(self.over(reading), f"the {unit} {name[shift]}", tense=tense)

    def last_end(self, unit: str, part: str) -> Meaning:
        """The latest end of a week or month that has begun: "en fin de semaine", told afterwards."""

        def reading(anchor: date) -> tuple[date, date]:
            for shift in (0, -1):
                if unit == "week":
                    high = cal.week_span(cal.add_days(anchor, 7 * shift))[1]
                    low = cal.add_days(high, -3)
                else:
                    day = cal.add_months(anchor.replace(day=1), shift)
                    low, high = cal.month_span(
                        day.year, day.month, "late" if part == "end" else part
                    )
                if low <= anchor:
                    return low, min(high, anchor)
            raise Skip

        return Meaning(
            self.over(reading), f"end of a {unit}, latest not after the document date", tense="past"
        )

    def part_rel(self, item: Candidate) -> Meaning:
        match = item.match
        assert match is not None
        what = match["what"].lower()
        unit = (
            "week"
            if "week" in what or "semaine" in what
            else "month"
            if "month" in what or "mois" in what
            else "year"
        )
        shift = (
            -1
            if re.search(r"last|derni|pass", what)
            else 1
            if re.search(r"next|prochain", what)
            else 0
        )
        part = part_of(match["part"])
        words = match["part"].lower()
        if "end" in words.split() or "fin" in words.split():
            part = "end"
        if shift == 0 and part in {"end", "late"} and unit != "year":
            prefix = PREFIX.search(self.text[max(0, item.start - 24) : item.start])
            if not (prefix and prefix["by"]) and not self.looks_ahead(item.start):
                return self.last_end(unit, part)
        meaning = self.unit(unit, shift, part)
        if shift == 0 and part == "early" and unit == "year":
            return meaning
        # The end of the running year lies ahead of nearly every report that speaks of it.
        ahead = shift == 0 and part in {"end", "late"}
        return Meaning(
            meaning.span, f"part of {meaning.rule}", tense="future" if ahead else meaning.tense
        )

    def recurring(self, _item: Candidate) -> Meaning:
        return Meaning((None, None), "recurring", kind="recurring", anchored=False)

    def age(self, _item: Candidate) -> Meaning:
        raise Skip

    def duration(self, _item: Candidate) -> Meaning:
        return Meaning((None, None), "duration", kind="duration", anchored=False)


HANDLERS: Final[dict[str, Callable[[Resolver, Candidate], Meaning]]] = {
    "full": Resolver.full,
    "range_month_last": Resolver.range_days,
    "range_days": Resolver.range_days,
    "range_months": Resolver.range_months,
    "range_years": Resolver.range_years,
    "day_month": Resolver.day_month,
    "month_year": Resolver.month_year,
    "month": Resolver.month,
    "season": Resolver.season,
    "part_year": Resolver.part_year,
    "part_rel": Resolver.part_rel,
    "quarter": Resolver.quarter,
    "day_only": Resolver.day_only,
    "decade": Resolver.decade,
    "year": Resolver.year_only,
    "nights": Resolver.weekdays,
    "weekdays": Resolver.weekdays,
    "recurring": Resolver.recurring,
    "weekday": Resolver.weekday,
    "weekday_day": Resolver.weekday_day,
    "yesterday": Resolver.yesterday,
    "today": Resolver.today,
    "tomorrow": Resolver.tomorrow,
    "next_day": Resolver.next_day,
    "ago": Resolver.ago,
    "in_n": Resolver.in_n,
    "later": Resolver.later,
    "past_n": Resolver.past_n,
    "next_n": Resolver.next_n,
    "weekend": Resolver.weekend,
    "period": Resolver.period,
    "age": Resolver.age,
    "duration": Resolver.duration,
}
