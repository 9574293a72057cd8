"""The forms of a customer and of tickets, opened the same from everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def new_customer(app: App[Any], desk: Desk) -> None:
    """A form for a new customer, or the one that was left half-way; once saved it opens the customer."""
    from screens.customer_form import CustomerForm

    app.push_screen(CustomerForm(desk))


def resume_form(app: App[Any], desk: Desk, form: str) -> None:
    """The form that a draft was kept of, by the draft's name; a customer's file is opened again first."""
    app.run_worker(_resume(app, desk, form), group="resume-form", exclusive=True)


async def _resume(app: App[Any], desk: Desk, form: str) -> None:
    from helpdesk.domain.errors import FileNotOpen, NotFound
    from helpdesk.tasks import files
    from screens.customer import CustomerScreen
    from screens.customer_drafts import NEW
    from screens.opening import for_what

    if form.startswith("ticket:"):
        await _resume_ticket(app, desk, form)
        return
    if form == NEW:
        new_customer(app, desk)
        return
    customer_id = form.partition(":")[2]
    try:
        file = await desk.run(files.read_file, customer_id)
    except FileNotOpen:
        ref = await desk.read(lambda work: work.customers.ref(customer_id))
        opened = await for_what(app, desk, ref)
        if opened is None:
            return
        file = opened
    except NotFound:
        await desk.run(lambda work: work.drafts.drop(form))
        raise
    screen = CustomerScreen(desk, file)
    await app.push_screen(screen)
    screen.edit()


async def _resume_ticket(app: App[Any], desk: Desk, form: str) -> None:
    """A new ticket, or what was being written in one; that ticket is opened first."""
    from helpdesk.domain.errors import NotFound
    from helpdesk.domain.tickets import Direction
    from screens.ticket_form import TicketForm
    from screens.ticket_opening import opened_ticket

    _kind, ticket, direction = [*form.split(":"), ""][:3]
    if not direction:
        app.push_screen(TicketForm(desk))
        return
    try:
        ref = await desk.read(lambda work: work.tickets.shown(int(ticket)))
        screen = await opened_ticket(app, desk, ref)
    except NotFound:
        await desk.run(lambda work: work.drafts.drop(form))
        raise
    if screen is not None:
        screen.write(Direction(direction))
