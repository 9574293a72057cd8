"""What the migrations look after."""

from __future__ import annotations

_INDEXES = ("customer_", "message_")


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """All but the search indexes, which `search` and `message_search` make and SQLite adds shadow tables to."""
    return not (kind == "table" and name is not None and name.startswith(_INDEXES))
