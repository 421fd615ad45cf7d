"""Numbers of people in words and digits, English and French."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomali.events import Count
from geomali.extract._lexicon import Lexicon, words

__all__ = ["Amount", "add", "amount_before", "read_number"]

# More than this is a population or a budget, no count of an event's victims.
MAX_COUNT = 100_000

_DIGITS = re.compile(r"\d{1,3}(?:[  \u00a0\u202f.,]\d{3})+|\d+")
_COLLECTIVE = words(
    "dozen dizaine douzaine quinzaine vingtaine trentaine quarantaine cinquantaine "
    "soixantaine centaine huitaine"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as stated.

    "At least 12" has no upper bound: ``low``, ``best`` and ``high`` are 12.
    "Dozens" is no number: the text gives none, so there is no amount.
    """

    low: int
    best: int
    high: int
    a: int
    b: int

    @property
    def count(self) -> Count:
        """Stripped of where it stands."""
        return Count(self.low, self.best, self.high)


def read_number(lows: Sequence[str], i: int, lex: Lexicon) -> tuple[int, int] | None:
    """Value of the number that begins at a token, and the token after it."""
    low = lows[i]
    if low[0].isdigit():
        match = _DIGITS.fullmatch(low)
        if match is None:
            return None
        value = int(re.sub(r"\D", "", low)[:12])
        return (value, i + 1)
    numbers = lex.numbers
    if lex.lang == "en" and "-" in low:
        parts = low.split("-")
        if len(parts) == 2 and all(part in numbers for part in parts):
            return numbers[parts[0]] + numbers[parts[1]], i + 1
    if lex.lang == "fr" and "-" in low and low not in numbers:
        total = _french_compound(low.split("-"), lex)
        return None if total is None else (total, i + 1)
    if low not in numbers and not (low == "a" and lows[i + 1 : i + 2] in (["dozen"], ["hundred"])):
        return None
    total, group, k = 0, 0, i
    while k < len(lows):
        word = lows[k]
        if word == "a" and k == i:
            group = 1
        elif (
            word in {"and", "et"}
            and k > i
            and k + 1 < len(lows)
            and lows[k + 1] in numbers
            and (
                lows[k - 1]
                in {"hundred", "thousand", "vingt", "trente", "quarante", "cinquante", "soixante"}
            )
        ):
            pass
        elif word in numbers and word not in _COLLECTIVE:
            value = numbers[word]
            if value == 100:
                group = max(group, 1) * 100
            elif value == 1000:
                total, group = total + max(group, 1) * 1000, 0
            elif k > i and not _continues(lows[k - 1], word, numbers):
                break
            else:
                group += value
        elif word in _COLLECTIVE:
            if word == "dozen" or k == i or lows[k - 1] in {"une", "un", "a", "one"}:
                # "une quinzaine": the article is no number.
                group = max(group, 1) * numbers[word]
                k += 1
            break
        elif lex.lang == "en" and "-" in word and k > i:
            parts = word.split("-")
            if len(parts) == 2 and all(part in numbers for part in parts):
                group += numbers[parts[0]] + numbers[parts[1]]
            else:
                break
        else:
            break
        k += 1
    while k > i and lows[k - 1] in {"and", "et"}:
        k -= 1
    return (total + group, k) if k > i else None


def _continues(previous: str, word: str, numbers: dict[str, int] | object) -> bool:
    table = numbers if isinstance(numbers, dict) else {}
    before, value = table.get(previous, 0), table.get(word, 0)
    if previous in {"and", "et"}:
        return True
    return before in {100, 1000} or (before in range(20, 100, 10) and 0 < value < 20)


def _french_compound(parts: Sequence[str], lex: Lexicon) -> int | None:
    total = 0
    joined = "-".join(parts)
    for prefix, value in (("quatre-vingt-dix", 90), ("quatre-vingt", 80), ("soixante-dix", 70)):
        if joined.startswith(prefix + "-"):
            rest = lex.numbers.get(joined[len(prefix) + 1 :])
            return None if rest is None else value + rest
    for part in parts:
        if part == "et":
            continue
        if part not in lex.numbers:
            return None
        total += lex.numbers[part]
    return total


_MANY = frozenset({"several", "many", "few", "plusieurs", "quelques"})


def amount_before(lows: Sequence[str], left: int, head: int, lex: Lexicon) -> Amount | None:
    """Amount among the words of a noun phrase up to its head."""
    for i in range(left, head):
        found = read_number(lows, i, lex)
        if found is None:
            continue
        value, after = found
        if i and lows[i - 1] in _MANY:
            return None  # "several dozen": no number
        article = lows[i] in {"un", "une", "one", "a"} and after == i + 1
        if value > MAX_COUNT or (
            after < len(lows) and lows[after] in {"%", "km", "ans", "years", "-"}
        ):
            return None
        if lows[i].isdigit() and 1900 <= value <= 2100 and after < head and i == left:
            # "2012 rebels" is no count; "2,012 rebels" is.
            return None
        if article and lex.lang == "fr" and after < head and lows[after] in {"groupe", "autre"}:
            return None
        return _bounded(lows, i, after, value, lex)
    return None


def _bounded(lows: Sequence[str], i: int, after: int, value: int, lex: Lexicon) -> Amount:
    # "between 10 and 15", "10 to 15", "entre 10 et 15", "de 10 à 15"
    if after + 1 < len(lows) and lows[after] in {"and", "to", "et", "à", "-", "–", "or", "ou"}:
        second = read_number(lows, after + 1, lex)
        opened = i and lows[i - 1] in {"between", "entre", "from", "de"}
        if (
            second is not None
            and second[0] > value
            and (opened or lows[after] in {"to", "à", "-", "–", "or", "ou"})
        ):
            return Amount(value, value, second[0], i, second[1])
    if i >= 3 and lows[i - 1] in {"and", "et"}:
        first = read_number(lows, i - 2, lex)
        if first is not None and lows[i - 3] in {"between", "entre"} and first[0] < value:
            return Amount(first[0], first[0], value, i - 2, after)
    return Amount(value, value, value, i, after)


def add(first: Amount | Count | None, second: Amount | Count | None) -> Count | None:
    """Sum of two counts of different people; unknown adds nothing."""
    if first is None or second is None:
        one = first or second
        return None if one is None else Count(one.low, one.best, one.high)
    return Count(first.low + second.low, first.best + second.best, first.high + second.high)
