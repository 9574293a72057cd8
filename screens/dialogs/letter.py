"""A letter to be read, as it goes out; one that is kept can be written to a file, and put on record as sent.

Clause: G8, C2, K1.
"""

from __future__ import annotations

from enum import StrEnum

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose


class Wanted(StrEnum):
    """What is to be done with a letter."""

    PDF = "pdf"
    TEXT = "text"
    SENT = "sent"


class LetterDialog(Dialog[Wanted]):
    """Shows a letter as plain text; of a kept one answers what is to be done with it."""

    def __init__(self, title: str, text: str, *, kept: bool = False) -> None:
        """Make it of a text. `kept`: the letter is in the store, so something can be done with it."""
        keys = [Binding("escape", "cancel", _("Close"), id="dialog.cancel")]
        if kept:
            keys[:0] = [
                Binding("p", "give('pdf')", _("PDF"), id="letter.pdf"),
                Binding("f", "give('text')", _("Text file"), id="letter.text"),
                Binding("s", "give('sent')", _("It went out"), id="letter.sent"),
            ]
        super().__init__(title, keys=keys)
        self._text = text

    def body(self) -> ComposeResult:
        """The text, as long as it is."""
        with VerticalScroll(classes="dialog-text"):
            yield Prose(*(visible(line) for line in self._text.splitlines()))

    def action_give(self, wanted: str) -> None:
        """Give it back."""
        self.answer(Wanted(wanted))
