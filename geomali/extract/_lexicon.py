"""The word tables of a language, compiled for look-up at first use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

__all__ = [
    "Lexicon",
    "Pattern",
    "Slot",
    "Word",
    "fold",
    "load_lexicon",
    "match_slots",
    "tokenize",
    "words",
]


@cache
def fold(text: str) -> str:
    """Lower case without accents, for capitals and for writers who leave accents out."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(*texts: str) -> frozenset[str]:
    """Return the words of one or more texts: how word lists are written here."""
    return frozenset(word for text in texts for word in text.split())


@dataclass(slots=True)
class Word:
    """One token: its span in the text and its lower-case form with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str


_NUMBER = r"\d+(?:[  \u00a0\u202f]\d{3}(?!\d)|[.,]\d{3}(?!\d))+|\d+(?:[.,]\d+)?"
_ELISION = r"(?:[ldcjmnstLDCJMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu|[Qq]uelqu)['’](?=\w)"
_PLAIN = r"\w+(?:[-‐‑]\w+)*(?:(?<=n)['’]t\b)?"
_REST = r"['’]s\b|[^\w\s]"
_TOKENS = {
    "en": re.compile(f"{_NUMBER}(?![\\w-])|{_PLAIN}|{_REST}"),
    "fr": re.compile(f"{_NUMBER}(?![\\w-])|{_ELISION}|{_PLAIN}|{_REST}"),
}


def tokenize(text: str, lang: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Split a stretch of text into words, numbers and marks."""
    words = []
    pattern = _TOKENS[lang]
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        token = match.group()
        words.append(
            Word(
                match.start(),
                match.end(),
                token,
                token.lower().replace("’", "'").replace("‑", "-").replace("‐", "-"),
            )
        )
    return words


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a phrase: the words it takes; ``gap`` lets any few words pass."""

    words: frozenset[str]
    optional: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word or phrase that tells of an event."""

    kind: str
    noun: bool
    slots: tuple[Slot, ...]
    lemma: str

    def match(self, lows: Sequence[str], at: int) -> int | None:
        """End of the match that begins at a token, or None."""
        return _match(self.slots, 0, lows, at)


def match_slots(slots: tuple[Slot, ...], lows: Sequence[str], at: int) -> int | None:
    """End of a phrase that begins at a token, or None."""
    return _match(slots, 0, lows, at)


def _match(slots: tuple[Slot, ...], i: int, lows: Sequence[str], at: int) -> int | None:
    if i == len(slots):
        return at
    slot = slots[i]
    if i and at < len(lows) and lows[at] in _QUOTES:
        # 'had "taken control" of the place'
        at += 1
    while i and at < len(lows) - 1 and lows[at] == TIME_WORD and TIME_WORD not in slot.words:
        # "est passé jeudi sous le contrôle": a day may stand inside.
        at += 1
    if (
        i
        and at + 2 < len(lows)
        and lows[at] in _BEFORE_TIME
        and lows[at + 1] == TIME_WORD
        and lows[at] not in slot.words
    ):
        # "est tombée dans la nuit de lundi aux mains de", "was taken on Monday by"
        at += 1
        while at < len(lows) - 1 and lows[at] == TIME_WORD:
            at += 1
    if slot.gap:
        for skip in range(1, 10):
            if at + skip > len(lows) or lows[at + skip - 1] in _STOPS:
                return None
            end = _match(slots, i + 1, lows, at + skip)
            if end is not None:
                return end
        return None
    if at < len(lows) and lows[at] in slot.words:
        end = _match(slots, i + 1, lows, at + 1)
        if end is not None:
            return end
    if slot.optional:
        return _match(slots, i + 1, lows, at)
    return None


TIME_WORD = "xtime"
"""What stands for each word of a time expression in a sentence made ready."""

_BEFORE_TIME = frozenset(["dans", "le", "en", "au", "on", "in", "during", "late", "early"])
_QUOTES = frozenset(['"', "“", "”", "«", "»"])
_STOPS = frozenset([".", ",", ";", ":", "!", "?", "(", ")", "«", "»", "“", "”"])


