"""Reading events: partitions, then row groups by their statistics, then rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geomali.store._files import Entry, Files, State

__all__ = ["NO_DAY", "Box", "Criteria", "involved_on", "scan"]

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; a point on the edge is inside."""
_SIDES: Final = ("side_a", "side_b", "affected")
NO_DAY: Final = int(np.iinfo("int32").min)
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Criteria:
    """What rows to return; an empty tuple or None asks for nothing."""

    from_date: dt.date | None = None
    to_date: dt.date | None = None
    actors: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    bbox: Box | None = None
    known_on: dt.date | None = None
    superseded: bool = False

    def columns(self, available: Sequence[str]) -> list[str]:
        """Columns needed to decide on a row."""
        names = [name for name, _ in self.values]
        if self.from_date or self.to_date:
            names.append("event_date")
        if self.actors:
            names += [s for s in _SIDES if s in available]
        if self.known_on:
            names.append("reported_date")
            if self.superseded:
                names += ["superseded_on", "version_status"]
        return list(dict.fromkeys(names))


def scan(
    files: Files,
    state: State,
    entries: Sequence[Entry],
    criteria: Criteria,
    columns: Sequence[str],
    schema: pa.Schema,
) -> pa.Table:
    """Rows of the files that meet the criteria, in file order.

    ``columns`` are those returned.  Row groups are left out by their
    statistics; the columns that decide are read first, the others only from
    row groups that have a row.
    """
    wanted = pa.schema([schema.field(name) for name in columns])
    parts = [wanted.empty_table()]
    for entry in entries:
        with files.open(state, entry) as parquet:
            table = _scan_file(parquet, criteria, list(columns))
        if table is not None:
            parts.append(table.select(list(columns)).cast(wanted))
    return pa.concat_tables(parts)


def _scan_file(parquet: pq.ParquetFile, criteria: Criteria, columns: list[str]) -> pa.Table | None:
    groups = _row_groups(parquet, criteria)
    if not groups:
        return None
    deciding = criteria.columns(parquet.schema_arrow.names)
    if criteria.bbox is not None:
        deciding.append("bbox")
    if not deciding:
        return parquet.read_row_groups(groups, columns=columns)
    first = parquet.read_row_groups(groups, columns=deciding)
    keep = _mask(first, criteria)
    if not keep.any():
        return None
    sizes = np.array([parquet.metadata.row_group(g).num_rows for g in groups])
    ends = np.cumsum(sizes)
    hit = [bool(keep[end - size : end].any()) for end, size in zip(ends, sizes, strict=True)]
    rest = [c for c in columns if c not in first.column_names]
    chosen = first.filter(pa.array(keep))
    if not rest:
        return chosen
    some = [g for g, h in zip(groups, hit, strict=True) if h]
    mask = pa.array(
        np.concatenate([keep[e - s : e] for e, s, h in zip(ends, sizes, hit, strict=True) if h])
    )
    others = parquet.read_row_groups(some, columns=rest).filter(mask)
    for name in others.column_names:
        chosen = chosen.append_column(name, others.column(name))
    return chosen


def _row_groups(parquet: pq.ParquetFile, criteria: Criteria) -> list[int]:
    """Row groups whose statistics do not rule them out."""
    metadata = parquet.metadata
    bounds = _bounds(criteria)
    if not bounds or not metadata.num_row_groups:
        return list(range(metadata.num_row_groups))
    first = metadata.row_group(0)
    index = {first.column(i).path_in_schema: i for i in range(metadata.num_columns)}
    keep = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        if all(
            any(path in index and _may_hold(group.column(index[path]), bound) for path in paths)
            for paths, bound in bounds
        ):
            keep.append(number)
    return keep


def _may_hold(column: pq.ColumnChunkMetaData, ranges: _Ranges) -> bool:
    statistics = column.statistics
    if statistics is None or not statistics.has_min_max:
        # Nothing but missing values has no range either.
        return statistics is None or statistics.num_values > 0
    low, high = statistics.min, statistics.max
    return any(
        (least is None or high >= least) and (most is None or low <= most) for least, most in ranges
    )


