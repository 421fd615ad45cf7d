"""Claims: who says what about an event or a place, and which claims contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geomali.dates import DocumentDate
from geomali.events import Claim, Event, EventActor, EventPlace, Evidence, content_id
from geomali.extract._attribution import Attribution
from geomali.extract._kinds import CASUALTY, KINDS, TERRITORY
from geomali.extract._lexicon import words
from geomali.extract._memory import UNIDENTIFIED, Memory
from geomali.extract._records import Telling
from geomali.extract._sentence import Sent, Unit
from geomali.reports import Report
from geomali.schema import CONFLICT_MODALITIES

if TYPE_CHECKING:
    from geomali.extract._stories import Story

__all__ = ["build_claims", "territory_conflict", "with_single_ids"]

_HOLDING = frozenset({"captured", "holds", "entered"})
_PARTIES = frozenset({"state", "foreign", "armed"})
_FOES = {
    "state": frozenset({"armed"}),
    "foreign": frozenset({"armed"}),
    "armed": frozenset({"state", "foreign"}),
}
_ALLIES = {
    "state": frozenset({"state", "foreign", "mission"}),
    "foreign": frozenset({"foreign"}),
    "armed": frozenset({"armed"}),
}
_COMBATANTS = frozenset({"armed", "state", "foreign", "fighters", "mission"})
_DEEDS = words(
    "attack kill wound massacre execute torture rape abduct airstrike shelling ied loot destroy"
)
_NEAR = words("close proche proches near")
_CLOSING = {"“": "”", "«": "»", '"': '"', "(": ")", "[": "]"}
_LONGEST_ASIDE = 40


def build_claims(
    report: Report,
    story: Story | None,
    tellings: Sequence[Telling],
    memory: Memory,
    records: dict[int, EventPlace],
    written: DocumentDate,
    *,
    event_id: str | None,
) -> list[Claim]:
    """Claims that a set of tellings makes, linked to those they contradict or bear out."""
    claims: dict[str, Claim] = {}
    for telling in sorted(tellings, key=lambda t: t.a + 100_000 * t.sent.index):
        if _is_scene(telling, tellings):
            continue
        claim = _claim(report, story, telling, memory, records, written, event_id)
        if claim is not None:
            claims.setdefault(claim.claim_id, claim)
    return _link(_without_repeats(list(claims.values())))


def _is_scene(telling: Telling, tellings: Sequence[Telling]) -> bool:
    """Whether a noun is no statement of its own: "said it repelled the attack", "killed 12 in the attack"."""
    if not telling.noun or KINDS[telling.kind].proposition not in {"attacked", "clashed", "bombed"}:
        return False
    said = telling.attribution
    if said is None or said.responsibility:
        return False
    others = [t for t in tellings if t.attribution is said and t is not telling]
    return any(t.kind == "repel" for t in others) or (
        not telling.agents and any(t.agents or not t.noun for t in others)
    )


def _without_repeats(claims: list[Claim]) -> list[Claim]:
    """One claim where one claimant says one thing twice of one event."""
    seen: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        place = claim.place.place_id if claim.place else None
        key = (
            claim.claimant,
            claim.claimant_text if claim.claimant is None else None,
            claim.stance,
            claim.proposition,
            claim.subject,
            claim.event_id or place,
        )
        known = seen.get(key)
        if known is None:
            seen[key] = claim
        elif all(e not in known.evidence for e in claim.evidence):
            seen[key] = replace(known, evidence=known.evidence + claim.evidence)
    return list(seen.values())


def _claim(
    report: Report,
    story: Story | None,
    telling: Telling,
    memory: Memory,
    records: dict[int, EventPlace],
    written: DocumentDate,
    event_id: str | None,
) -> Claim | None:
    attribution = telling.attribution
    modality = telling.modality
    if modality not in CONFLICT_MODALITIES and not (
        modality == "negated" and attribution is not None and attribution.stance == "denies"
    ):
        return None
    if attribution is None and (
        telling.kind not in TERRITORY
        or telling.noun
        or telling.weak
        or story is None
        or telling.sent.kind != "body"
    ):
        return None
    if story is None and (
        attribution is None
        or not (
            attribution.basis == "party"
            # Who lives there is believed of who holds the town, of nothing that no event tells.
            or (attribution.basis == "witness" and telling.kind == "hold")
        )
        or (telling.weak and telling.kind != "hold")
    ):
        return None
    if (
        attribution is not None
        and attribution.responsibility
        and telling.kind in CASUALTY
        and not telling.noun
    ):
        # "claimed the attack that killed three": the toll is the report's.
        return None
    sent = telling.sent
    claimant, claimant_text, basis, stance = None, None, "journalist", "reports"
    channel = None
    if attribution is not None:
        unit = attribution.claimant
        basis, stance, channel = attribution.basis, attribution.stance, attribution.channel
        if unit is not None:
            claimant = memory.speaker_id(unit, sent, party=basis == "party")
            claimant_text = unit.text
            if claimant is not None and memory.groups.get(claimant) in _PARTIES:
                basis = "party"
        if unit is None and stance == "asserts":
            return (
                None
                if telling.kind not in TERRITORY
                else _plain(report, story, telling, memory, records, written, event_id)
            )
    memory.speaking = attribution.claimant if attribution is not None else None
    agents = [memory.resolve(u, "side_a", sent) for u in telling.agents]
    subject = next(
        (a.actor_id for a in agents if a is not None and a.actor_id and a.actor_id != UNIDENTIFIED),
        None,
    )
    patients = [memory.resolve(u, "side_b", sent) for u in telling.patients]
    target = next((a.actor_id or a.name for a in patients if a is not None), None) or telling.target
    if attribution is not None and subject is None:
        subject = _subject_by_default(telling, attribution, claimant, memory)
    if attribution is not None:
        stance = _stance(telling, stance, basis, claimant, subject, story, memory)
        spoken_of = (
            stance == "accuses"
            or (stance == "denies" and telling.kind in {"capture", "enter", "hold"})
            or (telling.noun and telling.reference == "back" and basis == "party")
        )
        if subject is None and spoken_of and story is not None:
            subject = _accused(story, claimant, memory)
    if subject is not None and subject == target:
        subject, target = _not_itself(subject, [p for p in patients if p], claimant, stance)
    place = records.get(id(telling.place)) if telling.place is not None else None
    place = place or (story.place if story is not None else None)
    time = (
        telling.time.time
        if telling.time is not None
        else (story.time if story is not None else None)
    )
    start, end = _quote(telling, attribution)
    quote = report.text[start:end]
    proposition = KINDS[telling.kind].proposition
    return Claim(
        claim_id=content_id(
            "cl",
            event_id if story is not None and story.shared else None,
            report.report_id,
            start,
            end,
            claimant or claimant_text,
            proposition,
            *telling.span,
        ),
        stance=stance,
        proposition=proposition,
        claimant=claimant,
        claimant_text=claimant_text,
        channel=channel,
        subject=subject,
        object=target,
        place=place,
        claim_date=time.earliest if time else None,
        claim_date_latest=time.latest if time else None,
        reported_date=report.published or written.latest,
        basis=basis,
        reliability=_reliability(basis, claimant, memory),
        credibility=3 if basis != "party" or stance != "accuses" else 4,
        evidence=(Evidence(start, end, quote),),
        report_id=report.report_id,
        event_id=event_id,
    )


def _not_itself(
    actor: str, hurt: Sequence[EventActor], claimant: str | None, stance: str
) -> tuple[str | None, str | None]:
    """Subject and object where both came out as one actor, which does nothing to itself.

    "The army said that six soldiers and 24 fighters died": the army, the fighters; "the CMA
    accuses the army of having killed two of its men": the CMA's; "the army said that six of its
    soldiers died": by whose hand, it does not say.
    """
    others = (a.actor_id or a.name for a in hurt)
    other = next((name for name in others if name != actor), None)
    if other is None and stance == "accuses" and claimant not in (None, actor):
        other = claimant
    return (actor, other) if other is not None else (None, actor)


def _subject_by_default(
    telling: Telling,
    attribution: Attribution,
    claimant: str | None,
    memory: Memory,
) -> str | None:
    """Who did it by a claim that names nobody: the speaker, of what hurts the speaker's enemy."""
    if attribution.responsibility:
        return claimant
    own_camp = memory.groups.get(claimant or "")
    if attribution.basis == "party" and attribution.stance == "asserts" and claimant is not None:
        if telling.kind in {"repel", "retake", "operation", "arrest"}:
            return claimant
        if telling.kind in {"capture", "hold"} and (
            own_camp == "armed" or telling.noun or telling.voice == "active"
        ):
            return claimant
        if telling.kind == "airstrike" and own_camp in {"state", "foreign"}:
            return claimant
        hostile = any(t.hostile for t in telling.tolls) or any(
            (u.group == "armed") != (own_camp == "armed")
            and u.group in {"armed", "state", "foreign"}
            for u in telling.patients
        )
        if hostile and telling.kind != "clash":
            return claimant
    return None


