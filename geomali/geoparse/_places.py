"""From names in a text to the places meant there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from geomali.gazetteer import Gazetteer, NameSpan, Place, Resolution, find_relative, locate_relative
from geomali.geoparse import _context as ctx
from geomali.geoparse._context import Context
from geomali.geoparse._records import PlaceMention
from geomali.geoparse._unlisted import with_unlisted
from geomali.reports import CALENDAR, seen_text

__all__ = ["SPEECH_PLACE", "find_places"]

SPEECH_PLACE = "speech_place"
"""Reason of a mention that only says where somebody spoke: "told reporters in Dakar"."""

# Capitalised words, alone or at the start of a sentence, that are also names of Malian villages.
_WORDS = {
    "en": frozenset(
        [
            "a",
            "an",
            "in",
            "on",
            "so",
            "to",
            "do",
            "go",
            "no",
            "we",
            "he",
            "it",
            "us",
            "my",
            "me",
            "at",
            "by",
            "of",
            "as",
            "is",
            "or",
            "if",
            "up",
            "sun",
            "son",
            "can",
            "man",
            "men",
        ]
    ),
    "fr": frozenset(
        [
            "a",
            "au",
            "le",
            "la",
            "les",
            "un",
            "une",
            "de",
            "du",
            "des",
            "si",
            "non",
            "ma",
            "mon",
            "sa",
            "se",
            "ce",
            "on",
            "en",
            "et",
            "ou",
            "sur",
            "son",
            "par",
            "pas",
            "nous",
            "lui",
        ]
    ),
}


# A name surer than this needs no help from the rest of the text.
_CLEAR = 0.85


@dataclass(slots=True)
class _Found:
    """A name being judged."""

    start: int
    end: int
    places: list[Place]
    level: str = ""
    not_place: str = ""
    kind: str = ""
    name: str = ""
    hint: str | None = None
    resolution: Resolution | None = field(default=None)


def find_places(
    text: str,
    gazetteer: Gazetteer,
    *,
    lang: str = "en",
    taken: Iterable[tuple[int, int]] = (),
    on: date | None = None,
) -> list[PlaceMention]:
    """Find every place named in a text and say which one is meant.

    Parameters
    ----------
    text
        The text; offsets are code points in it.
    gazetteer
        Where names are looked up.
    lang
        Language of the text, for its common words; the rules know English and French, whichever is given.
    taken
        Spans of names of actors and organisations: a place's name inside one is part of that name.
    on
        Day the text is about.

    Returns
    -------
    list of PlaceMention
        In order of ``start``, none inside another.
    """
    seen = seen_text(text)
    if seen is not None:
        moved = [(seen.seen(low), seen.seen(high)) for low, high in taken]
        mentions = find_places(seen.text, gazetteer, lang=lang, taken=moved, on=on)
        places = [(seen.origin(m.start), seen.end(m.end), m) for m in mentions]
        return [replace(m, start=low, end=high, text=text[low:high]) for low, high, m in places]
    context = Context(text)
    spans = gazetteer.find_names(text)
    known = frozenset(span.text.lower() for span in spans)
    words = _WORDS.get(lang, _WORDS["en"] | _WORDS["fr"]) | CALENDAR
    spoken_for = sorted(taken)
    found = []
    for span in spans:
        if len(span.text) < 2 or span.text.lower() in words:
            continue
        # "Dire que …", "Bore holes …" open sentences; the towns stand where a place can.
        if span.text.lower() in ("dire", "bore") and context.opens_sentence(span.start):
            continue
        item = _judge(span, context, gazetteer, known, spoken_for)
        if item is not None:
            found.append(item)
    _levels(found, text)
    _metonyms(found, context, gazetteer)
    _resolve_all(found, text, gazetteer, on)
    mentions = [_spoken(_mention(item, text), context) for item in found]
    return with_unlisted(text, _with_relatives(text, mentions), spans, spoken_for, context)


_LONGEST_NAME = 300
"""No name of an actor is longer, in characters."""


def _judge(
    span: NameSpan,
    context: Context,
    gazetteer: Gazetteer,
    known: frozenset[str],
    taken: Sequence[tuple[int, int]],
) -> _Found | None:
    """A name as a candidate place, as part of another name, or not worth a mention (None)."""
    places = [gazetteer.place(place_id) for place_id in span.place_ids]
    trusted = any(place.layer != "install" for place in places)
    start, end = span.start, span.end
    item = _Found(start, end, places, name=span.text)
    taken = taken[bisect_left(taken, (start - _LONGEST_NAME, 0)) : bisect_left(taken, (end, 0))]
    if any(low <= start and end <= high for low, high in taken):
        item.not_place = "inside the name of an actor or organisation"
        return item
    if not trusted and not _worth_it(span, context, known):
        return None
    if any(low < end and start < high for low, high in taken):
        return None
    item.not_place = context.name_of_something(start, end)
    if (
        item.not_place
        and ctx.STANDS_IN.search(context.before(start))
        and (
            all(place.feature_class == "P" for place in places)
            or any(high <= start and start - high <= _LOCATIVE_GAP for _, high in taken)
        )
    ):
        # "the Joint Force of the Sahel in Ansongo": bodies are named after regions, and are in towns.
        item.not_place = ""
    seat = any(place.feature_code.startswith(("PPLA", "PPLC", "ADM", "PCL")) for place in places)
    longer = context.name_of_someone(start, known, seat=seat) or (
        not seat and not any(place.is_area for place in places) and context.runs_on(end)
    )
    if not item.not_place and longer:
        if not trusted:
            return None
        item.not_place = "part of a longer name, probably a person's"
    if context.in_dateline(start):
        item.not_place = "dateline"
    return item


_LOCATIVE_GAP = 4
"""Characters of " in " or " at " between an actor's whole name and the place where it acts."""


