"""Questions about events: criteria, and the way to the files that answer them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.schema import ACLED_TYPES, ROLES, TABLES
from geomali.store._commit import last_by_key
from geomali.store._files import Files, State
from geomali.store._query import NO_DAY, Box, Criteria, involved_on, scan
from geomali.store._tables import HISTORY, stored_schema, years

__all__ = [
    "EventQuestion",
    "YearQuestion",
    "check_box",
    "day_of",
    "event_criteria",
    "scan_coalition",
    "scan_events",
    "values_of",
    "years_between",
]

_EPOCH: Final = dt.date(1970, 1, 1)


class YearQuestion(TypedDict, total=False):
    """Which events a table of one year can answer for; nothing asked is everything.

    from_date, to_date
        First and last ``event_date``, inclusive; undated events meet neither.
    actor
        Actor id or ids: on either side or among the affected.
    role
        Only in this role or these: ``side_a``, ``side_b``, ``affected``.
    event_id, event_type, place_id, admin1
        A value or several.
    bbox
        West, south, east, north in degrees, edges included; events
        without a point are outside.
    columns
        Columns to return; every one by default.
    """

    from_date: dt.date | None
    to_date: dt.date | None
    actor: str | Iterable[str] | None
    role: str | Iterable[str] | None
    event_id: str | Iterable[str] | None
    event_type: str | Iterable[str] | None
    place_id: str | Iterable[str] | None
    admin1: str | Iterable[str] | None
    bbox: Box | None
    columns: Sequence[str] | None


class EventQuestion(YearQuestion, total=False):
    """Which events are asked for: all of :class:`YearQuestion`, and two more.

    with_coalition
        Also the coalitions an actor belonged to and the members it had, as of
        each event's date.
    known_on
        The events as they were known on that day: the versions reported
        by then.  What has no ``reported_date`` was not known on any day.
    """

    with_coalition: bool
    known_on: dt.date | None


_BY_VALUE: Final = ("event_id", "event_type", "place_id", "admin1")


def event_criteria(
    question: EventQuestion | YearQuestion, *, of_years: bool = False
) -> tuple[Criteria, list[str]]:
    """Criteria and columns of a question, checked; ``of_years`` if it is a :class:`YearQuestion`."""
    asked: dict[str, Any] = dict(question)
    known = YearQuestion if of_years else EventQuestion
    if unknown := sorted(asked.keys() - known.__annotations__.keys()):
        raise TypeError(
            f"events cannot be asked for by {unknown[0]!r}, only by {', '.join(known.__annotations__)}"
        )
    names = TABLES["events"].names
    columns = asked.get("columns")
    wanted = list(names) if columns is None else list(columns)
    if unknown := [c for c in wanted if c not in names]:
        raise ValueError(f"events has no column {unknown[0]!r}")
    roles = values_of(asked.get("role"))
    if unknown := [r for r in roles if r not in ROLES]:
        raise ValueError(f"no role {unknown[0]!r}; the roles are {', '.join(ROLES)}")
    if unknown := [t for t in values_of(asked.get("event_type")) if t not in ACLED_TYPES]:
        raise ValueError(f"no event type {unknown[0]!r}; the types are {', '.join(ACLED_TYPES)}")
    check_box(asked.get("bbox"))
    criteria = Criteria(
        from_date=day_of(asked.get("from_date")),
        to_date=day_of(asked.get("to_date")),
        actors=values_of(asked.get("actor")),
        roles=roles or ROLES,
        values=tuple((n, values_of(asked[n])) for n in _BY_VALUE if asked.get(n) is not None),
        bbox=asked.get("bbox"),
        known_on=day_of(asked.get("known_on")),
    )
    return criteria, wanted


def check_box(bbox: Box | None) -> None:
    if bbox is not None and (len(bbox) != 4 or bbox[0] > bbox[2] or bbox[1] > bbox[3]):
        raise ValueError(f"bbox is west, south, east, north, not {bbox}")


def values_of(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def day_of(value: dt.date | None) -> dt.date | None:
    if value is not None and not isinstance(value, dt.date):
        raise TypeError(f"a day is asked for as datetime.date(2023, 9, 20), not as {value!r}")
    return value.date() if isinstance(value, dt.datetime) else value


def years_between(entries: Sequence[Any], criteria: Criteria) -> list[Any]:
    if criteria.from_date is None and criteria.to_date is None:
        return list(entries)
    low = criteria.from_date.year if criteria.from_date else 1
    high = criteria.to_date.year if criteria.to_date else 9999
    return [e for e in entries if low <= int(e.partition) <= high]


def scan_events(files: Files, state: State, criteria: Criteria, wanted: list[str]) -> pa.Table:
    schema = stored_schema("events")
    entries = years_between(state.of("events"), criteria)
    if criteria.actors and criteria.known_on is None:
        in_folders = {*wanted, *criteria.columns()} - {*criteria.roles, "bbox"}
        if in_folders <= set(stored_schema("events_by_actor").names):
            return _scan_actors(files, state, criteria, wanted)
        if len(entries) > 1:
            # An actor's own folder is small: it tells which years to look into.
            dates = _scan_actors(files, state, criteria, ["event_date"], only_dates=True)
            active = {str(year) for year in years(dates).tolist()}
            entries = [entry for entry in entries if entry.partition in active]
    table = scan(files, state, entries, criteria, wanted, schema)
    if criteria.known_on is None:
        return table
    # What has been replaced since: with the status that it had then.
    history = stored_schema(HISTORY)
    then = ["version_status" if name == "status" else name for name in wanted]
    older = scan(
        files,
        state,
        years_between(state.of(HISTORY), criteria),
        replace(criteria, superseded=True),
        then,
        history,
    )
    older = older.rename_columns(wanted).cast(table.schema)
    return pa.concat_tables([table, older])


def _scan_actors(
    files: Files, state: State, criteria: Criteria, wanted: list[str], *, only_dates: bool = False
) -> pa.Table:
    """Answer from the actors' own folders, each event once."""
    schema = stored_schema("events_by_actor")
    entries = [e for e in state.of("events_by_actor") if e.partition in criteria.actors]
    values = criteria.values
    if only_dates:
        values = ()
    elif criteria.roles != ROLES:
        values = (*values, ("role", criteria.roles))
    of_rows = replace(criteria, actors=(), values=values)
    needed = list(dict.fromkeys([*wanted, "event_id"])) if not only_dates else wanted
    table = scan(files, state, entries, of_rows, needed, schema)
    if not only_dates:
        table = last_by_key(table, ["event_id"])
    return table.select(wanted).cast(
        pa.schema([stored_schema("events").field(name) for name in wanted])
    )


def scan_coalition(files: Files, state: State, criteria: Criteria, wanted: list[str]) -> pa.Table:
    """Events of the actors, and of those in a coalition with them on the event's day."""
    from geomali.actors import load_actors

    registry = load_actors()
    dates = scan_events(files, state, replace(criteria, actors=()), ["event_date"])
    days_of: dict[str, list[int]] = {}
    for day in pc.unique(dates.column("event_date")).to_pylist():
        number = NO_DAY if day is None else (day - _EPOCH).days
        for actor in criteria.actors:
            related = {actor}
            # Without a date nobody can say who was whose ally.
            if day is not None and actor in registry:
                related.update(registry.coalitions(actor, day, transitive=True))
                related.update(registry.members(actor, day, transitive=True))
            for other in related:
                days_of.setdefault(other, []).append(number)
    if not days_of:
        return stored_schema("events").empty_table().select(wanted)
    needed = list(dict.fromkeys([*wanted, "event_date", *criteria.roles]))
    table = scan_events(files, state, replace(criteria, actors=tuple(sorted(days_of))), needed)
    keep = involved_on(table, criteria.roles, {a: np.array(d) for a, d in days_of.items()})
    return table.filter(pa.array(keep)).select(wanted)
