"""How many were harmed by what a verb tells: "killed three soldiers and two civilians"."""

from __future__ import annotations

from geomali.events import Count
from geomali.extract._counts import add, read_number
from geomali.extract._kinds import CASUALTY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling, Toll
from geomali.extract._sentence import Sent, Unit

__all__ = ["count_casualties", "victim_group"]

_COUNT_GROUPS = words("civilians state foreign armed fighters mission pronoun")

_TOLL_OF = {"wound": "hurt", "abduct": "taken"}


def count_casualties(telling: Telling) -> None:
    """Counts among a telling's own words; see also ``loose_counts`` for "three dead"."""
    kind = telling.kind
    if kind not in CASUALTY | {"massacre", "execute", "abduct", "operation"}:
        return
    what = _TOLL_OF.get(kind, "dead")
    beside = _number_beside(telling) if telling.voice in {"passive", "reduced"} else None
    before = telling.sent.lows[max(0, telling.first - 1) : telling.first]
    if beside is None and before in (["others"], ["autres"]):
        return  # "three killed and others injured": how many, nobody says
    if beside is not None:
        # "8 soldiers killed, 14 wounded": the number beside the verb is the verb's.
        group = victim_group(telling.patients[0]) if telling.patients else "people"
        telling.tolls.append(Toll(what, group, beside))
        return
    for unit in _without_parts(telling.patients):
        if unit.target and unit.people is None:
            continue
        if unit.amount is not None and (unit.group in _COUNT_GROUPS or unit.people):
            group = victim_group(unit)
            known = next((t for t in telling.tolls if t.group == group), None)
            if known is not None:
                # "84 mercenaries and 47 soldiers": two sums of one side.
                telling.tolls.remove(known)
            count = add(known.count if known else None, unit.amount) or unit.amount.count
            telling.tolls.append(Toll(what, group, count))
        elif unit.group and unit.amount is None and _single(telling.sent, unit):
            telling.tolls.append(Toll(what, victim_group(unit), Count(1, 1, 1)))
    if not telling.tolls:
        bare = _bare_number(telling)
        if bare is not None:
            group = victim_group(telling.patients[0]) if telling.patients else "people"
            telling.tolls.append(Toll(what, group, bare))


def _without_parts(units: list[Unit]) -> list[Unit]:
    """Leave out what the first number is made up of: "eight people, two women and six men"."""
    counted = [u for u in units if u.amount is not None]
    if len(counted) > 2 and counted[0] is units[0]:
        whole, *parts = [u.amount.best for u in counted if u.amount is not None]
        if whole == sum(parts):
            return [u for u in units if u.amount is None or u is units[0]]
    return units


def victim_group(unit: Unit | None) -> str:
    """Coarse group of victims, so that soldiers told of once and civilians once add up."""
    if unit is None:
        return "people"
    word = unit.text.lower()
    if (
        word
        in {
            "people",
            "persons",
            "personnes",
            "person",
            "personne",
            "victims",
            "victimes",
            "dead",
            "men",
            "hommes",
        }
        and unit.owner is None
    ):
        return "people"
    group = unit.owner.group if unit.owner is not None else unit.group
    if group in {"state", "foreign", "mission"}:
        return "soldiers"
    if group in {"armed", "fighters"}:
        return "fighters"
    return "civilians" if group == "civilians" else "people"


_SINGULAR = words(
    "mayor imam prefect governor journalist commander leader priest nun councillor driver "
    "maire préfet sous-préfet gouverneur marabout prêtre commandant journaliste chauffeur "
    "conseiller colonel general"
)


_COLLECTIVES = words(
    "group column band unit cell squad team crew patrol groupe colonne bande unité cellule commando "
    "équipe équipage patrouille détachement katiba brigade"
)