def _worth_it(span: NameSpan, context: Context, known: frozenset[str]) -> bool:
    """Whether a village of the full install is meant, and not a word or a person like it."""
    if len(span.text) < 3:
        return False
    if not ctx.VILLAGE_CUE.search(context.before(span.start)):
        return False
    following = ctx.WORD_AFTER.match(context.after(span.end))
    return following is None or following["word"].lower() in known


def _levels(found: list[_Found], text: str) -> None:
    """Tell regions and cercles from the towns of their name, also along lists of them."""
    for item in found:
        after = ctx.ADMIN_AFTER.match(text, item.end)
        before = ctx.ADMIN_BEFORE.search(text[max(0, item.start - 60) : item.start])
        if before:
            item.level = ctx.unit_level(before["unit"])
            if item.not_place == "" or not item.not_place.startswith("inside"):
                item.start -= len(before[0])
        elif after:
            item.level = ctx.unit_level(after["unit"])
            if not after["unit"].endswith("s"):
                item.end = after.end()
        else:
            apposed = ctx.APPOSED.match(text, item.end)
            if apposed and not any(p.feature_class == "L" for p in item.places):
                item.level = ctx.unit_level(apposed["unit"])
    for these, forward in ((found, True), (found[::-1], False)):
        for known, other in pairwise(these):
            if not known.level or other.level:
                continue
            first, second = (known, other) if forward else (other, known)
            link = text[first.end : second.start]
            if not ctx.LIST_LINK.match(link):
                continue
            # "regions of Gao and Kidal", "Gao and Kidal regions": plural only.
            words = re.findall(
                r"[^\W\d_]+",
                text[known.start : known.end + 12]
                if not forward
                else text[known.start : known.end],
            )
            if (
                any(
                    w.lower()
                    in ("regions", "régions", "cercles", "provinces", "districts", "communes")
                    for w in words
                )
                or getattr(known, "kind", "") == "listed"
            ):
                other.level = known.level
                other.kind = "listed"


