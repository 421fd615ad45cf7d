"""Folding of names and texts: one code point in, one code point out.

Offsets into the folded text are offsets into the text itself, which is what
lets the finder search a folded copy and quote the original.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["bare_key", "compact", "fold", "key_of", "singulars"]

_PUNCTUATION: Final = {
    **dict.fromkeys("’‘ʼ`´ʿʾ", "'"),
    **dict.fromkeys("-‐‑‒–—\u00a0\u202f\u2007\u2009\t\n\r", " "),
}


def _table() -> dict[int, str]:
    table = {ord(char): to for char, to in _PUNCTUATION.items()}
    # Latin-1, Latin Extended-A and -B, and Latin Extended Additional: all that
    # French, English and transcribed Arabic or Tamasheq use.
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = "".join(
            c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c)
        ).lower()
        if len(bare) == 1 and bare != chr(code):
            table[code] = bare
    return table


_FOLD: Final = _table()
_NOT_WORD: Final = re.compile(r"[\W_]+")
# Marks that a reader does not see, and runs of blanks inside a paragraph.
_NOISE: Final = re.compile(
    r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+|(?<=[ \t\u00a0])[ \t\u00a0]+"
    r"|(?<=\n)[ \t\u00a0]+(?=\S)|[ \t\u00a0]+(?=\r?\n)|\r(?=\n)"
)

_UNSEEN: Final = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff\u00a0]")
_RUNS: Final = ("  ", " \n", "\n ", "\t", "\r")


def fold(text: str) -> str:
    """Lower case without accents, hyphens and blanks as spaces, same length as the text."""
    return text.translate(_FOLD)


def key_of(name: str) -> str:
    """What two spellings of one name share: folded words with single spaces between."""
    composed = unicodedata.normalize("NFC", name)
    return _NOT_WORD.sub(" ", composed.translate(_FOLD).casefold().replace("œ", "oe")).strip()


_ARTICLE: Final = re.compile(
    r"\s*(?:[Tt]he|THE|[Aa]n?|[Ll]es?|[Ll]a|[Uu]ne?|[Dd]es)\s+(?=\S{3})|\s*[Ll]['’]\s*(?=\S{3})"
)


def bare_key(name: str) -> str:
    """The key without a leading article: "the army" and "army" share it, "UN troops" keeps its UN."""
    return key_of(_ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name)


def compact(text: str) -> tuple[str, list[int] | None]:
    """The text without invisible marks and runs of blanks, and where each code point stood.

    The list has one more entry than the text; it is None if nothing was
    taken out, which is the usual case.
    """
    # Plain searches first: the usual text has nothing to take out, and they cost a tenth.
    blank = any(run in text for run in _RUNS)
    if not blank and (text.isascii() or _UNSEEN.search(text) is None):
        return text, None
    if _NOISE.search(text) is None:
        return text, None
    parts: list[str] = []
    offsets: list[int] = []
    last = 0
    for match in _NOISE.finditer(text):
        parts.append(text[last : match.start()])
        offsets.extend(range(last, match.start()))
        last = match.end()
    parts.append(text[last:])
    offsets.extend(range(last, len(text) + 1))
    return "".join(parts), offsets


_SINGULAR_EN: Final = (("ies", "y"), ("men", "man"), ("sses", "ss"), ("s", ""))
_NO_SINGULAR: Final = frozenset(
    {
        "authorities",
        "families",
        "forces",
        "households",
        "humanitarians",
        "locals",
        "officials",
        "people",
        "persons",
        "police",
        "populations",
        "troops",
    }
)
_FRENCH_JOINTS: Final = frozenset({"de", "du", "des", "d", "a", "au", "aux", "en", "la", "le"})


def singulars(key: str, lang: str) -> list[str]:
    """Singular forms of a plural description, folded, by the spelling alone."""
    words = key.split()
    if lang == "en":
        last = words[-1]
        if last in _NO_SINGULAR or last.endswith("ss") or len(last) < 4:
            return []
        for ending, to in _SINGULAR_EN:
            if last.endswith(ending):
                return [" ".join([*words[:-1], last[: -len(ending)] + to])]
        return []
    if lang == "fr":
        cut = next((i for i, w in enumerate(words) if w in _FRENCH_JOINTS), len(words))
        head = [w[:-1] if w.endswith("s") and len(w) > 3 else w for w in words[:cut]]
        single = " ".join([*head, *words[cut:]])
        return [] if single == key or words[0] in {"forces", "troupes"} else [single]
    return []
