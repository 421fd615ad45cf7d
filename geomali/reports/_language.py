"""Which language a text is in, from its most frequent words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from geomali.reports._records import Block

__all__ = ["SUPPORTED", "detect_language", "language_code", "other_language_blocks"]

SUPPORTED: Final = ("en", "fr")
"""Languages whose reports are coded; in others only names are looked up."""

# Frequent words that the neighbouring languages do not share.  Spanish, Portuguese, Italian and
# German are here so that they are not taken for French or English.
_WORDS: Final[dict[str, frozenset[str]]] = {
    lang: frozenset(words.split())
    for lang, words in {
        "en": "the of and to in that was is were for on with by from at have has had been an it its"
        " which who this their they are be as after said but not or will would he his"
        # What a short dispatch consists of, so that one sentence is enough.
        " a near two three four five people army soldiers troops forces men gunmen village town killed"
        " killing wounded attack attacked attacks monday tuesday wednesday thursday friday saturday"
        " sunday january february march april june july august september october november december",
        "fr": "le la les des du de un une et en dans que qui pour par sur avec est sont été ont a au"
        " aux ce cette ces il ils elle elles leur leurs pas plus ne se son sa ses selon après mais ou"
        " d l qu s n"
        " près deux trois quatre cinq personnes armée soldats forces hommes armés village ville tué tués"
        " tuant blessés attaque attaqué attaques lundi mardi mercredi jeudi vendredi samedi dimanche"
        " janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "el los las del y una por con para fue se su al es lo como más pero han que en de la",
        "pt": "o os as do da dos das e em uma por com para foi não se ao é que um mais de",
        "it": "il lo gli i della del di e che una per con è sono nel non ha alla dei da la le",
        "de": "der die das und den von zu mit ist im nicht ein eine auf dem des sich wurde für in",
        "bm": "ka ye bɛ tɛ ni kɛ la na mali min fɛ tun be ma ko i a u",
    }.items()
}
_TOKEN: Final = re.compile(r"[^\W\d_]+")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_SAMPLE: Final = 6_000
_NAMES: Final = {
    "english": "en",
    "anglais": "en",
    "eng": "en",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "fra": "fr",
    "fre": "fr",
    "arabic": "ar",
    "arabe": "ar",
    "ara": "ar",
}


def detect_language(text: str) -> str:
    """Language of a text: ``en``, ``fr``, ``ar``, or ``other``."""
    sample = text[:_SAMPLE]
    tokens = _TOKEN.findall(sample.lower())
    letters = sum(map(len, tokens))
    if not letters:
        return "other"
    if len(_ARABIC.findall(sample)) > 0.3 * letters:
        return "ar"
    hits = {lang: sum(token in words for token in tokens) for lang, words in _WORDS.items()}
    best = max(hits, key=lambda lang: (hits[lang], lang == "en"))
    if best not in SUPPORTED or hits[best] < 0.1 * len(tokens):
        return "other"
    return best


_OTHER_WORDS: Final = 5
"""Frequent words of the other language that a paragraph must have to be in it."""


def other_language_blocks(
    text: str, lang: str, blocks: Sequence[Block]
) -> list[tuple[int, int, str]]:
    """Paragraphs of a report in English that are in French, or the reverse.

    Returns
    -------
    list of (int, int, str)
        Code points and language, in order.
    """
    if lang not in SUPPORTED:
        return []
    other = next(code for code in SUPPORTED if code != lang)
    own, theirs = _WORDS[lang] - _WORDS[other], _WORDS[other] - _WORDS[lang]
    found = []
    for block in blocks:
        if block.kind not in {"body", "title", "heading"}:
            continue
        tokens = _TOKEN.findall(text[block.start : block.end].lower())
        if len(tokens) < _OTHER_WORDS:
            continue
        hits = sum(token in theirs for token in tokens)
        if hits >= _OTHER_WORDS and hits > 3 * sum(token in own for token in tokens):
            found.append((block.start, block.end, other))
    return found


def language_code(value: object) -> str | None:
    """ISO 639 code of a language as files give it: ``en-US``, ``French``, ``fr``; None if unclear."""
    if not isinstance(value, str):
        return None
    name = value.strip().lower()
    if name in _NAMES:
        return _NAMES[name]
    code = re.split(r"[-_]", name, maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None