@dataclass(slots=True)
class Lexicon:
    """Everything known about a language, by lower-case word."""

    lang: str
    triggers: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    forms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Verb form -> tags: VB base, VBZ present, VBD past, VBN participle, VBG -ing or -ant, FUT, COND."""
    speech: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """Form of a verb of saying -> stance, and whether the verb leaves the truth open."""
    speech_phrases: Mapping[str, tuple[tuple[str, tuple[Slot, ...]], ...]] = field(
        default_factory=dict
    )
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    witness: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    idle: Mapping[str, tuple[tuple[Slot, ...], ...]] = field(default_factory=dict)
    """Phrases that hold a trigger word and tell of nothing: "assault rifle", "gold mine"."""
    cues: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    channels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    according: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    probability: re.Pattern[str] = re.compile("(?!)")
    opinion: re.Pattern[str] = re.compile("(?!)")


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Compile the tables of a language (``en`` or ``fr``); done once, at first use."""
    if lang == "fr":
        from geomali.extract import _french as data

        conjugate = _conjugate_fr
    else:
        from geomali.extract import _english as data  # type: ignore[no-redef]

        conjugate = _conjugate_en
    return _Builder(lang, data, conjugate).build()


class _Builder:
    def __init__(self, lang: str, data: ModuleType, conjugate) -> None:  # type: ignore[no-untyped-def]
        self.lang = lang
        self.data = data
        self.conjugate = conjugate
        self.forms: dict[str, set[str]] = {}
        self.triggers: dict[str, list[Pattern]] = {}

    def verb(self, lemma: str) -> frozenset[str]:
        forms = self.conjugate(lemma, self.data.IRREGULAR)
        for form, tags in forms.items():
            self.forms.setdefault(form, set()).update(tags)
        return frozenset(forms)

    def slots(self, phrase: str) -> tuple[Slot, ...]:
        return tuple(self.slot(element) for element in phrase.split())

    def slot(self, element: str) -> Slot:
        if element == "*":
            return Slot(frozenset(), gap=True)
        words: set[str] = set()
        optional = False
        for part in element.split("|"):
            word = part
            if word.startswith("?"):
                optional = True
                word = word[1:]
            if word.startswith("@"):
                words |= self.verb(word[1:])
            else:
                words.add(word)
        return Slot(frozenset(words), optional)

    def add(self, kind: str, slots: tuple[Slot, ...], lemma: str, *, noun: bool) -> None:
        # A leading optional slot would have no word to be found by.
        while slots and slots[0].optional:
            rest = slots[1:]
            self.add(kind, rest, lemma, noun=noun)
            slots = (Slot(slots[0].words), *rest)
        pattern = Pattern(kind, noun, slots, lemma)
        for word in slots[0].words:
            self.triggers.setdefault(word, []).append(pattern)

    def build(self) -> Lexicon:
        data = self.data
        for kind, words in _rows(data.NOUNS, ":"):
            for word in words.split():
                for spelling in _spellings(word):
                    self.add(kind, self.slots(spelling), word, noun=True)
        for kind, words in _rows(data.VERBS, ":"):
            for word in words.split():
                self.add(kind, (Slot(self.verb(word)),), word, noun=False)
        for kind, phrase in _rows(data.PHRASES, "|"):
            noun = not (kind.endswith("!") or "@" in phrase.split()[0])
            self.add(kind.rstrip("!"), self.slots(phrase), phrase, noun=noun)
        speech: dict[str, tuple[str, bool]] = {}
        for stance, words in _rows(data.SPEECH, ":"):
            for word in words.split():
                for form in self.verb(word):
                    speech.setdefault(form, (stance.rstrip("!"), stance.endswith("!")))
        phrases: dict[str, list[tuple[str, tuple[Slot, ...]]]] = {}
        for stance, phrase in _rows(data.SPEECH_PHRASES, "|"):
            slots = self.slots(phrase)
            for word in slots[0].words:
                phrases.setdefault(word, []).append((stance, slots))
        idle: dict[str, list[tuple[Slot, ...]]] = {}
        for phrase in data.IDLE.strip().splitlines():
            slots = self.slots(phrase)
            for word in slots[0].words:
                idle.setdefault(word, []).append(slots)
        triggers = {
            word: tuple(sorted(patterns, key=lambda p: (-len(p.slots), p.noun, p.kind)))
            for word, patterns in self.triggers.items()
        }
        forms = {form: frozenset(tags) for form, tags in self.forms.items()}
        if self.lang == "fr":
            _add_unaccented(triggers)
            _add_unaccented(forms)
            _add_unaccented(speech)
        names = (
            "LIGHT_VERBS DOUBT AIRCRAFT TERRITORY_NOUNS PRONOUNS GROUP_ANAPHORA AUX BE PREPOSITIONS "
            "SUBORDINATORS DEAD WOUNDED TAKEN"
        )
        return Lexicon(
            lang=self.lang,
            triggers=triggers,
            forms=forms,
            speech=speech,
            speech_phrases={word: tuple(found) for word, found in phrases.items()},
            sets={name.lower(): frozenset(getattr(data, name).split()) for name in names.split()},
            people=dict(_inverse(data.PEOPLE)),
            witness=dict(_inverse(data.WITNESS)),
            targets=dict(_inverse(data.TARGETS)),
            idle={word: tuple(found) for word, found in idle.items()},
            cues=dict(_inverse(data.CUES)),
            numbers=data.NUMBERS,
            channels=tuple(
                (name, tuple(words.split("; "))) for name, words in _rows(data.CHANNELS, "|")
            ),
            according=_by_first(data.ACCORDING),
            probability=_alternatives(data.PROBABILITY),
            opinion=_alternatives(data.OPINION),
        )


