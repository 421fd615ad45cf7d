"""Tables as one spreadsheet, the same bytes for the same tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.exports import HXL_TAGS
from geomali.files import harmless_cell, replace_bytes, timeless_workbook

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["write_workbook"]

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_workbook(tables: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Write each table to a sheet: header, HXL tags, rows; no cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    book.properties.creator = "geomali"
    for name, table in tables.items():
        sheet = book.create_sheet(name[:31])
        columns = [column for column in table.columns if column != "geometry"]
        sheet.append(columns)
        sheet.append([HXL_TAGS.get(column) for column in columns])
        for row in table[columns].itertuples(index=False, name=None):
            sheet.append([_cell(value) for value in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A3"
        for number, column in enumerate(columns, 1):
            letter = sheet.cell(row=1, column=number).column_letter
            sheet.column_dimensions[letter].width = min(max(len(column) + 2, 10), 28)
    buffer = BytesIO()
    book.save(buffer)
    replace_bytes(path, timeless_workbook(buffer.getvalue()))
    return Path(path)


def _cell(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, str):
        return harmless_cell(_UNSEEN.sub("", value))[:32000]
    if hasattr(value, "__len__"):
        return harmless_cell("; ".join(str(item) for item in value))[:32000] or None
    if pd.isna(value):
        return None
    if isinstance(value, dt.datetime | pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value
