"""Sending the replies that wait: claimed in the store, given to the folder or server, and settled in the store.

The store is not locked while the program talks to a server. A mail is claimed before it is sent, as one that may or
may not have arrived: so two consoles never send it twice, and if the program ends meanwhile the store still says what
is known. Clause: G3, R5, B4, B6.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.file_rights import is_ours_and_open
from helpdesk.domain.mail import Handed, Letter, MailServer, Undelivered
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import Delivery, Ticket, TicketMessage
from helpdesk.mail.addresses import addresses
from helpdesk.policy.model import Job
from helpdesk.tasks.intake import Do

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

AT_ONCE = 50

_WAITS = msg("Nothing was sent; everything that was to go is kept.")
_LOOK = msg("Check the place that mail_server.password in the settings names.")

Way = Path | MailServer
"""Where mail goes: a folder of files, or a server."""


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """How many mails were handed on or sent, and how many could not be."""

    done: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Claimed:
    """The mails to send now, and how many of those waiting may no longer go."""

    letters: tuple[Letter, ...]
    refused: int = 0


def deliver_all(do: Do, way: Way, password: str = "") -> DeliveryResult:
    """Send everything that waits, each mail once. It blocks as long as the server takes. Errors: `Refused`."""
    done = failed = 0
    while True:
        claimed = do(claim)
        failed += claimed.refused
        if not claimed.letters:
            return DeliveryResult(done, failed)
        for letter in claimed.letters:
            handed = hand_on(letter, way, password)
            do(partial(settle, message=letter.id, handed=handed))
            done += handed.delivery is not Delivery.FAILED
            failed += handed.delivery is Delivery.FAILED


def claim(work: UnitOfWork) -> Claimed:
    """The mails to send now, marked as being sent. Mails to customers who may not be written to stay here.

    Errors: `Refused` without the job `tickets`. Clause: R5.
    """
    work.require(Job.TICKETS)
    letters: list[Letter] = []
    refused = 0
    while not letters and (waiting := work.messages.undelivered(AT_ONCE)):
        for message in waiting:
            ticket = work.tickets.one(message.ticket)
            if work.tickets.may_be_written_to(ticket):
                letters.append(_claimed(work, ticket, message))
            else:
                settle(work, message.id, Handed(Delivery.FAILED, Undelivered.NOT_ALLOWED))
                refused += 1
    return Claimed(tuple(letters), refused)


def hand_on(letter: Letter, way: Way, password: str = "") -> Handed:
    """Give a mail to a folder or server; it needs no store, so it can wait in a thread of its own."""
    from helpdesk.mail.sending import send, write_file

    return write_file(letter, way) if isinstance(way, Path) else send(letter, way, password)


def settle(work: UnitOfWork, message: int, handed: Handed) -> TicketMessage:
    """Store what became of a mail. Errors: `NotFound`."""
    settled = work.messages.deliver(message, handed.delivery, handed.detail)
    ticket = work.tickets.one(settled.ticket)
    work.audit.record(
        AuditEvent.MESSAGE_DELIVERED,
        subject=ticket.customer.id if ticket.customer else None,
        ticket=ticket.number,
        message=message,
        delivery=str(handed.delivery),
        why=str(handed.why or ""),
    )
    return settled


def again(work: UnitOfWork, message: int) -> TicketMessage:
    """Let a message that could not be delivered be sent again. Errors: `Refused`, `FileNotOpen`, `NotFound`."""
    found = work.messages.one(message)
    work.tickets.insist(found.ticket, Action.CONTACT)
    return (
        found if found.delivery is not Delivery.FAILED else work.messages.deliver(message, Delivery.WAITING)
    )


def password_of(
    way: Way, environ: Mapping[str, str], vault: Path | None, ask: Callable[[Message], str | None]
) -> str:
    """The password of a mail server, from the place that the settings name; it is not stored. Clause: B6.

    Args:
        way: the server; a folder has none.
        environ: the environment.
        vault: the KeePass file.
        ask: asks for its master password; `None` gives up.

    Raises:
        HelpdeskError: it is not there, or others can read it there.
    """
    if isinstance(way, Path):
        return ""
    kind, _, where = way.secret.partition(":")
    password = ""
    match kind:
        case "env":
            password = environ.get(where, "")
        case "file":
            password = _from_file(Path(where))
        case "keepass" if vault is not None:
            password = _from_vault(where, vault, ask)
        case "":
            return ""
    if not password:
        raise HelpdeskError(Undelivered.UNPROVEN.words, safe=_WAITS, todo=_LOOK)
    return password


def _from_file(path: Path) -> str:
    try:
        if is_ours_and_open(path.stat()):
            raise HelpdeskError(
                msg("Others on this machine can read the file with the mail password, so it is not used."),
                safe=_WAITS,
                todo=msg("Take away their access: chmod 600 {path}", path=str(path)),
            )
        return path.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        return ""


def _from_vault(entry: str, vault: Path, ask: Callable[[Message], str | None]) -> str:
    from helpdesk.remote.asking import ConnectFailed
    from helpdesk.remote.keepass import WrongPassword, look_up

    master = ask(msg("Master password of the KeePass file {name}", name=vault.name))
    try:
        return look_up(entry, vault, master) if master else ""
    except WrongPassword:
        raise HelpdeskError(msg("The master password was wrong."), safe=_WAITS) from None
    except ConnectFailed as failed:  # what it says to do is about signing in to a system
        raise HelpdeskError(failed.what, safe=_WAITS, todo=_LOOK) from None


def _claimed(work: UnitOfWork, ticket: Ticket, message: TicketMessage) -> Letter:
    company = work.policy.company
    own = message.message_id.strip("<>") or f"{uuid.uuid4()}@{company.email.rpartition('@')[2]}"
    on_its_way = Handed(Delivery.FAILED, Undelivered.ON_ITS_WAY)
    work.messages.claim(message.id, f"<{own}>", on_its_way.detail)
    before = (one.message_id for one in work.messages.of(ticket.id) if one.at <= message.at)
    return Letter(
        id=message.id,
        ticket=ticket.number,
        sender=company.email,
        sender_name=company.name,
        recipients=tuple(one.address for one in addresses(message.recipients)),
        subject=message.subject,
        text=message.text,
        date=message.at,
        message_id=own,
        references=tuple(each.strip("<>") for each in before if each.startswith("<") and each != f"<{own}>"),
    )
