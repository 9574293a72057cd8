"""Correcting an invoice, or withdrawing it or its payment, if that was noted wrongly.

If nothing has happened about the invoice yet, it is corrected in place. Otherwise it stays, noted in error, with
everything that went out about it, and the right invoice is added with a ladder of its own. Everybody who was told
something wrong hears of it: the customer by a letter that is written at the same time, an agency by
`helpdesk.tasks.agency`. Clause: A1, D7; GDPR art. 5(1)(d), 16, 19.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from helpdesk.documents import case_facts
from helpdesk.domain.amounts import write_amount
from helpdesk.domain.customer import CustomerRef, Invoice, Owed
from helpdesk.domain.days import write_day
from helpdesk.domain.decision import Action
from helpdesk.domain.display import dotted
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.ladder_steps import PAYMENT, UNPAID_AGAIN, Event, Mark
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.policy.words import words
from helpdesk.repository.guarded import insist
from helpdesk.tasks import letters, unpaid
from helpdesk.tasks.unpaid import UnpaidView

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

_OTHER = words("een andere klant", "another customer")
_PAID_ON = words("betaald op {day}", "paid on {day}")


def begin(work: UnitOfWork, invoice: int) -> Owed:
    """Refuse what the jobs below would refuse, before any question is asked. Errors: as theirs."""
    owed = work.unpaid.locked(invoice)
    work.require(Job.SERVICES, owed.customer.id)
    unpaid.insist_open(work, owed, Action.CHANGE)
    if owed.invoice.withdrawn is not None:
        raise Invalid((Fault("", msg("This invoice was noted in error, and stays as it was.")),))
    return owed


def correct(
    work: UnitOfWork, invoice: int, right: Invoice, reason: str, customer: str | None = None
) -> UnpaidView:
    """Correct an invoice; `customer` is the number of the right customer, if it was noted for the wrong one.

    The steps of the ladder are counted from the right day. A customer who was reminded with wrong facts is told, and
    the ladder then starts today at the earliest. Errors: `Invalid` with every fault, `Refused`, `FileNotOpen` for
    either customer, `NotFound`.
    """
    work.services.begin_invoices()  # in the same order as an import, which takes this lock first
    owed = begin(work, invoice)
    to = _whose(work, owed, customer)
    right = replace(right, paid=owed.invoice.paid)
    facts = unpaid.checked(work, to.id, right, instead_of=owed.invoice.id)
    if to.id == owed.customer.id and facts.amount < owed.invoice.amount - owed.invoice.open:
        raise Invalid((Fault("amount", msg("More than this has been paid or credited already.")),))
    why = unpaid.words(reason, "reason", msg("What was wrong?"))
    was = _was(work, owed, to, facts)
    if not was:
        raise Invalid((Fault("number", msg("Nothing is different.")),))
    note = f"{why} ({was})"
    if owed.invoice.events:
        now = _noted_instead(work, owed, to, facts, note)
    else:
        work.services.correct_invoice(owed, to.id, facts)
        work.unpaid.add(Owed(to, owed.invoice), Mark.CORRECTED, note=note)
        now = invoice
    return unpaid.view(work, now)


def withdraw(work: UnitOfWork, invoice: int, reason: str) -> UnpaidView:
    """Withdraw an invoice that was noted in error: no more steps follow on it. Errors: as `correct`.

    A customer who was reminded is told. The invoice is kept as proof, and is deleted as cases are
    (`helpdesk.tasks.retention`).
    """
    owed = begin(work, invoice)
    why = unpaid.words(reason, "reason", msg("Why was it noted in error?"))
    work.services.withdraw_invoice(owed, work.today)
    work.unpaid.add(owed, Mark.WITHDRAWN, note=why, letter=_tell(work, owed, None))
    _wrong_again(work, owed, why)
    return unpaid.view(work, invoice)


def reopen(work: UnitOfWork, invoice: int, reason: str) -> UnpaidView:
    """Take back a payment that was noted in error: the invoice is owed again, and its ladder goes on.

    A booking that settled all of it, such as a credit note, is taken back too. What was sent, decided or unblocked in
    between stays. Errors: `Invalid` if it is not noted as paid; as `correct`.
    """
    owed = begin(work, invoice)
    paid, booked = owed.invoice.paid, [one.amount for one in owed.invoice.events if one.amount is not None]
    if paid is None:
        raise Invalid((Fault("", msg("This invoice is not noted as paid.")),))
    why = unpaid.words(reason, "reason", msg("Why was it noted in error?"))
    was = _PAID_ON.say(work.policy.language).format(day=write_day(paid))
    back = -booked[-1] if booked and not owed.invoice.open else None
    work.services.reopen_invoice(owed)
    work.unpaid.add(owed, Mark.CORRECTED, UNPAID_AGAIN, note=f"{why} ({was})", amount=back)
    return unpaid.view(work, invoice)


def told(invoice: Invoice) -> bool:
    """Whether anybody was told what the invoice says: a letter went out, or something was decided."""
    return any(one.went_out is not None or one.what is Mark.DECIDED for one in invoice.events)


def letters_of(invoice: Invoice) -> tuple[Event, ...]:
    """The letters about an invoice that were sent to its customer."""
    went = (one for one in invoice.events if one.letter and one.went_out is not None)
    return tuple(one for one in went if one.what is not Mark.TOLD)


def _noted_instead(work: UnitOfWork, owed: Owed, to: CustomerRef, facts: Invoice, note: str) -> int:
    """Keep the wrong invoice as withdrawn, and add the right one; returns its id."""
    today = work.today
    made = work.services.add_invoice(to.id, facts)
    work.services.withdraw_invoice(owed, today, made)
    now = Owed(to, work.unpaid.one(made).invoice)
    is_theirs = to.id == owed.customer.id
    letter = _tell(work, owed, now.invoice if is_theirs else None)
    anew = today if is_theirs and (letter or told(owed.invoice)) else None
    work.unpaid.add(owed, Mark.WITHDRAWN, note=note, letter="" if is_theirs else letter)
    work.unpaid.add(now, Mark.CORRECTED, note=note, until=anew, letter=letter if is_theirs else "")
    if is_theirs:
        _carry_over(work, owed, now)
    _wrong_again(work, owed, note)
    return made


def _wrong_again(work: UnitOfWork, owed: Owed, note: str) -> None:
    """Mark invoices that were handed over and then corrected to this one as wrong again, so that the agency hears."""
    before = work.unpaid.corrected_to(owed.invoice.id)
    while before is not None and before.customer.id == owed.customer.id:
        if unpaid.is_handed_over(before.invoice):
            work.unpaid.add(before, Mark.CORRECTED, note=note)
        before = work.unpaid.corrected_to(before.invoice.id)


def _carry_over(work: UnitOfWork, owed: Owed, now: Owed) -> None:
    """Carry over to the right invoice what was paid or credited, and a stop that has not ended.

    If nothing is left to pay, the right invoice was paid on the day of the last booking.
    """
    today = work.today
    stop = next((one for one in reversed(owed.invoice.events) if one.what is Mark.STOPPED), None)
    for one in owed.invoice.events:
        holds = one is stop and one.until is not None and one.until > today
        if one.amount is not None or holds:
            kept: dict[str, Any] = {"note": one.note, "until": one.until, "amount": one.amount}
            work.unpaid.add(now, one.what, one, **kept, at=one.at, by=one.by)
    days = [one.day for one in owed.invoice.events if one.amount is not None]
    found = work.unpaid.one(now.invoice.id).invoice
    if days and not found.open and found.paid is None:
        work.services.pay_invoice(now.customer.id, found.id, days[-1])


def _tell(work: UnitOfWork, owed: Owed, right: Invoice | None) -> str:
    """Write to a customer who had a letter with wrong facts, giving the right invoice; the number of the letter."""
    said = _said_wrongly(work, owed)
    if said is None:
        return ""
    wrong, last = said
    agency = unpaid.collector(work).name if unpaid.is_handed_over(owed.invoice) else None
    day = work.today
    facts = case_facts.invoice_wrong(wrong, last, day, right, agency, case=right or owed.invoice)
    kept = letters.write(work, owed.customer.id, LetterKind.INVOICE_WRONG, facts)
    return kept.letter.number


def _said_wrongly(work: UnitOfWork, owed: Owed) -> tuple[Invoice, Event] | None:
    """The invoice about which its customer last had a letter, with that letter: this one, or one corrected to it."""
    seen: Owed | None = owed
    while seen is not None and seen.customer.id == owed.customer.id:
        if sent := letters_of(seen.invoice):
            return seen.invoice, sent[-1]
        seen = work.unpaid.corrected_to(seen.invoice.id)
    return None


def _whose(work: UnitOfWork, owed: Owed, number: str | None) -> CustomerRef:
    """The customer of the right invoice. Errors: `Invalid`; `FileNotOpen` and `Refused` for another customer."""
    if number is None or number == owed.customer.number:
        return owed.customer
    try:
        to = work.customers.by_number(number)
    except NotFound as none:
        raise Invalid((Fault("customer", none.what),)) from none
    insist(work, to.id, (PAYMENT,), Action.CHANGE)
    return to


def _was(work: UnitOfWork, owed: Owed, to: CustomerRef, right: Invoice) -> str:
    """The old values of what was wrong; neither customer is told who the other one is."""
    old = owed.invoice
    different = (
        (owed.customer.id != to.id, _OTHER.say(work.policy.language)),
        (old.number != right.number, old.number),
        (old.issued != right.issued, write_day(old.issued)),
        (old.due != right.due, write_day(old.due)),
        (old.amount != right.amount, f"€ {write_amount(old.amount)}"),
    )
    return dotted(*(text for is_wrong, text in different if is_wrong))
