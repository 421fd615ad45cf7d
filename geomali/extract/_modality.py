"""How sure, and when: whether a telling is of something that happened (DOMAIN 2.8)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomali.extract._attribution import Attribution
from geomali.extract._kinds import TERRITORY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent
from geomali.schema import CONFLICT_MODALITIES

__all__ = ["SECTION_MODALITY", "judge", "probability_word", "section_modality"]

SECTION_MODALITY = (
    (re.compile(r"recommend|recommand|way forward|next steps|call to action|appel"), "recommended"),
    (
        re.compile(
            r"significance|outlook|forecast|perspective|scenario|scénario|projection|risk|risque|implication|what to watch|prévision|looking ahead|assessment"
        ),
        "predicted",
    ),
    (
        re.compile(r"background|context|contexte|history|historique|rappel|timeline|chronolog"),
        "background",
    ),
)

_NEGATORS = {
    "en": words("no not never without neither nor cannot"),
    "fr": words("pas aucun aucune sans ni jamais non nul nulle"),
}
_MODALS = {
    "will": "predicted",
    "shall": "predicted",
    "would": "predicted",
    "could": "predicted",
    "may": "predicted",
    "might": "predicted",
    "can": "predicted",
    "should": "recommended",
    "must": "recommended",
    "ought": "recommended",
    "peut": "predicted",
    "peuvent": "predicted",
    "pourrait": "predicted",
    "pourraient": "predicted",
    "doit": "recommended",
    "doivent": "recommended",
    "devrait": "predicted",
    "devraient": "predicted",
    "va": "announced",
    "vont": "announced",
}
_TRUE_GOVERNORS = words(
    "managed able permis permettant allowed enabled succeeded began begun started continued "
    "went proceeded allowing helped réussi parvenus parvenu commencé parvenir allés forced "
    "dû fallu pu continué continuait continuaient fini finit finissent commençait commençaient "
    "réussissent réussit parvient parviennent parvenait parvenaient parvenue parvenues contraint "
    "contrainte contraints contraintes forcé forcée forcés forcées obligé obligée obligés obligées "
    "achevé vient viennent venait venaient procédé procède procèdent mis mise mises"
)
_FALSE_GOVERNORS = words(
    "failed unable fails failing refused refuses refusing échoué refusé refuse refusent "
    "incapable incapables"
)
_GOVERNORS_NOUN = words(
    "fear fears risk risks threat threats danger possibility likelihood prospect warning "
    "warned warns feared planned planning plan plans prevent preventing prevented avoid "
    "averted thwart thwarted foil foiled deter against threatened threatening imminent "
    "potential possible future crainte craintes risque risques menace menaces danger empêcher "
    "éviter prévenir redoute redoutent déjoué déjouée possible éventuelle éventuelles future "
    "futures projet préparent prépare préparer planifié prévu prévue"
)
_THREATS = words("menaces threats intimidations")
_COUNTERFACTUAL = words(
    "thwarted foiled prevented averted déjoué déjouée déjouées empêché empêchée"
)
_CALLS = words(
    "call calls encourage encouraged encourages encouraging encouragé encourageant urged urge urges appelle appellent demand demands demanded exige exigent "
    "exhorte exhortent réclame"
)
_DECLARED = words("announced announces announce declared annoncé annonce annoncent décrété déclaré")
_IN_THE_PAST = re.compile(
    r"\b(?:in the past|in recent years|over the years|par le passé|ces dernières années|dans le passé)\b"
)
_OVER_MONTHS = re.compile(
    r"\b(?:past|last|recent|dernière?s?|récents?)\b.*\b(?:years?|months?|années?|ans?|mois|decades?)\b"
)
_SINCE = words("since after depuis après following ever")
_HABITS = words(
    "often regularly frequently repeatedly usually routinely régulièrement souvent fréquemment "
    "quotidiennement frequent regular recurrent daily fréquents fréquentes réguliers régulières "
    "récurrents récurrentes quotidiens quotidiennes incessants incessantes"
)
_COPULAS = words(
    "is are was were seems seem appears appear remains looks est sont était étaient paraît parait "
    "paraissent semble semblent reste demeure"
)
_ODDS = words(
    "probable improbable likely unlikely possible plausible imminent imminente envisageable exclue "
    "inévitable inevitable"
)
_YEAR = re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")


def section_modality(section: str | None) -> str | None:
    """Modality that a section's label gives to all that stands in it."""
    if not section:
        return None
    label = section.lower()
    for pattern, modality in SECTION_MODALITY:
        if pattern.search(label):
            return modality
    return None


