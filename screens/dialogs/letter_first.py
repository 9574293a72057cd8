"""The letter of a step, read before the step is taken. Clause: G8, C2."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose
from screens.widgets.reading import Reading


class LetterFirst(Dialog[bool]):
    """Shows a letter as it would go out; Ctrl+S takes the step, Escape does not."""

    def __init__(self, title: str, text: str, yes: str) -> None:
        """Make it from a letter's text; `yes` names the step."""
        super().__init__(title, keys=[Binding("ctrl+s", "yes", yes, id="letter-first.yes", priority=True)])
        self._text = text

    def body(self) -> ComposeResult:
        """The text, as long as it is."""
        yield Reading(Prose(*(visible(line) for line in self._text.splitlines())))

    def action_yes(self) -> None:
        """Take the step."""
        self.answer(True)
