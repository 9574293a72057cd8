"""Lists as offices have them are read; what is no list is refused in words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.tasks.importing import sheet as sheets
from helpdesk.tasks.importing.sheet import Row, Sheet, read_sheet
from helpdesk.tasks.importing.sniff import NotASheet

LIST = "Klantnr;Naam;Plaats\r\n1;Zoë;Huizen\r\n2;André;Laren\r\n"


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows_of(sheet: Sheet) -> list[Row]:
    with sheet.rows() as rows:
        return list(rows)


def cells(tmp_path: Path, content: str | bytes) -> list[list[str]]:
    return [row.cells for row in rows_of(read_sheet(written(tmp_path, content))) if not row.fault]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_encoding_that_offices_use_is_told(tmp_path: Path, encoding: str) -> None:
    assert cells(tmp_path, LIST.encode(encoding)) == [["1", "Zoë", "Huizen"], ["2", "André", "Laren"]]


def test_an_accent_far_down_the_file_still_tells_windows_1252(tmp_path: Path) -> None:
    text = "Nr;Naam;Memo\n" + f"1;Jan;{'x' * 1_000}\n" * 1_200 + "9;Zoë;\n"
    assert cells(tmp_path, text.encode("cp1252"))[-1] == ["9", "Zoë", ""]


def test_one_broken_letter_does_not_turn_utf_8_into_something_else(tmp_path: Path) -> None:
    content = b"Nr;Naam\n" + "1;Zoë André Müller Inês Sofía\n".encode() * 3 + b"2;Ren\xe9\n"
    assert [row[1] for row in cells(tmp_path, content)][-1] == "Ren\ufffd"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_told(tmp_path: Path, delimiter: str) -> None:
    sheet = read_sheet(written(tmp_path, LIST.replace(";", delimiter)))
    assert (sheet.delimiter, sheet.headers) == (delimiter, ("Klantnr", "Naam", "Plaats"))


def test_commas_in_values_do_not_hide_the_semicolons(tmp_path: Path) -> None:
    text = "Nr;Naam;Adres\n" + "1;Berg, J.;Kerkstraat 1, Huizen\n" * 5
    assert read_sheet(written(tmp_path, text)).delimiter == ";"


def test_titles_blank_lines_and_the_hint_of_excel_above_the_header_are_passed_over(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, f"sep=;\r\nKlantenlijst 2026;;\r\n;;\r\n\r\n{LIST}"))
    assert (sheet.headers, sheet.header_line) == (("Klantnr", "Naam", "Plaats"), 5)
    assert [row.line for row in rows_of(sheet)] == [6, 7]


def test_a_quoted_line_break_is_part_of_the_value_and_lines_are_counted_as_an_editor_does(
    tmp_path: Path,
) -> None:
    sheet = read_sheet(written(tmp_path, 'Nr;Naam;Memo\n1;Jan;"a\nb"\n2;Piet;c\n'))
    assert rows_of(sheet) == [Row(2, ["1", "Jan", "a\nb"]), Row(4, ["2", "Piet", "c"])]


def test_blank_rows_and_repeated_headers_are_passed_over(tmp_path: Path) -> None:
    assert cells(tmp_path, LIST + ";;\n\n  ; ;\n" + LIST) == cells(tmp_path, LIST) * 2


def test_short_rows_are_filled_up_and_empty_cells_too_many_left_out(tmp_path: Path) -> None:
    *_, short, wide = cells(tmp_path, f"{LIST * 2}3;Jan\n4;Piet;Laren;;\n")
    assert (short, wide) == (["3", "Jan", ""], ["4", "Piet", "Laren"])


def test_a_row_with_a_cell_too_many_is_a_fault_of_that_row(tmp_path: Path) -> None:
    good, bad = rows_of(read_sheet(written(tmp_path, "Nr;Naam;Plaats\n1;Jan;Laren\n2;Jan;de Wit;Laren\n")))
    assert (good.fault, bad.line) == (None, 3)
    assert "more cells than there are columns (4 for 3)" in str(bad.fault)
    assert "“;”" in str(bad.fault)


@pytest.mark.parametrize(
    "text",
    [
        'Nr;Naam;Plaats\n1;"Jan;Huizen\n2;Piet;Laren\n3;Kees;Weesp\n',
        'Nr;Naam;Plaats\n1;"Jan;Huizen\n2;"Piet";Laren\n3;Kees;Weesp\n',
        'Nr;Naam;Plaats\n1;"Jan;Huizen\n2;"zegt ""hoi""";Laren\n3;Kees;Weesp\n',
        'Nr;Naam;Plaats\n1;"Jan;Huizen\n2;Piet;"Laren\naan zee"\n3;Kees;Weesp\n',
    ],
)
def test_a_quote_that_is_never_closed_costs_only_its_own_row(tmp_path: Path, text: str) -> None:
    first, second, third = rows_of(read_sheet(written(tmp_path, text)))
    assert (first.line, second.fault, third.fault) == (2, None, None)
    assert "quotation mark" in str(first.fault)
    assert (second.cells[0], third.cells[:2]) == ("2", ["3", "Kees"])


