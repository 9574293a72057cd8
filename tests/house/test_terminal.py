"""The terminal rig shows what a person would see."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from support.terminal import Terminal

APP = """
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

class Small(App):
    BINDINGS = [("f2", "say", "Say"), ("up", "go_up", "Up"), ("ctrl+l", "exit", "Leave")]

    def compose(self) -> ComposeResult:
        yield Static("Ready", id="said")
        yield Input()

    def on_input_changed(self, event):
        self.query_one("#said").update("typed " + event.value)

    def on_resize(self, event):
        self.query_one("#said").update(f"{event.size.width} by {event.size.height}")

    def action_say(self):
        self.query_one("#said").update("said é 漢")

    def action_go_up(self):
        self.query_one("#said").update("went up")

    def action_exit(self):
        self.exit(return_code=3)

app = Small()
app.run()
print("left")
raise SystemExit(app.return_code)
"""


@pytest.fixture
def small_app(tmp_path: Path) -> list[str]:
    (tmp_path / "small.py").write_text(APP, encoding="utf-8")
    return [sys.executable, str(tmp_path / "small.py")]


def test_what_is_typed_reaches_the_program_and_its_screen_is_read(small_app: list[str]) -> None:
    with Terminal(small_app) as terminal:
        terminal.wait_for("80 by 24")
        terminal.type("héllo")
        terminal.wait_for("typed héllo")
        terminal.press("backspace")
        terminal.wait_gone("typed héllo")
        terminal.wait_for("typed héll")
        terminal.press("up")
        terminal.wait_for("went up")
        terminal.press("f2")
        terminal.wait_for("said é 漢")
        assert terminal.screen().count("\n") == 23
        terminal.press("ctrl+l")
        assert terminal.exit_status() == 3
        assert "left" in terminal.screen()
        assert b"\x1b[?1049l" in terminal.raw


def test_a_window_of_another_size_is_noticed(small_app: list[str]) -> None:
    with Terminal(small_app, size=(60, 12)) as terminal:
        terminal.wait_for("60 by 12")
        terminal.resize(100, 30)
        terminal.wait_for("100 by 30")


def test_no_sequence_of_the_program_is_taken_for_text(small_app: list[str]) -> None:
    with Terminal(small_app) as terminal:
        terminal.wait_for("80 by 24")
        assert terminal.settle().splitlines()[0].strip() == "80 by 24"


def test_a_signal_ends_the_program_and_is_told(small_app: list[str]) -> None:
    with Terminal(small_app) as terminal:
        terminal.wait_for("80 by 24")
        terminal.kill(signal.SIGKILL)
        assert terminal.exit_status() == -signal.SIGKILL


def test_waiting_in_vain_tells_what_the_screen_shows() -> None:
    with (
        Terminal([sys.executable, "-c", "print('only this')"]) as terminal,
        pytest.raises(AssertionError, match="only this"),
    ):
        terminal.wait_for("something else", timeout=5)


WHO = """
import fcntl, os, signal, struct, sys, termios

def told():
    yield "argv", sys.argv
    yield "name", __name__
    yield "folder", os.getcwd()
    yield "path", sys.path
    yield "environment", sorted(os.environ.items())
    yield "terminals", [os.ttyname(handle) == os.ctermid() or os.isatty(handle) for handle in range(3)]
    yield "leads", os.getsid(0) == os.getpid() == os.getpgrp() == os.tcgetpgrp(0)
    yield "controls", os.path.exists("/dev/tty") and os.isatty(os.open("/dev/tty", os.O_RDWR))
    yield "open", [handle for handle in range(4, 64) if os.path.exists(f"/dev/fd/{handle}")]
    yield "ours", [name for name in sys.modules if name.partition(".")[0] in ("helpdesk", "screens", "styles")]
    yield "signals", {number: str(signal.getsignal(number)) for number in (1, 2, 13, 15, 17, 28)}
    yield "mask", signal.pthread_sigmask(signal.SIG_BLOCK, [])
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        yield "stream", [stream.encoding, stream.errors, stream.line_buffering, stream.write_through, stream.fileno()]

with open(sys.argv[1], "w") as file:
    print(*told(), sep="\\n", file=file)
print("written")
raise SystemExit(4)
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="here every program is executed")
def test_a_program_can_not_tell_a_fork_from_an_execution(tmp_path: Path) -> None:
    (tmp_path / "who.py").write_text(WHO, encoding="utf-8")
    found = []
    for executed in (True, False, False):  # the first who asks for a fork may be executed all the same
        for name in (["-m", "who"], [str(tmp_path / "who.py")]):
            argv = [sys.executable, *name, str(tmp_path / "found"), "ë"]
            with Terminal(argv, env={"ONE": "1", "HOME": None}, cwd=tmp_path, executed=executed) as terminal:
                assert terminal.exit_status() == 4
                assert "written" in terminal.screen()
            found.append((tmp_path / "found").read_text(encoding="utf-8").splitlines())
    for way in (0, 1):
        assert len(found[way]) > 10
        assert found[way] == found[2 + way] == found[4 + way]


def test_a_fork_ends_as_a_program_does(tmp_path: Path) -> None:
    (tmp_path / "ends.py").write_text(
        "import atexit, os, sys\natexit.register(print, 'bye')\nexec(sys.argv[1])"
    )
    for _time in range(2):
        for code, status, said in (
            ("raise SystemExit(7)", 7, "bye"),
            ("1 / 0", 1, "ZeroDivisionError"),
            ("os.kill(os.getpid(), 15)", -signal.SIGTERM, ""),
            ("raise KeyboardInterrupt", -signal.SIGINT, "KeyboardInterrupt"),
            ("print('so long')", 0, "so long"),
        ):
            with Terminal([sys.executable, str(tmp_path / "ends.py"), code]) as terminal:
                assert terminal.exit_status() == status
                assert said in terminal.screen()
