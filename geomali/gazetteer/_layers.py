"""Where names come from: the shipped table, the user's own, an installed dump.

A layer answers two questions cheaply, before anything is loaded whole: whose
name is this key, and what is known of this place.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from geomali.errors import SourceFormatError
from geomali.gazetteer._fold import name_keys, sound_key
from geomali.gazetteer._records import Name, Place

__all__ = [
    "PLACE_COLUMNS",
    "SQLITE_VERSION",
    "Hit",
    "Layer",
    "SqliteLayer",
    "TableLayer",
    "key_lines",
    "place_of_row",
]

# Of the layout of an installed gazetteer.
SQLITE_VERSION = 2
PLACE_COLUMNS = (
    "place_id", "name", "feature_class", "feature_code", "lat", "lon", "country",
    "admin1", "admin2", "admin3", "admin1_pcode", "admin2_pcode", "admin1_2023",
    "geo_precision", "radius_km", "population", "sources", "check",
)  # fmt: skip


class Hit(NamedTuple):
    """A name that matched: whose it is, as written, and its kind."""

    place_id: str
    name: str
    kind: str
    lang: str


class Layer(Protocol):
    """A table of places and names."""

    @property
    def layer(self) -> str:
        """Which it is: core, user or install."""

    def __len__(self) -> int:
        """How many places it has."""

    def hits(self, key: str) -> Iterable[Hit]:
        """Names with this :func:`name_key`."""

    def place(self, place_id: str) -> Place | None:
        """The place of that id."""

    def names(self) -> Iterator[tuple[str, str, Hit]]:
        """Every name with its name key and its sound key."""

    def place_ids(self) -> Iterable[str]:
        """Ids of all its places."""

    def names_of(self, place_id: str) -> Iterable[Name]:
        """Every name of one place."""


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def place_of_row(row: dict[str, str | None], layer: str) -> Place:
    """A place from a row of ``places.csv``."""
    precision, population = row.get("geo_precision"), row.get("population")
    return Place(
        place_id=row["place_id"] or "",
        name=row["name"] or "",
        feature_class=row.get("feature_class") or "",
        feature_code=row.get("feature_code") or "",
        country=row.get("country") or "",
        lat=_number(row.get("lat")),
        lon=_number(row.get("lon")),
        admin1=row.get("admin1") or None,
        admin2=row.get("admin2") or None,
        admin3=row.get("admin3") or None,
        geo_precision=int(precision) if precision else 1,
        radius_km=_number(row.get("radius_km")),
        population=int(population) if population else None,
        source=row.get("sources") or "",
        admin1_2023=row.get("admin1_2023") or None,
        admin1_pcode=row.get("admin1_pcode") or None,
        admin2_pcode=row.get("admin2_pcode") or None,
        layer=layer,
        check=row.get("check") or "",
        near_admin1=tuple(filter(None, (row.get("near_admin1") or "").split("|"))),
    )


class TableLayer:
    """A pair of files ``places.csv`` and ``names.csv``.

    The first answer must not wait for the parsing of everything: lines stay
    lines until one is wanted. Which lines have a key is read from ``keys``, a file of
    :func:`key_lines` made beforehand, or is worked out by folding every name
    if there is none, or if it was made of other tables than these.
    """

    def __init__(
        self, places: Path, names: Path | None, layer: str, *, keys: Path | None = None
    ) -> None:
        self.layer = layer
        self._places: dict[str, Place] = {}
        tables = [_bytes(places), _bytes(names)]
        index = _bytes(keys).decode("ascii", "replace") if keys is not None else ""
        self._index = index if index.startswith(_stamp(tables)) else ""
        # Keys are only made of tables in which every line is a row.
        self._header, lines = _lines(tables[0], plain=bool(self._index))
        self._first_name = len(lines)
        self._lines = [*lines, *_lines(tables[1], plain=bool(self._index))[1]]
        self._by_key: dict[str, list[int]] | None = None
        self._named: dict[str, list[Name]] | None = None

    @cached_property
    def _rows(self) -> dict[str, int]:
        """Number of the line of each place."""
        # The id is the first column.
        return {
            line.split(",", 1)[0]: number
            for number, line in enumerate(self._lines[: self._first_name])
        }

    def __len__(self) -> int:
        return self._first_name

    def _keyed(self) -> dict[str, list[int]]:
        """Numbers of the lines of each key."""
        if self._by_key is None:
            self._by_key = by_key = {}
            if self._index:
                for row in self._index.splitlines()[1:]:
                    key, *numbers = row.split(" ")
                    by_key[key] = list(map(int, numbers))
            else:
                for number, key in enumerate(name_keys([_cell(line, 1) for line in self._lines])):
                    by_key.setdefault(key, []).append(number)
        return self._by_key

    def _numbers(self, key: str) -> Iterable[int]:
        if self._by_key is None and self._index:
            at = self._index.find(f"\n{key} ")
            if at < 0:
                return ()
            end = self._index.find("\n", at + 1)
            return map(int, self._index[at + len(key) + 2 : end].split(" "))
        return self._keyed().get(key, ())

    def _hit(self, number: int) -> Hit:
        cells = _cells(self._lines[number])
        if number < self._first_name:
            return Hit(cells[0], cells[1], "official", "")
        return Hit(cells[0], cells[1], cells[3] if len(cells) > 3 else "variant", cells[2])

    def hits(self, key: str) -> Iterable[Hit]:
        """Names with this key."""
        # A place's own name is mostly listed among its names too.
        unique = {(hit.place_id, hit.name): hit for hit in map(self._hit, self._numbers(key))}
        return list(unique.values())

    def place(self, place_id: str) -> Place | None:
        """The place of that id."""
        found = self._places.get(place_id)
        if found is None and place_id in self._rows:
            row: dict[str, str | None] = dict(
                zip(self._header, _cells(self._lines[self._rows[place_id]]), strict=False)
            )
            found = self._places[place_id] = place_of_row(row, self.layer)
        return found

    def names(self) -> Iterator[tuple[str, str, Hit]]:
        """Every name with its two keys."""
        for key in self._keyed():
            sound = sound_key(key)
            for hit in self.hits(key):
                yield key, sound, hit

    def place_ids(self) -> Iterable[str]:
        """Ids of all places."""
        return self._rows.keys()

    def towns(self) -> Iterator[tuple[float, float]]:
        """Latitude and longitude of every settlement, without making a place of each."""
        kind, *at = (self._header.index(name) for name in ("feature_class", "lat", "lon"))
        last = max(kind, *at) + 1
        for line in self._lines[: self._first_name]:
            cells = _cells(line) if '"' in line else line.split(",", last)
            if cells[kind] == "P":
                lat, lon = (cells[column] for column in at)
                if lat and lon:
                    yield float(lat), float(lon)

    def names_of(self, place_id: str) -> Iterable[Name]:
        """Every name of one place."""
        if self._named is None:
            self._named = {}
            for number in range(len(self._lines)):
                hit = self._hit(number)
                known = self._named.setdefault(hit.place_id, [])
                if all(name.text != hit.name for name in known):
                    known.append(Name(hit.name, hit.lang, hit.kind))
        return self._named.get(place_id, ())


def key_lines(places: Path, names: Path | None) -> str:
    """Text of the file of keys of a pair of tables: a stamp, then each key with the lines that have it.

    Raises
    ------
    SourceFormatError
        A field holds a line end, so that lines are not rows, or lines end in more than a line feed.
    """
    tables = [_bytes(places), _bytes(names)]
    for path, table in zip((places, names), tables, strict=True):
        header, lines = _lines(table)
        if path is not None and (header, lines) != _lines(table, plain=True):
            raise SourceFormatError(
                path, "a field holds a line end, or lines end in more than a feed"
            )
    keyed = TableLayer(places, names, "core")._keyed()
    rows = (f"{key} {' '.join(map(str, keyed[key]))}\n" for key in sorted(keyed) if key)
    return _stamp(tables) + "".join(rows)


def _stamp(tables: Iterable[bytes]) -> str:
    """First line of a file of keys: checksums of the tables it was made of."""
    return " ".join(f"{zlib.crc32(table):08x}" for table in tables) + "\n"


def _bytes(path: Path | None) -> bytes:
    return path.read_bytes() if path is not None and path.is_file() else b""


def _lines(table: bytes, *, plain: bool = False) -> tuple[list[str], list[str]]:
    """Header cells and data lines of a table, one line a row; plain if they are known to be."""
    text = table.decode("utf-8-sig")
    if not text:
        return list(PLACE_COLUMNS), []
    if plain:
        header, *rows = text.rstrip("\n").split("\n")
        return _cells(header), rows
    lines = text.split("\n")
    if '"' in text and any(line.count('"') % 2 for line in lines):
        # A quoted field holds a line end.
        lines = [_joined(row) for row in csv.reader(io.StringIO(text))]
    lines = [line.rstrip("\r") for line in lines]
    return _cells(lines[0]), [line for line in lines[1:] if line]


def _cells(line: str) -> list[str]:
    return next(csv.reader([line])) if '"' in line else line.split(",")


def _cell(line: str, column: int) -> str:
    return _cells(line)[column] if '"' in line else line.split(",", column + 1)[column]


def _joined(row: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([cell.replace("\n", " ") for cell in row])
    return out.getvalue()


class SqliteLayer:
    """An installed dump, read a row at a time from its file."""

    layer = "install"

    def __init__(self, path: Path) -> None:
        import sqlite3

        self.path = path
        # Immutable: no lock files, and it works from a read-only folder. The
        # file is only ever replaced whole.
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._places: dict[str, Place] = {}
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise SourceFormatError(path, f"is damaged ({error}); install it again") from error
        if version != SQLITE_VERSION:
            raise SourceFormatError(
                path, "was made by another version of geomali; install it again"
            )

    def __len__(self) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM places").fetchone()[0])

    def hits(self, key: str) -> Iterable[Hit]:
        """Names with this key."""
        rows = self._db.execute(
            "SELECT place_id, name, kind, lang FROM names WHERE key = ? ORDER BY place_id, name",
            (key,),
        )
        return [Hit(*row) for row in rows]

    def place(self, place_id: str) -> Place | None:
        """The place of that id."""
        found = self._places.get(place_id)
        if found is None:
            cursor = self._db.execute("SELECT * FROM places WHERE place_id = ?", (place_id,))
            row = cursor.fetchone()
            if row is None:
                return None
            found = self._place(row)
        return found

    def _place(self, row: tuple[object, ...]) -> Place:
        *cells, near_admin1 = row
        near = tuple(str(near_admin1).split("|")) if near_admin1 else ()
        place = self._places[str(row[0])] = Place(*cells, near)  # type: ignore[arg-type, call-arg]
        return place

    def load_places(self) -> None:
        """Read every place at once, which many questions make worth while."""
        for row in self._db.execute("SELECT * FROM places"):
            self._place(row)

    def names(self) -> Iterator[tuple[str, str, Hit]]:
        """Every name with its two keys."""
        for key, sound, *hit in self._db.execute(
            "SELECT key, sound, place_id, name, kind, lang FROM names ORDER BY place_id, name"
        ):
            yield key, sound, Hit(*hit)

    def place_ids(self) -> Iterable[str]:
        """Ids of all places."""
        return [row[0] for row in self._db.execute("SELECT place_id FROM places ORDER BY place_id")]

    def names_of(self, place_id: str) -> Iterable[Name]:
        """Every name of one place."""
        rows = self._db.execute(
            "SELECT name, lang, kind FROM names WHERE place_id = ? ORDER BY rowid", (place_id,)
        )
        return [Name(*row) for row in rows]
