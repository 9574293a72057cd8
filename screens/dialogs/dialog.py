"""What every dialog has: a frame, a title, its keys, and exactly one answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from helpdesk.i18n import _
from screens.widgets.bars import KeyBar

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None]):
    """A question in front of a screen. Say what is in it in `body`, and give the one answer with `answer`.

    Escape answers `None`. A second answer, such as Enter pressed twice on a slow line, is ignored.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-usual"), (32, "-high"), (40, "-tall")]  # noqa: RUF012  # as Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", _("Cancel"), id="dialog.cancel"),
    ]

    def __init__(self, title: str, *, keys: Iterable[Binding] = ()) -> None:
        """Make a dialog.

        Args:
            title: in the frame; plain text.
            keys: keys of this one dialog, whose words depend on the question; they win over the class's own.
        """
        super().__init__()
        self._title = title
        self._answered = False
        own = BindingsMap(keys)
        actions = {binding.action for _key, binding in own}
        for key, bindings in self._bindings.key_to_bindings.items():
            if key not in own.key_to_bindings and not any(binding.action in actions for binding in bindings):
                own.key_to_bindings[key] = bindings
        self._bindings = own

    def compose(self) -> ComposeResult:
        """The frame, the body and the keys."""
        with Vertical(classes="dialog") as frame:
            frame.border_title = Content(self._title)
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
        self.dismiss(result)

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.answer(None)
