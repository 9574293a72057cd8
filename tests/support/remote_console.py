"""A small console around one remote session, for tests that need a whole program on a terminal of its own.

    with remote_console(server, key) as terminal:
        terminal.wait_for("$")

It prints `connecting` before the session and `left NORMALLY 0` after it, and then echoes a line, so that a test can
see whether the terminal was restored.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.ssh_keys import KeyFile
from support.ssh_servers import Server
from support.terminal import Terminal

from helpdesk.domain.remote import RecordingPart

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("remote_program.py")


class Unwatched(Terminal):
    """A fast terminal without a readable screen; it only answers the question `CSI 5 n`."""

    def wait_for_end(self, words: bytes, timeout: float = 60.0) -> bytes:
        """Wait until these words are among the last output; returns everything."""
        end = time.monotonic() + timeout
        with self._changed:
            while words not in self._raw[-4_096:]:
                assert time.monotonic() < end, f"Waited for {words!r}: {bytes(self._raw[-500:])!r}"
                self._changed.wait(0.5)
            return bytes(self._raw)

    def _show(self, data: bytes) -> None:
        if b"\x1b[5n" in data:
            self.send(b"\x1b[0n")


@contextmanager
def remote_console(
    server: Server,
    key: KeyFile,
    *,
    size: tuple[int, int] = (80, 24),
    env: dict[str, str | None] | None = None,
    **orders: Any,
) -> Iterator[Terminal]:
    """The console in a terminal, with a session to `server` started.

    Args:
        server: where it signs in, with `key`.
        key: the key file.
        size: columns and rows.
        env: changes to the environment.
        orders: see `_program`.
    """
    with Terminal(_program(server, key, **orders), size=size, env=_environment(env)) as terminal:
        yield terminal


@contextmanager
def unwatched_console(server: Server, key: KeyFile) -> Iterator[Unwatched]:
    """The same in a terminal without a readable screen."""
    terminal = Unwatched(_program(server, key), env=_environment(None))
    with terminal:
        yield terminal


def _program(
    server: Server,
    key: KeyFile,
    *,
    silence: float = 30.0,
    keepalive: float = 10.0,
    record: Path | None = None,
    full_after: int = 0,
    required: bool = True,
    system_ssh: bool = False,
    in_thread: bool = False,
    crash: str = "",
    trust: bool = True,
) -> list[str]:
    """The program and its orders.

    Args:
        server: where it signs in, with `key`.
        key: the key file.
        silence: seconds after which the line is lost.
        keepalive: seconds after which a sign of life is asked for.
        record: the file that the recording goes to.
        full_after: parts after which nothing more can be recorded.
        required: whether it must be recorded.
        system_ssh: by the system's `ssh`.
        in_thread: in another thread than the main one, as in the console.
        crash: `"exception"` raises one in the middle of the session, `"exit"` leaves the interpreter.
        trust: whether the host's key is known before.
    """
    orders = {
        "host": server.host, "port": server.port, "user": server.user, "key": str(key.path),
        "known": list(server.host_keys) if trust else [], "silence": silence, "keepalive": keepalive,
        "record": record and str(record), "full_after": full_after, "required": required,
        "system_ssh": system_ssh, "in_thread": in_thread, "crash": crash,
    }  # fmt: skip
    return [sys.executable, str(PROGRAM), json.dumps(orders)]


def _environment(changes: dict[str, str | None] | None) -> dict[str, str | None]:
    return {"PYTHONPATH": str(ROOT), **(changes or {})}


def parts_in(file: Path) -> list[RecordingPart]:
    """What was recorded to a file."""
    found = []
    for line in file.read_text().splitlines():
        number, first, last, lines, content = json.loads(line)
        found.append(RecordingPart(number, first, last, lines, bytes.fromhex(content)))
    return found
