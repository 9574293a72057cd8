"""The audit: who did what, with whose data, and what for. Clause: P1, P2, B1, B3.

The technician sees the records, newest first, and below them the one under the cursor in full: technicians by name,
customers by number while they exist and then by random reference, never by name. `f` filters by customer, kind of
record, refusals, technician and period, with the filter shown above the list; `0` shows all again, with the cursor
still on its record. `v` verifies the whole chain, whatever the filter, and shows the head to keep elsewhere; the
cursor goes to the first record that was altered. A role without this job is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from helpdesk.domain.audit import AUDIT_PAGE, AuditFilter
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Refused
from helpdesk.i18n import _, ngettext, show_moment, show_number, tell
from helpdesk.tasks import audit
from helpdesk.tasks.audit import Entry
from helpdesk.words.ids import say_event
from helpdesk.words.records import by_name
from screens.dialogs.list_filter import say_filter
from screens.page import Page
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.paged_listing import PagedListing
from screens.widgets.pages import Stretch
from screens.widgets.prose import Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk


EVERYTHING = AuditFilter()


@dataclass(slots=True)
class AuditPlace:
    """Where a technician was in the chain: the number of the record under the cursor (0 is the newest), and the filter.

    `names` are those of technicians, by login.
    """

    seq: int = 0
    filter: AuditFilter = EVERYTHING
    names: Mapping[str, str] = field(default_factory=dict)


class Audit(Page[None]):
    """The chain of records."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", _("Filter"), id="audit.filter"),
        Binding("0", "show_all", _("All"), id="audit.all"),
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
        yield Words(id="audit-shown")
        yield PagedListing[Entry](
            [
                Column(_("Record"), lambda one: str(one.record.seq), width=8, align="right", wide_from=70),
                Column(_("When"), lambda one: show_moment(one.record.at), width=18),
                Column(_("Who"), lambda one: visible(one.who), flex=1),
                Column(_("What"), lambda one: say_event(one.record.event), flex=2),
                Column(_("Customer"), lambda one: visible(one.customer), width=10),
                Column(_("What for"), lambda one: ", ".join(one.record.purposes), flex=1, wide_from=70),
            ],
            page=AUDIT_PAGE,
            known_by=lambda one: one.record.seq,
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
            "Every record carries a hash of the one before it, so that any change shows. v checks them all and "
            "shows the head, the hash of the last one. Keep it elsewhere now and then: with “helpdesk audit "
            "verify --expect” even a rewritten chain shows."
        )

    @work(exclusive=True, group="audit")
    async def _read(self) -> None:
        try:
            with busy(self):
                await self._read_filtered() if self._is_filtered else await self._read_all()
        except Refused as refused:
            told = (tell(part) for part in (refused.what, refused.todo) if part)
            self._list.empty = "\n".join(told)
            self._list.show_rows(())
        self.refresh_bindings()

    async def _read_all(self) -> None:
        """Show the whole chain; pages are fetched as they come into view."""
        newest = await self.desk.run(audit.page, None, 1)
        self._newest = newest[0].record.seq if newest else 0
        oldest = await self.desk.read(audit.oldest)
        self._say_shown("")
        at = max(self._newest - self.place.seq, 0) if self.place.seq else 0
        self._list.show_pages(self._newest - oldest + 1, self._load, at=at)

    async def _load(self, stretch: Stretch[Entry]) -> Sequence[Entry]:
        """Records are numbered without gaps, so a position in the list is a number in the chain."""
        return await self.desk.run(audit.page, self._newest - stretch.offset + 1, stretch.limit)

    async def _read_filtered(self, after: Entry | None = None) -> None:
        """Show the newest matching records, or those after one."""
        last = None if after is None else after.record
        found = await self.desk.run(audit.search, self.place.filter, last)
        what = say_filter(self.place.filter, self.place.names, self._kind)
        if after is None:
            self._list.show_rows(())  # the cursor starts at the top
            self._list.empty = _("No record answers this: {what}.").format(what=what) + _(
                "\n\nf changes the filter, 0 shows all again."
            )
        self._list.show_page(found, follow=after is not None)
        count = self._list.count
        counted = show_number(count) + ("+" if len(found) == AUDIT_PAGE else "")
        said = ngettext("{count} record", "{count} records", count).format(count=counted)
        shown = _("Shown: {what}").format(what=what)
        self._say_shown(f"{shown}  {said}")

    @on(PagedListing.Wanted)
    def _read_on(self, event: PagedListing.Wanted) -> None:
        event.stop()
        if self._is_filtered:
            self._read_after(event.after)

    @work(exclusive=True, group="audit")
    async def _read_after(self, last: Entry) -> None:
        with busy(self):
            await self._read_filtered(last)

    @property
    def _is_filtered(self) -> bool:
        return self.place.filter != EVERYTHING

    @property
    def _kind(self) -> str:
        """The kinds of records in the filter: in full if there is one."""
        wanted = self.place.filter
        return say_event(wanted.events[0]) if len(wanted.events) == 1 else wanted.kind

    @property
    def _list(self) -> PagedListing[Entry]:
        return self.query_one("#audit-list", PagedListing)

    @on(Listing.Highlighted, "#audit-list")
    def _highlighted(self, event: Listing.Highlighted[Entry]) -> None:
        event.stop()
        if event.row is not None:
            is_newest = not event.listing.index and not self._is_filtered
            self.place.seq = 0 if is_newest else event.row.record.seq
        self.query_one("#audit-record", Static).update(_whole(event.row) if event.row else Content(""))

    # What the keys do

    @work(exclusive=True, group="audit-ask")
    async def action_filter(self) -> None:
        """Ask what to show."""
        from screens.dialogs.audit_filter import AuditFilterDialog

        try:
            technicians = await self.desk.read(audit.technicians)
        except Refused:
            return  # the list says so
        self.place.names = {one.login: one.name for one in technicians}
        dialog = AuditFilterDialog(self.desk.policy, technicians, self.place.filter)
        if (wanted := await self.app.push_screen_wait(dialog)) is not None:
            self.place.filter = wanted
            self._read()

    def action_show_all(self) -> None:
        """Show all again, with the cursor still on its record."""
        self.place.filter = EVERYTHING
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show all only if something is filtered."""
        return self._is_filtered if action == "show_all" else super().check_action(action, parameters)

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
            whole = _("The audit is intact, up to record {count}.").format(count=show_number(head.seq))
            self._say(Content.assemble((whole, "bold"), "\n", _("Head, to keep elsewhere: "), str(head)))
            return
        self._say(Content.assemble((_("The chain is broken."), "bold"), "\n", tell(fault.problem)))
        self.place.seq = fault.seq
        self.action_show_all()

    def _say_shown(self, text: str) -> None:
        shown = self.query_one("#audit-shown", Words)
        shown.update(Content(text))
        shown.display = bool(text)

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
