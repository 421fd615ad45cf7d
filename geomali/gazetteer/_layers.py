"""Where names come from: the shipped table, the user's own, an installed dump.

A layer answers two questions cheaply, before anything is loaded whole: whose
name is this key, and what is known of this place.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from geomali.gazetteer._fold import name_key, sound_key
from geomali.gazetteer._records import Name, Place

__all__ = ["PLACE_COLUMNS", "Hit", "Layer", "SqliteLayer", "TableLayer", "place_of_row"]

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
    )


class TableLayer:
    """A pair of files ``places.csv`` and ``names.csv``.

    Reading a name must not wait for the parsing of everything: lines are
    split on demand, and only the names' keys are made up front.
    """

    def __init__(self, places: Path, names: Path | None, layer: str) -> None:
        self.layer = layer
        self._places: dict[str, Place] = {}
        self._header, self._rows = _lines_by_id(places)
        self._keys: dict[str, list[Hit]] = {}
        self._named: dict[str, list[Name]] | None = None
        for place_id, line in self._rows.items():
            # The name is the second column; a quoted one needs the real parser.
            name = next(csv.reader([line]))[1] if '"' in line else line.split(",", 2)[1]
            self._add(Hit(place_id, name, "official", ""))
        if names is not None and names.is_file():
            for line in names.read_text(encoding="utf-8").splitlines()[1:]:
                cells = next(csv.reader([line])) if '"' in line else line.split(",")
                if len(cells) >= 4 and cells[0] in self._rows:
                    self._add(Hit(cells[0], cells[1], cells[3], cells[2]))

    def _add(self, hit: Hit) -> None:
        known = self._keys.setdefault(name_key(hit.name), [])
        if not any(h.place_id == hit.place_id and h.name == hit.name for h in known):
            known.append(hit)

    def hits(self, key: str) -> Iterable[Hit]:
        """Names with this key."""
        return self._keys.get(key, ())

    def place(self, place_id: str) -> Place | None:
        """The place of that id."""
        found = self._places.get(place_id)
        if found is None and place_id in self._rows:
            cells = next(csv.reader([self._rows[place_id]]))
            row: dict[str, str | None] = dict(zip(self._header, cells, strict=False))
            found = self._places[place_id] = place_of_row(row, self.layer)
        return found

    def names(self) -> Iterator[tuple[str, str, Hit]]:
        """Every name with its two keys."""
        for key, hits in self._keys.items():
            sound = sound_key(key)
            for hit in hits:
                yield key, sound, hit

    def place_ids(self) -> Iterable[str]:
        """Ids of all places."""
        return self._rows.keys()

    def names_of(self, place_id: str) -> Iterable[Name]:
        """Every name of one place."""
        if self._named is None:
            self._named = {}
            for hits in self._keys.values():
                for hit in hits:
                    self._named.setdefault(hit.place_id, []).append(
                        Name(hit.name, hit.lang, hit.kind)
                    )
        return self._named.get(place_id, ())


def _lines_by_id(path: Path) -> tuple[list[str], dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    if not lines:
        return list(PLACE_COLUMNS), {}
    if '"' in text:
        # A quoted field may hold a line end; then only the real parser will do.
        rows = list(csv.reader(io.StringIO(text)))
        lines = [_joined(row) for row in rows]
    header = next(csv.reader([lines[0]]))
    return header, {line.split(",", 1)[0]: line for line in lines[1:] if line}


def _joined(row: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([cell.replace("\n", " ") for cell in row])
    return out.getvalue()


class SqliteLayer:
    """An installed dump, read a row at a time from its file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Immutable: no lock files, and it works from a read-only folder. The
        # file is only ever replaced whole.
        self._db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._places: dict[str, Place] = {}

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
