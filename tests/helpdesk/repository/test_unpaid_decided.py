"""What a person decides about an unpaid invoice, once the customer was heard. Clause: A1; GDPR art. 22(3)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.rights import anna_in

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.errors import Invalid, Refused
from helpdesk.domain.ladder import State
from helpdesk.domain.ladder_steps import Mark
from helpdesk.tasks import today, unpaid
from helpdesk.tasks.importing.invoice_columns import plan
from helpdesk.tasks.importing.invoices import InvoiceResult, run

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

PURPOSES = ("G2", "G3", "G7", "G8")
ASKED = date(2026, 7, 1)
DECIDED_FROM = date(2026, 7, 15)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    """A customer who was reminded twice of an invoice due on 10 June 2026; it is the day of the second time."""
    ref = anna_in(workplace)
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2026, 7, 1))
    for step, day in (("reminder-1", date(2026, 6, 17)), ("reminder-2", ASKED)):
        at(workplace, day)
        with workplace.as_() as work:
            letter = f"L-{step}"
            work.unpaid.add(
                owed, Mark.REMINDED, work.policy.ladder.steps[step], by_itself=True, letter=letter
            )
            work.unpaid.went_out(letter)
    opened(workplace, ref)
    return ref


def at(workplace: Any, day: date) -> None:
    now = workplace.clock.now
    workplace.clock.pass_by(days=(day - now.date()).days)


def opened(workplace: Any, anna: CustomerRef, role: str = "technician") -> None:
    with workplace.as_(role) as work:
        work.open_files.open(anna.id, PURPOSES)


def invoice_of(workplace: Any, anna: CustomerRef) -> int:
    with workplace.as_() as work:
        (invoice,) = work.services.invoices(work.customers.seq_of(anna.id))
    return int(invoice.id)


def do(
    workplace: Any, anna: CustomerRef, job: Callable[..., Any], *args: Any, role: str = "technician"
) -> Any:
    opened(workplace, anna, role)
    invoice = invoice_of(workplace, anna)
    with workplace.as_(role) as work:
        return job(work, invoice, *args)


def service_of(workplace: Any, anna: CustomerRef) -> Any:
    with workplace.as_() as work:
        (service,) = work.services.of(work.customers.seq_of(anna.id))
    return service


def on_today(workplace: Any, role: str = "technician") -> list[str]:
    with workplace.as_(role) as work:
        return [str(one.what) for one in today.today(work) if one.leads_to == "invoice"]


def test_before_the_customer_was_heard_or_could_be_nothing_is_decided(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1; GDPR art. 22(3). It is refused in words, and the attempt is on record."""
    with pytest.raises(Refused) as refused:
        do(workplace, anna, unpaid.block, (service_of(workplace, anna).id,), "niets gehoord")
    assert str(refused.value.decision.reason) == (
        "The customer still has time to give their view; it may be decided from 2026-07-15."
    )
    assert refused.value.decision.clause == "A1"
    assert service_of(workplace, anna).blocked is None
    with workplace.as_("owner") as work:
        assert [one.subject for one in work.audit.page() if one.event == AuditEvent.REFUSED] == [anna.id]
    assert on_today(workplace) == []


def test_who_did_not_answer_in_time_can_be_decided_on_with_a_reason(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. Today says so; whoever decides, and why, stands with the invoice; what is blocked can be freed."""
    at(workplace, DECIDED_FROM)
    assert on_today(workplace) == ["Invoice 2026-0012: blocking may be decided"]
    service = service_of(workplace, anna).id
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.block, (service,), " ")
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.block, (), "geen antwoord")
    now = do(workplace, anna, unpaid.block, (service,), "geen antwoord")
    assert (now.stands.blocked, now.owed.invoice.events[-1].by_name) == ((service,), "The technician")
    assert now.owed.invoice.events[-1].note == "geen antwoord"
    assert service_of(workplace, anna).blocked == DECIDED_FROM
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.block, (service,), "nog eens")
    with pytest.raises(Refused):
        do(workplace, anna, unpaid.begin_decision)
    assert on_today(workplace) == []


def test_their_view_is_noted_and_then_it_need_not_wait_for_the_letter(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1; GDPR art. 22(3). By telephone, say; though never sooner than the ladder says."""
    heard = do(workplace, anna, unpaid.hear, "Betaalt in twee keer.")
    assert (heard.stands.state, heard.stands.heard, heard.stands.on) == (State.WAITS, True, DECIDED_FROM)
    with pytest.raises(Refused):
        do(workplace, anna, unpaid.block, (service_of(workplace, anna).id,), "te vroeg")
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.hear, "")
    at(workplace, DECIDED_FROM)
    assert do(workplace, anna, unpaid.begin_decision).stands.state is State.DECIDE


