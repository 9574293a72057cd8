"""An unpaid invoice at the console: where it stands, the customer's view, and what a person decides. Clause: A1."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from support.files import opened, until, until_shown, write
from support.rights_requests import told
from support.screen_grid import assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.ladder_steps import Mark
from helpdesk.tasks import files, reminders, unpaid
from screens.customer import CustomerScreen
from screens.invoice import InvoiceScreen
from screens.invoice_opening import open_invoice
from screens.today import Today


@pytest.fixture
def anna(known_anna: CustomerRef) -> CustomerRef:
    """Who was reminded of an invoice on 4 May 2026 already."""
    return known_anna


def invoice_of(desk: Desk, anna: CustomerRef) -> Invoice:
    found: tuple[Invoice, ...] = desk.do(lambda work: work.services.invoices(work.customers.seq_of(anna.id)))
    return found[-1]


def asked(desk: Desk, anna: CustomerRef, clock: Any) -> None:
    """The second reminder went out too, which asks her view; her time for that is over."""
    clock.pass_by(days=14)

    def remind(work: Any) -> None:
        (owed,) = work.unpaid.overdue(work.policy.today(work.clock()))
        work.unpaid.add(
            owed, Mark.REMINDED, work.policy.ladder.steps["reminder-2"], by_itself=True, letter="L2"
        )
        work.unpaid.went_out("L2")

    desk.do(remind)
    clock.pass_by(days=20)


def handing_over_is_next(desk: Desk, anna: CustomerRef, clock: Any) -> None:
    """Her services were blocked, the third reminder went out too, and her time for that is over."""
    asked(desk, anna, clock)

    def go_on(work: Any) -> None:
        (owed,) = work.unpaid.overdue(work.today)
        steps = work.policy.ladder.steps
        work.unpaid.add(owed, Mark.DECIDED, steps["block"])
        work.unpaid.add(owed, Mark.REMINDED, steps["reminder-3"], by_itself=True, letter="L3")
        work.unpaid.went_out("L3")

    desk.do(go_on)
    clock.pass_by(days=90)


async def invoice_shown(pilot: Any, desk: Desk, anna: CustomerRef) -> None:
    open_invoice(pilot.app, desk, invoice_of(desk, anna).id)
    await until_shown(pilot, "to be paid by")


def restricted_by_a_colleague(pilot: Any, desk: Desk, anna: CustomerRef) -> None:
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
    pilot.app._tell_pages(changed=True)


async def test_from_today_it_is_decided_paid_and_freed_each_by_a_person(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: A1; GDPR art. 22(3). What she says stands beside the decision, and all of it on the page."""
    asked(desk, anna, clock)
    async with console(desk) as pilot:
        await until_shown(pilot, "Invoice F2026-17: blocking may be decided")
        await pilot.press("enter")
        await until_shown(pilot, "For what?")
        await pilot.press("c", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, InvoiceScreen))
        assert_screen(pilot.app, "invoice")
        await pilot.press("i")
        await until_shown(pilot, "They say")
        await pilot.press(*"Soon", "enter")
        await until_shown(pilot, "The customer was heard.")
        await pilot.press("d")
        await until_shown(pilot, "Reason")
        assert "Soon" in grid(pilot.app)
        await pilot.press("enter")
        await until_shown(pilot, "Why is it decided?")
        await pilot.press(*"Late", "enter")
        await told(pilot, "On record: blocking the services.")
        await pilot.press("p")
        await until_shown(pilot, "Paid on")
        await pilot.press("enter")
        await until_shown(pilot, "still blocked")
        await pilot.press("f")
        await until_shown(pilot, "Free these services?")
        await pilot.press("y")
        await told(pilot, "On record: the services are freed.")
        assert pilot.app.screen.check_action("pay", ()) is False
        await pilot.press("u")
        await until_shown(pilot, "This invoice was not paid after all")
        await pilot.press("enter")
        await until_shown(pilot, "Why was it noted in error?")
        await pilot.press(*"Other", "enter")
        await told(pilot, "On record: the invoice was not paid after all.")
        await until_shown(pilot, "Other (betaald op")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        services = desk.do(lambda work: work.services.of(work.customers.seq_of(anna.id)))
        assert {one.blocked for one in services} == {None}


