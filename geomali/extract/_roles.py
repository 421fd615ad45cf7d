"""Who did what to whom, with what, how many: the words around a trigger."""

from __future__ import annotations

from collections.abc import Sequence

from geomali.extract._attribution import Attribution
from geomali.extract._beside import (
    AGAINST,
    BY,
    OF,
    WARDS,
    WITH,
    opens,
    right,
    split_sides,
    subject_of,
    unique,
    unit_from,
    with_partners,
)
from geomali.extract._casualties import count_casualties
from geomali.extract._kinds import ASSAULT, CASUALTY
from geomali.extract._lexicon import TIME_WORD, words
from geomali.extract._noun_roles import noun_roles
from geomali.extract._records import Telling
from geomali.extract._sentence import BREAKS, Sent, Unit, coordinated
from geomali.extract._takings import is_held
from geomali.extract._voice import clitic_object

__all__ = ["assign_roles", "escort_of"]

_BLOWS = words("ied airstrike shelling suicide explosion grenade")
_ASSAILED = ASSAULT | CASUALTY | {"clash", "airstrike", "shelling", "suicide", "ied", "destroy"}
_ESCORTED = words(
    "escorted protected guarded accompanied secured escorté escortés escortée escortées protégé "
    "protégés accompagné accompagnés accompagnée sécurisé sécurisés"
)
_ESCORT = words("escort escorts escorte protection")
_LOSE = frozenset({"@lose", "@perdre"})
_DIE = frozenset(
    {
        "@die",
        "@perish",
        "are|were|is|was ?now ?reported dead",
        "are|were|is|was|be among the ?many ?several dead|victims|fatalities",
        "figure|figurent|figuraient|figurait parmi les morts|victimes|tués",
        "@lose their|his|her life|lives",
        "@succumb to",
        "@mourir",
        "@périr",
        "@succomber à",
    }
    | {"@tomber en|au|sur ?le héros|martyrs|combat|champ ?d' ?honneur ?de ?bataille"}
    | {"@perdre la vie", "@trouver la mort", "@décéder"}
)
_ON_ITS_SIDE = {
    ("on", "its", "side"),
    ("on", "their", "side"),
    ("in", "its", "ranks"),
    ("de", "son", "côté"),
    ("dans", "ses", "rangs"),
}
_WE = frozenset({"we", "nous"})
_HAVING = frozenset({"avoir", "être", "having", "ayant"})
_MARTIAL = frozenset({"military", "militaire", "militaires"})


def assign_roles(
    telling: Telling, before: Sequence[Telling], attributions: Sequence[Attribution]
) -> None:
    """Fill agents, patients, counts and target of a telling from its sentence."""
    if telling.noun:
        noun_roles(telling)
    else:
        _verb_roles(telling, before)
    if telling.noun and telling.kind in _BLOWS and not telling.patients:
        telling.patients = clitic_object(telling)
    for attribution in attributions:
        _from_attribution(telling, attribution, before)
    speaker = next(
        (a.claimant for a in attributions if a.covers(telling.a) and a.claimant is not None), None
    )
    if speaker is not None and not speaker.pronoun:
        ours = telling.lemma in _LOSE and bool(_WE & set(telling.sent.lows[: telling.first]))
        for unit in telling.patients:
            if unit.owner is not None and unit.owner.pronoun:
                # "The CSP said it had lost nine men."
                unit.owner = speaker
            elif ours and unit.actor_id is None and speaker.group in WARDS:
                # "We lost three men."
                unit.owner = speaker
            elif (
                (unit.actor_id is None or unit.label)
                and unit.owner is None
                and speaker.group in WARDS
                and tuple(telling.sent.lows[unit.b : unit.b + 3]) in _ON_ITS_SIDE
            ):
                unit.owner = speaker
    telling.agents = [u for u in telling.agents if not _is_press(u)]
    telling.patients = unique(
        [u for u in telling.patients if u not in telling.agents and not _is_press(u)]
    )
    telling.patients = [u for u in telling.patients if not _announces(u, telling, attributions)]
    if telling.kind in _ASSAILED:
        _guards(telling)
    if telling.weak and _is_pitched(telling):
        telling.weak = False
    if telling.kind == "withdraw" and not telling.noun:
        # "withdrew its troops": those who leave, nobody's other side.
        telling.patients = [
            u for u in telling.patients if telling.sent.lows[u.left] not in {"its", "their", "ses"}
        ]
    telling.target = next((u.target for u in telling.patients if u.target), None)
    if telling.target is None and not telling.noun:
        telling.target = _target_right(telling)
    count_casualties(telling)


