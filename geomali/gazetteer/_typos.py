"""Names within a few typing errors of a query.

A query with one error and the name meant are alike when a letter is left out of each,
or of the longer of them; every name is listed by what it is without each of its letters.
A query with two errors keeps its beginning, its end, or a part between them that has moved
by one place at most. Names that begin or end alike are neighbours in a sorted list,
so only the middle parts need a table. Of those, most have other letters than two errors
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
# Looking through so many costs less than finding where there are fewer, and so few are compared at once.
_FEW = 400
_HANDFUL = 40
# So many comparisons cost less than handing them over together.
_ONE_BY_ONE = 12
# Two bits for each class of letters (digits share those of letters), then one for each letter
# of length beyond four.
_BITS = {char: 1 << 2 * (ord(char) % 26) for char in "abcdefghijklmnopqrstuvwxyz0123456789"}
_LENGTHS = [((1 << min(max(length - 4, 0), 12)) - 1) << 52 for length in range(17)]
# An error changes two of those bits at most.
_MOST_BITS = 4


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
        """From where to where strings begin so."""
        span = self._spans.get(beginning[:_BEGINNING], (0, 0))
        if len(beginning) <= _BEGINNING or span[0] == span[1]:
            return span
        low = bisect_left(self.strings, beginning, *span)
        return low, bisect_left(self.strings, beginning + _LAST, low, span[1])


class TypoIndex:
    """A fixed list of keys to be searched with errors."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._questions = 0
        self._forward = _Sorted([])
        self._backward = _Sorted([])
        # Where the keys with each middle part stand in ``_codes``, and how many have it or have it moved.
        self._middles: dict[str, slice] = {}
        self._costs: dict[str, int] = {}
        # Of the keys sorted, sorted by their ends, and by their middle parts, in one:
        # their bits, and which they are of the first.
        self._codes: NDArray[np.uint64]
        self._numbers: NDArray[np.int32]
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
        once, twice = self._once, self._twice
        middles: dict[str, list[int]] = {}
        for number, key in enumerate(forward):
            length = len(key)
            shorter = {key, *(key[:i] + key[i + 1 :] for i in range(length))}
            for less in shorter:
                others = once.get(less)
                once[less] = key if others is None else f"{others}\n{key}"
            for i in range(1, length - 2):
                middles.setdefault(f"{key[i : i + 3]}.{i}", []).append(number)
            if length <= _SHORT + 7:
                for i in range(1, length - 1):
                    middles.setdefault(f"{key[i : i + 2]}.{i}", []).append(number)
            if length <= _SHORT + 2:
                for less in shorter | {k[:i] + k[i + 1 :] for k in shorter for i in range(len(k))}:
                    twice.setdefault(less, []).append(key)
        costs, begin = self._costs, 2 * len(forward)
        for part, numbers in middles.items():
            letters, at = part.split(".")
            for i in (int(at) - 1, int(at), int(at) + 1):
                near = f"{letters}.{i}"
                costs[near] = costs.get(near, 0) + len(numbers)
            self._middles[part] = slice(begin, begin + len(numbers))
            begin += len(numbers)
        self._numbers = np.fromiter(
            chain(range(len(forward)), (n for _, n in backward), *middles.values()), np.int32
        )
        self._codes = np.array([_code(key) for key in forward], np.uint64)[self._numbers]

    def _one_error(self, query: str) -> list[str]:
        shorter = [query, *(query[:i] + query[i + 1 :] for i in range(len(query)))]
        found = set(filter(None, map(self._once.get, shorter)))
        return "\n".join(found).split("\n") if found else []

    def _two_errors(self, query: str) -> list[str]:
        """Keys that keep one of three parts, between which a letter is left out, and most letters.

        The gap leaves room for a swap, which would spoil both of two parts that touch.
        """
        length, costs = len(query), self._costs
        size = 3 if length >= 10 else 2
        reverse = query[::-1]
        fewest, at = 1 << 40, 0
        outer = (0, 0, 0, 0)
        parts = [
            (costs.get(f"{query[at : at + size]}.{at}", 0), at)
            for at in range(2, length - size - 1)
        ]
        for least, here in sorted(parts):
            if least >= fewest:
                break
            low, high = self._forward.span(query[: here - 1])
            first, last = self._backward.span(reverse[: length - here - size - 1])
            cost = least + high - low + last - first
            if cost < fewest:
                fewest, at, outer = cost, here, (low, high, first, last)
            if cost <= _FEW:
                break
        if not fewest:
            return []
        part, forward = query[at : at + size], self._forward.strings
        low, high, first, last = outer
        spans = [slice(low, high), slice(len(forward) + first, len(forward) + last)]
        for i in (at - 1, at, at + 1):
            span = self._middles.get(f"{part}.{i}")
            if span is not None:
                spans.append(span)
        if fewest <= _HANDFUL:
            numbers = set(chain.from_iterable(self._numbers[span].tolist() for span in spans))
        else:
            numbers = set(self._alike(query, spans))
        return [forward[number] for number in numbers]

    def _alike(self, query: str, spans: Sequence[slice]) -> list[int]:
        """Numbers of the keys there that have about the letters of a query."""
        import numpy as np

        codes = np.concatenate([self._codes[span] for span in spans])
        alike = np.bitwise_count(codes ^ np.uint64(_code(query))) <= _MOST_BITS
        numbers: list[int] = np.concatenate([self._numbers[span] for span in spans])[alike].tolist()
        return numbers

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
