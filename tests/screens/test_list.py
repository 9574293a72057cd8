"""The list: its rows, its cursor, its pages, and what it costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from support.fake_desk import FakeToday, console
from support.files import until, until_shown
from support.screen_grid import HOSTILE, assert_screen, grid
from support.style_sheets import SHEETS
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.pilot import Pilot

from screens.widgets.columns import MARK, Column, Drawer
from screens.widgets.listing import Listing
from screens.widgets.pages import KEPT, PAGE, Pages, Stretch
from styles.themes import NIGHT

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}


@dataclass(frozen=True)
class Person:
    number: int
    name: str


COLUMNS = [
    Column[Person]("Number", lambda person: str(person.number), width=8, align="right"),
    Column[Person]("Name", lambda person: person.name),
    Column[Person]("Wide", lambda person: "wide", width=6, wide_from=100),
]


def people(count: int) -> list[Person]:
    return [Person(number, f"Person {number}") for number in range(count)]


class Shows(App[None]):
    """An app with nothing but a list."""

    CSS_PATH = list(SHEETS)

    def __init__(self, rows: Sequence[Person] = (), *, empty: str = "Nobody yet.") -> None:
        super().__init__()
        self.register_theme(NIGHT)
        self.theme = "night"
        self.listing = Listing[Person](COLUMNS, empty=empty)
        self._rows = rows
        self.selected: list[Person] = []
        self.highlighted: list[Person | None] = []

    def compose(self) -> ComposeResult:
        yield self.listing

    def on_mount(self) -> None:
        self.listing.show_rows(self._rows)

    def on_listing_selected(self, event: Listing.Selected[Person]) -> None:
        self.selected.append(event.row)

    def on_listing_highlighted(self, event: Listing.Highlighted[Person]) -> None:
        self.highlighted.append(event.row)


def marked(app: App[None]) -> str:
    """The line under the cursor."""
    return next(line for line in grid(app).splitlines() if line.startswith(MARK))


async def test_it_shows_titles_rows_and_the_cursor() -> None:
    app = Shows(people(5))
    async with app.run_test(**ALL) as pilot:
        await pilot.pause()
        assert_screen(app, "listing")


async def test_an_empty_list_says_so_with_the_cursor_where_it_has_the_focus() -> None:
    app = Shows(empty="Nobody yet.\nImport a list to begin.")
    async with app.run_test(**ALL) as pilot:
        await pilot.pause()
        assert "\n› Nobody yet.\n  Import a list to begin." in grid(app)
        app.screen.set_focus(None)
        await pilot.pause()
        assert "\n  Nobody yet.\n  Import" in grid(app)
        await pilot.press("down", "enter", "end", "pageup")
        assert app.selected == []


async def test_keys_move_the_cursor_and_enter_chooses() -> None:
    app = Shows(people(100))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("down", "j", "j", "up", "k", "enter")
        assert app.selected == [Person(1, "Person 1")]
        await pilot.press("end")
        assert app.listing.index == 99
        await pilot.press("down")
        assert app.listing.index == 99
        await pilot.press("home")
        assert app.listing.index == 0
        await pilot.press("up")
        assert app.listing.index == 0
        await pilot.press("G", "g", "pagedown")
        assert app.listing.index == 22
        await pilot.press("pageup")
        assert app.listing.index == 0
        assert "Person 0" in marked(app)


async def test_the_edge_scrolls_by_half_a_page() -> None:
    app = Shows(people(100))
    async with app.run_test(**ALL) as pilot:
        await pilot.press(*["down"] * 22)
        assert grid(app).splitlines()[1].strip().startswith("0")
        await pilot.press("down")
        assert grid(app).splitlines().index(marked(app)) == 1 + 23 // 2
        await pilot.press("down")
        assert grid(app).splitlines().index(marked(app)) == 2 + 23 // 2


async def test_the_row_under_the_cursor_is_told() -> None:
    app = Shows(people(3))
    async with app.run_test(**ALL) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert app.highlighted == [Person(0, "Person 0"), Person(1, "Person 1")]


async def test_rows_that_are_read_again_keep_the_cursor_on_the_same_one() -> None:
    app = Shows(people(10))
    async with app.run_test(**ALL) as pilot:
        await pilot.press(*["down"] * 5)
        app.listing.show_rows([Person(100, "New"), *people(10)], same=lambda person: person.number)
        await pilot.pause()
        assert app.listing.row == Person(5, "Person 5")
        app.listing.show_rows(people(2), same=lambda person: person.number)
        assert app.listing.row == Person(1, "Person 1")
        app.listing.show_rows([])
        assert app.listing.row is None


async def test_the_mouse_moves_the_cursor_and_a_double_click_chooses() -> None:
    app = Shows(people(100))
    async with app.run_test(**ALL) as pilot:
        await pilot.click(Listing, offset=(3, 4))
        assert app.listing.index == 3
        await pilot.click(Listing, offset=(3, 0))
        assert app.listing.index == 3
        await pilot.double_click(Listing, offset=(3, 4))
        assert app.selected == [Person(3, "Person 3")]
        await pilot.triple_click(Listing, offset=(3, 6))
        assert app.selected == [Person(3, "Person 3"), Person(5, "Person 5")]


async def test_the_wheel_looks_further_and_back_and_leaves_the_cursor_where_it_is() -> None:
    app = Shows(people(100))
    async with app.run_test(**ALL) as pilot:
        for turn, first in ((MouseScrollDown, 3), (MouseScrollDown, 6), (MouseScrollUp, 3)):
            app.post_message(turn(None, 3, 4, 0, 0, 0, False, False, False))
            await until_shown(pilot, f"Name\n{first:>10}  Person {first}")
            assert app.listing.row == Person(0, "Person 0")
        await pilot.press("down")
        assert app.listing.row == Person(1, "Person 1")
        assert "Person 1" in marked(app)


async def test_a_window_that_shrinks_keeps_the_cursor_in_view() -> None:
    app = Shows(people(100))
    async with app.run_test(**ALL) as pilot:
        await pilot.press(*["down"] * 20)
        await pilot.resize_terminal(80, 16)
        await until(pilot, lambda: "Person 20" in marked(app))


async def test_hostile_text_stays_in_its_cell() -> None:
    app = Shows([])
    async with app.run_test(**ALL) as pilot:
        for name in HOSTILE:
            app.listing.show_rows([Person(1, name), Person(2, "Piet")])
            await pilot.pause()
            lines = grid(app).splitlines()
            assert len(lines[1]) <= 80, name
            assert lines[2].rstrip().endswith("Piet"), name
            assert all(line.isprintable() for line in lines), name


async def test_a_cell_may_have_styles_of_its_own() -> None:
    cell = Content.assemble("Jan", ("sen", "bold"))
    strip = Drawer([Column[None]("Name", lambda _: cell, width=10)]).row(None, 14, _style(), marked=True)
    assert strip.text == "› Jansen      "
    assert [segment.style.bold for segment in strip if segment.style and segment.text == "sen"] == [True]


def _style() -> Style:
    return Style()


@given(st.text(), st.integers(20, 120), st.sampled_from(["left", "right"]))
def test_a_line_is_always_exactly_as_wide_as_the_list(text: str, width: int, align: str) -> None:
    columns = [
        Column[str]("Title", lambda row: row, align=align),
        Column[str]("Fixed", lambda row: row, width=7),
    ]
    strip = Drawer(columns).row(text, width, _style(), marked=False)
    assert strip.cell_length == width


def test_a_column_gives_what_it_does_not_need_to_one_that_would_be_cut() -> None:
    columns = [
        Column[str]("Due", lambda _row: "today", width=12),
        Column[str]("What", lambda row: row),
        Column[str]("Who", lambda row: f"Ans {row[:3]}"),
    ]
    drawer = Drawer(columns)
    long = "Data of 2 customers is past its term"
    drawer.fit([long, "File open"])
    assert drawer.row(long, 60, _style(), marked=True).text == f"› today  {long}        Ans Dat"
    drawer.fit(["File open"])
    assert drawer.row("File open", 60, _style(), marked=True).text.startswith("› today         File open  ")


def test_no_title_is_cut_where_all_of_them_fit() -> None:
    """A title is longer in one language than in another; the others give it room."""
    columns = [
        Column[Person]("When", lambda person: str(person.number), width=3),
        Column[Person]("Wie", lambda person: person.name, flex=6),
        Column[Person]("Goedgekeurd door", lambda person: person.name),
        Column[Person]("Wat", lambda person: person.name, flex=2),
    ]
    line = Drawer(columns).titles(40, Style.null()).text
    assert line.split() == ["When", "Wie", "Goedgekeurd", "door", "Wat"]
    assert len(line) == 40


async def test_a_column_that_needs_room_is_left_out_where_there_is_none() -> None:
    app = Shows(people(1))
    async with app.run_test(**ALL) as pilot:
        await pilot.pause()
        assert "Wide" not in grid(app)
        await pilot.resize_terminal(110, 24)
        await until_shown(pilot, "Wide")


# Pages


class Numbers:
    """A loader of a long list that notes what it was asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[Stretch[Person]] = []

    async def __call__(self, stretch: Stretch[Person]) -> list[Person]:
        self.asked.append(stretch)
        await asyncio.sleep(0)
        numbers = range(stretch.offset, stretch.offset + stretch.limit)
        return [Person(number, f"Person {number}") for number in numbers]


