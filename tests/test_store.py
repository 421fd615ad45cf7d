"""The store: commits, versions, queries, and clients that are not ours."""

from __future__ import annotations

import datetime as dt
import json
import struct
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomali.errors import SchemaError
from geomali.events import Claim, Count, Event, EventActor, EventPlace, Evidence
from geomali.schema import SCHEMA_VERSION
from geomali.store import event_records, events_table, open_store, write_geoparquet

VALIDATOR = Path(sys.executable).with_name("geoparquet-validator")
BER = EventPlace("Ber", place_id="ber", lat=16.8353, lon=-2.5297, geo_precision=1, admin1="T")
MOPTI = EventPlace("Mopti region", place_id="mopti_region", geo_precision=3, admin1="Mopti")


def event(event_id: str, day: dt.date | None = dt.date(2023, 8, 12), **changes) -> Event:
    fields = {
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "date_earliest": day,
        "date_latest": day,
        "place": BER,
        "actors": (EventActor("FAMa", "side_a", "fama"), EventActor("CMA", "side_b", "cma")),
        "source_ids": ("r1",),
        "reported_date": dt.date(2023, 8, 13),
    }
    return Event(event_id, **{**fields, **changes})


def claim(claim_id: str, **changes) -> Claim:
    fields = {
        "claimant": "cma",
        "place": BER,
        "evidence": (Evidence(3, 7, "Ber!"),),
        "reported_date": dt.date(2023, 8, 13),
    }
    return Claim(claim_id, "asserts", "captured", **{**fields, **changes})


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store", create=True)


def parquet_files(root) -> list[Path]:
    return sorted(Path(root).rglob("*.parquet"))


def snapshot(root) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in Path(root).rglob("*") if p.is_file()}


def test_events_come_back_as_they_were_given(store):
    store.commit(
        events=[event("e1", fatalities=Count(2, 3, 5), claims=(claim("c1"),))],
        reports=[{"report_id": "r1", "text_sha256": "00", "flags": ["a", "b"]}],
    )
    row = store.events().iloc[0]
    assert (row.event_id, row.event_date.date()) == ("e1", dt.date(2023, 8, 12))
    assert row[["time_precision", "outcome", "wounded_best"]].isna().all()
    assert (row.geometry.x, row.geometry.y) == (-2.5297, 16.8353)
    assert (row.fatalities_low, row.fatalities_best, row.fatalities_high) == (2, 3, 5)
    assert row.actors_text == "fama | cma"
    said = store.claims().iloc[0]
    assert (said.claim_id, said.event_id, said.quote) == ("c1", "e1", "Ber!")
    assert store.reports().iloc[0]["flags"] == ["a", "b"]


def test_every_geo_file_is_valid_geoparquet(store):
    store.commit(
        events=[event("e1"), event("e2", None, place=MOPTI), event("e3", dt.date(2012, 1, 1))],
        claims=[claim("c1"), claim("c2", place=MOPTI)],
        displacement=[{"record_id": "d1", "source_id": "dtm"}],
    )
    files = [p for p in parquet_files(store.path) if p.name != "reports.parquet"]
    assert len(files) == 3 + 2 + 2
    for path in files:
        for conformance in ("core", "covering"):
            command = [VALIDATOR, "check", "--class", conformance, path]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{path}: {done.stdout}"


def test_the_same_again_changes_no_byte(store):
    rows = {
        "events": [event("e1"), event("e2", None, place=None)],
        "claims": [claim("c1")],
        "sources": [{"source_id": "r1", "kind": "report"}],
        "rejects": [{"source_file": "a.csv", "row_number": None, "reason": "no date"}],
    }
    assert store.commit(**rows).changed
    before = snapshot(store.path)
    assert not store.commit(**rows, accepted_by="somebody").changed
    assert snapshot(store.path) == before


# Versions ------------------------------------------------------------------------


