"""``Store.check`` finds what is wrong; ``Store.compact`` puts right what is only slow."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geomali.events import Claim, Event, EventActor, EventPlace
from geomali.store import _commit, _geoparquet, open_store
from geomali.store._files import RECORD

PLACE = EventPlace("Ber", place_id="ber", lat=16.8353, lon=-2.5297, geo_precision=1)


def event(event_id: str, year: int, **changes) -> Event:
    fields = {
        "date_earliest": dt.date(year, 8, 12),
        "place": PLACE,
        "actors": (EventActor("x", "side_a", "fama"), EventActor("y", "side_b", "cma")),
        "reported_date": dt.date(2024, 1, 1),
    }
    return Event(event_id, "Battles", "Armed clash", **{**fields, **changes})


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store", create=True)
    store.commit(
        events=[event("a", 2022), event("b", 2023), event("c", 2023)],
        claims=[Claim("c1", "asserts", "captured", event_id="a", place=PLACE)],
    )
    assert store.check() == []
    return store


def forge(store, path: str, change) -> None:
    """Replace a file and its line in the record, as a careless program might."""
    file = Path(store.path, path)
    rows = pq.ParquetFile(file).read()
    table = json.loads(pq.read_metadata(file).metadata[b"geomali"])["table"]
    encoded = _geoparquet.encode(change(rows.drop_columns("bbox")), table, geometry="geometry")
    file.write_bytes(encoded.data)
    record_path = Path(store.path, RECORD)
    record = json.loads(record_path.read_text(encoding="utf-8"))
    for entry in record["files"]:
        if entry["path"] == path:
            entry |= {
                "rows": encoded.rows,
                "size": len(encoded.data),
                "sha256": encoded.sha256,
                "digest": encoded.digest,
            }
    record_path.write_text(json.dumps(record), encoding="utf-8")


def put(rows: pa.Table, column: str, values: list) -> pa.Table:
    index = rows.schema.get_field_index(column)
    field = rows.schema.field(index)
    return rows.set_column(index, field, pa.array(values, field.type))


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        (
            "events/event_year=2023/part-0.parquet",
            lambda rows: put(rows, "event_id", ["a", "c"]),
            "key ('event_id',) repeats",
        ),
        (
            "events/event_year=2023/part-0.parquet",
            lambda rows: rows.take([1, 0]),
            "not in file order",
        ),
        (
            "events/event_year=2023/part-0.parquet",
            lambda rows: put(rows, "event_date", [dt.date(2020, 1, 1), dt.date(2023, 1, 1)]),
            "events of another year",
        ),
        (
            "events/event_year=2023/part-0.parquet",
            lambda rows: put(rows, "status", ["deleted", "current"]),
            "rows that are not current",
        ),
        (
            "events/event_year=2023/part-0.parquet",
            lambda rows: put(rows, "event_type", ["War", "War"]),
            "unknown values",
        ),
        (
            "events/event_year=2023/part-0.parquet",
            lambda rows: rows.drop_columns("notes"),
            "lacks the columns notes",
        ),
        (
            "events_by_actor/actor=cma/part-0.parquet",
            lambda rows: rows.slice(1),
            "events_by_actor: has 5 rows, the actors of events make 6",
        ),
        (
            "events_by_actor/actor=cma/part-0.parquet",
            lambda rows: put(rows, "place_name", ["Ber", "Ber", "Kidal"]),
            "differs from events",
        ),
        (
            "events_by_actor/actor=cma/part-0.parquet",
            lambda rows: put(rows, "actor", ["fama"] * 3),
            "rows of another actor",
        ),
    ],
)
def test_a_wrong_file_is_found_even_if_the_record_agrees(store, path, change, said):
    forge(store, path, change)
    assert any(said in problem for problem in store.check()), store.check()


def test_a_bbox_that_does_not_fit_is_found(store, monkeypatch):
    monkeypatch.setattr(
        _geoparquet._Shapes,
        "covering",
        lambda self: pa.StructArray.from_arrays(
            [pa.array([0.0] * len(bound)) for bound in self.bounds],
            names=["xmin", "ymin", "xmax", "ymax"],
        ),
    )
    forge(store, "events/event_year=2023/part-0.parquet", lambda rows: rows)
    assert any("bbox column that does not fit" in problem for problem in store.check())


def test_a_claim_about_no_event_is_found(store):
    store.commit(claims=[Claim("c2", "asserts", "captured", event_id="nowhere")])
    assert store.check() == ["claims: 1 rows are about events that are not there"]
    # An event that was merged or deleted is still there.
    store.commit(events=[event("a", 2022, status="merged_into:b", revision=1)])
    store.commit(events=[event("nowhere", 2020, status="deleted")])
    assert store.check() == []


def test_compacting_restores_the_best_form_and_no_more(store, tmp_path):
    before = store.events_arrow()
    assert not store.compact().changed
    with pytest.MonkeyPatch.context() as patch:
        small = _geoparquet.encode
        patch.setattr(
            _commit, "encode", lambda *args, **more: small(*args, row_group_rows=1, **more)
        )
        store.commit(events=[event("d", 2023)])
    path = Path(store.path, "events/event_year=2023/part-0.parquet")
    assert pq.read_metadata(path).num_row_groups == 3
    assert store.check() == []
    with_d = store.events_arrow()
    assert store.compact().files_written
    assert pq.read_metadata(path).num_row_groups == 1
    assert store.events_arrow().equals(with_d)
    assert with_d.num_rows == before.num_rows + 1
    assert store.check() == []
    fresh = open_store(tmp_path / "fresh", create=True)
    fresh.commit(events=with_d, claims=store.table("claims"))
    assert fresh._files.state() == store._files.state()


def test_the_same_bytes_from_two_runs(tmp_path):
    code = """
import datetime as dt, sys
sys.path.insert(0, sys.argv[2])
from test_store_check import event
from geomali.store import open_store
store = open_store(sys.argv[1], create=True)
store.commit(events=[event(f"e{i}", 2020 + i % 3) for i in range(50)],
             rejects=[{"source_file": f, "reason": "r"} for f in {"a", "b", "c"}])
"""
    found = []
    for seed in ("1", "2"):
        path = tmp_path / seed
        command = [sys.executable, "-c", code, str(path), str(Path(__file__).parent)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        files = sorted(p for p in path.rglob("*") if p.is_file())
        found.append({str(p.relative_to(path)): p.read_bytes() for p in files})
    assert found[0] == found[1]
