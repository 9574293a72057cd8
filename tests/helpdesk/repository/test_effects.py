"""What each right does to each kind of record, by the basis and the law. Clause: R3, R4, R6; GDPR art. 15–21."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from support.rights import anna_in, approved, ask_for, confirm

from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.requests import Fate
from helpdesk.domain.rights import Right
from helpdesk.tasks import effects, rights

pytestmark = pytest.mark.stores("embedded")

GIVEN = (("Customer", "D1"), ("Customer", "D2"), ("E-mail addresses", "D3"), ("Telephone numbers", "D4"))
MADE = (("Customer", "D5"), ("Services", "D5"))
PAID = (("Customer", "D7"), ("Invoices", "D7"))
PROOF = (("When the file was opened", "accountability"), ("Rights requests", "accountability"))

BY_LAW = "not this right: the basis is legal obligation"


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """She has an invoice of this year, one that tax law still holds, and one that it holds no more."""
    ref = anna_in(workplace)
    with workplace.as_() as work:
        for year in (2018, 2019):
            days = (date(year, 5, 10), date(year, 6, 10))
            work.services.add_invoice(ref.id, Invoice(f"{year}-0012", *days, Decimal(50), date(year, 6, 1)))
    return ref


def told(workplace: Any, anna: CustomerRef, right: Right) -> list[tuple[tuple[str, str], Fate, str]]:
    """Each kind of record in the order in which it is shown, what is done to it, and the day or reason."""
    with workplace.as_() as work:
        return [
            ((str(one.what), one.category), one.fate, str(one.until or (one.said if one.why else "")))
            for one in effects.effects(work, anna.id, right)
        ]


def contract_is_over(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        (service,) = work.services.of(work.services.seq_of(anna.id))
        work.services.end(anna.id, service.id, date(2026, 5, 1))


@pytest.mark.parametrize("is_over", [False, True])
def test_an_erasure_takes_all_but_what_the_law_holds_each_until_its_day(
    workplace: Any, anna: CustomerRef, is_over: bool
) -> None:
    """Clause: R4; art. 52 AWR. An account number stays as long as the last invoice; the contract changes nothing."""
    made = ask_for(workplace, anna, Right.ERASURE)
    if is_over:
        contract_is_over(workplace, anna)
    customer, invoices = PAID
    opened, asked = PROOF
    seen = told(workplace, anna, Right.ERASURE)
    assert seen[:-1] == [
        *((kind, Fate.NOW, "") for kind in (*GIVEN, *MADE)),
        (customer, Fate.HELD, "2034-01-01"),
        (invoices, Fate.NOW, ""),
        (invoices, Fate.HELD, "2027-01-01"),
        (invoices, Fate.HELD, "2034-01-01"),
        (opened, Fate.NOW, ""),
    ]
    assert seen[-1][:2] == (asked, Fate.HELD), "until when is known once it is answered"
    ready = approved(workplace, confirm(workplace, made))
    with workplace.as_() as work:
        rights.erase(work, ready.id, ready.version)
        left = work.connection.execute(text("select number from invoices order by number")).scalars().all()
    assert left == ["2019-0012", "2026-0012"]


def test_on_its_day_an_invoice_is_held_no_more(workplace: Any, anna: CustomerRef) -> None:
    """Clause: R4; art. 52 AWR. From the first day of the eighth year on."""
    invoices = PAID[1]
    for day, held in ((date(2026, 12, 31), ["2027-01-01", "2034-01-01"]), (date(2027, 1, 1), ["2034-01-01"])):
        workplace.clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        seen = told(workplace, anna, Right.ERASURE)
        assert [until for kind, fate, until in seen if (kind, fate) == (invoices, Fate.HELD)] == held
        with workplace.as_() as work:
            assert sorted(str(one.until) for one in effects.holds(work, anna.id)) == held


def test_an_objection_stops_what_rests_on_our_interest_once_the_contract_is_over(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R6; GDPR art. 21. A contract is carried out, and what the law asks for is kept, whoever objects."""
    opened = PROOF[:1]
    contract = "not this right: the basis is performance of the contract"
    assert told(workplace, anna, Right.OBJECTION) == [
        *((kind, Fate.NOT, contract) for kind in (*GIVEN, *MADE, *PAID)),
        *((kind, Fate.NOT, BY_LAW) for kind in opened),
    ]
    contract_is_over(workplace, anna)
    assert told(workplace, anna, Right.OBJECTION) == [
        *((kind, Fate.NOW, "") for kind in (*GIVEN, *MADE)),
        *((kind, Fate.NOT, BY_LAW) for kind in (*PAID, *opened)),
    ]


def test_only_what_the_customer_gave_us_for_the_contract_goes_along(
    workplace: Any, anna: CustomerRef
) -> None:
    """What the screen says of each kind is what the copy has. Clause: R3; GDPR art. 20(1)."""
    opened = PROOF[:1]
    ours = "not this right: it did not come from the customer"
    assert told(workplace, anna, Right.PORTABILITY) == [
        *((kind, Fate.NOW, "") for kind in GIVEN),
        *((kind, Fate.NOT, ours) for kind in (*MADE, *PAID)),
        *((kind, Fate.NOT, BY_LAW) for kind in opened),
    ]
    contract_is_over(workplace, anna)
    assert Fate.NOW not in [fate for _kind, fate, _said in told(workplace, anna, Right.PORTABILITY)]
