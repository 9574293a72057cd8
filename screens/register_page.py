"""The list of a register, the same for each: the rows, and the details of the one under the cursor.

In a wide window the details are beside the list, otherwise below it. A digit, the arrows or `f` show other rows; Enter
opens. On returning, from anywhere, the cursor is where it was, in each view.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.errors import Refused
from helpdesk.domain.findings import Findings
from helpdesk.i18n import tell
from screens.page import Page
from screens.paging import read_again
from screens.register import Place, Register, Registered, Row
from screens.waiting import busy
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class RegisterPage(Register[Row], Page[None]):
    """A subclass defines the register; see `Register`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.place = Place()
        """The current place; to return to an earlier one, set it before the screen is shown."""
        self.rows: tuple[Row, ...] = ()
        """The rows that were read, in the order of the list."""
        self.more = False
        """Whether there are more after those."""
        self._begun = self._filled = False
        """Whether the rows have been or are being read; whether they were shown."""
        self._shown_for: Hashable = None

    def body(self) -> ComposeResult:
        """The line above, the rows, and the details of the one under the cursor."""
        yield Words(id="register-shown")
        yield from self.beneath()
        with Horizontal(id="register-body"):
            yield Listing[Row](self.columns(), enter=self.ENTER, id="register-list")
            with VerticalScroll(id="register-side", can_focus=False):
                yield Prose(id="register-one")
        yield Words(id="register-more")

    @property
    def stands_for(self) -> str:
        """One list per register is enough."""
        return type(self).__name__

    @property
    def listing(self) -> Listing[Row]:
        """The list."""
        return self.query_one("#register-list", Listing)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.listing.row if self.is_here else None

    def fill(self) -> None:
        """Read the first rows, or as many as were read before."""
        self.listing.focus()
        self._begun = True
        self._read(None)

    def on_screen_resume(self) -> None:
        """Back from elsewhere: something may have been done."""
        if self._filled:
            self.read_again()

    def store_changed(self) -> None:
        """Somebody may have done something elsewhere, or did while the rows were first being read."""
        if self._begun:
            self.read_again()

    def store_changed_beneath(self) -> None:
        """No subject of a restricted customer is shown any more; the cursor stays on its row."""
        self.store_changed()

    # Reading

    def read_again(self) -> None:
        """Read the rows as they are now."""
        if self.is_here and self.desk.is_open:
            self._read(None)

    @work(exclusive=True, group="register")
    async def _read(self, after: Row | None) -> None:
        is_again = not self._filled or self.asked == self._shown_for
        wanted = self.place.read if after is None and is_again else 0
        try:
            with busy(self):
                found, self.more = await self._found(after, wanted)
        except Refused as refused:
            self.listing.empty = "\n".join(tell(part) for part in (refused.what, refused.todo) if part)
            self.listing.show_rows(())
            return
        if self.is_here:  # or it was left meanwhile
            self.rows, self._filled, self.place.read = found, True, len(found)
            self.show_rows()

    def go_to(self, row: int) -> None:
        """Put the cursor on a row by its id, once the rows are read."""
        self.place.rows[self.asked] = row
        self._shown_for = None

    async def _found(self, after: Row | None, wanted: int) -> tuple[tuple[Row, ...], bool]:
        """The rows as they are now: that many or a page, or the current ones and the page after one."""
        if self.page is None:
            found = await self.read(None)
            return tuple(found), isinstance(found, Findings) and found.more
        if after is None:
            return await read_again(wanted, self.read, self.page)
        page = await self.read(after)
        return (*self.rows, *page), len(page) == self.page

    def show_rows(self) -> None:
        """Show the matching rows, with the cursor where it was."""
        shown = [row for row in self.rows if self.is_shown(row)]
        is_other, self._shown_for = self.asked != self._shown_for, self.asked
        kept = self.place.rows.get(self.asked)
        self.listing.empty = self.nothing()
        self.listing.show_rows(shown, same=None if is_other else _known_by)
        if is_other and kept is not None:
            self.listing.move_to(next((at for at, row in enumerate(shown) if row.id == kept), 0))
        self.query_one("#register-shown", Words).update(self.said_above(len(shown)))
        self.refresh_bindings()

    @on(Listing.Highlighted, "#register-list")
    def _highlighted(self, event: Listing.Highlighted[Row]) -> None:
        event.stop()
        row = event.row
        self.query_one("#register-one", Prose).say(*(self.facts(row) if row else ()))
        self.query_one("#register-more", Words).update(Content(self.briefly(row) if row else ""))
        self.refresh_bindings()
        if row is None:
            return
        self.place.rows[self._shown_for] = row.id
        if self.more and self.page is not None and row.id == self.rows[-1].id:
            self.more = False
            self._read(row)

    @on(Listing.Selected, "#register-list")
    def _selected(self, event: Listing.Selected[Row]) -> None:
        event.stop()
        self.open(event.row)

    # What the keys do

    def action_view(self, place: int) -> None:
        """Show another view: at once if its rows are there, otherwise once they are read."""
        self.place.view = place
        if self._filled and self.page is None:
            self.show_rows()
        elif self._filled:
            self.read_again()

    def action_turn(self, steps: int) -> None:
        """Show the adjacent view."""
        self.action_view((self.place.view + steps) % len(self.VIEWS))

    def action_filter(self) -> None:
        """Show the next view."""
        self.action_turn(1)

    def action_refresh(self) -> None:
        """Read the rows again."""
        self.read_again()

    def action_customer(self) -> None:
        """Open the customer of the row under the cursor."""
        row = self.row
        customer = self.customer_of(row) if row is not None else None
        if customer is not None:
            from screens.opening import open_customer

            open_customer(self.app, self.desk, customer)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A customer only if the row under the cursor has one."""
        if action == "customer":
            row = self.row
            return row is not None and self.customer_of(row) is not None
        return super().check_action(action, parameters)


def _known_by(row: Registered) -> int:
    return row.id
