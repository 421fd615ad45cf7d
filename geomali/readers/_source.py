"""Files to bytes: plain, gzip or zip, never more than a limit; and bytes to UTF-8."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from geomali.errors import SourceFormatError

__all__ = ["MAX_BYTES", "Source", "open_source", "open_sources", "to_utf8"]

MAX_BYTES: Final = 3_000_000_000
"""Limit for the bytes of one file, unpacked: about four million ACLED rows."""
# Text packs to a tenth; what packs a thousandfold was made to fill a disk.
_MAX_RATIO: Final = 250
_FREE_BYTES: Final = 20_000_000
_MAX_MEMBERS: Final = 1_000
_BLANK: Final = b" \t\r\n\x00"
_MAX_MESSAGE: Final = 400
_CHUNK: Final = 1 << 22
_DATA_SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".geojson", ".jsonl", ".gz")
_OTHER: Final = (
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls); save it as .xlsx or CSV"),
    (b"PAR1", "a Parquet file; a store or a layer, not a dataset to import"),
    (b"SQLite format 3", "a database (GeoPackage or SQLite)"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)


@dataclass(slots=True)
class Source:
    """One data file: where it came from, its kind (``text`` or ``xlsx``) and its bytes."""

    path: Path
    name: str
    kind: str
    data: bytes
    notes: tuple[str, ...] = ()

    def release(self) -> None:
        """Forget the bytes, once they are cut into cells: they may be most of the memory."""
        self.data = b""

    def error(self, message: str, *, row: int | None = None) -> SourceFormatError:
        """The error that says what is wrong with this file."""
        return SourceFormatError(self.path, _line(_of(self.path, self.name, message)), row=row)


def open_source(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Source:
    """The one data file of a path; see :func:`open_sources`.

    Raises
    ------
    SourceFormatError
        Also if an archive holds several.
    """
    found = open_sources(path, max_bytes=max_bytes)
    if len(found) > 1:
        names = ", ".join(source.name.partition("/")[2] for source in found[:5])
        raise SourceFormatError(
            Path(path), _line(f"the archive holds {len(found)} data files, not one ({names})")
        )
    return found[0]


def open_sources(path: str | Path, *, max_bytes: int = MAX_BYTES) -> list[Source]:
    """Read a file, unpacking gzip and zip, and tell text from workbooks.

    An archive gives each of its data files, in the order of their names;
    ``max_bytes`` holds for all of them together.

    Raises
    ------
    SourceFormatError
        The file is missing, unreadable, empty, too large, packed so tightly
        that it must be a trap, or of a kind that holds no table.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise SourceFormatError(path, f"cannot be read ({error.strerror or error})") from error
    if len(data) > max_bytes:
        raise _too_large(path, max_bytes)
    return [
        _source(path, name, content, notes)
        for name, content, notes in _unpacked(path, path.name, data, max_bytes)
    ]


def _unpacked(
    path: Path, name: str, data: bytes, max_bytes: int, notes: tuple[str, ...] = (), depth: int = 0
) -> list[tuple[str, bytes, tuple[str, ...]]]:
    """Name, bytes and notes of each data file in a file that may be packed."""
    # A packed file inside a packed file is common (.csv.gz in a .zip); more is not.
    if depth == 3:
        return [(name, data, notes)]
    if data[:2] == b"\x1f\x8b":
        plain = _gunzip(path, data, max_bytes)
        return _unpacked(path, name, plain, max_bytes, notes, depth + 1)
    if data[:4] != b"PK\x03\x04" or _is_workbook(path, data):
        return [(name, data, notes)]
    members = _unzip(path, data, max_bytes)
    found = []
    for member, content in members:
        inner = name if len(members) == 1 else f"{name}/{member}"
        said = (*notes, f"read {member} of the archive")
        found += _unpacked(path, inner, content, max_bytes, said, depth + 1)
    return found


def _source(path: Path, name: str, data: bytes, notes: tuple[str, ...]) -> Source:
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        raise SourceFormatError(path, _line(_of(path, name, "is empty")))
    for magic, what in _OTHER:
        if data.startswith(magic):
            said = _of(path, name, f"is {what}, not a table geomali can read")
            raise SourceFormatError(path, _line(said))
    if data[:2] == b"\x1f\x8b":
        raise SourceFormatError(path, "is packed more than three times over")
    kind = "xlsx" if data[:4] == b"PK\x03\x04" else "text"
    return Source(path, name, kind, data, notes)


