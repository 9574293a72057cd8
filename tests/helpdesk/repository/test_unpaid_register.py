"""What happened about an unpaid invoice is kept with it, told to its customer, and goes with it. Clause: A1, D7, R4."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from support.rights import anna_in, approved, ask_for, confirm, on

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef, Owed
from helpdesk.domain.errors import HelpdeskError, NotFound
from helpdesk.domain.ladder import State
from helpdesk.domain.ladder_steps import Event, Mark
from helpdesk.domain.rights import Right
from helpdesk.repository.unpaid_tables import UnpaidRow
from helpdesk.tasks import access, effects, retention, rights

LATE = date(2026, 6, 11)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer with an invoice that is due on 10 June 2026, and that nobody paid."""
    return anna_in(workplace)


def owed(work: Any) -> Owed:
    (found,) = work.unpaid.overdue(LATE + timedelta(days=900))
    assert isinstance(found, Owed)
    return found


def happened(workplace: Any, what: Mark, step: str, **more: Any) -> None:
    with workplace.as_() as work:
        work.unpaid.add(owed(work), what, workplace.policy.ladder.steps[step], **more)


def events(workplace: Any, anna: CustomerRef) -> tuple[Event, ...]:
    with workplace.as_() as work:
        (invoice,) = work.services.invoices(work.customers.seq_of(anna.id))
        found: tuple[Event, ...] = invoice.events
    return found


def rows(workplace: Any) -> int:
    with workplace.as_() as work:
        return int(work.connection.execute(select(func.count()).select_from(UnpaidRow)).scalar_one())


