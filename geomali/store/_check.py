"""Proving a store sound, describing it, and bringing an older one up to date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geomali.errors import SchemaError, StoreError
from geomali.points import point_xy
from geomali.schema import SCHEMA_VERSION, TABLES
from geomali.schema import check as check_contract
from geomali.store._commit import Plan
from geomali.store._files import Entry, Files, State
from geomali.store._geoparquet import own_metadata
from geomali.store._tables import (
    HISTORY,
    actor_rows,
    in_file_order,
    partition_path,
    stored_schema,
    years,
)

__all__ = ["MIGRATIONS", "describe", "find_problems", "migrate"]


def _with_returnees(table: str, rows: pa.Table) -> pa.Table:
    """Version 2 counts returnees and has the sub-types of counts: version 1 did not state them."""
    added = {
        "displacement": ("returnees", "returnee_households"),
        "admin_counts": ("sub_event_type",),
    }
    schema = stored_schema(table)
    for name in added.get(table, ()):
        rows = rows.append_column(name, pa.nulls(rows.num_rows, schema.field(name).type))
    return rows


MIGRATIONS: Final[dict[str, Callable[[str, pa.Table], pa.Table]]] = {"1": _with_returnees}
"""Schema version -> function that takes a table's name and rows to the next version."""


def find_problems(files: Files, state: State) -> list[str]:
    """Everything that is wrong with a store, one line each; empty if it is sound."""
    problems = []
    if state.schema_version != SCHEMA_VERSION:
        older = f"schema version {state.schema_version} is older than {SCHEMA_VERSION}"
        return [f"{older}; run `geomali store check --migrate`"]
    if state.pending or files.needs_recovery():
        problems.append("a commit is unfinished: a writer is at work, or was killed")
    problems += [f"{path}: is not a file of this store" for path in files.foreign(state)]
    tables: dict[str, list[pa.Table]] = {}
    for entry in sorted(state.files.values()):
        rows, found = _check_file(files, state, entry)
        problems += [f"{entry.path}: {problem}" for problem in found]
        if rows is not None:
            tables.setdefault(entry.table, []).append(rows)
    whole = {
        name: pa.concat_tables([stored_schema(name).empty_table(), *tables.get(name, [])])
        for name in (*TABLES, HISTORY)
        if name in tables or name in ("events", HISTORY)
    }
    for name, rows in whole.items():
        problems += [f"{name}: {problem}" for problem in _check_table(name, rows)]
    problems += _check_between(whole, state)
    return problems


def _check_file(files: Files, state: State, entry: Entry) -> tuple[pa.Table | None, list[str]]:
    data = files.read_bytes(state, entry)
    if data is None:
        return None, ["is missing"]
    problems = []
    if len(data) != entry.size:
        problems.append(f"has {len(data)} bytes, not {entry.size}")
    elif hashlib.sha256(data).hexdigest() != entry.sha256:
        problems.append("has other content than the commit wrote")
    try:
        with pq.ParquetFile(pa.BufferReader(data)) as parquet:
            footer, rows = parquet.metadata, parquet.read()
    except (pa.ArrowInvalid, OSError) as error:
        return None, [*problems, f"cannot be read: {str(error).splitlines()[0]}"]
    own = own_metadata(footer)
    for key, value in (
        ("table", entry.table),
        ("schema_version", state.schema_version),
        ("digest", entry.digest),
    ):
        if own.get(key) != value:
            problems.append(f"its metadata says {key} {own.get(key)!r}, not {value!r}")
    if rows.num_rows != entry.rows:
        problems.append(f"has {rows.num_rows} rows, not {entry.rows}")
    schema = stored_schema(entry.table)
    missing = [f"{f.name} ({f.type})" for f in schema if _type_of(rows, f.name) != f.type]
    if missing:
        return None, [*problems, f"lacks the columns {', '.join(missing)}"]
    geometry = TABLES["events" if entry.table == HISTORY else entry.table].geometry
    if geometry is not None:
        problems += _check_geometry(rows, geometry, footer)
    plain = rows.select(schema.names).cast(schema)
    problems += _check_partition(entry, plain)
    return plain, problems


def _type_of(rows: pa.Table, name: str) -> pa.DataType | None:
    return rows.schema.field(name).type if name in rows.column_names else None


def _check_geometry(rows: pa.Table, geometry: str, footer: pq.FileMetaData) -> Iterator[str]:
    try:
        geo = json.loads((footer.metadata or {})[b"geo"])
        column = geo["columns"][geometry]
        version, crs = geo["version"], column["crs"]["id"]
    except (KeyError, ValueError, TypeError):
        yield "has no GeoParquet metadata"
        return
    if version != "1.1.0" or crs != {"authority": "EPSG", "code": 4326}:
        yield f"is GeoParquet {version} in {crs}, not 1.1.0 in EPSG:4326"
    values = rows.column(geometry)
    if pc.any(pc.not_equal(pc.binary_length(values), 21)).as_py():
        yield "has geometries that are no points"
        return
    lon, lat = point_xy(values)
    if _type_of(rows, "bbox") is None:
        yield "has no bbox column"
        return
    box = rows.column("bbox").combine_chunks()
    corners = [
        box.field(name).to_numpy(zero_copy_only=False) for name in ("xmin", "ymin", "xmax", "ymax")
    ]
    there = box.is_valid().to_numpy(zero_copy_only=False)
    present = ~np.isnan(lon)
    if (there != present).any() or any(
        not np.array_equal(corner[present], value[present])
        for corner, value in zip(corners, (lon, lat, lon, lat), strict=True)
    ):
        yield "has a bbox column that does not fit its points"
    extent = (
        [lon[present].min(), lat[present].min(), lon[present].max(), lat[present].max()]
        if present.any()
        else None
    )
    if column.get("bbox") != extent:
        yield f"its metadata gives the extent {column.get('bbox')}, its points {extent}"


