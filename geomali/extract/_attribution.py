"""Who says so: attribution verbs and phrases, their claimant, channel and scope."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomali.extract._counts import read_number
from geomali.extract._lexicon import TIME_WORD, match_slots, words
from geomali.extract._sentence import RELATIVES, Sent, Unit, coordinated, skip_parenthesis

__all__ = ["Attribution", "basis_of", "find_attributions", "spoken_by"]

_NOT_VERB_AFTER = words(
    "the a an this that these those of its their his her no any new le la les un une des ce "
    "cette ces l' du official recent security press state"
)
_SAID_THINGS = words("claims claim reports report charges charge statements")
_AMBIGUOUS = words(
    "state states report reports charge charges note notes claim claims post write stress "
    "detail blame tell"
)


@dataclass(slots=True)
class Attribution:
    """One "X said that …": its verb, who X is, and the tokens said.

    ``basis`` is party, witness or journalist; ``open`` marks verbs that leave
    the truth open ("claimed"); ``responsibility`` a claim to have done it;
    ``culprits`` who is accused.
    """

    at: int
    end: int
    stance: str
    open: bool
    claimant: Unit | None
    basis: str
    channel: str | None
    scope: tuple[tuple[int, int], ...]
    responsibility: bool = False
    culprits: tuple[Unit, ...] = ()
    passive: bool = False
    mute: bool = False
    """Whether it says that nothing was said: "has not confirmed that"."""

    def covers(self, token: int) -> bool:
        """Whether a token is part of what is said."""
        return any(a <= token < b for a, b in self.scope)


def find_attributions(sent: Sent, text: str) -> list[Attribution]:
    """Every attribution of a sentence, in order."""
    found = [*_according(sent), *_tolls_given(sent)]
    lex, lows = sent.lex, sent.lows
    for i, low in enumerate(lows):
        speech = lex.speech.get(low)
        phrase_end = i
        for stance, slots in lex.speech_phrases.get(low, ()):
            reached = match_slots(slots, lows, i)
            if reached is not None:
                speech, phrase_end = (stance, False), reached
        if speech is None or sent.unit_at[i] is not None or sent.covered[i]:
            continue
        if low in _SAID_THINGS and any(
            lex.speech.get(w, ("", False))[0] == "denies" for w in lows[max(0, i - 3) : i]
        ):
            # "rejected claims that": a noun, and what it covers is denied.
            continue
        attribution = _verb(sent, i, *speech)
        if attribution is None:
            continue
        if attribution.at <= i < attribution.end <= phrase_end:
            attribution.end = phrase_end
        last = found[-1] if found else None
        if (
            last is not None
            and last.claimant is not None
            and not last.passive
            and last.end <= attribution.at
            and lows[attribution.at - 1] in {"and", "et", "but", "mais"}
        ):
            # "The CSP claims 97 killed and admits nine dead": one speaker.
            attribution.claimant, attribution.basis = last.claimant, last.basis
        found.append(attribution)
    found.sort(key=lambda a: a.at)
    _channels(sent, text, found)
    return found


def _channels(sent: Sent, text: str, found: list[Attribution]) -> None:
    """Give each speaker the channel named beside it: that of "In a press release, A …, while B …" is A's."""
    if not found:
        return
    ranked = {name: rank for rank, (name, _) in enumerate(sent.lex.channels)}
    named: dict[int, str] = {}
    for place, name in _channel_words(sent, text):
        nearest = min(found, key=lambda a: (_distance(a, place), a.at))
        for attribution in found:
            if attribution is nearest or _one_speaker(attribution, nearest):
                known = named.get(id(attribution))
                if known is None or ranked[name] < ranked[known]:
                    named[id(attribution)] = name
    for attribution in found:
        attribution.channel = named.get(id(attribution))


def _one_speaker(first: Attribution, second: Attribution) -> bool:
    return first.claimant is not None and first.claimant is second.claimant


def _distance(attribution: Attribution, place: int) -> int:
    """Words between a channel and the speaker or verb of a statement."""
    unit = attribution.claimant
    first = min(attribution.at, unit.left if unit is not None else attribution.at)
    last = max(attribution.end, unit.b if unit is not None else attribution.end) - 1
    return max(first - place, place - last, 0)


