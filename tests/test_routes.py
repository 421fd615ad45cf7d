"""Routes: laws of exposure, paths beside networkx, and every way in."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geomali.errors import GeomaliError, SchemaError, SourceFormatError
from geomali.roads import RoadNetwork, load_roads
from geomali.routes import (
    Stop,
    access_status,
    assess_routes,
    cut_lines,
    events_near,
    exposure_along,
    exposure_profile,
    exposure_score,
    find_paths,
    find_stops,
    load_weights,
    map_frame,
    match_line,
    merge_stretches,
    near_events,
    one_to_all,
    read_access,
    read_routes,
    route_tables,
    stretches_named,
)

GEOD = Geod(ellps="WGS84")
AS_OF = date(2023, 11, 30)
FEW = settings(max_examples=25, deadline=None)

lons = st.floats(-5.0, 2.0).map(lambda x: round(x, 5))
lats = st.floats(14.0, 19.0).map(lambda x: round(x, 5))
lines = st.lists(st.tuples(lons, lats), min_size=2, max_size=6, unique=True)
happenings = st.lists(
    st.tuples(
        lons, lats, st.integers(-40, 200), st.sampled_from(["Battles", "Protests"]), st.sampled_from([1, 2, 3, None])
    ),
    max_size=60,
)  # fmt: skip


def routes_of(*shapes):
    return gpd.GeoDataFrame(
        {"route_id": [f"r{i}" for i in range(len(shapes))], "name": "road"},
        geometry=[shapely.linestrings(shape) for shape in shapes],
        crs=4326,
    )


def events_of(rows):
    """Events at (lon, lat), so many days before AS_OF (fewer than 0: after)."""
    frame = pd.DataFrame(rows, columns=["lon", "lat", "age", "event_type", "geo_precision"])
    days = [pd.Timestamp(AS_OF - timedelta(days=int(age))) for age in frame["age"]]
    return gpd.GeoDataFrame(
        {
            "event_id": [f"e{i}" for i in range(len(frame))],
            "event_date": pd.to_datetime(pd.Series(days, dtype="datetime64[ms]")),
            "event_type": frame["event_type"].astype(str),
            "sub_event_type": "Other",
            "geo_precision": pd.to_numeric(frame["geo_precision"]).astype("Int8"),
            "fatalities_best": pd.array([None] * len(frame), dtype="Int32"),
            "place_id": None,
        },
        geometry=shapely.points(frame[["lon", "lat"]].to_numpy(float).reshape(-1, 2)),
        crs=4326,
    )


def counts(routes, events, **options):
    return exposure_along(routes, events, as_of=AS_OF, **options)["event_count"].tolist()


def truth_km(line, points, step_m=100.0):
    """Distance on the ellipsoid to a line of geodesics, by brute force."""
    along = [line[0]]
    for a, b in pairwise(line):
        metres = GEOD.inv(*a, *b)[2]
        along += [*GEOD.npts(*a, *b, max(int(metres / step_m), 1)), b]
    xy = np.array(along)
    return [GEOD.inv(*np.tile(point, (len(xy), 1)).T, *xy.T)[2].min() / 1000 for point in points]


# The laws of exposure -----------------------------------------------------------


@FEW
@given(
    lines, happenings, st.floats(1, 80), st.floats(1, 3), st.integers(0, 120), st.integers(0, 60)
)
def test_exposure_never_falls_as_buffer_or_window_grows(line, rows, km, more, days, longer):
    routes, events = routes_of(line), events_of(rows)
    near = {"buffer_km": km, "window_days": days}
    for wide in ({**near, "buffer_km": km * more}, {**near, "window_days": days + longer}):
        assert counts(routes, events, **near) <= counts(routes, events, **wide)
        small, large = (exposure_score(routes, events, as_of=AS_OF, **o)[0] for o in (near, wide))
        assert small <= large * (1 + 1e-9) + 1e-9


@FEW
@given(lines, happenings, st.randoms(use_true_random=False))
def test_the_order_of_events_changes_nothing(line, rows, random):
    routes = routes_of(line)
    shuffled = random.sample(rows, len(rows))
    options = {"buffer_km": 40.0, "window_days": 120}
    assert counts(routes, events_of(rows), **options) == counts(
        routes, events_of(shuffled), **options
    )
    scores = [
        exposure_score(routes, events_of(r), as_of=AS_OF, **options).tolist()
        for r in (rows, shuffled)
    ]
    assert scores[0] == scores[1]


@FEW
@given(lines, happenings)
def test_the_direction_of_the_line_changes_nothing(line, rows):
    events = events_of(rows)
    there, back = routes_of(line), routes_of(line[::-1])
    assert counts(there, events, buffer_km=30) == counts(back, events, buffer_km=30)
    a, b = (exposure_score(r, events, as_of=AS_OF, buffer_km=30)[0] for r in (there, back))
    assert a == pytest.approx(b, rel=1e-9, abs=1e-9)


@FEW
@given(lines, happenings, st.floats(0.05, 0.95))
def test_where_the_line_is_cut_changes_nothing(line, rows, share):
    """Cut at a point of the geodesic: the pieces together are the line."""
    events, whole = events_of(rows), routes_of(line)
    azimuth, _, metres = GEOD.inv(*line[0], *line[1])
    lon, lat, _ = GEOD.fwd(*line[0], azimuth, metres * share)
    pieces = routes_of([line[0], (lon, lat)], [(lon, lat), *line[1:]])
    options = {"as_of": AS_OF, "buffer_km": 30.0}
    found = near_events(pieces, events, **options)
    assert found["event_id"].nunique() == counts(whole, events, buffer_km=30.0)[0]
    parts = exposure_score(pieces, events, **options).sum()
    assert parts == pytest.approx(exposure_score(whole, events, **options)[0], rel=2e-4, abs=2e-3)


@FEW
@given(lines, happenings, happenings)
def test_events_after_the_day_change_nothing(line, rows, later):
    routes, options = routes_of(line), {"buffer_km": 40.0, "window_days": 365}
    future = [(lon, lat, -1 - abs(age), kind, p) for lon, lat, age, kind, p in later]
    known, all_ = events_of(rows), events_of(rows + future)
    assert counts(routes, known, **options) == counts(routes, all_, **options)
    scores = [exposure_score(routes, e, as_of=AS_OF, **options)[0] for e in (known, all_)]
    assert scores[0] == scores[1]


@settings(max_examples=10, deadline=None)
@given(lines, happenings)
def test_a_routes_count_is_that_of_the_distinct_events_over_its_stretches(line, rows):
    events = events_of(rows)
    stretches = cut_lines(routes_of(line), every_km=40)
    found = assess_routes(stretches, events, as_of=AS_OF, buffer_km=30.0)
    assert found.routes["event_count"].tolist() == counts(
        stretches.dissolve("route_id"), events, buffer_km=30.0
    )
    assert found.routes["event_count"].iloc[0] == found.events["event_id"].nunique()
    assert found.routes["event_count"].iloc[0] <= found.stretches["event_count"].sum()
    assert found.routes["score"].iloc[0] == pytest.approx(found.stretches["score"].sum())
    profile = exposure_profile(found.stretches, events, as_of=AS_OF, buffer_km=30.0, step_km=11)
    assert profile["score"].sum() == pytest.approx(
        found.routes["score"].iloc[0], rel=1e-3, abs=1e-3
    )


@FEW
@given(lines, lines, happenings, st.integers(1, 5))
def test_partitions_of_events_and_routes_add_up(one, other, rows, parts):
    """What lets a cluster do it: each partition by itself, through the same function."""
    events, routes = events_of(rows), routes_of(one, other)
    whole = counts(routes, events, buffer_km=40)
    pieces = [counts(routes, events.iloc[i::parts], buffer_km=40) for i in range(parts)]
    assert whole == [sum(column) for column in zip(*pieces, strict=True)]
    assert whole == [counts(routes.iloc[[i]], events, buffer_km=40)[0] for i in range(2)]


@pytest.mark.slow
def test_a_cluster_gives_what_memory_gives():
    """Two workers, each partition by itself, through the same functions."""
    distributed = pytest.importorskip("distributed")
    dask_geopandas = pytest.importorskip("dask_geopandas")
    rng = np.random.default_rng(3)
    rows = [
        (lon, lat, age, kind, precision)
        for lon, lat, age, kind, precision in zip(
            rng.uniform(-5, 2, 3000), rng.uniform(14, 19, 3000), rng.integers(-30, 200, 3000),
            rng.choice(["Battles", "Protests"], 3000), rng.choice([1, 2, 3], 3000), strict=True
        )
    ]  # fmt: skip
    events = events_of(rows)
    events.loc[events.index[::50], "event_date"] = pd.NaT
    events["place_id"] = "gao_region"
    routes = routes_of([(-4, 15), (-1, 16.5), (0, 17)], [(-3, 18), (1, 14.5)])
    stretches = cut_lines(routes, every_km=60)
    asked = {"as_of": AS_OF, "buffer_km": 25.0, "window_days": 60}
    with distributed.Client(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ):
        parts = dask_geopandas.from_geopandas(events, npartitions=7)
        counted = exposure_along(routes, parts, **asked)
        scored = exposure_score(stretches, parts, **asked)
        kept = events_near(stretches, parts, **(asked | {"window_days": 120}))
    assert counted["event_count"].tolist() == counts(routes, events, buffer_km=25.0, window_days=60)
    assert sum(counted["event_count"]) > 20
    assert scored == pytest.approx(exposure_score(stretches, events, **asked), rel=1e-12)
    assert len(kept) < len(events)
    asked["since"] = AS_OF - timedelta(days=60)
    whole, reduced = (assess_routes(stretches, frame, **asked) for frame in (events, kept))
    for name in ("routes", "stretches", "events", "possible", "towns"):
        pd.testing.assert_frame_equal(
            pd.DataFrame(getattr(reduced, name)),
            pd.DataFrame(getattr(whole, name)),
            check_dtype=False,  # dask turns text into another kind of text
        )


@settings(max_examples=12, deadline=None)
@given(lines, happenings, st.floats(2, 60))
def test_in_and_out_are_right_on_the_ground(line, rows, km):
    """No event further than 10 m from the edge is on the wrong side of it."""
    rows = [(lon, lat, 0, kind, 1) for lon, lat, _, kind, _ in rows]
    found = set(
        near_events(routes_of(line), events_of(rows), as_of=AS_OF, buffer_km=km)["event_id"]
    )
    for i, away in enumerate(truth_km(line, [row[:2] for row in rows])):
        if abs(away - km) > 0.010:
            assert (f"e{i}" in found) == (away < km), (away, km)


def test_distances_near_the_edge_by_hand():
    """Points 4.99 and 5.01 km off a road that runs 400 km east along a geodesic, far from the centre."""
    start, end = (-8.0, 12.65), (-4.3, 12.75)
    azimuth, _, metres = GEOD.inv(*start, *end)
    rows = []
    for share in (0.1, 0.37, 0.5, 0.81):
        lon, lat, back = GEOD.fwd(*start, azimuth, metres * share)
        for off in (4990, 5010):
            east, north, _ = GEOD.fwd(lon, lat, back + 180 - 90, off)
            rows.append((east, north, 0, "Battles", 1))
    found = near_events(routes_of([start, end]), events_of(rows), as_of=AS_OF, buffer_km=5.0)
    assert sorted(found["event_id"]) == ["e0", "e2", "e4", "e6"]
    # The foot of the perpendicular on the ellipsoid is within metres of the point it was drawn from.
    assert found["distance_km"].to_numpy() == pytest.approx([4.99] * 4, abs=0.005)
    at = found.sort_values("event_id")["at_km"].to_numpy()
    assert at == pytest.approx(metres / 1000 * np.array([0.1, 0.37, 0.5, 0.81]), abs=0.2)


def test_the_score_by_hand():
    """A battle on the road today: 4 km of road within 2 km of it, weight 1."""
    road = routes_of([(-4.0, 17.0), (-3.0, 17.0)])
    on_road = [(-3.5, float(truth_lat(-3.5)), 0, "Battles", 1)]
    options = {"as_of": AS_OF, "buffer_km": 2.0}
    assert exposure_score(road, events_of(on_road), **options)[0] == pytest.approx(4.0, rel=4e-3)
    # 6 km more between 2 and 5 km, at 0.6; thirty days on, half of it; near a place, half again.
    assert exposure_score(road, events_of(on_road), as_of=AS_OF, buffer_km=5.0)[0] == pytest.approx(
        4.0 + 6.0 * 0.6, rel=4e-3
    )
    older = [(*on_road[0][:2], 30, "Battles", 2)]
    assert exposure_score(road, events_of(older), **options)[0] == pytest.approx(1.0, rel=4e-3)
    protest = [(*on_road[0][:2], 0, "Protests", 1)]
    assert exposure_score(road, events_of(protest), **options)[0] == pytest.approx(0.4, rel=4e-3)


def truth_lat(lon):
    """Latitude of the geodesic from 4° W to 3° W at 17° N."""
    azimuth, _, metres = GEOD.inv(-4.0, 17.0, -3.0, 17.0)
    return GEOD.fwd(-4.0, 17.0, azimuth, metres / 2)[1]


def test_an_event_counts_once_and_superseded_ones_not():
    events = events_of([(-3.5, 17.0, 1, "Battles", 1)] * 4)
    events["event_id"] = ["a", "a", "b", "c"]
    events["status"] = ["current", "current", "superseded", None]
    assert counts(routes_of([(-4, 17), (-3, 17)]), events) == [2]


def test_an_interval_counts_if_any_day_may_be_in_the_window():
    events = events_of([(-3.5, 17.0, 60, "Battles", 1), (-3.5, 17.0, -1, "Battles", 1)])
    events["date_latest"] = pd.to_datetime([AS_OF - timedelta(days=20), AS_OF + timedelta(days=5)])
    road = routes_of([(-4, 17), (-3, 17)])
    assert counts(road, events, window_days=30) == [1]
    assert counts(road, events, window_days=10) == [0]


def test_routes_keep_their_rows_index_and_crs():
    routes = routes_of([(-4, 17), (-3, 17)], [(-2, 15), (-1, 15)]).set_index(pd.Index([7, 3]))
    found = exposure_along(routes, events_of([(-3.5, 17.0, 1, "Battles", 1)]), as_of=AS_OF)
    assert found.index.tolist() == [7, 3]
    assert found.crs == routes.crs
    assert found["event_count"].dtype == np.int64
    assert found["event_count"].tolist() == [1, 0]
    assert "event_count" not in routes


def test_every_problem_of_a_table_is_listed():
    events = events_of([]).to_crs(3857).drop(columns="event_date")
    with pytest.raises(SchemaError) as raised:
        exposure_along(routes_of([(-4, 17), (-3, 17)]), events, as_of=AS_OF)
    assert len(raised.value.problems) == 2


def test_odd_geometries_do_no_harm():
    routes = routes_of([(-4, 17), (-3, 17)], [(-4, 17), (-3, 17)], [(-3.5, 17.0), (-3.5, 17.0)])
    routes.loc[1, "geometry"] = None
    events = events_of([(-3.5, 17.001, 1, "Battles", 1)] * 3)
    events.loc[1, "geometry"] = shapely.Point()
    events.loc[2, "geometry"] = None
    assert counts(routes, events) == [1, 0, 1]
    assert counts(routes, events.iloc[:0]) == [0, 0, 0]
    parts = gpd.GeoDataFrame(
        geometry=[shapely.MultiLineString([[(-4, 17), (-3, 17)], [(0, 15), (0, 16)]])], crs=4326
    )
    both = events_of(
        [(-3.5, 17.0, 1, "Battles", 1), (0.0, 15.5, 1, "Battles", 1), (-1.7, 16, 1, "Battles", 1)]
    )
    assert counts(parts, both) == [2]


# Assessment -----------------------------------------------------------------------


def test_regions_are_listed_and_never_counted():
    events = events_of([(0.0, 16.5, 3, "Battles", 3), (0.0, 16.5, 3, "Battles", 1)])
    events["place_id"] = ["gao_region", "gao_town"]
    events.loc[0, "geometry"] = None
    events.loc[2] = events.loc[1]
    events.loc[2, ["event_id", "place_id"]] = ["e2", "kayes_region"]
    events.loc[2, "geometry"] = None
    events.loc[2, "geo_precision"] = 3
    road = cut_lines(routes_of([(-0.0447, 16.2717), (-0.3486, 16.955)]), every_km=1000)
    found = assess_routes(road, events, as_of=AS_OF, buffer_km=40.0)
    assert found.routes["event_count"].tolist() == [1]
    assert found.possible["event_id"].tolist() == ["e0"]
    assert found.possible["reason"].tolist() == ["region only"]
    assert found.routes["possible_count"].tolist() == [1]


def test_undated_events_are_listed_unless_reported_outside_the_window():
    events = events_of([(-3.5, 17.0, 0, "Battles", 1)] * 3)
    events["event_date"] = pd.NaT
    events["reported_date"] = pd.to_datetime(
        [AS_OF, AS_OF + timedelta(days=3), AS_OF - timedelta(days=400)]
    )
    road = cut_lines(routes_of([(-4, 17), (-3, 17)]), every_km=1000)
    found = assess_routes(road, events, as_of=AS_OF)
    assert found.possible["event_id"].tolist() == ["e0"]
    assert found.routes["event_count"].tolist() == [0]


def test_deaths_that_nobody_states_are_not_nought():
    road = cut_lines(routes_of([(-4, 17), (-3, 17)]), every_km=1000)
    events = events_of([(-3.5, 17.0, 1, "Battles", 1)] * 3)
    assert assess_routes(road, events, as_of=AS_OF).routes["fatalities"].isna().all()
    events["fatalities_best"] = pd.array([None, 4, 0], dtype="Int32")
    row = assess_routes(road, events, as_of=AS_OF).routes.iloc[0]
    assert (row["fatalities"], row["fatalities_unstated"], row["event_count"]) == (4, 1, 3)


def test_nearest_latest_and_change_by_hand():
    rows = [
        (-3.5, 17.02, 40, "Battles", 1),
        (-3.6, 17.01, 10, "Protests", 1),
        (-3.2, 17.03, 100, "Battles", 1),
    ]
    road = cut_lines(routes_of([(-4, 17), (-3, 17)]), every_km=1000)
    found = assess_routes(
        road, events_of(rows), as_of=AS_OF, window_days=60, since=AS_OF - timedelta(days=45)
    )
    row = found.stretches.iloc[0]
    assert (row["nearest_event_id"], row["latest_event_id"]) == ("e1", "e1")
    # Before the 45 days: e2 only, 55 days old then; now e0 and e1.
    assert (row["event_count_since"], row["event_count"], row["event_change"]) == (1, 2, 1)
    assert (row["battles"], row["protests"]) == (1, 1)


def test_an_event_at_a_joint_stands_in_both_stretches_and_says_so():
    stops, _ = find_stops(["Gao", "Bourem", "Almoustarat"])
    paths = find_paths(load_roads(embedded=True), stops, weight="fastest")
    at_bourem = (-0.34861, 16.955, 10, "Battles", 1)
    near_gao = (-0.045, 16.28, 5, "Battles", 1)
    found = assess_routes(paths.stretches, events_of([at_bourem, near_gao]), as_of=AS_OF)
    rows = found.stretches.set_index("to_name")
    assert rows.loc[["Forgho", "Bourem", "Almoustarat"], "event_count"].tolist() == [1, 1, 1]
    assert rows.loc[["Forgho", "Bourem", "Almoustarat"], "shared_count"].tolist() == [0, 1, 1]
    assert found.routes["event_count"].tolist() == [2]
    assert map_frame(found)["shared_count"].sum() == 2


def test_a_route_from_a_place_to_itself_says_so():
    stops, _ = find_stops(["Gao", "Gao"])
    with pytest.raises(GeomaliError, match="start and end are the same place, Gao"):
        find_paths(load_roads(embedded=True), stops)


def test_towns_carry_who_claims_them():
    claims = gpd.GeoDataFrame(
        {
            "claim_id": ["c1"], "event_id": [None], "claimant": ["csp_psd"], "stance": ["asserts"],
            "proposition": ["captured"], "subject": ["csp_psd"], "object": [None],
            "place_id": ["bourem_town"], "place_text": ["Bourem"], "geo_precision": [1],
            "claim_date": pd.to_datetime(["2023-11-10"]), "claim_date_latest": pd.to_datetime(["2023-11-10"]),
            "reported_date": pd.to_datetime(["2023-11-10"]), "basis": ["party"],
        },
        geometry=shapely.points([[-0.34861, 16.955]]),
        crs=4326,
    )  # fmt: skip
    stops, _ = find_stops(["Gao", "Bourem"])
    paths = find_paths(load_roads(embedded=True), stops, weight="fastest")
    towns = assess_routes(paths.stretches, events_of([]), claims, as_of=AS_OF).towns
    assert towns["name"].iloc[[0, -1]].tolist() == ["Gao", "Bourem"]
    last = towns.iloc[-1]
    assert (last["state"], last["claimants"], last["evidence_age_days"]) == (
        "claimed",
        ["csp_psd"],
        20,
    )
    assert last["at_km"] == pytest.approx(95.0)
    assert towns["state"].iloc[0] == "unknown"


def test_tables_of_the_public_level_hide_what_would_find_a_place():
    road = cut_lines(routes_of([(-4, 17), (-3, 17)]), every_km=1000)
    events = events_of([(-3.5, 17.0, 1, "Battles", 1)])
    events.attrs["sensitivity"] = "public"
    tables = route_tables(assess_routes(road, events, as_of=AS_OF))
    assert not {"distance_km", "lon"} & set(tables["stretch_events"])
    assert "nearest_km" not in tables["stretches"]
    assert {t.attrs["sensitivity"] for t in tables.values()} == {"public"}


# Paths ------------------------------------------------------------------------------

graphs = st.integers(2, 14).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(
            st.tuples(
                st.integers(0, n - 1), st.integers(0, n - 1), st.integers(0, 50), st.booleans()
            ).filter(lambda e: e[0] != e[1]),
            min_size=1,
            max_size=45,
        ),
    )
)


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_costs_are_those_of_networkx(drawn):
    n, edges = drawn
    tail, head, cost, one = (np.array(column) for column in zip(*edges, strict=True))
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    for a, b, w, oneway in edges:
        graph.add_edge(a, b, weight=w)
        if not oneway:
            graph.add_edge(b, a, weight=w)
    theirs = nx.single_source_dijkstra_path_length(graph, 0)
    ours, _ = one_to_all(n, tail, head, cost.astype(float), 0, oneway=one)
    assert {i for i in range(n) if np.isfinite(ours[i])} == set(theirs)
    for node, value in theirs.items():
        assert ours[node] == pytest.approx(value, abs=1e-9)


def network_of(edges, n):
    """A network on a circle of nodes: (from, to, km, score, oneway)."""
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    xy = np.column_stack([-3 + np.cos(angle), 16 + np.sin(angle)])
    nodes = gpd.GeoDataFrame(
        {"place_id": [f"n{i}" for i in range(n)], "name": [f"N{i}" for i in range(n)]},
        geometry=shapely.points(xy),
        crs=4326,
    )
    a, b, km, _, one = (np.array(column) for column in zip(*edges, strict=True))
    stretches = gpd.GeoDataFrame(
        {
            "stretch_id": [f"s{i}" for i in range(len(edges))], "corridor_id": "c", "number": None,
            "name": "road", "from_node": a, "to_node": b,
            "from_place": [f"n{i}" for i in a], "to_place": [f"n{i}" for i in b],
            "from_name": [f"N{i}" for i in a], "to_name": [f"N{i}" for i in b],
            "length_km": km.astype(float), "length_source": "x", "length_confirmed": True,
            "mode": "road", "surface": "earth", "speed_dry_kmh": 50.0, "speed_wet_kmh": 20.0,
            "wait_h": 0.0, "months_closed": None, "oneway": one, "geometry_quality": "surveyed",
            "season": None, "season_fr": None, "note": None, "check": None, "status": "in_use",
        },
        geometry=shapely.linestrings(np.stack([xy[a], xy[b]], 1)),
        crs=4326,
    )  # fmt: skip
    return RoadNetwork(nodes, stretches, "test"), [Stop(f"N{i}", *xy[i], f"n{i}") for i in range(n)]


@settings(max_examples=60, deadline=None)
@given(
    graphs,
    st.lists(st.floats(0, 30), min_size=45, max_size=45),
    st.sampled_from([1.0, 1.3, 2.0, np.inf]),
)
def test_the_least_exposed_path_is_never_more_exposed_than_the_shortest(drawn, scores, detour):
    n, edges = drawn
    network, stops = network_of([(a, b, km + 1, 0, one) for a, b, km, one in edges], n)
    exposure = np.array(scores[: len(edges)])
    paths = find_paths(
        network, [stops[0], stops[-1]], exposure=exposure, alternatives=2, max_detour=detour
    )
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    for a, b, km, one in edges:
        graph.add_edge(a, b, weight=km + 1)
        if not one:
            graph.add_edge(b, a, weight=km + 1)
    if not nx.has_path(graph, 0, n - 1):
        assert not paths.found
        assert "no road" in paths.message
        return
    by_kind = {
        kind: row for row in paths.routes.to_dict("records") for kind in row["kind"].split("+")
    }
    shortest = by_kind["shortest"]
    assert shortest["length_km"] == pytest.approx(nx.dijkstra_path_length(graph, 0, n - 1))
    for row in paths.routes.to_dict("records"):
        assert by_kind["least_exposed"]["score"] <= row["score"] + 1e-6
        assert shortest["length_km"] <= row["length_km"] + 1e-9
        assert row["length_km"] <= detour * shortest["length_km"] + 1e-9
    if detour == np.inf:
        for (a, b, _, one), score in zip(edges, scores, strict=False):
            for ends in [(a, b)] if one else [(a, b), (b, a)]:
                for data in graph[ends[0]][ends[1]].values():
                    data["score"] = min(score, data.get("score", np.inf))
        safest = nx.dijkstra_path_length(graph, 0, n - 1, weight="score")
        assert by_kind["least_exposed"]["score"] == pytest.approx(safest, abs=1e-5)
    for route_id, part in paths.stretches.groupby("route_id"):
        # Each stretch starts where the one before ended.
        assert part["from_place"].iloc[1:].tolist() == part["to_place"].iloc[:-1].tolist()
        row = paths.routes.set_index("route_id").loc[route_id]
        assert part["length_km"].sum() == pytest.approx(row["length_km"])
        assert (part["from_place"].iloc[0], part["to_place"].iloc[-1]) == ("n0", f"n{n - 1}")
    used = [frozenset(p["stretch_id"]) for _, p in paths.stretches.groupby("route_id")]
    assert len(set(used)) == len(used)


def test_the_least_exposed_way_is_no_longer_than_asked():
    """Three ways from 0 to 3, by hand: 10 km at 9, 18 km at 4, 40 km at 0."""
    edges = [(0, 3, 10, 0, False), (0, 1, 9, 0, False), (1, 3, 9, 0, False),
             (0, 2, 20, 0, False), (2, 3, 20, 0, False)]  # fmt: skip
    network, stops = network_of(edges, 4)
    exposure = np.array([9.0, 2.0, 2.0, 0.0, 0.0])
    for detour, km in ((1.5, 10), (2.0, 18), (3.9, 18), (4.0, 40)):
        paths = find_paths(
            network, [stops[0], stops[3]], weight=("shortest", "least_exposed"),
            exposure=exposure, max_detour=detour,
        )  # fmt: skip
        kinds = dict(zip(paths.routes["kind"], paths.routes["length_km"], strict=True))
        assert kinds.get("least_exposed", kinds.get("shortest+least_exposed")) == km, detour
    with pytest.raises(ValueError, match="max_detour"):
        find_paths(network, [stops[0], stops[3]], exposure=exposure, max_detour=0.5)


@pytest.fixture(scope="module")
def network():
    return load_roads(embedded=True)


def stops_of(*names):
    stops, refused = find_stops(list(names))
    assert not refused
    return stops


def test_gao_to_kidal_by_hand(network):
    """RN18: Gao - Bourem 26 + 17 + 39 + 13 km, on to Kidal 73 + 62 + 43 + 108."""
    paths = find_paths(network, stops_of("Gao", "Bourem", "Kidal"), weight="fastest")
    row = paths.routes.iloc[0]
    assert row["length_km"] == pytest.approx(381.0)
    # 95 km at 50 km/h, 286 at 25; in the rains 40 and 20.
    assert row["hours"] == pytest.approx(95 / 50 + 286 / 25)
    wet = find_paths(network, stops_of("Gao", "Bourem", "Kidal"), weight="fastest", season="wet")
    assert wet.routes["hours"].iloc[0] == pytest.approx(95 / 40 + 286 / 20)
    assert paths.stretches["end_km"].iloc[-1] == pytest.approx(381.0)


def test_alternatives_differ(network):
    paths = find_paths(network, stops_of("Bamako", "Gao"), weight="fastest", alternatives=3)
    assert len(paths.routes) == 4
    ids = dict(iter(paths.stretches.groupby("route_id")))
    for i, one in enumerate(ids.values()):
        for other in list(ids.values())[:i]:
            common = one[one["stretch_id"].isin(other["stretch_id"])]["length_km"].sum()
            assert common <= 0.7 * one["length_km"].sum() + 1e-6


def test_avoided_and_closed_stretches_are_not_used(network):
    stops = stops_of("Gao", "Kidal")
    for names in (["RN18"], ["bourem_kidal_3"], ["anefis"]):
        for option in ("avoid", "closed"):
            paths = find_paths(network, stops, weight="fastest", **{option: names})
            rows = paths.stretches
            assert paths.found
            assert "RN18" not in set(rows["number"]) or names != ["RN18"]
            assert "bourem_kidal_3" not in set(rows["stretch_id"])
    with pytest.raises(GeomaliError, match="RN99"):
        find_paths(network, stops, avoid=["RN99"])


def test_stretches_are_meant_by_place_road_ends_or_id(network):
    frame = network.stretches
    hombori = set(frame["stretch_id"][(frame[["from_place", "to_place"]] == "hombori").any(axis=1)])
    assert len(hombori) >= 2
    for name in ("Hombori", "hombori", "HOMBORI", "Hombory"):
        assert set(stretches_named(network, name)) == hombori, name
    between = stretches_named(network, "Anéfis - Tabankort")
    assert between == stretches_named(network, "tabankort – anefis") == ["bourem_kidal_3"]
    rn18 = frame["stretch_id"][frame["number"] == "RN18"].tolist()
    assert stretches_named(network, "RN18") == stretches_named(network, "rn 18") == rn18
    assert len(stretches_named(network, "Bourem - Almoustarat - Anéfis - Kidal")) == 4
    # Tondibi is no node: the road that passes by it is meant.
    assert stretches_named(network, "Tondibi") == ["gao_bourem_3"]
    for wrong in ("Nowhereville", "RN99", "Paris - Dakar", "Taoudénit - Lyon"):
        with pytest.raises(GeomaliError, match="nothing in the road network"):
            stretches_named(network, wrong)


def test_no_path_names_the_cut(network):
    shut = [row["stretch_id"] for _, row in network.stretches.iterrows()
            if "kidal_town" in (row["from_place"], row["to_place"])]  # fmt: skip
    paths = find_paths(network, stops_of("Gao", "Kidal"), closed=shut)
    assert not paths.found
    assert set(paths.cut["stretch_id"]) == set(shut)
    assert paths.message.startswith("no path Gao - Kidal: the way is barred at ")
    assert "Anéfis - Kidal (closed)" in paths.message
    assert set(paths.cut["barred_by"]) == {"closed"}
    wet = find_paths(network, stops_of("Mopti", "Ténenkou"), season="flood", avoid=["Mopti"])
    assert set(wet.cut["barred_by"]) <= {"season", "avoided"}


def test_the_delta_is_closed_to_cars_in_high_water_and_open_to_boats(network):
    stops = stops_of("Mopti", "Ténenkou")
    dry = find_paths(network, stops, weight="shortest")
    flood = find_paths(network, stops, weight="shortest", season="flood")
    assert "tenenkou_mopti_1" in set(dry.stretches["stretch_id"])
    assert not flood.found or "tenenkou_mopti_1" not in set(flood.stretches["stretch_id"])
    boat = find_paths(
        network, stops_of("Mopti", "Diafarabé"), season="flood", modes=("river",), weight="shortest"
    )
    assert boat.stretches["mode"].tolist() == ["river"]


def test_a_place_beside_the_road_is_joined_to_it(network):
    """Tondibi lies between Hamakouladji and Taboye."""
    paths = find_paths(network, stops_of("Gao", "Tondibi"), weight="fastest")
    last = paths.stretches.iloc[-1]
    assert (last["from_name"], last["to_name"]) == ("Hamakouladji", "Tondibi")
    assert 0 < paths.routes["approach_km"].iloc[0] < 10
    both = find_paths(network, stops_of("Forgho", "Tondibi", "Bourem"), weight="fastest")
    whole = find_paths(network, stops_of("Forgho", "Bourem"), weight="fastest")
    assert both.routes["length_km"].iloc[0] == pytest.approx(
        whole.routes["length_km"].iloc[0] + both.routes["approach_km"].iloc[0]
    )
    with pytest.raises(GeomaliError, match="over the limit"):
        find_paths(network, [Stop("nowhere", 4.0, 24.0), stops_of("Gao")[0]])


def test_bad_questions_are_refused(network):
    stops = stops_of("Gao", "Kidal")
    for options in (
        {"weight": "prettiest"},
        {"season": "spring"},
        {"modes": ("air",)},
        {"weight": []},
    ):
        with pytest.raises(ValueError, match=r"weight|season|mode"):
            find_paths(network, stops, **options)
    with pytest.raises(ValueError, match="exposure has 3"):
        find_paths(network, stops, exposure=np.zeros(3))
    with pytest.raises(GeomaliError, match="at least two"):
        find_paths(network, stops[:1])


def test_merging_short_stretches_keeps_the_sums(network):
    paths = find_paths(
        network,
        stops_of("Bamako", "Gao"),
        weight="fastest",
        exposure=np.ones(len(network.stretches)),
    )
    merged = merge_stretches(paths.stretches, over_km=150, at_places=False)
    assert len(merged) < len(paths.stretches)
    for name in ("length_km", "hours", "score"):
        assert merged[name].sum() == pytest.approx(paths.stretches[name].sum())
    assert merged["start_km"].iloc[1:].tolist() == pytest.approx(
        merged["end_km"].iloc[:-1].tolist()
    )
    assert merged["from_name"].iloc[0] == "Bamako"
    assert merged["to_name"].iloc[-1] == "Gao"
    assert (
        merge_stretches(paths.stretches, over_km=0)["stretch_id"].tolist()
        == paths.stretches["stretch_id"].tolist()
    )


# In ---------------------------------------------------------------------------------

ROAD = [(-0.04472, 16.27167), (-0.2, 16.6), (-0.34861, 16.955)]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".kml", ".kmz", ".gpx", ".zip"])
def test_lines_of_every_format(tmp_path, suffix):
    frame = gpd.GeoDataFrame(
        {"name": ["Gao <script>"]}, geometry=[shapely.linestrings(ROAD)], crs=4326
    )
    path = tmp_path / f"route{suffix}"
    if suffix == ".kmz":
        frame.to_file(tmp_path / "doc.kml", driver="KML")
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(tmp_path / "doc.kml", "doc.kml")
    elif suffix == ".zip":
        frame.to_file(tmp_path / "route.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("route.*"):
                if part != path:
                    archive.write(part, part.name)
    elif suffix == ".gpx":
        frame.to_file(path, driver="GPX", layer="routes")
    else:
        frame.to_file(path, driver="KML" if suffix == ".kml" else None)
    routes, rejects = read_routes(path)
    assert len(rejects) == 0
    assert routes["name"].tolist() == ["Gao <script>"]
    assert routes["kind"].tolist() == ["line"]
    assert shapely.get_coordinates(routes.geometry.iloc[0]) == pytest.approx(
        np.array(ROAD), abs=1e-6
    )
    assert routes["length_km"].iloc[0] == pytest.approx(
        GEOD.line_length(*zip(*ROAD, strict=True)) / 1000, abs=1e-3
    )


def test_what_is_no_line_is_rejected_with_its_reason(tmp_path):
    path = tmp_path / "mixed.geojson"
    shapes = [
        {"type": "Point", "coordinates": [0, 16]},
        {"type": "LineString", "coordinates": [[0, 16], [0, 16]]},
        {"type": "LineString", "coordinates": [[500000, 1800000], [510000, 1800000]]},
        None,
        {"type": "LineString", "coordinates": ROAD},
    ]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    routes, rejects = read_routes(path)
    assert len(routes) + len(rejects) == 5
    assert rejects["row_number"].tolist() == [1, 2, 3, 4]
    for words, reason in zip(
        ("Point", "no length", "degrees", "no geometry"), rejects["reason"], strict=True
    ):
        assert words in reason


def test_files_that_are_not_what_they_say(tmp_path):
    for name, data in (
        ("a.kmz", b"no zip"),
        ("b.geojson", b"{"),
        ("c.gpkg", b"x" * 99),
        ("d.txt", b""),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(SourceFormatError):
            read_routes(path)
    with pytest.raises(SourceFormatError, match="no such file"):
        read_routes(tmp_path / "none.geojson")


def test_ambiguous_and_unknown_places_are_listed_never_guessed():
    stops, refused = find_stops(["Bamba"])
    assert stops == []
    assert "bamba_gao" in refused[0].reason
    assert "bamba_koro" in refused[0].reason
    stops, refused = find_stops(["Bamba", "Gao", "région de Kidal", "Nowhereville"])
    assert [s.place_id for s in stops] == ["bamba_gao", "gao_town"]
    [kidal], _ = find_stops(["Kidall"])
    assert (kidal.place_id, kidal.read_from) == ("kidal_town", "Kidall")
    assert ["area" in r.reason or "unknown" in r.reason for r in refused] == [True, True]
    routes, rejects = read_routes(["Gao", "Nowhereville"])
    assert (len(routes), len(rejects)) == (0, 1)
    routes, rejects = read_routes(["Gao", "Bourem", "Kidal"])
    assert routes["stops"].tolist() == ["gao_town; bourem_town; kidal_town"]
    assert len(rejects) == 0


def test_a_drawn_line_is_matched_to_the_network(network):
    line = gpd.GeoDataFrame({"name": ["drawn"]}, geometry=[shapely.linestrings(ROAD)], crs=4326)
    paths, covered = match_line(line, network)
    assert paths.stretches["stretch_id"].tolist() == [f"gao_bourem_{i}" for i in range(1, 5)]
    assert covered > 0.95
    far = routes_of([(-0.04472, 16.27167), (1.2, 16.1), (1.5, 17.2), (-0.34861, 16.955)])
    assert match_line(far, network)[1] < 0.6


# Access and weights ---------------------------------------------------------------------


def test_access_constraints(tmp_path, network):
    path = tmp_path / "access.csv"
    path.write_text(
        "where,status,from_date,to_date,reason\n"
        "RN17,Route coupée,2023-01-01,,pont\n"
        "gao_bourem,open with armed ESCORT,,,\n"
        "bourem_kidal_1,Fermé,2020-01-01,2020-12-31,\n"
        "RN99,closed,,,\n"
        "RN16,hmm,,,\n"
        "RN16,closed,31/12/2023,,\n",
        encoding="utf-8",
    )
    access, rejects = read_access(path, network, as_of=AS_OF)
    assert access.closed == ("RN17",)
    assert access.restricted == ("gao_bourem",)
    assert [r.split()[0] for r in rejects["reason"]] == ["nothing", "status", "from_date"]
    paths = find_paths(
        network, stops_of("Gao", "Bourem"), weight="fastest", closed=access.closed,
        restricted=access.restricted,
    )  # fmt: skip
    assert set(paths.stretches["access"]) == {"restricted"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not accessible", "closed"), ("ACCESSIBLE", "open"), ("praticable", "open"),
        ("impraticable en saison des pluies", "closed"), ("Restricted access", "restricted"),
        ("unrestricted", "open"), ("Accès difficile", "restricted"), ("ouverte", "open"),
    ],
)  # fmt: skip
def test_status_words(text, status):
    assert access_status(text) == status


def test_an_unknown_status_is_not_guessed():
    with pytest.raises(
        ValueError, match=r"known word: write open, restricted or closed, or .*access_status\.csv"
    ):
        access_status("à confirmer")


def test_weights_are_checked(tmp_path):
    good = load_weights()
    assert good.half_life_days == 30
    path = tmp_path / "weights.csv"
    for text, words in (
        (
            "kind,key,weight,why\ndistance_km,2,0.5,\ndistance_km,5,0.9,\nage_half_life_days,,30,\n",
            "fall with distance",
        ),
        ("kind,key,weight,why\nevent_type,Battles,-1,\n", "negative"),
        ("kind,key,weight,why\ncolour,red,1,\n", "not one of"),
        ("kind,key,weight,why\ndistance_km,two,1,\n", "not a number"),
    ):
        path.write_text(text)
        with pytest.raises(SourceFormatError, match=words):
            load_weights(path)


def test_the_map_frame_is_plain(network):
    paths = find_paths(network, stops_of("Gao", "Kidal"), weight="fastest")
    frame = map_frame(assess_routes(paths.stretches, events_of([]), as_of=AS_OF))
    assert set(frame.geometry.geom_type) == {"LineString"}
    both = find_paths(network, stops_of("Gao", "Kidal"), weight=("fastest", "shortest"))
    told = map_frame(assess_routes(both.stretches, events_of([]), as_of=AS_OF, routes=both.routes))
    assert dict(zip(told["route_id"], told["kind"], strict=True)) == {
        "r1": "fastest",
        "r2": "shortest",
    }
    for name in (
        "route_id",
        "stretch_id",
        "name",
        "from_name",
        "to_name",
        "length_km",
        "score",
        "event_count",
    ):
        assert name in frame