def probability_word(sent: Sent, text: str, a: int = 0, b: int | None = None) -> str | None:
    """Return the probability word among some tokens, as written, if there is one."""
    if not sent.words:
        return None
    start, end = sent.span(a, len(sent.words) if b is None else b)
    match = sent.lex.probability.search(text[start:end].lower())
    return None if match is None else text[start + match.start() : start + match.end()]


def judge(telling: Telling, text: str, attributions: Sequence[Attribution]) -> None:
    """Set the modality of a telling, and the attribution it stands under."""
    sent = telling.sent
    governing = [a for a in attributions if a.covers(telling.a) and not (a.at <= telling.a < a.end)]
    # The innermost attribution, the one that begins nearest before, is the claim.
    accusing = [a for a in governing if a.culprits and any(u in telling.agents for u in a.culprits)]
    governing = accusing or governing
    nearest = sorted(
        governing, key=lambda a: abs(telling.a - a.at) if a.at <= telling.a else 500 + a.at
    )
    telling.attribution = nearest[0] if nearest else None
    modality = _structural(telling, text)
    if modality is None and telling.of_event is not None:
        cause = telling.of_event.modality
        modality = cause if cause not in CONFLICT_MODALITIES else None
    if modality is None:
        section = section_modality(sent.section)
        modality = section
    if modality in {"predicted", "conditional"}:
        telling.probability = _word_near(telling, text)
    if modality is not None:
        telling.modality = modality
        return
    said = telling.attribution
    laid = telling.kind == "blockade" and said is not None and 0 <= telling.first - said.end <= 1
    telling.modality = "occurred" if laid else _from_attribution(said)
    if telling.modality == "occurred" and _journalistic_conditional(telling):
        telling.modality = "alleged"
    if telling.modality == "occurred" and _hedged(telling):
        telling.modality = "alleged"


def _from_attribution(attribution: Attribution | None) -> str:
    if attribution is not None and attribution.mute:
        return "negated"
    if (
        attribution is not None
        and attribution.claimant is not None
        and attribution.claimant.witness == "rumour"
    ):
        return "negated"
    if attribution is None or attribution.responsibility:
        return "occurred"
    if attribution.stance == "denies":
        return "negated"
    if attribution.basis != "party":
        if attribution.passive and attribution.claimant is None and attribution.scope[0][0] == 0:
            # "an attack blamed on X": the report tells of the attack, only who did it is in doubt.
            return "occurred"
        return "alleged" if attribution.culprits else "occurred"
    if attribution.stance == "accuses":
        return "alleged"
    claimant = attribution.claimant
    if claimant is None:
        return "alleged" if attribution.open else "occurred"
    if claimant.group == "mission":
        return "occurred"
    return "claimed"


def _word_near(telling: Telling, text: str) -> str | None:
    sent = telling.sent
    clause = sent.clauses[sent.clause_at[telling.a]]
    return probability_word(sent, text, clause.a, clause.b) or probability_word(sent, text)


def _chain(telling: Telling) -> list[str]:
    return telling.sent.lows[telling.first : telling.a]


