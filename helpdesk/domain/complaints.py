"""Complaints: what somebody is unhappy about, where it stands, and how it ended. Clause: C1, C2, G5."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.deadlines import Deadline
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.pictures import MonthPicture
from helpdesk.domain.records import dataclass


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"  # the customer knows that we have it
    INVESTIGATING = "investigating"
    ANSWERED = "answered"
    CLOSED = "closed"  # done with; its retention period runs
    REOPENED = "reopened"

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still due."""
        return self not in (ComplaintState.ANSWERED, ComplaintState.CLOSED)

    @property
    def next(self) -> tuple[ComplaintState, ...]:
        """The states that can follow this one."""
        return _NEXT[self]


_STATES: Mapping[ComplaintState, Message] = {
    ComplaintState.RECEIVED: msg("received"),
    ComplaintState.ACKNOWLEDGED: msg("acknowledged"),
    ComplaintState.INVESTIGATING: msg("being looked into"),
    ComplaintState.ANSWERED: msg("answered"),
    ComplaintState.CLOSED: msg("closed"),
    ComplaintState.REOPENED: msg("reopened"),
}
_NEXT: Mapping[ComplaintState, tuple[ComplaintState, ...]] = {
    ComplaintState.RECEIVED: (ComplaintState.ACKNOWLEDGED,),
    ComplaintState.ACKNOWLEDGED: (ComplaintState.INVESTIGATING,),
    ComplaintState.INVESTIGATING: (ComplaintState.ANSWERED,),
    ComplaintState.ANSWERED: (ComplaintState.CLOSED, ComplaintState.REOPENED),
    ComplaintState.CLOSED: (ComplaintState.REOPENED,),
    ComplaintState.REOPENED: (ComplaintState.INVESTIGATING,),
}


class Outcome(StrEnum):
    """How a complaint ended."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not-upheld"
    WITHDRAWN = "withdrawn"  # by the customer

    @property
    def words(self) -> Message:
        """What a technician is told."""
        return _OUTCOMES[self]


_OUTCOMES: Mapping[Outcome, Message] = {
    Outcome.UPHELD: msg("upheld"),
    Outcome.PARTLY: msg("partly upheld"),
    Outcome.NOT_UPHELD: msg("not upheld"),
    Outcome.WITHDRAWN: msg("withdrawn"),
}


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A new complaint as typed.

    `customer` is an id, or `""` for a `person` without a file, who can be reached at `contact`. `channel` and `cause`
    are ids of the policy; `received` is aware. `about` is the login of the technician it is about. `tickets` and
    `sessions` are ids.
    """

    channel: str
    received: datetime
    cause: str
    words: str
    wish: str = ""
    customer: str = ""
    person: str = ""
    contact: str = ""
    about: str = ""
    handler: str = ""
    tickets: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as a list shows it, without what was said. `number` is what people call it (`C2026-0001`).

    `customer` is `None` for a `person` without a file, and once the customer has been removed. `handler` and `about`
    are logins. `acknowledge_by` and `answer_by` are the company's own promise; `acknowledged`, `answered` and `closed`
    are when that happened. `turned_into` is the number of the rights request it became. Clause: C1.
    """

    id: int
    number: str
    version: int
    customer: CustomerRef | None
    person: str
    channel: str
    received: datetime
    cause: str
    state: ComplaintState
    handler: str
    handler_name: str
    about: str
    about_name: str
    acknowledge_by: Deadline
    answer_by: Deadline
    acknowledged: datetime | None = None
    answered: datetime | None = None
    closed: datetime | None = None
    outcome: Outcome | None = None
    turned_into: str = ""

    @property
    def who(self) -> str:
        """Who complained, as a list names them."""
        return self.customer.name or self.customer.company if self.customer else self.person

    @property
    def has_addressee(self) -> bool:
        """Whether there is somebody to write to: a removed customer has no address left."""
        return self.customer is not None or bool(self.person)

    @property
    def next(self) -> tuple[ComplaintState, ...]:
        """The states that it may go to from here: one whose receipt was promised and never said, to that first."""
        if self.turned_into:
            return ()
        if self.state is ComplaintState.REOPENED and self.acknowledged is None:
            return (ComplaintState.ACKNOWLEDGED,)
        return self.state.next

    @property
    def nearest(self) -> Deadline | None:
        """The next promise; `None` once it is answered."""
        if not self.state.is_open:
            return None
        return self.acknowledge_by if self.acknowledged is None else self.answer_by


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case: who did what, when, with a note. `what` is the new state, or what was done."""

    at: datetime
    by: str
    by_name: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseDue:
    """An open case, and when it is due. `customer` is `None` if there is none, or no longer.

    `person` is the name of somebody without a file; `is_acknowledged`: whether receipt was acknowledged, which rights
    requests don't need; `waits_for_me`: whether a right waits for a second person, who may be this technician. Clause:
    C1, R1–R7, B1.
    """

    id: int
    number: str
    day: date
    customer: CustomerRef | None
    is_acknowledged: bool = True
    person: str = ""
    waits_for_me: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """An opened complaint with everything that was said.

    `next` are the states offered now; `why_not_answer` says why this technician may not answer it (a second pair of
    eyes must), `None` if they may. `tickets` are ticket numbers, `sessions` ids of the ledger; `turned_from` is the
    number of the rights request that became this complaint.
    """

    complaint: Complaint
    contact: str
    words: str
    wish: str
    answer: str
    measure: str
    lesson: str
    steps: tuple[Step, ...]
    tickets: tuple[str, ...]
    sessions: tuple[int, ...]
    next: tuple[ComplaintState, ...]
    why_not_answer: Message | None = None
    turned_from: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the customer. `measure` is what is done about it, `lesson` what the company learned."""

    outcome: Outcome
    text: str
    measure: str = ""
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class YearPicture:
    """The complaints received in a year: how many by cause and by outcome, and how it went, by month too.

    `median_days` runs from receipt to answer, for those answered, `None` if there are none; `in_time` and `late` count
    answered complaints, `open` unanswered ones. There are twelve `months`.
    """

    year: int
    total: int
    by_cause: Mapping[str, int]
    by_outcome: Mapping[Outcome, int]
    median_days: float | None
    in_time: int
    late: int
    open: int
    months: tuple[MonthPicture, ...]


class CaseChanged(HelpdeskError):
    """Somebody else changed the same case first. `number` is the case's, `version` its current one."""

    def __init__(self, number: str, version: int) -> None:
        super().__init__(
            msg("Somebody else changed {number} while you were looking at it.", number=number),
            safe=msg("What they did is saved; what you typed is still on your screen."),
            todo=msg("Look at it again and do it once more if it is still right."),
        )
        self.number = number
        self.version = version
