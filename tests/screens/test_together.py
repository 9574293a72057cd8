"""Two consoles on one store: each sees what the other did, and nothing moves under the hand meanwhile. Clause: P2.

Each test runs on both kinds of store, with two desks that know nothing of each other. That a console hears of what is
written on a server is shown with `repository/watch.py` too, so here a server is among the slow proofs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support.files import ANNA, until, until_shown
from support.incoming import came_in
from support.postgres import Postgres
from support.remote import WEB, begun
from support.rights_requests import told
from support.screen_grid import grid
from support.stores import MadeDatabases, MadeHomes, sample
from textual.pilot import Pilot
from textual.widgets import Input

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import Ended
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TICKET_PAGE, Ticket
from helpdesk.tasks import (
    complaints,
    customers,
    files,
    noting,
    requests,
    rights,
    sessions,
    systems,
    ticket_writing,
)
from screens import keeping_up
from screens.complaints import Complaints
from screens.customer import CustomerScreen
from screens.customer_details import Details
from screens.customer_form import CustomerForm
from screens.page import Page
from screens.ticket import TicketScreen
from screens.ticket_opening import open_ticket_by_id
from screens.today import Today
from screens.widgets.listing import Listing
from screens.widgets.timeline import Timeline


class Two(NamedTuple):
    """Two desks on one store."""

    mine: Desk
    theirs: Desk
    anna: CustomerRef


@pytest.fixture(scope="module")
def made_databases(postgres: Postgres) -> Iterator[MadeDatabases]:
    made = MadeDatabases(postgres)
    yield made
    made.close()


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.slow)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Where Noor's store is."""
    home = tmp_path / "home"
    noor = {"login": "noor", "name": "Noor de Wit"}
    if request.param == "embedded":
        made: MadeHomes = request.getfixturevalue("made_homes")
        made.copy(home, **noor)
        yield {"home": str(home)}
    else:
        on_server: MadeDatabases = request.getfixturevalue("made_databases")
        url = on_server.copy(home, **noor)
        yield {"home": str(home), "database": url}
        on_server.drop(url)


@pytest.fixture
def two(settings: dict[str, Any], clock: Any) -> Iterator[Two]:
    """Noor's desk and Kim's; the store has one customer, Anna."""
    mine, theirs = (
        Desk(config.load(settings, {}), sample(), login=login, clock=clock) for login in ("noor", "kim")
    )
    mine.open()
    mine.do(lambda work: work.technicians.add("kim", "Kim Bos", "owner"))
    theirs.open()
    yield Two(mine, theirs, mine.do(customers.create, ANNA))
    theirs.shut()
    mine.shut()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the store more often than anybody needs."""
    assert keeping_up.LOOK_AGAIN <= 0.5, "what a colleague did is to be seen within a second"
    monkeypatch.setattr(keeping_up, "LOOK_AGAIN", 0.02)


def opens(desk: Desk, ref: CustomerRef) -> None:
    """Open the customer's file for whatever is to be done."""
    desk.do(files.open_file, ref.id, ("G2", "G3", "G4", "G5", "G7"))


def complains(desk: Desk, ref: CustomerRef) -> None:
    opens(desk, ref)
    new = NewComplaint("telephone", desk.clock(), "delay", "Drie weken zonder mail.", customer=ref.id)
    desk.do(complaints.register, new)


def asks(desk: Desk, ref: CustomerRef) -> None:
    desk.do(requests.register, NewRequest(ref.id, "email", desk.clock(), (Right.ACCESS,)))


def helps(desk: Desk, ref: CustomerRef) -> None:
    opens(desk, ref)
    system = desk.do(systems.add, ref.id, WEB)
    session = desk.do(begun, ref, system, "192.0.2.17")
    desk.do(sessions.end, session.id, Ended.NORMALLY)


def notes_elsewhere(desk: Desk, ref: CustomerRef) -> None:
    desk.do(noting.note_elsewhere, "sms", "op de telefoon van Kim")


def moves(desk: Desk, ref: CustomerRef) -> None:
    """The customer lives in Laren now."""
    opens(desk, ref)
    file = desk.do(files.read_file, ref.id)
    desk.do(lambda work: work.customers.change(ref.id, file.version, {"city": "Laren"}))


def on_record(desk: Desk) -> int:
    """How many records the audit has."""
    return desk.do(lambda work: work.audit.count())


