"""The ladder of an unpaid invoice: where it stands, why, what comes next and when. Clause: A1; GDPR art. 22(3).

Reminders go by themselves. What blocks, hands over or ends waits for a person, who has asked the customer's view and
may stop it. The rule is pure: from the ladder of the policy, what happened so far and a day it says where an invoice
stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from helpdesk.domain.calendar import Period, add
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass

PAYMENT = "D7"
"""The category of invoices, and of what is done about them."""

CLAUSE = "A1"
"""The clause of the ladder, and of the recipient that an invoice is handed over to."""

CASE = "invoice:"
"""What the case of a letter begins with that is about an invoice; its id follows."""

_UNEVEN = 3
"""By how many days a month is shorter or longer than thirty, at most."""

_NO_POST = (6, 0)
"""The days of the week on which no post comes: Sunday and Monday."""


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
    """What can be on record of an invoice on the ladder."""

    REMINDED = "reminded"
    HEARD = "heard"
    DECIDED = "decided"
    STOPPED = "stopped"
    FREED = "freed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the ladder of one invoice; `day` is that of `at` in the company's zone.

    `kind` is that of its step, as it was then. `by` is a login, `by_name` that person's name; both are empty where it
    went by itself. `note` is the customer's view, or the reason. `until` is the day on which a stop ends. `letter` is
    the number of the reminder, `went_out` the day it did. `services` are the ids of those that were blocked, freed or
    ended.
    """

    id: int
    what: Mark
    step: str
    kind: StepKind
    at: datetime
    day: date
    by: str = ""
    by_name: str = ""
    note: str = ""
    until: date | None = None
    letter: str = ""
    went_out: date | None = None
    services: tuple[int, ...] = ()


class State(StrEnum):
    """Where an unpaid invoice stands."""

    PAID = "paid"
    NO_LADDER = "no-ladder"
    WAITS = "waits"  # until its next step
    GOES = "goes"  # a reminder is to go by itself
    UNASKED = "unasked"  # the reminder before it did not go out, which asks the customer's view
    ASKED = "asked"  # the customer's time to answer runs
    DECIDE = "decide"  # a person may decide
    STOPPED = "stopped"
    OVER = "over"  # the last step was taken


@dataclass(frozen=True, slots=True)
class Where:
    """Where an invoice stands: `next` comes on the day `on` at the earliest, where that can be said.

    `last` is the last step that was taken. `blocked` are the ids of services that were blocked for this invoice and
    not freed since. `heard` says whether the customer's view on what comes next is known.
    """

    state: State
    due: date
    overdue: bool
    paid: date | None = None
    last: Event | None = None
    next: Step | None = None
    on: date | None = None
    blocked: tuple[int, ...] = ()
    heard: bool = False
    stopped: Event | None = None

    @property
    def by_itself(self) -> bool:
        """Whether what comes next goes without anybody deciding it. Clause: A1."""
        return self.next is not None and not self.next.kind.is_decided

    @property
    def may_free(self) -> bool:
        """Whether it is paid and services are still blocked for it, so that a person decides whether they are freed."""
        return self.state is State.PAID and bool(self.blocked)


def where(
    ladder: Iterable[Step],
    due: date,
    paid: date | None,
    events: Sequence[Event],
    today: date,
    working: WorkingDays,
) -> Where:
    """Where an invoice stands on a day of the company.

    A step comes no sooner after the one before it than the ladder says, so that who is late to send the first reminder
    does not send all of them on one day. Nothing follows a reminder that did not go out. What is decided waits for the
    customer's view, or until their time to give it is over. A step that the policy no longer knows counts as not taken.

    Args:
        ladder: the steps of the policy, in order.
        due: the last day on which it could be paid in time.
        paid: the day on which it was.
        events: what happened so far, oldest first.
        today: the day.
        working: whose holidays are no days on which mail comes.
    """
    steps = tuple(ladder)
    reached, last = _reached(steps, events)
    found = Where(State.WAITS, due, paid is None and due < today, paid, last, blocked=still_blocked(events))
    if paid is not None:
        return replace(found, state=State.PAID)
    if reached + 1 == len(steps):
        return replace(found, state=State.OVER if steps else State.NO_LADDER)
    step = steps[reached + 1]
    heard = any(one.what is Mark.HEARD and one.step == step.id for one in events)
    day = _first_day(steps, reached, last, due, heard=heard, working=working)
    stop = next((one for one in reversed(events) if one.what is Mark.STOPPED), None)
    if stop is not None and stop.until is not None:
        day = max(day, stop.until) if day is not None else None
    else:
        stop = None
    state = _state(step, day, stop, today, heard=heard)
    is_stopped = state is State.STOPPED
    return replace(
        found,
        state=state,
        next=step,
        on=day,
        heard=heard,
        stopped=stop if is_stopped else None,
    )


