"""Our gazetteer behind geopy's interface, so that code written for Nominatim runs on it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import geopy.exc
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomali.errors import AmbiguousPlaceError, GeocodingError, GeomaliError, UnknownPlaceError
from geomali.gazetteer._gazetteer import Gazetteer, load_gazetteer
from geomali.gazetteer._records import Candidate, Place, Resolution

__all__ = ["GazetteerGeocoder", "OnlineChain", "from_geopy", "to_geopy"]


def to_geopy(error: Exception) -> geopy.exc.GeopyError:
    """The geopy exception that says the same as one of ours."""
    if isinstance(error, (UnknownPlaceError, AmbiguousPlaceError)):
        made: geopy.exc.GeopyError = geopy.exc.GeocoderQueryError(str(error))
    elif isinstance(error, GeocodingError):
        cause = error.__cause__
        made = (
            cause
            if isinstance(cause, geopy.exc.GeopyError)
            else geopy.exc.GeocoderServiceError(str(error))
        )
    elif isinstance(error, GeomaliError):
        made = geopy.exc.GeocoderServiceError(str(error))
    else:
        raise TypeError(f"{type(error).__name__} is none of geomali's errors")
    if made is not error.__cause__:
        made.__cause__ = error
    return made


def from_geopy(error: geopy.exc.GeopyError) -> GeocodingError:
    """Our exception for one of geopy's, which is chained as its cause."""
    made = GeocodingError(f"the online geocoder failed: {type(error).__name__}: {error}")
    made.__cause__ = error
    return made


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """A geopy geocoder that needs no network.

    Parameters
    ----------
    gazetteer
        Where names are looked up (default: :func:`geomali.gazetteer.load_gazetteer`).
    ambiguous
        What ``exactly_one=True`` gives for a name of several places: ``"none"``
        (None, as for a name that is not known), ``"best"`` (the likeliest) or ``"raise"``.
    online
        Asked only for what is not known here; none by default.
    """

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        *,
        ambiguous: Literal["none", "best", "raise"] = "none",
        online: OnlineChain | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.gazetteer = gazetteer or load_gazetteer()
        self.ambiguous = ambiguous
        self.online = online

    def geocode(
        self,
        query: str | dict[str, str],
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,
        limit: int | None = None,
        country_codes: str | list[str] | None = None,
    ) -> Location | list[Location] | None:
        """Location of a name; a list of all candidates with ``exactly_one=False``.

        ``query`` may be a dict with ``city``, ``state``, ``county`` and ``country`` as
        Nominatim takes it. An area has no point and gives None. ``timeout``
        is for the online geocoder.
        """
        name, hints = _question(query, country_codes)
        answer = self.gazetteer.resolve(
            name,
            admin1=hints.get("admin1"),
            admin2=hints.get("admin2"),
            country=hints.get("country"),
        )
        found = _locations(answer) if answer.status != "unknown" else []
        if answer.status == "unknown" and self.online is not None:
            return self.online.geocode(name, exactly_one=exactly_one, timeout=timeout)
        if not exactly_one:
            return found[:limit] or None
        if answer.status == "ambiguous":
            if self.ambiguous == "raise":
                ids = [candidate.place.place_id for candidate in answer.candidates]
                raise to_geopy(AmbiguousPlaceError(name, ids))
            return found[0] if found and self.ambiguous == "best" else None
        return found[0] if found and answer.status == "resolved" else None

    def reverse(
        self,
        query: object,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,
        limit: int = 5,
    ) -> Location | list[Location] | None:
        """Nearest known places to a point, the nearest as a description from it."""
        del timeout
        try:
            point = Point(query)
        except (ValueError, TypeError) as error:
            raise geopy.exc.GeocoderQueryError(f"{query!r} is no point: {error}") from error
        located = self.gazetteer.reverse(point.latitude, point.longitude, n=limit)
        if not located.nearest:
            return None
        raw = {
            "description": located.description,
            "units": located.units,
            "country": located.country,
        }
        here = Location(located.description, (point.latitude, point.longitude), raw)
        if exactly_one:
            return here
        return [
            _location(near.place, {"distance_km": near.distance_km, "direction": near.direction})
            for near in located.nearest
        ]