async def test_freeing_says_what_another_invoice_still_blocks(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: A1. She paid this one, and not the other."""
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    first = invoice_of(desk, anna).id

    def block_for_both(work: Any) -> None:
        other = Invoice("F2026-18", date(2026, 3, 1), date(2026, 4, 1), Decimal(9))
        second = work.services.add_invoice(anna.id, other)
        step = work.policy.ladder.steps["block"]
        theirs = [one.id for one in work.services.of(work.customers.seq_of(anna.id))]
        for invoice in (first, second):
            work.unpaid.add(work.unpaid.one(invoice), Mark.DECIDED, step, services=theirs)
        for one in theirs:
            work.services.block(anna.id, one, date(2026, 5, 4))
        unpaid.pay(work, anna.id, first, date(2026, 5, 4))

    desk.do(block_for_both)
    async with console(desk) as pilot:
        open_invoice(pilot.app, desk, first)
        await until_shown(pilot, "to be paid by")
        await pilot.press("f")
        await until_shown(pilot, "stays blocked, for")
        assert "invoice F2026-18" in grid(pilot.app)
        await pilot.press("y")
        await told(pilot, "On record. The services stay blocked: another invoice has them blocked too.")
        await until_shown(pilot, "blijft geblokkeerd voor factuur F2026-18")


async def test_what_is_being_decided_goes_once_its_customer_is_restricted(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: R5, A1; GDPR art. 18. What hides the invoice hides its amount and its days too."""
    asked(desk, anna, clock)
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    async with console(desk) as pilot:
        await invoice_shown(pilot, desk, anna)
        await pilot.press("s")
        await until_shown(pilot, "Until")
        await until_shown(pilot, "1,234.50")
        restricted_by_a_colleague(pilot, desk, anna)
        await until(pilot, lambda: "1,234.50" not in grid(pilot.app))
        await until_shown(pilot, "Anna van der Meulen")
        assert "to be paid by" not in grid(pilot.app)
        await pilot.press("escape")
        await until_shown(pilot, "What can be done")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))


async def test_a_decision_begins_with_its_reason_and_closes_under_a_restriction(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: R5, A1. It shows what the customer said, and can't be taken any more."""
    asked(desk, anna, clock)
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    async with console(desk) as pilot:
        await invoice_shown(pilot, desk, anna)
        await pilot.press("d")
        await until_shown(pilot, "Reason")
        await pilot.press(*"Late")
        await until(pilot, lambda: getattr(pilot.app.focused, "value", "") == "Late")
        restricted_by_a_colleague(pilot, desk, anna)
        await until(pilot, lambda: "Reason" not in grid(pilot.app))
        await until_shown(pilot, "What can be done")


async def test_whoever_ends_services_gives_the_reason_first_and_confirms_after_that(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: A1. Nobody says "sure" to what is then refused."""
    asked(desk, anna, clock)

    def almost_over(work: Any) -> None:
        (owed,) = work.unpaid.overdue(work.policy.today(work.clock()))
        for step in work.policy.ladder.steps.values():
            if step.id not in ("reminder-1", "reminder-2", "termination"):
                what = Mark.DECIDED if step.kind.is_decided else Mark.REMINDED
                work.unpaid.add(owed, what, step, letter="" if step.kind.is_decided else step.id)
                work.unpaid.went_out(step.id)

    desk.do(almost_over)
    clock.pass_by(days=60)
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    async with console(desk) as pilot:
        await invoice_shown(pilot, desk, anna)
        await pilot.press("d")
        await until_shown(pilot, "Reason")
        await pilot.press("enter")
        await until_shown(pilot, "Why is it decided?")
        assert "When the last service ends" not in grid(pilot.app)
        await pilot.press(*"Late", "enter")
        await until_shown(pilot, "When the last service ends")
        await pilot.press("y")
        await told(pilot, "On record: ending the services.")
        await told(pilot, "nothing is switched off or sent from here")


async def test_before_she_could_answer_it_says_why_not_and_it_can_be_stopped(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: A1. From her file: Enter on the invoice; `d` explains, `s` stops it until a day."""
    screen = opened(desk, anna, "G2", "G7")
    async with console(desk) as pilot:
        pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        await pilot.press("3", "tab")
        await until_shown(pilot, "A reminder goes out automatically on 18 May 2026.")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, InvoiceScreen))
        assert pilot.app.screen.check_action("decide", ()) is False
        await pilot.press("s")
        await until_shown(pilot, "Until")
        await write(pilot, "pays in parts")
        await pilot.press("enter")
        await told(pilot, "On record: nothing happens before 18 May 2026.")
        assert invoice_of(desk, anna).events[-1].note == "pays in parts"


