"""ACLED type of an event, whether it is contested, and how sure it is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from geomali.events import Claim, EventActor, EventPlace
from geomali.extract._kinds import ASSAULT, CASUALTY, KINDS, TERRITORY
from geomali.extract._lexicon import words
from geomali.extract._memory import Memory
from geomali.extract._records import Telling
from geomali.extract._stories import Story

__all__ = ["classify", "confidence", "is_abroad_politics", "is_contested"]


def is_abroad_politics(story: Story) -> bool:
    """A political matter abroad is no event of this conflict."""
    if story.place is None or story.place.country in {None, "ML"}:
        return False
    return KINDS[story.main_kind].event_type in {"Protests", "Riots"} or story.family in {
        "agreement",
        "change",
        "coup",
        "arrest",
    }


_AIR = re.compile(
    r"\b(?:aircraft|warplanes?|jets?|drones?|helicopters?|gunships?|bayraktars?|uavs?|fighter jets?|from the air|in (?:an? |several |two |precision |targeted )*strikes?|planes?|avions?|aéronefs?|hélicoptères?|air force|vecteurs? aériens?|frappes? aériennes?)\b",
    re.IGNORECASE,
)
_PEACEFUL = re.compile(
    r"\b(?:without (?:a )?(?:fight|fighting|resistance|firing)|no resistance|unopposed|peacefully|sans (?:combat|résistance|coup férir|tirer)|pacifiquement)\b",
    re.IGNORECASE,
)


_REMOTE = frozenset({"suicide", "ied", "airstrike", "shelling", "grenade"})


_FIGHTS = frozenset({"attack", "ambush", "clash", "repel"})
_ROBBERIES = words(
    "rob robbery robberies @hijack @carjack @dépouiller dévaliser @braquer braquage @détourner"
)


def _naming_kind(story: Story) -> str:
    """Kind that names a story: its strongest, but a massacre before the capture told as its setting."""
    cruel = [t.kind for t in story.tellings if t.kind in {"execute", "massacre"} and not t.weak]
    taken = [t for t in story.tellings if t.kind in {"capture", "retake"}]
    if cruel and taken and all({"had", "avait", "avaient"} & set(_chain(t)) for t in taken):
        return cruel[0]
    return story.main_kind


def _chain(telling: Telling) -> list[str]:
    return telling.sent.lows[telling.first : telling.a]


def _outnumber(story: Story, first: str, second: str) -> bool:
    """Whether more people are told of as harmed in one way than in another."""
    counts = [
        max((t.count.best for t in story.tolls if t.what == what), default=0)
        for what in (first, second)
    ]
    return counts[0] > counts[1]


def _is_robbery(story: Story) -> bool:
    """Whether people were robbed and nobody was killed, hurt or taken."""
    robbed = any(t.lemma in _ROBBERIES for t in story.tellings)
    return robbed and not any(t.count.best for t in story.tolls)


def classify(story: Story, disputed: bool, memory: Memory) -> tuple[str, str, str | None]:
    """ACLED type and sub-type of a story, and the weapon."""
    main = KINDS[_naming_kind(story)]
    remotely = any(t.kind in {"ied", "suicide"} and not t.weak for t in story.tellings)
    kinds = {
        t.kind
        for t in story.tellings
        # A mine is called "this ambush", too.
        if not t.weak and not (remotely and t.kind == "ambush" and t.noun and t.reference == "back")
    } | {main.name}
    if main.name != story.main_kind:
        kinds -= {"capture", "retake"}
    remote = [
        t.kind
        for t in story.tellings
        if t.kind in _REMOTE and not (t.weak and t.noun and main.name not in _REMOTE)
    ]
    armed_victims = [
        a
        for a in story.side_b
        if memory.groups.get(a.actor_id or "", "armed") not in {"civilians", "ngo", "media"}
    ]
    civilians = bool(story.affected) or any(
        memory.groups.get(a.actor_id or "") in {"ngo", "media", "civilians"} for a in story.side_b
    )
    weapon = main.weapon
    if remote and weapon is None:
        weapon = KINDS[max(remote, key=lambda k: KINDS[k].rank)].weapon
    aerial = any(
        _AIR.search(" ".join((*t.sent.lows[max(0, t.first - 8) : t.a], *_means(t))))
        for t in story.tellings
        if t.kind in ASSAULT | CASUALTY | {"destroy", "operation"}
    )
    # Who shoots back at aircraft repels them, and does not fight on the ground.
    ground = bool(kinds & {"clash", "ambush", "capture", "retake"}) or (
        "repel" in kinds and not aerial
    )
    if main.family == "protest":
        forced = any(t.what in {"dead", "hurt"} and t.count.best for t in story.tolls)
        if "disperse" in kinds or (forced and main.name == "protest"):
            return (
                "Protests",
                "Excessive force against protesters" if forced else "Protest with intervention",
                None,
            )
    if main.family != "violence" and main.name != "abduct":
        if main.family == "transfer" and kinds & {"clash", "attack"}:
            return "Battles", "Armed clash", weapon
        return main.event_type, main.sub_event_type, weapon
    if main.name == "abduct":
        if kinds & (_FIGHTS | {"capture", "retake"}) and armed_victims:
            # Those taken were taken in a fight.
            return "Battles", "Armed clash", weapon
        if civilians and _outnumber(story, "dead", "taken"):
            return "Violence against civilians", "Attack", weapon
        return main.event_type, main.sub_event_type, weapon
    if _is_robbery(story) and not armed_victims:
        return "Strategic developments", "Looting/property destruction", None
    if main.name in {"capture", "retake"}:
        words = " ".join(w for t in story.tellings for w in t.sent.lows)
        deserted = any(
            t.kind == "withdraw" and _other_side_leaves(t, story, memory) for t in story.tellings
        )
        unfought = not kinds & _FIGHTS and not any(t.what == "dead" for t in story.tolls)
        if _PEACEFUL.search(words) or (deserted and unfought):
            return "Strategic developments", "Non-violent transfer of territory", None
        takers = list(story.side_a)
        state = any(
            memory.groups.get(a.actor_id or "") in {"state", "foreign", "mission"} for a in takers
        )
        left_again = any(
            t.kind == "withdraw" and not _other_side_leaves(t, story, memory)
            for t in story.tellings
        )
        vouched = any(
            t.kind in {"capture", "retake"}
            and t.modality == "occurred"
            and (t.attribution is None or t.attribution.basis != "party")
            for t in story.tellings
        ) or any(t.kind == "withdraw" for t in story.tellings)
        fought = any(
            t.kind in {"attack", "clash", "ambush", "repel"} and t.modality == "occurred"
            for t in story.tellings
        )
        if (
            disputed
            or "repel" in kinds
            or left_again
            or {"capture", "retake"} <= kinds
            or (fought and not vouched and story.modality == "occurred")
        ):
            return "Battles", "Armed clash", weapon
        if state:
            return "Battles", "Government regains territory", weapon
        if main.name == "capture":
            return "Battles", "Non-state actor overtakes territory", weapon
        return (
            "Battles",
            "Armed clash" if not state and not takers else "Non-state actor overtakes territory",
            weapon,
        )
    if main.event_type == "Explosions/Remote violence" and not ground:
        return main.event_type, main.sub_event_type, weapon
    if (
        remote
        and not ground
        and kinds
        <= ASSAULT
        | CASUALTY
        | {"suicide", "ied", "airstrike", "shelling", "grenade", "destroy", "massacre", "explosion"}
    ):
        kind = KINDS[max(remote, key=lambda k: KINDS[k].rank)]
        if kind.name in kinds or not (kinds & {"attack", "massacre"}):
            return kind.event_type, kind.sub_event_type, kind.weapon
    if aerial and not ground and kinds <= ASSAULT | CASUALTY | {"destroy", "massacre", "repel"}:
        return "Explosions/Remote violence", "Air/drone strike", "aircraft"
    if (
        ground
        and kinds & {"clash", "ambush", "capture", "repel"}
        and (armed_victims or not civilians or "clash" in kinds)
    ):
        return "Battles", "Armed clash", weapon
    if civilians and not armed_victims and _on_protesters(story, memory):
        return "Protests", "Excessive force against protesters", weapon
    if civilians and not armed_victims:
        return "Violence against civilians", "Attack", weapon
    if armed_victims:
        return "Battles", "Armed clash", weapon
    if "operation" in kinds:
        return "Battles", "Armed clash", weapon
    # "attacked X; the army says it holds the town": the town was not what they shot at.
    target = {t.target for t in story.tellings if t.target and t.kind not in TERRITORY}
    if target & {
        "village",
        "market",
        "boat",
        "bus",
        "school",
        "mosque",
        "displaced camp",
        "health centre",
        "hotel",
        "mine site",
    } and not target & {"camp"}:
        return "Violence against civilians", "Attack", weapon
    if "camp" in target or "convoy" in target:
        return "Battles", "Armed clash", weapon
    if kinds & {"massacre", "execute", "torture"} or kinds <= CASUALTY:
        return "Violence against civilians", "Attack", weapon
    return main.event_type, main.sub_event_type, weapon


_PROTESTERS = words("protesters protestors demonstrators marchers manifestants manifestantes")


def _on_protesters(story: Story, memory: Memory) -> bool:
    """Whether a state's forces turned on people who protest."""
    state = any(memory.groups.get(a.actor_id or "") == "state" for a in story.side_a)
    return state and any(
        set(u.text.lower().split()) & _PROTESTERS for t in story.tellings for u in t.patients
    )


