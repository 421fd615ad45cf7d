"""Paths over a network: shortest, fastest by season, least exposed, and real alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from geomali.errors import GeomaliError
from geomali.roads import from_one, month_of, open_in, speeds_in
from geomali.routes._geometry import Floats, Ints, ground_distance_m, segments_of, to_plane
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.roads import RoadNetwork

__all__ = ["WEIGHTS", "Paths", "Stop", "find_paths", "one_to_all"]

WEIGHTS: Final = ("fastest", "shortest", "least_exposed")
APPROACH_KMH: Final = 15.0
"""Speed off the network, from a place to the nearest stretch."""
MAX_SHARED: Final = 0.7
"""An alternative shares at most this part of its length with any path before it."""
MAX_LONGER: Final = 2.5
"""… and costs at most so many times the best."""
_PENALTY: Final = 1.6
_ROUNDS: Final = 40


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that a path starts at, ends at or goes through."""

    name: str
    lon: float
    lat: float
    place_id: str | None = None


@dataclass(frozen=True, eq=False)
class Paths:
    """What :func:`find_paths` found.

    Parameters
    ----------
    routes
        One row per path, best first: ``route_id``, ``kind`` (``shortest``,
        ``fastest``, ``least_exposed``, joined by ``+`` where one path is several;
        ``alternative``), ``name``, ``length_km``, ``hours``, ``score`` (missing
        without an exposure), ``approach_km`` (off the network, included in
        length and hours), ``unconfirmed_km``, ``shared`` (part of its
        length on the first path), and a line, EPSG:4326.
    stretches
        One row per path and stretch, in the order of travel: ``route_id``,
        ``order``, ``stretch_id``, ``name``, ``number``, ``from_name``, ``to_name``,
        ``from_place``, ``to_place``, ``start_km``, ``end_km``, ``length_km``, ``hours``,
        ``score``, ``mode``, ``surface``, ``geometry_quality``,
        ``length_confirmed``, ``access``, ``season``, ``note``, and a line in the
        direction of travel.
    cut
        If there is no path: the closed stretches that bar the way, those
        nearest to the part that can be reached; empty if no road of the
        network joins the places at all.
    message
        Why there is no path, in words; empty if there is one.
    """

    routes: gpd.GeoDataFrame
    stretches: gpd.GeoDataFrame
    cut: gpd.GeoDataFrame
    message: str = ""

    @property
    def found(self) -> bool:
        """Whether there is a path."""
        return bool(len(self.routes))


@dataclass(slots=True)
class _Edges:
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


def one_to_all(
    n_nodes: int, tail: Ints, head: Ints, cost: Floats, source: int, *, oneway: Any = None
) -> tuple[Floats, Ints]:
    """Cost from one node to every node, and the node before each on the way.

    Parameters
    ----------
    n_nodes
        Number of nodes.
    tail, head, cost
        Ends and cost (0 or more) of each edge; of parallel edges the cheapest counts.
    source
        Where to start.
    oneway
        Mask of the edges that lead from tail to head only.
    """
    graph, _ = _matrix(n_nodes, tail, head, cost, oneway)
    found, before = from_one(graph, source)
    return found, before.astype(np.int64)


