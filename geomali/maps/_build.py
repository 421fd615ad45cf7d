"""Frames of ``schema.TABLES`` to the packed data of the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geomali.errors import SchemaError
from geomali.maps._pack import Packer, join_lists, to_arrow
from geomali.palette import FAMILIES
from geomali.resources import data_path
from geomali.schema import CRS, TABLES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["check_frame", "encodable", "pack_frames"]

_UNRESOLVED: Final = ("unidentified", "unresolved")
_AREA_TOLERANCE_DEG: Final = 0.008
"""About 900 m: finer than an outline that stands for "somewhere in this region" claims."""


def check_frame(frame: pd.DataFrame, table: str, required: Iterable[str]) -> None:
    """Raise unless the frame has the columns that the map reads and the right CRS.

    Raises
    ------
    SchemaError
        With every problem found.
    """
    problems = [f"column {name!r} is missing" for name in required if name not in frame.columns]
    crs = getattr(frame, "crs", None) if "geometry" in frame.columns else None
    if crs is not None and crs != CRS:
        problems.append(f"its CRS is {crs}, not {CRS}: use to_crs")
    if problems:
        raise SchemaError(table, problems)


def encodable(frame: Any) -> Any:
    """Replace lone surrogates in text columns: pandas itself fails on them when it compares."""
    if frame is None:
        return None
    changed = {}
    for name in frame.columns:
        values = frame[name]
        if values.dtype != object or name == "geometry":
            continue
        try:
            "".join(value for value in values if isinstance(value, str)).encode()
        except UnicodeEncodeError:
            changed[name] = [
                value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
                for value in values
            ]
    return frame.assign(**changed) if changed else frame


def column(frame: pd.DataFrame, name: str) -> pa.Array:
    """One column as Arrow; all missing where the frame lacks it."""
    if name not in frame.columns:
        return pa.nulls(len(frame))
    return to_arrow(frame[name])


def days(frame: pd.DataFrame, name: str) -> pa.Array:
    """A date column as days since 1970-01-01."""
    values = column(frame, name)
    if pa.types.is_null(values.type):
        return values.cast(pa.int32())
    return values.cast(pa.date32(), safe=False).cast(pa.int32())


def whole(frame: pd.DataFrame, name: str) -> pa.Array:
    """An integer column; pandas may hand it over as floats with NaN."""
    values = column(frame, name)
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_finite(values), values, None)
    return values.cast(pa.int64(), safe=False)


def _text(frame: pd.DataFrame, name: str) -> pa.Array:
    values = column(frame, name)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    return values if pa.types.is_string(values.type) else values.cast(pa.string())


def points(frame: pd.DataFrame) -> tuple[pa.Array, pa.Array]:
    """Longitude and latitude of point geometries; missing elsewhere."""
    if "geometry" not in frame.columns or not len(frame):
        return pa.nulls(len(frame), pa.float64()), pa.nulls(len(frame), pa.float64())
    shapes = np.array(frame["geometry"], dtype=object)
    is_point = shapely.get_type_id(shapes) == 0
    shapes[~is_point | shapely.is_empty(shapes)] = None
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    good = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    return (
        pa.array(np.where(good, lon, np.nan), from_pandas=True),
        pa.array(np.where(good, lat, np.nan), from_pandas=True),
    )


def _relative(values: pa.Array, base: pa.Array) -> pa.Array:
    """Difference to another column (0 where that is missing): mostly zeros, so it packs to nothing."""
    return pc.subtract(values.cast(pa.int64()), base.cast(pa.int64()).fill_null(0))


_EVENT_WORDS: Final = (
    "modality", "outcome", "target", "weapon", "doubt", "status", "date_rule", "date_expression",
)  # fmt: skip
_EVENT_LISTS: Final = ("side_a", "side_b", "affected", "actor_labels", "source_ids")


def pack_events(packer: Packer, events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pack the events, by date and id, undated last; gives them in that order."""
    events = events.assign(
        _day=np.asarray(days(events, "event_date").cast(pa.float64()).fill_null(np.inf))
    ).sort_values(["_day", "event_id"], kind="stable")
    packer.table("events", len(events))
    day = days(events, "event_date")
    packer.identifiers("events", "event_id", _text(events, "event_id"))
    packer.integers("events", "event_date", day, delta=True)
    for name in ("date_earliest", "date_latest", "reported_date"):
        packer.integers("events", name, _relative(days(events, name), day))
    packer.group(
        "events",
        "kind",
        {name: _text(events, name) for name in ("disorder_type", "event_type", "sub_event_type")},
    )
    lon, lat = points(events)
    packer.group(
        "events",
        "spot",
        {
            **{
                name: _text(events, name)
                for name in ("place_id", "place_name", "admin1", "admin2", "country")
            },
            "lon": lon,
            "lat": lat,
            "source_lat": column(events, "source_lat").cast(pa.float64()),
            "source_lon": column(events, "source_lon").cast(pa.float64()),
        },
    )
    for name in _EVENT_WORDS:
        packer.words("events", name, _text(events, name))
    for name in _EVENT_LISTS:
        packer.lists("events", name, column(events, name))
    best = whole(events, "fatalities_best")
    packer.integers("events", "fatalities_best", best)
    for name in ("fatalities_low", "fatalities_high"):
        packer.integers("events", name, _relative(whole(events, name), best))
    for name in (
        "time_precision", "geo_precision", "wounded_best", "abducted_best", "n_sources", "revision",
    ):  # fmt: skip
        packer.integers("events", name, whole(events, name))
    for name in ("uncertainty_km", "confidence"):
        packer.numbers("events", name, column(events, name).cast(pa.float64()))
    packer.flags("events", "contested", column(events, "contested"))
    packer.text("events", "notes", _text(events, "notes"))
    return events


