"""An app that shows what others do in the same store, within a second and without moving anything under the hand.

The store is only asked whether anybody wrote to it. Then the page in front is told; a page below another, or behind
the lock, is told once it is in front again.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from helpdesk.domain.errors import NotFound, StoreError
from helpdesk.i18n import ngettext, show_number, tell
from screens.handing_over import HandingOverApp
from screens.page import Page, Shows

LOOK_AGAIN = 0.5
"""Seconds between checks: a colleague's changes appear within a second."""

LOOK_AT_CASES = 3_600.0
"""Seconds between checks whether a case must close, or a hold end, automatically."""

TRY_AGAIN = 5.0
"""Seconds after a check that failed; whatever is done meanwhile says what is wrong."""


class KeepingUpApp(HandingOverApp):
    """An app that asks its desk all day whether the store changed."""

    _keeping_up: asyncio.Task[None] | None = None

    def begin_keeping_up(self) -> None:
        """Check from now on, until the console is left."""
        # A task and not a worker, because it never ends; and not a timer, because the app would wait for each answer.
        self._keeping_up = asyncio.create_task(self._keep_up())
        self._keeping_up.add_done_callback(self._kept_up)
        self.set_timer(LOOK_AGAIN, self._look_at_cases)  # the first screen is shown by then

    def _kept_up(self, task: asyncio.Task[None]) -> None:
        """It ends with the console; any other end is an unforeseen failure, and ends the console."""
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _look_at_cases(self) -> None:
        """Do what is automatic, now and every hour: reminders, and what ends. Clause: A1, R4, R7."""
        if self.desk.is_open and not self.leaving:
            self.run_worker(self._closed_unconfirmed(), group="unconfirmed")
            self.run_worker(self._ended_holds(), group="holds")
            self.run_worker(self._reminded(), group="reminders")
            self.set_timer(LOOK_AT_CASES, self._look_at_cases)

    async def _closed_unconfirmed(self) -> None:
        with suppress(StoreError):  # if that can't be written now, it will be within the hour
            if not await self.desk.read(lambda work: work.request_identity.never_confirmed()):
                return
            from helpdesk.tasks.request_letters import close_unconfirmed

            if count := len(await self.desk.run(close_unconfirmed)):
                said = ngettext(
                    "{count} request that nobody confirmed is closed; its letter has to go out.",
                    "{count} requests that nobody confirmed are closed; their letters have to go out.",
                    count,
                )
                self.notify(said.format(count=show_number(count)))

    async def _ended_holds(self) -> None:
        with suppress(StoreError):
            over = await self.desk.read(lambda work: work.erasing.past(work.today))
            if not over:
                return
            from helpdesk.tasks.retention import end_holds
            from screens.finishing import finish

            if count := await self.desk.run(end_holds):
                said = ngettext(
                    "What the law had us keep of {count} erased customer until today is gone.",
                    "What the law had us keep of {count} erased customers until today is gone.",
                    count,
                )
                self.notify(said.format(count=show_number(count)))
                finish(self, self.desk, await self.desk.read(lambda work: work.removals.promise))

    async def _reminded(self) -> None:
        """Make the reminders of unpaid invoices that are due, and send what waits. Clause: A1."""
        with suppress(StoreError):  # what can't be written now will be within the hour
            from helpdesk.tasks.unpaid_duties import is_any_unpaid  # as Today does

            if not await self.desk.read(is_any_unpaid):
                return
            from helpdesk.tasks import reminders

            if not await self.desk.read(lambda work: work.unpaid.is_counted):
                await self.desk.in_pieces(reminders.count_anew)
            if await self.desk.read(reminders.due):
                await self.desk.in_pieces(reminders.remind_all)
            if await self.desk.read(reminders.waiting):
                self.hand_on_reminders()

    def hand_on_reminders(self) -> None:
        """Send the waiting reminders, like replies."""

    async def _keep_up(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            if self._handed_over:
                continue
            try:
                changed = await self.desk.changed()
            except StoreError:
                await asyncio.sleep(TRY_AGAIN)
                continue
            self._tell_pages(changed=changed)

    def _tell_pages(self, *, changed: bool) -> None:
        """Tell the page in front, now or when it comes to the front; one shown below a dialog only hides data."""
        if changed:
            for screen in self.all_screens():
                if isinstance(screen, Page):
                    screen.behind = screen.unchecked = True
        if self.covered:
            return
        front = self.screen
        page = next((one for one in reversed(self.screen_stack) if isinstance(one, Page)), None)
        if page is None or not page.is_here:
            return
        if page is front and page.behind:
            page.behind = page.unchecked = False
            page.call_later(page.store_changed)
        elif page is not front and page.unchecked:
            page.unchecked = False
            page.call_later(page.store_changed_beneath)
            for shown in self.screen_stack[self.screen_stack.index(page) + 1 :]:
                if isinstance(shown, Shows) and shown.about:
                    self.run_worker(self._close_what_is_only_kept(shown), group="only-kept")

    async def _close_what_is_only_kept(self, dialog: Shows) -> None:
        """Close what shows a customer who is now restricted or removed. Clause: R5, R4."""
        from screens.only_kept import only_kept  # not needed before the first paint

        about = dialog.about
        try:
            why = await only_kept(self.desk, about)
        except NotFound:
            dialog.about = ""
            dialog.answer(None)
            return
        if why is not None and dialog.about:
            dialog.about = ""  # it shows nobody any more, though it may have to close later
            dialog.answer(None)
            self.notify(tell(why.reason))

    async def _shutdown(self) -> None:
        if self._keeping_up is not None:
            self._keeping_up.cancel()
        await super()._shutdown()
