"""Place names to coordinates, or the reason why not."""

from __future__ import annotations

from geomali.gazetteer._records import Candidate, Name, Place, Resolution

__all__ = ["Candidate", "Name", "Place", "Resolution"]
