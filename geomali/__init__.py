"""Map who claims what, where and on what evidence, from reports on the war in Mali.

The public names are those of ``__all__``, each imported from its module on
first use, so that ``import geomali`` costs nothing:

====================  ==================================================================
``geomali.gazetteer`` ``load_gazetteer``
``geomali.actors``    ``load_actors``
``geomali.reports``   ``read_reports``, ``read_published``
``geomali.dates``     ``document_date``, ``find_dates``
``geomali.geoparse``  ``find_places``
``geomali.extract``   ``code_report``
``geomali.events``    ``merge_events``
``geomali.store``     ``open_store``
``geomali.control``   ``control_as_of``, ``control_spans``, ``control_changes``, ``undated_claims``
``geomali.privacy``   ``apply_sensitivity``
``geomali.maps``      ``conflict_map``, ``save_offline``
``geomali.exports``   ``export``, ``write_layer``
``geomali.qgis``      ``write_project``
``geomali.readers``   ``read_file``
``geomali.review``    ``write_sheets``, ``read_review``
``geomali.roads``     ``load_roads``
``geomali.routes``    ``find_paths``, ``exposure_along``, ``assess_routes``
``geomali.briefing``  ``plan_routes``, ``write_plan``
``geomali.pipeline``  ``build``, ``code_reports``, ``resolve_names``, ``resolve_table``,
                      ``write_drafts``, ``read_drafts``, ``write_map``, ``ingest``,
                      ``accept``, ``merge_duplicates``, ``find_merges``, ``separate_events``,
                      ``export_store``
``geomali.errors``    every exception
====================  ==================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomali.actors import load_actors
    from geomali.briefing import plan_routes, write_plan
    from geomali.control import (
        control_as_of,
        control_changes,
        control_spans,
        undated_claims,
    )
    from geomali.dates import document_date, find_dates
    from geomali.errors import (
        AmbiguousPlaceError,
        GeocodingError,
        GeomaliError,
        SchemaError,
        SourceFormatError,
        StoreError,
        UnknownPlaceError,
    )
    from geomali.events import merge_events
    from geomali.exports import export, write_layer
    from geomali.extract import code_report
    from geomali.gazetteer import load_gazetteer
    from geomali.geoparse import find_places
    from geomali.maps import conflict_map, save_offline
    from geomali.pipeline import (
        accept,
        build,
        code_reports,
        export_store,
        find_merges,
        ingest,
        merge_duplicates,
        read_drafts,
        resolve_names,
        resolve_table,
        separate_events,
        write_drafts,
        write_map,
    )
    from geomali.privacy import apply_sensitivity
    from geomali.qgis import write_project
    from geomali.readers import read_file
    from geomali.reports import read_published, read_reports
    from geomali.review import read_review, write_sheets
    from geomali.roads import load_roads
    from geomali.routes import assess_routes, exposure_along, find_paths
    from geomali.store import open_store

__version__ = "0.1.0"

__all__ = [
    "AmbiguousPlaceError",
    "GeocodingError",
    "GeomaliError",
    "SchemaError",
    "SourceFormatError",
    "StoreError",
    "UnknownPlaceError",
    "accept",
    "apply_sensitivity",
    "assess_routes",
    "build",
    "code_report",
    "code_reports",
    "conflict_map",
    "control_as_of",
    "control_changes",
    "control_spans",
    "document_date",
    "export",
    "export_store",
    "exposure_along",
    "find_dates",
    "find_merges",
    "find_paths",
    "find_places",
    "ingest",
    "load_actors",
    "load_gazetteer",
    "load_roads",
    "merge_duplicates",
    "merge_events",
    "open_store",
    "plan_routes",
    "read_drafts",
    "read_file",
    "read_published",
    "read_reports",
    "read_review",
    "resolve_names",
    "resolve_table",
    "save_offline",
    "separate_events",
    "undated_claims",
    "write_drafts",
    "write_layer",
    "write_map",
    "write_plan",
    "write_project",
    "write_sheets",
]

_HOMES = {
    "actors": "load_actors",
    "control": "control_as_of control_changes control_spans undated_claims",
    "dates": "document_date find_dates",
    "errors": "AmbiguousPlaceError GeocodingError GeomaliError SchemaError SourceFormatError "
    "StoreError UnknownPlaceError",
    "events": "merge_events",
    "exports": "export write_layer",
    "extract": "code_report",
    "gazetteer": "load_gazetteer",
    "geoparse": "find_places",
    "maps": "conflict_map save_offline",
    "pipeline": "accept build code_reports read_drafts resolve_names resolve_table write_drafts write_map "
    "export_store find_merges ingest merge_duplicates separate_events",
    "privacy": "apply_sensitivity",
    "reports": "read_published read_reports",
    "store": "open_store",
    "qgis": "write_project",
    "readers": "read_file",
    "review": "write_sheets read_review",
    "roads": "load_roads",
    "routes": "find_paths exposure_along assess_routes",
    "briefing": "plan_routes write_plan",
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names.split():
            value = getattr(import_module(f"geomali.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'geomali' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