def _question(
    query: str | dict[str, str], country_codes: str | list[str] | None
) -> tuple[str, dict[str, str]]:
    hints: dict[str, str] = {}
    if isinstance(country_codes, str):
        hints["country"] = country_codes
    elif country_codes and len(country_codes) == 1:
        hints["country"] = country_codes[0]
    if isinstance(query, str):
        return query, hints
    for key, hint in (("state", "admin1"), ("county", "admin2"), ("country", "country")):
        if query.get(key):
            hints[hint] = query[key]
    name = next(
        (query[k] for k in ("q", "city", "town", "village", "county", "state") if query.get(k)), ""
    )
    if name == query.get("county"):
        hints.pop("admin2", None)
    if name == query.get("state"):
        hints.pop("admin1", None)
    return name, hints


def _locations(answer: Resolution) -> list[Location]:
    if answer.status == "resolved" and answer.lat is not None and answer.lon is not None:
        raw = {
            "place_id": answer.place_id, "score": answer.score, "geo_precision": answer.geo_precision,
            "uncertainty_km": answer.uncertainty_km, "reason": answer.reason,
        }  # fmt: skip
        where = answer.place
        described = where is None or (where.lat, where.lon) != (answer.lat, answer.lon)
        address = answer.query if where is None or described else _address(where)
        first = [Location(address, (answer.lat, answer.lon), raw)]
        rest = answer.candidates[1:]
    else:
        first, rest = [], answer.candidates
    return first + [
        _location(c.place, {"score": c.score, "reason": c.reason}) for c in rest if _has_point(c)
    ]


def _has_point(candidate: Candidate) -> bool:
    return not candidate.place.is_area


def _location(place: Place, more: dict[str, object]) -> Location:
    raw = {"place_id": place.place_id, "geo_precision": place.geo_precision, **more}
    return Location(_address(place), (place.lat, place.lon), raw)


def _address(place: Place) -> str:
    parts = (place.name, place.admin2, place.admin1, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))


class OnlineChain:
    """An online geocoder behind a rate limit and a cache; nothing uses one unless asked to.

    Parameters
    ----------
    geocoder
        Any geopy geocoder.
    min_delay_seconds
        Least time between two questions; public services ask for a second.
    cache
        File that keeps answers, also "not found", for good.
    """

    def __init__(
        self,
        geocoder: Geocoder,
        *,
        min_delay_seconds: float = 1.0,
        cache: str | Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.geocoder = geocoder
        self.min_delay_seconds = min_delay_seconds
        self._clock, self._sleep = clock, sleep
        self._last: float | None = None
        self._cache = Path(cache) if cache is not None else None
        self._memory: dict[str, str] = {}

    def geocode(
        self, name: str, *, exactly_one: bool = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Ask the cache, then the service.

        Raises
        ------
        GeocodingError
            The service failed; geopy's own exception is its cause.
        """
        question = json.dumps([type(self.geocoder).__name__, name, exactly_one], ensure_ascii=False)
        kept = self._read(question)
        if kept is None:
            self._wait()
            try:
                found = self.geocoder.geocode(name, exactly_one=exactly_one, timeout=timeout)
            except geopy.exc.GeopyError as error:
                raise from_geopy(error) from error
            places = [found] if isinstance(found, Location) else list(found or [])
            kept = json.dumps(
                [[p.address, p.latitude, p.longitude, p.raw] for p in places], default=str
            )
            self._keep(question, kept)
        locations = [
            Location(address, (lat, lon), raw) for address, lat, lon, raw in json.loads(kept)
        ]
        if exactly_one:
            return locations[0] if locations else None
        return locations or None

    def _wait(self) -> None:
        now = self._clock()
        if self._last is not None and now - self._last < self.min_delay_seconds:
            self._sleep(self.min_delay_seconds - (now - self._last))
        self._last = self._clock()

    def _read(self, question: str) -> str | None:
        if self._cache is None or not self._cache.is_file():
            return self._memory.get(question)
        with closing(sqlite3.connect(self._cache)) as db:
            row = db.execute(
                "SELECT answer FROM answers WHERE question = ?", (question,)
            ).fetchone()
        return row[0] if row else None

    def _keep(self, question: str, answer: str) -> None:
        if self._cache is None:
            self._memory[question] = answer
            return
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._cache)) as db, db:
            db.execute(
                "CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, answer TEXT)"
            )
            db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (question, answer))
