"""When a report was written: given, stated, printed, or deduced from what it tells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from geomali.dates import _calendar as cal
from geomali.dates._find import find_dates
from geomali.dates._records import DocumentDate, TimeMention
from geomali.dates._resolve import Resolver
from geomali.errors import SourceFormatError
from geomali.reports import WEEKDAYS, Report, Sentence, iso_day, split_sentences
from geomali.resources import data_path

__all__ = ["TurningPoint", "document_date", "load_turning_points"]

_UNKNOWN: Final = DocumentDate(None, None, "none")
# A day or month named without a year is near the report: this many days back, or ahead.
_RECENT_DAYS: Final = 300
_SOON_DAYS: Final = 200
# Up to this length a window is worth narrowing by such days; longer by days named with their weekday.
_NARROW_DAYS: Final = 800
_NARROW_WEEKDAYS: Final = 1826
# Dates that a page states of itself may differ by a few days (updates, time zones).
_SAME_DAYS: Final = 7
_MAX_FLAGS: Final = 8
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Something that a report can name only from one day on, or as running only until another.

    ``terms`` are groups of words: one of every group must stand in the same
    sentence.  If a word of ``unless`` stands there too, ``end`` does not
    count and ``start`` is weak.  The weights are ``strong``, ``weak`` or
    ``none``.
    """

    point_id: str
    what: str
    terms: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    start: date | None
    end: date | None
    start_weight: str
    end_weight: str


@dataclass(frozen=True, slots=True)
class _Bound:
    """One piece of evidence: the report is not before, or not after, a day."""

    day: date
    strong: bool
    why: str
    explicit: bool = False
    in_name: bool = False


def _fold(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


@cache
def _term_pattern(term: str) -> re.Pattern[str]:
    # Short acronyms keep their case, so that "EIS" is not found in a word; "Minusma" is written both ways.
    stem = term.removesuffix("*")
    tail = r"\w*" if term.endswith("*") else r"(?!\w)"
    words = r"\s+".join(map(re.escape, stem.split()))
    flags = 0 if stem.isupper() and len(stem) < 5 else re.IGNORECASE
    return re.compile(rf"(?<!\w){words}{tail}", flags)


@cache
def load_turning_points() -> tuple[TurningPoint, ...]:
    """Load the shipped table of turning points.

    Returns
    -------
    tuple of TurningPoint
        In the order of the file.

    Raises
    ------
    SourceFormatError
        A date or a weight in the file is wrong; names the row.
    """
    path = data_path("gazetteer/turning_points.csv")
    found = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=1):
            days = []
            for name in ("start", "end"):
                day = iso_day(row[name])
                if row[name] and day is None:
                    raise SourceFormatError(path, f"{name} must be written YYYY-MM-DD", row=number)
                days.append(day)
            if {row["start_weight"], row["end_weight"]} - {"strong", "weak", "none"}:
                raise SourceFormatError(path, "a weight must be strong, weak or none", row=number)
            found.append(
                TurningPoint(
                    row["point_id"],
                    row["what"],
                    tuple(
                        tuple(term.strip() for term in group.split("|") if term.strip())
                        for group in row["terms"].split(" & ")
                    ),
                    tuple(term.strip() for term in row["unless"].split("|") if term.strip()),
                    days[0],
                    days[1],
                    row["start_weight"],
                    row["end_weight"],
                )
            )
    return tuple(found)


@cache
def _lowered_terms() -> tuple[tuple[TurningPoint, tuple[tuple[str, ...], ...]], ...]:
    """Turning points with their terms in lower case, for the first quick look."""
    return tuple(
        (
            point,
            tuple(tuple(term.removesuffix("*").lower() for term in group) for group in point.terms),
        )
        for point in load_turning_points()
    )


