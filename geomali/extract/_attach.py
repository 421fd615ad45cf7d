"""Where and when: which of a sentence's places and dates belongs to a telling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geomali.dates import TimeMention
from geomali.events import EventPlace
from geomali.extract._attribution import Attribution
from geomali.extract._kinds import CASUALTY, KINDS
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent, Unit
from geomali.extract._situated import MOVED, place_role, spoken_at
from geomali.extract._tellings import is_anchor
from geomali.gazetteer import Place
from geomali.geoparse import SPEECH_PLACE
from geomali.reports import WEEKDAYS

__all__ = [
    "attach",
    "dateline_or_office",
    "day_of_place",
    "heads_entry",
    "is_byline",
    "is_country",
    "last_area",
    "last_point",
    "place_record",
    "place_told_before",
    "shares_place",
    "since",
]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Sentences within which a text begins, its title and summary included.
_HEAD = 3
_LOCATIVE = words(
    "in at near on to into from of around outside towards inside dans à au aux en près vers "
    "sur de du d' chez"
)
_JOINERS = words("and et , in à at dans as well ainsi que de d' the le la")
_ORIGIN = words(
    "residents resident inhabitants official officials governor mayor habitant habitants "
    "maire authorities autorités based basé basée"
)


def is_country(place: Place | None) -> bool:
    """Whether a place is a whole country."""
    return place is not None and place.feature_code.startswith("PCL")


_OFFICES = words(
    "authorities autorités government gouvernement officials based mayor governor prefect "
    "maire préfet gouverneur gouvernorat president président minister ministre embassy "
    "ambassade office offices bureau bureaux headquarters siège delegation délégation"
)
_OF_TOWN = words(
    "of the de la le du d' ville voisine voisin village commune cercle région town city nearby "
    "neighbouring neighboring region municipality"
)


def _is_office(sent: Sent, a: int) -> bool:
    """Whether the words before a place name an office there: "authorities in Bamako"; "government troops" are none."""
    head = a - 1
    while head > 0 and sent.lows[head] in _OF_TOWN:
        head -= 1  # "le maire de la ville voisine de X"
    for k in range(min(max(0, a - 3), head), a):
        unit = sent.unit_at[k]
        if sent.lows[k] in _OFFICES and (unit is None or sent.lows[unit.b - 1] in _OFFICES):
            return True
    return False


# Tokens beyond which a place is nobody's, and other tellings no rivals for it.
_FAR = 34
_EARLIER = words("had avait avaient")
_HOURS_LATER = re.compile(
    r"(?:hours?|minutes?|heures?) (?:later|after|plus tard|après)$", re.IGNORECASE
)
_AS_OF = (["as", "of"], ["as", "at"], ["as", "on"], ["à", "la", "date"], ["la", "date", "du"])
_CHANNELS = words(
    "statement communiqué interview message tweet post video vidéo letter lettre déclaration "
    "announcement press presse television télévision radio telegram"
)
_RECALLS = words(
    "recalls recalled echoes echoed mirrors resembles rappelle rappellent rappelait rappelant évoque"
)
_REACH = 100
_ONLY_LOCATION = frozenset({"location"})
_ROLES = {
    "withdraw": frozenset({"location", "source"}),
    "handover": frozenset({"location", "source"}),
    "enter": frozenset({"location", "goal"}),
    "arrest": frozenset({"location", "goal"}),
}
"""Parts that a place may play in what is told; of all else it is only where it happened."""
_INWARD = words("incursion incursions raid raids")
_COMPANY = words("with by against for of avec par contre pour entre between")
_BACK_NOUNS = words(
    "town village city locality settlement place area ville village localité commune "
    "campement secteur"
)
_DEFINITE = words("the this that same la le cette ce même l'")


_SAME_SPOT = words("position camp base post poste garrison garnison site spot endroit lieu place")
_SAME = words("same même")
_AREA_NOUNS = words("region région cercle district province circle")


def _points_back(telling: Telling) -> int | None:
    """Token at which the words around a telling point back to a place named before: "the town", "there"."""
    lows = telling.sent.lows
    for k in range(max(0, telling.first - 12), min(len(lows), telling.b + 16)):
        before = set(lows[max(0, k - 2) : k])
        if (lows[k] in _BACK_NOUNS and before & _DEFINITE) or (
            lows[k] in _SAME_SPOT and before & _SAME
        ):
            if lows[k + 1 : k + 2] and lows[k + 1] in {"of", "de", "d'", "du"}:
                return None
            return k if not any(p.a > k and p.a - k <= 3 for p in telling.sent.places) else None
        if lows[k] == "there" and lows[k + 1 : k + 2] not in (
            ["is"],
            ["was"],
            ["were"],
            ["are"],
            ["has"],
            ["have"],
        ):
            return k
        if lows[k] == "y" and telling.sent.lex.lang == "fr" and lows[k + 1 : k + 2] != ["compris"]:
            return k
    return None


def _points_to_area(telling: Telling) -> bool:
    """Whether a telling lies in an area named before: "ils ont attaqué dans la région un convoi"."""
    sent, lows = telling.sent, telling.sent.lows
    for k in range(max(0, telling.first - 6), min(len(lows), telling.b + 6)):
        if lows[k] not in _AREA_NOUNS or sent.clause_at[k] != sent.clause_at[telling.a]:
            continue
        before = lows[max(0, k - 3) : k]
        if not (set(before[-2:]) & _DEFINITE and set(before) & {"in", "dans"}):
            continue
        after = lows[k + 1 : k + 2]
        if (not after or after[0] not in {"of", "de", "d'", "du", "des"}) and not any(
            p.a <= k < p.b or 0 <= p.a - k <= 3 for p in sent.places
        ):
            return True
    return False


def last_area(sent: Sent) -> Phrase | None:
    """Last region or cercle named in a sentence."""
    return next(
        (
            p
            for p in reversed(sent.places)
            if _usable(p) and _rank(p) in {2, 3} and place_role(p, sent) == "location"
        ),
        None,
    )


def place_told_before(
    telling: Telling,
    attributions: Sequence[Attribution],
    town: Phrase | None,
    area: Phrase | None,
) -> Phrase | None:
    """Place that a telling's words point back to: "the town", "in the region".

    ``town`` and ``area`` are the last ones named in the sentences before it.
    """
    at = _points_back(telling)
    if at is not None:
        named = [p for p in _points(telling.sent, attributions) if p.b <= at]
        found = named[-1] if named else town
        if found is not None:
            return found
    return area if _points_to_area(telling) else None


def heads_entry(telling: Telling) -> bool:
    """Whether its day stands as the heading of an entry: "12 mai : attaque d'un convoi"."""
    lows, time = telling.sent.lows, telling.time
    return (
        time is not None
        and time.b < len(lows)
        and lows[time.b] in _HEADS_ENTRY
        and all(not low[0].isalnum() for low in lows[: time.a])
    )


_HEADS_ENTRY = frozenset([":", "–", "—", "-"])


def last_point(sent: Sent, attributions: Sequence[Attribution]) -> Phrase | None:
    """Last town named in a sentence, unless it says only where a speaker is."""
    points = _points(sent, attributions)
    return points[-1] if points else None


def _points(sent: Sent, attributions: Sequence[Attribution]) -> list[Phrase]:
    """Towns of a sentence that something may have happened in."""
    found = []
    for phrase in sent.places:
        if not _usable(phrase) or _rank(phrase) != 1:
            continue
        if place_role(phrase, sent) != "location" or spoken_at(phrase, sent, attributions):
            continue
        if _is_office(sent, phrase.a):
            continue
        if any(
            a.claimant is not None and a.claimant.left - 4 <= phrase.a <= a.claimant.b + 4
            for a in attributions
        ):
            continue
        found.append(phrase)
    return found


_FULL_STOPS = frozenset([".", "!", "?", "…", "»", "”", '"', ")", ";", ":"])


def is_byline(sent: Sent) -> bool:
    """Whether a line of the body is no sentence: "Jane Doe, News Agency, Paris"."""
    return (
        sent.kind == "body"
        and sent.lows[-1] not in _FULL_STOPS
        and not any(
            low in sent.lex.sets["aux"] or (low in sent.lex.forms and sent.unit_at[k] is None)
            for k, low in enumerate(sent.lows)
        )
    )


def _usable(phrase: Phrase) -> bool:
    mention = phrase.place
    return (
        mention is not None
        and mention.kind in {"place", "area", "relative"}
        and mention.reason != SPEECH_PLACE
        and mention.resolution is not None
    )


def _gap(telling: Telling, phrase: Phrase) -> int:
    if phrase.a >= telling.b:
        return phrase.a - telling.b
    return max(0, telling.a - phrase.b) + 3


def attach(
    telling: Telling, tellings: Sequence[Telling], attributions: Sequence[Attribution]
) -> None:
    """Give a telling the place and the date that its own words give it."""
    skip = _dateline(telling.sent)
    # A sentence without end has tellings by the hundred: those far off have no say.
    tellings = [t for t in tellings if abs(t.a - telling.a) <= _REACH]
    telling.place = _place_for(telling, tellings, attributions, skip)
    telling.time = _time_for(telling, tellings, attributions, skip)


def _is_home(phrase: Phrase) -> bool:
    """Whether a place is a whole country, which says nothing of where in it."""
    resolution = phrase.place.resolution if phrase.place else None
    return is_country(resolution.place if resolution else None) and phrase.b - phrase.a == 1


def _dateline(sent: Sent) -> int:
    """Tokens of a dateline at the head of a sentence: "GAO, 13 décembre –", "Mopti, 2 octobre (AMAP)"."""
    lows = sent.lows
    if (
        sent.index <= _HEAD
        and lows[1:2] == [":"]
        and sent.words[0].text.isupper()
        and any(p.a == 0 for p in sent.places)
        and any(p.a > 1 and _usable(p) and not _is_home(p) for p in sent.places)
    ):
        return 2  # "BAMAKO: The army said … in Bourem"
    colon = next((k for k in range(1, min(9, len(lows))) if lows[k] == ":"), None)
    if (
        colon is not None
        and sent.index <= _HEAD
        and len(lows[0]) > 2
        and sent.words[0].text.isupper()
        and any(p.b <= colon for p in sent.times)
        and not any(
            low in sent.lex.forms for k, low in enumerate(lows[:colon]) if not sent.covered[k]
        )
    ):
        return colon + 1  # "UNITED NATIONS, May 10: A convoy was …"
    for k in range(1, min(16, len(lows))):
        dash = lows[k] in {"-", "–", "—"} and sent.words[k].start > sent.words[k - 1].end
        agency = lows[k] == ")" and any(p.a == 0 for p in sent.places) and bool(sent.times)
        if not dash and not agency:
            continue
        if any(
            lows[j] in sent.lex.forms or lows[j] in sent.lex.sets["aux"]
            for j in range(k)
            if not sent.covered[j]
        ):
            return 0
        if any(p.b <= k for p in sent.places):
            return k
        # A date alone is that of an item ("01/10 – Bamba: attack"), but for the full one at the head.
        full = any(
            p.b <= k and p.time is not None and _YEAR.search(p.time.text) for p in sent.times
        )
        return k if full and sent.index <= _HEAD else 0
    return 0


def _place_for(
    telling: Telling, tellings: Sequence[Telling], attributions: Sequence[Attribution], skip: int
) -> Phrase | None:
    sent = telling.sent
    best: tuple[float, Phrase] | None = None
    point: tuple[float, Phrase] | None = None
    declared = any(_declares(telling, a) for a in attributions)
    for phrase in sent.places:
        if declared and _named_before(phrase, telling):
            return phrase
        if not _usable(phrase) or phrase.b <= skip or _gap(telling, phrase) > _FAR:
            continue
        part = place_role(phrase, sent)
        inward = part == "goal" and phrase.prep == "into" and telling.lemma in _INWARD
        if not inward and part not in _ROLES.get(telling.kind, _ONLY_LOCATION):
            continue
        if (
            spoken_at(phrase, sent, attributions)
            or _of_another(telling, phrase)
            or _in_the_name(phrase, telling, tellings)
        ):
            continue
        resolution = phrase.place.resolution if phrase.place else None
        if phrase.prep in _COMPANY - {"of", "between", "entre"} and _rank(phrase) >= 3:
            continue
        if (
            phrase.prep in {"from", "de", "du"}
            and _rank(phrase) == 4
            and telling.kind != "withdraw"
        ):
            continue
        cost = float(_gap(telling, phrase)) + {1: 0, 2: 3, 3: 7}.get(_rank(phrase), 0)
        if sent.clause_at[phrase.a] != sent.clause_at[telling.a]:
            cost += 8
        if phrase.prep not in _LOCATIVE and phrase.prep is not None:
            cost += 4
        if phrase.prep is None and sent.kind not in {"title", "heading"}:
            cost += 2
        if is_country(resolution.place if resolution else None):
            cost += 40
        if _is_office(sent, phrase.a):
            continue
        if _belongs_to_speaker(phrase, telling, attributions):
            cost += 30
        if {"destination", "provenance"} & set(sent.lows[max(0, phrase.a - 8) : phrase.a]):
            continue
        if _nearer_other(phrase, telling, tellings):
            cost += 10
        if best is None or cost < best[0]:
            best = (cost, phrase)
        if (
            _rank(phrase) == 1
            and sent.clause_at[phrase.a] == sent.clause_at[telling.a]
            and cost <= _FAR
            and phrase.a >= telling.b
            and not any(
                low in sent.lex.sets["subordinators"] for low in sent.lows[telling.b : phrase.a]
            )
            and (point is None or cost < point[0])
        ):
            point = (cost, phrase)
    if best is None or best[0] > _FAR:
        return None
    if point is not None and _rank(best[1]) >= 3 and not _nearer_other(point[1], telling, tellings):
        # "in northern Mali, against a convoy travelling between X and Y"
        return _most_precise(sent, point[1])
    return _most_precise(sent, best[1])


def _named_before(phrase: Phrase, telling: Telling) -> bool:
    """Whether a phrase is a town where something is declared: "announced in X that they had …"."""
    mention = phrase.place
    return (
        mention is not None
        and mention.kind == "place"
        and mention.resolution is not None
        and mention.resolution.lat is not None
        and phrase.b <= telling.first
        and phrase.prep in {"in", "at", "à"}
    )


def _of_another(telling: Telling, phrase: Phrase) -> bool:
    """Whether a phrase is about the event that this one is likened to: "this attack recalls that of"."""
    return telling.noun and bool(_RECALLS & set(telling.sent.lows[telling.b : phrase.a]))


def _in_the_name(phrase: Phrase, telling: Telling, tellings: Sequence[Telling]) -> bool:
    """Whether a place before a colon is in the name of what the rest is about: "Massacre of X: militia dissolved"."""
    lows = telling.sent.lows
    if KINDS[telling.kind].family == "violence" or ":" not in lows[phrase.b : telling.first]:
        return False
    return any(
        o is not telling
        and o.noun
        and KINDS[o.kind].family == "violence"
        and 0 <= phrase.a - o.b <= 1
        and phrase.prep in {"of", "de", "d'"}
        for o in tellings
    )


def _of_speaker(phrase: Phrase, speaker: Unit) -> bool:
    """Whether a place is the speaker's own: "a resident of Gao", "Gao residents"."""
    return speaker.a <= phrase.a <= speaker.b + 4 or phrase.b in {speaker.a, speaker.left}


