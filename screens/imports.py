"""Import a list of customers or of invoices: check what its columns become, see what would happen, then do it.

The technician types the path of a CSV file (Right takes what is suggested) and presses Enter; its headers say of
what it is a list. The columns appear, each with the field that it becomes and what stands in it; Enter on one
chooses another field.
Beneath, a dry run counts what would be imported and names the first problems; it runs anew after every
change. `i` imports, with progress, rate and time left; `c` cancels and leaves nothing half done. At the end
it says where the rejected rows are. Clause: D1–D7, A1, P4.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input

from helpdesk.domain.display import visible
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message
from helpdesk.i18n import _, tell
from helpdesk.tasks.importing import lists
from helpdesk.tasks.importing.lists import Plan, Result
from helpdesk.tasks.importing.mapping import Column as Mapped
from helpdesk.tasks.importing.rejects import OWN_HEADERS, rejects_in, tidy
from helpdesk.tasks.importing.run import How, Progress
from screens.dialogs.choice import Choice, Option
from screens.dialogs.confirm import Confirm
from screens.dialogs.notice import said_by
from screens.import_report import counted, done, under_way
from screens.page import Page
from screens.path_suggester import PathSuggester, as_path
from screens.progress import watched
from screens.waiting import busy
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing
from screens.widgets.prose import Prose, Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk

SAMPLES = 3
"""How many values of each column are shown."""


class ColumnList(Listing[Mapped]):
    """The columns of the file; Enter chooses what one becomes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", _("Choose field"), id="imports.choose"),
    ]


@dataclass(slots=True)
class ImportPlace:
    """Where a technician was in an import: the typed path, and what its columns would become.

    `plan` is `None` for a path that has not been read yet, and for an imported file.
    """

    path: str = ""
    plan: Plan | None = None


