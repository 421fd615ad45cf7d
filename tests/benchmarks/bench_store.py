"""The store beside what a user would pick instead: bytes, CPU of a write, time of a query, kills.

    python tests/benchmarks/bench_store.py [--events 100000] [--rounds 7] [--kills 0]

Synthetic events shaped like ACLED's export (31 columns, notes of about 330
characters).  Every peer answers the same question on files laid out for it.
Interleaved rounds, medians; CPU seconds of this process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import random
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from geomali.points import point_wkb
from geomali.store import Store, open_store, to_arrow
from geomali.store._commit import Plan

SHARED = Path(__file__).parents[3] / "shared" / "benchmarks"
ACTOR = "Katiba Macina"
FROM, TO = dt.date(2022, 1, 1), dt.date(2022, 6, 30)
BOX = (-5.0, 13.5, -2.5, 15.5)
SIDES = ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2")


def synthetic(count: int) -> gpd.GeoDataFrame:
    """Rows like those of ACLED's export, in no order."""
    path = SHARED / "gen.py"
    if not path.is_file():
        sys.exit(f"needs the generator of events, {path}")
    with tempfile.TemporaryDirectory() as folder:
        # The generator makes a folder beside itself when it is imported.
        copy = Path(folder, "gen.py")
        copy.write_bytes(path.read_bytes())
        spec = importlib.util.spec_from_file_location("gen", copy)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        frame: gpd.GeoDataFrame = module.events(count)
    return frame.sample(frac=1, random_state=0).reset_index(drop=True)


def slug(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.utf8_lower(values), r"[^a-z0-9]+", "_")


def as_events(frame: gpd.GeoDataFrame, *, associated: bool = True) -> pa.Table:
    """Table ``events`` of the synthetic rows, main and associated actors on their sides."""

    def text(column: str) -> pa.Array:
        return pa.array(frame[column]).cast(pa.string())

    def side(main: str, other: str) -> pa.Array:
        pairs = zip(slug(text(main)).to_pylist(), slug(text(other)).to_pylist(), strict=True)
        return pa.array([[a, b] if b and associated else [a] for a, b in pairs])

    days = pa.array(frame["event_date"]).cast(pa.date32())
    spread = pa.array(np.array([0, 0, 6, 30])[frame["time_precision"]], pa.int32())
    exact = frame["geo_precision"].to_numpy() < 3
    sources = [[f"acled:{name.lower()}" for name in names.split("; ")] for names in frame["source"]]
    columns = {
        "event_id": pc.binary_join_element_wise("acled", text("event_id_cnty"), ":"),
        "event_date": days,
        "date_latest": pc.add(days.cast(pa.int32()), spread).cast(pa.date32()),
        "time_precision": pa.array(frame["time_precision"].to_numpy()),
        "date_rule": pa.repeat("acled", len(frame)),
        "event_type": text("event_type"),
        "sub_event_type": text("sub_event_type"),
        "modality": pa.repeat("occurred", len(frame)),
        "side_a": side("actor1", "assoc_actor_1"),
        "side_b": side("actor2", "assoc_actor_2"),
        "place_id": slug(text("location")),
        "place_name": text("location"),
        "admin1": text("admin1"),
        "admin2": text("admin2"),
        "country": pa.repeat("ML", len(frame)),
        "geo_precision": pa.array(frame["geo_precision"].to_numpy()),
        "geometry": point_wkb(
            np.where(exact, frame["longitude"], np.nan), np.where(exact, frame["latitude"], np.nan)
        ),
        "source_lat": pa.array(frame["latitude"].to_numpy()),
        "source_lon": pa.array(frame["longitude"].to_numpy()),
        "fatalities_best": pa.array(frame["fatalities"].to_numpy()),
        "contested": pa.repeat(False, len(frame)),
        "confidence": pa.repeat(0.8, len(frame)),
        "source_ids": pa.array(sources),
        "notes": text("notes"),
        "reported_date": pa.array(frame["timestamp"].to_numpy())
        .cast(pa.timestamp("s"))
        .cast(pa.date32()),
    }
    return to_arrow("events", pa.table(columns))


