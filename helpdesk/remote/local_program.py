"""A program on this machine in a pseudo-terminal of its own, as a `Line`."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import termios
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic, sleep
from types import TracebackType
from typing import Self

LAST_WORDS = 4_096
"""How many bytes of output are remembered."""

_PATIENCE = 2.0
_PAUSE = 0.02


class LocalProgram:
    """A program with a terminal of its own, in which it can ask for a pass phrase. It ends with its `with` block.

    Args:
        program: the path of its file.
        argv: its name and arguments.
        term: the kind of terminal.
        size: columns and rows.
    """

    def __init__(self, program: str, argv: Sequence[str], term: str, size: tuple[int, int]) -> None:
        self._master, slave = pty.openpty()
        try:
            self._set_size(*size)
            name = os.ttyname(slave)
            # The leader of a new session gets the first terminal it opens as its own.
            self._pid = os.posix_spawn(
                program,
                list(argv),
                {**os.environ, "TERM": term},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
                    (os.POSIX_SPAWN_DUP2, 0, 1),
                    (os.POSIX_SPAWN_DUP2, 0, 2),
                ],
                setsid=True,
                setsigmask=[],
                setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT],
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        self._status: int | None = None
        self._words: deque[bytes] = deque(maxlen=64)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        os.close(self._master)

    @property
    def last_words(self) -> bytes:
        """The end of its output."""
        return b"".join(self._words)[-LAST_WORDS:]

    def fileno(self) -> int:
        """See `Line.fileno`."""
        return self._master

    def recv(self, size: int) -> bytes:
        """See `Line.recv`."""
        try:
            data = os.read(self._master, size)
        except OSError:  # on Linux, how a terminal says that its other side is closed
            data = b""
        if data:
            self._words.append(data[-LAST_WORDS:])
        return data

    def send(self, data: bytes) -> int:
        """See `Line.send`."""
        return os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        """See `Line.resize`; the kernel tells the program."""
        self._set_size(columns, rows)

    def quiet(self) -> float:
        """See `Line.quiet`: it does not matter, since nothing can break here."""
        return 0.0

    @property
    def alive(self) -> bool:
        """See `Line.alive`."""
        return True

    @property
    def exit_status(self) -> int | None:
        """See `Line.exit_status`; `None` if a signal ended it."""
        self._wait(_PATIENCE)
        return self._status if self._status is not None and self._status >= 0 else None

    def close(self) -> None:
        """See `Line.close`: hangs up, and insists."""
        for number in (signal.SIGHUP, signal.SIGKILL):
            if self._wait(0):
                return
            with suppress(ProcessLookupError):
                os.killpg(self._pid, number)
            self._wait(_PATIENCE)

    def _wait(self, patience: float) -> bool:
        """Wait for its end; whether it came."""
        until = monotonic() + patience
        while self._status is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
            elif monotonic() >= until:
                return False
            else:
                sleep(_PAUSE)
        return True

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
