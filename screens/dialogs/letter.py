"""A letter to read, as it goes out; a kept one can be sent, saved to a file, or recorded as sent.

Clause: G8, C2, K1.
"""

from __future__ import annotations

from enum import StrEnum

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose
from screens.widgets.reading import Reading


class Wanted(StrEnum):
    """What to do with a letter."""

    PDF = "pdf"
    TEXT = "text"
    SENT = "sent"
    MAIL = "mail"
    ANEW = "anew"


class LetterDialog(Dialog[Wanted]):
    """Shows a letter as plain text; for a kept one, returns what to do with it."""

    def __init__(
        self, title: str, text: str, *, state: str = "", about: str = "", is_outdated: bool = False
    ) -> None:
        """Make it from a text. `state` describes a letter in the store, with which something can be done.

        `is_outdated`: it can't go out as it is.

        `about` is the id of a customer to whom it is not owed: the dialog closes once their data may only be stored.
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
        # Where it stands, of several lines, would push the keys out of a low frame.
        state = [Prose(self._state, "", classes="quiet")] if self._state else []
        yield Reading(*state, Prose(*(visible(line) for line in self._text.splitlines())))

    def action_give(self, wanted: str) -> None:
        """Return it."""
        self.answer(Wanted(wanted))
