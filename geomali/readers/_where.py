"""The publisher's places and coordinates, checked against the gazetteer."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.schema import AREA_CRS, CRS

if TYPE_CHECKING:
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    from geomali.gazetteer import Gazetteer, Resolution

__all__ = ["Spot", "Where", "number_of"]

_COUNTRY_MARGIN_M: Final = 20_000
"""Outlines are simplified, and towns on a border have twins across it."""
_NEAR_KM: Final = {1: 20.0, 2: 50.0}
"""How far a named place may be from the published point and still be meant."""
_NULL_ISLAND: Final = 0.05


def number_of(text: str) -> float | None:
    """A decimal number, with a point or a comma; None for anything else."""
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of where a row was.

    ``lat`` and ``lon`` are None where no point is known or the place is an
    area; ``flags`` say what was wrong with the published ones.
    """

    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    geo_precision: int | None = None
    uncertainty_km: float | None = None
    country: str | None = None
    flags: tuple[str, ...] = ()


@cache
def _to_metres() -> Callable[[Any, Any], tuple[Any, Any]]:
    """Longitude and latitude to metres of the equal-area map; setting it up costs 25 ms."""
    from pyproj import Transformer

    transformer: Transformer = Transformer.from_crs(CRS, AREA_CRS, always_xy=True)
    return transformer.transform


