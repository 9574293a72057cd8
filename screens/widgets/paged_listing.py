"""A list that is read a page at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual.message import Message

from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.pages import Row


class PagedListing(Listing[Row]):
    """Rows that are read as far as one looks: from the last one on, those after it are wanted."""

    class Wanted(Message):
        """The rows after the last one are wanted."""

        def __init__(self, listing: PagedListing[Row], after: Row) -> None:
            super().__init__()
            self.listing = listing
            self.after = after

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        page: int,
        known_by: Callable[[Row], object],
        id: str,
        empty: str = "",
        enter: str | None = "",
    ) -> None:
        """Make an empty list.

        Args:
            columns: as of every list.
            page: how many rows are read at a time; where there are fewer, they are the last.
            known_by: what a row is known by when the list is read again.
            id: the name of the widget.
            empty: what is said where there are no rows.
            enter: as of every list.
        """
        super().__init__(columns, id=id, empty=empty, enter=enter)
        self._page = page
        self._known_by = known_by
        self._read: tuple[Row, ...] = ()
        self._more = False

    def show_page(self, rows: Sequence[Row], *, follow: bool = False) -> None:
        """Show the first pages, or (`follow`) one more beneath what is there."""
        self._read = (*self._read, *rows) if follow else tuple(rows)
        self._more = self._is_full(rows)
        self.show_rows(self._read, same=self._known_by)
        self._want_more()

    async def as_far(
        self, read: Callable[[Row | None], Awaitable[Sequence[Row] | None]], after: Row | None
    ) -> Sequence[Row] | None:
        """Read the page after a row; or, from the first one on, all that is shown: who looks further back stays there.

        `read` reads one page; it gives `None` where that could not be done, and then so does this.
        """
        rows = await read(after)
        while after is None and rows is not None and self._is_full(rows) and len(rows) < self.count:
            more = await read(rows[-1])
            if not more:
                break
            rows = (*rows, *more)
        return rows

    def _is_full(self, rows: Sequence[Row]) -> bool:
        """Whether the last page that was read may have others after it."""
        return bool(rows) and len(rows) % self._page == 0

    def move_to(self, index: int, *, scroll: int = 0) -> None:
        """Put the cursor on a row."""
        super().move_to(index, scroll=scroll)
        self._want_more()

    def _want_more(self) -> None:
        if self._more and self.index == self.count - 1:
            self._more = False
            self.post_message(self.Wanted(self, self._read[-1]))
