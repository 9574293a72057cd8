"""Why something can't be deleted, where it is, and when that is tried again. Clause: D9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.unsolicited import Item
from helpdesk.i18n import _
from helpdesk.policy.model import Policy
from screens.dialogs.kept import Keep, KeptDialog
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow

AGAIN = timedelta(days=30)
"""When the next try is offered."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why, where, and the start of the day of the next try; `None` where it is never tried again."""

    why: str
    where: str
    next_try: datetime | None


class Impossible(KeptDialog[Item]):
    """Asks why, where and when again."""

    def __init__(self, policy: Policy, now: datetime, item: Item, keep: Keep[Obstacle, Item]) -> None:
        """Make the question about an item; `keep` keeps the answer."""
        super().__init__(
            _("Technically impossible"),
            keys=[Binding("enter", "keep", _("Keep"), id="impossible.keep", priority=True)],
        )
        self._zone = ZoneInfo(policy.company.time_zone)
        self._today = policy.today(now)
        self._item = item
        self._keep = keep

    def body(self) -> ComposeResult:
        """The rows."""
        yield Form(
            FormRow("why", _("Why"), TextBox()),
            FormRow(
                "where", _("Where"), TextBox(visible(self._item.where)), hint=_("in words, without a name")
            ),
            FormRow(
                "again",
                _("Next try"),
                TextBox(write_day(self._today + AGAIN)),
                hint=_("empty: never tried again"),
            ),
        )

    @work(group="impossible-keep")
    async def action_keep(self) -> None:
        """Keep it once there is a reason, and the day can be read."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        day = parse_day(values["again"]) if values["again"] else None
        faults = []
        if not values["why"]:
            faults.append(Fault("why", msg("Say why.")))
        if values["again"] and day is None:
            faults.append(Fault("again", msg("Write the date as 4-5-2026.")))
        elif day is not None and day <= self._today:
            faults.append(Fault("again", msg("The next try must be in the future.")))
        form.show_faults(faults)
        if not faults:
            again = datetime.combine(day, time(), self._zone) if day else None
            await self.keep(self._keep, Obstacle(values["why"], values["where"], again))
