"""Drawn lines matched to the stretches of a network that they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geomali.errors import GeomaliError
from geomali.routes._exposure import check_layer
from geomali.routes._geometry import segments_of, to_plane
from geomali.routes._join import Stop
from geomali.routes._paths import Paths, find_paths

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.roads import RoadNetwork

__all__ = ["match_line"]

_STEP_KM = 2.0


def match_line(
    line: gpd.GeoDataFrame,
    network: RoadNetwork,
    *,
    within_km: float = 10.0,
    season: str | int = "dry",
    modes: tuple[str, ...] = ("road", "track", "ferry", "river"),
) -> tuple[Paths, float]:
    """Find the stretches that one drawn line follows.

    The path from its start to its end is the one whose stretches lie nearest
    to it.

    Parameters
    ----------
    line
        One row, EPSG:4326, with a ``name``.
    network
        From :func:`geomali.roads.load_roads`.
    within_km
        How far a stretch may lie from the line and still be taken for it.
    season, modes
        As for :func:`find_paths`.

    Returns
    -------
    Paths, float
        The path, and the part of the drawn line (0 to 1) that runs within
        ``within_km`` of it: below 0.8 look again.

    Raises
    ------
    GeomaliError
        There is not exactly one line, or its ends are far from the network.
    """
    import shapely

    check_layer(line, "routes", ())
    if len(line) != 1:
        raise GeomaliError("one line is matched at a time")
    shape = line.geometry.iloc[0]
    drawn = _plane(shape)
    frame = network.stretches
    box = np.array(shape.bounds) + np.array([-1, -1, 1, 1]) * (3 * within_km / 100.0)
    near = np.sort(frame.sindex.query(shapely.box(*box), predicate="intersects"))
    price = frame["length_km"].to_numpy(np.float64) * 100.0
    for row in near:
        samples = shapely.points(_samples(_plane(frame.geometry.iloc[row])))
        away = float(np.mean(shapely.distance(samples, drawn))) / 1000
        price[row] = frame["length_km"].iloc[row] * (1.0 + (away / within_km * 3.0) ** 2)
    xy = shapely.get_coordinates(shape)
    name = line["name"].iloc[0] if "name" in line else "route"
    stops = [Stop(f"{name} ({at})", *xy[i].tolist()) for i, at in ((0, "start"), (-1, "end"))]
    paths = find_paths(
        network,
        stops,
        season=season,
        weight="least_exposed",
        exposure=price,
        modes=modes,
        max_approach_km=within_km * 2,
    )
    if not paths.found:
        return paths, 0.0
    paths.routes["score"] = None
    paths.stretches["score"] = None
    taken = shapely.multilinestrings([_plane(s) for s in paths.stretches.geometry])
    samples = shapely.points(_samples(drawn))
    return paths, float(np.mean(shapely.distance(samples, taken) <= within_km * 1000))


def _plane(shape: Any) -> Any:
    """A line in the plane, following geodesics."""
    import shapely

    segments = segments_of(np.array([shape], dtype=object))
    if not len(segments.line):
        return shapely.linestrings(to_plane(shapely.get_coordinates(shape)))
    return shapely.linestrings(np.vstack([segments.start, segments.end[-1:]]))


def _samples(plane: Any) -> Any:
    """Points along a line in the plane, one every 2 km and both ends."""
    import shapely

    count = max(int(plane.length / 1000 / _STEP_KM), 1) + 1
    points = shapely.line_interpolate_point(plane, np.linspace(0, 1, count), normalized=True)
    return shapely.get_coordinates(points)
