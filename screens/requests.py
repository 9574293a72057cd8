"""Rights requests: who asks what of their data, nearest legal deadline first. Clause: R1–R7.

The technician sees how many days the law leaves, who asks, which rights in words, whether it is known who is asking,
and where it stands; in a wide window also all of the one under the cursor. A digit shows the open ones, mine, those
whose clock stands still, or all. Enter opens, `n` registers one, `t` takes the one under the cursor, `o` opens the
customer's file, `d` shows what went to others.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, Refused
from helpdesk.domain.requests import Request
from helpdesk.i18n import _, show_number, tell
from helpdesk.tasks import requests
from screens.case_page import ASKS
from screens.open_page import tell_failure
from screens.page import Page
from screens.request_opening import may_handle, open_request
from screens.request_words import facts, is_there, say_identity, say_left, say_rights, say_state, say_who
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words
from screens.widgets.tab_line import tab_line

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork


class View(StrEnum):
    """Which requests the list shows."""

    OPEN = "open"
    MINE = "mine"
    WAITING = "waiting"
    ALL = "all"


VIEWS = tuple(View)


class Requests(Page[None]):
    """The list of rights requests."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New request"), id="requests.new"),
        Binding("t", "take", _("Take"), id="requests.take"),
        Binding("o", "customer", _("Customer"), id="requests.customer"),
        Binding("d", "app.disclosures", _("Disclosures"), id="requests.disclosures"),
        Binding("1", "view(0)", _("Open ones"), id="requests.open", show=False),
        Binding("2", "view(1)", _("Mine"), id="requests.mine", show=False),
        Binding("3", "view(2)", _("Identity asked"), id="requests.waiting", show=False),
        Binding("4", "view(3)", _("All"), id="requests.all", show=False),
        Binding("left", "turn(-1)", _("Previous view"), id="requests.previous", show=False),
        Binding("right", "turn(1)", _("Next view"), id="requests.next", show=False),
        Binding("r", "refresh", _("Refresh"), id="requests.refresh", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Rights requests")
        self._view = View.OPEN
        self._requests: tuple[Request, ...] = ()
        self._filled = False

    def body(self) -> ComposeResult:
        """The views, the requests, and what is to be known of the one under the cursor."""
        yield Words(id="requests-views")
        with Horizontal(id="requests-body"):
            yield Listing[Request](
                [
                    Column(_("By law"), self._left, width=18),
                    Column(_("Number"), lambda one: one.number, width=10),
                    Column(_("Who"), say_who, flex=3),
                    Column(_("Rights"), say_rights, flex=4),
                    Column(_("Identity"), say_identity, width=10),
                    Column(_("State"), say_state, width=18, wide_from=100),
                ],
                id="requests-list",
            )
            with VerticalScroll(id="requests-side", can_focus=False):
                yield Prose(id="requests-one")
        yield Words(id="requests-more")

    def fill(self) -> None:
        """Read what is due first."""
        self._list.focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Back from a request: something may have been done."""
        if self._filled:
            self._read()

    def store_changed(self) -> None:
        """Somebody may have dealt with one."""
        if self._filled:
            self._read()

    def help_text(self) -> str:
        """What stands here."""
        return _(
            "Everybody may ask to see their data, to have it corrected, erased, restricted or handed over, to object "
            "to its use, and to withdraw a consent. The law gives a month from receipt; the clock stands still only "
            "while identity that was asked for is outstanding, and such a request does not clutter the queue: 3 shows "
            "those. One that nobody ever confirms closes by itself. Who is merely unhappy complains: that has a "
            "register of its own."
        )

    # Reading

    @work(exclusive=True, group="requests")
    async def _read(self) -> None:
        try:
            with busy(self):
                found = await self.desk.read(_all)
        except Refused as refused:
            self._list.empty = "\n".join(tell(part) for part in (refused.what, refused.todo) if part)
            self._list.show_rows(())
            return
        self._requests, self._filled = found, True
        self._show()

    def _show(self) -> None:
        shown = [one for one in self._requests if self._is_shown(one)]
        self._list.empty = self._nothing()
        self._list.show_rows(shown, same=lambda one: one.id)
        names = [_view_name(view) for view in VIEWS]
        place = VIEWS.index(self._view)
        names[place] = f"{names[place]} {show_number(len(shown))}"
        self.query_one("#requests-views", Words).update(tab_line(names, place, spaced=True))
        self.refresh_bindings()

    def _is_shown(self, one: Request) -> bool:
        """Open ones are those whose clock runs; of mine I am the handler."""
        stands_still = one.clock.paused_since is not None
        match self._view:
            case View.ALL:
                return True
            case View.MINE:
                return one.state.is_open and one.handler == self.desk.technician.login
            case View.WAITING:
                return one.state.is_open and stands_still
        return one.state.is_open and not stands_still

    def _nothing(self) -> str:
        if self._requests and self._view is not View.ALL:
            return _("None here. 3 shows those whose identity was asked for, 4 all of them.")
        return _("No rights requests.\n\nn  registers one; in a ticket V makes one of that ticket")

    @on(Listing.Highlighted, "#requests-list")
    def _highlighted(self, event: Listing.Highlighted[Request]) -> None:
        event.stop()
        row, policy, now = event.row, self.desk.policy, self.desk.clock()
        self.query_one("#requests-one", Prose).say(*(facts(policy, row, now) if row else ()))
        more = ""
        if row is not None:
            handler = _("handler: {name}").format(name=visible(row.handler) or _("nobody"))
            more = f"{say_rights(row)}\n{say_state(row)} · {handler}"
        self.query_one("#requests-more", Words).update(Content(more))
        self.refresh_bindings()

    # What the keys do

    def action_view(self, place: int) -> None:
        """Show other requests."""
        self._view = VIEWS[place]
        if self._filled:
            self._show()

    def action_turn(self, steps: int) -> None:
        """Show the view beside this one."""
        self.action_view((VIEWS.index(self._view) + steps) % len(VIEWS))

    @on(Listing.Selected, "#requests-list")
    def _selected(self, event: Listing.Selected[Request]) -> None:
        event.stop()
        open_request(self.app, self.desk, event.row.id)

    def action_new(self) -> None:
        """Register a request."""
        from screens.request_form import RequestForm

        self.app.push_screen(RequestForm(self.desk))

    def action_take(self) -> None:
        """Handle the one under the cursor oneself."""
        if (row := self._list.row) is not None:
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
        if self.is_mounted:
            self._read()

    def action_customer(self) -> None:
        """Open the customer of the request under the cursor."""
        row = self._list.row
        if row is not None and is_there(row.customer):
            from screens.opening import open_customer

            open_customer(self.app, self.desk, row.customer)

    def action_refresh(self) -> None:
        """Read the requests again."""
        if self.desk.is_open:
            self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this technician may do, and what fits the request under the cursor."""
        row = self._list.row if self.is_mounted else None
        match action:
            case "new":
                return may_handle(self.desk)
            case "customer":
                return row is not None and is_there(row.customer)
            case "take":
                return row is not None and row.state.is_open
        return super().check_action(action, parameters)

    @property
    def _list(self) -> Listing[Request]:
        return self.query_one("#requests-list", Listing)

    def _left(self, one: Request) -> str:
        return say_left(self.desk.policy, one, self.desk.clock())


def _all(work: UnitOfWork) -> tuple[Request, ...]:
    """The open ones, nearest deadline first, then the closed ones, newest first."""
    return (*work.requests.open(), *work.requests.done())


def _view_name(view: View) -> str:
    """A view in a word."""
    return {
        View.OPEN: _("Open ones"),
        View.MINE: _("Mine"),
        View.WAITING: _("Identity asked"),
        View.ALL: _("All"),
    }[view]