def _of(path: Path, name: str, said: str) -> str:
    """What is said of a file, with its name if it stands in an archive of several."""
    return said if name == path.name else f"{name.partition('/')[2]} {said}"


def _limited(path: Path, file: IO[bytes] | gzip.GzipFile, max_bytes: int, packed: int) -> bytes:
    parts, size = [], 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise _too_large(path, max_bytes)
        if size > _FREE_BYTES and size > packed * _MAX_RATIO:
            raise SourceFormatError(
                path, f"unpacks to more than {_MAX_RATIO} times its size; not read"
            )
        parts.append(chunk)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _line(message: str) -> str:
    """A message as one line: names of columns and of members may hold anything."""
    line = " ".join(message.split())
    return line if len(line) <= _MAX_MESSAGE else line[: _MAX_MESSAGE - 1] + "…"


def _too_large(path: Path, max_bytes: int) -> SourceFormatError:
    return SourceFormatError(path, f"has more than {max_bytes:,} bytes; split it")


def _gunzip(path: Path, data: bytes, max_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return _limited(path, file, max_bytes, len(data))
    except (OSError, EOFError, zlib.error) as error:
        raise SourceFormatError(path, _line(f"is a damaged gzip file ({error})")) from error


def _members(path: Path, data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError) as error:
        raise SourceFormatError(path, _line(f"is a damaged zip file ({error})")) from error


def _is_workbook(path: Path, data: bytes) -> bool:
    return any(info.filename == "xl/workbook.xml" for info in _members(path, data))


def _unzip(path: Path, data: bytes, max_bytes: int) -> list[tuple[str, bytes]]:
    """Name and bytes of the data files of an archive, sorted by name."""
    found = [
        info
        for info in _members(path, data)
        if info.filename.lower().endswith(_DATA_SUFFIXES)
        and not info.filename.startswith("__MACOSX/")
        and not info.filename.rpartition("/")[2].startswith(".")
    ]
    # GDELT's daily files are one .CSV each; a codebook beside the data is common.
    tables = [i for i in found if not i.filename.lower().endswith(".txt")] or found
    if not tables:
        raise SourceFormatError(path, "the archive holds no data file")
    if len(tables) > _MAX_MEMBERS:
        raise SourceFormatError(path, f"the archive holds {len(tables):,} data files; unpack it")
    if any(info.flag_bits & 1 for info in tables):
        raise SourceFormatError(path, "the archive is encrypted; unpack it first")
    members, left = [], max_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in sorted(tables, key=lambda info: info.filename):
                with archive.open(info) as file:
                    content = _limited(path, file, left, max(info.compress_size, 1))
                left -= len(content)
                members.append((info.filename, content))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        if isinstance(error, SourceFormatError):
            raise
        raise SourceFormatError(path, _line(f"is a damaged zip file ({error})")) from error
    return members


def to_utf8(source: Source) -> tuple[bytes, int, tuple[str, ...]]:
    """UTF-8 bytes of a text file, where the text starts in them, and what to say about it."""
    data = source.data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").encode(), 0, ("read as UTF-16",)
        except UnicodeDecodeError as error:
            raise source.error(f"is not valid UTF-16 (byte {error.start})") from error
    start = 3 if data.startswith(codecs.BOM_UTF8) else 0
    if _is_utf8(data):
        return data, start, ()
    if data.count(b"\x00") > len(data) // 8:
        raise source.error("is no text; save the table as CSV (UTF-8) or XLSX")
    return _from_legacy(data[start:]), 0, ("not UTF-8: read as Windows-1252 (Latin-1)",)


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _from_legacy(data: bytes) -> bytes:
    # Five bytes mean nothing in Windows-1252; Latin-1 gives them as control characters.
    table = [bytes([i]).decode("cp1252", "replace") for i in range(256)]
    table = [chr(i) if c == "\ufffd" else c for i, c in enumerate(table)]
    text = data.decode("latin-1")
    return text.translate(dict(enumerate(table))).encode()