def _channel_words(sent: Sent, text: str) -> Iterator[tuple[int, str]]:
    """Tokens at which a channel is named, and which."""
    said = text[sent.start : sent.end].lower().replace("’", "'")
    starts = [word.start for word in sent.words]
    for name, phrases in sent.lex.channels:
        for phrase in phrases:
            for at in _places_of(phrase, said):
                yield bisect_right(starts, sent.start + at) - 1, name


def _places_of(phrase: str, words: str) -> Iterator[int]:
    """Where a phrase stands as whole words."""
    at = words.find(phrase)
    while at >= 0:
        before = words[at - 1 : at] if at else " "
        after = words[at + len(phrase) : at + len(phrase) + 1] or " "
        if not before.isalnum() and not after.isalnum():
            yield at
        at = words.find(phrase, at + 1)


def basis_of(unit: Unit | None) -> str:
    """What a statement by someone rests on: a party's word, a witness, or the press."""
    if unit is None:
        return "journalist"
    if unit.witness == "witness" and not (unit.actor_id and unit.group != "civilians"):
        return "witness"
    if unit.witness == "official" and unit.actor_id is None and unit.group in {None, "fighters"}:
        return "witness"
    if unit.witness == "source":
        return "journalist"
    if unit.witness in {"media", "source", "monitor"} and unit.group in {
        None,
        "civilians",
        "fighters",
    }:
        return "journalist"
    if unit.group == "civilians":
        return "witness"
    if unit.group is None and unit.witness is None and not unit.pronoun:
        return "journalist"
    return "party"


def _according(sent: Sent) -> list[Attribution]:
    found = []
    lows = sent.lows
    for i, low in enumerate(lows):
        for phrase in sent.lex.according.get(low, ()):
            n = len(phrase)
            if tuple(lows[i : i + n]) != phrase:
                continue
            unit = _first_unit(sent, i + n, i + n + 8)
            end = unit.b if unit else i + n
            if (
                phrase[0] in {"citing", "per", "de", "suivant"}
                and unit is None
                and phrase[0] != "de"
            ):
                continue
            # A leading "According to X, …" covers what follows, a trailing one what precedes.
            scope = ((end, len(lows)),) if i < 3 else ((0, i), (end, len(lows)))
            found.append(Attribution(i, end, "asserts", False, unit, basis_of(unit), None, scope))
            break
    return found


_TOLLS = words("toll bilan figure figures chiffre chiffres count decompte décompte")
_GIVEN = words(
    "given provided released issued announced published donné donnés fourni fournis communiqué "
    "communiqués avancé avancés annoncé annoncés établi publié publiés"
)


def _tolls_given(sent: Sent) -> Iterator[Attribution]:
    """Attributions of the form "the toll given by X is …"."""
    lows = sent.lows
    for i, low in enumerate(lows):
        if low not in _GIVEN or lows[i + 1 : i + 2] not in (["by"], ["par"]):
            continue
        if not _TOLLS & set(lows[max(0, i - 4) : i]):
            continue
        unit = _first_unit(sent, i + 2, i + 9)
        if unit is not None:
            scope = ((0, i), (unit.b, len(lows)))
            yield Attribution(
                i, unit.b, "asserts", False, unit, basis_of(unit), None, scope, passive=True
            )


def _first_unit(sent: Sent, a: int, b: int) -> Unit | None:
    for i in range(a, min(b, len(sent.lows))):
        unit = sent.unit_at[i]
        if unit is not None:
            return unit
        if sent.lows[i] in {".", ";", ":", ","}:
            return None
    return None


