"""Verb or noun, active or passive, finite or not: the grammar of the words around a trigger."""

from __future__ import annotations

from typing import Final

from geomali.extract._kinds import CASUALTY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent, Unit

__all__ = ["clitic_object", "is_noun_use", "read_verb_group", "strikes"]

_ETRE_VERBS: Final = words(
    "décéder entrer arriver tomber mourir retirer replier emparer rendre entré arrivé"
)
_QUOTES: Final = frozenset('"“«')
_ADVERBS: Final = words(
    "also often sometimes always then again even never reportedly allegedly aussi ensuite jamais notamment finally together once jointly easily dernièrement se s' be"
)
_AVOIR: Final = words("a ont avait avaient aurait auraient ayant avoir aura auront ait aient")

_BEFORE_DEATH: Final = words("la une de à")
_CLITICS: Final = words("l' les le la y en")
_STRUCK: Final = words(
    "frappé touché visé atteint secoué tué blessé endommagé détruit fait causé coûté ravagé fauché"
)
_DONE: Final = words("mène mènent lance lancent effectue effectuent procède procèdent conduit")


def strikes(telling: Telling) -> bool:
    """Whether a French noun is said to happen by its verb: "des frappes ont été menées", "une mine l'a touché"."""
    lows, light = telling.sent.lows, telling.sent.lex.sets["light_verbs"]
    for k in range(telling.b, min(telling.b + 6, len(lows))):
        low = lows[k]
        if low in _AVOIR or low == "été":
            after = lows[k + 1 : k + 3]
            if after[:1] == ["été"]:
                return bool(set(after[1:]) & light)
            return bool(set(after[:1]) & _STRUCK)
        if low not in _CLITICS and not low[0].isalnum():
            break
    for k in range(telling.a - 1, max(-1, telling.a - 8), -1):
        low = lows[k]
        if low in light:
            return low in _DONE or bool(set(lows[max(0, k - 2) : k]) & _AVOIR)
        if not (low[0].isalnum() or low in {"l'", "d'"}):
            break
    return False


_BEGAN: Final = words(
    "erupted erupts resumed resumes continued intensified raged subsided was has had is"
)
_FREQUENCY: Final = words("often sometimes always also still now regularly frequently repeatedly")
_ARTICLES: Final = words("the a an at several two three")


def read_verb_group(telling: Telling, *, single: bool) -> None:
    """Find where a telling's verb group begins, its voice, and whether it is finite.

    ``single`` says that the trigger is one verb, without set words after it.
    """
    sent = telling.sent
    lex, lows = sent.lex, sent.lows
    tags = lex.forms.get(lows[telling.a], frozenset())
    aux = lex.sets["aux"]
    k = telling.a - 1
    chain: list[str] = []
    while k >= 0 and telling.a - k <= 8:
        low = lows[k]
        if sent.unit_at[k] is not None:
            break
        if (
            low in aux
            or (low in _QUOTES and k and lows[k - 1] in aux | _ADVERBS | {"avoir", "ayant"})
            or low in {"been", "having", "ayant", "ne", "n'", "pas", "not", "avoir", "être"}
            or low.endswith("n't")
        ) or (
            low.endswith("ly")
            or (lex.lang == "fr" and low.endswith("ment") and len(low) > 6)
            or low in _ADVERBS
        ):
            chain.append(low)
        else:
            break
        k -= 1
    telling.first = k + 1
    be = lex.sets["be"]
    before = lows[k] if k >= 0 else ""
    after = lows[telling.b] if telling.b < len(lows) else ""
    in_chain = set(chain)
    pronominal = bool(in_chain & {"se", "s'"}) or before in {"se", "s'"}
    # "s'en sont pris aux villages"
    pronominal = pronominal or (before == "en" and lows[k - 1 : k] in (["s'"], ["se"]))
    if lex.lang == "en":
        has_be = any(c in be for c in chain)
        if "VBN" in tags and has_be:
            telling.voice = "passive"
        elif "VBN" in tags and not chain and single:
            telling.voice = _english_bare(telling, tags, after)
        telling.finite = bool(tags & {"VBD", "VBZ"}) or bool(chain)
    else:
        lemma_etre = telling.lemma.lstrip("@").split(" ")[0] in _ETRE_VERBS
        if "VBN" in tags and not pronominal and not lemma_etre:
            has_be = any(c in be for c in chain)
            has_have = any(c in _AVOIR for c in chain)
            if has_be and ("été" in chain or not has_have):
                telling.voice = "passive"
            elif (not chain and not (tags & {"VBZ", "VBD"})) or (
                not chain
                and tags & {"VBZ", "VBD"}
                and (after in {"par", "dans", "lors", "en", ",", "."})
            ):
                telling.voice = "reduced"
        telling.finite = bool(tags & {"VBZ", "VBD", "FUT", "COND"}) or bool(chain)
    if "VBG" in tags and not in_chain & be:
        telling.voice = "participle"
    headline = sent.kind in {"title", "heading"}
    if headline and lex.lang == "en" and tags == {"VB"} and not chain and _plural_subject(sent, k):
        # "Gunmen kidnap three traders"
        telling.finite = True
    elif "to" in in_chain or ("VB" in tags and not tags & {"VBZ", "VBD", "VBN"} and not chain):
        telling.finite = False
        if telling.voice == "active":
            telling.voice = "infinitive"
    elif "VB" in tags and lex.lang == "en" and not chain and not tags & {"VBD", "VBN"}:
        telling.finite = headline or _plural_subject(sent, k)


