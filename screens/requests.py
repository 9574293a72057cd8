"""Rights requests: who asks what of their data, nearest legal deadline first. Clause: R1–R7.

The technician sees how many days the law leaves, who asks, which rights in words, whether it is known who is asking,
and where it stands; in a wide window also all of the one under the cursor. A digit shows the open ones, mine, those
whose clock stands still, or all. Enter opens, `n` registers one, `t` takes the one under the cursor, `o` opens the
customer's file, `d` shows what went to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.requests import Request
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from helpdesk.tasks import requests
from screens.case_words import say_handler
from screens.customer_words import is_there
from screens.jobs import has_job
from screens.open_page import ASKS, tell_failure
from screens.opening import in_hand
from screens.places import DISCLOSURES
from screens.register import View, view_keys
from screens.register_page import RegisterPage
from screens.request_opening import open_request
from screens.request_words import (
    facts,
    identity_width,
    say_identity,
    say_left,
    say_rights,
    say_state,
    say_who,
)
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


VIEWS = (
    View("open", _("Open ones")),
    View("mine", _("Mine")),
    View("waiting", _("Identity asked")),
    View("all", _("All")),
)
OPEN, MINE, WAITING, ALL = range(len(VIEWS))


class Requests(RegisterPage[Request]):
    """The list of rights requests."""

    VIEWS = VIEWS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New request"), id="requests.new"),
        Binding("t", "take", _("Take"), id="requests.take", group=OF_ROW),
        Binding("o", "customer", _("Customer"), id="requests.customer", group=OF_ROW),
        Binding("D", f"app.show({DISCLOSURES!r})", _("Disclosures"), id="requests.disclosures"),
        *view_keys("requests", VIEWS),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Rights requests")

    def columns(self) -> Sequence[Column[Request]]:
        """How many days the law leaves, who asks what, and where it stands."""
        return (
            Column(_("By law"), self._left, width=18),
            Column(_("Number"), lambda one: one.number, width=10),
            Column(_("Who"), say_who, flex=3),
            Column(_("Rights"), say_rights, flex=4),
            Column(_("Identity"), say_identity, width=identity_width()),
            Column(_("State"), say_state, width=18, wide_from=100),
        )

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "Everybody may ask to see their data, to have it corrected, erased, restricted or handed over, "
            "to object to its use, and to withdraw a consent. The law gives a month from receipt; the clock "
            "is only paused while identity that was asked for is outstanding. Such requests are left out of "
            "the queue: 3 shows them. One that nobody ever confirms closes automatically. Somebody who is "
            "merely unhappy makes a complaint: that is another register."
        )

    # What is shown

    async def read(self, after: Request | None) -> Sequence[Request]:
        """What is due first on top."""
        return await self.desk.read(_all)

    def is_shown(self, row: Request) -> bool:
        """Open ones are those whose clock runs; of mine I am the handler."""
        stands_still = row.clock.paused_since is not None
        if self.place.view == ALL:
            return True
        if self.place.view == MINE:
            return row.state.is_open and row.handler == self.desk.technician.login
        return row.state.is_open and stands_still == (self.place.view == WAITING)

    def nothing(self) -> str:
        """Which views have some, or how one comes here."""
        if self.rows and self.place.view != ALL:
            return _("None here. 3 shows those whose identity was asked for, 4 all of them.")
        return _("No rights requests.\n\nn  registers one; in a ticket V makes one of that ticket")

    def facts(self, row: Request) -> Iterable[Said]:
        """All of it but what each right means."""
        return facts(self.desk.policy, row, self.desk.clock())

    def briefly(self, row: Request) -> str:
        """The rights, and where it stands."""
        handler = _("handler: {name}").format(name=say_handler(row))
        return f"{say_rights(row)}\n{say_state(row)} · {handler}"

    def customer_of(self, row: Request) -> CustomerRef | None:
        """Who asks, as long as they are there."""
        return row.customer if is_there(row.customer) else None

    def open(self, row: Request) -> None:
        """Show the request."""
        open_request(self.app, self.desk, row.id)

    # What the keys do

    def action_new(self) -> None:
        """Register a request."""
        from screens.request_form import RequestForm

        self.app.push_screen(RequestForm(self.desk, customer=in_hand(self.app)))

    def action_take(self) -> None:
        """Handle the one under the cursor oneself."""
        if (row := self.row) is not None:
            self.app.run_worker(self._take(row), group=ASKS)

    async def _take(self, row: Request) -> None:
        mine = self.desk.technician.login
        try:
            if row.handler != mine:
                await self.desk.run(requests.assign, row.id, row.version, mine)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        else:
            self.app.notify(_("{number} is yours.").format(number=row.number))
        self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this technician may do, and what fits the request under the cursor."""
        match action:
            case "new":
                return has_job(self.desk, Job.REQUESTS)
            case "take":
                return self.row is not None and self.row.state.is_open
        return super().check_action(action, parameters)

    def _left(self, one: Request) -> str:
        return say_left(self.desk.policy, one, self.desk.clock())


def _all(work: UnitOfWork) -> tuple[Request, ...]:
    """The open ones, nearest deadline first, then the closed ones, newest first."""
    return (*work.requests.open(), *work.requests.done())
