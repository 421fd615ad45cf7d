"""Files written whole or not at all, and cells that no spreadsheet runs."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

__all__ = [
    "check_writable",
    "harmless_cell",
    "paths_of",
    "replace_bytes",
    "replacing",
    "safe_name",
    "timeless_workbook",
    "writable_folder",
]


def paths_of(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """Paths, given one by one or several: the letters of one path are no paths."""
    return [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]


def harmless_cell(text: str) -> str:
    """Make a cell that a spreadsheet would run as a formula plain text."""
    text = text.replace("\x00", "")
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@contextmanager
def _beside(path: str | Path) -> Iterator[int]:
    """Descriptor of a file that takes the place of ``path`` when it was written, or is gone."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        yield handle
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
            # The system does not say which file there was no room for.
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


@contextmanager
def replacing(path: str | Path) -> Iterator[IO[str]]:
    """Open a text file for writing that takes the place of ``path`` only when complete."""
    with _beside(path) as handle, os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        yield file


def replace_bytes(path: str | Path, data: bytes) -> None:
    """Write a file that takes the place of ``path`` only when complete."""
    with _beside(path) as handle, os.fdopen(handle, "wb") as file:
        file.write(data)


def safe_name(text: str) -> str:
    """Fold any text to a file name: letters, digits, ``.``, ``_`` and ``-`` of ASCII.

    What had to be changed gets a hash of the original, so that two texts
    never share a name and none leaves its folder.
    """
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "_", text).lstrip(".")[:80]
    if safe == text and safe:
        return safe
    return f"{safe}_{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def timeless_workbook(data: bytes) -> bytes:
    """Take the times of writing out of an XLSX file, so that the same cells give the same bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", b"2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return fixed.getvalue()


def check_writable(folder: str | Path) -> None:
    """Make a folder and see that files can be made in it, before any work is done.

    Raises
    ------
    OSError
        It cannot be made or written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".geomali.", dir=folder)
    os.close(handle)
    Path(name).unlink()


@contextmanager
def writable_folder(folder: str | Path) -> Iterator[None]:
    """Make a folder for what is about to be written; if nothing is, none is left.

    Raises
    ------
    OSError
        It cannot be made or written.
    """
    folder = Path(folder)
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        check_writable(folder)
        yield
    finally:
        for path in made:
            with suppress(OSError):  # something is in it
                path.rmdir()
