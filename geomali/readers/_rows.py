"""A table of text cells, whatever file it came from, and the ledger of what became of its rows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from geomali.readers._source import Source
from geomali.schema import arrow_schema

__all__ = ["Coded", "Ledger", "Rows", "combine", "key_of", "numbered", "read_text_rows", "rows_of"]

# Cells that hardly ever repeat: a dictionary of them would cost more than it saves.
_FREE: Final = frozenset(
    [
        "event_id_cnty",
        "event_id_no_cnty",
        "data_id",
        "notes",
        "timestamp",
        "id",
        "relid",
        "source_original",
        "source_headline",
        "source_article",
        "where_description",
        "event_id",
        "record_id",
        "globaleventid",
        "sourceurl",
        "quote",
        "evidence",
    ]
)
_SPELT_OUT: Final = frozenset(("NA", "N/A", "<NA>", "NaN", "nan", "NULL", "null", "None"))
_BLOCK: Final = 1 << 24
_MAX_CELL: Final = 4000
_MAX_COLUMNS: Final = 2000
_QUOTED: Final = re.compile(rb'"(?:[^"]|"")*"')


def key_of(header: str) -> str:
    """Column name as it is looked up: lower case, words joined with one underscore."""
    return re.sub(r"[^a-z0-9#]+", "_", header.strip().lower()).strip("_")


@dataclass(slots=True)
class Coded:
    """A column as codes into its distinct values."""

    codes: np.ndarray
    values: list[str]

    def map(self, function: Callable[[str], Any], dtype: Any) -> np.ndarray:
        """Apply a function to each distinct value, and give its answer for each row."""
        answers = np.empty(len(self.values), dtype=dtype)
        for i, value in enumerate(self.values):
            answers[i] = function(value)
        out: np.ndarray = answers[self.codes]
        return out

    def texts(self) -> pa.Array:
        """The column as text, missing where the cell is empty."""
        values = pa.array([value or None for value in self.values], pa.string())
        return values.take(pa.array(self.codes))

    def at(self, row: int) -> str:
        """The value of a row."""
        return self.values[int(self.codes[row])]


def combine(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct combinations of columns of whole numbers.

    Returns
    -------
    tuple
        For each row the number of its combination, and for each combination
        the first row that has it.
    """
    total = np.zeros(len(columns[0]), dtype="int64")
    first = np.zeros(0, dtype="int64")
    for column in columns:
        low = int(column.min(initial=0))
        width = int(column.max(initial=0)) - low + 1
        total = total * width + (column.astype("int64") - low)
        _, first, total = np.unique(total, return_index=True, return_inverse=True)
    return total, first


