"""Names within a few typing errors of a query.

A query with one error keeps its first half or its second, between which a letter is left out;
one with two errors keeps its beginning, its end, or a part between them that has moved
by one place at most. Names that begin or end alike are neighbours in a sorted list,
so only the middle parts need a table. Of those, most have other letters than the errors
explain, which bits tell for all of them at once. The few names left are compared by
optimal string alignment (insertion, deletion, substitution, swap of neighbours).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain, groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["TypoIndex"]

# Comparing every key costs about as much as 1/200 of building the index, so
# the first few questions are answered by scanning.
_SCANS_BEFORE_INDEXING = 60
_SHORT = 5
_BEGINNING = 3
_LAST = "\U0010ffff"
# Looking through so many by their bits costs less than finding where fewer are.
_FEW = 300
# So few are compared without that.
_HANDFUL = 40
# So many comparisons cost less than handing them over together.
_ONE_BY_ONE = 12
# Two bits for each class of letters (digits share those of letters), then one for each letter
# of length beyond four.
_BITS = {char: 1 << 2 * (ord(char) % 26) for char in "abcdefghijklmnopqrstuvwxyz0123456789"}
_LENGTHS = [((1 << min(max(length - 4, 0), 12)) - 1) << 52 for length in range(17)]
# An error changes so many of those bits at most.
_BITS_OF_ERROR = 2
_NOWHERE = (0, 0)


class _Sorted:
    """Sorted strings, and where those that begin alike stand."""

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings
        self._spans: dict[str, tuple[int, int]] = {}
        for size in range(1, _BEGINNING + 1):
            low = 0
            for beginning, same in groupby(string[:size] for string in strings):
                high = low + sum(1 for _ in same)
                # Shorter strings have had their turn, with the longer ones that begin like them.
                if len(beginning) == size:
                    self._spans[beginning] = low, high
                low = high

    def span(self, beginning: str) -> tuple[int, int]:
        """From where to where all strings that begin so stand, with a few others."""
        low, high = span = self._spans.get(beginning[:_BEGINNING], _NOWHERE)
        if len(beginning) <= _BEGINNING or high - low <= _HANDFUL:
            return span
        low = bisect_left(self.strings, beginning, low, high)
        return low, bisect_left(self.strings, beginning + _LAST, low, high)


class TypoIndex:
    """A fixed list of keys to be searched with errors."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._questions = 0
        self._forward = _Sorted([])
        self._backward = _Sorted([])
        # The keys in three orders after each other (by beginning, ending, middle part): bits of each,
        # and its number in the first. Where those with a middle part there, or moved by one, stand.
        self._middles: dict[str, tuple[int, int]] = {}
        self._codes: NDArray[np.uint64]
        self._numbers: NDArray[np.int32]
        # Short keys by what they are without two letters, one or none.
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
        if not self._forward.strings:
            self._build()
        if nearest or max_distance == 1:
            found = _compare(query, self._one_error(query), 1)
            if found or max_distance == 1:
                return found
        near = self._short(query) if len(query) <= _SHORT else self._two_errors(query)
        return _compare(query, near, 2)

    def _build(self) -> None:
        import numpy as np

        forward = sorted(self._keys)
        backward = sorted((key[::-1], number) for number, key in enumerate(forward))
        self._forward, self._backward = _Sorted(forward), _Sorted([end for end, _ in backward])
        twice = self._twice
        middles: dict[str, dict[int, list[int]]] = {}
        for number, key in enumerate(forward):
            length = len(key)
            for i in range(1, length - 1):
                middles.setdefault(key[i : i + 2], {}).setdefault(i, []).append(number)
            if length <= _SHORT + 2:
                shorter = {key, *(key[:i] + key[i + 1 :] for i in range(length))}
                for less in shorter | {k[:i] + k[i + 1 :] for k in shorter for i in range(len(k))}:
                    twice.setdefault(less, []).append(key)
        numbers = [*range(len(forward)), *(number for _, number in backward)]
        for part, places in middles.items():
            begin: dict[int, int] = {}
            for at in range(max(places) + 3):
                begin[at] = len(numbers)
                numbers += places.get(at, ())
            begin[max(places) + 3] = len(numbers)
            for at in range(1, max(places) + 2):
                self._middles[f"{part}.{at}"] = begin[at - 1], begin[at + 2]
        codes = np.array([_code(key) for key in forward], np.uint64)
        self._numbers = np.array(numbers, np.int32)
        self._codes = codes[self._numbers]

    def _one_error(self, query: str) -> list[str]:
        """Keys that may be an error away: a swap between the halves would spoil both without a gap."""
        half = len(query) // 2
        return self._alike(query, 1, self._outer(query[:half], query[:half:-1]))

    def _two_errors(self, query: str) -> list[str]:
        """Keys that may be two errors away, by the three parts that leave the fewest of them."""
        length, fewest = len(query), 1 << 40
        reverse, best = query[::-1], []
        parts = [
            (high - low, at, (low, high))
            for at in range(2, length - 3)
            for low, high in (self._middles.get(f"{query[at : at + 2]}.{at}", _NOWHERE),)
        ]
        for least, at, middle in sorted(parts):
            if least >= fewest:
                break
            spans = [*self._outer(query[: at - 1], reverse[: length - at - 3]), middle]
            cost = sum(high - low for low, high in spans)
            if cost < fewest:
                fewest, best = cost, spans
            if cost <= _FEW:
                break
        return self._alike(query, 2, best)

    def _outer(self, beginning: str, ending: str) -> list[tuple[int, int]]:
        """Where the keys that begin so, and those that end so, read backwards, stand."""
        first, last = self._backward.span(ending)
        total = len(self._forward.strings)
        return [self._forward.span(beginning), (total + first, total + last)]

    def _alike(self, query: str, errors: int, spans: Sequence[tuple[int, int]]) -> list[str]:
        """Keys there that have about the letters of a query."""
        import numpy as np

        spans = [(low, high) for low, high in spans if low < high]
        forward = self._forward.strings
        if sum(high - low for low, high in spans) <= _HANDFUL:
            few = chain.from_iterable(self._numbers[low:high].tolist() for low, high in spans)
            return [forward[number] for number in set(few)]
        code, most = np.uint64(_code(query)), _BITS_OF_ERROR * errors
        numbers: list[int] = []
        for low, high in spans:
            bits = np.bitwise_count(self._codes[low:high] ^ code)
            numbers += self._numbers[low:high][bits <= most].tolist()
        return [forward[number] for number in set(numbers)]

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


def _code(key: str) -> int:
    """Which letters a key has once and twice, and how long it is."""
    code = 0
    for bit in map(_BITS.__getitem__, key):
        code |= bit << 1 if code & bit else bit
    return code | _LENGTHS[min(len(key), 16)]


def _compare(query: str, keys: Sequence[str], max_distance: int) -> list[tuple[int, str]]:
    if not keys:
        return []
    scorer, extract = _matcher()
    if len(keys) <= _ONE_BY_ONE:
        return sorted(
            {
                (distance, key)
                for key in keys
                if (distance := scorer(query, key, score_cutoff=max_distance)) <= max_distance
            }
        )
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
