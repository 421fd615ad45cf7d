"""Which format a file is in, by its content, and the readers by format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geomali.readers._acled import import_acled, is_acled
from geomali.readers._hapi import import_hapi, is_hapi
from geomali.readers._records import FORMATS, Context, Imported, Progress
from geomali.readers._rows import Rows, key_of, read_text_rows
from geomali.readers._source import Source, open_source, to_utf8
from geomali.readers._ucdp import import_ucdp, is_ucdp

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry
    from geomali.gazetteer import Gazetteer

__all__ = ["read_acled", "read_file", "read_hapi", "read_ucdp"]

_TABLES: Final[
    dict[str, tuple[Callable[[frozenset[str]], bool], Callable[[Rows, Context], Imported]]]
] = {
    "acled": (is_acled, import_acled),
    "ucdp": (is_ucdp, import_ucdp),
    "hapi": (is_hapi, import_hapi),
}


def read_file(
    path: str | Path,
    *,
    format: str = "auto",  # noqa: A002
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read a dataset file, whatever its format.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, JSON or GeoJSON, plain or packed with gzip or zip.
    format
        One of :data:`FORMATS`, or ``auto``: told by the content, never by the name.
    gazetteer, actors
        Where names are looked up; the shipped ones by default.
    progress
        Called with the rows done and the rows in all.

    Raises
    ------
    SourceFormatError
        The file cannot be read, or is of no format that geomali knows.
    """
    if format not in ("auto", *FORMATS):
        raise ValueError(f"format {format!r} is not one of auto, {', '.join(FORMATS)}")
    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    if actors is None:
        from geomali.actors import load_actors

        actors = load_actors()
    context = Context(gazetteer, actors, progress)
    rows = _rows(open_source(path))
    keys = frozenset(key_of(name) for name in rows.header)
    names = [name for name, (fits, _) in _TABLES.items() if fits(keys)]
    found = format if format != "auto" else names[0] if names else None
    if found is None:
        raise rows.source.error(
            "is of no format that geomali knows (columns: " + ", ".join(rows.header[:8]) + ")"
        )
    return _TABLES[found][1](rows, context)


def _rows(source: Source) -> Rows:
    data, start, notes = to_utf8(source)
    rows = read_text_rows(source, data, start)
    rows.notes.extend(notes)
    return rows


def read_acled(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read an ACLED export; see :func:`read_file`."""
    return read_file(path, format="acled", gazetteer=gazetteer, actors=actors, progress=progress)


def read_ucdp(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read UCDP GED or its candidates; see :func:`read_file`."""
    return read_file(path, format="ucdp", gazetteer=gazetteer, actors=actors, progress=progress)


def read_hapi(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read HDX HAPI's monthly counts; see :func:`read_file`."""
    return read_file(path, format="hapi", gazetteer=gazetteer, actors=actors, progress=progress)
