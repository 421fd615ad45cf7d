"""Tables to the files that other people open: GeoParquet, GeoPackage, GeoJSON, KML, CSV with HXL.

Callers pass frames through :mod:`geomali.privacy` first; every file says in
itself to which level: CSV in a column, GeoParquet in its footer, the others in
their metadata.  The same frames give the same bytes.
"""

from __future__ import annotations

import csv
import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, ElementTree, SubElement

from geomali import schema
from geomali.errors import GeomaliError
from geomali.files import harmless_cell, replacing
from geomali.palette import FAMILIES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa

    from geomali.actors import ActorRegistry

__all__ = [
    "FORMATS",
    "HXL_TAGS",
    "event_areas",
    "export",
    "write_dictionary",
    "write_layer",
]

_REASON: Final = 200
FORMATS: Final = ("gpkg", "geojson", "kml", "csv", "parquet")
_GEOMETRY: Final = "geom"
_LEVEL: Final = "sensitivity"
# Layers that have the columns of a table of another name.
_CONTRACT: Final = {
    "event_areas": "events",
    "event_lines": "events",
    "displacement_areas": "displacement",
}
_SUFFIXES: Final[Mapping[str, str]] = {
    ".gpkg": "gpkg",
    ".geojson": "geojson",
    ".json": "geojson",
    ".kml": "kml",
    ".csv": "csv",
    ".parquet": "parquet",
}

# Columns that an export has and the store has not: table, name, type, meaning.
_DERIVED: Final = (
    ("displacement", "admin_level", "int8", "0 country, 1 region, 2 cercle, 3 commune, 4 site"),
    (
        "displacement",
        "counted_elsewhere",
        "bool",
        "other rows of the same round count these people too: do not add this one to them",
    ),
)

HXL_TAGS: Final[Mapping[str, str]] = {
    "event_id": "#event+id",
    "event_date": "#date+occurred",
    "date_earliest": "#date+occurred+start",
    "date_latest": "#date+occurred+end",
    "date": "#date",
    "claim_date": "#date+occurred+start",
    "claim_date_latest": "#date+occurred+end",
    "reported_date": "#date+reported",
    "valid_from": "#date+start",
    "valid_to": "#date+end",
    "period_start": "#date+start",
    "period_end": "#date+end",
    "event_type": "#event+type",
    "sub_event_type": "#event+type+sub",
    "place_id": "#loc+code",
    "place_name": "#loc+name",
    "place_text": "#loc+name",
    "country": "#country+code+v_iso2",
    "admin1": "#adm1+name",
    "admin1_code": "#adm1+code",
    "admin2": "#adm2+name",
    "admin2_code": "#adm2+code",
    "admin3": "#adm3+name",
    "admin3_code": "#adm3+code",
    "site": "#loc+site",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "geo_precision": "#geo+precision",
    "fatalities_low": "#affected+killed+low",
    "fatalities_best": "#affected+killed",
    "fatalities_high": "#affected+killed+high",
    "fatalities": "#affected+killed",
    "wounded_best": "#affected+injured",
    "abducted_best": "#affected+abducted",
    "persons": "#affected+idps+ind",
    "households": "#affected+idps+hh",
    "returnees": "#affected+returnees+ind",
    "returnee_households": "#affected+returnees+hh",
    "events": "#event+num",
    "notes": "#description",
    "quote": "#description+quote",
    "source_id": "#meta+source+id",
    "source_ids": "#meta+source+id",
    "reason": "#cause",
    "sensitivity": "#meta+sensitivity",
}
"""HXL tag of each column that has one; the others get none, which HXL allows."""


def write_layer(frame: pd.DataFrame, path: str | Path, *, table: str) -> Path:
    """Write one table to the format that the file's suffix names.

    Parameters
    ----------
    frame
        Columns as in ``schema.TABLES[table]``, geometries in EPSG:4326.
    path
        ``.gpkg``, ``.geojson``, ``.kml``, ``.csv`` or ``.parquet``.
    table
        Name of the layer.

    Raises
    ------
    GeomaliError
        The suffix is none of these.
    """
    path = Path(path)
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(_SUFFIXES)
        raise GeomaliError(f"{path}: unknown format {path.suffix!r}; use one of {known}")
    return export({table: frame}, path, kind)


