"""Counts that no verb governs: "three dead", "the toll stands at 12", "sans faire de victimes"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomali.events import Count
from geomali.extract._attribution import Attribution
from geomali.extract._casualties import victim_group
from geomali.extract._counts import read_number
from geomali.extract._kinds import CASUALTY, KINDS
from geomali.extract._lexicon import words
from geomali.extract._records import Telling, Toll
from geomali.extract._sentence import Sent, Unit
from geomali.schema import CONFLICT_MODALITIES

__all__ = ["loose_counts"]

_BEFORE_STATE = words(
    "people persons others men personnes autres hommes of de d' were was sont ont été has "
    "have been confirmed and et"
)
_REMAINS = frozenset({"bodies", "corps"})
_TOLL = frozenset({"toll", "bilan"})
_SWEEPS = frozenset({"ratissage", "sweep"})
_AGE = words("ans an years year")
_STANDS = words("stands stood rose risen rises is was at to est passé passe élève s'élève à")
_ARTICLES = words("un une a one")
_NONE = words("no aucun aucune without sans ni pas")
_HARM = words(
    "casualties casualty victims victime victimes deaths fatalities morts mort décès dead "
    "perte pertes"
)
_OF = frozenset({"of", "de", "d'"})
_LOSSES = frozenset({"losses", "pertes"})
_AT = frozenset({"at", "to", "à"})
_SIDE = words("side côté rangs ranks parmi among amongst")
_OWN = words("own its their ses leurs rangs ranks")
_FAMILIES = words("violence abduction property protest transfer sexual")


def loose_counts(
    sent: Sent, tellings: Sequence[Telling], attributions: Sequence[Attribution]
) -> tuple[list[Toll], list[Telling]]:
    """Give the counts of a sentence that stand as "N dead" to the telling nearest to them.

    Returns
    -------
    list of Toll
        Counts of a sentence that tells nothing else: "The army put its losses at ten dead."
    list of Telling
        What somebody says by such a count, where no verb of killing says it.
    """
    lows, sets = sent.lows, sent.lex.sets
    carriers = [
        t
        for t in tellings
        if t.modality in CONFLICT_MODALITIES
        and KINDS[t.kind].family in _FAMILIES
        # "15 dead in our ranks; sweeps are under way": not of the sweeps.
        and not (
            t.kind == "operation"
            and t.noun
            and t.weak
            and (t.reference == "plural" or t.lemma in _SWEEPS)
        )
    ]
    idle = not carriers and all(t.kind == "operation" for t in tellings)
    counted = {k for t in tellings if t.tolls for k in range(t.a, t.b)}
    used = {
        n
        for t in tellings
        if t.tolls
        for u in t.patients
        if u.amount
        for n in range(u.amount.a, u.amount.b)
    }
    orphans: list[Toll] = []
    said: list[Telling] = []

    def put(k: int, toll: Toll) -> None:
        if toll.count.high and (carriers or not tellings):
            said.extend(_stated(sent, k, tellings, attributions))
        toll = replace(
            toll,
            hostile=is_hostile(toll.group, k, attributions),
            by=toll.by or _camp_of_speaker(k, attributions),
        )
        if not carriers:
            if not tellings or idle or toll.count.high == 0:
                orphans.append(toll)
            return
        min(carriers, key=lambda t: abs(t.a - k)).tolls.append(toll)

    for k, low in enumerate(lows):
        dead, hurt = low in sets["dead"], low in sets["wounded"]
        if not (dead or hurt or low in _HARM) or k in counted:
            continue
        if low in _HARM and any(w in _NONE for w in lows[max(0, k - 5) : k]):
            put(k, Toll("dead", "people", Count(0, 0, 0)))
            continue
        found = (_numbering(sent, k) or _number_for(sent, k)) if dead or hurt else None
        if found is None and dead:
            found = _number_of(sent, k)
        if found is None or found[1] in used:
            continue
        if low in _REMAINS and _OF & set(lows[found[1] : k]):
            # "seven staff of international bodies"
            continue
        value, at, unit = found
        if unit is None and low in _REMAINS and lows[k + 1 : k + 2] and lows[k + 1] in _OF:
            # "seven bodies of assailants", "sept corps d'assaillants": whose they are.
            unit = next((u for u in sent.unit_at[k + 2 : k + 5] if u is not None), None)
        used.add(at)
        put(
            k,
            Toll(
                "dead" if dead else "hurt",
                _group(sent, k, unit, attributions),
                Count(value, value, value),
            ),
        )
    for k, low in enumerate(lows):
        if low in _LOSSES and lows[k + 1 : k + 2] and lows[k + 1] in _AT:
            number = read_number(lows, k + 2, sent.lex) if k + 2 < len(lows) else None
            if number is not None and k + 2 not in used and _counts_people(sent, k + 2, number[1]):
                group = _group(sent, k, None, attributions)
                put(k, Toll("dead", group, Count(number[0], number[0], number[0])))
        counts = low in {"number", "nombre"} and bool(
            sets["dead"] & set(lows[k + 1 : k + 4]) and _STANDS & set(lows[k + 2 : k + 8])
        )
        if low not in _TOLL and not counts:
            continue
        for j in range(k + 1, min(k + 10, len(lows))):
            number = read_number(lows, j, sent.lex)
            if number is not None and lows[j] in _ARTICLES and number[1] == j + 1:
                continue  # "le bilan d'une attaque"
            if number is not None:
                if j not in used and number[0] <= 20_000 and _counts_people(sent, j, number[1]):
                    put(k, Toll("dead", "people", Count(number[0], number[0], number[0])))
                break
    for telling in tellings:
        telling.tolls = [
            replace(
                t,
                hostile=t.hostile
                or (telling.kind == "operation" and t.group == "fighters")
                or is_hostile(t.group, telling.a, attributions),
            )
            for t in telling.tolls
        ]
    return orphans, said


def _stated(
    sent: Sent, k: int, tellings: Sequence[Telling], attributions: Sequence[Attribution]
) -> list[Telling]:
    """Telling that stands for a count which a speaker gives without a verb of killing."""
    speech = next((a for a in attributions if a.covers(k) and a.claimant is not None), None)
    if speech is None or speech.mute or speech.stance == "denies":
        return []
    if any(t.kind in CASUALTY and t.attribution is speech for t in tellings):
        return []
    telling = Telling(sent, k, k + 1, k, "kill", True, "", weak=True)
    telling.attribution = speech
    return [telling]


def _counts_people(sent: Sent, j: int, after: int) -> bool:
    """Whether the number after "toll" is one of people: not "the two sides", "the last 24 hours"."""
    if j and sent.lows[j - 1] in {"the", "les", "ces", "these", "last", "dernières", "derniers"}:
        return False
    unit = sent.unit_at[after] if after < len(sent.lows) else None
    timed = any(p.a <= j < p.b or p.a <= after < p.b for p in sent.times)
    return not (unit is not None and unit.target) and not (timed and sent.covered[j])


def _number_of(sent: Sent, k: int) -> tuple[int, int, Unit | None] | None:
    """Number in "the death of 12 soldiers": its value, where it stands, and who they are."""
    lows = sent.lows
    if lows[k + 1 : k + 2] and lows[k + 1] in _OF:
        for j in range(k + 2, min(k + 6, len(lows))):
            number = read_number(lows, j, sent.lex)
            if number is None:
                continue
            unit = next((u for u in sent.units if j <= u.a <= number[1] + 3), None)
            return (number[0], j, unit) if number[0] <= 20_000 else None
    return None


def _numbering(sent: Sent, k: int) -> tuple[int, int, Unit | None] | None:
    """Number in "the dead number six", "the injured at least five"."""
    lows = sent.lows
    if lows[max(0, k - 1) : k] != ["the"]:
        return None
    j = k + 1 + (lows[k + 1 : k + 2] in (["number"], ["numbered"], ["totalled"], ["totaled"]))
    while lows[j : j + 1] and lows[j] in _AT_LEAST:
        j += 1
    number = read_number(lows, j, sent.lex) if k + 1 < j < len(lows) else None
    return (number[0], j, None) if number is not None and number[0] <= 20_000 else None


_AT_LEAST = words("at the least about around some over more than")


_CAMPS = {"state": "state", "foreign": "state", "armed": "armed"}


def _camp_of_speaker(k: int, attributions: Sequence[Attribution]) -> str | None:
    """Camp of the party that gives the figure at a token."""
    said = next((a for a in attributions if a.covers(k) and a.basis == "party"), None)
    if said is None or said.claimant is None or said.responsibility:
        return None
    return _CAMPS.get(said.claimant.group or "")


def is_hostile(group: str, at: int, attributions: Sequence[Attribution]) -> bool:
    """Whether a figure is what one side says of the other side's losses."""
    for attribution in attributions:
        claimant = attribution.claimant
        if (
            claimant is None
            or attribution.responsibility
            or attribution.basis != "party"
            or not attribution.covers(at)
        ):
            continue
        if group == "fighters":
            return claimant.group in {"state", "foreign"} or (
                claimant.leader and claimant.group == "state"
            )
        if group == "soldiers":
            return claimant.group == "armed"
    return False


