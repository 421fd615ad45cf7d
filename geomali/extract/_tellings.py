"""Trigger words in a sentence: what is told, by which verb, of whom, and how surely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geomali.extract._attribution import Attribution
from geomali.extract._causes import civil_move, is_days_before, is_mishap, is_talked_of, is_tally
from geomali.extract._compounds import names_a_thing
from geomali.extract._kinds import CASUALTY, KINDS
from geomali.extract._lexicon import Pattern, match_slots, words
from geomali.extract._modality import judge
from geomali.extract._records import Telling
from geomali.extract._roles import assign_roles
from geomali.extract._sentence import Sent
from geomali.extract._takings import (
    GOODS,
    falls,
    names_country,
    people_captured,
    territorial,
    things_taken,
)
from geomali.extract._voice import is_noun_use, read_verb_group, strikes
from geomali.schema import CONFLICT_MODALITIES

__all__ = ["find_tellings", "is_anchor", "is_long_past"]


_NEW = words("new another fresh second nouvelle nouvel nouveau autre deuxième seconde")
_OTHER = words(
    "previous earlier past recent-past former similar last précédente précédent dernière "
    "antérieure similaire previously similaires précédentes"
)
_BACK = words("this that these those the ce cet cette ces la le l' les")
_AGREEMENTS = words(
    "agreement agreements accord accords deal deals ceasefire cease-fire truce pact "
    "declaration treaty protocol roadmap charter cessez-le-feu trêve pacte déclaration traité "
    "protocole feuille charte memorandum mémorandum"
)
_ARMED = frozenset({"state", "foreign", "armed", "fighters", "mission"})
_MANNED = words("state foreign armed fighters mission pronoun civilians")
_CLAUSE_STARTS = words(", and before after while by et en then")
_AIMING = words("target viser cibler strike hit frapper charge assail")
_PROTEST = words(
    "demand demanding protest protesting against denounce support end manifester exiger "
    "réclamer contre dénoncer soutien demander protester protesters demonstrators "
    "manifestants rally slogans placards"
)
_ANY = words("more some new de des d' plusieurs several other")
_MASSES = words("thousands millions milliers millions")
_SHOWN = words(
    "that how why what its their his her our the a an once par que qu' son sa ses leur leurs la le "
    "l' une un"
)
_WEAK_LEMMAS = words(
    "hold control operation operations opération opérations sweep mine mines shells rockets "
    "mortars roquettes obus mortier mortiers engage @hold @control perish die @die @perish "
    "@mourir @périr @décéder @engage occupation contrôler deaths roquette battle rape rapes viol viols "
    "torture fight battle combattre disparition disparitions unrest détention detention "
    "detentions occupy occuper looting vol theft robbery robberies banditry murder murders "
    "hostilities hostilités ratissage"
)


def find_tellings(sent: Sent, text: str, attributions: Sequence[Attribution]) -> list[Telling]:
    """Every telling of a sentence, in order, with its roles and modality."""
    tellings = []
    i = 0
    while i < len(sent.lows):
        for slots in sent.lex.idle.get(sent.lows[i], ()):
            i = match_slots(slots, sent.lows, i) or i
        if i == len(sent.lows):
            break
        telling = _at(sent, i)
        if telling is None:
            i += 1
            continue
        tellings.append(telling)
        i = max(telling.b, i + 1)
    tellings = [t for t in tellings if not _is_booty(t, tellings)]
    for telling in tellings:
        people_captured(telling)
    for position, telling in enumerate(tellings):
        assign_roles(telling, tellings[:position], attributions)
        if telling.setting and (telling.agents or telling.patients or telling.tolls):
            telling.weak = telling.lemma in _WEAK_LEMMAS
    # Who speaks further on is nobody's victim, unless it is "with rebels, who said …".
    speakers = [
        a.claimant
        for a in attributions
        if a.claimant is not None
        and not a.claimant.pronoun
        and not {"who", "which", "qui"} & set(sent.lows[a.claimant.b : a.claimant.b + 2])
    ]
    for telling in tellings:
        telling.patients = [
            u for u in telling.patients if not any(u is s and u.a > telling.b for s in speakers)
        ]
    tellings = [t for t in tellings if _makes_sense(t) and not civil_move(t)]
    violent = any(
        KINDS[t.kind].family == "violence" and t.kind not in CASUALTY | {"explosion"}
        for t in tellings
    )
    kept = [t for t in tellings if violent or not is_mishap(t)]
    for telling in kept:
        if telling.kind == "kill" and telling.tolls and any(_is_new_fight(t) for t in tellings):
            # "Three died in an offensive": what they died of stands beside it.
            telling.weak = False
    for telling in kept:
        judge(telling, text, attributions)
        camp = _camp_speaking(telling)
        if camp is not None:
            telling.tolls = [replace(toll, by=camp) for toll in telling.tolls]
        telling.weak = telling.weak or (telling.noun and is_tally(telling))
        if telling.modality in CONFLICT_MODALITIES and is_talked_of(telling):
            telling.modality = "background"
        chain = sent.lows[telling.first - 5 * telling.noun if telling.first >= 5 else 0 : telling.a]
        if not telling.noun and sent.lows[: telling.first][-2:] == ["par", "ailleurs"]:
            # "un poste a par ailleurs été attaqué": French turns to another happening.
            telling.reference = "new"
        if _turns_to_another(telling) and all(
            t.reference != "new" for t in kept if t.a < telling.a
        ):
            telling.reference = "new"
        telling.prior = telling.attribution is None and bool(
            {"had", "avait", "avaient"} & set(chain)
        )
        if telling.modality in CONFLICT_MODALITIES and _sums_up_a_war(telling):
            telling.modality = "background"
        if telling.modality in CONFLICT_MODALITIES and (
            (telling.noun and is_long_past(sent, telling.a))
            or _weeks_after(telling)
            or is_days_before(telling)
        ):
            telling.modality = "background"
    _subordinate(kept)
    for telling in kept:
        cause = telling.of_event
        if (
            cause is not None
            and cause.modality == "background"
            and telling.modality in CONFLICT_MODALITIES
        ):
            telling.modality = "background"
    return kept


def _sums_up_a_war(telling: Telling) -> bool:
    """Whether it counts the dead of years: "have killed thousands and displaced millions"."""
    lows = telling.sent.lows
    if (
        telling.kind in CASUALTY
        and not telling.sent.places
        and _VARIOUS.search(" ".join(lows[telling.b : telling.b + 8]))
    ):
        return True  # "This week about 40 people died in various attacks"
    if telling.kind not in CASUALTY or any(
        p.time is not None and p.time.time_precision == 1 for p in telling.sent.times
    ):
        return False
    before = lows[max(0, telling.first - 6) : telling.first] if telling.voice != "active" else []
    return bool(_MASSES & {*lows[telling.b : telling.b + 4], *before})


_VARIOUS = re.compile(
    r"\b(?:in|dans|lors de) (?:various|several|separate|multiple|different|diverses|plusieurs|différentes)"
    r" (?:\w+ )?(?:attacks|incidents|raids|attaques)\b"
)
_ELSEWHERE = re.compile(
    r"(?:meanwhile , |also , )?(?:in (?:a|an|another) (?:separate|different|another|second|other|unrelated|similar)?"
    r" ?(?:incident|attack|event|development|ambush|raid|case)\b|separately\b|elsewhere\b"
    r"|toujours dans (?:la|le) même (?:région|cercle|secteur|zone)|also in the same \w+"
    r"|dans un(?:e)? (?:autre|second|seconde) (?:incident|attaque|événement|affaire)\b|ailleurs ,)"
)


def _turns_to_another(telling: Telling) -> bool:
    """Whether a sentence or verb turns to another happening: "In a separate incident", "est à son tour tombé"."""
    lows = telling.sent.lows
    if telling.noun and telling.reference == "back":
        return False
    near = " ".join(lows[max(0, telling.first - 4) : telling.b])
    if "à son tour" in near or "à leur tour" in near or " in turn " in f" {near} ":
        return True
    struck = any(
        u.target and _NEW & set(lows[u.left : u.a]) and not _POINTING_BACK & set(lows[u.left : u.a])
        for u in telling.patients
    )
    return struck or _ELSEWHERE.match(" ".join(lows[:8])) is not None


_POINTING_BACK = words("this these ce cette ces")


def _is_new_fight(telling: Telling) -> bool:
    """Whether a noun brings a fight of which nothing was said before."""
    violent = KINDS[telling.kind].family == "violence" and telling.kind not in CASUALTY
    return violent and telling.noun and telling.reference != "back" and not telling.weak


_NOUN_FORMS = words("cible manifeste capture viole loge bloque batte intercepte saccage accroche")
_RAIDS = words("arrest abduct loot destroy kill massacre execute")
_PROTESTED = words(
    "contre dénoncer dénonçant condamner protester réclamer exiger against protest denounce "
    "condemn demand demanding over"
)


def _subordinate(tellings: Sequence[Telling]) -> None:
    """Take out what only leads to another telling of the sentence, or is what it is about."""
    for position, telling in enumerate(tellings):
        before, after = tellings[:position], tellings[position + 1 :]
        if telling.kind == "enter" and any(
            t.kind in _RAIDS and t.agents and t.agents[0] in telling.agents for t in after
        ):
            # "They entered the camp and arrested six people": no transfer of the place.
            telling.weak = True
        if (
            telling.noun
            and telling.reference in {"plural", "back"}
            and not telling.tolls
            and telling.modality in CONFLICT_MODALITIES
            and any(
                t.kind == "protest" and _PROTESTED & set(telling.sent.lows[t.b : telling.a])
                for t in before
            )
        ):
            # "They marched against the attacks": what the march is about.
            telling.modality = "background"


def _is_booty(telling: Telling, tellings: Sequence[Telling]) -> bool:
    """Whether a weapon is one of the things taken: "seized four trucks, two mortars and rockets"."""
    if not telling.noun or telling.kind not in {"shelling", "ied", "grenade"}:
        return False
    before = [t for t in tellings if t.a < telling.a and not t.noun]
    return bool(before) and before[-1].kind in {"loot", "disarm"}


_CAMPS = {"state": "state", "foreign": "state", "armed": "armed"}


def _camp_speaking(telling: Telling) -> str | None:
    """Camp of the party that tells it."""
    said = telling.attribution
    if said is None or said.basis != "party" or said.claimant is None:
        return None
    return _CAMPS.get(said.claimant.group or "")


def _at(sent: Sent, i: int) -> Telling | None:
    low = sent.lows[i]
    patterns = sent.lex.triggers.get(low)
    if patterns is None or sent.covered[i]:
        return None
    inside = sent.unit_at[i]
    for pattern in patterns:
        end = pattern.match(sent.lows, i)
        if end is None:
            continue
        if inside is not None and end <= inside.b and pattern.kind != "suicide":
            continue
        if (
            pattern.lemma == "@prendre"
            and i
            and low[:5] == "prise"
            and sent.lows[i - 1]
            in _BACK
            | {
                "une",
                "de",
                "après",
            }
        ):
            # "la prise de": the noun.
            continue
        noun, chosen = pattern.noun, pattern
        if not noun and len(pattern.slots) == 1 and is_noun_use(sent, i):
            noun = any(p.noun and len(p.slots) == 1 for p in patterns)
            if noun:
                chosen = next(p for p in patterns if p.noun and len(p.slots) == 1)
            elif sent.lex.lang == "en" or low in _NOUN_FORMS:
                # "le manifeste": a noun, and none of an event; "la patrouille neutralise" is a verb.
                continue
        elif (
            noun
            and len(pattern.slots) == 1
            and any(not p.noun and len(p.slots) == 1 for p in patterns)
            and not is_noun_use(sent, i)
            and pattern.lemma != "prise"
        ):
            continue
        if noun and end == i + 1 and _in_a_name(sent, i):
            continue
        telling = _telling(sent, i, end, chosen, noun)
        if telling is not None:
            return telling
    return None


def _in_a_name(sent: Sent, i: int) -> bool:
    """Whether a noun stands with a capital inside a sentence: "the Rally for Mali", "Operation Serval"."""
    text = sent.words[i].text
    if sent.kind != "body" or i == 0 or not text[0].isupper() or text.isupper():
        return False
    before = sent.words[i - 1].text
    if before[0] in '“”"«»‘:.-–—•(' or not (before[0].isalnum() or sent.lows[i - 1] == "'s"):
        return False
    capitals = sum(word.text[0].isupper() for word in sent.words)
    return capitals < len(sent.words) / 2


def _telling(sent: Sent, i: int, end: int, pattern: Pattern, noun: bool) -> Telling | None:
    lex, lows = sent.lex, sent.lows
    telling = Telling(sent, i, end, i, pattern.kind, noun, pattern.lemma)
    if noun:
        telling.reference = _reference(sent, i, lows[end - 1])
        last = lows[end - 1]
        telling.finite = end - i > 1 and bool(
            lex.forms.get(last, frozenset()) & {"VBD", "VBN", "VBZ"} or last in lex.sets["aux"]
        )
        telling.finite = telling.finite or (lex.lang == "fr" and strikes(telling))
        telling.setting = _is_setting(sent, i)
        telling.weak = pattern.lemma in _WEAK_LEMMAS or pattern.kind == "hold" or telling.setting
        return telling
    telling.weak = pattern.lemma in _WEAK_LEMMAS or pattern.kind == "hold"
    read_verb_group(telling, single=len(pattern.slots) == 1)
    if pattern.kind == "hold" and telling.voice != "active":
        # "assurent contrôler la ville", "claims to control the town"
        said = telling.voice == "infinitive" and lows[telling.first - 1] in lex.speech
        if not said or not telling.first:
            return None
    return telling


def _reference(sent: Sent, i: int, word: str) -> str:
    """How a noun points: back, to something new, to another time, or at large."""
    plural = word.endswith("s") and word not in {
        "clashes",
        "combats",
        "affrontements",
        "hostilities",
        "gunfire",
        "heurts",
        "accrochages",
        "skirmishes",
        "hostilités",
        "exchanges",
        "battles",
    }
    back = False
    for k in range(i - 1, max(-1, i - 6), -1):
        low = sent.lows[k]
        if low in {"second", "deuxième"} and {"the", "la", "le"} & set(
            sent.lows[max(0, k - 1) : k]
        ):
            # "It is the second attack in a month": the same one, counted.
            return "back"
        if low in _NEW:
            if {"this", "cette", "ce", "cet"} & set(sent.lows[max(0, k - 2) : k]):
                return "back"
            return "new"
        if low in _OTHER:
            return "other"
        if low in {"this", "these", "ce", "cet", "cette", "ces"}:
            return "back"
        if low in {"a", "an", "un", "une"}:
            break
        if low in {"the", "la", "le", "l'", "les", "its", "their", "his", "leur", "son", "sa"}:
            # "l'attaque d'un convoi" brings something new, "l'attaque du convoi" does not.
            back = not _of_something_new(sent, i)
            break
        if low in sent.lex.sets["prepositions"] or not low[0].isalnum():
            break
        if low in sent.lex.forms and not low.endswith("ed"):
            break
    following = sent.lows[i + 1 : i + 5]
    if following[:1] in (["similaire"], ["similaires"], ["analogue"]):
        return "other"
    if {"followed", "ensued", "suivi", "suivirent"} & set(following):
        return "new"
    if back:
        return "back" if not plural else "plural"
    return "plural" if plural else "one"


_SETTINGS = words(
    "after during before since following despite amid pendant durant après avant depuis "
    "malgré lendemain lors"
)


def is_anchor(text: str) -> bool:
    """Whether a time expression counts from the event it names: "two days after"."""
    low = text.lower()
    return low.endswith(("after", "before", "après", "avant", "later", "plus tard")) or any(
        word in low for word in ("lendemain", "veille")
    )


_SPANS = words(
    "day days week weeks month months year years jours jour semaine semaines mois an ans "
    "hours heures"
)


_LONG = words("week weeks month months year years semaine semaines mois an ans année années")


def _weeks_after(telling: Telling) -> bool:
    """Whether a clause is what the story comes weeks after: "a month after rebels seized the camp"."""
    sent, lows = telling.sent, telling.sent.lows
    if telling.noun:
        return False
    for k in range(telling.first - 1, max(0, telling.first - 9), -1):
        timed = next((p.time.text.lower() for p in sent.times if p.a <= k < p.b and p.time), "")
        if lows[k] in {"after", "après"} or timed.endswith(("after", "après")):
            return bool(_LONG & {lows[k - 1], *timed.split()})
        if lows[k] == "," or (timed and lows[k + 1 : k + 2] != ["after"]):
            return False
    return False


def is_long_past(sent: Sent, i: int) -> bool:
    """Whether a noun is what the story comes after: "a week after the attacks in Paris"."""
    for k in range(i - 1, max(-1, i - 5), -1):
        if sent.lows[k] in {"after", "après"}:
            return k > 0 and sent.lows[k - 1] in _SPANS
        if sent.lows[k] == "xtime":
            text = next((p.time.text for p in sent.times if p.a <= k < p.b and p.time), "")
            return text.lower().endswith(("after", "après"))
    return False


def _of_something_new(sent: Sent, i: int) -> bool:
    """Whether a noun's complement is indefinite: "the attack on a convoy"."""
    link, after = sent.lows[i + 1 : i + 2], sent.lows[i + 2 : i + 3]
    return bool(link) and link[0] in _COMPLEMENT and bool(after) and after[0] in _INDEFINITE


