"""What both search indexes of the embedded store need to know of FTS5."""

from __future__ import annotations

from sqlalchemy import Connection


def settle_deleted(connection: Connection) -> None:
    """Have the index write what was taken out of it before anything is put in.

    FTS5 gathers the changes of a transaction by word. Where a document is taken out and put in again among others, what
    it writes then (`detail=none` with `secure-delete`, as of SQLite 3.53) names documents under words that they don't
    have. It writes what it gathered where a savepoint begins.
    """
    connection.exec_driver_sql("savepoint deleted")
    connection.exec_driver_sql("release deleted")
