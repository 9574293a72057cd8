"""What comes in: a message or matter that is to become part of a ticket, and where it belongs. Clause: G3, R7, G6."""

from __future__ import annotations

from datetime import datetime

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.messages import Message
from helpdesk.domain.priority import Priority
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import Direction, Ticket


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that comes with a message; `name` as the sender wrote it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in, before it belongs to a ticket.

    `channel` is an id of the policy, `sender` an address, a number or a name, `at` when it was sent (aware).
    `message_id` is a mail's, `""` if it has none: its content then tells whether it came in before. `faults` say what
    could not be read.
    """

    channel: str
    sender: str
    subject: str
    text: str
    at: datetime
    recipients: str = ""
    message_id: str = ""
    files: tuple[IncomingFile, ...] = ()
    faults: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A new ticket as typed or pasted. `customer` is an id, `""` for an unknown `sender`.

    `direction` says whether the text is what the customer said or a note of our own; `owner` is a login.
    """

    channel: str
    subject: str
    text: str
    customer: str = ""
    sender: str = ""
    priority: Priority = Priority.NORMAL
    owner: str = ""
    direction: Direction = Direction.IN
    files: tuple[IncomingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an incoming message. `is_new` is false if it was there already."""

    ticket: Ticket
    message: int
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a message from a sender belongs. `joins` is the ticket it joins; without one it makes a new ticket.

    `customer` is the one whose contact point the sender is; it is only proposed, never assumed. Clause: R7, G6.
    """

    joins: Ticket | None = None
    customer: CustomerRef | None = None