def _metonyms(found: list[_Found], context: Context, gazetteer: Gazetteer) -> None:
    """A capital that speaks, owns a policy or is dealt with is a government."""
    for item in found:
        capitals = [place for place in item.places if place.feature_code == "PPLC"]
        if item.not_place or item.level or not capitals:
            continue
        after, before = context.after(item.end), context.before(item.start)
        afar = all(gazetteer.units.abroad(place) for place in capitals)
        if (
            ctx.POSSESSES.match(after)
            or ctx.POLICY_OF.search(before)
            or ctx.DEALS_WITH.search(before)
            or (afar and ctx.POSSESSES_AFAR.match(after))
            or (ctx.SPEAKS.match(after) and not ctx.LOCATIVE.search(before))
        ):
            item.not_place = "the government there, not the town"
            item.kind = "metonym"


def _resolve_all(found: list[_Found], text: str, gazetteer: Gazetteer, on: date | None) -> None:
    places = [item for item in found if not item.not_place]
    for index, item in enumerate(places):
        # Only what stands right behind can be the unit: names are in order of their place.
        item.hint = _unit_beside(item, places[index + 1 : index + 9], text)
        item.resolution = _resolve(item, gazetteer, on)
    # What is clear decides what is not: places of one report lie near each other.
    points = list(
        dict.fromkeys(
            (r.lat, r.lon)
            for item in places
            if (r := item.resolution) is not None
            and r.status == "resolved"
            and r.lat is not None
            and r.lon is not None
        )
    )
    units: dict[tuple[str, str], tuple[Place, list[int]]] = {}
    for item in places:
        unit = item.resolution.place if item.resolution is not None else None
        if unit is not None and unit.feature_code in ("ADM1", "ADM2"):
            level = "admin1" if unit.feature_code == "ADM1" else "admin2"
            hint = level, (unit.admin1 if level == "admin1" else unit.admin2) or unit.name
            units.setdefault(hint, (unit, []))[1].append(item.start)
    for item in places:
        first = item.resolution
        if (
            first is None
            or len(first.candidates) < 2
            or (first.status == "resolved" and first.score >= _CLEAR)
        ):
            continue
        item.resolution = _by_company(item, first, units, points, gazetteer, on)


def _by_company(
    item: _Found,
    first: Resolution,
    units: Mapping[tuple[str, str], tuple[Place, Sequence[int]]],
    points: Sequence[tuple[float, float]],
    gazetteer: Gazetteer,
    on: date | None,
) -> Resolution:
    """What an unclear name means among the other places of its text."""

    def distance(where: Sequence[int]) -> tuple[int, int]:
        at = bisect_left(where, item.start)
        return min((abs(start - item.start), start) for start in where[max(0, at - 1) : at + 1])

    own = {candidate.place.place_id for candidate in first.candidates}
    # The unit named nearest in the text speaks first.
    for level, name in sorted(units, key=lambda hint: (distance(units[hint][1]), hint)):
        answer = gazetteer.resolve(item.name, on=on, **{level: name})
        if answer.status == "resolved" and answer.place_id in own:
            unit = units[level, name][0]
            return replace(answer, reason=f"{answer.reason}; the text names {unit.name}")
    if first.status == "ambiguous" and points:
        answer = gazetteer.resolve(item.name, near=points, on=on)
        if answer.status == "resolved":
            return replace(
                answer, reason=f"{answer.reason}; nearest to the other places of the text"
            )
    return first


def _unit_beside(item: _Found, places: Sequence[_Found], text: str) -> str | None:
    """The region or cercle that the sentence puts the place in."""
    for other in places:
        if other.start > item.end + 40:
            break
        if other.start <= item.end or not (
            other.level or any(p.feature_class == "A" for p in other.places)
        ):
            continue
        if any(p.feature_code.startswith("PCL") for p in other.places):
            continue
        link = text[item.end : other.start]
        if len(link) <= 40 and re.fullmatch(
            r"\s*[,(]?\s*(?:located\s+|situ[ée]e?\s+)?(?:in|dans|en|a\s+(?:town|village)\s+in)?\s*(?:the|la|le|l['’])?\s*(?:north|south|east|west|northern|southern|eastern|western|central|nord|sud)?\s*(?:of|de)?\s*",
            link,
            re.IGNORECASE,
        ):
            return other.name
    return None


