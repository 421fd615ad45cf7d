"""Names of places for the page, English and French, from the shipped gazetteer."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path

from geomali.resources import data_path

__all__ = ["place_names", "place_rows"]


@functools.lru_cache(maxsize=1)
def place_rows() -> tuple[dict[str, str], ...]:
    """Rows of the gazetteer's places."""
    with Path(data_path("gazetteer/places.csv")).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@functools.lru_cache(maxsize=1)
def place_names() -> Mapping[str, tuple[str, str]]:
    """Place id to its English and its French name; its own name where there is no other."""
    other: dict[tuple[str, str], str] = {}
    short: dict[tuple[str, str], list[str]] = {}
    with Path(data_path("gazetteer/names.csv")).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] in ("official", "exonym") and row["lang"] in ("en", "fr"):
                other.setdefault((row["place_id"], row["lang"]), row["name"])
            if row["kind"] in ("official", "exonym"):
                short.setdefault((row["place_id"], row["lang"]), []).append(row["name"])
    names = {}
    for place in place_rows():
        place_id, own = place["place_id"], place["name"]
        if place["feature_code"] == "PCLI":
            # A country's short name: "Mali", not "Republic of Mali".
            english = min(short.get((place_id, "en"), [own]), key=len)
            french = min(short.get((place_id, "fr"), [own]), key=len)
            names[place_id] = (own if own in english else english, own if own in french else french)
        else:
            names[place_id] = (other.get((place_id, "en"), own), other.get((place_id, "fr"), own))
    return names