@dataclass
class Where:
    """Places of one file: each distinct question is answered once."""

    gazetteer: Gazetteer
    unmatched: Counter[str] = field(default_factory=Counter)
    """Names that no place of the gazetteer bears, with how many rows have them."""
    unknown_countries: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._countries: dict[str, tuple[str | None, BaseGeometry | None]] = {}
        self._units: dict[tuple[str, str, str | None], str | None] = {}
        self._outlines: dict[str, BaseGeometry | None] = {}

    def country(self, name: str) -> str | None:
        """ISO code of two letters of a country by its name or code."""
        return self._country(name)[0]

    def _country(self, name: str) -> tuple[str | None, BaseGeometry | None]:
        if not name:
            return None, None
        if name not in self._countries:
            self._countries[name] = self._find_country(name)
        return self._countries[name]

    def _find_country(self, name: str) -> tuple[str | None, BaseGeometry | None]:
        code: str | None = None
        if len(name) == 2 and name.isalpha() and name.isascii():
            code = name.upper()
            ids = [self._country_places.get(code)]
        else:
            found = self.gazetteer.resolve(name)
            places = [c.place for c in found.candidates]
            states = [p for p in places if p.feature_code.startswith("PCL")]
            ids = [p.place_id for p in states[:1]]
            code = states[0].country if states else None
        outline = self._outline(ids[0]) if ids and ids[0] else None
        return code, outline

    @cached_property
    def _country_places(self) -> dict[str, str]:
        return {
            place.country: place.place_id
            for place in self.gazetteer.places()
            if place.feature_code.startswith("PCL")
        }

    def _outline(self, place_id: str) -> BaseGeometry | None:
        """Outline of an area in metres."""
        if place_id not in self._outlines:
            import shapely

            area = self.gazetteer.area(place_id)
            if area is not None:
                points = shapely.get_coordinates(area)
                x, y = _to_metres()(points[:, 0], points[:, 1])
                area = shapely.set_coordinates(area, np.column_stack([x, y]))
                shapely.prepare(area)
            self._outlines[place_id] = area
        return self._outlines[place_id]

    def _within(self, outline: BaseGeometry, lat: float, lon: float, margin_m: float) -> bool:
        import shapely

        x, y = _to_metres()(lon, lat)
        if not (math.isfinite(x) and math.isfinite(y)):
            return False
        return bool(shapely.dwithin(outline, shapely.points(x, y), margin_m))

    def area(self, level: str, name: str, country: str | None) -> str | None:
        """Place id of a region (``admin1``) or cercle (``admin2``) by its name or code."""
        if not name:
            return None
        key = (level, name, country)
        if key not in self._units:
            self._units[key] = self._find_area(level, name, country)
        return self._units[key]

    def _find_area(self, level: str, name: str, country: str | None) -> str | None:
        codes = {"admin1": "ADM1", "admin2": "ADM2"}
        words = {"admin1": ("région de {}", "{} region"), "admin2": ("cercle de {}", "{}")}
        for form in (*words[level], "{}"):
            answer = self.gazetteer.resolve(form.format(name), country=country)
            for candidate in answer.candidates[:3]:
                place = candidate.place
                if (
                    place.feature_code.startswith(codes[level])
                    and place.is_area
                    and candidate.score > 0.2
                ):
                    return place.place_id
        return None

    def spot(
        self,
        name: str,
        *,
        lat: float | None,
        lon: float | None,
        precision: int | None,
        admin1: str = "",
        admin2: str = "",
        country: str = "",
        rows: int = 1,
    ) -> Spot:
        """Place and point of a row that names a place and gives coordinates.

        Parameters
        ----------
        name, admin1, admin2, country
            As published; the country by name or code.
        lat, lon
            As published, None where missing or no number.
        precision
            1, 2, 3 or None, in our codes.  For 3 the place is the region, or
            the cercle if no region is named, and there is no point.
        rows
            How many rows ask this, for the list of unmatched names.
        """
        code, outline = self._country(country)
        if country and code is None:
            self.unknown_countries[country] += rows
        if precision == 3:
            return self._region(name, admin1, admin2, code, rows)
        lat, lon, flags = self._checked(lat, lon, outline)
        near = (lat, lon) if lat is not None and lon is not None else None
        found = None
        if name:
            found = self.gazetteer.resolve(
                name,
                admin1=admin1 or None,
                admin2=admin2 or None,
                country=code,
                near=near,
            )
        place_id = None
        if (
            found is not None
            and found.status == "resolved"
            and found.place is not None
            and (near is None or self._fits(found, near, precision))
        ):
            place_id = found.place.place_id
        if place_id is None and name:
            self.unmatched[name] += rows
        if code is None and place_id is not None and found is not None and found.place is not None:
            code = found.place.country or None
        if near is None and place_id is not None and found is not None and found.lat is not None:
            lat, lon = found.lat, found.lon
            flags += ("the point is that of the place in the gazetteer",)
        if precision is None:
            return Spot(place_id, None, None, None, None, code, flags)
        return Spot(place_id, lat, lon, precision, None, code, flags)

    def _region(self, name: str, admin1: str, admin2: str, code: str | None, rows: int) -> Spot:
        place_id = self.area("admin1", admin1, code) or self.area("admin2", admin2, code)
        if place_id is None:
            self.unmatched[admin1 or admin2 or name] += rows
            return Spot(None, None, None, 3, None, code)
        return Spot(place_id, None, None, 3, self.gazetteer.place(place_id).radius_km, code)

    def _checked(
        self, lat: float | None, lon: float | None, outline: BaseGeometry | None
    ) -> tuple[float | None, float | None, tuple[str, ...]]:
        """Coordinates that can be believed, or None, and what was wrong."""
        if lat is None or lon is None:
            return None, None, ("no coordinates are given",)
        if abs(lat) < _NULL_ISLAND and abs(lon) < _NULL_ISLAND:
            return None, None, ("latitude and longitude 0 are no place",)
        on_earth = abs(lat) <= 90 and abs(lon) <= 180
        if outline is None:
            if on_earth:
                return lat, lon, ()
            return None, None, ("the point is not on the Earth",)
        if on_earth and self._within(outline, lat, lon, _COUNTRY_MARGIN_M):
            return lat, lon, ()
        if abs(lon) <= 90 and self._within(outline, lon, lat, _COUNTRY_MARGIN_M):
            return lon, lat, ("latitude and longitude were swapped; drawn the right way round",)
        if not on_earth:
            return None, None, ("the point is not on the Earth",)
        return None, None, ("the point lies outside its country",)

    def _fits(self, found: Resolution, near: tuple[float, float], precision: int | None) -> bool:
        limit = _NEAR_KM.get(precision or 2, 50.0)
        if found.lat is not None and found.lon is not None:
            return _distance_km(near, (found.lat, found.lon)) <= limit
        outline = self._outline(found.place_id) if found.place_id else None
        return outline is not None and self._within(outline, *near, limit * 1000)


def _distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(a[1], a[0], b[1], b[0])
    return float(metres) / 1000
