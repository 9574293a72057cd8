"""Every key that works here, and what the screen is for."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from helpdesk.i18n import _
from screens.dialogs.dialog import Dialog
from screens.widgets.bars import Command, commands
from screens.widgets.prose import Prose, Said
from screens.widgets.reading import Reading


@runtime_checkable
class Helpful(Protocol):
    """A screen with a help text."""

    def help_text(self) -> str:
        """A few sentences; blank lines separate paragraphs."""
        ...


class HelpSheet(Dialog[None]):
    """The keys of the screen below, those nearest to the focus first; those that only move come last."""

    def __init__(self, title: str, text: str, keys: list[Command]) -> None:
        """Make a sheet from a text and keys; `of` makes it for a screen."""
        super().__init__(
            title, keys=[Binding("escape,enter,q,question_mark,f1", "cancel", _("Close"), id="help.close")]
        )
        self._text = text
        self._keys = keys

    @classmethod
    def of(cls, screen: Screen[Any]) -> HelpSheet:
        """The sheet of a screen as it is now."""
        text = screen.help_text() if isinstance(screen, Helpful) else ""
        title = screen.title or _("Help")
        if isinstance(screen, Dialog):  # its frame has the same title
            title = _("Help: {what}").format(what=title)
        keys = sorted(commands(screen, moving=True), key=lambda one: one.active.binding.system)
        return cls(title, text, keys)

    def body(self) -> ComposeResult:
        """The text, then the keys in two columns."""
        yield Reading(Prose(*self._paragraphs()))

    def _paragraphs(self) -> list[Said]:
        width = max((cell_len(one.key) for one in self._keys), default=0)
        lines: list[Said] = [self._text, ""] if self._text else []
        for one in self._keys:
            gap = " " * (width - cell_len(one.key) + 2)
            lines.append(Content.assemble((one.key, "bold"), gap, one.description))
        return lines
