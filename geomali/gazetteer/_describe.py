"""Whole descriptions to one answer: a name with what is said beside it, or a place by way of others.

"Tichilit, 35 km north of Léré", "Kidal (25 km west of)", "between Tori and
Diallassagou in the circle of Bankass": the units named are hints, and of what is left the most exact
statement that can be followed is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._hints import Hints
from geomali.gazetteer._phrases import parse_phrase
from geomali.gazetteer._records import Resolution
from geomali.gazetteer._relative import (
    Relative,
    locate_relative,
    may_be_relative,
    parse_relative,
)
from geomali.gazetteer._resolve import Resolver

__all__ = ["describe"]

_GROUP = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_PARTS = re.compile(r"\s*[,;]\s*")
_UNIT = r"(?:cercles?|circles?|r[ée]gions?|communes?|districts?|province|municipality)"
# "... in the circle of Bankass", "... dans la commune de Gabero", "... in Bankass cercle".
_WITHIN = re.compile(
    rf"\s+(?:in|within|of|dans|en)\s+(?P<unit>(?:the\s+|la\s+|le\s+|l['’]\s*)?(?:{_UNIT}\s+(?:of|de|du|des|d\s*['’])\s*\S.*|[^\s,]+(?:\s[^\s,]+)?\s+{_UNIT}))$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:in|dans|at|en)\s+(?=(?:the\s+|la\s+|le\s+|l['’]))", re.IGNORECASE)
# A bracket that ends where its anchor should stand: "Kidal (25 km west of)", "A and B (between)".
_OPEN = re.compile(r"(?:\b(?:of|from|to|between|de|du|entre|near)|\bd\s*['’])\s*$", re.IGNORECASE)
# The more exact statement first.
_EXACTNESS = ("toward", "offset", "near", "between", "side", "border")
# A name so much farther from the description than its words allow is another place of that name.
_BESIDE_KM = 60.0
# A name not known in the region may be another place there that no list has.
_BEYOND_TRUST = 0.9


def describe(query: str, resolver: Resolver, hints: Hints) -> Resolution:
    """Resolve a name, a phrase around one, or a description by way of other names."""
    if resolver.knows(query) or not may_be_relative(query):
        return resolver.resolve(query, hints)
    parts, said = _read(query, resolver, hints)
    relatives = [(part, relative) for part in parts if (relative := parse_relative(part))]
    if not relatives:
        return resolver.resolve(query, hints)
    relatives = _on_the_road(relatives)
    relatives.sort(key=lambda item: _EXACTNESS.index(item[1].kind))
    located = [_located(query, relative, resolver, said) for _, relative in relatives]
    by_way = next((answer for answer in located if answer.status == "resolved"), located[0])
    head = parts[0]
    if parse_relative(head) is not None:
        return by_way
    near = tuple(_anchors(located))
    named = resolver.resolve(head, replace(said, near=(*said.near, *near)) if near else said)
    if named.status != "resolved" or (by_way.status == "resolved" and _elsewhere(named, by_way)):
        return by_way if by_way.status == "resolved" else replace(named, query=query)
    return replace(named, query=query)


def _read(query: str, resolver: Resolver, hints: Hints) -> tuple[list[str], Hints]:
    """Parts of a description that are no admin units, and the hints with those that are."""
    groups: list[str] = []

    def take(match: re.Match[str]) -> str:
        groups.append(match[1] or match[2] or "")
        return " "

    text = _LEADING.sub("", _GROUP.sub(take, query).strip())
    parts = [part for part in _PARTS.split(text) if part.strip()]
    for group in groups:
        if _OPEN.search(group) and parts:
            parts[0] = f"{group.strip()} {parts[0].strip()}"
        else:
            parts += [part for part in _PARTS.split(group) if part.strip()]
    kept: list[str] = []
    units: list[str] = []
    for part in parts:
        rest = " ".join(part.split())
        while (within := _WITHIN.search(rest)) is not None:
            units.append(within["unit"])
            rest = rest[: within.start()]
        if kept and _is_unit(rest, resolver):
            units.append(rest)
        else:
            kept.append(rest)
    for unit in units:
        phrase = parse_phrase(unit)
        hints = resolver.beside(phrase.name if phrase is not None else unit, hints)
    return kept or parts[:1] or [query], hints


def _is_unit(part: str, resolver: Resolver) -> bool:
    phrase = parse_phrase(part)
    if phrase is not None:
        return phrase.kind.startswith("admin") and not phrase.beside
    return resolver.names_unit(part)


def _on_the_road(relatives: list[tuple[str, Relative]]) -> list[tuple[str, Relative]]:
    """The road from A to B, and so far from A: a point on that road."""
    roads = [relative for _, relative in relatives if relative.kind == "between"]
    return [(part, _toward(relative, roads)) for part, relative in relatives]


def _toward(relative: Relative, roads: list[Relative]) -> Relative:
    if relative.kind == "offset" and relative.bearing is None:
        for road in roads:
            ends = {name_key(end): end for end in road.anchors}
            if ends.pop(name_key(relative.anchors[0]), None) and ends:
                other = next(iter(ends.values()))
                return Relative("toward", (relative.anchors[0], other), relative.km)
    return relative


def _located(query: str, relative: Relative, resolver: Resolver, hints: Hints) -> Resolution:
    answers = [_anchor(anchor, resolver, hints) for anchor in relative.anchors]
    if len(answers) == 2:
        answers = _help_each_other(relative, answers, resolver, hints)
    return locate_relative(query, relative, answers)


def _anchor(name: str, resolver: Resolver, hints: Hints) -> Resolution:
    """What a description leans on: mostly in the region of the place described, often just beyond its border."""
    answer = resolver.resolve(name, hints)
    if answer.status != "unknown" or not (hints.admin1 or hints.admin2):
        return answer
    beyond = resolver.resolve(name, replace(hints, admin1=None, admin2=None))
    if beyond.status != "resolved":
        return answer
    return replace(beyond, score=beyond.score * _BEYOND_TRUST)


def _help_each_other(
    relative: Relative, answers: list[Resolution], resolver: Resolver, hints: Hints
) -> list[Resolution]:
    """The two ends of a road lie near each other: one that is clear decides the other."""
    out = list(answers)
    for this, other in ((0, 1), (1, 0)):
        known = answers[other]
        if answers[this].status == "ambiguous" and known.lat is not None and known.lon is not None:
            out[this] = resolver.resolve(
                relative.anchors[this], replace(hints, near=(*hints.near, (known.lat, known.lon)))
            )
    return out


def _anchors(located: list[Resolution]) -> Iterator[tuple[float, float]]:
    for answer in located:
        if answer.status == "resolved" and answer.lat is not None and answer.lon is not None:
            yield answer.lat, answer.lon


def _elsewhere(named: Resolution, by_way: Resolution) -> bool:
    if named.lat is None or named.lon is None or by_way.lat is None or by_way.lon is None:
        return False
    apart = distance_km(named.lat, named.lon, by_way.lat, by_way.lon)
    return apart > _BESIDE_KM + 2 * (by_way.uncertainty_km or 0.0)
