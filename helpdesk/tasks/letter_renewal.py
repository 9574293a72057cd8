"""A kept letter that names a day which has gone by before it went out: it does not go, and is written anew.

It keeps its number, for nobody has it yet. Clause: G8, K1, C1, R1, R7; GDPR art. 5(1)(d), 12(1), (3).
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
    """A letter names a day that has gone by since it was written."""

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
    """A letter about an invoice that is paid or was noted in error, so that it says what is not so any more."""

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
    """Say that a letter can't go out as it is. Errors: `Outdated`, `Settled`."""
    if kept.is_outdated(work.policy.today(work.clock())):
        raise Outdated(kept)
    if kept.letter.kind in (LetterKind.REMINDER, LetterKind.INVOICE_WRONG) and kept.sent is None:
        for invoice in work.unpaid.ids((kept.case,)).values():
            found = work.unpaid.one(invoice).invoice
            if _is_settled(found, kept):
                raise Settled(kept, found)


def _is_settled(invoice: Invoice, kept: KeptLetter) -> bool:
    """Whether nobody is reminded of an invoice any more, or it turned out wrong that a letter says is right."""
    if kept.letter.kind is LetterKind.REMINDER:
        return invoice.paid is not None or invoice.withdrawn is not None
    is_right = any(one.what is Mark.CORRECTED and one.letter == kept.letter.number for one in invoice.events)
    return is_right and invoice.withdrawn is not None


def renew(work: UnitOfWork, letter_id: int) -> KeptLetter:
    """Write a letter that can't go out any more as it is anew, from what its case says now; any other stays as it is.

    A promise of ours that was missed becomes an apology with the roads to others. Errors: those of `letters.draft`,
    `Invalid` where somebody did so or sent it meanwhile; `NotFound`.
    """
    kept, owed = work.letters.to_send(letter_id)
    if not kept.is_outdated(work.policy.today(work.clock())):
        return kept
    if kept.letter.kind is LetterKind.REMINDER:
        return work.letters.renew(kept, reminder_letters.anew(work, kept))
    source = request_letters if owed else complaint_letters
    return work.letters.renew(kept, source.anew(work, kept))
