"""What a commit changes: versions of events, upserts, and the files to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.errors import SchemaError, StoreError
from geomali.schema import EVENT_STATUSES, TABLES, check
from geomali.store._audit import Decisions
from geomali.store._files import Entry, Files, State
from geomali.store._folders import StaleFileError
from geomali.store._geoparquet import encode
from geomali.store._links import MERGED_INTO, as_linked
from geomali.store._tables import (
    HISTORY,
    actor_rows,
    by_year,
    in_file_order,
    partition_path,
    sort_indices,
    stored_schema,
)

__all__ = ["Change", "CommitSummary", "Plan", "last_by_key"]

_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit did to one table, in rows; of events, whatever their versions, in events.

    ``archived`` counts events that only got a version older than the one in
    the store, ``removed`` rows of reports that were coded again without them.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    archived: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class CommitSummary:
    """What a commit did.  ``changed`` is False if the store is as it was, byte for byte."""

    tables: Mapping[str, Change] = field(default_factory=dict)
    files_written: tuple[str, ...] = ()
    files_removed: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether any file changed."""
        return bool(self.files_written or self.files_removed)

    def __str__(self) -> str:
        parts = [
            f"{name}: {c.inserted} new, {c.updated} updated, {c.unchanged} unchanged"
            + (f", {c.archived} older" if c.archived else "")
            + (f", {c.removed} removed" if c.removed else "")
            for name, c in self.tables.items()
        ]
        return "; ".join(parts) or "nothing to commit"


