"""Event datasets to the tables of the store."""

from __future__ import annotations

import csv
import datetime as dt
import struct

import pytest
import readers_sample as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.actors import load_actors
from geomali.errors import SourceFormatError
from geomali.gazetteer import load_gazetteer
from geomali.readers import (
    Imported,
    read_acled,
    read_file,
    read_gdelt,
    read_hapi,
    read_ucdp,
)
from geomali.schema import check

DAY = dt.date


@pytest.fixture(scope="module")
def lookups():
    return {"gazetteer": load_gazetteer(core_only=True), "actors": load_actors()}


@pytest.fixture
def read(tmp_path, lookups):
    """Read a text or bytes as a file, and check what every import promises."""

    def go(content: str | bytes, name: str = "file.csv", **options) -> Imported:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return sound(read_file(path, **lookups, **options))

    return go


def sound(imported: Imported) -> Imported:
    for name, table in imported.tables.items():
        check(table, name)
    check(imported.rejects, "rejects")
    counted = ("events", "displacement", "admin_counts")
    placed = sum(imported.tables[n].num_rows for n in counted if n in imported.tables)
    if not any(n in imported.tables for n in counted):
        placed = imported.tables["claims"].num_rows
    assert placed + imported.joined + imported.rejects.num_rows == imported.rows
    assert placed + imported.joined == imported.accepted
    return imported


def events(imported: Imported) -> list[dict]:
    return imported.tables["events"].to_pylist()


def reasons(imported: Imported) -> list[str]:
    return imported.rejects.column("reason").to_pylist()


def flags(imported: Imported) -> list[str]:
    return imported.flags.column("flag").to_pylist()


def point(wkb: bytes) -> tuple[float, float]:
    assert wkb[:5] == b"\x01\x01\x00\x00\x00"
    return struct.unpack("<dd", wkb[5:])


# ---------------------------------------------------------------------- ACLED


def test_an_acled_row_by_hand(read):
    imported = read(sample.acled({}))
    assert imported.format == "acled"
    (event,) = events(imported)
    assert event["event_id"] == "acled:MLI1"
    assert event["event_date"] == event["date_latest"] == DAY(2023, 9, 12)
    assert (event["side_a"], event["side_b"], event["affected"]) == (["jnim"], ["fama"], [])
    assert event["actors_text"] == "jnim | fama"
    assert (event["place_id"], event["place_name"]) == ("bourem_town", "Bourem")
    assert (event["country"], event["admin1"], event["admin2"]) == ("ML", "Gao", "Bourem")
    assert point(event["geometry"]) == (-0.349, 16.955)
    assert event["fatalities_best"] == event["fatalities_low"] == 3
    assert event["disorder_type"] == "Political violence"
    # 1695000000 seconds after 1970 is 18 September 2023.
    assert event["reported_date"] == DAY(2023, 9, 18)
    assert event["confidence"] is None
    assert imported.tables["claims"].num_rows == 0
    assert imported.tables["sources"].column("source_id").to_pylist() == ["acled"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-07-31", DAY(2020, 7, 31)),
        ("29 December 2020", DAY(2020, 12, 29)),
        ("25-Aug-03", DAY(2003, 8, 25)),
        ("03-Jan-99", DAY(1999, 1, 3)),
        ("2020-07-31T00:00:00", DAY(2020, 7, 31)),
        ("31/07/2020", DAY(2020, 7, 31)),
        ("07/31/2020", DAY(2020, 7, 31)),
        ("05/05/2020", DAY(2020, 5, 5)),
    ],
)
def test_styles_of_dates(read, written, day):
    (event,) = events(read(sample.acled({"event_date": written, "year": day.year})))
    assert event["event_date"] == day
    assert event["date_expression"] == written


@pytest.mark.parametrize(
    "written",
    ["2023-02-30", "31 September 2023", "", "soon", "05/06/2020", "0000-00-00", "99-99-99"],
)
def test_impossible_or_undecidable_dates_are_rejected(read, written):
    imported = read(sample.acled({"event_date": written}, {}))
    assert len(events(imported)) == 1
    assert "event_date: no date" in reasons(imported)[0]
    # As a spreadsheet program shows it: the header is row 1.
    assert imported.rejects.column("row_number").to_pylist() == [2]


