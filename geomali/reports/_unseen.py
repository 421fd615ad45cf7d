"""Text as a reader sees it: without soft hyphens, marks of no width, and words cut at a line's end."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

__all__ = ["SeenText", "seen_text"]

_UNSEEN: Final = re.compile(
    r"[\u00ad\u200b-\u200d\u2060\ufeff]+"
    r"|(?<=[^\W\d_][^\W\d_])[-‐]\r?\n(?=[^\W\d_][^\W\d_])(?=[a-zà-öø-ÿ])"
)
_ANY: Final = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]|[-‐]\r?\n")


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text without its unseen characters, and the way back to offsets of the text as it stands."""

    text: str
    cuts: tuple[int, ...]
    removed: tuple[int, ...]

    def origin(self, at: int) -> int:
        """Offset in the text as it stands of a character of the seen text."""
        index = bisect_right(self.cuts, at) - 1
        return at + (self.removed[index] if index >= 0 else 0)

    def end(self, at: int) -> int:
        """Like `origin`, for the exclusive end of a stretch."""
        return self.origin(at - 1) + 1 if at else 0

    def seen(self, at: int) -> int:
        """Offset in the seen text of an offset of the text as it stands."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.origin(middle) < at:
                low = middle + 1
            else:
                high = middle
        return low


def seen_text(text: str) -> SeenText | None:
    """Take the unseen characters out of a text.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    SeenText or None
        None if there is nothing to take out, as in nearly every text.
    """
    if not _ANY.search(text):
        return None
    pieces: list[str] = []
    cuts: list[int] = []
    removed: list[int] = []
    at = length = gone = 0
    for match in _UNSEEN.finditer(text):
        pieces.append(text[at : match.start()])
        length += match.start() - at
        gone += match.end() - match.start()
        at = match.end()
        if cuts and cuts[-1] == length:
            removed[-1] = gone
        else:
            cuts.append(length)
            removed.append(gone)
    if not cuts:
        return None
    pieces.append(text[at:])
    return SeenText("".join(pieces), tuple(cuts), tuple(removed))
