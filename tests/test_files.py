from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomali.files import check_writable, harmless_cell, replacing, safe_name


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def fail():
        with replacing(path) as file:
            file.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_disk_is_said_with_the_file(tmp_path):
    def fill():
        with replacing(tmp_path / "a.txt"), open("/dev/full", "w") as full:  # noqa: PTH123
            full.write("x")

    with pytest.raises(OSError, match=r"a\.txt"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_lines_are_written_as_they_stand(tmp_path):
    with replacing(tmp_path / "new" / "a.txt") as file:
        file.write("a\r\nb\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"a\r\nb\n"


@given(st.text())
def test_a_file_name_stays_in_its_folder_and_is_one_of_its_own(text):
    name = safe_name(text)
    assert name
    assert name.isascii()
    assert os.sep not in name
    assert not name.startswith(".")
    assert len(name) <= 100
    assert safe_name(name) == name


@given(st.text(), st.text())
def test_two_texts_never_share_a_name(one, two):
    assert one == two or safe_name(one) != safe_name(two)


@given(st.text())
def test_no_cell_starts_a_formula(text):
    cell = harmless_cell(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert cell.removeprefix("'") == text.replace("\x00", "").removeprefix("'")


def test_a_folder_that_cannot_be_written_is_said_before_the_work(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        check_writable(tmp_path / "file" / "out")
    check_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_workbook_has_no_time_of_writing(tmp_path):
    import io
    import time

    from openpyxl import Workbook, load_workbook

    from geomali.files import replace_bytes, timeless_workbook

    made = []
    for _ in range(2):
        book = Workbook()
        book.active.append(["Bourem", 1])
        content = io.BytesIO()
        book.save(content)
        made.append(timeless_workbook(content.getvalue()))
        time.sleep(1.1)
    assert made[0] == made[1]
    replace_bytes(tmp_path / "new" / "a.xlsx", made[0])
    assert load_workbook(tmp_path / "new" / "a.xlsx").active["A1"].value == "Bourem"
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.xlsx"]
