"""Which stretches a person means: by place, road, stretch, name or id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from geomali.errors import GeomaliError
from geomali.gazetteer import name_key
from geomali.routes._join import Stop, nearest_stretch
from geomali.routes._stops import find_stops

if TYPE_CHECKING:
    from geomali.roads import RoadNetwork

__all__ = ["named", "stretches_named"]

_IDS: Final = ("stretch_id", "corridor_id", "number", "from_place", "to_place")
_BETWEEN: Final = re.compile(r"\s+[-\u2010-\u2015]\s+")
_BESIDE_KM: Final = 10.0
"""A place that is no node of the network means the stretch that passes so near it."""

Mask = npt.NDArray[np.bool_]


def stretches_named(network: RoadNetwork, name: str) -> list[str]:
    """Say which stretches are meant by a name.

    Parameters
    ----------
    network
        From :func:`geomali.roads.load_roads`.
    name
        Stretch id, corridor id, road number (``RN16``), name of a road, the two ends
        of a stretch ("Gossi - Hombori"), or a place by id, p-code or name.  A place
        means every stretch that ends there, or the one that passes by it.

    Returns
    -------
    list of str
        Stretch ids, in the order of the network.

    Raises
    ------
    GeomaliError
        Nothing in the network bears the name, or several places do.
    """
    return [str(item) for item in network.stretches["stretch_id"][named(network, [name])]]


def named(network: RoadNetwork, names: Iterable[str]) -> Mask:
    """Mask of the stretches meant by any of some names, as in :func:`stretches_named`."""
    mask = np.zeros(len(network.stretches), dtype=bool)
    for name in dict.fromkeys(text.strip() for text in names if text.strip()):
        mask |= _meant(network, name)
    return mask


def _meant(network: RoadNetwork, name: str) -> Mask:
    frame, nodes = network.stretches, network.nodes
    by_id = np.zeros(len(frame), dtype=bool)
    for column in _IDS:
        by_id |= (frame[column] == name).to_numpy(bool)
    if by_id.any() or (nodes["place_id"] == name).any():
        return by_id
    numbered = _called(frame["number"], name)
    if numbered.any():
        return numbered
    # Of several places of one name the one on the network is meant, if it is one.
    here = np.flatnonzero(_called(nodes["name"], name))
    if len(here) == 1:
        return _touching(network, int(here[0]))
    road = _called(frame["name"], name)
    if road.any():
        return road
    ends = _BETWEEN.split(name)
    if len(ends) == 2:
        one, other = (
            (_called(frame["from_name"], end), _called(frame["to_name"], end)) for end in ends
        )
        between: Mask = (one[0] & other[1]) | (one[1] & other[0])
        if between.any():
            return between
        raise _nothing(name, " (no stretch joins the two)")
    return _at_place(network, name)


def _nothing(name: str, why: str) -> GeomaliError:
    return GeomaliError(
        f"nothing in the road network is called {name!r}{why}: use a place, a road number such as "
        "RN16, the name of a road, the two ends of a stretch (A - B), or an id"
    )


def _touching(network: RoadNetwork, node: int) -> Mask:
    frame = network.stretches
    return np.asarray(frame["from_node"].eq(node) | frame["to_node"].eq(node), dtype=bool)


def _called(values: Any, name: str) -> Mask:
    """Rows of a column that bear a name, whatever its case, accents and marks."""
    import pandas as pd

    key = name_key(name)
    codes, distinct = pd.factorize(values)
    same = np.array([name_key(str(value)) == key for value in distinct] + [False], dtype=bool)
    found: Mask = same[codes]  # code -1, missing, reads the last
    return found


def _at_place(network: RoadNetwork, name: str) -> Mask:
    """Stretches at a place of the gazetteer, or the one that passes by it."""
    stops, refused = find_stops([name])
    if stops:
        here = np.flatnonzero(network.nodes["place_id"] == stops[0].place_id)
        found = _touching(network, int(here[0])) if len(here) else _beside(network, stops[0])
        if found is not None:
            return found
    why = f" ({refused[0].reason})" if refused else " (it is far from every road)"
    raise _nothing(name, why)


def _beside(network: RoadNetwork, stop: Stop) -> Mask | None:
    """The stretch of road that passes by a place off the nodes; of river if there is no road."""
    frame = network.stretches
    river = (frame["mode"] == "river").to_numpy(bool)
    for usable in (~river, river):
        if usable.any():
            row, _, km = nearest_stretch(frame, stop, usable)
            if km <= _BESIDE_KM:
                mask = np.zeros(len(frame), dtype=bool)
                mask[row] = True
                return mask
    return None
