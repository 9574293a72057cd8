"""What happened to the sample's unpaid invoices. Clause: A1.

Steps that another company's policy does not have are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from helpdesk.domain.customer import Owed
from helpdesk.domain.ladder_steps import Mark, Step
from helpdesk.domain.mail import Handed
from helpdesk.domain.records import dataclass
from helpdesk.domain.tickets import Delivery
from helpdesk.tasks import letter_mail, reminders

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Happened:
    """Something that happened so many days ago; a stop ends so many days from now."""

    customer: str
    invoice: str
    what: Mark
    step: str
    days: int
    note: str = ""
    ends: int | None = None


_REMINDED, _OLDER, _LATER = Mark.REMINDED, ("10009", "0331"), ("10009", "0360")

HAPPENED = (
    _Happened(*_OLDER, _REMINDED, "reminder-1", 60),
    _Happened(*_OLDER, _REMINDED, "reminder-2", 45),
    _Happened(*_OLDER, Mark.HEARD, "block", 20, "De aannemer betaalt mij ook niet. Ik kan niets beloven."),
    _Happened(
        *_OLDER, Mark.DECIDED, "block", 10, "Twee keer herinnerd en gehoord; geen uitzicht op betaling."
    ),
    _Happened(*_LATER, Mark.STOPPED, "reminder-1", 50, "Eerst de oudere factuur.", 14),
    _Happened("10031", "0398", _REMINDED, "reminder-1", 16),
    _Happened("10031", "0398", _REMINDED, "reminder-2", 2),
    _Happened("10040", "0397", _REMINDED, "reminder-1", 29),
    _Happened("10040", "0397", _REMINDED, "reminder-2", 15),
)
"""By customer and invoice, each in order; what was blocked is blocked in the sample."""


def add_unpaid(work: UnitOfWork, ids: Mapping[str, str]) -> None:
    """Add it to the sample's customers, whose ids are given by customer number."""
    today, steps = work.policy.today(work.clock()), work.policy.ladder.steps
    owed = {(one.customer.id, one.invoice.number[5:]): one for one in work.unpaid.overdue(today)}
    for one in HAPPENED:
        found = owed.get((ids[one.customer], one.invoice))
        if found is not None and one.step in steps:
            _add(work, found, steps[one.step], one, work.clock() - timedelta(days=one.days))


def _add(work: UnitOfWork, owed: Owed, step: Step, one: _Happened, at: datetime) -> None:
    if one.what is _REMINDED:
        _remind(work, owed.invoice.id, at)
        return
    work.unpaid.add(
        owed,
        one.what,
        step,
        note=one.note,
        until=_day(work, one.ends),
        services=tuple(_blocked(work, owed)) if one.what is Mark.DECIDED else (),
        at=at,
    )


def _remind(work: UnitOfWork, invoice: int, at: datetime) -> None:
    """The reminder that was due at a moment, made then by the job that makes them all, and handed on as mail."""
    now, work.clock = work.clock, lambda: at
    try:
        kept = reminders.remind(work, invoice)
        if kept is not None:
            handed = Handed(Delivery.HANDED_ON)
            letter_mail.settle(work, kept.id, handed, letter_mail.REGISTERED)
    finally:
        work.clock = now


def _day(work: UnitOfWork, days: int | None) -> date | None:
    return None if days is None else work.policy.today(work.clock()) + timedelta(days=days)


def _blocked(work: UnitOfWork, owed: Owed) -> Iterator[int]:
    for service in work.services.of(work.customers.seq_of(owed.customer.id)):
        if service.blocked is not None:
            yield service.id