def dateline_or_office(phrase: Phrase, sent: Sent) -> bool:
    """Whether a place in a sentence is where it was written, or whose office somebody holds."""
    before = set(sent.lows[max(0, phrase.a - 3) : phrase.a])
    return (
        phrase.b <= _dateline(sent)
        or _is_office(sent, phrase.a)
        or bool(before & _ORIGIN)
        or place_role(phrase, sent) != "location"
    )


def _belongs_to_speaker(
    phrase: Phrase, telling: Telling, attributions: Sequence[Attribution]
) -> bool:
    """Whether a place says where the speaker is from: "a resident of Gao said"."""
    for attribution in attributions:
        claimant = attribution.claimant
        if claimant is None or attribution.covers(phrase.a):
            continue
        if _of_speaker(phrase, claimant):
            return True
    before = telling.sent.lows[max(0, phrase.a - 3) : phrase.a]
    return bool(_ORIGIN & set(before)) and telling.kind != "abduct"


def _nearer_other(phrase: Phrase, telling: Telling, tellings: Sequence[Telling]) -> bool:
    mine = _gap(telling, phrase)
    return any(
        other is not telling
        and _gap(other, phrase) < mine
        and other.sent.clause_at[other.a] == other.sent.clause_at[phrase.a]
        and other.sent.clause_at[telling.a] != other.sent.clause_at[phrase.a]
        for other in tellings
    )