def test_precision_of_time_widens_the_date(read):
    rows = [{"event_date": "2024-02-14", "time_precision": p} for p in (1, 2, 3)]
    spans = [(e["date_earliest"], e["date_latest"]) for e in events(read(sample.acled(*rows)))]
    assert spans == [
        (DAY(2024, 2, 14), DAY(2024, 2, 14)),
        (DAY(2024, 2, 11), DAY(2024, 2, 17)),
        (DAY(2024, 2, 1), DAY(2024, 2, 29)),
    ]


def test_a_row_of_tags_is_no_row(read):
    header, row = sample.acled({}).splitlines()
    tags = ",".join(f"#{name.replace('_', '+')}" for name in sample.ACLED)
    imported = read(f"{header}\n{tags}\n{row}\n")
    assert (imported.rows, len(events(imported))) == (1, 1)
    assert any("HXL" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("row", "pair"),
    [
        ({"event_type": "Battle-No change of territory"}, ("Battles", "Armed clash")),
        (
            {"event_type": "Battle-Government regains territory"},
            ("Battles", "Government regains territory"),
        ),
        (
            {"event_type": "Remote violence", "notes": "A roadside bomb went off."},
            ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
        ),
        (
            {"event_type": "Remote violence", "notes": "Mortars fell on the camp."},
            ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
        ),
        (
            {"event_type": "Riots/Protests", "inter1": 6, "inter2": 0, "actor2": ""},
            ("Protests", "Peaceful protest"),
        ),
        (
            {"event_type": "Riots/Protests", "inter1": 6, "inter2": 1, "fatalities": 2},
            ("Protests", "Excessive force against protesters"),
        ),
        (
            {"event_type": "Riots/Protests", "inter1": 5, "inter2": 7},
            ("Riots", "Mob violence"),
        ),
        (
            {"event_type": "Violence against civilians", "notes": "Gunmen kidnapped a teacher."},
            ("Violence against civilians", "Abduction/forced disappearance"),
        ),
        ({"event_type": "Strategic development"}, ("Strategic developments", "Other")),
        (
            {"event_type": "Strategic development", "sub_event_type": "Arrests"},
            ("Strategic developments", "Arrests"),
        ),
        ({"event_type": "BATTLES", "sub_event_type": "armed CLASH"}, ("Battles", "Armed clash")),
    ],
)
def test_older_names_of_types(read, row, pair):
    (event,) = events(read(sample.acled({"sub_event_type": ""} | row)))
    assert (event["event_type"], event["sub_event_type"]) == pair


def test_types_that_do_not_belong_together_are_rejected(read):
    imported = read(
        sample.acled(
            {"sub_event_type": "Attack"},
            {"event_type": "Dancing"},
            {"event_type": "Remote violence", "sub_event_type": "", "notes": "Something."},
        )
    )
    assert [r.split(":")[0] for r in reasons(imported)] == ["event_type"] * 3


def test_of_two_versions_the_later_timestamp_wins(read):
    rows = [
        {"event_id_cnty": "MLI7", "fatalities": 1, "timestamp": 1700000000},
        {"event_id_cnty": "MLI7", "fatalities": 2, "timestamp": 1710000000},
        {"event_id_cnty": "MLI7", "fatalities": 3, "timestamp": 1690000000},
        {"event_id_cnty": "MLI8"},
    ]
    imported = read(sample.acled(*rows))
    assert [(e["event_id"], e["fatalities_best"]) for e in events(imported)] == [
        ("acled:MLI7", 2),
        ("acled:MLI8", 3),
    ]
    assert all("later timestamp" in reason for reason in reasons(imported))


def test_the_same_row_twice_is_one_event(read):
    imported = read(sample.acled({"event_id_cnty": "MLI7"}, {"event_id_cnty": "MLI7"}))
    assert len(events(imported)) == 1
    assert reasons(imported) == ["the same event again, in a later row of this file"]


