"""What Today says of tickets. Clause: G3, B1."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.desk import Desk
from helpdesk.domain.incoming import Incoming, Received
from helpdesk.domain.tickets import TicketState, Which
from helpdesk.tasks import tickets, today


@pytest.fixture
def got(desk: Desk) -> Received:
    """A ticket of an unknown sender that nobody took yet, due in three days."""
    sent = datetime(2026, 5, 4, 9, tzinfo=UTC)
    return desk.do(tickets.receive, Incoming("sms", "06-12345678", "Hallo", "Doe iets", sent))


def _said(desk: Desk) -> list[tuple[str, str, str]]:
    return [
        (str(duty.what), duty.leads_to, duty.key)
        for duty in desk.do(today.today)
        if duty.leads_to.startswith("ticket")
    ]


def test_what_is_nobodys_is_said_once(desk: Desk, got: Received) -> None:
    assert _said(desk) == [("1 ticket is nobody's yet", "tickets", Which.UNOWNED)]


def test_ones_own_ticket_shows_when_it_is_due_and_when_it_is_overdue(
    desk: Desk, got: Received, turned_clock: Any
) -> None:
    """Clause: G3."""
    key = str(got.ticket.id)
    taken = desk.do(tickets.take, got.ticket.id, got.ticket.version)
    assert _said(desk) == []
    turned_clock.pass_by(days=2, hours=1)
    assert _said(desk) == [("Ticket T1001 is due", "ticket", key)]
    turned_clock.pass_by(days=1)
    assert _said(desk) == [("Ticket T1001 is overdue", "ticket", key)]
    waits = desk.do(tickets.set_state, taken.id, taken.version, TicketState.WAITING)
    assert _said(desk) == []
    turned_clock.pass_by(days=15)
    assert _said(desk) == [("Ticket T1001 has been waiting for the customer for a long time", "ticket", key)]
    desk.do(tickets.set_state, waits.id, waits.version, TicketState.SOLVED)
    assert _said(desk) == []
