"""The ladder of an unpaid invoice: where it stands, why, what comes next and when. Clause: A1; GDPR art. 22(3).

Reminders go by themselves. What blocks, hands over or ends waits for a person, who has asked the customer's view and
may stop it. The rule is pure: from the ladder of the policy, what happened so far and a day it says where an invoice
stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from helpdesk.domain.calendar import add
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.ladder_steps import TAKES_A_STEP, Event, Mark, Step, StepKind
from helpdesk.domain.records import dataclass

_NO_POST = (6, 0)
"""The days of the week on which no post comes: Sunday and Monday."""


_AGENCY_HEARS = (Mark.STOPPED, Mark.CREDITED, Mark.PAID_PART)
"""What changes for the collection agency while an invoice is still to be paid."""


class State(StrEnum):
    """Where an unpaid invoice stands."""

    WITHDRAWN = "withdrawn"  # noted in error
    PAID = "paid"
    NO_LADDER = "no-ladder"
    WAITS = "waits"  # until its next step
    GOES = "goes"  # a reminder is to go by itself
    UNASKED = "unasked"  # the reminder before it did not go out, or did not ask the customer's view
    ASKED = "asked"  # the customer's time to answer runs
    DECIDE = "decide"  # a person may decide
    STOPPED = "stopped"
    OVER = "over"  # the last step was taken


SETTLED = (State.PAID, State.WITHDRAWN)
"""The states in which nothing is owed."""

NOTHING_COMES = date.max
"""The day on which an unpaid invoice is to be looked at of which nothing follows."""

RULE = 1
"""Which version of the rule this is: one more for each change by which `Where.look` is another day than it was.

Stores keep those days; by this they know that they were counted by an older program.
"""


@dataclass(frozen=True, slots=True)
class Where:
    """Where an invoice stands: `next` comes on the day `on` at the earliest, where that can be said.

    `credited` says that it was settled by a credit note. `last` is the last step that was taken. `blocked` are the ids
    of services that were blocked for this invoice and not freed since. `heard` says whether the customer's view on what
    comes next is known. `lacks_notice` says that an agency may cost a consumer nothing, for no letter named its costs
    and gave fourteen days that are over: Dutch Civil Code art. 6:96(6). `not_before` is until when it was stopped,
    though that be over. `tell` is what the agency that the invoice was handed over to has yet to hear: `"paid"`,
    `"withdrawn"`, or the id of the event; `""` where it knows all.
    """

    state: State
    due: date
    overdue: bool
    paid: date | None = None
    withdrawn: date | None = None
    credited: bool = False
    last: Event | None = None
    next: Step | None = None
    on: date | None = None
    blocked: tuple[int, ...] = ()
    heard: bool = False
    lacks_notice: bool = False
    stopped: Event | None = None
    not_before: date | None = None
    tell: str = ""

    @property
    def by_itself(self) -> bool:
        """Whether what comes next goes without anybody deciding it. Clause: A1."""
        return self.next is not None and not self.next.kind.is_decided

    @property
    def may_free(self) -> bool:
        """Whether nothing is owed and services are still blocked, so that a person decides whether they are freed."""
        return self.state in SETTLED and bool(self.blocked)

    @property
    def look(self) -> date | None:
        """From which day on there may be something to do about it: `None` where it is settled and nothing is left.

        It does not depend on the day on which that is asked.
        """
        if self.tell or self.may_free:
            return self.due
        if self.state in SETTLED:
            return None
        if self.next is None:
            return NOTHING_COMES
        return self.on or self.not_before or self.due


def where(
    ladder: Iterable[Step],
    due: date,
    paid: date | None,
    events: Sequence[Event],
    today: date,
    working: WorkingDays,
    *,
    withdrawn: date | None = None,
) -> Where:
    """Where an invoice stands on a day of the company.

    A step comes no sooner after the one before it than the ladder says, so that who is late to send the first reminder
    does not send all of them on one day. Nothing follows a reminder that did not go out. What is decided waits for the
    customer's view, or until their time to give it is over. A ladder whose steps were renamed or moved reminds nobody
    a second time.

    Args:
        ladder: the steps of the policy, in order.
        due: the last day on which it could be paid in time.
        paid: the day on which it was.
        events: what happened so far, oldest first.
        today: the day.
        working: whose holidays are no days on which mail comes.
        withdrawn: the day on which it turned out that it was noted in error.
    """
    climb = _Climb.of(tuple(ladder), due, events, working)
    is_open = paid is None and withdrawn is None
    found = Where(
        State.WAITS, due, is_open and due < today, paid, withdrawn, last=climb.last,
        credited=_is_credited(events), blocked=still_blocked(events), tell=to_tell(paid, withdrawn, events),
    )  # fmt: skip
    if not is_open:
        return replace(found, state=State.PAID if withdrawn is None else State.WITHDRAWN)
    return _coming(found, climb, _stop(events), today)


def _coming(found: Where, climb: _Climb, stop: Event | None, today: date) -> Where:
    """Where an invoice stands that is to be paid, with what comes next and when."""
    step = climb.next
    if step is None:
        return replace(found, state=State.OVER if climb.steps else State.NO_LADDER)
    day, until = climb.first_day, stop.until if stop is not None else None
    if until is not None and day is not None:
        day = max(day, until)
    state = _state(step, day, stop, today, heard=climb.is_heard)
    return replace(
        found,
        state=state,
        next=step,
        on=day,
        heard=climb.is_heard,
        lacks_notice=climb.lacks_notice(today),
        stopped=stop if state is State.STOPPED else None,
        not_before=until,
    )


@dataclass(frozen=True, slots=True)
class _Climb:
    """How far an invoice came up the ladder: `reached` is the place of the last step taken, -1 before the first.

    `last` is how that was taken; `start` the day from which it counts.
    """

    steps: tuple[Step, ...]
    start: date
    reached: int
    last: Event | None
    events: Sequence[Event]
    working: WorkingDays

    @classmethod
    def of(cls, steps: tuple[Step, ...], due: date, events: Sequence[Event], working: WorkingDays) -> Self:
        """How far one came that was due on a day."""
        counts = (one.until for one in events if one.what is Mark.CORRECTED and one.until is not None)
        last = next((one for one in reversed(events) if one.what in TAKES_A_STEP), None)
        return cls(steps, max((due, *counts)), _reached(steps, events), last, events, working)

    @property
    def next(self) -> Step | None:
        """The step that comes next."""
        return self.steps[self.reached + 1] if self.reached + 1 < len(self.steps) else None

    @property
    def is_heard(self) -> bool:
        """Whether the customer's view on what comes next is known."""
        following = self.next
        return following is not None and any(
            one.what is Mark.HEARD and one.kind is following.kind for one in self.events
        )

    @property
    def asked_until(self) -> date | None:
        """The last day of the time that the reminder before what comes next gave the customer to give their view.

        `None` where it did not go out, or did not ask that.
        """
        last, following = self.last, self.next
        if last is None or last.went_out is None or following is None or following.view is None:
            return None
        is_of_this = last.asks == following.kind
        if last.asks is None:
            is_of_this = self.reached >= 0 and self.steps[self.reached].id == last.step
        return add(following.view, received_on(last.went_out, self.working)) if is_of_this else None

    def lacks_notice(self, today: date) -> bool:
        """Whether an agency could cost a consumer nothing yet."""
        until = self.asked_until
        is_next = self.next is not None and self.next.kind is StepKind.COLLECTION
        return is_next and (until is None or today <= until)

    @property
    def first_day(self) -> date | None:
        """The first day of the next step; `None` while that can't be said, for nobody asked the customer's view."""
        step, last, until, heard = self.steps[self.reached + 1], self.last, self.asked_until, self.is_heard
        day = add(step.after, self.start)
        since = last.counts_from if last is not None else None
        if last is not None and since is None and not heard:
            return None
        if since is not None:
            before = add(self.steps[self.reached].after, self.start) if self.reached >= 0 else self.start
            day = max(day, since + (day - before))
        if until is not None and not heard:
            day = max(day, until + timedelta(days=1))
        return day if until is not None or heard or not step.kind.is_decided else None


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