def test_a_monadic_export_is_put_together(read):
    columns = [c for c in sample.ACLED if c not in ("actor2", "assoc_actor_2", "inter2")]
    rows = [
        {"event_id_cnty": "MLI1"},
        {"event_id_cnty": "MLI2", "actor1": "Islamic State Sahel Province (ISSP)"},
        {"event_id_cnty": "MLI1", "actor1": "Military Forces of Mali (2021-)", "inter1": 1},
        {"event_id_cnty": "MLI2", "actor1": "Civilians (Mali)", "inter1": 7},
        {"event_id_cnty": "MLI3", "actor1": "Wagner Group", "inter1": 8},
    ]
    imported = read(sample.acled(*rows, columns=columns))
    assert imported.joined == 2
    assert [(e["event_id"], e["side_a"], e["side_b"], e["affected"]) for e in events(imported)] == [
        ("acled:MLI1", ["jnim"], ["fama"], []),
        ("acled:MLI2", ["issp"], [], ["civilians"]),
        ("acled:MLI3", ["wagner"], [], []),
    ]


def test_a_rejected_event_of_a_monadic_export_takes_its_other_row_along(read):
    columns = [c for c in sample.ACLED if c not in ("actor2", "assoc_actor_2", "inter2")]
    rows = [{"event_id_cnty": "MLI1", "event_type": "Dancing"}, {"event_id_cnty": "MLI1"}]
    imported = read(sample.acled(*rows, columns=columns))
    assert (imported.accepted, imported.rejects.num_rows) == (0, 2)


@pytest.mark.parametrize("inter", [("2", "1"), ("Rebel group", "State forces"), ("2.0", "1.0")])
def test_actor_types_as_numbers_or_words(read, inter):
    row = {
        "sub_event_type": "Government regains territory",
        "inter1": inter[0],
        "inter2": inter[1],
    }
    (claim,) = read(sample.acled(row)).tables["claims"].to_pylist()
    assert (claim["subject"], claim["proposition"], claim["object"]) == ("fama", "captured", "jnim")


def test_civilians_are_harmed_and_no_side(read):
    row = {
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "actor2": "Civilians (Mali)",
        "assoc_actor_2": "Fulani Ethnic Group (Mali); Labour Group (Mali)",
        "inter2": 7,
    }
    (event,) = events(read(sample.acled(row)))
    assert event["side_b"] == []
    assert event["affected"][0] == "civilians"


def test_allies_stand_on_the_same_side(read):
    (event,) = events(read(sample.acled({"assoc_actor_2": "Wagner Group; Wagner Group"})))
    assert event["side_b"] == ["fama", "wagner"]


def test_actors_are_those_of_the_day(read):
    # ISGS became ISSP in March 2022 (DOMAIN 1); the name of ACLED says which is meant, the date too.
    rows = [
        {"event_date": "2019-05-01", "actor1": "Islamic State (Greater Sahara)"},
        {"event_date": "2023-05-01", "actor1": "Islamic State Sahel Province (ISSP)"},
    ]
    assert [e["side_a"] for e in events(read(sample.acled(*rows)))] == [["isgs"], ["issp"]]


def test_actors_named_outside_their_life_are_said(read):
    imported = read(sample.acled({"event_date": "2012-05-01", "year": 2012}))
    assert any("JNIM is named" in note and "2012-05-01" in note for note in imported.notes)


def test_unmapped_names_are_kept_and_listed(read):
    imported = read(
        sample.acled({"actor1": "Front Nobody Knows", "assoc_actor_1": "Katiba Nowhere"})
    )
    (event,) = events(imported)
    assert event["side_a"] == ["unresolved", "unresolved"]
    assert event["actor_labels"] == ["Front Nobody Knows", "Katiba Nowhere"]
    assert imported.unmapped_actors == {"Front Nobody Knows": 1, "Katiba Nowhere": 1}


def test_words_go_with_the_sides_in_order(read):
    row = {"actor1": "Unidentified Armed Group (Mali)", "inter1": 3, "actor2": "Front Nobody Knows"}
    (event,) = events(read(sample.acled(row)))
    assert event["side_a"][0].startswith("unresolved")
    assert event["actor_labels"] == ["Unidentified Armed Group (Mali)", "Front Nobody Knows"]


def test_zero_deaths_stay_zero_and_missing_ones_missing(read):
    rows = [{"fatalities": value} for value in ("0", "", "12", "-3", "many")]
    imported = read(sample.acled(*rows))
    assert [e["fatalities_best"] for e in events(imported)] == [0, None, 12, None, None]
    assert sorted(flags(imported)) == [
        "fatalities: is negative, left out ('-3')",
        "fatalities: is no whole number, left out ('many')",
    ]


