"""Commits are all or nothing: kills, full disks, damage, strangers, two writers, object stores."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geomali import schema
from geomali import store as store_package
from geomali.errors import SchemaError, StoreError
from geomali.events import Event, EventActor, EventPlace
from geomali.schema import SCHEMA_VERSION
from geomali.store import _check, _files, _folders, _tables, open_store

RECORD = "geomali-store.json"
PLACE = EventPlace("Ber", place_id="ber", lat=16.8353, lon=-2.5297, geo_precision=1)


def event(event_id: str, year: int = 2023, actor: str = "fama", **changes) -> Event:
    fields = {
        "date_earliest": dt.date(year, 8, 12),
        "place": PLACE,
        "actors": (EventActor("x", "side_a", actor),),
        "reported_date": dt.date(2024, 1, 1),
    }
    return Event(event_id, "Battles", "Armed clash", **{**fields, **changes})


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store", create=True)


def ids(store) -> list[str]:
    return sorted(store.events_arrow(columns=["event_id"]).column(0).to_pylist())


def globbed(path: Path) -> list[str]:
    """Ids as a client counts them that knows nothing of commits."""
    files = sorted(Path(path).glob("events/*/*.parquet"))
    return sorted(i for f in files for i in pq.ParquetFile(f).read(["event_id"])[0].to_pylist())


def snapshot(root) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in Path(root).rglob("*") if p.is_file()}


class Crash(BaseException):
    """Stands for the end of the process: nothing catches it."""


def crash_points(monkeypatch, number: int) -> None:
    """End the process, so to speak, before the ``number``-th change to the folder."""
    left = [number]

    def counted(name):
        original = getattr(_folders.LocalFolder, name)

        def wrapped(self, *args):
            left[0] -= 1
            if left[0] < 0:
                raise Crash
            return original(self, *args)

        return wrapped

    for name in ("write", "move", "delete", "clear"):
        monkeypatch.setattr(_folders.LocalFolder, name, counted(name))


def test_killed_before_any_step_a_commit_is_whole_or_nothing(tmp_path):
    """Every step of a commit in turn is the last one; before and after are all there is."""
    before = [event("a", 2020), event("b", 2021, "cma"), event("c", 2022)]
    # Changes a year, empties one, starts one; an actor's folder comes and one goes.
    change = [
        event("a", 2020, "fama", notes="corrected", revision=1),
        event("b", 2021, "cma", status="deleted", revision=1),
        event("d", 2019, "jnim"),
    ]
    seen = set()
    for step in range(60):
        path = tmp_path / f"store{step}"
        open_store(path, create=True).commit(events=before)
        with pytest.MonkeyPatch.context() as patch:
            crash_points(patch, step)
            try:
                open_store(path).commit(events=change, accepted_by="somebody")
            except Crash:
                finished = False
            else:
                finished = True
        # A reader that finds the folder like this, without the right to repair it.
        reader = store_package.Store(_files.Files(_folders.folder_of(path)))
        found = ids(reader)
        assert found in (["a", "b", "c"], ["a", "c", "d"])
        notes = reader.events().set_index("event_id").notes
        assert (notes["a"] == "corrected") == (found == ["a", "c", "d"])
        reopened = open_store(path)
        assert ids(reopened) == globbed(path) == found
        assert reopened.check() == []
        assert not list((path / ".geomali").rglob("*.new"))
        seen.add(tuple(found))
        if finished:
            break
    assert finished
    assert len(seen) == 2


WRITER = """
import datetime as dt, sys
from geomali.events import Event, EventActor
from geomali.store import open_store
store, start = open_store(sys.argv[1]), int(sys.argv[2])
for batch in range(start, start + 1000):
    store.commit(events=[
        Event(f"{batch}_{n}", "Battles", "Armed clash", date_earliest=dt.date(2000 + n, 1, 1),
              actors=(EventActor("x", "side_a", f"actor_{n}"),), reported_date=dt.date(2024, 1, 1))
        for n in range(5)
    ])
    print(batch, flush=True)
