"""What there is to do about unpaid invoices: decisions, reminders that did not go out, services to free. Clause: A1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import end_of
from helpdesk.domain.customer import Owed
from helpdesk.domain.duties import Duty
from helpdesk.domain.glance import Some
from helpdesk.domain.ladder import State, Where
from helpdesk.domain.ladder_words import duty
from helpdesk.domain.messages import Message, msg
from helpdesk.policy.guard import may
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

MOST = 50
"""How many invoices Today shows; those that are unpaid for longest first."""

ON_ITS_WAY = timedelta(minutes=5)
"""How long a reminder may wait or be on its way before anybody is to look."""


def is_any_unpaid(work: UnitOfWork) -> bool:
    """Whether the policy has a ladder, and anybody is late; it hands out no invoice."""
    today = work.policy.today(work.clock())
    return bool(work.policy.ladder.steps) and bool(work.glance.there_is(Some.UNPAID, today=today))


def invoices_unpaid(work: UnitOfWork) -> Iterator[Duty]:
    """Unpaid invoices that wait for a person: to decide, or to see to a reminder that can't go by itself."""
    if may(work.policy, work.technician.role, Job.UNPAID):
        yield from islice(_unpaid(work), MOST)


def _unpaid(work: UnitOfWork) -> Iterator[Duty]:
    now, zone = work.clock(), work.policy.company.time_zone
    today = work.policy.today(now)
    for owed in work.unpaid.to_look_at(today):
        found = work.policy.stands(owed.invoice, today)
        what = _left(owed, found, now)
        if what is not None:
            due = end_of(found.on, zone) if found.on is not None else None
            yield Duty(due, what, "invoice", owed.customer, key=str(owed.invoice.id))


def _left(owed: Owed, found: Where, now: datetime) -> Message | None:
    number = owed.invoice.number
    match found.state:
        case State.DECIDE if found.next is not None:
            return duty(number, found.next.kind)
        case State.UNASKED if found.last is None or found.last.at <= now - ON_ITS_WAY:
            return msg("Invoice {number}: the reminder did not go out", number=number)
        case State.GOES if found.on is not None and found.on < now.date() - timedelta(days=1):
            return msg("Invoice {number}: no reminder can go by itself", number=number)
    return None


def services_to_free(work: UnitOfWork) -> Iterator[Duty]:
    """Services that are still blocked though what they were blocked for is paid. Clause: A1."""
    if not may(work.policy, work.technician.role, Job.UNPAID):
        return
    today = work.policy.today(work.clock())
    for owed in work.unpaid.paid_and_blocked():
        if work.policy.stands(owed.invoice, today).may_free:
            number = owed.invoice.number
            what = msg("Invoice {number} is paid: services are still blocked", number=number)
            yield Duty(None, what, "invoice", owed.customer, key=str(owed.invoice.id))
