"""The audit shows tampering. Clause: P1."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from helpdesk.domain.audit import AuditEvent, ChainHead
from helpdesk.repository import audit
from helpdesk.tasks import retention, today


@pytest.fixture
def written(workplace: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Six records, which are read two at a time."""
    monkeypatch.setattr(audit, "PAGE", 2)
    for number in range(6):
        with workplace.as_() as work:
            work.audit.record(AuditEvent.CUSTOMERS_SEARCHED, results=number)
    return workplace


def _tamper(workplace: Any, *statements: str) -> None:
    with workplace.store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_chain_verifies(written: Any) -> None:
    with written.as_("owner") as work:
        assert work.audit.verify() is None
        assert work.audit.count() == work.audit.head().seq == 6


def test_an_altered_record_is_named(written: Any) -> None:
    _tamper(written, "update audit set technician = 'somebody else' where seq = 3")
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 3


@pytest.mark.parametrize("column", ["event", "purposes", "detail", "role", "subject", "previous", "hash"])
def test_no_part_of_a_record_can_be_altered_unseen(written: Any, column: str) -> None:
    _tamper(written, f"update audit set {column} = 'x' where seq = 4")
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 4


def test_a_removed_record_is_named(written: Any) -> None:
    _tamper(written, "delete from audit where seq = 2")
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 2


def test_a_removed_tail_is_named(written: Any) -> None:
    _tamper(written, "delete from audit where seq > 4")
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 5


def test_an_inserted_record_is_named(written: Any) -> None:
    _tamper(
        written,
        "insert into audit select 7, at, technician, role, event, subject, purposes, detail, previous, hash"
        " from audit where seq = 6",
    )
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 7


def test_a_chain_that_was_written_anew_differs_from_the_head_that_was_kept(written: Any) -> None:
    with written.as_("owner") as work:
        kept = work.audit.head()
        assert work.audit.verify(kept) is None
        assert work.audit.verify(ChainHead(kept.seq, "0" * 64)).seq == kept.seq
        assert work.audit.verify(ChainHead(kept.seq + 1, kept.hash)).seq == kept.seq + 1


def five_years_on(written: Any) -> None:
    """Three more records, and then the day on which the first six may go."""
    written.clock.pass_by(days=30)
    for number in range(3):
        with written.as_() as work:
            work.audit.record(AuditEvent.CUSTOMERS_SEARCHED, results=number)
    written.clock.now = datetime(2031, 5, 5, 9, 30, tzinfo=UTC)


def test_records_go_when_their_period_is_over_and_the_chain_goes_on(written: Any) -> None:
    """Clause: P1, P3. How many went is on record, with the hash of the last one."""
    five_years_on(written)
    with written.as_("owner") as work:
        (due,) = retention.expired(work)
        assert (due.customer, due.records) == (None, 6)
        assert any(duty.leads_to == "retention" for duty in today.today(work))
        sixth = work.audit.page(before=7, limit=1)[0]
        assert retention.forget(work, "").records == 6
    with written.as_("owner") as work:
        removed = work.audit.page()[0]
        assert (removed.event, removed.detail) == (
            "audit:removed",
            {"records": 6, "until": 6, "hash": sixth.hash},
        )
        assert (work.audit.count(), work.audit.page(before=8)[0].seq) == (4, 7)
        assert work.audit.verify() is None
        assert retention.expired(work) == ()
        assert work.audit.verify(ChainHead(6, sixth.hash)) is None
        assert work.audit.verify(ChainHead(6, "0" * 64)).seq == 6
        assert "period is over" in str(work.audit.verify(ChainHead(5, sixth.hash)).problem)


def test_a_record_of_the_very_moment_stays_and_before_any_there_is_nothing_to_remove(written: Any) -> None:
    """Clause: P1, P3."""
    first = written.clock.now
    with written.as_("owner") as work:
        oldest = work.audit.page(before=2)[0].at
        assert (work.past_records.count(oldest), work.past_records.remove(oldest)) == (0, 0)
    written.clock.pass_by(days=1)
    with written.as_("owner") as work:
        work.audit.record(AuditEvent.CUSTOMERS_SEARCHED, results=7)
        seq = work.audit.head().seq
        assert work.past_records.count(written.clock.now) == seq - 1
        assert work.past_records.remove(written.clock.now) == seq - 1
        assert work.audit.oldest() == seq
        assert work.past_records.count(first) == 0


def test_that_a_file_was_opened_goes_with_the_records_of_it(written: Any) -> None:
    """Clause: P3, R5, R1. What was opened since stays, and what is of a restricted customer."""
    ids: dict[str, str] = {}
    with written.as_("owner") as work:
        for name in ("Gewoon", "Beperkt"):
            ref = work.customers.create({"kind": "person", "family_name": name})
            work.open_files.open(ref.id, ("G3",))
            work.open_files.close(ref.id)
            ids[name] = ref.id
        work.standings.restrict(ids["Beperkt"], "nodig voor een claim")
    five_years_on(written)
    with written.as_("owner") as work:
        work.open_files.open(ids["Gewoon"], ("G7",))
        retention.forget(work, "")
        left = "select f.purposes, c.family_name from open_files f join customers c on c.seq = f.customer_seq"
        found = sorted(tuple(row) for row in work.connection.execute(text(left)))
    assert found == [("G3", "Beperkt"), ("G7", "Gewoon")]


def test_what_went_before_its_day_or_unsaid_still_shows(written: Any) -> None:
    """Clause: P1. Neither the first of those that stay can go, nor what says what went be altered."""
    five_years_on(written)
    with written.as_("owner") as work:
        retention.forget(work, "")
    _tamper(written, "delete from audit where seq = 7")
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 7
    _tamper(written, "update audit set detail = 'x' where seq = 10")
    with written.as_("owner") as work:
        assert work.audit.verify().seq == 1


def test_a_rolled_back_job_leaves_no_record(written: Any) -> None:
    with pytest.raises(RuntimeError), written.as_() as work:
        work.audit.record(AuditEvent.CUSTOMERS_SEARCHED, results=99)
        raise RuntimeError("cut off")
    with written.as_("owner") as work:
        assert work.audit.head().seq == 6


def test_jobs_that_record_several_things_by_turns_make_one_chain(written: Any) -> None:
    for number in range(4):
        with written.as_("technician" if number % 2 else "owner") as work:
            for found in range(3):
                work.audit.record(AuditEvent.CUSTOMERS_SEARCHED, results=found)
            assert work.audit.head().seq == 9 + 3 * number
    with written.as_("owner") as work:
        assert work.audit.verify() is None