class Imports(Page[None]):
    """From a file to customers, or to invoices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "import", _("Import"), id="imports.import"),
        Binding("c", "cancel", _("Cancel the import"), id="imports.cancel"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Import")
        self.place = ImportPlace()
        """The current place; to return to an earlier one, set it before the screen is shown."""
        self._samples: list[list[str]] = []
        self._labels: Mapping[str, Message] = {}
        self._counted: Result | None = None
        self._importing = False
        self._give_up = Event()

    def body(self) -> ComposeResult:
        """The path, the columns, and what would be or was done."""
        yield TextBox(
            self.place.path,
            placeholder=_("Path of the CSV file, then Enter"),
            suggester=PathSuggester(".csv", ".txt", ".tsv"),
            id="imports-path",
        )
        yield ColumnList(
            [
                Column(_("Column"), lambda one: visible(one.name), flex=2),
                Column(_("Becomes"), self._becomes, flex=2),
                Column(_("For example"), self._example, flex=3),
            ],
            id="imports-columns",
            empty=_("Give the path of a list saved as CSV.\nNothing is imported until you say so."),
        )
        with VerticalScroll(id="imports-side"):
            yield Prose(id="imports-report")

    def fill(self) -> None:
        """Whoever may not import is told at once; a file that was being looked at is read again."""
        self._columns.show_rows(())
        self._may_import()
        if (left := self.place.plan) is not None:
            self._open(left.sheet.path, left)

    def help_text(self) -> str:
        """What an import does and does not do."""
        return _(
            "A list of customers, or of invoices from the accounting software: its headers say which. Good rows are "
            "added together; a customer who exists already stays unchanged, and of an invoice only what was paid or "
            "credited is booked. Bad rows go to a file of their own, each with its fault: correct them there and "
            "import that file. Importing the same file twice changes nothing."
        )

    async def may_leave(self) -> bool:
        """Ask first while an import runs."""
        if not self._importing:
            return True
        question = _("An import is running. If you stop it, nothing of the file is imported.")
        stop = Confirm(_("Stop the import?"), question, yes=_("Stop"), no=_("Go on"))
        if await self.app.push_screen_wait(stop):
            self._give_up.set()
            return True
        return not self._importing

    async def save_draft(self) -> None:
        """The console must be left: nothing half done."""
        self._give_up.set()

    @property
    def _columns(self) -> Listing[Mapped]:
        return self.query_one("#imports-columns", Listing)

    def _say(self, *paragraphs: Said) -> None:
        if self.is_here:
            self.query_one("#imports-report", Prose).say(*paragraphs)

    def _becomes(self, column: Mapped) -> str:
        if column.field is None:
            return "–"
        label = tell(self._labels[column.field])
        return f"{label} ({visible(column.label)})" if column.label else label

    def _example(self, column: Mapped) -> str:
        cells = self._samples[column.place] if column.place < len(self._samples) else []
        return visible(" · ".join(cells))

    @work(exclusive=True, group="may")
    async def _may_import(self) -> None:
        await self.desk.read(lambda work: work.require("import"))

    # The file and its columns

    @on(Input.Submitted, "#imports-path")
    def _chosen(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() and not self._importing:
            self._open(as_path(event.value))

    @on(Input.Changed, "#imports-path")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.place.path = event.value

    @work(exclusive=True, group="plan")
    async def _open(self, path: Path, left: Plan | None = None) -> None:
        """Show what the columns of a file become, and count; as it was `left`, where the columns are still those."""
        self.place.plan = self._counted = None
        self._columns.show_rows(())
        try:
            with busy(self):
                planned = await asyncio.to_thread(lists.plan, path)
                rows = await asyncio.to_thread(planned.sheet.sample)
        except HelpdeskError as error:
            self._say(*said_by(error))
            return
        self._samples = [
            [cell for cell in cells if cell.strip()][:SAMPLES] for cells in zip_longest(*rows, fillvalue="")
        ]
        self._columns.focus()
        self._show(_as_left(planned, left) if left is not None else planned)

    def _show(self, planned: Plan) -> None:
        self.place.plan, self._counted, self._labels = planned, None, planned.labels
        shown = [column for column in planned.mapping.columns if column.header not in OWN_HEADERS]
        self._columns.show_rows(shown, same=lambda column: column.place)
        self.refresh_bindings()
        self._count(planned)

    @on(Listing.Selected, "#imports-columns")
    def _column_chosen(self, event: Listing.Selected[Mapped]) -> None:
        event.stop()
        if not self._importing:
            self._ask_field(event.row)

    @work(exclusive=True, group="field")
    async def _ask_field(self, column: Mapped) -> None:
        options = [Option("", _("nothing: it is not read"))]
        options += [Option(name, tell(label)) for name, label in self._labels.items()]
        question = _("{column} becomes …").format(column=visible(column.name))
        field = await self.app.push_screen_wait(Choice(question, options, now=column.field or ""))
        if field is not None and self.place.plan is not None and not self._importing:
            mapping = self.place.plan.mapping.told(column.place, field or None, column.label if field else "")
            self._show(replace(self.place.plan, mapping=mapping))

    # The dry run

    @work(exclusive=True, group="count")
    async def _count(self, planned: Plan) -> None:
        """Count what would happen; a change of the columns stops it and begins anew."""
        give_up = Event()
        hint = _("Nothing is imported yet. After counting, i imports it.")
        try:
            with self._telling(_("Counting"), hint) as told:
                how = How(dry=True, progress=told, cancelled=give_up.is_set)
                self._counted = await self.desk.read(lists.run, planned, planned.sheet.path, how)
            self._say(*counted(planned, self._counted))
        except HelpdeskError as error:
            self._say(*said_by(error))
        finally:
            give_up.set()
            self.refresh_bindings()

    # The import

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Import after counting, cancel while it runs."""
        if action == "import":
            return (
                self._counted is not None
                and self._counted.changes + self._counted.rejected > 0
                and not self._importing
            )
        if action == "cancel":
            return self._importing
        return super().check_action(action, parameters)

    def action_import(self) -> None:
        """Import for real; the app owns it, and leaving asks first."""
        if self.place.plan is not None and self.check_action("import", ()):
            self._importing = True
            self._give_up.clear()
            self.refresh_bindings()
            self.app.run_worker(self._import(self.place.plan), group="import")

    def action_cancel(self) -> None:
        """Stop the import; the store is as it was."""
        self._give_up.set()

    async def _import(self, planned: Plan) -> None:
        hint = _("c stops it, and nothing of the file is imported.")
        try:
            with self._telling(_("Importing"), hint) as told:
                how = How(progress=told, cancelled=self._give_up.is_set, tell=tell)
                file = rejects_in(self.desk.config.rejects_folder, planned.sheet.path)
                result = await self.desk.run(lists.run, planned, file, how)
        except HelpdeskError as error:
            self._say(*said_by(error))
        except OSError:
            self._say(_("The file can't be read to its end, or the rejected rows can't be written."))
        else:
            self._counted = self.place.plan = None
            self._say(*done(result))
        finally:
            await self._tidy()
            self._importing = False
            if self.is_here:
                self.refresh_bindings()

    async def _tidy(self) -> None:
        """Remove files of rejected rows that nobody needs any more; failures are not worth a message here."""
        with suppress(HelpdeskError):
            await self.desk.run(tidy, self.desk.config.rejects_folder)
            await self.desk.spare_memory()

    @contextmanager
    def _telling(self, doing: str, hint: str) -> Iterator[Callable[[Progress], None]]:
        """Show what is being done, and the progress."""

        def say(now: Progress, seconds: float) -> None:
            self._say(under_way(doing, now, seconds), hint)

        self._say(f"{doing} …", hint)
        with watched(self, say) as told:
            yield told


def _as_left(planned: Plan, left: Plan) -> Plan:
    """A plan with what its columns were to become, where the columns are still those."""
    if type(planned) is type(left) and planned.sheet.headers == left.sheet.headers:
        return replace(planned, mapping=left.mapping)
    return planned