def _rank(phrase: Phrase) -> int:
    mention = phrase.place
    resolution = mention.resolution if mention else None
    place = resolution.place if resolution else None
    if is_country(place):
        return 4
    if mention is not None and mention.kind == "area":
        return 3 if place is None or (place.geo_precision or 3) >= 3 else 2
    return 1


def _most_precise(sent: Sent, phrase: Phrase) -> Phrase:
    """Of "Bamba, in the Gao region", the town; a region only says which town is meant."""
    index = sent.places.index(phrase)
    if _rank(phrase) == 1:
        before = sent.places[index - 1] if index else None
        if (
            before is not None
            and phrase.place is not None
            and phrase.place.kind == "relative"
            and sent.lows[before.b : phrase.a] == [","]
            and _usable(before)
            and _rank(before) == 1
        ):
            # "the camp of X, just outside Y": X, which the rest describes.
            return before
        if (
            before is not None
            and sent.lows[before.b : phrase.a] == ["("]
            and sent.lows[phrase.b : phrase.b + 1] == [")"]
            and _usable(before)
            and _rank(before) == 1
        ):
            # "in X (Y)": Y is the area, or the town by which X is known.
            return before
        return phrase
    for step in (-1, 1):
        k = index + step
        while 0 <= k < len(sent.places):
            other = sent.places[k]
            left, right = sorted((other, sent.places[k - step]), key=lambda p: p.a)
            between = sent.lows[left.b : right.a]
            if len(between) > 5 or any(
                low in sent.lex.sets["subordinators"] or low in {".", ";"} for low in between
            ):
                break
            if any(low in sent.lex.forms and low != "is" for low in between):
                break
            if (
                _usable(other)
                and _rank(other) < _rank(phrase)
                and "and" not in between
                and "et" not in between
            ):
                return other
            k += step
    return phrase


