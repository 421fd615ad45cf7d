"""The planner's pages: a route, its exposure and its alternatives on one or two printed sheets.

>>> from geomali.briefing import plan_routes, write_plan
>>> plan = plan_routes("Gao, Bourem, Kidal", events, claims, as_of=day)  # doctest: +SKIP
>>> write_plan(plan, "out", lang="fr", pdf=True)  # doctest: +SKIP
"""

from __future__ import annotations

from geomali.briefing._page import write_briefing
from geomali.briefing._plan import Plan, plan_routes, write_plan
from geomali.briefing._workbook import write_workbook

__all__ = ["Plan", "plan_routes", "write_briefing", "write_plan", "write_workbook"]
