"""Displacement figures at several admin levels: nobody counts twice."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyogrio
import pytest
import readers_sample as sample
from hypothesis import given
from hypothesis import strategies as st
from test_readers import lookups, read  # noqa: F401

from geomali import maps
from geomali.pipeline import export_qgis, store_frames, write_map
from geomali.store import admin_levels, counted_elsewhere, finest_figures, open_store

UNITS = ("country", "admin1", "admin2", "admin3", "site")


def figure(*units, persons=None, **values):
    named = dict(zip(UNITS, ("ML", *units), strict=False))
    row = dict.fromkeys((*UNITS, "households", "returnees", "returnee_households")) | named
    return row | {"source_id": "iom_dtm", "round": "81", "date": None, "persons": persons} | values


def shown(*rows):
    frame = finest_figures(pd.DataFrame(rows))
    return [(len(row.dropna()), int(n)) for row, n in zip(
        (frame[[*UNITS]].iloc[i] for i in range(len(frame))), frame["persons"], strict=True
    )]  # fmt: skip


GAO = figure("Gao", persons=1000)
ANSONGO, BOUREM = figure("Gao", "Ansongo", persons=600), figure("GAO", "Bourem", persons=400)


def test_the_finest_level_that_covers_is_used():
    mopti = figure("Mopti", persons=50)
    assert shown(GAO, ANSONGO, BOUREM, mopti) == [(3, 600), (3, 400), (2, 50)]
    # A cercle is missing: its people are only in the figure of the region.
    assert shown(GAO, ANSONGO, mopti) == [(2, 1000), (2, 50)]
    # Level by level: the sites cover one cercle, the cercles the region, the regions no country.
    site = figure("Gao", "Ansongo", "Ansongo", "Camp", persons=600)
    country = figure(persons=1200)
    assert shown(GAO, ANSONGO, BOUREM, site) == [(3, 400), (5, 600)]
    assert shown(country, GAO, ANSONGO, BOUREM, mopti, site) == [(1, 1200)]


def test_other_rounds_sources_and_returnees_are_other_counts():
    for other in ({"round": "82"}, {"source_id": "own"}):
        assert len(shown(GAO, *({**row, **other} for row in (ANSONGO, BOUREM)))) == 3
    undated = {"round": None, "date": "2024-01-31"}
    rows = [GAO | undated, ANSONGO | undated, BOUREM | undated, BOUREM | undated | {"date": "x"}]
    assert len(shown(*rows)) == 3
    back = [row | {"returnees": row["persons"], "persons": None} for row in (ANSONGO, BOUREM)]
    frame = finest_figures(pd.DataFrame([GAO, *back]))
    assert frame["persons"].sum() == 1000
    assert frame["returnees"].sum() == 1000
    both = finest_figures(pd.DataFrame([GAO | {"returnees": 3}, ANSONGO, BOUREM]))
    # What only the region says stays, without the people whom the cercles count.
    assert both["persons"].sum() == 1000
    assert both["returnees"].sum() == 3


ROWS = st.lists(
    st.builds(
        lambda units, persons: figure(*units, persons=persons),
        st.lists(st.sampled_from("ab"), max_size=4),
        st.one_of(st.none(), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS)
def test_no_unit_loses_people_and_none_counts_within_itself(rows):
    frame = pd.DataFrame(rows)
    kept = finest_figures(frame)
    assert list(kept.index) == sorted(kept.index)
    level = admin_levels(frame)
    total = kept["persons"].sum()
    for number in range(5):
        assert total >= frame.loc[level == number, "persons"].sum()
    of_one = {}
    for at, row in kept.dropna(subset="persons").iterrows():
        of_one.setdefault(tuple(row[n] for n in UNITS[: level[at] + 1]), set()).add(at)
    for units in of_one:
        assert not any(units[:size] in of_one for size in range(1, len(units)))
    assert finest_figures(kept).equals(kept)


def test_an_export_keeps_every_figure_and_says_which_are_counted_twice(tmp_path):
    store = open_store(tmp_path / "store", create=True)
    assert store_frames(store, layers=["displacement"])["displacement"].empty
    rows = [
        {k: v for k, v in row.items() if v is not None} | {"record_id": str(number)}
        for number, row in enumerate((GAO, ANSONGO, BOUREM))
    ]
    store.commit(displacement=rows)
    for level in ("internal", "partner", "public"):
        told = store_frames(store, layers=["displacement"], sensitivity=level)["displacement"]
        told = told.sort_values("persons", ascending=False)
        assert told["admin_level"].tolist() == [1, 2, 2]
        assert told["counted_elsewhere"].tolist() == [True, False, False]
    assert counted_elsewhere(told).sum() == 1


def test_an_import_says_what_each_level_adds_up_to(read):  # noqa: F811
    region = {"admin2Name": "", "admin2Pcode": ""}
    imported = read(sample.dtm({}, {"admin2Name": "Bourem", "admin2Pcode": "ML0702"}, region))
    [note] = [note for note in imported.notes if "displaced" in note]
    assert "1,250 at level 1, 2,500 at level 2" in note
    assert any("2,500 displaced persons" in note for note in read(sample.dtm({}, {})).notes)


def test_map_project_and_flows_count_nobody_twice(tmp_path, monkeypatch):
    store = open_store(tmp_path / "store", create=True)
    rows = [GAO, ANSONGO, BOUREM, GAO | {"persons": 70, "origin_admin1": "Mopti"}]
    rows = [row | {"date": date(2024, 1, 31)} for row in rows]
    store.commit(
        displacement=[
            {k: v for k, v in row.items() if v is not None} | {"record_id": str(number)}
            for number, row in enumerate(rows)
        ]
    )
    export_qgis(store, tmp_path / "q")
    layer = pyogrio.read_dataframe(tmp_path / "q" / "geomali.gpkg", layer="displacement")
    assert layer["persons"].sum() == 1070
    drawn = []
    monkeypatch.setattr(maps, "conflict_map", lambda *_, **layers: drawn.append(layers) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_map(store, tmp_path / "map.html")
    [layers] = drawn
    assert layers["displacement"]["persons"].sum() == 1070
    # The cercles do not say where people left; that is no reason to forget the region that does.
    assert layers["flows"]["persons"].tolist() == [70]


@pytest.mark.parametrize("columns", [[], ["persons"]])
def test_nothing_is_no_figure(columns):
    assert finest_figures(pd.DataFrame(columns=columns)).empty
