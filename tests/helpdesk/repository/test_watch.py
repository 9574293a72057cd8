"""Whether anything was written in the store, asked without looking into it; the same on both stores."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import StoreError
from helpdesk.repository.store import Store
from helpdesk.repository.watch import Watch


def record(workplace: Any) -> None:
    """Write something."""
    with workplace.as_() as work:
        work.audit.record(AuditEvent.CONSOLE_LOCKED)


def test_the_first_answer_is_yes_and_then_only_what_was_written_is_a_change(
    workplace: Any, store: Store
) -> None:
    assert [store.changed() for _ in range(3)] == [True, False, False]
    record(workplace)
    assert [store.changed() for _ in range(2)] == [True, False]


def test_reading_is_no_change(workplace: Any, store: Store) -> None:
    store.changed()
    with workplace.as_(read_only=True) as work:
        work.audit.page()
    with workplace.as_() as work:
        work.technicians.all()
    assert not store.changed()


def test_what_is_not_committed_yet_is_no_change(workplace: Any, store: Store) -> None:
    store.changed()
    with workplace.as_() as work:
        work.audit.record(AuditEvent.CONSOLE_LOCKED)
        store.changed()  # on a server it may be one that a transaction began
        assert not store.changed()
    assert store.changed()


def test_asking_keeps_nothing_that_was_deleted(workplace: Any, store: Store) -> None:
    """Clause: P3. Who asks all day holds no old bytes."""
    store.changed()
    record(workplace)
    assert store.scrub(patience=0.0)


def test_a_connection_that_was_lost_is_made_again(workplace: Any, store: Store) -> None:
    watch = Watch(store.engine)
    watch.changed()
    assert watch._own is not None
    lost: Any = watch._own.dbapi_connection
    getattr(lost, "end", lost.close)()  # one to a server is kept when it is closed
    with pytest.raises(StoreError):
        watch.changed()
    assert watch.changed(), "nobody knows what happened meanwhile"
    assert not watch.changed()
    watch.close()
