"""Routes and their exposure: tables, map and briefing in one folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomali.errors import GeomaliError, SourceFormatError
from geomali.files import check_writable
from geomali.pipeline._query import records

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.routes import Assessment
    from geomali.store import Store

__all__ = ["RoutePlan", "plan_routes", "read_lines"]

_POOR_MATCH = 0.8
"""A drawn line of which less runs along the network is probably another road."""


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """What came of planning or reading routes.

    ``routes`` has a record per route: its length in kilometres, hours, score
    and number of events near it.  ``refused`` names what could not be used, and why.
    """

    routes: tuple[Mapping[str, Any], ...]
    outputs: Mapping[str, Path]
    refused: tuple[str, ...] = ()


def plan_routes(
    source: str | Path | Sequence[str],
    store: Store,
    out: str | Path,
    *,
    as_of: date,
    window_days: int = 90,
    buffer_km: float = 5.0,
    season: str = "dry",
    avoid: Sequence[str] = (),
    alternatives: int = 2,
    access: str | Path | None = None,
    match: bool = False,
    since: date | None = None,
    known_on: date | None = None,
    lang: str = "fr",
    sensitivity: str = "partner",
    pdf: bool = False,
) -> RoutePlan:
    """Score routes by what happened near them, and write tables, a map and a briefing.

    Parameters
    ----------
    source
        Names of places in order, between which paths over the road network are
        sought; or a file of drawn lines or of flows, see
        :func:`geomali.routes.read_routes`.
    store
        Events and claims.
    out
        Folder for ``stretches.csv`` and its companions, ``routes.gpkg``,
        ``routes.xlsx``, ``map.html`` and ``briefing_<lang>.html``.
    as_of, window_days, buffer_km, since, known_on
        See :func:`geomali.routes.assess_routes`.
    season, avoid, alternatives
        See :func:`geomali.routes.find_paths`.
    access
        Table of access constraints, see :func:`geomali.routes.read_access`.
    match
        Match drawn lines to the road network instead of keeping them as drawn.
    lang, sensitivity
        Language of the map and of the briefing; level of :mod:`geomali.privacy`.
    pdf
        Also print the briefing.

    Raises
    ------
    GeomaliError
        No place of the route is known, or nothing joins them; says the cut.
    """
    from geomali.briefing import write_briefing
    from geomali.privacy import apply_sensitivity
    from geomali.roads import load_roads
    from geomali.routes import assess_routes

    out = Path(out)
    check_writable(out)
    shown = apply_sensitivity(
        {"events": store.events(known_on=known_on), "claims": store.claims()}, sensitivity
    )
    events, claims = shown["events"], shown["claims"]
    network = load_roads()
    refused: list[str] = []
    closed: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    if access is not None:
        from geomali.routes import read_access

        constraints, rejects = read_access(access, network, as_of=as_of)
        closed, restricted = constraints.closed, constraints.restricted
        refused += [f"{access}: {reason}" for reason in rejects["reason"]]
    routes: gpd.GeoDataFrame | None
    stops: list[str] = []
    if isinstance(source, str | Path):
        stretches, routes = _drawn(Path(source), network, refused, match=match)
    else:
        found, stops = _paths(
            source, network, events,
            as_of=as_of, window_days=window_days, buffer_km=buffer_km, season=season,
            avoid=avoid, closed=closed, restricted=restricted, alternatives=alternatives,
        )  # fmt: skip
        stretches, routes = found.stretches, found.routes
    assessment = assess_routes(
        stretches, events, claims, as_of=as_of, window_days=window_days, buffer_km=buffer_km,
        since=since, known_on=known_on, routes=routes,
    )  # fmt: skip
    outputs = _write_tables(assessment, out)
    outputs["map"] = _write_map(store, assessment, out, lang=lang, sensitivity=sensitivity)
    pages = write_briefing(
        assessment, events, out / f"briefing_{lang}.html", claims=claims, reports=store.reports(),
        lang=lang, season=season, network=network.source, stops=stops, closed=[*closed, *avoid],
        pdf=pdf,
    )  # fmt: skip
    outputs |= {f"briefing_{page.suffix.lstrip('.')}": page for page in pages}
    wanted = (
        "route_id",
        "name",
        "kind",
        "length_km",
        "hours",
        "score",
        "event_count",
        "fatalities",
    )
    columns = [name for name in wanted if name in assessment.routes]
    summary = records(assessment.routes[columns])
    return RoutePlan(tuple(summary), outputs, tuple(refused))


def _paths(
    names: Sequence[str],
    network: Any,
    events: gpd.GeoDataFrame,
    *,
    as_of: date,
    window_days: int,
    buffer_km: float,
    **options: Any,
) -> tuple[Any, list[str]]:
    from geomali.routes import exposure_score, find_paths, find_stops

    stops, refusals = find_stops(names)
    if refusals:
        reasons = "; ".join(f"{refusal.name!r}: {refusal.reason}" for refusal in refusals)
        raise GeomaliError(f"a route needs every place: {reasons}")
    if len(stops) < 2:
        raise GeomaliError("a route needs at least two places, such as Gao,Bourem,Kidal")
    exposure = exposure_score(
        network.stretches, events, as_of=as_of, window_days=window_days, buffer_km=buffer_km
    )
    found = find_paths(network, stops, exposure=exposure, **options)
    if not len(found.routes):
        raise GeomaliError(found.message)
    return found, [stop.place_id for stop in stops if stop.place_id]


def _drawn(
    path: Path, network: Any, refused: list[str], *, match: bool
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    import pandas as pd

    from geomali.routes import cut_lines, match_line, read_routes

    routes, rejects = read_routes(path)
    refused += [
        f"{row.source_file}, row {row.row_number}: {row.reason}" for row in rejects.itertuples()
    ]
    if not len(routes):
        raise GeomaliError(f"{path}: no route in it; " + "; ".join(refused[:3]))
    if not match:
        return cut_lines(routes), routes
    matched, lines = [], []
    for position in range(len(routes)):
        line = routes.iloc[[position]]
        found, share = match_line(line, network)
        if share < _POOR_MATCH:
            name = line["name"].iloc[0]
            refused.append(
                f"{name}: only {share:.0%} of the line runs along the network; look again"
            )
        route_id = line["route_id"].iloc[0]
        matched.append(found.stretches.assign(route_id=route_id))
        lines.append(found.routes.assign(route_id=route_id))
    return pd.concat(matched, ignore_index=True), pd.concat(lines, ignore_index=True)


def _write_tables(assessment: Assessment, out: Path) -> dict[str, Path]:
    from geomali.exports import export, write_xlsx
    from geomali.routes import route_tables

    tables = route_tables(assessment)
    export(tables, out / "tables", "csv")
    return {
        "tables": out / "tables",
        "gpkg": export(tables, out / "routes.gpkg", "gpkg"),
        "xlsx": write_xlsx(tables, out / "routes.xlsx"),
        "parquet": export({"stretches": tables["stretches"]}, out / "stretches.parquet", "parquet"),
    }


def _write_map(
    store: Store, assessment: Assessment, out: Path, *, lang: str, sensitivity: str
) -> Path:
    from geomali.pipeline._build import write_map
    from geomali.routes import map_frame

    return write_map(
        store,
        out / "map.html",
        lang=lang,
        sensitivity=sensitivity,
        as_of=assessment.as_of,
        routes=map_frame(assessment),
    )


def read_lines(path: str | Path) -> gpd.GeoDataFrame:
    """Read lines for a map: ``stretches.parquet`` of :func:`plan_routes`, or any file of lines.

    Raises
    ------
    SourceFormatError
        It is neither.
    GeomaliError
        There is no line in it.
    """
    import geopandas as gpd

    from geomali.routes import read_routes

    path = Path(path)
    if path.suffix.lower() == ".parquet":
        try:
            return gpd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise SourceFormatError(path, f"not GeoParquet ({error})") from error
    lines, rejects = read_routes(path)
    if not len(lines):
        reasons = "; ".join(rejects["reason"].head(3))
        raise GeomaliError(f"{path}: no line in it: {reasons}")
    return lines
