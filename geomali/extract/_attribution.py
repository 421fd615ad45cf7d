"""Who says so: attribution verbs and phrases, their claimant, channel and scope."""

from __future__ import annotations

from dataclasses import dataclass

from geomali.extract._sentence import RELATIVES, Sent, Unit

__all__ = ["Attribution", "find_attributions"]

_NOT_VERB_AFTER = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "of",
        "its",
        "their",
        "his",
        "her",
        "no",
        "any",
        "new",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "ce",
        "cette",
        "ces",
        "l'",
        "du",
        "official",
        "recent",
        "security",
        "press",
        "state",
    ]
)
_AMBIGUOUS = frozenset(
    [
        "state",
        "states",
        "report",
        "reports",
        "charge",
        "charges",
        "note",
        "notes",
        "claim",
        "claims",
        "post",
        "write",
        "stress",
        "detail",
        "blame",
        "tell",
    ]
)


@dataclass(slots=True)
class Attribution:
    """One "X said that …": its verb, who X is, and the tokens said.

    ``basis`` is party, witness or journalist; ``open`` marks verbs that leave
    the truth open ("claimed"); ``responsibility`` a claim to have done it;
    ``culprit`` who is accused.
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
    culprit: Unit | None = None
    passive: bool = False

    def covers(self, token: int) -> bool:
        """Whether a token is part of what is said."""
        return any(a <= token < b for a, b in self.scope)


def find_attributions(sent: Sent, text: str) -> list[Attribution]:
    """Every attribution of a sentence, in order."""
    found = _according(sent, text)
    lex, lows = sent.lex, sent.lows
    for i, low in enumerate(lows):
        speech = lex.speech.get(low)
        if speech is None or sent.unit_at[i] is not None or sent.covered[i]:
            continue
        attribution = _verb(sent, text, i, *speech)
        if attribution is not None:
            found.append(attribution)
    return sorted(found, key=lambda a: a.at)


def _channel(sent: Sent, text: str) -> str | None:
    words = text[sent.start : sent.end].lower().replace("’", "'")
    for name, phrases in sent.lex.channels:
        if any(_word_in(phrase, words) for phrase in phrases):
            return name
    return None


def _word_in(phrase: str, words: str) -> bool:
    at = words.find(phrase)
    while at >= 0:
        before = words[at - 1 : at] if at else " "
        after = words[at + len(phrase) : at + len(phrase) + 1] or " "
        if not before.isalnum() and not after.isalnum():
            return True
        at = words.find(phrase, at + 1)
    return False


def basis_of(unit: Unit | None) -> str:
    """What a statement by someone rests on: a party's word, a witness, or the press."""
    if unit is None:
        return "journalist"
    if unit.witness == "witness" and not (unit.actor_id and unit.group != "civilians"):
        return "witness"
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


def _according(sent: Sent, text: str) -> list[Attribution]:
    found = []
    lows = sent.lows
    for i in range(len(lows)):
        for phrase in sent.lex.according:
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
            found.append(
                Attribution(
                    i, end, "asserts", False, unit, basis_of(unit), _channel(sent, text), scope
                )
            )
            break
    return found


def _first_unit(sent: Sent, a: int, b: int) -> Unit | None:
    for i in range(a, min(b, len(sent.lows))):
        unit = sent.unit_at[i]
        if unit is not None:
            return unit
        if sent.lows[i] in {".", ";", ":", ","}:
            return None
    return None


