"""From tellings to events: one happening told several times in a report is one story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from geomali.dates import TimeMention
from geomali.events import Count, EventActor, EventPlace
from geomali.extract._counts import add
from geomali.extract._kinds import CASUALTY, KINDS, OUTCOME_OF
from geomali.extract._lexicon import words
from geomali.extract._memory import UNIDENTIFIED, Memory, group_of_actor, is_generic
from geomali.extract._nearness import place_fit, precision_rank, same_region
from geomali.extract._records import Telling, Toll
from geomali.reports import WEEKDAYS
from geomali.schema import CONFLICT_MODALITIES

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry

__all__ = ["Story", "fuse_sentence", "merge_stories", "modality_of", "share_sides"]

_GROUND = words(
    "attack ambush clash operation capture retake repel kill wound destroy loot withdraw "
    "enter massacre"
)
"""Kinds that can all be told of one fight."""
_TAKEN = words("capture retake enter attack clash")
"""Kinds after which those who leave are the other side."""


@dataclass(slots=True)
class Story:
    """One event in the making: its tellings, and what they say together."""

    tellings: list[Telling]
    side_a: list[EventActor] = field(default_factory=list)
    side_b: list[EventActor] = field(default_factory=list)
    affected: list[EventActor] = field(default_factory=list)
    place: EventPlace | None = None
    place_rank: float = 9.0
    """How exact the place is, 1 for a named point; a headline's counts for less."""
    time: TimeMention | None = None
    tolls: list[Toll] = field(default_factory=list)
    modality: str = "occurred"
    denials: list[Telling] = field(default_factory=list)
    own_losses: set[str] = field(default_factory=set)
    """Parties that themselves say they lost people."""
    shared: bool = False
    """Whether the sentence spreads its counts over several places."""

    _read: int = 0
    _kinds: set[str] = field(default_factory=set)
    _targets: set[str] = field(default_factory=set)
    _main: Telling | None = None
    _bodily: bool = False
    _flown: bool = False

    def _look(self) -> None:
        """Take note of the tellings that have come since the last look: there may be thousands."""
        for telling in self.tellings[self._read :]:
            self._kinds.add(telling.kind)
            if telling.target:
                self._targets.add(telling.target)
            self._bodily = self._bodily or telling.sent.kind not in {"title", "heading"}
            self._flown = self._flown or _from_the_air(telling)
            main = self._main
            if main is None or (not telling.weak, KINDS[telling.kind].rank) > (
                not main.weak,
                KINDS[main.kind].rank,
            ):
                self._main = telling
        self._read = len(self.tellings)

    @property
    def first(self) -> Telling:
        """Telling that names the story: the first strong one."""
        return next((t for t in self.tellings if not t.weak), self.tellings[0])

    @property
    def kinds(self) -> set[str]:
        """Every kind told."""
        self._look()
        return self._kinds

    @property
    def targets(self) -> set[str]:
        """Every kind of thing struck."""
        self._look()
        return self._targets

    @property
    def family(self) -> str:
        """Family of the strongest kind."""
        return KINDS[self.main_kind].family

    @property
    def main_kind(self) -> str:
        """Kind that outranks the others; of equal ones the one told first."""
        self._look()
        assert self._main is not None
        return self._main.kind

    @property
    def aerial(self) -> bool:
        """Whether it is told of aircraft."""
        self._look()
        return self._flown

    @property
    def headline_only(self) -> bool:
        """Whether only titles and headings tell it."""
        self._look()
        return not self._bodily

    @property
    def paragraph(self) -> int:
        """Paragraph of the latest telling."""
        return self.tellings[-1].sent.paragraph


def fuse_sentence(
    tellings: Sequence[Telling], memory: Memory, records: dict[int, EventPlace]
) -> list[Story]:
    """Stories of one sentence: tellings that belong together make one."""
    stories: list[Story] = []
    for telling in tellings:
        if telling.modality not in CONFLICT_MODALITIES:
            continue
        home = next((s for s in reversed(stories) if _same_happening(s, telling)), None)
        if home is None:
            home = Story([telling])
            stories.append(home)
        else:
            home.tellings.append(telling)
    for story in stories:
        _fill(story, memory, records)
    return stories


