"""Complaints and rights requests whose period is over go with their letters, on every store. Clause: P3, C1, R1–R7."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from helpdesk.domain.complaints import Answer, Complaint, ComplaintState, NewComplaint, Outcome
from helpdesk.domain.disclosures import NewDisclosure
from helpdesk.domain.incoming import Incoming
from helpdesk.domain.requests import NewRequest, Request
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketState
from helpdesk.tasks import (
    complaint_letters,
    complaints,
    disclosures,
    request_letters,
    requests,
    retention,
    tickets,
)

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BIRD = "Zwaluwenburg"
"""Stands in every letter of the cases below."""


def cases_with_letters(workplace: Any) -> tuple[Complaint, Complaint, Request]:
    """A complaint of a customer, one of somebody without a file, and a request: closed, and each with a letter."""
    with workplace.as_() as work:
        ref = work.customers.create({"kind": "person", "family_name": BIRD})
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
        work.open_files.open(ref.id, ("G3", "G5", "G8"))
        made = [
            complaints.register(
                work, NewComplaint("telephone", RECEIVED, "delay", "Te laat.", customer=ref.id)
            ),
            complaints.register(work, NewComplaint("telephone", RECEIVED, "delay", "Te laat.", person=BIRD)),
        ]
        for one in made:
            view = complaint_letters.acknowledge(work, one.id, one.version)
            complaints.withdraw(work, one.id, view.complaint.version, "")
        asked = requests.register(work, NewRequest(ref.id, "email", RECEIVED, (Right.ACCESS,)))
        request_letters.acknowledge(work, asked.id)
        requests.withdraw(work, asked.id, asked.version)
    return made[0], made[1], asked


def letters_left(workplace: Any) -> list[str]:
    """The cases of which a letter is in the store."""
    with workplace.as_("owner") as work:
        return list(work.connection.execute(text('select "case" from letters order by seq')).scalars())


def test_no_letter_survives_its_case(workplace: Any) -> None:
    """Clause: P3. The one to somebody without a file neither."""
    numbers = [one.number for one in cases_with_letters(workplace)]
    workplace.clock.now = datetime(2028, 5, 4, 9, tzinfo=UTC)
    with workplace.as_() as work:
        later = complaints.register(
            work, NewComplaint("telephone", workplace.clock.now, "delay", "Te laat.", person="Een ander")
        )
        complaint_letters.acknowledge(work, later.id, later.version)
    assert letters_left(workplace) == [*numbers, later.number]
    workplace.clock.now = datetime(2028, 5, 5, 9, tzinfo=UTC)
    with workplace.as_("owner") as work:
        assert [one.cases for one in retention.expired(work) if one.cases] == [3]
        assert retention.forget(work, "").cases == 3
    assert letters_left(workplace) == [later.number], "of a case that is open they stay"
    with workplace.as_("owner") as work:
        records = work.audit.page()
    removed = [one.detail["letters"] for one in records if one.event == "letters:removed"]
    assert sorted(removed) == [1, 2]
    cases = [one.detail for one in records if one.event == "cases:removed"]
    assert cases == [{"requests": 1}, {"complaints": 2}], "on record, by how many and of nobody"


def test_what_hangs_on_no_file_is_due_on_one_line_and_goes_together(workplace: Any) -> None:
    """Clause: P3, D9. Cases, and tickets of unknown senders: what is listed is what goes."""
    cases_with_letters(workplace)
    mail = Incoming("email", "xanthippe@example.org", "Mail", "Het doet het niet.", RECEIVED)
    with workplace.as_() as work:
        ticket = tickets.receive(work, mail).ticket
        tickets.set_state(work, ticket.id, ticket.version, TicketState.CLOSED)
    workplace.clock.now = datetime(2028, 5, 6, 9, tzinfo=UTC)
    with workplace.as_("owner") as work:
        (due,) = [one for one in retention.expired(work) if one.customer is None]
        assert (due.tickets, due.cases) == (1, 3)
        gone = retention.forget(work, "")
        assert (gone.tickets, gone.cases) == (1, 3)
        assert [one for one in retention.expired(work) if one.customer is None] == []


def test_what_went_to_others_is_kept_two_years_and_then_goes_once_its_customer_is_gone(
    workplace: Any,
) -> None:
    """Clause: P3, P4. It is due by itself, though no case is; while the customer is there it stays."""
    with workplace.as_("owner") as work:
        there, ref = (
            work.customers.create({"kind": "person", "family_name": name}) for name in ("Blijft", BIRD)
        )
        gone = NewDisclosure(ref.id, "registry", ("D1",), "domein", "a.example", "letter")
        for one in (there, ref):
            work.open_files.open(one.id, ("G3",))
            disclosures.record(work, replace(gone, customer=one.id))
    workplace.clock.now = datetime(2028, 5, 4, 9, tzinfo=UTC)
    with workplace.as_("owner") as work:
        work.customers.remove(ref.id, "retention")
        assert retention.expired(work) == ()
        later = work.customers.create({"kind": "person", "family_name": "Later"})
        work.open_files.open(later.id, ("G3",))
        stays = disclosures.record(work, replace(gone, customer=later.id)).number
        work.customers.remove(later.id, "retention")
    workplace.clock.now = datetime(2028, 5, 5, 9, tzinfo=UTC)
    with workplace.as_("owner") as work:
        assert [(one.customer, one.cases) for one in retention.expired(work)] == [(None, 1)]
        assert retention.forget(work, "").cases == 1
        assert work.audit.page()[0].detail == {"disclosures": 1}
        assert [one.number for one in work.disclosures.all()] == [stays, "V2026-0001"]
        assert retention.expired(work) == ()


def test_no_byte_of_a_letter_survives_its_case(plain_workplace: Any, tmp_path: Path) -> None:
    """Clause: P3. In the file, its journal and its search index; the customer themselves is removed beforehand."""
    cases_with_letters(plain_workplace)
    with plain_workplace.as_("owner") as work:
        (customer,) = work.customers.find(BIRD.lower())
        work.customers.remove(customer.ref.id, "retention")
    assert letters_left(plain_workplace), "the letter of somebody without a file is there until its case goes"
    plain_workplace.clock.now = datetime(2028, 5, 5, 9, tzinfo=UTC)
    with plain_workplace.as_("owner") as work:
        retention.forget(work, "")
    assert plain_workplace.store.scrub()
    files = [file for file in tmp_path.iterdir() if file.name.startswith("plain.db")]
    assert files
    assert not [file.name for file in files if BIRD.encode() in file.read_bytes()]


def test_cases_of_who_asked_for_a_restriction_stay_until_it_ends(workplace: Any) -> None:
    """Clause: R5, P3; GDPR art. 18(2). With their letters; those of nobody's file go."""
    complaint, _other, asked = cases_with_letters(workplace)
    with workplace.as_("owner") as work:
        work.standings.restrict(asked.subject, "nodig voor een claim")
    workplace.clock.now = datetime(2028, 5, 5, 9, tzinfo=UTC)
    with workplace.as_("owner") as work:
        assert retention.forget(work, "").cases == 1
        assert retention.expired(work) == ()
    assert letters_left(workplace) == [complaint.number, asked.number]
    with workplace.as_("owner") as work:
        work.standings.lift(asked.subject, "restriction")
        assert retention.forget(work, "").cases == 2
    assert letters_left(workplace) == []


def test_a_complaint_that_was_answered_and_never_closed_goes_by_its_answer(workplace: Any) -> None:
    """Clause: P3, C1. One that was opened again stays."""
    with workplace.as_() as work:
        made = [
            complaints.register(work, NewComplaint("telephone", RECEIVED, "delay", "Te laat.", person=BIRD))
            for _ in range(2)
        ]
        for one in made:
            for step in (ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING):
                complaints.step(work, one.id, work.complaints.one(one.id).version, step)
            complaints.answer(work, one.id, 3, Answer(Outcome.UPHELD, "Het spijt ons."))
        complaints.step(work, made[1].id, 4, ComplaintState.REOPENED)
    for day, gone in ((4, 0), (5, 1)):
        workplace.clock.now = datetime(2028, 5, day, 9, tzinfo=UTC)
        with workplace.as_("owner") as work:
            assert sum(one.cases for one in retention.expired(work)) == gone
    with workplace.as_("owner") as work:
        retention.forget(work, "")
        assert [one.id for one in work.complaints.open()] == [made[1].id]