def test_a_region_is_an_area_and_no_point(read):
    row = {"geo_precision": 3, "location": "Gao", "latitude": 16.27, "longitude": -0.04}
    (event,) = events(read(sample.acled(row)))
    assert (event["place_id"], event["geometry"], event["geo_precision"]) == ("gao_region", None, 3)
    assert (event["source_lat"], event["source_lon"]) == (16.27, -0.04)


def test_swapped_coordinates_are_found_and_said(read):
    imported = read(sample.acled({"latitude": -0.349, "longitude": 16.955}))
    (event,) = events(imported)
    assert point(event["geometry"]) == (-0.349, 16.955)
    assert (event["source_lat"], event["source_lon"]) == (-0.349, 16.955)
    assert flags(imported) == ["latitude and longitude were swapped; drawn the right way round"]


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (0, 0, "0 are no place"),
        (48.85, 2.35, "outside its country"),
        (95, 10, "not on the Earth"),
        ("", "", "no coordinates"),
        ("north", "east", "no coordinates"),
    ],
)
def test_bad_points_give_way_to_the_place_that_is_named(read, lat, lon, said):
    imported = read(sample.acled({"latitude": lat, "longitude": lon}))
    (event,) = events(imported)
    assert event["place_id"] == "bourem_town"
    place = load_gazetteer(core_only=True).place("bourem_town")
    assert point(event["geometry"]) == (place.lon, place.lat)
    assert any(said in flag for flag in flags(imported))


def test_a_bad_point_of_an_unknown_place_is_no_point(read):
    imported = read(sample.acled({"latitude": 0, "longitude": 0, "location": "Nowhereville"}))
    (event,) = events(imported)
    assert (event["place_id"], event["geometry"]) == (None, None)
    assert imported.unmatched_places == {"Nowhereville": 1}


def test_a_namesake_far_from_the_point_is_not_the_place(read):
    # Bourem is some 500 km from this point near Mopti.
    imported = read(
        sample.acled({"admin1": "Mopti", "admin2": "", "latitude": 14.5, "longitude": -4.2})
    )
    (event,) = events(imported)
    assert event["place_id"] != "bourem_town"
    assert point(event["geometry"]) == (-4.2, 14.5)


@pytest.mark.parametrize(
    ("row", "claim"),
    [
        (
            {"sub_event_type": "Non-state actor overtakes territory"},
            ("jnim", "captured", "fama"),
        ),
        (
            {
                "event_type": "Strategic developments",
                "sub_event_type": "Non-violent transfer of territory",
            },
            ("fama", "handed_over", "jnim"),
        ),
        (
            {
                "event_type": "Strategic developments",
                "sub_event_type": "Non-violent transfer of territory",
                "actor2": "",
                "inter2": 0,
            },
            ("jnim", "captured", None),
        ),
        (
            {
                "event_type": "Strategic developments",
                "sub_event_type": "Headquarters or base established",
                "actor2": "",
                "inter2": 0,
            },
            ("jnim", "holds", None),
        ),
    ],
)
def test_claims_on_territory(read, row, claim):
    (found,) = read(sample.acled(row)).tables["claims"].to_pylist()
    assert (found["subject"], found["proposition"], found["object"]) == claim
    assert (found["basis"], found["stance"], found["claimant"]) == ("dataset", "reports", None)
    assert (found["event_id"], found["place_id"]) == ("acled:MLI1", "bourem_town")
    assert found["claim_date"] == DAY(2023, 9, 12)


def test_who_gained_a_place_is_not_guessed(read):
    rows = [
        {"sub_event_type": "Government regains territory", "inter1": 2, "inter2": 2},
        {"sub_event_type": "Non-state actor overtakes territory", "inter1": 2, "inter2": 3},
        {"sub_event_type": "Non-state actor overtakes territory", "actor1": "Front Nobody Knows"},
        {"sub_event_type": "Government regains territory", "geo_precision": 3},
    ]
    imported = read(sample.acled(*rows))
    assert imported.tables["claims"].num_rows == 0
    assert any(note.startswith("4 rows on territory") for note in imported.notes)


def test_near_a_town_is_no_evidence_for_the_town(read):
    row = {"sub_event_type": "Government regains territory", "geo_precision": 2}
    (claim,) = read(sample.acled(row)).tables["claims"].to_pylist()
    assert (claim["place_id"], claim["place_text"]) == (None, "Bourem")