def numbered(values: Iterable[Hashable]) -> np.ndarray:
    """A number for each value, the same for the same; never empty."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values] or [0])


@dataclass(slots=True)
class Rows:
    """The data rows of a file as text cells, by column key.

    ``numbers`` are their row numbers below the header, the first data row
    being 1; None if that is simply their order.  ``above`` counts the rows
    over the first one: :meth:`number` is what a spreadsheet program shows.
    """

    source: Source
    header: list[str]
    table: pa.Table
    numbers: np.ndarray | None = None
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Rows that could not be cut into cells: number, text, reason."""
    notes: list[str] = field(default_factory=list)
    blanks: frozenset[str] = frozenset()
    """Cells that mean that nothing is stated, besides empty ones."""
    coded_columns: dict[str, Coded] = field(default_factory=dict)
    above: int = 0
    beside: str = ""
    """What a workbook says beside the table: names of its sheets, and its sheets of few words."""

    @property
    def count(self) -> int:
        """How many rows could be cut into cells."""
        return int(self.table.num_rows)

    def __contains__(self, key: str) -> bool:
        return key in self.table.column_names

    def cleaned(self, aliases: Mapping[str, str]) -> Rows:
        """The rows of a dataset: older names of columns replaced, ``NA`` and the like left empty.

        Exports that passed through R or pandas spell missing values out.
        """
        keys = self.table.column_names
        names = [
            aliases[key] if key in aliases and aliases[key] not in keys else key for key in keys
        ]
        table = self.table.rename_columns(names)
        return replace(self, table=table, blanks=_SPELT_OUT, coded_columns={})

    def number(self, row: int) -> int:
        """Row number in the file, its first row being 1."""
        return self.above + (row + 1 if self.numbers is None else int(self.numbers[row]))

    def texts(self, key: str) -> pa.Array:
        """Cells of a column without white space around them, missing where empty or absent."""
        if key not in self:
            return pa.nulls(self.count, pa.string())
        if key in self.coded_columns or pa.types.is_dictionary(self.table.column(key).type):
            return self.coded(key).texts()
        array = self.table.column(key).combine_chunks()
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0) if array.num_chunks else pa.array([], pa.string())
        array = pc.utf8_trim_whitespace(array)
        return pc.if_else(self._is_blank(array), pa.scalar(None, pa.string()), array)

    def _is_blank(self, array: pa.Array) -> pa.Array:
        if not self.blanks:
            return pc.equal(array, "")
        return pc.is_in(array, pa.array(["", *sorted(self.blanks)]))

    def long_texts(self, key: str) -> pa.ChunkedArray:
        """Like :meth:`texts` for a column of long texts: only a part of it is copied at a time."""
        if key not in self:
            return pa.chunked_array([pa.nulls(self.count, pa.string())])
        column = self.table.column(key)
        if pa.types.is_dictionary(column.type):
            return pa.chunked_array([self.texts(key)])
        none = pa.scalar(None, pa.string())
        parts = []
        for chunk in column.chunks:
            stripped = pc.utf8_trim_whitespace(chunk)
            blank = self._is_blank(stripped)
            if pc.any(blank).as_py():
                stripped = pc.if_else(blank, none, stripped)
            parts.append(chunk if stripped.equals(chunk) else stripped)
        return pa.chunked_array(parts, pa.string())

    def coded(self, key: str) -> Coded:
        """A column as codes into distinct values, stripped; absent columns are empty."""
        found = self.coded_columns.get(key)
        if found is None:
            found = self.coded_columns[key] = self._code(key)
        return found

    def _code(self, key: str) -> Coded:
        if key not in self or not self.count:
            return Coded(np.zeros(self.count, dtype="int32"), [""])
        column = self.table.column(key)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        array = column.unify_dictionaries().combine_chunks()
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0)
        stripped = [(value or "").strip() for value in array.dictionary.to_pylist()]
        if self.blanks:
            stripped = ["" if value in self.blanks else value for value in stripped]
        numbers: dict[str, int] = {}
        codes = np.array([numbers.setdefault(v, len(numbers)) for v in stripped], dtype="int32")
        indices = pc.fill_null(array.indices, -1).to_numpy()
        if (indices < 0).any():
            codes = np.append(codes, numbers.setdefault("", len(numbers)))
        return Coded(codes[indices].astype("int32"), list(numbers))

    def take(self, rows: np.ndarray) -> Rows:
        """Some of the rows, in the order given."""
        numbers = rows + 1 if self.numbers is None else self.numbers[rows]
        return Rows(
            self.source,
            self.header,
            self.table.take(pa.array(rows)),
            numbers,
            self.broken,
            self.notes,
            self.blanks,
            above=self.above,
        )

    def row(self, row: int) -> str:
        """A row as JSON, by the header of the file, empty cells left out."""
        cells = (self.table.column(i)[row].as_py() for i in range(self.table.num_columns))
        named = zip(self.header, cells, strict=True)
        return json.dumps(
            {name: value[:_MAX_CELL] for name, value in named if value}, ensure_ascii=False
        )


