"""Whether a record of a dump can be trusted, by rules that know no record by name.

Every populated place must lie in its country and in the region it names; of
two records that are one place the better stays; one that looks like a
misplaced copy of another is set aside. What is set aside keeps its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._records import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Outlines", "Record", "check_records"]

# Outlines are generalised and rivers are borders: a village on the bank may
# fall a little on the other side.
COUNTRY_TOLERANCE_KM = 10.0
UNIT_TOLERANCE_KM = 15.0
NEAR_BORDER_KM = 12.0
SAME_KM = 3.0
TWIN_KM = 25.0
_DEGREE_KM = 111.2


@dataclass(slots=True)
class Record:
    """One row of a dump, with what the checks find out about it."""

    number: int
    source_id: str
    name: str
    alternates: tuple[str, ...]
    lat: float
    lon: float
    feature_class: str
    feature_code: str
    country: str
    other_countries: tuple[str, ...]
    admin1_code: str
    admin2_code: str
    population: int | None
    modified: str
    key: str = ""
    named_admin1: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    near_admin1: tuple[str, ...] = ()
    fault: str = ""
    merged_into: str = ""
    twin: str = ""
    names: list[str] = field(default_factory=list)


class Outlines:
    """Outlines of countries, regions and cercles, for many points at once."""

    def __init__(
        self, shapes: Mapping[str, BaseGeometry], places: Callable[[str], Place | None]
    ) -> None:
        self.countries: dict[str, BaseGeometry] = {}
        self.units: dict[tuple[str, str], list[tuple[str, BaseGeometry]]] = {}
        for place_id, shape in sorted(shapes.items()):
            place = places(place_id)
            if place is None:
                continue
            if place.feature_code == "PCLI":
                self.countries[place.country] = shape
            elif place.feature_code in ("ADM1", "ADM2"):
                unit = place.admin1 if place.feature_code == "ADM1" else place.admin2
                if unit:
                    level = (place.country, place.feature_code[-1])
                    self.units.setdefault(level, []).append((unit, shape))

    def around(
        self, country: str, level: str, points: Sequence[tuple[float, float]], km: float
    ) -> list[list[tuple[float, str]]]:
        """A country's units within so many kilometres of each (lat, lon), nearest first; 0 is inside."""
        import shapely

        out: list[list[tuple[float, str]]] = [[] for _ in points]
        units = self.units.get((country, level), [])
        if not units or not points:
            return out
        dots = shapely.points([(lon, lat) for lat, lon in points])
        tree = shapely.STRtree([shape for _, shape in units])
        for dot, unit in tree.query(dots, predicate="dwithin", distance=km / _DEGREE_KM).T.tolist():
            name, shape = units[unit]
            out[dot].append((float(shapely.distance(shape, dots[dot])) * _DEGREE_KM, name))
        return [sorted(found) for found in out]

    def outside_country(self, country: str, points: Sequence[tuple[float, float]]) -> list[float]:
        """Kilometres from each point to its country (0 inside, or if no outline is known)."""
        shape = self.countries.get(country)
        if shape is None or not points:
            return [0.0] * len(points)
        import shapely

        shapely.prepare(shape)
        dots = shapely.points([(lon, lat) for lat, lon in points])
        return [float(km) * _DEGREE_KM for km in shapely.distance(shape, dots)]


def check_records(
    records: Sequence[Record],
    outlines: Outlines,
    trusted: Sequence[Place],
    kin: Callable[[str, str], bool],
) -> None:
    """Judge records in place: sets ``fault``, ``merged_into`` and the units they lie in.

    Parameters
    ----------
    records
        Every row of one country's dump.
    outlines
        Of countries and admin units.
    trusted
        Places of the shipped table, which a record must not contradict.
    kin
        Whether two regions share ground on some vintage of the map.
    """
    _check_country(records, outlines)
    by_country: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_country[record.country].append(record)
    for country, members in by_country.items():
        _check_units(country, members, outlines, kin)
        if not outlines.units.get((country, "1")):
            _check_neighbours(members)
    by_key: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.feature_class == "P":
            by_key[record.key].append(record)
    _check_against_trusted(by_key, trusted)
    _check_twins(by_key)
    _merge(by_key)


def _check_country(records: Sequence[Record], outlines: Outlines) -> None:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[record.country].append(record)
    for country, members in groups.items():
        away = outlines.outside_country(country, [(r.lat, r.lon) for r in members])
        swapped = outlines.outside_country(country, [(r.lon, r.lat) for r in members])
        mirrored = outlines.outside_country(country, [(r.lat, -r.lon) for r in members])
        for record, km, km_swapped, km_mirrored in zip(
            members, away, swapped, mirrored, strict=True
        ):
            # A river or a region may reach across a border, and says so.
            if km <= COUNTRY_TOLERANCE_KM or record.other_countries:
                continue
            record.fault = f"{km:.0f} km outside {country}"
            if km_swapped == 0.0:
                record.fault += "; latitude and longitude look swapped"
            elif km_mirrored == 0.0 and km > 2 * TWIN_KM:
                record.fault += "; the sign of the longitude looks wrong"


