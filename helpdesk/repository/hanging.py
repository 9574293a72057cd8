"""The registers of which a row goes whole, with the first of its categories. Clause: P3, D5, D6.

Which categories a row holds is read from what its columns declare.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, FromClause, delete, select

from helpdesk.repository.remote_tables import (
    HostKeyRow,
    RecordingPartRow,
    SessionAddressRow,
    SessionRow,
    SystemRow,
)
from helpdesk.repository.unpaid_tables import UnpaidRow

TABLES = tuple(
    row.__table__
    for row in (RecordingPartRow, SessionAddressRow, SessionRow, HostKeyRow, SystemRow, UnpaidRow)
)
"""Those that hang on another first."""


def categories(table: FromClause) -> frozenset[str]:
    """The clause ids of the categories that a table's columns declare."""
    declared = {str(column.info["category"]) for column in table.columns}
    return frozenset(category for category in declared if category.startswith("D"))


def forget(connection: Connection, customer: int, gone: Collection[str]) -> None:
    """Remove a customer's rows in which a category is held that goes."""
    for table in TABLES:
        if categories(table) & set(gone):
            connection.execute(delete(table).where(table.c.customer_seq == customer))


def stored(connection: Connection, customer: int) -> frozenset[str]:
    """The categories that a customer's rows hold; hands out no value."""
    found: set[str] = set()
    for table in TABLES:
        held = categories(table)
        some = select(table.c.customer_seq).where(table.c.customer_seq == customer).limit(1)
        if not held <= found and connection.execute(some).first():
            found |= held
    return frozenset(found)
