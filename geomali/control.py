"""Claims to control: who holds, or says they hold, a named place as of a date.

A claim is data; control is derived, and never stored without the rule that
decided and the claims behind it.  Only a named place has a state: nothing is
inferred for a region, nor between places.

Evidence is a claim about a named place (``geo_precision`` 1 or 2) with a
subject and one of the propositions of :data:`EFFECTS`.  It counts from the
last day of its date interval, when it is sure to have begun; an undated
"holds" counts from the day it was reported, any other undated claim not at
all.  Predictions, plans and event counts are not claims and never evidence.

:data:`RULES` is the whole decision table: for each place the evidence is read
day by day, and after each day the first rule that fits names the state until
the next evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from geomali import schema
from geomali.errors import SchemaError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geomali.actors import ActorRegistry

__all__ = ["EFFECTS", "RULES", "Rule", "control_as_of", "control_changes", "control_spans"]

Related = Callable[[str, str, date], bool]

EFFECTS: Final[Mapping[str, str]] = {
    "captured": "the subject is there from that day; older evidence for others ends, unless it left the same day",
    "handed_over": "the subject has left; the object is there from that day; older evidence for others ends",
    "holds": "the subject is there; ends older evidence for others only if not said by the subject's side",
    "repelled": "the subject is still there; the object is not",
    "entered": "the subject was inside, for how long is not said",
    "withdrew": "the subject has left; by an opponent's word alone this is a dispute, not an end",
}
"""What each proposition means for control when it is asserted.

Denied, "captured", "entered", "holds" and "handed_over" dispute their
subject; a denied "withdrew" says that the subject is still there; a denied
"repelled" says nothing.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the decision table."""

    name: str
    state: str
    when: str


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "entered_and_left",
        "temporarily_entered",
        "an actor was inside and is said to have left within two days, by itself or by someone who "
        "is no party to it; the holder is the one other side with evidence, if there is one",
    ),
    Rule("rival_claims", "contested", "two or more unrelated sides have evidence"),
    Rule(
        "disputed",
        "contested",
        "one side has evidence and another denies it or says that it left, and no witness, "
        "journalist, assessment or dataset has said since that it is there",
    ),
    Rule(
        "entered",
        "temporarily_entered",
        "the newest evidence is that an actor was inside, and nobody says that it stayed",
    ),
    Rule(
        "independent_evidence",
        "held",
        "one side has evidence, from a witness, journalist, assessment, dataset or its opponent",
    ),
    Rule("own_word_only", "claimed", "one side has evidence, all of it its own word"),
    Rule(
        "left",
        "unknown",
        "no side has evidence: the last is said to have left, or there is nothing but a denial",
    ),
)
_STATES = {rule.name: rule.state for rule in RULES}

BRIEF_STAY_DAYS: Final = 2
"""Control for at most this long is an entry, not a capture (ACLED: under a day; dates are days)."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A claim as control reads it."""

    claim_id: str
    day: date
    reported: date | None
    proposition: str
    denied: bool
    subject: str
    object: str | None
    claimant: str | None
    independent: bool
    basis: str
    order: tuple[int, str]


@dataclass(slots=True)
class _Side:
    """Standing evidence for one actor, or for a coalition and its members, at a place."""

    actor: str
    since: date
    last: date
    evidence: list[_Evidence] = field(default_factory=list)
    disputes: list[_Evidence] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)
    holder: str | None = None

    def is_brief(self, departure: _Evidence) -> bool:
        """Whether who left had hardly come."""
        stay = (departure.day - self.since).days
        return departure.proposition == "withdrew" and stay <= BRIEF_STAY_DAYS

    def is_disputed(self) -> bool:
        """Whether somebody disputes what no outsider has said since."""
        outsiders = (item.day for item in self.evidence if item.basis != "party")
        since = max(outsiders, default=self.since)
        return any(item.day >= since for item in self.disputes)


