"""The three tables of the registry: reading and checking."""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from geomali.actors._records import (
    CONFIDENCES,
    FAMILIES,
    KINDS,
    MEMBERSHIP_KINDS,
    NAME_KINDS,
    Actor,
    ActorName,
    Membership,
)
from geomali.errors import SchemaError

__all__ = ["last_day", "read_actors", "read_memberships", "read_names", "read_user_actors"]

ACTOR_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_FIND: Final = ("", "any", "cap", "case", "no")
_ACTOR_COLUMNS: Final = (
    "actor_id name name_fr short_name kind family inter start end country confidence source "
    "note alt_start alt_end"
)
_NAME_COLUMNS: Final = "actor_id name lang kind start end find"
_MEMBERSHIP_COLUMNS: Final = "member coalition start end kind confidence source note"
_USER_COLUMNS: Final = "actor_id name name_fr kind alias lang"
_USER_FAMILY: Final = {
    "state": "state",
    "state_regime": "state",
    "state_force": "state",
    "foreign_state": "foreign_state",
    "foreign_force": "foreign_state",
    "pmc": "foreign_state",
    "militia": "militia",
    "mission": "international",
    "igo": "international",
    "ngo": "international",
    "population": "civilians",
    "label": "unidentified",
}
# ACLED's codes, by kind of actor, for an actor that a user adds.
_USER_INTER: Final = {
    "state": 1,
    "state_regime": 1,
    "state_force": 1,
    "foreign_state": 8,
    "foreign_force": 8,
    "pmc": 8,
    "mission": 8,
    "armed_group": 2,
    "coalition": 2,
    "militia": 4,
    "label": 3,
    "population": 7,
}


def first_day(text: str) -> date | None:
    """First day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None for an empty text."""
    if not text:
        return None
    if len(text) == 10:
        return date.fromisoformat(text)
    year, _, month = text.partition("-")
    return date(int(year), int(month or 1), 1)


def last_day(text: str) -> date | None:
    """Last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None for an empty text."""
    if not text:
        return None
    if len(text) == 10:
        return date.fromisoformat(text)
    year, _, month = text.partition("-")
    number = int(month or 12)
    return date(int(year), number, calendar.monthrange(int(year), number)[1])


def _rows(path: Path, columns_text: str, table: str) -> Iterator[list[str]]:
    columns = columns_text.split()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        missing = [c for c in columns if c not in header]
        if missing:
            raise SchemaError(table, [f"column {c!r} is missing in {path.name}" for c in missing])
        order = [header.index(c) for c in columns]
        straight = header == columns
        width = len(header)
        for row in reader:
            if not row:
                continue
            if len(row) != width:
                raise SchemaError(
                    table, [f"line {reader.line_num} has {len(row)} fields, not {width}"]
                )
            yield row if straight else [row[i] for i in order]


def read_actors(path: Path) -> dict[str, Actor]:
    """Actors by id, in the order of the file.

    Raises
    ------
    SchemaError
        A column is missing, an id is malformed or repeats, a kind or a
        family is unknown, a date is wrong; every problem is listed.
    """
    actors: dict[str, Actor] = {}
    problems: list[str] = []
    for row in _rows(path, _ACTOR_COLUMNS, "actors"):
        try:
            actor = Actor(
                actor_id=row[0],
                name=row[1],
                name_fr=row[2],
                short_name=row[3],
                kind=row[4],
                family=row[5],
                inter=int(row[6]),
                start=first_day(row[7]),
                end=last_day(row[8]),
                country=row[9] or None,
                confidence=row[10],
                source=row[11],
                note=row[12],
                other_start=first_day(row[13]),
                other_end=last_day(row[14]),
            )
        except ValueError as error:
            problems.append(f"{row[0]!r}: {error}")
            continue
        if not ACTOR_ID.match(actor.actor_id):
            problems.append(f"{row[0]!r} is no id: lower-case ASCII words joined by underscores")
        if actor.actor_id in actors:
            problems.append(f"{row[0]!r} repeats")
        if actor.kind not in KINDS:
            problems.append(f"{row[0]!r}: kind {actor.kind!r} is unknown")
        if actor.family not in FAMILIES:
            problems.append(f"{row[0]!r}: family {actor.family!r} is unknown")
        if not 0 <= actor.inter <= 8:
            problems.append(f"{row[0]!r}: inter {actor.inter} is no code of ACLED's")
        if actor.confidence not in CONFIDENCES:
            problems.append(f"{row[0]!r}: confidence {actor.confidence!r} is unknown")
        if actor.start and actor.end and actor.start > actor.end:
            problems.append(f"{row[0]!r} ends before it starts")
        actors[actor.actor_id] = actor
    if problems:
        raise SchemaError("actors", problems)
    return actors


