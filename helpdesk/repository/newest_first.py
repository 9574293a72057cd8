"""The shared part of queries for lists by time: newest first, page by page from the last row shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_


def within(
    at: Any, seq: Any, since: datetime | None, until: datetime | None, last: tuple[datetime, int] | None
) -> Iterator[ColumnElement[bool]]:
    """The period, `until` not included, and the rows after `last`: the moment and number of the last one shown."""
    if since is not None:
        yield at >= since
    if until is not None:
        yield at < until
    if last is not None:  # the first part lets an index be used
        yield and_(at <= last[0], or_(at < last[0], seq < last[1]))


def aside(column: Any) -> Any:
    """The same value as an expression, so that no index is used for it."""
    return func.coalesce(column, column)