def test_what_happened_is_kept_with_who_and_when_and_nobody_where_it_went_by_itself(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. On record by the invoice's number in the store, never by its own."""
    workplace.clock.pass_by(days=50)
    happened(workplace, Mark.REMINDED, "reminder-1", by_itself=True, letter="L2026-0001")
    with workplace.as_() as work:
        work.unpaid.went_out("L2026-0001")
    workplace.clock.pass_by(days=1)
    happened(workplace, Mark.HEARD, "block", note="Kan pas in augustus betalen.")
    reminded, heard = events(workplace, anna)
    assert (reminded.by, reminded.went_out, reminded.day) == ("", date(2026, 6, 23), date(2026, 6, 23))
    assert (heard.by_name, heard.note, heard.day) == (
        "The technician",
        "Kan pas in augustus betalen.",
        date(2026, 6, 24),
    )
    with workplace.as_("owner") as work:
        records = [one for one in work.audit.page() if one.event == AuditEvent.UNPAID_CHANGED]
    assert [(one.detail["what"], one.detail["by_itself"]) for one in records] == [
        ("heard", False),
        ("reminded", True),
    ]
    assert "augustus" not in str([one.detail for one in records])


def test_a_reminder_is_made_once_for_a_step(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1. The store itself holds to it."""
    happened(workplace, Mark.REMINDED, "reminder-1", by_itself=True, letter="L2026-0001")
    with pytest.raises(HelpdeskError):
        happened(workplace, Mark.REMINDED, "reminder-1", by_itself=True, letter="L2026-0002")
    assert len(events(workplace, anna)) == 1


def test_who_is_late_is_found_and_who_paid_or_may_only_be_kept_is_not(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, R5. On the last day it can be paid it is not late."""
    with workplace.as_() as work:
        assert list(work.unpaid.overdue(LATE - timedelta(days=1))) == []
        (found,) = work.unpaid.overdue(LATE)
        assert (found.customer, found.invoice.number) == (anna, "2026-0012")
        assert work.unpaid.one(found.invoice.id) == work.unpaid.locked(found.invoice.id) == found
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(anna.id, "juistheid betwist")
        assert list(work.unpaid.overdue(LATE)) == []
        work.standings.lift(anna.id, "restriction")
    with workplace.as_() as work:
        work.services.pay_invoice(anna.id, found.invoice.id, LATE)
        assert list(work.unpaid.overdue(LATE)) == []
    with pytest.raises(NotFound), workplace.as_() as work:
        work.services.pay_invoice(anna.id, found.invoice.id, LATE)
    with pytest.raises(NotFound), workplace.as_() as work:
        work.unpaid.one(found.invoice.id + 1)


def test_what_is_still_blocked_for_a_paid_invoice_is_found(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1. So that somebody may free it."""
    happened(workplace, Mark.DECIDED, "block", services=(7, 9))
    with workplace.as_() as work:
        found = owed(work)
        work.services.pay_invoice(anna.id, found.invoice.id, LATE)
    workplace.clock.pass_by(days=500)
    with workplace.as_() as work:
        (paid,) = work.unpaid.to_look_at(workplace.policy.today(work.clock()))
    stands = workplace.policy.stands(paid.invoice, LATE)
    assert (stands.state, stands.blocked) == (State.PAID, (7, 9))
    with workplace.as_() as work:
        work.unpaid.add(found, Mark.FREED, workplace.policy.ladder.steps["block"], services=(7, 9))
        assert list(work.unpaid.to_look_at(workplace.policy.today(work.clock()))) == []


def test_the_access_report_tells_what_happened_and_what_was_decided(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, R1; GDPR art. 15(1)(h). Without who of us did it."""
    happened(workplace, Mark.REMINDED, "reminder-1", by_itself=True, letter="L2026-0001")
    happened(workplace, Mark.DECIDED, "block", services=(1,))
    with workplace.as_() as work:
        told = access.everything(work, anna.id, str)
    assert [str(one) for one in told.decisions] == [
        "A reminder of invoice 2026-0012 was made automatically on 2026-05-04.",
        "On 2026-05-04 a person decided about invoice 2026-0012: blocking the services. You may object to it.",
    ]
    (register,) = [one for one in told.registers if one.name == "unpaid_events"]
    assert [record.kept_until for record in register.records] == [date(2034, 1, 1)] * 2
    shown = {str(one.label): str(one.value) for one in register.records[1].fields if not one.is_empty}
    assert shown["What happened"] == "decided"
    assert shown["Step"] == "blocking the services"
    assert "technician" not in str(shown)


def test_it_is_held_as_long_as_its_invoice_and_goes_with_it(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, R4, P3. Tax law keeps an invoice, and what happened about it, until the year of 2034."""
    happened(workplace, Mark.HEARD, "block", note="Zwaluwen betalen later.")
    request = approved(workplace, confirm(workplace, ask_for(workplace, anna, Right.ERASURE)))
    with workplace.as_() as work:
        held = {one.register: one.until for one in effects.holds(work, anna.id)}
        (told,) = [
            one
            for one in effects.effects(work, anna.id, Right.ERASURE)
            if str(one.what) == "Reminders and decisions"
        ]
        assert told.until == held["unpaid_events"] == held["invoices"] == date(2034, 1, 1)
        rights.erase(work, request.id, request.version)
        assert list(work.unpaid.overdue(LATE)) == []
    assert rows(workplace) == 1
    with workplace.as_() as work:
        assert on(work, date(2034, 1, 1)).release(anna.id) == 2
    assert rows(workplace) == 0


def test_after_the_contract_it_goes_when_the_invoice_goes(workplace: Any, anna: CustomerRef) -> None:
    """Clause: P3, D7."""
    happened(workplace, Mark.REMINDED, "reminder-1", by_itself=True)
    with workplace.as_() as work:
        (service,) = work.services.of(work.customers.seq_of(anna.id))
        work.services.end(anna.id, service.id, date(2026, 7, 1))
    workplace.clock.pass_by(days=3 * 366)
    with workplace.as_("owner") as work:
        retention.forget(work, anna.id)
    assert rows(workplace) == 1
    workplace.clock.pass_by(days=5 * 366)
    with workplace.as_("owner") as work:
        retention.forget(work, anna.id)
    assert rows(workplace) == 0


def test_whom_else_a_note_names_is_masked_in_the_copy(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, R1; GDPR art. 15(4). Others in what a customer said are masked there too."""
    happened(workplace, Mark.HEARD, "block", note="Mijn broer betaalt: piet@example.org, vanaf mei.")
    with workplace.as_() as work:
        told = access.everything(work, anna.id, str)
    (register,) = [one for one in told.registers if one.name == "unpaid_events"]
    values = [str(one.value) for one in register.records[0].fields]
    assert "Mijn broer betaalt: [masked: e-mail address], vanaf mei." in values