def _is_press(unit: Unit) -> bool:
    """Whether a unit is a news medium: it is told things, it takes no part in them."""
    return unit.witness == "media" and unit.group is None


def _is_pitched(telling: Telling) -> bool:
    """Whether a verb of fighting tells of one fight: two forces, a simple past, a day or a town."""
    sent = telling.sent
    if telling.kind != "clash" or telling.noun or telling.first != telling.a:
        return False
    if "VBD" not in sent.lex.forms.get(sent.lows[telling.a], ()) or not (
        sent.times and sent.places
    ):
        return False
    return all(any(u.group in WARDS for u in side) for side in (telling.agents, telling.patients))


def _announces(unit: Unit, telling: Telling, attributions: Sequence[Attribution]) -> bool:
    """Whether a unit only speaks of it: "the army had announced 203 killed"."""
    return telling.voice == "reduced" and any(
        a.claimant is unit and unit.b <= a.at < telling.first for a in attributions
    )


def _lead(sent: Sent, first: int) -> str:
    """Word before a verb group; of ", 12 May killed another 20" the comma before the day."""
    k = first - 1
    while k > 0 and sent.lows[k] == TIME_WORD:
        k -= 1
    if k < first - 1 and sent.lows[k] not in {",", "and", "et"}:
        k = first - 1
    return sent.lows[k] if k >= 0 else ""


def _guards(telling: Telling) -> None:
    """Name whose a target is ("a convoy of the leaving UN mission") and who guards it ("escorted by soldiers")."""
    sent, lows = telling.sent, telling.sent.lows
    for unit in list(telling.patients):
        k = unit.b
        if not unit.target:
            if unit.group in WARDS and sent.lows[k : k + 1] and sent.lows[k] in _ESCORTED:
                # "contre des soldats accompagnés de combattants russes"
                known = telling.agents + telling.patients
                telling.patients += [g for g in escort_of(sent, k) if g not in known]
            continue
        if unit.actor_id is None and unit.owner is None and lows[k : k + 1] and lows[k] in OF:
            owner = unit_from(sent, k + 1, 5)
            if owner is not None and owner.group in WARDS and owner.actor_id:
                unit.owner = owner
        known = telling.agents + telling.patients
        telling.patients += [g for g in escort_of(sent, k) if g not in known]


def escort_of(sent: Sent, k: int) -> list[Unit]:
    """Who guards what is named before a token: "escorted by soldiers", "sous escorte militaire"."""
    lows = sent.lows
    for j, low in right(sent, k):
        if low in {".", ";"}:
            break
        guards: list[Unit] = []
        if low in _ESCORTED and lows[j + 1 : j + 2] and lows[j + 1] in BY | OF:
            guard = unit_from(sent, j + 2, 9)
            guards = coordinated(sent, guard) if guard is not None else []
        elif low in _ESCORT and {"under", "sous"} & set(lows[max(0, j - 3) : j]):
            beside = [u for u in sent.units if j - 3 <= u.a <= j + 3]
            guards = [u for u in beside if u.group in WARDS][:1]
        if guards:
            return [g for g in guards if g.group in WARDS]
    return []


def _from_attribution(
    telling: Telling, attribution: Attribution, before: Sequence[Telling]
) -> None:
    """Take the agents that an attribution names: the accused, or the one who claims to have done it."""
    covered = attribution.covers(telling.a)
    claimant = attribution.claimant
    unnamed = all(u.actor_id is None or u.label for u in telling.agents)
    if attribution.culprits:
        late = (
            attribution.at > telling.b
            and not attribution.passive
            and not any(attribution.covers(t.a) for t in (*before, telling))
        )
        if (covered or late) and (
            not telling.agents or unnamed or telling.voice in {"participle", "infinitive"}
        ):
            telling.agents = list(attribution.culprits)
    elif (attribution.responsibility and claimant is not None and covered and unnamed) or (
        covered
        and claimant is not None
        and not telling.agents
        and telling.kind in {"capture", "retake", "hold"}
        # "officials said the town was taken": not by those who say so.
        and (telling.noun or telling.voice == "active" or claimant.group == "armed")
        and attribution.basis == "party"
        and attribution.stance == "asserts"
    ):
        telling.agents = [claimant]
    elif (
        covered
        and claimant is not None
        and not telling.noun
        and not telling.agents
        and telling.voice == "active"
        and claimant.group in WARDS
        and telling.lemma not in _LOSE | _DIE
        and telling.sent.lows[max(0, telling.first - 1) : telling.first] in (["we"], ["nous"])
    ):
        telling.agents = [claimant]  # "“We killed ten militants,” the army said."
    elif (
        covered
        and claimant is not None
        and telling.noun
        and unnamed
        and attribution.stance == "asserts"
        and not attribution.passive
        and 0 <= telling.a - attribution.end <= 3
        and telling.sent.lows[attribution.end - 1].startswith(("revendiqu", "claim"))
    ):
        # "a également revendiqué une attaque contre un convoi"
        telling.agents = [claimant]
    elif (
        covered
        and claimant is not None
        and (telling.voice == "infinitive" or telling.sent.lows[telling.first] in _HAVING)
        and not attribution.passive
        and 0 <= telling.first - attribution.end <= 2
    ):
        # "X claims to have captured": who speaks is who did it.
        telling.agents = [claimant]


