"""What is said beside a name: in which region, cercle or country it lies, near what.

Regions have changed twice within the period that reports cover, so a hint is
read by every vintage of the map: "Gao" is the region of today and also the
larger one that held Ménaka; a region of 2023 is mostly a cercle of the map before.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from math import floor, log1p
from pathlib import Path

from geomali.gazetteer._fold import name_key, sound_key
from geomali.gazetteer._records import Place

__all__ = ["INSIDE", "MAYBE", "NO_HINTS", "OUTSIDE", "AdminUnits", "Hints", "unit_key"]

OUTSIDE, MAYBE, INSIDE = 0, 1, 2

# A quarter of a degree is 28 km from south to north.
_CELLS_PER_DEG = 4

_UNIT_WORDS = re.compile(
    r"""^(?:r[ée]gion|cercle|gouvernorat|district|province|wilaya|commune|arrondissement)\b
        (?:\s+(?:rurale|urbaine))?\s*(?:of\s+|de\s+la\s+|des\s+|du\s+|de\s+|d\s*['’]\s*)?
      |\s+(?:region|cercle|circle|district|province|governorate|commune)$""",
    re.IGNORECASE | re.VERBOSE,
)

_CERCLE = re.compile(r"\b(?:cercle|circle)\b", re.IGNORECASE)


def unit_key(name: str) -> str:
    """Key of an admin unit's name, without the word for what it is."""
    bare = _UNIT_WORDS.sub("", name.strip()).strip()
    return sound_key(name_key(bare or name))


@dataclass(frozen=True, slots=True)
class Hints:
    """What is asked of a candidate; empty hints ask nothing."""

    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None
    near: tuple[tuple[float, float], ...] = ()
    on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.admin1 or self.admin2 or self.country or self.near)


NO_HINTS = Hints()


class AdminUnits:
    """Admin units of every vintage, and which of them share ground."""

    def __init__(
        self,
        path: Path | None,
        names_of: Callable[[str], Iterable[str]],
        country_of: Callable[[str], str],
        checked_places: Callable[[], Iterable[Place]],
        checked_points: Callable[[], Iterable[tuple[float, float]]],
    ) -> None:
        self._path, self._names_of, self._country_of = path, names_of, country_of
        self._checked_places, self._checked_points = checked_places, checked_points
        self._about: dict[tuple[int, int], float] = {}

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The table as read."""
        if self._path is None or not self._path.is_file():
            return []
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def _keys(self) -> dict[str, dict[str, set[str]]]:
        """By level, what each spelling of a unit may mean."""
        keys: dict[str, dict[str, set[str]]] = {"1": {}, "2": {}}
        for row in self.rows:
            level, key = row["level"], unit_key(row["name"])
            if level not in keys:
                continue
            spellings = {key, name_key(row["code"])}
            if row.get("place_id"):
                spellings |= {unit_key(name) for name in self._names_of(row["place_id"])}
            for spelling in spellings - {""}:
                keys[level].setdefault(spelling, set()).add(key)
        return keys

    @cached_property
    def _parents(self) -> dict[str, set[str]]:
        """Regions that each cercle has been part of."""
        by_code = {(r["scheme"], r["version"], r["code"]): r for r in self.rows}
        parents: dict[str, set[str]] = {}
        for row in self.rows:
            parent = by_code.get((row["scheme"], row["version"], row["parent_code"]))
            if row["level"] == "2" and parent is not None:
                parents.setdefault(unit_key(row["name"]), set()).add(unit_key(parent["name"]))
        return parents

    @cached_property
    def _kin(self) -> dict[str, set[str]]:
        """Regions that have held the same cercle."""
        kin: dict[str, set[str]] = {}
        for parents in self._parents.values():
            for parent in parents:
                kin.setdefault(parent, set()).update(parents)
        return kin

    @cached_property
    def _carved(self) -> dict[str, set[str]]:
        """For each region, the regions of maps before it that held its ground."""
        held: dict[tuple[str, str], set[str]] = {}
        for row in self.rows:
            if row["level"] == "1":
                held.setdefault((row["scheme"], row["version"]), set()).add(unit_key(row["name"]))
        carved: dict[str, set[str]] = {}
        by_code = {(r["scheme"], r["version"], r["code"]): r for r in self.rows}
        for row in self.rows:
            parent = by_code.get((row["scheme"], row["version"], row["parent_code"]))
            if row["level"] != "2" or parent is None:
                continue
            before = held.get((row["scheme"], row["version"]), set())
            older = unit_key(parent["name"])
            for region in self._parents[unit_key(row["name"])] - before:
                carved.setdefault(region, set()).add(older)
        codes = {row["code"]: unit_key(row["name"]) for row in self.rows if row["level"] == "1"}
        for place in self._checked_places():
            # A place's p-code may be of an older map than its region.
            coded = codes.get(place.admin1_pcode or "")
            if coded and place.admin1 and coded != unit_key(place.admin1):
                carved.setdefault(unit_key(place.admin1), set()).add(coded)
        return carved

    @cached_property
    def _new_cercles(self) -> set[str]:
        """Cercles that are on the map of most cercles only."""
        maps: dict[tuple[str, str], set[str]] = {}
        for row in self.rows:
            if row["level"] == "2":
                maps.setdefault((row["scheme"], row["version"]), set()).add(unit_key(row["name"]))
        if len(maps) < 2:
            return set()
        newest = max(sorted(maps), key=lambda version: len(maps[version]))
        others = (units for version, units in maps.items() if version != newest)
        return maps[newest].difference(*others)

    @cached_property
    def _countries(self) -> set[str]:
        ids = dict.fromkeys(row["place_id"] for row in self.rows if row["level"] == "1")
        return {self._country_of(place_id) for place_id in ids if place_id} - {""}

    @cached_property
    def _geonames(self) -> dict[tuple[str, str], str]:
        return {
            (row["parent_code"], row["code"]): row["name"]
            for row in self.rows
            if row["scheme"] == "geonames_admin1"
        }

    @cached_property
    def _regions(self) -> set[str]:
        return {unit for units in self._keys["1"].values() for unit in units}

    def units(self, level: str, hint: str) -> set[str]:
        """Keys of the units of that level that a hint may mean; unknown ones stand for themselves."""
        known, wanted = self._keys[level], unit_key(hint)
        for key in (name_key(hint), wanted):
            if key in known:
                return known[key]
        return known.get(self._misspelt(level, wanted), {wanted})

    def _misspelt(self, level: str, wanted: str) -> str:
        """The one known unit a misspelt one is within an error of, or nothing."""
        if len(wanted) < 4:
            return ""
        from rapidfuzz.distance import OSA

        near = [key for key in sorted(self._keys[level]) if OSA.distance(key, wanted) <= 1]
        return near[0] if len({frozenset(self._keys[level][key]) for key in near}) == 1 else ""

    def in_force(self, place_id: str, on: date) -> bool:
        """Whether an admin unit existed on a day; true if no map says otherwise."""
        spans = [
            (row["valid_from"], row["valid_to"])
            for row in self.rows
            if row.get("place_id") == place_id
        ]
        day = on.isoformat()
        return not spans or any((not a or a <= day) and (not b or day <= b) for a, b in spans)

    def abroad(self, place: Place) -> bool:
        """Whether a place lies in another country than the units listed."""
        return bool(place.country and self._countries and place.country not in self._countries)

    @cached_property
    def _towns(self) -> Counter[tuple[int, int]]:
        """How many shipped towns lie in each cell of a grid."""
        return Counter(
            (floor(lat * _CELLS_PER_DEG), floor(lon * _CELLS_PER_DEG))
            for lat, lon in self._checked_points()
        )

    def reported(self, lat: float, lon: float) -> float:
        """How many places that reports name lie about a point, as the logarithm of one more."""
        cell = floor(lat * _CELLS_PER_DEG), floor(lon * _CELLS_PER_DEG)
        about = self._about.get(cell)
        if about is None:
            south, west = cell
            towns = self._towns
            about = self._about[cell] = log1p(
                sum(
                    towns[around]
                    for around in product((south - 1, south, south + 1), (west - 1, west, west + 1))
                )
            )
        return about

    def share_ground(self, a: str, b: str) -> bool:
        """Whether two regions, by :func:`unit_key`, held the same cercle on different maps."""
        return a == b or b in self._kin.get(a, ())

    def admin1_of_code(self, country: str, code: str) -> str | None:
        """Name of the region of a GeoNames code."""
        return self._geonames.get((country, code))

    def knows(self, level: str, hint: str) -> bool:
        """Whether some map has a unit of that level and name."""
        known = self._keys[level]
        return unit_key(hint) in known or name_key(hint) in known

    def level(self, hint: str) -> str:
        """Level of the unit that words or a p-code name, ``"1"`` or ``"2"``; nothing if no map has it.

        A name that a region and a cercle share is the region's, unless the word "cercle" says otherwise.
        """
        levels = "21" if _CERCLE.search(hint) else "12"
        return next((level for level in levels if self.knows(level, hint)), "")

    def fit_admin1(self, place: Place, hint: str) -> int:
        """How well a place lies in a region, by any vintage of the map."""
        wanted = self.units("1", hint)
        if self.abroad(place):
            # All units listed are of one country; a foreign town lies in none of them.
            return INSIDE if place.admin1 and unit_key(place.admin1) in wanted else OUTSIDE
        own = {unit_key(n) for n in (place.admin1, place.admin1_2023) if n}
        if not own or not wanted & self._regions:
            return MAYBE
        if wanted & own:
            return INSIDE
        parents = self._parents_of(place)
        if wanted & parents or any(wanted & self._carved.get(unit, set()) for unit in own):
            return INSIDE
        if place.feature_code == "ADM1":
            return OUTSIDE
        if any(unit_key(name) in wanted for name in place.near_admin1):
            return MAYBE
        if not parents and any(wanted & self._kin.get(unit, set()) for unit in own):
            return MAYBE
        return OUTSIDE

    def _parents_of(self, place: Place) -> set[str]:
        """Every region that the place's cercle has been part of."""
        if not place.admin2:
            return set()
        units = self.units("2", place.admin2)
        return set[str]().union(*(self._parents.get(unit, set()) for unit in units))

    def fit_admin2(self, place: Place, hint: str) -> int:
        """How well a place lies in a cercle."""
        if place.feature_code == "ADM1":
            return OUTSIDE
        if not self.knows("2", hint):
            # A health district, a commune, a cercle of a map not listed.
            named = {unit_key(name) for name in (place.admin2, place.admin3) if name}
            return INSIDE if unit_key(hint) in named else MAYBE
        if not place.admin2:
            return OUTSIDE if self.abroad(place) else MAYBE
        wanted = self.units("2", hint)
        if wanted & self.units("2", place.admin2):
            return INSIDE
        if place.admin3 and wanted & {unit_key(place.admin3)}:
            return INSIDE
        # A cercle that only the newest map has was carved out of an older one,
        # of which the sources of most places still speak.
        if wanted <= self._new_cercles:
            over = set[str]().union(*(self._parents.get(unit, set()) for unit in wanted))
            over |= set[str]().union(*(self._carved.get(unit, set()) for unit in over))
            own = {unit_key(n) for n in (place.admin1, place.admin1_2023) if n}
            return MAYBE if over & (own | self._parents_of(place)) else OUTSIDE
        return OUTSIDE
