"""What is told but is no event of a conflict: mishaps, talk and memory, comings and goings of civilians."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from geomali.extract._kinds import CASUALTY, TERRITORY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent, Unit

__all__ = [
    "civil_move",
    "is_course",
    "is_days_before",
    "is_mishap",
    "is_recalled",
    "is_talked_of",
    "is_tally",
    "sums_up",
]

_MISHAPS: Final = words(
    "rain rains rainfall flood floods flooding storm storms lightning landslide accident accidents "
    "collision collided overturned drowning drowned disease cholera malaria measles meningitis "
    "dengue diphtheria epidemic outbreak famine drought malnutrition stampede heatwave earthquake "
    "pluie pluies inondation inondations crue crues orage orages foudre éboulement effondrement "
    "noyade noyades noyés épidémie choléra rougeole paludisme méningite dengue famine sécheresse "
    "malnutrition bousculade canicule intempéries"
)
_FIRES: Final = words("fire blaze wildfire incendie feu")
_CRASHES: Final = words("crash crashed crashes")
_TALK: Final = words(
    "inquiry probe inquest trial hearing ceremony ceremonies tribute homage anniversary "
    "commemoration commemorations commemorated memorial rumour rumours rumor rumors exercise "
    "drill simulated simulation debate debated discussed discuss discusses discussion "
    "procès audience cérémonie cérémonies hommage anniversaire commémoration commémorations "
    "commémoré commémorer recueillement rumeur rumeurs exercice simulé simulation débat débattu"
)
_MEMORY: Final = words(
    "trial ceremony ceremonies tribute homage anniversary commemoration commemorations "
    "commemorated memorial exercise drill simulated simulation procès cérémonie cérémonies hommage "
    "anniversaire commémoration commémorations commémoré commémorer recueillement exercice simulé "
    "simulation"
)
_AFTER: Final = words("after following when as après lorsque quand suite alors but mais while")
_FOLLOWS: Final = words("follows follow followed suit suivent succède intervient comes")
_YEAR_WHEN: Final = (("année", "où"), ("date", "à"), ("year", "when"))
_CIVIL_HEADS: Final = words(
    "delegation délégation minister ministre president président governor gouverneur ambassador "
    "ambassadeur mayor maire wounded blessés refugees réfugiés residents habitants humanitarian "
    "humanitaire humanitaires aid food envoy émissaire mediator médiateur médiateurs negotiators "
    "négociateurs trader merchant commerçants"
)
_HURT: Final = words("wounded injured blessés blessé patients casualties bodies corps staff")
_ARMED: Final = frozenset({"state", "foreign", "armed", "fighters"})


def is_mishap(telling: Telling) -> bool:
    """Whether what killed or destroyed was no violence: rain, a road accident, a disease."""
    if telling.kind not in CASUALTY | {"destroy", "explosion"}:
        return False
    sent = telling.sent
    if any(u.group in _ARMED for u in telling.agents):
        return False
    clause = sent.clauses[sent.clause_at[telling.a]]
    near = range(max(clause.a, telling.first - 14), min(len(sent.lows), telling.b + 14))
    for k in near:
        low = sent.lows[k]
        if low in {".", ";"} and k > telling.b:
            break
        if low in _MISHAPS:
            return True
        if low in _CRASHES and k and sent.lows[k - 1] not in {"before", "avant"}:
            return True
        if (
            low in _FIRES
            and k < telling.first
            and (k == 0 or sent.lows[k - 1] in {"a", "the", "un", "le", "huge", "violent"})
            and all(
                w in sent.lex.sets["aux"] or sent.covered[j]
                for j, w in enumerate(sent.lows[k + 1 : telling.first], k + 1)
            )
        ):
            return True
    return False


def is_talked_of(telling: Telling) -> bool:
    """Whether a happening is only what a trial, a ceremony, a debate or an exercise is about."""
    sent, lows = telling.sent, telling.sent.lows
    ahead = lows[max(0, telling.first - 9) : telling.first]
    if ahead and any(pair in pairwise(ahead) for pair in _YEAR_WHEN):
        return True
    if _says_who(lows[: telling.first]):
        return True
    if telling.kind == "agreement" and bool({"who", "which", "that", "qui"} & set(ahead[-2:])):
        # "those who signed the agreement": who they are.
        return True
    relative = False
    for k in range(telling.first - 1, max(-1, telling.first - 12), -1):
        low = lows[k]
        if low in {"who", "that", "which", "qui"}:
            relative = True
            continue
        if low in _TALK and sent.unit_at[k] is None:
            if not (telling.noun or relative or telling.voice in {"reduced", "participle"}):
                return False
            return low in _MEMORY or not telling.tolls
        if low in _AFTER or low in {".", ";", ":"} or (low == "," and not relative):
            return False
        if low in sent.lex.speech:
            return False
    if telling.kind == "coup" and telling.noun:
        # "Captain X, who led a coup on March 22": who he is.
        return bool({"who", "qui"} & set(ahead[-6:])) and bool(
            {"led", "mené", "conduit", "dirigé", "staged"} & set(ahead[-5:])
        )
    if telling.noun and telling.kind in TERRITORY:
        # "The decision follows the capture of Kidal": known before, told by the way.
        return bool(_FOLLOWS & set(lows[max(0, telling.a - 3) : telling.a]))
    return False


def _says_who(ahead: list[str]) -> bool:
    """Whether words before a telling say who somebody is: "He was behind the raid on …"."""
    return any(
        low == "behind"
        and ahead[k - 1 : k] in (["was"], ["is"], ["be"], ["been"])
        and bool({"he", "she"} & set(ahead[max(0, k - 6) : k]))
        for k, low in enumerate(ahead)
    )


def is_days_before(telling: Telling) -> bool:
    """Whether it is dated only as before what the report tells: "Weeks before, rebels had …"."""
    lows, times = telling.sent.lows, telling.sent.times
    opening = " ".join([p.time.text.lower() for p in times[:1] if p.time and p.a <= 2] or lows[:5])
    return bool({"had", "avait", "avaient"} & set(lows)) and bool(_DAYS_BEFORE.match(opening))


_DAYS_BEFORE: Final = re.compile(
    r"in the (?:preceding|previous) (?:days|weeks|months|years)\b"
    r"|(?:some |several |a few |quelques |plusieurs |des )?"
    r"(?:days|weeks|months|years|jours|semaines|mois|années) (?:before|earlier|avant|plus tôt|auparavant)\b"
)


def civil_move(telling: Telling) -> bool:
    """Whether those who come or go are no force: a delegation, a minister, the wounded."""
    if telling.kind not in {"enter", "withdraw"} or telling.noun:
        return False
    lows = telling.sent.lows
    if telling.lemma.lstrip("@").split(" ")[0] in {"evacuate", "évacuer"} and (
        _HURT & set(lows[telling.b : telling.b + 4])
    ):
        return True
    movers = [u for u in telling.agents if u.prep is None] or telling.agents
    if not movers:
        return False
    return all(_civil(u, telling) for u in movers)


def _civil(unit: Unit, telling: Telling) -> bool:
    if unit.pronoun:
        return unit.text.lower() in {"he", "she"}
    lows = telling.sent.lows
    # The head stands first in the noun phrase: "a delegation of the CMA", "le ministre des armées".
    head = set(lows[max(0, unit.left - 3) : unit.b]) if unit.prep else set(lows[unit.left : unit.b])
    return bool(head & _CIVIL_HEADS)


_MANY: Final = words(
    "dozens scores hundreds thousands several many numerous dizaines centaines milliers plusieurs "
    "nombreux nombreuses"
)
_HAVE: Final = words("has have ont a")


def is_course(telling: Telling) -> bool:
    """Whether it sums up a course of months: "have burned dozens of lorries since May"."""
    sent = telling.sent
    since = any(
        phrase.time is not None
        and -12 <= phrase.a - telling.b <= 12
        and {"since", "depuis"} & {phrase.time.text.lower().split(" ")[0], phrase.prep}
        for phrase in sent.times
    )
    if not since:
        return False
    return bool(_HAVE & set(sent.lows[telling.first : telling.a])) and bool(
        _MANY & set(sent.lows[telling.b : telling.b + 4])
    )


_RECALLING: Final = words("rappelle rappellent rappelé rappelait rappelant recalls recalled")


def is_recalled(telling: Telling) -> bool:
    """Whether a speaker only recalls it: "the army recalls that it has killed 29"."""
    lows = telling.sent.lows
    return any(
        low in _RECALLING and bool({"que", "qu'", "that"} & set(lows[k + 1 : k + 5]))
        for k, low in enumerate(lows[: telling.first])
    )


_RECENT = timedelta(days=10)


def sums_up(sent: Sent, written: date | None) -> bool:
    """Whether a sentence sums over many happenings: "since May, 400 soldiers have been killed".

    Since a day of the last week one happening may still be meant.
    """
    if not _HAVE & set(sent.lows):
        return False
    for phrase in sent.times:
        time = phrase.time
        if time is None or not (
            phrase.prep in {"since", "depuis"}
            or {"since", "depuis"} & {time.text.lower().split(" ")[0]}
        ):
            continue
        if time.earliest is None or written is None:
            return time.time_precision != 1
        return written - time.earliest > _RECENT
    return False


_ORDINALS: Final = words(
    "second third fourth fifth sixth seventh eighth ninth tenth deuxième troisième quatrième "
    "cinquième sixième septième huitième neuvième dixième énième"
)


def is_tally(telling: Telling) -> bool:
    """Whether it only counts: "it is the third attack since 2019"."""
    lows = telling.sent.lows
    for k in range(telling.a - 1, max(1, telling.a - 4), -1):
        if lows[k] in _ORDINALS:
            return bool({"is", "was", "est", "était"} & set(lows[max(0, k - 2) : k]))
    return False
