"""Which events are one event told several times."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

from geomali.events._join import Quality, joined
from geomali.events._records import Event, Merge, Merged
from geomali.events._sides import Ties, in_conflict, party_ids
from geomali.gazetteer import distance_km

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = ["merge_events", "why_merged"]

_FAMILY: Final[Mapping[str, str]] = {
    "Battles": "armed violence",
    "Explosions/Remote violence": "armed violence",
    "Violence against civilians": "armed violence",
    "Protests": "demonstration",
    "Riots": "demonstration",
    "Strategic developments": "strategic development",
}
_FROM_AFAR: Final = "Air/drone strike"
_PLANTED: Final = frozenset(["Remote explosive/landmine/IED", "Suicide bomb", "Grenade"])
_NEAR_KM: Final = 10.0
_WIDEST_DAYS: Final = 7
"""An event known to less than a week is too vague to be called the same as another."""


def merge_events(
    events: Iterable[Event],
    *,
    actors: ActorRegistry | None = None,
    apart: Collection[frozenset[str]] = (),
    by_hand: Collection[str] = (),
) -> Merged:
    """Find events that several sources tell, and merge them, keeping every source.

    Two events are one if no source tells both, their days overlap, their
    types are of one family, they were at the same place (or within 10 km and
    their uncertainty), and an actor of one is an actor of the other, or is
    related to it as of that day, unless its opponents have nothing to do with
    the other's.  Where they have an ally in common only, or one of them names
    no actor, the sub-types must agree.  An event without a day or without a point is never
    merged: nothing says that it is the same.

    The event that stays is the best telling: what a person coded, then the
    curated datasets (ACLED, UCDP GED), then reports, then GDELT, and of the
    same kind the one reported first.  Its id, type, place, days and sides
    count; the others add actors on the side where their kin or their own
    names stand, never on a guess, and nothing of GDELT's but its source.

    The answer does not depend on the order of the events.

    Parameters
    ----------
    events
        Events of any number of sources.
    actors
        Registry that knows who belongs to whom; the shipped one by default.
    apart
        Pairs of ids that are not one event, whatever they look like.
    by_hand
        Ids of events that a person corrected.

    Returns
    -------
    Merged
        Kept and merged events, and the reason of each merge.
    """
    known = {event.event_id: event for event in sorted(events, key=lambda event: event.event_id)}
    ties, quality = Ties(actors), Quality(by_hand)
    near = _near_pairs([event for event in known.values() if _comparable(event)])

    def same(one: Event, two: Event) -> bool:
        return frozenset((one.event_id, two.event_id)) not in apart and _same(one, two, ties)

    pairs = [(one, two) for one, two in near if same(one, two)]
    # What a machine coded joins what the others make up, and comes between none of them.
    pairs.sort(
        key=lambda pair: (
            any(map(quality.by_machine, pair)),
            _distance(*pair),
            pair[0].event_id,
            pair[1].event_id,
        )
    )
    groups = {event_id: [event_id] for event_id in known}
    for one, two in pairs:
        group, other = groups[one.event_id], groups[two.event_id]
        if group is other:
            continue
        if not all(same(known[a], known[b]) for a in group for b in other):
            continue  # each may be told with the one between them, but not with each other
        group.extend(other)
        for event_id in other:
            groups[event_id] = group
    kept: list[Event] = []
    merges: list[Merge] = []
    for group in {id(group): group for group in groups.values()}.values():
        members = sorted((known[event_id] for event_id in group), key=quality.order)
        first, rest = members[0], members[1:]
        if not rest:
            kept.append(first)
            continue
        kept.append(joined(members, quality, ties))
        for event in rest:
            merges.append(Merge(first.event_id, event.event_id, why_merged(first, event)))
            kept.append(_gone_into(event, first))
    return Merged(
        tuple(sorted(kept, key=lambda event: event.event_id)),
        tuple(sorted(merges, key=lambda merge: (merge.kept, merge.merged))),
    )


def _gone_into(event: Event, first: Event) -> Event:
    """An event merged away: until the better telling was reported too, it stood alone."""
    days = [day for day in (event.reported_date, first.reported_date) if day]
    return replace(
        event, status=f"merged_into:{first.event_id}", reported_date=max(days, default=None)
    )


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


def _same(one: Event, two: Event, ties: Ties) -> bool:
    if set(one.source_ids) & set(two.source_ids):
        return False
    if _FAMILY.get(one.event_type) != _FAMILY.get(two.event_type):
        return False
    same_kind = one.sub_event_type == two.sub_event_type
    if _FAMILY.get(one.event_type) == "strategic development" and not same_kind:
        return False
    kinds = {one.sub_event_type, two.sub_event_type}
    if _FROM_AFAR in kinds and kinds & _PLANTED:
        return False  # a mine is no bomb from the air, whoever fights whom
    if not (_same_place(one, two) and set(_days(one)) & set(_days(two))):
        return False
    on = max(day for day in (one.date_earliest, two.date_earliest) if day)
    mine, theirs = party_ids(one.actors), party_ids(two.actors)
    if not mine or not theirs:
        return same_kind
    both = list(product(mine, theirs))
    if not any(ties.related(a, b, on) for a, b in both) and not (
        # One has the government where the other has who fights beside its army.
        same_kind and any(ties.allied(a, b, on) for a, b in both)
    ):
        return False
    return not in_conflict(one, two, ties)


def _same_place(one: Event, two: Event) -> bool:
    a, b = one.place, two.place
    if a is None or b is None:
        return False
    if a.place_id is not None and a.place_id == b.place_id and a.geo_precision == b.geo_precision:
        return True
    if a.geo_precision == b.geo_precision == 1 and None not in (a.place_id, b.place_id):
        return False  # two named places are two places, however near
    return _distance_km(one, two) <= _NEAR_KM + (a.uncertainty_km or 0) + (b.uncertainty_km or 0)


def _distance(one: Event, two: Event) -> tuple[int, int, bool, float, int]:
    """Order in which pairs are joined, the surest first."""
    dead = [event.fatalities.best for event in (one, two) if event.fatalities]
    return (
        int(one.sub_event_type != two.sub_event_type),
        -len(party_ids(one.actors) & party_ids(two.actors)),
        (one.date_earliest, one.date_latest) != (two.date_earliest, two.date_latest),
        round(_distance_km(one, two), 3),
        max(dead) - min(dead) if len(dead) == 2 else 0,
    )


def why_merged(kept: Event, merged: Event) -> str:
    """Day, place and actors that two tellings of one event share, in words."""
    days = [day for day in (kept.date_earliest, merged.date_earliest) if day]
    where = kept.place.name if kept.place else ""
    if all(e.place is not None and e.place.lat is not None for e in (kept, merged)):
        where += f" ({_distance_km(kept, merged):.0f} km)"
    shared = sorted(party_ids(kept.actors) & party_ids(merged.actors))
    parts = [str(max(days)) if days else "", where, *shared]
    return f"{', '.join(part for part in parts if part)}: {kept.event_type}"
