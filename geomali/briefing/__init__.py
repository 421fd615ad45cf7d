"""The planner's pages: a route, its exposure and its alternatives on one or two printed sheets."""

from __future__ import annotations

from geomali.briefing._page import write_briefing

__all__ = ["write_briefing"]
