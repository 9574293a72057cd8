"""The list of tickets: what waits, whose it is, and how one gets from there to a ticket. Clause: G3, D9, P2."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from support.files import add_anna, until, until_shown
from support.incoming import came_in, ticket_shown
from support.screen_grid import assert_screen, grid
from textual import events

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import TICKET_PAGE, Ticket, TicketState
from helpdesk.tasks import files, tickets
from screens.dialogs.purposes import ForWhat
from screens.ticket_form import TicketForm
from screens.ticket_words import say_sender, say_taken
from screens.tickets import Tickets
from screens.today import Today

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@pytest.fixture
def three(desk: Desk, people: tuple[CustomerRef, ...], clock: Any) -> tuple[Ticket, ...]:
    """A ticket of Anna with a finding, one of Zoë that waits, and one of a sender nobody knows."""
    anna = came_in(desk, add_anna(desk))
    clock.pass_by(minutes=10)
    zoe = came_in(
        desk, people[0], subject="Printer in storing", text="Hij doet niets.", sender="zoe@example.org"
    )
    desk.do(files.open_file, people[0].id, ("G3",))
    zoe = desk.do(tickets.take, zoe.id, zoe.version)
    zoe = desk.do(tickets.set_state, zoe.id, zoe.version, TicketState.WAITING)
    desk.do(files.close_file, people[0].id)
    clock.pass_by(minutes=10)
    stranger = came_in(desk, subject="Vraag", text="Wat kost een domeinnaam?", sender="iemand@example.net")
    return anna, zoe, stranger


async def shown(pilot: Any) -> Tickets:
    """The list, once it was read."""
    await pilot.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
    await until_shown(pilot, "[1 All")
    screen: Tickets = pilot.app.screen
    return screen


def only(pilot: Any, there: str, gone: str) -> bool:
    """Whether one ticket is in the list and another is not."""
    shown = grid(pilot.app)
    return there in shown and gone not in shown


async def test_tickets_stand_newest_first_with_who_state_target_and_findings(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    """Clause: G3, D9."""
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1001")
        text = grid(pilot.app)
        assert text.index("? iemand@") < text.index("Zoë van") < text.index("Anna van")
        (anna,) = [line for line in text.splitlines() if "T1001" in line]
        assert "⟦2⟧" in anna
        assert "in 3 days" in anna
        assert_screen(pilot.app, "tickets")


async def test_a_wide_window_shows_all_of_one_beside_the_list(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    """Clause: P2. As far as a list may."""
    async with console(desk, size=(140, 40)) as pilot:
        await shown(pilot)
        await pilot.press("down", "down")
        await until_shown(pilot, "2 to look at")
        assert "Mijn bsn" not in grid(pilot.app)
        assert_screen(pilot.app, "tickets_wide")


async def test_a_digit_shows_mine_nobodys_waiting_or_overdue_ones(
    desk: Desk, three: tuple[Ticket, ...], clock: Any, console: Any
) -> None:
    clock.pass_by(days=5)
    async with console(desk) as pilot:
        await shown(pilot)
        for key, there, gone in (
            ("2", "T1002", "T1001"), ("3", "T1003", "T1002"), ("4", "T1002", "T1003"), ("5", "T1001", "T1002"),
        ):  # fmt: skip
            await pilot.press(key)
            await until(pilot, partial(only, pilot, there, gone))
        assert "2 days late" in grid(pilot.app)
        await pilot.press("right")
        await until(pilot, lambda: all(one.number in grid(pilot.app) for one in three))


async def find_domain_name(pilot: Any) -> None:
    """Look for a word that the last of the three tickets alone has."""
    await shown(pilot)
    await pilot.press("slash", *"domeinnaam")
    await until(pilot, lambda: "T1003" in grid(pilot.app) and "T1001" not in grid(pilot.app))


async def test_typing_finds_in_subjects_and_texts_and_escape_shows_all_again(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    async with console(desk) as pilot:
        await find_domain_name(pilot)
        await pilot.press(*"xyz")
        await until_shown(pilot, "No ticket has all of these words.")
        await pilot.press("escape")
        await until_shown(pilot, "T1001")
        assert isinstance(pilot.app.screen, Tickets)


async def test_who_is_quicker_than_the_store_gets_what_was_typed_and_not_what_stood_there(
    desk: Desk, three: tuple[Ticket, ...], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: P2. Another customer's ticket is no good guess; what is typed behind Enter is not looked for."""
    go, find = Event(), tickets.find

    def held_up(work: UnitOfWork, text: str) -> Any:
        assert go.wait(60)
        return find(work, text)

    async with console(desk) as pilot:
        await shown(pilot)
        monkeypatch.setattr(tickets, "find", held_up)
        await pilot.press("slash", *three[0].number, "enter")
        pilot.app.post_message(events.Key("j", "j"))
        assert isinstance(pilot.app.screen, Tickets)
        go.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert "Anna van der Meulen" in grid(pilot.app)


