"""Tickets: what customers and we wrote to each other, newest first. Clause: G3, D9, P2.

The technician sees number, who, subject, state, target and findings; in a wide window also who deals with it, and as
much of the ticket under the cursor as may be seen without opening a customer's file. A digit shows mine, nobody's,
waiting or overdue ones. `/` finds while typing, in subjects and texts. Enter opens, and asks what for if the
customer's file is not open; `n` creates a new one, `t` takes the one under the cursor. Older ones follow when the
cursor reaches the end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import capital
from helpdesk.domain.tickets import TICKET_PAGE, Ticket, TicketFilter, Which
from helpdesk.i18n import _, tell
from helpdesk.tasks import tickets
from screens.marking import marked
from screens.open_page import ASKS
from screens.opening import in_hand
from screens.register import View, view_keys
from screens.register_page import RegisterPage
from screens.ticket_facts import facts
from screens.ticket_opening import on_ticket, open_ticket
from screens.ticket_words import (
    say_count,
    say_customer_briefly,
    say_owner,
    say_state,
    say_subject,
    say_taken,
    say_target,
)
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk

_NAMES = {
    Which.ALL: _("All"),
    Which.MINE: _("Mine"),
    Which.UNOWNED: _("Nobody's"),
    Which.WAITING: _("Waiting"),
    Which.OVERDUE: _("Overdue"),
}
VIEWS = tuple(View(which, _NAMES[which], capital(tell(which.words))) for which in Which)


class TicketBox(TextBox):
    """The search text. Enter opens what is under the cursor, Escape shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", _("Open"), id="tickets.open-found"),
        Binding("escape", "screen.stop_finding", _("All again"), id="tickets.stop-finding"),
        Binding("down", "screen.move(1)", _("Down"), id="tickets.down", show=False, system=True),
        Binding("up", "screen.move(-1)", _("Up"), id="tickets.up", show=False, system=True),
    ]

    hurried = False
    """Whether Enter was pressed before the results were known."""

    @property
    def wanted(self) -> str:
        """The search text; `""` if there is none."""
        return self.value.strip()


