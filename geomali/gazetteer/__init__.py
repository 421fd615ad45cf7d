"""Place names to coordinates, or the reason why not."""

from __future__ import annotations

from geomali.gazetteer._gazetteer import Gazetteer, load_gazetteer
from geomali.gazetteer._install import Installed, Quarantined, check, info, install
from geomali.gazetteer._records import Candidate, Name, NameSpan, Place, Resolution
from geomali.gazetteer._relative import find_relative, locate_relative, parse_relative

__all__ = [
    "Candidate",
    "Gazetteer",
    "Installed",
    "Name",
    "NameSpan",
    "Place",
    "Quarantined",
    "Resolution",
    "check",
    "find_relative",
    "info",
    "install",
    "load_gazetteer",
    "locate_relative",
    "parse_relative",
]
