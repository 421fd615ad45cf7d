"""Datasets of others, and our own coding sheets, to the tables of the store.

Every data row of a file ends in a table or in the rejects, with a reason.

>>> from geomali.readers import read_file
>>> imported = read_file("export.csv")              # doctest: +SKIP
>>> store.commit(**imported.tables, rejects=imported.rejects)   # doctest: +SKIP
"""

from __future__ import annotations

from geomali.readers._detect import (
    read_acled,
    read_dtm,
    read_file,
    read_gdelt,
    read_geojson,
    read_hapi,
    read_sheet,
    read_ucdp,
)
from geomali.readers._records import FORMATS, Imported

__all__ = [
    "FORMATS",
    "Imported",
    "read_acled",
    "read_dtm",
    "read_file",
    "read_gdelt",
    "read_geojson",
    "read_hapi",
    "read_sheet",
    "read_ucdp",
]
