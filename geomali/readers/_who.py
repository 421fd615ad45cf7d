"""The publisher's actors to actor ids as of the event's day, for whole columns at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geomali.readers._rows import Coded, combine

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = [
    "NO_DAY",
    "ROLES",
    "UNRESOLVED",
    "ActorMapper",
    "civilian_labels",
    "participants",
    "split_names",
]

UNRESOLVED: Final = "unresolved"
"""Stands in a side for an actor that maps to no id."""
ROLES: Final = ("side_a", "side_b", "affected")
NO_DAY: Final = -(2**31)
"""Stands for a missing day in an array of days."""
_EPOCH: Final = date(1970, 1, 1)
_CIVILIANS: Final = 7


def _is_label(actor_id: str) -> bool:
    return actor_id == UNRESOLVED or actor_id.startswith(("unresolved_", "unidentified_"))


class ActorMapper:
    """Resolves the names of one scheme, each once for every span of days in which nothing changes.

    Parameters
    ----------
    actors
        The registry.
    scheme
        ``acled``, ``ucdp`` or ``gdelt``; None for words as people write them.
    """

    def __init__(self, actors: ActorRegistry, scheme: str | None) -> None:
        self.actors = actors
        self._scheme = scheme
        self._changes = _days_of_change(actors)
        self._known: dict[tuple[str, int], str | None] = {}
        self.unmapped: Counter[str] = Counter()
        """Names that map to no actor, with how many times they stand in the file."""
        self.outside: dict[str, tuple[int, int, int]] = {}
        """Actors named outside their life: times, first and last day."""

    def resolve(self, name: str, day: int = NO_DAY) -> str | None:
        """Actor id of a name as of a day, or None."""
        span = -1 if day == NO_DAY else int(np.searchsorted(self._changes, day, side="right"))
        key = (name, span)
        if key not in self._known:
            on = None if day == NO_DAY else _EPOCH + timedelta(days=day)
            self._known[key] = self.actors.resolve(name, on=on, scheme=self._scheme).actor_id
        return self._known[key]

    def map(
        self, names: Sequence[str], codes: np.ndarray, days: np.ndarray, kept: np.ndarray
    ) -> tuple[np.ndarray, list[str]]:
        """Actor ids of many names, as codes into a list of ids; only what is kept is counted."""
        spans = np.searchsorted(self._changes, days, side="right")
        spans[days == NO_DAY] = -1
        inverse, first = combine(codes, spans)
        found: dict[str, int] = {}
        answers = np.empty(len(first), dtype="int32")
        sizes = np.bincount(inverse[kept], minlength=len(first))
        for i, row in enumerate(first.tolist()):
            name = names[codes[row]]
            actor_id = self.resolve(name, int(days[row]))
            if actor_id is None:
                self.unmapped[name] += int(sizes[i])
                actor_id = UNRESOLVED
            answers[i] = found.setdefault(actor_id, len(found))
        ids = list(found)
        out = answers[inverse]
        self._note_lives(ids, out[kept], days[kept])
        return out, ids

    def _note_lives(self, ids: Sequence[str], codes: np.ndarray, days: np.ndarray) -> None:
        for code, actor_id in enumerate(ids):
            if actor_id not in self.actors:
                continue
            actor = self.actors.actor(actor_id)
            # Where sources differ on a life, the wider one counts here.
            starts = [d for d in (actor.start, actor.other_start) if d and actor.start]
            ends = [d for d in (actor.end, actor.other_end) if d and actor.end]
            if not starts and not ends:
                continue
            when = days[(codes == code) & (days != NO_DAY)]
            early = when < (min(starts) - _EPOCH).days if starts else np.zeros(len(when), bool)
            late = when > (max(ends) - _EPOCH).days if ends else np.zeros(len(when), bool)
            odd = when[early | late]
            if len(odd):
                self.outside[actor_id] = (len(odd), int(odd.min()), int(odd.max()))

    def notes(self) -> list[str]:
        """Sentences on the actors that were named outside their life."""
        out = []
        for actor_id, (times, first, last) in sorted(self.outside.items()):
            actor = self.actors.actor(actor_id)
            a, b = (_EPOCH + timedelta(days=day) for day in (first, last))
            often = "once" if times == 1 else f"{times:,} times"
            when = f"on {a}" if a == b else f"between {a} and {b}"
            life = f"{actor.start or 'unknown'} to {actor.end or 'now'}"
            out.append(f"{actor.label} is named {often} {when}, outside its life ({life})")
        return out


@lru_cache(maxsize=4)
def _days_of_change(actors: ActorRegistry) -> np.ndarray:
    """Days on which what a name means may change; a registry never changes once it is made."""
    named, other = set[date](), set[date]()
    one = timedelta(days=1)
    for actor_id, actor in actors.actors.items():
        other |= {d for d in (actor.start, actor.end and actor.end + one) if d}
        for name in actors.names(actor_id):
            named |= {d for d in (name.start, name.end and name.end + one) if d}
    for row in actors.memberships:
        other |= {d for d in (row.start, row.end and row.end + one) if d}
    ordered = np.array(sorted((d - _EPOCH).days for d in named), dtype="int64")
    # Between the end of one name and the start of another the nearer one is meant.
    middles = np.unique((ordered[:, None] + ordered[None, :]) // 2)
    others = np.array([(d - _EPOCH).days for d in other], dtype="int64")
    return np.unique(np.concatenate([ordered, others, middles, middles + 1]))


def split_names(text: str) -> list[str]:
    """Names of a cell that lists several with semicolons."""
    return [part for part in (piece.strip() for piece in text.split(";")) if part]


def civilian_labels(codes: Coded, mapper: ActorMapper) -> np.ndarray:
    """Which rows name civilians in a column: harmed, without being a side."""

    def civilian(name: str) -> bool:
        actor_id = mapper.resolve(name) if name else None
        if actor_id is None or actor_id not in mapper.actors:
            return False
        actor = mapper.actors.actor(actor_id)
        return actor.nature == "population" and actor.inter == _CIVILIANS

    return codes.map(civilian, bool)


def participants(
    columns: Sequence[tuple[Coded, np.ndarray]],
    days: np.ndarray,
    mapper: ActorMapper,
    kept: np.ndarray,
) -> Mapping[str, pa.Array]:
    """Columns ``side_a``, ``side_b``, ``affected``, ``actor_labels`` and ``actors_text``.

    Parameters
    ----------
    columns
        Columns of names (several in a cell, with semicolons), and for each
        row the position in :data:`ROLES` of the role that they have there.
    days
        Day of each row, as days since 1970, or :data:`NO_DAY`.
    mapper
        Which actor a name means.
    kept
        Rows whose names count among those that map to no actor.
    """
    n = len(days)
    names: dict[str, int] = {}
    rows_parts, label_parts, role_parts = [], [], []
    for coded, roles in columns:
        split = [[names.setdefault(x, len(names)) for x in split_names(v)] for v in coded.values]
        sizes = np.array([len(part) for part in split], dtype="int64")
        starts = np.concatenate([[0], np.cumsum(sizes)])[:-1] if len(sizes) else sizes
        flat = np.array([x for part in split for x in part], dtype="int64")
        counts = sizes[coded.codes]
        rows = np.repeat(np.arange(n), counts)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows_parts.append(rows)
        label_parts.append(flat[np.repeat(starts[coded.codes], counts) + within])
        role_parts.append(roles[rows])
    rows = np.concatenate(rows_parts)
    labels = np.concatenate(label_parts)
    roles = np.concatenate(role_parts).astype("int64")
    order = np.argsort(rows * len(ROLES) + roles, kind="stable")
    rows, labels, roles = rows[order], labels[order], roles[order]
    codes, ids = mapper.map(list(names), labels, days[rows], kept[rows])
    is_label = np.array([_is_label(actor_id) for actor_id in ids] or [False])[
        codes if len(ids) else np.zeros(0, dtype="int64")
    ]
    keep = _first_of_each(rows * len(ROLES) + roles, codes, is_label, len(ids))
    rows, labels, roles = rows[keep], labels[keep], roles[keep]
    codes, is_label = codes[keep], is_label[keep]

    out: dict[str, pa.Array] = {}
    id_values = pa.array(ids, pa.string())
    for number, role in enumerate(ROLES):
        mask = roles == number
        out[role] = _lists(rows[mask], id_values.take(pa.array(codes[mask])), n)
    words = pa.array(list(names), pa.string())
    out["actor_labels"] = _lists(rows[is_label], words.take(pa.array(labels[is_label])), n)
    out["actors_text"] = _joined([out[role] for role in ROLES])
    return out


def _first_of_each(
    group: np.ndarray, codes: np.ndarray, is_label: np.ndarray, width: int
) -> np.ndarray:
    """Positions without an actor named twice in a role of a row; labels stay, each has its words."""
    plain = np.flatnonzero(~is_label)
    _, first = np.unique(group[plain] * max(width, 1) + codes[plain], return_index=True)
    return np.sort(np.concatenate([plain[first], np.flatnonzero(is_label)]))


def _lists(rows: np.ndarray, values: pa.Array, n: int) -> pa.Array:
    counts = np.bincount(rows, minlength=n)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype("int32")
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _joined(lists: Sequence[pa.Array]) -> pa.Array:
    """Ids joined with "; ", the sides with " | ", empty ones left out."""
    none = pa.scalar(None, pa.string())
    parts = [pc.binary_join(column, "; ") for column in lists]
    parts = [pc.if_else(pc.equal(part, ""), none, part) for part in parts]
    # An empty last part keeps a row in which every part is missing.
    parts.append(pa.array([""] * len(lists[0]), pa.string()))
    text = pc.binary_join_element_wise(*parts, " | ", null_handling="skip")
    text = pc.utf8_rtrim(text, characters=" |")
    return pc.if_else(pc.equal(text, ""), none, text)
