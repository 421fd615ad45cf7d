"""Paths over a network: shortest, fastest by season, least exposed, and real alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from geomali.errors import GeomaliError
from geomali.roads import from_one, month_of, open_in
from geomali.routes._describe import describe
from geomali.routes._geometry import Floats, Ints
from geomali.routes._join import Edges, Steps, Stop, attach, km_of, shared
from geomali.routes._named import named

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.roads import RoadNetwork

__all__ = ["WEIGHTS", "Paths", "find_paths", "one_to_all"]

WEIGHTS: Final = ("fastest", "shortest", "least_exposed")
MAX_SHARED: Final = 0.7
"""An alternative shares at most this part of its length with any path before it."""
_PENALTY: Final = 1.6
_ROUNDS: Final = 40
_TRADES: Final = 30
_MOST_CUTS: Final = 8


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
        If there is no path: the stretches that bar the way, those nearest to
        the part that can be reached, with ``barred_by`` (``avoided``, ``closed``,
        ``season``, ``abandoned``); empty if no road of the network joins the
        places at all.
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
    max_detour: float = 2.0,
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
        Places, roads or stretches not to be used, by name or id (see
        :func:`geomali.routes.stretches_named`): ``avoid`` by choice, ``closed`` by an access
        constraint.  A place closes every stretch that ends there.
    restricted
        The same, passable but named as restricted in the result.
    modes
        Modes that may be used; add ``river`` for boats.
    alternatives
        How many more paths to look for that share at most 70 % of their
        length with each path before.
    exposure
        Score of each stretch of the network, in order
        (:func:`geomali.routes.exposure_score`).
    max_detour
        How many times the kilometres of the shortest path the least exposed
        one and the alternatives may have (1 or more; ``inf``: any).  The least
        exposed is the best of those that trade exposure for kilometres at one
        price all along, and never more exposed than the shortest.
    max_approach_km
        How far from the network a stop may lie.

    Raises
    ------
    GeomaliError
        Fewer than two places, all of them the same, or a name in ``avoid`` or ``closed`` that nothing in the network bears.
    ValueError
        An unknown weight, mode or season, or an exposure of the wrong length.
    """
    wanted = [weight] if isinstance(weight, str) else list(weight)
    _check(wanted, modes, exposure, network, max_detour)
    if exposure is None:
        wanted = [w for w in wanted if w != "least_exposed"] or ["fastest"]
    if len(places) < 2:
        raise GeomaliError("a route needs at least two places")
    if len({(stop.lon, stop.lat) for stop in places}) < 2:
        raise GeomaliError(f"start and end are the same place, {places[0].name}: name another")
    month = month_of(season)
    frame = network.stretches
    by_mode = frame["mode"].isin(list(modes)).to_numpy(bool)
    barred = _barred(network, month, avoid, closed)
    passable = by_mode & (barred == "")
    edges = attach(network, places, month, passable, exposure, max_approach_km, by_mode)
    shortest = _cheapest(edges, "shortest")
    if shortest is None:
        return _no_path(network, edges, places, by_mode, barred)
    most_km = max_detour * km_of(edges, shortest)
    found: list[tuple[str, Steps]] = []
    for kind in wanted:
        path = shortest
        if kind == "fastest":
            path = _cheapest(edges, kind) or shortest
        elif kind == "least_exposed":
            path = _least_exposed(edges, shortest, most_km)
        _add(found, kind, path)
    others = _alternatives(edges, wanted[0], [path for _, path in found], alternatives, most_km)
    found += [("alternative", path) for path in others]
    if "least_exposed" in wanted:
        found = _least_exposed_named(edges, found, most_km)
    limits = named(network, restricted)
    routes, stretches = describe(network, edges, places, found, exposure is not None, limits)
    return Paths(routes, stretches, frame.iloc[:0])


def _add(found: list[tuple[str, Steps]], kind: str, path: Steps) -> None:
    """Add a path, or the kind to the path that is the same."""
    same = next((i for i, (_, before) in enumerate(found) if before == path), None)
    if same is None:
        found.append((kind, path))
    else:
        found[same] = (f"{found[same][0]}+{kind}", path)


def _barred(
    network: RoadNetwork, month: int, avoid: Iterable[str], closed: Iterable[str]
) -> npt.NDArray[np.str_]:
    """Why each stretch may not be used; empty if it may."""
    frame = network.stretches
    barred = np.full(len(frame), "", dtype="<U9")
    for why, mask in (
        ("season", ~open_in(frame, month)),
        ("abandoned", (frame["status"] != "in_use").to_numpy(bool)),
        ("closed", named(network, closed)),
        ("avoided", named(network, avoid)),
    ):
        barred[mask] = why
    return barred


def _check(
    wanted: list[str], modes: Sequence[str], exposure: Any, network: RoadNetwork, max_detour: float
) -> None:
    if not wanted:
        raise ValueError("no weight is given")
    if not max_detour >= 1:
        raise ValueError(f"max_detour is {max_detour}; it must be 1 or more")
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