class Plan:
    """The files that a commit will write, over the state it starts from.

    ``decided`` is what persons decided before.
    """

    def __init__(self, files: Files, state: State, decided: Decisions | None = None) -> None:
        self._files = files
        self._state = state
        self._decided = decided or Decisions()
        self.data: dict[str, bytes] = {}
        self.entries: dict[str, Entry] = dict(state.files)
        self.removed: list[str] = []
        self.changes: dict[str, Change] = {}
        self.corrected: dict[str, frozenset[str]] = {}
        self._by_hand: set[str] = set()
        self._current: list[str] = []
        self.ids: dict[str, pa.Array | pa.ChunkedArray] = {}

    @property
    def changed(self) -> bool:
        """Whether there is anything to write or to remove."""
        return bool(self.data or self.removed)

    # Reading what is there -------------------------------------------------

    def read(self, entry: Entry, columns: list[str] | None = None) -> pa.Table:
        """Rows of one file of the starting state."""
        names = columns or stored_schema(entry.table).names
        try:
            with self._files.open(self._state, entry) as parquet:
                found = set(parquet.schema_arrow.names)
                if missing := [n for n in names if n not in found]:
                    raise StaleFileError(entry.path, f"has no column {missing[0]!r}")
                table = parquet.read(columns=names)
        except (StaleFileError, pa.ArrowInvalid, OSError) as error:
            if isinstance(error, StoreError):
                raise
            raise self._files.damaged(error) from error
        schema = stored_schema(entry.table)
        return table.select(names).cast(pa.schema([schema.field(n) for n in names]))

    def put(self, name: str, partition: str, rows: pa.Table, *, in_order: bool = False) -> None:
        """Give a partition its rows; without rows its file goes."""
        path = partition_path(name, partition)
        old = self._state.files.get(path)
        if not rows.num_rows:
            if old is not None:
                self.removed.append(path)
                self.entries.pop(path, None)
            return
        geometry = TABLES["events" if name == HISTORY else name].geometry
        ordered = rows.combine_chunks() if in_order else in_file_order(rows, name)
        encoded = encode(ordered, name, geometry=geometry)
        entry = Entry(
            path,
            name,
            partition,
            encoded.rows,
            len(encoded.data),
            encoded.sha256,
            encoded.digest,
        )
        if entry != old:
            self.data[path] = encoded.data
            self.entries[path] = entry

    # Tables that are one file ----------------------------------------------

    def upsert(
        self,
        name: str,
        incoming: pa.Table,
        recoded: Sequence[str] = (),
        decided: Decisions | None = None,
    ) -> None:
        """Add rows by key; a row with the same key is replaced.

        A claim that was reported earlier than the one in the store does not
        replace it.  ``recoded`` reports lose the rows that are not given again,
        but for claims that a person has corrected, themselves or their events,
        unless the person has ``decided`` about these again.
        """
        key = list(TABLES[name].key)
        incoming = last_by_key(incoming, key)
        check(incoming, name)
        stored = self.whole(name)
        kept = stored
        given = incoming.num_rows
        if name == "claims" and stored.num_rows:
            incoming = _not_older(incoming, stored)
        if recoded and name in ("claims", "not_events"):
            again = pc.is_in(stored.column("report_id"), pa.array(recoded, pa.string()))
            if name == "claims":
                fixed = self._fixed(stored, decided)
                again = pc.and_(again, pc.invert(fixed))
                incoming = self._without_taken_out(incoming, stored, decided)
                incoming = _as_fixed(incoming, stored.filter(fixed))
            kept = stored.filter(pc.invert(again))
            if name == "claims":
                incoming = _linked_within(incoming, kept)
        merged = last_by_key(pa.concat_tables([kept, incoming]), key)
        merged = in_file_order(merged, name)
        pairs = _pairs(stored, incoming, key)
        equal = int(_equal_rows(*pairs).sum())
        known = pairs[0].num_rows
        inserted = incoming.num_rows - known
        # What is older than the store's, or than what a person made of it, changes nothing either.
        same = equal + given - incoming.num_rows
        removed = stored.num_rows + inserted - merged.num_rows
        self.changes[name] = Change(inserted, known - equal, same, removed=removed)
        if inserted or known > equal or removed:
            self.put(name, "", merged, in_order=True)
            if name == "claims":
                self.ids[name] = incoming.column("claim_id")

    def whole(self, name: str) -> pa.Table:
        """Rows of a table that is one file, as it was before the commit."""
        entry = self._state.files.get(partition_path(name, ""))
        return self.read(entry) if entry else stored_schema(name).empty_table()

    def linked(self, claims: pa.Table) -> pa.Table:
        """Claims about events that are merged into others as claims about those."""
        into: dict[str, str] = {}
        for entry in self._state.of(HISTORY):
            rows = self.read(entry, ["event_id", "status"])
            away = rows.filter(pc.starts_with(rows.column("status"), MERGED_INTO))
            targets = pc.replace_substring(away.column("status"), MERGED_INTO, "")
            into |= dict(zip(away.column("event_id").to_pylist(), targets.to_pylist(), strict=True))
        for event_id in self._current:
            into.pop(event_id, None)
        return as_linked(claims, self.whole("claims"), into)

    def _fixed(self, stored: pa.Table, decided: Decisions | None) -> pa.ChunkedArray:
        """Which stored claims stay as a person left them."""
        now = decided or Decisions()
        claims = sorted(self._decided.claims - now.claims)
        events = sorted(self._decided.events.keys() - now.events.keys())
        fixed = pc.or_(
            pc.is_in(stored.column("claim_id"), pa.array(claims, pa.string())),
            pc.is_in(stored.column("event_id"), pa.array(events, pa.string())),
        )
        return pc.and_(
            fixed,
            pc.invert(
                pc.is_in(stored.column("claim_id"), pa.array(sorted(now.claims), pa.string()))
            ),
        )

    def _without_taken_out(
        self, incoming: pa.Table, stored: pa.Table, decided: Decisions | None
    ) -> pa.Table:
        """Leave out the claims that a person took out before."""
        now = decided or Decisions()
        claims = pa.array(sorted(self._decided.claims - now.claims), pa.string())
        out = claims.filter(pc.invert(pc.is_in(claims, stored.column("claim_id").combine_chunks())))
        about = pc.is_in(incoming.column("event_id"), pa.array(sorted(now.events), pa.string()))
        taken = pc.and_(pc.is_in(incoming.column("claim_id"), out), pc.invert(about))
        return incoming.filter(pc.invert(taken))

    # Events ----------------------------------------------------------------

    def events(
        self,
        incoming: pa.Table,
        *,
        recoded: Sequence[str] = (),
        corrected: bool = False,
        decided: Decisions | None = None,
    ) -> None:
        """Add versions of events; the newest is current, the others are history.

        What was coded from the ``recoded`` reports alone, and not corrected
        by a person, is forgotten; what a person has ``decided`` now stays in
        the history as it was coded.  ``corrected`` versions are newer than the
        stored ones of the same ``reported_date``.
        """
        self._by_hand = {*self._decided.events, *(decided.events if decided else ())}
        _check_events(incoming)
        ids = {
            entry.path: self.read(entry, ["event_id"]).column("event_id")
            for table in ("events", HISTORY)
            for entry in self._state.of(table)
        }
        rows = incoming.num_rows
        given = pc.unique(incoming.column("event_id"))
        total = len(given)
        incoming = self._drop_unchanged(incoming, ids)
        left = given if incoming.num_rows == rows else pc.unique(incoming.column("event_id"))
        forgotten = self._coded_from(recoded)
        wanted = left
        if len(forgotten):
            # An event that comes again as it was is not touched.
            unchanged = given.filter(pc.invert(pc.is_in(given, left)))
            forgotten = forgotten.filter(pc.invert(pc.is_in(forgotten, unchanged)))
            wanted = pc.unique(pa.concat_arrays([left, forgotten]))
        if not len(wanted):
            self.changes["events"] = Change(unchanged=total)
            return

        touched: dict[str, pa.Table] = {}
        for path, column in ids.items():
            if pc.any(pc.is_in(column, wanted)).as_py():
                touched[path] = self.read(self._state.files[path])
        stored = {
            table: _concat(
                [
                    rows.filter(pc.is_in(rows.column("event_id"), wanted))
                    for path, rows in touched.items()
                    if self._state.files[path].table == table
                ],
                table,
            )
            for table in ("events", HISTORY)
        }
        kept = {
            table: rows.filter(pa.array(~self._coded_only_from(rows, recoded)))
            for table, rows in stored.items()
        }
        if corrected:
            known = [table.column("event_id") for table in stored.values()]
            raised = pc.greater(incoming.column("revision"), 0)
            known.append(incoming.filter(raised).column("event_id"))
            had = pa.concat_arrays([chunk for column in known for chunk in column.chunks])
            others = left.filter(pc.is_in(left, had)).to_pylist()
            self.corrected = dict.fromkeys(others, frozenset())
            if kept["events"].num_rows:
                incoming = _newer_than(incoming, kept["events"])
        if not any(rows.num_rows for rows in kept.values()) and len(left) == incoming.num_rows:
            current, archive = _split_by_status(incoming)
            changed = wanted
        else:
            current, archive, changed = _chains(incoming, kept["events"], kept[HISTORY], forgotten)
        self._current = current.column("event_id").to_pylist()
        self._rewrite_years(touched, changed, {"events": current, HISTORY: archive})
        gone = stored["events"].filter(pc.is_in(stored["events"].column("event_id"), changed))
        self._rewrite_actors(gone, current, changed)
        if not self.changed:
            self.changes["events"] = Change(unchanged=total)
            return
        self._count(total, left, changed, stored, current)
        self.ids["events"] = changed

    def _coded_from(self, reports: Sequence[str]) -> pa.Array:
        """Ids of the events that rest on these reports alone and were not corrected."""
        found = [pa.array([], pa.string())]
        if reports:
            for table in ("events", HISTORY):
                for entry in self._state.of(table):
                    rows = self.read(entry, ["event_id", "source_ids"])
                    only = pa.array(self._coded_only_from(rows, reports))
                    found += rows.filter(only).column("event_id").chunks
        return pc.unique(pa.concat_arrays(found))

    def _coded_only_from(self, rows: pa.Table, reports: Sequence[str]) -> np.ndarray:
        """Which rows rest on these reports alone, of events that no person has corrected."""
        if not reports or not rows.num_rows:
            return np.zeros(rows.num_rows, dtype=bool)
        column = rows.column("source_ids").combine_chunks()
        sources: np.ndarray = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
        ours = pc.is_in(pc.list_flatten(column), pa.array(reports, pa.string()))
        parents = pc.list_parent_indices(column).filter(ours).to_numpy()
        hits = np.bincount(parents, minlength=rows.num_rows)
        by_hand = pa.array(sorted(self._by_hand), pa.string())
        corrected = pc.is_in(rows.column("event_id"), by_hand).to_numpy()
        only: np.ndarray = (hits > 0) & (hits == sources) & ~corrected
        return only

    def _drop_unchanged(self, incoming: pa.Table, ids: Mapping[str, pa.ChunkedArray]) -> pa.Table:
        """Leave out the rows that are in the store as they are; one partition in memory at a time."""
        wanted = incoming.column("event_id").combine_chunks()
        seen = len(pc.unique(wanted)) == len(wanted)
        if not seen:
            incoming = _distinct(incoming)
            wanted = incoming.column("event_id").combine_chunks()
            seen = len(pc.unique(wanted)) == len(wanted)
        same = np.zeros(incoming.num_rows, dtype=bool)
        for entry in self._state.of("events"):
            if not seen:
                break
            position = pc.index_in(ids[entry.path], wanted).combine_chunks()
            if position.null_count == len(position):
                continue
            rows = self.read(entry).filter(position.is_valid())
            position = position.drop_null()
            equal = _equal_rows(rows, incoming.take(position))
            same[position.to_numpy()[equal]] = True
        return incoming.filter(pa.array(~same)) if same.any() else incoming

    def _count(
        self,
        total: int,
        given: pa.Array,
        changed: pa.Array,
        stored: Mapping[str, pa.Table],
        current: pa.Table,
    ) -> None:
        if not any(rows.num_rows for rows in stored.values()):
            self.changes["events"] = Change(len(given), unchanged=total - len(given))
            return
        known = pa.concat_arrays(
            [pc.unique(stored[table].column("event_id")) for table in ("events", HISTORY)]
        )
        inserted = len(given) - int(pc.sum(pc.is_in(given, known)).as_py() or 0)
        removed = int(pc.sum(pc.invert(pc.is_in(changed, given))).as_py() or 0)
        old = stored["events"].filter(pc.is_in(stored["events"].column("event_id"), changed))
        # An event that is current as before got an older version only.
        archived = int(_equal_rows(*_pairs(old, current, ["event_id"])).sum())
        updated = len(changed) - inserted - removed - archived
        unchanged = max(0, total - inserted - updated - archived)
        self.changes["events"] = Change(inserted, updated, unchanged, archived, removed)

    def _rewrite_years(
        self, touched: Mapping[str, pa.Table], changed: pa.Array, new: Mapping[str, pa.Table]
    ) -> None:
        for table, unsorted in new.items():
            # In order of partition, then of file: a new partition is a slice of it.
            rows, year_of = by_year(unsorted, table)
            base = {
                self._state.files[path].partition: path
                for path in touched
                if self._state.files[path].table == table
            }
            for value in sorted({*base, *map(str, np.unique(year_of).tolist())}):
                path = partition_path(table, value)
                first, last = np.searchsorted(year_of, [int(value), int(value) + 1])
                part = rows.slice(first, last - first)
                old = self._state.files.get(path)
                if old is None:
                    self.put(table, value, part, in_order=True)
                    continue
                kept = touched[path] if path in touched else self.read(old)
                kept = kept.filter(pc.invert(pc.is_in(kept.column("event_id"), changed)))
                self.put(table, value, _concat([kept, part], table))

    def _rewrite_actors(self, gone: pa.Table, current: pa.Table, changed: pa.Array) -> None:
        left, new = actor_rows(gone), actor_rows(current)
        column = new.column("actor")
        encoded = column.combine_chunks().dictionary_encode()
        codes = encoded.indices.to_numpy()
        actors = encoded.dictionary.to_pylist()
        # Rows come sorted by actor, so that each one's are a slice.
        starts = dict(zip(actors, np.searchsorted(codes, np.arange(len(actors))), strict=True))
        ends = dict(
            zip(actors, np.searchsorted(codes, np.arange(len(actors)), side="right"), strict=True)
        )
        for actor in sorted({*actors, *pc.unique(left.column("actor")).to_pylist()}):
            parts = []
            entry = self._state.files.get(partition_path("events_by_actor", actor))
            if entry is not None:
                old = self.read(entry)
                parts.append(old.filter(pc.invert(pc.is_in(old.column("event_id"), changed))))
            if actor in starts:
                parts.append(new.slice(starts[actor], ends[actor] - starts[actor]))
            rows = _concat(parts, "events_by_actor")
            self.put("events_by_actor", actor, rows, in_order=entry is None)

    def replace_actors(self, events: pa.Table) -> None:
        """Derive every file of ``events_by_actor`` again from all the events."""
        rows = actor_rows(events)
        actors = {entry.partition for entry in self._state.of("events_by_actor")}
        for actor in sorted({*actors, *pc.unique(rows.column("actor")).to_pylist()}):
            own = rows.filter(pc.equal(rows.column("actor"), actor))
            self.put("events_by_actor", actor, own)