def _turning_bounds(text: str, sentences: Sequence[Sentence]) -> tuple[list[_Bound], list[_Bound]]:
    """Bounds from what a text names: missions, groups, agreements, people in office."""
    lower: list[_Bound] = []
    upper: list[_Bound] = []
    folded = _fold(text)
    small = folded.lower()
    for point, lowered in _lowered_terms():
        if not all(any(term in small for term in group) for group in lowered):
            continue
        # The plainest sentence decides: one that says neither "former" nor, of people in
        # office, a year ("In 2015 President Keita signed").
        office = "former" in point.unless
        best: int | None = None
        for sentence in sentences:
            words = folded[sentence.start : sentence.end]
            little = words.lower()
            if all(any(term in little for term in group) for group in lowered) and all(
                any(_term_pattern(term).search(words) for term in group) for group in point.terms
            ):
                if any(_term_pattern(term).search(words) for term in point.unless):
                    doubt = 2
                else:
                    doubt = 1 if office and _YEAR.search(words) else 0
                best = doubt if best is None else min(best, doubt)
                if not best:
                    break
        if best is None:
            continue
        if point.start and point.start_weight != "none":
            strong = point.start_weight == "strong" and best < 2
            lower.append(_Bound(point.start, strong, point.what))
        if point.end and point.end_weight != "none" and not best:
            upper.append(_Bound(point.end, point.end_weight == "strong", point.what))
    return lower, upper


def _told_bounds(mentions: Sequence[TimeMention], resolver: Resolver) -> Iterator[_Bound]:
    """Lower bounds from dates with a year: a report is not older than the past that it tells."""
    for mention in mentions:
        if mention.earliest is None or mention.kind not in {"point", "attribute", "duration"}:
            continue
        if mention.kind == "duration" and not mention.rule.startswith("since"):
            continue
        if mention.block in {"caption", "dateline", "byline", "title", "heading"}:
            continue
        if resolver.looks_ahead(mention.start):
            continue
        strong = mention.block == "body" and mention.kind != "attribute"
        yield _Bound(
            mention.earliest,
            strong,
            f"'{mention.text}'",
            explicit=True,
            in_name=mention.kind == "attribute",
        )


def _say(bound: _Bound) -> str:
    return f"{bound.day.isoformat()} ({bound.why})"


@dataclass(frozen=True, slots=True, order=True)
class _Named:
    """A day (of a whole month its last) named without a year; ``weekday`` is -1 if it is not given."""

    month: int
    day: int
    ahead: bool
    weekday: int = -1


def _yearless(mentions: Sequence[TimeMention]) -> list[_Named]:
    """Dates of the story that are named without a year."""
    found: set[_Named] = set()
    for mention in mentions:
        if mention.block != "body" or not mention.text:
            continue
        # Resolved against one leap year's last day, month and day can be read off again.
        if mention.kind in {"point", "deadline"} and mention.earliest and mention.latest:
            ahead = mention.tense == "future"
            if mention.rule.startswith(("day and month, latest", "day and month, first")) or (
                mention.kind == "deadline" and mention.rule.startswith("deadline, first")
            ):
                whole = mention.earliest != mention.latest
                day = mention.latest if ahead or whole else mention.earliest
                words = _WORD.findall(mention.text.lower()) if not whole else ()
                weekday = next((WEEKDAYS[word] for word in words if word in WEEKDAYS), -1)
                found.add(_Named(day.month, day.day, ahead, weekday))
            elif mention.rule.startswith(("month, latest", "month, first")):
                found.add(_Named(mention.latest.month, mention.latest.day, ahead))
    return sorted(found)


def _narrowed(low: date, high: date, named: Sequence[_Named]) -> tuple[date, date] | None:
    """Days of a window that lie soon after the past days, and soon before the coming ones.

    Of several stretches that would do, the one whose days are nearest to what
    is named: news tells of the last weeks, not of last winter.  In a window of
    years only days named with their weekday speak, and only if they leave one
    stretch.
    """
    wide = (high - low).days > _NARROW_DAYS
    if wide and all(item.weekday < 0 for item in named):
        return None
    best: tuple[int, int, int] | None = None
    runs: list[list[int]] = []
    for ordinal in range(low.toordinal(), high.toordinal() + 1):
        day = date.fromordinal(ordinal)
        total = 0
        for item in named:
            gap = _gap(day, item)
            if gap is None or gap > (_SOON_DAYS if item.ahead else _RECENT_DAYS):
                total = -1
                break
            total += gap
        if total < 0:
            continue
        if runs and runs[-1][-1] == ordinal - 1:
            runs[-1].append(ordinal)
        else:
            runs.append([ordinal])
        score = (total, ordinal, len(runs) - 1)
        best = score if best is None or score < best else best
    if best is None or (wide and len(runs) > 1):
        return None
    run = runs[best[2]]
    return date.fromordinal(run[0]), date.fromordinal(run[-1])


