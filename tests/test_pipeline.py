"""The journeys as functions: tables of names."""

from __future__ import annotations

import csv
import io

import pytest

from geomali.errors import SourceFormatError
from geomali.pipeline import (
    code_reports,
    describe_resolution,
    find_report_files,
    resolve_names,
    resolve_table,
)

COLUMNS = [
    "place_id", "lat", "lon", "matched_name", "feature", "geo_precision", "score", "status",
    "reason", "candidates",
]  # fmt: skip


def table(tmp_path, text, *, encoding="utf-8", **options):
    source, target = tmp_path / "names.csv", tmp_path / "out.csv"
    source.write_bytes(text.encode(encoding))
    counts = resolve_table(source, target, **options)
    with target.open(encoding="utf-8", newline="") as file:
        return counts, list(csv.DictReader(file))


def test_every_row_and_column_comes_back_in_order(tmp_path):
    text = "id,name,admin1,comment\n7,Bourem,Gao,first\n3,Nowhere Atall,,\n7,Bourem,Gao,again\n"
    counts, rows = table(tmp_path, text)
    assert list(rows[0]) == ["id", "name", "admin1", "comment", *COLUMNS]
    assert [r["comment"] for r in rows] == ["first", "", "again"]
    assert rows[0]["place_id"] == "bourem_town"
    assert float(rows[0]["lat"]) == pytest.approx(16.955, abs=0.05)
    assert float(rows[0]["lon"]) == pytest.approx(-0.349, abs=0.05)
    assert rows[1]["status"] == "unknown"
    assert rows[1]["lat"] == rows[1]["lon"] == ""
    assert rows[1]["reason"]
    assert counts == {"resolved": 2, "ambiguous": 0, "unknown": 1}


def test_a_region_has_no_point(tmp_path):
    _, rows = table(tmp_path, "name\nKidal region\n")
    assert (rows[0]["status"], rows[0]["geo_precision"]) == ("resolved", "3")
    assert rows[0]["lat"] == rows[0]["lon"] == ""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name;admin1\nMénaka;Ménaka\n", "cp1252"),
        ("\ufeffname\tadmin1\r\nMénaka\tMénaka\r\n", "utf-8"),
    ],
)
def test_tables_as_spreadsheets_save_them(tmp_path, text, encoding):
    _, rows = table(tmp_path, text, encoding=encoding)
    assert rows[0]["name"] == "Ménaka"
    assert rows[0]["status"] == "resolved"


def test_a_bad_row_is_kept_with_its_reason(tmp_path):
    text = "name,on\nGao,12/09/2023\nGao,2023-09-12,extra\nGao,2023-09-12\n"
    counts, rows = table(tmp_path, text)
    assert "2023-09-20" in rows[0]["reason"]
    assert "extra" in rows[1]["reason"]
    assert [r["status"] for r in rows] == ["unknown", "unknown", "resolved"]
    assert sum(counts.values()) == 3


def test_a_hostile_name_comes_back_as_it_was_and_ours_are_harmless(tmp_path):
    _, rows = table(tmp_path, 'name\n"=HYPERLINK(""x"")"\n')
    assert rows[0]["name"] == '=HYPERLINK("x")'
    assert not any(rows[0][c].startswith(("=", "@")) for c in COLUMNS)


@pytest.mark.parametrize("data", [b"", b"place\nGao\n", b"name,name\na,b\n", b"PK\x03\x04\x00\x00"])
def test_what_is_no_such_table_is_said_and_nothing_written(tmp_path, data):
    source, target = tmp_path / "names.csv", tmp_path / "out.csv"
    source.write_bytes(data)
    with pytest.raises(SourceFormatError, match=r"names\.csv"):
        resolve_table(source, target)
    assert not target.exists()


def test_standard_output_gets_the_same_table(tmp_path, capsys):
    source, target = tmp_path / "names.csv", tmp_path / "out.csv"
    source.write_text("name\nGao\n", encoding="utf-8")
    resolve_table(source, target)
    resolve_table(source, None)
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")
    assert io.StringIO(target.read_text(encoding="utf-8")).readline().startswith("name,place_id")


def test_an_answer_in_words():
    found, missing = resolve_names(["Bourem", "Nowhere Atall"])
    assert describe_resolution(found).startswith("Bourem: 16.9")
    assert "unknown" in describe_resolution(missing)


def test_texts_of_ids_that_differ_in_case_only_are_two_files(tmp_path):
    import json

    from geomali.pipeline import code_reports, write_texts

    lines = [
        json.dumps({"report_id": i, "text": f"Report {i} on Gao."}) for i in ("AB", "ab", "../x")
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    written = write_texts(code_reports([tmp_path / "r.jsonl"]).drafts, tmp_path / "texts")
    assert len({path.name.lower() for path in written}) == 3
    assert {path.parent for path in written} == {tmp_path / "texts"}


def test_a_link_out_of_the_folder_is_not_read(tmp_path):
    from geomali.pipeline import find_report_files

    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("a", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "in.txt").symlink_to(folder / "a.txt")
    assert [path.name for path in find_report_files([folder])] == ["a.txt", "in.txt"]


def test_one_path_and_one_name_are_themselves_not_their_letters(tmp_path):
    (tmp_path / "a.txt").write_text("Nothing happened.", encoding="utf-8")
    assert find_report_files(str(tmp_path)) == find_report_files([tmp_path]) == [tmp_path / "a.txt"]
    assert [row["name"] for row in resolve_names("Gao")] == ["Gao"]


@pytest.mark.parametrize("published", ["2023-01-01", "published.csv"])
def test_a_publication_date_that_is_none_is_refused(tmp_path, published):
    (tmp_path / "a.txt").write_text("Nothing happened.", encoding="utf-8")
    with pytest.raises(TypeError, match="read_published"):
        code_reports(tmp_path, published=published)
