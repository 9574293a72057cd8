"""The statement: what the company promised, as it is carried out here.

Clause: P1–P4, D1–D9, G1–G9, B1, C2, K1.

The technician sees a list (promises, categories, purposes, legal bases, retention, recipients, roles, periods, the
company) beside the text of what the cursor is on; in a narrow window the text is below. Up and Down go through the
list, and the text follows once the cursor rests, or at once with Enter; Tab goes to the text to scroll it. `x` writes
the whole statement, or the record of processing activities, to a file. Nothing here is about any customer, so it is
available before the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from helpdesk.i18n import _, language
from screens.page import Page
from screens.statement_text import Entry, sections

if TYPE_CHECKING:
    from helpdesk.desk import Desk


REST = 0.25
"""Seconds for which the cursor stands still before its text is shown: who goes by does not read, and a slow line
carries no texts that nobody reads."""


class Statement(Page[None]):
    """The policy, clause by clause."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "export", _("Write to a file"), id="statement.export"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Statement")
        self.sub_title = _("{company}, version {version}").format(
            company=desk.policy.company.name, version=desk.policy.version
        )
        self._entries: dict[str, Entry] = {}
        self._at = ""
        self._shown = ""
        """The entry whose text is shown."""
        self._rest: Timer | None = None

    def body(self) -> ComposeResult:
        """The list, and the text beside it."""
        with Container(id="statement"):
            yield OptionList(*self._options(), id="statement-list", markup=False)
            with VerticalScroll(id="statement-side"):
                yield Static(id="statement-text")

    def on_mount(self) -> None:
        """Start at the first clause."""
        super().on_mount()
        self.query_one("#statement-list", OptionList).highlighted = 1

    def on_resize(self) -> None:
        """After a resize the chosen clause stays in view."""
        self.call_after_refresh(self.query_one("#statement-list", OptionList).scroll_to_highlight)

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "This is the privacy statement as the console carries it out. Every explanation of a masked "
            "field or a refused action names a clause; here you can read that clause. x writes the whole of "
            "it to a file, to publish, or the record of processing activities for the supervisory authority."
        )

    def _options(self) -> Iterable[Option]:
        for heading, entries in sections(self.desk.policy, language()):
            yield Option(Content.assemble(" ", (heading, "bold underline")), disabled=True)
            for entry in entries:
                key = str(len(self._entries))
                self._entries[key] = entry
                yield Option(_line(entry), id=key)

    @on(OptionList.OptionHighlighted, "#statement-list")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id is not None:
            entry = self._entries[event.option_id]
            if self._at and self._at != event.option_id:
                event.option_list.replace_option_prompt(self._at, _line(self._entries[self._at]))
            self._at = event.option_id
            event.option_list.replace_option_prompt(self._at, _line(entry, is_chosen=True))
            if not self._shown:
                self._show_text()
                return
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(REST, self._show_text)

    @on(OptionList.OptionSelected, "#statement-list")
    @on(events.DescendantFocus)
    def _show_text(self) -> None:
        """Show the text of what the cursor is on."""
        if self._shown != self._at:
            self._shown = self._at
            self.query_one("#statement-text", Static).update(self._entries[self._at].content())
            self.query_one("#statement-side", VerticalScroll).scroll_home(animate=False)

    @work(exclusive=True, group="statement-export")
    async def action_export(self) -> None:
        """Write the statement or the record: as PDF, HTML, Markdown or plain text, by the file's extension."""
        from helpdesk.domain.display import visible
        from helpdesk.tasks.copies import processing_register, save_paper, statement
        from screens.dialogs.choice import Choice as AskWhich
        from screens.dialogs.choice import Option as Which
        from screens.dialogs.save_as import SaveAs

        options = [
            Which((statement, _("privacy-statement.pdf")), _("The privacy statement")),
            Which((processing_register, _("processing-record.pdf")), _("The record of processing (art. 30)")),
        ]
        chosen = await self.app.push_screen_wait(AskWhich(_("Write what to a file?"), options))
        if chosen is None:
            return
        document, name = chosen

        async def write(given: str) -> tuple[Path, ...]:
            paper = document(self.desk.policy, language(), self.desk.clock())
            return await asyncio.to_thread(save_paper, paper, given, self.desk.config.letters_folder())

        said = _("A name ending in .pdf makes a PDF, .html a page for a browser, .md or .txt plain text.")
        written = await self.app.push_screen_wait(
            SaveAs(_("Write to a file"), _("Write"), name, write, [said])
        )
        if written is not None:
            self.app.notify(_("Written to {file}.").format(file=visible(", ".join(map(str, written)))))


def _line(entry: Entry, *, is_chosen: bool = False) -> Content:
    """A clause in the list; the chosen one has a mark too, not only a colour."""
    what = f"{entry.id:<3} {entry.title}" if entry.id else entry.title
    return Content(f"› {what}" if is_chosen else f"  {what}")
