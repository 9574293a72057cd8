"""Complaints on every store, from receipt to closing. Clause: C1, C2, G5, P2, B1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from helpdesk.domain.complaints import Answer, CaseChanged, ComplaintState, NewComplaint, Outcome
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import FileNotOpen, Invalid, NotFound, Refused
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.rights import Right
from helpdesk.tasks import complaint_letters, complaints, requests, tickets

pytestmark = pytest.mark.stores("embedded")  # those that are marked for both ask all of its SQL

RECEIVED = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
ANSWER = Answer(Outcome.PARTLY, "Het duurde te lang.", "We bellen voortaan.", "Eerder bellen.")


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Meulen"})
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
        work.open_files.open(ref.id, ("G3", "G5"))
    return ref


def new(customer: CustomerRef | None = None, **other: Any) -> NewComplaint:
    values: dict[str, Any] = {"channel": "telephone", "received": RECEIVED, "cause": "delay"}
    values |= {"words": "Drie weken zonder mail.", "customer": customer.id if customer else ""}
    return NewComplaint(**{**values, **other})


def go(workplace: Any, complaint: int, *states: ComplaintState, role: str = "technician") -> Any:
    for state in states:
        with workplace.as_(role) as work:
            found = work.complaints.one(complaint)
            view = complaints.step(work, complaint, found.version, state, "gedaan")
    return view


@pytest.fixture
def registered(workplace: Any, anna: CustomerRef) -> Any:
    with workplace.as_() as work:
        return complaints.register(work, new(anna))


def test_a_complaint_is_promised_an_acknowledgement_and_an_answer(registered: Any) -> None:
    """Liberation Day is no working day. Clause: C1."""
    assert (registered.number, registered.state) == ("C2026-0001", ComplaintState.RECEIVED)
    assert registered.acknowledge_by.day == date(2026, 5, 7)
    assert registered.answer_by.day == date(2026, 6, 1)
    assert "as we promise" in str(registered.answer_by.rules[0])
    assert registered.nearest == registered.acknowledge_by


@pytest.mark.stores("embedded", "postgresql")
def test_a_complaint_goes_from_receipt_to_closing_with_each_step_on_record(
    workplace: Any, anna: CustomerRef, registered: Any
) -> None:
    """Clause: C1, G5."""
    go(workplace, registered.id, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    workplace.clock.pass_by(days=2)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G5",))
        answered = complaints.answer(work, registered.id, 3, ANSWER)
    assert answered.complaint.outcome is Outcome.PARTLY
    assert (answered.answer, answered.measure, answered.lesson) == (
        ANSWER.text,
        ANSWER.measure,
        ANSWER.lesson,
    )
    closed = go(workplace, registered.id, ComplaintState.CLOSED)
    assert [step.what for step in closed.steps] == [
        "received",
        "acknowledged",
        "investigating",
        "answered",
        "closed",
    ]
    assert {step.by_name for step in closed.steps} == {"The technician"}
    assert closed.complaint.closed == workplace.clock.now
    reopened = go(workplace, registered.id, ComplaintState.REOPENED)
    assert (reopened.complaint.answered, reopened.complaint.closed) == (None, None)
    assert reopened.next == (ComplaintState.INVESTIGATING,)


@pytest.mark.parametrize(
    "state", [ComplaintState.INVESTIGATING, ComplaintState.CLOSED, ComplaintState.ANSWERED]
)
def test_a_step_that_is_not_offered_is_refused(
    workplace: Any, registered: Any, state: ComplaintState
) -> None:
    """Clause: C1."""
    with workplace.as_() as work:
        assert state not in complaints.view(work, registered.id).next
    with pytest.raises(Invalid), workplace.as_() as work:
        complaints.step(work, registered.id, registered.version, state)
    with pytest.raises(Invalid), workplace.as_() as work:
        complaints.answer(work, registered.id, registered.version, ANSWER)


def test_nobody_answers_a_complaint_about_themselves(workplace: Any, anna: CustomerRef) -> None:
    """A second pair of eyes does; the attempt is on record. Clause: C1, B1."""
    with workplace.as_() as work:
        mine = complaints.register(work, new(anna, about="technician-login", handler="technician-login"))
    go(workplace, mine.id, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    with workplace.as_() as work:
        assert "second pair of eyes" in str(complaints.view(work, mine.id).why_not_answer)
    with pytest.raises(Refused, match="about you"), workplace.as_() as work:
        complaints.answer(work, mine.id, 3, ANSWER)
    with workplace.as_("owner") as work:
        refusals = [one for one in work.audit.page() if one.event == "action:refused"]
        assert refusals[0].detail == {"clause": "C1", "doing": "complaint:answer"}
        work.open_files.open(anna.id, ("G5",))
        view = complaints.view(work, mine.id)
        assert view.why_not_answer is None
        assert complaints.answer(work, mine.id, 3, ANSWER).complaint.state is ComplaintState.ANSWERED


def as_a_request(work: Any, complaint: int, version: int) -> Any:
    return requests.from_complaint(work, complaint, version, (Right.ACCESS,))


def test_a_password_in_what_is_told_of_a_complaint_is_kept_nowhere(workplace: Any, anna: CustomerRef) -> None:
    """Clause: B6. Neither in the customer's words nor in a note, nor in the answer and its letter."""
    with workplace.as_() as work:
        made = complaints.register(
            work, new(anna, words="Mijn wachtwoord is Zwaluw!2026x en het werkt niet.")
        )
        complaints.note(work, made.id, "pw: Zwaluw!2026x")
    go(workplace, made.id, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3", "G5", "G8"))
        given = replace(ANSWER, text="Uw wachtwoord is Zwaluw!2026x", measure="")
        view = complaint_letters.answer(work, made.id, 3, given)
        (letter,) = complaint_letters.of_complaint(work, view.complaint)
    assert "[removed: password]" in view.words and view.words.endswith("en het werkt niet.")
    assert "Zwaluw!" not in f"{view}{letter.letter}"


@pytest.mark.parametrize("end", [complaints.withdraw, as_a_request])
def test_nobody_puts_away_a_complaint_about_themselves(
    workplace: Any, anna: CustomerRef, end: Callable[..., Any]
) -> None:
    """Neither as taken back by the customer nor as a rights request; the attempt is on record. Clause: C1, B1."""
    with workplace.as_() as work:
        mine = complaints.register(work, new(anna, about="technician-login"))
    with pytest.raises(Refused, match="about you"), workplace.as_() as work:
        end(work, mine.id, 1)
    with workplace.as_("owner") as work:
        assert work.audit.page()[0].event == "action:refused"
        work.open_files.open(anna.id, ("G5",))
        end(work, mine.id, 1)
        assert work.complaints.one(mine.id).state is ComplaintState.CLOSED


def test_a_complaint_that_comes_back_unacknowledged_is_to_be_acknowledged_first(
    workplace: Any, anna: CustomerRef, registered: Any
) -> None:
    """Today asks for it, so that it can be done. Clause: C1."""
    with workplace.as_() as work:
        complaints.withdraw(work, registered.id, 1)
    assert go(workplace, registered.id, ComplaintState.REOPENED).next == (ComplaintState.ACKNOWLEDGED,)
    with workplace.as_() as work:
        (due,) = work.complaints.due(1)
    assert not due.is_acknowledged
    assert go(workplace, registered.id, ComplaintState.ACKNOWLEDGED).next == (ComplaintState.INVESTIGATING,)


def test_only_an_open_complaint_turns_out_to_be_a_request(workplace: Any, registered: Any) -> None:
    """One that was closed says when it was; who did not see that is told that it changed. Clause: C1."""
    with workplace.as_() as work:
        complaints.withdraw(work, registered.id, 1)
    for version, error in ((1, CaseChanged), (2, Invalid)):
        with pytest.raises(error), workplace.as_() as work:
            requests.from_complaint(work, registered.id, version, (Right.ACCESS,))


@pytest.mark.stores("embedded", "postgresql")
def test_of_two_who_answer_at_once_one_is_told(workplace: Any, registered: Any) -> None:
    go(workplace, registered.id, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
    with workplace.as_() as work:
        complaints.answer(work, registered.id, 3, ANSWER)
    with pytest.raises(CaseChanged, match="C2026-0001"), workplace.as_() as work:
        complaints.answer(work, registered.id, 3, replace(ANSWER, text="Iets anders."))
    with workplace.as_() as work:
        assert complaints.view(work, registered.id).answer == ANSWER.text


def test_what_was_said_needs_a_file_that_is_open_for_complaints(
    workplace: Any, anna: CustomerRef, registered: Any
) -> None:
    """Clause: G5, P2, B1, R5."""
    with workplace.as_() as work:
        work.open_files.open(anna.id, ("G3",))
    with (
        pytest.raises(FileNotOpen, match="is not open for handling a complaint") as closed,
        workplace.as_() as work,
    ):
        complaints.view(work, registered.id)
    assert closed.value.subject == anna.id
    with pytest.raises(Refused), workplace.as_("read-only") as work:
        work.complaints.open()
    with workplace.as_("owner") as work:
        work.open_files.open(anna.id, ("G5",))
        work.standings.restrict(anna.id, "betwist")
    with pytest.raises(Refused, match="restricted"), workplace.as_("owner") as work:
        complaints.view(work, registered.id)


def test_somebody_without_a_file_can_complain_too(workplace: Any) -> None:
    """Clause: C1."""
    with workplace.as_() as work:
        made = complaints.register(work, new(person="Een buurvrouw", contact="buurvrouw@example.org"))
        view = complaints.view(work, made.id)
    assert (view.complaint.who, view.contact) == ("Een buurvrouw", "buurvrouw@example.org")


def test_every_fault_is_named_at_once(workplace: Any) -> None:
    faulty = new(words=" ", cause="?", channel="?", received=datetime(2030, 1, 1, tzinfo=UTC), about="nobody")
    with pytest.raises(Invalid) as raised, workplace.as_() as work:
        complaints.register(work, faulty)
    named = [fault.field for fault in raised.value.faults]
    assert named == ["person", "words", "cause", "channel", "received", "about"]
    with workplace.as_() as work:
        assert work.complaints.open() == ()


def test_the_nearest_promise_comes_first(workplace: Any, anna: CustomerRef, registered: Any) -> None:
    with workplace.as_() as work:
        invoice = complaints.register(work, new(anna, cause="invoice"))
        assert [one.number for one in work.complaints.open()] == [registered.number, invoice.number]
    go(workplace, registered.id, ComplaintState.ACKNOWLEDGED)
    with workplace.as_() as work:
        first, second = work.complaints.open()
    assert (first.number, second.number) == (invoice.number, registered.number)
    assert invoice.answer_by.day == date(2026, 5, 18), "this cause has a target of its own"


def test_a_customer_can_take_a_complaint_back(workplace: Any, registered: Any) -> None:
    with workplace.as_() as work:
        view = complaints.withdraw(work, registered.id, 1, "belde")
    assert (view.complaint.state, view.complaint.outcome) == (ComplaintState.CLOSED, Outcome.WITHDRAWN)
    with pytest.raises(Invalid), workplace.as_() as work:
        complaints.withdraw(work, registered.id, 2)


@pytest.mark.stores("embedded", "postgresql")
def test_a_complaint_is_linked_to_tickets_and_sessions(workplace: Any, anna: CustomerRef) -> None:
    with workplace.as_() as work:
        ticket = tickets.create(work, NewTicket("telephone", "Mail", "Geen mail", customer=anna.id))
        made = complaints.register(work, new(anna, tickets=(ticket.id,), sessions=(7,)))
        view = complaints.view(work, made.id)
    assert (view.tickets, view.sessions) == ((ticket.number,), (7,))


@pytest.mark.stores("embedded", "postgresql")
def test_a_year_in_one_picture(workplace: Any, anna: CustomerRef, registered: Any) -> None:
    """How many by cause, median days, kept in time. Clause: C1."""
    with workplace.as_() as work:
        late = complaints.register(work, new(anna, cause="invoice"))
        complaints.register(work, new(anna))
    for complaint, days in ((registered, 3), (late, 21)):
        go(workplace, complaint.id, ComplaintState.ACKNOWLEDGED, ComplaintState.INVESTIGATING)
        workplace.clock.pass_by(days=days)
        with workplace.as_() as work:
            work.open_files.open(anna.id, ("G5",))
            complaints.answer(work, complaint.id, 3, ANSWER)
    with workplace.as_() as work:
        picture = complaints.year(work, 2026)
        assert complaints.year(work, 2025).total == 0
    assert (picture.total, picture.open, picture.in_time, picture.late) == (3, 1, 1, 1)
    assert picture.by_cause == {"delay": 2, "invoice": 1}
    assert picture.by_outcome == {Outcome.PARTLY: 2}
    assert picture.median_days == 13.5


@pytest.mark.parametrize(
    ("words", "sounds"),
    [
        ("Ik ben hier niet blij mee: BELACHELIJK lang gewacht", "belachelijk"),
        ("I want a refund.", "refund"),
        ("De printer doet het weer, dank!", ""),
        ("klachtenformulier.docx", ""),
    ],
)
def test_a_text_that_sounds_like_a_complaint_is_only_suggested(
    workplace: Any, words: str, sounds: str
) -> None:
    """Clause: C1."""
    assert complaints.sounds_like_one(workplace.policy, words) == sounds
    with workplace.as_() as work:
        assert work.complaints.open() == ()


@pytest.mark.stores("embedded", "postgresql")
def test_a_complaint_goes_when_its_period_is_over(workplace: Any, anna: CustomerRef, registered: Any) -> None:
    """Clause: P3."""
    with workplace.as_() as work:
        complaints.withdraw(work, registered.id, 1, "")
    with workplace.as_("owner") as work:
        assert work.complaints.remove_past(workplace.clock.now) == 0
        workplace.clock.pass_by(minutes=1)
        assert work.complaints.remove_past(workplace.clock.now) == 1
        left = work.connection.execute(text("select count(*) from complaint_steps")).scalar_one()
    assert left == 0
    with pytest.raises(NotFound), workplace.as_() as work:
        complaints.view(work, registered.id)


def test_the_audit_of_a_complaint_holds_references_only(workplace: Any, registered: Any) -> None:
    """Clause: P1."""
    with workplace.as_("owner") as work:
        record = next(one for one in work.audit.page() if one.event == "complaint:registered")
    assert record.detail == {"complaint": "C2026-0001", "cause": "delay"}
