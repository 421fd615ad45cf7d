"""The one table of weights behind the exposure score."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from geomali.errors import SourceFormatError
from geomali.resources import data_path

__all__ = ["Weights", "load_weights"]

_KINDS: Final = (
    "distance_km",
    "age_half_life_days",
    "event_type",
    "sub_event_type",
    "geo_precision",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What an event adds to the exposure of a road, per kilometre of road near it.

    ``distance`` is ((km, weight), …), ascending km, weights falling: a
    kilometre of road so near counts so much.  An event's weight halves every
    ``half_life_days``.  ``sub_event_type`` goes before ``event_type``.
    """

    distance: tuple[tuple[float, float], ...]
    half_life_days: float
    event_type: Mapping[str, float]
    sub_event_type: Mapping[str, float]
    geo_precision: Mapping[int, float]


def load_weights(path: str | Path | None = None) -> Weights:
    """Read a table of weights: ``kind,key,weight,why``.

    Parameters
    ----------
    path
        By default the shipped ``layers/roads/exposure_weights.csv``.

    Raises
    ------
    SourceFormatError
        A row cannot be read, a weight is negative, or the weights do not
        fall with distance (exposure would fall as the buffer grows).
    """
    path = Path(path) if path is not None else data_path("layers/roads/exposure_weights.csv")
    tables: dict[str, dict[str, float]] = {kind: {} for kind in _KINDS}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            kind = (row.get("kind") or "").strip()
            if kind not in tables:
                raise SourceFormatError(
                    path, f"kind {kind!r} is not one of {', '.join(_KINDS)}", row=number
                )
            try:
                weight = float(row["weight"])
                if kind in ("distance_km", "geo_precision"):
                    float(row["key"])
            except (KeyError, TypeError, ValueError) as error:
                raise SourceFormatError(
                    path, "key or weight is not a number", row=number
                ) from error
            if not 0 <= weight < 1e6:
                raise SourceFormatError(
                    path, f"weight {weight:g} is negative or not finite", row=number
                )
            tables[kind][row["key"].strip()] = weight
    distance = tuple(sorted((float(km), w) for km, w in tables["distance_km"].items()))
    falling = all(a[1] >= b[1] for a, b in pairwise(distance))
    if not distance or not falling or not tables["age_half_life_days"]:
        raise SourceFormatError(
            path, "needs age_half_life_days, and distance_km rows whose weights fall with distance"
        )
    half_life = next(iter(tables["age_half_life_days"].values()))
    if half_life <= 0:
        raise SourceFormatError(path, "age_half_life_days must be above 0")
    return Weights(
        distance=distance,
        half_life_days=half_life,
        event_type=tables["event_type"],
        sub_event_type=tables["sub_event_type"],
        geo_precision={int(float(key)): w for key, w in tables["geo_precision"].items()},
    )
