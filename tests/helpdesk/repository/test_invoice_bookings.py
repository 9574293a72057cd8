"""What the accounting software says of an invoice: credit notes, and what is left to be paid. Clause: D7, A1."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from support.rights import anna_in

from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.errors import Invalid
from helpdesk.domain.ladder_steps import Mark
from helpdesk.tasks.invoice_bookings import credit, leave

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

TODAY = date(2026, 6, 17)
HALF = Decimal(25)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer with an invoice of € 50; it is a month later."""
    ref = anna_in(workplace)
    workplace.clock.pass_by(days=44)
    return ref


def owed(work: Any, anna: CustomerRef) -> Invoice:
    """Her invoice as it is now."""
    (found,) = work.services.invoices(work.customers.seq_of(anna.id))
    return work.unpaid.one(found.id).invoice  # type: ignore[no-any-return]


def stands(work: Any, anna: CustomerRef) -> tuple[int, date | None]:
    """How much of it is still owed, and when it was paid."""
    invoice = owed(work, anna)
    return int(invoice.open), invoice.paid


def credited(
    work: Any, anna: CustomerRef, amount: int, on: date = TODAY, number: str = "C1", **how: bool
) -> bool:
    return credit(work, owed(work, anna).id, Decimal(amount), on, number, **how)


def test_a_credit_note_is_booked_once_and_settles_what_it_covers(workplace: Any, anna: CustomerRef) -> None:
    """Clause: D7, A1. The same number is the same note; with another amount something is wrong."""
    with workplace.as_() as work:
        assert credited(work, anna, 20, only_try=True)
        assert owed(work, anna).events == (), "it was only tried"
        assert credited(work, anna, 20)
        assert not credited(work, anna, 20)
        with pytest.raises(Invalid):
            credited(work, anna, 21)
        assert stands(work, anna) == (30, None)
        assert credited(work, anna, 30, number="C2")
        assert stands(work, anna) == (0, TODAY)
        assert not credited(work, anna, 5, number="C3"), "nothing is owed any more"
        assert len(owed(work, anna).events) == 2


def test_a_credit_note_for_more_than_is_owed_or_of_a_day_to_come_is_refused(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: D7."""
    with workplace.as_() as work:
        for amount, day in ((51, TODAY), (20, TODAY + timedelta(days=1))):
            with pytest.raises(Invalid):
                credited(work, anna, amount, day)
        assert owed(work, anna).events == ()


@pytest.mark.parametrize(("left", "amount"), [(25, 25), (10, 30)])
def test_a_credit_note_that_was_counted_in_what_is_left_is_not_counted_again(
    workplace: Any, anna: CustomerRef, left: int, amount: int
) -> None:
    """Clause: D7, A1. It takes the place of as much as was booked as paid in part, and settles nothing."""
    with workplace.as_() as work:
        assert leave(work, owed(work, anna).id, Decimal(left))
        assert credited(work, anna, amount)
        assert stands(work, anna) == (left, None)
        assert [(one.what, int(one.amount)) for one in owed(work, anna).events] == [
            (Mark.PAID_PART, 50 - left),
            (Mark.PAID_PART, -amount),
            (Mark.CREDITED, amount),
        ]


def test_a_credit_note_of_a_later_day_than_what_was_left_is_counted(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: D7. What was left did not know of it yet."""
    with workplace.as_() as work:
        assert leave(work, owed(work, anna).id, HALF)
    workplace.clock.pass_by(days=1)
    with workplace.as_() as work:
        assert credited(work, anna, 25, TODAY + timedelta(days=1))
        assert stands(work, anna) == (0, TODAY + timedelta(days=1))


def test_what_is_left_is_booked_if_it_is_less_and_nothing_left_is_paid(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: D7, A1."""
    with workplace.as_() as work:
        invoice = owed(work, anna).id
        assert not leave(work, invoice, Decimal(50)), "as much as before"
        with pytest.raises(Invalid):
            leave(work, invoice, Decimal(51))
        assert leave(work, invoice, HALF, only_try=True)
        assert owed(work, anna).events == ()
        assert leave(work, invoice, HALF)
        assert stands(work, anna) == (25, None)
        assert leave(work, invoice, Decimal(0))
        assert stands(work, anna) == (0, TODAY)
        assert not leave(work, invoice, HALF), "it is paid"


def test_what_was_noted_in_error_stays_as_it_was(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, D7."""
    with workplace.as_() as work:
        invoice = owed(work, anna).id
        work.services.withdraw_invoice(work.unpaid.locked(invoice), work.today)
        assert not leave(work, invoice, HALF)
        with pytest.raises(Invalid):
            credit(work, invoice, HALF, TODAY, "C1")
        assert work.unpaid.one(invoice).invoice.events == ()
