"""A reviewer's day on drafts of any kind: what is decided stays, and nothing else changes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geomali.actors import load_actors
from geomali.dates import DocumentDate
from geomali.events import Claim, Count, Event, EventActor, EventPlace, Evidence
from geomali.extract import Draft
from geomali.gazetteer import load_gazetteer
from geomali.pipeline import Coding, accept, commit_coding, list_decisions
from geomali.reports import Report
from geomali.review import write_sheets
from geomali.store import open_store

DAY = date(2023, 9, 12)
PLACES = (
    None,
    EventPlace("Bourem", "bourem_town", 16.955, -0.34861, 1, admin1="Gao", country="ML"),
    EventPlace("Gao", "gao_town", 16.27167, -0.04472, 1, admin1="Gao", country="ML"),
    EventPlace("the Kidal region", "kidal_region", None, None, 3, admin1="Kidal", country="ML"),
    EventPlace("a hill"),
)
KINDS = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Violence against civilians", "Attack"),
)
SIDES = (
    (EventActor("the CSP", "side_a", "csp_psd"), EventActor("FAMa", "side_b", "fama")),
    (EventActor("JNIM", "side_a", "jnim"), EventActor("gunmen", "side_b", None, "suspected")),
    (),
)
PROPOSITIONS = ("captured", "repelled", "attacked")

EVENT_EDITS = (
    {"accept": "no"},
    {"accept": "yes"},
    {"notes": "read again"},
    {"notes": "=1+1"},
    {"date": "2023-09-10", "date_latest": "2023-09-11", "time_precision": ""},
    {"date": "", "date_latest": "", "time_precision": ""},
    {"place": "Kidal"},
    {"place": "Bamba"},
    {"place": "zzzz"},
    {"place_id": "ber"},
    {"place_id": "", "place": ""},
    {"lat": "16.9", "lon": "-0.4"},
    {"lat": "200"},
    {"fatalities": "7", "fatalities_low": "", "fatalities_high": ""},
    {"fatalities": "many"},
    {"side_a": "ISGS"},
    {"contested": "yes"},
    {"sub_event_type": "Hug"},
    {"event_id": "typo"},
    None,
)
CLAIM_EDITS = (
    {"accept": "no"},
    {"accept": "yes"},
    {"proposition": "entered"},
    {"place": "Kidal"},
    {"claim_date": "2023-09-09", "claim_date_latest": ""},
    {"credibility": "many"},
    {"subject": "Nobody Knows"},
    None,
)
NEW_CLAIMS = (
    {"proposition": "attacked", "subject": "JNIM", "place": "Gao", "quote": "they came"},
    {"proposition": "holds", "subject": "FAMa", "place": "Bourem", "claim_date": "2023-09-12"},
)


@pytest.fixture(scope="module")
def lookups():
    return {"gazetteer": load_gazetteer(core_only=True), "actors": load_actors()}


@st.composite
def drafts(draw) -> list[Draft]:
    """One to three reports, whose events may be tellings of one."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        published = DAY + timedelta(days=draw(st.integers(0, 3)))
        report = Report(
            f"report_{number}", f"{number}.txt", "", f"{number}" * 64, "en", "", "A paper", None,
            published,
        )  # fmt: skip
        events, alone = [], []
        for position in range(draw(st.integers(0, 3))):
            event_id = f"ev_{number}{position}"
            kind = draw(st.sampled_from(KINDS))
            day = draw(st.sampled_from((None, DAY, DAY - timedelta(days=1))))
            place = draw(st.sampled_from(PLACES))
            claims = [
                Claim(
                    f"cl_{number}{position}{i}", "asserts", draw(st.sampled_from(PROPOSITIONS)),
                    who, who, None, who, None, place, day, day, published,
                    evidence=(Evidence(i, i + 4, "took"),), report_id=report.report_id,
                    event_id=draw(st.sampled_from((event_id, event_id, None))),
                )
                for i, who in enumerate(draw(st.lists(st.sampled_from(("csp_psd", "fama")), max_size=2)))
            ]  # fmt: skip
            if len(claims) == 2:
                one, two = claims
                claims = [
                    replace(one, conflicts_with=(two.claim_id,)),
                    replace(two, conflicts_with=(one.claim_id,)),
                ]
            events.append(
                Event(
                    event_id, *kind, date_earliest=day, date_latest=day,
                    time_precision=None if day is None else 1, place=place,
                    actors=draw(st.sampled_from(SIDES)),
                    fatalities=draw(st.sampled_from((None, Count(2, 2, 2), Count(1, 3, 4)))),
                    confidence=0.5, evidence=(Evidence(0, 9, "they came"),),
                    claims=tuple(c for c in claims if c.event_id), source_ids=(report.report_id,),
                    reported_date=published,
                )
            )  # fmt: skip
            alone += [claim for claim in claims if not claim.event_id]
        made = Draft(
            report, DocumentDate(published, published, "given"), tuple(events), tuple(alone)
        )
        found.append(Draft.from_json(json.loads(json.dumps(made.to_json()))))
    return found


