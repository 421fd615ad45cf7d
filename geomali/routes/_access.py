"""Access constraints: which stretches are open, restricted or closed, from a table the user edits."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.errors import GeomaliError, SourceFormatError
from geomali.resources import data_path
from geomali.routes._named import named

if TYPE_CHECKING:
    import pandas as pd

    from geomali.roads import RoadNetwork

__all__ = ["Access", "access_status", "read_access"]

STATUSES: Final = ("open", "restricted", "closed")


@dataclass(frozen=True, slots=True)
class Access:
    """What may not, or not freely, be used: for ``closed`` and ``restricted`` of find_paths."""

    closed: tuple[str, ...]
    restricted: tuple[str, ...]
    open: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    def closed_in_words(self) -> list[str]:
        """What is closed, with the reason and the source that the table gives."""
        shown = []
        for row in self.rows:
            if row["status"] == "closed":
                why = ", ".join(filter(None, (row.get("reason"), row.get("source"))))
                shown.append(f"{row['where']} ({why})" if why else row["where"])
        return shown


def read_access(
    path: str | Path,
    network: RoadNetwork,
    *,
    as_of: date | None = None,
    words: str | Path | None = None,
) -> tuple[Access, pd.DataFrame]:
    """Read access constraints.

    Parameters
    ----------
    path
        CSV with ``where`` (stretch id, corridor id, road number or place id) and
        ``status`` in any words; optional ``from_date`` and ``to_date`` (the last
        day it holds), ``reason``, ``source``.
    network
        Where the names are looked up.
    as_of
        Rows not in force on that day are left out.
    words
        Table ``words,status`` that maps free status text to open, restricted or
        closed; by default ``layers/roads/access_status.csv``.

    Returns
    -------
    Access, DataFrame
        Of rows on the same stretch the most severe counts.  Rejects: a name
        that nothing bears, a status that no word of the table fits.

    Raises
    ------
    SourceFormatError
        A column is missing.
    """
    import pandas as pd

    path = Path(path)
    table = _words(words)
    kept: dict[str, list[str]] = {status: [] for status in STATUSES}
    rows: list[Mapping[str, str]] = []
    rejects: list[dict[str, Any]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"where", "status"} - set(reader.fieldnames or ())
        if missing:
            raise SourceFormatError(path, f"columns are missing: {', '.join(sorted(missing))}")
        for number, row in enumerate(reader, 1):
            cells = {key: (value or "").strip() for key, value in row.items() if key}
            try:
                if not cells["where"]:
                    raise ValueError("where is empty")
                in_force = _in_force(cells, as_of)
                named(network, [cells["where"]])
                status = access_status(cells["status"], table)
            except (ValueError, GeomaliError) as error:
                rejects.append(
                    {
                        "source_file": path.name,
                        "row_number": number,
                        "row": ", ".join(cells.values())[:500],
                        "reason": str(error),
                    }
                )
                continue
            if in_force:
                kept[status].append(cells["where"])
                rows.append(cells | {"status": status})
    names = {status: tuple(dict.fromkeys(found)) for status, found in kept.items()}
    access = Access(names["closed"], names["restricted"], names["open"], tuple(rows))
    return access, pd.DataFrame(rejects, columns=["source_file", "row_number", "row", "reason"])


def _in_force(cells: Mapping[str, str], as_of: date | None) -> bool:
    days = {}
    for name in ("from_date", "to_date"):
        text = cells.get(name, "")
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValueError(f"{name} {text!r} is not like 2024-03-31") from error
    if as_of is None:
        return True
    starts, ends = days["from_date"], days["to_date"]
    return (starts is None or starts <= as_of) and (ends is None or as_of <= ends)


def _words(path: str | Path | None) -> list[tuple[str, str]]:
    path = Path(path) if path is not None else data_path("layers/roads/access_status.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, 1):
        if row.get("status") not in STATUSES or not (row.get("words") or "").strip():
            raise SourceFormatError(
                path, f"status is {row.get('status')!r}, not open, restricted or closed", row=number
            )
    return [(row["words"].strip().casefold(), row["status"]) for row in rows]


def access_status(text: str, words: list[tuple[str, str]] | None = None) -> str:
    """Open, restricted or closed for a free status text; the first fitting row of the table counts.

    Raises
    ------
    ValueError
        No row fits: a status is never guessed.
    """
    folded = " ".join(text.casefold().split())
    for word, status in words if words is not None else _words(None):
        if word in folded:
            return status
    raise ValueError(
        f"status {text!r} fits no known word: write {', '.join(STATUSES[:-1])} or {STATUSES[-1]}, "
        "or a word listed in layers/roads/access_status.csv"
    )
