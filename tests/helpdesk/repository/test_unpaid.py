"""An unpaid invoice: the console says where the customer stands, and decides nothing by itself. Clause: A1."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.rights import anna_in

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import NotFound, Refused
from helpdesk.domain.messages import Message
from helpdesk.domain.standing import Standing
from helpdesk.tasks import delivery, reminders, request_letters, retention, scanning, sessions, today

SINCE = date(2026, 7, 1)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer with an invoice that is due on 10 June 2026, and that nobody paid."""
    return anna_in(workplace)


def standing(workplace: Any, anna: CustomerRef) -> Standing:
    with workplace.as_() as work:
        found: Standing = work.standings.of(anna.id)
    return found


def flags(workplace: Any, anna: CustomerRef) -> list[str]:
    """What everybody who opens her file is told."""
    now = workplace.clock.now
    told: tuple[Message, ...] = standing(workplace, anna).flags(now, workplace.policy.today(now))
    return [str(one) for one in told]


def service_of(workplace: Any, anna: CustomerRef) -> int:
    with workplace.as_() as work:
        (service,) = work.services.of(work.customers.seq_of(anna.id))
    return int(service.id)


def changes(workplace: Any) -> list[tuple[str, object]]:
    """Who blocked or freed what service, newest first."""
    with workplace.as_("owner") as work:
        records = work.audit.page(limit=1000)
    return [
        (one.technician, one.detail["change"])
        for one in records
        if one.event == AuditEvent.SERVICE_CHANGED and one.detail["change"] in ("blocked", "freed")
    ]


def test_whatever_runs_by_itself_blocks_nothing(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1; GDPR art. 22. However long it stays unpaid."""
    workplace.clock.pass_by(days=500)
    with workplace.as_("owner") as work:
        today.today(work)
        request_letters.close_unconfirmed(work)
        sessions.close_left_open(work)
        delivery.claim(work)
        scanning.waiting(work)
        retention.expired(work)
    assert reminders.remind_all(workplace.doing("owner")) == 1
    assert flags(workplace, anna) == ["payment overdue"]
    assert changes(workplace) == []


def test_who_decides_that_a_service_is_blocked_is_on_record_and_may_take_it_back(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1; GDPR art. 22(3). Everybody who opens the file is told, and for the unpaid invoice too."""
    service = service_of(workplace, anna)
    workplace.clock.pass_by(days=60)
    with workplace.as_("technician") as work:
        work.services.block(anna.id, service, SINCE)
    assert flags(workplace, anna) == ["services blocked", "payment overdue"]
    with workplace.as_("owner") as work:
        work.services.block(anna.id, service, None)
    assert flags(workplace, anna) == ["payment overdue"]
    assert changes(workplace) == [("owner-login", "freed"), ("technician-login", "blocked")]


def test_a_role_that_changes_no_services_blocks_none(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, B1. The attempt is on record."""
    service = service_of(workplace, anna)
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.services.block(anna.id, service, SINCE)
    with pytest.raises(NotFound), workplace.as_("technician") as work:
        work.services.block(anna.id, service + 1, SINCE)
    assert standing(workplace, anna).services_blocked is False
    with workplace.as_("owner") as work:
        (refused,) = [one for one in work.audit.page() if one.event == AuditEvent.REFUSED]
    assert (refused.technician, refused.subject) == ("read-only-login", anna.id)
