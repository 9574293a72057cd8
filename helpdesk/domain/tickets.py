"""Tickets: what customers and technicians wrote to each other about one matter.

A message is correspondence: free text that may hold anything, also what nobody asked for (D9). Clause: G3, D9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.kinds import Certainty, Kind
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.priority import Priority as Priority
from helpdesk.domain.records import dataclass
from helpdesk.domain.removing import Passage
from helpdesk.domain.unsolicited import kind_words

TICKET_PAGE = 100
"""How many tickets are handed out at once."""

MAIL = "email"
"""The channel, an id of the policy, on which a reply is waiting to be sent; on others it was given already."""


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
class Covered:
    """A passage of a subject that is not shown in a list: where the sign `…` stands for it, and its kind (an id)."""

    at: int
    kind: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter. `number` is how people speak of it (`T1042`); `customer` is `None` for an unknown sender.

    `sender` is what an unknown sender goes by (an address, a name, `""`), `owner` a technician's login (`""`:
    nobody's). `channel` is an id of the policy. `target` is when it is to be dealt with by, `done` since when it is.
    `findings` counts the spotted passages that nobody has dealt with yet. `covered` are the passages of the subject
    that are left out of it, as in lists; `subject_in` says what they are. All of it is `withheld` while its customer's
    data may only be kept. Clause: G3, D9, R5.
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
        """The subject with `[password]` in the place of what was found in it; `say` tells a message to its reader.

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

    `in_subject`: the place is one in the message's subject.
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
    """A file that came with a message. `size` in bytes; its content is read on its own.

    `findings` are places in its text as `helpdesk.domain.attachments.text_of` makes it; one without a length says that
    the file can't be read and is called as if it held such data: somebody is to look.

    `name` is what the sender called it, cleaned to a bare file name. `removed` is since when the content is gone;
    then `name` is `""` and `kind` says what it was.
    """

    id: int
    name: str
    media_type: str
    size: int
    removed: datetime | None = None
    kind: str = ""
    findings: tuple[Spotted, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """One message of a ticket, in reading order by `at`. `author` is a technician's login, `""` for what came in.

    `sender` and `recipients` are mail addresses as written, or what stands for them on another channel. `is_registered`
    says whether the sender was a registered contact point of the customer when it came in (R7). `removed` is since
    when a message that went whole is gone: its text is empty then. `marked` are the passages of it that are in the
    queue of unsolicited data and not decided on, whether they were found or marked by hand. `faults` say what of a
    mail could not be read when it was taken in.
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
    """Which tickets a list holds. All but `ALL` leave out what is done, unless a filter asks for its state."""

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
    """Which tickets are asked for; parts that are empty leave it open. `customer` is an id or a number.

    `by_target`: nearest target first, and then only what is not done, for which a target means something; else
    newest change first.
    """

    which: Which = Which.ALL
    state: TicketState | None = None
    customer: str = ""
    by_target: bool = False


class TicketLink(StrEnum):
    """What a ticket can be linked to; the other end is its number or id."""

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
    """An opened ticket with its whole subject, its messages in reading order, and its links.

    `titled` is the same ticket with its subject as its title shows it, which stays in sight: as lists do.
    `next` are the states it may be set to, `writing` says whether it may be replied to and changed, and why not.
    `merged_into` is the number of the ticket that this one's messages went to. Clause: G3, P2.
    """

    ticket: Ticket
    titled: Ticket
    messages: tuple[TicketMessage, ...]
    links: tuple[LinkedTo, ...]
    next: tuple[TicketState, ...]
    writing: Decision
    merged_into: str = ""


class TicketChanged(HelpdeskError):
    """Somebody or something changed the ticket first, be it by a new message. `theirs` is the ticket as it is now."""

    def __init__(self, theirs: Ticket) -> None:
        super().__init__(
            msg("This ticket changed while you were looking at it."),
            safe=msg("What others did is saved; what you typed is still on your screen."),
            todo=msg("Look at it again and do it once more if it is still right."),
        )
        self.theirs = theirs
