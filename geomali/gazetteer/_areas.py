"""Outlines of areas, read only when one is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from geomali.resources import data_path

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["load_areas"]


@cache
def load_areas() -> dict[str, BaseGeometry]:
    """Every shipped outline by place id; empty if none are shipped."""
    import pyarrow.parquet as pq
    from shapely import from_wkb

    try:
        path = data_path("layers/admin/areas.parquet")
    except FileNotFoundError:
        return {}
    table = pq.read_table(path, columns=["place_id", "geometry"])
    shapes = from_wkb(table["geometry"].to_pylist())
    return dict(zip(table["place_id"].to_pylist(), shapes, strict=True))
