"""The registry: which actor a label means as of a date, and who belonged to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geomali.actors._records import (
    CONFIDENCES,
    NAME_KINDS,
    Actor,
    ActorMention,
    ActorName,
    ActorResolution,
    Membership,
)
from geomali.actors._tables import read_actors, read_memberships, read_names, read_user_actors
from geomali.actors._text import bare_key, key_of, singulars
from geomali.actors._words import DOUBT_WORDS, FORCE_NOUNS
from geomali.resources import data_path, user_data_dir

if TYPE_CHECKING:
    from geomali.actors._find import Finder

__all__ = ["ActorRegistry", "load_actors"]

_SCHEMES: Final = ("acled", "ucdp", "gdelt")
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
_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_YEARS: Final = re.compile(r"\s*\(\d{4}-(?:\d{4})?\)")
# Shorter names have too many neighbours one letter away.
_TYPING_MIN: Final = 9
_TYPING_TWO: Final = 14


# An end known by its year alone is read as the last day of it.
_ONE_YEAR: Final = timedelta(days=366)


def _covers(start: date | None, end: date | None, on: date) -> bool:
    return (start is None or start <= on) and (end is None or on <= end)


class ActorRegistry:
    """Actors, their names and their memberships.

    Made by :func:`load_actors`.  Everything that is costly (the index of the
    names, the automata of :meth:`find`) is built when first asked for.

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
        self._finders: dict[str, Finder] = {}

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

    def successors(self, actor_id: str) -> tuple[str, ...]:
        """Ids of who came after an actor, at once: it became them, split or merged into them."""
        self.actor(actor_id)
        found = {
            r.member for r in self._memberships if (r.coalition, r.kind) == (actor_id, "successor")
        }
        found |= {
            r.coalition
            for r in self._memberships
            if (r.member, r.kind) == (actor_id, "predecessor")
        }
        return tuple(sorted(found))

    def predecessors(self, actor_id: str) -> tuple[str, ...]:
        """Ids of whom an actor came after: the inverse of :meth:`successors`."""
        self.actor(actor_id)
        found = {
            r.coalition for r in self._memberships if (r.member, r.kind) == (actor_id, "successor")
        }
        found |= {
            r.member
            for r in self._memberships
            if (r.coalition, r.kind) == (actor_id, "predecessor")
        }
        return tuple(sorted(found))

    def related(self, a: str, b: str, on: date | None) -> bool:
        """Whether two ids are the same actor, or one contains the other, on a day.

        An actor that had ended by then counts as those that came after it:
        a report that still says CMA in 2025 speaks of the FLA.

        Raises
        ------
        KeyError
            No actor has one of the ids.
        """
        left, right = set(self.as_of(a, on)), set(self.as_of(b, on))
        if left & right:
            return True
        return any(self._contains(x, right, on) for x in left) or any(
            self._contains(x, left, on) for x in right
        )

    def _contains(self, actor_id: str, others: Iterable[str], on: date | None) -> bool:
        above = set(self.coalitions(actor_id, on, transitive=True))
        return not above.isdisjoint(others)

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
            for row in self._memberships:
                if row.kind == "successor" and row.coalition == current:
                    later, since = row.member, row.start
                elif row.kind == "predecessor" and row.member == current:
                    later, since = row.coalition, row.start
                else:
                    continue
                # Who split off long before the end took a part, not the place, of the actor.
                took_over = since is None or (on >= since > end - _ONE_YEAR)
                if took_over and later not in found:
                    found.add(later)
                    todo.append(later)
        return tuple(sorted(found))

    # -------------------------------------------------------------- resolving

    @cached_property
    def _index(self) -> dict[str, list[ActorName]]:
        index: dict[str, list[ActorName]] = {}
        for name in self._names:
            if name.kind not in _SCHEMES and name.kind != "demonym":
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

    @cached_property
    def _scheme_index(self) -> dict[tuple[str, str], list[ActorName]]:
        index: dict[tuple[str, str], list[ActorName]] = {}
        for name in self._names:
            if name.kind in _SCHEMES:
                index.setdefault((name.kind, " ".join(name.name.split())), []).append(name)
        return index

    def resolve(
        self,
        label: str,
        *,
        on: date | None = None,
        lang: str | None = None,
        scheme: str | None = None,
    ) -> ActorResolution:
        """Resolve a name, an acronym, a description or a label as of a date.

        Parameters
        ----------
        label
            The words, as written.
        on
            The day they are about.  None if unknown: then a label that meant
            different actors at different times resolves to the actor that
            stands for all of them, if there is one, and else to none, with
            the candidates.
        lang
            ``en`` or ``fr``, if known.
        scheme
            ``acled``, ``ucdp`` or ``gdelt`` if the label is a dataset's string or code.

        Returns
        -------
        ActorResolution
            Always; what cannot be resolved says why.
        """
        text = " ".join(label.split())
        if not key_of(text):
            return ActorResolution(label, None, "", 0.0, "no words to resolve")
        if scheme is not None:
            found = self._resolve_scheme(label, text, scheme, on)
            if found is not None:
                return found
        if text in self._actors:
            return self._made(label, self._actors[text], "name", 1.0, "is an id", on)
        for attempt in (self._resolve_exact, self._resolve_brackets, self._resolve_trimmed):
            found = attempt(label, text, on, lang)
            if found is not None:
                return found
        if scheme is not None:
            # A dataset writes its actors one way: what is near a name of ours is not it.
            return ActorResolution(label, None, "", 0.0, f"no actor of that name in {scheme}")
        found = self._resolve_scheme(label, text, "acled", on)
        if found is not None and found.actor_id is not None:
            return found
        for attempt in (self._resolve_typing, self._resolve_inside):
            found = attempt(label, text, on, lang)
            if found is not None:
                return found
        return ActorResolution(label, None, "", 0.0, "no actor of that name")

    def _resolve_exact(
        self, label: str, text: str, on: date | None, lang: str | None
    ) -> ActorResolution | None:
        names = self._index.get(bare_key(text))
        if not names:
            return None
        return self.choose(label, text, names, on=on, lang=lang)

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

    def _resolve_scheme(
        self, label: str, text: str, scheme: str, on: date | None
    ) -> ActorResolution | None:
        attempts = [text]
        if scheme == "acled":
            attempts += [_YEARS.sub("", text).strip()]
            # "Military Forces of Mali (2021-) Special Forces": the branch is a part of the whole.
            attempts += [_YEARS.split(text)[0].strip()]
        elif scheme == "gdelt":
            attempts += [text[:n] for n in range(len(text) - len(text) % 3, 2, -3)]
        for attempt in attempts:
            names = self._scheme_index.get((scheme, attempt)) or self._wild(scheme, attempt)
            if names:
                found = self.choose(label, attempt, names, on=on, lang=None)
                if found is not None:
                    return found
        if scheme == "acled" and ": " in text:
            # "GATIA: Imghad Tuareg …": the acronym, then the name, whatever its wording.
            for part in (*text.split(": ", 1),):
                found = self._resolve_exact(label, part, on, None)
                if found is not None and found.kind in ("name", "acronym") and found.actor_id:
                    return found
        return None

    def _wild(self, scheme: str, text: str) -> list[ActorName]:
        """Names of a scheme with a ``*`` that fit: the longest one, as the most particular."""
        return next((names for rule, names in self._wildcards.get(scheme, ()) if rule(text)), [])

    @cached_property
    def _wildcards(self) -> dict[str, list[tuple[Callable[[str], object], list[ActorName]]]]:
        found: dict[str, list[tuple[Callable[[str], object], list[ActorName]]]] = {}
        keyed = sorted(self._scheme_index, key=lambda key: (-len(key[1]), key))
        for scheme, name in keyed:
            if "*" in name:
                rule = re.compile(".*".join(map(re.escape, name.split("*")))).fullmatch
                found.setdefault(scheme, []).append((rule, self._scheme_index[scheme, name]))
        return found

    def _resolve_brackets(
        self, label: str, text: str, on: date | None, lang: str | None
    ) -> ActorResolution | None:
        match = _BRACKETS.search(text)
        if match is None:
            return None
        outside = self._resolve_exact(label, _BRACKETS.sub("", text).strip(), on, lang)
        inside = self._resolve_exact(label, match.group(1).strip(), on, lang)
        known = [r for r in (outside, inside) if r is not None and r.actor_id is not None]
        if not known:
            return outside or inside
        if len(known) == 1:
            return known[0]
        first, second = known
        if first.actor_id == second.actor_id or first.actor_id in second.candidates:
            return first
        if second.actor_id in first.candidates:
            return second
        return ActorResolution(
            label,
            first.actor_id,
            first.kind,
            round(first.score * 0.7, 3),
            first.reason,
            (*first.flags, f"{match.group(1)!r} usually means {second.actor_id}"),
            (str(first.actor_id), str(second.actor_id)),
        )

    def _resolve_trimmed(
        self, label: str, text: str, on: date | None, lang: str | None
    ) -> ActorResolution | None:
        trimmed = re.sub(r"['’]s?$", "", text).strip(" .,;:\"“”«»'’")
        words = trimmed.split()
        doubts = [w for w in words if key_of(w) in DOUBT_WORDS]
        rest = " ".join(w for w in words if key_of(w) not in DOUBT_WORDS)
        if not rest or rest == text:
            return None
        found = self._resolve_exact(label, rest, on, lang) or self._resolve_brackets(
            label, rest, on, lang
        )
        if found is None or not doubts:
            return found
        return ActorResolution(
            label,
            found.actor_id,
            found.kind,
            found.score,
            found.reason,
            (*found.flags, f"doubt: {' '.join(doubts)}"),
            found.candidates,
        )

    @cached_property
    def _long_keys(self) -> dict[int, list[str]]:
        """Keys that are long enough to be mistyped and still be known, by length."""
        found: dict[int, list[str]] = {}
        for key in sorted(self._index):
            if len(key) >= _TYPING_MIN and any(n.kind != "acronym" for n in self._index[key]):
                found.setdefault(len(key), []).append(key)
        return found

    def _resolve_typing(
        self, label: str, text: str, on: date | None, lang: str | None
    ) -> ActorResolution | None:
        key = bare_key(text)
        if len(key) < _TYPING_MIN:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        limit = 1 if len(key) < _TYPING_TWO else 2
        near = range(len(key) - limit, len(key) + limit + 1)
        keys = [other for length in near for other in self._long_keys.get(length, ())]
        hits = process.extract(key, keys, scorer=OSA.distance, score_cutoff=limit, limit=12)
        if not hits:
            return None
        nearest = min(distance for _, distance, _ in hits)
        names = [n for hit, distance, _ in hits if distance == nearest for n in self._index[hit]]
        found = self.choose(label, names[0].name, names, on=on, lang=lang)
        if found is None or found.actor_id is None:
            return found
        return ActorResolution(
            label,
            found.actor_id,
            found.kind,
            round(found.score - 0.1 * nearest, 3),
            f"{int(nearest)} letter{'s' if nearest > 1 else ''} off: {found.reason}",
            (*found.flags, f"read as {names[0].name!r}"),
            found.candidates,
        )

    def _resolve_inside(
        self, label: str, text: str, on: date | None, lang: str | None
    ) -> ActorResolution | None:
        mentions = self.find(text, lang=lang or "en", on=on)
        named = [m for m in mentions if m.kind in ("name", "acronym")]
        mentions = named or mentions
        if len({m.actor_id for m in mentions}) != 1:
            return None
        beside = text[: mentions[0].start] + text[mentions[-1].end :]
        if not named and any(c.isupper() for c in beside):
            # "Military Forces of Peru": a name that we do not know says whose.
            return None
        found = mentions[0].resolution
        return ActorResolution(
            label,
            found.actor_id,
            found.kind,
            round(found.score * 0.7, 3),
            f"{mentions[0].text!r} is named in it",
            found.flags,
            found.candidates,
        )

    # ---------------------------------------------------------------- finding

    def find(self, text: str, *, lang: str = "en", on: date | None = None) -> list[ActorMention]:
        """Find the actors named or described in a text.

        Parameters
        ----------
        text
            The text as it stands.
        lang
            ``en`` or ``fr``; in another language only names and long acronyms are found.
        on
            The day the text is about, None if unknown.

        Returns
        -------
        list of ActorMention
            In the order of the text, not overlapping, in code points.  What
            is described but cannot be resolved is there with no id and a
            reason.
        """
        finder = self._finders.get(lang)
        if finder is None:
            from geomali.actors._find import Finder

            finder = self._finders[lang] = Finder(self, lang)
        return finder.find(text, on)

    def doubts(self) -> list[str]:
        """Doubts about the tables: memberships outside the lives of their actors, one line each."""
        doubts = []
        for row in self._memberships:
            if row.kind not in ("member", "wing"):
                continue
            for actor_id in (row.member, row.coalition):
                actor = self.actor(actor_id)
                if (actor.start and row.start and row.start < actor.start) or (
                    actor.end and row.end and row.end > actor.end
                ):
                    doubts.append(
                        f"{row.member} in {row.coalition}: outside the life of {actor_id}"
                    )
        return doubts


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


def load_actors(*, data_dir: str | Path | None = None) -> ActorRegistry:
    """Load the registry of actors.

    Parameters
    ----------
    data_dir
        Folder with ``actors.csv``, ``actor_names.csv`` and
        ``memberships.csv``; the shipped one if None.  Additions of the user
        are read from ``actors_user.csv`` in it, or in the user's data folder.

    Raises
    ------
    SchemaError
        A table breaks its contract.
    FileNotFoundError
        A table is missing.
    """
    folder = Path(data_dir) if data_dir is not None else data_path("gazetteer/actors.csv").parent
    actors = read_actors(folder / "actors.csv")
    names = read_names(folder / "actor_names.csv", actors)
    memberships = read_memberships(folder / "memberships.csv", actors)
    user_path = (folder if data_dir is not None else user_data_dir()) / "actors_user.csv"
    if not user_path.is_file():
        return ActorRegistry(actors, names, memberships)
    added, user_names = read_user_actors(user_path, actors)
    return ActorRegistry({**actors, **added}, names, memberships, user_names=user_names)
