"""An invoice at the collection agency, and reminders that go out by themselves. Clause: A1; GDPR art. 19."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.files import until, until_shown
from support.rights_requests import after, told
from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.letters import LetterKind
from helpdesk.tasks import files, unpaid
from screens import receiving
from screens.customer import CustomerScreen
from screens.dialogs.letter import LetterDialog
from screens.invoice import InvoiceScreen
from screens.invoice_opening import open_invoice


@pytest.fixture
def anna(known_anna: CustomerRef) -> CustomerRef:
    """Who was reminded of an invoice on 4 May 2026 already."""
    return known_anna


def invoice_of(desk: Desk, anna: CustomerRef) -> Invoice:
    found: tuple[Invoice, ...] = desk.do(lambda work: work.services.invoices(work.customers.seq_of(anna.id)))
    return found[-1]


def disclosed(desk: Desk, anna: CustomerRef) -> int:
    """How often something of hers went to somebody."""
    return len(desk.do(lambda work: work.disclosures.gone_to(anna.id)))


@pytest.fixture
def paid_at_the_agency(desk: Desk, anna: CustomerRef, clock: Any) -> Invoice:
    """An invoice that was handed over and is paid now; her file is open."""

    def remind(work: Any) -> None:
        (owed,) = work.unpaid.overdue(work.today)
        for step in ("reminder-2", "reminder-3"):
            work.unpaid.add(owed, Mark.REMINDED, work.policy.ladder.steps[step], letter=step, by_itself=True)
            work.unpaid.went_out(step)

    desk.do(remind)
    clock.pass_by(days=90)
    desk.do(files.open_file, anna.id, ("G2", "G3", "G7"))
    invoice = invoice_of(desk, anna)
    desk.do(unpaid.hand_over, invoice.id, "email", "no answer")
    desk.do(unpaid.pay, anna.id, invoice.id, date(2026, 8, 1))
    return invoice_of(desk, anna)


async def shown(pilot: Any, desk: Desk, invoice: Invoice) -> InvoiceScreen:
    open_invoice(pilot.app, desk, invoice.id)
    await until(pilot, lambda: isinstance(pilot.app.screen, InvoiceScreen))
    await until_shown(pilot, "Tell the agency")
    screen: InvoiceScreen = pilot.app.screen
    return screen


async def test_the_agency_is_told_by_a_letter_that_waits_to_be_sent(
    desk: Desk, anna: CustomerRef, paid_at_the_agency: Invoice, console: Any
) -> None:
    """Clause: A1, P4; GDPR art. 19. It is asked first, once, and is a disclosure."""
    before = disclosed(desk, anna)
    async with console(desk) as pilot:
        screen = await shown(pilot, desk, paid_at_the_agency)
        await pilot.press("t")
        await until_shown(pilot, "Tell the collection agency?")
        await pilot.press("y")
        await until_shown(pilot, "How is it sent?")
        await pilot.press("1", "enter")
        await until(pilot, lambda: pilot.app.screen is screen and disclosed(desk, anna) == before + 1)
        await until(pilot, lambda: "Tell the agency" not in grid(pilot.app))
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LetterDialog))
        await until_shown(pilot, "F2026-17")
    letters = after(desk, lambda work: work.letters.unsent(9))
    assert [one.letter.kind for one in letters] == [LetterKind.AGENCY]


@pytest.mark.parametrize("question", ["Tell the collection agency?", "How is it sent?"])
async def test_who_leaves_the_question_tells_the_agency_nothing(
    desk: Desk, anna: CustomerRef, paid_at_the_agency: Invoice, console: Any, question: str
) -> None:
    """Clause: A1, P4. Neither letter nor disclosure, and it can still be done."""
    before = disclosed(desk, anna)
    async with console(desk) as pilot:
        screen = await shown(pilot, desk, paid_at_the_agency)
        await pilot.press("t")
        await until_shown(pilot, "Tell the collection agency?")
        if question == "How is it sent?":
            await pilot.press("y")
        await until_shown(pilot, question)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until_shown(pilot, "Tell the agency")
    desk.open()
    assert disclosed(desk, anna) == before
    assert desk.do(lambda work: work.letters.unsent(9)) == ()


async def test_what_a_colleague_told_the_agency_meanwhile_is_not_asked_again(
    desk: Desk, anna: CustomerRef, paid_at_the_agency: Invoice, console: Any
) -> None:
    """Clause: A1. The page still offered it; why not is said before anything is asked."""
    from helpdesk.tasks import agency

    async with console(desk) as pilot:
        screen = await shown(pilot, desk, paid_at_the_agency)
        seen = screen.view
        desk.do(agency.tell, paid_at_the_agency.id, "email")
        screen.show(seen)
        await pilot.press("t")
        await told(pilot, "The letter to the collection agency is written: send it.")
        assert "Tell the collection agency?" not in grid(pilot.app)


async def test_o_leads_from_an_invoice_to_its_customer_and_back(
    desk: Desk, anna: CustomerRef, paid_at_the_agency: Invoice, console: Any
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        screen = await shown(pilot, desk, paid_at_the_agency)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await until_shown(pilot, "Anna van der Meulen")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


# Reminders at the start


@pytest.fixture
def due(desk: Desk, anna: CustomerRef, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day of her second reminder, and nobody waits for the console's first look."""
    monkeypatch.setattr(receiving, "AT_FIRST", 0.01)
    clock.pass_by(days=14)


