"""Flows of people from one place or area to another: from a table, or from displacement figures."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geomali.errors import SchemaError, SourceFormatError
from geomali.events import content_id
from geomali.gazetteer import name_key
from geomali.routes._exposure import near_events
from geomali.routes._join import Stop
from geomali.routes._stops import Refusal, find_place
from geomali.schema import CRS, TABLES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.gazetteer import Gazetteer, Resolution

__all__ = ["FLOW_FORMATS", "flows_beside", "flows_of", "no_flows", "read_flows"]

FLOW_FORMATS: Final = (".csv", ".tsv", ".xlsx")
_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "origin": ("origin", "origine", "from", "de", "depart", "départ", "origin_pcode", "source"),
    "destination": ("destination", "dest", "to", "vers", "arrivee", "arrivée", "destination_pcode"),
    "persons": (
        "persons", "personnes", "individuals", "individus", "people", "idps", "pdi", "number",
    ),
    "date": ("date", "jour", "day", "reportingdate"),
    "reason": ("reason", "raison", "motif", "cause"),
    "name": ("name", "nom", "route"),
}  # fmt: skip
_DATE_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%Y/%m/%d")
_REJECTS: Final = ("source_file", "row_number", "row", "reason")
_FULL: Final = {"ADM2": "cercle de {}", "ADM1": "région de {}"}
"""How an area is said in full, so that its seat is not meant."""


def read_flows(
    path: str | Path, *, gazetteer: Gazetteer | None = None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read a table of flows: where people left, where they went, how many, when and why.

    Parameters
    ----------
    path
        CSV, TSV or XLSX (first sheet) with the columns origin and destination, and
        optionally persons, date, reason and name; French headers and a row of
        HXL tags are understood.  Places by name, place id or p-code.
    gazetteer
        Where they are looked up; by default the shipped one with what the user added.

    Returns
    -------
    flows
        Table of that name, sorted by ``flow_id``: ``origin_place``, ``origin_name``,
        ``origin_precision`` and the same of the destination, ``persons`` (missing
        if not stated), ``date``, ``reason``, ``source_id`` (the file's name) and a line
        of two points from origin to destination, EPSG:4326, that a map draws
        as an arrow.  The end at a place is its point; an area (a cercle) is
        marked by precision 3 and its end is a point inside it, not a place.
    rejects
        Table of that name; rows of both add up to the input's.

    Raises
    ------
    SourceFormatError
        The file cannot be read, or has no column for origin or destination.
    """
    import pandas as pd

    path = Path(path)
    gazetteer = gazetteer or _shipped()
    header, body = _cells(path)
    where = _columns(path, header)
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for number, cells in body:
        row = {name: cells[i].strip() if i < len(cells) else "" for name, i in where.items()}
        try:
            ends = _both_ends(row, gazetteer)
            persons, day = _whole(row.get("persons", "")), _day(row.get("date", ""))
            rows.append(_flow(ends, persons, day, row.get("reason"), path.name, row.get("name")))
        except ValueError as error:
            text = ", ".join(cells)[:500]
            rejects.append(dict(zip(_REJECTS, (path.name, number, text, str(error)), strict=True)))
    return _frame(rows), pd.DataFrame(rejects, columns=list(_REJECTS))


