"""Reading events: partitions, then row groups by their statistics, then rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geomali.schema import ROLES
from geomali.store._files import Entry, Files, State
from geomali.store._folders import StaleFileError
from geomali.store._geoparquet import UNFOLDED

__all__ = ["NO_DAY", "Box", "Criteria", "involved_on", "scan"]

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; a point on the edge is inside."""
NO_DAY: Final = int(np.iinfo("int32").min)
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Criteria:
    """What rows to return; an empty tuple or None asks for nothing.

    ``day`` is the column that ``from_date`` and ``to_date`` bound.
    """

    from_date: dt.date | None = None
    to_date: dt.date | None = None
    day: str = "event_date"
    actors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ROLES
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    bbox: Box | None = None
    known_on: dt.date | None = None
    superseded: bool = False

    def columns(self) -> list[str]:
        """Columns needed to decide on a row."""
        names = [name for name, _ in self.values]
        if self.from_date or self.to_date:
            names.append(self.day)
        if self.actors:
            names += self.roles
        if self.known_on:
            names.append("reported_date")
            if self.superseded:
                names += ["superseded_on", "version_status"]
        if self.bbox is not None:
            names.append("bbox")
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
    statistics; of the others the columns that decide are read first, the rest
    only if a row is left.
    """
    wanted = pa.schema([schema.field(name) for name in columns])
    deciding = criteria.columns()
    # Repeated text is read as it is stored and unfolded for the rows that are left.
    folded = [
        field.name
        for field in schema
        if deciding and field.name not in UNFOLDED and _is_text(field.type)
    ]
    rest = [name for name in columns if name not in deciding]

    tasks = [
        (entry, group)
        for entry in entries
        for group in _row_groups(files.footer(state, entry), criteria)
    ]
    # Row groups share the processors; where there is but one, its columns do.
    by_column = len(tasks) == 1

    def read(task: tuple[Entry, int]) -> pa.Table | None:
        entry, group = task
        # A reader of its own: one Parquet reader does not serve several threads.
        with files.open(state, entry, read_dictionary=folded) as parquet:
            if not deciding:
                table = parquet.read_row_group(group, columns=rest, use_threads=by_column)
            else:
                table = _read_group(parquet, group, criteria, deciding, rest, by_column)
            if table is None:
                return None
            if missing := [name for name in columns if name not in table.column_names]:
                raise StaleFileError(entry.path, f"has no column {missing[0]!r}")
            return table.select(list(columns)).cast(wanted)

    if by_column or not tasks:
        parts = [read(task) for task in tasks]
    else:
        threads = min(len(tasks), 16 if files.folder.remote else pa.cpu_count())
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(read, tasks))
    return pa.concat_tables([wanted.empty_table(), *(part for part in parts if part is not None)])


def _is_text(dtype: pa.DataType) -> bool:
    return bool(pa.types.is_string(dtype) or pa.types.is_binary(dtype))


def _read_group(
    parquet: pq.ParquetFile,
    group: int,
    criteria: Criteria,
    deciding: list[str],
    rest: list[str],
    by_column: bool,
) -> pa.Table | None:
    first = parquet.read_row_group(group, columns=deciding, use_threads=by_column)
    keep = _mask(first, criteria)
    if not keep.any():
        return None
    chosen = pa.array(np.flatnonzero(keep))
    table = first.take(chosen)
    if rest:
        others = parquet.read_row_group(group, columns=rest, use_threads=by_column).take(chosen)
        for name in others.column_names:
            table = table.append_column(name, others.column(name))
    return table


def _row_groups(metadata: pq.FileMetaData, criteria: Criteria) -> list[int]:
    """Row groups whose statistics do not rule them out."""
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
        bool((least is None or high >= least) and (most is None or low <= most))
        for least, most in ranges
    )


_Ranges = list[tuple[Any, Any]]


def _bounds(criteria: Criteria) -> list[tuple[tuple[str, ...], _Ranges]]:
    """Ranges that a column must meet; of several columns, one is enough."""
    bounds: list[tuple[tuple[str, ...], _Ranges]] = []
    if criteria.from_date is not None or criteria.to_date is not None:
        bounds.append(((criteria.day,), [(criteria.from_date, criteria.to_date)]))
    if criteria.known_on is not None:
        bounds.append((("reported_date",), [(None, criteria.known_on)]))
    if criteria.actors:
        paths = tuple(f"{side}.list.element" for side in criteria.roles)
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
        days = _days(table, criteria.day)
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
        keep &= _involves(table, criteria.roles, criteria.actors)
    return keep


def _days(table: pa.Table, name: str) -> np.ndarray:
    days: np.ndarray = table.column(name).cast(pa.int32()).fill_null(NO_DAY).to_numpy()
    return days


def involved_on(
    table: pa.Table, roles: Sequence[str], days_of: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Which events involve one of the actors on one of that actor's days.

    ``days_of`` has days since 1970, ``NO_DAY`` for events without a date.
    """
    days = _days(table, "event_date")
    keep = np.zeros(table.num_rows, dtype=bool)
    for actor, allowed in days_of.items():
        keep |= _involves(table, roles, (actor,)) & np.isin(days, allowed)
    return keep


def _involves(table: pa.Table, roles: Sequence[str], actors: Sequence[str]) -> np.ndarray:
    found = np.zeros(table.num_rows, dtype=bool)
    wanted = pa.array(actors, pa.string())
    for side in roles:
        column = table.column(side).combine_chunks()
        ids = pc.list_flatten(column)
        hit = pc.equal(ids, wanted[0]) if len(wanted) == 1 else pc.is_in(ids, wanted)
        parents = pc.list_parent_indices(column).filter(hit)
        found[parents.to_numpy()] = True
    return found
