"""Who did what to whom, with what, how many: the words around a trigger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geomali.extract._attribution import Attribution
from geomali.extract._casualties import count_casualties
from geomali.extract._kinds import ASSAULT, CASUALTY
from geomali.extract._lexicon import words
from geomali.extract._records import Telling
from geomali.extract._sentence import BREAKS, RELATIVES, Sent, Unit, coordinated, skip_parenthesis
from geomali.extract._voice import clitic_object

__all__ = ["assign_roles", "escort_of", "subject_of"]

_BY = frozenset({"by", "par"})
_AGAINST = words("on against contre sur at targeting visant ciblant")
_OF = frozenset({"of", "de", "du", "des", "d'"})
_BETWEEN = words(
    "between entre pitting pitted opposant opposing opposed opposé opposent involving oppose"
)
_WITH = frozenset({"with", "avec"})
_FROM = frozenset({"from", "de", "des", "du"})
_AND = words("and et or ou , & as well ainsi que alongside with")
_JOIN = words("and et & , as well ainsi que both also")
_ALLY = words(
    "backed supported accompanied alongside assisted appuyés appuyée appuyées appuyé épaulés "
    "accompagnés soutenus"
)
_HELD = words(
    "used held run controlled occupied hosted manned inhabited populated guarded utilisé "
    "utilisée occupé occupée tenu tenue contrôlé contrôlée habité habitée peuplé gardé"
)
_LIGHT_SUBJECT = frozenset({"was", "were"})


def assign_roles(
    telling: Telling, before: Sequence[Telling], attributions: Sequence[Attribution]
) -> None:
    """Fill agents, patients, counts and target of a telling from its sentence."""
    if telling.noun:
        _noun_roles(telling)
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
            elif ours and unit.actor_id is None and speaker.group in _WARDS:
                # "We lost three men."
                unit.owner = speaker
    telling.agents = [u for u in telling.agents if not _is_press(u)]
    telling.patients = _unique(
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
        "@lose their|his|her life|lives",
        "@succumb to",
        "@mourir",
        "@périr",
        "@succomber à",
    }
    | {"@perdre la vie", "@trouver la mort", "@décéder"}
)
_WE = frozenset({"we", "nous"})
_HAVING = frozenset({"avoir", "être", "having", "ayant"})
_MARTIAL = frozenset({"military", "militaire", "militaires"})
_WARDS = frozenset({"state", "foreign", "armed", "mission", "fighters"})


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
    return all(any(u.group in _WARDS for u in side) for side in (telling.agents, telling.patients))


def _announces(unit: Unit, telling: Telling, attributions: Sequence[Attribution]) -> bool:
    """Whether a unit only speaks of it: "the army had announced 203 killed"."""
    return telling.voice == "reduced" and any(
        a.claimant is unit and unit.b <= a.at < telling.first for a in attributions
    )


def _guards(telling: Telling) -> None:
    """Name whose a target is ("a convoy of the leaving UN mission") and who guards it ("escorted by soldiers")."""
    sent, lows = telling.sent, telling.sent.lows
    for unit in list(telling.patients):
        if not unit.target:
            continue
        k = unit.b
        if unit.actor_id is None and unit.owner is None and lows[k : k + 1] and lows[k] in _OF:
            owner = _unit_from(sent, k + 1, 5)
            if owner is not None and owner.group in _WARDS and owner.actor_id:
                unit.owner = owner
        known = telling.agents + telling.patients
        telling.patients += [g for g in escort_of(sent, k) if g not in known]


def escort_of(sent: Sent, k: int) -> list[Unit]:
    """Who guards what is named before a token: "escorted by soldiers", "sous escorte militaire"."""
    lows = sent.lows
    for j, low in _right(sent, k):
        if low in {".", ";"}:
            break
        guards: list[Unit] = []
        if low in _ESCORTED and lows[j + 1 : j + 2] and lows[j + 1] in _BY | _OF:
            guard = _unit_from(sent, j + 2, 9)
            guards = coordinated(sent, guard) if guard is not None else []
        elif low in _ESCORT and {"under", "sous"} & set(lows[max(0, j - 3) : j]):
            beside = [u for u in sent.units if j - 3 <= u.a <= j + 3]
            guards = [u for u in beside if u.group in _WARDS][:1]
        if guards:
            return [g for g in guards if g.group in _WARDS]
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
        and attribution.basis == "party"
        and attribution.stance == "asserts"
    ):
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


def _right(sent: Sent, start: int, limit: int = 14) -> Iterator[tuple[int, str]]:
    for k in range(start, min(start + limit, len(sent.lows))):
        yield k, sent.lows[k]


def _unit_from(sent: Sent, start: int, limit: int) -> Unit | None:
    """First unit whose noun phrase begins within a few tokens, in the same clause."""
    for k, low in _right(sent, start, limit):
        unit = sent.unit_at[k]
        if unit is not None:
            return unit
        if low in BREAKS or low in {".", ",", ";"}:
            return None
    return None


# --- nouns -------------------------------------------------------------------


def _noun_roles(telling: Telling) -> None:
    sent, lows = telling.sent, telling.sent.lows
    agents: list[Unit] = []
    patients: list[Unit] = []
    k = telling.b
    stop = min(len(lows), telling.b + 16)
    seen_verb = False
    while k < stop:
        low = lows[k]
        if low in {".", ";"} or (
            low in sent.lex.sets["subordinators"]
            and low not in {"following", "that", "which", "qui", "as"}
        ):
            break
        if low in _BETWEEN:
            unit = _unit_from(sent, k + 1, 7)
            if unit is not None:
                sides = coordinated(sent, unit)
                facing = _other_side(sent, sides[-1].b)
                if facing is not None:
                    agents += sides
                    patients += facing
                    break
                sides = _allied(sent, sides)
                split = (
                    (sides, [])
                    if sides[-1].b < len(lows)
                    and {"against", "contre", "au", "aux", "à"}
                    & set(lows[sides[-1].b : sides[-1].b + 3])
                    else _split_sides(sides)
                )
                agents += split[0]
                patients += split[1]
                against = _after_sides(sent, sides, split)
                patients += against
                break
        elif low in _BY and lows[k - 1] in _HELD:
            pass  # "a base used by French forces"
        elif low in _BY and k + 1 < stop:
            unit = _unit_from(sent, k + 1, 7)
            if unit is not None:
                agents += coordinated(sent, unit)
                k = unit.b
                continue
        elif low in _WITH and telling.kind == "clash":
            unit = _unit_from(sent, k + 1, 7)
            if unit is not None:
                patients += coordinated(sent, unit)
                k = unit.b
                continue
        elif low in _AGAINST or (low == "aux"):
            unit = _unit_from(sent, k + 1, 8)
            if unit is not None and low != "aux":
                patients += coordinated(sent, unit)
                k = patients[-1].b
                continue
        elif low in _OF and k <= telling.b + 1:
            unit = _unit_from(sent, k + 1, 6)
            if unit is not None and _BY & set(lows[k + 1 : unit.a]):
                # "la prise de Kidal par l'armée"
                unit = None
            if unit is not None:
                group = coordinated(sent, unit)
                if unit.target and telling.kind in {"attack", "ambush", "airstrike", "shelling"}:
                    patients += group
                elif (
                    telling.kind
                    in {
                        "attack",
                        "ambush",
                        "clash",
                        "operation",
                        "withdraw",
                        "airstrike",
                        "shelling",
                        "handover",
                        "release",
                        "protest",
                    }
                    and telling.kind != "release"
                ):
                    agents += group
                elif telling.kind in {"capture", "retake", "enter"}:
                    patients += group
                else:
                    patients += group
                k = unit.b
                continue
        elif low in sent.lex.forms and not seen_verb and low not in sent.lex.sets["light_verbs"]:
            seen_verb = True
            if telling.kind not in {
                "attack",
                "ambush",
                "clash",
                "suicide",
                "airstrike",
                "ied",
                "explosion",
                "shelling",
                "massacre",
            }:
                break
            if low in {
                "killed",
                "wounded",
                "killing",
                "left",
                "leaving",
                "injured",
                "tué",
                "fait",
                "blessé",
                "tuant",
                "faisant",
            }:
                break
        k += 1
    if telling.kind == "clash" and not agents and not patients:
        agents, patients = _far_sides(telling)
    if not agents:
        agents = _possessor(telling)
    if not agents or not patients:
        light = _light_verb(telling)
        if light is not None:
            subject, passive = light
            if passive:
                patients = patients or [subject]
            else:
                agents = agents or _with_partners(sent, subject)
    telling.agents, telling.patients = _unique(agents), _unique(patients)


def _far_sides(telling: Telling) -> tuple[list[Unit], list[Unit]]:
    """Find the sides of "Fighting took place for three days around the town, between A and B"."""
    sent = telling.sent
    for k, low in _right(sent, telling.b, 40):
        if low in {"between", "entre"}:
            unit = _unit_from(sent, k + 1, 7)
            if unit is None or unit.group not in _WARDS:
                continue
            sides = coordinated(sent, unit)
            facing = _other_side(sent, sides[-1].b)
            return (sides, facing) if facing is not None else _split_sides(sides)
        if low in {".", ";"} or low in sent.lex.forms:
            inside = k < telling.b + 6 and low not in sent.lex.sets["subordinators"]
            if not inside:
                break
    return [], []


def _other_side(sent: Sent, at: int) -> list[Unit] | None:
    """Find C in "between A and B on one side and C on the other"."""
    lows = sent.lows[at : at + 5]
    if not ({"one", "d'un", "un"} & set(lows) and {"side", "hand", "côté", "part"} & set(lows)):
        return None
    stop = next(k for k, low in enumerate(lows) if low in {"side", "hand", "côté", "part"})
    unit = _unit_from(sent, at + stop + 1, 8)
    return coordinated(sent, unit) if unit is not None else None


def _allied(sent: Sent, sides: list[Unit]) -> list[Unit]:
    """Add those who back the last one named: "A, backed by B"."""
    end = sides[-1].b
    for at in range(end, min(end + 3, len(sent.lows))):
        if sent.lows[at] in _ALLY:
            ally = _unit_from(sent, at + 1, 6)
            return sides + coordinated(sent, ally) if ally is not None else sides
    return sides


def _after_sides(sent: Sent, sides: list[Unit], split: tuple[list[Unit], list[Unit]]) -> list[Unit]:
    """Find B in "pitting A against B"."""
    if split[1]:
        return []
    end = sides[-1].b
    for k, low in _right(sent, end, 5):
        if low in {"against", "contre", "à", "aux", "au"}:
            unit = _unit_from(sent, k + 1, 7)
            return coordinated(sent, unit) if unit is not None else []
    return []


def _split_sides(sides: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Part a list "A, B and C" into two sides: at "and", state forces from the rest."""
    if len(sides) < 2:
        return sides, []
    if len(sides) == 2:
        return [sides[0]], [sides[1]]
    friendly = {"state", "foreign"}
    first = [u for u in sides if (u.group in friendly) == (sides[0].group in friendly)]
    second = [u for u in sides if u not in first]
    if not second:
        # All alike: the last "and" parts them.
        return sides[:-1], sides[-1:]
    return first, second


