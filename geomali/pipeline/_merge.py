"""Events that several sources tell: merged in a store, reviewed, and separated again.

A merge is derived.  Each source's own telling stays in the store: of the
event that is kept as an older version in the history, of the others as what
was merged away.  Every merging starts from these tellings, never from what an
earlier one made of them, so that a newer version of one of them is merged as
if it had been the first.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from geomali import schema
from geomali.errors import GeomaliError
from geomali.pipeline._links import ToldClaims, told_claims
from geomali.pipeline._partitions import MERGE_COLUMNS, MERGE_DAYS, merge_candidates

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from geomali.actors import ActorRegistry
    from geomali.events import Claim, Event, Merge, Merged
    from geomali.store import Decisions, Store

__all__ = ["MergedCoding", "find_merges", "merge_coding", "merge_duplicates", "separate_events"]

logger = logging.getLogger(__name__)

_AWAY: Final = "merged_into:"


@dataclass(frozen=True, slots=True)
class MergedCoding:
    """What to commit, and the events that are current then.

    ``to_commit`` has each source's own telling of a merged event before it;
    ``claims`` are those about events, as they are linked then.
    """

    to_commit: tuple[Event, ...]
    claims: pa.Table
    current: tuple[Event, ...]

    def claims_with(self, others: Iterable[Claim]) -> pa.Table:
        """Return the claims about events together with those about none."""
        import pyarrow as pa

        from geomali.store import claims_table

        return pa.concat_tables([self.claims, claims_table(others)])


@dataclass(frozen=True, slots=True)
class _Known:
    """What a store was told of some events, and what it made of it.

    ``tellings`` has each source's own by event, ``now`` the newest version
    as it stands in the store, ``merged`` the events that ever went into another or took one.
    An event that a person corrected after others were merged into it is one
    telling with them: ``settled`` says which those are, and into what.
    ``decided`` is what persons decided.  ``away`` has the versions as which an
    event was merged into others, whether it still is or not.
    """

    tellings: Mapping[str, Event]
    now: Mapping[str, Event]
    merged: frozenset[str]
    decided: Decisions
    settled: Mapping[str, str] = field(default_factory=dict)
    away: Mapping[str, Sequence[Event]] = field(default_factory=dict)

    def stays(self, event_id: str) -> bool:
        """Whether a person corrected the event, or took it out."""
        return event_id in self.decided.events and event_id in self.now

    def claims(self, store: Store) -> ToldClaims:
        """What the store has of claims about these events."""
        return told_claims(store, self.tellings, _merged_into(self.now))

    def stands(self, event: Event, others: Sequence[Event]) -> bool:
        """Whether the store has these as one event already."""
        now = self.now.get(event.event_id)
        return (
            now is not None
            and now.status == "current"
            and set(now.source_ids) == set(event.source_ids)
            and _told(now) == _told(event)
            and all(
                one.event_id in self.now and self.now[one.event_id].status == one.status
                for one in others
            )
        )


def _known(store: Store, current: Iterable[Event]) -> _Known:
    """What a store knows of some of its current events, and of all that were ever merged or corrected."""
    now = {event.event_id: event for event in current}
    merged = _ever_merged(store.history(columns=["event_id", "version_status"]))
    decided = store.decisions()
    looked_up = merged | decided.events.keys()
    versions = _versions(store, looked_up) if looked_up else {}
    now |= {event_id: found[-1] for event_id, found in versions.items()}
    into = {
        (event_id, event.status.removeprefix(_AWAY)): event
        for event_id, found in versions.items()
        for event in found
        if event.status.startswith(_AWAY)
    }
    taken: dict[str, set[str]] = defaultdict(set)
    for (_, target), event in into.items():
        taken[target].update(event.source_ids)
    tellings = {event_id: event for event_id, event in now.items() if event_id not in versions}
    joined = {
        event_id: sources
        for event_id, sources in decided.events.items()
        if event_id in now and now[event_id].status == "current" and taken[event_id] & sources
    }
    for event_id, found in versions.items():
        if event_id in joined:
            # What a person corrected, or a part of it whose other sources tell it no more.
            own = [one for one in found if joined[event_id].issuperset(one.source_ids)]
        else:
            own = [one for one in found if not taken[event_id] & set(one.source_ids)]
        if own and found[-1].status != "deleted":
            # When it was merged away a version may be no newer than what it was merged with.
            told = [one for one in own if one.status == "current"]
            if event_id not in decided.events:
                told = _first_told(told)
            tellings[event_id] = told[-1] if told else replace(own[-1], status="current")
    settled = {
        one: target
        for (one, target), event in into.items()
        if target in joined
        and joined[target].issuperset(event.source_ids)
        and frozenset((one, target)) not in decided.apart
    }
    tellings = {event_id: e for event_id, e in tellings.items() if event_id not in settled}
    gone = {
        event_id: [one for one in found if one.status.startswith(_AWAY)]
        for event_id, found in versions.items()
    }
    return _Known(tellings, now, merged, decided, settled, gone)


def _first_told(versions: Sequence[Event]) -> list[Event]:
    """Versions without those that only say again what an older one said, as a separation writes them."""
    told: list[Event] = []
    for version in versions:
        if not version.revision or all(
            replace(version, reported_date=e.reported_date, revision=e.revision) != e for e in told
        ):
            told.append(version)
    return told


def _merged_into(now: Mapping[str, Event]) -> dict[str, str]:
    """What is merged into what."""
    return {
        event_id: event.status.removeprefix(_AWAY)
        for event_id, event in now.items()
        if event.status.startswith(_AWAY)
    }


def _versions(store: Store, ids: Iterable[str]) -> dict[str, list[Event]]:
    """Every version of some events, the newest last, each with the status that it had."""
    from geomali.store import event_records, to_arrow

    wanted = sorted(ids)
    names = list(schema.TABLES["events"].names)
    past = store.history(wanted)
    newest = (past["status"] != "superseded").tolist()
    past["status"] = past["version_status"]
    rows = list(zip(newest, event_records(to_arrow("events", past[names])), strict=True))
    rows += [(True, event) for event in event_records(store.events_arrow(event_id=wanted))]
    rows.sort(key=lambda row: (row[0], _age(row[1])))
    versions: dict[str, list[Event]] = defaultdict(list)
    for _, event in rows:
        versions[event.event_id].append(event)
    return versions


def _age(event: Event) -> tuple[date, int, int]:
    """What a store orders the versions of an event by; see ``Store.commit``."""
    return event.reported_date or date.min, event.revision, len(event.source_ids)


def _told(event: Event) -> tuple[object, ...]:
    """What a merged event takes from its tellings, as far as a store keeps it unchanged."""
    place = event.place and (
        event.place.place_id,
        event.place.geo_precision,
        event.place.lat,
        event.place.lon,
    )
    actors = sorted((actor.role, actor.actor_id or "") for actor in event.actors)
    days = (event.date_earliest, event.date_latest, event.time_precision)
    kind = (event.event_type, event.sub_event_type, event.outcome, event.weapon, event.target)
    people = (event.fatalities, event.wounded, event.abducted)
    rest = (event.modality, event.contested, event.confidence, people, event.notes)
    return days, place, kind, actors, rest


def _newer(event: Event, now: Event | None) -> Event:
    """A version that a store takes for newer than the one it has; as old as that if it says the same."""
    if now is None or _age(event) > _age(now):
        return event
    same_age = replace(event, reported_date=now.reported_date, revision=now.revision)
    # What was merged away or taken out comes after what was not.
    if now.status in ("current", event.status) and _plain(same_age) == _plain(
        replace(now, status=event.status)
    ):
        return same_age
    reported = max((day for day in (event.reported_date, now.reported_date) if day), default=None)
    return replace(event, reported_date=reported, revision=now.revision + 1)


def _plain(event: Event) -> Event:
    """The event as a store gives it back."""
    from geomali.store import event_records, events_table

    return event_records(events_table([event]))[0]


def _grouped(events: Iterable[Event]) -> list[tuple[Event, list[Event]]]:
    """Events that stay, each with those merged into it."""
    into: dict[str, list[Event]] = defaultdict(list)
    kept = []
    for event in events:
        if event.status.startswith(_AWAY):
            into[event.status.removeprefix(_AWAY)].append(event)
        else:
            kept.append(event)
    return [(event, into[event.event_id]) for event in kept]


def merge_coding(
    store: Store,
    events: Iterable[Event],
    *,
    recoded: Iterable[str] = (),
    decided: Decisions | None = None,
    standing: Mapping[str, Sequence[Claim]] | None = None,
    actors: ActorRegistry | None = None,
) -> MergedCoding:
    """Merge newly coded events with each other and with what other sources told a store.

    Parameters
    ----------
    store
        What is known already.
    events
        New or coded again.
    recoded
        Reports that the events were coded from: what the store has from them
        alone gives way to ``events``; an event told by others too stays theirs.
    decided
        What a person decides now.  What was decided before stays otherwise.
    standing
        Events and claims of the reports of which nothing can be said now: they
        stay as the store has them.  An event may come with claims about it.
    actors
        Registry that knows who belongs to whom; the shipped one by default.
    """
    from geomali.events import merge_events
    from geomali.store import Decisions, event_records

    now_decided, standing = decided or Decisions(), standing or {}
    given = {event.event_id: event for event in events}
    reports = set(recoded)
    wanted = sorted({*given, *standing})
    around = event_records(store.events_arrow(event_id=wanted)) if wanted else []
    days = [day for e in given.values() for day in (e.date_earliest, e.date_latest) if day]
    if days:
        wide = timedelta(days=MERGE_DAYS)
        around += event_records(
            store.events_arrow(from_date=min(days) - wide, to_date=max(days) + wide)
        )
    known = _known(store, around)
    told = known.claims(store)
    away = [
        replace(given[one], status=_AWAY + target)
        for one, target in known.settled.items()
        if one in given
    ]
    fixed = known.decided.claims - now_decided.claims
    mine: dict[str, Event] = {}
    for event_id, coded_event in given.items():
        event = coded_event
        if event_id in known.settled:
            if event_id in now_decided.events:
                logger.warning(
                    "%s is part of %s, which a person corrected as one; its row is kept in the "
                    "history only: correct that event, or separate them first",
                    event_id,
                    known.settled[event_id],
                )
            continue
        if event_id in now_decided.events:
            event = _newer(event, known.tellings.get(event_id, known.now.get(event_id)))
        elif known.stays(event_id):
            continue  # what a person corrected is what this event says, or that it is none
        mine[event_id] = replace(
            event, claims=_claims_of(event, told.own.get(event_id, ()), fixed, standing)
        )
    for event_id in sorted({*standing} & known.tellings.keys() - mine.keys()):
        if not known.stays(event_id):
            event = replace(known.tellings[event_id], claims=tuple(standing[event_id]))
            old = told.own.get(event_id, ())
            left = {*standing, *(c.claim_id for c in old if c.report_id not in reports)}
            mine[event_id] = replace(event, claims=_claims_of(event, old, fixed, left))
    others = {}
    gone = []
    for event_id, event in known.tellings.items():
        if event_id in mine:
            continue
        now = known.now[event_id]
        if known.stays(event_id):
            # With the claims about it, and every source that still tells it.
            parts = (event_id, *(one for one, kept in known.settled.items() if kept == event_id))
            still = {source for one in parts if one in given for source in given[one].source_ids}
            rest_of = tuple(s for s in event.source_ids if s not in reports or s in still)
            others[event_id] = replace(told.of(event), source_ids=rest_of or event.source_ids)
        elif not reports.issuperset(event.source_ids):
            others[event_id] = _without_reports(told.of(event), reports)
        elif now.status == "current" and set(now.source_ids) - reports:
            # Told by others too, who have events of their own.
            gone.append(replace(now, status="deleted"))
    merged = merge_events(
        [*mine.values(), *others.values()],
        actors=actors,
        apart=known.decided.apart | now_decided.apart,
        by_hand=known.decided.events.keys() | now_decided.events.keys(),
    )
    changed: list[Event] = []
    for event, merged_away in _grouped(merged.events):
        members = (event, *merged_away)
        if known.stands(event, merged_away) and not any(e.event_id in mine for e in members):
            continue
        for one in members:
            if merged_away or one.event_id in known.merged:
                # Its own telling, which the history keeps.
                telling = mine.get(one.event_id) or known.tellings[one.event_id]
                if telling.status == "current":
                    changed.append(telling)
            if one.event_id in mine:
                # What it was merged into before: a report that is coded again forgets its versions.
                changed += known.away.get(one.event_id, ())
            before = known.now.get(one.event_id)
            if before is not None and _is_forgotten(before, known, reports):
                before = None
            changed.append(_newer(one, before))
    current = (e for e in merged.events if e.event_id in given and e.status == "current")
    come = [*(event.claims for event in given.values()), *standing.values()]
    coded = {claim.claim_id for claims in come for claim in claims} - fixed
    fresh = [claim for e in mine.values() for claim in e.claims if claim.claim_id in coded]
    claims = told.to_commit(merged.events, fresh=fresh, again=reports)
    return MergedCoding(_bare((*changed, *away, *gone)), claims, tuple(current))


def _bare(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events alone: which claims are about them is told beside them."""
    return tuple(replace(event, claims=()) for event in events)