def _stance(
    telling: Telling,
    said: str,
    basis: str,
    claimant: str | None,
    subject: str | None,
    story: Story | None,
    memory: Memory,
) -> str:
    """How a speaker stands to what is said: vouches for it, accuses another, or only passes it on."""
    if said != "asserts":
        return said
    own = memory.groups.get(claimant or "")
    speaker = telling.attribution.claimant if telling.attribution is not None else None
    if basis != "party":
        if own == "ngo" and subject is not None and telling.kind in _DEEDS:
            return "accuses"
        near = speaker is not None and _stands_near(telling.sent, speaker)
        return "asserts" if near else "reports"
    if claimant is None or subject == claimant:
        return said
    sides = [a for a in (_cast(story) if story is not None else ()) if a.actor_id]
    if own in _FOES and telling.kind in _DEEDS:
        doer = memory.groups.get(subject or _accused(story, claimant, memory) or "")
        if doer in _FOES[own] and _hurts_civilians(telling, story):
            return "accuses"
    if subject is None and own == "mission":
        return "reports"
    affected = story is not None and bool(story.side_b or story.affected)
    if (
        own in _PARTIES
        and affected
        and sides
        and all(memory.groups.get(a.actor_id or "") not in _ALLIES[own] for a in sides)
    ):
        # France of what rebels did to Mali's army: neither side's word.
        return "reports"
    return said


