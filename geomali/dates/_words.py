"""Words around time expressions, and the records that pass between finding and resolving."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from geomali.dates._calendar import Interval
from geomali.dates._rules import NUMBERS
from geomali.reports import MONTH_RE, MONTHS, WEEKDAYS

__all__ = [
    "BETWEEN",
    "JOINED",
    "MONTH_BEFORE",
    "OF_ANOTHER",
    "QUANTITY_AFTER",
    "QUARTERS",
    "THE_YEAR_NOUN",
    "YEAR_AFTER",
    "YEAR_BEFORE",
    "Candidate",
    "Meaning",
    "Skip",
    "count_of",
    "month_number",
    "part_of",
    "singular",
    "twice",
]

# What must stand before a month without day and year: "in June", "the September attack".
MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|during|from|to|through|throughout|before|after|between|and|or|around|about|late|early|mid|the|a"
    r"|en|de|depuis|dès|jusqu['’]en|jusqu['’]à|avant|après|mois\sde|et|à|ou|courant|le)\s|\bd['’]|\()$",
    re.IGNORECASE,
)
YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|by|of|during|from|to|through|throughout|before|after|between|and|or|around|late|early|mid|year|quarter|the|a|its"
    r"|this|en|de|depuis|dès|jusqu['’]en|jusqu['’]à|avant|après|et|à|ou|courant|année|semestre|trimestre|année\sde|an|l['’]an|fin|début|mi|du|le)\s|\bd['’]|\(|^|[–—-]\s?|’|')$",
    re.IGNORECASE,
)
QUANTITY_AFTER = re.compile(
    r"\s?(?:%|\$|€|km|kg|m\b|metres|meters|mètres|dollars|euros|cfa|fcfa|hectares|(?:\w+\s)?(?:people|persons|soldiers|civilians|troops|men|women|children"
    r"|peacekeepers|fighters|rebels|villagers|militants|families|households|displaced|refugees|tonnes|tons|vehicles|schools|litres"
    r"|personnes|soldats|civils|hommes|femmes|enfants|combattants|casques|familles|ménages|déplacés|réfugiés|véhicules|écoles))\b",
    re.IGNORECASE,
)
THE_YEAR_NOUN = re.compile(
    r"\s(?!and\b|or\b|to\b|when\b|as\b|that\b|which\b|but\b|with\b|by\b|in\b|on\b|were\b|was\b|has\b|had\b)(?:[a-zà-ÿ]+|[A-Z])",
    re.IGNORECASE,
)


QUARTERS = {
    1: ("first", "1st", "premier", "1er", "1"),
    2: ("second", "2nd", "deuxième", "2e", "2"),
    3: ("third", "3rd", "troisième", "3e", "3"),
    4: ("fourth", "4th", "last", "quatrième", "dernier", "4e", "4"),
}
JOINED = re.compile(r"\s(?:and|et|or|ou)\s", re.IGNORECASE)
BETWEEN = re.compile(
    r"(?:between|from|entre|d[eu]|la\snuit|dans\sla\snuit|the\snight|overnight)\s", re.IGNORECASE
)
OF_ANOTHER = re.compile(
    r"\s(?:d[ue]s?\s|d['’]|de\s|of\s|the\s|his\s|her\s|their\s|its\s|an?\s)",
    re.IGNORECASE,
)
# "15 May and 20 June 2015": the year of the second is that of the first.
YEAR_AFTER = re.compile(
    rf"\s?(?:,|and|et|or|ou|&)\s(?:on\s|the\s|le\s)?(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s(?:{MONTH_RE})|(?:{MONTH_RE})\s\d{{1,2}}),?\s((?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression names, before its prefix and the document's date are looked at."""

    span: Interval
    rule: str
    kind: str = "point"
    tense: str | None = None
    anchored: bool = True
    precision: int | None = None
    clip: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    start: int
    end: int
    rank: int
    name: str
    match: re.Match[str] | None
    full: date | None = None
    other: date | None = None
    weekday: int | None = None


class Skip(Exception):  # noqa: N818 - a signal, not an error
    """The words are no date, and nothing inside them is."""


def count_of(match: re.Match[str]) -> tuple[int, int] | None:
    """Least and greatest count of an expression with ``n`` or ``vague``, or None."""
    groups = match.groupdict()
    if groups.get("n"):
        word = groups["n"].lower()
        count = int(word) if word.isdigit() else NUMBERS.get(word, 0)
        return (count, count) if count else None
    vague = (groups.get("vague") or "").lower()
    if not vague:
        return None
    return (2, 3) if "couple" in vague else (2, 8)


def part_of(word: str | None) -> str:
    """Part of a month or year, from the words of either language."""
    lower = " ".join((word or "").lower().split())
    if not lower:
        return ""
    if "week" in lower or "semaine" in lower:
        for number, names in enumerate(("first premi", "second deuxi", "third troisi"), start=1):
            if any(name in lower for name in names.split()):
                return f"week {number}"
        return "last week"
    if "half" in lower or "semestre" in lower or "quinzaine" in lower:
        return "half 1" if "first" in lower or "premi" in lower else "half 2"
    if "early" in lower or "begin" in lower or "start" in lower or "début" in lower:
        return "early"
    if "mid" in lower or "mi" in lower.split() or "milieu" in lower:
        return "mid"
    if "end" in lower.split() or "late" in lower or "fin" in lower.split():
        return "late"
    return ""


def twice(day: date) -> tuple[date, date]:
    return day, day


def singular(name: str) -> str:
    lower = name.lower()
    return lower if lower in WEEKDAYS else lower.rstrip("s")


def month_number(name: str) -> int:
    return int(name) if name.isdigit() else MONTHS[name.lower().rstrip(".")]