async def test_an_invoice_is_noted_and_paid_under_services(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: D7, A1. All that is wrong is said at once, and what was typed stays."""
    screen = opened(desk, anna, "G2", "G7")
    async with console(desk) as pilot:
        pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        await pilot.press("3", "tab", "n")
        await until_shown(pilot, "New invoice")
        await write(pilot, "F2026-17")
        await pilot.press("enter")
        await until_shown(pilot, "Write an amount")
        await pilot.press(*"60,50", "enter")
        await until_shown(pilot, "This invoice is here already.")
        await pilot.press("end", "8", "enter")
        await until_shown(pilot, "open, due 3 Jun 2026")
        await pilot.press("home", "p")
        await until_shown(pilot, "Paid on")
        await pilot.press("enter")
        await until_shown(pilot, "paid 4 May 2026")
        assert isinstance(pilot.app.screen, CustomerScreen)
        found = desk.do(lambda work: work.services.invoices(work.customers.seq_of(anna.id)))
        today = date(2026, 5, 4)
        assert [(one.number, one.due, one.amount) for one in found if one.paid == today] == [
            ("F2026-178", today + timedelta(days=30), Decimal("60.50"))
        ]


async def test_what_a_customer_says_stays_in_the_question_until_it_is_kept(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: A1. Somebody else notes meanwhile that it was paid: then it can't be kept, which is said."""
    desk.do(files.open_file, anna.id, ("G7",))
    invoice = invoice_of(desk, anna).id
    async with console(desk) as pilot:
        open_invoice(pilot.app, desk, invoice)
        await until(pilot, lambda: isinstance(pilot.app.screen, InvoiceScreen))
        await pilot.press("i")
        await until_shown(pilot, "They say")
        with desk.unit() as work:
            await pilot.press(*"Soon", "enter")
            unpaid.pay(work, anna.id, invoice, desk.policy.today(desk.clock()))
            assert "Soon" in grid(pilot.app)
        await until_shown(pilot, "There is nothing left to decide")
        assert "Soon" in grid(pilot.app)


async def test_a_purpose_that_a_decision_needs_is_added_on_the_page(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: A1, P2, P4. The agency gets a telephone number too, which invoices do not need; Escape adds nothing."""
    handing_over_is_next(desk, anna, clock)
    desk.do(files.open_file, anna.id, ("G7",))
    async with console(desk) as pilot:
        await invoice_shown(pilot, desk, anna)
        await pilot.press("d")
        await until_shown(pilot, "For what else?")
        assert "does not need telephone number" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, InvoiceScreen))
        assert desk.do(files.opened, anna.id).purposes == ("G7",)
        await pilot.press("d")
        await until_shown(pilot, "For what else?")
        await pilot.press("enter")
        await until_shown(pilot, "The agency gets")
        assert desk.do(files.opened, anna.id).purposes == ("G7", "G3")


async def test_what_was_noted_wrongly_is_set_right_and_taken_back_on_its_page(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: A1; GDPR art. 16. She was reminded of it, so a letter that tells her stands there to be sent."""
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    async with console(desk) as pilot:
        await invoice_shown(pilot, desk, anna)
        await pilot.press("c")
        await until_shown(pilot, "Set this invoice right")
        await pilot.press("down", "end", "8", "enter")
        await until_shown(pilot, "What was wrong?")
        await pilot.press(*"typo", "enter")
        await told(pilot, "Letter L2026-0001 tells the customer: send it.")
        await until_shown(pilot, "typo (F2026-17)")
        await pilot.press("x")
        await until_shown(pilot, "This invoice was noted in error")
        await pilot.press(*"double", "enter")
        await told(pilot, "On record: the invoice was noted in error.")
        await until_shown(pilot, "nothing more follows")
        assert [one.withdrawn is not None for one in desk.do(_invoices, anna)] == [True, True]


async def test_a_waiting_reminder_shows_that_it_was_paid_and_asks_when_it_went_out(
    desk: Desk, anna: CustomerRef, console: Any, clock: Any
) -> None:
    """Clause: A1. It is not printed or mailed any more; that it went out before may still be noted."""
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    clock.pass_by(days=14)
    invoice = invoice_of(desk, anna).id
    assert desk.do(lambda work: reminders.remind(work, invoice)) is not None
    desk.do(files.open_file, anna.id, ("G2", "G7"))
    desk.do(unpaid.pay, anna.id, invoice, desk.policy.today(clock()))
    async with console(desk) as pilot:
        await invoice_shown(pilot, desk, anna)
        await pilot.press("end")
        await until_shown(pilot, "does not go out any more. Enter reads it, and says why.")
        await pilot.press("enter")
        await until_shown(pilot, "The reminder did not go out, and no longer will.")
        assert "not sent yet" not in grid(pilot.app)
        assert "Send by mail" not in grid(pilot.app)
        await pilot.press("s")
        await until_shown(pilot, "Did it go out before that?")
        await pilot.press("n")
        await until_shown(pilot, "to be paid by")


def _invoices(work: Any, anna: CustomerRef) -> tuple[Invoice, ...]:
    found: tuple[Invoice, ...] = work.services.invoices(work.customers.seq_of(anna.id))
    return found
