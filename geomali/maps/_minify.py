"""Comments and idle white space out of our own script and style; nothing is renamed.

A page is sent over bad lines.  A real minifier would be a build tool on
every developer's machine; this one is forty lines and leaves names alone, so
that what runs in the page can still be read.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["minify_css", "minify_js"]

_TOKEN: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<regex>/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)
    |(?P<word>[\w$.\u0080-\uffff]+)
    |(?P<space>\s+)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
# After these a slash begins a regular expression; after a name or a bracket it divides.
_BEFORE_REGEX: Final = frozenset("(,=:[!&|?{};+-*%<>~^\n") | {""}
_WORDS_BEFORE_REGEX: Final = frozenset({"return", "typeof", "case", "in", "of", "await"})
_OPENERS: Final = frozenset("{([;,=:?&|+-*/%<>!~^.")
_CLOSERS: Final = frozenset("})];,=:?&|*/%<>^.")


def minify_js(text: str) -> str:
    """Return the script without comments and without white space that means nothing."""
    out: list[str] = []
    last = ""  # last token written
    gap = ""  # white space since then: "", " " or a line end
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None
        kind, token = str(match.lastgroup), match.group()
        divides = not (last[-1:] in _BEFORE_REGEX or last in _WORDS_BEFORE_REGEX)
        if kind == "regex" and divides:
            kind, token = "mark", "/"
        position += len(token)
        if kind == "comment":
            continue
        if kind == "space":
            gap = "\n" if "\n" in token or gap == "\n" else " "
            continue
        if gap and last:
            if gap == "\n":
                if last[-1] not in _OPENERS and token[0] not in _CLOSERS:
                    out.append("\n")
            elif (
                (_wordy(last[-1]) and _wordy(token[0]))
                or (last[-1] in "+-" and token[0] in "+-")
                or (last[-1].isdigit() and token[0] == ".")
            ):
                out.append(" ")
        out.append(token)
        last, gap = token, ""
    return "".join(out)


def _wordy(character: str) -> bool:
    return character.isalnum() or character in "_$" or ord(character) > 127


def minify_css(text: str) -> str:
    """Return the style without comments and idle white space."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    text = re.sub(r"(?<=[a-z-]): (?=[^{}]*[;}])", ":", text)
    return text.replace(";}", "}").strip()