def export(
    layers: Mapping[str, pd.DataFrame],
    path: str | Path,
    kind: str,
    *,
    descriptions: Mapping[str, str] | None = None,
) -> Path:
    """Write layers as GeoPackage (one file), or as one file a layer in a folder.

    Parameters
    ----------
    layers
        Frames by layer name.
    path
        A file, or for several layers in another format than GeoPackage and
        KML a folder, where each layer becomes ``<layer>.<suffix>``, with a data
        dictionary and a ``README.txt`` that tells the level of sensitivity.
    kind
        One of :data:`FORMATS`.
    descriptions
        What a GeoPackage says of each layer, by name; by default the layer's
        name, schema and sensitivity.

    Raises
    ------
    GeomaliError
        No such format, the path's suffix is of another, there is no layer, or the
        folder holds files of those names that are not of an earlier export.
    """
    path = Path(path)
    if kind not in FORMATS:
        raise GeomaliError(f"format {kind!r} is unknown; use one of {', '.join(FORMATS)}")
    one_file = kind in ("gpkg", "kml")
    if _SUFFIXES.get(path.suffix.lower(), "" if one_file else kind) != kind:
        raise GeomaliError(
            f"{path}: {kind} is {'one file' if one_file else 'a folder, or a file'} "
            f"whose name ends in .{kind}; try {path.with_suffix(f'.{kind}')}"
        )
    if not layers:
        raise GeomaliError(f"nothing to export to {path}")
    if kind == "gpkg":
        return _write_gpkg(layers, path, descriptions)
    if kind == "kml":
        return _write_kml(layers, path)
    if len(layers) == 1 and path.suffix:
        [(name, frame)] = layers.items()
        return _ONE[kind](name, frame, path)
    _refuse_others(path, [*(f"{name}.{kind}" for name in layers), "data_dictionary.csv", _README])
    # Its description first: an export that was cut short can be made again.
    _describe_folder(layers, path)
    for name, frame in layers.items():
        _ONE[kind](name, frame, path / f"{name}.{kind}")
    return path


_README: Final = "README.txt"
_OURS: Final = "geomali layers; data_dictionary.csv says what each column means\n"


def _refuse_others(folder: Path, names: Sequence[str]) -> None:
    """Refuse to write over somebody's files; those of an earlier export have its README beside them."""
    if taken := [name for name in names if (folder / name).exists()]:
        readme = folder / _README
        first = readme.read_bytes()[: len(_OURS)] if readme.is_file() else b""
        if first != _OURS.encode():
            raise GeomaliError(
                f"{folder} holds {taken[0]}, which is not of an earlier export; choose another folder"
            )


