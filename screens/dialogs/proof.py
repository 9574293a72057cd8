"""A text to read and optionally write to a file: a proof, as it would be printed. Clause: D9, P4."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from helpdesk.i18n import _
from helpdesk.tasks.new_files import write_new
from screens.dialogs.dialog import Dialog
from screens.widgets.prose import Prose
from screens.widgets.reading import Reading


class ProofDialog(Dialog[None]):
    """Shows a proof; `f` writes it to a new file."""

    def __init__(self, text: str, name: str) -> None:
        """Make it from a text, with a proposed file name."""
        keys = [
            Binding("f", "save", _("Save file"), id="proof.save"),
            Binding("escape", "cancel", _("Close"), id="dialog.cancel"),
        ]
        super().__init__(_("Proof"), keys=keys)
        self._text = text
        self._file = name

    def body(self) -> ComposeResult:
        """The text, as long as it is."""
        yield Reading(Prose(*(visible(line) for line in self._text.splitlines())))

    @work(group="proof-save")
    async def action_save(self) -> None:
        """Ask where, and write it there; no file is written over."""
        from screens.dialogs.save_as import save

        async def write(given: str) -> bool:
            return await asyncio.to_thread(write_new, given, lambda out: out.write(self._text.encode()))

        await save(self.app, _("Save to a file"), _("Save"), self._file, write)
