"""Who handles a case, and what it leads to: complaints and rights requests, on their pages and in their lists."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import until, until_shown
from support.remote import WEB, begun
from support.rights_requests import as_other, asked, now, ready, shown, told
from support.rights_requests import opened as request_opened
from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.complaints import Complaint, NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.letters import LetterKind
from helpdesk.domain.remote import Ended, Session
from helpdesk.domain.requests import RequestState
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaints, files, requests, sessions, systems
from screens.complaint import ComplaintScreen
from screens.complaints import Complaints
from screens.customer import CustomerScreen
from screens.dialogs.letter import LetterDialog
from screens.dialogs.session_details import SessionDetails
from screens.dialogs.why import WhyDialog
from screens.request import RequestScreen
from screens.requests import Requests


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for remote support, complaints and letters; Piet Bakker works here too."""
    desk.do(files.open_file, known_anna.id, ("G3", "G4", "G5", "G8"))
    desk.do(lambda work: work.technicians.add("piet", "Piet Bakker", "privacy-officer"))
    return known_anna


def complain(desk: Desk, anna: CustomerRef, **other: Any) -> Complaint:
    """A complaint of Anna's that nobody handles yet."""
    new = NewComplaint("telephone", desk.clock(), "delay", "Te laat.", customer=anna.id, **other)
    made: Complaint = desk.do(complaints.register, new)
    return desk.do(complaints.assign, made.id, made.version, "").complaint


def ask(desk: Desk, anna: CustomerRef) -> Any:
    """A rights request of Anna's that nobody handles yet."""
    made = asked(desk, anna, Right.ACCESS)
    return desk.do(requests.assign, made.id, made.version, "")


def support_session(desk: Desk, anna: CustomerRef) -> Session:
    """A remote session at Anna's that is over."""
    system = desk.do(systems.add, anna.id, WEB)
    session = desk.do(begun, anna, system, "192.0.2.17")
    ended: Session = desk.do(sessions.end, session.id, Ended.NORMALLY)
    return ended


def handler_of(desk: Desk, complaint: Complaint) -> str:
    found: Complaint = desk.do(lambda work: work.complaints.one(complaint.id))
    return found.handler


async def listed(pilot: Any) -> None:
    """The list of complaints, with a complaint in it."""
    await pilot.press("c")
    await shown(pilot, Complaints)
    await until_shown(pilot, "C2026-0001")


async def opened(pilot: Any) -> ComplaintScreen:
    """The first complaint of the list."""
    await listed(pilot)
    await pilot.press("enter")
    await shown(pilot, ComplaintScreen)
    await until_shown(pilot, "open until")
    screen: ComplaintScreen = pilot.app.screen
    return screen


# Complaints


