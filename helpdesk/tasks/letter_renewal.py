"""A kept letter that names a day which has gone by before it went out: it does not go, and is written anew.

It keeps its number, for nobody has it yet. Clause: G8, K1, C1, R1, R7; GDPR art. 5(1)(d), 12(1), (3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.customer import Invoice
from helpdesk.domain.errors import HelpdeskError
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
                "Letter {number} was to go out by {day}: what it says is not true any more.",
                number=number,
                day=day,
            ),
            safe=msg("It is kept with its case, and did not go out."),
            todo=msg("Write it anew: w on the letter, or “helpdesk letters renew {number}”.", number=number),
        )


class Settled(HelpdeskError):
    """A reminder of an invoice that is paid or was noted in error, so that nobody is reminded any more."""

    def __init__(self, kept: KeptLetter, invoice: Invoice) -> None:
        paid = msg("Invoice {number} was paid on {day}.", number=invoice.number, day=invoice.paid)
        super().__init__(
            paid
            if invoice.withdrawn is None
            else msg("Invoice {number} was noted in error.", number=invoice.number),
            safe=msg("The reminder did not go out, and does not any more."),
            todo=msg("Nothing is left to do about letter {number}.", number=kept.letter.number),
        )


def insist_on_true(work: UnitOfWork, kept: KeptLetter) -> None:
    """Say that a letter can't go out as it is. Errors: `Outdated`, `Settled`."""
    if kept.is_outdated(work.policy.today(work.clock())):
        raise Outdated(kept)
    if kept.letter.kind is LetterKind.REMINDER and kept.sent is None:
        for invoice in work.unpaid.ids((kept.case,)).values():
            found = work.unpaid.one(invoice).invoice
            if found.paid is not None or found.withdrawn is not None:
                raise Settled(kept, found)


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
