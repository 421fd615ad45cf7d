"""The folder for QGIS: read by QGIS itself, moved, exported again, with hostile text."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import LineString, Point

from geomali import schema
from geomali.errors import GeomaliError
from geomali.palette import EVENT_SHAPES, FAMILIES
from geomali.qgis import write_project

CLIENT = Path(__file__).with_name("qgis_client.py")
HOSTILE = "<script>alert(1)</script> ]]> \" ' %s [% 1+1 %] | ; =cmd \\ \x00\x0b\u202e é \U0001f600"
KIDAL, BOUREM, BER = (1.4073, 18.4411), (-0.34861, 16.955), (-2.5275, 16.8365)
DAYS = (
    "event_date",
    "date_earliest",
    "date_latest",
    "claim_date",
    "claim_date_latest",
    "reported_date",
)


def table(name, rows):
    """A frame of the contract: the columns given, the others missing."""
    spec = schema.TABLES[name]
    frame = pd.DataFrame([{c: row.get(c) for c in spec.names} for row in rows], columns=spec.names)
    for column in spec.columns:
        if column.dtype == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.dtype.startswith("int"):
            frame[column.name] = frame[column.name].astype("Int64")
    if spec.geometry:
        return gpd.GeoDataFrame(frame, geometry="geometry", crs=schema.CRS)
    return frame


def event(number, **values):
    day = values.pop("day", "2023-09-12")
    row = {
        "event_id": f"ev_{number}",
        "event_date": day,
        "date_earliest": day,
        "date_latest": values.pop("latest", day),
        "time_precision": 1 if day else None,
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "modality": "occurred",
        "side_a": ["csp_psd"],
        "side_b": ["fama"],
        "affected": [],
        "place_id": "bourem_town",
        "place_name": "Bourem",
        "country": "ML",
        "geo_precision": 1,
        "geometry": Point(BOUREM),
        "contested": False,
        "source_ids": ["r1"],
        "n_sources": 1,
        "status": "current",
        "revision": 0,
    }
    return row | values


def frames():
    events = table(
        "events",
        [
            event(1, fatalities_best=4),
            event(
                2,
                day="2024-03-01",
                side_a=["fama"],
                event_type="Explosions/Remote violence",
                sub_event_type="Air/drone strike",
                place_id="kidal_town",
                place_name="Kidal",
                geometry=Point(KIDAL),
            ),
            event(
                3, day="2023-08-11", side_a=["wagner"], geo_precision=2, uncertainty_km=15.0,
                place_id="ber", place_name="near Ber", geometry=Point(BER), contested=True,
            ),
            event(
                4, side_a=["jnim"], geo_precision=3, place_id="kayes_region",
                place_name="région de Kayes", geometry=None,
            ),
            event(5, day=None, side_a=["jnim"], place_id="moura", place_name="Moura",
                  geometry=Point(-4.0, 14.4)),
            event(6, place_id=None, place_name=None, geo_precision=None, geometry=None),
            event(7, status="superseded"),
            event(8, geo_precision=3, place_id="niger_river", place_name="fleuve Niger", geometry=None),
        ],
    )  # fmt: skip
    claim = {
        "claim_id": "cl_1", "event_id": "ev_1", "claimant": "csp_psd", "stance": "asserts",
        "proposition": "captured", "subject": "csp_psd", "place_id": "bourem_town",
        "place_text": "Bourem", "geo_precision": 1, "geometry": Point(BOUREM),
        "claim_date": "2023-09-12", "claim_date_latest": "2023-09-12", "reported_date": "2023-09-12",
        "basis": "party", "reliability": "C", "credibility": 3, "report_id": "r1", "quote": "“We hold it.”",
    }  # fmt: skip
    held = {
        "place_id": "gao_town", "place_name": "Gao", "geometry": Point(-0.05, 16.27),
        "state": "held", "holder": "fama", "claimants": ["fama"], "basis": "assessed",
        "valid_from": "2023-01-01", "valid_to": "2023-12-31", "rule": "r", "claim_ids": ["cl_1"],
        "last_evidence_date": "2023-06-01",
    }  # fmt: skip
    after = held | {
        "state": "held", "holder": "jnim", "claimants": ["jnim"],
        "valid_from": "2024-01-01", "valid_to": None,
    }  # fmt: skip
    return {
        "events": events,
        "claims": table("claims", [claim]),
        "control": table("control", [held, after]),
        "reports": table(
            "reports",
            [{"report_id": "r1", "file": "a.txt", "text_sha256": "0", "text": "secret text"}],
        ),
        "sources": table(
            "sources",
            [{"source_id": "r1", "kind": "report", "name": "Bulletin", "licence": "CC BY 4.0"}],
        ),
    }


def qgis_python():
    for found in (
        shutil.which("python3.11", path="/usr/bin"),
        shutil.which("python3", path="/usr/bin"),
    ):
        if (
            found
            and not subprocess.run(
                [found, "-c", "import qgis.core"], capture_output=True, check=False
            ).returncode
        ):
            return found
    return None


@pytest.fixture(scope="session")
def in_qgis(tmp_path_factory):
    python = qgis_python()
    if python is None:
        pytest.skip("needs QGIS with its Python (apt-get install qgis python3-qgis)")

    def run(task):
        answer = tmp_path_factory.mktemp("qgis") / "answer.json"
        done = subprocess.run(
            [python, str(CLIENT), json.dumps(task | {"answer": str(answer)})],
            env={"PATH": "/usr/bin:/bin", "HOME": str(answer.parent), "QT_QPA_PLATFORM": "offscreen",
                 "LANG": "C.UTF-8"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert answer.exists(), done.stderr
        return json.loads(answer.read_text(encoding="utf-8"))

    return run


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "out"
    return write_project(frames(), folder)


def project_text(folder, name="geomali.qgz"):
    with zipfile.ZipFile(folder / name) as archive:
        return archive.read("geomali.qgs").decode("utf-8")


# -- with QGIS ----------------------------------------------------------------------------------

BOX = [-13, 9.8, 6, 25.2]
AT_EVENTS = [[*BOUREM, 6], [*KIDAL, 6], [*BER, 6], [-0.05, 16.27, 8]]
ONLY = ["geomali_layer_events", "geomali_layer_countries"]


@pytest.mark.qgis
def test_qgis_opens_the_moved_folder_and_draws_what_happened_in_each_period(
    exported, in_qgis, tmp_path
):
    """Every layer is valid and complete, and its colours are at the places and times of the data."""
    moved = tmp_path / "moved é space" / "to here"
    moved.parent.mkdir()
    shutil.copytree(exported.folder, moved)
    close = [-4, 15.5, 3, 19.5]
    base = {"extent": close, "size": [900, 520], "pixels": AT_EVENTS}
    seen = in_qgis(
        {
            "project": str(moved / "geomali.qgz"),
            "render": [
                base | {"layers": ONLY, "time": ["2023-09-12T00:00:00Z", "2023-12-31T23:59:59Z"]},
                base | {"layers": ONLY, "time": ["2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z"]},
                base | {"layers": ["geomali_layer_control"], "time": ["2023-12-31T00:00:00Z", "2023-12-31T23:59:59Z"]},
                base | {"layers": ["geomali_layer_control"], "time": ["2024-02-01T00:00:00Z", "2024-12-01T00:00:00Z"]},
                base | {"layers": ["geomali_layer_events_near"], "time": ["2023-08-01T00:00:00Z", "2023-08-31T00:00:00Z"]},
                {"extent": BOX, "size": [900, 720], "layers": ["geomali_layer_events"], "pixels": [[-4.0, 14.4, 6]]},
                {"extent": BOX, "size": [900, 720], "layers": ["geomali_layer_events"], "pixels": [[-4.0, 14.4, 6]],
                 "time": ["2014-01-01T00:00:00Z", "2025-12-31T00:00:00Z"]},
                {"extent": BOX, "size": [900, 720]},
                {"extent": BOX, "size": [900, 720], "layers": ["geomali_layer_event_areas"], "pixels": [[-10.5, 14.2, 25]]},
            ],
            "styles": str(moved / "geomali.gpkg"),
            "tables": ["events", "event_areas", "control", "claims", "places"],
            "tip": "geomali_layer_events",
        }
    )  # fmt: skip
    assert seen["read"]
    assert not seen["absolute"]
    layers = seen["layers"]
    assert all(layer["valid"] for layer in layers.values())
    counts = {name.removeprefix("geomali_layer_"): layer["count"] for name, layer in layers.items()}
    expected = {
        "events": 7, "events_near": 1, "event_areas": 1, "event_lines": 1, "events_by_actor": 14,
        "control": 2, "claims": 1, "reports": 1, "sources": 1, "not_on_map": 2,
    }  # fmt: skip
    assert expected.items() <= counts.items()
    basemap = ("countries", "regions", "cercles", "lakes", "rivers", "roads", "borders", "places")
    assert counts.keys() - expected.keys() == set(basemap)
    assert counts["events"] == exported.rows["events"]
    assert all(layer["source"].startswith(str(moved)) for layer in layers.values())
    assert {x["crs"] for x in layers.values() if x["geometry"] != 100} == {"EPSG:4326"}
    assert layers["geomali_layer_events"]["types"]["event_date"] == "Date"
    assert all(layer["abstract"] and layer["licences"] for layer in layers.values())
    assert "CC BY 4.0" in layers["geomali_layer_events"]["licences"]
    temporal = {name for name, layer in layers.items() if layer["temporal"]}
    assert temporal == {f"geomali_layer_{n}" for n in (
        "events", "events_near", "event_areas", "event_lines", "events_by_actor", "control", "claims")}  # fmt: skip
    assert seen["period"] == ["2023-01-01T00:00:00Z", "2024-03-01T23:59:59Z"]
    assert all(seen["relations"].values())
    assert len(seen["relations"]) == 3
    assert not seen["messages"]
    assert not any(render["errors"] for render in seen["renders"])

    colour = {name: family.colour for name, family in FAMILIES.items()}
    autumn, next_year, then, later, near, any_time, with_time, whole, areas = (
        render["pixels"] for render in seen["renders"]
    )
    assert autumn[0].get(colour["csp"], 0) > 20
    assert next_year[0].get(colour["csp"], 0) == 0
    assert autumn[1].get(colour["state"], 0) == 0
    assert next_year[1].get(colour["state"], 0) > 20
    assert autumn[2].get(colour["foreign_state"], 0) == 0
    assert then[3].get(colour["state"], 0) > 50
    assert then[3].get(colour["jnim"], 0) == 0
    assert later[3].get(colour["jnim"], 0) > 50
    assert later[3].get(colour["state"], 0) == 0
    assert sum(n for c, n in near[2].items() if c != "#eee8dd") > 100
    # Undated: shown while the controller is off, never in a period.
    assert any_time[0].get(colour["jnim"], 0) > 20
    assert with_time[0].get(colour["jnim"], 0) == 0
    hatched = sum(n for c, n in areas[0].items() if c != "#eee8dd")
    assert 0 < hatched < 51 * 51, "an area is hatched, not filled"
    assert whole == []
    styled = seen["styled"]
    assert all(valid and loaded for valid, loaded, _ in styled.values())
    assert styled["events"][2] == "pointDisplacement"
    assert styled["control"][2] == "categorizedSymbol"


@pytest.mark.qgis
def test_hostile_text_reaches_qgis_as_text(in_qgis, tmp_path):
    given = frames()
    for column in (
        "notes",
        "place_name",
        "date_rule",
        "target",
        "weapon",
        "doubt",
        "admin1",
        "outcome",
    ):
        given["events"][column] = HOSTILE
    given["events"]["sub_event_type"] = HOSTILE
    given["events"]["side_a"] = [[HOSTILE]] * len(given["events"])
    given["claims"]["quote"] = HOSTILE
    given["control"]["place_name"] = HOSTILE
    given["control"]["holder"] = HOSTILE
    given["sources"]["name"] = HOSTILE
    given["sources"]["licence"] = HOSTILE
    given["routes"] = gpd.GeoDataFrame(
        {"Name": [HOSTILE], "name": ["a"], "fid": [7], HOSTILE: [1], "geom": ["x"]},
        geometry=[LineString([KIDAL, BOUREM])], crs=schema.CRS,
    )  # fmt: skip
    write_project(given, tmp_path / "out")
    seen = in_qgis(
        {"project": str(tmp_path / "out/geomali.qgz"), "tip": "geomali_layer_events",
         "render": [{"extent": BOX, "size": [600, 480]}]}
    )  # fmt: skip
    assert all(layer["valid"] for layer in seen["layers"].values())
    assert seen["layers"]["geomali_layer_routes"]["count"] == 1
    tips = "".join(seen["tips"])
    assert "&lt;script&gt;" in tips
    assert "<script>" not in tips
    assert "[% 1+1 %]" in tips, "text of a row is no expression"
    assert not any(render["errors"] for render in seen["renders"])


@pytest.mark.qgis
def test_a_crowded_place_shows_its_newest_event_and_the_newest_of_each_period(in_qgis, tmp_path):
    crowd = [event(n, day=f"2023-09-{n:02}", side_a=["fama"]) for n in range(1, 20)]
    newest = [event(n, day=f"2024-01-{n - 19:02}", side_a=["jnim"]) for n in range(20, 25)]
    write_project({"events": table("events", [*newest, *crowd])}, tmp_path / "out")
    base = {
        "extent": [-4, 15.5, 3, 19.5], "size": [900, 520], "pixels": [[*BOUREM, 9]],
        "layers": ["geomali_layer_events"],
    }  # fmt: skip
    seen = in_qgis(
        {
            "project": str(tmp_path / "out/geomali.qgz"),
            "render": [base, base | {"time": ["2023-09-01T00:00:00Z", "2023-09-30T00:00:00Z"]}],
        }
    )
    assert seen["layers"]["geomali_layer_events"]["renderer"] == "pointCluster"
    assert seen["layers"]["geomali_layer_events"]["count"] == 24
    all_time, september = (render["pixels"][0] for render in seen["renders"])
    assert all_time.get(FAMILIES["jnim"].colour, 0) > 50
    assert september.get(FAMILIES["state"].colour, 0) > 50
    assert september.get(FAMILIES["jnim"].colour, 0) == 0


@pytest.mark.qgis
def test_every_language_level_and_an_empty_store_open(in_qgis, tmp_path):
    empty = {"events": table("events", []), "claims": table("claims", [])}
    for name, given, lang, level in (
        ("fr", frames(), "fr", "public"), ("empty", empty, "en", "internal"),
    ):  # fmt: skip
        write_project(given, tmp_path / name, lang=lang, sensitivity=level)
        seen = in_qgis(
            {
                "project": str(tmp_path / name / "geomali.qgz"),
                "render": [{"extent": BOX, "size": [300, 240]}],
            }
        )
        assert all(layer["valid"] for layer in seen["layers"].values())
        if lang == "fr":
            assert seen["groups"][0][0] == "Événements par type"
            assert seen["layers"]["geomali_layer_events"]["aliases"]["fatalities_best"] == "Morts"
            assert "Version publique" in seen["layers"]["geomali_layer_events"]["abstract"]


# -- without QGIS -------------------------------------------------------------------------------


def test_the_folder_holds_what_it_promises_and_no_path_of_this_machine(exported):
    names = {
        p.relative_to(exported.folder).as_posix() for p in exported.folder.rglob("*") if p.is_file()
    }
    assert {"geomali.qgz", "geomali.gpkg", "data_dictionary.csv", "README.txt", "parquet/events.parquet",
            "parquet/event_areas.parquet", "parquet/events_by_actor.parquet", "parquet/control.parquet",
            "parquet/claims.parquet"} <= names  # fmt: skip
    text = project_text(exported.folder)
    root = ET.fromstring(text.split("\n", 1)[1])
    sources = [e.text for e in root.iter("datasource")]
    assert sources
    assert all(s.startswith("./geomali.gpkg|layername=") for s in sources)
    for word in (str(exported.folder), os.environ.get("HOME", "/root"), str(Path.cwd())):
        assert word not in text
        assert word.encode() not in (exported.folder / "geomali.gpkg").read_bytes()
    assert b"secret text" not in b"".join(
        p.read_bytes() for p in exported.folder.rglob("*") if p.is_file()
    )


def test_the_same_frames_give_the_same_bytes_in_any_order_of_rows(exported, tmp_path):
    given = {name: frame.sample(frac=1, random_state=3) for name, frame in frames().items()}
    again = write_project(given, tmp_path / "again")
    for path in sorted(exported.folder.rglob("*")):
        if path.is_file():
            twin = again.folder / path.relative_to(exported.folder)
            assert path.read_bytes() == twin.read_bytes(), path.name


def test_written_again_nothing_changes_and_nothing_is_left_over(exported, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(exported.folder, folder)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    summary = write_project(frames(), folder)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert summary.kept == ()
    assert summary.project.name == "geomali.qgz"


def test_the_users_project_and_styles_survive_a_new_export(exported, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(exported.folder, folder)
    edited = zipfile.ZipFile(folder / "geomali.qgz", "w")
    with edited:
        edited.writestr("geomali.qgs", "<qgis>mine</qgis>")
    with closing(sqlite3.connect(folder / "geomali.gpkg")) as db, db:
        db.execute(
            "UPDATE layer_styles SET styleQML='<qgis>my control</qgis>' WHERE f_table_name='control'"
        )
        db.execute("INSERT INTO layer_styles (f_table_name, f_geometry_column, styleName, styleQML, useAsDefault)"
                   " VALUES ('events', 'geom', 'print', '<qgis>print</qgis>', 0)")  # fmt: skip
        db.execute("CREATE TABLE my_notes (fid INTEGER PRIMARY KEY, note TEXT)")
        db.execute(
            "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('my_notes', 'attributes')"
        )
    mine = (folder / "geomali.qgz").read_bytes()
    for _ in range(2):
        summary = write_project(frames(), folder)
        assert (folder / "geomali.qgz").read_bytes() == mine
        assert summary.project == folder / "geomali_new.qgz"
        assert "<projectlayers>" in project_text(folder, "geomali_new.qgz")
        with closing(sqlite3.connect(folder / "geomali.gpkg")) as db:
            rows = db.execute(
                "SELECT f_table_name, styleName, styleQML, useAsDefault FROM layer_styles"
            ).fetchall()
        control = [(name, qml, default) for t, name, qml, default in rows if t == "control"]
        assert ("<qgis>my control</qgis>", 1) in [(qml, default) for _, qml, default in control]
        assert [default for *_, default in control].count(1) == 1
        assert len(control) == 2, "ours stands beside it, once"
        assert ("events", "print", "<qgis>print</qgis>", 0) in rows
        assert len({(t, name) for t, name, *_ in rows}) == len(rows)
        # Layers that the user put into the GeoPackage are not thrown away.
        with closing(sqlite3.connect(folder / "geomali_previous.gpkg")) as db:
            assert db.execute("SELECT count(*) FROM my_notes").fetchone() == (0,)


def test_a_geopackage_in_use_is_refused_and_left_alone(exported, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(exported.folder, folder)
    with closing(sqlite3.connect(folder / "geomali.gpkg")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE layer_styles SET owner = 'me'")
        with pytest.raises(GeomaliError, match="in use"):
            write_project(frames(), folder)
        db.execute("COMMIT")
    assert not list(folder.glob(".geomali.*"))
    write_project(frames(), folder)
    assert not list(folder.glob("*-wal"))


def test_the_geopackage_is_read_by_gdal_with_types_and_missing_values(exported):
    path = exported.folder / "geomali.gpkg"
    events = pyogrio.read_dataframe(path, layer="events", use_arrow=True)
    assert len(events) == 7
    row = events.set_index("event_id").loc["ev_1"]
    assert row["event_date"] == date(2023, 9, 12)
    assert row["family"] == "csp"
    assert row["fatalities_best"] == 4
    assert pd.isna(events.set_index("event_id").loc["ev_2", "fatalities_best"])
    lists = events.set_index("event_id")["not_on_map"].dropna().to_dict()
    assert lists == {"ev_5": "no date", "ev_6": "no place"}
    info = pyogrio.read_info(path, layer="event_areas")
    assert info["geometry_type"] == "MultiPolygon"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (10300,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        described = dict(db.execute("SELECT table_name, description FROM gpkg_contents"))
    assert "CC BY 4.0" in described["events"]
    assert "Partner version" in described["events"]


def test_geopandas_duckdb_and_the_validator_read_the_parquet(exported):
    for path in sorted((exported.folder / "parquet").glob("*.parquet")):
        if path.stem in ("reports", "sources"):
            continue
        back = gpd.read_parquet(path)
        assert len(back) == exported.rows[path.stem]
        assert back.crs == schema.CRS
    duckdb = pytest.importorskip("duckdb")
    extensions = pytest.importorskip("duckdb_extensions")
    extensions.import_extension("spatial")
    with duckdb.connect() as db:
        db.execute("LOAD spatial")
        files = str(exported.folder / "parquet/event_areas.parquet")
        rows = db.execute(
            "SELECT place_id, ST_GeometryType(geometry)::VARCHAR, event_date FROM read_parquet(?)",
            [files],
        ).fetchall()
    [(place, kind, day)] = rows
    assert place == "kayes_region"
    assert "POLYGON" in kind
    assert day == date(2023, 9, 12)


def test_public_frames_hide_the_point_and_say_so(tmp_path):
    summary = write_project(frames(), tmp_path / "out", sensitivity="public", lang="fr")
    events = pyogrio.read_dataframe(tmp_path / "out/geomali.gpkg", layer="events")
    first = events.set_index("event_id").geometry["ev_1"]
    assert (round(first.x, 6), round(first.y, 6)) == (-0.35, 16.95)
    assert "Version publique" in (tmp_path / "out/README.txt").read_text(encoding="utf-8")
    assert summary.rows["events"] == 7


def test_the_dictionary_explains_every_field_of_every_layer(exported):
    known = pd.read_csv(exported.folder / "data_dictionary.csv")
    pairs = set(zip(known["table"], known["column"], strict=True))
    for name in exported.rows:
        fields = pyogrio.read_info(exported.folder / "geomali.gpkg", layer=name)["fields"]
        assert {(name, field) for field in fields} <= pairs
    assert known["meaning"].notna().all()


def test_symbols_are_those_of_the_map(exported):
    text = project_text(exported.folder)
    root = ET.fromstring(text.split("\n", 1)[1])
    layer = next(e for e in root.iter("maplayer") if e.findtext("id") == "geomali_layer_events")
    assert [c.get("value") for c in layer.iter("category")] == list(EVENT_SHAPES)
    expressions = {o.get("value") for o in layer.iter("Option") if o.get("name") == "expression"}
    for name, family in FAMILIES.items():
        assert any(f"'{name}', '{family.colour}'" in e for e in expressions if e)
        assert any(f"'{name}', '{family.letter}'" in e for e in expressions if e)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"lang": "de"}, "en or fr"), ({"sensitivity": "secret"}, "internal, partner or public")],
)
def test_wrong_settings_are_refused_before_anything_is_written(tmp_path, changes, message):
    with pytest.raises(ValueError, match=message):
        write_project(frames(), tmp_path / "out", **changes)
    assert not (tmp_path / "out").exists()


def test_without_events_there_is_no_project(tmp_path):
    with pytest.raises(GeomaliError, match="events"):
        write_project({}, tmp_path / "out")


def test_routes_are_classed_by_thirds_of_the_highest_exposure(tmp_path):
    lines = [LineString([(0, 16 + n), (1, 16 + n)]) for n in range(5)]
    routes = gpd.GeoDataFrame(
        {"name": list("abcde"), "score": [0.0, 1.0, 5.0, 9.0, None], "event_count": [0, 1, 2, 3, None]},
        geometry=lines, crs=schema.CRS,
    )  # fmt: skip
    write_project(frames() | {"routes": routes}, tmp_path / "out")
    back = pyogrio.read_dataframe(tmp_path / "out/geomali.gpkg", layer="routes")
    assert back["exposure"].fillna("-").tolist() == ["none", "low", "middle", "high", "-"]


@pytest.mark.parametrize(
    ("level", "table_id", "points", "outlines"),
    [("internal", "abeibara_town", 1, 0), ("partner", "abeibara_commune", 0, 1), ("public", "abeibara_cercle", 0, 1)],
)  # fmt: skip
def test_displaced_people_have_a_point_inside_and_the_outline_of_a_unit_outside(
    tmp_path, level, table_id, points, outlines
):
    row = {
        "record_id": "d1", "source_id": "iom_dtm", "date": "2023-10-01", "country": "ML",
        "admin1": "Kidal", "admin2": "Abeïbara", "admin3": "Abeïbara", "persons": 120,
        "place_id": "abeibara_commune", "geo_precision": 2,
    }  # fmt: skip
    site = row | {
        "record_id": "d2", "site": "Site Zq7", "place_id": "abeibara_town", "geo_precision": 1,
        "persons": 30, "geometry": Point(1.75, 19.11),
    }  # fmt: skip
    given = [site] if level == "internal" else [row, site]
    summary = write_project(
        frames() | {"displacement": table("displacement", given)},
        tmp_path / "out",
        sensitivity=level,
    )
    path = tmp_path / "out/geomali.gpkg"
    people = pyogrio.read_dataframe(path, layer="displacement")
    assert people.geometry.notna().sum() == points
    assert people["place_id"].tolist() == [table_id]
    assert people["persons"].sum() == (30 if level == "internal" else 150)
    assert summary.rows.get("displacement_areas", 0) == outlines
    assert b"Site Zq7" not in path.read_bytes() or level == "internal"


@pytest.mark.parametrize(("lang", "name"), [("fr", "Région de Kayes"), ("en", "Kayes region")])
def test_an_area_is_labelled_in_the_language_of_the_project(tmp_path, lang, name):
    write_project(frames(), tmp_path / "out", lang=lang)
    areas = pyogrio.read_dataframe(tmp_path / "out/geomali.gpkg", layer="event_areas")
    assert areas["area_name"].tolist() == [name]
    assert areas["place_name"].tolist() == ["région de Kayes"], "as the source names it"
