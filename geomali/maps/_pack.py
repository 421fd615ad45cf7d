"""Columns to bytes: dictionary-coded, in byte planes, deflated, base64.

The page holds one *core* blob with every short column, and blocks of long
text that the browser inflates only when somebody reads one of them.  The
layout is ours because nothing in a browser reads Arrow or Parquet without a
library larger than the data.

Core blob: ``u32`` length of a JSON header, the header (UTF-8), the columns.
An integer column of *w* bytes is stored as *w* planes (all low bytes first),
which deflates better than interleaved bytes.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Packer", "deflate64", "to_arrow"]

TEXT_BLOCK_BYTES: Final = 400_000
"""Raw size of a text block: one is inflated in a few milliseconds, and deflate loses nothing."""
_TEXT_LEVEL: Final = 5
"""Half the time of level 6 for 5 % more bytes."""
_SEPARATOR: Final = "\x1f"


def deflate64(data: bytes, level: int = 6) -> str:
    """Raw deflate, then base64: what ``DecompressionStream("deflate-raw")`` undoes."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return base64.b64encode(packer.compress(data) + packer.flush()).decode("ascii")


def to_arrow(values: Any) -> pa.Array:
    """Arrow array of a pandas column, in one chunk, whatever its dtype."""
    try:
        array = pa.Array.from_pandas(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        # Mixed types or lone surrogates: the words survive, as text.
        array = pa.array([_clean(value) for value in values], pa.string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count == len(array):  # an empty column has whatever type pandas gave it
        return pa.nulls(len(array))
    return array


def _clean(value: Any) -> str | None:
    if isinstance(value, (list, tuple, np.ndarray)):
        value = _SEPARATOR.join(str(item) for item in value)
    elif value is None or pd.isna(value):
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")


class Packer:
    """Collects the columns of several tables and writes them as one blob."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0
        self.tables: dict[str, dict[str, Any]] = {}
        self.blocks: list[str] = []
        self.meta: dict[str, Any] = {}

    # -- tables ---------------------------------------------------------------

    def table(self, name: str, rows: int) -> None:
        """Open a table; its columns follow."""
        self.tables[name] = {"n": rows, "cols": {}}

    def _put(self, table: str, column: str, spec: dict[str, Any]) -> None:
        self.tables[table]["cols"][column] = spec

    def _bytes(self, values: npt.NDArray[Any]) -> tuple[int, int]:
        """Store non-negative integers; gives offset and width in bytes."""
        top = int(values.max()) if len(values) else 0
        width = 1 if top < 1 << 8 else 2 if top < 1 << 16 else 4
        offset = self._length
        raw = np.ascontiguousarray(values.astype(f"<u{width}"))
        data = raw.view("u1").reshape(-1, width).T.tobytes() if width > 1 else raw.tobytes()
        self._parts.append(data)
        self._length += len(data)
        return offset, width

    # -- kinds of column ------------------------------------------------------

    def integers(self, table: str, column: str, values: pa.Array, *, delta: bool = False) -> None:
        """Integers or days; a missing value is code 0.

        ``delta`` stores differences to the row before (zigzag), for a column
        that is nearly sorted.
        """
        valid = np.asarray(values.is_valid())
        numbers = np.asarray(values.cast(pa.int64()).fill_null(0))
        if not valid.any():
            self._put(table, column, {"k": "na"})
            return
        if delta:
            # A missing value repeats the one before and is listed by row.
            numbers = numbers.copy()
            missing = np.flatnonzero(~valid)
            if len(missing):
                filled = np.where(valid, np.arange(len(numbers)), 0)
                numbers = numbers[np.maximum.accumulate(filled)]
            start = int(numbers[0])
            steps = np.diff(numbers, prepend=start)
            offset, width = self._bytes((steps << 1) ^ (steps >> 63))
            spec = {"k": "delta", "o": offset, "w": width, "b": start}
            if len(missing):
                gaps = np.diff(missing, prepend=0)
                spec["mo"], spec["mw"] = self._bytes(gaps)
                spec["mn"] = len(missing)
            self._put(table, column, spec)
            return
        base = int(numbers[valid].min())
        codes = np.where(valid, numbers - base + 1, 0)
        offset, width = self._bytes(codes)
        self._put(table, column, {"k": "int", "o": offset, "w": width, "b": base})

    def numbers(self, table: str, column: str, values: pa.Array) -> None:
        """Floats, exactly: as scaled integers where that is exact, else eight bytes each."""
        floats = np.array(values.cast(pa.float64()).fill_null(np.nan), dtype="float64")
        floats = np.where(np.isfinite(floats), floats, np.nan)
        valid = ~np.isnan(floats)
        if not valid.any():
            self._put(table, column, {"k": "na"})
            return
        # A number that no browser arithmetic gives back exactly is stored whole.
        for digits in range(7) if np.abs(floats[valid]).max() < 2**31 else ():
            scaled = np.round(floats[valid] * 10**digits)
            # The browser divides; the check uses the same operation.
            if (np.abs(scaled) < 2**31).all() and (scaled / 10**digits == floats[valid]).all():
                base = int(scaled.min())
                if int(scaled.max()) - base + 1 < 2**32:
                    codes = np.zeros(len(floats), "int64")
                    codes[valid] = scaled.astype("int64") - base + 1
                    offset, width = self._bytes(codes)
                    spec = {"k": "num", "o": offset, "w": width, "b": base, "d": 10**digits}
                    self._put(table, column, spec)
                    return
        offset = self._length
        self._parts.append(floats.astype("<f8").tobytes())
        self._length += 8 * len(floats)
        self._put(table, column, {"k": "f8", "o": offset})

    def words(
        self, table: str, column: str, values: pa.Array, *, known: Sequence[str] = ()
    ) -> list[str]:
        """Strings by dictionary; gives the dictionary (code *i* + 1 is entry *i*)."""
        codes, entries = encode(values, known)
        offset, width = self._bytes(codes)
        if not entries:
            self._put(table, column, {"k": "na"})
        else:
            self._put(table, column, {"k": "dict", "o": offset, "w": width, "v": entries})
        return entries

    def lists(self, table: str, column: str, values: pa.Array) -> None:
        """Lists of strings: a dictionary of distinct lists of dictionary codes."""
        joined = join_lists(values)
        codes, entries = encode(joined, ())
        if not entries:
            self._put(table, column, {"k": "na"})
            return
        items: dict[str, int] = {}
        rows = [
            [items.setdefault(item, len(items)) for item in entry.split(_SEPARATOR)]
            if entry
            else []
            for entry in entries
        ]
        offset, width = self._bytes(codes)
        spec = {"k": "list", "o": offset, "w": width, "v": list(items), "r": rows}
        self._put(table, column, spec)

    def flags(self, table: str, column: str, values: pa.Array) -> None:
        """Booleans: 0 missing, 1 false, 2 true."""
        valid = np.asarray(values.is_valid())
        if not valid.any():
            self._put(table, column, {"k": "na"})
            return
        truth = np.asarray(values.cast(pa.bool_()).fill_null(False))
        offset, _ = self._bytes(np.where(valid, truth.astype("u1") + 1, 0))
        self._put(table, column, {"k": "bool", "o": offset})

    def identifiers(self, table: str, column: str, values: pa.Array) -> None:
        """Ids: a prefix with a number or 16 hex digits costs a few bytes; others, a dictionary."""
        strings = values.cast(pa.large_string())
        for kind, pattern in (
            ("pnum", r"^(?P<p>[^0-9]{0,40})(?P<n>0|[1-9][0-9]{0,8})$"),
            ("phex", r"^(?P<p>.{0,24}_)(?P<n>[0-9a-f]{16})$"),
        ):
            if strings.null_count or not len(strings):
                break
            found = pc.extract_regex(strings, pattern)
            if found.null_count:
                continue
            prefixes, numbers = pc.struct_field(found, "p"), pc.struct_field(found, "n")
            codes, entries = encode(prefixes, ())
            if len(entries) > 200:
                break
            offset, width = self._bytes(codes)
            spec = {"k": kind, "o": offset, "w": width, "v": entries}
            if kind == "pnum":
                values64 = np.asarray(numbers.cast(pa.int64()))
                steps = np.diff(values64, prepend=0)
                spec["no"], spec["nw"] = self._bytes((steps << 1) ^ (steps >> 63))
            else:
                raw = bytes.fromhex("".join(numbers.to_pylist()))
                spec["no"] = self._length
                self._parts.append(raw)
                self._length += len(raw)
            self._put(table, column, spec)
            return
        self.words(table, column, values)

    def group(self, table: str, name: str, columns: Mapping[str, pa.Array]) -> None:
        """Columns that go together (a place and its region): distinct rows in a table of their own."""
        combined: npt.NDArray[np.int64] | None = None
        for values in columns.values():
            codes = _factorize(values)
            if combined is None:
                combined = codes
            else:
                combined = combined * (int(codes.max(initial=0)) + 1) + codes
            combined, _ = pd.factorize(combined)
        if combined is None:
            return
        counts = np.bincount(combined)
        rank = np.empty(len(counts), "int64")
        order = np.argsort(-counts, kind="stable")
        rank[order] = np.arange(len(counts))
        codes = rank[combined]
        first = np.empty(len(counts), "int64")
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        offset, width = self._bytes(codes)
        sub = f"{table}.{name}"
        self._put(table, name, {"k": "group", "o": offset, "w": width, "t": sub})
        self.table(sub, len(first))
        rows = pa.array(first)
        for column, values in columns.items():
            distinct = values.take(rows)
            if pa.types.is_floating(distinct.type):
                self.numbers(sub, column, distinct)
            elif pa.types.is_integer(distinct.type):
                self.integers(sub, column, distinct)
            else:
                self.words(sub, column, distinct)

    def text(self, table: str, column: str, values: pa.Array) -> None:
        """Long text, in blocks that the browser inflates one at a time."""
        strings = values.cast(pa.large_string())
        if strings.null_count == len(strings):
            self._put(table, column, {"k": "na"})
            return
        valid = np.asarray(strings.is_valid())
        offsets = np.frombuffer(strings.buffers()[1], "<i8")[
            strings.offset : strings.offset + len(strings) + 1
        ]
        body = memoryview(strings.buffers()[2] or b"")
        sizes = np.diff(offsets)
        ends, starts, start = [], [0], 0
        while start < len(strings):
            limit = offsets[start] + TEXT_BLOCK_BYTES
            end = max(start + 1, int(np.searchsorted(offsets, limit, side="right")) - 1)
            end = min(end, len(strings))
            ends.append(end)
            starts.append(end)
            start = end
        first = len(self.blocks)
        for begin, end in zip(starts, ends, strict=False):
            lengths = np.where(valid[begin:end], sizes[begin:end] + 1, 0).astype("<u4")
            planes = lengths.view("u1").reshape(-1, 4).T.tobytes()
            if (sizes[begin:end][~valid[begin:end]] > 0).any():  # never from Arrow's own kernels
                message = "a missing text holds bytes"
                raise ValueError(message)
            raw = planes + bytes(body[offsets[begin] : offsets[end]])
            self.blocks.append(deflate64(raw, _TEXT_LEVEL))
        self._put(table, column, {"k": "text", "first": first, "ends": ends})

    def packed(self) -> str:
        """Return the core blob: everything but the text blocks."""
        header = {"tables": self.tables, "meta": self.meta, "blocks": len(self.blocks)}
        # ASCII escapes keep NUL, lone surrogates and direction marks exact.
        text = json.dumps(header, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        raw = text.encode("ascii")
        return deflate64(b"".join([len(raw).to_bytes(4, "little"), raw, *self._parts]))

    def outlines(self, table: str, column: str, parts: list[list[npt.NDArray[np.float64]]]) -> None:
        """Lines or rings per row, in degrees × 1000, as differences along each line.

        Meant for drawing: about 100 m, finer than what the symbols claim.
        """
        counts = [len(rows) for rows in parts]
        lines = [line for rows in parts for line in rows]
        sizes = [len(line) for line in lines]
        spec: dict[str, Any] = {"k": "lines"}
        spec["co"], spec["cw"] = self._bytes(np.array(counts, "int64"))
        spec["so"], spec["sw"], spec["sn"] = (*self._bytes(np.array(sizes, "int64")), len(sizes))
        for axis, key in ((0, "x"), (1, "y")):
            steps = [
                np.diff(np.round(line[:, axis] * 1000).astype("int64"), prepend=0) for line in lines
            ]
            flat = np.concatenate(steps) if steps else np.zeros(0, "int64")
            # The first step of a line is its absolute place, far larger than the
            # others: kept apart, so that the rest fits in fewer bytes.
            heads = np.zeros(len(lines), "int64")
            position = 0
            for index, size in enumerate(sizes):
                heads[index] = flat[position]
                flat[position] = 0
                position += size
            spec[key + "ho"], spec[key + "hw"] = self._bytes((heads << 1) ^ (heads >> 63))
            spec[key + "o"], spec[key + "w"] = self._bytes((flat << 1) ^ (flat >> 63))
        spec["n"] = sum(sizes)
        self._put(table, column, spec)


def _factorize(values: pa.Array) -> npt.NDArray[np.int64]:
    """Dense codes of any column; what is missing is a value of its own."""
    if pa.types.is_null(values.type):
        return np.zeros(len(values), "int64")
    coded = values.dictionary_encode()
    return np.asarray(coded.indices.cast(pa.int64()).fill_null(len(coded.dictionary)))


def encode(values: pa.Array, known: Sequence[str]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Codes (0 missing) and dictionary, most frequent first, ties by text.

    Frequent first keeps the high byte of most codes at zero.  Entries of
    ``known`` come first, in their order.
    """
    if pa.types.is_null(values.type):
        return np.zeros(len(values), "int64"), []
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        values = values.cast(pa.string())
    coded = values.dictionary_encode()
    entries = coded.dictionary.to_pylist()
    raw = np.asarray(coded.indices.cast(pa.int64()).fill_null(-1))
    counts = np.bincount(raw + 1, minlength=len(entries) + 1)[1:]
    rank = {entry: position for position, entry in enumerate(known)}
    order = sorted(
        range(len(entries)),
        key=lambda i: (rank.get(entries[i], len(rank)), -int(counts[i]), entries[i]),
    )
    place = np.zeros(len(entries) + 1, "int64")
    for position, index in enumerate(order):
        place[index + 1] = position + 1
    return place[raw + 1], [entries[i] for i in order]


def join_lists(values: pa.Array) -> pa.Array:
    """Lists of strings as one string each; a missing list stays missing."""
    if pa.types.is_null(values.type):
        return values.cast(pa.string())
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        return values
    if pa.types.is_null(values.type.value_type):
        values = values.cast(pa.list_(pa.string()))
    values = values.cast(pa.list_(pa.string()))
    if pc.any(pc.match_substring(values.flatten(), _SEPARATOR)).as_py():
        # The one character that the page cannot keep inside a list item.
        rows = [
            row and [item and item.replace(_SEPARATOR, "\u241f") for item in row]
            for row in values.to_pylist()
        ]
        values = pa.array(rows, pa.list_(pa.string()))
    return pc.binary_join(values, _SEPARATOR)
