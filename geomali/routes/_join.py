"""Stops on a network: the nodes and pieces of stretches that a search runs over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomali.errors import GeomaliError
from geomali.roads import speeds_in
from geomali.routes._geometry import Floats, Ints, ground_distance_m, segments_of, to_plane

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.roads import RoadNetwork

__all__ = ["Edges", "Steps", "Stop", "attach", "km_of", "nearest_stretch", "shared"]

Steps = list[tuple[int, bool]]
"""Pieces of a path in order, each with whether it is driven from tail to head."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that a path starts at, ends at or goes through.

    ``read_from`` is the name as asked, if the gazetteer does not spell it so.
    """

    name: str
    lon: float
    lat: float
    place_id: str | None = None
    read_from: str = ""


@dataclass(slots=True)
class Edges:
    """The network's arrays with the stops attached: one row per piece of a stretch."""

    tail: Ints
    head: Ints
    stretch: Ints
    share0: Floats
    share1: Floats
    length: Floats
    hours: Floats
    score: Floats
    passable: npt.NDArray[np.bool_]
    oneway: npt.NDArray[np.bool_]
    n_nodes: int
    stops: list[int] = field(default_factory=list)
    approach_km: Floats = field(default_factory=lambda: np.empty(0))

    def cost(self, weight: str) -> Floats:
        """Cost of each piece.

        A trace of length breaks ties: two paths through no event at all are
        equally safe, and the shorter is wanted.
        """
        if weight == "shortest":
            return self.length
        if weight == "fastest":
            return self.hours
        return self.score + self.length * 1e-9


def attach(
    network: RoadNetwork,
    places: Sequence[Stop],
    month: int,
    passable: npt.NDArray[np.bool_],
    exposure: Floats | None,
    max_approach_km: float,
    by_mode: npt.NDArray[np.bool_],
) -> Edges:
    """Arrays of the network, with each stop at a node of its own or at a new one on a stretch."""
    frame = network.stretches
    n = len(frame)
    length = frame["length_km"].to_numpy(np.float64)
    hours = length / speeds_in(frame, month) + frame["wait_h"].to_numpy(np.float64)
    edges = Edges(
        tail=frame["from_node"].to_numpy(np.int64),
        head=frame["to_node"].to_numpy(np.int64),
        stretch=np.arange(n),
        share0=np.zeros(n),
        share1=np.ones(n),
        length=length,
        hours=hours,
        score=np.zeros(n) if exposure is None else np.asarray(exposure, dtype=np.float64),
        passable=passable,
        oneway=frame["oneway"].to_numpy(bool),
        n_nodes=len(network.nodes),
    )
    placed = network.nodes["place_id"].dropna()
    node_of = dict(zip(placed, placed.index, strict=True))
    approach = np.zeros(len(places))
    splits: dict[int, list[tuple[float, int]]] = {}
    for i, stop in enumerate(places):
        if stop.place_id in node_of:
            edges.stops.append(int(node_of[stop.place_id]))
            continue
        stretch, share, km = nearest_stretch(frame, stop, by_mode)
        if km > max_approach_km:
            raise GeomaliError(
                f"{stop.name} is {km:.0f} km from the nearest road of the network, over the limit "
                f"of {max_approach_km:g} km"
            )
        approach[i] = km
        if share <= 1e-6 or share >= 1 - 1e-6:
            end = edges.tail if share <= 1e-6 else edges.head
            edges.stops.append(int(end[stretch]))
            continue
        edges.stops.append(edges.n_nodes)
        splits.setdefault(stretch, []).append((share, edges.n_nodes))
        edges.n_nodes += 1
    edges.approach_km = approach
    return _split(edges, splits)


def nearest_stretch(
    frame: gpd.GeoDataFrame, stop: Stop, by_mode: npt.NDArray[np.bool_]
) -> tuple[int, float, float]:
    """Nearest stretch to a stop, how far along it (0 to 1), and how many km away."""
    import shapely

    lonlat = np.array([[stop.lon, stop.lat]])
    radius = 0.25
    while True:
        box = shapely.box(
            stop.lon - radius, stop.lat - radius, stop.lon + radius, stop.lat + radius
        )
        rows = frame.sindex.query(box, predicate="intersects")
        rows = np.sort(rows[by_mode[rows]])
        if len(rows) or radius > 40:
            break
        radius *= 2
    if not len(rows):
        raise GeomaliError(f"no road of the network is anywhere near {stop.name}")
    if radius < 40:
        # A stretch outside the box may still be nearer than one that crosses its corner.
        wide = shapely.box(
            stop.lon - 2 * radius,
            stop.lat - 2 * radius,
            stop.lon + 2 * radius,
            stop.lat + 2 * radius,
        )
        rows = frame.sindex.query(wide, predicate="intersects")
        rows = np.sort(rows[by_mode[rows]])
    segments = segments_of(frame.geometry.to_numpy()[rows])
    here = np.repeat(to_plane(lonlat), len(segments.line), axis=0)
    metres, share = ground_distance_m(
        here, segments.start, segments.end, np.repeat(lonlat, len(here), axis=0)
    )
    best = int(np.argmin(metres))
    line = segments.line[best]
    whole = segments.length_m[segments.line == line].sum()
    at = segments.at_m[best] + share[best] * segments.length_m[best]
    along = float(np.clip(at / whole, 0, 1)) if whole else 0.0
    return int(rows[line]), along, float(metres[best]) / 1000


def _split(edges: Edges, splits: dict[int, list[tuple[float, int]]]) -> Edges:
    """Cut stretches where stops join them; length, time and score by share."""
    if not splits:
        return edges
    keep = np.ones(len(edges.tail), dtype=bool)
    keep[list(splits)] = False
    parts: dict[str, list[Any]] = {name: [] for name in ("tail", "head", "stretch", "a", "b")}
    for stretch, cuts in sorted(splits.items()):
        at = [(0.0, int(edges.tail[stretch])), *sorted(cuts), (1.0, int(edges.head[stretch]))]
        for (a, tail), (b, head) in pairwise(at):
            for name, value in zip(parts, (tail, head, stretch, a, b), strict=True):
                parts[name].append(value)
    cut = np.array(parts["stretch"])
    share0, share1 = np.array(parts["a"]), np.array(parts["b"])
    part = share1 - share0

    def grown(values: npt.NDArray[Any], new: npt.NDArray[Any]) -> Any:
        return np.concatenate([values[keep], new])

    return Edges(
        tail=grown(edges.tail, np.array(parts["tail"])),
        head=grown(edges.head, np.array(parts["head"])),
        stretch=grown(edges.stretch, cut),
        share0=grown(edges.share0, share0),
        share1=grown(edges.share1, share1),
        length=grown(edges.length, edges.length[cut] * part),
        hours=grown(edges.hours, edges.hours[cut] * part),
        score=grown(edges.score, edges.score[cut] * part),
        passable=grown(edges.passable, edges.passable[cut]),
        oneway=grown(edges.oneway, edges.oneway[cut]),
        n_nodes=edges.n_nodes,
        stops=edges.stops,
        approach_km=edges.approach_km,
    )


def km_of(edges: Edges, path: Steps) -> float:
    """Kilometres of a path."""
    return float(sum(edges.length[edge] for edge, _ in path))


def shared(edges: Edges, path: Steps, other: Steps) -> float:
    """Part of a path's length that runs on the other."""
    used = {edge for edge, _ in other}
    whole = km_of(edges, path)
    return km_of(edges, [step for step in path if step[0] in used]) / whole if whole else 1.0