def _describe_folder(layers: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Put beside the data what their columns mean and how far they were reduced."""
    from geomali.privacy import rules_in_words

    tables = list(dict.fromkeys(_CONTRACT.get(name, name) for name in layers))
    write_dictionary(
        [name for name in tables if name in schema.TABLES], folder / "data_dictionary.csv"
    )
    with replacing(folder / _README) as file:
        file.write(_OURS)
        for name, frame in layers.items():
            file.write(f"  {name}: {len(frame)} rows, sensitivity {_level(frame)}\n")
        levels = {_level(frame) for frame in layers.values()}
        for level in [level for level in schema.SENSITIVITIES if level in levels]:
            file.write(f"\nSensitivity {level}:\n")
            file.writelines(f"  {sentence}\n" for sentence in rules_in_words(level))


def event_areas(events: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the outline of its area to each event known to a region only.

    Parameters
    ----------
    events
        Table of that name.
    areas
        Outlines, with ``place_id``, EPSG:4326.

    Returns
    -------
    GeoDataFrame
        The events of precision 3 whose place has an outline, same columns,
        geometry replaced, sorted by ``event_id``.
    """
    import geopandas as gpd

    vague = events[(events["geo_precision"] == 3) & events["place_id"].notna()]
    outlines = areas.set_index("place_id").geometry
    vague = vague[vague["place_id"].isin(outlines.index)].sort_values("event_id")
    shapes = gpd.GeoSeries(outlines.loc[vague["place_id"]].to_numpy(), index=vague.index)
    result: gpd.GeoDataFrame = vague.set_geometry(shapes.set_crs(schema.CRS))
    return result.reset_index(drop=True)


def write_dictionary(tables: Sequence[str], path: str | Path) -> Path:
    """Write the data dictionary of tables as CSV: what each column means."""
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["table", "column", "type", "required", "meaning", "values", "hxl"])
        for name in tables:
            for column in schema.TABLES[name].columns:
                writer.writerow(
                    [
                        name,
                        column.name,
                        column.dtype,
                        "no" if column.nullable else "yes",
                        column.meaning,
                        "; ".join(column.values),
                        HXL_TAGS.get(column.name, ""),
                    ]
                )
            for table, column_name, dtype, meaning in _DERIVED:
                if table == name:
                    writer.writerow([name, column_name, dtype, "yes", meaning, "", ""])
    return Path(path)


def _gis_table(name: str, frame: pd.DataFrame) -> tuple[pa.Table, str | None]:
    """Arrow table that a GIS file can hold, and its geometry type (None without geometry).

    Types come from the contract, so that a layer with no rows, or a column
    with no values, has the same fields as any other; lists are joined by
    ``; `` and days are days.
    """
    import numpy as np
    import pyarrow as pa
    import shapely

    table = _CONTRACT.get(name, name)
    known = (
        {c.name: c.dtype for c in schema.TABLES[table].columns} if table in schema.TABLES else {}
    )
    active = getattr(frame, "active_geometry_name", None)
    arrays: dict[str, Any] = {}
    taken = {"fid", _GEOMETRY}
    for column in frame.columns:
        if column == active:
            continue
        # SQLite takes "Name" and "name" for one column.
        field, number = _clean(str(column)), 2
        while field.lower() in taken:
            field, number = f"{_clean(str(column))}_{number}", number + 1
        taken.add(field.lower())
        arrays[field] = _gis_column(frame[column], known.get(str(column)))
    kind = None
    if active is not None:
        shapes = np.array(frame[active], dtype=object)
        shapes[shapely.is_empty(shapes)] = None
        kinds = set(shapely.get_type_id(shapes[~shapely.is_missing(shapes)]).tolist())
        kind = "Point" if not kinds or kinds == {0} else "Unknown"
        for single, many in ((1, 5), (3, 6), (0, 4)):
            if kinds and kinds <= {single, many} and kinds != {0}:
                # One type a layer: QGIS opens a layer of mixed types as several.
                kind = {5: "MultiLineString", 6: "MultiPolygon", 4: "MultiPoint"}[many]
                lone = shapely.get_type_id(shapes) == single
                make = {
                    5: shapely.multilinestrings,
                    6: shapely.multipolygons,
                    4: shapely.multipoints,
                }
                shapes[lone] = [make[many]([shape]) for shape in shapes[lone]]
        arrays[_GEOMETRY] = pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())
    if not arrays:
        arrays["empty"] = pa.nulls(len(frame), pa.string())
    result = pa.table(arrays)
    if kind is not None:
        index = result.schema.get_field_index(_GEOMETRY)
        field = result.schema.field(index).with_metadata({"ARROW:extension:name": "ogc.wkb"})
        result = result.cast(result.schema.set(index, field))
    return result, kind


