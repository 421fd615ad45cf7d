"""A report to a draft: the steps of coding, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from geomali.dates import DocumentDate, TimeMention, document_date, find_dates
from geomali.events import Claim, Event, EventActor, EventPlace, Evidence, NotEvent, content_id
from geomali.extract._answers import Answers, near_stories
from geomali.extract._attach import (
    attach,
    day_of_place,
    is_byline,
    is_country,
    last_area,
    last_point,
    place_record,
    place_told_before,
    shares_place,
)
from geomali.extract._attribution import Attribution, spoken_by
from geomali.extract._causes import is_course, is_recalled, sums_up
from geomali.extract._claims import build_claims, territory_conflict, with_single_ids
from geomali.extract._classify import classify, confidence, is_abroad_politics, is_contested
from geomali.extract._draft import Draft, Mention
from geomali.extract._kinds import CASUALTY, KINDS, TERRITORY
from geomali.extract._lexicon import Lexicon, load_lexicon, words
from geomali.extract._loose import loose_counts
from geomali.extract._memory import Memory, actor_groups
from geomali.extract._merging import (
    absorb,
    merge_stories,
    share_sentence,
    share_sides,
    without_sums,
)
from geomali.extract._modality import probability_word, section_modality
from geomali.extract._passages import beside, is_untold, passage_modality, pieces
from geomali.extract._reading import date_flags, home_country, sentences
from geomali.extract._records import Telling
from geomali.extract._sentence import Phrase, Sent, Unit
from geomali.extract._settling import (
    date_beside,
    place_beside,
    place_by_description,
    place_main,
)
from geomali.extract._speakers import hear_speakers
from geomali.extract._stories import Story, fuse_sentence, modality_of, outcome_of
from geomali.extract._tellings import find_tellings
from geomali.extract._timing import heads_entry, since
from geomali.extract._tolls import total
from geomali.geoparse import SPEECH_PLACE, PlaceMention, find_places
from geomali.reports import Report, other_language_blocks
from geomali.schema import CONFLICT_MODALITIES

if TYPE_CHECKING:
    from geomali.actors import ActorRegistry
    from geomali.gazetteer import Gazetteer

__all__ = ["code_report"]

# News tells of the days before it; what lies further back than this is its background.
BACKGROUND_DAYS = 100
# In a report about the last days, a month is already history.
FRESH_DAYS = 30


class Spanned(Protocol):
    """Anything found at a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Named = TypeVar("Named", bound=Spanned)

_LANGUAGES = frozenset({"en", "fr"})


def code_report(report: Report, *, gazetteer: Gazetteer, actors: ActorRegistry) -> Draft:
    """Code a report: its events and claims, each with the words they rest on.

    Parameters
    ----------
    report
        A report as read by :func:`geomali.reports.read_reports`.
    gazetteer, actors
        Reference data against which names are resolved.

    Returns
    -------
    Draft
        Events and claims, mentions of places, actors and dates, and the
        passages kept out of the conflict layer with their modality.  In a
        language other than English and French only mentions are found.
    """
    written = document_date(report)
    text, on = report.text, written.latest or written.earliest
    lang = report.lang if report.lang in _LANGUAGES else "en"
    other = other_language_blocks(text, lang, report.blocks)

    def in_own_language(find: Callable[[str], Sequence[Named]]) -> list[Named]:
        """Mentions as the language of each paragraph gives them."""
        found = [m for m in find(lang) if not _is_within(m, other)]
        for code in sorted({code for _, _, code in other}):
            found += [m for m in find(code) if _is_within(m, other)]
        return sorted(found, key=lambda m: (m.start, m.end))

    named = in_own_language(lambda code: actors.find(text, lang=code, on=on))
    taken = [(m.start, m.end) for m in named]
    places = in_own_language(
        lambda code: find_places(text, gazetteer, lang=code, taken=taken, on=on)
    )
    times = in_own_language(
        lambda code: find_dates(text, lang=code, document_date=written, blocks=report.blocks)
    )
    written = replace(written, flags=date_flags(times, written.flags))
    draft = Draft(
        report=report,
        document_date=written,
        places=tuple(_place_mention(m) for m in places),
        actors=tuple(Mention(m.start, m.end, m.actor_id, m.resolution.reason) for m in named),
        dates=tuple(Mention(m.start, m.end, None, m.rule, m.earliest, m.latest) for m in times),
    )
    if report.lang not in _LANGUAGES:
        return draft
    lex = load_lexicon(lang)
    groups = actor_groups(actors, [m.actor_id for m in named])
    reader = _Reader(report, written, lex, Memory(actors, groups, lang, on), actors)
    sents = list(sentences(report, lex, named, places, times, groups, other))
    reader.home = home_country(places)
    for sent, attributions in zip(sents, hear_speakers(sents, text), strict=True):
        reader.read(sent, attributions)
    events, claims = reader.finish()
    return Draft(
        report=report,
        document_date=written,
        events=events,
        claims=claims,
        places=draft.places,
        actors=draft.actors,
        dates=draft.dates,
        not_events=tuple(sorted(reader.not_events, key=lambda n: (n.start, n.end))),
    )


