"""Actor ids, aliases and coalitions, resolved as of a date.

>>> from datetime import date
>>> from geomali.actors import load_actors
>>> actors = load_actors()
>>> actors.resolve("Russian mercenaries", on=date(2023, 7, 1)).actor_id
'wagner'
>>> actors.resolve("Russian mercenaries", on=date(2025, 7, 1)).actor_id
'africa_corps'
>>> actors.coalitions("mnla", date(2022, 1, 1))
('cma',)
>>> [(m.text, m.actor_id) for m in actors.find("CMA fighters left; the army said so.")]
[('CMA fighters', 'cma'), ('army', 'fama')]
"""

from __future__ import annotations

from geomali.actors._records import (
    CONFIDENCES,
    FAMILIES,
    KINDS,
    NATURES,
    Actor,
    ActorMention,
    ActorName,
    ActorResolution,
    Membership,
)
from geomali.actors._registry import ActorRegistry, load_actors

__all__ = [
    "CONFIDENCES",
    "FAMILIES",
    "KINDS",
    "NATURES",
    "Actor",
    "ActorMention",
    "ActorName",
    "ActorRegistry",
    "ActorResolution",
    "Membership",
    "load_actors",
]
