"""A letter to be read, as it goes out; one that is kept can be sent, written to a file, or put on record as sent.

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
    MAIL = "mail"
    ANEW = "anew"


class LetterDialog(Dialog[Wanted]):
    """Shows a letter as plain text; of a kept one answers what is to be done with it."""

    def __init__(
        self, title: str, text: str, *, state: str = "", about: str = "", is_outdated: bool = False
    ) -> None:
        """Make it of a text. `state` is where a letter in the store stands; then something can be done with it.

        `is_outdated`: it can't go out as it is.

        `about` is the id of the customer to whom it is not owed, so that it goes once they may only be kept.
        """
        keys = [Binding("escape", "cancel", _("Close"), id="dialog.cancel")]
        if state:
            keys[:0] = [
                Binding("p", "give('pdf')", _("PDF"), id="letter.pdf"),
                Binding("f", "give('text')", _("Text file"), id="letter.text"),
                Binding("m", "give('mail')", _("Send by mail"), id="letter.mail"),
                Binding("s", "give('sent')", _("It went out"), id="letter.sent"),
            ]
        if is_outdated:
            keys[:3] = [Binding("w", "give('anew')", _("Rewrite it"), id="letter.anew")]
        super().__init__(title, keys=keys)
        self.about = about
        self._text = text
        self._state = state

    def body(self) -> ComposeResult:
        """Where it stands, and the text, as long as it is."""
        with VerticalScroll(classes="dialog-text"):
            if self._state:  # of several lines it would push the keys out of a low frame
                yield Prose(self._state, "", classes="quiet")
            yield Prose(*(visible(line) for line in self._text.splitlines()))

    def action_give(self, wanted: str) -> None:
        """Give it back."""
        self.answer(Wanted(wanted))
