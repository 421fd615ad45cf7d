"""GeoNames dumps into the user's own gazetteer: read, checked, indexed, put in place at once."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from geomali.errors import GeomaliError, SourceFormatError
from geomali.gazetteer._areas import load_areas
from geomali.gazetteer._checks import Outlines, Record, check_records
from geomali.gazetteer._fold import name_key, sound_key
from geomali.gazetteer._gazetteer import INSTALLED, load_gazetteer
from geomali.gazetteer._hints import unit_key
from geomali.gazetteer._layers import SQLITE_VERSION
from geomali.resources import user_data_dir

__all__ = ["GEONAMES", "Installed", "Quarantined", "check", "info", "install"]

GEONAMES = "https://download.geonames.org/export/dump"
LICENCE = "CC BY 4.0 (GeoNames, https://www.geonames.org)"
DUMPS = "dumps"
Progress = Callable[[str, int, int], None]
"""Called with a stage ("download", "read", "check", "write"), what is done, and the total (0: unknown)."""

_COLUMNS = 19
_TIMEOUT_S = 60
_SCHEMA = """
CREATE TABLE places (
    place_id TEXT PRIMARY KEY, name TEXT, feature_class TEXT, feature_code TEXT, country TEXT,
    lat REAL, lon REAL, admin1 TEXT, admin2 TEXT, admin3 TEXT, geo_precision INTEGER, radius_km REAL,
    population INTEGER, source TEXT, admin1_2023 TEXT, admin1_pcode TEXT, admin2_pcode TEXT,
    layer TEXT, check_passed TEXT, near_admin1 TEXT
) WITHOUT ROWID;
CREATE TABLE names (key TEXT, sound TEXT, place_id TEXT, name TEXT, kind TEXT, lang TEXT);
CREATE TABLE quarantine (
    source_id TEXT, name TEXT, feature_code TEXT, country TEXT, lat REAL, lon REAL, reason TEXT, twin TEXT
);
CREATE TABLE merged (source_id TEXT, name TEXT, into_id TEXT);
CREATE TABLE rejects (country TEXT, row INTEGER, reason TEXT);
CREATE TABLE sources (
    country TEXT PRIMARY KEY, origin TEXT, sha256 TEXT, newest TEXT, rows INTEGER, places INTEGER,
    names INTEGER, quarantined INTEGER, merged INTEGER, rejected INTEGER, licence TEXT
);
"""
_INDEXES = """
CREATE INDEX names_key ON names (key);
CREATE INDEX names_place ON names (place_id);
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """What is installed of one country's dump."""

    country: str
    origin: str
    sha256: str
    newest: str
    rows: int
    places: int
    names: int
    quarantined: int
    merged: int
    rejected: int
    licence: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that is not used, and why."""

    source_id: str
    name: str
    feature_code: str
    country: str
    lat: float
    lon: float
    reason: str
    twin: str


def install(
    countries: Iterable[str] = (),
    *,
    file: str | Path | Sequence[str | Path] | None = None,
    data_dir: str | Path | None = None,
    url: str = GEONAMES,
    progress: Progress | None = None,
) -> list[Installed]:
    """Install the GeoNames dump of one or more countries.

    Parameters
    ----------
    countries
        ISO codes of two letters. With ``file``, which of its countries to take (default: all).
    file
        A dump already at hand (``.zip``, ``.txt`` or ``.txt.gz``), or several; otherwise it is downloaded.
    data_dir
        Where to (default: :func:`geomali.resources.user_data_dir`).
    url
        Folder that holds ``ML.zip`` and its like.
    progress
        Told how far each stage is.

    Returns
    -------
    list of Installed
        Every country now installed, with counts.

    Raises
    ------
    SourceFormatError
        A file is no GeoNames dump.
    GeomaliError
        A download failed; what was installed before is untouched.
    """
    wanted = [country.strip().upper() for country in countries]
    for country in wanted:
        if len(country) != 2 or not country.isascii() or not country.isalpha():
            raise GeomaliError(f"{country!r} is no country code of two letters, such as ML")
    if not wanted and file is None:
        raise GeomaliError("name a country to install, such as ML, or give a dump with file=")
    folder = Path(data_dir) if data_dir is not None else user_data_dir()
    tell = progress or _silent
    try:
        (folder / DUMPS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeomaliError(
            f"{folder}: cannot be written ({error}); choose another folder"
        ) from error
    with tempfile.TemporaryDirectory(dir=folder, prefix=".install-") as scratch:
        work = Path(scratch)
        fresh = _gather(wanted, file, url, work, tell)
        dumps = {path.name[:2]: path for path in (folder / DUMPS).glob("??.txt.gz")} | fresh
        database = work / INSTALLED
        _build(database, dumps, tell)
        for country, path in fresh.items():
            path.replace(folder / DUMPS / f"{country}.txt.gz")
            origin = path.with_name(f"{country}.origin")
            origin.replace(folder / DUMPS / f"{country}.origin")
        database.replace(folder / INSTALLED)
    return info(data_dir=folder)


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def _gather(
    wanted: list[str],
    file: str | Path | Sequence[str | Path] | None,
    url: str,
    work: Path,
    tell: Progress,
) -> dict[str, Path]:
    """The wanted dumps as one compressed text a country, in the work folder."""
    if file is None:
        sources = []
        for country in wanted:
            target = work / f"{country}.zip"
            _download(f"{url.rstrip('/')}/{country}.zip", target, tell)
            sources.append((target, f"{url.rstrip('/')}/{country}.zip"))
    else:
        files = [file] if isinstance(file, (str, Path)) else list(file)
        sources = [(Path(path), Path(path).name) for path in files]
    split: dict[str, list[bytes]] = {}
    origins: dict[str, str] = {}
    for path, origin in sources:
        with _open_dump(path) as lines:
            for number, line in enumerate(lines):
                cells = line.split(b"\t", 9)
                if number == 0 and (line.count(b"\t") != _COLUMNS - 1):
                    raise SourceFormatError(
                        path,
                        f"a GeoNames dump has {_COLUMNS} columns separated by tabs, "
                        f"this has {line.count(bytes([9])) + 1}",
                        row=1,
                    )
                country = cells[8].decode("ascii", "replace").upper() if len(cells) > 8 else ""
                if len(country) != 2 or not country.isalpha():
                    # Kept with the rest of its file, to be counted as rejected.
                    country = next(iter(origins), wanted[0] if wanted else "")
                if country and (not wanted or country in wanted):
                    split.setdefault(country, []).append(line.rstrip(b"\r\n"))
                    origins[country] = origin
    missing = sorted(set(wanted) - set(split))
    if missing or not split:
        named = ", ".join(str(path) for path, _ in sources)
        raise SourceFormatError(named, f"holds no rows of {', '.join(missing) or 'any country'}")
    out = {}
    for country, rows in split.items():
        out[country] = work / f"{country}.txt.gz"
        with (
            out[country].open("wb") as raw,
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=3) as packed,
        ):
            packed.write(b"\n".join(rows) + b"\n")
        (work / f"{country}.origin").write_text(origins[country], encoding="utf-8")
    return out


def _download(address: str, target: Path, tell: Progress) -> None:
    if not address.startswith(("http://", "https://")):
        raise GeomaliError(f"{address}: only http and https addresses can be downloaded")
    request = urllib.request.Request(address, headers={"User-Agent": "geomali"})  # noqa: S310
    try:
        with (
            urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer,  # noqa: S310
            target.open("wb") as out,
        ):
            total, done = int(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(1 << 16):
                out.write(block)
                done += len(block)
                tell("download", done, total)
    except (urllib.error.URLError, TimeoutError, OSError, ValueError) as error:
        raise GeomaliError(
            f"{address}: download failed ({error}); fetch it another way and give it with --file"
        ) from error
    if total and done != total:
        raise GeomaliError(f"{address}: download ended after {done} of {total} bytes; try again")


@contextmanager
def _open_dump(path: Path) -> Iterator[Iterable[bytes]]:
    """Lines of a dump, packed or not."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic[:2] == b"PK":
            with zipfile.ZipFile(path) as archive:
                members = [
                    name
                    for name in archive.namelist()
                    if name.lower().endswith(".txt") and "readme" not in name.lower()
                ]
                if len(members) != 1:
                    raise SourceFormatError(
                        path, "the archive should hold one dump, such as ML.txt"
                    )
                with archive.open(members[0]) as lines:
                    yield lines
        elif magic[:2] == b"\x1f\x8b":
            with gzip.open(path, "rb") as lines:
                yield lines
        else:
            with path.open("rb") as lines:
                yield lines
    except FileNotFoundError as error:
        raise SourceFormatError(path, "no such file") from error
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise SourceFormatError(path, f"cannot be unpacked ({error})") from error