async def test_a_long_list_is_fetched_by_its_neighbours() -> None:
    load = Numbers(1000)
    pages = Pages[Person](1000, load)
    assert pages[0] is None
    await pages.fetch(0)
    assert pages[255] == Person(255, "Person 255")
    await pages.fetch(1)
    await pages.fetch(3)
    await pages.fetch(2)
    first, second, last, third = load.asked
    assert (first.offset, first.limit, first.after, first.before) == (0, PAGE, None, None)
    assert second.after == Person(255, "Person 255")
    assert last.limit == 1000 - 3 * PAGE
    assert third.after == Person(511, "Person 511")
    assert third.before == Person(768, "Person 768")


async def test_only_a_few_pages_are_kept_and_the_neighbours_are_remembered() -> None:
    load = Numbers(100 * PAGE)
    pages = Pages[Person](100 * PAGE, load)
    for number in range(20):
        await pages.fetch(number)
    assert pages[0] is None
    assert sum(pages[number * PAGE] is not None for number in range(20)) == KEPT
    await pages.fetch(0)
    assert load.asked[-1].before == Person(PAGE, f"Person {PAGE}")


async def test_a_page_that_failed_can_be_asked_for_again() -> None:
    async def fails(stretch: Stretch[Person]) -> list[Person]:
        raise OSError

    pages = Pages[Person](10, fails)
    with pytest.raises(OSError):
        await pages.fetch(0)
    assert pages.missing(0, 5) == [0]


