"""The audit: who did what, with whose data, and what for. Clause: P1, P2, B1, B3.

The technician sees the records, newest first, and below them the one under the cursor in full: technicians by name,
customers by number while they exist and then by random reference, never by name. `v` verifies the whole chain and
shows the head to keep elsewhere; the cursor goes to the first record that was altered. A role without this job is told
so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.display import visible
from helpdesk.domain.errors import Refused
from helpdesk.i18n import _, show_moment, show_number, tell
from helpdesk.tasks import audit
from helpdesk.tasks.audit import Entry
from helpdesk.words.ids import say_event
from helpdesk.words.records import by_name
from screens.page import Page
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.pages import Stretch

if TYPE_CHECKING:
    from helpdesk.desk import Desk


@dataclass(slots=True)
class AuditPlace:
    """Where a technician was in the chain: the number of the record under the cursor; 0 is the newest."""

    seq: int = 0


class Audit(Page[None]):
    """The chain of records."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "verify", _("Verify"), id="audit.verify"),
        Binding("r", "refresh", _("Refresh"), id="audit.refresh"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Audit")
        self.place = AuditPlace()
        """The current place; to return to an earlier one, set it before the screen is shown."""
        self._newest = 0

    def body(self) -> ComposeResult:
        """The result of verifying, the records, and one record in full."""
        yield Static(
            Content(_("v verifies that no record was altered, removed or inserted.")), id="audit-status"
        )
        yield Listing[Entry](
            [
                Column(_("Record"), lambda one: str(one.record.seq), width=8, align="right"),
                Column(_("When"), lambda one: show_moment(one.record.at), width=18),
                Column(_("Who"), lambda one: visible(one.who), flex=1),
                Column(_("What"), lambda one: say_event(one.record.event), flex=2),
                Column(_("Customer"), lambda one: visible(one.customer), width=10),
                Column(_("What for"), lambda one: ", ".join(one.record.purposes), flex=1),
            ],
            enter=None,
            id="audit-list",
        )
        yield Static(id="audit-record")

    def fill(self) -> None:
        """Read the newest records."""
        self._read()

    def help_text(self) -> str:
        """What the chain proves."""
        return _(
            "Every record carries a hash of the one before it, so that any change shows. Print the head now "
            "and then and keep it elsewhere: then even a rewritten chain shows."
        )

    @work(exclusive=True, group="audit")
    async def _read(self) -> None:
        listing = self._list
        try:
            with busy(self):
                newest = await self.desk.run(audit.page, None, 1)
        except Refused as refused:
            told = (tell(part) for part in (refused.what, refused.todo) if part)
            listing.empty = "\n".join(told)
            listing.show_rows(())
            return
        self._newest = newest[0].record.seq if newest else 0
        at = self._newest - self.place.seq if self.place.seq else 0
        listing.show_pages(self._newest, self._load, at=at)

    async def _load(self, stretch: Stretch[Entry]) -> Sequence[Entry]:
        """Records are numbered without gaps, so a position in the list is a number in the chain."""
        return await self.desk.run(audit.page, self._newest - stretch.offset + 1, stretch.limit)

    @property
    def _list(self) -> Listing[Entry]:
        return self.query_one("#audit-list", Listing)

    @on(Listing.Highlighted, "#audit-list")
    def _highlighted(self, event: Listing.Highlighted[Entry]) -> None:
        event.stop()
        if event.row is not None:
            self.place.seq = event.row.record.seq if event.listing.index else 0
        self.query_one("#audit-record", Static).update(_whole(event.row) if event.row else Content(""))

    def action_refresh(self) -> None:
        """Read the newest records again."""
        self.place.seq = 0
        self._read()

    @work(exclusive=True, group="verify")
    async def action_verify(self) -> None:
        """Verify the whole chain."""
        self._say(Content(_("Verifying …")))
        try:
            with busy(self):
                head, fault = await self.desk.run(audit.verify)
        except Refused as refused:
            self._say(Content(tell(refused.what)))
            return
        if fault is None:
            whole = _("All {count} records are as they were written.").format(count=show_number(head.seq))
            self._say(Content.assemble((whole, "bold"), "\n", _("Head, to keep elsewhere: "), str(head)))
            return
        self._say(Content.assemble((_("The chain is broken."), "bold"), "\n", tell(fault.problem)))
        self._list.move_to(self._newest - fault.seq)

    def _say(self, text: Content) -> None:
        self.query_one("#audit-status", Static).update(text)


def _whole(entry: Entry) -> Content:
    record = entry.record
    return Content.assemble(
        (_("Record {seq}").format(seq=record.seq), "bold"),
        f"  {visible(entry.who)} ({visible(record.technician)}, {record.role})  {say_event(record.event)}\n",
        f"{visible(f'{entry.number}  {record.subject}'.strip()) if record.subject else ''}\n",
        f"{by_name(record.detail)}\n",
        record.hash,
    )
