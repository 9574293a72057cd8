"""A data breach: how long there is to tell the authority, what is known, and what was decided. GDPR art. 33, 34.

The technician reads with the arrows or `j` and `k`. `e` completes what is known, `l` attaches customers whom it
concerns, Enter opens one. Whoever decides on breaches says with `a` whether the authority is told and with `p` whether
the people concerned are, and closes it with `c`; `b` reopens it, `x` writes the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from helpdesk.domain.breaches import BreachView
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.display import visible
from helpdesk.i18n import _, show_moment
from helpdesk.words.breaches import say_clock, say_people
from screens.breach_actions import BreachActions
from screens.breach_text import CUSTOMERS, entries
from screens.customer_words import say_ref
from screens.widgets.case_header import CaseHeader, HeaderPart
from screens.widgets.prose import Words
from screens.widgets.timeline import Timeline

if TYPE_CHECKING:
    from helpdesk.desk import Desk

MINUTE = 60.0
"""After how many seconds the hours in the header are counted again."""


class BreachScreen(BreachActions):
    """A breach that was opened."""

    def __init__(self, desk: Desk, view: BreachView) -> None:
        """Make the screen of a breach, already read as `view`."""
        super().__init__(desk, view)
        self.title = view.breach.number
        self.sub_title = _("Data breach")

    def body(self) -> ComposeResult:
        """The header, what is known and what happened, and what the cursor is on."""
        yield CaseHeader()
        with Horizontal(classes="case-body"):
            yield Timeline(id="breach-timeline")
        yield Words(classes="case-here")

    def on_mount(self) -> None:
        """The hours go on while it is read."""
        self.set_interval(MINUTE, self.show_header)

    def fill(self) -> None:
        """Show what was read when it was opened."""
        self._timeline.focus()
        self.show(self.view)
        self._timeline.move_to(0)

    def help_text(self) -> str:
        """What this is for."""
        return _(
            "Complete what is known as it becomes known: what it was before is kept. Telling the authority, and the "
            "people concerned, is decided by a person with a reason; a later decision replaces an earlier one, and "
            "both are kept. It can be closed once both are decided, and the likely consequences and the measures are "
            "there. The report has what the authority's form asks."
        )

    @property
    def _timeline(self) -> Timeline:
        return self.query_one("#breach-timeline", Timeline)

    def show(self, view: BreachView) -> None:
        """Show a breach as it is now; anything new is at the end."""
        is_new = len(view.steps) + len(view.decisions) > len(self.view.steps) + len(self.view.decisions)
        super().show(view)
        self._timeline.show(entries(self.desk.policy, view))
        if is_new:
            self._timeline.action_edge(1)
        self.show_header()
        self.on_timeline_moved()

    def header(self) -> Iterable[Iterable[HeaderPart]]:
        """What happened, the clock, what was decided, and who noted it."""
        breach, now = self.breach, self.desk.clock()
        what = visible(breach.facts.what.partition("\n")[0])
        closed = _("closed {day}").format(day=show_moment(breach.closed)) if breach.closed else ""
        yield Content(what).stylize("bold"), closed
        yield Content(say_clock(self.desk.policy, breach, now)).stylize("bold"), say_people(breach)
        noted = _("noted {moment} by {name}")
        yield (noted.format(moment=show_moment(breach.noted), name=visible(breach.by_name)),)

    def on_timeline_moved(self) -> None:
        """Say what the cursor is on."""
        ref = self.place
        said = _("{who}. Enter opens the file.").format(who=say_ref(ref)) if ref else ""
        self.query_one(".case-here", Words).update(Content(said))
        self.refresh_bindings()

    @property
    def place(self) -> CustomerRef | None:
        """The customer under the cursor; a single one needs no mark for it."""
        timeline, whose = (self._timeline if self.is_here else None), self.view.customers
        if timeline is None or not whose or timeline.index != CUSTOMERS:
            return None
        stop = 0 if len(whose) == 1 else timeline.stop
        return whose[stop] if 0 <= stop < len(whose) else None
