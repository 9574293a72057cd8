"""What lies outside the console: a photograph on a telephone, a message on social media. Clause: D9."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.spotting import Kind
from helpdesk.domain.unsolicited import OTHER, Item, Whose, kind_words
from helpdesk.i18n import _, tell
from helpdesk.policy.model import Policy
from helpdesk.tasks import unsolicited
from screens.customer_words import channel_names, known_as
from screens.dialogs.kept import Keep, KeptDialog
from screens.open_page import ASKS
from screens.widgets.controls import Chooser, TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Words

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Search = Callable[[str], Awaitable[tuple[CustomerRef, ...]]]
"""Finds customers by what was typed."""


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies where; `customer` is `None` where nobody is known."""

    channel: str
    where: str
    kind: str
    whose: str
    customer: CustomerRef | None
    noticed: datetime | None

    def note(self, work: UnitOfWork) -> Item:
        """Put it in the queue. Errors: those of `note_elsewhere`, and `Invalid` for a customer who is gone."""
        try:
            return unsolicited.note_elsewhere(
                work,
                self.channel,
                self.where,
                (self.kind,),
                self.whose,
                customer_id=self.customer.id if self.customer else None,
                noticed=self.noticed,
            )
        except NotFound as missing:
            gone = msg("This customer is not in the store, or no longer.")
            raise Invalid((Fault("customer", gone),)) from missing


class Elsewhere(KeptDialog[Item]):
    """Asks for all that an item outside the console needs, and notes it; what is wrong is said beneath each field."""

    def __init__(self, policy: Policy, now: datetime, note: Keep[Lying, Item], search: Search) -> None:
        """Make the question; today is offered as the day on which it was noticed.

        `note` puts it in the queue, `search` finds customers.
        """
        super().__init__(
            _("Unsolicited data elsewhere"),
            keys=[
                Binding("enter", "note", _("Record it"), id="elsewhere.note", priority=True),
                Binding("f8", "customer", _("Which customer?"), id="elsewhere.customer"),
            ],
        )
        self._policy = policy
        self._note = note
        self._search = search
        self._customer: CustomerRef | None = None
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
            FormRow("noticed", _("Noticed"), TextBox(write_day(self._today))),
        )
        yield Words(self._said_customer(), id="elsewhere-customer")

    def _said_customer(self) -> Content:
        who = known_as(self._customer, _("unknown (F8 finds the customer)"))
        return Content(_("Customer: {who}").format(who=who))

    def action_customer(self) -> None:
        """Find the customer to whom it belongs; whoever leaves that without an answer keeps the one there was."""
        self.app.run_worker(self._choose_customer(), group=ASKS)

    async def _choose_customer(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        ref = await self.app.push_screen_wait(PickCustomer(_("Which customer?"), self._search))
        if ref is not None and self.is_here:
            self._customer = ref
            self.query_one("#elsewhere-customer", Words).update(self._said_customer())

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
            faults.append(Fault("noticed", msg("Write the date as 4-5-2026.")))
        elif day > self._today:
            faults.append(Fault("noticed", msg("That is in the future.")))
        form.show_faults(faults)
        if day is None or faults:
            return None
        noticed = None if day == self._today else datetime.combine(day, time(), self._zone)
        return Lying(
            values["channel"],
            values["where"],
            values["kind"],
            values["whose"],
            self._customer,
            noticed,
        )