def test_a_newer_version_replaces_and_the_older_stays_readable(store):
    first = event("e1", notes="first", reported_date=dt.date(2023, 8, 13))
    second = event("e1", dt.date(2022, 8, 12), notes="second", reported_date=dt.date(2023, 9, 1))
    store.commit(events=[first])
    store.commit(events=[second])
    assert store.events().notes.tolist() == ["second"]
    assert store.events().event_date.dt.year.tolist() == [2022]
    assert store.events(known_on=dt.date(2023, 8, 12)).empty
    assert store.events(known_on=dt.date(2023, 8, 31)).notes.tolist() == ["first"]
    assert store.events(known_on=dt.date(2023, 8, 31)).status.tolist() == ["current"]
    assert store.events(known_on=dt.date(2023, 9, 1)).notes.tolist() == ["second"]
    past = store.history("e1")
    assert past[["notes", "status"]].to_numpy().tolist() == [["first", "superseded"]]
    # The older version again, from an older export: nothing to do.
    assert not store.commit(events=[first]).changed


def test_a_deleted_event_is_not_counted_and_not_lost(store):
    store.commit(events=[event("e1"), event("e2")])
    store.commit(
        events=[
            event("e1", status="deleted", reported_date=dt.date(2024, 1, 1)),
            event("e2", status="merged_into:e3", reported_date=dt.date(2024, 1, 1)),
        ]
    )
    assert store.events().empty
    assert not list(Path(store.path).glob("events*/*/*.parquet"))
    assert store.events(known_on=dt.date(2023, 12, 31)).event_id.tolist() == ["e1", "e2"]
    assert store.events(known_on=dt.date(2024, 1, 1)).empty
    past = store.history()
    assert sorted(past.status) == ["deleted", "merged_into:e3", "superseded", "superseded"]
    assert store.check() == []
    # The dataset takes it back: it is current again.
    store.commit(events=[event("e1", reported_date=dt.date(2024, 2, 1))])
    assert store.events().event_id.tolist() == ["e1"]
    assert store.events(known_on=dt.date(2024, 1, 15)).empty


def test_an_actor_leaves_and_enters_folders_with_its_events(store):
    store.commit(events=[event("e1"), event("e2", actors=(EventActor("x", "affected", "cma"),))])
    folders = Path(store.path, "events_by_actor")
    assert sorted(p.name for p in folders.iterdir()) == ["actor=cma", "actor=fama"]
    jnim = (EventActor("JNIM", "side_a", "jnim"), EventActor("bandits", "side_b"))
    store.commit(events=[event("e1", actors=jnim, revision=1)])
    assert sorted(p.name for p in folders.iterdir()) == [
        "actor=cma",
        "actor=jnim",
        "actor=unresolved",
    ]
    rows = store.frame("events_by_actor")
    assert rows[["actor", "role", "event_id"]].to_numpy().tolist() == [
        ["cma", "affected", "e2"],
        ["jnim", "side_a", "e1"],
        ["unresolved", "side_b", "e1"],
    ]
    assert rows.actor_label.dropna().tolist() == ["bandits"]


def test_words_of_unresolved_actors_stay_with_them(store):
    actors = (
        EventActor("gunmen", "side_a", "unidentified_armed_group"),
        EventActor("Dozo", "side_b"),
        EventActor("FAMa", "side_b", "fama"),
        EventActor("herders", "side_b"),
    )
    table = events_table([event("e1", actors=actors)])
    assert table["side_b"].to_pylist() == [["unresolved", "fama", "unresolved"]]
    store.commit(events=table)
    rows = store.frame("events_by_actor").set_index("actor").actor_label
    assert rows["unidentified_armed_group"] == "gunmen"
    assert rows["unresolved"] == "Dozo; herders"
    # A dataset that has no id for one side, only its words.
    index = table.schema.get_field_index("side_b")
    table = table.set_column(index, "side_b", pa.array([[]], table["side_b"].type))
    store.commit(events=table, accepted_by="somebody")
    found = store.frame("events_by_actor").set_index(["actor", "role"]).actor_label
    assert found["unresolved", "side_b"] == "Dozo; herders"