def _is_within(mention: Spanned, stretches: Sequence[tuple[int, int, str]]) -> bool:
    return any(low <= mention.start < high for low, high, _ in stretches)


def _place_mention(mention: PlaceMention) -> Mention:
    found = mention.resolution
    return Mention(
        mention.start,
        mention.end,
        found.place_id if found else None,
        mention.reason or (found.reason if found else "") or mention.kind,
    )


_VAGUE = re.compile(
    r"^\D*(?:19|20)\d\d\D*$|last year|previous year|years? ago|l'an dernier|année dernière|il y a .* ans",
    re.IGNORECASE,
)


_COMMUNIQUE = re.compile(
    r"\bCOMMUNIQU[EÉ]\b|^\s*[Cc]ommuniqué\b|\bCommuniqué (?:n[°ºo]|N[°ºo]|de presse\b|officiel\b)|\bPRESS (?:RELEASE|STATEMENT)\b|^\s*press release\b",
    re.MULTILINE,
)


class _Reader:
    """Reads the sentences of one report in order and gathers its stories."""

    def __init__(
        self,
        report: Report,
        written: DocumentDate,
        lex: Lexicon,
        memory: Memory,
        actors: ActorRegistry,
    ) -> None:
        self.report, self.written, self.lex = report, written, lex
        self.memory, self.actors = memory, actors
        self.stories: list[Story] = []
        self.not_events: list[NotEvent] = []
        self.records: dict[int, EventPlace] = {}
        self.free: list[Telling] = []
        self.tellings: list[Telling] = []
        self.read_sents: list[tuple[Sent, Sequence[Telling]]] = []
        self.voice: Unit | None = None
        self.fresh = False
        self.home: str | None = None
        self.last_place: Phrase | None = None
        self.last_area: Phrase | None = None
        self.answers = Answers(memory)

    # -- reading --

    def read(self, sent: Sent, attributions: list[Attribution]) -> None:
        if not sent.words:
            return
        text = self.report.text
        for attribution in attributions:
            speaker = attribution.claimant
            if speaker is not None and speaker.pronoun:
                actor = self.memory.resolve(speaker, "side_a", sent)
                if actor is not None and actor.actor_id is not None:
                    speaker.group = self.memory.groups.get(actor.actor_id, speaker.group)
        self._listen_for_voice(sent)
        if self.voice is not None and sent.kind == "body" and not attributions:
            attributions = [spoken_by(self.voice, sent, "press_release")]
        tellings = find_tellings(sent, text, attributions)
        for phrase in sent.places:
            mention = phrase.place
            if (
                mention is not None
                and mention.resolution is not None
                and mention.reason != SPEECH_PLACE
                and mention.kind in {"place", "area", "relative"}
            ):
                place = mention.resolution.place
                if is_country(place) and place is not None and place.country == self.home:
                    continue
                self.records[id(phrase)] = place_record(phrase)
        for telling in tellings:
            attach(telling, tellings, attributions)
            if telling.place is None:
                telling.place = place_told_before(
                    telling, attributions, self.last_place, self.last_area
                )
            elif id(telling.place) not in self.records:
                # Where something was declared, it was done.
                self.records[id(telling.place)] = place_record(telling.place)
            if (
                telling.noun
                and telling.attribution is not None
                and telling.attribution.responsibility
                and telling.place is None
                and telling.reference == "back"
                and any(s.family == "violence" for s in self.stories[-6:])
            ):
                # "claimed the attack on Saturday": the day of the claim.
                telling.time = None
            if self.stories and (_FOUND.search(telling.lemma) or _is_condemned(telling)):
                # The day on which the bodies were found, or on which somebody condemned it.
                telling.time = None
            self._in_time(telling)
        told = any(
            story.time is not None or (story.tolls and story.place is not None)
            for story in self.stories[-6:]
        )
        summary = told and sums_up(sent, self.written.earliest or self.written.latest)
        if summary:
            for telling in tellings:
                if telling.modality in CONFLICT_MODALITIES and telling.tolls:
                    telling.modality = "background"
        orphans, stated = ([], []) if summary else loose_counts(sent, tellings, attributions)
        if orphans and self.stories and section_modality(sent.section) is None:
            last = next(
                (s for s in reversed(self.stories) if s.family == "violence"), self.stories[-1]
            )
            if last.family == "violence" and sent.index - last.tellings[-1].sent.index <= 4:
                last.tolls.extend(orphans)
        if section_modality(sent.section) is None:
            self._gather(sent, tellings, attributions)
        for telling in tellings:
            said = telling.attribution
            self.memory.speaking = said.claimant if said is not None else None
            if said is not None and said.claimant is not None:
                self.memory.resolve(said.claimant, "side_a", sent)
            for unit in telling.agents:
                self.memory.resolve(unit, "side_a", sent)
            for unit in telling.patients:
                self.memory.resolve(unit, "side_b", sent, against=telling.agents)
        self.read_sents.append((sent, tellings))
        if attributions and attributions[0].claimant is not None:
            self.memory.subject = self._speaker(attributions[0], sent) or self.memory.subject
        first = next((u for t in tellings for u in t.agents if u.actor_id and not u.label), None)
        if first is None and not attributions:
            first = next(
                (
                    u
                    for u in sent.units[:2]
                    if u.actor_id
                    and not u.label
                    and u.prep is None
                    and u.group not in {"civilians", None}
                ),
                None,
            )
        if first is not None:
            self.memory.subject = first
        self.memory.hear(sent)
        if not is_byline(sent):
            point = last_point(sent, attributions)
            if point is not None and not is_untold(point, sent, tellings, text):
                self.last_place = point
            self.last_area = last_area(sent) or self.last_area
        self.answers.listen(sent, tellings, attributions, stated)

    def _speaker(self, said: Attribution, sent: Sent) -> Unit | None:
        """Return who speaks, if it can be named: "it" of the next sentence is who spoke in this one."""
        unit = said.claimant
        if unit is None or unit.actor_id or unit.pronoun or said.basis != "party":
            return unit if unit is not None and unit.actor_id else None
        actor = self.memory.resolve(unit, "side_a", sent)
        if actor is None or self.memory.generic(actor.actor_id):
            return None
        return replace(unit, actor_id=actor.actor_id)

    def _listen_for_voice(self, sent: Sent) -> None:
        """A communiqué speaks for the party whose name stands over it."""
        if (
            self.voice is not None
            or sent.index > 4
            or not _COMMUNIQUE.search(self.report.text[:600])
        ):
            return
        if len(sent.words) > 20 or any(
            low in sent.lex.forms for low in sent.lows if low != "attache"
        ):
            return
        self.voice = next(
            (
                u
                for u in sent.units
                if u.actor_id and not u.label and u.group in {"state", "foreign", "armed"}
            ),
            None,
        )

    def _in_time(self, telling: Telling) -> None:
        """Move what lies before the report's story, or after it, out of the conflict layer."""
        if telling.modality not in CONFLICT_MODALITIES:
            return
        if telling.kind == "agreement" and any(
            p.time is not None and p.time.kind == "attribute" and -8 <= p.a - telling.b <= 6
            for p in telling.sent.times
        ):
            # "who signed the 2015 pact": an agreement known by its year is history.
            telling.modality = "background"
        if is_course(telling) or (self.stories and is_recalled(telling)):
            telling.modality = "background"
            return
        stretch = since(telling) if telling.time is None and telling.tolls else None
        if stretch is not None:
            if any(
                (s.time is not None or s.place is not None) and t.sent.kind == "body"
                for s in self.stories
                for t in s.tellings
            ):
                # "400 soldiers have been killed since May": a sum, beside the event that is told.
                telling.modality = "background"
            else:
                telling.time = stretch
            return
        if telling.time is None:
            return
        time = telling.time.time
        if time is None:
            return
        if (
            time.earliest is not None
            and time.latest is not None
            and (
                time.time_precision is None
                and timedelta(days=45) < time.latest - time.earliest < timedelta(days=400)
            )
            and self._dated()
        ):
            # "67 soldiers died this year": a sum over many events.
            telling.modality = "background"
        elif time.kind == "deadline" or time.tense == "future":
            telling.modality = "scheduled"
        elif self._is_history(time) and not (self._leads(telling, time) or heads_entry(telling)):
            telling.modality = "background"
        elif time.latest is not None and not telling.weak:
            written = self.written.earliest or self.written.latest
            self.fresh = self.fresh or (
                written is not None and written - time.latest <= timedelta(days=7)
            )

    def _dated(self) -> bool:
        """Whether the report's own date is known to a month."""
        first, last = self.written.earliest, self.written.latest
        return first is not None and last is not None and (last - first).days <= 31

    def _leads(self, telling: Telling, time: TimeMention) -> bool:
        """Whether a report opens with it: what a text tells first, and of which days, is its story."""
        if time.earliest is None or time.latest is None or telling.noun or not telling.finite:
            return False
        return (
            telling.sent.kind == "body"
            and not self.stories
            and time.latest - time.earliest < timedelta(days=10)
            and bool(telling.tolls)
        )

    def _is_history(self, time: TimeMention) -> bool:
        """Whether a time lies before the report's own story."""
        if _VAGUE.search(time.text) and time.time_precision is None:
            return True
        if time.earliest is None or time.latest is None:
            return False
        written = self.written.earliest or self.written.latest
        if written is None:
            return False
        far = FRESH_DAYS if self.fresh else BACKGROUND_DAYS
        return time.latest < written - timedelta(days=far)

    def _gather(
        self, sent: Sent, tellings: Sequence[Telling], attributions: Sequence[Attribution]
    ) -> None:
        del attributions
        self.tellings.extend(tellings)
        for story in fuse_sentence(tellings, self.memory, self.records):
            extra = next((p for t in story.tellings for p in shares_place(t)), None)
            story.shared = extra is not None
            self.stories.append(story)
            if story.side_a:
                self.memory.attackers = story.side_a
            if extra is None:
                continue
            for telling in story.tellings:
                first = day_of_place(telling.place, sent) if telling.place is not None else None
                if first is not None and shares_place(telling):
                    story.time = first.time
                for phrase in shares_place(telling):
                    twin = Story(
                        list(story.tellings),
                        list(story.side_a),
                        list(story.side_b),
                        list(story.affected),
                    )
                    twin.place = self.records[id(phrase)]
                    day = day_of_place(phrase, sent)
                    twin.place_rank, twin.modality = 1, story.modality
                    twin.time = day.time if day is not None else story.time
                    twin.shared = True
                    self.stories.append(twin)
                if shares_place(telling):
                    break

    def _set_aside(self, sent: Sent, tellings: Sequence[Telling], used: set[int]) -> None:
        """Keep a passage that tells no event, with its modality."""
        if sent.kind != "body":
            return
        text = self.report.text
        live = [t for t in tellings if id(t) in used]
        apart = [t for t in tellings if t.modality not in CONFLICT_MODALITIES]
        if not live:
            section = section_modality(sent.section)
            parts = [(a, b, passage_modality(sent, text, a, b)) for a, b in pieces(sent, text)]
            told = next((t for t in apart if not t.weak), apart[0] if apart else None)
            kinds = {found[0] for _, _, found in parts if found is not None}
            if section == "recommended":
                kinds = {section}
                parts = [(sent.start, sent.end, (section, None))]
            elif len(parts) == 1 or len(kinds) < 2:
                found = next((f for _, _, f in parts if f is not None), None)
                if told is not None and not (found and found[0] == "predicted" and found[1]):
                    word = told.probability
                    if told.modality in {"predicted", "conditional"} and word is None:
                        word = probability_word(sent, text)
                    found = (told.modality, word)
                elif (found is None and section is not None) or (
                    found is not None
                    and section == "predicted"
                    and found[0] in {"habitual", "background", "negated"}
                ):
                    found = (section, probability_word(sent, text))
                parts = [(sent.start, sent.end, found)]
            for a, b, found in parts:
                if found is not None:
                    self.not_events.append(NotEvent(a, b, text[a:b], *found))
            return
        done: list[tuple[int, int]] = []
        for telling in apart:
            clause = sent.clauses[sent.clause_at[telling.a]]
            start, end = sent.span(clause.a, clause.b)
            if (start, end) in done:
                continue
            done.append((start, end))
            self.not_events.append(
                NotEvent(start, end, text[start:end], telling.modality, telling.probability)
            )
        spans = [t.span for t in live]
        for start, end in pieces(sent, text):
            for a, b in beside(text, start, end, [*spans, *done]):
                found = passage_modality(sent, text, a, b)
                if found is not None and found[0] not in {"background", "opinion"}:
                    self.not_events.append(NotEvent(a, b, text[a:b], *found))

    # -- finishing --

    def finish(self) -> tuple[tuple[Event, ...], tuple[Claim, ...]]:
        on = self.written.latest or self.written.earliest
        kept: list[Story] = []
        loose: list[Story] = []
        for story in self.stories:
            (kept if self._is_story(story, kept) else loose).append(story)
        merged = merge_stories(kept, self.actors, on)
        bodily = [s for s in merged if any(t.sent.kind == "body" for t in s.tellings)]
        merged = without_sums(bodily or merged)
        for story in loose:
            self._support(story, merged)
        for story in merged:
            story.modality = modality_of(story.tellings)
        share_sides(merged)
        share_sentence(merged)
        place_by_description(merged, self.read_sents, self.records)
        place_main(merged, self.read_sents, self.records, self.report.text)
        place_beside(merged, self.read_sents, self.records)
        date_beside(merged, self.read_sents, self._is_history)
        merged = [s for s in merged if not is_abroad_politics(s)]
        denied = self._hear_denials(merged)
        self.answers.give(merged)
        events = tuple(self._event(story) for story in merged)
        used = {id(t) for s in merged for t in s.tellings}
        for sent, tellings in self.read_sents:
            self._set_aside(sent, tellings, used)
        free = [
            t
            for t in self.tellings
            if id(t) not in used and id(t) not in denied and t.attribution is not None
        ]
        claims = build_claims(
            self.report, None, free, self.memory, self.records, self.written, event_id=None
        )
        return with_single_ids(events, claims)

    def _support(self, story: Story, merged: list[Story]) -> None:
        """Let a telling too weak to make an event lend its claim and counts to the one beside it."""
        telling = story.first
        if telling.noun and telling.kind in TERRITORY:
            return
        on = self.written.latest or self.written.earliest
        best: tuple[int, Story] | None = None
        for event in near_stories(merged, telling.sent.index):
            gaps = [telling.sent.index - t.sent.index for t in event.tellings]
            gap = min((g for g in gaps if g >= 0), default=99)
            if (
                gap > 3
                or event.family not in {"violence", "transfer"}
                or story.family not in {"violence", "transfer"}
            ):
                continue
            if (
                story.place is not None
                and event.place is not None
                and story.place.place_id != event.place.place_id
            ):
                continue
            if story.time is not None and event.time is not None and story.time is not event.time:
                continue
            if best is None or gap <= best[0]:
                best = (gap, event)
        if best is None:
            return
        if telling.kind in CASUALTY | {"withdraw", "hold"} or telling.attribution is not None:
            absorb(best[1], story, self.actors, on)
        elif KINDS[telling.kind].weapon and story.place is None and story.time is None:
            best[1].tellings.extend(story.tellings)
        else:
            best[1].tolls.extend(story.tolls)

    def _hear_denials(self, merged: Sequence[Story]) -> set[int]:
        """Hold each denial against the event that it denies; return the tellings so placed."""
        placed: set[int] = set()
        for telling in self.tellings:
            if telling.modality != "negated" or telling.attribution is None:
                continue
            if telling.attribution.stance != "denies":
                continue
            family = KINDS[telling.kind].family
            before = [
                s
                for s in near_stories(merged, telling.sent.index)
                if s.family == family
                and telling.sent.index - s.tellings[0].sent.index >= 0
                and (
                    telling.place is None
                    or s.place is None
                    or self.records.get(id(telling.place)) in {None, s.place}
                )
            ]
            if before:
                home = max(before, key=lambda s: max(t.sent.index for t in s.tellings))
                home.denials.append(telling)
                placed.add(id(telling))
        return placed

    def _is_story(self, story: Story, before: Sequence[Story]) -> bool:
        """Whether the tellings of a sentence are enough to speak of an event."""
        strong = [t for t in story.tellings if not t.weak]
        if not strong:
            return bool(story.tolls) and story.place is not None and story.time is not None
        if all(t.kind == "release" for t in strong) and any("abduct" in s.kinds for s in before):
            # Those taken are let go: the end of the event told, no other one.
            return False
        if not (
            story.place
            or story.time
            or story.tolls
            or any(t.target for t in strong)
            or any(u.amount is not None for t in strong for u in t.patients)
            or any(not self.memory.generic(a.actor_id) for a in story.side_a + story.side_b)
        ):
            # "We came under fire": told of nobody, nowhere, never.
            return False
        if any(t.finite or not t.noun for t in strong if t.kind not in CASUALTY):
            return True
        if any(t.kind in CASUALTY for t in strong):
            return True
        if (
            all(t.noun and t.kind in TERRITORY for t in strong)
            and story.place is None
            and story.time is None
        ):
            return False
        anchors = sum(
            (
                story.place is not None and (story.place.geo_precision or 9) < 3,
                story.time is not None,
                bool(story.side_a) and bool(story.side_b or story.affected),
                bool(story.tolls),
                any(
                    t.reference in {"back", "new"}
                    and KINDS[t.kind].family == "violence"
                    and any(s.family == "violence" for s in before)
                    for t in strong
                ),
                any(t.target for t in strong),
                any(
                    t.kind == "arrest" and u.amount is not None for t in strong for u in t.patients
                ),
            )
        )
        anchored = anchors + (story.place is not None) * 0.5
        return anchored >= (2 if all(t.reference == "plural" for t in strong) else 1)

    def _event(self, story: Story) -> Event:
        report = self.report
        first = story.first
        start, end = first.span
        event_id = content_id(
            "ev",
            report.report_id,
            start,
            end,
            *([story.place.name] if story.shared and story.place else []),
        )
        claims = build_claims(
            report,
            story,
            [*story.tellings, *story.denials],
            self.memory,
            self.records,
            self.written,
            event_id=event_id,
        )
        if story.modality == "claimed" and _all_accuse(claims):
            story.modality = "alleged"
        disputed = territory_conflict(claims)
        self._opponents(story, claims)
        _one_side_each(story)
        event_type, sub_type, weapon = classify(story, disputed, self.memory)
        if story.family == "violence":
            story.side_a = self._forces(story.side_a)
            story.side_b = self._forces(story.side_b)
        actors = _cast(story)
        time = story.time
        tolls = [] if story.shared else story.tolls
        contested = is_contested(story, claims, disputed, self.memory.groups)
        place = story.place
        return Event(
            event_id=event_id,
            event_type=event_type,
            sub_event_type=sub_type,
            modality=story.modality,
            date_earliest=time.earliest if time else None,
            date_latest=time.latest if time else None,
            time_precision=time.time_precision if time else None,
            date_expression=time.text if time else None,
            date_rule=time.rule if time else "none",
            place=place,
            actors=actors,
            fatalities=total(tolls, "dead"),
            wounded=total(tolls, "hurt"),
            abducted=total(tolls, "taken"),
            weapon=weapon,
            target=next((t.target for t in story.tellings if t.target), None),
            outcome=outcome_of(story, disputed),
            contested=contested,
            confidence=confidence(story, place, actors, contested),
            evidence=_evidence(report, story),
            trigger=Evidence(start, end, report.text[start:end]),
            claims=tuple(claims),
            source_ids=(report.report_id,),
            reported_date=report.published or self.written.latest,
            flags=date_flags(p.time for t in story.tellings for p in t.sent.times),
        )

    def _forces(self, actors: Sequence[EventActor]) -> list[EventActor]:
        """Return the actors of a fight, an army in the place of its government."""
        fighting: dict[str, EventActor] = {}
        for actor in actors:
            own = self.memory.forces_of(actor.actor_id) if actor.actor_id else None
            fighting.setdefault(own or actor.name, replace(actor, actor_id=own))
        return list(fighting.values())

    def _opponents(self, story: Story, claims: Sequence[Claim]) -> None:
        """Find the other side of a fight among those who speak about it as parties."""
        if not story.side_a or all(self.memory.generic(a.actor_id) for a in story.side_a):
            for claim in claims:
                owns = claim.subject == claim.claimant and claim.stance == "asserts"
                if (
                    claim.subject is None
                    or claim.basis != "party"
                    or self.memory.generic(claim.subject)
                ):
                    continue
                if claim.proposition in {"repelled", "withdrew"} or any(
                    a.actor_id == claim.subject for a in story.side_b
                ):
                    continue
                if owns or claim.stance == "accuses":
                    name = claim.claimant_text if owns and claim.claimant_text else claim.subject
                    actor_id = self.memory.forces_of(claim.subject)
                    if any(a.actor_id == actor_id for a in story.side_b):
                        continue
                    story.side_a = [EventActor(name, "side_a", actor_id)]
                    break
        if story.family not in {"violence", "transfer"} or not story.side_a:
            return
        if story.side_b or (
            story.affected and not any(t.target in {"camp", "convoy"} for t in story.tellings)
        ):
            return
        groups = self.memory.groups
        own = {groups.get(a.actor_id or "", "armed") for a in story.side_a}
        wanted = {"armed"} if own & {"state", "foreign"} else {"state"}
        for claim in claims:
            if claim.claimant is None or claim.basis != "party":
                continue
            if groups.get(claim.claimant) in wanted and all(
                a.actor_id != claim.claimant for a in story.side_a
            ):
                story.side_b = [
                    EventActor(claim.claimant_text or claim.claimant, "side_b", claim.claimant)
                ]
                return


