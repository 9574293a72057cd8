"""The statement: what the company promised, as it is carried out here.

Clause: P1–P4, D1–D9, G1–G9, B1, C2, K1.

The technician sees a list (promises, categories, purposes, legal bases, retention, recipients, roles,
periods, the company) beside the text of what the cursor is on; in a narrow window the text stands beneath. Up
and Down go through the list, Tab goes to the text to scroll it. Nothing here is about any customer, so it is
there before the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from helpdesk.i18n import _, language
from screens.page import Page
from screens.statement_text import Entry, sections

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class Statement(Page[None]):
    """The policy, clause by clause."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Statement")
        self.sub_title = _("{company}, version {version}").format(
            company=desk.policy.company.name, version=desk.policy.version
        )
        self._entries: dict[str, Entry] = {}
        self._at = ""

    def body(self) -> ComposeResult:
        """The list, and the text beside it."""
        with Container(id="statement"):
            yield OptionList(*self._options(), id="statement-list", markup=False)
            with VerticalScroll(id="statement-side"):
                yield Static(id="statement-text")

    def on_mount(self) -> None:
        """Begin at the first clause."""
        super().on_mount()
        self.query_one("#statement-list", OptionList).highlighted = 1

    def on_resize(self) -> None:
        """In a window of another height the chosen clause stays in sight."""
        self.call_after_refresh(self.query_one("#statement-list", OptionList).scroll_to_highlight)

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "This is the privacy statement as the console carries it out. Every explanation of a masked "
            "field or a refused action names a clause; here you can read that clause."
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
            self.query_one("#statement-text", Static).update(entry.content())
            self.query_one("#statement-side", VerticalScroll).scroll_home(animate=False)


def _line(entry: Entry, *, is_chosen: bool = False) -> Content:
    """A clause in the list; what is chosen is told by a mark too, and not by its colour alone."""
    what = f"{entry.id:<3} {entry.title}" if entry.id else entry.title
    return Content(f"› {what}" if is_chosen else f"  {what}")
