"""The question before remote support: filled in, so that `r` and Enter connect, and never past the guard."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import add_anna, opened, until, until_shown, write
from support.remote import WEB
from support.screen_grid import assert_screen, grid

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import Fault, Invalid, Refused
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import SSH, Ended, Filter, Recording, Request
from helpdesk.support import SupportSession
from helpdesk.tasks import files, sessions, systems
from screens.dialogs.start_session import StartSession
from screens.dialogs.why import WhyDialog
from screens.widgets.controls import Tick


@pytest.fixture
def anna(known_anna: CustomerRef) -> CustomerRef:
    return known_anna


def add_systems(desk: Any, ref: CustomerRef) -> None:
    """Three systems: a name, a known address, and one that was never reached."""
    desk.do(files.open_file, ref.id, ("G3", "G4"))
    for name, host in (("web01", "web01.example.org"), ("nas", "192.0.2.17"), ("router", "2001:db8::17")):
        desk.do(systems.add, ref.id, {**WEB, "name": name, "host": host})


class Begins:
    """Takes what is asked for, in the place of the store and the network."""

    def __init__(self, *errors: Exception) -> None:
        self.asked: list[Request] = []
        self._errors = list(errors)

    async def __call__(self, request: Request) -> str:
        self.asked.append(request)
        if self._errors:
            raise self._errors.pop(0)
        return "begun"


async def never_new(address: str) -> bool:
    return False


def proposed(desk: Any, ref: CustomerRef, system: str = "", **over: Any) -> Any:
    from dataclasses import replace

    there = {one.name: one.id for one in desk.do(systems.systems, ref.id)}
    return replace(desk.do(sessions.propose, ref.id, there.get(system)), **over)


async def test_r_and_enter_ask_for_the_system_under_the_cursor(
    desk: Any, console: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: G4."""
    begun: list[Request] = []

    def begin(self: SupportSession) -> Any:
        begun.append(self._request)
        raise Refused(Decision(False, "G4", msg("Not today.")))

    monkeypatch.setattr(SupportSession, "begin", begin)
    add_systems(desk, anna)
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3", "G4"))
        await until_shown(pilot, "open until")
        await pilot.press("4")
        await until_shown(pilot, "router")
        await pilot.press("down")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
    desk.open()
    system = next(one for one in desk.do(systems.systems, anna.id) if one.name == "router")
    assert begun == [Request(anna.id, SSH, system.id, "work on your systems", "phone")]


