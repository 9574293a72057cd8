"""How long the open cases have been open. Clause: C1, G3, D9; GDPR art. 33.

Tickets, complaints, rights requests, unsolicited data and data breaches side by side, with how many of each are late.
The registers' own keys open them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from helpdesk.domain.pictures import AGES, Cases, OpenCases
from helpdesk.i18n import _, ngettext, show_number, tell
from helpdesk.tasks import pictures
from screens.picture_page import PicturePage, heading
from screens.places import BREACHES, COMPLAINTS, REQUESTS, TICKETS, UNSOLICITED
from screens.widgets.plot import grid
from screens.widgets.prose import Said

if TYPE_CHECKING:
    from helpdesk.desk import Desk

Ages = tuple[OpenCases, ...]


class CaseAges(PicturePage[Ages]):
    """The picture of what is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,f9", f"app.show({TICKETS!r})", _("Tickets"), id="case-ages.tickets"),
        Binding("c,f12", f"app.show({COMPLAINTS!r})", _("Complaints"), id="case-ages.complaints"),
        Binding("v,f10", f"app.show({REQUESTS!r})", _("Rights requests"), id="case-ages.requests"),
        Binding("x,f7", f"app.show({UNSOLICITED!r})", _("Unsolicited data"), id="case-ages.unsolicited"),
        Binding("b", f"app.show({BREACHES!r})", _("Data breaches"), id="case-ages.breaches"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Open cases")

    def help_text(self) -> str:
        """What is counted."""
        return _(
            "A case counts from the day it came in, a data breach from when it was known, by the company's "
            "calendar. Late means past its target, the company's promise or the legal deadline: for a data "
            "breach the hours to tell the authority. Only the registers that your role may see are shown here."
        )

    async def read(self) -> Ages:
        """Count what is open now."""
        return await self.desk.read(pictures.open_cases)

    def drawn(self, picture: Ages, width: int, height: int) -> Iterator[Said]:
        """How many of each age, and how many of those are late."""
        count = sum(one.count for one in picture)
        said = ngettext("{count} case is open", "{count} cases are open", count)
        yield heading(said.format(count=show_number(count)))
        if not picture:
            yield ""
            yield _("Your role may not see any register of cases.")
            return
        yield ""
        yield from grid(
            [_titles()[one.cases] for one in picture],
            {tell(age): [one.ages[place] for one in picture] for place, age in enumerate(AGES)},
            {
                _("open"): [show_number(one.count) for one in picture],
                _("late"): [show_number(one.late) if one.late else "·" for one in picture],
                _("the oldest"): [_oldest(one) for one in picture],
            },
            width,
        )


def _titles() -> dict[Cases, str]:
    return {
        Cases.TICKETS: _("Tickets"),
        Cases.COMPLAINTS: _("Complaints"),
        Cases.REQUESTS: _("Requests"),
        Cases.UNSOLICITED: _("Unsolicited"),
        Cases.BREACHES: _("Breaches"),
    }


def _oldest(one: OpenCases) -> str:
    if one.oldest is None:
        return "·"
    if not one.oldest:
        return _("today")
    return ngettext("{count} day", "{count} days", one.oldest).format(count=show_number(one.oldest))
