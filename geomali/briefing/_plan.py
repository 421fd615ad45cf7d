"""The planner's whole journey: places or drawn routes in; tables, layers and a briefing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.briefing._page import write_briefing
from geomali.briefing._words import Note
from geomali.briefing._workbook import write_workbook
from geomali.errors import GeomaliError
from geomali.exports import write_layer
from geomali.files import check_writable, safe_name
from geomali.privacy import apply_sensitivity
from geomali.roads import RoadNetwork, load_roads
from geomali.routes import (
    FLOW_FORMATS,
    Access,
    Assessment,
    Paths,
    Stop,
    assess_routes,
    cut_lines,
    exposure_score,
    find_paths,
    find_stops,
    map_frame,
    match_line,
    merge_stretches,
    no_flows,
    read_flows,
    read_routes,
    route_tables,
    stretches_named,
)

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.gazetteer import Gazetteer

__all__ = ["Plan", "plan_routes", "write_plan"]

_MOST_ROWS: Final = 40
"""Routes of more stretches are merged for the reader."""
_FOLLOWS: Final = 0.8
"""Part of a drawn line that must run along the roads it is matched to."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What :func:`plan_routes` found.

    Parameters
    ----------
    assessment
        Exposure of every way; None if there is none.
    events, claims, reports, sources
        What it rests on, reduced to the sensitivity.
    flows
        People on the move, reduced likewise: arrows on the map, never assessed.
    season
        As asked.
    network
        Name of the network used, empty for lines kept as drawn.
    stops
        Place ids asked for.
    closed
        What was closed to the plan: avoided by choice, or by an access constraint.
    closed_lines
        The stretches of the network that this closes, for the map.
    rejects
        What could not be read, with reasons.
    cut, message
        Why there is no path: the stretches that bar the way, and in words.
    refused
        Names that were not clear, with what they may mean.
    notes
        What the reader must know of how the question was understood.
    """

    assessment: Assessment | None
    events: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame | None
    reports: pd.DataFrame | None
    sources: pd.DataFrame | None
    flows: gpd.GeoDataFrame
    season: str | int
    network: str = ""
    stops: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    closed_lines: gpd.GeoDataFrame | None = None
    rejects: pd.DataFrame | None = None
    cut: gpd.GeoDataFrame | None = None
    message: str = ""
    refused: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def map_routes(self) -> gpd.GeoDataFrame | None:
        """Stretches for ``conflict_map(routes=…)``, or None if there are none.

        With what the briefing says of each way (``way_name``, ``way_km``, ``way_hours``,
        ``way_events``), the stops asked for, and the closed stretches, which are on no way.
        """
        if self.assessment is None:
            return None
        import pandas as pd

        frame = map_frame(self.assessment)
        ways = self.assessment.routes.set_index("route_id")
        for name, column, digits in (
            ("way_name", "name", None), ("way_km", "length_km", 1), ("way_hours", "hours", 2),
            ("way_events", "event_count", 0),
        ):  # fmt: skip
            if column in ways:
                told = frame["route_id"].map(ways[column])
                frame[name] = told if digits is None else told.astype(float).round(digits)
        ends = self.assessment.stretches.groupby("route_id")["order"].transform("max")
        if "to_place" in self.assessment.stretches:
            asked = self.assessment.stretches["to_place"].isin(self.stops)
            frame["stop"] = asked & (self.assessment.stretches["order"] < ends)
        if self.closed_lines is not None and len(self.closed_lines):
            frame = pd.concat([frame, self.closed_lines], ignore_index=True)
        return frame


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
    max_detour: float = 2.0,
    match: bool = False,
    since: date | None = None,
    known_on: date | None = None,
    modes: Sequence[str] = ("road", "track", "ferry"),
    flows: gpd.GeoDataFrame | None = None,
    sources: pd.DataFrame | None = None,
    sensitivity: str = "partner",
    network: RoadNetwork | None = None,
    gazetteer: Gazetteer | None = None,
) -> Plan:
    """Plan the ways between places, or take drawn routes, and assess their exposure.

    Parameters
    ----------
    source
        Names of places (a list, or one text with commas), a file of lines
        (see :func:`geomali.routes.read_routes`), or a table of flows
        (see :func:`geomali.routes.read_flows`).
    events, claims, reports, sources, flows
        Tables of those names, as stored; they are reduced to ``sensitivity`` here.
    as_of, window_days, buffer_km, since, known_on
        See :func:`geomali.routes.assess_routes`.
    season, avoid, alternatives, max_detour, modes
        See :func:`geomali.routes.find_paths`.
    access
        From :func:`geomali.routes.read_access`.
    match
        Replace drawn lines by the stretches of the network that they follow
        (:func:`geomali.routes.match_line`); one that follows none is kept as drawn.
    sensitivity
        ``internal``, ``partner`` or ``public``.
    network
        By default :func:`geomali.roads.load_roads`.
    gazetteer
        By default the shipped one with what the user added.

    Returns
    -------
    Plan
        With ``message``, ``refused`` and ``notes`` set where something could not be done,
        or not as asked.

    Raises
    ------
    GeomaliError
        A file cannot be read, a place is too far from any road, or a name in
        ``avoid`` is unknown.
    """
    import pandas as pd

    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    names = _names(source)
    rejects = pd.DataFrame()
    drawn = None
    if names is None:
        path = Path(str(source))
        if path.suffix.lower() in FLOW_FORMATS:
            told, rejects = read_flows(path, gazetteer=gazetteer)
            flows = told if flows is None else pd.concat([flows, told], ignore_index=True)
        else:
            drawn, rejects = read_routes(path, gazetteer=gazetteer)
    if flows is None:
        flows = no_flows()
    given = {
        "events": events, "claims": claims, "reports": reports, "sources": sources, "flows": flows,
    }  # fmt: skip
    reduced = apply_sensitivity({k: v for k, v in given.items() if v is not None}, sensitivity)
    shown: dict[str, Any] = {name: reduced.get(name) for name in given}
    plan = Plan(None, **shown, season=season, rejects=rejects)
    events = plan.events
    asked: dict[str, Any] = {"as_of": as_of, "window_days": window_days, "buffer_km": buffer_km}
    rest: dict[str, Any] = {"since": since, "known_on": known_on, "gazetteer": gazetteer, **asked}
    if names is None:
        if drawn is None or not len(drawn):
            nothing = not len(plan.flows)
            return replace(plan, message="no route could be read" if nothing else "")
        if match:
            network = network or load_roads()
        kept, stretches, notes = _on_roads(drawn, network if match else None, season)
        found = assess_routes(
            _with_ends(stretches, gazetteer), events, plan.claims, routes=kept, **rest
        )
        source_name = network.source if match and network else ""
        return replace(plan, assessment=found, network=source_name, notes=notes)
    stops, refused = find_stops(names, gazetteer)
    notes = tuple(_read_as(stop, gazetteer) for stop in stops if stop.read_from)
    if refused or len(stops) < 2:
        why = tuple(f"{item.name}: {item.reason}" for item in refused)
        message = "a route needs at least two places" if not refused else "places are not clear"
        return replace(plan, message=message, refused=why, notes=notes)
    network = network or load_roads()
    closed = access.closed if access else ()
    plan = replace(
        plan,
        network=network.source,
        stops=tuple(stop.place_id for stop in stops if stop.place_id),
        closed=tuple(dict.fromkeys([*avoid, *(access.closed_in_words() if access else ())])),
        notes=notes,
    )
    paths = find_paths(
        network,
        stops,
        season=season,
        avoid=avoid,
        closed=closed,
        restricted=access.restricted if access else (),
        modes=modes,
        alternatives=alternatives,
        max_detour=max_detour,
        exposure=exposure_score(network.stretches, events, **asked),
    )
    if not paths.found:
        return replace(plan, cut=paths.cut, message=paths.message)
    stretches = _readable(paths, gazetteer)
    barred = _closed_lines(network, [*avoid, *closed], modes)
    return replace(
        plan,
        closed_lines=barred,
        assessment=assess_routes(stretches, events, plan.claims, routes=paths.routes, **rest),
    )


def _closed_lines(
    network: RoadNetwork, names: Sequence[str], modes: Sequence[str]
) -> gpd.GeoDataFrame:
    """Stretches that a plan may not use, though their mode would do."""
    ids = {stretch for name in names for stretch in stretches_named(network, name)}
    frame = network.stretches
    closed = frame[frame["stretch_id"].isin(ids) & frame["mode"].isin(list(modes))]
    kept = ["stretch_id", "name", "number", "from_name", "to_name", "length_km", "mode"]
    lines: gpd.GeoDataFrame = closed[[*(n for n in kept if n in closed), "geometry"]]
    return lines.assign(access="closed")


def _read_as(stop: Stop, gazetteer: Gazetteer) -> Note:
    """That a name was taken for a place which is not spelled so."""
    place = gazetteer.place(str(stop.place_id))
    within = ", ".join(filter(None, (place.admin1, place.country)))
    return Note("read_as", (("asked", stop.read_from), ("place", stop.name), ("within", within)))


def _on_roads(
    drawn: gpd.GeoDataFrame, network: RoadNetwork | None, season: str | int
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, tuple[Note, ...]]:
    """Routes and stretches of drawn lines: of the roads they follow, or of themselves."""
    import pandas as pd

    kept, pieces, notes = [], [], []
    for row in range(len(drawn)):
        line = drawn.iloc[[row]]
        name, route_id = str(line["name"].iloc[0]), line["route_id"].iloc[0]
        if network is not None:
            try:
                paths, covered = match_line(line, network, season=season)
            except GeomaliError:
                paths, covered = None, 0.0
                notes.append(Note("far", (("name", name),)))
            if paths is not None and covered >= _FOLLOWS:
                kept.append(paths.routes.assign(route_id=route_id, name=name, kind="matched"))
                pieces.append(paths.stretches.assign(route_id=route_id))
                continue
            if paths is not None:
                share = f"{covered * 100:.0f}"
                notes.append(Note("off_roads", (("name", name), ("share", share))))
        kept.append(line)
        pieces.append(cut_lines(line))
    stretches = pd.concat(pieces, ignore_index=True)
    return pd.concat(kept, ignore_index=True), stretches, tuple(notes)


def _names(source: str | Path | Sequence[str]) -> list[str] | None:
    """Places of a route; None if the source is a file."""
    if isinstance(source, Path):
        return None
    if not isinstance(source, str):
        return list(source)
    if "," not in source or Path(source).is_file():
        return None
    return [part.strip() for part in source.split(",") if part.strip()]


def _readable(paths: Paths, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Stretches that a person can read, however fine the network is."""
    if paths.stretches.groupby("route_id").size().max() <= _MOST_ROWS:
        return paths.stretches
    longest = float(paths.routes["length_km"].max())
    return _with_ends(merge_stretches(paths.stretches, over_km=max(longest / 15, 5.0)), gazetteer)


