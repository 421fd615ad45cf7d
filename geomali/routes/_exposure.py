"""How near routes pass to dated events: counts, the score, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomali.errors import SchemaError
from geomali.routes._geometry import Floats, Ints, segments_of, to_plane
from geomali.routes._near import PointGrid, count_near, kernel_sums, near_pairs
from geomali.routes._partitions import is_partitioned, over_partitions
from geomali.routes._weights import Weights, load_weights
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "check_layer",
    "events_near",
    "exposure_along",
    "exposure_score",
    "in_window",
    "near_events",
]

Days = npt.NDArray[np.datetime64]


def check_layer(frame: Any, table: str, columns: tuple[str, ...]) -> None:
    """Raise unless a frame has columns, a geometry and the CRS of every stored layer.

    Raises
    ------
    SchemaError
        With every problem found.
    """
    problems = [f"column {name!r} is missing" for name in columns if name not in frame.columns]
    if getattr(frame, "active_geometry_name", None) is None:
        problems.append("it has no geometry")
    elif frame.crs is None:
        problems.append(f"it has no CRS: set_crs({CRS!r}) if its coordinates are degrees")
    elif frame.crs != CRS:
        problems.append(f"its CRS is {frame.crs.to_string()}, not {CRS}: use to_crs")
    if problems:
        raise SchemaError(table, problems)


def days_of(values: pd.Series) -> Days:
    """A column of dates as days; missing stays missing (NaT)."""
    import pandas as pd

    if np.issubdtype(getattr(values.dtype, "type", np.object_), np.datetime64):
        plain = values.dt.tz_localize(None) if getattr(values.dtype, "tz", None) else values
        return plain.to_numpy("datetime64[D]")
    return pd.to_datetime(values, errors="coerce").to_numpy("datetime64[D]")


def in_window(events: pd.DataFrame, as_of: date, window_days: int) -> tuple[Ints, Floats]:
    """Rows that count on a day, and the age of each in days.

    An event counts if it began by ``as_of`` and may still have happened in
    the window: its last possible day (``date_latest``, or ``event_date``) is no
    more than ``window_days`` before.  Superseded and deleted rows, and a
    second row of the same event, do not count.
    """
    if window_days < 0:
        raise ValueError(f"window_days is {window_days}; it must be 0 or more")
    began = days_of(events["event_date"])
    latest = days_of(events["date_latest"]) if "date_latest" in events else began
    latest = np.where(np.isnat(latest) | (latest < began), began, latest)
    today = np.datetime64(as_of, "D")
    opening = np.datetime64(as_of - timedelta(days=window_days), "D")
    with np.errstate(invalid="ignore"):
        keep = (began <= today) & (latest >= opening)
    if "status" in events:
        status = events["status"]
        keep &= (status.isna() | (status == "current")).to_numpy(bool)
    rows = np.flatnonzero(keep)
    if "event_id" in events:
        ids = events["event_id"].iloc[rows]
        repeated = ids.duplicated().to_numpy()
        rows = rows[~repeated]
    age = (today - np.minimum(latest[rows], today)).astype(np.int64)
    return rows, age.astype(np.float64)


def points_of(events: gpd.GeoDataFrame, rows: Ints) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Degrees of the points of some rows, and whether each row has one.

    A region (precision 3) never stands as a point, even if its publisher
    gave one.
    """
    import pandas as pd
    import shapely

    shapes = events.geometry.to_numpy()
    if len(rows) != len(events):
        shapes = shapes[rows]
    empty = shapely.is_empty(shapes)
    if empty.any():
        shapes = np.where(empty, None, shapes)  # an empty point has no x to ask for
    lonlat = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    with np.errstate(invalid="ignore"):
        placed = (np.abs(lonlat[:, 0]) <= 180) & (np.abs(lonlat[:, 1]) <= 90)
    if "geo_precision" in events:
        precision = pd.to_numeric(events["geo_precision"].iloc[rows]).to_numpy(
            np.float64, na_value=np.nan
        )
        with np.errstate(invalid="ignore"):
            placed &= ~(precision >= 3)
    return lonlat, placed


def _distinct(lonlat: Floats) -> tuple[Floats, Ints]:
    """Distinct coordinates (to a centimetre) and which of them each row has."""
    import pandas as pd

    grid = np.round(lonlat * 1e7).astype(np.int64)
    key = grid[:, 0] * 4_000_000_000 + grid[:, 1]
    codes, unique = pd.factorize(key)
    lat = (unique + 2_000_000_000) % 4_000_000_000 - 2_000_000_000
    lon = (unique - lat) // 4_000_000_000
    return np.column_stack([lon, lat]) / 1e7, codes.astype(np.int64)


