"""A list of invoices is taken over: what is new is noted, what was paid is paid, the rest stays. Clause: D7, A1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.files import add_anna

from helpdesk.desk import Desk
from helpdesk.domain.errors import Invalid
from helpdesk.tasks import today
from helpdesk.tasks.importing.invoices import InvoiceResult, plan, run

HEAD = "Klantnummer;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag incl. btw;Betaald op"


@pytest.fixture
def anna(desk: Desk) -> Any:
    """Customer 10001, with the unpaid invoice F2026-17."""
    return add_anna(desk)


def take(desk: Desk, folder: Path, *rows: str, dry: bool = False) -> InvoiceResult:
    file = folder / "facturen.csv"
    file.write_text("\n".join((HEAD, *rows)), "utf-8")
    result: InvoiceResult = desk.do(run, plan(file), folder / "facturen.rejected.csv", dry=dry)
    return result


def invoices(desk: Desk, anna: Any) -> dict[str, tuple[date, date, Decimal, date | None]]:
    found = desk.do(lambda work: work.services.invoices(work.customers.seq_of(anna.id)))
    return {one.number: (one.issued, one.due, one.amount, one.paid) for one in found}


def test_a_list_notes_what_is_new_and_pays_what_was_paid_and_twice_changes_nothing(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7, A1."""
    rows = (
        f"{anna.number};F2026-17;1-2-2026;1-3-2026;1.234,50;30-4-2026",
        f"{anna.number};F2026-18;2026-04-01;2026-05-01;€ 60,50;",
    )
    done = take(desk, tmp_path, *rows)
    assert (done.noted, done.paid, done.unchanged, done.rejected) == (1, 1, 0, 0)
    assert invoices(desk, anna) == {
        "F2026-17": (date(2026, 2, 1), date(2026, 3, 1), Decimal("1234.50"), date(2026, 4, 30)),
        "F2026-18": (date(2026, 4, 1), date(2026, 5, 1), Decimal("60.50"), None),
    }
    again = take(desk, tmp_path, *rows)
    assert (again.noted, again.paid, again.unchanged) == (0, 0, 2)


def test_what_can_not_be_read_goes_to_a_file_of_its_own_and_is_on_today(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7. The good rows land all the same."""
    done = take(
        desk,
        tmp_path,
        "99999;F1;1-4-2026;1-5-2026;10;",
        f"{anna.number};F2;gisteren;1-5-2026;veel;ja",
        f"{anna.number};F3;1-5-2026;1-4-2026;10;",
        f"{anna.number};F4;1-4-2026;1-5-2026;10;",
    )
    assert (done.noted, done.rejected) == (1, 3)
    assert [(one.line, one.column) for one in done.problems] == [
        (2, "Klantnummer"),
        (3, "Factuurdatum"),
        (3, "Betaald op"),
        (3, "Bedrag incl. btw"),
        (4, "Vervaldatum"),
    ]
    assert done.rejects_file is not None
    assert len(done.rejects_file.read_text("utf-8-sig").splitlines()) == 4
    assert [duty.leads_to for duty in desk.do(today.today) if duty.leads_to == "import"] == ["import"]


def test_a_trial_changes_nothing(desk: Desk, anna: Any, tmp_path: Path) -> None:
    """Clause: D7."""
    before = invoices(desk, anna)
    done = take(desk, tmp_path, f"{anna.number};F9;1-4-2026;1-5-2026;10;", "x;F1;?;?;?;", dry=True)
    assert (done.noted, done.rejected, done.rejects_file) == (1, 1, None)
    assert invoices(desk, anna) == before
    assert list(tmp_path.glob("*.rejected*")) == []


def test_a_list_without_a_column_that_is_needed_says_which(tmp_path: Path) -> None:
    file = tmp_path / "lijst.csv"
    file.write_text("Klantnummer;Factuurnummer\n10001;F1\n10002;F2\n", "utf-8")
    with pytest.raises(Invalid) as invalid:
        plan(file)
    assert {one.field for one in invalid.value.faults} == {"issued", "due", "amount"}


def test_an_invoice_of_somebody_else_is_not_noted_a_second_time(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7, A1. With a wrong customer number a reminder would go to who owes nothing."""
    number = desk.do(lambda work: work.customers.create({"family_name": "Specht"})).number
    rows = ("F2026-17;1-2-2026;1-3-2026;10;", "F9;1-4-2026;1-5-2026;10;")
    done = take(desk, tmp_path, *(f"{number};{row}" for row in rows))
    assert (done.noted, done.rejected) == (1, 1)
    assert [(one.line, one.column) for one in done.problems] == [(2, "Factuurnummer")]
    assert str(done.problems[0].reason) == "This invoice is here already, with another customer."


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("F5;1-4-2026;31-12-9999;10;", "Vervaldatum"),
        ("F5;1-4-0026;1-5-0026;10;", "Factuurdatum"),
        ("F5;1-4-2062;1-5-2062;10;", "Factuurdatum"),
        ("F5;1-4-2026;1-5-2026;10;1-1-2099", "Betaald op"),
        ("F2026-17;1-2-2026;1-3-2026;1.234,50;1-1-2099", "Betaald op"),
    ],
)
def test_a_day_that_can_not_be_right_is_named(
    desk: Desk, anna: Any, tmp_path: Path, row: str, column: str
) -> None:
    """Clause: D7, A1. No reminder goes at once, or never, for a slip of a key; nothing is paid before its day."""
    done = take(desk, tmp_path, f"{anna.number};{row}")
    assert [one.column for one in done.problems] == [column]
    assert done.rejected == 1
