"""Unsolicited data: what nobody asked for and has to go, what is due first on top. Clause: D9, P3.

The technician sees how long there is, what kind of data it is, where it lies and in whose message it came. Enter
opens an item, `e` decides on the one under the cursor, `n` notes something that lies outside the console (on a
telephone, in a Facebook message), `o` goes to the ticket, `h` shows the closed ones too, `x` writes the queue to a
file. What is found in tickets is put here from the ticket itself, with `x` on a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError, Refused
from helpdesk.domain.unsolicited import ITEM_PAGE, Item
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks import unsolicited
from screens.page import Page
from screens.paging import read_again
from screens.unsolicited_deciding import ASKS, Deciding, note_elsewhere
from screens.unsolicited_words import facts, say_customer, say_kinds, say_standing, say_where
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class Unsolicited(Page[None]):
    """The queue of unsolicited data."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]  # noqa: RUF012  # as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "decide", _("Decide"), id="unsolicited.decide"),
        Binding("n", "new", _("Note"), id="unsolicited.new"),
        Binding("o", "ticket", _("Ticket"), id="unsolicited.ticket"),
        Binding("h", "closed", _("Closed too"), id="unsolicited.closed"),
        Binding("x", "export", _("Export"), id="unsolicited.export"),
        Binding("r", "refresh", _("Refresh"), id="unsolicited.refresh", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Unsolicited data")
        self._items: tuple[Item, ...] = ()
        self._more = False
        self._filled = False
        self._open_only = True

    def body(self) -> ComposeResult:
        """What is shown, the items, and all of the one under the cursor."""
        yield Words(id="unsolicited-shown")
        with Horizontal(id="unsolicited-body"):
            yield Listing[Item](
                [
                    Column(_("When"), self._standing, width=20),
                    Column(_("What"), say_kinds, flex=4),
                    Column(_("Where"), say_where, flex=4),
                    Column(_("Customer"), say_customer, flex=3),
                ],
                id="unsolicited-list",
            )
            with VerticalScroll(id="unsolicited-side", can_focus=False):
                yield Prose(id="unsolicited-one")

    def fill(self) -> None:
        """Read what is due first."""
        self._list.focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Back from an item: something may have been decided."""
        if self._filled:
            self._read()

    def store_changed(self) -> None:
        """Somebody may have decided on one."""
        if self._filled:
            self._read()

    def help_text(self) -> str:
        """What the queue is for."""
        return _(
            "What customers send along unasked and nobody needs is deleted within the period of the policy. "
            "Deleting here is real: no byte of it stays. An item keeps kinds and places, never the data, and is "
            "proof once it is closed; it closes by itself when every place where copies may lie has an answer."
        )

    @work(exclusive=True, group="unsolicited")
    async def _read(self, after: Item | None = None) -> None:
        try:
            with busy(self):
                if after is None:
                    found, more = await read_again(len(self._items), self._page, ITEM_PAGE)
                else:
                    page = await self._page(after)
                    found, more = (*self._items, *page), len(page) == ITEM_PAGE
        except Refused as refused:
            self._list.empty = "\n".join(tell(part) for part in (refused.what, refused.todo) if part)
            self._list.show_rows(())
            return
        self._items, self._more, self._filled = found, more, True
        self._list.empty = (
            _("Nothing waits here.")
            + "\n\n"
            + _("x  on a finding in a ticket puts it here\nn  notes what lies elsewhere")
        )
        self._list.show_rows(self._items, same=lambda one: one.id)
        self.query_one("#unsolicited-shown", Words).update(Content(self._said()))
        self.refresh_bindings()

    async def _page(self, after: Item | None) -> Sequence[Item]:
        return await self.desk.read(unsolicited.items, open_only=self._open_only, after=after)

    def _said(self) -> str:
        count = len(self._items)
        counted = ngettext("{count} item", "{count} items", count).format(
            count=show_number(count) + ("+" if self._more else "")
        )
        shown = _("Still to be dealt with.") if self._open_only else _("All, the closed ones last.")
        return f"{shown}  {counted}"

    @on(Listing.Highlighted, "#unsolicited-list")
    def _highlighted(self, event: Listing.Highlighted[Item]) -> None:
        event.stop()
        row = event.row
        said = facts(self.desk.policy, row, self.desk.clock()) if row else ()
        self.query_one("#unsolicited-one", Prose).say(*said)
        self.refresh_bindings()
        if self._more and row is not None and row.id == self._items[-1].id:
            self._more = False
            self._read(row)

    @on(Listing.Selected, "#unsolicited-list")
    def _selected(self, event: Listing.Selected[Item]) -> None:
        from screens.unsolicited_item import ItemScreen

        event.stop()
        self.app.push_screen(ItemScreen(self.desk, event.row))

    def action_decide(self) -> None:
        """Decide on the item under the cursor."""
        if (row := self._list.row) is not None:
            self.app.run_worker(self._decide(row), group=ASKS)

    async def _decide(self, row: Item) -> None:
        await Deciding(self.app, self.desk).decide(row)
        if self.is_mounted:
            self._read()

    def action_new(self) -> None:
        """Note what lies outside the console."""
        self.app.run_worker(self._new(), group=ASKS)

    async def _new(self) -> None:
        if await note_elsewhere(self.app, self.desk) is not None and self.is_mounted:
            self._read()

    def action_ticket(self) -> None:
        """Go to the ticket in which it lies."""
        if (row := self._list.row) is not None:
            from screens.ticket_opening import open_ticket_number

            open_ticket_number(self.app, self.desk, row.ticket)

    def action_closed(self) -> None:
        """Show the closed ones too, or no longer."""
        self._open_only = not self._open_only
        self._items = ()
        self._list.show_rows(())
        self._read()

    @work(exclusive=True, group="unsolicited-export")
    async def action_export(self) -> None:
        """Write what is shown to a file, on record."""
        from screens.dialogs.line import Line
        from screens.dialogs.notice import show_error

        given = await self.app.push_screen_wait(
            Line(_("Export the queue"), _("File"), _("Export"), "unsolicited.csv")
        )
        if not given:
            return
        try:
            with busy(self):
                count = await self.desk.run(unsolicited.export_to, given, open_only=self._open_only)
        except HelpdeskError as error:
            show_error(self.app, error)
            return
        said = ngettext("{count} item written to {file}.", "{count} items written to {file}.", count)
        self.app.notify(said.format(count=show_number(count), file=visible(given)))

    def action_refresh(self) -> None:
        """Read the queue again."""
        if self.desk.is_open:
            self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the item under the cursor allows."""
        row = self._list.row if self.is_mounted else None
        match action:
            case "decide":
                return row is not None and row.is_open_to_decision
            case "ticket":
                return row is not None and bool(row.ticket)
            case "export":
                return bool(self._items)
        return super().check_action(action, parameters)

    @property
    def _list(self) -> Listing[Item]:
        return self.query_one("#unsolicited-list", Listing)

    def _standing(self, item: Item) -> str:
        return say_standing(self.desk.policy, item, self.desk.clock())
