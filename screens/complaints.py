"""Complaints: what somebody is unhappy about, nearest promise first. Clause: C1, G5.

The technician sees what is promised next and how many days are left, the number, who complained and what about; in a
wide window also where it stands, who handles it, and all of the one under the cursor but what was said, for which it is
opened. A digit shows the open ones, mine, or all. Enter opens, and asks what for where the customer's file is not open;
`n` registers one, `t` takes the one under the cursor, `y` shows what a year looks like.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.complaints import Complaint, ComplaintState
from helpdesk.domain.errors import Refused
from helpdesk.i18n import _, show_number, tell
from helpdesk.tasks import complaints
from screens.case_page import ASKS
from screens.complaint_opening import on_complaint, open_complaint
from screens.complaint_words import facts, say_cause, say_handler, say_next, say_state, say_who
from screens.page import Page
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words
from screens.widgets.tab_line import tab_line

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class View(StrEnum):
    """Which complaints the list shows."""

    OPEN = "open"
    MINE = "mine"
    ALL = "all"


VIEWS = tuple(View)


class Complaints(Page[None]):
    """The list of complaints."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New complaint"), id="complaints.new"),
        Binding("t", "take", _("Take"), id="complaints.take"),
        Binding("o", "customer", _("Customer"), id="complaints.customer"),
        Binding("y", "year", _("Year"), id="complaints.year"),
        Binding("1", "view(0)", _("Open ones"), id="complaints.open", show=False),
        Binding("2", "view(1)", _("Mine"), id="complaints.mine", show=False),
        Binding("3", "view(2)", _("All"), id="complaints.all", show=False),
        Binding("left", "turn(-1)", _("Previous view"), id="complaints.previous", show=False),
        Binding("right", "turn(1)", _("Next view"), id="complaints.next", show=False),
        Binding("r", "refresh", _("Refresh"), id="complaints.refresh", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Complaints")
        self._view = View.OPEN
        self._complaints: tuple[Complaint, ...] = ()
        self._filled = False

    def body(self) -> ComposeResult:
        """The views, the complaints, and what is to be known of the one under the cursor."""
        yield Words(id="complaints-views")
        with Horizontal(id="complaints-body"):
            yield Listing[Complaint](
                [
                    Column(_("Promised"), self._next, width=28),
                    Column(_("Number"), lambda one: one.number, width=10),
                    Column(_("Who"), say_who, flex=3),
                    Column(_("About"), lambda one: say_cause(self.desk.policy, one.cause), flex=3),
                    Column(_("State"), say_state, width=16, wide_from=100),
                    Column(_("Handler"), say_handler, flex=2, wide_from=84),
                ],
                id="complaints-list",
            )
            with VerticalScroll(id="complaints-side", can_focus=False):
                yield Prose(id="complaints-one")
        yield Words(id="complaints-more")

    def fill(self) -> None:
        """Read what is promised first."""
        self._list.focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Back from a complaint: something may have been done."""
        if self._filled:
            self._read()

    def store_changed(self) -> None:
        """Somebody may have taken a step."""
        if self._filled:
            self._read()

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "A complaint is anything that somebody is unhappy about; people complain without saying the word. The days "
            "are the company's own promise, counted from the day it was received, and are those of the policy. What "
            "was said is shown once it is opened, for a purpose of complaints where it has a customer. Who wants their "
            "data, or wants it gone, makes a rights request: a complaint can be turned into one."
        )

    # Reading

    @work(exclusive=True, group="complaints")
    async def _read(self) -> None:
        try:
            with busy(self):
                found = await self.desk.read(_all)
        except Refused as refused:
            self._list.empty = "\n".join(tell(part) for part in (refused.what, refused.todo) if part)
            self._list.show_rows(())
            return
        self._complaints, self._filled = found, True
        self._show()

    def _show(self) -> None:
        shown = [one for one in self._complaints if self._is_shown(one)]
        self._list.empty = self._nothing()
        self._list.show_rows(shown, same=lambda one: one.id)
        names = [_view_name(view) for view in VIEWS]
        place = VIEWS.index(self._view)
        names[place] = f"{names[place]} {show_number(len(shown))}"
        self.query_one("#complaints-views", Words).update(tab_line(names, place, spaced=True))
        self.refresh_bindings()

    def _is_shown(self, one: Complaint) -> bool:
        """Open ones are those that are not closed; of mine I am the handler."""
        if self._view is View.ALL:
            return True
        if one.state is ComplaintState.CLOSED:
            return False
        return self._view is View.OPEN or one.handler == self.desk.technician.login

    def _nothing(self) -> str:
        if self._view is not View.ALL and self._complaints:
            return _("None here. 3 shows all complaints.")
        return _("No complaints.\n\nn  registers one; in a ticket n makes one of that ticket")

    @on(Listing.Highlighted, "#complaints-list")
    def _highlighted(self, event: Listing.Highlighted[Complaint]) -> None:
        event.stop()
        row, policy, now = event.row, self.desk.policy, self.desk.clock()
        self.query_one("#complaints-one", Prose).say(*(facts(policy, row, now) if row else ()))
        more = " · ".join((say_state(row), _("handler: {name}").format(name=say_handler(row))) if row else ())
        self.query_one("#complaints-more", Words).update(Content(more))
        self.refresh_bindings()

    # What the keys do

    def action_view(self, place: int) -> None:
        """Show other complaints."""
        self._view = VIEWS[place]
        if self._filled:
            self._show()

    def action_turn(self, steps: int) -> None:
        """Show the view beside this one."""
        self.action_view((VIEWS.index(self._view) + steps) % len(VIEWS))

    @on(Listing.Selected, "#complaints-list")
    def _selected(self, event: Listing.Selected[Complaint]) -> None:
        event.stop()
        open_complaint(self.app, self.desk, event.row)

    def action_new(self) -> None:
        """Register a complaint."""
        from screens.complaint_form import ComplaintForm

        self.app.push_screen(ComplaintForm(self.desk))

    def action_take(self) -> None:
        """Handle the one under the cursor oneself."""
        if (row := self._list.row) is not None:
            self.app.run_worker(self._take(row), group=ASKS)

    async def _take(self, row: Complaint) -> None:
        mine = self.desk.technician.login
        if row.handler != mine:
            taken = await on_complaint(
                self.app, self.desk, row, lambda work: complaints.assign(work, row.id, row.version, mine)
            )
            if taken is None:
                return
        self.app.notify(_("{number} is yours.").format(number=row.number))
        if self.is_mounted:
            self._read()

    def action_customer(self) -> None:
        """Open the customer of the complaint under the cursor."""
        row = self._list.row
        if row is not None and row.customer is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, row.customer)

    def action_year(self) -> None:
        """What a year of complaints looks like."""
        from screens.complaint_year import ComplaintYear

        self.app.push_screen(ComplaintYear(self.desk))

    def action_refresh(self) -> None:
        """Read the complaints again."""
        if self.desk.is_open:
            self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits the complaint under the cursor."""
        row = self._list.row if self.is_mounted else None
        match action:
            case "customer":
                return row is not None and row.customer is not None
            case "take":
                return row is not None and row.state is not ComplaintState.CLOSED
        return super().check_action(action, parameters)

    @property
    def _list(self) -> Listing[Complaint]:
        return self.query_one("#complaints-list", Listing)

    def _next(self, one: Complaint) -> str:
        return say_next(self.desk.policy, one, self.desk.clock())


def _all(work: UnitOfWork) -> tuple[Complaint, ...]:
    """Those that wait for an answer, nearest promise first, then the others, newest first."""
    return (*work.complaints.open(), *work.complaints.done())


def _view_name(view: View) -> str:
    """A view in a word."""
    return {View.OPEN: _("Open ones"), View.MINE: _("Mine"), View.ALL: _("All")}[view]
