"""Opening a complaint, the same from the list, from Today and from a ticket. Clause: C1, G5, P2."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App

from helpdesk.domain.complaints import Complaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen, HelpdeskError
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.tasks import complaints
from screens import opening
from screens.open_page import tell_failure

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork
    from screens.complaint import ComplaintScreen

T = TypeVar("T")


def open_complaint(app: App[Any], desk: Desk, complaint: Complaint) -> None:
    """Show a complaint: at once where its customer's file is open for complaints, otherwise after asking what for.

    The app owns the work; the last one asked for wins.
    """
    app.run_worker(opened_complaint(app, desk, complaint), group="open-customer", exclusive=True)


def open_complaint_by_id(app: App[Any], desk: Desk, complaint: int) -> None:
    """The same by its id. One that is gone is told."""
    app.run_worker(_open_by_id(app, desk, complaint), group="open-customer", exclusive=True)


async def _open_by_id(app: App[Any], desk: Desk, complaint: int) -> None:
    await opened_complaint(app, desk, await desk.read(lambda work: work.complaints.one(complaint)))


async def opened_complaint(app: App[Any], desk: Desk, complaint: Complaint) -> ComplaintScreen | None:
    """The screen of a complaint, shown; `None` where nothing was chosen. Runs in a worker of the app."""
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
    """Do a job on a complaint; where its customer's file is not open for complaints, ask what for and do it then.

    `None` where nothing was chosen, or where it could not be done, and that was told. Runs in a worker of the app.
    """
    try:
        try:
            return await desk.run(job)
        except FileNotOpen:
            return await desk.run(job) if await opened_for(app, desk, complaint.customer) else None
    except HelpdeskError as error:
        tell_failure(app, desk.policy, error)
    return None


async def opened_for(app: App[Any], desk: Desk, ref: CustomerRef | None) -> bool:
    """Ask what for, and open a customer's file for that, or for a purpose of complaints too; whether it is open now."""
    needed, said = desk.policy.complaints.purposes, _("This customer's file is open for something else.")
    return await opening.opened_for(app, desk, ref, needed, usual_purposes(desk.policy), said)


def usual_purposes(policy: Policy) -> tuple[str, ...]:
    """For what a complaint is usually opened: the first usual reason that has a purpose of complaints."""
    needed = set(policy.complaints.purposes)
    fitting = (one.purposes for one in policy.presets.values() if needed & set(one.purposes))
    return next(fitting, policy.complaints.purposes[:1])