async def test_the_question_as_a_picture(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: G6. An address at which the customer was never reached is marked before anything is begun."""
    add_systems(desk, anna)
    async with console(desk) as pilot:
        pilot.app.push_screen(StartSession(proposed(desk, anna, "router"), Begins(), never_new))
        await until_shown(pilot, "make sure that it")
        assert_screen(pilot.app, "remote_start")
        await pilot.press("tab", "right")
        await until(pilot, lambda: "make sure that it" not in grid(pilot.app))
        assert "web01  web01.example.org" in grid(pilot.app)


async def test_another_way_asks_for_the_address_and_nothing_of_ssh(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: D6, G6."""
    add_systems(desk, anna)
    begins, asked = Begins(), []

    async def is_new(address: str) -> bool:
        asked.append(address)
        if len(address) < 9:
            raise Invalid((Fault("address", msg("No address.")),))
        return True

    async with console(desk) as pilot:
        given: list[Any] = []
        pilot.app.push_screen(StartSession(proposed(desk, anna), begins, is_new), given.append)
        await until_shown(pilot, "SSH")
        await pilot.press("right")
        await until_shown(pilot, "empty: unknown")
        assert "System" not in grid(pilot.app)
        assert "Recording" not in grid(pilot.app)
        await pilot.press("down")
        await write(pilot, "192.0.2.9")
        await until_shown(pilot, "! This address is new")
        assert_screen(pilot.app, "remote_start_teamviewer")
        await pilot.press("enter")
        await until(pilot, lambda: bool(given))
    assert begins.asked == [
        Request(anna.id, "teamviewer", None, "work on your systems", "phone", address="192.0.2.9")
    ]
    assert given == ["begun"]


async def test_by_telephone_no_address_is_asked(desk: Any, console: Any, anna: CustomerRef) -> None:
    """Clause: D6."""
    desk.do(files.open_file, anna.id, ("G4",))
    begins = Begins()
    async with console(desk) as pilot:
        pilot.app.push_screen(StartSession(proposed(desk, anna), begins, never_new))
        await until_shown(pilot, "TeamViewer")
        assert "‹ SSH ›" not in grid(pilot.app)
        await pilot.press("b")
        await until_shown(pilot, "by telephone")
        assert "IP address" not in grid(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: bool(begins.asked))
    assert (begins.asked[0].way, begins.asked[0].address) == ("telephone", "")


async def test_what_is_wrong_is_said_beneath_and_nothing_typed_is_lost(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    add_systems(desk, anna)
    begins = Begins(Invalid((Fault("reason", msg("What is it for?")), Fault("ticket", msg("Too long.")))))
    async with console(desk) as pilot:
        given: list[Any] = []
        pilot.app.push_screen(StartSession(proposed(desk, anna), begins, never_new), given.append)
        await until_shown(pilot, "SSH")
        await pilot.press(*["down"] * 4, *"T-1", "enter")
        await until_shown(pilot, "↑ What is it for?")
        assert "↑ Too long." in grid(pilot.app)
        assert "T-1" in grid(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: bool(given))
    assert [one.ticket for one in begins.asked] == ["T-1", "T-1"]


@pytest.mark.parametrize(
    ("rule", "said", "recorded"),
    [
        (Recording.ALWAYS, "[x] always, says the policy", True),
        (Recording.OFF, "[ ] never, says the policy", False),
        (Recording.ASK, "[ ] what is shown, never what is typed", True),
    ],
)
async def test_the_policy_says_what_is_recorded(
    desk: Any, console: Any, anna: CustomerRef, rule: Recording, said: str, recorded: bool
) -> None:
    """Clause: B6. Where it leaves no choice there is none."""
    add_systems(desk, anna)
    begins = Begins()
    async with console(desk) as pilot:
        pilot.app.push_screen(StartSession(proposed(desk, anna, recording=rule), begins, never_new))
        await until_shown(pilot, said)
        recording = pilot.app.screen.query_one(Tick)
        assert recording.focusable is (rule is Recording.ASK)
        if recording.focusable:
            await pilot.press(*["tab"] * 5, "space")
        await pilot.press("enter")
        await until(pilot, lambda: bool(begins.asked))
    assert begins.asked[0].record is recorded


async def test_enter_twice_begins_once(desk: Any, console: Any, anna: CustomerRef) -> None:
    add_systems(desk, anna)
    begins = Begins()
    async with console(desk) as pilot:
        pilot.app.push_screen(StartSession(proposed(desk, anna), begins, never_new))
        await until_shown(pilot, "SSH")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, StartSession))
    assert len(begins.asked) == 1


async def test_r_twice_asks_once(desk: Any, console: Any, anna: CustomerRef) -> None:
    add_systems(desk, anna)
    async with console(desk) as pilot:
        screen = opened(desk, anna, "G3", "G4")
        await pilot.app.push_screen(screen)
        await until_shown(pilot, "open until")
        screen.action_remote()
        screen.action_remote()
        await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))
        await pilot.pause(0.2)
        assert [isinstance(one, StartSession) for one in pilot.app.screen_stack].count(True) == 1
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))


async def test_a_restriction_refuses_with_why_and_that_is_a_row(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: R5, G4, D6."""
    add_systems(desk, anna)
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3", "G4"))
        await until_shown(pilot, "RESTRICTED")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "Wait until the restriction is lifted" in grid(pilot.app)
    desk.open()
    (row,) = desk.do(sessions.ledger, Filter())
    assert row.how is Ended.REFUSED


async def test_a_file_that_is_open_for_something_else_says_which_purpose_would_do(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: P2, G4."""
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "open until")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))
        assert "G4" in grid(pilot.app)


async def test_a_role_without_this_job_is_refused_with_why(make_desk: Any, console: Any) -> None:
    """Clause: B1, G4."""
    desk = make_desk()
    anna = add_anna(desk)
    desk.do(lambda work: work.technicians.add("officer", "Officer", "privacy-officer"))
    desk.shut()
    other = make_desk(create=False)
    other._login = "officer"
    other.open()
    async with console(other) as pilot:
        await pilot.app.push_screen(opened(other, anna, "G3"))
        await until_shown(pilot, "open until")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, WhyDialog))


async def test_a_test_of_the_connection_asks_only_what_it_needs(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    """Clause: G4. It is a session as any other, but for a terminal and its recording."""
    add_systems(desk, anna)
    begins = Begins()
    async with console(desk) as pilot:
        dialog = StartSession(
            proposed(desk, anna, recording=Recording.ALWAYS), begins, never_new, only_test=True
        )
        pilot.app.push_screen(dialog)
        await until_shown(pilot, "Test the connection")
        assert "Recording" not in grid(pilot.app)
        assert "How" not in grid(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: bool(begins.asked))
    assert begins.asked[0].record is False
