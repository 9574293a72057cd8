"""The import from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import Run

from helpdesk.desk import Desk

LIST = """\
Klantnr;Voornaam;Tussenvoegsel;Achternaam;Bedrijf;Postcode;Plaats;E-mail;Tel. mobiel;Memo
1001;Jan;de;Vries;;1271 AB;Huizen;jan@example.org;06-12345678;secret
1002;Renée;;Müller;;1276 XA;Huizen;renee@example.com;;
1003;Bad;;Row;;1276 XA;Huizen;no-address;;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list with two good rows and a bad one."""
    path = tmp_path / "klanten.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_good_rows_land_and_bad_ones_go_to_a_file(helpdesk: Run, store: Path, file: Path) -> None:
    """Clause: D1, D3, D4, D5."""
    rejects = file.with_name("bad.csv")
    done = helpdesk("import", str(file), "--yes", "--rejects", str(rejects))
    assert done.code == 0
    lines = done.out.splitlines()
    assert {"imported 2", "unchanged 0", "rejected 1"} <= set(lines)
    assert "line 4" in done.out
    assert "no-address" in rejects.read_text("utf-8-sig")
    assert [one["number"] for one in helpdesk("find", "vries", "--json").data] == ["1001"]


def test_the_counts_are_said_in_the_readers_language(helpdesk: Run, store: Path, file: Path) -> None:
    """Clause: D1. Scripts read --json, which is the same in every language."""
    done = helpdesk("import", str(file), "--yes", "--dry-run", "--lang", "nl")
    lines = done.out.splitlines()
    assert {"ingelezen 2", "ongewijzigd 0", "afgekeurd 1"} <= set(lines)
    assert not [line for line in lines if line.startswith(("imported", "unchanged", "rejected"))]
    assert helpdesk("import", str(file), "--yes", "--dry-run", "--lang", "nl", "--json").data["imported"] == 2


def test_the_same_file_twice_changes_nothing(helpdesk: Run, store: Path, file: Path) -> None:
    helpdesk("import", str(file), "--yes")
    again = helpdesk("import", str(file), "--yes", "--json").data
    assert (again["imported"], again["unchanged"], again["rejected"]) == (0, 2, 1)


def test_rejected_rows_are_never_written_over_others(helpdesk: Run, store: Path, file: Path) -> None:
    first = helpdesk("import", str(file), "--yes", "--json").data["rejects_file"]
    second = helpdesk("import", str(file), "--yes", "--json").data["rejects_file"]
    assert first != second
    assert Path(first).stat().st_mode & 0o077 == 0
    clash = helpdesk("import", str(file), "--yes", "--rejects", first)
    assert (clash.code, first in clash.err) == (3, True)


def test_a_dry_run_changes_nothing(helpdesk: Run, desk: Desk, file: Path) -> None:
    dry = helpdesk("import", str(file), "--dry-run", "--json").data
    assert (dry["dry_run"], dry["imported"], dry["rejected"], dry["rejects_file"]) == (True, 2, 1, None)
    assert dry["problems"][0]["line"] == 4
    assert desk.do(lambda work: work.customers.count()) == 0


def test_what_each_column_becomes_is_shown_and_can_be_told(helpdesk: Run, store: Path, file: Path) -> None:
    """Clause: P2 (a column that no field asks for is not read)."""
    shown = helpdesk("import", str(file), "--dry-run").out
    assert "Memo           (not read)" in shown
    told = helpdesk("import", str(file), "--dry-run", "--json", "--map", "Memo=login_name", "Plaats=")
    columns = {column["header"]: column["field"] for column in told.data["columns"]}
    assert (columns["Memo"], columns["Plaats"], columns["Klantnr"]) == ("login_name", None, "number")


@pytest.mark.parametrize("told", ["Nothing=city", "Memo=password", "Memo"])
def test_a_mapping_that_can_not_be_is_bad_input(helpdesk: Run, store: Path, file: Path, told: str) -> None:
    """Clause: B6 (no column becomes a password)."""
    done = helpdesk("import", str(file), "--yes", "--map", told)
    assert (done.code, done.out) == (3, "")


def test_a_list_without_names_is_bad_input(helpdesk: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;2\n3;4\n", "utf-8")
    done = helpdesk("import", str(tmp_path / "x.csv"), "--yes")
    assert (done.code, done.out) == (3, "")


def test_without_yes_a_script_is_told_to_say_it(helpdesk: Run, desk: Desk, file: Path) -> None:
    done = helpdesk("import", str(file))
    assert done.code == 2
    assert "--yes" in done.err
    assert desk.do(lambda work: work.customers.count()) == 0


INVOICES = "klantnr;factuurnr;factuurdatum;vervaldatum;bedrag\n1001;F1;1-5-2026;31-5-2026;10\n"


def test_a_list_of_the_other_kind_is_pointed_to_its_own_command(
    helpdesk: Run, store: Path, file: Path, tmp_path: Path
) -> None:
    """Clause: D1, D7. Nothing is taken for what it is not."""
    (tmp_path / "facturen.csv").write_text(INVOICES, "utf-8")
    wrong = helpdesk("import", str(tmp_path / "facturen.csv"), "--yes")
    assert (wrong.code, wrong.out) == (3, "")
    assert "This is a list of invoices" in wrong.err and "helpdesk invoices import FILE" in wrong.err
    wrong = helpdesk("invoices", "import", str(file))
    assert (wrong.code, wrong.out) == (3, "")
    assert "This is a customer list" in wrong.err and "“helpdesk import FILE”" in wrong.err
    told = helpdesk("import", str(tmp_path / "facturen.csv"), "--dry-run", "--map", "factuurnr=company_name")
    assert (told.code, "imported 1" in told.out) == (0, True)


def test_some_rejected_rows_are_no_failure_and_help_says_so(helpdesk: Run, store: Path, file: Path) -> None:
    """The counts say how many; only where no row could be used the exit code does."""
    done = helpdesk("import", str(file), "--yes")
    assert (done.code, "rejected 1" in done.out) == (0, True)
    assert "some rows of an import were rejected" in helpdesk("--help").out
    assert "the exit code is 0 if at least one row could be used" in " ".join(
        helpdesk("import", "--help").out.split()
    )


def test_nothing_good_in_the_whole_list_is_told_by_the_exit_code(
    helpdesk: Run, store: Path, tmp_path: Path
) -> None:
    rows = LIST.splitlines()
    (tmp_path / "bad.csv").write_text(f"{rows[0]}\n{rows[3]}\n", "utf-8")
    done = helpdesk("import", str(tmp_path / "bad.csv"), "--yes")
    assert done.code == 1
    assert "rejected 1" in done.out


@pytest.mark.parametrize(("content", "word"), [(b"PK\x03\x04rest", "zip"), (b"", "empty"), (None, "no such")])
def test_what_is_no_list_is_bad_input(
    helpdesk: Run, store: Path, tmp_path: Path, content: bytes | None, word: str
) -> None:
    if content is not None:
        (tmp_path / "x.csv").write_bytes(content)
    done = helpdesk("import", str(tmp_path / "x.csv"), "--yes")
    assert (done.code, done.out) == (3, "")
    assert word in done.err
    assert "Nothing was imported" in done.err


def test_a_role_that_may_not_import_is_refused(helpdesk: Run, desk: Desk, file: Path, reader: str) -> None:
    """Clause: B1."""
    refused = helpdesk("import", str(file), "--yes", "--json")
    assert (refused.code, refused.out) == (4, "")
    assert "(B1)" in refused.err
    assert desk.do(lambda work: work.customers.count()) == 0


def test_an_import_is_on_record_by_its_counts(helpdesk: Run, desk: Desk, file: Path) -> None:
    """Clause: P2."""
    helpdesk("import", str(file), "--yes")
    record = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert record.event == "customers:imported"
    assert record.detail == {"imported": 2, "unchanged": 0, "rejected": 1}
