"""Pictures of the work on every store: ages of open cases, and a week of remote support. Clause: C1, D6, G3, D9, R5."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from support.breaches import noted, told
from support.remote import add_system, begun, request

from helpdesk.domain.breaches import About, Verdict
from helpdesk.domain.complaints import NewComplaint
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Refused
from helpdesk.domain.incoming import NewTicket
from helpdesk.domain.pictures import Cases, OpenCases, Use
from helpdesk.domain.remote import Ended
from helpdesk.domain.requests import NewRequest
from helpdesk.domain.rights import Right
from helpdesk.domain.tickets import TicketState
from helpdesk.tasks import breaches, complaints, pictures, requests, sessions, ticket_writing

MINUTES = timedelta(minutes=1)


@pytest.fixture
def anna(workplace: Any) -> CustomerRef:
    with workplace.as_() as work:
        ref: CustomerRef = work.customers.create({"kind": "person", "family_name": "Meulen"})
        work.services.add(ref.id, "support", "", date(2024, 1, 1))
    return ref


def ages(workplace: Any, role: str = "owner") -> dict[Cases, OpenCases]:
    with workplace.as_(role, read_only=True) as work:
        return {one.cases: one for one in pictures.open_cases(work)}


def session(
    workplace: Any, anna: CustomerRef, minutes: int, how: Ended = Ended.NORMALLY, role: str = "owner"
) -> None:
    with workplace.as_(role) as work:
        began = begun(work, anna, add_system(work, anna, name=f"web{workplace.clock():%d%H%M}"), "192.0.2.17")
    workplace.clock.pass_by(minutes=minutes)
    with workplace.as_(role) as work:
        sessions.end(work, began.id, how)


def test_what_is_open_is_counted_by_its_age_and_what_is_late_apart(workplace: Any, anna: CustomerRef) -> None:
    """Clause: C1, G3."""
    for days in (20, 8, 0):
        with workplace.as_("owner") as work:
            ticket_writing.create(
                work, NewTicket("telephone", "printer", "hij doet het niet", sender="Piet Puk")
            )
            complaint = NewComplaint("telephone", work.clock(), "delay", "te laat", customer=anna.id)
            complaints.register(work, complaint)
            requests.register(work, NewRequest(anna.id, "email", work.clock(), (Right.ACCESS,)))
        workplace.clock.pass_by(days=days)
    seen = ages(workplace)
    assert seen[Cases.TICKETS].ages == (1, 0, 0, 1, 0, 1)
    assert (seen[Cases.TICKETS].count, seen[Cases.TICKETS].oldest) == (3, 28)
    assert (seen[Cases.COMPLAINTS].ages, seen[Cases.COMPLAINTS].late) == ((1, 0, 0, 1, 0, 1), 2)
    assert (seen[Cases.REQUESTS].count, seen[Cases.REQUESTS].late) == (3, 0)
    assert (seen[Cases.UNSOLICITED].count, seen[Cases.UNSOLICITED].oldest) == (0, None)


def test_a_data_breach_is_late_once_the_hours_of_the_law_are_over(workplace: Any) -> None:
    """GDPR art. 33(1). To the hour, nights included; once it is decided on the authority, no longer."""
    with workplace.as_("owner") as work:
        made = noted(work)
    workplace.clock.pass_by(days=2, hours=23)
    assert (ages(workplace)[Cases.BREACHES].oldest, ages(workplace)[Cases.BREACHES].late) == (3, 0)
    workplace.clock.pass_by(hours=2)
    assert ages(workplace)[Cases.BREACHES].late == 1
    with workplace.as_("owner") as work:
        decision = told(About.AUTHORITY, work.clock(), verdict=Verdict.UNLIKELY)
        breaches.decide(work, made.id, made.version, decision)
    assert (ages(workplace)[Cases.BREACHES].count, ages(workplace)[Cases.BREACHES].late) == (1, 0)


def test_what_is_done_is_not_open(workplace: Any) -> None:
    """Clause: G3."""
    with workplace.as_("owner") as work:
        ticket = ticket_writing.create(
            work, NewTicket("telephone", "printer", "hij doet het niet", sender="Piet Puk")
        )
        assert pictures.open_cases(work)[0].count == 1
        work.tickets.change(ticket.id, ticket.version, "state", state=TicketState.CLOSED, done=work.clock())
    assert ages(workplace)[Cases.TICKETS].count == 0


def test_a_role_sees_its_own_registers_only(workplace: Any) -> None:
    """Clause: B1."""
    jobs = {role: set(workplace.policy.roles[role].jobs) for role in workplace.policy.roles}
    for role, may in jobs.items():
        assert set(ages(workplace, role)) == {cases for cases in Cases if cases in may}


def test_a_week_is_counted_by_day_and_by_technician(workplace: Any, anna: CustomerRef) -> None:
    """Monday 4 May; an attempt that did not get through is no session. Clause: D6, R1."""
    session(workplace, anna, 30)
    session(workplace, anna, 10, role="technician")
    workplace.clock.pass_by(days=2)
    session(workplace, anna, 1, Ended.UNREACHABLE)
    session(workplace, anna, 5)
    workplace.clock.pass_by(days=7)
    session(workplace, anna, 5)
    with workplace.as_("owner", read_only=True) as work:
        seen = pictures.week(work, date(2026, 5, 10))
        assert pictures.week(work, date(2026, 5, 3)).whole == Use()
    assert seen.monday == date(2026, 5, 4)
    assert seen.days[0] == Use(2, 40 * MINUTES)
    assert seen.days[2] == Use(1, 5 * MINUTES, failed=1)
    assert seen.days[1] == seen.days[6] == Use()
    assert list(seen.technicians.items()) == [
        ("The owner", Use(2, 35 * MINUTES, failed=1)),
        ("The technician", Use(1, 10 * MINUTES)),
    ]
    assert seen.whole == Use(3, 45 * MINUTES, failed=1)


def test_a_session_that_runs_lasts_until_now(workplace: Any, anna: CustomerRef) -> None:
    """By telephone nothing gives a sign of life; over SSH its console does, and may be gone. Clause: D6."""
    with workplace.as_() as work:
        begun(work, anna, add_system(work, anna), "192.0.2.17")
        sessions.begin(work, request(anna, None))
    workplace.clock.pass_by(minutes=25)
    with workplace.as_("owner", read_only=True) as work:
        assert pictures.week(work, date(2026, 5, 4)).days[0] == Use(2, 25 * MINUTES)


def test_a_session_counts_on_the_companys_day(workplace: Any, anna: CustomerRef) -> None:
    """Half an hour past midnight in Huizen is the evening before in UTC. Clause: D6."""
    workplace.clock.pass_by(hours=13)
    session(workplace, anna, 5)
    with workplace.as_("owner") as work:
        seen = pictures.week(work, date(2026, 5, 4))
    assert [day.sessions for day in seen.days] == [0, 1, 0, 0, 0, 0, 0]


def test_the_week_leaves_out_who_asked_for_a_restriction_as_the_ledger_does(
    workplace: Any, anna: CustomerRef
) -> None:
    """Clause: R5."""
    session(workplace, anna, 5)
    with workplace.as_("owner") as work:
        work.standings.restrict(anna.id, "accuracy")
        assert pictures.week(work, date(2026, 5, 4)).whole.sessions == 1
    with workplace.as_("technician") as work:
        assert pictures.week(work, date(2026, 5, 4)).whole.sessions == 0


def test_a_role_without_the_ledger_gets_no_week(workplace: Any) -> None:
    """Clause: B1, D6."""
    without = next(role for role, one in workplace.policy.roles.items() if "ledger" not in one.jobs)
    with pytest.raises(Refused), workplace.as_(without) as work:
        pictures.week(work, date(2026, 5, 4))
