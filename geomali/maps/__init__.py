"""The map: one offline HTML file, made as a ``folium.Map`` with a data layer of our own.

>>> from geomali.maps import conflict_map, save_offline
>>> page = conflict_map(events, claims, control=spans)   # doctest: +SKIP
>>> save_offline(page, "map.html")                       # doctest: +SKIP
"""

from __future__ import annotations

from geomali.maps._browser import find_chromium, render_pdf, render_png
from geomali.maps._offline import save_offline
from geomali.maps._page import conflict_map

__all__ = ["conflict_map", "find_chromium", "render_pdf", "render_png", "save_offline"]
