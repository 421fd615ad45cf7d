"""Routes and their exposure from a store: tables, map and briefing in one folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomali.errors import GeomaliError, SourceFormatError
from geomali.files import writable_folder
from geomali.pipeline._query import records

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.store import Store

__all__ = ["RouteOutputs", "read_lines", "routes_from_store"]

_SUMMARY = ("route_id", "name", "kind", "length_km", "hours", "score", "event_count", "fatalities")

_DIGITS = {"length_km": 1, "hours": 2, "score": 4}
"""Digits that the road tables can answer for; the rest is noise of adding up."""


@dataclass(frozen=True, slots=True)
class RouteOutputs:
    """What was written about routes.

    ``routes`` has a record per route: its length in kilometres, hours, score
    and the number of events near it.  ``refused`` says what could not be used, and why;
    ``notes`` how what was asked has been understood.
    """

    routes: tuple[Mapping[str, Any], ...]
    outputs: tuple[Path, ...]
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def routes_from_store(
    source: str | Path | Sequence[str],
    store: Store,
    out: str | Path,
    *,
    as_of: date,
    season: str | int = "dry",
    access: str | Path | None = None,
    flows: str | Path | None = None,
    lang: str = "fr",
    sensitivity: str = "partner",
    pdf: bool = False,
    **options: Any,
) -> RouteOutputs:
    """Plan or read routes, score them by what happened near them, and write it all.

    Parameters
    ----------
    source, as_of, season, sensitivity, **options
        See :func:`geomali.briefing.plan_routes`.
    store
        Events, claims and reports; and displacement figures, of which those
        that say where people left are flows.
    out
        Folder for the briefing, the tables, the layers and ``map.html``.
    access
        Table of access constraints, see :func:`geomali.routes.read_access`.
    flows
        Table of flows, see :func:`geomali.routes.read_flows`.
    lang, pdf
        Language of briefing and map; also print the briefing.

    Raises
    ------
    GeomaliError
        A place is not known, or nothing joins the places; says the cut.
    """
    import pandas as pd

    from geomali.briefing import plan_routes, write_plan
    from geomali.pipeline._build import write_map
    from geomali.roads import load_roads
    from geomali.routes import read_access, read_flows

    out = Path(out)
    with writable_folder(out):
        network = load_roads()
        refused: list[str] = []
        constraints = None
        if access is not None:
            constraints, rejects = read_access(access, network, as_of=as_of)
            refused += _reasons(rejects)
        moving, rejects = flows_told(store.displacement(), sensitivity, as_of=as_of)
        if len(rejects):
            why = "; ".join(dict.fromkeys(rejects["reason"].head(3)))
            refused.append(f"{len(rejects)} displacement figures give no flow: {why}")
        if flows is not None:
            told, rejects = read_flows(flows)
            refused += _reasons(rejects)
            moving = pd.concat([moving, told], ignore_index=True)
        plan = plan_routes(
            source, store.events(), store.claims(), store.reports(), as_of=as_of, season=season,
            access=constraints, sensitivity=sensitivity, network=network, flows=moving,
            sources=store.frame("sources"), **options,
        )  # fmt: skip
        refused += plan.refused
        refused += _reasons(plan.rejects)
        if plan.message:
            raise GeomaliError("; ".join([plan.message, *refused]))
        written = write_plan(plan, out, lang=lang, pdf=pdf)
        lines = plan.map_routes()
        written.append(
            write_map(
                store,
                out / "map.html",
                lang=lang,
                sensitivity=sensitivity,
                as_of=as_of,
                routes=lines,
                flows=plan.flows if len(plan.flows) else None,
            )
        )
        rows: list[dict[str, Any]] = []
        if plan.assessment is not None:
            table = plan.assessment.routes
            told = table[[name for name in _SUMMARY if name in table]]
            rows = records(told.round(_DIGITS))
        return RouteOutputs(
            tuple(rows), tuple(written), tuple(refused), tuple(map(str, plan.notes))
        )


def flows_told(
    figures: gpd.GeoDataFrame, sensitivity: str, *, as_of: date | None = None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Flows of the displacement figures that say where people left, nobody twice.

    Figures of a finer level that do not say it are no reason to leave out one that does.
    """
    from geomali.privacy import apply_sensitivity
    from geomali.routes import flows_of
    from geomali.store import finest_figures

    said = figures["origin_admin1"].notna() | figures["origin_admin2"].notna()
    shown = apply_sensitivity({"displacement": finest_figures(figures[said])}, sensitivity)
    return flows_of(shown["displacement"], as_of=as_of)


def _reasons(rejects: pd.DataFrame | None) -> list[str]:
    """Rejected rows in words: file, row and reason."""
    return [
        f"{row['source_file']}, row {row['row_number']}: {row['reason']}"
        for row in ([] if rejects is None else rejects.to_dict("records"))
    ]


def read_flow_table(path: str | Path) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Read a table of flows for a map, and say which rows of it could not be used, and why.

    Raises
    ------
    SourceFormatError
        It is no such table.
    """
    from geomali.routes import read_flows

    flows, rejects = read_flows(path)
    return flows, tuple(_reasons(rejects))


def read_lines(path: str | Path) -> gpd.GeoDataFrame:
    """Read lines for a map: stretches in GeoParquet, or any file of lines.

    Raises
    ------
    SourceFormatError
        It is neither.
    GeomaliError
        There is no line in it.
    """
    import geopandas as gpd

    from geomali.routes import FLOW_FORMATS, read_routes

    path = Path(path)
    if path.suffix.lower() == ".parquet":
        try:
            return gpd.read_parquet(path)
        except (OSError, ValueError) as error:
            raise SourceFormatError(path, f"not GeoParquet ({error})") from error
    if path.suffix.lower() in FLOW_FORMATS:
        raise SourceFormatError(
            path, "is a table, not lines; the map takes a table of people on the move as --flows"
        )
    lines, rejects = read_routes(path)
    if not len(lines):
        reasons = "; ".join(rejects["reason"].head(3))
        raise GeomaliError(f"{path}: no line in it: {reasons}")
    return lines
