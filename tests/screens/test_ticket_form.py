"""A new ticket, from what is typed or pasted. Clause: G3, D9, P2."""

from __future__ import annotations

from typing import Any

from support.files import add_anna, until, until_shown, write
from support.incoming import came_in, ticket_shown
from support.screen_grid import assert_screen, grid
from support.speaking import speaking
from textual import events

from helpdesk.desk import Desk
from helpdesk.domain.tickets import Direction, Priority
from helpdesk.tasks import files, tickets
from screens.customer import CustomerScreen
from screens.dialogs.pick_customer import PickCustomer
from screens.dialogs.purposes import ForWhat
from screens.ticket_form import TicketForm
from screens.tickets import Tickets
from screens.widgets.fields import Form
from screens.widgets.writing import TextBlock


async def form(pilot: Any) -> TicketForm:
    """The form, from the list of tickets."""
    await pilot.press("q")
    await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
    await pilot.press("n")
    await until(pilot, lambda: isinstance(pilot.app.screen, TicketForm))
    await pilot.pause()
    screen: TicketForm = pilot.app.screen
    return screen


async def test_an_unknown_senders_ticket_is_made_opened_and_searched(desk: Desk, console: Any) -> None:
    """Clause: G3, D9."""
    async with console(desk) as pilot:
        screen = await form(pilot)
        await pilot.press(*"06-12345678", "tab", "tab", *"Belt terug")
        assert_screen(pilot.app, "ticket_form")
        screen.query_one(TextBlock).focus()
        await write(pilot, "Zijn bsn is 999990019.")
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, "T1001")
        await until_shown(pilot, "⟦BSN: 999990019⟧")
        assert "unknown sender: 06-12345678" in grid(pilot.app)


async def test_for_a_customer_it_asks_what_for_and_loses_nothing(desk: Desk, console: Any) -> None:
    """Clause: P2."""
    anna = add_anna(desk)
    async with console(desk) as pilot:
        screen = await form(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickCustomer))
        await write(pilot, "Meulen")
        await until_shown(pilot, "Anna van der Meulen")
        await pilot.press("enter")
        await until_shown(pilot, f"Whose: {anna.number} Anna van der Meulen")
        values = screen.query_one(Form)
        values["subject"].value, values["priority"].value = "Telefoon", str(Priority.HIGH)
        values["direction"].value = str(Direction.NOTE)
        screen.query_one(TextBlock).text = "Ze belde."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ForWhat))
        await pilot.press("enter")
        await ticket_shown(pilot, "T1001")
        await until_shown(pilot, "Ze belde.")
    desk.open()
    made = desk.do(tickets.by_number, "T1001")
    assert (made.customer, made.priority) == (anna, Priority.HIGH)
    assert desk.do(lambda work: work.messages.of(made.id))[0].direction is Direction.NOTE


async def test_faults_stand_beneath_their_fields_and_the_text_stays(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        screen = await form(pilot)
        screen.query_one(TextBlock).text = "Hallo"
        await pilot.press("ctrl+s")
        await until_shown(pilot, "↑ What is it about?")
        await until_shown(pilot, "↑ Who is it from?")
        assert screen.query_one(TextBlock).text == "Hallo"


async def test_a_long_mail_is_pasted_whole(desk: Desk, console: Any) -> None:
    text = "Van: iemand\n\n" + "\n".join(f"regel {number} " + "x" * 60 for number in range(400))
    async with console(desk) as pilot:
        screen = await form(pilot)
        values = screen.query_one(Form)
        values["sender"].value, values["subject"].value = "iemand@example.net", "Geplakt"
        area = screen.query_one(TextBlock)
        area.focus()
        pilot.app.post_message(events.Paste(text))
        await until(pilot, lambda: area.text == text)
        await pilot.press("ctrl+s")
        await ticket_shown(pilot, "T1001")
    desk.open()
    assert desk.do(lambda work: work.messages.of(1))[0].text == text


async def test_what_was_half_done_is_kept_as_a_draft_and_taken_up_again(desk: Desk, console: Any) -> None:
    """Clause: P3."""
    anna = add_anna(desk)
    async with console(desk) as pilot:
        screen = await form(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, PickCustomer))
        await pilot.press("z", "q")
        await until_shown(pilot, "Nobody matches.")
        await pilot.press("backspace", "backspace")
        await until(pilot, lambda: "Nobody matches." not in grid(pilot.app))  # nothing is looked for
        await pilot.press(*anna.number)
        await until_shown(pilot, "Anna van der Meulen")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        screen.query_one(Form)["subject"].value = "Halverwege"
        await pilot.press("escape")
        await until_shown(pilot, "This is not saved yet")
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        await pilot.press("n")
        await until_shown(pilot, "Halverwege")
        await until_shown(pilot, f"Whose: {anna.number}")


async def test_the_tickets_of_a_customer_are_a_tab_of_the_file(desk: Desk, console: Any) -> None:
    """Clause: G3, P2."""
    anna = add_anna(desk)
    came_in(desk, anna)
    desk.do(files.open_file, anna.id, ("G3",))
    async with console(desk) as pilot:
        pilot.app.push_screen(CustomerScreen(desk, desk.do(files.read_file, anna.id)))
        await until_shown(pilot, "[1 Details]")
        await pilot.press("7")
        await until_shown(pilot, "T1001")
        assert_screen(pilot.app, "customer_tickets")
        await pilot.press("enter")
        await ticket_shown(pilot, "T1001")
        await pilot.press("escape")
        await until_shown(pilot, "7 Tickets]")
        await pilot.press("n")
        await until_shown(pilot, f"Whose: {anna.number}")


async def test_no_tab_of_a_file_is_cut_off_in_dutch_at_eighty_columns(desk: Desk, console: Any) -> None:
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G3",))
    with speaking("nl"):
        async with console(desk) as pilot:
            pilot.app.push_screen(CustomerScreen(desk, desk.do(files.read_file, anna.id)))
            await until_shown(pilot, "[1 Gegevens]")
            for key in "1234567":
                await pilot.press(key)
                await until_shown(pilot, f"[{key} ")
                assert "7 Tickets" in grid(pilot.app)
