"""Taking in mail: each message once, in its ticket or a new one, with its attachments. Clause: D9, G3, R7.

Mails are read one at a time and stored in batches, a transaction each: what was stored stays even if the rest fails,
and neither memory nor the store is occupied for long.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from helpdesk.domain.incoming import Incoming, IncomingFile, Received
from helpdesk.domain.mail import Mail
from helpdesk.domain.messages import Message
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import MAIL
from helpdesk.mail.mailboxes import Found
from helpdesk.tasks import senders
from helpdesk.tasks.ticket_writing import receive

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

T = TypeVar("T")

BATCH = 200
"""The most mails that are stored at once."""
BATCH_BYTES = 16_000_000
"""A batch is full after this many bytes of mail."""
MOST_PROBLEMS = 50
EARLIEST = timedelta(days=20 * 365)
"""How old a mail's date may be. If it is older, or in the future, the mail counts as sent when it was taken in."""


class Do(Protocol):
    """Runs a job in a unit of work of its own and commits it, as `Desk.do`."""

    def __call__(self, job: Callable[[UnitOfWork], T], /) -> T:
        """The result of the job."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with a mail, or with a file that is not one: its number in the file, from 1, and why."""

    path: Path
    number: int
    reason: Message


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of mails: taken in, known already, or not read at all.

    `joined` counts those taken in that joined an existing ticket. `with_faults` counts those with an unreadable part.
    `troubles` are the first things that were wrong, and `in_the_way` is what is wrong with a watched folder: it is
    unreadable, or mail can't be moved out of it.
    """

    taken: int = 0
    joined: int = 0
    known: int = 0
    with_faults: int = 0
    unread: int = 0
    troubles: tuple[Trouble, ...] = ()
    in_the_way: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress: mails and bytes so far."""

    mails: int
    size: int


def take_all(
    do: Do, found: Iterable[Found], progress: Callable[[Progress], None] = lambda _: None
) -> IntakeResult:
    """Take in every mail that was found, a transaction for each batch; an unreadable one does not stop the others.

    Errors: `Refused` without the job `tickets`, the `StoreError`s; what was stored before stays. Clause: D9.
    """
    counts = _Counts()
    batch: list[Found] = []
    size = 0
    for one in found:
        counts.see(one)
        if one.mail is not None:
            batch.append(one)
            size += one.size
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            counts.keep(do, batch)
            batch, size = [], 0
            progress(Progress(counts.mails, counts.size))
    counts.keep(do, batch)
    progress(Progress(counts.mails, counts.size))
    return counts.result()


class _Counts:
    """What became of the mails so far."""

    def __init__(self) -> None:
        self.mails = self.size = 0
        self._taken = self._joined = self._known = self._with_faults = self._unread = 0
        self._troubles: list[Trouble] = []

    def see(self, one: Found) -> None:
        """Count what was found, and what is wrong with it."""
        self.mails, self.size = self.mails + 1, self.size + one.size
        faults = (one.fault,) if one.fault else one.mail.faults if one.mail else ()
        self._unread += one.mail is None
        self._with_faults += one.mail is not None and bool(faults)
        room = MOST_PROBLEMS - len(self._troubles)
        self._troubles += [Trouble(one.path, one.number, fault) for fault in faults][:room]

    def keep(self, do: Do, batch: list[Found]) -> None:
        """Store a batch."""
        mails = [one.mail for one in batch if one.mail is not None]
        for received in do(lambda work: take_in(work, mails)) if mails else ():
            self._taken += received.is_new
            self._known += not received.is_new
            self._joined += received.joined

    def result(self) -> IntakeResult:
        """The totals."""
        return IntakeResult(
            self._taken, self._joined, self._known, self._with_faults, self._unread, tuple(self._troubles)
        )


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A stored mail: whether it is new, and whether it joined an existing ticket."""

    received: Received
    joined: bool

    @property
    def is_new(self) -> bool:
        """Whether it was not there before."""
        return self.received.is_new


def take_in(work: UnitOfWork, mails: Iterable[Mail]) -> tuple[TakenIn, ...]:
    """Store mails in the order given. One that was taken in before changes nothing.

    A mail joins the ticket that its subject quotes, or whose mail it answers, only if its sender takes part in it; a
    stranger's mail gets a ticket of its own. Errors: `Refused` without the job `tickets`. Clause: D9, R7.
    """
    taken = tuple(_take(work, mail) for mail in mails)
    work.messages.index(one.received.message for one in taken if one.is_new)
    return taken


def _take(work: UnitOfWork, mail: Mail) -> TakenIn:
    quoted = mail.ticket or work.messages.ticket_of(_identifiers(mail))
    belonging = senders.belongs(work, mail.sender_line, quoted)
    customer = belonging.customer.id if belonging.customer else None
    ticket = belonging.joins.id if belonging.joins else None
    received = receive(work, _incoming(work, mail), customer=customer, ticket=ticket, index=False)
    return TakenIn(received, received.is_new and ticket is not None)


def _identifiers(mail: Mail) -> tuple[str, ...]:
    answered = dict.fromkeys((mail.in_reply_to, *reversed(mail.references)))
    return tuple(f"<{each}>" for each in answered if each)


def _incoming(work: UnitOfWork, mail: Mail) -> Incoming:
    now = work.clock()
    date = mail.date if mail.date and now - EARLIEST < mail.date <= now + timedelta(days=1) else None
    return Incoming(
        channel=MAIL,
        sender=mail.sender_line,
        subject=mail.subject,
        text=mail.text,
        at=date or now,
        recipients=", ".join(mail.recipients),
        message_id=_identity(mail, has_date=date is not None),
        files=tuple(IncomingFile(file.name, file.media_type, file.content) for file in mail.attachments),
        faults=mail.faults,
    )


def _identity(mail: Mail, *, has_date: bool) -> str:
    """Identifies a mail that came in before: its Message-ID; `""` if the store's own hash of the content does.

    That hash includes the time, which for a mail without a date is when it was taken in; such a mail gets a hash
    without it.
    """
    if mail.message_id:
        return f"<{mail.message_id}>"
    if has_date:
        return ""
    digest = hashlib.sha256()
    for text in (mail.sender_line, mail.subject, mail.text):
        digest.update(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    for file in mail.attachments:
        digest.update(hashlib.sha256(file.content).digest())
    return f"sha256:{digest.hexdigest()}"
