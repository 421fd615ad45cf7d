"""Exceptions raised by geomali.

::

    GeomaliError
    ├── SchemaError(ValueError)
    ├── SourceFormatError(ValueError)
    ├── StoreError(OSError)
    ├── UnknownPlaceError(LookupError)
    ├── AmbiguousPlaceError(LookupError)
    └── GeocodingError

Every message is one line and says what to do.  A bad record is not an
exception: row-wise functions return it in a rejects table with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "AmbiguousPlaceError",
    "GeocodingError",
    "GeomaliError",
    "SchemaError",
    "SourceFormatError",
    "StoreError",
    "UnknownPlaceError",
]


class GeomaliError(Exception):
    """Base class of every error that geomali raises on purpose."""


class SchemaError(GeomaliError, ValueError):
    """A table breaks its contract.

    Parameters
    ----------
    table
        Name of the table, as in :data:`geomali.schema.TABLES`.
    problems
        Every problem found, one line each.
    """

    def __init__(self, table: str, problems: Sequence[str]) -> None:
        self.table = table
        self.problems = tuple(problems)
        super().__init__(f"table {table!r}: " + "; ".join(self.problems))


class SourceFormatError(GeomaliError, ValueError):
    """An input file cannot be read as what it is said to be.

    Parameters
    ----------
    path
        The file.
    message
        What is wrong and what to do, in one line.
    row
        Row number in the file, its header being row 1, if one row is to blame.
    """

    def __init__(self, path: str | Path, message: str, *, row: int | None = None) -> None:
        self.path = str(path)
        self.row = row
        where = self.path if row is None else f"{self.path}, row {row}"
        super().__init__(f"{where}: {message}")


class StoreError(GeomaliError, OSError):
    """A store cannot be opened, read or written."""

    def __init__(self, path: str | Path, message: str) -> None:
        self.path = str(path)
        self.message = message
        super().__init__(f"{self.path}: {message}")


class UnknownPlaceError(GeomaliError, LookupError):
    """No place of that name is known."""

    def __init__(self, name: str, reason: str = "no place of that name in the gazetteer") -> None:
        self.name = name
        super().__init__(f"{name!r}: {reason}")


class AmbiguousPlaceError(GeomaliError, LookupError):
    """Several places bear the name and nothing decides between them."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(f"{name!r} is ambiguous: " + ", ".join(self.candidates))


class GeocodingError(GeomaliError):
    """An online geocoder that was asked for failed; the cause is chained."""
