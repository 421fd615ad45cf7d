"""Score the coder against reports coded by hand: precision and recall, field by field.

    python tests/benchmarks/score_extract.py [tune|heldout] [-v]

The key and the rules of matching are described in ``tests/data/coded_reports/README.md``.
``heldout`` is for totals only: rules are never tuned on it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from geomali.actors import load_actors
from geomali.extract import code_report
from geomali.gazetteer import load_gazetteer
from geomali.reports import read_reports

DATA = Path(__file__).parents[1] / "data" / "coded_reports"


def spans_of(text: str, quotes: list[str]) -> list[tuple[int, int]]:
    """Every place where one of some quotes stands in a text."""
    found = []
    for quote in quotes:
        at = text.find(quote)
        while quote and at >= 0:
            found.append((at, at + len(quote)))
            at = text.find(quote, at + 1)
    return found


def overlaps(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(span[0] < b and a < span[1] for a, b in spans)


def iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


class Scorer:
    """Adds up agreements and disagreements over reports."""

    def __init__(self, registry, *, verbose: bool) -> None:
        self.registry, self.verbose = registry, verbose
        self.n: Counter[str] = Counter()

    def say(self, *parts: object) -> None:
        if self.verbose:
            print(*parts)

    def field(self, name: str, right: bool, report: str, got: object, want: object) -> None:
        self.n[f"{name}/all"] += 1
        self.n[f"{name}/right"] += right
        if not right:
            self.say(f"  {report} {name}: got {got!r}, want {want!r}")

    # -- events --

    def events(self, text: str, draft, key: dict) -> None:
        report = key["report_id"]
        pairs = []
        for i, event in enumerate(draft.events):
            for j, wanted in enumerate(key["events"]):
                main = spans_of(text, [wanted["trigger"]])
                also = spans_of(text, wanted.get("also") or [])
                trigger = (event.trigger.start, event.trigger.end)
                score = 0.0
                if overlaps(trigger, main):
                    score += 6
                elif overlaps(trigger, also):
                    score += 5
                elif any(overlaps((e.start, e.end), main) for e in event.evidence):
                    score += 3
                elif any(overlaps((e.start, e.end), also) for e in event.evidence):
                    score += 2
                agree = (
                    event.event_type == wanted["event_type"],
                    place_agrees(event.place, wanted["place"]),
                    (iso(event.date_earliest), iso(event.date_latest))
                    == (wanted["date_earliest"], wanted["date_latest"]),
                )
                if score == 0 and not all(agree):
                    continue
                score -= 0.5 * wanted["optional"]
                pairs.append((-(score + sum(agree)), i, j))
        matched: dict[int, int] = {}
        for _, i, j in sorted(pairs):
            if i not in matched and j not in matched.values():
                matched[i] = j
        banned = spans_of(text, [n["quote"] for n in key["not_events"]])
        for i, event in enumerate(draft.events):
            if i in matched:
                if not key["events"][matched[i]]["optional"]:
                    self.n["events/hit"] += 1
                self.compare(report, event, key["events"][matched[i]])
                continue
            trigger = (event.trigger.start, event.trigger.end)
            self.n["events/false"] += 1
            twin = any(p[1] == i for p in pairs)
            self.n["events/false: told twice"] += twin
            self.n["events/false: in a passage that is none"] += overlaps(trigger, banned)
            self.say(
                f"FALSE {report}{' twice' if twin else ''}: {event.sub_event_type} {event.evidence[0].quote[:150]!r} at {event.trigger.quote!r}"
            )
        for j, wanted in enumerate(key["events"]):
            if j not in matched.values() and not wanted["optional"]:
                self.n["events/missed"] += 1
                self.say(f"MISSED {report}: {wanted['sub_event_type']} {wanted['trigger']!r}")

    def compare(self, report: str, event, wanted: dict) -> None:
        self.field(
            "type",
            event.event_type == wanted["event_type"],
            report,
            event.event_type,
            wanted["event_type"],
        )
        self.field(
            "sub-type",
            event.sub_event_type == wanted["sub_event_type"],
            report,
            event.sub_event_type,
            wanted["sub_event_type"],
        )
        self.field(
            "modality",
            event.modality == wanted["modality"],
            report,
            event.modality,
            wanted["modality"],
        )
        got = (iso(event.date_earliest), iso(event.date_latest))
        want = (wanted["date_earliest"], wanted["date_latest"])
        self.field("date", got == want, report, (*got, event.date_expression), want)
        self.field(
            "place",
            place_agrees(event.place, wanted["place"]),
            report,
            event.place and (event.place.name, event.place.admin1),
            wanted["place"] and wanted["place"]["name"],
        )
        for role in ("side_a", "side_b"):
            mine = {a.actor_id or "?" for a in event.actors if a.role == role}
            theirs = {a["actor_id"] or "?" for a in wanted["actors"] if a["role"] == role}
            if not mine and not theirs:
                continue
            hits = sum(any(self.same_actor(a, b, event.date_latest) for b in theirs) for a in mine)
            found = sum(any(self.same_actor(a, b, event.date_latest) for a in mine) for b in theirs)
            self.n["actors/given"] += len(mine)
            self.n["actors/given right"] += hits
            self.n["actors/wanted"] += len(theirs)
            self.n["actors/wanted found"] += found
            if hits < len(mine) or found < len(theirs):
                self.say(f"  {report} {role}: got {sorted(mine)}, want {sorted(theirs)}")
        for name, have, need in (
            ("dead", event.fatalities, wanted["fatalities"]),
            ("wounded", event.wounded, wanted["wounded"]),
            ("abducted", event.abducted, wanted["abducted"]),
        ):
            if isinstance(need, dict):
                right = have is not None and all(
                    need[part] is None or getattr(have, part) == need[part]
                    for part in ("low", "best", "high")
                )
            elif need is None:
                right = have is None
            else:
                right = have is not None and have.best == need
            self.field(name, right, report, have and (have.low, have.best, have.high), need)
        if wanted["contested"] is not None:
            self.field(
                "contested",
                event.contested == wanted["contested"],
                report,
                event.contested,
                wanted["contested"],
            )
        if wanted.get("outcome"):
            self.field(
                "outcome",
                event.outcome == wanted["outcome"],
                report,
                event.outcome,
                wanted["outcome"],
            )

    def same_actor(self, a: str, b: str, on: date | None) -> bool:
        if a == b:
            return True
        if "?" in (a, b) or a not in self.registry or b not in self.registry:
            return False
        return b in self.registry.successors(a) or b in self.registry.predecessors(a)

    # -- claims and passages --

    def claims(self, text: str, draft, key: dict) -> None:
        report = key["report_id"]
        mine = [c for e in draft.events for c in e.claims] + list(draft.claims)
        used: set[int] = set()
        for wanted in key["claims"]:
            where = spans_of(text, [wanted["quote"]])
            best = None
            for i, claim in enumerate(mine):
                if i in used or not any(overlaps((e.start, e.end), where) for e in claim.evidence):
                    continue
                agree = (
                    claim.claimant == wanted["claimant"],
                    claim.proposition == wanted["proposition"],
                    claim.stance == wanted["stance"],
                    claim.subject == wanted["subject"],
                )
                if best is None or sum(agree) > sum(best[1]):
                    best = (i, agree, claim)
            if best is None:
                self.n["claims/missed"] += 1
                self.say(
                    f"  {report} claim missed: {wanted['claimant'] or wanted['claimant_text']} {wanted['stance']} {wanted['proposition']} {wanted['quote'][:70]!r}"
                )
                continue
            used.add(best[0])
            self.n["claims/found"] += 1
            for name, right in zip(
                ("claimant", "proposition", "stance", "subject"), best[1], strict=True
            ):
                claim = best[2]
                self.field(
                    f"claim {name}",
                    right,
                    report,
                    getattr(claim, name) or claim.claimant_text,
                    wanted[name] or wanted["claimant_text"],
                )
        self.n["claims/given"] += len(mine)

    def passages(self, text: str, draft, key: dict) -> None:
        for wanted in key["not_events"]:
            where = spans_of(text, [wanted["quote"]])
            over = [n for n in draft.not_events if overlaps((n.start, n.end), where)]
            right = any(n.modality == wanted["modality"] for n in over)
            self.n["passages/kept apart"] += bool(over)
            self.field(
                "passage modality",
                right,
                key["report_id"],
                [n.modality for n in over],
                (wanted["modality"], wanted["quote"][:80]),
            )
            if wanted["probability_word"]:
                self.field(
                    "probability word",
                    any(
                        (n.probability_word or "").lower() == wanted["probability_word"].lower()
                        for n in over
                    ),
                    key["report_id"],
                    [n.probability_word for n in over],
                    wanted["probability_word"],
                )

    def table(self) -> None:
        n = self.n
        hit, false, missed = n["events/hit"], n["events/false"], n["events/missed"]
        precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
        print(
            f"events: precision {precision:.3f} recall {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f} "
            f"(right {hit}, false {false} of which told twice {n['events/false: told twice']} and in marked passages {n['events/false: in a passage that is none']}, missed {missed})"
        )
        for name in sorted({k.rsplit("/", 1)[0] for k in n if k.endswith("/all")}):
            print(
                f"  {name:18} {n[name + '/right']:4} of {n[name + '/all']:4}  {n[name + '/right'] / n[name + '/all']:.3f}"
            )
        print(
            f"  actors             precision {n['actors/given right'] / max(1, n['actors/given']):.3f} recall {n['actors/wanted found'] / max(1, n['actors/wanted']):.3f}"
        )
        print(
            f"  claims             found {n['claims/found']} of {n['claims/found'] + n['claims/missed']}; {n['claims/given']} given in all"
        )
        print(
            f"  passages           kept apart {n['passages/kept apart']} of {n['passage modality/all']}"
        )


def place_agrees(place, wanted: dict | None) -> bool:
    if wanted is None:
        return place is None
    if place is None:
        return False
    mine, theirs = place.name.lower(), wanted["name"].lower()
    if wanted["kind"] == "area" and place.lat is not None:
        return False
    return mine in theirs or theirs in mine


def main(argv: list[str] | None = None) -> None:
    arguments = sys.argv[1:] if argv is None else argv
    half = "heldout_" if "heldout" in arguments else ""
    gazetteer, actors = load_gazetteer(), load_actors()
    scorer = Scorer(actors, verbose="-v" in arguments and not half)
    keys = {}
    for line in (DATA / f"{half}key.jsonl").read_text(encoding="utf-8").splitlines():
        key = json.loads(line)
        keys[key["report_id"]] = key
    read = read_reports(DATA / f"{half}reports.jsonl")
    for report in read.reports:
        key = keys[report.report_id]
        draft = code_report(report, gazetteer=gazetteer, actors=actors)
        scorer.events(report.text, draft, key)
        scorer.claims(report.text, draft, key)
        scorer.passages(report.text, draft, key)
    print(f"{len(read.reports)} reports, {half or 'tune'}")
    scorer.table()


if __name__ == "__main__":
    main()
