"""The commit protocol: what is where, and how it changes at once.

The commit record (``geomali-store.json``) names every file of the current
state.  A commit stages its files under ``.geomali/staging``, then writes
``.geomali/pending.json``, which holds the next record: from that moment the
next state is the valid one.  The staged files then move into place, the
record last, and the pending file goes.  Killed before the pending file
exists, nothing has happened; killed after it, the next opening moves the
rest.  A reader takes the pending record if there is one, and each file from
its place or from staging, whichever has the digest that the record names.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from geomali.errors import StoreError
from geomali.schema import SCHEMA_VERSION
from geomali.store._folders import OWN, Folder, StaleFileError
from geomali.store._geoparquet import own_metadata

__all__ = [
    "AUDIT",
    "PART",
    "RECORD",
    "Entry",
    "Files",
    "State",
]

RECORD: Final = "geomali-store.json"
AUDIT: Final = "history/audit.jsonl"
PART: Final = "part-0.parquet"
LAYOUT: Final = 1
_PENDING: Final = f"{OWN}/pending.json"
_STAGING: Final = f"{OWN}/staging"
_SAFE_PATH: Final = re.compile(r"(?!\.)[a-z0-9_=.-]+(/(?!\.)[a-z0-9_=.-]+)*")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One file of a state.  ``partition`` is the year or the actor, empty for a whole table."""

    path: str
    table: str
    partition: str
    rows: int
    size: int
    sha256: str
    digest: str

    def to_dict(self) -> dict[str, str | int]:
        """Fields by name, for the commit record."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class State:
    """Every file of a store at one moment; ``pending`` while its commit is still moving them."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    schema_version: str = SCHEMA_VERSION
    pending: bool = False

    def of(self, table: str) -> list[Entry]:
        """Files of one table, in path order."""
        return sorted(entry for entry in self.files.values() if entry.table == table)

    def to_json(self) -> str:
        """Text of the commit record: the same state, the same text."""
        lines = [json.dumps(self.files[path].to_dict()) for path in sorted(self.files)]
        head = json.dumps(
            {"format": "geomali-store", "layout": LAYOUT, "schema_version": self.schema_version}
        )
        return head[:-1] + ', "files": [\n' + ",\n".join(lines) + "\n]}\n"

    @staticmethod
    def from_json(data: bytes, root: str) -> State:
        """State of a commit record.

        Raises
        ------
        StoreError
            It is no commit record, or a newer version wrote it.
        """
        try:
            record = json.loads(data)
            if record["format"] != "geomali-store":
                raise StoreError(root, f"{RECORD} is not a geomali commit record")
            layout, version = int(record["layout"]), str(record["schema_version"])
            if layout > LAYOUT or int(version) > int(SCHEMA_VERSION):
                raise StoreError(
                    root,
                    f"written by a newer geomali (layout {layout}, schema version {version}; "
                    f"this one reads {LAYOUT} and {SCHEMA_VERSION}); upgrade geomali",
                )
            files = {f["path"]: Entry(**f) for f in record["files"]}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                root, f"{RECORD} is damaged ({error}); restore it from a backup"
            ) from error
        for path in files:
            if not _SAFE_PATH.fullmatch(path):
                raise StoreError(root, f"{RECORD} names a file outside the store: {path!r}")
        return State(files, version)


