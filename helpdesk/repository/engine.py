"""Engines: an encrypted SQLite file of our own, or a PostgreSQL server, used in the same way.

A transaction on SQLite takes the write lock at its start (`BEGIN IMMEDIATE`): one that first reads and then writes
would otherwise lose updates or fail as "locked". A connection with the execution option `ro=True` takes no lock and
can't write, on both stores.

SQLAlchemy's isolation level AUTOCOMMIT is not for these engines; what has to run outside a transaction uses
`engine.raw_connection()`.

Clause: P1 (encrypted at rest), B4 (encrypted connections).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from helpdesk.domain.errors import StoreDamaged, StoreError, StoreMissing, StoreReadOnly, WrongKey
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.os_faults import why_not
from helpdesk.repository import pages
from helpdesk.repository.faults import translated
from helpdesk.repository.tls import secured

BUSY_SECONDS = 5.0
"""How long a writer waits for another one."""

STATEMENT_SECONDS = 60
"""How long one statement may take on a server; longer jobs set this themselves."""

_CACHE_KIB = 65_536  # with a small cache, encrypted pages are deciphered over and over
_POOL = {"pool_size": 5, "max_overflow": 5, "pool_timeout": 10.0}
_SERVER: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "helpdesk",
}


def open_engine(url: str, key: bytes | None, *, create: bool = True) -> Engine:
    """An engine on a store, once it answers and its key is checked.

    Args:
        url: `sqlite:///path` (a file; three slashes and the path) or `postgresql://…`.
        key: the 32 bytes that the file is encrypted with; `None` if it is not. A server has no key.
        create: make an empty file if there is none, and its folder; only their owner may read them.

    Errors: `StoreMissing`, `WrongKey`, `StoreDamaged`, `StoreReadOnly`, `StoreFull`, `StoreBusy`; for a server
    `StoreUnreachable`.
    """
    if (file := file_of(url)) is not None:
        return _embedded(file.absolute(), key, create)
    try:
        parsed = make_url(url)
        is_server = parsed.get_backend_name() == "postgresql"
    except (ArgumentError, ValueError):
        is_server = False
    if is_server:
        return _server(parsed)
    raise StoreError(
        msg("The console does not understand this address of the store."),
        safe=msg("Nothing was opened."),
        todo=msg("Use sqlite:///path or postgresql://host/name."),
    )


def file_of(url: str) -> Path | None:
    """The file of an embedded store, whatever signs are in its name; `None` for any other address."""
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme == "sqlite" and path not in ("", ":memory:") else None


def pages_of(engine: Engine) -> pages.Pages:
    """The pages of an embedded store. Errors: `KeyError` for a server."""
    found: pages.Pages = engine.get_execution_options()["pages"]
    return found


def interrupt(connection: Connection) -> None:
    """Stop the query that runs on a connection, from another thread; that query raises `faults.Interrupted`.

    Does nothing if none runs. Call it only while the job to be stopped still has the connection: once back in the
    pool, it may be working for somebody else.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.interrupt()
    else:
        driver.cancel_safe(timeout=2.0)


# --- the embedded store ---


def _embedded(path: Path, key: bytes | None, create: bool) -> Engine:
    made = _prepare(path) if create else False
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=_connector(path, key),
        poolclass=QueuePool,
        pool_use_lifo=True,  # the connection used last has the warmest cache
        hide_parameters=True,
        **_POOL,
    )
    engine.update_execution_options(pages=pages.Pages(path, key))
    event.listen(engine, "begin", _begin_embedded)
    try:
        if path.exists():
            _check_folder(path)
            _check_whole(path)
        with translated(), engine.connect():
            pass
    except BaseException:
        engine.dispose()
        if made:
            path.unlink(missing_ok=True)
        raise
    return engine


