"""Settlements that a text names as such and the gazetteer does not have."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geomali.gazetteer import NameSpan, Resolution
from geomali.geoparse._context import Context
from geomali.geoparse._records import PlaceMention
from geomali.reports import CALENDAR

__all__ = ["with_unlisted"]

_WORD = r"[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ][\w’-]*"
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"
_SETTLEMENT = (
    r"(?:villages?|hamlets?|towns?|localit(?:y|ies)|settlements?|villes?|localités?|hameaux?|bourgades?"
    r"|campements?(?:\snomades?)?|nomad\scamps?)"
)
# "the village of Kobe", "un campement nomade nommé Kobe"
_CALLED = re.compile(
    rf"\b(?:{_SETTLEMENT}\s(?:of\s|de\s|du\s|d['’]\s?|called\s|named\s|known\sas\s|nommée?\s|appelée?\s|dénommée?\s)"
    r"|(?:mines?|wells?)\sat\s|(?:puits|mine\sd['’]or|site\sd['’]orpaillage)\s(?:de\s|d['’]\s?))"
    rf"(?-i:{_NAME})",
    re.IGNORECASE,
)
# "at Kobe", which is a place only if what follows says so.
_AT = re.compile(
    rf"(?<!\w)(?:at|in|near|outside|à|a|près\s(?:de|du)\s|près\sd['’]|vers|dans\sle)\s?(?<=[\s'’])(?-i:{_NAME})"
)
# "in Kobe village", "near Kobe town"
_NAMED_AFTER = re.compile(
    rf"\b(?:[Aa]t|[Ii]n|[Nn]ear|[Oo]utside|[Oo]n|[Aa]ttacked|[Rr]aided) {_NAME}(?= (?:village|town|hamlet)\b)"
)
_APPOSED = re.compile(
    rf"\s?,\s(?:an?|the|une?|la|le)\s(?:[\w-]+\s){{0,2}}?{_SETTLEMENT}\b", re.IGNORECASE
)
_PLACED = (
    r"\s?(?:,\s?)?(?:(?:which\s(?:is|lies)\s)?(?:located|situated|lying)\s|situé(?:e|s|es)?\s)?"
)
_BESIDE = re.compile(_PLACED, re.IGNORECASE)
_WITHIN = re.compile(
    rf"(?:{_PLACED}(?:in|dans)\s(?:the\s|la\s|le\s|l['’]\s?)?|\s?[,(]\s?)"
    rf"|\s?,\s(?:an?|une?)\s(?:[\w-]+\s){{1,3}}?(?:{_PLACED})?(?:in|dans|of|de)\s(?:the\s|la\s|le\s)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\s?,?\s?(?:(?:near|in|at|à|dans|près)\s)?(?:du\s|de\s|le\s|la\s|the\s)?{_SETTLEMENT}\s(?:of\s|de\s|d['’]\s?)",
    re.IGNORECASE,
)
# "the village of Dogon hunters": what follows is what they are, the name is a people's.
_PLURAL_AFTER = re.compile(r"\s([a-zà-ÿ]{4,}s)\b")
_NO_NOUN = frozenset(
    {"dans", "vers", "puis", "depuis", "plus", "sans", "alors", "mais", "sous", "près"}
)
_NEAR = 60
"""How far a description may stand from the name it belongs to, in characters."""


def with_unlisted(
    text: str,
    mentions: Sequence[PlaceMention],
    spans: Sequence[NameSpan],
    taken: Sequence[tuple[int, int]],
    context: Context,
) -> list[PlaceMention]:
    """Add the settlements that only the text knows, with what it says of where they are.

    Parameters
    ----------
    text, context
        The text, and the same text as looked at for names.
    mentions
        Places found, in order.
    spans
        Every name of the gazetteer in the text, used or not.
    taken
        Spans of names of actors and organisations, in order.

    Returns
    -------
    list of PlaceMention
        In order of ``start``.  A settlement beside a description ("35 km from
        Gao") or a unit ("in Ansongo cercle") is one ``relative`` mention with
        it; one that stands alone is a ``place`` whose resolution is unknown.
    """
    closed = sorted([*((s.start, s.end) for s in spans), *taken])
    out = list(mentions)
    starts = [m.start for m in out]
    for start, end, called in _names(text, context):
        if _meets(closed, start, end):
            continue
        at = bisect_left(starts, start)
        following = out[at] if at < len(out) else None
        before = out[at - 1] if at else None
        if (before is not None and before.end > start) or (
            following is not None and following.start < end
        ):
            continue
        apposed = _APPOSED.match(text, end) is not None
        if following is not None and _leans_on(text, end, following):
            joined = _joined(text, start, following.end, following)
            low, high = at, at + 1
        elif (
            called
            and before is not None
            and before.kind == "relative"
            and _BEFORE.fullmatch(text[before.end : start])
        ):
            joined = _joined(text, before.start, end, before)
            low, high = at - 1, at
        elif called or apposed:
            words = text[start:end]
            why = "no place of that name in the gazetteer"
            joined = PlaceMention(
                start, end, words, "place", Resolution(words, "unknown", reason=why), why
            )
            low = high = at
        else:
            continue
        out[low:high] = [joined]
        starts[low:high] = [joined.start]
    return out


def _names(text: str, context: Context) -> Iterator[tuple[int, int, bool]]:
    """Capitalised words that may name a settlement, and whether they are called one."""
    found: dict[int, tuple[int, bool]] = {}
    for pattern, called in ((_AT, False), (_CALLED, True), (_NAMED_AFTER, True)):
        for match in pattern.finditer(text):
            start, words = match.start("name"), match["name"].split(" ")
            if context.in_headline(start):
                words = words[:1]
            kept = 0
            while kept < len(words) and words[kept].lower() not in CALENDAR:
                kept += 1
            plural = _PLURAL_AFTER.match(text, match.end("name"))
            if kept and not (plural and plural[1] not in _NO_NOUN):
                found[start] = (start + len(" ".join(words[:kept])), called)
    for start in sorted(found):
        yield start, *found[start]


def _meets(closed: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch touches one of some, which are in order and hardly overlap."""
    at = bisect_right(closed, (end, 0))
    return any(high > start for _, high in closed[max(0, at - 4) : at])


def _leans_on(text: str, end: int, mention: PlaceMention) -> bool:
    """Whether a mention right behind a name says where that is."""
    if mention.start - end > _NEAR or mention.resolution is None:
        return False
    link = text[end : mention.start]
    if mention.kind == "relative":
        return _BESIDE.fullmatch(link) is not None
    place = mention.resolution.place
    return (
        mention.kind == "area"
        and place is not None
        and not place.feature_code.startswith("PCL")
        and _WITHIN.fullmatch(link) is not None
    )


def _joined(text: str, start: int, end: int, mention: PlaceMention) -> PlaceMention:
    """A settlement and the description beside it, which alone can be drawn."""
    if "(" in text[start:end] and text[end : end + 1] == ")":
        end += 1
    words = text[start:end]
    assert mention.resolution is not None
    near = mention.resolution
    why = f"{near.reason or near.matched_name or mention.text}; the settlement itself is not in the gazetteer"
    return PlaceMention(start, end, words, "relative", replace(near, query=words, reason=why), why)
