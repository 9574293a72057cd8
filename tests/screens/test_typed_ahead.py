"""Keys that come faster than the screens: nobody waits for a console, and it neither stops nor stands still."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import until, until_shown
from textual import events
from textual.pilot import Pilot

from helpdesk.desk import Desk
from screens.dialogs.choice import Choice, Option


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
