"""Tickets: what customers and we wrote to each other, newest first. Clause: G3, D9, P2.

The technician sees number, who, subject, state, target and what was spotted; in a wide window also who deals with it,
and all of the ticket under the cursor as far as that is seen without opening a customer's file. A digit shows mine,
nobody's, waiting or overdue ones. `/` finds as one types, in subjects and texts. Enter opens, and asks what for where
the customer's file is not open; `n` makes a new one, `t` takes the one under the cursor. Older ones follow when the
cursor reaches the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from helpdesk.domain.display import visible
from helpdesk.domain.errors import Refused
from helpdesk.domain.tickets import TICKET_PAGE, Ticket, TicketFilter, Which
from helpdesk.i18n import _, show_number, tell
from helpdesk.tasks import tickets
from screens.marking import marked
from screens.page import Page
from screens.paging import read_again
from screens.ticket_facts import facts
from screens.ticket_opening import on_ticket, open_ticket
from screens.ticket_words import say_count, say_customer_briefly, say_owner, say_state, say_target
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words
from screens.widgets.tab_line import tab_line

if TYPE_CHECKING:
    from helpdesk.desk import Desk

VIEWS = tuple(Which)


class TicketBox(TextBox):
    """What is looked for. Enter opens what is under the cursor, Escape shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", _("Open"), id="tickets.open-found"),
        Binding("escape", "screen.stop_finding", _("All again"), id="tickets.stop-finding"),
        Binding("down", "screen.move(1)", _("Down"), id="tickets.down", show=False, system=True),
        Binding("up", "screen.move(-1)", _("Up"), id="tickets.up", show=False, system=True),
    ]


