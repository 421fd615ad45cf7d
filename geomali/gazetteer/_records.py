"""Records of the gazetteer: places, names, candidates, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "Candidate",
    "Name",
    "NameSpan",
    "Place",
    "Resolution",
    "candidate",
    "no_resolution",
    "resolution",
]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place, its language (ISO 639) and its kind.

    ``kind`` is official, variant, former, exonym or misspelling.
    """

    text: str
    lang: str = ""
    kind: str = "variant"


@dataclass(frozen=True, slots=True)
class Place:
    """One place; coordinates in degrees, WGS 84.

    A point place (town, well, camp) has ``lat`` and ``lon`` and ``geo_precision`` 1.
    An area (region, cercle, natural region) has ``geo_precision`` 3 (2 if it
    is small: a commune, a district, a forest), ``lat`` and ``lon`` None, and
    its outline under the same id in the areas layer; ``radius_km`` is the radius of a
    circle of the same area.  ``admin1`` and ``admin2`` are names by the ten-region map.
    """

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    country: str
    lat: float | None = None
    lon: float | None = None
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    geo_precision: int = 1
    radius_km: float | None = None
    population: int | None = None
    source: str = ""
    admin1_2023: str | None = None
    admin1_pcode: str | None = None
    admin2_pcode: str | None = None
    layer: str = "core"
    """Which table it is from: core (shipped), user, or installed."""
    check: str = ""
    near_admin1: tuple[str, ...] = ()
    """Other regions whose border is so near that a source may name them."""

    @property
    def is_area(self) -> bool:
        """Whether it is drawn as an outline, not as a point."""
        return self.lat is None or self.lon is None


class NameSpan(NamedTuple):
    """A known name in a text, in code points, end exclusive, and whose name it is."""

    start: int
    end: int
    text: str
    place_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, with how well it fits (0 to 1) and why."""

    place: Place
    matched_name: str
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name resolves to, or the reason why not.

    ``status`` is ``resolved``, ``ambiguous`` or ``unknown``; ``place`` is set
    only if resolved to one place (for a relative description, its anchor).
    ``lat`` and ``lon`` are None for an area, and for a relative description
    the point described.  ``score`` is the probability that the answer is
    right.  ``candidates`` are ranked, best first.
    """

    query: str
    status: str
    place: Place | None = None
    lat: float | None = None
    lon: float | None = None
    matched_name: str | None = None
    geo_precision: int | None = None
    uncertainty_km: float | None = None
    score: float = 0.0
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def place_id(self) -> str | None:
        """Id of the place, if there is one."""
        return self.place.place_id if self.place else None


# A frozen dataclass sets every field through object.__setattr__, which takes most of the time of an
# easy answer. These have the same slots, are filled like any object, and are then made the frozen
# class, which Python allows between classes of one layout.
class _OpenCandidate:
    __slots__ = ("matched_name", "place", "reason", "score")

    def __init__(self, place: Place, matched_name: str, score: float, reason: str) -> None:
        self.place = place
        self.matched_name = matched_name
        self.score = score
        self.reason = reason


class _OpenResolution:
    __slots__ = (
        "candidates", "geo_precision", "lat", "lon", "matched_name", "place", "query", "reason",
        "score", "status", "uncertainty_km",
    )  # fmt: skip

    def __init__(
        self,
        query: str,
        status: str,
        place: Place | None,
        lat: float | None,
        lon: float | None,
        matched_name: str | None,
        geo_precision: int | None,
        uncertainty_km: float | None,
        score: float,
        reason: str,
        candidates: tuple[Candidate, ...],
    ) -> None:
        self.query = query
        self.status = status
        self.place = place
        self.lat = lat
        self.lon = lon
        self.matched_name = matched_name
        self.geo_precision = geo_precision
        self.uncertainty_km = uncertainty_km
        self.score = score
        self.reason = reason
        self.candidates = candidates


def candidate(place: Place, matched_name: str, score: float, reason: str) -> Candidate:
    """:class:`Candidate`, made quickly."""
    made = _OpenCandidate(place, matched_name, score, reason)
    made.__class__ = Candidate  # type: ignore[assignment]
    return made  # type: ignore[return-value]


def resolution(
    query: str, best: Candidate, candidates: tuple[Candidate, ...], reason: str
) -> Resolution:
    """:class:`Resolution` to one place, made quickly."""
    place = best.place
    made = _OpenResolution(
        query, "resolved", place, place.lat, place.lon, best.matched_name, place.geo_precision,
        place.radius_km, best.score, reason, candidates,
    )  # fmt: skip
    made.__class__ = Resolution  # type: ignore[assignment]
    return made  # type: ignore[return-value]


def no_resolution(
    query: str, status: str, score: float, candidates: tuple[Candidate, ...], reason: str
) -> Resolution:
    """:class:`Resolution` to no place, made quickly."""
    made = _OpenResolution(
        query, status, None, None, None, None, None, None, score, reason, candidates
    )
    made.__class__ = Resolution  # type: ignore[assignment]
    return made  # type: ignore[return-value]
