"""Time expressions to intervals, with their precision, anchor and rule."""

from __future__ import annotations

from geomali.dates._document import TurningPoint, document_date, load_turning_points
from geomali.dates._find import find_dates
from geomali.dates._records import DocumentDate, TimeMention

__all__ = [
    "DocumentDate",
    "TimeMention",
    "TurningPoint",
    "document_date",
    "find_dates",
    "load_turning_points",
]
