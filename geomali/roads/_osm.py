"""The roads, tracks and ferries of an OpenStreetMap extract as edges between junctions."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geomali.errors import GeomaliError, SourceFormatError
from geomali.roads._installed import (
    CLASSES,
    KINDS,
    SURFACE_NAMES,
    load_installed,
    save_installed,
)
from geomali.schema import AREA_CRS, CRS

if TYPE_CHECKING:
    from geomali.roads._network import RoadNetwork

__all__ = ["install"]

logger = logging.getLogger(__name__)

_PLACE_KM: Final = 3.0
"""A place of the gazetteer is the nearest node of the network, if that is so near."""


SURFACES: Final[Mapping[str, tuple[str, float, float]]] = {
    "asphalt": ("paved", 110, 100), "paved": ("paved", 110, 100), "concrete": ("paved", 110, 100),
    "paving_stones": ("paved", 50, 50), "compacted": ("laterite", 50, 35),
    "gravel": ("laterite", 45, 30), "fine_gravel": ("laterite", 45, 30),
    "laterite": ("laterite", 45, 25), "unpaved": ("earth", 40, 20), "ground": ("earth", 30, 15),
    "dirt": ("earth", 30, 15), "earth": ("earth", 30, 15), "mud": ("earth", 20, 6),
    "grass": ("earth", 25, 10), "rock": ("earth", 20, 15), "sand": ("sand", 25, 20),
}  # fmt: skip
"""Surface tag -> our surface, and the most that is driven on it, dry and wet."""
_SHUT: Final = frozenset({"no", "private"})
_STOPPING: Final = frozenset({
    "bollard", "block", "cycle_barrier", "debris", "jersey_barrier", "kissing_gate", "log", "stile",
    "turnstile", "wall", "ditch", "chain",
})  # fmt: skip
_WAITS: Final[Mapping[str, float]] = {
    "border_control": 1.0, "checkpoint": 0.25, "toll_booth": 0.1, "gate": 0.05, "lift_gate": 0.1,
}  # fmt: skip
_FERRY_WAIT_H: Final = 0.5


def install(path: str | Path, *, progress: Callable[[str, int], None] | None = None) -> RoadNetwork:
    """Install the roads, tracks and ferries of an OpenStreetMap extract as the network.

    Ways are cut where they meet, where a barrier stands and where the extract
    ends.  One-way rules, ferries and barriers are kept; turn restrictions are
    not read.  The file is replaced only when all is done.

    Parameters
    ----------
    path
        A ``.osm.pbf`` (or any format that osmium reads).
    progress
        Called with the step and how many objects were read.

    Returns
    -------
    RoadNetwork
        The network, which :func:`load_roads` gives from now on.

    Raises
    ------
    SourceFormatError
        The file cannot be read, or holds no road.
    GeomaliError
        The package osmium is not installed.
    """
    path = Path(path)
    if not path.is_file():
        raise SourceFormatError(path, "no such file")
    ways = _read_ways(path, progress)
    ids, place_of = np.unique(ways.refs, return_inverse=True)
    nodes = _read_nodes(path, ids, progress)
    logger.info("%d ways, %d nodes of roads", len(ways.start) - 1, len(ids))
    tables = _edges(ways, place_of, nodes)
    if not len(tables["length_km"]):
        raise SourceFormatError(path, "holds no road with two nodes")
    tables |= _places(tables)
    return load_installed(save_installed(tables, source=path.name))


class _Ways(NamedTuple):
    refs: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    osm_id: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int16]
    surface: npt.NDArray[np.int16]
    dry: npt.NDArray[np.float32]
    wet: npt.NDArray[np.float32]
    oneway: npt.NDArray[np.bool_]
    name: npt.NDArray[np.int32]
    ref: npt.NDArray[np.int32]
    strings: list[str]


class _Nodes(NamedTuple):
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    there: npt.NDArray[np.bool_]
    stops: npt.NDArray[np.bool_]
    wait_h: npt.NDArray[np.float64]


def _osmium() -> Any:
    try:
        import osmium
    except ImportError as error:
        raise GeomaliError(
            "reading OpenStreetMap needs the package osmium: pip install 'geomali[osm]'"
        ) from error
    return osmium


def _read_ways(path: Path, progress: Callable[[str, int], None] | None) -> _Ways:
    osmium = _osmium()
    refs, start, osm_id = array("q"), array("q", [0]), array("q")
    kind, surface, dry, wet = array("h"), array("h"), array("f"), array("f")
    oneway, name, ref = array("b"), array("i"), array("i")
    strings: dict[str, int] = {"": 0}
    try:
        reader = osmium.FileProcessor(str(path), osmium.osm.WAY)
        for count, way in enumerate(
            reader.with_filter(osmium.filter.KeyFilter("highway", "route")), 1
        ):
            if progress is not None and count % 10_000 == 0:
                progress("ways", count)
            tags = dict(way.tags)
            found = _class_of(tags)
            if found is None:
                continue
            class_name, direction = found
            members = [node.ref for node in way.nodes]
            if len(members) < 2:
                continue
            if direction < 0:
                members.reverse()
            refs.extend(members)
            start.append(len(refs))
            osm_id.append(way.id)
            kind.append(KINDS.index(class_name))
            covered, dry_kmh, wet_kmh = _driven(class_name, tags)
            surface.append(SURFACE_NAMES.index(covered))
            dry.append(dry_kmh)
            wet.append(wet_kmh)
            oneway.append(direction != 0)
            name.append(strings.setdefault(tags.get("name", ""), len(strings)))
            ref.append(strings.setdefault(tags.get("ref", ""), len(strings)))
    except RuntimeError as error:  # osmium raises it for whatever is wrong with a file
        raise SourceFormatError(path, f"is not an OpenStreetMap file: {error}") from error
    if not len(osm_id):
        raise SourceFormatError(path, "holds no road, track or ferry")
    return _Ways(
        np.frombuffer(refs, np.int64),
        np.frombuffer(start, np.int64),
        np.frombuffer(osm_id, np.int64),
        np.frombuffer(kind, np.int16),
        np.frombuffer(surface, np.int16),
        np.frombuffer(dry, np.float32),
        np.frombuffer(wet, np.float32),
        np.frombuffer(oneway, np.int8).astype(bool),
        np.frombuffer(name, np.int32),
        np.frombuffer(ref, np.int32),
        list(strings),
    )


def _class_of(tags: Mapping[str, str]) -> tuple[str, int] | None:
    """Class of a way and its direction (1 forward, -1 backward, 0 both), or None if not driven."""
    if tags.get("route") == "ferry":
        kind = "ferry"
    else:
        kind = tags.get("highway", "").removesuffix("_link")
        if kind not in CLASSES or kind == "ferry" or tags.get("area") == "yes":
            return None
    # The narrower tag decides: access=no with motor_vehicle=yes is open to cars.
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key in tags:
            if tags[key] in _SHUT:
                return None
            break
    one = tags.get("oneway", "")
    if one in ("-1", "reverse"):
        return kind, -1
    if one in ("yes", "1", "true"):
        return kind, 1
    implied = kind == "motorway" or tags.get("junction") in ("roundabout", "circular")
    return kind, int(implied and one not in ("no", "0", "false"))


def _driven(kind: str, tags: Mapping[str, str]) -> tuple[str, float, float]:
    """Surface and usual speeds of a way."""
    base = CLASSES[kind]
    surface, dry, wet = base.surface, base.dry_kmh, base.wet_kmh
    if kind != "ferry" and tags.get("surface") in SURFACES:
        surface, most_dry, most_wet = SURFACES[tags["surface"]]
        dry, wet = min(dry, most_dry), min(wet, most_wet)
        if surface == "paved":
            dry, wet = max(dry, 40.0), max(wet, 35.0)
    limit = tags.get("maxspeed", "").removesuffix(" km/h").strip()
    if limit.isdigit() and int(limit) > 0:
        dry, wet = min(dry, float(limit)), min(wet, float(limit))
    return surface, dry, wet


def _read_nodes(
    path: Path, ids: npt.NDArray[np.int64], progress: Callable[[str, int], None] | None
) -> _Nodes:
    """Where the nodes of the ways are, and which of them are barriers.

    Only these nodes are held: the extract's other nodes, most of them, are
    passed over without being kept.
    """
    osmium = _osmium()
    size = len(ids)
    lon, lat = np.zeros(size), np.zeros(size)
    there, stops = np.zeros(size, bool), np.zeros(size, bool)
    wait_h = np.zeros(size)
    seen, east, north = array("q"), array("d"), array("d")
    barriers: dict[int, tuple[bool, float]] = {}
    try:
        reader = osmium.FileProcessor(str(path), osmium.osm.NODE)
        for count, node in enumerate(reader.with_filter(osmium.filter.IdFilter(ids.tolist())), 1):
            if progress is not None and count % 100_000 == 0:
                progress("nodes", count)
            place = node.location
            if not place.valid():
                continue
            seen.append(node.id)
            east.append(place.lon)
            north.append(place.lat)
            if len(node.tags):
                barrier = node.tags.get("barrier")
                if barrier is not None:
                    barriers[node.id] = _barrier(barrier, dict(node.tags))
    except RuntimeError as error:
        raise SourceFormatError(path, f"is not an OpenStreetMap file: {error}") from error
    if len(seen):
        row = np.searchsorted(ids, np.frombuffer(seen, np.int64))
        lon[row], lat[row], there[row] = np.frombuffer(east), np.frombuffer(north), True
    if barriers:
        row = np.searchsorted(ids, np.array(list(barriers), dtype=np.int64))
        stops[row] = [stop for stop, _ in barriers.values()]
        wait_h[row] = [wait for _, wait in barriers.values()]
    return _Nodes(lon, lat, there, stops, wait_h)


def _barrier(kind: str, tags: Mapping[str, str]) -> tuple[bool, float]:
    """Whether a barrier stops a car, and how long it holds one up otherwise."""
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key in tags:
            return tags[key] in _SHUT, _WAITS.get(kind, 0.0)
    return kind in _STOPPING or tags.get("locked") == "yes", _WAITS.get(kind, 0.0)


def _edges(ways: _Ways, place_of: npt.NDArray[np.int64], nodes: _Nodes) -> dict[str, Any]:
    """Cut ways into edges between junctions, without a loop over ways."""
    from pyproj import Geod

    n = len(ways.refs)
    way = np.repeat(np.arange(len(ways.osm_id)), np.diff(ways.start))
    there = nodes.there[place_of]
    # A run is an unbroken piece of a way inside the extract.
    opens = np.ones(n, bool)
    opens[1:] = (way[1:] != way[:-1]) | ~there[:-1]
    opens &= there
    closes = np.ones(n, bool)
    closes[:-1] = (way[1:] != way[:-1]) | ~there[1:]
    closes &= there
    special = nodes.stops | (nodes.wait_h > 0)
    meets = np.bincount(place_of, minlength=len(nodes.lon)) > 1
    cut = there & (opens | closes | (meets | special)[place_of])
    at = np.flatnonzero(cut)
    run = np.cumsum(opens)
    joined = (run[at][1:] == run[at][:-1]) & ~closes[at[:-1]]
    first, last = at[:-1][joined], at[1:][joined]
    lon, lat = nodes.lon[place_of], nodes.lat[place_of]
    _, _, metres = Geod(ellps="WGS84").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    metres = np.where(there[:-1] & there[1:] & (way[1:] == way[:-1]), metres, 0.0)
    along = np.concatenate([[0.0], np.cumsum(metres)])
    length = (along[last] - along[first]) / 1000
    keep = length > 0
    first, last, length = first[keep], last[keep], length[keep]
    of = way[first]
    # On each side of a barrier that stops cars the road ends at a node of its own.
    ends = np.concatenate([place_of[first], place_of[last]])
    blind = nodes.stops[ends]
    ends = np.where(blind, len(nodes.lon) + np.arange(len(ends)), ends)
    unique, number = np.unique(ends, return_inverse=True)
    position = np.concatenate([first, last])
    where = np.zeros(len(unique), np.int64)
    where[number] = position
    sizes = last - first + 1
    vertex = np.repeat(first, sizes) + (
        np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    )
    wait = (nodes.wait_h[place_of[first]] + nodes.wait_h[place_of[last]]) / 2
    wait += np.where(ways.kind[of] == KINDS.index("ferry"), _FERRY_WAIT_H, 0.0)
    # Pieces of one way are numbered along it.
    fresh = np.ones(len(of), bool)
    fresh[1:] = of[1:] != of[:-1]
    opening = np.flatnonzero(fresh)
    piece = np.arange(len(of)) - np.repeat(opening, np.diff(np.append(opening, len(of)))) + 1
    return {
        "node_lon": lon[where],
        "node_lat": lat[where],
        "from_node": number[: len(first)].astype(np.int32),
        "to_node": number[len(first) :].astype(np.int32),
        "length_km": length,
        "wait_h": wait,
        "way": ways.osm_id[of],
        "piece": piece.astype(np.int32),
        "kind": ways.kind[of],
        "surface": ways.surface[of],
        "dry": ways.dry[of],
        "wet": ways.wet[of],
        "oneway": ways.oneway[of],
        "name": ways.name[of],
        "ref": ways.ref[of],
        "strings": ways.strings,
        "vertex_lon": np.round(lon[vertex] * 1e7).astype(np.int32),
        "vertex_lat": np.round(lat[vertex] * 1e7).astype(np.int32),
        "vertex_start": np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    }


def _places(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Places of the gazetteer and the node that each is joined to."""
    from pyproj import Transformer
    from scipy.spatial import cKDTree

    from geomali.gazetteer import load_gazetteer

    forward = Transformer.from_crs(CRS, AREA_CRS, always_xy=True)
    found = [
        place
        for place in load_gazetteer(core_only=True).places()
        if place.lat is not None and place.lon is not None and place.feature_class == "P"
    ]
    nodes = np.column_stack(forward.transform(tables["node_lon"], tables["node_lat"]))
    lonlat = np.array([[place.lon, place.lat] for place in found], dtype=np.float64).reshape(-1, 2)
    away, nearest = cKDTree(nodes).query(np.column_stack(forward.transform(*lonlat.T)))
    taken: dict[int, tuple[float, str, str]] = {}
    for place, metres, node in zip(found, np.atleast_1d(away), np.atleast_1d(nearest), strict=True):
        if metres <= _PLACE_KM * 1000:
            mark = (float(metres), place.place_id, place.name)
            taken[int(node)] = min(taken.get(int(node), mark), mark)
    rows = sorted(taken)
    return {
        "place_node": np.array(rows, dtype=np.int64),
        "place_names": [taken[row][1:] for row in rows],
    }