class Ledger:
    """What became of each row: kept, kept with a flag, or rejected with a reason."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._codes = np.zeros(rows.count, dtype="int32")
        self._reasons: list[tuple[str, str | None]] = [("", None)]
        self._flags: list[tuple[np.ndarray, str, str | None]] = []

    @property
    def kept(self) -> np.ndarray:
        """Which rows have not been rejected."""
        kept: np.ndarray = self._codes == 0
        return kept

    def reject(self, rows: np.ndarray, reason: str, column: str | None = None) -> None:
        """Reject the rows of a mask that are not rejected yet; the cell of ``column`` is quoted."""
        concerned = rows & self.kept
        if concerned.any():
            self._codes[concerned] = len(self._reasons)
            self._reasons.append((reason, column))

    def flag(self, rows: np.ndarray, flag: str, column: str | None = None) -> None:
        """Flag the rows of a mask that are kept in the end."""
        if rows.any():
            self._flags.append((np.flatnonzero(rows), flag, column))

    def reject_row(self, row: int, reason: str) -> None:
        """Reject one row."""
        if self._codes[row] == 0:
            self._codes[row] = len(self._reasons)
            self._reasons.append((reason, None))

    def flag_row(self, row: int, flag: str) -> None:
        """Flag one row."""
        self._flags.append((np.array([row]), flag, None))

    def _say(self, row: int, text: str, column: str | None) -> str:
        if column is None:
            return text
        value = self._rows.coded(column).at(row)
        shown = repr(value[:80] + ("…" if len(value) > 80 else ""))
        return f"{column}: {text} ({shown})"

    def rejects(self) -> pa.Table:
        """Table ``rejects``, in the order of the file."""
        rows = self._rows
        found = [
            (rows.number(row), rows.row(row), self._say(row, *self._reasons[self._codes[row]]))
            for row in np.flatnonzero(self._codes).tolist()
        ]
        found += [(rows.above + number, text, why) for number, text, why in rows.broken]
        found.sort(key=lambda item: item[0])
        return pa.table(
            {
                "source_file": [rows.source.name] * len(found),
                "row_number": [number for number, _, _ in found],
                "row": [text for _, text, _ in found],
                "reason": [reason for _, _, reason in found],
            },
            schema=arrow_schema("rejects"),
        )

    def flags(self, ids: pa.Array | None = None) -> tuple[pa.Table, list[str]]:
        """Table of flags on kept rows, and a sentence for each kind with its count."""
        kept = self.kept
        numbers: list[int] = []
        records: list[str | None] = []
        texts: list[str] = []
        counts: Counter[str] = Counter()
        for rows, flag, column in self._flags:
            concerned = rows[kept[rows]]
            if not len(concerned):
                continue
            said = f"{column}: {flag}" if column else flag
            counts[said] += len(concerned)
            numbers += [self._rows.number(row) for row in concerned.tolist()]
            texts += [self._say(row, flag, column) for row in concerned.tolist()]
            records += (
                [None] * len(concerned)
                if ids is None
                else ids.take(pa.array(concerned)).to_pylist()
            )
        order = sorted(range(len(numbers)), key=lambda i: (numbers[i], texts[i]))
        table = pa.table(
            {
                "source_file": pa.array([self._rows.source.name] * len(order), pa.string()),
                "row_number": pa.array([numbers[i] for i in order], pa.int64()),
                "record_id": pa.array([records[i] for i in order], pa.string()),
                "flag": pa.array([texts[i] for i in order], pa.string()),
            }
        )
        notes = [f"{n:,} row{'s' if n > 1 else ''}: {said}" for said, n in counts.items()]
        return table, notes


# ------------------------------------------------------------------ text files


def read_text_rows(
    source: Source, data: bytes, start: int, *, names: Sequence[str] | None = None
) -> Rows:
    """Cut a text table into cells; the delimiter is the one that its first line has most of.

    Parameters
    ----------
    source, data, start
        The file, its UTF-8 bytes, and where the text starts in them.
    names
        Column names if the file has no header; it quotes no cells then.
    """
    while start < len(data) and data[start : start + 1] in b"\r\n \t" and names is None:
        start += 1
    end = _end_of_line(data, start)
    first = data[start:end].decode("utf-8", "replace")
    bare = _QUOTED.sub(b"", data[start:end]).decode("utf-8", "replace")
    delimiter = max(",;\t|", key=bare.count)
    if names is not None:
        header = list(names)
    else:
        header = _cells(source, first, delimiter)
        start = end
    if len(header) > _MAX_COLUMNS:
        raise source.error(f"has {len(header):,} columns; is it a table?")
    keys = unique_keys(header)
    table, numbers, broken = _parse(source, data, start, keys, delimiter, quoted=names is None)
    rows = Rows(source, header, table, numbers, broken, above=int(names is None))
    return rows if names is not None else _without_tags(rows)


def _end_of_line(data: bytes, start: int) -> int:
    """End of the first line: old Mac files end it with a carriage return alone."""
    found = [at + 1 for at in (data.find(b"\n", start), data.find(b"\r", start)) if at >= 0]
    end = min(found, default=len(data))
    return end + 1 if data[end - 1 : end + 1] == b"\r\n" else end


def _cells(source: Source, line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise source.error(f"the header cannot be read ({error})") from error


def unique_keys(header: Iterable[str]) -> list[str]:
    """Keys of a header's columns; a repeated name gets a number, an empty one its position."""
    keys: list[str] = []
    for position, name in enumerate(header, start=1):
        key = key_of(name) or f"column_{position}"
        copy, number = key, 2
        while copy in keys:
            copy, number = f"{key}_{number}", number + 1
        keys.append(copy)
    return keys