def _plural_subject(sent: Sent, k: int) -> bool:
    return k >= 0 and sent.unit_at[k] is not None


def _english_bare(telling: Telling, tags: frozenset[str], after: str) -> str:
    """Tell "soldiers killed in an ambush" or "gunmen killed soldiers": which is it."""
    if "VBD" not in tags and "VB" not in tags:
        return "reduced"
    sent, lex, at = telling.sent, telling.sent.lex, telling.b
    if after == "by" or (
        after in {"and", ","}
        and at + 1 < len(sent.lows)
        and sent.lows[at + 1] in {"wounded", "injured", "burned", "destroyed"}
        and not _object_follows(sent, at + 2)
    ):
        return "reduced"
    if after == "and" and at + 1 < len(sent.lows):
        second = lex.forms.get(sent.lows[at + 1], frozenset())
        if "VBD" in second and _object_follows(sent, at + 2):
            # "Militants seized and destroyed the camp"
            return "active"
    if _object_follows(sent, at):
        return "active"
    struck = sent.unit_at[telling.first - 1] if telling.first else None
    if (
        telling.kind in {"attack", "ambush"}
        and sent.kind in {"title", "heading"}
        and struck is not None
        and struck.target
        and (after in lex.sets["prepositions"] or after in {".", ",", ""})
    ):
        # "Army camp attacked in …": a camp attacks nobody.
        return "reduced"
    if telling.kind in CASUALTY | {
        "abduct",
        "arrest",
        "destroy",
        "capture",
        "execute",
        "massacre",
    } and (
        after in lex.sets["prepositions"]
        or after in {".", ",", "", ";", "and", "on"}
        or sent.covered[at : at + 1] == [True]
    ):
        return "reduced"
    return "active"


def _object_follows(sent: Sent, at: int) -> bool:
    """Whether a noun phrase that can be an object begins at a token."""
    lex = sent.lex
    for k in range(at, min(at + 6, len(sent.lows))):
        low = sent.lows[k]
        if sent.unit_at[k] is not None:
            return True
        if any(p.a <= k < p.b for p in sent.places) and k == at:
            return True
        if (low in lex.sets["prepositions"] and low not in {"over", "about", "around"}) or not (
            low[0].isalnum() or low == "$"
        ):
            if low == "at" and sent.lows[k + 1 : k + 2] == ["least"]:
                continue
            return False
        if low in lex.sets["subordinators"] or low in {"and", "but"}:
            return False
        if low in {
            "the",
            "a",
            "an",
            "its",
            "their",
            "two",
            "three",
            "several",
            "dozens",
            "scores",
        } or _number_like(sent, k):
            return True
    return False


