"""What every dialog has: a frame, a title, its keys, and exactly one answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from helpdesk.i18n import _, show_number
from screens.console_screen import ConsoleScreen
from screens.widgets.bars import KeyBar
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.listing import Listing
from screens.widgets.pages import Row

Result = TypeVar("Result")


class Options(Listing[Row]):
    """A list to choose from; the mouse wheel also announces that others are in view."""

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _scrolled(self) -> None:
        self.call_later(self.cursor_moved)


class Dialog(ConsoleScreen[Result | None], ModalScreen[Result | None]):
    """A question in front of a screen. Define its contents in `body`, and return the one answer with `answer`.

    Escape answers `None`; if typed text would be lost it says so first, and a second Escape leaves. A second answer,
    such as Enter pressed twice on a slow line, is ignored. If it is answered while something is in front of it, such
    as the help sheet, it is hidden and closes once that is gone.
    """

    MISSES_NOTHING: ClassVar[bool] = False
    """Whether what is typed here is no loss, so that one Escape is enough."""

    about = ""
    """The id of the customer whose data it only shows; it closes once that data may only be stored."""

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
            keys: keys of this dialog whose words depend on the question; they override the class's.
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
        """The contents between the title and the keys."""
        yield from ()

    def answer(self, result: Result | None) -> None:
        """Close the dialog with its answer; only the first one counts."""
        if not self._answered:
            self._answered = True
            if self.is_mounted:
                self._close(result)
            else:  # a key came faster than the dialog, which can't be removed before it is complete
                self.call_later(self._close, result)

    def _close(self, result: Result | None) -> None:
        if any(stack[-1] is self for stack in self.app._screen_stacks.values() if stack):
            self.dismiss(result)
            return
        self._closes_with = (result,)  # Textual would close whatever is in front of it
        self.query_one(".dialog").display = False

    def on_screen_resume(self) -> None:
        """In front again, or about to close."""
        if self._closes_with is not None:
            self.dismiss(*self._closes_with)

    def action_cancel(self) -> None:
        """Leave without an answer; if something was typed, only the second time."""
        if self._lets_go(_("Esc again: what you typed here is lost")):
            self.answer(None)

    def may_quit(self) -> bool:
        """Whether the console may be left now; if something was typed, only the second time."""
        return self._lets_go(_("Ctrl+Q again: what you typed here is lost"))

    def _lets_go(self, warning: str) -> bool:
        if self._warned or self.MISSES_NOTHING or not self._typed_in():
            return True
        self._warn(warning)
        return False

    @on(FormRow.Changed)
    def _going_on(self) -> None:
        """Whoever types on does not want to leave."""
        if self._warned:
            self._warn("")

    def on_resize(self) -> None:
        """More or fewer options fit."""
        self.call_after_refresh(self._say_more)

    @on(Listing.Highlighted)
    def _say_more(self) -> None:
        """Say in the frame how many options are further down."""
        for one in self.query(Options) if not self._answered else ():
            self.say(_("↓ {count} more").format(count=show_number(one.below)) if one.below else "")

    def say(self, said: str) -> None:
        """Say something in the frame; an empty text removes it."""
        self.query_one(".dialog").border_subtitle = Content(said)

    def _warn(self, said: str) -> None:
        self._warned = bool(said)
        self.say(said)

    def _typed_in(self) -> bool:
        rows = (row for form in self.query(Form) for row in form.rows)
        return any(row.changed and row.value for row in rows if isinstance(row.control, TextBox))
