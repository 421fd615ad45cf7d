"""What a place's own words make of it: where something was, or where somebody came from, went or spoke."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from geomali.extract._attribution import Attribution
from geomali.extract._kinds import CASUALTY
from geomali.extract._lexicon import words
from geomali.extract._sentence import Phrase, Sent

__all__ = ["MOVED", "place_role", "spoken_at"]

_FILLERS: Final = words(
    "the la le l' les town city village locality area region district commune ville localité "
    "région cercle village capital capitale nearby neighbouring northern southern eastern western "
    "central"
)
_CAPITALS: Final = words("capital capitale")
_OF: Final = words("of de d' du")
_TO: Final = words("to towards toward vers jusqu'à jusque into onto")
_FROM: Final = words("from depuis")
# "laid siege to", "set fire to", "close to": no motion.
_STILL: Final = words(
    "siege fire waste damage next close adjacent near nearest nearer proche limited confined "
    "south north east west blow halt"
)
# "to the north", but "fled north towards X"
_COMPASS: Final = words("south north east west")
MOVED: Final = words(
    "took brought rushed arrived arrive arrives arriving landed landing returned returning evacuated transferred "
    "transported flown airlifted taken sent redeployed relocated hospitalised hospitalized "
    "treated buried received arrivé arrivée arrivés arrivées arrive arrivent évacué évacuée évacués évacuées "
    "transféré transférée transférés transférées transporté transportés conduit conduits acheminé acheminés "
    "envoyé envoyés rentré rentrée rentrés revenu revenus retourné retournés hospitalisé hospitalisés soignés "
    "atterri rapatriés rapatrié débarqué inhumés enterrés"
)
"""What brings people somewhere after the event."""
_SHOT: Final = words(
    "shell shells rocket rockets mortar mortars missile missiles obus roquette roquettes"
)
_BOUND: Final = words("heading headed bound destined left leaving departed route parti partis")
_LEFT: Final = words("left fled departed quitté fui")
_CAME: Final = words(
    "venu venus venue venues venant vient viennent provenance parti partis partie parties partant "
    "retour revenant revenus fui départ quitté sorti sortis"
)
_REACHED: Final = words(
    "reached speaking contacted interviewed joint jointe joints contacté contactée contactés "
    "interrogé interrogée joignable posté based basé basée basés basées exile exil"
)
_THAN: Final = words("since than like unlike comme contrairement")
_CARE: Final = words("hospital hôpital clinic clinique morgue csref chu dispensaire infirmary")
_ROADS: Final = words("road roads route routes axe axis highway piste tronçon convoy convoys track")
_LINKING: Final = words("reliant linking connecting ralliant joignant")
_ERRANDS: Final = words(
    "market marché fair foire wedding mariage funeral funérailles meeting réunion"
)
_WARD: Final = words("to vers pour au")
_EXPECTED: Final = words("attendu attendue attendus attendues expected awaited due")
_BESIDE: Final = 3
_WHERE_FROM: Final = words("in at from of à de d' dans the la le")
_SUFFIXES: Final = frozenset({"based", "born", "bound"})
_TIES: Final = (
    "-backed",
    "-led",
    "-linked",
    "-aligned",
    "-affiliated",
    "-funded",
    "-sponsored",
    "-supported",
    "-trained",
    "-mediated",
    "-brokered",
)
"""What makes of a place an adjective of somebody: "the X-backed group"."""


def place_role(phrase: Phrase, sent: Sent) -> str:
    """Part that a place plays by its own words.

    Returns
    -------
    str
        ``location``, ``goal``, ``source``, ``route``, ``speaker`` or
        ``comparison``.  Where nothing says otherwise it is a location.
    """
    if phrase.place is not None and phrase.place.kind == "relative":
        return "location"
    lows = sent.lows
    if lows[phrase.b - 1].endswith(_TIES):
        return "speaker"
    tail = lows[phrase.b : phrase.b + 2]
    if (tail[:1] and tail[0].lstrip("-") in _SUFFIXES) or (
        tail[:1] == ["-"] and tail[1:] and tail[1] in _SUFFIXES
    ):
        return "speaker"
    if set(tail[:1]) & _CARE or set(lows[max(0, phrase.a - 3) : phrase.a]) & _CARE:
        # "taken to the hospital of Gao", but "shells hit the hospital of Gao"
        struck = any(
            low in sent.lex.forms
            and low not in MOVED
            and any(p.kind not in CASUALTY for p in sent.lex.triggers.get(low, ()))
            for low in lows[max(0, phrase.a - 6) : phrase.a]
        )
        if not struck:
            return "goal"
    first = _joined(phrase, sent)
    k = first - 1
    while k >= 0 and (
        lows[k] in _FILLERS
        or (lows[k] in _OF and k and lows[k - 1] in _FILLERS)
        or (lows[k] == "," and k and lows[k - 1] in _CAPITALS)
    ):
        k -= 1
    if k < 0:
        return "location"
    low, before = lows[k], lows[max(0, k - 6) : k]
    if low in {"between", "entre"} or low in _LINKING:
        return "route"
    if low in {"à", "to"} and _LINKING & set(before[-4:]):
        return "route"
    if low in {"à", "at", "in"} and before[-1:] and before[-1] in _EXPECTED:
        return "goal"
    if low in _TO:
        still = _STILL if low in {"to", "into"} else _STILL - _COMPASS
        if before[-1:] and (
            before[-1] in still or (before[-1] in sent.lex.triggers and low == "into")
        ):
            return "location"
        if before[-1:] and before[-1] in _ROADS:
            return "route"
        return "goal"
    if low == "for" and set(before[-3:]) & _BOUND:
        return "goal"
    if low in _FROM:
        return "route" if before[-1:] and before[-1] in _ROADS else "source"
    if low in _OF and lows[k - 1 : k] and lows[k - 1] in {"direction", "destination"}:
        return "goal"
    if low in _OF and lows[k - 1 : k] and lows[k - 1] in _CAME:
        return "source"
    if low in _OF and lows[k - 1 : k] and lows[k - 1] in {"route", "axe", "road"}:
        return "route"
    if low in _LEFT and k:
        return "source"
    if low in _THAN:
        return "comparison"
    if low in {"in", "at", "à", "au", "a", "aux", "dans", "on", "depuis", "near"}:
        j = k - 1
        while j >= 0 and (sent.covered[j] and sent.unit_at[j] is None):
            j -= 1
        while j >= 0 and lows[j] in {"on", "le", "the"}:
            j -= 1
        if j >= 0 and lows[j] in _REACHED:
            return "speaker"
        if before[-1:] and before[-1] in _ERRANDS and _WARD & set(before[-4:-1]):
            # "on their way to a market in X"
            return "goal"
        for j in range(k - 1, max(-1, k - 5), -1):
            if lows[j] in MOVED and not _SHOT & set(lows[max(0, j - 3) : j]):
                return "goal"
            if lows[j] in sent.lex.triggers or lows[j] in {",", ";", "and", "et"}:
                break
    return "location"


def _joined(phrase: Phrase, sent: Sent) -> int:
    """First token of the list of names that a place stands in: its role is the list's."""
    index = bisect_left(sent.places, phrase.a, key=lambda p: p.a)
    first = phrase.a
    for other in reversed(sent.places[max(0, index - 8) : index]):
        link = sent.lows[other.b : first]
        if link not in (["and"], ["et"], [","], ["or"], ["ou"], [",", "and"], ["-"], ["–"]):
            break
        first = other.a
    return first


