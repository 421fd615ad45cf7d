"""A folder for QGIS that moves as one: styled layers, a project with time, and their description."""

from __future__ import annotations

from geomali.qgis._write import ExportSummary, write_project

__all__ = ["ExportSummary", "write_project"]
