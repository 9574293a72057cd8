"""The console ends in good order, whatever the reason, in a real terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from support.terminal import Terminal

from screens.terminal_check import unusable

TESTS = Path(__file__).parents[1]
WAIT = 180.0


def program(kind: str) -> list[str]:
    return [sys.executable, "-m", "support.fake_console", kind]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str | None]:
    return {
        "PYTHONPATH": f"{TESTS}:{TESTS.parent}",
        "LANG": "C.UTF-8",
        "DRAFT": str(tmp_path / "draft"),
        "LOG": str(tmp_path / "helpdesk.log"),
    }


@pytest.fixture(params=["plain", "slow"])
def typing(request: pytest.FixtureRequest, env: dict[str, str | None]) -> Iterator[Terminal]:
    """A console in which somebody is typing."""
    with Terminal(program(request.param), env=env) as terminal:
        terminal.wait_for("Noor de Wit")
        terminal.type("half a note")
        terminal.wait_for("half a note")
        yield terminal


def draft(tmp_path: Path) -> str:
    return (tmp_path / "draft").read_text(encoding="utf-8")


def test_sigterm_keeps_the_draft_and_leaves_with_a_word(typing: Terminal, tmp_path: Path) -> None:
    typing.kill(signal.SIGTERM)
    assert typing.exit_status() == 128 + signal.SIGTERM
    assert draft(tmp_path) == "half a note"
    assert "helpdesk was told to stop" in typing.screen()
    assert "Traceback" not in typing.screen()


def test_sighup_keeps_the_draft(typing: Terminal, tmp_path: Path) -> None:
    typing.kill(signal.SIGHUP)
    assert typing.exit_status() == 128 + signal.SIGHUP
    assert draft(tmp_path) == "half a note"


def test_the_quit_key_gives_the_terminal_back_as_it_was(typing: Terminal) -> None:
    typing.press("ctrl+q")
    assert typing.exit_status() == 0
    raw = typing.raw
    for switched_on, off in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?1000h", b"\x1b[?1000l")):
        assert raw.rfind(off) > raw.rfind(switched_on)
    assert raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l")


TAKE_TERMINAL = "fcntl.ioctl(0, termios.TIOCSCTTY, 0)"
IGNORE_THE_SIGNAL = "signal.signal(signal.SIGHUP, signal.SIG_IGN)"


@pytest.mark.parametrize(
    "before", [TAKE_TERMINAL, IGNORE_THE_SIGNAL], ids=["with the signal", "where no signal comes"]
)
def test_a_terminal_that_is_closed_leaves_no_orphan(
    before: str, env: dict[str, str | None], tmp_path: Path
) -> None:
    master, process = _on_a_terminal(before, env)
    try:
        _read_until(master, "Noor de Wit")
        os.write(master, b"half a note")
        _read_until(master, "half a note")
        os.close(master)
        process.wait(WAIT)
        assert draft(tmp_path) == "half a note"
    finally:
        process.kill()
        process.wait()


def _on_a_terminal(before: str, env: dict[str, str | None]) -> tuple[int, subprocess.Popen[bytes]]:
    """The console on a pseudo-terminal, after something was done in its process first."""
    master, slave = os.openpty()
    whole = {name: value for name, value in {**os.environ, **env}.items() if value is not None}
    code = f"import fcntl, os, signal, sys, termios; {before}; os.execvp(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *program("plain")],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**whole, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(slave)
    return master, process


def _read_until(master: int, text: str) -> None:
    """Read on until the screen shows a text, in however many pieces it comes."""
    screen = pyte.Screen(80, 24)
    stream = pyte.ByteStream(screen)
    while not any(text in row for row in screen.display):
        stream.feed(os.read(master, 65536))


@pytest.mark.parametrize("where", ["handler", "worker", "render", "timer"])
def test_a_failure_nobody_foresaw_shows_no_traceback_and_no_name(
    where: str, env: dict[str, str | None], tmp_path: Path
) -> None:
    with Terminal(program("broken"), env=env) as terminal:
        terminal.wait_for("Noor de Wit")
        terminal.type(where)
        terminal.wait_for(where)
        terminal.press("enter")
        assert terminal.exit_status() == 70
        screen = terminal.screen()
        log = (tmp_path / "helpdesk.log").read_text()
    assert "helpdesk had to stop" in screen
    assert draft(tmp_path) == where
    assert "ValueError" in log
    for text in (screen, log):
        assert "Sanne" not in text
        assert "Traceback" not in text


def test_a_window_that_changes_all_the_time_comes_to_rest(env: dict[str, str | None]) -> None:
    with Terminal(program("plain"), env=env) as terminal:
        terminal.wait_for("Noor de Wit")
        for turn in range(60):
            terminal.resize(*((40, 10), (80, 24), (120, 36))[turn % 3])
            time.sleep(0.01)
        terminal.resize(80, 24)
        end = time.monotonic() + WAIT
        while ticks_in_half_a_second(terminal.pid) >= 15:
            assert time.monotonic() < end, "it never comes to rest"
        terminal.type("still here")
        terminal.wait_for("still here")


def ticks_in_half_a_second(pid: int) -> int:
    """How long a process computed, in hundredths of a second."""

    def ticks() -> int:
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().split()[13:15]))

    before = ticks()
    time.sleep(0.5)
    return ticks() - before


def test_nothing_is_sent_while_nothing_happens(env: dict[str, str | None]) -> None:
    with Terminal(program("plain"), env=env) as terminal:
        terminal.wait_for("Noor de Wit")
        terminal.settle(3.0)  # which fails where something is sent again and again


@pytest.mark.parametrize(
    "changes", [{"NO_COLOR": "1"}, {"TERM": "xterm"}, {"TERM": "linux"}, {"TERM": "screen"}]
)
def test_it_can_be_read_with_few_colours_and_with_none(
    changes: dict[str, str], env: dict[str, str | None]
) -> None:
    with Terminal(program("plain"), env={**env, **changes}) as terminal:
        screen = terminal.wait_for("Noor de Wit")
        assert "Personal data of Sanne Vos" in screen
        cell = terminal.cell(1, 0)
        assert cell.data == "T"
        assert cell.fg != cell.bg


# Where it can't start


def test_a_real_terminal_is_usable(env: dict[str, str | None], tmp_path: Path) -> None:
    code = "import sys; from screens.terminal_check import unusable; sys.exit(str(unusable() or '') or 0)"
    with Terminal([sys.executable, "-c", code], env=env) as terminal:
        assert terminal.exit_status() == 0


def test_the_check_loads_no_textual(env: dict[str, str | None]) -> None:
    code = "import sys, screens.terminal_check; sys.exit('textual' in sys.modules)"
    whole = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    assert subprocess.run([sys.executable, "-c", code], env=whole, check=False).returncode == 0


class Stream:
    """A standard stream that says what the test wants."""

    def __init__(self, *, terminal: bool = True, encoding: str = "utf-8") -> None:
        self.isatty = lambda: terminal
        self.encoding = encoding


@pytest.mark.parametrize(
    ("stdin", "stderr", "term", "said"),
    [
        (Stream(terminal=False), Stream(), "xterm", "standard input is not a terminal"),
        (None, Stream(), "xterm", "standard input is not a terminal"),
        (Stream(), Stream(terminal=False), "xterm", "standard error"),
        (Stream(), Stream(), "dumb", "TERM=dumb"),
        (Stream(), Stream(encoding="iso8859-1"), "xterm", "UTF-8"),
        (Stream(), Stream(encoding="no-such"), "xterm", "UTF-8"),
    ],
)
def test_what_is_no_terminal_is_refused_with_what_to_do(
    stdin: Stream | None, stderr: Stream, term: str, said: str
) -> None:
    message = unusable(stdin, stderr, {"TERM": term})  # type: ignore[arg-type]  # stands in for a text stream
    assert said in str(message)
    assert "helpdesk" in str(message)


def test_all_is_well_on_a_terminal_that_speaks_utf8() -> None:
    assert unusable(Stream(), Stream(encoding="UTF8"), {"TERM": "xterm"}) is None  # type: ignore[arg-type]  # a stand-in
