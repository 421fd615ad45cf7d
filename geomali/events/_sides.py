"""The sides of one event as several tellings name them.

No dataset says which of its two sides is which: one may name the army first
and another second, and one may name the army where another names the
government.  So the sides of two tellings are laid on each other by the actors
that they share, or that are kin as of the day, never by their order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Final

from geomali.events._records import Event, EventActor

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = ["Ties", "in_conflict", "is_label", "joined_actors", "party_ids"]

SIDES: Final = ("side_a", "side_b")
_LABELS: Final = ("unresolved", "unidentified")
_POPULATION: Final = "civilians"

_Tie = Callable[[str, str], bool]


def is_label(actor: EventActor) -> bool:
    """Whether the actor is only words: an "armed group", or a name that no list has."""
    return actor.actor_id is None or actor.actor_id.startswith(_LABELS)


def party_ids(actors: Iterable[EventActor]) -> set[str]:
    """Ids that identify an event; a population or a label fits too many."""
    return {
        actor.actor_id
        for actor in actors
        if actor.actor_id
        and actor.role != "affected"
        and actor.actor_id != _POPULATION
        and not is_label(actor)
    }


class Ties:
    """Who is who, and who fights beside whom, as of a day; an unknown actor is tied to nobody."""

    def __init__(self, actors: ActorRegistry | None) -> None:
        if actors is None:
            from geomali.actors import load_actors

            actors = load_actors()
        self._actors = actors
        self._known: dict[tuple[str, str, str, date], bool] = {}

    def related(self, one: str, two: str, on: date) -> bool:
        """Whether they are one actor, or one is a part of the other."""
        return one == two or self._ask("related", one, two, on)

    def allied(self, one: str, two: str, on: date) -> bool:
        """Whether they fight on one side, neither being a part of the other."""
        return self._ask("allied", one, two, on)

    def _ask(self, what: str, one: str, two: str, on: date) -> bool:
        key = (what, min(one, two), max(one, two), on)
        if key not in self._known:
            ask = self._actors.related if what == "related" else self._actors.allied
            try:
                self._known[key] = ask(one, two, on)
            except KeyError:  # an actor of the user's own, of whom nothing is known
                self._known[key] = False
        return self._known[key]


def _day(events: Iterable[Event]) -> date | None:
    return max((event.date_earliest for event in events if event.date_earliest), default=None)


def _tie_on(tie: Callable[[str, str, date], bool], on: date | None) -> _Tie:
    return lambda one, two: one == two if on is None else tie(one, two, on)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides of a telling, each with its actors in their order."""

    actors: tuple[tuple[EventActor, ...], tuple[EventActor, ...]]

    @classmethod
    def of(cls, actors: Sequence[EventActor]) -> _Sides:
        first, second = (tuple(a for a in actors if a.role == side) for side in SIDES)
        return cls((first, second))

    def ids(self, side: int) -> list[str]:
        """Who is named on a side."""
        return [a.actor_id for a in self.actors[side] if a.actor_id and not is_label(a)]

    def parties(self, side: int) -> set[str]:
        return party_ids(self.actors[side])

    @property
    def only(self) -> int | None:
        """The one side that has anybody, if one alone has."""
        there = [side for side in (0, 1) if self.actors[side]]
        return there[0] if len(there) == 1 else None


def _touched(actor_id: str, sides: _Sides, tie: _Tie) -> set[int]:
    return {side for side in (0, 1) if any(tie(actor_id, other) for other in sides.ids(side))}


def _turns(one: _Sides, two: _Sides, ties: Ties, on: date | None) -> set[int]:
    """How the second telling's sides lie on the first's, each of its actors asked: 0 as they are, 1 turned.

    An actor counts by its nearest tie: itself, then a part of it or what it is
    a part of.  Its allies count only if nobody has a nearer tie.  Whoever is
    tied to both sides (a group that fights itself) says nothing.
    """
    tiers: tuple[tuple[_Tie, ...], ...] = (
        (lambda a, b: a == b, _tie_on(ties.related, on)),
        (_tie_on(ties.allied, on),),
    )
    for tier in tiers:
        found: set[int] = set()
        for side in (0, 1):
            for actor_id in two.ids(side):
                for tie in tier:
                    touched = _touched(actor_id, one, tie)
                    if touched:
                        if len(touched) == 1:
                            found.add(int(touched != {side}))
                        break
        if found:
            return found
    return set()


