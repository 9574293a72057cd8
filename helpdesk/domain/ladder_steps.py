"""The steps of a ladder, and what can happen about an invoice on it. Clause: A1, D7; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from helpdesk.domain.calendar import Period
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

PAYMENT = "D7"
"""The category of invoices, and of what is done about them."""

CLAUSE = "A1"
"""The clause of the ladder, and of the recipient that an invoice is handed over to."""

CASE = "invoice:"
"""What the case of a letter begins with that is about an invoice; its id follows."""


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
    """One step of the policy's ladder, `after` so long from the day on which an invoice had to be paid.

    `view` is how long the customer has to give their view before the step is decided, from the day on which the
    reminder before it went out; only steps that a person decides have one.
    """

    id: str
    kind: StepKind
    after: Period
    view: Period | None = None


class Mark(StrEnum):
    """What can be on record of an invoice on the ladder, or of one that turned out to be noted wrongly."""

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
"""What goes up the ladder by a step."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the ladder of one invoice; `day` is that of `at` in the company's zone.

    `kind` is that of its step, as it was then; `None` for what is no step of the ladder. `by` is a login, `by_name`
    that person's name; both are empty where it went by itself. `note` is the customer's view, or the reason. `until` is
    the day on which a stop ends, or from which an invoice that was corrected counts. `letter` is the number of the
    reminder, or of what the agency was told, `went_out` the day it did. `services` are the ids of those that were
    blocked, freed or ended. `asks` is what the reminder asks the customer's view on: `""` where it asks none, `None`
    where that was not kept. `amount` is by how many euros less is to be paid. Of what the agency was told, `step` says
    which change it was (`Where.tell`).
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
    def did(self) -> Message:
        """What the step did that was taken."""
        return self.kind.words if self.kind is not None else MARKS[self.what]

    @property
    def counts_from(self) -> date | None:
        """The day from which the step after it counts: a reminder's is that on which it went out."""
        return self.went_out if self.what is Mark.REMINDED else self.day
