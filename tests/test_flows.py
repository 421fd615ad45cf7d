"""Flows of people: from tables, from displacement figures, and beside a route."""

from __future__ import annotations

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.errors import SchemaError, SourceFormatError
from geomali.privacy import apply_sensitivity
from geomali.routes import flows_beside, flows_of, no_flows, read_flows
from geomali.schema import TABLES

ROWS = (
    "Origine;Destination;Personnes;Date;Motif\n"
    "#loc+origin;#loc+dest;#affected;#date;#cause\n"
    "Ménaka;Gao;1 250;03/10/2023;conflit\n"
    "ML0701;ML0703;;2023-10-04;\n"
    "Bamba;Gao;10;2023-10-05;x\n"
    "Nowhereville;Gao;10;2023-10-05;x\n"
    "Ménaka;Gao;about ten;2023-10-05;x\n"
    "Ménaka;Gao;-5;2023-10-05;x\n"
    "Ménaka;Gao;12,5;2023-10-05;x\n"
    "Ménaka;Gao;5;some day;x\n"
    "Gao;Gao;5;2023-10-05;x\n"
)


def table(tmp_path, text):
    path = tmp_path / "flows.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_flows_by_name_and_code(tmp_path):
    flows, rejects = read_flows(table(tmp_path, ROWS))
    assert len(flows) + len(rejects) == 9
    by_place = flows.set_index("origin_place")
    # An ambiguous Bamba is the one near Gao; ML0701 is a cercle, which is no point.
    assert set(by_place.index) == {"menaka_town", "ansongo_cercle", "bamba_gao"}
    assert by_place.loc["ansongo_cercle", "origin_precision"] == 3
    assert pd.isna(by_place.loc["ansongo_cercle", "persons"])
    menaka = by_place.loc["menaka_town"]
    assert (menaka["persons"], menaka["date"]) == (1250, pd.Timestamp("2023-10-03"))
    # Gao is at 16.27167 N, 0.04472 W in the gazetteer: the arrow ends there.
    assert menaka["geometry"].coords[-1] == pytest.approx((-0.04472, 16.27167), abs=1e-5)
    reasons = " | ".join(rejects["reason"])
    for words in ("Nowhereville", "about ten", "-5", "12,5", "some day", "the same place"):
        assert words in reasons
    assert tuple(flows.columns) == TABLES["flows"].names


def test_a_workbook_says_what_its_csv_says(tmp_path):
    book = openpyxl.Workbook()
    for row in (("origin", "destination", "persons"), ("Ménaka", "Gao", 1250), ("Gao", "X?", 3)):
        book.active.append(row)
    book.save(tmp_path / "flows.xlsx")
    text = "origin,destination,persons\nMénaka,Gao,1250\nGao,X?,3\n"
    from_book, from_text = read_flows(tmp_path / "flows.xlsx"), read_flows(table(tmp_path, text))
    for one, other in zip(from_book, from_text, strict=True):
        assert len(one) == len(other) == 1
    assert from_book[0]["persons"].tolist() == from_text[0]["persons"].tolist() == [1250]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"no workbook", "not a workbook"),
        ("a.csv", b"from,people\nGao,3\n", "no column destination"),
        ("a.csv", b"", "is empty"),
        ("none.csv", None, "no such file"),
    ],
)
def test_a_file_that_is_no_table_of_flows(tmp_path, name, data, words):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SourceFormatError, match=words):
        read_flows(path)


places = st.sampled_from(["Gao", "Kidal", "Ménaka", "Mopti", "Nowhereville", "ML0701"])
rows = st.lists(st.tuples(places, places, st.integers(0, 9999)), max_size=12)


@settings(max_examples=20)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_no_row_is_lost(tmp_path_factory, drawn, random):
    shuffled = random.sample(drawn, len(drawn))
    found = []
    for items in (drawn, shuffled):
        text = "origin,destination,persons\n" + "".join(f"{a},{b},{n}\n" for a, b, n in items)
        flows, rejects = read_flows(table(tmp_path_factory.mktemp("flows"), text))
        assert len(flows) + len(rejects) == len(items)
        assert not flows["flow_id"].duplicated().any()
        found.append(sorted(zip(flows["name"], flows["persons"], strict=True)))
    assert found[0] == found[1]


# Displacement figures ---------------------------------------------------------------


