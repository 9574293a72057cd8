"""Screens in front of everything else: the lock, and the request for a larger window.

A cover hides whatever is open, dialogs and menus included, and changes nothing in it. Nothing of the work shows
through: a cover has no notifications and no tooltips.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from helpdesk.i18n import _
from screens.terminal_check import SMALLEST


class Cover(Screen[None]):
    """A screen in front of all others."""

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Leave out the notifications and tooltips that Textual gives to every other screen."""


class TooSmall(Cover):
    """Asks for a larger window, and disappears automatically."""

    def compose(self) -> ComposeResult:
        """The current size, and the size that is needed."""
        with Vertical(id="too-small"):
            yield SizeAsked()


class SizeAsked(Widget):
    """The sentence, which changes with the window."""

    def render(self) -> Content:
        """The current size, and the size that is needed."""
        (width, height), now = SMALLEST, self.screen.size
        text = _("This window is {now}. The console needs {wanted}. Make it larger; nothing is lost.")
        return Content(text.format(now=f"{now.width} × {now.height}", wanted=f"{width} × {height}"))
