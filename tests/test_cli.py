"""The command line as its users meet it: outputs, exit statuses, one clear line on errors."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomali.cli import COMMANDS, main

REPORT = (
    "Bourem, 12 September 2023. The CSP said in a press release that it captured the army camp in "
    "Bourem on Tuesday. The army said it had repelled the attack. Ten soldiers were killed.\n"
)


def run(*args):
    return CliRunner().invoke(main, [str(arg) for arg in args])


def one_line(result):
    lines = [line for line in result.stderr.splitlines() if line]
    assert len(lines) == 1, lines
    return lines[0]


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "deep" / "b.txt").write_text(
        "Gao, 3 May 2022. Gunmen attacked a village near Gao on Tuesday, killing two civilians.\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself_with_an_example(command):
    entry = main.get_command(None, command)
    assert entry.name == command
    for name in getattr(entry, "commands", {None: None}):
        result = run(command, *([name] if name else []), "--help")
        assert result.exit_code == 0
        assert "Example: geomali" in result.output


@pytest.mark.parametrize(
    "args",
    [
        ["frobnicate"],
        ["build", "a.txt"],
        ["resolve"],
        ["code", "a.txt", "-o", "d.jsonl", "--published", "12/09/2023"],
        ["events", "--store", "s", "--bbox", "1,2,3"],
        ["events", "--store", "s", "--from", "yesterday"],
        ["map", "--store", "s", "-o", "m.html", "--sensitivity", "secret"],
        ["map", "--store", "s", "-o", "m.html", "--tiles", "javascript:alert(1)"],
        ["control", "--store", "s", "--as-of", "2023-09-20", "--since", "2024-01-01"],
        ["control", "--store", "s", "--as-of", "0001-01-01"],
        ["events", "--store", "s", "-o", "events.doc"],
        ["events", "--store", "s", "--type", "Skirmish"],
        ["events", "--store", "s", "--from", "2024-01-01", "--to", "2023-01-01"],
        ["export", "gpkg", "--store", "s", "-o", "a.gpkg", "--layer", "nothing"],
        ["routes", "Gao", "--store", "s", "--as-of", "2023-10-05", "-o", "r"],
        [
            "routes",
            "Gao,Kidal",
            "--store",
            "s",
            "--as-of",
            "2023-10-05",
            "-o",
            "r",
            "--buffer-km",
            "nan",
        ],
    ],
)
def test_wrong_use_is_one_line_and_status_2(args):
    result = run(*args)
    assert result.exit_code == 2
    assert "--help" in one_line(result)


def test_build_makes_the_four_outputs_from_a_folder_read_recursively(reports, tmp_path):
    out = tmp_path / "out"
    result = run("build", reports, "-o", out, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert summary["reports"] == 2
    assert sorted(p.name for p in out.iterdir()) == [
        "draft.jsonl", "map.html", "store", "unplaced.csv",
    ]  # fmt: skip
    drafts = [json.loads(line) for line in (out / "draft.jsonl").open(encoding="utf-8")]
    assert sum(len(draft["events"]) for draft in drafts) >= summary["events"] > 0


def test_the_draft_quotes_what_stands_in_the_text(reports, tmp_path):
    run("code", reports, "-o", tmp_path / "d.jsonl", "--texts", tmp_path / "texts")
    for line in (tmp_path / "d.jsonl").open(encoding="utf-8"):
        draft = json.loads(line)
        text = (tmp_path / "texts" / f"{draft['report_id']}.txt").read_bytes().decode()
        spans = [
            span
            for event in draft["events"]
            for span in (*event["evidence"], *(e for c in event["claims"] for e in c["evidence"]))
        ]
        assert spans
        for span in (*spans, *draft["not_events"]):
            assert text[span["start"] : span["end"]] == span["quote"]


def test_who_claimed_a_place_and_who_said_so(reports, tmp_path):
    run("build", reports, "-o", tmp_path / "out")
    result = run(
        "control", "--store", tmp_path / "out" / "store", "--place", "Bourem", "--as-of",
        "2023-09-20", "--json",
    )  # fmt: skip
    [row] = json.loads(result.stdout)
    assert row["state"] == "contested"
    assert {claim["claimant"] for claim in row["claims"]} >= {"csp_psd", "fama"}
    assert all(claim["quote"] in REPORT for claim in row["claims"])
    before = run(
        "control",
        "--store",
        tmp_path / "out" / "store",
        "--place",
        "Bourem",
        "--as-of",
        "2023-09-01",
    )
    assert before.output.startswith("unknown")


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\t ",
    "pdf.txt": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip.txt": b"PK\x03\x04\x14\x00\x00\x00",
    "big.txt": b"Gunmen attacked Gao on Monday. " * 200_000,
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_one_line_and_the_others_go_on(reports, tmp_path, name):
    (reports / name).write_bytes(BAD[name])
    result = run("code", reports, "-o", tmp_path / "d.jsonl")
    assert result.exit_code == 1
    assert name in one_line(result)
    assert len((tmp_path / "d.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_the_limit_for_one_report_can_be_raised(tmp_path):
    from geomali.reports import MAX_BYTES

    [option] = [p for p in main.get_command(None, "code").params if p.name == "max_bytes"]
    assert option.default == MAX_BYTES
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    for limit, status in ((50, 1), (500, 0)):
        args = ("code", tmp_path / "a.txt", "-o", tmp_path / "d.jsonl", "--max-bytes", limit)
        assert run(*args).exit_code == status


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read(tmp_path, encoding):
    text = "Ménaka, le 3 mai 2022. Des hommes armés ont attaqué Ménaka mardi, tuant deux civils."
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    result = run("code", tmp_path / "a.txt", "-o", tmp_path / "d.jsonl")
    assert result.exit_code == 0, result.stderr
    draft = json.loads((tmp_path / "d.jsonl").read_text(encoding="utf-8"))
    assert "menaka_town" in [p["place_id"] for p in draft["mentions"]["places"]]


def test_a_report_in_arabic_is_kept_and_codes_to_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("هاجم مسلحون معسكرا للجيش المالي في غاو", encoding="utf-8")
    result = run("build", tmp_path / "a.txt", "-o", tmp_path / "out", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["events"] == 0
    draft = json.loads((tmp_path / "out" / "draft.jsonl").read_text(encoding="utf-8"))
    assert draft["lang"] == "ar"


def test_a_bad_line_of_jsonl_is_rejected_kept_and_no_failure(tmp_path):
    lines = [json.dumps({"report_id": "../../x", "text": REPORT}), "not json", '{"report_id": "b"}']
    (tmp_path / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = run(
        "code",
        tmp_path / "r.jsonl",
        "-o",
        tmp_path / "d.jsonl",
        "--texts",
        tmp_path / "texts",
        "--json",
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rejected"] == 2
    assert "line 2" in result.stderr
    assert [p.parent for p in tmp_path.rglob("*_x_*.txt")] == [tmp_path / "texts"]


def test_wrong_dates_and_missing_files_are_said(reports, tmp_path):
    (tmp_path / "p.csv").write_text("file,published\na.txt,12/09/2023\n", encoding="utf-8")
    result = run("code", reports, "-o", tmp_path / "d.jsonl", "--published", tmp_path / "p.csv")
    assert result.exit_code == 1
    assert "YYYY-MM-DD" in one_line(result)
    assert not (tmp_path / "d.jsonl").exists()
    result = run("code", tmp_path / "missing.txt", reports / "a.txt", "-o", tmp_path / "d.jsonl")
    assert result.exit_code == 1
    assert "missing.txt" in one_line(result)
    assert (tmp_path / "d.jsonl").exists()


def test_where_nothing_could_be_read_nothing_is_written(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    for source in (tmp_path / "empty.txt", tmp_path / "missing"):
        for command, out in (("build", tmp_path / "out"), ("code", tmp_path / "d.jsonl")):
            result = run(command, source, "-o", out)
            assert result.exit_code == 1
            assert source.name in one_line(result)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "d.jsonl").exists()
    (tmp_path / "none").mkdir()
    result = run("build", tmp_path / "none", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert ".txt" in one_line(result)


def test_impossible_dates_of_publication_are_said(reports, tmp_path):
    (tmp_path / "p.csv").write_text("file,published\na.txt,0001-01-01\n", encoding="utf-8")
    result = run("code", reports, "-o", tmp_path / "d.jsonl", "--published", tmp_path / "p.csv")
    assert result.exit_code == 1
    one_line(result)


def test_a_folder_that_cannot_be_written_is_one_line_before_any_work(reports, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("build", reports, "-o", tmp_path / "file" / "out")
    assert result.exit_code == 1
    one_line(result)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "reports"]


def test_markup_in_a_report_does_not_reach_the_page_as_markup(tmp_path):
    hostile = REPORT.replace("army camp", "army </script><script>window.pwned=1</script> camp")
    (tmp_path / "a.txt").write_text(hostile, encoding="utf-8")
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert "<script>window.pwned" not in (tmp_path / "out" / "map.html").read_text(encoding="utf-8")


def test_unplaced_lists_what_the_map_cannot_show(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Gunmen ambushed an army convoy, killing three soldiers, the army said.\n", encoding="utf-8"
    )
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    with (tmp_path / "out" / "unplaced.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert "no place stated" in row["problem"]
    assert "no date" in row["problem"]
    assert "ambushed" in row["quote"]


def test_the_build_counts_each_event_once_and_says_how_to_date_more(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Gunmen ambushed an army convoy, killing three soldiers, the army said.\n", encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(
        "On 3 May 2021 gunmen attacked the village of Zuvurokond, killing four villagers.\n",
        encoding="utf-8",
    )
    told = run("build", tmp_path, "-o", tmp_path / "out").output
    assert (
        "2 events are not on the map: 1 dated without a place, 1 without a date "
        "(1 of them without a place too)" in told
    )
    assert "2 reports have no date of publication" in told
    assert "--published" in told
    dated = run("build", tmp_path, "-o", tmp_path / "dated", "--published", "2021-05-09").output
    assert "--published" not in dated


def test_a_name_that_may_be_several_places_is_listed_with_them(tmp_path):
    (tmp_path / "a.txt").write_text(
        "On 3 May 2021 gunmen attacked the village of Bamba, killing four villagers.\n",
        encoding="utf-8",
    )
    run("build", tmp_path / "a.txt", "-o", tmp_path / "out")
    with (tmp_path / "out" / "unplaced.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["problem"] == "place not resolved"
    assert row["place_candidates"].count(";") >= 1
    assert "bamba_gao (Gao)" in row["place_candidates"]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_the_same_reports_give_the_same_bytes(reports, tmp_path):
    for seed in ("0", "4242"):
        subprocess.run(
            [sys.executable, "-m", "geomali", "build", str(reports), "-o", str(tmp_path / seed)],
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
        )
    one, two = tree(tmp_path / "0"), tree(tmp_path / "4242")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_names_and_paths_are_understood_in_a_locale_without_accents(tmp_path):
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    out = tmp_path / "lieux résolus.csv"
    (tmp_path / "é.csv").write_text("name\nMénaka\n", encoding="utf-8")
    answers = []
    for args in (["Ménaka"], ["--input", str(tmp_path / "é.csv"), "-o", str(out)]):
        done = subprocess.run(
            [sys.executable, "-m", "geomali", "resolve", *args],
            check=True,
            env=os.environ | ascii_only,
            capture_output=True,
        )
        answers.append(done.stdout.decode())
    assert answers[0].startswith("Ménaka: 15.9")
    assert "menaka_town" in out.read_text(encoding="utf-8")


def test_questions_are_understood_in_any_case_and_spelling(reports, tmp_path):
    out = tmp_path / "out"
    run("build", reports, "-o", out)
    asked = ["events", "--store", out / "store", "--json"]
    everything = json.loads(run(*asked).stdout)
    regions = {event["admin1"] for event in everything} - {None}
    for region in regions:
        same = [event for event in everything if event["admin1"] == region]
        for spelling in (region.lower(), region.upper(), f"{region} region"):
            assert json.loads(run(*asked, "--admin1", spelling).stdout) == same
    kind = everything[0]["event_type"]
    assert run(*asked, "--type", kind.lower()).stdout == run(*asked, "--type", kind).stdout
    assert run(*asked, "--actor", "fama").stdout == run(*asked, "--actor", "FAMa").stdout
    assert run(*asked, "--actor", "csp").stdout == run(*asked, "--actor", "CSP").stdout
    told = one_line(run(*asked, "--admin1", "Zanzibar"))
    assert all(region in told for region in regions)


def test_resolve_within_a_unit_and_no_option_that_does_nothing(tmp_path):
    assert "bamba_koro" in run("resolve", "Bamba", "--within", "ML0505").output
    told = run("resolve", "Bamba", "--within", "Nowhere")
    assert "no region, cercle or p-code" in one_line(told)
    told = run("resolve", "Gao", "-o", tmp_path / "x.csv")
    assert "--input" in one_line(told)
    assert not (tmp_path / "x.csv").exists()


def test_building_twice_into_one_folder_changes_nothing(reports, tmp_path):
    run("build", reports, "-o", tmp_path / "out")
    before = tree(tmp_path / "out")
    run("build", reports, "-o", tmp_path / "out")
    assert tree(tmp_path / "out") == before


def test_a_rebuild_leaves_nothing_of_an_older_coding_and_nothing_of_others_is_lost(
    reports, tmp_path
):
    from geomali.store import open_store

    out = tmp_path / "out"
    run("build", reports, "-o", out)
    stale = open_store(out / "store").events().head(1).assign(event_id="ev_stale")
    open_store(out / "store").commit(events=stale)
    run("build", reports, "-o", out)
    assert "ev_stale" not in set(open_store(out / "store").events()["event_id"])
    assert sorted(p.name for p in out.iterdir()) == [
        "draft.jsonl",
        "map.html",
        "store",
        "unplaced.csv",
    ]
    dataset = open_store(out / "store").events().head(1).assign(event_id="acled:MLI1")
    dataset["source_ids"] = [["acled"]]
    sources = (
        open_store(out / "store").frame("sources").head(1).assign(source_id="acled", kind="dataset")
    )
    open_store(out / "store").commit(events=dataset, sources=sources)
    run("build", reports, "-o", out)
    assert "acled:MLI1" in set(open_store(out / "store").events()["event_id"])


def test_a_folder_that_is_no_store_is_left_alone(reports, tmp_path):
    (tmp_path / "out" / "store").mkdir(parents=True)
    (tmp_path / "out" / "store" / "thesis.doc").write_text("mine", encoding="utf-8")
    result = run("build", reports, "-o", tmp_path / "out")
    assert result.exit_code == 1
    one_line(result)
    assert (tmp_path / "out" / "store" / "thesis.doc").read_text(encoding="utf-8") == "mine"


def test_the_five_reports_build_with_and_without_dates(shared, tmp_path):
    (tmp_path / "p.csv").write_text(
        "file,published\n003_b6ec6bfed97f9b92,2023-10-02\n000_f149d1a780764393.txt,2023-08-29\n",
        encoding="utf-8",
    )
    reports = sorted((shared / "reports").glob("*.txt"))
    for options in ([], ["--published", tmp_path / "p.csv"]):
        result = run("build", *reports, "-o", tmp_path / "out", "--json", *options)
        assert result.exit_code == 0, result.stderr
        assert json.loads(result.stdout)["reports"] == 5
    drafts = [
        json.loads(line) for line in (tmp_path / "out" / "draft.jsonl").open(encoding="utf-8")
    ]
    bamba = next(d for d in drafts if d["file"].startswith("003"))
    places = {e["place"]["place_id"] for e in bamba["events"] if e["place"]}
    assert "bamba_gao" in places
    assert bamba["document_date"]["rule"] == "given"


def test_review_takes_a_draft_and_writes_a_workbook_or_a_folder(tmp_path):
    import openpyxl

    book = tmp_path / "rv.xlsx"
    openpyxl.Workbook().save(book)
    done = CliRunner().invoke(main, ["review", str(book), "-o", str(tmp_path / "q.xlsx")])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "rv.xlsx: is no draft" in done.stderr
    draft = tmp_path / "d.jsonl"
    draft.write_text("", encoding="utf-8")
    done = CliRunner().invoke(main, ["review", str(draft), "-o", str(tmp_path / "q.doc")])
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert ".xlsx" in done.stderr
    assert not (tmp_path / "q.doc").exists()
    done = CliRunner().invoke(main, ["review", str(draft), "-o", str(tmp_path / "sheets.v2")])
    assert done.exit_code == 0
