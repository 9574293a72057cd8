"""Sessions and recordings go on time, and Today says what is left to do of a session. Clause: P3, D6, G4."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from support.remote import add_system, begun, request
from support.stores import sample

from helpdesk.desk import Desk
from helpdesk.domain.calendar import RetentionStart
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import NotFound
from helpdesk.domain.remote import Ended, RecordingPart, Session
from helpdesk.tasks import customers, retention, sessions, today


@pytest.fixture
def mira(desk: Desk) -> CustomerRef:
    """A customer with a running contract."""
    ref = desk.do(customers.create, {"kind": "person", "family_name": "Verdwijnt"})
    desk.do(lambda work: work.services.add(ref.id, "support", "", date(2020, 1, 1)))
    return ref


@pytest.fixture
def used(desk: Desk, mira: CustomerRef) -> Session:
    """A recorded session that ended on 4 May 2026, in the morning."""

    def job(work: Any) -> Session:
        session = begun(work, mira, add_system(work, mira), peer="203.0.113.77", record=True)
        sessions.keep_part(work, session.id, RecordingPart(1, 0, 1, 2, b"screen of mira"))
        sessions.end(work, session.id, Ended.NORMALLY)
        sessions.note(work, session.id, "disk replaced", follow_up=False)
        whole: Session = work.sessions.one(session.id)
        return whole

    return desk.do(job)


def _on(clock: Any, day: date) -> None:
    clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_a_recording_goes_a_month_after_its_session_and_the_row_stays(
    desk: Desk, used: Session, turned_clock: Any
) -> None:
    """Clause: P3."""
    _on(turned_clock, date(2026, 6, 3))
    assert desk.do(retention.expired) == ()
    _on(turned_clock, date(2026, 6, 4))
    (due,) = desk.do(retention.expired)
    assert (due.customer, due.recordings, due.sessions, due.goes) == (used.customer, 1, 0, ())
    assert "retention" in {duty.leads_to for duty in desk.do(today.today)}
    desk.do(retention.forget, used.customer.id)
    assert not desk.do(sessions.session, used.id).recorded
    assert desk.do(retention.expired) == ()
    with pytest.raises(NotFound):
        desk.do(retention.forget, used.customer.id)


def test_a_session_goes_a_year_after_its_end_while_the_contract_runs(
    desk: Desk, used: Session, turned_clock: Any
) -> None:
    """Clause: P3, D6."""
    _on(turned_clock, date(2027, 5, 4))
    assert desk.do(retention.expired)[0].sessions == 0
    _on(turned_clock, date(2027, 5, 5))
    (due,) = desk.do(retention.expired)
    assert (due.sessions, due.recordings, due.contract_ended) == (1, 1, None)
    done = desk.do(retention.forget, used.customer.id)
    assert done.sessions == 1
    with pytest.raises(NotFound):
        desk.do(sessions.session, used.id)
    assert desk.do(lambda work: work.customers.ref(used.customer.id)) == used.customer
    events = [one.event for one in desk.do(lambda work: work.audit.page(subject=used.customer.id))]
    assert events[0] == "sessions:removed"


def test_no_byte_of_a_forgotten_session_stays(desk: Desk, used: Session, turned_clock: Any) -> None:
    """Clause: P3, D6. The store is encrypted, so its own pages are searched, decrypted."""
    _on(turned_clock, date(2027, 6, 1))
    desk.do(retention.forget, used.customer.id)
    assert desk.traces.scrub()
    pages = desk.do(_everything)
    assert "Verdwijnt" in pages
    for gone in ("203.0.113.77", "screen of mira", "disk replaced"):
        assert gone not in pages
    assert desk.do(lambda work: work.audit.verify()) is None


def test_a_running_session_is_never_past_its_period(desk: Desk, mira: CustomerRef, turned_clock: Any) -> None:
    desk.do(lambda work: begun(work, mira, add_system(work, mira)))
    _on(turned_clock, date(2030, 1, 1))
    assert desk.do(retention.expired) == ()


def test_what_a_customer_asked_to_be_only_kept_is_kept(desk: Desk, used: Session, turned_clock: Any) -> None:
    """Clause: R5; GDPR art. 18(1)(c)."""
    desk.do(lambda work: work.standings.restrict(used.customer.id, "needed for a claim"))
    _on(turned_clock, date(2027, 6, 1))
    assert desk.do(retention.expired) == ()
    desk.do(lambda work: work.standings.lift(used.customer.id, "restriction"))
    assert desk.do(retention.expired)


def test_with_the_contract_goes_what_the_last_session_does_not_hold(
    desk: Desk, used: Session, turned_clock: Any
) -> None:
    """D6 counts from the later of contract and session. Clause: P3, D6."""

    def end_contract(work: Any) -> None:
        (service,) = work.services.of(work.services.seq_of(used.customer.id))
        work.services.end(used.customer.id, service.id, date(2026, 2, 1))

    desk.do(end_contract)
    _on(turned_clock, date(2027, 5, 4))
    (due,) = desk.do(retention.expired)
    assert (due.goes, due.recordings) == ((), 1)
    _on(turned_clock, date(2027, 5, 5))
    (due,) = desk.do(retention.expired)
    assert (due.goes, due.sessions) == (("D6",), 1)
    desk.do(retention.forget, used.customer.id)
    assert desk.do(retention.expired) == ()


def test_a_system_that_nobody_ever_signed_in_to_goes_a_year_after_the_contract(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: P3, D6."""
    desk.do(lambda work: add_system(work, mira))
    (service,) = desk.do(lambda work: work.services.of(work.services.seq_of(mira.id)))
    desk.do(lambda work: work.services.end(mira.id, service.id, date(2026, 2, 1)))
    _on(turned_clock, date(2027, 2, 1))
    assert desk.do(retention.expired) == ()
    _on(turned_clock, date(2027, 2, 2))
    assert desk.do(retention.expired)[0].goes == ("D6",)
    desk.do(retention.forget, mira.id)
    assert desk.do(retention.expired) == ()
    assert "web01.example.org" not in desk.do(_everything)


