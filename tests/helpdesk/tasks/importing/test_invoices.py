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
from helpdesk.tasks import files, invoice_errors, today
from helpdesk.tasks.importing.invoice_columns import plan
from helpdesk.tasks.importing.invoices import InvoiceResult, run
from helpdesk.tasks.importing.run import Cancelled, How, Progress

HEAD = "Klantnummer;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag incl. btw;Betaald op"


@pytest.fixture
def anna(desk: Desk) -> Any:
    """Customer 10001, with the unpaid invoice F2026-17."""
    return add_anna(desk)


def take(desk: Desk, folder: Path, *rows: str, dry: bool = False) -> InvoiceResult:
    file = folder / "facturen.csv"
    file.write_text("\n".join((HEAD, *rows)), "utf-8")
    result: InvoiceResult = desk.do(run, plan(file), folder / "facturen.rejected.csv", How(dry))
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
        plan(file).check()
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


MORE = "Klantnummer;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;Betaald op;Openstaand;Betreft factuur"


def take_more(desk: Desk, folder: Path, *rows: str, dry: bool = False) -> InvoiceResult:
    file = folder / "openstaand.csv"
    file.write_text("\n".join((MORE, *rows)), "utf-8")
    result: InvoiceResult = desk.do(run, plan(file), folder / "openstaand.rejected.csv", How(dry))
    return result


def left(desk: Desk, anna: Any) -> dict[str, tuple[Decimal, date | None]]:
    found = desk.do(lambda work: work.services.invoices(work.customers.seq_of(anna.id)))
    return {one.number: (one.open, one.paid) for one in found}


