"""Opening a complaint, in the same way from the list, Today and a ticket. Clause: C1, G5, P2."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App

from helpdesk.domain.complaints import Complaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.i18n import _
from helpdesk.tasks import complaints
from screens import opening
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork
    from screens.complaint import ComplaintScreen

T = TypeVar("T")


def open_complaint(app: App[Any], desk: Desk, complaint: Complaint) -> None:
    """Show a complaint: at once if its customer's file is open for complaints, otherwise after asking what for.

    The app owns the work; the last request wins.
    """
    latest(app, "open-customer", opened_complaint, app, desk, complaint)


def open_complaint_by_id(app: App[Any], desk: Desk, complaint: int) -> None:
    """The same by id; a removed one is reported."""
    latest(app, "open-customer", _open_by_id, app, desk, complaint)


async def _open_by_id(app: App[Any], desk: Desk, complaint: int) -> None:
    await opened_complaint(app, desk, await desk.read(lambda work: work.complaints.one(complaint)))


async def opened_complaint(app: App[Any], desk: Desk, complaint: Complaint) -> ComplaintScreen | None:
    """The screen of a complaint, shown; `None` if nothing was chosen. Runs in a worker of the app."""
    from screens.complaint import ComplaintScreen

    view = await on_complaint(app, desk, complaint, lambda work: complaints.view(work, complaint.id))
    if view is None:
        return None
    screen = ComplaintScreen(desk, view)
    await app.push_screen(screen)
    return screen


async def on_complaint(
    app: App[Any], desk: Desk, complaint: Complaint, job: Callable[[UnitOfWork], T]
) -> T | None:
    """Do a job on a complaint; if its customer's file is not open for complaints, ask what for and do it then.

    `None` and errors: as `opening.in_time`.
    """
    return await opening.in_time(
        app, desk, lambda: desk.run(job), lambda _closed: opened_for(app, desk, complaint.customer)
    )


async def opened_for(app: App[Any], desk: Desk, ref: CustomerRef | None) -> bool:
    """Ask what for, and open a customer's file for a purpose of complaints; returns whether it is open now."""
    needed, said = desk.policy.complaints.purposes, _("This customer's file is open for something else.")
    return await opening.opened_for(app, desk, ref, needed, said)
