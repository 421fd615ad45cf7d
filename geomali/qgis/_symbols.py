"""Symbols as the XML that QGIS 3.22 and later read.

Properties are written twice, as ``Option`` and as ``prop``: 3.24 reads the
first, 3.22 the second.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from geomali.palette import EVENT_SHAPES, FAMILIES

__all__ = [
    "FONT",
    "INK",
    "PAPER",
    "UNIT_SCALE",
    "actor_symbol",
    "any_event",
    "data_defined",
    "event_symbol",
    "family_expression",
    "fill_symbol",
    "line_symbol",
    "rgba",
    "svg",
    "symbol",
    "symbol_layer",
]

INK: Final = "#2b2723"
PAPER: Final = "#fdfbf6"
UNIT_SCALE: Final = "3x:0,0,0,0,0,0"
FONT: Final = "Arial"


def rgba(colour: str, opacity: float = 1.0) -> str:
    """``#rrggbb`` as QGIS writes it."""
    parts = [str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return ",".join([*parts, str(round(255 * opacity))])


def family_expression(column: str = "family") -> str:
    """Colour of the family that stands in a column, as an expression."""
    pairs = ", ".join(f"'{name}', '{family.colour}'" for name, family in FAMILIES.items())
    other = FAMILIES["other"].colour
    return f"coalesce(map_get(map({pairs}), \"{column}\"), '{other}')"


def _letter_expression(column: str) -> str:
    pairs = ", ".join(f"'{name}', '{family.letter}'" for name, family in FAMILIES.items())
    return f"coalesce(map_get(map({pairs}), \"{column}\"), 'O')"


# -- properties ---------------------------------------------------------------------------------


def _option_map(parent: Element, values: Mapping[str, str], name: str | None = None) -> Element:
    """Add a map of text options."""
    options = SubElement(parent, "Option", {"type": "Map"} | ({"name": name} if name else {}))
    for key, value in values.items():
        SubElement(options, "Option", type="QString", name=key, value=value)
    return options


def data_defined(parent: Element, expressions: Mapping[str, str], tag: str) -> None:
    holder = SubElement(parent, tag)
    options = SubElement(holder, "Option", type="Map")
    SubElement(options, "Option", type="QString", name="name", value="")
    if expressions:
        properties = SubElement(options, "Option", type="Map", name="properties")
        for name, expression in expressions.items():
            one = SubElement(properties, "Option", type="Map", name=name)
            SubElement(one, "Option", type="bool", name="active", value="true")
            SubElement(one, "Option", type="QString", name="expression", value=expression)
            SubElement(one, "Option", type="int", name="type", value="3")
    else:
        SubElement(options, "Option", name="properties")
    SubElement(options, "Option", type="QString", name="type", value="collection")


def symbol_layer(
    kind: str,
    properties: Mapping[str, str],
    expressions: Mapping[str, str] | None = None,
    *,
    inside: Element | None = None,
) -> Element:
    """One layer of a symbol; ``inside`` is the symbol that a pattern repeats."""
    layer = Element("layer", {"enabled": "1", "locked": "0", "pass": "0", "class": kind})
    _option_map(layer, properties)
    for key, value in properties.items():
        SubElement(layer, "prop", k=key, v=value)
    data_defined(layer, expressions or {}, "data_defined_properties")
    if inside is not None:
        layer.append(inside)
    return layer


def symbol(
    kind: str, layers: Iterable[Element], *, name: str = "0", opacity: float = 1.0
) -> Element:
    """Symbol of type ``marker``, ``line`` or ``fill``."""
    element = Element(
        "symbol",
        {
            "type": kind,
            "name": name,
            "clip_to_extent": "1",
            "force_rhr": "0",
            "alpha": f"{opacity:g}",
        },
    )
    data_defined(element, {}, "data_defined_properties")
    element.extend(layers)
    return element


def _sized(prefix: str, value: str, unit: str = "MM") -> dict[str, str]:
    return {
        prefix: value,
        f"{prefix}_unit": unit,
        f"{prefix}_map_unit_scale": UNIT_SCALE,
    }


def _offset(x: float, y: float) -> dict[str, str]:
    return _sized("offset", f"{x:g},{y:g}")


def marker(
    shape: str,
    size: float,
    *,
    fill: str = rgba(PAPER),
    stroke: str = rgba(INK),
    width: float = 0.3,
    style: str = "solid",
    offset: tuple[float, float] = (0, 0),
    unit: str = "MM",
    expressions: Mapping[str, str] | None = None,
) -> Element:
    """A marker of QGIS's own shapes."""
    properties = {
        "angle": "0",
        "cap_style": "square",
        "color": fill,
        "horizontal_anchor_point": "1",
        "joinstyle": "bevel",
        "name": shape,
        **_offset(*offset),
        "outline_color": stroke,
        "outline_style": style,
        **_sized("outline_width", f"{width:g}"),
        "scale_method": "diameter",
        **_sized("size", f"{size:g}", unit),
        "vertical_anchor_point": "1",
    }
    return symbol_layer("SimpleMarker", properties, expressions)


def svg(
    body: str,
    size: float,
    *,
    fill: str = "#777777",
    stroke: str = INK,
    offset: tuple[float, float] = (0, 0),
    expressions: Mapping[str, str] | None = None,
) -> Element:
    """A drawing of ours: ``body`` in a box from -1.5 to 1.5, unit 1 being the symbol's radius.

    ``param(fill)`` and ``param(outline)`` in it stand for the two colours.
    ``size`` is the diameter in millimetres, without what sticks out of it.
    """
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300" '
        f'viewBox="-1.5 -1.5 3 3">{body}</svg>'
    )
    properties = {
        "angle": "0",
        "color": rgba(fill),
        "fixedAspectRatio": "0",
        "horizontal_anchor_point": "1",
        "name": "base64:" + base64.b64encode(text.encode()).decode(),
        **_offset(*offset),
        "outline_color": rgba(stroke),
        **_sized("outline_width", "0"),
        "scale_method": "diameter",
        **_sized("size", f"{size * 1.5:g}"),
        "vertical_anchor_point": "1",
    }
    return symbol_layer("SvgMarker", properties, expressions)


