"""One ticket: read, worked on and passed on by keyboard alone. Clause: G3, D9, P2, R5, R7, B6."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.files import until, until_shown, write
from support.incoming import came_in, ticket_shown
from support.screen_grid import HOSTILE, assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.incoming import IncomingFile
from helpdesk.domain.messages import msg
from helpdesk.domain.spotting import Kind
from helpdesk.domain.tickets import Priority, Ticket, TicketLink, TicketState
from helpdesk.tasks import files, sessions, tickets, unsolicited
from screens.dialogs.line import Line
from screens.dialogs.passage import Passage
from screens.dialogs.purposes import ForWhat
from screens.dialogs.save_as import SaveAs
from screens.dialogs.session_over import SessionOver
from screens.dialogs.start_session import StartSession
from screens.ticket import TicketScreen
from screens.tickets import Tickets


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for help with a problem."""
    desk.do(files.open_file, known_anna.id, ("G3", "G4"))
    return known_anna


@pytest.fixture
def ticket(desk: Desk, anna: CustomerRef) -> Ticket:
    """A ticket of hers with a BSN and a password in it, and a file."""
    return came_in(desk, anna, files=(IncomingFile("../../factuur.pdf", "application/pdf", b"%PDF-1.7"),))


async def opened(pilot: Any, desk: Desk, ticket: Ticket) -> TicketScreen:
    """The screen of a ticket whose file is open."""
    pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, ticket.id)))
    return await ticket_shown(pilot, ticket.number)


def state_of(desk: Desk, ticket: Ticket) -> Ticket:
    """The ticket as it is in the store now."""
    return desk.do(lambda work: work.tickets.one(ticket.id))


async def test_a_ticket_says_whose_it_is_where_it_stands_and_what_was_written(
    desk: Desk, ticket: Ticket, clock: Any, console: Any
) -> None:
    """Clause: G3, D9."""
    clock.pass_by(minutes=5)
    desk.do(tickets.note, ticket.id, "Gebeld, morgen weer.")
    clock.pass_by(minutes=5)
    desk.do(tickets.reply, ticket.id, "Beste Anna,\n\nWe kijken ernaar.")
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await until_shown(pilot, "open until 14:30")
        shown = grid(pilot.app)
        assert (
            shown.index("from the customer")
            < shown.index("note · Noor de Wit")
            < shown.index("to the customer")
        )
        assert "2 findings" in shown
        assert_screen(pilot.app, "ticket")


async def test_a_mail_that_was_read_in_part_only_says_so_above_what_was_read(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: G3, D9. Or somebody answers half a mail as if that were all of it."""
    half = came_in(desk, anna, text="Zie de bijlage.", faults=(msg("The mail breaks off in the middle."),))
    async with console(desk) as pilot:
        await opened(pilot, desk, half)
        await until_shown(pilot, "! Something is wrong with this mail: The mail breaks off in the middle.")
        shown = grid(pilot.app)
        assert shown.index("breaks off in the middle") < shown.index("Zie de bijlage.")


async def test_a_wide_window_shows_all_there_is_to_know_and_the_state_keys_that_lead_somewhere(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G4. A session that begins here says for which ticket it was."""
    async with console(desk, size=(140, 40)) as pilot:
        await opened(pilot, desk, ticket)
        await until_shown(pilot, "in 3 days (7 May 2026)")
        await until_shown(pilot, "open until")
        assert_screen(pilot.app, "ticket_wide")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, StartSession))
        assert pilot.app.screen.query_one("Form")["ticket"].value == ticket.number
        await pilot.press("escape")
        await ticket_shown(pilot, ticket.number)
        for key, said, state in (
            ("h", "is waiting for the customer now", TicketState.WAITING),
            ("s", "is solved now", TicketState.SOLVED),
            ("b", "is open now", TicketState.OPEN),
        ):
            await pilot.press(key)
            await until_shown(pilot, said)
            assert state_of(desk, ticket).state is state
        assert "Set open" not in grid(pilot.app).splitlines()[-1]
        await pilot.press("b")
        assert state_of(desk, ticket).state is TicketState.OPEN


# Findings


