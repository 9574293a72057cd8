"""Keys are obeyed in the order in which they were typed, however fast they come.

Textual hands a key on to the widget with the focus, from where it climbs to whoever obeys it, but does at once what a
key of a dialog says, such as Enter. What is pasted with Enter behind it, typed ahead, or sent as one packet over a
slow line would be answered before it had arrived: by an empty line, or by the option that the cursor had not left yet.
So such a key goes behind the others, from the widget up to the app, before it is obeyed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from textual import events
from textual.message_pump import MessagePump

from screens.repainting import RepaintingApp

PATIENCE = 0.5
"""How long, in seconds, a key waits for one before it that a busy widget has not let go of."""


class InOrderApp(RepaintingApp):
    """An app in which no key overtakes another. It asks Textual's private `_binding_chain` who goes first."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key | events.Paste] = deque()
        """Keys that were typed and not handed on yet; the first of them waits for those before it."""

    async def on_event(self, event: events.Event) -> None:
        """Hand on what is typed; a key that would go first waits, and what is typed after it waits too."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        if len(self._waiting) == 1:
            await self._go_on()

    async def _go_on(self) -> None:
        while self._waiting:
            if self._goes_first(self._waiting[0]):
                path: list[MessagePump] = list((self.focused or self.screen).ancestors_with_self)
                _Way(path, self._obey).go()
                return
            await super().on_event(self._waiting.popleft())

    async def _obey(self) -> None:
        """Everything before it arrived where it was typed: obey the first that waits, and go on with the next."""
        try:
            await super().on_event(self._waiting[0])
        finally:
            self._waiting.popleft()
        await self._go_on()

    def _goes_first(self, event: events.Event) -> bool:
        """Whether Textual would do what this key says before the widget with the focus hears of it."""
        return isinstance(event, events.Key) and any(
            binding.priority
            for _node, bindings in self.screen._binding_chain
            for binding in bindings.key_to_bindings.get(event.key, ())
        )


class _Way:
    """From the widget with the focus up to the app, behind all that climbs there; once, and within a time."""

    def __init__(self, path: list[MessagePump], arrived: Callable[[], object]) -> None:
        self._path = path
        self._arrived = arrived
        self._is_over = False

    def go(self) -> None:
        """Set out; where it takes too long it counts as arrived."""
        self._late = asyncio.get_running_loop().call_later(PATIENCE, self._up, len(self._path))
        self._up(0)

    def _up(self, place: int) -> None:
        """On to the next who takes anything in; past the last of them it is over."""
        while place < len(self._path):
            if self._path[place].call_later(self._up, place + 1):
                return
            place += 1
        if not self._is_over:
            self._is_over = True
            self._late.cancel()
            self._path[-1].call_later(self._arrived)
