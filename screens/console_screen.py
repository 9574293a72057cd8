"""What pages and dialogs share: styles applied once, and whether they are still there."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.events import Compose, ScreenResume
from textual.screen import Screen

Result = TypeVar("Result")


class ConsoleScreen(Screen[Result]):
    """A screen whose widgets get their styles once when it opens: when they are mounted.

    Textual applies them again to every widget whenever a screen comes to the front. That is meant for screens that
    were covered meanwhile; for a new one it is a sixth of the cost of opening.
    """

    _came_before = False

    @property
    def is_here(self) -> bool:
        """Whether it is complete and has not been closed since: there is a place to show things.

        Textual's `is_mounted` stays true after closing.
        """
        return self.is_mounted and self.is_running

    @on(Compose)
    def _knows_its_size(self) -> None:
        """Lay out at once whatever depends on the window's size; Textual does that after a first painting."""
        size = self.app.size
        for length, breakpoints in (
            (size.width, self.HORIZONTAL_BREAKPOINTS),
            (size.height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class(*self._get_breakpoint_classes(length, breakpoints or []))

    @on(ScreenResume)
    def _comes_to_front(self, event: ScreenResume) -> None:
        """For the first time, or again; runs before Textual's own handler."""
        if not self._came_before:
            self._came_before = True
            event.refresh_styles = False
