"""Drafts to a workbook or a folder of CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geomali.extract import Draft
from geomali.files import replace_bytes, replacing, timeless_workbook
from geomali.review._cells import (
    DRAFT_SHEET,
    EDITABLE_CLAIM,
    EDITABLE_EVENT,
    LISTS,
    TABLES,
    cell_text,
    draft_json,
    rows_of,
)

__all__ = ["write_sheets"]

_WIDTHS: Final = {"quote": 70, "notes": 40, "place_reason": 30, "flags": 30, "title": 50}
_READ_ME: Final = """\
Each row of 'events' and 'claims' stands beside the words it was coded from (quote, start, end).
accept: 'no' leaves the row out of the store (its history keeps it), as deleting the row does; 'yes' or empty keeps it. Where a row was corrected or left out before, empty leaves that as it is, and 'yes' says that the row is right as it stands here. What you decide stays when the reports are coded again; 'geomali store decisions' lists it.
Correct the other cells where they are wrong. A corrected event keeps its event_id; its claims follow a corrected day and place where they had the same.
To correct a place, write its name in 'place' (and its region in 'admin1' if the name is not enough), or its id in 'place_id', or write 'lat' and 'lon'. A name that is not found, or may be several places, is not taken: you are told which ones. Empty 'place_id' to keep the name without a point, 'place_id' and 'place' to say that none is stated.
Dates: 2024-03-31. date and date_latest are the first and the last day it may have been.
Actors: ids or names, several with semicolons. A name that no table knows is kept as it is.
fatalities, wounded, abducted: empty if the report states none; 0 only if it says that there were none.
A new row without an event_id adds an event, one without a claim_id a claim; give its report_id, and it was known when the report was. The quote of a new claim is looked for in the report.
A row that you delete is left out, an event with its claims. Delete every row of a report, in 'events' and in 'claims', and it counts as not in this copy: nothing of it is changed (or write 'no' in 'accept' instead).
'not_events' and 'reports' are there to be read; changes in them have no effect.
geomali accept reads this file and checks every row; a row that is wrong is listed with the reason.
""".splitlines()
_LISTS_SHEET: Final = "lists"
_CHUNK: Final = 30_000
# A fixed day, so that the same drafts give the same bytes.
_FIXED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001


def write_sheets(drafts: Iterable[Draft], out: str | Path) -> Path:
    """Write drafts as coding sheets.

    Parameters
    ----------
    drafts
        What was coded.
    out
        A file that ends in ``.xlsx``, or a folder for files of CSV.

    Returns
    -------
    Path
        The file or the folder.  The same drafts give the same bytes.
    """
    out = Path(out)
    drafts = sorted(drafts, key=lambda draft: (draft.report.file, draft.report.report_id))
    rows = {name: list(rows_of(name, drafts)) for name in TABLES}
    if out.suffix.lower() == ".xlsx":
        replace_bytes(out, _workbook(rows, drafts))
        return out
    for name, columns in TABLES.items():
        with replacing(out / f"{name}.csv") as file:
            file.write("\ufeff")
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([[cell_text(row[c]) for c in columns] for row in rows[name]])
    with replacing(out / "read_me.txt") as file:
        file.write("".join(f"{line}\n" for line in _READ_ME))
    with replacing(out / "draft.jsonl") as file:
        file.write("".join(f"{draft_json(draft)}\n" for draft in drafts))
    return out


def _workbook(rows: Mapping[str, list[dict[str, Any]]], drafts: Sequence[Draft]) -> bytes:
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, columns in TABLES.items():
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        editable = {"events": EDITABLE_EVENT, "claims": EDITABLE_CLAIM}.get(name, frozenset())
        for at, column in enumerate(columns, start=1):
            cell = sheet.cell(1, at)
            cell.font = Font(bold=True)
            if column in editable or column == "accept":
                cell.fill = PatternFill("solid", fgColor="FFF2CC")
            width = _WIDTHS.get(column, max(10, len(column) + 2))
            sheet.column_dimensions[get_column_letter(at)].width = width
        for row in rows[name]:
            values = [row[column] for column in columns]
            sheet.append(
                [v if isinstance(v, int | float) else cell_text(v) or None for v in values]
            )
        for line in sheet.iter_rows(min_row=2):
            for cell in line:
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                if isinstance(cell.value, str):
                    # Text even where it looks like a formula or a number.
                    cell.data_type, cell.number_format = "s", "@"
        sheet.freeze_panes = "C2"
        _validate(sheet, columns)
    sheet = book.create_sheet("read_me")
    sheet.column_dimensions["A"].width = 120
    for line in _READ_ME:
        sheet.append([line])
    lists = book.create_sheet(_LISTS_SHEET)
    for at, (name, allowed) in enumerate(LISTS.items(), start=1):
        for number, value in enumerate((name, *allowed), start=1):
            lists.cell(number, at, value)
    hidden = book.create_sheet(DRAFT_SHEET)
    hidden.append(["part", "json"])
    for draft in drafts:
        text = draft_json(draft)
        for part, start in enumerate(range(0, len(text), _CHUNK)):
            hidden.append([part, text[start : start + _CHUNK]])
            hidden.cell(hidden.max_row, 2).data_type = "s"
    lists.sheet_state = hidden.sheet_state = "hidden"
    book.properties.creator = "geomali"
    book.properties.created = _FIXED
    buffer = io.BytesIO()
    book.save(buffer)
    return timeless_workbook(buffer.getvalue())


def _validate(sheet: Any, columns: Sequence[str]) -> None:
    """Offer the vocabularies as lists; what is not in them gets a warning, and is checked when read."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, (name, values) in enumerate(LISTS.items(), start=1):
        if name not in columns or sheet.title not in ("events", "claims"):
            continue
        column = get_column_letter(number)
        rule = DataValidation(
            type="list",
            formula1=f"={_LISTS_SHEET}!${column}$2:${column}${len(values) + 1}",
            allow_blank=True,
            errorStyle="warning",
        )
        at = get_column_letter(columns.index(name) + 1)
        rule.add(f"{at}2:{at}{max(sheet.max_row, 2) + 500}")
        sheet.add_data_validation(rule)
