"""Whether anybody wrote to a store, without looking at what it contains.

The embedded store answers from memory that all consoles share, the server by the snapshot that a reader would get:
equal snapshots show the same rows. Neither reads a table nor writes anything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection

from helpdesk.repository.faults import translated

_EMBEDDED = "pragma data_version"
_SERVER = "select pg_current_snapshot()::text"


class Watch:
    """Asks on a connection of its own, because a change only shows to connections that did not make it."""

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
        """Close the connection; the next question opens another."""
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