def _concat(parts: Iterable[pa.Table], table: str) -> pa.Table:
    return pa.concat_tables([stored_schema(table).empty_table(), *parts])


def _check_events(incoming: pa.Table) -> None:
    """Check the contract; several versions of one event are allowed."""
    keys = incoming.column("event_id")
    unique = incoming
    if len(pc.unique(keys)) != len(keys):
        unique = incoming.set_column(
            0, incoming.schema.field(0), pa.array(map(str, range(len(keys))), pa.string())
        )
        if keys.null_count:
            raise SchemaError("events", [f"column 'event_id' has {keys.null_count} missing values"])
    check(unique, "events")
    statuses = pc.unique(incoming.column("status")).to_pylist()
    odd = [
        s
        for s in statuses
        if s == "superseded" or (s not in EVENT_STATUSES and not s.startswith("merged_into:"))
    ]
    if odd:
        raise SchemaError("events", [f"column 'status' has values {odd[:5]}"])


def last_by_key(table: pa.Table, key: list[str]) -> pa.Table:
    """Rows without repeated keys: the last of each, in their order."""
    position = pa.array(np.arange(table.num_rows))
    keyed = table.select(key).append_column("__position", position)
    last = keyed.group_by(key, use_threads=False).aggregate([("__position", "max")])
    if last.num_rows == table.num_rows:
        return table
    return table.take(last.column("__position_max").sort())


