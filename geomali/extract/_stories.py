"""From the tellings of a sentence to stories: who, where, when and how many, together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from geomali.dates import TimeMention
from geomali.events import EventActor, EventPlace
from geomali.extract._kinds import CASUALTY, KINDS, OUTCOME_OF
from geomali.extract._lexicon import words
from geomali.extract._memory import Memory
from geomali.extract._nearness import precision_rank
from geomali.extract._records import Telling, Toll
from geomali.reports import WEEKDAYS
from geomali.schema import CONFLICT_MODALITIES

__all__ = [
    "BARE_NIGHT",
    "GROUND",
    "TAKEN",
    "Story",
    "are_apart",
    "fuse_sentence",
    "is_vague",
    "listed",
    "modality_of",
    "outcome_of",
    "put",
    "settle",
    "weekdays",
]

GROUND = words(
    "attack ambush clash operation capture retake repel kill wound destroy loot withdraw "
    "enter massacre"
)
"""Kinds that can all be told of one fight."""
TAKEN = words("capture retake enter attack clash")
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
        and are_apart(telling.time.time, last.time.time)
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


def is_vague(time: TimeMention) -> bool:
    """Whether an expression names more than a week, or no days at all."""
    if time.earliest is None or time.latest is None:
        return False
    return (time.latest - time.earliest).days > 7


def are_apart(first: TimeMention | None, second: TimeMention | None) -> bool:
    if first is None or second is None:
        return False
    if (
        first.earliest is None
        or second.earliest is None
        or first.latest is None
        or second.latest is None
    ):
        return _other_weekday(first.text, second.text) or _other_day(first.text, second.text)
    if first.latest < second.earliest or second.latest < first.earliest:
        gap = max(second.earliest - first.latest, first.earliest - second.latest)
        bare = {first.text.lower(), second.text.lower()} & BARE_NIGHT
        # "overnight" of no day gives way to the day told elsewhere.
        return not (bare and gap.days <= _NIGHT_REACH)
    return False


def weekdays(text: str) -> set[int]:
    """Days of the week that an expression names."""
    found = _LETTERS.findall(text.lower())
    return {WEEKDAYS[word] for word in found if len(word) > 3 and word in WEEKDAYS}


_LETTERS = re.compile(r"[^\W\d_]+")


def _other_weekday(first: str, second: str) -> bool:
    """Whether two undated expressions name different days of the week."""
    one, other = weekdays(first), weekdays(second)
    return bool(one and other and not one & other)


BARE_NIGHT = frozenset({"overnight", "during the night", "dans la nuit", "pendant la nuit"})
_NIGHT_REACH = 3
_NUMERAL = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def _other_day(first: str, second: str) -> bool:
    """Whether two dates without a year name different days: "7-8 August" and "12 August"."""
    one, other = (set(_NUMERAL.findall(text)) for text in (first, second))
    return bool(one and other and not one & other)


_WITH = words("with avec between entre")


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
            lows = telling.sent.lows
            patients = [
                u
                for u in patients
                # "A and B signed", "signed with B", "signed between A and B"
                if u.prep in _WITH or u.b <= telling.first or _WITH & set(lows[telling.b : u.a])
            ]
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
            and all(d is None or listed(d, story.side_b) for d in doers)
        )
        for unit, actor in zip(agents, doers, strict=True):
            if actor is None:
                continue
            if unit.group == "civilians" and telling.kind not in {"protest", "riot", "mob"}:
                if telling.kind == "clash":
                    put(story.affected, actor, "affected")
                continue
            if listed(actor, story.side_b) or listed(actor, story.affected):
                continue
            fled = telling.kind == "withdraw" and bool(
                story.kinds & TAKEN
                and (story.side_a or any(t.kind in TAKEN and t.agents for t in story.tellings))
            )
            if fled and not listed(actor, story.side_a):
                # "X took the town after Y left it"
                put(story.side_b, actor, "side_b")
            else:
                put(story.side_a, actor, "side_a")
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
                put(story.side_b, actor, "side_b")
            elif unit.group == "civilians" or (
                unit.people == "fighters" and actor.actor_id is None
            ):
                put(story.affected, actor, "affected")
            elif turned:
                put(story.side_a, actor, "side_a")
            elif unit.people == "fighters" and _named_in(story.side_b, memory, actor):
                continue  # "a strike on X, killing twelve fighters": X's
            elif not listed(actor, story.side_a):
                put(story.side_b, actor, "side_b")
        if telling.place is not None:
            record = records.get(id(telling.place))
            if record is not None:
                _set_place(story, record, telling)
        if story.time is None and telling.time is not None:
            story.time = telling.time.time
        story.tolls.extend(telling.tolls)
    _part_camps(story, memory)
    story.modality = modality_of(story.tellings)


_CAMPS = {"state": "state", "foreign": "state", "armed": "armed"}


def _part_camps(story: Story, memory: Memory) -> None:
    """Set those who clash against each other: "fighting set the army and rebels against each other"."""
    if "clash" not in story.kinds or bool(story.side_a) == bool(story.side_b):
        return
    everybody = story.side_a or story.side_b
    camps = [_CAMPS.get(memory.groups.get(a.actor_id or "") or "") for a in everybody]
    if None in camps or len(set(camps)) != 2:
        return
    story.side_a, story.side_b = (
        [
            EventActor(a.name, role, a.actor_id, a.doubt)
            for a, camp in zip(everybody, camps, strict=True)
            if (camp == camps[0]) == (role == "side_a")
        ]
        for role in ("side_a", "side_b")
    )


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
    if telling.sent.kind != "body" or (telling.kind in _AFTERMATH and telling.of_event is None):
        # "Attack at Gao", and below: "near Kobe, 35 km from Gao"; "the convoy had left Gao".
        rank += _ASIDE
    settle(story, record, rank)


def settle(story: Story, record: EventPlace, rank: float) -> None:
    """Take a place if it is more exact than the one known; a settlement of no table keeps the area told for it."""
    known = story.place
    if known is not None:
        for named, area in ((record, known), (known, record)):
            if _is_unlisted(named) and area.geo_precision == 3 and area.place_id is not None:
                why = f"{area.reason or area.name}; the settlement itself is not in the gazetteer"
                story.place = replace(area, name=named.name, reason=why)
                story.place_rank = min(rank, story.place_rank, _NAMED_RANK)
                return
    if known is None or rank < story.place_rank:
        story.place, story.place_rank = record, rank


def _is_unlisted(place: EventPlace) -> bool:
    return place.place_id is None and place.lat is None and place.geo_precision is None


# What a headline or the aftermath says of the place stands behind what the act itself says.
_ASIDE = 1.5
_NAMED_RANK = 2.2
_AFTERMATH = CASUALTY | {"withdraw"}


def put(actors: list[EventActor], actor: EventActor, role: str) -> None:
    for i, known in enumerate(actors):
        if known.actor_id is not None and known.actor_id == actor.actor_id:
            return
        if known.actor_id is None and known.name.lower() == actor.name.lower():
            if actor.actor_id is not None:
                actors[i] = EventActor(actor.name, role, actor.actor_id, actor.doubt)
            return
    actors.append(EventActor(actor.name, role, actor.actor_id, actor.doubt))


def listed(actor: EventActor, actors: Iterable[EventActor]) -> bool:
    return any(
        (a.actor_id is not None and a.actor_id == actor.actor_id)
        or (a.actor_id is None and actor.actor_id is None and a.name.lower() == actor.name.lower())
        for a in actors
    )


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


def outcome_of(story: Story, contested_territory: bool) -> str | None:
    """Outcome as stated; None where the parties state opposite ones."""
    if contested_territory:
        return None
    ranked = sorted(
        (t for t in story.tellings if t.kind in OUTCOME_OF), key=lambda t: -KINDS[t.kind].rank
    )
    return OUTCOME_OF[ranked[0].kind] if ranked else None
