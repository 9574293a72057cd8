"""A new rights request: whose data, which rights, since when we know, and in what words. Clause: R1–R7.

F8 finds the customer, F6 links a ticket. The rights are ticked, several if need be. Who asks for somebody else says so,
and what was seen that allows it; no copy of that is kept. A request that is open for the same is shown as soon as the
customer is known, and is linked. Ctrl+S registers; all that is wrong is said at once. Escape leaves: what was typed is
kept as a draft, or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Fault, HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Ticket, TicketMessage
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import requests
from screens.dialogs.service import write_day
from screens.form_page import FormPage
from screens.request_opening import open_request
from screens.request_words import say_ref, say_right, say_rights
from screens.widgets.controls import Chooser, TextBox, Tick
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

NEW = "request:new"
"""The draft of a request that is not there yet; one that is made of a ticket has its id behind this."""


class RequestForm(FormPage[Request]):
    """Dismisses itself with the request that was registered, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Register"), id="request-form.save", priority=True),
        Binding("f8", "customer", _("Whose data?"), id="request-form.customer"),
        Binding("f6", "ticket", _("Link a ticket"), id="request-form.ticket"),
    ]

    def __init__(
        self, desk: Desk, ticket: Ticket | None = None, said: TicketMessage | None = None, *, draft: str = NEW
    ) -> None:
        """Make the form of a new request.

        Args:
            desk: where the work is done.
            ticket: the ticket that it is made of; it is linked, and says whose it is and how it came.
            said: the message in which it was said, if there is one: its day is the day of receipt.
            draft: the name of a draft to take up.
        """
        super().__init__(desk, ticket.customer if ticket else None)
        self.title = _("New rights request")
        self._draft = f"{NEW}:{ticket.id}" if ticket else draft
        self.tickets = {ticket.id: ticket.number} if ticket else {}
        self._ticket = ticket
        self._said = said
        self._alike: tuple[Request, ...] = ()

    def body(self) -> ComposeResult:
        """Whose data, the rows, the words, and what it is linked to."""
        policy, ticket = self.desk.policy, self._ticket
        channels = {name: words.say(language()) for name, words in policy.channels.items()}
        yield Static(id="request-form-customer", classes="editor-said")
        yield Form(
            *(FormRow(one, _("Rights") if not place else "", Tick(text=say_right(one)))
              for place, one in enumerate(Right)),
            FormRow("received", _("Received on"), TextBox(write_day(self.said_on(ticket, self._said)))),
            FormRow("channel", _("Came by"), Chooser(channels, ticket.channel if ticket else "email")),
            FormRow("agent", _("On behalf"), TextBox(placeholder=_("who asks, where that is somebody else"))),
            FormRow("authority", _("Authority"), TextBox(placeholder=_("what you saw that allows it, in words"))),
            id="request-form-fields",
        )  # fmt: skip
        yield TextBlock(
            self._said.text if self._said else "",
            placeholder=_("What they ask, in their own words."),
            id="request-form-words",
        )
        yield Static(id="request-form-said", classes="editor-said")

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer. The month that the law gives runs from the day of receipt, not from the day it is "
            "typed. Several rights may be ticked; space ticks. For somebody else one needs an authority, such as a "
            "power of attorney: say in words what you saw, and keep no copy. A copy of an identity card is never "
            "asked for."
        )

    def whose(self) -> str:
        """Who is to be found."""
        return _("Whose data is it about?")

    def typed(self) -> dict[str, Any]:
        """The rows, the words, the customer and the links."""
        words = self.query_one(TextBlock).text
        tickets = {str(one): number for one, number in self.tickets.items()}
        return {**super().typed(), "words": words, "tickets": tickets}

    def fill_in(self, kept: dict[str, Any]) -> None:
        """Fill in the words, and the rows."""
        self.query_one(TextBlock).text = str(kept.pop("words", ""))
        super().fill_in(kept)

    # Whose, and what it has to do with

    def show_customer(self) -> None:
        """Say whose data it is, and look for what is open of them."""
        self._alike = ()
        who = say_ref(self.customer) if self.customer else _("nobody yet (F8 finds the customer)")
        said = Content(_("Whose data: {who}").format(who=who))
        self.query_one("#request-form-customer", Static).update(said)
        if self.customer is not None:
            self.run_worker(self._look_for_the_same(self.customer), group="request-same", exclusive=True)

    async def _look_for_the_same(self, ref: CustomerRef) -> None:
        """What is open of this customer already: it may be the same."""
        try:
            found = await self.desk.read(lambda work: work.requests.of_customer(ref.id))
        except HelpdeskError:  # registering says it too, and why
            return
        self._alike = tuple(one for one in found if one.state.is_open)
        self.say_more()

    def say_more(self, faults: Iterable[Fault] = ()) -> None:
        """What is wrong with what has no row, what is open already, and what it is linked to."""
        said = [f"↑ {tell(fault.message)}" for fault in faults]
        for one in self._alike:
            open_already = _("Open already: {number}, {rights}. One for the same is linked to it.")
            said.append(open_already.format(number=one.number, rights=say_rights(one)))
        if self.tickets:
            said.append(_("Linked to {tickets}.").format(tickets=", ".join(self.tickets.values())))
        self.query_one("#request-form-said", Static).update(Content("\n".join(said)))

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept; what is made of a ticket has one of its own."""
        return self._draft

    # Registering

    async def register(self) -> None:
        """Register it, and open it."""
        if self.customer is None:
            self.show_faults((Fault("customer", msg("Say whose data it is about; F8 finds the customer.")),))
            return
        made = await self.desk.run(_registered, self._new(self.customer), self.draft_name)
        if self.is_mounted:
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
        """Say all that is wrong; of an unreadable day, that."""
        first = next(iter(Right))
        shown = [Fault(first, one.message) if one.field == "rights" else one for one in faults]
        if self.day is None:
            shown = [one for one in shown if one.field != "received"]
            shown.append(Fault("received", msg("Write the day as 4-5-2026.")))
        self.say_more(self.form.show_faults(shown))

    def _new(self, customer: CustomerRef) -> NewRequest:
        """What is typed."""
        typed = self.typed()
        return NewRequest(
            customer.id,
            str(typed["channel"]),
            self.received,
            tuple(one for one in Right if typed[one]),
            words=typed["words"].strip(),
            agent=str(typed["agent"]).strip(),
            authority=str(typed["authority"]).strip(),
            tickets=tuple(self.tickets),
        )


def _registered(work: UnitOfWork, new: NewRequest, draft: str) -> Request:
    """Register it, and forget the draft, in one transaction."""
    made = requests.register(work, new)
    work.drafts.drop(draft)
    return made
