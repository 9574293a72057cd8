"""Secrets and one-time codes that the other side of a connection asks for. They are never stored. Clause: B6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget

from helpdesk.domain.display import visible
from helpdesk.domain.messages import Message
from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

LONGEST_LABEL = 15
"""The width of a question before its box, in cells."""


class Secret(Dialog[str]):
    """Asks for one pass phrase or password; the input is not visible."""

    def __init__(self, what: Message, host: str = "") -> None:
        """Make the question; `what` says which one is wanted, `host` where it is for."""
        super().__init__(
            _("To sign in"), keys=[Binding("enter", "give", _("Go on"), id="secret.give", priority=True)]
        )
        self._what = what
        self._host = host

    def body(self) -> ComposeResult:
        """Where it is for, what is asked, and the box."""
        if self._host:
            yield Prose(_("For {host}").format(host=self._host), classes="quiet")
        yield Prose(self._what)
        yield TextBox(password=True)
        yield Prose(_("It is used once and not kept."), classes="quiet")

    def action_give(self) -> None:
        """Use what was typed."""
        self.answer(self.query_one(TextBox).value)


class Answers(Dialog[tuple[str, ...]]):
    """Asks the other side's questions; its words are untrusted."""

    MISSES_NOTHING = True

    def __init__(
        self, title: str, instructions: str, prompts: Sequence[tuple[str, bool]], host: str = ""
    ) -> None:
        """Make the question.

        Args:
            title: the other side's title.
            instructions: the other side's explanation.
            prompts: each question, and whether its answer may be visible.
            host: who is asking.
        """
        super().__init__(
            _("To sign in"),
            keys=[Binding("enter", "give", _("Go on"), id="answers.give", priority=True)],
        )
        self._asked_by = host or _("The other side")
        self._said = [said for text in (title, instructions) if (said := visible(text, lines=True).strip())]
        self._prompts = tuple(prompts)

    def body(self) -> ComposeResult:
        """Who asks, what it says, and a box for each of its questions."""
        yield Prose(_("{who} asks:").format(who=self._asked_by), classes="quiet")
        with VerticalScroll(classes="dialog-said", can_focus=False):
            yield Prose(*self._said)
        yield Form(*self._rows())

    def _rows(self) -> Iterator[Widget]:
        """A box for each question; a question too long for a label is above its box."""
        for place, (text, echo) in enumerate(self._prompts):
            label = visible(text).strip(" :")
            if cell_len(label) > LONGEST_LABEL:
                yield Prose(label)
                label = ""
            yield FormRow(str(place), label, TextBox(password=not echo))

    def action_give(self) -> None:
        """Go to the next box, and from the last one return all answers."""
        rows = self.query_one(Form).rows
        here = next((place for place, row in enumerate(rows) if row.control.has_focus), len(rows) - 1)
        if here + 1 < len(rows):
            rows[here + 1].control.focus()
        else:
            self.answer(tuple(str(row.value) for row in rows))
