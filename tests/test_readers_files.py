"""Files as they come: encodings, archives, workbooks; displacement rounds; coding sheets."""

from __future__ import annotations

import datetime as dt
import gzip
import importlib.util
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import readers_sample as sample
from hypothesis import given, settings
from hypothesis import strategies as st
from test_readers import DAY, events, flags, lookups, point, read, reasons, sound  # noqa: F401

from geomali.errors import GeomaliError, SourceFormatError
from geomali.readers import FORMATS, _source, read_dtm, read_file, read_geojson, read_sheet
from geomali.store import open_store

ACCENTS = {"admin1": "Ménaka", "location": "Ménaka", "latitude": 15.9, "longitude": 2.4,
           "admin2": "Ménaka", "notes": "à l'été"}  # fmt: skip
BENCHMARKS = Path(__file__).parent / "benchmarks"


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


# ---------------------------------------------------------------------- bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(read, encoding, delimiter):  # noqa: F811
    text = sample.acled({}, ACCENTS, delimiter=delimiter)
    imported = read(text.encode(encoding))
    assert [(e["place_name"], e["place_id"]) for e in events(imported)] == [
        ("Bourem", "bourem_town"),
        ("Ménaka", "menaka_town"),
    ]
    assert events(imported)[1]["notes"] == "à l'été"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_lines_inside_cells(read, end):  # noqa: F811
    text = sample.acled({"notes": "two,\nlines"}, {}).replace("\n", end)
    first, _ = events(read(text))
    assert first["notes"] == f"two,{end}lines"


def test_packed_files(read):  # noqa: F811
    plain = sample.acled({}).encode()
    for content in (
        gzip.compress(plain, mtime=0),
        zipped({"data.csv": plain}),
        zipped({"data.csv": plain, "read_me.txt": b"hello", "__MACOSX/data.csv": b"x"}),
        zipped({"data.csv.gz": gzip.compress(plain, mtime=0)}),
    ):
        assert read(content).accepted == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "xlsx"),
        (b"PAR1....PAR1", "Parquet"),
        (gzip.compress(b"x" * 100, mtime=0)[:15], "gzip"),
        (b"PK\x03\x04broken", "zip"),
        (zipped({"a.csv": b"x", "b.csv": b"y"}), "holds 2 data files, not one .*a.csv, b.csv"),
        (zipped({"a.png": b"x"}), "no data file"),
        (b"name,colour\nx,y\n", "no format"),
        (b'{"type": "Topology"}', "FeatureCollection"),
        (b'{"type": ', "JSON"),
        (b"\x00\x01\x02\x03" * 400 + b"\xff", "no text"),
    ],
)
def test_what_is_no_dataset_is_refused_in_one_line(tmp_path, lookups, content, said):  # noqa: F811
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(SourceFormatError, match=said) as caught:
        read_file(path, **lookups)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_a_clear_error(tmp_path, lookups):  # noqa: F811
    with pytest.raises(SourceFormatError, match="cannot be read"):
        read_file(tmp_path / "none.csv", **lookups)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"bomb.csv": data})])
