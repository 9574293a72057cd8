"""What every dialog has: a frame, a title, its keys, and exactly one answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from helpdesk.i18n import _
from screens.console_screen import ConsoleScreen
from screens.widgets.bars import KeyBar
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow

Result = TypeVar("Result")


class Dialog(ConsoleScreen[Result | None], ModalScreen[Result | None]):
    """A question in front of a screen. Say what is in it in `body`, and give the one answer with `answer`.

    Escape answers `None`; where something was typed that would be lost it says so first, and a second Escape leaves. A
    second answer, such as Enter pressed twice on a slow line, is ignored. Answered while something stands before it,
    such as the help sheet, it is hidden and closes once that is gone.
    """

    MISSES_NOTHING: ClassVar[bool] = False
    """Whether what is typed here is nothing to miss, so that one Escape is enough."""

    about = ""
    """The id of the customer whose data it shows, where it does no more: it goes once that may only be kept."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  # as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-usual"), (32, "-high"), (40, "-tall")]  # noqa: RUF012  # as Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", _("Cancel"), id="dialog.cancel"),
        Binding("question_mark,f1", "app.help", _("Help"), id="dialog.help", show=False),
    ]

    def __init__(self, title: str, *, keys: Iterable[Binding] = ()) -> None:
        """Make a dialog.

        Args:
            title: in the frame; plain text.
            keys: keys of this one dialog, whose words depend on the question; they win over the class's own.
        """
        super().__init__()
        self.title = title
        self._answered = False
        self._warned = False
        self._closes_with: tuple[Result | None] | None = None
        own = BindingsMap(keys)
        actions = {binding.action for _key, binding in own}
        for key, bindings in self._bindings.key_to_bindings.items():
            if key not in own.key_to_bindings and not any(binding.action in actions for binding in bindings):
                own.key_to_bindings[key] = bindings
        self._bindings = own

    def compose(self) -> ComposeResult:
        """The frame, the body and the keys."""
        with Vertical(classes="dialog") as frame:
            frame.border_title = Content(self.title or "")
            yield from self.body()
            yield KeyBar()

    def body(self) -> ComposeResult:
        """What stands between the title and the keys."""
        yield from ()

    def answer(self, result: Result | None) -> None:
        """Close the dialog with its answer; only the first one counts."""
        if not self._answered:
            self._answered = True
            if self.is_mounted:
                self._close(result)
            else:  # a key came faster than the dialog, which can't be taken away before it is all there
                self.call_later(self._close, result)

    def _close(self, result: Result | None) -> None:
        if any(stack[-1] is self for stack in self.app._screen_stacks.values() if stack):
            self.dismiss(result)
            return
        self._closes_with = (result,)  # Textual would close what stands before it
        self.query_one(".dialog").display = False

    def on_screen_resume(self) -> None:
        """In front again, or to be closed now."""
        if self._closes_with is not None:
            self.dismiss(*self._closes_with)

    def action_cancel(self) -> None:
        """Leave without an answer; where something was typed only the second time."""
        if self._warned or self.MISSES_NOTHING or not self._typed_in():
            self.answer(None)
        else:
            self._warn(_("Esc again: what you typed here is lost"))

    @on(FormRow.Changed)
    def _going_on(self) -> None:
        """Who types on does not want to leave."""
        if self._warned:
            self._warn("")

    def _warn(self, said: str) -> None:
        self._warned = bool(said)
        self.query_one(".dialog").border_subtitle = Content(said)

    def _typed_in(self) -> bool:
        rows = (row for form in self.query(Form) for row in form.rows)
        return any(row.changed and row.value for row in rows if isinstance(row.control, TextBox))
