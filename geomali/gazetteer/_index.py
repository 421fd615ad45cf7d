"""All layers' names as one, searched ever more tolerantly.

The exact question is put to each layer as it is. Anything more tolerant needs
every name at hand, which is read once, when first wanted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from geomali.gazetteer._fold import consonant_key, name_key, sound_key
from geomali.gazetteer._layers import Hit, Layer, SqliteLayer
from geomali.gazetteer._records import Place
from geomali.gazetteer._typos import TypoIndex

__all__ = ["Index"]

# Fewer places than this are no whole country's villages.
_WHOLE = 5_000
# About what reading a full install at once costs, in single questions.
_QUESTIONS_BEFORE_LOADING = 300
_COMMON = 3
_MOST_ODD = 4
_LAST = re.compile(r"[\s\-]([^\s\-]+)$")


class Index:
    """Names and places of several layers, the most trusted first."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        # Without an installed dump most villages are missing.
        self.partly = not any(
            isinstance(layer, SqliteLayer) or len(layer) > _WHOLE for layer in layers
        )
        self._questions = 0
        self._places: dict[str, Place] = {}
        self._by_key: dict[str, list[Hit]] | None = None
        self._sounds: dict[str, str] = {}
        self._by_sound: dict[str, list[str]] | None = None
        self._by_consonants: dict[str, list[str]] | None = None
        self._typos: TypoIndex | None = None
        self._sound_typos: TypoIndex | None = None
        self._runs: frozenset[str] | None = None
        self._last_words: frozenset[str] | None = None

    def place(self, place_id: str) -> Place | None:
        """The place of that id in the most trusted layer that has it."""
        found = self._places.get(place_id)
        if found is None:
            for layer in self.layers:
                found = layer.place(place_id)
                if found is not None:
                    self._places[place_id] = found
                    break
        return found

    def place_ids(self) -> Iterator[str]:
        """Ids of all places, each once."""
        seen: set[str] = set()
        for layer in self.layers:
            for place_id in layer.place_ids():
                if place_id not in seen:
                    seen.add(place_id)
                    yield place_id

    def exact(self, key: str) -> Sequence[Hit]:
        """Names with this name key."""
        if self._by_key is None:
            self._questions += 1
            if self._questions > _QUESTIONS_BEFORE_LOADING:
                self.load()
        if self._by_key is not None:
            return self._by_key.get(key, ())
        return [hit for layer in self.layers for hit in layer.hits(key)]

    def load(self) -> dict[str, list[Hit]]:
        """Read every name of every layer."""
        if self._by_key is None:
            by_key: dict[str, list[Hit]] = {}
            sounds: dict[str, str] = {}
            for layer in self.layers:
                for key, sound, hit in layer.names():
                    by_key.setdefault(key, []).append(hit)
                    sounds[key] = sound
                load_places = getattr(layer, "load_places", None)
                if load_places is not None:
                    load_places()
            by_key.pop("", None)
            self._by_key, self._sounds = by_key, sounds
        return self._by_key

    def sound_of(self, key: str) -> str:
        """Sound key of a loaded name key."""
        return self._sounds[key]

    def same_sound(self, sound: str) -> list[str]:
        """Name keys that sound alike."""
        return self._sound_table().get(sound, [])

    def _sound_table(self) -> dict[str, list[str]]:
        if self._by_sound is None:
            self._by_sound = _grouped((self._sounds[key], key) for key in self.load())
        return self._by_sound

    def same_consonants(self, consonants: str) -> list[str]:
        """Name keys with the same consonants."""
        if self._by_consonants is None:
            self._by_consonants = _grouped(
                (consonant_key(self._sounds[key]), key) for key in self.load()
            )
        return self._by_consonants.get(consonants, [])

    def oddness(self, key: str) -> int:
        """How many of a key's runs of three letters hardly any known name has, four at most.

        A name that is missing here still looks like one; a slip of the pen often does not.
        """
        if self._runs is None:
            counts = Counter(run for known in self.load() for run in _runs(known))
            self._runs = frozenset(run for run, count in counts.items() if count >= _COMMON)
        known, framed = self._runs, f"^{key}$"
        odd = {run for i in range(len(key)) if (run := framed[i : i + 3]) not in known}
        return min(len(odd), _MOST_ODD)

    def qualifies(self, word: str) -> bool:
        """Whether several known names end in that word, as villages called after a people or a quarter do."""
        if self._last_words is None:
            names = {hit.name for hits in self.load().values() for hit in hits}
            counts = Counter(_sound_of(last) for name in names if (last := _LAST.search(name)))
            self._last_words = frozenset(word for word, n in counts.items() if n >= _COMMON)
        return sound_key(name_key(word)) in self._last_words

    def near_keys(self, key: str, distance: int, *, nearest: bool) -> list[tuple[int, str]]:
        """Name keys within so many typing errors."""
        if self._typos is None:
            self._typos = TypoIndex(list(self.load()))
        return self._typos.search(key, distance, nearest=nearest)

    def near_sounds(self, sound: str, distance: int) -> Iterable[tuple[int, str]]:
        """Name keys whose sound is within so many errors of a sound."""
        table = self._sound_table()
        if self._sound_typos is None:
            self._sound_typos = TypoIndex(list(table))
        for errors, near in self._sound_typos.search(sound, distance, nearest=False):
            for key in table[near]:
                yield errors, key


def _sound_of(last: re.Match[str]) -> str:
    return sound_key(name_key(last[1]))


def _runs(key: str) -> set[str]:
    framed = f"^{key}$"
    return {framed[i : i + 3] for i in range(len(key))}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for group, member in pairs:
        if group:
            table.setdefault(group, []).append(member)
    return table