def shares_place(telling: Telling) -> list[Phrase]:
    """Further places joined to a telling's own: "in Léré and Dioura"."""
    sent, first = telling.sent, telling.place
    if (
        first is None
        or first not in sent.places
        or _rank(first) != 1
        or first.prep in {"between", "entre", "from", "de"}
    ):
        return []
    index = sent.places.index(first)
    if sent.lows[max(0, first.a - 6) : first.a].count("between") or sent.lows[
        max(0, first.a - 6) : first.a
    ].count("entre"):
        return []
    found = []
    last = first
    saw_and = False
    for other in sent.places[index + 1 : index + 8]:
        dated = {k for t in sent.times for k in range(t.a, t.b)}
        between = [
            low
            for k, low in enumerate(sent.lows[last.b : other.a], last.b)
            if k not in dated and sent.unit_at[k] is None and low not in {"on", "le"}
        ]
        if not between or len(between) > 4 or not all(low in _JOINERS for low in between):
            break
        if not _usable(other) or _rank(other) != 1:
            break
        if {"in", "dans"} & set(between) and not {"and", "et"} & set(between):
            break
        saw_and = saw_and or bool({"and", "et"} & set(between))
        found.append(other)
        last = other
    return found if saw_and else []


def day_of_place(phrase: Phrase, sent: Sent) -> Phrase | None:
    """Day that stands right behind one of several places: "Kidal on 14 May, and Ber on 20 May"."""
    for time in sent.times:
        between = sent.lows[phrase.b : time.a]
        if time.a >= phrase.b and len(between) <= 2 and set(between) <= {"on", "le", ","}:
            return time if time.time is not None and time.time.kind == "point" else None
    return None


