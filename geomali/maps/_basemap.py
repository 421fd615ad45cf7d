"""The offline basemap: the shipped layers and place names, packed for the page.

Which country is "home" is read from the data: the one with most places in the
gazetteer.  Another country is another data folder.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely

from geomali.maps._build import rings
from geomali.maps._names import place_names, place_rows
from geomali.maps._pack import Packer
from geomali.resources import data_path

__all__ = ["packed_basemap"]

_MAX_ZOOM: Final = 13
# Feature code -> first zoom at which the name appears, at home and abroad.
_TOWN_ZOOM: Final = {
    "PPLC": (4, 5),
    "PPLA": (5, 6),
    "PPLA2": (7, 8),
    "PPLX": (10, 11),
    "CMP": (9, 9),
}
# About 700 m; more for edges of units, which show from afar only.
_TOLERANCE_DEG: Final = {"district": 0.018, "region": 0.009, "lake": 0.0}
_LINE_TOLERANCE_DEG: Final = 0.007


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    zoom: int
    shape: Any


def _frame(name: str) -> Any:
    import geopandas as gpd

    try:
        return gpd.read_parquet(data_path(name))
    except FileNotFoundError:
        return None


def _one_vintage(areas: Any, home: str, countries: dict[str, str]) -> Any:
    """Units of one administrative map: that with most regions at home, as codes refer to it."""
    at_home = areas["place_id"].map(countries) == home
    schemes = Counter(areas["scheme"][at_home & (areas["level"] == "admin1")])
    if not schemes:
        return areas
    main = min(schemes, key=lambda name: (-schemes[name], str(name)))
    unit = areas["level"].isin(["admin1", "admin2"])
    return areas[~unit | (at_home & (areas["scheme"] == main)) | ~at_home]


def _lines(home: str, countries: dict[str, str]) -> list[_Line]:
    lines: list[_Line] = []
    areas = _frame("layers/admin/areas.parquet")
    if areas is not None:
        areas = _one_vintage(areas, home, countries)
        for place_id, level, shape in areas[["place_id", "level", "geometry"]].itertuples(
            index=False
        ):
            country = countries.get(place_id)
            if level == "country" and country == home:
                # Other land is the paper's own colour: the page holds no outline of it.
                lines.append(_Line("home", 0, shape))
            elif level == "admin1" and country == home:
                lines.append(_Line("region", 5, shapely.boundary(shape)))
            elif level == "admin2" and country == home:
                lines.append(_Line("district", 8, shapely.boundary(shape)))
    for name, kind in (("borders", "border"), ("rivers", "river"), ("lakes", "lake")):
        frame = _frame(f"layers/basemap/{name}.parquet")
        if frame is None:
            continue
        rank = frame["rank"] if "rank" in frame.columns else [None] * len(frame)
        for shape, order in zip(frame.geometry, rank, strict=True):
            zoom = 0 if kind in ("border", "lake") else 5
            if kind == "river" and order is not None and order == order:  # noqa: PLR0124
                zoom = 3 if order <= 4 else 5 if order <= 6 else 6
            lines.append(_Line(kind, zoom, shape))
    roads = _frame("layers/roads/corridors.parquet")
    if roads is not None:
        for mode, shape in roads[["mode", "geometry"]].itertuples(index=False):
            if mode in ("road", "track") and shape is not None:
                lines.append(_Line(mode, 6 if mode == "road" else 7, shape))
    return lines


def _label_point(shape: Any) -> tuple[float, float]:
    largest = max(shapely.get_parts(shape), key=shapely.area)
    point = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.05), 0)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _labels(
    home: str, places: list[dict[str, str]]
) -> list[tuple[str, str, str, int, float, float]]:
    translated = place_names()
    rows = []

    areas = _frame("layers/admin/areas.parquet")
    if areas is not None:
        areas = _one_vintage(areas, home, {place["place_id"]: place["country"] for place in places})
    by_id = {place["place_id"]: place for place in places}
    if areas is not None:
        for place_id, level, shape in areas[["place_id", "level", "geometry"]].itertuples(
            index=False
        ):
            place = by_id.get(place_id)
            if place is None or level not in ("country", "admin1"):
                continue
            if level == "admin1" and place["country"] != home:
                continue
            if shapely.area(shape) == 0:
                continue
            lon, lat = _label_point(shape)
            kind, zoom = ("country", 4) if level == "country" else ("region", 6)
            rows.append((*translated[place["place_id"]], kind, zoom, lon, lat))
    for place in places:
        if place["feature_class"] != "P" or not place["lat"]:
            continue
        zooms = _TOWN_ZOOM.get(place["feature_code"])
        if zooms is None:
            population = float(place["population"] or 0)
            attested = place["sources"].count(";")
            if not population and not attested:
                continue
            near = 7 if population >= 20_000 else 8 if population >= 2_000 else 9
            zooms = (near, near + 1)
        zoom = zooms[0] if place["country"] == home else zooms[1]
        rows.append(
            (*translated[place["place_id"]], "town", zoom, float(place["lon"]), float(place["lat"]))
        )
    return sorted(rows, key=lambda row: (row[3], row[0], row[4]))


@functools.lru_cache(maxsize=1)
def packed_basemap(words: str) -> tuple[str, tuple[float, float, float, float]]:
    """Blob of the basemap and the interface's words, and the home country's box.

    ``words`` is the JSON of the interface's strings: they deflate well and go
    into the same blob.
    """
    places = list(place_rows())
    home = Counter(place["country"] for place in places if place["country"]).most_common(1)[0][0]
    countries = {place["place_id"]: place["country"] for place in places}
    lines = _lines(home, countries)
    merged: dict[tuple[str, int], list[Any]] = {}
    for line in lines:
        merged.setdefault((line.kind, line.zoom), []).append(line.shape)
    keys = sorted(merged)
    outlines = []
    for kind, zoom in keys:
        tolerance = _TOLERANCE_DEG.get(kind, _LINE_TOLERANCE_DEG)
        shapes = merged[kind, zoom]
        if kind in ("region", "district"):  # shared edges once
            shapes = [shapely.line_merge(shapely.union_all(shapes))]
        outlines.append([ring for shape in shapes for ring in rings(shape, tolerance)])
    packer = Packer()
    packer.table("basemap", len(keys))
    packer.words("basemap", "kind", pa.array([kind for kind, _ in keys], pa.string()))
    packer.integers("basemap", "zoom", pa.array([zoom for _, zoom in keys], pa.int64()))
    packer.outlines("basemap", "lines", outlines)
    labels = _labels(home, places)
    packer.table("towns", len(labels))
    french = [fr if fr != en else None for en, fr, *_ in labels]
    packer.words("towns", "name", pa.array([row[0] for row in labels], pa.string()))
    packer.words("towns", "name_fr", pa.array(french, pa.string()))
    packer.words("towns", "kind", pa.array([row[2] for row in labels], pa.string()))
    packer.integers("towns", "zoom", pa.array([row[3] for row in labels], pa.int64()))
    packer.numbers("towns", "lon", pa.array([round(row[4], 3) for row in labels], pa.float64()))
    packer.numbers("towns", "lat", pa.array([round(row[5], 3) for row in labels], pa.float64()))
    packer.meta["words"] = words
    home_shapes = merged.get(("home", 0))
    box = (
        tuple(float(v) for v in shapely.total_bounds(np.array(home_shapes)))
        if home_shapes
        else (-12.3, 10.1, 4.3, 25.0)
    )
    return packer.packed(), box  # type: ignore[return-value]