_MOST_NAMES: Final = 500
"""Names that are looked up; a map with more of them needs no list but another gazetteer."""


def pack_unresolved(packer: Packer, events: gpd.GeoDataFrame) -> None:
    """Pack why names that gave no place did not: none is called so, or several are."""
    names: list[str] = []
    if {"place_name", "place_id", "geometry"} <= set(events.columns):
        bare = events["place_id"].isna() & events["place_name"].notna()
        bare &= events.geometry.isna() | events.geometry.is_empty
        counts = events.loc[bare, "place_name"].astype(str).value_counts()
        names = sorted(sorted(counts.index, key=lambda name: (-counts[name], name))[:_MOST_NAMES])
    rows = []
    if names:
        from geomali.gazetteer import load_gazetteer

        gazetteer = load_gazetteer()
        for name in names:
            answer = gazetteer.resolve(name)
            found = [candidate.place for candidate in answer.candidates]
            if answer.place is not None and answer.place not in found:
                found.insert(0, answer.place)
            told = [f"{p.name} ({p.admin1 or p.country})" for p in found[:5]]
            rows.append((name, answer.status, "; ".join(dict.fromkeys(told))))
    packer.table("unresolved", len(rows))
    for index, column_name in enumerate(("name", "status", "may_be")):
        values = [row[index] or None for row in rows]
        packer.words("unresolved", column_name, pa.array(values, pa.string()))


def pack_claims(packer: Packer, claims: gpd.GeoDataFrame) -> None:
    """Pack the claims in time order."""
    day = np.asarray(days(claims, "claim_date").cast(pa.float64()).fill_null(np.inf))
    known = np.asarray(days(claims, "reported_date").cast(pa.float64()).fill_null(np.inf))
    claims = claims.assign(_day=day, _known=known).sort_values(
        ["_day", "_known", "claim_id"], kind="stable"
    )
    packer.table("claims", len(claims))
    packer.identifiers("claims", "claim_id", _text(claims, "claim_id"))
    packer.words("claims", "event_id", _text(claims, "event_id"))
    for name in (
        "claimant", "claimant_text", "channel", "stance", "proposition", "subject", "object",
        "place_id", "place_text", "basis", "reliability", "report_id",
    ):  # fmt: skip
        packer.words("claims", name, _text(claims, name))
    for name in ("claim_date", "claim_date_latest", "reported_date"):
        packer.integers("claims", name, days(claims, name))
    for name in ("geo_precision", "credibility", "start", "end"):
        packer.integers("claims", name, whole(claims, name))
    for name in ("conflicts_with", "corroborates"):
        packer.lists("claims", name, column(claims, name))
    lon, lat = points(claims)
    packer.numbers("claims", "lon", lon)
    packer.numbers("claims", "lat", lat)
    packer.text("claims", "quote", _text(claims, "quote"))


