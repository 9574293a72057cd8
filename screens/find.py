"""Find: from a few letters of anything to a customer. Clause: P2.

The technician types and sees, with every key, who matches: number, name, company, city (the least that tells
customers apart) and by what they were found. Up and Down move in the list while typing goes on, Enter opens,
Escape goes back, F6 makes a new customer. With nothing typed the customers opened last are there. The text
stays when one comes back from a file. Once a visit it is recorded that somebody searched, never for what.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from helpdesk.domain.customer import Found
from helpdesk.domain.display import visible
from helpdesk.domain.findings import Findings
from helpdesk.i18n import _, ngettext, show_number
from helpdesk.tasks import files
from helpdesk.words.ids import say_matched
from screens.forms import new_customer
from screens.marking import marked
from screens.opening import open_customer
from screens.page import Page
from screens.waiting import busy
from screens.widgets.bars import show_key
from screens.widgets.columns import Column
from screens.widgets.controls import TextBox
from screens.widgets.listing import Listing
from screens.widgets.prose import Words

if TYPE_CHECKING:
    from helpdesk.desk import Desk

MOST = 50
"""Results that are shown; who needs more types more."""

SETTLED = 1.0
"""Seconds without a key after which a search counts as one that was looked at."""


class SearchBox(TextBox):
    """What is typed; Enter opens, and the bar of keys says so."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", _("Open"), id="find.open")]

    leads_on = True
    """Whether Enter has somebody to open, or may have once it is known who matches."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter only where it leads on."""
        return self.leads_on if action == "submit" else super().check_action(action, parameters)


class Find(Page[None]):
    """Search as you type."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,n", "new", _("New customer"), id="find.new"),
        Binding("slash,f4", "app.show('find')", _("Find"), id="find.again", show=False),
        Binding("down", "move(1)", _("Down"), id="find.down", show=False),
        Binding("up", "move(-1)", _("Up"), id="find.up", show=False),
        Binding("pagedown", "page(1)", _("Page down"), id="find.page-down", show=False),
        Binding("pageup", "page(-1)", _("Page up"), id="find.page-up", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Find")
        self._shown_for: str | None = None
        self._hurried = False
        self._results: int | None = None
        self._recorded = False
        self._offered = True

    def body(self) -> ComposeResult:
        """What is typed, what that means, and who matches."""
        box = SearchBox(
            placeholder=_("Number, name, company, e-mail, telephone, postcode, street, city"), id="find-text"
        )
        found_by = cache(say_matched)
        yield box
        yield Words(id="find-status")
        yield Listing[Found](
            [
                Column(_("Number"), lambda found: self._cell(found.ref.number), width=8),
                Column(_("Name"), lambda found: self._cell(found.ref.name), flex=3),
                Column(_("Company"), lambda found: self._cell(found.ref.company), flex=3),
                Column(_("City"), lambda found: self._cell(found.ref.city), flex=2),
                Column(_("Found by"), lambda found: found_by(found.matched), width=11, wide_from=70),
            ],
            steady=True,
            id="find-list",
        )

    def fill(self) -> None:
        """Show the customers opened last, or what was found before."""
        self._settle = self.set_timer(SETTLED, self._record, pause=True)
        self._search(self._text)

    def on_screen_resume(self) -> None:
        """Back from a file: names may have changed."""
        if self._shown_for == self._text:
            self._search(self._text)

    def store_changed(self) -> None:
        """Somebody may have added or renamed a customer; what is typed stays."""
        self.on_screen_resume()

    def on_unmount(self) -> None:
        """Left before the search had settled: it counts all the same."""
        if self.desk.is_open:
            self._record()

    @property
    def stands_for(self) -> str:
        """One search is enough."""
        return type(self).__name__

    @property
    def about_to_open(self) -> bool:
        """Whether somebody pressed Enter before it was known who matches."""
        return self._hurried

    def help_text(self) -> str:
        """How searching works."""
        return _(
            "Any fragment works, in any order; capitals, accents and the notation of a telephone number "
            "don't matter. Only enough to tell customers apart is shown; to see more, open the file and say "
            "what for."
        )

    @property
    def _text(self) -> str:
        return self.query_one("#find-text", Input).value

    @property
    def _list(self) -> Listing[Found]:
        return self.query_one("#find-list", Listing)

    def _cell(self, text: str) -> Content:
        return marked(visible(text), self._shown_for or "")

    @on(Input.Changed, "#find-text")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._hurried = False
        self.query_one(SearchBox).leads_on = True
        if self.desk.is_open:
            self._search(event.value)

    @work(exclusive=True, group="find")
    async def _search(self, text: str) -> None:
        """Show what matches; a new key interrupts the query that still runs."""
        with busy(self):
            if text.strip():
                found = await self.desk.read(files.find, text, MOST)
            else:
                found = Findings(Found(ref, "") for ref in await self.desk.read(files.recent))
        same = (lambda one: one.ref.id) if text == self._shown_for else None
        self._shown_for = text
        self._list.empty = self._nothing(text)
        self._list.show_rows(found, same=same)
        self.query_one("#find-status", Words).update(Content(self._status(text, found)), layout=False)
        if text.strip() and same is None:
            self._results = len(found)
            self._settle.reset()
            self._settle.resume()
        if self._hurried:
            self._hurried = False
            self.action_open()
        self._offer(bool(found))

    def _offer(self, found: bool) -> None:
        """Offer Enter only while there is somebody to open."""
        self.query_one(SearchBox).leads_on = found
        if self._offered != found:
            self._offered = found
            self.refresh_bindings()

    def _status(self, text: str, found: Findings[Found]) -> str:
        count = len(found)
        if not text.strip():
            return _("Opened last") if found else ""
        if found and found.more:
            return _("The best {count}; type more to see others").format(count=show_number(count))
        return ngettext("{count} customer", "{count} customers", count).format(count=show_number(count))

    def _nothing(self, text: str) -> str:
        key = show_key(self.app, "f6")
        if not text.strip():
            return _("Type a few letters of anything you know of the customer.")
        return _(
            "Nobody matches. Try fewer letters, or something else: the postcode,\n"
            "the end of the telephone number, the company.\n"
            "Is it a new customer? {key} makes one."
        ).format(key=key)

    def _record(self) -> None:
        if self._results is not None and not self._recorded:
            self._recorded = True
            self.app.run_worker(self.desk.run(files.record_search, self._results), group="record")

    @on(Input.Submitted, "#find-text")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    @on(Listing.Selected, "#find-list")
    def _selected(self, event: Listing.Selected[Found]) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the customer under the cursor; who is quicker than the store gets the best match when it comes."""
        if self._shown_for != self._text:
            self._hurried = True
        elif (found := self._list.row) is not None:
            self._record()
            open_customer(self.app, self.desk, found.ref)

    def action_new(self) -> None:
        """A new customer."""
        new_customer(self.app, self.desk)

    def action_move(self, lines: int) -> None:
        """Move in the list while the text keeps the focus."""
        self._list.action_move(lines)

    def action_page(self, pages: int) -> None:
        """Move by a page in the list."""
        self._list.action_page(pages)
