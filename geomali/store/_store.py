"""The store: opening, committing, reading."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

import pyarrow as pa

from geomali.errors import StoreError
from geomali.events import Event
from geomali.schema import SCHEMA_VERSION
from geomali.store._audit import Decisions, audit_line, decisions_of, sources_by_event
from geomali.store._check import describe, find_problems
from geomali.store._check import migrate as make_current
from geomali.store._commit import CommitSummary, Plan
from geomali.store._convert import claims_table, to_arrow, to_frame
from geomali.store._events import (
    EventQuestion,
    YearQuestion,
    check_box,
    day_of,
    event_criteria,
    scan_coalition,
    scan_events,
    values_of,
    years_between,
)
from geomali.store._files import AUDIT, Entry, Files, State
from geomali.store._folders import folder_of
from geomali.store._query import Box, Criteria, scan
from geomali.store._tables import HISTORY, LAYOUTS, stored_schema

if TYPE_CHECKING:
    import dask_geopandas
    import geopandas as gpd
    import pandas as pd

__all__ = ["Store", "open_store"]

_LOCK_SECONDS: Final = 60.0
_MOST_BYTES: Final = 2**31 - 1
"""What one Arrow text column holds: about six million events with their notes."""


def open_store(
    path: str | Path,
    *,
    create: bool = False,
    lock_timeout: float = _LOCK_SECONDS,
) -> Store:
    """Open a store, and finish or undo a commit that was interrupted.

    Parameters
    ----------
    path
        A folder, or an address such as ``s3://bucket/prefix`` (options of
        ``pyarrow.fs.FileSystem.from_uri`` after a question mark).
    create
        Make the folder a store if it is missing or empty.
    lock_timeout
        Seconds that a commit waits for another writer.

    Raises
    ------
    StoreError
        There is no store, the folder holds something else, its record is
        damaged, or a newer version of geomali wrote it.
    """
    files = Files(folder_of(path))
    if not files.exists() and not files.needs_recovery():
        if not files.folder.remote and Path(files.root).is_file():
            raise StoreError(files.root, "is a file, not a store")
        if not files.is_empty():
            raise StoreError(files.root, "holds other files and is not a geomali store")
        if not create:
            raise StoreError(files.root, "not a geomali store: there is nothing there")
        try:
            files.create()
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            reason = error.strerror or str(error)
            raise StoreError(files.root, f"cannot be created ({reason})") from error
    if files.needs_recovery():
        _recover(files)
    files.state()
    return Store(files, lock_timeout=lock_timeout)


def _recover(files: Files) -> None:
    """Finish an interrupted commit, unless its writer is alive or we may not write."""
    try:
        with files.folder.lock(0):
            files.recover()
    except (StoreError, PermissionError):
        return


class Store:
    """A GeoParquet store of events, claims and what they rest on.

    Made by :func:`open_store`.  Readers need no lock and always see one
    state; a writer waits for another.
    """

    def __init__(self, files: Files, *, lock_timeout: float = _LOCK_SECONDS) -> None:
        self._files = files
        self._lock_timeout = lock_timeout

    def __repr__(self) -> str:
        return f"open_store({self._files.root!r})"

    @property
    def path(self) -> str:
        """Folder or address of the store."""
        return self._files.root

    # Writing ---------------------------------------------------------------

    def commit(
        self,
        *,
        events: Any = None,
        claims: Any = None,
        reports: Any = None,
        sources: Any = None,
        displacement: Any = None,
        admin_counts: Any = None,
        not_events: Any = None,
        rejects: Any = None,
        note: str | None = None,
        accepted_by: str | None = None,
        decided: Decisions | None = None,
        recoded: Iterable[str] = (),
        linked: bool = False,
    ) -> CommitSummary:
        """Add or correct rows, all tables at once.

        A row whose key is in the store replaces the one there; the same
        content changes nothing, not a byte.  Of two versions of an event the
        one with the later ``reported_date`` is current, then the higher
        ``revision``, then the one with more sources, then by content; the
        other is kept in the history.

        Parameters
        ----------
        events, claims
            An Arrow table or a frame in the columns of ``schema.TABLES``,
            mappings, or records (:class:`geomali.events.Event`,
            :class:`geomali.events.Claim`).  Claims inside event records are
            committed with them.
        reports, sources, displacement, admin_counts, not_events, rejects
            Tables of those names, in the same forms.
        note, accepted_by
            Who accepted the rows, and why: a line of ``history/audit.jsonl``,
            the only file that holds the time of day.
        decided
            What that person corrected, took out or separated.  By default
            every event given that is not as the store has it, which is then
            newer than one of the same ``reported_date``: its revision is
            raised.
        recoded
            Ids of reports that were coded again.  Events, claims and passages
            that rest on them alone go unless they are given again; what a
            person has corrected (:meth:`decisions`) stays.
        linked
            The claims come with the events and the links that merging gives
            them.  By default a claim about an event that was merged into
            another is one about that other, and a claim that comes again keeps
            its links to the claims of other sources.

        Raises
        ------
        SchemaError
            Rows break the contract; nothing is written.
        StoreError
            The store cannot be read or written, or another writer is at work
            for too long; the store is as it was.
        """
        if accepted_by is None and (note is not None or decided is not None):
            raise ValueError("a note or a decision needs accepted_by")
        if events is not None and not _is_columnar(events):
            events = list(events)
            nested = _nested_claims(events)
            if nested:
                claims = _with_nested(claims, nested)
        given = {
            "claims": claims,
            "reports": reports,
            "sources": sources,
            "displacement": displacement,
            "admin_counts": admin_counts,
            "not_events": not_events,
            "rejects": rejects,
        }
        again = sorted(set(recoded))
        for name in ("claims", "not_events"):
            if again and given[name] is None:
                given[name] = []
        tables = {name: to_arrow(name, data) for name, data in given.items() if data is not None}
        if again and events is None:
            events = []
        rows = None if events is None else to_arrow("events", events)
        for table in [*tables.values(), *([] if rows is None else [rows])]:
            if any(column.nbytes > _MOST_BYTES for column in table.columns):
                raise StoreError(self.path, "too much for one commit; commit the rows in parts")
        with self._files.folder.lock(self._lock_timeout):
            if self._files.needs_recovery():
                self._files.recover()
            state = self._files.state()
            self._require_current(state)
            self._refuse_foreign(state)
            plan = Plan(self._files, state, self.decisions())
            by_default = accepted_by is not None and decided is None
            if rows is not None:
                plan.events(rows, recoded=again, corrected=by_default, decided=decided)
            if by_default:
                decided = Decisions(plan.corrected)
            if "claims" in tables and tables["claims"].num_rows and not linked:
                tables["claims"] = plan.linked(tables["claims"])
            for name, table in tables.items():
                plan.upsert(name, table, again, decided)
            audit = {}
            if accepted_by is not None and plan.changed:
                audit[AUDIT] = self._audit(plan, accepted_by, note, rows, decided or Decisions())
            return self._carry_out(plan, state, audit)

    def compact(self) -> CommitSummary:
        """Write every file again in the best form of this version, where that differs.

        Row groups, order and encodings come back to what reads fastest; the
        rows stay the same.
        """
        with self._files.folder.lock(self._lock_timeout):
            if self._files.needs_recovery():
                self._files.recover()
            state = self._files.state()
            self._require_current(state)
            self._refuse_foreign(state)
            plan = Plan(self._files, state)
            for entry in sorted(state.files.values()):
                plan.put(entry.table, entry.partition, plan.read(entry))
            return self._carry_out(plan, state, {})

    def check(self, *, migrate: bool = False) -> list[str]:
        """Everything that is wrong with the store, one line each; empty if it is sound.

        Hashes, sizes, types, vocabularies, keys, GeoParquet metadata, bbox
        columns, partitions, row order, the agreement of ``events`` and
        ``events_by_actor``, orphans, and files that are not the store's.

        Parameters
        ----------
        migrate
            First bring a store of an older schema version to the current one.
        """
        if migrate:
            with self._files.folder.lock(self._lock_timeout):
                if self._files.needs_recovery():
                    self._files.recover()
                state = self._files.state()
                if state.schema_version != SCHEMA_VERSION:
                    self._refuse_foreign(state)
                    self._carry_out(make_current(self._files, state), state, {})
        problems: list[str] = find_problems(self._files, self._files.state())
        return problems

    def info(self) -> dict[str, Any]:
        """What the store holds: tables with rows, files and bytes, dates, actors."""

        def read(state: State) -> dict[str, Any]:
            return describe(self._files, state)

        found: dict[str, Any] = self._files.retry(read)
        return found

    def _carry_out(self, plan: Plan, state: State, audit: dict[str, bytes]) -> CommitSummary:
        if plan.changed or state.schema_version != SCHEMA_VERSION:
            data = {**plan.data, **audit}
            self._files.commit(state, State(plan.entries), data, plan.removed)
        return CommitSummary(plan.changes, tuple(sorted(plan.data)), tuple(sorted(plan.removed)))

    def _require_current(self, state: State) -> None:
        if state.schema_version != SCHEMA_VERSION:
            raise StoreError(
                self.path,
                f"has schema version {state.schema_version}, not {SCHEMA_VERSION}; "
                "run `geomali store check --migrate`",
            )

    def _refuse_foreign(self, state: State) -> None:
        """A data file that is not ours would be overwritten, or counted by other clients."""
        foreign = [p for p in self._files.foreign(state) if p.endswith(".parquet")]
        if foreign:
            raise StoreError(
                self.path,
                f"{foreign[0]} is not a file of this store; move it out first "
                f"({len(foreign)} such {'file' if len(foreign) == 1 else 'files'}); "
                "nothing was written",
            )

    def _audit(
        self,
        plan: Plan,
        accepted_by: str,
        note: str | None,
        events: pa.Table | None,
        decided: Decisions,
    ) -> bytes:
        if events is None:
            events = stored_schema("events").empty_table()
        line = audit_line(
            accepted_by=accepted_by,
            note=note,
            rows={
                name: {"inserted": c.inserted, "updated": c.updated}
                for name, c in plan.changes.items()
            },
            ids={name: ids.to_pylist() for name, ids in plan.ids.items()},
            events={**decided.events, **sources_by_event(events, sorted(decided.events))},
            claims=decided.claims,
            apart=decided.apart,
        )
        return (self._files.folder.read(AUDIT) or b"") + line

    # Reading ---------------------------------------------------------------

    def events(self, **question: Unpack[EventQuestion]) -> gpd.GeoDataFrame:
        """Events that meet every criterion given.

        Parameters
        ----------
        **question
            See :class:`EventQuestion`: ``from_date``, ``to_date``, ``actor``,
            ``role``, ``with_coalition``, ``event_id``, ``event_type``,
            ``place_id``, ``admin1``, ``bbox``, ``known_on``, ``columns``.

        Returns
        -------
        GeoDataFrame
            Table ``events``, EPSG:4326 (see :func:`to_frame` for the types);
            the same order for the same store and question.

        Raises
        ------
        ValueError
            There is no such column, role or box.
        """
        return to_frame("events", self.events_arrow(**question))

    def events_arrow(self, **question: Unpack[EventQuestion]) -> pa.Table:
        """Like :meth:`events`, as an Arrow table with WKB points."""
        criteria, wanted = event_criteria(question)

        def read(state: State) -> pa.Table:
            if question.get("with_coalition") and criteria.actors:
                return scan_coalition(self._files, state, criteria, wanted)
            return scan_events(self._files, state, criteria, wanted)

        return self._read(read)

    def _read(self, read: Callable[[State], pa.Table]) -> pa.Table:
        def of_this_version(state: State) -> pa.Table:
            self._require_current(state)
            return read(state)

        return self._files.retry(of_this_version)

    def dask_events(self, **question: Unpack[YearQuestion]) -> dask_geopandas.GeoDataFrame:
        """Like :meth:`events`, as a dask-geopandas frame with one partition per year.

        Any :class:`YearQuestion`: all but ``with_coalition`` and ``known_on``.

        A worker reads its years itself: the store's path must mean the same
        on every machine.  A worker that finds another state than the one the
        frame was made from raises StoreError.  Counts are dask's own
        (``frame.groupby("admin1").event_id.count()``); ``resolve_places`` and
        ``merge_candidates`` of :mod:`geomali.pipeline` and ``exposure_along``
        of :mod:`geomali.routes` take such a frame.

        Raises
        ------
        ImportError
            dask-geopandas is not installed (``pip install geomali[dask]``).
        """
        import dask.dataframe as dd
        import dask_geopandas  # noqa: F401 - teaches dask what a GeoDataFrame is

        criteria, wanted = event_criteria(question, of_years=True)
        state = self._files.state()
        self._require_current(state)
        empty = stored_schema("events").empty_table().select(wanted)
        entries = years_between(state.of("events"), criteria)
        return dd.from_map(  # type: ignore[no-untyped-call]
            _read_year,
            entries or [None],
            address=self._files.folder.address,
            criteria=criteria,
            wanted=wanted,
            meta=to_frame("events", empty),
            enforce_metadata=False,
        )

    def claims(
        self,
        *,
        from_date: dt.date | None = None,
        to_date: dt.date | None = None,
        place_id: str | Iterable[str] | None = None,
        bbox: Box | None = None,
        known_on: dt.date | None = None,
    ) -> gpd.GeoDataFrame:
        """Claims that meet every criterion given.

        Parameters
        ----------
        from_date, to_date
            First and last ``claim_date``, inclusive; undated claims meet neither.
        place_id
            A place or several.
        bbox
            West, south, east, north in degrees; claims without a point are outside.
        known_on
            Only what was reported by that day.

        Returns
        -------
        GeoDataFrame
            Table ``claims``, EPSG:4326, by place and date.
        """
        check_box(bbox)
        schema = stored_schema("claims")
        criteria = Criteria(
            from_date=day_of(from_date),
            to_date=day_of(to_date),
            day="claim_date",
            values=(("place_id", values_of(place_id)),) if place_id is not None else (),
            bbox=bbox,
            known_on=day_of(known_on),
        )

        def read(state: State) -> pa.Table:
            entries = state.of("claims")
            return scan(self._files, state, entries, criteria, schema.names, schema)

        return to_frame("claims", self._read(read))

    def reports(self) -> pd.DataFrame:
        """Table ``reports``."""
        return self.frame("reports")

    def history(
        self,
        event_id: str | Iterable[str] | None = None,
        *,
        columns: Sequence[str] | None = None,
    ) -> gpd.GeoDataFrame:
        """Versions of events that are not current: superseded, deleted, merged.

        Columns of ``events``, ``superseded_on`` (when the next version was
        reported) and ``version_status`` (the status before it was superseded).

        Parameters
        ----------
        event_id
            Only of this event or these.
        columns
            Columns to return; every one by default.
        """
        schema = stored_schema(HISTORY)
        wanted = list(schema.names if columns is None else columns)
        values = (("event_id", values_of(event_id)),) if event_id is not None else ()

        def read(state: State) -> pa.Table:
            return scan(
                self._files, state, state.of(HISTORY), Criteria(values=values), wanted, schema
            )

        return to_frame("events", self._read(read))

    def audit(self) -> list[dict[str, Any]]:
        """Who accepted what, when and why, oldest first.

        ``ids`` are those of each table's rows that changed, ``corrected`` and
        ``apart`` what the person decided (:meth:`decisions`).
        """
        lines = (self._files.folder.read(AUDIT) or b"").splitlines()
        return [json.loads(line) for line in lines]

    def decisions(self) -> Decisions:
        """What persons corrected, took out or separated, as the audit log has it."""
        return decisions_of(self.audit())

    def displacement(self) -> gpd.GeoDataFrame:
        """Table ``displacement``, EPSG:4326."""
        return self.frame("displacement")

    def frame(self, name: str) -> gpd.GeoDataFrame | pd.DataFrame:
        """Whole table of that name as a frame; without rows if nothing was committed to it.

        Raises
        ------
        KeyError
            No table of that name is in a store.
        """
        return to_frame(name, self.table(name))

    def table(self, name: str) -> pa.Table:
        """Like :meth:`frame`, as an Arrow table with WKB points."""
        if name not in LAYOUTS or name == HISTORY:
            raise KeyError(name)
        schema = stored_schema(name)

        def read(state: State) -> pa.Table:
            return scan(self._files, state, state.of(name), Criteria(), schema.names, schema)

        return self._read(read)


def _read_year(
    entry: Entry | None, *, address: str, criteria: Criteria, wanted: list[str]
) -> gpd.GeoDataFrame:
    """One partition of :meth:`Store.dask_events`, on whatever machine it runs."""
    schema = stored_schema("events")
    if entry is None:
        return to_frame("events", schema.empty_table().select(wanted))
    files = Files(folder_of(address))

    def read(state: State) -> pa.Table:
        if state.files.get(entry.path) != entry:
            raise StoreError(files.root, f"{entry.path} has changed since the frame was made")
        return scan(files, state, [entry], criteria, wanted, schema)

    return to_frame("events", files.retry(read))


def _is_columnar(data: Any) -> bool:
    return isinstance(data, pa.Table) or (hasattr(data, "columns") and hasattr(data, "index"))


def _nested_claims(events: Sequence[Any]) -> list[Any]:
    return [
        claim if claim.event_id is not None else replace(claim, event_id=event.event_id)
        for event in events
        if isinstance(event, Event)
        for claim in event.claims
    ]


def _with_nested(claims: Any, nested: list[Any]) -> pa.Table:
    tables = [claims_table(nested)]
    if claims is not None:
        tables.append(to_arrow("claims", claims))
    return pa.concat_tables(tables)