def pack_plain(packer: Packer, name: str, frame: pd.DataFrame, names: Iterable[str]) -> None:
    """Pack a small table, each column by its type in the schema."""
    kinds = {c.name: c.dtype for c in TABLES[name].columns}
    packer.table(name, len(frame))
    for item in names:
        kind = kinds[item]
        if kind == "date":
            packer.integers(name, item, days(frame, item))
        elif kind.startswith("int"):
            packer.integers(name, item, whole(frame, item))
        elif kind == "list<str>":
            packer.lists(name, item, column(frame, item))
        elif kind == "geometry":
            lon, lat = points(frame)
            packer.numbers(name, "lon", lon)
            packer.numbers(name, "lat", lat)
        else:
            packer.words(name, item, _text(frame, item))


def rings(shape: Any, tolerance: float) -> list[np.ndarray[Any, Any]]:
    """Lines or rings of a shape, simplified, in degrees."""
    if shape is None or shapely.is_empty(shape):
        return []
    simple = shapely.simplify(shape, tolerance) if tolerance else shape
    lines = []
    for part in shapely.get_parts(simple):
        kind = shapely.get_type_id(part)
        if kind == 3:
            found = [shapely.get_exterior_ring(part)]
            found += [
                shapely.get_interior_ring(part, i)
                for i in range(shapely.get_num_interior_rings(part))
            ]
        elif kind in (1, 2):
            found = [part]
        else:
            continue
        lines += [c for c in (shapely.get_coordinates(line) for line in found) if len(c) > 1]
    return lines


def pack_areas(packer: Packer, wanted: set[str]) -> set[str]:
    """Pack the outlines of the areas that rows without a point refer to; gives the ids found."""
    import geopandas as gpd

    if not wanted:
        packer.table("areas", 0)
        return set()
    try:
        path = data_path("layers/admin/areas.parquet")
    except FileNotFoundError:
        packer.table("areas", 0)
        return set()
    frame = gpd.read_parquet(path, columns=["place_id", "name", "level", "geometry"])
    frame = frame[frame["place_id"].isin(wanted)].sort_values("place_id")
    packer.table("areas", len(frame))
    packer.words("areas", "place_id", _text(frame, "place_id"))
    packer.words("areas", "name", _text(frame, "name"))
    packer.words("areas", "level", column(frame, "level").cast(pa.string()))
    packer.outlines("areas", "rings", [rings(s, _AREA_TOLERANCE_DEG) for s in frame["geometry"]])
    return set(frame["place_id"])


def distinct(frame: pd.DataFrame, names: Iterable[str]) -> set[str]:
    """Distinct values of columns of ids, plain or lists."""
    found: set[str] = set()
    for name in names:
        values = join_lists(column(frame, name))
        for entry in pc.unique(values.cast(pa.string())).to_pylist():
            found.update(item for item in (entry or "").split("\x1f") if item)
    return found


def _day_number(day: date | None) -> int | None:
    return None if day is None else (day - date(1970, 1, 1)).days


def _is_actor(name: str, registry: Any) -> bool:
    try:
        return name.startswith(_UNRESOLVED) or registry.actor(name) is not None
    except LookupError:
        return False


