"""Exports, read back by clients that are not ours."""

from __future__ import annotations

import csv
import json
import math
import sqlite3
from contextlib import closing
from datetime import date
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point, Polygon

from geomali import schema
from geomali.errors import GeomaliError
from geomali.exports import HXL_TAGS, event_areas, export, write_dictionary, write_layer

HOSTILE = '=cmd|"/c calc"!A0 </Data><script>alert(1)</script> \x00\x0b\u202e "quoted", two\nlines'
KML = "{http://www.opengis.net/kml/2.2}"


def events_frame(**changes):
    rows = [
        {
            "event_id": "ev_1",
            "event_date": date(2023, 9, 12),
            "date_earliest": date(2023, 9, 12),
            "date_latest": date(2023, 9, 13),
            "event_type": "Battles",
            "sub_event_type": "Armed clash",
            "side_a": ["csp", "cma"],
            "place_id": "bourem_town",
            "place_name": "Bourem",
            "geo_precision": 1,
            "fatalities_best": None,
            "contested": True,
            "notes": None,
            "geometry": Point(-0.34861, 16.955),
        },
        {
            "event_id": "ev_2",
            "event_date": None,
            "date_earliest": None,
            "date_latest": None,
            "event_type": "Explosions/Remote violence",
            "sub_event_type": "Air/drone strike",
            "side_a": [],
            "place_id": "kidal_region",
            "place_name": "Kidal region",
            "geo_precision": 3,
            "fatalities_best": 0,
            "contested": False,
            "notes": "note",
            "geometry": None,
        },
    ]
    frame = pd.DataFrame([row | changes for row in rows])
    frame["fatalities_best"] = frame["fatalities_best"].astype("Int32")
    frame["geo_precision"] = frame["geo_precision"].astype("Int8")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=schema.CRS)


def test_geopackage_keeps_days_missing_values_and_the_old_version(tmp_path):
    path = export({"events": events_frame()}, tmp_path / "a.gpkg", "gpkg")
    back = pyogrio.read_dataframe(path, layer="events")
    assert pyogrio.read_info(path, layer="events")["crs"] == "EPSG:4326"
    assert str(back["event_date"].iloc[0])[:10] == "2023-09-12"
    assert pd.isna(back["event_date"].iloc[1])
    assert pd.isna(back["fatalities_best"].iloc[0])
    assert back["fatalities_best"].iloc[1] == 0
    assert back["side_a"].iloc[0] == "csp; cma"
    assert back.geometry.isna().tolist() == [False, True]
    assert back.geometry.iloc[0].equals(Point(-0.34861, 16.955))


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.kml", "a.csv"])
def test_the_same_rows_give_the_same_bytes(tmp_path, name):
    one, two = tmp_path / "one" / name, tmp_path / "two" / name
    write_layer(events_frame(), one, table="events")
    write_layer(events_frame(), two, table="events")
    assert one.read_bytes() == two.read_bytes()
    assert [p.name for p in one.parent.iterdir()] == [name]


