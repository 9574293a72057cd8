"""What can be done in an open ticket, each after a question of its own if needed. Clause: G3, B6, D9."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Concatenate, ParamSpec

from textual.binding import Binding, BindingType

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid
from helpdesk.domain.tickets import (
    Delivery,
    Direction,
    Priority,
    Ticket,
    TicketState,
    TicketView,
)
from helpdesk.i18n import _, language, tell
from helpdesk.policy.model import Job
from helpdesk.tasks import tickets
from screens.case_page import CasePage
from screens.receiving import NewMessages
from screens.ticket_opening import opened_for
from screens.ticket_selection import Selection
from screens.ticket_words import say_taken

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

P = ParamSpec("P")


class TicketPage(CasePage[TicketView]):
    """A screen on an open ticket, and how things are done to it."""

    _newest = False

    @property
    def ticket(self) -> Ticket:
        """The ticket as it was last read."""
        return self.view.ticket

    @property
    def stands_for(self) -> str:
        """The ticket."""
        return f"ticket:{self.ticket.id}"

    @property
    def customer(self) -> CustomerRef | None:
        """Whose ticket it is."""
        return self.ticket.customer

    @property
    def selection(self) -> Selection | None:
        """What the cursor is on."""
        return None

    async def opened_for(self, ref: CustomerRef) -> bool:
        """Ask what for, and open a customer's file for that."""
        return await opened_for(self.app, self.desk, ref)

    async def is_as_seen(self) -> bool:
        """Whether it is still the version that was seen, with as many findings."""
        now, seen = await self.desk.read(tickets.seen, self.ticket.id), self.ticket
        return (now.version, now.findings) == (seen.version, seen.findings)

    async def view_now(self) -> TicketView:
        """The ticket read anew."""
        return await self.desk.run(tickets.open_ticket, self.ticket.id)

    def read_newest(self) -> None:
        """Read the ticket again, and put the cursor on the newest message."""
        self._newest = True
        self.read_again()

    def shown(self, view: TicketView | None) -> None:
        """Show it if it was read and the screen is still there; with its newest message if that was asked for."""
        super().shown(view)
        if view is not None and self.is_here and self._newest:
            self._newest = False
            self.show_newest()

    def show_newest(self) -> None:
        """Put the cursor on the newest message."""

    def tickets_changed(self) -> None:
        """Something came in, was searched or sent: it may belong to this ticket."""
        waits = any(
            not one.scanned or one.delivery in (Delivery.WAITING, Delivery.FAILED)
            for one in self.view.messages
        )
        if not self.is_asked:
            self.read_again(always=waits)

    async def change(
        self,
        job: Callable[Concatenate[UnitOfWork, int, int, P], Ticket],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Ticket | None:
        """Do a job over the version that was seen, and show the result; `None` if it failed."""
        seen = self.ticket
        now = await self.in_time(lambda: self.desk.run(job, seen.id, seen.version, *args, **kwargs))
        if now is not None and self.is_here:
            titled = replace(now, subject=self.view.titled.subject, covered=self.view.titled.covered)
            self.show(replace(self.view, ticket=now, titled=titled, next=now.state.next))
        return now


class TicketActions(TicketPage):
    """Writes in a ticket, and says who deals with it, where it stands and how urgent it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reply", _("Reply"), id="ticket.reply"),
        Binding("i", "note", _("Note"), id="ticket.note"),
        Binding("t", "take", _("Take"), id="ticket.take"),
        Binding("h", "state('waiting')", _("Wait for customer"), id="ticket.wait"),
        Binding("s", "state('solved')", _("Solved"), id="ticket.solve"),
        Binding("c", "state('closed')", _("Close"), id="ticket.close"),
        Binding("b", "state('open')", _("Set open"), id="ticket.reopen"),
        Binding("T", "assign", _("Give to"), id="ticket.assign", show=False),
        Binding("p", "priority", _("Priority"), id="ticket.priority", show=False),
        Binding("e", "target", _("Target day"), id="ticket.target", show=False),
        Binding("E", "subject", _("Subject"), id="ticket.subject", show=False),
    ]

    # Writing

    def action_reply(self) -> None:
        """Write to the customer."""
        self.write(Direction.OUT)

    def action_note(self) -> None:
        """Add a note among ourselves."""
        self.write(Direction.NOTE)

    def write(self, direction: Direction) -> None:
        """Reply or note."""
        self.do(self._written(direction))

    async def _written(self, direction: Direction) -> None:
        from screens.ticket_editor import TicketEditor

        if await self.app.push_screen_wait(TicketEditor(self.desk, self.view, direction)):
            self.app.post_message(NewMessages())
            self.read_newest()

    # Who, where, how soon

    def action_take(self) -> None:
        """Deal with it yourself."""
        self.do(self._take())

    async def _take(self) -> None:
        before = self.ticket
        if await self.change(tickets.take):
            self.app.notify(say_taken(before))

    def action_assign(self) -> None:
        """Give it to a colleague, or to nobody."""
        self.do(self._assign())

    async def _assign(self) -> None:
        from screens.colleagues import ask_colleague

        title, now = _("Who deals with it?"), self.ticket.owner
        login = await ask_colleague(self.app, self.desk, Job.TICKETS, title, now)
        if login is not None:
            await self.change(tickets.assign, login)

    def action_state(self, state: str) -> None:
        """Set its state."""
        self.do(self._state(TicketState(state)))

    async def _state(self, state: TicketState) -> None:
        if state is TicketState.CLOSED and not await self._sure_to_close():
            return
        if await self.change(tickets.set_state, state):
            said = _("{number} is {state} now.")
            self.app.notify(said.format(number=self.ticket.number, state=tell(state.words)))

    async def _sure_to_close(self) -> bool:
        """Closing starts the period after which a ticket is removed; findings should not stay in it until then."""
        if not self.ticket.findings:
            return True
        from screens.dialogs.confirm import Confirm

        question = Confirm(
            _("Close it with findings?"),
            _(
                "Something in this ticket looks like data that nobody asked for, and nobody has looked at it yet."
            ),
            yes=_("Close it"),
            no=_("Look first"),
            weighs=True,
        )
        sure = await self.app.push_screen_wait(question)
        return bool(sure)

    def action_priority(self) -> None:
        """Set its priority."""
        self.do(self._priority())

    async def _priority(self) -> None:
        from screens.dialogs.choice import Choice, Option

        periods = self.desk.policy.tickets.priorities
        options = [
            Option(one, tell(one.words), periods[one].say(language()))
            for one in Priority
            if one is not self.ticket.priority
        ]
        chosen = await self.app.push_screen_wait(Choice(_("How urgent is it?"), options))
        if chosen is not None:
            await self.change(tickets.set_priority, chosen)

    def action_target(self) -> None:
        """Set the day by which it must be dealt with."""
        self.do(self._target())

    async def _target(self) -> None:
        from screens.dialogs.target import TargetDay

        async def keep(day: datetime) -> Ticket | None:
            return await self.or_told(lambda: self.change(tickets.set_target, day))

        await self.app.push_screen_wait(TargetDay(self.desk.policy, self.ticket.target, keep))

    def action_subject(self) -> None:
        """Rename it."""
        self.do(self._subject())

    async def _subject(self) -> None:
        from screens.dialogs.line import Line

        typed: str | None = self.ticket.subject
        while True:
            question = Line(_("What is it about?"), _("Subject"), _("Rename"), typed or "")
            typed = await self.app.push_screen_wait(question)
            if typed is None:
                return
            try:
                changed = await self.change(tickets.set_subject, typed)
            except Invalid as invalid:
                self.app.notify(tell(invalid.faults[0].message), severity="warning")
                continue
            if changed is not None:
                self.app.post_message(NewMessages())
                self.read_newest()
            return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with this ticket now."""
        done = self.ticket.state.is_done
        match action:
            case "state":
                return TicketState(str(parameters[0])) in self.view.next
            case "take":
                return self.ticket.owner != self.desk.technician.login
            case "assign" | "priority" | "target":
                return not done
            case "reply" | "note" | "subject":
                return not self.view.merged_into
        return super().check_action(action, parameters)
