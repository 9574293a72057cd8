"""Rows of a long list, fetched a page at a time and dropped again; short lists are simply kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")

PAGE = 256
"""Rows fetched at a time."""

KEPT = 12
"""How many pages are kept in memory; the one farthest from the last requested is dropped first."""


class Stretch(NamedTuple, Generic[Row]):
    """A request for rows: `limit` of them from `offset` on, with their neighbours if these are known.

    A loader by key goes forward from `after`, else back from `before`; with neither it starts at the top (`offset ==
    0`) or takes the end. Rows are always returned in the order of the list.
    """

    offset: int
    limit: int
    after: Row | None
    before: Row | None


Loader = Callable[[Stretch[Row]], Awaitable[Sequence[Row]]]


class Pages(Generic[Row]):
    """The rows of a list of known length, as far as they are loaded."""

    def __init__(self, count: int, load: Loader[Row] | None = None, rows: Sequence[Row] = ()) -> None:
        """Start with nothing loaded, or with all `rows` of a short list."""
        self.count = count
        self._load = load
        self._rows = rows
        self._pages: dict[int, Sequence[Row]] = {}
        self._edges: dict[int, tuple[Row, Row]] = {}
        self._asked: set[int] = set()

    def __getitem__(self, index: int) -> Row | None:
        """The row, or `None` if it is not loaded."""
        if self._load is None:
            return self._rows[index] if 0 <= index < len(self._rows) else None
        page = self._pages.get(index // PAGE, ())
        place = index % PAGE
        return page[place] if place < len(page) else None

    def missing(self, first: int, last: int) -> list[int]:
        """The page numbers of these rows (inclusive) that are neither loaded nor requested."""
        if self._load is None or not self.count:
            return []
        numbers = range(max(first, 0) // PAGE, min(last, self.count - 1) // PAGE + 1)
        return [number for number in numbers if number not in self._pages and number not in self._asked]

    async def fetch(self, number: int) -> None:
        """Load one page, unless it is loaded or requested. Errors are the loader's; it may then be requested again."""
        if self._load is None or number in self._pages or number in self._asked:
            return
        self._asked.add(number)
        try:
            rows = await self._load(self._stretch(number))
        finally:
            self._asked.discard(number)
        if rows:
            self._edges[number] = rows[0], rows[-1]
        self._pages[number] = rows
        while len(self._pages) > KEPT:
            del self._pages[max(self._pages, key=lambda kept: abs(kept - number))]

    def _stretch(self, number: int) -> Stretch[Row]:
        offset = number * PAGE
        above, below = self._edges.get(number - 1), self._edges.get(number + 1)
        return Stretch(
            offset=offset,
            limit=min(PAGE, self.count - offset),
            after=above[1] if above else None,
            before=below[0] if below else None,
        )
