"""Places named in a text, with offsets, resolved or with the reason why not."""

from __future__ import annotations

from geomali.geoparse._places import SPEECH_PLACE, find_places
from geomali.geoparse._records import PlaceMention

__all__ = ["SPEECH_PLACE", "PlaceMention", "find_places"]
