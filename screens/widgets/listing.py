"""A list of rows in columns that stays quick with a million of them, also over a slow line.

It draws single lines, and only changed ones: one key repaints two lines. At its edge it scrolls by half a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from helpdesk.i18n import _
from screens.widgets.columns import MARK, NO_MARK, Column, Drawer
from screens.widgets.pages import Loader, Pages, Row
from screens.widgets.rows import Rows

Shown = TypeVar("Shown")


class Listing(Rows, Generic[Row], can_focus=True, inherit_bindings=False):
    """Rows under a line of titles, one of them under the cursor (`›`).

    Give it rows with `show_rows`, or a count and a loader with `show_pages`. Untrusted text in a cell is shown as it
    is, never as markup.
    """

    PARTS = "listing"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"listing--titles", "listing--cursor", "listing--quiet"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", _("Open"), id="list.open"),  # first on the bar, which goes by this order
        *Rows.BINDINGS,
    ]

    class Highlighted(Message, Generic[Shown]):
        """The cursor is on another row now, or on none (`row=None`)."""

        def __init__(self, listing: Listing[Any], row: Shown | None) -> None:
            super().__init__()
            self.listing = listing
            self.row = row

        @property
        def control(self) -> Listing[Any]:
            """The list."""
            return self.listing

    class Selected(Message, Generic[Shown]):
        """A row was chosen with Enter, or with a second click."""

        def __init__(self, listing: Listing[Any], row: Shown) -> None:
            super().__init__()
            self.listing = listing
            self.row = row

        @property
        def control(self) -> Listing[Any]:
            """The list."""
            return self.listing

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        empty: str = "",
        titles: bool = True,
        steady: bool = False,
        enter: str | None = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make an empty list.

        Args:
            columns: the columns, from left to right.
            empty: the text if there are no rows.
            titles: whether to show the columns' titles.
            steady: whether column widths ignore the contents, because rows change with every key.
            enter: what Enter does with a row, if it does not open it; `None` if it does nothing.
            id: of the widget.
            classes: of the widget.
        """
        super().__init__(titles=int(titles), id=id, classes=classes)
        self.empty = empty
        self.begin_at: object = None
        """The key of the row for the cursor when the first rows are shown."""
        self._same: Callable[[Row], object] | None = None
        self._drawer = Drawer(columns)
        self._steady = steady
        self._enters = enter is not None
        if enter:
            opening = self._bindings.key_to_bindings["enter"]
            self._bindings.key_to_bindings["enter"] = [replace(one, description=enter) for one in opening]
        self._pages: Pages[Row] | None = None

    # What is in it

    @property
    def is_unread(self) -> bool:
        """Whether it has not been filled yet."""
        return self._pages is None

    @property
    def row(self) -> Row | None:
        """The row under the cursor; `None` in an empty list and while the row is being fetched."""
        return self._pages[self._view.at] if self._pages else None

    def show_rows(self, rows: Sequence[Row], *, same: Callable[[Row], object] | None = None) -> None:
        """Show these rows and no others.

        Args:
            rows: all of them.
            same: a row's key, which survives reading it again; the cursor then stays with its row, and the row on
                its line. Without it the cursor goes to the first row.
        """
        pages = Pages(len(rows), rows=rows)
        if not self._steady:
            self._drawer.fit(rows)
        now, self._same = self.row, same or self._same
        held = self.begin_at if same is None or now is None else same(now)
        if same is None or held is None:
            self._show(pages, 0)
            return
        at = next((index for index, row in enumerate(rows) if same(row) == held), self._view.at if now else 0)
        self._show(pages, at, again=now is not None)

    @property
    def held(self) -> object:
        """The key of the row under the cursor; `None` if there is none."""
        return self._same(row) if self._same is not None and (row := self.row) is not None else None

    def show_pages(self, count: int, load: Loader[Row], *, at: int = 0) -> None:
        """Show `count` rows that are fetched as needed, with the cursor on one of them."""
        self._show(Pages(count, load), at)

    def _show(self, pages: Pages[Row], at: int, *, again: bool = False) -> None:
        before = self.count
        self._pages = pages
        if again:
            self._view.renew(pages.count, at)
        else:
            self._view.show(pages.count, at)
        self.view_moved()
        if again and self.is_on_screen and not (self.styles.auto_dimensions and before != self.count):
            self.paint_changed()
        else:
            self.refresh(layout=self.styles.auto_dimensions)
        if (not before) != (not self.count):
            self.refresh_bindings()
        self.cursor_moved()

    # Choosing, and fetching

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty list there is nothing to choose."""
        return action != "select" or (self._enters and self.count > 0)

    def action_select(self) -> None:
        """Choose the row under the cursor."""
        if (row := self.row) is not None:
            self.post_message(self.Selected(self, row))

    def view_moved(self) -> None:
        """Request the pages in view, and the likely next ones."""
        if (pages := self._pages) is not None:
            top, room = self._view.top, self._view.room
            for number in pages.missing(top - room, top + 2 * room):
                self.run_worker(self._fetched(pages, number), group="listing")

    async def _fetched(self, pages: Pages[Row], number: int) -> None:
        await pages.fetch(number)
        if pages is self._pages:
            self.refresh()
            self.cursor_moved()

    def cursor_moved(self) -> None:
        """Announce the row that the cursor is on now."""
        self.post_message(self.Highlighted(self, self.row))

    # Drawing

    def line(self, y: int) -> Strip:
        """One line: the titles, a row, or the text of an empty list."""
        width = self.size.width
        if y < self._titles:
            return self._drawer.titles(width, self.look("titles"))
        line = y - self._titles
        index = self._view.top + line
        if self._pages is None or index >= self.count:
            return self._blank(line)
        marked = index == self.index
        style = self.look("cursor" if marked and self.has_focus else "")
        row = self._pages[index]
        if row is None:
            return Strip([Segment("  …", style)]).adjust_cell_length(width, style)
        return self._drawer.row(row, width, style, marked=marked)

    def _blank(self, line: int) -> Strip:
        """A line beneath the rows: of an empty list what is said of that, with the cursor where it has the focus."""
        said = self.empty.split("\n") if self._pages is not None and not self.count else []
        marked = line == 0 and bool(said) and self.has_focus
        style = self.look("cursor" if marked else "quiet")
        text = f"{MARK if marked else NO_MARK}{said[line]}" if line < len(said) else ""
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, style)
