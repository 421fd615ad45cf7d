"""The law of sensitivity over every file that leaves: what the policy withholds is nowhere in it.

Every value that some level withholds is given a mark of its own; each export is then taken
apart to its last byte, packed parts, database pages and footers included, and searched.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from shapely import LineString, Point
from test_qgis import event, frames, table

from geomali import schema
from geomali.exports import export, write_layer
from geomali.privacy import RULES, apply_sensitivity, rules_in_words
from geomali.qgis import write_project

LEVELS = ("internal", "partner", "public")
# Degrees that no cell of a grid, no town and no outline has.
EXACT, GIVEN, SITE, CLAIM, HELD = (
    (-0.3412787, 16.9234871),
    (-0.3434561, 16.9281943),
    (-1.4087613, 17.0412391),
    (1.4023917, 18.4487129),
    (-2.5293741, 16.8312467),
)
NOTE, TEXT, SITE_NAME, ROW = "NOTEmark7Q", "TEXTmark8W", "SITEmark9E", "ROWmark4R"
LONG_QUOTE = "We hold the town. " * 20 + "QUOTEmark5T"
FEW, SOME = 3, 4217
LEAST = {"partner": 5, "public": 20}


def marked() -> dict[str, pd.DataFrame]:
    """Tables in which every sensitive value can be told again."""
    found = frames()
    told = event(
        1, geometry=Point(EXACT), source_lat=GIVEN[1], source_lon=GIVEN[0], notes=NOTE,
        fatalities_best=2, uncertainty_km=1.0,
    )  # fmt: skip
    found["events"] = table("events", [told, event(2, day="2023-10-01")])
    claims = found["claims"]
    claims["quote"], claims["geometry"] = LONG_QUOTE, [Point(CLAIM)]
    found["control"].geometry = [Point(HELD)] * len(found["control"])
    found["reports"]["text"] = TEXT
    people = {
        "source_id": "dtm", "date": "2023-10-01", "country": "ML", "admin1": "Gao",
        "admin2": "Bourem", "admin3": "Bamba", "place_id": "bamba", "geo_precision": 1,
        "site": SITE_NAME, "geometry": Point(SITE), "returnees": FEW,
    }  # fmt: skip
    found["displacement"] = table(
        "displacement",
        [people | {"record_id": "d1", "persons": FEW, "households": 1, "admin3": "Temera"},
         people | {"record_id": "d2", "persons": SOME, "households": 700}],
    )  # fmt: skip
    found["rejects"] = table(
        "rejects",
        [{"source_file": "a.csv", "row_number": 1, "row": ROW, "reason": f"lat: is no number ({ROW!r})"},
         {"source_file": "a.csv", "row_number": 2, "row": ROW,
          "reason": f"lat, lon: {GIVEN[1]}, {GIVEN[0]} is not on the Earth"}],
    )  # fmt: skip
    found["routes"] = gpd.GeoDataFrame(
        {"name": ["Gao-Bourem"], "score": [1.0], "persons": pd.array([FEW], "Int64")},
        geometry=[LineString([(0, 16.3), (-0.3, 16.9)])], crs=schema.CRS,
    )  # fmt: skip
    return found


def bytes_of(path: Path) -> bytes:
    """Everything in a file, unpacked."""
    data = path.read_bytes()
    if path.suffix == ".qgz":
        with zipfile.ZipFile(path) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        parts = [
            json.dumps({str(k): str(v) for k, v in (pq.read_metadata(path).metadata or {}).items()})
        ]
        parts += [repr(column.to_pylist()) for column in pq.read_table(path).columns]
        raw = [
            value
            for column in pq.read_table(path).columns
            for value in column.to_pylist()
            if isinstance(value, bytes)
        ]
        return "\n".join(parts).encode() + b"\n".join(raw)
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as db:
            names = [
                row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
            ]
            cells = [
                cell
                for name in names
                for row in db.execute(f'SELECT * FROM "{name}"')
                for cell in row
            ]
        blobs = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells]
        return data + b"\n".join(blobs)
    return data


def all_bytes(folder: Path) -> bytes:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert files
    return b"\n".join([*(str(path).encode() for path in files), *map(bytes_of, files)])


def holds_point(data: bytes, point: tuple[float, float]) -> bool:
    """Whether a coordinate is there: in words to five decimals, or as a double of either order."""
    return any(
        f"{degrees:.5f}"[:-1].encode() in data
        or struct.pack("<d", degrees) in data
        or struct.pack(">d", degrees) in data
        for degrees in point
    )


def write_all(given: dict[str, pd.DataFrame], level: str, folder: Path) -> None:
    """Every way in which tables leave."""
    reduced = apply_sensitivity(given, level)
    for kind in ("gpkg", "kml"):
        export(reduced, folder / f"all.{kind}", kind)
    for kind in ("geojson", "csv", "parquet"):
        export(reduced, folder / kind, kind)
    for suffix in ("csv", "geojson", "kml", "gpkg", "parquet"):
        write_layer(reduced["events"], folder / f"one.{suffix}", table="events")
    lang = "fr" if level == "partner" else "en"
    write_project(given, folder / f"qgis_{lang}", sensitivity=level, lang=lang)


@pytest.fixture(scope="module", params=LEVELS)
def left(request, tmp_path_factory):
    """Level, and everything that left at it."""
    folder = tmp_path_factory.mktemp(request.param)
    write_all(marked(), request.param, folder)
    return request.param, folder, all_bytes(folder)


def test_what_the_policy_withholds_is_in_no_file(left):
    level, _, data = left
    inside, outside = level == "internal", level == "public"
    for mark, shown in (
        (NOTE, not outside), (TEXT, inside), (SITE_NAME, inside), (ROW, inside),
        ("QUOTEmark5T", not outside),
    ):  # fmt: skip
        assert (mark.encode() in data) == shown, mark
    for point, shown in (
        (EXACT, not outside), (CLAIM, not outside), (HELD, not outside), (GIVEN, inside), (SITE, inside),
    ):  # fmt: skip
        assert holds_point(data, point) == shown, point


def test_no_small_count_of_people_leaves(left):
    level, folder, _ = left
    for path in folder.rglob("*.parquet"):
        frame = pd.read_parquet(path)
        for name in ("persons", "households", "returnees", "returnee_households"):
            stated = frame[name].dropna() if name in frame else pd.Series(dtype=float)
            assert (stated >= LEAST.get(level, 0)).all(), (path, name)
    shown = pd.read_parquet(folder / "parquet/displacement.parquet")["persons"].dropna()
    assert sorted(shown) == {"internal": [3, 4217], "partner": [4217], "public": [4220]}[level]


def test_every_file_of_data_says_its_level(left):
    level, folder, _ = left
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            assert json.loads(pq.read_metadata(path).metadata[b"geomali"])["sensitivity"] == level
        elif path.suffix == ".gpkg":
            with closing(sqlite3.connect(path)) as db:
                own = dict(db.execute("SELECT table_name, description FROM gpkg_contents"))
                described = [row[0] for row in db.execute("SELECT metadata FROM gpkg_metadata")]
                (version,) = db.execute("PRAGMA user_version").fetchone()
            assert version == 10300
            assert all(level in text for text in described)
            assert len(described) > len(own) - 1 - ("layer_styles" in own)
        elif path.suffix == ".geojson":
            assert json.loads(path.read_text(encoding="utf-8"))["sensitivity"] == level
        elif path.suffix == ".kml":
            assert f"Sensitivity: {level}" in path.read_text(encoding="utf-8")
        elif path.suffix == ".csv" and path.name != "data_dictionary.csv":
            rows = pd.read_csv(path, skiprows=[1])
            assert set(rows["sensitivity"]) == {level}
        elif path.suffix == ".qgz":
            assert f"<keyword>{level}</keyword>" in bytes_of(path).decode()
        elif path.name == "README.txt":
            lang = "fr" if "qgis_fr" in path.parts[-2] else "en"
            text = path.read_text(encoding="utf-8")
            assert all(sentence in text for sentence in rules_in_words(level, lang=lang))


def test_a_folder_that_was_internal_keeps_nothing_of_it(tmp_path):
    folder = tmp_path / "qgis"
    write_project(marked(), folder, sensitivity="internal")
    with closing(sqlite3.connect(folder / "geomali.gpkg")) as db, db:
        db.execute("CREATE TABLE my_notes (fid INTEGER PRIMARY KEY, note TEXT)")
        db.execute("INSERT INTO my_notes (note) VALUES ('mine')")
        db.execute(
            "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('my_notes', 'attributes')"
        )
    write_project(marked(), folder, sensitivity="public")
    data = all_bytes(folder)
    assert b"mine" in data
    assert NOTE.encode() not in data
    assert SITE_NAME.encode() not in data
    assert not any(holds_point(data, point) for point in (EXACT, CLAIM, HELD, GIVEN, SITE))


def test_every_rule_is_told_in_both_languages():
    for level in LEVELS:
        english, french = (rules_in_words(level, lang=lang) for lang in ("en", "fr"))
        assert len(english) == len(french) == len(RULES)
        assert not set(english) & set(french)
