"""Trigger words that only say of which kind another thing is: "withdrawal convoy", "mandat d'arrêt"."""

from __future__ import annotations

from typing import Final

from geomali.extract._kinds import TERRITORY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling

__all__ = ["names_a_thing"]

_HEADS: Final = words(
    "convoy convoys plan plans planning process timetable schedule deadline talks programme program order "
    "orders request calendar warrant warrants helicopter helicopters rifle rifles aircraft capability capabilities zone "
    "zones law laws unit units team teams squad squads phase statistics figures data trend trends exercise "
    "exercises drill drills ban prevention clearance awareness survey movement leader leaders plotter "
    "plotters risk risks threat threats warning warnings alert alerts victim survivor survivors economy"
)
_HEADS_BEFORE: Final = words(
    "plan plans processus calendrier convoi convois mandat mandats hélicoptère hélicoptères avion avions fusil fusils "
    "projet projets délai ordre ordres zone zones phase chronogramme demande demandes risque risques menace "
    "menaces opérateur survivant survivants rescapé rescapés exercice exercices tentatives"
)
_OF: Final = words("de d' du des")
# What is handed over and is no place.
_HANDED: Final = words(
    "hostage hostages prisoner prisoners detainee detainees power body bodies aid weapons arms cheque food "
    "otage otages prisonnier prisonniers détenu détenus pouvoir corps vivres dons don prix diplômes armes "
    "chèque kits matériel"
)


def names_a_thing(telling: Telling) -> bool:
    """Whether a noun is part of a name for something that is no happening."""
    if not telling.noun:
        return False
    lows = telling.sent.lows
    if telling.sent.lex.lang == "en":
        if lows[telling.b : telling.b + 1] and lows[telling.b] in _HEADS:
            return True
    elif telling.a >= 2 and lows[telling.a - 1] in _OF and lows[telling.a - 2] in _HEADS_BEFORE:
        return True
    if telling.kind not in TERRITORY:
        return False
    before = lows[telling.a - 1 : telling.a] if telling.a else []
    after = lows[telling.b : telling.b + 4]
    return bool(set(before) & _HANDED) or (
        bool(after) and after[0] in _OF | {"of"} and bool(set(after[1:]) & _HANDED)
    )
