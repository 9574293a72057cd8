"""A screen that comes to the front for the first time has its styles already."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.events import ScreenResume
from textual.screen import Screen

Result = TypeVar("Result")


class StyledOnce(Screen[Result]):
    """A screen whose widgets get their styles once when it opens: when they are mounted.

    Textual gives them to all of them anew whenever a screen comes to the front. That is for one that was beneath others
    meanwhile; for one that was made just now it is a sixth of what its opening costs.
    """

    _came_before = False

    @on(ScreenResume)
    def _comes_to_front(self, event: ScreenResume) -> None:
        """For the first time, or again; runs before Textual's own handler."""
        if not self._came_before:
            self._came_before = True
            event.refresh_styles = False
