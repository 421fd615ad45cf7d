"""Records, frames and mappings to Arrow tables of the contract, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.errors import SchemaError
from geomali.events import Claim, Count, Event, EventActor, EventPlace
from geomali.points import is_plain_points, point_wkb, point_xy
from geomali.schema import CRS, TABLES, arrow_schema, disorder_type_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "UNRESOLVED",
    "claims_table",
    "event_records",
    "events_table",
    "is_label_id",
    "layer_arrow",
    "to_arrow",
    "to_frame",
]

UNRESOLVED: Final = "unresolved"
"""Stands in a side for an actor whose label maps to no id."""

# What other clients add when they read our own files: not part of a row.
_DERIVED: Final = frozenset({"event_year", "bbox"})


def is_label_id(actor_id: str) -> bool:
    """Whether an actor id only stands for words: ``unresolved``, ``unidentified_…``."""
    return actor_id == UNRESOLVED or actor_id.startswith(("unresolved_", "unidentified_"))


def events_table(events: Iterable[Event]) -> pa.Table:
    """Arrow table ``events`` of event records.

    An actor without an id stands in its side as ``unresolved``; the words
    used for it, and for actors that are labels only, are in ``actor_labels``
    in the order side_a, side_b, affected.
    """
    rows = list(events)
    sides: dict[str, list[list[str]]] = {"side_a": [], "side_b": [], "affected": []}
    labels, doubts = [], []
    for event in rows:
        words = []
        for role, column in sides.items():
            ids = []
            for actor in event.actors:
                if actor.role != role:
                    continue
                actor_id = actor.actor_id or UNRESOLVED
                ids.append(actor_id)
                if is_label_id(actor_id):
                    words.append(actor.name)
            column.append(ids)
        labels.append(words)
        doubts.append(
            "; ".join(dict.fromkeys(a.doubt for a in event.actors if a.doubt is not None)) or None
        )
    places = [event.place for event in rows]
    exact = [p if p is not None and p.geo_precision in (1, 2) else None for p in places]
    columns: dict[str, Any] = {
        "event_id": [e.event_id for e in rows],
        "event_date": [e.date_earliest for e in rows],
        "date_earliest": [e.date_earliest for e in rows],
        "date_latest": [e.date_latest for e in rows],
        "time_precision": [e.time_precision for e in rows],
        "date_rule": [e.date_rule for e in rows],
        "date_expression": [e.date_expression for e in rows],
        "disorder_type": [disorder_type_of(e.event_type, e.sub_event_type) for e in rows],
        "event_type": [e.event_type for e in rows],
        "sub_event_type": [e.sub_event_type for e in rows],
        "modality": [e.modality for e in rows],
        "outcome": [e.outcome for e in rows],
        "target": [e.target for e in rows],
        "weapon": [e.weapon for e in rows],
        **sides,
        "actor_labels": labels,
        "doubt": doubts,
        "place_id": [p and p.place_id for p in places],
        "place_name": [p and p.name for p in places],
        "admin1": [p and p.admin1 for p in places],
        "admin2": [p and p.admin2 for p in places],
        "country": [p and p.country for p in places],
        "geo_precision": [p and p.geo_precision for p in places],
        "uncertainty_km": [p and p.uncertainty_km for p in places],
        "geometry": _points(exact),
        "source_lat": [e.source_lat for e in rows],
        "source_lon": [e.source_lon for e in rows],
        "fatalities_low": [e.fatalities and e.fatalities.low for e in rows],
        "fatalities_best": [e.fatalities and e.fatalities.best for e in rows],
        "fatalities_high": [e.fatalities and e.fatalities.high for e in rows],
        "wounded_best": [e.wounded and e.wounded.best for e in rows],
        "abducted_best": [e.abducted and e.abducted.best for e in rows],
        "contested": [e.contested for e in rows],
        "confidence": [e.confidence for e in rows],
        "source_ids": [list(e.source_ids) for e in rows],
        "n_sources": [len(e.source_ids) for e in rows],
        "notes": [e.notes for e in rows],
        "reported_date": [e.reported_date for e in rows],
        "revision": [e.revision for e in rows],
        "status": [e.status for e in rows],
    }
    return _from_columns("events", columns)


def event_records(table: pa.Table) -> list[Event]:
    """Event records of an Arrow table ``events``: what :func:`events_table` makes a table of.

    Not in a table, and so not in the records: spans of evidence, claims, the
    scores of places, lowest and highest numbers of wounded and abducted, and
    which actor was doubted (the first one bears the doubt).  A number of dead
    with no range is its own range.
    """
    events = []
    lon, lat = point_xy(table.column("geometry"))
    known = {"event_date", "disorder_type", "actors_text", "n_sources"}
    rows = table.drop_columns(["geometry", *known]).to_pylist()
    for row, x, y in zip(rows, lon.tolist(), lat.tolist(), strict=True):
        fields = {name: row[name] for name in Event.__dataclass_fields__ if name in row}
        place = EventPlace(
            row["place_name"] or "",
            place_id=row["place_id"],
            lat=None if np.isnan(y) else y,
            lon=None if np.isnan(x) else x,
            geo_precision=row["geo_precision"],
            uncertainty_km=row["uncertainty_km"],
            admin1=row["admin1"],
            admin2=row["admin2"],
            country=row["country"],
        )
        dead = [row[f"fatalities_{which}"] for which in ("low", "best", "high")]
        fields |= {
            "place": None if place == EventPlace("") else place,
            "actors": _actors_of(row),
            "fatalities": None if dead[1] is None else _count(*dead),
            "wounded": None if row["wounded_best"] is None else _count(row["wounded_best"]),
            "abducted": None if row["abducted_best"] is None else _count(row["abducted_best"]),
            "source_ids": tuple(row["source_ids"] or ()),
            "date_rule": row["date_rule"] or "none",
        }
        events.append(Event(**fields))
    return events


def _count(low: int | None, best: int | None = None, high: int | None = None) -> Count:
    middle = low if best is None else best
    if middle is None:
        raise ValueError("a count needs a number")
    return Count(middle if low is None else low, middle, middle if high is None else high)


def _actors_of(row: Mapping[str, Any]) -> tuple[EventActor, ...]:
    words = list(row["actor_labels"] or ())
    actors = []
    doubt = row["doubt"]
    for role in ("side_a", "side_b", "affected"):
        for actor_id in row[role] or ():
            name = words.pop(0) if is_label_id(actor_id) and words else actor_id
            known = None if actor_id == UNRESOLVED else actor_id
            actors.append(EventActor(name, role, known, doubt))
            doubt = None
    return tuple(actors)


def claims_table(claims: Iterable[Claim]) -> pa.Table:
    """Arrow table ``claims`` of claim records; the first span of the evidence is the quote."""
    rows = list(claims)
    places = [c.place for c in rows]
    exact = [p if p is not None and p.geo_precision in (1, 2) else None for p in places]
    spans = [c.evidence[0] if c.evidence else None for c in rows]
    columns: dict[str, Any] = {
        name: [getattr(c, name) for c in rows]
        for name in TABLES["claims"].names
        if name in Claim.__dataclass_fields__
    }
    columns |= {
        "place_id": [p and p.place_id for p in places],
        "place_text": [p and p.name for p in places],
        "geo_precision": [p and p.geo_precision for p in places],
        "geometry": _points(exact),
        "conflicts_with": [list(c.conflicts_with) for c in rows],
        "corroborates": [list(c.corroborates) for c in rows],
        "start": [s and s.start for s in spans],
        "end": [s and s.end for s in spans],
        "quote": [s and s.quote for s in spans],
    }
    return _from_columns("claims", columns)


def to_arrow(name: str, data: Any) -> pa.Table:
    """Arrow table of the contract from a table, a frame, records or mappings.

    Nullable columns that are left out are missing values; the few required
    ones that follow from others (``revision``, ``status``, ``n_sources``) and
    the twins (``event_date``, ``actors_text``, ``disorder_type``) are filled.

    Raises
    ------
    SchemaError
        A column is unknown, a required one is missing, a value does not fit
        its type, a geometry is no point on the Earth, or the CRS is wrong.
    """
    if isinstance(data, pa.Table):
        columns = {n: data.column(n) for n in data.column_names}
    elif hasattr(data, "columns") and hasattr(data, "index"):
        columns = _frame_columns(name, data)
    else:
        rows = list(data)
        if name == "events" and rows and all(isinstance(r, Event) for r in rows):
            return _normalise(name, events_table(rows))
        if name == "claims" and rows and all(isinstance(r, Claim) for r in rows):
            return _normalise(name, claims_table(rows))
        if not all(isinstance(r, Mapping) for r in rows):
            raise SchemaError(name, [f"expected a table, a frame or mappings, not {type(rows[0])}"])
        keys = dict.fromkeys(key for row in rows for key in row)
        columns = {key: [row.get(key) for row in rows] for key in keys}
    return _normalise(name, _from_columns(name, columns))


def to_frame(name: str, table: pa.Table) -> gpd.GeoDataFrame | pd.DataFrame:
    """Frame of an Arrow table of the contract, types restored.

    Text is ``str``, whole numbers are the nullable ``Int8``, ``Int32`` and
    ``Int64``, days are ``datetime64[ms]`` (NaT where missing), lists are lists
    (None where missing).  A table with its geometry column comes back as a
    GeoDataFrame in EPSG:4326; without it, as a DataFrame.
    """
    import geopandas as gpd
    import pandas as pd

    spec = {c.name: c.dtype for c in TABLES[name].columns} | {"superseded_on": "date"}
    # Not series, which would be aligned to the frame's index one by one.
    arrays: dict[str, Any] = {}
    for column in table.column_names:
        values = table.column(column)
        dtype = spec.get(column, "str")
        if dtype == "geometry":
            lon, lat = point_xy(values)
            arrays[column] = _geometries(lon, lat)
        elif dtype in ("int8", "int32", "int64"):
            arrays[column] = _nullable(values)
        elif dtype == "date":
            days = _one_chunk(values).cast(pa.timestamp("ms"))
            arrays[column] = days.to_numpy(zero_copy_only=False)
        elif dtype == "list<str>":
            arrays[column] = _lists(values)
        elif dtype == "float":
            arrays[column] = values.to_numpy()
        elif dtype == "bool":
            arrays[column] = (
                values.to_numpy() if not values.null_count else values.to_pandas().astype("boolean")
            )
        else:
            arrays[column] = values.to_pandas().array
    index = pd.RangeIndex(table.num_rows)
    geometry = TABLES[name].geometry
    if geometry in arrays:
        return gpd.GeoDataFrame(arrays, index=index, geometry=geometry, crs=CRS)
    return pd.DataFrame(arrays, index=index)


def _nullable(values: pa.ChunkedArray) -> Any:
    import pandas as pd

    array = _one_chunk(values)
    mask = array.is_null().to_numpy(zero_copy_only=False)
    numbers = array.fill_null(0).to_numpy(zero_copy_only=False).copy()
    return pd.arrays.IntegerArray(numbers, mask)


def _geometries(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    import shapely

    geometries = np.full(len(lon), None, dtype="object")
    present = ~np.isnan(lon)
    geometries[present] = shapely.points(lon[present], lat[present])
    return geometries


def _lists(values: pa.ChunkedArray) -> np.ndarray:
    array = _one_chunk(values)
    flat = array.flatten().to_pylist()
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths)
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    out = np.empty(len(array), dtype="object")
    for i, (end, size, there) in enumerate(zip(ends, lengths, valid, strict=True)):
        out[i] = flat[end - size : end] if there else None
    return out


def _one_chunk(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(values, pa.ChunkedArray):
        return values
    if values.num_chunks == 1:
        return values.chunk(0)
    return values.combine_chunks() if values.num_chunks else pa.array([], type=values.type)


def _points(places: list[Any]) -> pa.Array:
    lat = np.array([np.nan if p is None or p.lat is None else p.lat for p in places], dtype=float)
    lon = np.array([np.nan if p is None or p.lon is None else p.lon for p in places], dtype=float)
    return point_wkb(lon, lat)


def _frame_columns(name: str, frame: Any) -> dict[str, Any]:
    geometry = TABLES[name].geometry if name in TABLES else None
    columns: dict[str, Any] = {}
    for column in frame.columns:
        values = frame[column]
        if hasattr(values, "to_wkb"):
            if values.crs is None or values.crs.to_authority() not in {
                ("EPSG", "4326"),
                ("OGC", "CRS84"),
            }:
                raise SchemaError(name, [f"the CRS of {column!r} is {values.crs}, not {CRS}"])
            # An active geometry column may bear any name.
            active = getattr(frame, "active_geometry_name", None)
            target = geometry if column == active and geometry is not None else column
            columns[target] = pa.array(values.to_wkb().tolist(), type=pa.binary())
        else:
            columns[column] = values
    return columns


def _from_columns(name: str, columns: Mapping[str, Any]) -> pa.Table:
    spec = TABLES[name]
    schema = arrow_schema(name)
    problems = [
        f"column {n!r} is unknown" for n in columns if n not in spec.names and n not in _DERIVED
    ]
    length = next((len(values) for values in columns.values()), 0)
    arrays: dict[str, Any] = {}
    for key in spec.names:
        if key not in columns:
            continue
        try:
            arrays[key] = _cast(columns[key], schema.field(key).type)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            reason = str(error).splitlines()[0]
            problems.append(f"column {key!r} is not {schema.field(key).type}: {reason}")
    if name == "events" and not problems:
        _fill_events(arrays, length)
    for column in spec.columns:
        if column.name in arrays or problems:
            continue
        if not column.nullable and length:
            problems.append(f"column {column.name!r} is missing")
        arrays[column.name] = pa.nulls(length, schema.field(column.name).type)
    if problems:
        raise SchemaError(name, problems)
    return pa.table([arrays[n] for n in spec.names], schema=schema)


def _cast(values: Any, wanted: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if not isinstance(values, pa.Array | pa.ChunkedArray):
        if hasattr(values, "to_numpy"):
            values = pa.array(values, from_pandas=True)
        else:
            try:
                values = pa.array(values, type=wanted)
            except (pa.ArrowInvalid, pa.ArrowTypeError):
                values = pa.array(values)
    if isinstance(values, pa.ChunkedArray) and len(values) == 0:
        return pa.array([], type=wanted)
    return values if values.type == wanted else values.cast(wanted)


def _fill_events(arrays: dict[str, Any], length: int) -> None:
    if "event_date" not in arrays and "date_earliest" in arrays:
        arrays["event_date"] = arrays["date_earliest"]
    if "date_earliest" not in arrays and "event_date" in arrays:
        arrays["date_earliest"] = arrays["event_date"]
    if "actors_text" not in arrays:
        arrays["actors_text"] = _actors_text(arrays, length)
    if "disorder_type" not in arrays and {"event_type", "sub_event_type"} <= arrays.keys():
        pairs = zip(
            arrays["event_type"].to_pylist(), arrays["sub_event_type"].to_pylist(), strict=True
        )
        arrays["disorder_type"] = pa.array([disorder_type_of(*p) for p in pairs], pa.string())
    if "n_sources" not in arrays and "source_ids" in arrays:
        lengths = pc.fill_null(pc.list_value_length(arrays["source_ids"]), 0)
        arrays["n_sources"] = lengths.cast(pa.int32())
    arrays.setdefault("revision", pa.array(np.zeros(length, dtype="int32")))
    arrays.setdefault("status", pa.repeat("current", length))


def _actors_text(arrays: Mapping[str, Any], length: int) -> pa.Array:
    """``side_a | side_b | affected`` as text, ids joined with "; ", empty parts left out."""
    empty = pa.array([[]] * length, type=pa.list_(pa.string()))
    parts = [
        pc.binary_join(_one_chunk(arrays.get(role, empty)), "; ")
        for role in ("side_a", "side_b", "affected")
    ]
    parts = [pc.if_else(pc.equal(part, ""), pa.scalar(None, pa.string()), part) for part in parts]
    # pyarrow 26 drops a row in which every part is missing; an empty last part keeps it.
    parts.append(pa.array([""] * length, type=pa.string()))
    joined = pc.binary_join_element_wise(*parts, " | ", null_handling="skip")
    text = pc.utf8_rtrim(joined, characters=" |")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _normalise(name: str, table: pa.Table) -> pa.Table:
    """NaN to missing, every point to the same 21 bytes; raise on a geometry that is no point."""
    for index, column in enumerate(TABLES[name].columns):
        values = table.column(index)
        if column.dtype == "float":
            nan = pc.is_nan(values)
            if pc.any(nan).as_py():
                values = pc.if_else(pc.fill_null(nan, False), pa.scalar(None, pa.float64()), values)
                table = table.set_column(index, table.schema.field(index), values)
        elif column.dtype == "geometry" and values.null_count < len(values):
            table = table.set_column(
                index, table.schema.field(index), _normalise_points(name, column.name, values)
            )
    return table


def layer_arrow(name: str, layer: Any) -> tuple[pa.Table, str | None]:
    """Arrow table of any layer and the name of its geometry column, if it has one."""
    types: dict[str, pa.DataType] = {}
    if name in TABLES:
        types = {field.name: field.type for field in arrow_schema(name)}
    arrays: dict[str, Any] = {}
    geometry = getattr(layer, "active_geometry_name", None)
    for column, values in _frame_columns(name, layer).items():
        array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
        try:
            # QGIS reads categories and large strings wrongly or not at all.
            arrays[str(column)] = _one_chunk(_cast(array, types.get(column, _plain(array.type))))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            raise SchemaError(name, [f"column {column!r}: {str(error).splitlines()[0]}"]) from error
    if geometry is not None and name in TABLES:
        geometry = TABLES[name].geometry or geometry
    return pa.table(arrays), geometry


def _plain(dtype: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(dtype):
        return _plain(dtype.value_type)
    if pa.types.is_large_string(dtype) or pa.types.is_string_view(dtype) or pa.types.is_null(dtype):
        return pa.string()
    if pa.types.is_large_list(dtype) or pa.types.is_list(dtype):
        return pa.list_(_plain(dtype.value_type))
    return dtype


def _normalise_points(name: str, column: str, values: pa.ChunkedArray) -> pa.Array:
    array = _one_chunk(values)
    if not is_plain_points(array):
        import shapely

        shapes = shapely.from_wkb(array.to_numpy(zero_copy_only=False), on_invalid="ignore")
        missing = shapely.is_missing(shapes)
        unread = int((missing & array.is_valid().to_numpy(zero_copy_only=False)).sum())
        other = int((~missing & (shapely.get_type_id(shapes) != 0)).sum())
        if unread or other:
            raise SchemaError(
                name, [f"column {column!r} has {unread + other} rows without a point"]
            )
        array = point_wkb(shapely.get_x(shapes), shapely.get_y(shapes))
    lon, lat = point_xy(array)
    outside = int(((np.abs(lon) > 180) | (np.abs(lat) > 90)).sum())
    if outside:
        raise SchemaError(
            name, [f"column {column!r} has {outside} points that are not on the Earth"]
        )
    if np.isnan(lon).sum() != array.null_count or np.isnan(lat).sum() != array.null_count:
        array = point_wkb(lon, lat)
    return array
