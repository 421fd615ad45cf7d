"""The one place where sensitivity is applied: what may leave, at which level.

Every map and every export passes through :func:`apply_sensitivity`.
:data:`RULES` is the whole policy; the tests hold the code to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geomali import schema

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["RULES", "Rule", "apply_sensitivity"]

GRID_DEGREES: Final = 0.1
"""Cell of the public grid: about 11 km north to south, 10.5 km east to west in Mali."""
GRID_UNCERTAINTY_KM: Final = 8.0
"""Half the diagonal of a cell, rounded up: it holds every point that falls in the cell."""
WITHHELD_BELOW: Final[Mapping[str, int]] = {"internal": 0, "partner": 5, "public": 20}
"""Counts of displaced people under this are withheld (missing), never shown as zero."""
PUBLIC_QUOTE_CHARACTERS: Final = 240


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to one kind of information at each level."""

    what: str
    internal: str
    partner: str
    public: str


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "place of an event or claim",
        "as stored",
        "as stored",
        "point moved to the centre of its 0.1° cell, precision 2, uncertainty at least 8 km",
    ),
    Rule("coordinates as the publisher gave them", "as stored", "withheld", "withheld"),
    Rule(
        "sites of displaced people",
        "as stored",
        "added up by commune; no site, no point",
        "added up by cercle; no commune, no site, no point",
    ),
    Rule(
        "counts of displaced people",
        "as stored",
        "withheld if under 5",
        "rounded to tens, withheld if under 20",
    ),
    Rule("full text of a report", "as stored", "withheld", "withheld"),
    Rule("quoted sentences", "as stored", "as stored", "cut at 240 characters"),
    Rule("publishers' notes on events", "as stored", "as stored", "withheld"),
    Rule("content of rejected rows", "as stored", "withheld", "withheld"),
)


def apply_sensitivity(
    frames: Mapping[str, pd.DataFrame | gpd.GeoDataFrame], level: str
) -> dict[str, Any]:
    """Reduce tables to what may be shown at a level.

    Parameters
    ----------
    frames
        Tables by name, columns as in :data:`geomali.schema.TABLES` (columns
        may be absent, and others present); geometries in EPSG:4326.
    level
        ``internal``, ``partner`` or ``public``.

    Returns
    -------
    dict
        New tables under the same names, ``attrs["sensitivity"]`` set to the
        level; the tables given are left as they are.  Displacement has fewer
        rows where sites were added up, the other tables keep rows and order.

    Raises
    ------
    ValueError
        No level of that name.
    """
    if level not in schema.SENSITIVITIES:
        raise ValueError(f"sensitivity {level!r} is unknown; use internal, partner or public")
    reduced = {}
    for name, frame in frames.items():
        result = frame.copy()
        if level != "internal":
            reduce = _REDUCERS.get(name)
            result = reduce(result, level) if reduce else result
        result.attrs["sensitivity"] = level
        reduced[name] = result
    return reduced


def _blank(frame: pd.DataFrame, *columns: str) -> None:
    for column in columns:
        if column in frame:
            frame[column] = None


def _to_grid(frame: pd.DataFrame) -> None:
    """Move each point to the centre of its grid cell."""
    import numpy as np
    import pandas as pd
    import shapely

    if "geometry" not in frame:
        return
    points = frame["geometry"].to_numpy()
    placed = ~(shapely.is_missing(points) | shapely.is_empty(points))
    cells = np.floor(shapely.get_coordinates(points[placed]) / GRID_DEGREES)
    moved = points.copy()
    moved[placed] = shapely.points(np.round((cells + 0.5) * GRID_DEGREES, 6))
    frame["geometry"] = moved
    if "geo_precision" in frame:
        frame.loc[placed, "geo_precision"] = 2
    if "uncertainty_km" in frame:
        known = pd.to_numeric(frame["uncertainty_km"]).fillna(0.0)
        frame.loc[placed, "uncertainty_km"] = known[placed].clip(lower=GRID_UNCERTAINTY_KM)


def _reduce_events(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    _blank(frame, "source_lat", "source_lon")
    if level == "public":
        _blank(frame, "notes")
        _to_grid(frame)
    return frame


def _reduce_claims(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    if level == "public":
        _to_grid(frame)
        _cut_quotes(frame)
    return frame


def _cut_quotes(frame: pd.DataFrame) -> pd.DataFrame:
    if "quote" in frame:
        frame["quote"] = frame["quote"].map(
            lambda quote: (
                quote[: PUBLIC_QUOTE_CHARACTERS - 1] + "…"
                if isinstance(quote, str) and len(quote) > PUBLIC_QUOTE_CHARACTERS
                else quote
            )
        )
    return frame


def _reduce_points(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    if level == "public":
        _to_grid(frame)
    return frame


def _reduce_not_events(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    return _cut_quotes(frame) if level == "public" else frame


def _reduce_reports(frame: pd.DataFrame, _level: str) -> pd.DataFrame:
    _blank(frame, "text")
    return frame


def _reduce_rejects(frame: pd.DataFrame, _level: str) -> pd.DataFrame:
    _blank(frame, "row")
    return frame


def _reduce_displacement(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    """Add sites up by unit; a sum with a missing part is the sum of what is stated."""
    import pandas as pd

    finest = ("site", "place_id", "geo_precision", "record_id")
    dropped = finest if level == "partner" else (*finest, "admin3", "admin3_code")
    keys = [
        column.name
        for column in schema.TABLES["displacement"].columns
        if column.name in frame
        and column.name not in (*dropped, "persons", "households", "geometry")
    ]
    counts = [name for name in ("persons", "households") if name in frame]
    for name in counts:
        frame[name] = frame[name].astype("Int64")
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    summed = (
        plain.groupby(keys, dropna=False, sort=True)[counts].sum(min_count=1).reset_index()
        if len(plain)
        else plain[[*keys, *counts]]
    )
    for name in counts:
        values = summed[name]
        if level == "public":
            values = ((values + 5) // 10) * 10
        # The threshold applies to what is stated, before rounding hides it.
        summed[name] = values.where(summed[name] >= WITHHELD_BELOW[level])
    summed["record_id"] = [f"{level}_{number:06d}" for number in range(len(summed))]
    for name in frame.columns:
        if name not in summed:
            summed[name] = None
    result = summed[list(frame.columns)]
    if "geometry" in frame:
        import geopandas as gpd

        geo = gpd.GeoSeries([None] * len(result), crs=schema.CRS)
        result = gpd.GeoDataFrame(
            result.drop(columns="geometry"), geometry=geo.set_axis(result.index)
        )[list(frame.columns)]
    return result


_REDUCERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "events": _reduce_events,
    "events_by_actor": _reduce_points,
    "claims": _reduce_claims,
    "control": _reduce_points,
    "reports": _reduce_reports,
    "not_events": _reduce_not_events,
    "rejects": _reduce_rejects,
    "displacement": _reduce_displacement,
}
