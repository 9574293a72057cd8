"""Which passage? Part of a message, marked by hand. Clause: D9."""

from __future__ import annotations

import unicodedata

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import TextArea

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose


class Passage(Dialog[tuple[int, int]]):
    """Returns where the marked passage is in the text; `None` if nothing was marked."""

    def __init__(self, text: str, begin: int = 0) -> None:
        """Make the question about a text; `begin` is where the cursor starts."""
        super().__init__(
            _("Mark a passage"), keys=[Binding("enter", "give", _("This"), id="passage.give", priority=True)]
        )
        self._text = text
        self._begin = begin

    def body(self) -> ComposeResult:
        """The text, read-only, for marking."""
        yield Prose(_("Shift with the arrows marks; Ctrl+Shift marks whole words."))
        yield TextArea(one_to_one(self._text), read_only=True, id="passage-text")

    def on_mount(self) -> None:
        """Put the cursor at the start of a line."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor((self._text.count("\n", 0, self._begin), 0))
        area.focus()

    def on_text_area_selection_changed(self) -> None:
        """The key appears once something is marked."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a passage that is there."""
        return self._marked is not None if action == "give" else True

    def action_give(self) -> None:
        """Return it."""
        self.answer(self._marked)

    @property
    def _marked(self) -> tuple[int, int] | None:
        if not self.is_here:
            return None
        area = self.query_one(TextArea)
        lines = area.document.lines
        start, end = sorted(
            sum(len(line) + 1 for line in lines[:row]) + column for row, column in area.selection
        )
        return (start, end) if start < end else None


def one_to_one(text: str) -> str:
    """The text with one harmless character for each of its own, so that positions stay the same."""
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character == "\n" or unicodedata.combining(character):
        return character
    shown = " " if character == "\r" else visible(character)
    return shown if len(shown) == 1 else "�"
