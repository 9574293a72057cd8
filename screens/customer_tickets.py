"""Tickets: what this customer and we wrote to each other. Clause: G3, P2."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.tickets import TICKET_PAGE, Ticket
from helpdesk.i18n import _, show_date
from screens.ticket_words import say_count, say_owner, say_state, say_subject
from screens.widgets.columns import Column
from screens.widgets.paged_listing import PagedListing


class CustomerTickets(PagedListing[Ticket]):
    """The tickets of a customer, newest change first; older ones follow when the cursor reaches the end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New ticket"), id="customer-tickets.new"),
    ]

    category = ""
    why = None

    class New(Message):
        """Add a ticket of this customer."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Number"), lambda one: one.number, width=7),
                Column(_("Subject"), say_subject, flex=5),
                Column(_("State"), lambda one: say_state(one.state), width=9),
                Column(_("Owner"), say_owner, flex=2),
                Column(_("Changed"), lambda one: show_date(one.changed), width=11),
                Column(_("Found"), lambda one: say_count(one.findings), width=6),
            ],
            page=TICKET_PAGE,
            known_by=lambda one: one.id,
            id="tickets",
            empty=_("No tickets of this customer yet. n makes one."),
        )

    def show(self, file: CustomerFile) -> None:
        """Nothing here belongs to the file itself."""

    def refused(self, said: str) -> None:
        """Say why none are shown."""
        self.empty = said
        self.show_page(())

    def action_new(self) -> None:
        """Add a ticket of this customer."""
        self.post_message(self.New())