def read_names(path: Path, actors: dict[str, Actor]) -> list[ActorName]:
    """Names in the order of the file.

    Raises
    ------
    SchemaError
        As for :func:`read_actors`, or a name of an actor that is not there.
    """
    names: list[ActorName] = []
    problems: list[str] = []
    kinds = frozenset(NAME_KINDS)
    for actor_id, name, lang, kind, start, end, find in _rows(path, _NAME_COLUMNS, "actor_names"):
        if actor_id not in actors or kind not in kinds or find not in _FIND or not name:
            problems.append(f"{actor_id!r}, {name!r}: unknown actor, kind {kind!r} or {find!r}")
            continue
        if not start and not end:
            names.append(ActorName(actor_id, name, lang, kind, None, None, find))
            continue
        try:
            first, last = first_day(start), last_day(end)
        except ValueError as error:
            problems.append(f"{actor_id!r}, {name!r}: {error}")
            continue
        if first and last and first > last:
            problems.append(f"{actor_id!r}, {name!r} ends before it starts")
        names.append(ActorName(actor_id, name, lang, kind, first, last, find))
    if problems:
        raise SchemaError("actor_names", problems)
    return names


def read_memberships(path: Path, actors: dict[str, Actor]) -> list[Membership]:
    """Memberships and successions in the order of the file.

    Raises
    ------
    SchemaError
        As for :func:`read_actors`, or an actor that is not there.
    """
    memberships: list[Membership] = []
    problems: list[str] = []
    for member, coalition, start, end, kind, confidence, source, note in _rows(
        path, _MEMBERSHIP_COLUMNS, "memberships"
    ):
        where = f"{member!r} in {coalition!r}"
        problems += [f"{where}: no actor {i!r}" for i in (member, coalition) if i not in actors]
        if kind not in MEMBERSHIP_KINDS or confidence not in CONFIDENCES:
            problems.append(f"{where}: kind {kind!r} or confidence {confidence!r} is unknown")
        try:
            first, last = first_day(start), last_day(end)
        except ValueError as error:
            problems.append(f"{where}: {error}")
            continue
        if first and last and first > last:
            problems.append(f"{where} ends before it starts")
        memberships.append(
            Membership(member, coalition, first, last, kind, source, confidence, note)
        )
    if problems:
        raise SchemaError("memberships", problems)
    return memberships


def read_user_actors(
    path: Path, actors: dict[str, Actor]
) -> tuple[dict[str, Actor], list[ActorName]]:
    """Actors and aliases that the user adds: ``actor_id,name,name_fr,kind,alias,lang``.

    One row per alias.  A row may name an actor that we have (then ``name``,
    ``name_fr`` and ``kind`` may be empty), or a new one.

    Raises
    ------
    SchemaError
        A column is missing, an id is malformed, a new actor lacks its name
        or kind, or two rows differ on it; every problem is listed.
    """
    added: dict[str, Actor] = {}
    names: list[ActorName] = []
    problems: list[str] = []
    for number, row in enumerate(_rows(path, _USER_COLUMNS, "actors_user"), start=1):
        actor_id, name, name_fr, kind, alias, lang = (cell.strip() for cell in row)
        where = f"row {number}"
        if not ACTOR_ID.match(actor_id):
            problems.append(f"{where}: {actor_id!r} is no id: lower-case words with underscores")
            continue
        known = actors.get(actor_id) or added.get(actor_id)
        if known is None:
            if not name or kind not in KINDS:
                problems.append(
                    f"{where}: a new actor needs a name and a kind out of {', '.join(KINDS)}"
                )
                continue
            known = added[actor_id] = Actor(
                actor_id=actor_id,
                name=name,
                name_fr=name_fr or name,
                kind=kind,
                family=_USER_FAMILY.get(kind, "other"),
                inter=_USER_INTER.get(kind, 0),
                source="user",
            )
            names.append(ActorName(actor_id, name, "en", "official"))
            if name_fr and name_fr != name:
                names.append(ActorName(actor_id, name_fr, "fr", "official"))
        elif kind and kind != known.kind:
            problems.append(f"{where}: {actor_id!r} is a {known.kind}, not a {kind}")
        if alias:
            is_acronym = alias.isupper() or (len(alias) < 7 and sum(map(str.isupper, alias)) > 1)
            names.append(ActorName(actor_id, alias, lang, "acronym" if is_acronym else "variant"))
    if problems:
        raise SchemaError("actors_user", problems)
    return added, names
