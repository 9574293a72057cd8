"""Only what changes goes to the terminal, and the terminal shows all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip

from helpdesk.desk import Desk
from helpdesk.tasks.sample.load import sample as load_sample
from screens.app import HelpdeskApp
from screens.repainting import RepaintingApp, Shown

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
RED = "\x1b[0;38;5;196m"
"""What begins in the first of those colours."""

WIDE = (140, 40)
WALK = "down f9 down end escape f10 4 down escape f4 1 0 0 0 6 enter a enter down 2 down right 6 down question_mark"
"""Keys that lead through the lists and what stands beside them."""

LETTERS = "ab é世界─·"

texts = st.text(LETTERS, min_size=1, max_size=9) | st.integers(5, 12).map(lambda length: " " * length)
rows = st.lists(st.tuples(texts, st.sampled_from(STYLES)), max_size=6)
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
    """A terminal on which paintings are put, ours or as Textual sends them: all of it."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.screen = pyte.Screen(width, height)
        self.stream = pyte.Stream(self.screen)

    def cells(self, rows: Iterable[int] | None = None) -> list[tuple[Any, ...]]:
        return list(self._cells(range(self.screen.lines) if rows is None else rows))

    def _cells(self, rows: Iterable[int]) -> Iterator[tuple[Any, ...]]:
        for y in rows:
            for x in range(self.screen.columns):
                one = self.screen.buffer[y][x]
                blank = one.data == " " and not (one.underscore or one.reverse)  # its colour is not seen
                ink = () if blank else (one.fg, one.bold, one.italics)
                yield one.data, one.bg, one.underscore, one.reverse, one.strikethrough, *ink


@given(kinds, st.lists(pages, min_size=1, max_size=4))
def test_the_terminal_shows_what_was_painted_last(shown: Shown, painted: list[Any]) -> None:
    spared, whole = Glass(), Glass()
    for one in painted:
        spared.stream.feed(shown.paint(page(one), SIZE, console()))
    whole.stream.feed(page(painted[-1]).render_segments(console()))
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
    whole.stream.feed(page(below).render_segments(console()))
    whole.stream.feed(part(plain, y, first, WIDTH).render_segments(console()))
    assert spared.cells() == whole.cells()


def test_the_same_again_sends_nothing(shown: Shown) -> None:
    same = page([[("Sanne Vos", STYLES[1])]] * HEIGHT)
    assert shown.paint(same, SIZE, console())
    assert shown.paint(same, SIZE, console()) == ""


def test_blanks_are_erased_where_that_is_shorter() -> None:
    shown = Shown(erases=True)
    shown.paint(page([[("x" * WIDTH, STYLES[1])]] * HEIGHT), SIZE, console())
    rows = [[("x" * WIDTH, STYLES[1])]] * (HEIGHT - 1) + [[("Sanne         Huizen", STYLES[1])]]
    sent = shown.paint(page(rows), SIZE, console())
    assert sent == f"\x1b[6;1H{RED}\x1b[KSanne\x1b[9CHuizen\x1b[0m"


def test_what_stands_behind_blanks_is_not_erased_with_them() -> None:
    shown = Shown(erases=True)
    shown.paint(page([[("x" * WIDTH, STYLES[1])]] * HEIGHT), SIZE, console())
    sent = shown.paint(part([(" " * 20, STYLES[1])], 5, 0, 20), SIZE, console())
    assert sent == "\x1b[6;1H\x1b[0m\x1b[20X\x1b[0m"


def test_a_letter_that_changes_is_all_that_is_sent(shown: Shown) -> None:
    shown.paint(page([[("Sanne Vos", STYLES[1])]] * HEIGHT), SIZE, console())
    rows = [[("Sanne Vos", STYLES[1])]] * (HEIGHT - 1) + [[("Sanna Vos", STYLES[1])]]
    assert shown.paint(page(rows), SIZE, console()) == f"\x1b[6;5H{RED}a\x1b[0m"


def test_a_leap_in_a_row_names_the_column_for_a_terminal_may_stand_elsewhere(shown: Shown) -> None:
    """Some terminals draw lines and dots two cells wide."""
    same = [[("Sanne Vos, Huizen", STYLES[0])]] * (HEIGHT - 1)
    shown.paint(page([*same, [("Sanne Vos, Huizen", STYLES[0])]]), SIZE, console())
    sent = shown.paint(page([*same, [("─anne Vos, Xuizen", STYLES[0])]]), SIZE, console())
    assert sent == "\x1b[6;1H\x1b[0m─\x1b[12GX\x1b[0m"


def test_the_cursor_goes_to_the_row_below_the_shortest_way(shown: Shown) -> None:
    shown.paint(page([[("Sanne Vos", STYLES[0])]] * HEIGHT), SIZE, console())
    rows = [[("Sanna Vos", STYLES[0])], [("Sannes Vo", STYLES[0])], [("Xanne Vos", STYLES[0])]]
    sent = shown.paint(page([*rows, *[[("Sanne Vos", STYLES[0])]] * 3]), SIZE, console())
    assert sent == "\x1b[1;5H\x1b[0ma\x1b[Bs Vo\r\nX\x1b[0m"