def _build(database: Path, dumps: dict[str, Path], tell: Progress) -> None:
    core = load_gazetteer(core_only=True)
    outlines = Outlines(load_areas(), core.index.place)
    trusted = [place for place in core.places() if place.layer == "core"]
    units = core.units

    def kin(a: str, b: str) -> bool:
        return units.share_ground(unit_key(a), unit_key(b))

    with closing(sqlite3.connect(database)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        taken: dict[str, str] = {}
        read = {country: _read(path, tell) for country, path in sorted(dumps.items())}
        # A record that moved across a border is in two dumps of different age; the newer knows.
        for country in sorted(read, key=lambda c: _newest(read[c][0]), reverse=True):
            path = dumps[country]
            records, rejects = _new_ones(country, *read[country], taken)
            _name_units(records, core.units.admin1_of_code)
            tell("check", 0, len(records))
            check_records(records, outlines, trusted, kin)
            tell("check", len(records), len(records))
            _write(db, country, path, records, rejects, tell)
        db.executescript(_INDEXES + f"PRAGMA user_version = {SQLITE_VERSION};")
        db.commit()


def _newest(records: list[Record]) -> str:
    return max((record.modified for record in records), default="")


def _new_ones(
    country: str, records: list[Record], rejects: list[tuple[int, str]], taken: dict[str, str]
) -> tuple[list[Record], list[tuple[int, str]]]:
    """Records that no dump before had; the others are rejected."""
    fresh = []
    for record in records:
        other = taken.setdefault(record.source_id, country)
        if other == country:
            fresh.append(record)
        else:
            rejects.append((record.number, f"the newer dump of {other} has {record.source_id}"))
    return fresh, rejects


def _read(path: Path, tell: Progress) -> tuple[list[Record], list[tuple[int, str]]]:
    records: list[Record] = []
    rejects: list[tuple[int, str]] = []
    seen: set[str] = set()
    with gzip.open(path, "rb") as packed:
        lines = packed.read().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        if number % 5000 == 0:
            tell("read", number, len(lines))
        try:
            record = _record(number, line.decode("utf-8").split("\t"))
        except (ValueError, UnicodeDecodeError) as error:
            rejects.append((number, str(error)))
            continue
        if record.source_id in seen:
            rejects.append((number, f"the id {record.source_id} came before"))
            continue
        seen.add(record.source_id)
        records.append(record)
    tell("read", len(lines), len(lines))
    return records, rejects


def _record(number: int, cells: list[str]) -> Record:
    if len(cells) != _COLUMNS:
        raise ValueError(f"{len(cells)} columns instead of {_COLUMNS}")
    lat, lon = float(cells[4]), float(cells[5])
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        raise ValueError(f"no point on land: {cells[4]}, {cells[5]}")
    if not cells[0].isascii() or not cells[0].isdigit() or not cells[1].strip():
        raise ValueError("no id or no name")
    alternates = tuple(
        dict.fromkeys(
            name.strip("\u200e\u200f ")
            for name in (cells[2], *cells[3].split(","))
            # Three capitals are an airport's code, not a name.
            if name.strip() and name != cells[1] and not (len(name) <= 3 and name.isupper())
        )
    )
    return Record(
        number, cells[0], cells[1].strip(), alternates, lat, lon, cells[6], cells[7], cells[8].upper(),
        tuple(code for code in cells[9].split(",") if code and code != cells[8]), cells[10], cells[11],
        int(cells[14]) if cells[14].isdigit() and cells[14] != "0" else None, cells[18].strip(),
        key=name_key(cells[1]),
    )  # fmt: skip


def _name_units(records: list[Record], admin1_of_code: Callable[[str, str], str | None]) -> None:
    """The region that each record names, by the dump's own list of regions or by the shipped one."""
    own = {
        (r.country, r.admin1_code): r.name
        for r in records
        if r.feature_code == "ADM1" and r.admin1_code
    }
    for record in records:
        code = (record.country, record.admin1_code)
        record.named_admin1 = admin1_of_code(*code) or own.get(code)


def _write(
    db: sqlite3.Connection,
    country: str,
    path: Path,
    records: list[Record],
    rejects: list[tuple[int, str]],
    tell: Progress,
) -> None:
    counts: Counter[str] = Counter()
    places, names, quarantine, merged = [], [], [], []
    for record in records:
        place_id = f"gn_{record.source_id}"
        if record.fault:
            quarantine.append((
                record.source_id, record.name, record.feature_code, record.country, record.lat, record.lon,
                record.fault, record.twin,
            ))  # fmt: skip
            continue
        if record.merged_into:
            merged.append((record.source_id, record.name, record.merged_into))
            continue
        area = record.feature_class == "A"
        places.append((
            place_id, record.name, record.feature_class, record.feature_code, record.country,
            None if area else record.lat, None if area else record.lon, record.admin1, record.admin2, None,
            (3 if record.feature_code in ("ADM1", "ADM2", "PCLI") else 2) if area else 1, None,
            record.population, f"geonames:{record.source_id}", None, None, None, "install",
            "in_unit" if record.admin1 else "in_country", "|".join(record.near_admin1),
        ))  # fmt: skip
        spelled: set[str] = set()
        for number, name in enumerate((record.name, *record.alternates, *record.names)):
            key = name_key(name)
            if key and name not in spelled:
                spelled.add(name)
                kind = "official" if number == 0 else "variant"
                names.append((key, sound_key(key), place_id, name, kind, ""))
    tell("write", 0, len(places))
    marks = ",".join
    db.executemany(f"INSERT INTO places VALUES ({marks('?' * 20)})", sorted(places))  # noqa: S608
    names.sort(key=lambda row: row[2])
    db.executemany("INSERT INTO names VALUES (?,?,?,?,?,?)", names)
    db.executemany("INSERT INTO quarantine VALUES (?,?,?,?,?,?,?,?)", sorted(quarantine))
    db.executemany("INSERT INTO merged VALUES (?,?,?)", sorted(merged))
    db.executemany("INSERT INTO rejects VALUES (?,?,?)", [(country, *reject) for reject in rejects])
    counts.update(
        places=len(places), names=len(names), quarantined=len(quarantine), merged=len(merged)
    )
    origin = path.with_name(f"{country}.origin")
    db.execute(
        "INSERT INTO sources VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            country, origin.read_text(encoding="utf-8") if origin.is_file() else "",
            hashlib.sha256(path.read_bytes()).hexdigest(), _newest(records),
            len(records) + len(rejects), counts["places"], counts["names"], counts["quarantined"],
            counts["merged"], len(rejects), LICENCE,
        ),
    )  # fmt: skip
    tell("write", len(places), len(places))


@contextmanager
def _database(data_dir: str | Path | None) -> Iterator[sqlite3.Connection | None]:
    folder = Path(data_dir) if data_dir is not None else user_data_dir()
    path = folder / INSTALLED
    if not path.is_file():
        yield None
        return
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        yield db


def info(*, data_dir: str | Path | None = None) -> list[Installed]:
    """What is installed: sources, dates, counts and licences, one row a country."""
    with _database(data_dir) as db:
        if db is None:
            return []
        return [Installed(*row) for row in db.execute("SELECT * FROM sources ORDER BY country")]


def check(*, data_dir: str | Path | None = None) -> list[Quarantined]:
    """Records of the installed dumps that are not used, each with the reason."""
    with _database(data_dir) as db:
        if db is None:
            return []
        return [
            Quarantined(*row)
            for row in db.execute("SELECT * FROM quarantine ORDER BY country, reason, source_id")
        ]