_COMPLEMENT = words("of on against de d' contre")
_INDEFINITE = words("a an two three four several un une deux trois quatre plusieurs")


def _is_setting(sent: Sent, i: int) -> bool:
    """Whether a noun only says when something else was: "two days after the fighting"."""
    lows = sent.lows
    for k in range(i - 1, max(-1, i - 6), -1):
        if lows[k] in _SETTINGS:
            return (
                bool(
                    {"the", "la", "le", "les", "l'", "these", "this", "cette", "ces"}
                    & set(lows[k + 1 : i])
                )
                or k == i - 1
            )
        if lows[k] == "xtime":
            text = next((p.time.text for p in sent.times if p.a <= k < p.b and p.time), "")
            return is_anchor(text)
        if lows[k] in sent.lex.forms or lows[k] in {",", "."}:
            return False
    return False


def _makes_sense(telling: Telling) -> bool:
    """Whether the words around a trigger let it mean what its table says."""
    sent, kind = telling.sent, telling.kind
    lows = sent.lows
    if names_a_thing(telling):
        return False
    if telling.lemma == "@prendre à|aux|au":
        # "s'en prendre aux villages", not "prendre au sérieux"
        return "en" in lows[max(0, telling.first - 1) : telling.a] and bool(telling.agents)
    window = lows[telling.b : telling.b + 9]
    if telling.kind == "agreement" and telling.lemma == "@sign":
        around = set(lows[max(0, telling.first - 18) : telling.first]) | set(window)
        return bool(around & _AGREEMENTS)
    if kind == "agreement" and telling.noun:
        # A truce is named a hundred times for each time it is made.
        telling.weak = True
    if telling.lemma.startswith("@faire *") and {"état", "part", "savoir"} & set(
        lows[telling.a : telling.b]
    ):
        return False
    if telling.lemma in {"libérer", "liberate", "libération"} and any(
        (u.group in {"civilians", "state"} and not u.target) or u.people for u in telling.patients
    ):
        telling.kind = "release"
        return True
    if (
        kind == "agreement"
        and telling.lemma == "@sign"
        and lows[telling.a] == "signing"
        and lows[max(0, telling.a - 1)] == "the"
    ):
        telling.weak = True
    if (
        telling.noun
        and lows[telling.a] == "libération"
        and (
            lows[max(0, telling.a - 2) : telling.a]
            in [
                [head, of]
                for head in ("national", "nationale", "front", "mouvement", "populaire")
                for of in ("de", "pour")
            ]
        )
    ):
        return False
    if (
        kind in {"capture", "retake"}
        and telling.of_event is None
        and (
            [low for low in lows[telling.b : telling.b + 3] if low not in _ANY][:1]
            in (
                ["territory"],
                ["territories"],
                ["territoires"],
                ["terrain"],
                ["land"],
                ["zones"],
                ["areas"],
            )
        )
    ):
        return False
    if kind in {"capture", "retake"} and {
        "swathes",
        "swaths",
        "vast",
        "pans",
        "parts",
        "much",
    } & set(lows[telling.b : telling.b + 3]):
        # The course of a war, no event of it.
        return False
    if (
        kind == "withdraw"
        and telling.lemma in {"evacuate", "évacuer"}
        and telling.voice != "active"
        and not any(u.target for u in telling.patients)
    ):
        return False
    if telling.lemma == "reprendre" and window[:1] in (
        [],
        ["et"],
        [","],
        ["."],
        [";"],
        ["dans"],
        ["à"],
        ["mardi"],
        ["en"],
    ):
        # "les combats ont repris et": begun again
        return bool(window[:1] in (["dans"], ["à"])) and any(p.a == telling.b for p in sent.places)
    if (
        kind == "disarm"
        and telling.agents
        and all(u.group == "armed" or u.text.lower() in _GANG for u in telling.agents)
    ):
        # A group that seizes weapons disarms nobody: it takes booty.
        telling.kind = "loot"
        return True
    if kind in {"arrest", "abduct"} and _are_held(telling):
        return False
    if (
        kind == "arrest"
        and telling.voice == "reduced"
        and sent.kind == "body"
        and not (sent.times or sent.places or telling.tolls)
        and all(u.amount is None for u in telling.patients)
    ):
        # "unfair treatment of civilians arrested": which civilians.
        telling.weak = True
    if (
        kind == "protest"
        and telling.agents
        and all(u.group in _FIGHT or u.text.lower() in _ONE for u in telling.agents)
    ):
        # "the CMA is calling for the departure of the army"
        return False
    if kind in {"capture", "retake"} and telling.of_event is not None:
        # "Clashes have resumed": "repris", and nothing retaken.
        return False
    if kind == "capture" and "over" in lows[telling.a : telling.b] and _OFFICE & set(window[:5]):
        return False  # "took over peacekeeping duties"
    if telling.lemma in {"@leave", "@quitter"}:
        return any(p.a == telling.b and not names_country(p) for p in sent.places) and any(
            (u.group in _ARMED and not u.target) or u.pronoun for u in telling.agents
        )
    if telling.lemma in {"@take", "@prendre"}:
        if telling.voice == "passive":
            # "Bourem a été prise", "Bourem was taken in a counter-attack"
            return any(p.b == telling.first and not names_country(p) for p in sent.places)
        following = next((p for p in sent.places if p.a == telling.b), None)
        return (
            following is not None
            and not names_country(following)
            and any(u.group in _ARMED or u.pronoun for u in telling.agents)
        )
    if telling.noun and telling.lemma == "prise":
        # "la prise de Kidal", not "la prise de fonction".
        return lows[telling.b : telling.b + 1] in (["de"], ["du"], ["d'"], ["des"]) and (
            any(telling.b < p.a <= telling.b + 2 and not names_country(p) for p in sent.places)
            or bool(sent.lex.sets["territory_nouns"] & set(lows[telling.b + 1 : telling.b + 3]))
        )
    if telling.lemma == "tomber":
        return falls(telling)
    if telling.noun and telling.lemma == "départ":
        return any(u.group in _ARMED for u in telling.agents)
    if kind == "capture" and telling.lemma.startswith(("@emparer", "@prendre possession")):
        things_taken(telling)
    if kind in {"capture", "retake"}:
        if not telling.noun and len(telling.lemma.split()) == 1:
            return territorial(telling)
        if telling.noun and telling.lemma in {
            "capture",
            "seizure",
            "takeover",
            "fall",
            "prise",
            "chute",
        }:
            return territorial(telling)
    if (
        kind in {"withdraw", "enter"}
        and telling.voice == "participle"
        and telling.first
        and lows[telling.first - 1] not in _CLAUSE_STARTS
    ):
        # "to replace withdrawing forces": an adjective, not an act.
        return False
    if (
        kind in {"enter", "withdraw", "hold"}
        and not telling.noun
        and telling.voice == "active"
        and not any(u.group in _ARMED or u.pronoun or u.target for u in telling.agents)
    ):
        return False
    if kind == "protest" and telling.lemma in {"demonstrate", "manifester"}:
        # "The assault demonstrated that", "l'armée manifeste son intention": shown, no march.
        return lows[telling.b : telling.b + 1] == [] or lows[telling.b] not in _SHOWN
    if kind == "protest" and telling.lemma in {
        "@gather",
        "@rally",
        "@march",
        "@marcher",
        "@block the|roads|streets ?with tyres|barricades",
        "@rassembler",
        "@défiler",
    }:
        return bool(_PROTEST & set(lows[max(0, telling.first - 8) : telling.b + 25]))
    if (
        kind == "wound"
        and telling.voice in {"reduced", "active"}
        and not telling.noun
        and lows[max(0, telling.first - 1)] in {"the", "les"}
    ):
        # "the wounded were flown out", "the injured went to hospital": people, not an act.
        return False
    if kind == "explosion" and lows[telling.b : telling.b + 1] in (
        ["wounds"],
        ["injuries"],
        ["and"],
    ):
        return False
    if (
        telling.lemma == "@mourir"
        and not telling.finite
        and "VBZ" not in sent.lex.forms.get(lows[telling.a], ())
    ):
        return False
    if kind in CASUALTY and sent.lex.lang == "fr" and telling.voice == "reduced":
        # "une cinquantaine de blessés", "les morts": people, not an act.
        before = lows[telling.first - 1] if telling.first else ""
        if (
            before in {"de", "des", "d'", "les", "aux"}
            or before[:1].isdigit()
            or before in sent.lex.numbers
        ):
            return False
    if kind in {"enter", "withdraw"}:
        if kind == "withdraw" and not telling.noun and not territorial(telling):
            telling.weak = True
            return any(u.group in _ARMED or u.pronoun for u in telling.agents)
        return territorial(telling) or (kind == "withdraw" and telling.lemma == "@leave the scene")
    if kind == "hold" and telling.noun and telling.lemma.startswith("situation"):
        return True
    if kind == "hold":
        return territorial(telling) and any(u.group in _MANNED for u in telling.agents)
    if telling.noun and telling.lemma in {"loss", "perte", "death", "mort"}:
        return any(u.amount is not None and u.group in _MANNED for u in telling.patients)
    if telling.lemma in {"@pound", "@pilonner"} and not any(
        u.target or (u.group in _ARMED and u.actor_id) for u in telling.patients
    ):
        return False
    if kind == "explosion" and not telling.noun:
        return bool(_DEVICES & set(lows))
    if kind == "release":
        return any(u.group in _MANNED for u in telling.patients) or telling.noun
    if kind in {"arrest", "abduct"} and not telling.noun:
        return (
            bool(telling.patients or telling.tolls)
            or telling.voice in {"passive", "reduced"}
            or (bool(telling.agents) and _named_next(telling))
        )
    if kind == "abduct" and telling.lemma == "enlever":
        return bool(telling.patients)
    if kind == "kill" and telling.lemma in {"@lose", "@perdre"}:
        return any(
            u.amount is not None and u.group in _MANNED and not u.target for u in telling.patients
        )
    if telling.lemma in _AIMING and not any(
        u.group in _ARMED or u.target or (u.group == "civilians" and not sent.section)
        for u in telling.patients + telling.agents
    ):
        return False
    if telling.lemma in _AIMING and not (
        any(u.group in _ARMED or u.target for u in telling.patients + telling.agents)
        or any(t in sent.lex.sets["aircraft"] for t in lows)
    ):
        return False
    if telling.lemma in {
        "strike",
        "hit",
        "target",
        "viser",
        "frapper",
        "cibler",
        "charge",
        "shell",
        "assail",
    }:
        return (
            bool(telling.patients)
            or telling.voice in {"passive", "reduced"}
            or (bool(telling.agents) and _named_next(telling))
        )
    if kind in {"shelling", "ied"} and telling.noun and telling.weak:
        pos = telling.a
        return not (pos and lows[pos - 1] in {"gold", "d'or", "artisanal", "salt"}) and lows[
            telling.b : telling.b + 1
        ] not in (["site"], ["workers"], ["action"])
    if kind == "change" and telling.lemma in {"@annoncer * la fin", "@announce the end of"}:
        return bool(_AGREEMENTS & set(lows[telling.b : telling.b + 14]))
    if kind == "change":
        return (
            any(
                u.actor_id or u.pronoun or u.group in _ARMED
                for u in telling.agents + telling.patients
            )
            or telling.noun
        )
    if kind == "loot" and telling.lemma in {"@steal", "voler", "@emporter", "vol"}:
        return bool(set(window) & GOODS) or bool(telling.agents)
    if kind == "clash" and telling.lemma in {
        "@engage",
        "@battle",
        "fight",
        "@opposer",
        "combattre",
        "affronter",
        "battre",
    }:
        armed = [u for u in telling.agents + telling.patients if u.group in _ARMED or u.pronoun]
        return len(armed) >= 2
    if kind == "disarm" and telling.lemma in {
        "intercept",
        "intercepter",
        "dismantle",
        "démanteler",
    }:
        return bool(set(window) & GOODS)
    return True