async def test_the_console_reminds_by_itself_at_the_start_and_says_so(
    desk: Desk, anna: CustomerRef, due: None, console: Any, tmp_path: Path
) -> None:
    """Clause: A1, G7. Once: a second look sends nothing."""
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    desk.config = replace(desk.config, outbox=outbox)
    async with console(desk) as pilot:
        await told(pilot, "1 reminder went out.")
    (mail,) = outbox.iterdir()
    assert b"anna@example.com" in mail.read_bytes()
    desk.open()
    assert invoice_of(desk, anna).events[-1].went_out == desk.clock().date()
    async with console(desk) as pilot:
        await until_shown(pilot, "Today")
        await pilot.pause(0.3)
        assert "reminder" not in " ".join(str(one.message) for one in pilot.app._notifications)
    assert list(outbox.iterdir()) == [mail]


async def test_a_reminder_that_could_not_be_sent_is_said_and_its_invoice_says_why(
    desk: Desk, anna: CustomerRef, due: None, console: Any, tmp_path: Path
) -> None:
    """Clause: A1, G7. Else everybody would think that she knows."""
    outbox = tmp_path / "outbox"
    outbox.write_text("a file where the folder should be")
    desk.config = replace(desk.config, outbox=outbox)
    async with console(desk) as pilot:
        await told(pilot, "1 reminder could not be sent: its invoice says why.")
        assert not any("went out" in str(one.message) for one in pilot.app._notifications)
        desk.do(files.open_file, anna.id, ("G2", "G7"))
        open_invoice(pilot.app, desk, invoice_of(desk, anna).id)
        await until_shown(pilot, "could not be sent")


async def test_without_a_way_for_mail_a_reminder_waits_and_today_soon_says_so(
    desk: Desk, anna: CustomerRef, due: None, console: Any, clock: Any
) -> None:
    """Clause: A1. Nothing is said to have gone out."""
    async with console(desk) as pilot:
        await until(pilot, lambda: invoice_of(desk, anna).events[-1].step == "reminder-2")
        assert not any("reminder" in str(one.message) for one in pilot.app._notifications)
        assert invoice_of(desk, anna).events[-1].went_out is None
        clock.pass_by(minutes=5)
        await pilot.press("f2")
        pilot.app._tell_pages(changed=True)
        await until_shown(pilot, "Invoice F2026-17: the reminder did not go out")
