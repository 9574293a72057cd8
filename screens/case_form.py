"""A form of a case that begins with what somebody said, perhaps in a ticket. Clause: C1, R1–R7.

F6 links a ticket. A case counts from the day on which it was said, not from the day on which it is typed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.domain.tickets import Ticket, TicketMessage
from helpdesk.i18n import _
from screens.finding import tickets_of
from screens.form_page import FormPage
from screens.open_page import ASKS

if TYPE_CHECKING:
    from helpdesk.desk import Desk

Made = TypeVar("Made")

_NEVER = datetime.max.replace(tzinfo=UTC)
"""When a day comes that can't be read; so it is refused with all the rest."""


class CaseForm(FormPage[Made]):
    """A subclass has a row `received`, and says what the name of its draft begins with."""

    NEW: ClassVar[str]
    """The draft of a case that is not there yet; one that is made of a ticket has its id behind this."""

    def __init__(
        self,
        desk: Desk,
        ticket: Ticket | None = None,
        said: TicketMessage | None = None,
        *,
        draft: str = "",
        customer: CustomerRef | None = None,
    ) -> None:
        """Make the form.

        Args:
            desk: where the work is done.
            ticket: the ticket that it is made of; it is linked, and says whose it is and how it came.
            said: the message in which it was said, if there is one: its day is the day of receipt.
            draft: the name of the draft to take up, where that is known.
            customer: whose it is as far as is known, where it is not made of a ticket.
        """
        super().__init__(desk, ticket.customer if ticket else customer)
        self._draft = draft or (f"{self.NEW}:{ticket.id}" if ticket else self.NEW)
        self.ticket = ticket
        self.said = said.text if said else ""
        """In what words, as far as that is known already."""
        self.tickets = {ticket.id: ticket.number} if ticket else {}
        """The numbers of the tickets that it is linked to, by id."""
        self.today = desk.policy.today(desk.clock())
        self.said_on = write_day(self._day_of(said))

    @property
    def draft_name(self) -> str:
        """The name by which the draft is kept; what is made of a ticket has one of its own."""
        return self._draft

    def typed(self) -> dict[str, Any]:
        """The rows, the words, the customer and the links."""
        return {**super().typed(), "tickets": {str(one): number for one, number in self.tickets.items()}}

    def fill_in(self, kept: dict[str, Any]) -> None:
        """Fill in the links, the words and the rows."""
        self.tickets = {int(one): str(number) for one, number in kept.pop("tickets", {}).items()}
        super().fill_in(kept)

    # What it has to do with

    def linked(self) -> list[str]:
        """What it is linked to, to be said."""
        numbers = ", ".join(self.tickets.values())
        return [_("Linked to {tickets}.").format(tickets=numbers)] if numbers else []

    def action_ticket(self) -> None:
        """Link a ticket."""
        self.app.run_worker(self._choose_ticket(), group=ASKS)

    async def _choose_ticket(self) -> None:
        from screens.dialogs.pick_ticket import PickTicket

        search = tickets_of(self.desk, self.customer, tuple(self.tickets.values()))
        ticket = await self.app.push_screen_wait(PickTicket(_("Link which ticket?"), search))
        if ticket is not None and self.is_here:
            self.tickets[ticket.id] = ticket.number
            self.say_more()

    # When it was said

    def _day_of(self, said: TicketMessage | None) -> date:
        """The day of receipt to begin with: a mail may have been taken in days after it came. GDPR art. 12(3)."""
        policy = self.desk.policy
        if said is not None:
            return policy.today(said.at)
        return policy.today(self.ticket.opened) if self.ticket else self.today

    @property
    def day(self) -> date | None:
        """The day of receipt as typed; `None` where it can't be read."""
        return parse_day(str(self.form["received"].value))

    @property
    def received(self) -> datetime:
        """When it was received: today is now, another day its beginning."""
        day = self.day
        if day == self.today:
            return self.desk.clock()
        zone = ZoneInfo(self.desk.policy.company.time_zone)
        return datetime.combine(day, time(), zone) if day else _NEVER

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong; of a day that can't be read, that and not what the job made of it."""
        if self.day is None:
            others = (fault for fault in faults if fault.field != "received")
            faults = (*others, Fault("received", msg("Write the date as 4-5-2026.")))
        super().show_faults(faults)
