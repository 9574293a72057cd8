"""Today: what waits, nearest deadline first, and where each leads."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from support.drafts import left_behind
from support.files import until, until_shown, write
from support.rights_requests import as_other
from support.screen_grid import assert_screen, grid
from textual.binding import Binding
from textual.widget import Widget

import screens
from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import StoreBusy
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.messages import msg
from helpdesk.policy.loader import load
from helpdesk.tasks import disclosures, files, ticket_writing, today
from helpdesk.tasks.retention import Expired
from screens.app import HelpdeskApp
from screens.customer_form import CustomerForm
from screens.dialogs.purposes import ForWhat
from screens.disclosures import Disclosures
from screens.tickets import Tickets
from screens.today import Today, say_what_goes


def with_rejects(desk: Desk, count: int = 3) -> None:
    """An import that left rejected rows."""
    run = ImportRun(desk.clock(), "noor", "klanten.csv", 10, 0, count, "/rejects/klanten.rejected.csv")
    desk.do(lambda work: work.imports.record(run))


async def test_an_empty_day_says_so_and_what_to_do_next(desk: Desk, console: Any) -> None:
    async with console(desk) as pilot:
        await until_shown(pilot, "› Nothing waits for you today.")
        assert "finds a customer" in grid(pilot.app)
        assert_screen(pilot.app, "today_empty")


async def test_duties_stand_in_order_with_their_deadline_in_words(
    desk: Desk, people: tuple[CustomerRef, ...], clock: Any, console: Any
) -> None:
    desk.do(files.open_file, people[0].id, ("G3",))
    clock.pass_by(days=2)
    desk.do(files.open_file, people[2].id, ("G3", "G4"))
    with_rejects(desk)
    async with console(desk) as pilot:
        shown = grid(pilot.app)
        assert shown.index("2 days ago") < shown.index("today 14:30") < shown.index("Import of klanten.csv")
        assert "klanten.csv: 3 rows" in shown
        assert_screen(pilot.app, "today")


async def test_enter_leads_to_the_customer_and_asks_anew_when_the_time_is_over(
    desk: Desk, people: tuple[CustomerRef, ...], clock: Any, console: Any, settled: Any
) -> None:
    """Clause: P2."""
    desk.do(files.open_file, people[0].id, ("G3",))
    clock.pass_by(hours=4)
    async with console(desk) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ForWhat)


async def test_tickets_that_are_nobodys_lead_to_the_list_of_those(
    desk: Desk, console: Any, settled: Any
) -> None:
    """Clause: G3. One line for all of them."""
    for subject in ("Printer", "Router"):
        desk.do(ticket_writing.create, NewTicket("telephone", subject, "stuk", sender="Piet Puk"))
    async with console(desk) as pilot:
        await until_shown(pilot, "› ")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Tickets))
        await until_shown(pilot, "T1002")
        assert "Nobody's 2]" in grid(pilot.app)


async def test_an_order_that_waits_for_me_leads_to_its_row_among_the_disclosures(
    desk: Desk, known_anna: CustomerRef, console: Any
) -> None:
    """Clause: T1. Another was recorded after it, and stands above it."""
    as_other(desk, files.open_file, known_anna.id, ("G2", "G3"))
    for reference in ("PL-1", "PL-2"):
        order = NewDisclosure(
            known_anna.id, "authorities", ("D1",), "vordering", reference, "letter", "126nd Sv", "meldkamer"
        )
        as_other(desk, disclosures.record, order)
    async with console(desk) as pilot:
        duty = next(line for line in grid(pilot.app).splitlines() if line.startswith("›"))
        assert "V2026-0002" in duty
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Disclosures))
        await until_shown(pilot, "PL-1")  # beneath the list stands what the cursor is on
        assert "V2026-0002" in grid(pilot.app)
        assert "PL-2" not in grid(pilot.app)


async def test_a_draft_says_whose_it_is(desk: Desk, people: tuple[CustomerRef, ...], console: Any) -> None:
    """Clause: P3. As far as a list may: number and name."""
    desk.do(lambda work: work.drafts.save(f"customer:{people[0].id}", "{}"))
    desk.do(lambda work: work.drafts.save("customer:new", "{}"))
    desk.do(lambda work: work.drafts.save("complaint:new", f'{{"customer": "{people[2].id}"}}'))
    async with console(desk) as pilot:
        drafts = [line for line in grid(pilot.app).splitlines() if "Not saved yet" in line][:3]
        assert f"{people[0].number} Zoë van der Berg" in drafts[0]
        assert drafts[1].endswith("Not saved yet: a new customer")
        assert f"{people[2].number} Jan Smit" in drafts[2]


async def test_a_draft_stands_among_what_is_due_since_it_was_typed(
    desk: Desk, people: tuple[CustomerRef, ...], clock: Any, console: Any
) -> None:
    """Clause: P3. After a killed console it is not looked for beneath all deadlines; when it goes stands below."""
    desk.do(files.open_file, people[0].id, ("G3",))
    clock.pass_by(minutes=5)
    desk.do(lambda work: work.drafts.save("customer:new", "{}"))
    async with console(desk) as pilot:
        draft, file = (line for line in grid(pilot.app).splitlines() if line.startswith(("›", "  today")))
        assert "today 11:35" in draft and "Not saved yet" in draft
        assert "File still open" in file
        assert "It is removed automatically: in 7 days." in grid(pilot.app)


async def test_a_draft_of_a_form_that_is_not_here_is_kept(desk: Desk, console: Any) -> None:
    """A newer console at the same store may have forms of its own; what was typed there is not thrown away here."""
    desk.do(lambda work: work.drafts.save("lent:new", "{}"))
    async with console(desk) as pilot:
        await until_shown(pilot, "Not saved yet: what you typed")
        await pilot.press("enter")
        await until_shown(pilot, "a form that this")
    desk.open()
    assert desk.do(lambda work: work.drafts.load("lent:new")) == "{}"


async def test_the_draft_of_a_customer_who_is_gone_is_still_a_draft(
    desk: Desk, people: tuple[CustomerRef, ...]
) -> None:
    desk.do(lambda work: work.customers.remove(people[0].id, "test"))
    desk.do(left_behind, f"customer:{people[0].id}", "{}")
    (duty,) = desk.do(today.today)
    assert (duty.leads_to, duty.customer) == ("draft", None)


async def test_rejected_rows_are_shown_where_they_are_and_marked_as_dealt_with(
    desk: Desk, console: Any, settled: Any
) -> None:
    with_rejects(desk)
    async with console(desk) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert "/rejects/klanten.rejected.csv" in grid(pilot.app)
        await pilot.press("s")
        await settled(pilot)
        assert "Nothing waits for you today." in grid(pilot.app)
        assert desk.do(today.today) == ()


async def test_coming_back_reads_anew(
    desk: Desk, people: tuple[CustomerRef, ...], console: Any, settled: Any
) -> None:
    async with console(desk) as pilot:
        await pilot.press("slash")
        await settled(pilot)
        desk.do(files.open_file, people[2].id, ("G3",))
        await pilot.press("escape")
        await settled(pilot)
        assert "Jan Smit" in grid(pilot.app)


async def test_a_failing_store_is_told_and_r_tries_again(
    desk: Desk, console: Any, settled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_work: object) -> None:
        raise StoreBusy(msg("Another console holds the store."))

    async with console(desk) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(today, "today", fails)
            await pilot.press("r")
            await settled(pilot)
            assert "Another console holds the store." in grid(pilot.app)
        await pilot.press("r")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Today)
        assert "Nothing waits for you today." in grid(pilot.app)


async def test_what_a_role_may_not_is_not_offered(make_desk: Any, console: Any) -> None:
    """Clause: B1."""
    async with console(make_desk(role="read-only")) as pilot:
        keys = grid(pilot.app).splitlines()[-1]
        assert "Import" not in keys
        assert "Audit" not in keys
        await pilot.press("i", "a", "n")
        assert isinstance(pilot.app.screen, Today)


async def test_what_was_typed_and_not_saved_is_taken_up_again(desk: Desk, console: Any, settled: Any) -> None:
    content = '{"version": 0, "changes": {"family_name": "Halverwege"}}'
    desk.do(lambda work: work.drafts.save("customer:new", content))
    async with console(desk) as pilot:
        assert "in 7 days" in grid(pilot.app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CustomerForm)
        assert "Halverwege" in grid(pilot.app)


async def test_n_makes_a_new_customer(desk: Desk, console: Any, settled: Any) -> None:
    async with console(desk) as pilot:
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(pilot.app.screen, CustomerForm)


async def test_the_commands_of_today_lead_where_their_names_say(desk: Any, console: Any) -> None:
    """Chosen by name, as by key."""
    async with console(desk) as pilot:
        await pilot.press("ctrl+p")
        await write(pilot, "tickets")
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "Tickets")


def test_every_key_that_the_console_carries_out_names_something_it_can_do() -> None:
    """A name that is none makes a key dead without a word, in all screens, dialogs and widgets."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    keys = [
        one
        for page in {*_below(Widget)}
        if page.__module__.startswith("screens.")
        for one in page.__dict__.get("BINDINGS", ())
        if isinstance(one, Binding) and one.action.startswith("app.")
    ]
    names = {one.action.removeprefix("app.").partition("(")[0] for one in keys}
    assert "show" in names
    assert [name for name in names if not hasattr(HelpdeskApp, f"action_{name}")] == []


def test_whatever_is_past_its_period_is_told_before_it_goes() -> None:
    """Clause: P3. Of each kind that is counted it is said how many."""
    policy, counted = load(), [one.name for one in fields(Expired) if one.default == 0]
    assert "recordings" in counted
    assert [
        name for name in counted if not say_what_goes(policy, Expired(None, None, (), {}, **{name: 1}))
    ] == []


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
