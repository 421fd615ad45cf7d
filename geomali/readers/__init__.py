"""Datasets of others, and our own coding sheets, to the tables of the store.

Every data row of a file ends in a table or in the rejects, with a reason.

>>> from geomali.readers import read_file
>>> imported = read_file("export.csv")              # doctest: +SKIP
>>> store.commit(**imported.tables, rejects=imported.rejects)   # doctest: +SKIP
"""

from __future__ import annotations

from geomali.readers._coder import BadRowError, Coder
from geomali.readers._detect import (
    read_acled,
    read_cells,
    read_dtm,
    read_file,
    read_files,
    read_gdelt,
    read_geojson,
    read_hapi,
    read_sheet,
    read_ucdp,
)
from geomali.readers._records import FORMATS, Imported
from geomali.readers._sheet import claim_row, event_row

__all__ = [
    "FORMATS",
    "BadRowError",
    "Coder",
    "Imported",
    "claim_row",
    "event_row",
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