def _gis_column(values: pd.Series, dtype: str | None) -> pa.Array:
    import pandas as pd
    import pyarrow as pa

    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    if dtype == "date" or (dtype is None and pd.api.types.is_datetime64_any_dtype(values)):
        stamps = pd.to_datetime(values, errors="coerce")
        if getattr(stamps.dt, "tz", None) is not None:
            stamps = stamps.dt.tz_convert("UTC").dt.tz_localize(None)
        if dtype == "date" or (stamps.dropna() == stamps.dropna().dt.normalize()).all():
            return pa.array(stamps.dt.date, pa.date32(), from_pandas=True)
        return pa.array(stamps, pa.timestamp("ms"), from_pandas=True)
    numbers = {"int8": "int16", "int32": "int32", "int64": "int64", "float": "float64"}
    if dtype in numbers:
        numeric = pd.to_numeric(values)
        typed = numeric.astype("Float64") if dtype == "float" else numeric.astype("Int64")
        return pa.array(typed, pa.type_for_alias(numbers[dtype]), from_pandas=True)
    if dtype == "bool":
        return pa.array(values.astype("boolean"), pa.bool_(), from_pandas=True)
    if dtype is None and pd.api.types.is_bool_dtype(values):
        return pa.array(values, pa.bool_(), from_pandas=True)
    if dtype is None and pd.api.types.is_integer_dtype(values):
        return pa.array(values.astype("Int64"), pa.int64(), from_pandas=True)
    if dtype is None and pd.api.types.is_float_dtype(values):
        return pa.array(values.astype("float64"), pa.float64(), from_pandas=True)
    return pa.array([_gis_text(value) for value in values], pa.string())


def _gis_text(value: Any) -> str | None:
    value = _json_value(value)
    if isinstance(value, list):
        value = "; ".join(value) or None
    return None if value is None else _clean(str(value))


def _clean(text: str) -> str:
    """Text without NUL, where C libraries would end it, and without lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    """A path beside the target that takes its place when all is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".geomali.", dir=path.parent) as folder:
        temporary = Path(folder) / path.name
        yield temporary
        temporary.replace(path)


def _write_gpkg(
    layers: Mapping[str, pd.DataFrame], path: Path, descriptions: Mapping[str, str] | None = None
) -> Path:
    import pyogrio

    # GeoPackage stores the time of writing; a fixed one keeps the bytes the
    # same.  The option is read from the environment of the process.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        with _whole_file(path) as temporary:
            for name, frame in layers.items():
                words = (descriptions or {}).get(name) or _description(name, frame)
                _write_gpkg_layer(name, frame, temporary, words)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        # GDAL quotes the whole statement that failed, and says why at the end.
        reason = " ".join(str(error).split())
        reason = reason if len(reason) <= _REASON else f"… {reason[-_REASON:]}"
        raise GeomaliError(f"{path}: cannot be written ({reason}); is the disk full?") from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return path


def _write_gpkg_layer(name: str, frame: pd.DataFrame, path: Path, description: str) -> None:
    import pyogrio

    table, kind = _gis_table(name, frame)
    about = {"schema_version": schema.SCHEMA_VERSION, _LEVEL: _level(frame)}
    options: dict[str, Any] = {"DESCRIPTION": _clean(description), "layer_metadata": about}
    if kind is not None:
        options |= {"geometry_name": _GEOMETRY, "geometry_type": kind, "crs": schema.CRS}
    if not path.exists():
        # QGIS before 3.28 warns at 1.4, GDAL's default.
        options |= {"VERSION": "1.3", "dataset_metadata": about}
    pyogrio.write_arrow(table, path, layer=name, driver="GPKG", append=False, **options)


def _description(name: str, frame: pd.DataFrame) -> str:
    return f"geomali layer {name}, schema {schema.SCHEMA_VERSION}, sensitivity {_level(frame)}"


def _level(frame: pd.DataFrame) -> str:
    """Level that a frame was reduced to: everything, if nobody reduced it."""
    return str(frame.attrs.get("sensitivity", "internal"))


