"""Taking in mail: each message once, in its ticket or a new one, with what came along. Clause: D9, G3, R7.

Mails are read one at a time and kept in batches, a transaction each, so that ten thousand of them cost little more than
reading them, and so that what was kept stays when the rest can't be.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from helpdesk.domain.mail import Mail
from helpdesk.domain.tickets import MAIL, Incoming, IncomingFile, Received
from helpdesk.tasks import senders
from helpdesk.tasks.ticket_writing import receive

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

BATCH = 200
"""Mails that are kept at once, at most."""
BATCH_BYTES = 16_000_000
"""Bytes of mail after which a batch is full."""
EARLIEST = timedelta(days=20 * 365)
"""How old a mail may say that it is. Beyond that, or in the future, it counts as sent when it was taken in."""


def take_in(work: UnitOfWork, mails: Iterable[Mail]) -> tuple[Received, ...]:
    """Keep mails in the order given. One that was taken in before changes nothing.

    A mail joins the ticket that its subject quotes, or whose mail it answers, only where its sender is a party to it;
    a stranger's makes a ticket of its own (Zammad is known to have put one customer's mail in another's ticket).
    Errors: `Refused` without the job `tickets`. Clause: D9, R7.
    """
    return tuple(_take(work, mail) for mail in mails)


def _take(work: UnitOfWork, mail: Mail) -> Received:
    quoted = mail.ticket or work.messages.ticket_of(_identifiers(mail))
    belonging = senders.belongs(work, mail.sender_line, quoted)
    customer = belonging.customer.id if belonging.customer else None
    return receive(
        work,
        _incoming(work, mail),
        customer=customer,
        ticket=belonging.joins.id if belonging.joins else None,
    )


def _identifiers(mail: Mail) -> tuple[str, ...]:
    answered = dict.fromkeys((mail.in_reply_to, *reversed(mail.references)))
    return tuple(f"<{each}>" for each in answered if each)


def _incoming(work: UnitOfWork, mail: Mail) -> Incoming:
    now = work.clock()
    date = mail.date if mail.date and now - EARLIEST < mail.date <= now + timedelta(days=1) else now
    return Incoming(
        channel=MAIL,
        sender=mail.sender_line,
        subject=mail.subject,
        text=mail.text,
        at=date,
        recipients=", ".join(mail.recipients),
        message_id=f"<{mail.message_id}>" if mail.message_id else "",
        files=tuple(IncomingFile(file.name, file.media_type, file.content) for file in mail.attachments),
    )