def _parse(
    source: Source, data: bytes, start: int, keys: list[str], delimiter: str, *, quoted: bool
) -> tuple[pa.Table, np.ndarray | None, list[tuple[int, str, str]]]:
    coded = pa.dictionary(pa.int32(), pa.string())
    types = {key: pa.string() if key in _FREE else coded for key in keys}
    empty = pa.table({key: pa.array([], pa.string()) for key in keys})
    text = pa.py_buffer(data).slice(start)
    if not data[start : start + 4096].strip(b"\r\n") and not data[start:].strip(b"\r\n"):
        return empty, None, []
    invalid: list[Any] = []

    def skip(row: Any) -> str:
        invalid.append((row.number, row.text, row.actual_columns))
        return "skip"

    def read(*, threads: bool, block: int) -> pa.Table:
        invalid.clear()
        return pyarrow.csv.read_csv(
            pa.BufferReader(text),
            read_options=pyarrow.csv.ReadOptions(
                column_names=keys, use_threads=threads, block_size=block
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                invalid_row_handler=skip,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=types, strings_can_be_null=False
            ),
        )

    try:
        # Threads cost more than they save on a text of one block.
        table = read(threads=len(text) > _BLOCK, block=_BLOCK)
        if invalid:
            # Row numbers are known only when one thread reads.
            table = read(threads=False, block=_BLOCK)
    except pa.ArrowInvalid:
        # A row that is longer than a block: an open quote, mostly.
        try:
            table = read(threads=False, block=min(max(len(text) + 1, 1024), 2**31 - 1))
        except pa.ArrowInvalid as error:
            raise source.error(f"cannot be cut into rows ({str(error).splitlines()[0]})") from error
    if not invalid:
        return table, None, []
    bad = np.array([number for number, _, _ in invalid], dtype="int64")
    numbers = np.setdiff1d(np.arange(1, table.num_rows + len(bad) + 1), bad)
    broken = [
        (
            int(number),
            json.dumps({"": line[:_MAX_CELL]}, ensure_ascii=False),
            f"has {found} cells, not {len(keys)}"
            + ("; a quote may be left open" if "\n" in line else ""),
        )
        for number, line, found in invalid
    ]
    return table, numbers, broken


def _without_tags(rows: Rows) -> Rows:
    """Leave out an HXL tag row under the header: it is no data."""
    if not rows.count or rows.number(0) != rows.above + 1:
        return rows
    cells = [str(c[0].as_py() or "").strip() for c in rows.table.columns]
    tags = [cell for cell in cells if cell]
    if not tags or not all(re.fullmatch(r"#[A-Za-z].*", tag) for tag in tags):
        return rows
    numbers = None if rows.numbers is None else rows.numbers[1:] - 1
    broken = [(number - 1, text, reason) for number, text, reason in rows.broken]
    return Rows(
        rows.source,
        rows.header,
        rows.table.slice(1),
        numbers,
        broken,
        [*rows.notes, "the row of HXL tags under the header was left out"],
        above=rows.above + 1,
    )


def rows_of(
    source: Source,
    header: Sequence[str],
    cells: Sequence[Sequence[str]],
    numbers: Sequence[int],
    *,
    above: int,
) -> Rows:
    """Rows from cells that another reader (a workbook, JSON) has cut; see :class:`Rows`."""
    keys = unique_keys(header)
    columns = [pa.array([row[i] for row in cells], pa.string()) for i in range(len(keys))]
    table = pa.table(dict(zip(keys, columns, strict=True)))
    rows = Rows(source, list(header), table, np.array(numbers, dtype="int64"), above=above)
    return _without_tags(rows)
