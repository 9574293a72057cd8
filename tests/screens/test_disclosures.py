"""Disclosures at the console: on record before anything goes, an order of the law by two people. Clause: P4, T1, T2."""

from __future__ import annotations

from typing import Any

import pytest
from support.files import add_anna, until, until_shown
from support.rights_requests import as_other, told
from support.screen_grid import assert_screen, grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.tasks import disclosures, files
from screens.customer import CustomerScreen
from screens.dialogs.choice import Choice
from screens.disclosure_form import DisclosureForm
from screens.disclosures import Disclosures


@pytest.fixture
def anna(desk: Desk, known_anna: CustomerRef) -> CustomerRef:
    """Anna, whose file is open for her contract."""
    desk.do(files.open_file, known_anna.id, ("G2", "G3", "G4", "G7", "G8"))
    return known_anna


def order_about(anna: CustomerRef) -> NewDisclosure:
    """An order of the police to give her name."""
    return NewDisclosure(
        anna.id, "authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer"
    )


async def seen_to_wait(pilot: Any) -> None:
    """The list, with one that waits under the cursor."""
    await pilot.press("f11")
    await until_shown(pilot, "waits for a second person")


async def test_an_order_of_the_police_needs_all_at_once_and_then_waits(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T1. Reference, article, call back; whoever recorded it does not approve it."""
    async with console(desk) as pilot:
        await pilot.press("f11")
        await until_shown(pilot, "V2026-0001")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, DisclosureForm))
        form = pilot.app.screen
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Say whose data it is about")
        form.customer = anna
        form.form.fill_in({"recipient": "authorities"})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(form.form.query(".-fault")) > 3)
        faulty = {row.field for row in form.form.rows if row.query(".-fault")}
        assert faulty == {"ground", "reference", "article", "called_back", "D1"}
        given = {
            "ground": "vordering",
            "reference": "PL-1",
            "article": "126nd Sv",
            "called_back": "meldkamer",
        }
        form.form.fill_in({**given, "D1": True})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Disclosures))
        pilot.app.clear_notifications()
        await until_shown(pilot, "waits for a second person: nothing may leave")
        assert_screen(pilot.app, "disclosures-80x24")
        made = desk.do(lambda work: work.disclosures.waiting())[0]
        assert (made.reference, made.may_go) == ("PL-1", False)
        await pilot.press("a")  # it is not even asked
        await until_shown(pilot, "You recorded this yourself")
        assert desk.do(lambda work: work.disclosures.one(made.id)).may_go is False


async def test_a_second_technician_approves_an_order_by_key(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T1. Not before the question is answered, and the list says that it may go."""
    as_other(desk, files.open_file, anna.id, ("G2", "G7"))
    made = as_other(desk, disclosures.record, order_about(anna))
    async with console(desk) as pilot:
        await seen_to_wait(pilot)
        await pilot.press("a")
        await until_shown(pilot, f"Approve {made.number}?")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Disclosures))
        assert desk.do(lambda work: work.disclosures.one(made.id)).may_go is False
        await pilot.press("a")
        await until_shown(pilot, f"Approve {made.number}?")
        await pilot.press("y")
        await told(pilot, f"{made.number} is approved; the data may go.")
        await until(pilot, lambda: "waits for a second person" not in grid(pilot.app))
        assert pilot.app.screen.check_action("approve", ()) is False
    desk.open()
    assert desk.do(lambda work: work.disclosures.one(made.id)).may_go


