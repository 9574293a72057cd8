"""Keys that come faster than the screens: nobody waits for a console, and it neither stops nor stands still."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.files import until, until_shown
from textual import events
from textual.pilot import Pilot

from helpdesk.desk import Desk
from screens.dialogs.choice import Choice, Option
from screens.dialogs.dialog import Dialog
from screens.dialogs.line import Line


def typed_at_once(pilot: Pilot[None], keys: str) -> None:
    """Put keys in the queue without waiting for what any of them does."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key))


@pytest.mark.parametrize("keys", ["vt", "ut", "vtct", "utvtctut", "/t"])
async def test_a_list_that_the_next_key_closes_at_once_is_closed(desk: Desk, console: Any, keys: str) -> None:
    async with console(desk) as pilot:
        typed_at_once(pilot, keys)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await pilot.press("v")
        await until_shown(pilot, "Rights requests")
        await until_shown(pilot, "No rights requests")


async def test_a_form_that_the_next_key_closes_at_once_holds_nothing_to_keep(
    desk: Desk, console: Any
) -> None:
    async with console(desk) as pilot:
        pilot.app.post_message(events.Key("n", "n"))
        pilot.app.post_message(events.Key("escape", None))
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_dialog_that_is_answered_before_it_stands_gives_that_answer(desk: Desk, console: Any) -> None:
    answers: list[str | None] = []
    async with console(desk) as pilot:
        dialog = Choice("Which?", [Option("a", "This"), Option("b", "That")])
        pilot.app.push_screen(dialog, answers.append)
        dialog.answer("b")
        await until(pilot, lambda: answers == ["b"] and len(pilot.app.screen_stack) == 1)


async def answered_at_once(pilot: Pilot[None], dialog: Dialog[str], *typed: events.Event) -> str | None:
    """What a dialog answers when all this and Enter come in one packet."""
    answers: list[str | None] = []
    pilot.app.push_screen(dialog, answers.append)
    await until(pilot, lambda: pilot.app.screen is dialog and pilot.app.focused is not None)
    for event in (*typed, events.Key("enter", "\r")):
        pilot.app.post_message(event)
    await until(pilot, lambda: bool(answers))
    return answers[0]


async def test_what_is_pasted_with_enter_behind_it_is_not_lost(desk: Desk, console: Any) -> None:
    """Nothing typed is lost."""
    async with console(desk) as pilot:
        given = await answered_at_once(pilot, Line("Why?", "Reason", "Go on"), events.Paste("kennelijk"))
        assert given == "kennelijk"
        letters = (events.Key(one, one) for one in "kennelijk")
        assert await answered_at_once(pilot, Line("Why?", "Reason", "Go on"), *letters) == "kennelijk"


async def test_enter_chooses_what_the_arrow_before_it_led_to(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        options = [Option(one, one) for one in ("first", "second", "third")]
        down = (events.Key("down", None), events.Key("down", None))
        dialog = Choice("Which?", options)
        pilot.app.push_screen(dialog)
        await until_shown(pilot, "third")
        pilot.app.pop_screen()
        assert await answered_at_once(pilot, Choice("Which?", options), *down) == "third"


async def test_a_widget_that_stands_still_does_not_stop_the_keys(desk: Desk, console: Any) -> None:
    """Whoever is busy lets the next key go by after a while: this one is busy until the key was obeyed."""
    answers: list[str | None] = []
    held = asyncio.Event()

    def answered(given: str | None) -> None:
        answers.append(given)
        held.set()

    async with console(desk) as pilot:
        line = Line("Why?", "Reason", "Go on", "kennelijk")
        pilot.app.push_screen(line, answered)
        await until(pilot, lambda: pilot.app.screen is line and pilot.app.focused is not None)
        pilot.app.focused.call_later(held.wait)
        pilot.app.post_message(events.Key("left", None))
        pilot.app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: answers == ["kennelijk"])