def test_a_credit_note_that_names_its_invoice_settles_it_or_leaves_less_to_pay(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7, A1. Be it above its invoice in the list; and it is booked once, however often it comes."""
    number = anna.number
    rows = (
        f"{number};C1;2-5-2026;;-20,00;;;F8",
        f"{number};C2;3-5-2026;3-5-2026;€ -60,50;;;F9",
        f"{number};F8;1-4-2026;1-5-2026;100;;;",
        f"{number};F9;1-4-2026;1-5-2026;60,50;;;",
    )
    tried = take_more(desk, tmp_path, *rows, dry=True)
    assert (tried.noted, tried.credited, tried.rejected) == (2, 2, 0)
    done = take_more(desk, tmp_path, *rows)
    assert (done.noted, done.credited, done.rejected) == (2, 2, 0)
    assert {name: left(desk, anna)[name] for name in ("F8", "F9")} == {
        "F8": (Decimal(80), None),
        "F9": (Decimal(0), date(2026, 5, 3)),
    }
    again = take_more(desk, tmp_path, *rows)
    assert (again.noted, again.credited, again.unchanged) == (0, 0, 4)


def test_a_credit_note_that_can_not_be_booked_is_rejected_with_the_reason(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7. Without its invoice, of one that is not there, or of more than is left to be paid."""
    done = take_more(
        desk,
        tmp_path,
        f"{anna.number};C1;2-5-2026;;-20,00;;;",
        f"{anna.number};C2;2-5-2026;;-20,00;;;F404",
        f"{anna.number};C3;2-5-2026;;-99999;;;F2026-17",
        f"{anna.number};C4;ooit;;-9;;;F2026-17",
        f"{anna.number};;2-5-2026;;-9;;;F2026-17",
        f"{anna.number};C6;2-5-2026;;-0,00;;;F2026-17",
    )
    assert [(one.line, one.column) for one in done.problems] == [
        (2, "Betreft factuur"),
        (3, "Betreft factuur"),
        (4, "Bedrag"),
        (5, "Factuurdatum"),
        (6, "Factuurnummer"),
        (7, "Bedrag"),
    ]
    assert (done.rejected, done.credited) == (6, 0), "without a number it would be booked with every list"


def test_what_was_paid_in_part_leaves_less_to_pay_beside_what_was_credited(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7, A1. What is left counts the credit notes of the same list; nothing left is paid."""
    number = anna.number
    take_more(
        desk, tmp_path, f"{number};F8;1-4-2026;1-5-2026;100;;70,00;", f"{number};C1;2-5-2026;;-20,00;;;F8"
    )
    assert left(desk, anna)["F8"] == (Decimal(70), None)
    done = take_more(desk, tmp_path, f"{number};F8;1-4-2026;1-5-2026;100;;45;")
    assert (done.paid_part, left(desk, anna)["F8"]) == (1, (Decimal(45), None))
    more = take_more(desk, tmp_path, f"{number};F8;1-4-2026;1-5-2026;100;;60;")
    assert [(one.column, str(one.reason)) for one in more.problems] == [
        ("Openstaand", "This is more than was still owed here.")
    ]
    assert take_more(desk, tmp_path, f"{number};F8;1-4-2026;1-5-2026;100;;0,00;").paid == 1
    assert left(desk, anna)["F8"] == (Decimal(0), date(2026, 5, 4))


def test_a_credit_note_that_was_counted_in_what_is_left_is_not_counted_again(
    desk: Desk, anna: Any, tmp_path: Path, turned_clock: Any
) -> None:
    """Clause: D7, A1. Its row was rejected, and comes back in the file of rejected rows, which was mended."""
    row = f"{anna.number};F8;1-4-2026;1-5-2026;100;;80,00;"
    credited = f"{anna.number};C1;2-5-2026;;-20,00;;;"
    done = take_more(desk, tmp_path, row, credited)
    assert (done.noted, done.rejected, left(desk, anna)["F8"]) == (1, 1, (Decimal(80), None))
    for clause in ("mended", "with the next list too"):
        turned_clock.pass_by(days=1)
        again = take_more(desk, tmp_path, f"{credited}F8", *([row] if "next" in clause else []))
        assert (again.credited, again.rejected, left(desk, anna)["F8"]) == (
            int(clause == "mended"),
            0,
            (Decimal(80), None),
        )
    later = take_more(desk, tmp_path, f"{anna.number};C2;5-5-2026;;-20,00;;;F8")
    assert (later.credited, left(desk, anna)["F8"]) == (1, (Decimal(60), None)), "made after what was left"


@pytest.mark.parametrize("amount", ["20,00-", "€ -20,00", "(20,00)", "20,00 CR"])
def test_a_credit_note_is_known_as_accounting_programs_write_it(
    desk: Desk, anna: Any, tmp_path: Path, amount: str
) -> None:
    """Clause: D7, A1."""
    done = take_more(desk, tmp_path, f"{anna.number};C1;2-5-2026;;{amount};;;F2026-17")
    assert (done.credited, left(desk, anna)["F2026-17"][0]) == (1, Decimal("1214.50"))


def test_what_may_be_a_credit_note_and_may_be_none_is_not_noted_as_an_invoice(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: A1. Who is owed something would be reminded of it. Its own number names no other invoice."""
    done = take_more(
        desk,
        tmp_path,
        f"{anna.number};C1;2-5-2026;2-6-2026;20,00;;;F2026-17",
        f"{anna.number};C2;2-5-2026;2-6-2026;20,00 C;;;F2026-17",
        f"{anna.number};F9;2-5-2026;2-6-2026;20,00;;;F9",
    )
    assert (done.noted, [(one.line, one.column) for one in done.problems]) == (
        1,
        [(2, "Bedrag"), (3, "Bedrag")],
    )
    assert ["-20.00" in str(one.reason) for one in done.problems] == [True, True]


def test_an_unpaid_invoice_that_the_list_has_otherwise_is_told_and_stays(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: A1; GDPR art. 5(1)(d). Else who got more time, or owes less, is reminded of what is not so."""
    before = left(desk, anna)
    rows = [f"{anna.number};F2026-17;1-2-2026;{due};{amount};;;" for due, amount in OTHERWISE]
    done = take_more(desk, tmp_path, *rows)
    assert [(one.line, one.column) for one in done.problems] == [(2, "Vervaldatum"), (3, "Bedrag")]
    assert (done.unchanged, left(desk, anna)) == (1, before)
    paid = f"{anna.number};F2026-17;1-2-2026;1-4-2026;1.200;1-5-2026;;"
    assert take_more(desk, tmp_path, paid).paid == 1, "what is paid is paid"


OTHERWISE = (("1-4-2026", "1.234,50"), ("1-3-2026", "1.200"), ("1-3-2026", "1.234,50"))


def test_a_row_that_says_what_can_not_be_is_rejected_whole(desk: Desk, anna: Any, tmp_path: Path) -> None:
    """Clause: D7. More left than it was for, or one credit note in two lines; nothing of that is counted as done."""
    number = anna.number
    done = take_more(
        desk,
        tmp_path,
        f"{number};F8;1-4-2026;1-5-2026;100;;120,00;",
        f"{number};C1;2-5-2026;;-20,00;;;F2026-17",
        f"{number};C1;2-5-2026;;-4,20;;;F2026-17",
    )
    assert (done.noted, done.credited, done.rejected) == (0, 1, 2)
    assert [(one.line, one.column) for one in done.problems] == [(2, "Openstaand"), (4, "Bedrag")]


def test_who_paid_too_much_has_paid(desk: Desk, anna: Any, tmp_path: Path) -> None:
    """Clause: D7, A1. Less than nothing is left; what they get back is for the accounting software."""
    number = anna.number
    done = take_more(
        desk,
        tmp_path,
        f"{number};F2026-17;1-2-2026;1-3-2026;1.234,50;;-10,00;",
        f"{number};F8;1-4-2026;1-5-2026;100;3-5-2026;100,00-;",
    )
    assert (done.paid, done.noted, done.rejected) == (1, 1, 0)
    assert left(desk, anna) == {
        "F2026-17": (Decimal(0), date(2026, 5, 4)),
        "F8": (Decimal(100), date(2026, 5, 3)),
    }


def test_rejected_rows_that_were_mended_in_their_place_are_on_today_no_more(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7. What is still wrong has a file of its own."""
    done = take(desk, tmp_path, f"{anna.number};F4;gisteren;1-5-2026;10;")
    assert done.rejects_file is not None
    mended = done.rejects_file.read_text("utf-8-sig").replace("gisteren", "1-4-2026")
    done.rejects_file.write_text(mended, "utf-8")
    again = desk.do(run, plan(done.rejects_file), tmp_path / "nog.rejected.csv")
    assert (again.noted, again.rejected, again.mended) == (1, 0, True)
    assert [duty for duty in desk.do(today.today) if duty.leads_to == "import"] == []


def test_a_list_that_is_given_up_leaves_nothing_behind(desk: Desk, anna: Any, tmp_path: Path) -> None:
    """Clause: D7. Nor a file of rejected rows."""
    file = tmp_path / "veel.csv"
    seen: list[Progress] = []
    rows = (f"{anna.number};F{one};1-4-2026;1-5-2026;{'veel' if one == 7 else '10'};" for one in range(250))
    file.write_text("\n".join((HEAD, *rows)), "utf-8")
    before = invoices(desk, anna)
    with pytest.raises(Cancelled):
        how = How(progress=seen.append, cancelled=lambda: bool(seen))
        desk.do(run, plan(file), tmp_path / "veel.rejected.csv", how)
    assert (seen[0].rows, seen[0].size) == (100, file.stat().st_size)
    assert invoices(desk, anna) == before
    assert list(tmp_path.glob("*.rejected*")) == []


def test_what_was_withdrawn_here_does_not_come_back_with_the_next_list(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: A1. It is said each time, until the accounting software is put right too."""
    row = f"{anna.number};F2026-17;1-2-2026;1-3-2026;10;"
    desk.do(files.open_file, anna.id, ("G7",))
    invoice = desk.do(lambda work: work.services.invoices(work.customers.seq_of(anna.id)))[-1].id
    desk.do(invoice_errors.withdraw, invoice, "dubbel")
    done = take(desk, tmp_path, row)
    assert (done.noted, done.rejected) == (0, 1)
    assert "noted in error" in str(done.problems[0].reason)


def test_a_day_of_payment_beside_an_amount_that_is_left_is_a_payment_in_part(
    desk: Desk, anna: Any, tmp_path: Path
) -> None:
    """Clause: D7, A1. Much software names the day of the last payment, also where that did not settle it."""
    rows = [f"{anna.number};F{one};1-4-2026;1-5-2026;100;;;" for one in (7, 8)]
    take_more(desk, tmp_path, rows[0])
    paid = [row.removesuffix(";;;") + ";2-5-2026;60;" for row in rows]
    done = take_more(desk, tmp_path, *paid)
    assert (done.noted, done.paid, done.paid_part) == (1, 0, 1)
    assert {name: left(desk, anna)[name] for name in ("F7", "F8")} == dict.fromkeys(
        ("F7", "F8"), (Decimal(60), None)
    )
    assert take_more(desk, tmp_path, paid[0].replace(";60;", ";0;")).paid == 1
    assert left(desk, anna)["F7"][1] == date(2026, 5, 2)
