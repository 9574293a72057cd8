"""Rejected rows lie in a file that can be mended and imported again. Clause: P1, P4."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.tasks.importing.mapping import guess
from helpdesk.tasks.importing.rejects import OWN_HEADERS, Rejects, rejects_path
from helpdesk.tasks.importing.sheet import Row, Sheet, read_sheet

FAULTS = (Fault("Naam", msg("wrong")), Fault("Tel", msg("wrong too")))


def a_sheet(tmp_path: Path, text: str = "Naam;Tel;Memo\nJan;06;x\n") -> Sheet:
    path = tmp_path / "klanten.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_sheet(path)


def rejected(tmp_path: Path, sheet: Sheet, *rows: Row) -> Path:
    path = rejects_path(sheet.path)
    with Rejects(path, sheet) as rejects:
        for row in rows:
            rejects.add(row, FAULTS)
        assert rejects.count == len(rows)
    return path


def test_a_rejected_row_has_its_line_its_columns_and_the_reasons(tmp_path: Path) -> None:
    path = rejected(tmp_path, a_sheet(tmp_path), Row(7, ["Jan", "06", "x"]))
    header, line = path.read_text(encoding="utf-8-sig").splitlines()
    assert header == ";".join((*OWN_HEADERS, "Naam", "Tel", "Memo"))
    assert line == "7;Naam, Tel;Naam: wrong Tel: wrong too;Jan;'06;x"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_was_rejected_is_read_back_cell_by_cell(tmp_path: Path) -> None:
    cells = ["=cmd|' /C calc'!A0", "+31612345678", 'een "memo";\r\nmet regels']
    sheet = read_sheet(rejected(tmp_path, a_sheet(tmp_path), Row(2, cells)))
    assert sheet.sample()[0][3:] == cells
    raw = sheet.path.read_text(encoding="utf-8-sig")
    assert "'=cmd" in raw
    assert ";+31" not in raw


def test_the_columns_of_the_rejects_are_passed_over_without_a_word(tmp_path: Path) -> None:
    sheet = read_sheet(rejected(tmp_path, a_sheet(tmp_path), Row(2, ["Jan", "06", "x"])))
    mapping = guess(sheet.headers, [])
    assert [column.field for column in mapping.columns] == [None, None, None, "full_name", "phone", None]
    assert [column.name for column in mapping.ignored] == ["Memo"]


def test_rejected_twice_a_row_has_its_newest_reason_only(tmp_path: Path) -> None:
    once = read_sheet(rejected(tmp_path, a_sheet(tmp_path), Row(7, ["Jan", "06", "x"])))
    with once.rows() as rows:
        twice = read_sheet(rejected(tmp_path, once, *rows))
    assert twice.headers == once.headers
    assert twice.sample()[0] == ["2", *once.sample()[0][1:]]


def test_a_row_with_too_many_cells_keeps_them_all(tmp_path: Path) -> None:
    path = rejected(tmp_path, a_sheet(tmp_path), Row(2, ["Jan", "de Wit", "06", "x", "y"]))
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].endswith(";Jan;de Wit;'06;x;y")


def test_without_rejects_there_is_no_file(tmp_path: Path) -> None:
    assert not rejected(tmp_path, a_sheet(tmp_path)).exists()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path)
    first = rejected(tmp_path, sheet, Row(2, ["Jan", "06", "x"]))
    assert (first.name, rejects_path(sheet.path).name) == ("klanten.rejected.csv", "klanten.rejected-2.csv")
    assert rejects_path(first).name == "klanten.rejected-2.csv"
    with Rejects(first, sheet) as again, pytest.raises(FileExistsError):
        again.add(Row(2, ["Jan", "06", "x"]), FAULTS)


def test_only_its_owner_can_read_it_and_giving_up_removes_it(tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path)
    with Rejects(rejects_path(sheet.path), sheet) as rejects:
        rejects.add(Row(2, ["Jan", "06", "x"]), FAULTS)
        assert rejects.path.stat().st_mode & 0o077 == 0
        rejects.discard()
    assert not rejects.path.exists()


def test_a_reason_is_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    sheet = a_sheet(tmp_path)
    path = rejects_path(sheet.path)
    with Rejects(path, sheet, lambda message: f"vertaald {message}") as rejects:
        rejects.add(Row(2, ["Jan", "06", "x"]), (Fault("", msg("wrong")),))
    assert ";;vertaald wrong;Jan" in path.read_text(encoding="utf-8-sig")