def _verb(sent: Sent, i: int, stance: str, opens: bool) -> Attribution | None:
    lex, lows = sent.lex, sent.lows
    low = lows[i]
    before = lows[i - 1] if i else ""
    after = lows[i + 1] if i + 1 < len(lows) else ""
    tags = lex.forms.get(low, frozenset())
    named = sent.unit_at[i - 1] if i else None
    by_name = named is not None and named.actor_id is not None and not named.label
    if low in _AMBIGUOUS and (
        # "the Islamic State claims", but "state claims".
        (before in _NOT_VERB_AFTER and not by_name)
        or (low in {"state", "report", "tell", "write", "post", "put", "count"} and before != "to")
    ):
        return None
    if low in {"dit", "dits", "dite", "dites"} and after in {"d'", "de", "du", "des"}:
        # "l'accord dit d'Alger"
        return None
    if low == "states" and before in {"member", "united", "coastal", "african", "sahel"}:
        return None
    if low == "put" and not set(lows[i + 1 : i + 4]) & {"losses", "toll", "number", "figure"}:
        return None
    if low.startswith("claim") and {"life", "lives"} & set(lows[i + 1 : i + 4]):
        return None  # "the attack claimed the lives of twelve"
    start, aux = _group_start(sent, i)
    if "to" in aux and tags & {"VB"} and "will" not in aux:
        return None
    if lex.lang == "fr" and "VBN" in tags and not aux and not tags & {"VBZ", "VBD"}:
        # "revendiquée par", "attribuée à": a participle that stands alone.
        return _passive(sent, i, start, stance, opens)
    perfect = {"has", "have", "had", "having", "a", "ont", "avait", "avaient"}
    if "VBN" in tags and aux & lex.sets["be"] and (not aux & perfect or aux & {"been", "été"}):
        return _passive(sent, i, start, stance, opens)
    preceded = start and sent.unit_at[start - 1] is not None and sent.unit_at[start - 1].pronoun  # type: ignore[union-attr]
    if (
        lex.lang == "en"
        and "VBN" in tags
        and not aux
        and not preceded
        and (
            (
                lows[_past_day(sent, i + 1) :][:1] == ["by"]
                and low in {"claimed", "reported", "confirmed", "denied"}
            )
            or (after == "on" and low == "blamed" and not _is_speaker(sent.unit_at[start - 1]))
            or (after == "to" and low == "attributed")
        )
    ):
        return _passive(sent, i, start, stance, opens)
    stranger = _stranger(sent, start)
    subject, inverted = (None, False) if stranger else _subject(sent, start, i)
    if "VBG" in tags:
        # "…, saying they were", "shared messages asserting that": the subject is the sentence's.
        free = (u for u in sent.units if u.b <= start and u.prep is None and _is_speaker(u))
        subject = next(
            (u for u in free if u.witness != "rumour"), subject if not inverted else None
        )
        inverted = False
    if (
        subject is None
        and not inverted
        and not stranger
        and stance == "asserts"
        and not opens
        and low not in _BARE
    ):
        return None
    if (
        subject is not None
        and subject.group == "civilians"
        and not (subject.witness or subject.people)
    ):
        return None
    behind = inverted and subject is not None and subject.a > i
    culprits = () if stance != "accuses" else _culprits(sent, i, behind=behind)
    if culprits and _omits(sent, culprits[-1].b):
        return None
    end = subject.b if behind and subject is not None else i + 1
    first = subject.left if subject is not None and not behind else start
    if first > 1 and lows[first - 1] in {"'s", "'"} and sent.unit_at[first - 2] is not None:
        # "…, the group's spokesman confirmed"
        first = sent.unit_at[first - 2].left  # type: ignore[union-attr]
        first -= first > 0 and lows[first - 1] == "the"
    while stranger and first and lows[first - 1] not in _CLOSERS:
        first -= 1
    scope: list[tuple[int, int]] = []
    if first >= 3 and (inverted or (lows[first - 1] in _CLOSERS and _told_before(sent, first))):
        scope.append((0, first))
        scope.append((end, end if _short_tail(sent, end) else len(lows)))
    else:
        scope.append((_after_colon(sent, end), len(lows)))
        before_subject = subject.a - 1 if subject is not None else first - 1
        opener = lows[before_subject] if before_subject >= 0 else ""
        if first and opener in {"that", "which", "que", "qu'"}:
            # "an attack that it blamed on …": what is said stands before.
            scope.append((max(0, first - 16), first))
    around = lows[i + 1 : i + 4]
    responsibility = "responsibility" in around or "responsabilité" in around
    if low.startswith("revendiqu") and not (
        {"avoir", "le"} & set(lows[i + 1 : i + 2])
        or {"contrôle", "prise", "capture", "conquête", "reprise"} & set(lows[i + 1 : i + 5])
    ):
        responsibility = not sent_has_number(sent, i + 1, i + 3)
    responsibility = responsibility or (stance == "asserts" and _owns_up(sent, i, end))
    return Attribution(
        start,
        end,
        "asserts" if responsibility else stance,
        opens,
        subject,
        basis_of(subject),
        None,
        tuple(scope),
        responsibility,
        culprits,
        mute=stance == "asserts" and _is_mute(sent, start, i),
    )