def spoken_at(phrase: Phrase, sent: Sent, attributions: Sequence[Attribution]) -> bool:
    """Whether a place says where a statement was made: "said in Bamako on Monday that"."""
    lows = sent.lows
    for attribution in attributions:
        claimant = attribution.claimant
        if (
            claimant is not None
            and claimant.b <= phrase.a
            and phrase.b <= attribution.at
            and not any(
                low in sent.lex.triggers and low in sent.lex.forms
                for k, low in enumerate(lows[claimant.b : attribution.at], claimant.b)
                if sent.unit_at[k] is None
            )
        ):
            # "The mayor of Ber, reached in Timbuktu, said"
            return True
        if (
            claimant is not None
            and attribution.end <= claimant.left
            and 0 < phrase.a - claimant.b <= _BESIDE
            and set(lows[claimant.b : phrase.a]) <= _WHERE_FROM
        ):
            # "said a nurse in Ber"
            return True
        if (
            attribution.end > attribution.at
            and attribution.end <= phrase.a
            and lows[attribution.end : attribution.end + 1]
            in (["in"], ["à"], ["at"], ["from"], ["depuis"])
            and phrase.a - attribution.end <= 2
            and lows[attribution.end - 1] in sent.lex.speech
        ):
            stop = phrase.b
            while stop < len(lows) and (sent.covered[stop] or lows[stop] in {"on", "le", ","}):
                stop += 1
            return (
                stop >= len(lows)
                or lows[stop] in {"that", "que", "qu'", "."}
                or bool(attribution.scope and attribution.scope[0][0] == 0)
            )
    return False