def rests(ladder: Iterable[Step]) -> Mapping[str, timedelta | None]:
    """How long at least nothing follows on each step, by its name; on the last one nothing ever does (`None`).

    So what waits need not be looked at one by one. It is never longer than `where` says, whenever an invoice was due.
    """
    steps = tuple(ladder)
    gaps = {one.id: _least(one.after, following.after) for one, following in pairwise(steps)}
    return {**gaps, **{one.id: None for one in steps[-1:]}}


def received_on(sent: date, working: WorkingDays) -> date:
    """The day on which a letter counts as received: the second after it was sent, without Sundays, Mondays, holidays.

    Dutch Civil Code art. 6:96(6); it holds for a letter by post, and no mail arrives later.
    """
    day, left = sent, 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in _NO_POST and working.holiday(day) is None
    return day


def still_blocked(events: Iterable[Event]) -> tuple[int, ...]:
    """The ids of services that were blocked on the ladder and not freed or ended since."""
    blocked: dict[int, None] = {}
    for one in events:
        is_block = one.what is Mark.DECIDED and one.kind is StepKind.BLOCK
        for service in one.services:
            blocked.pop(service, None)
            if is_block:
                blocked[service] = None
    return tuple(blocked)


def _least(first: Period, then: Period) -> timedelta:
    """How many days at least lie between the ends of two periods that begin on one day, whichever that is."""
    months = 12 * (then.years - first.years) + then.months - first.months
    days = 7 * (then.weeks - first.weeks) + then.days - first.days
    is_even = not (first.years or first.months or then.years or then.months)
    return timedelta(days=max(0, days if is_even else days + 30 * months - _UNEVEN * abs(months) - _UNEVEN))


def _reached(steps: tuple[Step, ...], events: Iterable[Event]) -> tuple[int, Event | None]:
    """The place of the last step that was taken, and how it was; -1 and `None` where none was."""
    places = {one.id: place for place, one in enumerate(steps)}
    reached, last = -1, None
    for one in events:
        if one.what in (Mark.REMINDED, Mark.DECIDED) and places.get(one.step, -1) >= reached:
            reached, last = places.get(one.step, -1), one
    return reached, last


def _first_day(
    steps: tuple[Step, ...],
    reached: int,
    last: Event | None,
    due: date,
    *,
    heard: bool,
    working: WorkingDays,
) -> date | None:
    """The first day of the next step; `None` while that can't be said, for a reminder before it did not go out."""
    step = steps[reached + 1]
    day = add(step.after, due)
    is_asked = False
    if last is not None and reached >= 0:
        since: date | None = last.day
        if last.what is Mark.REMINDED:
            since = last.went_out
            if since is None and not heard:
                return None
        if since is not None:
            day = max(day, since + (day - add(steps[reached].after, due)))
            is_asked = last.what is Mark.REMINDED
            if is_asked and step.view is not None and not heard:
                day = max(day, add(step.view, received_on(since, working)) + timedelta(days=1))
    return day if is_asked or heard or not step.kind.is_decided else None


def _state(step: Step, day: date | None, stop: Event | None, today: date, *, heard: bool) -> State:
    if stop is not None and stop.until is not None and today < stop.until:
        return State.STOPPED
    if day is None:
        return State.UNASKED
    if today >= day:
        return State.DECIDE if step.kind.is_decided else State.GOES
    return State.ASKED if step.kind.is_decided and not heard else State.WAITS
