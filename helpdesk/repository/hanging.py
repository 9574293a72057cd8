"""The registers whose rows are removed whole, with the first of their categories. Clause: P3, D5, D6.

The categories of a row follow from what its columns declare.
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
"""Tables with a parent come before it."""


def categories(table: FromClause) -> frozenset[str]:
    """The clause ids of the categories that a table's columns declare."""
    declared = {str(column.info["category"]) for column in table.columns}
    return frozenset(category for category in declared if category.startswith("D"))


def forget(connection: Connection, customer: int, gone: Collection[str]) -> None:
    """Remove a customer's rows that have a category whose time is over."""
    for table in TABLES:
        if categories(table) & set(gone):
            connection.execute(delete(table).where(table.c.customer_seq == customer))


def stored(connection: Connection, customer: int) -> frozenset[str]:
    """The categories in a customer's rows; hands out no value."""
    found: set[str] = set()
    for table in TABLES:
        held = categories(table)
        some = select(table.c.customer_seq).where(table.c.customer_seq == customer).limit(1)
        if not held <= found and connection.execute(some).first():
            found |= held
    return frozenset(found)
