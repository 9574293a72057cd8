"""From what one sees to what belongs to it: a recording, a ticket, a session, a file, a record, the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.files import opened, put, until, until_shown
from support.incoming import came_in, ticket_shown
from support.recordings import record
from support.remote import WEB, begun
from support.rights_requests import shown
from support.screen_grid import grid
from support.tickets import Lying

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import IncomingFile
from helpdesk.domain.remote import Ended, Session
from helpdesk.domain.tickets import Ticket, TicketLink
from helpdesk.tasks import files, sessions, systems, tickets, unsolicited
from screens.dialogs.choice import Choice
from screens.dialogs.record_details import RecordDetails
from screens.dialogs.save_as import SaveAs
from screens.dialogs.session_details import SessionDetails
from screens.ledger import Ledger
from screens.replay import Replay
from screens.ticket import TicketScreen
from screens.tickets import Tickets
from screens.unsolicited_item import ItemScreen


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for help with a problem and for remote support."""
    desk.do(files.open_file, known_anna.id, ("G3", "G4"))
    return known_anna


def support_session(desk: Desk, anna: CustomerRef, *, recorded: bool = False) -> Session:
    """A remote session at Anna's that is over."""
    system = desk.do(systems.add, anna.id, {**WEB, "name": "web02" if recorded else "web01"})
    session = desk.do(begun, anna, system, "192.0.2.17", record=recorded)
    if recorded:
        for part in record([(0.2, b"$ uptime\r\n"), (1.0, b"up 3 days")]):
            desk.do(sessions.keep_part, session.id, part)
    ended: Session = desk.do(sessions.end, session.id, Ended.NORMALLY)
    return ended


async def opened_ticket(pilot: Any, desk: Desk, ticket: Ticket) -> TicketScreen:
    """The screen of a ticket whose file is open."""
    pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
    return await ticket_shown(pilot, ticket.number)


def bar(pilot: Any) -> str:
    """The keys on the last line."""
    return grid(pilot.app).splitlines()[-1]


# The ledger


async def test_a_recording_is_played_from_the_ledger_and_only_where_there_is_one(
    desk: Desk, anna: CustomerRef, clock: Any, console: Any
) -> None:
    """Clause: G4, D6, R1."""
    support_session(desk, anna)
    clock.pass_by(minutes=5)
    support_session(desk, anna, recorded=True)
    async with console(desk) as pilot:
        await pilot.press("u")
        await shown(pilot, Ledger)
        await until_shown(pilot, "2 sessions")
        await until(pilot, lambda: "Replay" in bar(pilot))
        await pilot.press("down")
        await until(pilot, lambda: "Replay" not in bar(pilot))
        await pilot.press("p")
        assert isinstance(pilot.app.screen, Ledger)
        await pilot.press("up", "p")
        await shown(pilot, Replay)
        await until_shown(pilot, "up 3 days")
        await pilot.press("escape")
        await shown(pilot, Ledger)


# Unsolicited data


async def test_o_leads_from_unsolicited_data_to_its_ticket_and_escape_back(
    desk: Desk, lying: Lying, console: Any
) -> None:
    """Clause: D9."""
    item = desk.do(unsolicited.note_message, lying.message, ("passport",), "other")
    async with console(desk) as pilot:
        screen = ItemScreen(desk, item)
        pilot.app.push_screen(screen)
        await until_shown(pilot, lying.number)
        await pilot.press("o")
        await ticket_shown(pilot, lying.number)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


# Tickets


