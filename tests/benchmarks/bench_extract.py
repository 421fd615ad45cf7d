"""Cost of coding a report beside the cost of only reading its names, on the same texts in one run.

    python tests/benchmarks/bench_extract.py

The peer is what any coder must do before it starts: find actors, places and
dates.  CPU seconds, medians of interleaved runs.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from geomali.actors import load_actors
from geomali.dates import document_date, find_dates
from geomali.extract import code_report
from geomali.gazetteer import load_gazetteer
from geomali.geoparse import find_places
from geomali.reports import Report, read_reports, split_sentences

DATA = Path(__file__).parents[1] / "data" / "coded_reports" / "reports.jsonl"
ROUNDS = 5


def main() -> None:
    gazetteer, actors = load_gazetteer(), load_actors()
    reports = read_reports(DATA).reports

    def mentions(report: Report) -> None:
        written = document_date(report)
        named = actors.find(report.text, lang=report.lang, on=written.latest)
        find_places(
            report.text, gazetteer, lang=report.lang, taken=[(m.start, m.end) for m in named]
        )
        find_dates(report.text, lang=report.lang, document_date=written, blocks=report.blocks)
        split_sentences(report)

    def code(report: Report) -> None:
        code_report(report, gazetteer=gazetteer, actors=actors)

    steps = {"mentions only": mentions, "whole coding": code}
    for step in steps.values():  # tables are read at first use
        for report in reports:
            step(report)
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start = time.process_time()
            for report in reports:
                step(report)
            seconds[name].append(time.process_time() - start)
    words = sum(len(report.text.split()) for report in reports)
    print(f"{len(reports)} reports, {words} words, median of {ROUNDS}")
    base = statistics.median(seconds["mentions only"])
    for name, runs in seconds.items():
        median = statistics.median(runs)
        print(
            f"{name:14} {median:7.3f} s  {len(reports) / median:7.0f} reports/s  {median / base:5.2f} x"
        )


if __name__ == "__main__":
    main()
