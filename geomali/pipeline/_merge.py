"""Events that several sources tell, merged in a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from geomali import schema

if TYPE_CHECKING:
    import pandas as pd

    from geomali.actors import ActorRegistry
    from geomali.events import Event, Merge
    from geomali.store import Store

__all__ = ["merge_duplicates", "merged_with"]

_WIDEST_DAYS: Final = 7


def merged_with(
    store: Store,
    events: Iterable[Event],
    *,
    recoded: Iterable[str] = (),
    actors: ActorRegistry | None = None,
) -> list[Event]:
    """Merge new events with each other and with what other sources told the store.

    Parameters
    ----------
    store
        What is known already.
    events
        New or coded again.
    recoded
        Reports that the events were coded from: what the store has from them
        alone gives way to ``events``, what it has from others too keeps the others.
    actors
        Registry that knows who belongs to whom; the shipped one by default.

    Returns
    -------
    list of Event
        What to commit: the events, merged where they are told twice, and
        those of the store that the merging changed.
    """
    from geomali.events import merge_events

    given = list(events)
    mine = {event.event_id for event in given}
    before = {event.event_id: event for event in _told_by_others(store, given, set(recoded), mine)}
    merged = merge_events([*given, *before.values()], actors=actors)
    return [event for event in merged.events if event != before.get(event.event_id)]


def _told_by_others(
    store: Store, given: Sequence[Event], recoded: set[str], mine: set[str]
) -> list[Event]:
    """What other sources told of the days of the events, those merged away before included."""
    from geomali.store import event_records, to_arrow

    days = [day for e in given for day in (e.date_earliest, e.date_latest) if day]
    if not days:
        return []
    wide = timedelta(days=_WIDEST_DAYS)
    first, last = min(days) - wide, max(days) + wide
    found = event_records(store.events_arrow(from_date=first, to_date=last))
    current = {event.event_id for event in found}
    history = store.history()
    away = history[history["status"].str.startswith("merged_into:").fillna(value=False)]
    away = away.drop_duplicates("event_id", keep="last")
    if len(away):
        columns = [name for name in schema.TABLES["events"].names if name in away]
        found += [
            replace(event, status="current")
            for event in event_records(to_arrow("events", away[columns]))
            if event.event_id not in current
            and event.date_earliest is not None
            and first <= event.date_earliest <= last
        ]
    others = []
    for event in found:
        rest = tuple(source for source in event.source_ids if source not in recoded)
        if rest and event.event_id not in mine:
            others.append(replace(event, source_ids=rest))
    return others


def merge_duplicates(store: Store, *, actors: ActorRegistry | None = None) -> Sequence[Merge]:
    """Merge the events of a store that two sources tell, keeping every source.

    The event reported first stays and takes the sources of the other, which
    goes to the history with the status ``merged_into:<event_id>`` and can be
    brought back from there.  Only events that share a day and a neighbourhood
    with an event of another source are looked at, so that a large dataset
    costs little.

    Returns
    -------
    sequence of Merge
        What was merged into what, and why.
    """
    from geomali.events import merge_events
    from geomali.store import event_records

    candidates = _candidates(store.events(columns=_NEEDED))
    if not candidates:
        return ()
    table = store.table("events")
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = table.filter(pc.is_in(table["event_id"], pa.array(sorted(candidates))))
    merged = merge_events(event_records(rows), actors=actors)
    if merged.merges:
        touched = {event_id for merge in merged.merges for event_id in (merge.kept, merge.merged)}
        store.commit(events=[event for event in merged.events if event.event_id in touched])
    return merged.merges


_NEEDED = ("event_id", "date_earliest", "date_latest", "source_ids", "geometry")


def _candidates(events: pd.DataFrame) -> set[str]:
    """Ids of events that share a day and a cell with an event of another source.

    Cells of one degree are laid out four times, shifted by half, so that two
    points less than half a degree apart are together in one of them.
    """
    import numpy as np
    import pandas as pd

    frame: Any = events[events.geometry.notna() & events["date_earliest"].notna()].copy()
    start = pd.to_datetime(frame["date_earliest"])
    span = (pd.to_datetime(frame["date_latest"]) - start).dt.days
    frame = frame.assign(start=start, span=span)[(span >= 0) & (span < _WIDEST_DAYS)]
    if frame.empty:
        return set()
    source = frame["source_ids"].map(lambda ids: "\x1f".join(sorted(ids)))
    if source.nunique() < 2:
        return set()
    plain = pd.DataFrame(
        {
            "event_id": frame["event_id"].to_numpy(),
            "source": source.to_numpy(),
            "x": frame.geometry.x.to_numpy(),
            "y": frame.geometry.y.to_numpy(),
            "day": frame["start"].to_numpy("datetime64[D]").astype(np.int64),
            "days": frame["span"].to_numpy(np.int64) + 1,
        }
    )
    plain = plain.loc[plain.index.repeat(plain["days"])]
    plain["day"] += plain.groupby(level=0).cumcount()
    found: set[str] = set()
    for dx in (0.0, 0.5):
        for dy in (0.0, 0.5):
            cell = [plain["day"], np.floor(plain["x"] + dx), np.floor(plain["y"] + dy)]
            several = plain.groupby(cell)["source"].transform("nunique") > 1
            found.update(plain.loc[several, "event_id"])
    return found