def _prepare(path: Path) -> bool:
    """Make the folder and an empty file. Returns whether the store is new; an empty file counts as none."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    except OSError as error:
        raise _read_only(path, why_not(error)) from None
    return True


def _connector(path: Path, key: bytes | None) -> Callable[[], Any]:
    """Opens connections to one file, which must exist: a file that was removed is not created again."""
    address = f"{path.as_uri()}?mode=rw"

    def connect() -> Any:
        if not path.exists():
            raise StoreMissing(
                msg("There is no store in this place: {path}", path=str(path)),
                todo=msg("Check the path; if its disk was removed, put it back."),
            )
        connection = sqlite.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _configure(connection, key)
        except sqlite.DatabaseError as error:
            connection.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite.SQLITE_NOTADB:
                raise _not_opened(path, key) from None
            raise
        except BaseException:
            connection.close()
            raise
        return connection

    return connect


def _configure(connection: Any, key: bytes | None) -> None:
    if key is not None:
        if len(key) != 32:
            raise ValueError("a raw key has 32 bytes")
        connection.execute("pragma cipher_log_level = NONE")  # else a wrong key prints on the terminal
        connection.execute(f"pragma key = \"x'{key.hex()}'\"")
    if not connection.execute("pragma page_count").fetchone()[0]:  # reads with the key, or fails
        connection.execute("pragma auto_vacuum = INCREMENTAL")
    connection.execute("pragma journal_mode = WAL")
    connection.execute("pragma synchronous = FULL")
    connection.execute("pragma foreign_keys = ON")
    connection.execute("pragma secure_delete = ON")
    connection.execute("pragma temp_store = MEMORY")
    connection.execute(f"pragma cache_size = -{_CACHE_KIB}")


def _begin_embedded(connection: Connection) -> None:
    read_only = bool(connection.get_execution_options().get("ro"))
    if connection.info.get("ro", False) is not read_only:
        connection.exec_driver_sql(f"pragma query_only = {int(read_only)}")
        connection.info["ro"] = read_only
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _check_folder(path: Path) -> None:
    """SQLite needs to write beside its file even to read it, and its own message about that helps nobody."""
    for place in (path, path.parent):
        if not os.access(place, os.W_OK):
            raise _read_only(place, "")


def _check_whole(path: Path) -> None:
    """SQLite treats a cut-off last page as zeros; unless its journal still has that page, the data is lost."""
    journal = path.with_name(f"{path.name}-wal")
    # A folder can't be cut short, whatever its size here.
    cut = path.is_file() and path.stat().st_size % pages.SIZE
    if cut and not (journal.exists() and journal.stat().st_size):
        raise _no_database(path)


def _no_database(path: Path) -> StoreDamaged:
    return StoreDamaged(
        msg("This file is not a database, or was cut short: {path}", path=str(path)),
        safe=msg("It was not changed."),
        todo=msg("Check the path, or restore the last backup."),
    )


def _read_only(place: Path, reason: Message | str) -> StoreReadOnly:
    return StoreReadOnly(
        msg("The store can't be written: {place} {reason}", place=str(place), reason=reason),
        safe=msg("Nothing was changed."),
        todo=msg("Check the permissions on this folder, and whether its disk is mounted read-only."),
    )


def _not_opened(path: Path, key: bytes | None) -> WrongKey | StoreDamaged:
    """Why the file did not open as a database: a wrong key, or it is not one."""
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"SQLite format 3"):
        return WrongKey(
            msg("The store is not encrypted, but a key was given for it."),
            safe=msg("Nothing was opened."),
            todo=msg("Check whether this is the right file."),
        )
    # An encrypted file consists of whole pages, and starts with sixteen random bytes.
    if path.stat().st_size % pages.SIZE or head.isascii():
        return _no_database(path)
    missing = msg("The store is encrypted, and there is no key for it.")
    return WrongKey(
        missing if key is None else msg("The key does not open the store."),
        safe=msg("Nothing was opened."),
        todo=msg("Use the key file that was created together with this store."),
    )


# --- the server ---


def _server(url: URL) -> Engine:
    engine = create_engine(
        secured(url, os.environ).set(drivername="postgresql+psycopg"),
        connect_args={name: value for name, value in _SERVER.items() if name not in url.query},
        pool_pre_ping=True,
        pool_use_lifo=True,
        hide_parameters=True,
        **_POOL,
    )
    event.listen(engine, "connect", _set_timeouts)
    event.listen(engine, "begin", _begin_server)
    try:
        with translated(), engine.connect():
            pass
    except BaseException:
        engine.dispose()
        raise
    return engine


def _set_timeouts(connection: Any, _record: object) -> None:
    """By statement and not by start-up options, which connection poolers in between refuse."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false)",
            (f"{STATEMENT_SECONDS}s", f"{BUSY_SECONDS:g}s"),
        )
    connection.commit()


def _begin_server(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    read_only = True if connection.get_execution_options().get("ro") else None
    if driver.read_only is not read_only:
        driver.read_only = read_only
