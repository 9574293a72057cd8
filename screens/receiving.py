"""An app that has what was written searched for data that nobody asked for, behind whatever is on the screen.

Nothing waits for it: it is done in a thread of the desk, a message at a time, and the screens are told when it is over.
Clause: D9.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.message import Message

from helpdesk.domain.errors import HelpdeskError
from helpdesk.i18n import _
from helpdesk.policy.model import Job
from screens.handing_over import HandingOverApp

UNTIL_SEARCHED = 2.0
"""Seconds after the desk has opened, before what nobody searched yet is searched."""


@runtime_checkable
class ShowsTickets(Protocol):
    """A screen that shows something of tickets."""

    def tickets_changed(self) -> None:
        """Something came in or was searched: show it, without disturbing anybody."""
        ...


class NewMessages(Message):
    """Something was written in a ticket, and waits to be searched."""


class ReceivingApp(HandingOverApp):
    """An app that searches what was written."""

    _search_again = False

    def begin_receiving(self) -> None:
        """Search what an earlier console left, once the first screen stands."""
        self.set_timer(UNTIL_SEARCHED, self._search)

    def on_new_messages(self, event: NewMessages) -> None:
        """Search it; where that is under way already, once more afterwards."""
        event.stop()
        self._search()

    def _search(self) -> None:
        role = self.desk.policy.roles.get(self.desk.technician.role) if self.desk.is_open else None
        if role is None or Job.TICKETS not in role.jobs:
            return
        if any(one.group == "scan" and not one.is_finished for one in self.workers):
            self._search_again = True
        else:
            self.run_worker(self._searched(), group="scan")

    async def _searched(self) -> None:
        from helpdesk.tasks import scanning

        messages = 0
        try:
            while True:
                self._search_again = False
                result = await self.desk.in_pieces(scanning.scan_waiting, stopped=lambda: self.leaving)
                messages += result.messages
                if result.stopped or not self._search_again:
                    break
        except HelpdeskError:
            return  # such as a store that is busy: the next message, or the next start, tries again
        except Exception as error:  # a message that can't be searched is no reason to stop working
            from helpdesk.faultlog import record

            record(error, self.desk.config.log_file)
            self.notify(
                _("Messages could not be searched for personal data: see the log."), severity="warning"
            )
            return
        if messages:
            self.tell_screens()

    def tell_screens(self) -> None:
        """Tell every open screen that shows tickets that there is something to show."""
        for screen in self.all_screens():
            if isinstance(screen, ShowsTickets) and screen.is_mounted:
                screen.tickets_changed()
