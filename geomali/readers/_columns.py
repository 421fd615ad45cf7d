"""Columns of text to the types of the contract."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from geomali.readers._rows import Coded
from geomali.readers._who import NO_DAY
from geomali.schema import TABLES, arrow_schema

__all__ = [
    "DateReader",
    "day_number",
    "days_array",
    "floats_array",
    "ints_array",
    "month_number",
    "month_span",
    "same_list",
    "source_table",
    "table_of",
    "whole_number",
]

_EPOCH: Final = date(1970, 1, 1)
_FIRST: Final = date(1900, 1, 1)
_LAST: Final = date(2100, 1, 1)
_MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2})")
_SLASHES: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_INT32: Final = 2**31 - 1


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


class DateReader:
    """Dates in the styles that exports come in.

    ``2020-07-31`` (a time may follow), ``29 December 2020``, ``25-Aug-03``,
    ``20200731``.  ``31/07/2020`` is read if the column says somewhere
    whether the day or the month comes first.

    Parameters
    ----------
    column
        The column to read, from which the order of day and month is learnt.
    """

    def __init__(self, column: Coded) -> None:
        firsts, seconds = [0], [0]
        for value in column.values:
            match = _SLASHES.fullmatch(value)
            if match:
                firsts.append(int(match[1]))
                seconds.append(int(match[2]))
        # Both above 12 somewhere: the column mixes orders, and no single date can be trusted.
        self.day_first = max(firsts) > 12 if (max(firsts) > 12) != (max(seconds) > 12) else None

    def read(self, text: str) -> date | None:
        """The date, or None if it is none, or cannot be told."""
        try:
            day = self._read(text)
        except ValueError:
            return None
        return day if day is not None and _FIRST <= day < _LAST else None

    def _read(self, text: str) -> date | None:
        if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _WORDS.fullmatch(text):
            month = _MONTHS.get(match[2].lower())
            return date(_year(match[3]), month, int(match[1])) if month else None
        if match := _SLASHES.fullmatch(text):
            first, second = int(match[1]), int(match[2])
            if self.day_first is None and first != second:
                return None
            day, month = (first, second) if self.day_first is not False else (second, first)
            return date(_year(match[3]), month, day)
        return None

    def days(self, column: Coded) -> np.ndarray:
        """Days of a column since 1970, :data:`NO_DAY` where there is none."""

        def number(text: str) -> int:
            day = self.read(text) if text else None
            return NO_DAY if day is None else day_number(day)

        return column.map(number, "int64")


def _year(text: str) -> int:
    # Two digits: no dataset on these conflicts reaches back before 1970.
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 70 else 2000)


def month_number(text: str) -> int | None:
    """Number of a month by its English name, the first letters of it, or its number; None if it is none."""
    number = _MONTHS.get(text.lower().rstrip("."), whole_number(text))
    return number if number is not None and 1 <= number <= 12 else None


def month_span(day: int) -> tuple[int, int]:
    """First and last day of a day's month, as days since 1970."""
    found = _EPOCH + timedelta(days=day)
    last = calendar.monthrange(found.year, found.month)[1]
    return day_number(found.replace(day=1)), day_number(found.replace(day=last))


def whole_number(text: str) -> int | None:
    """A whole number that a column of ours can hold (``12``, ``12.0``, ``1,234``), or None."""
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"-?\d{1,12}(\.0*)?", text, re.ASCII):
        return None
    value = int(text.partition(".")[0])
    return value if abs(value) <= _INT32 else None


def days_array(days: np.ndarray) -> pa.Array:
    """Arrow days of days since 1970, missing for :data:`NO_DAY`."""
    return pa.array(days.astype("int32"), pa.int32(), mask=days == NO_DAY).cast(pa.date32())


def ints_array(values: np.ndarray, dtype: Any = None) -> pa.Array:
    """Arrow integers of floats, missing for NaN."""
    missing = np.isnan(values)
    whole = np.where(missing, 0, values).astype("int64")
    return pa.array(whole, pa.int64(), mask=missing).cast(dtype or pa.int32())


def floats_array(values: np.ndarray) -> pa.Array:
    """Arrow floats, missing for NaN."""
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def same_list(value: str, count: int) -> pa.Array:
    """The list of one value in every row."""
    offsets = pa.array(np.arange(count + 1, dtype="int32"))
    return pa.ListArray.from_arrays(offsets, pa.array([value] * count, pa.string()))


def table_of(name: str, columns: Mapping[str, Any], count: int) -> pa.Table:
    """Arrow table of the contract; columns that are not given are missing values."""
    schema = arrow_schema(name)
    unknown = columns.keys() - set(TABLES[name].names)
    if unknown:
        raise KeyError(f"no columns {sorted(unknown)} in {name}")
    arrays = []
    for column in schema:
        values = columns.get(column.name)
        if values is None:
            values = pa.nulls(count, column.type)
        elif not isinstance(values, pa.Array | pa.ChunkedArray):
            values = pa.array(values, column.type)
        arrays.append(values if values.type == column.type else values.cast(column.type))
    return pa.table(arrays, schema=schema)


def source_table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Table ``sources``."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=arrow_schema("sources"))
