"""The terminal in between: what is typed goes out, and what comes back is shown, until either side leaves.

Clause: G4, B4, D6 (the ledger learns how it ended, and that it is still alive).
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.records import dataclass
from helpdesk.domain.remote import Ended
from helpdesk.remote.escape_filter import EscapeFilter
from helpdesk.remote.keys import Command, Keys
from helpdesk.remote.line import Line
from helpdesk.remote.terminal import RawTerminal

TICK = 0.1
"""Seconds between checks of what no descriptor reports: window size, silence, the end of the console.

A signal would report the size at once, but only to the main thread.
"""

SIGN_OF_LIFE = 15.0
"""Seconds between two signs of life."""

MOST_READ = 262_144
"""Bytes read from the line at once; no more until the terminal has accepted all of them."""

MOST_TYPED = 1_048_576
"""Bytes that may wait for the line before reading from the keyboard stops."""

_MOST_SENT = 32_768
_MOST_SHOWN = 65_536
_MOST_SHOWN_WAITING = 256


class Witness(Protocol):
    """Sees what the technician sees, and never what they type: the recorder."""

    def output(self, data: bytes) -> None:
        """Output, before it is shown.

        Raises:
            HelpdeskError: this must not continue; the session ends.
        """

    def resized(self, columns: int, rows: int) -> None:
        """The terminal has another size."""


@dataclass(frozen=True, slots=True)
class Left:
    """How a session was left. `exit_status` is the remote program's, if it gave one; `error` what went wrong."""

    how: Ended
    exit_status: int | None = None
    error: HelpdeskError | None = None


