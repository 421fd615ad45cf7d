"""A layer's style as the elements that a project and a QML style share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from geomali.palette import FAMILIES
from geomali.qgis._renderers import labeling
from geomali.qgis._styles import style_of
from geomali.qgis._words import VALUES, alias

__all__ = ["QGIS_VERSION", "style_elements"]

QGIS_VERSION: Final = "3.22.16-Białowieża"
"""Version whose XML this is; later ones read it."""


def style_elements(
    name: str, fields: Sequence[str], *, lang: str, crowd: int
) -> tuple[dict[str, str], list[Element]]:
    """Attributes and elements that a layer of a project and a QML style share.

    Parameters
    ----------
    name
        Layer.
    fields
        Its columns, as in the file.
    lang
        ``en`` or ``fr``.
    crowd
        Number of features at the point that has most.
    """
    style = style_of(name, fields, lang=lang, crowd=crowd)
    attributes = {
        "version": QGIS_VERSION,
        "styleCategories": "AllStyleCategories",
        "readOnly": "0",
        "labelsEnabled": "0" if style.labels is None else "1",
        "hasScaleBasedVisibilityFlag": "1" if style.scale_below else "0",
        "minScale": str(style.scale_below or 100_000_000),
        "maxScale": "0",
        "simplifyAlgorithm": "0",
        "simplifyDrawingHints": "1",
        "simplifyDrawingTol": "1",
        "simplifyLocal": "1",
        "simplifyMaxScale": "1",
        "symbologyReferenceScale": "-1",
    }
    elements = [_flags(), _temporal(style.time), style.renderer]
    if style.labels is not None:
        elements.append(labeling(style.labels))
    custom = Element("customproperties")
    SubElement(custom, "Option")
    elements.append(custom)
    for tag, text in (("blendMode", "0"), ("featureBlendMode", "0"), ("layerOpacity", "1")):
        one = Element(tag)
        one.text = text
        elements.append(one)
    elements += _field_elements(fields, lang)
    display = Element("previewExpression")
    display.text = style.display
    tip = Element("mapTip")
    tip.text = style.tip
    return attributes, [*elements, display, tip]


def _flags() -> Element:
    flags = Element("flags")
    for tag, text in (
        ("Identifiable", "1"),
        ("Removable", "1"),
        ("Searchable", "1"),
        ("Private", "0"),
    ):
        SubElement(flags, tag).text = text
    return flags


def _temporal(time: tuple[str, str] | None) -> Element:
    """Time of a layer, from expressions.

    From fields, QGIS would take a missing first day as unbounded, and show an
    event without a date in every period.
    """
    start, end = time or ("", "")
    element = Element(
        "temporal",
        {
            "enabled": "1" if time else "0",
            "mode": "4",
            # The last day counts.
            "limitMode": "1",
            "startField": _first_field(start),
            "endField": _first_field(end),
            "startExpression": start,
            "endExpression": end,
            "durationField": "",
            "durationUnit": "min",
            "fixedDuration": "0",
            "accumulate": "0",
        },
    )
    fixed = SubElement(element, "fixedRange")
    SubElement(fixed, "start")
    SubElement(fixed, "end")
    return element


def _first_field(expression: str) -> str:
    return expression.split('"')[1] if expression else ""


def _field_elements(fields: Sequence[str], lang: str) -> list[Element]:
    configuration, aliases = Element("fieldConfiguration"), Element("aliases")
    for number, name in enumerate(["fid", *fields]):
        one = SubElement(configuration, "field", name=name, configurationFlags="None")
        values = VALUES.get(name) or (_family_values() if name.startswith("family") else {})
        widget = SubElement(one, "editWidget", type="ValueMap" if values else "")
        config = SubElement(widget, "config")
        if values:
            options = SubElement(
                SubElement(config, "Option", type="Map"), "Option", type="List", name="map"
            )
            for value, words in values.items():
                pair = SubElement(options, "Option", type="Map")
                SubElement(pair, "Option", type="QString", name=words[lang == "fr"], value=value)
        else:
            SubElement(config, "Option")
        SubElement(aliases, "alias", index=str(number), field=name, name=alias(name, lang))
    table = Element(
        "attributetableconfig", actionWidgetStyle="dropDown", sortExpression="", sortOrder="0"
    )
    columns = SubElement(table, "columns")
    for name in fields:
        SubElement(columns, "column", type="field", name=name, width="-1", hidden="0")
    SubElement(columns, "column", type="field", name="fid", width="-1", hidden="1")
    return [configuration, aliases, table]


def _family_values() -> Mapping[str, tuple[str, str]]:
    return {name: (family.en, family.fr) for name, family in FAMILIES.items()}