class EventsOnly(Plan):
    """A plan that leaves ``events_by_actor`` out, to see what the rest costs."""

    def _rewrite_actors(self, *_: Any) -> None:
        pass


Timed = tuple[float, float, Any]


def timed(action: Callable[[], Any]) -> Timed:
    wall, cpu = time.perf_counter(), time.process_time()
    result = action()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def compare(actions: dict[str, Callable[[], Any]], rounds: int) -> dict[str, Timed]:
    """Median wall and CPU of each action, interleaved; the first round warms up."""
    runs: dict[str, list[Timed]] = {name: [] for name in actions}
    for _ in range(rounds + 1):
        for name, action in actions.items():
            runs[name].append(timed(action))
    return {
        name: (
            statistics.median(run[0] for run in found[1:]),
            statistics.median(run[1] for run in found[1:]),
            found[-1][2],
        )
        for name, found in runs.items()
    }


def size(path: Path) -> tuple[int, int]:
    files = list(path.rglob("*.parquet")) if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files), len(files)


def writes(frame: gpd.GeoDataFrame, events: pa.Table, folder: Path, rounds: int) -> None:
    count = len(frame)
    numbers = iter(range(1000))

    def peer(name: str, keys: list[str]) -> Path:
        path = folder / f"{name}.parquet"
        frame.sort_values(keys, kind="stable").to_parquet(
            path, index=False, compression="zstd", write_covering_bbox=True, row_group_size=16_384
        )
        return path

    def events_only() -> Path:
        store = open_store(folder / f"plan{next(numbers)}", create=True)
        plan = EventsOnly(store._files, store._files.state())
        plan.events(events)
        for path, data in plan.data.items():
            target = Path(store.path, path)
            target.parent.mkdir(parents=True)
            target.write_bytes(data)
        return Path(store.path, "events")

    def commit() -> Path:
        store = open_store(folder / f"store{next(numbers)}", create=True)
        store.commit(events=events)
        return Path(store.path)

    found = compare(
        {
            "geopandas, one file by date": lambda: peer("by_date", ["event_date"]),
            "geopandas, one file by actor and date": lambda: peer(
                "by_actor", ["actor1", "event_date"]
            ),
            "store, events only": events_only,
            "store, full commit": commit,
        },
        rounds,
    )
    base = found["geopandas, one file by date"][1]
    print(f"\nwrite {count:,} events               cpu s   ratio  bytes/event  files")
    for name, (_, cpu, path) in found.items():
        total, files = size(path)
        print(f"{name:38} {cpu:6.2f} {cpu / base:7.2f} {total / count:12.1f} {files:6}")
    store = open_store(found["store, full commit"][2])
    _, cpu, summary = timed(lambda: store.commit(events=events))
    assert not summary.changed
    print(f"{'store, the same again':38} {cpu:6.2f} {cpu / base:7.2f}")


