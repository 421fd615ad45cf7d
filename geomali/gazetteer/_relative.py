"""Places described by way of others: "30 km west of Aguelhok", "the Gao-Kidal road".

French and English. The answer is a point with a wide precision, or the area
that the words name; never the anchor as if it had been named itself.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache

from geomali.gazetteer._geodesy import bearing_deg, distance_km, offset
from geomali.gazetteer._records import Resolution

__all__ = ["Relative", "find_relative", "locate_relative", "may_be_relative", "parse_relative"]


@dataclass(frozen=True, slots=True)
class Relative:
    """A description: its kind, the names it leans on, and its numbers.

    ``kind`` is ``offset`` (so far from, perhaps in a direction), ``between``
    (two anchors; also a road), ``near`` or ``side`` (a direction only).
    """

    kind: str
    anchors: tuple[str, ...]
    km: float | None = None
    bearing: float | None = None


_DIRECTIONS = {
    0.0: r"north(?:ern|wards?)?|nord|septentrional", 45.0: r"north[-\s]?east(?:ern)?|nord[-\s]?est",
    90.0: r"east(?:ern|wards?)?|est|oriental", 135.0: r"south[-\s]?east(?:ern)?|sud[-\s]?est",
    180.0: r"south(?:ern|wards?)?|sud|m[ée]ridional", 225.0: r"south[-\s]?west(?:ern)?|sud[-\s]?ouest",
    270.0: r"west(?:ern|wards?)?|ouest|occidental", 315.0: r"north[-\s]?west(?:ern)?|nord[-\s]?ouest",
    22.5: r"north[-\s]north[-\s]?east|nord[-\s]nord[-\s]?est|NNE", 67.5: r"east[-\s]north[-\s]?east|est[-\s]nord[-\s]?est|ENE",
    112.5: r"east[-\s]south[-\s]?east|est[-\s]sud[-\s]?est|ESE", 157.5: r"south[-\s]south[-\s]?east|sud[-\s]sud[-\s]?est|SSE",
    202.5: r"south[-\s]south[-\s]?west|sud[-\s]sud[-\s]?ouest|SSW|SSO", 247.5: r"west[-\s]south[-\s]?west|ouest[-\s]sud[-\s]?ouest|WSW|OSO",
    292.5: r"west[-\s]north[-\s]?west|ouest[-\s]nord[-\s]?ouest|WNW|ONO", 337.5: r"north[-\s]north[-\s]?west|nord[-\s]nord[-\s]?ouest|NNW|NNO",
}  # fmt: skip
_SHORT = {
    "n": 0.0,
    "ne": 45.0,
    "e": 90.0,
    "se": 135.0,
    "s": 180.0,
    "sw": 225.0,
    "so": 225.0,
    "w": 270.0,
    "nw": 315.0,
    "no": 315.0,
}
_DIRECTION = (
    "(?:"
    + "|".join(sorted(_DIRECTIONS.values(), key=len, reverse=True))
    + "|(?-i:N|NE|E|SE|S|SW|W|NW|SO|NO))"
)
_ONES = {
    "a": 1, "one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4, "quatre": 4,
    "five": 5, "cinq": 5, "six": 6, "seven": 7, "sept": 7, "eight": 8, "huit": 8, "nine": 9, "neuf": 9,
    "ten": 10, "dix": 10, "eleven": 11, "onze": 11, "twelve": 12, "douze": 12, "fifteen": 15, "quinze": 15,
    "dozen": 12, "douzaine": 12, "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
    "twenty": 20, "vingt": 20, "thirty": 30, "trente": 30, "forty": 40, "quarante": 40, "fifty": 50,
    "cinquante": 50, "sixty": 60, "soixante": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "cent": 100,
}  # fmt: skip
_NUMBER = (
    r"(?:\d{1,4}(?:[.,]\d+)?(?:\s*(?:-|–|to|à)\s*\d{1,4})?|(?:"
    + "|".join(sorted(_ONES, key=len, reverse=True))
    + r")(?:[-\s](?:"
    + "|".join(sorted(_ONES, key=len, reverse=True))
    + r"))*)"
)
_ABOUT = (
    r"(?:(?:some|about|around|roughly|approximately|nearly|almost|just|over|more\s+than|less\s+than|"
    r"environ|pr[èe]s\s+de|quelque|quelques|[àa]\s+peu\s+pr[èe]s|plus\s+de|moins\s+de|une|un|a)\s+)*"
)
_UNIT = r"(?P<unit>km|kms|kilom[èe]tres?|kilometers?|miles?|mi|k\.m\.|m[èe]tres?|met(?:er|re)s?|heures?\s+de\s+route)"
# "90 km (55 miles) north of"
_KM = rf"(?:[àa]\s+)?{_ABOUT}(?P<km>{_NUMBER})[\s\-\u00a0]*(?:de\s+|of\s+)?{_UNIT}\b(?:\s*\([\w\s.,]{{2,20}}\))?"
_TO = r"(?:the\s+|to\s+the\s+|(?:in|into)\s+the\s+|au(?:x)?\s+|à\s+l\s*['’]\s*|l\s*['’]\s*|vers\s+(?:le\s+|l\s*['’]\s*)?|plein\s+|du\s+c[ôo]t[ée]\s+)?"
_FROM = r"(?:of|from|away\s+from|outside(?:\s+of)?|out\s+of|off|de\s+la|de\s+l\s*['’]|des|du|de|d\s*['’])\s*"
_THE_TOWN = (
    r"(?:(?:the\s+|la\s+|les?\s+|l['’]\s*)?"
    r"(?:towns?|city|cities|villages?|villes?|localit[ée]s?|locality|localities|communes?|camp|base|places?|lieu-dit|capitale?,?)\s+"
    r"(?:called\s+|named\s+|(?:ap|dé)nomm[ée]e?s?\s+)?(?:of\s+|de\s+(?:la\s+)?|d\s*['’]\s*|du\s+)?)?"
)
_A_PLACE = (
    r"(?:(?:(?:an?|the|une?|la|le)\s+)?(?:village|place|point|location|site|locality|lieu|localit[ée])\s+)?"
    r"(?:(?:situ[ée]e?s?|located|sis)\s+)?"
)
# "in the wasteland 35 km east of Gao": small words before the distance say nothing of the place.
_SOMEWHERE = r"(?:(?-i:(?:[a-zà-ÿ'’]+\s+){1,3})(?=(?:[àa]\s+)?\d))?"
# "9 km south of Boni on the road to Mondoro": of direction and road the direction is the more exact.
_ON_THE_WAY = (
    r"(?:\s*,?\s+(?:(?:on|along)\s+the\s+(?:road|way|axis|track)\s+(?:leading\s+|going\s+)?(?:to|towards?)"
    r"|sur\s+(?:la\s+route|l['’]axe|la\s+piste)\s+(?:de|vers|menant\s+à|qui\s+m[èe]ne\s+à)|sur\s+la\s+route\s+d['’])\s*\S[^,;()]*)?"
)
_ANCHORS = ("a", "a2", "b")
# In running text an anchor is a known name; alone, it is whatever is left.
_ANY = r"[^,;()]+?"


def _patterns(anchor: str, ends: str, begins: str = "") -> list[tuple[str, re.Pattern[str]]]:
    one = rf"{_THE_TOWN}(?P<a>{anchor})"
    two = rf"{_THE_TOWN}(?P<b>{anchor})"
    at_border = r"(?:near|close\s+to|along|on|at|toward|towards|around|pr[èe]s\s+de|le\s+long\s+de|[àa]|vers|sur|non\s+loin\s+de)"
    road = r"(?:road|highway|axis|route|track|axe|piste|tron[çc]on|RN\s?\d+|national\s+road)"
    rows = [
        ("offset", rf"{_KM}\s+{_TO}(?P<dir>{_DIRECTION})\s+{_FROM}{one}"),
        ("offset", rf"(?:[àa]\s+)?{_TO}(?P<dir>{_DIRECTION})[\s,]+{_KM}\s+{_FROM}{one}"),
        (
            "offset",
            rf"{_KM}\s+(?:away\s+)?{_FROM}{one}[\s,]+(?:to\s+the\s+|towards?\s+the\s+|vers\s+(?:le\s+|l\s*['’]\s*)|au\s+|en\s+direction\s+(?:du\s+|de\s+l\s*['’]\s*)|à\s+l\s*['’]\s*)(?P<dir>{_DIRECTION})",
        ),
        (
            "toward",
            rf"{_KM}\s+(?:away\s+)?{_FROM}{one}\s*,?\s+(?:towards?|on\s+the\s+(?:road|way)\s+to|(?:en\s+direction|sur\s+la\s+route)\s+(?:de|d\s*['’])|vers)\s*{two}",
        ),
        ("offset", rf"{_KM}\s+(?:away\s+)?{_FROM}{one}"),
        (
            "near",
            rf"(?:(?:just|only|à|seulement)\s+)*(?:a\s+few|several|quelques)\s+{_UNIT}\b\s+(?:away\s+)?(?:{_TO}(?P<dir>{_DIRECTION})\s+)?{_FROM}{one}",
        ),
        (
            "between",
            rf"(?:(?:on\s+the\s+|sur\s+(?:la\s+|l\s*['’]\s*))?{road}\s+)?(?:(?:half\s?way|midway|à\s+mi-chemin|somewhere|quelque\s+part|à\s+mi-distance)\s+)?(?:between|entre)\s+{one}\s+(?:and|et|&)\s+{two}",
        ),
        (
            "between",
            rf"(?:on\s+|along\s+|sur\s+)?(?:the\s+)?{one}\s*(?:[-–—/]|\s+to\s+)\s*{two}\s+(?:main\s+)?{road}",
        ),
        (
            "between",
            rf"(?:on\s+|along\s+|sur\s+)?(?:the\s+|la\s+|le\s+|l\s*['’]\s*)?{road}\s+(?:nationale\s+)?(?:from\s+|linking\s+|connecting\s+|reliant\s+|qui\s+relie\s+)?(?:de\s+|d\s*['’]\s*|entre\s+)?{one}\s*(?:[-–—/]|\s+(?:à|to|and|et|vers)\s+)\s*{two}",
        ),
        (
            "border",
            (
                rf"(?:{at_border}\s+)?(?:the\s+|la\s+)?(?:(?P<a>{anchor})\s+(?:border|frontier)(?:\s+(?:area|region|zone))?"
                rf"|(?:border|fronti[èe]re)\s+(?:with|avec|of|du|de\s+la|de\s+l['’]|de|d['’])\s*(?:the\s+|le\s+|la\s+|l['’]\s*)?(?P<a2>{anchor}))"
            ),
        ),
        (
            "near",
            rf"(?:on\s+|in\s+|at\s+|from\s+)?(?:the\s+)?(?:outskirts?|vicinity|surroundings?|area|environs?|periphery|gates|suburbs?|entrance|exit)\s+(?:of|around|to)\s+{one}",
        ),
        (
            "near",
            rf"(?:very\s+)?(?:near(?:by)?|close|next|not\s+far|just\s+outside|just\s+beyond|outside|around|adjacent)\s*(?:to|from|of)?\s+{one}",
        ),
        (
            "near",
            rf"(?:dans\s+|à\s+|aux\s+|sur\s+)?(?:les\s+|la\s+|l\s*['’]\s*)?(?:environs?|alentours?|abords?|p[ée]riph[ée]rie|proximit[ée]|faubourgs|voisinage|entr[ée]e|sortie|encablures)\s+(?:imm[ée]diate?s?\s+)?{_FROM}{one}",
        ),
        (
            "near",
            rf"(?:pr[èe]s|non\s+loin|pas\s+loin|autour|aux\s+portes|en\s+p[ée]riph[ée]rie|tout\s+pr[èe]s|vers)\s+{_FROM.replace('|of', '|of')}{one}",
        ),
        (
            "near",
            (
                rf"(?:in\s+|dans\s+)?(?:the\s+|la\s+|le\s+)?(?:{one}\s+(?:forest|zone|area|sector|valley)"
                rf"|(?:for[êe]t|zone|secteur)\s+{_FROM}{one.replace('<a>', '<a2>')})"
            ),
        ),
        ("side", rf"(?:just\s+|immediately\s+|juste\s+)?{_TO}(?P<dir>{_DIRECTION})\s+{_FROM}{one}"),
    ]
    return [
        (
            kind,
            re.compile(
                rf"{begins}{row}{ends}",
                re.IGNORECASE,
            ),
        )
        for kind, row in rows
    ]


@cache
def _whole() -> list[tuple[str, re.Pattern[str]]]:
    return [
        *_patterns(_ANY, rf"{_ON_THE_WAY}\s*$", rf"{_A_PLACE}{_SOMEWHERE}"),
        ("offset", re.compile(rf"{_THE_TOWN}(?P<a>{_ANY})[\s,]+{_KM}\s*{_TO}(?P<dir>{_DIRECTION})\s*$", re.IGNORECASE)),
    ]  # fmt: skip


def _number(text: str) -> float | None:
    text = text.strip().lower()
    digits = [float(d.replace(",", ".")) for d in re.findall(r"\d+(?:[.,]\d+)?", text)]
    if digits:
        return sum(digits) / len(digits)
    total = 0
    for word in re.split(r"[-\s]+", text):
        value = _ONES.get(word)
        if value is None:
            return None
        total = total * 100 if value == 100 and total > 1 else total + value
    return float(total) or None


def _bearing(text: str) -> float | None:
    short = _SHORT.get(text.strip().lower())
    if short is not None:
        return short
    for degrees, words in _DIRECTIONS.items():
        if re.fullmatch(words, text.strip(), re.IGNORECASE):
            return degrees
    return None


def _read(kind: str, match: re.Match[str]) -> Relative | None:
    groups = match.groupdict()
    km = None
    if groups.get("km"):
        km = _number(groups["km"])
        unit = groups["unit"].lower()
        if km is None or unit.startswith("heure"):
            return None
        if unit.startswith("mi"):
            km *= 1.609344
        elif unit.startswith("m"):
            km /= 1000
    bearing = _bearing(groups["dir"]) if groups.get("dir") else None
    anchors = tuple(groups[g].strip() for g in _ANCHORS if groups.get(g))
    if kind == "offset" and km is not None and km > 1000:
        return None
    return Relative(kind, anchors, km, bearing)


def may_be_relative(text: str) -> bool:
    """Whether a text holds a word without which it describes no place by way of another."""
    return _CUES.search(text.lower()) is not None


def parse_relative(text: str) -> Relative | None:
    """Read a text that is nothing but a description; None if it is none."""
    text = text.strip().rstrip(".")
    if not may_be_relative(text):
        return None
    for kind, pattern in _whole():
        match = pattern.match(text)
        if match:
            return _read(kind, match)
    return None


def locate_relative(text: str, relative: Relative, answers: list[Resolution]) -> Resolution:
    """The description's own answer from those of its anchors."""
    for answer in answers:
        if answer.status != "resolved":
            return replace(
                answer, query=text, place=None, lat=None, lon=None, geo_precision=None,
                reason=f"{answer.query!r}: {answer.reason}",
            )  # fmt: skip
    first = answers[0]
    score = min(answer.score for answer in answers)
    points = [(a.lat, a.lon) for a in answers if a.lat is not None and a.lon is not None]
    if len(points) < len(answers):
        # Leaning on an area ("near the Niger border", "north of the Gao region"):
        # what is known is the area, and that it is not a point in it.
        area = next(answer for answer in answers if answer.lat is None)
        border = "near the border with" if relative.kind == "border" else "described by way of"
        return replace(
            area,
            query=text,
            geo_precision=3,
            score=score * 0.7,
            reason=f"{border} {area.matched_name}",
        )
    lat, lon = points[0]
    if relative.kind in ("between", "toward"):
        length = distance_km(*points[0], *points[1])
        bearing = bearing_deg(*points[0], *points[1])
        along = relative.km if relative.kind == "toward" and relative.km is not None else length / 2
        lat, lon = offset(lat, lon, bearing, along)
        spread = max(length / 2, 5.0) if relative.kind == "between" else max(0.25 * along, 3.0)
        word = "between" if relative.kind == "between" else "from"
        why = f"{word} {first.matched_name} and {answers[1].matched_name}"
    elif relative.kind == "offset" and relative.bearing is not None and relative.km is not None:
        lat, lon = offset(lat, lon, relative.bearing, relative.km)
        # A bearing in words is good to a sixteenth of a turn, a distance to a tenth.
        spread = max(relative.km * math.hypot(math.pi / 8, 0.1), 2.0)
        why = f"{relative.km:g} km at {relative.bearing:g}° from {first.matched_name}"
    elif relative.kind == "offset":
        spread = (relative.km or 0.0) + 2.0
        why = f"{relative.km:g} km from {first.matched_name}, direction not stated"
    elif relative.kind == "side" and relative.bearing is not None:
        lat, lon = offset(lat, lon, relative.bearing, 10.0)
        spread, why = 20.0, f"{relative.bearing:g}° from {first.matched_name}, distance not stated"
    else:
        spread, why = 15.0, f"near {first.matched_name}"
    uncertainty = math.hypot(spread, first.uncertainty_km or 0.0)
    return replace(
        first, query=text, lat=round(lat, 5), lon=round(lon, 5), geo_precision=2 if uncertainty <= 50 else 3,
        uncertainty_km=round(uncertainty, 1), score=score * 0.95, reason=why,
    )  # fmt: skip


