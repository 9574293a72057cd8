"""What is typed is kept while that goes on, so that a console that dies takes little with it. Clause: P3."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support.files import until, until_shown, write
from support.rights_requests import told
from support.screen_grid import grid
from support.terminal import Terminal

from helpdesk.desk import Desk
from helpdesk.domain.errors import StoreBusy, StoreFull
from helpdesk.domain.messages import msg
from screens.customer_form import CustomerForm
from screens.widgets.controls import TextBox

PROGRAM = (sys.executable, "-m", "helpdesk")


def forms(desk: Desk) -> list[str]:
    """The forms of which a draft is kept."""
    return [form for form, _since in desk.do(lambda work: work.drafts.forms())]


async def typing(pilot: Any, text: str) -> CustomerForm:
    """A form for a new customer in which something is typed."""
    await pilot.press("n")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))
    await pilot.pause()
    await pilot.press(*text)
    screen: CustomerForm = pilot.app.screen
    return screen


async def test_what_is_typed_is_kept_without_leaving_the_form(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        screen = await typing(pilot, "Anna")
        screen.keep_going()
        await until(pilot, lambda: forms(desk) == ["customer:new"])
        assert pilot.app.screen is screen


async def test_nothing_is_kept_where_nothing_was_typed(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        screen = await typing(pilot, "")
        screen.keep_going()
        await pilot.app.workers.wait_for_complete()
        assert forms(desk) == []


async def test_a_form_that_is_opened_once_more_takes_over_what_was_typed_in_it(
    desk: Desk, console: Any
) -> None:
    """Else it would be there twice, and could be registered twice. The way back leads to neither."""
    async with console(desk) as pilot:
        await pilot.press("f12")
        await until_shown(pilot, "No complaints.")
        await pilot.press("n")
        await until_shown(pilot, "New complaint")
        await pilot.press(*"Piet Puk", "f12")
        await until_shown(pilot, "No complaints.")
        await pilot.press("n")
        await until_shown(pilot, "What you typed before is back")
        assert "Piet Puk" in grid(pilot.app)
        await pilot.press("escape")
        await until_shown(pilot, "This is not saved yet")
        await pilot.press("2", "enter")
        await until_shown(pilot, "No complaints.")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)  # the list that it was begun on
        await pilot.press("escape")
        await until_shown(pilot, "Nothing waits for you today.")
        assert forms(desk) == []


@pytest.mark.parametrize(("place", "title"), [("f10", "New rights request"), ("f11", "New disclosure")])
async def test_a_form_that_was_left_is_taken_up_again_from_today(
    place: str, title: str, desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press(place)
        await settled(pilot)
        await pilot.press("n")
        await until_shown(pilot, title)
        await settled(pilot)
        pilot.app.screen.query(TextBox).first().focus()
        await write(pilot, "Piet Puk")
        await pilot.press("f2")
        await until_shown(pilot, "Keep it as a draft")
        await pilot.press("enter")
        await until_shown(pilot, "Not saved yet: a ")
        await pilot.press("enter")
        await until_shown(pilot, "What you typed before is back")
        assert title in grid(pilot.app)
        assert "Piet Puk" in grid(pilot.app)


async def test_what_was_kept_goes_when_it_is_thrown_away(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        screen = await typing(pilot, "Anna")
        screen.keep_going()
        await until(pilot, lambda: forms(desk) == ["customer:new"])
        await pilot.press("escape", "2", "enter")
        await until(pilot, lambda: not screen.is_attached)
        assert forms(desk) == []


async def test_what_is_being_kept_when_the_form_is_left_does_not_stay(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        screen = await typing(pilot, "Anna")
        screen.keep_going()
        await screen.dismiss()
        await until(pilot, lambda: forms(desk) == [])


async def test_what_the_busy_store_could_not_keep_is_tried_again(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.drafting.KEEP_EVERY", 3_600)  # it is kept when the test says so
    run, refused = desk.run, 0

    async def busy_once(*args: Any, **kwargs: Any) -> Any:
        nonlocal refused
        refused += 1
        if refused == 1:
            raise StoreBusy(msg("no"))
        return await run(*args, **kwargs)

    async with console(desk) as pilot:
        screen = await typing(pilot, "Anna")
        monkeypatch.setattr(desk, "run", busy_once)
        screen.keep_going()
        await until(pilot, lambda: refused > 0)
        await pilot.pause()
        assert forms(desk) == []
        assert pilot.app.screen is screen
        screen.keep_going()
        await until(pilot, lambda: forms(desk) == ["customer:new"])


async def test_what_a_full_disk_does_not_keep_is_said_and_stays_until_there_is_room(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a machine that dies would take what nobody knew was at stake. Keeping it as a draft on leaving says so too."""
    monkeypatch.setattr("screens.drafting.KEEP_EVERY", 3_600)
    run = desk.run

    async def full(*_args: Any, **_kwargs: Any) -> Any:
        raise StoreFull(msg("The disk is full."), todo=msg("Make room."))

    async with console(desk) as pilot:
        screen = await typing(pilot, "Anna")
        monkeypatch.setattr(desk, "run", full)
        for _ in range(3):
            screen.keep_going()
            await pilot.app.workers.wait_for_complete()
        await told(pilot, "What you type can't be kept as a draft now. The disk is full.")
        await pilot.press("escape", "enter")
        await until_shown(pilot, "Make room.")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert "Anna" in grid(pilot.app)
        monkeypatch.setattr(desk, "run", run)
        await pilot.press("escape", "enter")
        await until(pilot, lambda: forms(desk) == ["customer:new"])


@pytest.mark.slow
def test_after_a_console_was_killed_the_form_is_offered_again(make_desk: Any, tmp_path: Path) -> None:
    desk = make_desk()
    environ = {"HELPDESK_HOME": str(tmp_path / "home"), "HELPDESK_LANG": "en", "LOGNAME": "noor"}
    with Terminal(PROGRAM, env=environ) as terminal:
        terminal.wait_for("Nothing waits for you today")
        terminal.press("n")
        terminal.wait_for("Given name")
        terminal.type("Anna")
        until_kept(terminal, desk)
        terminal.kill(signal.SIGKILL)
    with Terminal(PROGRAM, env=environ) as terminal:
        terminal.wait_for("Not saved yet: a new customer")
        terminal.press("enter")
        terminal.wait_for("Anna")


def until_kept(terminal: Terminal, desk: Desk) -> None:
    """Wait until a draft is in the store; the terminal is read meanwhile."""
    end = time.monotonic() + 60
    while forms(desk) == []:
        assert time.monotonic() < end, "nothing was kept"
        terminal.settle(0.1)
