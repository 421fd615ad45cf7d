"""Routes in: places in order, and drawn lines of every GIS format."""

from __future__ import annotations

import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geomali.errors import SourceFormatError
from geomali.routes._geometry import line_length_km
from geomali.routes._join import Stop
from geomali.routes._stops import find_stops
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
)
_UNPACKED_LIMIT: Final = 200 << 20
_COLUMNS: Final = ("route_id", "name", "kind", "stops", "length_km", "geometry_quality")
_NAMES: Final = ("name", "Name", "NAME", "nom", "Nom", "title", "route", "ROUTE")


def read_routes(
    source: str | Path | Sequence[str], *, gazetteer: Gazetteer | None = None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read routes from a file, or make one of a list of places.

    Parameters
    ----------
    source
        Names of places in order; or a file of lines: GeoJSON, KML, KMZ, GPX,
        GeoPackage or Shapefile (also zipped).
    gazetteer
        Where places are looked up.

    Returns
    -------
    routes
        ``route_id``, ``name``, ``kind`` (``places``, ``line``), ``stops`` (place ids,
        ``; ``), ``length_km``, ``geometry_quality`` (``drawn`` as given; ``straight``
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
        rows, shapes = _from_lines(path, rejects)
    return _frame(rows, shapes), pd.DataFrame(
        rejects, columns=["source_file", "row_number", "row", "reason"]
    )


def _frame(rows: list[dict[str, Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
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
            with warnings.catch_warnings():
                # Of numbers that are none: such a line is rejected with its reason.
                warnings.simplefilter("ignore", RuntimeWarning)
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
