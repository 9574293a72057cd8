"""A page with text that would be a pity to lose: if it is left unsaved, it becomes a draft. Clause: P3."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from typing import TypeVar

from textual import work
from textual.await_complete import AwaitComplete

from helpdesk.domain.errors import HelpdeskError, Refused
from helpdesk.i18n import _, tell
from screens.open_page import ASKS, tell_failure
from screens.page import Page

Result = TypeVar("Result")

KEEP_EVERY = 3.0
"""Seconds after which text is kept, the most that is lost when a machine or console dies."""

TOLD_AT = 2
"""After how many failures in a row it is said that text can't be kept: once, the store may just be busy."""


class DraftPage(Page[Result]):
    """Keeps what was typed when it is left, and restores it. Drafts are the technician's own."""

    draft_there = False
    """Whether a draft of this page is kept."""

    _kept: str | None = None
    """The text when it was last kept."""

    _left = False
    """Whether the page was left."""

    _stays = False
    """Whether its draft stays after leaving."""

    _saving = False
    """Whether it is being saved properly."""

    _unkept = 0
    """How often in a row it could not be kept."""

    def on_mount(self) -> None:
        """Keep text regularly while somebody types."""
        self.set_interval(KEEP_EVERY, self.keep_going)

    @property
    @abstractmethod
    def draft_name(self) -> str:
        """The name of the draft."""

    @abstractmethod
    def drafted(self) -> str | None:
        """The contents as the text of a draft; `None` if there is nothing to keep."""

    @abstractmethod
    async def take_up(self, content: str) -> bool:
        """Fill in a draft, and say so; returns whether it was readable."""

    @abstractmethod
    async def save(self) -> None:
        """Save properly, forget the draft, and leave. Errors: `HelpdeskError`s, which are reported."""

    def action_save(self) -> None:
        """Save it, once; the app owns the work."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save_once(), group=ASKS)

    async def _save_once(self) -> None:
        try:
            await self.save()
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        finally:
            self._saving = False

    @work(exclusive=True, group="draft")
    async def take_up_draft(self) -> None:
        """Restore the draft that was left, or take over from a page below with the same draft."""
        await self._take_over()
        content = await self.desk.read(lambda work: work.drafts.load(self.draft_name))
        if content:
            self.draft_there = await self.take_up(content)
            self._kept = self.drafted()

    async def _take_over(self) -> None:
        """Close a page below that has the same draft, and keep what was typed there: one form holds it, not two.

        Otherwise it would be saved twice; it closes automatically once the way back leads to it.
        """
        for one in self.console.all_screens():
            if isinstance(one, DraftPage) and one is not self and one.draft_name == self.draft_name:
                await one.keep_for_later()
                one.dismiss()

    def keep_going(self) -> None:
        """Keep new text; the app owns the work."""
        wanted = self.is_current and self.desk.is_open and not self._left
        if wanted and self.drafted() not in (None, self._kept):
            self.app.run_worker(self._keep(), group="keep-draft")

    async def _keep(self) -> None:
        """Keep it silently. If that fails, it is tried again; if that fails too, it is said."""
        self._kept, self.draft_there = self.drafted(), True
        try:
            await self.save_draft()
            self._unkept = 0
        except HelpdeskError as error:
            self._kept = None
            self._unkept += 1
            if self._unkept == TOLD_AT:
                said = _(
                    "What you type can't be kept as a draft now. {why} It stays here, and is tried again."
                )
                self.app.notify(said.format(why=tell(error.what)), severity="warning")
        if self._left and not self._stays:  # it was saved or thrown away meanwhile
            name = self.draft_name
            with suppress(HelpdeskError):
                await self.desk.run(lambda work: work.drafts.drop(name))

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close; anything still being kept is no longer wanted."""
        self._left = True
        return super().dismiss(result)

    async def save_draft(self) -> None:
        """Keep what was typed."""
        if (content := self.drafted()) is not None:
            name = self.draft_name
            await self.desk.run(lambda work: work.drafts.save(name, content))

    async def keep_for_later(self) -> None:
        """Keep what was typed, even after the page was left."""
        self._stays = True
        try:
            await self.save_draft()
        except HelpdeskError:
            self._stays = False
            raise

    async def may_leave(self) -> bool:
        """Keep what was typed, throw it away, or stay."""
        if self._left:  # it is closing already, and another form has the text
            return True
        if self.drafted() is None:
            with suppress(Refused):  # what was kept of it stays
                await self.forget_draft()
            return True
        from screens.dialogs.choice import Choice, Option

        options = [
            Option("keep", _("Keep it as a draft")),
            Option("drop", _("Throw it away")),
            Option("stay", _("Go on typing")),
        ]
        answer = await self.app.push_screen_wait(Choice(_("This is not saved yet"), options))
        if answer == "keep":
            await self.keep_for_later()
        elif answer == "drop":
            self._left = True
            try:
                await self.forget_draft()
            except Refused as refused:
                from screens.dialogs.why import WhyDialog
                from screens.open_page import refusal

                await self.app.push_screen_wait(WhyDialog(self.desk.policy, refusal(refused)))
        return answer in ("keep", "drop")

    async def forget_draft(self) -> None:
        """Throw away the draft, if there is one. Errors: `Refused` if its customer's data may only be stored."""
        if self.draft_there:
            name = self.draft_name
            await self.desk.run(lambda work: work.drafts.throw_away(name))
