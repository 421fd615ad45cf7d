"""Installing an OpenStreetMap extract of a country's size, and a route over it.

    python tests/benchmarks/bench_osm.py [edges]

The extract is made here: junctions on a lattice, bends between them, one-way
streets, ferries, gates, private ways, tracks, and twice as many nodes and ways
that are no road.  CPU seconds and peak memory of the install, beside osmium
reading the same file twice and doing nothing with it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

BENDS = 6
"""Nodes between two junctions: about what roads of the Sahel have in OpenStreetMap."""


def make_extract(path: Path, edges: int) -> None:
    """Write an extract with about so many road edges."""
    import osmium
    from osmium.osm.mutable import Node, Way

    rng = np.random.default_rng(0)
    side = max(int(np.sqrt(edges / 2)), 3)
    lon = -8 + 8.0 * np.arange(side) / side
    lat = 12 + 6.0 * np.arange(side) / side
    writer = osmium.SimpleWriter(str(path))
    number = side * side
    ways = []
    barriers = {int(i): {"barrier": kind} for i, kind in zip(
        rng.integers(1, number, number // 200), rng.choice(["gate", "bollard", "checkpoint"], number // 200), strict=True
    )}  # fmt: skip
    for row in range(side):
        for column in range(side):
            i = row * side + column + 1
            writer.add_node(Node(id=i, location=(lon[column], lat[row]), tags=barriers.get(i, {})))
    classes = ["primary", "secondary", "tertiary", "unclassified", "residential", "track", "track"]
    for line in range(2 * side):
        along = (
            np.arange(side) + (line % side) * side
            if line < side
            else np.arange(side) * side + line - side
        )
        for first in range(0, side - 1, 5):
            members = []
            for a, b in zip(along[first : first + 5], along[first + 1 : first + 6], strict=False):
                ends = [(lon[j % side], lat[j // side]) for j in (a, b)]
                members.append(int(a) + 1)
                for share in np.linspace(0, 1, BENDS + 2)[1:-1]:
                    number += 1
                    xy = [
                        p + (q - p) * share + d
                        for p, q, d in zip(*ends, rng.normal(0, 2e-4, 2), strict=True)
                    ]
                    writer.add_node(Node(id=number, location=tuple(xy)))
                    members.append(number)
                last = int(b) + 1
            if not members:
                continue
            members.append(last)
            tags = {"highway": classes[int(rng.integers(len(classes)))]}
            chance = rng.random()
            if chance < 0.05:
                tags["oneway"] = "yes" if chance < 0.03 else "-1"
            elif chance < 0.06:
                tags = {"route": "ferry"}
            elif chance < 0.08:
                tags["access"] = "private"
            elif chance < 0.4:
                tags["surface"] = "sand" if chance < 0.2 else "asphalt"
            ways.append((len(ways) + 1, members, tags))
    houses = []
    for _ in range(edges // 2):
        corner = rng.uniform((-8, 12), (0, 18))
        ring = []
        for dx, dy in ((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 1e-4)):
            number += 1
            writer.add_node(Node(id=number, location=(corner[0] + dx, corner[1] + dy)))
            ring.append(number)
        houses.append((len(ways) + len(houses) + 1, [*ring, ring[0]], {"building": "yes"}))
    for identifier, members, tags in [*ways, *houses]:
        writer.add_way(Way(id=identifier, nodes=members, tags=tags))
    writer.close()


INSTALL = """
from geomali.roads import install
network = install({path!r})
print(len(network.stretches), len(network.nodes))
"""
READ = """
import osmium
n = 0
for kind in (osmium.osm.WAY, osmium.osm.NODE):
    for item in osmium.FileProcessor({path!r}, kind).with_filter(osmium.filter.EmptyTagFilter()):
        n += 1
print(n, 0)
"""
ROUTE = """
import time
begun = time.process_time()
from geomali.roads import load_roads
from geomali.routes import Stop, find_paths
network = load_roads()
loaded = time.process_time()
places = [Stop("a", -7.6, 12.4), Stop("b", -0.5, 17.5)]
paths = find_paths(network, places, weight=("fastest", "shortest"))
first = time.process_time()
paths = find_paths(network, places, weight=("fastest", "shortest"), alternatives=2)
print(f"{loaded - begun:.2f} {first - loaded:.2f} {time.process_time() - first:.2f} {len(paths.routes)}", 0)
"""


def run(code: str, folder: str) -> tuple[str, float, float]:
    """Output, CPU seconds and peak memory (MB) of a program of its own."""
    environment = os.environ | {"GEOMALI_DATA": folder}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wrapped = (
        code + "\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapped], env=environment, capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    *said, peak = done.stdout.split("\n")[:-1]
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return " ".join(said), spent, float(peak)


def main() -> None:
    edges = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.osm.pbf"
        begun = time.process_time()
        make_extract(path, edges)
        print(
            f"extract of {path.stat().st_size / 1e6:.1f} MB, made in {time.process_time() - begun:.0f} s CPU"
        )
        for name, code in (("osmium reading alone", READ), ("geomali roads install", INSTALL),
                           ("load, first route, with 2 alternatives", ROUTE)):  # fmt: skip
            said, spent, peak = run(code.replace("{path!r}", repr(str(path))), folder)
            print(f"  {name:40s} {spent:6.1f} s CPU  {peak:6.0f} MB  {said}")


if __name__ == "__main__":
    main()