def _write_geojson(name: str, frame: pd.DataFrame, path: Path) -> Path:
    """Write GeoJSON (RFC 7946); a row without geometry keeps its place with a null one."""
    import shapely

    features = []
    columns = [column for column in frame.columns if column != "geometry"]
    shapes = frame["geometry"] if "geometry" in frame else [None] * len(frame)
    for row, shape in zip(frame[columns].to_dict("records"), shapes, strict=True):
        there = shape is not None and not shape.is_empty
        features.append(
            {
                "type": "Feature",
                # Outer rings counter-clockwise, as RFC 7946 has it.
                "geometry": json.loads(shapely.to_geojson(shapely.orient_polygons(shape)))
                if there
                else None,
                "properties": {key: _json_value(value) for key, value in row.items()},
            }
        )
    document = {
        "type": "FeatureCollection",
        "name": name,
        "sensitivity": _level(frame),
        "features": features,
    }
    with replacing(path) as file:
        json.dump(document, file, ensure_ascii=False, allow_nan=False)
        file.write("\n")
    return path


def _json_value(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bool):
        return value
    if hasattr(value, "__len__"):
        return [_json_value(str(item)) for item in value]
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        # A day is stored as midnight.
        return str(value.isoformat()).removesuffix("T00:00:00")
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) else _json_value(str(value))


def _write_csv(name: str, frame: pd.DataFrame, path: Path) -> Path:
    """Write CSV with an HXL tag row, coordinates as columns and harmless cells."""
    del name
    with replacing(path) as file:
        csv.writer(file, lineterminator="\n").writerows(_csv_rows(frame))
    return path


def _csv_rows(frame: pd.DataFrame) -> Iterator[list[Any]]:
    """Header, HXL tags, then the rows, points as ``lat`` and ``lon``, the level in each."""
    columns = [column for column in frame.columns if column != "geometry"]
    if "geometry" in frame:
        columns += ["lat", "lon"]
    columns += [] if _LEVEL in frame else [_LEVEL]
    level = _level(frame)
    yield [harmless_cell(str(column)) for column in columns]
    yield [HXL_TAGS.get(column, "") for column in columns]
    for row in frame.to_dict("records"):
        shape = row.pop("geometry", None)
        if "geometry" in frame:
            point = shape is not None and not shape.is_empty and shape.geom_type == "Point"
            row["lat"], row["lon"] = (shape.y, shape.x) if point else (None, None)
        row.setdefault(_LEVEL, level)
        yield [_csv_cell(row[column]) for column in columns]


def _csv_cell(value: Any) -> Any:
    value = _json_value(value)
    if isinstance(value, list):
        value = "; ".join(value)
    if value is None:
        return ""
    # Numbers may start with a minus; only text can be a formula.
    return harmless_cell(value) if isinstance(value, str) else value


def _write_parquet(name: str, frame: pd.DataFrame, path: Path) -> Path:
    from geomali.store import write_geoparquet

    if name in _CONTRACT:
        frame = _typed(frame, schema.TABLES[_CONTRACT[name]])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_geoparquet(frame, path, table=name)
    return path


def _typed(frame: pd.DataFrame, table: schema.Table) -> pd.DataFrame:
    """The types of another table's contract, for a layer that has its columns."""
    import pandas as pd

    whole = {"int8": pd.Int8Dtype(), "int32": pd.Int32Dtype(), "int64": pd.Int64Dtype()}
    typed = frame.copy()
    for column in table.columns:
        if column.name not in frame:
            continue
        if column.dtype == "date":
            typed[column.name] = pd.to_datetime(frame[column.name]).dt.date
        elif column.dtype == "float":
            typed[column.name] = pd.to_numeric(frame[column.name]).astype("float64")
        elif column.dtype in whole:
            typed[column.name] = pd.to_numeric(frame[column.name]).astype(whole[column.dtype])
    return typed


