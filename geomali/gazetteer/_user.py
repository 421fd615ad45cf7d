"""What the user knows and we do not: places, names and actors of their own.

They are kept beside the installed dump as small CSV files, which an update of
the package or of the dump leaves alone.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomali.errors import SourceFormatError
from geomali.gazetteer._areas import load_areas
from geomali.gazetteer._checks import COUNTRY_TOLERANCE_KM, SAME_KM, UNIT_TOLERANCE_KM, Outlines
from geomali.gazetteer._coordinates import parse_coordinates
from geomali.gazetteer._fold import name_key, word_key
from geomali.gazetteer._gazetteer import USER_NAMES, USER_PLACES, Gazetteer, load_gazetteer
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._hints import unit_key
from geomali.gazetteer._layers import PLACE_COLUMNS
from geomali.resources import user_data_dir

__all__ = ["USER_ACTORS", "Added", "Rejected", "add"]

USER_ACTORS = "actors_user.csv"
NAME_COLUMNS = ("place_id", "name", "lang", "kind")
ACTOR_COLUMNS = ("actor_id", "name", "name_fr", "kind", "alias", "lang")
_SYNONYMS = {
    "latitude": "lat", "longitude": "lon", "long": "lon", "lng": "lon", "region": "admin1",
    "cercle": "admin2", "code": "feature_code", "language": "lang", "aliases": "names",
    "alt_names": "names", "source": "sources", "id": "place_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, and why; the first data row is 1."""

    row: int
    values: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Added:
    """What a file brought: rows taken by table, notes on them, and rows not taken."""

    places: int
    names: int
    actors: int
    notes: tuple[str, ...]
    rejects: tuple[Rejected, ...]


def add(file: str | Path, *, data_dir: str | Path | None = None) -> Added:
    """Add a CSV of places, of names, or of actors and their aliases.

    Which of them is told by the columns: ``name, lat, lon`` (with ``country``,
    ``admin1``, ``admin2``, ``feature_code``, ``names`` separated by semicolons,
    ``sources`` as wished) are places; ``place_id, name`` are names of known
    places; ``actor_id`` with ``name`` or ``alias`` are actors.

    Parameters
    ----------
    file
        The CSV, UTF-8, with a header.
    data_dir
        Where to keep it (default: :func:`geomali.resources.user_data_dir`).

    Returns
    -------
    Added
        Counts, notes and rejected rows; counts and rejects add up to the rows of the file.

    Raises
    ------
    SourceFormatError
        The file cannot be read, or its columns are none of these.
    """
    path = Path(file)
    header, rows = _read(path)
    folder = Path(data_dir) if data_dir is not None else user_data_dir()
    columns = set(header)
    if "actor_id" in columns and columns & {"name", "alias"}:
        return _add_actors(rows, folder)
    if "name" in columns and {"lat", "lon"} <= columns:
        return _add_places(rows, folder)
    if "place_id" in columns and columns & {"name", "names"}:
        return _add_names(rows, folder)
    raise SourceFormatError(
        path,
        "columns should be name,lat,lon (places), place_id,name (names) or actor_id,name,alias (actors)",
    )


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SourceFormatError(path, "no such file") from error
    except (UnicodeDecodeError, OSError) as error:
        raise SourceFormatError(path, f"cannot be read as UTF-8 text ({error})") from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    table = list(csv.reader(io.StringIO(text), delimiter=separator))
    if not table:
        raise SourceFormatError(path, "is empty")
    header = [_SYNONYMS.get(cell.strip().lower(), cell.strip().lower()) for cell in table[0]]
    rows = [
        {name: cell.strip() for name, cell in zip(header, row, strict=False)}
        for row in table[1:]
        if any(cell.strip() for cell in row)
    ]
    return header, rows