def _radius_m(buffer_km: float) -> float:
    if not 0 < buffer_km <= 500:
        raise ValueError(f"buffer_km is {buffer_km}; it must be above 0 and at most 500")
    return buffer_km * 1000


def exposure_along(
    routes: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
) -> gpd.GeoDataFrame:
    """Count the events near each route in the days up to a date.

    Parameters
    ----------
    routes, events
        Tables of those names, EPSG:4326.  An event counts once, however many
        actors it has.  Events known to a region only are not counted
        (:func:`assess_routes` lists them).  Events may be a dask frame
        (``Store.dask_events``): each partition is counted by itself, on the
        cluster if one is connected, and the counts add up, for no event is in
        two partitions.
    as_of, window_days
        Last day counted, inclusive, and how many days before it still count.
        An event whose day is an interval counts if any day of it may be in
        the window and it began by ``as_of``.
    buffer_km
        Half-width of the corridor, in kilometres on the ground.  A route runs
        along the geodesics between its vertices.

    Returns
    -------
    GeoDataFrame
        ``routes``, same rows, index and CRS, with ``event_count`` (int64).

    Raises
    ------
    SchemaError
        A column is missing or a CRS is wrong; lists every problem found.
    """
    check_layer(routes, "routes", ())
    options = {"as_of": as_of, "window_days": window_days, "buffer_km": buffer_km}
    if is_partitioned(events):
        parts = over_partitions(exposure_along, routes[["geometry"]], events, **options)
        total = np.sum([part["event_count"].to_numpy() for part in parts], axis=0, dtype=np.int64)
        return routes.assign(event_count=total)
    check_layer(events, "events", ("event_date",))
    radius = _radius_m(buffer_km)
    rows, _ = in_window(events, as_of, window_days)
    lonlat, placed = points_of(events, rows)
    places, codes = _distinct(lonlat[placed])
    segments = segments_of(routes.geometry.to_numpy())
    grid = PointGrid(to_plane(places), places, radius)
    counts = count_near(segments, grid, np.bincount(codes, minlength=len(places)))
    return routes.assign(event_count=counts)


@dataclass(frozen=True, eq=False)
class _Weighed:
    """Events of the window with their points and weights."""

    rows: Ints
    age_days: Floats
    lonlat: Floats
    placed: npt.NDArray[np.bool_]
    weight: Floats


def weigh(events: gpd.GeoDataFrame, as_of: date, window_days: int, weights: Weights) -> _Weighed:
    """Weight of every event that counts: type, age and precision."""
    import pandas as pd

    rows, age = in_window(events, as_of, window_days)
    lonlat, placed = points_of(events, rows)
    frame = events.iloc[rows]
    nothing = pd.Series(np.nan, index=frame.index)
    by_type = frame["event_type"].map(weights.event_type) if "event_type" in frame else nothing
    by_sub = (
        frame["sub_event_type"].map(weights.sub_event_type)
        if "sub_event_type" in frame
        else nothing
    )
    kind = by_sub.astype("float64").fillna(by_type.astype("float64")).fillna(1.0).to_numpy()
    if "geo_precision" in frame:
        precision = pd.to_numeric(frame["geo_precision"]).astype("Float64").round().astype("Int64")
        # A point of unstated precision weighs as one that is near its place.
        near = weights.geo_precision.get(2, 1.0)
        sure = (
            precision.map(weights.geo_precision).astype("Float64").fillna(near).to_numpy(np.float64)
        )
    else:
        sure = np.ones(len(rows))
    fading = 0.5 ** (age / weights.half_life_days)
    return _Weighed(rows, age, lonlat, placed, kind * sure * fading)


def exposure_score(
    lines: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
    weights: Weights | None = None,
) -> Floats:
    """Exposure score of each line: weighted kilometres of road near events.

    Each event adds, for every kilometre of the line that lies within
    ``buffer_km`` of it, its weight (type × age × precision) times the weight
    of the distance, as in the table of :func:`load_weights`.  So the score of
    a route is the sum over its stretches however it is cut, and a route twice
    as long past the same events scores twice; and that of all events is the
    sum over partitions of them (to the last bits, for sums are rounded).

    Parameters
    ----------
    lines, events, as_of, window_days, buffer_km
        As for :func:`exposure_along`.
    weights
        By default the shipped table.

    Raises
    ------
    SchemaError
        A column is missing or a CRS is wrong.
    """
    check_layer(lines, "routes", ())
    weights = weights or load_weights()
    if is_partitioned(events):
        options = {"as_of": as_of, "window_days": window_days, "buffer_km": buffer_km}
        bare = lines[["geometry"]]
        parts = over_partitions(exposure_score, bare, events, weights=weights, **options)
        return np.asarray(np.sum(parts, axis=0), dtype=np.float64)
    check_layer(events, "events", ("event_date",))
    radius = _radius_m(buffer_km)
    weighed = weigh(events, as_of, window_days, weights)
    return _scores(segments_of(lines.geometry.to_numpy()), weighed, weights, radius)


