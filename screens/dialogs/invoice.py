"""An invoice of the accounting software, and that it was paid. Clause: D7, A1."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.amounts import parse_amount
from helpdesk.domain.customer import CustomerFile, Invoice
from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, show_amount
from screens.dialogs.kept import Keep, KeptDialog
from screens.dialogs.service import NO_DAY, checked_day
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose

TERM = timedelta(days=30)
"""After how long an invoice is usually to be paid: the day that is offered."""


class NewInvoice(KeptDialog[CustomerFile]):
    """Asks for the reference to an invoice."""

    def __init__(self, today: date, keep: Keep[Invoice, CustomerFile]) -> None:
        """Make the question; `today` is the day that is offered, `keep` notes the invoice."""
        keys = [Binding("enter", "save", _("Record it"), id="invoice.add", priority=True)]
        super().__init__(_("New invoice"), keys=keys)
        self._today = today
        self._keep = keep

    def body(self) -> ComposeResult:
        """Its number, its days and its amount."""
        yield Prose(_("The invoice itself stays in the accounting software."), "", classes="quiet")
        yield Form(
            FormRow("number", _("Number"), TextBox(placeholder=_("as it stands on the invoice"))),
            FormRow("issued", _("Sent"), TextBox(write_day(self._today))),
            FormRow("due", _("Pay by"), TextBox(write_day(self._today + TERM))),
            FormRow("amount", _("Amount"), TextBox(placeholder="121,50")),
        )

    @work(group="invoice-keep")
    async def action_save(self) -> None:
        """Note it once all of it can be read."""
        form = self.query_one(Form)
        values = {name: str(value) for name, value in form.values().items()}
        issued, due = parse_day(values["issued"]), parse_day(values["due"])
        amount = parse_amount(values["amount"])
        faults = [Fault(name, NO_DAY) for name, day in (("issued", issued), ("due", due)) if day is None]
        if amount is None:
            faults.append(Fault("amount", msg("Write an amount, such as 121.50.")))
        form.show_faults(faults)
        if issued is not None and due is not None and amount is not None:
            await self.keep(self._keep, Invoice(values["number"].strip(), issued, due, Decimal(amount)))


class Paid(KeptDialog[CustomerFile]):
    """Asks on what day an invoice was paid."""

    def __init__(self, invoice: Invoice, today: date, keep: Keep[date, CustomerFile]) -> None:
        """Make the question; `today` is the day that is offered, `keep` notes that it was paid."""
        keys = [Binding("enter", "save", _("Record it"), id="invoice.paid", priority=True)]
        super().__init__(_("This invoice was paid"), keys=keys)
        self._invoice = invoice
        self._today = today
        self._keep = keep

    def body(self) -> ComposeResult:
        """Which one, and the day."""
        yield Prose(f"{visible(self._invoice.number)} · {show_amount(self._invoice.amount)}", "")
        yield Form(FormRow("day", _("Paid on"), TextBox(write_day(self._today))))

    @work(group="invoice-keep")
    async def action_save(self) -> None:
        """Note it once the day can be read."""
        form = self.query_one(Form)
        day = checked_day(form, str(form.values()["day"]))
        if day is not None:
            await self.keep(self._keep, day)