def test_accepting_a_correction_wins_and_is_logged(store):
    store.commit(events=[event("e1", notes="draft")])
    assert not Path(store.path, "history/audit.jsonl").exists()
    for words in ("b", "a"):
        store.commit(events=[event("e1", notes=words)], accepted_by="Aïssata", note="read again")
        assert store.events().notes.tolist() == [words]
    assert store.events().revision.tolist() == [2]
    assert store.audit()[0]["accepted_by"] == "Aïssata"
    lines = Path(store.path, "history/audit.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert [(e["accepted_by"], e["note"], e["ids"]) for e in entries] == [
        ("Aïssata", "read again", {"events": ["e1"]})
    ] * 2
    with pytest.raises(ValueError, match="accepted_by"):
        store.commit(events=[event("e1")], note="who?")


def test_a_report_coded_again_replaces_what_was_coded_from_it(store):
    passage = {"report_id": "r1", "start": 0, "end": 4, "modality": "predicted"}
    store.commit(
        events=[
            event("zzz", notes="worse", claims=(claim("c1", report_id="r1"),)),
            event("gone"),
            event("shared", source_ids=("r1", "r2")),
            event("fixed"),
        ],
        claims=[claim("c2", report_id="r1"), claim("c3", report_id="r2")],
        not_events=[passage, {**passage, "start": 9, "end": 12}],
    )
    store.commit(
        events=[event("fixed", notes="by hand")],
        claims=[claim("c4", report_id="r1", event_id="fixed")],
        accepted_by="somebody",
    )
    again = {
        # Content alone would keep the worse version: "zzz" is no newer.
        "events": [event("zzz", notes="better"), event("fixed")],
        "claims": [claim("c2", report_id="r1", channel="radio")],
        "not_events": [passage],
        "recoded": ["r1"],
    }
    store.commit(**again)
    notes = store.events().set_index("event_id").notes
    assert notes["zzz"] == "better"
    assert notes["fixed"] == "by hand"
    assert sorted(notes.index) == ["fixed", "shared", "zzz"]
    assert store.claims().claim_id.tolist() == ["c2", "c3", "c4"]
    assert store.table("not_events").num_rows == 1
    assert store.check() == []
    before = snapshot(store.path)
    assert not store.commit(**again).changed
    assert snapshot(store.path) == before


def test_claims_by_place_date_and_what_was_known(store):
    day = dt.date(2023, 9, 12)
    store.commit(
        claims=[
            claim("c1", claim_date=day),
            claim("c2", claim_date=day, reported_date=dt.date(2023, 12, 1), place=MOPTI),
            claim("c3", reported_date=None),
        ]
    )
    assert store.claims(place_id="ber").claim_id.tolist() == ["c3", "c1"]
    assert store.claims(from_date=day, to_date=day).claim_id.tolist() == ["c1", "c2"]
    assert store.claims(to_date=dt.date(2023, 9, 11)).empty
    assert store.claims(known_on=dt.date(2023, 11, 30)).claim_id.tolist() == ["c1"]
    assert store.claims(bbox=(-3, 16, -2, 17)).claim_id.tolist() == ["c3", "c1"]
    # Reported earlier than what is there: no news.
    late = claim("c2", claim_date=day, reported_date=dt.date(2023, 10, 1), place=None)
    assert store.commit(claims=[late]).tables["claims"].unchanged == 1
    assert store.claims().set_index("claim_id").place_id["c2"] == "mopti_region"


# Laws ------------------------------------------------------------------------------

