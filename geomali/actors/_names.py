"""Actors, their names and coalitions: who bears a written name on a day, and who belonged to whom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Final, NamedTuple

from geomali.actors._records import (
    CONFIDENCES,
    NAME_KINDS,
    ONE_SIDE,
    Actor,
    ActorName,
    ActorResolution,
    Membership,
)
from geomali.actors._text import bare_key, key_of, singulars
from geomali.actors._words import FORCE_NOUNS

__all__ = ["SCHEMES", "ActorNames"]

SCHEMES: Final = ("acled", "ucdp", "gdelt")
"""Kinds of name that are a dataset's string or code, found in no text."""
_RANK: Final = {kind: rank for rank, kind in enumerate(NAME_KINDS)}
_SCORES: Final = {
    "official": 1.0,
    "acronym": 0.98,
    "former": 0.9,
    "variant": 0.97,
    "misspelling": 0.9,
    "demonym": 0.8,
    "description": 0.8,
    "label": 0.6,
    "acled": 1.0,
    "ucdp": 1.0,
    "gdelt": 0.8,
}


# An end known by its year alone is read as the last day of it.
_ONE_YEAR: Final = timedelta(days=366)
_ONE_DAY: Final = timedelta(days=1)


class _Line(NamedTuple):
    """Who an actor is on a day (itself, and who took its place), and all that contains them."""

    same: frozenset[str]
    above: frozenset[str]


def _covers(start: date | None, end: date | None, on: date) -> bool:
    return (start is None or start <= on) and (end is None or on <= end)