def _structural(telling: Telling, text: str) -> str | None:
    """Modality that grammar gives, or None."""
    sent = telling.sent
    lows, lex = sent.lows, sent.lex
    clause = sent.clauses[sent.clause_at[telling.a]]
    if clause.opener in {"if", "unless", "si", "whether"}:
        return "conditional"
    if lows[clause.a : clause.a + 1] in (["if"], ["si"], ["unless"]):
        return "conditional"
    if _empty_clause(sent, clause.a, clause.b):
        return "negated"
    if _IN_THE_PAST.search(" ".join(lows[clause.a : clause.b])):
        return "background"
    if telling.kind == "coup" and _by_the_way(telling):
        return "background"
    if any(
        p.time is not None
        and (
            (
                p.time.kind == "duration"
                and telling.noun
                and telling.reference == "plural"
                and not telling.tolls
            )
            or (
                (telling.noun or p.time.kind == "duration")
                and clause.a <= p.a < clause.b
                and _OVER_MONTHS.search(p.time.text.lower())
            )
        )
        for p in sent.times
    ):
        # "fighting over the past year", "a surge of violence since May, with major attacks"
        return "background"
    if telling.noun:
        return _noun_modality(telling, text)
    chain = _chain(telling)
    tags = lex.forms.get(lows[telling.a], frozenset())
    if _negated(telling, chain):
        return "negated"
    for low in chain:
        if low in _MODALS:
            if low in {"would", "could"} and "have" in chain:
                return "conditional"
            if low == "would" and telling.attribution is not None:
                return "announced"
            return _MODALS[low]
    if lex.lang == "fr" and telling.finite and not any(c in lex.sets["aux"] for c in chain):
        if "FUT" in tags:
            return "predicted"
        if "COND" in tags:
            return "conditional" if any(low in {"si", "s'"} for low in lows) else "predicted"
    if any(low in {"sera", "seront", "aura", "auront"} for low in chain):
        return "predicted"
    if telling.voice == "infinitive":
        return _infinitive(telling)
    if telling.voice == "participle":
        return _participle(telling)
    if telling.finite and "VBZ" in tags and not chain and "VBN" not in tags and "VBD" not in tags:
        if sent.kind in {"title", "heading"} or sent.times or _specific(telling):
            return None
        if telling.kind == "hold":
            return None
        return "habitual" if not _in_news_present(telling) else None
    if (
        lex.lang == "en"
        and tags == {"VB"}
        and telling.finite
        and not chain
        and sent.kind == "body"
        and not sent.times
        and not any(u.amount is not None for u in telling.patients + telling.agents)
    ):
        return "habitual"
    if _HABITS & set(lows[clause.a : clause.b]):
        return "habitual"
    return None


def _by_the_way(telling: Telling) -> bool:
    """Whether a seizure of power is named only to say who rules, or since when."""
    sent, lows = telling.sent, telling.sent.lows
    clause = sent.clauses[sent.clause_at[telling.a]]
    before = lows[max(clause.a, telling.first - 5) : telling.first]
    if clause.opener in _SINCE or set(before) & (_SINCE | {"who", "which", "that", "qui"}):
        return True
    return any(
        p.time is not None and p.time.kind == "attribute" and -6 <= p.a - telling.a <= 6
        for p in sent.times
    )


def _empty_clause(sent: Sent, a: int, b: int) -> bool:
    """Whether a clause says of its subject that there was none: "No attack was reported"."""
    head = [
        low
        for low in sent.lows[a : a + 4]
        if low
        not in {"“", '"', "«", "that", "que", "qu'", ",", "and", "et", "but", "mais", "xtime"}
    ]
    if head and head[0] in {"no", "none", "nobody", "neither"} and head[1:2] != ["longer"]:
        return True
    words = set(sent.lows[a:b])
    return bool(words & {"aucun", "aucune", "personne"}) and bool(words & {"n'", "ne"})


def _specific(telling: Telling) -> bool:
    """Whether a present tense tells of one happening: a count, a town."""
    if any(u.amount is not None for u in telling.patients + telling.agents):
        return True
    return any(
        p.place is not None and p.place.kind in {"place", "relative"} for p in telling.sent.places
    )


def _in_news_present(telling: Telling) -> bool:
    return telling.sent.lex.lang == "fr" and any(u.amount is not None for u in telling.sent.units)


def _negated(telling: Telling, chain: Sequence[str]) -> bool:
    sent = telling.sent
    negators = _NEGATORS[sent.lex.lang]
    if any(low in negators or low.endswith("n't") for low in chain):
        return True
    before = sent.lows[max(0, telling.first - 2) : telling.first]
    if before[-1:] and before[-1] in negators | {"sans", "without"}:
        return True
    if sent.lex.lang == "fr" and telling.voice != "participle":
        after = sent.lows[telling.b : telling.b + 1]
        if (
            after
            and after[0] in {"pas", "aucun", "aucune", "personne", "jamais"}
            and (set(chain) & {"n'", "ne"} or set(before) & {"n'", "ne"})
        ):
            return True
    # "No one was killed", "no soldier was hurt": the negation sits on the subject.
    for unit in telling.agents + telling.patients:
        if unit.left < telling.first and unit.b <= telling.first:
            words = sent.lows[max(0, unit.left - 1) : unit.b]
            if words and (
                words[0] in {"no", "aucun", "aucune", "neither"} or words[:2] == ["not", "a"]
            ):
                return True
    return sent.lows[max(0, telling.first - 3) : telling.first] == ["no", "one", "was"] or _nobody(
        sent, telling.first
    )


