"""Time expressions to intervals, with their precision, anchor and rule."""

from __future__ import annotations

from geomali.dates._find import find_dates
from geomali.dates._records import DocumentDate, TimeMention

__all__ = ["DocumentDate", "TimeMention", "find_dates"]
