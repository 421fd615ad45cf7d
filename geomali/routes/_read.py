"""Routes in: places, drawn lines of every GIS format, and tables of flows."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.errors import SourceFormatError
from geomali.routes._geometry import line_length_km
from geomali.routes._paths import Stop
from geomali.routes._stops import Refusal, find_place, find_stops
from geomali.schema import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.gazetteer import Gazetteer

__all__ = ["FORMATS", "read_routes"]

FORMATS: Final = (
    ".geojson",
    ".json",
    ".kml",
    ".kmz",
    ".gpx",
    ".gpkg",
    ".shp",
    ".zip",
    ".csv",
    ".tsv",
)
_UNPACKED_LIMIT: Final = 200 << 20
_COLUMNS: Final = (
    "route_id", "name", "kind", "stops", "origin_place", "destination_place", "origin_precision",
    "destination_precision", "persons", "date", "reason", "length_km", "geometry_quality",
)  # fmt: skip
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "origin": ("origin", "origine", "from", "de", "depart", "départ", "origin_pcode", "source"),
    "destination": ("destination", "dest", "to", "vers", "arrivee", "arrivée", "destination_pcode"),
    "persons": (
        "persons",
        "personnes",
        "individuals",
        "individus",
        "people",
        "idps",
        "pdi",
        "number",
    ),
    "date": ("date", "jour", "day", "reportingdate"),
    "reason": ("reason", "raison", "motif", "cause"),
    "name": ("name", "nom", "route"),
}
_NAMES: Final = ("name", "Name", "NAME", "nom", "Nom", "title", "route", "ROUTE")
_DATE_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%Y/%m/%d")


def read_routes(
    source: str | Path | Sequence[str], *, gazetteer: Gazetteer | None = None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read routes from a file, or make one of a list of places.

    Parameters
    ----------
    source
        Names of places in order; or a file: GeoJSON, KML, KMZ, GPX, GeoPackage
        or Shapefile (also zipped) with lines; CSV of flows with the columns origin,
        destination and optionally persons, date, reason (French headers
        too), places by name, place id or p-code.
    gazetteer
        Where places are looked up.

    Returns
    -------
    routes
        ``route_id``, ``name``, ``kind`` (``places``, ``line``, ``flow``), ``stops`` (place
        ids, ``; ``), ``origin_place``, ``destination_place``, their precisions (3: the
        end stands for an area, such as a cercle), ``persons``, ``date``,
        ``reason``, ``length_km``, ``geometry_quality`` (``drawn`` as given; ``straight``
        between places) and a line, EPSG:4326.
    rejects
        ``source_file``, ``row_number``, ``row``, ``reason``: what could not be read;
        rows of both add up to the input's.

    Raises
    ------
    SourceFormatError
        The file cannot be read as what it is said to be.
    """
    import pandas as pd

    rejects: list[dict[str, Any]] = []
    if not isinstance(source, str | Path):
        rows, shapes = _from_places(list(source), gazetteer, rejects)
    else:
        path = Path(source)
        if not path.is_file():
            raise SourceFormatError(path, "no such file")
        kind = path.suffix.lower()
        if kind not in FORMATS:
            raise SourceFormatError(
                path, f"unknown format {kind!r}; use one of {', '.join(FORMATS)}"
            )
        if kind in (".csv", ".tsv"):
            rows, shapes = _from_table(path, gazetteer, rejects)
        else:
            rows, shapes = _from_lines(path, rejects)
    return _frame(rows, shapes), pd.DataFrame(
        rejects, columns=["source_file", "row_number", "row", "reason"]
    )


