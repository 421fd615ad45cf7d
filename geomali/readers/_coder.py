"""Rows of events and claims that a person writes or corrects, to records.

:class:`Coder` checks one row at a time: vocabulary, dates, numbers, actors and
places.  The review of drafts (:mod:`geomali.review`) uses the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from geomali.errors import GeomaliError, UnknownPlaceError
from geomali.events import Claim, Count, Event, EventActor, EventPlace, Evidence
from geomali.readers._columns import DateReader, day_number, month_span, whole_number
from geomali.readers._records import Context
from geomali.readers._rows import Coded
from geomali.readers._where import Where, number_of
from geomali.readers._who import NO_DAY, ROLES, ActorMapper, split_names
from geomali.schema import (
    ACLED_TYPES,
    BASES,
    CONFLICT_MODALITIES,
    OUTCOMES,
    PROPOSITIONS,
    STANCES,
)

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry
    from geomali.gazetteer import Gazetteer

__all__ = ["BadRowError", "Coder", "dates_of"]

_ALIASES: Final = {
    "event_id": ("id",),
    "date": ("event_date", "date_earliest", "date_start", "day"),
    "date_latest": ("date_end", "date_to"),
    "place": ("place_name", "location", "locality", "name", "place_text"),
    "lat": ("latitude", "y"),
    "lon": ("longitude", "lng", "long", "x"),
    "side_a": ("actor1", "actor_1", "actor"),
    "side_b": ("actor2", "actor_2"),
    "fatalities": ("fatalities_best", "deaths", "killed"),
    "wounded": ("wounded_best", "injured"),
    "abducted": ("abducted_best",),
    "notes": ("note", "description", "comment"),
    "source": ("source_id", "source_ids"),
    "event_type": ("type",),
    "sub_event_type": ("sub_type",),
    "reported_date": ("reported", "published"),
}
"""Other names that a column of the sheet may have."""
_TYPE_OF: Final = {sub: kind for kind, subs in ACLED_TYPES.items() for sub in subs}
_YES: Final = frozenset(("yes", "y", "true", "1", "oui", "o", "x"))
_NO: Final = frozenset(("", "no", "n", "false", "0", "non"))


class BadRowError(GeomaliError):
    """A row cannot be read; the message is the reason, which goes into the rejects."""


def cells_of(values: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row by the names that :class:`Coder` uses."""
    cells = {key: value.strip() for key, value in values.items() if value and value.strip()}
    # A leading apostrophe keeps a spreadsheet from running a cell; it is none of the text.
    cells = {
        k: v[1:] if v[:1] == "'" and v[1:2] in ("=", "+", "-", "@") else v for k, v in cells.items()
    }
    for name, others in _ALIASES.items():
        if name not in cells:
            found = next((cells[other] for other in others if other in cells), None)
            if found is not None:
                cells[name] = found
    return cells


