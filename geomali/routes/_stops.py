"""Places of a route through the gazetteer: resolved, or listed with the reason."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geomali.gazetteer import name_key
from geomali.resources import data_path
from geomali.routes._join import Stop

if TYPE_CHECKING:
    from geomali.gazetteer import Gazetteer, Resolution

__all__ = ["Refusal", "find_place", "find_stops"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A name that gives no stop, and why."""

    name: str
    reason: str


@lru_cache(maxsize=2)
def _codes(path: Path) -> dict[str, str]:
    """Place id of each p-code; of two vintages the later counts."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "pcode" in row["scheme"]]
    rows.sort(key=lambda row: row["version"])
    return {row["code"].upper(): row["place_id"] for row in rows if row["place_id"]}


def find_place(
    name: str, gazetteer: Gazetteer, *, near: Sequence[str] = ()
) -> Resolution | Refusal | str:
    """What a name, place id or p-code means: a resolution, a place id, or why not."""
    text = name.strip()
    if not text:
        return Refusal(name, "no place is given")
    code = _codes(data_path("gazetteer/admin_units.csv")).get(text.upper())
    if code:
        return code
    if gazetteer.index.place(text) is not None:
        return text
    answer = gazetteer.resolve(text, near=list(near) or None)
    if answer.status == "resolved":
        return answer
    names = [
        f"{c.place.place_id} ({c.place.admin1 or c.place.country})" for c in answer.candidates[:5]
    ]
    reason = f"{answer.status}: {answer.reason}"
    return Refusal(name, f"{reason} (may be: {', '.join(names)})" if names else reason)


def _stop(name: str, found: Resolution | Refusal | str, gazetteer: Gazetteer) -> Stop | Refusal:
    if isinstance(found, Refusal):
        return found
    place_id: str | None
    if isinstance(found, str):
        place = gazetteer.place(found)
        lat, lon, place_id = place.lat, place.lon, place.place_id
        shown = place.name
    else:
        lat, lon = found.lat, found.lon
        # A description ("30 km west of …") is a point of its own, not its anchor.
        exact = found.place is not None and (lat, lon) == (found.place.lat, found.place.lon)
        place_id = found.place_id if exact else None
        shown = found.place.name if exact and found.place else name.strip()
    if lat is None or lon is None:
        return Refusal(name, "is an area, not a place on a road: name a town in it")
    spelled = None if isinstance(found, str) else found.matched_name
    unlike = place_id is not None and spelled and name_key(spelled) != name_key(name)
    return Stop(shown, lon, lat, place_id, name.strip() if unlike else "")


def find_stops(
    names: Sequence[str], gazetteer: Gazetteer | None = None
) -> tuple[list[Stop], list[Refusal]]:
    """Resolve the places of a route; what is ambiguous is tried again beside the others.

    Parameters
    ----------
    names
        Names, place ids, coordinates ("16.27, -0.04") or descriptions, in order.
    gazetteer
        By default :func:`geomali.gazetteer.load_gazetteer`.

    Returns
    -------
    list of Stop, list of Refusal
        Together as many as the names.  A refusal says what the name may mean.
    """
    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    first = [_stop(name, find_place(name, gazetteer), gazetteer) for name in names]
    known = [s.place_id for s in first if isinstance(s, Stop) and s.place_id]
    stops: list[Stop] = []
    refused: list[Refusal] = []
    for name, found in zip(names, first, strict=True):
        again = found
        if isinstance(found, Refusal) and found.reason.startswith("ambiguous") and known:
            again = _stop(name, find_place(name, gazetteer, near=known), gazetteer)
        if isinstance(again, Stop):
            stops.append(again)
        else:
            refused.append(again)
    return stops, refused
