"""Place names to coordinates, or the reason why not."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geomali.gazetteer._gazetteer import Gazetteer, load_gazetteer
from geomali.gazetteer._records import Candidate, Name, NameSpan, Place, Resolution

if TYPE_CHECKING:
    from geomali.gazetteer._install import Installed, Quarantined, check, info, install
    from geomali.gazetteer._relative import find_relative, locate_relative, parse_relative
    from geomali.gazetteer._reverse import Located, Neighbour

__all__ = [
    "Candidate",
    "Gazetteer",
    "Installed",
    "Located",
    "Name",
    "NameSpan",
    "Neighbour",
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

# What a plain name does not need is loaded when it is first asked for.
_LATER = {
    "Installed": "_install",
    "Located": "_reverse",
    "Neighbour": "_reverse",
    "Quarantined": "_install",
    "check": "_install",
    "find_relative": "_relative",
    "info": "_install",
    "install": "_install",
    "locate_relative": "_relative",
    "parse_relative": "_relative",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
