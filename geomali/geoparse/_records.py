"""What is found in a text."""

from __future__ import annotations

from dataclasses import dataclass

from geomali.gazetteer import Resolution

__all__ = ["PlaceMention"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name in a text, in code points, end exclusive.

    ``kind`` is ``place`` (a named point), ``area`` (region, cercle, natural
    region, country), ``relative`` ("30 km west of Aguelhok"), ``metonym`` (a
    capital used for its government) or ``name_part`` (inside the name of
    something else: "the Algiers agreement").  The last two are no places:
    their ``resolution`` is None and ``reason`` says why.  The reason
    ``speech_place`` marks a resolved place where somebody only speaks.
    """

    start: int
    end: int
    text: str
    kind: str
    resolution: Resolution | None
    reason: str = ""