def _matrix(n_nodes: int, tail: Ints, head: Ints, cost: Floats, oneway: Any) -> tuple[Any, Ints]:
    """Sparse matrix of the cheapest edge of each ordered pair, and which edge that is."""
    from scipy.sparse import coo_array, csr_array

    back = np.ones(len(tail), bool) if oneway is None else ~np.asarray(oneway)
    row = np.concatenate([tail, head[back]])
    column = np.concatenate([head, tail[back]])
    edge = np.concatenate([np.arange(len(tail)), np.flatnonzero(back)])
    # scipy sorts in linear time, but adds parallel edges up: only where there are none is it used.
    number = np.arange(1, len(row) + 1, dtype=np.float64)
    graph = coo_array((number, (row, column)), shape=(n_nodes, n_nodes)).tocsr()
    if graph.nnz == len(row):
        found = edge[graph.data.astype(np.int64) - 1]
        graph.data = np.maximum(cost[found], 1e-12)
        return graph, found
    value = np.concatenate([cost, cost[back]])
    order = np.lexsort((edge, value, row * n_nodes + column))
    row, column, edge, value = row[order], column[order], edge[order], value[order]
    first = np.ones(len(row), bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    row, column, edge, value = row[first], column[first], edge[first], value[first]
    # A cost of nothing would read as no edge.
    value = np.maximum(value, 1e-12)
    start = np.searchsorted(row, np.arange(n_nodes + 1))
    return csr_array((value, column, start), shape=(n_nodes, n_nodes)), edge


def find_paths(
    network: RoadNetwork,
    places: Sequence[Stop],
    *,
    season: str | int = "dry",
    weight: str | Sequence[str] = ("fastest", "shortest", "least_exposed"),
    avoid: Iterable[str] = (),
    closed: Iterable[str] = (),
    restricted: Iterable[str] = (),
    modes: Sequence[str] = ("road", "track", "ferry"),
    alternatives: int = 0,
    exposure: Floats | None = None,
    max_approach_km: float = 40.0,
) -> Paths:
    """Find the ways over a network from the first place to the last, through those between.

    Parameters
    ----------
    network
        From :func:`geomali.roads.load_roads`.
    places
        Two or more stops, in order.  A stop off the network is joined to the
        nearest stretch; the way there counts, at 15 km/h.
    season
        ``dry``, ``wet``, ``flood``, or a month (1 to 12): speeds, and what is under water.
    weight
        What to keep low, one or several of ``fastest``, ``shortest``, ``least_exposed``
        (this one is left out if no ``exposure`` is given).
    avoid, closed
        Stretch ids, corridor ids, road numbers or place ids not to be used: ``avoid`` by
        choice, ``closed`` by an access constraint.  A place closes every stretch that ends there.
    restricted
        The same, passable but named as restricted in the result.
    modes
        Modes that may be used; add ``river`` for boats.
    alternatives
        How many more paths to look for that share at most 70 % of their
        length with each path before and cost at most 2.5 times the best
        (by the first ``weight``).
    exposure
        Score of each stretch of the network, in order
        (:func:`geomali.routes.exposure_score`).
    max_approach_km
        How far from the network a stop may lie.

    Raises
    ------
    GeomaliError
        Fewer than two places, or a name in ``avoid`` or ``closed`` that nothing in the network bears.
    ValueError
        An unknown weight, mode or season, or an exposure of the wrong length.
    """
    wanted = [weight] if isinstance(weight, str) else list(weight)
    _check(wanted, modes, exposure, network)
    if exposure is None:
        wanted = [w for w in wanted if w != "least_exposed"] or ["fastest"]
    if len(places) < 2:
        raise GeomaliError("a route needs at least two places")
    month = month_of(season)
    shut = named(network, closed) | named(network, avoid)
    frame = network.stretches
    by_mode = frame["mode"].isin(list(modes)).to_numpy(bool)
    passable = (
        by_mode & ~shut & open_in(frame, month) & (frame["status"] == "in_use").to_numpy(bool)
    )
    edges = _attach(network, places, month, passable, exposure, max_approach_km, by_mode)
    matrices = {w: _matrix(edges.n_nodes, *_open(edges, edges.cost(w))) for w in wanted}
    found: list[tuple[str, list[tuple[int, bool]]]] = []
    for kind in wanted:
        path = _through(edges, matrices[kind])
        if path is None:
            return _no_path(network, edges, places, by_mode)
        same = next((i for i, (_, before) in enumerate(found) if before == path), None)
        if same is None:
            found.append((kind, path))
        else:
            found[same] = (f"{found[same][0]}+{kind}", path)
    found += _alternatives(edges, wanted[0], [path for _, path in found], alternatives)
    limits = named(network, restricted)
    return _result(network, edges, places, found, exposure is not None, limits)


def _check(wanted: list[str], modes: Sequence[str], exposure: Any, network: RoadNetwork) -> None:
    if not wanted:
        raise ValueError("no weight is given")
    for name in wanted:
        if name not in WEIGHTS:
            raise ValueError(f"weight {name!r} is unknown; use {', '.join(WEIGHTS)}")
    for name in modes:
        if name not in ("road", "track", "river", "ferry"):
            raise ValueError(f"mode {name!r} is unknown; use road, track, river or ferry")
    if exposure is not None and len(exposure) != len(network.stretches):
        raise ValueError(
            f"exposure has {len(exposure)} values for {len(network.stretches)} stretches"
        )


def named(network: RoadNetwork, names: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Which stretches are meant by stretch ids, corridor ids, road numbers or place ids.

    Raises
    ------
    GeomaliError
        A name that nothing in the network bears.
    """
    frame = network.stretches
    mask = np.zeros(len(frame), dtype=bool)
    wanted = {name.strip() for name in names if name.strip()}
    if not wanted:
        return mask
    hit: set[str] = set()
    columns = ("stretch_id", "corridor_id", "number", "from_place", "to_place")
    for column in columns:
        if column in frame:
            values = frame[column]
            found = values.isin(list(wanted)).to_numpy(bool)
            mask |= found
            hit.update(values[found])
    nodes = network.nodes
    missing = sorted(wanted - hit - set(nodes["place_id"].dropna()))
    if missing:
        raise GeomaliError(
            f"nothing in the road network is called {missing[0]!r}: "
            "use a stretch id, a corridor id, a road number such as RN16, or a place id"
        )
    return mask


def _attach(
    network: RoadNetwork,
    places: Sequence[Stop],
    month: int,
    passable: npt.NDArray[np.bool_],
    exposure: Floats | None,
    max_approach_km: float,
    by_mode: npt.NDArray[np.bool_],
) -> _Edges:
    """Arrays of the network, with each stop at a node of its own or at a new one on a stretch."""
    frame = network.stretches
    n = len(frame)
    length = frame["length_km"].to_numpy(np.float64)
    hours = length / speeds_in(frame, month) + frame["wait_h"].to_numpy(np.float64)
    edges = _Edges(
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
        stretch, share, km = _nearest_stretch(frame, stop, by_mode)
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


def _nearest_stretch(
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


def _split(edges: _Edges, splits: dict[int, list[tuple[float, int]]]) -> _Edges:
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

    return _Edges(
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


def _open(edges: _Edges, cost: Floats) -> tuple[Ints, Ints, Floats, Any]:
    """Ends and cost of every piece; what cannot be passed costs more than can be paid."""
    return edges.tail, edges.head, np.where(edges.passable, cost, np.inf), edges.oneway


def _through(edges: _Edges, matrix: tuple[Any, Ints]) -> list[tuple[int, bool]] | None:
    """Pieces from stop to stop, each with whether it is driven from tail to head."""
    graph, edge_of = matrix
    pieces: list[tuple[int, bool]] = []
    for start, end in pairwise(edges.stops):
        if start == end:
            continue
        cost, before = from_one(graph, start)
        if not np.isfinite(cost[end]):
            return None
        leg = []
        here = end
        while here != start:
            previous = int(before[here])
            low, high = graph.indptr[previous], graph.indptr[previous + 1]
            slot = low + int(np.searchsorted(graph.indices[low:high], here))
            edge = int(edge_of[slot])
            leg.append((edge, bool(edges.tail[edge] == previous)))
            here = previous
        pieces += reversed(leg)
    return pieces


def _alternatives(
    edges: _Edges, weight: str, found: list[list[tuple[int, bool]]], wanted: int
) -> list[tuple[str, list[tuple[int, bool]]]]:
    """More paths by raising the price of what is already used, until one differs enough."""
    if wanted < 1:
        return []
    cost = edges.cost(weight)
    best = sum(cost[edge] for edge, _ in found[0])
    price = np.where(edges.passable, cost, np.inf)
    accepted: list[list[tuple[int, bool]]] = []
    newest = found
    for _ in range(_ROUNDS):
        for before in newest:
            used = np.array([edge for edge, _ in before], dtype=np.int64)
            price[used] *= _PENALTY
        raised = _matrix(edges.n_nodes, edges.tail, edges.head, price, edges.oneway)
        path = _through(edges, raised)
        if path is None:
            break
        newest = [path]
        dear = sum(cost[edge] for edge, _ in path) > MAX_LONGER * max(best, 1e-9)
        if weight == "least_exposed":
            # A safe best leaves no room for a factor: what counts then is the length.
            dear = _km(edges, path) > MAX_LONGER * _km(edges, found[0])
        if not dear and _differs(edges, path, [*found, *accepted]):
            accepted.append(path)
            if len(accepted) == wanted:
                break
    return [("alternative", path) for path in accepted]


def _km(edges: _Edges, path: list[tuple[int, bool]]) -> float:
    return float(sum(edges.length[edge] for edge, _ in path))


def _differs(
    edges: _Edges, path: list[tuple[int, bool]], others: list[list[tuple[int, bool]]]
) -> bool:
    if len({edge for edge, _ in path}) < len(path):
        return False  # it turns back on itself
    return all(_shared(edges, path, other) <= MAX_SHARED for other in others)


def _shared(edges: _Edges, path: list[tuple[int, bool]], other: list[tuple[int, bool]]) -> float:
    """Part of a path's length that runs on the other."""
    used = {edge for edge, _ in other}
    whole = _km(edges, path)
    return _km(edges, [step for step in path if step[0] in used]) / whole if whole else 1.0


def _no_path(
    network: RoadNetwork, edges: _Edges, places: Sequence[Stop], by_mode: npt.NDArray[np.bool_]
) -> Paths:
    """Say which closed stretches bar the way, or that there is no road at all."""
    graph, _ = _matrix(edges.n_nodes, *_open(edges, edges.length))
    all_roads = np.where(by_mode[edges.stretch], edges.length, np.inf)
    whole, _ = _matrix(edges.n_nodes, edges.tail, edges.head, all_roads, edges.oneway)
    frame = network.stretches
    for i, (start, end) in enumerate(pairwise(edges.stops)):
        reached = np.isfinite(from_one(graph, start)[0])
        if reached[end]:
            continue
        leg = f"{places[i].name} - {places[i + 1].name}"
        leads_on = np.isfinite(from_one(whole.T.tocsr(), end)[0])
        if not np.isfinite(from_one(whole, start)[0][end]):
            message = f"no path {leg}: no road of the network joins them"
            return Paths(_empty(network), _empty(network), frame.iloc[:0], message)
        leaving = reached[edges.tail] & ~reached[edges.head] & leads_on[edges.head]
        entering = ~edges.oneway & reached[edges.head] & ~reached[edges.tail] & leads_on[edges.tail]
        barred = (leaving | entering) & by_mode[edges.stretch] & ~edges.passable
        cut = frame.iloc[np.unique(edges.stretch[barred])]
        names = ", ".join(f"{row.from_name} - {row.to_name}" for row in cut.itertuples())
        message = f"no path {leg}: the way is barred at {names}"
        return Paths(_empty(network), _empty(network), cut.reset_index(drop=True), message)
    raise AssertionError("a path was missing and every leg has one")


def _empty(network: RoadNetwork) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame({"route_id": []}, geometry=[], crs=network.stretches.crs)


def _result(
    network: RoadNetwork,
    edges: _Edges,
    places: Sequence[Stop],
    found: list[tuple[str, list[tuple[int, bool]]]],
    scored: bool,
    restricted: npt.NDArray[np.bool_],
) -> Paths:
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
                "length_km": _km(edges, path) + approach,
                "hours": float(sum(edges.hours[e] for e, _ in path)) + approach / APPROACH_KMH,
                "score": float(sum(edges.score[e] for e, _ in path)) if scored else None,
                "approach_km": approach,
                "unconfirmed_km": sum(
                    step["length_km"] for step in steps if not step["length_confirmed"]
                ),
                "n_stretches": len(steps),
                "shared": _shared(edges, path, found[0][1]) if number > 1 else 1.0,
            }
        )
    return Paths(
        gpd.GeoDataFrame(routes, geometry=lines, crs=CRS),
        gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
        if rows
        else gpd.GeoDataFrame({"route_id": []}, geometry=[], crs=CRS),
        network.stretches.iloc[:0],
    )


_COPIED: Final = (
    "number", "mode", "surface", "geometry_quality", "length_source", "length_confirmed",
    "wait_h", "season", "season_fr", "note",
)  # fmt: skip


def _steps(
    network: RoadNetwork,
    edges: _Edges,
    path: list[tuple[int, bool]],
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
