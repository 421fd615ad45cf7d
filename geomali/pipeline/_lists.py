"""Lists of what a store keeps beside its layers: rejected rows, and what persons decided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geomali.store import Store

__all__ = ["commonest_reasons", "list_decisions", "list_rejects"]

_CELL: Final = re.compile(r" \((?:'.*'|\".*\")\)$", re.DOTALL)


def commonest_reasons(reasons: Iterable[str], most: int = 5) -> list[tuple[str, int]]:
    """The commonest reasons with how many rows have each, the cell that is quoted left out."""
    counts = Counter(_CELL.sub("", reason) for reason in reasons)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]


def list_rejects(store: Store) -> list[dict[str, Any]]:
    """Rows that a store did not take, with file, row number and reason, by file and row.

    The owner's own list: what leaves is reduced, see ``export_store``.
    """
    from geomali.pipeline._query import records

    found = records(store.frame("rejects"))
    return sorted(found, key=lambda row: (str(row.get("source_file")), row.get("row_number") or 0))


def list_decisions(store: Store) -> list[dict[str, Any]]:
    """What persons decided about the rows of a store, by row; of several decisions the last.

    Returns
    -------
    list of dict
        ``table`` (events, claims), ``id``, ``state`` (``left out``, or
        ``kept``: corrected, added or confirmed), ``by``, ``at`` and ``note``.
        What was left out comes back with ``yes`` in a coding sheet.
    """
    current = {
        "events": set(store.events(columns=["event_id"])["event_id"]),
        "claims": set(store.claims()["claim_id"]),
    }
    past = store.history(columns=["event_id", "version_status"])
    merged = set(past.loc[past["version_status"].str.startswith("merged_into:"), "event_id"])
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for line in store.audit():
        for table, ids in line.get("corrected", {}).items():
            for one in ids:
                there = one in current[table] or (table == "events" and one in merged)
                found[table, one] = {
                    "table": table,
                    "id": one,
                    "state": "kept" if there else "left out",
                    "by": line.get("accepted_by"),
                    "at": line.get("at"),
                    "note": line.get("note"),
                }
    return [found[key] for key in sorted(found, key=lambda key: (key[0] != "events", key[1]))]