ACTORS = ("fama", "cma", "csp_psd", "jnim", "unidentified_armed_group", None)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
DAYS = st.dates(dt.date(2019, 12, 28), dt.date(2021, 1, 4))
PLACES = st.builds(
    EventPlace,
    TEXT,
    place_id=st.sampled_from(["ber", "kidal", "gao"]),
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    geo_precision=st.sampled_from([1, 2, 3, None]),
    admin1=st.sampled_from(["Gao", "Mopti"]),
)
EVENTS = st.builds(
    Event,
    event_id=st.sampled_from([f"e{i}" for i in range(9)]),
    event_type=st.just("Battles"),
    sub_event_type=st.just("Armed clash"),
    date_earliest=st.none() | DAYS,
    time_precision=st.sampled_from([1, 2, 3, None]),
    place=st.none() | PLACES,
    actors=st.lists(
        st.builds(
            EventActor,
            TEXT,
            st.sampled_from(["side_a", "side_b", "affected"]),
            st.sampled_from(ACTORS),
        ),
        max_size=4,
    ).map(tuple),
    fatalities=st.none() | st.just(Count(0, 1, 2)),
    notes=st.none() | TEXT,
    source_ids=st.lists(TEXT, max_size=2).map(tuple),
    reported_date=st.none() | DAYS,
    revision=st.integers(0, 2),
    status=st.sampled_from(["current", "current", "deleted", "merged_into:e1"]),
)
SLOW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def new_store(tmp_path_factory, *batches):
    store = open_store(tmp_path_factory.mktemp("store"), create=True)
    for batch in batches:
        store.commit(events=batch)
    return store


def rows(table: pa.Table) -> dict[str, dict]:
    return {row["event_id"]: row for row in table.to_pylist()}


@SLOW
@given(st.lists(EVENTS, unique_by=lambda e: e.event_id))
def test_what_is_written_is_read(tmp_path_factory, events):
    current = [e for e in events if e.status == "current"]
    store = new_store(tmp_path_factory, events)
    assert rows(store.events_arrow()) == rows(events_table(current))
    # A frame keeps everything too.
    again = new_store(tmp_path_factory, store.events())
    assert rows(again.events_arrow()) == rows(events_table(current))
    assert store.check() == []


@SLOW
@given(st.lists(EVENTS, unique_by=lambda e: e.event_id))
def test_records_come_back_from_a_table(events):
    table = events_table(events)
    assert events_table(event_records(table)).equals(table)


