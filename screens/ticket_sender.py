"""Whose a ticket of an unknown sender is. Clause: R7."""

from __future__ import annotations

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from helpdesk.tasks import senders, tickets
from screens.finding import customers_by
from screens.ticket_actions import TicketPage
from screens.ticket_words import say_customer_whole


async def ask_whose(page: TicketPage) -> None:
    """Ask whose it is; the customer of whom the sender is a registered contact point is proposed. Clause: R7."""
    from screens.dialogs.pick_customer import PickCustomer

    proposed = await page.desk.read(senders.whose, page.ticket.sender)
    said = (
        _("The sender is a registered contact point of the first one.")
        if proposed
        else _("The sender's address is not registered to anybody: make sure who it is.")
    )
    question = PickCustomer(_("Whose ticket is it?"), customers_by(page.desk, proposed), said)
    ref = await page.app.push_screen_wait(question)
    if ref is None:
        return
    if await page.change(tickets.set_customer, ref.id) is None:
        return
    if proposed is None or proposed.id != ref.id:
        await _offer_to_register(page)
    page.read_again()


async def _offer_to_register(page: TicketPage) -> None:
    """Ask whether the sender is to be a registered contact point from now on; never by itself. Clause: R7."""
    from screens.dialogs.confirm import Confirm

    sender = visible(page.ticket.sender)
    question = Confirm(
        _("Register this address?"),
        _("{sender} is no registered contact point of {customer}.").format(
            sender=sender, customer=say_customer_whole(page.ticket)
        ),
        _("Whoever writes from a registered address counts as the customer: be sure that it is theirs."),
        yes=_("Register it"),
        no=_("Don't register"),
        weighs=True,
    )
    register = await page.app.push_screen_wait(question) if page.ticket.sender else False
    if register:
        await page.desk.run(senders.register_sender, page.ticket.id)
        page.app.notify(_("Registered, and on record."))
