"""The queue of unsolicited personal data: what nobody asked for, where it is, and what became of it.

An item has kinds and places, never the data itself, so it proves the removal and can outlive the customer. Clause: D9,
P3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.kinds import Kind
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.removing import Passage

OTHER = "other"
"""The kind for anything that fits none of the spotted kinds."""

ITEM_PAGE = 200
"""How many items are read at a time."""


def kind_words(kind: str) -> Message:
    """The name of a kind of data, as in `[removed: BSN]`; a kind that is no longer known goes by its id."""
    if kind == OTHER:
        return msg("personal data")
    return Kind(kind).says if kind in set(Kind) else Message(kind)


class Extent(StrEnum):
    """How much of what was sent is unsolicited."""

    PASSAGES = "passages"  # parts of one message's text
    ATTACHMENT = "attachment"
    MESSAGE = "message"
    ELSEWHERE = "elsewhere"  # outside the store: a Facebook message, a telephone

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _EXTENTS[self]


_EXTENTS: Mapping[Extent, Message] = {
    Extent.PASSAGES: msg("passages of a message"),
    Extent.ATTACHMENT: msg("an attachment"),
    Extent.MESSAGE: msg("a whole message"),
    Extent.ELSEWHERE: msg("outside the console"),
}


class Outcome(StrEnum):
    """What was decided on an item."""

    NEEDED = "needed"  # a purpose covers it: ordinary data of a category from now on
    DELETED = "deleted"
    PARTLY = "partly"  # some of it stays, and why
    IMPOSSIBLE = "impossible"  # technically; where, why, and when it is tried again

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _OUTCOMES[self]


_OUTCOMES: Mapping[Outcome, Message] = {
    Outcome.NEEDED: msg("needed"),
    Outcome.DELETED: msg("deleted"),
    Outcome.PARTLY: msg("partly deleted"),
    Outcome.IMPOSSIBLE: msg("technically impossible"),
}


class Whose(StrEnum):
    """Whose data it is."""

    CUSTOMER = "customer"
    OTHERS = "other"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _WHOSE[self]


_WHOSE: Mapping[Whose, Message] = {
    Whose.CUSTOMER: msg("the customer's own"),
    Whose.OTHERS: msg("somebody else's"),
    Whose.UNKNOWN: msg("not known"),
}


class Promise(StrEnum):
    """What the store can promise about the bytes of deleted data."""

    EMBEDDED = "embedded"
    SERVER = "server"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _PROMISES[self]


_PROMISES: Mapping[Promise, Message] = {
    Promise.EMBEDDED: msg("Not a byte of it is left in the database file, its journal or its search index."),
    Promise.SERVER: msg(
        "No query brings it back. The server's own log, replicas and backups keep it as long as whoever "
        "runs them does."
    ),
}


class Answer(StrEnum):
    """What was found at one place of the checklist of copies."""

    OPEN = "open"
    DONE = "done"  # looked, and nothing is left there
    IMPOSSIBLE = "impossible"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _ANSWERS[self]


_ANSWERS: Mapping[Answer, Message] = {
    Answer.OPEN: msg("not looked at yet"),
    Answer.DONE: msg("nothing left there"),
    Answer.IMPOSSIBLE: msg("can't be removed there"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place where there may be copies, an id of the policy, and what was found there."""

    id: str
    answer: Answer = Answer.OPEN
    why: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of unsolicited data. `kinds` are ids of `helpdesk.domain.spotting.Kind`, or `other`.

    `customer` is `None` for an unknown sender, and once the customer has been removed; `subject` keeps the customer's
    random id. `ticket` is the number of the ticket it is in, `message` and `attachment` are ids; all are empty for
    data elsewhere, and `where` says in words where that is. `passages` are places in the message's text: before a
    decision what it is about, afterwards what stayed. `whose` is a `Whose`. `due` is when it must be dealt with (the
    policy's D9). `is_pending`: decided and deleted, but another console still reads the old bytes; `gone` is since
    when none is left, and `promise` what that means for this store. `proof` is a hash over this row, which has nothing
    personal, and `record` the number of the audit record that repeats it; both are there once the item is closed.
    `names` are those of everybody involved, by login. Clause: D9, P3.
    """

    id: int
    version: int
    customer: CustomerRef | None
    subject: str
    channel: str
    extent: Extent
    where: str
    ticket: str
    message: int | None
    attachment: int | None
    kinds: tuple[str, ...]
    whose: str
    noticed: datetime
    noticed_by: str
    due: datetime
    outcome: Outcome | None = None
    why: str = ""
    purpose: str = ""
    category: str = ""
    decided: datetime | None = None
    decided_by: str = ""
    next_try: datetime | None = None
    closed: datetime | None = None
    is_pending: bool = False
    places: tuple[Place, ...] = ()
    proof: str = ""
    passages: tuple[Passage, ...] = ()
    gone: datetime | None = None
    promise: Promise | None = None
    record: int = 0
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def name_of(self, login: str) -> str:
        """The name of somebody involved."""
        return self.names.get(login, login)

    @property
    def is_open_to_decision(self) -> bool:
        """Whether an outcome can be given: there is none yet, or it could not be done earlier."""
        return self.closed is None and self.outcome in (None, Outcome.IMPOSSIBLE)

    @property
    def has_copies(self) -> bool:
        """Whether to look for copies of it: not if it is needed."""
        return self.outcome is not Outcome.NEEDED

    @property
    def is_answered(self) -> bool:
        """Whether each place where there may be copies has an answer, if any are to be looked for."""
        return not self.has_copies or all(one.answer is not Answer.OPEN for one in self.places)

    @property
    def can_close(self) -> bool:
        """Whether there is nothing left to do: decided, not to be tried again, no old byte left, no place open."""
        return self.outcome is not None and self.next_try is None and not self.is_pending and self.is_answered


class Where(StrEnum):
    """Where something is removed from."""

    TEXT = "text"
    SUBJECT = "subject"
    TICKET_SUBJECT = "ticket-subject"
    RECIPIENTS = "recipients"
    DELIVERY = "delivery"
    FAULTS = "faults"
    ATTACHMENT_NAME = "attachment-name"
    ATTACHMENT = "attachment"
    MESSAGE = "message"
    DRAFT = "draft"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _WHERE[self]


_WHERE: Mapping[Where, Message] = {
    Where.TEXT: msg("the text of a message"),
    Where.SUBJECT: msg("the subject of a message"),
    Where.TICKET_SUBJECT: msg("the subject of the ticket"),
    Where.RECIPIENTS: msg("the recipients of a message"),
    Where.DELIVERY: msg("what the mail server said"),
    Where.FAULTS: msg("what could not be read of a mail"),
    Where.ATTACHMENT_NAME: msg("the name of an attachment"),
    Where.ATTACHMENT: msg("an attachment, whole"),
    Where.MESSAGE: msg("a message, whole"),
    Where.DRAFT: msg("a reply that is being written"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One place from which something is removed: how many passages, in which message (`None`: in none).

    `asked_for`: it is in the item's own message, so it goes in any case; otherwise only on request.
    """

    where: Where
    count: int
    message: int | None = None
    asked_for: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """What is removed when an item is deleted: counts and places, never a value. Clause: D9.

    `version` is the item's, to be passed with the deletion. `senders` counts the messages of the ticket whose sender's
    address is the same value: that one stays, or the ticket would be nobody's. `files` are the readable attachments of
    the ticket that contain the same: each needs its own place in the queue.
    """

    item: int
    version: int
    spots: tuple[Spot, ...] = ()
    senders: int = 0
    files: tuple[int, ...] = ()

    @property
    def here(self) -> int:
        """How much is removed in any case."""
        return sum(one.count for one in self.spots if one.asked_for)

    @property
    def elsewhere(self) -> int:
        """How often the same occurs elsewhere in the ticket; it is removed too on request."""
        return sum(one.count for one in self.spots if not one.asked_for)


@dataclass(frozen=True, slots=True)
class Part:
    """What may stay when the rest of an item is removed: a passage, or an attachment of a whole message.

    `key` is how `stays` names it. A passage has a `kind` and its place (`text[start:end]`, or in the subject); an
    attachment has a `media_type` and a `size` in bytes, and its `kind` is that of a secret in it or `other`. Never a
    value or a name. Clause: D9.
    """

    key: int
    kind: str = OTHER
    start: int = 0
    end: int = 0
    media_type: str = ""
    size: int = 0
    in_subject: bool = False


class ItemChanged(HelpdeskError):
    """Somebody else dealt with the same item first, or its message changed. `theirs` is the item as it is now."""

    def __init__(self, theirs: Item) -> None:
        super().__init__(
            msg("This was changed meanwhile, by somebody else or by a removal from the same message."),
            safe=msg("Nothing was removed by you."),
            todo=msg("Look at it again, and decide about what is there now."),
        )
        self.theirs = theirs


class Proof(StrEnum):
    """Whether the proof of an item is intact."""

    OPEN = "open"
    HOLDS = "holds"
    ALTERED = "altered"
    UNCONFIRMED = "unconfirmed"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _PROOFS[self]


_PROOFS: Mapping[Proof, Message] = {
    Proof.OPEN: msg("There is no proof yet: this is not closed."),
    Proof.HOLDS: msg("The proof is intact: this is what was recorded when it was closed."),
    Proof.ALTERED: msg("This was altered after it was closed."),
    Proof.UNCONFIRMED: msg("The audit does not confirm this: its record is missing, or was altered."),
}


def proof_of(item: Item) -> str:
    """The hash over an item: SHA-256 of its facts in JSON. It contains no name, no address and no value.

    It leaves out what changes later: the customer's name, and ids of rows that are removed with their ticket.
    """
    facts = [
        item.id,
        item.subject,
        item.channel,
        item.extent,
        item.where,
        item.ticket,
        item.kinds,
        item.whose,
        *(_moment(one) for one in (item.noticed, item.due, item.decided, item.gone, item.closed)),
        item.noticed_by,
        item.outcome,
        item.why,
        item.purpose,
        item.category,
        item.decided_by,
        item.promise,
        [[one.id, one.answer, one.why, one.by, _moment(one.at)] for one in item.places],
    ]
    packed = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