def test_a_bomb_is_not_unpacked(tmp_path, lookups, pack, monkeypatch):  # noqa: F811
    monkeypatch.setattr(_source, "_FREE_BYTES", 100_000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(pack(b"\0" * 5_000_000))
    with pytest.raises(SourceFormatError, match="times its size"):
        read_file(path, **lookups)


def test_a_file_above_the_limit_is_refused(tmp_path):
    path = tmp_path / "large.csv"
    path.write_bytes(gzip.compress(random.Random(1).randbytes(5000)))
    with pytest.raises(SourceFormatError, match="more than 4,000 bytes"):
        _source.open_source(path, max_bytes=4000)


def test_rows_of_the_wrong_length_are_rejected_where_they_stand(read):  # noqa: F811
    header, one, two, three = sample.acled({}, {}, {}).splitlines()
    text = "\n".join((header, one, "a,b", "", two + ",more", three)) + "\n"
    imported = read(text)
    assert [e["event_id"] for e in events(imported)] == ["acled:MLI1", "acled:MLI3"]
    assert imported.rejects.column("row_number").to_pylist() == [3, 4]
    assert reasons(imported) == ["has 2 cells, not 31", "has 32 cells, not 31"]


def test_a_quote_left_open_loses_no_row_in_silence(read):  # noqa: F811
    header, one, two = sample.acled({}, {"notes": "OPEN"}).splitlines()
    imported = read("\n".join((header, one, two.replace("OPEN", '"OPEN'), one, one)))
    assert imported.rows == 2
    assert "a quote may be left open" in reasons(imported)[0]


def test_acled_in_a_workbook(read):  # noqa: F811
    lines = [line.split(",") for line in sample.acled({"notes": "plain"}).splitlines()]
    lines[1][sample.ACLED.index("event_date")] = dt.datetime(2023, 9, 12)  # noqa: DTZ001
    lines[1][sample.ACLED.index("latitude")] = 16.955
    title = [["Export of the day"], []]
    imported = read(sample.xlsx({"About": [["x"], ["y"]], "Data": title + lines}), name="a.xlsx")
    (event,) = events(imported)
    assert (event["event_date"], event["source_lat"]) == (DAY(2023, 9, 12), 16.955)
    assert any("'Data'" in note for note in imported.notes)


def test_a_damaged_workbook_is_refused(tmp_path, lookups):  # noqa: F811
    data = sample.xlsx({"Data": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:40] if "sheet1" in name else content)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    with pytest.raises(SourceFormatError, match="damaged workbook"):
        read_file(path, **lookups)


# ------------------------------------------------------------------------ DTM


def test_dtm_of_the_api(read):  # noqa: F811
    imported = read(
        sample.dtm(
            {},
            {"admin2Name": "", "admin2Pcode": "", "numPresentIdpInd": "1 204"},
            {"admin1Name": "Total", "numPresentIdpInd": "2454"},
            {"numPresentIdpInd": "about 40"},
            {"numPresentIdpInd": ""},
        )
    )
    assert imported.format == "dtm"
    cercle, region = imported.tables["displacement"].to_pylist()
    assert (cercle["persons"], cercle["date"], cercle["round"]) == (1250, DAY(2023, 6, 30), "81")
    assert (cercle["place_id"], cercle["geo_precision"]) == ("ansongo_cercle", 3)
    assert (cercle["admin_scheme"], cercle["admin2_code"]) == ("hdx_pcode", "ML0701")
    assert (cercle["origin_admin1"], cercle["reason"]) == ("Ménaka", "Conflict")
    assert (region["persons"], region["place_id"]) == (1204, "gao_region")
    assert imported.rejects.num_rows == 3
    assert any("2,454 displaced persons" in n and "own totals: 2,454" in n for n in imported.notes)


def test_dtm_rows_alike_are_both_kept_and_said(read):  # noqa: F811
    imported = read(sample.dtm({"id": 5}, {"id": 5, "numPresentIdpInd": 10}))
    table = imported.tables["displacement"]
    assert sum(table.column("persons").to_pylist()) == 1260
    assert len(set(table.column("record_id").to_pylist())) == 2
    assert len(flags(imported)) == 1


def test_dtm_code_of_another_unit_is_flagged(read):  # noqa: F811
    imported = read(sample.dtm({"admin2Pcode": "ML0801"}))
    assert flags(imported) == ["admin2Pcode: its p-code is that of another unit ('ML0801')".replace(
        "admin2Pcode", "admin2pcode"
    )]  # fmt: skip


def test_a_round_in_a_workbook(read):  # noqa: F811
    day = dt.datetime(2019, 12, 31)  # noqa: DTZ001
    rows = [
        (day, "Mali", "GAO", "MLI07", "Gao", "MLI0703", "Gao", "MLI00700301", 40, 200, 10, "Conflict"),
        (day, "Mali", "Gao", "MLI07", "Ansongo", "MLI0701", "Nowhereville", "MLI1", 5, 21.0, 0, "Conflict"),
        (None,) * 12,
        (day, "Mali", "Mopti", "MLI05", "Mopti", "MLI0506", "Mopti Commune", "MLI2", 7, None, 0, None),
    ]  # fmt: skip
    imported = read(sample.dtm_round(*rows), name="Baseline_Round_60.xlsx")
    first, second, third = imported.tables["displacement"].to_pylist()
    assert (first["place_id"], first["admin1"], first["persons"]) == ("gao_commune", "Gao", 200)
    assert (first["date"], first["round"], first["admin_scheme"]) == (
        DAY(2019, 12, 31),
        "60",
        "iom_dtm",
    )
    assert (second["place_id"], second["persons"], second["households"]) == (None, 21, 5)
    assert (third["place_id"], third["persons"], third["households"]) == ("mopti_commune", None, 7)
    assert imported.unmatched_places == {"Nowhereville": 1}
    assert [row["returnees"] for row in (first, second, third)] == [10, 0, 0]
    assert "10 returnees" in imported.notes


ROUNDS = [
    # Rows counted in the workbooks by hand.
    ("Baseline_Assessment_Round_18.xlsx", 45, "18", DAY(2015, 11, 30)),
    ("IOM_DTM_Mali_Baseline_Assessment_Dec_2019_Round_60.xlsx", 49, "60", DAY(2019, 12, 31)),
]


@pytest.mark.parametrize(("name", "count", "round_", "day"), ROUNDS)
def test_real_rounds_keep_their_totals(shared, lookups, name, count, round_, day):  # noqa: F811
    path = shared / "data" / "displacement" / name
    imported = sound(read_dtm(path, **lookups))
    table = imported.tables["displacement"]
    # The same sum by another way: the cells of the one column, straight from the workbook.
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    header = [str(cell.value) for cell in sheet[1]]
    for column, words in (
        ("persons", "IDPs Ind"),
        ("households", "IDPs HH"),
        ("returnees", "Returnees Ind"),
        ("returnee_households", "Returnees HH"),
    ):
        at = next(i for i, title in enumerate(header) if words in title)
        cells = [row[at] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert sum(table.column(column).to_pylist()) == sum(c for c in cells if c is not None)
    assert table.num_rows == count
    assert set(table.column("round").to_pylist()) == {round_}
    assert set(table.column("date").to_pylist()) == {day}
    assert imported.rejects.num_rows == 0
    matched = count - sum(imported.unmatched_places.values())
    assert matched >= count - 1
    gazetteer = lookups["gazetteer"]
    for row in table.to_pylist():
        if row["place_id"]:
            place = gazetteer.place(row["place_id"])
            assert gazetteer.units.fit_admin1(place, row["admin1"]) > 0


# ------------------------------------------------------ coding sheets, GeoJSON


def test_a_coding_sheet(read):  # noqa: F811
    imported = read(
        sample.sheet(
            {},
            {"date": "2023-10-02", "place": "", "admin1": "", "fatalities": ""},
            {"date": "2023-10", "notes": "no day"},
            {"sub_event_type": "Attack"},
            {"fatalities": "-1"},
            {"outcome": "won"},
            {"date_latest": "2023-09-01"},
            {"lat": "16.95", "lon": "-0.35", "notes": "=HYPERLINK()", "contested": "oui"},
            delimiter=";",
        )
    )
    assert imported.format == "sheet"
    first, second, third = events(imported)
    assert (first["side_a"], first["side_b"]) == (["csp_psd"], ["fama"])
    assert (first["place_id"], first["geo_precision"]) == ("bourem_town", 1)
    assert (first["source_ids"], first["fatalities_best"]) == (["radio"], 2)
    assert (second["place_id"], second["place_name"], second["fatalities_best"]) == (
        None,
        None,
        None,
    )
    assert point(third["geometry"]) == (-0.35, 16.95)
    assert third["contested"] is True
    assert [reason.split(":")[0] for reason in reasons(imported)] == [
        "date", "event_type", "fatalities", "outcome", "date_latest",
    ]  # fmt: skip


def test_a_sheet_keeps_what_it_does_not_know(read):  # noqa: F811
    imported = read(sample.sheet({"side_a": "Front Nobody Knows", "place": "Nowhereville"}))
    (event,) = events(imported)
    assert (event["side_a"], event["actor_labels"]) == (["unresolved"], ["Front Nobody Knows"])
    assert (event["place_name"], event["place_id"], event["geometry"]) == (
        "Nowhereville",
        None,
        None,
    )
    assert imported.unmatched_places == {"Nowhereville": 1}


def test_the_same_row_has_the_same_id_and_the_id_of_the_sheet_wins(read):  # noqa: F811
    ids = [events(read(sample.sheet({})))[0]["event_id"] for _ in range(2)]
    assert ids[0] == ids[1]
    assert events(read(sample.sheet({"notes": "other"})))[0]["event_id"] != ids[0]
    imported = read(sample.sheet({}, {}))
    assert (imported.accepted, imported.rejects.num_rows) == (1, 1)


def test_a_sheet_of_claims(read):  # noqa: F811
    imported = read(
        sample.claims(
            {},
            {"claimant": "FAMa", "proposition": "repelled", "subject": "FAMa"},
            {"proposition": "flew"},
            {"subject": "Front Nobody Knows"},
            {"credibility": "9"},
            {"stance": "predicts"},
        )
    )
    first, second = imported.tables["claims"].to_pylist()
    assert (first["claimant"], first["proposition"], first["place_id"]) == (
        "csp_psd", "captured", "bourem_town",
    )  # fmt: skip
    assert (first["basis"], first["claim_date"]) == ("party", DAY(2023, 10, 1))
    assert second["subject"] == "fama"
    assert [reason.split(":")[0] for reason in reasons(imported)] == [
        "proposition", "subject", "credibility", "stance",
    ]  # fmt: skip


def test_geojson_points(read, tmp_path, lookups):  # noqa: F811
    text = sample.geojson(
        {"side_a": ["csp_psd"], "side_b": ["fama"], "name": "Bourem"}, {"lat": 200}, {"date": 7}
    )
    imported = read(text)
    assert imported.format == "geojson"
    first, second = events(imported)
    assert (first["side_a"], first["place_id"]) == (["csp_psd"], "bourem_town")
    assert point(first["geometry"]) == (-0.349, 16.955)
    assert second["geometry"] is None
    assert reasons(imported)[0].startswith("date: no date")
    line = text.replace(
        '"Point", "coordinates": [-0.349, 16.955]', '"LineString", "coordinates": []'
    )
    assert reasons(read(line))[0].startswith("geometry: is no point")
    for format_name in ("geojson", "geomali"):
        path = tmp_path / "any"
        path.write_text(text, encoding="utf-8")
        assert read_file(path, format=format_name, **lookups).accepted == 2
    assert read_geojson(path, **lookups).accepted == 2


def test_geojson_in_metres_is_refused(tmp_path, lookups):  # noqa: F811
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:32630"}}, "features": []}'
    )
    with pytest.raises(SourceFormatError, match="longitude and latitude"):
        read_file(path, **lookups)


names = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@settings(max_examples=30)
@given(values=st.lists(st.dictionaries(st.sampled_from(sample.SHEET), names, max_size=5), min_size=1, max_size=4))  # fmt: skip
def test_any_text_in_a_sheet_is_kept_or_rejected(values, lookups, tmp_path_factory):  # noqa: F811
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    path.write_text(sample.sheet(*values), encoding="utf-8", newline="")
    sound(read_sheet(path, **lookups))


# ------------------------------------------------------------------- together


def test_a_store_takes_every_import_and_twice_changes_nothing(read, tmp_path):  # noqa: F811
    store = open_store(tmp_path / "store", create=True)
    texts = [
        sample.acled({}, {"sub_event_type": "Government regains territory"}, {"event_date": "x"}),
        sample.ucdp({}),
        sample.hapi({}),
        sample.gdelt({}),
        sample.dtm({}),
        sample.sheet({}),
        sample.claims({}),
        sample.geojson({"name": "Bourem"}),
    ]
    for text in texts * 2:
        imported = read(text)
        summary = store.commit(**imported.tables, rejects=imported.rejects)
    assert not summary.changed
    assert len(store.events()) == 2 + 1 + 1 + 1 + 1
    assert len(store.claims()) == 2
    assert len(store.displacement()) == 1
    assert store.table("rejects").num_rows == 1


def test_a_newer_export_replaces_and_the_older_stays_in_the_history(read, tmp_path):  # noqa: F811
    store = open_store(tmp_path / "store", create=True)
    for deaths, stamp in ((3, 1695000000), (5, 1705000000), (3, 1695000000)):
        imported = read(sample.acled({"fatalities": deaths, "timestamp": stamp}))
        store.commit(**imported.tables)
    assert store.events().fatalities_best.tolist() == [5]
    assert 3 in store.history("acled:MLI1").fatalities_best.tolist()


@pytest.mark.parametrize("name", FORMATS)
def test_mutated_files_raise_nothing_but_ours(name, lookups, tmp_path):  # noqa: F811
    spec = importlib.util.spec_from_file_location("fuzz_readers", BENCHMARKS / "fuzz_readers.py")
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)

    def forced(path):
        return read_file(path, format=name, **lookups)

    outcomes = fuzz.run(
        name, fuzz.seeds()[name], 60, tmp_path, read=forced, verify=fuzz.sound, seed=2
    )
    assert outcomes["read"] + outcomes["refused"] == 60
    assert outcomes["read"] > 10


def test_every_error_is_ours():
    assert issubclass(SourceFormatError, GeomaliError)
