"""Tickets on a real store, for tests of the screens that show them."""

from __future__ import annotations

from typing import Any

from support.files import until
from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import Incoming, IncomingFile
from helpdesk.domain.messages import Message
from helpdesk.domain.tickets import MAIL, Ticket
from helpdesk.tasks import scanning, tickets
from screens.ticket import TicketScreen

TEXT = "Goedemiddag,\n\nMijn mail doet het niet. Mijn bsn is 999990019 en het wachtwoord Zomer!2026.\n\nGroet, Anna"
"""A message with more in it than was asked for."""


def came_in(
    desk: Desk,
    ref: CustomerRef | None = None,
    *,
    subject: str = "Mail doet het niet",
    text: str = TEXT,
    sender: str = "Anna <anna@example.com>",
    channel: str = MAIL,
    ticket: Ticket | None = None,
    files: tuple[IncomingFile, ...] = (),
    searched: bool = True,
    faults: tuple[Message, ...] = (),
) -> Ticket:
    """The ticket of an incoming message, of a customer or unknown sender, searched for personal data."""
    incoming = Incoming(
        channel,
        sender,
        subject,
        text,
        desk.clock(),
        recipients="help@example.nl",
        files=files,
        faults=faults,
    )
    received = desk.do(
        tickets.receive, incoming, customer=ref.id if ref else None, ticket=ticket.id if ticket else None
    )
    if searched:
        scanning.scan(desk.do, received.message)
    return received.ticket


async def ticket_shown(pilot: Any, number: str) -> TicketScreen:
    """The screen of a ticket, once it is shown."""
    await until(
        pilot,
        lambda: (
            isinstance(pilot.app.screen, TicketScreen) and f"{number}" in grid(pilot.app).partition("\n")[0]
        ),
    )
    screen: TicketScreen = pilot.app.screen
    return screen