edits = st.fixed_dictionaries(
    {
        "events": st.dictionaries(st.integers(0, 8), st.sampled_from(EVENT_EDITS), max_size=4),
        "claims": st.dictionaries(st.integers(0, 8), st.sampled_from(CLAIM_EDITS), max_size=3),
        "new": st.lists(st.sampled_from(NEW_CLAIMS), max_size=2, unique_by=str),
    }
)


def edit(folder: Path, changes: Mapping[str, object]) -> dict[str, set[str]]:
    """Edit the sheets; the ids of the rows that were edited or deleted, by sheet."""
    touched: dict[str, set[str]] = {"events": set(), "claims": set()}
    for name, key in (("events", "event_id"), ("claims", "claim_id")):
        path = folder / f"{name}.csv"
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        rows, header = [], reader.fieldnames
        for number, row in enumerate(reader):
            if number in changes[name]:
                touched[name].add(row[key])
                change = changes[name][number]
                if change is None:
                    continue
                rows.append(row | change)
            else:
                rows.append(row)
        if name == "claims":
            reports = [line["report_id"] for line in lines(folder)]
            rows += [
                dict.fromkeys(header, "") | new | {"report_id": reports[0]}
                for new in changes["new"]
            ]
        out = io.StringIO()
        writer = csv.DictWriter(out, header)
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return touched


def lines(folder: Path) -> list[dict]:
    text = (folder / "draft.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def contents(folder: str | Path) -> dict[str, bytes]:
    """Every file of a store but the log, which has the time of day."""
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if path.name != "audit.jsonl"
    }


def said(store, name: str) -> dict[str, dict]:
    """Rows of a table by id, as values that can be compared."""
    table = store.events_arrow() if name == "events" else store.table("claims")
    key = "event_id" if name == "events" else "claim_id"
    return {row[key]: row for row in table.to_pylist()}


def versions(store) -> set[str]:
    """Every version of every event that the store has or had, by what it says."""
    rows = store.events_arrow().to_pylist()
    past = store.history()
    names = ("event_id", "notes", "sub_event_type", "place_name", "fatalities_best", "contested")
    found = {str([row[name] for name in names]) for row in rows}
    for row in past.astype(object).where(past.notna(), None).to_dict("records"):
        found.add(str([row[name] for name in names]))
    return found


def one_draft() -> Draft:
    """One event with a claim, and a claim alone that contradicts it."""
    report = Report("report_0", "0.txt", "", "0" * 64, "en", "", "A paper", None, DAY)
    one = Claim(
        "cl_1", "asserts", "captured", "csp_psd", subject="csp_psd", place=PLACES[1],
        claim_date=DAY, claim_date_latest=DAY, reported_date=DAY, conflicts_with=("cl_0",),
        evidence=(Evidence(0, 4, "took"),), report_id="report_0", event_id="ev_00",
    )  # fmt: skip
    other = replace(one, claim_id="cl_0", claimant="fama", event_id=None, conflicts_with=("cl_1",))
    event = Event(
        "ev_00", "Battles", "Armed clash", date_earliest=DAY, date_latest=DAY, time_precision=1,
        place=PLACES[1], actors=SIDES[0], claims=(one,), source_ids=("report_0",),
        reported_date=DAY,
    )  # fmt: skip
    made = Draft(report, DocumentDate(DAY, DAY, "given"), (event,), (other,))
    return Draft.from_json(json.loads(json.dumps(made.to_json())))


