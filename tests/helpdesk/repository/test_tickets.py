"""Tickets on every store: opening, writing, states, moving and merging, finding, and forgetting. Clause: G3, D9, P2."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from helpdesk.domain.customer import ContactPoint, CustomerRef
from helpdesk.domain.errors import FileNotOpen
from helpdesk.domain.tickets import (
    Incoming,
    IncomingFile,
    Ticket,
    TicketFilter,
    TicketState,
    Which,
)
from helpdesk.tasks import tickets

SENT = datetime(2026, 5, 3, 20, 0, tzinfo=UTC)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create(
            {
                "kind": "person",
                "family_name": "Meulen",
                "emails": (ContactPoint("anna@example.nl", "", registered=True),),
                "phones": (ContactPoint("+31612345678", "", registered=True),),
            }
        )
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


@pytest.fixture
def bram(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        points = (ContactPoint("bram@example.org", "", registered=False),)
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Bos", "emails": points})
    return ref


def mail(**other: Any) -> Incoming:
    values: dict[str, Any] = {
        "channel": "email",
        "sender": "Anna Meulen <anna@example.nl>",
        "subject": "Printer doet niets",
        "text": "De webmailbox en de printer doen het niet.\r\nGroet, Anna",
        "at": SENT,
        "message_id": "<1@example.nl>",
    }
    return Incoming(**values | other)


def received(workplace: Any, customer: CustomerRef | None = None, **other: Any) -> Ticket:
    with workplace.as_() as work:
        return tickets.receive(work, mail(**other), customer=customer.id if customer else None).ticket


def opened(workplace: Any, customer: CustomerRef, *purposes: str) -> None:
    with workplace.as_() as work:
        work.open_files.open(customer.id, purposes or ("G3",))


def events(workplace: Any, subject: str | None = None) -> list[str]:
    with workplace.as_("owner") as work:
        return [record.event for record in work.audit.page(subject=subject)]


def test_a_message_that_came_in_is_read_whole_with_what_came_along(workplace: Any, anna: CustomerRef) -> None:
    """Clause: G3, R7."""
    ticket = received(
        workplace, anna, files=(IncomingFile("../../etc/passwd", "image/png", b"\x89PNG\0abc"),)
    )
    opened(workplace, anna)
    with workplace.as_() as work:
        view = tickets.open_ticket(work, ticket.id)
        (message,) = view.messages
        (file,) = message.attachments
        _, content = tickets.read_attachment(work, file.id)
    assert (ticket.number, ticket.state, ticket.customer) == ("T1001", TicketState.NEW, anna)
    assert message.text == "De webmailbox en de printer doen het niet.\nGroet, Anna"
    assert (message.at, message.is_registered, message.scanned) == (SENT, True, False)
    assert (file.name, file.media_type, file.size, content) == ("passwd", "image/png", 8, b"\x89PNG\0abc")
    assert TicketState.SOLVED in view.next and view.writing.allowed
    assert events(workplace, anna.id)[:2] == ["attachment:read", "ticket:read"]


def test_a_ticket_opens_only_with_the_file_for_a_purpose_of_tickets(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: P2, G3."""
    ticket = received(workplace, anna)
    for purposes in ((), ("G7",)):
        if purposes:
            opened(workplace, anna, *purposes)
        with pytest.raises(FileNotOpen), workplace.as_() as work:
            tickets.open_ticket(work, ticket.id)
        with pytest.raises(FileNotOpen), workplace.as_() as work:
            tickets.reply(work, ticket.id, "Hallo")
    opened(workplace, anna, "G5")
    with workplace.as_() as work:
        assert tickets.open_ticket(work, ticket.id).ticket == ticket


def test_find_by_fragment_and_by_number(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P2."""
    first = received(workplace, anna)
    second = received(workplace, None, sender="x@example.com", message_id="<2@x>", text="Mailbox vol")
    with workplace.as_() as work:
        assert [one.id for one in tickets.find(work, "mailbox")] == [second.id, first.id]
        assert [one.id for one in tickets.find(work, "MAILBOX Anna")] == [first.id]
        assert [one.id for one in tickets.find(work, "t1002")] == [second.id]
        assert tickets.find(work, "zeppelin") == ()


def test_lists_by_filter_and_page(workplace: Any, anna: CustomerRef) -> None:
    one = received(workplace, anna)
    workplace.clock.pass_by(minutes=1)
    two = received(workplace, None, message_id="<2@x>")
    opened(workplace, anna)

    def listed(**wanted: Any) -> list[int]:
        with workplace.as_() as work:
            return [ticket.id for ticket in tickets.list_tickets(work, TicketFilter(**wanted))]

    assert listed() == [two.id, one.id]
    assert listed(by_target=True) == [one.id, two.id]
    assert listed(customer=anna.number) == [one.id]
    assert listed(which=Which.MINE) == []
    with workplace.as_() as work:
        tickets.take(work, one.id, one.version)
    assert listed(which=Which.MINE) == [one.id]
    assert listed(which=Which.UNOWNED) == [two.id]
    workplace.clock.pass_by(days=4)
    assert listed(which=Which.OVERDUE, by_target=True) == [one.id, two.id]
    with workplace.as_() as work:
        page = tickets.list_tickets(work, TicketFilter())
        assert [t.id for t in tickets.list_tickets(work, TicketFilter(), page[0])] == [page[1].id]
