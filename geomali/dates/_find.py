"""Time expressions of a text to intervals, each with its anchor and rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from geomali.dates import _calendar as cal
from geomali.dates._calendar import Interval
from geomali.dates._frame import frame_of
from geomali.dates._records import DocumentDate, TimeMention
from geomali.dates._resolve import HANDLERS, Resolver
from geomali.dates._rules import COUNTED_NOUN, PAST, PREFIX, REACH, TRIGGERS, rules
from geomali.dates._words import Candidate, Meaning, Skip, month_number, part_of, singular, twice
from geomali.reports import WEEKDAYS, Block, find_full_dates, seen_text

__all__ = ["find_dates"]

_UNKNOWN: Final = DocumentDate(None, None, "none")
_TOKEN = re.compile(r"[^\W\d_]+|(?<!\d)\d\d?/\d\d(?!\d)|(?:19|20)\d\d")
# "By Monday the army had left": a deadline that is over.
_WAS = re.compile(r"\b(?:had|was|were|avait|avaient|était|étaient)\b[^,;]*$")
_RUNNING = re.compile(
    r"\b(?:is|are|remains?|stays?|runs|lasts|must|can|est|sont|reste|restent|court|dure|doit|doivent|peut|valable)\b[^.;]{0,60}$"
    r"|\b(?:has|have|a|ont)\s*$",
    re.IGNORECASE,
)
_HAD_AFTER = re.compile(r"[^.;]{0,60}?\b(?:had|was|were|avait|avaient|était|étaient)\b")
_UNTIL = re.compile(
    r"(?:until|till|before|prior to|jusqu['’]\w*|avant)(?:\s\w+)*\s$", re.IGNORECASE
)
_UP_TO = re.compile(r"\s(?:to|until|till|through|up\sto|jusqu|au|à)\b", re.IGNORECASE)
_IN_BEFORE = re.compile(r"\b(?:in|en)\s$", re.IGNORECASE)
# Lower-case weekdays of careless writing: "on saturday night".
_WITH_WEEKDAY = re.compile(
    r"\b(?:on|last|since|until|by|early|late)\s(?:(?:early|late)\s)?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
_URL = re.compile(r"(?:https?://|www\.)\S+")


def _trigger_spans(text: str, lang: str) -> dict[str, list[tuple[int, int]]]:
    """Where the words stand that rules of a language need, by kind, in one pass."""
    words = TRIGGERS[lang]
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _TOKEN.finditer(text):
        token = match.group()
        if "/" in token:
            kinds: tuple[str, ...] = ("month",)
        else:
            kinds = ("year",) if token[0].isdigit() else words.get(token.lower(), ())
        for kind in kinds:
            found.setdefault(kind, []).append(match.span())
    return found


def _windows(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a text around some words, cut at white space."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        low, high = max(start - REACH, 0), min(end + REACH, len(text))
        while low > 0 and not text[low - 1].isspace() and start - low < 2 * REACH:
            low -= 1
        while high < len(text) and not text[high].isspace() and high - end < 2 * REACH:
            high += 1
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _candidates(text: str, lang: str) -> list[Candidate]:
    """Every match of every rule, first and longest first."""
    found = [
        Candidate(full.start, full.end, -1, "full", None, full.day, full.other, full.weekday)
        for full in find_full_dates(text, lang=lang)
    ]
    if lang in TRIGGERS:
        spans = _trigger_spans(text, lang)
        windows: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for rank, rule in enumerate(rules(lang)):
            if rule.triggers not in windows:
                near = sorted(span for kind in rule.triggers for span in spans.get(kind, ()))
                windows[rule.triggers] = _windows(text, near)
            found += [
                Candidate(match.start(), match.end(), rank, rule.name, match)
                for low, high in windows[rule.triggers]
                for match in rule.pattern.finditer(text, low, high)
            ]
    found.sort(key=lambda item: (item.start, -item.end, item.rank))
    return found


def _written_right(item: Candidate, lang: str) -> bool:
    """English months and weekdays begin with a capital."""
    if lang != "en" or item.match is None:
        return True
    before = item.match.string[max(0, item.start - 12) : item.start]
    for name, value in item.match.groupdict().items():
        if name == "wd" and value and _WITH_WEEKDAY.search(before + item.match.group()):
            continue
        if value and name in {"m", "m1", "m2", "wd", "wd1", "wd2"} and value[0].islower():
            return False
    return True


def _blocks_at(blocks: Sequence[Block]) -> Callable[[int], str]:
    starts = [block.start for block in blocks]

    def kind(at: int) -> str:
        index = bisect_right(starts, at) - 1
        return blocks[index].kind if index >= 0 and at < blocks[index].end else "body"

    return kind


def find_dates(
    text: str,
    *,
    lang: str = "en",
    document_date: DocumentDate | None = None,
    blocks: Sequence[Block] = (),
) -> list[TimeMention]:
    """Find the time expressions of a text and the intervals they name.

    Parameters
    ----------
    text
        The text.
    lang
        ``en`` or ``fr``.  In other languages only full dates are found.
    document_date
        When the report was written: relative expressions count from it, and
        stay unresolved (both days None) if it is unknown, open on one side or
        wider than a year.  If it is a window, they resolve to the interval of
        all its days.
    blocks
        Blocks of the text.  Nothing is looked for in page furniture, and
        expressions elsewhere carry the kind of their block.

    Returns
    -------
    list of TimeMention
        In order of their offsets, without overlaps.  ``text[start:end]`` is
        ``TimeMention.text``, and only a mention whose tense is ``future`` ends
        after the document date.
    """
    document = document_date or _UNKNOWN
    seen = seen_text(text)
    if seen is None:
        return list(_mentions(text, lang, document, blocks))
    moved = [
        replace(block, start=seen.seen(block.start), end=seen.seen(block.end)) for block in blocks
    ]
    found = []
    for mention in _mentions(seen.text, lang, document, moved):
        start, end = seen.origin(mention.start), seen.end(mention.end)
        found.append(replace(mention, start=start, end=end, text=text[start:end]))
    return found


def _mentions(
    text: str, lang: str, document: DocumentDate, blocks: Sequence[Block]
) -> Iterator[TimeMention]:
    resolver = Resolver(text, document, lang)
    kind_at = _blocks_at(blocks)
    urls = [match.span() for match in _URL.finditer(text)]
    url_starts = [low for low, _ in urls]
    last_end = 0
    for item in _candidates(text, lang):
        if item.start < last_end or not _written_right(item, lang):
            continue
        address = bisect_right(url_starts, item.start) - 1
        if address >= 0 and item.start < urls[address][1]:
            continue
        block = kind_at(item.start)
        if block == "furniture":
            continue
        if (
            item.name == "day_month"
            and item.match is not None
            and item.match.end("d") == item.end
            and _IN_BEFORE.search(text, max(0, item.start - 6), item.start)
            and COUNTED_NOUN.match(text, item.end)
        ):
            continue
        try:
            meaning = HANDLERS[item.name](resolver, item)
        except Skip:
            if item.name == "age":
                last_end = item.end
            continue
        mention = _finish(resolver, item, meaning, last_end, block, document)
        last_end = mention.end
        _remember(resolver, item, mention)
        yield mention


def _remember(resolver: Resolver, item: Candidate, mention: TimeMention) -> None:
    """Keep the date told last; captions and notes do not tell the story."""
    frame = frame_of(
        resolver.text,
        mention,
        item.name,
        dated=resolver.low is not None and resolver.low == resolver.high,
    )
    if frame is not None:
        resolver.frame = frame
    if mention.block in {"caption", "footnote", "byline", "dateline"}:
        return
    if mention.kind == "point" and mention.time_precision == 1 and mention.tense != "future":
        resolver.told, resolver.told_end = mention.earliest, mention.end
        resolver.told_explicit = (
            item.name == "full"
            or "told in a heading" in mention.rule
            or (
                "told before" in mention.rule
                and (resolver.told_explicit or "year from" in mention.rule)
            )
        )
    low, high = mention.earliest, mention.latest
    if (
        mention.kind == "point"
        and mention.tense != "future"
        and low
        and high
        and mention.time_precision in {1, 2, 3}
        and (low.year, low.month) == (high.year, high.month)
    ):
        resolver.told_month, resolver.told_month_end = (low.year, low.month), mention.end
        resolver.month_explicit = item.name in {"full", "month_year"} or "told" in mention.rule
    years = {day.year for day in (mention.earliest, mention.latest) if day}
    if item.name == "full" and mention.earliest:
        years = {mention.earliest.year}  # also after "since", which runs on to the document
    if (
        item.name in {"full", "month_year", "year", "part_year"}
        and mention.kind != "attribute"
        and len(years) == 1
    ):
        resolver.year, resolver.year_end = years.pop(), mention.end


def _finish(
    resolver: Resolver,
    item: Candidate,
    meaning: Meaning,
    floor: int,
    block: str,
    document: DocumentDate,
) -> TimeMention:
    """Apply the words before an expression ("since", "by") and what the document date rules out."""
    text, high = resolver.text, document.latest
    earliest, latest = meaning.span
    start, kind, tense, rule = item.start, meaning.kind, meaning.tense, meaning.rule
    prefix = PREFIX.search(text[max(floor, start - 24) : start])
    if prefix and prefix["by"] and text[item.end : item.end + 2] in {"'s", "’s"}:
        prefix = None  # "outraged by Friday's attack": an agent, no deadline
    if meaning.clip and high and earliest and earliest <= high and latest and latest > high:
        # A year or month that is still running; ahead of the report only if its verb says so.
        if resolver.looks_ahead(start) and not prefix:
            tense = "future"
        elif not (prefix and prefix["by"]):
            latest = high
    if prefix and kind == "point":
        start = max(floor, start - 24) + prefix.start()
        if prefix["by"]:
            kind = "deadline"
            earliest, latest, tense, rule = _deadline(
                resolver, item, (earliest, latest), tense, meaning
            )
        elif prefix["since"] and item.name not in {
            "range_days",
            "range_month_last",
            "range_months",
            "weekdays",
        }:
            kind, rule = "duration", f"since; {rule}"
            # "From 3 May until October" did not run up to the report.
            runs = not (prefix["from"] and _UP_TO.match(text, item.end))
            if runs and (high is None or earliest is None or high >= earliest):
                latest = high
    if (
        tense is None
        and latest is not None
        and document.earliest == document.latest
        and latest < (document.earliest or latest)
    ):
        tense = "past"
    if high is not None and latest is not None and latest > high:
        tense = "future"
    if earliest is not None and latest is not None and earliest > latest:
        earliest, latest = latest, earliest
    anchored = meaning.anchored and "told" not in rule
    if (
        anchored
        and document.latest is None
        and document.earliest is None
        and kind not in {"duration", "recurring"}
    ):
        rule += "; the document date is unknown"
    elif (
        anchored and document.earliest != document.latest and kind not in {"duration", "recurring"}
    ):
        rule += (
            "; the document date is a window"
            if earliest or latest
            else "; the document date is not known to a year"
        )
    precision = cal.precision_of(earliest, latest)
    return TimeMention(
        start=start,
        end=item.end,
        text=text[start : item.end],
        earliest=earliest,
        latest=latest,
        time_precision=precision if kind != "duration" or precision == 1 else None,
        rule=rule,
        kind=kind,
        tense=tense,
        anchor=document.latest if anchored and document.earliest == document.latest else None,
        block=block,
    )


def _deadline(
    resolver: Resolver, item: Candidate, span: Interval, tense: str | None, meaning: Meaning
) -> tuple[date | None, date | None, str | None, str]:
    """Interval, tense and rule of "by 31 December": ahead, unless the verb says it is over."""
    earliest, latest = span
    before = resolver.text[max(resolver.sentence_start(item.start), item.start - 160) : item.start]
    rule = f"deadline; {meaning.rule}"
    ahead = resolver.looks_ahead(item.start)
    until = _UNTIL.search(before)
    if until:
        # "Held until October" is over; "is in force until October" and "has until Monday" are not.
        verbs = before[: until.start()]
        running = max((m.start() for m in _RUNNING.finditer(verbs)), default=-1)
        gone = max((m.start() for m in PAST.finditer(verbs)), default=-1)
        # A participle right after it ("is closed until") belongs to the running verb.
        over = not ahead and (running < 0 or gone > running + 12)
    else:
        opens = len(before.split()) <= 2  # "By Monday the army had left": its verb follows
        over = not ahead and (
            _WAS.search(before) is not None
            or (opens and _HAD_AFTER.match(resolver.text, item.end) is not None)
        )
    if over:
        return earliest, latest, tense, rule
    if not meaning.anchored:
        return latest, latest, tense, rule
    if item.name in {"day_month", "month", "weekday"} and "told" not in meaning.rule:
        match = item.match
        assert match is not None
        if item.name == "weekday":
            number = WEEKDAYS[singular(match["wd"])]
            low, high = resolver.over(lambda a: twice(cal.next_weekday(a, number)))
        elif item.name == "day_month":
            (low, high), _ = resolver.years_for(
                month_number(match["m"]), int(match["d"]), item.start, item.end, None, ahead=True
            )
        else:
            month = month_number(match["m"])
            # "By the end of June" ends on its last day; "by June" may mean any day of it.
            part = "end" if part_of(match["part"]) == "late" else part_of(match["part"])
            low, high = resolver.over(
                lambda a: cal.month_span(min(a.year + (month < a.month), 9999), month, part)
            )
        return low, high, "future", "deadline, first not before the document date"
    if item.name == "part_rel" and earliest and latest and (latest - earliest).days <= 31:
        return latest, latest, tense, rule
    return earliest, latest, tense, rule
