"""One place, day by day: the sides that stand there, and the rule that names the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, zip_longest
from typing import NamedTuple

from geomali.control._evidence import Evidence, Ties
from geomali.control._rules import BRIEF_STAY_DAYS, RULES

__all__ = ["Span", "spans_of_place"]

_STATES = {rule.name: rule.state for rule in RULES}
_ONE_DAY = timedelta(days=1)
_BASES = ("assessed", "reported_by_witness", "implied", "claimed_by")
_BASIS_RANK = {"assessed": 0, "dataset": 0, "witness": 1, "journalist": 2, "party": 3}


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
    held_on: date = date.min

    def is_brief(self, departure: Evidence) -> bool:
        """Whether who left had hardly come."""
        stay = (departure.day - self.since).days
        return departure.proposition == "withdrew" and stay <= BRIEF_STAY_DAYS

    def is_disputed(self) -> bool:
        """Whether somebody disputes what no outsider has said since."""
        if not self.disputes:
            return False
        outsiders = [item.first for item in self.evidence if item.basis != "party"]
        since = max(outsiders) if outsiders else min(item.first for item in self.evidence)
        return any(item.day >= since for item in self.disputes)


@dataclass(frozen=True, slots=True)
class _Visit:
    """An actor was inside; ``left`` once that is said."""

    actor: str
    day: date
    evidence: tuple[Evidence, ...]
    disputes: tuple[Evidence, ...] = ()
    left: bool = False

    def is_disputed(self) -> bool:
        """Whether somebody disputes what no outsider has seen."""
        return bool(self.disputes) and all(item.basis == "party" for item in self.evidence)


class Span(NamedTuple):
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


def spans_of_place(evidence: Iterable[Evidence], ties: Ties) -> list[Span]:
    """Read one place's evidence day by day; one span per day of evidence."""
    by_day: dict[date, list[Evidence]] = defaultdict(list)
    for item in evidence:
        by_day[item.day].append(item)
    place = _Place(ties)
    days = sorted(by_day)
    spans = []
    for day, following in zip_longest(days, days[1:]):
        items = by_day[day]
        if len(items) > 1:
            items.sort(key=lambda item: item.order)
        place.read(day, items)
        spans.append(place.span(day, following and following - _ONE_DAY))
    return spans


