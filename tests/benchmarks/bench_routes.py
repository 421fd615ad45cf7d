"""Routes beside their peers, on the same input in one run.

    python tests/benchmarks/bench_routes.py [events] [routes]

1. Exposure of routes against events (CPU seconds): ours beside geopandas sjoin
   on buffers, shapely's STRtree dwithin and DuckDB spatial, on coordinates
   that repeat (as event datasets do) and on coordinates that never do.
   All get points and lines in degrees.  False-in and false-out: against the
   geodesic truth, more than 10 m from the edge.
2. One to all on a network of 80,000 edges, beside scipy's csgraph alone.
3. The shipped network beside published lengths, and which seats it joins.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geomali.gazetteer import load_gazetteer
from geomali.roads import RoadNetwork, compare_lengths, from_one, load_roads
from geomali.routes import Stop, exposure_along, find_paths, one_to_all
from geomali.routes._paths import _matrix
from geomali.schema import AREA_CRS

AS_OF = date(2024, 1, 1)
KM = 5.0
SHARED = Path(__file__).parents[3] / "shared"


def make_events(n: int, distinct: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Events around the towns of the network; ``distinct`` coordinates, 0: all differ."""
    nodes = shapely.get_coordinates(load_roads(embedded=True).nodes.geometry.to_numpy())
    base = nodes[rng.integers(0, len(nodes), distinct or n)]
    base = np.round(base + rng.normal(0, 0.5, base.shape), 5 if distinct else 7)
    xy = base[rng.integers(0, len(base), n)] if distinct else base
    return gpd.GeoDataFrame(
        {
            "event_id": pd.Series(np.arange(n)).astype(str),
            "event_date": pd.Series(
                np.full(n, np.datetime64("2023-12-15")), dtype="datetime64[ms]"
            ),
        },
        geometry=shapely.points(xy),
        crs=4326,
    )


