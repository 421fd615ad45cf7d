"""The network that a user installed: one file in the data folder, written whole, read once."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geomali.errors import SourceFormatError
from geomali.resources import user_data_dir
from geomali.roads._network import RoadNetwork
from geomali.schema import CRS

__all__ = [
    "CLASSES",
    "KINDS",
    "SURFACE_NAMES",
    "installed_path",
    "load_installed",
    "save_installed",
]

_VERSION: Final = 1


class RoadClass(NamedTuple):
    mode: str
    surface: str
    dry_kmh: float
    wet_kmh: float


CLASSES: Final[Mapping[str, RoadClass]] = {
    "motorway": RoadClass("road", "paved", 100, 90),
    "trunk": RoadClass("road", "paved", 80, 70),
    "primary": RoadClass("road", "paved", 70, 60),
    "secondary": RoadClass("road", "laterite", 50, 35),
    "tertiary": RoadClass("road", "laterite", 40, 25),
    "unclassified": RoadClass("road", "earth", 30, 18),
    "residential": RoadClass("road", "earth", 25, 18),
    "living_street": RoadClass("road", "earth", 10, 10),
    "service": RoadClass("road", "earth", 20, 15),
    "road": RoadClass("road", "earth", 30, 18),
    "track": RoadClass("track", "earth", 25, 12),
    "ferry": RoadClass("ferry", "river", 8, 8),
}
"""OSM class -> how it is driven: our estimate of usual speeds of a loaded four-wheel drive."""
KINDS: Final = tuple(CLASSES)
SURFACE_NAMES: Final = ("paved", "paved_worn", "laterite", "earth", "sand", "river")


def installed_path() -> Path:
    """Where the installed network is kept."""
    return user_data_dir() / "roads" / "network.npz"


def save_installed(tables: Mapping[str, Any], *, source: str) -> Path:
    """Keep the tables of a network; the file is replaced only when all is written.

    Parameters
    ----------
    tables
        Arrays as :func:`load_installed` reads them; ``strings`` and ``place_names``
        are lists of text.
    source
        Name of the extract.
    """
    texts = {name: _text(tables[name]) for name in ("strings", "place_names")}
    about = _text({"version": _VERSION, "source": source})
    target = installed_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".roads.", dir=target.parent) as folder:
        half = Path(folder) / "network.npz"
        with half.open("wb") as file:
            np.savez_compressed(file, **{**tables, **texts, "about": about})
        half.replace(target)
    return target


def _text(value: Any) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), np.uint8)


def _untext(values: npt.NDArray[np.uint8]) -> Any:
    return json.loads(values.tobytes().decode())


def load_installed(path: Path) -> RoadNetwork:
    """Load an installed network.

    Raises
    ------
    SourceFormatError
        It is damaged or of another version; install it again.
    """
    return _load(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _load(path: str, _changed: int) -> RoadNetwork:
    import geopandas as gpd
    import pandas as pd
    import shapely

    try:
        with np.load(path, allow_pickle=False) as file:
            t = {name: file[name] for name in file.files}
        about = _untext(t["about"])
        if about["version"] != _VERSION:
            raise ValueError(f"version {about['version']}")
        strings = np.array([*_untext(t["strings"])], dtype=object)
        places = _untext(t["place_names"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise SourceFormatError(
            path, "the installed road network is damaged: install it again"
        ) from error
    strings[0] = None
    lonlat = np.column_stack([t["vertex_lon"], t["vertex_lat"]]) / 1e7
    owner = np.repeat(np.arange(len(t["way"])), np.diff(t["vertex_start"]))
    n_nodes = len(t["node_lon"])
    place_id = np.full(n_nodes, None, dtype=object)
    place_name = np.full(n_nodes, None, dtype=object)
    for node, (identifier, name) in zip(t["place_node"], places, strict=True):
        place_id[node], place_name[node] = identifier, name
    nodes = gpd.GeoDataFrame(
        {"place_id": place_id, "name": place_name},
        geometry=shapely.points(t["node_lon"], t["node_lat"]),
        crs=CRS,
    )
    surfaces = np.array(SURFACE_NAMES, dtype=object)
    modes = np.array([CLASSES[kind].mode for kind in KINDS], dtype=object)
    way = pd.Series(t["way"]).astype(str)
    stretches = gpd.GeoDataFrame(
        {
            "stretch_id": "w" + way + "_" + pd.Series(t["piece"]).astype(str),
            "corridor_id": "w" + way,
            "number": strings[t["ref"]],
            "name": strings[t["name"]],
            "from_node": t["from_node"].astype(np.int64),
            "to_node": t["to_node"].astype(np.int64),
            "from_place": place_id[t["from_node"]],
            "to_place": place_id[t["to_node"]],
            "from_name": place_name[t["from_node"]],
            "to_name": place_name[t["to_node"]],
            "length_km": t["length_km"],
            "length_source": "osm",
            "length_confirmed": True,
            "mode": modes[t["kind"]],
            "surface": surfaces[t["surface"]],
            "speed_dry_kmh": t["dry"].astype(np.float64),
            "speed_wet_kmh": t["wet"].astype(np.float64),
            "wait_h": t["wait_h"],
            "months_closed": None,
            "oneway": t["oneway"],
            "geometry_quality": "surveyed",
            "season": None,
            "season_fr": None,
            "note": None,
            "check": None,
            "status": "in_use",
        },
        geometry=shapely.linestrings(lonlat, indices=owner),
        crs=CRS,
    )
    return RoadNetwork(
        nodes, stretches, f"OpenStreetMap, {about['source']} (© OpenStreetMap contributors, ODbL)"
    )