@dataclass(frozen=True, slots=True)
class _Visit:
    """An actor was inside; ``left`` once that is said."""

    actor: str
    day: date
    evidence: tuple[_Evidence, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    state: str
    rule: str
    holder: str | None
    claimants: tuple[str, ...]
    basis: str | None
    valid_from: date
    valid_to: date | None
    last_evidence: date
    claim_ids: tuple[str, ...]


def _states(evidence: Sequence[_Evidence], related: Related) -> list[_Span]:
    """Read one place's evidence day by day; one span per day of evidence."""
    by_day: dict[date, list[_Evidence]] = defaultdict(list)
    for item in evidence:
        by_day[item.day].append(item)
    place = _Place(related)
    spans: list[_Span] = []
    for day in sorted(by_day):
        place.read(day, sorted(by_day[day], key=lambda item: item.order))
        spans.append(place.span(day))
    following = [span.valid_from - timedelta(days=1) for span in spans[1:]]
    return [
        replace(span, valid_to=following[i] if i < len(following) else None)
        for i, span in enumerate(spans)
    ]


class _Place:
    """The evidence that stands at one place while its days are read in order."""

    def __init__(self, related: Related) -> None:
        self._related = related
        self._sides: dict[str, _Side] = {}
        self._visit: _Visit | None = None
        self._departed: list[_Evidence] = []
        self._today: Sequence[_Evidence] = ()

    def read(self, day: date, items: Sequence[_Evidence]) -> None:
        """Take in all evidence of one day.

        Moves come before statements of the same day, and departures last:
        who captured and left on one day is no longer there, and a rival's
        statement of that day contradicts a capture instead of preceding it.
        """
        self._departed = []
        self._today = items
        movers = [i for i in items if not i.denied and i.proposition in ("captured", "handed_over")]
        arrivals = {i.subject if i.proposition == "captured" else i.object for i in movers}
        left = [i.subject for i in items if i.proposition == "withdrew" and self._credible(i)]
        for arrived in sorted(a for a in arrivals if a):
            # Control for less than a day is none (ACLED): who was there before is there still.
            if not any(self._related(arrived, gone, day) for gone in left):
                self._end_older(arrived, day)
        for item in items:
            self._apply(item)
        for item in items:
            if item.proposition in ("withdrew", "handed_over") and not item.denied:
                self._leave(item)

    def _credible(self, item: _Evidence) -> bool:
        """Whether a departure is asserted by who left, or by someone who is no party to it."""
        own = item.claimant is not None and self._related(item.claimant, item.subject, item.day)
        return not item.denied and (own or item.independent)

    def _apply(self, item: _Evidence) -> None:
        if item.denied:
            if item.proposition == "withdrew":
                self._stand(item.subject, item)
            elif item.proposition in ("captured", "entered", "holds", "handed_over"):
                self._dispute(
                    item.object if item.proposition == "handed_over" else item.subject, item
                )
        elif item.proposition == "captured":
            self._stand(item.subject, item)
        elif item.proposition == "handed_over":
            if item.object:
                self._stand(item.object, item)
        elif item.proposition == "holds":
            if item.independent:
                self._end_older(item.subject, item.day)
            self._stand(item.subject, item)
        elif item.proposition == "repelled":
            self._stand(item.subject, item)
            self._dispute(item.object, item)
        elif item.proposition == "entered":
            self._enter(item)

    def _side_of(self, actor: str, day: date) -> _Side | None:
        for name in sorted(self._sides):
            if self._related(name, actor, day):
                return self._sides[name]
        return None

    def _stand(self, actor: str, item: _Evidence) -> None:
        side = self._side_of(actor, item.day)
        if side is None:
            side = self._sides[actor] = _Side(actor, item.day, item.day)
        side.evidence.append(item)
        side.actors.add(actor)
        if item.independent:
            side.holder = actor
        side.last = max(side.last, item.day)
        if self._visit and self._visit.day < item.day:
            self._visit = None

    def _dispute(self, actor: str | None, item: _Evidence) -> None:
        side = self._side_of(actor, item.day) if actor else None
        if side is not None:
            side.disputes.append(item)

    def _enter(self, item: _Evidence) -> None:
        before = self._visit
        same = before is not None and before.actor == item.subject and before.day == item.day
        items = (*before.evidence, item) if before is not None and same else (item,)
        self._visit = _Visit(item.subject, item.day, items)

    def _leave(self, item: _Evidence) -> None:
        credible = self._credible(item)
        side = self._side_of(item.subject, item.day)
        visit = self._visit
        if credible and visit is not None and self._related(visit.actor, item.subject, item.day):
            self._visit = _Visit(visit.actor, visit.day, (*visit.evidence, item), left=True)
        elif credible and side is not None and side.is_brief(item):
            self._visit = _Visit(side.actor, side.since, (*side.evidence, item), left=True)
        if side is None:
            return
        if credible:
            del self._sides[side.actor]
            self._departed = [*side.evidence, item]
        else:
            side.disputes.append(item)

    def _end_older(self, arrived: str, day: date) -> None:
        for name in sorted(self._sides):
            side = self._sides[name]
            if side.last < day and not self._related(name, arrived, day):
                del self._sides[name]
        if self._visit and self._visit.day < day:
            self._visit = None

    def span(self, day: date) -> _Span:
        """State after a day, by the first rule of :data:`RULES` that fits."""
        sides = [self._sides[name] for name in sorted(self._sides)]
        visit = self._visit
        others = [s for s in sides if visit and not self._related(s.actor, visit.actor, day)]
        used = [item for side in sides for item in (*side.evidence, *side.disputes)]
        holder: str | None = None
        claimants = sorted(actor for side in sides for actor in side.actors)
        if visit and visit.left:
            rule = "entered_and_left"
            used += visit.evidence
            claimants = sorted({visit.actor, *claimants})
            holder = others[0].holder or others[0].actor if len(others) == 1 else None
        elif len(sides) > 1:
            rule = "rival_claims"
        elif sides and sides[0].is_disputed():
            rule = "disputed"
            claimants = sorted(sides[0].actors | self._rivals(sides[0], day))
        elif visit and len(others) == len(sides) and (not sides or visit.day >= sides[0].last):
            rule = "entered"
            used += visit.evidence
            claimants = sorted({visit.actor, *claimants})
            holder = others[0].holder or others[0].actor if others else None
        elif sides:
            rule = "independent_evidence" if sides[0].holder else "own_word_only"
            holder = sides[0].holder
        else:
            rule = "left"
            used = [*(self._departed or self._today), *(visit.evidence if visit else ())]
        unique = {item.claim_id: item for item in used}
        return _Span(
            state=_STATES[rule],
            rule=rule,
            holder=holder,
            claimants=tuple(claimants),
            basis=_basis(unique.values()),
            valid_from=day,
            valid_to=None,
            last_evidence=max((item.day for item in unique.values()), default=day),
            claim_ids=tuple(sorted(unique)),
        )

    def _rivals(self, side: _Side, day: date) -> set[str]:
        return {
            item.claimant
            for item in side.disputes
            if item.claimant
            and not item.independent
            and not self._related(item.claimant, side.actor, day)
        }


def _basis(evidence: Iterable[_Evidence]) -> str | None:
    found = {item.basis for item in evidence}
    for basis, name in (
        ("assessed", "assessed"),
        ("dataset", "assessed"),
        ("witness", "reported_by_witness"),
        ("journalist", "implied"),
        ("party", "claimed_by"),
    ):
        if basis in found:
            return name
    return None


def _day(value: Any) -> date | None:
    """Day of a cell that may be a date, a timestamp or missing."""
    import pandas as pd

    if pd.isna(value):
        return None
    day = value.date() if hasattr(value, "date") else value
    return day if isinstance(day, date) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


_MOVES = {"captured": 0, "entered": 1, "handed_over": 2, "holds": 3, "repelled": 4, "withdrew": 5}


def _evidence(
    claims: gpd.GeoDataFrame, known_on: date | None, related: Related
) -> dict[str, list[_Evidence]]:
    """Evidence by place, of what was known by a day."""
    found: dict[str, list[_Evidence]] = defaultdict(list)
    wanted = claims[
        claims["proposition"].isin(list(EFFECTS))
        & claims["place_id"].notna()
        & claims["geo_precision"].isin([1, 2])
    ]
    columns = [
        "claim_id", "place_id", "proposition", "stance", "subject", "object", "claimant",
        "claim_date", "claim_date_latest", "reported_date", "basis",
    ]  # fmt: skip
    for row in wanted[columns].itertuples(index=False):
        subject = _text(row.subject)
        if subject is None:
            continue
        reported = _day(row.reported_date)
        if known_on is not None and (reported is None or reported > known_on):
            continue
        day = _day(row.claim_date_latest) or _day(row.claim_date)
        if day is None and row.proposition == "holds":
            day = reported
        if day is None:
            continue
        claimant = _text(row.claimant)
        # An opponent's word for the other side is as good as a third party's:
        # it says what it would rather not.
        arrival = _text(row.object) if row.proposition == "handed_over" else subject
        own = claimant is not None and arrival is not None and related(claimant, arrival, day)
        against = row.stance == "denies" or (row.proposition == "withdrew" and not own)
        found[str(row.place_id)].append(
            _Evidence(
                claim_id=str(row.claim_id),
                day=day,
                reported=reported,
                proposition=str(row.proposition),
                denied=row.stance == "denies",
                subject=subject,
                object=_text(row.object),
                claimant=claimant,
                independent=row.basis != "party"
                or (claimant is not None and not own and not against),
                basis=str(row.basis),
                order=(_MOVES[str(row.proposition)], str(row.claim_id)),
            )
        )
    return found


def _relation(actors: ActorRegistry | None) -> Related:
    if actors is None:
        from geomali.actors import load_actors

        actors = load_actors()
    registry = actors
    known: dict[tuple[str, str, date], bool] = {}

    def related(a: str, b: str, on: date) -> bool:
        if a == b:
            return True
        key = (a, b, on) if a < b else (b, a, on)
        if key not in known:
            try:
                known[key] = registry.related(a, b, on)
            except KeyError:  # an actor of the user's own, of whom nothing is known
                known[key] = False
        return known[key]

    return related


_NEEDED = (
    "claim_id", "place_id", "place_text", "proposition", "stance", "subject", "object", "claimant",
    "claim_date", "claim_date_latest", "reported_date", "basis", "geo_precision", "geometry",
)  # fmt: skip


def control_spans(
    claims: gpd.GeoDataFrame,
    *,
    as_of: date | None = None,
    known_on: date | None = None,
    actors: ActorRegistry | None = None,
) -> gpd.GeoDataFrame:
    """Control of each place over time, one row per place and day of evidence.

    Parameters
    ----------
    claims
        Table of that name, EPSG:4326.  The order of rows does not matter.
    as_of
        Leave out what is said to hold later; None takes all claims.
    known_on
        Leave out what was reported later, and what has no reporting date;
        None takes all claims.
    actors
        Registry that knows who belongs to whom; the shipped one by default.
        A member and its coalition are one side.

    Returns
    -------
    GeoDataFrame
        Table ``control``, EPSG:4326, sorted by place and ``valid_from``.
        ``valid_to`` is missing in the last row of each place.

    Raises
    ------
    SchemaError
        A column is missing.
    """
    missing = [name for name in _NEEDED if name not in claims.columns]
    if missing:
        raise SchemaError("claims", [f"column {name!r} is missing" for name in missing])
    related = _relation(actors)
    rows = []
    # A claim about the place itself names it better than one from near it.
    located = claims[claims["place_id"].notna()].sort_values(["geo_precision", "claim_id"])
    points = located[located.geometry.notna()].drop_duplicates("place_id").set_index("place_id")
    names = located.dropna(subset=["place_text"]).drop_duplicates("place_id").set_index("place_id")
    for place_id, evidence in sorted(_evidence(claims, known_on, related).items()):
        current = [item for item in evidence if as_of is None or item.day <= as_of]
        place_name = names.at[place_id, "place_text"] if place_id in names.index else None
        point = points.at[place_id, "geometry"] if place_id in points.index else None
        rows += [
            {
                "place_id": place_id,
                "place_name": place_name,
                "geometry": point,
                "state": span.state,
                "holder": span.holder,
                "claimants": list(span.claimants),
                "basis": span.basis,
                "valid_from": span.valid_from,
                "valid_to": span.valid_to,
                "as_of": as_of,
                "known_on": known_on,
                "last_evidence_date": span.last_evidence,
                "evidence_age_days": None if as_of is None else (as_of - span.last_evidence).days,
                "rule": span.rule,
                "claim_ids": list(span.claim_ids),
            }
            for span in _states(current, related)
        ]
    return _frame(rows)


def control_as_of(
    claims: gpd.GeoDataFrame,
    *,
    as_of: date,
    known_on: date | None = None,
    actors: ActorRegistry | None = None,
) -> gpd.GeoDataFrame:
    """Control of each place with evidence, as of a date.

    Parameters
    ----------
    claims, known_on, actors
        See :func:`control_spans`.
    as_of
        The day asked about; later claims change nothing.

    Returns
    -------
    GeoDataFrame
        Table ``control``, EPSG:4326, one row per place.  A place without
        evidence has no row: its state is unknown.
    """
    spans = control_spans(claims, as_of=as_of, known_on=known_on, actors=actors)
    return spans[spans["valid_to"].isna()].reset_index(drop=True)


def control_changes(
    claims: gpd.GeoDataFrame,
    *,
    since: date,
    as_of: date,
    known_on: date | None = None,
    actors: ActorRegistry | None = None,
) -> pd.DataFrame:
    """Changes of control between two dates, with the claims that caused each.

    Returns
    -------
    DataFrame
        ``place_id``, ``place_name``, ``date`` (first day of the new state),
        ``state_before``, ``holder_before``, ``state``, ``holder``,
        ``claimants``, ``rule`` and ``claim_ids`` (those that were not behind
        the state before), sorted by date and place.  A place without evidence
        before has ``state_before`` unknown.

    Raises
    ------
    ValueError
        ``since`` is after ``as_of``.
    """
    import pandas as pd

    if since > as_of:
        raise ValueError(f"since ({since}) is after as_of ({as_of}); swap them")
    spans = control_spans(claims, as_of=as_of, known_on=known_on, actors=actors)
    rows = []
    for _, place in spans.groupby("place_id", sort=True):
        before: Mapping[str, Any] | None = None
        for row in place.sort_values("valid_from").to_dict("records"):
            old_state = before["state"] if before else "unknown"
            old_holder = before["holder"] if before else None
            old_claimants = before["claimants"] if before else []
            old_ids = set(before["claim_ids"]) if before else set()
            same = (old_state, old_holder, old_claimants) == (
                row["state"], row["holder"], row["claimants"]
            )  # fmt: skip
            if row["valid_from"] > since and not same:
                rows.append(
                    {
                        "place_id": row["place_id"],
                        "place_name": row["place_name"],
                        "date": row["valid_from"],
                        "state_before": old_state,
                        "holder_before": old_holder,
                        "state": row["state"],
                        "holder": row["holder"],
                        "claimants": row["claimants"],
                        "rule": row["rule"],
                        "claim_ids": sorted(set(row["claim_ids"]) - old_ids),
                    }
                )
            before = row
    columns = [
        "place_id", "place_name", "date", "state_before", "holder_before", "state", "holder",
        "claimants", "rule", "claim_ids",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["date", "place_id"], ignore_index=True)


def _frame(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    table = schema.TABLES["control"]
    columns: dict[str, Any] = {}
    for column in table.columns:
        values = [row[column.name] for row in rows]
        if column.dtype == "geometry":
            columns[column.name] = gpd.GeoSeries(values, crs=schema.CRS)
        elif column.dtype == "int32":
            columns[column.name] = pd.array(values, dtype="Int32")
        else:
            columns[column.name] = pd.Series(values, dtype=object)
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=schema.CRS)