_OBJECT = 4
"""Tokens after a verb within which its object stands."""


def _same_happening(story: Story, telling: Telling) -> bool:
    last = story.tellings[-1]
    if telling.of_event is not None and telling.of_event in story.tellings:
        return True
    kind, other = KINDS[telling.kind], KINDS[story.main_kind]
    if last.kind == "disarm" and kind.weapon and telling.noun and telling.a - last.b <= _OBJECT:
        # "defused two explosive devices": none went off.
        telling.weak = True
        return True
    if (
        telling.time is not None
        and last.time is not None
        and telling.time is not last.time
        and _apart(telling.time.time, last.time.time)
    ):
        return False
    if telling.reference in {"new", "other"} and telling.noun and story.tellings:
        before = telling.sent.lows[max(0, telling.a - 3) : telling.a]
        adjunct = bool({"in", "dans", "lors", "during"} & set(before)) and not last.noun
        if not adjunct:
            return False
    if (
        telling.kind not in CASUALTY | {"repel", "clash", "withdraw", "destroy", "loot"}
        and last.kind not in CASUALTY
    ):
        mine = {u.actor_id for u in telling.agents if u.actor_id}
        others = {u.actor_id for u in last.agents if u.actor_id}
        theirs = {u.actor_id for u in last.patients if u.actor_id}
        if mine and others and not mine & (others | theirs) and not telling.noun and not last.noun:
            # "French jets strike the north as rebels take Diabaly"
            return False
    if (
        telling.place is not None
        and last.place is not None
        and telling.place is not last.place
        and telling.place.place is not None
        and last.place.place is not None
        and telling.place.place.kind != "area"
        and last.place.place.kind != "area"
        and telling.place.place.text.lower() != last.place.place.text.lower()
        and telling.kind not in CASUALTY
    ):
        return False
    together = {"violence", "property", "abduction", "transfer", "sexual"}
    if telling.kind in {"arrest", "abduct"} and telling.lemma in {"capture", "capturer"}:
        # "nine were killed and four captured": taken in the fight.
        if other.family != "violence":
            return False
        telling.weak = True
        return True
    if kind.family in together and other.family in together:
        nouns = [t for t in (telling, last) if KINDS[t.kind].family == "transfer" and t.noun]
        return not (nouns and kind.family != other.family)
    if other.family == "protest" and telling.kind in CASUALTY | {"destroy"}:
        return True
    return kind.family == other.family


def _vague(time: TimeMention) -> bool:
    """Whether an expression names more than a week, or no days at all."""
    if time.earliest is None or time.latest is None:
        return False
    return (time.latest - time.earliest).days > 7


def _apart(first: TimeMention | None, second: TimeMention | None) -> bool:
    if first is None or second is None:
        return False
    if (
        first.earliest is None
        or second.earliest is None
        or first.latest is None
        or second.latest is None
    ):
        return _other_weekday(first.text, second.text)
    return first.latest < second.earliest or second.latest < first.earliest


def _weekdays(text: str) -> set[int]:
    """Days of the week that an expression names."""
    found = _LETTERS.findall(text.lower())
    return {WEEKDAYS[word] for word in found if len(word) > 3 and word in WEEKDAYS}


_LETTERS = re.compile(r"[^\W\d_]+")


def _other_weekday(first: str, second: str) -> bool:
    """Whether two undated expressions name different days of the week."""
    one, other = _weekdays(first), _weekdays(second)
    return bool(one and other and not one & other)