def _verb_roles(telling: Telling, before: Sequence[Telling]) -> None:
    sent, lows = telling.sent, telling.sent.lows
    previous = before[-1] if before else None
    if telling.lemma in _DIE and telling.voice == "reduced":
        # "Twenty men died.": nobody is died by another.
        telling.voice = "active"
    subject: Unit | None = None
    subjects: list[Unit] = []
    whom = _whom(telling)
    if whom is not None:
        telling.voice = "active"
    first = telling.first
    lead = _lead(sent, first)
    if (
        telling.voice == "reduced"
        and lead in {"et", "puis", "and"}
        and previous is not None
        and not previous.noun
        and previous.voice == "active"
        and previous.finite
    ):
        telling.voice = "active"
    inherits = (
        telling.voice in {"participle", "infinitive"}
        or lead in {"and", "but", "et", "mais", "then", "puis", "or"}
        or lead == ","
    )
    if telling.voice in {"active", "passive", "reduced"} or not inherits:
        subject = (
            subject_of(telling, first)
            if not (
                lead in {"and", "et", "but", "mais", "puis", "then"}
                and previous is not None
                and not previous.noun
            )
            else None
        )
        if (
            lead == ","
            and previous is not None
            and not previous.noun
            and previous.voice == "active"
            and subject in previous.patients
        ):
            # "They attacked the camp, killed …": the camp did not kill.
            subject = None
        if subject is None and previous is not None and inherits:
            subjects = list(previous.agents if previous.voice != "passive" else previous.patients)
            if telling.voice == "passive" and previous.voice != "passive":
                subjects = []
        elif subject is None and inherits:
            subject = _sentence_subject(telling)
    if telling.voice in {"participle", "infinitive"}:
        noun_subject = _event_before(telling, before)
        if telling.voice == "participle" and noun_subject is not None:
            telling.of_event = noun_subject
            beaten = next((t for t in before if t.kind == "repel" and t.b <= noun_subject.a), None)
            # "repelled an attack, killing 12": those who repelled it killed.
            subjects = list((beaten or noun_subject).agents)
        elif (
            previous is not None
            and not previous.noun
            and previous.voice not in {"passive", "reduced"}
            and telling.voice == "participle"
        ):
            subjects = list(previous.agents)
        else:
            subject = subject_of(telling, first) or _sentence_subject(telling)
            if (
                telling.voice == "participle"
                and lead == ","
                and previous is not None
                and previous.agents
            ):
                subject, subjects = None, list(previous.agents)
    beside = sent.unit_at[first - 1] if first else None
    if telling.voice == "reduced" and beside is not None and beside.group is not None:
        # "spoke of two soldiers killed": the words before a participle are whom it is said of.
        subject = beside
    if subject is not None:
        subjects = with_partners(sent, subject)
    event_subject = _event_subject(telling, before)
    if event_subject is not None and telling.kind in {"capture", "retake"}:
        telling.of_event = event_subject
    if event_subject is not None and telling.kind in CASUALTY | {
        "destroy",
        "suicide",
        "ied",
        "clash",
    }:
        telling.of_event = event_subject
        subjects = list(event_subject.agents)
        subject = None
    objects = [whom] if whom is not None else _objects(telling)
    by = _agent_phrase(telling)
    if telling.voice in {"passive", "reduced"}:
        telling.patients = subjects or _reduced_head(telling)
        telling.agents = by
    else:
        telling.agents = [u for u in subjects if u not in objects]
        telling.patients = objects
    if telling.kind == "kill" and telling.lemma in _LOSE | _DIE:
        if telling.lemma in _LOSE:
            owner = [
                u
                for u in telling.agents
                if u.group in {"state", "foreign", "armed", "fighters", "mission", "pronoun"}
            ]
            for unit in telling.patients:
                if owner and unit.actor_id is None:
                    unit.owner = owner[0]
            telling.agents = []
        else:
            telling.patients, telling.agents = telling.agents, []
    if telling.lemma in {
        "@fall to",
        "@fall into the hands of",
        "@fall under the control of",
        "@tomber aux mains",
        "@tomber entre les mains",
        "@passer sous le contrôle",
        "@tomber|@passer sous le|la ?plein contrôle|coupe|domination|joug ?total",
        "@be back in the hands of",
        "@be back under ?the control of",
        "@be now held|controlled by",
        "@be now in the hands of",
        "@be now under the control of",
    } or (is_held(telling) and lows[telling.b - 1] in OF):
        holder = unit_from(sent, telling.b, 7)
        lost = [u for u in telling.agents if u.target and (u.group in WARDS or is_held(telling))]
        telling.agents, telling.patients = ([holder] if holder else []), lost
    elif is_held(telling):
        # "the camp is in our hands": of whoever says so.
        telling.agents, telling.patients = [], [u for u in telling.agents if u.target]
    if telling.kind == "agreement" and not any(u.group in WARDS for u in telling.agents):
        telling.agents, telling.patients = _between(telling) or (telling.agents, telling.patients)
    if telling.kind == "agreement" and not telling.patients and len(telling.agents) > 1:
        telling.agents, telling.patients = telling.agents[:1], telling.agents[1:]
    if telling.kind == "abduct" and len(telling.patients) > 1:
        # "took two soldiers prisoner": the soldiers.
        telling.patients = [u for u in telling.patients if u.a < telling.a or u.b != telling.b]
    if telling.lemma == "@coûter la vie":
        # "a coûté la vie à deux soldats"
        mourned = unit_from(sent, telling.b, 8)
        telling.patients = coordinated(sent, mourned) if mourned is not None else []
    if telling.kind in {"capture", "retake"} and not any(
        u.group in WARDS for u in telling.patients
    ):
        telling.patients = telling.patients + _lost_by(telling)
    if telling.kind == "capture" and telling.lemma.startswith("@lose"):
        # "X lost the town of Y to Z": Z took it from X.
        taker = next(
            (
                unit_from(sent, k + 1, 4)
                for k, low in right(sent, telling.b, 8)
                if low == "to" and unit_from(sent, k + 1, 4) is not None
            ),
            None,
        )
        telling.patients = [u for u in telling.agents if not u.target]
        telling.agents = coordinated(sent, taker) if taker is not None else []
    if telling.lemma in {"@disappear", "@go missing", "disparaître"} and not telling.patients:
        telling.patients, telling.agents = telling.agents, []
    if telling.kind == "handover":
        for k, low in right(sent, telling.a, 16):
            if low in {"to", "à", "aux", "au"}:
                receiver = unit_from(sent, k + 1, 6)
                if receiver is not None:
                    if telling.voice == "passive":
                        telling.agents = by
                    telling.patients = [receiver]
                break
    if telling.kind in {"attack", "ambush"} and telling.lemma.startswith(
        (
            "@come under",
            "@fall into",
            "@catch in",
            "@tomber dans",
            "@essuyer",
            "@subir",
            "@faire l'",
        )
    ):
        # "a subi une incursion d'hommes armés": the complement is who did it.
        authors = telling.patients if telling.lemma.startswith("@subir") else []
        if lows[telling.b : telling.b + 1] == ["from"]:
            source = unit_from(sent, telling.b + 1, 6)
            authors = coordinated(sent, source) if source is not None else authors
        telling.patients, telling.agents = telling.agents, by or authors
    if telling.kind == "attack" and not telling.patients and len(telling.lemma.split()) > 1:
        telling.patients = _aimed_at(telling)
    if telling.kind == "clash" and not telling.patients:
        for k, low in right(sent, telling.b, 6):
            if low in WITH | {"against", "contre", "à", "aux"}:
                foe = unit_from(sent, k + 1, 7)
                if foe is not None:
                    telling.patients = coordinated(sent, foe)
                break
    if telling.kind == "clash" and not telling.patients and len(telling.agents) >= 2:
        telling.agents, telling.patients = split_sides(telling.agents)
    if telling.kind == "ied" and not telling.noun:
        _blown_up(telling, by)


