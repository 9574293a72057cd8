"""The bars tell the truth: where we are, who works here, and which keys do something now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from support.fake_desk import FakeDesk, FakeToday, console
from support.screen_grid import assert_screen, grid
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from helpdesk.domain.remote import System
from screens.dialogs.help_sheet import HelpSheet
from screens.dialogs.system import SystemForm
from screens.widgets.bars import OF_ROW, KeyBar, commands, show_key
from screens.widgets.tab_line import TabLine

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}


class Keys(FakeToday):
    """A page with keys of its own, one of which is not always there."""

    BINDINGS = [
        Binding("a", "add", "Add purpose", id="keys.add"),
        Binding("p", "play", "Play", id="keys.play", group=OF_ROW),
        Binding("w", "why", "Why?", id="keys.why"),
        Binding("x,y", "twice", "Twice", id="keys.twice"),
        Binding("z", "hidden", "Not on the bar", id="keys.hidden", show=False),
    ]
    can_add = True
    can_play = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return {"add": self.can_add, "play": self.can_play}.get(action, True)


async def _unsaved(_typed: Mapping[str, str], _version: int) -> System:
    raise AssertionError("nobody saves anything here")


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause(0.05)
    await pilot.pause()


async def test_the_bar_shows_the_keys_nearest_first_each_once() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        bar = grid(app).splitlines()[-1]
        assert bar.startswith(" a Add purpose  w Why?  x Twice  / Find  F2 Today")
        assert "hidden" not in bar
        assert bar.endswith("? more")
        assert_screen(app, "bars")


async def test_a_click_on_the_bar_does_what_its_key_does() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        bar = grid(app).splitlines()[-1]
        await pilot.click(KeyBar, offset=(bar.index("? more") + 3, 0))
        await settle(pilot)
        assert isinstance(app.screen, HelpSheet)
        shown = grid(app).splitlines()
        (y,) = (y for y, line in enumerate(shown) if "Esc Close" in line)
        await pilot.click(offset=(shown[y].index("Close"), y))
        await settle(pilot)
        assert isinstance(app.screen, Keys)
        await pilot.click(KeyBar, offset=(bar.index("? more") - 2, 0))
        await settle(pilot)
        assert isinstance(app.screen, Keys), "between the keys is nothing"


@pytest.mark.parametrize(
    ("line", "at", "pressed"),
    [("[1 Open]  2 Closed", 11, ["2"]), ("Shown: since 4 May 2026  3 uses", 13, [])],
)
async def test_a_click_on_a_name_of_a_view_goes_there_and_a_number_in_a_text_is_none(
    line: str, at: int, pressed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app: App[None] = App()
    keys: list[str] = []
    monkeypatch.setattr(app, "simulate_key", keys.append)
    async with app.run_test(**ALL) as pilot:
        await app.mount(TabLine(Content(line)))
        await pilot.click(TabLine, offset=(at, 0))
    assert keys == pressed


async def test_a_key_that_does_nothing_now_is_not_shown() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.screen.can_add = False
        app.screen.refresh_bindings()
        await settle(pilot)
        assert "Add purpose" not in grid(app)


async def test_a_key_that_only_some_rows_have_comes_and_goes_without_moving_another() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(size=(140, 24), notifications=True, tooltips=True) as pilot:
        for width in (140, 80, 60):
            app.screen.can_play = False
            app.screen.refresh_bindings()
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
            before = grid(app).splitlines()[-1]
            assert "Play" not in before
            app.screen.can_play = True
            app.screen.refresh_bindings()
            await settle(pilot)
            bar = grid(app).splitlines()[-1]
            assert bar.endswith("p Play  ? more")
            assert before.startswith(bar.removesuffix("p Play  ? more").rstrip())
            assert len(bar) == len(before)


async def test_keys_that_a_box_takes_as_text_give_way_to_those_that_still_work() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.screen.query_one(Input).focus()
        await settle(pilot)
        bar = grid(app).splitlines()[-1]
        assert "Why?" not in bar
        assert "/ Find" not in bar
        assert "F4 Find" in bar
        assert "F2 Today" in bar
        assert bar.endswith("F1 more")


async def test_a_narrow_bar_ends_with_a_whole_key_and_help() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(size=(60, 20), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        bar = grid(app).splitlines()[-1]
        assert len(bar) <= 60
        assert bar.endswith("? more")
        assert " F2 Today" in bar or bar.split("? more")[0].rstrip().endswith("Find")


@pytest.mark.usefixtures("watched")
async def test_the_bar_is_repainted_only_when_the_keys_change() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        bar = app.screen.query_one("KeyBar")
        painted: list[int] = []
        render = bar.render
        bar.render = lambda: (painted.append(1), render())[1]
        app.screen.refresh_bindings()
        await settle(pilot)
        assert painted == []


async def test_the_title_bar_follows_the_title_and_says_who_works_here() -> None:
    app = console(FakeDesk())
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.screen.title = "Customer [red]\x1b[31m"
        app.screen.sub_title = "open until 14:30"
        await settle(pilot)
        line = grid(app).splitlines()[0]
        assert line.startswith(" Customer [red]")
        assert "open until 14:30" in line
        assert line.endswith("Noor de Wit")
        assert "\x1b" not in line
        app.screen.title = "x" * 100
        await settle(pilot)
        assert "Noor" not in grid(app).splitlines()[0]


async def test_the_commands_of_a_screen_leave_out_what_only_moves() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.screen.query_one(Input).focus()
        await settle(pilot)
        ids = [one.active.binding.id for one in commands(app.screen)]
        assert len(ids) == len(set(ids))
        assert None not in ids


async def test_the_arrows_that_go_from_field_to_field_stand_on_the_help_sheet_of_a_box() -> None:
    """An arrow is written as one character, and yet no text for the box."""
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        app.push_screen(SystemForm(_unsaved))
        await settle(pilot)
        assert isinstance(app.focused, Input)
        await pilot.press("f1")
        await settle(pilot)
        assert "Next field" in grid(app)


async def test_keys_are_written_as_people_know_them() -> None:
    app = console()
    async with app.run_test(**ALL):
        assert show_key(app, "ctrl+l") == "^l"
        assert show_key(app, "question_mark") == "?"
        assert show_key(app, "f1") == "F1"


async def test_the_keys_of_a_page_beneath_a_question_look_as_dead_as_they_are() -> None:
    app = console(places={"today": Keys})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        bar = app.screen.query_one(KeyBar)
        alive = bar.visual_style.foreground
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(app.screen, HelpSheet)
        assert bar.visual_style.foreground != alive
        assert app.screen.query_one(KeyBar).visual_style.foreground == alive
        await pilot.press("escape")
        await settle(pilot)
        assert bar.visual_style.foreground == alive
