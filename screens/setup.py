"""The first start: there is no store yet. Clause: P1, B1.

The technician sees where the store and its key will be, and three fields: a name (shown on what is recorded),
and a pass phrase twice, or left empty. Enter goes to the next field, from the last one it makes the store,
and the console goes on with it. Escape leaves; to look around first there is `helpdesk demo`.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from helpdesk.domain.errors import HelpdeskError
from helpdesk.i18n import _, tell
from screens.page import Page
from screens.widgets.controls import TextBox

if TYPE_CHECKING:
    from helpdesk.desk import Desk

NAME, PHRASE, AGAIN = "setup-name", "setup-phrase", "setup-again"


class Setup(Page[bool]):
    """Makes the store; dismisses itself with `True` once the desk is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.back", _("Leave"), id="setup.leave"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Welcome")
        self._key_there = desk.config.embedded and desk.config.key_file.exists()

    def body(self) -> ComposeResult:
        """What will be made, and what is needed for it."""
        with VerticalScroll(id="setup", can_focus=False):
            yield Static(Content(self._explanation()), id="setup-text")
            with Vertical(id="setup-fields"):
                yield from self._field(NAME, _("Your name"), self.desk.login)
                if self._asks_phrase():
                    yield from self._field(PHRASE, self._phrase_label(), "", secret=True)
                if self._asks_twice():
                    yield from self._field(AGAIN, _("The same pass phrase again"), "", secret=True)
            yield Static(id="setup-status")
            yield Static(
                Content(_("Enter goes on, Esc leaves. Only looking around? Start `helpdesk demo`.")),
                id="setup-demo",
            )

    def _field(self, name: str, label: str, value: str, *, secret: bool = False) -> ComposeResult:
        yield Static(Content(label), classes="setup-label")
        yield TextBox(value, password=secret, id=name)

    def _explanation(self) -> str:
        config = self.desk.config
        if not config.embedded:
            return _("There is no store in this database yet: {place}. It can be created now.").format(
                place=config.shown_database
            )
        return _(
            "There is no store of customers yet. It can be created now, encrypted.\n\nStore: {store}\nKey:   "
            "{key}"
        ).format(store=config.database_file, key=config.key_file)

    def _asks_phrase(self) -> bool:
        return self.desk.config.embedded and (not self._key_there or self.desk.has_passphrase)

    def _asks_twice(self) -> bool:
        return self._asks_phrase() and not self._key_there

    def _phrase_label(self) -> str:
        if self._key_there:
            return _("Pass phrase of the existing key")
        return _("Pass phrase to protect the key, or empty for none (it can't be recovered)")

    def help_text(self) -> str:
        """What is made, and what a pass phrase does."""
        return _(
            "The store holds the customers, encrypted with a key kept in another folder. With a pass "
            "phrase, the key is useless to anybody who copies both. Nobody can recover a forgotten pass "
            "phrase."
        )

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Enter: the next field, or make the store."""
        event.stop()
        boxes = list(self.query(Input))
        place = boxes.index(event.input)
        if place + 1 < len(boxes):
            boxes[place + 1].focus()
        elif fault := self._fault():
            name, text = fault
            self._say(text)
            self.query_one(f"#{name}", Input).focus()
        else:
            self._make()

    def _fault(self) -> tuple[str, str] | None:
        if not self._value(NAME).strip():
            return NAME, _("Give a name: it is recorded with what you do.")
        if self._asks_twice() and self._value(PHRASE) != self._value(AGAIN):
            return AGAIN, _("The two pass phrases are not the same.")
        return None

    def _value(self, name: str) -> str:
        return next((box.value for box in self.query(Input) if box.id == name), "")

    def _say(self, text: str) -> None:
        self.query_one("#setup-status", Static).update(Content(text))

    @work(exclusive=True, group="setup")
    async def _make(self) -> None:
        boxes = self.query(Input)
        boxes.set(disabled=True)
        self._say(_("Creating the store …"))
        make = partial(
            self.desk.create, name=self._value(NAME).strip(), passphrase=self._value(PHRASE) or None
        )
        try:
            await asyncio.to_thread(make)
        except HelpdeskError as error:
            told = (tell(part) for part in (error.what, error.safe, error.todo) if part)
            self._say(" ".join(told))
            boxes.set(disabled=False)
            boxes.last().focus()
        else:
            self.dismiss(True)