def _not_older(incoming: pa.Table, stored: pa.Table) -> pa.Table:
    position = pc.index_in(
        incoming.column("claim_id"), stored.column("claim_id").combine_chunks()
    ).combine_chunks()
    there = stored.column("reported_date").combine_chunks().take(position)
    older = pc.less(incoming.column("reported_date"), there)
    return incoming.filter(pc.invert(pc.fill_null(older, False)))


def _linked_within(incoming: pa.Table, kept: pa.Table) -> pa.Table:
    """Claims without links to claims that a person took out, themselves or with their event."""
    there = pa.concat_arrays(
        [chunk for table in (incoming, kept) for chunk in table.column("claim_id").chunks]
        or [pa.array([], pa.string())]
    )
    for name in ("conflicts_with", "corroborates"):
        column = incoming.column(name)
        if pc.all(pc.is_in(pc.list_flatten(column), there)).as_py() is not False:
            continue
        ids = set(there.to_pylist())
        links = [None if v is None else [i for i in v if i in ids] for v in column.to_pylist()]
        index = incoming.schema.get_field_index(name)
        field = incoming.schema.field(index)
        incoming = incoming.set_column(index, field, pa.array(links, field.type))
    return incoming


def _as_fixed(incoming: pa.Table, fixed: pa.Table) -> pa.Table:
    """Claims as they are in ``fixed``, where they are; their event and their links as they come."""
    position = pc.index_in(
        fixed.column("claim_id"), incoming.column("claim_id").combine_chunks()
    ).combine_chunks()
    again = fixed.filter(position.is_valid())
    given = incoming.take(position.drop_null())
    for name in ("event_id", "conflicts_with", "corroborates"):
        index = again.schema.get_field_index(name)
        again = again.set_column(index, again.schema.field(index), given.column(name))
    rest = pc.invert(
        pc.is_in(incoming.column("claim_id"), again.column("claim_id").combine_chunks())
    )
    return pa.concat_tables([incoming.filter(rest), again.select(incoming.column_names)])