async def test_d_dismisses_a_finding_and_it_stays_dismissed(desk: Desk, ticket: Ticket, console: Any) -> None:
    """Clause: D9. One key; the message is searched again and the finding does not come back."""
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("tab")
        await until_shown(pilot, "BSN (certain). d: false alarm.")
        await pilot.press("d")
        await until_shown(pilot, "Dismissed, and it stays so.")
        await until(pilot, lambda: "⟦BSN" not in grid(pilot.app) and "►BSN" not in grid(pilot.app))
        assert "Mijn bsn is 999990019" in grid(pilot.app)
    desk.open()
    from helpdesk.tasks import scanning

    message = desk.do(lambda work: work.messages.of(ticket.id))[0]
    scanning.scan(desk.do, message.id)
    assert [
        one.kind for one in desk.do(lambda work: work.messages.one(message.id)).findings if not one.dismissed
    ] == [Kind.PASSWORD]


async def put_into_the_queue(pilot: Any, whose: str) -> None:
    """Say whose data it is, and leave open what becomes of it."""
    await until_shown(pilot, "Whose data is it?")
    await pilot.press(whose, "enter")
    await until_shown(pilot, "What becomes of it?")
    await pilot.press("escape")
    await until_shown(pilot, "In the queue of unsolicited data")