def test_geojson_is_valid_and_keeps_what_has_no_point(tmp_path):
    path = write_layer(events_frame(notes=HOSTILE), tmp_path / "a.geojson", table="events")
    document = json.loads(path.read_text(encoding="utf-8"))
    first, second = document["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-0.34861, 16.955]}
    assert second["geometry"] is None
    assert second["properties"]["event_date"] is None
    assert first["properties"]["notes"] == HOSTILE
    assert len(pyogrio.read_dataframe(path)) == 2


def test_csv_has_a_tag_row_that_libhxl_accepts(tmp_path):
    hxl = pytest.importorskip("hxl")
    path = write_layer(events_frame(), tmp_path / "a.csv", table="events")
    source = hxl.data(hxl.make_input(str(path), hxl.InputOptions(allow_local=True)))
    values = [dict(zip(source.display_tags, row.values, strict=False)) for row in source]
    assert values[0]["#date+occurred"] == "2023-09-12"
    assert values[0]["#geo+lat"] == "16.955"
    assert source.validate()


@pytest.mark.parametrize("column", sorted(HXL_TAGS))
def test_every_tag_is_hxl(column):
    hxl = pytest.importorskip("hxl")
    assert hxl.model.TagPattern.parse(HXL_TAGS[column]).tag == HXL_TAGS[column].split("+")[0]


def test_no_cell_is_a_formula_and_nothing_is_lost(tmp_path):
    path = write_layer(events_frame(notes=HOSTILE), tmp_path / "a.csv", table="events")
    with path.open(encoding="utf-8", newline="") as file:
        header, _tags, first, _second = csv.reader(file)
    cell = first[header.index("notes")]
    assert cell == "'" + HOSTILE.replace("\x00", "")
    assert first[header.index("lon")] == "-0.34861"


def test_kml_keeps_time_style_and_survives_hostile_text(tmp_path):
    path = write_layer(events_frame(notes=HOSTILE), tmp_path / "a.kml", table="events")
    root = ET.parse(path).getroot()
    marks = list(root.iter(f"{KML}Placemark"))
    assert len(marks) == 1
    [mark] = marks
    assert mark.findtext(f"{KML}name") == "Armed clash, Bourem"
    assert mark.findtext(f"{KML}TimeSpan/{KML}begin") == "2023-09-12"
    assert mark.findtext(f"{KML}TimeSpan/{KML}end") == "2023-09-13"
    style = mark.findtext(f"{KML}styleUrl")
    assert style.removeprefix("#") in {s.get("id") for s in root.iter(f"{KML}Style")}
    notes = {d.get("name"): d.findtext(f"{KML}value") for d in mark.iter(f"{KML}Data")}["notes"]
    assert notes == HOSTILE.replace("\x00", "").replace("\x0b", "")
    assert len(pyogrio.read_dataframe(path)) == 1


def test_several_layers_go_to_a_folder_or_to_one_geopackage(tmp_path):
    layers = {"events": events_frame(), "reports": pd.DataFrame({"report_id": ["r1"]})}
    export(layers, tmp_path / "csv", "csv")
    assert sorted(p.name for p in (tmp_path / "csv").iterdir()) == [
        "README.txt",
        "data_dictionary.csv",
        "events.csv",
        "reports.csv",
    ]
    path = export(layers, tmp_path / "all.gpkg", "gpkg")
    assert sorted(row[0] for row in pyogrio.list_layers(path)) == ["events", "reports"]


@pytest.mark.parametrize("mine", ["events.csv", "README.txt", "data_dictionary.csv"])
def test_files_of_the_users_own_are_not_written_over(tmp_path, mine):
    layers = {"events": events_frame(), "again": events_frame()}
    (tmp_path / mine).write_text("my own", encoding="utf-8")
    (tmp_path / "notes.csv").write_text("my notes", encoding="utf-8")
    with pytest.raises(GeomaliError, match=f"{mine}, which is not of an earlier export"):
        export(layers, tmp_path, "csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([mine, "notes.csv"])
    assert (tmp_path / mine).read_text(encoding="utf-8") == "my own"
    # What an export wrote is replaced by the next one; what it did not write stays.
    (tmp_path / mine).unlink()
    export(layers, tmp_path, "csv")
    first = (tmp_path / "events.csv").read_bytes()
    export(layers, tmp_path, "csv")
    assert (tmp_path / "events.csv").read_bytes() == first
    assert (tmp_path / "notes.csv").read_text(encoding="utf-8") == "my notes"


def test_an_event_known_to_a_region_gets_its_outline_and_no_other(tmp_path):
    square = Polygon([(0, 17), (2, 17), (2, 19), (0, 19)])
    areas = gpd.GeoDataFrame({"place_id": ["kidal_region"]}, geometry=[square], crs=schema.CRS)
    result = event_areas(events_frame(), areas)
    assert result["event_id"].tolist() == ["ev_2"]
    assert result.geometry.iloc[0].equals(square)
    write_layer(result, tmp_path / "a.kml", table="event_areas")
    assert pyogrio.read_dataframe(tmp_path / "a.kml").geometry.iloc[0].equals(square)


def test_wrong_formats_are_refused_with_the_right_ones(tmp_path):
    with pytest.raises(GeomaliError, match=r"\.gpkg"):
        write_layer(events_frame(), tmp_path / "a.doc", table="events")
    for kind, name, wanted in (
        ("gpkg", "x.txt", r"x\.gpkg"),
        ("gpkg", "folder", r"folder\.gpkg"),
        ("kml", "folder", r"folder\.kml"),
        ("kml", "2024.01", r"one file"),
        ("csv", "x.gpkg", r"x\.csv"),
        ("geojson", "x.csv", r"x\.geojson"),
    ):
        with pytest.raises(GeomaliError, match=wanted) as failed:
            export({"events": events_frame()}, tmp_path / name, kind)
        assert len(str(failed.value).splitlines()) == 1
    with pytest.raises(GeomaliError, match="nothing to export"):
        export({}, tmp_path / "a.gpkg", "gpkg")
    assert not list(tmp_path.iterdir())


def test_the_dictionary_explains_every_column(tmp_path):
    path = write_dictionary(list(schema.TABLES), tmp_path / "dictionary.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # Two columns that only an export has, at the end of their table.
    derived = {"displacement": ["admin_level", "counted_elsewhere"]}
    assert [(r["table"], r["column"]) for r in rows] == [
        (t.name, name)
        for t in schema.TABLES.values()
        for name in [*t.names, *derived.get(t.name, ())]
    ]
    assert all(row["meaning"] for row in rows)


def test_the_level_of_sensitivity_travels_with_every_format(tmp_path):
    frame = events_frame()
    frame.attrs["sensitivity"] = "public"
    reports = pd.DataFrame({"report_id": ["r1"]})
    reports.attrs["sensitivity"] = "public"
    layers = {"events": frame, "reports": reports}
    export(layers, tmp_path / "csv", "csv")
    readme = (tmp_path / "csv" / "README.txt").read_text(encoding="utf-8")
    assert "sensitivity public" in readme
    assert "centre of its 0.1° cell" in readme
    export(layers, tmp_path / "a.kml", "kml")
    assert "Sensitivity: public" in (tmp_path / "a.kml").read_text(encoding="utf-8")
    export({"events": frame}, tmp_path / "a.geojson", "geojson")
    assert (
        json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["sensitivity"] == "public"
    )
    export(layers, tmp_path / "a.gpkg", "gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as db:
        words = dict(db.execute("SELECT table_name, description FROM gpkg_contents"))
    assert "public" in words["events"]


def test_odd_columns_of_a_users_layer_survive_every_format(tmp_path):
    odd = gpd.GeoDataFrame(
        {
            "Name": ["a", "b"],
            "name": ["=1+1", None],
            "fid": [5, 6],
            "geom": ["x", "y"],
            "=HYPERLINK(1)": [math.inf, math.nan],
            "at": pd.to_datetime(["2024-01-01 10:30", None]),
            "text": pd.Series(["\ud800 é", None], dtype=object),
            "kind": pd.Categorical(["p", "q"]),
            "nothing": [None, None],
        },
        geometry=[Polygon([(0, 17), (0, 19), (2, 19), (2, 17)]), None],
        crs=schema.CRS,
    )
    path = export({"routes": odd}, tmp_path / "a.gpkg", "gpkg")
    back = pyogrio.read_dataframe(path)
    assert len(back) == 2
    assert len(back.columns) == len(odd.columns), "no column is lost to another of the same letters"
    document = json.loads(
        export({"routes": odd}, tmp_path / "a.geojson", "geojson").read_text(encoding="utf-8")
    )
    first = document["features"][0]
    assert first["properties"]["=HYPERLINK(1)"] is None
    assert first["properties"]["at"] == "2024-01-01T10:30:00"
    ring = Polygon(first["geometry"]["coordinates"][0]).exterior
    assert ring.is_ccw
    path = export({"routes": odd}, tmp_path / "a.csv", "csv")
    with path.open(encoding="utf-8", newline="") as file:
        header, _tags, row, _ = csv.reader(file)
    assert "'=HYPERLINK(1)" in header
    assert row[header.index("name")] == "'=1+1"


def test_layers_without_rows_have_the_same_fields_as_any_other(tmp_path):
    full = export({"events": events_frame()}, tmp_path / "full.gpkg", "gpkg")
    none = export({"events": events_frame().iloc[:0]}, tmp_path / "none.gpkg", "gpkg")
    one, two = (pyogrio.read_info(path, layer="events") for path in (full, none))
    assert one["fields"].tolist() == two["fields"].tolist()
    assert one["dtypes"].tolist() == two["dtypes"].tolist()
    assert two["geometry_type"] == "Point"
