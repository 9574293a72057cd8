"""Every list and form remembers where one was, also when its screen was closed in between."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from support.files import add_anna, opened, until, until_shown
from support.remote import WEB, begun
from support.screen_grid import grid
from textual.widgets import Input

from helpdesk.desk import Desk
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.incoming import NewTicket
from helpdesk.tasks import consents, customers, files, systems, tickets
from screens.audit import Audit
from screens.complaints import Complaints
from screens.customer import CustomerScreen
from screens.customer_form import CustomerForm
from screens.dialogs.ledger_filter import LedgerFilter
from screens.dialogs.notice import Notice
from screens.imports import Imports
from screens.ledger import Ledger
from screens.opening import open_customer
from screens.ticket import TicketScreen
from screens.tickets import Tickets
from screens.today import Today
from screens.way_back import LONGEST


async def back_to_today(pilot: Any) -> None:
    """Close what is open."""
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(pilot.app.screen, Today))


def opened_with_systems(desk: Desk) -> CustomerRef:
    """Anna with two systems, her file open."""
    anna = add_anna(desk)
    desk.do(files.open_file, anna.id, ("G4",))
    for name in ("router", "web server"):
        desk.do(systems.add, anna.id, {**WEB, "name": name})
    return anna


async def shown_file(pilot: Any, desk: Desk, ref: CustomerRef) -> None:
    """Open a customer's file."""
    open_customer(pilot.app, desk, ref)
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))


async def test_an_open_file_comes_back_at_its_tab_and_row_and_a_closed_one_begins_anew(
    desk: Desk, console: Any
) -> None:
    """Clause: P2."""
    anna = opened_with_systems(desk)
    async with console(desk) as pilot:
        await shown_file(pilot, desk, anna)
        await pilot.press("4")
        await until_shown(pilot, "› router")
        await pilot.press("down")
        await until_shown(pilot, "› web server")
        await back_to_today(pilot)
        await shown_file(pilot, desk, anna)
        await until_shown(pilot, "› web server")
        await back_to_today(pilot)
        desk.do(files.close_file, anna.id)
        open_customer(pilot.app, desk, anna)
        await until_shown(pilot, "For what?")
        await pilot.press("4", "enter")
        await until_shown(pilot, "[1 Details]")


async def test_the_ledger_comes_back_as_it_was_filtered(desk: Desk, console: Any) -> None:
    """Clause: D6, R1."""
    anna = opened_with_systems(desk)
    desk.do(begun, anna, desk.do(systems.systems, anna.id)[0], "192.0.2.17")
    async with console(desk) as pilot:
        await pilot.press("u", "f")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerFilter))
        await pilot.press(*anna.number, "enter")
        await until_shown(pilot, f"Shown: {anna.number}  1 session")
        await back_to_today(pilot)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ledger))
        await until_shown(pilot, f"Shown: {anna.number}  1 session")


async def test_an_import_comes_back_with_its_file_and_the_fields_that_were_chosen(
    desk: Desk, console: Any, tmp_path: Path, settled: Any
) -> None:
    listed = tmp_path / "klanten.csv"
    listed.write_text("Naam;Woonplaats\nFatima el Idrissi;Huizen\n", encoding="utf-8")
    async with console(desk) as pilot:
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, Imports))
        pilot.app.screen.query_one(Input).value = str(listed)
        await pilot.press("enter")
        await until_shown(pilot, "0 columns are not read")
        await pilot.press("down", "enter")
        await until_shown(pilot, "Woonplaats becomes")
        await pilot.press("home", "enter")
        await until_shown(pilot, "1 column is not read")
        await back_to_today(pilot)
        await pilot.press("i")
        await until_shown(pilot, "1 column is not read")
        assert pilot.app.screen.query_one(Input).value == str(listed)


async def test_the_audit_comes_back_at_the_record_that_was_looked_at(desk: Desk, console: Any) -> None:
    """Clause: P1."""
    opened_with_systems(desk)
    async with console(desk) as pilot:
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, Audit))
        await until_shown(pilot, "Record 16")
        await pilot.press("end")
        await until_shown(pilot, "›        1 ")
        await back_to_today(pilot)
        await pilot.press("a")
        await until_shown(pilot, "›        1 ")


