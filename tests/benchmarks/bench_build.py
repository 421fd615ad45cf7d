"""What the main job costs: CPU of a whole build, the share of it that is importing, reports per second.

The peers are bare Python importing the same libraries, and a spaCy-free floor:
reading and splitting the same reports into sentences without coding them.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from geomali.actors import load_actors
from geomali.extract import code_report
from geomali.gazetteer import load_gazetteer
from geomali.reports import read_reports, split_sentences
from geomali.resources import data_path

ROUNDS = 5
MANY = 200
IMPORTS = "import geopandas, pyarrow.parquet, pyarrow.dataset, folium, shapely"


def cpu_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as data:
        env = os.environ | {"GEOMALI_DATA": data}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def report_files() -> list[Path]:
    """The five reference reports where they are at hand, else as many of the sample."""
    shared = Path(__file__).parents[3] / "shared" / "reports"
    folder = shared if shared.is_dir() else data_path("layers/sample")
    return sorted(folder.glob("*.txt"))[:5]


def whole_process(files: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as out:
        build = [sys.executable, "-m", "geomali", "build", *map(str, files), "-o", out]
        bare = [sys.executable, "-c", "pass"]
        libraries = [sys.executable, "-c", IMPORTS]
        cpu_seconds(build)
        rounds = [
            (cpu_seconds(bare), cpu_seconds(libraries), cpu_seconds(build)) for _ in range(ROUNDS)
        ]
    total = statistics.median(build - bare for bare, _, build in rounds)
    imports = statistics.median(libraries - bare for bare, libraries, _ in rounds)
    print(f"geomali build, {len(files)} reports: {total:.2f} s CPU above bare Python")
    print(f"  of which importing the libraries it needs: {imports:.2f} s ({imports / total:.0%})")


def in_process(files: list[Path]) -> None:
    gazetteer, actors = load_gazetteer(), load_actors()
    reports = [report for path in files for report in read_reports(path).reports]
    for report in reports:  # indexes and word tables are made once, on first use
        code_report(report, gazetteer=gazetteer, actors=actors)
    many = [reports[i % len(reports)] for i in range(MANY)]
    start = time.process_time()
    for report in many:
        code_report(report, gazetteer=gazetteer, actors=actors)
    coding = time.process_time() - start
    start = time.process_time()
    for report in many:
        split_sentences(report)
    splitting = time.process_time() - start
    size = sum(len(report.text) for report in many) / MANY
    print(f"coding: {MANY / coding:.0f} reports/s of {size:.0f} characters on one core")
    print(f"  {coding / splitting:.1f} times splitting the same texts into sentences")


def main() -> None:
    files = report_files()
    whole_process(files)
    in_process(files)


if __name__ == "__main__":
    main()
