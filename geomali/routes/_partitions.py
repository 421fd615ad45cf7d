"""Work over a frame in partitions: each partition by itself, on whatever cluster is connected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["is_partitioned", "over_partitions"]


def is_partitioned(frame: Any) -> bool:
    """Whether a frame is a dask one, such as ``Store.dask_events`` gives."""
    return hasattr(frame, "to_delayed") and hasattr(frame, "npartitions")


def over_partitions(
    function: Callable[..., Any], lines: Any, events: Any, **options: Any
) -> list[Any]:
    """Results of ``function(lines, partition, **options)`` for each partition of the events, in order.

    They run on the connected ``distributed`` cluster, or else on dask's local
    scheduler.  The lines travel once.
    """
    import dask

    shared = dask.delayed(lines, pure=True)  # type: ignore[attr-defined]
    task = dask.delayed(function)  # type: ignore[attr-defined]
    parts = [task(shared, part, **options) for part in events.to_delayed()]
    return list(dask.compute(*parts))  # type: ignore[attr-defined, no-untyped-call]