_LAID = words(
    "planted laid placed buried set hidden rigged posé posée posés posées placé placée enfoui enfouie "
    "installé installée dissimulé"
)


def _blown_up(telling: Telling, by: list[Unit]) -> None:
    """Part who laid a mine from whom it hit: "a truck hit a mine laid by X", "X detonated a device against Y"."""
    sent = telling.sent
    armed = bool(telling.agents) and all(u.group in {"armed", "fighters"} for u in telling.agents)
    if armed and telling.voice == "active":
        for k, low in right(sent, telling.b, 10):
            if (
                low in AGAINST | {"under", "near", "sous", "passage"}
                and sent.lows[k + 1] != TIME_WORD
            ):
                struck = unit_from(sent, k + 1, 6)
                if struck is not None:
                    telling.patients = coordinated(sent, struck)
                    return
            if low in BREAKS or low == ",":
                break
    if telling.voice == "active" or not telling.patients:
        telling.patients, telling.agents = telling.agents or telling.patients, []
    laid = any(
        low in _LAID and sent.lows[k + 1 : k + 2] and BY & set(sent.lows[k + 1 : k + 5])
        for k, low in right(sent, telling.b, 5)
    )
    if laid:
        telling.agents = by


def _whom(telling: Telling) -> Unit | None:
    """Whom a relative clause tells of: "two men whom insurgents kidnapped"."""
    sent, lows = telling.sent, telling.sent.lows
    if telling.voice not in {"active", "reduced"}:
        return None
    for k in range(telling.first - 1, max(0, telling.first - 12), -1):
        if lows[k] == "whom" and lows[k - 1] not in {"of", "with", "from", "to", "by", "for"}:
            near = [u for u in sent.units if k - 8 <= u.a and u.b <= k and u.prep is None]
            return near[-1] if near else None
        if lows[k] in BREAKS or lows[k] in {".", ","}:
            return None
    return None


