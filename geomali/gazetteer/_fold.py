"""Spellings to keys: what two spellings of one name have in common.

Three keys, each coarser than the one before:

* :func:`name_key`: letters and digits only, lower case, no accents; "Ti-n-Essako",
  "Tin Essako" and "TINESSAKO" share it.
* :func:`sound_key`: what French, English and local romanisations of one sound
  have in common: "Dioura" and "Jura", "Gharous" and "Rharous", "Kulikoro" and "Koulikoro".
* :func:`consonant_key`: the sound key without its vowels, which is also what
  Arabic script writes down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["consonant_key", "name_key", "name_keys", "plain_words", "sound_key", "word_key"]


class _Folder(dict[int, str]):
    """A translation table that works out each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        folded = self._fold(chr(code))
        self[code] = folded
        return folded

    @staticmethod
    def _fold(char: str) -> str:
        decomposed = unicodedata.normalize("NFKD", char)
        kept = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
        if not kept.isascii():
            # Other scripts (Arabic, Tifinagh, N'Ko, Cyrillic) are rare; the
            # library is only paid for when one is met.
            from anyascii import anyascii

            kept = anyascii(kept).lower()
        return "".join(c for c in kept if c.isascii() and c.isalnum())


_FOLDER = _Folder()
# An ASCII string under an ASCII table is folded at memory speed.
_ASCII = str.maketrans({chr(c): None for c in range(128) if not chr(c).isalnum()})


def name_key(text: str) -> str:
    """Letters and digits of a name, lower case, without accents, spaces or marks."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    return text.translate(_FOLDER)


class _LineFolder(_Folder):
    @staticmethod
    def _fold(char: str) -> str:
        return char if char == "\n" else _Folder._fold(char)


_LINES = _LineFolder()


def name_keys(texts: Sequence[str]) -> list[str]:
    """:func:`name_key` of many texts, none of which holds a line end, in one go."""
    return "\n".join(texts).translate(_LINES).split("\n") if texts else []


def word_key(text: str) -> str:
    """Like :func:`name_key`, with one space between words."""
    return " ".join(filter(None, map(name_key, re.split(r"[\s\-‐-―'’ʼ`_/,;.]+", text))))


def plain_words(text: str) -> str:
    """Lower case without accents, one character for one, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return text.translate(_ONE_FOR_ONE)


class _OneForOne(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in "’ʼ‘`´":
            folded = "'"
        elif unicodedata.category(char) == "Pd":
            folded = "-"
        elif char.isspace():
            folded = "\n" if char in "\n\x0b\x0c\x85\u2028\u2029" else " "
        else:
            base = unicodedata.normalize("NFKD", char)[:1].lower()
            folded = base if len(base) == 1 else char
        self[code] = folded
        return folded


_ONE_FOR_ONE = _OneForOne()

# Order matters: longer spellings of a sound come before their parts.
_SOUNDS = re.compile(
    r"""(?P<st>^saint)
    |(?P<in>^in(?=[^aeiou]))
    |(?P<sh>ch|sh|sch)
    |(?P<j>dj|dg(?=[eiy])|di(?=[aeou])|dy(?=[aeou]))
    |(?P<c>tch|ti(?=[aeou])|ty(?=[aeou])|thi(?=[aeou])|thy(?=[aeou]))
    |(?P<ny>gn(?=[aeiou])|n[iy](?=[aeou]))
    |(?P<f>ph)
    |(?P<r>gh|rh)
    |(?P<g>gu(?=[eiy]))
    |(?P<k>kh|ck|qu|q|c(?=[eiy])|c|x)
    |(?P<u>ou|oo|w+)
    |(?P<e>ai|ay|ei|ey)
    |(?P<n>m(?=[bp]))
    |(?P<i>y)
    |(?P<s>z)
    |(?P<drop>h)""",
    re.VERBOSE,
)
_SOUND_OF = {
    **{name: name[0] for name in ("j", "c", "f", "r", "g", "k", "u", "e", "n", "i", "s")},
    "st": "st",
    # "I-n-", "In-" and "N'" are one prefix.
    "in": "n",
    "sh": "x",
    "ny": "ni",
    "drop": "",
}
_VOWELS = frozenset("aeiou")
# Two letters that may begin a longer sound, or one that depends on what follows them.
_UNDECIDED = frozenset(("sc", "dg", "di", "dy", "gn", "gu", "ni", "ny", "tc", "th", "ti", "ty"))


def _sound(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if (
        kind == "k"
        and match[0] == "c"
        and match.string[match.end() : match.end() + 1] in ("e", "i")
    ):
        return "s"
    return _SOUND_OF[kind] if kind else ""


class _Steps(dict[str, tuple[str, int]]):
    """The sound that some letters begin with, and how many of them it takes."""

    def __missing__(self, letters: str) -> tuple[str, int]:
        # Not at the beginning: what only begins a key is not meant here.
        match = _SOUNDS.match(f".{letters}", 1)
        step = self[letters] = (_sound(match), match.end() - 1) if match else (letters[0], 1)
        return step


# Going from sound to sound takes half as long as replacing with the pattern.
_STEPS = _Steps()


def sound_key(key: str) -> str:
    """What the romanisations of one name share, from its :func:`name_key`."""
    sound = last = ""
    at, end, steps = 0, len(key), _STEPS
    if key.startswith(("in", "saint")):
        first = _SOUNDS.match(key)
        if first is not None:
            sound, at = _sound(first), first.end()
            last = sound[-1]
    while at < end:
        letters = key[at : at + 2]
        if letters in _UNDECIDED:
            letters = key[at : at + 4]
        new, length = steps[letters]
        at += length
        if new[:1] == last:
            # Doubled letters are one.
            new = new[1:]
        if new:
            sound += new
            last = new[-1]
    if len(sound) > 3 and last == "e":
        sound = sound[:-1]
    return sound


def consonant_key(sound: str) -> str:
    """A :func:`sound_key` without its vowels; doubled letters are one."""
    consonants = last = ""
    for letter in sound:
        if letter not in _VOWELS and letter != last:
            consonants += letter
            last = letter
    return consonants