def to_tell(paid: date | None, withdrawn: date | None, events: Iterable[Event]) -> str:
    """What the agency has yet to hear of an invoice that was handed over to it; `""` where it knows all."""
    handed, changed, wrong, told = False, "", str(State.WITHDRAWN), set()
    for one in events:
        if one.what is Mark.DECIDED and one.kind is StepKind.COLLECTION:
            handed, changed = True, ""
        elif handed and one.what in _AGENCY_HEARS:
            changed = str(one.id)
        elif handed and one.what is Mark.CORRECTED:
            wrong = str(one.id)
        elif one.what is Mark.TOLD and one.went_out is not None:
            told.add(one.step)
    if handed and withdrawn is not None:
        changed = wrong
    elif handed and paid is not None:
        changed = str(State.PAID)
    return "" if changed in told else changed


def _reached(steps: tuple[Step, ...], events: Iterable[Event]) -> int:
    """The place of the last step that was taken, -1 where none was.

    A step that the policy does not know any more by its name is judged by its rank: who was reminded twice has had
    the second reminder, whatever it is called now.
    """
    places = {one.id: place for place, one in enumerate(steps)}
    of_kind: dict[StepKind, list[int]] = {}
    for place, step in enumerate(steps):
        of_kind.setdefault(step.kind, []).append(place)
    reached, taken = -1, Counter[StepKind]()
    for one in events:
        if one.what in TAKES_A_STEP and one.kind is not None:
            taken[one.kind] += 1
            ranked = of_kind.get(one.kind, [-1])[: taken[one.kind]]
            reached = max(reached, places.get(one.step, ranked[-1]))
    return reached


def _is_credited(events: Sequence[Event]) -> bool:
    """Whether what made it less to pay at last was a credit note."""
    less = [one.what for one in events if one.amount is not None]
    return bool(less) and less[-1] is Mark.CREDITED


def _stop(events: Sequence[Event]) -> Event | None:
    """The last word on whether anything happens."""
    return next((one for one in reversed(events) if one.what is Mark.STOPPED), None)


def _state(step: Step, day: date | None, stop: Event | None, today: date, *, heard: bool) -> State:
    if stop is not None and stop.until is not None and today < stop.until:
        return State.STOPPED
    if day is None:
        return State.UNASKED
    if today >= day:
        return State.DECIDE if step.kind.is_decided else State.GOES
    return State.ASKED if step.kind.is_decided and not heard else State.WAITS
