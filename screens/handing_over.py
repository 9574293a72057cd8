"""An app that lends the terminal to a remote session, and takes it back whatever happens. Clause: G4, B2."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from helpdesk.domain.errors import StoreError
from helpdesk.i18n import ngettext, show_number
from screens.idleness import since_boot
from screens.typed_ahead import TypedAheadApp

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.support import SupportSession

SECONDS_TO_CLOSE = 5.0
"""How long quitting waits for sessions to be closed in the ledger."""

UNTIL_SILENT = 75.0
"""After this many seconds, a session whose console was killed before this one started has been silent for a minute."""

CLEAR = b"\x1b[H\x1b[2J"
"""An empty page: one customer's output must not remain above another's, nor after quitting."""


class HandingOverApp(TypedAheadApp):
    """An app with remote sessions. While one has the terminal, nothing is drawn and the lock waits."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = since_boot) -> None:
        super().__init__(desk, clock)
        self.support_sessions: set[SupportSession] = set()
        """Sessions being connected or used; quitting ends them."""
        self.leaving = False
        """Whether the console is being left, so that nobody is asked anything any more."""
        self._handed_over = False
        self._unlocked = asyncio.Event()
        self._unlocked.set()

    async def hand_over(
        self, work: Callable[[], None], *, stop: Callable[[], None], interrupted: Callable[[], None]
    ) -> None:
        """Give `work` the terminal, in a thread, until it is done; not before the console is unlocked.

        What it raises is raised again once the console has its terminal back: any sooner, the console would be dead.
        That is only wanted if the console is being left meanwhile.

        Args:
            work: gets the terminal.
            stop: asks it to end, because the console is being left.
            interrupted: called for a Ctrl+C before `work` takes the keyboard for itself.
        """
        failure: BaseException | None = None

        def guarded() -> None:
            nonlocal failure
            try:
                _clear()
                work()
            except BaseException as raised:
                failure = raised
            finally:
                _clear()

        await self._unlocked.wait()
        self._handed_over = True
        try:
            # Without the batch the console would keep drawing, into a queue that nobody empties.
            with _interrupts(interrupted), self.batch_update(), self.suspend():
                await in_thread(guarded, stop)
        finally:
            self._handed_over = False
            self._idleness.touch()
        if failure is not None:
            raise failure

    def close_what_was_left(self) -> None:
        """Close the sessions of a console that was killed just before this one started, once they are surely silent."""
        self.set_timer(UNTIL_SILENT, self._close_what_was_left)

    def _close_what_was_left(self) -> None:
        if self.support_sessions:  # which may be waiting silently for somebody's answer
            self.close_what_was_left()
        elif self.desk.is_open:
            self.run_worker(self._closed_what_was_left(), group="left-open")

    async def _closed_what_was_left(self) -> None:
        from helpdesk.tasks import sessions

        try:
            count = await self.desk.run(sessions.close_left_open)
        except StoreError:  # nobody asked for it now, and an import may occupy the store for a minute
            self.close_what_was_left()
            return
        if count:
            said = ngettext(
                "{count} session was cut off when a console was killed; it is closed now.",
                "{count} sessions were cut off when a console was killed; they are closed now.",
                count,
            )
            self.notify(said.format(count=show_number(count)))

    def watch_idleness(self) -> None:
        """Somebody working in a session is present."""
        if self._handed_over:
            self._idleness.touch()
        super().watch_idleness()

    def action_lock(self) -> None:
        """Nobody gets the terminal past the lock."""
        super().action_lock()
        if self.locked:
            self._unlocked.clear()

    def _uncover(self) -> None:
        super()._uncover()
        if not self.locked:
            self._unlocked.set()

    async def _shutdown(self) -> None:
        """End the sessions and wait until that is in the ledger, while the desk is still open."""
        self.leaving = True
        self._unlocked.set()
        under_way = tuple(self.support_sessions)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                await asyncio.gather(*(asyncio.to_thread(session.leave) for session in under_way))
        await super()._shutdown()


async def in_thread(work: Callable[[], None], stop: Callable[[], None]) -> None:
    """Do blocking work in a thread. If the console is left meanwhile, `stop` it, and wait until it has stopped."""
    doing = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        stop()
        with contextlib.suppress(Exception):
            await doing
        raise


def _clear() -> None:
    if sys.__stderr__ is not None and sys.__stderr__.isatty():  # the console draws on it
        with contextlib.suppress(OSError):
            os.write(sys.__stderr__.fileno(), CLEAR)


@contextmanager
def _interrupts(interrupted: Callable[[], None]) -> Iterator[None]:
    """A Ctrl+C that the terminal turns into a signal ends what is waiting, not the console."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
