"""Routes: paths over a road network and their exposure to dated events and claims.

>>> from geomali.roads import load_roads
>>> from geomali.routes import find_paths, find_stops
>>> stops, refused = find_stops(["Gao", "Bourem", "Kidal"])
>>> paths = find_paths(load_roads(embedded=True), stops, season="wet", alternatives=1)
>>> [round(km) for km in paths.routes["length_km"][:1]]
[381]
"""

from __future__ import annotations

from geomali.routes._access import Access, access_status, read_access
from geomali.routes._assess import TYPE_COLUMNS, Assessment, actors_of, assess_routes
from geomali.routes._exposure import events_near, exposure_along, exposure_score, near_events
from geomali.routes._flows import FLOW_FORMATS, flows_beside, flows_of, no_flows, read_flows
from geomali.routes._join import Stop
from geomali.routes._match import match_line
from geomali.routes._merge import merge_stretches
from geomali.routes._named import stretches_named
from geomali.routes._paths import WEIGHTS, Paths, find_paths, one_to_all
from geomali.routes._pieces import cut_lines, exposure_profile
from geomali.routes._read import read_routes
from geomali.routes._stops import Refusal, find_stops
from geomali.routes._tables import map_frame, route_tables
from geomali.routes._weights import Weights, load_weights

__all__ = [
    "FLOW_FORMATS",
    "TYPE_COLUMNS",
    "WEIGHTS",
    "Access",
    "Assessment",
    "Paths",
    "Refusal",
    "Stop",
    "Weights",
    "access_status",
    "actors_of",
    "assess_routes",
    "cut_lines",
    "events_near",
    "exposure_along",
    "exposure_profile",
    "exposure_score",
    "find_paths",
    "find_stops",
    "flows_beside",
    "flows_of",
    "load_weights",
    "map_frame",
    "match_line",
    "merge_stretches",
    "near_events",
    "no_flows",
    "one_to_all",
    "read_access",
    "read_flows",
    "read_routes",
    "route_tables",
    "stretches_named",
]
