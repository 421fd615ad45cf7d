"""Colours and letters that the HTML map, the briefing, QGIS and KML share.

Each family of actors has a colour and a letter, so that no meaning rests on
colour alone.  The colours have a contrast of at least 4.5 to 1 on the map's
paper and stay apart for the common kinds of colour blindness.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["EVENT_SHAPES", "EXPOSURE", "FAMILIES", "Family", "exposure_class"]


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of actors is shown: sRGB colour, letter, names."""

    colour: str
    letter: str
    en: str
    fr: str


FAMILIES: Final[Mapping[str, Family]] = {
    "state": Family("#1d5a9e", "G", "Malian state forces", "Forces de l'État malien"),
    "foreign_state": Family("#a8174c", "F", "Foreign forces", "Forces étrangères"),
    "csp": Family("#a84d04", "A", "CMA, CSP, FLA", "CMA, CSP, FLA"),
    "plateforme": Family("#0b6b5d", "P", "Plateforme", "Plateforme"),
    "jnim": Family("#23272b", "J", "JNIM and its parts", "JNIM et ses composantes"),
    "is": Family("#6f2c91", "S", "Islamic State", "État islamique"),
    "militia": Family("#6a5f00", "M", "Militias", "Milices"),
    "international": Family("#19729e", "U", "International missions", "Missions internationales"),
    "civilians": Family("#92495d", "C", "Civilians", "Civils"),
    "unidentified": Family("#6b6b6b", "?", "Unidentified", "Non identifiés"),
    "other": Family("#4c5965", "O", "Others", "Autres"),
}

EVENT_SHAPES: Final[Mapping[str, str]] = {
    "Battles": "circle",
    "Explosions/Remote violence": "star",
    "Violence against civilians": "triangle_down",
    "Protests": "square",
    "Riots": "triangle_up",
    "Strategic developments": "diamond",
}
"""Symbol of each event type."""

EXPOSURE: Final = (
    (0.0, "#7d8791"),
    (0.05, "#c9a000"),
    (0.2, "#e07b1a"),
    (0.6, "#c4321f"),
    (math.inf, "#6d0f1a"),
)
"""Highest score per km of each class of exposure, and its colour; the first is: no report.

They darken with the exposure, so that they stay in order without hue; the map gives the
light ones a dark edge.
"""


def exposure_class(score_per_km: float, event_count: int = 0) -> int:
    """Class of a stretch, 0 (no report near it) to 4.

    Events so old that they weigh nothing any more are reports all the same: class 1.
    """
    if score_per_km <= 0:
        return int(event_count > 0)
    return next(i for i, (limit, _) in enumerate(EXPOSURE[1:], 1) if score_per_km <= limit)
