"""Who did what to whom, where a noun tells it: "an attack by A on B", "clashes between A and B"."""

from __future__ import annotations

from geomali.extract._beside import (
    AGAINST,
    ALLY,
    BY,
    OF,
    WARDS,
    WITH,
    right,
    split_sides,
    subject_of,
    unique,
    unit_from,
    with_partners,
)
from geomali.extract._lexicon import TIME_WORD, words
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent, Unit, coordinated

__all__ = ["noun_roles"]

_BETWEEN = words(
    "between entre pitting pitted opposant opposing opposed opposé opposent involving oppose"
)
_HELD = words(
    "used held run controlled occupied hosted manned inhabited populated guarded utilisé "
    "utilisée occupé occupée tenu tenue contrôlé contrôlée habité habitée peuplé gardé"
)
_BEATEN = words(
    "repelled repulsed foiled thwarted repoussé repoussée repoussés repoussées déjouée déjoué"
)
_ANSWERED = _BEATEN | words(
    "condemned denounced reported confirmed witnessed investigated described filmed condamnée condamné "
    "dénoncée dénoncé rapportée rapporté confirmée confirmé signalée signalé relayée"
)
_THOUGHT = words("thought believed suspected said alleged presumed likely probably to be been")


_REMARK = 9
"""Tokens of a remark between two commas, at most."""


def _past_remark(sent: Sent, k: int) -> int:
    """Token after the day and a remark between commas: "ont opposé ce dimanche, à partir de midi, l'armée et"."""
    lows = sent.lows
    while k < len(lows) and lows[k] in {TIME_WORD, "on", "le", "ce"}:
        k += 1
    if lows[k : k + 1] == [","]:
        close = next((j for j in range(k + 1, min(k + _REMARK, len(lows))) if lows[j] == ","), k)
        if not any(sent.unit_at[j] is not None for j in range(k, close)):
            return close + 1
    return k


def noun_roles(telling: Telling) -> None:
    sent, lows = telling.sent, telling.sent.lows
    agents: list[Unit] = []
    patients: list[Unit] = []
    k = telling.b
    stop = min(len(lows), telling.b + 16)
    seen_verb = False
    while k < stop:
        low = lows[k]
        if low in {".", ";"} or (
            low in sent.lex.sets["subordinators"]
            and low not in {"following", "that", "which", "qui", "as"}
        ):
            break
        if low in _BETWEEN:
            unit = unit_from(sent, _past_remark(sent, k + 1), 7)
            if unit is not None:
                sides = coordinated(sent, unit)
                facing = _other_side(sent, sides[-1].b)
                if facing is not None:
                    agents += sides
                    patients += facing
                    break
                sides = _allied(sent, sides)
                split = (
                    (sides, [])
                    if sides[-1].b < len(lows)
                    and {"against", "contre", "au", "aux", "à"}
                    & set(lows[sides[-1].b : sides[-1].b + 3])
                    else split_sides(sides)
                )
                agents += split[0]
                patients += split[1]
                against = _after_sides(sent, sides, split)
                patients += against
                break
        elif low in BY and lows[k - 1] in _ANSWERED:
            # "the attack was repelled by the army": those it was against, if anybody.
            unit = unit_from(sent, k + 1, 7)
            if unit is not None and lows[k - 1] in _BEATEN:
                patients += coordinated(sent, unit)
        elif low in BY and lows[k - 1] in _HELD:
            pass  # "a base used by French forces"
        elif low in BY and k + 1 < stop:
            unit = unit_from(sent, k + 1, 7)
            if unit is not None:
                agents += coordinated(sent, unit)
                k = unit.b
                continue
        elif low in WITH and telling.kind == "clash":
            unit = unit_from(sent, k + 1, 7)
            if unit is not None:
                patients += coordinated(sent, unit)
                k = unit.b
                continue
        elif low == "on" and lows[k + 1 : k + 2] == [TIME_WORD]:
            pass  # "carried out on Monday by …"
        elif low in AGAINST or (low == "aux"):
            unit = unit_from(sent, k + 1, 8)
            if unit is not None and low != "aux":
                patients += coordinated(sent, unit)
                k = patients[-1].b
                continue
        elif low in OF and k <= telling.b + 1:
            unit = unit_from(sent, k + 1, 6)
            if unit is not None and sent.lex.sets["aircraft"] & set(lows[k + 1 : unit.a]):
                # "une attaque de drones kamikazes": by what, not by whom.
                unit = None
            if unit is not None and BY & set(lows[k + 1 : unit.a]):
                # "la prise de Kidal par l'armée"
                unit = None
            if unit is not None:
                group = coordinated(sent, unit)
                if unit.target and telling.kind in {"attack", "ambush", "airstrike", "shelling"}:
                    patients += group
                elif (
                    telling.kind
                    in {
                        "attack",
                        "ambush",
                        "clash",
                        "operation",
                        "withdraw",
                        "airstrike",
                        "shelling",
                        "handover",
                        "release",
                        "protest",
                    }
                    and telling.kind != "release"
                ):
                    agents += group
                elif telling.kind in {"capture", "retake", "enter"}:
                    patients += group
                else:
                    patients += group
                k = unit.b
                continue
        elif low in sent.lex.forms and not seen_verb and low not in sent.lex.sets["light_verbs"]:
            seen_verb = True
            if telling.kind not in {
                "attack",
                "ambush",
                "clash",
                "suicide",
                "airstrike",
                "ied",
                "explosion",
                "shelling",
                "massacre",
            }:
                break
            if low in {
                "killed",
                "wounded",
                "killing",
                "left",
                "leaving",
                "injured",
                "tué",
                "fait",
                "blessé",
                "tuant",
                "faisant",
            }:
                break
        k += 1
    if telling.kind == "clash" and not agents and not patients:
        agents, patients = _far_sides(telling)
    if not agents:
        agents = _possessor(telling)
    if not agents or not patients:
        light = _light_verb(telling)
        if light is not None:
            subject, passive = light
            if passive:
                patients = patients or [subject]
            else:
                agents = agents or with_partners(sent, subject)
    telling.agents, telling.patients = unique(agents), unique(patients)