# Words without which no description of that kind is there; they save most of the search.
# In small letters, and each beginning with a letter, they are looked for several times as fast.
_CUES = re.compile(
    r"k\.?m|kilom|mile|mi(?<=\bmi)\b|m[èe]tre|meter|between|entre|road|highway|axis|route|track|axe|piste|tron[çc]on|rn(?<=\brn)|"
    r"outskirt|vicinity|surround|area(?<=\barea)|environ|periphery|gates|suburb|entrance|exit|near|close|next|far|outside|beyond|around|adjacent|"
    r"alentour|abord|p[ée]riph|proximit|faubourg|voisinage|entr[ée]e|sortie|encablure|pr[èe]s|loin|autour|portes|vers|"
    r"north|south|east|west|nord|sud|est(?<=\best)\b|ouest|border|frontier|fronti[èe]re|forest|for[êe]t|zone(?<=\bzone)|sect[eo]|valley"
)


def find_relative(masked: str, anchor: str) -> list[tuple[int, int, Relative, tuple[int, ...]]]:
    """Descriptions in a running text in which one character stands for each name.

    Returns
    -------
    list
        Start, end, description and the offsets of its anchors, all in ``masked``.
    """
    found: list[tuple[int, int, int, Relative, tuple[int, ...]]] = []
    patterns = _in_text(anchor)
    at = masked.find(anchor)
    while at >= 0:
        # A description reaches at most so far before its first name, and
        # never over the end of a sentence or a line.
        reach = max(0, at - 110)
        stops = (". ", "\x1e", "! ", "? ", "; ", ": ")
        low = max(reach, *(masked.rfind(stop, reach, at) + 1 for stop in stops))
        window = masked[low : at + 70]
        if may_be_relative(window):
            for order, (kind, pattern) in enumerate(patterns):
                for match in pattern.finditer(masked, low, at + 70):
                    groups = match.groupdict()
                    if at not in (match.start(g) for g in ("a", "a2") if groups.get(g)):
                        continue
                    relative = _read(kind, match)
                    if relative is not None:
                        spots = tuple(match.start(g) for g in _ANCHORS if groups.get(g))
                        found.append((order, match.start(), match.end(), relative, spots))
        at = masked.find(anchor, at + 1)
    # The more specific grammar first, then the longer match.
    found.sort(key=lambda f: (f[0], f[1] - f[2], f[1]))
    return [(start, end, relative, spots) for _, start, end, relative, spots in found]


@cache
def _in_text(anchor: str) -> list[tuple[str, re.Pattern[str]]]:
    a_place = r"(?:a\s+(?:village|place|point|location|site)\s+|un\s+(?:village|lieu|site)\s+)?"
    return _patterns(re.escape(anchor), "", rf"(?<![^\W_]){a_place}")
