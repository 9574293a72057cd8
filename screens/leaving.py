"""How the console ends, for whatever reason: the terminal as it was, drafts kept, the desk closed, nothing said.

Reasons are the quit key, SIGTERM, a terminal that goes away, and a failure that nobody foresaw.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed

from helpdesk.domain.errors import HelpdeskError
from helpdesk.i18n import _
from screens.page import HasDraft
from screens.repainting import RepaintingApp

if TYPE_CHECKING:
    from helpdesk.desk import Desk

UNEXPECTED = 70
"""Exit code after a failure that nobody foresaw (`EX_SOFTWARE`)."""

SECONDS_TO_SAVE = 5.0
"""How long leaving waits for drafts to be kept, and again for the desk to close."""


class LeavingApp(RepaintingApp):
    """An app that always leaves in good order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def get_driver_class(self) -> type[Driver]:
        """The driver that notices when the terminal goes away, where there is one."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from screens.driver import TerminalDriver

        return TerminalDriver

    def listen(self) -> None:
        """Hear the signals that ask to leave. An inherited `nohup` does not keep a console without a terminal alive."""
        if self.is_headless or sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.told_to_leave)
        loop.add_signal_handler(signal.SIGHUP, self.terminal_gone)

    def told_to_leave(self) -> None:
        """SIGTERM: leave with a word on standard error."""
        self.exit(
            return_code=128 + signal.SIGTERM,
            message=Text(_("helpdesk was told to stop. What you typed is kept as a draft.")),
        )

    def terminal_gone(self) -> None:
        """The terminal hung up: leave, with nobody to tell."""
        self.exit(return_code=128 + signal.SIGHUP)

    def panic(self, *renderables: Any) -> None:
        """Textual's input thread could not read the terminal any more."""
        self.terminal_gone()

    def _handle_exception(self, error: Exception) -> None:
        """Show what a worker could not do and go on; end on anything else, with the place of it in the log file."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(error, WorkerFailed) and isinstance(cause, HelpdeskError):
            self.show_error(cause)
            return
        from helpdesk.faultlog import record

        log_file = self.desk.config.log_file
        logged = record(cause, log_file)
        self._return_code = UNEXPECTED
        if getattr(self, "_exception", None) is None:
            self._exception = error
            self._exception_event.set()
            self._exit_renderables.append(Text(_unexpected(str(log_file) if logged else "")))
        self._close_messages_no_wait()

    def show_error(self, error: HelpdeskError) -> None:
        """Tell what could not be done, on the screen that is open."""
        from screens.dialogs.notice import show_error

        show_error(self, error)

    async def _shutdown(self) -> None:
        """Keep the drafts while their screens are still there, close the desk, then take everything down."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_SAVE):
                await self.save_drafts()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_SAVE):
                await self.desk.close()
        await super()._shutdown()

    def all_screens(self) -> list[Screen[Any]]:
        """Every screen that is open, in whatever place."""
        return [screen for stack in self._screen_stacks.values() for screen in stack]

    async def save_drafts(self) -> None:
        """Ask every screen with something typed on it to keep that. One that fails does not stop the others."""
        if self.desk.is_open:
            drafts = [screen.save_draft() for screen in self.all_screens() if isinstance(screen, HasDraft)]
            failures = await asyncio.gather(*drafts, return_exceptions=True)
            for failure in failures:
                if isinstance(failure, Exception) and not isinstance(failure, HelpdeskError):
                    self._handle_exception(failure)


def _unexpected(log_file: str) -> str:
    lines = [
        _("Something unexpected went wrong, and helpdesk had to stop."),
        _("What was saved is safe. What you were typing was kept as a draft if that was possible."),
    ]
    if log_file:
        lines.append(
            _("Where it went wrong is recorded, without personal data, in {file}").format(file=log_file)
        )
    return "\n".join(lines)
