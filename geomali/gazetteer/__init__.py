"""Place names to coordinates, or the reason why not."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._gazetteer import Gazetteer, load_gazetteer
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._records import Candidate, Name, NameSpan, Place, Resolution

if TYPE_CHECKING:
    from geomali.gazetteer._coordinates import Coordinates, parse_coordinates
    from geomali.gazetteer._geocoder import GazetteerGeocoder, OnlineChain, from_geopy, to_geopy
    from geomali.gazetteer._install import Installed, Quarantined, check, info, install
    from geomali.gazetteer._relative import find_relative, locate_relative, parse_relative
    from geomali.gazetteer._reverse import Located, Neighbour
    from geomali.gazetteer._user import Added, Rejected, add

__all__ = [
    "Added",
    "Candidate",
    "Coordinates",
    "Gazetteer",
    "GazetteerGeocoder",
    "Installed",
    "Located",
    "Name",
    "NameSpan",
    "Neighbour",
    "OnlineChain",
    "Place",
    "Quarantined",
    "Rejected",
    "Resolution",
    "add",
    "check",
    "distance_km",
    "find_relative",
    "from_geopy",
    "info",
    "install",
    "load_gazetteer",
    "locate_relative",
    "name_key",
    "parse_coordinates",
    "parse_relative",
    "to_geopy",
]

# What a plain name does not need is loaded when it is first asked for.
_LATER = {
    "Added": "_user",
    "Coordinates": "_coordinates",
    "GazetteerGeocoder": "_geocoder",
    "Installed": "_install",
    "Located": "_reverse",
    "Neighbour": "_reverse",
    "OnlineChain": "_geocoder",
    "Quarantined": "_install",
    "Rejected": "_user",
    "add": "_user",
    "check": "_install",
    "find_relative": "_relative",
    "from_geopy": "_geocoder",
    "info": "_install",
    "install": "_install",
    "locate_relative": "_relative",
    "parse_coordinates": "_coordinates",
    "parse_relative": "_relative",
    "to_geopy": "_geocoder",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
