"""A kept letter that names a day already past before it was sent: it does not go out, and is rewritten.

It keeps its number, because nobody has it yet. Clause: G8, K1, C1, R1, R7; GDPR art. 5(1)(d), 12(1), (3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.customer import Invoice
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.letters import KeptLetter, LetterKind
from helpdesk.domain.messages import msg
from helpdesk.tasks import complaint_letters, reminder_letters, request_letters

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


class Outdated(HelpdeskError):
    """A letter names a day that has passed since it was written."""

    def __init__(self, kept: KeptLetter) -> None:
        number, day = kept.letter.number, kept.letter.good_until
        super().__init__(
            msg(
                "Letter {number} was to go out by {day}: what it says is no longer true.",
                number=number,
                day=day,
            ),
            safe=msg("It is kept with its case, and did not go out."),
            todo=msg("Rewrite it: w on the letter, or “helpdesk letters renew {number}”.", number=number),
        )


class Settled(HelpdeskError):
    """A letter is about an invoice that was paid or noted in error, so that what it says is no longer true."""

    def __init__(self, kept: KeptLetter, invoice: Invoice) -> None:
        paid = msg("Invoice {number} was paid on {day}.", number=invoice.number, day=invoice.paid)
        super().__init__(
            paid
            if invoice.withdrawn is None
            else msg("Invoice {number} was noted in error.", number=invoice.number),
            safe=msg("The reminder did not go out, and no longer will.")
            if kept.letter.kind is LetterKind.REMINDER
            else msg("The letter did not go out, and no longer will: another one says what applies now."),
            todo=msg("There is nothing left to do about letter {number}.", number=kept.letter.number),
        )


def insist_on_true(work: UnitOfWork, kept: KeptLetter) -> None:
    """Refuse a letter that can't go out as it is. Errors: `Outdated`, `Settled`."""
    if kept.is_outdated(work.policy.today(work.clock())):
        raise Outdated(kept)
    if kept.letter.kind in (LetterKind.REMINDER, LetterKind.INVOICE_WRONG) and kept.sent is None:
        for invoice in work.unpaid.ids((kept.case,)).values():
            found = work.unpaid.one(invoice).invoice
            if _is_settled(found, kept):
                raise Settled(kept, found)


def _is_settled(invoice: Invoice, kept: KeptLetter) -> bool:
    """Whether reminders of an invoice have ended, or the invoice that a letter calls right turned out wrong."""
    if kept.letter.kind is LetterKind.REMINDER:
        return invoice.paid is not None or invoice.withdrawn is not None
    is_right = any(one.what is Mark.CORRECTED and one.letter == kept.letter.number for one in invoice.events)
    return is_right and invoice.withdrawn is not None


def renew(work: UnitOfWork, letter_id: int) -> KeptLetter:
    """Rewrite a letter that can't go out as it is, from what its case says now; any other stays as it is.

    A missed promise becomes an apology that says where else the customer can turn. Errors: those of `letters.draft`,
    `Invalid` if somebody rewrote or sent it meanwhile; `NotFound`.
    """
    kept, owed = work.letters.to_send(letter_id)
    if not kept.is_outdated(work.policy.today(work.clock())):
        return kept
    if kept.letter.kind is LetterKind.REMINDER:
        return work.letters.renew(kept, reminder_letters.anew(work, kept))
    source = request_letters if owed else complaint_letters
    return work.letters.renew(kept, source.anew(work, kept))