def since(telling: Telling) -> Phrase | None:
    """Stretch up to the report over which a telling in the perfect sums up: "have killed 90 since May"."""
    sent = telling.sent
    chain = set(sent.lows[telling.first : telling.a])
    if telling.noun or not chain & {"have", "has", "ont", "a", "been", "été"}:
        return None
    return next(
        (
            p
            for p in sent.times
            if p.time is not None
            and p.time.kind == "duration"
            and p.time.rule.startswith("since")
            and p.time.earliest is not None
            and p.time.latest is not None
            and sent.clause_at[p.a] == sent.clause_at[telling.a]
        ),
        None,
    )


def _time_for(
    telling: Telling, tellings: Sequence[Telling], attributions: Sequence[Attribution], skip: int
) -> Phrase | None:
    sent = telling.sent
    best: tuple[float, Phrase] | None = None
    own: list[Phrase] = []
    for phrase in sent.times:
        if phrase.b <= skip:
            continue
        time = phrase.time
        if _gap(telling, phrase) > 2 * _REACH:
            continue
        if telling.kind == "blockade" and time is not None and _begins(time):
            # "has imposed a blockade since 3 May": laid on that day.
            begun = replace(time, latest=time.earliest, kind="point", time_precision=1)
            return replace(phrase, time=begun)
        if time is None or time.kind in {"duration", "attribute", "recurring"}:
            continue
        if _of_other_half(telling, phrase, tellings):
            continue
        if telling.noun and _BROUGHT & set(sent.lows[telling.b : phrase.a]):
            # "killed in an ambush were flown to Gao on Tuesday": the day of the flight
            continue
        if (
            _EARLIER & set(sent.lows[telling.first : telling.a])
            and sent.clauses[sent.clause_at[telling.a]].opener in {"who", "which", "that", "qui"}
            and sent.clause_at[phrase.a] != sent.clause_at[telling.a]
            and not any(_declares(telling, a) for a in attributions)
        ):
            # "attacked on Sunday by men who had declared a blockade": not declared on Sunday.
            continue
        if time.earliest is None and _HOURS_LATER.search(time.text):
            # "A few hours later": still the same story.
            continue
        told_by_verb = (
            not telling.noun and time.earliest is not None and telling.kind not in CASUALTY
        )
        if (
            phrase.b <= telling.first
            and telling.first - phrase.b <= 3
            and is_anchor(time.text)
            and not (told_by_verb and sent.lows[phrase.b : phrase.b + 1] == [","])
        ):
            # "Two days after the fighting" dates what follows, not the fighting;
            # "Le lendemain, un convoi est tombé" dates the fall.
            continue
        if (
            sent.lows[max(0, phrase.a - 3) : phrase.a] in _AS_OF
            or sent.lows[max(0, phrase.a - 2) : phrase.a] in _AS_OF
        ):
            # "25 dead as of 2 October": the day of the count.
            continue
        if sent.lows[phrase.b : phrase.b + 1] in (["'s"], ["’s"]) and any(
            o is not telling and o.noun and 0 <= o.a - phrase.b <= 7 for o in tellings
        ):
            # "following Sunday's raid": the day is the raid's.
            continue
        if phrase.prep in {"of", "de", "du"} and any(
            o is not telling and 0 <= phrase.a - o.b <= 1 for o in tellings
        ):
            # "the coup of March 22"
            continue
        if any(
            other is not telling
            and other.voice in {"reduced", "participle"}
            and other.b <= phrase.a <= other.b + 5
            and telling.a >= phrase.b
            and sent.clause_at[other.a] == sent.clause_at[phrase.a]
            for other in tellings
        ):
            # "A journalist abducted in 2021 was freed": the year is the abduction's.
            continue
        if (
            _dates_speech(phrase, telling, tellings, attributions)
            or _of_another(telling, phrase)
            or _day_of_issue(phrase, sent)
        ):
            continue
        if {"speaking", "s'exprimant", "exprimant"} & set(
            sent.lows[max(0, phrase.a - 6) : phrase.a]
        ) and phrase.b <= telling.first:
            # "Speaking in Gao on Monday, the minister said"
            continue
        cost = float(_gap(telling, phrase))
        if sent.clause_at[phrase.a] != sent.clause_at[telling.a]:
            cost += 6
        if _nearer_other(phrase, telling, tellings):
            cost += 12
        if (
            telling.voice == "reduced"
            and phrase.b <= telling.first
            and _finite_between(sent, phrase.b, telling.first)
        ):
            # "demanded on Tuesday the release of soldiers arrested": Tuesday is not the arrest's.
            continue
        own.append(phrase)
        if best is None or cost < best[0]:
            best = (cost, phrase)
    if best is None:
        return None
    return _said_twice(best[1], own) or _narrower(sent, best[1], own)