async def test_two_duties_in_the_same_words_about_one_customer_keep_the_cursor_apart(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, clock: Any
) -> None:
    """Two consents of one customer that end; the store changes, and the cursor stays on the second."""
    zoe = people[0]
    for purpose, days in (("G9-newsletter", 366), ("G9", 350)):
        desk.do(files.open_file, zoe.id, ("G9",))
        desk.do(
            consents.record, zoe.id, purpose, ConsentEventKind.GIVEN, how="telephone", evidence="she said so"
        )
        desk.do(files.close_file, zoe.id)
        clock.pass_by(days=days)
    async with console(desk) as pilot:
        await pilot.press("down")
        second = marked(pilot).split()[:9]
        assert "Consent" in second
        desk.do(files.open_file, people[1].id, ("G3",))
        pilot.app.screen.store_changed()
        await until_shown(pilot, "File still open")
        assert marked(pilot).split()[:9] == second


def marked(pilot: Any) -> str:
    """The row under the cursor."""
    return next(line for line in grid(pilot.app).splitlines() if "›" in line)


async def test_going_to_and_fro_does_not_make_the_way_back_longer(desk: Desk, console: Any) -> None:
    """A place that is gone to once more is taken from where it lay."""
    anna = opened_with_systems(desk)
    async with console(desk) as pilot:
        await shown_file(pilot, desk, anna)
        for _ in range(3):
            for key, place in (("q", Tickets), ("c", Complaints)):
                await pilot.press(key)
                await until(pilot, partial(_in_front, pilot, place))
        await until(pilot, lambda: len(list(pilot.app.all_screens())) == 4)
        for behind in (Tickets, CustomerScreen, Today):
            await pilot.press("escape")
            await until(pilot, partial(_in_front, pilot, behind))


async def test_going_to_and_fro_between_a_customer_and_a_ticket_piles_up_no_screens(
    desk: Desk, console: Any
) -> None:
    """From the file to a ticket of it, from there to the file, and so on; Escape leads back in three steps."""
    anna = opened_with_systems(desk)
    desk.do(tickets.create, NewTicket("email", "Printer", "Hij print niet.", anna.id))
    async with console(desk) as pilot:
        await shown_file(pilot, desk, anna)
        await pilot.press("7")
        await until_shown(pilot, "Printer")
        for _ in range(3):
            await pilot.press("enter")
            await until(pilot, partial(_in_front, pilot, TicketScreen))
            await pilot.press("o")
            await until(pilot, partial(_in_front, pilot, CustomerScreen))
            await until_shown(pilot, "Printer")
        await until(pilot, lambda: len(list(pilot.app.all_screens())) == 3)
        for behind in (TicketScreen, Today):
            await pilot.press("escape")
            await until(pilot, partial(_in_front, pilot, behind))


async def test_the_way_back_has_an_end_but_what_is_being_filled_in_is_never_let_go_of(
    desk: Desk, console: Any
) -> None:
    """Nor the file that it was opened from. Of a day of customers the last few are on it; the others are found again
    where they were left."""
    anna = opened_with_systems(desk)
    async with console(desk) as pilot:
        await shown_file(pilot, desk, anna)
        file = pilot.app.screen
        file.edit()
        await until(pilot, partial(_in_front, pilot, CustomerForm))
        form = pilot.app.screen
        others = [
            desk.do(customers.create, {"kind": "person", "family_name": f"Vos {n}"})
            for n in range(LONGEST + 2)
        ]
        for other in others:
            await pilot.app.push_screen(opened(desk, other, "G3"))
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until(pilot, lambda: len(list(pilot.app.all_screens())) == LONGEST + 1)
        assert isinstance(pilot.app.screen_stack[0], Today)
        assert pilot.app.screen_stack[1:3] == [file, form]
        on_the_way = [one.file.ref for one in pilot.app.screen_stack[3:]]
        assert on_the_way == [*others[-len(on_the_way) + 1 :], anna]


def _in_front(pilot: Any, place: type) -> bool:
    return isinstance(pilot.app.screen, place)


async def test_a_page_that_has_to_close_leaves_the_notice_before_it_to_be_read(
    desk: Desk, console: Any
) -> None:
    """It closes once that was read, and no sooner."""
    async with console(desk) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        page: Tickets | Any = pilot.app.screen
        pilot.app.push_screen(Notice("Read this", "first"))
        await until_shown(pilot, "Read this")
        for _ in range(2):
            page.dismiss()
        await pilot.pause()
        assert "Read this" in grid(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Today))
        assert page not in pilot.app.all_screens()
