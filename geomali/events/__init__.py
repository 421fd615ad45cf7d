"""Events and claims as records: identity, revisions and duplicates.

An *event* is something that happened, or is alleged to have happened.  A
*claim* is one party's statement about it, or about who holds a place.
"""

from __future__ import annotations

from geomali.events._claims import link_claims
from geomali.events._merge import merge_events, why_merged
from geomali.events._records import (
    Claim,
    Count,
    Event,
    EventActor,
    EventPlace,
    Evidence,
    Merge,
    Merged,
    NotEvent,
    content_id,
)

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
    "link_claims",
    "merge_events",
    "why_merged",
]
