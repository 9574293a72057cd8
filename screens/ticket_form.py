"""A new ticket, from what is typed or pasted: a call, a mail, a message on Facebook. Clause: G3, D9.

The technician gives the channel, the customer (F8 finds one; without one the sender stays unknown) and the subject, and
types or pastes the text, however long it is. Ctrl+S creates it and opens it. Escape leaves: what was
typed is kept as a draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.tickets import Direction, Priority, Ticket
from helpdesk.i18n import _, tell
from helpdesk.tasks import tickets
from screens.customer_words import channel_names, known_as
from screens.form_page import FormPage
from screens.receiving import NewMessages
from screens.ticket_opening import open_ticket, opened_for
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk

NEW = "ticket:new"
"""The draft of a ticket that does not exist yet."""


class TicketForm(FormPage[Ticket]):
    """Dismisses itself with the new ticket, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Create it"), id="ticket-form.save", priority=True),
        Binding("f8", "customer", _("Whose is it?"), id="ticket-form.customer"),
    ]

    def __init__(self, desk: Desk, customer: CustomerRef | None = None) -> None:
        """Make the form of a new ticket, of a customer or of somebody yet to be found."""
        super().__init__(desk, customer)
        self.title = _("New ticket")

    def filled_in(self) -> Iterable[Widget]:
        """The rows and the text."""
        channels = channel_names(self.desk.policy)
        said = {
            Direction.IN.value: _("what the customer said or wrote"),
            Direction.NOTE.value: _("a note of ours"),
        }
        haste = {one.value: tell(one.words) for one in Priority}
        yield Form(
            FormRow("sender", _("From"), TextBox(placeholder=_("an address, a number, a name"))),
            FormRow("channel", _("Came by"), Chooser(channels, "telephone")),
            FormRow("subject", _("Subject"), TextBox()),
            FormRow("direction", _("The text is"), Chooser(said)),
            FormRow("priority", _("Priority"), Chooser(haste, Priority.NORMAL)),
        )
        yield TextBlock(placeholder=_("Type it, or paste all of it."))

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer, as Find does. Without one the sender is unknown, and can be linked to a "
            "customer later. For a customer, the file must be open for a purpose that needs tickets. "
            "Anything that looks like data that nobody asked for is marked once the ticket exists."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Whose ticket is it?")

    def say_whose(self) -> str:
        """Whose it is."""
        who = known_as(self.customer, _("unknown sender (F8 finds the customer)"))
        return _("Whose: {who}").format(who=who)

    def fill(self) -> None:
        """Start with the subject if it is known whose it is."""
        super().fill()
        if self.customer is not None:
            self.go_on()

    def go_on(self) -> None:
        """Now that it is known whose it is: what it is about."""
        self.form["subject"].control.focus()

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return NEW

    async def register(self) -> None:
        """Create it, and open it."""
        ticket = await self.make(tickets.create, self._new())
        if ticket is not None and self.is_here:
            self.app.post_message(NewMessages())
            said = _("{number} is created.").format(number=ticket.number)
            await self.leave(ticket, said, lambda: open_ticket(self.app, self.desk, ticket))

    async def opened(self) -> bool:
        """Ask what for, among purposes that need tickets, and open the customer's file."""
        return await opened_for(self.app, self.desk, self.customer)

    def _new(self) -> NewTicket:
        """What is typed."""
        typed = {name: str(value) for name, value in self.typed().items()}
        return NewTicket(
            channel=typed["channel"],
            subject=typed["subject"],
            text=typed["words"],
            customer=typed["customer"],
            sender=typed["sender"],
            priority=Priority(typed["priority"]),
            direction=Direction(typed["direction"]),
        )
