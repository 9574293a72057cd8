"""Whatever order jobs are done in, the promises hold. Clause: P1, P3, R4, R5, C1."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import inspect
from support.any_order import AnyOrder
from support.clock import Clock
from support.stores import EmbeddedStore, ServerStore

from helpdesk.domain.rights import Right
from helpdesk.repository.store import Store


def in_the_files(store: Store, path: Path, words: set[str]) -> set[str]:
    """Which of these words are left in the files of a store without a key."""
    assert store.scrub()
    files = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))
    raw = b"".join(file.read_bytes() for file in files if file.exists()).lower()
    return {word for word in words if word.lower().encode() in raw}


def in_the_tables(store: Store, words: set[str]) -> set[str]:
    """Which of these words are left in any table of a server."""
    with store.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [connection.exec_driver_sql(f'select * from "{name}"').all() for name in tables]
    said = str(rows).lower()
    return {word for word in words if word.lower() in said}


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.slow)])
def walk(request: pytest.FixtureRequest, tmp_path: Path, plain_workplace: Any) -> Callable[[], AnyOrder]:
    """Begins a walk on a new store."""
    numbers = count()

    def begin() -> AnyOrder:
        if request.param == "embedded":
            plain: EmbeddedStore = request.getfixturevalue("plain_store")
            path = tmp_path / f"{next(numbers)}.db"
            store = plain.open_copy(path)
            left = partial(in_the_files, store, path)
        else:
            on_a_server: ServerStore = request.getfixturevalue("server_store")
            store = on_a_server.open()
            left = partial(in_the_tables, store)
        return AnyOrder(type(plain_workplace)(store, plain_workplace.policy, Clock()), left)

    return begin


def test_whatever_order_jobs_are_done_in_the_promises_hold(walk: Callable[[], AnyOrder]) -> None:
    """Clause: P1, P3, R4, R5, C1."""
    examples = max(settings().max_examples // 4, 10)
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=examples, stateful_step_count=30, suppress_health_check=list(HealthCheck)
        ),
    )


def test_before_somebody_goes_there_is_much_of_them_to_be_found(walk: Callable[[], AnyOrder]) -> None:
    """The walk would prove nothing if it could not find what it looks for. Clause: P3, R4."""
    walked = walk()
    walked.somebody_comes()
    ((person, word),) = walked.known.items()
    assert walked._left({word, "Nobody"}) == {word}
    walked.an_invoice_is_sent(person, paid=True)
    walked.somebody_known_asks(person, Right.ERASURE, at_once=True)
    assert walked.gone == {word}
    walked.no_byte_is_left_of_whoever_is_gone()
    walked.teardown()
