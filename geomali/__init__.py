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
``geomali.control``   ``control_as_of``, ``control_spans``, ``control_changes``
``geomali.privacy``   ``apply_sensitivity``
``geomali.maps``      ``conflict_map``, ``save_offline``
``geomali.exports``   ``export``, ``write_layer``
``geomali.pipeline``  ``build``, ``code_reports``, ``resolve_names``, ``resolve_table``,
                      ``write_drafts``, ``read_drafts``, ``write_map``
``geomali.errors``    every exception
====================  ==================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomali.actors import load_actors
    from geomali.control import control_as_of, control_changes, control_spans
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
        build,
        code_reports,
        read_drafts,
        resolve_names,
        resolve_table,
        write_drafts,
        write_map,
    )
    from geomali.privacy import apply_sensitivity
    from geomali.reports import read_published, read_reports
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
    "apply_sensitivity",
    "build",
    "code_report",
    "code_reports",
    "conflict_map",
    "control_as_of",
    "control_changes",
    "control_spans",
    "document_date",
    "export",
    "find_dates",
    "find_places",
    "load_actors",
    "load_gazetteer",
    "merge_events",
    "open_store",
    "read_drafts",
    "read_published",
    "read_reports",
    "resolve_names",
    "resolve_table",
    "save_offline",
    "write_drafts",
    "write_layer",
    "write_map",
]

_HOMES = {
    "actors": "load_actors",
    "control": "control_as_of control_changes control_spans",
    "dates": "document_date find_dates",
    "errors": "AmbiguousPlaceError GeocodingError GeomaliError SchemaError SourceFormatError "
    "StoreError UnknownPlaceError",
    "events": "merge_events",
    "exports": "export write_layer",
    "extract": "code_report",
    "gazetteer": "load_gazetteer",
    "geoparse": "find_places",
    "maps": "conflict_map save_offline",
    "pipeline": "build code_reports read_drafts resolve_names resolve_table write_drafts write_map",
    "privacy": "apply_sensitivity",
    "reports": "read_published read_reports",
    "store": "open_store",
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