"""


def kill_once(path: Path, start: int, seconds: float) -> int:
    """Let a writer commit batches of five, kill it; return the last batch that it reported."""
    command = [sys.executable, "-c", WRITER, str(path), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        lines = [first, *writer.stdout.readlines()]
    whole = [int(line) for line in lines if line.endswith("\n")]
    return whole[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_writer_loses_and_doubles_nothing(tmp_path):
    path = tmp_path / "store"
    open_store(path, create=True)
    chance = random.Random(4)
    start = 0
    for _ in range(4):
        last = kill_once(path, start, chance.uniform(0, 0.25))
        store = open_store(path)
        found = ids(store)
        batches = {int(i.split("_")[0]) for i in found}
        assert len(found) == 5 * len(batches)
        # The one it was at when killed is either whole or absent.
        assert batches in (set(range(last + 1)), set(range(last + 2)))
        assert globbed(path) == found
        assert store.check() == []
        start = max(batches) + 1


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes there")
def test_a_full_disk_changes_nothing(tmp_path):
    path = tmp_path / "store"
    open_store(path, create=True).commit(events=[event("a")])
    before = snapshot(path)
    code = textwrap.dedent(
        """
        import resource, signal, sys
        sys.path.insert(0, sys.argv[2])
        from test_store_safety import event
        from geomali.errors import StoreError
        from geomali.store import open_store
        store = open_store(sys.argv[1])
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        many = [event(f"e{i}", notes=f"{i * 7919} " * 40) for i in range(2000)]
        try:
            store.commit(events=many)
        except StoreError as error:
            print(error)
        """
    )
    command = [sys.executable, "-c", code, str(path), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "it is as it was before" in done.stdout
    assert snapshot(path) == before


def test_two_writers_wait_for_each_other_or_say_so(store):
    other = open_store(store.path, lock_timeout=0.2)
    with store._files.folder.lock(1):
        with pytest.raises(StoreError, match="another process has been writing"):
            other.commit(events=[event("a")])
        assert ids(other) == []
    patient = open_store(store.path, lock_timeout=30)
    writers = [
        threading.Thread(target=patient.commit, kwargs={"events": [event("b", 2020)]}),
        threading.Thread(target=store.commit, kwargs={"events": [event("c", 2021)]}),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ids(store) == ["b", "c"]
    assert store.check() == []


def test_readers_see_one_state_while_a_writer_works(store):
    """Two events that are only ever committed together are never seen apart."""
    store.commit(events=[event("a", 2020, notes="0"), event("b", 2021, notes="0")])
    stop = threading.Event()

    def write():
        for n in range(1, 25):
            rows = [
                event(i, year, notes=str(n), revision=n) for i, year in (("a", 2020), ("b", 2021))
            ]
            open_store(store.path).commit(events=rows)
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    states = set()
    while not stop.is_set():
        notes = store.events_arrow(columns=["notes"]).column(0).to_pylist()
        assert len(notes) == 2
        assert len(set(notes)) == 1
        states.add(notes[0])
    writer.join()
    assert len(states) > 1
    assert store.events().notes.tolist() == ["24", "24"]


def test_killed_while_it_was_made_a_store_can_be_made_again(tmp_path, monkeypatch):
    def crash(*_):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(Crash):
            open_store(tmp_path / "store", create=True)
    assert (tmp_path / "store" / f"{RECORD}.half").exists()
    assert open_store(tmp_path / "store", create=True).check() == []


# What else may be in the folder ------------------------------------------------


def test_a_folder_that_is_no_store_is_left_alone(tmp_path):
    with pytest.raises(StoreError, match="there is nothing there"):
        open_store(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match="holds other files"):
        open_store(tmp_path / "photos", create=True)
    assert [p.name for p in (tmp_path / "photos").iterdir()] == ["a.jpg"]
    with pytest.raises(StoreError, match="is a file"):
        open_store(tmp_path / "photos" / "a.jpg", create=True)


def test_a_foreign_file_is_named_and_kept(store):
    store.commit(events=[event("a")])
    stranger = Path(store.path, "events/event_year=2023/copy.parquet")
    shutil.copy(stranger.with_name("part-0.parquet"), stranger)
    content = stranger.read_bytes()
    assert any("copy.parquet" in problem for problem in store.check())
    with pytest.raises(StoreError, match=r"copy\.parquet is not a file of this store"):
        store.commit(events=[event("b")])
    assert stranger.read_bytes() == content
    assert ids(open_store(store.path)) == ["a"]
    stranger.unlink()
    Path(store.path, "notes.txt").write_text("mine", encoding="utf-8")
    store.commit(events=[event("b")])
    assert Path(store.path, "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_of_the_users_keeps_its_folder(store):
    store.commit(events=[event("a")])
    note = Path(store.path, "events/event_year=2023/readme.txt")
    note.write_text("mine", encoding="utf-8")
    store.commit(events=[event("a", status="deleted", revision=1)])
    assert [p.name for p in note.parent.iterdir()] == ["readme.txt"]


@pytest.mark.parametrize("damage", ["truncated", "emptied", "removed", "bits", "replaced"])
def test_damage_is_said_and_stays_where_it_is(store, damage):
    store.commit(events=[event("a", 2022), event("b", 2023)])
    path = Path(store.path, "events/event_year=2023/part-0.parquet")
    data = path.read_bytes()
    if damage == "removed":
        path.unlink()
    elif damage == "replaced":
        shutil.copy(Path(store.path, "events/event_year=2022/part-0.parquet"), path)
    elif damage == "bits":
        first = pq.read_metadata(path).row_group(0).column(0)
        end = first.dictionary_page_offset or first.data_page_offset
        last = end + first.total_compressed_size - 1
        path.write_bytes(data[:last] + bytes([data[last] ^ 255]) + data[last + 1 :])
    else:
        path.write_bytes(data[: len(data) // 2] if damage == "truncated" else b"")
    assert any("event_year=2023" in problem for problem in store.check())
    with pytest.raises(StoreError, match="event_year=2023"):
        store.events()
    with pytest.raises(StoreError, match="event_year=2023"):
        store.commit(events=[event("b", notes="new", revision=1)])
    # The rest of the store still reads.
    assert len(store.events(to_date=dt.date(2022, 12, 31))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is damaged"),
        (b"{", "is damaged"),
        (b"[]", "is damaged"),
        (b'{"format": "something"}', "is not a geomali commit record"),
    ],
)
def test_a_damaged_record_is_said(store, content, said):
    Path(store.path, RECORD).write_bytes(content)
    with pytest.raises(StoreError, match=said):
        open_store(store.path)


def edit_record(store, **changes) -> None:
    path = Path(store.path, RECORD)
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, **changes}), encoding="utf-8")


def test_a_newer_schema_is_refused(store):
    edit_record(store, schema_version=str(int(SCHEMA_VERSION) + 1))
    with pytest.raises(StoreError, match="newer geomali"):
        open_store(store.path)


def test_a_record_cannot_name_a_file_outside(store):
    store.commit(events=[event("a")])
    record = json.loads(Path(store.path, RECORD).read_text(encoding="utf-8"))
    record["files"][0]["path"] = "../outside.parquet"
    edit_record(store, files=record["files"])
    with pytest.raises(StoreError, match="outside the store"):
        open_store(store.path)


@pytest.mark.parametrize("actor", ["../../etc", "a/b", "Fama", "a b", "", "é", "x" * 200, "a\x00"])
def test_a_hostile_actor_id_leaves_no_trace(store, actor):
    store.commit(events=[event("a")])
    before = snapshot(store.path)
    row = event("b", actors=(EventActor("x", "side_a", "ok"), EventActor("x", "side_b", "ok")))
    table = store_package.events_table([row])
    sides = store_package.to_arrow(
        "events", table.set_column(table.schema.get_field_index("side_a"), "side_a", [[[actor]]])
    )
    with pytest.raises(SchemaError, match="actor id"):
        store.commit(events=sides)
    assert snapshot(store.path) == before


def test_an_older_schema_is_migrated_never_misread(store, monkeypatch):
    store.commit(events=[event("a"), event("b", 2020, "cma")])
    record = Path(store.path, RECORD)
    edit_record(store, schema_version="0")
    older = open_store(store.path)
    for use in (older.events, older.claims, older.compact, lambda: older.commit(events=[])):
        with pytest.raises(StoreError, match="--migrate"):
            use()
    assert older.check() == [
        f"schema version 0 is older than {SCHEMA_VERSION}; run `geomali store check --migrate`"
    ]
    with pytest.raises(StoreError, match="cannot be brought"):
        older.check(migrate=True)

    def upgrade(table, rows):
        if table != "events":
            return rows
        index = rows.schema.get_field_index("notes")
        return rows.set_column(index, "notes", [["migrated"] * rows.num_rows])

    monkeypatch.setitem(_check.MIGRATIONS, "0", upgrade)
    assert older.check(migrate=True) == []
    assert json.loads(record.read_text(encoding="utf-8"))["schema_version"] == SCHEMA_VERSION
    assert set(open_store(store.path).events().notes) == {"migrated"}


def test_a_store_of_the_first_version_is_brought_up_to_date(store, monkeypatch):
    """Version 1 had no returnees and no sub-types of counts."""
    added = {"displacement": 2, "admin_counts": 1}
    for name, columns in added.items():
        table = schema.TABLES[name]
        kept = tuple(
            c
            for c in table.columns
            if c.name not in ("returnees", "returnee_households", "sub_event_type")
        )
        assert len(table.columns) - len(kept) == columns
        key = tuple(k for k in table.key if k != "sub_event_type")
        monkeypatch.setitem(schema.TABLES, name, replace(table, columns=kept, key=key))
    _tables.stored_schema.cache_clear()
    store.commit(
        events=[event("a")],
        displacement=[{"record_id": "d1", "source_id": "dtm", "persons": 7}],
        admin_counts=[
            {
                "source_id": "hapi",
                "event_type": "demonstration",
                "period_start": dt.date(2024, 1, 1),
                "admin_level": 1,
                "events": 3,
            }
        ],
    )
    monkeypatch.undo()
    _tables.stored_schema.cache_clear()
    with pytest.raises(StoreError, match="no column 'returnees'"):
        store.displacement()
    edit_record(store, schema_version="1")
    older = open_store(store.path)
    with pytest.raises(StoreError, match="--migrate"):
        older.displacement()
    assert older.check(migrate=True) == []
    row = older.displacement().iloc[0]
    assert (row.persons, row.isna().returnees, row.isna().returnee_households) == (7, True, True)
    assert older.frame("admin_counts").sub_event_type.isna().all()
    assert ids(older) == ["a"]


def columns_digest(name):
    """What a stored table is: its columns in order, their types, and where its rows lie."""
    fields = [f"{f.name} {f.type} {f.nullable}" for f in _tables.stored_schema(name)]
    text = "\n".join([*fields, repr(_tables.LAYOUTS[name])])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_columns_of_a_schema_version_do_not_change():
    """A store says which version wrote it: other columns are another version."""
    path = Path(__file__).parent / "data" / "stored_columns.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    now = {name: columns_digest(name) for name in sorted(_tables.LAYOUTS)}
    was = kept.get(SCHEMA_VERSION, {})
    changed = sorted(name for name in {*now, *was} if now.get(name) != was.get(name))
    assert not changed, (
        f"the stored columns of {', '.join(changed)} are not those of schema version "
        f"{SCHEMA_VERSION}: raise SCHEMA_VERSION in schema.py, add the way from the version before "
        f"to MIGRATIONS in store/_check.py, and add the new version to {path.name}: "
        f"{json.dumps({str(int(SCHEMA_VERSION) + 1): now})}"
    )
    missing = {str(number) for number in range(1, int(SCHEMA_VERSION))} - _check.MIGRATIONS.keys()
    assert not missing, f"no way from schema version {', '.join(sorted(missing))} in MIGRATIONS"


def test_another_column_is_another_digest(monkeypatch):
    table = schema.TABLES["claims"]
    before = columns_digest("claims")
    for columns in (table.columns[:-1], (*table.columns[:-2], *reversed(table.columns[-2:]))):
        monkeypatch.setitem(schema.TABLES, "claims", replace(table, columns=columns))
        _tables.stored_schema.cache_clear()
        assert columns_digest("claims") != before
    monkeypatch.undo()
    _tables.stored_schema.cache_clear()
    assert columns_digest("claims") == before


def test_who_may_not_write_still_reads_what_was_committed(store, monkeypatch):
    """A commit was interrupted half way, and the folder is read-only to this user."""
    store.commit(events=[event("a", 2020), event("b", 2021)])
    with monkeypatch.context() as patch:
        patch.setattr(_files.Files, "_finish", lambda *_: (_ for _ in ()).throw(Crash))
        with pytest.raises(Crash):
            store.commit(events=[event("c", 2021), event("a", 2019, revision=1)])

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    for name in ("write", "move", "delete", "clear"):
        monkeypatch.setattr(_folders.LocalFolder, name, refuse)
    reader = open_store(store.path)
    assert ids(reader) == ["a", "b", "c"]
    assert reader.info()["unfinished_commit"]
    assert reader.events(actor="fama").event_date.dt.year.tolist() == [2019, 2021, 2021]
    with pytest.raises(StoreError, match="denied"):
        reader.commit(events=[event("d")])


# Object stores -------------------------------------------------------------------


@pytest.fixture(scope="module")
def bucket():
    boto3 = pytest.importorskip("boto3")
    server_module = pytest.importorskip("moto.server")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1")
        client.create_bucket(Bucket="stores")
        yield f"?scheme=http&endpoint_override={host}%3A{port}&region=us-east-1"
    server.stop()


def test_a_store_in_a_bucket(bucket, tmp_path):
    address = f"s3://stores/mali{bucket}"
    with pytest.raises(StoreError, match="there is nothing there"):
        open_store(address)
    store = open_store(address, create=True)
    rows = [event("a", 2020), event("b", 2021, "cma"), event("c", 2022)]
    assert store.commit(events=rows).changed
    assert not store.commit(events=rows).changed
    store.commit(events=[event("b", 2021, "cma", status="deleted", revision=1)])
    again = open_store(address)
    assert ids(again) == ["a", "c"]
    assert again.check() == []
    assert again.events(actor="fama", from_date=dt.date(2021, 1, 1)).event_id.tolist() == ["c"]
    assert "endpoint" not in again.path
    local = open_store(tmp_path / "local", create=True)
    local.commit(events=rows)
    local.commit(events=[event("b", 2021, "cma", status="deleted", revision=1)])
    for entry in local._files.state().files.values():
        assert again._files.folder.read(entry.path) == Path(local.path, entry.path).read_bytes()


def test_a_commit_to_a_bucket_is_whole_or_nothing(bucket, monkeypatch):
    # The lock of the writer that was killed need not be waited for here.
    monkeypatch.setattr(_folders, "_FORSAKEN_SECONDS", -1)
    for step in range(0, 80, 3):
        address = f"s3://stores/crash{step}{bucket}"
        store = open_store(address, create=True)
        store.commit(events=[event("a", 2020), event("b", 2021)])
        with pytest.MonkeyPatch.context() as patch:
            left = [step]

            def counted(name, left=left):
                original = getattr(_folders.ObjectFolder, name)

                def wrapped(self, *args):
                    left[0] -= 1
                    if left[0] < 0:
                        raise Crash
                    return original(self, *args)

                return wrapped

            for name in ("write", "move", "delete"):
                patch.setattr(_folders.ObjectFolder, name, counted(name))
            try:
                store.commit(events=[event("a", 2019, revision=1), event("c", 2021)])
            except Crash:
                finished = False
            else:
                finished = True
        reader = store_package.Store(_files.Files(_folders.folder_of(address)))
        found = reader.events_arrow(columns=["event_id", "revision"]).to_pylist()
        known = sorted((r["event_id"], r["revision"]) for r in found)
        assert known in ([("a", 0), ("b", 0)], [("a", 1), ("b", 0), ("c", 0)])
        assert open_store(address).check() == []
        if finished:
            return
    pytest.fail("the commit never ended")


def test_two_writers_to_a_bucket_wait_for_each_other_or_say_so(bucket):
    address = f"s3://stores/race{bucket}"
    store = open_store(address, create=True)
    hasty = open_store(address, lock_timeout=0)
    with store._files.folder.lock(1):
        with pytest.raises(StoreError, match="another process has been writing"):
            hasty.commit(events=[event("a")])
        # What a live writer has staged is not swept away by one who opens the store.
        store._files.folder.write(".geomali/staging/x.new", b"x")
        open_store(address)
        assert store._files.folder.read(".geomali/staging/x.new") == b"x"
    stores = [open_store(address) for _ in range(3)]
    writers = [
        threading.Thread(target=one.commit, kwargs={"events": [event(f"e{i}", 2020 + i % 2)]})
        for i, one in enumerate(stores)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ids(store) == ["e0", "e1", "e2"]
    assert store.check() == []
    assert not store._files.folder.walk(".geomali")


def test_the_lock_of_a_writer_that_was_killed_is_forsaken(bucket, monkeypatch):
    address = f"s3://stores/dead{bucket}"
    open_store(address, create=True)
    left = ".geomali/lock/of_the_dead"
    _folders.folder_of(address).write(left, b"")
    with pytest.raises(StoreError, match="another process"):
        open_store(address, lock_timeout=0).commit(events=[event("a")])
    monkeypatch.setattr(_folders, "_FORSAKEN_SECONDS", -1)
    store = open_store(address, lock_timeout=0)
    store.commit(events=[event("a")])
    assert ids(store) == ["a"]
    assert store._files.folder.read(left) is None


def test_a_writer_that_lost_its_lock_commits_nothing(bucket, monkeypatch):
    """It stood still for so long that another could take the lock and commit."""
    address = f"s3://stores/slow{bucket}"
    store = open_store(address, create=True)
    original = _files.Files.commit

    def late(self, before, after, data, remove):
        monkeypatch.setattr(_files.Files, "commit", original)
        self.folder._renewed -= 1000
        original(self, before, after, data, remove)

    monkeypatch.setattr(_files.Files, "commit", late)
    with pytest.raises(StoreError, match="try again"):
        store.commit(events=[event("a", 2020)])
    assert ids(store) == []
    assert store.check() == []
    store.commit(events=[event("a", 2020)])
    assert ids(store) == ["a"]


def test_a_lock_is_renewed_while_it_is_held(bucket, monkeypatch):
    monkeypatch.setattr(_folders, "_LEASE_SECONDS", 0.4)
    folder = _folders.folder_of(f"s3://stores/renewed{bucket}")
    with folder.lock(0):
        time.sleep(1.2)
        folder.require_lock()
    with pytest.raises(StoreError):
        folder.require_lock()
