"""Forms: a labelled row for every value, with a line below for its fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from helpdesk.domain.errors import Fault
from helpdesk.i18n import _, tell
from screens.widgets import controls
from screens.widgets.controls import Chooser, TextBox, Tick


class FormRow(Vertical):
    """A label, a control, and its fault. `field` is the name that faults and values use."""

    class Changed(Message):
        """The value changed; `value` is the new one."""

        def __init__(self, row: FormRow, value: str | bool) -> None:
            super().__init__()
            self.row = row
            self.value = value

    def __init__(self, field: str, label: str, control: TextBox | Chooser | Tick, *, hint: str = "") -> None:
        """Make a row.

        Args:
            field: the field's name; unique in its form.
            label: in the reader's language.
            control: the control.
            hint: a few words below, until there is a fault.
        """
        super().__init__()
        self.field = field
        self.control = control
        self._label = label
        self._hint = hint
        self._first = self._told = control.filled_in

    def compose(self) -> ComposeResult:
        """The label before the control, and the line below."""
        with Horizontal():
            yield Static(Content(self._label), classes="form-label")
            yield self.control
        if self._hint:
            yield Static(Content(self._hint), classes="form-note")

    def call_it(self, label: str) -> None:
        """Change the label."""
        self._label = label
        self.query_one(".form-label", Static).update(Content(label))

    @property
    def value(self) -> str | bool:
        """The value: a text, the value of a choice, or yes or no."""
        return self.control.filled_in

    @value.setter
    def value(self, value: str | bool) -> None:
        self.control.fill_in(value)

    @property
    def changed(self) -> bool:
        """Whether it differs from the initial value."""
        return self.value != self._first

    def say(self, fault: str) -> None:
        """Show a fault; an empty text removes it."""
        said = Content(f"↑ {fault}" if fault else self._hint)
        note = next(iter(self.query(".form-note").results(Static)), None)
        if note is None:
            # Most rows never have anything to say, and every widget takes time when a form opens.
            note = Static(classes="form-note")
            if fault:
                self.mount(note)
        note.set_class(bool(fault), "-fault")
        note.update(said)
        note.display = bool(said)

    @on(Input.Changed)
    @on(controls.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        if self.value != self._told:
            self._told = self.value
            self.post_message(self.Changed(self, self.value))


class Form(VerticalScroll, can_focus=False):
    """Rows to fill in, read and checked together. Enter in a row goes to the next one, and so do the arrows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", _("Next field"), id="form.next", show=False),
        Binding("up", "app.focus_previous", _("Previous field"), id="form.previous", show=False),
    ]

    def __init__(self, *rows: FormRow | Widget, id: str | None = None) -> None:
        """Make a form of rows; other widgets, such as headings, may be between them."""
        super().__init__(*rows, id=id)

    @property
    def rows(self) -> list[FormRow]:
        """The rows, from top to bottom."""
        return list(self.query(FormRow))

    def __getitem__(self, field: str) -> FormRow:
        """The row of a field.

        Raises:
            KeyError: there is none.
        """
        for row in self.rows:
            if row.field == field:
                return row
        raise KeyError(field)

    @property
    def changed(self) -> bool:
        """Whether any value differs from its initial one."""
        return any(row.changed for row in self.rows)

    def values(self) -> dict[str, str | bool]:
        """The values, by field."""
        return {row.field: row.value for row in self.rows}

    def fill_in(self, values: Mapping[str, str | bool]) -> None:
        """Set the named fields, for example from a draft."""
        for row in self.rows:
            if row.field in values:
                row.value = values[row.field]

    def show_faults(self, faults: Iterable[Fault]) -> list[Fault]:
        """Show each fault below its row, remove all others, and go to the first.

        Returns:
            the faults without a row.
        """
        by_field: dict[str, list[Fault]] = {}
        for fault in faults:
            by_field.setdefault(fault.field, []).append(fault)
        first: FormRow | None = None
        for row in self.rows:
            here = by_field.pop(row.field, [])
            row.say(" ".join(tell(fault.message) for fault in here))
            first = first or (row if here else None)
        if first is not None:
            first.control.focus()
        return [fault for rest in by_field.values() for fault in rest]

    def on_resize(self) -> None:
        """In a smaller window the row that is being filled in stays in view."""
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            self.call_after_refresh(focused.scroll_visible, animate=False)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        rows = self.rows
        here = next((place for place, row in enumerate(rows) if row.control is event.input), None)
        if here is not None and here + 1 < len(rows):
            event.stop()
            rows[here + 1].control.focus()
