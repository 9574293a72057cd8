"""What the migrations look after."""

from __future__ import annotations


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """All but the search index, which `helpdesk.repository.search` makes and SQLite adds shadow tables to."""
    return not (kind == "table" and name is not None and name.startswith("customer_"))
