"""Renderers and labels as the XML that QGIS 3.22 and later read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from geomali.qgis._symbols import (
    FONT,
    INK,
    PAPER,
    UNIT_SCALE,
    data_defined,
    letter,
    marker,
    rgba,
    symbol,
)

__all__ = [
    "Category",
    "Label",
    "Style",
    "categorized",
    "clustered",
    "displaced",
    "labeling",
    "nothing",
    "single",
]


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
        toleranceUnitScale=UNIT_SCALE,
        # The same point only: places near each other stay where they are.
        tolerance="0.01",
    )
    SubElement(renderer, "labelFontProperties", description=f"{FONT},8,-1,5,50,0,0,0,0,0", style="")
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
        toleranceUnitScale=UNIT_SCALE,
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


@dataclass(frozen=True, slots=True)
class Style:
    """Elements of one layer's style, in the order QGIS writes them."""

    renderer: Element
    labels: Sequence[Label] | None = None
    time: tuple[str, str] | None = None
    """First and last day, as expressions of date and time."""
    tip: str = ""
    display: str = ""
    scale_below: int = 0


@dataclass(frozen=True, slots=True)
class Category:
    """One class of a categorised layer."""

    value: str
    label: str
    symbol: Element


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
            "fontFamily": FONT,
            "fontItalic": "1" if label.italic else "0",
            "fontKerning": "1",
            "fontLetterSpacing": f"{label.spacing:g}",
            "fontSize": f"{label.size:g}",
            "fontSizeMapUnitScale": UNIT_SCALE,
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
            "bufferSizeMapUnitScale": UNIT_SCALE,
            "bufferSizeUnits": "MM",
        },
    )
    box = {
        "shapeBlendMode": "0",
        "shapeBorderColor": rgba(label.boxed or INK),
        "shapeBorderWidth": "0.25",
        "shapeBorderWidthMapUnitScale": UNIT_SCALE,
        "shapeBorderWidthUnit": "MM",
        "shapeDraw": "1" if label.boxed else "0",
        "shapeFillColor": rgba(PAPER),
        "shapeJoinStyle": "64",
        "shapeOffsetMapUnitScale": UNIT_SCALE,
        "shapeOffsetUnit": "MM",
        "shapeOffsetX": "0",
        "shapeOffsetY": "0",
        "shapeOpacity": "1",
        "shapeRadiiMapUnitScale": UNIT_SCALE,
        "shapeRadiiUnit": "MM",
        "shapeRadiiX": "0.7",
        "shapeRadiiY": "0.7",
        "shapeRotation": "0",
        "shapeRotationType": "0",
        "shapeSVGFile": "",
        "shapeSizeMapUnitScale": UNIT_SCALE,
        "shapeSizeType": "0",
        "shapeSizeUnit": "MM",
        "shapeSizeX": "0.8",
        "shapeSizeY": "0.5",
        "shapeType": "0",
    }
    SubElement(style, "background", box)
    SubElement(style, "shadow", shadowDraw="0")
    data_defined(style, {}, "dd_properties")
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
            "distMapUnitScale": UNIT_SCALE,
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
    data_defined(settings, label.expressions, "dd_properties")
    return settings
