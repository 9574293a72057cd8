"""A complaint's letters, links and second pair of eyes, on every store. Clause: C1, C2, G8."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.complaints import (
    Answer,
    CaseChanged,
    Complaint,
    ComplaintState,
    NewComplaint,
    Outcome,
)
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Invalid, Refused
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.tasks import complaint_letters, complaint_links, complaints, letters, technicians, tickets

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
ANSWER = Answer(Outcome.UPHELD, "U heeft gelijk.\n\nWij bellen voortaan.", "Bellen.")


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Meulen"})
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
        work.open_files.open(ref.id, ("G3", "G5"))
    return ref


@pytest.fixture
def complaint(workplace: Any, anna: CustomerRef) -> Complaint:
    new = NewComplaint("telephone", RECEIVED, "delay", "Drie weken zonder mail.", customer=anna.id)
    with workplace.as_() as work:
        return complaints.register(work, new)


def test_an_acknowledgement_is_kept_with_its_letter(workplace: Any, complaint: Complaint) -> None:
    """Clause: C1, G8."""
    with workplace.as_() as work:
        view = complaint_letters.acknowledge(work, complaint.id, complaint.version, "gebeld")
        (letter,) = complaint_letters.of_complaint(work, view.complaint)
    assert view.complaint.state is ComplaintState.ACKNOWLEDGED
    assert view.steps[-1].note == "gebeld"
    assert letter.case == complaint.number and "1 juni 2026" in letters.text(letter.letter)


def test_to_a_customer_who_is_gone_nothing_is_written(
    workplace: Any, anna: CustomerRef, complaint: Complaint
) -> None:
    """Clause: C1, R4. What becomes of the complaint is on record all the same."""
    with workplace.as_("owner") as work:
        work.customers.remove(anna.id, "retention")
    with workplace.as_() as work:
        seen = work.complaints.one(complaint.id)
        seen = complaint_letters.acknowledge(work, seen.id, seen.version).complaint
        seen = complaints.step(work, seen.id, seen.version, ComplaintState.INVESTIGATING).complaint
        seen = complaint_letters.answer(work, seen.id, seen.version, ANSWER).complaint
        assert (seen.state, seen.customer) == (ComplaintState.ANSWERED, None)
        assert complaint_letters.of_complaint(work, seen) == ()


def test_a_complaint_that_is_acknowledged_after_its_day_is_promised_no_day(
    workplace: Any, anna: CustomerRef, complaint: Complaint
) -> None:
    """Clause: C1, C2, G8."""
    workplace.clock.pass_by(days=60)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3", "G5"))
        draft = letters.text(complaint_letters.draft_acknowledgement(work, complaint.id))
        view = complaint_letters.acknowledge(work, complaint.id, complaint.version)
        (kept,) = complaint_letters.of_complaint(work, view.complaint)
    for text in (draft, letters.text(kept.letter)):
        assert "Uiterlijk 1 juni 2026 had u antwoord" in text and "wij zijn te laat" in text
        assert "hoort u van ons" not in text


@pytest.mark.stores("embedded", "postgresql")
def test_who_was_too_late_leaves_no_letter(workplace: Any, complaint: Complaint) -> None:
    """Clause: C1, G8."""
    with workplace.as_() as work:
        complaints.assign(work, complaint.id, complaint.version, "technician-login")
    with pytest.raises(CaseChanged), workplace.as_() as work:
        complaint_letters.acknowledge(work, complaint.id, complaint.version)
    with workplace.as_() as work:
        assert complaint_letters.of_complaint(work, complaint) == ()
        now = work.complaints.one(complaint.id)
        complaint_letters.acknowledge(work, complaint.id, now.version)
        (letter,) = complaint_letters.of_complaint(work, now)
    assert letter.letter.number == "L2026-0001"


def test_the_answer_names_the_authority_and_says_what_was_typed(workplace: Any, complaint: Complaint) -> None:
    """Clause: C2."""
    with workplace.as_() as work:
        draft = letters.text(complaint_letters.draft_answer(work, complaint.id, ANSWER))
        complaint_letters.acknowledge(work, complaint.id, 1)
        complaints.step(work, complaint.id, 2, ComplaintState.INVESTIGATING)
        view = complaint_letters.answer(work, complaint.id, 3, ANSWER)
        kept = complaint_letters.of_complaint(work, view.complaint)
    for text in (draft, letters.text(kept[-1].letter)):
        assert "U heeft gelijk." in text and "Wij bellen voortaan." in text
        assert workplace.policy.authority.name.say("nl") in text


def test_an_answer_without_words_has_no_letter(workplace: Any, complaint: Complaint) -> None:
    """Clause: C1."""
    with pytest.raises(Invalid), workplace.as_() as work:
        complaint_letters.draft_answer(work, complaint.id, Answer(Outcome.UPHELD, " "))


@pytest.mark.stores("embedded", "postgresql")
def test_whom_it_is_about_can_not_take_that_away(
    workplace: Any, anna: CustomerRef, complaint: Complaint
) -> None:
    """A second pair of eyes can. Clause: C1."""
    login = "technician-login"
    with workplace.as_() as work:
        view = complaints.set_about(work, complaint.id, complaint.version, login)
    assert (view.complaint.about, view.steps[-1].what) == (login, "about")
    version = view.complaint.version
    for other in ("", "owner-login"):
        with pytest.raises(Refused), workplace.as_() as work:
            complaints.set_about(work, complaint.id, version, other)
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5",))
        refused = [one for one in work.audit.page() if one.event == AuditEvent.REFUSED]
        assert complaints.set_about(work, complaint.id, version, "").complaint.about == ""
    assert {one.detail["doing"] for one in refused} == {"complaint:about"}


def test_nobody_who_is_unknown_can_be_what_it_is_about(workplace: Any, complaint: Complaint) -> None:
    """Clause: C1."""
    with pytest.raises(Invalid), workplace.as_() as work:
        complaints.set_about(work, complaint.id, complaint.version, "nobody-login")


def test_colleagues_are_those_who_may_handle_complaints(workplace: Any) -> None:
    """Clause: B1."""
    with workplace.as_() as work:
        roles = {one.role for one in technicians.colleagues(work, Job.COMPLAINTS)}
    assert "technician" in roles and "read-only" not in roles


def test_a_ticket_is_linked_once_and_says_the_number_of_the_complaint(
    workplace: Any, anna: CustomerRef, complaint: Complaint
) -> None:
    """Clause: C1, G3."""
    with workplace.as_() as work:
        ticket = tickets.create(work, NewTicket("email", "Mail", "Hallo", anna.id))
        for _time in range(2):
            view = complaint_links.link_ticket(work, complaint.id, ticket.id)
        (link,) = work.ticket_links.of(ticket.id)
        gone = complaint_links.unlink_ticket(work, complaint.id, ticket.number)
    assert view.tickets == (ticket.number,)
    assert (link.kind, link.number) == (TicketLink.COMPLAINT, complaint.number)
    assert gone.tickets == ()
