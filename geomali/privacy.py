"""The one place where sensitivity is applied: what may leave, at which level.

Every map and every export passes through :func:`apply_sensitivity`.
:data:`RULES` is the whole policy; the tests hold the code to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geomali import schema

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["RULES", "Rule", "apply_sensitivity", "rules_in_words"]

GRID_DEGREES: Final = 0.1
"""Cell of the public grid: about 11 km north to south, 10.5 km east to west in Mali."""
GRID_UNCERTAINTY_KM: Final = 8.0
"""Half the diagonal of a cell, rounded up: it holds every point that falls in the cell."""
WITHHELD_BELOW: Final[Mapping[str, int]] = {"internal": 0, "partner": 5, "public": 20}
"""Counts of displaced people under this are withheld (missing), never shown as zero."""
PUBLIC_QUOTE_CHARACTERS: Final = 240
_QUOTED: Final = r"[\"'“«]|(?<!\w)[-+]?\d"
COUNTED: Final = ("persons", "households", "returnees", "returnee_households")
"""Columns that count displaced people or returnees, in whatever table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to one kind of information at each level."""

    what: str
    internal: str
    partner: str
    public: str


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "place of an event or claim",
        "as stored",
        "as stored",
        "point moved to the centre of its 0.1° cell, precision 2, uncertainty at least 8 km",
    ),
    Rule(
        "name and id of a place that a source names",
        "as stored",
        "as stored",
        "as stored: its source has published it; coordinates finer than it are not",
    ),
    Rule("coordinates as the publisher gave them", "as stored", "withheld", "withheld"),
    Rule(
        "sites of displaced people",
        "as stored",
        "added up by commune; no site, no point, the id of the commune alone",
        "added up by cercle; no commune, no site, no point, the id of the cercle alone",
    ),
    Rule(
        "counts of displaced people and of returnees",
        "as stored",
        "withheld if under 5",
        "rounded to tens, withheld if under 20",
    ),
    Rule(
        "ends of a flow of displaced people",
        "as stored",
        "a place of the gazetteer as stored; a bare position moved to its 0.1° cell, without its name",
        "every end that is no area moved to its 0.1° cell; names of places as stored",
    ),
    Rule("full text of a report", "as stored", "withheld", "withheld"),
    Rule("quoted sentences", "as stored", "as stored", "cut at 240 characters"),
    Rule("publishers' notes on events", "as stored", "as stored", "withheld"),
    Rule("content of rejected rows", "as stored", "withheld", "withheld"),
    Rule("outlines of areas, lines of roads and routes", "as stored", "as stored", "as stored"),
    Rule(
        "tables that are not named here",
        "as stored",
        "columns named above are treated as above",
        "columns named above are treated as above, and points as those of events",
    ),
)

_FRENCH: Final[Mapping[str, str]] = {
    "place of an event or claim": "lieu d’un événement ou d’une déclaration",
    "name and id of a place that a source names": "nom et code d’un lieu nommé par une source",
    "coordinates as the publisher gave them": "coordonnées données par l’éditeur",
    "sites of displaced people": "sites de personnes déplacées",
    "counts of displaced people and of returnees": "nombres de déplacés et de retournés",
    "ends of a flow of displaced people": "extrémités d’un flux de personnes déplacées",
    "a place of the gazetteer as stored; a bare position moved to its 0.1° cell, without its name": (
        "un lieu du répertoire tel quel ; une simple position ramenée à sa maille de 0,1°, sans son nom"
    ),
    "every end that is no area moved to its 0.1° cell; names of places as stored": (
        "toute extrémité qui n’est pas une zone ramenée à sa maille de 0,1° ; noms de lieux tels quels"
    ),
    "full text of a report": "texte intégral d’un rapport",
    "quoted sentences": "phrases citées",
    "publishers' notes on events": "notes des éditeurs sur les événements",
    "content of rejected rows": "contenu des lignes rejetées",
    "outlines of areas, lines of roads and routes": "contours de zones, tracés de routes et d’itinéraires",
    "tables that are not named here": "tables non nommées ici",
    "as stored": "tel quel",
    "withheld": "non communiqué",
    "withheld if under 5": "non communiqué au-dessous de 5",
    "rounded to tens, withheld if under 20": "arrondi à la dizaine, non communiqué au-dessous de 20",
    "cut at 240 characters": "coupé à 240 caractères",
    "point moved to the centre of its 0.1° cell, precision 2, uncertainty at least 8 km": (
        "point déplacé au centre de sa maille de 0,1°, précision 2, incertitude d’au moins 8 km"
    ),
    "as stored: its source has published it; coordinates finer than it are not": (
        "tel quel : sa source l’a publié ; des coordonnées plus fines ne le sont pas"
    ),
    "added up by commune; no site, no point, the id of the commune alone": (
        "total par commune ; ni site ni point, seul le code de la commune"
    ),
    "added up by cercle; no commune, no site, no point, the id of the cercle alone": (
        "total par cercle ; ni commune, ni site, ni point, seul le code du cercle"
    ),
    "columns named above are treated as above": (
        "les colonnes nommées ci-dessus sont traitées de même"
    ),
    "columns named above are treated as above, and points as those of events": (
        "les colonnes nommées ci-dessus sont traitées de même, et les points comme ceux des événements"
    ),
}


def rules_in_words(level: str, *, lang: str = "en") -> list[str]:
    """What happens to each kind of information at a level, one sentence each.

    Parameters
    ----------
    level
        ``internal``, ``partner`` or ``public``.
    lang
        ``en`` or ``fr``.
    """
    said = [(rule.what, str(getattr(rule, level))) for rule in RULES]
    if lang == "fr":
        return [f"{_FRENCH[what]} : {_FRENCH[treatment]}" for what, treatment in said]
    return [f"{what}: {treatment}" for what, treatment in said]


def apply_sensitivity(
    frames: Mapping[str, pd.DataFrame | gpd.GeoDataFrame], level: str
) -> dict[str, Any]:
    """Reduce tables to what may be shown at a level.

    Parameters
    ----------
    frames
        Tables by name, columns as in :data:`geomali.schema.TABLES` (columns
        may be absent, and others present); geometries in EPSG:4326.
    level
        ``internal``, ``partner`` or ``public``.

    Returns
    -------
    dict
        New tables under the same names, ``attrs["sensitivity"]`` set to the
        level; the tables given are left as they are.  Displacement has fewer
        rows where sites were added up, the other tables keep rows and order.

    Raises
    ------
    ValueError
        No level of that name.
    """
    if level not in schema.SENSITIVITIES:
        raise ValueError(f"sensitivity {level!r} is unknown; use internal, partner or public")
    reduced = {}
    for name, frame in frames.items():
        result = frame.copy()
        if level != "internal":
            result = _REDUCERS.get(name, _reduce_other)(result, level)
        result.attrs["sensitivity"] = level
        reduced[name] = result
    return reduced


def _blank(frame: pd.DataFrame, *columns: str) -> None:
    for column in columns:
        if column in frame:
            frame[column] = None


def _to_grid(frame: pd.DataFrame) -> None:
    """Move each point to the centre of its grid cell."""
    import numpy as np
    import pandas as pd
    import shapely

    if "geometry" not in frame:
        return
    points = frame["geometry"].to_numpy()
    # Areas and lines are general as they are: the outline of a region, a road.
    placed = (shapely.get_type_id(points) == 0) & ~shapely.is_empty(points)
    cells = np.floor(shapely.get_coordinates(points[placed]) / GRID_DEGREES)
    moved = points.copy()
    moved[placed] = shapely.points(np.round((cells + 0.5) * GRID_DEGREES, 6))
    frame["geometry"] = moved
    if "geo_precision" in frame:
        frame.loc[placed, "geo_precision"] = 2
    if "uncertainty_km" in frame:
        known = pd.to_numeric(frame["uncertainty_km"]).fillna(0.0)
        frame.loc[placed, "uncertainty_km"] = known[placed].clip(lower=GRID_UNCERTAINTY_KM)


def _reduce_other(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    """Every rule but that of displaced people, by column: a new table is safe before it is known."""
    _blank(frame, "source_lat", "source_lon", "text", "row", "site")
    for name in COUNTED:
        if name in frame:
            frame[name] = _withheld(frame[name], level)
    if level == "public":
        _blank(frame, "notes")
        _to_grid(frame)
        _cut_quotes(frame)
    return frame


def _reduce_rejects(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    """The kind of fault without the cell or the number that it quotes."""
    frame = _reduce_other(frame, level)
    if "reason" in frame:
        kinds = frame["reason"].str.split(_QUOTED, regex=True).str[0]
        frame["reason"] = kinds.str.rstrip(" (:,")
    return frame


def _withheld(values: pd.Series, level: str) -> pd.Series:
    """Counts of people without small ones; rounded to tens for the public."""
    import pandas as pd

    counts = pd.to_numeric(values).astype("Int64")
    shown = ((counts + 5) // 10) * 10 if level == "public" else counts
    # The threshold applies to what is stated, before rounding hides it.
    return shown.where(counts >= WITHHELD_BELOW[level])


def _cut_quotes(frame: pd.DataFrame) -> pd.DataFrame:
    if "quote" in frame:
        frame["quote"] = frame["quote"].map(
            lambda quote: (
                quote[: PUBLIC_QUOTE_CHARACTERS - 1] + "…"
                if isinstance(quote, str) and len(quote) > PUBLIC_QUOTE_CHARACTERS
                else quote
            )
        )
    return frame


def _reduce_displacement(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    """Add sites up by unit; a sum with a missing part is the sum of what is stated."""
    import pandas as pd

    finest = ("site", "place_id", "geo_precision", "record_id")
    dropped = finest if level == "partner" else (*finest, "admin3", "admin3_code")
    keys = [
        column.name
        for column in schema.TABLES["displacement"].columns
        if column.name in frame and column.name not in (*dropped, *COUNTED, "geometry")
    ]
    counts = [name for name in COUNTED if name in frame]
    for name in counts:
        frame[name] = frame[name].astype("Int64")
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    plain[_UNIT] = _units(plain, level)
    if len(plain):
        groups = plain.groupby(keys, dropna=False, sort=True)
        summed = groups[counts].sum(min_count=1)
        summed[_UNIT] = groups[_UNIT].agg(_the_one)
        summed = summed.reset_index()
    else:
        summed = plain[[*keys, *counts, _UNIT]].copy()
    for name in counts:
        summed[name] = _withheld(summed[name], level)
    summed["record_id"] = [f"{level}_{number:06d}" for number in range(len(summed))]
    summed["place_id"] = summed.pop(_UNIT)
    if "geo_precision" in frame:
        found = pd.array([3] * len(summed), dtype="Int8")
        summed["geo_precision"] = pd.Series(found, index=summed.index).where(
            summed["place_id"].notna()
        )
    for name in frame.columns:
        if name not in summed:
            summed[name] = None
    result = summed[list(frame.columns)]
    if "geometry" in frame:
        import geopandas as gpd

        geo = gpd.GeoSeries([None] * len(result), crs=schema.CRS)
        result = gpd.GeoDataFrame(
            result.drop(columns="geometry"), geometry=geo.set_axis(result.index)
        )[list(frame.columns)]
    return result


_UNIT: Final = "_unit"


def _units(frame: pd.DataFrame, level: str) -> list[str | None]:
    """Commune (partner) or cercle (public) of each row, None where it is not known.

    The id of a site is never one of them.
    """
    ids = [value if isinstance(value, str) else None for value in frame.get("place_id", [])]
    ids = ids or [None] * len(frame)
    if not any(ids):
        return ids
    from geomali.gazetteer import load_gazetteer

    gazetteer = load_gazetteer()
    wanted = ("ADM3", "ADM2") if level == "partner" else ("ADM2",)
    cercles: dict[tuple[str | None, ...], str] = {
        (place.country, place.admin1, place.admin2): place.place_id
        for place in gazetteer.places()
        if place.feature_code == "ADM2" and place.admin2
    }
    known: dict[str, str | None] = {}
    for place_id in dict.fromkeys(filter(None, ids)):
        try:
            place = gazetteer.place(place_id)
        except LookupError:
            known[place_id] = None
            continue
        if place.feature_code in (*wanted, "ADM1"):
            known[place_id] = place_id
        elif level == "public":
            known[place_id] = cercles.get((place.country, place.admin1, place.admin2))
        else:
            known[place_id] = None
    return [known.get(value) if value else None for value in ids]


def _reduce_flows(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    """Ends and counts of flows as those of displaced people."""
    import numpy as np
    import pandas as pd
    import shapely

    frame = _reduce_other(frame, level)
    shapes = frame["geometry"].to_numpy().copy()
    named_whole = np.ones(len(frame), dtype=bool)
    for at, end in ((0, "origin"), (-1, "destination")):
        bare = frame[f"{end}_place"].isna().to_numpy()
        named_whole &= ~bare
        frame.loc[bare, f"{end}_name"] = None
        area = pd.to_numeric(frame[f"{end}_precision"]).ge(3).fillna(False).to_numpy(bool)
        moved = bare if level == "partner" else ~area
        frame.loc[moved, f"{end}_precision"] = 2
        for row in np.flatnonzero(moved):
            xy = shapely.get_coordinates(shapes[row])
            xy[at] = np.round((np.floor(xy[at] / GRID_DEGREES) + 0.5) * GRID_DEGREES, 6)
            shapes[row] = shapely.linestrings(xy)
    frame["geometry"] = shapes
    frame.loc[~named_whole, "name"] = None
    return frame


def _the_one(values: Any) -> str | None:
    """The one value of a group, None if there are several or none."""
    found = set(values.dropna())
    return found.pop() if len(found) == 1 else None


_REDUCERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "displacement": _reduce_displacement,
    "flows": _reduce_flows,
    "rejects": _reduce_rejects,
}