def letter(
    text: str,
    size: float,
    colour: str,
    *,
    offset: tuple[float, float] = (0, 0),
    halo: float = 0.0,
    expressions: Mapping[str, str] | None = None,
) -> Element:
    """A letter on a symbol."""
    properties = {
        "angle": "0",
        "chr": text,
        "color": rgba(colour),
        "font": FONT,
        "font_style": "Bold",
        "horizontal_anchor_point": "1",
        "joinstyle": "round",
        **_offset(*offset),
        "outline_color": rgba(PAPER, 1 if halo else 0),
        **_sized("outline_width", f"{halo:g}"),
        **_sized("size", f"{size:g}"),
        "vertical_anchor_point": "1",
    }
    return symbol_layer("FontMarker", properties, expressions)


# -- the map's own symbols ----------------------------------------------------------------------


def _polygon(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in points) + "Z"


def _burst() -> Iterable[tuple[float, float]]:
    for i in range(16):
        angle, reach = i * math.pi / 8 - math.pi / 2, 0.78 if i % 2 else 1.2
        yield math.cos(angle) * reach, math.sin(angle) * reach


# The outlines of the HTML map's script, in units of the radius.
_OUTLINES: Final[Mapping[str, str]] = {
    "circle": "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z",
    "star": _polygon(_burst()),
    "triangle_down": _polygon([(-1.18, -0.86), (1.18, -0.86), (0, 1.2)]),
    "square": _polygon([(-0.95, -0.88), (0.95, -0.88), (0.95, 0.88), (-0.95, 0.88)]),
    "triangle_up": _polygon([(0, -1.2), (1.18, 0.86), (-1.18, 0.86)]),
    "diamond": _polygon([(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)]),
}
_LETTER_SHIFT: Final = {"triangle_down": -0.18, "triangle_up": 0.22}


_OCCURRED: Final = "coalesce(\"modality\", 'occurred') = 'occurred'"
_NEUTRAL: Final = "#5b5348"


def event_symbol(event_type: str, *, size: float) -> Element:
    """Symbol of an event of one type: colour and letter by the row's family."""
    return symbol(
        "marker",
        [
            _event_shape(event_type, size, _NEUTRAL),
            _event_letter(" ", size, f"'0,{_shift(event_type, size):g}'"),
            _disputed(size),
        ],
    )


def actor_symbol(colour: str, letter_of: str, *, size: float) -> Element:
    """Symbol of an event of any type for one family: the shape follows the row's type."""
    return symbol("marker", any_event(colour, letter_of, size=size))


def any_event(colour: str = _NEUTRAL, letter_of: str = " ", *, size: float) -> list[Element]:
    """Layers of a symbol whose shape follows the row's type."""
    shapes, shifts = [], []
    for event_type in EVENT_SHAPES:
        # The legend shows the circle, since a size of 0 draws nothing.
        shapes.append(
            _event_shape(
                event_type,
                size,
                colour,
                only_if=f"\"event_type\" = '{event_type}'",
                in_legend=EVENT_SHAPES[event_type] == "circle",
            )
        )
        shifts.append(f"'{event_type}', '0,{_shift(event_type, size):g}'")
    offset = f"coalesce(map_get(map({', '.join(shifts)}), \"event_type\"), '0,0')"
    return [*shapes, _event_letter(letter_of, size, offset), _disputed(size)]


