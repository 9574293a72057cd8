"""How the console ends, for whatever reason: terminal restored, drafts kept, desk closed, no output.

Reasons are the quit key, SIGTERM, a terminal that goes away, and an unforeseen failure.
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

from helpdesk.domain.errors import HelpdeskError, StoreError
from helpdesk.i18n import _, tell
from screens.page import HasDraft, WarnsOfQuitting
from screens.repainting import RepaintingApp

if TYPE_CHECKING:
    from helpdesk.desk import Desk

UNEXPECTED = 70
"""Exit code after an unforeseen failure (`EX_SOFTWARE`)."""

SECONDS_TO_SAVE = 5.0
"""How long quitting waits for drafts to be kept, and again for the desk to close."""


PATIENCE_WITH_WARNING = 20.0
"""Seconds for which it is shown that a draft can't be kept."""


class LeavingApp(RepaintingApp):
    """An app that always ends in good order."""

    _told_of_unkept = False
    """Whether it was said that something typed can't be kept as a draft."""

    _drafts_kept = False
    """Whether what was typed was kept when somebody quit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def get_driver_class(self) -> type[Driver]:
        """The driver that notices when the terminal goes away, if there is one."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from screens.driver import TerminalDriver

        return TerminalDriver

    def listen(self) -> None:
        """Handle the signals that ask to quit. An inherited `nohup` keeps no console without a terminal alive."""
        if self.is_headless or sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.told_to_leave)
        loop.add_signal_handler(signal.SIGHUP, self.terminal_gone)

    def told_to_leave(self) -> None:
        """SIGTERM: quit with a message on standard error."""
        self.exit(
            return_code=128 + signal.SIGTERM,
            message=Text(_("helpdesk was told to stop. What you typed is kept as a draft.")),
        )

    def terminal_gone(self) -> None:
        """The terminal hung up: quit, with nobody to tell."""
        self.exit(return_code=128 + signal.SIGHUP)

    def panic(self, *renderables: Any) -> None:
        """Textual's input thread could no longer read the terminal."""
        self.terminal_gone()

    def _handle_exception(self, error: Exception) -> None:
        """Report a worker's failure and continue; end on anything else, with its place in the log file."""
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
        """Report a failure, on the current screen."""
        from screens.dialogs.notice import show_error

        show_error(self, error)

    async def action_quit(self) -> None:
        """Quit; if what was typed can't be kept as a draft that is said first, and then the same key quits."""
        front = self.screen
        if isinstance(front, WarnsOfQuitting) and not isinstance(front, HasDraft) and not front.may_quit():
            return
        why = None if self._told_of_unkept else await self._why_unkept()
        if why is None:
            self._drafts_kept = not self._told_of_unkept
            self.exit()
            return
        self._told_of_unkept = True
        said = _("What you typed can't be kept as a draft. {why} Ctrl+Q once more quits without it.")
        self.notify(said.format(why=why), severity="error", timeout=PATIENCE_WITH_WARNING)

    async def _why_unkept(self) -> str | None:
        """Keep the drafts; why that was not possible, or `None`."""
        try:
            async with asyncio.timeout(SECONDS_TO_SAVE):
                failed = await self.save_drafts()
        except TimeoutError:
            return _("The store does not answer.")
        return tell(failed[0].what) if failed else None

    async def _shutdown(self) -> None:
        """Keep the drafts while their screens still exist, close the desk, then take everything down."""
        if not self._drafts_kept:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_TO_SAVE):
                    await self.save_drafts()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_SAVE):
                await self.desk.close()
        await super()._shutdown()

    def all_screens(self) -> list[Screen[Any]]:
        """Every open screen, in any place."""
        return [screen for stack in self._screen_stacks.values() for screen in stack]

    async def save_drafts(self) -> list[StoreError]:
        """Ask every screen with unsaved text to keep it; why the store could not. One failure stops no other."""
        if not self.desk.is_open:
            return []
        drafts = [screen.save_draft() for screen in self.all_screens() if isinstance(screen, HasDraft)]
        failures = await asyncio.gather(*drafts, return_exceptions=True)
        for failure in failures:
            if isinstance(failure, Exception) and not isinstance(failure, HelpdeskError):
                self._handle_exception(failure)
        return [failure for failure in failures if isinstance(failure, StoreError)]


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