async def test_enter_on_what_was_found_offers_what_can_be_done_with_it(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: D9. With the keys that do it at once; leaving it changes nothing."""
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("tab")
        await until_shown(pilot, "BSN (certain). d: false alarm.")
        await pilot.press("enter")
        await until_shown(pilot, "Nobody asked for it")
        assert_screen(pilot.app, "ticket_finding_offered")
        await pilot.press("escape")
        await until(pilot, lambda: "Nobody asked for it" not in grid(pilot.app))
        await pilot.press("enter")
        await until_shown(pilot, "Nobody asked for it")
        await pilot.press("1", "enter")
        await until_shown(pilot, "Whose data is it?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "What becomes of it?")
        await pilot.press("escape")
        await until_shown(pilot, "BSN (certain), in the queue (F7).")
        await pilot.press("enter")
        await until_shown(pilot, "Decide what becomes of it")
        await pilot.press("1", "enter")
        await until_shown(pilot, "What becomes of it?")
        await pilot.press("escape", "tab")
        await until_shown(pilot, "password (likely). d: false alarm.")
        await pilot.press("enter")
        await until_shown(pilot, "Nobody asked for it")
        await pilot.press("2", "enter")
        await until(pilot, lambda: "Zomer!2026." in grid(pilot.app))
    desk.open()
    (item,) = desk.do(unsolicited.items)
    assert item.kinds == ("bsn",)


async def test_enter_on_what_was_marked_by_hand_takes_the_mark_away_too(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: D9."""
    message = desk.do(lambda work: work.messages.of(ticket.id))[0]
    start, end = message.text.index("mail"), message.text.index("mail") + 4
    desk.do(unsolicited.note_passage, message.id, start, end, length=len(message.text))
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("tab")
        await until_shown(pilot, "Marked by hand, and in the queue (F7).")
        await pilot.press("enter")
        await until_shown(pilot, "Decide what becomes of it")
        await pilot.press("2", "enter")
        await until_shown(pilot, "The mark is gone")


async def test_a_whole_message_or_a_passage_of_it_or_of_its_subject_goes_into_the_queue_too(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: D9."""
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("x")
        await until_shown(pilot, "The whole message, with its attachments")
        await pilot.press("2", "enter")
        await put_into_the_queue(pilot, "3")
        pilot.app.clear_notifications()
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Passage))
        await pilot.press("down", "down", *["shift+right"] * 4)
        await pilot.press("enter")
        await put_into_the_queue(pilot, "2")
        pilot.app.clear_notifications()
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Passage))
        await pilot.press("up", "up", "home", *["shift+right"] * 4, *["shift+down"] * 2)
        await pilot.press("enter")
        await until_shown(pilot, "Mark a passage of the subject")
        pilot.app.clear_notifications()
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Passage))
        await pilot.press("up", "up", "home", *["shift+right"] * 4)
        await pilot.press("enter")
        await put_into_the_queue(pilot, "2")
    desk.open()
    subject, passage, message = sorted(desk.do(unsolicited.items), key=lambda one: -one.id)
    assert [(one.start, one.end, one.in_subject) for one in subject.passages] == [(0, 4, True)]
    assert message.extent == "message"
    text = desk.do(lambda work: work.messages.of(ticket.id))[0].text
    assert [text[one.start : one.end] for one in passage.passages] == ["Mijn"]


async def test_what_was_marked_by_hand_can_be_gone_to_and_the_mark_taken_away(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: D9. What is in the queue says so where it stands; one key takes back a mark made by mistake."""
    message = desk.do(lambda work: work.messages.of(ticket.id))[0]
    start, end = message.text.index("mail"), message.text.index("mail") + 4
    desk.do(unsolicited.note_passage, message.id, start, end, length=len(message.text))
    desk.do(unsolicited.note_findings, [message.findings[0].id])
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        assert "Mijn ⟦marked by hand: mail⟧ doet het niet." in grid(pilot.app)
        await pilot.press("tab", "tab")
        await until_shown(pilot, "BSN (certain), in the queue (F7). d: false alarm. x: what becomes of it.")
        await pilot.press("shift+tab")
        await until_shown(pilot, "Marked by hand, and in the queue (F7). d: false alarm.")
        await pilot.press("x")  # it is there already, so nobody is asked whose it is
        await until_shown(pilot, "What becomes of it?")
        await pilot.press("escape")
        await until_shown(pilot, "In the queue of unsolicited data")
        pilot.app.clear_notifications()
        await pilot.press("d")
        await until_shown(pilot, "The mark is gone")
        await until(pilot, lambda: "marked by hand:" not in grid(pilot.app))
        assert "Mijn mail doet het niet." in grid(pilot.app)
    desk.open()
    (left,) = desk.do(unsolicited.items)
    assert left.kinds == ("bsn",)


async def test_a_mark_that_is_one_of_several_in_an_item_is_taken_out_there(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: D9. One key does not take out more than what the cursor is on."""
    message = desk.do(lambda work: work.messages.of(ticket.id))[0]
    length = len(message.text)
    desk.do(unsolicited.note_passage, message.id, 0, 4, ("health", "other"), length=length)
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("tab", "d")
        await until_shown(pilot, "It is in the queue together")
    desk.open()
    assert len(desk.do(unsolicited.items)) == 1


# Where it stands


async def test_what_is_begun_from_a_ticket_is_of_its_customer(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: C1, P4. As from the customer's file: who is on the telephone is not asked for twice."""
    assert ticket.customer is not None
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("f12")
        await until_shown(pilot, "No complaints.")
        await pilot.press("n")
        assert ticket.customer is not None
        await until_shown(pilot, f"Who complains: {ticket.customer.number}")


async def test_what_runs_is_stopped_from_the_ticket_it_was_begun_in_with_the_key_that_was_told(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G4, D6. `r` replies here: that key does not stop it, and is not the one that is told."""
    async with console(desk) as pilot:
        screen = await opened(pilot, desk, ticket)
        await pilot.press("f8")
        await until_shown(pilot, "for SSH, first add a system")
        await pilot.press("enter")
        await until_shown(pilot, "TeamViewer runs. F8 stops it.")
        await pilot.press("f8")
        await until_shown(pilot, "Stop TeamViewer")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("f8")
        await until_shown(pilot, "Stop TeamViewer")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionOver))
        assert not desk.do(sessions.running)


async def test_closing_with_findings_asks_first(desk: Desk, ticket: Ticket, console: Any) -> None:
    """Clause: D9."""
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("c")
        await until_shown(pilot, "Close it with findings?")
        await pilot.press("enter", "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        assert state_of(desk, ticket).state is TicketState.NEW
        await pilot.press("c")
        await until_shown(pilot, "Close it with findings?")
        await pilot.press("y")
        await until_shown(pilot, "is closed now")


async def test_it_is_taken_given_and_gets_its_haste_and_its_day_and_once_it_is_gone_it_closes(
    desk: Desk, ticket: Ticket, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy store is told, and changes nothing."""

    def busy(*_args: object) -> None:
        raise StoreBusy(msg("Another console holds the store."))

    async with console(desk, size=(140, 30)) as pilot:
        await opened(pilot, desk, ticket)
        with monkeypatch.context() as patch:
            patch.setattr(tickets, "take", busy)
            await pilot.press("t")
            await until_shown(pilot, "Another console holds the store.")
        await pilot.press("t")
        await until_shown(pilot, "owner: Noor de Wit")
        await until_shown(pilot, "Owner         Noor de Wit")
        await pilot.press("T")
        await until_shown(pilot, "Who deals with it?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "owner: nobody")
        await pilot.press("p")
        await until_shown(pilot, "How urgent is it?")
        await pilot.press("1", "enter")
        await until_shown(pilot, "priority: urgent")
        await pilot.press("e")
        await until_shown(pilot, "Target day")
        await pilot.press(*["backspace"] * 10)
        await write(pilot, "31-2-2026")
        await pilot.press("enter")
        await until_shown(pilot, "Write the date as 4-5-2026.")
        await pilot.press(*["backspace"] * 10)
        await write(pilot, "3-5-2026")
        await pilot.press("enter")
        await until_shown(pilot, "That day is over.")
        await pilot.press(*["backspace"] * 10)
        await write(pilot, "11-5-2026")
        await pilot.press("enter")
        await until_shown(pilot, "in 7 days")
        assert state_of(desk, ticket).priority is Priority.URGENT
        desk.do(lambda work: work.tickets.remove([ticket.id]))
        await pilot.press("s")
        await until_shown(pilot, "This ticket is not in the store")
        await until(pilot, lambda: not isinstance(pilot.app.screen, TicketScreen))


async def test_somebody_else_was_first_and_the_ticket_is_shown_as_it_is_now(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        desk.do(tickets.note, ticket.id, "Ik was eerder.")
        await pilot.press("s")
        await until_shown(pilot, "This ticket changed while you were looking at it.")
        await pilot.press("escape")
        await until_shown(pilot, "Ik was eerder.")
        assert state_of(desk, ticket).state is TicketState.NEW
        await pilot.press("s")
        await until_shown(pilot, "is solved now")


# The customer


async def test_when_the_time_of_the_file_is_over_it_is_hidden_and_asks_again(
    desk: Desk, ticket: Ticket, clock: Any, console: Any
) -> None:
    """Clause: P2."""
    async with console(desk) as pilot:
        screen = await opened(pilot, desk, ticket)
        await until_shown(pilot, "open until")
        clock.pass_by(hours=4)
        screen.look_at_the_clock()
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert "Mijn bsn" not in grid(pilot.app)
        await pilot.press("enter")
        await until_shown(pilot, "Mijn bsn")
        clock.pass_by(hours=4)
        screen.look_at_the_clock()
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, TicketScreen | ForWhat))


async def test_an_objection_or_restriction_since_it_was_opened_is_explained(
    desk: Desk, ticket: Ticket, anna: CustomerRef, console: Any
) -> None:
    """Clause: R5."""
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        desk.do(lambda work: work.standings.restrict(anna.id, "accuracy"))
        await pilot.press("t")
        await until_shown(pilot, "Why?")
        assert "R5" in grid(pilot.app)
        assert state_of(desk, ticket).owner == ""


async def test_an_unknown_sender_gets_a_customer_and_is_registered_only_when_that_is_said(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7, D3, G6. Never by itself."""
    stranger = came_in(desk, sender="anna@other.example.net")
    async with console(desk) as pilot:
        await opened(pilot, desk, stranger)
        assert "unknown sender: anna@other.example.net" in grid(pilot.app)
        await pilot.press("a")
        await until_shown(pilot, "The sender's address is not registered to anybody")
        await write(pilot, "Meulen")
        await until_shown(pilot, "Anna van der Meulen")
        await pilot.press("enter")
        await until_shown(pilot, "Register this address?")
        await pilot.press("enter", "n")
        await until_shown(pilot, "Anna van der Meulen · new")
        await until_shown(pilot, "! not from a registered address")
        assert state_of(desk, stranger).customer == anna
        assert not desk.do(lambda work: work.messages.is_registered(anna.id, "anna@other.example.net"))
        await opened(pilot, desk, came_in(desk, sender="anna@other.example.net", subject="Iets anders"))
        await pilot.press("a")
        await until_shown(pilot, "Whose ticket is it?")
        await write(pilot, "Meulen")
        await until_shown(pilot, "Anna van der Meulen")
        await pilot.press("enter")
        await until_shown(pilot, "Register this address?")
        await pilot.press("y")
        await until_shown(pilot, "Registered, and on record.")
        assert desk.do(lambda work: work.messages.is_registered(anna.id, "anna@other.example.net"))


async def test_the_customer_of_a_registered_address_is_proposed_even_if_the_store_changes_meanwhile(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: R7. The store is looked at twice a second: what was just asked for has to come about all the same."""
    stranger = came_in(desk, sender="Anna <anna@example.com>")
    async with console(desk) as pilot:
        await opened(pilot, desk, stranger)
        await pilot.press("a")
        await until_shown(pilot, "The sender is a registered contact point of the first one.")
        await until_shown(pilot, "› 10001")
        await pilot.press("enter")
        await until_shown(pilot, "Anna van der Meulen · new")
        await until_shown(pilot, "· from a registered address")
        assert "Register this address?" not in grid(pilot.app)
        stranger = came_in(desk, sender="Anna <anna@example.com>", subject="Iets anders")
        screen = await opened(pilot, desk, stranger)
        now = desk.do(tickets.set_customer, stranger.id, stranger.version, anna.id)
        screen.show(replace(screen.view, ticket=now))
        screen.read_again()
        screen.store_changed()
        await until_shown(pilot, "· from a registered address")


# Links, moving, merging


async def test_tickets_are_linked_followed_and_parted(
    desk: Desk, ticket: Ticket, anna: CustomerRef, console: Any
) -> None:
    other = came_in(desk, anna, subject="Ook de telefoon", text="Die ook niet.")
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("l")
        await until_shown(pilot, "Link a ticket")
        await pilot.press("1", "enter")
        await until_shown(pilot, "Ook de telefoon")
        await pilot.press("enter")
        await until_shown(pilot, "1 link")
        assert "1 links" not in grid(pilot.app)
        await pilot.press("l")
        await until_shown(pilot, f"ticket {other.number}")
        await pilot.press("1", "enter", "1", "enter")
        await ticket_shown(pilot, other.number)
        await pilot.press("escape")
        await ticket_shown(pilot, ticket.number)
        await pilot.press("l", "1", "enter", "2", "enter")
        await until(
            pilot, lambda: "1 link" not in grid(pilot.app) and isinstance(pilot.app.screen, TicketScreen)
        )
    desk.open()
    assert desk.do(tickets.linked_from, TicketLink.TICKET, other.id) == ()


async def test_a_message_goes_to_another_customers_ticket_only_with_that_file_open(
    desk: Desk, ticket: Ticket, people: tuple[CustomerRef, ...], console: Any
) -> None:
    """Clause: P2. Both files are open for something that needs tickets."""
    theirs = came_in(desk, people[0], subject="Printer", text="Hij doet niets.", sender="zoe@example.org")
    came_in(desk, ticket=ticket, text="Dit ging over de printer.")
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("m")
        await until_shown(pilot, "Move this message to which ticket?")
        await pilot.press(*theirs.number)
        await until_shown(pilot, f"› {theirs.number}")
        await pilot.press("enter")
        await until_shown(pilot, f"! {theirs.number} is another customer's")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert "Zoë van der Berg" in grid(pilot.app)
        await pilot.press("enter")
        await until_shown(pilot, f"Moved to {theirs.number}.")
        await until(pilot, lambda: "Dit ging over de printer." not in grid(pilot.app))
    desk.open()
    assert [one.text for one in desk.do(lambda work: work.messages.of(theirs.id))][
        -1
    ] == "Dit ging over de printer."


async def test_a_customers_message_goes_to_an_unknown_senders_ticket_only_once_that_was_said(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: P2. Nobody has to open a file to read what stands there; no session of theirs is offered for linking."""
    strange = came_in(desk, subject="Hallo", text="Wie bent u?", sender="06-12345678")
    came_in(desk, ticket=ticket, text="Dit bleef.")
    async with console(desk) as pilot:
        await opened(pilot, desk, strange)
        await pilot.press("l")
        await until_shown(pilot, "Link a ticket")
        assert "session" not in grid(pilot.app)
        await pilot.press("escape")
        await opened(pilot, desk, ticket)
        await pilot.press("m", *strange.number)
        await until_shown(pilot, f"› {strange.number}")
        await pilot.press("enter")
        await until_shown(pilot, f"! {strange.number} is from an unknown sender")
        await pilot.press("escape")
        await ticket_shown(pilot, ticket.number)
    desk.open()
    assert len(desk.do(lambda work: work.messages.of(ticket.id))) == 2


async def test_merging_asks_and_leaves_a_signpost(
    desk: Desk, ticket: Ticket, anna: CustomerRef, console: Any
) -> None:
    other = came_in(desk, anna, subject="Nog eens", text="Nog steeds niet.")
    async with console(desk) as pilot:
        await opened(pilot, desk, other)
        await pilot.press("v")
        await until_shown(pilot, "Merge into which ticket?")
        await until_shown(pilot, f"› {ticket.number}")
        await pilot.press("enter")
        await until_shown(pilot, f"Merge {other.number} into {ticket.number}?")
        await pilot.press("enter", "y")
        await ticket_shown(pilot, ticket.number)
        await until_shown(pilot, "Nog steeds niet.")
        pilot.app.push_screen(TicketScreen(desk, desk.do(tickets.open_ticket, other.id)))
        await ticket_shown(pilot, other.number)
        await until_shown(pilot, f"MERGED INTO {ticket.number}")
        assert "Reply" not in grid(pilot.app).splitlines()[-1]
        await until_shown(pilot, f"Everything written here is now in {ticket.number}. Enter goes there.")
        await pilot.press("enter")
        await ticket_shown(pilot, ticket.number)


# Attachments


async def test_an_attachment_is_saved_under_a_safe_name_and_never_over_another(
    desk: Desk, ticket: Ticket, console: Any, tmp_path: Path
) -> None:
    """Clause: P4, P1."""
    file = tmp_path / "factuur.pdf"
    async with console(desk) as pilot:
        await opened(pilot, desk, ticket)
        await pilot.press("tab", "tab", "tab")
        await until_shown(pilot, "Enter saves it; it is never opened.")
        for said in ("Written to", "The file can't be written"):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
            box: Any = pilot.app.screen.query_one("Form")
            assert box["file"].value.endswith("/factuur.pdf")
            assert ".." not in box["file"].value
            box["file"].value = str(file)
            await pilot.press("enter")
            await until_shown(pilot, said)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        await pilot.press("x")
        await put_into_the_queue(pilot, "1")
        await until_shown(pilot, "in the queue (F7). Enter saves it.")
    assert file.read_bytes() == b"%PDF-1.7"
    assert file.stat().st_mode & 0o777 == 0o600


# What may be in it


async def test_hostile_text_in_every_field_is_shown_and_not_obeyed(desk: Desk, console: Any) -> None:
    """Clause: P1."""
    text = "\n".join(one for one in HOSTILE if "\ud800" not in one)
    name = " ".join(one for one in HOSTILE[:8])
    made = came_in(
        desk, subject=name, text=text, sender=name, files=(IncomingFile(name, "text/[red]", b"x"),)
    )
    async with console(desk) as pilot:
        await opened(pilot, desk, made)
        for key in (
            "g",
            "tab",
            "l",
            "escape",
            "a",
            "escape",
            "x",
            "escape",
            "y",
            "escape",
            "question_mark",
            "escape",
        ):
            await pilot.press(key)
            await pilot.pause()
            assert "\x1b" not in grid(pilot.app)
        assert isinstance(pilot.app.screen, TicketScreen)


async def test_enter_and_escape_lead_there_and_back_and_what_came_in_meanwhile_is_shown(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G3. That its only message can't be moved is said: a key that does nothing would leave one guessing."""
    async with console(desk) as pilot:
        await pilot.press("q")
        await until_shown(pilot, ticket.number)
        await pilot.press("enter")
        await ticket_shown(pilot, ticket.number)
        await pilot.press("m")
        await until_shown(pilot, "This is its only message: v")
        screen = pilot.app.screen
        assert isinstance(screen, TicketScreen)
        came_in(desk, ticket=ticket, text="Het doet het weer!")
        screen.tickets_changed()
        await until_shown(pilot, "Het doet het weer!")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))


async def test_a_ticket_is_called_something_else_and_that_is_searched_too(
    desk: Desk, ticket: Ticket, console: Any
) -> None:
    """Clause: G3, D9, B6."""
    async with console(desk) as pilot:
        screen = await opened(pilot, desk, ticket)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(pilot.app.screen, Line))
        await pilot.press("ctrl+u", "enter")
        await until_shown(pilot, "What is it about?")
        await until(pilot, lambda: isinstance(pilot.app.screen, Line))
        await write(pilot, "ww is Dakgoot!Zon")
        await pilot.press("enter")
        await until(pilot, lambda: screen.sub_title == "ww is [password]")
        assert state_of(desk, ticket).subject == "ww is Dakgoot!Zon"
