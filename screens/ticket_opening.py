"""Opening a ticket, in the same way from the list, Today and a customer's file. Clause: P2, G3."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.tickets import Ticket
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.tasks import tickets
from screens import opening
from screens.owned import latest
from screens.page import Page

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.ticket import TicketScreen

T = TypeVar("T")


def open_ticket(app: App[Any], desk: Desk, ticket: Ticket) -> None:
    """Show a ticket: at once if its customer's file is open, otherwise after asking what for.

    The app owns the work; the last request wins.
    """
    latest(app, "open-customer", opened_ticket, app, desk, ticket)


def open_ticket_number(app: App[Any], desk: Desk, number: str) -> None:
    """The same by the ticket's number. A removed one is reported."""
    latest(app, "open-customer", _open_number, app, desk, number)


def open_ticket_by_id(app: App[Any], desk: Desk, ticket: int) -> None:
    """The same by the ticket's id."""
    latest(app, "open-customer", _open_by_id, app, desk, ticket)


async def _open_by_id(app: App[Any], desk: Desk, ticket: int) -> None:
    await opened_ticket(app, desk, await desk.read(lambda work: work.tickets.shown(ticket)))


async def _open_number(app: App[Any], desk: Desk, number: str) -> None:
    await opened_ticket(app, desk, await desk.read(tickets.by_number, number))


async def opened_ticket(app: App[Any], desk: Desk, ticket: Ticket) -> TicketScreen | None:
    """The screen of a ticket, shown; `None` if nothing was chosen. Runs in a worker of the app."""
    from screens.ticket import TicketScreen

    view = await _in_time(app, desk, ticket, lambda: desk.run(tickets.open_ticket, ticket.id))
    if view is None:
        return None
    screen = TicketScreen(desk, view)
    await app.push_screen(screen)
    return screen


async def on_ticket(page: Page[Any], ticket: Ticket, job: Callable[[], Awaitable[T]]) -> T | None:
    """Do a job on a ticket; if its customer's file is not open, ask what for and do it then.

    `None` and errors: as `opening.in_time`.
    """
    return await _in_time(page.app, page.desk, ticket, job)


async def _in_time(app: App[Any], desk: Desk, ticket: Ticket, job: Callable[[], Awaitable[T]]) -> T | None:
    return await opening.in_time(app, desk, job, lambda _closed: opened_for(app, desk, ticket.customer))


async def opened_for(app: App[Any], desk: Desk, ref: CustomerRef | None) -> bool:
    """Ask what for, and open a customer's file, or add that purpose; returns whether it is open now."""
    policy = desk.policy
    said = _("This customer's file is open for something that does not need tickets.")
    return await opening.opened_for(app, desk, ref, policy.tickets.purposes, said, _usual(policy))


def _usual(policy: Policy) -> tuple[str, ...]:
    """The usual purposes for a ticket: the first usual reason whose purposes all need tickets."""
    needing = set(policy.tickets.purposes)
    fitting = (one.purposes for one in policy.presets.values() if set(one.purposes) <= needing)
    return next(fitting, policy.tickets.purposes[:1])