def _verb(sent: Sent, text: str, i: int, stance: str, opens: bool) -> Attribution | None:
    lex, lows = sent.lex, sent.lows
    low = lows[i]
    before = lows[i - 1] if i else ""
    tags = lex.forms.get(low, frozenset())
    if low in _AMBIGUOUS and (
        before in _NOT_VERB_AFTER
        or (low in {"state", "report", "tell", "write", "post"} and before != "to")
    ):
        return None
    if low == "states" and before in {"member", "united", "coastal", "african", "sahel"}:
        return None
    start, aux = _group_start(sent, i)
    if "to" in aux and tags & {"VB"} and not aux & {"will"}:
        return None
    if lex.lang == "fr" and "VBN" in tags and not aux and "VBZ" not in tags and "VBD" not in tags:
        # "revendiquée par", "attribuée à": a participle that stands alone.
        return _passive(sent, text, i, start, stance, opens)
    be = lex.sets["be"]
    if (
        "VBN" in tags
        and aux & be
        and not (
            aux & {"has", "have", "had", "having", "a", "ont", "avait", "avaient"}
            and not aux & {"been", "été"}
        )
    ):
        return _passive(sent, text, i, start, stance, opens)
    if (
        lex.lang == "en"
        and "VBN" in tags
        and i + 1 < len(lows)
        and lows[i + 1] in {"by", "on", "to"}
        and not aux
        and low
        in {
            "claimed",
            "blamed",
            "attributed",
            "reported",
            "confirmed",
            "denied",
        }
    ):
        return _passive(sent, text, i, start, stance, opens)
    subject, inverted = _subject(sent, start, i)
    if subject is None and not inverted:
        if low in {"added", "said", "ajouté", "déclaré", "indiqué", "précisé", "affirmé"}:
            subject = None
        elif stance == "asserts" and not opens:
            return None
    if (
        subject is not None
        and subject.group == "civilians"
        and subject.witness is None
        and not subject.people
    ):
        return None
    scope: list[tuple[int, int]] = []
    after = subject.b if inverted and subject and subject.a > i else i + 1
    first = subject.left if subject is not None and not inverted else start
    if first >= 3 and (lows[first - 1] in {",", "”", "»", '"', "’", "''"} or inverted):
        scope.append((0, first))
        if _short_tail(sent, after):
            scope.append((after, after))
        else:
            scope.append((after, len(lows)))
    else:
        scope.append((after, len(lows)))
    responsibility = (
        "responsibility" in lows[i + 1 : i + 4] or "responsabilité" in lows[i + 1 : i + 4]
    )
    if low.startswith("revendiqu") and not (
        {"avoir", "le"} & set(lows[i + 1 : i + 2]) or "contrôle" in lows[i + 1 : i + 5]
    ):
        responsibility = True
    culprit = None
    if stance == "accuses" and low[:4] in {"accu", "blam", "dénon", "repr", "char"}:
        culprit = _first_unit(sent, i + 1, i + 8)
        if low.startswith("blam"):
            on = next((k for k in range(i + 1, min(i + 12, len(lows))) if lows[k] == "on"), None)
            culprit = _first_unit(sent, on + 1, on + 8) if on else culprit
    elif stance == "accuses" and low[:5] in {"attri", "imput"}:
        to = next(
            (
                k
                for k in range(i + 1, min(i + 12, len(lows)))
                if lows[k] in {"to", "à", "aux", "au"}
            ),
            None,
        )
        culprit = _first_unit(sent, to + 1, to + 8) if to else None
    return Attribution(
        start,
        after,
        stance,
        opens,
        subject,
        basis_of(subject),
        _channel(sent, text),
        tuple(scope),
        responsibility,
        culprit,
    )


def _short_tail(sent: Sent, after: int) -> bool:
    return not any(
        sent.lows[k] in sent.lex.triggers and sent.lows[k] in sent.lex.forms
        for k in range(after, len(sent.lows))
    )


def _passive(
    sent: Sent, text: str, i: int, start: int, stance: str, opens: bool
) -> Attribution | None:
    lows = sent.lows
    after = lows[i + 1] if i + 1 < len(lows) else ""
    claimant = culprit = None
    if after in {"by", "par"}:
        claimant = _first_unit(sent, i + 2, i + 9)
        if claimant is None:
            return None
    elif after in {"on", "to", "à", "au", "aux"} and stance == "accuses":
        culprit = _first_unit(sent, i + 2, i + 9)
        if culprit is None:
            return None
    elif stance == "accuses" and after in {"of", "de", "d'"}:
        culprit, _ = _subject(sent, start, i)
    else:
        return None
    responsibility = lows[i].startswith(("claimed", "revendiqu"))
    basis = basis_of(claimant) if claimant else "journalist"
    end = claimant.b if claimant else culprit.b if culprit and culprit.a > i else i + 1
    # "attributed to the army by the CMA": the claimant may still follow.
    if culprit is not None and culprit.a > i and lows[end : end + 1] in (["by"], ["par"]):
        claimant = _first_unit(sent, end + 1, end + 8)
        basis = basis_of(claimant)
    scope = ((i + 1, len(lows)),) if after in {"of", "de", "d'"} else ((0, start), (end, len(lows)))
    return Attribution(
        start,
        end,
        stance,
        opens,
        claimant,
        basis,
        _channel(sent, text),
        scope,
        responsibility,
        culprit,
        passive=True,
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
            or sent.lows[k] in {"not", "also", "n'", "ne", "pas", "aussi", "même", "then"}
        )
    ):
        if sent.lows[k] in aux:
            seen.add(sent.lows[k])
        k -= 1
    return k + 1, seen


def _subject(sent: Sent, start: int, verb: int) -> tuple[Unit | None, bool]:
    """Who speaks: the unit before the verb, or after it where it is inverted."""
    lows = sent.lows
    inverted = start == 0 or lows[start - 1] in {",", "”", "»", '"', "''", "-", "—"}
    best: Unit | None = None
    k = start - 1
    if lows[k : k + 1] == [","] or (k >= 0 and lows[k] in {"”", "»", '"'}):
        # ", a déclaré le porte-parole": or the end of an apposition, "Mr X, spokesman of Y, said".
        right = _first_unit(sent, verb + 1, verb + 6)
        gap = lows[verb + 1 : right.left] if right is not None else ["x"]
        if right is not None and right.prep is None and not gap:
            return right, True
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
    if best is None and inverted:
        return _first_unit(sent, verb + 1, verb + 6), True
    if best is None and start > 0 and lows[start - 1] in sent.lex.sets["pronouns"]:
        return None, False
    return best, False
