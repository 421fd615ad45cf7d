"""What a trigger word stands for: the kinds of happening, and ACLED's type of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["ASSAULT", "CASUALTY", "KINDS", "OUTCOME_OF", "TERRITORY", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of happening.

    ``family`` groups the kinds that can be one and the same event told twice;
    ``rank`` says which kind names the event when several do (higher wins).
    """

    name: str
    event_type: str
    sub_event_type: str
    proposition: str
    family: str
    rank: int
    weapon: str | None = None


_BATTLE = "Battles"
_REMOTE = "Explosions/Remote violence"
_CIVIL = "Violence against civilians"
_STRATEGIC = "Strategic developments"

# kind, event type, sub-event type, proposition, family, rank, weapon
_ROWS: Final = (
    ("attack", _BATTLE, "Armed clash", "attacked", "violence", 40, None),
    ("ambush", _BATTLE, "Armed clash", "attacked", "violence", 45, None),
    ("clash", _BATTLE, "Armed clash", "clashed", "violence", 50, None),
    ("operation", _BATTLE, "Armed clash", "killed", "violence", 20, None),
    ("repel", _BATTLE, "Armed clash", "repelled", "violence", 42, None),
    ("capture", _BATTLE, "Non-state actor overtakes territory", "captured", "violence", 60, None),
    ("retake", _BATTLE, "Government regains territory", "captured", "violence", 61, None),
    ("kill", _CIVIL, "Attack", "killed", "violence", 10, None),
    ("wound", _CIVIL, "Attack", "wounded", "violence", 8, None),
    ("massacre", _CIVIL, "Attack", "killed", "violence", 48, None),
    ("execute", _CIVIL, "Attack", "killed", "violence", 47, None),
    ("torture", _CIVIL, "Attack", "attacked", "violence", 30, None),
    ("rape", _CIVIL, "Sexual violence", "attacked", "sexual", 55, None),
    ("abduct", _CIVIL, "Abduction/forced disappearance", "abducted", "abduction", 46, None),
    ("airstrike", _REMOTE, "Air/drone strike", "bombed", "violence", 52, "aircraft"),
    ("shelling", _REMOTE, "Shelling/artillery/missile attack", "bombed", "violence", 51, "shell"),
    ("suicide", _REMOTE, "Suicide bomb", "bombed", "violence", 56, "suicide bomb"),
    ("ied", _REMOTE, "Remote explosive/landmine/IED", "bombed", "violence", 53, "ied"),
    ("grenade", _REMOTE, "Grenade", "bombed", "violence", 51, "grenade"),
    ("explosion", _REMOTE, "Remote explosive/landmine/IED", "bombed", "violence", 30, "explosive"),
    ("enter", _STRATEGIC, "Non-violent transfer of territory", "entered", "transfer", 35, None),
    ("withdraw", _STRATEGIC, "Non-violent transfer of territory", "withdrew", "transfer", 34, None),
    (
        "handover",
        _STRATEGIC,
        "Non-violent transfer of territory",
        "handed_over",
        "transfer",
        38,
        None,
    ),
    ("hold", _STRATEGIC, "Non-violent transfer of territory", "holds", "transfer", 5, None),
    ("loot", _STRATEGIC, "Looting/property destruction", "looted", "property", 6, None),
    ("destroy", _STRATEGIC, "Looting/property destruction", "destroyed", "property", 5, None),
    ("arrest", _STRATEGIC, "Arrests", "arrested", "arrest", 31, None),
    ("disarm", _STRATEGIC, "Disrupted weapons use", "other", "weapons", 24, None),
    ("agreement", _STRATEGIC, "Agreement", "other", "agreement", 26, None),
    ("change", _STRATEGIC, "Change to group/activity", "other", "change", 28, None),
    ("base", _STRATEGIC, "Headquarters or base established", "other", "base", 25, None),
    ("coup", _STRATEGIC, "Other", "captured", "coup", 33, None),
    ("blockade", _STRATEGIC, "Other", "other", "blockade", 23, None),
    ("release", _STRATEGIC, "Other", "other", "release", 7, None),
    ("protest", "Protests", "Peaceful protest", "other", "protest", 30, None),
    ("riot", "Riots", "Violent demonstration", "other", "protest", 36, None),
    ("disperse", "Protests", "Protest with intervention", "other", "protest", 34, None),
    ("mob", "Riots", "Mob violence", "killed", "violence", 37, None),
)

KINDS: Final[Mapping[str, Kind]] = {row[0]: Kind(*row) for row in _ROWS}

CASUALTY: Final = frozenset({"kill", "wound"})
"""Consequences: they tell of an event, and make one only where nothing else does."""

ASSAULT: Final = frozenset({"attack", "ambush", "operation", "explosion"})
"""Kinds that a named weapon or victim makes more precise."""

TERRITORY: Final = frozenset(
    {"capture", "retake", "enter", "withdraw", "handover", "hold", "repel"}
)
"""Kinds that say who holds a place."""

OUTCOME_OF: Final[Mapping[str, str]] = {
    "capture": "captured",
    "retake": "captured",
    "repel": "repelled",
    "withdraw": "withdrew",
    "handover": "handed_over",
    "enter": "entered",
    "destroy": "destroyed",
}
