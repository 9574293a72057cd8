"""Forgetting on time. Clause: P3."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from support.stores import sample
from support.tickets import Lying, add_message, add_ticket, lay, text_of

from helpdesk.desk import Desk
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.consent import ConsentEventKind
from helpdesk.domain.customer import ContactPoint, CustomerRef, Invoice
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.errors import NotFound
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.policy.model import TICKETS
from helpdesk.repository.case_tables import ComplaintRow
from helpdesk.repository.tables import ImportRow
from helpdesk.repository.ticket_tables import TicketRow
from helpdesk.tasks import (
    complaints,
    consents,
    customers,
    disclosures,
    files,
    requests,
    retention,
    today,
    unsolicited,
)

MIRA: dict[str, Any] = {
    "kind": "person",
    "family_name": "Verdwijnt",
    "city": "Huizen",
    "emails": (ContactPoint("mira@example.com"),),
    "iban": "NL91ABNA0417164300",
}


@pytest.fixture
def mira(desk: Desk) -> CustomerRef:
    """A customer whose only contract ended on 1 February 2024."""
    ref = desk.do(customers.create, MIRA)
    service = desk.do(lambda work: work.services.add(ref.id, "mail", "", date(2020, 1, 1)))
    desk.do(lambda work: work.services.end(ref.id, service, date(2024, 2, 1)))
    return ref


def _on(clock: Any, day: date) -> None:
    clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_nothing_is_due_before_two_years_after_the_contract(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3, D1, D3."""
    _on(turned_clock, date(2025, 1, 31))
    assert desk.do(retention.expired) == ()
    with pytest.raises(NotFound):
        desk.do(retention.forget, mira.id)


