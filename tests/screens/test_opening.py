"""Opening a customer: silently while the file is open, otherwise after asking what for."""

from __future__ import annotations

from typing import Any

from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.tasks import files
from screens.customer import CustomerScreen
from screens.dialogs.purposes import ForWhat
from screens.opening import open_customer
from screens.today import Today


async def test_an_open_file_opens_without_asking(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    """Clause: P2."""
    desk.do(files.open_file, people[0].id, ("G3",))
    async with console(desk) as pilot:
        open_customer(pilot.app, desk, people[0])
        await settled(pilot)
        assert isinstance(pilot.app.screen, CustomerScreen)


async def test_a_closed_file_opens_for_what_was_chosen_and_that_is_recorded(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    """Clause: P2, G3, G4."""
    async with console(desk) as pilot:
        open_customer(pilot.app, desk, people[0])
        await settled(pilot)
        await pilot.press("a", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CustomerScreen)
        opened = {r.purposes for r in desk.do(lambda work: work.audit.page()) if r.event == "file:opened"}
        assert opened == {("G3", "G4")}


async def test_without_a_purpose_nothing_is_opened_and_a_restriction_is_said_before_one_is_chosen(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    """Clause: P2, R5."""
    desk.do(lambda work: work.standings.restrict(people[0].id, "accuracy contested"))
    async with console(desk) as pilot:
        open_customer(pilot.app, desk, people[0])
        await settled(pilot)
        assert "Its use is restricted since" in grid(pilot.app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Today)


async def test_a_customer_who_is_gone_is_told(desk: Desk, console: Any, settled: Any) -> None:
    async with console(desk) as pilot:
        open_customer(pilot.app, desk, CustomerRef("f" * 32, "1", "Weg", "", ""))
        await settled(pilot)
        if isinstance(pilot.app.screen, ForWhat):
            await pilot.press("a", "enter")
            await settled(pilot)
        assert "or no longer" in grid(pilot.app)
        assert not isinstance(pilot.app.screen, CustomerScreen)