def _fill(story: Story, memory: Memory, records: dict[int, EventPlace]) -> None:
    """Take roles, place, date and counts from the tellings of one sentence."""
    ordered = sorted(story.tellings, key=lambda t: (t.weak, -KINDS[t.kind].rank))
    for telling in ordered:
        agents, patients = telling.agents, telling.patients
        if telling.kind == "repel":
            own = {u.actor_id for u in agents}
            agents, patients = (
                [u for u in patients if not u.target and u.actor_id not in own],
                agents,
            )
        if KINDS[telling.kind].family == "protest":
            patients = []
        if telling.kind == "agreement":
            patients = [u for u in patients if u.prep in {"with", "avec", "between", "entre"}]
        leaver = memory.subject
        if (
            telling.kind == "handover"
            and not agents
            and leaver is not None
            and leaver.group in {"mission", "foreign", "armed"}
        ):
            agents = [leaver]
        sent = telling.sent
        memory.speaking = telling.attribution.claimant if telling.attribution is not None else None
        doers = [memory.resolve(u, "side_a", sent) for u in agents]
        # Those attacked may strike back: whom they kill is the side that began.
        turned = (
            bool(story.side_b)
            and any(d is not None for d in doers)
            and all(d is None or _listed(d, story.side_b) for d in doers)
        )
        for unit, actor in zip(agents, doers, strict=True):
            if actor is None:
                continue
            if unit.group == "civilians" and telling.kind not in {"protest", "riot", "mob"}:
                if telling.kind == "clash":
                    _put(story.affected, actor, "affected")
                continue
            if _listed(actor, story.side_b) or _listed(actor, story.affected):
                continue
            fled = telling.kind == "withdraw" and bool(story.side_a and story.kinds & _TAKEN)
            if fled and not _listed(actor, story.side_a):
                # "X took the town after Y left it"
                _put(story.side_b, actor, "side_b")
            else:
                _put(story.side_a, actor, "side_a")
        speaker = telling.attribution.claimant if telling.attribution is not None else None
        said_by = memory.resolve(speaker, "side_a", sent) if speaker is not None else None
        for unit in patients:
            actor = memory.resolve(unit, "side_b", sent, against=agents)
            if actor is None:
                continue
            if said_by is not None and actor.actor_id and actor.actor_id == said_by.actor_id:
                story.own_losses.add(actor.actor_id)
            if telling.kind == "clash" and unit.group == "civilians" and agents:
                # Communal fighting: herders and farmers are the sides.
                _put(story.side_b, actor, "side_b")
            elif unit.group == "civilians" or (
                unit.people == "fighters" and actor.actor_id is None
            ):
                _put(story.affected, actor, "affected")
            elif turned:
                _put(story.side_a, actor, "side_a")
            elif unit.people == "fighters" and _named_in(story.side_b, memory, actor):
                continue  # "a strike on X, killing twelve fighters": X's
            elif not _listed(actor, story.side_a):
                _put(story.side_b, actor, "side_b")
        if telling.place is not None:
            record = records.get(id(telling.place))
            if record is not None:
                _set_place(story, record, telling)
        if story.time is None and telling.time is not None:
            story.time = telling.time.time
        story.tolls.extend(telling.tolls)
    story.modality = modality_of(story.tellings)


def _named_in(side: Sequence[EventActor], memory: Memory, actor: EventActor) -> bool:
    """Whether a side has an armed group by name where a label stands for some of its people."""
    return memory.generic(actor.actor_id) and any(
        not memory.generic(a.actor_id) and memory.groups.get(a.actor_id or "") == "armed"
        for a in side
    )


def modality_of(tellings: Sequence[Telling]) -> str:
    """Modality of the surest strong telling; a headline counts only where nothing else tells it."""
    groups = (
        [t for t in tellings if not t.weak and t.sent.kind == "body"],
        [t for t in tellings if t.sent.kind == "body"],
        list(tellings),
    )
    chosen = next(g for g in groups if g)
    modalities = {t.modality for t in chosen}
    if "occurred" in modalities:
        return "occurred"
    speakers = {
        t.attribution.claimant.group
        for t in chosen
        if t.attribution is not None
        and t.attribution.claimant is not None
        and t.attribution.stance != "denies"
    }
    if speakers >= {"armed", "state"} or speakers >= {"armed", "foreign"}:
        # Both sides tell of it: what they dispute is its outcome.
        return "occurred"
    return "alleged" if "alleged" in modalities else "claimed"