def _check_units(
    country: str, records: Sequence[Record], outlines: Outlines, kin: Callable[[str, str], bool]
) -> None:
    points = [(r.lat, r.lon) for r in records]
    regions = outlines.around(country, "1", points, UNIT_TOLERANCE_KM)
    cercles = outlines.around(country, "2", points, SAME_KM)
    for record, region, cercle in zip(records, regions, cercles, strict=True):
        if region:
            record.admin1 = region[0][1]
            record.near_admin1 = tuple(
                sorted({name for km, name in region if km <= NEAR_BORDER_KM} - {record.admin1})
            )
        else:
            record.admin1 = record.named_admin1
        if cercle:
            record.admin2 = cercle[0][1]
        named = record.named_admin1
        if named is None or record.fault or not region:
            continue
        if any(name == named or kin(name, named) for _, name in region):
            continue
        if record.feature_class == "P":
            record.fault = f"names the region {named} but lies in {record.admin1}"
        else:
            # Hills and wadis stretch; their region is taken from where they lie.
            record.near_admin1 = tuple(sorted({*record.near_admin1, named}))


def _check_neighbours(records: Sequence[Record]) -> None:
    """Without outlines: a village lies among villages that name the same region."""
    villages = [r for r in records if r.feature_class == "P" and not r.fault and _unit(r)]
    if len(villages) < 50:
        return
    import numpy as np
    from scipy.spatial import cKDTree

    flat = np.array([(r.lat, r.lon * 0.96) for r in villages])
    _, near = cKDTree(flat).query(flat, k=9)
    for record, row in zip(villages, np.asarray(near).tolist(), strict=True):
        around = [villages[i] for i in row if villages[i] is not record]
        if all(_unit(other) != _unit(record) for other in around):
            record.fault = (
                f"names the unit {record.admin1_code}, unlike all {len(around)} villages around it"
            )


def _unit(record: Record) -> str:
    """The region code, or nothing where the dump only says "general"."""
    code = record.admin1_code
    return "" if not code or set(code) <= {"0"} else code


def _check_against_trusted(by_key: Mapping[str, list[Record]], trusted: Sequence[Place]) -> None:
    """A record that is a trusted place's mirror image, or its namesake in its own cercle."""
    for place in trusted:
        if place.feature_class != "P" or place.lat is None or place.lon is None:
            continue
        for record in by_key.get(name_key(place.name), ()):
            if record.fault or record.country != place.country:
                continue
            km = distance_km(place.lat, place.lon, record.lat, record.lon)
            if km <= TWIN_KM:
                continue
            same_unit = record.admin1 == place.admin1
            slip = _slip(record.lat, record.lon, place.lat, place.lon)
            if slip and same_unit:
                record.fault = f"{km:.0f} km from {place.name}, {slip}"
            elif same_unit and record.admin2 is not None and record.admin2 == place.admin2:
                record.fault = (
                    f"{km:.0f} km from {place.name} of the same cercle, whose place is checked"
                )
            else:
                continue
            record.twin = place.place_id


def _slip(lat: float, lon: float, true_lat: float, true_lon: float) -> str:
    """The slip of a pen that would turn one point into the other, if one does."""
    close = 0.05
    if abs(lat - true_lat) <= close and abs(lon + true_lon) <= close:
        return "as if the sign of the longitude were wrong"
    if abs(lat - true_lon) <= close and abs(lon - true_lat) <= close:
        return "as if latitude and longitude were swapped"
    whole = round(lat - true_lat), round(lon - true_lon)
    if (
        whole != (0, 0)
        and 0 in whole
        and max(map(abs, whole)) == 1
        and (abs(lat - true_lat - whole[0]) <= 0.02 and abs(lon - true_lon - whole[1]) <= 0.02)
    ):
        return "as if a degree were miscopied"
    return ""


def _check_twins(by_key: Mapping[str, list[Record]]) -> None:
    for same_name in by_key.values():
        sound = [r for r in same_name if not r.fault]
        if len(sound) < 2:
            continue
        placed = [r for r in sound if _unit(r)]
        for record in sound:
            if _unit(record) or not placed:
                continue
            twin = min(placed, key=lambda r: distance_km(r.lat, r.lon, record.lat, record.lon))
            km = distance_km(twin.lat, twin.lon, record.lat, record.lon)
            if km > TWIN_KM:
                record.fault = (
                    f"names no region, and {len(placed)} of its name do, the nearest {km:.0f} km away: "
                    "cannot be told from a misplaced copy"
                )
                record.twin = twin.source_id
        for i, record in enumerate(sound):
            for other in sound[i + 1 :]:
                if record.fault or other.fault or record.admin1 != other.admin1:
                    continue
                km = distance_km(record.lat, record.lon, other.lat, other.lon)
                slip = _slip(record.lat, record.lon, other.lat, other.lon) if km > TWIN_KM else ""
                if slip:
                    worse, better = sorted((record, other), key=_support)
                    worse.fault = f"{km:.0f} km from its namesake in {worse.admin1}, {slip}"
                    worse.twin = better.source_id


def _support(record: Record) -> tuple[float, ...]:
    """How much speaks for a record among its namesakes."""
    rank = {"PPLC": 5, "PPLA": 4, "PPLA2": 3, "PPLA3": 2, "PPLA4": 1}.get(record.feature_code, 0)
    decimals = len(f"{record.lat:.5f}".rstrip("0")) + len(f"{record.lon:.5f}".rstrip("0"))
    return (rank, bool(record.admin2_code), len(record.alternates), decimals, -record.number)


def _merge(by_key: Mapping[str, list[Record]]) -> None:
    """Records of one name within a short walk are one place; the best supported stays."""
    for same_name in by_key.values():
        ranked = sorted((r for r in same_name if not r.fault), key=_support, reverse=True)
        for i, kept in enumerate(ranked):
            if kept.merged_into:
                continue
            for other in ranked[i + 1 :]:
                if (
                    not other.merged_into
                    and distance_km(kept.lat, kept.lon, other.lat, other.lon) <= SAME_KM
                ):
                    other.merged_into = kept.source_id
                    kept.names.extend((other.name, *other.alternates))
