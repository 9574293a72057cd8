"""What only one tab of a customer's file shows is read when that tab is chosen. Clause: P2, G4, B4.

The app owns the work; a later reading of the same tab replaces an earlier one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from helpdesk.domain.errors import Refused
from helpdesk.domain.remote import Session
from helpdesk.domain.tickets import Ticket, TicketFilter
from helpdesk.i18n import tell
from helpdesk.tasks import files, sessions, systems, tickets
from helpdesk.tasks.audit import Entry
from screens.customer_history import History
from screens.customer_ip_use import IpUse
from screens.customer_systems import Systems
from screens.customer_tickets import CustomerTickets
from screens.file_page import FilePage
from screens.owned import latest

_Job = Callable[..., Coroutine[Any, Any, None]]

T = TypeVar("T")


class TabReader:
    """Reads the tabs of a page, and shows the results there."""

    def __init__(self, page: FilePage) -> None:
        self._page = page

    def read(self, tab: str) -> None:
        """Read what a tab shows, if that is read separately from the file and may be read."""
        page = self._page
        if tab == "history":
            self._latest(tab, self._history)
        elif tab == "systems" and page.query_one(Systems).readable:
            self._latest(tab, self._systems)
        elif tab == "ip-use" and page.query_one(IpUse).readable:
            self._latest(tab, self._ip_use)
        elif tab == "tickets":
            self._latest(tab, self._tickets)

    def read_on(self, tab: str, after: Any) -> None:
        """Read further back in a tab's list, after the last row it shows."""
        jobs: dict[str, _Job] = {"history": self._history, "ip-use": self._ip_use, "tickets": self._tickets}
        self._latest(tab, jobs[tab], after)

    def _latest(self, tab: str, job: _Job, *args: object) -> None:
        latest(self._page.app, f"customer-{tab}", job, *args)

    async def _history(self, after: Entry | None = None) -> None:
        """The first reading is recorded."""
        page, customer = self._page, self._page.file.ref.id
        history = page.query_one(History)

        async def read(last: Entry | None) -> Sequence[Entry] | None:
            before = last.record.seq if last else None
            return await page.in_time(lambda: page.desk.read(files.history, customer, before))

        if history.on_record:
            entries = await history.as_far(read, after)
        else:  # set in advance, because it is done even if a faster key stops the waiting for it
            history.on_record = True
            entries = await page.in_time(lambda: page.desk.run(files.open_history, customer))
        if entries is not None and page.is_here:
            history.show_page(entries, follow=after is not None)

    async def _readable(self, job: Callable[[], Awaitable[T]]) -> T | None:
        """The result of a job; if it may no longer be read, the file is read again and says why. Clause: R5."""
        try:
            return await self._page.in_time(job)
        except Refused:
            self._page.store_changed()
            return None

    async def _systems(self) -> None:
        page, customer = self._page, self._page.file.ref.id
        found = await self._readable(lambda: page.desk.run(systems.systems, customer))
        if found is not None and page.is_here:
            page.query_one(Systems).show_systems(found)
            page.refresh_bindings()

    async def _ip_use(self, after: Session | None = None) -> None:
        page, customer = self._page, self._page.file.ref.id
        used = page.query_one(IpUse)

        async def read(last: Session | None) -> Sequence[Session] | None:
            return await self._readable(lambda: page.desk.run(sessions.of_customer, customer, last))

        found = await used.as_far(read, after)
        if found is not None and page.is_here:
            used.show_page(found, follow=after is not None)
            page.refresh_bindings()

    async def _tickets(self, after: Ticket | None = None) -> None:
        page = self._page
        pane, wanted = page.query_one(CustomerTickets), TicketFilter(customer=page.file.ref.id)

        async def read(last: Ticket | None) -> Sequence[Ticket]:
            return await page.desk.read(tickets.list_tickets, wanted, last)

        try:
            found = await pane.as_far(read, after)
        except Refused as refused:
            pane.refused("\n".join(tell(part) for part in (refused.what, refused.todo) if part))
            return
        if found is not None and page.is_here:
            pane.show_page(found, follow=after is not None)
            page.refresh_bindings()
