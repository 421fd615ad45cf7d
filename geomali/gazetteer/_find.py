"""Known names in running text: longest match, whole words, exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import pairwise

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._index import Index
from geomali.gazetteer._records import NameSpan

__all__ = ["NameFinder"]

# A name starts with a capital, or is in a script that has none. Scanning for
# capitals first leaves a tenth of the words to look up.
_UNCASED = "\u0590-\u08ff\u2d30-\u2d7f\u07c0-\u07ff"
# It is a whole word, of which a mark written apart is part; what is before the capital is looked
# at after it, since few letters are one.
_START = re.compile(
    rf"[A-ZÀ-ÖØ-ÞĀ-Ž{_UNCASED}](?<![\w\u0300-\u036f\u064b-\u065f].)[^\W\d_]*+[\u0300-\u0302]?+[^\W\d_]*+(?!\w)"
)
_NEXT = re.compile(r"(?:[ \u00a0\u202f]|[-‐-―'’ʼ`])([^\W_]+)")
# Read backwards, from the name on.
_BEFORE = re.compile(r"[ \u00a0'’\-]([^\W_]+)")
_LONGEST_BEFORE = 24
_ARTICLES = frozenset(("l", "d", "le", "la", "les", "the", "de", "du", "des"))
# Prepositions: as small letters before a name they are no part of it ("in Akabar"),
# as they are in the names that begin with them when written with a capital.
_PREPOSITIONS = frozenset(("in", "i", "a", "en", "n", "at", "to", "of", "on", "an"))
# Words that a headline in capitals has beside a name, and no name takes in.
_LITTLE = frozenset(
    (
        "a",
        "an",
        "as",
        "at",
        "au",
        "by",
        "de",
        "en",
        "est",
        "et",
        "in",
        "is",
        "of",
        "on",
        "or",
        "ou",
        "to",
    )
)
_SPACES = " \u00a0\u202f"
# What stands between the words of a name, as _NEXT has it.
_JOINTS = frozenset(f"{_SPACES}-'’ʼ`{''.join(map(chr, range(0x2010, 0x2016)))}")
_MAX_WORDS = 6
_WORD = re.compile(r"[^\W_]+")
_PREFIXES = ("in", "tin", "i", "ti", "n", "ouan", "oua", "el", "al")


class NameFinder:
    """Finds every name of an index in texts."""

    def __init__(self, index: Index) -> None:
        self._hits = index.load()
        # Keys of the first words of names, and of their first two, and so on.
        self._begun: set[str] = set()
        # Names that begin with small letters, or may inside a sentence: the
        # last small word and the first capitalised one.
        self._leads: set[tuple[str, str]] = set()
        self._keys: dict[str, str] = {}
        # Of words with a capital: key, whether it is a name, whether names go on after it, whether
        # names with small letters before it are known; None if no name begins so.
        self._words: dict[str, tuple[str, bool, bool, bool] | None] = {}
        self._ids: dict[str, tuple[str, ...]] = {}
        self._parts: dict[str, frozenset[str]] = {}
        heads: set[str] = set()
        for key, hits in self._hits.items():
            for prefix in _PREFIXES:
                # Tuareg and Arabic prefixes are written joined or apart.
                if key.startswith(prefix) and len(key) > len(prefix) + 2:
                    self._begun.add(prefix)
            for hit in hits:
                if " " in hit.name and hit.name.islower():
                    heads.add(_WORD.findall(hit.name)[0])
                words = [name_key(word) for word in _WORD.findall(hit.name)]
                begun = ""
                for word in words[:_MAX_WORDS]:
                    begun += word
                    self._begun.add(begun)
                if len(words) > 1 and not hit.place_id.startswith("gn_"):
                    self._leads.update(pairwise(words))
        # Keys that some longer one begins with: after any other no word need be read.
        self._open = {
            key
            for key, longer in pairwise(sorted(self._begun.union(self._hits)))
            if longer.startswith(key)
        }
        self._led = {following for _, following in self._leads}
        self._uncapped = (
            re.compile(rf"\W({_any_of(heads)})(?=[ \u00a0\u202f\-‐-―])") if heads else None
        )

    def _starts(self, text: str) -> Iterator[tuple[int, str]]:
        """Where names may begin, and the word there: at capitals, and at the heads of names that have none."""
        starts = ((match.start(), match[0]) for match in _START.finditer(text))
        if self._uncapped is not None:
            heads = [
                (match.start(1) - 1, match[1]) for match in self._uncapped.finditer(f" {text}")
            ]
            if heads:
                return merge(starts, heads)
        return starts

    def find(self, text: str) -> Iterator[NameSpan]:
        """Names in a text, in order, none overlapping another."""
        keys, hits, begun, words = self._keys, self._hits, self._begun, self._words
        end_of_last, length = 0, len(text)
        for begin, word in self._starts(text):
            if begin < end_of_last:
                continue
            try:
                known = words[word]
            except KeyError:
                known = words[word] = self._known(word)
            if known is None:
                continue
            first, is_name, goes_on, led = known
            start, end, key = begin, begin + len(word), first
            # Small words swallowed on the way, which the name must have as words of its own:
            # "Ber a été" is not "Bera", "le nord de Gao" may be a name.
            small: list[str] = []
            best_end, best_key = (end, key) if is_name else (0, "")
            for _ in range(_MAX_WORDS if goes_on else 0):
                if end >= length or text[end] not in _JOINTS:
                    break
                following = _NEXT.match(text, end)
                if following is None:
                    break
                later = following[1]
                if later in ("s", "S") and text[end] in "'’ʼ":
                    # The possessive is no part of a name.
                    break
                more = keys.get(later)
                if more is None:
                    more = keys[later] = name_key(later)
                key += more
                is_name = key in hits
                if not is_name and key not in begun:
                    break
                if text[end] in _SPACES and (later.islower() or more in _LITTLE):
                    small.append(more)
                end = following.end()
                if is_name and self._holds(key, small):
                    best_end, best_key = end, key
                if key not in begun:
                    break
            if best_end:
                if (
                    led
                    and start > 2
                    and text[start - 2].islower()
                    and not text[start - 1].isalnum()
                ):
                    start, best_key = self._with_lead(text, start, first, best_key, end_of_last)
                end_of_last = best_end
                ids = self._ids.get(best_key)
                if ids is None:
                    ids = tuple(dict.fromkeys(hit.place_id for hit in hits[best_key]))
                    self._ids[best_key] = ids
                yield NameSpan(start, best_end, text[start:best_end], ids)

    def _known(self, word: str) -> tuple[str, bool, bool, bool] | None:
        """What is known of a word that a name may begin with."""
        key = name_key(word)
        if key not in self._begun:
            return None
        return key, key in self._hits, key in self._open, key in self._led

    def _holds(self, key: str, small: Sequence[str]) -> bool:
        """Whether a name of that key is written with these words."""
        if not small:
            return True
        parts = self._parts.get(key)
        if parts is None:
            parts = self._parts[key] = frozenset(
                name_key(word) for hit in self._hits[key] for word in _WORD.findall(hit.name)
            )
        return parts.issuperset(small)

    def _with_lead(
        self, text: str, start: int, first: str, key: str, floor: int
    ) -> tuple[int, str]:
        """A name that begins with small letters: "northern Mali", "delta intérieur du Niger"."""
        best, at, lead, following = (start, key), start, "", first
        for _ in range(_MAX_WORDS):
            low = max(floor, at - _LONGEST_BEFORE)
            before = _BEFORE.match(text[low:at][::-1])
            if before is None:
                break
            begin = at - before.end()
            if begin == low and low and text[low - 1].isalnum():
                break
            word = name_key(before[1][::-1])
            if (word, following) not in self._leads:
                break
            at, lead, following = begin, word + lead, word
            if lead + key in self._hits and lead not in _ARTICLES and lead not in _PREPOSITIONS:
                best = (at, lead + key)
        return best


def _any_of(words: Iterable[str]) -> str:
    """A pattern of any of some words, the first letters apart: a quarter of them is tried at each place."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(
        f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()
    )
