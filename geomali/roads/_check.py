"""Checks of the corridor table: against the ground, against itself, against published lengths."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geomali.resources import data_path
from geomali.roads._corridors import read_corridors
from geomali.roads._graph import from_one

if TYPE_CHECKING:
    import pandas as pd

    from geomali.gazetteer import Gazetteer
    from geomali.roads._network import RoadNetwork

__all__ = ["check_roads", "compare_lengths"]

MODES: Final = ("road", "track", "river", "ferry")
SURFACES: Final = ("paved", "paved_worn", "laterite", "earth", "sand", "river")
QUALITIES: Final = ("schematic", "surveyed")
STATUSES: Final = ("in_use", "abandoned")
_MONTHS: Final = re.compile(r"(1[0-2]|[1-9])-(1[0-2]|[1-9])")
_NUMBER: Final = re.compile(r"RN\d{1,2}|RR\d{1,2}")
WINDING: Final = 1.6
"""A stretch longer than so many times the straight line is looked at again."""


def check_roads(
    path: str | Path | None = None, *, gazetteer: Gazetteer | None = None
) -> pd.DataFrame:
    """Check the corridor table and list every problem.

    Parameters
    ----------
    path
        The table; by default the shipped one.
    gazetteer
        Where its places are looked up; by default the shipped one.

    Returns
    -------
    DataFrame
        ``corridor_id``, ``stretch``, ``problem``; empty if there is none.  Lengths
        are held against the geodesic between the ends (never below it, at
        most 1.6 times it, unless the line is drawn through points), words
        against their vocabularies, and the whole against being in one piece.
    """
    import pandas as pd
    from pyproj import Geod

    from geomali.gazetteer import load_gazetteer

    places = gazetteer or load_gazetteer(core_only=True)
    geod = Geod(ellps="WGS84")
    problems: list[tuple[str, str, str]] = []
    seen: set[tuple[str, str]] = set()
    joined: dict[str, str] = {}
    rows = read_corridors(path)
    for row in rows:
        where = (row["corridor_id"], row["stretch"])
        found = _words(row)
        if where in seen:
            found.append("the same corridor and stretch number twice")
        seen.add(where)
        known = [places.index.place(row[end]) for end in ("from_place", "to_place")]
        for end, place in zip(("from_place", "to_place"), known, strict=True):
            if place is None:
                found.append(f"{end} {row[end]!r} is not in the gazetteer")
            elif place.lat is None:
                found.append(f"{end} {row[end]!r} is an area, not a point")
        length = _positive(row["length_km"])
        if all(place is not None and place.lat is not None for place in known):
            a, b = known
            assert a is not None  # narrowed for the type checker
            assert b is not None
            straight = geod.inv(a.lon, a.lat, b.lon, b.lat)[2] / 1000
            if length is not None and length < straight:
                found.append(f"length {length:g} km is below the straight line, {straight:.1f} km")
            if (
                length is not None
                and not row["via"]
                and length > max(WINDING * straight, straight + 2)
            ):
                found.append(f"length {length:g} km is over {WINDING} times the straight line")
        _join(joined, row["from_place"], row["to_place"])
        problems += [(*where, text) for text in found]
    roots = {_root(joined, place) for place in joined}
    if len(roots) > 1:
        problems.append(("", "", f"the network is in {len(roots)} pieces"))
    return pd.DataFrame(problems, columns=["corridor_id", "stretch", "problem"])


def _words(row: dict[str, str]) -> list[str]:
    found = []
    for name, allowed in (
        ("mode", MODES), ("surface", SURFACES), ("geometry_quality", QUALITIES),
        ("status", STATUSES), ("length_confirmed", ("yes", "no")),
        ("number_confirmed", ("yes", "no") if row["number"] else ("",)),
    ):  # fmt: skip
        if row[name] not in allowed:
            found.append(f"{name} is {row[name]!r}, not one of {', '.join(allowed)}")
    if row["number"] and not _NUMBER.fullmatch(row["number"]):
        found.append(f"number {row['number']!r} is not like RN16")
    if row["months_closed"] and not _MONTHS.fullmatch(row["months_closed"]):
        found.append(f"months_closed {row['months_closed']!r} is not like 8-12")
    found += [
        f"{name} is not a positive number"
        for name in ("length_km", "speed_dry_kmh", "speed_wet_kmh")
        if _positive(row[name]) is None
    ]
    if not row["length_source"]:
        found.append("length_source is empty")
    if row["length_confirmed"] == "yes" and not row["check"]:
        found.append("confirmed, but check does not say by what")
    return found


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < 1e5 else None


def _root(parents: dict[str, str], item: str) -> str:
    while parents.setdefault(item, item) != item:
        item = parents[item]
    return item


def _join(parents: dict[str, str], one: str, other: str) -> None:
    parents[_root(parents, one)] = _root(parents, other)


def _shipped() -> list[tuple[str, str, float, str]]:
    with data_path("layers/roads/references.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["from_place"], row["to_place"], float(row["km"]), row["source"])
            for row in csv.DictReader(file)
        ]


def compare_lengths(
    network: RoadNetwork, references: Iterable[tuple[str, str, float, str]] | None = None
) -> pd.DataFrame:
    """Hold the network's road lengths against published ones.

    Parameters
    ----------
    network
        A network whose nodes are places.
    references
        ``(from place id, to place id, km, source)``; by default those of
        ``layers/roads/references.csv``.

    Returns
    -------
    DataFrame
        One row per reference whose two places are nodes: ``from_place``,
        ``to_place``, ``source``, ``reference_km``, ``straight_km``, ``length_km``
        (along the road that is fastest in the dry season, rivers left out),
        ``ratio`` (ours to theirs) and ``verdict``: agrees (within 10 %),
        differs, below_straight_line (theirs cannot be), no_road.
    """
    import numpy as np
    import pandas as pd
    from pyproj import Geod
    from scipy.sparse import coo_array

    frame = network.stretches[network.stretches["mode"] != "river"]
    size = len(network.nodes)
    hours = (frame["length_km"] / frame["speed_dry_kmh"] + frame["wait_h"]).to_numpy()
    a, b = frame["from_node"].to_numpy(), frame["to_node"].to_numpy()
    km = dict(
        zip(zip(np.minimum(a, b), np.maximum(a, b), strict=True), frame["length_km"], strict=True)
    )
    graph = coo_array((hours, (a, b)), shape=(size, size)).tocsr()
    node = {place: i for i, place in enumerate(network.nodes["place_id"])}
    points = network.nodes.geometry
    geod = Geod(ellps="WGS84")
    rows = []
    for start, end, reference, source in _shipped() if references is None else references:
        if start not in node or end not in node or start == end:
            continue
        i, j = node[start], node[end]
        straight = (
            geod.inv(points.iloc[i].x, points.iloc[i].y, points.iloc[j].x, points.iloc[j].y)[2]
            / 1000
        )
        cost, before = from_one(graph, i, directed=False)
        length = None
        if np.isfinite(cost[j]):
            length, here = 0.0, j
            while here != i:
                previous = int(before[here])
                length += km[min(previous, here), max(previous, here)]
                here = previous
        if length is None:
            verdict = "no_road"
        elif reference < straight * 0.995:
            verdict = "below_straight_line"
        else:
            verdict = "agrees" if abs(length / reference - 1) <= 0.10 else "differs"
        ratio = None if length is None else length / reference
        rows.append((start, end, source, reference, straight, length, ratio, verdict))
    columns = "from_place to_place source reference_km straight_km length_km ratio verdict"
    return pd.DataFrame(rows, columns=columns.split())
