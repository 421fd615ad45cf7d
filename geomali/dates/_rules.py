"""Patterns of time expressions in English and French; what each means is in ``_find``."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from geomali.reports import MONTHS, WEEKDAYS

__all__ = [
    "COUNTED_NOUN",
    "NUMBERS",
    "PAST",
    "PREFIX",
    "REACH",
    "SEASONS",
    "TRIGGERS",
    "UNITS",
    "Rule",
    "future",
    "rules",
]

NUMBERS: Final[dict[str, int]] = {
    word: number
    for number, words in {
        1: "a an one un une",
        2: "two deux",
        3: "three trois",
        4: "four quatre",
        5: "five cinq",
        6: "six",
        7: "seven sept",
        8: "eight huit",
        9: "nine neuf",
        10: "ten dix",
        11: "eleven onze",
        12: "twelve douze",
        15: "fifteen quinze",
        20: "twenty vingt",
        30: "thirty trente",
    }.items()
    for word in words.split()
}
"""Number words of durations; a "few" is none of them."""

UNITS: Final[dict[str, str]] = {
    word: unit
    for unit, words in {
        "hour": "hour hours heure heures",
        "day": "day days jour jours journée journées",
        "night": "night nights nuit nuits",
        "week": "week weeks semaine semaines",
        "month": "month months mois",
        "year": "year years an ans année années",
        "decade": "decade decades décennie décennies",
    }.items()
    for word in words.split()
}
SEASONS: Final[dict[str, int]] = {
    word: season
    for season, words in enumerate(
        ("spring printemps", "summer été", "autumn fall automne", "winter hiver")
    )
    for word in words.split()
}

_S = r"(?:[^\S\n]{1,3}|[^\S\n]?\n)"
_EN_WD = "mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?"
_EN_MON = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan\.?|feb\.?|mar\.|apr\.?|jun\.|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?"
)
_FR_WD = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_FR_MON = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
    r"|janv\.|févr\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\."
)
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_ORD = r"(?:st|nd|rd|th)"
_Y = r"(?:19[5-9]\d|20[0-4]\d)(?![\d%])(?![.,]\d)"
_N_EN = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
_VAGUE_EN = r"(?:(?:a|the)\s)?(?:few|several|couple of|many|some)"
_U_EN = "hours?|days?|nights?|weeks?|months?|years?|decades?"
_N_FR = (
    r"(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente)"
)
_VAGUE_FR = r"(?:quelques|plusieurs)"
_U_FR = "heures?|jours?|nuits?|semaines?|mois|années?|ans?|décennies?"
_TO_EN = rf"(?:{_S}?[-–—]{_S}?|{_S}(?:to|and|until|till|through|or){_S}(?:the{_S})?)"
_TO_FR = rf"(?:{_S}?[-–—]{_S}?|{_S}(?:au|et|à|ou){_S}(?:le{_S})?)"
# "le 29/09", "du 29/09 au 05/10/2023", and "01/10 –" or "01/10 :" at the head of an item.
_NUM_FR = r"(?P<d>0?[1-9]|[12]\d|3[01])/(?P<m>0[1-9]|1[0-2])(?![/\d])"
_PART_EN = (
    r"(?P<part>early|mid|middle|late|(?:the{S})?(?:first|second|third|last|final|latter){S}(?:week|half){S}of|(?:the{S})?(?:beginning|start){S}of|(?:the{S})?middle{S}of"
    r"|(?:the{S})?(?:very{S})?end{S}of)(?:{S}|-)(?:in{S})?"
).replace("{S}", _S)
_PART_FR = (
    r"(?P<part>(?:(?:au|la|du|le){S})?(?:premi(?:er|ère)|deuxième|seconde?|troisième|dernière){S}(?:semaine|semestre|quinzaine)|(?:au{S})?(?:tout{S})?début|(?:à{S})?(?:la{S})?(?:toute{S})?fin|(?:à{S})?(?:la{S})?mi|courant|au{S}cours{S}de|milieu)"
    r"(?:{S}|-|{S}(?:du{S}mois{S})?(?:de{S}|d['’]))"
).replace("{S}", _S)


# What every match of a rule must hold, so that the slow patterns run near such words only.
_TRIGGERS_OF: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(kinds.split())
    for kinds, names in {
        "month": "range_month_last range_days range_months day_month month_year month",
        "year": "range_years part_year decade year",
        "ordinal": "day_only",
        "quarter": "quarter",
        "weekday": "nights weekdays weekday weekday_day",
        "weekday unit near": "recurring",
        "season": "season",
        "near": "yesterday today tomorrow",
        "unit near": "next_day",
        "unit": "unspecified part_rel ago in_n later past_n next_n weekend period age duration",
    }.items()
    for name in names.split()
}


class Rule(NamedTuple):
    """One pattern: the handler it goes to, and the kinds of words near which it is looked for."""

    name: str
    pattern: re.Pattern[str]
    triggers: tuple[str, ...]


def _rule(name: str, pattern: str) -> Rule:
    compiled = re.compile(rf"(?<![\w$€£])(?:{pattern})(?![\w])", re.IGNORECASE)
    return Rule(name, compiled, _TRIGGERS_OF[name])


# Both languages in one: what is no month of a text's own language matches no pattern of it.
_CALENDAR_WORDS: Final = {
    "month": " ".join(MONTHS),
    "weekday": " ".join(f"{day} {day}s" for day in WEEKDAYS if len(day) > 3),
}
_TRIGGER_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        **_CALENDAR_WORDS,
        "ordinal": "st nd rd th",
        "quarter": "quarter q",
        "season": "spring summer autumn fall winter",
        "near": "yesterday today tonight tomorrow overnight night nights morning afternoon evening noon",
        "unit": "hour hours day days week weeks weekend month months year years decade decades date aged ages old olds",
    },
    "fr": {
        **_CALENDAR_WORDS,
        "ordinal": "le",
        "quarter": "trimestre t",
        "season": "printemps été automne hiver",
        "near": "hier aujourd demain matin matins soir soirs midi jour nuit nuits veille lendemain surlendemain",
        "unit": "heure heures jour jours semaine semaines week weekend mois an ans année années décennie"
        " décennies date âgé âgée âgés âgées",
    },
}


def _by_word(kinds: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, words in kinds.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), kind)
    return found


TRIGGERS: Final = {lang: _by_word(kinds) for lang, kinds in _TRIGGER_WORDS.items()}
"""Language to word, lower case, to the kinds of rules it is looked at for."""
REACH: Final = 48
"""How many characters a match may stretch away from its trigger word."""


_EN: Final = (
    ("in_n", rf"in{_S}(?P<n>{_N_EN}){_S}(?P<u>days?|weeks?|months?)(?:['’]{_S}time)?"),
    (
        "range_month_last",
        rf"(?:(?:from|between|overnight|the{_S}night{_S}of){_S}(?:the{_S})?)?(?:(?:{_EN_WD}),?{_S})?(?P<d1>{_D}){_ORD}?(?:,{_S}{_D}{_ORD}?)*,?{_TO_EN}(?:(?:{_EN_WD}),?{_S})?(?P<d2>{_D}){_ORD}?{_S}(?:of{_S})?(?P<m2>{_EN_MON})(?:,?{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_month_last",
        rf"(?:(?:from|between){_S})?(?P<m2>{_EN_MON}){_S}(?P<d1>{_D}){_ORD}?(?:,{_S}{_D}{_ORD}?)*,?{_TO_EN}(?P<d2>{_D}){_ORD}?(?![,.]?\d)(?:,?{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_days",
        rf"(?:(?:from|between){_S}(?:the{_S})?)?(?P<d1>{_D}){_ORD}?{_S}(?:of{_S})?(?P<m1>{_EN_MON})(?:,?{_S}(?P<y1>{_Y}))?{_TO_EN}(?P<d2>{_D}){_ORD}?{_S}(?:of{_S})?(?P<m2>{_EN_MON})(?:,?{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_days",
        rf"(?:(?:from|between){_S})?(?P<m1>{_EN_MON}){_S}(?P<d1>{_D}){_ORD}?(?:,?{_S}(?P<y1>{_Y}))?,?{_TO_EN}(?P<m2>{_EN_MON}){_S}(?P<d2>{_D}){_ORD}?(?![,.]?\d)(?:,?{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_months",
        rf"(?:(?:from|between){_S})?(?P<m1>{_EN_MON})(?:{_S}(?P<y1>{_Y}))?(?:{_S}?[-–—]{_S}?|{_S}(?:to|and|until|through){_S})(?P<m2>{_EN_MON})(?:,?{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_years",
        rf"(?:from|between){_S}(?P<y1>{_Y})(?:{_S}?[-–—]{_S}?|{_S}(?:to|and|until|through){_S})(?P<y2>{_Y})",
    ),
    ("range_years", rf"(?P<y1>{_Y})\s?[-–—]\s?(?P<y2>{_Y})"),
    (
        "day_month",
        rf"(?:(?P<wd>{_EN_WD}),?{_S}(?:the{_S})?)?(?P<d>{_D}){_ORD}?{_S}(?:of{_S})?(?P<m>{_EN_MON})(?!,?{_S}{_Y})(?:{_S}(?P<when>last{_S}year|this{_S}year|of{_S}(?:this|last|the{_S}same|that){_S}year|the{_S}same{_S}year|that{_S}year|last))?",
    ),
    (
        "day_month",
        rf"(?:(?P<wd>{_EN_WD}),?{_S})?(?P<m>{_EN_MON}){_S}(?:the{_S})?(?P<d>{_D}){_ORD}?(?![,.]?\d)(?!,?{_S}{_Y})(?:{_S}(?:of{_S})?(?P<when>last{_S}year|this{_S}year|(?:the{_S}same|that){_S}year))?",
    ),
    (
        "month_year",
        rf"(?:{_PART_EN})?(?P<m>{_EN_MON}),?{_S}(?:of{_S})?(?P<y>{_Y})",
    ),
    (
        "month",
        rf"(?:{_PART_EN})?(?:(?P<rel>last|this|next|this{_S}past|this{_S}coming){_S})?(?P<m>{_EN_MON})(?:{_S}(?:of{_S})?(?P<when>last{_S}year|this{_S}year|(?:the{_S}same|that){_S}year))?",
    ),
    (
        "season",
        rf"(?:{_PART_EN})?(?P<season>spring|summer|autumn|fall|winter){_S}(?:of{_S})?(?P<y>{_Y})",
    ),
    ("season", rf"(?P<rel>last|this|next){_S}(?P<season>spring|summer|autumn|fall|winter)"),
    ("part_year", rf"{_PART_EN}(?:the{_S}year{_S})?(?P<y>{_Y})"),
    (
        "quarter",
        rf"(?:(?:the{_S})?(?P<q>first|second|third|fourth|last|1st|2nd|3rd|4th){_S}quarter|Q(?P<q2>[1-4]))(?:(?:{_S}of{_S}|,?{_S})(?P<y>{_Y}))?",
    ),
    (
        "part_rel",
        rf"{_PART_EN}(?P<what>the{_S}(?:year|month|week)|this{_S}(?:year|month|week)|last{_S}(?:year|month|week)|next{_S}(?:year|month|week))",
    ),
    (
        "day_only",
        rf"(?<=\bon[ \n])(?:the{_S})(?P<d>{_D}){_ORD}(?=[,;.)]|{_S}(?:and|gunmen|armed|at|in|near|an?|the|two|three|of{_S}(?:the|that){_S}month)\b)(?!{_S}of{_S}(?!(?:the|that){_S}month))(?:{_S}of{_S}(?:the|that){_S}(?:same{_S})?month)?",
    ),
    ("decade", r"(?:the\s)?(?:early\s|mid-?\s?|late\s)?(?P<y>(?:19[5-9]|20[0-3])0)s"),
    ("year", rf"(?P<y>{_Y})(?P<gen>['’]s)?"),
    (
        "nights",
        rf"(?:overnight{_S}(?:from{_S})?|(?:on{_S})?the{_S}night{_S}(?:of|from){_S}|the{_S}night{_S}between{_S})(?P<wd1>{_EN_WD}){_TO_EN}(?P<wd2>{_EN_WD})",
    ),
    (
        "weekdays",
        rf"(?:(?:from|between|on){_S})?(?P<wd1>{_EN_WD})(?:{_S}?[-–—]{_S}?|{_S}(?:to|and|until|through){_S})(?:on{_S})?(?P<wd2>{_EN_WD})(?:{_S}(?P<part>morning|afternoon|evening|night))?",
    ),
    (
        "recurring",
        rf"(?:every|each){_S}(?:{_EN_WD}|day|night|week|month|year|morning|evening)|(?:on{_S})?(?:mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays)",
    ),
    (
        "weekday",
        rf"(?:(?P<rel>last|this{_S}past|this{_S}coming|this|next|past|the{_S}previous|the{_S}following|the{_S}next|coming){_S})?(?:(?:early|late|later|earlier)(?:{_S}on)?{_S})?(?P<wd>{_EN_WD})(?!,?{_S}(?:the{_S})?(?:{_D}{_ORD}?{_S}(?:of{_S})?)?(?:{_EN_MON}){_S}?\d?)(?:{_S}(?P<part>morning|afternoon|evening|night|noon))?(?:{_S}(?:of{_S})?(?P<week>last{_S}week|this{_S}week|next{_S}week))?",
    ),
    ("yesterday", rf"(?:the{_S})?day{_S}before{_S}yesterday|yesterday|last{_S}night|overnight"),
    ("today", rf"today|tonight|this{_S}(?:morning|afternoon|evening)|earlier{_S}today"),
    ("tomorrow", rf"(?:the{_S})?day{_S}after{_S}tomorrow|tomorrow"),
    (
        "next_day",
        rf"(?:on{_S})?(?P<same>(?:the|that){_S}same{_S}day|that{_S}(?:same{_S})?day)|(?:on{_S})?(?P<after>the{_S}(?:next|following){_S}(?:day|morning)|a{_S}day{_S}(?:later|after))|(?:on{_S})?(?P<before>the{_S}(?:previous{_S}(?:day|night|evening)|day{_S}before|night{_S}before|evening{_S}before)|a{_S}day{_S}earlier)",
    ),
    (
        "ago",
        rf"(?:(?:about|around|some|nearly|almost|over|more{_S}than|less{_S}than|just){_S})?(?:(?P<n>{_N_EN})|(?P<vague>{_VAGUE_EN}))(?:{_S}|-)(?P<u>{_U_EN}){_S}ago",
    ),
    (
        "later",
        rf"(?:(?P<n>{_N_EN})|(?P<vague>{_VAGUE_EN})){_S}(?P<u>{_U_EN}){_S}(?P<dir>later|afterwards?|earlier|before|previously)",
    ),
    (
        "past_n",
        rf"(?:(?:in|over|during|within|for){_S})?(?:the{_S})?(?:past|last|recent|previous){_S}(?:(?P<n>{_N_EN}){_S}|(?P<vague>few|several|couple{_S}of){_S})?(?P<u>days|weeks|months|years|decades|hours|nights)",
    ),
    (
        "next_n",
        rf"(?:(?:in|over|during|within|for){_S})?(?:the{_S})?(?:next|coming|following){_S}(?:(?P<n>{_N_EN}){_S}|(?P<vague>few|several|couple{_S}of){_S})?(?P<u>days|weeks|months|years|hours)",
    ),
    (
        "weekend",
        rf"(?:(?:over|during|at|on){_S})?(?:(?P<rel>last|the|this|next|this{_S}past|the{_S}past|past|the{_S}coming){_S})weekend(?!{_S}of\b)",
    ),
    (
        "period",
        rf"(?:(?P<part>earlier|later|early|late|throughout|so{_S}far|in{_S}the{_S}course{_S}of)(?:{_S}|{_S}in{_S}))?(?P<rel>last|this|next|the{_S}previous|the{_S}past|the{_S}coming|the{_S}following|the{_S}same|that){_S}(?P<u>week|month|year)",
    ),
    ("unspecified", rf"on{_S}an?{_S}(?:unspecified|unknown|undisclosed|uncertain){_S}(?:day|date)"),
    ("age", r"\d{1,3}[-\s]years?[-\s]olds?|(?:aged?|ages)\s\d{1,3}"),
    (
        "duration",
        rf"(?:for|during|after|lasting|spanning){_S}(?:(?:about|around|nearly|almost|over|more{_S}than|at{_S}least|the{_S}(?:past|last)){_S})?(?:(?P<n>{_N_EN})|(?P<vague>{_VAGUE_EN})){_S}(?:{_U_EN})",
    ),
    (
        "duration",
        r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)-(?:hour|day|week|month|year|decade)s?(?:-long)?",
    ),
    ("duration", rf"(?:{_N_EN}|{_VAGUE_EN}|dozens{_S}of){_S}(?:{_U_EN})(?={_S}of\b)"),
)
_FR: Final = (
    ("in_n", rf"dans{_S}(?P<n>{_N_FR}){_S}(?P<u>jours?|semaines?|mois)"),
    (
        "range_month_last",
        rf"(?:(?:du|entre{_S}le|les|(?:dans{_S})?la{_S}nuit{_S}du){_S})?(?:(?:{_FR_WD}){_S})?(?P<d1>{_D})(?:er)?(?:,{_S}{_D})*{_TO_FR}(?:(?:{_FR_WD}){_S})?(?P<d2>{_D})(?:er)?{_S}(?P<m2>{_FR_MON})(?:{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_days",
        rf"(?:(?:du|entre{_S}le|de|(?:dans{_S})?la{_S}nuit{_S}du){_S})?(?:(?:{_FR_WD}){_S})?(?P<d1>{_D})(?:er)?{_S}(?P<m1>{_FR_MON})(?:{_S}(?P<y1>{_Y}))?{_TO_FR}(?:(?:{_FR_WD}){_S})?(?P<d2>{_D})(?:er)?{_S}(?P<m2>{_FR_MON})(?:{_S}(?P<y2>{_Y}))?",
    ),
    (
        "range_months",
        rf"(?:(?:de|d['’]|entre){_S}?)?(?P<m1>{_FR_MON})(?:{_S}(?P<y1>{_Y}))?(?:{_S}?[-–—]{_S}?|{_S}(?:à|et|jusqu['’]en){_S})(?P<m2>{_FR_MON})(?:{_S}(?P<y2>{_Y}))?",
    ),
    ("range_years", rf"(?:de|entre){_S}(?P<y1>{_Y}){_S}(?:à|et){_S}(?P<y2>{_Y})"),
    ("range_years", rf"(?P<y1>{_Y})\s?[-–—]\s?(?P<y2>{_Y})"),
    (
        "day_month",
        rf"(?:(?P<wd>{_FR_WD}),?{_S}(?:le{_S})?)?(?P<d>{_D})(?:er)?{_S}(?P<m>{_FR_MON})(?!,?{_S}{_Y})(?:{_S}(?P<when>dernier|passé|prochain|de{_S}(?:cette|la{_S}même){_S}année|de{_S}l['’]année{_S}(?:dernière|passée)|la{_S}même{_S}année))?",
    ),
    ("month_year", rf"(?:{_PART_FR})?(?P<m>{_FR_MON}){_S}(?P<y>{_Y})"),
    (
        "month",
        rf"(?:{_PART_FR})?(?:(?P<rel>ce){_S}(?:mois{_S}de{_S})?)?(?P<m>{_FR_MON})(?:{_S}(?P<when>dernier|passé|prochain|de{_S}(?:cette|la{_S}même){_S}année|de{_S}l['’]année{_S}(?:dernière|passée)))?",
    ),
    (
        "season",
        rf"(?:l['’]|le{_S}|au{_S}|à{_S}l['’]|en{_S})?(?P<season>printemps|été|automne|hiver){_S}(?:de{_S})?(?P<y>{_Y})",
    ),
    (
        "season",
        rf"(?:l['’]|le{_S}|au{_S}|à{_S}l['’])(?P<season>printemps|été|automne|hiver){_S}(?P<rel>dernier|passé|prochain)",
    ),
    ("part_year", rf"{_PART_FR}(?:l['’]année{_S})?(?P<y>{_Y})"),
    (
        "quarter",
        rf"(?:(?:au{_S}|du{_S}|le{_S})?(?P<q>premier|deuxième|second|troisième|quatrième|dernier|1er|2e|3e|4e){_S}trimestre|T(?P<q2>[1-4]))(?:(?:{_S}de{_S}|{_S})(?:l['’]année{_S})?(?P<y>{_Y}))?",
    ),
    (
        "part_rel",
        rf"(?P<part>(?:au{_S})?début|(?:à{_S})?(?:la{_S})?fin|(?:à{_S})?(?:la{_S})?mi|(?:au{_S})?milieu){_S}(?:de{_S}|d[eu]{_S}|de{_S}l['’]|de{_S}la{_S}|de{_S}cette{_S})(?P<what>année(?:{_S}(?:dernière|passée|prochaine|en{_S}cours))?|mois(?:{_S}(?:dernier|passé|prochain|en{_S}cours))?|semaine(?:{_S}(?:dernière|passée|prochaine))?)",
    ),
    (
        "day_only",
        rf"(?:le{_S})(?P<d>{_D})(?:er)?(?=,(?!\d)|{_S}(?:à|au{_S}matin|au{_S}soir|dans)\b)(?!{_S}(?:et|au|à){_S}(?:le{_S})?{_D}\b)",
    ),
    ("decade", r"(?:les\s)?années\s(?P<y>(?:19[5-9]|20[0-3])0)"),
    ("year", rf"(?P<y>{_Y})(?P<gen>)"),
    (
        "nights",
        rf"(?:dans{_S})?la{_S}nuit{_S}(?:de|du){_S}(?P<wd1>{_FR_WD})(?:{_S}dernier)?{_S}(?:à|au){_S}(?:ce{_S})?(?P<wd2>{_FR_WD})",
    ),
    (
        "weekdays",
        rf"(?:(?:de|du|entre){_S})?(?P<wd1>{_FR_WD})(?:{_S}?[-–—]{_S}?|{_S}(?:à|au|et){_S})(?P<wd2>{_FR_WD})(?:{_S}(?P<rel>derniers?|prochains?))?",
    ),
    (
        "recurring",
        rf"(?:chaque|tous{_S}les|toutes{_S}les){_S}(?:lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|jours?|nuits?|semaines?|mois|ans|années?|matins?|soirs?)|les{_S}(?:lundis|mardis|mercredis|jeudis|vendredis|samedis|dimanches)",
    ),
    ("day_month", rf"(?:le|du|au|daté{_S}du){_S}{_NUM_FR}(?!{_S}(?:d[eu]|des)\b)"),
    ("day_month", rf"(?<=[\n•*–—-] ){_NUM_FR}(?=\s?[-–—:]\s)"),
    ("day_month", rf"(?<=\n){_NUM_FR}(?=\s?[-–—:]\s)"),
    (
        "range_month_last",
        rf"du{_S}(?P<d1>{_D}){_S}au{_S}(?P<d2>{_D})/(?P<m2>0[1-9]|1[0-2])(?:/(?P<y2>{_Y}))?(?![/\d])",
    ),
    (
        "range_days",
        rf"(?:du{_S})?(?P<d1>{_D})/(?P<m1>0[1-9]|1[0-2])(?:/(?P<y1>{_Y}))?{_TO_FR}(?P<d2>{_D})/(?P<m2>0[1-9]|1[0-2])(?:/(?P<y2>{_Y}))?(?![/\d])",
    ),
    ("weekday_day", rf"(?:(?:le|ce){_S})?(?P<wd>{_FR_WD}){_S}(?P<d>{_D})(?:er)?(?=[,;.)](?!\d))"),
    (
        "weekday",
        rf"(?:(?:le|la{_S}(?:nuit|soirée|matinée|journée){_S}d[eu]|ce|cette{_S}nuit{_S}de){_S})?(?P<wd>{_FR_WD})(?!,?{_S}(?:le{_S})?{_D}(?:er)?{_S}(?:{_FR_MON}))(?:{_S}(?P<part>matin|après-midi|soir|midi|dans{_S}la{_S}(?:nuit|soirée|matinée|journée)))?(?:{_S}(?P<rel>dernier|passé|prochain|suivant|de{_S}la{_S}semaine{_S}(?:dernière|passée)))?",
    ),
    (
        "yesterday",
        rf"avant-hier|hier(?:{_S}(?:matin|soir|après-midi))?|la{_S}nuit{_S}dernière|cette{_S}nuit",
    ),
    ("today", rf"aujourd['’]hui|ce{_S}(?:matin|soir|jour)|cet{_S}après-midi"),
    ("tomorrow", rf"après-demain|demain(?:{_S}(?:matin|soir))?"),
    (
        "next_day",
        rf"(?P<same>le{_S}même{_S}jour|ce{_S}jour-là|le{_S}jour{_S}même)|(?:dès{_S})?(?P<after>le{_S}lendemain|au{_S}lendemain|le{_S}jour{_S}suivant)|(?P<before>la{_S}veille|le{_S}jour{_S}précédent)|(?P<after2>le{_S}surlendemain)|(?P<before2>l['’]avant-veille)",
    ),
    (
        "ago",
        rf"il{_S}y{_S}a{_S}(?:(?:environ|près{_S}de|plus{_S}de|moins{_S}de|presque|à{_S}peine|déjà){_S})?(?:(?P<n>{_N_FR})|(?P<vague>{_VAGUE_FR})){_S}(?P<u>{_U_FR})",
    ),
    (
        "later",
        rf"(?:(?P<n>{_N_FR})|(?P<vague>{_VAGUE_FR})){_S}(?P<u>{_U_FR}){_S}(?P<dir>plus{_S}tard|après|plus{_S}tôt|auparavant|avant)",
    ),
    (
        "past_n",
        rf"(?:(?:au{_S}cours|lors|durant|pendant|dans|depuis){_S})?(?:ces|des|les|de{_S}ces){_S}(?:(?P<n>{_N_FR}){_S}|(?P<vague>{_VAGUE_FR}){_S})?derni(?:ers|ères){_S}(?P<u>jours|semaines|mois|années|heures|décennies)|(?:ces|des|les){_S}(?P<u2>jours|semaines|mois){_S}derni(?:ers|ères)",
    ),
    (
        "next_n",
        rf"(?:(?:au{_S}cours|dans|durant|d['’]ici){_S})?(?:ces|des|les){_S}(?:(?P<n>{_N_FR}){_S}|(?P<vague>{_VAGUE_FR}){_S})?(?:prochaine?s){_S}(?P<u>jours|semaines|mois|années|heures)|(?:ces|des|les|dans{_S}les){_S}(?P<u2>jours|semaines|mois){_S}(?:à{_S}venir|qui{_S}viennent)",
    ),
    (
        "weekend",
        rf"(?:(?P<pre>le|ce|au{_S}cours{_S}du|durant{_S}le|pendant{_S}le){_S})week-?end(?!{_S}d[ue]s?{_S}\d)(?:{_S}(?P<rel>dernier|passé|prochain))?",
    ),
    (
        "period",
        rf"(?:(?P<part>plus{_S}tôt|au{_S}cours{_S}de|courant|depuis{_S}le{_S}début{_S}de){_S})?(?:(?P<this>cette{_S}semaine|ce{_S}mois(?:-ci)?|cette{_S}année|l['’]année{_S}en{_S}cours|le{_S}mois{_S}en{_S}cours)|(?P<last>la{_S}semaine{_S}(?:dernière|passée|écoulée)|le{_S}mois{_S}(?:dernier|passé|écoulé)|l['’]an{_S}(?:dernier|passé)|l['’]année{_S}(?:dernière|passée|écoulée)|l['’]année{_S}précédente)|(?P<next>la{_S}semaine{_S}prochaine|le{_S}mois{_S}prochain|l['’]an{_S}prochain|l['’]année{_S}prochaine)|(?P<same>la{_S}même{_S}année|cette{_S}année-là|cette{_S}même{_S}année))",
    ),
    (
        "unspecified",
        rf"à{_S}une{_S}date{_S}(?:non{_S}précisée|inconnue|indéterminée)|un{_S}jour{_S}(?:non{_S}précisé|inconnu|indéterminé)",
    ),
    ("age", r"âgée?s?\sde\s\d{1,3}\sans|de\s\d{1,3}\sans(?=,|\set\s\d)"),
    (
        "duration",
        rf"(?:pendant|durant|depuis|après|voici|voilà|en){_S}(?:(?:environ|près{_S}de|plus{_S}de|presque|au{_S}moins|les){_S})?(?:(?P<n>{_N_FR})|(?P<vague>{_VAGUE_FR})){_S}(?:{_U_FR})",
    ),
)
_PATTERNS: Final = {"en": _EN, "fr": _FR}


@cache
def rules(lang: str) -> tuple[Rule, ...]:
    """Rules of a language, compiled when first asked for; none if it is not known."""
    return tuple(_rule(name, pattern) for name, pattern in _PATTERNS.get(lang, ()))


PREFIX: Final = re.compile(
    r"(?:(?P<since>since|(?P<from>from)|starting(?:\son)?|depuis(?:\sl[ea])?|à\spartir\sd[eu]|à\scompter\sd[eu]|dès)"
    r"|(?P<by>by|until|till|no\slater\sthan|before|prior\sto|ahead\sof|d['’]ici(?:\s(?:au?|le|la|à\sla))?"
    r"|jusqu['’](?:au|à|en|à\sla)|avant(?:\sl[ea])?|au\splus\stard(?:\sl[ea])?)"
    r"|(?P<after>after|following|après(?:\sl[ea])?))\s(?:the\s|le\s|la\s|on\s|in\s)?$",
    re.IGNORECASE,
)

# The last verb before the expression says whether it looks back or ahead.
_FUTURE_EN = (
    r"will|would|shall|(?:is|are|was|were|be|been)\s(?:due|scheduled|expected|slated|planned|likely|to|set\s(?:to|for))\b|scheduled|plans?\sto|intends?\sto|vow(?:s|ed)?\sto|due\sto"
    r"|going\sto|about\sto|to\s(?:leave|depart|withdraw|end|begin|start|meet|hold|review|take\splace|vote|expire)|expires?|upcoming"
)
_FUTURE_FR = (
    r"doit|doivent|devra|devront|devrait|devraient|prévue?s?|va|vont|compte|comptent|entend|entendent"
    r"|\w{3,}(?:eront|iront|dront|vront|ttront)|\w{3,}(?:era|ira)|sera|seront|aura|auront|prendra|débutera|se\stiendra|quittera|quitteront|prendront|partira|partiront"
)
_FUTURE_END = r"\b(?:\sto)?(?:\s(?:not|être))?(?:\sbe)?(?:\s\w+)?"


@cache
def future(lang: str) -> re.Pattern[str]:
    """Verbs that look ahead; the French ones in French only: "cholera" is no verb."""
    # The verb that follows is swallowed, or "is to be held" would end on a past one.
    words = f"{_FUTURE_EN}|{_FUTURE_FR}" if lang == "fr" else _FUTURE_EN
    return re.compile(rf"\b(?:{words}){_FUTURE_END}", re.IGNORECASE)


PAST: Final = re.compile(
    r"\b(?:said|told|was|were|had|has|have|did|took|went|came|left|fell|fought|shot|hit|won|lost|saw|began|met|held|seized|withdrew|broke|says|warns|became|made|gave|struck|\w{3,}ed"
    r"|a|ont|avait|avaient|est|sont|était|étaient|fut|furent|eut|selon|dit|déclare|annonce|\w{3,}(?:èrent|aient|irent))\b",
    re.IGNORECASE,
)
# "In June 11 people died": the number counts people, it is no day.
COUNTED_NOUN: Final = re.compile(
    r"\s(?:(?:other|more|malian|un|u\.n\.|armed|young|unarmed|foreign|french|wounded|dead)\s)?(?:people|persons|soldiers|civilians|troops|men|women|children|peacekeepers|fighters|rebels|villagers|militants|terrorists"
    r"|jihadists|gunmen|attackers|attacks|incidents|others|officers|policemen|farmers|herders|bodies|deaths|workers|hostages|vehicles|villages|countries"
    r"|personnes|soldats|civils|hommes|femmes|enfants|combattants|casques|morts|blessés|attaques|villages|véhicules)\b",
    re.IGNORECASE,
)
