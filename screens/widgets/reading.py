"""A text in a dialog, as long as it is: it can be read on where not all of it has room."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from helpdesk.i18n import _
from screens.widgets.prose import Prose


class Reading(VerticalScroll, inherit_bindings=False):
    """Texts that scroll; its keys are there only while there is more than can be seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll_down", _("Read on"), id="reading.down", show=False, system=True),
        Binding("up", "scroll_up", _("Read back"), id="reading.up", show=False, system=True),
        Binding("pagedown", "page_down", _("Page down"), id="reading.page-down", show=False, system=True),
        Binding("pageup", "page_up", _("Page up"), id="reading.page-up", show=False, system=True),
        Binding("home", "scroll_home", _("To the beginning"), id="reading.first", show=False, system=True),
        Binding("end", "scroll_end", _("To the end"), id="reading.last", show=False, system=True),
    ]

    def __init__(self, *texts: Prose) -> None:
        """Make it of texts, one beneath the other."""
        super().__init__(*texts, classes="dialog-text")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to read on to where all of it is in view."""
        if action.startswith(("scroll_", "page_")):
            return self.max_scroll_y > 0
        return super().check_action(action, parameters)
