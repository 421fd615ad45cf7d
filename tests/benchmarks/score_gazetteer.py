"""How often names are resolved rightly, on a file of labels.

    python tests/benchmarks/score_gazetteer.py LABELS.csv [--split tune] [--core] [--errors]

The file has the columns ``query, kind, lat, lon`` and any of ``admin1, admin2,
country, count, split``; ``count`` is how often the name occurs. Kinds are
``absent`` (exists nowhere in the country: no answer is right), ``ambiguous``
(several places: no answer is right), ``area`` (an answer without a point is right),
``relative`` (within 25 km), and any other word for a name with a point.
Names with a region are asked with it, without it, and with the cercle too.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from shapely import Point

from geomali.gazetteer import Gazetteer, Resolution, load_gazetteer
from geomali.gazetteer._geodesy import distance_km

RIGHT_KM, WRONG_KM = 10.0, 25.0
NO_POINT = ("absent", "ambiguous", "area")
HINTS = {"none": (), "region": ("admin1",), "region and cercle": ("admin1", "admin2")}


class Scored(NamedTuple):
    """A label, what it was answered, and how far off that is (None: no point to compare)."""

    row: dict[str, str]
    answer: Resolution
    km: float | None
    outside: bool = False

    @property
    def count(self) -> int:
        return int(self.row.get("count") or 1)

    @property
    def resolved(self) -> bool:
        return self.answer.status == "resolved"

    def within(self, km: float) -> bool:
        return self.resolved and self.km is not None and self.km <= km

    @property
    def wrong(self) -> bool:
        """Resolved to another place than the one meant, or to one where none is right."""
        if self.row["kind"] == "area":
            return self.resolved and self.answer.lat is not None
        if self.row["kind"] in NO_POINT:
            return self.resolved and not (
                self.row["kind"] == "absent" and self.answer.place and abroad(self.answer)
            )
        if self.answer.lat is None:
            # An area is another place if the point meant lies outside it.
            return self.resolved and self.outside
        return self.resolved and not (self.km is not None and self.km <= WRONG_KM)


def abroad(answer: Resolution) -> bool:
    """Whether the answer is a place of another country than the core's."""
    return answer.place is not None and answer.place.country not in ("", "ML")


def ask(gazetteer: Gazetteer, rows: Iterable[dict[str, str]], hints: Sequence[str]) -> list[Scored]:
    """Resolve every label with the hints of those names."""
    out = []
    for row in rows:
        given = {hint: row[hint] for hint in hints if row.get(hint)}
        if row.get("country"):
            given["country"] = row["country"]
        answer = gazetteer.resolve(row["query"], **given)
        km = None
        if row["lat"] and answer.lat is not None and answer.lon is not None:
            km = distance_km(float(row["lat"]), float(row["lon"]), answer.lat, answer.lon)
        out.append(Scored(row, answer, km, _outside(gazetteer, row, answer)))
    return out


def _outside(gazetteer: Gazetteer, row: dict[str, str], answer: Resolution) -> bool:
    """Whether an area was answered whose outline is known and does not hold the point."""
    if answer.place_id is None or answer.lat is not None or not row["lat"]:
        return False
    area = gazetteer.area(answer.place_id)
    return area is not None and not area.covers(Point(float(row["lon"]), float(row["lat"])))


def share(scored: Sequence[Scored], true: Callable[[Scored], bool], *, weighted: bool) -> float:
    """Share of the names, or of their occurrences, of which something is true."""
    weight = [s.count if weighted else 1 for s in scored]
    return sum(w for w, s in zip(weight, scored, strict=True) if true(s)) / max(sum(weight), 1)


def line(label: str, scored: Sequence[Scored]) -> None:
    """Print one row of the table."""
    cells = [f"{label:32s} {len(scored):5d}"]
    for weighted in (False, True):
        cells += [
            f"{100 * share(scored, lambda s, km=km: s.within(km), weighted=weighted):5.1f}"
            for km in (5.0, RIGHT_KM, WRONG_KM)
        ]
        cells.append(f"{100 * share(scored, lambda s: s.wrong, weighted=weighted):5.1f}")
    print("  ".join(cells))


