"""What one trigger word tells: the record that the steps of extraction fill in."""

from __future__ import annotations

from dataclasses import dataclass, field

from geomali.events import Count
from geomali.extract._attribution import Attribution
from geomali.extract._sentence import Phrase, Sent, Unit

__all__ = ["Telling", "Toll"]


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of people harmed: ``dead``, ``hurt`` or ``taken``, of which group.

    ``hostile`` marks a figure that the other side gives of its enemy's losses.
    """

    what: str
    group: str
    count: Count
    hostile: bool = False
    by: str | None = None
    """Camp of the party whose figure it is: ``state`` or ``armed``; None for all others."""


@dataclass(slots=True)
class Telling:
    """One telling of a happening.

    ``a`` to ``b`` are its tokens, ``first`` the first token of its verb
    group.  ``weak`` tellings support an event but make none by themselves.
    ``reference`` is ``back`` ("this attack"), ``new`` ("another attack"),
    ``other`` ("a previous attack"), ``plural`` or ``one``.
    """

    sent: Sent
    a: int
    b: int
    first: int
    kind: str
    noun: bool
    lemma: str
    voice: str = "active"
    finite: bool = False
    modality: str = "occurred"
    probability: str | None = None
    weak: bool = False
    setting: bool = False
    prior: bool = False
    """Told in the pluperfect by the report itself."""
    reference: str = "one"
    agents: list[Unit] = field(default_factory=list)
    patients: list[Unit] = field(default_factory=list)
    of_event: Telling | None = None
    place: Phrase | None = None
    time: Phrase | None = None
    tolls: list[Toll] = field(default_factory=list)
    attribution: Attribution | None = None
    target: str | None = None
    weapon: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Code points of the trigger."""
        return self.sent.span(self.a, self.b)
