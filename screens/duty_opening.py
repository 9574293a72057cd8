"""What Enter opens for a duty on Today, by the word in `leads_to`: one line in `BY_ID` for most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.tickets import Which
from screens.breach_opening import open_breach
from screens.complaint_opening import open_complaint_by_id
from screens.forms import resume_form
from screens.invoice_opening import open_invoice
from screens.opening import open_customer
from screens.owned import latest
from screens.request_opening import open_request
from screens.ticket_opening import open_ticket_by_id

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.domain.duties import Duty


def open_duty(app: App[Any], desk: Desk, duty: Duty) -> None:
    """Show what a duty is about; the app owns the reading."""
    if duty.leads_to in ("customer", "session"):
        if duty.customer is not None:
            session = int(duty.key) if duty.leads_to == "session" else None
            open_customer(app, desk, duty.customer, session=session)
    elif duty.leads_to == "tickets":
        _tickets(app, desk, Which(duty.key))
    elif duty.leads_to == "draft":
        resume_form(app, desk, duty.key)
    else:
        BY_ID[duty.leads_to](app, desk, int(duty.key))


def _tickets(app: App[Any], desk: Desk, which: Which) -> None:
    from screens.tickets import Tickets

    app.push_screen(Tickets(desk, which))


def _unsolicited(app: App[Any], desk: Desk, item: int) -> None:
    latest(app, "unsolicited", _item, app, desk, item)


async def _item(app: App[Any], desk: Desk, item: int) -> None:
    """Show an item of the queue of unsolicited data. Clause: D9."""
    from helpdesk.tasks import unsolicited
    from screens.unsolicited_item import ItemScreen

    app.push_screen(ItemScreen(desk, await desk.read(unsolicited.item, item)))


def _disclosure(app: App[Any], desk: Desk, disclosure: int) -> None:
    from screens.disclosures import Disclosures

    app.push_screen(Disclosures(desk, at=disclosure))


def _measure(app: App[Any], desk: Desk, measure: int) -> None:
    from screens.measures import Measures

    app.push_screen(Measures(desk, at=measure))


BY_ID: Mapping[str, Callable[[App[Any], Desk, int], None]] = {
    "ticket": open_ticket_by_id,
    "unsolicited": _unsolicited,
    "complaint": open_complaint_by_id,
    "request": open_request,
    "disclosure": _disclosure,
    "breach": open_breach,
    "invoice": open_invoice,
    "measures": _measure,
}
"""Opens a row of a register by its id."""
