"""Unsolicited data: what nobody asked for and has to go, what is due first on top. Clause: D9, P3.

The technician sees how long there is, what kind of data it is, where it lies and in whose message it came. Enter
opens an item, `e` decides on the one under the cursor, `n` notes something that lies outside the console (on a
telephone, in a Facebook message), `o` goes to the ticket, `h` shows the closed ones too, `x` writes the queue to a
file. What is found in tickets is put here from the ticket itself, with `x` on a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from helpdesk.domain.disclosures import OURSELVES
from helpdesk.domain.display import visible
from helpdesk.domain.unsolicited import ITEM_PAGE, Item
from helpdesk.i18n import _, ngettext, show_number
from helpdesk.tasks import unsolicited
from helpdesk.words.unsolicited import say_customer, say_kinds, say_to_do, say_where
from screens.register import View, view_keys
from screens.register_page import RegisterPage
from screens.unsolicited_deciding import ASKS, Deciding, note_elsewhere
from screens.unsolicited_words import facts
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk


VIEWS = (View("open", _("To be dealt with")), View("all", _("All")))


class Unsolicited(RegisterPage[Item]):
    """The queue of unsolicited data."""

    VIEWS = VIEWS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "decide", _("Decide"), id="unsolicited.decide", group=OF_ROW),
        Binding("n", "new", _("Record it"), id="unsolicited.new"),
        Binding("o", "ticket", _("Ticket"), id="unsolicited.ticket", group=OF_ROW),
        Binding("x", "export", _("Export"), id="unsolicited.export"),
        *view_keys("unsolicited", VIEWS),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Unsolicited data")

    def columns(self) -> Sequence[Column[Item]]:
        """What is to be done and how long there is, what it is, and where it lies."""
        return (
            Column(_("To do"), self._to_do, width=24),
            Column(_("What"), say_kinds, flex=4),
            Column(_("Where"), say_where, flex=4),
            Column(_("Customer"), say_customer, flex=3),
        )

    def help_text(self) -> str:
        """What the queue is for."""
        return _(
            "Whatever customers send unasked and nobody needs is deleted within the period of the policy. "
            "Deletion is real: not a byte of it stays. An item keeps kinds and places, never the data, and "
            "becomes proof once it is closed; it closes automatically when every place where copies may be "
            "has an answer."
        )

    # What is shown

    @property
    def page(self) -> int | None:
        """They are read page by page."""
        return ITEM_PAGE

    @property
    def _open_only(self) -> bool:
        return self.place.view == 0

    async def read(self, after: Item | None) -> Sequence[Item]:
        """What is due first on top."""
        return await self.desk.read(unsolicited.items, open_only=self._open_only, after=after)

    def nothing(self) -> str:
        """How something comes here."""
        return (
            _("Nothing waits here.")
            + "\n\n"
            + _("x  on a finding in a ticket puts it here\nn  records what is elsewhere")
        )

    def facts(self, row: Item) -> Iterable[Said]:
        """All of it."""
        return facts(self.desk.policy, row, self.desk.clock())

    def briefly(self, row: Item) -> str:
        """What may be cut in the list."""
        return f"{say_kinds(row)} · {say_where(row)}\n{say_customer(row)}"

    def open(self, row: Item) -> None:
        """Show the item."""
        from screens.unsolicited_item import ItemScreen

        self.app.push_screen(ItemScreen(self.desk, row))

    # What the keys do

    def action_decide(self) -> None:
        """Decide on the item under the cursor."""
        if (row := self.row) is not None:
            self.app.run_worker(self._decide(row), group=ASKS)

    async def _decide(self, row: Item) -> None:
        await Deciding(self.app, self.desk).decide(row)
        self.read_again()

    def action_new(self) -> None:
        """Note what lies outside the console."""
        self.app.run_worker(self._new(), group=ASKS)

    async def _new(self) -> None:
        if await note_elsewhere(self.app, self.desk) is not None:
            self.read_again()

    def action_ticket(self) -> None:
        """Go to the ticket in which it lies."""
        if (row := self.row) is not None:
            from screens.ticket_opening import open_ticket_number

            open_ticket_number(self.app, self.desk, row.ticket)

    @work(exclusive=True, group="unsolicited-export")
    async def action_export(self) -> None:
        """Write what is shown to a file, on record."""
        from screens.dialogs.save_as import SaveAs

        open_only = self._open_only

        async def write(given: str) -> tuple[int, str]:
            export = unsolicited.export_to
            return await self.desk.run(export, given, whom=OURSELVES, open_only=open_only), given

        ours = _("The queue is for ourselves, and on record so: it goes to nobody else.")
        written = await self.app.push_screen_wait(
            SaveAs(_("Export the queue"), _("Export"), "unsolicited.csv", write, [ours])
        )
        if written is not None:
            count, file = written
            said = ngettext("{count} item written to {file}.", "{count} items written to {file}.", count)
            self.app.notify(said.format(count=show_number(count), file=visible(file)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the item under the cursor allows."""
        row = self.row
        match action:
            case "decide":
                return row is not None and row.is_open_to_decision
            case "ticket":
                return row is not None and bool(row.ticket)
            case "export":
                return bool(self.rows)
        return super().check_action(action, parameters)

    def _to_do(self, item: Item) -> str:
        return say_to_do(self.desk.policy, item, self.desk.clock())