def _scores(segments: Any, weighed: _Weighed, weights: Weights, radius: float) -> Floats:
    bands = tuple((min(km * 1000, radius), w) for km, w in weights.distance)
    # Bands beyond the buffer end at it, so that a wider buffer never lowers the score.
    cut = next((i for i, (metres, _) in enumerate(bands) if metres >= radius), len(bands) - 1)
    bands = bands[: cut + 1]
    lonlat, weight = weighed.lonlat[weighed.placed], weighed.weight[weighed.placed]
    # In one order, so that the same events give the same sum to the last bit.
    order = np.lexsort((weight, lonlat[:, 1], lonlat[:, 0]))
    order = order[weight[order] > 0]
    places, codes = _distinct(lonlat[order])
    summed = np.bincount(codes, weights=weight[order], minlength=len(places)).astype(np.float64)
    grid = PointGrid(to_plane(places), places, bands[-1][0])
    return kernel_sums(segments, grid, summed, bands)


def near_events(
    lines: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Every event near every line, nearest first.

    Returns
    -------
    DataFrame
        ``line`` (row number in ``lines``), ``event`` (row number in ``events``),
        ``event_id``, ``distance_km`` on the ground, ``at_km`` from the start of
        the line as drawn, ``age_days``, ``weight``; sorted by line, distance, id.
    """
    import pandas as pd

    check_layer(lines, "routes", ())
    check_layer(events, "events", ("event_date", "event_id"))
    radius = _radius_m(buffer_km)
    weighed = weigh(events, as_of, window_days, weights or load_weights())
    places, codes = _distinct(weighed.lonlat[weighed.placed])
    grid = PointGrid(to_plane(places), places, radius)
    pairs = near_pairs(segments_of(lines.geometry.to_numpy()), grid)
    member = np.flatnonzero(weighed.placed)
    by_place = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes, minlength=len(places))
    starts = np.cumsum(sizes) - sizes
    size = sizes[pairs.point]
    pair = np.repeat(np.arange(len(pairs.point)), size)
    run = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size)
    event = member[by_place[starts[pairs.point][pair] + run]]
    frame = pd.DataFrame(
        {
            "line": pairs.line[pair],
            "event": weighed.rows[event],
            "event_id": events["event_id"].to_numpy(object)[weighed.rows[event]],
            "distance_km": pairs.distance_m[pair] / 1000,
            "at_km": pairs.at_m[pair] / 1000,
            "age_days": weighed.age_days[event].astype(np.int64),
            "weight": weighed.weight[event],
        }
    )
    frame = frame.sort_values(["line", "distance_km", "event_id"], kind="stable")
    return frame.reset_index(drop=True)


def events_near(
    lines: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
) -> gpd.GeoDataFrame:
    """Keep the events that can matter to lines, so that the rest need not be held.

    Parameters
    ----------
    lines, events, as_of, window_days, buffer_km
        As for :func:`exposure_along`; of a dask frame each partition is reduced
        by itself, on the cluster if one is connected.  To compare with an
        earlier date, ask for a window that reaches back far enough.

    Returns
    -------
    GeoDataFrame
        Rows of the events within reach of a line in the window, and those that
        have no point or no day, which may be anywhere; in memory.  What
        :func:`assess_routes` says of them is what it says of all events.
    """
    import geopandas as gpd
    import pandas as pd

    options: dict[str, Any] = {"as_of": as_of, "window_days": window_days, "buffer_km": buffer_km}
    if is_partitioned(events):
        kept = over_partitions(events_near, lines[["geometry"]], events, **options)
        return gpd.GeoDataFrame(pd.concat(kept, ignore_index=True), crs=CRS)
    found = near_events(lines, events, **options)["event"].to_numpy()
    rows, _ = in_window(events, as_of, window_days)
    _, placed = points_of(events, rows)
    undated = np.flatnonzero(np.isnat(days_of(events["event_date"])))
    wanted = np.unique(np.concatenate([found, rows[~placed], undated]))
    reduced: gpd.GeoDataFrame = events.iloc[wanted]
    return reduced
