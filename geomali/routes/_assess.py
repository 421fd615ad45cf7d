"""The exposure of every stretch of a route: what happened near it, who claims its towns, what changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.errors import SchemaError
from geomali.routes._exposure import (
    check_layer,
    days_of,
    exposure_score,
    in_window,
    near_events,
    points_of,
)
from geomali.routes._towns import km_along, towns_along
from geomali.routes._weights import Weights, load_weights
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.gazetteer import Gazetteer

__all__ = ["TYPE_COLUMNS", "Assessment", "actors_of", "assess_routes"]

TYPE_COLUMNS: Final = {
    "Battles": "battles",
    "Explosions/Remote violence": "explosions",
    "Violence against civilians": "violence_against_civilians",
    "Riots": "riots",
    "Protests": "protests",
    "Strategic developments": "strategic_developments",
}
_EVENT_COLUMNS: Final = (
    "event_date", "date_latest", "time_precision", "event_type", "sub_event_type", "place_name",
    "geo_precision", "fatalities_best", "side_a", "side_b", "affected", "actors_text", "contested",
    "notes", "source_ids",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Assessment:
    """Exposure of routes as of a date.

    Parameters
    ----------
    routes
        One row per route: what was known of it, and ``event_count`` (distinct
        events near it), ``score`` (sum over its stretches), ``fatalities``
        (missing if no event states a number), ``fatalities_unstated`` (events
        that state none), counts by type, ``possible_count`` (events that may
        have been near it), ``event_count_since`` and ``event_change`` if an
        earlier date was given.
    stretches
        One row per route and stretch, in order, with the same and ``shared_count``
        (events that are near another stretch of the way too: it and their deaths stand
        in each, and once in the totals of ``routes``), ``nearest_event_id``, ``nearest_km``, ``latest_event_id``, ``latest_date``, ``by_actor``.
    events
        One row per stretch and event near it: ``route_id``, ``order``, ``event_id``,
        ``distance_km``, ``at_km`` (along the route), ``age_days``, ``weight`` and
        the event's columns.
    possible
        One row per stretch and event that has no point (a region, or no day):
        ``route_id``, ``order``, ``event_id``, ``reason`` and the event's columns.  Never counted.
    towns
        One row per route and place on the way: ``place_id``, ``name``, ``at_km``,
        ``distance_km``, and state, holder, claimants, basis and age of the evidence.
    as_of, window_days, buffer_km, since
        What was asked.
    sensitivity
        Level that the events were reduced to (:func:`geomali.privacy.apply_sensitivity`).
    half_life_days
        Days in which the weight of an event halves.
    """

    routes: gpd.GeoDataFrame
    stretches: gpd.GeoDataFrame
    events: pd.DataFrame
    possible: pd.DataFrame
    towns: pd.DataFrame
    as_of: date
    window_days: int
    buffer_km: float
    since: date | None = None
    sensitivity: str = "internal"
    half_life_days: float = 30.0


def assess_routes(
    stretches: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    claims: gpd.GeoDataFrame | None = None,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
    since: date | None = None,
    known_on: date | None = None,
    routes: gpd.GeoDataFrame | None = None,
    gazetteer: Gazetteer | None = None,
    weights: Weights | None = None,
) -> Assessment:
    """Say for every stretch of every route what happened near it and who claims its towns.

    Parameters
    ----------
    stretches
        ``Paths.stretches``, or drawn lines from :func:`cut_lines`, EPSG:4326.
    events, claims
        Tables of those names.  Without claims no town has a state.
    as_of, window_days, buffer_km
        As for :func:`exposure_along`.
    since
        An earlier date to compare with: the same window before it.
    known_on
        Leave out what was reported later, and what has no reporting date.
    routes
        ``Paths.routes``, whose columns are kept; by default made of the stretches.
    gazetteer
        For the outlines of regions and the names of towns.
    weights
        By default the shipped table.

    Raises
    ------
    SchemaError
        A column is missing or a CRS is wrong.
    ValueError
        ``since`` is after ``as_of``.
    """
    import pandas as pd

    if since is not None and since > as_of:
        raise ValueError(f"since ({since}) is after as_of ({as_of}); swap them")
    check_layer(stretches, "stretches", ("route_id", "order", "length_km"))
    check_layer(events, "events", ("event_id", "event_date", "event_type"))
    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    weights = weights or load_weights()
    frame = stretches.reset_index(drop=True)
    if "start_km" not in frame:
        run = frame.groupby("route_id", sort=False)["length_km"].cumsum()
        frame = frame.assign(start_km=run - frame["length_km"], end_km=run)
    known = _known(events, known_on)
    asked: dict[str, Any] = {"as_of": as_of, "window_days": window_days, "buffer_km": buffer_km}
    pairs = near_events(frame, known, weights=weights, **asked)
    details = _detailed(frame, known, pairs)
    possible = _possible(frame, known, as_of, window_days, buffer_km, gazetteer)
    frame = frame.assign(score=exposure_score(frame, known, weights=weights, **asked))
    frame = _add_counts(frame, details, possible, by="row")
    frame["shared_count"] = _shared(frame, details)
    frame = _add_nearest(frame, details)
    before = None
    if since is not None:
        before = near_events(frame, known, weights=weights, **(asked | {"as_of": since}))
        counts = before.groupby("line").size().reindex(range(len(frame)), fill_value=0)
        frame["event_count_since"] = counts.to_numpy(np.int64)
        frame["event_change"] = frame["event_count"] - frame["event_count_since"]
    summary = _summary(frame, routes)
    summary = _add_counts(summary, details, possible, by="route_id")
    scores = frame.groupby("route_id", sort=False)["score"].sum()
    summary["score"] = summary["route_id"].map(scores).to_numpy(np.float64)
    if before is not None:
        seen = before.assign(route_id=frame["route_id"].to_numpy()[before["line"]])
        distinct = seen.groupby("route_id")["event_id"].nunique()
        summary["event_count_since"] = (
            summary["route_id"].map(distinct).fillna(0).to_numpy(np.int64)
        )
        summary["event_change"] = summary["event_count"] - summary["event_count_since"]
    towns = towns_along(frame, claims, as_of, known_on, buffer_km, gazetteer)
    order = ["route_id", "order", "at_km", "distance_km", "event_id"]
    details = details.sort_values(order, kind="stable").drop(columns="row").reset_index(drop=True)
    possible = possible.drop(columns="row").reset_index(drop=True)
    return Assessment(
        routes=summary,
        stretches=frame,
        events=pd.DataFrame(details),
        possible=possible,
        towns=towns,
        since=since,
        sensitivity=str(events.attrs.get("sensitivity", "internal")),
        half_life_days=weights.half_life_days,
        **asked,
    )


def _known(events: gpd.GeoDataFrame, known_on: date | None) -> gpd.GeoDataFrame:
    frame = events.reset_index(drop=True)
    if known_on is None:
        return frame
    if "reported_date" not in frame:
        raise SchemaError("events", ["column 'reported_date' is missing, which known_on needs"])
    reported = days_of(frame["reported_date"])
    keep = ~np.isnat(reported) & (reported <= np.datetime64(known_on, "D"))
    kept: gpd.GeoDataFrame = frame[keep].reset_index(drop=True)
    return kept


def _columns(events: gpd.GeoDataFrame, rows: Any) -> dict[str, Any]:
    return {
        name: events[name].iloc[rows].reset_index(drop=True)
        for name in _EVENT_COLUMNS
        if name in events
    }


def _detailed(
    frame: gpd.GeoDataFrame, events: gpd.GeoDataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Pairs with what the event is and where along the route it lies."""
    import shapely

    line = pairs["line"].to_numpy()
    points = shapely.get_coordinates(events.geometry.iloc[pairs["event"].to_numpy()])
    return pairs.drop(columns=["line", "event"]).assign(
        row=line,
        route_id=frame["route_id"].to_numpy(object)[line],
        order=frame["order"].to_numpy()[line],
        at_km=km_along(frame, pairs),
        lon=points[:, 0],
        lat=points[:, 1],
        **_columns(events, pairs["event"].to_numpy()),
    )


