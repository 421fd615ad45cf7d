"""The planner's whole journey: places or drawn routes in; tables, layers and a briefing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.briefing._page import write_briefing
from geomali.briefing._workbook import write_workbook
from geomali.errors import GeomaliError
from geomali.exports import write_layer
from geomali.files import check_writable, safe_name
from geomali.privacy import apply_sensitivity
from geomali.roads import RoadNetwork, load_roads
from geomali.routes import (
    Access,
    Assessment,
    Paths,
    assess_routes,
    cut_lines,
    exposure_score,
    find_paths,
    find_stops,
    map_frame,
    merge_stretches,
    read_routes,
    route_tables,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.gazetteer import Gazetteer

__all__ = ["Plan", "plan_routes", "write_plan"]

_MOST_ROWS: Final = 40
"""Routes of more stretches are merged for the reader."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What :func:`plan_routes` found.

    Parameters
    ----------
    assessment
        Exposure of every way; None if there is no path.
    events, claims, reports
        What it rests on, reduced to the sensitivity.
    network
        Name of the network used, empty for drawn routes.
    stops
        Place ids asked for.
    season, closed
        As asked.
    flows
        Flows read from a table: drawn as arrows, not assessed.
    rejects
        What could not be read, with reasons.
    cut, message
        Why there is no path.
    """

    assessment: Assessment | None
    events: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame | None
    reports: pd.DataFrame | None
    network: str
    stops: tuple[str, ...]
    season: str | int
    closed: tuple[str, ...]
    flows: gpd.GeoDataFrame
    rejects: pd.DataFrame
    cut: gpd.GeoDataFrame | None = None
    message: str = ""
    refused: tuple[str, ...] = field(default=())

    def map_routes(self) -> gpd.GeoDataFrame | None:
        """Stretches for ``conflict_map(routes=…)``, or None if there are none."""
        return None if self.assessment is None else map_frame(self.assessment)


def plan_routes(
    source: str | Path | Sequence[str],
    events: gpd.GeoDataFrame,
    claims: gpd.GeoDataFrame | None = None,
    reports: pd.DataFrame | None = None,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
    season: str | int = "dry",
    avoid: Sequence[str] = (),
    access: Access | None = None,
    alternatives: int = 2,
    since: date | None = None,
    known_on: date | None = None,
    modes: Sequence[str] = ("road", "track", "ferry"),
    sensitivity: str = "partner",
    network: RoadNetwork | None = None,
    gazetteer: Gazetteer | None = None,
) -> Plan:
    """Plan the ways between places, or take drawn routes, and assess their exposure.

    Parameters
    ----------
    source
        Names of places (a list, or one text with commas), or a file of routes
        (see :func:`geomali.routes.read_routes`).
    events, claims, reports
        Tables of those names, as stored; they are reduced to ``sensitivity`` here.
    as_of, window_days, buffer_km, since, known_on
        See :func:`geomali.routes.assess_routes`.
    season, avoid, alternatives, modes
        See :func:`geomali.routes.find_paths`.
    access
        From :func:`geomali.routes.read_access`.
    sensitivity
        ``internal``, ``partner`` or ``public``.
    network
        By default :func:`geomali.roads.load_roads`.
    gazetteer
        By default the shipped one with what the user added.

    Returns
    -------
    Plan
        With ``message`` and ``refused`` set where something could not be done.

    Raises
    ------
    GeomaliError
        A file cannot be read, a place is too far from any road, or a name in
        ``avoid`` is unknown.
    """
    import geopandas as gpd
    import pandas as pd

    given = {"events": events, "claims": claims, "reports": reports}
    reduced = apply_sensitivity({k: v for k, v in given.items() if v is not None}, sensitivity)
    events = reduced["events"]
    claims, reports = reduced.get("claims"), reduced.get("reports")
    names = _names(source)
    nothing = gpd.GeoDataFrame({"route_id": []}, geometry=[], crs=events.crs)
    no_rejects = pd.DataFrame(columns=["source_file", "row_number", "row", "reason"])
    shut = tuple(dict.fromkeys([*avoid, *(access.closed if access else ())]))
    common: dict[str, Any] = {
        "events": events, "claims": claims, "reports": reports, "season": season, "closed": shut,
    }  # fmt: skip
    asked: dict[str, Any] = {"as_of": as_of, "window_days": window_days, "buffer_km": buffer_km}
    more: dict[str, Any] = {"since": since, "known_on": known_on, "gazetteer": gazetteer}
    if names is None:
        routes, rejects = read_routes(Path(str(source)), gazetteer=gazetteer)
        drawn = routes[routes["kind"] != "flow"]
        flows = routes[routes["kind"] == "flow"].reset_index(drop=True)
        found = None
        if len(drawn):
            found = assess_routes(
                _with_ends(cut_lines(drawn), gazetteer),
                events,
                claims,
                routes=drawn.reset_index(drop=True),
                **asked,
                **more,
            )
        message = "" if len(routes) else "no route could be read"
        return Plan(
            found, network="", stops=(), flows=flows, rejects=rejects, message=message, **common
        )
    stops, refused = find_stops(names, gazetteer)
    if refused or len(stops) < 2:
        why = tuple(f"{item.name}: {item.reason}" for item in refused)
        message = "a route needs at least two places" if not refused else "places are not clear"
        return Plan(
            None, network="", stops=(), flows=nothing, rejects=no_rejects, message=message,
            refused=why, **common,
        )  # fmt: skip
    network = network or load_roads()
    paths = find_paths(
        network,
        stops,
        season=season,
        avoid=avoid,
        closed=access.closed if access else (),
        restricted=access.restricted if access else (),
        modes=modes,
        alternatives=alternatives,
        exposure=exposure_score(network.stretches, events, **asked),
    )
    ids = tuple(stop.place_id for stop in stops if stop.place_id)
    if not paths.found:
        return Plan(
            None, network=network.source, stops=ids, flows=nothing, rejects=no_rejects,
            cut=paths.cut, message=paths.message, **common,
        )  # fmt: skip
    assessment = assess_routes(
        _readable(paths, gazetteer), events, claims, routes=paths.routes, **asked, **more
    )
    return Plan(
        assessment, network=network.source, stops=ids, flows=nothing, rejects=no_rejects, **common
    )


def _names(source: str | Path | Sequence[str]) -> list[str] | None:
    """Places of a route; None if the source is a file."""
    if isinstance(source, Path):
        return None
    if not isinstance(source, str):
        return list(source)
    if "," not in source or Path(source).is_file():
        return None
    return [part.strip() for part in source.split(",") if part.strip()]


def _readable(paths: Paths, gazetteer: Gazetteer | None) -> gpd.GeoDataFrame:
    """Stretches that a person can read, however fine the network is."""
    if paths.stretches.groupby("route_id").size().max() <= _MOST_ROWS:
        return paths.stretches
    longest = float(paths.routes["length_km"].max())
    return _with_ends(merge_stretches(paths.stretches, over_km=max(longest / 15, 5.0)), gazetteer)


def _with_ends(stretches: gpd.GeoDataFrame, gazetteer: Gazetteer | None) -> gpd.GeoDataFrame:
    """Ends without a name told by the nearest place and how far it is."""
    import numpy as np
    import shapely

    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    named = stretches.copy()
    for column, index in (("from_name", 0), ("to_name", -1)):
        names = (
            named[column].to_numpy(object, copy=True)
            if column in named
            else np.full(len(named), None, dtype=object)
        )
        bare = np.flatnonzero([not isinstance(name, str) for name in names])
        ends = shapely.get_point(named.geometry.to_numpy()[bare], index)
        places = gazetteer.reverse_many([(point.y, point.x) for point in ends], n=1)
        for row, place in zip(bare, places, strict=True):
            if place.nearest:
                near = place.nearest[0]
                names[row] = f"{near.place.name} ({near.distance_km:.0f} km)"
        named[column] = names
    return named


def write_plan(
    plan: Plan, folder: str | Path, *, lang: str = "fr", pdf: bool = False, name: str = "route"
) -> list[Path]:
    """Write a plan: briefing, tables for a spreadsheet and layers for a GIS.

    Parameters
    ----------
    plan
        From :func:`plan_routes`.
    folder
        Made if it is missing.
    lang
        ``fr`` or ``en``.
    pdf
        Also print the briefing, if a Chromium is found.
    name
        Start of the file names.

    Returns
    -------
    list of Path
        ``<name>.html`` (and ``.pdf``), ``<name>.xlsx``, ``<name>_stretches.csv`` (with
        HXL tags), ``<name>.gpkg``, ``<name>_stretches.parquet``, and ``flows.csv``,
        ``rejects.csv`` where there are any.

    Raises
    ------
    GeomaliError
        There is nothing to write, or a PDF was asked for and no Chromium is found.
    """
    from geomali.exports import export

    folder = Path(folder)
    if plan.assessment is None and not len(plan.flows):
        raise GeomaliError(plan.message or "there is no route to write")
    check_writable(folder)
    name = safe_name(name)
    written: list[Path] = []
    if plan.assessment is not None:
        tables = route_tables(plan.assessment)
        written += write_briefing(
            plan.assessment,
            plan.events,
            folder / f"{name}.html",
            claims=plan.claims,
            reports=plan.reports,
            lang=lang,
            season=plan.season,
            network=plan.network,
            stops=plan.stops,
            closed=plan.closed,
            pdf=pdf,
        )
        written.append(write_workbook(tables, folder / f"{name}.xlsx"))
        stretches = tables["stretches"]
        written.append(write_layer(stretches, folder / f"{name}_stretches.csv", table="stretches"))
        written.append(
            write_layer(stretches, folder / f"{name}_stretches.parquet", table="stretches")
        )
        layers = {"routes": tables["routes"], "stretches": stretches}
        written.append(export(layers, folder / f"{name}.gpkg", "gpkg"))
    if len(plan.flows):
        written.append(write_layer(plan.flows, folder / f"{name}_flows.csv", table="flows"))
        written.append(write_layer(plan.flows, folder / f"{name}_flows.gpkg", table="flows"))
    if len(plan.rejects):
        written.append(write_layer(plan.rejects, folder / f"{name}_rejects.csv", table="rejects"))
    return written
