"""The ladder of an unpaid invoice: where it stands, why, and what comes next and when. Clause: A1; GDPR art. 22(3).

Reminders go out automatically. Blocking, handing over and ending wait for a person, who has asked for the customer's
view and may stop it. The rule is pure: from the policy's ladder, what happened so far and a day, it says where an
invoice stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from helpdesk.domain.calendar import add
from helpdesk.domain.deadlines import WorkingDays
from helpdesk.domain.ladder_steps import TAKES_A_STEP, Event, Mark, Step, StepKind
from helpdesk.domain.records import dataclass

_NO_POST = (6, 0)
"""Weekdays without post: Sunday and Monday."""


_AGENCY_HEARS = (Mark.STOPPED, Mark.CREDITED, Mark.PAID_PART)
"""Changes that the collection agency must hear about while an invoice is still unpaid."""


class State(StrEnum):
    """Where an unpaid invoice stands."""

    WITHDRAWN = "withdrawn"  # noted in error
    PAID = "paid"
    NO_LADDER = "no-ladder"
    WAITS = "waits"  # until its next step
    GOES = "goes"  # a reminder is due to go out automatically
    UNASKED = "unasked"  # the reminder before it did not go out, or did not ask for the customer's view
    ASKED = "asked"  # the customer still has time to answer
    DECIDE = "decide"  # a person may decide
    STOPPED = "stopped"
    OVER = "over"  # the last step was taken


SETTLED = (State.PAID, State.WITHDRAWN)
"""The states in which nothing is owed."""

NOTHING_COMES = date.max
"""The day on which to look at an unpaid invoice about which nothing more will happen."""

RULE = 2
"""Which version of the rule this is: one more for each change by which `Where.look` is another day than it was.

Stores keep those days; by this they know that they were counted by an older program.
"""


@dataclass(frozen=True, slots=True)
class Where:
    """Where an invoice stands: `next` comes on the day `on` at the earliest, if that can be said.

    `credited`: it was settled by a credit note. `last` is the last step taken. `blocked` are the ids of services that
    were blocked for this invoice and not unblocked since. `heard`: the customer's view on what comes next is known.
    `lacks_notice`: a consumer would owe an agency no costs, because no letter has named them and given fourteen days
    that are over (Dutch Civil Code art. 6:96(6)). `not_before` is until when it was stopped, even if that is past.
    `tell` is what the agency that has the invoice must still be told: `"withdrawn"`, the id of the event, or `"paid"`,
    followed by the id of the last event by which it was unpaid again; `""` if it knows everything.
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
        """Whether the next step happens without anybody deciding it. Clause: A1."""
        return self.next is not None and not self.next.kind.is_decided

    @property
    def may_free(self) -> bool:
        """Whether nothing is owed but services are still blocked, so that a person must decide to unblock them."""
        return self.state in SETTLED and bool(self.blocked)

    @property
    def look(self) -> date | None:
        """From which day on there may be something to do about it; `None` if it is settled and nothing is left.

        The answer does not depend on the day of asking.
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
    is_written_off: bool = False,
) -> Where:
    """Where an invoice stands on a day of the company.

    Steps keep the distance that the ladder sets between them, so a late first reminder is not followed by all the
    others on the same day. Nothing follows a reminder that did not go out. A decision waits for the customer's view,
    or until their time to give it is over. Renaming or moving steps reminds nobody twice.

    Args:
        ladder: the steps of the policy, in order.
        due: the last day on which it could be paid in time.
        paid: the day on which it was.
        events: what happened so far, oldest first.
        today: the day.
        working: the calendar; no post comes on its holidays.
        withdrawn: the day on which it turned out to be noted in error.
        is_written_off: whether credit notes and part payments leave nothing to pay.
    """
    climb = _Climb.of(tuple(ladder), due, events, working)
    is_open = paid is None and withdrawn is None
    found = Where(
        State.WAITS, due, is_open and due < today, paid, withdrawn, last=climb.last,
        credited=is_written_off and _is_credited(events), blocked=still_blocked(events),
        tell=to_tell(paid, withdrawn, events),
    )  # fmt: skip
    if not is_open:
        return replace(found, state=State.PAID if withdrawn is None else State.WITHDRAWN)
    return _coming(found, climb, _stop(events), today)


def _coming(found: Where, climb: _Climb, stop: Event | None, today: date) -> Where:
    """Where an invoice that is still owed stands, with what comes next and when."""
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
    """How far up the ladder an invoice is: `reached` is the index of the last step taken, -1 before the first.

    `last` is the event that took it; `start` the day from which it counts.
    """

    steps: tuple[Step, ...]
    start: date
    reached: int
    last: Event | None
    events: Sequence[Event]
    working: WorkingDays

    @classmethod
    def of(cls, steps: tuple[Step, ...], due: date, events: Sequence[Event], working: WorkingDays) -> Self:
        """How far an invoice due on a day has got."""
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
        """The last day on which the customer can give their view, as asked by the reminder before the next step.

        `None` if that did not go out, or did not ask.
        """
        last, following = self.last, self.next
        if last is None or last.went_out is None or following is None or following.view is None:
            return None
        is_of_this = last.asks == following.kind
        if last.asks is None:
            is_of_this = self.reached >= 0 and self.steps[self.reached].id == last.step
        return add(following.view, received_on(last.went_out, self.working)) if is_of_this else None

    def lacks_notice(self, today: date) -> bool:
        """Whether an agency could not charge a consumer anything yet."""
        until = self.asked_until
        is_next = self.next is not None and self.next.kind is StepKind.COLLECTION
        return is_next and (until is None or today <= until)

    @property
    def first_day(self) -> date | None:
        """The first day of the next step; `None` while that is unknown because nobody asked for the customer's view."""
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
    """The day on which a letter counts as received: the second delivery day after it was sent.

    Sundays, Mondays and holidays are not delivery days. Dutch Civil Code art. 6:96(6); the rule is for letters by
    post, and mail never arrives later.
    """
    day, left = sent, 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in _NO_POST and working.holiday(day) is None
    return day