def _by_first(phrases: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(w, key=len, reverse=True)) for first, w in found.items()}


def _rows(table: str, separator: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        head, _, rest = line.partition(separator)
        if rest.strip():
            yield head.strip(), rest.strip()


def _inverse(table: str) -> Iterator[tuple[str, str]]:
    for name, words in _rows(table, ":"):
        for word in words.split():
            for spelling in _spellings(word):
                yield spelling, name


def _spellings(word: str) -> tuple[str, ...]:
    return (word, word.replace("-", " ")) if "-" in word else (word,)


def _alternatives(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return re.compile(r"\b(?:" + "|".join(re.escape(p) for p in ordered) + r")\b")


def _add_unaccented(table: dict) -> None:  # type: ignore[type-arg]
    for form in list(table):
        table.setdefault(fold(form), table[form])


_VOWELS = "aeiou"
_DOUBLING = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")


def _conjugate_en(lemma: str, irregular: Mapping[str, str]) -> dict[str, set[str]]:
    if lemma in irregular:
        parts = irregular[lemma].split("|")
        third, past, participle, ing = parts[0].split()
        forms: dict[str, set[str]] = {lemma: {"VB"}}
        for form, tag in ((third, "VBZ"), (past, "VBD"), (participle, "VBN"), (ing, "VBG")):
            forms.setdefault(form, set()).add(tag)
        for extra in parts[1:]:
            forms.setdefault(extra, set()).update({"VBD", "VBN"})
        return forms
    stem = lemma.removesuffix("e")
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        third, past, ing = lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
        past, ing = stem + "ed", stem + "ing"
    found = {lemma: {"VB"}, third: {"VBZ"}, past: {"VBD", "VBN"}, ing: {"VBG"}}
    if _DOUBLING.search(lemma):
        # "controlled", "transferring": whether the last letter doubles depends on the stress.
        found |= {lemma + lemma[-1] + "ed": {"VBD", "VBN"}, lemma + lemma[-1] + "ing": {"VBG"}}
    return found


def _conjugate_fr(lemma: str, irregular: Mapping[str, str]) -> dict[str, set[str]]:
    forms: dict[str, set[str]] = {lemma: {"VB"}}

    def put(tag: str, *words: str) -> None:
        for word in words:
            forms.setdefault(word, set()).add(tag)

    if lemma in irregular:
        present, participle, imperfect, future, ing, simple = (
            [*irregular[lemma].split("|"), "", "", ""]
        )[:6]
        put("VBZ", *present.split())
        put("VBD", *simple.split())
    elif lemma.endswith("ir"):
        stem = lemma[:-1]
        present = f"{stem}t {stem}ssent"
        participle, imperfect, future, ing = stem, stem + "ss", lemma, stem + "ssant"
        put("VBZ", *present.split())
        put("VBD", stem + "t", stem + "rent")
    else:
        stem = lemma[:-2]
        soft = stem + "e" if stem.endswith("g") else stem
        soft = stem[:-1] + "ç" if stem.endswith("c") else soft
        participle, imperfect, future, ing = stem + "é", soft, lemma, soft + "ant"
        put("VBZ", stem + "e", stem + "ent")
        put("VBD", soft + "a", stem + "èrent")
    feminine = participle + "e"
    plural = participle if participle.endswith("s") else participle + "s"
    put("VBN", participle, feminine, plural, feminine + "s")
    put("VBD", imperfect + "ait", imperfect + "aient")
    put("FUT", future + "a", future + "ont")
    put("COND", future + "ait", future + "aient")
    put("VBG", ing)
    return forms
