"""What goes wrong around a session: the ledger, the recorder, the terminal itself, the console. No server is needed."""

from __future__ import annotations

import os
import pty
import socket
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from helpdesk.domain.remote import Ended
from helpdesk.remote import pump as module
from helpdesk.remote.pump import Left, pump
from helpdesk.remote.recorder import RecordingFailed


class Wire:
    """A line to nobody but the test, which holds its other end."""

    def __init__(self) -> None:
        self._near, self.far = socket.socketpair()
        self.alive, self.exit_status = True, 0
        self.sizes: list[tuple[int, int]] = []
        self.silent_for = 0.0

    def fileno(self) -> int:
        return self._near.fileno()

    def recv(self, size: int) -> bytes:
        return self._near.recv(size)

    def send(self, data: bytes) -> int:
        return self._near.send(data)

    def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))

    def quiet(self) -> float:
        return self.silent_for

    def close(self) -> None:
        self._near.close()


class Desk:
    """A terminal in front of a technician, with a session under way in a thread."""

    def __init__(self) -> None:
        self.window, self.program = pty.openpty()
        self.wire = Wire()
        self.left: Left | None = None
        self.shown = b""

    def begin(self, **options: Any) -> None:
        def work() -> None:
            self.left = pump(self.wire, self.program, self.program, help_text="help", **options)

        self._session = threading.Thread(target=work, daemon=True)
        self._session.start()
        self.until(lambda: bool(self.wire.sizes))

    def until(self, condition: Any) -> None:
        end = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < end, self.shown
            self._look()

    def end(self) -> Left:
        self.until(lambda: not self._session.is_alive())
        assert self.left is not None
        return self.left

    def _look(self) -> None:
        with suppress(OSError):
            os.set_blocking(self.window, False)
            with suppress(BlockingIOError):
                data = os.read(self.window, 65_536)
                self.shown += data
                if b"\x1b[5n" in data:
                    os.write(self.window, b"\x1b[0n")
        time.sleep(0.005)

    def close(self) -> None:
        for end in (self.window, self.program):
            with suppress(OSError):
                os.close(end)
        self.wire.close()
        self.wire.far.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def test_a_session_ends_normally_with_the_other_side(desk: Desk) -> None:
    desk.begin()
    desk.wire.far.sendall(b"goodbye")
    desk.wire.far.close()
    assert desk.end() == Left(Ended.NORMALLY, 0)
    assert desk.shown.startswith(b"goodbye")


def test_signs_of_life_go_on_whatever_becomes_of_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIGN_OF_LIFE", 0.02)
    signs: list[int] = []

    def sign() -> None:
        signs.append(1)
        raise OSError("the store is busy")

    desk.begin(sign_of_life=sign)
    desk.until(lambda: len(signs) > 3)
    os.write(desk.window, b"~.")
    assert desk.end().how is Ended.NORMALLY
    count = len(signs)
    time.sleep(0.1)
    assert len(signs) <= count + 1


def test_the_console_s_end_ends_the_session(desk: Desk) -> None:
    stop = threading.Event()
    desk.begin(stopped=stop.is_set)
    begin = time.monotonic()
    stop.set()
    assert desk.end() == Left(Ended.CONSOLE_ENDED)
    assert time.monotonic() - begin < 20


def test_a_terminal_that_goes_away_ends_the_session(desk: Desk) -> None:
    desk.begin()
    os.close(desk.window)
    assert desk.end() == Left(Ended.CONSOLE_ENDED)


def test_silence_is_a_lost_line(desk: Desk) -> None:
    desk.begin(silence=5.0)
    desk.wire.silent_for = 5.1
    assert desk.end() == Left(Ended.LINE_LOST)


def test_what_came_before_the_line_broke_is_shown(desk: Desk) -> None:
    desk.begin()
    desk.wire.exit_status = None  # type: ignore[assignment]
    desk.wire.far.sendall(b"last words")
    desk.wire.alive = False
    desk.wire.far.close()
    assert desk.end() == Left(Ended.LINE_LOST)
    assert b"last words" in desk.shown


def test_what_is_not_recorded_is_not_shown(desk: Desk) -> None:
    failed = RecordingFailed()

    class Full:
        def output(self, data: bytes) -> None:
            if b"secret" in data:
                raise failed

        def resized(self, columns: int, rows: int) -> None:
            pass

    desk.begin(witness=Full())
    desk.wire.far.sendall(b"before ")
    desk.until(lambda: b"before" in desk.shown)
    desk.wire.far.sendall(b"secret")
    assert desk.end() == Left(Ended.NOT_RECORDED, None, failed)
    assert b"secret" not in desk.shown


def test_a_terminal_of_another_user_is_written_in_small_pieces(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_ours(fd: int) -> str:
        raise PermissionError

    monkeypatch.setattr(os, "ttyname", not_ours)
    desk.begin()
    flood = b"".join(b"%06d\r\n" % number for number in range(20_000))
    threading.Thread(
        target=lambda: (desk.wire.far.sendall(flood), desk.wire.far.close()), daemon=True
    ).start()
    assert desk.end().how is Ended.NORMALLY
    assert flood in desk.shown


def test_the_terminal_s_own_file_stays_as_others_need_it(desk: Desk) -> None:
    """Not to wait is a property that the console and its shell would share."""
    desk.begin()
    assert os.get_blocking(desk.program)
    desk.wire.far.close()
    desk.end()
    assert os.get_blocking(desk.program)
    assert termios.tcgetattr(desk.program)[3] & termios.ECHO


def test_the_line_is_told_of_every_new_size(desk: Desk) -> None:
    desk.begin()
    termios.tcsetwinsize(desk.window, (30, 100))
    desk.until(lambda: (100, 30) in desk.wire.sizes)
    assert desk.wire.sizes == [(80, 24), (100, 30)]
    os.write(desk.window, b"~.")
    desk.end()


def test_a_line_that_refuses_a_size_or_a_key_does_not_end_the_console(desk: Desk) -> None:
    def broken(*_: Any) -> int:
        desk.wire.sizes.append((0, 0))
        raise ConnectionResetError

    desk.wire.resize = desk.wire.send = broken  # type: ignore[method-assign, assignment]
    desk.begin()
    os.write(desk.window, b"typed")
    desk.wire.far.sendall(b"still shown")
    desk.until(lambda: b"still shown" in desk.shown)
    os.write(desk.window, b"\r~.")
    assert desk.end().how is Ended.NORMALLY
