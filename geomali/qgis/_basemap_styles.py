"""How the layers of the basemap look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from geomali.qgis import _renderers as ren
from geomali.qgis import _symbols as sym
from geomali.qgis._renderers import Category, Label, Style
from geomali.qgis._symbols import INK, PAPER
from geomali.qgis._words import word

__all__ = ["BACKGROUND", "BASEMAP_STYLES", "LABEL"]

# Muted, as on the HTML map.
_ABROAD, _HOME, _REGION, _BORDER = "#eee8dd", "#fbf8f1", "#cfc3b0", "#a39179"
_EDGE, _LAKE, _RIVER, _ROAD, _WATER = "#8b7355", "#d3e4ea", "#9fc3d2", "#dccdb0", "#4f7f92"
LABEL, _FAINT = "#5b5348", "#857a69"
BACKGROUND: Final = _ABROAD
"""Where no outline is known."""


def _countries(lang: str, _crowd: int) -> Style:
    classes = [
        Category(
            "1", word("home", lang), sym.fill_symbol(sym.fill(_HOME, stroke=_EDGE, width=0.4))
        ),
        # Neighbours come in two degrees of detail: the layer of borders draws their lines once.
        Category("0", word("abroad", lang), sym.fill_symbol(sym.fill(_ABROAD, stroke=_ABROAD))),
    ]
    label = Label(
        f'upper("name_{lang}")',
        9,
        _FAINT,
        filter='NOT "home"',
        spacing=2,
        placement="over",
        priority=2,
    )
    return Style(ren.categorized('to_int("home")', classes), (label,), display=f'"name_{lang}"')


def _regions(lang: str, _crowd: int) -> Style:
    label = Label(
        f'"name_{lang}"',
        8.5,
        _FAINT,
        spacing=1.2,
        placement="over",
        priority=2,
        scale_below=9_000_000,
    )
    area = sym.fill_symbol(sym.line(_REGION, 0.3))
    return Style(ren.single(area), (label,), display=f'"name_{lang}"')


def _cercles(lang: str, _crowd: int) -> Style:
    area = sym.fill_symbol(sym.line("#e6ddcd", 0.25))
    return Style(ren.single(area), display=f'"name_{lang}"', scale_below=4_000_000)


def _borders(lang: str, _crowd: int) -> Style:
    classes = [
        Category("border", word("border", lang), sym.line_symbol(sym.line(_BORDER, 0.3))),
        Category("edge", word("outer_edge", lang), sym.line_symbol(sym.line(_BORDER, 0.3))),
        Category(
            "disputed",
            word("disputed", lang),
            sym.line_symbol(sym.line(_BORDER, 0.3, dash=(1.2, 0.9))),
        ),
    ]
    return Style(ren.categorized("kind", classes))


def _rivers(lang: str, _crowd: int) -> Style:
    label = Label(
        f'"name_{lang}"',
        8,
        _WATER,
        filter='"rank" <= 5',
        italic=True,
        spacing=0.6,
        placement="line",
        priority=3,
        scale_below=8_000_000,
    )
    river = sym.line_symbol(sym.line(_RIVER, 0.55))
    return Style(ren.single(river), (label,), display=f'"name_{lang}"')


def _lakes(lang: str, _crowd: int) -> Style:
    name = f'"name_{lang}"'
    label = Label(name, 8, _WATER, italic=True, placement="over", scale_below=4_000_000)
    return Style(ren.single(sym.fill_symbol(sym.fill(_LAKE))), (label,), display=name)


def _roads(lang: str, _crowd: int) -> Style:
    classes = [
        Category("road", word("mode.road", lang), sym.line_symbol(sym.line(_ROAD, 0.5))),
        Category(
            "track",
            word("mode.track", lang),
            sym.line_symbol(sym.line(_ROAD, 0.35, dash=(1.4, 0.8))),
        ),
        Category(
            "river",
            word("mode.river", lang),
            sym.line_symbol(sym.line(_RIVER, 0.4, dash=(0.6, 0.8))),
        ),
    ]
    return Style(ren.categorized("mode", classes), display='"name"', scale_below=12_000_000)


def _places(lang: str, _crowd: int) -> Style:
    dot = sym.marker("circle", 1.1, fill=sym.rgba("#8a8074"), stroke=sym.rgba(PAPER), width=0.15)
    used = sym.marker("circle", 1.3, fill=sym.rgba(INK), stroke=sym.rgba(PAPER), width=0.15)
    classes = [
        Category("in_use", word("in_use", lang), sym.symbol("marker", [used])),
        Category("other", word("other_places", lang), sym.symbol("marker", [dot])),
    ]
    # What is too small for a scale is not drawn there either.
    used_here = (
        '"use_rank" <= 60 OR ("use_rank" <= 200 AND @map_scale < 5000000) OR @map_scale < 2000000'
    )
    kind = (
        f"CASE WHEN \"in_use\" AND ({used_here}) THEN 'in_use' "
        'WHEN "rank" <= 2 OR ("rank" = 3 AND @map_scale < 3500000) '
        'OR ("rank" = 4 AND @map_scale < 1500000) OR @map_scale < 600000 '
        "THEN 'other' END"
    )
    name = f'"name_{lang}"'
    free = 'NOT "in_use" AND "rank"'
    labels = (
        Label(
            name,
            9,
            INK,
            filter=f'"in_use" AND ({used_here})',
            bold=True,
            priority=10,
            halo=0.9,
            expressions={
                "LabelDistance": 'if("has_control", 4.3, 2.6)',
                # Seats are what a reader knows; then what most rows refer to.
                "Priority": 'CASE WHEN "rank" <= 3 THEN 10 WHEN "use_rank" <= 60 THEN 8 ELSE 6 END',
            },
        ),
        Label(name, 8.5, LABEL, filter=f"{free} <= 2", priority=5),
        Label(name, 8, LABEL, filter=f"{free} = 3", priority=4, scale_below=3_500_000),
        Label(name, 8, LABEL, filter=f"{free} = 4", priority=3, scale_below=1_500_000),
        Label(name, 7.5, _FAINT, filter=f"{free} = 5", priority=2, scale_below=600_000),
    )
    return Style(ren.categorized(kind, classes, order_by="in_use"), labels, display=name)


BASEMAP_STYLES: Final[Mapping[str, Callable[[str, int], Style]]] = {
    "countries": _countries,
    "regions": _regions,
    "cercles": _cercles,
    "borders": _borders,
    "rivers": _rivers,
    "lakes": _lakes,
    "roads": _roads,
    "places": _places,
}
