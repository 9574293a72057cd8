"""A kept letter that names a day already past before it was sent: it does not go out, and is rewritten.

It keeps its number, because nobody has it yet. Clause: G8, K1, C1, R1, R7; GDPR art. 5(1)(d), 12(1), (3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from helpdesk.domain.customer import Invoice, Owed
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.ladder import SETTLED, State, Where
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.letters import OF_INVOICES, KeptLetter, LetterKind
from helpdesk.domain.messages import Message, msg
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


class Overtaken(HelpdeskError):
    """What a letter about an invoice says was overtaken before it went out, or must not be said for now.

    `may_go_later`: it waits, for a person stopped what happens about the invoice. `in_short` is that, and what becomes
    of the letter.
    """

    def __init__(self, kept: KeptLetter, what: Message, *, may_go_later: bool = False) -> None:
        number = kept.letter.number
        self.may_go_later = may_go_later
        safe, todo = (
            msg("The letter did not go out, and no longer will: another one says what applies now."),
            msg("There is nothing left to do about letter {number}.", number=number),
        )
        if may_go_later:
            safe = msg("The letter did not go out; it waits.")
            todo = msg("To continue sooner, stop it until today (s).")
        elif kept.letter.kind is LetterKind.REMINDER:
            safe = msg("The reminder did not go out, and no longer will.")
        elif kept.letter.kind is LetterKind.AGENCY:
            safe = msg("The letter did not go out, and no longer will.")
            todo = msg("Tell the agency what holds now: t on the invoice.")
        self.in_short = (what, safe)
        super().__init__(what, safe=safe, todo=todo)


def insist_on_true(work: UnitOfWork, kept: KeptLetter) -> None:
    """Refuse a letter that can't go out as it is. Errors: `Overtaken`, `Outdated`.

    Nobody notes that its invoice was paid, or stops it, until this unit of work is over.
    """
    if (overtaken := _overtaken(work, kept, work.unpaid.locked)) is not None:
        raise overtaken
    if kept.is_outdated(work.today):
        raise Outdated(kept)


def overtaken(work: UnitOfWork, kept: KeptLetter) -> Overtaken | None:
    """Why a letter about an invoice should not go out any more, or not now; `None` where nothing says so."""
    return _overtaken(work, kept, work.unpaid.one)


def _overtaken(work: UnitOfWork, kept: KeptLetter, read: Callable[[int], Owed]) -> Overtaken | None:
    if kept.letter.kind not in OF_INVOICES or kept.sent is not None:
        return None
    for found in work.unpaid.ids((kept.case,)).values():
        invoice = read(found).invoice
        stands = work.policy.stands(invoice, work.today)
        if kept.letter.kind is LetterKind.REMINDER and stands.state is State.STOPPED and stands.stopped:
            held = msg("It was stopped until {day}.", day=stands.stopped.until)
            return Overtaken(kept, held, may_go_later=True)
        if (what := what_came(invoice, stands, kept)) is not None:
            return Overtaken(kept, what)
    return None


def what_came(invoice: Invoice, stands: Where, kept: KeptLetter) -> Message | None:
    """What came between a letter about an invoice and its going out, by which it never will; `None` if nothing."""
    if kept.sent is not None:
        return None
    number = invoice.number
    paid = msg("Invoice {number} was paid on {day}.", number=number, day=invoice.paid)
    wrong = msg("Invoice {number} was noted in error.", number=number)
    mine = next((one for one in invoice.events if one.letter == kept.letter.number), None)
    match kept.letter.kind:
        case LetterKind.REMINDER if stands.state in SETTLED:
            return paid if invoice.withdrawn is None else wrong
        case LetterKind.REMINDER if mine != stands.last:
            return msg("Since it was written a person decided about invoice {number}.", number=number)
        case LetterKind.INVOICE_WRONG if invoice.withdrawn is not None and mine is not None:
            return wrong if mine.what is Mark.CORRECTED else None
        case LetterKind.AGENCY if mine is not None and mine.step != stands.tell:
            return msg("Since it was written more changed about invoice {number}.", number=number)
    return None


def renew(work: UnitOfWork, letter_id: int) -> KeptLetter:
    """Rewrite a letter that can't go out as it is, from what its case says now; any other stays as it is.

    A missed promise becomes an apology that says where else the customer can turn. Errors: `Overtaken`, those of
    `letters.draft`, `Invalid` if somebody rewrote or sent it meanwhile; `NotFound`.
    """
    kept, owed = work.letters.to_send(letter_id)
    if (gone := overtaken(work, kept)) is not None and not gone.may_go_later:
        raise gone
    if not kept.is_outdated(work.today):
        return kept
    if kept.letter.kind is LetterKind.REMINDER:
        return work.letters.renew(kept, reminder_letters.anew(work, kept))
    source = request_letters if owed else complaint_letters
    return work.letters.renew(kept, source.anew(work, kept))
