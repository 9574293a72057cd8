"""The queue of unsolicited personal data: what nobody asked for, where it lies, and what became of it.

An item holds kinds and places, never the data itself, so that it proves the removal and outlives the customer.
Clause: D9, P3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.messages import Message, msg


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
    """One place where copies may lie, an id of the policy, and what was found there."""

    id: str
    answer: Answer = Answer.OPEN
    why: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something unsolicited. `kinds` are ids of `helpdesk.domain.spotting.Kind`, or `other`.

    `customer` is `None` for an unknown sender, and once the customer is gone; `subject` keeps the customer's random id.
    `ticket` is the number of the ticket it lies in, `message` and `attachment` ids; all empty for what lies elsewhere,
    and `where` says in words where that is. `whose` says whose data it is (`customer`, `other`, `unknown`).
    `due` is when it must be dealt with by (the policy's D9). `is_pending`: decided and deleted, but another console
    still reads the old bytes. `proof` is a hash over what this row says, of nothing personal. Clause: D9, P3.
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