def _all_accuse(claims: Sequence[Claim]) -> bool:
    """Whether all that parties say of an event is an accusation: "X says that Y killed civilians"."""
    said = [c for c in claims if c.basis == "party"]
    return bool(said) and all(c.stance == "accuses" for c in said)


_FOUND = re.compile(r"\b(?:body|bodies|corps)\b.*\b(?:found|retrouvés)\b")
_CONDEMNING = words(
    "condemn condemns condemned condemning condamne condamnent condamné condamnant denounced deplored "
    "dénoncé déplore déplorent déploré"
)


def _is_condemned(telling: Telling) -> bool:
    """Whether a noun is what somebody condemns: the day is that of the statement."""
    lows, time = telling.sent.lows, telling.time
    return (
        telling.noun
        and telling.reference == "back"
        and time is not None
        and time.b <= telling.a
        and bool(_CONDEMNING & set(lows[max(0, telling.a - 5) : telling.a]))
    )


def _one_side_each(story: Story) -> None:
    """Leave who came out on both sides on the one that would be empty without; alone on both, on both."""
    a, b = ({x.actor_id for x in side} - {None} for side in (story.side_a, story.side_b))
    both = a & b
    if len(a) > len(both):
        story.side_a = [x for x in story.side_a if x.actor_id not in both]
    elif len(b) > len(both):
        story.side_b = [x for x in story.side_b if x.actor_id not in both]


def _cast(story: Story) -> tuple[EventActor, ...]:
    return (*story.side_a, *story.side_b, *story.affected)


def _evidence(report: Report, story: Story) -> tuple[Evidence, ...]:
    spans: dict[tuple[int, int], None] = {}
    for telling in sorted(story.tellings, key=lambda t: (t is not story.first, t.sent.index)):
        spans[telling.sent.start, telling.sent.end] = None
    return tuple(Evidence(a, b, report.text[a:b]) for a, b in list(spans)[:12])