def make_routes(n: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Routes over the shipped network, with a vertex every 3 km or so, moved a little."""
    network = load_roads(embedded=True)
    nodes = network.nodes
    xy = shapely.get_coordinates(nodes.geometry.to_numpy())
    shapes = []
    while len(shapes) < n:
        a, b = rng.choice(len(nodes), 2, replace=False)
        stops = [Stop("", *xy[i], nodes["place_id"].iloc[i]) for i in (a, b)]
        paths = find_paths(network, stops, weight="fastest", modes=("road", "track", "river"))
        if not paths.found or paths.routes["length_km"].iloc[0] < 300:
            continue
        line = paths.routes.geometry.iloc[0]
        for _ in range(10):
            points = shapely.get_coordinates(shapely.segmentize(line, 0.03))
            points[1:-1] += rng.normal(0, 0.008, (len(points) - 2, 2))
            shapes.append(shapely.linestrings(points))
    return gpd.GeoDataFrame(geometry=shapes[:n], crs=4326)


def ours(routes: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> np.ndarray:
    return exposure_along(routes, events, as_of=AS_OF, buffer_km=KM)["event_count"].to_numpy()


def sjoin(routes: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> np.ndarray:
    buffers = routes.to_crs(AREA_CRS)
    buffers["geometry"] = buffers.geometry.buffer(KM * 1000, quad_segs=32)
    pairs = gpd.sjoin(events[["geometry"]].to_crs(AREA_CRS), buffers, predicate="within")
    return np.bincount(pairs["index_right"], minlength=len(routes))


def strtree(routes: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> np.ndarray:
    """The tree over the pieces of the routes: over whole routes it takes minutes."""
    lines = routes.geometry.to_crs(AREA_CRS).to_numpy()
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    inner = owner[1:] == owner[:-1]
    pieces = shapely.linestrings(np.stack([xy[:-1][inner], xy[1:][inner]], 1))
    owner = owner[:-1][inner]
    points = events.geometry.to_crs(AREA_CRS).to_numpy()
    point, piece = shapely.STRtree(pieces).query(points, predicate="dwithin", distance=KM * 1000)
    key = pd.unique(owner[piece] * len(points) + point)
    return np.bincount(key // len(points), minlength=len(routes))


def duck(routes: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> np.ndarray:
    """Buffers of the pieces: against buffers of whole routes it takes minutes."""
    import duckdb
    from duckdb_extensions import import_extension

    con = duckdb.connect()
    con.execute("set threads=1")
    import_extension("spatial", con=con)
    con.load_extension("spatial")
    xy, owner = shapely.get_coordinates(
        routes.geometry.to_crs(AREA_CRS).to_numpy(), return_index=True
    )
    inner = owner[1:] == owner[:-1]
    pieces = shapely.linestrings(np.stack([xy[:-1][inner], xy[1:][inner]], 1))
    r = pd.DataFrame(
        {
            "r": owner[:-1][inner],
            "w": shapely.to_wkb(shapely.buffer(pieces, KM * 1000, quad_segs=8)),
        }
    )
    points = shapely.get_coordinates(events.geometry.to_crs(AREA_CRS).to_numpy())
    p = pd.DataFrame({"i": np.arange(len(points)), "x": points[:, 0], "y": points[:, 1]})
    con.register("rf", r)
    con.register("pf", p)
    con.execute("create table r as select r, ST_GeomFromWKB(w) g from rf")
    con.execute("create table p as select i, ST_Point(x, y) g from pf")
    rows = con.execute(
        "select r, count(*) from (select distinct r.r, p.i from p join r on ST_Within(p.g, r.g)) group by 1"
    ).fetchall()
    counts = np.zeros(len(routes), np.int64)
    for route, n in rows:
        counts[route] = n
    return counts


def cpu(work: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def exposure(n_events: int, n_routes: int, rounds: int) -> None:
    rng = np.random.default_rng(0)
    routes = make_routes(n_routes, rng)
    vertices = shapely.get_num_coordinates(routes.geometry.to_numpy()).sum()
    print(
        f"exposure of {len(routes)} routes ({vertices:,} vertices) against {n_events:,} events, {KM:g} km"
    )
    peers = {"geomali": ours, "geopandas sjoin on buffers": sjoin, "shapely STRtree dwithin": strtree,
             "DuckDB spatial": duck}  # fmt: skip
    for what, distinct in (("1,500 distinct coordinates", 1500), ("all coordinates differ", 0)):
        events = make_events(n_events, distinct, rng)
        times: dict[str, list[float]] = {name: [] for name in peers}
        sums: dict[str, np.ndarray] = {}
        for _ in range(rounds):
            for name, work in peers.items():
                seconds, sums[name] = cpu(partial(work, routes, events))
                times[name].append(seconds)
        base = statistics.median(times["geomali"])
        for name, values in times.items():
            median = statistics.median(values)
            print(
                f"  {what:28s} {name:28s} {median:8.2f} s  {median / base:6.2f} x  pairs {sums[name].sum():,}"
            )
    truth(routes.iloc[:20], make_events(20_000, 0, rng))


def truth(routes: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> None:
    """Ours and a plane buffer against distances to densified geodesics."""
    from geomali.routes import near_events

    geod = Geod(ellps="WGS84")
    found = near_events(routes, events, as_of=AS_OF, buffer_km=KM)
    inside = set(zip(found["line"], found["event"], strict=True))
    plane = routes.geometry.to_crs(AREA_CRS).buffer(KM * 1000, quad_segs=32)
    points = events.geometry.to_crs(AREA_CRS).to_numpy()
    wrong = {"geomali": [0, 0], "plane buffer": [0, 0]}
    checked = 0
    for row, line in enumerate(routes.geometry):
        xy = shapely.get_coordinates(line)
        dense = [xy[:1]]
        for a, b in pairwise(xy):
            steps = max(int(geod.inv(*a, *b)[2] / 50), 1)
            dense.append(np.array([*geod.npts(*a, *b, steps), tuple(b)]))
        along = np.vstack(dense)
        tree = shapely.STRtree(shapely.points(along))
        near = tree.query(events.geometry.to_numpy(), predicate="dwithin", distance=0.09)
        metres = geod.inv(
            *shapely.get_coordinates(events.geometry.to_numpy()[near[0]]).T, *along[near[1]].T
        )[2]
        away = np.full(len(events), 1e9)
        np.minimum.at(away, near[0], metres)
        flat = shapely.within(points, plane.iloc[row])
        for i in np.flatnonzero(away < 9000):
            if abs(away[i] - KM * 1000) > 10:
                checked += 1
                real = away[i] < KM * 1000
                for name, said in (
                    ("geomali", (row, i) in inside),
                    ("plane buffer", bool(flat[i])),
                ):
                    wrong[name][0] += said and not real
                    wrong[name][1] += real and not said
    for name, (false_in, false_out) in wrong.items():
        print(
            f"  {checked:,} pairs beyond 10 m of the edge: {name}: {false_in} false in, {false_out} false out"
        )


def grid_network(
    side: int, tail: np.ndarray, head: np.ndarray, km: np.ndarray
) -> tuple[RoadNetwork, list[Stop]]:
    """A network of such edges on a square of the Sahel, and two stops off its nodes."""
    number = np.arange(side * side)
    xy = np.column_stack([-8 + 8 * (number % side) / side, 12 + 6 * (number // side) / side])
    nodes = gpd.GeoDataFrame(
        {"place_id": [None] * len(xy), "name": None}, geometry=shapely.points(xy), crs=4326
    )
    texts = dict.fromkeys(("number", "from_place", "to_place", "from_name", "to_name", "months_closed",
                           "season", "season_fr", "note", "check"))  # fmt: skip
    stretches = gpd.GeoDataFrame(
        {
            "stretch_id": [f"s{i}" for i in range(len(tail))], "corridor_id": "c", "name": "road",
            "from_node": tail, "to_node": head, "length_km": km, "length_source": "made",
            "length_confirmed": True, "mode": "road", "surface": "earth", "speed_dry_kmh": 30.0,
            "speed_wet_kmh": 20.0, "wait_h": 0.0, "oneway": False, "geometry_quality": "surveyed",
            "status": "in_use", **texts,
        },
        geometry=shapely.linestrings(np.stack([xy[tail], xy[head]], 1)),
        crs=4326,
    )  # fmt: skip
    return RoadNetwork(nodes, stretches, "made"), [Stop("a", -7.9, 12.1), Stop("b", -0.3, 17.8)]


def one(rounds: int = 9) -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    side = 200
    grid = np.arange(side * side).reshape(side, side)
    tail = np.concatenate([grid[:, :-1].ravel(), grid[:-1].ravel()])
    head = np.concatenate([grid[:, 1:].ravel(), grid[1:].ravel()])
    cost = np.random.default_rng(0).uniform(1, 10, len(tail))
    n = side * side
    both = (
        np.concatenate([cost, cost]),
        (np.concatenate([tail, head]), np.concatenate([head, tail])),
    )
    graph = csr_array(both, shape=(n, n))
    prepared, _ = _matrix(n, tail, head, cost, None)
    roads, stops = grid_network(side, tail, head, cost)

    def whole_route() -> np.ndarray:
        return find_paths(roads, stops, weight="fastest").routes["hours"].to_numpy()

    times: dict[str, list[float]] = {
        "scipy csgraph alone": [],
        "geomali, the search": [],
        "geomali, with making the matrix": [],
        "geomali, a whole route": [],
    }
    for _ in range(rounds):
        for name, work in zip(
            times,
            (
                lambda: dijkstra(graph, indices=0, return_predecessors=True)[0],
                lambda: from_one(prepared, 0)[0],
                lambda: one_to_all(n, tail, head, cost, 0)[0],
                whole_route,
            ),
            strict=True,
        ):
            seconds, _ = cpu(work)
            times[name].append(seconds)
    base = statistics.median(times["scipy csgraph alone"])
    print(f"one to all, {n:,} nodes, {len(tail):,} edges")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"  {name:38s} {median * 1000:7.1f} ms  {median / base:5.2f} x")


def network() -> None:
    roads = load_roads(embedded=True)
    gazetteer = load_gazetteer(core_only=True)
    on = set(roads.nodes["place_id"])
    for code, what in (("PPLA", "seats of regions"), ("PPLA2", "seats of cercles")):
        seats = [p for p in gazetteer.places() if p.country == "ML" and p.feature_code == code]
        joined = [p for p in seats if p.place_id in on]
        missing = sorted(p.name for p in seats if p.place_id not in on)
        print(
            f"shipped network: {len(joined)} of {len(seats)} {what}; not: {', '.join(missing) or 'none'}"
        )
    confirmed = roads.stretches[roads.stretches["length_confirmed"]]["length_km"].sum()
    print(f"  {len(roads.stretches)} stretches, {roads.stretches['length_km'].sum():,.0f} km, "
          f"{confirmed / roads.stretches['length_km'].sum():.0%} of them confirmed by a second source")  # fmt: skip
    said = compare_lengths(roads)
    print(f"  references.csv: {len(said)} published lengths; "
          + ", ".join(f"{k} {v}" for k, v in said["verdict"].value_counts().items())
          + f"; median ratio {said['ratio'].median():.3f}")  # fmt: skip
    if not SHARED.is_dir():
        print("  published lengths: the reference lists are not here")
        return
    by_hand = {"Tombouctou": "tombouctou_town", "Timbuktu": "tombouctou_town", "Niafounke": "niafunke_town",
               "Bobo_Dioulasso": "bobo_dioulasso", "Mougna": "mougna_djenne", "Abala": "abala_niger"}  # fmt: skip
    for name in ("fabflee_mali2017_routes.csv", "flee_mali2012_routes.csv"):
        with (SHARED / "data/roads" / name).open(encoding="utf-8") as file:
            pairs = [
                (*(by_hand.get(w) or gazetteer.resolve(w.replace("_", " ")).place_id or "" for w in (row["#name1"], row["name2"])),
                 float(row["distance"]), name)
                for row in csv.DictReader(file)
            ]  # fmt: skip
        table = compare_lengths(roads, pairs)
        counts = table["verdict"].value_counts()
        print(f"  {name}: {len(table)} pairs on the network; " + ", ".join(f"{k} {v}" for k, v in counts.items())
              + f"; median ratio {table['ratio'].median():.3f}")  # fmt: skip


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    routes = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    network()
    one()
    exposure(events, routes, 1 if events >= 500_000 else 3)


if __name__ == "__main__":
    main()