def _with_ends(stretches: gpd.GeoDataFrame, gazetteer: Gazetteer) -> gpd.GeoDataFrame:
    """Ends without a name told by the nearest place and how far it is."""
    import numpy as np
    import shapely

    named = stretches.copy()
    for column, index in (("from_name", 0), ("to_name", -1)):
        names = (
            named[column].to_numpy(object, copy=True)
            if column in named
            else np.full(len(named), None, dtype=object)
        )
        bare = np.flatnonzero([not isinstance(name, str) for name in names])
        if not len(bare):
            continue
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
        HXL tags), ``<name>_stretches.parquet``, ``<name>.gpkg`` (layers ``routes``,
        ``stretches``, ``flows``), and ``<name>_flows.csv``, ``<name>_rejects.csv`` where
        there are any.

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
    layers: dict[str, Any] = {}
    if plan.assessment is not None:
        tables = route_tables(plan.assessment)
        if len(plan.flows):
            tables["flows"] = plan.flows
        written += write_briefing(
            plan.assessment,
            plan.events,
            folder / f"{name}.html",
            claims=plan.claims,
            reports=plan.reports,
            sources=plan.sources,
            flows=plan.flows,
            lang=lang,
            season=plan.season,
            network=plan.network,
            stops=plan.stops,
            closed=plan.closed,
            notes=plan.notes,
            pdf=pdf,
        )
        written.append(write_workbook(tables, folder / f"{name}.xlsx"))
        stretches = tables["stretches"]
        for suffix in ("csv", "parquet"):
            path = folder / f"{name}_stretches.{suffix}"
            written.append(write_layer(stretches, path, table="stretches"))
        layers = {"routes": tables["routes"], "stretches": stretches}
    if len(plan.flows):
        layers["flows"] = plan.flows
        written.append(write_layer(plan.flows, folder / f"{name}_flows.csv", table="flows"))
    written.append(export(layers, folder / f"{name}.gpkg", "gpkg"))
    if plan.rejects is not None and len(plan.rejects):
        written.append(write_layer(plan.rejects, folder / f"{name}_rejects.csv", table="rejects"))
    return written