def _open(edges: Edges, cost: Floats) -> tuple[Ints, Ints, Floats, Any]:
    """Ends and cost of every piece; what cannot be passed costs more than can be paid."""
    return edges.tail, edges.head, np.where(edges.passable, cost, np.inf), edges.oneway


def _through(edges: Edges, matrix: tuple[Any, Ints]) -> Steps | None:
    """Pieces from stop to stop, each with whether it is driven from tail to head."""
    graph, edge_of = matrix
    pieces: Steps = []
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


def _cheapest(edges: Edges, weight: str) -> Steps | None:
    return _through(edges, _matrix(edges.n_nodes, *_open(edges, edges.cost(weight))))


def _least_exposed(edges: Edges, shortest: Steps, most_km: float) -> Steps:
    """Least exposed path of at most so many kilometres.

    Bounded by a price of exposure in kilometres, found as in LARAC (Jüttner
    et al. 2001).  Each path is the cheapest at its price, and so none is more
    exposed than the shortest.
    """
    safest = _cheapest(edges, "least_exposed")
    if safest is None or km_of(edges, safest) <= most_km:
        return safest or shortest
    kept, too_long = shortest, safest
    for _ in range(_TRADES):
        gain = _score(edges, kept) - _score(edges, too_long)
        price = gain / (km_of(edges, too_long) - km_of(edges, kept))
        if not price > 0:
            break
        cost = edges.score + edges.length * price
        path = _through(edges, _matrix(edges.n_nodes, *_open(edges, cost)))
        if path is None or path in (kept, too_long):
            break
        if km_of(edges, path) <= most_km:
            kept = path
        else:
            too_long = path
    return min(kept, shortest, key=lambda path: (_score(edges, path), km_of(edges, path)))


def _score(edges: Edges, path: Steps) -> float:
    return float(sum(edges.score[edge] for edge, _ in path))


def _least_exposed_named(
    edges: Edges, found: list[tuple[str, Steps]], most_km: float
) -> list[tuple[str, Steps]]:
    """Give the name to another path that turned out to be less exposed."""

    def exposed(item: tuple[str, Steps]) -> tuple[float, float]:
        return _score(edges, item[1]), km_of(edges, item[1])

    holder = next(item for item in found if "least_exposed" in item[0])
    best = min((i for i in found if km_of(edges, i[1]) <= most_km), key=exposed, default=holder)
    if exposed(best)[0] >= exposed(holder)[0]:
        return found
    kinds = {
        id(holder): "+".join(k for k in holder[0].split("+") if k != "least_exposed"),
        id(best): f"{best[0]}+least_exposed".removeprefix("alternative+"),
    }
    return [(kinds.get(id(item), item[0]) or "alternative", item[1]) for item in found]


def _alternatives(
    edges: Edges, weight: str, found: list[Steps], wanted: int, most_km: float
) -> list[Steps]:
    """More paths by raising the price of what is already used, until one differs enough."""
    if wanted < 1:
        return []
    price = np.where(edges.passable, edges.cost(weight), np.inf)
    accepted: list[Steps] = []
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
        if km_of(edges, path) <= most_km and _differs(edges, path, [*found, *accepted]):
            accepted.append(path)
            if len(accepted) == wanted:
                break
    return accepted


def _differs(edges: Edges, path: Steps, others: list[Steps]) -> bool:
    if len({edge for edge, _ in path}) < len(path):
        return False  # it turns back on itself
    return all(shared(edges, path, other) <= MAX_SHARED for other in others)


def _no_path(
    network: RoadNetwork,
    edges: Edges,
    places: Sequence[Stop],
    by_mode: npt.NDArray[np.bool_],
    barred_by: npt.NDArray[np.str_],
) -> Paths:
    """Say which stretches bar the way, and why, or that there is no road at all."""
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
        rows = np.unique(edges.stretch[barred])
        cut = frame.iloc[rows].assign(barred_by=barred_by[rows])
        message = f"no path {leg}: the way is barred at {_cut_in_words(cut)}"
        return Paths(_empty(network), _empty(network), cut.reset_index(drop=True), message)
    raise AssertionError("a path was missing and every leg has one")


def _cut_in_words(cut: gpd.GeoDataFrame) -> str:
    """Stretches of a cut by their ends, with what bars them."""
    names: dict[str, str] = {}
    for row in cut.to_dict("records"):
        ends = [row["from_name"], row["to_name"]]
        known = " - ".join(end for end in ends if isinstance(end, str))
        names.setdefault(known or str(row["stretch_id"]), str(row["barred_by"]))
    shown = [f"{name} ({why})" for name, why in list(names.items())[:_MOST_CUTS]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _empty(network: RoadNetwork) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame({"route_id": []}, geometry=[], crs=network.stretches.crs)
