"""What the migrations look after."""

from __future__ import annotations

_INDEXES = ("customer_", "message_")


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """All but the search indexes, which `search` and `message_search` make and SQLite adds shadow tables to.

    Nor the indexes of expressions of `reached`, which differ between the stores.
    """
    if name is None:
        return True
    if kind == "index":
        return not name.endswith("_reached")
    return not (kind == "table" and name.startswith(_INDEXES))
