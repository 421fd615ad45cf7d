"""What the words around a name say about it: a town, an area, a government, or no place.

French and English in one set of rules: a quotation in the other language
inside a report is common, and no rule of one misfires in the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from geomali.reports import CALENDAR

__all__ = ["ADMIN_AFTER", "ADMIN_BEFORE", "Context", "datelines", "unit_level"]

_UNITS = {
    "region": "admin1", "regions": "admin1", "région": "admin1", "régions": "admin1",
    "province": "admin1", "provinces": "admin1", "wilaya": "admin1", "gouvernorat": "admin1", "governorate": "admin1",
    "cercle": "admin2", "cercles": "admin2", "circle": "admin2", "circles": "admin2",
    "district": "admin2", "districts": "admin2", "department": "admin2", "département": "admin2",
    "commune": "admin3", "communes": "admin3", "municipality": "admin3",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_OF = r"(?:\s+of(?:\s+the)?\s+|\s+de\s+la\s+|\s+des\s+|\s+du\s+|\s+de\s+l['’]|\s+de\s+|\s+d['’]\s*)"
ADMIN_BEFORE = re.compile(
    rf"\b(?P<unit>{_UNIT})(?:\s+(?:rurale|urbaine|administrative))?{_OF}$", re.IGNORECASE
)
# Capitalised or not, but "Kidal District Court" is a court.
ADMIN_AFTER = re.compile(rf"[\s-]+(?P<unit>{_UNIT})\b(?!\s+[A-Z][a-z])", re.IGNORECASE)
APPOSED = re.compile(
    rf"\s*,\s+(?:an?|the|une?|la|le)\s+(?:[\w-]+\s+){{0,2}}?(?P<unit>{_UNIT})\b", re.IGNORECASE
)
# What may stand between the members of "Gao, Kidal and Ménaka regions".
LIST_LINK = re.compile(
    r"^(?:\s*,\s*|\s*,?\s+(?:and|or|et|ou)\s+|\s*/\s*|\s*,?\s+(?:et|ou)\s+(?:de\s+|d['’]))(?:the\s+|de\s+|d['’])?$",
    re.IGNORECASE,
)


def unit_level(word: str) -> str:
    """Admin level that a word such as "cercle" names."""
    return _UNITS[word.lower()]


_DATELINE = re.compile(
    r"""^[ \t]*(?P<place>[A-ZÀ-Ý][\w’'\- ]{1,30}?)
        (?:\s*[,/]\s*(?P<rest>[A-ZÀ-Ý][\w’'\-. ]{1,30}?))?
        \s*(?:
            \((?:[A-Z][\w.&/’' -]{1,25})\)\s*(?:[-–—:.]|$)
          | \s*[,.]?\s*(?:le\s+)?\d{1,2}(?:er|st|nd|rd|th)?\s+[^\W\d]+\.?\s*(?:\d{4})?\s*(?:\([^)]{2,25}\))?\s*[-–—:]
          | \s*[,.]?\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+\d{4})?\s*(?:\([^)]{2,25}\))?\s*[-–—:]
          | \s*[–—]\s
          | \s+--?\s
        )""",
    re.VERBOSE | re.MULTILINE,
)


_PARTICLES = frozenset(["de", "du", "des", "la", "le", "les", "al", "el", "of", "the", "en", "sur"])


# "BAMAKO: The army said …": a whole paragraph behind it, and no other one begins like it.
_CAPITALS = re.compile(
    r"^[ \t]*(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ’'\- ]{1,30}?)[ \t]?:[ \t]?(?=\S[^\n]{45,}[.!?»”\"][ \t]*$)",
    re.MULTILINE,
)
_OPENS = 3
"""Lines of a text among which its dateline stands."""


def datelines(text: str) -> list[tuple[int, int]]:
    """Spans of datelines: "BAMAKO, Mali (AP) —", "Bamako, 12 septembre 2023 –", "BAMAKO: The army"."""
    found = []
    capitals = list(_CAPITALS.finditer(text))
    # Several are the items of a bulletin, each under the name of its town.
    if len(capitals) == 1:
        only = capitals[0]
        if sum(bool(line.strip()) for line in text[: only.start()].split("\n")) < _OPENS:
            found.append((only.start(), only.end()))
    for match in _DATELINE.finditer(text):
        dashed_only = (
            match[0].rstrip()[-1:] in "-–—"
            and "(" not in match[0]
            and not re.search(r"\d", match[0])
        )
        # "Gao - Kidal: ..." and "Word — explanation" are no datelines: with a
        # dash alone, agencies print the town in capitals.
        if dashed_only and not match["place"].isupper():
            continue
        # "Six men died in Ber (Mopti)." is a sentence.
        if any(w[0].islower() and w not in _PARTICLES for w in match["place"].split()):
            continue
        found.append((match.start(), match.end()))
    return sorted(found)


# Head nouns of names that hold a place's name without being there.
_TREATY = (
    r"agreements?|accords?|peace\s+(?:agreement|accord|deal|process|talks)|deal|pact|treaty|declaration|"
    r"protocol|process|talks|roadmap|communiqu[ée]|summit|conference|charter|platform|convention"
)
_BODY = (
    r"movements?|mouvements?|front|coordination|coalition|congress|congr[èe]s|council|conseil|union|party|parti|"
    r"alliance|brigades?|battalion|bataillon|katiba|army|arm[ée]e|forces?|group|groupe|mission|command|"
    r"operation|op[ée]ration|university|universit[ée]|institute|institut|bank|banque|radio|television|t[ée]l[ée]vision|"
    r"journal|newspaper|daily|times|tribune|news|studio|club|stade|federation|f[ée]d[ée]ration|"
    r"association|foundation|fondation|embassy|ambassade|consulate|consulat|empire|kingdom|state|état|province|"
    r"committee|comit[ée]|collecti[fv]e?|organi[sz]ation|ministry|minist[èe]re|assembly|assembl[ée]e|"
    r"government|gouvernement|regime|r[ée]gime|authorities|autorit[ée]s|airlines?|company|compagnie|corps|initiative"
)
# French writes the rest of a body's name with small letters.
_BODY_WORDS = (
    r"nationale?|populaire|patriotique|lib[ée]ration|mouvements?|unit[ée]|r[ée]sistance|salut|d[ée]fense|arabes?|arm[ée]e?s?|"
    r"r[ée]publicaine?|islamique|soutien|mission|multidimensionnelle|int[ée]gr[ée]e|nations\s+unies|stabilisation|transition|"
    r"autod[ée]fense|jeunesse|peuple|union|coordination|coalition|combattants"
)
TREATY_AFTER = re.compile(
    rf"(?:['’]s?)?\s+(?:(?:peace|2015|2006|2013|2012|preliminary|ceasefire)\s+)?(?:{_TREATY})\b",
    re.IGNORECASE,
)
TREATY_BEFORE = re.compile(
    r"\b(?:accords?(?:\s+de\s+paix)?|agreement|declaration|d[ée]claration|processus|pact[e]?|trait[ée]|treaty|"
    r"protocole?|convention|conf[ée]rence|sommet|feuille\s+de\s+route)(?:\s+(?:pour\s+la\s+paix|sign[ée]s?|issu))?"
    r"(?:\s+of\s+|\s+d['’]\s*|\s+de\s+|\s+du\s+|\s+in\s+)$",
    re.IGNORECASE,
)
# A capitalised head makes a name of it: "Coordination of Azawad Movements",
# "Islamic State in the Greater Sahara"; "forces in Kidal" is none.
BODY_AFTER = re.compile(rf"[\s-]+(?=[A-ZÀ-Ý])(?i:{_BODY})\b")
BODY_BEFORE = re.compile(
    rf"\b(?=[A-ZÀ-Ý])(?i:{_BODY})(?:\s+[A-ZÀ-Ý][\w-]*|\s+(?:of|for|the|in|and|de|la|le|pour|du|des|et|dans|les)|\s+[dl]['’]\s*[A-ZÀ-Ý]?\w*|\s+(?:{_BODY_WORDS}))*?"
    r"(?:\s+(?:of|for|in)(?:\s+the)?|\s+de\s+l['’]|\s+de(?:\s+la)?|\s+du|\s+des|\s+d['’]|\s+au|\s+en)?\s*$"
)
# "ethnic Bambara hunters"
_PEOPLE = re.compile(r"\b(?:ethnic|ethnically|ethnie|d['’]ethnie)\s+$", re.IGNORECASE)
STANDS_IN = re.compile(r"\s(?:in|at|à)\s$")

TITLE_BEFORE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Col(?:onel)?|Gen(?:eral)?|Général|Capt(?:ain)?|Capitaine|Maj(?:or)?|Lt|Lieutenant|Commandant|Sgt|"
    r"President|Président|Minister|Ministre|Imam|Sheikh|Cheikh|Sheik|Amenokal|M|Mme|Me|Pr|Prof|Sir|Colonel[- ]Major|Ag|Ould|Ben|Bin|Ibn|Wallet|Walet|Mint|Abou|Abu)"
    r"\.?\s+$"
)
WORD_BEFORE = re.compile(r"(?P<word>[A-ZÀ-Ý][\w’'-]*)\s+$")
WORD_AFTER = re.compile(r"^\s+(?P<word>[A-ZÀ-Ý][^\W\d_]*)")
# Capitalised words that may precede a place's name without being part of a longer one.
_PLAIN_BEFORE = frozenset(
    [
        "in",
        "at",
        "from",
        "to",
        "near",
        "around",
        "of",
        "on",
        "the",
        "a",
        "an",
        "and",
        "or",
        "outside",
        "inside",
        "toward",
        "towards",
        "between",
        "through",
        "into",
        "over",
        "across",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "upper",
        "lower",
        "nord",
        "sud",
        "est",
        "ouest",
        "à",
        "au",
        "aux",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "en",
        "dans",
        "vers",
        "entre",
        "depuis",
        "par",
        "sur",
        "pour",
        "et",
        "ou",
        "selon",
        "contre",
        "près",
        "avec",
        "sans",
        "après",
        "avant",
        "dès",
        "city",
        "town",
        "village",
        "camp",
        "cercle",
        "commune",
        "region",
        "région",
        "ville",
        "localité",
        "quartier",
        "province",
        "district",
        "mount",
        "lake",
        "lac",
        "mont",
        "fleuve",
        "river",
        "tuareg",
        "touareg",
        "malian",
        "arab",
        "ex",
        "pro",
        "greater",
        "greater",
        "while",
        "when",
        "as",
        "after",
        "before",
        "since",
        "that",
        "this",
        "but",
        "where",
        "also",
        "if",
        "mali",
        "niger",
        "burkina",
        "algeria",
        "mauritania",
    ]
)


_OF_A_PEOPLE = ("’s", "'s", "ian", "ien", "ese", "ish")
# "Leaving Gao", "Besieged Kidal", "Quitter Kidal": the first word of a sentence is no first name.
_PARTICIPLES = ("ing", "ed", "er", "ir", "é", "ée", "ant", "s")


class Context:
    """Looks at a name's surroundings in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.datelines = datelines(text)
        self._dateline_starts = [low for low, _ in self.datelines]
        self._headlines: dict[int, bool] = {}
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def before(self, start: int, width: int = 80) -> str:
        """The text just before, on the same line."""
        return self.text[max(0, start - width) : start].rsplit("\n", 1)[-1]

    def after(self, end: int, width: int = 80) -> str:
        """The text just after, on the same line."""
        return self.text[end : end + width].split("\n", 1)[0]

    def in_dateline(self, start: int) -> bool:
        """Whether it only says where the report was filed."""
        at = bisect_right(self._dateline_starts, start) - 1
        return at >= 0 and start < self.datelines[at][1]

    def name_of_something(self, start: int, end: int) -> str:
        """Why the name is part of a longer name that is no place, or nothing."""
        before, after = self.before(start), self.after(end)
        if TREATY_AFTER.match(after) or TREATY_BEFORE.search(before):
            return "inside the name of an agreement or meeting"
        if BODY_AFTER.match(after) or BODY_BEFORE.search(before):
            return "inside the name of an organisation"
        if _PEOPLE.search(before):
            return "the name of a people"
        return ""

    def name_of_someone(self, start: int, known: frozenset[str], *, seat: bool) -> bool:
        """Whether the name is a person's, or part of another longer name.

        ``known`` holds words that are places themselves; ``seat`` says that
        the name is a well-known town's, which a first word may stand before.
        """
        before = self.before(start)
        if TITLE_BEFORE.search(before):
            return True
        word = WORD_BEFORE.search(before)
        if word is None or self.in_headline(start):
            return False
        plain = word["word"].lower().strip("’'-")
        if (
            plain in _PLAIN_BEFORE
            or plain in CALENDAR
            or plain in known
            or plain.endswith(_OF_A_PEOPLE)
        ):
            return False
        at = start - len(before) + word.start()
        if self._sentence_start(at):
            return not seat and not plain.endswith(_PARTICIPLES)
        return True

    def runs_on(self, end: int) -> bool:
        """Whether the next word makes a longer name of it: "Ban Ki-moon"."""
        word = WORD_AFTER.match(self.after(end))
        if word is None or self.in_headline(end) or word["word"].isupper():
            return False
        plain = word["word"].lower()
        return (
            plain not in _PLAIN_BEFORE
            and plain not in CALENDAR
            and not plain.endswith(_OF_A_PEOPLE)
        )

    def opens_sentence(self, at: int) -> bool:
        """Whether a word is the first of its sentence, in a line that is no headline."""
        return self._sentence_start(at) and not self.in_headline(at)

    def _sentence_start(self, at: int) -> bool:
        before = self.text[max(0, at - 60) : at].rstrip(" \t“”\"'«»(—–")
        return not before or before[-1] in ".!?:;\n•"

    def in_headline(self, at: int) -> bool:
        """Whether the line is a headline in capitals or title case, which says nothing."""
        low = self._line_starts[bisect_right(self._line_starts, at) - 1]
        known = self._headlines.get(low)
        if known is None:
            high = self.text.find("\n", at)
            # The first words of a line show how it is written.
            words = re.findall(
                r"[^\W\d_]{4,}",
                self.text[low : min(high if high >= 0 else len(self.text), low + 2000)],
            )
            known = len(words) >= 3 and sum(w[0].isupper() for w in words) >= 0.75 * len(words)
            self._headlines[low] = known
        return known


_SAYING = (
    r"said|says|say|announced|announces|accused|accuses|denied|denies|rejected|rejects|wants|wanted|insists|insisted|"
    r"claims|claimed|condemned|condemns|warned|warns|called|calls|urged|urges|agreed|agrees|refused|refuses|signed|signs|"
    r"decided|decides|demanded|demands|ordered|asked|expelled|withdrew|withdraws|ended|suspended|suspends|recalled|responded|"
    r"reacted|maintains|maintained|believes|sees|seeks|sought|hopes|fears|blamed|blames|brokered|recognized|recognised|vowed|pledged|"
    r"severed|broke|lifted|imposed|confirmed|confirms|dismissed|declared|declares|tries|tried|faces|stopped|invited|sent|has|had|"
    r"is\s+(?:facing|seeking|trying|looking|relying|counting|considering|ready|willing|unwilling|determined)|"
    r"remains\s+(?:silent|committed|opposed)|would|will|must|should|"
    r"a\s+(?:\w+\s+)?(?:annonc|accus|dit|d[ée]clar|d[ée]nonc|condamn|rejet|refus|demand|d[ée]cid|sign|exig|sugg|appel|affirm|confirm|d[ée]ment|r[ée]agi|rappel|expuls|suspend|rompu|mis\s+fin|promis|ordonn|accept|invit|propos|fait\s+savoir)\w*|"
    r"(?:accuse|annonce|dit|d[ée]nonce|condamne|rejette|refuse|demande|d[ée]cide|veut|souhaite|exige|appelle|affirme|confirme|d[ée]ment|estime|craint|esp[èe]re|reproche|soutient|assure|entend|mise|compte|cherche|reste|fait)\b|"
    r"n['’]a|ne\s+"
)
SPEAKS = re.compile(
    rf"^\s+(?:(?:also|later|has|have|had|then|repeatedly|now|still|again|avait|ait|officially|finally)\s+)*(?:{_SAYING})\b",
    re.IGNORECASE,
)
_POLICY = (
    r"strat[ée]g|polic|politi|positi|stanc|attitud|decision|d[ée]cision|relation|rapport|plan\b|plans\b|request|demande|demand|refus|reaction|r[ée]action|response|r[ée]ponse|"
    r"alli|ambition|diploma|interest|int[ée]r[êe]t|claim|accusation|willing|volont|efforts?|approach|approche|"
    r"interlocut|request|vision|line\b|ligne|message|pressure|pression|authorit|autorit|government|gouvernement|junta|junte|regime|r[ée]gime|partner|partenaire|rejection|sovereignt|souverainet|offensive|goal|aim"
)
POSSESSES = re.compile(rf"^['’]s?\s+(?:[\w-]+\s+){{0,2}}?(?:{_POLICY})", re.IGNORECASE)
_ON_THE_SPOT = (
    r"airport|a[ée]roport|streets?|rues|suburbs?|outskirts|mayor|maire|residents?|inhabitants|habitants|market|march[ée]|"
    r"hospitals?|h[ôo]pital|neighbou?rhoods?|quartiers?|centre|center|mosques?|schools?|prison|population|cathedral|stadium|university"
)
POSSESSES_AFAR = re.compile(rf"^['’]s?\s+(?!(?:[\w-]+\s+)?(?:{_ON_THE_SPOT})\b)", re.IGNORECASE)
POLICY_OF = re.compile(rf"\b(?:{_POLICY})\w*\s+(?:[\w-]+\s+)?(?:of|de|d['’])\s*$", re.IGNORECASE)
DEALS_WITH = re.compile(
    r"\b(?:according\s+to|selon|d['’]apr[èe]s|(?:relations?|talks|negotiations?|dialogue|tensions?|rift|ties|agreement|standoff|n[ée]gociations?|pourparlers|crise|rupture)\s+(?:with|between|avec|entre)|"
    r"(?:accus\w+|press\w+|urg\w+|support\w*|demanded|sign[ée]?\w*|brokered|announced|rejected|negotiat\w+)\s+(?:by|par|with|avec)|loyal(?:es|s)?\s+(?:to|à)|allied\s+(?:to|with)|backed\s+by|against|contre|blam\w+|accus\w+)\s+$",
    re.IGNORECASE,
)
# Where somebody speaks, not where what he tells of happened.
SPOKEN_IN = re.compile(
    r"(?:\b(?:said|says|stated|announced|declared|speaking|spoke|told\s+(?:(?:the|a|an)\s+)?(?:reporters?|journalists?|AFP|Reuters|AP|RFI|BBC|press|news\s+conference|media)|"
    r"(?:press|news)\s+conference|reached(?:\s+by\s+(?:tele)?phone)?)"
    r"(?:\s+(?:(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|later|in\s+a\s+statement))?\s+(?:in|from|at)"
    r"|\b(?:a|ont|avait|avaient)\s+(?:dit|déclaré|annoncé|affirmé|indiqué|expliqué)(?:\s+(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier))?"
    r"(?:\s+(?:à\s+(?:la\s+presse|l['’]AFP|RFI|des\s+journalistes)))?\s+(?:à|depuis)"
    r"|\b(?:conférence\s+de\s+presse|joint(?:e|s)?(?:\s+par\s+téléphone)?|contactée?s?)\s+(?:\w+\s+)?(?:à|depuis)"
    r"|\b(?:correspondents?|reporters?|correspondante?s?|envoyée?s?\s+spécia(?:le?|ux))\s+(?:in|from|à|depuis)"
    r"|(?-i:[A-ZÀ-Þ][\w’']*\s+(?:is\s+)?report(?:s|ing)\s+from))"
    r"\s+(?:(?:the\s+)?(?:[A-Z]\w+\s+)?(?:capital|city|town)(?:\s+of)?,?\s+)?$",
    re.IGNORECASE,
)
LOCATIVE = re.compile(
    r"\b(?:in|at|from|to|near|around|outside|towards?|into|through|via|of|reached|reach|entered|enter|left|leave|visited|visit|leaving|"
    r"à|au|vers|depuis|pr[èe]s\s+de|dans|jusqu['’]\s*à|quitt\w+|ville\s+de|city\s+of|capital[e]?,?)\s+$",
    re.IGNORECASE,
)
VILLAGE_CUE = re.compile(
    r"(?:\b(?:villages?|towns?|localit(?:y|ies)|localit[ée]s?|hamlets?|hameaux?|villes?|city|cit[ée]|communes?|march[ée]|market|for[êe]t|forest|"
    r"camps?|puits|well|site|quartier|bourgade|secteur|campement|lieu-dit)\s+(?:of\s+|de\s+la\s+|de\s+|d['’]\s*|du\s+|called\s+|nomm[ée]e?\s+|appel[ée]e?\s+)?"
    r"|\b(?:near|around|outside|at|in|to|from|between|towards?|reached|entered|attacked|stormed|raided|north\s+of|south\s+of|east\s+of|west\s+of|km\s+(?:from|of))\s+"
    r"|\b(?:à|près\s+(?:de\s+|d['’]\s*)|vers|entre|non\s+loin\s+(?:de\s+|d['’]\s*)|autour\s+(?:de\s+|d['’]\s*)|(?:nord|sud|est|ouest)\s+(?:de\s+|d['’]\s*)|axe|route)\s*)$",
    re.IGNORECASE,
)
