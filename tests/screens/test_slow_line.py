"""What goes over the line: little for a key, nothing while nothing happens."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminal import Terminal

from helpdesk.tasks import customers

pytestmark = pytest.mark.slow

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
        terminal.wait_for(re.compile("Nothing waits for you today|are to be gone over"))
        yield terminal


def test_a_cursor_that_moves_in_the_list_sends_its_two_marks(terminal: Terminal) -> None:
    terminal.press("slash")
    terminal.wait_for("Type a few letters")
    terminal.type("vries")
    terminal.wait_for("40 customers")
    terminal.wait_for("› 1")
    terminal.answer("down")
    assert terminal.answer("down") <= 200


def test_a_list_with_the_focus_sends_two_lines(terminal: Terminal) -> None:
    terminal.press("slash")
    terminal.wait_for("Type a few letters")
    terminal.type("vries")
    terminal.wait_for("40 customers")
    terminal.press("tab")
    terminal.answer("down")
    assert terminal.answer("down") <= 400


def test_every_key_is_answered_in_one_trip(terminal: Terminal) -> None:
    """Nothing that a key does waits for an answer of the terminal, however far away that is."""
    terminal.settle()
    asked = terminal.asked
    assert asked, "else it would prove nothing"
    for key, answer in (
        ("slash", "Type a few letters"),
        ("v", "40 customers"),
        ("enter", "For what?"),
        ("4", "This will show"),
        ("enter", "open until"),
        ("6", "For"),
        ("question_mark", "Masked data is not even read"),
        ("escape", "[6 History]"),
        ("f9", "No tickets yet"),
    ):
        terminal.press(key)
        terminal.wait_for(answer)
    assert terminal.asked == asked


def test_going_to_another_field_sends_little(terminal: Terminal) -> None:
    terminal.press("n")
    terminal.wait_for("Given name")
    terminal.settle()
    for _field in range(5):
        assert terminal.answer("tab") <= 700


def test_a_screen_is_painted_once(terminal: Terminal) -> None:
    """However often its layout moves while it opens, what stands there already is not sent again."""
    for key, answer in (("f9", "No tickets yet"), ("f12", "No complaints"), ("f10", "No rights requests")):
        before = len(terminal.raw)
        terminal.press(key)
        terminal.wait_for(answer)
        terminal.settle()
        assert 0 < len(terminal.raw) - before <= 6_000


def test_the_help_sheet_is_painted_once(terminal: Terminal) -> None:
    """It stands where it stays, and its text is wrapped as it stays; only the bar beside it may come after."""
    terminal.settle()
    before = len(terminal.raw)
    terminal.press("question_mark")
    terminal.wait_for("Esc Close")
    terminal.settle()
    sent = terminal.raw[before:].decode()
    assert sent.count("Close") == 1
    assert sent.count("Page down") == 1


def test_a_question_sends_itself_and_not_the_page_behind_it(terminal: Terminal) -> None:
    """The page stays as it is, and so it need not be sent again when the question is answered."""
    terminal.press("slash")
    terminal.wait_for("Type a few letters")
    terminal.type("vries")
    terminal.wait_for("40 customers")
    terminal.settle()
    for key, answer in (("enter", "For what?"), ("escape", "40 customers")):
        before = len(terminal.raw)
        terminal.press(key)
        terminal.wait_for(answer)
        terminal.settle()
        assert 0 < len(terminal.raw) - before <= 4_500


def test_what_a_colleague_does_that_is_not_to_be_seen_here_sends_nothing(
    terminal: Terminal, make_desk, tmp_path: Path
) -> None:
    terminal.press("f12")
    terminal.wait_for("No complaints")
    terminal.settle(STILL)
    before = len(terminal.raw)
    colleague = make_desk(create=False)
    colleague.open()
    colleague.do(customers.create, {"kind": "person", "given_name": "Jan", "family_name": "Smit"})
    terminal.settle(STILL)
    assert len(terminal.raw) == before


def test_while_nothing_happens_nothing_is_sent(terminal: Terminal) -> None:
    terminal.settle(STILL)  # which fails where something is sent again and again