class Coder:
    """Turns checked rows into records.

    Parameters
    ----------
    context
        Where names are looked up.
    dates
        How dates are read: it knows which of day and month comes first in this file.
    """

    def __init__(self, context: Context, dates: DateReader) -> None:
        self.mapper = ActorMapper(context.actors, None)
        self.where = Where(context.gazetteer)
        self._context = context
        self._dates = dates
        self.flags: list[str] = []
        """What was odd about the last row."""

    @classmethod
    def of(cls, gazetteer: Gazetteer, actors: ActorRegistry) -> Coder:
        """A coder on its own, that knows no file yet."""
        return cls(Context(gazetteer, actors), dates_of(()))

    def learn_dates(self, values: Iterable[str]) -> None:
        """Learn from the dates of a file whether the day or the month comes first."""
        self._dates = dates_of(values)

    # ---------------------------------------------------------------- one row

    def event(self, values: Mapping[str, str], *, default_id: str, source: str) -> Event:
        """An event of a row.

        Raises
        ------
        BadRowError
            A cell breaks its contract.
        """
        self.flags = []
        cells = cells_of(values)
        kind, sub = self.types(cells)
        earliest, latest = self.span(cells, "date", "date_latest")
        precision = _code(cells, "time_precision")
        if earliest and latest and "date_latest" not in cells:
            earliest, latest = _widened(earliest, precision)
        reported = self.day(cells, "reported_date")
        sources = split_names(cells.get("source", "")) or [source]
        place = self.place(cells)
        actors = self.actors(cells, earliest)
        wide = day_number(latest) - day_number(earliest) if earliest and latest else None
        if precision is None and wide is not None:
            precision = 1 if wide == 0 else 2 if wide <= 7 else 3 if wide <= 31 else None
        return Event(
            event_id=_identity(cells.get("event_id"), default_id),
            event_type=kind,
            sub_event_type=sub,
            modality=_one_of(cells, "modality", CONFLICT_MODALITIES) or "occurred",
            date_earliest=earliest,
            date_latest=latest,
            time_precision=precision,
            date_expression=cells.get("date_expression") or cells.get("date"),
            date_rule=cells.get("date_rule") or "coded by hand",
            place=place,
            actors=actors,
            fatalities=_count(cells, "fatalities"),
            wounded=_count(cells, "wounded"),
            abducted=_count(cells, "abducted"),
            weapon=cells.get("weapon"),
            target=cells.get("target"),
            outcome=_one_of(cells, "outcome", OUTCOMES),
            contested=_flag(cells, "contested"),
            confidence=_share(cells, "confidence"),
            source_ids=tuple(dict.fromkeys(sources)),
            reported_date=reported,
            notes=cells.get("notes"),
            source_lat=_degrees(cells, "source_lat" if "source_lat" in cells else "lat"),
            source_lon=_degrees(cells, "source_lon" if "source_lon" in cells else "lon"),
            revision=_number(cells, "revision") or 0,
        )

    def claim(self, values: Mapping[str, str], *, default_id: str) -> Claim:
        """A claim of a row.

        Raises
        ------
        BadRowError
            A cell breaks its contract.
        """
        self.flags = []
        cells = cells_of(values)
        cells.setdefault("date", cells.get("claim_date", ""))
        cells.setdefault("date_latest", cells.get("claim_date_latest", ""))
        cells = {key: value for key, value in cells.items() if value}
        earliest, latest = self.span(cells, "date", "date_latest")
        proposition = _one_of(cells, "proposition", PROPOSITIONS)
        if proposition is None:
            raise BadRowError("proposition: the cell is empty")
        named: dict[str, str | None] = {}
        for key in ("claimant", "subject", "object"):
            named[key] = self.actor(cells[key], earliest) if key in cells else None
        if "subject" in cells and named["subject"] is None:
            raise BadRowError(f"subject: no actor of that name ({cells['subject'][:80]!r})")
        basis = _one_of(cells, "basis", BASES) or ("party" if "claimant" in cells else "journalist")
        reliability = cells.get("reliability", "F").upper()
        if not re.fullmatch(r"[A-F]", reliability):
            raise BadRowError(f"reliability: is not A to F ({reliability[:80]!r})")
        credibility = _number(cells, "credibility")
        if credibility is not None and not 1 <= credibility <= 6:
            raise BadRowError(f"credibility: is not 1 to 6 ({credibility})")
        start, end = _number(cells, "start"), _number(cells, "end")
        if start is not None and end is not None and end <= start:
            raise BadRowError(f"end: {end} is not after start, {start}")
        evidence: tuple[Evidence, ...] = ()
        if "quote" in cells and start is not None and end is not None:
            evidence = (Evidence(start, end, cells["quote"]),)
        return Claim(
            claim_id=_identity(cells.get("claim_id"), default_id),
            stance=_one_of(cells, "stance", STANCES) or "asserts",
            proposition=proposition,
            claimant=named["claimant"],
            claimant_text=cells.get("claimant_text") or cells.get("claimant"),
            channel=cells.get("channel"),
            subject=named["subject"],
            object=named["object"] or cells.get("object"),
            place=self.place(cells),
            claim_date=earliest,
            claim_date_latest=latest,
            reported_date=self.day(cells, "reported_date"),
            basis=basis,
            reliability=reliability,
            credibility=6 if credibility is None else credibility,
            evidence=evidence,
            quote=None if evidence else cells.get("quote"),
            report_id=cells.get("report_id"),
            event_id=cells.get("event_id"),
        )

    # -------------------------------------------------------------- the cells

    def types(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """Event and sub-event type, checked against the codebook."""
        kind, sub = cells.get("event_type", ""), cells.get("sub_event_type", "")
        subs = {name.casefold(): name for name in _TYPE_OF}
        kinds = {name.casefold(): name for name in ACLED_TYPES}
        if sub.casefold() not in subs:
            raise BadRowError(f"sub_event_type: is not in the codebook ({sub[:80]!r})")
        sub = subs[sub.casefold()]
        if kind and kinds.get(kind.casefold()) != _TYPE_OF[sub]:
            raise BadRowError(f"event_type: {sub!r} is of {_TYPE_OF[sub]!r}, not {kind[:80]!r}")
        return _TYPE_OF[sub], sub

    def day(self, cells: Mapping[str, str], key: str) -> date | None:
        """A date, None where the cell is empty."""
        text = cells.get(key)
        if not text:
            return None
        found = self._dates.read(text)
        if found is None:
            raise BadRowError(f"{key}: no date, or an impossible one ({text[:80]!r})")
        return found

    def span(
        self, cells: Mapping[str, str], first: str, last: str
    ) -> tuple[date | None, date | None]:
        """First and last day of an interval."""
        earliest, latest = self.day(cells, first), self.day(cells, last)
        if earliest is None and latest is not None:
            raise BadRowError(f"{last}: is given, but {first} is not")
        latest = latest or earliest
        if earliest and latest and latest < earliest:
            raise BadRowError(f"{last}: {latest} is before {earliest}")
        return earliest, latest

    def actor(self, name: str, on: date | None) -> str | None:
        """Actor id of an id or a name as of a day."""
        return self.mapper.resolve(name, NO_DAY if on is None else day_number(on))

    def actors(self, cells: Mapping[str, str], on: date | None) -> tuple[EventActor, ...]:
        """Actors of an event; names that map to none are kept as words."""
        found = []
        for role in ROLES:
            for name in split_names(cells.get(role, "")):
                actor_id = self.actor(name, on)
                if actor_id is None:
                    self.mapper.unmapped[name] += 1
                found.append(EventActor(name, role, actor_id, cells.get("doubt")))
        return tuple(found)

    def place(self, cells: Mapping[str, str]) -> EventPlace | None:
        """The place of a row: by id, by name, or by coordinates."""
        name = cells.get("place", "")
        lat, lon = _degrees(cells, "lat"), _degrees(cells, "lon")
        precision = _code(cells, "geo_precision")
        hints = {key: cells[key] for key in ("admin1", "admin2", "country") if key in cells}
        if not name and "place_id" not in cells and lat is None and lon is None:
            return None
        if "place_id" in cells:
            place = self._by_id(cells["place_id"], name, hints)
            if precision is None:
                return place
            if lat is None or lon is None or precision == 3:
                return replace(place, lat=None, lon=None, geo_precision=precision)
            if abs(lat) > 90 or abs(lon) > 180:
                raise BadRowError(f"lat, lon: {lat}, {lon} is not on the Earth")
            return replace(place, lat=lat, lon=lon, geo_precision=precision)
        if lat is None or lon is None:
            return self._by_name(name, hints, precision)
        spot = self.where.spot(
            name,
            lat=lat,
            lon=lon,
            precision=precision or 1,
            admin1=hints.get("admin1", ""),
            admin2=hints.get("admin2", ""),
            country=hints.get("country", ""),
        )
        self.flags += spot.flags
        return EventPlace(
            name=name,
            place_id=spot.place_id,
            lat=spot.lat,
            lon=spot.lon,
            geo_precision=spot.geo_precision if spot.lat is not None or precision == 3 else None,
            uncertainty_km=spot.uncertainty_km,
            admin1=hints.get("admin1"),
            admin2=hints.get("admin2"),
            country=spot.country,
            score=1.0,
            reason="coordinates given",
        )

    def _by_id(self, place_id: str, name: str, hints: Mapping[str, str]) -> EventPlace:
        try:
            place = self._context.gazetteer.place(place_id)
        except UnknownPlaceError as error:
            raise BadRowError(f"place_id: no place has it ({place_id[:80]!r})") from error
        return EventPlace(
            name=name or place.name,
            place_id=place.place_id,
            lat=place.lat,
            lon=place.lon,
            geo_precision=place.geo_precision,
            uncertainty_km=place.radius_km,
            admin1=hints.get("admin1") or place.admin1,
            admin2=hints.get("admin2") or place.admin2,
            country=place.country,
            score=1.0,
            reason="place id given",
        )

    def _by_name(
        self, name: str, hints: Mapping[str, str], precision: int | None
    ) -> EventPlace | None:
        if not name:
            return None
        found = self._context.gazetteer.resolve(name, **hints)  # type: ignore[arg-type]
        if found.status != "resolved":
            self.where.unmatched[name] += 1
            self.flags.append(f"place {name[:80]!r}: {found.reason}")
            return EventPlace(
                name=name,
                admin1=hints.get("admin1"),
                admin2=hints.get("admin2"),
                country=self.where.country(hints.get("country", "")),
                reason=found.reason,
            )
        place = found.place
        stated = max(precision or 1, found.geo_precision or 1)
        return EventPlace(
            name=name,
            place_id=found.place_id,
            lat=found.lat if stated < 3 else None,
            lon=found.lon if stated < 3 else None,
            geo_precision=stated,
            uncertainty_km=found.uncertainty_km,
            admin1=hints.get("admin1") or (place.admin1 if place else None),
            admin2=hints.get("admin2") or (place.admin2 if place else None),
            country=place.country if place else self.where.country(hints.get("country", "")),
            score=found.score,
            reason=found.reason,
        )


def dates_of(values: Iterable[str]) -> DateReader:
    """Reader of dates that has learnt from the values whether day or month comes first."""
    return DateReader(Coded(np.zeros(1, dtype="int32"), ["", *values]))


def _identity(given: str | None, default: str) -> str:
    if not given:
        return default
    if len(given) > 200 or any(ord(c) < 32 for c in given):
        raise BadRowError("the id is too long, or has control characters")
    return given


def _one_of(cells: Mapping[str, str], key: str, allowed: tuple[str, ...]) -> str | None:
    text = cells.get(key)
    if not text:
        return None
    found = text.strip().lower().replace(" ", "_")
    if found not in allowed:
        raise BadRowError(f"{key}: {text[:80]!r} is not one of {', '.join(allowed)}")
    return found


def _number(cells: Mapping[str, str], key: str) -> int | None:
    text = cells.get(key, "")
    if text.upper() in ("", "NA", "N/A"):
        return None
    value = whole_number(text)
    if value is None:
        raise BadRowError(f"{key}: is no whole number ({text[:80]!r})")
    if value < 0:
        raise BadRowError(f"{key}: is negative ({value})")
    return value


def _code(cells: Mapping[str, str], key: str) -> int | None:
    value = _number(cells, key)
    if value is not None and value not in (1, 2, 3):
        raise BadRowError(f"{key}: is not 1, 2 or 3 ({value})")
    return value


def _count(cells: Mapping[str, str], key: str) -> Count | None:
    best = _number(cells, key)
    low, high = _number(cells, f"{key}_low"), _number(cells, f"{key}_high")
    stated = [value for value in (low, best, high) if value is not None]
    if not stated:
        return None
    middle = best if best is not None else stated[0]
    low, high = (middle if low is None else low), (middle if high is None else high)
    if not low <= middle <= high:
        raise BadRowError(f"{key}: {low}, {middle} and {high} are not in this order")
    return Count(low, middle, high)


def _flag(cells: Mapping[str, str], key: str) -> bool:
    text = cells.get(key, "").lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise BadRowError(f"{key}: is neither yes nor no ({text[:80]!r})")


def _share(cells: Mapping[str, str], key: str) -> float | None:
    text = cells.get(key, "")
    if not text:
        return None
    value = number_of(text)
    if value is None or not 0 <= value <= 1:
        raise BadRowError(f"{key}: is no number from 0 to 1 ({text[:80]!r})")
    return value


def _degrees(cells: Mapping[str, str], key: str) -> float | None:
    text = cells.get(key, "")
    if not text:
        return None
    value = number_of(text)
    if value is None:
        raise BadRowError(f"{key}: is no number ({text[:80]!r})")
    return value


def _widened(day: date, precision: int | None) -> tuple[date, date]:
    """A day that stands for its week or its month."""
    from datetime import timedelta

    if precision == 2:
        return day - timedelta(days=3), day + timedelta(days=3)
    if precision == 3:
        first, last = month_span(day_number(day))
        return date(1970, 1, 1) + timedelta(days=first), date(1970, 1, 1) + timedelta(days=last)
    return day, day