def _claims_of(
    event: Event, told: Iterable[Claim], fixed: Collection[str], standing: Collection[str]
) -> tuple[Claim, ...]:
    """Claims about a newly coded event: those ``fixed`` by a person or left ``standing`` as told before."""
    before = {claim.claim_id: claim for claim in told}
    coded = {claim.claim_id: replace(claim, event_id=event.event_id) for claim in event.claims}
    kept = {
        i: before[i] if i in fixed else coded[i] for i in coded if i in before or i not in fixed
    }
    return tuple(
        (kept | {i: before[i] for i in before if i in standing and i not in kept}).values()
    )


def _without_reports(event: Event, reports: set[str]) -> Event:
    """What is left of a telling without those of its reports that are coded again."""
    return replace(
        event,
        source_ids=tuple(source for source in event.source_ids if source not in reports),
        claims=tuple(claim for claim in event.claims if claim.report_id not in reports),
    )


def _is_forgotten(now: Event, known: _Known, reports: set[str]) -> bool:
    """Whether nothing is left of an event when its reports are coded again; see ``Store.commit``."""
    alone = bool(now.source_ids) and reports.issuperset(now.source_ids)
    return alone and not known.stays(now.event_id) and now.event_id not in known.merged


def merge_duplicates(store: Store, *, actors: ActorRegistry | None = None) -> Sequence[Merge]:
    """Merge the events of a store that two sources tell, keeping every source.

    The better telling stays (:func:`geomali.events.merge_events`: a person's,
    then ACLED's and UCDP's, then a report's, then GDELT's; of the same kind the
    one reported first) and takes the sources of the other, which
    goes to the history with the status ``merged_into:<event_id>``.
    :func:`find_merges` lists them for review, :func:`separate_events` undoes
    one for good.  Only events that share a day and a neighbourhood with an
    event of another source are looked at, so that a large dataset costs little.

    Returns
    -------
    sequence of Merge
        What was merged into what, and why.
    """
    from geomali.events import merge_events

    known = _known(store, _told_elsewhere(store))
    told = known.claims(store)
    merged = merge_events(
        map(told.of, known.tellings.values()),
        actors=actors,
        apart=known.decided.apart,
        by_hand=known.decided.events.keys(),
    )
    changed = _changes(known, merged)
    claims = told.to_commit(merged.events)
    if changed or claims.num_rows:
        store.commit(events=_bare(changed), claims=claims, linked=True)
    ids = {event.event_id for event in changed}
    return tuple(merge for merge in merged.merges if merge.merged in ids)


