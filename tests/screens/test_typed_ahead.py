"""Keys that come faster than the screens: nobody waits for a console, and it neither stops nor stands still."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.files import WAIT, until, until_shown
from support.incoming import came_in
from support.screen_grid import grid
from support.waiting import keys_wait
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from helpdesk.desk import Desk
from helpdesk.domain.tickets import TicketState
from helpdesk.tasks import customers
from screens import typed_ahead
from screens.app import HelpdeskApp
from screens.dialogs.choice import Choice, Option
from screens.dialogs.dialog import Dialog
from screens.dialogs.line import Line
from screens.dialogs.purposes import ForWhat
from screens.find import Find
from screens.ticket import TicketScreen
from screens.tickets import Tickets
from screens.widgets.bars import commands


def typed_at_once(pilot: Pilot[None], *keys: str) -> None:
    """Put keys in the queue without waiting for what any of them does."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_list_that_the_next_key_closes_at_once_is_closed(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        for keys in (("v", "f2"), ("v", "f2", "c", "f2", "u", "f2")):
            typed_at_once(pilot, *keys)
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1 and not keys_wait(pilot.app))
            await pilot.press("v")
            await until_shown(pilot, "No rights requests")
            await pilot.press("f2")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_form_that_the_next_key_closes_at_once_holds_nothing_to_keep(
    desk: Desk, console: Any
) -> None:
    async with console(desk) as pilot:
        typed_at_once(pilot, "n", "escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_dialog_that_is_answered_before_it_stands_gives_that_answer(desk: Desk, console: Any) -> None:
    answers: list[str | None] = []
    async with console(desk) as pilot:
        dialog = Choice("Which?", [Option("a", "This"), Option("b", "That")])
        pilot.app.push_screen(dialog, answers.append)
        dialog.answer("b")
        await until(pilot, lambda: answers == ["b"] and len(pilot.app.screen_stack) == 1)


def a_ticket(desk: Desk) -> str:
    """The number of a ticket of nobody known."""
    number: str = came_in(desk, text="Wie belt mij terug?", sender="06-12345678").number
    return number


class SlowDesk:
    """Makes a desk read and write only once it is told to."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = asyncio.Event()
        for name in ("read", "run", "start"):
            monkeypatch.setattr(desk, name, self._held(getattr(desk, name)))

    def _held(self, real: Any) -> Any:
        async def held(*args: Any, **kwargs: Any) -> Any:
            await self.go_on.wait()
            return await real(*args, **kwargs)

        return held


async def test_enter_before_a_list_was_read_opens_its_first_row(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = a_ticket(desk)
    async with console(desk) as pilot:
        slow = SlowDesk(desk, monkeypatch)
        typed_at_once(pilot, "q", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets) and keys_wait(pilot.app))
        slow.go_on.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        assert pilot.app.screen.ticket.number == number


async def test_a_key_of_a_row_before_the_list_was_read_is_for_that_row(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = a_ticket(desk)
    async with console(desk) as pilot:
        slow = SlowDesk(desk, monkeypatch)
        typed_at_once(pilot, "q", "t")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets) and keys_wait(pilot.app))
        slow.go_on.set()
        await until_shown(pilot, f"{number} is yours.")
        assert isinstance(pilot.app.screen, Tickets), "t takes a ticket, and does not lead to Today"


async def test_escape_does_not_wait_for_a_list_and_lets_go_what_was_typed_for_it(
    desk: Desk, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_ticket(desk)
    async with console(desk) as pilot:
        slow = SlowDesk(desk, monkeypatch)
        typed_at_once(pilot, "q", "t")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets) and keys_wait(pilot.app))
        typed_at_once(pilot, "escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        slow.go_on.set()
        await until(pilot, lambda: not keys_wait(pilot.app))
        assert "is yours" not in grid(pilot.app)


async def test_what_is_typed_before_the_store_is_open_is_done_then(
    make_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_desk()
    made.do(customers.create, {"kind": "company", "company_name": "Bakkerij Jansen", "city": "Bussum"})
    made.shut()
    desk = make_desk(create=False)
    slow = SlowDesk(desk, monkeypatch)
    app = HelpdeskApp(desk)
    async with app.run_test(notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: app.screen.is_mounted)
        # Enter comes as Ctrl+J before the terminal is the console's own.
        typed_at_once(pilot, "slash", *"jansen", "ctrl+j")
        await until(pilot, lambda: keys_wait(app))
        slow.go_on.set()
        await until(pilot, lambda: isinstance(app.screen, ForWhat))
        assert isinstance(app.screen_stack[-2], Find)
        assert app.screen_stack[-2].query_one(Input).value == "jansen"


async def test_what_is_typed_behind_the_key_that_opens_a_screen_is_typed_there(
    desk: Desk, console: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From Find to what a file is opened for, and to a tab of it, in one go."""
    for limit in ("CARRIED_OUT", "OPENED"):  # else a slow machine counts as one that is stuck
        monkeypatch.setattr(typed_ahead, limit, WAIT)
    async with console(desk) as pilot:
        typed_at_once(pilot, "slash", *"berg", "enter", "4", "enter", "4", "n")
        await until_shown(pilot, "New system")


async def test_the_key_that_closes_a_ticket_leads_nowhere_else_in_a_closed_one(
    desk: Desk, console: Any
) -> None:
    a_ticket(desk)
    async with console(desk) as pilot:
        await pilot.press("q", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        await pilot.press("s")
        await until(pilot, lambda: pilot.app.screen.ticket.state is TicketState.SOLVED)
        await pilot.press("c")
        await until(pilot, lambda: pilot.app.screen.ticket.state is TicketState.CLOSED)
        await pilot.press("c")
        await until_shown(pilot, "“Close” is not possible here right now.")
        assert isinstance(pilot.app.screen, TicketScreen)
        offered = {one.description: one.key for one in commands(pilot.app.screen)}
        assert (offered["Complaints"], offered["Today"]) == ("F12", "F2")
        await pilot.press("f12")
        await until_shown(pilot, "No complaints.")


LISTS = {
    "q": "No tickets yet",
    "c": "No complaints.",
    "v": "No rights requests",
    "x": "Nothing waits here.",
    "u": "No sessions yet",
    "f11": "Nothing was disclosed to anybody.",
}


async def test_on_an_empty_list_nothing_is_offered_that_needs_a_row(desk: Desk, console: Any) -> None:
    async with console(desk, size=(200, 24)) as pilot:
        for key, empty in LISTS.items():
            await pilot.press(key)
            await until_shown(pilot, empty)
            offered = {one.description for one in commands(pilot.app.screen)}
            needs_a_row = {"Open", "Take", "Customer", "Approve", "Decide", "Ticket", "Replay", "Export"}
            assert offered & needs_a_row == set(), key
            assert "Help" in offered, "else it would prove nothing"


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