def _told_before(sent: Sent, first: int, *, nouns: bool = True) -> bool:
    """Whether something is told before a speaker: more than "On Monday," or "Par ailleurs,"."""
    return any(
        sent.lows[k] in _CLOSERS - {","}
        or sent.lows[k] in {"“", "«", '"'}
        or (
            sent.unit_at[k] is None
            and (
                (nouns and (sent.lows[k] in sent.lex.forms or sent.lows[k] in sent.lex.triggers))
                or sent.lex.forms.get(sent.lows[k], frozenset()) & {"VBD", "VBZ"}
            )
        )
        or (sent.lows[k] in sent.lex.sets["aux"] and sent.lows[k] != "to")
        for k in range(first)
    )


def _after_colon(sent: Sent, end: int) -> int:
    """Where what is said begins: behind the colon of "declared on Monday to the press: …"."""
    for k in range(end, min(end + 16, len(sent.lows))):
        if sent.lows[k] == ":":
            return k + 1
        if sent.lows[k] in sent.lex.sets["subordinators"] or sent.lows[k] in sent.lex.triggers:
            break
    return end


_DEEDS = words(
    "attack attacks assault assaults bombing bombings ambush ambushes killing killings raid raids "
    "operation both it them blast massacre explosion"
)
_OWNING = (
    ("was", "behind"),
    ("were", "behind"),
    ("is", "behind"),
    ("responsible", "for"),
    ("être", "à", "l'", "origine"),
    ("être", "l'", "auteur"),
    ("être", "derrière"),
)


def _owns_up(sent: Sent, i: int, end: int) -> bool:
    """Whether a statement takes an act upon the speaker: "claimed the attack", "said it was behind"."""
    lows = sent.lows
    if lows[i].startswith("claim"):
        head = [
            low
            for low in lows[i + 1 : i + 6]
            if low not in {"the", "this", "that", "all", "these", "of", "two", "three", "double"}
        ]
        if head and head[0] in _DEEDS:
            # "claimed it had …" is a statement, "claimed it" owns up.
            return head[0] not in {"it", "them"} or head[1:2] in ([], ["."], [","])
        return _says_it_did(lows[i + 1 : i + 9])
    if _says_it_did(lows[i + 1 : i + 9]) or _says_it_did(lows[end : end + 8]):
        return True
    rest = lows[end : end + 9]
    if {"not", "n't", "pas", "nothing", "no"} & set(rest[:5]):
        return False
    subject = next(
        (sent.unit_at[k] for k in range(end, min(end + 4, len(lows))) if sent.unit_at[k]), None
    )
    if subject is not None and not subject.pronoun:
        return False
    return any(
        tuple(rest[k : k + len(phrase)]) == phrase for k in range(len(rest)) for phrase in _OWNING
    )


_CARRIED_OUT = words(
    "carried conducted staged launched perpetrated committed executed led mené mener perpétré conduit "
    "commis lancé exécuté"
)
_THE_ACT = words("the this that both these l' la cette ces les")
_ACTS = _DEEDS | words("attaque attaques attentat attentats embuscade assaut opération raid")


def _says_it_did(rest: list[str]) -> bool:
    """Whether words take a known act upon the speaker: "to have carried out the attack", "avoir mené cette attaque"."""
    done = next((k for k, low in enumerate(rest[:5]) if low in _CARRIED_OUT), None)
    if done is None or not {"have", "had", "avoir", "having", "a"} & set(rest[:done]):
        return False
    tail = [low for low in rest[done + 1 :] if low != "out"]
    return len(tail) > 1 and tail[0] in _THE_ACT and bool(_ACTS & set(tail[1:3]))


