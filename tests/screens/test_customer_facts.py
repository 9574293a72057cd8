"""What stands in the Details of a customer: until when each kind of data is kept. Clause: P3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from support.files import opened, until_shown
from support.screen_grid import grid

from helpdesk.desk import Desk
from helpdesk.domain.customer import CUSTOMER, CustomerRef, Invoice
from helpdesk.tasks import customers, files, services
from screens.customer_details import Details
from screens.customer_facts import facts

CONTRACT = ("D1", "D2", "D3", "D4", "D5")
"""The categories that are kept for two years from the end of the contract."""


@pytest.fixture
def anna(known_anna: CustomerRef) -> CustomerRef:
    return known_anna


def headings(desk: Desk, ref: CustomerRef, *purposes: str) -> dict[str, str]:
    """The heading of each category, for a file opened for purposes."""
    file = desk.do(files.open_file, ref.id, purposes)
    return {fact.category: fact.text for fact in facts(desk.policy, file) if fact.heading}


def end_all(desk: Desk, ref: CustomerRef, day: date) -> None:
    """End the contract: its last service ends on a day."""
    file = desk.do(files.open_file, ref.id, ("G2",))
    running: Any = file.values["services"]
    for service in running:
        desk.do(services.end, ref.id, service.id, day)


def test_while_the_contract_runs_no_heading_names_a_day(desk: Desk, anna: CustomerRef) -> None:
    told = headings(desk, anna, "G2", "G3")
    assert not any("to be removed" in text for text in told.values())


def test_when_the_contract_is_over_every_heading_names_the_first_day_after_two_years(
    desk: Desk, anna: CustomerRef
) -> None:
    end_all(desk, anna, date(2026, 3, 31))
    told = headings(desk, anna, "G3")
    for category in CONTRACT:
        assert told[category].endswith("(to be removed from 1 Apr 2028)")


def test_an_invoice_is_kept_for_seven_years_from_the_end_of_its_financial_year(
    desk: Desk, anna: CustomerRef
) -> None:
    """Clause: P3, D7. An invoice of 2026-02-01 may go from 2034-01-01; the newest one counts."""
    assert headings(desk, anna, "G7")["D7"].endswith("(to be removed from 1 Jan 2034)")
    older = Invoice("F2025-1", date(2025, 5, 10), date(2025, 6, 10), Decimal("1.00"))
    desk.do(lambda work: work.services.add_invoice(anna.id, older))
    assert headings(desk, anna, "G7")["D7"].endswith("(to be removed from 1 Jan 2034)")


def test_what_may_not_be_seen_does_not_tell_of_invoices_by_its_day(desk: Desk, anna: CustomerRef) -> None:
    """Clause: P2, D7."""
    assert "to be removed" not in headings(desk, anna, "G3")["D7"]


def test_a_customer_without_invoices_has_no_day_for_them(desk: Desk) -> None:
    ref = desk.do(customers.create, {"kind": "person", "family_name": "Vos"})
    assert "to be removed" not in headings(desk, ref, "G7")["D7"]


def test_a_category_that_starts_with_something_else_names_no_day(desk: Desk, anna: CustomerRef) -> None:
    """Clause: D6, D8, D9. A session, a visit, the day something was noticed: none of them is one day of the file."""
    end_all(desk, anna, date(2026, 3, 31))
    told = headings(desk, anna, "G4", "G6")
    assert not any("to be removed" in told[category] for category in ("D6", "D8", "D9"))


async def test_the_day_stands_on_the_screen_in_the_readers_words(
    desk: Any, console: Any, anna: CustomerRef
) -> None:
    end_all(desk, anna, date(2026, 3, 31))
    async with console(desk) as pilot:
        await pilot.app.push_screen(opened(desk, anna, "G3"))
        await until_shown(pilot, "D1 name and address  (to be removed from 1 Apr 2028)")
        assert "CONTRACT ENDED" in grid(pilot.app)


def lines(desk: Desk, ref: CustomerRef, *purposes: str) -> Iterator[str]:
    """The lines beneath the headings."""
    file = desk.do(files.open_file, ref.id, purposes)
    return (fact.text for fact in facts(desk.policy, file) if not fact.heading)


def test_every_category_has_a_heading_and_something_beneath(desk: Desk, anna: CustomerRef) -> None:
    """Clause: D1, D2, D3, D4, D5, D6, D7, D8, D9."""
    assert list(headings(desk, anna, "G3")) == list(desk.policy.categories)
    assert len(list(lines(desk, anna, "G3"))) >= len(desk.policy.categories)
    assert set(CUSTOMER.categories()) <= set(desk.policy.categories)


def test_a_restricted_category_says_so_in_a_word_with_its_clause(desk: Desk, anna: CustomerRef) -> None:
    """Clause: R5."""
    desk.do(lambda work: work.standings.restrict(anna.id, "accuracy contested"))
    assert "masked: restricted (R5)" in set(lines(desk, anna, "G3"))


async def test_a_line_without_a_name_of_its_own_is_called_by_its_category(
    desk: Desk, anna: CustomerRef, console: Any
) -> None:
    """Such as the second of two telephone numbers, beside which stands what may be done with it. Clause: P2, D4."""
    screen = opened(desk, anna, "G3")
    async with console(desk, size=(140, 40)) as pilot:
        pilot.app.push_screen(screen)
        await until_shown(pilot, "035 525 1234")
        details = screen.query_one(Details)
        for line, called in (("phones[0]", "D4  Telephone numbers"), ("phones[1]", "D4 telephone number")):
            keys = [fact.key for fact in facts(desk.policy, desk.do(files.read_file, anna.id))]
            details.move_to(keys.index(line))
            await until_shown(pilot, f"│ {called}")
