"""What goes to another machine is encrypted, and what does not is said. Clause: B4."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine

from helpdesk.repository.tls import is_encrypted


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_connection_says_whether_it_is_encrypted(encrypted: bool) -> None:
    server = SimpleNamespace(pgconn=SimpleNamespace(ssl_in_use=encrypted))
    connection: Any = SimpleNamespace(connection=SimpleNamespace(driver_connection=server))
    assert is_encrypted(connection) is encrypted


def test_a_connection_that_is_gone_is_not_encrypted() -> None:
    connection: Any = SimpleNamespace(connection=SimpleNamespace(driver_connection=None))
    assert not is_encrypted(connection)


def test_a_server_on_this_machine_is_reached_without(postgres_database: str) -> None:
    engine = create_engine(postgres_database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert is_encrypted(connection) is False
    engine.dispose()
