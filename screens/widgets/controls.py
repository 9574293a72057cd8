"""One-line controls: a text box, a choice of a few, and a tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input

from helpdesk.i18n import _


class Changed(Message):
    """The value changed."""


class TextBox(Input, inherit_bindings=False):
    """A one-line text box with a cursor that does not blink.

    It does not scroll, so it has only a box's keys and none for scrolling: those belong to what contains it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*Input.BINDINGS]

    virtual_size = Reactive(Size(0, 0))
    """Cells of typed text. The size depends only on the style sheet: no key causes a new layout."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        suggester: Suggester | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(value, password=password, suggester=suggester, id=id)
        self.hint(placeholder)
        self.cursor_blink = False

    def hint(self, placeholder: str) -> None:
        """Show what can be typed while nothing is, in brackets: in sixteen colours it looks like typed text."""
        self.placeholder = f"({placeholder})" if placeholder else ""

    @property
    def filled_in(self) -> str:
        """The typed text."""
        return self.value

    def fill_in(self, value: str | bool) -> None:
        """Set the text."""
        self.value = str(value)


class Chooser(Widget, can_focus=True):
    """One of a few, turned with the arrow keys or the space bar: `‹ Dutch ›`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "turn(1)", _("Next"), id="choice.next"),
        Binding("left", "turn(-1)", _("Previous"), id="choice.previous", show=False),
    ]

    chosen: reactive[str] = reactive("", init=False)

    def __init__(self, options: Mapping[str, str], value: str = "", *, id: str | None = None) -> None:
        """Make a choice.

        Args:
            options: the shown texts by value, in order.
            value: the initial value; the first option if it is not among them.
            id: of the widget.
        """
        super().__init__(id=id)
        self._options = dict(options)
        self.set_reactive(Chooser.chosen, self._known(value))

    def _known(self, value: str) -> str:
        return value if value in self._options else next(iter(self._options), "")

    @property
    def filled_in(self) -> str:
        """The value of the choice."""
        return self.chosen

    def fill_in(self, value: str | bool) -> None:
        """Choose another value."""
        self.chosen = self._known(str(value))

    def offer(self, options: Mapping[str, str]) -> None:
        """Replace the options; the choice stays if it is among them."""
        self._options = dict(options)
        self.chosen = self._known(self.chosen)
        self.refresh()

    def watch_chosen(self) -> None:
        """Tell whoever listens."""
        self.post_message(Changed())

    def action_turn(self, step: int) -> None:
        """The next option, or the one before."""
        meanings = list(self._options)
        if meanings:
            self.chosen = meanings[(meanings.index(self.chosen) + step) % len(meanings)]

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """A letter selects an option; one that selects none is consumed too: somebody is filling in a form."""
        return (character or "").isalpha() and bool(self._options)

    def on_key(self, event: events.Key) -> None:
        """A letter chooses the next option that begins with it; if none does, one whose name after an id does."""
        if not self.check_consume_key(event.key, event.character):
            return
        event.stop()
        letter = (event.character or "").casefold()
        meanings = list(self._options)
        at = meanings.index(self.chosen) + 1
        around = [(one, self._options[one].casefold()) for one in meanings[at:] + meanings[:at]]
        begin = [one for one, said in around if said.startswith(letter)]
        named = [one for one, said in around if said.partition(" ")[2].startswith(letter)]
        if found := begin or named:
            self.chosen = found[0]

    def on_click(self) -> None:
        """The next option."""
        self.action_turn(1)

    def render(self) -> Content:
        """The choice, between marks that show that there are more."""
        return Content.assemble("‹ ", (self._options.get(self.chosen, ""), _cursor(self)), " ›")


class Tick(Widget, can_focus=True):
    """Yes or no: `[x]`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "turn", _("Yes or no"), id="tick.turn")]

    ticked: reactive[bool] = reactive(False, init=False)

    def __init__(self, value: bool = False, *, text: str = "", id: str | None = None) -> None:
        """Make a tick; `text` is shown after it."""
        super().__init__(id=id)
        self._text = text
        self.set_reactive(Tick.ticked, value)

    @property
    def filled_in(self) -> bool:
        """Yes or no."""
        return self.ticked

    def fill_in(self, value: str | bool) -> None:
        """Tick it or not."""
        self.ticked = bool(value)

    def watch_ticked(self) -> None:
        """Tell whoever listens."""
        self.post_message(Changed())

    def action_turn(self) -> None:
        """Toggle it."""
        self.ticked = not self.ticked

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """A letter does nothing: somebody is filling in a form."""
        return (character or "").isalpha()

    def on_key(self, event: events.Key) -> None:
        """A letter is consumed here."""
        if self.check_consume_key(event.key, event.character):
            event.stop()

    def on_click(self) -> None:
        """Toggle it."""
        self.action_turn()

    def render(self) -> Content:
        """The tick and its text."""
        box = ("x" if self.ticked else " ", _cursor(self))
        return Content.assemble("[", box, f"] {self._text}".rstrip())


def _cursor(control: Widget) -> str:
    """The look of what the keys change: a block like the cursor of a text box, to be seen without colours too."""
    return "reverse" if control.has_focus else ""
