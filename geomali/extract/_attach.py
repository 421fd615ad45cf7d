"""Where: which of a sentence's places belongs to a telling, and what points back to one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomali.events import EventPlace
from geomali.extract._attribution import Attribution
from geomali.extract._kinds import KINDS
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent, Unit
from geomali.extract._situated import place_role, spoken_at
from geomali.extract._timing import REACH, declares, gap_to, nearer_other, of_another, time_for
from geomali.gazetteer import Place
from geomali.geoparse import SPEECH_PLACE

__all__ = [
    "attach",
    "dateline_or_office",
    "day_of_place",
    "is_byline",
    "is_country",
    "last_area",
    "last_point",
    "place_record",
    "place_told_before",
    "shares_place",
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
        named = named or _homes(telling.sent, at, attributions)
        found = named[-1] if named else town
        if found is not None:
            return found
    return area if _points_to_area(telling) else None


def _homes(sent: Sent, before: int, attributions: Sequence[Attribution]) -> list[Phrase]:
    """Towns whose people speak: for "residents of X said that … the town", it is X."""
    people = [a.claimant for a in attributions if a.claimant and a.claimant.witness == "witness"]
    return [
        p
        for p in sent.places
        if _usable(p)
        and _rank(p) == 1
        and p.b <= before
        and any(u.left <= p.a <= u.b + 2 for u in people)
    ]


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


def attach(
    telling: Telling, tellings: Sequence[Telling], attributions: Sequence[Attribution]
) -> None:
    """Give a telling the place and the date that its own words give it."""
    skip = _dateline(telling.sent)
    # A sentence without end has tellings by the hundred: those far off have no say.
    tellings = [t for t in tellings if abs(t.a - telling.a) <= REACH]
    telling.place = _place_for(telling, tellings, attributions, skip)
    telling.time = time_for(telling, tellings, attributions, skip)


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
    declared = any(declares(telling, a) for a in attributions)
    for phrase in sent.places:
        if declared and _named_before(phrase, telling):
            return phrase
        if not _usable(phrase) or phrase.b <= skip or gap_to(telling, phrase) > _FAR:
            continue
        part = place_role(phrase, sent)
        inward = part == "goal" and phrase.prep == "into" and telling.lemma in _INWARD
        if not inward and part not in _ROLES.get(telling.kind, _ONLY_LOCATION):
            continue
        if (
            spoken_at(phrase, sent, attributions)
            or of_another(telling, phrase)
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
        cost = float(gap_to(telling, phrase)) + {1: 0, 2: 3, 3: 7}.get(_rank(phrase), 0)
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
        if nearer_other(phrase, telling, tellings):
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
    if point is not None and _rank(best[1]) >= 3 and not nearer_other(point[1], telling, tellings):
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
