"""The words that a claim rests on, found in the text of its report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from geomali.events import Claim, Evidence
from geomali.readers import BadRowError

__all__ = ["with_words"]


def with_words(claim: Claim, row: Mapping[str, str], text: str | None, flags: list[str]) -> Claim:
    """The claim with the span that its quote has in the text.

    Parameters
    ----------
    claim, row
        As a person wrote it; ``quote``, ``start`` and ``end`` of the row may be empty.
    text
        The report, None if it is not at hand: then nothing is checked.
    flags
        Takes what is odd.

    Raises
    ------
    BadRowError
        The span given is none of the text, or has other words, and the quote stands nowhere else.
    """
    given = claim.evidence[0] if claim.evidence else None
    quote = row.get("quote", "").strip()
    if text is None:
        return claim
    if given is None and not quote:
        return claim
    if given is not None and text[given.start : given.end] == quote:
        return claim
    spans = _found(quote, text)
    if given is None:
        if not spans:
            flags.append("quote: is not in the report in these words; it is kept as given")
            return claim
        if len(spans) > 1:
            flags.append(f"quote: stands {len(spans)} times in the report; the first is taken")
        start, end = spans[0]
    else:
        if not spans:
            raise BadRowError(
                f"quote: is not what the report says from {given.start} to {given.end} "
                f"({text[given.start : given.end][:80]!r}), nor elsewhere"
            )
        start, end = min(spans, key=lambda span: abs(span[0] - given.start))
        if text[given.start : given.end].split() != quote.split():
            flags.append(
                f"quote: stands from {start} to {end}, not from {given.start} to {given.end}"
            )
    return replace(claim, evidence=(Evidence(start, end, text[start:end]),), quote=None)


def _found(quote: str, text: str) -> list[tuple[int, int]]:
    """Where the words stand; a spreadsheet ends lines and spaces words its own way."""
    words = quote.split()
    if not words:
        return []
    pattern = r"\s+".join(map(re.escape, words))
    return [match.span() for match in re.finditer(pattern, text)]
