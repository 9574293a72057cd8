"""A screen on an open file: it knows how long the file stays open, and works within that time. Clause: P2."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from textual.timer import Timer

from helpdesk.domain.customer import CustomerFile
from helpdesk.domain.errors import FileNotOpen, NotFound, Refused
from helpdesk.domain.remote import Session
from helpdesk.tasks import files
from screens.customer_header import header, next_change
from screens.open_page import ASKS, OpenPage
from screens.owned import latest
from screens.widgets.case_header import CaseHeader

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork
    from screens.dialogs.dialog import Dialog

P = ParamSpec("P")


class FilePage(OpenPage):
    """Shows a file until its time is over, then hides it and asks again what for."""

    def __init__(self, desk: Desk, file: CustomerFile) -> None:
        """Make the screen of a file that was opened."""
        super().__init__(desk)
        self._file = file
        self._seen = file.as_of
        """The audit number of the last change to this customer that was seen."""
        self._reading = self._missed = False
        """Whether the file is being read again, and whether the store changed again since that began."""
        self._timer: Timer | None = None
        self._ways_running: tuple[Session, ...] = ()

    @property
    def file(self) -> CustomerFile:
        """What is shown."""
        return self._file

    def show(self, file: CustomerFile) -> None:
        """Show a file as it is now."""
        self._file, self._seen = file, file.as_of
        self.remove_class("-over")
        self.look_at_the_clock()

    def store_changed(self) -> None:
        """Somebody may have changed this customer, or something that stands beside the file."""
        if self._reading:
            self._missed = True  # if it stopped now, its reading would be recorded but not shown
        elif not self.is_asked:
            latest(self.app, "customer-store", self._catch_up)

    def store_changed_beneath(self) -> None:
        """Show the file as it may be read now; asking about expired time waits until nothing is in front."""
        if self.has_class("-over"):
            return  # each refusal is recorded, and that changes the store
        latest(self.app, "customer-store", self._catch_up_beneath)

    async def _catch_up_beneath(self) -> None:
        customer = self._file.ref.id
        try:
            last = await self.desk.read(files.last_change, customer)
            if not self.is_here or last == self._seen:
                return
            file = await self.desk.run(files.read_file, customer)
        except (FileNotOpen, NotFound, Refused):
            if self.is_here:
                self._put_away()
            return
        if self.is_here:
            self.show(file)

    async def _catch_up(self) -> None:
        self._reading = self._missed = True
        try:
            while self._missed and self.is_here and not self.is_asked:
                self._missed = False
                await self._read_again()
        finally:
            self._reading = False

    async def _read_again(self) -> None:
        """Read the file again if it has changed, because reading is recorded."""
        seen = self._seen
        try:
            last = await self.in_time(lambda: self.desk.read(files.last_change, self._file.ref.id))
            if last is None or not self.is_here:
                return
            if last == seen:
                self.read_beside()
                return
            self._seen = last
            file = await self.in_time(lambda: self.desk.run(files.read_file, self._file.ref.id))
        except asyncio.CancelledError:
            self._seen = seen  # it was not shown
            raise
        except NotFound as gone:
            if self.is_here:
                self.dismiss()
            self.told(gone)
            return
        if file is not None and self.is_here:
            self.show(file)

    def read_beside(self) -> None:
        """Read again what is shown beside the file, as far as that leaves no trace."""

    def show_running(self, sessions: tuple[Session, ...]) -> None:
        """Show the clocks of what is running for this customer."""
        if sessions != self._ways_running:
            self._ways_running = sessions
            self.look_at_the_clock()

    def on_screen_resume(self) -> None:
        """Back from a form or dialog: its time may be over."""
        if self._timer is not None:
            self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """Say how long the file stays open; once its time is over, hide it and ask again what for."""
        moment = self.desk.clock()
        if not self.has_class("-over"):
            lines = header(self.desk.policy, self._file, moment, self._ways_running)
            self.query_one("#customer-header", CaseHeader).say(*lines)
        if self._timer is not None:
            self._timer.stop()
        if moment < self._file.opened.expires:
            seconds = next_change(self._file, moment, self._ways_running)
            self._timer = self.set_timer(seconds + 0.05, self.look_at_the_clock)
            return
        self._put_away()
        if self.is_current and not self._asking:
            self.app.run_worker(self.open_again(), group=ASKS)

    def _put_away(self) -> None:
        """Hide the file, and what its header says about the customer, until it may be read again."""
        self.add_class("-over")
        self.query_one("#customer-header", CaseHeader).say()

    async def open_again(self) -> bool:
        """Ask what for, and open the file for that; if nothing is chosen the screen closes.

        Runs in a worker of the app.
        """
        from screens.opening import for_what

        if self._asking:
            return False
        self._put_away()  # also if it was closed early, on another console or page
        with self.asking():
            file = await for_what(self.app, self.desk, self._file.ref)
        if not self.is_here:
            return False
        if file is None:
            self.dismiss()
            return False
        self.show(file)
        return True

    async def shown(self, question: Dialog[CustomerFile]) -> bool:
        """Ask a question whose answer changes the file, and show the file as it is then; whether it was stored."""
        file = await self.app.push_screen_wait(question)
        if file is not None and self.is_here:
            self.show(file)
        return file is not None

    async def write(
        self, job: Callable[Concatenate[UnitOfWork, P], CustomerFile], /, *args: P.args, **kwargs: P.kwargs
    ) -> bool:
        """Do a job and show the file as it is then; leaving the screen loses nothing, because the app owns it.

        Returns whether it was done; if not, that was reported.
        """
        file = await self.attempt(job, *args, **kwargs)
        if file is not None and self.is_here:
            self.show(file)
        return file is not None
