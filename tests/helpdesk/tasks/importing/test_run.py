"""The import of a list into a real store. Clause: D1–D7."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpdesk.desk import Desk
from helpdesk.domain.errors import Invalid
from helpdesk.tasks import files, today
from helpdesk.tasks.importing import run as importing
from helpdesk.tasks.importing.rejects import tidy
from helpdesk.tasks.importing.run import Cancelled, How, ImportResult, Progress

LIST = """Klantnr;Naam;Adres;Postcode;Plaats;E-mail;Tel. mobiel
K1;Jan van der Berg;Kerkstraat 12a;1271 AB;Huizen;jan@example.com;06-12345678
K2;Ayşe Yılmaz;Havenstraat 3;1271 XX;Huizen;ayse@example.org;+31 6 87654321
K3;Piet Fout;Laan 1;12 AB;Huizen;piet@;06-1
K1;Jan van der Berg;Kerkstraat 12a;1271 AB;Huizen;jan@example.com;06-12345678

K2;Iemand Anders;Havenstraat 3;1271 XX;Huizen;ander@example.org;+31 6 87654321
"""


def take(desk: Desk, tmp_path: Path, text: str = LIST, **options: Any) -> ImportResult:
    """Import a text as a file; the rejects go to `rejects-N.csv`."""
    number = len(list(tmp_path.glob("list-*")))
    path = tmp_path / f"list-{number}.csv"
    path.write_text(text, encoding="utf-8")
    return desk.do(importing.run, importing.plan(path), tmp_path / f"rejects-{number}.csv", How(**options))


def test_good_rows_land_and_bad_ones_are_kept_with_line_and_reason(desk: Desk, tmp_path: Path) -> None:
    result = take(desk, tmp_path)
    assert (result.imported, result.unchanged, result.rejected) == (2, 1, 2)
    assert {(problem.line, problem.column) for problem in result.problems} == {
        (4, "Postcode"), (4, "E-mail"), (4, "Tel. mobiel"), (7, "Klantnr"),
    }  # fmt: skip
    assert result.rejects_file is not None
    assert "Piet Fout" in result.rejects_file.read_text(encoding="utf-8-sig")
    assert [found.ref.name for found in desk.do(files.find, "0612345678")] == ["Jan van der Berg"]
    assert [found.ref.number for found in desk.do(files.find, "yilmaz")] == ["K2"]


def test_rejected_rows_stand_in_the_order_of_the_list(desk: Desk, tmp_path: Path) -> None:
    """Whatever is wrong with them: a clash is seen later than a cell that can't be read."""
    result = take(desk, tmp_path, LIST + "K4;Els;Laan 1;99;Huizen;;\nK5;Jan;Laan 1;1271 AB;Huizen;;;x\n")
    assert [problem.line for problem in result.problems] == [4, 4, 4, 7, 8, 9]
    assert result.rejects_file is not None
    rows = result.rejects_file.read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows[1:]] == ["4", "7", "8", "9"]


def test_the_same_file_twice_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path)
    again = take(desk, tmp_path)
    assert (again.imported, again.unchanged) == (0, 3)
    assert desk.do(lambda work: work.customers.count()) == 2


def test_a_list_without_numbers_twice_changes_nothing_either(desk: Desk, tmp_path: Path) -> None:
    text = "Naam;Postcode;Plaats\nBos;1271 AB;Huizen\nWit;;Laren\nBos;1271 AC;Huizen\n"
    assert take(desk, tmp_path, text).imported == 3
    again = take(desk, tmp_path, text)
    assert (again.imported, again.unchanged) == (0, 3)


def test_rejected_rows_can_be_mended_and_imported_again(desk: Desk, tmp_path: Path) -> None:
    first = take(desk, tmp_path)
    assert first.rejects_file is not None
    mended = first.rejects_file.read_text(encoding="utf-8-sig")
    mended = (
        mended.replace("12 AB", "1272 AB")
        .replace("piet@;", "piet@example.net;")
        .replace("06-1\n", "06-11223344\n")
    )
    mended = mended.replace("'06-1\r\n", "06-11223344\r\n").replace("06-1\r\n", "06-11223344\r\n")
    again = take(desk, tmp_path, mended)
    assert again.imported == 1
    assert [found.ref.name for found in desk.do(files.find, "piet@example.net")] == ["Piet Fout"]


