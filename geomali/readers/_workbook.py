"""XLSX workbooks to sheets of text cells."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from geomali.errors import SourceFormatError
from geomali.readers._rows import Rows, rows_of
from geomali.readers._source import Source

__all__ = ["Sheet", "read_sheets", "sheet_rows"]

_MAX_RATIO: Final = 250
_FREE_BYTES: Final = 50_000_000
_MAX_ROWS: Final = 1_048_576
_MAX_CELLS: Final = 30_000_000
_HEADER_WITHIN: Final = 20
# What openpyxl lets through when a part of the archive is not what it should be.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    AssertionError,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows that are not empty, with their numbers from 1."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheets(source: Source) -> list[Sheet]:
    """Every sheet of a workbook; formulas give the value that was last computed.

    Raises
    ------
    SourceFormatError
        The workbook is damaged, or packed so tightly that it must be a trap.
    """
    try:
        # openpyxl warns of what it cannot keep (styles, extensions): none of that is data.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return _sheets(source)
    except _DAMAGE as error:
        if isinstance(error, SourceFormatError):
            raise
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise source.error(f"is a damaged workbook ({reason}); save it again as XLSX") from error


def _sheets(source: Source) -> list[Sheet]:
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > _FREE_BYTES and size > _MAX_RATIO * len(source.data):
        raise source.error("the workbook unpacks to far more than its size; not read")
    book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
    try:
        return [Sheet(sheet.title, tuple(_filled(source, sheet))) for sheet in book.worksheets]
    finally:
        book.close()


def _filled(source: Source, sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    # A sheet may claim to reach to the last cell there is.
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _MAX_ROWS or cells > _MAX_CELLS:
            raise source.error("the workbook has more cells than a workbook can have")
        cells += len(row) + 1
        texts = tuple(_text(value) for value in row)
        if any(texts):
            yield number, texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).strip()


def sheet_rows(source: Source, sheet: Sheet) -> Rows | None:
    """The table of a sheet: its header is the fullest of the first rows; None if it has none."""
    head = sheet.rows[:_HEADER_WITHIN]
    if not head:
        return None
    filled = [sum(1 for cell in cells if cell) for _, cells in head]
    # A title above the table fills a cell or two.
    at = next(i for i, count in enumerate(filled) if count >= max(filled) * 0.6)
    first, header = head[at]
    width = max(i for i, cell in enumerate(header) if cell) + 1
    body = [(n, row) for n, row in sheet.rows[at + 1 :] if any(row[:width])]
    cells = [[*row[:width], *[""] * (width - len(row))] for _, row in body]
    numbers = [number - first for number, _ in body]
    return rows_of(source, header[:width], cells, numbers, above=first)
