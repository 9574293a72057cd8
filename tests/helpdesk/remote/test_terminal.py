"""The technician's terminal, lent and put back; whole sessions and crashes are in `test_pump.py`."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from helpdesk.remote import terminal as module
from helpdesk.remote.terminal import RawTerminal, size_of


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Both ends of a pseudo-terminal: that of the window, and that of the program."""
    window, program = pty.openpty()
    yield window, program
    for end in (window, program):
        with suppress(OSError):
            os.close(end)


def answering(window: int, answer: bytes) -> threading.Thread:
    """A window that gives an answer once it is asked."""

    def run() -> None:
        came = b""
        while b"\x1b[5n" not in came:
            came += os.read(window, 4096)
        os.write(window, answer)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_the_settings_are_as_they_were(ends: tuple[int, int]) -> None:
    window, program = ends
    before = termios.tcgetattr(program)
    before[3] &= ~termios.ECHOE
    termios.tcsetattr(program, termios.TCSANOW, before)
    before = termios.tcgetattr(program)
    thread = answering(window, b"\x1b[0n")
    with pytest.raises(ZeroDivisionError), RawTerminal(program, program):
        assert not termios.tcgetattr(program)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)
        raise ZeroDivisionError
    thread.join()
    assert termios.tcgetattr(program) == before


def test_every_byte_goes_through_both_ways(ends: tuple[int, int]) -> None:
    window, program = ends
    everything = bytes(range(256))
    with RawTerminal(program, program):
        for source, target in ((window, program), (program, window)):
            os.write(source, everything)
            came = b""
            while len(came) < len(everything):
                came += os.read(target, 4096)
            assert came == everything
        answering(window, b"\x1b[0n")


def test_what_is_typed_and_answered_before_the_last_answer_is_dropped(ends: tuple[int, int]) -> None:
    window, program = ends
    with RawTerminal(program, program):
        answering(window, b"\x1b[24;80R\x1b[?62;22c typed \x1b[0n").join(0)
    os.write(window, b"after\n")
    assert os.read(program, 100) == b"after\n"


def test_what_undoes_it_comes_first_and_only_once(ends: tuple[int, int]) -> None:
    window, program = ends
    calls: list[int] = []

    def undo() -> bytes:
        calls.append(1)
        return b"\x1b[?1049l"

    lent = RawTerminal(program, program, undo)
    answering(window, b"\x1b[0n")
    with lent:
        lent.restore()
        lent.restore()
    assert calls == [1]


def test_a_terminal_that_never_answers_is_put_back_all_the_same(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_WORDS", 0.2)
    _, program = ends
    before = termios.tcgetattr(program)
    begin = time.monotonic()
    with RawTerminal(program, program):
        pass
    assert 0.15 < time.monotonic() - begin < 1.9  # its usual time is 2.0
    assert termios.tcgetattr(program) == before


def test_a_terminal_that_takes_nothing_holds_up_nobody(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_WORDS", 0.2)
    _, program = ends
    os.set_blocking(program, False)
    with suppress(BlockingIOError):
        while True:
            os.write(program, b"x" * 4096)
    os.set_blocking(program, True)
    begin = time.monotonic()
    with RawTerminal(program, program):
        # To wait for output that nobody takes is what would hold us up.
        pass
    assert time.monotonic() - begin < 20


def test_a_terminal_that_is_gone_is_no_error(ends: tuple[int, int]) -> None:
    window, program = ends
    with RawTerminal(program, program):
        os.close(window)


@pytest.mark.parametrize(("rows", "columns", "size"), [(31, 97, (97, 31)), (0, 0, (80, 24))])
def test_the_size_is_known(ends: tuple[int, int], rows: int, columns: int, size: tuple[int, int]) -> None:
    _, program = ends
    fcntl.ioctl(program, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    assert size_of(program) == size


def test_what_is_no_terminal_has_a_size_too() -> None:
    reading, writing = os.pipe()
    assert size_of(reading) == (80, 24)
    os.close(reading)
    os.close(writing)
