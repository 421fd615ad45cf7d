"""Passages that tell no event: their modality, read from their own words (DOMAIN 2.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent
from geomali.schema import CONFLICT_MODALITIES

__all__ = ["beside", "is_untold", "passage_modality", "pieces"]

# Where a sentence changes its footing: what stands before and after is read by itself.
_JOINTS: Final = re.compile(
    r"[;:]\s|,\s(?=(?:but|and|while|although|though|whereas|mais|et|tandis|alors|bien)\b)|\s(?=(?:but|although|whereas|mais)\s)"
)
_STRONG: Final = words(
    "may might could pourrait pourraient risk potential potentially possible risque expected"
)
"""Probability words too common to decide by themselves."""


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Tried in this order; the first that fits decides.
_RULES: Final = {
    "en": (
        (
            "conditional",
            _re(
                r"^(?:if|unless)\b.*|\bif\b.*\b(?:would|will|could|were|may|might|fall|falls)\b|\b(?:would|will|could|may|might)\b.*\b(?:if|unless)\b|^should the\b|\bwould have\b|\bin the event (?:of|that)\b|\bprovided that\b"
            ),
        ),
        (
            "scheduled",
            _re(
                r"\b(?:is|are|was|were|been|being)\s(?:scheduled|slated|planned|due)\b|\bscheduled (?:for|to)\b|\b(?:is|are) to be \w+ed\b|\bdue to (?:be|leave|depart|meet|start|begin|end|take|review|hold|arrive|close|open|expire|visit|address)\b|\bnext (?:meeting|session|round)\b|\bplanned for\b"
            ),
        ),
        (
            "recommended",
            _re(
                r"\b(?:should|must|ought to|recommends?|recommended|urges?|urged|urging|(?<!'s )calls? (?:on|for)|called (?:on|for)(?! by)|appeals? (?:to|for)|appealed|needs? to|encourages?|demands?|demanded|advised to|asked? (?:the|all|donors)|invites?)\b"
            ),
        ),
        (
            "predicted",
            _re(
                r"\b(?:will|shall|would|may|might|could)\b|\bexpected to\b|\bexpects?\b|\brisks? (?:of|being)\b|\bfears?\b|\bfeared\b|\bwarn(?:s|ed|ing)?\b|\banticipated?\b|\bpoised to\b|\bdanger (?:of|that)\b|\bconcerns? that\b|\bon the brink\b"
            ),
        ),
        (
            "announced",
            _re(
                r"\bplans? to\b|\bplanning to\b|\bplanned to\b|\bintends? to\b|\bintention\b|\bvow(?:s|ed)?\b|\bpledge[sd]?\b|\bthreaten(?:s|ed)? to\b|\bthreatened\b|\bseek(?:s|ing)? to\b|\btrying to\b|\bagreed to\b|\bdecided to\b|\bannounced? (?:plans?|that \w+ would|it would|an?\b)|\bpromised?\b|\bwants? to\b|\bprepar(?:es|ed|ing) (?:to|for)\b|\bready to\b|\bcommitted to\b"
            ),
        ),
        (
            "negated",
            _re(
                r"\b(?:no(?! (?:fewer|less) than)|not(?! (?:fewer|less) than| far| only)|never|none|neither|nobody|nothing|nor|cannot)\b|n['’]t\b|\bwithout\b|\bfailed to\b|\bdenie[sd]\b|\bdeny\b|\brefused to\b|\bunable to\b|\bfalse\b"
            ),
        ),
        (
            "habitual",
            _re(
                r"\b(?:regularly|often|frequently|repeatedly|usually|routinely|sporadic|sporadically|daily|weekly|continues?|persists?|sometimes|always|increasingly)\b|\bcontinued to (?:target|attack|clash|kill)\b|\b(?:more and more|(?:becoming|become|becomes)(?: more)?) (?:common|frequent)\b|\b(?:commonplace|on the rise)\b|\b(?:every|each) (?:day|week|month|night|year)\b|\balmost every\b|\bby day\b|\bat night, \w+ \w+ s\b"
            ),
        ),
        (
            "background",
            _re(
                r"\b(?:in|since|until|of) (?:the )?(?:early |late )?(?:19|20)\d\d\b|^(?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\byears? ago\b|\bfor (?:(?:more than|over|nearly|almost|about|at least|many) )?(?:(?:a|an|\w+) )?(?:years|decades?|months)\b|\bsince then\b|\bbefore the (?:war|troubles|crisis|conflict|coup|insurgency|occupation)\b|\b\d\dth century\b|\bled to\b.*\bbeing\b|\bha(?:s|ve) \w+ed\b.*\bbefore\b|\bhave (?:been displaced|fled)\b|\btraditional (?:alliance|ally|allies|partner)\b|\bdecades?\b|\blong-running\b|\bsince independence\b|\b(?:last|previous) year\b|\bearlier (?:this|last) \w+\b|\bpreviously\b|\bhistor(?:y|ic|ical)\b|\bhad (?:been |already |once |long |earlier )?(?!to\b)\w+(?:ed|en|wn|ght|ld|ook|ent|ost|ept|un|t)\b"
            ),
        ),
    ),
    "fr": (
        (
            "conditional",
            _re(
                r"^(?:si|s['’]ils?)\b.*|\bsi (?:elle|elles|il|ils|les?|la|l['’]|un|une|rien)\b.*\b\w+(?:rait|raient|ra|ront)\b|\b\w+(?:rait|raient|ra|ront)\b.*\bsi\b|\bau cas où\b|\ben cas de\b|\bà condition\b"
            ),
        ),
        (
            "scheduled",
            _re(
                r"\b(?:est|sont|était|étaient|été) (?:prévue?s?|attendue?s?|programmée?s?|annoncée?s? pour)\b|\bprév(?:oit|oient) (?:de|d['’])|\bprévue?s? (?:pour|le|en|à|jusqu)|\bdoi(?:t|vent) (?:se tenir|être \w+ée?s?|débuter|commencer|avoir lieu|arriver|s['’]achever|quitter|prendre fin)\b|\bprochaine (?:réunion|session|rencontre)\b|\bau plus tard\b"
            ),
        ),
        (
            "recommended",
            _re(
                r"\b(?:doit|doivent|devrait|devraient|il faut|recommande|recommandent|recommandée?s?|appelle|appellent|appelé|exhorte|exhortent|exhorté|invite|invitent|invitée?s?|plaide|plaident|demande|demandent|demandé|réclame|réclament|exige|exigent|préconise|encourage|engage|prie|il convient de|il est (?:urgent|temps|nécessaire|impératif))\b"
            ),
        ),
        (
            "predicted",
            _re(
                r"\b(?:pourrait|pourraient|risque|risquent|craint|craignent|crainte|craintes|redoute|redoutent|menace de|danger|s['’]attend|s['’]attendent|susceptibles? de)\b"
            ),
        ),
        (
            "announced",
            _re(
                r"\b(?:compte|comptent|entend|entendent|envisage|envisagent|promis|promet|s['’]engagent?|annoncé|annonce|annoncent|décidé|menacé|veut|veulent|projette|s['’]apprêtent?|prépare|préparent)\b|\b(?!opéra|sahara|para)\w{3,}(?:era|eront|ira|iront|dra|dront|vra|vront)\b|\bserait \w+ée?\b"
            ),
        ),
        (
            "negated",
            _re(
                r"\bn['’](?:a|ont|est|était|avait|avaient|y|en|étaient|étions|évoque|ai)\b|\bne\s\w+|\baucune?s?\b|\bni\b|\bsans\b|\bpas (?:de|d['’]|été)\b|\bnon disponible\b|\bjamais\b|\bdément\w*\b|\brejett?\w*\b|\brefus\w*\b|\bcontrairement\b|\bnul(?:le)?\b|^RAS\b|\brien à signaler\b"
            ),
        ),
        (
            "habitual",
            _re(
                r"\b(?:régulièrement|souvent|fréquemment|habituellement|quotidiennes?|quotidiens?|quotidiennement|sporadiques?|persistent?|continuent?|toujours|multiplient|se poursui\w+|parfois|récurrente?s?|monnaie courante)\b|\b(?:presque|très|de plus en plus|devenue?s?) (?:courante?s?|fréquente?s?)\b|\bchaque (?:jour|semaine|mois|nuit)\b|\btou(?:s|tes) les (?:jours|semaines|nuits|mois)\b"
            ),
        ),
        (
            "background",
            _re(
                r"\b(?:en|depuis|de|dès|jusqu['’]en) (?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\bil y a (?:un|une|deux|trois|quatre|plusieurs|quelques|\w+) (?:ans?|mois|années?|semaines?)\b|\bdepuis (?:des|plusieurs) (?:années|mois)\b|\bannée dernière\b|\ban dernier\b|\bpar le passé\b|\bs['’]inscri(?:t|vent) dans le cadre\b|\bhistori\w+\b|\bavai(?:t|ent) (?:déjà |été |alors )?\w+(?:é|ée|és|ées|i|is|u|us|it)\b"
            ),
        ),
    ),
}


_WOULD: Final = re.compile(r"\bwould (?!have\b|if\b)(?!.*\bif\b)\w+|\bserai(?:t|ent) \w+ée?s?\b")


def pieces(sent: Sent, text: str) -> Iterator[tuple[int, int]]:
    """Parts of a sentence that can differ in modality, in code points."""
    at = sent.start
    for joint in _JOINTS.finditer(text, sent.start, sent.end):
        if joint.start() - at >= 12 and sent.end - joint.end() >= 12:
            yield at, joint.start()
            at = joint.end()
    yield at, sent.end


def beside(
    text: str, start: int, end: int, told: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Parts of a passage between commas that hold none of some spans: "After the raid, they would leave"."""
    at = start
    for stop in (*(comma.start() for comma in _COMMA.finditer(text, start, end)), end):
        if stop - at >= _PART and not any(at < high and low < stop for low, high in told):
            yield at, stop
        at = stop + 2


