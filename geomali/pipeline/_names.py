"""Place names, one by one or a table of them, to coordinates."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from geomali.errors import SourceFormatError

if TYPE_CHECKING:
    from geomali.gazetteer import Gazetteer, Resolution
    from geomali.pipeline._coding import Progress

__all__ = ["RESOLVED_COLUMNS", "describe_resolution", "resolve_names", "resolve_table"]

RESOLVED_COLUMNS = (
    "place_id",
    "lat",
    "lon",
    "matched_name",
    "feature",
    "geo_precision",
    "score",
    "status",
    "reason",
    "candidates",
)
_HINTS = ("admin1", "admin2", "country", "on")


def resolve_names(
    names: str | Iterable[str],
    *,
    hints: Mapping[str, Any] | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[dict[str, Any]]:
    """Resolve names; one record per name, in order, with the columns of ``resolve --input``.

    Parameters
    ----------
    names
        Names and relative descriptions as people write them.
    hints
        ``admin1``, ``admin2``, ``within`` (either), ``country``, ``near``, ``on`` for all of them.

    Raises
    ------
    UnknownPlaceError
        No region or cercle is named as ``within`` says.
    """
    from geomali.gazetteer import load_gazetteer

    gazetteer = gazetteer or load_gazetteer()
    names = [names] if isinstance(names, str) else names
    given = _shared_hints(hints, gazetteer)
    return [{"name": name, **_record(gazetteer.resolve(name, **given))} for name in names]


def _shared_hints(hints: Mapping[str, Any] | None, gazetteer: Gazetteer) -> dict[str, Any]:
    """What is asked of all names; ``within`` is a region or a cercle, known to be one."""
    given = {key: value for key, value in (hints or {}).items() if value}
    if "within" in given:
        given["admin1"] = gazetteer.within(given.pop("within"))
    return given


def _record(answer: Resolution) -> dict[str, Any]:
    place = answer.place
    return {
        "place_id": answer.place_id,
        "lat": None if answer.lat is None else round(answer.lat, 6),
        "lon": None if answer.lon is None else round(answer.lon, 6),
        "matched_name": answer.matched_name,
        "feature": f"{place.feature_class}.{place.feature_code}" if place else None,
        "geo_precision": answer.geo_precision,
        "uncertainty_km": answer.uncertainty_km,
        "admin1": place.admin1 if place else None,
        "admin2": place.admin2 if place else None,
        "country": place.country if place else None,
        "score": round(answer.score, 4),
        "status": answer.status,
        "reason": answer.reason,
        "candidates": [
            {"place_id": c.place.place_id, "name": c.matched_name, "score": round(c.score, 4)}
            for c in answer.candidates
        ],
    }


def describe_resolution(record: Mapping[str, Any]) -> str:
    """One line for a person: what a name resolved to, or why not."""
    if record["status"] != "resolved":
        options = ", ".join(candidate["place_id"] for candidate in record["candidates"])
        return f"{record['name']}: {record['status']}: {record['reason']}" + (
            f" ({options})" if options else ""
        )
    where = f"{record['lat']:.4f}, {record['lon']:.4f}" if record["lat"] is not None else "an area"
    details = [
        record["feature"],
        record["admin1"],
        record["place_id"],
        f"score {record['score']:.2f}",
    ]
    if record["uncertainty_km"]:
        details.insert(0, f"±{record['uncertainty_km']:.0f} km")
    shown = "; ".join(str(detail) for detail in details if detail)
    return f"{record['name']}: {where} ({record['matched_name']}; {shown})"


def resolve_table(
    path: str | Path,
    out: str | Path | None,
    *,
    hints: Mapping[str, Any] | None = None,
    gazetteer: Gazetteer | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Resolve the names of a CSV file; every row and column is kept, in order.

    Parameters
    ----------
    path
        CSV (comma, semicolon or tab; UTF-8, with or without BOM, or
        Windows-1252) with the column ``name`` and optionally ``admin1``,
        ``admin2``, ``country`` and ``on`` (YYYY-MM-DD).
    out
        CSV to write; None writes to standard output.
    hints
        Hints for rows that do not give their own.

    Returns
    -------
    dict
        Number of rows by status.

    Raises
    ------
    SourceFormatError
        It is not such a table.  A single bad row is kept, with its reason.
    UnknownPlaceError
        No region or cercle is named as the hint ``within`` says.
    """
    import csv

    header, rows = _read_csv(Path(path))
    if "name" not in header:
        some = ", ".join(header[:8]) + (", …" if len(header) > 8 else "")
        found = f"found {some[:200]}" if header else "the file is empty"
        raise SourceFormatError(path, f"no column 'name'; {found}")
    from geomali.gazetteer import load_gazetteer

    gazetteer = gazetteer or load_gazetteer()
    shared = _shared_hints(hints, gazetteer)
    added = [column for column in RESOLVED_COLUMNS if column not in header]
    known: dict[tuple[str, ...], dict[str, Any]] = {}
    counts: Counter[str] = Counter()
    with _output(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*header, *added])
        for number, row in enumerate(rows, 1):
            cells = dict(zip(header, row, strict=False))
            key = (cells["name"], *(cells.get(hint, "").strip() for hint in _HINTS))
            problem = _problem(header, row, key)
            if problem:
                answer = {**_UNREAD, "reason": problem}
            else:
                if key not in known:
                    given = shared | _own_hints(key)
                    known[key] = _cells(_record(gazetteer.resolve(cells["name"], **given)))
                answer = known[key]
            counts[answer["status"]] += 1
            cells |= {column: answer[column] for column in RESOLVED_COLUMNS}
            # The user's own cells go back as they came; ours are made harmless.
            writer.writerow([cells[column] for column in (*header, *added)])
            if progress:
                progress(number, len(rows))
    return {status: counts[status] for status in ("resolved", "ambiguous", "unknown")}