def _pairs(left: pa.Table, right: pa.Table, key: list[str]) -> tuple[pa.Table, pa.Table]:
    """Rows of both tables that have the same key, side by side; missing equals missing."""
    names = [f"__{i}" for i in range(len(key))]
    tables = []
    for side, table in (("left", left), ("right", right)):
        keyed = pa.table([table.column(k) for k in key], names=names)
        tables.append(keyed.append_column(side, pa.array(np.arange(table.num_rows))))
    both = pa.concat_tables(tables, promote_options="default")
    pairs = both.group_by(names, use_threads=False).aggregate([("left", "max"), ("right", "max")])
    left_at, right_at = pairs.column("left_max"), pairs.column("right_max")
    there = pc.and_(left_at.is_valid(), right_at.is_valid())
    return left.take(left_at.filter(there)), right.take(right_at.filter(there))


def _equal_rows(left: pa.Table, right: pa.Table) -> np.ndarray:
    """Which rows are equal in every column, missing equal to missing."""
    equal: np.ndarray = np.ones(left.num_rows, dtype=bool)
    for name in left.column_names:
        a, b = left.column(name).combine_chunks(), right.column(name).combine_chunks()
        if pa.types.is_list(a.type):
            a, b = _joined(a), _joined(b)
        same = pc.fill_null(pc.equal(a, b), False)
        both_missing = pc.and_(pc.is_null(a), pc.is_null(b))
        equal = equal & pc.or_(same, both_missing).to_numpy(zero_copy_only=False)
    return equal


