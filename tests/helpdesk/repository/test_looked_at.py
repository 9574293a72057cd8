"""When an invoice is looked at again is kept with it, and true whatever happens to it. Clause: A1."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from support.rights import anna_in

from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.ladder_steps import Mark
from helpdesk.policy import model
from helpdesk.policy.model import Ladder, Policy
from helpdesk.repository.tables import InvoiceRow
from helpdesk.tasks import reminders, today


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer with an invoice that is due on 10 June 2026, and that nobody paid; it is the 17th."""
    ref = anna_in(workplace)
    workplace.clock.pass_by(days=44)
    return ref


def kept_and_counted(workplace: Any) -> list[tuple[date | None, date | None]]:
    """The day that is kept with each invoice, and the one that follows from all that happened to it."""
    with workplace.as_() as work:
        days = work.connection.execute(select(InvoiceRow.seq, InvoiceRow.look)).all()
        now = work.policy.today(work.clock())
        return [(look, work.policy.stands(work.unpaid.one(seq).invoice, now).look) for seq, look in days]


def looked_at(workplace: Any) -> int:
    with workplace.as_() as work:
        return len(list(work.unpaid.to_look_at(work.policy.today(work.clock()))))


def other_ladder(policy: Policy) -> Policy:
    """The same policy with a first reminder that comes later."""
    first, *rest = policy.ladder.steps.values()
    steps = {one.id: one for one in (replace(first, after=rest[0].after), *rest)}
    return replace(policy, ladder=Ladder(policy.ladder.purposes, MappingProxyType(steps)))


does = st.lists(
    st.tuples(
        st.integers(0, 30), st.sampled_from(("remind", "send", "hear", "decide", "stop", "pay", "credit"))
    ),
    max_size=8,
)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],  # to make one smaller costs minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(does)
def test_whatever_happens_the_day_that_is_kept_is_the_one_that_follows_from_it(
    workplace: Any, does: list[tuple[int, str]]
) -> None:
    """Clause: A1. Every way to write anything about an invoice keeps it true."""
    with workplace.as_() as work:
        customer = work.customers.create({"family_name": "Mus"}).id
        issued = work.policy.today(work.clock())
        new = Invoice(f"M-{customer}", issued, issued + timedelta(days=7), Decimal(60))
        invoice = work.services.add_invoice(customer, new)
    for days, action in does:
        workplace.clock.pass_by(days=days)
        with workplace.as_() as work:
            _do(work, customer, invoice, action)
    assert all(kept == counted for kept, counted in kept_and_counted(workplace))


def _do(work: Any, customer: str, invoice: int, action: str) -> None:
    owed = work.unpaid.one(invoice)
    day = work.policy.today(work.clock())
    step = work.policy.stands(owed.invoice, day).next
    letter = f"{invoice}-{len(owed.invoice.events)}"
    if owed.invoice.paid is not None or step is None:
        return
    match action:
        case "remind" if not step.kind.is_decided:
            work.unpaid.add(owed, Mark.REMINDED, step, letter=letter, asks="block")
        case "send":
            for one in owed.invoice.events:
                work.unpaid.went_out(one.letter)
        case "decide" if step.kind.is_decided:
            work.unpaid.add(owed, Mark.DECIDED, step, services=(1,))
        case "hear" if step.kind.is_decided:
            work.unpaid.add(owed, Mark.HEARD, step, note="later")
        case "stop":
            work.unpaid.add(owed, Mark.STOPPED, step, until=day + timedelta(days=20))
        case "credit":
            work.unpaid.add(owed, Mark.CREDITED, amount=Decimal(1))
        case "pay":
            work.services.pay_invoice(customer, invoice, day)