def _possessor(telling: Telling) -> list[Unit]:
    """A in "A's attack", "the A attack", "an attack claimed by A" handled elsewhere."""
    sent = telling.sent
    k = telling.a - 1
    steps = 0
    while k >= 0 and steps < 4:
        unit = sent.unit_at[k]
        if unit is not None:
            between = sent.lows[unit.b : telling.a]
            possessive = bool(between) and between[0] in {"'s", "'"}
            adjective = all(
                b
                in {
                    "attack",
                    "drone",
                    "air",
                    "armed",
                    "deadly",
                    "suicide",
                    "ground",
                    "terrorist",
                    "militant",
                }
                or possessive
                for b in between
            )
            if (
                (possessive or adjective)
                and unit.group in {"armed", "state", "foreign", "fighters", "mission"}
                and not unit.target
            ):
                return [unit]
            return []
        if sent.lows[k] in {"by", "in", "of", "on", "a", "the", ",", "and", "de", "par"}:
            return []
        k -= 1
        steps += 1
    return []


def _light_verb(telling: Telling) -> tuple[Unit, bool] | None:
    """Subject of "X carried out the attack", or of "X came under attack"."""
    sent, lows = telling.sent, telling.sent.lows
    light = sent.lex.sets["light_verbs"]
    for k in range(telling.a - 1, max(-1, telling.a - 8), -1):
        low = lows[k]
        if low == "behind" and lows[k - 1 : k] and lows[k - 1] in sent.lex.sets["be"]:
            # "X is thought to be behind the attack"
            start = k - 1
            while start > 0 and (lows[start - 1] in sent.lex.sets["aux"] | _THOUGHT):
                start -= 1
            subject = subject_of(telling, start)
            if subject is not None and (_THOUGHT | {"suspect", "suspects"}) & set(lows[:k]):
                subject.doubt = subject.doubt or "suspected"
            return (subject, False) if subject is not None else None
        if low in light:
            start = k
            while start > 0 and (
                lows[start - 1] in sent.lex.sets["aux"] or lows[start - 1].endswith("ly")
            ):
                start -= 1
            subject = subject_of(telling, start)
            if subject is None:
                return None
            suffered = low in {"suffer", "suffered", "suffers", "subi", "subie", "essuyé"}
            return subject, suffered or low in {
                "repelled",
                "repel",
                "repels",
                "repoussé",
                "thwarted",
                "foiled",
                "fend",
                "fended",
                "déjoué",
            }
        if low in {".", ";", ","} or sent.unit_at[k] is not None:
            return None
    return None


