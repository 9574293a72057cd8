"""Asking where to write a file, and writing it there. Clause: P1, P4."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding

from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault, HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.i18n import _
from screens.dialogs.kept import Keep, KeptDialog
from screens.dialogs.notice import show_error
from screens.path_suggester import PathSuggester
from screens.waiting import PATIENCE
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose, Said

Result = TypeVar("Result")


class SaveAs(KeptDialog[Result]):
    """Closes once the file is written; if that fails it says why below the name, which stays."""

    MISSES_NOTHING = True

    def __init__(
        self, title: str, yes: str, name: str, write: Keep[str, Result], said: Sequence[Said] = ()
    ) -> None:
        """Make the question.

        Args:
            title: in the frame.
            yes: what Enter does, in a word.
            name: the proposed file name, in the technician's own folder.
            write: writes it under the typed name; nothing is overwritten.
            said: paragraphs above it.
        """
        super().__init__(title, keys=[Binding("enter", "write", yes, id="save-as.write", priority=True)])
        self._path = visible(str(Path.home() / name))
        self._write = write
        self._said = said

    def body(self) -> ComposeResult:
        """The paragraphs, and the name; folders are completed while typing."""
        if self._said:
            yield Prose(*self._said)
        yield Form(FormRow("file", _("File"), TextBox(self._path, suggester=PathSuggester())))

    @work(group="save-as")
    async def action_write(self) -> None:
        """Write it, and say so if that takes long."""
        if self._keeping:
            return
        form = self.query_one(Form)
        name = str(form["file"].value).strip()
        if not name:
            form.show_faults([Fault("file", msg("Type something here, or leave with Esc."))])
            return
        timer = self.set_timer(PATIENCE, lambda: self.say(_("busy …")))
        try:
            await self.keep(self._write, name)
        except HelpdeskError as error:
            show_error(self.app, error)
        finally:
            timer.stop()
            self.say("")

    def action_cancel(self) -> None:
        """Leave; a file being written is waited for, because its result is reported here."""
        if not self._keeping:
            super().action_cancel()


async def save(
    app: App[Any], title: str, yes: str, name: str, write: Callable[[str], Awaitable[object]]
) -> None:
    """Ask where, have it written there, and say where it is; for a worker. `write` as for `SaveAs`."""

    async def written(given: str) -> str | None:
        return given if await write(given) is not None else None

    given = await app.push_screen_wait(SaveAs(title, yes, name, written))
    if given is not None:
        app.notify(_("Written to {file}.").format(file=visible(given)))
