"""The steps of a ladder, and what can happen to an invoice on it. Clause: A1, D7; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from helpdesk.domain.calendar import Period
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

PAYMENT = "D7"
"""The category of invoices and of everything done about them."""

CLAUSE = "A1"
"""The clause of the ladder, and of the recipient to whom an invoice is handed over."""

CASE = "invoice:"
"""The prefix of the case of a letter about an invoice; its id follows."""

UNPAID_AGAIN = "paid"
"""The step of a correction that takes back a payment noted in error."""


class StepKind(StrEnum):
    """What a step of the ladder does."""

    REMINDER = "reminder"
    BLOCK = "block"
    COLLECTION = "collection"
    TERMINATION = "termination"

    @property
    def is_decided(self) -> bool:
        """Whether a person decides it. GDPR art. 22(3)."""
        return self is not StepKind.REMINDER

    @property
    def words(self) -> Message:
        """What it is called."""
        return _KINDS[self]


_KINDS: Mapping[StepKind, Message] = {
    StepKind.REMINDER: msg("reminder"),
    StepKind.BLOCK: msg("blocking the services"),
    StepKind.COLLECTION: msg("handing over to the collection agency"),
    StepKind.TERMINATION: msg("ending the services"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the policy's ladder, a period `after` the day on which an invoice was due.

    `view` is how long the customer has to give their view before the step is decided, counted from the day the
    reminder before it went out; only steps that a person decides have one.
    """

    id: str
    kind: StepKind
    after: Period
    view: Period | None = None


class Mark(StrEnum):
    """What can be recorded about an invoice on the ladder, or one that was noted wrongly."""

    REMINDED = "reminded"
    HEARD = "heard"
    DECIDED = "decided"
    STOPPED = "stopped"
    FREED = "freed"
    CREDITED = "credited"
    PAID_PART = "paid-part"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    TOLD = "told"


MARKS: Mapping[Mark, Message] = {
    Mark.REMINDED: msg("reminder"),
    Mark.HEARD: msg("customer's view"),
    Mark.DECIDED: msg("decided"),
    Mark.STOPPED: msg("stopped"),
    Mark.FREED: msg("services freed"),
    Mark.CREDITED: msg("credit note"),
    Mark.PAID_PART: msg("paid in part"),
    Mark.CORRECTED: msg("corrected"),
    Mark.WITHDRAWN: msg("noted in error"),
    Mark.TOLD: msg("letter to the collection agency"),
}
"""What happened, in a word or two."""

TAKES_A_STEP = (Mark.REMINDED, Mark.DECIDED)
"""Events that take a step up the ladder."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the ladder of one invoice; `day` is the day of `at` in the company's time zone.

    `kind` is the kind of its step at the time; `None` if it is not a step. `by` is a login, `by_name` that person's
    name; both are empty if it happened automatically. `note` is the customer's view, or the reason. `until` is the day
    on which a stop ends, or from which a corrected invoice counts. `letter` is the number of the reminder or of the
    letter to the agency, `went_out` the day it went out. `services` are the ids of those blocked, unblocked or ended.
    `asks` is the step the reminder asks the customer's view on: `""` if none, `None` if that was not stored. `amount`
    is by how many euros the debt is reduced. For a letter to the agency, `step` says which change it was about
    (`Where.tell`); for a correction it is empty or `UNPAID_AGAIN`.
    """

    id: int
    what: Mark
    step: str
    kind: StepKind | None
    at: datetime
    day: date
    by: str = ""
    by_name: str = ""
    note: str = ""
    until: date | None = None
    letter: str = ""
    went_out: date | None = None
    services: tuple[int, ...] = ()
    asks: str | None = None
    amount: Decimal | None = None

    @property
    def is_unpaid_again(self) -> bool:
        """Whether a payment that was noted in error was taken back."""
        return self.what is Mark.CORRECTED and self.step == UNPAID_AGAIN

    @property
    def did(self) -> Message:
        """The kind of step that was taken."""
        return self.kind.words if self.kind is not None else MARKS[self.what]

    @property
    def counts_from(self) -> date | None:
        """The day from which the next step counts: for a reminder, the day it went out."""
        return self.went_out if self.what is Mark.REMINDED else self.day