def _gap(day: date, item: _Named) -> int | None:
    """Days from the latest such day before a day, or to the first one after it; None on another weekday."""
    years = (day.year, day.year + 1) if item.ahead else (day.year, day.year - 1)
    for year in years:
        found = cal.day_of(year, item.month, item.day) or cal.day_of(year, item.month, item.day - 1)
        if found is not None and (found >= day if item.ahead else found <= day):
            return None if item.weekday not in {-1, found.weekday()} else abs((found - day).days)
    return None


def _deduce(report: Report, mentions: Sequence[TimeMention]) -> tuple[list[_Bound], list[_Bound]]:
    sentences = [s for s in split_sentences(report) if s.block_kind in {"body", "title", "heading"}]
    lower, upper = _turning_bounds(report.text, sentences)
    resolver = Resolver(report.text, _UNKNOWN, report.lang)
    lower += _told_bounds(mentions, resolver)
    lower += [
        _Bound(item.day, False, f"'{item.expression}' in a note", explicit=True)
        for item in report.date_evidence
        if item.kind == "footnote"
    ]
    return lower, upper


def _window(report: Report, mentions: Sequence[TimeMention]) -> DocumentDate:
    """Window of a report without any date of its own."""
    lower, upper = _deduce(report, mentions)
    flags: list[str] = []
    low = max((b for b in lower if b.strong), key=lambda b: (b.day, b.why), default=None)
    fitting = [b for b in upper if b.strong and (low is None or b.day >= low.day)]
    for bound in sorted((b for b in upper if b.strong and b not in fitting), key=lambda b: b.day):
        # What it tells cannot be undone; that somebody still held an office can be loose speech.
        assert low is not None
        flags.append(
            f"speaks of {bound.why} as current (until {bound.day.isoformat()}),"
            f" but also tells of {_say(low)}"
        )
    high = min(fitting, key=lambda b: (b.day, b.why), default=None)
    if high is None:
        weak = [b for b in upper if not b.strong and (low is None or b.day >= low.day)]
        high = min(weak, key=lambda b: (b.day, b.why), default=None)
    weak_low = [
        b
        for b in lower
        if not b.strong and (low is None or b.day > low.day) and (high is None or b.day <= high.day)
    ]
    low = max(weak_low, key=lambda b: (b.day, b.why), default=low)
    if low is None and high is None:
        return DocumentDate(None, None, "none", _caption_flags(report, None, None))
    earliest, latest = low.day if low else None, high.day if high else None
    parts = []
    if low:
        parts.append(f"not before {_say(low)}")
    if high:
        parts.append(f"not after {_say(high)}")
    if earliest and latest and (latest - earliest).days <= _NARROW_WEEKDAYS:
        anchored = find_dates(
            report.text,
            lang=report.lang,
            document_date=DocumentDate(latest, latest, "trial"),
            blocks=report.blocks,
        )
        named = _yearless(anchored)
        narrowed = _narrowed(earliest, latest, named) if named else None
        if narrowed and narrowed != (earliest, latest):
            earliest, latest = narrowed
            parts.append("narrowed by days named without a year")
        exact = _dateline_day(report, earliest, latest)
        if exact:
            flags += _caption_flags(report, exact[0], exact[0])
            return DocumentDate(
                exact[0],
                exact[0],
                f"printed: '{exact[1]}', the year deduced: " + ", ".join(parts),
                tuple(flags[:_MAX_FLAGS]),
            )
    flags += _caption_flags(report, earliest, latest)
    return DocumentDate(earliest, latest, "deduced: " + ", ".join(parts), tuple(flags[:_MAX_FLAGS]))


# "ce mardi 1er juillet 2025", "today, 12 May 2020": the writer's own day.
_TODAY = re.compile(r"(?:\bce|\bthis|\btoday,?|\baujourd['’]hui,?)\s+$", re.IGNORECASE)
_OPENING = 600


def _stated(report: Report, mentions: Sequence[TimeMention]) -> DocumentDate | None:
    """Day that a report, where it opens, calls its own, if nothing that it tells is later."""
    for mention in mentions:
        day = mention.earliest
        if mention.start > _OPENING or day is None or day != mention.latest:
            continue
        if mention.block not in {"body", "title"} or not mention.rule.startswith("full date"):
            continue
        if not _TODAY.search(report.text[max(0, mention.start - 20) : mention.start]):
            continue
        lower, upper = _deduce(report, mentions)
        if any(b.strong and b.day > day for b in lower) or any(
            b.strong and b.day < day for b in upper
        ):
            continue
        return _checked(report, mentions, day, f"printed: '{mention.text}', as the day of writing")
    return None


