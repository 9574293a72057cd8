"""What is held about one customer, table by table, found by the tables' own declarations. Clause: R1, R4, P3.

A table belongs to a customer if its rows refer to one, or to a row that does. So a register that is added later
appears in the access report and in an erasure without being named anywhere. For somebody without a file, the starting
rows are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, Row, false, func, select

from helpdesk.domain.holds import Roots
from helpdesk.domain.register import Keeping
from helpdesk.repository.tables import CustomerRow, Table

Whose = int | Roots
"""The sequence number of a customer, or for somebody without a file the rows that all others belong to."""

_DULL = {Keeping.REFERENCE, Keeping.TECHNICAL, Keeping.STAFF}


def tables() -> Iterator[sqlalchemy.Table]:
    """Every table that has something about a customer, apart from `customers` itself, parents first."""
    for table in Table.metadata.sorted_tables:
        if table.name != CustomerRow.__tablename__ and _way(table) is not None and told(table):
            yield table


def told(table: sqlalchemy.Table) -> tuple[Any, ...]:
    """The columns of a table that say something about a customer."""
    return tuple(column for column in table.columns if column.info["category"] not in _DULL)


def category(table: sqlalchemy.Table) -> str:
    """The category of a table's rows: the first of the statement's, else correspondence, else proof."""
    declared = [str(column.info["category"]) for column in told(table)]
    return next((one for one in declared if one.startswith("D")), None) or (
        Keeping.CORRESPONDENCE if Keeping.CORRESPONDENCE in declared else Keeping.ACCOUNTABILITY
    )


def is_of_a_case(table: sqlalchemy.Table) -> bool:
    """Whether a table's rows belong to a case that outlives its customer, not to the customer themselves."""
    hangs_on = _way(table)
    way = _way(hangs_on[1]) if hangs_on else None
    return way is not None and not any(key.ondelete == "CASCADE" for key in way[0].foreign_keys)


def of(table: sqlalchemy.Table, whose: Whose) -> ColumnElement[bool]:
    """The condition for somebody's rows."""
    if not isinstance(whose, int):
        return _under(table, whose)
    column, parent = _way(table) or (table.c.customer_seq, CustomerRow.__table__)
    found: ColumnElement[bool]
    if parent.name == CustomerRow.__tablename__:
        found = column == whose
    else:
        found = column.in_(select(parent.c.seq).where(of(parent, whose)))
    return found


def _under(table: sqlalchemy.Table, roots: Roots) -> ColumnElement[bool]:
    if table.name in roots:
        own: ColumnElement[bool] = table.c.seq.in_(tuple(roots[table.name]))
        return own
    column, parent = _way(table) or (None, table)
    if column is None or parent.name == CustomerRow.__tablename__:
        return false()
    hanging: ColumnElement[bool] = column.in_(select(parent.c.seq).where(_under(parent, roots)))
    return hanging


def column(table: sqlalchemy.Table, name: str) -> Any:
    """A column of a table, or of its parent."""
    return table.c[name] if name in table.c else _parent_with(table, name).c[name]


def with_parent(table: sqlalchemy.Table, name: str) -> Any:
    """A table, joined with its parent if the column is there."""
    return table if name in table.c else table.join(_parent_with(table, name))


def _parent_with(table: sqlalchemy.Table, name: str) -> Any:
    parents = (key.column.table for key in table.foreign_keys)
    return next(parent for parent in parents if name in parent.c)


def count(connection: Connection, table: sqlalchemy.Table, whose: Whose) -> int:
    """How many records somebody has in a table: its rows, or the things its rows are pieces of (`info["piece_of"]`)."""
    whole = table.info.get("piece_of")
    counted = func.count() if whole is None else func.count(table.c[whole].distinct())
    return connection.execute(select(counted).select_from(table).where(of(table, whose))).scalar_one()


def rows(connection: Connection, table: sqlalchemy.Table, whose: Whose) -> Iterator[Row[*tuple[Any, ...]]]:
    """Somebody's rows in a table, in the order they were added."""
    key = [column for column in table.columns if column.primary_key]
    yield from connection.execute(select(table).where(of(table, whose)).order_by(*key))


def numbers(connection: Connection, table: sqlalchemy.Table, whose: Whose) -> tuple[str, dict[int, str]]:
    """The column by which a table's rows belong to a numbered case, and those numbers; empty if they don't."""
    column, parent = _way(table) or (None, table)
    if column is None or "number" not in parent.c or parent.name == CustomerRow.__tablename__:
        return "", {}
    rows = connection.execute(select(parent.c.seq, parent.c.number).where(of(parent, whose)))
    return column.name, {row.seq: str(row.number) for row in rows}


def _way(table: sqlalchemy.Table) -> tuple[Any, Any] | None:
    """By which column, and through which table, the rows of a table belong to a customer."""
    if table.name == CustomerRow.__tablename__:
        return None
    found: tuple[Any, Any] | None = None
    for column in table.columns:
        for key in column.foreign_keys:
            parent = key.column.table
            if parent.name == CustomerRow.__tablename__:
                return column, parent
            if parent is not table and key.ondelete == "CASCADE" and _way(parent):
                found = found or (column, parent)
    return found
