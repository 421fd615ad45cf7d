"""Towns on the way, and who claims them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.routes._exposure import near_events
from geomali.routes._geometry import line_length_km
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.gazetteer import Gazetteer

__all__ = ["km_along", "towns_along"]


def km_along(frame: gpd.GeoDataFrame, pairs: pd.DataFrame) -> Any:
    """Kilometres from the start of the route of each pair of a stretch and a point near it.

    ``pairs`` as from :func:`near_events`; lengths along the road, which may be
    longer than the line drawn for it.
    """
    line = pairs["line"].to_numpy()
    drawn = line_length_km(frame.geometry.to_numpy())
    ratio = np.divide(
        frame["length_km"].to_numpy(np.float64), drawn, out=np.ones(len(drawn)), where=drawn > 0
    )
    return frame["start_km"].to_numpy(np.float64)[line] + pairs["at_km"].to_numpy() * ratio[line]


_TOWN_COLUMNS: Final = (
    "route_id", "at_km", "distance_km", "place_id", "name", "lon", "lat", "state", "holder", "claimants", "basis",
    "valid_from", "last_evidence_date", "evidence_age_days", "rule", "claim_ids",
)  # fmt: skip


def towns_along(
    frame: gpd.GeoDataFrame,
    claims: gpd.GeoDataFrame | None,
    as_of: date,
    known_on: date | None,
    buffer_km: float,
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    """Places where a stretch ends, and every place near it that anyone claims."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    from geomali.control import control_as_of

    control: dict[str, dict[Any, Any]] = {}
    if claims is not None and len(claims):
        state = control_as_of(claims, as_of=as_of, known_on=known_on)
        control = {row["place_id"]: row for row in state.to_dict("records")}
    found: dict[tuple[Any, str], tuple[float, float, str | None]] = {}
    for row in frame.to_dict("records"):
        for place, name, at in (
            (row.get("from_place"), row.get("from_name"), row["start_km"]),
            (row.get("to_place"), row.get("to_name"), row["end_km"]),
        ):
            if isinstance(place, str):
                found.setdefault((row["route_id"], place), (float(at), 0.0, name))
    located = []
    for place_id in sorted(control):
        place = gazetteer.index.place(place_id)
        if place is not None and place.lat is not None and place.lon is not None:
            located.append((place_id, place.lon, place.lat))
    if located:
        marks = gpd.GeoDataFrame(
            {"event_id": [item[0] for item in located], "event_date": pd.Timestamp(as_of)},
            geometry=shapely.points([item[1:] for item in located]),
            crs=CRS,
        )
        near = near_events(frame, marks, as_of=as_of, window_days=0, buffer_km=buffer_km)
        near = near.assign(
            route_id=frame["route_id"].to_numpy(object)[near["line"]],
            along_km=km_along(frame, near),
        )
        for item in near.sort_values(["distance_km", "line"]).to_dict("records"):
            key = (item["route_id"], str(item["event_id"]))
            found.setdefault(key, (float(item["along_km"]), float(item["distance_km"]), None))
    rows = []
    for (route_id, place_id), (at, away, name) in found.items():
        known = control.get(place_id, {})
        place = gazetteer.index.place(place_id)
        shown = name if isinstance(name, str) else place.name if place else place_id
        rows.append(
            {column: known.get(column) for column in _TOWN_COLUMNS}
            | {
                "route_id": route_id,
                "place_id": place_id,
                "name": shown,
                "lon": place.lon if place else None,
                "lat": place.lat if place else None,
                "at_km": at,
                "distance_km": away,
                "state": known.get("state", "unknown"),
            }
        )
    table = pd.DataFrame(rows, columns=list(_TOWN_COLUMNS))
    rank = {route: i for i, route in enumerate(dict.fromkeys(frame["route_id"]))}
    table = table.assign(_rank=table["route_id"].map(rank))
    table = table.sort_values(["_rank", "at_km", "place_id"], kind="stable")
    table["evidence_age_days"] = pd.to_numeric(table["evidence_age_days"]).astype("Int64")
    return table.drop(columns="_rank").reset_index(drop=True)
