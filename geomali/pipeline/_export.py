"""The layers of a store, reduced to a level of sensitivity, to files for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.errors import GeomaliError

if TYPE_CHECKING:
    import geopandas as gpd

    from geomali.qgis import ExportSummary
    from geomali.store import Store

__all__ = ["EXPORTED", "export_qgis", "export_store", "store_frames"]

EXPORTED: Final = (
    "events",
    "event_areas",
    "events_by_actor",
    "claims",
    "control",
    "displacement",
    "admin_counts",
    "reports",
    "sources",
)
"""Layers of an export, in this order; ``event_areas`` and ``control`` are derived."""


def store_frames(
    store: Store, *, layers: Sequence[str] = EXPORTED, sensitivity: str = "partner"
) -> dict[str, Any]:
    """Layers of a store as frames, reduced to a level of sensitivity.

    Parameters
    ----------
    store
        What to read.
    layers
        Names among :data:`EXPORTED`.
    sensitivity
        Level of :mod:`geomali.privacy`.

    Returns
    -------
    dict
        Frames by name, in the order of ``layers``; geometries in EPSG:4326.
        ``displacement`` has two columns more: ``admin_level``, and
        ``counted_elsewhere`` where finer figures count the same people.

    Raises
    ------
    GeomaliError
        There is no layer of that name.
    """
    from geomali.control import control_spans
    from geomali.privacy import apply_sensitivity
    from geomali.store import admin_levels, counted_elsewhere

    unknown = [name for name in layers if name not in EXPORTED]
    if unknown:
        raise GeomaliError(f"no layer {', '.join(unknown)}; use one of {', '.join(EXPORTED)}")
    frames: dict[str, Any] = {}
    for name in layers:
        if name in ("events", "event_areas"):
            frames[name] = store.events()
        elif name == "control":
            frames[name] = control_spans(store.claims())
        else:
            frames[name] = store.frame(name)
    reduced = apply_sensitivity(
        {("events" if name == "event_areas" else name): frame for name, frame in frames.items()},
        sensitivity,
    )
    shown = {}
    for name in layers:
        if name == "event_areas":
            shown[name] = _areas_of(reduced["events"])
            shown[name].attrs["sensitivity"] = sensitivity
        else:
            shown[name] = reduced[name]
        if name == "displacement":
            figures = shown[name]
            shown[name] = figures.assign(
                admin_level=admin_levels(figures), counted_elsewhere=counted_elsewhere(figures)
            )
            shown[name].attrs = figures.attrs
    return shown


def _areas_of(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd

    from geomali.exports import event_areas
    from geomali.resources import data_path

    return event_areas(events, gpd.read_parquet(data_path("layers/admin/areas.parquet")))


def export_store(
    store: Store,
    path: str | Path,
    kind: str,
    *,
    layers: Sequence[str] = (),
    sensitivity: str = "partner",
) -> Path:
    """Write layers of a store as ``gpkg``, ``geojson``, ``kml``, ``csv`` or ``parquet``.

    Empty layers are left out, unless they are named.  Of the formats that
    hold one layer a file, a path with the format's suffix gets the events (or
    the one layer named), any other path is a folder for all of them.

    Returns
    -------
    Path
        The file, or the folder that holds one file a layer.
    """
    from geomali.exports import export

    if not layers and Path(path).suffix.lower() == f".{kind}" and kind not in ("gpkg", "kml"):
        layers = ("events",)
    frames = store_frames(store, layers=layers or EXPORTED, sensitivity=sensitivity)
    kept = {name: frame for name, frame in frames.items() if layers or len(frame)}
    return export(kept, path, kind)


def export_qgis(
    store: Store,
    folder: str | Path,
    *,
    as_of: date | None = None,
    lang: str = "en",
    sensitivity: str = "partner",
    routes: gpd.GeoDataFrame | None = None,
) -> ExportSummary:
    """Write a folder that QGIS opens: project, styled GeoPackage, GeoParquet layers.

    Parameters
    ----------
    store, folder
        What to show, and where to.
    as_of, lang, sensitivity
        See :func:`geomali.qgis.write_project`, which applies the level.
    routes
        Stretches with their exposure, see :func:`geomali.routes.map_frame`.
    """
    from geomali.qgis import write_project
    from geomali.store import finest_figures

    layers = [name for name in EXPORTED if name != "event_areas"]
    frames = store_frames(store, layers=layers, sensitivity="internal")
    figures = frames["displacement"].drop(columns=["admin_level", "counted_elsewhere"])
    frames["displacement"] = finest_figures(figures)
    if routes is not None:
        frames["routes"] = routes
    return write_project(frames, folder, as_of=as_of, lang=lang, sensitivity=sensitivity)
