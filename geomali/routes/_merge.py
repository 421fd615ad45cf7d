"""Short stretches put together, so that a person can read a route on a network of streets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geomali.routes._exposure import check_layer

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["merge_stretches"]


def merge_stretches(
    stretches: gpd.GeoDataFrame, *, over_km: float = 30.0, at_places: bool = True
) -> gpd.GeoDataFrame:
    """Join stretches that follow one another until a piece is long enough or meets a place.

    Parameters
    ----------
    stretches
        ``Paths.stretches``, EPSG:4326.
    over_km
        A piece this long takes in no more.
    at_places
        Also end a piece at every place of the gazetteer that is on the road, if
        it is longer than a third of ``over_km``.

    Returns
    -------
    GeoDataFrame
        The same columns: lengths, hours and scores summed; name, number,
        surface and mode of the longest part.  Ways in and out of a ferry or a
        river stay apart.
    """
    import shapely

    check_layer(stretches, "stretches", ("route_id", "order", "length_km", "mode"))
    records = stretches.to_dict("records")
    groups: list[list[dict[Any, Any]]] = []
    for row in records:
        last = groups[-1] if groups else None
        if last is None or last[0]["route_id"] != row["route_id"] or last[0]["mode"] != row["mode"]:
            groups.append([row])
            continue
        so_far = sum(part["length_km"] for part in last)
        place = at_places and isinstance(last[-1].get("to_place"), str) and so_far > over_km / 3
        if so_far >= over_km or place or so_far + row["length_km"] > over_km * 1.2:
            groups.append([row])
        else:
            last.append(row)
    rows: list[dict[Any, Any]] = []
    order = 0
    for group in groups:
        longest = max(group, key=lambda part: part["length_km"])
        row = dict(longest)
        order = order + 1 if rows and rows[-1]["route_id"] == row["route_id"] else 1
        row |= {
            "order": order,
            "stretch_id": group[0]["stretch_id"]
            if len(group) == 1
            else f"{group[0]['stretch_id']}..{group[-1]['stretch_id']}",
            "geometry": group[0]["geometry"]
            if len(group) == 1
            else shapely.linestrings(
                shapely.get_coordinates(np.array([part["geometry"] for part in group]))
            ),
        }
        for name in ("from_name", "from_place", "start_km"):
            row[name] = group[0].get(name)
        for name in ("to_name", "to_place", "end_km"):
            row[name] = group[-1].get(name)
        for name in ("length_km", "hours", "score", "wait_h"):
            if name in row and row[name] is not None:
                row[name] = sum(part[name] for part in group)
        if "length_confirmed" in row:
            row["length_confirmed"] = all(part["length_confirmed"] for part in group)
        if "access" in row and any(part["access"] == "restricted" for part in group):
            row["access"] = "restricted"
        rows.append(row)
    merged: gpd.GeoDataFrame = type(stretches)(
        rows, columns=list(stretches.columns), geometry="geometry", crs=stretches.crs
    )
    return merged
