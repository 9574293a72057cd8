"""Lists by moment, newest first, page by page from the last row that was shown: what every query of one says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_


def within(
    at: Any, seq: Any, since: datetime | None, until: datetime | None, last: tuple[datetime, int] | None
) -> Iterator[ColumnElement[bool]]:
    """The period, `until` not included, and the rows after `last`: the moment and the number of the last one shown."""
    if since is not None:
        yield at >= since
    if until is not None:
        yield at < until
    if last is not None:  # the first part of it is what an index can be entered by
        yield and_(at <= last[0], or_(at < last[0], seq < last[1]))


def aside(column: Any) -> Any:
    """The same value as an expression, by which no index is entered."""
    return func.coalesce(column, column)
