"""Which rows of a list are in view, and where its cursor is."""

from __future__ import annotations


class Window:
    """A view of `room` lines on `count` rows, from the row `top` on, with the cursor on the row `at`."""

    def __init__(self, count: int = 0, room: int = 1, at: int = 0, top: int = 0) -> None:
        self.count = count
        self.room = room
        self.at = at
        self.top = top

    def show(self, count: int, at: int) -> None:
        """Show another list, with the cursor on one of its rows or the nearest."""
        self.count = count
        self.at = min(max(at, 0), max(count - 1, 0))
        self.keep()

    def renew(self, count: int, at: int) -> None:
        """Show the current state of the same list, with the cursor on the same row.

        The cursor stays on its line; only a view that starts at the first row shows new rows there instead.
        """
        line = self.at - self.top
        self.count = count
        self.at = min(max(at, 0), max(count - 1, 0))
        self.top = self._clipped(self.at - line if self.top else max(self.at - self.room + 1, 0))

    def keep(self, scroll: int = 0) -> bool:
        """Scroll by lines, then bring the cursor into view: in the middle if it had left it.

        Returns:
            whether the view moved.
        """
        before = self.top
        self.scroll(scroll)
        if not self.top <= self.at < self.top + self.room:
            self.top = self._clipped(self.at - self.room // 2)
        return self.top != before

    def scroll(self, lines: int) -> bool:
        """Scroll by lines and leave the cursor where it is; says whether the view moved."""
        before, self.top = self.top, self._clipped(self.top + lines)
        return self.top != before

    def _clipped(self, top: int) -> int:
        return min(max(top, 0), max(self.count - self.room, 0))