def pump(
    line: Line,
    keyboard: int,
    screen: int,
    *,
    help_text: str,
    witness: Witness | None = None,
    sign_of_life: Callable[[], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
    silence: float = 30.0,
    escapes: bool = True,
) -> Left:
    """Lend the terminal to the program on the line; returns when either side leaves, with the terminal as it was.

    Args:
        line: where the program is. It is never closed here.
        keyboard: descriptor of the terminal's input.
        screen: descriptor of its output.
        help_text: what `~?` shows, in the technician's language.
        witness: sees the output.
        sign_of_life: called every `SIGN_OF_LIFE` seconds from its own thread; what it raises is ignored.
        stopped: whether the console itself is ending; asked ten times a second.
        silence: seconds without a word from the other side after which the line counts as lost.
        escapes: whether `~.` and `~?` are ours.
    """
    escape_filter = EscapeFilter()
    with (
        RawTerminal(keyboard, screen, escape_filter.undo) as terminal,
        _Screen(screen) as shown,
        _Sender(line) as sender,
        _Pulse(sign_of_life),
    ):
        between = _Pump(line, keyboard, terminal, shown, sender, escape_filter)
        between.help_text = help_text.replace("\n", "\r\n").encode()
        between.witness, between.stopped = witness, stopped
        between.silence, between.escapes = silence, escapes
        return between.run()


class _Screen:
    """The terminal's output, which accepts as much as it can and never blocks us.

    This needs its own file description of the terminal: non-blocking mode belongs to the description, which others
    share.
    """

    def __init__(self, screen: int) -> None:
        self._most = _MOST_SHOWN
        try:
            self._fd = os.open(os.ttyname(screen), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            # It belongs to somebody else, after a change of user: small pieces only block briefly.
            self._fd, self._most = os.dup(screen), _MOST_SHOWN_WAITING
        self._waiting = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)

    def fileno(self) -> int:
        return self._fd

    @property
    def busy(self) -> bool:
        """Whether anything is still waiting to be shown."""
        return bool(self._waiting)

    def add(self, data: bytes) -> None:
        self._waiting = memoryview(bytes(self._waiting) + data if self._waiting else data)

    def show(self) -> None:
        """Show as much as possible now."""
        while self._waiting:
            try:
                taken = os.write(self._fd, self._waiting[: self._most])
            except BlockingIOError:
                return
            self._waiting = self._waiting[taken:]
            if self._most < _MOST_SHOWN:
                return


class _Sender:
    """Sends in its own thread: a line that accepts nothing must not keep us from leaving it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._waiting: deque[bytes | tuple[int, int]] = deque()
        self._bytes = 0
        self._something = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="ssh-keyboard", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._something:
            self._over = True
            self._waiting.clear()
            self._something.notify()

    @property
    def full(self) -> bool:
        """Whether too much is waiting to accept more typing."""
        return self._bytes >= MOST_TYPED

    def send(self, data: bytes) -> None:
        with self._something:
            self._waiting.append(data)
            self._bytes += len(data)
            self._something.notify()

    def resize(self, size: tuple[int, int]) -> None:
        with self._something:
            self._waiting.append(size)
            self._something.notify()

    def _next(self) -> bytes | tuple[int, int] | None:
        with self._something:
            while not self._waiting and not self._over:
                self._something.wait()
            return self._waiting.popleft() if self._waiting else None

    def _run(self) -> None:
        with suppress(OSError):  # whoever reads from the line finds out as well
            while (what := self._next()) is not None:
                if isinstance(what, tuple):
                    self._line.resize(*what)
                    continue
                rest = memoryview(what)
                while rest and not self._over:
                    taken = self._line.send(bytes(rest[:_MOST_SENT]))
                    if not taken:
                        return
                    rest = rest[taken:]
                    with self._something:
                        self._bytes -= taken


class _Pulse:
    """Gives a sign of life regularly."""

    def __init__(self, sign: Callable[[], None] | None) -> None:
        self._sign = sign
        self._over = threading.Event()

    def __enter__(self) -> Self:
        if self._sign is not None:
            threading.Thread(target=self._run, args=(self._sign,), name="ssh-alive", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()

    def _run(self, sign: Callable[[], None]) -> None:
        while not self._over.wait(SIGN_OF_LIFE):
            with suppress(Exception):  # a traceback would appear in the middle of the remote program's screen
                sign()


class _Pump:
    """One session; call `run` once."""

    help_text: bytes
    witness: Witness | None
    stopped: Callable[[], bool]
    silence: float
    escapes: bool

    def __init__(
        self,
        line: Line,
        keyboard: int,
        terminal: RawTerminal,
        screen: _Screen,
        sender: _Sender,
        escape_filter: EscapeFilter,
    ) -> None:
        self._line, self._keyboard, self._terminal = line, keyboard, terminal
        self._screen, self._sender, self._filter = screen, sender, escape_filter
        self._keys = Keys()
        self._size = (0, 0)
        self._over = False  # of the line; its last output may not be shown yet

    def run(self) -> Left:
        """Carry bytes both ways until it ends."""
        next_look = 0.0
        try:
            while True:
                now = monotonic()
                if now >= next_look:
                    next_look = now + TICK
                    if ended := self._look_around():
                        return Left(ended)
                if self._over and not self._screen.busy:
                    return self._goodbye()
                if left := self._carry():
                    return left
        except HelpdeskError as error:
            return Left(Ended.NOT_RECORDED, error=error)

    def _carry(self) -> Left | None:
        """Wait for whoever has something or can accept something, and carry it."""
        reading: list[int | Line] = [] if self._sender.full else [self._keyboard]
        if not self._screen.busy and not self._over:
            reading.append(self._line)
        readable, writable, _ = select.select(reading, [self._screen] if self._screen.busy else [], [], TICK)
        if writable:
            self._screen.show()
        if self._keyboard in readable and (left := self._type()):
            return left
        if self._line in readable:
            self._take()
        return None

    def _take(self) -> None:
        try:
            data = self._line.recv(MOST_READ)
        except OSError:
            data = b""
        if not data:
            self._over = True
            return
        shown = self._filter.feed(data)
        if shown:
            if self.witness is not None:
                self.witness.output(shown)
            self._screen.add(shown)
            self._screen.show()

    def _type(self) -> Left | None:
        try:
            data = os.read(self._keyboard, _MOST_SENT)
        except OSError:
            data = b""
        if not data:  # the terminal itself is gone
            return Left(Ended.CONSOLE_ENDED)
        for what in self._keys.feed(data) if self.escapes else (data,):
            if what is Command.LEAVE:
                return Left(Ended.NORMALLY)
            if what is Command.HELP:
                self._screen.add(self.help_text)
                self._screen.show()
            elif isinstance(what, bytes):
                self._sender.send(what)
        return None

    def _look_around(self) -> Ended | None:
        """Check what no descriptor reports; how it ended, if it did."""
        size = self._terminal.size()
        if size != self._size:
            if self.witness is not None and self._size != (0, 0):
                self.witness.resized(*size)
            self._size = size
            self._sender.resize(size)
        if self.stopped():
            return Ended.CONSOLE_ENDED
        if not self._over and (not self._line.alive or self._line.quiet() > self.silence):
            return self._lost()
        return None

    def _lost(self) -> Ended | None:
        """The line broke; what came over it before is shown first."""
        readable, _, _ = select.select([self._line], [], [], 0)
        return None if readable and not self._line.alive else Ended.LINE_LOST

    def _goodbye(self) -> Left:
        status = self._line.exit_status
        broken = status is None and not self._line.alive
        return Left(Ended.LINE_LOST if broken else Ended.NORMALLY, status)
