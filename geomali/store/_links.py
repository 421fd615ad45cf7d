"""Claims as they are told, with the events and the links that merging gave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["MERGED_INTO", "as_linked"]

MERGED_INTO: Final = "merged_into:"
_LINKS: Final = ("conflicts_with", "corroborates")


def as_linked(told: pa.Table, stored: pa.Table, into: Mapping[str, str]) -> pa.Table:
    """Claims about merged events as claims about the event that is kept.

    Links between the claims of two sources were made when their events were
    merged, never told: a claim that comes again keeps them.

    Parameters
    ----------
    told, stored
        Tables ``claims``: as they come, and as the store has them.
    into
        What is merged into what.
    """
    if not told.num_rows:
        return told
    events = [into.get(event or "", event) for event in told.column("event_id").to_pylist()]
    index = told.schema.get_field_index("event_id")
    told = told.set_column(index, told.schema.field(index), pa.array(events, pa.string()))
    known = stored.filter(pc.is_in(stored.column("claim_id"), told.column("claim_id")))
    about = pc.unique(known.column("event_id")).drop_null()
    if not len(about):
        return told
    names = ["claim_id", "event_id", "report_id", *_LINKS]
    rows = stored.filter(pc.is_in(stored.column("event_id"), about)).select(names).to_pylist()
    now = {row["claim_id"]: row for row in rows}
    asked = told.select(names).to_pylist()
    for name in _LINKS:
        links = []
        for claim in asked:
            own = set(claim[name] or ())
            was = now.get(claim["claim_id"])
            if was is not None and claim["event_id"] == was["event_id"] is not None:
                own.update(
                    other
                    for other in was[name] or ()
                    if other in now and now[other]["report_id"] != claim["report_id"]
                )
            links.append(sorted(own) if own != set(claim[name] or ()) else claim[name])
        index = told.schema.get_field_index(name)
        told = told.set_column(
            index, told.schema.field(index), pa.array(links, told.schema.field(index).type)
        )
    return told
