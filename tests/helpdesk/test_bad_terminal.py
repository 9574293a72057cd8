"""The real console on a real store, in terminals that hang up, are too small, or are none.

Whatever it is: a clear message with what to do, nothing lost, no traceback.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from support.home import PROGRAM, Home
from support.terminal import Terminal

# --- two at once ---


def test_what_one_console_saves_the_other_finds_at_once(furnished: Home) -> None:
    """Clause: P1. And neither is held up by the other's being there."""
    with (
        Terminal(PROGRAM, env=furnished.environment) as one,
        Terminal(PROGRAM, env=furnished.environment) as two,
    ):
        for terminal in (one, two):
            terminal.wait_for("Nothing waits for you today.")
        one.press("n")
        one.wait_for("Family name")
        one.type("Zandstra")
        one.wait_for("Zandstra")
        one.press("ctrl+s")
        one.wait_gone("Family name")
        two.press("slash")
        two.wait_for("Number, name")
        two.type("zandstra")
        two.wait_for("1 customer")
        assert "Zandstra" in two.screen()


# --- a terminal that hangs up, and one that is none ---


@pytest.mark.parametrize("sig", [signal.SIGHUP, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_what_was_being_typed_is_offered_again_after_a_signal(furnished: Home, sig: signal.Signals) -> None:
    with Terminal(PROGRAM, env=furnished.environment) as terminal:
        terminal.wait_for("Nothing waits for you today.")
        terminal.press("n")
        terminal.wait_for("Family name")
        terminal.type("Half a na")
        terminal.wait_for("Half a na")
        terminal.kill(sig)
        assert terminal.exit_status() == 128 + sig
        assert b"Traceback" not in terminal.raw
    with Terminal(PROGRAM, env=furnished.environment) as terminal:
        terminal.wait_for("Not saved yet")
        terminal.press("enter")
        terminal.wait_for("Half a na")


@pytest.mark.parametrize(
    ("command", "changes", "words"),
    [
        ("{}", {"TERM": "dumb"}, "TERM=dumb"),
        ("{} < /dev/null", {}, "standard input is not a terminal"),
        ("{} 2> said", {}, "standard error"),
        ("{}", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "LC_ALL=C.UTF-8"),
    ],
    ids=["a dumb terminal", "no keyboard", "no screen", "no UTF-8"],
)
def test_where_the_console_can_not_be_drawn_it_says_why_and_what_works(
    furnished: Home, tmp_path: Path, command: str, changes: dict[str, str], words: str
) -> None:
    shell = ["sh", "-c", command.format(" ".join(PROGRAM))]
    with Terminal(shell, size=(200, 24), env={**furnished.environment, **changes}, cwd=tmp_path) as terminal:
        assert terminal.exit_status() == 2
        said = tmp_path / "said"
        told = said.read_text("utf-8") if said.exists() else terminal.screen()
        assert words in told
        assert "helpdesk" in told
        assert "Traceback" not in told
        assert b"\x1b[?1049h" not in terminal.raw


def test_in_forty_columns_it_asks_for_room_and_goes_on_where_it_was(furnished: Home) -> None:
    with Terminal(PROGRAM, size=(40, 10), env=furnished.environment) as terminal:
        terminal.wait_for("60 × 15")
        terminal.resize(80, 24)
        terminal.wait_for("Nothing waits for you today.")
        terminal.press("slash")
        terminal.wait_for("Number, name")
        terminal.type("vos")
        terminal.wait_for("Sanne Vos")
        terminal.resize(40, 10)
        terminal.wait_for("60 × 15")
        assert "Sanne" not in terminal.screen()
        terminal.resize(80, 24)
        terminal.wait_for("Sanne Vos")
