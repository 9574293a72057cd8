"""Complaints: what somebody is unhappy about, nearest promise first. Clause: C1, G5.

The technician sees what is promised next and how many days are left, the number, who complained and what about; in a
wide window also where it stands, who handles it, and all of the one under the cursor but what was said, for which it is
opened. A digit shows the open ones, mine, or all. Enter opens, and asks what for where the customer's file is not open;
`n` registers one, `t` takes the one under the cursor, `y` shows what a year looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.complaints import Complaint, ComplaintState
from helpdesk.domain.customer import CustomerRef
from helpdesk.i18n import _
from helpdesk.tasks import complaints
from screens.case_words import say_handler
from screens.complaint_opening import on_complaint, open_complaint
from screens.complaint_words import promises_and_facts, say_cause, say_next, say_state, say_who
from screens.open_page import ASKS
from screens.opening import in_hand
from screens.register import View, view_keys
from screens.register_page import RegisterPage
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


VIEWS = (View("open", _("Open ones")), View("mine", _("Mine")), View("all", _("All")))
OPEN, MINE, ALL = range(len(VIEWS))


class Complaints(RegisterPage[Complaint]):
    """The list of complaints."""

    VIEWS = VIEWS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New complaint"), id="complaints.new"),
        Binding("t", "take", _("Take"), id="complaints.take", group=OF_ROW),
        Binding("o", "customer", _("Customer"), id="complaints.customer", group=OF_ROW),
        Binding("y", "year", _("Year"), id="complaints.year"),
        *view_keys("complaints", VIEWS),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Complaints")

    def columns(self) -> Sequence[Column[Complaint]]:
        """What is promised next, whose it is, and where it stands."""
        return (
            Column(_("Promised"), self._next, width=28),
            Column(_("Number"), lambda one: one.number, width=10),
            Column(_("Who"), say_who, flex=3),
            Column(_("About"), lambda one: say_cause(self.desk.policy, one.cause), flex=3),
            Column(_("State"), say_state, width=16, wide_from=100),
            Column(_("Handler"), say_handler, flex=2, wide_from=84),
        )

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "Anything that somebody is unhappy about is a complaint; people complain without using the "
            "word. The days are the company's own promise, counted from the day of receipt, and stand in "
            "the policy. What was said is shown when you open the complaint, for a purpose that covers "
            "complaints if there is a customer. Somebody who wants their data, or wants it erased, makes a "
            "rights request: a complaint can be turned into one."
        )

    # What is shown

    async def read(self, after: Complaint | None) -> Sequence[Complaint]:
        """What is promised first on top."""
        return await self.desk.read(_all)

    def is_shown(self, row: Complaint) -> bool:
        """Open ones are those that are not closed; of mine I am the handler."""
        if self.place.view == ALL:
            return True
        if row.state is ComplaintState.CLOSED:
            return False
        return self.place.view == OPEN or row.handler == self.desk.technician.login

    def nothing(self) -> str:
        """Which view has some, or how one comes here."""
        if self.place.view != ALL and self.rows:
            return _("None here. 3 shows all complaints.")
        return _("No complaints.\n\nn  registers one; in a ticket C makes one of that ticket")

    def facts(self, row: Complaint) -> Iterable[Said]:
        """All but what was said, for which it is opened."""
        return promises_and_facts(self.desk.policy, row, self.desk.clock())

    def briefly(self, row: Complaint) -> str:
        """Where it stands."""
        return " · ".join((say_state(row), _("handler: {name}").format(name=say_handler(row))))

    def customer_of(self, row: Complaint) -> CustomerRef | None:
        """Who complains, where that is a customer."""
        return row.customer

    def open(self, row: Complaint) -> None:
        """Show the complaint, after asking what for where its customer's file is not open."""
        open_complaint(self.app, self.desk, row)

    # What the keys do

    def action_new(self) -> None:
        """Register a complaint."""
        from screens.complaint_form import ComplaintForm

        self.app.push_screen(ComplaintForm(self.desk, customer=in_hand(self.app)))

    def action_take(self) -> None:
        """Handle the one under the cursor oneself."""
        if (row := self.row) is not None:
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
        self.read_again()

    def action_year(self) -> None:
        """What a year of complaints looks like."""
        from screens.complaint_year import ComplaintYear

        self.app.push_screen(ComplaintYear(self.desk))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits the complaint under the cursor."""
        if action == "take":
            return self.row is not None and self.row.state is not ComplaintState.CLOSED
        return super().check_action(action, parameters)

    def _next(self, one: Complaint) -> str:
        return say_next(self.desk.policy, one, self.desk.clock())


def _all(work: UnitOfWork) -> tuple[Complaint, ...]:
    """Those that wait for an answer, nearest promise first, then the others, newest first."""
    return (*work.complaints.open(), *work.complaints.done())
