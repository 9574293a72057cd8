"""Clause B2: the session locks after idleness; the screen hides personal data when locked."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.fake_desk import FakeDesk, FakeFind, FakeToday, console, top
from support.files import until, until_shown
from support.screen_grid import grid
from textual import work
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from helpdesk.domain.calendar import Period
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from screens.dialogs.confirm import Confirm
from screens.idleness import Idleness, in_seconds
from screens.lock import Lock, wait_after

ALL: Any = {"size": (80, 24), "notifications": True, "tooltips": True}
PERSONAL = "Personal data"


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause(0.05)
    await pilot.pause()


async def locked(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("ctrl+l")
    await settle(pilot)


async def test_ctrl_l_hides_everything_and_enter_shows_it_again_as_it_was() -> None:
    """Clause: B2."""
    desk = FakeDesk()
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"half a")
        await locked(pilot)
        assert "Locked" in grid(app)
        assert PERSONAL not in grid(app)
        assert "half a" not in grid(app)
        assert "locked" in desk.asked
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press(*" note")
        assert isinstance(app.screen, FakeFind)
        assert app.screen.query_one(Input).value == "half a note"


async def test_idleness_locks_by_itself() -> None:
    """Clause: B2."""
    clock = Clock()
    app = console(FakeDesk(lock_after=Period(minutes=10)), clock=clock)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        clock.now += 599
        app.watch_idleness()
        await settle(pilot)
        assert not app.locked
        clock.now += 1
        app.watch_idleness()
        await settle(pilot)
        assert app.locked
        assert PERSONAL not in grid(app)


async def test_every_key_starts_the_time_anew() -> None:
    clock = Clock()
    app = console(FakeDesk(lock_after=Period(minutes=10)), clock=clock)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        for _ in range(3):
            clock.now += 500
            await pilot.press("x")
        app.watch_idleness()
        await settle(pilot)
        assert not app.locked


async def test_a_computer_that_slept_finds_the_lock_before_the_first_key_counts() -> None:
    clock = Clock()
    app = console(FakeDesk(lock_after=Period(minutes=10)), clock=clock)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        clock.now += 3600
        await pilot.press("slash")
        await settle(pilot)
        assert app.locked
        assert isinstance(top(app), FakeToday)


async def test_the_timer_locks_without_anybody_asking() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app._idleness.limit = 0.2
        app.watch_idleness()
        await until(pilot, lambda: app.locked)


async def test_the_pass_phrase_opens_and_a_wrong_one_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clause: B2."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    desk = FakeDesk(passphrase="correct horse", is_open=True)
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await locked(pilot)
        assert isinstance(app.screen, Lock)
        app.screen._wait = wait
        for _ in range(3):
            await pilot.press(*"wrong", "enter")
            await settle(pilot)
        assert app.locked
        assert waits == [1, 2, 4]
        assert "Try again" in grid(app)
        assert "wrong" not in grid(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.locked
        await pilot.press(*"correct horse", "enter")
        await settle(pilot)
        assert not app.locked
        assert desk.asked.count("unlock") == 5


async def test_a_phrase_that_is_typed_while_a_wrong_one_is_waited_out_opens() -> None:
    """Clause: B2. Who sees the slip types on at once; nothing of that is lost."""
    over = asyncio.Event()

    async def wait(_seconds: float) -> None:
        await over.wait()

    desk = FakeDesk(passphrase="correct horse", is_open=True)
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await locked(pilot)
        assert isinstance(app.screen, Lock)
        app.screen._wait = wait
        await pilot.press(*"wrong", "enter")
        await until(pilot, lambda: "Wait …" in grid(app))
        await pilot.press(*"correct horse", "enter", "enter")
        assert app.locked
        over.set()
        await until(pilot, lambda: not app.locked)
        assert desk.asked.count("unlock") == 2


def test_the_wait_doubles_and_has_an_end() -> None:
    assert [wait_after(wrong) for wrong in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]


async def test_an_error_while_unlocking_is_told_on_the_lock() -> None:
    class Fails(FakeDesk):
        async def unlock(self, passphrase: str) -> bool:
            raise StoreBusy(msg("Another console holds the store."))

    app = console(Fails())
    async with app.run_test(**ALL) as pilot:
        await locked(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.locked
        assert "Another console holds the store." in grid(app)


async def test_dialogs_and_menus_are_covered_and_still_wait_for_their_answer() -> None:
    """Clause: B2."""
    answers: list[bool | None] = []
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.push_screen(Confirm("Erase", "Erase Sanne Vos?"), answers.append)
        await settle(pilot)
        assert "Sanne Vos" in grid(app)
        await locked(pilot)
        assert "Sanne" not in grid(app)
        await pilot.press("y", "escape", "n")
        await settle(pilot)
        assert answers == []
        await pilot.press("enter")
        await settle(pilot)
        assert "Sanne Vos" in grid(app)
        await pilot.press("y")
        await settle(pilot)
        assert answers == [True]


async def test_the_command_palette_is_covered() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await until_shown(pilot, "What do you want to do?")
        app.action_lock()
        await settle(pilot)
        assert "Locked" in grid(app)
        assert "Statement" not in grid(app)


async def test_what_is_to_be_told_waits_until_somebody_is_there() -> None:
    """Clause: B2. Notifications that are shown when the lock comes are covered too."""
    app = console()
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        app.notify("Saved Sanne Vos", timeout=60)
        await settle(pilot)
        assert "Saved Sanne Vos" in grid(app)
        await locked(pilot)
        app.notify("Imported Kees Bos")
        await settle(pilot)
        assert "Sanne" not in grid(app)
        assert "Kees" not in grid(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Imported Kees Bos" in grid(app)


async def test_work_that_ends_beneath_the_lock_opens_and_closes_its_screens_there() -> None:
    asked: list[Any] = []

    class Works(FakeToday):
        BINDINGS = [Binding("x", "work", "Work", id="work")]

        @work
        async def action_work(self) -> None:
            await go.wait()
            self.app.push_screen(FakeFind(self.desk))
            asked.append(await self.app.push_screen_wait(Confirm("Sure", "Sure about Sanne Vos?")))

    go = asyncio.Event()
    app = console(places={"today": Works})
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("x")
        await locked(pilot)
        go.set()
        await settle(pilot)
        dialog = top(app)
        assert isinstance(dialog, Confirm)
        assert "Sanne" not in grid(app)
        dialog.answer(True)
        await settle(pilot)
        assert asked == [True]
        assert app.locked
        assert "Sanne" not in grid(app)
        app.switch_mode("statement")
        await settle(pilot)
        assert app.locked
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "statement"
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, FakeFind)


async def test_no_key_of_the_console_works_on_the_lock() -> None:
    """Clause: B2."""
    app = console()
    async with app.run_test(**ALL) as pilot:
        await locked(pilot)
        for key in ("slash", "t", "f1", "f2", "f3", "ctrl+p", "escape", "ctrl+l"):
            await pilot.press(key)
            await settle(pilot)
            assert app.locked, key
            assert isinstance(app.screen, Lock), key


async def test_leaving_is_possible_from_the_lock_and_keeps_the_draft() -> None:
    desk = FakeDesk()
    app = console(desk)
    async with app.run_test(**ALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"note")
        await locked(pilot)
        await pilot.press("ctrl+q")
    assert desk.drafts == ["note"]


async def test_the_lock_and_a_window_that_is_too_small_go_together() -> None:
    app = console()
    async with app.run_test(**ALL) as pilot:
        await locked(pilot)
        await pilot.resize_terminal(40, 10)
        await settle(pilot)
        assert app.locked
        assert "Locked" in grid(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "60 × 15" in grid(app)
        app.action_lock()
        await settle(pilot)
        assert app.locked
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FakeToday)


async def test_before_the_desk_is_open_there_is_nothing_to_lock() -> None:
    app = console(FakeDesk(failures=[StoreBusy(msg("Busy."))]))
    async with app.run_test(**ALL) as pilot:
        await locked(pilot)
        assert not app.locked


def test_idleness_counts_from_the_last_touch() -> None:
    clock = Clock()
    idle = Idleness(60, clock)
    clock.now += 45
    assert idle.left() == 15
    idle.touch()
    assert idle.left() == 60
    clock.now += 61
    assert idle.over()


def test_without_a_limit_nothing_is_ever_over() -> None:
    idle = Idleness(None)
    assert not idle.over()
    assert idle.look_again() is None


def test_a_period_of_the_policy_is_so_many_seconds() -> None:
    assert in_seconds(Period(hours=1, minutes=30)) == 5400
    assert in_seconds(Period(weeks=1)) == 7 * 86400
