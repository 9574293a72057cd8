"""The terminal, and its end.

Textual's own driver spins when the terminal is gone, and blocks when its writer has died. This one notices both: the
console is told once, can save what was typed, and quits.
"""

from __future__ import annotations

import select
from collections.abc import Callable
from threading import Thread
from typing import TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """A terminal that may go away while the console runs."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = _Unbreakable(cast(TextIO, self._file))  # type: ignore[assignment]  # all that the writer thread uses
        gone = getattr(app, "terminal_gone", None)
        if gone is not None:
            Thread(target=self._watch, args=(gone,), name="terminal-watch", daemon=True).start()

    def start_application_mode(self) -> None:
        """Take the terminal, at first or back from somebody else: what it shows is unknown."""
        forget = getattr(self._app, "forget_terminal", None)
        if forget is not None:
            forget()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # as Textual wrote it

    def _watch(self, gone: Callable[[], None]) -> None:
        """Sleep until the terminal hangs up, then say so on the app's loop. Costs nothing meanwhile."""
        poll = select.poll()
        poll.register(self.fileno, 0)
        if any(event & select.POLLHUP for _, event in poll.poll()):
            self._loop.call_soon_threadsafe(gone)


class _Unbreakable:
    """A file whose writes are dropped once they fail, so that nobody waits for them."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._whole = True

    def write(self, text: str) -> None:
        """Write, or drop."""
        if self._whole:
            try:
                self._file.write(text)
            except OSError:
                self._whole = False

    def flush(self) -> None:
        """Flush, or don't."""
        if self._whole:
            try:
                self._file.flush()
            except OSError:
                self._whole = False

    def fileno(self) -> int:
        """The file's descriptor."""
        return self._file.fileno()
