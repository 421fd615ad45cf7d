"""GeoJSON points: our own export, or anybody's, as rows of a coding sheet."""

from __future__ import annotations

import json
from typing import Any

from geomali.readers._records import Context, Imported
from geomali.readers._rows import rows_of, unique_keys
from geomali.readers._sheet import import_sheet
from geomali.readers._source import Source, to_utf8

__all__ = ["import_geojson", "is_json", "json_of", "text_of"]


def is_json(source: Source) -> bool:
    """Whether a text file begins like JSON."""
    return source.kind == "text" and source.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (
        b"{",
        b"[",
    )


def json_of(source: Source) -> Any:
    """The document of a JSON file.

    Raises
    ------
    SourceFormatError
        It is not valid JSON.
    """
    data, start, _ = to_utf8(source)
    try:
        return json.loads(data[start:].decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise source.error(f"is not valid JSON ({str(error)[:120]})") from error


def import_geojson(source: Source, document: Any, context: Context) -> Imported:
    """Point features to the tables ``events`` or ``claims``.

    Their properties are read like the columns of a coding sheet; what is not
    a point in longitude and latitude is rejected.
    """
    features = _features(source, document)
    names: dict[str, None] = {}
    cut: list[tuple[int, dict[str, str]]] = []
    bad: list[tuple[int, str, str]] = []
    for number, feature in enumerate(features, start=1):
        cells, reason = _cells(feature)
        if reason is not None:
            text = _whole(json.dumps(feature, ensure_ascii=False, sort_keys=True)[:4000])
            bad.append((number, text, reason))
            continue
        names.update(dict.fromkeys(cells))
        cut.append((number, cells))
    header = list(names) or ["date", "event_type", "sub_event_type"]
    if len(set(unique_keys(header))) != len(header):
        raise source.error("has too many properties of one name")
    rows = rows_of(
        source,
        header,
        [[cells.get(name, "") for name in header] for _, cells in cut],
        [number for number, _ in cut],
        above=0,
    )
    rows.broken.extend(bad)
    return import_sheet(rows, context, format_name="geojson")


def _features(source: Source, document: Any) -> list[Any]:
    if isinstance(document, dict) and document.get("type") == "Feature":
        document = {"type": "FeatureCollection", "features": [document]}
    if (
        not isinstance(document, dict)
        or document.get("type") != "FeatureCollection"
        or not isinstance(document.get("features"), list)
    ):
        raise source.error("is JSON, but no GeoJSON FeatureCollection")
    crs = document.get("crs")
    if crs is not None and not any(
        known in json.dumps(crs) for known in ("CRS84", "EPSG::4326", "EPSG:4326")
    ):
        raise source.error("its coordinates are not in longitude and latitude (EPSG:4326)")
    return list(document["features"])


def _cells(feature: Any) -> tuple[dict[str, str], str | None]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return {}, "is no feature"
    properties = feature.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        return {}, "its properties are no object"
    cells = {_whole(str(key)): text_of(value) for key, value in properties.items()}
    cells = {key: value for key, value in cells.items() if value}
    geometry = feature.get("geometry")
    if geometry is None:
        return cells, None
    point = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        return cells, f"geometry: is no point ({_whole(str(kind))[:40]!r})"
    if (
        not isinstance(point, list)
        or len(point) < 2
        or not all(isinstance(x, int | float) and not isinstance(x, bool) for x in point[:2])
    ):
        return cells, "geometry: has no longitude and latitude"
    cells["longitude"], cells["latitude"] = repr(point[0]), repr(point[1])
    identity = feature.get("id")
    if "event_id" not in cells and isinstance(identity, str | int):
        cells["event_id"] = _whole(str(identity))
    return cells, None


def _whole(text: str) -> str:
    """The text without halves of characters, which JSON can write and nothing can store."""
    return text.encode("utf-8", "replace").decode()


def text_of(value: Any) -> str:
    """A value of JSON as the text of a cell."""
    return _whole(_text(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value if item is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else repr(value)
    return str(value)
