"""IP use of all customers: when we used whose address, from where it came, and how it ended. Clause: D6, G6, R1.

The technician sees the sessions, newest first, and in a wide window all of the one under the cursor beside them; older
ones follow when the cursor reaches the end. `f` filters by customer number, technician, period and address, and what
is filtered stands above the list; `0` shows all again. Enter shows all of one session, `p` plays its recording, `o`
opens the customer, `x` writes what is listed to a file, `y` shows the week of the one under the cursor in a picture. A
role without this job is told so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.domain.remote import LEDGER_PAGE, Filter, Session
from helpdesk.i18n import _, ngettext, show_moment, show_number, tell
from helpdesk.tasks import sessions
from helpdesk.words.sessions import say_address, say_course, say_what, say_who
from screens.dialogs.list_filter import say_filter
from screens.dialogs.session_details import details
from screens.register import Place, view_keys
from screens.register_page import RegisterPage
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk


@dataclass(slots=True)
class LedgerPlace(Place):
    """Where a technician was in the ledger, and what was filtered; `names` are those of technicians, by login."""

    filter: Filter = field(default_factory=Filter)
    names: Mapping[str, str] = field(default_factory=dict)


class Ledger(RegisterPage[Session]):
    """The ledger of the use of customers' IP addresses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", _("Filter"), id="ledger.filter"),
        Binding("0", "show_all", _("All"), id="ledger.all"),
        Binding("p", "replay", _("Replay"), id="ledger.replay", group=OF_ROW),
        Binding("o", "customer", _("Customer"), id="ledger.customer", group=OF_ROW),
        Binding("x", "export", _("Export"), id="ledger.export"),
        Binding("y", "week", _("Week"), id="ledger.week"),
        *view_keys("ledger"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("IP use")
        self.place: LedgerPlace = LedgerPlace()
        self._on_record: Filter | None = None

    def columns(self) -> Sequence[Column[Session]]:
        """When we used whose address, what for, and how it ended."""
        return (
            Column(_("When"), lambda one: show_moment(one.started), width=17),
            Column(_("Address"), say_address, flex=4),
            Column(_("Customer"), _customer, flex=5),
            Column(_("Who"), say_who, flex=3),
            Column(_("What"), lambda one: say_what(self.desk.policy, one), flex=4, wide_from=84),
            Column(_("How long"), say_course, flex=4),
        )

    def help_text(self) -> str:
        """What the ledger is for."""
        return _(
            "A row is written before a connection is made and closed however it ends, so nothing is missed. "
            "! marks an address that was new for the customer, ~ one that somebody gave us instead of being "
            "read from the connection, ● a session that is recorded. If a customer asks when we used their "
            "address, filter by their number."
        )

    # What is shown

    @property
    def _filtered(self) -> str:
        """What is filtered, in words; `""` where nothing is."""
        wanted = self.place.filter
        return say_filter(wanted, self.place.names, wanted.address)

    @property
    def page(self) -> int | None:
        """They are read page by page."""
        return LEDGER_PAGE

    @property
    def asked(self) -> Hashable:
        """What is filtered."""
        return self.place.filter

    async def read(self, after: Session | None) -> Sequence[Session]:
        """The newest on top; that somebody looked is on record, the first time for a filter."""
        wanted = self.place.filter
        page = await self.desk.read(sessions.ledger, wanted, after)
        if self._on_record != wanted:
            await self.desk.run(sessions.record_ledger, wanted, len(page))
            self._on_record = wanted
        return page

    def said_above(self, count: int) -> Content:
        """What is filtered, and how many are shown."""
        counted = ngettext("{count} session", "{count} sessions", count).format(count=self.say_many(count))
        what = self._filtered
        said = _("Shown: {what}").format(what=what) if what else _("All sessions, newest first.")
        return Content(f"{said}  {counted}")

    def nothing(self) -> str:
        """What to do about it, or how one comes here."""
        if self.place.filter == Filter():
            return _(
                "No sessions yet.\n\nIn a customer's file Enter on a system signs in, and r helps in "
                "another way.\nEach session is shown here from its first moment."
            )
        return _("No session answers this: {what}.").format(what=self._filtered) + _(
            "\n\nf changes the filter, 0 shows all again."
        )

    def briefly(self, row: Session) -> str:
        """What is cut off in a narrow list."""
        first = " · ".join((show_moment(row.started), say_address(row), _customer(row)))
        return first + "\n" + " · ".join((say_who(row), say_what(self.desk.policy, row), say_course(row)))

    def facts(self, row: Session) -> Iterable[Said]:
        """All of it."""
        return details(self.desk.policy, row)

    def open(self, row: Session) -> None:
        """Show all of it."""
        from screens.dialogs.session_details import SessionDetails

        self.app.push_screen(SessionDetails(self.desk.policy, row))

    def customer_of(self, row: Session) -> CustomerRef | None:
        """Whose address it was."""
        return row.customer

    # What the keys do

    def action_filter(self) -> None:
        """Ask what to show."""
        self._ask_filter()

    @work(exclusive=True, group="ledger-ask")
    async def _ask_filter(self) -> None:
        """Ask what to show."""
        from screens.dialogs.ledger_filter import LedgerFilter

        technicians = await self.desk.read(sessions.technicians)
        self.place.names = {one.login: one.name for one in technicians}
        dialog = LedgerFilter(self.desk.policy, technicians, self.place.filter)
        if (wanted := await self.app.push_screen_wait(dialog)) is not None:
            self.place.filter = wanted
            self.read_again()

    def action_show_all(self) -> None:
        """Show all again."""
        self.place.filter = Filter()
        self.read_again()

    def action_replay(self) -> None:
        """Play the recording of the session under the cursor."""
        if (row := self.row) is not None:
            from screens.replay import Replay

            self.app.push_screen(Replay(self.desk, row))

    def action_customer(self) -> None:
        """Open the customer of the session under the cursor."""
        if (row := self.row) is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, row.customer, session=row.id)

    def action_week(self) -> None:
        """The week of the session under the cursor, in one picture; without one, this week."""
        from screens.session_week import SessionWeek

        of = None if self.row is None else self.desk.policy.today(self.row.started)
        self.app.push_screen(SessionWeek(self.desk, of))

    @work(exclusive=True, group="ledger-ask")
    async def action_export(self) -> None:
        """Write what the filter asks for to a file, on record."""
        from screens.asking_whom import ask_for_whom
        from screens.dialogs.save_as import SaveAs

        whom = await ask_for_whom(self.app, self.desk, of_one=bool(self.place.filter.customer))
        if not whom:
            return
        said = (
            []
            if self.place.filter.customer
            else [_("For ourselves. For others, filter on one customer first.")]
        )

        async def write(given: str) -> tuple[int, str]:
            return await self.desk.run(sessions.export_to, self.place.filter, given, whom), given

        written = await self.app.push_screen_wait(
            SaveAs(_("Export IP use"), _("Export"), "ip-use.csv", write, said)
        )
        if written is not None:
            count, file = written
            done = ngettext(
                "{count} session written to {file}.", "{count} sessions written to {file}.", count
            )
            self.app.notify(done.format(count=show_number(count), file=visible(file)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the session under the cursor has."""
        if action == "export":
            return bool(self.rows)
        if action == "show_all":
            return self.place.filter != Filter()
        if action == "replay":
            return self.row is not None and self.row.recorded
        return super().check_action(action, parameters)


def _customer(one: Session) -> str:
    ref = one.customer
    return visible(" ".join(part for part in (tell(ref.shown_number), ref.name or ref.company) if part))
