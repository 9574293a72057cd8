"""What both search indexes of the embedded store must know about FTS5."""

from __future__ import annotations

from sqlalchemy import Connection


def settle_deleted(connection: Connection) -> None:
    """Make the index write its removals before anything is added.

    FTS5 collects the changes of a transaction by word. If a document is removed and added again among others, what it
    then writes (`detail=none` with `secure-delete`, in SQLite 3.53) lists documents under words that they don't have.
    It writes what it has collected when a savepoint begins.
    """
    connection.exec_driver_sql("savepoint deleted")
    connection.exec_driver_sql("release deleted")
