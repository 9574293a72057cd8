"""A customer's file, open for purposes. Clause: P2, D1–D9, G4, G9, R5, R6, B1.

The technician sees who it is, what everybody should know (restricted, objected, services blocked, payment
overdue, contract ended), and what the file is open for and until when. Seven tabs: Details (1), Purposes &
consents (2), Services (3), Systems (4), IP use (5), History (6), Tickets (7). What the purposes don't need is
masked; `a` adds a purpose, `w` answers why about what the cursor is on, `r` helps from a distance. When its time is
over the file asks again what for; nothing that was typed is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

from helpdesk.domain.customer import CustomerFile, Invoice
from helpdesk.domain.remote import System
from helpdesk.domain.tickets import Ticket
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from screens.customer_actions import CustomerActions
from screens.customer_beside import beside
from screens.customer_header import titled
from screens.customer_history import History
from screens.customer_panes import CustomerPanes
from screens.customer_reading import TabReader
from screens.customer_services import Services
from screens.customer_systems import Systems
from screens.customer_tabs import TABS, CustomerTabs
from screens.jobs import has_job
from screens.widgets.case_header import CaseHeader
from screens.widgets.listing import Listing
from screens.widgets.paged_listing import PagedListing
from screens.widgets.prose import Prose

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.tasks.audit import Entry


@dataclass(slots=True)
class FilePlace:
    """Where a technician was in a customer's file: the tab, and in each list what its row is known by."""

    tab: str = TABS[0]
    rows: dict[str, object] = field(default_factory=dict)

    def go_to(self, tab: str, row: object) -> None:
        """Show a row of a tab that is one list."""
        self.tab = tab
        self.rows[tab] = row


