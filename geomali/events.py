"""Events and claims as records: identity, revisions and duplicates.

An *event* is something that happened, or is alleged to have happened.  A
*claim* is one party's statement about it, or about who holds a place.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from geomali.gazetteer import distance_km

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = [
    "Claim",
    "Count",
    "Event",
    "EventActor",
    "EventPlace",
    "Evidence",
    "Merge",
    "Merged",
    "NotEvent",
    "content_id",
    "link_claims",
    "merge_events",
    "why_merged",
]


def content_id(prefix: str, *parts: object) -> str:
    """Identifier that depends on content alone: ``prefix_`` and 16 hex digits.

    The parts are joined with a character that no text field keeps, so that
    ("ab", "c") and ("a", "bc") differ.
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}_{hashlib.sha256(joined.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a report's text, in code points, end exclusive, and its words."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as stated: lowest, best and highest reading."""

    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event was, as far as the source says.

    ``geo_precision`` is 1 for a named place, 2 near it or for a small area,
    3 for a region, None if unknown.  ``lat`` and ``lon`` are degrees, WGS 84,
    and None for a region: an area has no stand-in point.
    """

    name: str
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    geo_precision: int | None = None
    uncertainty_km: float | None = None
    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventActor:
    """One actor of an event: resolved id, or None and the words used."""

    name: str
    role: str
    actor_id: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement by one claimant; field meanings as in ``schema.TABLES['claims']``."""

    claim_id: str
    stance: str
    proposition: str
    claimant: str | None = None
    claimant_text: str | None = None
    channel: str | None = None
    subject: str | None = None
    object: str | None = None
    place: EventPlace | None = None
    claim_date: date | None = None
    claim_date_latest: date | None = None
    reported_date: date | None = None
    basis: str = "party"
    reliability: str = "F"
    credibility: int = 6
    evidence: tuple[Evidence, ...] = ()
    conflicts_with: tuple[str, ...] = ()
    corroborates: tuple[str, ...] = ()
    report_id: str | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event; field meanings as in ``schema.TABLES['events']``.

    ``trigger`` are the words that tell it, inside the first of ``evidence``.
    """

    event_id: str
    event_type: str
    sub_event_type: str
    modality: str = "occurred"
    date_earliest: date | None = None
    date_latest: date | None = None
    time_precision: int | None = None
    date_expression: str | None = None
    date_rule: str = "none"
    place: EventPlace | None = None
    actors: tuple[EventActor, ...] = ()
    fatalities: Count | None = None
    wounded: Count | None = None
    abducted: Count | None = None
    weapon: str | None = None
    target: str | None = None
    outcome: str | None = None
    contested: bool = False
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    claims: tuple[Claim, ...] = ()
    source_ids: tuple[str, ...] = ()
    reported_date: date | None = None
    notes: str | None = None
    source_lat: float | None = None
    source_lon: float | None = None
    revision: int = 0
    status: str = "current"
    flags: tuple[str, ...] = field(default=())
    trigger: Evidence | None = None


@dataclass(frozen=True, slots=True)
class NotEvent:
    """A passage kept out of the conflict layer, with its modality."""

    start: int
    end: int
    quote: str
    modality: str
    probability_word: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """One event that was found to be another told again, and why."""

    kept: str
    merged: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Events after merging, sorted by id.

    ``events`` holds all of them: those kept have ``status`` current and every
    source; those merged away are as they were, with the status
    ``merged_into:<event_id>``, so that a merge can be reviewed and undone.
    """

    events: tuple[Event, ...]
    merges: tuple[Merge, ...]


_FAMILY: Final[Mapping[str, str]] = {
    "Battles": "armed violence",
    "Explosions/Remote violence": "armed violence",
    "Violence against civilians": "armed violence",
    "Protests": "demonstration",
    "Riots": "demonstration",
    "Strategic developments": "strategic development",
}
_NEAR_KM: Final = 10.0
_LABELS: Final = ("unresolved", "unidentified")
_WIDEST_DAYS: Final = 7
"""An event known to less than a week is too vague to be called the same as another."""


def merge_events(
    events: Iterable[Event],
    *,
    actors: ActorRegistry | None = None,
    apart: Collection[frozenset[str]] = (),
) -> Merged:
    """Find events that several sources tell, and merge them, keeping every source.

    Two events are one if no source tells both, their days overlap, their
    types are of one family, they were at the same place (or within 10 km and
    their uncertainty), and an actor of one is an actor of the other, or is
    related to it as of that day.  Where one of them names no actor, the
    sub-types must agree.  An event without a day or without a point is never
    merged: nothing says that it is the same.

    The answer does not depend on the order of the events.

    Parameters
    ----------
    events
        Events of any number of sources.
    actors
        Registry that knows who belongs to whom; the shipped one by default.
    apart
        Pairs of ids that are not one event, whatever they look like.

    Returns
    -------
    Merged
        Kept and merged events, and the reason of each merge.
    """
    known = {event.event_id: event for event in sorted(events, key=lambda event: event.event_id)}
    related = _relation(actors)
    near = _near_pairs([event for event in known.values() if _comparable(event)])

    def same(one: Event, two: Event) -> bool:
        return frozenset((one.event_id, two.event_id)) not in apart and _same(one, two, related)

    pairs = [(one, two) for one, two in near if same(one, two)]
    pairs.sort(key=lambda pair: (_distance(*pair), pair[0].event_id, pair[1].event_id))
    groups = {event_id: [event_id] for event_id in known}
    for one, two in pairs:
        joined, other = groups[one.event_id], groups[two.event_id]
        if joined is other:
            continue
        if not all(same(known[a], known[b]) for a in joined for b in other):
            continue  # each may be told with the one between them, but not with each other
        joined.extend(other)
        for event_id in other:
            groups[event_id] = joined
    kept: list[Event] = []
    merges: list[Merge] = []
    for group in {id(group): group for group in groups.values()}.values():
        members = sorted((known[event_id] for event_id in group), key=_precedence)
        first, rest = members[0], members[1:]
        if not rest:
            kept.append(first)
            continue
        kept.append(_joined(members))
        for event in rest:
            merges.append(Merge(first.event_id, event.event_id, why_merged(first, event)))
            kept.append(replace(event, status=f"merged_into:{first.event_id}"))
    return Merged(
        tuple(sorted(kept, key=lambda event: event.event_id)),
        tuple(sorted(merges, key=lambda merge: (merge.kept, merge.merged))),
    )


def _relation(actors: ActorRegistry | None) -> Callable[[str, str, date], bool]:
    if actors is None:
        from geomali.actors import load_actors

        actors = load_actors()
    registry = actors
    known: dict[tuple[str, str, date], bool] = {}

    def related(one: str, two: str, on: date) -> bool:
        if one == two:
            return True
        key = (one, two, on) if one < two else (two, one, on)
        if key not in known:
            try:
                known[key] = registry.related(one, two, on)
            except KeyError:  # an actor of the user's own, of whom nothing is known
                known[key] = False
        return known[key]

    return related


def _comparable(event: Event) -> bool:
    if event.status != "current" or event.date_earliest is None or event.date_latest is None:
        return False
    place = event.place
    return (
        (event.date_latest - event.date_earliest).days < _WIDEST_DAYS
        and place is not None
        and place.lat is not None
        and place.lon is not None
        and place.geo_precision in (1, 2)
    )


def _near_pairs(events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield each pair that shares a day and is in one cell of half a degree or in neighbouring ones."""
    cells: dict[tuple[date, int, int], list[Event]] = defaultdict(list)
    for event in events:
        x, y = _cell(event)
        for day in _days(event):
            cells[day, x, y].append(event)
    seen: set[tuple[str, str]] = set()
    for (day, x, y), here in cells.items():
        beside = [
            event
            for dx, dy in ((1, -1), (1, 0), (1, 1), (0, 1))
            for event in cells.get((day, x + dx, y + dy), ())
        ]
        across = ((one, two) for one in here for two in beside)
        for one, two in (*combinations(here, 2), *across):
            first, second = (one, two) if one.event_id < two.event_id else (two, one)
            if (first.event_id, second.event_id) not in seen:
                seen.add((first.event_id, second.event_id))
                yield first, second


def _cell(event: Event) -> tuple[int, int]:
    lat, lon = _point(event)
    return math.floor(lon * 2), math.floor(lat * 2)


def _point(event: Event) -> tuple[float, float]:
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        raise ValueError(f"{event.event_id} has no point")
    return place.lat, place.lon


def _days(event: Event) -> Iterator[date]:
    if event.date_earliest and event.date_latest:
        for number in range((event.date_latest - event.date_earliest).days + 1):
            yield event.date_earliest + timedelta(days=number)


def _distance_km(one: Event, two: Event) -> float:
    return distance_km(*_point(one), *_point(two))


def _same(one: Event, two: Event, related: Callable[[str, str, date], bool]) -> bool:
    if set(one.source_ids) & set(two.source_ids):
        return False
    if _FAMILY.get(one.event_type) != _FAMILY.get(two.event_type):
        return False
    same_kind = one.sub_event_type == two.sub_event_type
    if _FAMILY.get(one.event_type) == "strategic development" and not same_kind:
        return False
    if not (_same_place(one, two) and set(_days(one)) & set(_days(two))):
        return False
    on = max(day for day in (one.date_earliest, two.date_earliest) if day)
    mine, theirs = _named(one), _named(two)
    if not mine or not theirs:
        return same_kind
    return any(related(a, b, on) for a in mine for b in theirs)


def _same_place(one: Event, two: Event) -> bool:
    a, b = one.place, two.place
    if a is None or b is None:
        return False
    if a.place_id is not None and a.place_id == b.place_id and a.geo_precision == b.geo_precision:
        return True
    if a.geo_precision == b.geo_precision == 1 and None not in (a.place_id, b.place_id):
        return False  # two named places are two places, however near
    return _distance_km(one, two) <= _NEAR_KM + (a.uncertainty_km or 0) + (b.uncertainty_km or 0)


def _named(event: Event) -> list[str]:
    """Actors that identify an event; a population or a label fits too many."""
    return sorted(
        {
            actor.actor_id
            for actor in event.actors
            if actor.actor_id
            and actor.role != "affected"
            and actor.actor_id != "civilians"
            and not actor.actor_id.startswith(_LABELS)
        }
    )


def _distance(one: Event, two: Event) -> tuple[int, int, float]:
    """Order in which pairs are joined, the surest first."""
    return (
        int(one.sub_event_type != two.sub_event_type),
        -len(set(_named(one)) & set(_named(two))),
        round(_distance_km(one, two), 3),
    )


def _precedence(event: Event) -> tuple[date, str]:
    return event.reported_date or date.max, event.event_id


def why_merged(kept: Event, merged: Event) -> str:
    """Day, place and actors that two tellings of one event share, in words."""
    days = [day for day in (kept.date_earliest, merged.date_earliest) if day]
    where = kept.place.name if kept.place else ""
    if all(e.place is not None and e.place.lat is not None for e in (kept, merged)):
        where += f" ({_distance_km(kept, merged):.0f} km)"
    shared = sorted(set(_named(kept)) & set(_named(merged)))
    parts = [str(max(days)) if days else "", where, *shared]
    return f"{', '.join(part for part in parts if part)}: {kept.event_type}"


def _joined(members: Sequence[Event]) -> Event:
    """One event of several tellings; the earliest reported gives what cannot be combined.

    What they say together could be known when the last of them was reported.
    """
    first = members[0]
    starts = [event.date_earliest for event in members if event.date_earliest]
    ends = [event.date_latest for event in members if event.date_latest]
    overlap = max(starts) <= min(ends)
    sharpest = min(members, key=lambda event: (event.time_precision or 9, *_precedence(event)))
    places = [event.place for event in members if event.place]
    claims = link_claims(
        [replace(c, event_id=first.event_id) for c in event.claims] for event in members
    )
    outcomes = {event.outcome for event in members if event.outcome not in (None, "none_stated")}
    stated = [event.confidence for event in members if event.confidence is not None]
    return replace(
        first,
        date_earliest=max(starts) if overlap else min(starts),
        date_latest=min(ends) if overlap else max(ends),
        time_precision=sharpest.time_precision,
        date_expression=sharpest.date_expression,
        date_rule=sharpest.date_rule,
        modality=min((e.modality for e in members), key=_MODALITY_ORDER.index),
        place=min(places, key=lambda p: (p.geo_precision or 9, p.uncertainty_km or 0.0)),
        actors=_all_actors(members),
        fatalities=_range([event.fatalities for event in members]),
        wounded=_range([event.wounded for event in members]),
        abducted=_range([event.abducted for event in members]),
        weapon=_first([event.weapon for event in members]),
        target=_first([event.target for event in members]),
        outcome=_first([event.outcome for event in members]),
        contested=any(event.contested for event in members)
        or len(outcomes) > 1
        or any(claim.conflicts_with for claim in claims),
        confidence=round(min(0.99, 1 - math.prod(1 - c for c in stated)), 4) if stated else None,
        claims=claims,
        source_ids=tuple(sorted({source for event in members for source in event.source_ids})),
        reported_date=max((e.reported_date for e in members if e.reported_date), default=None),
        flags=tuple(sorted({flag for event in members for flag in event.flags})),
    )


_MODALITY_ORDER: Final = ("occurred", "alleged", "claimed")


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


def _all_actors(members: Sequence[Event]) -> tuple[EventActor, ...]:
    """Actors of every telling once; a label gives way where another telling names that side."""
    found: dict[str, EventActor] = {}
    for actor in (actor for event in members for actor in event.actors):
        found.setdefault(actor.actor_id or f"={actor.name}", actor)
    named = {actor.role for key, actor in found.items() if not key.startswith((*_LABELS, "="))}
    return tuple(
        actor
        for key, actor in found.items()
        if not (
            key.startswith((*_LABELS, "=")) and actor.role in named and actor.role != "affected"
        )
    )


def link_claims(tellings: Iterable[Sequence[Claim]]) -> tuple[Claim, ...]:
    """Say of the claims about one event which cannot be true together, and which agree.

    Parameters
    ----------
    tellings
        The claims of each telling.  What those of one are to each other was
        said when it was coded, and stays.

    Returns
    -------
    tuple of Claim
        The same claims in the same order; ``conflicts_with`` and
        ``corroborates`` name each other's ids.
    """
    told = [tuple(claims) for claims in tellings]
    against = {claim.claim_id: set(claim.conflicts_with) for claims in told for claim in claims}
    along = {claim.claim_id: set(claim.corroborates) for claims in told for claim in claims}
    across = (pair for some, others in combinations(told, 2) for pair in product(some, others))
    for one, two in across:
        if _contradict(one, two) or _contradict(two, one):
            links = against
        elif _agree(one, two):
            links = along
        else:
            continue
        links[one.claim_id].add(two.claim_id)
        links[two.claim_id].add(one.claim_id)
    return tuple(
        replace(
            claim,
            conflicts_with=tuple(sorted(against[claim.claim_id])),
            corroborates=tuple(sorted(along[claim.claim_id])),
        )
        for claims in told
        for claim in claims
    )


def _contradict(one: Claim, two: Claim) -> bool:
    """Whether the second claim cannot be true if the first is."""
    if one.claimant is not None and one.claimant == two.claimant:
        return False
    if one.stance == "denies" and two.stance != "denies":
        return one.proposition == two.proposition and one.subject in (None, two.subject)
    if "denies" in (one.stance, two.stance):
        return False
    if one.proposition in ("captured", "holds") and two.proposition == "repelled":
        return one.subject is None or one.subject != two.subject
    both = one.proposition in ("captured", "holds") and two.proposition in ("captured", "holds")
    return both and None not in (one.subject, two.subject) and one.subject != two.subject


def _agree(one: Claim, two: Claim) -> bool:
    return (
        one.proposition == two.proposition
        and one.stance != "denies"
        and two.stance != "denies"
        and one.subject is not None
        and one.subject == two.subject
        and (one.claimant, one.claimant_text, one.report_id)
        != (two.claimant, two.claimant_text, two.report_id)
    )
