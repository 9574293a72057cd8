"""The terminal rig shows what a person would see."""

from __future__ import annotations

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
