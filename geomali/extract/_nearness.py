"""Places of two tellings: how exact they are, and whether they may be one."""

from __future__ import annotations

import re

from geomali.events import EventPlace
from geomali.gazetteer import distance_km

__all__ = ["place_fit", "precision_rank", "same_region"]


def precision_rank(record: EventPlace) -> float:
    """How exact a place is; of two described in the same way, the one with less around it."""
    if record.geo_precision is None:
        return 5.0
    return record.geo_precision + min(record.uncertainty_km or 0.0, 500.0) / 1000


def place_fit(first: EventPlace | None, second: EventPlace | None) -> float | None:
    """How far two places may be one, from 0 (not known) up; None if they cannot."""
    if first is None or second is None:
        return 0.0
    if first.place_id is not None and first.place_id == second.place_id:
        return 1.4 if first.geo_precision == 1 else 0.6
    if first.name.lower() == second.name.lower():
        return 1.2
    if _is_unlisted(first) and _is_unlisted(second):
        # Two settlements that only the text knows: one, if one name is in the other.
        one, other = (re.split(r"[,(]", p.name.lower())[0].strip() for p in (first, second))
        return 1.0 if one in other or other in one else None
    apart = _km_apart(first, second)
    if apart is not None:
        # A description ("between Gao and Gossi", "35 km from Gao") holds the places it may mean.
        described = {first.geo_precision, second.geo_precision} != {1}
        return 0.5 if described and apart <= _around(first) + _around(second) else None
    areas = [p for p in (first, second) if p.lat is None]
    if len(areas) == 2:
        return None if first.admin1 and second.admin1 and first.admin1 != second.admin1 else 0.0
    area, point = (first, second) if areas[0] is first else (second, first)
    if area.admin1 and point.admin1 and area.admin1 != point.admin1:
        return None
    if area.admin2 and point.admin2 and area.admin2 != point.admin2:
        return None
    return 0.5 if area.admin1 and area.admin1 == point.admin1 else 0.1


def _is_unlisted(place: EventPlace) -> bool:
    return (
        place.place_id is None and place.lat is None and place.geo_precision is None
    ) or "not in the gazetteer" in place.reason


def same_region(first: EventPlace | None, second: EventPlace | None) -> bool:
    """Whether two places are known to lie in one region."""
    return first is not None and second is not None and first.admin1 == second.admin1 is not None


def _km_apart(first: EventPlace, second: EventPlace) -> float | None:
    if first.lat is None or first.lon is None or second.lat is None or second.lon is None:
        return None
    return distance_km(first.lat, first.lon, second.lat, second.lon)


def _around(place: EventPlace) -> float:
    """Kilometres within which a place may be meant."""
    return _TOWN_KM if place.geo_precision == 1 else place.uncertainty_km or _TOWN_KM


_TOWN_KM = 3.0