_COMMA: Final = re.compile(r",\s")
_PART: Final = 25
"""Least length of a part worth reading by itself, in characters."""


def passage_modality(sent: Sent, text: str, start: int, end: int) -> tuple[str, str | None] | None:
    """Modality of a passage that tells no event, and its probability word, if its words give one."""
    body = text[start:end].replace("’", "'").strip('"“”«» ')
    low = body.lower()
    found = sent.lex.probability.search(low)
    word = body[found.start() : found.end()] if found else None
    if (
        word == "May"
        and found is not None
        and not low[found.end() :].lstrip().startswith(("be ", "have "))
    ):
        # The month.
        word = None
    strong = word is not None and word.lower() not in _STRONG
    if _WOULD.search(low) and any(w in sent.lex.speech for w in sent.lows):
        # "said it would": what somebody says will be done.
        return "announced", None
    for modality, pattern in _RULES[sent.lex.lang]:
        if modality == "scheduled" and strong:
            return "predicted", word
        if modality == "background" and sent.lex.opinion.search(low):
            return "opinion", None
        if pattern.search(_without_month(body)):
            return modality, word if modality in {"predicted", "conditional"} else None
    if sent.lex.opinion.search(low):
        return "opinion", None
    return None


def _without_month(body: str) -> str:
    """Take the months May and March out, which look like verbs."""
    return re.sub(r"\b(?:May|March)\b(?! be| have)", "Month", body)


_NOT_YET: Final = frozenset({"conditional", "scheduled", "recommended", "predicted", "announced"})


def is_untold(phrase: Phrase, sent: Sent, tellings: Sequence[Telling], text: str) -> bool:
    """Whether nothing happened at a place, by the sentence that names it: "X could be evacuated"."""
    here = [t for t in tellings if t.place is phrase]
    if here or any(t.modality in CONFLICT_MODALITIES for t in tellings):
        return bool(here) and all(t.modality not in CONFLICT_MODALITIES for t in here)
    found = passage_modality(sent, text, sent.start, sent.end)
    return found is not None and found[0] in _NOT_YET