_DEVICES = words(
    "bomb bombs device devices mine mines landmine ied ieds vehicle car truck grenade "
    "grenades shell shells explosives belt vest engin engins bombe bombes véhicule voiture "
    "camion obus roquette eei charge ceinture mines mine kamikaze bomber"
)


_OFFICE = words("duties duty command leadership presidency responsibility role mandate chair power")
_GANG = words(
    "group movement militants fighters attackers groupe mouvement assaillants combattants"
)
_ONE = words("it he she il elle")
_FIGHT = frozenset({"state", "foreign", "armed", "mission"})
_NOW = words("is are est sont remain remains restent reste")


def _are_held(telling: Telling) -> bool:
    """Whether it says where people are, not that they were taken: "suspects who are detained at"."""
    lows, sent = telling.sent.lows, telling.sent
    if telling.noun or telling.voice != "passive" or telling.sent.kind != "body":
        return False
    chain = lows[telling.first : telling.a]
    return (
        bool(_NOW & set(chain))
        and not {"been", "being", "été"} & set(chain)
        and not sent.times
        and all(u.amount is None for u in telling.patients)
    )


def _named_next(telling: Telling) -> bool:
    """Whether a name nobody knows stands as the object: "detained President X"."""
    sent, b = telling.sent, telling.b
    return b < len(sent.words) and sent.words[b].text[0].isupper() and not sent.covered[b]
