"""One event of several tellings: whose word counts for what."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from geomali.events._claims import link_claims
from geomali.events._records import Count, Event
from geomali.events._sides import Ties, joined_actors

__all__ = ["Quality", "joined"]

_CURATED: Final = frozenset(["acled", "ucdp_ged"])
_MACHINE: Final = frozenset(["gdelt"])
_SHEET_IDS: Final = "coded_"
_SHEET_SOURCES: Final = "sheet_"
_BY_HAND, _DATASET, _REPORT, _BY_MACHINE = range(4)
_MODALITY_ORDER: Final = ("occurred", "alleged", "claimed")


class Quality:
    """Whose telling is the better one.

    First what a person coded or corrected, then the datasets that persons
    curate (ACLED, UCDP GED), then reports and any other source, and last what
    a machine coded from the press alone (GDELT: about a fifth of its conflict
    points are right).  Of the same kind the one reported first, an undated one
    last.

    Parameters
    ----------
    by_hand
        Ids of events that a person corrected.  The rows of a coding sheet are
        known by their ids and sources.
    """

    def __init__(self, by_hand: Collection[str] = ()) -> None:
        self._by_hand = by_hand

    def kind(self, event: Event) -> int:
        """0 for the best kind of telling, 3 for the least."""
        if (
            event.event_id in self._by_hand
            or event.event_id.startswith(_SHEET_IDS)
            or any(source.startswith(_SHEET_SOURCES) for source in event.source_ids)
        ):
            return _BY_HAND
        sources = set(event.source_ids)
        if sources & _CURATED:
            return _DATASET
        return _BY_MACHINE if sources and sources <= _MACHINE else _REPORT

    def by_machine(self, event: Event) -> bool:
        """Whether nobody but a machine has coded it."""
        return self.kind(event) == _BY_MACHINE

    def order(self, event: Event) -> tuple[int, date, str]:
        """Sorts tellings, the best first."""
        return self.kind(event), event.reported_date or date.max, event.event_id


def joined(members: Sequence[Event], quality: Quality, ties: Ties) -> Event:
    """One event of several tellings, the best of them first.

    Its id, place, days and type are those of the best kind of telling, and
    among several of that kind the sharpest place and the days on which they
    agree.  The others give what it does not say, and widen the range of the
    dead.  What a machine coded gives its source alone.  The notes tell what
    each one says.

    What they say together could be known when the last of them was reported.
    """
    first = members[0]
    best = [event for event in members if quality.kind(event) == quality.kind(first)]
    voiced = [event for event in members if not quality.by_machine(event)] or list(members)
    starts = [event.date_earliest for event in best if event.date_earliest]
    ends = [event.date_latest for event in best if event.date_latest]
    overlap = max(starts) <= min(ends)
    dated = min(best, key=lambda event: (event.time_precision or 9, *quality.order(event)))
    placed = min((event for event in best if event.place), key=_bluntness)
    claims = link_claims(
        [replace(c, event_id=first.event_id) for c in event.claims] for event in members
    )
    actors, unplaced = joined_actors(voiced, ties)
    outcomes = {event.outcome for event in voiced if event.outcome not in (None, "none_stated")}
    stated = [event.confidence for event in voiced if event.confidence is not None]
    return replace(
        first,
        date_earliest=max(starts) if overlap else min(starts),
        date_latest=min(ends) if overlap else max(ends),
        time_precision=dated.time_precision,
        date_expression=dated.date_expression,
        date_rule=dated.date_rule,
        modality=min((e.modality for e in voiced), key=_MODALITY_ORDER.index),
        place=placed.place,
        source_lat=placed.source_lat,
        source_lon=placed.source_lon,
        actors=actors,
        fatalities=_range([event.fatalities for event in voiced]),
        wounded=_range([event.wounded for event in voiced]),
        abducted=_range([event.abducted for event in voiced]),
        weapon=_first([event.weapon for event in voiced]),
        target=_first([event.target for event in voiced]),
        outcome=_first([event.outcome for event in voiced]),
        contested=any(event.contested for event in voiced)
        or len(outcomes) > 1
        or any(claim.conflicts_with for claim in claims),
        confidence=round(min(0.99, 1 - math.prod(1 - c for c in stated)), 4) if stated else None,
        claims=claims,
        source_ids=tuple(sorted({source for event in members for source in event.source_ids})),
        notes=_notes(members, unplaced),
        reported_date=max((e.reported_date for e in members if e.reported_date), default=None),
        flags=tuple(sorted({flag for event in members for flag in event.flags})),
    )


def _bluntness(event: Event) -> tuple[int, bool, float]:
    place = event.place
    if place is None:
        return 9, True, 0.0
    return place.geo_precision or 9, place.place_id is None, place.uncertainty_km or 0.0


def _notes(members: Sequence[Event], unplaced: dict[str, tuple[str, ...]]) -> str | None:
    """The note of each telling after its source, with what it counted where they differ."""
    differ = len({event.fatalities for event in members if event.fatalities is not None}) > 1
    said = []
    for event in members:
        parts = [event.notes] if event.notes else []
        if differ and event.fatalities is not None:
            parts.append(f"fatalities {_figure(event.fatalities)}")
        if event.event_id in unplaced:
            parts.append(f"names {', '.join(unplaced[event.event_id])}, side not decided")
        if parts:
            said.append((event, "; ".join(parts)))
    if not said:
        return None
    if len(said) == 1 and said[0][0] is members[0]:
        return said[0][1]
    return " | ".join(f"{', '.join(event.source_ids)}: {text}" for event, text in said)


def _figure(count: Count) -> str:
    if count.low == count.best == count.high:
        return str(count.best)
    return f"{count.best} ({count.low}–{count.high})"


def _first(values: Iterable[str | None]) -> str | None:
    stated = [value for value in values if value is not None]
    return next(
        (value for value in stated if value != "none_stated"), stated[0] if stated else None
    )


def _range(counts: Iterable[Count | None]) -> Count | None:
    """The range over all tellings; best stays that of the first that states one."""
    stated = [count for count in counts if count is not None]
    if not stated:
        return None
    return Count(min(c.low for c in stated), stated[0].best, max(c.high for c in stated))
