"""Places named in a text, with offsets, resolved or with the reason why not."""

from __future__ import annotations

from geomali.geoparse._places import find_places
from geomali.geoparse._records import PlaceMention

__all__ = ["PlaceMention", "find_places"]
