"""After a deletion was committed: see to it that its bytes are gone too.

What is promised, and what is not:

- The embedded store: deleted bytes are overwritten in the file (`secure_delete`, and the search index the
same), the journal is
  cut to nothing, free pages are given back. No byte is left in the database, its journal or its shared
  memory, unless another console is still reading what was there before; then `scrub` says so and is to be
  called again.
- PostgreSQL: no query can bring the rows back, and the space is free to be written over. The server's own
write-ahead
  log, its replicas and its backups keep the bytes for as long as their keeper keeps them: that period belongs
  in the statement.

Neither reaches what the disk itself keeps of overwritten blocks, nor copies that somebody made.

Clause: P3, R4; GDPR art. 17.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from helpdesk.repository.faults import translated

PATIENCE = 5.0
"""How long we wait, in seconds, for readers that hold what was deleted."""

_PAUSE = 0.1


def scrub(engine: Engine, patience: float = PATIENCE, table: str = "") -> bool:
    """Overwrite and give back what was deleted before this call; on a server of one `table` alone, where one is named.

    Returns:
        whether it is done; `False` where a reader still holds the old bytes after `patience` seconds.

    Errors: `StoreError`s.
    """
    with translated():
        pooled = engine.raw_connection()
        try:
            driver: Any = pooled.driver_connection
            if engine.dialect.name == "sqlite":
                pooled.info["ro"] = False
                driver.execute("pragma query_only = 0")
                return _scrub_embedded(driver, patience)
            return _scrub_server(driver, patience, table)
        finally:
            pooled.close()


def _scrub_embedded(driver: Any, patience: float) -> bool:
    if not _until(lambda: _checkpointed(driver), patience):
        return False
    driver.execute("pragma incremental_vacuum").fetchall()
    return _until(lambda: _checkpointed(driver), patience)


def _checkpointed(driver: Any) -> bool:
    """Whether the whole journal went into the file, over the old bytes, and was cut to nothing."""
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
    """Ask again and again, at least once, until it is done or the time is over."""
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE)
    return True
