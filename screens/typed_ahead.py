"""An app that loses no key: keys typed faster than screens appear are carried out in order, once they are there.

Textual gives a key to whatever is in front when it arrives. A key typed after one that opens something would go to
what was there before, Enter would answer a dialog before its text is in the box, a key for a list that is still being
read would find nothing, and before the store is open nobody could take it. Here the next key waits until the one
before was carried out and the screen in front can take it. Escape does not wait: it drops what was typed ahead.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker

from screens.covering import CoveredApp
from screens.idleness import since_boot
from screens.page import Page
from screens.widgets.listing import Listing

if TYPE_CHECKING:
    from helpdesk.desk import Desk

LOOK = 0.01
"""Seconds between checks whether a held key can go on; only while there is one."""

CARRIED_OUT = 3.0
"""Seconds after which a key counts as carried out, whatever became of the widget that took it."""

OPENED = 5.0
"""Seconds that keys wait for what another one opens: even a stuck console still responds."""

LINE_FEED = "ctrl+j"
"""What a terminal makes of Enter before the console has it in raw mode."""

OPENS = frozenset({"go", "open-customer", "page-asks", "resume-form", "unsolicited", "unsolicited-asks"})
"""Groups of workers that open or close something because of a key."""

OF_A_TAB = "customer-"
"""The prefix of the groups of workers that read the tabs of a customer."""

Typed = events.Key | events.Paste


class TypedAheadApp(CoveredApp):
    """An app whose keys wait for their turn."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = since_boot) -> None:
        super().__init__(desk, clock)
        self.opening_store = False
        """Whether the store is being opened, so that the page in front can't take keys yet."""
        self._ahead: deque[Typed] = deque()
        self._looking = False
        self._under_way_until = 0.0
        self._after_text = False
        self._front: Screen[Any] | None = None
        self._asking = 0
        self._opening_since = 0.0
        self._slow: set[Worker[Any]] = set()

    def forget_keys(self) -> None:
        """Drop what was typed ahead: it was not meant for what it would find."""
        self._ahead.clear()

    def action_lock(self) -> None:
        """Show the lock; what was typed ahead is not for its box."""
        self.forget_keys()
        super().action_lock()

    async def push_screen_wait(self, *args: Any, **kwargs: Any) -> Any:
        """Ask, and wait for the answer; whoever does so opens nothing meanwhile."""
        self._asking += 1
        try:
            return await super().push_screen_wait(*args, **kwargs)
        finally:
            self._asking -= 1

    async def on_event(self, event: events.Event) -> None:
        """Give a key to whatever is in front, or hold it until its turn comes."""
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
            return
        if self.opening_store and isinstance(event, events.Key) and event.key == LINE_FEED:
            event = events.Key("enter", "\r")
        if self._is_urgent(event):
            self.forget_keys()
        if self._ahead or self._has_to_wait(event):
            self._ahead.append(event)
            self._look_later()
        else:
            await self._give(event)

    def _is_urgent(self, event: Typed) -> bool:
        """Whether a key is for the console itself, whatever is in front, or drops what was typed ahead."""
        if not isinstance(event, events.Key):
            return False
        if event.key == "escape":
            return bool(self._ahead)
        return any(one.priority for one in self._bindings.key_to_bindings.get(event.key, ()))

    # One at a time

    async def _give(self, event: Typed) -> None:
        taker, self._after_text = self.focused or self.screen, self._is_text(event)
        self._opening_since = time.monotonic()
        self._under_way_until = until = self._opening_since + CARRIED_OUT
        way = tuple(taker.ancestors_with_self)
        await super().on_event(event)
        self._follow(way if self._after_text else way * 2, until)

    @property
    def _is_under_way(self) -> bool:
        """Whether a key, or its consequences, are still being carried to the widgets that may take it."""
        return time.monotonic() < self._under_way_until

    def _follow(self, way: Sequence[MessagePump], until: float) -> None:
        """Follow a key's path; at the end it was carried out."""
        for place, node in enumerate(way):
            if node.is_running and node.call_later(self._follow, way[place + 1 :], until):
                return
        if until == self._under_way_until:  # or another key came after it
            self._under_way_until = 0.0
            if self._ahead:
                self.call_later(self._take_turn)

    def _look_later(self) -> None:
        if not self._looking:
            self._looking = True
            self.set_timer(LOOK, self._look)

    async def _look(self) -> None:
        self._looking = False
        await self._take_turn()

    async def _take_turn(self) -> None:
        """Release held keys, as far as their turn has come: text together, any other key alone."""
        while self._ahead and not self._has_to_wait(self._ahead[0]):
            await self._give(self._ahead.popleft())
        if self._ahead:
            self._look_later()

    # What a key waits for

    def _has_to_wait(self, event: Typed) -> bool:
        if self._is_urgent(event):
            return self._is_under_way
        screen = self.screen
        if not screen.is_mounted or (self.opening_store and len(self.screen_stack) == 1):
            return True
        if self._front is not screen:  # where the focus goes is only known after mounting
            self._front = screen
            if not screen.message_queue_size and not self.message_queue_size:
                return self._has_to_wait(event)
            self._under_way_until = until = time.monotonic() + CARRIED_OUT
            self._after_text = False
            self._follow((screen, self), until)
            return True
        if self._is_under_way and not (self._after_text and self._is_text(event)):
            return True
        return self._is_opening(screen) or self._is_unread(screen, event)

    def _is_text(self, event: Typed) -> bool:
        """Whether it goes into the focused box, and does nothing else."""
        focused = self.focused
        if focused is None or isinstance(event, events.Paste):
            return focused is not None
        return focused.check_consume_key(event.key, event.character)

    def _is_opening(self, screen: Screen[Any]) -> bool:
        """Whether the key before is about to open something, and is not stuck in that."""
        opening = {one for one in self.workers if one.group in OPENS and not one.is_finished}
        self._slow &= opening
        held_up = time.monotonic() - self._opening_since > OPENED
        if isinstance(screen, Page) and screen.about_to_open and not held_up:
            return True
        if isinstance(screen, ModalScreen) or len(opening) <= self._asking:
            return False
        if held_up:
            self._slow |= opening
        return bool(opening - self._slow)

    def _is_unread(self, screen: Screen[Any], event: Typed) -> bool:
        """Whether a key is for a visible list, or a page with one, that is being read for the first time."""
        if not isinstance(event, events.Key) or self._is_text(event):
            return False
        if not any(one.is_unread and _is_in_sight(one) for one in screen.query(Listing)):
            return False
        if not any(one.node is screen or one.group.startswith(OF_A_TAB) for one in self.workers):
            return False
        nodes = (self.focused or screen).ancestors_with_self
        return any(event.key in node._bindings.key_to_bindings for node in nodes if node is not self)


def _is_in_sight(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
