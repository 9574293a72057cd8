"""What may cover all screens: the lock after idleness, and the request for a larger window.

A cover is a mode of its own, so whatever is open stays as it is, and work that continues below may open and close
screens as if there were no cover. Clause: B2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual import events
from textual.await_complete import AwaitComplete
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import AwaitMount

from screens.fence import Fence
from screens.idleness import Idleness, in_seconds, since_boot
from screens.leaving import LeavingApp
from screens.terminal_check import too_small

if TYPE_CHECKING:
    from helpdesk.desk import Desk

LOCK, SMALL = "lock", "small"
COVERS = (LOCK, SMALL)


class CoveredApp(LeavingApp):
    """An app that can be covered, and sends nothing that the terminal could obey."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = since_boot) -> None:
        super().__init__(desk)
        self._fence = Fence()
        self._idleness = Idleness(None, clock)
        self._beneath = self.DEFAULT_MODE
        self._held: list[tuple[str, str, SeverityLevel]] = []
        self.add_mode(SMALL, _too_small)

    @property
    def covered(self) -> bool:
        """Whether a cover is shown."""
        return self.current_mode in COVERS

    @property
    def locked(self) -> bool:
        """Whether that is the lock."""
        return self.current_mode == LOCK

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The fence first, then Textual's own."""
        return [self._fence, *super().get_line_filters()]

    # The lock

    def limit_idleness(self) -> None:
        """Lock after idleness from now on, as the policy says; before the desk is open there is nothing to hide."""
        self._idleness.limit = in_seconds(self.desk.policy.limits.lock_after)
        self.watch_idleness()

    def watch_idleness(self) -> None:
        """Lock when it is time, and check again when it may be."""
        if not self.locked and self.desk.is_open and self._idleness.over():
            self.action_lock()
        if (seconds := self._idleness.look_again()) is not None:
            self.set_timer(seconds, self.watch_idleness)

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is here; a key that comes too late only finds the lock."""
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            if not self.locked and self.desk.is_open and self._idleness.over():
                self.action_lock()
                return
            self._idleness.touch()
        await super().on_event(event)

    def action_lock(self) -> None:
        """Show the lock, and record that."""
        if not self.locked and self.desk.is_open:
            from screens.lock import Lock

            has_passphrase = self.desk.has_passphrase
            self.add_mode(LOCK, lambda: Lock(self.desk.unlock, has_passphrase=has_passphrase))
            self.forget_terminal()  # anything that got on the screen from elsewhere is overwritten
            self._cover(LOCK)
            self.run_worker(self.desk.locked(), group="lock")

    def on_lock_opened(self) -> None:
        """Unlocked: show what is below."""
        self._idleness.touch()
        self._uncover()
        self.remove_mode(LOCK)

    # A window that is too small

    def on_resize(self) -> None:
        """Ask for a larger window, or continue in one that is large enough; once the app knows its new size."""
        self.call_later(self._fit)

    def _fit(self) -> None:
        if self.locked:
            return
        if too_small(*self.size):
            self._cover(SMALL)
        elif self.covered:
            self._uncover()

    # Beneath a cover

    def _cover(self, mode: str) -> None:
        if not self.covered:
            self._beneath = self.current_mode
        super().switch_mode(mode)

    def _uncover(self) -> None:
        """Show what is below, or the other cover; pending messages are shown now."""
        if self.locked and too_small(*self.size):
            super().switch_mode(SMALL)
            return
        super().switch_mode(self._beneath)
        held, self._held = self._held, []
        for message, title, severity in held:
            self.notify(message, title=title, severity=severity)

    @contextmanager
    def _under_cover(self) -> Iterator[None]:
        """Changes to the stack of screens inside apply to the stack below the cover."""
        shown = self._current_mode
        if self.covered:
            self._current_mode = self._beneath
        try:
            yield
        finally:
            self._current_mode = shown

    def push_screen(self, *args: Any, **kwargs: Any) -> Any:
        """Open a screen; below the cover, if there is one."""
        with self._under_cover():
            return super().push_screen(*args, **kwargs)

    def pop_screen(self) -> AwaitComplete:
        """Close a screen; below the cover, if there is one."""
        with self._under_cover():
            return super().pop_screen()

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """Replace a screen; below the cover, if there is one."""
        with self._under_cover():
            return super().switch_screen(screen)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to another place; once the cover is gone, if there is one."""
        if self.covered:
            self._beneath = mode
            return AwaitMount(self.screen, [])
        return super().switch_mode(mode)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message in a corner, as plain text; once the cover is gone, if there is one."""
        if self.covered:
            self._held.append((message, title, severity))
        else:
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done below a cover; quitting is always possible."""
        return action == "quit" if self.covered else super().check_action(action, parameters)


def _too_small() -> Screen[Any]:
    from screens.cover import TooSmall

    return TooSmall()
