"""A form about a customer that becomes a row of a register. Clause: P3.

F8 finds the customer. All that is wrong is said at once. What was typed and not saved is kept as a draft, with the
customer and what it is linked to, and taken up again.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.errors import Fault, HelpdeskError, Invalid, NotFound
from helpdesk.i18n import _
from screens.case_page import ASKS
from screens.dialogs.service import parse_day
from screens.drafting import DraftPage
from screens.finding import customers_by, tickets_of
from screens.open_page import tell_failure
from screens.widgets.fields import Form

if TYPE_CHECKING:
    from helpdesk.desk import Desk
    from helpdesk.domain.tickets import Ticket, TicketMessage

Made = TypeVar("Made")

_NEVER = datetime.max.replace(tzinfo=UTC)
"""When a day comes that can't be read; so it is refused with all the rest."""


class FormPage(DraftPage[Made]):
    """A subclass says what its rows are, what is shown of the customer and the links, and how it is registered."""

    def __init__(self, desk: Desk, customer: CustomerRef | None = None) -> None:
        super().__init__(desk)
        self.customer = customer
        self.tickets: dict[int, str] = {}
        """The numbers of the tickets that it is linked to, by id."""
        self.today = desk.policy.today(desk.clock())
        self._first: dict[str, Any] = {}
        self._saving = False

    @property
    def form(self) -> Form:
        """The rows."""
        return self.query_one(Form)

    @abstractmethod
    def whose(self) -> str:
        """The question to which the customer is the answer."""

    @abstractmethod
    def show_customer(self) -> None:
        """Say whose it is."""

    @abstractmethod
    def say_more(self, faults: Iterable[Fault] = ()) -> None:
        """Say what is wrong with what has no row, and what else is to be known."""

    @abstractmethod
    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say all that is wrong."""

    @abstractmethod
    async def register(self) -> None:
        """Make it, and leave.

        Raises:
            Invalid: with all that is wrong.
        """

    def typed(self) -> dict[str, Any]:
        """All that is filled in, as a draft keeps it."""
        customer = self.customer.id if self.customer else ""
        return {**self.form.values(), "customer": customer}

    def fill_in(self, kept: dict[str, Any]) -> None:
        """Fill in what a draft kept, but for the customer."""
        self.form.fill_in(kept)

    def fill(self) -> None:
        """Take up the draft that was left, if there is one."""
        self._first = self.typed()
        self.show_customer()
        self.say_more()
        self.take_up_draft()

    # Whose, and what it has to do with

    def action_customer(self) -> None:
        """Find whose it is."""
        self.app.run_worker(self._choose_customer(), group=ASKS)

    async def _choose_customer(self) -> None:
        from screens.dialogs.pick_customer import PickCustomer

        question = PickCustomer(self.whose(), customers_by(self.desk, self.customer))
        ref = await self.app.push_screen_wait(question)
        if ref is not None and self.is_mounted:
            self.customer = ref
            self.show_customer()
            self.go_on()

    def go_on(self) -> None:
        """Go to what comes next, now that it is known whose it is; as a rule one stays where one was."""

    def action_ticket(self) -> None:
        """Link a ticket."""
        self.app.run_worker(self._choose_ticket(), group=ASKS)

    async def _choose_ticket(self) -> None:
        from screens.dialogs.pick_ticket import PickTicket

        search = tickets_of(self.desk, self.customer, tuple(self.tickets.values()))
        ticket = await self.app.push_screen_wait(PickTicket(_("Link which ticket?"), search))
        if ticket is not None and self.is_mounted:
            self.tickets[ticket.id] = ticket.number
            self.say_more()

    # Drafts

    def drafted(self) -> str | None:
        """All that was filled in, once something was."""
        typed = self.typed()
        return None if typed == self._first else json.dumps(typed, ensure_ascii=False)

    async def take_up(self, content: str) -> bool:
        """Fill in what was kept; a customer that is gone has to be found again."""
        try:
            kept = dict(json.loads(content).items())
            tickets = {int(one): str(number) for one, number in kept.pop("tickets", {}).items()}
        except (ValueError, AttributeError, TypeError):
            return False
        customer = str(kept.pop("customer", ""))
        self.fill_in(kept)
        self.tickets = tickets
        if customer:
            self.customer = await self._still_there(customer)
        self.show_customer()
        self.say_more()
        self.app.notify(_("What you typed before is back; it is not saved yet."))
        return True

    async def _still_there(self, customer: str) -> CustomerRef | None:
        try:
            return await self.desk.read(lambda work: work.customers.ref(customer))
        except NotFound:
            return None

    # Saving

    def action_save(self) -> None:
        """Make it; the app owns the work."""
        if not self._saving:
            self._saving = True
            self.app.run_worker(self._save(), group=ASKS)

    async def _save(self) -> None:
        try:
            await self.register()
        except Invalid as invalid:
            self.show_faults(invalid.faults)
        except HelpdeskError as error:
            tell_failure(self.app, self.desk.policy, error)
        finally:
            self._saving = False

    @property
    def day(self) -> date | None:
        """The day of receipt as typed; `None` where it can't be read."""
        return parse_day(str(self.form["received"].value))

    def said_on(self, ticket: Ticket | None, said: TicketMessage | None) -> date:
        """The day of receipt to begin with: a mail may have been taken in days after it came. GDPR art. 12(3)."""
        if said is not None:
            return self.desk.policy.today(said.at)
        return self.desk.policy.today(ticket.opened) if ticket else self.today

    @property
    def received(self) -> datetime:
        """When it was received: today is now, another day its beginning."""
        day = self.day
        if day == self.today:
            return self.desk.clock()
        zone = ZoneInfo(self.desk.policy.company.time_zone)
        return datetime.combine(day, time(), zone) if day else _NEVER
