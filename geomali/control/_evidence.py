"""Claims as control reads them: which are evidence, from which day, and whose word they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geomali.control._rules import EFFECTS, VOICES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.actors import ActorRegistry

__all__ = ["Evidence", "Ties", "evidence_by_place", "undated_by_place"]

_MOVES = {"captured": 0, "entered": 1, "handed_over": 2, "holds": 3, "repelled": 4, "withdrew": 5}
_INDEPENDENT = {voice.name: voice.independent for voice in VOICES}


class Evidence(NamedTuple):
    """A claim as control reads it (a tuple: there are as many as claims).

    ``first`` and ``day`` are the first and the last day on which it may have
    begun; ``credible`` says of a departure whether it ends a stay.
    """

    claim_id: str
    first: date
    day: date
    proposition: str
    denied: bool
    subject: str
    object: str | None
    claimant: str | None
    independent: bool
    credible: bool
    basis: str
    order: tuple[bool, int, str]


class Ties:
    """Who is one side with whom on a day; of an actor of the user's own nothing is known."""

    def __init__(self, actors: ActorRegistry | None) -> None:
        if actors is None:
            from geomali.actors import load_actors

            actors = load_actors()
        self._actors = actors

    def related(self, a: str, b: str, on: date) -> bool:
        """Whether two actors are the same, or one contains the other."""
        if a == b:
            return True
        try:
            return self._actors.related(a, b, on)
        except LookupError:
            return False

    def allied(self, a: str, b: str, on: date) -> bool:
        """Whether two actors fight on one side."""
        if a == b:
            return False
        try:
            return self._actors.allied(a, b, on)
        except LookupError:
            return False

    def together(self, a: str, b: str, on: date) -> bool:
        """Whether they are related or allied: no rivals, and no independent words."""
        return self.related(a, b, on) or self.allied(a, b, on)

    def is_observer(self, actor_id: str, on: date) -> bool:
        """Whether an actor is an international one without allies."""
        try:
            international = self._actors.actor(actor_id).family == "international"
            return international and not self._actors.allies(actor_id, on)
        except LookupError:
            return False

    def is_label(self, actor_id: str) -> bool:
        """Whether an id stands for whoever is called so, and may be anybody."""
        try:
            return self._actors.actor(actor_id).kind == "label"
        except LookupError:
            return False


def _voice(
    basis: str, claimant: str | None, gains: str | None, against: bool, day: date, ties: Ties
) -> str:
    """Whose word a claim is: the first of :data:`VOICES` that fits.

    ``gains`` is who is there if it is true; ``against`` says that it denies,
    or has somebody leave.
    """
    if basis != "party":
        return "outsider"
    if claimant is None or ties.is_label(claimant):
        return "unnamed"
    if gains is not None and ties.related(claimant, gains, day):
        return "own"
    if gains is not None and ties.allied(claimant, gains, day):
        return "ally"
    if ties.is_observer(claimant, day):
        return "observer"
    return "against" if against else "another_party"


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


class _Told(NamedTuple):
    """A claim on who is where; ``day`` is missing where it has no date."""

    place_id: str
    claim_id: str
    proposition: str
    stance: str
    basis: str
    subject: str
    object: str | None
    claimant: str | None
    first: date | None
    day: date | None


def _told(claims: gpd.GeoDataFrame, known_on: date | None) -> Iterator[_Told]:
    """What is known by a day of who is where, dated or not."""
    texts = ("place_id", "claim_id", "proposition", "stance", "basis")
    actors = ("subject", "object", "claimant")
    days = ("claim_date", "claim_date_latest", "reported_date")
    wanted = claims[[*texts, *actors, *days]][
        claims["proposition"].isin(list(EFFECTS))
        & claims["place_id"].notna()
        & claims["geo_precision"].isin([1, 2])
    ]
    for place_id, claim_id, proposition, stance, basis, subject, target, claimant, *when in zip(
        *(wanted[name].tolist() for name in texts),
        *(map(_text, wanted[name].tolist()) for name in actors),
        *(_days(wanted[name]) for name in days),
        strict=True,
    ):
        first, last, reported = when
        if subject is None:
            continue
        if known_on is not None and (reported is None or reported > known_on):
            continue
        day = last or first
        if day is None and proposition == "holds":
            day = reported
        begun = day if first is None or day is None else min(first, day)
        yield _Told(
            place_id, claim_id, proposition, stance, basis, subject, target, claimant, begun, day
        )


def undated_by_place(claims: gpd.GeoDataFrame, known_on: date | None) -> dict[str, list[str]]:
    """Ids of the claims that would be evidence if they had a date, by place."""
    found: dict[str, list[str]] = defaultdict(list)
    for told in _told(claims, known_on):
        if told.day is None:
            found[told.place_id].append(told.claim_id)
    return found


def evidence_by_place(
    claims: gpd.GeoDataFrame, known_on: date | None, ties: Ties
) -> dict[str, list[Evidence]]:
    """Evidence by place, of what was known by a day."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for (
        place_id, claim_id, proposition, stance, basis, subject, target, claimant, first, day,
    ) in _told(claims, known_on):  # fmt: skip
        if day is None or first is None:
            continue
        denied = stance == "denies"
        leaves = proposition == "withdrew"
        gains = target if proposition == "handed_over" else subject
        independent = _INDEPENDENT[_voice(basis, claimant, gains, denied or leaves, day, ties)]
        credible = False
        if not denied and (leaves or proposition == "handed_over"):
            credible = independent or (
                claimant is not None and ties.together(claimant, subject, day)
            )
        found[place_id].append(
            Evidence(
                claim_id=claim_id,
                first=first,
                day=day,
                proposition=proposition,
                denied=denied,
                subject=subject,
                object=target,
                claimant=claimant,
                independent=independent,
                credible=credible,
                basis=basis,
                # A denial after what it denies, but for one that says "we are there still".
                order=(denied and not leaves, _MOVES[proposition], claim_id),
            )
        )
    return found
