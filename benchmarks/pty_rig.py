"""A program in a pseudo-terminal, timed from outside."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ESCAPE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|.)")


class Program:
    """A program in its own terminal; ends with its `with` block."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, size: tuple[int, int] = (120, 36)
    ) -> None:
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        # An installed program is compiled, so this one should be too.
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        self.started = time.perf_counter()
        self.output = bytearray()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
                os.execvpe(argv[0], list(argv), environ)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def read(self, timeout: float) -> float | None:
        """Read what the program writes within `timeout` seconds; returns when it came, or `None`."""
        if not select.select([self._fd], [], [], timeout)[0]:
            return None
        try:
            self.output += os.read(self._fd, 1 << 16)
        except OSError as error:
            raise RuntimeError(f"the program ended: {self.text()[-300:]}") from error
        return time.perf_counter()

    def text(self, since: int = 0) -> str:
        """What was written from a byte on, without escape sequences."""
        return ESCAPE.sub(b"", bytes(self.output[since:])).decode(errors="replace")

    def wait_for(self, text: str, since: int = 0, limit: float = 60) -> float:
        """Wait until a text is written; returns when it was."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end:
            came = self.read(0.05)
            if came and text in self.text(since):
                return came
        raise RuntimeError(f"{text!r} was not written: {self.text(since)[-500:]!r}")

    def quiet(self, pause: float = 0.1, limit: float = 20) -> float | None:
        """Wait until nothing was written for `pause` seconds; returns when the last byte came."""
        last, end = None, time.perf_counter() + limit
        while time.perf_counter() < end:
            came = self.read(pause)
            if came is None:
                return last
            last = came
        return last

    def type(self, keys: bytes) -> None:
        """Press keys without waiting."""
        os.write(self._fd, keys)

    def press(self, keys: bytes, pause: float = 0.06) -> tuple[float, int]:
        """Press keys and wait for the reaction: milliseconds to its last byte, and bytes.

        The reaction is over once nothing came for `pause` seconds.
        """
        before, sent = len(self.output), time.perf_counter()
        os.write(self._fd, keys)
        first = self.read(1.0)
        last = self.quiet(pause) or first or sent
        return (last - sent) * 1000, len(self.output) - before

    def cpu(self) -> float:
        """Milliseconds of CPU time of all its threads."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6

    def peak_memory(self) -> float:
        """The program's peak resident memory, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) / 1024  # type: ignore[index]
