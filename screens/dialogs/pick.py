"""One of many, found as one types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog, Options
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Said

One = TypeVar("One")


class Pick(Dialog[One], Generic[One]):
    """Typing finds, the arrows choose, Enter takes the one under the cursor."""

    def __init__(
        self,
        title: str,
        search: Callable[[str], Awaitable[Sequence[One]]],
        columns: Sequence[Column[One]],
        *said: Said,
        placeholder: str = "",
        nothing: str = "",
    ) -> None:
        """Make the question.

        Args:
            title: in the frame.
            search: finds them by typed text; without any, the likeliest.
            columns: what is shown for each.
            said: paragraphs above the box.
            placeholder: what can be typed.
            nothing: the message if nothing was found.
        """
        super().__init__(
            title,
            keys=[
                Binding("enter", "choose", _("Choose"), id="pick.choose", priority=True),
                Binding("down", "move(1)", _("Down"), id="pick.down", show=False, priority=True),
                Binding("up", "move(-1)", _("Up"), id="pick.up", show=False, priority=True),
            ],
        )
        self._search = search
        self._columns = columns
        self._said = said
        self._placeholder = placeholder
        self._nothing = nothing
        self._hurried = False
        self._shown_for: str | None = None

    def body(self) -> ComposeResult:
        """The box, and what was found."""
        if self._said:
            yield Prose(*self._said)
        yield TextBox(placeholder=self._placeholder)
        yield Options[One](self._columns)

    def on_mount(self) -> None:
        """Show the likeliest."""
        self._find("")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._hurried = False
        self._find(event.value)

    @work(exclusive=True, group="pick")
    async def _find(self, text: str) -> None:
        found = await self._search(text)
        self._shown_for = text
        listing = self.query_one(Listing)
        listing.empty = self._nothing if text.strip() else ""  # without typed text, nothing was searched
        listing.show_rows(found)
        if self._hurried:
            self.action_choose()

    @on(Listing.Selected)
    def _selected(self, event: Listing.Selected[One]) -> None:
        event.stop()
        self.answer(event.row)

    def action_choose(self) -> None:
        """Take the one under the cursor; if Enter comes before the results, the best match."""
        if self._shown_for != self.query_one(TextBox).value:
            self._hurried = True
        elif (row := self.query_one(Listing).row) is not None:
            self.answer(row)

    def action_move(self, lines: int) -> None:
        """Up and down, from the box."""
        self.query_one(Listing).action_move(lines)