class Tickets(RegisterPage[Ticket]):
    """The list of tickets."""

    VIEWS = VIEWS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New ticket"), id="tickets.new"),
        Binding("t", "take", _("Take"), id="tickets.take"),
        Binding("slash", "find", _("Find ticket"), id="tickets.find"),
        Binding("o", "customer", _("Customer"), id="tickets.customer", group=OF_ROW),
        *view_keys("tickets", VIEWS),
    ]

    def __init__(self, desk: Desk, which: Which = Which.ALL) -> None:
        """Make the list, with its initial view."""
        super().__init__(desk)
        self.title = _("Tickets")
        self.place.view = tuple(Which).index(which)
        self._found_for = ""

    def columns(self) -> Sequence[Column[Ticket]]:
        """Whose it is, what it is about, and where it stands."""
        return (
            Column(_("Number"), lambda one: one.number, width=7),
            Column(_("Who"), say_customer_briefly, flex=3),
            Column(_("Subject"), lambda one: marked(say_subject(one), self._found_for), flex=5),
            Column(_("State"), lambda one: say_state(one.state), width=9, wide_from=70),
            Column(_("Owner"), say_owner, flex=2, wide_from=84),
            Column(_("Target"), lambda one: say_target(self.desk.policy, one, self.desk.clock()), width=16),
            Column(_("Found"), lambda one: say_count(one.findings), width=6),
        )

    def beneath(self) -> Iterable[Widget]:
        """The search box."""
        yield TicketBox(placeholder=_("Number, or words of the subject or the messages"), id="tickets-find")

    tickets_changed = RegisterPage.store_changed
    """Something came in or was searched."""

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "A ticket is one matter, with everything that was written about it. Found counts what looks "
            "like data that nobody asked for and that nobody has looked at yet. The subject is shown as far "
            "as the outside of a letter would show it; Enter opens the ticket, for a purpose if it has a "
            "customer. ? marks a sender whose address is not registered to anybody yet."
        )

    # What is shown

    @property
    def box(self) -> TicketBox:
        """The search box."""
        return self.query_one(TicketBox)

    @property
    def about_to_open(self) -> bool:
        """Whether somebody pressed Enter before the results were known."""
        return self.is_here and self.box.hurried

    @property
    def asked(self) -> Hashable:
        """The view, or the search text."""
        return self.box.wanted or self.place.view

    @property
    def page(self) -> int | None:
        """Search results are there at once, the tickets of a view page by page."""
        return None if self.box.wanted else TICKET_PAGE

    async def read(self, after: Ticket | None) -> Sequence[Ticket]:
        """The newest on top, or the search results."""
        found: tuple[Ticket, ...]
        text = self.box.wanted
        if text:
            found = await self.desk.read(tickets.find, text)
        else:
            wanted = TicketFilter(tuple(Which)[self.place.view])
            found = await self.desk.read(tickets.list_tickets, wanted, after)
        self._found_for = text
        return found

    def show_rows(self) -> None:
        """Show what was read; after an early Enter, open the best match."""
        super().show_rows()
        if self.box.hurried and self._found_for == self.box.wanted:
            self.box.hurried = False
            self.listing.action_select()

    def nothing(self) -> str:
        """How to show others, or how to add one."""
        if self.box.wanted:
            return _("No ticket has all of these words. Escape shows all again.")
        if self.place.view:
            return _("None here. 1 shows all tickets.")
        return _(
            "No tickets yet.\n\nn  creates one, from what you type or paste\n   mail comes in with: helpdesk "
            "intake FOLDER"
        )

    def facts(self, row: Ticket) -> Iterable[Said]:
        """As much as may be seen without opening a customer's file."""
        return facts(self.desk.policy, row, self.desk.clock())

    def briefly(self, row: Ticket) -> str:
        """Who deals with it, and until when."""
        parts = [_("owner: {name}").format(name=say_owner(row)), tell(row.priority.words)]
        if target := say_target(self.desk.policy, row, self.desk.clock()):
            parts.append(target)
        return f"{row.number} · {say_subject(row)}\n" + " · ".join(parts)

    def customer_of(self, row: Ticket) -> CustomerRef | None:
        """Whose it is."""
        return row.customer

    def open(self, row: Ticket) -> None:
        """Show the ticket, after asking what for if its customer's file is not open."""
        open_ticket(self.app, self.desk, row)

    # What the keys do

    def action_find(self) -> None:
        """Find among the shown tickets."""
        self.add_class("-finding")
        self.box.focus()
        self.run_worker(self.desk.read(tickets.prepare_find), group="prepare", exclusive=True)

    def on_screen_resume(self) -> None:
        """Back from a search result: new typing starts another search."""
        if self.is_here and self.box.wanted:
            self.box.action_select_all()

    def action_stop_finding(self) -> None:
        """Show all of them again."""
        self.box.value = ""
        self.remove_class("-finding")
        self.listing.focus()

    @on(Input.Changed, "#tickets-find")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.box.hurried = False
        self.read_again()

    @on(Input.Submitted, "#tickets-find")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.box.hurried = self._found_for != self.box.wanted
        if not self.box.hurried:
            self.listing.action_select()

    def action_new(self) -> None:
        """A new ticket."""
        from screens.ticket_form import TicketForm

        self.app.push_screen(TicketForm(self.desk, in_hand(self.app)))

    def action_take(self) -> None:
        """Deal with the ticket under the cursor yourself."""
        row = self.row
        if row is not None and row.owner == self.desk.technician.login:
            self.app.notify(_("{number} is yours.").format(number=row.number))
        elif row is not None:
            self.app.run_worker(self._take(row), group=ASKS)

    async def _take(self, row: Ticket) -> None:
        if await on_ticket(self, row, lambda: self.desk.run(tickets.take, row.id, row.version)) is not None:
            self.app.notify(say_taken(row))
        self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Take only if there is a ticket under the cursor."""
        if action == "take":
            return self.row is not None
        return super().check_action(action, parameters)

    def action_move(self, lines: int) -> None:
        """Move in the list while typing."""
        self.listing.action_move(lines)
