"""Which format a file is in, by its content, and the readers by format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.readers._acled import import_acled, is_acled
from geomali.readers._dtm import import_dtm, is_dtm
from geomali.readers._gdelt import gdelt_names, import_gdelt, is_gdelt, looks_like_gdelt
from geomali.readers._geojson import import_geojson, is_json, json_of, text_of
from geomali.readers._hapi import import_hapi, is_hapi
from geomali.readers._monthly import import_monthly, is_monthly
from geomali.readers._records import FORMATS, Context, Imported, Progress
from geomali.readers._rows import Rows, read_text_rows, rows_of
from geomali.readers._sheet import import_sheet, is_sheet
from geomali.readers._source import Source, open_source, open_sources, to_utf8
from geomali.readers._ucdp import import_ucdp, is_ucdp
from geomali.readers._weekly import import_weekly, is_weekly
from geomali.readers._where import Where
from geomali.readers._workbook import Sheet, read_sheets, sheet_rows

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry
    from geomali.gazetteer import Gazetteer

__all__ = [
    "read_acled",
    "read_cells",
    "read_dtm",
    "read_file",
    "read_files",
    "read_gdelt",
    "read_geojson",
    "read_hapi",
    "read_sheet",
    "read_ucdp",
]

_WORDS_WITHIN: Final = 100
_IMPORTS: Final[dict[str, Callable[[Rows, Context], Imported]]] = {
    "acled": import_acled,
    "acled_weekly": import_weekly,
    "acled_monthly": import_monthly,
    "ucdp": import_ucdp,
    "hapi": import_hapi,
    "gdelt": import_gdelt,
    "dtm": import_dtm,
    "sheet": import_sheet,
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
        CSV, TSV, XLSX, GeoJSON or the JSON that a publisher's API answers,
        plain or packed with gzip or zip; an archive of one data file.
    format
        One of :data:`FORMATS`, ``geomali`` for our own (a coding sheet or
        GeoJSON), or ``auto``: told by the content, never by the name.
    gazetteer, actors
        Where names are looked up; the shipped ones by default.
    progress
        Called with the rows done and the rows in all.

    Raises
    ------
    SourceFormatError
        The file cannot be read, or is of no format that geomali knows.
    """
    [imported] = _read([open_source(path)], format, gazetteer, actors, progress)
    return imported