def _said_twice(phrase: Phrase, own: Sequence[Phrase]) -> Phrase | None:
    """Of "the next day, Friday 14 September", which was no Friday, the day on which both agree."""
    time = phrase.time
    if time is None or not time.contradicts_itself or time.earliest is not None:
        return None
    named = {WEEKDAYS[word] for word in time.text.lower().split() if word in WEEKDAYS}
    return next(
        (
            o
            for o in own
            if o.time is not None
            and o.time.earliest is not None
            and o.time.time_precision == 1
            and o.time.earliest.weekday() in named
        ),
        None,
    )


_BROUGHT = MOVED - words("took taken sent received treated landed landing")


def _begins(time: TimeMention) -> bool:
    """Whether an expression says from which day on: "since 3 May"."""
    return (
        time.kind == "duration"
        and time.earliest is not None
        and time.rule.startswith(("since; full date", "since; day and month", "since; weekday"))
    )


def _of_other_half(telling: Telling, phrase: Phrase, tellings: Sequence[Telling]) -> bool:
    """Whether a day belongs to what a semicolon parts from a telling: "were taken; they were freed on Monday"."""
    lows = telling.sent.lows
    low, high = (telling.b, phrase.a) if phrase.a >= telling.b else (phrase.b, telling.first)
    stops = [k for k in range(low, high) if lows[k] == ";"]
    if not stops:
        return False
    return any(
        o is not telling and (o.a > stops[-1] if phrase.a > stops[-1] else o.b <= stops[0])
        for o in tellings
    )


