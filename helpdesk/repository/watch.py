"""Whether anything was written in a store, by anybody, without looking into what it holds.

The embedded store answers from memory that all consoles share, the server by the snapshot that a reader would get: two
snapshots that are alike show the same rows. Neither reads a table nor writes anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection

from helpdesk.repository.faults import translated

_EMBEDDED = "pragma data_version"
_SERVER = "select pg_current_snapshot()::text"


class Watch:
    """Asks on a connection of its own, for a change shows only to those who did not make it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own: PoolProxiedConnection | None = None
        self._seen: object = None

    def changed(self) -> bool:
        """Whether something was committed since this was last asked; the first answer is yes. Errors: `StoreError`s."""
        try:
            with translated():
                now = self._asked()
        except BaseException:
            self.close()
            raise
        seen, self._seen = self._seen, now
        return now != seen

    def close(self) -> None:
        """Let go of the connection; the next question makes another."""
        own, self._own, self._seen = self._own, None, None
        if own is not None:
            own.close()

    def _asked(self) -> object:
        embedded = self._engine.dialect.name == "sqlite"
        if self._own is None:
            self._own = self._engine.raw_connection()
            self._own.detach()
            if not embedded:
                driver: Any = self._own.dbapi_connection
                driver.autocommit = True
        asked: Any = self._own.dbapi_connection
        (answer,) = asked.execute(_EMBEDDED if embedded else _SERVER).fetchone()
        return answer
