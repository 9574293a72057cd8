"""A screen on one case of a customer, such as a ticket; it lasts as long as the customer's file is open. Clause: P2.

When the time of the file is over, it hides what it shows and asks again what for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.timer import Timer

from helpdesk.domain.complaints import CaseChanged
from helpdesk.domain.customer import CustomerRef, OpenFile
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, NotFound, Refused, StoreError
from helpdesk.domain.tickets import TicketChanged
from helpdesk.i18n import _, show_time
from helpdesk.tasks import files
from screens.open_page import ASKS, OpenPage
from screens.owned import latest
from screens.widgets.case_header import CaseHeader, HeaderPart

if TYPE_CHECKING:
    from helpdesk.desk import Desk

T = TypeVar("T")
View = TypeVar("View")


class CasePage(OpenPage, Generic[View]):
    """A subclass says whose case it is, how to read it, whether it has changed, and what its header says."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self, desk: Desk, view: View) -> None:
        """Make the screen of an opened case, already read as `view`."""
        super().__init__(desk)
        self.view = view
        self.file_opened: OpenFile | None = None
        """Until when and for what the customer's file is open, as far as known."""
        self.due = False
        """Whether a full reading was requested and not shown yet: its replacement must be a full one too.

        Something done here may not have made a new version, such as a used-up try of a code.
        """
        self._timer: Timer | None = None
        self._why_is_told = False

    @property
    def customer(self) -> CustomerRef | None:
        """Whose case it is; `None` for somebody without a file."""
        return None

    async def opened_for(self, ref: CustomerRef) -> bool:
        """Ask what for, and open a customer's file for that; returns whether it is open now."""
        return False

    @abstractmethod
    async def is_as_seen(self) -> bool:
        """Whether the case is still as it was read; nothing is read for this that would be recorded.

        Errors: those after which the contents must be hidden, such as `Refused`.
        """

    @abstractmethod
    async def view_now(self) -> View:
        """The case read again, on record. Errors: as `is_as_seen`."""

    @abstractmethod
    def header(self) -> Iterable[Iterable[HeaderPart]]:
        """The parts of each line of the header; the person comes first, in bold."""

    def show_header(self) -> None:
        """Show who it is about, where it stands, and until when the file is open; if hidden, only the first."""
        if not self.is_here:  # it was left while the store was asked
            return
        *lines, last = (tuple(line) for line in self.header())
        if self.has_class("-over"):
            self.sub_title = ""
            self.query_one(CaseHeader).say((lines[0] if lines else last)[:1])
            return
        opened = self.file_opened
        until = _("open until {time}").format(time=show_time(opened.expires)) if opened else ""
        self.query_one(CaseHeader).say(*lines, (*last, until))

    # Reading it again

    def read_again(self, *, always: bool = True) -> None:
        """Read the case again; with `always=False` only if it has changed."""
        self.due = self.due or always
        latest(self.app, f"read-{self.stands_for}", self._read_again)

    async def _read_again(self) -> None:
        case = self.stands_for
        try:
            if not self.due and await self.in_time(self.is_as_seen) is not False:
                return
            view = await self.in_time(self.view_now)
        except NotFound as gone:
            if self.is_here:
                self.dismiss()
            raise gone
        except Refused as refused:
            self.not_readable(refused)
            return
        if self.stands_for == case:  # a ticket may have been merged with another meanwhile
            self.shown(view)

    def shown(self, view: View | None) -> None:
        """Show it if it was read and the screen is still there."""
        if view is not None and self.is_here:
            self.due = False
            self.show(view)

    def show(self, view: View) -> None:
        """Show the case as it is now."""
        self.view = view

    # Doing things

    def not_done(self, error: HelpdeskError) -> None:
        """Report it, and show the case as it is now if somebody else changed it."""
        self.told(error)
        self._why_is_told = isinstance(error, Refused)
        if isinstance(error, (TicketChanged, CaseChanged)):
            self.read_again()
        elif not isinstance(error, StoreError) and self.is_here:
            self.read_again(always=False)

    def not_readable(self, refused: Refused) -> None:
        """The contents may no longer be read: hide them, and close with the reason once nothing is in front.

        Clause: R5, R6.
        """
        self._put_away(for_good=True)
        if self.is_here and self.is_active:
            self.dismiss()
            if not self._why_is_told:
                self.told(refused)

    async def in_time(self, job: Callable[[], Awaitable[T]]) -> T | None:
        """Do a job; if it needs a customer's file that is not open, ask what for and do it then.

        That may be another customer, such as the one of the ticket that a message is moved to.
        """
        for _attempt in range(2):
            try:
                return await job()
            except FileNotOpen as closed:
                if not await self._opened(closed.subject):
                    return None
        return await job()

    async def _opened(self, customer: str) -> bool:
        mine = self.customer
        if mine is not None and mine.id == customer:
            return await self.open_again()
        return await self.opened_for(await self.desk.read(lambda work: work.customers.ref(customer)))

    async def open_again(self) -> bool:
        """Ask what for, and open the customer's file for that; if nothing is chosen the screen closes."""
        if self._asking or self.customer is None:
            return False
        self._put_away()  # also if it was closed early, on another console or page
        with self.asking():
            opened = await self.opened_for(self.customer)
        if not self.is_here:
            return False
        if opened:
            self.read_again()
        else:
            self.dismiss()
        return opened

    # The time of the customer's file

    def look_at_the_file(self) -> None:
        """Find out how long the file stays open."""
        latest(self.app, "case-file", self._look_at_the_file)

    async def _look_at_the_file(self) -> None:
        ref = self.customer
        try:
            self.file_opened = await self.desk.read(files.opened, ref.id) if ref is not None else None
        except FileNotOpen:
            self.file_opened = None
            if self.is_here:
                self._over()
            return
        if self.is_here:
            if not self.due:  # or a refusal has hidden it meanwhile
                self.remove_class("-over")
            self._why_is_told = False
            self.look_at_the_clock()

    def on_screen_resume(self) -> None:
        """Back from elsewhere: the file's time may be over, and the case may have changed."""
        if self._timer is not None or self.customer is None:
            self.look_at_the_clock()
            self.store_changed()

    def store_changed(self) -> None:
        """Somebody may have worked on it."""
        if not self.is_asked:
            self.read_again(always=False)

    def store_changed_beneath(self) -> None:
        """Hide it if it may no longer be read; the reason is told once nothing is in front.

        What is hidden already is not checked again: each refusal is recorded, and that changes the store.
        """
        if self.has_class("-over"):
            return
        latest(self.app, "case-beneath", self._look_beneath)

    async def _look_beneath(self) -> None:
        try:
            await self.is_as_seen()
        except (FileNotOpen, NotFound, Refused):
            self._put_away(for_good=True)

    def _put_away(self, *, for_good: bool = False) -> None:
        """Hide the contents until they may be read again; `for_good`: after this only a new reading is shown."""
        self.due = self.due or for_good
        self.add_class("-over")
        self.show_header()

    def look_at_the_clock(self) -> None:
        """Once the time of the file is over, hide the contents and ask again what for."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.file_opened is None:
            self.show_header()
            return
        left = (self.file_opened.expires - self.desk.clock()).total_seconds()
        if left <= 0:
            self._over()
            return
        self.show_header()
        self._timer = self.set_timer(left + 0.05, self.look_at_the_clock)

    def _over(self) -> None:
        self._put_away()
        if self.is_current and not self._asking:
            self.app.run_worker(self.open_again(), group=ASKS)
