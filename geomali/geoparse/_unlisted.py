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

__all__ = ["UNLISTED", "with_unlisted"]

UNLISTED = "no place of that name in the gazetteer"
"""Reason of a mention of a place that only the text knows."""

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
    rf"\b(?:[Aa]t|[Ii]n|[Nn]ear|[Oo]utside|[Oo]n|[Aa]ttacked|[Rr]aided) {_NAME}(?= (?:village|town|hamlet|area|locality)\b)"
)
_KIND_AFTER = re.compile(r"^ (?:village|town|hamlet|area|locality)\b")
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
    rf"\s?,?\s?(?:(?:near|in|at|à|dans|près)\s)?(?:du\s|de\s|le\s|la\s|the\s|an?\s|une?\s)?{_SETTLEMENT}"
    r"\s(?:of\s|de\s|d['’]\s?|called\s|named\s|nommée?\s|appelée?\s|dénommée?\s)",
    re.IGNORECASE,
)
# "the village of Dogon hunters": what follows is what they are, the name is a people's.
_PLURAL_AFTER = re.compile(r"\s([a-zà-ÿ]{4,}s)\b")
# "near Kobe on Monday", "à Kobe, où": after a bare name something else begins.
_ENDS = re.compile(
    r"\s?(?:[.,;:!?)»”\n]|$|[-–—]\s|\(|\s\d)"
    r"|\s(?:on|in|and|or|after|before|when|where|while|during|by|with|as|late|early|overnight|yesterday|last|this|that"
    r"|killing|wounding|leaving|causing|has|have|had|was|were|is|are|since|until|from|between|near|around|at"
    r"|le|la|les|dans|et|ou|où|par|avec|qui|que|après|avant|pendant|lors|hier|faisant|tuant|blessant|ont|a|était|étaient|est|sont"
    r"|selon|vers|entre|depuis|jusqu|ce|cette|en|au|aux|puis|mais|alors)\b"
    rf"|\s(?:{'|'.join(sorted(CALENDAR))})\b",
    re.IGNORECASE,
)
# "in French", "in Parliament": capitals that no settlement bears.
_NO_SETTLEMENT = re.compile(
    r"\w*(?:ian|ish|ese|ien|ienne|aise?|ois|ic|ism|isme)|ramadan|tabaski|eid|christmas|easter|noël|pâques|parliament|parlement|congress"
    r"|congrès|islam|god|dieu|allah|internet|facebook|twitter|telegram|whatsapp|youtube|tiktok|africa|afrique|europe|asia|asie|sahel|sahara"
    r"|north|south|east|west|northern|southern|eastern|western|central|nord|sud|est|ouest|centre|center|operation|opération|mr|mrs|mme",
    re.IGNORECASE,
)
# "a assuré le maire à Kobe-Presse": somebody is told something. "a Reply" has the English article.
_TOLD = re.compile(
    r"(?:(?:assur|déclar|affirm|confi|expliqu|indiqu|précis|racont|annonc|rapport|confirm|répond|demand|remis|livré)\w*"
    r"|\bdit|\bparlé)\s(?:[\w'’]+\s){0,3}à\s$|(?<![^\W\d])a\s$",
    re.IGNORECASE,
)
# "between Kobe and Gao", of which one end at least is no name of the gazetteer
_END = rf"(?:(?:the\s|la\s|les?\s)?{_SETTLEMENT}\s(?:of\s|de\s|d['’]\s?)?)?"
_BETWEEN = re.compile(
    rf"\b(?:[Bb]etween|[Ee]ntre) {_END}(?P<one>{_WORD}(?:[ -]{_WORD})?) (?:and|et) {_END}(?P<two>{_WORD}(?:[ -]{_WORD})?)"
)
_ON_THE_WAY = re.compile(
    r"\b(?:roads?|highway|tracks?|routes?|axe|axis|piste|tronçon|convoys?|convois?|vehicles?|véhicules?|trucks?|camions?|patrols?|patrouilles?"
    r"|bus|buses|cars?|travell?ing|driving|circulant|roulant)\b",
    re.IGNORECASE,
)
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
    out = _with_ways(text, mentions, closed, sorted(taken), context)
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
            and (before.kind == "relative" or _is_unit(before))
            and _BEFORE.fullmatch(text[before.end : start])
        ):
            joined = _joined(text, before.start, end, before)
            low, high = at - 1, at
        elif called or apposed or _stands_alone(text, start, end, context):
            joined = _unknown(text, start, end)
            low = high = at
        else:
            continue
        out[low:high] = [joined]
        starts[low:high] = [joined.start]
    return out