def _stands_near(sent: Sent, speaker: Unit) -> bool:
    """Whether a speaker is of one side without being it: "a source close to the group"."""
    return bool(_NEAR & set(sent.lows[speaker.b : speaker.b + 2])) and any(
        u.a >= speaker.b and u.a <= speaker.b + 6 and u.group in _FOES for u in sent.units
    )


def _hurts_civilians(telling: Telling, story: Story | None) -> bool:
    if any(
        u.owner is not None or (u.group in _COMBATANTS and not u.target) for u in telling.patients
    ):
        return False
    return (
        any(u.group == "civilians" for u in telling.patients)
        or any(t.group == "civilians" for t in telling.tolls)
        or (story is not None and bool(story.affected) and not telling.patients)
    )


def _cast(story: Story) -> Sequence[EventActor]:
    return (*story.side_a, *story.side_b)


def _accused(story: Story | None, claimant: str | None, memory: Memory) -> str | None:
    """Who did what an accuser speaks of without naming them: the other camp, if the event has it."""
    own = memory.groups.get(claimant or "")
    for actor in story.side_a if story is not None else ():
        group = memory.groups.get(actor.actor_id or "")
        if actor.actor_id != UNIDENTIFIED and group in _FOES.get(own or "", ()):
            return actor.actor_id
    return None


def _plain(
    report: Report,
    story: Story | None,
    telling: Telling,
    memory: Memory,
    records: dict[int, EventPlace],
    written: DocumentDate,
    event_id: str | None,
) -> Claim | None:
    """Claim in the report's own voice."""
    if story is None:
        return None
    bare = replace(telling, attribution=None)
    return _claim(report, story, bare, memory, records, written, event_id)


def _reliability(basis: str, claimant: str | None, memory: Memory) -> str:
    """Admiralty source reliability (DOMAIN 2.5): nobody here is better than usually reliable."""
    if basis == "party":
        return "B" if memory.groups.get(claimant or "") == "mission" else "F"
    return "C"


def _quote(telling: Telling, attribution: Attribution | None) -> tuple[int, int]:
    """Span of a claim: its clause, and the words that say who makes it if they are near."""
    sent = telling.sent
    clause = sent.clauses[sent.clause_at[telling.a]]
    a, b = min(clause.a, telling.first), max(clause.b, telling.b)
    if attribution is not None:
        unit = attribution.claimant
        first = min(attribution.at, unit.left if unit is not None else attribution.at)
        last = max(attribution.end, unit.b if unit is not None else attribution.end)
        a, b = min(a, first), max(b, last)
    b = _past_marks(sent, a, b)
    while b - 1 > a and sent.lows[b - 1] in {",", ";", ":", "—", "–", "(", "«", "“"}:
        b -= 1
    while a + 1 < b and sent.lows[a] in {
        ",",
        ";",
        ":",
        "—",
        "–",
        "and",
        "but",
        "while",
        "et",
        "mais",
        "tandis",
        ")",
        "”",
        "»",
        "]",
    }:
        a += 1
    return sent.span(a, b)