def _joined(lists: pa.Array) -> pa.Array:
    """Lists as text: the length in front, so that [] differs from [""]."""
    lengths = pc.list_value_length(lists).cast(pa.string())
    texts = pc.binary_join(lists, _SEPARATOR)
    return pc.binary_join_element_wise(lengths, texts, _SEPARATOR)


def _content(table: pa.Table) -> pa.Array:
    """Each row as one text that equal rows share and that orders the others."""
    parts = []
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_list(column.type):
            text = _joined(column)
        elif pa.types.is_binary(column.type):
            # Only to compare: the bytes of a point as hexadecimal digits.
            text = pa.array(
                [None if v is None else v.hex() for v in column.to_pylist()], pa.string()
            )
        else:
            text = column.cast(pa.string())
        parts.append(pc.fill_null(pc.binary_join_element_wise("v", text, ""), "n"))
    return pc.binary_join_element_wise(*parts, "\x1e")


def _distinct(table: pa.Table) -> pa.Table:
    """Rows without exact repetitions, in their order."""
    keyed = pa.table({"content": _content(table), "position": pa.array(np.arange(table.num_rows))})
    first = keyed.group_by("content", use_threads=False).aggregate([("position", "min")])
    return table.take(first.column("position_min").sort())


def _newer_than(incoming: pa.Table, current: pa.Table) -> pa.Table:
    """Give a version as old as the current one, but different, a higher revision."""
    position = pc.index_in(
        incoming.column("event_id"), current.column("event_id").combine_chunks()
    ).combine_chunks()
    known = np.flatnonzero(position.is_valid().to_numpy(zero_copy_only=False))
    mine = incoming.take(pa.array(known))
    theirs = current.take(position.drop_null())
    tied = _equal_rows(mine.select(["reported_date"]), theirs.select(["reported_date"]))
    same = _equal_rows(mine.drop_columns("revision"), theirs.drop_columns("revision"))
    revision = incoming.column("revision").to_numpy().copy()
    there = theirs.column("revision").to_numpy()
    higher = np.where(same, there, np.maximum(revision[known], there + 1))
    revision[known] = np.where(tied, higher, revision[known])
    index = incoming.schema.get_field_index("revision")
    return incoming.set_column(index, incoming.schema.field(index), pa.array(revision, pa.int32()))