def read_files(
    path: str | Path,
    *,
    format: str = "auto",  # noqa: A002
    country: str | None = None,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> tuple[Imported, ...]:
    """Read every data file of an archive, or the one that a path is; see :func:`read_file`.

    Parameters
    ----------
    path, format, gazetteer, actors, progress
        See :func:`read_file`.
    country
        ISO code of two letters: rows of publishers that name another country
        are left out before anything else, and counted in the notes.

    Returns
    -------
    tuple
        One entry per data file, in the order of their names.

    Raises
    ------
    SourceFormatError
        One of them cannot be read.
    """
    return _read(open_sources(path), format, gazetteer, actors, progress, country)


def _read(
    sources: list[Source],
    format: str,  # noqa: A002
    gazetteer: Gazetteer | None,
    actors: ActorRegistry | None,
    progress: Progress | None,
    country: str | None = None,
) -> tuple[Imported, ...]:
    if format not in ("auto", "geomali", *FORMATS):
        raise ValueError(f"format {format!r} is not one of auto, geomali, {', '.join(FORMATS)}")
    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    if actors is None:
        from geomali.actors import load_actors

        actors = load_actors()
    context = Context(gazetteer, actors, progress)
    return tuple(_read_source(source, format, context, country) for source in sources)


def _read_source(
    source: Source,
    format: str,  # noqa: A002
    context: Context,
    country: str | None,
) -> Imported:
    records = None
    if format == "geojson" or is_json(source):
        document = json_of(source)
        records = None if format in ("geojson", "geomali") else _records_of(document)
        if records is None:
            return import_geojson(source, document, context)
    if format == "geomali":
        format = "sheet"  # noqa: A001
    if records is not None:
        rows = _record_rows(source, records)
        found = format if format != "auto" else format_of(rows)
    elif source.kind == "xlsx":
        found, rows = _sheet_of(source, format)
    else:
        rows = _text_rows(source, format)
        found = format if format != "auto" else format_of(rows)
    if found is None:
        shown = ", ".join(name for name in rows.header[:8] if name)
        raise source.error(f"is of no format that geomali knows (its columns: {shown})")
    if country is not None:
        rows = _of_country(rows, found, country, context.gazetteer)
    return _IMPORTS[found](rows, context)


# The column that names the country, by format.
_COUNTRY: Final = {
    "acled": "country",
    "acled_weekly": "country",
    "acled_monthly": "country",
    "ucdp": "country",
    "hapi": "location_code",
    "gdelt": "actiongeo_fullname",
}


def _of_country(rows: Rows, format: str, country: str, gazetteer: Gazetteer) -> Rows:  # noqa: A002
    """Rows without those that name another country: publishers give the whole world in one file."""
    key = _COUNTRY.get(format)
    if key is None or key not in rows:
        return rows
    column, where = rows.coded(key), Where(gazetteer)
    wanted = country.upper()
    # GDELT names a place with its region and its country.
    names = {value: value.rpartition(",")[2].strip() for value in column.values}
    codes = {name: where.country(name) for name in set(names.values()) if name}
    kept = column.map(lambda value: codes.get(names[value], wanted) == wanted, bool)
    if kept.all():
        return rows
    fewer = rows.take(np.flatnonzero(kept))
    count = int((~kept).sum())
    left = f"{count:,} row{'' if count == 1 else 's'} of other countries left out, as asked"
    return replace(fewer, notes=[*rows.notes, left])


def read_cells(path: str | Path) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """Cells of the tables of a file, whatever they hold.

    Returns
    -------
    dict
        By name of the sheet (``""`` for CSV): number of each data row, and its
        cells by the keys of the header.

    Raises
    ------
    SourceFormatError
        The file holds no tables.
    """
    source = open_source(path)
    found = {"": _text_rows(source, "sheet")} if source.kind == "text" else _sheets(source)
    out = {}
    for name, rows in found.items():
        if rows.broken:
            number, _, reason = rows.broken[0]
            raise rows.source.error(reason, row=rows.above + number)
        keys = rows.table.column_names
        columns = [rows.coded(key) for key in keys]
        out[name] = [
            (rows.number(i), {k: c.at(i) for k, c in zip(keys, columns, strict=True)})
            for i in range(rows.count)
        ]
    return out


def _sheets(source: Source) -> dict[str, Rows]:
    tables = ((sheet.name, sheet_rows(source, sheet)) for sheet in read_sheets(source))
    return {name: rows for name, rows in tables if rows is not None}


def format_of(rows: Rows) -> str | None:
    """Format of a table by its header, or None."""
    keys = frozenset(rows.table.column_names)
    for name, fits in (
        ("acled", is_acled),
        ("acled_weekly", is_weekly),
        ("acled_monthly", is_monthly),
        ("ucdp", is_ucdp),
        ("hapi", is_hapi),
        ("gdelt", is_gdelt),
    ):
        if fits(keys):
            return name
    if is_dtm(rows):
        return "dtm"
    return "sheet" if is_sheet(keys) else None


def _records_of(document: Any) -> list[dict[str, Any]] | None:
    """Rows of the answer of an API: a list of flat objects, bare or as the one list of an object."""
    lists = [document] if isinstance(document, list) else []
    if isinstance(document, dict) and document.get("type") != "FeatureCollection":
        lists = [value for value in document.values() if isinstance(value, list)]
    found = [
        value for value in lists if value and all(isinstance(item, dict) and item for item in value)
    ]
    return found[0] if len(found) == 1 else None


def _record_rows(source: Source, records: list[dict[str, Any]]) -> Rows:
    header = list(dict.fromkeys(str(key) for record in records for key in record))
    cells = [{str(key): text_of(value) for key, value in record.items()} for record in records]
    numbers = range(1, len(records) + 1)
    cut = [[row.get(name, "") for name in header] for row in cells]
    return rows_of(source, header, cut, numbers, above=0)


def _text_rows(source: Source, format: str) -> Rows:  # noqa: A002
    data, start, notes = to_utf8(source)
    first = data[start : start + 20_000].split(b"\n", 1)[0].decode("utf-8", "replace")
    names = None
    if format in ("auto", "gdelt") and looks_like_gdelt(first):
        names = gdelt_names(len(first.rstrip("\r\n").split("\t")))
    rows = read_text_rows(source, data, start, names=names)
    rows.notes.extend(notes)
    source.release()
    return rows


def _sheet_of(source: Source, format: str) -> tuple[str | None, Rows]:  # noqa: A002
    """The sheet of a workbook that holds the data: the first of a known format, or the largest."""
    sheets = read_sheets(source)
    tables = [
        (sheet.name, rows)
        for sheet in sheets
        if (rows := sheet_rows(source, sheet)) is not None and rows.count
    ]
    if not tables:
        raise source.error("no sheet of the workbook holds a table")
    known = [(format_of(rows), name, rows) for name, rows in tables]
    wanted = [item for item in known if item[0] is not None and format in ("auto", item[0])]
    if wanted:
        found, name, rows = wanted[0]
    else:
        name, rows = max(tables, key=lambda item: item[1].count)
        found = None if format == "auto" else format
    rows.beside = "\n".join(_beside(sheet, name) for sheet in sheets)
    if len(tables) > 1:
        rows.notes.append(f"read the sheet {name!r} of {len(tables)}")
    return found, rows


def _beside(sheet: Sheet, table: str) -> str:
    """Name of a sheet and, but of the one that holds the table, the words on it."""
    rows = () if sheet.name == table else sheet.rows[:_WORDS_WITHIN]
    return "\n".join([sheet.name, *(" ".join(cells) for _, cells in rows)])


def read_acled(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read an ACLED export of any age or layout; see :func:`read_file`."""
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


def read_gdelt(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read GDELT events, version 1.0 or 2.0; see :func:`read_file`."""
    return read_file(path, format="gdelt", gazetteer=gazetteer, actors=actors, progress=progress)


def read_hapi(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read HDX HAPI's monthly counts of conflict events; see :func:`read_file`."""
    return read_file(path, format="hapi", gazetteer=gazetteer, actors=actors, progress=progress)


def read_dtm(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read figures of IOM's Displacement Tracking Matrix; see :func:`read_file`."""
    return read_file(path, format="dtm", gazetteer=gazetteer, actors=actors, progress=progress)


def read_sheet(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read a coding sheet of our own, of events or of claims; see :func:`read_file`."""
    return read_file(path, format="sheet", gazetteer=gazetteer, actors=actors, progress=progress)


def read_geojson(
    path: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    actors: ActorRegistry | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read GeoJSON points: our own export, or anybody's; see :func:`read_file`."""
    return read_file(path, format="geojson", gazetteer=gazetteer, actors=actors, progress=progress)