class Tickets(Page[None]):
    """The list of tickets."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New ticket"), id="tickets.new"),
        Binding("t", "take", _("Take"), id="tickets.take"),
        Binding("slash", "find", _("Find ticket"), id="tickets.find"),
        Binding("o", "customer", _("Customer"), id="tickets.customer"),
        *(
            Binding(str(place), f"view({place - 1})", tell(view.words), id=f"tickets.{view}", show=False)
            for place, view in enumerate(VIEWS, start=1)
        ),
        Binding("left", "turn(-1)", _("Previous view"), id="tickets.previous", show=False),
        Binding("right", "turn(1)", _("Next view"), id="tickets.next", show=False),
        Binding("r", "refresh", _("Refresh"), id="tickets.refresh", show=False),
    ]

    def __init__(self, desk: Desk, which: Which = Which.ALL) -> None:
        """Make the list, with the view that is shown first."""
        super().__init__(desk)
        self.title = _("Tickets")
        self._wanted = TicketFilter(which)
        self._tickets: tuple[Ticket, ...] = ()
        self._more = False
        self._filled = False
        self._found_for = ""

    def body(self) -> ComposeResult:
        """The views, the box to find in, the tickets, and what is to be known of the one under the cursor."""
        yield Words(id="tickets-views")
        yield TicketBox(placeholder=_("Number, or words of the subject or the messages"), id="tickets-find")
        with Horizontal(id="tickets-body"):
            yield Listing[Ticket](
                [
                    Column(_("Number"), lambda one: one.number, width=7),
                    Column(_("Who"), say_customer_briefly, flex=3),
                    Column(_("Subject"), lambda one: marked(visible(one.subject), self._found_for), flex=5),
                    Column(_("State"), lambda one: say_state(one.state), width=9),
                    Column(_("Owner"), say_owner, flex=2, wide_from=84),
                    Column(_("Target"), self._target, width=16),
                    Column(_("Found"), lambda one: say_count(one.findings), width=6),
                ],
                id="tickets-list",
            )
            with VerticalScroll(id="tickets-side", can_focus=False):
                yield Prose(id="tickets-one")
        yield Words(id="tickets-more")

    def fill(self) -> None:
        """Read the newest tickets."""
        self._list.focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Back from a ticket: something may have been done."""
        if self._filled:
            self._read()

    def store_changed(self) -> None:
        """Somebody may have written, or taken a ticket."""
        if self._filled:
            self._read()

    def tickets_changed(self) -> None:
        """Something came in or was searched."""
        if self._filled:
            self._read()

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "A ticket is one matter, with everything that was written about it. Found counts what looks like "
            "data that nobody asked for and that nobody has looked at yet. The subject is shown as far as the "
            "outside of a letter would show it; Enter opens the ticket, for a purpose where it has a customer. "
            "? marks a sender who is nobody's registered address or number yet."
        )

    # Reading

    @work(exclusive=True, group="tickets")
    async def _read(self, after: Ticket | None = None) -> None:
        text = self.query_one("#tickets-find", Input).value.strip()
        try:
            with busy(self):
                if text:
                    found, more = tuple(await self.desk.read(tickets.find, text)), False
                elif after is not None:
                    page = await self._page(after)
                    found, more = (*self._tickets, *page), len(page) == TICKET_PAGE
                else:
                    found, more = await read_again(len(self._tickets), self._page, TICKET_PAGE)
        except Refused as refused:
            self._list.empty = "\n".join(tell(part) for part in (refused.what, refused.todo) if part)
            self._list.show_rows(())
            return
        self._more = more
        self._show(text, found)

    async def _page(self, after: Ticket | None) -> Sequence[Ticket]:
        return await self.desk.read(tickets.list_tickets, self._wanted, after)

    def _show(self, text: str, found: tuple[Ticket, ...]) -> None:
        same = (lambda one: one.id) if text == self._found_for else None
        self._found_for, self._tickets, self._filled = text, found, True
        self._list.empty = self._nothing(text)
        self._list.show_rows(found, same=same)
        self._name_views()
        self.refresh_bindings()

    def _nothing(self, text: str) -> str:
        if text:
            return _("No ticket has all of these words. Escape shows all again.")
        if self._wanted.which is not Which.ALL:
            return _("None here. 1 shows all tickets.")
        return _("No tickets yet.\n\nn  makes one, from what is typed or pasted")

    def _name_views(self) -> None:
        """The views on one line, the chosen one between brackets, each with its count where that is known."""
        count = show_number(len(self._tickets)) + ("+" if self._more else "")
        names = [
            f"{_view_name(view)} {count}" if view is self._wanted.which else _view_name(view)
            for view in VIEWS
        ]
        line = tab_line(names, VIEWS.index(self._wanted.which), spaced=True)
        self.query_one("#tickets-views", Words).update(line)

    @on(Listing.Highlighted, "#tickets-list")
    def _highlighted(self, event: Listing.Highlighted[Ticket]) -> None:
        event.stop()
        row = event.row
        now = self.desk.clock()
        self.query_one("#tickets-one", Prose).say(*(facts(self.desk.policy, row, now) if row else ()))
        self.query_one("#tickets-more", Words).update(Content(self._about(row) if row else ""))
        self.refresh_bindings()
        if self._more and row is not None and row.id == self._tickets[-1].id:
            self._more = False
            self._read(row)

    def _about(self, row: Ticket) -> str:
        """What of a ticket finds no place in a narrow list."""
        parts = [_("owner: {name}").format(name=say_owner(row)), tell(row.priority.words)]
        if target := self._target(row):
            parts.append(target)
        return f"{row.number} · {visible(row.subject)}\n" + " · ".join(parts)

    # What the keys do

    def action_view(self, place: int) -> None:
        """Show other tickets."""
        self._wanted = replace(self._wanted, which=VIEWS[place])
        self._tickets = ()
        self._list.show_rows(())
        self._read()

    def action_turn(self, steps: int) -> None:
        """Show the view beside this one."""
        self.action_view((VIEWS.index(self._wanted.which) + steps) % len(VIEWS))

    def action_find(self) -> None:
        """Find among the tickets that are shown."""
        self.add_class("-finding")
        self.query_one("#tickets-find").focus()

    def action_stop_finding(self) -> None:
        """Show all of them again."""
        self.query_one("#tickets-find", Input).value = ""
        self.remove_class("-finding")
        self._list.focus()

    @on(Input.Changed, "#tickets-find")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.desk.is_open:
            self._read()

    @on(Input.Submitted, "#tickets-find")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.action_select()

    @on(Listing.Selected, "#tickets-list")
    def _selected(self, event: Listing.Selected[Ticket]) -> None:
        event.stop()
        open_ticket(self.app, self.desk, event.row)

    def action_new(self) -> None:
        """A new ticket."""
        from screens.ticket_form import TicketForm

        self.app.push_screen(TicketForm(self.desk))

    def action_take(self) -> None:
        """Deal with the ticket under the cursor oneself."""
        row = self._list.row
        if row is not None and row.owner == self.desk.technician.login:
            self.app.notify(_("{number} is yours.").format(number=row.number))
        elif row is not None:
            self.app.run_worker(self._take(row), group="ticket-asks")

    async def _take(self, row: Ticket) -> None:
        taken = await on_ticket(self, row, lambda: self.desk.run(tickets.take, row.id, row.version))
        if taken is not None:
            self.app.notify(_("{number} is yours.").format(number=taken.number))
        if self.is_mounted:
            self._read()

    def action_customer(self) -> None:
        """Open the customer of the ticket under the cursor."""
        row = self._list.row
        if row is not None and row.customer is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, row.customer)

    def action_move(self, lines: int) -> None:
        """Move in the list while one types."""
        self._list.action_move(lines)

    def action_refresh(self) -> None:
        """Read the tickets again."""
        if self.desk.is_open:
            self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits the ticket under the cursor."""
        row = self._list.row if self.is_mounted else None
        if action == "customer":
            return row is not None and row.customer is not None
        return super().check_action(action, parameters)

    @property
    def _list(self) -> Listing[Ticket]:
        return self.query_one("#tickets-list", Listing)

    def _target(self, one: Ticket) -> str:
        return say_target(self.desk.policy, one, self.desk.clock())


def _view_name(view: Which) -> str:
    """A view in a word."""
    return {
        Which.ALL: _("All"),
        Which.MINE: _("Mine"),
        Which.UNOWNED: _("Nobody's"),
        Which.WAITING: _("Waiting"),
        Which.OVERDUE: _("Overdue"),
    }[view]