def figures(*rows):
    """(admin1, admin2, place, persons, day, origin admin1, origin admin2)"""
    names = ["admin1", "admin2", "place_id", "persons", "date", "origin_admin1", "origin_admin2"]
    frame = pd.DataFrame(rows, columns=names)
    frame["persons"] = pd.array(frame["persons"], dtype="Int32")
    frame["date"] = pd.to_datetime(frame["date"])
    frame["record_id"] = [f"d{i}" for i in range(len(frame))]
    frame["source_id"], frame["reason"], frame["country"] = "iom_dtm", "Conflict", "ML"
    return frame


def test_figures_that_say_where_people_left_are_flows():
    frame = figures(
        ("Gao", "Ansongo", "ansongo_town", 300, "2023-09-30", "Ménaka", None),
        ("Gao", "Ansongo", "ansongo_town", 40, "2023-09-30", "Ménaka", None),
        ("Gao", "Ansongo", "ansongo_town", 5000, "2023-06-30", "Ménaka", None),  # an older round
        ("Gao", "Gao", "gao_town", 900, "2023-09-30", "Gao", None),  # stayed in the region
        ("Gao", "Gao", None, 70, "2023-09-30", "Kidal", "Tessalit"),
        ("Gao", "Gao", "gao_town", 60, "2023-09-30", None, None),
        ("Gao", "Gao", "gao_town", 50, "2023-09-30", "Atlantis", None),
    )
    flows, rejects = flows_of(frame)
    found = {row["origin_place"]: row for row in flows.to_dict("records")}
    assert set(found) == {"menaka_region", "tessalit_cercle"}
    assert found["menaka_region"]["persons"] == 340
    assert found["tessalit_cercle"]["destination_place"] == "gao_cercle"
    assert rejects["reason"].tolist() == ["'Atlantis' is not one area of the gazetteer"]
    returned = frame.assign(persons=pd.array([None] * len(frame), dtype="Int32"), returnees=9)
    assert not len(flows_of(returned)[0])
    older, _ = flows_of(frame, as_of=pd.Timestamp("2023-07-01").date())
    assert older["persons"].tolist() == [5000]


def test_persons_that_nobody_states_stay_unknown():
    frame = figures(("Gao", "Ansongo", "ansongo_town", None, "2023-09-30", "Ménaka", None))
    assert flows_of(frame)[0]["persons"].isna().all()
    with pytest.raises(SchemaError, match="origin_admin1"):
        flows_of(frame.drop(columns="origin_admin1"))


# Beside a route, and what may be shown ----------------------------------------------


def test_flows_that_start_or_end_at_a_route(tmp_path):
    text = (
        "origin,destination,persons\nMénaka,Gao,20\nBourem,Mopti,300\nMénaka,Kidal,9\n"
        "ML0703,Mopti,7\nSikasso,Kayes,4\n"
    )
    flows, rejects = read_flows(table(tmp_path, text))
    assert not len(rejects)
    road = gpd.GeoDataFrame(
        {"route_id": ["r1"]},
        geometry=[shapely.LineString([(-0.04472, 16.27167), (-0.34861, 16.955)])],
        crs=4326,
    )
    beside = flows_beside(road, flows)
    # From Bourem, into Gao, and out of the cercle of Gao (ML0703), through which the road runs.
    assert beside["persons"].tolist() == [300, 20, 7]
    assert not len(flows_beside(road, no_flows()))


def test_what_a_flow_may_show_at_each_level(tmp_path):
    text = 'origin,destination,persons\nMénaka,"16.30, -0.02",3\nMénaka,Gao,14\nMénaka,Gao,27\n'
    flows, _ = read_flows(table(tmp_path, text))
    levels = {
        level: apply_sensitivity({"flows": flows}, level)["flows"]
        for level in ("internal", "partner", "public")
    }

    def shown(level):
        return sorted(levels[level]["persons"].dropna())

    assert (shown("internal"), shown("partner"), shown("public")) == ([3, 14, 27], [14, 27], [30])
    bare = flows["destination_place"].isna().to_numpy()
    for level in ("partner", "public"):
        kept = levels[level][bare].iloc[0]
        assert kept["geometry"].coords[-1] == (-0.05, 16.35)
        assert pd.isna(kept["destination_name"])
        assert pd.isna(kept["name"])
    gao = [levels[level][~bare].iloc[0]["geometry"].coords[-1] for level in ("partner", "public")]
    assert gao[0] == pytest.approx((-0.04472, 16.27167), abs=1e-5)
    assert gao[1] == (-0.05, 16.25)