def _frame(rows: list[dict[str, Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    for name in ("persons", "origin_precision", "destination_precision"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[ms]")
    frame["length_km"] = line_length_km(np.array(shapes, dtype=object)) if shapes else 0.0
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def _row(route_id: str, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(_COLUMNS) | {"route_id": route_id} | values


def _straight(stops: Sequence[Stop]) -> Any:
    import shapely

    return shapely.linestrings([(stop.lon, stop.lat) for stop in stops])


def _from_places(
    names: list[str], gazetteer: Gazetteer | None, rejects: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Any]]:
    stops, refused = find_stops(names, gazetteer)
    text = ", ".join(names)
    if refused or len(stops) < 2:
        reasons = "; ".join(f"{item.name!r} {item.reason}" for item in refused)
        reason = reasons or "a route needs at least two places"
        rejects.append({"source_file": "", "row_number": 1, "row": text, "reason": reason})
        return [], []
    row = _row(
        "p1",
        name=" - ".join(stop.name for stop in stops),
        kind="places",
        stops="; ".join(stop.place_id or f"{stop.lat:.5f}, {stop.lon:.5f}" for stop in stops),
        origin_place=stops[0].place_id,
        destination_place=stops[-1].place_id,
        origin_precision=1,
        destination_precision=1,
        geometry_quality="straight",
    )
    return [row], [_straight(stops)]


def _from_lines(
    path: Path, rejects: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Any]]:
    import shapely

    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    number = 0
    for frame in _layers(path):
        name_column = next((name for name in _NAMES if name in frame.columns), None)
        for record in frame.to_dict("records"):
            number += 1
            shape = record.pop("geometry")
            label = record.get(name_column) if name_column else None
            label = label.strip() if isinstance(label, str) and label.strip() else None
            reason = _unfit(shape)
            if reason:
                rejects.append(
                    {
                        "source_file": path.name,
                        "row_number": number,
                        "row": label or "",
                        "reason": reason,
                    }
                )
                continue
            rows.append(
                _row(
                    f"l{number}",
                    name=label or f"{path.stem} {number}",
                    kind="line",
                    geometry_quality="drawn",
                )
            )
            shapes.append(shapely.force_2d(shape))
    return rows, shapes


def _unfit(shape: Any) -> str | None:
    """Why a geometry is no route."""
    import shapely

    if shape is None or shape.is_empty:
        return "no geometry"
    if shape.geom_type not in ("LineString", "MultiLineString", "LinearRing"):
        return f"is a {shape.geom_type}, not a line"
    xy = shapely.get_coordinates(shape)
    if not np.isfinite(xy).all() or (np.abs(xy) > [180, 90]).any():
        return "coordinates are not longitude and latitude in degrees"
    if len(np.unique(xy, axis=0)) < 2:
        return "the line has no length"
    return None


def _layers(path: Path) -> list[gpd.GeoDataFrame]:
    """Every layer of a GIS file, in degrees."""
    import pyogrio

    if path.suffix.lower() == ".kmz":
        with tempfile.TemporaryDirectory(prefix="geomali-") as folder:
            return _read_layers(_unpacked(path, Path(folder)), path)
    target = f"/vsizip/{path}" if path.suffix.lower() == ".zip" else path
    if path.suffix.lower() == ".zip" and pyogrio.list_layers(target).size == 0:
        raise SourceFormatError(path, "holds no Shapefile")
    return _read_layers(target, path)


def _unpacked(path: Path, folder: Path) -> Path:
    """The first KML of a KMZ, written out; a bomb is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if m.filename.lower().endswith(".kml")]
            if not members:
                raise SourceFormatError(path, "holds no .kml")
            first = min(members, key=lambda m: (m.filename.lower() != "doc.kml", m.filename))
            if first.file_size > _UNPACKED_LIMIT:
                raise SourceFormatError(path, "its .kml is over 200 MB")
            target = folder / "doc.kml"
            target.write_bytes(archive.read(first))
            return target
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise SourceFormatError(path, "is not a KMZ archive") from error


def _read_layers(target: Any, path: Path) -> list[gpd.GeoDataFrame]:
    import pyogrio

    skip = {"waypoints", "route_points", "track_points"} if path.suffix.lower() == ".gpx" else set()
    frames = []
    try:
        names = [name for name, _ in pyogrio.list_layers(target) if name not in skip]
        for name in names:
            frame = pyogrio.read_dataframe(target, layer=name)
            if "geometry" not in frame.columns:
                continue
            if frame.crs is None:
                raise SourceFormatError(
                    path, "its coordinate system is not stated (a .prj is missing)"
                )
            frames.append(frame.to_crs(CRS))
    except SourceFormatError:
        raise
    except Exception as error:  # GDAL raises many kinds
        message = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceFormatError(path, f"cannot be read: {message}") from error
    return frames


def _from_table(
    path: Path, gazetteer: Gazetteer | None, rejects: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Any]]:
    if gazetteer is None:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
    header, body = _table(path)
    where = _columns(path, header)
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    for number, cells in body:
        row = {name: cells[i].strip() if i < len(cells) else "" for name, i in where.items()}
        try:
            flow, shape = _flow(row, number, gazetteer)
        except ValueError as error:
            text = ", ".join(cells)
            rejects.append(
                {
                    "source_file": path.name,
                    "row_number": number,
                    "row": text[:500],
                    "reason": str(error),
                }
            )
            continue
        rows.append(flow)
        shapes.append(shape)
    return rows, shapes


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise SourceFormatError(path, f"is not a CSV: {error}") from error
    if not lines:
        raise SourceFormatError(path, "is empty")
    body = [
        (number, cells)
        for number, cells in enumerate(lines[1:], 1)
        if any(cell.strip() for cell in cells)
    ]
    if body and all(not cell.strip() or cell.strip().startswith("#") for cell in body[0][1]):
        body = body[1:]  # the HXL tag row
    return lines[0], body


def _columns(path: Path, header: list[str]) -> dict[str, int]:
    folded = [cell.strip().casefold().replace(" ", "_") for cell in header]
    where = {}
    for name, words in _HEADERS.items():
        found = next((folded.index(word) for word in words if word in folded), None)
        if found is not None:
            where[name] = found
    missing = [name for name in ("origin", "destination") if name not in where]
    if missing:
        raise SourceFormatError(
            path, f"no column {' or '.join(missing)} (has: {', '.join(header)})"
        )
    return where


def _flow(row: Mapping[str, str], number: int, gazetteer: Gazetteer) -> tuple[dict[str, Any], Any]:
    ends = []
    for name, other in (("origin", "destination"), ("destination", "origin")):
        found = find_place(row[name], gazetteer)
        if isinstance(found, Refusal) and found.reason.startswith("ambiguous"):
            beside = find_place(row[other], gazetteer)
            near = beside if isinstance(beside, str) else getattr(beside, "place_id", None)
            if near:
                found = find_place(row[name], gazetteer, near=[near])
        if isinstance(found, Refusal):
            raise ValueError(f"{name} {row[name]!r} {found.reason}")
        ends.append(_end(row[name], found, gazetteer))
    (a, a_precision), (b, b_precision) = ends
    if (a.lon, a.lat) == (b.lon, b.lat):
        raise ValueError("origin and destination are the same place")
    flow = _row(
        f"f{number}",
        name=row.get("name") or f"{a.name} - {b.name}",
        kind="flow",
        stops="; ".join(stop.place_id or stop.name for stop in (a, b)),
        origin_place=a.place_id,
        destination_place=b.place_id,
        origin_precision=a_precision,
        destination_precision=b_precision,
        persons=_whole(row.get("persons", "")),
        date=_day(row.get("date", "")),
        reason=row.get("reason") or None,
        geometry_quality="straight",
    )
    return flow, _straight([a, b])


def _end(name: str, found: Any, gazetteer: Gazetteer) -> tuple[Stop, int]:
    """End of an arrow: a place; for an area a point inside it, marked as precision 3."""
    import shapely

    if not isinstance(found, str):
        if found.lat is not None and found.lon is not None:
            shown = found.place.name if found.place else name
            return Stop(shown, found.lon, found.lat, found.place_id), found.geo_precision or 1
        found = found.place_id
    place = gazetteer.place(found)
    if place.lat is not None and place.lon is not None:
        return Stop(place.name, place.lon, place.lat, place.place_id), 1
    outline = gazetteer.area(place.place_id)
    if outline is None:
        raise ValueError(f"{place.name} is an area without an outline")
    inside = shapely.point_on_surface(outline)
    return Stop(place.name, inside.x, inside.y, place.place_id), 3


def _whole(text: str) -> int | None:
    bare = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", "")
    if not bare:
        return None
    try:
        value = float(bare)
    except ValueError as error:
        raise ValueError(f"persons {text!r} is not a number") from error
    if not value.is_integer() or not 0 <= value < 1e8:
        raise ValueError(f"persons {text!r} is not a number of people")
    return int(value)


def _day(text: str) -> date | None:
    if not text:
        return None
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError(f"date {text!r} is not like 2024-03-31 or 31/03/2024")