def queries(frame: gpd.GeoDataFrame, folder: Path, rounds: int) -> None:
    whole = open_store(next(folder.glob("store*")))
    main_only = open_store(folder / "main_actors", create=True)
    main_only.commit(events=as_events(frame, associated=False))
    file = folder / "by_actor.parquet"
    actor = slug(pa.array([ACTOR]))[0].as_py()
    con = duckdb.connect()
    con.execute("set threads = 2")
    day = pa.scalar(dt.datetime.combine(FROM, dt.time()), pa.timestamp("ms"))
    end = pa.scalar(dt.datetime.combine(TO, dt.time()), pa.timestamp("ms"))
    # The points that are no stand-ins for a region, as in the store.
    where = (
        f"event_date between timestamp '{FROM}' and timestamp '{TO}' and geo_precision < 3 "
        f"and longitude between {BOX[0]} and {BOX[2]} and latitude between {BOX[1]} and {BOX[3]}"
    )
    common = [
        ("event_date", ">=", day),
        ("event_date", "<=", end),
        ("geo_precision", "<", 3),
        ("longitude", ">=", BOX[0]),
        ("longitude", "<=", BOX[2]),
        ("latitude", ">=", BOX[1]),
        ("latitude", "<=", BOX[3]),
    ]

    def duck(sides: tuple[str, ...]) -> Callable[[], int]:
        any_side = " or ".join(f"{side} = '{ACTOR}'" for side in sides)
        sql = f"select * from read_parquet('{file}') where ({any_side}) and {where}"
        return lambda: con.execute(sql).to_arrow_table().num_rows

    def own_files(store: Store, roles: tuple[str, ...]) -> Callable[[], int]:
        any_side = " or ".join(f"list_contains({role}, '{actor}')" for role in roles)
        sql = (
            f"select * from read_parquet('{store.path}/events/*/*.parquet', "
            f"hive_partitioning = true) where event_year = {FROM.year} and ({any_side}) "
            f"and event_date between date '{FROM}' and date '{TO}' "
            f"and bbox.xmin between {BOX[0]} and {BOX[2]} "
            f"and bbox.ymin between {BOX[1]} and {BOX[3]}"
        )
        return lambda: con.execute(sql).to_arrow_table().num_rows

    def arrow(sides: tuple[str, ...]) -> Callable[[], int]:
        expression = pc.field(sides[0]) == ACTOR
        for side in sides[1:]:
            expression |= pc.field(side) == ACTOR
        for name, operator, value in common:
            field = pc.field(name)
            expression &= {
                ">=": field.__ge__,
                "<=": field.__le__,
                "<": field.__lt__,
            }[operator](value)
        return lambda: ds.dataset(file).to_table(filter=expression).num_rows

    def geopandas(sides: tuple[str, ...]) -> Callable[[], int]:
        filters = [[(side, "==", ACTOR), *common] for side in sides]
        return lambda: len(gpd.read_parquet(file, filters=filters))

    def ours(read: Callable[..., Any], **more: Any) -> Callable[[], int]:
        return lambda: len(read(actor=actor, from_date=FROM, to_date=TO, bbox=BOX, **more))

    for title, store, sides, roles, role in (
        ("either side", whole, SIDES, ("side_a", "side_b", "affected"), None),
        ("side A alone", whole, SIDES[:2], ("side_a",), "side_a"),
        ("main actor of side A", main_only, SIDES[:1], ("side_a",), "side_a"),
    ):
        found = compare(
            {
                "duckdb, one file by actor and date": duck(sides),
                "duckdb, the store's files": own_files(store, roles),
                "pyarrow, one file by actor and date": arrow(sides),
                "geopandas, one file by actor and date": geopandas(sides),
                "store.events_arrow": ours(store.events_arrow, role=role),
                "store.events (GeoDataFrame)": ours(store.events, role=role),
            },
            rounds,
        )
        rows = {result for _, _, result in found.values()}
        assert len(rows) == 1, found
        base = min(wall for name, (wall, _, _) in found.items() if name.startswith("duckdb"))
        print(
            f"\n{ACTOR}, {title}, six months, in a box: {rows.pop()} of {len(frame):,} rows\n"
            f"{'':38} wall ms  cpu ms  wall/best duckdb"
        )
        for name, (wall, cpu, _) in found.items():
            print(f"{name:38} {wall * 1e3:7.1f} {cpu * 1e3:7.1f} {wall / base:10.2f}")


def kills(count: int, folder: Path) -> None:
    """Kill a writer at random moments; count what is lost or doubled."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from test_store_safety import globbed, ids, kill_once

    path = folder / "killed"
    open_store(path, create=True)
    chance = random.Random(0)
    start = wrong = unsound = 0
    for _ in range(count):
        last = kill_once(path, start, chance.uniform(0, 0.4))
        store = open_store(path)
        found = ids(store)
        batches = {int(event.split("_")[0]) for event in found}
        whole = len(found) == 5 * len(batches) and len(set(found)) == len(found)
        complete = batches in (set(range(last + 1)), set(range(last + 2)))
        wrong += not (whole and complete and globbed(path) == found)
        unsound += bool(store.check())
        start = max(batches) + 1
    print(f"\n{count} kills, {5 * start:,} events: {wrong} times wrong, {unsound} times unsound")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame = synthetic(options.events)
        writes(frame, as_events(frame), folder, min(options.rounds, 3))
        queries(frame, folder, options.rounds)
        if options.kills:
            kills(options.kills, folder)


if __name__ == "__main__":
    main()