def test_sessions_stay_with_the_contract_where_the_policy_says_so(
    desk: Desk, used: Session, turned_clock: Any
) -> None:
    """Clause: P3, D6. Recordings have a period of their own, and go."""

    def with_the_contract(job: Any, *arguments: Any) -> Any:
        def run(work: Any) -> Any:
            categories = {**work.policy.categories, "D6": replace(d6, retention=rule)}
            work.policy = replace(work.policy, categories=categories)
            return job(work, *arguments)

        return desk.do(run)

    d6 = sample().categories["D6"]
    rule = replace(d6.retention, starts=RetentionStart.CONTRACT_ENDED)
    _on(turned_clock, date(2030, 1, 1))
    (due,) = with_the_contract(retention.expired)
    assert (due.sessions, due.recordings) == (0, 1)
    assert with_the_contract(retention.forget, used.customer.id).sessions == 0
    assert desk.do(sessions.session, used.id).id == used.id


def test_a_day_of_retention_is_the_companys_day(desk: Desk, mira: CustomerRef, turned_clock: Any) -> None:
    """A session of half past midnight in summer is of the day before by UTC. Clause: P3."""
    turned_clock.now = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)
    session = desk.do(lambda work: begun(work, mira, add_system(work, mira)))
    desk.do(sessions.end, session.id, Ended.CANCELLED)
    turned_clock.now = datetime(2027, 7, 15, 21, 59, tzinfo=UTC)
    assert desk.do(retention.expired) == ()
    turned_clock.now = datetime(2027, 7, 15, 22, 0, tzinfo=UTC)
    assert desk.do(retention.expired)[0].sessions == 1


def test_today_reminds_of_what_is_running_and_of_what_is_left(
    desk: Desk, mira: CustomerRef, turned_clock: Any
) -> None:
    """Clause: G4."""

    def duties() -> list[str]:
        told = [one for one in desk.do(today.today) if one.leads_to == "session"]
        assert all(one.customer == mira and one.key for one in told)
        return [str(one.what) for one in told]

    there = desk.do(lambda work: add_system(work, mira))
    session = desk.do(lambda work: begun(work, mira, there))
    desk.do(sessions.begin, request(mira, None))
    assert duties() == ["A session is still running"] * 2
    desk.do(sessions.end, session.id, Ended.NORMALLY)
    assert sorted(duties()) == ["A session is still running", "Say how a session went"]
    desk.do(sessions.note, session.id, "order a disk", True)
    assert sorted(duties()) == ["A session is still running", "Left to do after a session"]
    desk.do(sessions.follow_up_done, session.id)
    assert duties() == ["A session is still running"]


def test_the_next_start_closes_what_a_killed_console_left_open(
    desk: Desk, mira: CustomerRef, make_desk: Callable[..., Desk], turned_clock: Any
) -> None:
    """Clause: D6."""
    session = desk.do(lambda work: begun(work, mira, add_system(work, mira)))
    last_sign = turned_clock.now
    make_desk().open()
    assert desk.do(sessions.running) == (session,)  # a second console beside the first
    turned_clock.pass_by(minutes=2)
    make_desk().open()
    closed = desk.do(sessions.session, session.id)
    assert (closed.how, closed.ended) == (Ended.CONSOLE_ENDED, last_sign)
    assert closed.lasted == timedelta(0)
    assert desk.do(lambda work: work.audit.page(limit=1))[0].event == "session:ended"


def _everything(work: Any) -> str:
    tables = work.connection.exec_driver_sql(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'"
    ).scalars()
    return repr([work.connection.exec_driver_sql(f'select * from "{table}"').all() for table in list(tables)])