def test_a_colour_that_has_a_number_on_every_terminal_is_sent_as_that(shown: Shown) -> None:
    """The first 22 may be the reader's own; and where there are but sixteen colours, they are those."""
    for color, codes in (("#d0d0d0", "38;5;252"), ("#5f87af", "38;5;67"), ("#000000", "38;2;0;0;0"),
                         ("#303a46", "38;2;48;58;70")):  # fmt: skip
        shown.forget()
        sent = shown.paint(part([("Sanne", Style(color=color))], 0, 0, 5), SIZE, console())
        assert sent == f"\x1b[1;1H\x1b[0;{codes}mSanne\x1b[0m"
    few = Console(force_terminal=True, color_system="standard", width=WIDTH)
    sent = Shown().paint(part([("Sanne", Style(color="#d0d0d0"))], 0, 0, 5), SIZE, few)
    assert sent == "\x1b[1;1H\x1b[0;37mSanne\x1b[0m"


def test_a_gap_between_words_takes_no_colour_of_its_own(shown: Shown) -> None:
    shown.paint(page([[("Sanne Vos", STYLES[1])]] * HEIGHT), SIZE, console())
    rows = [[("Sanne Vos", STYLES[1])]] * (HEIGHT - 1) + [[("Piet", STYLES[1])]]
    assert shown.paint(page(rows), SIZE, console()) == f"\x1b[6;1H{RED}Piet     \x1b[0m"


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


def test_a_mark_on_a_letter_in_another_look_is_sent_with_that_letter(shown: Shown) -> None:
    """As where what was looked for ends between them."""
    row = [("Ye", STYLES[1]), ("\u0301 x", STYLES[2])]
    assert "Ye\u0301" in shown.paint(part(row, 0, 0, 4), SIZE, console())


def test_a_mark_with_which_a_piece_begins_is_sent_before_its_first_letter(shown: Shown) -> None:
    """As the text was written; that is to be seen where somebody's name begins with one."""
    for row in ([("\u0301\u0308Ye", STYLES[1])], [("\u0301", STYLES[1]), ("\u0308Ye", STYLES[2])]):
        shown.forget()
        assert "\u0301\u0308Ye" in shown.paint(page([row] * HEIGHT), SIZE, console())
        assert shown.paint(page([row] * HEIGHT), SIZE, console()) == ""


def test_after_another_size_or_somebody_else_all_of_it_is_sent_again(shown: Shown) -> None:
    same = page([[("Sanne Vos", STYLES[1])]] * HEIGHT)
    first = shown.paint(same, SIZE, console())
    shown.forget()
    assert shown.paint(same, SIZE, console()) == first
    assert shown.paint(same, Size(WIDTH + 1, HEIGHT), console()).count("Sanne Vos") == HEIGHT


@pytest.mark.parametrize("erases", [True, False])
def test_what_was_laid_out_for_a_larger_window_moves_nothing(erases: bool) -> None:
    """Its layout comes a moment after its size, and a line beneath the last would push all of them up."""
    spared, small = Glass(WIDTH - 4, HEIGHT - 2), Size(WIDTH - 4, HEIGHT - 2)
    spared.screen.reset_mode(pyte.modes.DECAWM)
    shown = Shown(erases=erases)
    full = page([[("abcdefgh" * 3, STYLES[row % 2])] for row in range(HEIGHT)])
    spared.stream.feed(shown.paint(full, small, console()))
    assert spared.screen.display == ["abcdefgh" * 2 + "abcd"] * small.height


async def test_a_window_that_was_smaller_for_a_moment_is_painted_whole() -> None:
    """A terminal lets go of what stands outside, and Textual takes two quick changes for none."""
    app = RepaintingApp()
    async with app.run_test() as pilot:
        before = app.size
        app._shown.paint(page([[("Sanna Vos", STYLES[0])]] * HEIGHT), SIZE, console())
        for size in (Size(60, before.height), before):
            app.post_message(Resize(size, size))
        await pilot.pause()
        assert (app.size, app._shown._rows) == (before, {})


@pytest.mark.slow
async def test_all_that_a_walk_paints_stands_on_the_terminal(
    desk: Desk, console: Any, settled: Any, watched: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each painting of the real screens, in a wide window, with names from everywhere."""
    desk.do(load_sample)
    shown, ours, whole, painted = Shown(erases=True), Glass(*WIDE), Glass(*WIDE), 0

    def paint(app: HelpdeskApp, _screen: object, update: object) -> None:
        if not isinstance(update, (ChopsUpdate, LayoutUpdate)):
            return
        nonlocal painted
        painted += 1
        whole.stream.feed(update.render_segments(app.console))
        ours.stream.feed(shown.paint(update, app.size, app.console))
        touched = sorted(ours.screen.dirty | whole.screen.dirty)
        assert ours.cells(touched) == whole.cells(touched)
        ours.screen.dirty.clear()
        whole.screen.dirty.clear()

    monkeypatch.setattr(RepaintingApp, "_display", paint)
    async with console(desk, WIDE) as pilot:
        for key in WALK.split():
            await pilot.press(key)
            await settled(pilot)
    assert painted > len(WALK.split())