_UNREAD: Mapping[str, str] = dict.fromkeys(RESOLVED_COLUMNS, "") | {"status": "unknown"}


def _problem(header: list[str], row: list[str], key: tuple[str, ...]) -> str | None:
    """Why a row cannot be read; it is kept all the same."""
    if len(row) > len(header):
        extra = " | ".join(row[len(header) :])
        return f"{len(row)} cells under {len(header)} headings, too many: {extra}"
    if key[-1]:
        try:
            date.fromisoformat(key[-1])
        except ValueError:
            return f"{key[-1]!r} in column 'on' is not a date; write it as 2023-09-20"
    return None


def _own_hints(key: tuple[str, ...]) -> dict[str, Any]:
    hints: dict[str, Any] = {
        hint: value for hint, value in zip(_HINTS, key[1:], strict=True) if value
    }
    if "on" in hints:
        hints["on"] = date.fromisoformat(hints["on"])
    return hints


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    from geomali.files import harmless_cell

    cells = {}
    for column in RESOLVED_COLUMNS:
        value = record[column]
        if column == "candidates":
            value = ";".join(candidate["place_id"] for candidate in value)
        # A coordinate may start with a minus: a number is no formula.
        text = "" if value is None else str(value)
        cells[column] = text if isinstance(value, int | float) else harmless_cell(text)
    return cells


def _read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    import csv
    import io

    data = path.read_bytes()
    if b"\x00" in data[:4096]:
        raise SourceFormatError(path, "not a text table; save it as CSV (UTF-8)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SourceFormatError(path, f"not a CSV table ({error})") from error
    rows = [row for row in rows if row]
    header = [cell.strip() for cell in rows[0]] if rows else []
    if len(set(header)) != len(header):
        raise SourceFormatError(path, "two columns have the same name; rename one")
    width = len(header)
    return header, [row + [""] * (width - len(row)) for row in rows[1:]]


def _output(out: str | Path | None) -> AbstractContextManager[IO[str]]:
    """File to write, whole or not at all, or standard output."""
    from geomali.files import replacing

    return replacing(out) if out else nullcontext(sys.stdout)