_DOCUMENTS = words(
    "communiqué note message bilan rapport vidéo lettre texte déclaration statement toll report video letter"
)
_ISSUED = words(
    "issued published released posted diffusé diffusée publié publiée daté datée rendu rendue signé signée lu lue parvenu parvenue "
    "transmis transmise émis posté postée relayé relayée paru parue"
)


def _day_of_issue(phrase: Phrase, sent: Sent) -> bool:
    """Whether a day is that of a paper: "dans un communiqué diffusé jeudi"."""
    lows = sent.lows
    before = lows[max(0, phrase.a - 6) : phrase.a]
    issued = next((k for k in range(len(before) - 1, -1, -1) if before[k] in _ISSUED), None)
    if issued is None:
        return False
    at = max(0, phrase.a - 6) + issued
    # "a publié son bilan dans la nuit", "a publié mardi son bilan", "un communiqué publié mardi"
    if any(low in _DOCUMENTS for low in lows[at + 1 : phrase.a]):
        return True
    if at < phrase.a - 4:
        return False
    return any(
        low in _DOCUMENTS for low in [*lows[max(0, at - 9) : at], *lows[phrase.b : phrase.b + 3]]
    )


def _narrower(sent: Sent, phrase: Phrase, own: Sequence[Phrase]) -> Phrase:
    """Of "this week, on the evening of Monday 13 May" the day; ``own`` are the telling's times."""
    whole = phrase.time
    if whole is None or whole.earliest is None or whole.latest is None or whole.time_precision == 1:
        return phrase
    return next(
        (
            other
            for other in own
            if other.time is not None
            and other.time.kind == "point"
            and other.time.time_precision == 1
            and sent.clause_at[other.a] == sent.clause_at[phrase.a]
            and other.time.earliest is not None
            and whole.earliest <= other.time.earliest <= whole.latest
        ),
        phrase,
    )


def _finite_between(sent: Sent, a: int, b: int) -> bool:
    return any(
        sent.unit_at[k] is None
        and (
            sent.lows[k] in sent.lex.speech
            or sent.lex.forms.get(sent.lows[k], frozenset()) & {"VBD", "VBZ"}
            or (sent.lex.lang == "en" and sent.lows[k].endswith("ed") and len(sent.lows[k]) > 4)
        )
        for k in range(a, b)
    )


