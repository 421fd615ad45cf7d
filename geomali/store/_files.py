"""Folders and the commit protocol: what is where, and how it changes at once.

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
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from geomali.errors import StoreError
from geomali.schema import SCHEMA_VERSION
from geomali.store._geoparquet import own_metadata

__all__ = [
    "AUDIT",
    "PART",
    "RECORD",
    "Entry",
    "Files",
    "Folder",
    "LocalFolder",
    "ObjectFolder",
    "StaleFileError",
    "State",
    "folder_of",
]

RECORD: Final = "geomali-store.json"
AUDIT: Final = "history/audit.jsonl"
PART: Final = "part-0.parquet"
LAYOUT: Final = 1
_OWN: Final = ".geomali"
_PENDING: Final = f"{_OWN}/pending.json"
_STAGING: Final = f"{_OWN}/staging"
_LOCK: Final = f"{_OWN}/lock"
_SAFE_PATH: Final = re.compile(r"(?!\.)[a-z0-9_=.-]+(/(?!\.)[a-z0-9_=.-]+)*")


class StaleFileError(Exception):
    """A file in its place is not the one that the state in hand names."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


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


class Folder(Protocol):
    """Where a store lives: a local folder or a prefix of an object store."""

    root: str
    address: str
    remote: bool

    def read(self, path: str) -> bytes | None:
        """Bytes of a file, None if there is none."""

    def write(self, path: str, data: bytes) -> None:
        """Write a file whole or not at all."""

    def move(self, source: str, target: str) -> bool:
        """Move a file over another; False if there is no such file."""

    def delete(self, path: str) -> None:
        """Remove a file if it is there, and its folder if that leaves it empty."""

    def clear(self, path: str) -> None:
        """Remove a folder with all that is in it."""

    def walk(self) -> dict[str, int]:
        """Every file with its size."""

    def open(self, path: str) -> tuple[pa.NativeFile, object]:
        """Open a file for reading, with a token that changes when the file does."""

    def lock(self, timeout: float) -> Any:
        """Context manager that keeps other writers out."""


class LocalFolder:
    """A folder on a disk."""

    remote = False

    def __init__(self, root: str) -> None:
        self.root = root
        self.address = str(Path(root).absolute())
        self._base = Path(root)

    def read(self, path: str) -> bytes | None:
        try:
            return (self._base / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, data: bytes) -> None:
        target = self._base / path
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(target.name + ".half")
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)

    def move(self, source: str, target: str) -> bool:
        to = self._base / target
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            (self._base / source).replace(to)
        except FileNotFoundError:
            return False
        return True

    def delete(self, path: str) -> None:
        file = self._base / path
        file.unlink(missing_ok=True)
        parent = file.parent
        # A partition without rows leaves no folder behind, unless somebody put a file there.
        kept = parent in (self._base, self._base / _OWN) or not parent.is_dir()
        if not kept and not any(parent.iterdir()):
            parent.rmdir()

    def clear(self, path: str) -> None:
        shutil.rmtree(self._base / path, ignore_errors=True)

    def walk(self) -> dict[str, int]:
        found = {}
        for folder, _, names in os.walk(self._base):
            for name in names:
                path = Path(folder) / name
                found[path.relative_to(self._base).as_posix()] = path.lstat().st_size
        return found

    def open(self, path: str) -> tuple[pa.NativeFile, object]:
        full = self._base / path
        before = full.stat()
        if not before.st_size:
            raise StaleFileError(path, "is empty")
        file = pa.memory_map(str(full))
        after = full.stat()
        if before.st_ino != after.st_ino or before.st_mtime_ns != after.st_mtime_ns:
            raise StaleFileError(path, "was replaced while it was opened")
        return file, (after.st_ino, after.st_mtime_ns, after.st_size)

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        from filelock import FileLock, Timeout

        path = self._base / _LOCK
        lock = FileLock(path, timeout=timeout)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise StoreError(
                self.root,
                f"another process has been writing to it for {timeout:g} s; "
                "wait for it to end, then try again",
            ) from error
        except OSError as error:
            raise StoreError(self.root, f"cannot be written ({error.strerror})") from error
        try:
            yield
        finally:
            lock.release()


class ObjectFolder:
    """A prefix of an object store, through ``pyarrow.fs``.

    Object stores have no lock that clients share: one writer at a time is the
    caller's care.  A commit still notices most others, because it looks
    whether the state is the one that it started from just before it commits.
    """

    remote = True

    def __init__(self, address: str, filesystem: pafs.FileSystem, base: str) -> None:
        # What follows the question mark may hold keys: never in a message.
        self.root = address.split("?", maxsplit=1)[0]
        self.address = address
        self._fs = filesystem
        self._base = base.strip("/")

    def _full(self, path: str) -> str:
        return f"{self._base}/{path}"

    def read(self, path: str) -> bytes | None:
        try:
            with self._fs.open_input_stream(self._full(path)) as file:
                data: bytes = file.read()
        except FileNotFoundError:
            return None
        return data

    def write(self, path: str, data: bytes) -> None:
        with self._fs.open_output_stream(self._full(path)) as file:
            file.write(data)

    def move(self, source: str, target: str) -> bool:
        # Copying what is not there is an error of its own in each object store.
        if self._fs.get_file_info(self._full(source)).type != pafs.FileType.File:
            return False
        self._fs.copy_file(self._full(source), self._full(target))
        self._fs.delete_file(self._full(source))
        return True

    def delete(self, path: str) -> None:
        if self._fs.get_file_info(self._full(path)).type == pafs.FileType.File:
            self._fs.delete_file(self._full(path))

    def clear(self, path: str) -> None:
        for info in self._infos(path):
            self._fs.delete_file(info.path)

    def walk(self) -> dict[str, int]:
        return {info.path[len(self._base) + 1 :]: info.size for info in self._infos("")}

    def _infos(self, path: str) -> list[Any]:
        selector = pafs.FileSelector(
            self._full(path).rstrip("/"), recursive=True, allow_not_found=True
        )
        infos = self._fs.get_file_info(selector)
        return [info for info in infos if info.type == pafs.FileType.File]

    def open(self, path: str) -> tuple[pa.NativeFile, object]:
        return self._fs.open_input_file(self._full(path)), None

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:  # noqa: ARG002
        yield


def folder_of(path: str | Path) -> Folder:
    """Folder of a path or an address such as ``s3://bucket/prefix?endpoint_override=…``."""
    text = str(path)
    if re.match(r"[a-z][a-z0-9+]+://", text):
        try:
            filesystem, base = pafs.FileSystem.from_uri(text)
        except (pa.ArrowInvalid, OSError) as error:
            raise StoreError(text.split("?", maxsplit=1)[0], str(error).splitlines()[0]) from error
        if not isinstance(filesystem, pafs.LocalFileSystem):
            return ObjectFolder(text, filesystem, base)
        text = base
    return LocalFolder(text)


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
            path.startswith(f"{_OWN}/") or path == f"{RECORD}.half" for path in self.folder.walk()
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
            for path in self._own_files()
        )

    def _own_files(self) -> list[str]:
        if isinstance(self.folder, LocalFolder):
            base = Path(self.root) / _OWN
            return [p.relative_to(self.root).as_posix() for p in base.rglob("*") if not p.is_dir()]
        return [path for path in self.folder.walk() if path.startswith(f"{_OWN}/")]

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
            if path not in known and not path.startswith(f"{_OWN}/")
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