def pack_actors(packer: Packer, ids: set[str], registry: Any) -> None:
    """Pack names, families and memberships of the actors in use and of their coalitions."""
    known: dict[str, Any] = {}
    links: set[tuple[str, str, int | None, int | None, str]] = set()
    queue = sorted(ids)
    seen = set(queue)
    memberships: dict[str, list[Any]] = {}
    for link in getattr(registry, "memberships", ()) or ():
        # Weak versions of a membership that sources dispute, and successions, are no coalition.
        if link.kind not in ("member", "wing") or getattr(link, "confidence", "high") == "low":
            continue
        memberships.setdefault(link.member, []).append(link)
    while queue:
        actor_id = queue.pop()
        try:
            known[actor_id] = registry.actor(actor_id) if registry is not None else None
        except LookupError:
            known[actor_id] = None
        for link in memberships.get(actor_id, ()):
            start, end = _day_number(link.start), _day_number(link.end)
            links.add((link.member, link.coalition, start, end, link.kind))
            if link.coalition not in seen:
                seen.add(link.coalition)
                queue.append(link.coalition)
    rows: list[tuple[Any, ...]] = []
    for actor_id in sorted(known):
        actor = known[actor_id]
        if actor is None:
            family = "unidentified" if actor_id.startswith(_UNRESOLVED) else "other"
            rows.append((actor_id, actor_id.replace("_", " "), None, None, family, None, None))
            continue
        family = actor.family if actor.family in FAMILIES else "other"
        rows.append(
            (
                actor_id, actor.name, actor.name_fr or None, actor.short_name or None, family,
                _day_number(actor.start), _day_number(actor.end),
            )
        )  # fmt: skip
    packer.table("actors", len(rows))
    names = ("actor_id", "name", "name_fr", "short", "family", "start", "end")
    values: list[Any]
    for index, name in enumerate(names):
        values = [row[index] for row in rows]
        if name in ("start", "end"):
            packer.integers("actors", name, pa.array(values, pa.int64()))
        else:
            packer.words("actors", name, pa.array(values, pa.string()))
    ordered = sorted(links, key=lambda link: tuple("" if v is None else str(v) for v in link))
    packer.table("memberships", len(ordered))
    for index, name in enumerate(("member", "coalition", "start", "end", "kind")):
        values = [link[index] for link in ordered]
        if name in ("start", "end"):
            packer.integers("memberships", name, pa.array(values, pa.int64()))
        else:
            packer.words("memberships", name, pa.array(values, pa.string()))


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def pack_places(packer: Packer, ids: set[str]) -> None:
    """Pack the gazetteer's own names of the places in use, in both languages.

    A source says "near Ber"; the label on the map says "Ber".
    """
    from geomali.maps._names import place_names

    found = place_names()
    rows = [(place_id, *found[place_id]) for place_id in sorted(ids & found.keys())]
    packer.table("places", len(rows))
    for index, name in enumerate(("place_id", "name", "name_fr")):
        packer.words("places", name, pa.array([row[index] for row in rows], pa.string()))


def pack_routes(packer: Packer, routes: gpd.GeoDataFrame) -> None:
    """Pack lines with their plain columns as label and value pairs."""
    import json

    packer.table("routes", len(routes))
    label = next(
        (c for c in ("name", "route_name", "route", "route_id", "segment_id") if c in routes), None
    )
    labels = _text(routes, label) if label else pa.nulls(len(routes), pa.string())
    packer.words("routes", "name", labels)
    details = []
    # The route that a stretch is of is told twice where it is all the name there is.
    plain = [c for c in routes.columns if c == "route_id" or c not in ("geometry", label)]
    for values in routes[plain].itertuples(index=False, name=None):
        pairs = {
            name: value.item() if isinstance(value, np.generic) else value
            for name, value in zip(plain, values, strict=True)
        }
        kept = {
            k: v
            for k, v in pairs.items()
            if isinstance(v, (str, int, float, bool, date)) and not _is_nan(v)
        }
        details.append(
            json.dumps({k: str(v) if isinstance(v, date) else v for k, v in kept.items()})
        )
    packer.words("routes", "details", pa.array(details, pa.string()))
    packer.outlines("routes", "lines", [rings(shape, 0.0005) for shape in routes.geometry])


