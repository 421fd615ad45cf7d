"""English and French names of layers, columns and coded values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["ALIASES", "VALUES", "WORDS", "alias", "word"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("geomali: who claims what, and where", "geomali : qui revendique quoi, et où"),
    "group.type": ("Events by type", "Événements par type"),
    "group.actor": ("Events by actor", "Événements par acteur"),
    "group.control": ("Control by place", "Contrôle par lieu"),
    "group.claims": ("Claims", "Déclarations"),
    "group.displacement": ("Displaced people", "Déplacés internes (PDI)"),
    "group.routes": ("Routes", "Itinéraires"),
    "group.lists": ("Not on the map, and sources", "Hors carte, et sources"),
    "group.basemap": ("Base map", "Fond de carte"),
    "events": ("Events at a place", "Événements en un lieu"),
    "events_near": ("Near a place: radius", "Près d’un lieu : rayon"),
    "event_areas": ("Events somewhere in an area", "Événements quelque part dans une zone"),
    "event_lines": ("Events somewhere along a line", "Événements quelque part le long d’une ligne"),
    "events_by_actor": ("Actors of events", "Acteurs des événements"),
    "control": ("Who holds the place", "Qui tient le lieu"),
    "claims": ("Who says what", "Qui dit quoi"),
    "displacement": ("Displaced people", "Déplacés internes (PDI)"),
    "displacement_areas": ("Displaced people by unit", "Déplacés internes par unité"),
    "routes": ("Routes", "Itinéraires"),
    "not_on_map": ("Events without a place or a date", "Événements sans lieu ou sans date"),
    "reports": ("Reports", "Rapports"),
    "sources": ("Sources", "Sources"),
    "countries": ("Countries", "Pays"),
    "regions": ("Regions", "Régions"),
    "cercles": ("Cercles", "Cercles"),
    "borders": ("Borders", "Frontières"),
    "rivers": ("Rivers", "Cours d’eau"),
    "lakes": ("Lakes", "Lacs"),
    "roads": ("Road corridors", "Axes routiers"),
    "places": ("Places", "Lieux"),
    "home": ("Country mapped", "Pays cartographié"),
    "abroad": ("Neighbours", "Voisins"),
    "disputed": ("Disputed", "Contesté"),
    "border": ("Border", "Frontière"),
    "outer_edge": ("Outer edge of a neighbour", "Limite extérieure d'un voisin"),
    "in_use": ("Named in the data", "Nommé dans les données"),
    "exposure.high": ("Many events near", "Beaucoup d’événements proches"),
    "exposure.middle": ("Some events near", "Des événements proches"),
    "exposure.low": ("Few events near", "Peu d’événements proches"),
    "exposure.none": ("No event found near", "Aucun événement trouvé à proximité"),
    "exposure.": ("Not worked out", "Non calculée"),
    "licences": (
        "those of the sources (table sources)",
        "celles des sources (table sources)",
    ),
    "mode.road": ("Road", "Route"),
    "mode.track": ("Track", "Piste"),
    "mode.river": ("River", "Voie d’eau"),
    "other_places": ("Other places", "Autres lieux"),
    "deaths": ("deaths", "morts"),
    "accounts_differ": ("accounts differ", "versions divergentes"),
    "date_unknown": ("date not stated", "date non précisée"),
    "as_known": ("reported on", "rapporté le"),
    "since": ("since", "depuis le"),
    "evidence": ("newest evidence", "indice le plus récent"),
    "persons": ("displaced persons", "personnes déplacées"),
    "returnees": ("returnees", "retournés"),
    "not_stated": ("not stated", "non précisé"),
    "level.internal": (
        "Internal version: full detail, do not pass on",
        "Version interne : tout le détail, ne pas diffuser",
    ),
    "level.partner": ("Partner version", "Version partenaires"),
    "level.public": (
        "Public version: places generalised",
        "Version publique : lieux généralisés",
    ),
    "abstract.events": (
        (
            "One row per event. Shape: type; colour and letter: family of the first actor; hollow: "
            "alleged or claimed; ≠: accounts differ. An event without a date shows only while the "
            "temporal controller is off."
        ),
        (
            "Une ligne par événement. Forme : type ; couleur et lettre : famille du premier acteur ; "
            "creux : allégué ou revendiqué ; ≠ : versions divergentes. Un événement sans date "
            "n’apparaît que si le contrôleur temporel est éteint."
        ),
    ),
    "abstract.events_near": (
        "Events known to have happened near a place: the circle holds the true place.",
        "Événements survenus près d’un lieu : le cercle contient le lieu véritable.",
    ),
    "abstract.event_areas": (
        "Events whose sources name an area and no point in it: they happened somewhere inside.",
        (
            "Événements dont les sources nomment une zone sans point précis : ils ont eu lieu quelque "
            "part à l’intérieur."
        ),
    ),
    "abstract.event_lines": (
        "Events whose sources name a river and no point on it.",
        "Événements dont les sources nomment un cours d’eau sans point précis.",
    ),
    "abstract.events_by_actor": (
        "One row per event and involved actor, on whichever side. Do not count events here.",
        (
            "Une ligne par événement et acteur impliqué, de quelque côté que ce soit. Ne pas y compter "
            "les événements."
        ),
    ),
    "abstract.control": (
        (
            "State of each place from one day to another, derived from claims; the rule and the "
            "claims behind it stand in each row. The newest state of the period shown lies on top. "
            "A place without evidence has no symbol: nothing is filled between places."
        ),
        (
            "État de chaque lieu d’un jour à l’autre, déduit des déclarations ; la règle et les "
            "déclarations figurent sur chaque ligne. L’état le plus récent de la période affichée est "
            "au-dessus. Un lieu sans indice n’a pas de symbole : rien n’est rempli entre les lieux."
        ),
    ),
    "abstract.claims": (
        "One party’s statement about an event or about who holds a place.",
        "Ce qu’une partie dit d’un événement ou de qui tient un lieu.",
    ),
    "abstract.displacement": (
        "Displaced people by round. A missing number is not zero.",
        "Déplacés internes par passage. Un nombre manquant n’est pas zéro.",
    ),
    "abstract.displacement_areas": (
        "Displaced people added up by administrative unit. A missing number is not zero.",
        "Déplacés internes additionnés par unité administrative. Un nombre manquant n’est pas zéro.",
    ),
    "abstract.routes": ("Routes as given.", "Itinéraires tels que fournis."),
    "abstract.not_on_map": (
        (
            "The sources state no place or no date for these. They are kept in this list, not put on "
            "a point or a day that nobody stated."
        ),
        (
            "Les sources ne donnent ni lieu ou ni date. Ils restent dans cette liste, sans point ni "
            "jour que personne n’a indiqué."
        ),
    ),
    "abstract.reports": ("Reports that were read.", "Rapports lus."),
    "abstract.sources": ("Sources of the rows.", "Sources des lignes."),
    "abstract.countries": ("Countries.", "Pays."),
    "abstract.regions": (
        "Regions on the map of the p-codes. Outlines are simplified and imply no position.",
        "Régions selon la carte des p-codes. Contours simplifiés, sans valeur officielle.",
    ),
    "abstract.cercles": (
        "Cercles on the map of the p-codes. Outlines are simplified and imply no position.",
        "Cercles selon la carte des p-codes. Contours simplifiés, sans valeur officielle.",
    ),
    "abstract.borders": (
        "Borders; they imply no position.",
        "Frontières ; sans valeur officielle.",
    ),
    "abstract.rivers": ("Rivers, simplified.", "Cours d’eau, simplifiés."),
    "abstract.lakes": (
        "Lakes, generalised: both grow and shrink, and Faguibine has been dry for years at a time.",
        "Lacs, généralisés : tous deux varient, et le Faguibine a été à sec des années durant.",
    ),
    "abstract.roads": (
        "Road corridors between towns, schematic: for orientation, not for navigation.",
        "Axes entre localités, schématiques : pour s’orienter, non pour naviguer.",
    ),
    "abstract.places": ("Places of the gazetteer.", "Lieux de la nomenclature."),
}

ALIASES: Final[Mapping[str, tuple[str, str]]] = {
    "event_id": ("Event", "Événement"),
    "event_date": ("Date", "Date"),
    "date_earliest": ("First possible day", "Premier jour possible"),
    "date_latest": ("Last possible day", "Dernier jour possible"),
    "time_precision": ("Date precision", "Précision de la date"),
    "date_rule": ("How dated", "Règle de datation"),
    "date_expression": ("Words of the date", "Expression de date"),
    "disorder_type": ("Disorder type", "Type de trouble"),
    "event_type": ("Type", "Type"),
    "sub_event_type": ("Sub-type", "Sous-type"),
    "modality": ("Status", "Statut"),
    "outcome": ("Outcome", "Issue"),
    "target": ("Target", "Cible"),
    "weapon": ("Weapon", "Arme"),
    "side_a": ("Side A (ids)", "Camp A (identifiants)"),
    "side_b": ("Side B (ids)", "Camp B (identifiants)"),
    "affected": ("Affected (ids)", "Touchés (identifiants)"),
    "actors_text": ("Actor ids", "Identifiants des acteurs"),
    "actors": ("Actors", "Acteurs"),
    "actor_labels": ("Words used for actors", "Termes employés pour les acteurs"),
    "doubt": ("Doubt", "Doute"),
    "place_id": ("Place id", "Identifiant du lieu"),
    "place_name": ("Place", "Lieu"),
    "area_name": ("Area", "Zone"),
    "place_text": ("Place as named", "Lieu tel que nommé"),
    "admin1": ("Region", "Région"),
    "admin2": ("Cercle", "Cercle"),
    "admin3": ("Commune", "Commune"),
    "country": ("Country", "Pays"),
    "geo_precision": ("Place precision", "Précision du lieu"),
    "uncertainty_km": ("Uncertainty (km)", "Incertitude (km)"),
    "source_lat": ("Latitude as published", "Latitude publiée"),
    "source_lon": ("Longitude as published", "Longitude publiée"),
    "fatalities_low": ("Deaths, lowest", "Morts, minimum"),
    "fatalities_best": ("Deaths", "Morts"),
    "fatalities_high": ("Deaths, highest", "Morts, maximum"),
    "wounded_best": ("Wounded", "Blessés"),
    "abducted_best": ("Abducted", "Enlevés"),
    "contested": ("Accounts differ", "Versions divergentes"),
    "confidence": ("Confidence", "Confiance"),
    "source_ids": ("Sources", "Sources"),
    "n_sources": ("Number of sources", "Nombre de sources"),
    "notes": ("Notes", "Notes"),
    "reported_date": ("Reported on", "Rapporté le"),
    "revision": ("Revision", "Révision"),
    "status": ("Row status", "État de la ligne"),
    "family": ("Actor family", "Famille d’acteurs"),
    "family_2": ("Second family", "Seconde famille"),
    "not_on_map": ("Not on the map: why", "Hors carte : raison"),
    "actor": ("Actor id", "Identifiant de l’acteur"),
    "actor_name": ("Actor", "Acteur"),
    "actor_label": ("Words used", "Termes employés"),
    "role": ("Role", "Rôle"),
    "claim_id": ("Claim", "Déclaration"),
    "claimant": ("Claimant id", "Identifiant du déclarant"),
    "claimant_name": ("Claimant", "Déclarant"),
    "claimant_text": ("Claimant as named", "Déclarant tel que nommé"),
    "channel": ("Channel", "Canal"),
    "stance": ("Stance", "Position"),
    "proposition": ("What is said", "Ce qui est dit"),
    "subject": ("Who did it (id)", "Auteur (identifiant)"),
    "subject_name": ("Who did it", "Auteur"),
    "object": ("To whom or what", "À qui ou à quoi"),
    "claim_date": ("Said to hold from", "Valable dès le"),
    "claim_date_latest": ("At the latest from", "Au plus tard dès le"),
    "basis": ("Basis", "Fondement"),
    "reliability": ("Source reliability (A-F)", "Fiabilité de la source (A-F)"),
    "credibility": ("Credibility (1-6)", "Crédibilité (1-6)"),
    "conflicts_with": ("Contradicted by", "Contredit par"),
    "corroborates": ("Confirmed by", "Confirmé par"),
    "report_id": ("Report", "Rapport"),
    "start": ("First character", "Premier caractère"),
    "end": ("End of quote", "Fin de la citation"),
    "quote": ("Quote", "Citation"),
    "state": ("State", "État"),
    "holder": ("Holder (id)", "Détenteur (identifiant)"),
    "claimants": ("Claimants (ids)", "Prétendants (identifiants)"),
    "who": ("Who", "Qui"),
    "valid_from": ("From", "Du"),
    "valid_to": ("To", "Au"),
    "as_of": ("As of", "À la date du"),
    "known_on": ("Known on", "Connu le"),
    "last_evidence_date": ("Newest evidence", "Indice le plus récent"),
    "evidence_age_days": ("Age of evidence (days)", "Âge de l’indice (jours)"),
    "rule": ("Rule", "Règle"),
    "claim_ids": ("Claims behind it", "Déclarations à l’appui"),
    "record_id": ("Record", "Fiche"),
    "source_id": ("Source", "Source"),
    "round": ("Round", "Passage"),
    "date": ("Date", "Date"),
    "admin_scheme": ("Code scheme", "Nomenclature des codes"),
    "admin1_code": ("Region code", "Code de la région"),
    "admin2_code": ("Cercle code", "Code du cercle"),
    "admin3_code": ("Commune code", "Code de la commune"),
    "site": ("Site", "Site"),
    "persons": ("Displaced persons", "Personnes déplacées"),
    "households": ("Displaced households", "Ménages déplacés"),
    "returnees": ("Returnees", "Retournés"),
    "returnee_households": ("Returnee households", "Ménages retournés"),
    "origin_admin1": ("Region left", "Région d’origine"),
    "origin_admin2": ("Cercle left", "Cercle d’origine"),
    "reason": ("Reason", "Motif"),
    "file": ("File", "Fichier"),
    "title": ("Title", "Titre"),
    "source": ("Publisher", "Éditeur"),
    "url": ("Address", "Adresse"),
    "lang": ("Language", "Langue"),
    "published": ("Published", "Publié le"),
    "document_date_earliest": ("Written, earliest", "Rédigé au plus tôt"),
    "document_date_latest": ("Written, latest", "Rédigé au plus tard"),
    "document_date_rule": ("How dated", "Règle de datation"),
    "flags": ("Flags", "Signalements"),
    "text_sha256": ("Hash of the text", "Empreinte du texte"),
    "text": ("Text", "Texte"),
    "kind": ("Kind", "Nature"),
    "name": ("Name", "Nom"),
    "name_en": ("English name", "Nom anglais"),
    "name_fr": ("French name", "Nom français"),
    "publisher": ("Publisher", "Éditeur"),
    "licence": ("Licence", "Licence"),
    "retrieved": ("Version", "Version"),
    "rank": ("Rank", "Rang"),
    "in_use": ("Named in the data", "Nommé dans les données"),
    "use_rank": ("Rank by rows", "Rang par nombre de lignes"),
    "has_control": ("Has a state of control", "A un état de contrôle"),
    "home": ("Country mapped", "Pays cartographié"),
    "scheme": ("Map of units", "Découpage"),
    "length_km": ("Length (km)", "Longueur (km)"),
    "surface": ("Surface", "Revêtement"),
    "mode": ("Kind of way", "Type de voie"),
    "number": ("Number", "Numéro"),
    "exposure": ("Exposure", "Exposition"),
    "score": ("Exposure score", "Indice d’exposition"),
    "event_count": ("Events near", "Événements proches"),
}
"""Readable names of columns."""

_TYPES: Final = {
    "Battles": ("Battles", "Combats"),
    "Explosions/Remote violence": (
        "Explosions, remote violence",
        "Explosions, violence à distance",
    ),
    "Violence against civilians": ("Violence against civilians", "Violence contre des civils"),
    "Protests": ("Protests", "Manifestations"),
    "Riots": ("Riots", "Émeutes"),
    "Strategic developments": ("Strategic developments", "Faits stratégiques"),
}
VALUES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "event_type": _TYPES,
    "modality": {
        "occurred": ("occurred", "survenu"),
        "alleged": ("alleged", "allégué"),
        "claimed": ("claimed", "revendiqué"),
    },
    "outcome": {
        "captured": ("captured", "pris"),
        "repelled": ("repelled", "repoussé"),
        "withdrew": ("withdrew", "retrait"),
        "handed_over": ("handed over", "remis"),
        "entered": ("entered", "entrée"),
        "destroyed": ("destroyed", "détruit"),
        "none_stated": ("none stated", "non précisée"),
    },
    "state": {
        "held": ("Held", "Tenu"),
        "claimed": ("Claimed", "Revendiqué"),
        "contested": ("Contested", "Contesté"),
        "temporarily_entered": ("Temporarily entered", "Entrée temporaire"),
        "unknown": ("Unknown", "Inconnu"),
    },
    "stance": {
        "asserts": ("asserts", "affirme"),
        "denies": ("denies", "dément"),
        "accuses": ("accuses", "accuse"),
        "reports": ("reports", "rapporte"),
    },
    "role": {
        "side_a": ("one side", "un camp"),
        "side_b": ("the other side", "l’autre camp"),
        "affected": ("affected", "touché"),
    },
    "proposition": {
        "captured": ("captured", "a pris"),
        "holds": ("holds", "tient"),
        "entered": ("entered", "est entré à"),
        "repelled": ("repelled an attack", "a repoussé une attaque"),
        "withdrew": ("withdrew", "s’est retiré"),
        "handed_over": ("handed over", "a remis"),
        "attacked": ("attacked", "a attaqué"),
        "clashed": ("clashed", "s’est affronté"),
        "bombed": ("bombed", "a bombardé"),
        "killed": ("killed", "a tué"),
        "wounded": ("wounded", "a blessé"),
        "abducted": ("abducted", "a enlevé"),
        "arrested": ("arrested", "a arrêté"),
        "destroyed": ("destroyed", "a détruit"),
        "looted": ("looted", "a pillé"),
        "other": ("other", "autre"),
    },
    "basis": {
        "party": ("a party’s word", "parole d’une partie"),
        "witness": ("a witness", "un témoin"),
        "journalist": ("a journalist", "un journaliste"),
        "assessed": ("assessed", "évalué"),
        "dataset": ("a dataset", "un jeu de données"),
        "claimed_by": ("claimed by a party", "revendiqué par une partie"),
        "reported_by_witness": ("reported by a witness", "rapporté par un témoin"),
        "implied": ("implied", "implicite"),
    },
    "geo_precision": {
        "1": ("named place", "lieu nommé"),
        "2": ("near the place, small area", "près du lieu, petite zone"),
        "3": ("region", "région"),
    },
    "time_precision": {
        "1": ("to the day", "au jour"),
        "2": ("to the week", "à la semaine"),
        "3": ("to the month", "au mois"),
    },
}
"""Readable names of coded values, by column."""


def word(key: str, lang: str) -> str:
    """Words of the interface."""
    return WORDS[key][lang == "fr"]


def alias(column: str, lang: str) -> str:
    """Readable name of a column; its own name where there is none."""
    found = ALIASES.get(column)
    return found[lang == "fr"] if found else column
