"""Drafts to the tables of a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geomali import schema

if TYPE_CHECKING:
    import pyarrow as pa

    from geomali.events import Claim
    from geomali.extract import Draft

__all__ = ["draft_claims", "not_events_table", "rejects_table", "reports_table", "sources_table"]


def draft_claims(draft: Draft) -> Iterator[Claim]:
    """Yield every claim of a draft, those of its events first."""
    for event in draft.events:
        yield from (replace(claim, event_id=event.event_id) for claim in event.claims)
    yield from draft.claims


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema.arrow_schema(name))


def reports_table(drafts: Iterable[Draft]) -> pa.Table:
    """Table ``reports``."""
    return _table(
        "reports",
        (
            {
                "report_id": draft.report.report_id,
                "file": draft.report.file,
                "title": draft.report.title or None,
                "source": draft.report.source or None,
                "url": draft.report.url,
                "lang": draft.report.lang,
                "published": draft.report.published,
                "document_date_earliest": draft.document_date.earliest,
                "document_date_latest": draft.document_date.latest,
                "document_date_rule": draft.document_date.rule,
                "flags": list(draft.document_date.flags),
                "text_sha256": draft.report.text_sha256,
                "text": draft.report.text,
            }
            for draft in drafts
        ),
    )


def sources_table(drafts: Iterable[Draft]) -> pa.Table:
    """Table ``sources``, one row per report."""
    return _table(
        "sources",
        (
            {
                "source_id": draft.report.report_id,
                "kind": "report",
                "name": draft.report.title or draft.report.file,
                "publisher": draft.report.source or None,
                "url": draft.report.url,
                "licence": None,
                "retrieved": draft.report.published,
            }
            for draft in drafts
        ),
    )


def not_events_table(drafts: Iterable[Draft]) -> pa.Table:
    """Table ``not_events``: what was kept out of the conflict layer, and why."""
    return _table(
        "not_events",
        (
            {
                "report_id": draft.report.report_id,
                "start": item.start,
                "end": item.end,
                "quote": item.quote,
                "modality": item.modality,
                "probability_word": item.probability_word,
            }
            for draft in drafts
            for item in sorted(draft.not_events, key=lambda item: (item.start, item.end))
        ),
    )


def rejects_table(rejects: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Table ``rejects``."""
    return _table("rejects", rejects)
