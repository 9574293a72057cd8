"""The arrows, or `j` and `k`, move the cursor by a row; a click moves it there, the wheel scrolls.

The list defines the contents of a row.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size

from helpdesk.i18n import _
from screens.widgets.columns import MARK
from screens.widgets.mouse import do_own
from screens.widgets.painted import Painted
from screens.widgets.window import Window

WHEEL = 3
"""Lines per notch of a mouse wheel."""


class Rows(Painted):
    """A window on rows, with the cursor on one of them. One key repaints two lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", _("Down"), id="list.down", show=False, system=True),
        Binding("up,k", "move(-1)", _("Up"), id="list.up", show=False, system=True),
        Binding("pagedown", "page(1)", _("Page down"), id="list.page-down", show=False, system=True),
        Binding("pageup", "page(-1)", _("Page up"), id="list.page-up", show=False, system=True),
        Binding("home,g", "end(0)", _("First"), id="list.first", show=False, system=True),
        Binding("end,G", "end(1)", _("Last"), id="list.last", show=False, system=True),
    ]

    def __init__(self, *, titles: int = 0, id: str | None = None, classes: str | None = None) -> None:
        """Make a window without rows.

        Args:
            titles: how many lines are above the rows.
            id: of the widget.
            classes: of the widget.
        """
        super().__init__(id=id, classes=classes)
        self._titles = titles
        self._view = Window()

    @abstractmethod
    def cursor_moved(self) -> None:
        """The cursor is on another row now."""

    @abstractmethod
    def view_moved(self) -> None:
        """Other rows are in view now, or more of them."""

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._view.count

    @property
    def index(self) -> int:
        """The position of the cursor, counted from 0."""
        return self._view.at

    @property
    def below(self) -> int:
        """How many rows are below those in view."""
        return max(self.count - self._view.top - self._view.room, 0)

    # Moving

    def move_to(self, index: int, *, scroll: int = 0) -> None:
        """Put the cursor on a row, or the last one if it is beyond; `scroll` scrolls by lines first."""
        view = self._view
        index = min(max(index, 0), view.count - 1)
        if index < 0 or index == view.at:
            return
        before, view.at = view.at, index
        if view.keep(scroll):
            self.view_moved()
            self.refresh()
        else:
            cells = None if self.has_focus else len(MARK)  # without the focus a cursor is only its mark
            self.paint(map(self._line_of, (before, index)), width=cells)
        self.cursor_moved()

    def action_move(self, lines: int) -> None:
        """One down or up."""
        self.move_to(self.index + lines)

    def action_page(self, pages: int) -> None:
        """A page down or up."""
        lines = pages * max(self._view.room - 1, 1)
        self.move_to(self.index + lines, scroll=lines)

    def action_end(self, last: int) -> None:
        """To the first row or the last."""
        self.move_to(self.count - 1 if last else 0)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """The first click moves the cursor, the second does what Enter does; a third may be meant for neither."""
        index = self._view.top + event.y - self._titles
        if event.y >= self._titles and index < self.count:
            if index == self.index and event.chain == 2:
                self.clicked_twice()
            self.move_to(index)

    def clicked_twice(self) -> None:
        """Do what Enter does with a row, even where a dialog around the list has another use for Enter."""
        do_own(self, "enter")

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down a few lines."""
        event.stop()
        self._scroll_by(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Up a few lines."""
        event.stop()
        self._scroll_by(-WHEEL)

    def _scroll_by(self, lines: int) -> None:
        if self._view.scroll(lines):
            self.view_moved()
            self.refresh()

    # Its size and its lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are rows, for a list that sizes itself."""
        return max(self.count, 1) + self._titles

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._view.room = max(self.size.height - self._titles, 1)
        if self._view.keep():
            self.refresh()
        self.view_moved()

    def focus_lines(self) -> tuple[int]:
        """The row under the cursor."""
        return (self._line_of(self.index),)

    def _line_of(self, index: int) -> int:
        return index - self._view.top + self._titles