def _add_places(rows: Sequence[dict[str, str]], folder: Path) -> Added:
    gazetteer = load_gazetteer(data_dir=folder)
    outlines = Outlines(load_areas(), gazetteer.index.place)
    places = _table(folder / USER_PLACES)
    names = _table(folder / USER_NAMES)
    taken = new_names = 0
    notes: list[str] = []
    rejects: list[Rejected] = []
    for number, row in enumerate(rows, start=1):
        checked = _checked_place(row, gazetteer, outlines)
        if isinstance(checked, str):
            rejects.append(Rejected(number, row, checked))
            continue
        place_id = row.get("place_id") or f"user_{word_key(row['name']).replace(' ', '_')}"
        twin = _same_place(checked, gazetteer)
        if twin is not None and not row.get("place_id"):
            place_id = twin
            notes.append(f"row {number}: {row['name']} is {twin}; its names were added to it")
        else:
            known = places.get((place_id,))
            if known and not row.get("place_id") and not _near(known, checked):
                place_id = _free_id(place_id, places)
            places[place_id,] = checked | {"place_id": place_id}
        for text in dict.fromkeys([row["name"], *_split(row.get("names", ""))]):
            kind = "official" if text == row["name"] and twin is None else "variant"
            names[place_id, text] = {
                "place_id": place_id, "name": text, "lang": row.get("lang", ""), "kind": kind,
            }  # fmt: skip
            new_names += 1
        taken += 1
    _write(folder / USER_PLACES, PLACE_COLUMNS, places)
    _write(folder / USER_NAMES, NAME_COLUMNS, names)
    return Added(taken, new_names, 0, tuple(notes), tuple(rejects))


def _checked_place(
    row: Mapping[str, str], gazetteer: Gazetteer, outlines: Outlines
) -> dict[str, str] | str:
    """The row as one of ``places.csv``, or the reason why it cannot be one."""
    if not name_key(row.get("name", "")):
        return "no name"
    point = parse_coordinates(f"{row.get('lat', '')}, {row.get('lon', '')}") or _plain_point(row)
    if point is None:
        return f"no coordinates in {row.get('lat', '')!r}, {row.get('lon', '')!r}"
    lat, lon = point if isinstance(point, tuple) else (point.lat, point.lon)
    country = row.get("country", "").upper() or _country_at(lat, lon, outlines)
    if len(country) != 2:
        swapped = _country_at(lon, lat, outlines) if abs(lon) <= 90 else ""
        hint = f"; latitude and longitude look swapped ({swapped})" if swapped else ""
        return f"in no known country; name it with its code of two letters{hint}"
    away = outlines.outside_country(country, [(lat, lon)])[0]
    if away > COUNTRY_TOLERANCE_KM:
        swapped_away = outlines.outside_country(country, [(lon, lat)])[0]
        hint = "; latitude and longitude look swapped" if swapped_away == 0 else ""
        return f"{away:.0f} km outside {country}{hint}"
    regions = outlines.around(country, "1", [(lat, lon)], UNIT_TOLERANCE_KM)[0]
    cercles = outlines.around(country, "2", [(lat, lon)], SAME_KM)[0]
    named = row.get("admin1", "")
    units = gazetteer.units
    if named and regions:
        wanted = units.units("1", named)
        if not any(
            unit_key(name) in wanted or any(units.share_ground(unit_key(name), w) for w in wanted)
            for _, name in regions
        ):
            return f"names the region {named} but lies in {regions[0][1]}"
    code = row.get("feature_code", "") or "PPL"
    return {
        "name": row["name"],
        "feature_class": row.get("feature_class", "") or ("P" if code.startswith("PPL") else "S"),
        "feature_code": code,
        "lat": f"{lat:.5f}",
        "lon": f"{lon:.5f}",
        "country": country,
        "admin1": regions[0][1] if regions else named,
        "admin2": cercles[0][1] if cercles else row.get("admin2", ""),
        "geo_precision": "1",
        "sources": row.get("sources", "") or "user",
        "check": "in_unit" if regions else "in_country",
    }


