"""Starts Python programs in forks of a process that has already imported their libraries.

A start of the console takes a quarter of a second for itself and a whole one for libraries. Only other people's code
is preloaded: every module of the console is imported by the start itself, in its own environment and folder, with its
own arguments, terminal and session, as `python -m` does; and it ends as an interpreter ends. Whatever the libraries or
the interpreter read from the environment must be as it was when they were imported; otherwise, or for anything but a
plain start of this Python, the answer is `None`, and the program must be executed.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import gc
import io
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_MOST = 1 << 17
"""The maximum size of a request in bytes, including its environment."""

_READ_BY_IMPORTS = (
    "PYTHON",
    "LC_",
    "LANG",
    "TEXTUAL",
    "DISABLE_SQLALCHEMY",
    "PSYCOPG",
    "OPENSSL",
    "LD_",
    "TZDIR",
)
_FOLLOWED = {"PYTHONPATH"}
"""What each start reads again."""

_LIBRARIES = (
    "argparse", "asyncio", "concurrent.futures.thread", "logging.handlers", "tomllib", "zoneinfo",
    "alembic.command", "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.kdf.scrypt",
    "dateutil.relativedelta", "email_validator", "paramiko", "phonenumbers", "platformdirs", "psycopg", "pyte",
    "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite", "sqlcipher3",
    "textual.app", "textual.drivers.linux_driver", "textual.widgets", "wcwidth",
)  # fmt: skip


class Forked:
    """A started program, with the waiting interface of `subprocess`.

    Args:
        pid: its process.
        argv: its command line.
        ends: the descriptor with its status, once it has ended.
    """

    def __init__(self, pid: int, argv: Sequence[str], ends: int) -> None:
        self.pid = pid
        self._argv = list(argv)
        self._ends = ends
        self._status: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; a negative status is the signal that ended it.

        Raises:
            TimeoutExpired: if it still runs after `timeout` seconds.
        """
        if self._status is None:
            ended = select.poll()  # works with high descriptor numbers
            ended.register(self._ends, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1_000):
                raise subprocess.TimeoutExpired(self._argv, timeout or 0)
            said = os.read(self._ends, 64)
            os.close(self._ends)
            assert said, "the process that starts programs is gone"
            self._status = int(said)
        return self._status


def start(
    argv: Sequence[str], *, terminal: int, env: Mapping[str, str], cwd: Path | None = None
) -> Forked | None:
    """Start a program in a terminal, its controlling one; `None` if it must be executed.

    Args:
        argv: the program and its arguments.
        terminal: the terminal for its input and output.
        env: the whole environment.
        cwd: the folder to start in, if another than this one.
    """
    plain = len(argv) > 1 and argv[0] == sys.executable and (argv[1] == "-m" or argv[1].endswith(".py"))
    if not plain or not hasattr(os, "pidfd_open"):
        return None
    known = _read_by_imports(env)
    asked = frozenset(known.items())
    if asked not in _STARTERS:
        _STARTERS[asked] = None  # a program started only once is not worth a process
        return None
    starter = _STARTERS[asked] = _STARTERS[asked] or _Starter(known)
    return starter.start(argv, terminal, env, cwd)


def _read_by_imports(env: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in env.items()
        if name.startswith(_READ_BY_IMPORTS) and name not in _FOLLOWED
    }


class _Starter:
    """The process that starts programs, as seen by its clients.

    Args:
        known: the part of the environment that its libraries may read.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith(_READ_BY_IMPORTS)}
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**env, **known},
                cwd="/",
                start_new_session=True,
            )
        self._one_at_a_time = Lock()
        atexit.register(self._end)

    def start(self, argv: Sequence[str], terminal: int, env: Mapping[str, str], cwd: Path | None) -> Forked:
        """See `start`."""
        order = json.dumps([list(argv), dict(env), str(cwd or Path.cwd())]).encode()
        assert len(order) < _MOST
        ends, end = os.pipe()
        handles = array.array("i", [terminal, end])
        with self._one_at_a_time:
            try:
                self._line.sendmsg([order], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handles)])
                pid = int(self._line.recv(64))
            finally:
                os.close(end)
        return Forked(pid, argv, ends)

    def _end(self) -> None:
        self._line.close()
        self._process.wait()


_STARTERS: dict[frozenset[tuple[str, str]], _Starter | None] = {}
"""By the part of the environment that libraries read."""


# --- what follows runs in the process that starts programs ---


def _import_libraries() -> None:
    """Import what the console imports at its start, or when it opens a store, but nothing of the console itself."""
    for name in _LIBRARIES:
        import_module(name)
    widgets = import_module("textual.widgets")
    for name in widgets.__all__:
        getattr(widgets, name)  # each is imported on access


def _serve(line: socket.socket) -> tuple[list[str], str] | None:
    """Serve requests until there are no more; in the forks, returns what the fork should become."""
    running: dict[int, tuple[int, int]] = {}
    while True:
        for ready in select.select([line.fileno(), *running], [], [])[0]:
            if ready in running:
                pid, end = running.pop(ready)
                os.close(ready)
                with contextlib.suppress(BrokenPipeError):  # if nobody is waiting
                    os.write(end, b"%d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                os.close(end)
                continue
            order, handles = _ordered(line)
            if not order:
                return None
            argv, env, cwd = json.loads(order)
            terminal, end = handles
            pid = os.fork()
            if not pid:
                line.detach()
                _settle_in(terminal, env, cwd)
                return argv[1:], cwd
            os.close(terminal)
            running[os.pidfd_open(pid)] = pid, end
            line.send(b"%d" % pid)


def _ordered(line: socket.socket) -> tuple[bytes, array.array[int]]:
    handles: array.array[int] = array.array("i")
    order, beside, _flags, _from = line.recvmsg(_MOST, socket.CMSG_SPACE(2 * handles.itemsize))
    for _level, _kind, data in beside:
        handles.frombytes(data)
    return order, handles


def _settle_in(terminal: int, env: Mapping[str, str], cwd: str) -> None:
    """Become a process of its own, like one executed in that terminal."""
    import fcntl
    import termios
    import time

    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for handle in range(3):
        os.dup2(terminal, handle)
    os.closerange(3, 1_024)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.stdin = sys.__stdin__ = _stream(0, "r", sys.stdin)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _stream(1, "w", sys.stdout)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _stream(2, "w", sys.stderr)  # type: ignore[misc]


def _stream(handle: int, mode: str, like: Any) -> Any:
    """A stream as the interpreter makes it for a terminal, in the encoding of an existing one."""
    through = like.write_through  # as PYTHONUNBUFFERED requires
    raw = open(handle, f"{mode}b", 0 if through and mode == "w" else -1, closefd=False)  # noqa: SIM115  # it stays
    return io.TextIOWrapper(raw, like.encoding, like.errors, "\n", not through, through)


def _become(arguments: list[str], cwd: str) -> None:
    """Become the program: a module named with `-m`, or a file."""
    import runpy

    added = os.environ.get("PYTHONPATH", "")
    sys.path[1:1] = [one for one in added.split(os.pathsep) if one]
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path[0] = cwd
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path[0] = str(Path(arguments[0]).absolute().parent)
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    _import_libraries()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a short-lived program need not collect often
    asked = _serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        _become(*asked)