async def test_a_complaint_is_taken_given_to_a_colleague_and_given_to_nobody(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: C1. Escape gives it to nobody else."""
    complaint = complain(desk, anna)
    async with console(desk) as pilot:
        await opened(pilot)
        await until_shown(pilot, "handler: nobody")
        await pilot.press("t")
        await told(pilot, "C2026-0001 is yours.")
        await until_shown(pilot, "handler: Noor de Wit")
        await ready(pilot)
        await pilot.press("T")
        await until_shown(pilot, "Who handles it?")
        await pilot.press("escape")
        await shown(pilot, ComplaintScreen)
        assert handler_of(desk, complaint) == "noor"
        await ready(pilot)
        await pilot.press("T")
        await until_shown(pilot, "Who handles it?")
        assert "Piet Bakker" in grid(pilot.app)
        await pilot.press("1", "enter")
        await until_shown(pilot, "handler: Piet Bakker")
        await ready(pilot)
        await pilot.press("T")
        await until_shown(pilot, "Noor de Wit")
        await pilot.press("2", "enter")
        await until_shown(pilot, "handler: nobody")
        assert handler_of(desk, complaint) == ""


async def test_a_complaint_that_a_colleague_took_meanwhile_is_not_taken_from_them(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: C1. The page still showed it as nobody's."""
    complaint = complain(desk, anna)
    async with console(desk) as pilot:
        screen = await opened(pilot)
        seen = screen.view
        desk.do(complaints.assign, complaint.id, complaint.version, "piet")
        screen.show(seen)
        await pilot.press("t")
        await told(pilot, "Somebody else changed")
        await until_shown(pilot, "handler: Piet Bakker")
        assert handler_of(desk, complaint) == "piet"


async def test_a_complaint_that_a_colleague_took_meanwhile_is_not_taken_in_the_list_either(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: C1."""
    complaint = complain(desk, anna)
    async with console(desk) as pilot:
        await listed(pilot)
        seen = pilot.app.screen.rows
        desk.do(complaints.assign, complaint.id, complaint.version, "piet")
        pilot.app.screen.rows = seen
        pilot.app.screen.show_rows()
        await pilot.press("t")
        await told(pilot, "Somebody else changed")
        assert not any("is yours" in str(one.message) for one in pilot.app._notifications)
        assert handler_of(desk, complaint) == "piet"


async def test_enter_on_a_session_of_a_complaint_shows_it(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: C1, D6."""
    complain(desk, anna, sessions=(support_session(desk, anna).id,))
    async with console(desk) as pilot:
        await opened(pilot)
        await pilot.press("tab")
        await until_shown(pilot, "remote session 1. Enter shows it.")
        await pilot.press("enter")
        await shown(pilot, SessionDetails)
        await until_shown(pilot, "192.0.2.17")
        await pilot.press("escape")
        await shown(pilot, ComplaintScreen)


async def test_o_leads_from_a_list_to_the_customer_of_its_row_and_is_not_there_without_one(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: P2."""
    complain(desk, anna)
    stranger = NewComplaint("telephone", desk.clock(), "delay", "Te laat.", person="Piet Puk")
    desk.do(complaints.register, stranger)
    async with console(desk) as pilot:
        await listed(pilot)
        await until_shown(pilot, "Piet Puk")
        screen = pilot.app.screen
        with_file, without = sorted(screen.rows, key=lambda row: row.customer is None)
        screen.listing.move_to(screen.rows.index(without))
        await until(pilot, lambda: screen.row == without)
        assert "Customer" not in grid(pilot.app).splitlines()[-1]
        await pilot.press("o")
        assert pilot.app.screen is screen
        screen.listing.move_to(screen.rows.index(with_file))
        await until(pilot, lambda: screen.row == with_file)
        await pilot.press("o")
        await shown(pilot, CustomerScreen)
        await until_shown(pilot, "Anna van der Meulen")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


# Rights requests


async def test_a_request_is_taken_on_its_page(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R1."""
    request = ask(desk, anna)
    async with console(desk) as pilot:
        await request_opened(pilot)
        await until_shown(pilot, "handler: nobody")
        await pilot.press("t")
        await told(pilot, "R2026-0001 is yours.")
        await until_shown(pilot, "handler: Noor de Wit")
    assert now(desk, request).handler == "noor"


async def test_a_request_is_taken_in_the_list_once_however_often_one_presses(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1. Who has it already is told so, and nothing goes on record."""
    request = ask(desk, anna)
    async with console(desk) as pilot:
        await pilot.press("v")
        await shown(pilot, Requests)
        await until_shown(pilot, "R2026-0001")
        await pilot.press("t")
        await told(pilot, "R2026-0001 is yours.")
        await until(pilot, lambda: pilot.app.screen.row.handler == "noor")
        taken = desk.do(lambda work: work.requests.one(request.id))
        pilot.app.clear_notifications()
        await pilot.press("t")
        await told(pilot, "R2026-0001 is yours.")
        assert desk.do(lambda work: work.requests.one(request.id)).version == taken.version


async def test_a_request_that_a_colleague_took_meanwhile_is_not_taken_from_them(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R1. In the list, which still showed it as nobody's."""
    request = ask(desk, anna)
    async with console(desk) as pilot:
        await pilot.press("v")
        await shown(pilot, Requests)
        await until_shown(pilot, "R2026-0001")
        seen = pilot.app.screen.rows
        as_other(desk, requests.assign, request.id, request.version, "piet")
        pilot.app.screen.rows = seen
        pilot.app.screen.show_rows()
        await pilot.press("t")
        await told(pilot, "Somebody else changed")
        assert not any("is yours" in str(one.message) for one in pilot.app._notifications)
    assert now(desk, request).handler == "piet"


async def test_enter_on_a_line_of_a_request_explains_it(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: R1. As `w` does."""
    ask(desk, anna)
    async with console(desk) as pilot:
        await request_opened(pilot)
        await pilot.press("enter")
        await shown(pilot, WhyDialog)
        assert "R1" in grid(pilot.app)
        await pilot.press("escape")
        await shown(pilot, RequestScreen)


# Who is asking


async def test_who_asked_already_stops_the_clock_and_writes_no_letter(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7."""
    request = ask(desk, anna)
    async with console(desk) as pilot:
        await request_opened(pilot)
        await pilot.press("i")
        await until_shown(pilot, "Asked already, in another way")
        await pilot.press("5", "enter")
        await told(pilot, "The clock is paused until it is known who is asking.")
        await until_shown(pilot, "paused since 4 May 2026")
        await ready(pilot)
        await pilot.press("i")
        await until_shown(pilot, "Who is asking?")
        assert "Ask by a letter" not in grid(pilot.app), "it was asked"
    assert now(desk, request).state is RequestState.IDENTITY_ASKED
    assert desk.do(lambda work: work.letters.of_case(anna.id, request.number)) == ()


async def test_a_letter_asks_who_it_is_stops_the_clock_and_waits_to_be_sent(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7, G8."""
    request = ask(desk, anna)
    async with console(desk) as pilot:
        await request_opened(pilot)
        await pilot.press("i")
        await until_shown(pilot, "Ask by a letter")
        await pilot.press("4", "enter")
        await told(pilot, "The letter is kept with the request (d); the clock is paused.")
        await until_shown(pilot, "paused since 4 May 2026")
        await ready(pilot)
        pilot.app.clear_notifications()
        await pilot.press("d")
        await until_shown(pilot, "not sent yet")
        await pilot.press("1", "enter")
        await shown(pilot, LetterDialog)
    assert now(desk, request).state is RequestState.IDENTITY_ASKED
    (kept,) = desk.do(lambda work: work.letters.of_case(anna.id, request.number))
    assert kept.letter.kind is LetterKind.IDENTITY_ASKED
