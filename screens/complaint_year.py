"""What a year of complaints looks like: how many by cause, how long they took, what came of them. Clause: C1.

Left and right go to the year before and after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from helpdesk.domain.complaints import YearPicture
from helpdesk.domain.errors import Refused
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks import complaints
from screens.complaint_words import say_cause
from screens.page import Page
from screens.waiting import busy
from screens.widgets.prose import Prose

if TYPE_CHECKING:
    from helpdesk.desk import Desk

FULL = "█"
LONGEST = 30
"""Cells of the bar of the largest number."""

LABEL = 32


class ComplaintYear(Page[None]):
    """The picture of one year."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", _("Year before"), id="complaint-year.before", priority=True),
        Binding("right", "turn(1)", _("Year after"), id="complaint-year.after", priority=True),
    ]

    def __init__(self, desk: Desk) -> None:
        """Make the picture of this year."""
        super().__init__(desk)
        self.title = _("Complaints")
        self._this = self._year = desk.policy.today(desk.clock()).year

    def body(self) -> ComposeResult:
        """The picture."""
        with VerticalScroll(id="complaint-year"):
            yield Prose(id="complaint-picture")

    def fill(self) -> None:
        """Draw this year."""
        self.query_one(VerticalScroll).focus()
        self._read()

    def help_text(self) -> str:
        """What is counted."""
        return _(
            "Complaints count in the year in which they were received, by the days of the company. The days are from "
            "receipt to answer; in time is by what was promised when each was registered. What turned out to be a "
            "rights request does not count."
        )

    @work(exclusive=True, group="complaint-year")
    async def _read(self) -> None:
        prose = self.query_one("#complaint-picture", Prose)
        try:
            with busy(self, str(self._year)):
                picture = await self.desk.read(complaints.year, self._year)
        except Refused as refused:
            prose.say(*(part for part in (refused.what, refused.todo) if part))
            return
        prose.say(*self._lines(picture))
        self.refresh_bindings()

    def _lines(self, picture: YearPicture) -> Iterator[Content | str]:
        counted = ngettext("{count} complaint received", "{count} complaints received", picture.total)
        total = counted.format(count=show_number(picture.total))
        yield Content(f"{picture.year}: {total}").stylize("bold")
        if not picture.total:
            yield ""
            yield _("Nobody complained in this year, or what they said was past its period.")
            return
        policy = self.desk.policy
        yield ""
        yield Content(_("What about")).stylize("bold")
        yield from bars({say_cause(policy, cause): count for cause, count in picture.by_cause.items()})
        yield ""
        yield Content(_("What came of it")).stylize("bold")
        came = {tell(one.words): count for one, count in picture.by_outcome.items()}
        yield from bars({**came, _("not answered yet"): picture.open})
        yield ""
        yield Content(_("In time")).stylize("bold")
        yield from bars({_("answered in time"): picture.in_time, _("answered too late"): picture.late})
        yield _said_days(picture)

    def action_turn(self, years: int) -> None:
        """Another year."""
        self._year += years
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No year that is still to come."""
        if action == "turn" and parameters == (1,):
            return self._year < self._this
        return super().check_action(action, parameters)


def bars(counts: Mapping[str, int]) -> Iterator[str]:
    """A line for each number: what it counts, a bar as long as it is large, and the number itself."""
    most = max(counts.values(), default=0)
    for label, count in counts.items():
        if count:
            bar = FULL * max(round(LONGEST * count / most), 1)
            name = label if cell_len(label) <= LABEL else set_cell_size(label, LABEL - 1) + "…"
            yield f"  {set_cell_size(name, LABEL)}  {bar} {show_number(count)}"


def _said_days(picture: YearPicture) -> str:
    if picture.median_days is None:
        return "  " + _("none is answered yet")
    days = picture.median_days
    if not days:
        return "  " + _("half of them were answered on the same day")
    shown = show_number(int(days)) if days == int(days) else f"{show_number(int(days))}½"
    said = ngettext(
        "half of them were answered within {count} day",
        "half of them were answered within {count} days",
        ceil(days),
    )
    return "  " + said.format(count=shown)