def _resolve(item: _Found, gazetteer: Gazetteer, on: date | None) -> Resolution:
    if item.level:
        words = {"admin1": "region", "admin2": "cercle", "admin3": "commune"}[item.level]
        answer = gazetteer.resolve(f"{item.name} {words}", on=on)
        if answer.status == "resolved":
            return answer
        area = [p for p in item.places if p.is_area]
        if area:
            return gazetteer.resolve(item.name, on=on)
        return answer
    if item.hint:
        answer = gazetteer.resolve(item.name, admin1=item.hint, on=on)
        if answer.status != "unknown":
            return answer
        answer = gazetteer.resolve(item.name, admin2=item.hint, on=on)
        if answer.status != "unknown":
            return answer
    return gazetteer.resolve(item.name, on=on)


def _mention(item: _Found, text: str) -> PlaceMention:
    words = text[item.start : item.end]
    if item.not_place:
        kind = item.kind if item.kind == "metonym" else "name_part"
        return PlaceMention(item.start, item.end, words, kind, None, item.not_place)
    answer = item.resolution
    assert answer is not None
    area = bool(item.level) or (answer.place.is_area if answer.place is not None else False)
    return PlaceMention(
        item.start, item.end, words, "area" if area else "place", answer,
        "" if answer.status == "resolved" else answer.reason,
    )  # fmt: skip


def _spoken(mention: PlaceMention, context: Context) -> PlaceMention:
    """Say of a place where somebody speaks that it is one."""
    if mention.kind != "place" or mention.reason:
        return mention
    if not ctx.SPOKEN_IN.search(context.before(mention.start)):
        return mention
    return replace(mention, reason=SPEECH_PLACE)


# One character stands for each name, so that the grammar of descriptions need not know names.
_ANCHOR = "\ue000"


def _with_relatives(text: str, mentions: list[PlaceMention]) -> list[PlaceMention]:
    """Join a description and the names it leans on into one mention."""
    anchors = [m for m in mentions if m.kind in ("place", "area")]
    if not anchors:
        return mentions
    pieces, origin, at = [], [], 0
    for mention in anchors:
        if mention.start < at:
            continue
        pieces += [text[at : mention.start], _ANCHOR]
        origin += [*range(at, mention.start), mention.start]
        at = mention.end
    pieces.append(text[at:])
    origin += [*range(at, len(text)), len(text)]
    masked = "".join(pieces).replace("\n", "\x1e")
    by_start = {m.start: m for m in anchors}
    # Mentions are in order and do not overlap: those that a stretch touches are found by bisection.
    starts, ends = [m.start for m in mentions], [m.end for m in mentions]
    joined: set[int] = set()
    relatives: list[PlaceMention] = []
    claimed: list[tuple[int, int]] = []
    for low, high, relative, places_at in find_relative(masked, _ANCHOR):
        used = [by_start[origin[i]] for i in places_at]
        if any(m.resolution is None for m in used):
            continue
        start, last = origin[low], used[-1]
        end = origin[high] if masked[high - 1] != _ANCHOR else last.end
        if (
            relative.kind in ("near", "side")
            and any(m.kind == "area" and not _pointlike(m) for m in used)
            and relative.kind == "side"
        ):
            continue
        # Descriptions come the more exact first, not in order: those told already stand.
        k = bisect_left(claimed, (start, end))
        if (k and claimed[k - 1][1] > start) or (k < len(claimed) and claimed[k][0] < end):
            continue
        mine = {m.start for m in used}
        touched = range(bisect_right(ends, start), bisect_left(starts, end))
        if any(starts[i] not in mine for i in touched):
            continue
        words = text[start:end]
        answer = locate_relative(
            words, relative, [m.resolution for m in used if m.resolution is not None]
        )
        claimed.insert(k, (start, end))
        joined |= mine
        relatives.append(PlaceMention(start, end, words, "relative", answer, answer.reason))
    out = [m for m in mentions if m.start not in joined] + relatives
    return sorted(out, key=lambda m: (m.start, m.end))


def _pointlike(mention: PlaceMention) -> bool:
    return mention.resolution is not None and mention.resolution.lat is not None
