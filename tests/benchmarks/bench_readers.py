"""Import of ACLED-shaped rows, beside ways that only read the file.

The rows have the 31 columns, 1,500 places with a long tail, 250 actors, and notes of about
330 characters.  Ours resolves actors and places, checks every row and builds the tables of the
store; the peers stop at a frame of text.  Median CPU seconds, methods interleaved; the memory is
the peak of a process of its own.

Run: ``python tests/benchmarks/bench_readers.py [rows] [rounds]`` (1000000 rows: some minutes)
"""

from __future__ import annotations

import csv
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.csv

COLUMNS = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)
ACTORS = (
    "Military Forces of Mali (2021-)",
    "JNIM: Group for Support of Islam and Muslims",
    "Civilians (Mali)",
    "Islamic State Sahel Province (ISSP)",
    "Katiba Macina",
    "Unidentified Armed Group (Mali)",
    "Wagner Group",
    "Dan Na Ambassagou",
)
TYPES = (
    ("Battles", "Armed clash"),
    ("Battles", "Government regains territory"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Violence against civilians", "Attack"),
    ("Strategic developments", "Looting/property destruction"),
    ("Protests", "Peaceful protest"),
)


def words(rng: np.random.Generator, count: int) -> list[str]:
    """Made-up words."""
    parts = "ba bo da di fa ga ko la ma mo na ni ra sa so ta ti to wa ya".split()  # noqa: SIM905
    return ["".join(rng.choice(parts, rng.integers(2, 5))) for _ in range(count)]


def tail(count: int, power: float) -> np.ndarray:
    """Weights that fall off as those of places and actors do."""
    weights = 1 / np.arange(1, count + 1) ** power
    return weights / weights.sum()


def write_rows(path: Path, count: int) -> None:
    """Write an export of made-up rows; the same count gives the same bytes."""
    rng = np.random.default_rng(11)
    names = list(dict.fromkeys(word.capitalize() for word in words(rng, 4000)))[:1500]
    lat, lon = rng.uniform(13.5, 17.5, 1500).round(4), rng.uniform(-4.0, 1.0, 1500).round(4)
    region = rng.choice(["Mopti", "Gao", "Tombouctou", "Ségou"], 1500)
    actors = [*ACTORS, *(f"{w.capitalize()} Ethnic Militia (Mali)" for w in words(rng, 242))]
    vocabulary = np.array(words(rng, 5000), dtype=object)
    days = np.datetime64("2012-01-01") + (5113 * rng.beta(2.2, 1.0, count)).astype(int)
    place = rng.choice(len(names), count, p=tail(len(names), 1.05))
    one, two = (rng.choice(len(actors), count, p=tail(len(actors), 1.2)) for _ in range(2))
    ally = np.where(rng.random(count) < 0.3, rng.integers(0, len(actors), count), -1)
    kind = rng.choice(len(TYPES), count, p=[0.4, 0.02, 0.15, 0.3, 0.1, 0.03])
    deaths = rng.poisson(1.8, count)
    precision = rng.choice([1, 2, 3], count, p=[0.6, 0.32, 0.08])
    stamps = 1_700_000_000 + rng.integers(0, 50_000_000, count)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(COLUMNS + "\n")
        writer = csv.writer(file, lineterminator="\n")
        for start in range(0, count, 50_000):
            rows = range(start, min(start + 50_000, count))
            text = vocabulary[rng.integers(0, 5000, (len(rows), 46))]
            for i, note in zip(rows, text, strict=True):
                p, (event_type, sub) = place[i], TYPES[kind[i]]
                writer.writerow(
                    [f"MLI{i}", days[i], str(days[i])[:4], 1, "", event_type, sub, actors[one[i]],
                     actors[ally[i]] if ally[i] >= 0 else "", 2, actors[two[i]], "", 1, 12, "", 466,
                     "Western Africa", "Mali", region[p], "", "", names[p], lat[p], lon[p],
                     precision[i], "A paper", "National", " ".join(note) + ".", deaths[i], "", stamps[i]]
                )  # fmt: skip


def ours(path: Path) -> int:
    from geomali.readers import read_acled

    return read_acled(path).accepted


def with_pandas(path: Path) -> int:
    return len(pd.read_csv(path))


def with_pyarrow(path: Path) -> int:
    return int(pyarrow.csv.read_csv(path).num_rows)


def with_csv(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


METHODS: dict[str, Callable[[Path], int]] = {
    "geomali.readers read_acled": ours,
    "csv.DictReader, rows counted": with_csv,
    "pandas read_csv": with_pandas,
    "pyarrow read_csv (floor)": with_pyarrow,
}


def measured(name: str, path: Path) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak gigabytes of a method in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    cpu, wall, peak = map(float, done.stdout.split())
    return cpu, wall, peak


def one(name: str, path: Path) -> None:
    if METHODS[name] is ours:
        import geomali.readers  # noqa: F401 - the import is not what is measured
    cpu, wall = time.process_time(), time.perf_counter()
    METHODS[name](path)
    print(
        time.process_time() - cpu,
        time.perf_counter() - wall,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    )


def main(count: int = 100_000, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_rows(path, count)
        print(f"{count:,} rows, {path.stat().st_size / 1e6:,.0f} MB, {rounds} rounds")
        results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in METHODS}
        for _ in range(rounds):
            for name in METHODS:
                results[name].append(measured(name, path))
    floor = statistics.median(r[0] for r in results["pyarrow read_csv (floor)"])
    for name, found in results.items():
        cpu, wall, peak = (statistics.median(values) for values in zip(*found, strict=True))
        print(
            f"  {name:<30} {cpu:7.2f} s CPU {wall:7.2f} s wall {peak:6.2f} GB"
            f"   {count / cpu * 60:12,.0f} rows a CPU minute   {cpu / floor:6.1f} x floor"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:3]))
