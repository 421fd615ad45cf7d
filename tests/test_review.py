"""Coding sheets: what was not changed comes back as it was coded; what was changed is checked."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomali.actors import load_actors
from geomali.dates import DocumentDate
from geomali.errors import SourceFormatError
from geomali.events import (
    Claim,
    Count,
    Event,
    EventActor,
    EventPlace,
    Evidence,
    NotEvent,
)
from geomali.extract import Draft
from geomali.gazetteer import load_gazetteer
from geomali.reports import Report
from geomali.review import read_review, read_reviewed, write_sheets
from geomali.schema import check

FUZZ = Path(__file__).parent / "benchmarks" / "fuzz_readers.py"
BOUREM = EventPlace(
    "Bourem", "bourem_town", 16.955, -0.34861, 1, None, "Gao", "Bourem", "ML", 0.93, "exact"
)


@pytest.fixture(scope="module")
def lookups():
    return {"gazetteer": load_gazetteer(core_only=True), "actors": load_actors()}


def draft(number: int = 1, **changes) -> Draft:
    """A draft of two events, one with a claim, and one claim on its own."""
    report = Report(
        f"report_{number}", f"{number}.txt", "", "0" * 64, "en", f"Title {number}", "A paper",
        None, date(2023, 9, 13),
    )  # fmt: skip
    claim = Claim(
        f"claim_{number}a", "asserts", "captured", "csp_psd", "the CSP", "press release",
        "csp_psd", None, BOUREM, date(2023, 9, 12), date(2023, 9, 12), date(2023, 9, 13),
        evidence=(Evidence(10, 20, "we took it"),), report_id=report.report_id,
        event_id=f"ev_{number}a", conflicts_with=(f"claim_{number}b",),
    )  # fmt: skip
    other = replace(
        claim, claim_id=f"claim_{number}b", claimant="fama", subject="fama", proposition="repelled",
        event_id=None, conflicts_with=(f"claim_{number}a",),
    )  # fmt: skip
    first = Event(
        f"ev_{number}a", "Battles", "Armed clash", "claimed", date(2023, 9, 12), date(2023, 9, 12),
        1, "on Tuesday", "weekday before publication", BOUREM,
        (EventActor("the CSP", "side_a", "csp_psd"),
         EventActor("gunmen", "side_b", None, "suspected")),
        Count(3, 4, 6), None, Count(1, 1, 1), "mortar", "camp", "captured", True, 0.8333,
        (Evidence(0, 30, "fighters took the camp"),), (claim,), (report.report_id,),
        date(2023, 9, 13),
    )  # fmt: skip
    second = replace(
        first, event_id=f"ev_{number}b", claims=(), place=None, date_earliest=None,
        date_latest=None, time_precision=None, fatalities=None, contested=False,
    )  # fmt: skip
    made = Draft(
        report, DocumentDate(date(2023, 9, 13), date(2023, 9, 13), "given", ("a doubt",)),
        (first, second), (other,),
        not_events=(NotEvent(40, 50, "will attack", "predicted", "likely"),),
    )  # fmt: skip
    return replace(made, **changes) if changes else made


def edit(path: Path, changes: dict[tuple[str, int, str], object]) -> Path:
    """Change cells (sheet, data row, column) of the sheets, as a spreadsheet program would."""
    if path.is_dir():
        for sheet in {key[0] for key in changes}:
            file = path / f"{sheet}.csv"
            rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
            for (name, row, column), value in changes.items():
                if name == sheet:
                    while len(rows) <= row:
                        rows.append([""] * len(rows[0]))
                    rows[row][rows[0].index(column)] = "" if value is None else str(value)
            out = io.StringIO()
            csv.writer(out, delimiter=";").writerows(rows)
            file.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        return path
    book = openpyxl.load_workbook(path)
    for (name, row, column), value in changes.items():
        sheet = book[name]
        at = next(cell.column for cell in sheet[1] if cell.value == column)
        sheet.cell(row + 1, at).value = value
    book.save(path)
    return path


@pytest.fixture(params=["a.xlsx", "folder"])
def sheets(request, tmp_path):
    return write_sheets([draft()], tmp_path / request.param)


def by_id(reviewed, event_id="ev_1a") -> Event:
    return next(event for event in reviewed.events if event.event_id == event_id)


def sound(path: Path, lookups) -> tuple[dict, list[dict]]:
    tables, rejects = read_review(path, **lookups)
    for name, table in tables.items():
        check(table, name)
    check(rejects, "rejects")
    return tables, rejects.to_pylist()


# -------------------------------------------------------------------- laws


def test_what_was_not_changed_comes_back_as_it_was_coded(sheets, lookups):
    reviewed = read_reviewed(sheets, **lookups)
    made = draft()
    assert reviewed.events == made.events
    assert reviewed.claims == (*made.events[0].claims, *made.claims)
    assert (reviewed.rejects, reviewed.flags) == ((), ())
    tables, _ = sound(sheets, lookups)
    (passage,) = tables["not_events"].to_pylist()
    assert (passage["quote"], passage["modality"]) == ("will attack", "predicted")
    assert tables["reports"].column("report_id").to_pylist() == ["report_1"]


texts = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "+x", "-5", "@sum", "\t=x", "a;b", "'=x", "'", "x" * 40_000, "\x00\x07", "\ud800", "#N/A",
     "12", "2023-01-01", " spaced  ", "a\r\nb", "مالي", "TRUE"]
)  # fmt: skip


@settings(max_examples=25)
@given(words=texts, name=texts, note=texts)
@pytest.mark.parametrize("out", ["a.xlsx", "folder"])
def test_any_words_come_back(out, words, name, note, lookups, tmp_path_factory):
    made = draft()
    event = replace(
        made.events[0],
        evidence=(Evidence(0, len(words), words),),
        actors=(EventActor(name, "side_a", None),),
        place=replace(BOUREM, name=note),
        notes=None,
        target=words,
    )
    made = replace(made, events=(event, made.events[1]))
    path = write_sheets([made], tmp_path_factory.mktemp("any") / out)
    reviewed = read_reviewed(path, **lookups)
    # Halves of characters cannot be stored by anybody: such an event is rejected, not mangled.
    if any("\ud800" <= c <= "\udfff" for c in words + name + note):
        assert "ev_1a" in str(reviewed.rejects)
    else:
        assert by_id(reviewed) == event
        assert reviewed.rejects == ()


def test_the_same_drafts_give_the_same_bytes(tmp_path):
    drafts = [draft(1), draft(2)]
    one = write_sheets(drafts, tmp_path / "one.xlsx").read_bytes()
    two = write_sheets(reversed(drafts), tmp_path / "two.xlsx").read_bytes()
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_no_cell_is_a_formula(tmp_path):
    event = replace(draft().events[0], target="=HYPERLINK(1)", weapon="@x", notes="-1+1")
    made = draft(events=(event,))
    book = openpyxl.load_workbook(write_sheets([made], tmp_path / "a.xlsx"))
    assert {"events", "claims", "not_events", "reports", "read_me"} <= set(book.sheetnames)
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    folder = write_sheets([made], tmp_path / "folder")
    for line in csv.reader((folder / "events.csv").open(encoding="utf-8-sig", newline="")):
        for column, cell in enumerate(line):
            number = cell[:1] == "-" and cell[1:].replace(".", "").isdigit()
            assert number or cell[:1] not in ("=", "+", "-", "@"), column


def test_vocabularies_are_offered_as_lists(tmp_path):
    book = openpyxl.load_workbook(write_sheets([draft()], tmp_path / "a.xlsx"))
    sheet = book["events"]
    rules = sheet.data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list"}
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {str(rule.sqref).split(":")[0] for rule in rules}
    for name in ("accept", "event_type", "sub_event_type", "modality", "outcome"):
        assert f"{columns[name]}2" in offered
    assert book["draft"].sheet_state == "hidden"


# -------------------------------------------------------------- corrections


def test_a_corrected_event_keeps_its_id_and_gets_a_revision(sheets, lookups):
    edit(sheets, {("events", 1, "place"): "Gao", ("events", 1, "fatalities"): 9})
    reviewed = read_reviewed(sheets, **lookups)
    event = by_id(reviewed)
    assert (event.event_id, event.revision, event.status) == ("ev_1a", 1, "current")
    assert (event.place.place_id, event.place.name) == ("gao_town", "Gao")
    assert (event.place.lat, event.place.admin2) == (
        lookups["gazetteer"].place("gao_town").lat,
        "Gao",
    )
    assert event.fatalities == Count(3, 9, 9)
    # Everything else is as it was, to the actor whose name no table knows.
    assert replace(
        event, place=BOUREM, fatalities=Count(3, 4, 6), revision=0
    ) == replace(draft().events[0])  # fmt: skip
    assert by_id(reviewed, "ev_1b") == draft().events[1]


@pytest.mark.parametrize(
    ("changes", "check_event"),
    [
        ({"date": "2023-09-10"}, lambda e: (e.date_earliest, e.date_latest) == (date(2023, 9, 10), date(2023, 9, 12))),
        ({"date": "", "date_latest": "", "time_precision": ""}, lambda e: e.date_earliest is None and e.time_precision is None),
        ({"sub_event_type": "Attack", "event_type": "Violence against civilians"}, lambda e: e.sub_event_type == "Attack"),
        ({"side_b": "JNIM; Front Nobody Knows"}, lambda e: [(a.actor_id, a.name) for a in e.actors if a.role == "side_b"] == [("jnim", "JNIM"), (None, "Front Nobody Knows")]),
        ({"side_b": ""}, lambda e: [a.role for a in e.actors] == ["side_a"]),
        ({"fatalities": "", "fatalities_low": "", "fatalities_high": ""}, lambda e: e.fatalities is None),
        ({"fatalities": 0, "fatalities_low": 0, "fatalities_high": 0}, lambda e: e.fatalities == Count(0, 0, 0)),
        ({"contested": "no"}, lambda e: e.contested is False),
        ({"place_id": "", "place": ""}, lambda e: e.place is None),
        ({"place_id": ""}, lambda e: e.place.name == "Bourem" and e.place.lat is None and e.place.place_id is None),
        ({"place_id": "kidal_region"}, lambda e: e.place.geo_precision == 3 and e.place.lat is None),
        ({"lat": 16.9, "lon": -0.4}, lambda e: (e.place.lat, e.place.lon, e.place.place_id) == (16.9, -0.4, "bourem_town")),
        ({"geo_precision": 3}, lambda e: e.place.geo_precision == 3 and e.place.lat is None),
        ({"notes": "-checked"}, lambda e: e.notes == "-checked"),
        ({"modality": "alleged"}, lambda e: e.modality == "alleged"),
    ],
)  # fmt: skip
def test_corrections(sheets, lookups, changes, check_event):
    edit(sheets, {("events", 1, key): value for key, value in changes.items()})
    reviewed = read_reviewed(sheets, **lookups)
    assert reviewed.rejects == ()
    event = by_id(reviewed)
    assert check_event(event), event
    assert event.revision == 1
    sound(sheets, lookups)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event_type", "Dance"), ("sub_event_type", "Hug"), ("modality", "predicted"),
        ("date", "2023-02-30"), ("date_latest", "2023-09-01"), ("fatalities", "-2"),
        ("fatalities", "many"), ("outcome", "won"), ("contested", "perhaps"), ("place_id", "atlantis"),
        ("geo_precision", "9"), ("lat", "north"), ("accept", "later"), ("event_id", "ev_unknown"),
    ],
)  # fmt: skip
def test_a_bad_row_is_rejected_and_the_others_go_on(sheets, lookups, column, value):
    edit(sheets, {("events", 1, column): value, ("events", 2, "notes"): "fine"})
    _, rejects = sound(sheets, lookups)
    (reject,) = rejects
    assert reject["row_number"] == 2  # as the spreadsheet shows it
    assert "events" in reject["source_file"]
    assert reject["reason"].startswith(column) or "not in this order" in reject["reason"]
    reviewed = read_reviewed(sheets, **lookups)
    assert [event.event_id for event in reviewed.events] == ["ev_1b"]
    assert by_id(reviewed, "ev_1b").notes == "fine"


@pytest.mark.parametrize("answer", ["no", "No", "non", "0"])
def test_a_row_that_is_not_accepted_is_deleted_with_its_claims(sheets, lookups, answer):
    edit(sheets, {("events", 1, "accept"): answer})
    reviewed = read_reviewed(sheets, **lookups)
    event = by_id(reviewed)
    assert (event.status, event.revision) == ("deleted", 1)
    assert [claim.claim_id for claim in reviewed.claims] == ["claim_1b"]
    assert reviewed.claims[0].conflicts_with == ()


@pytest.mark.parametrize("answer", ["yes", "oui", ""])
def test_yes_or_nothing_keeps_a_row(sheets, lookups, answer):
    edit(sheets, {("events", 1, "accept"): answer, ("claims", 1, "accept"): answer})
    assert read_reviewed(sheets, **lookups).events == draft().events


def test_claims_are_corrected_and_taken_out(sheets, lookups):
    edit(
        sheets,
        {
            ("claims", 1, "proposition"): "entered",
            ("claims", 1, "place"): "Kidal",
            ("claims", 2, "accept"): "no",
        },
    )
    (claim,) = read_reviewed(sheets, **lookups).claims
    assert (claim.proposition, claim.place.place_id) == ("entered", "kidal_town")
    assert (claim.claim_id, claim.subject, claim.evidence[0].quote) == (
        "claim_1a", "csp_psd", "we took it",
    )  # fmt: skip
    assert claim.conflicts_with == ()


def test_claims_follow_the_day_and_the_place_of_their_event(sheets, lookups):
    where = {"place": "Gao", "place_id": "", "admin1": "", "admin2": "", "lat": "", "lon": ""}
    when = {"date": "2023-09-10", "date_latest": "2023-09-11"}
    edit(sheets, {("events", 1, key): value for key, value in (where | when).items()})
    reviewed = read_reviewed(sheets, **lookups)
    follows, alone = reviewed.claims
    assert (follows.claim_date, follows.claim_date_latest) == (date(2023, 9, 10), date(2023, 9, 11))
    assert follows.place == by_id(reviewed).place
    assert follows.place.place_id == "gao_town"
    assert (alone.claim_date, alone.place.place_id) == (date(2023, 9, 12), "bourem_town")

    edit(
        sheets, {("claims", 1, "claim_date"): "2023-09-11", ("claims", 1, "place_id"): "kidal_town"}
    )
    own = read_reviewed(sheets, **lookups).claims[0]
    assert (own.claim_date, own.place.place_id) == (date(2023, 9, 11), "kidal_town")


def test_coordinates_given_for_an_area_are_a_point(tmp_path, lookups):
    area = EventPlace("Gao", "gao_region", None, None, 3, admin1="Gao", country="ML")
    made = draft()
    events = (replace(made.events[0], place=area, claims=()), made.events[1])
    sheets = write_sheets([replace(made, events=events)], tmp_path / "a.xlsx")
    edit(sheets, {("events", 1, "lat"): "15,9", ("events", 1, "lon"): 2.4})
    place = by_id(read_reviewed(sheets, **lookups)).place
    assert (place.lat, place.lon, place.geo_precision) == (15.9, 2.4, 1)


def test_a_claim_about_an_unknown_subject_is_rejected(sheets, lookups):
    edit(sheets, {("claims", 1, "subject"): "Front Nobody Knows"})
    _, rejects = sound(sheets, lookups)
    assert [r["reason"][:8] for r in rejects] == ["subject:"]


def test_a_new_row_is_a_new_event_of_its_report(sheets, lookups):
    new = {
        "report_id": "report_1", "date": "2023-10-01", "event_type": "Battles",
        "sub_event_type": "Armed clash", "side_a": "FAMa", "place": "Léré", "fatalities": 2,
    }  # fmt: skip
    edit(sheets, {("events", 3, key): value for key, value in new.items()})
    event = read_reviewed(sheets, **lookups).events[2]
    assert event.event_id.startswith("coded_")
    assert (event.source_ids, event.reported_date) == (("report_1",), date(2023, 9, 13))
    assert (event.actors[0].actor_id, event.place.place_id) == ("fama", "lere")
    again = read_reviewed(sheets, **lookups).events[2]
    assert again.event_id == event.event_id


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"place": "Bamba", "admin1": "", "admin2": "", "country": ""}, ("bamba_gao", "bamba_koro")),
        ({"place": "zzzz"}, ("'zzzz'",)),
        ({"place": ""}, ("place_id",)),
        ({"lat": 200}, ("200", "Earth")),
        ({"lat": 48.85, "lon": 2.35}, ("48.85", "country")),
        ({"lat": 0, "lon": 0}, ("0, 0",)),
        ({"lat": ""}, ("lat: is empty",)),
        ({"place": "Kidal", "admin1": "Kayes"}, ("Kayes", "kidal_town")),
    ],
)  # fmt: skip
def test_a_place_that_is_not_understood_is_refused_with_what_may_be_meant(
    sheets, lookups, cells, said
):
    edit(sheets, {("events", 1, key): value for key, value in cells.items()})
    reviewed = read_reviewed(sheets, **lookups)
    (reject,) = reviewed.rejects
    assert all(words in reject["reason"] for words in said), reject["reason"]
    # Nothing is decided of it: the store keeps what it has.
    assert (reviewed.refused, reviewed.corrected_events) == ({"ev_1a"}, set())


def test_a_name_alone_is_kept_where_that_is_said(sheets, lookups):
    edit(sheets, {("events", 1, "place"): "zzzz", ("events", 1, "place_id"): "",
                  ("events", 2, "place"): "Bamba"})  # fmt: skip
    reviewed = read_reviewed(sheets, **lookups)
    for event, name in ((by_id(reviewed), "zzzz"), (by_id(reviewed, "ev_1b"), "Bamba")):
        assert (event.place.name, event.place.place_id, event.place.lat) == (name, None, None)
        assert any(name in flag and "without a point" in flag for flag in reviewed.flags)
    assert "bamba_koro" in str(reviewed.flags)


def test_a_name_that_is_taken_for_another_is_said(sheets, lookups):
    edit(sheets, {("events", 1, "place"): "Sompiii"})
    reviewed = read_reviewed(sheets, **lookups)
    assert by_id(reviewed).place.place_id == "soumpi_town"
    (flag,) = reviewed.flags
    assert "'Sompiii'" in flag
    assert "soumpi_town" in flag


def test_a_place_id_wins_over_a_name(sheets, lookups):
    edit(sheets, {("events", 1, "place"): "Bamba", ("events", 1, "place_id"): "bamba_koro"})
    place = by_id(read_reviewed(sheets, **lookups)).place
    assert (place.place_id, place.admin1) == ("bamba_koro", "Mopti")


def test_the_region_of_the_row_decides_what_a_name_leaves_open(sheets, lookups):
    # The row says Gao region and Bourem cercle, where one of the two towns called Bamba is.
    edit(sheets, {("events", 1, "place"): "Bamba"})
    place = by_id(read_reviewed(sheets, **lookups)).place
    assert lookups["gazetteer"].place(place.place_id).admin1 == "Gao"


# ------------------------------------------------------------- deleted rows


def delete(path: Path, *rows: tuple[str, int]) -> Path:
    """Delete data rows (sheet, row) of the sheets, as a spreadsheet program would."""
    if path.is_dir():
        for sheet in {sheet for sheet, _ in rows}:
            file = path / f"{sheet}.csv"
            cells = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
            left = [line for number, line in enumerate(cells) if (sheet, number) not in rows]
            out = io.StringIO()
            csv.writer(out).writerows(left)
            file.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        return path
    book = openpyxl.load_workbook(path)
    for sheet, row in sorted(rows, reverse=True):
        book[sheet].delete_rows(row + 1)
    book.save(path)
    return path


def test_an_event_without_its_row_is_left_out_with_its_claims(sheets, lookups):
    reviewed = read_reviewed(delete(sheets, ("events", 1)), **lookups)
    event = by_id(reviewed)
    assert (event.status, event.revision) == ("deleted", 1)
    assert by_id(reviewed, "ev_1b") == draft().events[1]
    assert [claim.claim_id for claim in reviewed.claims] == ["claim_1b"]
    assert reviewed.left_out == {"ev_1a", "claim_1a"}
    # The event is what was decided: with it its claims come back.
    assert (reviewed.corrected_events, reviewed.corrected_claims) == ({"ev_1a"}, set())


def test_a_claim_without_its_row_is_left_out(sheets, lookups):
    reviewed = read_reviewed(delete(sheets, ("claims", 1)), **lookups)
    assert reviewed.events == draft().events
    assert [claim.claim_id for claim in reviewed.claims] == ["claim_1b"]
    assert (reviewed.left_out, reviewed.corrected_claims) == ({"claim_1a"}, {"claim_1a"})


@pytest.mark.parametrize("out", ["a.xlsx", "folder"])
def test_sheets_of_some_reports_say_nothing_of_the_others(out, tmp_path, lookups):
    path = write_sheets([draft(1), draft(2)], tmp_path / out)
    delete(path, ("events", 3), ("events", 4), ("claims", 3), ("claims", 4))
    part = read_reviewed(path, **lookups)
    assert part.events == draft(1).events
    assert [d.report.report_id for d in part.drafts] == ["report_1"]
    assert (part.left_out, part.corrected_events) == (set(), set())
    (note,) = part.flags
    assert "1 of 2 reports (2.txt)" in note
    every = read_reviewed(path, leave_out_reports=True, **lookups)
    assert {e.event_id for e in every.events if e.status == "deleted"} == {"ev_2a", "ev_2b"}
    assert every.flags == ()


@pytest.mark.parametrize("column", ["event_id", "claim_id"])
def test_an_id_that_was_overwritten_deletes_nothing(sheets, lookups, column):
    sheet = "events" if column == "event_id" else "claims"
    edit(sheets, {(sheet, 1, column): "typo"})
    reviewed = read_reviewed(sheets, **lookups)
    assert len(reviewed.rejects) == 1
    assert (reviewed.left_out, reviewed.corrected_events) == (set(), set())
    assert f"{'ev' if sheet == 'events' else 'claim'}_1a" in reviewed.refused


def test_sheets_without_ids_are_refused(tmp_path, lookups):
    path = write_sheets([draft()], tmp_path / "a.xlsx")
    edit(path, {("events", 0, "event_id"): "number"})
    with pytest.raises(SourceFormatError, match="column 'event_id'"):
        read_reviewed(path, **lookups)


# ---------------------------------------------------------- claims by hand

TEXT = "On Tuesday the army\nleft the camp. The army left the camp, it said."
NEW = {"report_id": "report_1", "proposition": "withdrew", "subject": "FAMa", "place": "Bourem"}


def added(sheets, lookups, **cells):
    edit(sheets, {("claims", 3, key): value for key, value in (NEW | cells).items()})
    reviewed = read_reviewed(sheets, texts={"report_1": TEXT}, **lookups)
    return next((c for c in reviewed.claims if c.claim_id in reviewed.added), None), reviewed


def test_an_added_claim_was_known_when_its_report_was(sheets, lookups):
    claim, reviewed = added(sheets, lookups)
    assert (claim.report_id, claim.reported_date) == ("report_1", date(2023, 9, 13))
    assert claim.place.place_id == "bourem_town"
    assert reviewed.counts()["claims"] == {
        "corrected": 0, "left_out": 0, "added": 1, "unchanged": 2,
    }  # fmt: skip


def test_an_added_claim_of_an_event_is_one_of_its_report(sheets, lookups):
    claim, _ = added(sheets, lookups, report_id="", event_id="ev_1b")
    assert (claim.report_id, claim.event_id) == ("report_1", "ev_1b")
    assert claim.reported_date == date(2023, 9, 13)


def test_an_added_claim_of_nothing_says_that_its_day_is_missing(sheets, lookups):
    claim, reviewed = added(sheets, lookups, report_id="")
    assert claim.reported_date is None
    assert "reported_date" in str(reviewed.flags)


def test_the_words_of_an_added_claim_are_found_in_the_text(sheets, lookups):
    claim, _ = added(sheets, lookups, quote="the army left the camp")
    (span,) = claim.evidence
    assert (span.start, TEXT[span.start : span.end]) == (11, span.quote)
    assert span.quote == "the army\nleft the camp"


@pytest.mark.parametrize(("start", "end", "found"), [(40, 61, 40), (35, 50, 40), (0, 5, 40)])
def test_a_span_has_the_words_that_are_quoted(sheets, lookups, start, end, found):
    quote = "army left the camp"
    claim, reviewed = added(sheets, lookups, quote=f"The {quote}", start=start, end=end)
    found = TEXT.index(f"The {quote}")
    (span,) = claim.evidence
    assert (span.start, TEXT[span.start : span.end]) == (found, span.quote)
    exact = (start, end) == (found, found + len(quote) + 4)
    assert bool(reviewed.flags) is not exact


def test_words_that_the_report_has_not_are_kept_as_given(sheets, lookups):
    claim, reviewed = added(sheets, lookups, quote="They fled")
    assert (claim.evidence, claim.quote) == ((), "They fled")
    assert "not in the report" in str(reviewed.flags)
    tables, _ = sound(sheets, lookups)
    assert "They fled" in tables["claims"]["quote"].to_pylist()


def test_a_span_of_other_words_is_refused(sheets, lookups):
    claim, reviewed = added(sheets, lookups, quote="They fled", start=3, end=12)
    assert claim is None
    assert "not what the report says" in reviewed.rejects[0]["reason"]


def test_an_added_claim_of_an_event_that_is_left_out_is_refused(sheets, lookups):
    edit(sheets, {("events", 1, "accept"): "no"})
    claim, reviewed = added(sheets, lookups, event_id="ev_1a")
    assert claim is None
    assert "left out" in reviewed.rejects[0]["reason"]


# --------------------------------------------------------------- draft.jsonl


def lines(*drafts: Draft) -> str:
    return "".join(json.dumps(d.to_json()) + "\n" for d in drafts)


def test_a_draft_as_it_is(tmp_path, lookups):
    path = tmp_path / "draft.jsonl"
    path.write_text(lines(draft(1), draft(2)), encoding="utf-8")
    reviewed = read_reviewed(path, **lookups)
    assert reviewed.events == (*draft(1).events, *draft(2).events)
    assert len(reviewed.claims) == 4
    tables, rejects = sound(path, lookups)
    assert rejects == []
    assert tables["events"].num_rows == 4


@pytest.mark.parametrize(
    "change",
    [
        {"event_type": "Dance"}, {"sub_event_type": "Attack"}, {"modality": "predicted"},
        {"time_precision": "x"}, {"confidence": None, "contested": 7, "outcome": "won"},
        {"date_earliest": "2023-09-14"}, {"fatalities": {"low": 5, "best": 1, "high": 9}},
        {"place": {"name": "x", "lat": 200.0, "lon": 3.0, "geo_precision": 1}},
        {"place": {"name": "x", "lat": "a", "lon": 3.0, "geo_precision": 1}},
        {"actors": [{"name": "x", "role": "victim", "actor_id": None}]},
    ],
)  # fmt: skip
def test_a_draft_that_was_edited_by_hand_is_checked(tmp_path, lookups, change):
    data = draft().to_json()
    data["events"][0] |= change
    path = tmp_path / "draft.jsonl"
    path.write_text(json.dumps(data) + "\n", encoding="utf-8")
    _, rejects = sound(path, lookups)
    assert len(rejects) == 1
    assert len(read_reviewed(path, **lookups).events) == 1


def test_bad_lines_are_rejected_and_the_others_go_on(tmp_path, lookups):
    path = tmp_path / "draft.jsonl"
    path.write_text('{"broken"\n[]\n{"report_id": 7}\n' + lines(draft()), encoding="utf-8")
    reviewed = read_reviewed(path, **lookups)
    assert [r["row_number"] for r in reviewed.rejects] == [1, 2, 3]
    assert reviewed.events == draft().events


def test_an_event_that_stands_twice_is_taken_once(tmp_path, lookups):
    path = tmp_path / "draft.jsonl"
    path.write_text(lines(draft(), draft()), encoding="utf-8")
    tables, rejects = sound(path, lookups)
    assert (tables["events"].num_rows, tables["claims"].num_rows, len(rejects)) == (2, 2, 4)


# ------------------------------------------------------------------ bad files


def test_a_workbook_without_its_draft_is_refused(tmp_path, lookups):
    path = write_sheets([draft()], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    del book["draft"]
    book.save(path)
    with pytest.raises(SourceFormatError, match="hidden sheet 'draft'"):
        read_reviewed(path, **lookups)


def test_missing_files_are_clear_errors(tmp_path, lookups):
    for path in (tmp_path / "none.xlsx", tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(SourceFormatError, match="cannot be read"):
            read_reviewed(path, **lookups)


@pytest.mark.parametrize("kind", ["xlsx", "jsonl", "csv"])
def test_mutated_sheets_raise_nothing_but_ours(kind, lookups, tmp_path):
    spec = importlib.util.spec_from_file_location("fuzz_readers", FUZZ)
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    folder = write_sheets([draft(1), draft(2)], tmp_path / "folder")
    if kind == "xlsx":
        seed = write_sheets([draft()], tmp_path / "a.xlsx").read_bytes()
        target = tmp_path / "b.xlsx"
    else:
        target = folder / ("draft.jsonl" if kind == "jsonl" else "events.csv")
        seed = target.read_bytes()

    def read(path):
        target.write_bytes(path.read_bytes())
        return read_reviewed(target if kind == "xlsx" else folder, **lookups)

    def verify(reviewed):
        for name, table in reviewed.tables().items():
            check(table, name)

    count = 25 if kind == "xlsx" else 60
    outcomes = fuzz.run(kind, [seed], count, tmp_path, read=read, verify=verify)
    assert outcomes["read"] + outcomes["refused"] == count
