"""Pictures of the work where people would look: ages of what is open from Today, the week from the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.breaches import noted, told
from support.files import add_anna, until, until_shown, write
from support.remote import WEB, begun
from support.screen_grid import assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.breaches import About, Verdict
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.remote import Ended
from helpdesk.tasks import breaches, complaints, files, sessions, systems, ticket_writing
from screens.breaches import Breaches
from screens.case_ages import CaseAges
from screens.session_week import SessionWeek
from screens.tickets import Tickets


@pytest.fixture
def waiting(desk: Desk, people: tuple[CustomerRef, ...], clock: Any) -> None:
    """A complaint and a ticket of four weeks ago, and two tickets of today."""
    desk.do(complaints.register, NewComplaint("telephone", clock(), "delay", "te laat", person="Piet Puk"))
    ticket(desk)
    clock.pass_by(days=28)
    ticket(desk)
    ticket(desk)


def ticket(desk: Desk) -> None:
    desk.do(ticket_writing.create, NewTicket("telephone", "printer", "doet het niet", sender="Piet Puk"))


@pytest.fixture
def sessions_held(desk: Desk, clock: Any) -> None:
    """Anna's: half an hour on Monday, one that nobody answered on Tuesday, and two hours on Thursday."""
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G4",))
    system = desk.do(systems.add, anna.id, WEB)
    for days, minutes, how in (0, 30, Ended.NORMALLY), (1, 1, Ended.UNREACHABLE), (2, 125, Ended.LINE_LOST):
        clock.pass_by(days=days)
        desk.do(files.open_file, anna.id, ("G4",))
        session = desk.do(begun, anna, system, "192.0.2.17")
        clock.pass_by(minutes=minutes)
        desk.do(sessions.end, session.id, how)


async def test_today_leads_to_how_long_things_have_been_open(desk: Desk, waiting: None, console: Any) -> None:
    """Clause: C1, G3."""
    async with console(desk) as pilot:
        await pilot.press("y")
        await until_shown(pilot, "4 cases are open")
        assert_screen(pilot.app, "case_ages")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CaseAges))


async def test_what_a_colleague_does_shows_in_the_picture(desk: Desk, waiting: None, console: Any) -> None:
    async with console(desk) as pilot:
        await pilot.press("y")
        await until_shown(pilot, "4 cases are open")
        ticket(desk)
        pilot.app.screen.store_changed()
        await until_shown(pilot, "5 cases are open")


async def test_nothing_open_is_said(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        await pilot.press("y")
        await until_shown(pilot, "0 cases are open")


async def test_data_breaches_count_from_when_they_were_known(desk: Desk, console: Any, clock: Any) -> None:
    """GDPR art. 33. Late is more than 72 hours, to the hour, without a decision on the authority."""
    late = desk.do(lambda work: noted(work, aware=clock() - timedelta(hours=73)))
    desk.do(lambda work: noted(work, aware=clock() - timedelta(hours=71)))
    async with console(desk) as pilot:
        await pilot.press("y")
        await until_shown(pilot, "2 cases are open")
        assert late_ones(pilot) == ["·", "·", "·", "·", "1"]
        decision = told(About.AUTHORITY, clock(), verdict=Verdict.UNLIKELY)
        desk.do(breaches.decide, late.id, late.version, decision)
        pilot.app.screen.store_changed()
        await until(pilot, lambda: late_ones(pilot) == ["·", "·", "·", "·", "·"])
        await pilot.press("b")
        await until(pilot, lambda: isinstance(pilot.app.screen, Breaches))


async def test_a_role_sees_its_own_registers_only(make_desk: Any, console: Any) -> None:
    """Clause: B1. Everybody may note a data breach."""
    async with console(make_desk(role="read-only")) as pilot:
        await pilot.press("y")
        await until_shown(pilot, "Breaches")
        (titles,) = (line for line in grid(pilot.app).splitlines() if "Breaches" in line)
        assert titles.split() == ["Breaches"]
        said = "".join(map(str, pilot.app.screen.drawn((), 74, 12)))
        assert "Your role may not see any register of cases." in said


def late_ones(pilot: Any) -> list[str]:
    """How many are late, register by register, as the picture says."""
    (line,) = (line for line in grid(pilot.app).splitlines() if line.strip().startswith("late"))
    return line.split()[1:]


async def test_the_ledger_leads_to_the_week_of_the_session_under_the_cursor(
    desk: Desk, sessions_held: None, clock: Any, console: Any
) -> None:
    """Clause: D6, R1."""
    clock.pass_by(days=7)
    async with console(desk) as pilot:
        await pilot.press("u")
        await until_shown(pilot, "3 sessions")
        await pilot.press("y")
        await until_shown(pilot, "Week of 4 May 2026: 2 sessions, 2 h 35 min, 1 not through")
        assert_screen(pilot.app, "session_week")
        await pilot.press("right")
        await until_shown(pilot, "Nobody used a customer's address in this week")
        assert pilot.app.screen.check_action("turn", (1,)) is False
        await pilot.press("left")
        await until_shown(pilot, "Noor de Wit")


async def test_a_wide_window_shows_whose_they_were_beside_the_picture(
    desk: Desk, sessions_held: None, console: Any
) -> None:
    async with console(desk, size=(140, 30)) as pilot:
        await pilot.press("u")
        await until_shown(pilot, "3 sessions")
        await pilot.press("y")
        await until_shown(pilot, "Sessions by technician")
        heads = [line for line in grid(pilot.app).splitlines() if "Week of" in line]
        assert "Sessions by technician" in heads[0]


async def test_a_role_without_the_ledger_is_told(make_desk: Any, console: Any) -> None:
    """Clause: B1, D6."""
    desk = make_desk(role="read-only")
    async with console(desk) as pilot:
        pilot.app.push_screen(SessionWeek(desk))
        await until_shown(pilot, "may not do this")


async def test_a_picture_is_drawn_in_the_room_there_is(desk: Desk, waiting: None, console: Any) -> None:
    async with console(desk, size=(100, 24)) as pilot:
        await pilot.press("y")
        await until_shown(pilot, "4 cases are open")
        for width in (100, 80, 140):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            assert all(len(line.rstrip()) <= width - 2 for line in grid(pilot.app).splitlines()[3:14])
            assert "Unsolicited" in grid(pilot.app)


async def test_the_names_of_registers_on_today_lead_there_from_the_list_of_commands(
    desk: Desk, console: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("ctrl+p")
        await write(pilot, "tickets")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
