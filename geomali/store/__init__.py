"""The GeoParquet store by date and by actor; the only writer of Parquet files.

::

    geomali-store.json                             which files are the current state
    events/event_year=2023/part-0.parquet          one row per event; undated in event_year=0
    events_by_actor/actor=csp_psd/part-0.parquet   one row per event, actor and role
    claims.parquet, reports.parquet, sources.parquet, displacement.parquet,
    admin_counts.parquet, not_events.parquet, rejects.parquet
    history/events/event_year=2023/part-0.parquet  versions that are not current
    history/audit.jsonl                            who accepted what, and when
    .geomali/                                      lock and staging

Files keep their names from commit to commit, so that a project or a query
that names one goes on working.  Any client may read them; nothing but
:meth:`Store.commit` may write there.
"""

from __future__ import annotations

from geomali.store._audit import Decisions
from geomali.store._commit import Change, CommitSummary
from geomali.store._convert import claims_table, event_records, events_table, to_arrow, to_frame
from geomali.store._events import EventQuestion, YearQuestion
from geomali.store._figures import admin_levels, counted_elsewhere, finest_figures
from geomali.store._geoparquet import write_geoparquet
from geomali.store._store import Store, open_store

__all__ = [
    "Change",
    "CommitSummary",
    "Decisions",
    "EventQuestion",
    "Store",
    "YearQuestion",
    "admin_levels",
    "claims_table",
    "counted_elsewhere",
    "event_records",
    "events_table",
    "finest_figures",
    "open_store",
    "to_arrow",
    "to_frame",
    "write_geoparquet",
]