def test_the_tax_term_holds_the_payment_while_the_rest_goes(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3, D7; art. 52 AWR."""
    invoice = Invoice("2024-7", date(2024, 1, 10), date(2024, 1, 24), Decimal("12.10"), date(2024, 1, 20))
    desk.do(lambda work: work.services.add_invoice(mira.id, invoice))
    _on(turned_clock, date(2026, 5, 4))
    (due,) = desk.do(retention.expired)
    assert (due.customer, due.held) == (mira, {"D7": date(2032, 1, 1)})
    assert any(duty.leads_to == "retention" for duty in desk.do(today.today))
    desk.do(retention.forget, mira.id)
    assert desk.do(files.find, "verdwijnt") == ()
    assert desk.do(files.find, "mira@example.com") == ()
    file = desk.do(files.open_file, mira.id, ("G3", "G7"))
    assert file.values["family_name"] is None
    assert file.values["emails"] == ()
    assert desk.do(retention.expired) == ()
    _on(turned_clock, date(2032, 1, 1))
    assert desk.do(retention.expired)[0].goes == ("D7",)
    desk.do(retention.forget, mira.id)
    with pytest.raises(NotFound):
        desk.do(lambda work: work.customers.ref(mira.id))


def test_today_counts_customers_and_calls_nobody_else_one(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3, C1. A closed complaint of somebody without a file is past its period, and no customer's."""

    def said() -> list[str]:
        return [str(duty.what) for duty in desk.do(today.today) if duty.leads_to == "retention"]

    complaint = NewComplaint("telephone", turned_clock(), "delay", "te laat", person="Piet Puk")
    desk.do(complaints.register, complaint)
    closed = datetime(2023, 5, 4, tzinfo=UTC)
    desk.do(lambda work: work.connection.execute(update(ComplaintRow).values(received=closed, closed=closed)))
    _on(turned_clock, date(2026, 5, 4))
    assert len(desk.do(retention.expired)) == 2
    assert said() == ["Data of 1 customer is past its retention period"]
    desk.do(retention.forget, mira.id)
    assert said() == ["Data without a file is past its retention period"]
    desk.do(retention.forget, "")
    assert said() == []


def test_all_that_is_due_of_one_is_named_together(desk: Desk, mira: CustomerRef, turned_clock: Any) -> None:
    """Clause: P3. A customer, or what belongs to nobody's file, stands in the list once, with all of it."""
    long_ago = datetime(2020, 5, 4, tzinfo=UTC)

    def leave_lying(work: Any) -> None:
        lay(work, mira.id)
        lay_for_nobody = add_ticket(work, "T2000")
        add_message(work, lay_for_nobody, "Dag.")
        work.connection.execute(update(TicketRow).values(state="closed", done=long_ago))
        new = NewComplaint("telephone", work.clock(), "delay", "te laat", person="Piet Puk")
        complaints.register(work, new)
        work.connection.execute(update(ComplaintRow).values(received=long_ago, closed=long_ago))
        consents.record(
            work, mira.id, "G9-newsletter", ConsentEventKind.REFUSED, how="email", evidence="T1001"
        )

    desk.do(leave_lying)
    _on(turned_clock, date(2032, 5, 4))
    due = {one.subject: one for one in desk.do(retention.expired)}
    assert due.keys() == {mira.id, ""}
    hers = due[mira.id]
    assert (hers.tickets, hers.consents, bool(hers.goes), hers.customer) == (1, 1, True, mira)
    nobodys = due[""]
    assert (nobodys.tickets, nobodys.cases, nobodys.records > 0) == (1, 1, True)


def test_what_is_restricted_is_kept_past_its_period_until_the_restriction_ends(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: R5, P3; GDPR art. 18(2)."""
    desk.do(lambda work: work.standings.restrict(mira.id, "nodig voor een claim"))
    _on(turned_clock, date(2026, 5, 4))
    assert desk.do(retention.expired) == ()
    with pytest.raises(NotFound):
        desk.do(retention.forget, mira.id)
    desk.do(lambda work: work.standings.lift(mira.id, "restriction"))
    assert desk.do(retention.forget, mira.id).goes


def test_who_is_owed_an_answer_stays_until_they_have_it(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: R1, C1, P3; GDPR art. 12(3). Of who is gone nobody can say what was held, nor write to them."""
    _on(turned_clock, date(2026, 5, 4))
    asked = desk.do(requests.register, NewRequest(mira.id, "email", turned_clock(), (Right.ACCESS,)))
    complaint = NewComplaint("email", turned_clock(), "delay", "te laat", customer=mira.id)
    said = desk.do(complaints.register, complaint)
    assert desk.do(retention.expired) == ()
    desk.do(requests.withdraw, asked.id, asked.version)
    assert desk.do(retention.expired) == (), "nor has the complaint been answered"
    desk.do(files.open_file, mira.id, ("G5",))
    desk.do(complaints.withdraw, said.id, said.version)
    assert [one.customer for one in desk.do(retention.expired)] == [mira]


def test_who_is_the_subject_of_a_legal_order_stays_until_it_is_settled(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: T1, P3. What may have to be given is not removed while a second person looks at that."""
    _on(turned_clock, date(2024, 1, 15))
    desk.do(files.open_file, mira.id, ("G2",))
    order = ("authorities", ("D1",), "vordering", "PL-1", "letter", "126nd Sv", "meldkamer")
    made = desk.do(disclosures.record, NewDisclosure(mira.id, *order))
    _on(turned_clock, date(2026, 5, 4))
    assert desk.do(retention.expired) == ()
    desk.do(disclosures.withdraw, made.id, "ingetrokken door de officier")
    assert [one.customer for one in desk.do(retention.expired)] == [mira]


def test_what_was_needed_of_a_category_goes_with_that(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3, D9. It stood in a mail of theirs; what is held by the tax law keeps the customer, and not that."""
    lying = desk.do(lay, mira.id)
    invoice = Invoice("2024-7", date(2024, 1, 10), date(2024, 1, 24), Decimal("12.10"), date(2024, 1, 20))
    desk.do(lambda work: work.services.add_invoice(mira.id, invoice))
    passage = (lying.message, 0, 9, ["other"])
    note = desk.do(lambda work: unsolicited.note_passage(work, *passage, length=len(_said(work, lying))))
    said = desk.do(_said, lying)
    desk.do(unsolicited.keep, note.id, note.version, "G7", "D1")
    desk.do(retention.forget, mira.id)
    assert desk.do(_said, lying) == f"[verwijderd: persoonsgegevens]{said[9:]}"
    assert desk.do(lambda work: work.unsolicited.pending()) == (note.id,)
    records = desk.do(lambda work: work.audit.page(subject=mira.id))
    (forgotten,) = [one.detail for one in records if one.event == "unsolicited:forgotten"]
    assert forgotten["category"] == "D1"


def _said(work: Any, lying: Lying) -> str:
    text: str = text_of(work, lying.message).text
    return text


def test_a_policy_without_tickets_keeps_customers_no_longer(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3. It has no period for them, and need have none."""

    def without_tickets(job: Any, *arguments: Any) -> Any:
        def run(work: Any) -> Any:
            work.policy = replace(work.policy, retention=periods)
            return job(work, *arguments)

        return desk.do(run)

    periods = {name: rule for name, rule in sample().retention.items() if name != TICKETS}
    _on(turned_clock, date(2032, 1, 1))
    mine = [one for one in without_tickets(retention.expired) if not one.records]
    assert [one.customer for one in mine] == [mira]
    without_tickets(retention.forget, mira.id)
    without_tickets(retention.forget, "")
    assert without_tickets(retention.expired) == ()
    with pytest.raises(NotFound):
        without_tickets(retention.forget, "")


def test_no_byte_of_a_forgotten_customer_stays(desk: Desk, mira: CustomerRef, turned_clock: Any) -> None:
    """Clause: P3. The store is encrypted, so its own pages are searched, decrypted."""
    _on(turned_clock, date(2032, 6, 1))
    gone = desk.do(retention.forget, mira.id)
    assert (gone.customer, gone.held, gone.tickets) == (mira, {}, 0)
    assert desk.traces.scrub()
    pages = desk.do(_everything)
    assert "verdwijnt" not in pages.lower()
    assert "mira@" not in pages
    assert desk.do(lambda work: work.audit.verify()) is None


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2032, 6, 1)])
def test_what_was_typed_about_a_forgotten_customer_and_not_saved_goes_with_them(
    desk: Desk, mira: CustomerRef, turned_clock: Any, day: date
) -> None:
    """Clause: P3. Whether all of them goes or only what no law holds."""
    invoice = Invoice("F2024-1", date(2024, 1, 10), date(2024, 2, 10), Decimal(10))
    desk.do(lambda work: work.services.add_invoice(mira.id, invoice))
    _on(turned_clock, day)
    other = desk.do(customers.create, {"kind": "person", "family_name": "Blijft"})
    for form, content in (
        (f"customer:{mira.id}", '{"city": "Bussum"}'),
        ("complaint:new", f'{{"customer": "{mira.id}"}}'),
        ("disclosure:new", f'{{"customer": "{other.id}"}}'),
    ):
        desk.do(lambda work, *draft: work.drafts.save(*draft), form, content)
    desk.do(retention.forget, mira.id)
    assert desk.do(lambda work: [form for form, _since in work.drafts.forms()]) == ["disclosure:new"]


def test_a_reply_that_is_being_written_in_a_ticket_that_stays_is_not_forgotten(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3. Only what the law holds of the customer is left, but somebody is still at work for them."""
    invoice = Invoice("F2024-1", date(2024, 1, 10), date(2024, 2, 10), Decimal(10))
    desk.do(lambda work: work.services.add_invoice(mira.id, invoice))
    ticket = desk.do(lambda work: lay(work, mira.id)).ticket
    _on(turned_clock, date(2026, 6, 1))
    form = f"ticket:{ticket}:reply"
    desk.do(lambda work: work.drafts.save(form, "{}"))
    desk.do(retention.forget, mira.id)
    assert desk.do(lambda work: [one for one, _since in work.drafts.forms()]) == [form]


def _everything(work: Any) -> str:
    tables = work.connection.exec_driver_sql(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'"
    ).scalars()
    return repr([work.connection.exec_driver_sql(f'select * from "{table}"').all() for table in list(tables)])


def test_the_name_of_an_imported_file_goes_once_nobody_is_here_whom_it_brought(
    desk: Desk, turned_clock: Any
) -> None:
    """Clause: P3, R1; GDPR art. 15(1)(g). Until then it says where our data came from; rejected rows keep theirs."""
    came = turned_clock()
    ref = desk.do(customers.create, MIRA)

    def took(work: Any) -> None:
        for name, rejected in (("klanten van Mira.csv", 0), ("fouten.csv", 1)):
            work.imports.record(ImportRun(came, "me", name, 1, 0, rejected))

    def names(work: Any) -> list[str]:
        rows = work.connection.execute(select(ImportRow.file_name).order_by(ImportRow.seq))
        return list(rows.scalars())

    desk.do(took)
    _on(turned_clock, came.date().replace(year=came.year + 6))
    desk.do(retention.forget, "")
    assert desk.do(names) == ["klanten van Mira.csv", "fouten.csv"]
    desk.do(lambda work: work.customers.remove(ref.id, "retention"))
    _on(turned_clock, came.date().replace(year=came.year + 12))
    desk.do(retention.forget, "")
    assert desk.do(names) == ["fouten.csv"]


def test_a_customer_typed_in_before_a_list_came_did_not_come_with_it(desk: Desk, turned_clock: Any) -> None:
    """Clause: R1; GDPR art. 15(1)(g). Also once the audit no longer knows who typed it."""
    came = turned_clock()
    run = ImportRun(came, "me", "klanten.csv", 1, 0, 0)
    desk.do(lambda work: work.imports.record(run))
    for earlier, name in ((came, "klanten.csv"), (came - timedelta(days=2), None)):
        found = desk.do(partial(_that_brought, since=earlier))
        assert (found and found.file_name) == name


def _that_brought(work: Any, since: datetime) -> Any:
    return work.imports.that_brought(since)