LISTS: tuple[tuple[str, str, Callable[[Desk, CustomerRef], object], str], ...] = (
    ("f9", "No tickets yet", came_in, "T1001"),
    ("f12", "No complaints", complains, "C2026-0001"),
    ("f10", "No rights requests", asks, "R2026-0001"),
    ("f7", "Nothing waits here", notes_elsewhere, "To be dealt with 1]"),
    ("f5", "No session", helps, "192.0.2.17"),
    ("f2", "C2026-0001", complains, "C2026-0002"),
)
"""The key of each, what it says before somebody does something, and after that."""


async def test_a_list_shows_what_a_colleague_did_and_looking_on_leaves_no_trace(
    two: Two, console: Any, settled: Any
) -> None:
    """Clause: P2, B1."""
    async with console(two.mine) as pilot:
        for key, before, job, seen in LISTS:
            await pilot.press(key)
            await until_shown(pilot, before)
            job(two.theirs, two.anna)
            records = on_record(two.theirs)
            await until_shown(pilot, seen)
            await settled(pilot)
            assert on_record(two.theirs) == records, key


@pytest.mark.parametrize(("keys", "job", "page"), [((), "today", Today), (("f12",), "_all", Complaints)])
async def test_what_a_colleague_does_while_a_list_is_being_read_is_shown_too(
    two: Two,
    console: Any,
    monkeypatch: pytest.MonkeyPatch,
    keys: tuple[str, ...],
    job: str,
    page: type[Page[None]],
) -> None:
    """Clause: C1. What was read by then is shown, and then what came."""
    told, read, came = asyncio.Event(), two.mine.read, list[str]()

    async def slowly(asked: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        found = await read(asked, *args, **kwargs)
        if asked.__name__ == job and not came:
            came.append(job)
            told.clear()  # what it was told of until then was something else
            complains(two.theirs, two.anna)
            await told.wait()
        return found

    def hear(self: Page[None]) -> None:
        told.set()
        heard(self)

    heard = page.store_changed
    monkeypatch.setattr(page, "store_changed", hear)
    monkeypatch.setattr(two.mine, "read", slowly)
    async with console(two.mine) as pilot:
        await pilot.press(*keys)
        await until_shown(pilot, "C2026-0001")


async def test_a_new_customer_is_found_while_what_is_typed_stays(two: Two, console: Any) -> None:
    async with console(two.mine) as pilot:
        await pilot.press("slash", *"jan smi", "left")
        await until_shown(pilot, "Nobody matches")
        two.theirs.do(customers.create, {"kind": "person", "given_name": "Jan", "family_name": "Smit"})
        await until_shown(pilot, "1 customer")
        box = pilot.app.screen.query_one(Input)
        assert (box.value, box.cursor_position, box.has_focus) == ("jan smi", 6, True)


def in_front(pilot: Pilot[None]) -> tuple[Ticket, int]:
    """The ticket under the cursor, and the line on which it stands."""
    listing: Listing[Ticket] = pilot.app.screen.query_one("#register-list", Listing)
    ticket = listing.row
    assert ticket is not None
    line = next(place for place, line in enumerate(grid(pilot.app).splitlines()) if line.startswith("›"))
    return ticket, line


async def test_what_comes_in_does_not_move_the_cursor_nor_the_view(
    two: Two, console: Any, clock: Any
) -> None:
    """The row under the hand stays the row under the hand; further down it stays on its line too."""
    for number in range(60):
        came_in(two.theirs, subject=f"Vraag {number}", text="?", searched=False)
        clock.pass_by(minutes=1)
    async with console(two.mine) as pilot:
        await pilot.press("f9")
        await until_shown(pilot, "T1060")
        await pilot.press("down", "down")
        seen, line = in_front(pilot)
        came_in(two.theirs, subject="Nieuw", text="?", searched=False)
        clock.pass_by(minutes=1)
        await until_shown(pilot, "T1061")
        assert in_front(pilot) == (seen, line + 1)
        await pilot.press("pagedown", "pagedown", "up")
        seen, line = in_front(pilot)
        came_in(two.theirs, subject="Nog een", text="?", searched=False)
        await until(pilot, lambda: pilot.app.screen.query_one("#register-list", Listing).count == 62)
        assert in_front(pilot) == (seen, line)
        assert "T1062" not in grid(pilot.app)


async def test_a_list_that_was_read_on_stays_as_long_as_it_was(two: Two, console: Any, clock: Any) -> None:
    for number in range(TICKET_PAGE + 5):
        came_in(two.theirs, subject=f"Vraag {number}", text="?", searched=False)
        clock.pass_by(minutes=1)
    async with console(two.mine) as pilot:
        await pilot.press("f9")
        await until_shown(pilot, "[1 All")
        await pilot.press("end")
        await until(
            pilot, lambda: pilot.app.screen.query_one("#register-list", Listing).count == TICKET_PAGE + 5
        )
        await pilot.press("end")
        oldest, line = in_front(pilot)
        assert oldest.number == "T1001"
        came_in(two.theirs, subject="Nieuw", text="?", searched=False)
        await until(
            pilot, lambda: pilot.app.screen.query_one("#register-list", Listing).count == TICKET_PAGE + 6
        )
        assert in_front(pilot) == (oldest, line)


async def test_an_open_ticket_shows_what_a_colleague_wrote(two: Two, console: Any) -> None:
    """Clause: G3."""
    ticket = came_in(two.mine, two.anna)
    opens(two.theirs, two.anna)
    async with console(two.mine) as pilot:
        opens(two.mine, two.anna)
        open_ticket_by_id(pilot.app, two.mine, ticket.id)
        await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen))
        two.theirs.do(ticket_writing.note, ticket.id, "Ik bel haar morgen.")
        await until_shown(pilot, "Ik bel haar morgen.")
        assert pilot.app.screen.query_one(Timeline).index == 0


