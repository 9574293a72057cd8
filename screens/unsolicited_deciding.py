"""Deciding on unsolicited data: what becomes of it, asked step by step, done, and finished. Clause: D9, P3, B6.

The app owns the work, so leaving the screen loses nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App

from helpdesk.domain.errors import HelpdeskError, Invalid
from helpdesk.domain.kinds import SECRETS
from helpdesk.domain.unsolicited import Extent, Item, ItemChanged, Outcome, Preview
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks import unsolicited
from helpdesk.words.unsolicited import preview_lines, say_kinds
from screens.dialogs.choice import Choice, Option
from screens.finding import customers_by
from screens.finishing import finish
from screens.open_page import tell_failure

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.repository.unit_of_work import UnitOfWork

T = TypeVar("T")

ASKS = "unsolicited-asks"
"""The group of workers that put a question about unsolicited data."""


class Deciding:
    """Asks what becomes of items, and does it."""

    def __init__(self, app: App[Any], desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._quicker: ItemChanged | None = None

    def told(self, error: HelpdeskError) -> None:
        """Tell what could not be done."""
        tell_failure(self._app, self._desk.policy, error)

    async def attempt(self, job: Callable[[UnitOfWork], T]) -> T | None:
        """Do a job; `None` where it could not be done, and that was told."""
        try:
            return await self._desk.run(job)
        except HelpdeskError as error:
            self.told(error)
        return None

    async def kept(self, job: Callable[[UnitOfWork], Item]) -> Item | None:
        """Do a job while its question is still there; `None` where it could not be done, and that was told.

        Of an item that somebody else changed first, what it is now: that is told once the question is gone.
        Errors: `Invalid`.
        """
        try:
            return await self._desk.run(job)
        except Invalid:
            raise
        except ItemChanged as changed:
            self._quicker = changed
            return changed.theirs
        except HelpdeskError as error:
            self.told(error)
        return None

    async def decide(self, item: Item) -> Item | None:
        """Ask what becomes of an item, and do that; what it is then, `None` where nothing was decided."""
        options = [
            Option(Outcome.DELETED, _("Delete"), _("goes for good")),
            Option(Outcome.NEEDED, _("Needed"), _("for which purpose?")),
            Option(Outcome.IMPOSSIBLE, _("Technically impossible"), _("why, and when again?")),
        ]
        parts = await self.attempt(lambda work: unsolicited.parts(work, item.id))
        if parts is None:
            return None
        if parts or (item.extent is Extent.ELSEWHERE and not SECRETS & set(item.kinds)):
            # Last, so that the others have the same keys without it.
            options.append(Option(Outcome.PARTLY, _("Delete in part"), _("what stays, and why?")))
        question = Choice(_("What becomes of it?"), options, say_kinds(item))
        ways: dict[Outcome, Callable[[Item], Awaitable[Item | None]]] = {
            Outcome.DELETED: self._delete,
            Outcome.PARTLY: self._delete_partly,
            Outcome.NEEDED: self._keep,
            Outcome.IMPOSSIBLE: self._impossible,
        }
        chosen = await self._app.push_screen_wait(question)
        if chosen is None:
            return None
        try:
            return await ways[chosen](item)
        except ItemChanged as changed:
            self.told(changed)
            return changed.theirs
        except HelpdeskError as error:
            self.told(error)
        return None

    # Deleting

    async def _delete(self, item: Item) -> Item | None:
        preview = await self._desk.read(unsolicited.preview, item.id)
        everywhere = await self._everywhere(preview)
        if everywhere is None or not await self._confirmed(item, preview, everywhere):
            return None
        return await self._gone(
            lambda work: unsolicited.delete(work, item.id, preview.version, also_elsewhere=everywhere)
        )

    async def _delete_partly(self, item: Item) -> Item | None:
        from screens.dialogs.stays import Kept, Stays, say_part

        async def checked(kept: Kept) -> Kept | None:
            checking = partial(unsolicited.check_partly, stays=kept.stays, why=kept.why)
            return kept if await self.kept(lambda work: checking(work, item.id, item.version)) else None

        parts = await self._desk.read(unsolicited.parts, item.id)
        kept = await self._app.push_screen_wait(Stays(parts, checked))
        if kept is None or self._quicker is not None:
            return self._recorded(self._quicker.theirs if self._quicker is not None else None)
        preview = await self._desk.read(unsolicited.preview, item.id, kept.stays)
        everywhere = await self._everywhere(preview)
        stays = [say_part(one) for one in parts if one.key in kept.stays] or [kept.why]
        if everywhere is None or not await self._confirmed(item, preview, everywhere, stays):
            return None
        return await self._gone(
            lambda work: unsolicited.delete_partly(
                work, item.id, preview.version, kept.stays, kept.why, also_elsewhere=everywhere
            )
        )

    async def _everywhere(self, preview: Preview) -> bool | None:
        """Whether the same goes elsewhere in the ticket too; `None` to leave it."""
        if not preview.elsewhere:
            return False
        said = ngettext(
            "The same is in {count} more place of this ticket, such as a reply that quotes it.",
            "The same is in {count} more places of this ticket, such as a reply that quotes it.",
            preview.elsewhere,
        )
        options = [
            Option(True, _("Everywhere in this ticket")),
            Option(False, _("Only in this message")),
        ]
        question = Choice(_("There too?"), options, said.format(count=show_number(preview.elsewhere)))
        return await self._app.push_screen_wait(question)

    async def _confirmed(
        self, item: Item, preview: Preview, everywhere: bool, stays: Sequence[str] = ()
    ) -> bool:
        """Ask for a typed word, with all that goes in sight, and what stays where that is something."""
        from screens.dialogs.confirm import TypedConfirm

        lines = list(preview_lines(preview, everywhere=everywhere))
        if item.extent is Extent.ELSEWHERE:
            lines = [_("You say that you deleted it there. Nothing is deleted in the console.")]
        question = TypedConfirm(
            _("Delete in part") if stays else _("Delete: {what}").format(what=say_kinds(item)),
            *lines,
            *(_("Stays: {what}").format(what=one) for one in stays),
            _("It can't be undone. The proof keeps kinds and places, and none of the data."),
            word=_("delete"),
            yes=_("Delete for good"),
        )
        confirmed = await self._app.push_screen_wait(question)
        return bool(confirmed)

    async def _gone(self, job: Callable[[UnitOfWork], Item]) -> Item:
        """Delete, and see to it that no byte is left."""
        item = await self._desk.run(job)
        if item.is_pending and item.promise is not None:
            finish(self._app, self._desk, item.promise)
        else:
            self._recorded(item)
        return item

    # The others

    async def _keep(self, item: Item) -> Item | None:
        from screens.dialogs.needed import Needed, NeededFor

        async def keep(given: NeededFor) -> Item | None:
            why = (given.purpose, given.category, given.why)
            return await self.kept(lambda work: unsolicited.keep(work, item.id, item.version, *why))

        return self._recorded(await self._app.push_screen_wait(Needed(self._desk.policy, keep)))

    async def _impossible(self, item: Item) -> Item | None:
        from screens.dialogs.impossible import Impossible, Obstacle

        async def keep(given: Obstacle) -> Item | None:
            why = (given.why, given.where, given.next_try)
            return await self.kept(lambda work: unsolicited.impossible(work, item.id, item.version, *why))

        dialog = Impossible(self._desk.policy, self._desk.clock(), item, keep)
        return self._recorded(await self._app.push_screen_wait(dialog))

    def _recorded(self, item: Item | None) -> Item | None:
        """Tell what is on record now, or that somebody else was quicker."""
        if self._quicker is not None:
            self.told(self._quicker)
        elif item is not None and item.outcome is not None:
            self._app.notify(_("On record: {outcome}.").format(outcome=tell(item.outcome.words)))
        return item


async def note_elsewhere(app: App[Any], desk: Desk) -> Item | None:
    """Ask what lies outside the console, and put it in the queue."""
    from screens.dialogs.elsewhere import Elsewhere

    dialog = Elsewhere(desk.policy, desk.clock(), lambda lying: desk.run(lying.note), customers_by(desk))
    return await app.push_screen_wait(dialog)
