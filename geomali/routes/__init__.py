"""Routes: paths over a road network and their exposure to dated events and claims."""

from __future__ import annotations

from geomali.routes._exposure import exposure_along, exposure_score, near_events
from geomali.routes._paths import Paths, Stop, find_paths, one_to_all
from geomali.routes._weights import Weights, load_weights

__all__ = [
    "Paths",
    "Stop",
    "Weights",
    "exposure_along",
    "exposure_score",
    "find_paths",
    "load_weights",
    "near_events",
    "one_to_all",
]