def _set_place(story: Story, record: EventPlace, telling: Telling) -> None:
    rank = precision_rank(record)
    mention = telling.place.place if telling.place is not None else None
    if mention is not None and mention.kind == "relative" and record.lat is None:
        # A settlement known by name, and no more of it than its cercle.
        rank = _NAMED_RANK
    if telling.sent.kind != "body" or telling.kind in _AFTERMATH:
        # "Attack at Gao", and below: "near Kobe, 35 km from Gao"; "the convoy had left Gao".
        rank += _ASIDE
    if story.place is None or rank < story.place_rank:
        story.place, story.place_rank = record, rank


# What a headline or the aftermath says of the place stands behind what the act itself says.
_ASIDE = 1.5
_NAMED_RANK = 2.2
_AFTERMATH = CASUALTY | {"withdraw"}


def _put(actors: list[EventActor], actor: EventActor, role: str) -> None:
    for i, known in enumerate(actors):
        if known.actor_id is not None and known.actor_id == actor.actor_id:
            return
        if known.actor_id is None and known.name.lower() == actor.name.lower():
            if actor.actor_id is not None:
                actors[i] = EventActor(actor.name, role, actor.actor_id, actor.doubt)
            return
    actors.append(EventActor(actor.name, role, actor.actor_id, actor.doubt))


def _listed(actor: EventActor, actors: Iterable[EventActor]) -> bool:
    return any(
        (a.actor_id is not None and a.actor_id == actor.actor_id)
        or (a.actor_id is None and actor.actor_id is None and a.name.lower() == actor.name.lower())
        for a in actors
    )


# --- over the whole report ---------------------------------------------------------


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


def share_sides(events: Sequence[Story]) -> None:
    """Give the events of one sentence, told of several places, the sides that one of them has."""
    for event in events:
        if event.shared and not (event.side_a and event.side_b):
            for twin in events:
                if twin.shared and twin.tellings[0] is event.tellings[0]:
                    event.side_a = event.side_a or list(twin.side_a)
                    event.side_b = event.side_b or list(twin.side_b)


def _home(
    story: Story, events: Sequence[Story], registry: ActorRegistry, on: date | None
) -> Story | None:
    fresh = any(t.reference in {"new", "other"} for t in story.tellings) and not any(
        t.noun and t.reference == "back" for t in story.tellings
    )
    if fresh and events and not _lead_only(events):
        return None
    best: tuple[float, Story] | None = None
    for event in reversed(events[-40:]):
        score = _affinity(story, event, registry, on)
        if score is not None and (best is None or score > best[0]):
            best = (score, event)
    if best is None or best[0] < 0.7:
        return None
    return best[1]


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
        _same_hands(story) or (event.kinds & CASUALTY and _only_toll(story))
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
    if story.time is not None and event.time is not None and story.time is not event.time:
        if _apart(story.time, event.time):
            return None
        if _vague(story.time) != _vague(event.time) and not (
            (place_fit(story.place, event.place) or 0) >= 0.5 or story.first.reference == "back"
        ):
            # "A rocket attack earlier this month" is not the attack of the 26th.
            return None
        precise = (story.time.time_precision or 9, event.time.time_precision or 9)
        undated = story.time.earliest is None and event.time.earliest is None
        same_weekday = undated and bool(_weekdays(story.time.text) & _weekdays(event.time.text))
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
    if not story.kinds & event.kinds and not (story.kinds & _GROUND and event.kinds & _GROUND):
        score -= 0.2
        distinct = {"ied", "airstrike", "suicide", "abduct", "shelling"}
        if story.kinds <= distinct and event.kinds & (distinct | {"massacre"}):
            return None
    if telling.sent.paragraph != event.paragraph:
        score -= 0.1
    return score


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


_STRIKES = words("strike strikes airstrike airstrikes drone drones frappe frappes bombardement")


def _from_the_air(telling: Telling) -> bool:
    """Whether a telling is of aircraft."""
    near = telling.sent.lows[max(0, telling.first - 6) : telling.b + 8]
    return (
        telling.kind == "airstrike"
        or (telling.attribution is not None and bool(_STRIKES & set(near)))
        or any(
            set(u.text.lower().split()) & telling.sent.lex.sets["aircraft"] for u in telling.agents
        )
    )


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


