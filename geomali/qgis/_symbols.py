"""Symbols, renderers and labels as the XML that QGIS 3.22 and later read.

Properties are written twice, as ``Option`` and as ``prop``: 3.24 reads the
first, 3.22 the second.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from geomali.palette import EVENT_SHAPES, FAMILIES

__all__ = [
    "INK",
    "PAPER",
    "Category",
    "Label",
    "actor_symbol",
    "any_event",
    "categorized",
    "clustered",
    "displaced",
    "event_symbol",
    "family_expression",
    "fill_symbol",
    "labeling",
    "line_symbol",
    "rgba",
    "single",
    "svg",
    "symbol",
    "symbol_layer",
]

INK: Final = "#2b2723"
PAPER: Final = "#fdfbf6"
_UNIT_SCALE: Final = "3x:0,0,0,0,0,0"
_FONT: Final = "Arial"


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


def _data_defined(parent: Element, expressions: Mapping[str, str], tag: str) -> None:
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
    _data_defined(layer, expressions or {}, "data_defined_properties")
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
    _data_defined(element, {}, "data_defined_properties")
    element.extend(layers)
    return element


def _sized(prefix: str, value: str, unit: str = "MM") -> dict[str, str]:
    return {
        prefix: value,
        f"{prefix}_unit": unit,
        f"{prefix}_map_unit_scale": _UNIT_SCALE,
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
        "font": _FONT,
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
        "customdash_map_unit_scale": _UNIT_SCALE,
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
        "width_map_unit_scale": _UNIT_SCALE,
    }
    return symbol_layer("SimpleLine", properties)


def line_symbol(*lines: Element, name: str = "0") -> Element:
    """Lines one over the other."""
    return symbol("line", lines, name=name)


def fill(colour: str | None, *, stroke: str | None = None, width: float = 0.26) -> Element:
    """A plain fill."""
    properties = {
        "border_width_map_unit_scale": _UNIT_SCALE,
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
        "outline_width_map_unit_scale": _UNIT_SCALE,
        "outline_width_unit": "MM",
    }
    inside = symbol("line", [line(colour, width)], name="@0@0")
    return symbol_layer("LinePatternFill", properties, inside=inside)


def fill_symbol(*layers: Element, name: str = "0", opacity: float = 1.0) -> Element:
    """Fills and outlines one over the other."""
    return symbol("fill", layers, name=name, opacity=opacity)


# -- renderers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Category:
    """One class of a categorised layer."""

    value: str
    label: str
    symbol: Element


def _renderer(kind: str, **more: str) -> Element:
    return Element(
        "renderer-v2",
        {
            "type": kind,
            "forceraster": "0",
            "symbollevels": "0",
            "referencescale": "-1",
            "enableorderby": "0",
            **more,
        },
    )


def _finish(renderer: Element, order_by: str | None) -> Element:
    SubElement(renderer, "rotation")
    SubElement(renderer, "sizescale")
    if order_by:
        renderer.set("enableorderby", "1")
        clauses = SubElement(renderer, "orderby")
        clause = SubElement(clauses, "orderByClause", asc="1", nullsFirst="1")
        clause.text = f'"{order_by}"'
    return renderer


def single(of: Element) -> Element:
    """Renderer with one symbol."""
    renderer = _renderer("singleSymbol")
    SubElement(renderer, "symbols").append(of)
    return _finish(renderer, None)


def nothing() -> Element:
    """Renderer that draws nothing, for layers that are read as lists."""
    return _renderer("nullSymbol")


def categorized(
    attribute: str, categories: Sequence[Category], *, order_by: str | None = None
) -> Element:
    """Renderer by the values of an attribute, drawn in ascending order of ``order_by``."""
    renderer = _renderer("categorizedSymbol", attr=attribute)
    listed = SubElement(renderer, "categories")
    symbols = SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        SubElement(
            listed,
            "category",
            symbol=str(number),
            value=category.value,
            label=category.label,
            render="true",
            type="string",
        )
        category.symbol.set("name", str(number))
        symbols.append(category.symbol)
    return _finish(renderer, order_by)


def displaced(inner: Element, *, distance: float) -> Element:
    """Renderer that sets symbols of one and the same point side by side, in rings around it."""
    renderer = _renderer(
        "pointDisplacement",
        labelDistanceFactor="0.5",
        maxLabelScaleDenominator="0",
        toleranceUnit="MM",
        labelAttributeName="",
        circleWidth="0.2",
        circleColor=rgba(INK, 0.35),
        labelColor=rgba(INK),
        circleRadiusAddition=f"{distance:g}",
        placement="0",
        toleranceUnitScale=_UNIT_SCALE,
        # The same point only: places near each other stay where they are.
        tolerance="0.01",
    )
    SubElement(
        renderer, "labelFontProperties", description=f"{_FONT},8,-1,5,50,0,0,0,0,0", style=""
    )
    renderer.append(inner)
    # The layer of places has a dot there, and control its disc.
    dot = marker("circle", 0.1, fill=rgba(INK, 0), stroke=rgba(INK, 0), width=0)
    renderer.append(symbol("marker", [dot], name="centerSymbol"))
    return renderer


def clustered(inner: Element, drawn: Sequence[Element], *, latest: str) -> Element:
    """Renderer that draws many rows at one and the same point as the newest of them, with their number.

    ``drawn`` are the layers of the symbol for the newest row, by the day in
    the column ``latest``; alone at its point a row has its own symbol.
    """
    renderer = _renderer(
        "pointCluster",
        tolerance="0.01",
        toleranceUnit="MM",
        toleranceUnitScale=_UNIT_SCALE,
        enableorderby="1",
    )
    renderer.append(inner)
    number = {"char": "to_string(@cluster_size)"}
    below = (0.0, 3.6)
    layers = [
        *drawn,
        letter(" ", 2.7, PAPER, offset=below, halo=0.9, expressions=number),
        letter(" ", 2.7, INK, offset=below, expressions=number),
    ]
    renderer.append(symbol("marker", layers, name="centerSymbol"))
    # The first row of a group is the one that is drawn.
    clauses = SubElement(renderer, "orderby")
    clause = SubElement(clauses, "orderByClause", asc="0", nullsFirst="0")
    clause.text = f'"{latest}"'
    return renderer


# -- labels -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    """How one kind of label looks, and where it may stand.

    ``scale_below`` is the largest scale denominator at which it shows;
    ``placement`` is ``around``, ``over``, ``line`` or ``inside``.
    """

    expression: str
    size: float
    colour: str
    filter: str = ""
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0
    halo: float = 0.8
    placement: str = "around"
    distance: float = 1.2
    priority: int = 5
    scale_below: int = 0
    boxed: str = ""
    expressions: Mapping[str, str] = field(default_factory=dict)


_PLACEMENTS: Final = {"around": "6", "over": "1", "line": "3", "inside": "4"}


def labeling(labels: Sequence[Label]) -> Element:
    """Labels by rules; with none, the layer's symbols only keep other labels away."""
    if not labels:
        element = Element("labeling", type="simple")
        blocking = Label("''", 8, INK)
        element.append(_label_settings(blocking, draw=False))
        return element
    element = Element("labeling", type="rule-based")
    root = SubElement(element, "rules", key="root")
    for number, label in enumerate(labels):
        rule = SubElement(root, "rule", key=f"rule_{number}", description="")
        if label.filter:
            rule.set("filter", label.filter)
        if label.scale_below:
            rule.set("scalemaxdenom", str(label.scale_below))
            rule.set("scalemindenom", "1")
        rule.append(_label_settings(label))
    return element


