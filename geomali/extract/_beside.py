"""Whom the words beside a trigger name: to its right, with partners, as its subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import BREAKS, RELATIVES, Sent, Unit, coordinated, skip_parenthesis

__all__ = [
    "AGAINST",
    "ALLY",
    "ARTICLES",
    "BY",
    "JOIN",
    "OF",
    "WARDS",
    "WITH",
    "opens",
    "right",
    "split_sides",
    "subject_of",
    "unique",
    "unit_from",
    "with_partners",
]

BY = frozenset({"by", "par"})
AGAINST = words("on against contre sur at targeting visant ciblant")
OF = frozenset({"of", "de", "du", "des", "d'"})
WITH = frozenset({"with", "avec"})
JOIN = words("and et & , as well ainsi que both also")
ALLY = words(
    "backed supported accompanied alongside assisted appuyés appuyée appuyées appuyé épaulés "
    "accompagnés soutenus"
)
WARDS = frozenset({"state", "foreign", "armed", "mission", "fighters"})
ARTICLES = words("a an the un une le la les l' des du its their son sa")


def right(sent: Sent, start: int, limit: int = 14) -> Iterator[tuple[int, str]]:
    """Give the words to the right with their numbers, so many of them."""
    for k in range(start, min(start + limit, len(sent.lows))):
        yield k, sent.lows[k]


def unit_from(sent: Sent, start: int, limit: int) -> Unit | None:
    """First unit whose noun phrase begins within a few tokens, in the same clause."""
    for k, low in right(sent, start, limit):
        unit = sent.unit_at[k]
        if unit is not None:
            return unit
        if low in BREAKS or low in {".", ",", ";"}:
            return None
    return None


def split_sides(sides: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Part a list "A, B and C" into two sides: at "and", state forces from the rest."""
    # "A and Bee Cee (BC)": the short name in brackets is no third party.
    sides = [
        u
        for i, u in enumerate(sides)
        if u.actor_id is None or all(u.actor_id != before.actor_id for before in sides[:i])
    ]
    if len(sides) < 2:
        return sides, []
    if len(sides) == 2:
        return [sides[0]], [sides[1]]
    friendly = {"state", "foreign"}
    first = [u for u in sides if (u.group in friendly) == (sides[0].group in friendly)]
    second = [u for u in sides if u not in first]
    if not second:
        # All alike: the last "and" parts them.
        return sides[:-1], sides[-1:]
    return first, second


def subject_of(telling: Telling, first: int) -> Unit | None:
    """Unit that is the subject of the verb group beginning at a token."""
    sent, lows = telling.sent, telling.sent.lows
    relatives = RELATIVES[sent.lex.lang]
    second = telling.voice == "active" and lows[max(0, first - 1) : first] in (["and"], ["et"])
    k = skip_parenthesis(sent, first - 1)
    fallback: Unit | None = None
    crossed_verb = False
    while k >= 0:
        unit = sent.unit_at[k]
        low = lows[k]
        if unit is not None:
            bare = unit.prep is None or (
                unit.prep in {"des", "d'", "de"}
                and unit.left == unit.a - 1
                and opens(sent, unit)
                and sent.lex.lang == "fr"
            )
            if bare and not crossed_verb and unit.target and not unit.people and second:
                # "set up a checkpoint and abducted twelve": the checkpoint abducts nobody.
                k = unit.left - 1
                continue
            if bare and not crossed_verb:
                return unit
            fallback = fallback or unit
            k = unit.a - 1
            continue
        if low in relatives and k > 0:
            near = sent.unit_at[k - 1]
            if near is None and k > 1 and lows[k - 1] == ",":
                near = sent.unit_at[max(0, skip_parenthesis(sent, k - 2))]
            if near is not None:
                return near
            if low != "that":
                # "the city of X, which": the antecedent is no actor.
                return None
        if low in sent.lex.sets["subordinators"] and low not in relatives and k < first - 1:
            break
        if low in BREAKS and low not in {"(", ")", '"', "“", "”", "«", "»"}:
            break
        if low in sent.lex.forms and sent.unit_at[k] is None and low not in sent.lex.sets["aux"]:
            tags = sent.lex.forms[low]
            base = tags == {"VB"} and lows[k - 1 : k] not in (
                ["to"],
                ["will"],
                ["would"],
                ["could"],
                ["may"],
            )
            crossed_verb = crossed_verb or not (base or bool(ARTICLES & set(lows[k - 1 : k])))
        k -= 1
    if (
        fallback is not None
        and not crossed_verb
        and fallback.prep in {"of", "de", "des", "du", "from", "d'"}
    ):
        return fallback
    return None


def opens(sent: Sent, unit: Unit) -> bool:
    """Whether French "des" is an article here ("Des hommes armés ont …")."""
    return (
        unit.left == 0
        or sent.lows[max(0, unit.left - 1)]
        in {",", ".", ":", "que", "qu'", "et", "où", "quand", "lorsque", "des"}
        or unit.left <= 1
    )


def with_partners(sent: Sent, unit: Unit) -> list[Unit]:
    """Return a subject and those named beside it: "the army and Wagner", "A, backed by B"."""
    units = [unit]
    # to the left: "A and B attacked"
    k = unit.left - 1
    while k > 0 and sent.lows[k] in JOIN:
        j = skip_parenthesis(sent, k - 1) if sent.lows[k - 1] == ")" else k - 1
        while j > 0 and (sent.lows[j] in JOIN or sent.lows[j] in {"allied", "their", "its"}):
            j -= 1
        left = sent.unit_at[j]
        if left is None or left.prep not in {None, "des"} or left.pronoun:
            break
        units.insert(0, left)
        k = left.left - 1
    for low_at in range(unit.b, min(unit.b + 6, len(sent.lows))):
        if sent.lows[low_at] in ALLY:
            ally = unit_from(sent, low_at + 1, 6)
            if ally is not None:
                units += coordinated(sent, ally)
            break
        if sent.lows[low_at] in {".", ";"}:
            break
    return units


def unique(units: Sequence[Unit]) -> list[Unit]:
    seen: list[Unit] = []
    for unit in units:
        if unit not in seen:
            seen.append(unit)
    return seen
