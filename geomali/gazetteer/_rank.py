"""From names that match to one answer, several, or none.

Each candidate place gets a weight from how well its name matches, what kind of
place it is and how well it fits the hints; "none of these" has a weight too.
A candidate's score is its share of all weights, so that it is the probability of
being right: the constants were fitted by maximum likelihood on the tuning half
of the labelled names (``tests/data``), and the reliability table is measured on the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._hints import INSIDE, MAYBE, OUTSIDE, AdminUnits, Hints
from geomali.gazetteer._records import Candidate, Place

__all__ = ["Match", "prominence", "rank"]

# Two records this close under one name are one place (a village, its well, its airstrip).
SAME_PLACE_KM = 10.0
AREA_CLASSES = "ALVT"


@dataclass(frozen=True, slots=True)
class Match:
    """A place whose name matches: how, and at what cost (0 is the very spelling)."""

    place: Place
    name: str
    how: str
    cost: float


_RANK_OF_CODE = {
    "PPLC": 4.0, "PPLA": 3.0, "PPLA2": 2.0, "PPLA3": 1.0, "PPLA4": 0.5,
    "PCLI": 4.0, "ADM1": 2.0, "ADM2": 1.0,
}  # fmt: skip

WEIGHTS = {
    "settlement": 0.0,
    "site": -1.2,
    "nature": -2.0,
    "core": 1.5,
    "rank": 0.9,
    "near_region": -1.5,
    "cost": -1.0,
    "none": -2.2,
    "none_hinted": -0.3,
}


def prominence(place: Place) -> float:
    """How much a bare name speaks for this place, from its administrative rank.

    Population plays no part: a seat is named without more words because it is
    a seat, a large village is not.
    """
    return _RANK_OF_CODE.get(place.feature_code, 0.0)


def _weight(match: Match, region_fit: int, proximity: float) -> float:
    w, place = WEIGHTS, match.place
    if place.feature_class in ("P", "A"):
        value = w["settlement"]
    elif place.feature_class == "S" or place.feature_code in ("WLL", "WTRH", "CMP", "LCTY"):
        value = w["site"]
    else:
        value = w["nature"]
    if place.layer != "install":
        value += w["core"]
    value += w["rank"] * prominence(place)
    if region_fit == MAYBE:
        value += w["near_region"]
    return value + w["cost"] * match.cost + proximity


def _proximity(place: Place, near: Sequence[tuple[float, float]]) -> float:
    """Log-weight for lying near what was named beside it; farther is worse, without end."""
    if not near or place.lat is None or place.lon is None:
        return 0.0
    km = min(distance_km(place.lat, place.lon, lat, lon) for lat, lon in near)
    return -2.0 * math.log1p(km / 25.0)


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


def rank(
    matches: Iterable[Match], hints: Hints, units: AdminUnits
) -> tuple[list[Candidate], float]:
    """Candidates that agree with the hints, best first, and the weight of "none of these"."""
    weighted: list[tuple[float, Match]] = []
    for match in matches:
        region_fit = fit(match.place, hints, units) if hints else INSIDE
        if region_fit == OUTSIDE:
            continue
        weighted.append((_weight(match, region_fit, _proximity(match.place, hints.near)), match))
    weighted.sort(key=lambda item: (-item[0], item[1].place.place_id))
    heads: list[tuple[float, Match]] = []
    for weight, match in weighted:
        if not any(_same(match.place, head.place) for _, head in heads):
            heads.append((weight, match))
    none = math.exp(WEIGHTS["none"] + (WEIGHTS["none_hinted"] if hints else 0.0))
    total = none + sum(math.exp(weight) for weight, _ in heads)
    return [
        Candidate(match.place, match.name, math.exp(weight) / total, match.how)
        for weight, match in heads
    ], none / total


def _same(a: Place, b: Place) -> bool:
    if a.place_id == b.place_id:
        return True
    if a.is_area or b.is_area:
        # A town and the region named after it are two things, but a bare
        # name that fits both is the town's.
        return True
    return distance_km(a.lat, a.lon, b.lat, b.lon) <= SAME_PLACE_KM  # type: ignore[arg-type]
