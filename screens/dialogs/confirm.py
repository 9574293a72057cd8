"""Yes or no, and yes by typing a word where it can't be undone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose, Said


class Confirm(Dialog[bool]):
    """Asks yes or no; Escape is no. Where the answer weighs, Enter alone is not enough."""

    def __init__(
        self,
        title: str,
        *question: Said,
        yes: str | None = None,
        no: str | None = None,
        weighs: bool = False,
    ) -> None:
        """Make the question.

        Args:
            title: in the frame.
            question: one or more paragraphs.
            yes: what yes does, in a word; "Yes" otherwise.
            no: what no does, in a word; "No" otherwise.
            weighs: whether Enter is left out, so that nobody says yes by habit.
        """
        said_yes, said_no = yes or _("Yes"), no or _("No")
        keys = "y,j" if weighs else "enter,y,j"
        super().__init__(
            title,
            keys=[
                Binding(keys, "yes", said_yes, id="confirm.yes"),
                Binding("escape,n", "cancel", said_no, id="confirm.no"),
            ],
        )
        self._question = question

    def body(self) -> ComposeResult:
        """The question."""
        yield Prose(*self._question)

    def action_yes(self) -> None:
        """Yes."""
        self.answer(True)

    def action_cancel(self) -> None:
        """No."""
        self.answer(False)


class TypedConfirm(Dialog[bool]):
    """Says yes only when a given word was typed, such as the customer's number before an erasure."""

    def __init__(self, title: str, *question: Said, word: str, yes: str) -> None:
        """Make the question.

        Args:
            title: in the frame.
            question: one or more paragraphs.
            word: what has to be typed.
            yes: what yes does, in a word.
        """
        keys = [
            Binding("enter", "yes", yes, id="confirm.typed", priority=True),
            Binding("down,pagedown", "read(1)", _("Read on"), id="confirm.down"),
            Binding("up,pageup", "read(-1)", _("Read back"), id="confirm.up", show=False),
        ]
        super().__init__(title, keys=keys)
        self._question = question
        self._word = word

    def body(self) -> ComposeResult:
        """The question, and the box to type in."""
        with VerticalScroll(classes="dialog-question", can_focus=False):
            yield Prose(*self._question)
        yield Prose(_("Type {word} to go on.").format(word=self._word), classes="quiet")
        box = Input()
        box.cursor_blink = False
        yield box

    def on_input_changed(self) -> None:
        """Yes appears among the keys once the word is there."""
        self.refresh_bindings()

    def on_input_submitted(self) -> None:
        """Enter that came before what was typed was read: yes all the same."""
        if self._typed():
            self.answer(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Yes only with the word, and reading on only where not all of the question is in sight."""
        if action == "read":
            return self.is_mounted and self.query_one(VerticalScroll).max_scroll_y > 0
        return self._typed() if action == "yes" else True

    def action_yes(self) -> None:
        """Yes."""
        self.answer(True)

    def action_read(self, pages: int) -> None:
        """Read on in a question that is longer than its place; typing goes on in the box."""
        place = self.query_one(VerticalScroll)
        place.scroll_relative(y=pages * max(place.size.height - 1, 1), animate=False)

    def _typed(self) -> bool:
        return self.query_one(Input).value.strip() == self._word
