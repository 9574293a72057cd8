"""The actions behind the keys and tabs of a customer's file. Clause: P2, G2, G4, G9, D6, B4."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.remote import System
from helpdesk.i18n import _
from screens.customer_changes import FileChanges
from screens.customer_consents import ConsentList
from screens.customer_ip_use import IpUse
from screens.customer_remote import FileRemote
from screens.customer_services import InvoiceList, ServiceList
from screens.customer_systems import Systems
from screens.file_page import FilePage
from screens.open_page import ASKS
from screens.owned import latest

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class CustomerActions(FilePage):
    """Passes requests on: to `FileChanges` for changes to the file, to `FileRemote` for remote support."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "remote", _("Remote support"), id="customer.remote"),
    ]

    def __init__(self, desk: Desk, file: CustomerFile) -> None:
        """Make the screen of a file that was opened."""
        super().__init__(desk, file)
        self._changes = FileChanges(self)
        self._remote = FileRemote(self)

    @property
    @abstractmethod
    def category(self) -> str:
        """The category under the cursor, if any."""

    @property
    @abstractmethod
    def chosen_system(self) -> System | None:
        """The system under the cursor, if any."""

    # The file

    def action_add_purpose(self) -> None:
        """Show more, for another purpose."""
        self.app.run_worker(self._changes.add_purpose(self.category), group=ASKS)

    def action_close_file(self) -> None:
        """Close this customer's file early."""
        self.app.run_worker(self._changes.close(), group=ASKS)

    def on_details_edit(self) -> None:
        """Open the form."""
        self.edit()

    def edit(self) -> None:
        """Open the form over this file."""
        self.app.run_worker(self._changes.edit(), group=ASKS)

    def on_consent_list_record(self, event: ConsentList.Record) -> None:
        """Ask how, and record it."""
        self.app.run_worker(self._changes.record(event.purpose, event.kind), group=ASKS)

    def on_service_list_new(self) -> None:
        """Ask which service, and add it."""
        self.app.run_worker(self._changes.new_service(), group=ASKS)

    def on_service_list_end(self, event: ServiceList.End) -> None:
        """Ask on what day, and end it."""
        self.app.run_worker(self._changes.end_service(event.service), group=ASKS)

    def on_invoice_list_new(self) -> None:
        """Ask which invoice, and note it."""
        self.app.run_worker(self._changes.new_invoice(), group=ASKS)

    def on_invoice_list_pay(self, event: InvoiceList.Pay) -> None:
        """Ask on what day, and note that it was paid."""
        self.app.run_worker(self._changes.pay(event.invoice), group=ASKS)

    # From a distance

    def action_remote(self) -> None:
        """Sign in to the system under the cursor, help in another way, or stop what is running."""
        self.do(self._remote.help(self.chosen_system))

    def on_ip_use_asked(self, event: IpUse.Asked) -> None:
        """Show all of a session, its recording, or its note."""
        match event.what:
            case "details":
                from screens.dialogs.session_details import SessionDetails

                shown = SessionDetails(self.desk.policy, event.session)
                shown.about = event.session.customer.id
                self.app.push_screen(shown)
            case "replay":
                from screens.replay import Replay

                self.app.push_screen(Replay(self.desk, event.session))
            case _:
                self.do(self._remote.support.note(event.session, again=True))

    def on_systems_asked(self, event: Systems.Asked) -> None:
        """Sign in to a system, add, change, test or remove one, or show its host keys."""
        remote, system = self._remote, event.system
        if event.what == "sign in":
            self.action_remote()
        elif event.what == "new" or system is None:
            self.do(remote.form(None))
        elif event.what == "change":
            self.do(remote.form(system))
        elif event.what == "test":
            self.do(remote.test(system))
        elif event.what == "keys":
            self.do(remote.keys(system))
        else:
            self.do(remote.remove(system))

    def done(self) -> None:
        """The result may show among the systems and sessions, and a clock may be running."""
        self.read_remote()
        self.read_running()
        self.look_at_the_clock()

    def read_remote(self) -> None:
        """Read the systems and sessions that are shown again."""

    def read_running(self) -> None:
        """Check whether a clock is running for this customer."""
        latest(self.app, "customer-running", self._read_running)

    async def _read_running(self) -> None:
        clocks = await self._remote.clocks()
        if self.is_here:
            self.show_running(clocks)
