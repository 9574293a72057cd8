"""Searches for dialogs that ask for a customer or ticket. Clause: P2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.domain.tickets import Ticket, TicketFilter
from helpdesk.tasks import files, tickets

if TYPE_CHECKING:
    from helpdesk.desk import Desk

MOST = 20
"""How many are offered; whoever needs more types more."""


def customers_by(
    desk: Desk, first: CustomerRef | None = None
) -> Callable[[str], Awaitable[tuple[CustomerRef, ...]]]:
    """Finds customers; without text the proposed one, then those opened last."""

    async def search(text: str) -> tuple[CustomerRef, ...]:
        if text.strip():
            return tuple(one.ref for one in await desk.read(files.find, text, MOST))
        recent = await desk.read(files.recent)
        return (*([first] if first else []), *(one for one in recent if one != first))[:MOST]

    return search


async def still_there(desk: Desk, customer: str) -> CustomerRef | None:
    """The customer with an id; `None` if they were removed."""
    try:
        return await desk.read(lambda work: work.customers.ref(customer))
    except NotFound:
        return None


def tickets_by(desk: Desk, beside: Ticket) -> Callable[[str], Awaitable[tuple[Ticket, ...]]]:
    """Finds tickets other than one; without text those of the same customer, else the newest."""
    return tickets_of(desk, beside.customer, (beside.number,))


def tickets_of(
    desk: Desk, customer: CustomerRef | None, but: tuple[str, ...] = ()
) -> Callable[[str], Awaitable[tuple[Ticket, ...]]]:
    """Finds tickets `but` those with these numbers; without text those of a customer, else the newest."""

    async def search(text: str) -> tuple[Ticket, ...]:
        found: tuple[Ticket, ...]
        if text.strip():
            found = await desk.read(tickets.find, text, MOST + len(but))
        else:
            wanted = TicketFilter(customer=customer.id if customer else "")
            found = await desk.read(tickets.list_tickets, wanted)
        return tuple(one for one in found if one.number not in but)[:MOST]

    return search
