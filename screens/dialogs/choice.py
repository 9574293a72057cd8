"""One of several, each with a key that moves the cursor to it; Enter takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog, Options
from screens.widgets.columns import GAP, MARK, Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Said

Value = TypeVar("Value")

USUAL, ROOMY = 60, 72
"""Cells for the options in a dialog of the usual width, and in a wider one."""

_KEY = 2

KEYS = "123456789abcdefhilmnopqrstuvwxyz"
"""Keys for options; `j` and `k` move, and `g` goes to the first."""

RUN = 3
"""This many characters in a row are text meant for elsewhere, such as a code that somebody reads out."""


@dataclass(frozen=True)
class Option(Generic[Value]):
    """One option: its value, its name, and its `key` if it has one that is the same elsewhere."""

    value: Value
    label: str
    hint: str = ""
    key: str = ""


class Choice(Dialog[Value]):
    """Asks for one of several. Only Enter chooses, and not an Enter that ends a typed word."""

    def __init__(
        self, title: str, options: Sequence[Option[Value]], *question: Said, now: Value | None = None
    ) -> None:
        """Make the question.

        Args:
            title: in the frame.
            options: what can be chosen, the likeliest first.
            question: paragraphs above the options.
            now: the current value, if it is one of them; the cursor starts there.
        """
        super().__init__(
            title, keys=[Binding("enter", "choose", _("Choose"), id="choice.choose", priority=True)]
        )
        self._options = tuple(zip(_keys(options), options, strict=True))
        self._question = question
        self._now = now
        self._typed = 0

    def help_text(self) -> str:
        """How to choose."""
        return _("The key before an option selects it; Enter confirms.")

    def body(self) -> ComposeResult:
        """The question and the options."""
        if self._question:
            yield Prose(*self._question)
        yield Options[tuple[str, Option[Value]]](self._columns(), titles=False)

    def _columns(self) -> list[Column[tuple[str, Option[Value]]]]:
        """A key, what it chooses, and, if any option has one, a hint, which gets the remaining width."""
        label, hint = (
            max((cell_len(getattr(one, part)) for _key, one in self._options), default=0)
            for part in ("label", "hint")
        )
        keys = len(MARK) + _KEY + GAP
        self.set_class(keys + label + GAP + hint > USUAL, "-roomy")
        columns: list[Column[tuple[str, Option[Value]]]] = [
            Column("", lambda row: Content(row[0]).stylize("bold"), width=_KEY),
            Column("", lambda row: row[1].label),
        ]
        if hint:
            room = ROOMY - keys - GAP
            columns[-1] = columns[-1]._replace(width=min(label, max(room - hint, room // 2)))
            columns.append(Column("", lambda row: row[1].hint))
        return columns

    def on_mount(self) -> None:
        """Show the options."""
        listing = self.query_one(Options)
        listing.show_rows(self._options)
        values = [option.value for _key, option in self._options]
        if self._now in values:
            self.call_after_refresh(listing.move_to, values.index(self._now))

    def on_key(self, event: events.Key) -> None:
        """The key of an option."""
        key = event.character or ""
        places = {known: place for place, (known, _option) in enumerate(self._options) if known}
        if key in places or key.isdigit():
            event.stop()
            self._typed += 1
        if key in places:
            self.query_one(Options).move_to(places[key])

    def action_choose(self) -> None:
        """The option under the cursor."""
        typed, self._typed = self._typed, 0
        if typed < RUN:
            self.query_one(Options).action_select()
        else:
            self.say(_("Nothing is chosen yet: Enter takes this"))

    @on(Listing.Selected)
    def _selected(self, event: Listing.Selected[tuple[str, Option[Value]]]) -> None:
        event.stop()
        self.answer(event.row[1].value)


def _keys(options: Sequence[Option[Any]]) -> Iterator[str]:
    """A key for each of them: its own, or the next free one; `""` once they are used up."""
    own = {one.key for one in options if one.key and one.key in KEYS}
    free = (key for key in KEYS if key not in own)
    for one in options:
        yield one.key if one.key in own else next(free, "")
