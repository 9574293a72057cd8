"""Tickets: what customers and technicians wrote to each other about one matter.

A message is correspondence: free text that may hold anything, also what nobody asked for (D9). Clause: G3, D9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.spotting import Certainty, Kind

TICKET_PAGE = 100
"""How many tickets are handed out at once."""


class TicketState(StrEnum):
    """Where a ticket stands."""

    NEW = "new"  # nobody has looked at it
    OPEN = "open"  # somebody works on it
    WAITING = "waiting"  # for the customer
    SOLVED = "solved"  # it is, as far as we know
    CLOSED = "closed"  # done with; its retention period runs

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _STATES[self]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to be done."""
        return self in (TicketState.SOLVED, TicketState.CLOSED)

    @property
    def next(self) -> tuple[TicketState, ...]:
        """The states that it may go to from here."""
        return _NEXT[self]


_STATES: Mapping[TicketState, Message] = {
    TicketState.NEW: msg("new"),
    TicketState.OPEN: msg("open"),
    TicketState.WAITING: msg("waiting for the customer"),
    TicketState.SOLVED: msg("solved"),
    TicketState.CLOSED: msg("closed"),
}
_NEXT: Mapping[TicketState, tuple[TicketState, ...]] = {
    TicketState.NEW: (TicketState.OPEN, TicketState.WAITING, TicketState.SOLVED, TicketState.CLOSED),
    TicketState.OPEN: (TicketState.WAITING, TicketState.SOLVED, TicketState.CLOSED),
    TicketState.WAITING: (TicketState.OPEN, TicketState.SOLVED, TicketState.CLOSED),
    TicketState.SOLVED: (TicketState.OPEN, TicketState.CLOSED),
    TicketState.CLOSED: (TicketState.OPEN,),
}


class Priority(StrEnum):
    """How much haste a ticket has; the policy says how soon each is to be dealt with."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _PRIORITIES[self]


_PRIORITIES: Mapping[Priority, Message] = {
    Priority.URGENT: msg("urgent"),
    Priority.HIGH: msg("high"),
    Priority.NORMAL: msg("normal"),
    Priority.LOW: msg("low"),
}


class Direction(StrEnum):
    """Who wrote a message to whom."""

    IN = "in"
    OUT = "out"
    NOTE = "note"  # among ourselves

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _DIRECTIONS[self]


_DIRECTIONS: Mapping[Direction, Message] = {
    Direction.IN: msg("from the customer"),
    Direction.OUT: msg("to the customer"),
    Direction.NOTE: msg("note"),
}


class Delivery(StrEnum):
    """What became of an outgoing message."""

    NONE = "none"  # nothing to deliver: it came in, is a note, or was said on the telephone
    WAITING = "waiting"  # kept, and not handed on yet
    HANDED_ON = "handed-on"  # written as a file for the mail program
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # the mail server did not, or could not be reached

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _DELIVERIES[self]


_DELIVERIES: Mapping[Delivery, Message] = {
    Delivery.NONE: msg("nothing to deliver"),
    Delivery.WAITING: msg("not sent yet"),
    Delivery.HANDED_ON: msg("handed to the mail program"),
    Delivery.SENT: msg("sent"),
    Delivery.FAILED: msg("could not be sent"),
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter. `number` is how people speak of it (`T1042`); `customer` is `None` for an unknown sender.

    `sender` is what an unknown sender goes by (an address, a name, `""`), `owner` a technician's login (`""`:
    nobody's). `channel` is an id of the policy. `target` is when it is to be dealt with by, `done` since when it is.
    `findings` counts the spotted passages that nobody has dealt with yet. Clause: G3, D9.
    """

    id: int
    number: str
    version: int
    customer: CustomerRef | None
    sender: str
    channel: str
    subject: str
    state: TicketState
    priority: Priority
    owner: str
    owner_name: str
    opened: datetime
    changed: datetime
    target: datetime | None = None
    done: datetime | None = None
    findings: int = 0


@dataclass(frozen=True, slots=True)
class Spotted:
    """A finding in a message (`text[start:end]`), by kind and place, never by value. Clause: D9, B6."""

    id: int
    kind: Kind
    start: int
    end: int
    certainty: Certainty
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. `size` in bytes; its content is read on its own.

    `name` is what the sender called it, cleaned to a bare file name. `removed` is since when the content is gone;
    then `name` is `""` and `kind` says what it was.
    """

    id: int
    name: str
    media_type: str
    size: int
    removed: datetime | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """One message of a ticket, in reading order by `at`. `author` is a technician's login, `""` for what came in.

    `sender` and `recipients` are mail addresses as written, or what stands for them on another channel. `is_registered`
    says whether the sender was a registered contact point of the customer when it came in (R7). `removed` is since
    when a message that went whole is gone: its text is empty then.
    """

    id: int
    ticket: int
    direction: Direction
    channel: str
    at: datetime
    author: str
    author_name: str
    sender: str
    recipients: str
    subject: str
    text: str
    message_id: str = ""
    is_registered: bool = False
    delivery: Delivery = Delivery.NONE
    delivery_detail: str = ""
    scanned: bool = False
    removed: datetime | None = None
    findings: tuple[Spotted, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class TicketLink(StrEnum):
    """What a ticket can be linked to; the other end is its number or id."""

    TICKET = "ticket"
    SESSION = "session"
    COMPLAINT = "complaint"
    REQUEST = "request"