def _told_elsewhere(store: Store) -> list[Event]:
    """Current events that another source may have told too."""
    import pandas as pd

    from geomali.store import event_records

    frame = store.events(columns=MERGE_COLUMNS)
    past = store.history(columns=[*MERGE_COLUMNS, "version_status"])
    if merged := _ever_merged(past):
        # A merged event has the place and the days of its best telling: ask each of them.
        past = past.loc[past["event_id"].isin(merged), list(MERGE_COLUMNS)]
        frame = pd.concat([frame, past], ignore_index=True)
    candidates = sorted(merge_candidates(frame))
    return event_records(store.events_arrow(event_id=candidates)) if candidates else []


def _ever_merged(past: pd.DataFrame) -> frozenset[str]:
    """Events that ever went into another or took one, by their versions in the history."""
    away = past[past["version_status"].str.startswith(_AWAY)]
    targets = {str(status).removeprefix(_AWAY) for status in away["version_status"]}
    return frozenset((*away["event_id"], *targets))


def _changes(known: _Known, merged: Merged) -> list[Event]:
    """What a store has otherwise than its tellings make it when they are merged."""
    changed = [
        replace(known.now[one], status=_AWAY + target)
        for one, target in known.settled.items()
        if known.now[one].status == "current"
    ]
    for event, merged_away in _grouped(merged.events):
        if not known.stands(event, merged_away):
            if merged_away:
                changed.append(known.tellings[event.event_id])
            changed += [_newer(one, known.now.get(one.event_id)) for one in (event, *merged_away)]
    return changed


