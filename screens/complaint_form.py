"""A new complaint: who is unhappy, since when we know, about what, in their words, and what they want. Clause: C1.

F8 finds the customer; without one, the name of whoever complains is enough. The words are typed or pasted. F6 links a
ticket. Ctrl+S registers it and opens it; every fault is shown at once. Escape leaves: what was typed is kept as a
draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from helpdesk.domain.complaints import Complaint, NewComplaint
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.ticket_values import name_and_reach
from helpdesk.i18n import _, language
from helpdesk.tasks import complaints
from screens.case_form import CaseForm
from screens.complaint_opening import open_complaint
from screens.customer_words import channel_names, known_as
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock


class ComplaintForm(CaseForm[Complaint]):
    """Dismisses itself with the complaint that was registered, or with `None`."""

    NEW = "complaint:new"
    TITLE = _("New complaint")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Register"), id="complaint-form.save", priority=True),
        Binding("f8", "customer", _("Whose is it?"), id="complaint-form.customer"),
        Binding("f6", "ticket", _("Link a ticket"), id="complaint-form.ticket", priority=True),
    ]

    def filled_in(self) -> Iterable[Widget]:
        """The rows and the words."""
        policy, ticket = self.desk.policy, self.ticket
        causes = {one.id: one.name.say(language()) for one in policy.complaints.causes.values()}
        sender = ticket.sender if ticket and ticket.customer is None else ""
        person, reach = map(visible, name_and_reach(sender, policy.company.region))
        channel = ticket.channel if ticket else "telephone"
        yield Form(
            FormRow("person", _("Name"), TextBox(person, placeholder=_("of somebody without a file"))),
            FormRow(
                "contact",
                _("Reached at"),
                TextBox(reach, placeholder=_("an address or a number, if not the file's")),
            ),
            FormRow("channel", _("Came by"), Chooser(channel_names(policy), channel)),
            FormRow("received", _("Received on"), TextBox(self.said_on)),
            FormRow("cause", _("About"), Chooser(causes)),
            FormRow("wish", _("They want"), TextBox(placeholder=_("what would put it right for them"))),
        )
        yield TextBlock(self.said, placeholder=_("What they say, in their own words."))

    def go_on(self) -> None:
        """Go to the words: on the telephone they come next."""
        if self.block and not self.block.text:
            self.block.focus()

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer, as Find does. Without one, give the name of whoever complains and how "
            "they can be reached. The promised days count from the day of receipt, not the day you type it. "
            "No file has to be open to register a complaint. What they want is not something we promise."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Who complains?")

    def say_whose(self) -> str:
        """Who complains."""
        who = known_as(self.customer, _("somebody without a file (F8 finds the customer)"))
        return _("Who complains: {who}").format(who=who)

    def show_customer(self) -> None:
        """Show who complains; a name is only asked from somebody without a file."""
        super().show_customer()
        self.form["person"].display = self.customer is None

    def notes(self) -> Iterable[str]:
        """What it is linked to."""
        return self.linked()

    # Registering

    async def register(self) -> None:
        """Register it, and open it."""
        made = await self.make(complaints.register, self._new())
        if made is not None and self.is_here:
            said = _("{number} is registered.").format(number=made.number)
            await self.leave(made, said, lambda: open_complaint(self.app, self.desk, made))

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Show every fault; if only the words are missing, go there."""
        super().show_faults(faults)
        if self.block and self.day is not None and all(fault.field == "words" for fault in faults):
            self.block.focus()

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
