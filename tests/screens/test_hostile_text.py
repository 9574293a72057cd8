"""Foreign text is hostile: nothing of it is obeyed by the terminal. Clause: P1."""

from __future__ import annotations

import re
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
from textual.color import Color

from screens.fence import Fence, printable

TESTS = Path(__file__).parents[1]
SEQUENCE = re.compile(
    rb"\x1b(?:\[[?<>=]?[0-9;]*\$?[a-zA-Z]|\]22;[a-z]+\x07)"  # what Textual itself writes: CSI, and the pointer's shape
)
C1 = re.compile("[\x80-\x9f]")
BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")


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


def test_no_control_sequence_of_a_name_reaches_the_terminal(raw: bytes) -> None:
    """Clause: P1."""
    rest = SEQUENCE.sub(b"", raw)
    assert [rest[at : at + 20] for at in range(len(rest)) if rest[at] == 0x1B] == []
    assert b"\x1b[2J" not in raw
    assert not re.search(rb"\x1b\][0-9]?;", raw)
    assert set(rest) & set(range(32)) <= {10, 13}


def test_no_c1_no_direction_and_no_nothing_reaches_the_terminal(raw: bytes) -> None:
    """Clause: P1."""
    text = SEQUENCE.sub(b"", raw).decode("utf-8")
    assert not C1.search(text)
    assert not BIDIRECTIONAL.search(text)
    assert not ZERO_WIDTH.search(text)
    assert "\x00" not in text


def test_the_names_were_really_shown(raw: bytes) -> None:
    """Or the tests above would prove nothing."""
    text = SEQUENCE.sub(b"", raw).decode("utf-8")
    for part in ("[@click=app.quit]Jan", "]0;owned", "rood", "gnirts", "surrogate", "carriage", "lang"):
        assert text.count(part) >= 5, part


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
