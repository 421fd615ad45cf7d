"""Names within a few typing errors of a query.

A query with one error and the name meant are alike when a letter is left out of each,
or of the longer of them; every name is listed by what it is without each of its letters.
A query with two errors keeps its beginning, its end, or a part between them that has moved
by one place at most. Names that begin or end alike are neighbours in a sorted list,
so only the middle parts need a table. The few names left are compared by
optimal string alignment (insertion, deletion, substitution, swap of neighbours).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain

__all__ = ["TypoIndex"]

# Comparing every key costs about as much as 1/200 of building the index, so
# the first few questions are answered by scanning.
_SCANS_BEFORE_INDEXING = 60
_SHORT = 5
_LAST = "\U0010ffff"


class TypoIndex:
    """A fixed list of keys to be searched with errors."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._questions = 0
        self._forward: list[str] = []
        self._backward: list[str] = []
        self._ends: list[str] = []
        self._middles: dict[str, list[str]] = {}
        self._costs: dict[str, int] = {}
        # Keys by what they are without one letter or none, and short ones without two.
        # One key or several with line ends between: most have one, and a list costs more than it.
        self._once: dict[str, str] = {}
        self._twice: dict[str, list[str]] = {}

    def search(self, query: str, max_distance: int, *, nearest: bool) -> list[tuple[int, str]]:
        """Keys within a distance, each with its distance, nearest first.

        Parameters
        ----------
        query, max_distance
            A key, and how many errors it may hold (1 or 2; more always
            compares every key).
        nearest
            Whether those two errors away are not wanted if some are nearer.
        """
        self._questions += 1
        if max_distance > 2 or len(query) < 3 or self._questions <= _SCANS_BEFORE_INDEXING:
            return _nearest(_compare(query, self._keys, max_distance), nearest)
        if not self._forward:
            self._build()
        if nearest or max_distance == 1:
            found = _compare(query, self._one_error(query), 1)
            if found or max_distance == 1:
                return found
        near = self._short(query) if len(query) <= _SHORT else self._two_errors(query)
        return _compare(query, near, 2)

    def _build(self) -> None:
        self._forward = sorted(self._keys)
        backward = sorted((key[::-1], key) for key in self._keys)
        self._ends = [end for end, _ in backward]
        self._backward = [key for _, key in backward]
        middles, once, twice = self._middles, self._once, self._twice
        for key in self._keys:
            length = len(key)
            shorter = {key, *(key[:i] + key[i + 1 :] for i in range(length))}
            for less in shorter:
                others = once.get(less)
                once[less] = key if others is None else f"{others}\n{key}"
            for i in range(1, length - 2):
                middles.setdefault(f"{key[i : i + 3]}.{i}", []).append(key)
            if length <= _SHORT + 7:
                for i in range(1, length - 1):
                    middles.setdefault(f"{key[i : i + 2]}.{i}", []).append(key)
            if length <= _SHORT + 2:
                for less in shorter | {k[:i] + k[i + 1 :] for k in shorter for i in range(len(k))}:
                    twice.setdefault(less, []).append(key)
        costs = self._costs
        for part, keys in middles.items():
            letters, at = part.split(".")
            for i in (int(at) - 1, int(at), int(at) + 1):
                near = f"{letters}.{i}"
                costs[near] = costs.get(near, 0) + len(keys)

    def _outer(self, beginning: str, ending: str) -> tuple[int, int, int, int]:
        """Where the keys that begin so, and those that end so, stand in their lists."""
        forward, ends = self._forward, self._ends
        low = bisect_left(forward, beginning)
        ending = ending[::-1]
        first = bisect_left(ends, ending)
        return (
            low,
            bisect_left(forward, beginning + _LAST, low),
            first,
            bisect_left(ends, ending + _LAST, first),
        )

    def _one_error(self, query: str) -> list[str]:
        once = self._once
        found = [once.get(query)]
        found += [once.get(query[:i] + query[i + 1 :]) for i in range(len(query))]
        return "\n".join(filter(None, found)).split("\n")

    def _two_errors(self, query: str) -> list[str]:
        """Keys that keep one of three parts, between which a letter is left out.

        The gap leaves room for a swap, which would spoil both of two parts that touch.
        """
        length, middles, costs = len(query), self._middles, self._costs
        size = 3 if length >= 10 else 2
        fewest, best = 1 << 40, (0, 0, 0, 0, 0)
        parts = [
            (costs.get(f"{query[at : at + size]}.{at}", 0), at)
            for at in range(2, length - size - 1)
        ]
        for least, at in sorted(parts):
            if least >= fewest:
                break
            low, high, first, last = self._outer(query[: at - 1], query[at + size + 1 :])
            cost = least + high - low + last - first
            if cost < fewest:
                fewest, best = cost, (at, low, high, first, last)
        at, low, high, first, last = best
        part = query[at : at + size]
        return [
            *self._forward[low:high],
            *self._backward[first:last],
            *chain.from_iterable(middles.get(f"{part}.{i}", ()) for i in (at - 1, at, at + 1)),
        ]

    def _short(self, query: str) -> list[str]:
        """Keys like a short query when two letters at most are left out of each."""
        shorter = {query} | {query[:i] + query[i + 1 :] for i in range(len(query))}
        shorter |= {k[:i] + k[i + 1 :] for k in shorter for i in range(len(k))}
        found = self._twice
        return list(chain.from_iterable(found[key] for key in shorter if key in found))


def _nearest(found: list[tuple[int, str]], nearest: bool) -> list[tuple[int, str]]:
    """Without those two errors away, if a nearer one is wanted and there."""
    close = [item for item in found if item[0] <= 1] if nearest else []
    return close or found


def _compare(query: str, keys: Sequence[str], max_distance: int) -> list[tuple[int, str]]:
    scorer, extract = _matcher()
    found = extract(
        query, keys, scorer=scorer, score_cutoff=max_distance, limit=None, processor=None
    )
    return sorted({(distance, key) for key, distance, _ in found})


@cache
def _matcher() -> tuple[Callable[..., int], Callable[..., list[tuple[str, int, int]]]]:
    """The library is loaded when a name is first compared, which most never are."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    return OSA.distance, extract
