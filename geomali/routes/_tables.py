"""An assessment as plain tables, for the map and the exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomali.palette import exposure_class
from geomali.routes._assess import TYPE_COLUMNS, Assessment

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["map_frame", "route_tables"]


def map_frame(assessment: Assessment) -> gpd.GeoDataFrame:
    """Stretches for ``conflict_map(routes=…)`` and the exports: plain columns and a line each."""
    frame = assessment.stretches
    if "kind" in assessment.routes:
        kinds = dict(zip(assessment.routes["route_id"], assessment.routes["kind"], strict=True))
        frame = frame.assign(kind=frame["route_id"].map(kinds))
    if "score" in frame:
        rate = (frame["score"] / frame["length_km"].where(frame["length_km"] > 0)).fillna(0.0)
        classes = map(exposure_class, rate, frame["event_count"])
        frame = frame.assign(exposure_class=list(classes))
    wanted = [
        "route_id", "kind", "order", "stretch_id", "name", "number", "from_name", "to_name", "start_km",
        "end_km", "length_km", "hours", "mode", "surface", "access", "score",
        "exposure_class", "event_count",
        *TYPE_COLUMNS.values(), "fatalities", "fatalities_unstated", "shared_count",
        "possible_count", "by_actor",
        "nearest_event_id", "nearest_km", "latest_event_id", "latest_date", "event_count_since",
        "event_change", "geometry_quality", "length_confirmed", "season", "note",
    ]  # fmt: skip
    kept = frame[[name for name in wanted if name in frame] + ["geometry"]].copy()
    for name in ("start_km", "end_km", "length_km", "nearest_km"):
        if name in kept:
            kept[name] = kept[name].round(1)
    for name in ("score", "hours"):
        if name in kept:
            kept[name] = kept[name].round(2)
    result: gpd.GeoDataFrame = kept
    result.attrs["sensitivity"] = assessment.sensitivity
    return result


def route_tables(assessment: Assessment) -> dict[str, Any]:
    """Tables to export: ``routes``, ``stretches``, ``stretch_events``, ``stretch_possible``, ``route_towns``.

    At the level ``public`` the distances of events are left out: with several
    of them a place could be found again.
    """
    import pandas as pd

    tables: dict[str, Any] = {
        "routes": assessment.routes.copy(),
        "stretches": map_frame(assessment),
        "stretch_events": assessment.events.copy(),
        "stretch_possible": assessment.possible.copy(),
        "route_towns": assessment.towns.copy(),
    }
    if assessment.sensitivity == "public":
        hidden = ["distance_km", "at_km", "lon", "lat"]
        tables["stretch_events"] = tables["stretch_events"].drop(columns=hidden)
        tables["stretches"] = tables["stretches"].drop(columns="nearest_km", errors="ignore")
    for name, table in tables.items():
        tables[name] = table if "geometry" in table else pd.DataFrame(table)
        tables[name].attrs["sensitivity"] = assessment.sensitivity
    return tables