def _far_sides(telling: Telling) -> tuple[list[Unit], list[Unit]]:
    """Find the sides of "Fighting took place for three days around the town, between A and B"."""
    sent = telling.sent
    for k, low in right(sent, telling.b, 40):
        if low in {"between", "entre"}:
            unit = unit_from(sent, k + 1, 7)
            if unit is None or unit.group not in WARDS:
                continue
            sides = coordinated(sent, unit)
            facing = _other_side(sent, sides[-1].b)
            return (sides, facing) if facing is not None else split_sides(sides)
        if low in {".", ";"} or low in sent.lex.forms:
            inside = k < telling.b + 6 and low not in sent.lex.sets["subordinators"]
            if not inside:
                break
    return [], []


def _other_side(sent: Sent, at: int) -> list[Unit] | None:
    """Find C in "between A and B on one side and C on the other"."""
    lows = sent.lows[at : at + 5]
    if not ({"one", "d'un", "un"} & set(lows) and {"side", "hand", "côté", "part"} & set(lows)):
        return None
    stop = next(k for k, low in enumerate(lows) if low in {"side", "hand", "côté", "part"})
    unit = unit_from(sent, at + stop + 1, 8)
    return coordinated(sent, unit) if unit is not None else None


def _allied(sent: Sent, sides: list[Unit]) -> list[Unit]:
    """Add those who back the last one named: "A, backed by B"."""
    end = sides[-1].b
    for at in range(end, min(end + 3, len(sent.lows))):
        if sent.lows[at] in ALLY:
            ally = unit_from(sent, at + 1, 6)
            return sides + coordinated(sent, ally) if ally is not None else sides
    return sides


def _after_sides(sent: Sent, sides: list[Unit], split: tuple[list[Unit], list[Unit]]) -> list[Unit]:
    """Find B in "pitting A against B"."""
    if split[1]:
        return []
    end = sides[-1].b
    for k, low in right(sent, end, 5):
        if low in {"against", "contre", "à", "aux", "au"}:
            unit = unit_from(sent, k + 1, 7)
            return coordinated(sent, unit) if unit is not None else []
    return []


def _possessor(telling: Telling) -> list[Unit]:
    """A in "A's attack", "the A attack", "an attack claimed by A" handled elsewhere."""
    sent = telling.sent
    k = telling.a - 1
    steps = 0
    while k >= 0 and steps < 4:
        unit = sent.unit_at[k]
        if unit is not None:
            between = sent.lows[unit.b : telling.a]
            possessive = bool(between) and between[0] in {"'s", "'"}
            adjective = all(
                b
                in {
                    "attack",
                    "drone",
                    "air",
                    "armed",
                    "deadly",
                    "suicide",
                    "ground",
                    "terrorist",
                    "militant",
                }
                or possessive
                for b in between
            )
            if (
                (possessive or adjective)
                and unit.group in {"armed", "state", "foreign", "fighters", "mission"}
                and not unit.target
            ):
                return [unit]
            return []
        if sent.lows[k] in {"by", "in", "of", "on", "a", "the", ",", "and", "de", "par"}:
            return []
        k -= 1
        steps += 1
    return []


def _light_verb(telling: Telling) -> tuple[Unit, bool] | None:
    """Subject of "X carried out the attack", or of "X came under attack"."""
    sent, lows = telling.sent, telling.sent.lows
    light = sent.lex.sets["light_verbs"]
    for k in range(telling.a - 1, max(-1, telling.a - 8), -1):
        low = lows[k]
        if low == "behind" and lows[k - 1 : k] and lows[k - 1] in sent.lex.sets["be"]:
            # "X is thought to be behind the attack"
            start = k - 1
            while start > 0 and (lows[start - 1] in sent.lex.sets["aux"] | _THOUGHT):
                start -= 1
            subject = subject_of(telling, start)
            if subject is not None and (_THOUGHT | {"suspect", "suspects"}) & set(lows[:k]):
                subject.doubt = subject.doubt or "suspected"
            return (subject, False) if subject is not None else None
        if low in light:
            start = k
            while start > 0 and (
                lows[start - 1] in sent.lex.sets["aux"] or lows[start - 1].endswith("ly")
            ):
                start -= 1
            subject = subject_of(telling, start)
            if subject is None:
                return None
            suffered = low in {"suffer", "suffered", "suffers", "subi", "subie", "essuyé"}
            return subject, suffered or low in {
                "repelled",
                "repel",
                "repels",
                "repoussé",
                "thwarted",
                "foiled",
                "fend",
                "fended",
                "déjoué",
            }
        if low in {".", ";", ","} or sent.unit_at[k] is not None:
            return None
    return None
