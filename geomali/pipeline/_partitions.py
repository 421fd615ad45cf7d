"""Work over a frame row by row: in memory, or by partition on a dask cluster with the same result.

Each function takes a frame of pandas or of dask (``Store.dask_events``).  Of
a dask frame every partition is worked on by itself, on the ``distributed``
cluster that is connected or else on dask's own scheduler; nothing but the
installed package and the store's path need be the same on its machines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["MERGE_COLUMNS", "MERGE_DAYS", "merge_candidates", "resolve_places"]

MERGE_COLUMNS: Final = ("event_id", "date_earliest", "date_latest", "source_ids", "geometry")
"""Columns of ``events`` that :func:`merge_candidates` needs."""
MERGE_DAYS: Final = 7
_CELL: Final = ["shift", "day", "x", "y"]
_RESOLVED: Final = {
    "place_id": "str",
    "lat": "float64",
    "lon": "float64",
    "geo_precision": "float64",
    "score": "float64",
    "status": "str",
    "reason": "str",
}


def resolve_places(
    frame: Any, *, name: str = "place_name", hints: Sequence[str] = ()
) -> pd.DataFrame | Any:
    """Resolve a column of place names against the installed gazetteer.

    Parameters
    ----------
    frame
        Of pandas or dask.
    name
        Column of names; a missing one is not looked up.
    hints
        Columns that say where it is: among ``admin1``, ``admin2``, ``country``, ``on``.

    Returns
    -------
    DataFrame
        Of the kind given, with its index: ``place_id``, ``lat`` and ``lon`` in degrees, WGS 84,
        ``geo_precision``, ``score``, ``status`` and ``reason``, as in ``geomali resolve``.
    """
    return _by_partition(_resolve, frame, name=name, hints=tuple(hints))


def _resolve(frame: pd.DataFrame, *, name: str, hints: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    from geomali.pipeline._names import resolve_names

    asked = frame[[name, *hints]].astype(object)
    asked = asked.where(asked.notna(), None)
    rows = list(asked.itertuples(index=False, name=None))
    answers: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in dict.fromkeys(rows):
        given = dict(zip(hints, row[1:], strict=True))
        answers[row] = resolve_names([row[0]], hints=given)[0] if row[0] is not None else {}
    return pd.DataFrame(
        {
            column: pd.Series([answers[row].get(column) for row in rows], frame.index, dtype=dtype)
            for column, dtype in _RESOLVED.items()
        },
        index=frame.index,
    )


def merge_candidates(events: Any) -> set[str]:
    """Ids of events that another source may have told too: same days, same neighbourhood.

    Two events that are merged are always among them; most of the others are
    left out, so that only what is returned need be compared with one another.

    Parameters
    ----------
    events
        :data:`MERGE_COLUMNS` of the table, a frame of pandas or dask.
    """
    if not _is_partitioned(events) and len({tuple(ids) for ids in events["source_ids"]}) < 2:
        return set()
    keys = _by_partition(_merge_keys, events)
    told = keys[[*_CELL, "source"]].drop_duplicates()
    sources = told.groupby(_CELL)["source"].count().rename("sources").reset_index()
    found = keys.merge(sources[sources["sources"] > 1], on=_CELL)["event_id"].unique()
    return set(found.compute() if hasattr(found, "compute") else found)


def _merge_keys(events: pd.DataFrame) -> pd.DataFrame:
    """One row per event, day and cell of it.

    Cells of one degree are laid out four times, shifted by half, so that two
    points less than half a degree apart are together in one of them.
    """
    import numpy as np
    import pandas as pd

    frame: Any = events[events.geometry.notna() & events["date_earliest"].notna()]
    start = pd.to_datetime(frame["date_earliest"])
    days = (pd.to_datetime(frame["date_latest"]) - start).dt.days + 1
    short = (days > 0) & (days <= MERGE_DAYS)
    frame, start, days = frame[short], start[short], days[short].to_numpy(np.int64)
    told_by = frame["source_ids"].map(lambda ids: "\x1f".join(sorted(ids)))
    source = pd.util.hash_array(told_by.to_numpy(object))  # as wide, however long its name

    def each_day(values: np.ndarray) -> np.ndarray:
        return np.repeat(values, days)

    day = each_day(start.to_numpy("datetime64[D]").astype(np.int64))
    day += np.arange(len(day)) - each_day(np.cumsum(days) - days)
    x, y = each_day(frame.geometry.x.to_numpy()), each_day(frame.geometry.y.to_numpy())
    parts = [
        pd.DataFrame(
            {
                "event_id": each_day(frame["event_id"].to_numpy(object)),
                "source": each_day(source),
                "shift": np.full(len(day), shift, dtype="int8"),
                "day": day,
                "x": np.floor(x + dx).astype("int32"),
                "y": np.floor(y + dy).astype("int32"),
            }
        )
        for shift, (dx, dy) in enumerate(((0.0, 0.0), (0.0, 0.5), (0.5, 0.0), (0.5, 0.5)))
    ]
    return pd.concat(parts, ignore_index=True).astype({"event_id": "str"})


def _is_partitioned(frame: Any) -> bool:
    return hasattr(frame, "map_partitions")


def _by_partition(function: Callable[..., pd.DataFrame], frame: Any, **options: Any) -> Any:
    if not _is_partitioned(frame):
        return function(frame, **options)
    return frame.map_partitions(function, meta=function(frame._meta, **options), **options)
