"""Days, weeks, months and years seen from the document or from the date told before."""

from __future__ import annotations

import re
from datetime import date

from geomali.dates import _calendar as cal
from geomali.dates._anchors import Anchors
from geomali.dates._rules import (
    PREFIX,
    UNITS,
)
from geomali.dates._words import (
    OF_ANOTHER,
    Candidate,
    Meaning,
    Skip,
    count_of,
    part_of,
    twice,
)

__all__ = ["Seen"]


class Seen(Anchors):
    """Meanings of expressions such as "yesterday", "two weeks ago" and "the same day"."""

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
