"""Which points lie within a distance of which lines: fast in the plane, exact on the ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geomali.routes._geometry import (
    Floats,
    Ints,
    Segments,
    chord_lengths,
    ground_distance_m,
    plane_error,
)

__all__ = ["NearPairs", "PointGrid", "count_near", "kernel_sums", "near_pairs"]

_CHUNK_SPANS = 60_000
_CHUNK_CANDIDATES = 1_500_000
"""Candidate pairs held at a time: what bounds the memory, whatever the number of routes."""


class PointGrid:
    """Points sorted by bands of equal northing, and by easting in each."""

    def __init__(self, plane: Floats, lonlat: Floats, radius_m: float) -> None:
        self.lonlat = lonlat
        self.plane = plane
        self.radius_m = radius_m
        self.height_m = max(radius_m / 2, 500.0)
        self.south = float(plane[:, 1].min()) if len(plane) else 0.0
        self.west = float(plane[:, 0].min()) if len(plane) else 0.0
        width = float(np.ptp(plane[:, 0])) if len(plane) else 0.0
        self.stride = width + 1.0
        band = np.floor((plane[:, 1] - self.south) / self.height_m)
        self.bands = int(band.max()) + 1 if len(plane) else 0
        key = band * self.stride + (plane[:, 0] - self.west)
        self.order = np.argsort(key, kind="stable")
        self.key = key[self.order]

    def spans(self, segments: Segments, first: int, last: int) -> tuple[Ints, Ints, Ints]:
        """Runs of sorted points that may lie near the pieces ``first`` to ``last``.

        Gives the piece, the first point of the run and the end of the run.
        """
        radius = self.radius_m * (1 + plane_error(segments.start, segments.end)) + 1.0
        start, end = segments.start[first:last], segments.end[first:last]
        low = np.minimum(start[:, 1], end[:, 1]) - radius
        high = np.maximum(start[:, 1], end[:, 1]) + radius
        bottom = np.clip(np.floor((low - self.south) / self.height_m), 0, self.bands).astype(
            np.int64
        )
        top = np.clip(np.floor((high - self.south) / self.height_m), -1, self.bands - 1).astype(
            np.int64
        )
        counts = np.maximum(top - bottom + 1, 0)
        piece = np.repeat(np.arange(len(start)), counts)
        band = np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts, counts) + bottom[piece]
        # Only the part of a piece that is within the radius of a band can be near its points.
        floor = self.south + band * self.height_m
        x0, y0 = start[piece].T
        x1, y1 = end[piece].T
        rise = y1 - y0
        flat = np.abs(rise) < 1e-9
        slope = np.where(flat, 1.0, rise)
        enter = (np.where(rise >= 0, floor - radius, floor + self.height_m + radius) - y0) / slope
        leave = (np.where(rise >= 0, floor + self.height_m + radius, floor - radius) - y0) / slope
        enter = np.where(flat, 0.0, np.clip(enter, 0.0, 1.0))
        leave = np.where(flat, 1.0, np.clip(leave, 0.0, 1.0))
        xa, xb = x0 + (x1 - x0) * enter, x0 + (x1 - x0) * leave
        # Each band has room for a metre more than the points are wide: half of it on the far side
        # keeps rounding from losing the outermost point.
        offset = band * self.stride
        far = self.stride - 0.5
        west = offset + np.clip(np.minimum(xa, xb) - radius - self.west, -0.25, far)
        east = offset + np.clip(np.maximum(xa, xb) + radius - self.west, -0.25, far)
        return (
            piece + first,
            np.searchsorted(self.key, west, side="left").astype(np.int64),
            np.searchsorted(self.key, east, side="right").astype(np.int64),
        )

    def candidates(self, segments: Segments) -> Iterator[tuple[Ints, Ints]]:
        """Pairs (piece, point) that may be near, in bounded portions.

        A portion ends at the end of a line wherever that is possible, and
        pairs of one line come in one portion or in portions next to each other.
        """
        if not self.bands:
            return
        for first in range(0, len(segments.line), _CHUNK_SPANS // 8):
            last = min(first + _CHUNK_SPANS // 8, len(segments.line))
            piece, low, high = self.spans(segments, first, last)
            sizes = np.maximum(high - low, 0)
            filled = sizes > 0
            piece, low, sizes = piece[filled], low[filled], sizes[filled]
            total = np.cumsum(sizes)
            at = 0
            while at < len(piece):
                before = total[at - 1] if at else 0
                stop = int(np.searchsorted(total, before + _CHUNK_CANDIDATES, side="right"))
                stop = max(stop, at + 1)
                size = sizes[at:stop]
                run = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
                yield (
                    np.repeat(piece[at:stop], size),
                    self.order[np.repeat(low[at:stop], size) + run],
                )
                at = stop

    def near(self, segments: Segments) -> Iterator[tuple[Ints, Ints]]:
        """Pairs (piece, point) within the radius on the ground, exactly."""
        error = plane_error(segments.start, segments.end) + self.radius_m / 6.3e6
        inner = (self.radius_m * (1 - error)) ** 2
        outer = (self.radius_m * (1 + error)) ** 2
        for piece, point in self.candidates(segments):
            squared = _squared_distance(self.plane, point, segments, piece)
            sure = squared <= inner
            edge = np.flatnonzero(~sure & (squared <= outer))
            if len(edge):
                q, p = piece[edge], point[edge]
                metres, _ = ground_distance_m(
                    self.plane[p], segments.start[q], segments.end[q], self.lonlat[p]
                )
                sure[edge] = metres <= self.radius_m
            yield piece[sure], point[sure]


def _squared_distance(plane: Floats, point: Ints, segments: Segments, piece: Ints) -> Floats:
    start, end = segments.start, segments.end
    dx, dy = (end[:, 0] - start[:, 0])[piece], (end[:, 1] - start[:, 1])[piece]
    px = plane[:, 0][point] - start[:, 0][piece]
    py = plane[:, 1][point] - start[:, 1][piece]
    length = dx * dx + dy * dy
    share = (px * dx + py * dy) / np.where(length > 0, length, 1.0)
    np.clip(share, 0.0, 1.0, out=share)
    px -= share * dx
    py -= share * dy
    result: Floats = px * px + py * py
    return result


def count_near(segments: Segments, grid: PointGrid, weight: Ints) -> Ints:
    """Sum of the weights of the points near each line; a point counts once a line."""
    import pandas as pd

    counts = np.zeros(segments.n_lines, np.int64)
    n_points = len(grid.plane)
    kept = np.empty(0, np.int64)
    for piece, point in grid.near(segments):
        key = pd.unique(segments.line[piece] * n_points + point)
        if len(kept):
            # The last line of the portion before may go on in this one.
            key = pd.unique(np.concatenate([kept, key]))
            key = key[len(kept) :] if len(key) > len(kept) else key[:0]
        line = key // n_points
        added = np.bincount(line, weights=weight[key % n_points], minlength=len(counts))
        counts += added.astype(np.int64)
        if len(key):
            newest = line.max()
            held = kept[kept // n_points == newest] if len(kept) else kept
            kept = np.concatenate([held, key[line == newest]])
    return counts


@dataclass(frozen=True, slots=True)
class NearPairs:
    """Points near lines: one row per line and point, sorted by both."""

    line: Ints
    point: Ints
    distance_m: Floats
    at_m: Floats
    """Where along the line the point is nearest."""


def near_pairs(segments: Segments, grid: PointGrid) -> NearPairs:
    """Every (line, point) within the radius, with distance on the ground and place along the line."""
    pieces, points = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for piece, point in grid.near(segments):
        pieces.append(piece)
        points.append(point)
    piece, point = np.concatenate(pieces), np.concatenate(points)
    metres, share = ground_distance_m(
        grid.plane[point], segments.start[piece], segments.end[piece], grid.lonlat[point]
    )
    at = segments.at_m[piece] + share * segments.length_m[piece]
    line = segments.line[piece]
    order = np.lexsort((at, np.round(metres, 3), point, line))
    line, point, metres, at = line[order], point[order], metres[order], at[order]
    first = np.ones(len(line), dtype=bool)
    first[1:] = (line[1:] != line[:-1]) | (point[1:] != point[:-1])
    return NearPairs(line[first], point[first], metres[first], at[first])


def kernel_sums(
    segments: Segments, grid: PointGrid, weight: Floats, bands: tuple[tuple[float, float], ...]
) -> Floats:
    """Sum over points of their weight times the kilometres of each line near them.

    ``bands`` is ((metres, weight), …), ascending: a kilometre of line within
    so many metres of a point counts so much.  The grid's radius is the
    widest band.
    """
    sums = np.zeros(segments.n_lines)
    steps = [w - (bands[i + 1][1] if i + 1 < len(bands) else 0.0) for i, (_, w) in enumerate(bands)]
    for piece, point in grid.candidates(segments):
        squared = _squared_distance(grid.plane, point, segments, piece)
        for (radius, _), step in zip(bands, steps, strict=True):
            if step == 0:
                continue
            near = np.flatnonzero(squared <= radius * radius)
            q, p = piece[near], point[near]
            chord = chord_lengths(grid.plane[p], segments.start[q], segments.end[q], radius)
            sums += np.bincount(
                segments.line[q], weights=chord * weight[p] * (step / 1000), minlength=len(sums)
            )
    return sums