def _unknown(text: str, start: int, end: int) -> PlaceMention:
    """A place that only the text knows: it has a name, and no point."""
    words = text[start:end]
    return PlaceMention(
        start, end, words, "place", Resolution(words, "unknown", reason=UNLISTED), UNLISTED
    )


def _stands_alone(text: str, start: int, end: int, context: Context) -> bool:
    """Whether a bare name after "in" or "at" can only be a place's, as far as the words around it go."""
    return (
        not context.in_headline(start)
        and _ENDS.match(text, end) is not None
        and _TOLD.search(context.before(start)) is None
        and not any(_NO_SETTLEMENT.fullmatch(word) for word in text[start:end].split())
    )


def _with_ways(
    text: str,
    mentions: Sequence[PlaceMention],
    closed: Sequence[tuple[int, int]],
    taken: Sequence[tuple[int, int]],
    context: Context,
) -> list[PlaceMention]:
    """Mentions with the ways of which an end is unknown: where between the two it was, nobody can say."""
    out: list[PlaceMention] = []
    starts, ends = [m.start for m in mentions], [m.end for m in mentions]
    done = 0  # mentions up to here are in their place already
    for match in _BETWEEN.finditer(text):
        start, end = match.start(), match.end()
        if context.in_headline(start) or _meets(taken, start, end):
            continue
        sides = [match.span("one"), match.span("two")]
        unknown = [span for span in sides if not _meets(closed, *span)]
        names = [text[low:high] for low, high in unknown]
        if not unknown or any(
            _NO_SETTLEMENT.fullmatch(word) or word.lower() in CALENDAR
            for name in names
            for word in re.split(r"[ -]", name)
        ):
            continue
        low, high = bisect_right(ends, start), bisect_left(starts, end)
        inside = mentions[low:high]
        towns = [m for m in inside if m.kind == "place" and m.start >= start and m.end <= end]
        if len(inside) != len(towns) or len(towns) + len(unknown) != len(sides):
            continue
        if not towns and not _ON_THE_WAY.search(context.before(start)):
            # "between Dogons and Fulani"
            continue
        out += [*mentions[done:low], _unknown(text, start, end)]
        done = high
    return [*out, *mentions[done:]]


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
    link = _KIND_AFTER.sub("", text[end : mention.start])
    if mention.kind == "relative":
        return _BESIDE.fullmatch(link) is not None
    return _is_unit(mention) and _WITHIN.fullmatch(link) is not None


def _is_unit(mention: PlaceMention) -> bool:
    """Whether a mention is of an area smaller than a country."""
    place = mention.resolution.place if mention.resolution is not None else None
    return mention.kind == "area" and place is not None and not place.feature_code.startswith("PCL")


def _joined(text: str, start: int, end: int, mention: PlaceMention) -> PlaceMention:
    """A settlement and the description beside it, which alone can be drawn."""
    if "(" in text[start:end] and text[end : end + 1] == ")":
        end += 1
    words = text[start:end]
    assert mention.resolution is not None
    near = mention.resolution
    why = f"{near.reason or near.matched_name or mention.text}; the settlement itself is not in the gazetteer"
    return PlaceMention(start, end, words, "relative", replace(near, query=words, reason=why), why)
