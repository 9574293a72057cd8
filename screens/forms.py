"""Forms that can be opened from anywhere, and restored from Today."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from screens.handing_over import HandingOverApp


def new_customer(app: App[Any], desk: Desk) -> None:
    """A form for a new customer, or the one that was left unfinished; once saved it opens the customer."""
    from screens.customer_form import CustomerForm

    app.push_screen(CustomerForm(desk))


def resume_form(app: App[Any], desk: Desk, form: str) -> None:
    """The form of a draft, by the draft's name; a customer's file is opened again first."""
    latest(app, "resume-form", _resume, app, desk, form)


async def _resume(app: App[Any], desk: Desk, form: str) -> None:
    from helpdesk.domain.errors import NotFound
    from helpdesk.domain.messages import msg

    resume = RESUMED.get(form.partition(":")[0])
    if resume is None:  # one from a newer console on the same store
        raise NotFound(
            msg("This was typed in a form that this console does not have."), safe=msg("It is kept.")
        )
    await resume(app, desk, form)


async def _resume_customer(app: App[Any], desk: Desk, form: str) -> None:
    from helpdesk.domain.errors import FileNotOpen, NotFound
    from helpdesk.tasks import files
    from screens.customer import CustomerScreen
    from screens.customer_drafts import NEW
    from screens.opening import for_what

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


async def _resume_request(app: App[Any], desk: Desk, form: str) -> None:
    from screens.request_form import RequestForm

    app.push_screen(RequestForm(desk, draft=form))


async def _resume_disclosure(app: App[Any], desk: Desk, form: str) -> None:
    from screens.disclosure_form import DisclosureForm

    app.push_screen(DisclosureForm(desk))


async def _resume_session(app: App[Any], desk: Desk, form: str) -> None:
    """The note of a session, over whatever is shown: whose session it was is recorded."""
    from helpdesk.domain.errors import NotFound
    from helpdesk.tasks import sessions
    from screens.remote_support import RemoteSupport

    session = int(form.partition(":")[2])
    try:
        found = await desk.read(sessions.own, session)
    except NotFound:
        await desk.run(lambda work: work.drafts.drop(form))
        raise
    await RemoteSupport(cast("HandingOverApp", app), desk).note(found, again=True)


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


async def _resume_complaint(app: App[Any], desk: Desk, form: str) -> None:
    """A new complaint, or the step that was being taken in one; that complaint is opened first."""
    from helpdesk.domain.errors import NotFound
    from screens.complaint_form import ComplaintForm
    from screens.complaint_opening import opened_complaint
    from screens.complaint_step import Taken

    if form.startswith(ComplaintForm.NEW):
        app.push_screen(ComplaintForm(desk, draft=form))
        return
    _kind, complaint, step = form.split(":")
    try:
        found = await desk.read(lambda work: work.complaints.one(int(complaint)))
    except NotFound:
        await desk.run(lambda work: work.drafts.drop(form))
        raise
    screen = await opened_complaint(app, desk, found)
    if screen is not None:
        screen.take_step(Taken(step))


async def _resume_breach(app: App[Any], desk: Desk, form: str) -> None:
    """A new data breach, or the one that was being completed; that one is opened first."""
    from helpdesk.domain.errors import NotFound
    from screens.breach_form import NEW, BreachForm
    from screens.breach_opening import opened_breach

    if form == NEW:
        app.push_screen(BreachForm(desk))
        return
    try:
        screen = await opened_breach(app, desk, int(form.partition(":")[2]))
    except NotFound:
        await desk.run(lambda work: work.drafts.drop(form))
        raise
    screen.action_complete()


RESUMED: Mapping[str, Callable[[App[Any], Desk, str], Awaitable[None]]] = {
    "customer": _resume_customer,
    "ticket": _resume_ticket,
    "complaint": _resume_complaint,
    "request": _resume_request,
    "disclosure": _resume_disclosure,
    "breach": _resume_breach,
    "session": _resume_session,
}
"""How a form is restored, by the prefix of its draft's name."""