def test_a_date_after_the_timestamp_is_flagged(read):
    imported = read(sample.acled({"event_date": "2023-09-20", "year": 2024}))
    assert sorted(flag.split(" (")[0] for flag in flags(imported)) == [
        "event_date: is later than the row's timestamp",
        "year: is not the year of event_date",
    ]


def test_a_date_long_after_its_record_is_rejected(read):
    imported = read(sample.acled({"event_date": "2035-09-12", "year": 2035}, {}))
    assert len(events(imported)) == 1
    assert reasons(imported) == [
        "event_date: is later than the row's timestamp: nobody knew of it yet ('2035-09-12')"
    ]


def test_a_country_of_rejected_rows_is_none_that_is_missing(read):
    imported = read(sample.acled({"country": "Atlantis", "event_date": "soon"}, {}))
    assert not any("countries" in note for note in imported.notes)
    imported = read(sample.acled({"country": "Atlantis"}, {}))
    assert "countries not in the gazetteer: Atlantis (1)" in imported.notes


def test_numbers_of_dead_that_nobody_believes_are_told(read):
    for imported in (
        read(sample.acled({"fatalities": 1_000_000})),
        read(sample.ucdp({"best": 1_000_000, "high": 1_000_000})),
        read(sample.hapi({"fatalities": 1_000_000})),
    ):
        assert any("more than 10,000" in note for note in imported.notes), imported.notes


def test_a_range_out_of_order_is_none(read):
    (row,) = events(read(sample.ucdp({"low": 60, "best": 20, "high": 10})))
    assert [row[f"fatalities_{key}"] for key in ("low", "best", "high")] == [None, 20, None]


def test_a_code_of_another_unit_than_the_one_named_is_rejected(read, shared):
    wrong = {"admin1_name": "Kidal", "provider_admin1_name": "Kidal", "admin1_code": "ML09"}
    imported = read(sample.hapi(wrong, {}))
    assert imported.tables["admin_counts"].num_rows == 1
    assert reasons(imported) == ["admin1_code: is that of Bamako, not of Kidal ('ML09')"]
    with (shared / "data" / "admin" / "mali_pcodes_adm1_adm2_hdx.csv").open(
        encoding="utf-8-sig"
    ) as file:
        listed = [row for row in csv.DictReader(file) if row["#geo+admin_level"] == "2"]
    names = {row["#adm+code"]: row["#adm+name"] for row in listed}
    rows = [
        {"admin2_code": code, "admin2_name": name, "provider_admin2_name": name,
         "admin1_code": code[:4], "admin1_name": "", "provider_admin1_name": ""}
        for code, name in names.items()
    ]  # fmt: skip
    every = read(sample.hapi(*rows))
    assert (every.rejects.num_rows, every.rows) == (0, len(names))
    # A unit that no table of ours knows says nothing.
    other = {"location_code": "BFA", "admin1_code": "BF46", "admin1_name": "Boucle du Mouhoun"}
    assert read(sample.hapi(other | {"provider_admin1_name": ""})).rejects.num_rows == 0


def test_rows_without_an_id_are_rejected(read):
    imported = read(sample.acled({"event_id_cnty": ""}, {}))
    assert reasons(imported) == ["the row has no event id"]


cells = st.sampled_from(
    ["", "0", "-4", "1", "2", "7", "nan", "2023-05-06", "7 May 2021", "Battles", "Attack", "Mali",
     "Kidal", "JNIM", "x;y", "=1", '"', "é", "16.9", "1e999"]
)  # fmt: skip


