"""Tables of the store to the layers of a project: what QGIS can draw and a person can read.

Each layer keeps the columns of its table and gets a few more (:data:`EXTRA`),
because a style can only use what stands in the row.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from geomali import schema
from geomali.exports import event_areas
from geomali.palette import FAMILIES
from geomali.resources import data_path

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.actors import ActorRegistry

__all__ = ["BASEMAP", "EXTRA", "basemap_layers", "project_layers"]

EXTRA: Final[Mapping[str, Mapping[str, str]]] = {
    "events": {
        "actors": "names of the actors: one side | the other | those affected",
        "family": "family of the first actor, which gives the colour",
        "area_name": "name of the area in the project's language",
        "not_on_map": "why it is in the list and not on the map: no place, no date",
    },
    "events_by_actor": {
        "actor_name": "name of the actor",
        "family": "family of the actor, which gives the colour",
        "modality": "see events",
    },
    "claims": {
        "claimant_name": "name of who says so",
        "subject_name": "name of who did it, by the claim",
        "family": "family of the claimant, or else of the subject, which gives the colour",
    },
    "control": {
        "who": "short names of the holder or of those who claim the place",
        "family": "family of the holder or of the first claimant",
        "family_2": "family of a second claimant",
    },
    "routes": {
        "exposure": "score or number of events near, by thirds of the highest: none, low, middle, high",
    },
    "places": {
        "place_id": "place of the gazetteer",
        "name": "name",
        "name_en": "English name",
        "name_fr": "French name",
        "country": "ISO 3166-1 alpha-2 code",
        "admin1": "region",
        "rank": "1 capital, 2 regional seat, 3 seat of a cercle, 4 larger place, 5 other",
        "in_use": "an event, a claim or a state of control refers to it",
        "use_rank": "1 for the place that most rows refer to; missing if none does",
        "has_control": "it has a state of control",
    },
}
"""Columns that a layer of the project has beyond its table."""

BASEMAP: Final = (
    "countries",
    "regions",
    "cercles",
    "lakes",
    "rivers",
    "roads",
    "borders",
    "places",
)


def project_layers(
    frames: Mapping[str, pd.DataFrame], registry: ActorRegistry, *, lang: str
) -> dict[str, Any]:
    """Layers of what happened and what was said, by name, each sorted by its key."""
    events = _current(frames["events"])
    names = _Names(registry, lang)
    layers: dict[str, Any] = {}
    areas = _areas()
    drawn = _with_actors(events, names)
    vague = event_areas(drawn, areas) if areas is not None else drawn.iloc[:0].copy()
    drawn["not_on_map"] = _not_on_map(drawn, set(vague["event_id"]), lang)
    words = _translations()
    own = {} if areas is None else dict(zip(areas["place_id"], areas["name"], strict=True))
    vague["area_name"] = [
        words.get((place_id, lang), own.get(place_id, name))
        for place_id, name in zip(vague["place_id"], vague["place_name"], strict=True)
    ]
    polygons = vague.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    layers["events"] = _sorted(drawn, "events")
    layers["event_areas"] = vague[polygons].reset_index(drop=True)
    if not polygons.all():
        layers["event_lines"] = vague[~polygons].reset_index(drop=True)
    by_actor = frames.get("events_by_actor")
    by_actor = _by_actor(events) if by_actor is None else by_actor.copy()
    by_actor["actor_name"] = by_actor["actor"].map(names.name)
    by_actor["family"] = by_actor["actor"].map(names.family)
    if "modality" not in by_actor:
        known = events.set_index("event_id")["modality"]
        by_actor["modality"] = by_actor["event_id"].map(known[~known.index.duplicated()])
    layers["events_by_actor"] = _sorted(by_actor, "events_by_actor")
    if "control" in frames:
        layers["control"] = _control(frames["control"], names)
    if "claims" in frames:
        layers["claims"] = _claims(frames["claims"], names)
    for name in ("displacement", "routes", "reports", "sources"):
        frame = frames.get(name)
        if frame is not None and len(frame):
            layers[name] = _sorted(frame, name) if name in schema.TABLES else frame
    if "routes" in layers:
        layers["routes"] = _routes(layers["routes"])
    if "displacement" in layers:
        outlined = _displacement_areas(layers["displacement"], areas)
        if len(outlined):
            layers["displacement_areas"] = outlined
    return layers


def _routes(routes: Any) -> Any:
    """Class each stretch by its exposure, as the HTML map does; none where it was not worked out."""
    import pandas as pd

    column = next((name for name in ("score", "event_count") if name in routes), None)
    if column is None:
        return routes
    value = pd.to_numeric(routes[column], errors="coerce")
    top = value.max()
    share = (value / top if top > 0 else value * 0).astype("float64")
    edges = [float("-inf"), 0.0, 0.33, 0.66, float("inf")]
    classes = pd.cut(share, edges, labels=["none", "low", "middle", "high"])
    return routes.assign(exposure=classes.astype(object).where(share.notna(), None))


def _displacement_areas(people: Any, areas: gpd.GeoDataFrame | None) -> Any:
    """Outlines of the units that people are counted by, where they have no point; by date."""
    if areas is None or "place_id" not in people:
        return people.iloc[:0]
    outlines = areas[areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    outlines = outlines.drop_duplicates("place_id").set_index("place_id").geometry
    rows = people[people.geometry.isna() & people["place_id"].isin(outlines.index)]
    shapes = outlines.loc[rows["place_id"]].set_axis(rows.index).set_crs(schema.CRS)
    return rows.set_geometry(shapes).sort_values(
        ["date", "record_id"], kind="stable", ignore_index=True
    )


def _current(events: pd.DataFrame) -> Any:
    if "status" not in events:
        return events.copy()
    status = events["status"]
    return events[status.isna() | (status == "current")].copy()


def _sorted(frame: pd.DataFrame, table: str) -> Any:
    keys = [name for name in schema.TABLES[table].key if name in frame]
    result = frame.sort_values(keys, kind="stable").reset_index(drop=True)
    result.attrs = dict(frame.attrs)
    return result


class _Names:
    """Names and families of actors by id, each looked up once."""

    def __init__(self, registry: ActorRegistry, lang: str) -> None:
        self._registry = registry
        self._lang = lang
        self._known: dict[str, tuple[str, str, str]] = {}

    def _of(self, actor_id: Any) -> tuple[str, str, str]:
        if not isinstance(actor_id, str):
            return "", "", ""
        if actor_id not in self._known:
            try:
                actor = self._registry.actor(actor_id)
            except LookupError:
                words = actor_id.replace("_", " ")
                unknown = actor_id.startswith(("unresolved", "unidentified"))
                self._known[actor_id] = (words, words, "unidentified" if unknown else "other")
            else:
                name = actor.name_fr if self._lang == "fr" and actor.name_fr else actor.name
                family = actor.family if actor.family in FAMILIES else "other"
                self._known[actor_id] = (name, actor.short_name or name, family)
        return self._known[actor_id]

    def name(self, actor_id: Any) -> str | None:
        return self._of(actor_id)[0] or None

    def short(self, actor_id: Any) -> str | None:
        return self._of(actor_id)[1] or None

    def family(self, actor_id: Any) -> str | None:
        return self._of(actor_id)[2] or None


def _items(value: Any) -> list[str]:
    if isinstance(value, str):
        return [item for item in value.split("; ") if item]
    return [] if value is None or not hasattr(value, "__iter__") else list(value)


def _column(frame: pd.DataFrame, name: str) -> Iterable[Any]:
    return frame[name] if name in frame else [None] * len(frame)


def _with_actors(events: Any, names: _Names) -> Any:
    texts, families = [], []
    roles = ("side_a", "side_b", "affected")
    for row in zip(*(_column(events, role) for role in roles), strict=True):
        sides = [_items(side) for side in row]
        texts.append(
            " | ".join("; ".join(filter(None, map(names.name, s))) for s in sides if s) or None
        )
        first = next((side[0] for side in sides[:2] if side), None)
        families.append(names.family(first) or "unidentified")
    events["actors"] = texts
    events["family"] = families
    return events


def _not_on_map(events: Any, in_areas: set[str], lang: str) -> list[str | None]:
    no_place, no_date = ("sans lieu", "sans date") if lang == "fr" else ("no place", "no date")
    shapes = events.geometry
    placed = ~(shapes.isna() | shapes.is_empty) | events["event_id"].isin(in_areas)
    dated = events["event_date"].notna()
    return [
        "; ".join(([] if has_place else [no_place]) + ([] if has_date else [no_date])) or None
        for has_place, has_date in zip(placed, dated, strict=True)
    ]


def _by_actor(events: Any) -> Any:
    import pandas as pd

    parts = []
    for role in ("side_a", "side_b", "affected"):
        if role not in events:
            continue
        part = events.assign(actor=events[role].map(_items), role=role).explode("actor")
        # An actor may be named twice on one side; it is one row.
        part = part[part["actor"].notna()].drop_duplicates(["event_id", "actor"])
        parts.append(part)
    wanted = [name for name in schema.TABLES["events_by_actor"].names if name != "actor_label"]
    columns = [
        *(name for name in wanted if name in events or name in ("actor", "role")),
        "modality",
    ]
    rows = (
        pd.concat(parts, ignore_index=True) if parts else events.iloc[:0].assign(actor="", role="")
    )
    return rows[[name for name in columns if name in rows]]


def _control(control: Any, names: _Names) -> Any:
    frame = control.copy()
    who, first, second = [], [], []
    for holder, claimants in zip(
        _column(frame, "holder"), _column(frame, "claimants"), strict=True
    ):
        ids = [holder] if isinstance(holder, str) else _items(claimants)
        families = list(dict.fromkeys(filter(None, map(names.family, ids))))
        who.append(" / ".join(dict.fromkeys(filter(None, map(names.short, ids)))) or None)
        first.append(families[0] if families else "unidentified")
        second.append(families[1] if len(families) > 1 else "unidentified")
    frame["who"], frame["family"], frame["family_2"] = who, first, second
    # Later states are drawn last, so that the newest of a period lies on top.
    result = frame.sort_values(["valid_from", "place_id"], kind="stable").reset_index(drop=True)
    result.attrs = dict(control.attrs)
    return result


def _claims(claims: Any, names: _Names) -> Any:
    frame = claims.copy()
    frame["claimant_name"] = [names.name(value) for value in _column(frame, "claimant")]
    frame["subject_name"] = [names.name(value) for value in _column(frame, "subject")]
    frame["family"] = [
        names.family(claimant) or names.family(subject) or "unidentified"
        for claimant, subject in zip(
            _column(frame, "claimant"), _column(frame, "subject"), strict=True
        )
    ]
    return _sorted(frame, "claims")


# -- basemap ------------------------------------------------------------------------------------


def _read(name: str) -> Any:
    import geopandas as gpd

    try:
        return gpd.read_parquet(data_path(name))
    except FileNotFoundError:
        return None


def _areas() -> gpd.GeoDataFrame | None:
    return _read("layers/admin/areas.parquet")


def _rows(name: str) -> list[dict[str, str]]:
    with data_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_RANKS: Final = {"PPLC": 1, "PPLA": 2, "PPLA2": 3}
_LARGE_PLACE: Final = 5_000


def basemap_layers(layers: Mapping[str, Any]) -> dict[str, Any]:
    """Layers for orientation, by name, from the layers and the gazetteer that ship.

    Which country is "home" is read from the data: the one with most places.

    Parameters
    ----------
    layers
        Those of :func:`project_layers`; the places that they refer to are marked.
    """
    places = _rows("gazetteer/places.csv")
    home = Counter(row["country"] for row in places if row["country"]).most_common(1)[0][0]
    countries = {row["place_id"]: row["country"] for row in places}
    words = _translations()
    found: dict[str, Any] = {}
    areas = _areas()
    if areas is not None:
        areas = areas[areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"])].copy()
        areas["country"] = areas["place_id"].map(countries)
        _translate(areas, words)
        areas["home"] = areas["country"] == home
        units = areas[areas["home"] & areas["level"].isin(["admin1", "admin2"])]
        schemes = Counter(units["scheme"][units["level"] == "admin1"])
        # One administrative map: the one with most regions, as codes refer to it.
        main = min(schemes, key=lambda name: (-schemes[name], str(name))) if schemes else None
        units = units[units["scheme"] == main]
        columns = [
            "place_id",
            "name",
            "name_en",
            "name_fr",
            "country",
            "home",
            "scheme",
            "geometry",
        ]
        for name, part in (
            ("countries", areas[areas["level"] == "country"]),
            ("regions", units[units["level"] == "admin1"]),
            ("cercles", units[units["level"] == "admin2"]),
        ):
            found[name] = part[columns].sort_values("place_id").reset_index(drop=True)
    for name in ("lakes", "rivers", "borders"):
        frame = _read(f"layers/basemap/{name}.parquet")
        if frame is not None:
            if "place_id" in frame:
                _translate(frame, words)
            found[name] = frame
    roads = _read("layers/roads/corridors.parquet")
    if roads is not None:
        found["roads"] = roads
    found["places"] = _places(places, words, layers)
    return {name: found[name] for name in BASEMAP if name in found}


def _translate(frame: Any, words: Mapping[tuple[str, str], str]) -> None:
    for lang in ("en", "fr"):
        frame[f"name_{lang}"] = [
            words.get((place_id, lang), name)
            for place_id, name in zip(frame["place_id"], frame["name"], strict=True)
        ]


def _translations() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in _rows("gazetteer/names.csv"):
        if row["kind"] in ("official", "exonym") and row["lang"] in ("en", "fr"):
            found.setdefault((row["place_id"], row["lang"]), row["name"])
    return found


def _ids(frame: Any) -> set[str]:
    return {value for value in frame["place_id"] if isinstance(value, str)}


def _places(
    places: list[dict[str, str]],
    words: Mapping[tuple[str, str], str],
    layers: Mapping[str, Any],
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    uses: Counter[str] = Counter()
    for name in ("events", "claims", "control"):
        if name in layers:
            uses.update(layers[name]["place_id"].dropna())
    in_use = sorted(uses, key=lambda place_id: (-uses[place_id], place_id))
    use_rank = {place_id: rank for rank, place_id in enumerate(in_use, 1)}
    controlled = _ids(layers["control"]) if "control" in layers else set()
    rows = []
    for row in places:
        used = row["place_id"] in use_rank
        if not row["lat"] or (row["feature_class"] != "P" and not used):
            continue
        rank = _RANKS.get(row["feature_code"])
        if rank is None:
            rank = 4 if float(row["population"] or 0) >= _LARGE_PLACE else 5
        rows.append(
            {
                "place_id": row["place_id"],
                "name": row["name"],
                "name_en": words.get((row["place_id"], "en"), row["name"]),
                "name_fr": words.get((row["place_id"], "fr"), row["name"]),
                "country": row["country"] or None,
                "admin1": row["admin1"] or None,
                "rank": rank,
                "in_use": used,
                "use_rank": use_rank.get(row["place_id"]),
                "has_control": row["place_id"] in controlled,
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
            }
        )
    frame = gpd.GeoDataFrame(rows).sort_values("place_id", ignore_index=True)
    frame["use_rank"] = frame["use_rank"].astype("Int32")
    points = gpd.points_from_xy(frame.pop("lon"), frame.pop("lat"), crs=schema.CRS)
    return frame.set_geometry(points)
