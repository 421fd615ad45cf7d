"""Known names in running text: longest match, whole words, exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomali.gazetteer._fold import name_key
from geomali.gazetteer._index import Index
from geomali.gazetteer._records import NameSpan

__all__ = ["NameFinder"]

# A name starts with a capital, or is in a script that has none. Scanning for
# capitals first leaves a tenth of the words to look up.
_UNCASED = "\u0590-\u08ff\u2d30-\u2d7f\u07c0-\u07ff"
_START = re.compile(rf"[A-ZÀ-ÖØ-ÞĀ-Ž{_UNCASED}][^\W\d_]*(?:\u0301|\u0300|\u0302)?[^\W\d_]*")
_NEXT = re.compile(r"(?:[ \u00a0\u202f]|[-‐-―'’ʼ`])([^\W_]+)")
_BEFORE = re.compile(r"(?<![^\W_])([^\W_]+)[ \u00a0'’\-]\Z")
_ARTICLES = frozenset(("l", "d", "le", "la", "les", "the", "de", "du", "des"))
_MAX_WORDS = 6
_LETTER = re.compile(r"[^\W_]")


class NameFinder:
    """Finds every name of an index in texts."""

    def __init__(self, index: Index) -> None:
        self._hits = index.load()
        # First word of a name to the largest number of words that follow it.
        self._starts: dict[str, int] = {}
        self._first: dict[str, tuple[str, int]] = {}
        # First capitalised words of names that begin with small letters, or
        # are written so in the middle of a sentence.
        self._led: set[str] = set()
        for hits in self._hits.values():
            for hit in hits:
                words = re.findall(r"[^\W_]+", hit.name)
                self._note(words)
                if len(words) > 1 and not hit.place_id.startswith("gn_"):
                    self._led.update(name_key(word) for word in words[1:] if word[0].isupper())
                key = name_key(hit.name)
                self._starts.setdefault(key, 1)
                for prefix in ("in", "tin", "i", "ti", "n", "ouan", "oua", "el", "al"):
                    # Tuareg and Arabic prefixes are written joined or apart.
                    if key.startswith(prefix) and len(key) > len(prefix) + 2:
                        self._starts[prefix] = max(self._starts.get(prefix, 1), 4)

    def _note(self, words: list[str]) -> None:
        if words:
            first = name_key(words[0])
            if first:
                count = min(len(words), _MAX_WORDS)
                self._starts[first] = max(self._starts.get(first, 1), count)

    def find(self, text: str) -> Iterator[NameSpan]:
        """Names in a text, in order, none overlapping another."""
        starts, first_words, hits = self._starts, self._first, self._hits
        end_of_last = 0
        for match in _START.finditer(text):
            start = match.start()
            if start < end_of_last:
                continue
            word = match[0]
            known = first_words.get(word)
            if known is None:
                key = name_key(word)
                known = first_words[word] = (key, starts.get(key, 0))
            key, count = known
            if not count:
                continue
            if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
                continue
            end = match.end()
            if end < len(text) and (text[end].isalnum() or text[end] == "_"):
                continue
            best_end, best_key = (end, key) if key in hits else (0, "")
            for _ in range(count - 1):
                following = _NEXT.match(text, end)
                if following is None:
                    break
                if following[1] in ("s", "S") and text[end] in "'’ʼ":
                    # The possessive is no part of a name.
                    break
                end = following.end()
                key += name_key(following[1])
                if key in hits:
                    best_end, best_key = end, key
            if best_end:
                if (
                    first_words[word][0] in self._led
                    and start > 2
                    and text[start - 2].islower()
                    and not text[start - 1].isalnum()
                ):
                    start, best_key = self._with_lead(text, start, best_key, end_of_last)
                end_of_last = best_end
                ids = dict.fromkeys(hit.place_id for hit in hits[best_key])
                yield NameSpan(start, best_end, text[start:best_end], tuple(ids))

    def _with_lead(self, text: str, start: int, key: str, floor: int) -> tuple[int, str]:
        """A name that begins with small letters: "northern Mali", "delta intérieur du Niger"."""
        best, at, lead = (start, key), start, ""
        for _ in range(_MAX_WORDS):
            before = _BEFORE.search(text, max(floor, at - 24), at)
            if before is None:
                break
            at = before.start(1)
            lead = name_key(before[1]) + lead
            if lead + key in self._hits and lead not in _ARTICLES:
                best = (at, lead + key)
        return best