class CustomerScreen(CustomerActions):
    """One customer's file, in tabs, for as long as it is open. Clause: P2."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab('details')", _("Details"), id="customer.details", show=False),
        Binding("2", "tab('consents')", _("Purposes & consents"), id="customer.consents", show=False),
        Binding("3", "tab('services')", _("Services"), id="customer.services", show=False),
        Binding("4", "tab('systems')", _("Systems"), id="customer.systems", show=False),
        Binding("5", "tab('ip-use')", _("IP use"), id="customer.ip-use", show=False),
        Binding("6", "tab('history')", _("History"), id="customer.history", show=False),
        Binding("7", "tab('tickets')", _("Tickets"), id="customer.tickets", show=False),
        Binding("left", "turn(-1)", _("Previous tab"), id="customer.previous", show=False),
        Binding("right", "turn(1)", _("Next tab"), id="customer.next", show=False),
        Binding("w", "why", _("Why?"), id="customer.why"),
        Binding("a", "add_purpose", _("Add purpose"), id="customer.add-purpose"),
        Binding("z", "close_file", _("Close file"), id="customer.close-file"),
        Binding("D", "disclosures", _("Disclosures"), id="customer.disclosures", show=False),
    ]

    def __init__(self, desk: Desk, file: CustomerFile) -> None:
        """Make the screen of a file that was opened."""
        super().__init__(desk, file)
        self.place = FilePlace()
        """Where one is in the file; to come back to where one was, give it that before it is shown."""
        self._reader = TabReader(self)

    @property
    def stands_for(self) -> str:
        """The customer."""
        return f"customer:{self.file.ref.id}"

    def body(self) -> ComposeResult:
        """The header, the tabs, what is under the chosen one, and beside it (in a wide window) all of a row, or why."""
        yield CaseHeader(id="customer-header")
        yield CustomerTabs(id="customer-tabs")
        with Horizontal(id="customer-body"):
            yield CustomerPanes(self.desk.policy, self.desk.technician, self.place.tab)
            with VerticalScroll(id="customer-side", can_focus=False):
                yield Prose(id="customer-beside")

    def fill(self) -> None:
        """Show what was read when the file was opened."""
        for listing in self.query(Listing):
            listing.begin_at = self.place.rows.get(listing.id or "")
        self.show(self._file)
        self._panes.focus_pane()
        self.read_running()

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "A file is opened for a purpose and shows what that purpose needs. Masked data is not even "
            "read; adding a purpose shows more, and is recorded. The table under 2 says what the guard "
            "decides for each purpose and kind of data; a dot means that the purpose does not need it. "
            "Close the file when you are done: then nobody can read on in it, and Today stops reminding "
            "you."
        )

    def show(self, file: CustomerFile) -> None:
        """Show a file as it is now."""
        self.title, self.sub_title = titled(file)
        self._panes.show(file, self.desk.clock())
        super().show(file)
        self._show_tab()

    @property
    def category(self) -> str:
        """The category under the cursor, if any."""
        return self._panes.pane.category

    # Tabs

    @property
    def _panes(self) -> CustomerPanes:
        return self.query_one(CustomerPanes)

    def action_tab(self, name: str) -> None:
        """Go to a tab."""
        self.place.tab = name
        self._panes.go_to(name)
        self._show_tab()
        self._panes.focus_pane()

    def action_turn(self, steps: int) -> None:
        """Go to the tab beside this one."""
        self.action_tab(TABS[(TABS.index(self._panes.tab) + steps) % len(TABS)])

    def _show_tab(self) -> None:
        tab = self._panes.tab
        self.query_one(CustomerTabs).choose(tab)
        self._reader.read(tab)
        self._show_beside()

    def read_beside(self) -> None:
        """The history, once that it was opened is on record, and the tickets; both as they are now."""
        tab = self._panes.tab
        if tab == "tickets" or (tab == "history" and self.query_one(History).on_record):
            self._reader.read(tab)
        self.read_running()

    # Beside the list, and why?

    @on(Listing.Highlighted)
    def _another_row(self, event: Listing.Highlighted[Any]) -> None:
        event.stop()
        if event.row is not None:
            self.place.rows[event.listing.id or ""] = event.listing.held
        self.query_one(Services).say_here()
        self.refresh_bindings()
        self._show_beside()

    def on_descendant_focus(self) -> None:
        """Another list of the tab may have the focus now."""
        self.query_one(Services).say_here()
        self._show_beside()

    def _show_beside(self) -> None:
        pane = self._panes.pane
        self.query_one("#customer-beside", Prose).say(*beside(self.desk, pane, pane.why))

    def action_why(self) -> None:
        """Explain what the cursor is on."""
        if (why := self._panes.pane.why) is not None:
            self.explain(why)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Why only where there is something to explain."""
        if action == "why":
            return self.is_here and self._panes.pane.why is not None
        if action == "disclosures":
            return has_job(self.desk, Job.REQUESTS, Job.DISCLOSE)
        return super().check_action(action, parameters)

    def action_disclosures(self) -> None:
        """Show what of this customer went to others."""
        from screens.disclosures import Disclosures

        self.app.push_screen(Disclosures(self.desk, self._file.ref))

    # Systems and the use of the customer's address

    @property
    def chosen_system(self) -> System | None:
        """The system under the cursor, where systems are shown."""
        return self.query_one(Systems).row if self._panes.tab == "systems" else None

    def read_remote(self) -> None:
        """Read again what is shown of systems and sessions."""
        if self._panes.tab in ("systems", "ip-use"):
            self._reader.read(self._panes.tab)

    @on(PagedListing.Wanted)
    def _read_on(self, event: PagedListing.Wanted) -> None:
        self._reader.read_on(event.listing.id or "", event.after)

    # Invoices

    @on(Listing.Selected, "#services-invoices")
    def _invoice_chosen(self, event: Listing.Selected[Invoice]) -> None:
        from screens.invoice_opening import open_invoice

        event.stop()
        open_invoice(self.app, self.desk, event.row.id)

    # History

    @on(Listing.Selected, "#history")
    def _record_chosen(self, event: Listing.Selected[Entry]) -> None:
        from screens.dialogs.record_details import RecordDetails

        event.stop()
        self.app.push_screen(RecordDetails(self.desk.policy, event.row))

    # Tickets

    def on_customer_tickets_new(self) -> None:
        """A form for a new ticket of this customer."""
        from screens.ticket_form import TicketForm

        self.app.push_screen(TicketForm(self.desk, self._file.ref))

    @on(Listing.Selected, "#tickets")
    def _ticket_chosen(self, event: Listing.Selected[Ticket]) -> None:
        from screens.ticket_opening import open_ticket

        event.stop()
        open_ticket(self.app, self.desk, event.row)
