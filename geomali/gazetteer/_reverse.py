"""What lies at a point: nearest places, admin units of each map, a description in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geomali.gazetteer._areas import load_areas
from geomali.gazetteer._geodesy import bearing_deg, compass_point, distance_km
from geomali.gazetteer._rank import prominence
from geomali.gazetteer._records import Place

__all__ = ["Located", "NearestPlaces", "Neighbour", "locate"]

# Below this many points a grid of cells is quicker than loading a numeric library.
_MANY = 200
# A description leans on a known town rather than on a hamlet, within reason.
_KNOWN_WITHIN_KM = 60.0
_AT_KM = 2.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A place near a point: how far the point is from it, and in which direction from it."""

    place: Place
    distance_km: float
    direction: str


@dataclass(frozen=True, slots=True)
class Located:
    """A point described by what is around it.

    ``units`` maps ``scheme:version:level`` to the name of the admin unit that
    holds the point, for every map whose outlines are known.
    """

    lat: float
    lon: float
    description: str
    nearest: tuple[Neighbour, ...]
    units: dict[str, str]
    country: str | None


class NearestPlaces:
    """Towns and villages by position."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._points = [
            (place.lat, place.lon, place)
            for place in places
            if place.feature_class == "P" and place.lat is not None and place.lon is not None
        ]
        self._cells: dict[tuple[int, int], list[int]] = {}
        for number, (lat, lon, _) in enumerate(self._points):
            self._cells.setdefault((math.floor(lat), math.floor(lon)), []).append(number)

    def nearest(self, lat: float, lon: float, n: int) -> list[tuple[float, Place]]:
        """The n nearest to a point, each with its distance in kilometres."""
        row, column = math.floor(lat), math.floor(lon)
        found: list[tuple[float, int]] = []
        ring, limit = 0, 360
        while ring <= limit:
            for cell in _ring(row, column, ring):
                for number in self._cells.get(cell, ()):
                    there = self._points[number]
                    found.append((distance_km(lat, lon, there[0], there[1]), number))
            if limit == 360 and len(found) >= n:
                found.sort()
                # What lies within the n-th distance may still be some rings
                # out; a degree of longitude is the shorter side of a cell.
                narrowest = 111.0 * max(math.cos(math.radians(min(abs(lat) + 3, 89))), 0.02)
                limit = ring + math.ceil(found[n - 1][0] / narrowest)
            ring += 1
        found.sort()
        return [(km, self._points[number][2]) for km, number in found[:n]]

    def nearest_many(
        self, points: Sequence[tuple[float, float]], n: int
    ) -> list[list[tuple[float, Place]]]:
        """Like :meth:`nearest` for many points."""
        if len(points) < _MANY or not self._points:
            return [self.nearest(lat, lon, n) for lat, lon in points]
        import numpy as np
        from scipy.spatial import cKDTree

        def on_sphere(degrees: Sequence[tuple[float, float]]) -> np.ndarray:
            lat, lon = np.radians(np.asarray(degrees, dtype=float)).T
            return np.column_stack(
                [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
            )

        count = min(n, len(self._points))
        tree = cKDTree(on_sphere([(lat, lon) for lat, lon, _ in self._points]))
        _, numbers = tree.query(on_sphere(points), k=count)
        rows = np.asarray(numbers).reshape(len(points), count)
        return [
            [
                (distance_km(lat, lon, *self._points[i][:2]), self._points[i][2])
                for i in map(int, row)
            ]
            for (lat, lon), row in zip(points, rows, strict=True)
        ]


def _ring(row: int, column: int, ring: int) -> list[tuple[int, int]]:
    if ring == 0:
        return [(row, column)]
    span = range(-ring, ring + 1)
    edge = [(row + sign * ring, column + d) for sign in (-1, 1) for d in span]
    edge += [(row + d, column + sign * ring) for sign in (-1, 1) for d in span if abs(d) < ring]
    return [(r, (c + 180) % 360 - 180) for r, c in edge]


def locate(
    points: Sequence[tuple[float, float]],
    places: NearestPlaces,
    units_table: Sequence[Mapping[str, str]],
    *,
    n: int,
) -> list[Located]:
    """Describe many (lat, lon) by the n places around each and the rows of the table of units."""
    count = max(n, 12)
    neighbours = places.nearest_many(points, count)
    units = _units(points, units_table)
    return [
        _located(lat, lon, near, held, n)
        for (lat, lon), near, held in zip(points, neighbours, units, strict=True)
    ]


def _located(
    lat: float, lon: float, near: list[tuple[float, Place]], units: dict[str, str], n: int
) -> Located:
    nearest = tuple(
        Neighbour(place, round(km, 1), _direction(place, lat, lon)) for km, place in near[:n]
    )
    return Located(
        lat, lon, _describe(lat, lon, near), nearest, units, near[0][1].country if near else None
    )


def _direction(place: Place, lat: float, lon: float) -> str:
    return compass_point(bearing_deg(place.lat or 0.0, place.lon or 0.0, lat, lon))


def _describe(lat: float, lon: float, near: list[tuple[float, Place]]) -> str:
    if not near:
        return f"{lat:.4f}, {lon:.4f}"
    known = [
        (km, place) for km, place in near if place.layer != "install" and km <= _KNOWN_WITHIN_KM
    ]
    # A seat is better known than a village nearer by, if not by much.
    km, place = min(known or near[:1], key=lambda item: item[0] / (1.0 + prominence(item[1])))
    where = (
        f" ({place.admin1} region)"
        if place.admin1
        else f" ({place.country})"
        if place.country
        else ""
    )
    if km < _AT_KM:
        return f"{place.name}{where}"
    return f"{km:.0f} km {_direction(place, lat, lon)} of {place.name}{where}"


def _units(
    points: Sequence[tuple[float, float]], units_table: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    outlines = load_areas()
    rows = [row for row in units_table if row.get("place_id") in outlines]
    held: list[dict[str, str]] = [{} for _ in points]
    if not rows or not points:
        return held
    import shapely

    ids = sorted({row["place_id"] for row in rows})
    tree = shapely.STRtree([outlines[place_id] for place_id in ids])
    where = tree.query(shapely.points([(lon, lat) for lat, lon in points]), predicate="intersects")
    inside: dict[int, set[str]] = {}
    for point, unit in where.T.tolist():
        inside.setdefault(point, set()).add(ids[unit])
    for point, place_ids in sorted(inside.items()):
        for row in rows:
            if row["place_id"] in place_ids:
                key = f"{row['scheme']}:{row['version']}:{row['level']}"
                # On a shared border the first unit in the table's order is kept.
                held[point].setdefault(key, row["name"])
    return held