def _is_mute(sent: Sent, start: int, i: int) -> bool:
    group = [*sent.lows[start:i], *sent.lows[i + 1 : i + 2]]
    return bool({"not", "never", "pas", "yet"} & set(group)) or any(
        low.endswith("n't") for low in group
    )


def spoken_by(voice: Unit, sent: Sent, channel: str | None) -> Attribution:
    """Attribution of a whole sentence to a speaker whom another sentence names."""
    unit = replace(voice, a=0, b=0, left=0, head=0)
    scope = ((0, len(sent.lows)),)
    return Attribution(0, 0, "asserts", False, unit, basis_of(unit), channel, scope)


def _stranger(sent: Sent, start: int) -> bool:
    """Whether the speaker is somebody no table knows: "…, a driver's cousin said"."""
    k = start - 1
    words = 0
    while k >= 0 and words <= 5:
        low = sent.lows[k]
        if sent.unit_at[k] is not None or sent.covered[k]:
            return False
        if low in {"que", "qu'"}:
            return False
        if low in RELATIVES[sent.lex.lang]:
            # "said the group, which accused …"
            return False
        if low in _CLOSERS:
            return words > 0
        if not low[0].isalpha():
            return False
        words += 1
        k -= 1
    return False


_BARE = words("added said ajouté déclaré indiqué précisé affirmé")
_CLOSERS = frozenset({",", "”", "»", '"', "’", "''"})


def sent_has_number(sent: Sent, a: int, b: int) -> bool:
    """Whether a number stands among some tokens."""
    return any(
        read_number(sent.lows, k, sent.lex) is not None for k in range(a, min(b, len(sent.lows)))
    )


_POINTING = words(
    "point points pointed pointing pointer pointe pointent pointé pointait pointaient pointant"
)


def _culprits(sent: Sent, i: int, *, behind: bool) -> tuple[Unit, ...]:
    """Who is accused by the verb at a token."""
    lows = sent.lows
    low = lows[i]
    marks: set[str] = set()
    if low.startswith("blam"):
        marks = {"on"}
    elif low[:5] in {"attri", "imput"}:
        marks = {"to", "à", "aux", "au"}
    elif low in _POINTING:
        marks = {"at", "doigt"}
    elif low[:4] not in {"accu", "repr"} and not low.startswith("charg"):
        return ()
    at = next((k for k in range(i + 1, min(i + 14, len(lows))) if lows[k] in marks), None)
    if at is not None:
        unit = _first_unit(sent, at + 1, at + 8)
    elif behind or marks - {"on"}:
        return ()
    else:
        unit = _first_unit(sent, i + 1, i + 8)
    return tuple(coordinated(sent, unit)) if unit is not None else ()


_OMISSIONS = words(
    "not nothing late slow slowness failing failed failure inaction passivity negligence neglecting "
    "neglect abandoning abandoned ignoring allowing letting fleeing prevent stop protect intervene "
    "pas rien tard tardive tardif tardé lenteur retard inaction passivité négligence abandonné "
    "abandonner abandon ignoré laissé laisser fui empêcher protéger intervenir manqué failli"
)
_COMPLAINT = words("of for de d' pour leur leurs sa son ses")


def _omits(sent: Sent, at: int) -> bool:
    """Whether somebody is blamed for what was not done: "of arriving too late", "for not acting"."""
    rest = sent.lows[at : at + 8]
    if not rest or rest[0] not in _COMPLAINT:
        return False
    stop = next((k for k, low in enumerate(rest) if low in {",", ".", ";", "”", "»"}), len(rest))
    return bool(_OMISSIONS & set(rest[:stop]))


def _is_speaker(unit: Unit | None) -> bool:
    return unit is not None and bool(unit.actor_id or unit.witness or unit.leader or unit.pronoun)


def _short_tail(sent: Sent, after: int) -> bool:
    return not any(
        sent.lows[k] in sent.lex.triggers and sent.lows[k] in sent.lex.forms
        for k in range(after, len(sent.lows))
    )