def _archive(rows: pa.Table, superseded_on: pa.Array, superseded: pa.Array) -> pa.Table:
    status = rows.column("status").combine_chunks()
    index = rows.schema.get_field_index("status")
    shown = pc.if_else(superseded, "superseded", status)
    rows = rows.set_column(index, rows.schema.field(index), shown)
    rows = rows.append_column("superseded_on", superseded_on)
    return rows.append_column("version_status", status).cast(stored_schema(HISTORY))


def _split_by_status(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Current rows, and the others as history: no client may count a deleted event."""
    is_current = pc.equal(rows.column("status"), "current")
    if pc.all(is_current).as_py():
        return rows, stored_schema(HISTORY).empty_table()
    others = rows.filter(pc.invert(is_current))
    return rows.filter(is_current), _archive(
        others, pa.nulls(others.num_rows, pa.date32()), pa.repeat(False, others.num_rows)
    )


def _chains(
    incoming: pa.Table, current: pa.Table, history: pa.Table, forgotten: pa.Array
) -> tuple[pa.Table, pa.Table, pa.Array]:
    """Order every version of the events in hand; give current rows, history rows, changed ids.

    Versions are ordered by ``reported_date`` (missing first), revision, number
    of sources and content, so that the order of commits does not matter.  Events of which a
    stored version was ``forgotten`` count as changed.
    """
    names = list(TABLES["events"].names)
    status = names.index("status")
    was = history.select(names).set_column(
        status, current.schema.field(status), history.column("version_status")
    )
    versions = pa.concat_tables([t.cast(current.schema) for t in (current, was, incoming)])
    known = current.num_rows + was.num_rows
    keyed = pa.table(
        {
            "event_id": versions.column("event_id"),
            "reported_date": versions.column("reported_date"),
            "revision": versions.column("revision"),
            "n_sources": versions.column("n_sources"),
            "content": _content(versions),
            "position": pa.array(np.arange(versions.num_rows)),
        }
    )
    # The first of equal rows is the stored one, if one is.
    first = keyed.group_by(["event_id", "content"], use_threads=False).aggregate(
        [("position", "min")]
    )
    keyed = keyed.take(first.column("position_min"))
    order = sort_indices({k: keyed.column(k) for k in keyed.column_names if k != "position"})
    position = keyed.column("position").take(order).to_numpy()
    rows = versions.take(pa.array(position)).combine_chunks()

    ids = rows.column("event_id").combine_chunks().dictionary_encode()
    group = ids.indices.to_numpy()
    newest = np.append(group[1:] != group[:-1], True)
    changed = np.zeros(len(ids.dictionary), dtype=bool)
    changed[group[position >= known]] = True
    changed |= pc.is_in(ids.dictionary, forgotten).to_numpy(zero_copy_only=False)
    in_changed = changed[group]

    is_current = pc.equal(rows.column("status"), "current").to_numpy()
    stays = in_changed & newest & is_current
    goes = in_changed & ~stays
    following = pa.array(np.append(np.arange(1, len(group)), 0), mask=newest)
    superseded_on = rows.column("reported_date").combine_chunks().take(following)
    mask = pa.array(goes)
    archive = _archive(
        rows.filter(mask), superseded_on.filter(mask), pa.array(~newest).filter(mask)
    )
    touched = pa.concat_arrays([ids.dictionary.filter(pa.array(changed)), forgotten])
    return rows.filter(pa.array(stays)), archive, pc.unique(touched)