async def test_an_open_file_shows_what_a_colleague_changed_and_is_read_no_oftener(
    two: Two, console: Any, settled: Any
) -> None:
    """Clause: P2. Reading a file goes on record, so it is read again only where it is another one."""
    opens(two.mine, two.anna)
    file = two.mine.do(files.read_file, two.anna.id)
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(CustomerScreen(two.mine, file))
        await settled(pilot)
        await pilot.press("down", "down", "down")
        label = pilot.app.screen.query_one(Details).row.label
        moves(two.theirs, two.anna)
        records = on_record(two.theirs)
        await until_shown(pilot, "Laren")
        assert pilot.app.screen.query_one(Details).row.label == label
        notes_elsewhere(two.theirs, two.anna)
        await pilot.pause(0.2)
        await settled(pilot)
        assert on_record(two.theirs) == records + 2, "one look at the file, and the note"


@pytest.mark.parametrize("held", [False, True], ids=["gone", "held"])
async def test_an_open_file_of_a_customer_who_was_erased_closes_and_says_so(
    two: Two, console: Any, held: bool
) -> None:
    """Clause: R4. Also where the law holds an invoice: nobody is asked what for, and no name is shown any more."""
    opens(two.mine, two.anna)
    if held:
        invoice = Invoice("2026-0012", date(2026, 5, 10), date(2026, 6, 10), Decimal(50))
        two.mine.do(lambda work: work.services.add_invoice(two.anna.id, invoice))
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(CustomerScreen(two.mine, two.mine.do(files.read_file, two.anna.id)))
        await until_shown(pilot, "Havenstraat")
        two.theirs.do(rights.erase_again, (two.anna.id,))
        await until(pilot, lambda: "Havenstraat" not in grid(pilot.app))
        said = "This customer was erased." if held else "This customer is not in the store, or no longer."
        await told(pilot, said)
        await until(pilot, lambda: "Meulen" not in grid(pilot.app))


def restricts(desk: Desk, ref: CustomerRef) -> None:
    desk.do(lambda work: work.standings.restrict(ref.id, "juistheid betwist"))


def refusals(desk: Desk) -> list[str]:
    """The clauses by which something was refused, oldest first."""
    page = desk.do(lambda work: work.audit.page(limit=1000))
    return [str(one.detail["clause"]) for one in reversed(page) if one.event == AuditEvent.REFUSED]


