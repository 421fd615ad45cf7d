"""Stories of a report that tell one event: which they are, and what they say together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from geomali.dates import TimeMention
from geomali.events import EventActor
from geomali.extract._kinds import CASUALTY, KINDS
from geomali.extract._lexicon import words
from geomali.extract._memory import UNIDENTIFIED, group_of_actor, is_generic
from geomali.extract._nearness import place_fit, same_region
from geomali.extract._stories import (
    BARE_NIGHT,
    GROUND,
    TAKEN,
    Story,
    are_apart,
    is_vague,
    listed,
    put,
    settle,
    weekdays,
)

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = ["absorb", "merge_stories", "share_sentence", "share_sides", "without_sums"]


def merge_stories(
    stories: Sequence[Story], registry: ActorRegistry, on: date | None
) -> list[Story]:
    """Join the stories of a report that tell one event.

    A later telling joins the event it refers back to, or the latest one with
    which its type, date, place and actors agree; one that brings its own
    date or place that differ begins a new event.
    """
    events: list[Story] = []
    for story in stories:
        home = _home(story, events, registry, on)
        if home is None and _only_points_back(story):
            # "The assault showed that …": the event told last, whatever places it names.
            home = next((e for e in reversed(events) if e.family == "violence"), None)
            story.place = None if home is not None else story.place
        if home is None:
            events.append(story)
            continue
        if home.family == "violence" and any(
            KINDS[kind].family == "violence" for kind in story.kinds
        ):
            # Those taken in a fight, or during an attack already told.
            for telling in story.tellings:
                telling.weak = telling.weak or telling.kind == "abduct"
        twins = (
            [e for e in events if e.shared and e.tellings[0] is home.tellings[0]]
            if not story.shared
            else []
        )
        for event in twins or [home]:
            absorb(event, story, registry, on)
    return events


def _only_points_back(story: Story) -> bool:
    """Whether a story is no more than "the attack", of which it tells neither day nor dead nor who."""
    return (
        story.time is None
        and not story.tolls
        and not story.side_a
        and not story.side_b
        and all(
            t.noun and t.reference == "back" and KINDS[t.kind].family == "violence"
            for t in story.tellings
        )
    )


def share_sides(events: Sequence[Story]) -> None:
    """Give the events of one sentence, told of several places, the sides that one of them has."""
    for event in events:
        if event.shared and not (event.side_a and event.side_b):
            for twin in events:
                if twin.shared and twin.tellings[0] is event.tellings[0]:
                    event.side_a = event.side_a or list(twin.side_a)
                    event.side_b = event.side_b or list(twin.side_b)


def share_sentence(events: Sequence[Story]) -> None:
    """Give arrests the place and day of the fight told in the same breath: "killed 14 and arrested 31"."""
    for event in events:
        first = event.first
        if event.family != "arrest" or event.place is not None or event.time is not None:
            continue
        beside = [
            other
            for other in events
            if other.family == "violence"
            and any(
                t.sent is first.sent and t.attribution is first.attribution and not t.noun
                for t in other.tellings
            )
        ]
        if len(beside) == 1 and not beside[0].shared:
            event.place, event.place_rank = beside[0].place, beside[0].place_rank
            event.time = beside[0].time


def _home(
    story: Story, events: Sequence[Story], registry: ActorRegistry, on: date | None
) -> Story | None:
    fresh = any(t.reference in {"new", "other"} for t in story.tellings) and not any(
        t.noun and t.reference == "back" for t in story.tellings
    )
    fresh = fresh and bool(events) and not _lead_only(events)
    best: tuple[float, Story] | None = None
    for event in reversed(events[-40:]):
        if fresh and not (_told_apart(event) and _same_day(story, event)):
            continue
        score = _affinity(story, event, registry, on)
        if score is not None and (best is None or score > best[0]):
            best = (score, event)
    if best is None or best[0] < 0.7:
        return None
    return best[1]


def _told_apart(event: Story) -> bool:
    """Whether an event was itself told as another one: "a similar attack had taken place on Saturday"."""
    return any(t.reference in {"new", "other"} for t in event.tellings)


def _same_day(first: Story, second: Story) -> bool:
    one, other = first.time, second.time
    return (
        one is not None
        and other is not None
        and one.earliest is not None
        and one.time_precision == other.time_precision == 1
        and (one.earliest, one.latest) == (other.earliest, other.latest)
    )


def _lead_only(events: Sequence[Story]) -> bool:
    return all(event.headline_only for event in events)


def _affinity(story: Story, event: Story, registry: ActorRegistry, on: date | None) -> float | None:
    """How well a story fits an event; None if they cannot be one."""
    first, second = story.family, event.family
    if first == "abduction" and second == "violence" and story.kinds & CASUALTY:
        # "They killed 12 soldiers and captured two": taken in the fight.
        first = second
    violent = {"violence", "property", "abduction", "sexual"}
    if first != second and not (
        {first, second} <= violent | {"transfer"} and (first in violent or second in violent)
    ):
        return None
    if (first == "abduction") != (second == "abduction") and not (
        _same_hands(story)
        or (event.kinds & CASUALTY and _only_toll(story))
        # People killed and others taken on one day: what is told next is that day's attack.
        or (event.kinds & CASUALTY and _same_day(story, event))
    ):
        return None
    if (
        first == "abduction"
        and second != "abduction"
        and story.place is not None
        and event.place is not None
        and story.place.place_id != event.place.place_id
    ):
        return None
    remote = {"airstrike", "ied", "shelling", "suicide"}
    if (
        story.main_kind in {"clash", "ambush"}
        and event.main_kind in remote
        and not story.first.noun
        and not story.kinds & remote
    ):
        return None
    if (
        {story.main_kind, event.main_kind} == {"capture", "retake"}
        and story.place is not None
        and event.place is not None
        and story.place is not event.place
    ):
        return None
    if event.targets == {"convoy"} and story.targets == {"camp"} and story.kinds <= _OVER:
        return None
    if (
        event.aerial
        and not story.aerial
        and not story.first.noun
        and story.kinds & {"clash", "operation"}
    ):
        return None
    if "transfer" in {first, second} and first != second and not _same_movers(story, event):
        return None
    if (
        story.first.prior
        and story.time is not None
        and (event.time is None or _unlike(story.time, event.time))
    ):
        # "The army had launched an offensive last week": before what the lead tells.
        return None
    if (
        story.time is not None
        and story.first.sent is not event.first.sent
        and _bulleted(story)
        and _bulleted(event)
    ):
        # Each dated entry of a list tells its own.
        return None
    if _long_before(story) and event.time is None and not _lead_only([event]):
        return None
    score = 0.0
    if is_sum(event) and story.place is not None and story.tolls and not _same_count(story, event):
        # "Nine died in two attacks", and then each of them.
        return None
    if story.time is not None and event.time is not None and story.time is not event.time:
        if are_apart(story.time, event.time):
            return None
        if is_vague(story.time) != is_vague(event.time) and not (
            (place_fit(story.place, event.place) or 0) >= 0.5 or story.first.reference == "back"
        ):
            # "A rocket attack earlier this month" is not the attack of the 26th.
            return None
        precise = (story.time.time_precision or 9, event.time.time_precision or 9)
        undated = story.time.earliest is None and event.time.earliest is None
        same_weekday = undated and bool(weekdays(story.time.text) & weekdays(event.time.text))
        score += 1.2 if max(precise) == 1 or same_weekday else 0.4
    place = place_fit(story.place, event.place)
    if place is None and _lead_only([event]) and same_region(story.place, event.place):
        # A headline names the town or region that everybody knows.
        place = 0.0
    if place is None:
        return None
    score += place
    actors = _actor_fit(story, event, registry, on)
    if actors is None:
        return None
    score += actors
    if _same_count(story, event):
        score += 1.0
    if _same_people(story, event):
        score += 0.6
    telling = story.first
    gap = telling.sent.index - event.tellings[-1].sent.index
    if event.headline_only:
        score += 1.0
    if any(t.reference == "back" and t.noun for t in story.tellings):
        score += 1.0
    elif story.time is None and gap <= 8 and story.targets & event.targets:
        # "… attacked a convoy": the vehicles struck further down are its.
        score += 0.5
    if story.place is None and story.time is None:
        # Newswire goes on telling its event without saying again where and when.
        score += 1.2 if gap <= 2 else 0.8 if gap <= 6 else 0.3
        if story.modality != "occurred" or any(t.attribution is not None for t in story.tellings):
            score += 0.3
    elif story.place is None or story.time is None:
        score += 0.7 if gap <= 3 else 0.3
    if event.place is None and gap <= 3 and story.kinds & event.kinds:
        score += 0.6
    if not story.kinds & event.kinds and not (story.kinds & GROUND and event.kinds & GROUND):
        score -= 0.2
        distinct = {"ied", "airstrike", "suicide", "abduct", "shelling"}
        if story.kinds <= distinct and event.kinds & (distinct | {"massacre"}):
            return None
    if telling.sent.paragraph != event.paragraph:
        score -= 0.1
    return score


_SEVERAL = words("two three four several separate twin double deux trois quatre plusieurs")


def is_sum(event: Story) -> bool:
    """Whether an event is told as several at once: "nine people were killed in two attacks"."""
    return any(
        t.noun
        and KINDS[t.kind].family == "violence"
        and bool(_SEVERAL & set(t.sent.lows[max(0, t.a - 3) : t.a]))
        for t in event.tellings[:3]
    )


def without_sums(events: Sequence[Story]) -> list[Story]:
    """Leave out an event that only sums up two or more others of the report."""
    kept = []
    for event in events:
        whole = max((t.count.best for t in event.tolls if t.what == "dead"), default=0)
        if whole and is_sum(event):
            parts = [
                max((t.count.best for t in e.tolls if t.what == "dead"), default=0)
                for e in events
                if e is not event and e.family == event.family
            ]
            if len([p for p in parts if p]) > 1 and sum(parts) == whole:
                continue
        kept.append(event)
    return kept


_MANY_DEAD = 5


def _same_people(story: Story, event: Story) -> bool:
    """Whether those harmed are taken up again by the article: "four priests", then "the priests"."""
    told = {u.text.lower() for t in event.tellings for u in t.patients}
    return any(
        u.definite and u.actor_id is None and u.text.lower() in told
        for t in story.tellings
        for u in t.patients
    )


def _same_count(story: Story, event: Story) -> bool:
    """Whether both give the same number of dead, and one that chance seldom repeats."""
    mine, theirs = (
        {t.count.best for t in s.tolls if t.what == "dead" and t.count.best >= _MANY_DEAD}
        for s in (story, event)
    )
    return bool(mine & theirs)


_BULLETS = frozenset(["-", "–", "—", "•", "*", "·"])


def _bulleted(story: Story) -> bool:
    """Whether a story is told by an entry of a list that opens with its day."""
    sent = story.first.sent
    return bool(sent.lows[0] in _BULLETS and sent.times and sent.times[0].a == 1)


def _unlike(first: TimeMention, second: TimeMention) -> bool:
    """Whether of two days whose year is not known one is a date and the other a weekday."""
    return (
        first.earliest is None
        and second.earliest is None
        and bool(_DIGIT.search(first.text)) != bool(_DIGIT.search(second.text))
    )


_DIGIT = re.compile(r"\d")


def _long_before(story: Story) -> bool:
    """Whether a story is of a month gone by, which an event told without a date is not."""
    time = story.time
    return (
        time is not None
        and time.time_precision == 3
        and time.latest is not None
        and time.anchor is not None
        and (time.anchor - time.latest).days > _RECENT_DAYS
        and story.first.reference != "back"
    )


_RECENT_DAYS = 14


def _only_toll(story: Story) -> bool:
    """Whether a story says no more than who was harmed."""
    return (
        story.place is None
        and story.time is None
        and story.kinds <= CASUALTY | {"attack"}
        and not story.side_a
        and bool(story.tolls)
    )


def _same_hands(story: Story) -> bool:
    """Whether a story says that those spoken of before did it: "they also abducted …"."""
    return any(
        u.pronoun or (u.definite and u.group in {"armed", "fighters"})
        for t in story.tellings
        for u in t.agents
    ) or any(t.reference == "back" and t.noun for t in story.tellings)


_OVER = frozenset({"capture", "retake", "enter"})
_CAMPS = words("camp camps base bases garrison garnison poste emprise")


def _of_camp(story: Story) -> bool:
    """Whether it is a camp that somebody leaves or takes."""
    return any(
        t.target == "camp" or bool(_CAMPS & set(t.sent.lows[t.a : t.b + 4])) for t in story.tellings
    )


def _same_movers(story: Story, event: Story) -> bool:
    """Whether those who enter or leave in one story are the fighters of the other."""
    if event.kinds <= {"withdraw"} and story.kinds <= _OVER and _of_camp(story) and _of_camp(event):
        # The camp that one leaves and another takes.
        return True
    if "convoy" in story.targets and event.kinds <= {"withdraw"}:
        # A convoy attacked on its way is not the leaving of the camp.
        return False
    if "handover" in story.kinds | event.kinds or any(
        t.noun for t in story.tellings if KINDS[t.kind].family == "transfer"
    ):
        return False
    movers, fighters = (story, event) if story.family == "transfer" else (event, story)
    if movers is event and any(t.sent.kind == "body" for t in event.tellings):
        told_on = story.place is None and story.time is None and "enter" in event.kinds
        return told_on or bool(
            {a.actor_id for a in movers.side_a}
            & {a.actor_id for a in fighters.side_a + fighters.side_b}
        )
    ids = {a.actor_id for a in movers.side_a if a.actor_id}
    return (
        not ids
        or bool(ids & {a.actor_id for a in fighters.side_a + fighters.side_b})
        or any(i.startswith("un") for i in ids)
    )


def _actor_fit(
    story: Story, event: Story, registry: ActorRegistry, on: date | None
) -> float | None:
    """How well the parties agree; None if the two name different ones in the same role."""

    def named(actors: Sequence[EventActor]) -> set[str]:
        return {a.actor_id for a in actors if a.actor_id and not is_generic(registry, a.actor_id)}

    def meet(first: set[str], second: set[str]) -> bool:
        return any(_compatible(a, b, registry, on) for a in first for b in second)

    mine, theirs = (named(s.side_a) | named(s.side_b) for s in (story, event))
    if not mine or not theirs:
        return 0.1
    shared = sum(meet({a}, theirs) for a in mine)
    if shared == 0 and not mine & _by_name(story):
        # "The soldiers died when …": those of the event, whoever was thought of.
        return 0.1
    if shared == 0:
        clash = any(
            named(first) and named(second)
            for first, second in ((story.side_a, event.side_a), (story.side_b, event.side_b))
        )
        if not clash:
            return 0.0
        return None if story.place is not None or story.time is not None else -0.5
    return 0.4 + 0.4 * min(shared, 2) - (0.4 if shared < len(mine) and len(mine) > 1 else 0.0)


def _by_name(story: Story) -> set[str]:
    """Actors that a story calls by name, not by "the soldiers" or "they"."""
    return {
        u.actor_id
        for t in story.tellings
        for u in (*t.agents, *t.patients)
        if u.actor_id and not u.label and not _COMMON_PEOPLE.fullmatch(u.text)
    }


# One word in small letters, in the plural: "soldiers", "militaires", "troops".
_COMMON_PEOPLE = re.compile(r"[a-zà-ÿ]+s")


def _compatible(a: str, b: str, registry: ActorRegistry, on: date | None) -> bool:
    if a == b:
        return True
    try:
        return registry.related(a, b, on)
    except (KeyError, LookupError):
        return False


def absorb(event: Story, story: Story, registry: ActorRegistry, on: date | None) -> None:
    """Take a story into an event."""
    if _says_who_began(story, event, registry, on):
        # "Clashes between A and B", and further down "B attacked".
        event.side_a, event.side_b = (
            [EventActor(a.name, role, a.actor_id, a.doubt) for a in side]
            for role, side in (("side_a", event.side_b), ("side_b", event.side_a))
        )
    if story.side_a and event.kinds <= {"withdraw"} and story.kinds <= _OVER:
        takers = {a.actor_id for a in story.side_a}
        if not takers & {a.actor_id for a in event.side_a}:
            # "X left its camp …, Y took it": the camp is Y's.
            left = [EventActor(a.name, "side_b", a.actor_id, a.doubt) for a in event.side_a]
            event.side_a, event.side_b = [], [*event.side_b, *left]
    event.tellings.extend(story.tellings)
    named = _by_name(story)
    leaves = story.kinds <= {"withdraw"} and event.kinds & TAKEN
    for actor in story.side_a:
        if _guessed(actor, named, event.side_a, registry):
            continue
        _join_side(event, actor, "side_b" if leaves and event.side_a else "side_a", registry, on)
    for actor in story.side_b:
        if _guessed(actor, named, event.side_b, registry):
            continue
        own = actor.actor_id in story.own_losses
        _join_side(event, actor, "side_b", registry, on, by_camp=own)
    for actor in story.affected:
        put(event.affected, actor, "affected")
    if story.place is not None:
        settle(event, story.place, story.place_rank)
    if story.time is not None and (
        event.time is None
        or (story.time.time_precision or 9) < (event.time.time_precision or 9)
        or (event.time.text.lower() in BARE_NIGHT and story.time.text.lower() not in BARE_NIGHT)
    ):
        event.time = story.time
    event.tolls.extend(story.tolls)


_BEGUN = words("attack ambush capture repel")


def _says_who_began(story: Story, event: Story, registry: ActorRegistry, on: date | None) -> bool:
    """Whether a story names as attacker whom a clash that nobody is said to have begun has second."""
    if not event.kinds <= {"clash"} | CASUALTY or not story.kinds & _BEGUN:
        return False

    def among(side: Sequence[EventActor]) -> bool:
        return any(
            _compatible(a.actor_id or "", b.actor_id or "?", registry, on)
            or (_is_armed(a, registry) and _is_armed(b, registry) and _is_label(b, registry))
            for a in story.side_a
            for b in side
        )

    return bool(story.side_a) and among(event.side_b) and not among(event.side_a)


def _is_armed(actor: EventActor, registry: ActorRegistry) -> bool:
    return actor.actor_id is not None and group_of_actor(registry, actor.actor_id) == "armed"


def _is_label(actor: EventActor, registry: ActorRegistry) -> bool:
    return actor.actor_id is None or is_generic(registry, actor.actor_id)


def _guessed(
    actor: EventActor, named: set[str], side: Sequence[EventActor], registry: ActorRegistry
) -> bool:
    """Whether "the soldiers" were taken for a party, where the event has named another."""
    return (
        actor.actor_id is not None
        and actor.actor_id not in named
        and any(a.actor_id and not is_generic(registry, a.actor_id) for a in side)
    )


def _join_side(
    event: Story,
    actor: EventActor,
    role: str,
    registry: ActorRegistry,
    on: date | None,
    *,
    by_camp: bool = False,
) -> None:
    """Add an actor to the side that already holds it or its kin, else to the side it is told on."""
    own, other = (event.side_a, event.side_b) if role == "side_a" else (event.side_b, event.side_a)
    if (
        (role == "side_a" or by_camp)
        and _camp(actor, registry)
        and any(_camp(a, registry) not in {None, _camp(actor, registry)} for a in own)
    ):
        own, other, role = other, own, "side_b" if role == "side_a" else "side_a"
    if listed(actor, own) or listed(actor, other):
        return
    if actor.actor_id is None or is_generic(registry, actor.actor_id):
        # A label joins only where nobody is named, or faces those who are.
        if not own or _vaguer(own, actor, registry):
            own[:] = []
            put(own, actor, role)
        elif not other and _faces(actor, own, registry):
            put(other, actor, "side_b" if role == "side_a" else "side_a")
        return
    for side, side_role in ((own, role), (other, "side_b" if role == "side_a" else "side_a")):
        for i, known in enumerate(side):
            named = known.actor_id is not None and not is_generic(registry, known.actor_id)
            if named and _compatible(known.actor_id or "", actor.actor_id, registry, on):
                return
            if not named and side is own and not _faces(known, [actor], registry):
                side[i] = EventActor(actor.name, side_role, actor.actor_id, actor.doubt)
                return
    facing = bool(own) and all(_faces(known, [actor], registry) for known in own)
    if facing and any(_camp(a, registry) == _camp(actor, registry) for a in other):
        # "Twenty militants and a French soldier died": one of those who fought the militants.
        own, role = other, "side_b" if role == "side_a" else "side_a"
    put(own, actor, role)


def _vaguer(side: Sequence[EventActor], actor: EventActor, registry: ActorRegistry) -> bool:
    """Whether a side is only "armed men" where a label says what kind they were: "jihadists"."""
    return (
        all(a.actor_id == UNIDENTIFIED for a in side)
        and actor.actor_id not in {None, UNIDENTIFIED}
        and group_of_actor(registry, actor.actor_id or "") == "armed"
    )


def _faces(actor: EventActor, side: Sequence[EventActor], registry: ActorRegistry) -> bool:
    """Whether "the terrorists" can only be the other side: the side they are told on is a state's."""
    armed = actor.actor_id is not None and group_of_actor(registry, actor.actor_id) == "armed"
    return armed and any(_camp(a, registry) == "state" for a in side)


def _camp(actor: EventActor, registry: ActorRegistry) -> str | None:
    """Which camp a named actor is of, as far as that is plain: the states', or the armed groups'."""
    if actor.actor_id is None or is_generic(registry, actor.actor_id):
        return None
    group = group_of_actor(registry, actor.actor_id)
    return {"state": "state", "foreign": "state", "armed": "armed"}.get(group)
