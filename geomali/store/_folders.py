"""Folders that hold a store: a disk or a prefix of an object store, and who may write there."""

from __future__ import annotations

import os
import random
import re
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.fs as pafs

from geomali.errors import StoreError

__all__ = ["OWN", "Folder", "LocalFolder", "ObjectFolder", "StaleFileError", "folder_of"]

OWN: Final = ".geomali"
"""Folder inside a store that is nobody else's: lock and staging."""
_LOCK: Final = f"{OWN}/lock"
_LEASE_SECONDS: Final = 30.0
"""How long the lock of an object store holds without being renewed."""
_FORSAKEN_SECONDS: Final = 45.0
"""From when others take no notice of it: later, for the pauses of a busy machine."""


class StaleFileError(Exception):
    """A file in its place is not the one that the state in hand names."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


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

    def walk(self, path: str = "") -> dict[str, int]:
        """Every file in a folder with its size, by its path in the store."""

    def open(self, path: str) -> tuple[pa.NativeFile, object]:
        """Open a file for reading, with a token that changes when the file does."""

    def lock(self, timeout: float) -> Any:
        """Context manager that keeps other writers out; raises StoreError after ``timeout`` s."""

    def require_lock(self) -> None:
        """Raise StoreError if others may have taken the lock meanwhile."""


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
        kept = parent in (self._base, self._base / OWN) or not parent.is_dir()
        if not kept and not any(parent.iterdir()):
            parent.rmdir()

    def clear(self, path: str) -> None:
        shutil.rmtree(self._base / path, ignore_errors=True)

    def walk(self, path: str = "") -> dict[str, int]:
        found = {}
        for folder, _, names in os.walk(self._base / path):
            for name in names:
                file = Path(folder) / name
                found[file.relative_to(self._base).as_posix()] = file.lstat().st_size
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
            raise _busy(self.root, timeout) from error
        except OSError as error:
            raise StoreError(self.root, f"cannot be written ({error.strerror})") from error
        try:
            yield
        finally:
            lock.release()

    def require_lock(self) -> None:
        # The operating system keeps a lock until its process ends.
        pass


def _busy(root: str, timeout: float) -> StoreError:
    return StoreError(
        root,
        f"another process has been writing to it for {timeout:g} s; "
        "wait for it to end, then try again",
    )


class ObjectFolder:
    """A prefix of an object store, through ``pyarrow.fs``.

    Object stores have no lock, but list what is there as it is.  So a writer
    puts an object of its own under ``.geomali/lock`` and then lists them: of
    two writers at least one sees the other, takes its own back and waits.
    The lock is a lease.  Its holder renews it, and gives up a commit when it
    could not; others take no notice of a lock that nobody renewed for longer,
    so that a writer that was killed keeps nobody out for good.
    """

    remote = True

    def __init__(self, address: str, filesystem: pafs.FileSystem, base: str) -> None:
        # What follows the question mark may hold keys: never in a message.
        self.root = address.split("?", maxsplit=1)[0]
        self.address = address
        self._fs = filesystem
        self._base = base.strip("/")
        self._renewed: float | None = None

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

    def walk(self, path: str = "") -> dict[str, int]:
        return {info.path[len(self._base) + 1 :]: info.size for info in self._infos(path)}

    def _infos(self, path: str) -> list[Any]:
        selector = pafs.FileSelector(
            self._full(path).rstrip("/"), recursive=True, allow_not_found=True
        )
        infos = self._fs.get_file_info(selector)
        return [info for info in infos if info.type == pafs.FileType.File]

    def open(self, path: str) -> tuple[pa.NativeFile, object]:
        return self._fs.open_input_file(self._full(path)), None

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        own = f"{_LOCK}/{uuid.uuid4().hex}"
        ended = threading.Event()
        try:
            self._take(own, timeout)
            renewing = threading.Thread(target=self._renew, args=(own, ended), daemon=True)
            renewing.start()
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            reason = str(error).splitlines()[0]
            raise StoreError(self.root, f"cannot be written ({reason})") from error
        try:
            yield
        finally:
            ended.set()
            renewing.join()
            self._renewed = None
            self.delete(own)

    def _take(self, own: str, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while True:
            began = time.monotonic()
            self.write(own, b"")
            locks = {info.path: info for info in self._infos(_LOCK)}
            mine = locks.pop(self._full(own), None)
            for path, info in list(locks.items()):
                # The clock of the store, not ours, says how old the others are.
                if mine and (mine.mtime - info.mtime).total_seconds() > _FORSAKEN_SECONDS:
                    self._fs.delete_file(locks.pop(path).path)
            if mine and not locks:
                self._renewed = began
                return
            self.delete(own)
            if began >= deadline:
                raise _busy(self.root, timeout)
            # Two that wait must not go on seeing each other for ever.
            time.sleep(random.uniform(0.1, 1.0))  # noqa: S311

    def _renew(self, own: str, ended: threading.Event) -> None:
        while not ended.wait(_LEASE_SECONDS / 4):
            began = time.monotonic()
            if self._renewed is None or began - self._renewed > _LEASE_SECONDS:
                return
            try:
                self.write(own, b"")
            except OSError:
                continue
            self._renewed = began

    def require_lock(self) -> None:
        if self._renewed is None or time.monotonic() - self._renewed > _LEASE_SECONDS:
            raise StoreError(
                self.root, "could not be reached for too long while it was written; try again"
            )


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
