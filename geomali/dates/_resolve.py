"""What each kind of time expression means, given the document's date and what was told before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from geomali.dates import _calendar as cal
from geomali.dates._calendar import Interval
from geomali.dates._records import WRONG_WEEKDAY
from geomali.dates._rules import (
    SEASONS,
)
from geomali.dates._seen import Seen
from geomali.dates._words import (
    BETWEEN,
    JOINED,
    MONTH_BEFORE,
    QUANTITY_AFTER,
    QUARTERS,
    THE_YEAR_NOUN,
    YEAR_BEFORE,
    Candidate,
    Meaning,
    Skip,
    month_number,
    part_of,
    singular,
    twice,
)
from geomali.reports import WEEKDAYS

__all__ = ["HANDLERS", "Resolver"]

_COMING_DAYS: Final = 120
"""How far ahead a day may lie that only its weekday puts there."""
_SLIP_DAYS: Final = 62
"""How far back a report's own days may lie, of which one is given with the wrong month."""


class Resolver(Seen):
    """Meanings of expressions in one text; it remembers the date told last."""

    # -- full dates and parts of dates

    def full(self, item: Candidate) -> Meaning:
        first = item.full
        if first is None:
            raise Skip
        if item.other is not None:
            chosen = self.written_order(first, item.other)
            if chosen is None and item.weekday is not None:
                fitting = [day for day in (first, item.other) if day.weekday() == item.weekday]
                chosen = fitting[0] if len(fitting) == 1 else None
            if chosen is None and self.frame is not None and item.start >= self.frame.start:
                low, high = self.frame.low, self.frame.high
                fitting = [day for day in (first, item.other) if low <= day <= high]
                chosen = fitting[0] if len(fitting) == 1 else None
            if chosen is not None:
                return Meaning(
                    (chosen, chosen),
                    "numeric date, order as in the rest of the text",
                    anchored=False,
                )
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
            rule = f"full date; {WRONG_WEEKDAY}"
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
        framed = self.framed(month, day, at)
        if framed is not None:
            found = cal.day_of(framed, month, day)
            if found is not None and (weekday is None or found.weekday() == weekday):
                return (found, found), "day and month, year told in a heading"

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
            ahead = (
                past.weekday() != weekday
                and coming.weekday() == weekday
                and (coming - self.high).days <= _COMING_DAYS
            )
        if weekday is not None and not ahead and self.low != self.high:
            # The weekday tells which year of a window is meant.
            fitting = self.fitting_day(month, day, weekday)
            if fitting is not None:
                return (fitting, fitting), "day and month, year told by the weekday"
        if ahead:
            return self.over(first), "day and month, first not before the document date"
        span, rule = self.over(latest), "day and month, latest not after the document date"
        if weekday is not None and span[0] and span[0] == span[1] and span[0].weekday() != weekday:
            rule += f"; {WRONG_WEEKDAY}"
            if self.high is not None and self._month_may_be_wrong(span[0], weekday):
                # "Friday 14 September" told on 15 November, after Friday 14 November: one of the two is a slip.
                return (None, None), rule
        return span, rule

    def _month_may_be_wrong(self, day: date, weekday: int) -> bool:
        """Whether the weekday and the day of the month name a nearer day in another month."""
        assert self.high is not None
        for back in range(min((self.high - day).days, _SLIP_DAYS)):
            other = cal.add_days(self.high, -back)
            if other.day == day.day and other.month != day.month and other.weekday() == weekday:
                return True
        return False

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
        framed = self.framed(month, 15, item.start) if not when else None
        if not ahead and framed is not None and not rel:
            return Meaning(
                cal.month_span(framed, month, part), "month, year told in a heading", clip=True
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
        frame = self.frame
        if (
            frame is not None
            and item.start >= frame.start
            and (frame.low.year, frame.low.month) == (frame.high.year, frame.high.month)
            and not (month is not None and self.told_month_end > frame.start)
        ):
            month, self.told_month_end = (frame.low.year, frame.low.month), item.start
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
        if told_year is None:
            told_year = self.framed(m1, d1, item.start)
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

    # -- days that are not told

    def unspecified(self, item: Candidate) -> Meaning:
        """A day "on an unspecified day": any of the period of the heading above."""
        if self.frame is None or item.start < self.frame.start:
            return Meaning((None, None), "a day that is not told")
        return Meaning((self.frame.low, self.frame.high), "a day of the period told in a heading")

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
        if rel in {"", "le"} and (framed := self.weekday_framed(number, item)) is not None:
            return Meaning((framed, framed), "weekday, week told in a heading")
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

    def weekday_framed(self, number: int, item: Candidate) -> date | None:
        """Weekday under a heading that names a week."""
        frame = self.frame
        if frame is None or item.start < frame.start or not 4 <= (frame.high - frame.low).days <= 6:
            return None
        day = cal.next_weekday(frame.low, number)
        return day if day <= frame.high and (self.high is None or day <= self.high) else None

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
    "unspecified": Resolver.unspecified,
    "age": Resolver.age,
    "duration": Resolver.duration,
}
