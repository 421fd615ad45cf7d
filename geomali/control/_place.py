"""One place, day by day: the sides that stand there, and the rule that names the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest

from geomali.control._evidence import Evidence, Related
from geomali.control._rules import BRIEF_STAY_DAYS, RULES

__all__ = ["Span", "spans_of_place"]

_STATES = {rule.name: rule.state for rule in RULES}
_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Side:
    """Standing evidence for one actor, or for a coalition and its members, at a place."""

    actor: str
    since: date
    last: date
    evidence: list[Evidence] = field(default_factory=list)
    disputes: list[Evidence] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)
    holder: str | None = None

    def is_brief(self, departure: Evidence) -> bool:
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
    evidence: tuple[Evidence, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The state of a place between two days of evidence."""

    state: str
    rule: str
    holder: str | None
    claimants: tuple[str, ...]
    basis: str | None
    valid_from: date
    valid_to: date | None
    last_evidence: date
    claim_ids: tuple[str, ...]


def spans_of_place(evidence: Iterable[Evidence], related: Related) -> list[Span]:
    """Read one place's evidence day by day; one span per day of evidence."""
    by_day: dict[date, list[Evidence]] = defaultdict(list)
    for item in evidence:
        by_day[item.day].append(item)
    place = _Place(related)
    days = sorted(by_day)
    spans = []
    for day, following in zip_longest(days, days[1:]):
        place.read(day, sorted(by_day[day], key=lambda item: item.order))
        spans.append(place.span(day, following and following - _ONE_DAY))
    return spans


class _Place:
    """The evidence that stands at one place while its days are read in order."""

    def __init__(self, related: Related) -> None:
        self._related = related
        self._sides: dict[str, _Side] = {}
        self._visit: _Visit | None = None
        self._departed: list[Evidence] = []
        self._today: Sequence[Evidence] = ()

    def read(self, day: date, items: Sequence[Evidence]) -> None:
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

    def _credible(self, item: Evidence) -> bool:
        """Whether a departure is asserted by who left, or by someone who is no party to it."""
        own = item.claimant is not None and self._related(item.claimant, item.subject, item.day)
        return not item.denied and (own or item.independent)

    def _apply(self, item: Evidence) -> None:
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

    def _stand(self, actor: str, item: Evidence) -> None:
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

    def _dispute(self, actor: str | None, item: Evidence) -> None:
        side = self._side_of(actor, item.day) if actor else None
        if side is not None:
            side.disputes.append(item)

    def _enter(self, item: Evidence) -> None:
        before = self._visit
        same = before is not None and before.actor == item.subject and before.day == item.day
        items = (*before.evidence, item) if before is not None and same else (item,)
        self._visit = _Visit(item.subject, item.day, items)

    def _leave(self, item: Evidence) -> None:
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

    def span(self, day: date, until: date | None) -> Span:
        """State from a day until another, by the first rule of :data:`RULES` that fits."""
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
        return Span(
            state=_STATES[rule],
            rule=rule,
            holder=holder,
            claimants=tuple(claimants),
            basis=_basis(unique.values()),
            valid_from=day,
            valid_to=until,
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


def _basis(evidence: Iterable[Evidence]) -> str | None:
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