_SUBJECTS = words("it they he she we its their il elle ils elles")
_PROCLAIMED = words(
    "announced announce announces declared declare declares proclaimed annoncé annonce annoncent "
    "déclaré proclamé"
)


def _declares(telling: Telling, said: Attribution) -> bool:
    """Whether an act is done by saying so: "announced in X on Monday that they had dissolved themselves"."""
    return telling.kind == "change" and bool(
        _PROCLAIMED & set(telling.sent.lows[said.at : said.end])
    )


def _dates_speech(
    phrase: Phrase,
    telling: Telling,
    tellings: Sequence[Telling],
    attributions: Sequence[Attribution],
) -> bool:
    """Whether a date says when somebody spoke: "said on Thursday that …"."""
    time = phrase.time
    if time is not None and (time.time_precision or 1) > 1 and time.earliest is not None:
        # A statement has its day: "In late July rebels claimed to have killed" dates the killing.
        return False
    for attribution in attributions:
        if telling.kind == "blockade" and 0 <= telling.first - attribution.end <= 1:
            # "announced a blockade on 3 May": laid by saying so.
            continue
        if _declares(telling, attribution):
            continue
        if (
            phrase.a > attribution.end + 1
            and telling.sent.lows[attribution.end : attribution.end + 1]
            and telling.sent.lows[attribution.end] in _SUBJECTS
        ):
            # "said it began on Monday to leave"
            continue
        if attribution.at == attribution.end:
            # The voice of a whole communiqué has no verb, and no date.
            continue
        lex = telling.sent.lex
        if telling.sent.lows[attribution.at : attribution.end] and not any(
            low in lex.speech or low in lex.speech_phrases
            for low in telling.sent.lows[attribution.at : attribution.end]
        ):
            continue
        if (
            attribution.passive
            and attribution.responsibility is False
            and attribution.claimant is None
        ):
            continue
        claimant = attribution.claimant
        subject = (
            claimant.left
            if claimant is not None and claimant.b <= attribution.at
            else attribution.at
        )
        near = (
            attribution.at <= phrase.a <= attribution.end + 3
            # "said in a statement on Wednesday"
            or (
                attribution.end <= phrase.a <= attribution.end + 6
                and bool(_CHANNELS & set(telling.sent.lows[attribution.end : phrase.a]))
            )
            or (subject <= phrase.a < attribution.at and attribution.at - phrase.b <= 4)
            # "On Monday the army said …", but not "… on Monday, the army said"
            or (phrase.a <= 1 and 0 <= subject - phrase.b <= 2 and telling.a > attribution.at)
        )
        if not near:
            continue
        if any(
            min(attribution.end, phrase.a) <= t.a < max(attribution.at, phrase.b) for t in tellings
        ):
            continue
        if attribution.at <= telling.a < attribution.end:
            continue
        # "said the attack on Monday killed": a telling nearer than the verb of saying takes it.
        distance = (
            phrase.a - attribution.end if phrase.a >= attribution.end else attribution.at - phrase.b
        )
        if any(abs(_gap(t, phrase)) < distance and t.b <= phrase.a for t in tellings):
            continue
        if (
            attribution.covers(phrase.a)
            and phrase.a > attribution.end
            and telling.sent.lows[attribution.end : attribution.end + 1]
            in (["that"], ["que"], ["qu'"])
        ):
            continue
        return True
    return False


def place_record(phrase: Phrase) -> EventPlace:
    """Place of an event, as named in the text and as resolved."""
    mention = phrase.place
    if mention is None or mention.resolution is None:
        raise ValueError("not a place")
    found = mention.resolution
    place = found.place
    name = mention.text
    return EventPlace(
        name=name,
        place_id=found.place_id,
        lat=found.lat,
        lon=found.lon,
        geo_precision=found.geo_precision
        if found.geo_precision is not None
        else (place.geo_precision if place else None),
        uncertainty_km=found.uncertainty_km,
        admin1=place.admin1 if place else None,
        admin2=place.admin2 if place else None,
        country=place.country if place else None,
        score=found.score,
        reason=found.reason or mention.reason,
    )
