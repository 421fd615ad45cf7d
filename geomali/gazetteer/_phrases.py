"""Words around a name that say what kind of thing it names.

"CSCom de Tarkint", "ville de Gao", "Bankass cercle", "Léré (Niafunké)": the
name is found among the words, and the words become a wish (an area of which
level, a settlement) or a hint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Phrase", "parse_phrase"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name without the words for what it is.

    ``kind`` is ``settlement``, ``quarter`` (a part, or one of several of the name:
    "West", "B"), ``facility``, ``admin1``, ``admin2``, ``admin3``, ``country``, ``nature``,
    ``pair`` (a dash between two names) or empty; ``beside`` is what stood in brackets, or
    after a comma or a dash.
    """

    name: str
    kind: str
    beside: str = ""


_OF = (
    r"(?:of\s+the\s+|of\s+|de\s+la\s+|de\s+l\s*['’]\s*|des\s+|du\s+|de\s+|d\s*['’]\s*|l\s*['’]\s*)"
)
_KINDS = (
    ("admin1", r"r[ée]gions?|gouvernorat|governorate"),
    ("admin2", r"cercles?|circle|district|d[ée]partement"),
    ("admin3", r"communes?(?:\s+(?:rurale|urbaine))?|municipality|arrondissement"),
    (
        "settlement",
        r"villes?|villages?|town|city|localit[ée]|locality|hameau|hamlet|quartier|neighbou?rhood|bourgade|settlement|chef-lieu|m[ée]dina",
    ),
    (
        "nature",
        r"for[êe]t(?:\s+class[ée]e)?|forest|lac|lake|mare|oued|wadi|vall[ée]e|valley|mont(?:agne)?s?|massif|mountains?|hills?|colline|dune|[îi]le|island|puits|wells?|r[ée]serve|waterholes?|point\s+d['’]eau|water\s+point|borehole|forage",
    ),
)
_ANY_KIND = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS)
_BEFORE = re.compile(
    rf"^(?:the\s+|la\s+|le\s+|les\s+|l['’]\s*)?(?:{_ANY_KIND})\s+{_OF}?(?P<name>\S.*)$",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"^(?:the\s+)?(?P<name>.*\S)\s+(?:{_ANY_KIND})$", re.IGNORECASE)
_PART_OF_TOWN = r"nord|sud|est|ouest|centre|north|south|east|west|center"
_QUARTER = re.compile(
    rf"^(?:the\s+)?(?P<name>.*\S)\s+(?:{_PART_OF_TOWN})$|^(?P<part>.*\w{{3}})[\s\-_]+(?:[A-D]|\d{{1,2}}|I{{2,3}})$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"^(?P<name>[^()\[\]]*\w[^()\[\]]*?)\s*[(\[](?P<beside>[^()\[\]]*)[)\]]\s*$")
_COMMA = re.compile(r"^(?P<name>[^,;/]*\w[^,;/]*?)\s*[,;/]\s*(?P<beside>\w.*?)\s*$")
_MARKED = ((frozenset("(["), _BRACKETS), (frozenset(",;/"), _COMMA))
_DASH = re.compile(r"^(?P<name>.*\w)\s+[-–—]\s+(?P<beside>\w.*)$")

# A facility is named after its village; what is left of its name when these words are
# taken away is the village. Longer phrases first.
_FACILITY = re.compile(
    r"""\b(?:
      centre\s+de\s+sant[ée](?:\s+(?:communautaire|communale?|de\s+r[ée]f[ée]rence|de\s+base|int[ée]gr[ée]|rural|urbain|d['’]arrondissement|confessionnel|priv[ée]))*
    | (?:u\.?\s*)?c\.?\s*s\.?\s*com\.?(?:munautaire)? | c\.?\s*s\.?\s*r[ée]f\.?(?:[ée]rence)? | csc | csps | csi | csa
    | (?:health|medical)\s+(?:cent(?:re|er)|post|clinic|facility) | clinic | hospital | dispensary
    | h[ôo]pital(?:\s+(?:r[ée]gional|national|de\s+district|du\s+district|militaire|de\s+zone|général|general))?
    | dispensaires? | p\.?m\.?i\.? | postes?\s+(?:m[ée]dical\s+)?(?:avanc[ée]\s+)?de\s+sant[ée] | poste\s+m[ée]dical | maternit[ée](?:\s+rurale)?
    | infirmerie(?:\s+(?:de\s+)?(?:la\s+)?garnison)? | (?:poly)?clinique | cabinet(?:\s+(?:m[ée]dical|de\s+(?:soins|consultation)|dentaire))? | pharmacie | d[ée]p[ôo]t\s+pharmaceutique
    | (?:unit[ée]|formation|zone)\s+sanitaire | aire\s+(?:de\s+sant[ée]|sanitaire) | health\s+(?:area|unit|zone) | chu | centre\s+hospitalier(?:\s+(?:universitaire|r[ée]gional))*
    | case\s+de\s+sant[ée] | site\s+asc | mission\s+catholique | centre\s+m[ée]dical | service\s+socio-?sanitaire
    | (?:[ée]cole|school|lyc[ée]e|march[ée]|market|mosqu[ée]e|mosque)(?:\s+(?:fondamentale|primaire|hebdomadaire))?
    | (?:camp|base|poste|garnison|military\s+(?:camp|base|post)|army\s+(?:camp|base|post)|checkpoint|check-point|barrage|barracks|caserne)(?:\s+(?:militaire|fixe|de\s+contr[ôo]le|de\s+s[ée]curit[ée]|de\s+police))?
    | pont | bridge | bac | ferry | gendarmerie | brigade | commissariat | a[ée]roport | a[ée]rodrome | airport | airfield | airstrip | airbase | mine | gold\s+mine | site\s+d['’]orpaillage
    | sant[ée] | communautaire | de\s+r[ée]f[ée]rence | centrale? | garnison | militaire | priv[ée]e? | publique? | confessionnel(?:le)? | rurale?
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_LOOSE = re.compile(
    r"^(?:[-–—,:;./\s]+|(?:de\s+la|des|du|de|of|la|le|les|the|à|(?-i:a|in|at)|d\s*['’]|l\s*['’])(?=[\s'’]|$)|d['’]|l['’])+|[-–—,:;./\s]+(?:de|du|d['’])?$",
    re.IGNORECASE,
)


def parse_phrase(text: str) -> Phrase | None:
    """The name in a phrase and what the words around it say; None if it is a bare name."""
    text = text.strip()
    for marks, pattern in _MARKED:
        # Without such a mark the pattern would take long to say no.
        found = None if marks.isdisjoint(text) else pattern.match(text)
        if found:
            inner = parse_phrase(found["name"])
            if inner is None:
                return Phrase(found["name"], "", found["beside"])
            return Phrase(inner.name, inner.kind, found["beside"])
    found = _BEFORE.match(text) or _AFTER.match(text)
    if found:
        return Phrase(found["name"], next(kind for kind, _ in _KINDS if found[kind]))
    bare, count = _FACILITY.subn(" ", text)
    if count:
        while (shorter := _LOOSE.sub("", bare)) != bare:
            bare = shorter
        bare = re.sub(r"\s+", " ", bare).strip()
        if bare:
            return Phrase(bare, "facility")
    found = _QUARTER.match(text)
    if found:
        return Phrase(found["name"] or found["part"], "quarter")
    found = _DASH.match(text)
    if found:
        return Phrase(found["name"], "pair", found["beside"])
    return None