def _passive(sent: Sent, i: int, start: int, stance: str, opens: bool) -> Attribution | None:
    lows = sent.lows
    # "a été revendiquée vendredi par X", "was claimed on Friday by X": the day may stand between.
    at = _past_day(sent, i + 1)
    after = lows[at] if at < len(lows) else ""
    claimant: Unit | None = None
    culprit: Unit | None = None
    if after in {"by", "par"}:
        claimant = _first_unit(sent, at + 1, at + 8)
        if claimant is None:
            return None
        if stance == "accuses" and lows[claimant.b : claimant.b + 1] in (["of"], ["de"], ["d'"]):
            # "accused by residents of killing …"
            culprit, _ = _subject(sent, start, i)
    elif after in {"on", "to", "à", "au", "aux"} and stance == "accuses":
        culprit = _first_unit(sent, at + 1, at + 8)
        if culprit is None:
            return None
    elif stance == "accuses" and after in {"of", "de", "d'"}:
        culprit, _ = _subject(sent, start, i)
    else:
        return None
    end = claimant.b if claimant else culprit.b if culprit and culprit.a > i else i + 1
    if culprit is not None and culprit.a < i and _omits(sent, end):
        return None
    # "attributed to the army by the CMA": the claimant may still follow.
    if culprit is not None and culprit.a > i and lows[end : end + 1] in (["by"], ["par"]):
        claimant = _first_unit(sent, end + 1, end + 8)
    scope = ((i + 1, len(lows)),) if after in {"of", "de", "d'"} else ((0, start), (end, len(lows)))
    return Attribution(
        start,
        end,
        stance,
        opens,
        claimant,
        basis_of(claimant) if claimant else "journalist",
        None,
        scope,
        lows[i].startswith(("claimed", "revendiqu")),
        tuple(coordinated(sent, culprit)) if culprit is not None else (),
        passive=True,
    )


def _past_day(sent: Sent, at: int) -> int:
    """Token behind a day that stands at another, else that one."""
    for phrase in sent.times:
        if phrase.a - 1 <= at <= phrase.a and set(sent.lows[at : phrase.a]) <= {
            "on",
            "le",
            "in",
            "en",
        }:
            return phrase.b
    return at


_ADVERBS = words(
    "not also n' ne pas aussi même then again still since already even never earlier later first néanmoins toutefois "
    "cependant également encore déjà ainsi donc pourtant ensuite depuis jamais",
    TIME_WORD,
)


def _group_start(sent: Sent, i: int) -> tuple[int, set[str]]:
    """First token of the verb group that ends at a token, and its auxiliaries."""
    aux = sent.lex.sets["aux"]
    seen: set[str] = set()
    k = i - 1
    while (
        k >= 0
        and sent.unit_at[k] is None
        and (
            sent.lows[k] in aux
            or sent.lows[k].endswith("ly")
            or sent.lows[k] in _ADVERBS
            or (sent.lex.lang == "fr" and sent.lows[k].endswith("ment"))
        )
    ):
        if sent.lows[k] in aux:
            seen.add(sent.lows[k])
        k -= 1
    return k + 1, seen


def _speaks(unit: Unit) -> bool:
    """Whether a unit can be the speaker of an inverted "…, said X"."""
    if unit.amount is not None and unit.amount.best > 1 and not unit.witness:
        return False
    return bool(unit.actor_id or unit.witness or unit.leader or unit.pronoun or unit.people)


def _does(sent: Sent, unit: Unit) -> bool:
    """Whether a unit is subject of a verb that follows it."""
    k = unit.b
    while k < len(sent.lows) and (sent.lows[k] == "(" or sent.unit_at[k] is unit):
        close = next((j for j in range(k, min(k + 8, len(sent.lows))) if sent.lows[j] == ")"), k)
        k = close + 1
    if sent.lows[k : k + 1] == [","] and sent.lows[k + 1 : k + 2] in (["which"], ["who"], ["qui"]):
        return True
    low = sent.lows[k] if k < len(sent.lows) else ""
    return low in sent.lex.sets["aux"] or bool(
        sent.lex.forms.get(low, frozenset()) & {"VBD", "VBZ"}
    )


_SAYS = words("says claims dit affirme revendique annonce")
_MARKS = frozenset({"”", "»", '"', "''"})