@settings(max_examples=40)
@given(rows=st.lists(st.dictionaries(st.sampled_from(sample.ACLED), cells, max_size=6), max_size=6))
def test_whatever_stands_in_the_cells_no_row_is_lost(rows, lookups, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_text(sample.acled(*rows), encoding="utf-8")
    if rows:
        imported = sound(read_acled(path, **lookups))
        assert imported.rows == len(rows)


@settings(max_examples=15)
@given(order=st.permutations(range(5)))
def test_the_order_of_rows_changes_no_event(order, lookups, tmp_path_factory):
    rows = [
        {"event_id_cnty": "MLI1", "timestamp": 1},
        {"event_id_cnty": "MLI1", "timestamp": 2, "fatalities": 9},
        {"event_id_cnty": "MLI2", "sub_event_type": "Government regains territory"},
        {"event_id_cnty": "MLI3", "actor1": "Front Nobody Knows"},
        {"event_id_cnty": "MLI4", "latitude": 0, "longitude": 0},
    ]
    folder = tmp_path_factory.mktemp("order")
    answers = []
    for name, positions in (("a", range(5)), ("b", order)):
        path = folder / name
        path.write_text(sample.acled(*(rows[i] for i in positions)), encoding="utf-8")
        tables = read_acled(path, **lookups).tables
        answers.append(
            [tables[n].sort_by(f"{n[:-1]}_id").to_pylist() for n in ("events", "claims")]
        )
    assert answers[0] == answers[1]


# ----------------------------------------------------------------- UCDP, HAPI


def test_ucdp_rows_by_hand(read):
    imported = read(
        sample.ucdp(
            {},
            {"type_of_violence": 3, "side_a": "IS", "side_b": "Civilians", "date_prec": 4,
             "date_end": "2023-05-31"},
            {"where_prec": 2, "where_coordinates": "Bourem town", "latitude": 16.9, "longitude": -0.4,
             "adm_1": "Gao region", "adm_2": "Bourem cercle"},
        )
    )  # fmt: skip
    assert imported.format == "ucdp"
    first, second, third = events(imported)
    assert first["event_id"] == "ucdp:1"
    assert (first["event_type"], first["sub_event_type"]) == ("Battles", "Armed clash")
    assert (first["side_a"], first["side_b"]) == (["mali_government"], ["jnim"])
    assert [first[f"fatalities_{k}"] for k in ("low", "best", "high")] == [2, 4, 6]
    assert (first["place_id"], first["country"]) == ("kidal_town", "ML")
    assert first["reported_date"] == DAY(2023, 5, 4)
    assert second["event_type"] == "Violence against civilians"
    assert (second["side_a"], second["affected"]) == (["issp"], ["civilians"])
    assert (second["date_earliest"], second["date_latest"]) == (DAY(2023, 5, 1), DAY(2023, 5, 31))
    assert second["time_precision"] == 3
    assert (third["geo_precision"], third["uncertainty_km"]) == (2, 25.0)


@pytest.mark.parametrize(
    ("where_prec", "precision", "place_id"),
    [
        (1, 1, "kidal_town"), (2, 2, "kidal_town"), (3, 3, "kidal_cercle"), (4, 3, "kidal_region"),
        (5, 3, "kidal_region"), (6, None, None), (7, None, None),
    ],
)  # fmt: skip
def test_ucdp_precisions_of_place(read, where_prec, precision, place_id):
    row = {"where_prec": where_prec}
    if where_prec > 5:
        row |= {"where_coordinates": "somewhere", "adm_1": "", "adm_2": ""}
    (event,) = events(read(sample.ucdp(row)))
    assert (event["geo_precision"], event["place_id"]) == (precision, place_id)
    assert (event["geometry"] is not None) == (precision in (1, 2))
    assert f"where_prec {where_prec}" in event["notes"]
    assert event["source_lat"] == 18.441


@pytest.mark.parametrize(("date_prec", "precision"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, None)])
def test_ucdp_precisions_of_time(read, date_prec, precision):
    (event,) = events(read(sample.ucdp({"date_prec": date_prec, "date_end": "2023-05-20"})))
    assert event["time_precision"] == precision
    assert event["date_rule"] == f"ucdp: date_prec {date_prec}"


def test_ucdp_faults(read):
    imported = read(
        sample.ucdp(
            {"date_end": "2023-04-01"},
            {"type_of_violence": 4},
            {"id": 9},
            {"id": 9},
            {"low": 7, "high": 1},
        )
    )
    assert len(events(imported)) == 2
    assert "date_end: is before date_start ('2023-04-01')" in reasons(imported)
    assert "low, best and high are not in this order; best alone is kept" in flags(imported)