def test_a_quote_left_open_in_the_last_row_is_a_fault(tmp_path: Path) -> None:
    assert [bool(row.fault) for row in rows_of(read_sheet(written(tmp_path, LIST + '3;"Jan;Laren\n')))] == [
        False,
        False,
        True,
    ]


def test_a_quote_that_swallows_a_whole_file_is_stopped(tmp_path: Path) -> None:
    text = 'Nr;Naam\n1;"Jan\n' + "zonder scheiding\n" * 1_000
    first, *rest = rows_of(read_sheet(written(tmp_path, text)))
    assert first.fault
    assert len(rest) == 1_000


def test_a_row_of_a_megabyte_is_a_fault_and_reading_goes_on(tmp_path: Path) -> None:
    rows = rows_of(read_sheet(written(tmp_path, f"Nr;Naam\n1;{'x' * 1_000_000}\n2;Piet\n")))
    assert [(row.line, bool(row.fault)) for row in rows] == [(2, True), (3, False)]
    assert max(map(len, rows[0].cells)) <= 1_000


def test_a_nul_and_other_control_characters_do_not_stop_the_reading(tmp_path: Path) -> None:
    assert len(cells(tmp_path, LIST + "3;J\x00an\x1b]0;x\n".replace("]0;", "]0") + LIST)) == 5


def test_how_far_the_file_was_read_is_known(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, LIST))
    with sheet.rows() as rows:
        list(rows)
        assert rows.bytes_read == sheet.size == len(LIST.encode())


def _zip(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (_zip("xl/workbook.xml"), "Excel workbook"),
        (_zip("notes.txt"), "zip archive"),
        (_zip(), "empty zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1 hello}", "text processor"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"SQLite format 3\x00", "database"),
        (b"<html><table><tr><td>1</td></tr></table>", "web page"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n;;;\r\n", "empty"),
        (b"Klantenlijst;;;;\n" * 40 + b"1;2;3;4;5\n" * 100, "column names"),
    ],
)
def test_what_is_no_list_is_refused_with_what_it_is_and_what_to_do(
    tmp_path: Path, content: bytes, what: str
) -> None:
    with pytest.raises(NotASheet, match=what) as refused:
        read_sheet(written(tmp_path, content))
    assert refused.value.todo
    assert refused.value.safe


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotASheet, match="folder"):
        read_sheet(tmp_path)
    with pytest.raises(NotASheet, match="no such file"):
        read_sheet(tmp_path / "nowhere.csv")


@given(st.binary(max_size=400) | st.text(alphabet="ab;,\"\n\r\t\x00é='", max_size=400).map(str.encode))
def test_no_file_whatever_crashes_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("any"), content)
    try:
        sheet = read_sheet(path)
    except NotASheet:
        return
    for row in rows_of(sheet):
        assert row.fault or len(row.cells) == len(sheet.headers)


def test_a_record_may_never_outgrow_the_limit_of_the_csv_module() -> None:
    import csv

    assert csv.field_size_limit() > sheets.LONGEST_RECORD
