"""A network: nodes, stretches between them, and what the seasons do to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["SEASONS", "RoadNetwork", "from_stretches", "month_of", "open_in", "speeds_in"]

SEASONS: Final = {"dry": 3, "wet": 9, "flood": 12}
"""Each season by the month that stands for it: dry, rains, and high water of the Niger."""
WET_MONTHS: Final = frozenset({6, 7, 8, 9, 10})
"""Months of the rains, when the wet speed counts."""


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Stretches of road, track and river between nodes.

    Parameters
    ----------
    nodes
        Row number = node; ``place_id`` and ``name`` where the node is a place
        of the gazetteer, point geometry, EPSG:4326.
    stretches
        One row per stretch: ``stretch_id``, ``corridor_id``, ``number``, ``name``,
        ``from_node``, ``to_node``, ``length_km``, ``length_confirmed``,
        ``length_source``, ``mode``, ``surface``, ``speed_dry_kmh``,
        ``speed_wet_kmh``, ``wait_h``, ``months_closed``, ``oneway``,
        ``geometry_quality`` (schematic or surveyed), ``season``, ``note``,
        ``check``, ``status`` and a line, EPSG:4326.
    source
        Where it comes from, to be shown beside every result.
    """

    nodes: gpd.GeoDataFrame
    stretches: gpd.GeoDataFrame
    source: str

    @property
    def is_schematic(self) -> bool:
        """Whether any stretch is drawn as a schematic line."""
        return bool((self.stretches["geometry_quality"] == "schematic").any())


def from_stretches(frame: gpd.GeoDataFrame, *, source: str) -> RoadNetwork:
    """Network of stretches that name their ends by ``from_place`` and ``to_place``."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    shapes = frame.geometry.to_numpy()
    ends = pd.DataFrame(
        {
            "place_id": np.concatenate([frame["from_place"], frame["to_place"]]),
            "name": np.concatenate([frame["from_name"], frame["to_name"]]),
            "point": np.concatenate([shapely.get_point(shapes, 0), shapely.get_point(shapes, -1)]),
        }
    )
    ends = ends.drop_duplicates("place_id").sort_values("place_id").reset_index(drop=True)
    nodes = gpd.GeoDataFrame(
        ends[["place_id", "name"]], geometry=list(ends["point"]), crs=frame.crs
    )
    number = {place: node for node, place in enumerate(nodes["place_id"])}
    stretches = frame.reset_index(drop=True).assign(
        from_node=frame["from_place"].map(number).to_numpy(np.int64),
        to_node=frame["to_place"].map(number).to_numpy(np.int64),
    )
    return RoadNetwork(nodes, stretches, source)


def month_of(season: str | int) -> int:
    """Month that a season stands for; a month number is itself.

    Raises
    ------
    ValueError
        It is neither.
    """
    if isinstance(season, int):
        if not 1 <= season <= 12:
            raise ValueError(f"month {season} is not between 1 and 12")
        return season
    if season in SEASONS:
        return SEASONS[season]
    if season.isdigit() and 1 <= int(season) <= 12:
        return int(season)
    raise ValueError(f"season {season!r} is unknown; use {', '.join(SEASONS)} or a month, 1 to 12")


def speeds_in(stretches: pd.DataFrame, season: str | int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Usual speed of each stretch in a season, km/h."""
    column = "speed_wet_kmh" if month_of(season) in WET_MONTHS else "speed_dry_kmh"
    return stretches[column].to_numpy(np.float64)


def open_in(stretches: pd.DataFrame, season: str | int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether each stretch can usually be passed in a season.

    ``months_closed`` is ``8-12`` (August to December), ``12-7`` (over the new
    year) or empty.
    """
    import pandas as pd

    month = month_of(season)
    codes, spans = pd.factorize(stretches["months_closed"])
    shut = np.array(
        [_holds(span, month) if span else False for span in spans] + [False], dtype=bool
    )
    return ~shut[codes]  # code -1, missing, reads the last


def _holds(span: str, month: int) -> bool:
    first, last = (int(part) for part in span.split("-"))
    return first <= month <= last if first <= last else month >= first or month <= last
