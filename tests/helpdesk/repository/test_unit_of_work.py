"""A unit of work that somebody no longer waits for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import Connection, event

from helpdesk.repository.faults import Interrupted

ENDLESS = "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"


@pytest.fixture
def taking_turns() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("taking_turns")
def test_it_may_be_interrupted_at_any_moment_also_as_it_ends(workplace: Any) -> None:
    wrong: list[BaseException] = []
    for _ in range(20):
        unit = workplace.as_(read_only=True)
        begun, over = threading.Event(), threading.Event()

        def read(unit: Any = unit, begun: threading.Event = begun, over: threading.Event = over) -> None:
            try:
                with suppress(Interrupted), unit:  # it may be stopped while it commits
                    begun.set()
            except BaseException as error:
                wrong.append(error)
            finally:
                begun.set()
                over.set()

        reader = threading.Thread(target=read)
        reader.start()
        begun.wait()
        while not over.is_set():
            unit.interrupt()
        reader.join()
    assert wrong == []


def test_one_that_is_interrupted_while_it_commits_leaves_its_connection_fit_for_the_next(
    workplace: Any,
) -> None:
    """The pool hands that connection out again, and what is asked of it then is no part of what was stopped."""
    engine = workplace.store.engine
    unit = workplace.as_(read_only=True)

    def commits_slowly(connection: Connection) -> None:
        threading.Timer(0.05, unit.interrupt).start()
        connection.exec_driver_sql(ENDLESS)

    event.listen(engine, "commit", commits_slowly, once=True)
    with pytest.raises(Interrupted), unit:
        assert unit.technicians.by_login("owner-login")
    for _ in range(2):
        with workplace.as_() as work:
            assert work.technicians.by_login("owner-login")
