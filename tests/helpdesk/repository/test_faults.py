"""Errors of the drivers in the house's own words, and nothing personal in them."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from helpdesk.domain.errors import (
    HelpdeskError,
    NotFound,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)
from helpdesk.domain.messages import msg
from helpdesk.repository import engine as engines
from helpdesk.repository.engine import open_engine
from helpdesk.repository.faults import Clash, Interrupted, translated

SECRET = "jan.proefpersoon@example.org"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    embedded = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'a.db'}" if embedded else request.getfixturevalue("postgres_database")
    engine = open_engine(url, None)
    with engine.begin() as connection:
        connection.execute(text("create table people (email text unique, age integer check (age > 0))"))
        connection.execute(text("insert into people values (:email, 1)"), {"email": SECRET})
    yield engine
    engine.dispose()


def shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize("statement", ["insert into people values (:email, 1)", "update people set age = -1"])
def test_a_broken_rule_is_a_clash_and_names_nobody(engine: Engine, statement: str) -> None:
    """Clause: P1."""
    with pytest.raises(Clash) as caught, translated(), engine.begin() as connection:
        connection.execute(text(statement), {"email": SECRET})
    assert SECRET not in shown(caught.value)
    assert caught.value.safe and caught.value.todo


def test_a_mistake_of_the_program_shows_its_statement_but_no_values(engine: Engine) -> None:
    """Clause: P1."""
    with pytest.raises(StoreError) as caught, translated(), engine.begin() as connection:
        connection.execute(text("select * from no_such_table where email = :email"), {"email": SECRET})
    assert type(caught.value) is StoreError
    assert "no_such_table" in shown(caught.value)
    assert SECRET not in shown(caught.value)


def test_a_writer_that_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}", None)
    with engine.begin(), pytest.raises(StoreBusy) as caught, translated(), engine.begin():
        pass
    assert caught.value.safe and caught.value.todo
    engine.dispose()


def test_errors_of_the_house_pass_through() -> None:
    with pytest.raises(NotFound), translated():
        raise NotFound(msg("not here"))
    with pytest.raises(ZeroDivisionError), translated():
        _ = 1 / 0


def _sqlite(code: int) -> sqlite.Error:
    error = sqlite.OperationalError("text of the driver")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_X"
    return error


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (_sqlite(5), StoreBusy),
        (_sqlite(5 | 2 << 8), StoreBusy),
        (_sqlite(6), StoreBusy),
        (_sqlite(8), StoreReadOnly),
        (_sqlite(8 | 3 << 8), StoreReadOnly),
        (_sqlite(9), Interrupted),
        (_sqlite(10), StoreError),
        (_sqlite(10 | 19 << 8), StoreError),
        (_sqlite(11), StoreDamaged),
        (_sqlite(13), StoreFull),
        (_sqlite(14), StoreError),
        (_sqlite(19), Clash),
        (_sqlite(26), StoreDamaged),
        (_sqlite(1), StoreError),
        (sqlite.ProgrammingError("Cannot operate on a closed database."), StoreError),
        (psycopg.errors.LockNotAvailable(), StoreBusy),
        (psycopg.errors.DeadlockDetected(), StoreBusy),
        (psycopg.errors.SerializationFailure(), StoreBusy),
        (psycopg.errors.TooManyConnections(), StoreBusy),
        (psycopg.errors.QueryCanceled("canceling statement due to statement timeout"), StoreBusy),
        (psycopg.errors.QueryCanceled("canceling statement due to user request"), Interrupted),
        (psycopg.errors.DiskFull(), StoreFull),
        (psycopg.errors.ReadOnlySqlTransaction(), StoreReadOnly),
        (psycopg.errors.DataCorrupted(), StoreDamaged),
        (psycopg.errors.UniqueViolation(f"Key (email)=({SECRET}) already exists."), Clash),
        (psycopg.errors.AdminShutdown(), StoreUnreachable),
        (psycopg.errors.InvalidPassword(), StoreUnreachable),
        (psycopg.errors.InvalidCatalogName(), StoreUnreachable),
        (psycopg.OperationalError("server closed the connection unexpectedly"), StoreUnreachable),
        (psycopg.errors.InvalidTextRepresentation(f"invalid: {SECRET}"), StoreError),
        (PoolTimeout(), StoreBusy),
        (IntegrityError("insert", {"email": SECRET}, psycopg.errors.NotNullViolation(SECRET)), Clash),
    ],
)
def test_each_error_of_a_driver_has_its_word(raised: Exception, expected: type[HelpdeskError]) -> None:
    with pytest.raises(HelpdeskError) as caught, translated():
        raise raised
    assert type(caught.value) is expected
    assert caught.value.safe
    assert SECRET not in shown(caught.value)
