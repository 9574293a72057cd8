"""The audit as a screen: who did what, and whether the record is whole."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import until_shown
from support.screen_grid import assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.audit import AuditEvent, AuditFilter
from helpdesk.domain.customer import CustomerRef
from helpdesk.tasks import files
from helpdesk.words.ids import say_event
from screens.audit import Audit


async def test_records_stand_newest_first_without_a_name(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    """Clause: P2, B1."""
    desk.do(files.open_file, people[0].id, ("G3",))
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        shown = grid(pilot.app)
        assert shown.index("file read") < shown.index("file opened") < shown.index("store created")
        assert people[0].number in shown
        assert "Noor de Wit" in shown
        assert "Berg" not in shown


async def test_a_customer_who_is_gone_is_a_reference(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    """Clause: P3."""
    desk.do(lambda work: work.customers.remove(people[0].id, "test"))
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        assert f"({people[0].id[:8]})" in grid(pilot.app)


async def test_enter_promises_nothing_where_there_is_nothing_to_open(
    desk: Desk, console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        assert "Open" not in grid(pilot.app).splitlines()[-1]


async def test_verifying_says_that_all_is_whole_and_shows_the_head(
    desk: Desk, console: Any, settled: Any
) -> None:
    """Clause: P1."""
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert "The audit is intact, up to record" in grid(pilot.app)
        assert "Head, to keep elsewhere" in grid(pilot.app)


async def test_a_record_that_was_altered_is_named_and_under_the_cursor(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    """Clause: P1."""
    from sqlalchemy import text

    def alter(work: Any) -> None:
        for (trigger,) in work.connection.execute(
            text("select name from sqlite_master where type = 'trigger' and tbl_name like 'audit%'")
        ).all():
            work.connection.execute(text(f"drop trigger {trigger}"))
        work.connection.execute(text("update audit set technician = 'somebody' where seq = 2"))

    desk.do(alter)
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert "Record 2 was altered." in grid(pilot.app)
        assert "Record 2 " in grid(pilot.app)
        screen: Any = pilot.app.screen
        screen.place.filter = AuditFilter(events=(AuditEvent.STORE_CREATED,), kind="store created")
        screen.action_refresh()
        await until_shown(pilot, "Shown: store created  1 record")
        await pilot.press("v")
        await until_shown(pilot, "Record 2  ")


async def test_a_role_without_this_job_is_told_so(make_desk: Any, console: Any, settled: Any) -> None:
    """Clause: B1."""
    desk = make_desk(role="technician")
    async with console(desk) as pilot:
        pilot.app.push_screen(Audit(desk))
        await settled(pilot)
        assert "may not do this" in grid(pilot.app)
        records = desk.do(lambda work: work.audit.page())
        assert AuditEvent.REFUSED in {record.event for record in records}


async def test_what_is_filtered_stands_above_and_one_key_shows_all_again(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any
) -> None:
    """Clause: B1, P2. The records about one customer, and then only refusals: none, which says how to go on."""
    desk.do(files.open_file, people[0].id, ("G3",))
    desk.do(files.open_file, people[1].id, ("G3",))
    async with console(desk) as pilot:
        await pilot.press("a")
        await until_shown(pilot, "store created")
        assert "0 All" not in grid(pilot.app)
        await pilot.press("f")
        await until_shown(pilot, "only what was refused")
        await pilot.press(*people[0].number, "tab", *"file opened", "enter")
        await until_shown(pilot, f"Shown: {people[0].number}, file opened  1 record")
        assert people[1].number not in grid(pilot.app)
        assert "0 All" in grid(pilot.app)
        await pilot.press("f")
        await until_shown(pilot, "only what was refused")
        await pilot.press("tab", *["backspace"] * 11, "tab", "space", "enter")
        await until_shown(pilot, f"No record answers this: {people[0].number}, refused.")
        assert "f changes the filter, 0 shows all again." in grid(pilot.app)
        await pilot.press("0")
        await until_shown(pilot, "store created")
        assert people[1].number in grid(pilot.app)


async def test_a_kind_that_there_is_not_is_said_where_it_was_typed(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        await pilot.press("a")
        await until_shown(pilot, "store created")
        await pilot.press("f")
        await until_shown(pilot, "only what was refused")
        await pilot.press("tab", *"cheese", "enter")
        await until_shown(pilot, "No kind of record is called so.")
        await pilot.press(*["backspace"] * 6, *"file", "tab", "space", "enter")
        await until_shown(pilot, "A refusal is a kind of its own")


async def test_the_list_ends_with_the_oldest_record_that_was_not_removed(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, clock: Any
) -> None:
    """Clause: P3."""
    clock.pass_by(days=1)
    desk.do(files.open_file, people[0].id, ("G3",))
    desk.do(lambda work: work.past_records.remove(clock.now))
    async with console(desk) as pilot:
        await pilot.press("a")
        await until_shown(pilot, "file opened")
        await pilot.press("end")
        await until_shown(pilot, "›        5")
        shown = grid(pilot.app)
        assert "store made" not in shown and "  …" not in shown


async def test_five_hundred_records_are_fetched_as_they_are_needed(
    desk: Desk, console: Any, settled: Any
) -> None:
    def search_often(work: Any) -> None:
        for _ in range(500):
            files.record_search(work, 1)

    desk.do(search_often)
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)
        assert "store created" in grid(pilot.app)
        screen: Any = pilot.app.screen
        screen.place.filter = AuditFilter(events=(AuditEvent.CUSTOMERS_SEARCHED,), kind="search")
        screen.action_refresh()
        for seen in ("200+ records", "400+ records", "500 records"):
            await until_shown(pilot, f"Shown: search  {seen}")
            await pilot.press("end")


async def test_the_page_as_a_picture(desk: Desk, console: Any, settled: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("screens.audit._whole", lambda entry: f"record {entry.record.seq}")
    async with console(desk) as pilot:
        await pilot.press("a")
        await settled(pilot)
        assert_screen(pilot.app, "audit")


@pytest.mark.parametrize("event", AuditEvent)
def test_every_kind_of_record_is_told_in_words(event: AuditEvent) -> None:
    assert say_event(event) != event.value
