"""The ledger as a screen: "when did you use my IP address?" is answered while the customer is on the telephone."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from support.files import add_anna, until, until_shown
from support.remote import WEB, begun, request
from support.screen_grid import assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.remote import LEDGER_PAGE, Ended, Filter
from helpdesk.tasks import files, sessions, systems
from screens.dialogs.ledger_filter import LedgerFilter
from screens.dialogs.save_as import SaveAs
from screens.dialogs.session_details import SessionDetails
from screens.ledger import Ledger
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing


@pytest.fixture
def two(desk: Desk, people: tuple[CustomerRef, ...], clock: Any) -> tuple[CustomerRef, CustomerRef]:
    """Anna and Zoë, each with a session of ten minutes on the same day."""
    anna, zoe = add_anna(desk), people[0]
    for ref, peer in ((anna, "192.0.2.17"), (zoe, "2001:db8::17")):
        desk.do(files.open_file, ref.id, ("G4",))
        system = desk.do(systems.add, ref.id, WEB)
        session = desk.do(begun, ref, system, peer)
        clock.pass_by(minutes=10)
        desk.do(sessions.end, session.id, Ended.NORMALLY)
        desk.do(sessions.note, session.id, "all went well", False)
        desk.do(files.close_file, ref.id)
    return anna, zoe


async def shown(pilot: Any) -> Ledger:
    """The ledger, once it was read."""
    await pilot.press("u")
    await until(pilot, lambda: isinstance(pilot.app.screen, Ledger))
    await until_shown(pilot, "session")
    screen: Ledger = pilot.app.screen
    return screen


async def test_every_use_of_an_address_newest_first(desk: Desk, two: Any, console: Any) -> None:
    """Clause: D6, G6, R1."""
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "192.0.2.17")
        assert_screen(pilot.app, "ledger")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionDetails))


async def test_a_wide_window_shows_all_of_one_beside_the_list(desk: Desk, two: Any, console: Any) -> None:
    async with console(desk, size=(140, 30)) as pilot:
        await shown(pilot)
        await until_shown(pilot, "all went well")
        assert_screen(pilot.app, "ledger_wide")


async def test_by_number_it_shows_one_customer_and_that_is_on_record(
    desk: Desk, two: tuple[CustomerRef, ...], console: Any
) -> None:
    """Clause: R1, D6."""
    async with console(desk) as pilot:
        await shown(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerFilter))
        await pilot.press(*two[0].number, "enter")
        await until_shown(pilot, f"Shown: {two[0].number}  1 session")
        assert "2001:db8::17" not in grid(pilot.app)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerFilter))
        await pilot.press(*["backspace"] * 5, "tab", "right", "enter")
        await until_shown(pilot, "Shown: Noor de Wit  2 sessions")
    desk.open()
    record = desk.do(lambda work: work.audit.page(subject=two[0].id))[0]
    assert record.event == AuditEvent.SESSIONS_READ


async def test_a_filter_without_an_answer_says_so(desk: Desk, two: Any, console: Any) -> None:
    async with console(desk) as pilot:
        await shown(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerFilter))
        await pilot.press(*"99999", "enter")
        await until_shown(pilot, "No session answers this: 99999.")
        assert "f changes the filter, 0 shows all again." in grid(pilot.app)
        assert "Export" not in grid(pilot.app).splitlines()[-1]
        await pilot.press("0")
        await until_shown(pilot, "All sessions, newest first.  2 sessions")


async def test_it_is_written_to_a_file_that_no_spreadsheet_runs(
    desk: Desk, two: Any, console: Any, tmp_path: Path
) -> None:
    """Clause: R1, P4. The same file as `helpdesk sessions export` writes; nothing is written over.

    A name that can't be stays, with why, until another one is typed.
    """
    file, taken = tmp_path / "ip-use.csv", tmp_path / "taken"
    taken.touch()
    async with console(desk) as pilot:
        await shown(pilot)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, SaveAs))
        box: Any = pilot.app.screen.query_one("Form")
        for name, said in (
            (taken, "that name already"),
            (tmp_path / "none" / "ip-use.csv", "there is no"),
            (file, "2 sessions written"),
        ):
            box["file"].value = str(name)
            await pilot.press("enter")
            await until_shown(pilot, said)
    assert taken.stat().st_size == 0
    with file.open(encoding="utf-8", newline="") as written:
        assert [row["IP address"] for row in csv.DictReader(written)] == ["2001:db8::17", "192.0.2.17"]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_the_export_of_one_customer_asks_for_whom_and_others_need_a_disclosure(
    desk: Desk, two: Any, console: Any, tmp_path: Path
) -> None:
    """Clause: P4, T1, T2."""
    file = tmp_path / "hers.csv"
    number = desk.do(sessions.ledger, Filter())[0].customer.number
    async with console(desk) as pilot:
        await shown(pilot)
        ledger: Any = pilot.app.screen
        ledger.place.filter = Filter(customer=number)
        await pilot.press("x")
        await until_shown(pilot, "For whom is the export?")
        await pilot.press("3", "enter")
        for title, value in (("Number of the disclosure", "V2026-0009"), ("Export IP use", str(file))):
            await until_shown(pilot, title)
            pilot.app.screen.query_one(TextBox).value = value
            await pilot.press("enter")
        await until_shown(pilot, "This disclosure is not in the store")
    assert not file.exists()


async def test_o_leads_to_the_session_in_the_customers_file(desk: Desk, two: Any, console: Any) -> None:
    """Clause: P2. The file asks what for, as ever."""
    async with console(desk) as pilot:
        await shown(pilot)
        await until_shown(pilot, "192.0.2.17")
        await pilot.press("down", "o")
        await until_shown(pilot, "For what?")
        await pilot.press("4", "enter")
        await until_shown(pilot, "[5 IP")
        await until_shown(pilot, "192.0.2.17")


async def test_older_sessions_follow_when_the_cursor_reaches_the_end(
    desk: Desk, two: tuple[CustomerRef, ...], console: Any
) -> None:
    def many(work: Any) -> None:
        work.open_files.open(two[0].id, ("G4",))
        for _ in range(LEDGER_PAGE):
            sessions.end(work, sessions.begin(work, request(two[0], None)).id, Ended.NORMALLY)

    desk.do(many)
    async with console(desk) as pilot:
        screen = await shown(pilot)
        listing = screen.query_one(Listing)
        await until_shown(pilot, f"{LEDGER_PAGE}+ sessions")
        await pilot.press("end")
        await until(pilot, lambda: listing.count == LEDGER_PAGE + 2)
        assert f"{LEDGER_PAGE + 2} sessions" in grid(pilot.app)


async def test_it_can_be_asked_for_from_everywhere(desk: Desk, two: Any, console: Any) -> None:
    async with console(desk) as pilot:
        await pilot.press("f3")
        await until_shown(pilot, "Statement")
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ledger))
        await pilot.press("f5")
        await until_shown(pilot, "192.0.2.17")
        assert sum(isinstance(one, Ledger) for one in pilot.app.screen_stack) == 1
        await pilot.press("escape")
        await until_shown(pilot, "Statement")


async def test_a_role_without_this_job_is_told_so(make_desk: Any, console: Any) -> None:
    """Clause: B1."""
    desk = make_desk(role="read-only")
    async with console(desk) as pilot:
        await pilot.press("u")
        await until_shown(pilot, "may not do this")