def test_another_ladder_in_the_policy_counts_the_days_anew_and_misses_nobody_until_it_has(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. Until they are counted, what is nearest is looked at too."""
    assert reminders.remind_all(workplace.doing("technician")) == 1
    with workplace.as_() as work:
        assert work.unpaid.is_counted
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        work.unpaid.went_out(owed.invoice.events[0].letter)
    assert looked_at(workplace) == 0
    workplace.policy = other_ladder(workplace.policy)
    assert looked_at(workplace) == 1
    reminders.count_anew(workplace.doing("technician"))
    with workplace.as_() as work:
        assert work.unpaid.is_counted
    assert kept_and_counted(workplace) == [(date(2026, 7, 1), date(2026, 7, 1))]
    assert looked_at(workplace) == 0


def test_an_upgrade_that_changes_the_rule_counts_anew_also_what_is_settled_and_left_to_do(
    workplace: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: A1. An older program kept no day of what is paid while services are blocked for it."""
    monkeypatch.setattr(model, "RULE", 0)
    reminders.count_anew(workplace.doing("technician"))
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        work.unpaid.add(owed, Mark.DECIDED, work.policy.ladder.steps["block"], services=(1,))
        work.services.pay_invoice(anna.id, owed.invoice.id, date(2026, 6, 17))
        work.connection.execute(update(InvoiceRow).values(look=None))
        assert work.unpaid.is_counted
    monkeypatch.undo()
    assert looked_at(workplace) == 0
    reminders.count_anew(workplace.doing("technician"))
    assert looked_at(workplace) == 1


def test_two_consoles_with_different_ladders_trust_in_no_day_of_the_other(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. One that was not brought up to date yet writes too."""
    reminders.count_anew(workplace.doing("technician"))
    mine = workplace.policy
    workplace.policy = other_ladder(mine)
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        work.unpaid.add(owed, Mark.HEARD, work.policy.ladder.steps["block"], note="later")
    workplace.policy = mine
    with workplace.as_() as work:
        assert not work.unpaid.is_counted


def test_who_may_not_be_written_to_keeps_nobody_else_waiting(
    workplace: Any, anna: CustomerRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clause: A1, R6. They are passed over, be they the first; and what waits to be sent of them too."""
    monkeypatch.setattr(reminders, "MOST", 1)
    with workplace.as_() as work:
        other = work.customers.create({"family_name": "Specht"})
        older = Invoice("2026-0001", date(2026, 1, 1), date(2026, 2, 1), Decimal(10))
        work.services.add_invoice(other.id, older)
    assert reminders.remind_all(workplace.doing("technician")) == 1, "Specht comes first"
    with workplace.as_() as work:
        (_, owed) = work.unpaid.overdue(date(2026, 6, 17))
        assert (owed.customer, owed.invoice.events) == (anna, ())
    with workplace.as_("privacy-officer") as work:
        work.standings.restrict(other.id, "juistheid betwist")
    assert reminders.remind_all(workplace.doing("technician")) == 1
    with workplace.as_() as work:
        assert [one.customer for one in reminders.waiting(work)] == [anna.id]


def test_today_looks_at_what_has_come_alone(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1. What a person may decide is there on its day, and not before."""
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        for step in ("reminder-1", "reminder-2"):
            work.unpaid.add(owed, Mark.REMINDED, work.policy.ladder.steps[step], letter=step)
            work.unpaid.went_out(step)
    reminders.count_anew(workplace.doing("technician"))
    for days, duties in ((0, 0), (28, 1)):
        workplace.clock.pass_by(days=days)
        assert looked_at(workplace) == duties
        with workplace.as_() as work:
            assert len([one for one in today.today(work) if one.leads_to == "invoice"]) == duties


@pytest.mark.stores("postgresql")
def test_of_two_consoles_that_write_at_once_neither_misses_what_the_other_wrote(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. A stop was lifted while a reminder went out: else the next would come half a year late."""
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        steps = work.policy.ladder.steps
        for step in ("reminder-1", "reminder-2"):
            work.unpaid.add(owed, Mark.REMINDED, steps[step], letter=step, asks="block")
        work.unpaid.add(owed, Mark.STOPPED, steps["block"], until=date(2026, 12, 31))

    def goes_out() -> None:
        with workplace.as_() as other:
            other.unpaid.went_out("reminder-2")

    with ThreadPoolExecutor(1) as console, workplace.as_() as work:
        work.unpaid.add(work.unpaid.locked(owed.invoice.id), Mark.STOPPED, until=date(2026, 6, 17))
        done = console.submit(goes_out)
        waits = text("select count(*) from pg_locks where not granted")
        while not work.connection.execute(waits).scalar_one():
            assert not done.done() or done.result() is None
    ((kept, counted),) = kept_and_counted(workplace)
    assert kept == counted


@pytest.mark.stores("embedded")
def test_what_is_stopped_for_ever_is_no_crash_of_today(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1. Somebody types the last day there is, and the policy gets another ladder."""
    reminders.count_anew(workplace.doing("technician"))
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 6, 17))
        work.unpaid.add(owed, Mark.STOPPED, work.policy.ladder.steps["block"], until=date.max)
    workplace.policy = other_ladder(workplace.policy)
    with workplace.as_() as work:
        assert [one for one in today.today(work) if one.leads_to == "invoice"] == []