async def test_who_comes_back_from_a_found_ticket_types_the_next_thing_to_look_for(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    """What was found before is still there, and the first key takes the place of what was typed then."""
    async with console(desk) as pilot:
        await find_domain_name(pilot)
        await pilot.press("enter")
        await ticket_shown(pilot, "T1003")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        box = pilot.app.screen.query_one("#tickets-find")
        await until_shown(pilot, "T1003")
        assert box.value == "domeinnaam"
        await pilot.press(*"T1001")
        await until(pilot, lambda: "T1001 " in grid(pilot.app) and "T1003" not in grid(pilot.app))
        assert box.value == "T1001"


async def test_enter_asks_what_for_where_the_customers_file_is_not_open(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    """Clause: P2. Help with a problem is chosen already; Enter opens for that."""
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1001")
        await pilot.press("G", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        assert pilot.app.screen.chosen == ("G3", "G4")
        await pilot.press("enter")
        await ticket_shown(pilot, "T1001")
        await until_shown(pilot, "⟦BSN: 999990019⟧")


async def test_a_file_open_for_something_else_asks_what_else_for(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    """Clause: P2. Invoicing needs no tickets; the purpose is added and the first one stays."""
    anna = three[0].customer
    assert anna is not None
    desk.do(files.open_file, anna.id, ("G7",))
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1001")
        await pilot.press("G", "enter")
        await until_shown(pilot, "For what else?")
        assert anna.name in grid(pilot.app).split("For what else?")[1], "whose file it is"
        await pilot.press("3", "enter")  # the key that this purpose has wherever it is asked for
        await ticket_shown(pilot, "T1001")
        assert desk.do(files.opened, anna.id).purposes == ("G7", "G3")


async def test_an_unknown_senders_ticket_needs_no_file(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1003")
        await pilot.press("enter")
        await ticket_shown(pilot, "T1003")
        assert "Wat kost een domeinnaam?" in grid(pilot.app)


async def test_t_takes_the_ticket_under_the_cursor(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1003")
        await pilot.press("t")
        await until_shown(pilot, "T1003 is yours.")
        await until_shown(pilot, "owner: Noor de Wit")
        await pilot.press("t")
        assert isinstance(pilot.app.screen, Tickets)


async def test_somebody_else_took_it_first_and_that_is_told(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1003")
        desk.do(tickets.set_state, three[2].id, three[2].version, TicketState.SOLVED)
        await pilot.press("t")
        await until_shown(pilot, "This ticket changed while you were looking at it.")
        await pilot.press("escape")
        await until_shown(pilot, "solved")


async def test_a_customer_under_a_restriction_is_refused_with_its_reason(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    """Clause: R5."""
    anna = three[0].customer
    assert anna is not None
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy"))
    desk.do(files.open_file, anna.id, ("G3",))
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1001")
        assert "Mail doet" not in grid(pilot.app)
        assert "restricted (R5)" in grid(pilot.app), "it has a subject, and that is only kept"
        assert "no subject" not in grid(pilot.app)
        await pilot.press("G", "enter")
        await until_shown(pilot, "Why?")
        assert "R5" in grid(pilot.app)


async def test_older_tickets_follow_at_the_end_and_what_is_found_says_where_there_is_more(
    desk: Desk, console: Any
) -> None:
    for number in range(TICKET_PAGE + 2):
        came_in(desk, subject=f"Vraag {number}", text=f"tekst {number}", sender="iemand@example.net")
    async with console(desk) as pilot:
        screen = await shown(pilot)
        await until_shown(pilot, f"All {TICKET_PAGE}+]")
        await pilot.press("G")
        await until_shown(pilot, f"All {TICKET_PAGE + 2}]")
        assert screen.query_one("#register-list").count == TICKET_PAGE + 2
        await pilot.press("slash", *"tekst")
        await until_shown(pilot, "All 50+]")
        await pilot.press("space", "9")
        await until_shown(pilot, "All 11]")


async def test_an_empty_list_says_what_to_do(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "No tickets yet.")
        await pilot.press("enter", "t", "o")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketForm))


async def test_a_view_without_tickets_says_how_to_see_others(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    async with console(desk) as pilot:
        await shown(pilot)
        await pilot.press("5")
        await until_shown(pilot, "None here. 1 shows all tickets.")


async def test_a_role_without_this_job_is_told_so(make_desk: Any, console: Any) -> None:
    """Clause: B1."""
    async with console(make_desk(role="read-only")) as pilot:
        await pilot.press("f9")
        await until_shown(pilot, "may not do this")


async def test_a_busy_store_is_told_and_r_tries_again(
    desk: Desk, three: tuple[Ticket, ...], console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: object) -> None:
        raise StoreBusy(msg("Another console holds the store."))

    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "T1003")
        with monkeypatch.context() as patch:
            patch.setattr(tickets, "list_tickets", busy)
            await pilot.press("r")
            await until_shown(pilot, "Another console holds the store.")
        await pilot.press("r")
        await until_shown(pilot, "T1003")


async def test_it_can_be_asked_for_from_everywhere_and_once(
    desk: Desk, three: tuple[Ticket, ...], console: Any
) -> None:
    async with console(desk) as pilot:
        assert isinstance(pilot.app.screen, Today)
        assert "Tickets" in grid(pilot.app).splitlines()[-1]
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        await pilot.press("f3", "f9", "f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        assert sum(isinstance(one, Tickets) for one in pilot.app.screen_stack) == 1
        await pilot.press("escape")
        await until_shown(pilot, "Statement")


async def test_a_password_in_a_subject_is_in_no_list_and_no_title_d9_b6(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any
) -> None:
    """Clause: D9, B6, P2. Only the message itself shows it, marked."""
    subject = "ww is Dakgoot!Zon"
    stranger = came_in(desk, subject=subject, text="Zie boven.", sender="iemand@example.net")
    came_in(desk, add_anna(desk), subject=subject, text="Zie boven, Anna.")
    masked = "ww is [password]"
    async with console(desk, size=(140, 40)) as pilot:
        await shown(pilot)
        await until_shown(pilot, stranger.number)
        await until(pilot, lambda: grid(pilot.app).count(masked) >= 3)
        assert "Dakgoot" not in grid(pilot.app)
        await pilot.press("slash", *"zie")
        await until(pilot, lambda: grid(pilot.app).count(masked) >= 3)
        assert "Dakgoot" not in grid(pilot.app)
        await pilot.press("escape", "down", "enter")
        screen = await ticket_shown(pilot, stranger.number)
        assert screen.sub_title == masked
        assert "password: Dakgoot!Zon" in grid(pilot.app)
        await pilot.press("r")
        await until(pilot, lambda: pilot.app.screen is not screen and bool(pilot.app.screen.sub_title))
        assert "Dakgoot" not in str(pilot.app.screen.sub_title)


def test_a_telephone_number_is_shown_as_in_a_customers_file() -> None:
    """Clause: D4. What only begins like one stays as it was written."""
    assert say_sender("+31612345678") == "06 12345678"
    assert say_sender("+32 2 234 56 78", "BE") == "02 234 56 78"
    for other in ("06-12345678", "+31612345678 Jan", "iemand@example.net"):
        assert say_sender(other) == other


def test_whoever_takes_a_ticket_hears_whose_it_was(three: tuple[Ticket, ...]) -> None:
    """A colleague may be at it."""
    assert say_taken(three[2]) == "T1003 is yours."
    hers = replace(three[2], owner="joke", owner_name="Joke Blok")
    assert say_taken(hers) == "T1003 is yours; it was Joke Blok's."
