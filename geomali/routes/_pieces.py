"""Lines cut into pieces: drawn routes into stretches, and stretches for a profile."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geomali.routes._exposure import check_layer, exposure_score
from geomali.routes._geometry import line_length_km
from geomali.routes._weights import Weights
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["cut_lines", "exposure_profile"]


def cut_lines(routes: gpd.GeoDataFrame, *, every_km: float = 25.0) -> gpd.GeoDataFrame:
    """Cut drawn lines into stretches of equal length, at most so many kilometres each.

    Parameters
    ----------
    routes
        Lines with ``route_id`` and ``name``, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        ``route_id``, ``order``, ``stretch_id``, ``name``, ``start_km``, ``end_km``,
        ``length_km``, ``geometry_quality`` and a line: what
        :func:`assess_routes` takes.
    """
    import geopandas as gpd
    from shapely.ops import substring

    if every_km <= 0:
        raise ValueError(f"every_km is {every_km}; it must be above 0")
    check_layer(routes, "routes", ("route_id", "name"))
    rows, shapes = [], []
    lengths = line_length_km(routes.geometry.to_numpy())
    for record, shape, length in zip(
        routes.drop(columns="geometry").to_dict("records"), routes.geometry, lengths, strict=True
    ):
        pieces = max(int(np.ceil(length / every_km)), 1)
        for order in range(1, pieces + 1):
            a, b = (order - 1) / pieces, order / pieces
            rows.append(
                {
                    "route_id": record["route_id"],
                    "order": order,
                    "stretch_id": f"{record['route_id']}_{order}",
                    "name": record["name"],
                    "start_km": length * a,
                    "end_km": length * b,
                    "length_km": length / pieces,
                    "geometry_quality": record.get("geometry_quality", "drawn"),
                }
            )
            shapes.append(substring(_one_line(shape), a, b, normalized=True))
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _one_line(shape: Any) -> Any:
    """A line of parts as one line, in the order of the parts."""
    import shapely

    return shapely.linestrings(shapely.get_coordinates(shape))


def exposure_profile(
    stretches: gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
    step_km: float = 5.0,
    weights: Weights | None = None,
) -> pd.DataFrame:
    """Exposure along routes, piece by piece.

    Parameters
    ----------
    stretches
        As :attr:`Assessment.stretches`: with ``route_id``, ``start_km``, ``length_km``.
    events, as_of, window_days, buffer_km, weights
        As for :func:`assess_routes`.
    step_km
        Each stretch is cut into equal pieces of at most so many kilometres.

    Returns
    -------
    DataFrame
        ``route_id``, ``start_km``, ``end_km``, ``score``, ``score_per_km``, in order.
        The scores of a route's pieces add up to its score.
    """
    import geopandas as gpd
    import pandas as pd
    from shapely.ops import substring

    if step_km <= 0:
        raise ValueError(f"step_km is {step_km}; it must be above 0")
    rows, shapes = [], []
    for row in stretches.to_dict("records"):
        pieces = max(int(np.ceil(row["length_km"] / step_km)), 1)
        for piece in range(pieces):
            a, b = piece / pieces, (piece + 1) / pieces
            rows.append(
                (
                    row["route_id"],
                    row["start_km"] + row["length_km"] * a,
                    row["start_km"] + row["length_km"] * b,
                )
            )
            shapes.append(substring(row["geometry"], a, b, normalized=True))
    lines = gpd.GeoDataFrame(geometry=shapes, crs=CRS)
    table = pd.DataFrame(rows, columns=["route_id", "start_km", "end_km"])
    if not len(table):
        return table.assign(score=0.0, score_per_km=0.0)
    table["score"] = exposure_score(
        lines, events, as_of=as_of, window_days=window_days, buffer_km=buffer_km, weights=weights
    )
    length = (table["end_km"] - table["start_km"]).to_numpy()
    table["score_per_km"] = np.divide(
        table["score"].to_numpy(), length, out=np.zeros(len(length)), where=length > 0
    )
    return table