def _check_partition(entry: Entry, rows: pa.Table) -> Iterator[str]:
    if entry.path != partition_path(entry.table, entry.partition):
        yield f"is not where partition {entry.partition!r} of {entry.table} belongs"
    elif entry.table in ("events", HISTORY):
        if (years(rows) != int(entry.partition)).any():
            yield "has events of another year"
    elif entry.table == "events_by_actor" and pc.unique(rows.column("actor")).to_pylist() != [
        entry.partition
    ]:
        yield "has rows of another actor"
    if not in_file_order(rows, entry.table).equals(rows.combine_chunks()):
        yield "is not in file order"


def _check_table(name: str, rows: pa.Table) -> Iterator[str]:
    if name == HISTORY:
        shown, was = rows.column("status"), rows.column("version_status")
        wrong = pc.and_(pc.not_equal(shown, "superseded"), pc.not_equal(shown, was))
        if pc.any(wrong).as_py():
            yield f"{pc.sum(wrong).as_py()} versions have a status that they never had"
        return
    try:
        check_contract(rows, name)
    except SchemaError as error:
        yield from error.problems
    if name == "events" and pc.any(pc.not_equal(rows.column("status"), "current")).as_py():
        yield "has rows that are not current"


def _check_between(whole: dict[str, pa.Table], state: State) -> Iterator[str]:
    events, history = whole["events"], whole[HISTORY]
    newest = history.filter(pc.not_equal(history.column("status"), "superseded"))
    ids = pa.chunked_array(
        [*events.column("event_id").chunks, *newest.column("event_id").chunks], pa.string()
    )
    if pc.count_distinct(ids).as_py() != len(ids):
        yield "events: an event has two newest versions"
    known = pc.unique(ids)
    for name, column in ((HISTORY, history), ("claims", whole.get("claims"))):
        if column is None:
            continue
        about = column.column("event_id")
        orphans = pc.and_(about.is_valid(), pc.invert(pc.is_in(about, known)))
        if pc.any(orphans).as_py():
            yield f"{name}: {pc.sum(orphans).as_py()} rows are about events that are not there"
    expected = actor_rows(events)
    found = whole.get("events_by_actor", expected.slice(0, 0))
    if expected.num_rows != found.num_rows:
        yield (
            f"events_by_actor: has {found.num_rows} rows, the actors of events make "
            f"{expected.num_rows}"
        )
    by_actor = {e.partition: e.rows for e in state.of("events_by_actor")}
    counts = pc.value_counts(expected.column("actor")).to_pylist()
    wrong = sorted(
        {c["values"] for c in counts if by_actor.get(c["values"]) != c["counts"]}
        | (by_actor.keys() - {c["values"] for c in counts})
    )
    if wrong:
        yield f"events_by_actor: the rows of {', '.join(wrong[:5])} differ from events"
    elif expected.num_rows == found.num_rows and not expected.equals(
        found.cast(expected.schema).combine_chunks()
    ):
        yield "events_by_actor: differs from events"


def describe(files: Files, state: State) -> dict[str, Any]:
    """What a store holds, in plain values."""
    tables: dict[str, dict[str, int]] = {}
    for entry in sorted(state.files.values()):
        table = tables.setdefault(entry.table, {"rows": 0, "files": 0, "bytes": 0})
        table["rows"] += entry.rows
        table["files"] += 1
        table["bytes"] += entry.size
    days = []
    for entry in state.of("events"):
        footer = files.footer(state, entry)
        for group in range(footer.num_row_groups):
            for index in range(footer.num_columns):
                column = footer.row_group(group).column(index)
                if column.path_in_schema == "event_date":
                    if column.statistics is not None and column.statistics.has_min_max:
                        days += [column.statistics.min, column.statistics.max]
                    break
    undated = state.files.get(partition_path("events", "0"))
    return {
        "path": files.root,
        "schema_version": state.schema_version,
        "tables": tables,
        "first_date": min(days).isoformat() if days else None,
        "last_date": max(days).isoformat() if days else None,
        "undated_events": undated.rows if undated else 0,
        "years": [int(e.partition) for e in state.of("events") if e.partition != "0"],
        "actors": len(state.of("events_by_actor")),
        "bytes": sum(entry.size for entry in state.files.values()),
        "bytes_per_event": (
            round(tables["events"]["bytes"] / tables["events"]["rows"], 1)
            if "events" in tables
            else None
        ),
        "unfinished_commit": state.pending,
    }


def migrate(files: Files, state: State) -> Plan:
    """Plan that rewrites every file of an older schema version in the current one.

    Raises
    ------
    StoreError
        No migration leads from that version to this one.
    """
    version = state.schema_version
    steps = []
    while version != SCHEMA_VERSION:
        if version not in MIGRATIONS:
            raise StoreError(
                files.root, f"schema version {version} cannot be brought to {SCHEMA_VERSION}"
            )
        steps.append(MIGRATIONS[version])
        version = str(int(version) + 1)
    plan = Plan(files, state)
    events = []
    for entry in sorted(state.files.values()):
        if entry.table == "events_by_actor":
            continue
        with files.open(state, entry) as parquet:
            rows = parquet.read(columns=[n for n in parquet.schema_arrow.names if n != "bbox"])
        for step in steps:
            rows = step(entry.table, rows)
        rows = rows.select(stored_schema(entry.table).names).cast(stored_schema(entry.table))
        if entry.table == "events":
            events.append(rows)
        plan.put(entry.table, entry.partition, rows)
    plan.replace_actors(pa.concat_tables([stored_schema("events").empty_table(), *events]))
    return plan
