"""Which of a sentence's days is that of a telling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geomali.dates import TimeMention
from geomali.extract._attribution import Attribution
from geomali.extract._kinds import CASUALTY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent
from geomali.extract._situated import MOVED
from geomali.extract._tellings import is_anchor
from geomali.reports import WEEKDAYS

__all__ = [
    "REACH",
    "declares",
    "gap_to",
    "heads_entry",
    "nearer_other",
    "of_another",
    "since",
    "time_for",
]

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

REACH = 100
"""Tokens beyond which, in a sentence without end, other tellings have no say."""


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


def gap_to(telling: Telling, phrase: Phrase) -> int:
    if phrase.a >= telling.b:
        return phrase.a - telling.b
    return max(0, telling.a - phrase.b) + 3


def of_another(telling: Telling, phrase: Phrase) -> bool:
    """Whether a phrase is about the event that this one is likened to: "this attack recalls that of"."""
    return telling.noun and bool(_RECALLS & set(telling.sent.lows[telling.b : phrase.a]))


def nearer_other(phrase: Phrase, telling: Telling, tellings: Sequence[Telling]) -> bool:
    mine = gap_to(telling, phrase)
    return any(
        other is not telling
        and gap_to(other, phrase) < mine
        and other.sent.clause_at[other.a] == other.sent.clause_at[phrase.a]
        and other.sent.clause_at[telling.a] != other.sent.clause_at[phrase.a]
        for other in tellings
    )


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


def time_for(
    telling: Telling, tellings: Sequence[Telling], attributions: Sequence[Attribution], skip: int
) -> Phrase | None:
    sent = telling.sent
    best: tuple[float, Phrase] | None = None
    own: list[Phrase] = []
    for phrase in sent.times:
        if phrase.b <= skip:
            continue
        time = phrase.time
        if gap_to(telling, phrase) > 2 * REACH:
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
            and not any(declares(telling, a) for a in attributions)
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
            or of_another(telling, phrase)
            or _day_of_issue(phrase, sent)
        ):
            continue
        if {"speaking", "s'exprimant", "exprimant"} & set(
            sent.lows[max(0, phrase.a - 6) : phrase.a]
        ) and phrase.b <= telling.first:
            # "Speaking in Gao on Monday, the minister said"
            continue
        cost = float(gap_to(telling, phrase))
        if sent.clause_at[phrase.a] != sent.clause_at[telling.a]:
            cost += 6
        if nearer_other(phrase, telling, tellings):
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


def declares(telling: Telling, said: Attribution) -> bool:
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
        if declares(telling, attribution):
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
        if any(abs(gap_to(t, phrase)) < distance and t.b <= phrase.a for t in tellings):
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