def _speaker_behind(sent: Sent, verb: int) -> Unit | None:
    """Speaker of an inverted "…, a déclaré jeudi à la presse un porte-parole"."""
    k = verb + 1
    listener = False
    while k < min(verb + 14, len(sent.lows)):
        unit, low = sent.unit_at[k], sent.lows[k]
        if unit is not None:
            if unit.prep in {"à", "to", "au", "aux"}:
                listener = True
                k = unit.b
                continue
            return unit if unit.prep in {None, "des"} and _speaks(unit) else None
        if any(t.a <= k < t.b for t in sent.times):
            k += 1
            continue
        following = next((u for u in sent.units if u.left <= k < u.a), None)
        if following is not None and (k == verb + 1 or listener or sent.covered[k - 1]):
            k = following.a
            continue
        if not ((low == "," and listener) or low in {"à", "to", "au", "aux", "l'", "la", "le"}):
            return None
        k += 1
    return None


def _subject(sent: Sent, start: int, verb: int) -> tuple[Unit | None, bool]:
    """Who speaks: the unit before the verb, or after it where it is inverted."""
    lows = sent.lows
    if (
        sent.kind in {"title", "heading"}
        and lows[start - 1 : start] == [","]
        and lows[verb] in _SAYS
    ):
        # "X attacks Y, says ten killed": one subject.
        head = next((u for u in sent.units if u.b <= start), None)
        if head is not None and head.prep is None and _is_speaker(head) and not head.target:
            return head, False
    inverted = start == 0 or lows[start - 1] in {",", "”", "»", '"', "''", "-", "—"}
    best: Unit | None = None
    k = start - 1
    if lows[k : k + 1] == [","] or (k >= 0 and lows[k] in _MARKS):
        # ", a déclaré le porte-parole": or the end of an apposition, "Mr X, spokesman of Y, said".
        right = _speaker_behind(sent, verb)
        if (
            right is not None
            and lows[k] == ","
            and _does(sent, right)
            and not _told_before(sent, k, nouns=False)
        ):
            # "Mr X, envoy to Y, said the group had …": who is spoken of.
            right = None
        if right is not None and {lows[k], lows[k - 1] if k else ""} & _MARKS:
            # What stands before is a quotation: nobody in it speaks.
            return right, True
        left = skip_parenthesis(sent, k)
        near = sent.unit_at[left] if left >= 0 else None
        if left != k and near is not None and near.prep is None and _is_speaker(near):
            return near, False
        if right is not None:
            return right, True
    k = skip_parenthesis(sent, k)
    while k >= 0:
        unit = sent.unit_at[k]
        low = lows[k]
        if unit is not None:
            if unit.prep in {None, "des"} or best is None:
                best = unit if best is None or unit.prep in {None, "des"} else best
            if unit.prep is None or (
                sent.lex.lang == "fr" and unit.prep == "des" and unit.left <= 1
            ):
                break
            k = unit.a - 1
            continue
        if low in RELATIVES[sent.lex.lang] and k > 0:
            near = sent.unit_at[k - 1] or (
                sent.unit_at[k - 2] if k > 1 and lows[k - 1] == "," else None
            )
            return near or best, False
        if low in {"”", "»", ";", ":"} or (
            low in sent.lex.sets["subordinators"]
            and low not in {"following", "as", "pour"}
            and best
        ):
            break
        if low in {"that", "après", "que", "qu'"}:
            break
        k -= 1
    if best is None and (inverted or lows[start - 1 : start] in (["que"], ["qu'"])):
        # "…, ce que dément l'armée"
        return _speaker_behind(sent, verb), True
    if best is None and start and lows[start - 1] == ")":
        # "« Le Groupe … » (JNIM) a revendiqué"
        best = next(
            (sent.unit_at[j] for j in range(start - 2, k, -1) if sent.unit_at[j] is not None), None
        )
    if best is None and start > 0 and lows[start - 1] in sent.lex.sets["pronouns"]:
        return None, False
    if best is not None and best.target and not _is_speaker(best) and not best.people:
        # "rebels seized a town, though France said": no town speaks.
        return None, False
    return best, False
