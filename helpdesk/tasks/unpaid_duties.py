"""Duties about unpaid invoices: decisions, reminders, services to unblock, an agency to tell. Clause: A1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from helpdesk.domain.calendar import end_of
from helpdesk.domain.customer import Owed
from helpdesk.domain.duties import Duty
from helpdesk.domain.glance import Some
from helpdesk.domain.ladder import State, Where
from helpdesk.domain.ladder_steps import Mark, StepKind
from helpdesk.domain.ladder_words import duty
from helpdesk.domain.messages import Message, msg
from helpdesk.policy.model import Job
from helpdesk.policy.roles import jobs_to_decide
from helpdesk.tasks import may_remind

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

MOST = 50
"""How many invoices Today shows; the longest unpaid first."""

LOOKED_AT = 1_000
"""Of how many it is found out whether anybody is to do something, so that nobody waits for it long."""

ON_ITS_WAY = timedelta(minutes=5)
"""How long a reminder may wait or be on its way before somebody should look."""


def is_any_unpaid(work: UnitOfWork) -> bool:
    """Whether anybody is late; it hands out no invoice."""
    return bool(work.glance.there_is(Some.UNPAID, today=work.today))


def invoices_unpaid(work: UnitOfWork) -> Iterator[Duty]:
    """Invoices that wait for a person: to decide, to see to a reminder, to unblock services, to tell the agency."""
    if work.may(Job.UNPAID):
        yield from islice(_unpaid(work), MOST)


def _unpaid(work: UnitOfWork) -> Iterator[Duty]:
    zone, today = work.policy.company.time_zone, work.today
    for owed in islice(work.unpaid.to_look_at(today), LOOKED_AT):
        found = work.policy.stands(owed.invoice, today)
        due = end_of(found.on, zone) if found.on is not None else None
        for what in _left(work, owed, found):
            yield Duty(due, what, "invoice", owed.customer, key=str(owed.invoice.id))


def _left(work: UnitOfWork, owed: Owed, found: Where) -> Iterator[Message]:
    invoice, number, now = owed.invoice, owed.invoice.number, work.clock()
    is_told = any(one.step == found.tell for one in invoice.events if one.what is Mark.TOLD)
    if found.tell and not is_told and work.may(Job.DISCLOSE):
        yield msg("Invoice {number} changed: tell the collection agency", number=number)
    match found.state:
        case State.PAID if found.blocked:
            yield msg("Invoice {number} is paid: services are still blocked", number=number)
        case State.WITHDRAWN if found.blocked:
            yield msg("Invoice {number} was noted in error: services are still blocked", number=number)
        case State.DECIDE if found.next is not None and _decides(work, found.next.kind):
            yield duty(number, found.next.kind)
        case State.UNASKED if found.last is not None and found.last.counts_from is not None:
            yield msg("Invoice {number}: the customer was not asked for their view", number=number)
        case State.UNASKED if found.last is None or found.last.at <= now - ON_ITS_WAY:
            yield msg("Invoice {number}: the reminder did not go out", number=number)
        case State.GOES if found.on is not None and _stays(work, owed, found.on):
            yield msg("Invoice {number}: no reminder can be sent automatically", number=number)


def _stays(work: UnitOfWork, owed: Owed, since: date) -> bool:
    """Whether a reminder that is to go since a day stays: what was noted today goes within the hour."""
    purposes = may_remind.purposes(work)
    is_late = since < work.today - timedelta(days=1)
    return is_late and not (purposes and may_remind.allows(work, owed, purposes))


def _decides(work: UnitOfWork, kind: StepKind) -> bool:
    """Whether this technician decides such a step; what they may not is on the Today of a colleague."""
    return all(work.may(job) for job in jobs_to_decide(kind))
