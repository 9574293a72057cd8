"""Opening an unpaid invoice, in the same way from Today and from its customer. Clause: A1, P2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen
from helpdesk.i18n import _
from helpdesk.tasks import unpaid
from screens import opening
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def open_invoice(app: App[Any], desk: Desk, invoice: int) -> None:
    """Show an invoice by id: at once if its customer's file is open for that, otherwise after asking what for.

    The app owns the work; the last request wins.
    """
    latest(app, "open-customer", _open, app, desk, invoice)


async def _open(app: App[Any], desk: Desk, invoice: int) -> None:
    from screens.invoice import InvoiceScreen

    async def opened(closed: FileNotOpen) -> bool:
        return await opened_for(app, desk, await desk.read(lambda work: work.customers.ref(closed.subject)))

    view = await opening.in_time(app, desk, lambda: desk.run(unpaid.view, invoice), opened)
    if view is not None:
        await app.push_screen(InvoiceScreen(desk, view))


async def opened_for(app: App[Any], desk: Desk, ref: CustomerRef) -> bool:
    """Ask what for, and open a customer's file for a purpose of invoices; returns whether it is open now."""
    needed, said = desk.policy.for_invoices(), _("This customer's file is open for something else.")
    return await opening.opened_for(app, desk, ref, needed, said)