def _write_kml(layers: Mapping[str, pd.DataFrame], path: Path) -> Path:
    """Write KML 2.2: a folder a layer, time kept, colour by the first actor's family."""
    from geomali.actors import load_actors

    registry = load_actors()
    kml = Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = SubElement(kml, "Document")
    SubElement(document, "name").text = "geomali"
    levels = sorted({_level(frame) for frame in layers.values()})
    SubElement(document, "description").text = f"Sensitivity: {', '.join(levels)}"
    for name, family in FAMILIES.items():
        style = SubElement(document, "Style", id=f"family_{name}")
        for kind in ("IconStyle", "LineStyle"):
            SubElement(SubElement(style, kind), "color").text = _kml_colour(family.colour, "ff")
        SubElement(SubElement(style, "PolyStyle"), "color").text = _kml_colour(family.colour, "55")
    for name, frame in layers.items():
        if "geometry" not in frame:
            continue
        folder = SubElement(document, "Folder")
        SubElement(folder, "name").text = name
        for row in frame.to_dict("records"):
            shape = row.pop("geometry", None)
            if shape is not None and not shape.is_empty:
                folder.append(_placemark(row, shape, registry))
    with _whole_file(path) as temporary:
        ElementTree(kml).write(temporary, encoding="UTF-8", xml_declaration=True)
    return path


def _kml_colour(rgb: str, opacity: str) -> str:
    return opacity + rgb[5:7] + rgb[3:5] + rgb[1:3]


_TITLES = ("sub_event_type", "proposition", "state", "name")
_STARTS = ("date_earliest", "claim_date", "valid_from", "date", "event_date")
_ENDS = ("date_latest", "claim_date_latest", "valid_to", "date", "event_date")


def _placemark(row: Mapping[Any, Any], shape: Any, registry: ActorRegistry) -> Element:
    values = {str(key): _json_value(value) for key, value in row.items()}
    mark = Element("Placemark")
    title = next((values[name] for name in _TITLES if values.get(name)), "")
    place = values.get("place_name") or values.get("place_text")
    SubElement(mark, "name").text = _xml_text(f"{title}, {place}" if place else str(title))
    start = next((values[name] for name in _STARTS if values.get(name)), None)
    if start:
        span = SubElement(mark, "TimeSpan")
        SubElement(span, "begin").text = start
        end = next((values[name] for name in _ENDS if values.get(name)), None)
        # A state that goes on has no end; what happened on a day ends that day.
        if end and not ("valid_to" in values and values["valid_to"] is None):
            SubElement(span, "end").text = end
    SubElement(mark, "styleUrl").text = f"#family_{_family(values, registry)}"
    data = SubElement(mark, "ExtendedData")
    for name, value in values.items():
        if value is None or value == []:
            continue
        text = "; ".join(value) if isinstance(value, list) else str(value)
        SubElement(SubElement(data, "Data", name=name), "value").text = _xml_text(text)
    mark.append(_kml_geometry(shape))
    return mark


def _family(values: Mapping[str, Any], registry: ActorRegistry) -> str:
    for name in ("holder", "subject", "side_a", "claimants", "side_b", "affected", "actor"):
        found = values.get(name)
        for actor_id in [found] if isinstance(found, str) else found or []:
            try:
                family: str = registry.actor(actor_id).family
            except KeyError:
                continue
            return family
    return "other"


def _xml_text(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return "".join(
        ch
        for ch in text
        if ch in "\t\n\r" or " " <= ch <= "\ud7ff" or "\ue000" <= ch <= "\ufffd" or ch > "\uffff"
    )


def _kml_geometry(shape: Any) -> Element:
    kind = shape.geom_type
    if kind.startswith("Multi") or kind == "GeometryCollection":
        many = Element("MultiGeometry")
        many.extend(_kml_geometry(part) for part in shape.geoms)
        return many
    if kind == "Polygon":
        polygon = Element("Polygon")
        for ring, name in [
            (shape.exterior, "outerBoundaryIs"),
            *((inner, "innerBoundaryIs") for inner in shape.interiors),
        ]:
            line = SubElement(SubElement(polygon, name), "LinearRing")
            SubElement(line, "coordinates").text = _kml_coordinates(ring)
        return polygon
    element = Element(kind)
    SubElement(element, "coordinates").text = _kml_coordinates(shape)
    return element


def _kml_coordinates(shape: Any) -> str:
    return " ".join(f"{x:.6f},{y:.6f}" for x, y, *_ in shape.coords)


_ONE: Final = {"geojson": _write_geojson, "csv": _write_csv, "parquet": _write_parquet}
