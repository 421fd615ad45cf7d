"""From names that match to one answer, several, or none.

Each candidate place gets a weight from how well its name matches, what kind of
place it is and how well it fits the hints; "none of these" has a weight too.
A candidate's score is its share of all weights, so that it is the probability of
being right: the constants were fitted by maximum likelihood (``tests/benchmarks/fit_gazetteer.py``)
on the tuning halves of our labelled names (``tests/data``) and of names that others gathered,
and the reliability table is measured on the other halves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from geomali.gazetteer._fold import consonant_key, name_key, sound_key
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._hints import INSIDE, MAYBE, NO_HINTS, OUTSIDE, AdminUnits, Hints
from geomali.gazetteer._records import Candidate, Place, candidate

__all__ = ["Likeness", "Match", "alone", "fit", "prominence", "rank", "weigh"]

# Two records this close under one name are one place (a village, its well, its airstrip).
SAME_PLACE_KM = 10.0
# No two points farther apart in latitude than this are so close; a degree is 111 km.
_SAME_PLACE_DEG = SAME_PLACE_KM / 111.0
_NEAR_KM = 25.0


class Match(NamedTuple):
    """A place whose name matches, how, and the log-weight of that (0 if it is spelled so)."""

    place: Place
    name: str
    how: str
    likeness: float = 0.0
    errors: int = 0


_RANK_OF_CODE = {
    "PPLC": 4.0, "PPLA": 3.0, "PPLA2": 2.0, "PPLA3": 1.0, "PPLA4": 0.5,
    "PCLI": 4.0, "ADM1": 2.0, "ADM2": 1.0,
}  # fmt: skip

WEIGHTS = {
    # How the name matches: constants of a name not spelled as known, then by share of its letters.
    "respelled": 0.17,
    "spelling": -5.85,
    "sound": -13.31,
    "consonants": -6.87,
    "first_letter": -1.03,
    "length": -2.39,
    "short": 0.24,
    "many": 0.12,
    "shorter": 1.09,
    # What the place is.
    "site": 1.09,
    "nature": -1.22,
    "site_exact": 0.60,
    "nature_exact": 0.07,
    "area_like": -1.77,
    "abandoned": -1.14,
    "other_name": -0.97,
    "shipped_other_name": -0.84,
    "reported": 0.29,
    "two_sources": 0.73,
    "seat": 0.73,
    "shipped": 0.79,
    "shipped_in_unit": 0.53,
    "rank": 0.82,
    # How it fits what is said beside the name.
    "near_region": -5.65,
    # None of these: if some are spelled as asked, if none is.
    "none_exact": -1.36,
    "none_exact_hinted": -0.32,
    "none": -1.85,
    "none_hinted": -1.92,
    "none_odd": -0.67,
    "none_namesakes": 1.07,
    "none_elsewhere": 0.16,
    "none_exact_cercle": -0.30,
    "none_cercle": -1.00,
    # The shipped table alone lacks most villages, so a likeness to one of its names says less.
    "none_exact_partly": 0.63,
    "none_partly": 2.60,
}
_SHORT = 6


def prominence(place: Place) -> float:
    """How much a bare name speaks for this place, from its administrative rank.

    Population plays no part: a seat is named without more words because it is
    a seat, a large village is not.
    """
    return _RANK_OF_CODE.get(place.feature_code, 0.0)


@cache
def _osa() -> Callable[..., int]:
    """Edit distance; its library is loaded when a name is first compared, which most never are."""
    from rapidfuzz.distance import OSA

    return OSA.distance


class Likeness:
    """How alike one query is to known names; its own keys are made once."""

    def __init__(self, query: str) -> None:
        self._distance = _osa()
        self.query, self.sound = query, sound_key(query)
        self.consonants = consonant_key(self.sound)

    def to(self, known: str, sound: str) -> tuple[float, int]:
        """Log-weight of the query and a known name being one name, and the errors between them."""
        w, query, distance = WEIGHTS, self.query, self._distance
        length = max(len(query), 1)
        query, known = _one_prefix(query, known)
        errors = distance(query, known)
        # One slip of a pen may change two sounds; it is still one slip.
        sounds = consonants = 0
        if errors and sound != self.sound:
            sounds = min(errors, distance(self.sound, sound))
            consonants = min(errors, distance(self.consonants, consonant_key(sound)))
        weight = (
            w["respelled"]
            + (
                w["spelling"] * errors
                + w["sound"] * sounds
                + w["consonants"] * consonants
                + w["length"] * abs(length - len(known))
            )
            / length
            + w["first_letter"] * (query[:1] != known[:1])
            + w["short"] * max(0, _SHORT - length)
            + w["shorter"] * (query.startswith(known) or known.startswith(query))
            + w["many"] * max(0, errors - 2)
        )
        return weight, errors


def _one_prefix(a: str, b: str) -> tuple[str, str]:
    """Two keys with the prefix "I-n-", which is also written "In-" and "N'", in one spelling."""
    if a[:1] == "n" and b[:2] == "in":
        return a, b[1:]
    if b[:1] == "n" and a[:2] == "in":
        return a[1:], b
    return a, b


@lru_cache(4096)
def _unlike(name: str, other: str) -> float:
    """Share of the sounds of a name that another is not made of."""
    a, b = sound_key(name_key(name)), sound_key(name_key(other))
    return 0.0 if a == b else _osa()(a, b) / max(len(a), len(b), 1)


def _bears(match: Match) -> bool:
    """Whether a settlement has the very name."""
    return match.likeness == 0.0 and match.place.feature_class == "P"


def _weight(match: Match, region_fit: int, hints: Hints, units: AdminUnits) -> float:
    w, place = WEIGHTS, match.place
    value = match.likeness
    exact = match.likeness == 0.0
    if place.feature_class == "P" and place.lat is not None and place.lon is not None:
        # Reports name places where they have named others.
        value += w["reported"] * units.reported(place.lat, place.lon)
    if place.layer != "install":
        # Shipped places are the ones reports name; but a bare name that villages bear too,
        # in that spelling, needs more than that.
        said = hints.admin1 or hints.admin2 or not exact
        value += w["shipped_in_unit"] if said else w["shipped"]
        if "two_sources" in place.check:
            value += w["two_sources"]
        if place.admin3 == place.name:
            value += w["seat"]
        if match.name != place.name and place.feature_class != "A":
            # Its list of other names holds those of neighbours.
            value += w["shipped_other_name"] * _unlike(match.name, place.name)
    elif place.feature_class not in ("P", "A"):
        site = place.feature_class == "S" or place.feature_code in ("WLL", "WTRH", "LCTY")
        value += w[("site" if site else "nature") + ("_exact" if exact else "")]
    elif place.feature_code in ("PPLQ", "PPLX", "PPLH"):
        value += w["abandoned"]
    if (
        exact
        and place.layer == "install"
        and place.feature_class == "P"
        and match.name != place.name
        and name_key(match.name) != name_key(place.name)
    ):
        # Lists of other names hold those of neighbours too, and nobody has looked at these.
        value += w["other_name"]
    if place.feature_class != "P" and place.is_area and not exact:
        # A region or a river is a household word: what is only like it is another name.
        value += w["area_like"]
    value += w["rank"] * prominence(place) * (0.4 if units.abroad(place) else 1.0)
    if region_fit == MAYBE:
        value += w["near_region"]
    return value


def _closeness(matches: Sequence[Match], near: Sequence[tuple[float, float]]) -> list[float]:
    """Log-weight of each for lying farther than the nearest from what was named beside it."""
    away = [
        math.log1p(min(distance_km(p.lat, p.lon, lat, lon) for lat, lon in near) / _NEAR_KM)
        if (p := match.place).lat is not None and p.lon is not None
        else None
        for match in matches
    ]
    least = min((a for a in away if a is not None), default=0.0)
    return [0.0 if a is None else -2.0 * (a - least) for a in away]


def fit(place: Place, hints: Hints, units: AdminUnits) -> int:
    """How well a place agrees with the region, cercle and country named."""
    if hints.country and place.country and place.country.upper() != hints.country.upper():
        return OUTSIDE
    fits = INSIDE
    if hints.admin1:
        fits = min(fits, units.fit_admin1(place, hints.admin1))
    if hints.admin2 and fits:
        fits = min(fits, units.fit_admin2(place, hints.admin2))
    return fits


@cache
def _none(
    case: str,
    hinted: bool,
    cercle: bool,
    partly: bool,
    odd: int,
    namesakes: int = 1,
    elsewhere: int = 0,
) -> float:
    """Log-weight of "none of these"."""
    w = WEIGHTS
    value = w[case] + w["none_namesakes"] * math.log(namesakes)
    value += w["none_elsewhere"] * math.log1p(elsewhere)
    if hinted:
        value += w[f"{case}_hinted"]
    if cercle:
        value += w[f"{case}_cercle"]
    if partly:
        value += w[f"{case}_partly"]
    return value + w["none_odd"] * odd if case == "none" else value


def alone(match: Match, units: AdminUnits, *, partly: bool, odd: int = 0) -> Candidate:
    """The only place whose name matches, nothing being said beside it, as :func:`rank` would score it."""
    case = "none_exact" if match.likeness == 0.0 else "none"
    none = _none(case, False, False, partly, odd)
    score = 1 / (1 + math.exp(none - _weight(match, INSIDE, NO_HINTS, units)))
    return candidate(match.place, match.name, score, match.how)


def weigh(
    matches: Sequence[Match], hints: Hints, units: AdminUnits, *, partly: bool, odd: int
) -> tuple[list[tuple[float, Match]], float]:
    """Log-weights of the places that agree with the hints, likeliest first, and of "none of these".

    Records of one place are one.
    """
    fitting = [
        (match, region_fit)
        for match in matches
        if (region_fit := fit(match.place, hints, units) if hints else INSIDE) != OUTSIDE
    ]
    inside = len(fitting)
    if hints.admin2 and not units.knows("2", hints.admin2) and fitting:
        # A unit that no map lists cannot tell places apart unless one names it.
        best = max(region_fit for _, region_fit in fitting)
        fitting = [(match, INSIDE if f == best else f) for match, f in fitting]
    weighted = [(_weight(match, f, hints, units), match) for match, f in fitting]
    if hints.near:
        close = _closeness([match for match, _ in fitting], hints.near)
        weighted = [(w + extra, match) for (w, match), extra in zip(weighted, close, strict=True)]
    weighted.sort(key=lambda item: (-item[0], item[1].place.place_id))
    heads = weighted[:1]
    for weight, match in weighted[1:]:
        same = next((i for i, (_, head) in enumerate(heads) if _same(match, head)), None)
        if same is None:
            heads.append((weight, match))
        elif (
            match.place.layer != "install"
            and heads[same][1].place.layer == "install"
            and (heads[same][1].place.is_area or not match.place.is_area)
        ):
            # Two records of one place: the shipped one, which was looked at, speaks for both.
            heads[same] = (heads[same][0], match)
    exact = any(match.likeness == 0.0 for _, match in heads)
    namesakes = elsewhere = 0
    if exact and len(matches) > 1:
        # Of a name that many villages bear, one more may be missing here.
        namesakes = sum(map(_bears, (match for _, match in heads)))
        if inside < len(matches):
            elsewhere = sum(map(_bears, matches)) - sum(map(_bears, (m for m, _ in fitting)))
    none = _none(
        "none_exact" if exact else "none",
        bool(hints),
        bool(hints.admin2),
        partly,
        odd,
        max(namesakes, 1),
        elsewhere,
    )
    return heads, none


def rank(
    matches: Iterable[Match],
    hints: Hints,
    units: AdminUnits,
    *,
    partly: bool = False,
    odd: int = 0,
) -> tuple[list[Candidate], float]:
    """Candidates that agree with the hints, best first, and the share of "none of these".

    ``partly`` says that no full gazetteer is installed, ``odd`` how unlike a name the query
    looks (:meth:`geomali.gazetteer._index.Index.oddness`).
    """
    heads, none = weigh(list(matches), hints, units, partly=partly, odd=odd)
    shares = [math.exp(weight) for weight, _ in heads]
    total = math.exp(none) + sum(shares)
    return [
        candidate(match.place, match.name, share / total, match.how)
        for share, (_, match) in zip(shares, heads, strict=True)
    ], math.exp(none) / total


def _same(a: Match, b: Match) -> bool:
    here, there = a.place, b.place
    if here.place_id == there.place_id:
        return True
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None:
        # A town and the region named after it are two things, but a bare
        # name that fits both is the town's.
        return a.name == b.name or a.likeness == b.likeness == 0.0
    return (
        abs(here.lat - there.lat) <= _SAME_PLACE_DEG
        and distance_km(here.lat, here.lon, there.lat, there.lon) <= SAME_PLACE_KM
    )