def _dateline_day(report: Report, low: date, high: date) -> tuple[date, str] | None:
    """Day of a dateline without a year ("BAMAKO, Sept 12"), if the window holds it once."""
    for block in report.blocks:
        if block.kind != "dateline":
            continue
        words = report.text[block.start : block.end]
        for mention in find_dates(
            words, lang=report.lang, document_date=DocumentDate(high, high, "trial")
        ):
            day = mention.earliest
            if mention.time_precision != 1 or day is None or not low <= day <= high:
                continue
            if (
                mention.rule.startswith("day and month")
                and (cal.day_of(day.year - 1, day.month, day.day) or low) <= low
            ):
                return day, mention.text
    return None


def _caption_flags(report: Report, low: date | None, high: date | None) -> tuple[str, ...]:
    """Sentences on captions that contradict the date; a caption never decides."""
    flags = []
    for item in report.date_evidence:
        if item.kind != "caption":
            continue
        if high is not None and item.day > high:
            flags.append(
                f"a caption gives {item.day.isoformat()} ('{item.expression}'), after the report's"
                f" date or window (until {high.isoformat()}); captions are weak evidence"
            )
    if low is None and high is None:
        flags = [
            f"a caption gives {item.day.isoformat()} ('{item.expression}');"
            " it is not used as the report's date"
            for item in report.date_evidence
            if item.kind == "caption"
        ]
    return tuple(dict.fromkeys(flags))


def _checked(report: Report, mentions: Sequence[TimeMention], day: date, rule: str) -> DocumentDate:
    """A day known from the file, with what in the text contradicts it."""
    flags: list[str] = []
    for item in report.date_evidence:
        if item.kind in {"metadata", "printed", "url"} and abs((item.day - day).days) > _SAME_DAYS:
            place = {"metadata": "the file's metadata say", "url": "the address says"}.get(
                item.kind, "the page prints"
            )
            flags.append(f"dated {day.isoformat()}, but {place} {item.day.isoformat()}")
    lower, upper = _deduce(report, mentions)
    for bound in sorted(lower, key=lambda b: (b.day, b.why)):
        if bound.strong and bound.day > day:
            verb = "tells of" if bound.explicit else "names"
            flags.append(
                f"dated {day.isoformat()}, but {verb} {bound.why}, {bound.day.isoformat()} or later"
            )
    flags += [
        f"dated {day.isoformat()}, but speaks of {bound.why} as current,"
        f" which ended on {bound.day.isoformat()}"
        for bound in sorted(upper, key=lambda b: (b.day, b.why))
        if bound.strong and bound.day < day
    ]
    flags += _caption_flags(report, day, day)
    return DocumentDate(day, day, rule, tuple(dict.fromkeys(flags))[:_MAX_FLAGS])


def document_date(report: Report) -> DocumentDate:
    """Say when a report was written, and by what rule.

    The first that there is: the date given with the file, the page's own
    metadata, a printed date line, the address; else a window deduced from the
    text.  A report is not older than the past events it tells, and not older
    than the groups, missions and agreements it names; people named with an
    office, and a departure still to come, bound it from above.  A date in a
    caption, a note or a footer never decides.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    DocumentDate
        A day, a window open on either side, or unknown.  ``rule`` begins with
        ``given``, ``metadata``, ``printed``, ``url``, ``deduced`` or ``none``;
        ``flags`` has one sentence for each contradiction found.
    """
    mentions = find_dates(report.text, lang=report.lang, blocks=report.blocks)
    if report.published is not None:
        return _checked(report, mentions, report.published, "given")
    for kind in ("metadata", "printed", "url"):
        days = [item for item in report.date_evidence if item.kind == kind]
        if days:
            # The first day a page gives is that of publication; later ones are updates.
            first = min(days, key=lambda item: item.day) if kind == "printed" else days[0]
            return _checked(report, mentions, first.day, f"{kind}: '{first.expression}'")
    return _stated(report, mentions) or _window(report, mentions)
