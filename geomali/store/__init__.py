"""The GeoParquet store by date and by actor; the only writer of Parquet files."""

from __future__ import annotations

from geomali.store._commit import Change, CommitSummary
from geomali.store._convert import claims_table, event_records, events_table, to_arrow, to_frame
from geomali.store._geoparquet import write_geoparquet
from geomali.store._store import Store, open_store

__all__ = [
    "Change",
    "CommitSummary",
    "Store",
    "claims_table",
    "event_records",
    "events_table",
    "open_store",
    "to_arrow",
    "to_frame",
    "write_geoparquet",
]