def _shift(event_type: str, size: float) -> float:
    return _LETTER_SHIFT.get(EVENT_SHAPES[event_type], 0) * size / 2


def _event_shape(
    event_type: str, size: float, colour: str, *, only_if: str = "", in_legend: bool = True
) -> Element:
    outline = _OUTLINES[EVENT_SHAPES[event_type]]
    body = (
        f'<path d="{outline}" fill="none" stroke="{PAPER}" stroke-width="0.42" '
        'stroke-linejoin="round"/>'
        f'<path d="{outline}" fill="param(fill)" stroke="param(outline)" stroke-width="0.2" '
        'stroke-linejoin="round"/>'
    )
    family = family_expression()
    expressions = {"fillColor": f"if({_OCCURRED}, {family}, '{PAPER}')", "outlineColor": family}
    if only_if:
        expressions["size"] = f"if({only_if}, {size * 1.5:g}, 0)"
    shown = size if in_legend else 0
    return svg(body, shown, fill=colour, stroke=colour, expressions=expressions)


def _event_letter(shown: str, size: float, offset: str) -> Element:
    return letter(
        shown,
        size * 0.6,
        "#ffffff",
        expressions={
            "char": _letter_expression("family"),
            "fillColor": f"if({_OCCURRED}, '#ffffff', {family_expression()})",
            "offset": offset,
        },
    )


def _disputed(size: float) -> Element:
    """The mark at the upper right that says: accounts differ."""
    body = (
        f'<circle r="1" fill="{PAPER}" stroke="{INK}" stroke-width="0.2"/>'
        f'<path d="M-.55 -.25H.55M-.55 .25H.55M-.32 .68L.32 -.68" stroke="{INK}" '
        'stroke-width="0.24"/>'
    )
    # By size and not by being enabled, so that the legend is without it.
    shown = {"size": f'if("contested", {size * 0.62 * 1.5:g}, 0)'}
    return svg(body, 0, offset=(size * 0.46, -size * 0.46), expressions=shown)


# -- lines and fills ----------------------------------------------------------------------------


def line(colour: str, width: float, *, dash: Sequence[float] = (), opacity: float = 1.0) -> Element:
    """A plain line, dashed by lengths in millimetres."""
    properties = {
        "align_dash_pattern": "0",
        "capstyle": "flat" if dash else "round",
        "customdash": ";".join(f"{length:g}" for length in dash) or "5;2",
        "customdash_map_unit_scale": UNIT_SCALE,
        "customdash_unit": "MM",
        "draw_inside_polygon": "0",
        "joinstyle": "round",
        "line_color": rgba(colour, opacity),
        "line_style": "solid",
        **_sized("line_width", f"{width:g}"),
        **_sized("offset", "0"),
        "ring_filter": "0",
        "tweak_dash_pattern_on_corners": "0",
        "use_custom_dash": "1" if dash else "0",
        "width_map_unit_scale": UNIT_SCALE,
    }
    return symbol_layer("SimpleLine", properties)


def line_symbol(*lines: Element, name: str = "0") -> Element:
    """Lines one over the other."""
    return symbol("line", lines, name=name)


def fill(colour: str | None, *, stroke: str | None = None, width: float = 0.26) -> Element:
    """A plain fill."""
    properties = {
        "border_width_map_unit_scale": UNIT_SCALE,
        "color": rgba(colour) if colour else "0,0,0,0",
        "joinstyle": "bevel",
        **_offset(0, 0),
        "outline_color": rgba(stroke) if stroke else "0,0,0,0",
        "outline_style": "solid" if stroke else "no",
        "outline_width": f"{width:g}",
        "outline_width_unit": "MM",
        "style": "solid" if colour else "no",
    }
    return symbol_layer("SimpleFill", properties)


def hatch(colour: str, *, distance: float, width: float, angle: float = 45) -> Element:
    """Lines across an area."""
    properties = {
        "angle": f"{angle:g}",
        "color": rgba(colour),
        **_sized("distance", f"{distance:g}"),
        **_sized("line_width", f"{width:g}"),
        **_sized("offset", "0"),
        "outline_width_map_unit_scale": UNIT_SCALE,
        "outline_width_unit": "MM",
    }
    inside = symbol("line", [line(colour, width)], name="@0@0")
    return symbol_layer("LinePatternFill", properties, inside=inside)


def fill_symbol(*layers: Element, name: str = "0", opacity: float = 1.0) -> Element:
    """Fills and outlines one over the other."""
    return symbol("fill", layers, name=name, opacity=opacity)