def reliability(scored: Sequence[Scored]) -> None:
    """Print how often the likeliest candidate is right, by its score, and the Brier score.

    A name that is absent from the country and was found abroad is left out: its place there is
    not labelled.
    """
    points = []
    for s in scored:
        if s.row["kind"] in ("relative", "area", "ambiguous"):
            continue
        if s.row["kind"] == "absent" and s.resolved and abroad(s.answer):
            continue
        first = s.answer.candidates[0] if s.answer.candidates else None
        right = bool(
            first
            and s.row["lat"]
            and first.place.lat is not None
            and first.place.lon is not None
            and distance_km(
                float(s.row["lat"]), float(s.row["lon"]), first.place.lat, first.place.lon
            )
            <= RIGHT_KM
        )
        points.append((s.answer.score if s.resolved else first.score if first else 0.0, right))
    rate = sum(right for _, right in points) / max(len(points), 1)
    brier = math.fsum((score - right) ** 2 for score, right in points) / max(len(points), 1)
    print(f"Brier {brier:.4f}; best constant {rate * (1 - rate):.4f}")
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in points:
        bins[min(int(score * 10), 9)].append((score, right))
    for low, members in sorted(bins.items()):
        mean = sum(score for score, _ in members) / len(members)
        hits = sum(right for _, right in members) / len(members)
        print(f"  scored {low / 10:.1f} to {low / 10 + 0.1:.1f}: {len(members):5d}, mean {mean:.2f}, right {hits:.2f}")  # fmt: skip


def explain(scored: Sequence[Scored]) -> None:
    """Print what was not right."""
    for s in scored:
        if s.row["kind"] in ("absent", "ambiguous", "area"):
            if not s.wrong and (s.row["kind"] != "area" or s.resolved):
                continue
        elif s.within(RIGHT_KM):
            continue
        a = s.answer
        best = ", ".join(f"{c.place.place_id} {c.matched_name} {c.score:.2f}" for c in a.candidates[:4])  # fmt: skip
        km = "" if s.km is None else f" {s.km:.0f} km off"
        row = s.row
        print(
            f"    {'WRONG' if s.wrong else '-'} [{row['kind']}] {row['query']} ({row.get('admin1')}, "
            f"{row.get('admin2')}) {row['lat']},{row['lon']} x{s.count}: {a.status} {a.score:.2f}"
            f"{km}; {a.reason}; {best}"
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("--split", help="only rows of this split")
    parser.add_argument("--core", action="store_true", help="without what is installed")
    parser.add_argument("--errors", action="store_true", help="list what was not right")
    given = parser.parse_args()
    with given.labels.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if not given.split or row.get("split") == given.split
        ]
    gazetteer = load_gazetteer(core_only=given.core)
    named = [row for row in rows if row["kind"] not in (*NO_POINT, "relative")]
    apart = [row for row in rows if row["kind"] in (*NO_POINT, "relative")]
    print(f"{'':32s} {'n':>5s}   <5 km <10 km <25 km wrong    the same, by occurrences, in %")
    for title, hints in HINTS.items():
        told = [row for row in named if not hints or row.get("admin1")]
        scored = ask(gazetteer, told, hints)
        line(f"hints: {title}", scored)
        if given.errors and hints != ("admin1", "admin2"):
            explain(scored)
        kinds: dict[str, list[Scored]] = defaultdict(list)
        for s in scored:
            kinds[s.row["kind"]].append(s)
        for kind, members in sorted(kinds.items()):
            line(f"    {kind}", members)
        others = ask(gazetteer, apart, hints)
        reliability([*scored, *others])
        for kind in sorted({s.row["kind"] for s in others}):
            line(f"    {kind}", members := [s for s in others if s.row["kind"] == kind])
            if given.errors and hints != ("admin1", "admin2"):
                explain(members)


if __name__ == "__main__":
    main()
