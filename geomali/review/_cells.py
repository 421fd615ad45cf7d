"""Columns and cells of the coding sheets."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from geomali.events import Claim, Event, EventActor, EventPlace
from geomali.extract import Draft
from geomali.files import harmless_cell
from geomali.schema import (
    ACLED_TYPES,
    BASES,
    CONFLICT_MODALITIES,
    OUTCOMES,
    PROPOSITIONS,
    ROLES,
    STANCES,
)

__all__ = [
    "CLAIM_COLUMNS",
    "DRAFT_SHEET",
    "EDITABLE_CLAIM",
    "EDITABLE_EVENT",
    "EVENT_COLUMNS",
    "LISTS",
    "NOT_EVENT_COLUMNS",
    "PLACE",
    "REPORT_COLUMNS",
    "TABLES",
    "actor_cell",
    "cell_text",
    "claim_cells",
    "claims_of",
    "draft_json",
    "event_cells",
    "place_cells",
    "plain",
    "report_row",
    "rows_of",
]

EVENT_COLUMNS: Final = (
    "accept", "event_id", "report_id", "file", "quote", "start", "end",
    "date", "date_latest", "time_precision", "date_expression",
    "event_type", "sub_event_type", "modality",
    "place", "place_id", "admin1", "admin2", "country", "geo_precision", "lat", "lon", "place_reason",
    "side_a", "side_b", "affected", "doubt",
    "fatalities_low", "fatalities", "fatalities_high", "wounded", "abducted",
    "weapon", "target", "outcome", "contested", "confidence", "notes", "flags", "revision",
)  # fmt: skip
CLAIM_COLUMNS: Final = (
    "accept", "claim_id", "event_id", "report_id", "file", "quote", "start", "end",
    "claimant", "claimant_text", "channel", "stance", "proposition", "subject", "object",
    "place", "place_id", "admin1", "admin2", "country", "geo_precision", "lat", "lon",
    "claim_date", "claim_date_latest", "reported_date", "basis", "reliability", "credibility",
    "conflicts_with",
)  # fmt: skip
NOT_EVENT_COLUMNS: Final = (
    "report_id", "file", "start", "end", "quote", "modality", "probability_word",
)  # fmt: skip
REPORT_COLUMNS: Final = (
    "report_id", "file", "title", "source", "url", "lang", "published", "document_date_earliest",
    "document_date_latest", "document_date_rule", "flags", "text_sha256",
)  # fmt: skip
TABLES: Final = {
    "events": EVENT_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "not_events": NOT_EVENT_COLUMNS,
    "reports": REPORT_COLUMNS,
}
EDITABLE_EVENT: Final = frozenset(EVENT_COLUMNS) - {
    "accept", "event_id", "report_id", "file", "quote", "start", "end", "place_reason", "flags",
    "revision",
}  # fmt: skip
EDITABLE_CLAIM: Final = frozenset(CLAIM_COLUMNS) - {
    "accept", "claim_id", "event_id", "report_id", "file", "quote", "start", "end", "conflicts_with",
}  # fmt: skip
PLACE: Final = ("place", "place_id", "admin1", "admin2", "country", "geo_precision", "lat", "lon")
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "accept": ("yes", "no"),
    "event_type": tuple(ACLED_TYPES),
    "sub_event_type": tuple(sub for subs in ACLED_TYPES.values() for sub in subs),
    "modality": CONFLICT_MODALITIES,
    "outcome": OUTCOMES,
    "contested": ("yes", "no"),
    "time_precision": ("1", "2", "3"),
    "geo_precision": ("1", "2", "3"),
    "stance": STANCES,
    "proposition": PROPOSITIONS,
    "basis": BASES,
    "reliability": ("A", "B", "C", "D", "E", "F"),
    "credibility": ("1", "2", "3", "4", "5", "6"),
}
DRAFT_SHEET: Final = "draft"
_MAX_CELL: Final = 32_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONE: Final = re.compile(r"[\ud800-\udfff]")


def draft_json(draft: Draft) -> str:
    return json.dumps(draft.to_json(), sort_keys=True)


def rows_of(name: str, drafts: Sequence[Draft]) -> Iterator[dict[str, Any]]:
    for draft in drafts:
        about = {"report_id": draft.report.report_id, "file": draft.report.file}
        if name == "events":
            yield from (about | event_cells(event) for event in draft.events)
        elif name == "claims":
            yield from (about | claim_cells(claim) for claim in claims_of(draft))
        elif name == "not_events":
            for item in draft.not_events:
                yield about | {
                    key: getattr(item, key) for key in NOT_EVENT_COLUMNS if key not in about
                }
        else:
            row = report_row(draft)
            yield {key: row[key] for key in REPORT_COLUMNS} | {"flags": "; ".join(row["flags"])}


def claims_of(draft: Draft) -> Iterator[Claim]:
    for event in draft.events:
        yield from (replace(claim, event_id=event.event_id) for claim in event.claims)
    yield from draft.claims


def event_cells(event: Event) -> dict[str, Any]:
    """The cells of an event, ``report_id`` and ``file`` left out."""
    fatalities = event.fatalities
    cells: dict[str, Any] = {
        "accept": None,
        "event_id": event.event_id,
        "quote": " […] ".join(e.quote for e in event.evidence) or None,
        "start": event.evidence[0].start if event.evidence else None,
        "end": event.evidence[-1].end if event.evidence else None,
        "date": event.date_earliest,
        "date_latest": event.date_latest,
        "time_precision": event.time_precision,
        "date_expression": event.date_expression,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "modality": event.modality,
        **place_cells(event.place),
        "place_reason": event.place.reason or None if event.place else None,
        "doubt": "; ".join(dict.fromkeys(a.doubt for a in event.actors if a.doubt)) or None,
        "fatalities_low": fatalities and fatalities.low,
        "fatalities": fatalities and fatalities.best,
        "fatalities_high": fatalities and fatalities.high,
        "wounded": event.wounded and event.wounded.best,
        "abducted": event.abducted and event.abducted.best,
        "weapon": event.weapon,
        "target": event.target,
        "outcome": event.outcome,
        "contested": "yes" if event.contested else "no",
        "confidence": None if event.confidence is None else round(event.confidence, 4),
        "notes": event.notes,
        "flags": "; ".join(event.flags) or None,
        "revision": event.revision,
    }
    for role in ROLES:
        cells[role] = "; ".join(actor_cell(a) for a in event.actors if a.role == role) or None
    return cells


def actor_cell(actor: EventActor) -> str:
    return actor.actor_id or actor.name.replace(";", ",")


def place_cells(place: EventPlace | None) -> dict[str, Any]:
    if place is None:
        return dict.fromkeys(PLACE)
    return {
        "place": place.name or None,
        **{key: getattr(place, key) for key in PLACE if key != "place"},
    }


def claim_cells(claim: Claim) -> dict[str, Any]:
    span = claim.evidence[0] if claim.evidence else None
    return {
        "accept": None,
        **{
            key: getattr(claim, key)
            for key in CLAIM_COLUMNS
            if key in Claim.__dataclass_fields__ and key != "report_id"
        },
        **place_cells(claim.place),
        "quote": span and span.quote,
        "start": span and span.start,
        "end": span and span.end,
        "conflicts_with": "; ".join(claim.conflicts_with) or None,
    }


def cell_text(value: Any) -> str:
    """A cell as text that no spreadsheet runs; numbers and dates as they are."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return harmless_cell(plain(str(value)))


def plain(text: str) -> str:
    """Text that a workbook can hold: no control characters, no halves of characters, not too long."""
    text = _LONE.sub("�", _CONTROL.sub(" ", text))
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…"


def report_row(draft: Draft) -> dict[str, Any]:
    report, written = draft.report, draft.document_date
    return {
        "report_id": report.report_id,
        "file": report.file,
        "title": report.title or None,
        "source": report.source or None,
        "url": report.url,
        "lang": report.lang,
        "published": report.published,
        "document_date_earliest": written.earliest,
        "document_date_latest": written.latest,
        "document_date_rule": written.rule,
        "flags": list(written.flags),
        "text_sha256": report.text_sha256,
        "text": report.text or None,
    }