def _possible(
    frame: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    as_of: date,
    window_days: int,
    buffer_km: float,
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    """Events without a point or a day, for the stretches they may have touched."""
    import pandas as pd
    import shapely

    rows, _ = in_window(events, as_of, window_days)
    _, placed = points_of(events, rows)
    undated = _undated(events, as_of, window_days)
    candidates = [(int(row), "region only") for row in rows[~placed]]
    candidates += [(int(row), "no date") for row in undated]
    shapes = frame.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    # A margin in degrees is enough here: an outline is vaguer than any of it.
    margin = buffer_km / 105.0
    near: dict[str, Any] = {}
    hits: list[tuple[int, int, str]] = []
    places = (
        events["place_id"] if "place_id" in events else pd.Series(index=events.index, dtype=object)
    )
    _, dated_point = points_of(events, np.arange(len(events)))
    for row, reason in candidates:
        place_id = places.iloc[row]
        if reason == "no date" and dated_point[row]:
            found = tree.query(events.geometry.iloc[row], predicate="dwithin", distance=margin)
        elif isinstance(place_id, str) and place_id:
            if place_id not in near:
                outline = gazetteer.area(place_id)
                near[place_id] = (
                    np.empty(0, np.int64)
                    if outline is None
                    else np.sort(tree.query(outline, predicate="dwithin", distance=margin))
                )
            found = near[place_id]
        else:
            continue
        hits += [(int(line), row, reason) for line in found]
    hits.sort(key=lambda hit: (hit[0], str(events["event_id"].iloc[hit[1]])))
    line = np.array([hit[0] for hit in hits], dtype=np.int64)
    event = np.array([hit[1] for hit in hits], dtype=np.int64)
    return pd.DataFrame(
        {
            "row": line,
            "route_id": frame["route_id"].to_numpy(object)[line],
            "order": frame["order"].to_numpy()[line],
            "event_id": events["event_id"].to_numpy(object)[event],
            "reason": [hit[2] for hit in hits],
            **_columns(events, event),
        }
    )


def _undated(events: gpd.GeoDataFrame, as_of: date, window_days: int) -> Any:
    """Rows without a day that may be of the window: reported in it, or nobody knows when."""
    unknown = np.isnat(days_of(events["event_date"]))
    if "status" in events:
        status = events["status"]
        unknown &= (status.isna() | (status == "current")).to_numpy(bool)
    if "reported_date" in events:
        reported = days_of(events["reported_date"])
        today = np.datetime64(as_of, "D")
        opening = today - np.timedelta64(window_days, "D")
        unknown &= np.isnat(reported) | ((reported >= opening) & (reported <= today))
    return np.flatnonzero(unknown)


def _add_counts(
    frame: gpd.GeoDataFrame, details: pd.DataFrame, possible: pd.DataFrame, *, by: str
) -> gpd.GeoDataFrame:
    """Plain counts: distinct events, deaths as stated, types, actors."""
    import pandas as pd

    frame = frame.copy()
    keys = frame["route_id"].to_numpy(object) if by == "route_id" else np.arange(len(frame))
    distinct = details.drop_duplicates([by, "event_id"])
    groups: dict[Any, Any] = dict(iter(distinct.groupby(by, sort=False)))
    nothing = distinct.iloc[:0]
    parts = [groups.get(key, nothing) for key in keys]
    frame["event_count"] = np.array([len(part) for part in parts], dtype=np.int64)
    for kind, column in TYPE_COLUMNS.items():
        frame[column] = np.array([int((p["event_type"] == kind).sum()) for p in parts], np.int64)
    if "fatalities_best" in distinct:
        dead = [pd.to_numeric(part["fatalities_best"]).dropna() for part in parts]
        frame["fatalities"] = pd.array(
            [int(d.sum()) if len(d) else None for d in dead], dtype="Int64"
        )
        frame["fatalities_unstated"] = np.array(
            [len(p) - len(d) for p, d in zip(parts, dead, strict=True)], np.int64
        )
    frame["by_actor"] = [_by_actor(part) for part in parts]
    unsure = possible.drop_duplicates([by, "event_id"]).groupby(by).size()
    frame["possible_count"] = np.array([int(unsure.get(key, 0)) for key in keys], np.int64)
    return frame


def _shared(frame: gpd.GeoDataFrame, details: pd.DataFrame) -> Any:
    """How many events near each stretch are near another one of the same way too."""
    pairs = details.drop_duplicates(["row", "event_id"])
    again = pairs[pairs.duplicated(["route_id", "event_id"], keep=False)]
    return again.groupby("row").size().reindex(range(len(frame)), fill_value=0).to_numpy(np.int64)


def actors_of(row: Any) -> list[str]:
    """Actor ids of an event on either side or among the affected."""
    found: list[str] = []
    for name in ("side_a", "side_b", "affected"):
        values = row.get(name)
        if isinstance(values, Iterable) and not isinstance(values, str):
            found += [value for value in values if isinstance(value, str)]
    return list(dict.fromkeys(found))


def _by_actor(part: pd.DataFrame) -> str | None:
    counts = Counter(actor for row in part.to_dict("records") for actor in actors_of(row))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return json.dumps(dict(ranked)) if ranked else None


def _add_nearest(frame: gpd.GeoDataFrame, details: pd.DataFrame) -> gpd.GeoDataFrame:
    """Nearest and latest event of each stretch, by id."""
    import pandas as pd

    rows = pd.RangeIndex(len(frame))
    nearest = (
        details.sort_values(["distance_km", "event_id"]).drop_duplicates("row").set_index("row")
    )
    latest = (
        details.sort_values(["event_date", "event_id"], ascending=[False, True])
        .drop_duplicates("row")
        .set_index("row")
    )
    frame = frame.copy()
    frame["nearest_event_id"] = nearest["event_id"].reindex(rows).to_numpy(object)
    frame["nearest_km"] = nearest["distance_km"].reindex(rows).to_numpy(np.float64)
    frame["latest_event_id"] = latest["event_id"].reindex(rows).to_numpy(object)
    frame["latest_date"] = pd.to_datetime(latest["event_date"].reindex(rows)).to_numpy(
        "datetime64[ms]"
    )
    return frame


def _summary(frame: gpd.GeoDataFrame, routes: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """One row per route: as given, or made of its stretches."""
    import geopandas as gpd
    import shapely

    if routes is not None:
        check_layer(routes, "routes", ("route_id",))
        known: gpd.GeoDataFrame = routes.reset_index(drop=True).copy()
        return known
    rows, shapes = [], []
    for route_id, part in frame.groupby("route_id", sort=False):
        row = {"route_id": route_id, "length_km": float(part["length_km"].sum())}
        for name in ("name", "geometry_quality"):
            if name in part:
                row[name] = part[name].iloc[0]
        if "hours" in part:
            row["hours"] = float(part["hours"].sum())
        rows.append(row)
        shapes.append(shapely.linestrings(shapely.get_coordinates(part.geometry.to_numpy())))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
