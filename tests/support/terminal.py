"""A program in a real pseudo-terminal, with a screen that can be read.

    with Terminal(["helpdesk"], size=(80, 24)) as terminal:
        terminal.wait_for("Today")
        terminal.press("slash")
        terminal.type("jansen")

What the program writes is read by a thread of its own, so that it never waits for the test; the questions a
full-screen program asks its terminal are answered.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from types import TracebackType
from typing import Any

import pyte
from support import forked

WAIT = 180.0
"""Seconds after which waiting has failed; generous, for a busy machine, because waiting in vain is rare."""

REACTION = 1.0
"""Seconds that a pressed key waits for output; the output must then come to rest."""

REST = 0.03
"""Seconds without a byte after which a reaction is over."""

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "insert": "\x1b[2~", "delete": "\x1b[3~",
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
    "slash": "/", "comma": ",", "question_mark": "?",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
    "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip

_QUESTIONS = re.compile(
    rb"\x1b\[(?P<device>[>=]?)0?c"
    rb"|\x1b\[(?P<status>\??[56])n"
    rb"|\x1b\[\?(?P<mode>\d+)\$p"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
)
_KNOWN_MODES = {b"1000", b"1006", b"1049", b"2004", b"2026"}
# What pyte would print as text: private sequences, mode questions and device control strings.
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\??[0-9;]*\$[a-z]|\x1b\[\?[0-9;]*[^0-9;hl$]|\x1b[P_^X][^\x1b]*\x1b\\"
)
_OTHER_SCREEN = re.compile(rb"\x1b\[\?1049[hl]")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P\]_^X][^\x07\x1b]*\x1b?)?$")
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """A program that runs in a terminal of its own; leave the `with` block and it is gone.

    Args:
        argv: the program and its arguments.
        size: columns and rows.
        env: changes to the environment; `None` takes a variable away.
        cwd: the folder to start in.
        executed: whether it is executed as a shell does it, where a fork that has the libraries would do.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        executed: bool = False,
    ) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._raw = bytearray()
        self._rest = b""
        self.asked = 0
        """How many questions the program asked its terminal; each costs a round trip."""
        self._changed = Condition()
        self._stirred = time.monotonic()
        self._master, slave = pty.openpty()
        self._set_size(size)
        whole = _environment(env)
        try:
            started = None if executed else forked.start(argv, terminal=slave, env=whole, cwd=cwd)
            self._process = started or _executed(argv, terminal=slave, env=whole, cwd=cwd)
        finally:
            os.close(slave)
        self._listener = Thread(target=self._listen, name="terminal", daemon=True)
        self._listener.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join(WAIT)
        os.close(self._master)

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    @property
    def raw(self) -> bytes:
        """Every byte the program has written."""
        with self._changed:
            return bytes(self._raw)

    def screen(self) -> str:
        """The screen's rows as they are now, without trailing blanks."""
        columns = range(self._screen.columns)
        with self._changed:  # pyte's own `display` measures every character again: most of what waiting costs
            rows = (self._screen.buffer[row] for row in range(self._screen.lines))
            return "\n".join("".join(row[column].data for column in columns).rstrip() for row in rows)

    def cell(self, column: int, row: int) -> pyte.screens.Char:
        """One character of the screen with its colours and attributes."""
        with self._changed:
            return self._screen.buffer[row][column]

    def wait_for(self, text: str | re.Pattern[str], timeout: float = WAIT) -> str:
        """Wait until the screen shows `text`; returns the screen."""
        shown = text.search if isinstance(text, re.Pattern) else lambda screen: text in screen
        return self.wait_until(lambda screen: bool(shown(screen)), f"{text!r} to appear", timeout)

    def wait_gone(self, text: str, timeout: float = WAIT) -> str:
        """Wait until the screen no longer shows `text`; returns the screen."""
        return self.wait_until(lambda screen: text not in screen, f"{text!r} to go", timeout)

    def wait_until(self, condition: Callable[[str], bool], what: str, timeout: float = WAIT) -> str:
        """Wait until `condition(screen)`; returns the screen."""
        end = time.monotonic() + timeout
        with self._changed:
            while not condition(screen := self.screen()):
                left = end - time.monotonic()
                ended = not self._listener.is_alive()
                if left <= 0 or ended:
                    state = f"{'it ended' if ended else 'the screen'}, after {len(self._raw)} bytes"
                    raise AssertionError(f"Waited for {what}; {state}:\n{screen}")
                self._changed.wait(min(left, 0.5))
        return screen

    def settle(self, quiet: float = 0.2, timeout: float = WAIT) -> str:
        """Wait until nothing was written or typed for `quiet` seconds; returns the screen."""
        end = time.monotonic() + timeout
        with self._changed:
            while (left := self._stirred + quiet - time.monotonic()) > 0:
                assert time.monotonic() < end, f"The screen never comes to rest:\n{self.screen()}"
                self._changed.wait(left)
        return self.screen()

    def press(self, *keys: str) -> None:
        """Press keys by Textual's names: `a`, `down`, `f1`, `ctrl+l`, `alt+x`.

        Each waits until the reaction to the one before is over: of keys that arrive at once Textual handles
        those with a binding after those that type.
        """
        for key in keys:
            with self._changed:
                self.send(_bytes_of(key))
                self._changed.wait(REACTION)
            self.settle(REST)

    def answer(self, key: str) -> int:
        """Press a key that is answered; returns how many bytes the answer took, once it is complete."""
        before = len(self.raw)
        self.press(key)
        self.wait_until(lambda _screen: len(self.raw) > before, f"an answer to {key!r}")
        self.settle()
        return len(self.raw) - before

    def type(self, text: str) -> None:
        """Type a text, as fast as a paste but key by key."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Paste a text the way a terminal does (bracketed)."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send raw bytes, as if typed."""
        self._stirred = time.monotonic()
        os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; the kernel tells the program."""
        with self._changed:
            self._screen.resize(lines=rows, columns=columns)
        self._set_size((columns, rows))

    def settings(self) -> list[Any]:
        """How the terminal treats input and output, from `termios.tcgetattr`."""
        return termios.tcgetattr(self._master)

    def kill(self, sig: int = signal.SIGTERM) -> None:
        """Send the program a signal."""
        os.kill(self._process.pid, sig)

    def exit_status(self, timeout: float = WAIT) -> int:
        """Wait for the program's end and its last words; a negative status is the signal that ended it."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"The program does not end:\n{self.screen()}") from None
        self._listener.join(WAIT)
        return status

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _listen(self) -> None:
        while data := _read(self._master):
            with self._changed:
                self._raw += data
                self._stirred = time.monotonic()
                self._show(data)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def _show(self, data: bytes) -> None:
        """Put data on the screen, up to the last complete sequence, and answer its questions."""
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        self._rest = data[unfinished.start() :] if unfinished else b""
        data = data[: unfinished.start()] if unfinished else data
        for question in _QUESTIONS.finditer(data):
            self.asked += 1
            with contextlib.suppress(OSError):
                os.write(self._master, self._answer(question))
        data = _UNKNOWN_TO_PYTE.sub(b"", _QUESTIONS.sub(b"", data))
        self._stream.feed(_OTHER_SCREEN.sub(b"\x1b[0m\x1b[H\x1b[2J", data))

    def _answer(self, question: re.Match[bytes]) -> bytes:
        if (mode := question["mode"]) is not None:
            return b"\x1b[?%s;%d$y" % (mode, 2 if mode in _KNOWN_MODES else 0)
        if (status := question["status"]) is not None:
            if status == b"5":
                return b"\x1b[0n"
            cursor = self._screen.cursor
            return b"\x1b[%s%d;%dR" % (status[:-1], cursor.y + 1, cursor.x + 1)
        if (colour := question["colour"]) is not None:
            return b"\x1b]%s;rgb:%s\x1b\\" % (
                colour,
                b"d0d0/d0d0/d0d0" if colour == b"10" else b"1010/1010/1010",
            )
        return b"\x1b[>41;354;0c" if question["device"] == b">" else b"\x1b[?62;22c"


def _executed(
    argv: Sequence[str], *, terminal: int, env: Mapping[str, str], cwd: Path | None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *argv],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=cwd,
        env=env,
        start_new_session=True,
    )


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # Linux says so when the last program on the terminal has gone
        return b""


def _bytes_of(key: str) -> bytes:
    if key in KEYS:
        return KEYS[key].encode()
    if key.startswith("alt+"):
        return b"\x1b" + _bytes_of(key.removeprefix("alt+"))
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[-1].upper()) & 0x1F])
    assert len(key) == 1, f"There is no key {key!r}"
    return key.encode()


def _environment(changes: Mapping[str, str | None] | None) -> dict[str, str]:
    env: dict[str, str | None] = {
        **os.environ, "TERM": "xterm-256color", **(changes or {}), "COLUMNS": None, "LINES": None
    }  # fmt: skip
    return {name: value for name, value in env.items() if value is not None}
