"""Actors: loading, resolving and finding, beside the usual ways on the same input.

Peers, interleaved in one run, median of CPU seconds:

- finding: one regular expression of all the spellings, longest first, with
  word boundaries (standard library); and the bare automaton
  (ahocorasick_rs) without any rule on case, boundary or context, as the floor;
- resolving: rapidfuzz's ``extractOne`` over the same names.

Run: ``python tests/benchmarks/bench_actors.py``
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs
from rapidfuzz import fuzz, process

from geomali.actors import load_actors

REPORTS = Path(__file__).parents[1] / "data" / "coded_reports" / "reports.jsonl"
ROUNDS = 5


def cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def interleaved(calls: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            times[name].append(cpu(call))
    return {name: statistics.median(values) for name, values in times.items()}


def table(title: str, times: dict[str, float], unit: Callable[[float], str]) -> None:
    ours = next(iter(times.values()))
    print(f"\n{title}")
    for name, seconds in times.items():
        print(f"  {name:<44} {unit(seconds):>14}   {seconds / ours:8.2f} x ours")


def main() -> None:
    lines = [json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines()]
    texts = [line["text"] for line in lines if line["lang"] == "en"] * 8
    size = sum(len(text.encode()) for text in texts) / 1e6

    loads = [cpu(load_actors) for _ in range(9)]
    actors = load_actors()
    first = cpu(lambda: actors.resolve("FAMa"))
    built = cpu(lambda: actors.find(""))
    print(
        f"load_actors {statistics.median(loads) * 1e3:.1f} ms, index {first * 1e3:.1f} ms, "
        f"automata of one language {built * 1e3:.1f} ms (once each)"
    )

    spellings = sorted(
        {
            name.name
            for actor_id in actors.actors
            for name in actors.names(actor_id)
            if name.kind not in ("acled", "ucdp", "gdelt", "demonym") and name.lang in ("", "en")
        },
        key=lambda s: (-len(s), s),
    )
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, spellings)) + r")(?!\w)")
    bare = ahocorasick_rs.AhoCorasick([s.lower() for s in spellings])
    times = interleaved(
        {
            "geomali.actors find": lambda: [actors.find(text) for text in texts],
            "re, one alternation, exact case": lambda: [list(pattern.finditer(t)) for t in texts],
            "ahocorasick_rs alone, no rules (floor)": lambda: [
                bare.find_matches_as_indexes(t.lower(), overlapping=True) for t in texts
            ],
        }
    )
    table(
        f"finding in {len(texts)} English reports, {size:.2f} MB, {len(spellings)} spellings",
        times,
        lambda s: f"{size / s:.2f} MB/s",
    )

    labels = [s for s in spellings if len(s) > 3][::12]
    typed = [s[:4] + s[5] + s[4] + s[6:] for s in labels if len(s) > 13]
    some = typed[:40]
    meant = [label for label in labels if len(label) > 13][:40]

    def right(answer: Callable[[str], str | None]) -> float:
        ids = [actors.resolve(name).actor_id for name in meant]
        return sum(answer(t) == i for t, i in zip(some, ids, strict=True)) / len(some)

    times = interleaved(
        {
            "geomali.actors resolve": lambda: [actors.resolve(label) for label in labels],
            "rapidfuzz extractOne (ratio)": lambda: [
                process.extractOne(label, spellings, scorer=fuzz.ratio) for label in labels
            ],
        },
        rounds=3,
    )
    table(f"resolving {len(labels)} names", times, lambda s: f"{s / len(labels) * 1e6:.0f} us each")
    times = interleaved(
        {
            "geomali.actors resolve": lambda: [actors.resolve(label) for label in some],
            "rapidfuzz extractOne (WRatio)": lambda: [
                process.extractOne(label, spellings, scorer=fuzz.WRatio) for label in some
            ],
        },
        rounds=3,
    )
    ours = right(lambda t: actors.resolve(t).actor_id)
    theirs = right(
        lambda t: actors.resolve(process.extractOne(t, spellings, scorer=fuzz.WRatio)[0]).actor_id
    )
    print(f"\nmistyped names right: ours {ours:.2f}, WRatio {theirs:.2f}")
    table(
        f"resolving {len(some)} mistyped names",
        times,
        lambda s: f"{s / len(some) * 1e6:.0f} us each",
    )


if __name__ == "__main__":
    main()
