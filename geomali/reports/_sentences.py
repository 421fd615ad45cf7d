"""Text to sentences, with exact offsets.

An own splitter: a sentence must not run over a block, offsets must be exact to
the code point, and news text on Mali is full of what general splitters trip on:
footnote marks ("Mali.[2] The"), missing spaces ("coup.The"), French titles
("Gén.", "M.") and acronyms that do or do not end a sentence ("U.N.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from geomali.reports._blocks import find_blocks
from geomali.reports._records import Block, Report, Sentence

__all__ = ["split_sentences"]

# End of a sentence: the mark, what may close after it, and the beginning of what follows.
_STOP = re.compile(
    r"(?P<mark>\.{2,}|…|[.!?]+)(?P<close>(?:\s?[”»]|[\"’')\]]|\[\d{1,3}\]|\[[a-z]\]|[¹²³⁴-⁹]+)*)"
    r"(?P<gap>\s*)(?P<next>(?:[\"“«‘'(\[]\s?)*\S?)"
)
_BEFORE = re.compile(r"(?:[^\W\d_]\.)+$|[\w'’-]+$")

# Never the end of a sentence: a name or a number follows.
_TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "sgt",
        "cpl",
        "capt",
        "maj",
        "brig",
        "cmdr",
        "adm",
        "sen",
        "rep",
        "gov",
        "hon",
        "rev",
        "ste",
        "mt",
        "gén",
        "gal",
        "cdt",
        "cne",
        "adj",
        "mme",
        "mmes",
        "mlle",
        "supt",
        "insp",
        "amb",
        "spc",
        "pvt",
        "messrs",
        "fig",
        "cf",
        "approx",
        "vs",
    ]
)
# The same in French only: "me" and "art" are English words.
_FRENCH_TITLES: Final = frozenset(
    ["me", "m", "mm", "pr", "art", "cap", "av", "bd", "vol", "chap", "p", "pp", "env"]
)
# The end only if what follows begins a sentence; those that are also words only in capitals.
_MAYBE: Final = frozenset(
    [
        "févr",
        "janv",
        "juil",
        "inc",
        "ltd",
        "corp",
        "jr",
        "bros",
        "dept",
        "blvd",
        "nr",
        "km",
        "kms",
        "hrs",
        "mins",
        "eds",
        "etc",
        "usd",
        "fcfa",
        "cfa",
        "hab",
        "tél",
        "tel",
        "réf",
        "u.n",
        "u.s",
        "u.k",
        "e.u",
        "a.u",
        "n.g.o",
        "o.n.u",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "a.k.a",
        "d.c",
        "al",
    ]
)
_MAYBE_NAMES: Final = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "fév",
        "avr",
        "déc",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "co",
        "st",
        "ft",
        "ave",
        "ex",
        "ed",
        "no",
        "nos",
    ]
)
_NUMBERED: Final = frozenset(
    [
        "no",
        "nos",
        "n",
        "nr",
        "fig",
        "art",
        "vol",
        "ch",
        "p",
        "pp",
        "réf",
        "ref",
        "tél",
        "tel",
        "chap",
    ]
)
_STARTERS: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "you",
        "this",
        "that",
        "these",
        "those",
        "there",
        "in",
        "on",
        "at",
        "as",
        "by",
        "for",
        "from",
        "to",
        "of",
        "with",
        "but",
        "and",
        "or",
        "so",
        "yet",
        "if",
        "when",
        "while",
        "after",
        "before",
        "since",
        "during",
        "according",
        "however",
        "meanwhile",
        "although",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "no",
        "not",
        "some",
        "many",
        "most",
        "several",
        "one",
        "two",
        "three",
        "all",
        "both",
        "what",
        "who",
        "how",
        "why",
        "le",
        "la",
        "les",
        "l",
        "l'",
        "un",
        "une",
        "des",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "nous",
        "vous",
        "je",
        "ce",
        "cet",
        "cette",
        "ces",
        "c",
        "c'",
        "en",
        "au",
        "aux",
        "du",
        "de",
        "à",
        "mais",
        "et",
        "ou",
        "donc",
        "or",
        "si",
        "quand",
        "lorsque",
        "après",
        "avant",
        "depuis",
        "selon",
        "dans",
        "pour",
        "par",
        "sur",
        "sous",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "notre",
        "nos",
        "plusieurs",
        "certains",
        "tous",
        "toutes",
        "aucun",
        "aucune",
        "malgré",
        "cependant",
        "toutefois",
    ]
)
_URL_TOKEN = re.compile(
    r"(?:https?://|www\.|@|/)\S*$|\.(?:com|org|net|ml|fr|info|int|gov)$", re.IGNORECASE
)


def _ends(text: str, match: re.Match[str], end: int, titles: frozenset[str]) -> bool:
    """Whether the mark at a match ends a sentence."""
    following = match["next"]
    if not following:
        return match.end() >= end
    head = following[-1]
    if match.end() - 1 >= end:
        return True
    if head.islower():
        return False
    mark, gap = match["mark"], match["gap"]
    at = match.start("mark")
    before_match = _BEFORE.search(text, max(0, at - 24), at)
    before = before_match.group() if before_match else ""
    word = before.lower()
    opener = len(following) > 1
    if not gap:
        # "coup.The": a missing space; but not "U.N.", "3.5", "france24.com", "Mr.X" or "?!".
        if mark != "." or (match["close"] and not match["close"].strip("\"”»’')")):
            return (
                bool(match["close"])
                and (head.isupper() or opener)
                and bool(match["close"].strip("’'"))
            )
        after = text[match.end() : match.end() + 1]
        if match["close"]:
            return head.isupper()
        if text[at - 1 : at] in ("”", "»", '"'):
            return head.isupper() and after.islower()  # "… strikes”.The army"
        if not (head.isupper() and len(before) > 1 and before[-1].islower()) or word in titles:
            return False
        return (after.islower() or after in " ’'") and not _URL_TOKEN.search(
            text, text.rfind(" ", 0, at) + 1, at
        )
    if mark[0] in "!?…" or len(mark) > 1:
        if mark[0] in "!?" or head.isupper() or opener or head.isdigit():
            return not (match["close"] and match["close"].strip() in {")", "]"} and head.islower())
        return True
    if match["close"].strip():
        return True
    if word in titles:
        return False
    next_word = _next_word(text, match.end() - 1)
    if head.isdigit() and (word in _NUMBERED or (len(before) == 1 and before.isalpha())):
        return False  # "No. 5", "12 h. 30"
    if word in _MAYBE or "." in word or (word in _MAYBE_NAMES and before[0].isupper()):
        return opener or next_word in _STARTERS
    if len(before) == 1 and before.isupper():
        # An initial ("J. Smith"), unless a sentence plainly begins.
        return next_word in _STARTERS and next_word not in {"le", "la", "de", "du", "el", "al"}
    # "1. The army …": the number of an item.
    return not (before.isdigit() and len(before) <= 2 and _opens_line(text, at - len(before)))


def _opens_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "\n\r"


def _next_word(text: str, at: int) -> str:
    stop = at
    while stop < len(text) and (text[stop].isalpha()):
        stop += 1
    return text[at:stop].lower()


def _spans(text: str, start: int, end: int, titles: frozenset[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in _STOP.finditer(text, start, end):
        stop = match.end("close")
        if stop >= end:
            break
        if _ends(text, match, end, titles):
            span = _trim(text, at, stop)
            if span:
                yield span
            at = stop
    span = _trim(text, at, end)
    if span:
        yield span


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def split_sentences(
    text: str | Report, lang: str = "en", blocks: Sequence[Block] | None = None
) -> list[Sentence]:
    """Split a text into sentences that never run over a block.

    Parameters
    ----------
    text
        A text, or a report (then its own language and blocks are used).
    lang
        Language.  English titles ("Col.") are known in French too, because
        reports quote one in the other; the French ones that are English words
        ("Me.", "Art.") only in French.
    blocks
        Blocks of the text; found if not given.

    Returns
    -------
    list of Sentence
        In order; together they hold every character that is not white space.
    """
    if isinstance(text, Report):
        return split_sentences(text.text, text.lang, text.blocks)
    if blocks is None:
        blocks = find_blocks(text)
    titles = _TITLES | _FRENCH_TITLES if lang == "fr" else _TITLES
    return [
        Sentence(start, end, block.kind, block.section)
        for block in blocks
        for start, end in _spans(text, block.start, block.end, titles)
    ]