def still_blocked(events: Iterable[Event]) -> tuple[int, ...]:
    """The ids of services that were blocked on the ladder and not unblocked or ended since."""
    blocked: dict[int, None] = {}
    for one in events:
        is_block = one.what is Mark.DECIDED and one.kind is StepKind.BLOCK
        for service in one.services:
            blocked.pop(service, None)
            if is_block:
                blocked[service] = None
    return tuple(blocked)


def to_tell(paid: date | None, withdrawn: date | None, events: Iterable[Event]) -> str:
    """What the agency must still be told about an invoice it has; `""` if it knows everything.

    A part payment that turned out to be a credit note leaves as much to pay, so nobody need hear of it.
    """
    handed, changed, wrong, settled = False, "", str(State.WITHDRAWN), str(State.PAID)
    told, booked_otherwise = set[str](), Decimal(0)
    for one in events:
        amount = one.amount or Decimal(0)
        is_the_same = amount < 0 or (amount > 0 and amount == booked_otherwise)
        booked_otherwise = -amount
        if one.what is Mark.DECIDED and one.kind is StepKind.COLLECTION:
            handed, changed = True, ""
        elif one.is_unpaid_again:
            changed = str(one.id) if settled in told else changed
            settled = f"{State.PAID}:{one.id}"
        elif handed and one.what in _AGENCY_HEARS and not is_the_same:
            changed = str(one.id)
        elif handed and one.what is Mark.CORRECTED:
            wrong = str(one.id)
        elif one.what is Mark.TOLD and one.went_out is not None:
            told.add(one.step)
    if handed and withdrawn is not None:
        changed = wrong
    elif handed and paid is not None:
        changed = settled
    return "" if changed in told else changed


def believed_paid(events: Iterable[Event]) -> date | None:
    """The day on which the agency was last told that an invoice was paid; `None` if it heard something else since."""
    told = [one for one in events if one.what is Mark.TOLD and one.went_out is not None]
    return told[-1].went_out if told and told[-1].step.partition(":")[0] == State.PAID else None


def _reached(steps: tuple[Step, ...], events: Iterable[Event]) -> int:
    """The index of the last step taken, -1 if none was.

    A step whose name is no longer in the policy is judged by its rank: whoever was reminded twice has had the second
    reminder, whatever it is called now.
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
    """Whether the last reduction of the debt was a credit note."""
    less = [one.what for one in events if one.amount is not None]
    return bool(less) and less[-1] is Mark.CREDITED


def _stop(events: Sequence[Event]) -> Event | None:
    """The latest stop, or `None` if it was lifted."""
    return next((one for one in reversed(events) if one.what is Mark.STOPPED), None)


def _state(step: Step, day: date | None, stop: Event | None, today: date, *, heard: bool) -> State:
    if stop is not None and stop.until is not None and today < stop.until:
        return State.STOPPED
    if day is None:
        return State.UNASKED
    if today >= day:
        return State.DECIDE if step.kind.is_decided else State.GOES
    return State.ASKED if step.kind.is_decided and not heard else State.WAITS
