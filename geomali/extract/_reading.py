"""The sentences of a report made ready for coding, with all that was found in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from geomali.dates import TimeMention
from geomali.extract._lexicon import Lexicon, load_lexicon
from geomali.extract._sentence import Sent, prepare
from geomali.geoparse import PlaceMention
from geomali.reports import Report, split_sentences

if TYPE_CHECKING:
    from geomali.actors import ActorMention

__all__ = ["date_flags", "home_country", "sentences"]

MAX_SENTENCE = 3000
_CODED_BLOCKS = frozenset({"title", "heading", "body"})
_Mention = TypeVar("_Mention", "ActorMention", PlaceMention, TimeMention)


def sentences(
    report: Report,
    lex: Lexicon,
    named: Sequence[ActorMention],
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    groups: dict[str, str],
    other: Sequence[tuple[int, int, str]] = (),
) -> Iterator[Sent]:
    """Sentences of a report, each with what was found in it.

    ``other`` holds stretches in another language than the report's.
    """
    paragraph_of = {}
    for number, block in enumerate(report.blocks):
        paragraph_of[block.start] = number
    starts = sorted(paragraph_of)
    at_named = at_place = at_time = 0
    index = 0
    paragraph = 0
    for sentence in split_sentences(report):
        while paragraph + 1 < len(starts) and starts[paragraph + 1] <= sentence.start:
            paragraph += 1
        if sentence.block_kind not in _CODED_BLOCKS:
            continue
        for start, end in _pieces(report.text, sentence.start, sentence.end):
            at_named = _skip(named, at_named, start)
            at_place = _skip(places, at_place, start)
            at_time = _skip(times, at_time, start)
            yield prepare(
                report.text,
                index=index,
                start=start,
                end=end,
                kind=sentence.block_kind,
                section=sentence.section,
                paragraph=paragraph,
                lex=next(
                    (load_lexicon(code) for low, high, code in other if low <= start < high), lex
                ),
                actors=_until(named, at_named, end),
                places=_until(places, at_place, end),
                times=_until(times, at_time, end),
                group_of=groups,
            )
            index += 1


def home_country(places: Sequence[PlaceMention]) -> str | None:
    """Country that a report is about: the one most of its places lie in."""
    count: dict[str, int] = {}
    for mention in places:
        place = mention.resolution.place if mention.resolution else None
        if place is not None and place.country:
            count[place.country] = count.get(place.country, 0) + 1
    return max(sorted(count), key=lambda c: count[c], default=None)


def _skip(mentions: Sequence[_Mention], at: int, start: int) -> int:
    while at < len(mentions) and mentions[at].start < start:
        at += 1
    return at


def _until(mentions: Sequence[_Mention], at: int, end: int) -> Sequence[_Mention]:
    stop = at
    while stop < len(mentions) and mentions[stop].start < end:
        stop += 1
    return mentions[at:stop]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, or its pieces where it is too long to be one (a table, a list without marks)."""
    pieces = []
    while end - start > MAX_SENTENCE:
        cut = max(
            text.rfind(mark, start + MAX_SENTENCE // 2, start + MAX_SENTENCE) for mark in "\n;, "
        )
        cut = cut + 1 if cut > start else start + MAX_SENTENCE
        pieces.append((start, cut))
        start = cut
    pieces.append((start, end))
    return pieces


def date_flags(times: Iterable[TimeMention | None], known: Sequence[str] = ()) -> tuple[str, ...]:
    """Flags on dates whose weekday is another, one sentence each, after those known already."""
    wrong = [
        f"'{' '.join(t.text.split())}': the weekday does not fit the date"
        for t in times
        if t is not None and t.contradicts_itself and t.block in _CODED_BLOCKS
    ]
    return tuple(dict.fromkeys([*known, *wrong]))