def _nobody(sent: Sent, first: int) -> bool:
    return sent.lows[max(0, first - 2) : first] == ["no", "one"] or sent.lows[
        max(0, first - 1) : first
    ] in (["nobody"], ["none"], ["personne"])


def _infinitive(telling: Telling) -> str | None:
    """Modality of "to capture": what the verb or noun before it makes of it."""
    sent, lows = telling.sent, telling.sent.lows
    chain = _chain(telling)
    if set(chain) & {"have", "avoir"}:
        # "claims to have captured", "accusé d'avoir tué": done, by the account given.
        return None
    if telling.kind == "hold" and telling.first and lows[telling.first - 1] in sent.lex.speech:
        return None
    for k in range(telling.first - 1, max(-1, telling.first - 9), -1):
        low = lows[k]
        if low in _FALSE_GOVERNORS:
            return "negated"
        if low in _TRUE_GOVERNORS:
            if low.startswith("continu") and not (
                sent.times or any(u.amount is not None for u in telling.patients) or telling.tolls
            ):
                # "They have continued to attack convoys"
                return "habitual"
            return None
        cue = sent.lex.cues.get(low)
        if cue is not None and low not in _NEGATORS[sent.lex.lang]:
            return cue if cue != "conditional" else "conditional"
        if low in {"after", "before", "après", "avant", "without", "sans"}:
            return (
                None
                if low in {"after", "après"}
                else "negated"
                if low in {"without", "sans"}
                else "announced"
            )
        if low in {"pour", "afin"}:
            return "announced"
        if low in {".", ";", ":"}:
            break
    if telling.attribution is not None and telling.attribution.open and "to" in chain:
        return None
    return "announced"


def _participle(telling: Telling) -> str | None:
    sent, lows = telling.sent, telling.sent.lows
    before = lows[telling.first - 1] if telling.first else ""
    before2 = lows[telling.first - 2] if telling.first > 1 else ""
    if before in {"without", "sans"}:
        return "negated"
    if before in {"of", "for"}:
        cue = sent.lex.cues.get(before2)
        if cue in {"predicted", "announced"}:
            return cue
        if before2 in {
            "suspected",
            "accused",
            "accuses",
            "accusing",
            "responsible",
            "guilty",
            "convicted",
        } or (telling.attribution is not None and telling.attribution.stance == "accuses"):
            return None
        return None if telling.attribution is not None else "background"
    if before == "from":
        return (
            "negated"
            if before2 in {"prevented", "prevent", "banned", "refrain"}
            or any(
                low in {"prevent", "prevented", "stop", "stopped", "refrain"}
                for low in lows[max(0, telling.first - 6) : telling.first]
            )
            else "background"
        )
    if sent.lex.cues.get(before) == "announced" or before in {"considered", "envisage", "avoid"}:
        return "announced"
    aux = lows[telling.first : telling.a]
    if any(a in {"will", "would", "may", "could"} for a in aux):
        return "predicted"
    return None


