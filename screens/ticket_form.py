"""A new ticket, from what is typed or pasted: a call, a mail, a message on Facebook. Clause: G3, D9.

The technician says by which channel, whose it is (Enter on the row finds the customer; without one the sender stays
unknown) and what it is about, and types or pastes the text, which comes whole however long it is. Ctrl+S makes it and
opens it. Escape leaves: what was typed is kept as a draft, or thrown away.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, Invalid, NotFound
from helpdesk.domain.tickets import Direction, NewTicket, Priority, Ticket
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import tickets
from screens.drafting import DraftPage
from screens.finding import customers_by
from screens.open_page import tell_failure
from screens.receiving import NewMessages
from screens.ticket_opening import open_ticket, opened_for
from screens.waiting import busy
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

NEW = "ticket:new"
"""The draft of a ticket that is not there yet."""


class TicketForm(DraftPage[Ticket]):
    """Dismisses itself with the ticket that was made, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Make it"), id="ticket-form.save", priority=True),
        Binding("f8", "customer", _("Whose is it?"), id="ticket-form.customer"),
    ]

    def __init__(self, desk: Desk, customer: CustomerRef | None = None) -> None:
        """Make the form of a new ticket, of a customer or of somebody who is still to be found."""
        super().__init__(desk)
        self.title = _("New ticket")
        self._customer = customer
        self._first: dict[str, Any] = {}
        self._saving = False

    def body(self) -> ComposeResult:
        """Whose it is, the rows, the text."""
        channels = {name: words.say(language()) for name, words in self.desk.policy.channels.items()}
        said = {
            Direction.IN.value: _("what the customer said or wrote"),
            Direction.NOTE.value: _("a note of ours"),
        }
        haste = {one.value: tell(one.words) for one in Priority}
        yield Static(id="ticket-form-customer", classes="editor-said")
        yield Form(
            FormRow("sender", _("From"), TextBox(placeholder=_("an address, a number, a name"))),
            FormRow("channel", _("Came by"), Chooser(channels, "telephone")),
            FormRow("subject", _("Subject"), TextBox()),
            FormRow("direction", _("The text is"), Chooser(said)),
            FormRow("priority", _("Priority"), Chooser(haste, Priority.NORMAL)),
            id="ticket-form-fields",
        )
        yield TextBlock(placeholder=_("Type it, or paste it whole."), id="ticket-form-text")

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        self._first = self._typed()
        self._say_customer()
        self.take_up_draft()

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer, as Find does; without one the sender stays unknown, and can be given a customer "
            "later. For a customer the file must be open for something that needs tickets. What looks like data that "
            "nobody asked for is marked once the ticket is there."
        )

    @property
    def _form(self) -> Form:
        return self.query_one("#ticket-form-fields", Form)

    def _say_customer(self) -> None:
        ref = self._customer
        who = (
            visible(" · ".join(part for part in (ref.number, ref.name, ref.company, ref.city) if part))
            if ref is not None
            else _("unknown sender (F8 finds the customer)")
        )
        self.query_one("#ticket-form-customer", Static).update(Content(_("Whose: {who}").format(who=who)))

    def _typed(self) -> dict[str, Any]:
        text = self.query_one(TextBlock).text
        customer = self._customer.id if self._customer else ""
        return {**self._form.values(), "text": text, "customer": customer}

    # Whose

    def action_customer(self) -> None:
        """Find whose it is."""
        self.app.run_worker(self._choose_customer(), group="ticket-asks")

    async def _choose_customer(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        question = PickCustomer(_("Whose ticket is it?"), customers_by(self.desk, self._customer))
        ref = await self.app.push_screen_wait(question)
        if ref is not None and self.is_mounted:
            self._customer = ref
            self._say_customer()

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept."""
        return NEW

    def drafted(self) -> str | None:
        """All that was filled in, once something was."""
        typed = self._typed()
        if (
            not str(typed["text"]).strip()
            and not typed["subject"]
            and typed["sender"] == self._first["sender"]
        ):
            return None
        return json.dumps(typed, ensure_ascii=False)

    async def take_up(self, content: str) -> bool:
        """Fill in what was kept; a customer that is gone is unknown again."""
        try:
            kept = {str(name): str(value) for name, value in json.loads(content).items()}
        except (ValueError, AttributeError):
            return False
        text = kept.pop("text", "")
        customer = kept.pop("customer", "")
        self._form.fill_in(kept)
        self.query_one(TextBlock).text = text
        if customer and self._customer is None:
            self._customer = await self._still_there(customer)
            self._say_customer()
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    async def _still_there(self, customer: str) -> CustomerRef | None:
        try:
            return await self.desk.read(lambda work: work.customers.ref(customer))
        except NotFound:
            return None

    # Saving

    def action_save(self) -> None:
        """Make it; the app owns the work."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save(), group="ticket-asks")

    async def _save(self) -> None:
        try:
            with busy(self):
                ticket = await self._made()
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
            return
        finally:
            self._saving = False
        if ticket is not None and self.is_mounted:
            self.app.notify(_("{number} is made.").format(number=ticket.number))
            self.app.post_message(NewMessages())
            self.dismiss(ticket)
            open_ticket(self.app, self.desk, ticket)

    async def _made(self) -> Ticket | None:
        """The ticket as made; `None` where something has to be mended or decided first."""
        new = self._new()
        self._form.show_faults(())
        try:
            return await self.desk.run(_create, new)
        except Invalid as invalid:
            for fault in self._form.show_faults(invalid.faults):
                self.app.notify(tell(fault.message), severity="warning")
        except FileNotOpen:
            if await opened_for(self.app, self.desk, self._customer):
                return await self.desk.run(_create, new)
        return None

    def _new(self) -> NewTicket:
        typed = self._typed()
        return NewTicket(
            channel=str(typed["channel"]),
            subject=str(typed["subject"]),
            text=str(typed["text"]),
            customer=str(typed["customer"]),
            sender=str(typed["sender"]),
            priority=Priority(str(typed["priority"])),
            direction=Direction(str(typed["direction"])),
        )


def _create(work: UnitOfWork, new: NewTicket) -> Ticket:
    """Make the ticket, and forget the draft, in one transaction."""
    ticket = tickets.create(work, new)
    work.drafts.drop(NEW)
    return ticket
