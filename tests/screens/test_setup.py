"""The first start: no store yet."""

from __future__ import annotations

from typing import Any

from support.screen_grid import assert_screen, grid
from textual.widgets import Input, Static

from screens.setup import Setup
from screens.today import Today


async def test_without_a_store_the_console_offers_to_make_one(
    make_desk: Any, console: Any, settled: Any
) -> None:
    desk = make_desk(create=False)
    async with console(desk) as pilot:
        assert isinstance(pilot.app.screen, Setup)
        assert "Welcome" in grid(pilot.app)
        assert "Esc Leave" in grid(pilot.app).splitlines()[-1]
        pilot.app.screen.query_one("#setup-name", Input).value = "Noor de Wit"
        await pilot.press("enter", "enter", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Today)
        assert desk.technician.name == "Noor de Wit"
        assert not desk.has_passphrase


async def test_two_different_pass_phrases_are_said_and_nothing_is_made(
    make_desk: Any, console: Any, settled: Any
) -> None:
    """Clause: P1."""
    desk = make_desk(create=False)
    async with console(desk) as pilot:
        await pilot.press("enter", *"one phrase", "enter", *"another", "enter")
        await settled(pilot)
        assert "not the same" in grid(pilot.app)
        assert pilot.app.screen.query_one("#setup-phrase", Input).value == "one phrase"
        assert not desk.config.store_exists


async def test_a_pass_phrase_protects_the_key(make_desk: Any, console: Any, settled: Any) -> None:
    """Clause: P1, B2."""
    desk = make_desk(create=False)
    phrase = "correct horse battery"
    async with console(desk) as pilot:
        await pilot.press("enter", *phrase, "enter", *phrase, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Today)
    assert desk.has_passphrase


async def test_a_folder_that_cannot_be_written_is_told_and_what_was_typed_stays(
    make_desk: Any, console: Any, settled: Any
) -> None:
    desk = make_desk(create=False)
    desk.config.data.parent.mkdir(parents=True, exist_ok=True)
    desk.config.data.write_text("a file where the folder should be")
    async with console(desk) as pilot:
        await pilot.press("enter", "enter", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Setup)
        assert pilot.app.screen.query_one("#setup-name", Input).value == "noor"
        said = str(pilot.app.screen.query_one("#setup-status", Static).content)
        assert said and "Creating" not in said


async def test_escape_leaves_without_a_store(make_desk: Any, console: Any, settled: Any) -> None:
    desk = make_desk(create=False)
    async with console(desk) as pilot:
        await pilot.press("escape")
        await settled(pilot)
    assert not desk.config.store_exists


async def test_the_page_is_readable_in_a_small_terminal(
    make_desk: Any, console: Any, monkeypatch: Any
) -> None:
    desk = make_desk(create=False)
    monkeypatch.setattr(Setup, "_explanation", lambda _: "There is no store of customers yet.")
    async with console(desk) as pilot:
        assert_screen(pilot.app, "setup")
