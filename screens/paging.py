"""Lists that are read a page at a time, and read again as far as they were seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Row = TypeVar("Row")


async def read_again(
    seen: int, page: Callable[[Row | None], Awaitable[Sequence[Row]]], size: int
) -> tuple[tuple[Row, ...], bool]:
    """Read a list from its start: as many rows as were `seen`, and at least a page.

    Args:
        seen: how many rows there were.
        page: reads the rows after one, or the first ones.
        size: of a full page.

    Returns:
        the rows, and whether there may be more.
    """
    rows: tuple[Row, ...] = ()
    while True:
        read = await page(rows[-1] if rows else None)
        rows = (*rows, *read)
        if len(read) < size or len(rows) >= seen:
            return rows, len(read) == size