def _same_movers(story: Story, event: Story) -> bool:
    """Whether those who enter or leave in one story are the fighters of the other."""
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
    event.tellings.extend(story.tellings)
    named = _by_name(story)
    leaves = story.kinds <= {"withdraw"} and event.kinds & _TAKEN
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
        _put(event.affected, actor, "affected")
    if story.place is not None and (event.place is None or story.place_rank < event.place_rank):
        event.place, event.place_rank = story.place, story.place_rank
    if story.time is not None and (
        event.time is None or (story.time.time_precision or 9) < (event.time.time_precision or 9)
    ):
        event.time = story.time
    event.tolls.extend(story.tolls)


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
    if _listed(actor, own) or _listed(actor, other):
        return
    if actor.actor_id is None or is_generic(registry, actor.actor_id):
        # A label joins only where nobody is named, or faces those who are.
        if not own or _vaguer(own, actor, registry):
            own[:] = []
            _put(own, actor, role)
        elif not other and _faces(actor, own, registry):
            _put(other, actor, "side_b" if role == "side_a" else "side_a")
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
    _put(own, actor, role)


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


def total(tolls: Iterable[Toll], what: str) -> Count | None:
    """Dead, wounded or taken in all, or None if the text gives no number.

    Groups are summed.  Several figures for one group give bounds that hold
    them all; what a party says of its enemy's losses does not raise the lower
    bound where another group's figure stands beside it.  A general figure
    ("30 people") is another account of the whole.
    """
    groups: dict[str, list[Toll]] = {}
    for toll in tolls:
        if toll.what == what:
            groups.setdefault(toll.group, []).append(toll)
    if not groups:
        return None
    if any(t.count.best for ts in groups.values() for t in ts):
        groups = {g: [t for t in ts if t.count.best] for g, ts in groups.items()}
        groups = {g: ts for g, ts in groups.items() if ts}
    zero = all(t.count.best == 0 for ts in groups.values() for t in ts)
    if zero:
        return Count(0, 0, 0)
    accounts = {g: _account(ts, alone=len(groups) == 1) for g, ts in groups.items()}
    if _rival(groups):
        # Each side counts other dead: one figure may be the other's answer, so they are not summed.
        counts = list(accounts.values())
        stated = [t.count for ts in groups.values() for t in ts]
        return Count(
            min(c.low for c in stated), max(c.best for c in counts), sum(c.high for c in counts)
        )
    general = accounts.pop("people", None)
    parts: Count | None = None
    for group in sorted(accounts):
        parts = add(parts, accounts[group])
    if general is None or parts is None:
        return general or parts
    if parts.high < 0.6 * general.best:
        return general
    return Count(
        min(general.low, parts.low) if parts.low else general.low,
        max(general.best, parts.best),
        max(general.high, parts.high),
    )


def _rival(groups: dict[str, list[Toll]]) -> bool:
    """Whether the figures for different groups come from opposite camps, and from nobody else."""
    named = {g: ts for g, ts in groups.items() if g != "people"}
    if len(named) < 2 or any(t.by is None for ts in groups.values() for t in ts):
        return False
    camps = [{t.by for t in ts} for ts in named.values()]
    return any(not a & b for i, a in enumerate(camps) for b in camps[i + 1 :])


def _account(tolls: Sequence[Toll], *, alone: bool) -> Count:
    """One group's figures as one count."""
    stated = [t for t in tolls if t.count.best > 0] or list(tolls)
    own = [t.count for t in stated if not t.hostile]
    enemy = [t.count for t in stated if t.hostile]
    high = max(c.high for c in own + enemy)
    if own:
        return Count(min(c.low for c in own), max(c.best for c in own), high)
    return Count(min(c.low for c in enemy) if alone else 0, max(c.best for c in enemy), high)


def outcome_of(story: Story, contested_territory: bool) -> str | None:
    """Outcome as stated; None where the parties state opposite ones."""
    if contested_territory:
        return None
    ranked = sorted(
        (t for t in story.tellings if t.kind in OUTCOME_OF), key=lambda t: -KINDS[t.kind].rank
    )
    return OUTCOME_OF[ranked[0].kind] if ranked else None
