"""Counts that no verb governs: "three dead", "the toll stands at 12", "sans faire de victimes"."""

from __future__ import annotations

from collections.abc import Sequence

from geomali.events import Count
from geomali.extract._counts import read_number
from geomali.extract._kinds import KINDS
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent
from geomali.schema import CONFLICT_MODALITIES

__all__ = ["loose_counts"]

_BEFORE_STATE = frozenset(
    [
        "people",
        "persons",
        "soldiers",
        "civilians",
        "others",
        "men",
        "personnes",
        "soldats",
        "civils",
        "autres",
        "hommes",
        "militaires",
        "of",
        "de",
        "d'",
        "were",
        "was",
        "sont",
        "ont",
        "été",
        "has",
        "have",
        "been",
        "confirmed",
    ]
)
_TOLL = frozenset({"toll", "bilan"})
_NONE = frozenset({"no", "aucun", "aucune", "without", "sans", "ni"})
_HARM = frozenset(
    [
        "casualties",
        "casualty",
        "victims",
        "victime",
        "victimes",
        "deaths",
        "fatalities",
        "morts",
        "mort",
        "décès",
    ]
)


def loose_counts(sent: Sent, tellings: Sequence[Telling]) -> None:
    """Give the counts of a sentence that stand as "N dead" to the telling nearest to them."""
    carriers = [
        t
        for t in tellings
        if t.modality in CONFLICT_MODALITIES
        and KINDS[t.kind].family
        in {"violence", "abduction", "property", "protest", "transfer", "sexual"}
    ]
    if not carriers:
        return
    lows, sets = sent.lows, sent.lex.sets
    triggers = {
        k
        for t in tellings
        for k in range(t.a, t.b)
        if t.fatalities is not None or t.wounded is not None or t.abducted is not None
    }
    for k, low in enumerate(lows):
        dead, hurt = low in sets["dead"], low in sets["wounded"]
        if not (dead or hurt) or k in triggers:
            continue
        carrier = min(carriers, key=lambda t: abs(t.a - k))
        if low in _HARM and any(w in _NONE for w in lows[max(0, k - 5) : k]):
            if carrier.fatalities is None:
                carrier.fatalities = Count(0, 0, 0)
            continue
        number = _number_for(sent, k)
        if number is None:
            continue
        count = Count(number, number, number)
        if dead and carrier.fatalities is None:
            carrier.fatalities = count
        elif hurt and carrier.wounded is None:
            carrier.wounded = count
    for k, low in enumerate(lows):
        if low not in _TOLL:
            continue
        for j in range(k + 1, min(k + 10, len(lows))):
            found = read_number(lows, j, sent.lex)
            if found is not None and not any(t.a <= j < t.b for t in sent.times):
                carrier = min(carriers, key=lambda t: abs(t.a - k))
                if carrier.fatalities is None:
                    carrier.fatalities = Count(found[0], found[0], found[0])
                break


def _number_for(sent: Sent, k: int) -> int | None:
    """Number that counts the dead or wounded at a token: "12 soldiers dead", "34 blessés"."""
    lows = sent.lows
    for j in range(k - 1, max(-1, k - 6), -1):
        found = None
        for start in range(max(0, j - 3), j + 1):
            value = read_number(lows, start, sent.lex)
            if value is not None and value[1] == j + 1:
                found = value
                break
        if found is not None:
            if any(t.a <= j < t.b for t in sent.times) or found[0] > 20_000:
                return None
            return found[0]
        unit = sent.unit_at[j]
        if (
            lows[j] not in _BEFORE_STATE
            and not (unit is not None and unit.group is not None)
            and not _adjective(sent, j)
        ):
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
