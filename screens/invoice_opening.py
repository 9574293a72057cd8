"""Opening an unpaid invoice, the same from Today and from its customer. Clause: A1, P2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen, HelpdeskError
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from helpdesk.tasks import unpaid
from screens import opening
from screens.open_page import tell_failure

if TYPE_CHECKING:
    from helpdesk.desk import Desk


def open_invoice(app: App[Any], desk: Desk, invoice: int) -> None:
    """Show an invoice by its id: at once where its customer's file is open for that, otherwise after asking what for.

    The app owns the work; the last one asked for wins.
    """
    app.run_worker(_open(app, desk, invoice), group="open-customer", exclusive=True)


async def _open(app: App[Any], desk: Desk, invoice: int) -> None:
    from screens.invoice import InvoiceScreen

    try:
        try:
            view = await desk.run(unpaid.view, invoice)
        except FileNotOpen as closed:
            subject = closed.subject
            ref = await desk.read(lambda work: work.customers.ref(subject))
            if not await opened_for(app, desk, ref):
                return
            view = await desk.run(unpaid.view, invoice)
    except HelpdeskError as error:
        tell_failure(app, desk.policy, error)
        return
    await app.push_screen(InvoiceScreen(desk, view))


async def opened_for(app: App[Any], desk: Desk, ref: CustomerRef) -> bool:
    """Ask what for, and open a customer's file for that, or for invoices too; whether it is open now."""
    needed, said = desk.policy.for_invoices(), _("This customer's file is open for something else.")
    return await opening.opened_for(app, desk, ref, needed, usual_purposes(desk.policy), said)


def usual_purposes(policy: Policy) -> tuple[str, ...]:
    """For what an invoice is usually opened: the first usual reason that has a purpose that shows invoices."""
    needed = set(policy.for_invoices())
    fitting = (one.purposes for one in policy.presets.values() if needed & set(one.purposes))
    return next(fitting, policy.for_invoices()[:1])
