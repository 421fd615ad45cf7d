"""Points as columns of WKB, and back, without a geometry object for each.

The one form of a point in every table: 21 bytes, little-endian, longitude
before latitude.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["is_plain_points", "point_wkb", "point_xy"]

_POINT: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_HEAD: Final = b"\x01\x01\x00\x00\x00"


def point_wkb(lon: np.ndarray, lat: np.ndarray) -> pa.Array:
    """WKB points from longitudes and latitudes in degrees; missing where either is NaN."""
    lon = np.asarray(lon, dtype="float64")
    lat = np.asarray(lat, dtype="float64")
    points = np.empty(len(lon), dtype=_POINT)
    points["order"], points["kind"], points["x"], points["y"] = 1, 1, lon, lat
    missing = np.isnan(lon) | np.isnan(lat)
    size = _POINT.itemsize
    offsets = np.zeros(len(lon) + 1, dtype="int32")
    np.cumsum(np.where(missing, 0, size), out=offsets[1:])
    valid = pa.array(~missing)
    return pa.Array.from_buffers(
        pa.binary(),
        len(lon),
        [valid.buffers()[1], pa.py_buffer(offsets), pa.py_buffer(points[~missing].tobytes())],
        null_count=int(missing.sum()),
    )


def point_xy(wkb: pa.Array | pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of normalised WKB points, NaN where missing."""
    array = wkb
    if isinstance(wkb, pa.ChunkedArray):
        # One chunk is there as it is; putting several together copies.
        array = wkb.chunk(0) if wkb.num_chunks == 1 else wkb.combine_chunks()
    lon = np.full(len(array), np.nan)
    lat = np.full(len(array), np.nan)
    present = array.drop_null()
    if len(present):
        offsets = np.frombuffer(present.buffers()[1], dtype="int32")
        start = int(offsets[present.offset])
        points = np.frombuffer(present.buffers()[2], dtype=_POINT, count=len(present), offset=start)
        valid = array.is_valid().to_numpy(zero_copy_only=False)
        lon[valid], lat[valid] = points["x"], points["y"]
    return lon, lat


def is_plain_points(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether every geometry is a point in the 21 bytes that :func:`point_wkb` writes."""
    plain = pc.and_(pc.equal(pc.binary_length(values), 21), pc.starts_with(values, _HEAD))
    return pc.all(plain).as_py() is not False
