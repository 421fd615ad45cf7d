"""Claims as control reads them: which are evidence, from which day, and whose word they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from geomali.control._rules import EFFECTS

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.actors import ActorRegistry

__all__ = ["Evidence", "Related", "evidence_by_place", "relation"]

Related = Callable[[str, str, date], bool]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim as control reads it."""

    claim_id: str
    day: date
    proposition: str
    denied: bool
    subject: str
    object: str | None
    claimant: str | None
    independent: bool
    basis: str
    order: tuple[int, str]


_MOVES = {"captured": 0, "entered": 1, "handed_over": 2, "holds": 3, "repelled": 4, "withdrew": 5}


def relation(actors: ActorRegistry | None) -> Related:
    """Who is one side with whom on a day; of an actor of the user's own nothing is known."""
    if actors is None:
        from geomali.actors import load_actors

        actors = load_actors()
    registry = actors

    def related(a: str, b: str, on: date) -> bool:
        if a == b:
            return True
        try:
            return registry.related(a, b, on)
        except KeyError:
            return False

    return related


def _days(column: pd.Series) -> list[date | None]:
    """Days of a column of dates, timestamps or missing values."""
    import pandas as pd

    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return list(column.to_numpy("datetime64[D]").tolist())

    def day(value: Any) -> date | None:
        if value is pd.NaT or not isinstance(value, date):
            return None
        return value.date() if isinstance(value, datetime) else value

    return [day(value) for value in column.tolist()]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(column: pd.Series) -> list[str | None]:
    return [_text(value) for value in column.tolist()]


def evidence_by_place(
    claims: gpd.GeoDataFrame, known_on: date | None, related: Related
) -> dict[str, list[Evidence]]:
    """Evidence by place, of what was known by a day."""
    wanted = claims[
        claims["proposition"].isin(list(EFFECTS))
        & claims["place_id"].notna()
        & claims["geo_precision"].isin([1, 2])
    ]
    found: dict[str, list[Evidence]] = defaultdict(list)
    for place_id, item in _read(wanted, known_on, related):
        found[place_id].append(item)
    return found


def _read(
    claims: gpd.GeoDataFrame, known_on: date | None, related: Related
) -> Iterator[tuple[str, Evidence]]:
    for (
        claim_id, place_id, proposition, stance, basis, subject, target, claimant, first, last, reported,
    ) in zip(
        *(claims[name].tolist() for name in ("claim_id", "place_id", "proposition", "stance", "basis")),
        *(_texts(claims[name]) for name in ("subject", "object", "claimant")),
        *(_days(claims[name]) for name in ("claim_date", "claim_date_latest", "reported_date")),
        strict=True,
    ):  # fmt: skip
        if subject is None:
            continue
        if known_on is not None and (reported is None or reported > known_on):
            continue
        day = last or first
        if day is None and proposition == "holds":
            day = reported
        if day is None:
            continue
        denied = stance == "denies"
        # An opponent's word for the other side is as good as a third party's:
        # it says what it would rather not.
        arrival = target if proposition == "handed_over" else subject
        own = claimant is not None and arrival is not None and related(claimant, arrival, day)
        against = denied or (proposition == "withdrew" and not own)
        yield (
            place_id,
            Evidence(
                claim_id=claim_id,
                day=day,
                proposition=proposition,
                denied=denied,
                subject=subject,
                object=target,
                claimant=claimant,
                independent=basis != "party" or (claimant is not None and not own and not against),
                basis=basis,
                order=(_MOVES[proposition], claim_id),
            ),
        )
