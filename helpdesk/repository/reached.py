"""Whose contact address this is, found by an index over what all spellings of an address or number share.

For an e-mail address that is the address itself, for anything else its last characters without separators. The store
computes both from what was written, in an expression index, so nothing more is stored about anybody, and what is
erased is gone there too. Spellings too odd for this are indexed under one sign: there are few, and they are always
examined. Clause: R1, R4, R7; GDPR art. 12, 15, 17.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, text

COLUMNS = (
    ("tickets", "sender"),
    ("ticket_messages", "sender"),
    ("rights_requests", "contact"),
    ("complaints", "contact"),
)
"""The tables and columns with contact addresses."""

_BETWEEN = " -()./[]~"
"""What people put between the digits of a number."""
_TELLING = 6
"""How many of a number's last digits distinguish it from nearly all others, whatever its country and area code."""
_LONGEST = 320
"""How long an address can be; a server's index accepts no more than some 2,700 bytes."""
_ODD = "?"
_ODDLY = ("%<%<%", "%>_%", '%<%"%', '%"@%', "%@%(%", "%@%,%", "%@%;%", "%:%@%", "%@%@%")
"""Addresses that are more than a name with the address in angle brackets."""


def indexes(dialect: str) -> tuple[str, ...]:
    """The statements that create the indexes."""
    return tuple(
        f"create index ix_{table}_reached on {table} (({_shared(dialect, column)})) where {column} <> ''"
        for table, column in COLUMNS
    )


def may_be(connection: Connection, seq: Any, column: Any, key: str) -> Select[int, str]:
    """The query for the numbers of rows, and the address written there, that may match a sender's key."""
    shared = key if "@" in key else key.translate(str.maketrans("", "", _BETWEEN))[-_TELLING:]
    known = f"{column.name} <> '' and {_shared(connection.dialect.name, column.name)} in (:shared, '{_ODD}')"
    return select(seq, column).where(text(known).bindparams(bindparam("shared", shared))).order_by(seq)


def _shared(dialect: str, column: str) -> str:
    """What the spellings share, as the store computes it."""
    place = "instr" if dialect == "sqlite" else "strpos"
    address = f"lower(rtrim(substr({column}, {place}({column}, '<') + 1), '> '))"
    bare = f"lower({column})"
    for one in _BETWEEN:
        bare = f"replace({bare}, '{one}', '')"
    first = f"length({bare}) - {_TELLING - 1}"
    odd = " or ".join(f"{column} like '{one}'" for one in _ODDLY)
    odd_address = f"octet_length({address}) <> length({address}) or length({address}) > {_LONGEST}"
    return (
        f"case when {odd} then '{_ODD}'"
        f" when {column} like '%@%' then case when {odd_address} then '{_ODD}' else {address} end"
        f" when octet_length({column}) <> length({column}) then '{_ODD}'"
        f" else substr({bare}, case when {first} > 1 then {first} else 1 end) end"
    )
