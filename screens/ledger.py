"""IP use of all customers: when we used whose address, from where it came, and how it ended. Clause: D6, G6, R1.

The technician sees the sessions, newest first, and in a wide window all of the one under the cursor beside them; older
ones follow when the cursor reaches the end. `f` filters by customer number, technician, period and address, and what
is filtered stands above the list. Enter shows all of one session, `p` plays its recording, `o` opens the customer, `x`
writes what is listed to a file. A role without this job is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, Refused
from helpdesk.domain.remote import LEDGER_PAGE, Filter, Session
from helpdesk.i18n import _, ngettext, show_date, show_moment, show_number, tell
from helpdesk.tasks import sessions
from screens.dialogs.session_details import details
from screens.page import Page
from screens.paging import read_again
from screens.session_words import say_address, say_course, say_what, say_who
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class Ledger(Page[None]):
    """The ledger of the use of customers' IP addresses."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", _("Filter"), id="ledger.filter"),
        Binding("p", "replay", _("Replay"), id="ledger.replay"),
        Binding("o", "customer", _("Customer"), id="ledger.customer"),
        Binding("x", "export", _("Export"), id="ledger.export"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("IP use")
        self._filter = Filter()
        self._sessions: tuple[Session, ...] = ()
        self._more = False
        self._filled = False
        self._names: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """What is filtered, the sessions, and all of the one under the cursor."""
        yield Words(id="ledger-filter")
        with Horizontal(id="ledger-body"):
            yield Listing[Session](
                [
                    Column(_("When"), lambda one: show_moment(one.started), width=17),
                    Column(_("Address"), say_address, flex=4),
                    Column(_("Customer"), _customer, flex=5),
                    Column(_("Who"), say_who, flex=3),
                    Column(_("What"), lambda one: say_what(self.desk.policy, one), flex=4, wide_from=84),
                    Column(_("How long"), say_course, flex=4),
                ],
                id="ledger-list",
            )
            with VerticalScroll(id="ledger-side", can_focus=False):
                yield Prose(id="ledger-one")

    def fill(self) -> None:
        """Read the newest sessions; that is on record."""
        self._read()

    def help_text(self) -> str:
        """What the ledger is for."""
        return _(
            "A row is written before a connection is made and closed however it ends, so nothing is forgotten. "
            "! marks an address that was new for the customer, ~ one that was told and not read from the connection, "
            "● a session that is recorded. When a customer asks when we used their address, filter by their number."
        )

    def store_changed(self) -> None:
        """A session may have begun or ended; whoever looks on is on record already."""
        if self._filled:
            self._read()

    @work(exclusive=True, group="ledger")
    async def _read(self, before: Session | None = None) -> None:
        """Read what the filter asks for, or the sessions before one; the first time for a filter it is on record."""
        listing = self.query_one(Listing)
        try:
            with busy(self):
                if before is None:
                    found, more = await read_again(len(self._sessions), self._page, LEDGER_PAGE)
                else:
                    page = await self._page(before)
                    found, more = (*self._sessions, *page), len(page) == LEDGER_PAGE
                if not self._filled:
                    await self.desk.run(sessions.record_ledger, self._filter, len(found))
        except Refused as refused:
            listing.empty = "\n".join(tell(part) for part in (refused.what, refused.todo) if part)
            listing.show_rows(())
            return
        if not self._filled:
            listing.show_rows(())  # the cursor goes to the first of what is new
        self._sessions, self._more, self._filled = found, more, True
        self.query_one("#ledger-filter", Words).update(Content(self._said()))
        listing.empty = _("No session answers this. f changes the filter.")
        listing.show_rows(self._sessions, same=lambda one: one.id)
        self.refresh_bindings()

    async def _page(self, before: Session | None) -> Sequence[Session]:
        return await self.desk.read(sessions.ledger, self._filter, before)

    def _said(self) -> str:
        """What is filtered, and how many are shown."""
        count = len(self._sessions)
        many = show_number(count) + ("+" if self._more else "")
        counted = ngettext("{count} session", "{count} sessions", count).format(count=many)
        return f"{say_filter(self._filter, self._names)}  {counted}"

    @work(exclusive=True, group="ledger-ask")
    async def action_filter(self) -> None:
        """Ask what to show."""
        from screens.dialogs.ledger_filter import LedgerFilter

        technicians = await self.desk.read(sessions.technicians)
        self._names = {one.login: one.name for one in technicians}
        dialog = LedgerFilter(self.desk.policy, technicians, self._filter)
        if (wanted := await self.app.push_screen_wait(dialog)) is not None:
            self._filter, self._sessions, self._filled = wanted, (), False
            self._read()

    @on(Listing.Selected, "#ledger-list")
    def _selected(self, event: Listing.Selected[Session]) -> None:
        from screens.dialogs.session_details import SessionDetails

        event.stop()
        self.app.push_screen(SessionDetails(self.desk.policy, event.row))

    @on(Listing.Highlighted, "#ledger-list")
    def _highlighted(self, event: Listing.Highlighted[Session]) -> None:
        event.stop()
        row = event.row
        self.query_one("#ledger-one", Prose).say(*(details(self.desk.policy, row) if row else ()))
        self.refresh_bindings()
        if self._more and row is not None and row.id == self._sessions[-1].id:
            self._more = False
            self._read(row)

    def action_replay(self) -> None:
        """Play the recording of the session under the cursor."""
        if self._row is not None:
            from screens.replay import Replay

            self.app.push_screen(Replay(self.desk, self._row))

    def action_customer(self) -> None:
        """Open the customer of the session under the cursor."""
        if self._row is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, self._row.customer, session=self._row.id)

    @work(exclusive=True, group="ledger-ask")
    async def action_export(self) -> None:
        """Write what the filter asks for to a file, on record."""
        from screens.dialogs.line import Line

        given = await self.app.push_screen_wait(
            Line(_("Export IP use"), _("File"), _("Export"), "ip-use.csv")
        )
        if not given:
            return
        try:
            with busy(self):
                count = await self.desk.run(sessions.export_to, self._filter, given)
        except HelpdeskError as error:
            from screens.dialogs.notice import show_error

            show_error(self.app, error)
            return
        said = ngettext("{count} session written to {file}.", "{count} sessions written to {file}.", count)
        self.app.notify(said.format(count=show_number(count), file=visible(given)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the session under the cursor has."""
        if action == "export":
            return bool(self._sessions)
        if action == "replay":
            return self._row is not None and self._row.recorded
        if action == "customer":
            return self._row is not None
        return super().check_action(action, parameters)

    @property
    def _row(self) -> Session | None:
        return self.query_one("#ledger-list", Listing).row if self.is_mounted else None


def say_filter(wanted: Filter, names: Mapping[str, str]) -> str:
    """What is filtered, in words; that nothing is, too. `names` are those of technicians, by login."""
    technician = names.get(wanted.technician, wanted.technician)
    parts = [visible(part) for part in (wanted.customer, technician, wanted.address) if part]
    if wanted.since is not None:
        parts.append(_("from {day}").format(day=show_date(wanted.since)))
    if wanted.until is not None:
        parts.append(_("up to {day}").format(day=show_date(wanted.until - timedelta(days=1))))
    return _("Shown: {what}").format(what=", ".join(parts)) if parts else _("All sessions, newest first.")


def _customer(one: Session) -> str:
    ref = one.customer
    return visible(" ".join(part for part in (tell(ref.shown_number), ref.name or ref.company) if part))