def test_hapi_counts(read):
    text = sample.hapi(
        {},
        {"event_type": "demonstration", "events": 0, "fatalities": ""},
        {"admin2_code": "", "admin2_name": "", "provider_admin2_name": "", "admin_level": ""},
        {"event_type": "festivals"},
        {"reference_period_end": "2023-04-01"},
        {"error": "broken"},
        {},
    )
    imported = read("\ufeff" + text)
    rows = imported.tables["admin_counts"].to_pylist()
    assert len(rows) == 3
    assert imported.rejects.num_rows == 4
    by_type = {(r["event_type"], r["admin_level"]): r for r in rows}
    whole = by_type["political_violence", 2]
    assert (whole["country"], whole["admin2_code"], whole["events"]) == ("ML", "ML0701", 12)
    assert (whole["period_start"], whole["period_end"]) == (DAY(2023, 5, 1), DAY(2023, 5, 31))
    assert by_type["demonstration", 2]["events"] == 0
    assert by_type["demonstration", 2]["fatalities"] is None
    assert ("political_violence", 1) in by_type


# ---------------------------------------------------------------------- GDELT


@pytest.mark.parametrize("version", [1, 2])
def test_gdelt_by_the_number_of_its_columns(read, version):
    imported = read(sample.gdelt({}, {"code": "0841"}, version=version))
    assert imported.format == "gdelt"
    (event,) = events(imported)
    assert event["event_id"] == "gdelt:1001"
    assert (event["side_a"], event["side_b"]) == (["fama"], ["civilians"])
    assert (event["place_id"], event["geo_precision"]) == ("bourem_town", 1)
    assert event["modality"] == "alleged"
    assert event["confidence"] <= 0.25
    assert event["reported_date"] == DAY(2023, 9, 13)
    assert "no event of the conflict layer" in reasons(imported)[0]
    assert "'0841'" in reasons(imported)[0]


@pytest.mark.parametrize(
    ("code", "sub"),
    [
        ("141", "Peaceful protest"), ("145", "Violent demonstration"), ("1451", "Violent demonstration"),
        ("181", "Abduction/forced disappearance"), ("1831", "Suicide bomb"), ("190", "Armed clash"),
        ("192", "Armed clash"), ("194", "Shelling/artillery/missile attack"), ("195", "Air/drone strike"),
        ("173", "Arrests"), ("202", "Attack"),
    ],
)  # fmt: skip
def test_gdelt_codes(read, code, sub):
    imported = read(sample.gdelt({"code": code}))
    (event,) = events(imported)
    assert event["sub_event_type"] == sub
    assert "claims" not in imported.tables


@pytest.mark.parametrize("code", ["010", "036", "112", "130", "150", "174", "160"])
def test_gdelt_words_and_threats_are_no_events(read, code):
    assert events(read(sample.gdelt({"code": code}))) == []


def test_gdelt_countries_and_regions_are_no_points(read):
    rows = [
        {"geoType": "1", "geoFullName": "Mali", "geoLat": "17", "geoLong": "-4"},
        {"geoType": "5", "geoFullName": "Gao, Mali", "geoLat": "17", "geoLong": "0"},
    ]
    country, region = events(read(sample.gdelt(*rows)))
    assert (country["geo_precision"], country["geometry"]) == (None, None)
    assert (region["geo_precision"], region["place_id"]) == (3, "gao_region")
    assert region["geometry"] is None


# -------------------------------------------------------------------- by name


def test_each_reader_reads_its_own_format(tmp_path, lookups):
    for reader, text in (
        (read_acled, sample.acled({})),
        (read_ucdp, sample.ucdp({})),
        (read_hapi, sample.hapi({})),
        (read_gdelt, sample.gdelt({})),
    ):
        path = tmp_path / "misleading.xyz"
        path.write_text(text, encoding="utf-8")
        assert reader(path, **lookups).accepted == 1
        assert read_file(path, **lookups).format == reader.__name__.removeprefix("read_")


def test_a_reader_refuses_what_is_not_its_own(tmp_path, lookups):
    path = tmp_path / "file.csv"
    path.write_text(sample.hapi({}), encoding="utf-8")
    for reader in (read_acled, read_ucdp, read_gdelt):
        with pytest.raises(SourceFormatError, match="column"):
            reader(path, **lookups)


def test_reading_twice_gives_the_same(read):
    text = sample.acled({}, {"actor1": "Front Nobody Knows"}, {"event_date": "x"})
    first, second = read(text), read(text)
    assert all(first.tables[n].equals(second.tables[n]) for n in first.tables)
    assert first.rejects.equals(second.rejects)
    assert first.notes == second.notes