def test_a_dry_run_counts_and_leaves_everything_as_it_was(desk: Desk, tmp_path: Path) -> None:
    result = take(desk, tmp_path, dry=True)
    assert (result.imported, result.unchanged, result.rejected) == (2, 1, 2)
    assert result.rejects_file is None
    assert not list(tmp_path.glob("rejects-*"))
    assert desk.do(lambda work: work.customers.count()) == 0


def test_a_cancelled_import_leaves_nothing_half_done(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        take(desk, tmp_path, progress=seen.append, cancelled=lambda: len(seen) == 2)
    assert seen[-1].rows == 4
    assert desk.do(lambda work: work.customers.count()) == 0
    assert not list(tmp_path.glob("rejects-*"))


def test_rejected_rows_are_on_today_until_somebody_settles_them(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path)
    (duty,) = [duty for duty in desk.do(today.today) if duty.leads_to == "import"]
    desk.do(today.settle_import, int(duty.key), desk.config.rejects_folder)
    assert not [duty for duty in desk.do(today.today) if duty.leads_to == "import"]


def test_a_file_of_rejected_rows_lives_as_long_as_somebody_has_to_deal_with_it(
    desk: Desk, tmp_path: Path
) -> None:
    """Clause: P3. They are personal data; a file with another name, or in another folder, is not ours to remove."""
    folder = desk.config.rejects_folder
    folder.mkdir()
    for name in ("one", "other"):
        (tmp_path / f"{name}.csv").write_text(LIST, encoding="utf-8")
    for name in ("one.rejected", "one.rejected-2", "other.rejected"):
        plan = importing.plan(tmp_path / f"{name.partition('.')[0]}.csv")
        desk.do(importing.run, plan, folder / f"{name}.csv")
    for name in ("left.rejected.csv", "mine.csv"):
        (folder / name).touch()
    desk.do(tidy, folder)
    names = ["mine.csv", "one.rejected-2.csv", "one.rejected.csv", "other.rejected.csv"]
    assert sorted(path.name for path in folder.iterdir()) == names
    (first, _) = [duty for duty in desk.do(today.today) if duty.leads_to == "import"]
    desk.do(today.settle_import, int(first.key), folder)
    assert sorted(path.name for path in folder.iterdir()) == ["mine.csv", "other.rejected.csv"]


def test_rows_mended_in_their_own_file_are_dealt_with_once_that_is_imported(
    desk: Desk, tmp_path: Path
) -> None:
    """Clause: P3."""
    first = take(desk, tmp_path)
    assert first.rejects_file is not None
    mended = first.rejects_file.read_text(encoding="utf-8-sig").replace("12 AB", "1271 AB")
    first.rejects_file.write_text(mended, encoding="utf-8")
    again = desk.do(importing.run, importing.plan(first.rejects_file), tmp_path / "second.rejected.csv")
    assert (first.mended, again.mended, again.rejected) == (False, True, 2)
    (duty,) = [duty for duty in desk.do(today.today) if duty.leads_to == "import"]
    assert "rejects-0.csv" in str(duty.what)
    assert desk.do(lambda work: work.imports.rejects_files()) == {str(tmp_path / "second.rejected.csv")}


def test_a_changed_customer_is_never_overwritten_by_a_list(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path)
    result = take(desk, tmp_path, LIST.replace("Kerkstraat 12a", "Dorpsstraat 9"))
    assert result.imported == 0
    file = desk.do(files.open_file, desk.do(lambda work: work.customers.by_number("K1")).id, ("G3",))
    assert file.values["street"] == "Kerkstraat"


def test_a_list_without_any_name_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        take(desk, tmp_path, "Postcode;Plaats\n1271 AB;Huizen\n")


def test_an_import_is_on_record_by_its_counts_alone(desk: Desk, tmp_path: Path) -> None:
    """Clause: P2."""
    take(desk, tmp_path)
    newest = desk.do(lambda work: work.audit.page(limit=1))[0]
    assert (newest.event, dict(newest.detail)) == (
        "customers:imported", {"imported": 2, "unchanged": 1, "rejected": 2},
    )  # fmt: skip
