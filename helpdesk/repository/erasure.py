"""After a deletion was committed: make sure that its bytes are gone too.

What is promised, and what is not:

- The embedded store: deleted bytes are overwritten in the file (`secure_delete`, also in the search index),
  the journal is emptied, free pages are given back, and copies that SQLite left of rows it moved are overwritten
  (`helpdesk.repository.residue`). Not a byte is left in the database, its journal or its shared memory, unless
  another console is still reading the old state; then `scrub` says so and must be called again. For indexes of
  more than some hundred thousand keys this holds once they have been rewritten (`large`).
- PostgreSQL: no query can bring the rows back, and the space can be reused. The server's own write-ahead log, its
  replicas and its backups keep the bytes as long as whoever runs them does: that period belongs in the statement.

Neither reaches blocks that the disk itself kept, nor copies that somebody made.

Clause: P3, R4; GDPR art. 17.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from helpdesk.domain.errors import StoreBusy
from helpdesk.repository.engine import pages_of
from helpdesk.repository.faults import translated
from helpdesk.repository.pages import Pages

PATIENCE = 5.0
"""How long, in seconds, we wait for readers that hold deleted data."""

_PAUSE = 0.1
_MANY_PAGES = 2_000
"""In a store with fewer pages than this, all of them can be examined in less than 0.1 s."""


def scrub(engine: Engine, patience: float = PATIENCE, table: str = "", *, large: bool = False) -> bool:
    """Overwrite and give back what was deleted before this call; with `table`, only in that table.

    With `large`, also rewrite the indexes of an embedded store that are too large to rewrite each time.

    Returns:
        whether it is done; `False` if a reader still holds the old bytes after `patience` seconds.

    Errors: `StoreError`s.
    """
    with translated():
        pooled = engine.raw_connection()
        try:
            driver: Any = pooled.driver_connection
            if engine.dialect.name == "sqlite":
                pooled.info["ro"] = False
                driver.execute("pragma query_only = 0")
                return _scrub_embedded(driver, pages_of(engine), patience, table, large)
            return _scrub_server(driver, patience, table)
        finally:
            pooled.close()


def _scrub_embedded(driver: Any, pages: Pages, patience: float, table: str, large: bool) -> bool:
    from helpdesk.repository import residue

    with pages.lock:
        before = _others_wrote(driver)
        pages.unseen.note(pages.journal())
        if not _until(lambda: _checkpointed(driver), patience):
            return False
        driver.execute("pragma incremental_vacuum").fetchall()
        unseen = pages.unseen.numbers
        if unseen is not None:
            unseen |= pages.journal().numbers
        if not _until(lambda: _checkpointed(driver), patience):
            return False
        if _others_wrote(driver) != before:  # somewhere unknown
            pages.unseen.numbers = None

        def washed() -> bool:
            try:
                with translated():
                    return residue.wash(driver, pages, table, lambda: _checkpointed(driver), large=large)
            except StoreBusy:
                return False

        if not _until(washed, patience):
            return False
        if _others_wrote(driver) != before:
            pages.unseen.numbers = None
        elif not table:
            pages.unseen.numbers = set()
        return True


def _others_wrote(driver: Any) -> int:
    """A number that differs after every change by another connection, also one of this console."""
    (version,) = driver.execute("pragma data_version").fetchone()
    return int(version)


def remember(engine: Engine) -> None:
    """After a scrub of a large store: let the next one examine only what changed since.

    Errors: `StoreError`s; the next one then examines everything.
    """
    pages = pages_of(engine)
    if pages.unseen.numbers is None or pages.count() < _MANY_PAGES:
        return
    with translated(), pages.lock, engine.begin() as connection:
        if pages.journal().salt:  # others wrote already, and may have restarted the journal
            pages.unseen.numbers = None
            return
        connection.exec_driver_sql("pragma user_version = 0")  # only to create a journal
        connection.commit()
        pages.unseen.none_before(pages.journal())


def _checkpointed(driver: Any) -> bool:
    """Whether the whole journal was copied into the file, over the old bytes, and emptied."""
    (usual,) = driver.execute("pragma busy_timeout").fetchone()
    driver.execute("pragma busy_timeout = 50")
    try:
        busy, _, _ = driver.execute("pragma wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute(f"pragma busy_timeout = {usual}")
    return not busy


def _scrub_server(driver: Any, patience: float, table: str) -> bool:
    driver.autocommit = True
    try:
        (now,) = driver.execute("select pg_current_xact_id()::text::bigint").fetchone()
        (usual,) = driver.execute("show statement_timeout").fetchone()
        driver.execute("set statement_timeout = 0")
        done = _until(lambda: not _held(driver, now), patience)
        driver.execute(f"vacuum {table}".rstrip())
        driver.execute("select set_config('statement_timeout', %s, false)", (usual,))
        return done
    finally:
        driver.autocommit = False


def _held(driver: Any, now: int) -> bool:
    """Whether a transaction that began before `now` may still see what was deleted since."""
    (held,) = driver.execute(
        "select exists (select from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'"
        " and age(backend_xmin) > age((%s::bigint %% 4294967296)::text::xid))",
        (now,),
    ).fetchone()
    return bool(held)


def _until(done: Callable[[], bool], patience: float) -> bool:
    """Repeat, at least once, until it is done or the time is over."""
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE)
    return True
