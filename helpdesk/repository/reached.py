"""Who is reached so, found by an index in place of reading all: what the spellings of an address or number share.

Of an address that is the address itself, of anything else its last signs without what people put between them. The
store works both out of what was written, in an index of an expression, so that nothing more is kept of anybody, and
what is erased is gone there too. What is written so oddly that this does not hold stands there under one sign: it is
little, and always looked at. Clause: R1, R4, R7; GDPR art. 12, 15, 17.
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
"""The tables and their columns in which it stands how somebody is reached."""

_BETWEEN = " -()./[]~"
"""What people put between the digits of a number."""
_TELLING = 6
"""How many of the last digits of a number tell it from nearly all others, without country and area."""
_LONGEST = 320
"""How long an address can be; a server's index takes no more than some 2,700 bytes."""
_ODD = "?"
_ODDLY = ("%<%<%", "%>_%", '%<%"%', '%"@%', "%@%(%", "%@%,%", "%@%;%", "%:%@%", "%@%@%")
"""Addresses that are more than a name and, in angle brackets, the address."""


def indexes(dialect: str) -> tuple[str, ...]:
    """The statements that make the indexes."""
    return tuple(
        f"create index ix_{table}_reached on {table} (({_shared(dialect, column)})) where {column} <> ''"
        for table, column in COLUMNS
    )


def may_be(connection: Connection, seq: Any, column: Any, key: str) -> Select[int, str]:
    """The question for the numbers of the rows, and what is written there, of who may be reached by a sender's key."""
    shared = key if "@" in key else key.translate(str.maketrans("", "", _BETWEEN))[-_TELLING:]
    known = f"{column.name} <> '' and {_shared(connection.dialect.name, column.name)} in (:shared, '{_ODD}')"
    return select(seq, column).where(text(known).bindparams(bindparam("shared", shared))).order_by(seq)


def _shared(dialect: str, column: str) -> str:
    """What the spellings share, as the store works it out."""
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