_Ranges = list[tuple[Any, Any]]


def _bounds(criteria: Criteria) -> list[tuple[tuple[str, ...], _Ranges]]:
    """Ranges that a column must meet; of several columns, one is enough."""
    bounds: list[tuple[tuple[str, ...], _Ranges]] = []
    if criteria.from_date is not None or criteria.to_date is not None:
        bounds.append((("event_date",), [(criteria.from_date, criteria.to_date)]))
    if criteria.known_on is not None:
        bounds.append((("reported_date",), [(None, criteria.known_on)]))
    if criteria.actors:
        paths = tuple(f"{side}.list.element" for side in _SIDES)
        bounds.append((paths, [(actor, actor) for actor in criteria.actors]))
    bounds += [((name,), [(value, value) for value in values]) for name, values in criteria.values]
    if criteria.bbox is not None:
        west, south, east, north = criteria.bbox
        bounds += [
            (("bbox.xmin",), [(None, east)]),
            (("bbox.xmax",), [(west, None)]),
            (("bbox.ymin",), [(None, north)]),
            (("bbox.ymax",), [(south, None)]),
        ]
    return bounds


def _mask(table: pa.Table, criteria: Criteria) -> np.ndarray:
    keep = np.ones(table.num_rows, dtype=bool)
    if criteria.from_date or criteria.to_date:
        days = _days(table, "event_date")
        # A missing date is the lowest number there is: below any from_date.
        if criteria.from_date:
            keep &= days >= (criteria.from_date - _EPOCH).days
        if criteria.to_date:
            keep &= (days <= (criteria.to_date - _EPOCH).days) & (days != NO_DAY)
    if criteria.known_on:
        known = (criteria.known_on - _EPOCH).days
        reported = _days(table, "reported_date")
        keep &= (reported <= known) & (reported != NO_DAY)
        if criteria.superseded:
            superseded = _days(table, "superseded_on")
            keep &= (superseded == NO_DAY) | (superseded > known)
            status = table.column("version_status")
            keep &= pc.equal(status, "current").to_numpy()
    if criteria.bbox is not None:
        west, south, east, north = criteria.bbox
        box = table.column("bbox").combine_chunks()
        x = box.field("xmin").to_numpy(zero_copy_only=False)
        y = box.field("ymin").to_numpy(zero_copy_only=False)
        there = box.is_valid().to_numpy(zero_copy_only=False)
        keep &= there & (x >= west) & (x <= east) & (y >= south) & (y <= north)
    for name, values in criteria.values:
        keep &= pc.is_in(table.column(name), pa.array(values, pa.string())).to_numpy()
    if criteria.actors:
        keep &= _involves(table, criteria.actors)
    return keep


def _days(table: pa.Table, name: str) -> np.ndarray:
    days: np.ndarray = table.column(name).cast(pa.int32()).fill_null(NO_DAY).to_numpy()
    return days


def involved_on(table: pa.Table, days_of: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which events involve one of the actors on one of that actor's days.

    ``days_of`` has days since 1970, ``NO_DAY`` for events without a date.
    """
    days = _days(table, "event_date")
    keep = np.zeros(table.num_rows, dtype=bool)
    for actor, allowed in days_of.items():
        keep |= _involves(table, (actor,)) & np.isin(days, allowed)
    return keep


def _involves(table: pa.Table, actors: Sequence[str]) -> np.ndarray:
    found = np.zeros(table.num_rows, dtype=bool)
    wanted = pa.array(actors, pa.string())
    for side in _SIDES:
        column = table.column(side).combine_chunks()
        ids = pc.list_flatten(column)
        hit = pc.equal(ids, wanted[0]) if len(wanted) == 1 else pc.is_in(ids, wanted)
        parents = pc.list_parent_indices(column).filter(hit)
        found[parents.to_numpy()] = True
    return found