async def test_an_order_that_waits_is_withdrawn_by_key_with_a_reason(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T1. By whoever recorded it, say; the list shows it as withdrawn, and why."""
    made = desk.do(disclosures.record, order_about(anna))
    async with console(desk) as pilot:
        await seen_to_wait(pilot)
        await pilot.press("X")
        await until_shown(pilot, f"Withdraw {made.number}")
        await pilot.press("enter")
        await until_shown(pilot, "Type something, or leave with Esc.")
        await pilot.press(*"mistake", "enter")
        await told(pilot, f"{made.number} is withdrawn; nothing goes.")
        await until_shown(pilot, "withdrawn, nothing went: mistake")
        screen = pilot.app.screen
        assert [screen.check_action(key, ()) for key in ("approve", "withdraw")] == [False, False]
        await pilot.press("enter")
        await until_shown(pilot, "Withdrawn by")
        assert desk.technician.name in grid(pilot.app)


async def test_an_order_that_was_approved_meanwhile_is_not_withdrawn(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T1. It is told before a reason is typed."""
    made = desk.do(disclosures.record, order_about(anna))
    async with console(desk) as pilot:
        await seen_to_wait(pilot)
        as_other(desk, disclosures.approve, made.id)
        await pilot.press("X")
        await until_shown(pilot, "the data may have gone already")
        await pilot.press("escape")
        await until(pilot, lambda: "waits for a second person" not in grid(pilot.app))


async def test_an_order_about_a_customer_who_is_gone_says_so_and_is_not_approved(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T1, R4. Nothing went, and nothing will."""
    desk.do(disclosures.record, order_about(anna))
    desk.do(lambda work: work.customers.remove(anna.id, "retention"))
    async with console(desk) as pilot:
        await pilot.press("f11")
        await until_shown(pilot, "lapsed")
        await until_shown(pilot, "the customer was removed before it was")
        assert pilot.app.screen.check_action("approve", ()) is False


async def test_what_was_typed_is_kept_as_a_draft(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Nothing typed is lost."""
    async with console(desk) as pilot:
        pilot.app.push_screen(DisclosureForm(desk, anna))
        await until(
            pilot, lambda: isinstance(pilot.app.screen, DisclosureForm) and bool(pilot.app.screen._first)
        )
        pilot.app.screen.form.fill_in({"ground": "incasso"})
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("1", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Choice | DisclosureForm))
        pilot.app.push_screen(DisclosureForm(desk))
        await until_shown(pilot, "What you typed before is back")
        assert pilot.app.screen.form.values()["ground"] == "incasso"


async def test_a_disclosure_shows_to_whom_what_went_and_why(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T2. Registering a domain name wrote it."""
    async with console(desk) as pilot:
        await pilot.press("f11")
        await until_shown(pilot, anna.number)
        await pilot.press("enter")
        await until_shown(pilot, "vandermeulen.example")
        assert "D1 name and address" in grid(pilot.app)


async def test_a_customers_file_leads_to_what_of_it_went_to_others(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Clause: T2, R1."""
    other = add_anna(desk, given_name="Bea")
    async with console(desk) as pilot:
        pilot.app.push_screen(CustomerScreen(desk, desk.do(files.read_file, anna.id)))
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerScreen))
        await pilot.press("D")
        await until_shown(pilot, "V2026-0001")
        assert other.number not in grid(pilot.app)


async def test_a_role_that_may_not_is_told_so(make_desk: Any, console: Any) -> None:
    """Clause: B1."""
    desk = make_desk(role="read-only")
    async with console(desk) as pilot:
        await pilot.press("f11")
        await until(pilot, lambda: isinstance(pilot.app.screen, Disclosures))
        await until_shown(pilot, "role")
        assert pilot.app.screen.check_action("new", ()) is False


async def test_only_what_the_recipient_may_get_is_offered(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """What was ticked for another recipient does not go along. Clause: T2, P4."""
    async with console(desk) as pilot:
        pilot.app.push_screen(DisclosureForm(desk, anna))
        await until_shown(pilot, "They get")
        form = pilot.app.screen
        form.form.fill_in({"recipient": "authorities", "D8": True, "ground": "domein"})
        await until(pilot, lambda: form.form["D8"].display)
        form.form.fill_in({"recipient": "registry"})
        await until(pilot, lambda: not form.form["D8"].display)
        offered = {row.field for row in form.form.rows if row.display and row.field[0] == "D"}
        assert offered == set(desk.policy.recipients["registry"].categories)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "What do they get?")
        form.form.fill_in({"D1": True})
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(pilot.app.screen, DisclosureForm))
    desk.open()
    made = desk.do(lambda work: work.disclosures.all(anna.id))[0]
    assert made.categories == ("D1",)


async def test_people_stand_there_by_name(desk: Desk, anna: CustomerRef, console: Any) -> None:
    """Clause: T1."""
    made = desk.do(disclosures.record, order_about(anna))
    as_other(desk, disclosures.approve, made.id)
    async with console(desk) as pilot:
        await pilot.press("f11")
        await until_shown(pilot, "Piet Bakker")
        await pilot.press("enter")
        await until_shown(pilot, "Recorded by")
        (line,) = (line for line in grid(pilot.app).splitlines() if "Recorded by" in line)
        assert desk.technician.name in line
