"""What the migrations manage."""

from __future__ import annotations

_INDEXES = ("customer_", "message_")


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """Everything but the search indexes, which `search` and `message_search` create, with SQLite's shadow tables.

    And but the expression indexes of `reached`, which differ between the stores.
    """
    if name is None:
        return True
    if kind == "index":
        return not name.endswith("_reached")
    return not (kind == "table" and name.startswith(_INDEXES))
