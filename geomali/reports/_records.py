"""Records of reports: the report, its blocks, its sentences, what was rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

__all__ = ["Block", "DateEvidence", "ReadResult", "Reject", "Report", "Sentence"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a report's text of one kind.

    ``kind`` is one of ``title``, ``heading``, ``byline``, ``dateline``,
    ``body``, ``caption``, ``footnote`` and ``furniture`` (menus, comment
    forms, sharing buttons).  Blocks are in order, do not overlap, and cover
    every character that is not white space.  A heading's label
    ("Recommendations:") that opens a paragraph is carried in ``section``.
    """

    start: int
    end: int
    kind: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """A date printed in the document: where it stands and how much it weighs.

    ``kind`` is ``given`` (with the file), ``metadata``, ``printed`` (a date
    line or a dateline), ``caption``, ``footnote``, ``url`` or ``footer``.
    """

    start: int | None
    end: int | None
    kind: str
    day: date
    expression: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    ``text`` is what every offset refers to, in code points: the file as
    decoded for plain text and JSONL, the extracted text for other formats.
    ``report_id`` is the one given with the text, or a hash of the text.
    ``lang`` is an ISO 639 code, or ``other`` if it is none that we can tell.
    ``published`` is the date given with the file; dates found in the file are
    ``date_evidence``.  ``flags`` says what a reader should know: an encoding
    that had to be guessed, a language that is not supported.
    """

    report_id: str
    file: str
    text: str
    text_sha256: str
    lang: str
    title: str = ""
    source: str = ""
    url: str | None = None
    published: date | None = None
    blocks: tuple[Block, ...] = ()
    date_evidence: tuple[DateEvidence, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text, in code points, with the block it stands in."""

    start: int
    end: int
    block_kind: str = "body"
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """One row of an input file that could not be read: where, what, and why."""

    file: str
    row: int
    content: str
    reason: str


class ReadResult(NamedTuple):
    """What one file held: its reports and the rows that are none."""

    reports: tuple[Report, ...]
    rejects: tuple[Reject, ...] = ()
