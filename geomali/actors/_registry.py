"""The registry: which actor a label means as of a date, and the actors in a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from geomali.actors._find import Finder
from geomali.actors._names import SCHEMES, ActorNames
from geomali.actors._records import ActorMention, ActorName, ActorResolution
from geomali.actors._tables import read_actors, read_memberships, read_names, read_user_actors
from geomali.actors._text import bare_key, key_of
from geomali.actors._words import DOUBT_WORDS
from geomali.resources import data_path, user_data_dir

__all__ = ["ActorRegistry", "load_actors"]

_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_YEARS: Final = re.compile(r"\s*\(\d{4}-(?:\d{4})?\)")
# Shorter names have too many neighbours one letter away.
_TYPING_MIN: Final = 9
_TYPING_TWO: Final = 14


class ActorRegistry(ActorNames):
    """Actors, their names and their memberships, to resolve labels and read texts with.

    Made by :func:`load_actors`.  Everything that is costly (the index of the
    names, the automata of :meth:`find`) is built when first asked for.
    Takes the parameters of :class:`ActorNames`.
    """

    @cached_property
    def _finders(self) -> dict[str, Finder]:
        return {}

    # -------------------------------------------------------------- resolving

    @cached_property
    def _scheme_index(self) -> dict[tuple[str, str], list[ActorName]]:
        index: dict[tuple[str, str], list[ActorName]] = {}
        for name in self._names:
            if name.kind in SCHEMES:
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
            finder = self._finders[lang] = Finder(self, lang)
        return finder.find(text, on)

    def doubts(self) -> list[str]:
        """Doubts about the tables: memberships outside the lives of their actors, one line each."""
        doubts = []
        for row in self._memberships:
            if row.kind in ("successor", "predecessor"):
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