class _Place:
    """The evidence that stands at one place while its days are read in order."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._related = ties.related
        self._sides: dict[str, _Side] = {}
        self._visit: _Visit | None = None
        self._early: list[tuple[str, Evidence]] = []
        self._departed: list[Evidence] = []
        self._today: Sequence[Evidence] = ()

    def read(self, day: date, items: Sequence[Evidence]) -> None:
        """Take in all evidence of one day.

        Moves come before statements of the same day, denials after what they
        may deny, and departures last: who captured and left on one day is no
        longer there, and a rival's statement of that day contradicts a
        capture instead of preceding it.
        """
        self._departed = []
        self._today = items
        arrivals = [
            item.subject if item.proposition == "captured" else item.object
            for item in items
            if item.proposition in ("captured", "handed_over") and not item.denied
        ]
        if arrivals:
            left = [i.subject for i in items if i.proposition == "withdrew" and i.credible]
            for arrived in sorted({a for a in arrivals if a}):
                # Control for less than a day is none (ACLED): who was there before is there still.
                if not any(self._related(arrived, gone, day) for gone in left):
                    self._end_older(arrived, day)
        for item in items:
            self._apply(item)
        for item in items:
            if item.proposition in ("withdrew", "handed_over") and not item.denied:
                self._leave(item)

    def _apply(self, item: Evidence) -> None:
        if item.denied:
            if item.proposition == "withdrew":
                self._stand(item.subject, item)
            elif item.proposition == "handed_over":
                self._dispute(item.object, item)
            elif item.proposition != "repelled":
                self._dispute(item.subject, item)
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
        names = sorted(self._sides) if len(self._sides) > 1 else self._sides
        for name in names:
            if self._related(name, actor, day):
                return self._sides[name]
        return None

    def _stand(self, actor: str, item: Evidence) -> None:
        side = self._side_of(actor, item.day)
        if side is None:
            side = self._sides[actor] = _Side(actor, item.day, item.day)
            self._recall(side, item)
        side.evidence.append(item)
        side.actors.add(actor)
        if item.independent:
            side.holder, side.held_on = actor, item.day
        side.last = max(side.last, item.day)
        if self._visit and self._visit.day < item.day:
            self._visit = None

    def _recall(self, side: _Side, item: Evidence) -> None:
        # "Taken between the 12th and the 14th", denied on the 13th: the claim
        # counts from the 14th, and the denial is about it all the same.
        for actor, denial in self._early:
            if denial.day >= item.first and self._related(actor, side.actor, item.day):
                side.disputes.append(denial)

    def _dispute(self, actor: str | None, item: Evidence) -> None:
        if actor is None:
            return
        side = self._side_of(actor, item.day)
        if side is not None:
            side.disputes.append(item)
        elif item.denied:
            self._early.append((actor, item))
        visit = self._visit
        # Who says that another does not hold a place has not said that it was never inside.
        if (
            visit is not None
            and item.proposition in ("entered", "repelled")
            and self._related(visit.actor, actor, item.day)
        ):
            disputes = (*visit.disputes, item)
            self._visit = _Visit(visit.actor, visit.day, visit.evidence, disputes, visit.left)

    def _enter(self, item: Evidence) -> None:
        before = self._visit
        same = before is not None and before.actor == item.subject and before.day == item.day
        items = (*before.evidence, item) if before is not None and same else (item,)
        self._visit = _Visit(item.subject, item.day, items)

    def _leave(self, item: Evidence) -> None:
        side = self._side_of(item.subject, item.day)
        visit = self._visit
        if item.credible and visit and self._related(visit.actor, item.subject, item.day):
            self._visit = _Visit(visit.actor, visit.day, (*visit.evidence, item), left=True)
        elif item.credible and side is not None and side.is_brief(item):
            self._visit = _Visit(side.actor, side.since, (*side.evidence, item), left=True)
        if side is None:
            return
        if item.credible:
            del self._sides[side.actor]
            self._departed = [*side.evidence, item]
        else:
            side.disputes.append(item)

    def _end_older(self, arrived: str, day: date) -> None:
        for name, side in list(self._sides.items()):
            if side.last < day and not self._ties.together(name, arrived, day):
                del self._sides[name]
        if self._visit and self._visit.day < day:
            self._visit = None

    def span(self, day: date, until: date | None) -> Span:
        """State from a day until another, by the first rule of :data:`RULES` that fits."""
        sides = list(self._sides.values())
        camp = self._camp(sides, day) if len(sides) > 1 else sides[0] if sides else None
        visit, inside = self._visit, True
        if visit is not None:
            # Who passes where its ally stands changes nothing, and who came in is no
            # visitor where its own side stands.
            if any(self._ties.allied(side.actor, visit.actor, day) for side in sides):
                visit = None
            else:
                inside = not any(self._related(s.actor, visit.actor, day) for s in sides)
        used: list[Evidence] = []
        claimants: set[str] = set()
        for side in sides:
            used += side.evidence
            used += side.disputes
            claimants |= side.actors
        holder: str | None = None
        if visit and visit.left:
            rule = "entered_and_left"
            used += visit.evidence
            claimants.add(visit.actor)
            others = [s for s in sides if not self._related(s.actor, visit.actor, day)]
            stayed = self._camp(others, day)
            if stayed:
                holder = stayed.holder or (others[0].actor if len(others) == 1 else None)
        elif sides and camp is None:
            rule = "rival_claims"
        elif camp and camp.is_disputed():
            rule = "disputed"
            claimants |= self._rivals(camp.disputes, camp.actor, day)
        elif visit and inside and (camp is None or visit.day >= camp.last):
            used += visit.evidence
            claimants.add(visit.actor)
            if visit.is_disputed():
                rule = "disputed"
                used += visit.disputes
                claimants |= self._rivals(visit.disputes, visit.actor, day)
            else:
                rule = "entered"
                holder = camp.holder if camp else None
        elif camp:
            rule = "independent_evidence" if camp.holder else "own_word_only"
            holder = camp.holder
        else:
            rule = "left"
            used = [*(self._departed or self._today), *(visit.evidence if visit else ())]
        return Span(
            state=_STATES[rule],
            rule=rule,
            holder=holder,
            claimants=tuple(sorted(claimants)),
            basis=_BASES[min([_BASIS_RANK[item.basis] for item in used])],
            valid_from=day,
            valid_to=until,
            last_evidence=max([item.day for item in used]),
            claim_ids=tuple(sorted({item.claim_id for item in used})),
        )

    def _camp(self, sides: Sequence[_Side], day: date) -> _Side | None:
        """Sides that are related or allied, taken as one; None for none, and for rivals."""
        if len(sides) < 2:
            return sides[0] if sides else None
        together = self._ties.together
        if not all(together(one.actor, two.actor, day) for one, two in combinations(sides, 2)):
            return None
        # Of allies who are both there, the holder is who was seen there last, then first.
        sides = sorted(sides, key=lambda side: (-side.held_on.toordinal(), side.since, side.actor))
        return _Side(
            actor=sides[0].actor,
            since=min(side.since for side in sides),
            last=max(side.last for side in sides),
            evidence=[item for side in sides for item in side.evidence],
            disputes=[item for side in sides for item in side.disputes],
            holder=sides[0].holder,
        )

    def _rivals(self, disputes: Iterable[Evidence], actor: str, day: date) -> set[str]:
        return {
            item.claimant
            for item in disputes
            if item.claimant
            and not item.independent
            and not self._ties.together(item.claimant, actor, day)
        }