def _plain_point(row: Mapping[str, str]) -> tuple[float, float] | None:
    """Whole degrees, which are too little to be told from a name elsewhere."""
    try:
        lat, lon = (float(row.get(axis, "").replace(",", ".")) for axis in ("lat", "lon"))
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _country_at(lat: float, lon: float, outlines: Outlines) -> str:
    for country in outlines.countries:
        if outlines.outside_country(country, [(lat, lon)])[0] == 0.0:
            return country
    return ""


def _same_place(row: Mapping[str, str], gazetteer: Gazetteer) -> str | None:
    for hit in gazetteer.index.exact(name_key(row["name"])):
        place = gazetteer.index.place(hit.place_id)
        if place is None or place.feature_class != "P" or place.lat is None or place.lon is None:
            continue
        if distance_km(place.lat, place.lon, float(row["lat"]), float(row["lon"])) <= SAME_KM:
            return place.place_id
    return None


def _near(a: Mapping[str, str], b: Mapping[str, str]) -> bool:
    points = [float(row[axis]) for row in (a, b) for axis in ("lat", "lon")]
    return distance_km(*points) <= SAME_KM


def _free_id(place_id: str, places: Mapping[tuple[str, ...], object]) -> str:
    number = 2
    while (f"{place_id}_{number}",) in places:
        number += 1
    return f"{place_id}_{number}"


def _add_names(rows: Sequence[dict[str, str]], folder: Path) -> Added:
    gazetteer = load_gazetteer(data_dir=folder)
    names = _table(folder / USER_NAMES)
    taken, rejects = 0, []
    for number, row in enumerate(rows, start=1):
        texts = [row["name"]] if row.get("name") else _split(row.get("names", ""))
        if not texts or not all(map(name_key, texts)):
            rejects.append(Rejected(number, row, "no name"))
        elif gazetteer.index.place(row["place_id"]) is None:
            rejects.append(Rejected(number, row, f"no place has the id {row['place_id']!r}"))
        else:
            for text in texts:
                names[row["place_id"], text] = {
                    "place_id": row["place_id"],
                    "name": text,
                    "lang": row.get("lang", ""),
                    "kind": row.get("kind", "") or "variant",
                }
            taken += 1
    _write(folder / USER_NAMES, NAME_COLUMNS, names)
    return Added(0, taken, 0, (), tuple(rejects))


def _add_actors(rows: Sequence[dict[str, str]], folder: Path) -> Added:
    path = folder / USER_ACTORS
    actors = _table(path, key=("actor_id", "name", "alias", "lang"))
    taken, rejects = 0, []
    for number, row in enumerate(rows, start=1):
        actor_id = row.get("actor_id", "")
        if not actor_id or not actor_id.isascii() or actor_id != name_slug(actor_id):
            rejects.append(
                Rejected(
                    number, row, "actor_id should be lower-case letters, digits and underscores"
                )
            )
        elif not (row.get("name") or row.get("alias")):
            rejects.append(Rejected(number, row, "neither name nor alias"))
        else:
            clean = {column: row.get(column, "") for column in ACTOR_COLUMNS}
            actors[actor_id, clean["name"], clean["alias"], clean["lang"]] = clean
            taken += 1
    _write(path, ACTOR_COLUMNS, actors)
    return Added(0, 0, taken, (), tuple(rejects))


def name_slug(text: str) -> str:
    """An id made of a text: lower-case letters, digits and underscores."""
    return "_".join(filter(None, map(name_key, text.split("_"))))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("|", ";").split(";") if part.strip()]


def _table(path: Path, key: tuple[str, ...] | None = None) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows kept so far, by what identifies them."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = key or (("place_id",) if path.name == USER_PLACES else ("place_id", "name"))
    return {tuple(row[column] for column in key): row for row in rows}


def _write(
    path: Path, columns: Sequence[str], rows: Mapping[tuple[str, ...], Mapping[str, str]]
) -> None:
    """Replace a table at once, sorted, so that no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[key] for key in sorted(rows))
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
