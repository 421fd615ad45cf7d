"""What a verb of taking takes: people, goods or a place."""

from __future__ import annotations

from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent

__all__ = [
    "GOODS",
    "falls",
    "is_held",
    "names_country",
    "people_captured",
    "territorial",
    "things_taken",
]

GOODS = words(
    "weapons weapon arms ammunition explosives vehicle vehicles motorbikes motorcycles cache "
    "armes munitions motos moto véhicules véhicule explosifs matériel matériels equipment "
    "livestock cattle bétail animaux cargo troupeau troupeaux blindé blindés camions camion pick-up "
    "tank tanks gear materiel pick-ups équipements équipement armement vivres bœufs butin"
)
"""Things that are carried off, and hold no territory."""
_CAPTURES = words("capture capturer seize saisir intercept")
_PEOPLE = frozenset({"state", "foreign", "armed", "fighters", "mission", "civilians"})
_OF = words("de du des d' l'")
_AFTER_FALL = words(". ; , : xtime et mais après sans face lors hier aujourd'hui ce cette")


def people_captured(telling: Telling) -> None:
    """Make the capture of people an arrest or an abduction: it takes no territory."""
    if telling.kind != "capture" or telling.noun or telling.lemma not in _CAPTURES:
        return
    sent = telling.sent
    if (
        telling.voice not in {"passive", "reduced"}
        and telling.b + 1 < len(sent.lows)
        and _counts_at(sent, telling.b)
        and sent.lows[telling.b + 1] in _OTHERS
    ):
        # "killed 21 soldiers and captured two others"
        telling.kind = "abduct"
        return
    units = [u for u in sent.units if not u.pronoun]
    if telling.voice in {"passive", "reduced"}:
        if GOODS & set(sent.lows[max(0, telling.first - 5) : telling.first]) and not any(
            telling.first - 5 <= p.a < telling.first for p in sent.places
        ):
            # "two vehicles, weapons and ammunition were seized"
            telling.kind = "loot"
            return
        near = [u for u in units if u.b <= telling.first and telling.first - u.b <= 6]
        caught = near[-1] if near else None
        counted = telling.first > 0 and _counts(sent, telling.first - 1)
        if counted:
            caught = caught if caught is not None and caught.group in _PEOPLE else None
        elif (
            caught is None
            or any(p.a >= caught.b and p.b <= telling.first for p in sent.places)
            or set(sent.lows[caught.left : telling.first]) & sent.lex.sets["territory_nouns"]
        ):
            return
        by = False
    else:
        after = [u for u in units if telling.b <= u.left and u.left - telling.b <= 2]
        caught = after[0] if after else None
        counted = False
        stop = caught.b if caught is not None else telling.b
        if (
            any(telling.b <= p.a < stop for p in sent.places)
            or set(sent.lows[telling.b : stop]) & sent.lex.sets["territory_nouns"]
        ):
            return
        before = [u for u in units if u.b <= telling.first and u.prep is None]
        by = bool(before) and before[-1].group in {"armed", "fighters"}
    if caught is None and not counted:
        return
    if caught is not None and (
        caught.target or caught.group not in _PEOPLE or (caught.actor_id and caught.amount is None)
    ):
        return
    hostile = caught is None or caught.group in {"armed", "fighters"}
    telling.kind = "abduct" if by or not hostile else "arrest"


def things_taken(telling: Telling) -> None:
    """Make "s'emparer de deux blindés" a looting: it takes no territory either."""
    sent = telling.sent
    for k in range(telling.b, min(telling.b + 9, len(sent.lows))):
        low = sent.lows[k]
        if low in GOODS:
            telling.kind = "loot"
        if (
            low in GOODS
            or low in sent.lex.sets["territory_nouns"]
            or any(p.a == k and p.prep in _OF for p in sent.places)
            or low in {".", ";", ":"}
        ):
            return


def falls(telling: Telling) -> bool:
    """Whether a place falls: "la ville de X est tombée", and no shell, no soldier, no night."""
    sent, lows = telling.sent, telling.sent.lows
    after = lows[telling.b] if telling.b < len(lows) else "."
    if after not in _AFTER_FALL or telling.first == 0:
        return False
    subject = telling.first - 1
    unit = sent.unit_at[subject]
    if unit is not None:
        return bool(unit.target) and lows[unit.head] in sent.lex.sets["territory_nouns"]
    return any(p.a <= subject < p.b and not names_country(p) for p in sent.places)


_OTHERS = words("others more autres d'autres . , ; and et during in")


def _counts_at(sent: Sent, k: int) -> bool:
    return _counts(sent, k) and not any(p.a <= k < p.b for p in sent.times)


def _counts(sent: Sent, k: int) -> bool:
    return sent.lows[k].isdigit() or sent.lows[k] in sent.lex.numbers


_IN_HANDS = frozenset({"control", "contrôle", "hands", "mains"})
_BEING = frozenset(
    {
        "@be|@remain|@stay",
        "@be|@remain",
        "est|était|sont|étaient|soit|soient|serait|@rester|@demeurer",
    }
)


def is_held(telling: Telling) -> bool:
    """Whether a place is said to be in somebody's hands: it stands before the verb, they behind."""
    first, *rest = telling.lemma.split()
    return telling.kind == "hold" and first in _BEING and not _IN_HANDS.isdisjoint(rest)


def territorial(telling: Telling) -> bool:
    """Whether what is taken, left or held is a place."""
    sent = telling.sent
    stop = min(telling.b + 10, len(sent.lows))
    if sent.lows[telling.b : telling.b + 1] == ["it"] and any(
        p.b <= telling.first and p.place is not None and not names_country(p) for p in sent.places
    ):
        # "after rebels seized Ber, the army retook it"
        return True
    for k in range(telling.b - 1, stop):
        if k >= telling.b and sent.lows[k] in sent.lex.sets["subordinators"] | {".", ";"}:
            break
        if sent.lows[k] in sent.lex.sets["territory_nouns"]:
            return True
        if any(
            p.a <= k < p.b
            and p.place is not None
            and p.place.kind in {"place", "area", "relative"}
            and not names_country(p)
            for p in sent.places
        ):
            return True
    if telling.voice in {"passive", "reduced"} or is_held(telling):
        head = telling.patients[0] if telling.patients else None
        if head is not None and head.target:
            return True
        return any(
            p.b <= telling.first
            and telling.first - p.b <= 6
            and p.prep is None
            and not names_country(p)
            for p in sent.places
        ) or any(
            low in sent.lex.sets["territory_nouns"]
            for low in sent.lows[max(0, telling.first - 6) : telling.first]
        )
    return False


def names_country(phrase: Phrase) -> bool:
    """Whether a place is a whole country."""
    resolution = phrase.place.resolution if phrase.place else None
    place = resolution.place if resolution else None
    return place is not None and place.feature_code.startswith("PCL")
