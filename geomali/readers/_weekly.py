"""ACLED's aggregated data: weekly counts per region and sub-event type, no events."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from geomali.readers._columns import DateReader, days_array, ints_array, table_of
from geomali.readers._events import counts_of, finish, one_of_each
from geomali.readers._records import Context, Imported
from geomali.readers._rows import Ledger, Rows, combine, numbered
from geomali.readers._where import Where
from geomali.readers._who import NO_DAY
from geomali.schema import ACLED_TYPES

__all__ = ["import_weekly", "is_weekly"]

_REQUIRED: Final = ("week", "country", "event_type", "sub_event_type", "events", "fatalities")
_WEEK_DAYS: Final = 7
_SOURCE: Final = {
    "source_id": "acled_weekly",
    "kind": "dataset",
    "name": "ACLED aggregated data (weekly, per region)",
    "publisher": "Armed Conflict Location & Event Data",
    "url": "https://acleddata.com",
    "licence": "ACLED terms of use; rows may not be passed on",
}
_TYPES: Final = {
    (kind.casefold(), sub.casefold()): (kind, sub)
    for kind, subs in ACLED_TYPES.items()
    for sub in subs
}


def is_weekly(keys: frozenset[str]) -> bool:
    """Whether a header is that of ACLED's weekly counts."""
    return {"week", "event_type", "sub_event_type", "events"} <= keys


def import_weekly(rows: Rows, context: Context) -> Imported:
    """Rows of weekly counts to the table ``admin_counts``."""
    rows = rows.cleaned({"admin_1": "admin1"})
    missing = [key for key in _REQUIRED if key not in rows]
    if missing:
        raise rows.source.error(f"ACLED's weekly counts have the columns {', '.join(missing)} too")
    ledger = Ledger(rows)
    weeks = rows.coded("week")
    start = DateReader(weeks).days(weeks)
    ledger.reject(start == NO_DAY, "no date, or an impossible one", "week")
    kind, sub = rows.coded("event_type"), rows.coded("sub_event_type")
    group, first = combine(kind.codes, sub.codes)
    pairs = [
        _TYPES.get((kind.at(i).casefold(), sub.at(i).casefold()), (None, None))
        for i in first.tolist()
    ]
    unknown = np.array([pair[0] is None for pair in pairs] or [False])
    ledger.reject(
        unknown[group] if rows.count else np.zeros(0, dtype=bool),
        "no event type of the codebook, or not with this sub-event type",
        "event_type",
    )
    events, dead = (counts_of(rows, ledger, key) for key in ("events", "fatalities"))
    country, admin1 = rows.coded("country"), rows.coded("admin1")
    where = Where(context.gazetteer)
    found = [where.country(name) for name in country.values]
    lost = np.array([code is None for code in found])[country.codes]
    ledger.flag(lost, "is no country of the gazetteer", "country")
    # What is the same once it is read: "Mali" and "ML", "battles" and "Battles".
    states, kinds = numbered(found), numbered(pairs)
    key, _ = combine(states[country.codes], admin1.codes, kinds[group], start)
    one_of_each(ledger, pa.array(key.astype(str)), np.zeros(rows.count), "version")
    at = pa.array(group)
    table = table_of(
        "admin_counts",
        {
            "source_id": pa.repeat(_SOURCE["source_id"], rows.count),
            "country": pa.array(found, pa.string()).take(pa.array(country.codes)),
            "admin_level": pa.array(admin1.map(lambda text: 1 if text else 0, "int8"), pa.int8()),
            "admin1": admin1.texts(),
            "event_type": pa.array([pair[0] for pair in pairs], pa.string()).take(at),
            "sub_event_type": pa.array([pair[1] for pair in pairs], pa.string()).take(at),
            "events": ints_array(events),
            "fatalities": ints_array(dead),
            "period_start": days_array(start),
            "period_end": days_array(np.where(start == NO_DAY, NO_DAY, start + _WEEK_DAYS - 1)),
        },
        rows.count,
    ).filter(pa.array(ledger.kept))
    return finish(
        "acled_weekly",
        rows,
        ledger,
        {"admin_counts": table},
        context,
        sources=[_SOURCE],
        notes=["weekly counts per region, no events: in the table admin_counts"],
    )