async def _million(pilot: Pilot[None], app: Shows) -> Numbers:
    load = Numbers(1_000_000)
    app.listing.show_pages(1_000_000, load)
    await pilot.pause(0.05)
    return load


async def test_a_million_rows_are_painted_by_fetching_a_page() -> None:
    app = Shows()
    async with app.run_test(**ALL) as pilot:
        began = time.process_time()
        load = await _million(pilot, app)
        await until_shown(pilot, "Person 5")
        assert time.process_time() - began < 2.0
        assert len(load.asked) == 1
        await pilot.press("end")
        await until(pilot, lambda: "Person 999999" in marked(app))
        assert len(load.asked) <= 3
        await pilot.press("home")
        await until(pilot, lambda: "Person 0" in marked(app))


async def test_a_long_list_shows_dots_while_rows_are_fetched() -> None:
    arrived = asyncio.Event()

    async def slow(stretch: Stretch[Person]) -> list[Person]:
        await arrived.wait()
        return people(stretch.limit)

    app = Shows()
    async with app.run_test(**ALL) as pilot:
        app.listing.show_pages(1000, slow)
        await pilot.pause()
        assert grid(app).splitlines()[1].strip() == "…"
        assert app.listing.row is None
        await pilot.press("enter")
        arrived.set()
        await until(pilot, lambda: "Person 0" in marked(app))
        assert app.selected == []


async def test_pages_of_an_older_list_that_come_late_are_not_shown() -> None:
    arrived = asyncio.Event()

    async def slow(stretch: Stretch[Person]) -> list[Person]:
        await arrived.wait()
        return [Person(7, "Late")] * stretch.limit

    app = Shows()
    async with app.run_test(**ALL) as pilot:
        app.listing.show_pages(1000, slow)
        await pilot.pause()
        app.listing.show_rows(people(3))
        arrived.set()
        await pilot.pause(0.05)
        assert "Late" not in grid(app)


@pytest.mark.usefixtures("watched")
async def test_moving_the_cursor_repaints_two_lines_and_focus_one() -> None:
    painted: list[int] = []

    class Counts(Shows):
        def on_mount(self) -> None:
            super().on_mount()
            render = self.listing.render_line
            self.listing.render_line = lambda y: (painted.append(y), render(y))[1]

    app = Counts(people(100))
    async with app.run_test(**ALL) as pilot:
        await pilot.pause(0.05)
        painted.clear()
        await pilot.press("down")
        await until(pilot, lambda: bool(painted))
        assert sorted(painted) == [1, 2]
        painted.clear()
        app.set_focus(None)
        await until(pilot, lambda: bool(painted))
        assert painted == [2]


async def test_without_the_focus_a_cursor_that_moves_repaints_its_mark_alone() -> None:
    app = Shows(people(100))
    async with app.run_test(**ALL) as pilot:
        app.set_focus(None)
        await until(pilot, lambda: not app.listing.has_focus)
        repainted: list[Region] = []
        app.listing.refresh = lambda *regions, **_: repainted.extend(regions)  # type: ignore[assignment]  # a stand-in
        app.listing.action_move(1)
        assert repainted == [Region(0, 1, len(MARK), 1), Region(0, 2, len(MARK), 1)]


def test_neighbours_that_look_alike_are_sent_as_one() -> None:
    columns = [
        Column[Content](title, lambda row: row, width=12)
        for title in ("Plain", "Marked", "Plain too", "And again")
    ]
    plain, marked = Content("Jansen"), Content("Jansen").stylize("bold", 0, 3)
    drawer = Drawer(columns)
    assert len(drawer.row(plain, 56, _style(), marked=False)._segments) == 1
    segments = drawer.row(marked, 56, _style(), marked=False)._segments
    assert [segment.text for segment in segments if segment.style and segment.style.bold] == ["Jan"] * 4
    assert len(segments) == 2 * 4 + 1


async def test_a_page_shows_a_list_between_the_bars() -> None:
    class People(FakeToday):
        AUTO_FOCUS = "Listing"

        def body(self) -> ComposeResult:
            yield Listing[Person](COLUMNS)

        def fill(self) -> None:
            self.query_one(Listing).show_rows(people(30))

        async def save_draft(self) -> None:
            pass

    app = console(places={"today": People})
    async with app.run_test(**ALL) as pilot:
        await pilot.pause(0.1)
        assert_screen(app, "page_with_list")
        assert "Enter Open" in grid(app).splitlines()[-1]
