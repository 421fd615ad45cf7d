"""Actors in a text: two automata (as written, and folded) and the rules on case and context."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from geomali.actors._names import ActorNames
from geomali.actors._records import ActorMention, ActorName, ActorResolution
from geomali.actors._text import bare_key, compact, fold, key_of
from geomali.actors._words import (
    ACTING_WORDS,
    ADJECTIVE_LIKE,
    ADJECTIVES_FR,
    DETERMINERS_FR,
    FORCE_NOUNS,
    POSSESSIVES,
    SHOUTED_WORDS,
)

__all__ = ["Finder"]

_ARTICLE: Final = re.compile(r"(?:the |le |la |les |l')")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}\.\w+")
_DEFINED: Final = re.compile(
    r",?\s*[(\[]\s*(?:(?:the|le|la|les|ou|or|en abrégé|in short)\s+)?[\"“«]?\s*"
    r"([^\W\d_][\w.&/-]{1,14})\s*[\"”»]?\s*[),;\]]"
)
# "its troops", "its 2,400 troops", "ses derniers soldats".
_OWNER: Final = re.compile(
    rf"\b({'|'.join(sorted(POSSESSIVES))}) (?:[\d.,\u00a0 ]+ |[^\W\d_]+ )?\Z", re.IGNORECASE
)
_SHOUT_BEFORE: Final = re.compile(r"([^\W\d_]+)[\s\"“”«»(),]{1,3}\Z")
_SHOUT_AFTER: Final = re.compile(r"[\s\"“”«»(),]{1,3}([^\W\d_]+)")
_TOKEN: Final = re.compile(r"(?<![\w-])[A-ZÀ-Þ][\w&/]*[A-ZÀ-Þ][\w&/-]*")
_NATION_EN: Final = re.compile(r"[A-Z][a-zé-]+(?:an|ian|ese|ish|ch|bè|bé|be|li|ni|qi|eek|utch)\Z")
_NATION_FR: Final = re.compile(
    r" ([a-zà-ÿ-]+(?:ais|aise|aises|ois|oise|oises|ien|ienne|iens|iennes|ains?|aines?|bè|bés?|"
    r"oles?|ols?|ques?|lands?))\b"
)
# French adjectives that end like a nationality and are none.
_NOT_NATION_FR: Final = frozenset(
    [
        "ancien",
        "ancienne",
        "anciennes",
        "anciens",
        "africain",
        "africains",
        "certain",
        "certains",
        "desormais",
        "ethniques",
        "europeens",
        "francais",
        "historiques",
        "islamiques",
        "jamais",
        "logistiques",
        "main",
        "mais",
        "moyens",
        "politiques",
        "publiques",
        "quotidiens",
        "seuls",
        "soudain",
        "strategiques",
        "tactiques",
        "uniques",
        "urbains",
    ]
)
# A key has lost the apostrophes of "l'armée" and "Mali's"; a spelling needs them.
_ELISIONS: Final = re.compile(r"\b([ld]) (?=\w)|(?<=\w) (s)\b")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_]+)['’]?[ ]?\Z")
_WORD_AFTER: Final = re.compile(r" ([^\W_]+)")
_OF: Final = re.compile(
    r" (?:of|from|belonging to) (?:the )?| (?:du|des) | d['’]| de (?:la |l['’])?"
    r"| appartenant (?:au |à (?:la |l['’])?)"
)
# "French and Malian troops", "les forces maliennes et russes"
_AND_BEFORE: Final = re.compile(r"([A-Z][\w-]+)(?:,? and |, | & |-)\Z")
_AND_AFTER: Final = re.compile(r"(?:,| et|, et) ([a-zà-ÿ-]+)")
_HEAD_KINDS: Final = ("label", "class", "militia", "state_force")
_STATE_KINDS: Final = ("state", "state_regime", "state_force")
_PLURAL_WORDS: Final = frozenset({"people", "police", "gunmen", "men", "militiamen", "women"})
_COLLECTIVES: Final = frozenset({"forces", "troops", "authorities"})


@dataclass(frozen=True, slots=True)
class _Pattern:
    key: str
    names: tuple[ActorName, ...]
    mode: str
    skip: int
    generic: bool
    adjective: bool
    guarded: bool


class Finder:
    """The automata of one language over one registry."""

    def __init__(self, registry: ActorNames, lang: str) -> None:
        import ahocorasick_rs

        self._registry = registry
        self._lang = lang
        self._resolved: dict[tuple[int, str, date | None], tuple[ActorMention | None]] = {}
        self._patterns: list[_Pattern] = []
        cased: dict[str, int] = {}
        folded: dict[str, int] = {}
        for written, key, mode, names in self._spellings():
            where = cased if mode == "case" else folded
            text = written if mode == "case" else fold(written)
            if text in where:
                continue
            where[text] = len(self._patterns)
            self._patterns.append(self._pattern(text, key, mode, names))
        self._described = folded
        self._cased_ids = list(cased.values())
        self._folded_ids = list(folded.values())
        self._cased = ahocorasick_rs.AhoCorasick(list(cased))
        self._folded = ahocorasick_rs.AhoCorasick(list(folded))

    def _spellings(self) -> Iterator[tuple[str, str, str, tuple[ActorName, ...]]]:
        """Every spelling to look for: as written, its key, its mode, and the names it may be."""
        index = self._registry._index
        seen = set()
        for key in sorted(index):
            usable = [n for n in index[key] if n.find != "no" and self._usable(n)]
            for name in usable:
                mode = name.find or _mode(name)
                own = bare_key(name.name) == key
                written = (
                    name.name
                    if own
                    else _ELISIONS.sub(lambda m: f"{m.group(1) or ''}'{m.group(2) or ''}", key)
                )
                if (written, mode) in seen:
                    continue
                seen.add((written, mode))
                alike = tuple(n for n in usable if (n.find or _mode(n)) == mode or mode == "case")
                yield written, key, mode, alike

    def _usable(self, name: ActorName) -> bool:
        if name.lang in ("", self._lang):
            return True
        if name.kind in ("description", "label"):
            return False
        return name.kind != "acronym" or sum(map(str.isalpha, name.name)) > 3

    def _pattern(self, text: str, key: str, mode: str, names: tuple[ActorName, ...]) -> _Pattern:
        generic = all(n.kind in ("description", "label") for n in names)
        article = _ARTICLE.match(text) if generic or mode == "any" else None
        adjectives = ADJECTIVE_LIKE if self._lang == "en" else ADJECTIVES_FR
        of_state = any(self._registry.actor(n.actor_id).kind in _STATE_KINDS for n in names)
        return _Pattern(
            key,
            names,
            mode,
            article.end() if article else 0,
            generic,
            generic and (key.rpartition(" ")[2] if self._lang == "en" else key) in adjectives,
            generic
            and of_state
            and article is None
            and (key in FORCE_NOUNS.get(self._lang, ()) or "junta" in key or "junte" in key),
        )

    # ------------------------------------------------------------------- find

    def find(self, text: str, on: date | None) -> list[ActorMention]:
        """Mentions in the order of the text."""
        plain, offsets = compact(text)
        spans = self._spans(plain)
        mentions = [m for m in (self._mention(plain, s, e, p, on) for s, e, p in spans) if m]
        mentions = self._joined(plain, self._defined(plain, mentions))
        mentions = self._with_partners(plain, mentions, on)
        if offsets is None:
            return mentions
        moved = []
        for m in mentions:
            start, end = offsets[m.start], offsets[m.end - 1] + 1
            moved.append(
                ActorMention(start, end, text[start:end], m.resolution, m.nature, m.number)
            )
        return moved

    def _spans(self, text: str) -> list[tuple[int, int, int]]:
        hits: list[tuple[int, int, int]] = []
        patterns, size = self._patterns, len(text)
        for where, ids, automaton in (
            (text, self._cased_ids, self._cased),
            (fold(text), self._folded_ids, self._folded),
        ):
            for index, start, end in automaton.find_matches_as_indexes(where, overlapping=True):
                if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
                    continue
                if end < size and (text[end].isalnum() or text[end] == "_"):
                    continue
                number = ids[index]
                if self._fits(text, start, end, patterns[number]):
                    hits.append((start + patterns[number].skip, end, number))
        hits.sort(key=lambda hit: (hit[0], -hit[1], hit[2]))
        chosen = []
        reached = 0
        for hit in hits:
            if hit[0] >= reached:
                chosen.append(hit)
                reached = hit[1]
        if chosen and ("://" in text or "www." in text or "@" in text):
            addresses = [m.span() for m in _ADDRESS.finditer(text)]
            chosen = [hit for hit in chosen if not _inside(addresses, hit[0])]
        return chosen

    def _fits(self, text: str, start: int, end: int, pattern: _Pattern) -> bool:
        if pattern.mode == "case":
            return pattern.key not in SHOUTED_WORDS or not _shouted(text, start, end)
        if pattern.mode == "cap" and not text[start].isupper():
            return False
        if not pattern.generic:
            return True
        # "anti-jihadist", "rebel-held": a part of another word.
        if start > 1 and text[start - 1] in "-‐‑" and text[start - 2].isalnum():
            return False
        if end + 1 < len(text) and text[end] in "-‐‑" and text[end + 1].isalnum():
            return False
        if pattern.adjective:
            return self._is_noun(text, start, end)
        return True

    def _is_noun(self, text: str, start: int, end: int) -> bool:
        if self._lang == "en":
            after = _WORD_AFTER.match(text, end)
            if after is None:
                return True
            word = after.group(1)
            if word in ("and", "or"):
                # "separatist and jihadist uprisings": both are adjectives.
                other = _WORD_AFTER.match(text, after.end())
                if other is not None and other.group(1) in ADJECTIVE_LIKE:
                    return self._is_noun(text, after.end(), other.end())
            return not word[0].islower() or word in ACTING_WORDS or word.endswith("ed")
        before = _WORD_BEFORE.search(text, max(0, start - 24), start)
        if before is None:
            return True
        word = before.group(1)
        return key_of(word) in DETERMINERS_FR

    def _mention(
        self, text: str, start: int, end: int, number: int, on: date | None
    ) -> ActorMention | None:
        pattern = self._patterns[number]
        words = text[start:end]
        if pattern.guarded:
            owner = _OWNER.search(text, max(0, start - 40), start)
            if owner is not None:
                unsaid = ActorResolution(
                    words, None, "description", 0.0, f"whose: {owner.group(1)!r} says not"
                )
                return ActorMention(start, end, words, unsaid, "party", _number(words, True))
            nation = self._other_nation(text, start, end)
            if nation is not None:
                start, end = nation
                words = text[start:end]
                unknown = ActorResolution(
                    words, None, "description", 0.0, "forces of a nation not in the registry"
                )
                return ActorMention(start, end, words, unknown, "party", _number(words, True))
        cache = (number, words, on)
        known = self._resolved.get(cache)
        if known is None:
            if len(self._resolved) > 50_000:
                self._resolved.clear()
            resolution = self._registry.choose(
                words, " ".join(words.split()), pattern.names, on=on, lang=self._lang
            )
            made = None
            if resolution is not None:
                made = self._made(start, end, words, resolution, pattern.generic)
            known = self._resolved[cache] = (made,)
        made = known[0]
        if made is None:
            return None
        return ActorMention(start, end, words, made.resolution, made.nature, made.number)

    def _made(
        self, start: int, end: int, words: str, resolution: ActorResolution, generic: bool
    ) -> ActorMention:
        actor_id = resolution.actor_id
        nature = "party" if actor_id is None else self._registry.actor(actor_id).nature
        return ActorMention(start, end, words, resolution, nature, _number(words, generic))

    def _other_nation(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Span of "Nigerian troops", if a nationality stands beside the words."""
        if self._lang == "en":
            before = _WORD_BEFORE.search(text, max(0, start - 24), start)
            if before is None or text[start - 1] != " ":
                return None
            word = before.group(1)
            sentence_start = before.start() == 0 or text[max(0, before.start() - 2)] in ".!?\n"
            if _NATION_EN.match(word) and not (sentence_start and len(word) < 4):
                return before.start(1), end
            return None
        after = _NATION_FR.match(text, end)
        if after is None or key_of(after.group(1)) in _NOT_NATION_FR:
            return None
        return start, after.end(1)

    # ------------------------------------------------------------ noun phrases

    def _with_partners(
        self, text: str, mentions: list[ActorMention], on: date | None
    ) -> list[ActorMention]:
        """Add the nations that share a noun: both of "French and Malian troops"."""
        found: list[ActorMention] = []
        for mention in mentions:
            if mention.nature == "party" and mention.actor_id is not None:
                shared = self._sharing(text, mention)
                free = found[-1].end if found else 0
                found += [
                    m
                    for start, end, key in shared
                    if start >= free
                    and (m := self._mention(text, start, end, self._described[key], on)) is not None
                    and m.actor_id not in {None, mention.actor_id}
                ]
            found.append(mention)
        found.sort(key=lambda m: m.start)
        return [m for i, m in enumerate(found) if i == 0 or m.start >= found[i - 1].end]

    def _sharing(self, text: str, mention: ActorMention) -> list[tuple[int, int, str]]:
        """Adjectives that share a mention's noun: their spans, and what they say together."""
        words = mention.text.split()
        if len(words) < 2:
            return []
        shared: list[tuple[int, int, str]] = []
        if self._lang == "en":
            nouns = fold(" ".join(words[1:]))
            start = mention.start
            while nouns in FORCE_NOUNS["en"] and len(shared) < 3:
                match = _AND_BEFORE.search(text, max(0, start - 32), start)
                key = f"{fold(match.group(1))} {nouns}" if match is not None else ""
                if match is None or key not in self._described:
                    break
                start = match.start(1)
                shared.append((start, match.end(1), key))
            return shared[::-1]
        nouns = fold(" ".join(words[:-1]))
        end = mention.end
        while nouns in FORCE_NOUNS["fr"] and len(shared) < 3:
            match = _AND_AFTER.match(text, end)
            key = f"{nouns} {fold(match.group(1))}" if match is not None else ""
            if match is None or key not in self._described:
                break
            end = match.end(1)
            shared.append((match.start(1), end, key))
        return shared

    def _joined(self, text: str, mentions: list[ActorMention]) -> list[ActorMention]:
        """One mention for "CMA fighters", "fighters of the CMA", "combattants de la CMA"."""
        joined: list[ActorMention] = []
        for mention in mentions:
            last = joined[-1] if joined else None
            if last is not None and last.nature == mention.nature == "party":
                gap = text[last.end : mention.start]
                if (
                    gap == " "
                    and self._names_a_party(last)
                    and self._is_head(mention, last)
                    and text[mention.start].islower()
                ):
                    joined[-1] = self._phrase(text, last.start, mention.end, last, mention)
                    continue
                if (
                    len(gap) < 24
                    and self._names_a_party(mention)
                    and self._is_head(last, mention)
                    and _OF.fullmatch(gap)
                ):
                    joined[-1] = self._phrase(text, last.start, mention.end, mention, last)
                    continue
            joined.append(mention)
        return joined

    def _names_a_party(self, mention: ActorMention) -> bool:
        return mention.kind in ("name", "acronym") and mention.actor_id is not None

    def _is_head(self, mention: ActorMention, named: ActorMention) -> bool:
        """Whether a mention is a plain "fighters" or "soldiers" that a name beside it specifies."""
        if mention.kind not in ("description", "label"):
            return False
        if mention.actor_id is None or mention.actor_id == named.actor_id:
            return True
        return self._registry.actor(mention.actor_id).kind in _HEAD_KINDS

    def _phrase(
        self, text: str, start: int, end: int, named: ActorMention, head: ActorMention
    ) -> ActorMention:
        words = text[start:end]
        return ActorMention(
            start, end, words, replace(named.resolution, label=words), named.nature, head.number
        )

    # --------------------------------------------------- acronyms of the text

    def _defined(self, text: str, mentions: list[ActorMention]) -> list[ActorMention]:
        """Acronyms that the text itself defines: "the Arab Movement of Azawad (MMA)"."""
        defined: dict[str, ActorMention] = {}
        for mention in mentions:
            if mention.resolution.kind != "name" or mention.resolution.actor_id is None:
                continue
            match = _DEFINED.match(text, mention.end)
            if match is not None and sum(map(str.isupper, match.group(1))) > 1:
                defined.setdefault(match.group(1), mention)
        if not defined:
            return mentions
        kept = []
        for mention in mentions:
            definition = defined.get(mention.text)
            if definition is not None and definition.actor_id != mention.actor_id:
                mention = self._redefined(mention, definition)  # noqa: PLW2901
            kept.append(mention)
        new: dict[str, ActorResolution] = {}
        for acronym, definition in defined.items():
            names = self._registry.names_written(acronym)
            if any(n.kind == "acronym" and n.find != "no" for n in names):
                continue
            new[acronym] = ActorResolution(
                acronym,
                definition.actor_id,
                "acronym",
                0.9,
                f"defined in the text as {definition.text!r}",
                definition.resolution.flags,
            )
        if new:
            spans = [(m.start, m.end) for m in kept]
            for token in _TOKEN.finditer(text):
                word = token.group()
                if word not in new:
                    word = word.partition("-")[0]
                if word in new:
                    start, end = token.start(), token.start() + len(word)
                    if not _inside(spans, start) and not _inside(spans, end - 1):
                        kept.append(self._made(start, end, word, new[word], False))
            kept.sort(key=lambda m: m.start)
        return kept

    def _redefined(self, mention: ActorMention, definition: ActorMention) -> ActorMention:
        old = mention.resolution
        reason = f"defined in the text as {definition.text!r}"
        if old.actor_id is None or definition.actor_id in old.candidates:
            new = replace(
                definition.resolution, label=mention.text, kind="acronym", score=0.9, reason=reason
            )
            return self._made(mention.start, mention.end, mention.text, new, False)
        flag = f"the text spells {mention.text} out as {definition.text!r}, which is {definition.actor_id}"
        return replace(mention, resolution=replace(old, flags=(*old.flags, flag)))


def _inside(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a position is in one of the spans, which are in order and apart."""
    index = bisect_right(spans, (at, sys.maxsize)) - 1
    return index >= 0 and at < spans[index][1]


def _mode(name: ActorName) -> str:
    if name.kind == "acronym":
        return "case"
    if name.kind in ("description", "label"):
        return "any"
    return "any" if len(key_of(name.name).split()) > 1 else "cap"


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether the words beside it are all in capitals, so that IS may be the verb."""
    before = _SHOUT_BEFORE.search(text, max(0, start - 24), start)
    after = _SHOUT_AFTER.match(text, end)
    beside = [m.group(1) for m in (before, after) if m is not None]
    return bool(beside) and all(len(w) > 1 and w.isupper() for w in beside)


def _number(words: str, generic: bool) -> str:
    if not generic:
        return "sg"
    parts: Iterable[str] = fold(words).split()
    plural = any(
        p in _PLURAL_WORDS
        or p in _COLLECTIVES
        or p.endswith("men")
        or (p.endswith("s") and not p.endswith(("ss", "'s")))
        for p in parts
    )
    return "pl" if plural else "sg"
