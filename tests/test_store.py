"""The store: commits, versions, queries, and clients that are not ours."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from geomali.events import Claim, Count, Event, EventActor, EventPlace, Evidence
from geomali.store import open_store

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
