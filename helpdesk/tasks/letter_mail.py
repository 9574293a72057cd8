"""Sending a kept letter by mail, with its PDF: as a file for the mail program, or by the server, like replies.

`open_for_mail` → the technician chooses and sees an address → `attached` → `claim` → `delivery.hand_on` → `settle`;
`send` does the last four. It goes only to an address of whoever the letter is to. The store is not locked while the
program talks to a server; a claimed letter counts as not arrived until it is settled. Clause: G8, D3, R5, B4, B6.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.documents.letter import cover_note, letter_pdf, letter_text
from helpdesk.documents.typesetting import TypesetterMissing
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import BadValue, parse_email
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, HelpdeskError, Invalid
from helpdesk.domain.letters import LETTERS, TO_OTHERS, KeptLetter
from helpdesk.domain.letters import Letter as PaperLetter
from helpdesk.domain.mail import Handed, Letter, MailFile, Undelivered
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import MAIL, Delivery
from helpdesk.policy.model import Job
from helpdesk.repository.guarded import insist
from helpdesk.tasks import letters
from helpdesk.tasks.delivery import Way, hand_on
from helpdesk.tasks.intake import Do
from helpdesk.tasks.letter_renewal import insist_on_true

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

EMAIL = "D3"
"""The category of the address."""

REGISTERED, GIVEN = "registered-email", "given-email"
"""The kinds of address, as recorded; never the address itself."""


@dataclass(frozen=True, slots=True)
class ForMail:
    """A letter that may be mailed, and the addresses that it can go to, of one kind."""

    kept: KeptLetter
    addresses: tuple[str, ...]
    kind: str


class NotSent(HelpdeskError):
    """A letter was not sent; it is kept, and can be tried again."""

    def __init__(self, handed: Handed) -> None:
        """Say why, from what became of it."""
        super().__init__(
            handed.reason or Undelivered.REFUSED.words,
            safe=msg("The letter is kept with its case, and counts as not sent."),
            todo=msg("Ask whether it arrived before you send it again.")
            if handed.why and handed.why.maybe_arrived
            else msg("Correct that and send it again, or save the letter as PDF and send it by post."),
        )


def open_for_mail(work: UnitOfWork, letter_id: int) -> ForMail:
    """A letter and the addresses it may be sent to: the registered e-mail addresses of its customer.

    Somebody without a file who complained or asked has the address they gave. A notice goes to somebody else, whose
    address is not kept here. A letter about the customer's own request is owed, so a restriction does not stop it; any
    other asks the guard. The file is widened to letters if the address needs that; on record.

    Errors: `NotFound`, `FileNotOpen`, `Refused`, `Outdated`; `Invalid` if no address is known.

    Clause: P2, D3, G8, R5, R7.
    """
    kept, owed = work.letters.to_send(letter_id)
    insist_on_true(work, kept)
    kind, addresses = REGISTERED if kept.customer else GIVEN, _addresses(work, kept, owed=owed)
    if not addresses:
        raise _NoAddress(kept)
    return ForMail(kept, addresses, kind)


def attached(letter: PaperLetter, folder: Path | None = None) -> MailFile:
    """The attachment: the PDF, or the text if Typst is not installed. Don't call it inside a unit of work.

    Errors: `TypesettingFailed` if the company's own template can't be used.
    """
    try:
        return MailFile(f"{letter.number}.pdf", "application/pdf", letter_pdf(letter, folder))
    except TypesetterMissing:
        return MailFile(f"{letter.number}.txt", "text/plain", letter_text(letter).encode())


def send(do: Do, chosen: ForMail, address: str, file: MailFile, way: Way, password: str = "") -> KeptLetter:
    """Send a letter once, by a folder or a server; it blocks as long as the server takes.

    `chosen` is what `open_for_mail` returned, `address` one of its addresses. It returns the letter as it is kept now,
    or as it was if it was removed once it went out (`letters.sent`); then the desk has to finish that.

    Errors: `NotSent`; `Invalid` if somebody else sends it, or for another address; those of `open_for_mail`.
    """
    mail = do(partial(claim, seen=chosen.kept, address=address, file=file))
    handed = hand_on(mail, way, password)
    kept = do(partial(settle, letter_id=chosen.kept.id, handed=handed, kind=chosen.kind))
    if handed.delivery is Delivery.FAILED:
        raise NotSent(handed)
    return kept


def claim(work: UnitOfWork, seen: KeptLetter, address: str, file: MailFile) -> Letter:
    """Mark a letter as being sent to an address, and return it as a mail. The guard is asked again.

    Errors: as `send`.
    """
    may = open_for_mail(work, seen.id)
    if address not in may.addresses:
        raise Invalid((Fault("address", msg("This address does not belong to whoever the letter is to.")),))
    work.letters.claim(seen, address)
    company, letter = work.policy.company, may.kept.letter
    return Letter(
        id=seen.id,
        ticket="",
        sender=company.email,
        sender_name=company.name,
        recipients=(address,),
        subject=f"{letter.subject} ({letter.number})",
        text=cover_note(letter),
        date=work.clock(),
        message_id=f"{letter.number}@{company.email.rpartition('@')[2]}",
        attachments=(file,),
        reference=letter.number,
    )


def settle(work: UnitOfWork, letter_id: int, handed: Handed, kind: str) -> KeptLetter:
    """Store what became of a letter; if it went out, record it as sent by mail. Errors: `NotFound`. Clause: G8."""
    kept = work.letters.deliver(letter_id, handed, kind)
    return kept if handed.delivery is Delivery.FAILED else letters.went_out(work, letter_id, MAIL)


class _NoAddress(HelpdeskError):
    def __init__(self, kept: KeptLetter) -> None:
        if kept.letter.kind in TO_OTHERS:
            what = msg("This goes to a recipient of data, whose address is not kept here.")
            todo = msg("Save it as PDF and send it the way they require; then say that it went out.")
        else:
            what = msg("There is no registered e-mail address that this letter can go to.")
            todo = msg("Register one, or save the letter as PDF and send it by post.")
        super().__init__(what, safe=msg("Nothing was sent; the letter is kept with its case."), todo=todo)


def _addresses(work: UnitOfWork, kept: KeptLetter, *, owed: bool) -> tuple[str, ...]:
    if kept.letter.kind in TO_OTHERS:
        return ()
    if not kept.customer:
        return _given(work, kept)
    if not owed:
        _insist_on_address(work, kept.customer)
    purposes = work.open_files.current(kept.customer).purposes
    work.audit.record(AuditEvent.FILE_READ, subject=kept.customer, purposes=purposes, shown=[EMAIL])
    return tuple(one for one in work.customers.registered_points(kept.customer) if "@" in one)


def _insist_on_address(work: UnitOfWork, customer: str) -> None:
    """Ask the guard; a file that is open without addresses is widened to letters. Clause: P2, R5."""
    needed = work.policy.purposes.get(LETTERS)
    opened = work.open_files.current(customer).purposes
    if needed is not None and not any(
        work.policy.needs(work.policy.purposes[one], EMAIL) for one in opened if one in work.policy.purposes
    ):
        work.open_files.add_purpose(customer, LETTERS)
    insist(work, customer, (EMAIL,), Action.CONTACT)


def _given(work: UnitOfWork, kept: KeptLetter) -> tuple[str, ...]:
    """The contact address that somebody without a file gave, if it is an e-mail address."""
    asked = work.requests.ids((kept.case,))
    work.require(Job.REQUESTS if asked else Job.COMPLAINTS)
    if asked:
        said = work.requests.said(asked[kept.case])
    else:
        said = work.complaints.said(work.complaints.by_number(kept.case).id)
    try:
        return (parse_email(said.contact),)
    except BadValue:
        return ()
