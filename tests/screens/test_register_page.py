"""What all lists of registers have in common."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.files import until, until_shown
from support.screen_grid import grid
from textual.worker import WorkerState

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.tasks import complaints
from screens.register_page import RegisterPage

LISTS = {"c": "Complaints", "v": "Rights requests", "f11": "Disclosures", "q": "Tickets", "x": "Unsolicited",
         "u": "IP use"}  # fmt: skip


@pytest.fixture
def three(desk: Desk) -> None:
    """Three complaints of people without a file."""
    for person in ("Piet Puk", "Ada Vis", "Bo Kras"):
        new = NewComplaint("telephone", desk.clock(), cause="delay", words="Te laat.", person=person)
        desk.do(complaints.register, new)


async def listed(pilot: Any, key: str) -> RegisterPage[Any]:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, RegisterPage))
    await until_shown(pilot, LISTS[key])
    screen: RegisterPage[Any] = pilot.app.screen
    return screen


async def test_every_list_stands_beside_what_is_under_its_cursor_from_120_columns(
    desk: Desk, console: Any
) -> None:
    async with console(desk, (119, 40)) as pilot:
        for key in LISTS:
            screen = await listed(pilot, key)
            for columns, beside in ((119, False), (120, True)):
                await pilot.resize_terminal(columns, 40)
                await until(pilot, lambda: screen.query_one("#register-side").display is beside)  # noqa: B023
                assert pilot.app.focused is screen.listing, key
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, RegisterPage))


async def test_a_list_that_was_left_comes_back_where_it_was_in_each_view(
    desk: Desk, three: None, console: Any
) -> None:
    async with console(desk) as pilot:
        screen = await listed(pilot, "c")
        await until(pilot, lambda: screen.listing.count == 3)
        await pilot.press("down", "down")
        await until(pilot, lambda: screen.listing.index == 2)
        held = screen.row.id if screen.row else None
        await pilot.press("3", "down")
        await until_shown(pilot, "[3 All 3]")
        await until(pilot, lambda: screen.listing.index == 1)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)
        again = await listed(pilot, "c")
        await until_shown(pilot, "[3 All 3]")
        await until(pilot, lambda: again.listing.index == 1)
        await pilot.press("1")
        await until(pilot, lambda: again.row is not None and again.row.id == held)


async def test_f_shows_the_next_view_and_a_click_any(desk: Desk, three: None, console: Any) -> None:
    async with console(desk) as pilot:
        await listed(pilot, "c")
        await until_shown(pilot, "[1 Open ones 3]")
        await pilot.press("f")
        await until_shown(pilot, "[2 Mine")
        assert "f Filter" in grid(pilot.app)
        (tabs,) = (line for line in grid(pilot.app).splitlines() if "[2 Mine" in line)
        await pilot.click(offset=(tabs.index("Open ones"), 1))
        await until_shown(pilot, "[1 Open ones 3]")


async def test_what_is_read_for_a_list_that_is_left_meanwhile_is_let_go(
    desk: Desk, three: None, console: Any
) -> None:
    """Two screens are closed at one key: the list beneath begins to read again, and is gone before it has."""
    async with console(desk) as pilot:
        screen = await listed(pilot, "c")
        await until(pilot, lambda: screen.listing.count == 3)
        begun, answered = asyncio.Event(), asyncio.Event()

        async def read(after: Any) -> Any:
            begun.set()
            await answered.wait()
            return ()

        screen.read = read
        screen.read_again()
        await begun.wait()
        reading = next(one for one in pilot.app.workers if one.node is screen)
        screen.dismiss()
        answered.set()
        await until(pilot, lambda: reading.is_finished)
        assert reading.state is WorkerState.CANCELLED
        await until(pilot, lambda: not isinstance(pilot.app.screen, RegisterPage))