@pytest.mark.parametrize(
    ("changes", "links"),
    [
        ({"claims": {0: {"credibility": "many"}}}, {"cl_0": ["cl_1"], "cl_1": ["cl_0"]}),
        ({"claims": {1: {"credibility": "many"}}}, {"cl_0": ["cl_1"], "cl_1": ["cl_0"]}),
        ({"claims": {0: {"accept": "no"}}}, {"cl_0": []}),
        ({"claims": {1: None}}, {"cl_1": []}),
        ({"events": {0: {"accept": "no"}}}, {"cl_0": []}),
        ({"events": {0: None}}, {"cl_0": []}),
        ({"events": {0: {"notes": "seen"}}}, {"cl_0": ["cl_1"], "cl_1": ["cl_0"]}),
    ],
)
def test_links_follow_what_was_decided_and_stay_so(changes, links, lookups, tmp_path):
    made = one_draft()
    store = open_store(tmp_path / "store", create=True)
    commit_coding(store, Coding((made,)))
    sheets = write_sheets([made], tmp_path / "sheets")
    edit(sheets, {"events": {}, "claims": {}, "new": []} | changes)
    accept(sheets, store, by="Aïssata", **lookups)
    for _ in range(2):
        found = said(store, "claims")
        assert {key: row["conflicts_with"] for key, row in found.items()} == links
        commit_coding(store, Coding((made,)))


def test_the_history_has_what_was_coded_before_it_was_corrected(lookups, tmp_path):
    made = one_draft()
    store = open_store(tmp_path / "store", create=True)
    commit_coding(store, Coding((made,)))
    sheets = write_sheets([made], tmp_path / "sheets")
    edit(sheets, {"events": {0: {"place": "Kidal"}}, "claims": {}, "new": []})
    accept(sheets, store, by="Aïssata", **lookups)
    assert store.events()["place_name"].tolist() == ["Kidal"]
    assert store.history()["place_name"].tolist() == ["Bourem"]


@settings(
    max_examples=12,
    deadline=None,
    phases=[p for p in Phase if p is not Phase.explain],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=drafts(), days=st.lists(edits, min_size=1, max_size=2))
def test_a_reviewers_day(made, days, lookups, tmp_path_factory):
    folder = tmp_path_factory.mktemp("day")
    store = open_store(folder / "store", create=True)
    commit_coding(store, Coding(tuple(made), (), ()))
    for number, changes in enumerate(days):
        sheets = write_sheets(made, folder / f"sheets_{number}")
        before = {name: said(store, name) for name in ("events", "claims")}
        old = versions(store)
        touched = edit(sheets, changes)
        done = accept(sheets, store, by="Aïssata", **lookups)
        after = {name: said(store, name) for name in ("events", "claims")}
        state = contents(store.path)

        assert store.check() == []
        # Nothing that was ever said is lost.
        assert old <= versions(store)
        # Accepting twice is accepting once.
        again = accept(sheets, store, by="Aïssata", **lookups)
        assert contents(store.path) == state
        assert (again.events, again.claims) == (
            done.events | {"decided_before": again.events["decided_before"]},
            done.claims | {"decided_before": again.claims["decided_before"]},
        )
        # Coding the reports again keeps what was decided.
        commit_coding(store, Coding(tuple(made), (), ()))
        assert contents(store.path) == state
        # What nobody touched, itself or by merging, is as it was.
        if not touched["events"] and not touched["claims"] and not changes["new"]:
            assert after == before
        ids = {one["id"] for one in list_decisions(store)}
        for event_id, row in before["events"].items():
            alone = event_id not in touched["events"] and len(row["source_ids"]) == 1
            now = after["events"].get(event_id)
            if alone and now is not None and len(now["source_ids"]) == 1:
                assert now == row
            if alone and now is None:
                assert event_id in ids or event_id in set(store.history()["event_id"])