def is_noun_use(sent: Sent, i: int) -> bool:
    """Whether a form that can be noun or verb stands as a noun here."""
    lex, lows = sent.lex, sent.lows
    tags = lex.forms.get(lows[i], frozenset())
    if lex.lang == "en" and i > 1 and lows[i - 1] in _FREQUENCY:
        # "militants often attack villages": the adverb stands between subject and verb.
        return sent.unit_at[i - 2] is None and lows[i - 2] not in lex.sets["aux"]
    before = lows[i - 1] if i else ""
    after = lows[i + 1] if i + 1 < len(lows) else ""
    if lex.lang == "fr":
        if lows[i] == "mort" and before in _BEFORE_DEATH and after in {"d'", "de", "des", "du"}:
            return True  # "la mort de trois soldats"
        if "VBZ" not in tags or not tags <= {"VBZ", "VB"} or lows[i].endswith("ent"):
            # "ils entrent et arrêtent": no noun has the ending of the third person plural.
            return False
        unit = sent.unit_at[i - 1] if i else None
        subject = unit is not None and unit.prep in {None, "des"} and not unit.target
        return not (subject or before in {"qui", "ils", "elles", "s'", "se"})
    if tags & {"VBD", "VBN"} and not tags & {"VB"}:
        return False
    if "VBG" in tags:
        if before in {"the", "this", "their", "a"} and after == "of":
            return True  # "the kidnapping of a trader"
        if lows[i] in {"fighting", "shelling", "bombing", "killing", "shooting", "looting"}:
            if lex.forms.get(after, frozenset()) & {"VBD", "VBZ"} or after in _BEGAN:
                return True  # "…, fighting erupted anew"
            if (
                before
                in {"the", "of", "in", "heavy", "intense", "fierce", "and", "a", "this", "renewed"}
                or not before
            ):
                governs = after in _ARTICLES or (
                    before in {"of", "and"} and _number_like(sent, i + 1)
                )
                return not governs or before in {"the", "a"}
            return not (before == "," or before in lex.sets["aux"] or _number_like(sent, i + 1))
        return False
    if (before in lex.sets["aux"] and before != "'s") or (
        before in {"not", "who", "they", "we", "and"} and "VB" in tags and before != "and"
    ):
        return False
    if before == "to":
        return False
    if before in {"that", "who", "which"} and i >= 2 and sent.unit_at[i - 2] is not None:
        # "militias that attack villages"
        return "VB" not in tags
    if tags & {"VBZ", "VB"}:
        unit = sent.unit_at[i - 1] if i else None
        nextunit = sent.unit_at[i + 1] if i + 1 < len(lows) else None
        object_next = (
            after in {"the", "a", "an", "its", "their", "two", "three", "several", "and"}
            or (nextunit is not None)
            or _number_like(sent, i + 1)
        )
        if "VBD" in tags and object_next and after != "and":
            # "A bomb hit the convoy", but "a hit on the convoy"
            return before in lex.sets["prepositions"] or before in {"the", "a", "an", "this"}
        return not (unit is not None and object_next and after != "and")
    return False


def _number_like(sent: Sent, i: int) -> bool:
    if i >= len(sent.lows):
        return False
    low = sent.lows[i]
    return (
        low[0].isdigit()
        or low in sent.lex.numbers
        or low in {"at", "some", "several", "dozens", "scores", "about", "around", "more"}
    )


def clitic_object(telling: Telling) -> list[Unit]:
    """Whom French names by a pronoun before the verb: "deux mines l'ont frappé"."""
    sent, k = telling.sent, telling.b
    if sent.lows[k : k + 1] not in (["l'"], ["les"]):
        return []
    if sent.lows[k + 1 : k + 2] not in (["a"], ["ont"], ["avait"], ["avaient"]):
        return []
    word = sent.words[k]
    return [Unit(k, k + 1, word.start, word.end, word.text, group="pronoun", pronoun=True, left=k)]