def _sentence_subject(telling: Telling) -> Unit | None:
    """First unit of the sentence that stands free before the verb."""
    for unit in telling.sent.units:
        if unit.a >= telling.first:
            break
        free = unit.prep is None or (unit.prep == "des" and opens(telling.sent, unit))
        if free and unit.group is not None and not unit.target:
            return unit
    return None


def _event_before(telling: Telling, before: Sequence[Telling]) -> Telling | None:
    """Event that a participle tells the outcome of: "an ambush …, killing three"."""
    for other in reversed(before):
        if other.noun and other.kind not in CASUALTY:
            verb_between = any(
                not t.noun and t.a > other.a and t.finite and t.kind not in CASUALTY for t in before
            )
            if not verb_between and not any(
                u.prep is None and u.a > other.b and u.b <= telling.first and u.group
                for u in telling.sent.units
            ):
                return other
            return None
        if not other.noun and other.finite:
            return None
    return None


def _event_subject(telling: Telling, before: Sequence[Telling]) -> Telling | None:
    """Noun of event that is the verb's subject: "A suicide bombing killed four"."""
    if telling.voice != "active" or telling.noun:
        return None
    sent = telling.sent
    for other in reversed(before):
        if not other.noun:
            return None
        between = [
            u
            for u in sent.units
            if other.b <= u.a and u.b <= telling.first and u.prep is None and u.group
        ]
        crossed = any(
            sent.lows[k] in sent.lex.sets["subordinators"] - {"which", "that", "qui"}
            for k in range(other.b, telling.first)
        )
        if not between and not crossed and not _governed(sent, other.a):
            return other
        if (
            not between
            and not crossed
            and telling.kind in CASUALTY
            and any(sent.lows[k] in {"which", "that", "qui"} for k in range(other.b, telling.first))
        ):
            return other
    return None


def _governed(sent: Sent, a: int) -> bool:
    for k in range(a - 1, max(-1, a - 5), -1):
        low = sent.lows[k]
        if low in sent.lex.sets["prepositions"]:
            return True
        if sent.unit_at[k] is not None or not low[0].isalnum():
            return False
    return False


