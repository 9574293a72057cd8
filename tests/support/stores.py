"""Stores made once per worker of a test run, and copied or emptied for each test.

Creating one runs every migration, ten times as long as opening it. The tests of `Store.create`, `Desk.create` and the
upgrades make their own, and show that a store is created correctly.
"""

from __future__ import annotations

import hashlib
import pickle
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from support.postgres import Postgres

from helpdesk import config
from helpdesk.desk import Desk
from helpdesk.policy import loader
from helpdesk.policy.loader import load
from helpdesk.policy.model import Policy
from helpdesk.repository import engine
from helpdesk.repository.store import Store
from helpdesk.repository.tables import Table

BEGIN = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
"""The moment at which the clocks of the tests start, and at which these stores were made."""

KEY = bytes(range(32))
"""The key of the embedded store without a desk."""

_LARGE = 128 * 1024
"""Above this many bytes in a table, its deleted rows would slow later tests down."""

_TABLES = """
select relname, pg_table_size(oid) from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0
"""
_SCHEMA = """
select c.oid, c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull from pg_class c
left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
where c.relnamespace = 'public'::regnamespace order by c.oid, a.attnum
"""
_LET_GO = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
and pid <> all(%s)
"""
_COUNT_ANEW = """
select setval(c.oid::regclass, s.seqstart, false) from pg_class c join pg_sequence s on s.seqrelid = c.oid
where c.relnamespace = 'public'::regnamespace
"""

_KEPT = {"alembic_version"}
_ORDER = {table.name: place for place, table in enumerate(reversed(Table.metadata.sorted_tables), 1)}
"""Child tables first; before all, tables outside the mapping, which have no parent."""

_NO_JOBS: Mapping[str, Callable[[Desk], Any]] = {}

Connection = psycopg.Connection[tuple[Any, ...]]


@cache
def sample() -> Policy:
    """The sample policy, read once: it never changes."""
    return load(None)


@contextmanager
def policies_read_once() -> Iterator[None]:
    """A policy is built from the same text once: it never changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "parse", cache(loader.parse))
        yield


class _Compiled(dict[Any, Any]):
    """Statements compiled for one kind of store, whichever engine's dialect asks: the dialect comes first in a key."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Engines share their compiled statements: each test has its own engine, which would repeat a tenth of the work."""
    compiled: dict[str, _Compiled] = {}
    create = engine.create_engine

    def create_engine(*args: Any, **kwargs: Any) -> Engine:
        made = create(*args, **kwargs)
        made._compiled_cache = compiled.setdefault(made.dialect.name, _Compiled())
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", create_engine)
        yield


