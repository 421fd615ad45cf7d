"""Our own coding sheet: rows of events and claims that a person writes or corrects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from geomali.events import Claim, Event, EventPlace, content_id
from geomali.points import point_wkb
from geomali.readers._coder import BadRowError, Coder, dates_of
from geomali.readers._events import finish
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Ledger, Rows
from geomali.readers._who import ROLES, UNRESOLVED
from geomali.schema import arrow_schema, disorder_type_of

__all__ = ["claim_row", "event_row", "import_sheet", "is_sheet"]


def is_sheet(keys: frozenset[str]) -> bool:
    """Whether a header is that of a coding sheet: events, or claims."""
    events = {"event_type", "sub_event_type"} & keys and (
        {"date", "event_date", "date_earliest"} & keys
    )
    claims = {"proposition", "subject"} <= keys
    return bool(events or claims)


def event_row(event: Event) -> dict[str, Any]:
    """Row of the table ``events`` of an event record."""
    place = event.place
    exact = place is not None and place.geo_precision in (1, 2)
    sides: dict[str, list[str]] = {role: [] for role in ROLES}
    labels = []
    for role in ROLES:
        for actor in event.actors:
            if actor.role == role:
                actor_id = actor.actor_id or UNRESOLVED
                label = actor_id.startswith((f"{UNRESOLVED}_", "unidentified_"))
                if label or actor_id == UNRESOLVED:
                    labels.append(actor.name)
                elif actor_id in sides[role]:
                    continue
                sides[role].append(actor_id)
    texts = ["; ".join(ids) for ids in sides.values() if ids]
    fatalities = event.fatalities
    return {
        "event_id": event.event_id,
        "event_date": event.date_earliest,
        "date_earliest": event.date_earliest,
        "date_latest": event.date_latest,
        "time_precision": event.time_precision,
        "date_rule": event.date_rule,
        "date_expression": event.date_expression,
        "disorder_type": disorder_type_of(event.event_type, event.sub_event_type),
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "modality": event.modality,
        "outcome": event.outcome,
        "target": event.target,
        "weapon": event.weapon,
        **sides,
        "actors_text": " | ".join(texts) or None,
        "actor_labels": labels,
        "doubt": "; ".join(dict.fromkeys(a.doubt for a in event.actors if a.doubt)) or None,
        "place_id": place and place.place_id,
        "place_name": (place and place.name) or None,
        "admin1": place and place.admin1,
        "admin2": place and place.admin2,
        "country": place and place.country,
        "geo_precision": place and place.geo_precision,
        "uncertainty_km": place and place.uncertainty_km,
        "geometry": _point(place) if exact else None,
        "source_lat": event.source_lat,
        "source_lon": event.source_lon,
        "fatalities_low": fatalities and fatalities.low,
        "fatalities_best": fatalities and fatalities.best,
        "fatalities_high": fatalities and fatalities.high,
        "wounded_best": event.wounded and event.wounded.best,
        "abducted_best": event.abducted and event.abducted.best,
        "contested": event.contested,
        "confidence": event.confidence,
        "source_ids": list(event.source_ids),
        "n_sources": len(event.source_ids),
        "notes": event.notes,
        "reported_date": event.reported_date,
        "revision": event.revision,
        "status": event.status,
    }


def claim_row(claim: Claim) -> dict[str, Any]:
    """Row of the table ``claims`` of a claim record."""
    place = claim.place
    exact = place is not None and place.geo_precision in (1, 2)
    span = claim.evidence[0] if claim.evidence else None
    row = {
        name: getattr(claim, name)
        for name in arrow_schema("claims").names
        if name in Claim.__dataclass_fields__
    }
    return row | {
        "place_id": place and place.place_id,
        "place_text": (place and place.name) or None,
        "geo_precision": place and place.geo_precision,
        "geometry": _point(place) if exact else None,
        "conflicts_with": list(claim.conflicts_with),
        "corroborates": list(claim.corroborates),
        "start": span and span.start,
        "end": span and span.end,
        "quote": span.quote if span else claim.quote,
    }


def _point(place: EventPlace | None) -> bytes | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    point: bytes = point_wkb(np.array([place.lon]), np.array([place.lat]))[0].as_py()
    return point


def import_sheet(rows: Rows, context: Context, *, format_name: str = "sheet") -> Imported:
    """Rows of a coding sheet to the tables ``events`` and ``claims``."""
    keys = list(rows.table.column_names)
    if not is_sheet(frozenset(keys)):
        raise rows.source.error(
            "a coding sheet has date, event_type and sub_event_type, or proposition and subject"
        )
    claims_only = {"proposition", "subject"} <= set(keys)
    dated = [rows.coded(k) for k in keys if "date" in k or k in ("day", "published", "reported")]
    every = [value for column in dated for value in column.values]
    coder = Coder(context, dates_of(every))
    ledger = Ledger(rows)
    columns = {key: rows.coded(key) for key in keys}
    records: list[dict[str, Any]] = []
    ids: list[str | None] = []
    make: Callable[[dict[str, str], str], dict[str, Any]]
    if claims_only:
        make = lambda cells, own: claim_row(coder.claim(cells, default_id=own))  # noqa: E731
        key, table = "claim_id", "claims"
    else:
        name = content_id("sheet", rows.source.name)

        def make(cells: dict[str, str], own: str) -> dict[str, Any]:
            return event_row(coder.event(cells, default_id=own, source=name))

        key, table = "event_id", "events"
    seen: set[str] = set()
    for row in range(rows.count):
        cells = {k: column.at(row) for k, column in columns.items()}
        content = sorted(item for item in cells.items() if item[1])
        own = content_id("claim" if claims_only else "coded", *(f"{k}={v}" for k, v in content))
        try:
            record = make(cells, own)
        except BadRowError as error:
            ledger.reject_row(row, str(error))
            ids.append(None)
            continue
        if record[key] in seen:
            ledger.reject_row(row, f"{key} {record[key][:80]!r} stands in an earlier row too")
            ids.append(None)
            continue
        seen.add(record[key])
        for flag in coder.flags:
            ledger.flag_row(row, flag)
        records.append(record)
        ids.append(record[key])
    tables = {table: pa.Table.from_pylist(records, schema=arrow_schema(table))}
    sources = []
    if not claims_only and any(name in r["source_ids"] for r in records):
        sources = [{"source_id": name, "kind": "dataset", "name": rows.source.name}]
    return finish(
        format_name,
        rows,
        ledger,
        tables,
        context,
        ids=pa.array(ids, pa.string()),
        mapper=coder.mapper,
        where=coder.where,
        sources=sources,
    )