def _objects(telling: Telling) -> list[Unit]:
    sent, lows, lex = telling.sent, telling.sent.lows, telling.sent.lex
    k = telling.b
    units: list[Unit] = []
    last = telling.lemma.split()[-1]
    opened_by_phrase = (
        last in {"on", "of", "at", "to", "with", "from", "contre", "sur", "de|du|des|d'"}
        or "|" in last
    )
    inside = next(
        (sent.unit_at[j] for j in range(telling.a, telling.b) if sent.unit_at[j] is not None), None
    )
    if inside is not None and not (telling.kind == "loot" and inside.text.lower() in _MARTIAL):
        return coordinated(sent, inside)
    while k < len(lows) and k < telling.b + 14:
        unit = sent.unit_at[k]
        low = lows[k]
        if unit is not None:
            free = (
                unit.prep is None
                or unit.prep in AGAINST
                or (opened_by_phrase and unit.left <= telling.b + 1)
            )
            if (
                lex.lang == "fr"
                and unit.prep in {"des", "du", "de", "d'"}
                and (unit.left <= telling.b + 1)
            ):
                free = True
            if unit.prep in {"of", "de", "des", "du", "d'"} and not units and unit.left > telling.b:
                # "killed at least three of the soldiers"
                free = True
            if (
                unit.prep in {"in", "dans", "at"}
                and unit.target
                and telling.kind in {"attack", "ambush"}
            ):
                free = True
            if not free:
                k = unit.b
                if units:
                    break
                continue
            units = coordinated(sent, unit)
            break
        if low in {".", ";", "(", ")", "”", "»"} or (low == "," and k > telling.b):
            break
        if low in lex.sets["subordinators"] or low in {"but", "mais"}:
            break
        if low in BY:
            break
        if low in {"and", "et", ","} and k + 1 < len(lows) and lows[k + 1] in lex.forms:
            break
        k += 1
    return units


def _between(telling: Telling) -> tuple[list[Unit], list[Unit]] | None:
    """Parties of "an agreement was signed between A and B"."""
    sent = telling.sent
    for k, low in right(sent, telling.b, 24):
        if low in {"between", "entre"}:
            unit = unit_from(sent, k + 1, 7)
            if unit is not None and unit.group in WARDS:
                sides = unique(coordinated(sent, unit))
                return sides[:1], sides[1:]
        if low in {".", ";"}:
            break
    return None


def _aimed_at(telling: Telling) -> list[Unit]:
    """Whom "carried out an attack …, against Y" was against, further on in the sentence."""
    sent = telling.sent
    for k, low in right(sent, telling.b, 18):
        if low in {"against", "contre", "targeting", "visant", "ciblant"}:
            unit = unit_from(sent, k + 1, 8)
            return coordinated(sent, unit) if unit is not None else []
        if (
            low in BREAKS
            or low == "."
            or (low in sent.lex.forms and low not in sent.lex.sets["aux"])
        ):
            break
    return []


_FROM = words("from à au aux")


_LEAVING = words("withdrawal retreat departure pullout retrait repli départ fuite")


def _lost_by(telling: Telling) -> list[Unit]:
    """Who held what is taken: "captured the town from the army", "a repris la ville aux rebelles"."""
    sent = telling.sent
    for k, low in right(sent, telling.b):
        if low in {"after", "following", "après"} and _LEAVING & set(sent.lows[k + 1 : k + 4]):
            # "took the town after the withdrawal of the army"
            left = unit_from(sent, k + 1, 8)
            return coordinated(sent, left) if left is not None and left.group in WARDS else []
        if low in BREAKS or low in {".", ","} or low in sent.lex.sets["subordinators"]:
            break
        if low in _FROM and k + 1 < len(sent.lows):
            unit = unit_from(sent, k + 1, 4)
            if unit is not None and unit.group in WARDS and not unit.target:
                return coordinated(sent, unit)
    return []


def _agent_phrase(telling: Telling) -> list[Unit]:
    sent = telling.sent
    for k, low in right(sent, telling.b, 14):
        if low in BY:
            unit = unit_from(sent, k + 1, 8)
            if unit is not None and unit.group is not None and not unit.target:
                return coordinated(sent, unit)
            return []
        if low in {".", ";"} or low in sent.lex.sets["subordinators"]:
            break
    return []


def _reduced_head(telling: Telling) -> list[Unit]:
    sent = telling.sent
    for k in range(telling.first - 1, max(-1, telling.first - 8), -1):
        unit = sent.unit_at[k]
        if unit is not None:
            return [unit]
        if sent.lows[k] in {".", ";", ":"} or sent.lows[k] in sent.lex.sets["prepositions"]:
            break
    return []


def _target_right(telling: Telling) -> str | None:
    sent = telling.sent
    for k, low in right(sent, telling.b, 8):
        if low in sent.lex.sets["subordinators"] or low in {".", ";", "and", "et"}:
            return None
        if low in sent.lex.targets and sent.unit_at[k] is not None:
            return sent.lex.targets[low]
    return None
