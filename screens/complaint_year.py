"""What a year of complaints looks like: month by month, by cause, how long they took, what came of them. Clause: C1.

Left and right go to the year before and after; `x` writes the report of the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from helpdesk.domain.complaints import YearPicture
from helpdesk.domain.display import visible
from helpdesk.i18n import _, language, ngettext, show_half, show_month, show_number, tell
from helpdesk.tasks import complaints
from screens.complaint_words import say_cause
from screens.picture_page import PicturePage, heading
from screens.widgets.plot import Bar, Part, bars, columns
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class ComplaintYear(PicturePage[YearPicture]):
    """The picture of one year."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", _("Year before"), id="complaint-year.before", priority=True),
        Binding("right", "turn(1)", _("Year after"), id="complaint-year.after", priority=True),
        Binding("x", "export", _("Report"), id="complaint-year.export"),
    ]

    def __init__(self, desk: Desk) -> None:
        """Make the picture of this year."""
        super().__init__(desk)
        self.title = _("Complaints")
        self._this = self._year = desk.policy.today(desk.clock()).year

    def help_text(self) -> str:
        """What is counted."""
        return _(
            "A complaint counts in the year in which it was received, by the company's calendar. The days "
            "run from receipt to answer; in time means within what was promised when it was registered. "
            "Complaints that became rights requests do not count."
        )

    async def read(self) -> YearPicture:
        """Count this year."""
        return await self.desk.read(complaints.year, self._year)

    def said_above(self) -> str:
        """Which year it is."""
        return str(self._year)

    def drawn(self, picture: YearPicture, width: int, height: int) -> Iterator[Said]:
        """How many came in each month, and how they were answered."""
        counted = ngettext("{count} complaint received", "{count} complaints received", picture.total)
        total = counted.format(count=show_number(picture.total))
        yield heading(f"{picture.year}: {total}")
        if not picture.total:
            yield ""
            yield _("Nobody complained in this year, or the complaints are past their retention period.")
            return
        months = picture.months
        yield from columns(
            [show_month(number) for number in range(1, 13)],
            (
                Part(_("answered in time"), [one.in_time for one in months]),
                Part(_("too late"), [one.late for one in months]),
                Part(_("no answer"), [one.unanswered for one in months]),
            ),
            {
                _("received"): [_count(one.received) for one in months],
                _("too late"): [_count(one.late) for one in months],
                _("median days"): [
                    "" if one.median_days is None else show_half(one.median_days) for one in months
                ],
            },
            width,
            height,
        )

    def figures(self, picture: YearPicture, width: int) -> Iterable[Said]:
        """What they were about, and what came of them."""
        if not picture.total:
            return
        policy = self.desk.policy
        yield heading(_("In time"))
        came = (Bar(_("answered in time"), picture.in_time), Bar(_("answered too late"), picture.late))
        yield from bars(came, width)
        yield _said_days(picture)
        yield ""
        yield heading(_("What about"))
        yield from bars(
            (Bar(say_cause(policy, one), count) for one, count in picture.by_cause.items()), width
        )
        yield ""
        yield heading(_("What came of it"))
        outcomes = [Bar(tell(one.words), count) for one, count in picture.by_outcome.items()]
        yield from bars((*outcomes, Bar(_("not answered yet"), picture.open)), width)

    def action_turn(self, years: int) -> None:
        """Another year."""
        self._year += years
        self.read_again()

    @work(exclusive=True, group="complaint-year-report")
    async def action_export(self) -> None:
        """Write the report of this year: as PDF, as a page or as plain text, by the end of the name."""
        from helpdesk.tasks.copies import save_paper, year_report
        from screens.dialogs.save_as import SaveAs

        async def write(given: str) -> tuple[Path, ...]:
            paper = year_report(self.desk.policy, await self.read(), language(), self.desk.clock())
            return await self.desk.in_thread(save_paper, paper, given, self.desk.config.letters_folder())

        said = _("A name ending in .pdf makes a PDF, .html a page for a browser, .txt plain text.")
        name = _("complaints-{year}.pdf").format(year=self._year)
        written = await self.app.push_screen_wait(
            SaveAs(_("Report of the year"), _("Write"), name, write, [said])
        )
        if written is not None:
            self.app.notify(_("Written to {file}.").format(file=visible(", ".join(map(str, written)))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No year that is still to come, and no report of nothing."""
        if action == "turn" and parameters == (1,):
            return self._year < self._this
        if action == "export":
            return self._picture is not None and self._picture.total > 0
        return super().check_action(action, parameters)


def _count(number: int) -> str:
    return show_number(number) if number else "·"


def _said_days(picture: YearPicture) -> Content:
    if picture.median_days is None:
        return Content("  " + _("none is answered yet"))
    days = picture.median_days
    if not days:
        return Content("  " + _("half of them were answered on the same day"))
    said = ngettext(
        "half of them were answered within {count} day",
        "half of them were answered within {count} days",
        ceil(days),
    )
    return Content("  " + said.format(count=show_half(days)))
