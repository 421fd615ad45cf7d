"""The draft of one report: what was coded, and its JSON form, one line of ``draft.jsonl``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geomali.dates import DocumentDate
from geomali.events import (
    Claim,
    Count,
    Event,
    EventActor,
    EventPlace,
    Evidence,
    NotEvent,
)
from geomali.reports import Report

__all__ = ["Draft", "Mention"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place, an actor or a time expression in the text, as it was resolved.

    ``target`` is the place id or actor id, None if there is none; for a time
    expression ``earliest`` and ``latest`` are the interval.
    """

    start: int
    end: int
    target: str | None = None
    reason: str = ""
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One report, coded: events and claims, each with the words they rest on.

    Every ``Evidence`` is a span of ``report.text``.  A draft read back from
    JSON has no text: the file holds offsets, quotes and the text's hash.
    """

    report: Report
    document_date: DocumentDate
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    places: tuple[Mention, ...] = ()
    actors: tuple[Mention, ...] = ()
    dates: tuple[Mention, ...] = ()
    not_events: tuple[NotEvent, ...] = ()

    @property
    def known_on(self) -> date | None:
        """Day on which it could be known what the report says: its publication, as far as it is stated."""
        return self.report.published or self.document_date.latest

    def to_json(self) -> Json:
        """Form the object that is one line of ``draft.jsonl``."""
        report = self.report
        return {
            "report_id": report.report_id,
            "file": report.file,
            "title": report.title,
            "source": report.source,
            "url": report.url,
            "lang": report.lang,
            "published": _day(report.published),
            "text_sha256": report.text_sha256,
            "document_date": {
                "earliest": _day(self.document_date.earliest),
                "latest": _day(self.document_date.latest),
                "rule": self.document_date.rule,
                "flags": list(self.document_date.flags),
            },
            "events": [_event_json(event) for event in self.events],
            "claims": [_claim_json(claim) for claim in self.claims],
            "mentions": {
                "places": [
                    {"start": m.start, "end": m.end, "place_id": m.target, "reason": m.reason}
                    for m in self.places
                ],
                "actors": [
                    {"start": m.start, "end": m.end, "actor_id": m.target, "reason": m.reason}
                    for m in self.actors
                ],
                "dates": [
                    {
                        "start": m.start,
                        "end": m.end,
                        "earliest": _day(m.earliest),
                        "latest": _day(m.latest),
                        "rule": m.reason,
                    }
                    for m in self.dates
                ],
            },
            "not_events": [
                {
                    "start": n.start,
                    "end": n.end,
                    "quote": n.quote,
                    "modality": n.modality,
                    "probability_word": n.probability_word,
                }
                for n in self.not_events
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Draft:
        """Read a draft back from one line of ``draft.jsonl``.

        Raises
        ------
        KeyError, TypeError, ValueError
            The object is not a draft.
        """
        if not isinstance(data, Mapping):
            raise TypeError("a draft is an object")
        report = Report(
            report_id=_text(data["report_id"]),
            file=_text(data["file"]),
            text="",
            text_sha256=_text(data["text_sha256"]),
            lang=_text(data["lang"]),
            title=_text(data.get("title") or ""),
            source=_text(data.get("source") or ""),
            url=data.get("url"),
            published=_date(data.get("published")),
        )
        written = data["document_date"]
        mentions = data.get("mentions") or {}
        return cls(
            report=report,
            document_date=DocumentDate(
                _date(written["earliest"]),
                _date(written["latest"]),
                _text(written["rule"]),
                tuple(written.get("flags") or ()),
            ),
            events=tuple(
                _event(item, report, report.published or _date(written["latest"]))
                for item in data["events"]
            ),
            claims=tuple(_claim(item, report.report_id, None) for item in data["claims"]),
            places=tuple(
                Mention(int(m["start"]), int(m["end"]), m["place_id"], m.get("reason") or "")
                for m in mentions.get("places") or ()
            ),
            actors=tuple(
                Mention(int(m["start"]), int(m["end"]), m["actor_id"], m.get("reason") or "")
                for m in mentions.get("actors") or ()
            ),
            dates=tuple(
                Mention(
                    int(m["start"]),
                    int(m["end"]),
                    None,
                    m.get("rule") or "",
                    _date(m["earliest"]),
                    _date(m["latest"]),
                )
                for m in mentions.get("dates") or ()
            ),
            not_events=tuple(
                NotEvent(
                    int(n["start"]),
                    int(n["end"]),
                    _text(n["quote"]),
                    _text(n["modality"]),
                    n.get("probability_word"),
                )
                for n in data.get("not_events") or ()
            ),
        )


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {type(value).__name__}")
    return value


def _spans_json(evidence: Sequence[Evidence]) -> list[Json]:
    return [{"start": e.start, "end": e.end, "quote": e.quote} for e in evidence]


def _spans(items: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(int(i["start"]), int(i["end"]), _text(i["quote"])) for i in items)


def _count_json(count: Count | None) -> Json | None:
    return None if count is None else {"low": count.low, "best": count.best, "high": count.high}


def _count(item: Mapping[str, Any] | None) -> Count | None:
    if item is None:
        return None
    return Count(int(item["low"]), int(item["best"]), int(item["high"]))


def _place_json(place: EventPlace | None) -> Json | None:
    if place is None:
        return None
    return {
        "place_id": place.place_id,
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "geo_precision": place.geo_precision,
        "uncertainty_km": place.uncertainty_km,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "country": place.country,
        "score": round(place.score, 4),
        "reason": place.reason,
    }


def _place(item: Mapping[str, Any] | None) -> EventPlace | None:
    if item is None:
        return None
    return EventPlace(
        name=_text(item["name"]),
        place_id=item.get("place_id"),
        lat=item.get("lat"),
        lon=item.get("lon"),
        geo_precision=item.get("geo_precision"),
        uncertainty_km=item.get("uncertainty_km"),
        admin1=item.get("admin1"),
        admin2=item.get("admin2"),
        country=item.get("country"),
        score=float(item.get("score") or 0.0),
        reason=item.get("reason") or "",
    )


def _event_json(event: Event) -> Json:
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "modality": event.modality,
        "date_earliest": _day(event.date_earliest),
        "date_latest": _day(event.date_latest),
        "time_precision": event.time_precision,
        "date_expression": event.date_expression,
        "date_rule": event.date_rule,
        "place": _place_json(event.place),
        "actors": [
            {"actor_id": a.actor_id, "name": a.name, "role": a.role, "doubt": a.doubt}
            for a in event.actors
        ],
        "fatalities": _count_json(event.fatalities),
        "wounded": _count_json(event.wounded),
        "abducted": _count_json(event.abducted),
        "weapon": event.weapon,
        "target": event.target,
        "outcome": event.outcome,
        "contested": event.contested,
        "confidence": None if event.confidence is None else round(event.confidence, 4),
        "flags": list(event.flags),
        "trigger": _spans_json([event.trigger])[0] if event.trigger else None,
        "evidence": _spans_json(event.evidence),
        "claims": [_claim_json(claim) for claim in event.claims],
    }


def _event(item: Mapping[str, Any], report: Report, reported: date | None) -> Event:
    event_id = _text(item["event_id"])
    return Event(
        event_id=event_id,
        event_type=_text(item["event_type"]),
        sub_event_type=_text(item["sub_event_type"]),
        modality=_text(item["modality"]),
        date_earliest=_date(item["date_earliest"]),
        date_latest=_date(item["date_latest"]),
        time_precision=item.get("time_precision"),
        date_expression=item.get("date_expression"),
        date_rule=_text(item.get("date_rule") or "none"),
        place=_place(item.get("place")),
        actors=tuple(
            EventActor(_text(a["name"]), _text(a["role"]), a.get("actor_id"), a.get("doubt"))
            for a in item.get("actors") or ()
        ),
        fatalities=_count(item.get("fatalities")),
        wounded=_count(item.get("wounded")),
        abducted=_count(item.get("abducted")),
        weapon=item.get("weapon"),
        target=item.get("target"),
        outcome=item.get("outcome"),
        contested=bool(item.get("contested")),
        confidence=None if item.get("confidence") is None else float(item["confidence"]),
        evidence=_spans(item.get("evidence") or ()),
        claims=tuple(_claim(c, report.report_id, event_id) for c in item.get("claims") or ()),
        source_ids=(report.report_id,),
        reported_date=reported,
        flags=tuple(item.get("flags") or ()),
        trigger=_spans([item["trigger"]])[0] if item.get("trigger") else None,
    )


def _claim_json(claim: Claim) -> Json:
    return {
        "claim_id": claim.claim_id,
        "claimant": claim.claimant,
        "claimant_text": claim.claimant_text,
        "channel": claim.channel,
        "stance": claim.stance,
        "proposition": claim.proposition,
        "subject": claim.subject,
        "object": claim.object,
        "place_id": claim.place.place_id if claim.place else None,
        "place_text": claim.place.name if claim.place else None,
        "place": _place_json(claim.place),
        "claim_date": _day(claim.claim_date),
        "claim_date_latest": _day(claim.claim_date_latest),
        "reported_date": _day(claim.reported_date),
        "basis": claim.basis,
        "reliability": claim.reliability,
        "credibility": claim.credibility,
        "evidence": _spans_json(claim.evidence),
        "conflicts_with": list(claim.conflicts_with),
        "corroborates": list(claim.corroborates),
    }


def _claim(item: Mapping[str, Any], report_id: str, event_id: str | None) -> Claim:
    place = _place(item.get("place"))
    if place is None and item.get("place_text"):
        place = EventPlace(_text(item["place_text"]), item.get("place_id"))
    return Claim(
        claim_id=_text(item["claim_id"]),
        stance=_text(item["stance"]),
        proposition=_text(item["proposition"]),
        claimant=item.get("claimant"),
        claimant_text=item.get("claimant_text"),
        channel=item.get("channel"),
        subject=item.get("subject"),
        object=item.get("object"),
        place=place,
        claim_date=_date(item.get("claim_date")),
        claim_date_latest=_date(item.get("claim_date_latest")),
        reported_date=_date(item.get("reported_date")),
        basis=item.get("basis") or "party",
        reliability=item.get("reliability") or "F",
        credibility=int(item.get("credibility") or 6),
        evidence=_spans(item.get("evidence") or ()),
        conflicts_with=tuple(item.get("conflicts_with") or ()),
        corroborates=tuple(item.get("corroborates") or ()),
        report_id=report_id,
        event_id=event_id,
    )
