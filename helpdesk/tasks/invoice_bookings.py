"""What the accounting software says that is credited or left to be paid of an invoice. Clause: D7, A1.

Both leave less to be paid, and what settles all of it counts as paid. What is left counts every credit note that was
made by then. So one that comes afterwards, as from a list of rejected rows that was mended, is not counted again: it
takes the place of as much as was booked as paid in part. For a job that keeps what the accounting software says.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from helpdesk.domain.customer import Invoice, Owed
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.messages import msg

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def credit(
    work: UnitOfWork, invoice: int, amount: Decimal, on: date, number: str, *, only_try: bool = False
) -> bool:
    """Book a credit note with a number and date, once; returns whether it was new.

    Errors: `Invalid` for more than is left to be paid, or where the invoice was noted in error.
    """
    owed = _read(work, invoice, only_try=only_try)
    known = owed.invoice
    if known.paid is not None or any(
        one.what is Mark.CREDITED and one.note == number for one in known.events
    ):
        return False
    if known.withdrawn is not None:
        raise Invalid((Fault("credits", msg("This invoice was noted in error, and stays as it was.")),))
    was_counted = amount <= _counted_since(known, on)
    if amount > known.open and not was_counted:
        raise Invalid((Fault("amount", msg("This is more than is still owed on the invoice.")),))
    insist_has_come(work, on, "issued")
    if only_try:
        return True
    if was_counted:
        work.unpaid.add(owed, Mark.PAID_PART, note=number, amount=-amount)
    work.unpaid.add(owed, Mark.CREDITED, note=number, amount=amount)
    if amount == known.open and not was_counted:
        work.services.pay_invoice(owed.customer.id, invoice, on)
    return True


def leave(work: UnitOfWork, invoice: int, left: Decimal, *, only_try: bool = False) -> bool:
    """Book the amount that is still owed now; returns whether that was new.

    Errors: `Invalid` if that is more than before.
    """
    owed = _read(work, invoice, only_try=only_try)
    known = owed.invoice
    if known.paid is not None or known.withdrawn is not None or left == known.open:
        return False
    if left > known.open:
        raise Invalid((Fault("left", msg("This is more than was still owed here.")),))
    if not only_try:
        work.unpaid.add(owed, Mark.PAID_PART, amount=known.open - left)
        if not left:
            today = work.policy.today(work.clock())
            work.services.pay_invoice(owed.customer.id, invoice, today)
    return True


def insist_has_come(work: UnitOfWork, on: date, field: str) -> None:
    """Nothing can have been paid or credited on a future day. Errors: `Invalid`."""
    if on > work.policy.today(work.clock()):
        raise Invalid((Fault(field, msg("That day is in the future.")),))


def _read(work: UnitOfWork, invoice: int, *, only_try: bool) -> Owed:
    return work.unpaid.one(invoice) if only_try else work.unpaid.locked(invoice)


def _counted_since(invoice: Invoice, on: date) -> Decimal:
    """How much was booked as part payment since a day, from the amounts owed; a credit note of that day is included."""
    parts = (one.amount for one in invoice.events if one.what is Mark.PAID_PART and one.day >= on)
    return sum((one for one in parts if one is not None), Decimal(0))
