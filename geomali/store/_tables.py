"""The tables as they lie in the store: partition, row order, history columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.errors import SchemaError
from geomali.schema import TABLES, arrow_schema
from geomali.store._convert import UNRESOLVED, is_label_id
from geomali.store._files import PART

__all__ = [
    "HISTORY",
    "LAYOUTS",
    "PLAIN",
    "Layout",
    "actor_rows",
    "by_year",
    "check_slugs",
    "first_actor",
    "in_file_order",
    "partition_path",
    "sort_indices",
    "stored_schema",
    "years",
]

HISTORY: Final = "history_events"
SLUG: Final = re.compile(r"[a-z0-9_]+")
_LOWEST: Final = -(2**63)
_SLUG_LENGTH: Final = 128
"""Below what any file system takes in a folder name, prefix included."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the files of a table are and how their rows are sorted.

    ``partition`` is the key of its folders, empty for a single file.
    """

    path: str
    partition: str
    order: tuple[str, ...]


LAYOUTS: Final = {
    "events": Layout("events", "event_year", ("event_date", "event_id")),
    "events_by_actor": Layout("events_by_actor", "actor", ("event_date", "event_id", "role")),
    HISTORY: Layout("history/events", "event_year", ("event_id", "reported_date", "revision")),
    "claims": Layout("claims.parquet", "", ("place_id", "claim_date", "claim_id")),
    "reports": Layout("reports.parquet", "", ("report_id",)),
    "sources": Layout("sources.parquet", "", ("source_id",)),
    "displacement": Layout(
        "displacement.parquet", "", ("date", "admin1_code", "admin2_code", "record_id")
    ),
    "admin_counts": Layout(
        "admin_counts.parquet", "", ("period_start", *TABLES["admin_counts"].key[:-1])
    ),
    "not_events": Layout("not_events.parquet", "", TABLES["not_events"].key),
    "rejects": Layout("rejects.parquet", "", TABLES["rejects"].key),
}
PLAIN: Final = tuple(name for name, layout in LAYOUTS.items() if not layout.partition)


@cache
def stored_schema(table: str) -> pa.Schema:
    """Arrow schema of a table's files, the bbox column left out.

    The history has the columns of ``events``, ``superseded_on`` (the
    ``reported_date`` of the version that replaced the row) and
    ``version_status`` (its status when it was the newest).
    """
    if table == HISTORY:
        schema = arrow_schema("events")
        schema = schema.append(pa.field("superseded_on", pa.date32()))
        return schema.append(pa.field("version_status", pa.string(), nullable=False))
    return arrow_schema(table)


def partition_path(table: str, value: str) -> str:
    """Path of the file that holds a partition; of the whole table for value ""."""
    layout = LAYOUTS[table]
    if not layout.partition:
        return layout.path
    return f"{layout.path}/{layout.partition}={value}/{PART}"


def years(table: pa.Table) -> np.ndarray:
    """Partition of each event: the year of ``event_date``, 0 without one."""
    year: np.ndarray = pc.fill_null(pc.year(table.column("event_date")), 0).to_numpy()
    return year


def first_actor(table: pa.Table) -> pa.Array:
    """The actor that events are sorted by: the first of side_a, else of side_b, else affected."""
    first = None
    for role in ("side_a", "side_b", "affected"):
        column = table.column(role).combine_chunks()
        has = pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
        some = pc.list_element(column.filter(has), 0)
        index = pc.subtract(pc.cumulative_sum(pc.cast(has, pa.int32())), 1)
        heads = some.take(pc.if_else(has, index, pa.scalar(None, pa.int32())))
        first = heads if first is None else pc.coalesce(first, heads)
    return first


def in_file_order(table: pa.Table, name: str) -> pa.Table:
    """Rows in the one order that a file of this table has."""
    if table.num_rows < 2:
        return table.combine_chunks()
    return table.take(sort_indices(_sort_keys(table, name))).combine_chunks()


def by_year(table: pa.Table, name: str) -> tuple[pa.Table, np.ndarray]:
    """Rows by partition, then in file order, and the partition of each."""
    year = years(table)
    if table.num_rows < 2:
        return table.combine_chunks(), year
    order = sort_indices({"year": pa.array(year), **_sort_keys(table, name)})
    return table.take(order).combine_chunks(), year[order.to_numpy()]


def _sort_keys(table: pa.Table, name: str) -> dict[str, pa.Array | pa.ChunkedArray]:
    columns = {key: table.column(key) for key in LAYOUTS[name].order}
    if name == "events":
        columns = {"first_actor": _ranks(first_actor(table)), **columns}
    return columns


def sort_indices(columns: Mapping[str, pa.Array | pa.ChunkedArray]) -> pa.Array:
    """Order of rows by several columns, missing values first.

    They are filled with what sorts first: how nulls are placed is said in
    different ways by different versions of pyarrow.
    """
    filled = {}
    for name, values in columns.items():
        if pa.types.is_string(values.type):
            filled[name] = values.fill_null("") if values.null_count else values
        else:
            number = values.cast(pa.int32()) if pa.types.is_date32(values.type) else values
            number = number.cast(pa.int64())
            filled[name] = number.fill_null(_LOWEST) if number.null_count else number
    return pc.sort_indices(pa.table(filled), [(name, "ascending") for name in filled])


def _ranks(values: pa.Array) -> pa.Array:
    """Whole numbers that sort as the strings do: far cheaper to compare row by row."""
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    rank = pc.rank(encoded.dictionary) if len(encoded.dictionary) else pa.array([], pa.uint64())
    return rank.take(encoded.indices)


def check_slugs(actors: pa.Array | pa.ChunkedArray) -> None:
    """Raise SchemaError on an actor id that cannot name a folder."""
    wrong = [
        actor
        for actor in pc.unique(actors).to_pylist()
        if not SLUG.fullmatch(actor or "") or len(actor) > _SLUG_LENGTH
    ]
    if wrong:
        raise SchemaError(
            "events",
            [
                f"actor id {str(a)[:80]!r} is not lower-case ASCII with underscores"
                for a in wrong[:5]
            ],
        )


def actor_rows(events: pa.Table) -> pa.Table:
    """Rows of ``events_by_actor``: one per event, actor and role, in file order.

    The words of ``actor_labels`` go with the ids that are only labels, in
    the order side_a, side_b, affected.  Words left over are unresolved actors
    of the first side that is empty, of ``affected`` if none is.
    """
    parents, actors, roles = [], [], []
    for role in ("side_a", "side_b", "affected"):
        column = events.column(role).combine_chunks()
        parents.append(pc.list_parent_indices(column).to_numpy())
        actors.append(pc.list_flatten(column))
        roles.append(pa.repeat(role, len(actors[-1])))
    parent = np.concatenate(parents) if parents else np.array([], dtype="int64")
    actor = pa.concat_arrays(actors)
    role = pa.concat_arrays(roles)
    label = pa.nulls(len(actor), pa.string())

    check_slugs(actor)
    worded = pc.greater(
        pc.fill_null(pc.list_value_length(events.column("actor_labels")), 0), 0
    ).to_numpy()
    if worded.any():
        plain = ~worded[parent]
        keep = pa.array(plain)
        extra = _labelled_rows(events, np.flatnonzero(worded))
        parent = np.concatenate([parent[plain], np.array(extra[0], dtype=parent.dtype)])
        actor = pa.concat_arrays([actor.filter(keep), pa.array(extra[1], pa.string())])
        role = pa.concat_arrays([role.filter(keep), pa.array(extra[2], pa.string())])
        label = pa.concat_arrays([label.filter(keep), pa.array(extra[3], pa.string())])

    codes = actor.dictionary_encode()
    keep = _first_of_each(parent, codes.indices.to_numpy(), role)
    # The order first, on few columns, so that the rows are copied only once.
    parent = parent[keep]
    kept = pa.array(keep)
    of_event = pa.array(parent)
    order = sort_indices(
        {
            "actor": _ranks(codes.take(kept)),
            "event_date": events.column("event_date").take(of_event),
            "event_id": events.column("event_id").take(of_event),
            "role": role.take(kept),
        }
    )
    chosen = kept.take(order)
    table = TABLES["events_by_actor"]
    given = {"actor": actor, "actor_label": label, "role": role}
    of_event = of_event.take(order)
    return pa.table(
        [
            given[name].take(chosen) if name in given else events.column(name).take(of_event)
            for name in table.names
        ],
        schema=arrow_schema(table.name),
    ).combine_chunks()


def _first_of_each(parent: np.ndarray, actor: np.ndarray, role: pa.Array) -> np.ndarray:
    """Positions without repetitions: an actor named twice in a role of an event is one row."""
    roles = role.dictionary_encode().indices.to_numpy()
    key = (parent.astype("int64") * (int(actor.max(initial=0)) + 1) + actor) * 3 + roles
    _, first = np.unique(key, return_index=True)
    return np.sort(first)


def _labelled_rows(
    events: pa.Table, concerned: np.ndarray
) -> tuple[list[int], list[str], list[str], list[str | None]]:
    """Rows of the events that have words: parent, actor, role and label."""
    some = events.select(["side_a", "side_b", "affected", "actor_labels"]).take(pa.array(concerned))
    columns = [column.to_pylist() for column in some.columns]
    out: tuple[list[int], list[str], list[str], list[str | None]] = ([], [], [], [])
    for parent, side_a, side_b, affected, words in zip(concerned, *columns, strict=True):
        left = list(words or ())
        sides = {"side_a": side_a or [], "side_b": side_b or [], "affected": affected or []}
        found: dict[tuple[str, str], list[str]] = {}
        for role, ids in sides.items():
            for actor in ids:
                label = found.setdefault((role, actor), [])
                if is_label_id(actor) and left:
                    label.append(left.pop(0))
        if left:
            role = next((r for r in ("side_a", "side_b") if not sides[r]), "affected")
            found.setdefault((role, UNRESOLVED), []).extend(left)
        for (role, actor), label in found.items():
            out[0].append(int(parent))
            out[1].append(actor)
            out[2].append(role)
            out[3].append("; ".join(dict.fromkeys(label)) or None)
    return out