def _label_settings(label: Label, *, draw: bool = True) -> Element:
    settings = Element("settings", calloutType="simple")
    style = SubElement(
        settings,
        "text-style",
        {
            "allowHtml": "0",
            "blendMode": "0",
            "capitalization": "0",
            "fieldName": label.expression,
            "fontFamily": _FONT,
            "fontItalic": "1" if label.italic else "0",
            "fontKerning": "1",
            "fontLetterSpacing": f"{label.spacing:g}",
            "fontSize": f"{label.size:g}",
            "fontSizeMapUnitScale": _UNIT_SCALE,
            "fontSizeUnit": "Point",
            "fontStrikeout": "0",
            "fontUnderline": "0",
            "fontWeight": "75" if label.bold else "50",
            "fontWordSpacing": "0",
            "isExpression": "1",
            "legendString": "Aa",
            "multilineHeight": "1",
            "namedStyle": "",
            "previewBkgrdColor": rgba("#ffffff"),
            "textColor": rgba(label.colour),
            "textOpacity": "1",
            "textOrientation": "horizontal",
            "useSubstitutions": "0",
        },
    )
    SubElement(style, "families")
    SubElement(
        style,
        "text-buffer",
        {
            "bufferBlendMode": "0",
            "bufferColor": rgba(PAPER),
            "bufferDraw": "1" if label.halo and not label.boxed else "0",
            "bufferJoinStyle": "128",
            "bufferNoFill": "1",
            "bufferOpacity": "0.92",
            "bufferSize": f"{label.halo:g}",
            "bufferSizeMapUnitScale": _UNIT_SCALE,
            "bufferSizeUnits": "MM",
        },
    )
    box = {
        "shapeBlendMode": "0",
        "shapeBorderColor": rgba(label.boxed or INK),
        "shapeBorderWidth": "0.25",
        "shapeBorderWidthMapUnitScale": _UNIT_SCALE,
        "shapeBorderWidthUnit": "MM",
        "shapeDraw": "1" if label.boxed else "0",
        "shapeFillColor": rgba(PAPER),
        "shapeJoinStyle": "64",
        "shapeOffsetMapUnitScale": _UNIT_SCALE,
        "shapeOffsetUnit": "MM",
        "shapeOffsetX": "0",
        "shapeOffsetY": "0",
        "shapeOpacity": "1",
        "shapeRadiiMapUnitScale": _UNIT_SCALE,
        "shapeRadiiUnit": "MM",
        "shapeRadiiX": "0.7",
        "shapeRadiiY": "0.7",
        "shapeRotation": "0",
        "shapeRotationType": "0",
        "shapeSVGFile": "",
        "shapeSizeMapUnitScale": _UNIT_SCALE,
        "shapeSizeType": "0",
        "shapeSizeUnit": "MM",
        "shapeSizeX": "0.8",
        "shapeSizeY": "0.5",
        "shapeType": "0",
    }
    SubElement(style, "background", box)
    SubElement(style, "shadow", shadowDraw="0")
    _data_defined(style, {}, "dd_properties")
    SubElement(
        settings,
        "text-format",
        {
            "addDirectionSymbol": "0",
            "autoWrapLength": "0",
            "decimals": "3",
            "formatNumbers": "0",
            "multilineAlign": "3",
            "placeDirectionSymbol": "0",
            "plussign": "0",
            "reverseDirectionSymbol": "0",
            "useMaxLineLengthForAutoWrap": "1",
            "wrapChar": "",
        },
    )
    SubElement(
        settings,
        "placement",
        {
            "centroidInside": "1",
            "centroidWhole": "1",
            "dist": f"{label.distance:g}",
            "distMapUnitScale": _UNIT_SCALE,
            "distUnits": "MM",
            "fitInPolygonOnly": "0",
            "geometryGenerator": "",
            "geometryGeneratorEnabled": "0",
            "geometryGeneratorType": "PointGeometry",
            "layerType": "UnknownGeometry",
            "lineAnchorPercent": "0.5",
            "lineAnchorType": "0",
            "maxCurvedCharAngleIn": "25",
            "maxCurvedCharAngleOut": "-25",
            # A point's label keeps off the symbol's outline, not off its centre.
            "offsetType": "1" if label.placement == "around" else "0",
            "offsetUnits": "MM",
            "overrunDistance": "0",
            "overrunDistanceUnit": "MM",
            "placement": _PLACEMENTS[label.placement],
            "placementFlags": "10",
            "polygonPlacementFlags": "2",
            "predefinedPositionOrder": "BR,R,TR,B,T,BL,L,TL",
            "preserveRotation": "1",
            "priority": str(label.priority),
            "quadOffset": "4",
            "repeatDistance": "0",
            "repeatDistanceUnits": "MM",
            "rotationAngle": "0",
            "xOffset": "0",
            "yOffset": "0",
        },
    )
    SubElement(
        settings,
        "rendering",
        {
            "displayAll": "0",
            "drawLabels": "1" if draw else "0",
            "fontLimitPixelSize": "0",
            "fontMaxPixelSize": "10000",
            "fontMinPixelSize": "3",
            "labelPerPart": "0",
            "limitNumLabels": "0",
            "maxNumLabels": "2000",
            "mergeLines": "1" if label.placement == "line" else "0",
            "minFeatureSize": "0",
            "obstacle": "1" if label.placement == "around" else "0",
            "obstacleFactor": "1",
            "obstacleType": "1",
            "scaleMax": "0",
            "scaleMin": "0",
            "scaleVisibility": "0",
            "unplacedVisibility": "0",
            "upsidedownLabels": "0",
            "zIndex": str(label.priority / 10),
        },
    )
    _data_defined(settings, label.expressions, "dd_properties")
    return settings
