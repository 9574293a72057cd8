"""An invoice that was noted wrongly: set right, or withdrawn. Clause: A1, D7; GDPR art. 5(1)(d), 16, 19.

Where nothing happened about it yet, it is set right where it stands. Otherwise it stays, as noted in error and with
what went out by it, and the right one is noted instead, with a ladder of its own. Whoever was told wrongly is told: the
customer by a letter that is written with it, an agency by `helpdesk.tasks.agency`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpdesk.documents import case_facts
from helpdesk.domain.customer import CustomerRef, Invoice, Owed
from helpdesk.domain.days import write_day
from helpdesk.domain.decision import Action
from helpdesk.domain.display import dotted
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.ladder_steps import PAYMENT, Event, Mark
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.messages import msg
from helpdesk.policy.model import Job
from helpdesk.policy.words import words
from helpdesk.repository.guarded import insist
from helpdesk.tasks import letters, unpaid
from helpdesk.tasks.unpaid import UnpaidView

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

_OTHER = words("een andere klant", "another customer")


def begin(work: UnitOfWork, invoice: int) -> Owed:
    """Refuse before anything is asked what `correct` and `withdraw` would refuse. Errors: as they."""
    owed = work.unpaid.locked(invoice)
    work.require(Job.SERVICES, owed.customer.id)
    unpaid.insist_open(work, owed, Action.CHANGE)
    if owed.invoice.withdrawn is not None:
        raise Invalid((Fault("", msg("This invoice was noted in error, and stays as it was.")),))
    return owed


def correct(
    work: UnitOfWork, invoice: int, right: Invoice, reason: str, customer: str | None = None
) -> UnpaidView:
    """Set right what was noted wrongly; `customer` is the number of whose it is, where that was wrong.

    The steps of the ladder are counted from the right day. Who was reminded by the wrong facts is told, and then no
    sooner than from today. Errors: `Invalid` with every fault, `Refused`, `FileNotOpen` of either customer, `NotFound`.
    """
    owed = begin(work, invoice)
    work.services.begin_invoices()
    to = _whose(work, owed, customer)
    right = replace(right, paid=owed.invoice.paid)
    facts = unpaid.checked(work, to.id, right, instead_of=owed.invoice.id)
    why = unpaid.words(reason, "reason", msg("What was wrong?"))
    was = _was(work, owed, to, facts)
    if not was:
        raise Invalid((Fault("number", msg("Nothing of this is different.")),))
    note = f"{why} ({was})"
    if owed.invoice.events:
        now = _noted_instead(work, owed, to, facts, note)
    else:
        work.services.correct_invoice(owed, to.id, facts)
        work.unpaid.add(Owed(to, owed.invoice), Mark.CORRECTED, note=note)
        now = invoice
    return unpaid.view(work, now)


def withdraw(work: UnitOfWork, invoice: int, reason: str) -> UnpaidView:
    """Take an invoice back that was noted in error: nothing follows on it any more. Errors: as `correct`.

    A customer who was reminded is told. It is kept to prove that, and goes as cases do (`helpdesk.tasks.retention`).
    """
    owed = begin(work, invoice)
    why = unpaid.words(reason, "reason", msg("Why was it noted in error?"))
    work.services.withdraw_invoice(owed, work.policy.today(work.clock()))
    work.unpaid.add(owed, Mark.WITHDRAWN, note=why, letter=_tell(work, owed, None))
    return unpaid.view(work, invoice)


def told(invoice: Invoice) -> bool:
    """Whether anybody was told what an invoice says: a letter went out, or something was decided."""
    return any(one.went_out is not None or one.what is Mark.DECIDED for one in invoice.events)


def letters_of(invoice: Invoice) -> tuple[Event, ...]:
    """The letters about an invoice that went out to its customer."""
    went = (one for one in invoice.events if one.letter and one.went_out is not None)
    return tuple(one for one in went if one.what is not Mark.TOLD)


def _noted_instead(work: UnitOfWork, owed: Owed, to: CustomerRef, facts: Invoice, note: str) -> int:
    """Keep the wrong one as withdrawn, and note the right one; its id."""
    today = work.policy.today(work.clock())
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
    return made


def _carry_over(work: UnitOfWork, owed: Owed, now: Owed) -> None:
    """What was paid or credited, and that nothing is to happen for now, holds for the right one too."""
    today = work.policy.today(work.clock())
    for one in owed.invoice.events:
        holds = one.what is Mark.STOPPED and one.until is not None and one.until > today
        if one.amount is not None or holds:
            work.unpaid.add(now, one.what, one, note=one.note, until=one.until, amount=one.amount, at=one.at)


def _tell(work: UnitOfWork, owed: Owed, right: Invoice | None) -> str:
    """Write to whom a letter went that said what is not so, with the invoice that holds; the number of the letter.

    One that waits since it was set right before says so from now on.
    """
    wrong, waiting = owed.invoice, None
    if not letters_of(wrong):
        waiting = _waiting(work, owed)
        wrong = _told_before(work, owed) if waiting is not None else wrong
    sent = letters_of(wrong)
    if not sent:
        return ""
    agency = unpaid.collector(work).name if unpaid.is_handed_over(wrong) else None
    day = work.policy.today(work.clock())
    facts = case_facts.invoice_wrong(wrong, sent[-1], day, right, agency)
    customer, kind = owed.customer.id, LetterKind.INVOICE_WRONG
    if waiting is None:
        return letters.write(work, customer, kind, facts).letter.number
    anew = letters.draft(work, customer, kind, facts, number=waiting.letter.number)
    return work.letters.renew(waiting, anew).letter.number


def _waiting(work: UnitOfWork, owed: Owed) -> KeptLetter | None:
    """The letter that tells what was set right, where it did not go out yet."""
    numbers = {one.letter for one in owed.invoice.events if one.what is Mark.CORRECTED and one.letter}
    found = work.letters.of_customer(owed.customer.id) if numbers else ()
    return next((one for one in found if one.letter.number in numbers and one.sent is None), None)


def _told_before(work: UnitOfWork, owed: Owed) -> Invoice:
    """The invoice that this one stands for, of which the customer was told; itself where there is none."""
    known = {one.instead: one for one in work.services.invoices(work.customers.seq_of(owed.customer.id))}
    found = owed.invoice
    while not letters_of(found) and found.id in known:
        found = known[found.id]
    return found


def _whose(work: UnitOfWork, owed: Owed, number: str | None) -> CustomerRef:
    """Whose it is. Errors: `Invalid`; `FileNotOpen` and `Refused` of another customer."""
    if number is None or number == owed.customer.number:
        return owed.customer
    try:
        to = work.customers.by_number(number)
    except NotFound as none:
        raise Invalid((Fault("customer", none.what),)) from none
    insist(work, to.id, (PAYMENT,), Action.CHANGE)
    return to


def _was(work: UnitOfWork, owed: Owed, to: CustomerRef, right: Invoice) -> str:
    """What was wrong, as it was; the one customer is not told who the other is."""
    old = owed.invoice
    different = (
        (owed.customer.id != to.id, _OTHER.say(work.policy.language)),
        (old.number != right.number, old.number),
        (old.issued != right.issued, write_day(old.issued)),
        (old.due != right.due, write_day(old.due)),
        (old.amount != right.amount, f"€ {old.amount:.2f}"),
    )
    return dotted(*(text for is_wrong, text in different if is_wrong))
