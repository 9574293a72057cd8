"""A week of remote support: how many sessions a day, how long they lasted, and whose they were. Clause: D6, R1.

Left and right go to the week before and after. A role without the ledger is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.pictures import Use, WeekPicture
from helpdesk.i18n import _, ngettext, show_date, show_number, show_weekday
from helpdesk.tasks import pictures
from helpdesk.words.sessions import say_lasted
from screens.picture_page import PicturePage, heading
from screens.widgets.plot import Bar, Part, bars, columns
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk


class SessionWeek(PicturePage[WeekPicture]):
    """The picture of one week."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", _("Week before"), id="session-week.before", priority=True),
        Binding("right", "turn(1)", _("Week after"), id="session-week.after", priority=True),
    ]

    def __init__(self, desk: Desk, of: date | None = None) -> None:
        """Make the picture of the week of a day, or of this week."""
        super().__init__(desk)
        self.title = _("IP use")
        self._today = desk.policy.today(desk.clock())
        self._day = of or self._today

    def help_text(self) -> str:
        """What is counted."""
        return _(
            "A session counts on the day it began, by the company's calendar; a running one counts up to "
            "now. Attempts that did not become a session are counted separately. The counts come from the "
            "ledger, so sessions past their period are not in it."
        )

    async def read(self) -> WeekPicture:
        """Count this week."""
        return await self.desk.read(pictures.week, self._day)

    def said_above(self) -> str:
        """Which week it is."""
        monday = self._day - timedelta(days=self._day.weekday())
        return f"{show_date(monday)} – {show_date(monday + timedelta(days=6))}"

    def drawn(self, picture: WeekPicture, width: int, height: int) -> Iterator[Said]:
        """How many there were each day, and how long they lasted."""
        whole = picture.whole
        counted = ngettext("{count} session", "{count} sessions", whole.sessions)
        counted = counted.format(count=show_number(whole.sessions))
        said = ", ".join(filter(None, (counted, _said(whole))))
        yield heading(_("Week of {day}: {what}").format(day=show_date(picture.monday), what=said))
        if not (whole.sessions or whole.failed):
            yield ""
            yield _("Nobody used a customer's address in this week, or it is past its period.")
            return
        days = picture.days
        yield from columns(
            [f"{show_weekday(number)} {_day(picture.monday, number)}" for number in range(7)],
            (
                Part(_("sessions"), [day.sessions for day in days]),
                Part(_("did not get through"), [day.failed for day in days]),
            ),
            {
                _("sessions"): [show_number(day.sessions) if day.sessions else "·" for day in days],
                _("not through"): [show_number(day.failed) if day.failed else "·" for day in days],
                _("hours"): [_hours(day.lasted) if day.sessions else "" for day in days],
            },
            width,
            height,
        )

    def figures(self, picture: WeekPicture, width: int) -> Iterable[Said]:
        """Whose they were."""
        if not picture.technicians:
            return
        yield heading(_("Sessions by technician"))
        yield from bars(
            (
                Bar(who, use.sessions + use.failed, f"{show_number(use.sessions)}  {_said(use)}")
                for who, use in picture.technicians.items()
            ),
            width,
        )

    def action_turn(self, weeks: int) -> None:
        """Another week."""
        self._day += weeks * pictures.WEEK
        self.read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No week that is still to come."""
        if action == "turn" and parameters == (1,):
            return self._day + pictures.WEEK <= self._today + timedelta(days=6 - self._today.weekday())
        return super().check_action(action, parameters)


def _day(monday: date, number: int) -> int:
    return (monday + timedelta(days=number)).day


def _hours(lasted: timedelta) -> str:
    hours, minutes = divmod(int(lasted.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02}"


def _said(use: Use) -> str:
    """How long they lasted, and how many attempts did not get through."""
    parts = [say_lasted(use.lasted)] if use.sessions else []
    if use.failed:
        parts.append(_("{count} not through").format(count=show_number(use.failed)))
    return ", ".join(parts)
