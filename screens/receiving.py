"""An app that takes in mail, searches messages, and sends replies, in the background.

Nothing on the screen waits for it: it works in threads, a little at a time, and screens are told when there is
something to show. What fails is tried again at the next occasion. Clause: D9, G3, B6.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual.message import Message

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, StoreBusy, StoreError
from helpdesk.i18n import _, ngettext, show_number, tell
from screens.jobs import has_job
from screens.keeping_up import KeepingUpApp

if TYPE_CHECKING:
    from helpdesk.tasks.delivery import DeliveryResult
    from helpdesk.tasks.watched_folder import WatchedFolder

AT_FIRST = 2.0
"""Seconds after the desk has opened before anything starts: the first screen is shown by then."""

LOOK_AGAIN = 10.0
"""Seconds between checks of the mail folder."""

SEARCH, DELIVER, INTAKE, REMIND = "scan", "deliver", "intake", "remind"
"""The groups of workers, at most one worker in each."""


@runtime_checkable
class ShowsTickets(Protocol):
    """A screen that shows tickets."""

    def tickets_changed(self) -> None:
        """Something came in, was searched or sent: show it, without disturbing anybody."""
        ...


class NewMessages(Message):
    """Something was written in a ticket: it must be searched, or sent."""


class ReceivingApp(KeepingUpApp):
    """An app that handles incoming and outgoing mail."""

    _watched: WatchedFolder | None = None

    def begin_receiving(self) -> None:
        """Finish what an earlier console left, and check for mail from now on."""
        from helpdesk.policy.model import Job

        self._asked_again: set[str] = set()
        self._told_of: set[str] = set()
        if has_job(self.desk, Job.TICKETS):
            self.set_timer(AT_FIRST, self._begin)

    def _begin(self) -> None:
        self._do(SEARCH, self._search)
        # A server may ask for a password, which is only asked for replies.
        if self.desk.config.outbox is not None:
            self._do(DELIVER, self._deliver)
        if self.desk.config.intake_folder is not None:
            self._look_for_mail()

    def on_new_messages(self, event: NewMessages) -> None:
        """Search it, and send it."""
        event.stop()
        self._do(SEARCH, self._search)
        if self.desk.config.way_for_mail is not None:
            self._do(DELIVER, self._deliver)

    def _do(self, group: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do it in a worker; if it is already running, once more afterwards."""
        if self._is_at(group):
            self._asked_again.add(group)
        else:
            self.run_worker(self._done(group, work), group=group)

    def _is_at(self, group: str) -> bool:
        return any(one.group == group and not one.is_finished for one in self.workers)

    @property
    def hands_on(self) -> bool:
        """Whether this console is sending replies now: then nothing in progress counts as left behind."""
        return self._is_at(DELIVER)

    async def _done(self, group: str, work: Callable[[], Awaitable[None]]) -> None:
        while not self.leaving:
            self._asked_again.discard(group)
            try:
                await work()
                self._told_of.discard(group)
            except HelpdeskError as error:
                if group == DELIVER:
                    self.show_error(error)  # somebody is waiting for it
                    self._tell_screens()
                elif group == INTAKE and self._is_news(group, error):
                    self._told_of.add(group)
                    said = _("Mail that comes in can't be kept. {why} It stays in its folder until it can.")
                    self.notify(said.format(why=tell(error.what)), severity="warning")
                return
            except Exception as error:  # an unreadable message is no reason to stop working
                from helpdesk.faultlog import record

                record(error, self.desk.config.log_file)
                self.notify(_("Something went wrong with messages in the background: see the log."))
                return
            if group not in self._asked_again:
                return

    def _is_news(self, group: str, error: HelpdeskError) -> bool:
        """Whether the store can't take anything, and nobody was told so since it last could."""
        is_for_long = isinstance(error, StoreError) and not isinstance(error, StoreBusy)
        return is_for_long and group not in self._told_of

    # Searching

    async def _search(self) -> None:
        from helpdesk.tasks import scanning, tickets

        result = await self.desk.in_pieces(scanning.scan_waiting, stopped=lambda: self.leaving)
        if result.messages:
            self._tell_screens()
        while not self.leaving and await self.desk.run(tickets.tidy_find):
            pass  # a piece at a time, so that work on the screen comes in between

    # Mail that comes in

    def _look_for_mail(self) -> None:
        if self.desk.is_open and not self.leaving:
            self._do(INTAKE, self._take_in)
            self.set_timer(LOOK_AGAIN, self._look_for_mail)

    async def _take_in(self) -> None:
        from helpdesk.tasks.watched_folder import WatchedFolder

        folder = self.desk.config.intake_folder
        if folder is None:
            return
        self._watched = watched = self._watched or WatchedFolder(folder)
        result = await self.desk.in_pieces(watched.look)
        if result.taken:
            said = ngettext("{count} message came in.", "{count} messages came in.", result.taken)
            self.notify(said.format(count=show_number(result.taken)))
            self._tell_screens()
            self._do(SEARCH, self._search)
        if result.unread:
            said = ngettext(
                "{count} file in the folder for mail can't be read as mail; it stays there.",
                "{count} files in the folder for mail can't be read as mail; they stay there.",
                result.unread,
            )
            self.notify(said.format(count=show_number(result.unread)), severity="warning")
        for one in result.in_the_way:
            where = str(folder) if one.path == folder else one.path.name
            self.notify(f"{visible(where)}: {tell(one.reason)}", severity="warning")

    # Replies that go out

    async def _deliver(self) -> None:
        result = await asyncio.to_thread(self._delivered)
        if result.failed:
            from helpdesk.words.delivery import say_replies_failed

            self.notify(say_replies_failed(result.failed), severity="warning")
        if result.done or result.failed:
            self._tell_screens()

    # Reminders that go by themselves

    def hand_on_reminders(self) -> None:
        """Send the waiting reminders, if that needs no password from anybody. Clause: A1."""
        server = self.desk.config.mail_server
        if self.desk.config.outbox is not None or (server is not None and not server.is_asked_for):
            self._do(REMIND, self._remind)

    async def _remind(self) -> None:
        result = await asyncio.to_thread(self._sent_reminders)
        if result.done:
            said = ngettext("{count} reminder went out.", "{count} reminders went out.", result.done)
            self.notify(said.format(count=show_number(result.done)))
        if result.failed:
            from helpdesk.words.delivery import say_reminders_failed

            self.notify(say_reminders_failed(result.failed), severity="warning")

    def _sent_reminders(self) -> DeliveryResult:
        """Send what waits; blocks. Errors: `HelpdeskError`."""
        from helpdesk.tasks import delivery, reminders
        from screens.mail_password import password_for

        config = self.desk.config
        if (way := config.way_for_mail) is None:
            return delivery.DeliveryResult()
        password = password_for(self, self.desk, way)
        return reminders.send_all(self.desk.do, way, password, config.letters_folder())

    def _delivered(self) -> DeliveryResult:
        """Send what waits; blocks. Errors: `HelpdeskError`."""
        from helpdesk.tasks import delivery
        from screens.mail_password import password_for

        way = self.desk.config.way_for_mail
        if way is None or not self.desk.do(lambda work: work.messages.undelivered(1)):
            return delivery.DeliveryResult()
        return delivery.deliver_all(self.desk.do, way, password_for(self, self.desk, way))

    def _tell_screens(self) -> None:
        for screen in self.all_screens():
            if isinstance(screen, ShowsTickets) and screen.is_mounted:
                screen.tickets_changed()
