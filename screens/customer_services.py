"""Services: what the customer has, and what is unpaid. Clause: G2, D5, D7, A1."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from helpdesk.domain.customer import CUSTOMER, CustomerFile, Invoice, Service
from helpdesk.domain.display import visible
from helpdesk.domain.ladder_words import briefly, in_full
from helpdesk.i18n import _, language, show_amount, show_date, tell
from helpdesk.policy.model import Policy
from screens.customer_category import OfCategory
from screens.customer_facts import masked_words
from screens.widgets.bars import OF_ROW
from screens.widgets.columns import Column
from screens.widgets.listing import Listing
from screens.widgets.prose import Words


class ServiceList(Listing[Service]):
    """The services of a customer, running ones first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New service"), id="services.new"),
        Binding("e", "end_service", _("End"), id="services.end", group=OF_ROW),
        Binding("enter", "screen.why", _("Why?"), id="services.why", show=False),
    ]

    class New(Message):
        """Add a service."""

    class End(Message):
        """End a service."""

        def __init__(self, service: Service) -> None:
            super().__init__()
            self.service = service

    def action_new(self) -> None:
        """Add a service."""
        self.post_message(self.New())

    def action_end_service(self) -> None:
        """End the service under the cursor."""
        if self.row is not None:
            self.post_message(self.End(self.row))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a running service can end."""
        if action == "end_service":
            return self.row is not None and self.row.ended is None
        return super().check_action(action, parameters)


class InvoiceList(Listing[Invoice]):
    """References to the customer's invoices, newest first; Enter shows where one stands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", _("Open"), id="invoices.open"),
        Binding("n", "new", _("New invoice"), id="invoices.new"),
        Binding("p", "pay", _("Paid"), id="invoices.pay", group=OF_ROW),
    ]

    class New(Message):
        """Add an invoice of the accounting software."""

    class Pay(Message):
        """An invoice was paid."""

        def __init__(self, invoice: Invoice) -> None:
            super().__init__()
            self.invoice = invoice

    def action_new(self) -> None:
        """Add an invoice."""
        self.post_message(self.New())

    def action_pay(self) -> None:
        """Record that the invoice under the cursor was paid."""
        if self.row is not None:
            self.post_message(self.Pay(self.row))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only an unpaid invoice can be paid."""
        if action == "pay":
            return self.row is not None and self.row.paid is None and self.row.withdrawn is None
        if action == "select":
            return self.row is not None
        return super().check_action(action, parameters)


class Services(OfCategory, Container):
    """The services, and the invoices if these may be seen."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(id="services")
        self._policy = policy
        self._today = date.min

    def compose(self) -> ComposeResult:
        """Two lists, each with its heading."""
        with Vertical(classes="customer-part"):
            yield Static(Content(_("Services")), classes="heading")
            yield ServiceList(
                [
                    Column(_("Service"), lambda one: visible(self._product(one.product)), flex=2),
                    Column(_("What"), lambda one: visible(one.detail), flex=3),
                    Column(_("Since"), lambda one: show_date(one.started), width=11),
                    Column(_("State"), self._state, flex=3),
                ],
                id="services-list",
            )
        with Vertical(classes="customer-part"):
            yield Static(Content(_("Invoices")), classes="heading")
            yield InvoiceList(
                [
                    Column(_("Number"), lambda one: visible(one.number), flex=2),
                    Column(_("Date"), lambda one: show_date(one.issued), width=11),
                    Column(_("Amount"), lambda one: show_amount(one.amount), width=12, align="right"),
                    Column(_("State"), self._paid, flex=3),
                ],
                id="services-invoices",
            )
        yield Words(id="services-here")

    def show(self, file: CustomerFile, today: date) -> None:
        """Show a file as it is on a day of the company's calendar."""
        self._file, self._today = file, today
        for name, kind, empty in (
            ("services", ServiceList, _("No services yet. n adds one.")),
            ("invoices", InvoiceList, _("No invoices are known here. n adds one.")),
        ):
            listing: Any = self.query_one(kind)
            category = CUSTOMER[name].category
            listing.empty = empty if file.seen(name) else masked_words(self._policy, file, category)
            listing.show_rows(file.several(name), same=lambda one: one.id)
        self.say_here()

    def say_here(self) -> None:
        """Explain the invoice under the cursor: why it stands there, and what comes next and when."""
        listing = self.query_one(InvoiceList)
        row = listing.row if listing.has_focus else None
        said = " ".join(map(tell, in_full(self._policy.stands(row, self._today)))) if row is not None else ""
        self.query_one("#services-here", Words).update(Content(said))

    @property
    def category(self) -> str:
        """The category of the list that has the focus."""
        return CUSTOMER["invoices" if self.query_one(InvoiceList).has_focus else "services"].category

    def _product(self, product: str) -> str:
        kind = self._policy.service_kinds.get(product)
        return kind.say(language()) if kind else product

    def _state(self, service: Service) -> str:
        if service.ended is not None:
            ended = service.ended <= self._today
            return (_("ended {day}") if ended else _("ends {day}")).format(day=show_date(service.ended))
        if service.blocked is not None:
            return _("blocked since {day}").format(day=show_date(service.blocked))
        return _("active")

    def _paid(self, invoice: Invoice) -> str:
        return tell(briefly(self._policy.stands(invoice, self._today)))