def in_conflict(one: Event, two: Event, ties: Ties) -> bool:
    """Whether two tellings share one side, and name on the other two that have nothing in common.

    The army fought JNIM, says one, and the Islamic State, says the other, at
    one place on one day: two fights, not one.
    """
    on = _day((one, two))
    mine, theirs = _Sides.of(one.actors), _Sides.of(two.actors)
    turns = _turns(mine, theirs, ties, on)
    if len(turns) != 1:
        return False
    turn = turns.pop()
    related, allied = _tie_on(ties.related, on), _tie_on(ties.allied, on)
    for side in (0, 1):
        ours, others = mine.parties(side), theirs.parties(side ^ turn)
        if (
            ours
            and others
            and not any(related(a, b) or allied(a, b) for a, b in product(ours, others))
        ):
            return True
    return False


def joined_actors(
    tellings: Sequence[Event], ties: Ties
) -> tuple[tuple[EventActor, ...], dict[str, tuple[str, ...]]]:
    """Actors of every telling once, each on the side where it fought.

    Parameters
    ----------
    tellings
        Of one event, the best first: its sides are the sides.
    ties
        Who is whose kin.

    Returns
    -------
    tuple of EventActor, dict
        The actors, a label left out where a name stands on its side; and of
        each telling, by its event's id, the actors that are put on no side, because nothing says
        which of the two is theirs, or what it says goes against the others.
    """
    on = _day(tellings)
    joined = list(tellings[0].actors)
    waiting = list(tellings[1:])
    left: list[Event] = []
    while waiting:
        # One that has nobody in common with the best may have with the next.
        for number, event in enumerate(waiting):
            added = _added(joined, event, ties, on)
            if added is not None:
                joined += added
                del waiting[number]
                break
        else:
            left, waiting = waiting, []
    for event in left:
        joined += _harmed(joined, [a for a in event.actors if a.role == "affected"])
    there = {actor.actor_id for actor in joined}
    unplaced = {}
    for event in left:
        ids = sorted({a.actor_id for a in event.actors if a.actor_id and not is_label(a)} - there)
        if ids:
            unplaced[event.event_id] = tuple(ids)
    return _without_labels(joined), unplaced


def _added(
    joined: Sequence[EventActor], event: Event, ties: Ties, on: date | None
) -> list[EventActor] | None:
    """What a telling adds to the actors so far, or None if its sides cannot be told."""
    actors = _harmed_apart(joined, event.actors, ties, on)
    mine, theirs = _Sides.of(joined), _Sides.of(actors)
    turns = _turns(mine, theirs, ties, on)
    harmed = [actor for actor in actors if actor.role == "affected"]
    if len(turns) == 1:
        turn = turns.pop()
    elif not turns and _as_told(mine, theirs):
        turn = 0
    else:
        return None
    sided = [
        replace(actor, role=SIDES[side ^ turn]) for side in (0, 1) for actor in theirs.actors[side]
    ]
    there = {_key(actor) for actor in joined}
    new = [actor for actor in sided if _key(actor) not in there]
    return [*new, *_harmed((*joined, *new), harmed)]


def _as_told(mine: _Sides, theirs: _Sides) -> bool:
    """Whether the order of the sides says enough: of one of them nobody is named.

    Where both have only one side it is the same, if it is who did it.
    """
    if not any(mine.actors) or not any(theirs.actors):
        return True
    return mine.only == theirs.only == 0


def _harmed_apart(
    joined: Sequence[EventActor], actors: Sequence[EventActor], ties: Ties, on: date | None
) -> list[EventActor]:
    """The actors of a telling, those on a side who are harmed in the others as harmed in it too."""
    related = _tie_on(ties.related, on)
    harmed = [a.actor_id for a in joined if a.role == "affected" and a.actor_id]
    sides = _Sides.of(joined)
    found = []
    for actor in actors:
        actor_id = actor.actor_id
        is_harmed = (
            actor_id is not None
            and any(related(actor_id, one) for one in harmed)
            and not _touched(actor_id, sides, related)
        )
        found.append(replace(actor, role="affected") if is_harmed else actor)
    return found


def _harmed(there: Collection[EventActor], harmed: Iterable[EventActor]) -> list[EventActor]:
    keys = {_key(actor) for actor in there}
    return [actor for actor in harmed if _key(actor) not in keys]


def _key(actor: EventActor) -> str:
    return actor.actor_id or f"={actor.name}"


def _without_labels(actors: Sequence[EventActor]) -> tuple[EventActor, ...]:
    named = {a.role for a in actors if not is_label(a)} - {"affected"}
    return tuple(a for a in actors if not (is_label(a) and a.role in named))
