"""Asks for the pass phrase of the store. Clause: P1, B2."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import TextBox
from screens.widgets.prose import Prose


class PassPhrase(Dialog[str]):
    """Returns what was typed, or `None` to leave."""

    def __init__(self, *, again: bool = False) -> None:
        """Make the question; `again`: the last one was wrong."""
        super().__init__(
            _("Pass phrase"),
            keys=[
                Binding("enter", "open", _("Open"), id="passphrase.open", priority=True),
                Binding("escape", "cancel", _("Leave"), id="passphrase.leave"),
            ],
        )
        self._again = again

    def body(self) -> ComposeResult:
        """What it is for, and the box to type in."""
        if self._again:
            yield Prose(_("That was not the pass phrase of the store."))
        else:
            yield Prose(_("The store is locked with a pass phrase."))
        yield TextBox(password=True)

    def action_open(self) -> None:
        """Try what was typed."""
        self.answer(self.query_one(Input).value)