def _group(sent: Sent, k: int, unit: Unit | None, attributions: Sequence[Attribution]) -> str:
    if unit is not None:
        return victim_group(unit)
    window = set(sent.lows[max(0, k - 8) : k + 6])
    if window & _OWN:
        for attribution in attributions:
            if attribution.claimant is not None and attribution.covers(k):
                return (
                    "soldiers"
                    if attribution.claimant.group in {"state", "foreign", "mission"}
                    else "fighters"
                )
    for j in range(k + 1, min(k + 4, len(sent.lows))):
        if sent.lows[j] in _SIDE:
            # "one dead on the army's side", "douze morts dans les rangs du CSP"
            near = [u for u in sent.units if j - 3 <= u.a <= j + 4 and u.group is not None]
            if near:
                return victim_group(near[0])
    return "people"


def _number_for(sent: Sent, k: int) -> tuple[int, int, Unit | None] | None:
    """Number that counts the dead or wounded at a token, where it stands, and who they are."""
    lows = sent.lows
    who: Unit | None = None
    for j in range(k - 1, max(-1, k - 7), -1):
        found = None
        for start in range(max(0, j - 3), j + 1):
            value = read_number(lows, start, sent.lex)
            if value is not None and value[1] == j + 1:
                found = (value[0], start)
                break
        if found is not None and lows[j + 1 : j + 2] and lows[j + 1] in _AGE:
            continue  # "deux adolescents de 15 ans sont morts"
        if found is not None:
            if found[0] > 20_000 or (
                lows[j] in {"un", "une"} and who is None and lows[k] not in {"mort", "blessé"}
            ):
                return None
            return found[0], found[1], who
        unit = sent.unit_at[j]
        if unit is not None and unit.group is not None:
            who = unit
        elif lows[j] not in _BEFORE_STATE and not _adjective(sent, j):
            return None
    return None


def _adjective(sent: Sent, j: int) -> bool:
    low = sent.lows[j]
    return (
        low[0].isalpha()
        and low not in sent.lex.sets["prepositions"]
        and low not in sent.lex.sets["aux"]
        and low not in {"and", "et"}
        and low not in sent.lex.forms
    )
