"""The drivers' errors, in our own words.

A driver's message may contain personal data (PostgreSQL quotes the value that clashed), so it never goes further than
here: what is raised names the kind of fault, what is safe and what to do. For whoever fixes the program, the statement
without its parameters is added to the exception as a note.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from helpdesk.domain.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)
from helpdesk.domain.messages import Message, msg

if TYPE_CHECKING:
    import psycopg

_UNDONE = msg("Nothing of this change was saved; what was saved before is safe.")


class Interrupted(StoreError):
    """A query was stopped because nobody needs its answer any more."""


class Clash(StoreError):
    """The change breaks a constraint of the store, such as a unique number."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the drivers' errors, inside this block, into `StoreError`s that say what happened."""
    try:
        yield
    except PoolTimeout:
        raise _busy() from None
    except DBAPIError as error:
        raise store_error(error.orig or error, error.statement) from None
    except (sqlite.Error, *_errors_of_postgres()) as error:
        raise store_error(error) from None


def store_error(error: BaseException, statement: str | None = None) -> StoreError:
    """The `StoreError` for an error of a driver; `statement` is the SQL without its parameters."""
    if isinstance(error, sqlite.Error):
        found = _of_sqlite(error)
    elif isinstance(error, _errors_of_postgres()):
        found = _of_postgres(error)
    else:
        found = _unforeseen(type(error).__name__)
    if statement:
        found.add_note(f"SQL: {statement}")
    return found


def _of_sqlite(error: sqlite.Error) -> StoreError:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return _unforeseen(type(error).__name__)
    primary = code & 0xFF
    if primary == sqlite.SQLITE_FULL:
        return _full()
    if primary == sqlite.SQLITE_IOERR:
        return _disk()
    if primary in (sqlite.SQLITE_NOTADB, sqlite.SQLITE_CORRUPT):
        return _damaged()
    if primary in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED):
        return _busy()
    if primary in (sqlite.SQLITE_READONLY, sqlite.SQLITE_PERM):
        return _read_only()
    if primary == sqlite.SQLITE_CANTOPEN:
        return _gone()
    if primary == sqlite.SQLITE_INTERRUPT:
        return _interrupted()
    if primary == sqlite.SQLITE_CONSTRAINT:
        return _clash()
    return _unforeseen(getattr(error, "sqlite_errorname", str(code)))


def _errors_of_postgres() -> tuple[type[psycopg.Error], ...]:
    """The errors of the server's driver. An embedded store never loads it, which makes its start a tenth quicker."""
    driver = sys.modules.get("psycopg")
    return (driver.Error,) if driver else ()


def _of_postgres(error: psycopg.Error) -> StoreError:
    import psycopg

    state = error.sqlstate or ""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return _busy() if "timeout" in str(error) else _interrupted()
    if state in ("55P03", "40001", "40P01", "53300"):  # lock, serialization, deadlock, too many connections
        return _busy()
    if state in ("53100", "53200"):  # the server's disk or memory is full
        return _full()
    if state == "25006":  # a read-only transaction or a standby server
        return _read_only()
    if state.startswith("XX"):
        return _damaged()
    if state.startswith("23"):
        return _clash()
    if state.startswith(("08", "57P", "28", "3D")) or (
        not state and isinstance(error, psycopg.OperationalError)
    ):
        return unreachable()
    return _unforeseen(state or type(error).__name__)


def unreachable(why: Message | None = None) -> StoreUnreachable:
    """The error for a database server that can't be used. Clause: B4."""
    return StoreUnreachable(
        why or msg("The database server does not answer, or refuses this console."),
        safe=_UNDONE,
        todo=msg(
            "Check the network, the server and its address; `helpdesk doctor` shows which is configured."
        ),
    )


def _full() -> StoreFull:
    return StoreFull(msg("The disk is full."), safe=_UNDONE, todo=msg("Make room on the disk and try again."))


def _disk() -> StoreError:
    """The driver says no more than this: a full quota, a limit on file sizes, a failing disk."""
    return StoreError(
        msg("The disk of the store accepts no more data, or reports errors."),
        safe=_UNDONE,
        todo=msg(
            "Check whether the disk or your quota is full; if not, keep a copy of the store and have the "
            "disk checked."
        ),
    )


def _damaged() -> StoreDamaged:
    return StoreDamaged(
        msg("The database file is damaged."),
        safe=_UNDONE,
        todo=msg("Stop working, keep a copy of the file, and restore the last backup."),
    )


def _busy() -> StoreBusy:
    return StoreBusy(
        msg("Another console is writing, and is taking too long."),
        safe=_UNDONE,
        todo=msg("Wait a moment and do it again."),
    )


def _read_only() -> StoreReadOnly:
    return StoreReadOnly(
        msg("The store can't be written."),
        safe=_UNDONE,
        todo=msg(
            "Check the permissions on the folder of the store, and whether its disk is mounted read-only."
        ),
    )


def _gone() -> StoreError:
    return StoreError(
        msg("The database file can no longer be opened."),
        safe=_UNDONE,
        todo=msg("Check that the disk is there and that the file was not moved, then start again."),
    )


def _interrupted() -> Interrupted:
    return Interrupted(msg("The query was stopped."), safe=_UNDONE)


def _clash() -> Clash:
    return Clash(
        msg("This conflicts with something that is stored already."),
        safe=_UNDONE,
        todo=msg("Look at what is there first; somebody may have entered it meanwhile."),
    )


def _unforeseen(kind: str) -> StoreError:
    return StoreError(
        msg("The store gave an error that the program did not expect ({kind}).", kind=kind), safe=_UNDONE
    )
