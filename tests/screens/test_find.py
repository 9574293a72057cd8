"""Find: a few letters, the right customer, and no more than tells customers apart."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from support.files import until, until_shown
from support.screen_grid import assert_screen, grid
from textual.widgets import Input

from helpdesk.desk import Desk
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from helpdesk.tasks import customers, files
from screens.customer_form import CustomerForm
from screens.dialogs.purposes import ForWhat
from screens.find import Find

pytestmark = pytest.mark.usefixtures("people")


def searches(desk: Desk) -> int:
    """How often it is on record that somebody searched."""
    records = desk.do(lambda work: work.audit.page())
    return sum(record.event == AuditEvent.CUSTOMERS_SEARCHED for record in records)


def held_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Make searching wait until the event is set."""
    go, find = threading.Event(), files.find

    def slow(*arguments: Any) -> Any:
        go.wait(5)
        return find(*arguments)

    monkeypatch.setattr(files, "find", slow)
    return go


async def test_typing_finds_with_every_key_and_marks_what_matched(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"zoe")
        await settled(pilot)
        assert "Zoë van der Berg" in grid(pilot.app)
        assert "Naarden" not in grid(pilot.app)
        assert "1 customer" in grid(pilot.app)
        assert_screen(pilot.app, "find")


async def test_the_list_shows_the_least_that_tells_customers_apart_and_nothing_more(
    desk: Desk, console: Any, settled: Any
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        await pilot.press("slash", *"berg")
        await settled(pilot)
        shown = grid(pilot.app)
        assert "Huizen" in shown
        for hidden in ("Kerkstraat", "1276", "12345678", "example.org"):
            assert hidden not in shown


async def test_nothing_typed_shows_the_customers_opened_last(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    desk.do(files.open_file, people[2].id, ("G3",))
    async with console(desk) as pilot:
        await pilot.press("slash")
        await settled(pilot)
        assert "Jan Smit" in grid(pilot.app)
        assert "Opened last" in grid(pilot.app)


async def test_no_result_says_what_to_try_and_offers_a_new_customer(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"qqqq")
        await settled(pilot)
        assert "Nobody matches" in grid(pilot.app)
        assert "F6 makes one" in grid(pilot.app)
        assert "Enter Open" not in grid(pilot.app)  # there is nobody to open


async def test_enter_is_offered_again_once_somebody_matches(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"bergx")
        await until_shown(pilot, "Nobody matches")
        await until(pilot, lambda: "Enter Open" not in grid(pilot.app))
        await pilot.press("backspace")
        await until_shown(pilot, "Enter Open")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ForWhat)


async def test_enter_asks_what_for_and_escape_comes_back_to_the_same_text(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"an", "down", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ForWhat)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Find)
        assert pilot.app.screen.query_one(Input).value == "an"


async def test_the_second_click_on_a_customer_opens_like_enter(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"a")
        await settled(pilot)
        (row,) = (y for y, line in enumerate(grid(pilot.app).splitlines()) if "Jan Smit" in line)
        await pilot.click(offset=(20, row))
        assert isinstance(pilot.app.screen, Find)
        await pilot.click(offset=(20, row), times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert "Jan Smit" in grid(pilot.app)


async def test_a_page_further_down_leads_to_the_last_and_typing_goes_on(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"a")
        await settled(pilot)
        names = [
            line[10:30].strip() for line in grid(pilot.app).splitlines() if re.match(r"[› ] *\d{5}", line)
        ]
        await pilot.press("pagedown")
        assert marked_name(pilot) == names[-1]
        await pilot.press("pageup")
        assert marked_name(pilot) == names[0]
        await pilot.press("n")
        await until_shown(pilot, "▌an")


def marked_name(pilot: Any) -> str:
    """The name under the cursor."""
    (line,) = (line for line in grid(pilot.app).splitlines() if line.lstrip().startswith("›"))
    return line[10:30].strip()


async def test_f6_makes_a_new_customer_and_escape_comes_back_to_the_text(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash", *"zoe", "f6")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))
        await settled(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Find))
        assert pilot.app.screen.query_one(Input).value == "zoe"


async def test_who_is_quicker_than_the_store_gets_the_best_match_of_what_was_typed(
    desk: Desk, console: Any, settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(desk) as pilot:
        go = held_up(monkeypatch)
        await pilot.press("slash", *"smit", "enter")
        assert isinstance(pilot.app.screen, Find)
        go.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, ForWhat)
        assert "Jan Smit" in grid(pilot.app)


async def test_a_visit_is_recorded_once_and_never_what_was_searched_for(
    desk: Desk, console: Any, settled: Any
) -> None:
    """Clause: P2, B1."""
    async with console(desk) as pilot:
        await pilot.press("slash", *"smit")
        await settled(pilot)
        await pilot.press("backspace", "escape")
        await settled(pilot)
        assert searches(desk) == 1
        assert "smi" not in str(desk.do(lambda work: work.audit.page()))


async def test_a_search_that_fails_is_told_and_what_was_typed_stays(
    desk: Desk, console: Any, settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreBusy(msg("Another console holds the store."), todo=msg("Try again."))

    async with console(desk) as pilot:
        monkeypatch.setattr(files, "find", fails)
        await pilot.press("slash", "z")
        await settled(pilot)
        assert "Another console holds the store." in grid(pilot.app)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Find)
        assert pilot.app.screen.query_one(Input).value == "z"


async def test_a_slow_store_says_busy_and_keys_still_work(
    desk: Desk, console: Any, settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(desk) as pilot:
        go = held_up(monkeypatch)
        await pilot.press("slash", "j")
        await until_shown(pilot, "busy")
        await pilot.press("a")
        assert pilot.app.screen.query_one(Input).value == "ja"
        go.set()
        await settled(pilot)
        assert "Bakkerij Jansen" in grid(pilot.app)
        assert "busy" not in grid(pilot.app)


async def test_hostile_names_are_shown_and_not_obeyed(desk: Desk, console: Any, settled: Any) -> None:
    """Clause: P1."""
    desk.do(
        customers.create,
        {"kind": "person", "family_name": "[/nope] [@click=app.quit]hostile", "city": "[red]"},
    )
    async with console(desk) as pilot:
        await pilot.press("slash", *"hostile")
        await settled(pilot)
        assert "[/nope]" in grid(pilot.app)
