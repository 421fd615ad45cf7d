"""Drafts to tables of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from geomali import schema
from geomali.review._cells import claims_of, report_row

if TYPE_CHECKING:
    import pyarrow as pa

    from geomali.extract import Draft

__all__ = ["claims_of", "draft_tables", "table_of"]


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Arrow table of the contract from rows with its keys."""
    import pyarrow as pa

    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema.arrow_schema(name))


def draft_tables(drafts: Iterable[Draft]) -> dict[str, pa.Table]:
    """Tables ``reports``, ``sources`` (one row per report) and ``not_events`` of drafts.

    What a draft was not coded as is one row per passage.
    """
    drafts = list(drafts)
    passages = {(r["report_id"], r["start"], r["end"]): r for d in drafts for r in _not_events(d)}
    return {
        "reports": table_of("reports", map(report_row, drafts)),
        "sources": table_of("sources", map(_source_row, drafts)),
        "not_events": table_of("not_events", passages.values()),
    }


def _not_events(draft: Draft) -> Iterator[dict[str, Any]]:
    for item in draft.not_events:
        yield {
            "report_id": draft.report.report_id,
            "start": item.start,
            "end": item.end,
            "quote": item.quote,
            "modality": item.modality,
            "probability_word": item.probability_word,
        }


def _source_row(draft: Draft) -> dict[str, Any]:
    report = draft.report
    return {
        "source_id": report.report_id,
        "kind": "report",
        "name": report.title or report.file,
        "publisher": report.source or None,
        "url": report.url,
        "retrieved": report.published,
    }
