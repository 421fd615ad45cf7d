"""A file to text, language, blocks, sentences and evidence of its date."""

from __future__ import annotations

from geomali.reports._blocks import Hint, find_blocks
from geomali.reports._days import (
    CALENDAR,
    MONTH_RE,
    MONTHS,
    WEEKDAYS,
    FullDate,
    find_full_dates,
    iso_day,
)
from geomali.reports._language import SUPPORTED, detect_language, other_language_blocks
from geomali.reports._read import (
    MAX_BYTES,
    SUFFIXES,
    make_report,
    portable_name,
    read_published,
    read_reports,
    unused_dates,
)
from geomali.reports._records import Block, DateEvidence, ReadResult, Reject, Report, Sentence
from geomali.reports._sentences import split_sentences
from geomali.reports._unseen import SeenText, seen_text

__all__ = [
    "CALENDAR",
    "MAX_BYTES",
    "MONTHS",
    "MONTH_RE",
    "SUFFIXES",
    "SUPPORTED",
    "WEEKDAYS",
    "Block",
    "DateEvidence",
    "FullDate",
    "Hint",
    "ReadResult",
    "Reject",
    "Report",
    "SeenText",
    "Sentence",
    "detect_language",
    "find_blocks",
    "find_full_dates",
    "iso_day",
    "make_report",
    "other_language_blocks",
    "portable_name",
    "read_published",
    "read_reports",
    "seen_text",
    "split_sentences",
    "unused_dates",
]
