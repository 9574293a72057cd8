"""What a user of the tests' asyncssh server finds after signing in: a shell in a pseudo-terminal, or something else."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterable

import asyncssh

_TAKE_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
_MOST_WAITING = 1 << 20


class Seen:
    """What a server saw of its users."""

    def __init__(self) -> None:
        self.peers: list[tuple[str, int]] = []
        self.tries: list[tuple[str, str]] = []
        """Each attempt to sign in: user and method."""
        self.signed_in: list[str] = []
        self.term = ""
        self.command = ""
        self.sizes: list[tuple[int, int]] = []
        """Columns and rows of the terminal, first and after each change."""
        self.typed = bytearray()
        self.forwarded: list[tuple[str, int]] = []
        """Where a jump host was told to go."""
        self.left = threading.Event()


class Session(asyncssh.SSHServerSession[bytes]):
    """Records the terminal and the input; subclasses define what happens."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.channel: asyncssh.SSHServerChannel[bytes]
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self.channel = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, ...], term_modes: object) -> bool:
        self.seen.term = term_type
        self.seen.sizes.append((term_size[0], term_size[1]))
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self.seen.command = command
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self.seen.sizes.append((width, height))

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self.seen.typed += data

    def eof_received(self) -> bool:
        return True  # half open: pending output is still sent

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, exc: BaseException | None) -> None:
        self.seen.left.set()


class Sending(Session):
    """Sends its output, and leaves with an exit status."""

    def __init__(self, seen: Seen, data: Iterable[bytes], exit_status: int) -> None:
        super().__init__(seen)
        self._data, self._status = data, exit_status

    def session_started(self) -> None:
        self._sending = asyncio.ensure_future(self._send())

    async def _send(self) -> None:
        for part in self._data:
            await self._writable.wait()
            self.channel.write(part)
        await self._writable.wait()
        self.channel.exit(self._status)


class Silent(Session):
    """Never says anything."""


class Unanswered(Session):
    """Never answers a request for a shell; calls `then` instead."""

    def __init__(self, seen: Seen, then: Callable[[], object] = lambda: None) -> None:
        super().__init__(seen)
        self._then = then

    def shell_requested(self) -> bool:
        self._then()
        return None  # type: ignore[return-value]  # asyncssh takes it for an answer that is still to come


class Echo(Session):
    """Echoes its input."""

    def data_received(self, data: bytes, datatype: int | None) -> None:
        super().data_received(data, datatype)
        self.channel.write(data)

    def eof_received(self) -> bool:
        self.channel.exit(0)
        return False


class Shell(Session):
    """A real `/bin/sh`, in a pseudo-terminal if one was requested, as on a bare machine."""

    def session_started(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting = bytearray()
        self._master, slave = os.openpty()
        self._size(*(self.seen.sizes[-1] if self.seen.sizes else (80, 24)))
        command = self.channel.get_command()
        program = ["/bin/sh", "-c", command] if command else ["/bin/sh"]
        environment = {
            "TERM": self.channel.get_terminal_type() or "dumb",
            "PATH": os.defpath,
            "PS1": "$ ",
            "HOME": "/",
            "LC_ALL": "C.UTF-8",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-ISc", _TAKE_TERMINAL, *program],
            stdin=slave, stdout=slave, stderr=slave, env=environment, cwd="/",
        )  # fmt: skip
        os.close(slave)
        os.set_blocking(self._master, False)
        self._loop.add_reader(self._master, self._read)

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        super().terminal_size_changed(width, height, pixwidth, pixheight)
        self._size(width, height)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        super().data_received(data, datatype)
        self._waiting += data
        if len(self._waiting) > _MOST_WAITING:
            self.channel.pause_reading()
        self._loop.add_writer(self._master, self._write)

    def break_received(self, msec: int) -> bool:
        return False

    def eof_received(self) -> bool:
        self.data_received(b"\x04", None)
        return True

    def pause_writing(self) -> None:
        self._loop.remove_reader(self._master)

    def resume_writing(self) -> None:
        self._loop.add_reader(self._master, self._read)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._release()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        super().connection_lost(exc)

    def _size(self, columns: int, rows: int) -> None:
        if self._master >= 0:
            fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _write(self) -> None:
        with contextlib.suppress(BlockingIOError):
            written = os.write(self._master, self._waiting)
            del self._waiting[:written]
        if not self._waiting:
            self._loop.remove_writer(self._master)
            self.channel.resume_reading()

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return
        except OSError:  # nobody holds the other end any more
            data = b""
        if data:
            self.channel.write(data)
            return
        self._release()
        self._ending = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        status = await self._loop.run_in_executor(None, self._process.wait)
        self.channel.exit(status) if status >= 0 else self.channel.exit_with_signal("KILL")

    def _release(self) -> None:
        if self._master >= 0:
            self._loop.remove_reader(self._master)
            self._loop.remove_writer(self._master)
            os.close(self._master)
            self._master = -1
