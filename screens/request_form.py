"""A new rights request: whose data, which rights, since when we know, and in what words. Clause: R1–R7.

F8 finds the customer, F6 links a ticket. The rights are ticked, several if need be. Who asks for somebody else says so,
and what was seen that allows it; no copy of that is kept. A request that is open for the same is shown as soon as the
customer is known, and is linked. Ctrl+S registers; all that is wrong is said at once. Escape leaves: what was typed is
kept as a draft, or thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Fault, HelpdeskError, Invalid, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import Ticket
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import requests
from screens.case_page import ASKS
from screens.dialogs.service import parse_day, write_day
from screens.drafting import DraftPage
from screens.finding import customers_by, tickets_of
from screens.open_page import tell_failure
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

_NEVER = datetime.max.replace(tzinfo=UTC)
"""When a day comes that can't be read."""


class RequestForm(DraftPage[Request]):
    """Dismisses itself with the request that was registered, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Register"), id="request-form.save", priority=True),
        Binding("f8", "customer", _("Whose data?"), id="request-form.customer"),
        Binding("f6", "ticket", _("Link a ticket"), id="request-form.ticket"),
    ]

    def __init__(
        self, desk: Desk, ticket: Ticket | None = None, words: str = "", *, draft: str = NEW
    ) -> None:
        """Make the form of a new request.

        Args:
            desk: where the work is done.
            ticket: the ticket that it is made of; it is linked, and says whose it is and how it came.
            words: what was said there.
            draft: the name of a draft to take up.
        """
        super().__init__(desk)
        self.title = _("New rights request")
        self._draft = f"{NEW}:{ticket.id}" if ticket else draft
        self._ticket = ticket
        self._customer = ticket.customer if ticket else None
        self._tickets = {ticket.id: ticket.number} if ticket else {}
        self._words = words
        self._today = desk.policy.today(desk.clock())
        self._alike: tuple[Request, ...] = ()
        self._first: dict[str, Any] = {}
        self._saving = False

    def body(self) -> ComposeResult:
        """Whose data, the rows, the words, and what it is linked to."""
        policy, ticket = self.desk.policy, self._ticket
        channels = {name: words.say(language()) for name, words in policy.channels.items()}
        received = policy.today(ticket.opened) if ticket else self._today
        yield Static(id="request-form-customer", classes="editor-said")
        yield Form(
            *(FormRow(one, _("Rights") if not place else "", Tick(text=say_right(one)))
              for place, one in enumerate(Right)),
            FormRow("received", _("Received on"), TextBox(write_day(received))),
            FormRow("channel", _("Came by"), Chooser(channels, ticket.channel if ticket else "email")),
            FormRow("agent", _("On behalf"), TextBox(placeholder=_("who asks, where that is somebody else"))),
            FormRow("authority", _("Authority"), TextBox(placeholder=_("what you saw that allows it, in words"))),
            id="request-form-fields",
        )  # fmt: skip
        yield TextBlock(
            self._words, placeholder=_("What they ask, in their own words."), id="request-form-words"
        )
        yield Static(id="request-form-said", classes="editor-said")

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        self._first = self._typed()
        self._show_customer()
        self._say_links()
        self.take_up_draft()

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer. The month that the law gives runs from the day of receipt, not from the day it is "
            "typed. Several rights may be ticked; space ticks. For somebody else one needs an authority, such as a "
            "power of attorney: say in words what you saw, and keep no copy. A copy of an identity card is never "
            "asked for."
        )

    @property
    def _form(self) -> Form:
        return self.query_one("#request-form-fields", Form)

    def _typed(self) -> dict[str, Any]:
        return {
            **self._form.values(),
            "words": self.query_one(TextBlock).text,
            "customer": self._customer.id if self._customer else "",
            "tickets": {str(one): number for one, number in self._tickets.items()},
        }

    # Whose, and what it has to do with

    def _show_customer(self) -> None:
        who = say_ref(self._customer) if self._customer else _("nobody yet (F8 finds the customer)")
        said = Content(_("Whose data: {who}").format(who=who))
        self.query_one("#request-form-customer", Static).update(said)
        if self._customer is not None:
            self.run_worker(self._look_for_the_same(self._customer), group="request-same", exclusive=True)

    async def _look_for_the_same(self, ref: CustomerRef) -> None:
        """What is open of this customer already: it may be the same."""
        try:
            found = await self.desk.read(lambda work: work.requests.of_customer(ref.id))
        except HelpdeskError:  # registering says it too, and why
            return
        self._alike = tuple(one for one in found if one.state.is_open)
        self._say_links()

    def _say_links(self, faults: Iterable[Fault] = ()) -> None:
        """What is wrong with what has no row, what is open already, and what it is linked to."""
        said = [f"↑ {tell(fault.message)}" for fault in faults]
        for one in self._alike:
            open_already = _("Open already: {number}, {rights}. One for the same is linked to it.")
            said.append(open_already.format(number=one.number, rights=say_rights(one)))
        if self._tickets:
            said.append(_("Linked to {tickets}.").format(tickets=", ".join(self._tickets.values())))
        self.query_one("#request-form-said", Static).update(Content("\n".join(said)))

    def action_customer(self) -> None:
        """Find whose data it is about."""
        self.app.run_worker(self._choose_customer(), group=ASKS)

    async def _choose_customer(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        question = PickCustomer(_("Whose data is it about?"), customers_by(self.desk, self._customer))
        ref = await self.app.push_screen_wait(question)
        if ref is not None and self.is_mounted:
            self._customer, self._alike = ref, ()
            self._show_customer()

    def action_ticket(self) -> None:
        """Link a ticket."""
        self.app.run_worker(self._choose_ticket(), group=ASKS)

    async def _choose_ticket(self) -> None:
        from screens.dialogs.pick_ticket import PickTicket

        search = tickets_of(self.desk, self._customer, tuple(self._tickets.values()))
        ticket = await self.app.push_screen_wait(PickTicket(_("Link which ticket?"), search))
        if ticket is not None and self.is_mounted:
            self._tickets[ticket.id] = ticket.number
            self._say_links()

    # Drafts

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept; what is made of a ticket has one of its own."""
        return self._draft

    def drafted(self) -> str | None:
        """All that was filled in, once something was."""
        typed = self._typed()
        return None if typed == self._first else json.dumps(typed, ensure_ascii=False)

    async def take_up(self, content: str) -> bool:
        """Fill in what was kept; a customer that is gone has to be found again."""
        try:
            kept = dict(json.loads(content).items())
            self._tickets = {int(one): str(number) for one, number in kept.pop("tickets", {}).items()}
        except (ValueError, AttributeError, TypeError):
            return False
        self.query_one(TextBlock).text = str(kept.pop("words", ""))
        customer = str(kept.pop("customer", ""))
        self._form.fill_in(kept)
        try:
            if customer:
                self._customer = await self.desk.read(lambda work: work.customers.ref(customer))
        except NotFound:
            self._customer = None
        self._show_customer()
        self._say_links()
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    # Registering

    def action_save(self) -> None:
        """Register it; the app owns the work."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save(), group=ASKS)

    async def _save(self) -> None:
        try:
            if self._customer is None:
                self._show_faults(
                    (Fault("customer", msg("Say whose data it is about; F8 finds the customer.")),)
                )
                return
            made = await self.desk.run(_registered, self._new(self._customer), self.draft_name)
        except Invalid as invalid:
            self._show_faults(invalid.faults)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        else:
            if self.is_mounted:
                self._leave(made)
        finally:
            self._saving = False

    def _leave(self, made: Request) -> None:
        said = _("{number} is registered.").format(number=made.number)
        if made.duplicate_of:
            said += " " + _("It asks the same as {number}, and is linked to it.").format(
                number=made.duplicate_of
            )
        self.app.notify(said)
        self.dismiss(made)
        open_request(self.app, self.desk, made.id)

    def _show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong; of an unreadable day, that."""
        first = next(iter(Right))
        shown = [Fault(first, one.message) if one.field == "rights" else one for one in faults]
        if self._day is None:
            shown = [one for one in shown if one.field != "received"]
            shown.append(Fault("received", msg("Write the day as 4-5-2026.")))
        self._say_links(self._form.show_faults(shown))

    @property
    def _day(self) -> date | None:
        return parse_day(str(self._form["received"].value))

    def _new(self, customer: CustomerRef) -> NewRequest:
        """What is typed. A day that can't be read is one that never comes, and so is refused with all the rest."""
        typed, day, now = self._typed(), self._day, self.desk.clock()
        zone = ZoneInfo(self.desk.policy.company.time_zone)
        received = now if day == self._today else datetime.combine(day, time(), zone) if day else _NEVER
        return NewRequest(
            customer.id,
            str(typed["channel"]),
            received,
            tuple(one for one in Right if typed[one]),
            words=typed["words"].strip(),
            agent=str(typed["agent"]).strip(),
            authority=str(typed["authority"]).strip(),
            tickets=tuple(self._tickets),
        )


def _registered(work: UnitOfWork, new: NewRequest, draft: str) -> Request:
    """Register it, and forget the draft, in one transaction."""
    made = requests.register(work, new)
    work.drafts.drop(draft)
    return made