async def test_a_session_is_linked_to_a_ticket_and_shown_from_there(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G4, D6. Escape links nothing."""
    session = support_session(desk, anna)
    ticket = came_in(desk, anna)
    async with console(desk) as pilot:
        await opened_ticket(pilot, desk, ticket)
        for leaves in (True, False):
            await pilot.press("l")
            await until_shown(pilot, "Link a remote session")
            await pilot.press("2", "enter")
            await until_shown(pilot, "Link which session?")
            await until_shown(pilot, "web01")
            if leaves:
                await pilot.press("escape")
                await shown(pilot, TicketScreen)
                assert desk.do(tickets.linked_from, TicketLink.SESSION, session.id) == ()
        await pilot.press("enter")
        await until_shown(pilot, "1 link")
        await pilot.press("l")
        await until_shown(pilot, "Links")
        await pilot.press("1", "enter")
        await until_shown(pilot, "Go there")
        await pilot.press("1", "enter")
        await shown(pilot, SessionDetails)
        await until_shown(pilot, "192.0.2.17")
    desk.open()
    assert len(desk.do(tickets.linked_from, TicketLink.SESSION, session.id)) == 1


async def test_a_customer_without_sessions_is_said_to_have_none(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: D6."""
    ticket = came_in(desk, anna)
    async with console(desk) as pilot:
        await opened_ticket(pilot, desk, ticket)
        await pilot.press("l", "2", "enter")
        await until_shown(pilot, "There are no sessions of this customer.")
        await pilot.press("enter")
        await pilot.press("escape")
        await shown(pilot, TicketScreen)


async def test_of_several_files_it_is_asked_which_one_is_saved(
    desk: Desk, anna: CustomerRef, console: Any, tmp_path: Path
) -> None:
    """Clause: P1. Escape saves none; of a single file nothing is asked."""
    two = (IncomingFile("one.txt", "text/plain", b"1"), IncomingFile("two.txt", "text/plain", b"22"))
    ticket, single = came_in(desk, anna, files=two), came_in(desk, anna, files=two[:1])
    file = tmp_path / "saved.txt"
    async with console(desk) as pilot:
        screen = await opened_ticket(pilot, desk, ticket)
        await pilot.press("f")
        await until_shown(pilot, "Save which file?")
        assert "one.txt" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("f")
        await shown(pilot, Choice)
        await pilot.press("2", "enter")
        await shown(pilot, SaveAs)
        await put(pilot, str(file))
        await until_shown(pilot, "Written to")
        assert file.read_bytes() == b"22"
        await opened_ticket(pilot, desk, single)
        await pilot.press("f")
        await shown(pilot, SaveAs)


async def test_the_arrows_move_in_the_list_of_tickets_while_one_types(
    desk: Desk, anna: CustomerRef, clock: Any, console: Any
) -> None:
    """Clause: G3. Enter opens the one that the cursor is on then."""
    first = came_in(desk, anna, subject="Printer een")
    clock.pass_by(minutes=1)
    second = came_in(desk, anna, subject="Printer twee")
    async with console(desk) as pilot:
        await pilot.press("q")
        await shown(pilot, Tickets)
        await until_shown(pilot, second.number)
        await pilot.press("slash", *"printer")
        screen = pilot.app.screen
        await until(pilot, lambda: _at(screen, second) and screen.listing.count == 2)
        await pilot.press("down")
        await until(pilot, lambda: _at(screen, first))
        await pilot.press("up")
        await until(pilot, lambda: _at(screen, second))
        await pilot.press("down", "enter")
        await ticket_shown(pilot, first.number)


def _at(screen: Any, ticket: Ticket) -> bool:
    """Whether the cursor is on this ticket."""
    return screen.row is not None and screen.row.id == ticket.id


# The customer's file


async def test_the_arrows_go_from_tab_to_tab_and_round(desk: Desk, anna: CustomerRef, console: Any) -> None:
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "[1 Details")
        await pilot.press("left")
        await until_shown(pilot, "[7 Tickets")
        await pilot.press("right")
        await until_shown(pilot, "[1 Details")
        await pilot.press("right")
        await until_shown(pilot, "[2 ")


async def test_enter_in_the_history_shows_a_record_in_full(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: P1, P2. Who, what, and for which purposes."""
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "open until")
        await pilot.press("6")
        await until_shown(pilot, "file opened")
        await pilot.press("enter")
        await shown(pilot, RecordDetails)
        text = grid(pilot.app)
        assert "Noor de Wit" in text
        assert "When" in text
        await pilot.press("escape")
        await until_shown(pilot, "file opened")
