"""A sentence made ready: words, who and what is named in it, places, times, clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from geomali.actors import ActorMention
from geomali.dates import TimeMention
from geomali.extract._counts import Amount, amount_before, read_number
from geomali.extract._lexicon import Lexicon, Word, tokenize, words
from geomali.geoparse import PlaceMention

__all__ = ["Clause", "Phrase", "Sent", "Unit", "coordinated", "prepare", "skip_parenthesis"]

_LINKS = {
    "en": frozenset({"of", "from", "for", "within", "belonging"}),
    "fr": frozenset({"de", "du", "des", "d'", "d"}),
}
_DETERMINERS = {
    "en": words(
        "the a an this that these those its their his her some any several many two's no other "
        "another each both all more most least"
    ),
    "fr": words(
        "le la les l' un une des ce cet cette ces leur leurs son sa ses plusieurs quelques "
        "certains certaines tous toutes aucun aucune autres autre d'autres"
    ),
}
DEFINITE = words("the this that these those le la les l' ce cet cette ces its their")
RELATIVES = {
    "en": frozenset({"who", "which", "that", "whom"}),
    "fr": frozenset({"qui", "lesquels", "lequel", "laquelle", "lesquelles"}),
}
# "au moins douze soldats": a bound on the number, no preposition.
_BOUND = words("moins plus total minimum maximum")
BREAKS = frozenset(';:()«»“”—–"[]')
_QUOTES = frozenset(['"', "“", "”", "«", "»", "'", "‘", "’"])
# Days named one after the other, at most so far apart, are one stretch.
_LONGEST_LIST = 30
_NOMINATIVES = words("they he she ils elles il elle")
_DISGUISED = words(
    "disguised dressed posing masquerading impersonating déguisé déguisés habillés vêtus"
)
_CIVIL_OFFICES = words(
    "union community village religious traditional opposition youth tribal neighbourhood "
    "syndical communautaire communautaires villageois religieux coutumier coutumiers traditionnel"
)
_CLAUSE_OPENERS = frozenset({"after", "before", "since", "until", "as"})
_SUFFIXES = words("coalition alliance group movement faction militia paramilitary")
LEADERS = words(
    "leader leaders commander commanders spokesman spokesperson spokeswoman spokesmen chief "
    "chiefs emir official officials representative representatives delegation leadership "
    "headquarters command general colonel captain major lieutenant chef chefs commandant "
    "commandants dirigeant dirigeants responsable responsables porte-parole représentant "
    "représentants émir cadre cadres état-major colonel capitaine général hiérarchie "
    "ministère ministry minister ministre"
)


@dataclass(slots=True)
class Unit:
    """Something that can act or be acted on: who (or what) it is and where it stands.

    ``group`` is state, foreign, mission, armed, civilians, fighters, pronoun
    or None for a thing; ``target`` is the kind of thing (camp, convoy …).
    """

    a: int
    b: int
    start: int
    end: int
    text: str
    actor_id: str | None = None
    group: str | None = None
    people: str | None = None
    witness: str | None = None
    target: str | None = None
    leader: bool = False
    pronoun: bool = False
    label: bool = False
    amount: Amount | None = None
    definite: bool = False
    doubt: str | None = None
    prep: str | None = None
    head: int = 0
    left: int = 0
    """First token of the whole noun phrase, determiners and all."""
    owner: Unit | None = None


@dataclass(slots=True)
class Phrase:
    """A place or time expression and the tokens it covers."""

    a: int
    b: int
    place: PlaceMention | None = None
    time: TimeMention | None = None
    prep: str | None = None


@dataclass(slots=True)
class Clause:
    """A clause: its tokens, and the word that opens it, if one does."""

    a: int
    b: int
    opener: str = ""


@dataclass(slots=True)
class Sent:
    """One sentence with everything found in it; token indices throughout."""

    index: int
    start: int
    end: int
    kind: str
    section: str | None
    paragraph: int
    lex: Lexicon
    words: list[Word]
    lows: list[str]
    units: list[Unit] = field(default_factory=list)
    unit_at: list[Unit | None] = field(default_factory=list)
    places: list[Phrase] = field(default_factory=list)
    times: list[Phrase] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    clause_at: list[int] = field(default_factory=list)

    def span(self, a: int, b: int) -> tuple[int, int]:
        """Code points that tokens ``a`` to ``b`` (exclusive) cover."""
        return self.words[a].start, self.words[b - 1].end

    def text(self, text: str, a: int, b: int) -> str:
        """Words that tokens ``a`` to ``b`` (exclusive) cover."""
        start, end = self.span(a, b)
        return text[start:end]

    def near(self, a: int, b: int) -> Iterator[int]:
        """Token indices from ``a`` to ``b``, kept inside the sentence."""
        return iter(range(max(0, a), min(b, len(self.words))))


def prepare(
    text: str,
    *,
    index: int,
    start: int,
    end: int,
    kind: str,
    section: str | None,
    paragraph: int,
    lex: Lexicon,
    actors: Sequence[ActorMention],
    places: Sequence[PlaceMention],
    times: Sequence[TimeMention],
    group_of: dict[str, str],
) -> Sent:
    """Tokenize a sentence and lay what was found in the text over its tokens."""
    words = tokenize(text, lex.lang, start, end)
    sent = Sent(
        index, start, end, kind, section, paragraph, lex, words, [word.low for word in words]
    )
    size = len(words)
    sent.unit_at = [None] * size
    sent.covered = [False] * size
    starts = [word.start for word in words]

    def tokens_of(first: int, last: int) -> tuple[int, int]:
        a = bisect_left(starts, first)
        if a > 0 and (a == size or starts[a] > first) and words[a - 1].end > first:
            a -= 1
        b = bisect_left(starts, last)
        return a, max(b, a)

    for place in _inside(places, start, end):
        a, b = tokens_of(place.start, place.end)
        if a < b:
            phrase = Phrase(a, b, place=place)
            phrase.prep = _preposition(sent, a)
            sent.places.append(phrase)
            for i in range(a, b):
                sent.covered[i] = True
    for time in _inside(times, start, end):
        a, b = tokens_of(time.start, time.end)
        if a < b:
            phrase = Phrase(a, b, time=time)
            phrase.prep = _preposition(sent, a)
            sent.times.append(phrase)
            for i in range(a, b):
                sent.covered[i] = True
    named: dict[int, tuple[int, ActorMention]] = {}
    for mention in _inside(actors, start, end):
        a, b = tokens_of(mention.start, mention.end)
        if a < b:
            named[a] = (b, mention)
    _join_days(sent, text)
    # "May" and "March" are no verbs in a date.
    for phrase in sent.times:
        for i in range(phrase.a, phrase.b):
            sent.lows[i] = "xtime"
    _say_at_least(sent.lows)
    _find_units(sent, text, named, group_of)
    _find_clauses(sent)
    return sent


def _say_at_least(lows: list[str]) -> None:
    """Read "no fewer than" and "not less than" as "at least": they deny nothing."""
    for k in range(len(lows) - 2):
        if lows[k] in {"no", "not"} and lows[k + 1] in {"fewer", "less"} and lows[k + 2] == "than":
            lows[k : k + 3] = ["at", "least", "least"]


def _join_days(sent: Sent, text: str) -> None:
    """Make one stretch of days in a row: "on 2 and 3 May", "mardi, mercredi et jeudi"."""
    joined: list[Phrase] = []
    for phrase in sent.times:
        listed = {"and", "et"} & set(sent.lows[phrase.a : phrase.b])
        whole, link = phrase, (",",) if listed else ("and", "et")
        while joined and sent.lows[joined[-1].b : whole.a] in [[word] for word in link]:
            stretch = _stretch(joined[-1], whole, text)
            if stretch is None:
                break
            joined.pop()
            whole, link = stretch, (",",)
        joined.append(whole)
    sent.times = joined


def _stretch(first: Phrase, last: Phrase, text: str) -> Phrase | None:
    """Two days of a month as one phrase that reaches from the one to the other, or None."""
    one, other = first.time, last.time
    if one is None or other is None or one.earliest is None or other.latest is None:
        return None
    if one.time_precision != 1 or one.kind != "point" or other.kind != "point":
        return None
    days = (other.latest - one.earliest).days
    if one.tense != other.tense or not 0 < days <= _LONGEST_LIST:
        return None
    whole = replace(
        one,
        end=other.end,
        text=text[one.start : other.end],
        latest=other.latest,
        time_precision=2 if days < 7 else 3,
        rule=f"{one.rule}; with the days joined to it",
    )
    return Phrase(first.a, last.b, time=whole, prep=first.prep)


def _inside(mentions: Sequence, start: int, end: int) -> Iterator:  # type: ignore[type-arg]
    for mention in mentions:
        if mention.start >= end:
            break
        if mention.start >= start:
            yield mention


def _preposition(sent: Sent, a: int) -> str | None:
    """Preposition that governs the words beginning at a token, determiners skipped."""
    prepositions = sent.lex.sets["prepositions"]
    for i in range(a - 1, max(-1, a - 5), -1):
        low = sent.lows[i]
        if low in prepositions:
            return low
        if low in _DETERMINERS[sent.lex.lang]:
            continue
        if low in sent.lex.targets or low in {"region", "région", "area", "cercle", "circle"}:
            continue
        return None
    return None


def _find_units(
    sent: Sent, text: str, named: dict[int, tuple[int, ActorMention]], group_of: dict[str, str]
) -> None:
    lex, lows, size = sent.lex, sent.lows, len(sent.words)
    i = 0
    while i < size:
        unit = _unit_at(sent, text, i, named, group_of)
        if unit is None:
            i += 1
            continue
        i = unit.b
        previous = sent.units[-1] if sent.units else None
        if previous is not None and _joins(sent, previous, unit):
            _absorb(sent, text, previous, unit)
            unit = previous
        else:
            sent.units.append(unit)
        for k in range(unit.a, unit.b):
            sent.unit_at[k] = unit
    for unit in sent.units:
        _dress(sent, unit)
    del lex, lows


def _unit_at(
    sent: Sent,
    text: str,
    i: int,
    named: dict[int, tuple[int, ActorMention]],
    group_of: dict[str, str],
) -> Unit | None:
    lex, low = sent.lex, sent.lows[i]
    if i and sent.lows[i - 1] == "s'":
        return None  # "s'élève à": a verb
    if i in named:
        b, mention = named[i]
        start, end = mention.start, mention.end
        unit = Unit(i, b, start, end, text[start:end], mention.actor_id, head=b - 1)
        unit.label = mention.resolution.kind == "label"
        unit.group = group_of.get(mention.actor_id or "", "armed" if unit.label else None)
        while (
            b < len(sent.lows) and b not in named and sent.lows[b] in _SUFFIXES and not unit.label
        ):
            b += 1
            unit.b, unit.end = b, sent.words[b - 1].end
        if unit.group == "media":
            unit.group, unit.witness = None, "media"
            return unit
        if unit.group == "ngo":
            unit.group, unit.witness = None, "monitor"
            return unit
        last = sent.lows[b - 1]
        if unit.group == "civilians":
            unit.witness = lex.witness.get(last) or "witness"
            if "official" in (unit.actor_id or ""):
                unit.witness = "official"
        unit.people = lex.people.get(last)
        if unit.people is None and b > i + 1:
            unit.target = lex.targets.get(low) or lex.targets.get(last)
        if unit.group is None:
            unit.group = _group(unit.people) or "armed"
        return unit
    if sent.covered[i]:
        return None
    word = sent.words[i]
    two = f"{low} {sent.lows[i + 1]}" if i + 1 < len(sent.lows) else ""
    for length, key in ((2, two), (1, low)):
        people, target = lex.people.get(key), lex.targets.get(key)
        witness = lex.witness.get(key)
        leader = length == 1 and low in LEADERS
        if not (people or target or witness or leader):
            continue
        end = sent.words[i + length - 1].end
        unit = Unit(i, i + length, word.start, end, text[word.start : end], head=i + length - 1)
        unit.people, unit.target, unit.witness = people, target, witness
        unit.leader = leader
        unit.group = _group(people) or ("fighters" if leader else None)
        if leader and unit.group == "fighters" and not witness:
            beside = {sent.lows[i - 1] if i else "", *sent.lows[unit.b : unit.b + 1]}
            if beside & {"military", "army", "militaire", "militaires"}:
                # "two military commanders": a state's.
                unit.group = "state"
        return unit
    if lex.lang == "fr" and _are_nationals(sent, i):
        unit = Unit(i, i + 1, word.start, word.end, word.text, head=i)
        unit.people = unit.group = "civilians"
        return unit
    if low in lex.sets["pronouns"] and low not in RELATIVES[lex.lang]:
        possessive = low in {"their", "its", "leur", "leurs", "son", "ses"}
        if possessive:
            return None
        unit = Unit(i, i + 1, word.start, word.end, word.text, head=i)
        unit.pronoun, unit.group, unit.definite = True, "pronoun", True
        return unit
    same = i > 1 and sent.lows[i - 1] in {"same", "même"} and sent.lows[i - 2] in DEFINITE
    if low in lex.sets["group_anaphora"] and i and (sent.lows[i - 1] in DEFINITE or same):
        unit = Unit(i, i + 1, word.start, word.end, word.text, head=i)
        unit.pronoun, unit.group, unit.definite = True, "pronoun", True
        return unit
    return None


# French writes the noun with a capital and the adjective without: "trois Indiens", "un camp indien".
_NATIONAL = re.compile(
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:ois|ais|ien|éen|ain|and|ol|in|s|(?:ois|ais|ienn|éenn|ain|and|ol|in)es?)"
)


def _are_nationals(sent: Sent, i: int) -> bool:
    """Whether a counted word with a capital names people: "trois Indiens et un Chinois"."""
    if i == 0 or not _NATIONAL.fullmatch(sent.words[i].text):
        return False
    before = sent.lows[i - 1]
    if sent.covered[i - 1] or not (before.isdigit() or before in sent.lex.numbers):
        return False
    follows = sent.words[i + 1].text if i + 1 < len(sent.words) else ""
    return not follows[:1].isupper()


def _group(people: str | None) -> str | None:
    return {
        "civilians": "civilians",
        "soldiers": "state",
        "armed": "armed",
        "fighters": "fighters",
        "peacekeepers": "mission",
        "other": "civilians",
    }.get(people or "")


def _joins(sent: Sent, left: Unit, right: Unit) -> bool:
    """Whether two units are one phrase: "CMA fighters", "a camp of the army"."""
    if left.pronoun or right.pronoun:
        return False
    between = sent.lows[left.b : right.a]
    if between == [")"] and sent.lows[left.a - 1 : left.a] == ["("]:
        # "Islamic State in the Greater Sahara (ISGS) militants"
        return (
            left.actor_id is not None
            and not left.label
            and (
                right.label
                or (right.actor_id is None and right.people in {"armed", "fighters", "soldiers"})
            )
        )
    if not between and left.label and right.label and left.actor_id == right.actor_id:
        return True  # "46 enemy fighters"
    if not between:
        return not (left.actor_id and right.actor_id) or _is_kind_of(left, right)
    if _is_kind_of(left, right) and (
        set(between) <= _SUFFIXES or _spelt_out(sent, left.b, right.a, right.b)
    ):
        return True
    if right.actor_id is None and not (
        right.people or right.leader or (left.people and right.target)
    ):
        return False
    if left.actor_id and right.actor_id:
        # "Russian allies from Africa Corps", "combattants russes de l'Africa Corps"
        linked = between[0] in _LINKS[sent.lex.lang] and len(between) <= 2
        return linked and _describes(left, right)
    if between[0] not in _LINKS[sent.lex.lang] or len(between) > 3:
        # "a Malian army's camp": the possessive stands between.
        return between in (["'s"], ["'"])
    if left.actor_id is not None:
        return False
    return all(b in _DETERMINERS[sent.lex.lang] for b in between[1:])


def _is_kind_of(left: Unit, right: Unit) -> bool:
    """Whether a label says of what kind a named group is: "the jihadist coalition JNIM"."""
    return (
        (left.label or (left.actor_id is None and left.people == "armed"))
        and left.group == right.group == "armed"
        and not right.label
        and not left.text.lower().endswith("s")
    )


def _describes(left: Unit, right: Unit) -> bool:
    """Whether foreign fighters are first described, then named: the last word of a description is a common noun."""
    return (
        left.group == right.group == "foreign"
        and left.text.split()[-1].islower()
        and any(c.isupper() for c in right.text)
    )


def _spelt_out(sent: Sent, a: int, b: int, end: int) -> bool:
    """Whether a name stands spelt out before the short one in brackets: "group Full Name (ABC)"."""
    return (
        b - a <= _LONGEST_NAME
        and sent.lows[b - 1] == "("
        and sent.lows[end : end + 1] == [")"]
        and all(low[0].isalnum() for low in sent.lows[a : b - 1])
        and not any(low in sent.lex.forms for low in sent.lows[a : b - 1])
    )


_LONGEST_NAME = 12


def _absorb(sent: Sent, text: str, left: Unit, right: Unit) -> None:
    """Make one unit of two; the actor names it, the thing or people say what of it."""
    adjacent = right.a == left.b or sent.lows[left.b] in {"'s", "'"}
    head = right if adjacent and sent.lex.lang == "en" else left
    left.target = head.target or (left.target or right.target if not head.people else None)
    if head.target is None and head.people is None and not head.leader:
        left.target = left.target or right.target
    left.leader = left.leader or right.leader
    left.witness = head.witness or left.witness
    if right.actor_id is not None and (
        left.actor_id is None or _is_kind_of(left, right) or _describes(left, right)
    ):
        left.actor_id, left.label, left.group = right.actor_id, right.label, right.group
    elif left.actor_id is None:
        left.group = head.group or left.group or right.group
    left.people = head.people or left.people or right.people
    if "civilians" in {left.group, right.group} and left.actor_id in {None, "civilians"}:
        left.group, left.people = "civilians", "civilians"
    left.head = head.head
    left.b, left.end = right.b, right.end
    left.text = text[left.start : left.end]


def _dress(sent: Sent, unit: Unit) -> None:
    """Read what stands before a unit: determiner, number, doubt, preposition."""
    lex, lows = sent.lex, sent.lows
    prepositions, doubt = lex.sets["prepositions"], lex.sets["doubt"]
    i = unit.a - 1
    while i >= 0 and unit.a - i <= 8:
        low = lows[i]
        if low in _QUOTES and unit.a - i <= 2:
            i -= 1
            continue
        if sent.unit_at[i] is not None or not (low[0].isalnum() or low in {"l'", "d'", "'s"}):
            break
        if low in doubt:
            unit.doubt = low
        elif low in _DETERMINERS[lex.lang]:
            unit.definite = unit.definite or low in DEFINITE
        elif lows[i : i + 2] in (["at", "least"], ["au", "moins"], ["at", "most"], ["au", "plus"]):
            pass
        elif low in prepositions and not (
            low in {"of", "de", "d'"}
            and (
                _quantity(sent, i - 1)
                or lows[i - 1 : i] in (["près"], ["plus"], ["moins"], ["autour"])
            )
        ):
            if low not in {"over", "under", "about", "around", "près"} or not _quantity(
                sent, i + 1
            ):
                break
        elif (
            (
                low in lex.sets["subordinators"]
                or low in {"and", "or", "et", "ou", "but", "mais"}
                or (low in lex.forms and not _participle_adjective(sent, i))
                or low in lex.sets["aux"]
            )
            and not _quantity(sent, i)
        ) or (
            sent.covered[i]
            and read_number(lows, i, lex) is None
            and not any(p.a <= i < p.b for p in sent.places)
        ):
            break
        i -= 1
    unit.left = i + 1
    if lex.lang == "fr":
        for k in range(unit.b, min(unit.b + 3, len(lows))):
            if lows[k] in doubt:
                unit.doubt = lows[k]
    if i >= 0 and lows[i] in prepositions and unit.text.lower() not in _NOMINATIVES:
        unit.prep = lows[i]
    beside = {*lows[unit.left : unit.a], *lows[unit.b : unit.b + 1]}
    if unit.leader and unit.actor_id is None and beside & _CIVIL_OFFICES:
        # "a union leader": no party's word.
        unit.group, unit.witness = None, "official"
    if unit.prep in _CLAUSE_OPENERS and "VBD" in lex.forms.get(
        "".join(lows[unit.b : unit.b + 1]), ()
    ):
        # "after the fighters left it": the word opens a clause, it governs no noun.
        unit.prep = None
    if unit.pronoun and unit.a and lows[unit.a - 1] in {"that", "que", "qu'"}:
        # "said in a statement that it": the subject of what is said.
        unit.left, unit.prep = unit.a, None
    if unit.left >= 2 and lows[unit.left - 1] in {"as", "en"} and lows[unit.left - 2] in _DISGUISED:
        unit.prep = lows[unit.left - 1]
    at = unit.left + 2 * bool(_BOUND & set(lows[unit.left + 1 : unit.left + 2]))
    if at < min(unit.a, len(lows)) and lows[at] in {"des", "du", "au", "aux"}:
        unit.prep = unit.prep or lows[at]
    unit.amount = amount_before(lows, unit.left, unit.head + 1, lex)
    if unit.amount is None and unit.left and unit.a == unit.left:
        unit.amount = None


def _quantity(sent: Sent, i: int) -> bool:
    return 0 <= i < len(sent.lows) and read_number(sent.lows, i, sent.lex) is not None


def _participle_adjective(sent: Sent, i: int) -> bool:
    """Whether a participle stands as an adjective: "heavily armed men"."""
    return sent.lows[i] in {"armed", "suspected", "unidentified", "armés", "masked", "combined"}


_AND = words("and et or ou , & as well ainsi que alongside with its their ses leurs both")
_INSIDE = frozenset({"dont", "including", "among", "parmi", "notamment"})


def coordinated(sent: Sent, unit: Unit) -> list[Unit]:
    """Return a unit and those joined to it by "and" or commas to its right."""
    units = [unit]
    k = unit.b
    while k < len(sent.lows):
        nxt = sent.unit_at[k]
        low = sent.lows[k]
        if nxt is not None and nxt is not units[-1]:
            if nxt.pronoun:
                break
            units.append(nxt)
            k = nxt.b
            continue
        if low == "(":
            close = next(
                (j for j in range(k, min(k + 8, len(sent.lows))) if sent.lows[j] == ")"), None
            )
            if close is None:
                break
            k = close + 1
            continue
        if any(p.a <= k < p.b for p in sent.places) or low in _INSIDE or low in _QUOTES:
            break
        if low in _SUFFIXES and k <= units[-1].b + 4:
            k += 1
            continue
        if low in _AND or read_number(sent.lows, k, sent.lex) is not None:
            k += 1
            continue
        following = next((u for u in sent.units if u.left <= k < u.a and u is not units[-1]), None)
        if following is not None and sent.lows[k - 1] in _AND:
            k = following.a
            continue
        of = unit.prep if unit.prep in {"de", "des", "du", "d'"} else "de"
        if sent.lex.lang == "fr" and low in {of, "de", "d'", "des"} and sent.lows[k - 1] in _AND:
            # "un convoi de l'armée et de ses alliés"
            k += 1
            continue
        break
    return units


def skip_parenthesis(sent: Sent, k: int) -> int:
    """Step left over what stands in brackets, or between two commas, before a verb."""
    lows = sent.lows
    if k >= 0 and lows[k] == ")":
        opening = next((j for j in range(k, max(-1, k - 12), -1) if lows[j] == "("), None)
        return opening - 1 if opening is not None else k
    if k >= 0 and lows[k] == ",":
        for j in range(k - 1, max(-1, k - 26), -1):
            if lows[j] == "," and j < k - 1:
                inner = lows[j + 1]
                if inner in {"and", "et", "or", "ou"}:
                    return k
                return j - 1
            if lows[j] in BREAKS - {"(", ")"}:
                break
    return k


def _find_clauses(sent: Sent) -> None:
    lex, lows, size = sent.lex, sent.lows, len(sent.words)
    subordinators, forms = lex.sets["subordinators"], lex.forms
    sent.clause_at = [0] * size
    first, opener = 0, ""
    for i in range(size):
        low = lows[i]
        new = None
        if i > first and sent.unit_at[i] is None:
            if (
                low in BREAKS
                or (low in subordinators and not _is_preposition_use(sent, i))
                or (
                    low in {"and", "but", "et", "mais", "or", "puis", "then"}
                    and _verb_follows(sent, i)
                )
            ):
                new = low
            elif low == "," and i + 1 < size and "VBG" in forms.get(lows[i + 1], ()):
                new = ","
        if new is not None:
            sent.clauses.append(Clause(first, i, opener))
            first, opener = i, new
        sent.clause_at[i] = len(sent.clauses)
    if size:
        sent.clauses.append(Clause(first, size, opener))


def _is_preposition_use(sent: Sent, i: int) -> bool:
    """Whether "after", "before", "since" … governs a noun and not a clause."""
    low = sent.lows[i]
    if low not in {
        "after",
        "before",
        "since",
        "following",
        "until",
        "as",
        "despite",
        "après",
        "avant",
        "depuis",
        "pendant",
        "si",
    }:
        return (
            low == "that"
            and i + 1 < len(sent.lows)
            and sent.unit_at[i + 1] is not None
            and (sent.clause_at[i - 1] is None)
        )
    if low in {"après", "avant", "depuis", "pendant"}:
        return sent.lows[i + 1 : i + 2] not in (["que"], ["qu'"], ["avoir"])
    # A finite verb before the next mark makes it a clause.
    for k in range(i + 1, min(i + 10, len(sent.lows))):
        if not sent.lows[k][0].isalnum():
            break
        tags = sent.lex.forms.get(sent.lows[k], frozenset())
        if (
            sent.lows[k] in sent.lex.sets["aux"]
            or tags & {"VBD", "VBZ"}
            or (k == i + 1 and "VBG" in tags)
        ):
            return False
    return True


def _verb_follows(sent: Sent, i: int) -> bool:
    lex, lows = sent.lex, sent.lows
    for k in range(i + 1, min(i + 4, len(lows))):
        low = lows[k]
        if low in lex.sets["aux"]:
            return True
        tags = lex.forms.get(low)
        if tags and tags & {"VBD", "VBZ", "VBN", "VB", "VBG"} and sent.unit_at[k] is None:
            return True
        if not (low.endswith(("ly", "ment")) or low in {"then", "also", "aussi", "to", "ensuite"}):
            return False
    return False
