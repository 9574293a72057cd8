"""One line to type."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose, Said


class Line(Dialog[str]):
    """Asks for one line; Enter gives it, once something stands there."""

    def __init__(self, title: str, label: str, yes: str, value: str = "", said: Sequence[Said] = ()) -> None:
        """Make the question.

        Args:
            title: in the frame.
            label: before the box.
            yes: what Enter does, in a word.
            value: what stands in the box at first.
            said: paragraphs above it.
        """
        super().__init__(title, keys=[Binding("enter", "give", yes, id="line.give", priority=True)])
        self._label = label
        self._value = value
        self._said = said

    def body(self) -> ComposeResult:
        """What was said, and the box."""
        if self._said:
            yield Prose(*self._said)
        yield Form(FormRow("line", self._label, TextBox(self._value)))

    def action_give(self) -> None:
        """Give what was typed; nothing is no answer, and would look like one."""
        form = self.query_one(Form)
        if typed := str(form["line"].value).strip():
            self.answer(typed)
        else:
            form.show_faults([Fault("line", msg("Type something, or leave with Esc."))])
