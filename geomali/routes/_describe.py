"""Paths found as tables: a row per way, and a row per stretch in the order of travel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from geomali.routes._join import Edges, Steps, Stop, km_of, shared
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

    from geomali.roads import RoadNetwork

__all__ = ["describe"]

APPROACH_KMH: Final = 15.0
"""Speed off the network, from a place to the nearest stretch."""


def describe(
    network: RoadNetwork,
    edges: Edges,
    places: Sequence[Stop],
    found: list[tuple[str, Steps]],
    scored: bool,
    restricted: npt.NDArray[np.bool_],
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Rows of ``Paths.routes`` and of ``Paths.stretches``."""
    import geopandas as gpd

    routes: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    lines: list[Any] = []
    approach = float(edges.approach_km.sum())
    # A stop between two legs is left again the way it was reached.
    approach += float(edges.approach_km[1:-1].sum())
    at_stop = dict(zip(edges.stops, places, strict=True))
    for number, (kind, path) in enumerate(found, 1):
        route_id = f"r{number}"
        steps, drawn = _steps(network, edges, path, route_id, scored, restricted, at_stop)
        rows += steps
        shapes += drawn
        line = _joined(drawn, places)
        lines.append(line)
        routes.append(
            {
                "route_id": route_id,
                "kind": kind,
                "name": " - ".join(stop.name for stop in places),
                "length_km": km_of(edges, path) + approach,
                "hours": float(sum(edges.hours[e] for e, _ in path)) + approach / APPROACH_KMH,
                "score": float(sum(edges.score[e] for e, _ in path)) if scored else None,
                "approach_km": approach,
                "unconfirmed_km": sum(
                    step["length_km"] for step in steps if not step["length_confirmed"]
                ),
                "n_stretches": len(steps),
                "shared": shared(edges, path, found[0][1]) if number > 1 else 1.0,
            }
        )
    stretches = gpd.GeoDataFrame(rows or {"route_id": []}, geometry=shapes, crs=CRS)
    return gpd.GeoDataFrame(routes, geometry=lines, crs=CRS), stretches


_COPIED: Final = (
    "number", "mode", "surface", "geometry_quality", "length_source", "length_confirmed",
    "wait_h", "season", "season_fr", "note",
)  # fmt: skip


def _steps(
    network: RoadNetwork,
    edges: Edges,
    path: Steps,
    route_id: str,
    scored: bool,
    restricted: npt.NDArray[np.bool_],
    at_stop: dict[int, Stop],
) -> tuple[list[dict[str, Any]], list[Any]]:
    """Rows and lines of one path; the pieces of one stretch on each side of a stop stay apart."""
    import shapely
    from shapely.ops import substring

    frame = network.stretches
    at = 0.0
    rows, shapes = [], []
    used = [int(edges.stretch[edge]) for edge, _ in path]
    records = frame.iloc[used].to_dict("records")
    for order, ((edge, forward), stretch, row) in enumerate(
        zip(path, used, records, strict=True), 1
    ):
        a, b = float(edges.share0[edge]), float(edges.share1[edge])
        shape = row["geometry"]
        if (a, b) != (0.0, 1.0):
            shape = substring(shape, a, b, normalized=True)
        cuts = [at_stop.get(int(edges.tail[edge])), at_stop.get(int(edges.head[edge]))]
        ends = [
            row["from_name"] if a == 0 else cuts[0] and cuts[0].name,
            row["to_name"] if b == 1 else cuts[1] and cuts[1].name,
        ]
        ids = [
            row["from_place"] if a == 0 else cuts[0] and cuts[0].place_id,
            row["to_place"] if b == 1 else cuts[1] and cuts[1].place_id,
        ]
        if not forward:
            shape, ends, ids = shapely.reverse(shape), ends[::-1], ids[::-1]
        length = float(edges.length[edge])
        rows.append(
            {
                "route_id": route_id,
                "order": order,
                "stretch_id": row["stretch_id"],
                "name": row["name"],
                "from_name": ends[0],
                "to_name": ends[1],
                "from_place": ids[0],
                "to_place": ids[1],
                "start_km": at,
                "end_km": at + length,
                "length_km": length,
                "hours": float(edges.hours[edge]),
                "score": float(edges.score[edge]) if scored else None,
                "access": "restricted" if restricted[stretch] else "open",
                **{name: row[name] for name in _COPIED},
            }
        )
        shapes.append(shape)
        at += length
    return rows, shapes


def _joined(shapes: list[Any], places: Sequence[Stop]) -> Any:
    """One line through the stretches, from the first stop to the last."""
    import shapely

    points = [(places[0].lon, places[0].lat)]
    for shape in shapes:
        for lon, lat in shapely.get_coordinates(shape).tolist():
            if (lon, lat) != points[-1]:
                points.append((lon, lat))
    last = (places[-1].lon, places[-1].lat)
    if points[-1] != last:
        points.append(last)
    if len(points) == 1:
        points *= 2
    return shapely.linestrings(points)
