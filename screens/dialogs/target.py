"""By which day is a ticket to be dealt with? Clause: G3."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Ticket
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow

END_OF_DAY = time(17)
"""The hour of the company by which it is then to be dealt with."""


class TargetDay(KeptDialog[Ticket]):
    """Keeps the end of a working day."""

    def __init__(self, policy: Policy, target: datetime | None, keep: Keep[datetime, Ticket]) -> None:
        """Make the question, filled in with the day that holds now; `keep` keeps the answer."""
        super().__init__(
            _("Target day"), keys=[Binding("enter", "give", _("Set it"), id="target.give", priority=True)]
        )
        self._keep = keep
        self._zone = ZoneInfo(policy.company.time_zone)
        self._day = write_day(policy.today(target)) if target is not None else ""

    def body(self) -> ComposeResult:
        """The day."""
        yield Form(FormRow("day", _("Day"), TextBox(self._day, placeholder="4-5-2026")))

    @work(group="target-keep")
    async def action_give(self) -> None:
        """Keep it once the day can be read."""
        form = self.query_one(Form)
        day = parse_day(str(form["day"].value))
        form.show_faults(() if day else (Fault("day", msg("Write the date as 4-5-2026.")),))
        if day is not None:
            await self.keep(self._keep, datetime.combine(day, END_OF_DAY, self._zone))