def _single(sent: Sent, unit: Unit) -> bool:
    """Whether a unit is one person: "a soldier", "un civil", "the village chief"."""
    before = (
        sent.lows[unit.left : unit.a]
        if unit.left < unit.a
        else sent.lows[max(0, unit.left - 1) : unit.a]
    )
    word = sent.lows[unit.head]
    if word in _SINGULAR:
        return True
    if _COLLECTIVES & set(sent.lows[unit.a : unit.b]):
        # "an armed group": how many, nobody says.
        return False
    if unit.people in {"civilians", "soldiers", "armed", "fighters", "peacekeepers"} or unit.leader:
        if sent.lex.lang == "fr":
            return (
                bool({"un", "une"} & set(before))
                and not word.endswith("s")
                and word not in {"groupe", "personnel", "armée", "population", "milice"}
            )
        return (
            bool({"a", "an", "another"} & set(before))
            and not word.endswith("s")
            and word
            not in {
                "people",
                "men",
                "women",
                "children",
                "military",
                "army",
                "personnel",
                "militia",
                "community",
                "family",
            }
        )
    return False


def _number_beside(telling: Telling) -> Count | None:
    """Count the number that stands right before a passive or participle: "14 wounded", "trois autres tués"."""
    sent, lows = telling.sent, telling.sent.lows
    k = telling.first - 1
    if k >= 0 and lows[k] in {"others", "other", "autres", "more"}:
        k -= 1
    if k < 0 or sent.unit_at[k] is not None:
        return None
    for start in range(max(0, k - 2), k + 1):
        found = read_number(lows, start, sent.lex)
        if (
            found is not None
            and found[1] == k + 1
            and lows[start] not in {"un", "une", "one"}
            and not sent.covered[start]
        ):
            return Count(found[0], found[0], found[0])
    return None


_UNCOUNTED = words(
    "heads head cattle animals animal sheep goats vehicles vehicle trucks motorcycles "
    "motorbikes houses homes huts têtes boeufs bœufs animaux véhicules motos cases maisons "
    "greniers camions km kilometres years ans"
)


def _bare_number(telling: Telling) -> Count | None:
    """A number that stands for the people: "killing three", "12 ont été tués", "killed at least 10 and"."""
    sent, lows = telling.sent, telling.sent.lows
    if telling.voice in {"active", "participle", "infinitive"}:
        for k in range(telling.b, min(telling.b + 5, len(lows))):
            found = read_number(lows, k, sent.lex)
            if found is not None:
                value, after = found
                if (
                    any(t.a <= k < t.b for t in sent.times)
                    or value > 100_000
                    or (after < len(lows) and lows[after] in {"%", "km"})
                ):
                    return None
                if lows[k] in {"a", "un", "une"} and after == k + 1:
                    return None
                follow = lows[after] if after < len(lows) else "."
                if follow in {
                    ".",
                    ",",
                    "and",
                    "et",
                    ";",
                    "in",
                    "dans",
                    "on",
                    "at",
                    "à",
                    "of",
                    "d'",
                    "de",
                    "others",
                    "other",
                    "autres",
                    "including",
                    "dont",
                } or (
                    sent.unit_at[after : after + 1] != [None]
                    or (
                        telling.kind in {"kill", "wound", "abduct", "massacre", "execute"}
                        and follow[0].isalpha()
                        and not _UNCOUNTED & set(lows[after : after + 3])
                    )
                ):
                    return Count(value, value, value)
                return None
            if lows[k] not in {
                "at",
                "the",
                "least",
                "about",
                "some",
                "more",
                "than",
                "au",
                "moins",
                "plus",
                "de",
                "environ",
                "around",
                "over",
                "nearly",
                "another",
                "a",
                "près",
            }:
                return None
        return None
    # passive: "Twelve were killed", "au moins douze ont été tués"
    k = telling.first - 1
    if k >= 0:
        for start in range(max(0, k - 2), k + 1):
            found = read_number(lows, start, sent.lex)
            if (
                found is not None
                and found[1] == k + 1
                and not any(t.a <= start < t.b for t in sent.times)
                and lows[start] not in {"un", "une"}
            ):
                return Count(found[0], found[0], found[0])
    return None
