"""The lock: hides everything while nobody is there. Clause: B2."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from helpdesk.domain.errors import HelpdeskError
from helpdesk.i18n import _, tell
from screens.cover import Cover
from screens.widgets.controls import TextBox

LONGEST_WAIT = 30.0


def wait_after(wrong: int) -> float:
    """Seconds to wait after this many wrong pass phrases in a row: 1, 2, 4 … at most 30."""
    return min(2.0 ** (wrong - 1), LONGEST_WAIT) if wrong else 0.0


class Lock(Cover):
    """Hides everything until the pass phrase is given, or Enter is pressed if there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", _("Unlock"), id="unlock")]

    class Opened(Message):
        """The right pass phrase was given."""

    def __init__(
        self,
        unlock: Callable[[str], Awaitable[bool]],
        *,
        has_passphrase: bool,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Make a lock.

        Args:
            unlock: says whether a pass phrase is right, and records the tries.
            has_passphrase: whether there is one to ask for.
            wait: waits the seconds after a wrong try.
        """
        super().__init__()
        self.has_passphrase = has_passphrase
        self._unlock = unlock
        self._wait = wait
        self._wrong = 0
        self._trying = False
        self._next: str | None = None

    def compose(self) -> ComposeResult:
        """A box in the middle: what this is, and the way in."""
        with Vertical(id="lock"):
            yield Static(Content(_("Locked")), id="lock-title")
            yield Static(Content(_("Your work is as you left it.")))
            if self.has_passphrase:
                yield TextBox(password=True, placeholder=_("Pass phrase"), id="lock-phrase")
            yield Static(Content(self._hint()), id="lock-hint")

    def _hint(self) -> str:
        if self.has_passphrase:
            return _("Give the pass phrase and press Enter.")
        return _("Press Enter to go on.")

    @on(Input.Submitted, "#lock-phrase")
    def _phrase_given(self, event: Input.Submitted) -> None:
        """Try it now, or after the one being tried: the wait never drops typed text."""
        event.stop()
        phrase = event.value
        event.input.clear()
        self._try(phrase)

    def action_open(self) -> None:
        """Enter where no pass phrase is asked for."""
        if not self.has_passphrase:
            self._try("")

    def _try(self, phrase: str) -> None:
        if not self._trying:
            self._trying = True
            self._unlocked(phrase)
        elif phrase:
            self._next = phrase

    @work(group="unlock")
    async def _unlocked(self, phrase: str) -> None:
        try:
            given: str | None = phrase
            while given is not None:
                self._next = None
                await self._answer(given)
                given = self._next
        finally:
            self._trying = False

    async def _answer(self, phrase: str) -> None:
        hint = self.query_one("#lock-hint", Static)
        try:
            right = await self._unlock(phrase)
        except HelpdeskError as error:
            hint.update(Content(tell(error.what)))
            return
        if right:
            self._wrong, self._next = 0, None
            for box in self.query(Input):
                box.clear()
            hint.update(Content(self._hint()))
            self.post_message(self.Opened())
            return
        self._wrong += 1
        hint.update(Content(_("That is not the pass phrase. Wait …")))
        await self._wait(wait_after(self._wrong))
        hint.update(Content(_("That was not the pass phrase. Try again.")))
