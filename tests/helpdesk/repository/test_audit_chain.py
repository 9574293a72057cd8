"""The audit shows tampering. Clause: P1."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from helpdesk.domain.audit import AuditEvent, ChainHead
from helpdesk.repository import audit


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