_THOUGHT = words("thought believed suspected said alleged presumed likely probably to be been")


# --- verbs -------------------------------------------------------------------


_ARTICLES = words("a an the un une le la les l' des du its their son sa")


def subject_of(telling: Telling, first: int) -> Unit | None:
    """Unit that is the subject of the verb group beginning at a token."""
    sent, lows = telling.sent, telling.sent.lows
    relatives = RELATIVES[sent.lex.lang]
    second = telling.voice == "active" and lows[max(0, first - 1) : first] in (["and"], ["et"])
    k = skip_parenthesis(sent, first - 1)
    fallback: Unit | None = None
    crossed_verb = False
    while k >= 0:
        unit = sent.unit_at[k]
        low = lows[k]
        if unit is not None:
            bare = unit.prep is None or (
                unit.prep in {"des", "d'", "de"}
                and unit.left == unit.a - 1
                and _opens(sent, unit)
                and sent.lex.lang == "fr"
            )
            if bare and not crossed_verb and unit.target and not unit.people and second:
                # "set up a checkpoint and abducted twelve": the checkpoint abducts nobody.
                k = unit.left - 1
                continue
            if bare and not crossed_verb:
                return unit
            fallback = fallback or unit
            k = unit.a - 1
            continue
        if low in relatives and k > 0:
            near = sent.unit_at[k - 1]
            if near is None and k > 1 and lows[k - 1] == ",":
                near = sent.unit_at[max(0, skip_parenthesis(sent, k - 2))]
            if near is not None:
                return near
            if low != "that":
                # "the city of X, which": the antecedent is no actor.
                return None
        if low in sent.lex.sets["subordinators"] and low not in relatives and k < first - 1:
            break
        if low in BREAKS and low not in {"(", ")", '"', "“", "”", "«", "»"}:
            break
        if low in sent.lex.forms and sent.unit_at[k] is None and low not in sent.lex.sets["aux"]:
            tags = sent.lex.forms[low]
            base = tags == {"VB"} and lows[k - 1 : k] not in (
                ["to"],
                ["will"],
                ["would"],
                ["could"],
                ["may"],
            )
            crossed_verb = crossed_verb or not (base or bool(_ARTICLES & set(lows[k - 1 : k])))
        k -= 1
    if (
        fallback is not None
        and not crossed_verb
        and fallback.prep in {"of", "de", "des", "du", "from", "d'"}
    ):
        return fallback
    return None