class MadeHomes:
    """Homes with a store and its owner, by how they were made.

    Args:
        folder: where they are kept, for all workers of a run.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(
        self,
        to: Path,
        *,
        login: str,
        name: str,
        role: str = "owner",
        passphrase: str | None = None,
        jobs: Mapping[str, Callable[[Desk], Any]] = _NO_JOBS,
    ) -> dict[str, Any]:
        """Put a home at `to`, as `Desk.create` and these jobs made it; returns the jobs' results by name.

        A name fully identifies its job: an existing home with the same ones is reused.
        """
        how = repr((login, name, role, passphrase, tuple(jobs))).encode()
        made = self._folder / hashlib.sha256(how).hexdigest()
        if not made.exists():
            new = made.with_name(secrets.token_hex(8))
            settings = config.load({"home": str(new / "home")}, {})
            desk = Desk(settings, sample(), login=login, clock=lambda: BEGIN)
            desk.create(name=name, role=role, passphrase=passphrase)
            given = {each: job(desk) for each, job in jobs.items()}
            desk.shut()
            (new / "given").write_bytes(pickle.dumps(given))
            with suppress(OSError):  # another worker was first
                new.rename(made)
        shutil.copytree(made / "home", to, dirs_exist_ok=True)
        found: dict[str, Any] = pickle.loads((made / "given").read_bytes())
        return found


class MadeDatabases:
    """A database of a server with a store and its owner, to be copied.

    Args:
        postgres: the server.
    """

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._made: dict[tuple[str, str], str] = {}

    def copy(self, home: Path, *, login: str, name: str) -> str:
        """The URL of a database as `Desk.create` makes it for a home; `drop` it after use."""
        if (login, name) not in self._made:
            url = self._postgres.create()
            settings = config.load({"home": str(home), "database": url}, {})
            desk = Desk(settings, sample(), login=login, clock=lambda: BEGIN)
            desk.create(name=name)
            desk.shut()
            self._made[login, name] = url
        return self._postgres.create(template=self._made[login, name])

    def drop(self, url: str) -> None:
        """Drop a copy."""
        self._postgres.drop(url)

    def close(self) -> None:
        """Disconnect from the server."""
        for url in self._made.values():
            self._postgres.drop(url)


class ServerStore:
    """A store on PostgreSQL that is like new each time it is requested.

    What a test put in it is deleted; if that was much, or it changed the schema, the store is recreated.

    Args:
        postgres: the server.
    """

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._url = ""
        self._connection: Connection | None = None
        self._free: list[_Kept] = []
        self._new: tuple[object, ...] = ()

    def url(self) -> str:
        """The URL of its database. Open connections to it are closed."""
        free = [one.info.backend_pid for one in self._free]
        if self._connection is None or not _emptied(self._connection, self._new, free):
            self._connection = self._made()
        return self._url

    def open(self) -> Store:
        """Open the store, on connections that earlier tests have released, if any."""
        url = self.url()
        create = engine.create_engine

        def create_engine(*args: Any, **kwargs: Any) -> Engine:
            made = create(*args, **kwargs)
            event.listen(made, "do_connect", self._connect)
            return made

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "create_engine", create_engine)
            return Store.open(url, None)

    def close(self) -> None:
        """Disconnect from the server."""
        for one in self._free:
            one.end()
        self._free.clear()
        if self._connection is not None:
            self._connection.close()
            self._postgres.drop(self._url)
            self._connection = None

    def _connect(self, _dialect: object, _record: object, args: Any, kwargs: Any) -> Connection:
        with suppress(IndexError):
            return self._free.pop()
        made = _Kept.connect(*args, **kwargs)
        made.kept_in = self._free
        return made

    def _made(self) -> Connection:
        """Create the store; returns a connection to it that stays: each new one costs the server more than the rest."""
        self.close()
        self._url = self._postgres.create()
        Store.create(self._url, None).close()
        connection = psycopg.connect(self._url, autocommit=True)
        self._new = _state(connection)
        return connection


class _Kept(psycopg.Connection[tuple[Any, ...]]):
    """A connection that is kept for the next test when it is closed: a new one costs the server more than a test."""

    kept_in: list[_Kept]

    def close(self) -> None:
        """Keep it if it is in order and idle."""
        if self.closed or self.info.transaction_status is not TransactionStatus.IDLE:
            self.end()
        elif self not in self.kept_in:
            self.autocommit = False
            self.kept_in.append(self)

    def end(self) -> None:
        """Close it."""
        super().close()


def _emptied(connection: Connection, new: tuple[object, ...], free: list[int]) -> bool:
    """Delete the rows of a test; returns whether the store is then like new.

    Args:
        connection: the store's.
        new: its state when it was new.
        free: the backends of idle connections.
    """
    connection.execute(_LET_GO, (free,))
    with connection.transaction():
        sizes: dict[str, int] = dict(connection.execute(_TABLES).fetchall())
        if max(sizes.values()) > _LARGE:
            return False
        for table in sorted(sizes.keys() - _KEPT, key=lambda name: _ORDER.get(name, 0)):
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
        connection.execute(_COUNT_ANEW)
        return _state(connection) == new


def _state(connection: Connection) -> tuple[object, ...]:
    """The schema, and the rows of every non-empty table."""
    rows = {}
    for name, _ in connection.execute(_TABLES).fetchall():
        found = connection.execute(sql.SQL("select * from {}").format(sql.Identifier(name))).fetchall()
        rows.update({name: found} if found else {})
    return connection.execute(_SCHEMA).fetchall(), rows


class EmbeddedStore:
    """An empty embedded store, to be copied.

    Args:
        folder: where it is kept.
        key: its key, if it has one.
    """

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self._file, self._key = folder / "helpdesk.db", key

    def open_copy(self, to: Path) -> Store:
        """Put the store at `to`, and open it."""
        if not self._file.exists():
            Store.create(f"sqlite:///{self._file}", self._key).close()
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._file, to)
        return Store.open(f"sqlite:///{to}", self._key)