@SLOW
@given(st.lists(st.lists(EVENTS, max_size=6), max_size=3), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_commits_matters(tmp_path_factory, batches, chance):
    """Versions of the same events included: the same files, byte for byte."""
    one = new_store(tmp_path_factory, *batches)
    shuffled = [chance.sample(batch, len(batch)) for batch in chance.sample(batches, len(batches))]
    other = new_store(tmp_path_factory, *shuffled, *batches)
    assert snapshot(one.path) == snapshot(other.path)
    assert one.check() == []


@SLOW
@given(st.lists(EVENTS, max_size=14), DAYS)
def test_known_on_a_day_is_the_store_as_it_was_then(tmp_path_factory, events, day):
    store = new_store(tmp_path_factory, events)
    then = [e for e in events if e.reported_date is not None and e.reported_date <= day]
    assert rows(store.events_arrow(known_on=day)) == rows(
        new_store(tmp_path_factory, then).events_arrow()
    )


@SLOW
@given(
    st.lists(EVENTS, unique_by=lambda e: e.event_id),
    st.fixed_dictionaries(
        {
            "from_date": st.none() | DAYS,
            "to_date": st.none() | DAYS,
            "actor": st.none() | st.sampled_from(ACTORS[:4]) | st.just(["cma", "jnim"]),
            "role": st.none() | st.just("side_a"),
            "event_id": st.none() | st.just(["e1", "e2", "e3"]),
            "place_id": st.none() | st.just(["ber", "gao"]),
            "admin1": st.none() | st.just("Gao"),
            "bbox": st.none() | st.just((-90.0, -45.0, 90.0, 45.0)),
        }
    ),
)
def test_a_query_returns_the_rows_that_meet_it(tmp_path_factory, events, asked):
    store = new_store(tmp_path_factory, events)
    found = store.events_arrow(**asked)

    def meets(row: dict) -> bool:
        day, place = row["event_date"], row["geometry"]
        roles = [asked["role"]] if asked["role"] else ["side_a", "side_b", "affected"]
        wanted = [asked["actor"]] if isinstance(asked["actor"], str) else asked["actor"]
        if (asked["from_date"] or asked["to_date"]) and day is None:
            return False
        if asked["bbox"]:
            if place is None:
                return False
            x, y = struct.unpack("<dd", place[5:])
            if not (-90 <= x <= 90 and -45 <= y <= 45):
                return False
        return all(
            (
                asked["from_date"] is None or day >= asked["from_date"],
                asked["to_date"] is None or day <= asked["to_date"],
                wanted is None or any(actor in row[role] for role in roles for actor in wanted),
                asked["event_id"] is None or row["event_id"] in asked["event_id"],
                asked["place_id"] is None or row["place_id"] in asked["place_id"],
                asked["admin1"] is None or row["admin1"] == asked["admin1"],
            )
        )

    expected = {i: row for i, row in rows(store.events_arrow()).items() if meets(row)}
    assert rows(found) == expected
    # Few columns may come from the actors' own folders.
    few = store.events_arrow(**asked, columns=["event_id", "event_date"])
    assert sorted(few["event_id"].to_pylist()) == sorted(expected)
    assert few.column_names == ["event_id", "event_date"]


def test_row_groups_that_cannot_match_are_not_read(store, monkeypatch):
    many = [
        event(f"e{i}", dt.date(2023, 1, 1) + dt.timedelta(days=i % 300), actors=(actor,))
        for i in range(40_000)
        for actor in [EventActor("x", "side_a", ("a_first", "m_middle", "z_last")[i // 14_000])]
    ]
    store.commit(events=many)
    read = []
    original = pq.ParquetFile.read_row_group
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_group",
        lambda self, i, **options: read.append(i) or original(self, i, **options),
    )
    assert len(store.events_arrow(actor="z_last")) == 12_000
    # Rows 28,001 to 40,000 in order of actor: the second and third group of 16,384.
    assert set(read) == {1, 2}
    read.clear()
    assert not len(store.events_arrow(from_date=dt.date(2023, 12, 31)))
    assert read == []


def test_a_coalition_is_asked_for_as_of_each_date(store):
    """CMA belonged to CSP-PSD from May 2021 to April 2024 (actors' memberships)."""
    cma = (EventActor("CMA", "side_a", "cma"),)
    psd = (EventActor("CSP-PSD", "side_b", "csp_psd"),)
    store.commit(
        events=[
            event("before", dt.date(2020, 5, 1), actors=cma),
            event("during", dt.date(2023, 9, 12), actors=cma),
            event("own", dt.date(2023, 9, 12), actors=psd),
            event("undated", None, actors=cma),
            event("other", dt.date(2023, 9, 12), actors=(EventActor("x", "side_a", "jnim"),)),
        ]
    )
    assert sorted(store.events(actor="csp_psd").event_id) == ["own"]
    assert sorted(store.events(actor="csp_psd", with_coalition=True).event_id) == ["during", "own"]
    assert sorted(store.events(actor="cma", with_coalition=True).event_id) == [
        "before",
        "during",
        "own",
        "undated",
    ]
    assert store.events(actor="nobody_known", with_coalition=True).empty


# Other clients ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory):
    """300 events, 100 of each actor in turn, one in ten without a point."""
    store = open_store(tmp_path_factory.mktemp("shared"), create=True)
    events = [
        event(
            f"e{i}",
            dt.date(2021 + i % 3, 1 + i % 12, 1),
            place=MOPTI
            if i % 10 == 0
            else EventPlace(
                ("Kidal", "Bourem", "Nulpart")[i % 3], lat=14 + i / 100, lon=-4.0, geo_precision=1
            ),
            actors=(EventActor("x", "side_a", ("fama", "cma", "jnim")[i // 100]),),
            fatalities=Count(i % 4, i % 4, i % 4) if i % 2 else None,
        )
        for i in range(300)
    ]
    store.commit(events=events, claims=[claim("c1"), claim("c2", place=None)])
    return store


def test_duckdb_reads_the_same(shared_store):
    duckdb = pytest.importorskip("duckdb")
    extensions = pytest.importorskip("duckdb_extensions")
    con = duckdb.connect()
    con.execute("set threads = 2")
    extensions.import_extension("spatial", con=con)
    con.load_extension("spatial")
    events = f"read_parquet('{shared_store.path}/events/*/*.parquet', hive_partitioning = true)"
    counts = con.sql(f"select event_year, count(*) from {events} group by 1 order by 1").fetchall()
    assert counts == [(2021, 100), (2022, 100), (2023, 100)]
    assert con.sql(f"select count(*) from {events} where geometry is null").fetchone() == (30,)
    north, dead = con.sql(
        f"select max(ST_Y(geometry)), sum(fatalities_best) from {events}"
    ).fetchone()
    assert north == pytest.approx(16.99)
    assert dead == 300
    box = "ST_MakeEnvelope(-5, 14.0, -3, 14.995)"
    inside = con.sql(f"select count(*) from {events} where ST_Intersects(geometry, {box})")
    assert inside.fetchone() == (90,)
    ours = shared_store.events(bbox=(-5, 14.0, -3, 14.995))
    assert len(ours) == 90
    actors = con.sql(
        f"select actor, count(*) from read_parquet('{shared_store.path}/events_by_actor/*/*.parquet')"
        " group by 1 order by 1"
    ).fetchall()
    assert actors == [("cma", 100), ("fama", 100), ("jnim", 100)]


def test_geopandas_reads_the_same(shared_store):
    frame = gpd.read_parquet(Path(shared_store.path, "events"))
    assert len(frame) == 300
    assert frame.crs == "EPSG:4326"
    assert str(frame.event_type.dtype) != "category"
    inside = gpd.read_parquet(Path(shared_store.path, "events"), bbox=(-5, 14.0, -3, 14.995))
    assert len(inside) == 90
    assert len(gpd.read_parquet(Path(shared_store.path, "claims.parquet"))) == 2


def test_sedona_reads_the_same(shared_store):
    sedona = pytest.importorskip("sedonadb").connect()
    pytest.importorskip("geoarrow.pyarrow")
    total = dead = 0
    for path in parquet_files(Path(shared_store.path, "events")):
        sedona.read_parquet(str(path)).to_view("events", overwrite=True)
        frame = sedona.sql(
            "select count(distinct event_id) as n, sum(fatalities_best) as dead from events "
            "where actors_text is not null and ST_Y(geometry) < 14.995"
        ).to_pandas()
        total, dead = total + int(frame.n[0]), dead + int(frame.dead[0])
    assert total == 90
    assert dead == sum(i % 4 for i in range(100) if i % 2 and i % 10)


def test_dask_reads_the_same(shared_store):
    dask_geopandas = pytest.importorskip("dask_geopandas")
    theirs = dask_geopandas.read_parquet(f"{shared_store.path}/events")
    assert len(theirs) == 300
    ours = shared_store.dask_events(actor="cma", columns=["event_id", "event_date", "geometry"])
    assert ours.npartitions == 3
    found = ours.compute()
    assert isinstance(found, gpd.GeoDataFrame)
    assert sorted(found.event_id) == sorted(f"e{i}" for i in range(100, 200))


# Contract ------------------------------------------------------------------------------


def test_files_are_small_and_few(shared_store):
    assert len(list(Path(shared_store.path, "events").rglob("*.parquet"))) == 3
    assert len(list(Path(shared_store.path, "events_by_actor").rglob("*.parquet"))) == 3
    info = shared_store.info()
    assert info["tables"]["events"]["rows"] == 300
    assert (info["first_date"], info["last_date"]) == ("2021-01-01", "2023-12-01")
    assert info["actors"] == 3
    json.dumps(info)


def test_every_file_names_its_schema_version(shared_store):
    for path in parquet_files(shared_store.path):
        metadata = pq.read_metadata(path).metadata
        assert json.loads(metadata[b"geomali"])["schema_version"] == SCHEMA_VERSION
        assert b"pandas" not in metadata
        assert b"ARROW:schema" not in metadata


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"event_type": "War"}, "unknown values"),
        ({"modality": "predicted"}, "unknown values"),
        ({"status": "superseded"}, "status"),
        ({"place": EventPlace("x", lat=91.0, lon=0.0, geo_precision=1)}, "not on the Earth"),
        (
            {"place": EventPlace("x", lat=0.0, lon=float("inf"), geo_precision=1)},
            "not on the Earth",
        ),
    ],
)
def test_rows_that_break_the_contract_change_nothing(store, change, said):
    store.commit(events=[event("e1")])
    before = snapshot(store.path)
    with pytest.raises(SchemaError, match=said):
        store.commit(events=[event("e2"), event("e3", **change)])
    assert snapshot(store.path) == before


def test_frames_in_another_crs_are_refused(store):
    store.commit(events=[event("e1")])
    with pytest.raises(SchemaError, match="CRS"):
        store.commit(events=store.events().to_crs("EPSG:32630"))


def test_unknown_columns_are_refused(store):
    with pytest.raises(SchemaError, match="'colour' is unknown"):
        store.commit(sources=[{"source_id": "a", "kind": "report", "colour": "red"}])


def test_any_layer_is_written_the_same_way(tmp_path):
    from shapely import Point, Polygon

    frame = gpd.GeoDataFrame(
        {"place_id": ["a", "b"], "kind": pd.Categorical(["x", "y"]), "ids": [["p"], []]},
        geometry=[Polygon([(0, 0), (1, 0), (1, 1)]), None],
        crs="EPSG:4326",
    )
    path = tmp_path / "areas.parquet"
    write_geoparquet(frame, path, table="event_areas")
    assert (
        subprocess.run([VALIDATOR, "check", "--class", "core", path], check=False).returncode == 0
    )
    back = gpd.read_parquet(path)
    assert back.kind.tolist() == ["x", "y"]
    assert back.geometry[0].equals(frame.geometry[0])
    bad = gpd.GeoDataFrame({"event_id": ["a"]}, geometry=[Point(0, 0)], crs="EPSG:3857")
    with pytest.raises(SchemaError):
        write_geoparquet(bad, path, table="events")
    assert len(gpd.read_parquet(path)) == 2


def test_a_light_import_stays_light():
    code = "import geomali.store, sys; print('geopandas' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"


def test_slices_and_missing_lists_are_read_right(store, tmp_path):
    """A table cut out of a larger one, and lists that are missing rather than empty."""
    table = events_table([event(f"e{i}", dt.date(2023, 1, 1 + i)) for i in range(9)])
    for column in ("side_b", "affected", "actor_labels", "source_ids"):
        values = [None if i % 2 else v for i, v in enumerate(table[column].to_pylist())]
        index = table.schema.get_field_index(column)
        table = table.set_column(index, column, pa.array(values, pa.list_(pa.string())))
    part = table.slice(3, 4)
    store.commit(events=part, recoded=["r1"])
    assert store.check() == []
    assert rows(store.events_arrow()) == rows(part)
    assert store.frame("events_by_actor").event_id.value_counts().to_dict() == {
        "e3": 1,
        "e4": 2,
        "e5": 1,
        "e6": 2,
    }
    assert [r is None for r in store.events().set_index("event_id").side_b] == [True, False] * 2
    whole = open_store(tmp_path / "whole", create=True)
    whole.commit(events=pa.table(part.to_pydict(), schema=part.schema))
    assert snapshot(whole.path) == snapshot(store.path)


def test_a_misspelt_question_is_no_question(store):
    store.commit(events=[event("e1")])
    with pytest.raises(TypeError, match=r"'actors'.*actor, role"):
        store.events(actors="fama")
    with pytest.raises(TypeError, match="'known_on'"):
        store.dask_events(known_on=dt.date(2024, 1, 1))
    with pytest.raises(TypeError, match=r"datetime\.date\(2023, 9, 20\), not as '2023"):
        store.events(from_date="2023-08-01")
    with pytest.raises(ValueError, match="no event type 'Battle'; the types are Battles"):
        store.events(event_type="Battle")
