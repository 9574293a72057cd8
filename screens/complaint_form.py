"""A new complaint: who is unhappy, since when we know, what about, in their words, and what they want. Clause: C1.

F8 finds the customer; without one the name of whoever complains is enough. The words are typed or pasted whole. F6
links a ticket. Ctrl+S registers it and opens it; all that is wrong is said at once. Escape leaves: what was typed is
kept as a draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.complaints import Complaint, NewComplaint
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Ticket, TicketMessage
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import complaints
from screens.complaint_opening import open_complaint
from screens.dialogs.service import write_day
from screens.form_page import FormPage
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

NEW = "complaint:new"
"""The draft of a complaint that is not there yet; one that is made of a ticket has its id behind this."""


class ComplaintForm(FormPage[Complaint]):
    """Dismisses itself with the complaint that was registered, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Register"), id="complaint-form.save", priority=True),
        Binding("f8", "customer", _("Whose is it?"), id="complaint-form.customer"),
        Binding("f6", "ticket", _("Link a ticket"), id="complaint-form.ticket", priority=True),
    ]

    def __init__(
        self, desk: Desk, ticket: Ticket | None = None, said: TicketMessage | None = None, *, draft: str = NEW
    ) -> None:
        """Make the form of a new complaint.

        Args:
            desk: where the work is done.
            ticket: the ticket that it is made of; it is linked, and says whose it is and how it came.
            said: the message in which it was said, if there is one: its day is the day of receipt.
            draft: the name of a draft to take up.
        """
        super().__init__(desk, ticket.customer if ticket else None)
        self._draft = f"{NEW}:{ticket.id}" if ticket else draft
        self.title = _("New complaint")
        self.tickets = {ticket.id: ticket.number} if ticket else {}
        self._ticket = ticket
        self._said = said

    def body(self) -> ComposeResult:
        """Who it is, the rows, the words."""
        policy, ticket = self.desk.policy, self._ticket
        channels = {name: words.say(language()) for name, words in policy.channels.items()}
        causes = {one.id: one.name.say(language()) for one in policy.complaints.causes.values()}
        person = visible(ticket.sender) if ticket and ticket.customer is None else ""
        yield Static(id="complaint-form-customer", classes="editor-said")
        yield Form(
            FormRow("person", _("Name"), TextBox(person, placeholder=_("of somebody without a file"))),
            FormRow(
                "contact",
                _("Reached by"),
                TextBox(placeholder=_("an address or a number, if not the file's")),
            ),
            FormRow("channel", _("Came by"), Chooser(channels, ticket.channel if ticket else "telephone")),
            FormRow("received", _("Received on"), TextBox(write_day(self.said_on(ticket, self._said)))),
            FormRow("cause", _("About"), Chooser(causes)),
            FormRow("wish", _("They want"), TextBox(placeholder=_("what would put it right for them"))),
            id="complaint-form-fields",
        )
        yield TextBlock(
            self._said.text if self._said else "",
            placeholder=_("What they say, in their own words."),
            id="complaint-form-words",
        )
        yield Static(id="complaint-form-said", classes="editor-said")

    def go_on(self) -> None:
        """Go to the words: on the telephone they come next."""
        words = self.query_one(TextBlock)
        if not words.text:
            words.focus()

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer, as Find does; without one the name of whoever complains is enough, and how they "
            "can be reached. The days promised count from the day it was received, not from the day it is typed. No "
            "file has to be open to take a complaint down. What they want is not what we promise."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Who complains?")

    def show_customer(self) -> None:
        """Say who complains; a name is only asked of who has no file."""
        ref = self.customer
        who = (
            visible(" · ".join(part for part in (ref.number, ref.name, ref.company, ref.city) if part))
            if ref is not None
            else _("somebody without a file (F8 finds the customer)")
        )
        said = Content(_("Who complains: {who}").format(who=who))
        self.query_one("#complaint-form-customer", Static).update(said)
        self.form["person"].display = ref is None

    def say_more(self, faults: Iterable[Fault] = ()) -> None:
        """What is wrong with what has no row, or what it is linked to."""
        linked = ", ".join(self.tickets.values())
        said = [f"↑ {tell(fault.message)}" for fault in faults]
        said += [_("Linked to {tickets}.").format(tickets=linked)] if linked else []
        self.query_one("#complaint-form-said", Static).update(Content("\n".join(said)))

    def typed(self) -> dict[str, Any]:
        """The rows, the words, the customer and the links."""
        words = self.query_one(TextBlock).text
        tickets = {str(one): number for one, number in self.tickets.items()}
        return {**super().typed(), "words": words, "tickets": tickets}

    def fill_in(self, kept: dict[str, Any]) -> None:
        """Fill in the words, and the rows."""
        self.query_one(TextBlock).text = str(kept.pop("words", ""))
        super().fill_in({name: str(value) for name, value in kept.items()})

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept; what is made of a ticket has one of its own."""
        return self._draft

    # Registering

    async def register(self) -> None:
        """Register it, and open it."""
        made = await self.desk.run(_registered, self._new(), self.draft_name)
        if self.is_mounted:
            self.app.notify(_("{number} is registered.").format(number=made.number))
            self.dismiss(made)
            open_complaint(self.app, self.desk, made)

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong; an unreadable day beside what the job found."""
        others = [fault for fault in faults if fault.field != "received"]
        received = [fault for fault in faults if fault.field == "received"]
        if self.day is None:
            received = [Fault("received", msg("Write the day as 4-5-2026."))]
        left = self.form.show_faults((*others, *received))
        self.say_more(left)
        if all(fault.field == "words" for fault in (*others, *received)):
            self.query_one(TextBlock).focus()

    def _new(self) -> NewComplaint:
        """What is typed."""
        typed = self.typed()
        return NewComplaint(
            channel=str(typed["channel"]),
            received=self.received,
            cause=str(typed["cause"]),
            words=str(typed["words"]).strip(),
            wish=str(typed["wish"]).strip(),
            customer=str(typed["customer"]),
            person="" if typed["customer"] else str(typed["person"]).strip(),
            contact=str(typed["contact"]).strip(),
            handler=self.desk.technician.login,
            tickets=tuple(self.tickets),
        )


def _registered(work: UnitOfWork, new: NewComplaint, draft: str) -> Complaint:
    """Register it, and forget the draft, in one transaction."""
    made = complaints.register(work, new)
    work.drafts.drop(draft)
    return made
