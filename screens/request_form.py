"""A new rights request: whose data, which rights, since when we know, and in what words. Clause: R1–R7.

F8 finds the customer, F6 links a ticket; for somebody without a file there is a name and a contact address. One or
more rights are ticked. Whoever asks for somebody else is named, with what was seen that allows it; no copy of that is
kept. An open request for the same is shown as soon as the customer is known, and is linked. Ctrl+S registers; every
fault is shown at once. Escape leaves: what was typed is kept as a draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault, HelpdeskError
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.domain.ticket_values import name_and_reach
from helpdesk.i18n import _
from helpdesk.tasks import requests
from screens.case_form import CaseForm
from screens.customer_words import channel_names, known_as
from screens.request_opening import open_request
from screens.request_words import say_right, say_rights
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock


class RequestForm(CaseForm[Request]):
    """Dismisses itself with the request that was registered, or with `None`."""

    NEW = "request:new"
    TITLE = _("New rights request")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Register"), id="request-form.save", priority=True),
        Binding("f8", "customer", _("Whose data?"), id="request-form.customer"),
        Binding("f6", "ticket", _("Link a ticket"), id="request-form.ticket"),
    ]

    _alike: tuple[Request, ...] = ()
    """The customer's open requests."""

    def filled_in(self) -> Iterable[Widget]:
        """The rows and the words."""
        policy = self.desk.policy
        sender = self.ticket.sender if self.ticket and self.ticket.customer is None else ""
        person, reach = map(visible, name_and_reach(sender, policy.company.region))
        channels = channel_names(policy)
        channel = self.ticket.channel if self.ticket else "email"
        yield Form(
            *(FormRow(one, _("Rights") if not place else "", Tick(text=say_right(one)))
              for place, one in enumerate(Right)),
            FormRow("person", _("Name"), TextBox(person, placeholder=_("of somebody without a file"))),
            FormRow("contact", _("Reached at"), TextBox(reach, placeholder=_("an address or a number"))),
            FormRow("received", _("Received on"), TextBox(self.said_on)),
            FormRow("channel", _("Came by"), Chooser(channels, channel)),
            FormRow("agent", _("Asked by"), TextBox(placeholder=_("who asks, where that is somebody else"))),
            FormRow("authority", _("Authority"), TextBox(placeholder=_("what you saw that allows it, in words"))),
        )  # fmt: skip
        yield TextBlock(self.said, placeholder=_("What they ask, in their own words."))

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer. Everybody may ask: without a file, give a name and how they can be "
            "reached. The legal month runs from the day of receipt, not the day you type it. You can tick "
            "several rights; space ticks. Whoever asks for somebody else needs an authority, such as a "
            "power of attorney: describe what you saw, and keep no copy. Never ask for a copy of an "
            "identity card."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Whose data is it about?")

    # Whose, and what it is linked to

    def say_whose(self) -> str:
        """Whose data it is."""
        who = known_as(self.customer, _("somebody without a file (F8 finds the customer)"))
        return _("Whose data: {who}").format(who=who)

    def show_customer(self) -> None:
        """Show whose data it is, and look for their open requests; a name is only asked for without a file."""
        super().show_customer()
        for name in ("person", "contact"):
            self.form[name].display = self.customer is None
        self._alike = ()
        if self.customer is not None:
            self.run_worker(self._look_for_the_same(self.customer), group="request-same", exclusive=True)

    async def _look_for_the_same(self, ref: CustomerRef) -> None:
        """This customer's open requests: one may be the same."""
        try:
            found = await self.desk.read(lambda work: work.requests.of_customer(ref.id))
        except HelpdeskError:  # registering reports it too, with the reason
            return
        self._alike = tuple(one for one in found if one.state.is_open)
        self.say_more()

    def notes(self) -> Iterable[str]:
        """Open requests, and what it is linked to."""
        said = _("Open already: {number}, {rights}. A request for the same is linked to it.")
        alike = [said.format(number=one.number, rights=say_rights(one)) for one in self._alike]
        return [*alike, *self.linked()]

    # Registering

    async def register(self) -> None:
        """Register it, and open it."""
        made = await self.make(requests.register, self._new())
        if made is not None and self.is_here:
            self._leave(made)

    def _leave(self, made: Request) -> None:
        said = _("{number} is registered.").format(number=made.number)
        if made.duplicate_of:
            said += " " + _("It asks the same as {number}, and is linked to it.").format(
                number=made.duplicate_of
            )
        self.app.notify(said)
        self.dismiss(made)
        open_request(self.app, self.desk, made.id)

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Show every fault; if no right is ticked, at the first of them."""
        first = next(iter(Right))
        super().show_faults(
            tuple(Fault(first, one.message) if one.field == "rights" else one for one in faults)
        )

    def _new(self) -> NewRequest:
        """What is typed."""
        typed = self.typed()
        unfiled = self.customer is None
        return NewRequest(
            str(typed["customer"]),
            str(typed["channel"]),
            self.received,
            tuple(one for one in Right if typed[one]),
            words=typed["words"].strip(),
            agent=str(typed["agent"]).strip(),
            authority=str(typed["authority"]).strip(),
            tickets=tuple(self.tickets),
            person=str(typed["person"]).strip() if unfiled else "",
            contact=str(typed["contact"]).strip() if unfiled else "",
        )
