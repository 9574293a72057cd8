"""Which customer? Found by a piece of anything, and only the least is shown. Clause: P2."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Said

Search = Callable[[str], Awaitable[tuple[CustomerRef, ...]]]
"""Finds customers by what was typed; with nothing typed, those that are likeliest."""


class PickCustomer(Dialog[CustomerRef]):
    """Typing finds, the arrows choose, Enter takes the one under the cursor."""

    def __init__(self, title: str, search: Search, *said: Said, typed: str = "") -> None:
        """Make the question.

        Args:
            title: in the frame.
            search: finds them.
            said: paragraphs above the box.
            typed: what stands in the box at first.
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
        self._said = said
        self._typed = typed
        self._hurried = False
        self._shown_for: str | None = None

    def body(self) -> ComposeResult:
        """The box, and who matches."""
        if self._said:
            yield Prose(*self._said)
        yield TextBox(self._typed, placeholder=_("Number, name, company, e-mail, telephone, postcode"))
        yield Listing[CustomerRef](
            [
                Column(_("Number"), lambda ref: visible(ref.number), width=8),
                Column(_("Name"), lambda ref: visible(ref.name or ref.company), flex=3),
                Column(_("City"), lambda ref: visible(ref.city), flex=2),
            ],
            empty=_("Nobody matches."),
        )

    def on_mount(self) -> None:
        """Show the likeliest."""
        self._find(self._typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._hurried = False
        self._find(event.value)

    @work(exclusive=True, group="pick")
    async def _find(self, text: str) -> None:
        found = await self._search(text)
        self._shown_for = text
        self.query_one(Listing).show_rows(found)
        if self._hurried:
            self.action_choose()

    @on(Listing.Selected)
    def _selected(self, event: Listing.Selected[CustomerRef]) -> None:
        event.stop()
        self.answer(event.row)

    def action_choose(self) -> None:
        """Take the one under the cursor; who is quicker than the store gets the best match when it comes."""
        if self._shown_for != self.query_one(TextBox).value:
            self._hurried = True
        elif (ref := self.query_one(Listing).row) is not None:
            self.answer(ref)

    def action_move(self, lines: int) -> None:
        """Up and down, from the box."""
        self.query_one(Listing).action_move(lines)