def test_it_is_stopped_until_a_day_with_a_reason_and_let_go_on_sooner(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. The customer contests it, or pays in parts."""
    at(workplace, DECIDED_FROM)
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.stop, DECIDED_FROM - timedelta(days=1), "regeling")
    stopped = do(workplace, anna, unpaid.stop, date(2026, 9, 1), "betaalt in delen")
    assert (stopped.stands.state, stopped.stands.on) == (State.STOPPED, date(2026, 9, 1))
    assert on_today(workplace) == []
    with pytest.raises(Refused) as refused:
        do(workplace, anna, unpaid.begin_decision)
    assert "stopped until 2026-09-01" in str(refused.value.decision.reason)
    assert do(workplace, anna, unpaid.stop, DECIDED_FROM, "deel niet betaald").stands.state is State.DECIDE


@pytest.mark.stores("embedded", "postgresql")
def test_handing_over_discloses_just_what_the_policy_lets_the_agency_have(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, P4. Only a role that lets data go to others may."""
    _reached(workplace, "reminder-3", date(2026, 8, 12))
    for job, args in ((unpaid.begin_decision, ()), (unpaid.hand_over, ("email", "geen antwoord"))):
        with pytest.raises(Refused):
            do(workplace, anna, job, *args)
    assert (on_today(workplace), on_today(workplace, "owner")) == (
        [],
        ["Invoice 2026-0012: handing over may be decided"],
    )
    now = do(workplace, anna, unpaid.hand_over, "email", "geen antwoord", role="owner")
    with workplace.as_("owner") as work:
        (made,) = work.disclosures.all(anna.id)
    assert (made.recipient, made.categories, made.reference, made.clause) == (
        "collection",
        ("D1", "D2", "D3", "D4", "D7"),
        "2026-0012",
        "A1",
    )
    assert now.owed.invoice.events[-1].note == f"geen antwoord ({made.number})"
    assert made.may_go


def test_what_the_agency_gets_beyond_the_open_file_is_told_before_a_reason_is_asked(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, P2, P4. Invoices do not need a telephone number, which the agency gets: a purpose has to be added."""
    _reached(workplace, "reminder-3", date(2026, 8, 12))
    invoice = invoice_of(workplace, anna)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G7",))
    with pytest.raises(Refused) as refused, workplace.as_("owner") as work:
        unpaid.begin_decision(work, invoice)
    assert refused.value.decision.needs
    assert do(workplace, anna, unpaid.begin_decision, role="owner").stands.state is State.DECIDE


@pytest.mark.parametrize(
    ("reminder", "until"), [("reminder-2", DECIDED_FROM), ("reminder-4", date(2026, 9, 16))]
)
def test_services_that_the_open_file_does_not_show_are_told_before_a_reason_is_asked(
    workplace: Any, anna: CustomerRef, reminder: str, until: date
) -> None:
    """Clause: A1, P2. Nobody blocks or ends what they don't see."""
    if reminder == "reminder-2":
        at(workplace, until)
    else:
        _reached(workplace, reminder, until)
    invoice = invoice_of(workplace, anna)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G7",))
    with pytest.raises(Refused) as refused, workplace.as_() as work:
        unpaid.begin_decision(work, invoice)
    assert "G2" in refused.value.decision.needs
    with workplace.as_() as work:
        work.open_files.add_purpose(anna.id, "G2")
        assert unpaid.begin_decision(work, invoice).services


def test_ending_ends_the_services_that_are_chosen_on_a_day(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1, P3. With the last one the contract ends, and the period for which data is kept begins."""
    _reached(workplace, "reminder-4", date(2026, 9, 16))
    service, day = service_of(workplace, anna).id, workplace.clock.now.date()
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.terminate, (service,), day - timedelta(days=1), "geen antwoord")
    now = do(workplace, anna, unpaid.terminate, (service,), day, "geen antwoord")
    assert (now.stands.state, now.running) == (State.OVER, ())
    workplace.clock.pass_by(days=2)
    with workplace.as_() as work:
        assert work.standings.of(anna.id).contract_ended == day


def test_when_it_is_paid_somebody_is_asked_to_free_what_was_blocked(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1. Nothing is freed by itself, no more than it was blocked."""
    at(workplace, DECIDED_FROM)
    service = service_of(workplace, anna).id
    do(workplace, anna, unpaid.block, (service,), "geen antwoord")
    invoice = invoice_of(workplace, anna)
    with workplace.as_() as work:
        file = unpaid.pay(work, anna.id, invoice, DECIDED_FROM)
    assert [one.paid for one in file.values["invoices"]] == [DECIDED_FROM]
    assert service_of(workplace, anna).blocked is not None
    assert on_today(workplace) == ["Invoice 2026-0012 is paid: services are still blocked"]
    freed = do(workplace, anna, unpaid.free)
    assert freed.stands.blocked == ()
    assert service_of(workplace, anna).blocked is None
    assert on_today(workplace) == []
    with pytest.raises(Invalid):
        do(workplace, anna, unpaid.free)


def test_what_two_invoices_have_blocked_is_free_once_neither_does(workplace: Any, anna: CustomerRef) -> None:
    """Clause: A1. The customer paid one of them; the services wait for the other."""
    first, service = invoice_of(workplace, anna), service_of(workplace, anna).id
    with workplace.as_() as work:
        other = Invoice("2026-0013", date(2026, 5, 10), date(2026, 6, 10), Decimal(20))
        second = work.services.add_invoice(anna.id, other)
        owed = work.unpaid.one(second)
        for step in ("reminder-1", "reminder-2"):
            work.unpaid.add(owed, Mark.REMINDED, work.policy.ladder.steps[step], letter=f"M-{step}")
            work.unpaid.went_out(f"M-{step}")
    for invoice, day in ((first, date(2026, 7, 20)), (second, date(2026, 7, 21))):
        at(workplace, day)
        opened(workplace, anna)
        with workplace.as_() as work:
            view = unpaid.block(work, invoice, (service,), "geen antwoord")
    assert service_of(workplace, anna).blocked == date(2026, 7, 20)
    assert view.elsewhere == {service: "2026-0012"}
    for invoice, note, blocked in (
        (first, "blijft geblokkeerd voor factuur 2026-0013", True),
        (second, "", False),
    ):
        with workplace.as_() as work:
            unpaid.pay(work, anna.id, invoice, work.today)
            freed = unpaid.free(work, invoice)
        assert (freed.stands.blocked, freed.owed.invoice.events[-1].note) == ((), note)
        assert (service_of(workplace, anna).blocked is not None) == blocked


def test_a_role_that_does_not_decide_sees_where_it_stands_and_no_more(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, B1."""
    at(workplace, DECIDED_FROM)
    assert do(workplace, anna, unpaid.view, role="privacy-officer").stands.state is State.DECIDE
    for job, args in (
        (unpaid.hear, ("ja",)),
        (unpaid.stop, (DECIDED_FROM, "ja")),
        (unpaid.begin_decision, ()),
    ):
        with pytest.raises(Refused):
            do(workplace, anna, job, *args, role="privacy-officer")
    assert on_today(workplace, "privacy-officer") == []


def test_a_reminder_that_did_not_go_out_is_on_today_and_not_in_silence(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1."""
    with workplace.as_() as work:
        other = Invoice("2026-0099", date(2026, 5, 1), date(2026, 5, 31), Decimal(20))
        work.services.add_invoice(anna.id, other)
        (owed,) = [one for one in work.unpaid.overdue(ASKED) if one.invoice.number == "2026-0099"]
        step = work.policy.ladder.steps["reminder-1"]
        work.unpaid.add(owed, Mark.REMINDED, step, by_itself=True, letter="L2026-0003")
    assert on_today(workplace) == []
    workplace.clock.pass_by(minutes=6)
    assert on_today(workplace) == ["Invoice 2026-0099: the reminder did not go out"]


def test_a_reminder_that_goes_within_the_hour_is_no_duty_and_one_that_may_not_go_is(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: A1, B1. What is noted or taken over late alarms nobody; where no role here may remind it would stay."""
    with workplace.as_() as work:
        other = work.customers.create({"family_name": "Specht"})
        work.services.add_invoice(
            other.id, Invoice("2026-0002", date(2026, 1, 1), date(2026, 2, 1), Decimal(9))
        )
    assert on_today(workplace) == []
    workplace.policy = replace(workplace.policy, ladder=replace(workplace.policy.ladder, purposes=()))
    assert on_today(workplace) == ["Invoice 2026-0002: no reminder can be sent automatically"]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"number": " "}, {"number"}),
        ({"number": "2026-0012"}, {"number"}),
        ({"due": date(2026, 4, 1), "amount": Decimal(0)}, {"due", "amount"}),
        ({"paid": date(2026, 4, 1)}, {"paid"}),
    ],
)
@pytest.mark.stores("embedded", "postgresql")
def test_an_invoice_is_noted_once_and_with_all_that_is_wrong_at_once(
    workplace: Any, anna: CustomerRef, wrong: dict[str, Any], fields: set[str]
) -> None:
    """Clause: D7."""
    right = {
        "number": "2026-0100",
        "issued": date(2026, 5, 1),
        "due": date(2026, 5, 31),
        "amount": Decimal(20),
    }
    with pytest.raises(Invalid) as invalid, workplace.as_() as work:
        unpaid.add(work, anna.id, Invoice(**{**right, **wrong}))
    assert {one.field for one in invalid.value.faults} == fields
    with workplace.as_() as work:
        file = unpaid.add(work, anna.id, Invoice(**right))
    assert [one.number for one in file.values["invoices"]] == ["2026-0012", "2026-0100"]


@pytest.mark.stores("embedded", "postgresql")
def test_two_consoles_that_take_over_one_list_at_once_note_each_invoice_once(
    workplace: Any, anna: CustomerRef, tmp_path: Path
) -> None:
    """Clause: D7, A1. Or a customer would be reminded twice of what they owe once."""
    file = tmp_path / "facturen.csv"
    rows = (f"{anna.number};F{one};1-5-2026;31-5-2026;10" for one in range(40))
    file.write_text("\n".join(("klantnr;factuurnr;factuurdatum;vervaldatum;bedrag", *rows)), "utf-8")

    def take(role: str) -> InvoiceResult:
        job = partial(run, planned=plan(file), rejects_file=tmp_path / f"{role}.csv")
        done: InvoiceResult = workplace.doing(role)(job)
        return done

    with ThreadPoolExecutor(2) as both:
        done = tuple(both.map(take, ("technician", "owner")))
    assert sorted((one.noted, one.unchanged) for one in done) == [(0, 40), (40, 0)]
    with workplace.as_() as work:
        assert len(work.services.invoices(work.customers.seq_of(anna.id))) == 41


def _reached(workplace: Any, reminder: str, until: date) -> None:
    """Everything before a reminder was done on its day; on the day that is given the next step may be decided."""
    steps = workplace.policy.ladder.steps
    with workplace.as_() as work:
        (owed,) = work.unpaid.overdue(date(2027, 1, 1))
        for one in steps.values():
            if one.id in ("reminder-1", "reminder-2"):
                continue
            at(workplace, date(2026, 6, 10) + timedelta(days=one.after.days))
            what = Mark.DECIDED if one.kind.is_decided else Mark.REMINDED
            work.unpaid.add(owed, what, one, letter="" if one.kind.is_decided else one.id)
            work.unpaid.went_out(one.id)
            if one.id == reminder:
                break
    at(workplace, until)
