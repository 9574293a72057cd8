"""What can be done here, by name: for anybody who doesn't know the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog, Options
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: its name, its key if it has one, and the action on the node that does it."""

    name: str
    key: str
    action: str
    node: DOMNode


class Palette(Dialog[Entry]):
    """Returns the chosen entry. Typing keeps those with every typed word in their name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", _("Do it"), id="palette.choose", priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(_("What do you want to do?"))
        self._entries = entries

    def body(self) -> ComposeResult:
        """A box to type in, and the matching entries."""
        yield TextBox()
        names = Column[Entry]("", lambda entry: entry.name)
        keys = Column[Entry]("", lambda entry: entry.key, width=8, align="right")
        yield Options[Entry]([names, keys], titles=False, empty=_("Nothing here has that name."))

    def on_mount(self) -> None:
        """Show all of them."""
        self.query_one(Listing).show_rows(self._entries)

    def on_input_changed(self, event: TextBox.Changed) -> None:
        """Keep matching entries; names that begin with what was typed come first."""
        words = event.value.casefold().split()
        left = [entry for entry in self._entries if all(word in entry.name.casefold() for word in words)]
        left.sort(key=lambda entry: not entry.name.casefold().startswith(" ".join(words)))
        self.query_one(Listing).show_rows(left)

    def on_listing_selected(self, event: Listing.Selected[Entry]) -> None:
        """A double click."""
        self.answer(event.row)

    def action_choose(self) -> None:
        """Do what is under the cursor."""
        if (entry := self.query_one(Listing).row) is not None:
            self.answer(entry)

    def action_move(self, lines: int) -> None:
        """Up and down, from the box."""
        self.query_one(Listing).action_move(lines)