def flows_of(
    displacement: pd.DataFrame, *, as_of: date | None = None, gazetteer: Gazetteer | None = None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Flows that displacement figures tell: those that say which area people left.

    Parameters
    ----------
    displacement
        Table of that name, reduced to the level it may be shown at
        (:func:`geomali.privacy.apply_sensitivity`).
    as_of
        Leave out figures after that day.  Of the rounds of one source the latest counts.
    gazetteer
        By default the shipped one with what the user added.

    Returns
    -------
    flows, rejects
        As from :func:`read_flows`; persons of one origin, destination, day and
        reason are added up.  A figure without an origin, of people who stayed in
        the area that they left, or of returnees alone, is no flow and is in
        neither table;
        one whose ends are not known to the gazetteer is rejected.

    Raises
    ------
    SchemaError
        A column is missing.
    """
    import pandas as pd

    needed = ("place_id", "persons", "date", "origin_admin1")
    missing = [f"column {name!r} is missing" for name in needed if name not in displacement]
    if missing:
        raise SchemaError("displacement", missing)
    gazetteer = gazetteer or _shipped()
    told = displacement[_any(displacement, ("origin_admin1", "origin_admin2"))]
    days = pd.to_datetime(told["date"]).astype("datetime64[ms]")
    if as_of is not None:
        told, days = told[days <= pd.Timestamp(as_of)], days[days <= pd.Timestamp(as_of)]
    if len(told):
        source = told["source_id"] if "source_id" in told else pd.Series("", index=told.index)
        told = told[days == days.groupby(source.fillna("")).transform("max")]
    areas = _Areas(gazetteer)
    rows: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for number, record in enumerate(told.to_dict("records"), 1):
        try:
            if _stayed(record) or _came_back(record):
                continue
            left = areas.smallest(record, "origin_admin2", "origin_admin1")
            to = record.get("place_id")
            if not isinstance(to, str):
                to = areas.smallest(record, "admin2", "admin1")
            ends = [_end(name, name, gazetteer) for name in (left, to)]
            persons = None if pd.isna(record["persons"]) else int(record["persons"])
            day = None if pd.isna(record["date"]) else pd.Timestamp(record["date"]).date()
            rows.append(_flow(ends, persons, day, record.get("reason"), record.get("source_id")))
        except ValueError as error:
            text = str(record.get("record_id") or "")
            source_id = str(record.get("source_id") or "displacement")
            rejects.append(dict(zip(_REJECTS, (source_id, number, text, str(error)), strict=True)))
    return _frame(_added_up(rows)), pd.DataFrame(rejects, columns=list(_REJECTS))


def flows_beside(
    stretches: gpd.GeoDataFrame,
    flows: gpd.GeoDataFrame,
    *,
    buffer_km: float = 5.0,
    gazetteer: Gazetteer | None = None,
) -> gpd.GeoDataFrame:
    """Flows that start or end at a route.

    Parameters
    ----------
    stretches, flows
        Lines with ``route_id``; table of flows; EPSG:4326.
    buffer_km
        How near the road an end at a place lies, in kilometres on the ground.
        An end that stands for an area counts if the road runs through the area.
    gazetteer
        Where the outlines of areas are.

    Returns
    -------
    GeoDataFrame
        The flows of each route, largest first, unstated last, with ``route_id``.
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    gazetteer = gazetteer or _shipped()
    tree = shapely.STRtree(stretches.geometry.to_numpy())
    route_of = stretches["route_id"].to_numpy(object)
    day = date(2000, 1, 1)  # the ends of an arrow have no day: one for all is in every window
    hits: set[tuple[Any, int]] = set()
    for at, end in ((0, "origin"), (-1, "destination")):
        area = flows[f"{end}_precision"].eq(3).fillna(False).to_numpy(bool)
        for row in np.flatnonzero(area):
            outline = gazetteer.area(str(flows[f"{end}_place"].iloc[row]))
            if outline is not None:
                crossed = tree.query(outline, predicate="intersects")
                hits |= {(route, int(row)) for route in route_of[crossed]}
        rows = np.flatnonzero(~area)
        points = shapely.get_point(flows.geometry.to_numpy()[rows], at)
        marks = gpd.GeoDataFrame(
            {"event_id": rows.astype(str), "event_date": pd.Timestamp(day)},
            geometry=points,
            crs=CRS,
        )
        near = near_events(stretches, marks, as_of=day, window_days=0, buffer_km=buffer_km)
        hits |= {
            (route_of[line], int(event))
            for line, event in zip(near["line"], near["event_id"], strict=True)
        }
    order = {route: i for i, route in enumerate(dict.fromkeys(route_of))}
    persons = flows["persons"].fillna(-1).to_numpy(np.int64)
    ranked = sorted(hits, key=lambda hit: (order[hit[0]], -persons[hit[1]], hit[1]))
    found: gpd.GeoDataFrame = flows.iloc[[row for _, row in ranked]].reset_index(drop=True)
    return found.assign(route_id=[route for route, _ in ranked])


def no_flows() -> gpd.GeoDataFrame:
    """The table of flows without a row."""
    return _frame([])


def _shipped() -> Gazetteer:
    from geomali.gazetteer import load_gazetteer

    return load_gazetteer()


def _any(frame: pd.DataFrame, names: Iterable[str]) -> Any:
    """Rows that have a text in any of some columns."""
    import pandas as pd

    known = pd.Series(False, index=frame.index)
    for name in names:
        if name in frame:
            known |= frame[name].notna() & (frame[name].astype(str).str.strip() != "")
    return known


def _stayed(record: Mapping[Any, Any]) -> bool:
    """Whether people left for a place in the same area, by the map of the figure itself."""
    for here, there in (("admin2", "origin_admin2"), ("admin1", "origin_admin1")):
        left = record.get(there)
        if isinstance(left, str) and left.strip():
            return name_key(left) == name_key(str(record.get(here) or ""))
    return False


def _came_back(record: Mapping[Any, Any]) -> bool:
    """Whether a figure counts returnees alone: nobody left the area that it names."""
    import pandas as pd

    counts = [record.get(name) for name in ("persons", "returnees")]
    stated = [count is not None and not pd.isna(count) for count in counts]
    return stated == [False, True]


class _Areas:
    """Admin areas by the names that displacement figures give them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[str, str, str | None], str | None] = {}

    def smallest(self, record: Mapping[Any, Any], cercle: str, region: str) -> str:
        """Place id of the smallest area that a figure names in two of its columns."""
        names = [record.get(column) for column in (cercle, region)]
        within = names[1] if isinstance(names[1], str) else None
        for name, kind in zip(names, ("ADM2", "ADM1"), strict=True):
            if not isinstance(name, str) or not name.strip():
                continue
            key = (name.strip(), kind, within if kind == "ADM2" else None)
            if key not in self._known:
                self._known[key] = self._find(*key)
            found = self._known[key]
            if found is None:
                raise ValueError(f"{name!r} is not one area of the gazetteer")
            return found
        raise ValueError("no area is named")

    def _find(self, name: str, kind: str, within: str | None) -> str | None:
        for text in (_FULL[kind].format(name), name):
            answer = self._gazetteer.resolve(text, admin1=within)
            places = [answer.place, *(c.place for c in answer.candidates)]
            areas = {p.place_id for p in places if p is not None and p.feature_code == kind}
            if len(areas) == 1:
                return areas.pop()
        # A spelling known of its seat only is that of a region called after its seat.
        seat = answer.place
        named_for = seat.admin1 if seat is not None and kind == "ADM1" else None
        if (
            seat is not None
            and named_for
            and named_for != name
            and name_key(seat.name) == name_key(named_for)
        ):
            return self._find(named_for, kind, None)
        return None


def _both_ends(row: Mapping[str, str], gazetteer: Gazetteer) -> list[tuple[Stop, int]]:
    """Origin and destination; what is ambiguous is tried again beside the other."""
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
    return ends


def _end(name: str, found: Resolution | str, gazetteer: Gazetteer) -> tuple[Stop, int]:
    """End of an arrow: a place; for an area a point inside it, marked as precision 3."""
    import shapely

    if not isinstance(found, str):
        if found.lat is not None and found.lon is not None:
            at_place = found.place is not None and (found.lat, found.lon) == (
                found.place.lat, found.place.lon,
            )  # fmt: skip
            shown = found.place.name if found.place and at_place else name.strip()
            place_id = found.place_id if at_place else None
            return Stop(shown, found.lon, found.lat, place_id), found.geo_precision or 1
        if found.place_id is None:
            raise ValueError(f"{name!r} is no place with a position")
        found = found.place_id
    place = gazetteer.place(found)
    if place.lat is not None and place.lon is not None:
        return Stop(place.name, place.lon, place.lat, place.place_id), 1
    outline = gazetteer.area(place.place_id)
    if outline is None:
        raise ValueError(f"{place.name} is an area without an outline")
    inside = shapely.point_on_surface(outline)
    return Stop(place.name, inside.x, inside.y, place.place_id), 3


def _flow(
    ends: Sequence[tuple[Stop, int]],
    persons: int | None,
    day: date | None,
    reason: Any,
    source_id: Any,
    name: str | None = None,
) -> dict[str, Any]:
    import shapely

    (a, a_precision), (b, b_precision) = ends
    if (a.lon, a.lat) == (b.lon, b.lat):
        raise ValueError("origin and destination are the same place")
    reason = reason if isinstance(reason, str) and reason.strip() else None
    keys = [stop.place_id or f"{stop.lon:.5f} {stop.lat:.5f}" for stop, _ in ends]
    return {
        "flow_id": content_id("flow", *keys, day, reason, source_id, name),
        "name": name or f"{a.name} - {b.name}",
        "origin_place": a.place_id,
        "origin_name": a.name,
        "origin_precision": a_precision,
        "destination_place": b.place_id,
        "destination_name": b.name,
        "destination_precision": b_precision,
        "persons": persons,
        "date": day,
        "reason": reason,
        "source_id": source_id,
        "geometry": shapely.linestrings([(a.lon, a.lat), (b.lon, b.lat)]),
    }


def _added_up(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of one flow as one; unknown persons add nothing and stay unknown where all are."""
    summed: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = summed.setdefault(row["flow_id"], row)
        if first is not row and row["persons"] is not None:
            first["persons"] = (first["persons"] or 0) + row["persons"]
    return list(summed.values())


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    # Two rows alike are two groups of people: the second gets a number of its own.
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["flow_id"]] = seen.get(row["flow_id"], 0) + 1
        if seen[row["flow_id"]] > 1:
            row["flow_id"] = f"{row['flow_id']}_{seen[row['flow_id']]}"
    rows = sorted(rows, key=lambda row: str(row["flow_id"]))
    frame = pd.DataFrame(rows, columns=list(TABLES["flows"].names))
    for name in ("persons", "origin_precision", "destination_precision"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int32" if name == "persons" else "Int8")
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[ms]")
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


# Tables -----------------------------------------------------------------------------


def _cells(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and numbered rows with something in them, as text."""
    if not path.is_file():
        raise SourceFormatError(path, "no such file")
    lines = _sheet(path) if path.suffix.lower() == ".xlsx" else _lines(path)
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


def _lines(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    separator = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise SourceFormatError(path, f"is not a CSV: {error}") from error


def _sheet(path: Path) -> list[list[str]]:
    import openpyxl

    def shown(value: Any) -> str:
        if isinstance(value, datetime):
            return value.date().isoformat()
        return "" if value is None else str(value)

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = book.worksheets[0].iter_rows(values_only=True)
            return [[shown(value) for value in row] for row in rows]
        finally:
            book.close()
    except (OSError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
        raise SourceFormatError(path, f"is not a workbook: {error}") from error


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


def _whole(text: str) -> int | None:
    if not text:
        return None
    bare = re.sub(r"[ \u00a0\u202f,'’](?=\d{3}(?!\d))", "", text)
    if not re.fullmatch(r"\d{1,8}(?:\.0+)?", bare):
        raise ValueError(f"persons {text!r} is not a number of people")
    return int(float(bare))


def _day(text: str) -> date | None:
    if not text:
        return None
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise ValueError(f"date {text!r} is not like 2024-03-31 or 31/03/2024")
