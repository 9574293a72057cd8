"""What is done with what the cursor is on: a message, an attachment, a finding. Clause: D9, P4, G3."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.display import visible
from helpdesk.domain.tickets import Attachment
from helpdesk.i18n import _
from helpdesk.tasks import tickets
from screens.new_file import write_new
from screens.ticket_links import TicketLinks


class TicketHere(TicketLinks):
    """Saves attachments, and has a passage marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "here", _("Do it"), id="ticket.here"),
        Binding("f", "save", _("Save file"), id="ticket.save"),
    ]

    def action_here(self) -> None:
        """What the line beneath says: save the attachment."""
        self.action_save()

    def action_save(self) -> None:
        """Write an attachment of this message to a file."""
        here = self.selection
        if here is None:
            return
        there = [one for one in here.message.attachments if one.removed is None]
        if here.attachment is not None:
            self.do(self._save(here.attachment))
        elif there:
            self.do(self._save_one_of(there))

    async def _save_one_of(self, there: list[Attachment]) -> None:
        from screens.dialogs.choice import Choice, Option
        from screens.ticket_words import say_size

        one: Attachment | None = there[0]
        if len(there) > 1:
            options = [Option(one, visible(one.name), say_size(one.size)) for one in there]
            one = await self.app.push_screen_wait(Choice(_("Save which file?"), options))
        if one is not None:
            await self._save(one)

    async def _save(self, attachment: Attachment) -> None:
        """Ask where, and write it there, on record; it is never opened, and no file is written over."""
        from screens.dialogs.line import Line

        name = str(Path.home() / (attachment.name or _("attachment")))
        given = await self.app.push_screen_wait(
            Line(_("Save to a file"), _("File"), _("Save"), visible(name))
        )
        if not given:
            return
        read = await self.in_time(lambda: self.desk.run(tickets.read_attachment, attachment.id))
        if read is not None:
            await asyncio.to_thread(write_new, given, lambda out: out.write(read[1]))
            self.app.notify(_("Written to {file}.").format(file=visible(given)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the cursor is on."""
        here = self.selection
        match action:
            case "here":
                return here is not None and here.attachment is not None
            case "save":
                return here is not None and any(one.removed is None for one in here.message.attachments)
        return super().check_action(action, parameters)
