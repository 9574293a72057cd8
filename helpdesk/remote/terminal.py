"""The technician's own terminal, lent to a remote program and restored exactly, whatever happens."""

from __future__ import annotations

import atexit
import fcntl
import os
import select
import signal
import struct
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self

from helpdesk.remote.escape_rules import RESTORE

LAST_WORDS = 2.0
"""Seconds for a terminal to accept our last output and answer questions; after that it is left as it is."""

QUIET = 0.1
"""Seconds of silence after which a terminal has answered everything."""

_QUESTION, _ANSWER = b"\x1b[5n", b"\x1b[0n"
_INPUT_OFF = (
    termios.ISTRIP
    | termios.INLCR
    | termios.IGNCR
    | termios.ICRNL
    | termios.IXON
    | termios.IXANY
    | termios.IXOFF
)
_LOCAL_OFF = termios.ISIG | termios.ICANON | termios.ECHO | termios.ECHONL | termios.IEXTEN


class RawTerminal:
    """A terminal whose keys come through unchanged; after the `with` block it is as before.

    It is also restored if the program ends in another way: by an exception, an exit, and, when entered from the main
    thread, by SIGTERM and SIGHUP if these would simply end it (they become `SystemExit`).

    Args:
        keyboard: descriptor of the terminal's input.
        screen: descriptor of its output.
        undo: what to write first at the end.
    """

    def __init__(self, keyboard: int, screen: int, undo: Callable[[], bytes] = bytes) -> None:
        self._keyboard, self._screen = keyboard, screen
        self._undo = undo
        self._before: list[Any] | None = None
        self._lock = threading.RLock()
        self._signals = _exit_on_signals()

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._keyboard)
        atexit.register(self.restore)
        self._signals.__enter__()
        termios.tcsetattr(self._keyboard, termios.TCSADRAIN, _raw(self._before))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.restore()
        self._signals.__exit__(None, None, None)
        atexit.unregister(self.restore)

    def size(self) -> tuple[int, int]:
        """Columns and rows now."""
        return size_of(self._screen)

    def restore(self) -> None:
        """Restore the terminal; repeating it changes nothing.

        Answers of the terminal to the remote program's last questions are waited for and dropped: whoever comes next
        must not take them for keys.
        """
        with self._lock:
            before, self._before = self._before, None
            if before is None:
                return
            try:
                with suppress(OSError):  # the terminal itself may be gone
                    until = monotonic() + LAST_WORDS
                    if self._write(self._undo() + RESTORE + _QUESTION, until):
                        self._drop_answers(until)
            finally:
                with suppress(termios.error):
                    termios.tcsetattr(self._keyboard, termios.TCSAFLUSH, before)

    def _write(self, data: bytes, until: float) -> bool:
        """Write in small pieces, so that a stuck terminal blocks nobody; says whether everything was accepted."""
        while data:
            _, ready, _ = select.select([], [self._screen], [], max(until - monotonic(), 0))
            if not ready:
                return False
            data = data[os.write(self._screen, data[:64]) :]
        return True

    def _drop_answers(self, until: float) -> None:
        """Drop input up to the answer to our own question: terminals answer in order.

        The program may have asked the same just before, so the terminal must be quiet as well.
        """
        came, end = b"", until
        while select.select([self._keyboard], [], [], max(end - monotonic(), 0))[0]:
            data = os.read(self._keyboard, 4096)
            if not data:
                return
            came = came[-len(_ANSWER) :] + data
            if _ANSWER in came or end < until:
                end = min(monotonic() + QUIET, until)


def size_of(screen: int) -> tuple[int, int]:
    """Columns and rows of a terminal now; 80 by 24 if it does not know."""
    with suppress(OSError):
        rows, columns, _, _ = struct.unpack("HHHH", fcntl.ioctl(screen, termios.TIOCGWINSZ, bytes(8)))
        if rows and columns:
            return columns, rows
    return 80, 24


def _raw(before: list[Any]) -> list[Any]:
    """The settings in which every byte passes unchanged both ways; the same as OpenSSH's."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, keys = before
    keys = list(keys)
    keys[termios.VMIN], keys[termios.VTIME] = 1, 0
    return [
        (iflag | termios.IGNPAR) & ~_INPUT_OFF,
        oflag & ~termios.OPOST,
        cflag,
        lflag & ~_LOCAL_OFF,
        ispeed,
        ospeed,
        keys,
    ]


@contextmanager
def _exit_on_signals() -> Iterator[None]:
    """Lets a signal that would end the program clean up first. Only the main thread can do that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, _exit)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
