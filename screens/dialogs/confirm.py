"""Yes or no, and typing a word for yes if it can't be undone."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import TextBox
from screens.widgets.prose import Prose, Said
from screens.widgets.reading import Reading


class Confirm(Dialog[bool]):
    """Asks yes or no; Escape is no. For a serious question, Enter is not enough."""

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
            yes: what yes does, in a word; "Yes" by default.
            no: what no does, in a word; "No" by default.
            weighs: whether Enter is disabled, so that nobody says yes by habit.
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
        """The question, which scrolls where not all of it has room, so that the keys keep theirs."""
        yield Reading(Prose(*self._question))

    def action_yes(self) -> None:
        """Yes."""
        self.answer(True)

    def action_cancel(self) -> None:
        """No."""
        self.answer(False)


class TypedConfirm(Dialog[bool]):
    """Says yes only after a given word was typed, such as the customer's number before an erasure."""

    def __init__(self, title: str, *question: Said, word: str, yes: str) -> None:
        """Make the question.

        Args:
            title: in the frame.
            question: one or more paragraphs.
            word: what has to be typed.
            yes: what yes does, in a word.
        """
        super().__init__(
            title,
            keys=[
                Binding("enter", "yes", yes, id="confirm.typed", priority=True),
                Binding("down,pagedown", "read(1)", _("Read on"), id="confirm.down", priority=True),
                Binding("up,pageup", "read(-1)", _("Read back"), id="confirm.up", show=False, priority=True),
            ],
        )
        self._question = question
        self._word = word

    def body(self) -> ComposeResult:
        """The question, and the box to type in."""
        with VerticalScroll(id="typed-question", can_focus=False):
            yield Prose(*self._question)
        yield Prose(_("Type {word} to go on.").format(word=self._word), classes="quiet")
        yield TextBox()

    def on_input_changed(self) -> None:
        """Yes appears among the keys once the word is there."""
        self.refresh_bindings()
        self._warn("")

    def on_input_submitted(self) -> None:
        """Enter that came before the text was read: yes all the same; a different word is reported."""
        if self._typed():
            self.answer(True)
        else:
            self._warn(_("First type: {word}").format(word=self._word))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Yes only with the word; scrolling only if there is more than fits."""
        if action == "read":
            return self._is_long
        return self._typed() if action == "yes" else True

    def action_read(self, way: int) -> None:
        """Scroll to what did not fit: forward (1) or back (-1)."""
        text = self.query_one("#typed-question", VerticalScroll)
        text.scroll_relative(y=way * max(text.size.height - 1, 1), animate=False)

    def on_mount(self) -> None:
        """Offer to scroll if not all of it fits."""
        text = self.query_one("#typed-question", VerticalScroll)
        self.watch(text, "show_vertical_scrollbar", self.refresh_bindings)

    def action_yes(self) -> None:
        """Yes."""
        self.answer(True)

    @property
    def _is_long(self) -> bool:
        return self.is_here and self.query_one("#typed-question", VerticalScroll).show_vertical_scrollbar

    def _typed(self) -> bool:
        return self.query_one(Input).value.strip().casefold() == self._word.casefold()
