"""The trees of an embedded store that may contain personal data: its tables, indexes and search indexes."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Text

from helpdesk.repository.tables import CustomerRow

_IMPERSONAL = {"reference", "technical"}
"""Categories of columns that are about nobody."""
_CODES = {*_IMPERSONAL, "accountability"}
"""The same for indexes: of what is kept as proof, no words are indexed."""


class Tree(NamedTuple):
    """One tree: a table with its rows, or a tree of keys (an index, or a table that is one)."""

    name: str
    table: str
    root: int
    holds_rows: bool
    is_index: bool = False
    columns: int = 0
    filling: str = ""
    """A column that can be lengthened without side effects; empty if there is none."""
    filling_at: int = 0


def trees(driver: Any) -> list[Tree]:
    """The trees of the store that a connection is open on, by its current schema."""
    schema = _Schema(driver)
    found = []
    for kind, name, table, root in driver.execute(
        "select type, name, tbl_name, rootpage from sqlite_schema where rootpage > 0"
    ).fetchall():
        if not _is_personal(table, schema.keys[name] if kind == "index" else None):
            continue
        if kind == "index" or table in schema.keyed:
            found.append(Tree(name, table, root, holds_rows=False, is_index=kind == "index"))
        else:
            at, filling = schema.filling(name)
            found.append(Tree(name, name, root, True, False, len(schema.columns[name]), filling, at))
    return found


def quoted(name: str) -> str:
    """A name quoted for SQL, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


class _Schema:
    """What there is in a store, asked once."""

    def __init__(self, driver: Any) -> None:
        self.columns: dict[str, list[tuple[int, str, str, int]]] = defaultdict(list)
        self.keys: dict[str, list[str]] = defaultdict(list)
        self._taken: dict[str, set[str]] = defaultdict(set)
        for table, *column in driver.execute(
            "select m.name, c.cid, c.name, upper(c.type), c.pk from sqlite_schema m, pragma_table_info(m.name) c"
            " where m.type = 'table'"
        ):
            self.columns[table].append(column)
        for table, index, sql, column in driver.execute(
            "select m.tbl_name, m.name, m.sql, c.name from sqlite_schema m, pragma_index_info(m.name) c"
            " where m.type = 'index'"
        ):
            named = re.findall(r"\w+", sql or "")
            self.keys[index] += (column,) if column is not None else named  # those of an expression
            self._taken[table].update((column, *named))
        for table, column in driver.execute(
            'select m.name, k."from" from sqlite_schema m, pragma_foreign_key_list(m.name) k'
            " where m.type = 'table'"
        ):
            self._taken[table].add(column)
        self.keyed = {
            name
            for (name,) in driver.execute("select name from pragma_table_list where schema = 'main' and wr")
        }

    def filling(self, table: str) -> tuple[int, str]:
        """The column that a table's rows are lengthened by, and its position: not a key, and in no index."""
        free = [
            (of not in ("TEXT", "BLOB", ""), at, name)
            for at, name, of, key in self.columns[table]
            if not key and name not in self._taken[table]
        ]
        if not free:
            return 0, ""
        _, at, name = min(free)
        return at, quoted(name)


def _is_personal(table: str, columns: list[str] | None) -> bool:
    """Whether any of these text columns, or any column at all, may contain personal data.

    Tables that are not ours are assumed to: those of the search.
    """
    known = CustomerRow.metadata.tables.get(table)
    if known is None:
        return not table.endswith("_config")
    asked = [
        column
        for column in known.columns
        if columns is None or (column.name in columns and isinstance(column.type, (Text, LargeBinary)))
    ]
    about_nobody = _IMPERSONAL if columns is None else _CODES
    return any(column.info.get("category") not in about_nobody for column in asked)
