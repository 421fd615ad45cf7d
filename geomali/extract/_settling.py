"""Where and when an event was by the sentences around it that tell none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from geomali.dates import TimeMention
from geomali.events import EventPlace
from geomali.extract._answers import near_stories
from geomali.extract._attach import dateline_or_office, is_byline, last_point
from geomali.extract._attribution import find_attributions
from geomali.extract._lexicon import words
from geomali.extract._nearness import precision_rank
from geomali.extract._passages import is_untold
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent
from geomali.extract._situated import spoken_at
from geomali.extract._stories import Story

__all__ = ["date_beside", "place_beside", "place_by_description", "place_main"]

Read = Sequence[tuple[Sent, Sequence[Telling]]]
"""Sentences in order, each with what it tells."""
Records = Mapping[int, EventPlace]
"""Places by the identity of the phrase that names them."""

# "It took place in …", "Les faits se sont produits à …"
_SCENE = re.compile(
    r"(?:it|this|the (?:incident|events?|scene|facts)|elle|il|cela|ceci|(?:\S+ ){0,5}?les (?:faits|événements)"
    r"|l' (?:incident|événement)|le drame|la scène) (?:\S+ ){0,3}?(?:took place|occurred|happened"
    r"|unfolded|produits?|produites?|déroulée?s?|survenue?s?|passée?s?|eu lieu)\b"
    r"|the (?:place|scene) (?:is|was)\b"
)
_LIES = words("is lies located situated stands trouve située situé situe est sits")


def place_by_description(merged: Sequence[Story], read: Read, records: Records) -> None:
    """Take the town, and the day, from a sentence that only says where the scene lies: "The base is in Dioura"."""
    for sent, tellings in read:
        first = sent.units[0] if sent.units else None
        lies = (
            first is not None
            and first.target
            and first.definite
            and first.left <= 2
            and set(sent.lows[first.b : first.b + 4]) & _LIES
        )
        scene = _SCENE.match(" ".join(sent.lows[:10])) is not None
        if tellings or not (lies or scene):
            continue
        near = near_stories(merged, sent.index)
        before = [s for s in near if s.tellings[0].sent.index < sent.index and not s.shared]
        if not before:
            continue
        story = max(
            before,
            key=lambda s: max(t.sent.index for t in s.tellings if t.sent.index < sent.index),
        )
        if story.time is None and not lies:
            story.time = next((p.time for p in sent.times if p.time is not None), None)
        points = [p for p in sent.places if _is_point(p, records)]
        phrase = points[0] if points else last_point(sent, ())
        record = records.get(id(phrase)) if phrase is not None else None
        if record is None:
            continue
        known = story.place
        rank = precision_rank(record)
        if (
            known is None
            or (known.geo_precision == 3 and known.admin1 in {None, record.admin1})
            or (rank < story.place_rank and not lies)
        ):
            story.place, story.place_rank = record, rank


def _is_point(phrase: Phrase, records: Records) -> bool:
    record = records.get(id(phrase))
    return record is not None and record.geo_precision in {1, 2}


def place_main(merged: Sequence[Story], read: Read, records: Records, text: str) -> None:
    """Give the report's first event the one place that its head names, if it has none."""
    head = [(s, t) for s, t in read if s.words and not is_byline(s)][:3]
    named: dict[str, EventPlace] = {}
    for sent, tellings in head:
        if sent.kind == "body" and not tellings:
            continue  # "Officials were in X.": nothing happened there
        said = find_attributions(sent, text)
        for phrase in sent.places:
            record = records.get(id(phrase))
            if (
                record is not None
                and not is_untold(phrase, sent, tellings, text)
                and not dateline_or_office(phrase, sent)
                and not spoken_at(phrase, sent, said)
            ):
                named.setdefault(record.place_id or record.name.lower(), record)
    # One that the gazetteer lacks is a place like the others, without a point.
    points = [r for r in named.values() if r.geo_precision in {1, 2, None}]
    chosen = points or list(named.values())
    first = next(
        (s for s in merged if s.family in {"violence", "transfer", "abduction", "sexual"}), None
    )
    if first is None or first.place is not None or len(chosen) != 1 or first.shared:
        return
    if any(s.place is not None and s.place.place_id == chosen[0].place_id for s in merged):
        return
    if first.first.sent.index <= head[-1][0].index + 3:
        first.place, first.place_rank = chosen[0], 1


def place_beside(merged: Sequence[Story], read: Read, records: Records) -> None:
    """Give an event told in one sentence the town that the sentence before it is about."""
    spoken = {s.index: (s, ts) for s, ts in read if s.words}
    for story in merged:
        first = story.tellings[0].sent
        before = spoken.get(first.index - 1)
        if story.place is not None or before is None or story.shared or story.time is not None:
            continue
        sent, tellings = before
        if sent.paragraph != first.paragraph or sent.kind != first.kind:
            continue
        near = [t.place for t in tellings if t.place is not None and id(t.place) in records]
        if near and story.family in {"violence", "abduction", "property"}:
            story.place, story.place_rank = records[id(near[-1])], 1


def date_beside(
    merged: Sequence[Story], read: Read, is_history: Callable[[TimeMention], bool]
) -> None:
    """Date an event by the day with which the sentence before it opens."""
    spoken = {s.index: (s, ts) for s, ts in read if s.words}
    for story in merged:
        told = [t.sent for t in story.tellings if t.sent.kind == "body"]
        if not told:
            continue
        first = told[0]
        said = story.first.attribution
        if story.time is not None or first.times or (said is not None and said.end > 0):
            continue
        sent, tellings = spoken.get(first.index - 1, (None, ()))
        if sent is None or sent.paragraph != first.paragraph or sent.kind != first.kind:
            continue
        silent = not any(low in sent.lex.speech for low in sent.lows)
        opening = [p for p in sent.times if p.a <= 1 or silent] + [
            t.time for t in tellings if t.time is not None
        ]
        for phrase in opening[:1]:
            time = phrase.time
            if (
                time is not None
                and time.time_precision == 1
                and time.kind == "point"
                and not is_history(time)
            ):
                story.time = time
