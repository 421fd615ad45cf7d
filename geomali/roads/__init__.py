"""Road networks: the shipped table of corridors, or an OpenStreetMap extract of the user's own.

>>> from geomali.roads import load_roads
>>> network = load_roads(embedded=True)
>>> len(network.stretches) > 200
True
"""

from __future__ import annotations

from geomali.roads._check import check_roads, compare_lengths
from geomali.roads._corridors import build_corridors, read_corridors
from geomali.roads._graph import from_one
from geomali.roads._load import load_roads
from geomali.roads._network import SEASONS, RoadNetwork, month_of, open_in, speeds_in
from geomali.roads._osm import install

__all__ = [
    "SEASONS",
    "RoadNetwork",
    "build_corridors",
    "check_roads",
    "compare_lengths",
    "from_one",
    "install",
    "load_roads",
    "month_of",
    "open_in",
    "read_corridors",
    "speeds_in",
]