async def test_a_ticket_that_lies_open_closes_once_its_customer_is_restricted(two: Two, console: Any) -> None:
    """Clause: R5; GDPR art. 18. On every console, at once, with the reason; the refusal is on record."""
    ticket = came_in(two.mine, two.anna, text="Mijn router is stuk.")
    async with console(two.mine) as pilot:
        opens(two.mine, two.anna)
        open_ticket_by_id(pilot.app, two.mine, ticket.id)
        await until_shown(pilot, "Mijn router is stuk.")
        restricts(two.theirs, two.anna)
        await until_shown(pilot, "Its use is restricted since")
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        await pilot.press("escape")
        await until_shown(pilot, "Today")
        assert set(refusals(two.theirs)) == {"R5"}


async def test_a_draft_about_a_restricted_customer_is_kept_and_its_ticket_closes(
    two: Two, console: Any
) -> None:
    """Clause: R5. It can't be sent; it is kept, and comes back once the restriction is lifted."""
    ticket = came_in(two.mine, two.anna, text="Mijn router is stuk.")
    async with console(two.mine) as pilot:
        opens(two.mine, two.anna)
        open_ticket_by_id(pilot.app, two.mine, ticket.id)
        await until_shown(pilot, "Mijn router is stuk.")
        await pilot.press("i", *"Ze belt")
        await until_shown(pilot, "Ze belt")
        restricts(two.theirs, two.anna)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Its use is restricted since")
        await pilot.press("escape")
        await until(pilot, lambda: "Its use is restricted since" not in grid(pilot.app))
        await pilot.press("escape")
        await until_shown(pilot, "Keep it as a draft")
        await pilot.press("1", "enter")
        await until_shown(pilot, "Its use is restricted since")
        await until(pilot, lambda: "Mijn router is stuk." not in grid(pilot.app))
        await pilot.press("escape")
        await until_shown(pilot, "Kept during a restriction: a draft")
        two.theirs.do(lambda work: work.standings.lift(two.anna.id, "restriction"))
        open_ticket_by_id(pilot.app, two.mine, ticket.id)
        await until_shown(pilot, "Mijn router is stuk.")
        await pilot.press("i")
        await until_shown(pilot, "Ze belt")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "message 2 of 2")


async def test_a_complaint_that_lies_open_closes_once_its_customer_is_restricted(
    two: Two, console: Any
) -> None:
    """Clause: R5, C1."""
    complains(two.mine, two.anna)
    async with console(two.mine) as pilot:
        await pilot.press("f12")
        await until_shown(pilot, "C2026-0001")
        await pilot.press("enter")
        await until_shown(pilot, "Drie weken zonder mail.")
        restricts(two.theirs, two.anna)
        await until_shown(pilot, "Its use is restricted since")
        await until(pilot, lambda: "Drie weken zonder mail." not in grid(pilot.app))


async def test_a_form_that_is_being_filled_in_is_left_alone(two: Two, console: Any, settled: Any) -> None:
    """Both versions are shown once it is saved, as always."""
    opens(two.mine, two.anna)
    async with console(two.mine) as pilot:
        await pilot.app.push_screen(CustomerScreen(two.mine, two.mine.do(files.read_file, two.anna.id)))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))
        await settled(pilot)
        pilot.app.focused.value = "Annabel"
        before = grid(pilot.app)
        moves(two.theirs, two.anna)
        await pilot.pause(0.3)
        await settled(pilot)
        assert grid(pilot.app) == before


async def test_what_happened_behind_the_lock_is_there_once_it_opens(two: Two, console: Any) -> None:
    """Clause: B2."""
    async with console(two.mine) as pilot:
        await pilot.press("f9")
        await until_shown(pilot, "No tickets yet")
        await pilot.press("ctrl+l")
        await until_shown(pilot, "Locked")
        came_in(two.theirs, two.anna)
        await pilot.pause(0.1)
        await pilot.press("enter")
        await until_shown(pilot, "T1001")


async def test_a_store_that_can_not_be_asked_does_not_stop_the_console(
    two: Two, console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_up, "TRY_AGAIN", 0.02)
    failures = [StoreBusy(msg("Gone.")), StoreBusy(msg("Still gone."))]
    changed = two.mine.changed

    async def sometimes() -> bool:
        if failures:
            raise failures.pop()
        return await changed()

    monkeypatch.setattr(two.mine, "changed", sometimes)
    async with console(two.mine) as pilot:
        await pilot.press("f9")
        await until_shown(pilot, "No tickets yet")
        await until(pilot, lambda: not failures)
        came_in(two.theirs, two.anna)
        await until_shown(pilot, "T1001")
