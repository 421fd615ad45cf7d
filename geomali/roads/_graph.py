"""Shortest paths of a sparse matrix, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["from_one"]


def from_one(
    graph: Any, source: int, *, directed: bool = True
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
    """Cost from one node to all, and the node before each on the way (negative: none)."""
    from scipy.sparse import csgraph

    search: Any = csgraph.dijkstra
    cost, before = search(graph, directed=directed, indices=source, return_predecessors=True)
    return cost, before
