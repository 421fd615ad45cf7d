"""Names within a few typing errors of a query.

A query with ``d`` errors keeps at least one of any ``d + 1`` parts of it that
do not touch, so the names that hold none of its rarest such parts need not
be compared at all.  The few that are left are compared by optimal string
alignment (insertion, deletion, substitution, swap of neighbours).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

__all__ = ["TypoIndex"]

# Comparing all 45,000 keys of a full install costs about as much as 1/200 of
# building the index, so the first few questions are answered by scanning.
_SCANS_BEFORE_INDEXING = 60
_SHORT = 5


class TypoIndex:
    """A fixed list of keys to be searched with errors."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._numbers: dict[str, int] = {}
        self._questions = 0
        self._grams: dict[str, list[int]] = {}
        self._deletions: dict[str, list[int]] = {}

    def search(self, query: str, max_distance: int, *, nearest: bool) -> list[tuple[int, str]]:
        """Keys within a distance, each with its distance, nearest first.

        Parameters
        ----------
        query, max_distance
            A key, and how many errors it may hold (1 or 2; more always
            compares every key).
        nearest
            Whether the farther ones are not wanted once some are found.
        """
        self._questions += 1
        if max_distance > 2 or len(query) < 3 or self._questions <= _SCANS_BEFORE_INDEXING:
            return self._compare(query, self._keys, max_distance)
        if not self._grams:
            self._build()
        if nearest and max_distance == 2:
            found = self._lookup(query, 1)
            if found:
                return found
        return self._lookup(query, max_distance)

    @staticmethod
    def _compare(query: str, keys: Sequence[str], max_distance: int) -> list[tuple[int, str]]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(
            query, keys, scorer=OSA.distance, score_cutoff=max_distance, limit=None, processor=None
        )
        return sorted((int(distance), key) for key, distance, _ in found)

    def _build(self) -> None:
        grams, deletions = self._grams, self._deletions
        self._numbers = {key: number for number, key in enumerate(self._keys)}
        for number, key in enumerate(self._keys):
            length = len(key)
            for size in (2, 3):
                for gram in {key[i : i + size] for i in range(length - size + 1)}:
                    grams.setdefault(gram, []).append(number)
            if length <= _SHORT + 2:
                once = {key[:i] + key[i + 1 :] for i in range(length)}
                twice = {k[:i] + k[i + 1 :] for k in once for i in range(len(k))}
                for shorter in {key} | once | twice:
                    deletions.setdefault(shorter, []).append(number)

    def _lookup(self, query: str, distance: int) -> list[tuple[int, str]]:
        if len(query) <= _SHORT:
            numbers = self._short(query, distance)
        else:
            numbers = self._parts(query, distance)
            # A swap across the seam of two parts spoils both.
            swapped = (
                query[:i] + query[i + 1] + query[i] + query[i + 2 :] for i in range(len(query) - 1)
            )
            numbers.update(self._numbers[key] for key in swapped if key in self._numbers)
        if not numbers:
            return []
        keys, length = self._keys, len(query)
        near = [
            k for k in map(keys.__getitem__, numbers) if -distance <= len(k) - length <= distance
        ]
        return self._compare(query, near, distance)

    def _short(self, query: str, distance: int) -> set[int]:
        shorter = {query} | {query[:i] + query[i + 1 :] for i in range(len(query))}
        if distance == 2:
            shorter |= {k[:i] + k[i + 1 :] for k in shorter for i in range(len(k))}
        found = self._deletions
        return set(chain.from_iterable(found[key] for key in shorter if key in found))

    def _parts(self, query: str, distance: int) -> set[int]:
        wanted = distance + 1
        size = 3 if len(query) >= 3 * wanted else 2
        grams = self._grams
        postings = [grams.get(query[i : i + size], ()) for i in range(len(query) - size + 1)]
        return set(chain.from_iterable(_cheapest(postings, size, wanted)))


def _cheapest(postings: Sequence[Sequence[int]], size: int, wanted: int) -> list[Sequence[int]]:
    """So many postings of parts that do not overlap, with few entries in all."""
    order = sorted(range(len(postings)), key=lambda i: len(postings[i]))
    chosen: list[int] = []
    for position in order:
        if all(abs(position - other) >= size for other in chosen):
            chosen.append(position)
            if len(chosen) == wanted:
                return [postings[i] for i in chosen]
    # The rarest parts left no room for as many; side by side they fit.
    return [postings[i * size] for i in range(wanted)]