_FLOW_WORDS: Final = (
    "origin_place", "origin_name", "destination_place", "destination_name", "reason", "source_id",
)  # fmt: skip


def pack_flows(packer: Packer, flows: gpd.GeoDataFrame) -> None:
    """Pack movements of people: ends, persons, day, and a line from origin to destination."""
    packer.table("flows", len(flows))
    for name in _FLOW_WORDS:
        packer.words("flows", name, _text(flows, name))
    for name in ("persons", "origin_precision", "destination_precision"):
        packer.integers("flows", name, whole(flows, name))
    packer.integers("flows", "date", days(flows, "date"))
    packer.outlines("flows", "lines", [rings(shape, 0.0) for shape in flows.geometry])


def pack_frames(
    packer: Packer,
    events: gpd.GeoDataFrame,
    claims: gpd.GeoDataFrame,
    *,
    control: pd.DataFrame | None,
    reports: pd.DataFrame | None,
    not_events: pd.DataFrame | None,
    routes: gpd.GeoDataFrame | None,
    displacement: pd.DataFrame | None,
    flows: gpd.GeoDataFrame | None,
    registry: Any,
) -> gpd.GeoDataFrame:
    """Pack every table of the page; gives the events in the page's order."""
    check_frame(events, "events", ("event_id", "event_date", "event_type", "sub_event_type"))
    check_frame(claims, "claims", ("claim_id", "stance", "proposition"))
    if "status" in events.columns:
        status = events["status"]
        events = events[status.isna() | (status == "current")]
    events = pack_events(packer, events)
    pack_unresolved(packer, events)
    pack_claims(packer, claims)
    ids = distinct(events, ("side_a", "side_b", "affected"))
    ids |= distinct(claims, ("claimant", "subject"))
    # What a claim is about may be a thing ("camp"): that is no actor.
    ids |= {name for name in distinct(claims, ("object",)) if _is_actor(name, registry)}
    places = set()
    for frame in (events, claims, displacement):
        if frame is not None and "geometry" in frame.columns:
            places |= distinct(frame[frame["geometry"].isna()], ("place_id",))
    if control is not None:
        check_frame(control, "control", ("place_id", "state", "valid_from"))
        names = [c for c in TABLES["control"].names if c != "as_of"]
        order = [c for c in ("place_id", "known_on", "valid_from") if c in control.columns]
        pack_plain(packer, "control", control.sort_values(order, kind="stable"), names)
        ids |= distinct(control, ("holder", "claimants"))
    if reports is not None:
        check_frame(reports, "reports", ("report_id",))
        names = [c for c in TABLES["reports"].names if c not in ("text", "text_sha256")]
        pack_plain(packer, "reports", reports.sort_values("report_id"), names)
    if not_events is not None:
        check_frame(not_events, "not_events", ("report_id", "modality"))
        frame = not_events.sort_values(["report_id", "start", "end"], kind="stable")
        pack_plain(packer, "not_events", frame, TABLES["not_events"].names)
    if displacement is not None:
        check_frame(displacement, "displacement", ("persons",))
        names = list(TABLES["displacement"].names)
        order = [c for c in ("date", "record_id") if c in displacement.columns]
        pack_plain(packer, "displacement", displacement.sort_values(order), names)
    if routes is not None:
        check_frame(routes, "routes", ("geometry",))
        pack_routes(packer, routes)
    if flows is not None:
        ends = ("origin_place", "destination_place")
        check_frame(flows, "flows", (*ends, "persons", "date", "geometry"))
        pack_flows(packer, flows)
    pack_actors(packer, ids, registry)
    used = distinct(events, ("place_id",)) | distinct(claims, ("place_id",))
    if control is not None:
        used |= distinct(control, ("place_id",))
    if flows is not None:
        used |= distinct(flows, ends)
    pack_places(packer, used)
    pack_areas(packer, places)
    return events
