"""What persons decided: the lines of ``history/audit.jsonl``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Decisions", "audit_line", "decisions_of", "sources_by_event"]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What persons have decided about the rows of a store.

    ``events`` are those that a person corrected or took out, each with the
    sources that the corrected version rests on; ``claims`` likewise, and
    ``apart`` the pairs of events that are not one.  A revision says nothing of
    this: merging and separating raise it too.
    """

    events: Mapping[str, frozenset[str]] = field(default_factory=dict)
    claims: frozenset[str] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()


def decisions_of(audit: Iterable[Mapping[str, Any]]) -> Decisions:
    """What the lines of the log say together; of one event the last counts."""
    events: dict[str, frozenset[str]] = {}
    claims: set[str] = set()
    apart: set[frozenset[str]] = set()
    for line in audit:
        corrected = line.get("corrected", {})
        for event_id, sources in corrected.get("events", {}).items():
            events[event_id] = frozenset(sources)
        claims.update(corrected.get("claims", ()))
        apart.update(map(frozenset, line.get("apart", ())))
    return Decisions(events, frozenset(claims), frozenset(apart))


def sources_by_event(versions: pa.Table, wanted: Collection[str]) -> dict[str, list[str]]:
    """Sources of each event; of several versions, those of the one that rests on the fewest."""
    rows = versions.filter(pc.is_in(versions.column("event_id"), pa.array(wanted, pa.string())))
    found: dict[str, list[str]] = {}
    for event_id, sources in zip(
        rows.column("event_id").to_pylist(), rows.column("source_ids").to_pylist(), strict=True
    ):
        told = sorted(sources or ())
        if event_id not in found or len(told) < len(found[event_id]):
            found[event_id] = told
    return found


def audit_line(
    *,
    accepted_by: str,
    note: str | None,
    rows: Mapping[str, Mapping[str, int]],
    ids: Mapping[str, Collection[str]],
    events: Mapping[str, Collection[str]],
    claims: Collection[str],
    apart: Iterable[Collection[str]],
) -> bytes:
    """One line of the log; the time of day is now."""
    line: dict[str, Any] = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "accepted_by": accepted_by,
        "note": note,
        "rows": rows,
        "ids": {name: sorted(values) for name, values in ids.items()},
        "corrected": {
            "events": {event_id: sorted(events[event_id]) for event_id in sorted(events)},
            "claims": sorted(claims),
        },
        "apart": sorted(map(sorted, apart)),
    }
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"