_MEANS = frozenset({"using", "aide", "moyen"})


def _means(telling: Telling) -> list[str]:
    """Words after a trigger that say with what: "by a drone", "avec des hélicoptères"."""
    lows = telling.sent.lows
    for k in range(telling.b, min(len(lows), telling.b + 10)):
        if lows[k] in {"by", "from", "with", "par", "avec", "depuis", "in", "dans"} | _MEANS:
            backed = lows[k - 1] in {
                "backed",
                "supported",
                "appuyée",
                "appuyé",
                "appuyés",
                "soutenue",
            }
            return [] if backed else lows[k : k + 4]
    return []


def _other_side_leaves(telling: Telling, story: Story, memory: Memory) -> bool:
    """Whether those who withdraw are not those who took the place."""
    for unit in telling.agents:
        actor = memory.resolve(unit, "side_b", telling.sent)
        if actor is not None and any(a.actor_id == actor.actor_id for a in story.side_a):
            return False
        if actor is not None and actor.actor_id:
            return True
    return False


_OUTCOMES_CLAIMED = words("captured repelled killed destroyed holds bombed")


def is_contested(
    story: Story, claims: Sequence[Claim], disputed: bool, groups: Mapping[str, str]
) -> bool:
    if disputed or story.modality in {"claimed", "alleged"}:
        return True
    if any(c.conflicts_with for c in claims) or any(
        c.stance in {"denies", "accuses"} for c in claims
    ):
        return True
    camps = {
        {"foreign": "state"}.get(groups.get(c.claimant, ""), groups.get(c.claimant, ""))
        for c in claims
        if c.basis == "party" and c.claimant and c.proposition in _OUTCOMES_CLAIMED
    }
    if camps >= {"armed", "state"}:
        return True
    if _figures_differ(story):
        return True
    parties = {
        c.claimant
        for c in claims
        if c.basis == "party"
        and c.claimant
        and groups.get(c.claimant) != "mission"
        and (
            any(a.actor_id == c.claimant for a in story.side_a)
            or (c.subject == c.claimant and any(a.actor_id == c.claimant for a in story.side_b))
        )
        and c.proposition in {"captured", "repelled", "killed", "destroyed", "holds", "bombed"}
    }
    outside = any(c.basis in {"witness", "journalist"} for c in claims)
    plain = {t.kind for t in story.tellings if t.attribution is None and t.modality == "occurred"}
    return len(parties) >= 1 and not outside and not plain & {"capture", "retake", "kill"}


