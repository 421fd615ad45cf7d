"""The journeys as functions: what the command line and the notebooks call."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomali.pipeline._build import BuildSummary, build, commit_coding, write_map
    from geomali.pipeline._coding import (
        Coding,
        Failure,
        code_reports,
        find_report_files,
        read_drafts,
        write_drafts,
        write_texts,
        write_unplaced,
    )
    from geomali.pipeline._export import EXPORTED, export_qgis, export_store, store_frames
    from geomali.pipeline._ingest import (
        Acceptance,
        Ingestion,
        accept,
        ingest,
        read_displacement,
    )
    from geomali.pipeline._lists import commonest_reasons, list_decisions, list_rejects
    from geomali.pipeline._merge import find_merges, merge_duplicates, separate_events
    from geomali.pipeline._names import describe_resolution, resolve_names, resolve_table
    from geomali.pipeline._partitions import MERGE_COLUMNS, merge_candidates, resolve_places
    from geomali.pipeline._query import ControlAnswer, query_control, records, reduced, text_table
    from geomali.pipeline._routes import (
        RouteOutputs,
        read_flow_table,
        read_lines,
        routes_from_store,
    )

__all__ = [
    "EXPORTED",
    "MERGE_COLUMNS",
    "Acceptance",
    "BuildSummary",
    "Coding",
    "ControlAnswer",
    "Failure",
    "Ingestion",
    "RouteOutputs",
    "accept",
    "build",
    "code_reports",
    "commit_coding",
    "commonest_reasons",
    "describe_resolution",
    "export_qgis",
    "export_store",
    "find_merges",
    "find_report_files",
    "ingest",
    "list_decisions",
    "list_rejects",
    "merge_candidates",
    "merge_duplicates",
    "query_control",
    "read_displacement",
    "read_drafts",
    "read_flow_table",
    "read_lines",
    "records",
    "reduced",
    "resolve_names",
    "resolve_places",
    "resolve_table",
    "routes_from_store",
    "separate_events",
    "store_frames",
    "text_table",
    "write_drafts",
    "write_map",
    "write_texts",
    "write_unplaced",
]

_HOMES = {
    "Acceptance": "_ingest",
    "Ingestion": "_ingest",
    "commonest_reasons": "_lists",
    "list_decisions": "_lists",
    "list_rejects": "_lists",
    "read_displacement": "_ingest",
    "accept": "_ingest",
    "ingest": "_ingest",
    "find_merges": "_merge",
    "merge_duplicates": "_merge",
    "separate_events": "_merge",
    "RouteOutputs": "_routes",
    "routes_from_store": "_routes",
    "read_flow_table": "_routes",
    "read_lines": "_routes",
    "EXPORTED": "_export",
    "export_qgis": "_export",
    "export_store": "_export",
    "store_frames": "_export",
    "BuildSummary": "_build",
    "build": "_build",
    "commit_coding": "_build",
    "write_map": "_build",
    "Coding": "_coding",
    "Failure": "_coding",
    "code_reports": "_coding",
    "find_report_files": "_coding",
    "read_drafts": "_coding",
    "write_drafts": "_coding",
    "write_texts": "_coding",
    "write_unplaced": "_coding",
    "describe_resolution": "_names",
    "resolve_names": "_names",
    "resolve_table": "_names",
    "MERGE_COLUMNS": "_partitions",
    "merge_candidates": "_partitions",
    "resolve_places": "_partitions",
    "ControlAnswer": "_query",
    "query_control": "_query",
    "records": "_query",
    "reduced": "_query",
    "text_table": "_query",
}


def __getattr__(name: str) -> Any:
    # Imported on first use, so that resolving a name does not pay for coding reports.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