class Files:
    """The files of one store, their state, and the commit protocol over a folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._record: tuple[bytes, State] | None = None
        self._footers: dict[tuple[str, str], tuple[object, pq.FileMetaData]] = {}

    @property
    def root(self) -> str:
        """The folder's path or address, for messages."""
        return self.folder.root

    def exists(self) -> bool:
        """Whether the folder is a store."""
        return self.folder.read(RECORD) is not None

    def is_empty(self) -> bool:
        """Whether the folder holds nothing of anybody's."""
        # A record that was only half made is nobody's.
        return all(
            path.startswith(f"{OWN}/") or path == f"{RECORD}.half" for path in self.folder.walk()
        )

    def create(self) -> None:
        """Make the folder an empty store."""
        with self.folder.lock(10):
            if not self.exists():
                self.folder.write(RECORD, State().to_json().encode())

    def state(self) -> State:
        """The valid state now."""
        pending = self._pending()
        if pending is not None:
            return pending[0]
        data = self.folder.read(RECORD)
        if data is None:
            raise StoreError(self.root, f"not a geomali store (no {RECORD})")
        if self._record is None or self._record[0] != data:
            self._record = (data, State.from_json(data, self.root))
        return self._record[1]

    def _pending(self) -> tuple[State, list[str], list[str]] | None:
        data = self.folder.read(_PENDING)
        if data is None:
            return None
        journal = json.loads(data)
        state = State.from_json(json.dumps(journal["record"]).encode(), self.root)
        moves, remove = list(journal["moves"]), list(journal["remove"])
        for path in (*moves, *remove):
            if not _SAFE_PATH.fullmatch(path):
                raise StoreError(self.root, f"{_PENDING} names a file outside the store: {path!r}")
        return State(state.files, state.schema_version, pending=True), moves, remove

    def needs_recovery(self) -> bool:
        """Whether a commit was interrupted, or is going on."""
        return any(
            path.startswith(f"{_STAGING}/") or path in (_PENDING, f"{_PENDING}.half")
            for path in self.folder.walk(OWN)
        )

    def recover(self) -> None:
        """Roll an interrupted commit forward, or its staging away.  Call with the lock held."""
        pending = self._pending()
        if pending is not None:
            self._finish(*pending)
        else:
            self.folder.clear(_STAGING)
            self.folder.delete(f"{_PENDING}.half")

    def commit(
        self, before: State, after: State, data: Mapping[str, bytes], remove: Sequence[str]
    ) -> None:
        """Go from one state to the next at once.  Call with the lock held.

        ``data`` has the bytes of the files that change, by path; ``remove``
        the files that go.
        """
        moves = [*sorted(data), RECORD]
        record = after.to_json()
        names = json.dumps({"moves": moves, "remove": sorted(remove)})
        journal = f'{{"record": {record}, {names[1:]}'
        try:
            for path in sorted(data):
                self.folder.write(_staged(path), data[path])
            self.folder.write(_staged(RECORD), record.encode())
            if self.state() != before:
                raise StoreError(
                    self.root, "another writer has changed it meanwhile; nothing was written"
                )
            self.folder.require_lock()
            self.folder.write(_PENDING, journal.encode())
        except OSError as error:
            self.folder.clear(_STAGING)
            self.folder.delete(f"{_PENDING}.half")
            if isinstance(error, StoreError):
                raise
            reason = error.strerror or str(error).splitlines()[0]
            raise StoreError(
                self.root, f"cannot be written ({reason}); it is as it was before"
            ) from error
        try:
            self._finish(
                State(after.files, after.schema_version, pending=True), moves, list(remove)
            )
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            reason = error.strerror or str(error).splitlines()[0]
            raise StoreError(
                self.root,
                f"is changed, but its files could not all be moved ({reason}); open it again",
            ) from error

    def _finish(self, state: State, moves: Sequence[str], remove: Sequence[str]) -> None:
        for path in moves:
            entry = state.files.get(path)
            moved = self.folder.move(_staged(path), path)
            if not moved and entry is not None and self.folder.read(path) is None:
                raise StoreError(self.root, f"{path} was lost while a commit was moving it")
        for path in remove:
            self.folder.delete(path)
        self.folder.delete(_PENDING)
        self.folder.clear(_STAGING)

    def foreign(self, state: State) -> list[str]:
        """Files in the folder that are not of this state, our own folder left out."""
        known = {*state.files, RECORD, AUDIT}
        return sorted(
            path
            for path in self.folder.walk()
            if path not in known and not path.startswith(f"{OWN}/")
        )

    @contextmanager
    def open(self, state: State, entry: Entry, **options: Any) -> Iterator[pq.ParquetFile]:
        """Open one file of a state, checked to be the one that the state names.

        Raises
        ------
        StaleFileError
            It is missing, damaged, or another file.
        """
        paths = [entry.path, _staged(entry.path)] if state.pending else [entry.path]
        error: StaleFileError | None = None
        for path in paths:
            try:
                file, footer = self._open(path, entry.digest)
            except StaleFileError as stale:
                error = error or stale
                continue
            try:
                with (
                    file,
                    pq.ParquetFile(
                        file, metadata=footer, page_checksum_verification=True, **options
                    ) as parquet,
                ):
                    yield parquet
            except (pa.ArrowInvalid, OSError) as damage:
                if isinstance(damage, StoreError):
                    raise
                reason = str(damage).splitlines()[0]
                raise StaleFileError(entry.path, f"cannot be read ({reason})") from damage
            return
        raise error or StaleFileError(entry.path, "is missing")

    def read_bytes(self, state: State, entry: Entry) -> bytes | None:
        """Bytes of one file of a state as they are, None if it is missing."""
        data = self.folder.read(_staged(entry.path)) if state.pending else None
        return self.folder.read(entry.path) if data is None else data

    def footer(self, state: State, entry: Entry) -> pq.FileMetaData:
        """Footer of one file of a state; raises what :meth:`open` does."""
        with self.open(state, entry) as parquet:
            return parquet.metadata

    def _open(self, path: str, digest: str) -> tuple[pa.NativeFile, pq.FileMetaData]:
        try:
            file, token = self.folder.open(path)
        except FileNotFoundError:
            raise StaleFileError(path, "is missing") from None
        cached = self._footers.get((path, digest))
        if cached is not None and cached[0] == token:
            return file, cached[1]
        try:
            footer = pq.read_metadata(file)
        except (pa.ArrowInvalid, OSError):
            file.close()
            raise StaleFileError(path, "is damaged: it has no readable Parquet footer") from None
        if own_metadata(footer).get("digest") != digest:
            file.close()
            raise StaleFileError(path, "is not the file that the last commit wrote")
        self._footers[path, digest] = (token, footer)
        return file, footer

    def retry(self, read: Any) -> Any:
        """Call ``read(state)`` until it saw one state from beginning to end.

        Raises
        ------
        StoreError
            A file of the state is missing, damaged or another's.
        """
        failed: StaleFileError | pa.ArrowException | OSError | None = None
        for attempt in range(12):
            state = self.state()
            try:
                result = read(state)
            except StoreError:
                raise
            except (StaleFileError, pa.ArrowInvalid, OSError) as error:
                if attempt >= 5 and self.state() == state:
                    raise self.damaged(error) from error
                failed = error
                time.sleep(0.005 * 2 ** min(attempt, 6))
                continue
            # An object may be replaced while it is read; a mapped file keeps its bytes.
            if self.folder.remote and self.state() != state:
                continue
            return result
        raise self.damaged(failed)

    def damaged(self, error: Exception | None) -> StoreError:
        """What to say of a file that cannot be read."""
        if isinstance(error, StaleFileError):
            what = str(error)
        elif error is None:
            return StoreError(self.root, "is being rewritten all the time; try again")
        else:
            what = f"a file cannot be read ({str(error).splitlines()[0]})"
        return StoreError(self.root, f"{what}; see `geomali store check`, restore it from a backup")


def _staged(path: str) -> str:
    # No .parquet at the end: a client that globs the whole folder must not see it.
    return f"{_STAGING}/{path.replace('/', '~')}.new"
