"""A new complaint: who is unhappy, since when we know, what about, in their words, and what they want. Clause: C1.

F8 finds the customer; without one the name of whoever complains is enough. The words are typed or pasted whole. F6
links a ticket. Ctrl+S registers it and opens it; all that is wrong is said at once. Escape leaves: what was typed is
kept as a draft, or thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.complaints import Complaint, NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault, HelpdeskError, Invalid, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Ticket
from helpdesk.i18n import _, language, tell
from helpdesk.tasks import complaints
from screens.case_page import ASKS
from screens.complaint_opening import open_complaint
from screens.dialogs.service import parse_day, write_day
from screens.drafting import DraftPage
from screens.finding import customers_by, tickets_of
from screens.open_page import tell_failure
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.writing import TextBlock

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

NEW = "complaint:new"
"""The draft of a complaint that is not there yet; one that is made of a ticket has its id behind this."""


class ComplaintForm(DraftPage[Complaint]):
    """Dismisses itself with the complaint that was registered, or with `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", _("Register"), id="complaint-form.save", priority=True),
        Binding("f8", "customer", _("Whose is it?"), id="complaint-form.customer"),
        Binding("f6", "ticket", _("Link a ticket"), id="complaint-form.ticket", priority=True),
    ]

    def __init__(
        self, desk: Desk, ticket: Ticket | None = None, words: str = "", *, draft: str = NEW
    ) -> None:
        """Make the form of a new complaint.

        Args:
            desk: where the work is done.
            ticket: the ticket that it is made of; it is linked, and says whose it is and how it came.
            words: what was said there.
            draft: the name of a draft to take up.
        """
        super().__init__(desk)
        self._draft = f"{NEW}:{ticket.id}" if ticket else draft
        self.title = _("New complaint")
        self._customer = ticket.customer if ticket else None
        self._tickets = {ticket.id: ticket.number} if ticket else {}
        self._ticket = ticket
        self._words = words
        self._today = desk.policy.today(desk.clock())
        self._first: dict[str, Any] = {}
        self._saving = False

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
            FormRow("received", _("Received on"), TextBox(write_day(self._received_on))),
            FormRow("cause", _("About"), Chooser(causes)),
            FormRow("wish", _("They want"), TextBox(placeholder=_("what would put it right for them"))),
            id="complaint-form-fields",
        )
        yield TextBlock(
            self._words, placeholder=_("What they say, in their own words."), id="complaint-form-words"
        )
        yield Static(id="complaint-form-said", classes="editor-said")

    @property
    def _received_on(self) -> date:
        return self.desk.policy.today(self._ticket.opened) if self._ticket else self._today

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        self._first = self._typed()
        self._say_who()
        self._say_links()
        self.take_up_draft()

    def help_text(self) -> str:
        """How the form works."""
        return _(
            "F8 finds the customer, as Find does; without one the name of whoever complains is enough, and how they "
            "can be reached. The days promised count from the day it was received, not from the day it is typed. No "
            "file has to be open to take a complaint down. What they want is not what we promise."
        )

    @property
    def _form(self) -> Form:
        return self.query_one("#complaint-form-fields", Form)

    def _say_who(self) -> None:
        ref = self._customer
        who = (
            visible(" · ".join(part for part in (ref.number, ref.name, ref.company, ref.city) if part))
            if ref is not None
            else _("somebody without a file (F8 finds the customer)")
        )
        said = Content(_("Who complains: {who}").format(who=who))
        self.query_one("#complaint-form-customer", Static).update(said)
        self._form["person"].display = ref is None

    def _say_links(self, faults: Iterable[Fault] = ()) -> None:
        """What is wrong with what has no row, or what it is linked to."""
        linked = ", ".join(self._tickets.values())
        said = [f"↑ {tell(fault.message)}" for fault in faults]
        said += [_("Linked to {tickets}.").format(tickets=linked)] if linked else []
        self.query_one("#complaint-form-said", Static).update(Content("\n".join(said)))

    def _typed(self) -> dict[str, Any]:
        words = self.query_one(TextBlock).text
        customer = self._customer.id if self._customer else ""
        tickets = {str(one): number for one, number in self._tickets.items()}
        return {**self._form.values(), "words": words, "customer": customer, "tickets": tickets}

    # Whose, and what it has to do with

    def action_customer(self) -> None:
        """Find who complains."""
        self.app.run_worker(self._choose_customer(), group=ASKS)

    async def _choose_customer(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        question = PickCustomer(_("Who complains?"), customers_by(self.desk, self._customer))
        ref = await self.app.push_screen_wait(question)
        if ref is not None and self.is_mounted:
            self._customer = ref
            self._say_who()
            words = self.query_one(TextBlock)
            if not words.text:  # on the telephone that comes next
                words.focus()

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
        """Fill in what was kept; a customer that is gone is somebody without a file."""
        try:
            kept = dict(json.loads(content).items())
            tickets = {int(one): str(number) for one, number in kept.pop("tickets", {}).items()}
        except (ValueError, AttributeError, TypeError):
            return False
        words, customer = str(kept.pop("words", "")), str(kept.pop("customer", ""))
        self._form.fill_in({name: str(value) for name, value in kept.items()})
        self.query_one(TextBlock).text = words
        self._tickets = tickets
        if customer:
            self._customer = await self._still_there(customer)
        self._say_who()
        self._say_links()
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    async def _still_there(self, customer: str) -> CustomerRef | None:
        try:
            return await self.desk.read(lambda work: work.customers.ref(customer))
        except NotFound:
            return None

    # Registering

    def action_save(self) -> None:
        """Register it; the app owns the work."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save(), group=ASKS)

    async def _save(self) -> None:
        try:
            made = await self.desk.run(_registered, self._new(), self.draft_name)
        except Invalid as invalid:
            self._show_faults(invalid.faults)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        else:
            if self.is_mounted:
                self.app.notify(_("{number} is registered.").format(number=made.number))
                self.dismiss(made)
                open_complaint(self.app, self.desk, made)
        finally:
            self._saving = False

    def _show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong; an unreadable day beside what the job found."""
        others = [fault for fault in faults if fault.field != "received"]
        received = [fault for fault in faults if fault.field == "received"]
        if self._day is None:
            received = [Fault("received", msg("Write the day as 4-5-2026."))]
        left = self._form.show_faults((*others, *received))
        self._say_links(left)
        if all(fault.field == "words" for fault in (*others, *received)):
            self.query_one(TextBlock).focus()

    @property
    def _day(self) -> date | None:
        return parse_day(str(self._form["received"].value))

    def _new(self) -> NewComplaint:
        """What is typed. A day that can't be read is one that never comes, and so is refused with all the rest."""
        typed, day, now = self._typed(), self._day, self.desk.clock()
        zone = ZoneInfo(self.desk.policy.company.time_zone)
        received = now if day == self._today else datetime.combine(day, time(), zone) if day else _NEVER
        return NewComplaint(
            channel=str(typed["channel"]),
            received=received,
            cause=str(typed["cause"]),
            words=str(typed["words"]).strip(),
            wish=str(typed["wish"]).strip(),
            customer=str(typed["customer"]),
            person="" if typed["customer"] else str(typed["person"]).strip(),
            contact=str(typed["contact"]).strip(),
            handler=self.desk.technician.login,
            tickets=tuple(self._tickets),
        )


_NEVER = datetime.max.replace(tzinfo=ZoneInfo("UTC"))


def _registered(work: UnitOfWork, new: NewComplaint, draft: str) -> Complaint:
    """Register it, and forget the draft, in one transaction."""
    made = complaints.register(work, new)
    work.drafts.drop(draft)
    return made
