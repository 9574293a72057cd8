"""What lies outside the console: a photograph on a telephone, a message on social media. Clause: D9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.spotting import Kind
from helpdesk.domain.unsolicited import OTHER, Item, Whose, kind_words
from helpdesk.i18n import _, tell
from helpdesk.policy.model import Policy
from helpdesk.tasks import unsolicited
from screens.customer_words import channel_names
from screens.dialogs.kept import Keep, KeptDialog
from screens.dialogs.service import parse_day, write_day
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies where; `customer` is a number, `""` where nobody is known."""

    channel: str
    where: str
    kind: str
    whose: str
    customer: str
    noticed: datetime | None

    def note(self, work: UnitOfWork) -> Item:
        """Put it in the queue. Errors: those of `note_elsewhere`, and `Invalid` for an unknown customer."""
        try:
            customer = work.customers.by_number(self.customer).id if self.customer else None
        except NotFound as missing:
            raise Invalid((Fault("customer", missing.what),)) from missing
        return unsolicited.note_elsewhere(
            work,
            self.channel,
            self.where,
            (self.kind,),
            self.whose,
            customer_id=customer,
            noticed=self.noticed,
        )


class Elsewhere(KeptDialog[Item]):
    """Asks for all that an item outside the console needs, and notes it; what is wrong is said beneath each field."""

    def __init__(self, policy: Policy, now: datetime, note: Keep[Lying, Item]) -> None:
        """Make the question; today is offered as the day on which it was noticed. `note` puts it in the queue."""
        super().__init__(
            _("Unsolicited data elsewhere"),
            keys=[Binding("enter", "note", _("Note it"), id="elsewhere.note", priority=True)],
        )
        self._policy = policy
        self._note = note
        self._today = policy.today(now)
        self._zone = ZoneInfo(policy.company.time_zone)

    def body(self) -> ComposeResult:
        """The rows."""
        channels = channel_names(self._policy)
        yield Form(
            FormRow("kind", _("What"), Chooser({kind: tell(kind_words(kind)) for kind in (OTHER, *Kind)})),
            FormRow(
                "where",
                _("Where"),
                TextBox(placeholder=_("a photograph on the service telephone")),
                hint=_("in words, without a name"),
            ),
            FormRow("channel", _("Channel"), Chooser(channels)),
            FormRow(
                "whose", _("Whose"), Chooser({one.value: tell(one.words) for one in Whose}, Whose.UNKNOWN)
            ),
            FormRow("customer", _("Customer"), TextBox(placeholder=_("their number, if there is one"))),
            FormRow("noticed", _("Noticed"), TextBox(write_day(self._today))),
        )

    @work(group="elsewhere-note")
    async def action_note(self) -> None:
        """Note it."""
        if (lying := self._lying()) is not None:
            await self.keep(self._note, lying)

    def _lying(self) -> Lying | None:
        """What was filled in, once the place is said and the day can be read."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        day = parse_day(values["noticed"])
        faults = []
        if not values["where"]:
            faults.append(Fault("where", msg("Say where it is.")))
        if day is None:
            faults.append(Fault("noticed", msg("Write the day as 4-5-2026.")))
        elif day > self._today:
            faults.append(Fault("noticed", msg("That is still to come.")))
        form.show_faults(faults)
        if day is None or faults:
            return None
        noticed = None if day == self._today else datetime.combine(day, time(), self._zone)
        return Lying(
            values["channel"],
            values["where"],
            values["kind"],
            values["whose"],
            values["customer"],
            noticed,
        )