def _past_marks(sent: Sent, a: int, b: int) -> int:
    """End of a span that a quotation mark or a bracket cut: what they hold belongs to it.

    "… claimed to have captured “the camp and the posts” in Bourem" is one statement.
    """
    lows = sent.lows
    awaited = None
    for low in lows[a:b]:
        if low == awaited:
            awaited = None
        elif awaited is None:
            awaited = _CLOSING.get(low)
    while b < len(lows):
        opened = awaited is not None
        awaited = awaited or _CLOSING.get(lows[b])
        ahead = range(b if opened else b + 1, min(b + _LONGEST_ASIDE, len(lows)))
        close = next((k for k in ahead if lows[k] == awaited), None)
        if close is None:
            return b
        if opened:
            return close + 1
        end = sent.clauses[sent.clause_at[close]].b
        b = next((k for k in range(close + 1, end) if lows[k] in {",", "."}), end)
        awaited = None
    return b


def _link(claims: list[Claim]) -> list[Claim]:
    """Say which claims cannot be true together, and which say the same."""
    against: dict[str, list[str]] = {c.claim_id: [] for c in claims}
    along: dict[str, list[str]] = {c.claim_id: [] for c in claims}
    for i, first in enumerate(claims[:60]):
        for second in claims[i + 1 : 60]:
            if _contradict(first, second):
                against[first.claim_id].append(second.claim_id)
                against[second.claim_id].append(first.claim_id)
            elif (
                first.proposition == second.proposition
                and first.stance != "denies"
                and second.stance != "denies"
                and first.subject == second.subject
                and (first.claimant, first.claimant_text) != (second.claimant, second.claimant_text)
            ):
                along[first.claim_id].append(second.claim_id)
                along[second.claim_id].append(first.claim_id)
    linked = []
    for claim in claims:
        corroborated = bool(along[claim.claim_id])
        linked.append(
            replace(
                claim,
                conflicts_with=tuple(sorted(against[claim.claim_id])),
                corroborates=tuple(sorted(along[claim.claim_id])),
                credibility=2
                if corroborated and not against[claim.claim_id]
                else claim.credibility,
            )
        )
    return linked


def _contradict(first: Claim, second: Claim) -> bool:
    if (first.stance == "denies") != (second.stance == "denies"):
        return first.proposition == second.proposition or {
            first.proposition,
            second.proposition,
        } <= {"attacked", "bombed", "killed"}
    props = {first.proposition, second.proposition}
    for holder, other in ((first, second), (second, first)):
        if holder.proposition in _HOLDING and other.proposition == "repelled":
            return holder.proposition != "entered" or holder.claimant != other.claimant
    if (
        props <= {"captured", "holds"}
        and first.subject
        and second.subject
        and first.subject != second.subject
    ):
        return first.claimant != second.claimant and first.basis == second.basis == "party"
    return False


def territory_conflict(claims: Sequence[Claim]) -> bool:
    """Whether parties differ on who holds the place."""
    return any(c.conflicts_with and c.proposition in _HOLDING | {"repelled"} for c in claims)


def with_single_ids(
    events: Sequence[Event], claims: Sequence[Claim]
) -> tuple[tuple[Event, ...], tuple[Claim, ...]]:
    """Events and free claims of a report in which no two claims carry one id.

    One statement can bear on two events; the second time it takes an id of
    its own, made with the event's.
    """
    seen: set[str] = set()
    kept = []
    for event in events:
        fresh: dict[str, str] = {}
        for claim in event.claims:
            own = claim.claim_id
            if own in seen:
                own = content_id("cl", claim.claim_id, event.event_id)
            fresh[claim.claim_id] = own
        seen.update(fresh.values())
        if all(old == new for old, new in fresh.items()):
            kept.append(event)
            continue
        kept.append(
            replace(
                event,
                claims=tuple(
                    replace(
                        claim,
                        claim_id=fresh[claim.claim_id],
                        conflicts_with=tuple(sorted(fresh[i] for i in claim.conflicts_with)),
                        corroborates=tuple(sorted(fresh[i] for i in claim.corroborates)),
                    )
                    for claim in event.claims
                ),
            )
        )
    return tuple(kept), tuple(c for c in claims if c.claim_id not in seen)