def _opens(sent: Sent, unit: Unit) -> bool:
    """Whether French "des" is an article here ("Des hommes armés ont …")."""
    return (
        unit.left == 0
        or sent.lows[max(0, unit.left - 1)]
        in {",", ".", ":", "que", "qu'", "et", "où", "quand", "lorsque", "des"}
        or unit.left <= 1
    )


def _with_partners(sent: Sent, unit: Unit) -> list[Unit]:
    """Return a subject and those named beside it: "the army and Wagner", "A, backed by B"."""
    units = [unit]
    # to the left: "A and B attacked"
    k = unit.left - 1
    while k > 0 and sent.lows[k] in _JOIN:
        j = skip_parenthesis(sent, k - 1) if sent.lows[k - 1] == ")" else k - 1
        while j > 0 and (sent.lows[j] in _JOIN or sent.lows[j] in {"allied", "their", "its"}):
            j -= 1
        left = sent.unit_at[j]
        if left is None or left.prep not in {None, "des"} or left.pronoun:
            break
        units.insert(0, left)
        k = left.left - 1
    for low_at in range(unit.b, min(unit.b + 6, len(sent.lows))):
        if sent.lows[low_at] in _ALLY:
            ally = _unit_from(sent, low_at + 1, 6)
            if ally is not None:
                units += coordinated(sent, ally)
            break
        if sent.lows[low_at] in {".", ";"}:
            break
    return units


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
    lead = lows[first - 1] if first else ""
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
            subjects = list(noun_subject.agents)
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
        subjects = _with_partners(sent, subject)
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
        "@be back in the hands of",
        "@be back under ?the control of",
        "@be now held|controlled by",
        "@be now in the hands of",
        "@be now under the control of",
    }:
        holder = _unit_from(sent, telling.b, 7)
        telling.agents, telling.patients = ([holder] if holder else []), []
    if telling.lemma in {"@disappear", "@go missing", "disparaître"} and not telling.patients:
        telling.patients, telling.agents = telling.agents, []
    if telling.kind == "handover":
        for k, low in _right(sent, telling.a, 16):
            if low in {"to", "à", "aux", "au"}:
                receiver = _unit_from(sent, k + 1, 6)
                if receiver is not None:
                    if telling.voice == "passive":
                        telling.agents = by
                    telling.patients = [receiver]
                break
    if telling.kind in {"attack", "ambush"} and telling.lemma.startswith(
        ("@come under", "@tomber dans", "@essuyer", "@subir")
    ):
        # "a subi une incursion d'hommes armés": the complement is who did it.
        authors = telling.patients if telling.lemma.startswith("@subir") else []
        telling.patients, telling.agents = telling.agents, by or authors
    if telling.kind == "clash" and not telling.patients:
        for k, low in _right(sent, telling.b, 6):
            if low in _WITH | {"against", "contre", "à", "aux"}:
                foe = _unit_from(sent, k + 1, 7)
                if foe is not None:
                    telling.patients = coordinated(sent, foe)
                break
    if telling.kind == "clash" and not telling.patients and len(telling.agents) >= 2:
        telling.agents, telling.patients = _split_sides(telling.agents)
    if telling.kind == "ied" and not telling.noun and not telling.patients:
        # "A vehicle hit a mine": the subject is the victim.
        telling.patients, telling.agents = telling.agents, []
    if telling.kind == "ied" and telling.voice == "active" and not telling.noun:
        telling.patients, telling.agents = telling.agents or telling.patients, []


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
        free = unit.prep is None or (unit.prep == "des" and _opens(telling.sent, unit))
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
                or unit.prep in _AGAINST
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
        if low in _BY:
            break
        if low in {"and", "et", ","} and k + 1 < len(lows) and lows[k + 1] in lex.forms:
            break
        k += 1
    return units


def _agent_phrase(telling: Telling) -> list[Unit]:
    sent = telling.sent
    for k, low in _right(sent, telling.b, 14):
        if low in _BY:
            unit = _unit_from(sent, k + 1, 8)
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
    for k, low in _right(sent, telling.b, 8):
        if low in sent.lex.sets["subordinators"] or low in {".", ";", "and", "et"}:
            return None
        if low in sent.lex.targets and sent.unit_at[k] is not None:
            return sent.lex.targets[low]
    return None


def _unique(units: Sequence[Unit]) -> list[Unit]:
    seen: list[Unit] = []
    for unit in units:
        if unit not in seen:
            seen.append(unit)
    return seen
