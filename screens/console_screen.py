"""What pages and dialogs have in common: their styles once, and a word for whether they are still there."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.events import Compose, ScreenResume
from textual.screen import Screen

Result = TypeVar("Result")


class ConsoleScreen(Screen[Result]):
    """A screen whose widgets get their styles once when it opens: when they are mounted.

    Textual gives them to all of them anew whenever a screen comes to the front. That is for one that was beneath others
    meanwhile; for one that was made just now it is a sixth of what its opening costs.
    """

    _came_before = False

    @property
    def is_here(self) -> bool:
        """Whether it is all there, and was not closed since: what is shown in it has somewhere to stand.

        Textual's `is_mounted` stays true of what was closed.
        """
        return self.is_mounted and self.is_running

    @on(Compose)
    def _knows_its_size(self) -> None:
        """What depends on the window's size is laid out for it at once; Textual sees to that after a first painting."""
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
