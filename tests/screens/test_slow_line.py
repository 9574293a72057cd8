"""What goes over the line: little for a key, nothing while nothing happens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminal import Terminal

from helpdesk.tasks import customers

PROGRAM = (sys.executable, "-m", "helpdesk")
STILL = 3.0
"""Seconds of silence; no timer of the console is longer but those that wait for somebody or keep the lock."""


@pytest.fixture
def terminal(make_desk, tmp_path: Path) -> Iterator[Terminal]:
    """The console, with more customers called De Vries than one screen shows."""
    desk = make_desk()
    for number in range(40):
        desk.do(
            customers.create,
            {"kind": "person", "given_name": f"Sanne{number}", "prefix": "de", "family_name": "Vries"},
        )
    desk.shut()
    environ = {
        "HELPDESK_HOME": str(tmp_path / "home"),
        "HELPDESK_LANG": "en",
        "LOGNAME": "noor",
        "COLORTERM": "truecolor",
    }
    with Terminal(PROGRAM, env=environ) as terminal:
        terminal.wait_for("Nothing waits for you today")
        yield terminal


def test_a_cursor_that_moves_in_the_list_sends_its_two_marks(terminal: Terminal) -> None:
    terminal.press("slash")
    terminal.wait_for("Type a few letters")
    terminal.type("vries")
    terminal.wait_for("40 customers")
    terminal.press("down")
    terminal.settle()
    before = len(terminal.raw)
    terminal.press("down")
    terminal.settle()
    assert 0 < len(terminal.raw) - before <= 200


def test_a_list_with_the_focus_sends_two_lines(terminal: Terminal) -> None:
    terminal.press("slash")
    terminal.wait_for("Type a few letters")
    terminal.type("vries")
    terminal.wait_for("40 customers")
    terminal.press("tab", "down")
    terminal.settle()
    before = len(terminal.raw)
    terminal.press("down")
    terminal.settle()
    assert 0 < len(terminal.raw) - before <= 500


def test_while_nothing_happens_nothing_is_sent(terminal: Terminal) -> None:
    terminal.settle(1.0)
    before = len(terminal.raw)
    terminal.settle(STILL)
    assert len(terminal.raw) == before