def _figures_differ(story: Story) -> bool:
    """Whether the two sides give different figures for the same dead."""
    stated: dict[str, dict[str, set[int]]] = {}
    for toll in story.tolls:
        if toll.what == "dead" and toll.by is not None and toll.count.best:
            stated.setdefault(toll.group, {}).setdefault(toll.by, set()).add(toll.count.best)
    everybody = stated.pop("people", {})
    for sides in stated.values():
        for camp, figures in everybody.items():
            sides.setdefault(camp, set()).update(figures)
    return any(
        len(sides) > 1 and not set.intersection(*sides.values())
        for sides in (*stated.values(), everybody)
    )


def confidence(
    story: Story, place: EventPlace | None, actors: Sequence[EventActor], contested: bool
) -> float:
    """Probability that the event is real as coded: more independent support, more of it.

    A logistic sum in which every piece of evidence counts upwards and none
    downwards but for doubt that the text itself states.  The last line shrinks
    it: on the reports used for tuning nearly nine events in ten are right, and
    on others fewer.
    """
    strong = [t for t in story.tellings if not t.weak]
    score = -0.4
    score += 0.9 * any(not t.noun and t.finite for t in strong)
    score += 0.6 * (story.time is not None)
    score += 0.6 * (place is not None) + 0.3 * (place is not None and place.geo_precision == 1)
    score += 0.4 * any(a.actor_id for a in actors)
    score += 0.4 * (bool(story.side_a) and bool(story.side_b or story.affected))
    score += 0.4 * bool(story.tolls)
    score += 0.3 * min(len({t.sent.index for t in strong}) - 1, 3)
    score -= 0.5 * (story.modality != "occurred") + 0.2 * contested
    return round(1 / (1 + math.exp(0.4 - 0.55 * score)), 4)
