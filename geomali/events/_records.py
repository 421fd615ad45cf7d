"""Records: places, actors, claims and events, and what merging gives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

__all__ = [
    "Claim",
    "Count",
    "Event",
    "EventActor",
    "EventPlace",
    "Evidence",
    "Merge",
    "Merged",
    "NotEvent",
    "content_id",
]


def content_id(prefix: str, *parts: object) -> str:
    """Identifier that depends on content alone: ``prefix_`` and 16 hex digits.

    The parts are joined with a character that no text field keeps, so that
    ("ab", "c") and ("a", "bc") differ.
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}_{hashlib.sha256(joined.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a report's text, in code points, end exclusive, and its words."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as stated: lowest, best and highest reading."""

    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event was, as far as the source says.

    ``geo_precision`` is 1 for a named place, 2 near it or for a small area,
    3 for a region, None if unknown.  ``lat`` and ``lon`` are degrees, WGS 84,
    and None for a region: an area has no stand-in point.
    """

    name: str
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    geo_precision: int | None = None
    uncertainty_km: float | None = None
    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventActor:
    """One actor of an event: resolved id, or None and the words used."""

    name: str
    role: str
    actor_id: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement by one claimant; field meanings as in ``schema.TABLES['claims']``.

    ``quote`` are its words where no span is known; else they are in ``evidence``.
    """

    claim_id: str
    stance: str
    proposition: str
    claimant: str | None = None
    claimant_text: str | None = None
    channel: str | None = None
    subject: str | None = None
    object: str | None = None
    place: EventPlace | None = None
    claim_date: date | None = None
    claim_date_latest: date | None = None
    reported_date: date | None = None
    basis: str = "party"
    reliability: str = "F"
    credibility: int = 6
    evidence: tuple[Evidence, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    corroborates: tuple[str, ...] = ()
    report_id: str | None = None
    event_id: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event; field meanings as in ``schema.TABLES['events']``.

    ``trigger`` are the words that tell it, inside the first of ``evidence``.
    """

    event_id: str
    event_type: str
    sub_event_type: str
    modality: str = "occurred"
    date_earliest: date | None = None
    date_latest: date | None = None
    time_precision: int | None = None
    date_expression: str | None = None
    date_rule: str = "none"
    place: EventPlace | None = None
    actors: tuple[EventActor, ...] = ()
    fatalities: Count | None = None
    wounded: Count | None = None
    abducted: Count | None = None
    weapon: str | None = None
    target: str | None = None
    outcome: str | None = None
    contested: bool = False
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    claims: tuple[Claim, ...] = ()
    source_ids: tuple[str, ...] = ()
    reported_date: date | None = None
    notes: str | None = None
    source_lat: float | None = None
    source_lon: float | None = None
    revision: int = 0
    status: str = "current"
    flags: tuple[str, ...] = field(default=())
    trigger: Evidence | None = None


@dataclass(frozen=True, slots=True)
class NotEvent:
    """A passage kept out of the conflict layer, with its modality."""

    start: int
    end: int
    quote: str
    modality: str
    probability_word: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """One event that was found to be another told again, and why."""

    kept: str
    merged: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Events after merging, sorted by id.

    ``events`` holds all of them: those kept have ``status`` current and every
    source; those merged away are as they were, with the status
    ``merged_into:<event_id>``, so that a merge can be reviewed and undone.
    """

    events: tuple[Event, ...]
    merges: tuple[Merge, ...]
