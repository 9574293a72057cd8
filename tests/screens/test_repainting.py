"""Only what changes goes to the terminal, and the terminal shows all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from screens.repainting import Shown

WIDTH, HEIGHT = 24, 6
SIZE = Size(WIDTH, HEIGHT)
STYLES = [
    Style(),
    Style(color="#ff0000"),
    Style(color="#ff0000", italic=True),
    Style(color="#00ff00", bgcolor="#202020", bold=True),
    Style(color="#00ff00", bold=True, italic=True, underline=True),
    Style(bgcolor="#202020", reverse=True),
]
LETTERS = "ab é世界─·"

rows = st.lists(st.tuples(st.text(LETTERS, min_size=1, max_size=9), st.sampled_from(STYLES)), max_size=6)
pages = st.lists(rows, min_size=HEIGHT, max_size=HEIGHT)


kinds = st.builds(Shown, erases=st.booleans())
"""On a terminal that erases cells in the colour behind them, and on another."""


@pytest.fixture
def shown() -> Shown:
    return Shown()


def console() -> Console:
    return Console(force_terminal=True, color_system="truecolor", width=WIDTH)


def strip(row: list[tuple[str, Style]]) -> Strip:
    return Strip([Segment(text, style) for text, style in row]).adjust_cell_length(WIDTH, STYLES[0])


def page(rows: list[Any]) -> LayoutUpdate:
    """All of a screen."""
    return LayoutUpdate([[strip(row)] for row in rows], Region(0, 0, WIDTH, HEIGHT))


def part(row: list[tuple[str, Style]], y: int, first: int, last: int) -> ChopsUpdate:
    """A stretch of one row."""
    cut = strip(row).crop(first, last)
    chops: list[dict[int, Strip | None]] = [{} for _ in range(HEIGHT)]
    ends: list[list[int]] = [[] for _ in range(HEIGHT)]
    chops[y], ends[y] = {first: cut}, [last]
    return ChopsUpdate(chops, [(y, first, last)], ends)


class Glass:
    """A terminal on which paintings are put."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)

    def cells(self) -> list[tuple[Any, ...]]:
        return list(self._cells())

    def _cells(self) -> Iterator[tuple[Any, ...]]:
        for y in range(HEIGHT):
            for x in range(WIDTH):
                one = self.screen.buffer[y][x]
                blank = one.data == " " and not one.underscore and not one.reverse  # its colour is not seen
                ink = () if blank else (one.fg, one.bold, one.italics)
                yield one.data, one.bg, one.underscore, one.reverse, *ink


@given(kinds, st.lists(pages, min_size=1, max_size=4))
def test_the_terminal_shows_what_was_painted_last(shown: Shown, painted: list[Any]) -> None:
    spared, whole = Glass(), Glass()
    for one in painted:
        spared.stream.feed(shown.paint(page(one), SIZE, console()))
    whole.stream.feed(Shown().paint(page(painted[-1]), SIZE, console()))
    assert spared.cells() == whole.cells()


@given(kinds, pages, rows, st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 2))
def test_a_part_is_painted_over_what_stands_there(
    shown: Shown, below: Any, row: Any, y: int, first: int
) -> None:
    plain = [(text.translate({ord(one): "x" for one in "世界"}), style) for text, style in row]
    below = [
        [(text.translate({ord(one): "x" for one in "世界"}), style) for text, style in one] for one in below
    ]
    spared, whole = Glass(), Glass()
    spared.stream.feed(shown.paint(page(below), SIZE, console()))
    spared.stream.feed(shown.paint(part(plain, y, first, WIDTH), SIZE, console()))
    whole.stream.feed(Shown().paint(page(below), SIZE, console()))
    whole.stream.feed(Shown().paint(part(plain, y, first, WIDTH), SIZE, console()))
    assert spared.cells() == whole.cells()