class ActorNames:
    """Actors, their names and their memberships; the index of the names is built when first asked for.

    Parameters
    ----------
    actors
        Actors by id.
    names, memberships
        As in the tables.
    user_names
        Names that the user added: where one of them collides with ours, it wins.
    """

    def __init__(
        self,
        actors: Mapping[str, Actor],
        names: Sequence[ActorName],
        memberships: Sequence[Membership],
        *,
        user_names: Sequence[ActorName] = (),
    ) -> None:
        self._actors = dict(actors)
        self._names = (*names, *user_names)
        self._user_names = tuple(user_names)
        self._memberships = tuple(memberships)

    # ------------------------------------------------------------ the tables

    @property
    def actors(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return self._actors

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """Every row of the memberships, alternative versions included."""
        return self._memberships

    def actor(self, actor_id: str) -> Actor:
        """The actor of an id.

        Raises
        ------
        KeyError
            No actor has that id.
        """
        return self._actors[actor_id]

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._actors

    def __len__(self) -> int:
        return len(self._actors)

    @cached_property
    def _names_of(self) -> dict[str, list[ActorName]]:
        found: dict[str, list[ActorName]] = {}
        for name in self._names:
            found.setdefault(name.actor_id, []).append(name)
        return found

    def names(self, actor_id: str) -> tuple[ActorName, ...]:
        """Every name of an actor, official ones first.

        Raises
        ------
        KeyError
            No actor has that id.
        """
        self.actor(actor_id)
        return tuple(sorted(self._names_of.get(actor_id, ()), key=lambda n: _RANK[n.kind]))

    # ------------------------------------------------------------- coalitions

    @cached_property
    def _up(self) -> dict[str, list[Membership]]:
        found: dict[str, list[Membership]] = {}
        for row in self._memberships:
            if row.kind in ("member", "wing"):
                found.setdefault(row.member, []).append(row)
        return found

    @cached_property
    def _down(self) -> dict[str, list[Membership]]:
        found: dict[str, list[Membership]] = {}
        for rows in self._up.values():
            for row in rows:
                found.setdefault(row.coalition, []).append(row)
        return found

    def _reach(
        self,
        actor_id: str,
        on: date | None,
        rows_of: Mapping[str, list[Membership]],
        upward: bool,
        transitive: bool,
        min_confidence: str,
    ) -> tuple[str, ...]:
        self.actor(actor_id)
        least = CONFIDENCES.index(min_confidence)
        found: set[str] = set()
        todo = [actor_id]
        while todo:
            for row in rows_of.get(todo.pop(), ()):
                other = row.coalition if upward else row.member
                if (
                    other in found
                    or other == actor_id
                    or CONFIDENCES.index(row.confidence) < least
                    or (on is not None and not _covers(row.start, row.end, on))
                ):
                    continue
                found.add(other)
                if transitive:
                    todo.append(other)
        return tuple(sorted(found))

    def coalitions(
        self,
        actor_id: str,
        on: date | None,
        *,
        transitive: bool = False,
        min_confidence: str = "medium",
    ) -> tuple[str, ...]:
        """Ids of what an actor belonged to on a day; of all it ever belonged to if ``on`` is None.

        Parameters
        ----------
        actor_id, on
            The actor and the day.
        transitive
            Also what those belonged to, and so on.
        min_confidence
            Rows that are weaker do not count: sources differ on some
            memberships, and the weaker versions are kept in the table.

        Raises
        ------
        KeyError
            No actor has that id.
        """
        return self._reach(actor_id, on, self._up, True, transitive, min_confidence)

    def members(
        self,
        actor_id: str,
        on: date | None,
        *,
        transitive: bool = False,
        min_confidence: str = "medium",
    ) -> tuple[str, ...]:
        """Ids of who belonged to an actor on a day: the inverse of :meth:`coalitions`."""
        return self._reach(actor_id, on, self._down, False, transitive, min_confidence)

    @cached_property
    def _successions(self) -> tuple[tuple[str, str, date | None], ...]:
        """Who came before, who after, and since when, whichever way round the table says it."""
        return tuple(
            (row.coalition, row.member, row.start)
            if row.kind == "successor"
            else (row.member, row.coalition, row.start)
            for row in self._memberships
            if row.kind in ("successor", "predecessor")
        )

    def successors(self, actor_id: str) -> tuple[str, ...]:
        """Ids of who came after an actor, at once: it became them, split or merged into them."""
        self.actor(actor_id)
        return tuple(sorted({new for old, new, _ in self._successions if old == actor_id}))

    def predecessors(self, actor_id: str) -> tuple[str, ...]:
        """Ids of whom an actor came after: the inverse of :meth:`successors`."""
        self.actor(actor_id)
        return tuple(sorted({old for old, new, _ in self._successions if new == actor_id}))

    def related(self, a: str, b: str, on: date | None) -> bool:
        """Whether two ids are the same actor, or one contains the other, on a day.

        An actor that had ended by then counts as those that came after it:
        a report that still says CMA in 2025 speaks of the FLA.

        Raises
        ------
        KeyError
            No actor has one of the ids.
        """
        return self._tie(a, b, on) == "related"

    @cached_property
    def _alliances(self) -> dict[str, list[tuple[str, Membership]]]:
        """Allies of each actor in the table, both ways; weak rows do not count."""
        found: dict[str, list[tuple[str, Membership]]] = {}
        for row in self._memberships:
            if row.kind == "ally" and row.confidence != CONFIDENCES[0]:
                found.setdefault(row.member, []).append((row.coalition, row))
                found.setdefault(row.coalition, []).append((row.member, row))
        return found

    def allied(self, a: str, b: str, on: date | None) -> bool:
        """Whether two actors fight on one side on a day, neither being a part of the other.

        They do as parts of one state, force or coalition, and if they, or
        what they are parts of, are allies in the table.  The ally of an ally
        is none.  Coalitions and their members know nothing of it: an ally's
        events are its own.

        Raises
        ------
        KeyError
            No actor has one of the ids.
        """
        return self._tie(a, b, on) == "allied"

    def allies(self, actor_id: str, on: date | None) -> tuple[str, ...]:
        """Ids of the allies, in the table, of an actor or of what it is a part of.

        Raises
        ------
        KeyError
            No actor has that id.
        """
        mine = {actor_id, *self.coalitions(actor_id, on, transitive=True)}
        return tuple(
            sorted(
                {
                    ally
                    for one in mine
                    for ally, row in self._alliances.get(one, ())
                    if on is None or _covers(row.start, row.end, on)
                }
            )
        )

    def _tie(self, a: str, b: str, on: date | None) -> str:
        # Between two turns nothing changes: a table of many days asks for the same few ties.
        turn = None if on is None else bisect_right(self._turns, on)
        found = self._ties.get((a, b, turn))
        if found is None:
            left, right = self._line(a, on, turn), self._line(b, on, turn)
            found = self._ties[a, b, turn] = self._ties[b, a, turn] = self._tied(left, right, on)
        return found

    def _line(self, actor_id: str, on: date | None, turn: int | None) -> _Line:
        found = self._lines.get((actor_id, turn))
        if found is None:
            same = self.as_of(actor_id, on)
            above = {c for one in same for c in self.coalitions(one, on, transitive=True)}
            found = self._lines[actor_id, turn] = _Line(frozenset(same), frozenset(above))
        return found

    def _tied(self, left: _Line, right: _Line, on: date | None) -> str:
        if left.same & right.same or left.above & right.same or right.above & left.same:
            return "related"
        if any(self.actor(shared).kind in ONE_SIDE for shared in left.above & right.above):
            return "allied"
        for one in left.same | left.above:
            for ally, row in self._alliances.get(one, ()):
                covers = on is None or _covers(row.start, row.end, on)
                if covers and (ally in right.same or ally in right.above):
                    return "allied"
        return "none"

    @cached_property
    def _turns(self) -> list[date]:
        """Days from which on somebody's ties may differ from the day before."""
        ends = [*(row.end for row in self._memberships), *(a.end for a in self._actors.values())]
        found = {row.start for row in self._memberships if row.start}
        return sorted(found | {end + _ONE_DAY for end in ends if end and end < date.max})

    @cached_property
    def _lines(self) -> dict[tuple[str, int | None], _Line]:
        return {}

    @cached_property
    def _ties(self) -> dict[tuple[str, str, int | None], str]:
        return {}

    def as_of(self, actor_id: str, on: date | None) -> tuple[str, ...]:
        """Who an actor is on a day: itself, and if it had ended, those that came after it.

        Those that had not begun yet do not count, nor those that split off
        more than a year before the end.  MNLA, in 2025, is
        also the FLA.

        Raises
        ------
        KeyError
            No actor has that id.
        """
        self.actor(actor_id)
        found, todo = {actor_id}, [actor_id]
        while todo and on is not None:
            current = todo.pop()
            end = self.actor(current).end
            if end is None or on <= end:
                continue
            for old, later, since in self._successions:
                if old != current:
                    continue
                # Who split off long before the end took a part, not the place, of the actor.
                took_over = since is None or (on >= since > end - _ONE_YEAR)
                if took_over and later not in found:
                    found.add(later)
                    todo.append(later)
        return tuple(sorted(found))

    # ------------------------------------------------------------------ names

    @cached_property
    def _index(self) -> dict[str, list[ActorName]]:
        index: dict[str, list[ActorName]] = {}
        for name in self._names:
            if name.kind not in SCHEMES and name.kind != "demonym":
                index.setdefault(bare_key(name.name), []).append(name)
        user_keys = {bare_key(n.name) for n in self._user_names}
        for key in user_keys:
            own = [n for n in index[key] if n in self._user_names]
            if own:
                index[key] = own
        self._add_singulars(index)
        self._add_forces(index)
        return index

    def _add_singulars(self, index: dict[str, list[ActorName]]) -> None:
        new: dict[str, list[ActorName]] = {}
        for key, names in index.items():
            for name in names:
                if name.kind in ("description", "label") and name.find != "no":
                    for lang in ("en", "fr"):
                        if name.lang in ("", lang):
                            for single in singulars(key, lang):
                                if single not in index:
                                    new.setdefault(single, []).append(name)
        index.update(new)

    def _add_forces(self, index: dict[str, list[ActorName]]) -> None:
        # "Chadian" + "troops": any nation's force is described the same way.  In English
        # with a capital: "told us troops were coming" names no nation.
        new: dict[str, list[ActorName]] = {}
        for name in self._names:
            if name.kind != "demonym":
                continue
            demonym = key_of(name.name)
            for noun in FORCE_NOUNS.get(name.lang, ()):
                key = f"{demonym} {noun}" if name.lang == "en" else f"{noun} {demonym}"
                if key not in index:
                    new.setdefault(key, []).append(
                        ActorName(
                            name.actor_id,
                            key,
                            name.lang,
                            "description",
                            name.start,
                            name.end,
                            "cap" if name.lang == "en" else "",
                        )
                    )
        index.update(new)

    def names_written(self, label: str) -> tuple[ActorName, ...]:
        """The names that are written like a label, whoever bears them."""
        return tuple(self._index.get(bare_key(label), ()))

    def choose(
        self,
        label: str,
        text: str,
        names: Sequence[ActorName],
        *,
        on: date | None,
        lang: str | None,
    ) -> ActorResolution | None:
        """Which of several names that are written alike is meant; None if the case rules it out."""
        fitting = [n for n in names if _case_fits(n, text, lang)]
        if not fitting:
            return None
        if lang:
            fitting = [n for n in fitting if n.lang in ("", lang)] or fitting
        dated = [n for n in fitting if n.start is not None or n.end is not None]
        undated = [n for n in fitting if n.start is None and n.end is None]
        everyone = tuple(dict.fromkeys(n.actor_id for n in (*undated, *dated)))
        flags: list[str] = []
        if on is not None:
            pool = [n for n in dated if _covers(n.start, n.end, on)]
            if not pool and undated:
                pool = undated
                if dated and any(n.kind in ("description", "label") for n in undated):
                    flags.append(f"nobody in the registry is called {text!r} on {on}")
            elif not pool:
                pool = [min(dated, key=lambda n: _distance(n, on))]
                flags.append(f"{text!r} is not in use for {pool[0].actor_id} on {on}")
        else:
            pool = undated or dated
            if undated and dated and len(everyone) > 1:
                flags.append("date unknown: " + ", ".join(everyone) + " have been called so")
        ids = tuple(dict.fromkeys(n.actor_id for n in pool))
        if len(ids) > 1 and on is not None:
            alive = [n for n in pool if self._alive(n.actor_id, on)]
            pool = alive or pool
            ids = tuple(dict.fromkeys(n.actor_id for n in pool))
        if len(ids) > 1:
            best = min(_RANK[n.kind] for n in pool)
            if best <= _RANK["acronym"]:
                pool = [n for n in pool if _RANK[n.kind] == best]
                ids = tuple(dict.fromkeys(n.actor_id for n in pool))
        if len(ids) > 1:
            return ActorResolution(
                label,
                None,
                _kind_of(pool[0]),
                0.0,
                "several actors are called so" + ("" if on else "; the date would decide"),
                candidates=tuple(sorted(ids)),
            )
        name = min(pool, key=lambda n: _RANK[n.kind])
        if name.kind == "former":
            flags.append(f"{text!r} is a former name of {self.actor(name.actor_id).label}")
        if name.kind == "misspelling":
            flags.append(f"{text!r} is a misspelling of {self.actor(name.actor_id).label}")
        score = _SCORES[name.kind] - (0.15 if on is None and len(everyone) > 1 else 0.0)
        return self._made(
            label,
            self.actor(name.actor_id),
            _kind_of(name),
            score,
            f"{name.kind} of {name.actor_id}",
            on,
            flags,
            everyone if len(everyone) > 1 else (),
        )

    def _alive(self, actor_id: str, on: date) -> bool:
        actor = self.actor(actor_id)
        return _covers(actor.start, actor.end, on)

    def _made(
        self,
        label: str,
        actor: Actor,
        kind: str,
        score: float,
        reason: str,
        on: date | None,
        flags: Iterable[str] = (),
        candidates: tuple[str, ...] = (),
    ) -> ActorResolution:
        if kind == "label" and actor.kind == "class" and not candidates:
            # "ex-rebels" speaks of the class; who of it is meant, the text may say elsewhere.
            within = self.members(actor.actor_id, on, transitive=True)
            around = {c for m in within for c in self.coalitions(m, on)}
            candidates = tuple(
                sorted(
                    c
                    for c in {*within, *around}
                    if self.actor(c).kind in ("armed_group", "coalition")
                )
            )
        notes = (*flags, *self.life_flags(actor.actor_id, on))
        return ActorResolution(
            label, actor.actor_id, kind, round(score, 3), reason, notes, candidates
        )

    def life_flags(self, actor_id: str, on: date | None) -> tuple[str, ...]:
        """Sentences on naming an actor on a day outside its life, or where sources differ on it."""
        if on is None:
            return ()
        actor = self.actor(actor_id)
        flags = []
        if actor.start and on < actor.start:
            if actor.other_start and on >= actor.other_start:
                flags.append(
                    f"sources differ on when {actor.label} began: "
                    f"{actor.other_start} or {actor.start}"
                )
            else:
                flags.append(f"{actor.label} is named on {on}, before it began on {actor.start}")
        elif actor.other_start and actor.start and actor.start <= on < actor.other_start:
            flags.append(
                f"sources differ on when {actor.label} began: {actor.start} or {actor.other_start}"
            )
        if actor.end and on > actor.end:
            if actor.other_end and on <= actor.other_end:
                flags.append(
                    f"sources differ on when {actor.label} ended: {actor.end} or {actor.other_end}"
                )
            else:
                flags.append(f"{actor.label} is named on {on}, after it ended on {actor.end}")
        elif actor.other_end and actor.end and actor.other_end < on <= actor.end:
            flags.append(
                f"sources differ on when {actor.label} ended: {actor.other_end} or {actor.end}"
            )
        return tuple(flags)


def _kind_of(name: ActorName) -> str:
    return name.kind if name.kind in ("acronym", "description", "label") else "name"


def _case_fits(name: ActorName, text: str, lang: str | None) -> bool:
    if name.kind != "acronym" and name.find != "case":
        return True
    letters = [c for c in name.name if c.isalpha()]
    if len(letters) <= 3 and lang and name.lang not in ("", lang):
        return False
    plain = strip_case(text)
    if len(letters) <= 2:
        return strip_case(name.name) == plain
    if len(letters) == 3:
        return any(c.isupper() for c in text[:1])
    return True


def strip_case(text: str) -> str:
    """The letters and digits of an acronym, as written."""
    return "".join(c for c in text if c.isalnum())


def _distance(name: ActorName, on: date) -> int:
    if name.start and on < name.start:
        return (name.start - on).days
    if name.end and on > name.end:
        return (on - name.end).days
    return 0
