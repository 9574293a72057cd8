"""Screens that stand before everything else: the lock, and the request for a larger window.

A cover hides whatever is open, dialogs and menus too, and changes nothing of it. Nothing of the work shows through:
a cover has no notifications and no tooltips.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from helpdesk.i18n import _
from screens.terminal_check import SMALLEST


class Cover(Screen[None]):
    """A screen in front of all others."""

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Leave out the notifications and tooltips that Textual gives to every other screen."""


class TooSmall(Cover):
    """Asks for a larger window, and goes away by itself."""

    def compose(self) -> ComposeResult:
        """The size that there is, and the one that is needed."""
        with Vertical(id="too-small"):
            yield Static(id="too-small-text")

    def on_resize(self, event: Resize) -> None:
        """Say the size anew."""
        width, height = SMALLEST
        text = _("This window is {now}. The console needs {wanted}. Make it larger; nothing is lost.").format(
            now=f"{event.size.width} × {event.size.height}", wanted=f"{width} × {height}"
        )
        self.query_one("#too-small-text", Static).update(Content(text))


def too_small(width: int, height: int) -> bool:
    """Whether a window of so many columns and rows is too small to work in."""
    return width < SMALLEST[0] or height < SMALLEST[1]
