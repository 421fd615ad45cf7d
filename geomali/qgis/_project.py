"""The project file: layers, groups, time, and nothing that depends on where it lies."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geomali.qgis._basemap_styles import BACKGROUND
from geomali.qgis._elements import QGIS_VERSION, style_elements
from geomali.qgis._words import word

__all__ = ["ProjectLayer", "is_ours", "pack", "project_xml", "qml"]

_DOCTYPE: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_PROJECT: Final = "geomali.qgs"


@dataclass(frozen=True, slots=True)
class ProjectLayer:
    """One layer of the project over one table of the GeoPackage."""

    name: str
    table: str
    group: str
    fields: tuple[str, ...]
    geometry: str
    """``Point``, ``MultiPolygon`` … or ``None``."""
    crowd: int
    """Rows at the point that has most."""
    extent: tuple[float, float, float, float] | None
    sources: str
    licences: tuple[str, ...]
    subset: str = ""
    shown: bool = True
    expanded: bool = False
    title: str = ""

    @property
    def id(self) -> str:
        """Layer id; QGIS draws nothing for one of ten characters or fewer."""
        return f"geomali_layer_{self.name}"

    @property
    def source(self) -> str:
        """Source relative to the project file."""
        subset = f"|subset={self.subset}" if self.subset else ""
        return f"./geomali.gpkg|layername={self.table}{subset}"


def _text(parent: Element, tag: str, text: str = "") -> Element:
    child = SubElement(parent, tag)
    child.text = _xml(text)
    return child


def _xml(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return "".join(
        ch
        for ch in text
        if ch in "\t\n\r" or " " <= ch <= "\ud7ff" or "\ue000" <= ch <= "\ufffd" or ch > "\uffff"
    )


def _crs(parent: Element) -> None:
    reference = SubElement(parent, "spatialrefsys")
    for tag, text in (
        ("wkt", ""),
        ("proj4", "+proj=longlat +datum=WGS84 +no_defs"),
        ("srsid", "3452"),
        ("srid", "4326"),
        ("authid", "EPSG:4326"),
        ("description", "WGS 84"),
        ("projectionacronym", "longlat"),
        ("ellipsoidacronym", "EPSG:7030"),
        ("geographicflag", "true"),
    ):
        _text(reference, tag, text)


def _extent(parent: Element, tag: str, box: tuple[float, float, float, float]) -> None:
    element = SubElement(parent, tag)
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        _text(element, name, f"{value:.6f}")


def _title(layer: ProjectLayer, lang: str) -> str:
    return layer.title or word(layer.name, lang)


def _abstract(layer: ProjectLayer, lang: str, sensitivity: str) -> str:
    return f"{word('abstract.' + layer.name, lang)} {word('level.' + sensitivity, lang)}."


def _metadata(parent: Element, layer: ProjectLayer, lang: str, sensitivity: str) -> None:
    element = SubElement(parent, "resourceMetadata")
    _text(element, "identifier", f"geomali.gpkg/{layer.table}")
    _text(element, "parentidentifier", "geomali.qgz")
    _text(element, "language", lang)
    _text(element, "type", "dataset")
    _text(element, "title", _title(layer, lang))
    _text(element, "abstract", _abstract(layer, lang, sensitivity))
    keywords = SubElement(element, "keywords", vocabulary="geomali:sensitivity")
    _text(keywords, "keyword", sensitivity)
    SubElement(element, "links")
    _text(element, "history", layer.sources)
    _text(element, "fees")
    _text(element, "rights", word("level." + sensitivity, lang))
    for licence in layer.licences:
        _text(element, "license", licence)
    _text(element, "encoding", "UTF-8")
    _crs(SubElement(element, "crs"))
    SubElement(element, "extent")


def _maplayer(layer: ProjectLayer, lang: str, sensitivity: str) -> Element:
    attributes, elements = style_elements(layer.name, layer.fields, lang=lang, crowd=layer.crowd)
    attributes.pop("version")
    spatial = layer.geometry != "None"
    kinds = {"Point": "Point", "LineString": "Line", "MultiLineString": "Line"}
    kind = kinds.get(layer.geometry, "Polygon") if spatial else "No geometry"
    element = Element(
        "maplayer",
        attributes
        | {
            "type": "vector",
            "geometry": kind,
            "wkbType": layer.geometry if spatial else "NoGeometry",
            "autoRefreshEnabled": "0",
            "autoRefreshTime": "0",
            "refreshOnNotifyEnabled": "0",
            "refreshOnNotifyMessage": "",
            "legendPlaceholderImage": "",
        },
    )
    if layer.extent is not None:
        _extent(element, "extent", layer.extent)
    _text(element, "id", layer.id)
    _text(element, "datasource", layer.source)
    _text(element, "title", _title(layer, lang))
    _text(element, "abstract", _abstract(layer, lang, sensitivity))
    _text(SubElement(element, "keywordList"), "value")
    SubElement(element, "attribution", href="").text = _xml(layer.sources)
    _text(element, "layername", _title(layer, lang))
    if spatial:
        _crs(SubElement(element, "srs"))
    _metadata(element, layer, lang, sensitivity)
    SubElement(element, "provider", encoding="UTF-8").text = "ogr"
    for tag in ("vectorjoins", "layerDependencies", "dataDependencies", "expressionfields"):
        SubElement(element, tag)
    styles = SubElement(element, "map-layer-style-manager", current="default")
    SubElement(styles, "map-layer-style", name="default")
    SubElement(element, "auxiliaryLayer")
    SubElement(element, "metadataUrls")
    element.extend(elements)
    return element


def _tree(layers: Sequence[ProjectLayer], lang: str, shown: Mapping[str, bool]) -> Element:
    tree = Element("layer-tree-group")
    SubElement(SubElement(tree, "customproperties"), "Option")
    groups: dict[str, Element] = {}
    for layer in layers:
        if layer.group not in groups:
            on = shown.get(layer.group, True)
            group = SubElement(
                tree,
                "layer-tree-group",
                name=word(f"group.{layer.group}", lang),
                checked="Qt::Checked" if on else "Qt::Unchecked",
                expanded="1" if on and layer.group != "basemap" else "0",
            )
            SubElement(SubElement(group, "customproperties"), "Option")
            groups[layer.group] = group
        one = SubElement(
            groups[layer.group],
            "layer-tree-layer",
            {
                "id": layer.id,
                "name": _title(layer, lang),
                "source": layer.source,
                "providerKey": "ogr",
                "checked": "Qt::Checked" if layer.shown else "Qt::Unchecked",
                "expanded": "1" if layer.expanded else "0",
                "legend_exp": "",
                "legend_split_behavior": "0",
                "patch_size": "-1,-1",
            },
        )
        SubElement(SubElement(one, "customproperties"), "Option")
    order = SubElement(tree, "custom-order", enabled="0")
    for layer in layers:
        _text(order, "item", layer.id)
    return tree


def project_xml(
    layers: Sequence[ProjectLayer],
    *,
    lang: str,
    sensitivity: str,
    period: tuple[date, date] | None,
    view: tuple[float, float, float, float],
    hidden: Sequence[str] = (),
) -> bytes:
    """The project as XML.

    Parameters
    ----------
    layers
        From top to bottom.
    lang, sensitivity
        Language of names; level, told in the metadata.
    period
        First and last day that the temporal controller shows.
    view
        West, south, east and north of the first view.
    hidden
        Groups that are switched off at first.
    """
    title = f"{word('title', lang)} ({sensitivity})"
    root = Element("qgis", projectname=title, version=QGIS_VERSION)
    SubElement(root, "homePath", path="")
    _text(root, "title", title)
    SubElement(root, "autotransaction", active="0")
    SubElement(root, "evaluateDefaultValues", active="0")
    SubElement(root, "trust", active="0")
    _crs(SubElement(root, "projectCrs"))
    root.append(_tree(layers, lang, dict.fromkeys(hidden, False)))
    _relations(root, layers, lang)
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    _text(canvas, "units", "degrees")
    _extent(canvas, "extent", view)
    _text(canvas, "rotation", "0")
    _crs(SubElement(canvas, "destinationsrs"))
    _text(canvas, "rendermaptile", "0")
    SubElement(root, "layers-group-expanded")
    projectlayers = SubElement(root, "projectlayers")
    order = Element("layerorder")
    for layer in layers:
        projectlayers.append(_maplayer(layer, lang, sensitivity))
        SubElement(order, "layer", id=layer.id)
    root.append(order)
    root.append(_properties(period))
    SubElement(root, "visibility-presets")
    SubElement(root, "transformContext")
    metadata = SubElement(root, "projectMetadata")
    _text(metadata, "identifier", "geomali.qgz")
    _text(metadata, "language", lang)
    _text(metadata, "type", "dataset")
    _text(metadata, "title", title)
    _text(metadata, "abstract", word("level." + sensitivity, lang))
    SubElement(metadata, "links")
    _text(metadata, "author")
    SubElement(root, "Annotations")
    SubElement(root, "Layouts")
    settings = SubElement(root, "ProjectViewSettings", UseProjectScales="0", rotation="0")
    SubElement(settings, "Scales")
    box = dict(zip(("xmin", "ymin", "xmax", "ymax"), (f"{v:.6f}" for v in view), strict=True))
    _crs(SubElement(settings, "DefaultViewExtent", box))
    if period is not None:
        times = SubElement(
            root,
            "ProjectTimeSettings",
            timeStep="1",
            timeStepUnit="mon",
            frameRate="1",
            cumulativeTemporalRange="0",
        )
        start, end = _instants(period)
        span = SubElement(times, "TemporalRange")
        _text(span, "start", start)
        _text(span, "end", end)
    indent(root, " ")
    return (_DOCTYPE + tostring(root, encoding="unicode")).encode("utf-8")


def _relations(root: Element, layers: Sequence[ProjectLayer], lang: str) -> None:
    """Claims of an event, and the report of a claim, one click away."""
    known = {layer.name: layer for layer in layers}
    relations = SubElement(root, "relations")
    for child, parent, column in (
        ("claims", "events", "event_id"),
        ("events_by_actor", "events", "event_id"),
        ("claims", "reports", "report_id"),
    ):
        if child not in known or parent not in known:
            continue
        relation = SubElement(
            relations,
            "relation",
            {
                "id": f"geomali_{child}_{parent}",
                "name": word(child, lang),
                "strength": "Association",
                "referencingLayer": known[child].id,
                "referencedLayer": known[parent].id,
                "layerId": known[parent].id,
                "layerName": word(parent, lang),
                "dataSource": known[parent].source,
                "providerKey": "ogr",
            },
        )
        SubElement(relation, "fieldRef", referencingField=column, referencedField=column)


def _instants(period: tuple[date, date]) -> tuple[str, str]:
    return f"{period[0].isoformat()}T00:00:00Z", f"{period[1].isoformat()}T23:59:59Z"


def _properties(period: tuple[date, date] | None) -> Element:
    properties = Element("properties")

    def entry(parent: Element, tag: str, kind: str, value: str) -> None:
        SubElement(parent, tag, type=kind).text = value

    gui = SubElement(properties, "Gui")
    for name, at in (("Red", 1), ("Green", 3), ("Blue", 5)):
        entry(gui, f"CanvasColor{name}Part", "int", str(int(BACKGROUND[at : at + 2], 16)))
    measurement = SubElement(properties, "Measurement")
    entry(measurement, "AreaUnits", "QString", "km2")
    entry(measurement, "DistanceUnits", "QString", "km")
    measure = SubElement(properties, "Measure")
    entry(measure, "Ellipsoid", "QString", "EPSG:7030")
    labels = SubElement(properties, "PAL")
    entry(labels, "PlacementEngineVersion", "int", "1")
    entry(labels, "ShowingPartialsLabels", "bool", "false")
    entry(SubElement(properties, "Paths"), "Absolute", "bool", "false")
    entry(SubElement(properties, "SpatialRefSys"), "ProjectionsEnabled", "int", "1")
    if period is not None:
        controller = SubElement(properties, "TemporalControllerWidget")
        start, end = _instants(period)
        # 2 is a fixed range: everything shows at first, the slider is one click away.
        entry(controller, "NavigationMode", "int", "2")
        entry(controller, "StartDateTime", "QString", start)
        entry(controller, "EndDateTime", "QString", end)
    return properties


def qml(name: str, fields: Sequence[str], *, lang: str, crowd: int) -> str:
    """Style of one layer as QML, for the GeoPackage."""
    attributes, elements = style_elements(name, fields, lang=lang, crowd=crowd)
    root = Element("qgis", attributes)
    root.extend(elements)
    indent(root, " ")
    return _DOCTYPE + tostring(root, encoding="unicode")


def pack(xml: bytes) -> bytes:
    """Zip a project; the archive's comment says which project we wrote."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(_PROJECT, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        archive.writestr(info, xml)
        archive.comment = _stamp(xml)
    return sink.getvalue()


def is_ours(data: bytes) -> bool:
    """Whether a project file is as we wrote it, with no edit by a user since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist() == [_PROJECT] and archive.comment == _stamp(
                archive.read(_PROJECT)
            )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError):
        return False


def _stamp(xml: bytes) -> bytes:
    return b"geomali " + hashlib.sha256(xml).hexdigest().encode()
