"""Drafts to coding sheets that a person corrects, and back.

:func:`write_sheets` writes a workbook, or a folder of CSV, in which every
event and claim stands beside the words it rests on.  :func:`read_review` reads
it again: what was changed is checked, what was not changed comes back exactly
as it was coded, because the draft itself travels with the sheets.
"""

from __future__ import annotations

from geomali.review._read import Reviewed, read_review, read_reviewed
from geomali.review._tables import claims_of, draft_tables, table_of
from geomali.review._write import write_sheets

__all__ = [
    "Reviewed",
    "claims_of",
    "draft_tables",
    "read_review",
    "read_reviewed",
    "table_of",
    "write_sheets",
]
