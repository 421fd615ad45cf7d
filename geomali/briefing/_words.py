"""Words, numbers and days of the briefing, in English and French."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
import pandas as pd

__all__ = ["LANGS", "Note", "Words", "clean", "missing"]

LANGS: Final = ("en", "fr")
_MONTHS: Final = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"],
    "fr": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}
# What a reader cannot see, or what turns the writing round.
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)

TEXT: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Route briefing", "Fiche d’itinéraire"),
    "as_of": ("As of {day}", "Situation au {day}"),
    "window": (
        "events of the {days} days before, within {km} km of the road",
        "événements des {days} jours précédents, à moins de {km} km de la route",
    ),
    "season": ("season: {name}", "saison : {name}"),
    "season.dry": ("dry", "sèche"),
    "season.wet": ("rains", "pluies"),
    "season.flood": ("high water", "hautes eaux"),
    "season.month": ("as in {name}", "comme en {name}"),
    "network": ("Network: {source}", "Réseau : {source}"),
    "network.shipped": (
        "geomali’s own corridor table, schematic lines",
        "table de corridors de geomali, tracés schématiques",
    ),
    "sensitivity": ("Sensitivity: {level}", "Diffusion : {level}"),
    "level.internal": ("INTERNAL – do not pass on", "INTERNE – ne pas transmettre"),
    "level.partner": ("PARTNERS – not for publication", "PARTENAIRES – ne pas publier"),
    "level.public": ("PUBLIC – places generalised", "PUBLIC – lieux généralisés"),
    "caveat": (
        "No report is not no danger.",
        "L’absence de signalement n’est pas l’absence de danger.",
    ),
    "caveat_more": (
        "This sheet shows what the sources in the store report, no more. Stretches without events may be dangerous, mined, or simply not covered. Confirm on the ground, with the authorities and the access focal point, before leaving.",
        "Cette fiche montre ce que rapportent les sources enregistrées, rien de plus. Un tronçon sans événement peut être dangereux, miné, ou simplement non couvert. Confirmer sur le terrain, auprès des autorités et du point focal accès, avant le départ.",
    ),
    "schematic": (
        "Lines are schematic: do not navigate by this map.",
        "Tracés schématiques : ne pas s’orienter avec cette carte.",
    ),
    "length": ("Length", "Longueur"),
    "time": ("Driving time", "Temps de route"),
    "events": ("Events near the road", "Événements près de la route"),
    "events_short": ("Events", "Évén."),
    "deaths": ("Deaths stated", "Morts annoncés"),
    "deaths_short": ("Deaths", "Morts"),
    "deaths_none": ("not stated", "non précisé"),
    "deaths_part": ("{n} events state none", "non précisé pour {n} évén."),
    "deaths_part_one": ("{n} event states none", "non précisé pour {n} évén."),
    "score": ("Exposure score", "Score d’exposition"),
    "score_short": ("Exposure", "Exposition"),
    "possible": ("Possibly near", "Peut-être proches"),
    "possible_help": (
        "known to a region only, or undated: not counted",
        "connus à la région seulement, ou non datés : non comptés",
    ),
    "change": ("since {day}: {n} events", "depuis le {day} : {n} évén."),
    "map": ("The way", "Le trajet"),
    "profile": ("Exposure along the way", "Exposition le long du trajet"),
    "profile_axis": ("score per km", "score par km"),
    "alternatives": ("Ways compared", "Itinéraires comparés"),
    "way": ("Way", "Itinéraire"),
    "through": ("through {places}", "par {places}"),
    "kind.shortest": ("shortest", "plus court"),
    "kind.fastest": ("fastest", "plus rapide"),
    "kind.least_exposed": ("least exposed", "moins exposé"),
    "kind.alternative": ("alternative", "autre choix"),
    "kind.given": ("as drawn", "tel que tracé"),
    "shown": ("described below", "décrit ci-dessous"),
    "unconfirmed": ("{km} km of unconfirmed length", "{km} km de longueur non confirmée"),
    "approach": ("{km} km off the network", "{km} km hors réseau"),
    "stretches": ("Stretch by stretch", "Tronçon par tronçon"),
    "stretch": ("Stretch", "Tronçon"),
    "km": ("km", "km"),
    "hours": ("h", "h"),
    "road": ("Road", "Route"),
    "control_ahead": ("Who claims the town at its end", "Qui revendique la localité d’arrivée"),
    "last_event": ("Latest event near it", "Dernier événement proche"),
    "none_known": ("no report known", "aucun signalement connu"),
    "state.held": ("held by {who}", "tenu par {who}"),
    "state.claimed": ("claimed by {who}", "revendiqué par {who}"),
    "state.contested": ("contested: {who}", "contesté : {who}"),
    "state.temporarily_entered": ("entered by {who}", "entrée de {who}"),
    "state.unknown": ("no claim known", "aucune connue"),
    "somebody": ("not stated", "non précisé"),
    "age": ("evidence {n} days old", "indice vieux de {n} j"),
    "past.held": ("last reported held by {who}", "dernier signalement : tenu par {who}"),
    "past.claimed": (
        "last reported claimed by {who}",
        "dernier signalement : revendiqué par {who}",
    ),
    "past.contested": ("last reported contested: {who}", "dernier signalement : contesté, {who}"),
    "past.temporarily_entered": (
        "last reported entered by {who}",
        "dernier signalement : entrée de {who}",
    ),
    "ago_months": ("{n} months ago", "il y a {n} mois"),
    "ago_years": ("{n} years ago", "il y a {n} ans"),
    "age_zero": ("evidence of the day", "indice du jour"),
    "last_events": ("What was reported", "Ce qui a été signalé"),
    "possible_events": (
        "May have been near the road (region only, or no date; not counted)",
        "Peut-être près de la route (région seulement, ou sans date ; non comptés)",
    ),
    "flows": (
        "People who left or reached towns on the way",
        "Personnes parties de localités du trajet, ou arrivées",
    ),
    "persons": ("{n} people", "{n} personnes"),
    "persons_unknown": ("number not stated", "nombre non précisé"),
    "reason.region only": ("region only", "région seulement"),
    "reason.no date": ("no date", "sans date"),
    "more": ("and {n} more in the table", "et {n} autres dans le tableau"),
    "at": ("km {km}", "km {km}"),
    "away": ("{km} km off", "à {km} km"),
    "on_road": ("on the road", "sur la route"),
    "dead": ("{n} dead stated", "{n} morts annoncés"),
    "dead_one": ("1 dead stated", "1 mort annoncé"),
    "dead_none": ("stated: nobody died", "annoncé : aucun mort"),
    "of": ("{n} of {total}, the rest in the table", "{n} sur {total}, les autres dans le tableau"),
    "dead_not_stated": ("deaths not stated", "morts non précisés"),
    "tilde": (
        "~ length not confirmed by a second source; (+n ?) events that may have been near",
        "~ longueur non confirmée par une seconde source ; (+n ?) événements peut-être proches",
    ),
    "shared": (
        "* event near a neighbouring stretch too: it stands in both rows and counts once in the totals",
        "* événement proche aussi d’un tronçon voisin : sur les deux lignes, compté une fois dans les totaux",
    ),
    "roughly": ("place known roughly, ≈ {km} km off", "lieu approximatif, à ≈ {km} km"),
    "colon": (": ", "\u00a0: "),
    "time_short": ("Time", "Temps"),
    "wait": ("with {time} of waiting", "dont {time} d’attente"),
    "contested": ("accounts differ", "versions divergentes"),
    "source": ("Source", "Source"),
    "source_unknown": ("source not named", "source non précisée"),
    "no_quote": ("no text kept", "pas de texte conservé"),
    "start": ("start", "départ"),
    "legend": ("Exposure of a stretch (score per km)", "Exposition d’un tronçon (score par km)"),
    "legend.0": ("no report", "aucun signalement"),
    "legend_other": ("other ways", "autres itinéraires"),
    "legend_town": (
        "town: held, claimed, contested, no claim",
        "ville : tenue, revendiquée, contestée, sans revendication",
    ),
    "legend_past": (
        "pale: last reported more than a year ago",
        "pâle : dernier signalement de plus d’un an",
    ),
    "legend_event": ("events", "événements"),
    "closed_now": ("Closed to this plan: {names}", "Fermés pour ce plan : {names}"),
    "restricted": ("restricted", "restreint"),
    "method": (
        "Score: each event adds, per kilometre of road near it, a weight for its type, age (halved every {half} days), distance and precision ({table}). Counts are plain. Control is derived from claims, never assumed. Lengths, speeds and seasons of the corridor table are partly estimates.",
        "Score : chaque événement ajoute, par kilomètre de route proche, un poids selon son type, son âge (divisé par deux tous les {half} jours), sa distance et sa précision ({table}). Les décomptes sont bruts. Le contrôle est déduit des revendications, jamais supposé. Longueurs, vitesses et saisons de la table de corridors sont en partie des estimations.",
    ),
    "surface.paved": ("paved", "bitume"),
    "surface.paved_worn": ("worn tar", "bitume dégradé"),
    "surface.laterite": ("laterite", "latérite"),
    "surface.earth": ("earth track", "piste en terre"),
    "surface.sand": ("sand track", "piste sableuse"),
    "surface.river": ("river", "fleuve"),
    "surface.ground": ("ground", "sol"),
    "no_path": ("No way found", "Aucun itinéraire"),
    "note.read_as": (
        "“{asked}” is read as {place} ({within})",
        "« {asked} » est lu {place} ({within})",
    ),
    "note.off_roads": (
        "{name}: kept as drawn, for only {share} % of it follows roads of the network",
        "{name} : gardé tel que tracé, car seuls {share} % suivent des routes du réseau",
    ),
    "note.far": (
        "{name}: kept as drawn, for it ends far from any road",
        "{name} : gardé tel que tracé, car ses bouts sont loin de toute route",
    ),
    "page_note": ("geomali route briefing", "geomali, fiche d’itinéraire"),
}


@lru_cache(maxsize=1)
def _shared_words() -> Any:
    """Names of event types, as the map has them."""
    file = resources.files("geomali.maps").joinpath("assets", "strings.json")
    return json.loads(file.read_text(encoding="utf-8"))


def clean(value: Any) -> str:
    """Text without what cannot be seen; missing is empty.  Not escaped yet."""
    if not isinstance(value, str):
        return ""
    return _UNSEEN.sub("", value).strip()


def missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA."""
    return bool(pd.isna(value)) if not isinstance(value, list | tuple | np.ndarray) else False


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader must know of how the question was understood, in either language.

    ``key`` is the end of a key of the table of texts, ``values`` what is put into it.
    """

    key: str
    values: tuple[tuple[str, str], ...]

    def text(self, lang: str = "en") -> str:
        """The note as plain text."""
        return html.unescape(Words(lang)(f"note.{self.key}", **dict(self.values)))

    def __str__(self) -> str:
        return self.text()


class Words:
    """The words of one language."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGS:
            raise ValueError(f"language {lang!r} is unknown; use {' or '.join(LANGS)}")
        self.lang = lang
        self._at = LANGS.index(lang)

    def __call__(self, key: str, **values: Any) -> str:
        """One text, escaped for HTML; so are the values put into it."""
        text = TEXT[key][self._at]
        safe = {name: html.escape(clean(str(value))) for name, value in values.items()}
        return (
            html.escape(text, quote=False).format(**safe)
            if values
            else html.escape(text, quote=False)
        )

    def has(self, key: str) -> bool:
        """Whether there is a text of that key."""
        return key in TEXT

    def kind(self, event_type: Any, sub_event_type: Any) -> str:
        """Name of an event's type, escaped."""
        words = _shared_words()[self.lang]
        sub, kind = clean(sub_event_type), clean(event_type)
        shown = words.get(f"sub.{sub}") if sub and sub != "Other" else None
        return html.escape(shown or words.get(f"type.{kind}") or sub or kind)

    def number(self, value: float, digits: int = 0) -> str:
        """A number as the language writes it."""
        text = f"{value:,.{digits}f}"
        if self.lang == "fr":
            text = text.replace(",", "\u202f").replace(".", ",")
        return text

    def hours(self, value: float) -> str:
        """Hours and minutes, to five minutes."""
        minutes = round(value * 12) * 5
        return f"{minutes // 60}\u202fh\u202f{minutes % 60:02d}"

    def month(self, month: int) -> str:
        """Short name of a month."""
        return _MONTHS[self.lang][month - 1]

    def day(self, value: Any) -> str:
        """A day as the language writes it; empty if missing."""
        if missing(value):
            return ""
        day = value if type(value) is date else np.datetime64(value, "D").item()
        first = "1er" if self.lang == "fr" and day.day == 1 else str(day.day)
        return f"{first}\u00a0{self.month(day.month)}\u00a0{day.year}"
