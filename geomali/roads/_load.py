"""Which network is used: the one the user installed, or the shipped corridors."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from geomali.resources import data_path
from geomali.roads._installed import installed_path, load_installed
from geomali.roads._network import RoadNetwork, from_stretches

__all__ = ["load_roads"]

_LAYER: Final = "layers/roads/corridors.parquet"


def load_roads(*, embedded: bool = False) -> RoadNetwork:
    """Load the network that the user installed, or else the shipped one.

    Parameters
    ----------
    embedded
        Use the shipped corridors even if an OpenStreetMap network is installed.

    Raises
    ------
    SourceFormatError
        The installed network is damaged; install it again.
    """
    installed = installed_path()
    if not embedded and installed.is_file():
        return load_installed(installed)
    path = data_path(_LAYER)
    return _load_corridors(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _load_corridors(path: str, _changed: int) -> RoadNetwork:
    import geopandas as gpd

    frame = gpd.read_parquet(path).drop(columns="bbox", errors="ignore")
    return from_stretches(frame, source="shipped corridors (schematic lines)")
