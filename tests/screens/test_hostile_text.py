"""Foreign text is hostile: nothing of it is obeyed by the terminal. Clause: P1."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from support.screen_grid import HOSTILE
from support.terminal import Terminal
from support.terminal_bytes import obeyed, seen
from textual.color import Color

from screens.fence import Fence, printable

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def raw() -> Iterator[bytes]:
    """Every byte of a console that showed every hostile name in every kind of widget."""
    program = [sys.executable, "-m", "support.fake_console", "hostile"]
    env = {"PYTHONPATH": f"{TESTS}:{TESTS.parent}", "LANG": "C.UTF-8"}
    with Terminal(program, size=(100, 60), env=env) as terminal:
        terminal.wait_for("Noor de Wit")
        for number in range(len(HOSTILE)):
            terminal.type("n")
            terminal.wait_for(f"name {number} ")
            if number < 4:
                terminal.send(b"\x1b[<35;10;9M")  # the mouse rests on the box, which has a tooltip
                terminal.settle(0.7)
            terminal.type("d")
            terminal.wait_for("Close")
            terminal.press("escape")
            terminal.wait_gone("Close")
        terminal.settle()
        yield terminal.raw


def test_nothing_of_a_name_is_obeyed_hidden_or_turned_around_by_the_terminal(raw: bytes) -> None:
    """Clause: P1."""
    assert obeyed(raw) == []


def test_the_names_were_really_shown(raw: bytes) -> None:
    """Or the test above would prove nothing."""
    text = seen(raw)
    for part in ("[@click=app.quit]Jan", "]0;owned", "rood", "gnirts", "surrogate", "carriage", "lang"):
        assert text.count(part) >= 4, part  # in the list, and in a box its title, its text and a button


@pytest.mark.parametrize(
    "written",
    [b"\x1b]0;owned\x07", b"\x1bP1$r\x1b\\", b"\x1b[2J", "\x9b31m".encode(), "\u202egnirts".encode(), b"\0", b"\x07",
     "a\u200bb".encode()],
)  # fmt: skip
def test_what_a_terminal_would_obey_is_found(written: bytes) -> None:
    """Or `obeyed` would prove nothing."""
    assert obeyed(b"\x1b[1mbefore " + written + b" after\x1b[0m\r\n") != []
    assert obeyed(b"\x1b[1mbefore after\x1b[0m\r\n") == []


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_the_fence_lets_only_printable_text_through(texts: list[str]) -> None:
    for segment in Fence().apply([Segment(text) for text in texts], Color(0, 0, 0)):
        assert segment.text.isprintable()


@given(st.text())
def test_the_fence_keeps_the_width_of_every_line(text: str) -> None:
    assert cell_len(printable(text)) == cell_len(text)


def test_the_fence_costs_nothing_for_text_that_is_harmless() -> None:
    segments = [Segment("Sanne Vos"), Segment("Ünïcödé 漢字")]
    assert Fence().apply(segments, Color(0, 0, 0)) is segments