def _noun_modality(telling: Telling, text: str) -> str | None:
    sent, lows = telling.sent, telling.sent.lows
    lex = sent.lex
    clause = sent.clauses[sent.clause_at[telling.a]]
    negators = _NEGATORS[lex.lang]
    for k in range(telling.a - 1, max(clause.a - 1, telling.a - 7), -1):
        low = lows[k]
        if low in {"pour", "for"} and k >= telling.a - 2 and telling.kind in TERRITORY:
            return "announced"
        if low in negators and k >= telling.a - 3 and sent.unit_at[k] is None:
            return "negated"
        if low in _COUNTERFACTUAL:
            return "negated"
        if low in _THREATS and lows[k + 1 : k + 2] in (["and"], ["et"]):
            break  # "they fled threats and attacks": both were
        if low in _GOVERNORS_NOUN and low != "against":
            return (
                "predicted"
                if low
                not in {
                    "planned",
                    "planning",
                    "plan",
                    "plans",
                    "préparent",
                    "prépare",
                    "préparer",
                    "projet",
                    "prévu",
                    "prévue",
                }
                else "announced"
            )
        if low in _CALLS and (
            not low.startswith("call") or lows[k + 1 : k + 2] in (["for"], ["on"])
        ):
            return "recommended"
        said = telling.attribution
        if (
            said is not None
            and said.at <= k < said.end
            and telling.kind in {"capture", "retake", "kill", "release", "attack", "arrest"}
        ):
            # "annonce la prise de": a statement of what was done.
            break
        if lex.cues.get(low) == "announced" and low != "ready":
            # A blockade is laid by announcing it.
            return None if telling.kind == "blockade" and low in _DECLARED else "announced"
        if low in lex.sets["subordinators"]:
            break
        if sent.unit_at[k] is not None and k < telling.a - 4:
            break
    if lows[telling.b : telling.b + 1] and any(
        low in {"annoncée", "annoncées", "annoncé", "annoncés", "planned", "scheduled"}
        and lows[k + 1 : k + 2] in (["pour"], ["for"])
        for k, low in enumerate(lows[telling.b : clause.b], telling.b)
    ):
        return "scheduled"
    # the verb that the noun is subject of
    for k in _past_remarks(lows, telling.b, clause.b, 9):
        low = lows[k]
        if low in _MODALS and low not in {"can", "peut"}:
            if low in {"would", "could"} and "have" in lows[k + 1 : k + 3]:
                return "conditional"
            return _MODALS[low]
        if low in {"sera", "seront", "aura", "auront"} or "FUT" in lex.forms.get(low, ()):
            return "predicted"
        if low in {"aurait", "auraient", "serait", "seraient"}:
            return None
        # "l'attaque d'hommes armés non identifiés" denies nothing.
        stands = low in negators and k <= telling.b + 3 and sent.unit_at[k] is None
        if stands and low not in {"no", "sans", "without"}:
            return "negated"
        if (
            low in _COPULAS
            or low in lex.sets["be"]
            or lex.forms.get(low, frozenset()) & {"VBD", "VBN", "VBZ"}
        ):
            if low in _COPULAS and _ODDS & set(lows[k + 1 : k + 4]):
                return "predicted"
            if low not in lex.sets["aux"] and sent.unit_at[k] is None:
                break
    head = lows[clause.a : telling.a]
    if any(
        low
        in {
            "will",
            "would",
            "may",
            "might",
            "could",
            "should",
            "must",
            "pourrait",
            "pourraient",
            "devrait",
            "devraient",
        }
        for low in head
    ):
        verbs = [
            low
            for low in head
            if low
            in {
                "will",
                "would",
                "may",
                "might",
                "could",
                "should",
                "must",
                "pourrait",
                "pourraient",
                "devrait",
                "devraient",
            }
        ]
        last = max(i for i, low in enumerate(head) if low in verbs)
        if not any(lex.forms.get(low, frozenset()) & {"VBD"} for low in head[last + 1 :]):
            return "recommended" if head[last] in {"should", "must"} else "predicted"
    if telling.reference == "other":
        return "background"
    if telling.reference == "plural" and _HABITS & set(
        lows[max(clause.a, telling.a - 4) : telling.b + 2]
    ):
        return "habitual"
    del text
    return None


_REMARK = 8
"""Tokens of a remark between two commas, at most."""


def _past_remarks(lows: Sequence[str], start: int, stop: int, reach: int) -> list[int]:
    """Tokens after a noun, without what stands between two commas: "the pullout, at X itself, could be"."""
    found: list[int] = []
    k = start
    while k < stop and len(found) < reach:
        if lows[k] == ",":
            close = next((j for j in range(k + 1, min(k + _REMARK, stop)) if lows[j] == ","), k)
            k = close + 1
            continue
        found.append(k)
        k += 1
    return found


def _journalistic_conditional(telling: Telling) -> bool:
    """French "aurait tué", "auraient été tués": told without being vouched for."""
    if telling.sent.lex.lang != "fr":
        return False
    if any(low in {"aurait", "auraient", "serait", "seraient"} for low in _chain(telling)):
        return True
    after = telling.sent.lows[telling.b : telling.b + 6] if telling.noun else []
    return any(low in {"aurait", "auraient", "serait", "seraient"} for low in after)


def _hedged(telling: Telling) -> bool:
    lows = telling.sent.lows
    around = lows[telling.first : telling.a] + lows[telling.b : telling.b + 2]
    if "allegedly" in around or "prétendument" in around:
        return True
    return (
        telling.noun
        and bool(
            {"alleged", "prétendue", "présumée"} & set(lows[max(0, telling.a - 2) : telling.a])
        )
        and telling.kind
        in {
            "massacre",
            "execute",
            "airstrike",
            "abduct",
            "rape",
            "torture",
            "attack",
        }
        and "present" not in lows
    )
