"""Lines and points in the national equal-area plane, and exact distances on the ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer

from geomali.schema import AREA_CRS, CRS

__all__ = [
    "GEOD",
    "Floats",
    "Ints",
    "Segments",
    "chord_lengths",
    "ground_distance_m",
    "line_length_km",
    "plane_error",
    "segments_of",
    "to_degrees",
    "to_plane",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GEOD: Final = Geod(ellps="WGS84")
STEP_M: Final = 20_000.0
"""Longest piece of a line that is taken as straight in the plane: less than 1 m off a geodesic."""
_EARTH_M: Final = 6_371_008.8


@cache
def _transformers() -> tuple[Transformer, Transformer]:
    forward = Transformer.from_crs(CRS, AREA_CRS, always_xy=True)
    return forward, Transformer.from_crs(AREA_CRS, CRS, always_xy=True)


def to_plane(lonlat: Floats) -> Floats:
    """Degrees to metres in the national equal-area projection."""
    return np.column_stack(_transformers()[0].transform(lonlat[:, 0], lonlat[:, 1]))


def to_degrees(plane: Floats) -> Floats:
    """Metres in the plane back to degrees."""
    return np.column_stack(_transformers()[1].transform(plane[:, 0], plane[:, 1]))


def plane_error(*planes: Floats) -> float:
    """Bound on the relative error of a length in the plane, for points so far from its centre."""
    farthest = max((float(np.abs(xy).max()) for xy in planes if len(xy)), default=0.0)
    # A length at the angle c from the centre is off by at most 1/cos(c/2) - 1; the 0.0002 covers
    # the ellipsoid.
    angle = min(farthest * np.sqrt(2.0) / _EARTH_M, 2.0)
    return float(1.0 / np.cos(angle / 2) - 1.0) + 2e-4


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight pieces of lines in the plane, in order along each line.

    ``start`` and ``end`` are (n, 2) metres; ``line`` is the row of the line that
    each belongs to, ascending; ``at_m`` its distance from the line's start.
    """

    start: Floats
    end: Floats
    line: Ints
    at_m: Floats
    n_lines: int

    @property
    def length_m(self) -> Floats:
        """Length of each piece in the plane."""
        length: Floats = np.hypot(*(self.end - self.start).T)
        return length

    def shapes(self) -> npt.NDArray[np.object_]:
        """The pieces as shapely lines."""
        shapes: npt.NDArray[np.object_] = shapely.linestrings(np.stack([self.start, self.end], 1))
        return shapes


def segments_of(lines: Sequence[Any] | npt.NDArray[np.object_]) -> Segments:
    """Cut lines (degrees) into pieces that follow the geodesic between their vertices.

    Between two vertices a line is taken as the shortest way on the ellipsoid.
    Missing and empty lines have no pieces; of a point, or a line of no
    length, one piece of no length is left.
    """
    shapes = np.asarray(lines, dtype=object)
    parts, line_of_part = shapely.get_parts(shapes, return_index=True)
    rings = shapely.get_type_id(parts) == 3
    if rings.any():
        parts = parts.copy()
        parts[rings] = shapely.get_exterior_ring(parts[rings])
    lonlat, part = shapely.get_coordinates(parts, return_index=True)
    if not len(lonlat):
        nothing = np.empty((0, 2))
        none = np.empty(0, np.int64)
        return Segments(nothing, nothing, none, np.empty(0), len(shapes))
    inner = part[1:] == part[:-1]
    alone = np.bincount(part)[part] == 1
    first = np.flatnonzero(inner)
    points = np.flatnonzero(alone)
    a = np.concatenate([lonlat[first], lonlat[points]])
    b = np.concatenate([lonlat[first + 1], lonlat[points]])
    owner = np.concatenate([part[first], part[points]])
    order = np.argsort(owner, kind="stable")
    a, b, owner = a[order], b[order], owner[order]
    azimuth, _, metres = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    pieces = np.maximum(np.ceil(metres / STEP_M).astype(np.int64), 1)
    start, end = to_plane(a), to_plane(b)
    if (pieces > 1).any():
        row = np.repeat(np.arange(len(a)), pieces)
        step = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        cut = step > 0
        where = row[cut]
        lon, lat, _ = GEOD.fwd(
            a[where, 0], a[where, 1], azimuth[where], metres[where] * step[cut] / pieces[where]
        )
        start = start[row]
        start[cut] = to_plane(np.column_stack([lon, lat]))
        last = np.flatnonzero(np.append(step[1:] == 0, True))
        ends = np.empty_like(start)
        ends[:-1] = start[1:]
        ends[last] = end
        end, owner = ends, owner[row]
        metres = (metres / pieces)[row]
    line = line_of_part[owner].astype(np.int64)
    run = np.cumsum(metres) - metres
    opening = np.flatnonzero(np.append(True, line[1:] != line[:-1]))
    at_m = run - np.repeat(run[opening], np.diff(np.append(opening, len(line))))
    return Segments(start, end, line, at_m, len(shapes))


def line_length_km(lines: npt.NDArray[np.object_]) -> Floats:
    """Length on the ground of each line, km; its vertices joined by geodesics."""
    return np.array(
        [0.0 if shape is None else GEOD.geometry_length(shape) / 1000 for shape in lines]
    )


def _nearest(points: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
    """Squared distance to a piece, its nearest point, and how far along that is (0 to 1)."""
    along = end - start
    squared = np.einsum("ij,ij->i", along, along)
    share = np.einsum("ij,ij->i", points - start, along)
    share = np.clip(np.divide(share, squared, out=np.zeros_like(share), where=squared > 0), 0, 1)
    nearest = start + along * share[:, None]
    off = points - nearest
    return np.einsum("ij,ij->i", off, off), nearest, share


def ground_distance_m(
    points: Floats, start: Floats, end: Floats, lonlat: Floats
) -> tuple[Floats, Floats]:
    """Geodesic distance of points to pieces, and the share of the piece where it is reached.

    The nearest point is found in the plane; turned by at most 0.3 %, the
    plane moves it along the line so little that the distance to it is exact
    to less than a metre.
    """
    _, nearest, share = _nearest(points, start, end)
    reached = to_degrees(nearest)
    _, _, metres = GEOD.inv(lonlat[:, 0], lonlat[:, 1], reached[:, 0], reached[:, 1])
    return np.asarray(metres, dtype=np.float64), share


def chord_lengths(points: Floats, start: Floats, end: Floats, radius_m: float) -> Floats:
    """Metres of each piece that lie within a distance of its point, in the plane."""
    along = end - start
    length = np.hypot(*along.T)
    safe = np.where(length > 0, length, 1.0)
    to_point = points - start
    middle = np.einsum("ij,ij->i", to_point, along) / safe
    off = np.abs(to_point[:, 0] * along[:, 1] - to_point[:, 1] * along[:, 0]) / safe
    half = np.sqrt(np.maximum(radius_m**2 - off**2, 0.0))
    inside = np.minimum(middle + half, length) - np.maximum(middle - half, 0.0)
    return np.where((length > 0) & (off < radius_m), np.maximum(inside, 0.0), 0.0)