def find_merges(store: Store) -> tuple[Merge, ...]:
    """Every merge that stands in a store, for review: what went into what, and why."""
    from geomali.events import Merge, why_merged

    known = _known(store, ())
    found = []
    for event_id, event in sorted(known.now.items()):
        kept = known.now.get(event.status.removeprefix(_AWAY))
        if event.status.startswith(_AWAY) and kept is not None and kept.status == "current":
            # As each source told it, not as they are merged: the reason that was given then.
            telling = known.tellings.get(event_id, event)
            reason = why_merged(known.tellings.get(kept.event_id, kept), telling)
            found.append(Merge(kept.event_id, event_id, reason))
    return tuple(found)


def separate_events(
    store: Store, event_ids: Iterable[str], *, by: str, actors: ActorRegistry | None = None
) -> tuple[Merge, ...]:
    """Take merged events out again, for good: a person says that they are events of their own.

    Each is apart from then on from every event that it was merged with, through
    whichever of them, and from every other that the store would merge it with
    now.  What a source tells later may still be found to be the same.  Where
    that lets others be merged that it stood between, they are, and logged.

    Parameters
    ----------
    store
        The store; its audit log keeps the decision.
    event_ids
        Events that were merged into others (``merged`` of :func:`find_merges`).
    by
        Who decides.
    actors
        Registry that knows who belongs to whom; the shipped one by default.

    Returns
    -------
    tuple of Merge
        What was undone.

    Raises
    ------
    GeomaliError
        An event is not merged into another; nothing is changed.
    """
    from geomali.events import merge_events
    from geomali.store import Decisions

    undone = {merge.merged: merge for merge in find_merges(store)}
    wanted = list(dict.fromkeys(event_ids))
    if unknown := [event_id for event_id in wanted if event_id not in undone]:
        raise GeomaliError(f"{unknown[0]!r} is not merged into another event")
    merges = tuple(undone[event_id] for event_id in wanted)
    known = _known(store, _told_elsewhere(store))
    together: dict[str, set[str]] = defaultdict(set)
    for merge in undone.values():
        together[merge.kept] |= {merge.kept, merge.merged}
    pairs = {
        frozenset((merge.merged, other))
        for merge in merges
        for other in together[merge.kept] - {merge.merged}
    }
    tellings = dict(known.tellings)
    corrected: dict[str, frozenset[str]] = {}
    for merge in merges:
        if merge.merged in known.settled:
            # Corrected as one: the correction stays with the event that was kept.
            now, gone = known.now[merge.kept], set(known.now[merge.merged].source_ids)
            telling = tellings.get(merge.kept, now)
            rest = tuple(s for s in telling.source_ids if s not in gone)
            tellings[merge.kept] = replace(telling, source_ids=rest)
            corrected[merge.kept] = frozenset(rest)
            tellings[merge.merged] = replace(known.now[merge.merged], status="current")
    settled = {one: kept for one, kept in known.settled.items() if one not in wanted}
    known = replace(known, tellings=tellings, settled=settled)
    told = known.claims(store)
    while True:
        found = merge_events(
            map(told.of, tellings.values()),
            actors=actors,
            apart=known.decided.apart | pairs,
            by_hand=known.decided.events.keys(),
        )
        again = {
            frozenset((event_id, other.event_id))
            for kept, away in _grouped(found.events)
            for event_id in {kept.event_id, *(e.event_id for e in away)}.intersection(wanted)
            for other in (kept, *away)
            if other.event_id != event_id
        }
        if not again:
            break
        pairs |= again
    store.commit(
        events=_bare(_changes(known, found)),
        claims=told.to_commit(found.events),
        linked=True,
        accepted_by=by,
        decided=Decisions(corrected, apart=frozenset(pairs)),
        note="; ".join(f"{merge.merged} is not {merge.kept}" for merge in merges),
    )
    for merge in found.merges:
        if undone.get(merge.merged) != merge:
            # It stood between two others, or another row of its source takes its place.
            logger.warning("%s is merged into %s now: %s", merge.merged, merge.kept, merge.reason)
    return merges
