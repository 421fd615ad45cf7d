"""One table to the bytes of one Parquet file, valid GeoParquet 1.1 where it has geometry."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geomali.points import is_plain_points, point_xy
from geomali.schema import CRS, SCHEMA_VERSION
from geomali.store._convert import layer_arrow

__all__ = [
    "METADATA_KEY",
    "ROW_GROUP_ROWS",
    "Encoded",
    "encode",
    "own_metadata",
    "write_geoparquet",
]

METADATA_KEY: Final = b"geomali"
ROW_GROUP_ROWS: Final = 16_384
"""Small enough for statistics to prune, large enough to compress (measured)."""
_PROSE: Final = frozenset({"notes", "quote", "text", "row"})
_NEARLY_UNIQUE: Final = frozenset({"event_id", "claim_id", "record_id", "actors_text"})
_TYPE_NAMES: Final = {
    0: "Point",
    1: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
    7: "GeometryCollection",
}
UNFOLDED: Final = _PROSE | _NEARLY_UNIQUE
"""Columns that are stored without a dictionary."""
_CORNERS: Final = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class Encoded:
    """Bytes of a file; ``digest`` stands in its footer and depends on its rows alone."""

    data: bytes
    digest: str
    sha256: str
    rows: int


def encode(
    table: pa.Table,
    name: str,
    *,
    geometry: str | None = None,
    row_group_rows: int = ROW_GROUP_ROWS,
    schema_version: str = SCHEMA_VERSION,
    sensitivity: str | None = None,
) -> Encoded:
    """Encode rows, already in file order, as one file of table ``name``.

    The Arrow schema and the pandas key are left out on purpose: QGIS shows
    categories and ``geoarrow.wkb`` fields wrongly (geopandas issue 3804), and
    types come back from the contract.  ``geometry`` names the column of WKB,
    ``sensitivity`` the level that a layer outside a store was reduced to.
    """
    shapes = None if geometry is None else _Shapes.of(table.column(geometry))
    if shapes is not None:
        table = table.append_column("bbox", shapes.covering())
    sink = io.BytesIO()
    sha256 = hashlib.sha256()
    with pq.ParquetWriter(sink, table.schema, **_column_options(table.schema)) as writer:
        writer.write_table(table, row_group_size=row_group_rows)
        # All pages are written by now; what follows is index and footer.
        with sink.getbuffer() as pages:
            sha256.update(pages)
            size = len(pages)
        digest = sha256.hexdigest()[:32]
        if shapes is not None and geometry is not None:
            writer.add_key_value_metadata({"geo": _geo_metadata(geometry, shapes)})
        own = {"table": name, "schema_version": schema_version, "digest": digest}
        if sensitivity is not None:
            own["sensitivity"] = sensitivity
        writer.add_key_value_metadata({METADATA_KEY.decode(): json.dumps(own)})
    data = sink.getvalue()
    sha256.update(memoryview(data)[size:])
    return Encoded(data, digest, sha256.hexdigest(), table.num_rows)


def write_geoparquet(layer: Any, path: str | Path, *, table: str) -> None:
    """Write a layer outside a store as one GeoParquet file, the way the store writes its own.

    Parameters
    ----------
    layer
        GeoDataFrame in EPSG:4326, or frame.  Columns of ``schema.TABLES[table]``
        get their types there, others keep theirs.
        ``attrs["sensitivity"]`` goes into the file's metadata.
    path
        The file; written whole or not at all.
    table
        Name of the table, kept in the file's metadata.

    Raises
    ------
    SchemaError
        A value does not fit its column's type, or the CRS is wrong.
    """
    rows, geometry = layer_arrow(table, layer)
    target = Path(path)
    half = target.with_name(target.name + ".half")
    try:
        level = layer.attrs.get("sensitivity")
        half.write_bytes(encode(rows, table, geometry=geometry, sensitivity=level).data)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def own_metadata(metadata: pq.FileMetaData) -> dict[str, str]:
    """What :func:`encode` wrote into a footer; empty for a file of another writer."""
    try:
        found = json.loads((metadata.metadata or {}).get(METADATA_KEY, b"{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _column_options(schema: pa.Schema) -> dict[str, Any]:
    """Encoding and compression of each column, as measured on 100,000 events."""
    leaves = {leaf: field.name for field in schema for leaf in _leaves(field)}
    nearly_unique = {leaf for leaf, name in leaves.items() if name in _NEARLY_UNIQUE}
    prose = {leaf for leaf, name in leaves.items() if name in _PROSE}
    return {
        "compression": "zstd",
        # Prose is half of the bytes; on the rest a higher level gains 1 % and costs 15 % of the time.
        "compression_level": {leaf: 6 if leaf in prose else 1 for leaf in leaves},
        # Trying a dictionary on what hardly repeats costs bytes and time.
        "use_dictionary": sorted(leaves.keys() - nearly_unique - prose),
        "column_encoding": {
            **dict.fromkeys(sorted(nearly_unique), "DELTA_BYTE_ARRAY"),
            **dict.fromkeys(sorted(prose), "DELTA_LENGTH_BYTE_ARRAY"),
        },
        "data_page_size": 4 << 20,
        "write_page_index": True,
        "write_page_checksum": True,
        "store_schema": False,
    }


def _leaves(field: pa.Field) -> list[str]:
    if pa.types.is_struct(field.type):
        return [f"{field.name}.{child.name}" for child in field.type]
    return [f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name]


@dataclass(frozen=True, slots=True)
class _Shapes:
    """Bounds (NaN where missing) and geometry types of a column of WKB."""

    bounds: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    types: tuple[str, ...]

    @staticmethod
    def of(column: pa.ChunkedArray) -> _Shapes:
        if is_plain_points(column):
            lon, lat = point_xy(column)
            return _Shapes((lon, lat, lon, lat), ("Point",) if np.any(~np.isnan(lon)) else ())
        import shapely

        shapes = shapely.from_wkb(column.to_numpy())
        bounds = shapely.bounds(shapes)
        kinds = shapely.get_type_id(shapes[~shapely.is_missing(shapes)])
        names = sorted(_TYPE_NAMES[kind] for kind in np.unique(kinds))
        west, south, east, north = bounds.T
        return _Shapes((west, south, east, north), tuple(names))

    def covering(self) -> pa.StructArray:
        missing = np.isnan(self.bounds[0])
        corners = [pa.array(bound, mask=missing) for bound in self.bounds]
        # The validator wants the whole box missing where the geometry is.
        return pa.StructArray.from_arrays(corners, names=list(_CORNERS), mask=pa.array(missing))


def _geo_metadata(geometry: str, shapes: _Shapes) -> str:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": list(shapes.types),
        "crs": _crs(),
        "covering": {"bbox": {corner: ["bbox", corner] for corner in _CORNERS}},
    }
    if shapes.types:
        west, south, east, north = shapes.bounds
        extremes = (np.nanmin(west), np.nanmin(south), np.nanmax(east), np.nanmax(north))
        column["bbox"] = [float(value) for value in extremes]
    return json.dumps(
        {"version": "1.1.0", "primary_column": geometry, "columns": {geometry: column}},
        ensure_ascii=True,
    )


@cache
def _crs() -> dict[str, Any]:
    import pyproj

    projjson: dict[str, Any] = pyproj.CRS(CRS).to_json_dict()
    return projjson
