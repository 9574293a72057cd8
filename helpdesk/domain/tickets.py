"""Tickets: what customers and technicians wrote to each other about one matter.

A message is correspondence: free text that may contain anything, including what nobody asked for (D9). Clause: G3, D9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.kinds import Certainty, Kind
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.priority import Priority as Priority
from helpdesk.domain.records import dataclass
from helpdesk.domain.removing import Passage
from helpdesk.domain.unsolicited import kind_words

TICKET_PAGE = 100
"""How many tickets are read at a time."""

MAIL = "email"
"""The channel (an id of the policy) on which replies are sent; on others they were given already."""


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
        """Whether there is nothing left to do."""
        return self in (TicketState.SOLVED, TicketState.CLOSED)

    @property
    def next(self) -> tuple[TicketState, ...]:
        """The states that can follow this one."""
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
    WAITING = "waiting"  # stored, but not sent on yet
    HANDED_ON = "handed-on"  # written as a file for the mail program
    SENT = "sent"  # the mail server accepted it
    FAILED = "failed"  # the mail server refused it, or could not be reached

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
class Covered:
    """A passage of a subject that a list does not show: the position of the `…` in its place, and its kind (an id)."""

    at: int
    kind: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter. `number` is how people speak of it (`T1042`); `customer` is `None` for an unknown sender.

    `sender` identifies an unknown sender (an address, a name, `""`), `owner` is a technician's login (`""`: nobody's).
    `channel` is an id of the policy. `target` is when it should be dealt with, `done` when it was. `findings` counts
    the spotted passages that nobody has dealt with yet. `covered` are the passages left out of the subject, as in
    lists; `subject_in` says what they are. Everything is `withheld` while its customer's data may only be stored.
    Clause: G3, D9, R5.
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
    covered: tuple[Covered, ...] = ()
    withheld: bool = False

    def subject_in(self, say: Callable[[Message], str]) -> str:
        """The subject with `[password]` and the like in place of what was found in it; `say` puts a message in words.

        Clause: D9, B6, R5.
        """
        if self.withheld:
            return say(msg("restricted (R5)"))
        shown, at = "", 0
        for one in self.covered:
            shown += f"{self.subject[at : one.at]}[{say(kind_words(one.kind))}]"
            at = one.at + 1
        return shown + self.subject[at:]


@dataclass(frozen=True, slots=True)
class Spotted:
    """A finding in a message (`text[start:end]`), by kind and place, never by value. Clause: D9, B6.

    `in_subject`: the place is in the message's subject.
    """

    id: int
    kind: Kind
    start: int
    end: int
    certainty: Certainty
    dismissed: bool = False
    in_subject: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message. `size` is in bytes; its content is read separately.

    `findings` are places in its text as made by `helpdesk.domain.attachments.text_of`. A finding without length means
    that the file can't be read and is treated as if it had such data, so that somebody looks at it.

    `is_in_queue`: as a whole it is in the queue of unsolicited data, and not decided on.

    `name` is what the sender called it, cleaned to a bare file name. `removed` is since when the content is gone; then
    `name` is `""` and `kind` says what it was.
    """

    id: int
    name: str
    media_type: str
    size: int
    removed: datetime | None = None
    kind: str = ""
    findings: tuple[Spotted, ...] = ()
    is_in_queue: bool = False


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """One message of a ticket, in reading order by `at`. `author` is a technician's login, `""` if it came in.

    `sender` and `recipients` are mail addresses as written, or their equivalent on another channel. `is_registered`:
    the sender was a registered contact point of the customer when it came in (R7). `removed` is when the whole message
    was removed: its text is empty then. `marked` are its undecided passages in the queue of unsolicited data, found or
    marked by hand. `faults` say what could not be read of a mail when it was taken in.
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
    marked: tuple[Passage, ...] = ()
    faults: tuple[Message, ...] = ()


class Which(StrEnum):
    """Which tickets a list shows. All but `ALL` leave out what is done, unless a filter asks for its state."""

    ALL = "all"
    MINE = "mine"
    UNOWNED = "unowned"
    WAITING = "waiting"  # for the customer
    OVERDUE = "overdue"  # past their target, and not waiting for the customer

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _WHICH[self]


_WHICH: Mapping[Which, Message] = {
    Which.ALL: msg("all"),
    Which.MINE: msg("mine"),
    Which.UNOWNED: msg("nobody's"),
    Which.WAITING: msg("waiting for the customer"),
    Which.OVERDUE: msg("overdue"),
}


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets to show; empty parts leave it open. `customer` is an id or a number.

    `by_target`: nearest target first, and only tickets that are not done, because a target means nothing for the
    others; otherwise latest change first.
    """

    which: Which = Which.ALL
    state: TicketState | None = None
    customer: str = ""
    by_target: bool = False


class TicketLink(StrEnum):
    """What a ticket can be linked to; the other end is named by its number or id."""

    TICKET = "ticket"
    SESSION = "session"
    COMPLAINT = "complaint"
    REQUEST = "request"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _LINKS[self]


_LINKS: Mapping[TicketLink, Message] = {
    TicketLink.TICKET: msg("ticket"),
    TicketLink.SESSION: msg("remote session"),
    TicketLink.COMPLAINT: msg("complaint"),
    TicketLink.REQUEST: msg("rights request"),
}


@dataclass(frozen=True, slots=True)
class LinkedTo:
    """The other end of a link. `id` is that of the link, `other` that of what is linked.

    `number` is the one of a ticket, a complaint or a request.
    """

    id: int
    kind: TicketLink
    other: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class TicketView:
    """An opened ticket with its full subject, its messages in reading order, and its links.

    `titled` is the same ticket with the subject as lists show it, for the title, which is always in view. `next` are
    the states it may be set to. `merged_into` is the number of the ticket that this one's messages went to.
    Clause: G3, P2.
    """

    ticket: Ticket
    titled: Ticket
    messages: tuple[TicketMessage, ...]
    links: tuple[LinkedTo, ...]
    next: tuple[TicketState, ...]
    merged_into: str = ""


class TicketChanged(HelpdeskError):
    """The ticket changed first, through somebody else or a new message. `theirs` is the ticket as it is now."""

    def __init__(self, theirs: Ticket) -> None:
        super().__init__(
            msg("This ticket changed while you were looking at it."),
            safe=msg("What others did is saved; what you typed is still on your screen."),
            todo=msg("Look at it again and do it once more if it is still right."),
        )
        self.theirs = theirs
