"""One name to one place, several candidates, or the reason why not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._geodesy import distance_km
from geomali.gazetteer._hints import NO_HINTS, AdminUnits, Hints
from geomali.gazetteer._index import Index
from geomali.gazetteer._rank import Likeness, Match, alone, prominence, rank
from geomali.gazetteer._records import (
    Candidate,
    Place,
    Resolution,
    no_resolution,
    resolution,
)

if TYPE_CHECKING:
    from geomali.gazetteer._phrases import Phrase

__all__ = ["Resolver"]

# Above this probability an answer is given; below it candidates are.
RESOLVED = 0.6
# With nothing said beside it, one of several places that bear a name needs more for it; and
# of two names as many slips away, how they sound alone rarely decides.
_HOMONYM_RESOLVED = 0.7
_TIE_RESOLVED = 0.85
MAX_CANDIDATES = 10
_WORD_BREAK = re.compile(r"[\s\-–—/_.]+")
_FIGURE = re.compile(r"\d")
_SEVERAL = re.compile(r"\w[^\w'’]+\w|[\s'’.]")
_LISTED = re.compile(r"[,;/]")
_SPACE = re.compile(r"\s+(?:[-–—]\s+)?")
_MAX_WORDS = 6
_MIN_PART = 3
_SHORT_NAME = 4
"""A name of fewer letters may hold one slip: with two, "Xyz" would sound like Kayes."""
# Seats of cercles and above have quarters that are named after them.
_TOWN = 2.0
# Of several places of one name, only the seat of a region is so much better known that
# "Gao North" is a part of it.
_CITY = 3.0
# How often a name that holds a known one means that place.
_PART_TRUST = 0.8
_PART_SURE = 0.7
_PART_KM = 10.0
_ONE_AREA_KM = 20.0
# Most communes would fit in a circle of this radius around their seat.
_COMMUNE_KM = 25.0
_AREA_CODES = {
    "admin1": ("ADM1", "RGN"),
    "admin2": ("ADM2",),
    "admin3": ("ADM3", "ADM4"),
    "country": ("PCLI",),
}
_WORD_FOR = {"admin1": "region", "admin2": "cercle", "admin3": "commune"}


class Resolver:
    """Resolves names against an index."""

    def __init__(self, index: Index, units: AdminUnits) -> None:
        self.index = index
        self.units = units

    @cached_property
    def home(self) -> tuple[float, float, float, float] | None:
        """South, west, north and east of the shipped places of the country covered, with a margin."""
        points = [
            (place.lat, place.lon)
            for place in map(self.index.place, self.index.place_ids())
            if place is not None
            and place.lat is not None
            and place.lon is not None
            and place.layer != "install"
            and not self.units.abroad(place)
        ]
        if not points:
            return None
        lats, lons = zip(*points, strict=True)
        return min(lats) - 3, min(lons) - 3, max(lats) + 3, max(lons) + 3

    def knows(self, name: str) -> bool:
        """Whether some place bears this very name, marks and case apart."""
        return bool(self.index.exact(name_key(name)))

    def names_unit(self, name: str) -> bool:
        """Whether a region, a cercle or a country is named so."""
        return (
            self.units.knows("1", name)
            or self.units.knows("2", name)
            or any(place.feature_code.startswith("PCL") for place in self._named(name))
        )

    def known(self, query: str) -> Resolution | None:
        """The commonest answer: a name spelled as known, of one town, nothing said beside it."""
        hits = self.index.exact(name_key(query))
        place = self.index.place(hits[0].place_id) if len(hits) == 1 else None
        if place is None or place.feature_class != "P":
            return None
        return self._only(query, Match(place, hits[0].name, "exact"), 0)

    def resolve(self, query: str, hints: Hints) -> Resolution:
        """Resolve a bare name or a phrase around one."""
        key = name_key(query)
        exact = self._exact(key)
        bare = hints is NO_HINTS or not hints
        if bare and len(exact) == 1 and exact[0].place.feature_class == "P":
            return self._only(query, exact[0], 0)
        if not key:
            return _unknown(query, "the name is empty")
        phrase = None
        if not exact:
            # Most names are one word without a figure and need none of this.
            point = self._point(query) if _FIGURE.search(query) else None
            if point is not None:
                return point
            if _SEVERAL.search(query):
                from geomali.gazetteer._phrases import parse_phrase

                phrase = parse_phrase(query)
        if phrase is not None:
            answer = self._phrase(query, phrase, hints)
            if answer.status != "unknown" or phrase.kind.startswith("admin"):
                return answer
            for other in (
                self._near(query, (), key, hints),
                self._shorter(query, phrase.name, hints, any_place=phrase.kind == "facility"),
            ):
                if other is not None and other.status == "resolved":
                    return other
            return answer
        if exact:
            answer = self._decide(query, _plain(exact), hints)
            fits = [c for c in answer.candidates if c.score > 0]
            if any(c.place.feature_class in ("P", "A") or c.place.layer != "install" for c in fits):
                return answer
        answer = self._near(query, exact, key, hints, nearest=bare)
        if answer.status == "unknown":
            return self._shorter(query, query, hints, any_place=False) or answer
        return answer

    def _point(self, query: str) -> Resolution | None:
        """Coordinates written as a query."""
        from geomali.gazetteer._coordinates import parse_coordinates

        point = parse_coordinates(query)
        if point is not None:
            point = parse_coordinates(query, inside=self.home)
        if point is None:
            return None
        if point.swapped:
            # Two readings, and neither is for the program to choose.
            return Resolution(query, "ambiguous", score=point.score, reason=point.reason)
        return Resolution(
            query, "resolved", None, point.lat, point.lon, None, 1, point.uncertainty_km,
            point.score, point.reason,
        )  # fmt: skip

    def _shorter(
        self, query: str, name: str, hints: Hints, *, any_place: bool
    ) -> Resolution | None:
        """A longer name that begins or ends with a known one: a quarter, a camp, a clinic there.

        "Birga-Peuhl" is beside Birga; that is only said where a cercle or what is named beside it
        leaves one Birga: most regions have another, and no list has all.
        """
        placed = bool(hints.admin2 or hints.near)
        words = (_WORD_BREAK if any_place or placed else _SPACE).split(name.strip())
        for count in range(min(len(words), _MAX_WORDS) - 1, 0, -1):
            for part in (words[:count], words[-count:]):
                key = name_key("".join(part))
                if len(key) < _MIN_PART:
                    continue
                whole = any_place or _SPACE.search(name) is not None
                beside = (
                    placed
                    and part == words[:count]
                    and len(key) > _MIN_PART
                    and self.index.qualifies(words[-1])
                )
                matches = [
                    m
                    for m in self._exact(key)
                    if m.place.feature_class == "P"
                    and (
                        # "Koro-Banga" is no quarter of Koro; "CSCom Bamba Central" is in Bamba.
                        (prominence(m.place) >= _TOWN and whole)
                        or (
                            any_place
                            and (m.place.layer != "install" or (placed and len(key) > _MIN_PART))
                        )
                        or (beside and prominence(m.place) < _TOWN)
                    )
                ]
                if not matches:
                    continue
                answer = self._decide(query, matches, hints)
                if answer.status == "resolved" and answer.score >= _PART_SURE:
                    return _beside(answer, f"named after {answer.matched_name}")
        return None

    def _phrase(self, query: str, phrase: Phrase, hints: Hints) -> Resolution:
        from geomali.gazetteer._phrases import parse_phrase

        hints = self._with_beside(phrase, hints)
        key = name_key(phrase.name)
        if phrase.kind.startswith("admin"):
            return self._area(query, phrase, key, hints)
        if phrase.kind in ("pair", "quarter"):
            bare = self._phrase(query, replace(phrase, kind="", beside=""), hints)
            if phrase.kind == "pair":
                return self._pair(bare, phrase)
            return _part(bare) if bare.status == "resolved" else bare
        inner = parse_phrase(phrase.name) if not self._exact(key) else None
        if inner is not None and inner.name != phrase.name:
            return replace(self._phrase(query, inner, hints), query=query)
        exact = self._exact(key)
        answer = self._decide(query, _plain(exact), hints) if exact else None
        if answer is None or answer.status == "unknown":
            answer = self._near(query, exact, key, hints)
            words = len(_SPACE.split(phrase.name.strip()))
            if phrase.kind == "facility" and 1 < words != len(
                _SPACE.split(answer.matched_name or "")
            ):
                # "camp Fama Gao" is in Gao rather than a misspelt Famaga.
                answer = self._shorter(query, phrase.name, hints, any_place=True) or answer
        if answer.status == "resolved" and phrase.kind == "facility":
            return replace(
                answer,
                reason=f"named after {answer.matched_name}",
                uncertainty_km=answer.uncertainty_km or 5.0,
            )
        return answer

    def _pair(self, answer: Resolution, phrase: Phrase) -> Resolution:
        """Two names with a dash: "Mopti - Sévaré" is one town, "Somo - San" a village of San, "Gao - Kidal" neither."""
        unit = self.units.knows("1", phrase.beside) or self.units.knows("2", phrase.beside)
        if unit and answer.status != "unknown":
            return answer
        both = [
            named.candidates[0]
            for name in (phrase.name, phrase.beside)
            if (named := self.resolve(name, NO_HINTS)).candidates
        ]
        if len(both) < 2 or (apart := _apart(both[0].place, both[1].place)) <= _ONE_AREA_KM:
            return answer
        shown = tuple(replace(c, score=c.score / 2) for c in both)
        a, b = (c.matched_name for c in both)
        far = f", {apart:.0f} km apart" if math.isfinite(apart) else ""
        return Resolution(
            answer.query, "ambiguous", score=max(c.score for c in shown), candidates=shown,
            reason=f"{a} and {b} are two places{far}",
        )  # fmt: skip

    def _with_beside(self, phrase: Phrase, hints: Hints) -> Hints:
        """What stands in brackets or after commas is a hint, if it names a unit, a country or a place."""
        for part in filter(None, map(str.strip, _LISTED.split(phrase.beside))):
            hints = self.beside(part, hints)
        return hints

    def beside(self, beside: str, hints: Hints) -> Hints:
        """The hints with a unit, a country or a place that is named beside a name."""
        if self.units.knows("1", beside):
            # "Léré (Tombouctou)": a region before it is the cercle of that name.
            return hints if hints.admin1 else replace(hints, admin1=beside)
        if hints.admin2 is None and self.units.knows("2", beside):
            return replace(hints, admin2=beside)
        named = self._named(beside)
        for place in named:
            if place.feature_code.startswith("PCL"):
                return hints if hints.country else replace(hints, country=place.country)
        points = tuple((p.lat, p.lon) for p in named if p.lat is not None and p.lon is not None)
        return replace(hints, near=hints.near + points) if points else hints

    def _named(self, name: str) -> list[Place]:
        places = (self.index.place(hit.place_id) for hit in self.index.exact(name_key(name)))
        return [place for place in places if place is not None]

    def _area(self, query: str, phrase: Phrase, key: str, hints: Hints) -> Resolution:
        """An admin unit named as one: never the town of that name."""
        codes = _AREA_CODES[phrase.kind]
        matches = [m for m in self._exact(key) if m.place.feature_code in codes]
        matches = matches or [m for m in self._tolerant(key) if m.place.feature_code in codes]
        if hints.on is not None:
            in_force = [m for m in matches if self.units.in_force(m.place.place_id, hints.on)]
            if matches and not in_force:
                return _unknown(query, f"no such {_WORD_FOR[phrase.kind]} existed on {hints.on}")
            matches = in_force
        if not matches:
            seat = self._decide(query, _plain(self._exact(key)), hints)
            if phrase.kind == "admin3" and seat.lat is not None:
                # A commune bears the name of its seat; how far it reaches is not known.
                return replace(
                    seat,
                    geo_precision=2,
                    uncertainty_km=_COMMUNE_KM,
                    score=seat.score * 0.9,
                    reason=f"commune around {seat.matched_name}, of which no outline is known",
                )
            return _unknown(
                query, f"no {_WORD_FOR[phrase.kind]} of that name in the gazetteer", seat.candidates
            )
        return self._decide(query, matches, replace(hints, admin2=None) if hints.admin2 else hints)

    def _exact(self, key: str) -> list[Match]:
        hits = self.index.exact(key)
        if not hits:
            return []
        if len(hits) == 1:
            place = self.index.place(hits[0].place_id)
            return [Match(place, hits[0].name, "exact")] if place is not None else []
        matches: dict[str, Match] = {}
        for hit in hits:
            if hit.place_id in matches:
                continue
            place = self.index.place(hit.place_id)
            if place is not None:
                matches[hit.place_id] = Match(place, hit.name, "exact")
        return list(matches.values())

    def _near(
        self,
        query: str,
        exact: Iterable[Match],
        key: str,
        hints: Hints,
        *,
        nearest: bool = False,
    ) -> Resolution:
        """Decide among places so named and those whose names are like it."""
        matches = [*exact, *self._tolerant(key, nearest=nearest)]
        return self._decide(query, matches, hints, odd=self.index.oddness(key) if matches else 0)

    def _tolerant(self, key: str, *, nearest: bool = False) -> list[Match]:
        """Places whose names are near a key in spelling or in sound."""
        index, like = self.index, Likeness(key)
        sound, consonants = like.sound, like.consonants
        keys: set[str] = set(index.same_sound(sound))
        if len(key) >= 4 and not (nearest and keys):
            most = 2 if len(key) >= 6 else 1
            keys.update(near for _, near in index.near_keys(key, most, nearest=nearest))
        elif nearest:
            # Names that sound alike may tie with one a slip of the pen away.
            keys.update(near for _, near in index.near_keys(key, 1, nearest=True))
        if not (nearest and keys):
            if len(sound) >= 4:
                keys.update(
                    near for _, near in index.near_sounds(sound, 2 if len(sound) >= 7 else 1)
                )
            if len(consonants) >= 3:
                keys.update(index.same_consonants(consonants))
        keys.discard(key)
        matches: dict[str, Match] = {}
        for candidate in sorted(keys) if len(keys) > 1 else keys:
            other = index.sound_of(candidate)
            weight, errors = like.to(candidate, other)
            if errors > 1 and len(key) < _SHORT_NAME:
                continue
            for hit in index.exact(candidate):
                known = matches.get(hit.place_id)
                if known is not None and known.likeness >= weight:
                    continue
                place = index.place(hit.place_id)
                if place is not None:
                    how = "sounds like it" if sound == other else "spelled much like it"
                    matches[hit.place_id] = Match(place, hit.name, how, weight, errors)
        return _plain(matches.values())

    def _only(self, query: str, match: Match, odd: int) -> Resolution:
        """The commonest case, one place and no hints, without the machinery for many."""
        best = alone(match, self.units, partly=self.index.partly, odd=odd)
        if best.score >= RESOLVED:
            return resolution(query, best, (best,), best.reason)
        if best.score <= 1 - RESOLVED:
            reason = f"nothing near enough to it; nearest is {best.matched_name}"
            return _unknown(query, reason, (best,))
        return no_resolution(
            query, "ambiguous", best.score, (best,), _open_question([best], NO_HINTS)
        )

    def _decide(
        self, query: str, matches: Iterable[Match], hints: Hints, *, odd: int = 0
    ) -> Resolution:
        matches = list(matches)
        if len(matches) == 1 and not hints:
            return self._only(query, matches[0], odd)
        ranked, none = rank(matches, hints, self.units, partly=self.index.partly, odd=odd)
        if not ranked:
            if not matches:
                return _unknown(query, "no place of that name in the gazetteer")
            others, _ = rank(matches, Hints(), self.units, partly=self.index.partly)
            return _unknown(
                query, f"no place of that name {_said(hints)}",
                tuple(replace(c, score=0.0) for c in others[:MAX_CANDIDATES]),
            )  # fmt: skip
        best, shown = ranked[0], tuple(ranked[:MAX_CANDIDATES])
        enough = _enough(matches) if not hints and len(ranked) > 1 else RESOLVED
        if best.score >= enough:
            return resolution(query, best, shown, _why(best, ranked, hints))
        beside = [
            (c, km)
            for c in ranked[1:]
            if (km := _apart(best.place, c.place)) <= _ONE_AREA_KM
            and name_key(c.matched_name) == name_key(best.matched_name)
        ]
        together = sum(c.score for c, _ in beside)
        if beside and best.score + together >= enough:
            # Records of one name so near each other: the place is known, its point is not.
            farthest = max(km for _, km in beside)
            one = resolution(
                query, best, shown,
                f"{best.reason}; {len(beside) + 1} records of the name within {farthest:.0f} km",
            )  # fmt: skip
            return replace(one, uncertainty_km=round(farthest, 1), score=best.score + together / 2)
        if none >= RESOLVED:
            return _unknown(
                query, f"nothing near enough to it; nearest is {best.matched_name}", shown
            )
        return no_resolution(query, "ambiguous", best.score, shown, _open_question(ranked, hints))


def _plain(matches: Iterable[Match]) -> list[Match]:
    """A bare name that fits a town and its region means the town."""
    matches = list(matches)
    if len(matches) < 2:
        return matches
    towns = [m for m in matches if m.place.feature_class == "P"]
    if not towns:
        return matches
    likest = max(m.likeness for m in towns)
    return [m for m in matches if m.place.feature_class != "A" or m.likeness > likest]


def _enough(matches: list[Match]) -> float:
    """The least score of an answer when nothing is said beside a name."""
    least = min(m.errors for m in matches)
    near = [m for m in matches if m.errors == least]
    if len(near) < 2:
        return RESOLVED
    if least == 0:
        return _HOMONYM_RESOLVED
    standing = [(m.place.layer != "install", prominence(m.place)) for m in near]
    return _TIE_RESOLVED if standing.count(max(standing)) > 1 else RESOLVED


def _beside(answer: Resolution, reason: str) -> Resolution:
    """A part of a place, or a place beside it: near it, and less surely."""
    return replace(
        answer,
        score=answer.score * _PART_TRUST,
        geo_precision=max(answer.geo_precision or 1, 2),
        uncertainty_km=max(answer.uncertainty_km or 0.0, _PART_KM),
        reason=reason,
    )


def _part(answer: Resolution) -> Resolution:
    """The place of which a part was named, unless the word tells several of the name apart."""
    place, name = answer.place, answer.matched_name or ""
    key = name_key(name)
    namesakes = sum(name_key(c.matched_name) == key for c in answer.candidates)
    if place is not None and prominence(place) < _CITY and namesakes > 1:
        return Resolution(
            answer.query, "ambiguous", score=answer.score, candidates=answer.candidates,
            reason=f"one of {namesakes} places named {name}; which of them bears the word beside it is not known",
        )  # fmt: skip
    return _beside(answer, f"a part of {name}, or beside it")


def _apart(a: Place, b: Place) -> float:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return distance_km(a.lat, a.lon, b.lat, b.lon)


def _unknown(query: str, reason: str, candidates: tuple[Candidate, ...] = ()) -> Resolution:
    return no_resolution(query, "unknown", 0.0, candidates, reason)


def _said(hints: Hints) -> str:
    named = [hint for hint in (hints.admin2, hints.admin1, hints.country) if hint]
    return "in " + ", ".join(named) if named else "near there"


def _open_question(ranked: list[Candidate], hints: Hints) -> str:
    if len(ranked) == 1:
        return f"may be {ranked[0].matched_name}; not sure enough"
    more = "" if hints else "; name the region, cercle or a place nearby"
    return f"{len(ranked)} places may be meant{more}"


def _why(best: Candidate, ranked: list[Candidate], hints: Hints) -> str:
    if len(ranked) == 1:
        return best.reason if not hints else f"{best.reason}; the only one {_said(hints)}"
    return f"{best.reason}; likelier than {len(ranked) - 1} others"