def test_the_same_again_sends_nothing(shown: Shown) -> None:
    same = page([[("Sanne Vos", STYLES[1])]] * HEIGHT)
    assert shown.paint(same, SIZE, console())
    assert shown.paint(same, SIZE, console()) == ""


def test_blanks_are_erased_where_that_is_shorter() -> None:
    shown = Shown(erases=True)
    shown.paint(page([[("x" * WIDTH, STYLES[1])]] * HEIGHT), SIZE, console())
    rows = [[("x" * WIDTH, STYLES[1])]] * (HEIGHT - 1) + [[("Sanne", STYLES[1])]]
    sent = shown.paint(page(rows), SIZE, console())
    assert sent == "\x1b[6;1H\x1b[0;38;2;255;0;0mSanne\x1b[19X\x1b[0m"


def test_a_letter_that_changes_is_all_that_is_sent(shown: Shown) -> None:
    shown.paint(page([[("Sanne Vos", STYLES[1])]] * HEIGHT), SIZE, console())
    rows = [[("Sanne Vos", STYLES[1])]] * (HEIGHT - 1) + [[("Sanna Vos", STYLES[1])]]
    assert shown.paint(page(rows), SIZE, console()) == "\x1b[6;5H\x1b[0;38;2;255;0;0ma\x1b[0m"


@pytest.mark.parametrize(("first", "leap"), [("X", "\x1b[10C"), ("─", "\x1b[6;12H")])
def test_a_leap_in_a_row_is_short_unless_a_terminal_may_stand_elsewhere(
    shown: Shown, first: str, leap: str
) -> None:
    """Some terminals draw lines and dots two cells wide."""
    same = [[("Sanne Vos, Huizen", STYLES[0])]] * (HEIGHT - 1)
    shown.paint(page([*same, [("Sanne Vos, Huizen", STYLES[0])]]), SIZE, console())
    sent = shown.paint(page([*same, [(f"{first}anne Vos, Xuizen", STYLES[0])]]), SIZE, console())
    assert sent == f"\x1b[6;1H\x1b[0m{first}{leap}X\x1b[0m"


def test_a_gap_between_words_takes_no_colour_of_its_own(shown: Shown) -> None:
    shown.paint(page([[("Sanne Vos", STYLES[1])]] * HEIGHT), SIZE, console())
    rows = [[("Sanne Vos", STYLES[1])]] * (HEIGHT - 1) + [[("Piet", STYLES[1])]]
    assert shown.paint(page(rows), SIZE, console()) == "\x1b[6;1H\x1b[0;38;2;255;0;0mPiet     \x1b[0m"


def test_a_gap_that_only_changes_its_colour_sends_nothing(shown: Shown) -> None:
    shown.paint(page([[("    ", STYLES[1])]] * HEIGHT), SIZE, console())
    assert shown.paint(page([[("    ", STYLES[2])]] * HEIGHT), SIZE, console()) == ""


@pytest.mark.parametrize("seen", [Style(underline=True), Style(reverse=True), Style(strike=True)])
def test_what_is_seen_of_a_gap_is_sent_and_ended(shown: Shown, seen: Style) -> None:
    shown.paint(page([[("Sanne Vos", STYLES[0])]] * HEIGHT), SIZE, console())
    code = Strip.render_ansi(seen, console()._color_system)
    rows = [[("Sanne", seen), ("    ", seen), ("  x", STYLES[1])]] * HEIGHT
    sent = shown.paint(page(rows), SIZE, console())
    assert f"\x1b[0;{code}mSanne    \x1b[" in sent


def test_after_another_size_or_somebody_else_all_of_it_is_sent_again(shown: Shown) -> None:
    same = page([[("Sanne Vos", STYLES[1])]] * HEIGHT)
    first = shown.paint(same, SIZE, console())
    shown.forget()
    assert shown.paint(same, SIZE, console()) == first
    assert shown.paint(same, Size(WIDTH + 1, HEIGHT), console()) == first
