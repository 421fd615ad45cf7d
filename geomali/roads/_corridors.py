"""The corridor table, and the lines that are built from it."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.errors import SourceFormatError, UnknownPlaceError
from geomali.gazetteer import load_gazetteer
from geomali.resources import data_path
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.gazetteer import Gazetteer

__all__ = ["COLUMNS", "STEP_KM", "build_corridors", "geodesic_line", "read_corridors"]

COLUMNS: Final = (
    "corridor_id", "stretch", "from_place", "to_place", "number", "number_confirmed", "name",
    "length_km", "length_source", "length_confirmed", "surface", "mode", "speed_dry_kmh",
    "speed_wet_kmh", "wait_h", "months_closed", "geometry_quality", "via", "season", "season_fr", "note",
    "check", "status",
)  # fmt: skip
STEP_KM: Final = 20.0
"""Longest straight piece of a drawn line: on it, every map projection in use stays within 1 m."""


def read_corridors(path: str | Path | None = None) -> list[dict[str, str]]:
    """Rows of the corridor table, as text.

    Parameters
    ----------
    path
        A CSV in the columns of ``layers/roads/corridors.csv``; by default that one.

    Raises
    ------
    SourceFormatError
        A column is missing.
    """
    path = Path(path) if path is not None else data_path("layers/roads/corridors.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise SourceFormatError(path, f"columns are missing: {', '.join(missing)}")
        return list(reader)


def build_corridors(
    path: str | Path | None = None, *, gazetteer: Gazetteer | None = None
) -> gpd.GeoDataFrame:
    """Turn the corridor table into stretches with lines, EPSG:4326.

    A line runs along geodesics from place to place through the points of
    ``via`` (``lon lat`` pairs or place ids, separated by semicolons).

    Raises
    ------
    SourceFormatError
        A place is not in the gazetteer, or a number cannot be read.
    """
    import geopandas as gpd

    table = Path(path) if path is not None else data_path("layers/roads/corridors.csv")
    places = gazetteer or load_gazetteer(core_only=True)
    rows, shapes = [], []
    for number, row in enumerate(read_corridors(table), 1):
        try:
            ends = [places.place(row[end]) for end in ("from_place", "to_place")]
            points = [_point(places, row["from_place"])]
            points += [_point(places, item) for item in row["via"].split(";") if item.strip()]
            points += [_point(places, row["to_place"])]
            rows.append(_typed(row) | {"from_name": ends[0].name, "to_name": ends[1].name})
        except (UnknownPlaceError, ValueError) as error:
            raise SourceFormatError(table, str(error), row=number) from error
        shapes.append(geodesic_line(points))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _point(places: Gazetteer, item: str) -> tuple[float, float]:
    parts = item.split()
    if len(parts) == 2:
        lon, lat = (float(part) for part in parts)
        return lon, lat
    place = places.place(item.strip())
    if place.lat is None or place.lon is None:
        raise ValueError(f"place {item.strip()!r} is an area, not a point")
    return place.lon, place.lat


def _typed(row: dict[str, str]) -> dict[str, Any]:
    def decimal(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return {
        "stretch_id": f"{row['corridor_id']}_{int(row['stretch'])}",
        "corridor_id": row["corridor_id"],
        "stretch": int(row["stretch"]),
        "from_place": row["from_place"],
        "to_place": row["to_place"],
        "number": row["number"] or None,
        "number_confirmed": row["number_confirmed"] == "yes",
        "name": row["name"],
        "length_km": float(row["length_km"]),
        "length_source": row["length_source"],
        "length_confirmed": row["length_confirmed"] == "yes",
        "surface": row["surface"],
        "mode": row["mode"],
        "speed_dry_kmh": float(row["speed_dry_kmh"]),
        "speed_wet_kmh": float(row["speed_wet_kmh"]),
        "wait_h": decimal("wait_h") or 0.0,
        "months_closed": row["months_closed"] or None,
        "oneway": False,
        "geometry_quality": row["geometry_quality"],
        "season": row["season"] or None,
        "season_fr": row["season_fr"] or None,
        "note": row["note"] or None,
        "check": row["check"] or None,
        "status": row["status"],
    }


def geodesic_line(points: list[tuple[float, float]]) -> Any:
    """Line through (lon, lat) points along geodesics, in pieces of at most 20 km."""
    import shapely
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    coordinates = [points[0]]
    for start, end in pairwise(points):
        _, _, metres = geod.inv(*start, *end)
        between = int(np.ceil(metres / 1000 / STEP_KM)) - 1
        if between > 0:
            coordinates += geod.npts(*start, *end, between)
        coordinates.append(end)
    return shapely.linestrings(np.round(np.array(coordinates), 6))
