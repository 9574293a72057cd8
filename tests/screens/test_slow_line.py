"""What goes over the line: little for a key, nothing while nothing happens."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminal import Terminal

from helpdesk.desk import Desk
from helpdesk.tasks import customers

pytestmark = pytest.mark.slow

PROGRAM = (sys.executable, "-m", "helpdesk")
STILL = 3.0
"""Seconds of silence; no timer of the console is longer but those that wait for somebody or keep the lock."""


def add_many(desk: Desk) -> None:
    """More customers called De Vries than one screen shows."""
    for number in range(40):
        desk.do(
            customers.create,
            {"kind": "person", "given_name": f"Sanne{number}", "prefix": "de", "family_name": "Vries"},
        )


@pytest.fixture
def terminal(make_desk, tmp_path: Path) -> Iterator[Terminal]:
    """The console, with those customers."""
    make_desk(known={"forty called De Vries": add_many}).shut()
    environ = {
        "HELPDESK_HOME": str(tmp_path / "home"),
        "HELPDESK_LANG": "en",
        "LOGNAME": "noor",
        "COLORTERM": "truecolor",
    }
    with Terminal(PROGRAM, env=environ) as terminal:
        terminal.wait_for(re.compile("Nothing waits for you today|are to be gone over"))
        yield terminal


def sent_for(terminal: Terminal, key: str, answer: str) -> bytes:
    """What is sent until a key was answered and all has come to rest."""
    terminal.settle()
    before = len(terminal.raw)
    terminal.press(key)
    terminal.wait_for(answer)
    terminal.settle()
    return terminal.raw[before:]


def test_a_list_sends_what_moves_and_a_question_itself_alone(terminal: Terminal) -> None:
    """A cursor that moves sends its two marks, in a list with the focus its two lines. Behind a question the page stays
    as it is, and so it need not be sent again when the question is answered."""
    terminal.press("slash")
    terminal.wait_for("Type a few letters")
    terminal.type("vries")
    terminal.wait_for("40 customers")
    terminal.wait_for("› 1")
    terminal.answer("down")
    assert terminal.answer("down") <= 200
    for key, answer in (("enter", "For what?"), ("escape", "40 customers")):
        assert 0 < len(sent_for(terminal, key, answer)) <= 4_500
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


def test_a_screen_is_painted_once_and_a_field_is_gone_to_with_little(terminal: Terminal) -> None:
    """However often its layout moves while it opens, what stands there already is not sent again. The help sheet stands
    where it stays, its text wrapped as it stays; only the bar beside it may come after."""
    sent = sent_for(terminal, "question_mark", "Esc Close").decode()
    assert sent.count("Close") == 1
    assert sent.count("Unsolicited data") == 1
    terminal.press("escape")
    terminal.wait_gone("Esc Close")
    for key, answer in (("f9", "No tickets yet"), ("f12", "No complaints"), ("f10", "No rights requests")):
        assert 0 < len(sent_for(terminal, key, answer)) <= 6_000
    terminal.press("f2")
    terminal.wait_for("finds a customer")
    sent_for(terminal, "f6", "Given name")
    for _field in range(5):
        assert terminal.answer("tab") <= 700


def test_while_nothing_happens_that_is_to_be_seen_here_nothing_is_sent(
    terminal: Terminal, make_desk, tmp_path: Path
) -> None:
    terminal.settle(STILL)  # which fails where something is sent again and again
    terminal.press("f12")
    terminal.wait_for("No complaints")
    terminal.settle(STILL)
    before = len(terminal.raw)
    colleague = make_desk(create=False)
    colleague.open()
    colleague.do(customers.create, {"kind": "person", "given_name": "Jan", "family_name": "Smit"})
    terminal.settle(STILL)
    assert len(terminal.raw) == before
