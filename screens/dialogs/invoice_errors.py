"""What an invoice should have said, and why it or its payment is taken back. Clause: A1, D7; GDPR art. 16."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from helpdesk.domain.amounts import parse_amount, write_amount
from helpdesk.domain.customer import Owed
from helpdesk.domain.days import parse_day, write_day
from helpdesk.domain.display import visible
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import msg
from helpdesk.i18n import _, show_amount
from helpdesk.tasks.invoice_errors import letters_of
from helpdesk.tasks.unpaid import UnpaidView
from screens.dialogs.kept import Keep, KeptDialog
from screens.dialogs.service import NO_DAY
from screens.widgets.controls import TextBox
from screens.widgets.fields import Form, FormRow
from screens.widgets.prose import Prose


@dataclass(frozen=True, slots=True)
class Corrected:
    """An invoice as it should have been noted, the number of whose it is, and what was wrong."""

    owed: Owed
    customer: str
    reason: str


class CorrectInvoice(KeptDialog[UnpaidView]):
    """Asks what an invoice should have said."""

    def __init__(self, owed: Owed, keep: Keep[Corrected, UnpaidView]) -> None:
        """Make the question; `keep` sets it right."""
        keys = [Binding("enter", "save", _("Set it right"), id="invoice.correct-it", priority=True)]
        super().__init__(_("Set this invoice right"), keys=keys)
        self._owed, self._keep = owed, keep

    def body(self) -> ComposeResult:
        """All that it says, and what was wrong."""
        invoice = self._owed.invoice
        for told in _consequences(self._owed):
            yield Prose(told, "", classes="quiet")
        yield Form(
            FormRow("customer", _("Customer"), TextBox(self._owed.customer.number)),
            FormRow("number", _("Number"), TextBox(invoice.number)),
            FormRow("issued", _("Sent"), TextBox(write_day(invoice.issued))),
            FormRow("due", _("Pay by"), TextBox(write_day(invoice.due))),
            FormRow("amount", _("Amount"), TextBox(write_amount(invoice.amount))),
            FormRow("reason", _("Reason"), TextBox(placeholder=_("what was wrong"))),
        )

    @work(group="invoice-keep")
    async def action_save(self) -> None:
        """Set it right once all of it can be read."""
        form = self.query_one(Form)
        values = {name: str(value).strip() for name, value in form.values().items()}
        days = {name: parse_day(values[name]) for name in ("issued", "due")}
        amount = parse_amount(values["amount"])
        faults = [Fault(name, NO_DAY) for name, day in days.items() if day is None]
        if amount is None:
            faults.append(Fault("amount", msg("Write an amount, such as 121.50.")))
        form.show_faults(faults)
        issued, due = days["issued"], days["due"]
        if issued is not None and due is not None and amount is not None:
            right = replace(
                self._owed.invoice, number=values["number"], issued=issued, due=due, amount=amount
            )
            owed = Owed(self._owed.customer, right)
            await self.keep(self._keep, Corrected(owed, values["customer"], values["reason"]))


class _NotedInError(KeptDialog[UnpaidView]):
    """Asks why something about an invoice was noted in error."""

    def __init__(self, owed: Owed, keep: Keep[str, UnpaidView], title: str, save: Binding) -> None:
        super().__init__(title, keys=[save])
        self._owed, self._keep = owed, keep

    def body(self) -> ComposeResult:
        """Which one, what follows, and why."""
        invoice = self._owed.invoice
        yield Prose(f"{visible(invoice.number)} · {show_amount(invoice.amount)}", "")
        yield from self.follows()
        yield Form(FormRow("reason", _("Reason"), TextBox(placeholder=_("why it was noted in error"))))

    @abstractmethod
    def follows(self) -> ComposeResult:
        """What follows from it."""

    @work(group="invoice-keep")
    async def action_save(self) -> None:
        """Keep it, once there is a reason."""
        await self.keep(self._keep, str(self.query_one(Form).values()["reason"]))


class WithdrawInvoice(_NotedInError):
    """Asks why an invoice is taken back."""

    def __init__(self, owed: Owed, keep: Keep[str, UnpaidView]) -> None:
        """Make the question; `keep` withdraws it."""
        save = Binding("enter", "save", _("Withdraw it"), id="invoice.withdraw-it", priority=True)
        super().__init__(owed, keep, _("This invoice was noted in error"), save)

    def follows(self) -> ComposeResult:
        """Nothing more, except a letter to whoever was told what was wrong."""
        yield Prose(_("Nothing more follows on it, and that can't be undone."), "")
        for told in _consequences(self._owed):
            yield Prose(told, "", classes="quiet")


class NotPaid(_NotedInError):
    """Asks why a payment is taken back."""

    def __init__(self, owed: Owed, keep: Keep[str, UnpaidView]) -> None:
        """Make the question; `keep` takes the payment back."""
        save = Binding("enter", "save", _("Take it back"), id="invoice.not-paid", priority=True)
        super().__init__(owed, keep, _("This invoice was not paid after all"), save)

    def follows(self) -> ComposeResult:
        """The debt, and the ladder."""
        yield Prose(
            _(
                "It is owed again, and reminders go on where they were. What was sent, decided or freed in "
                "between stays so. If the accounting software has the payment too, correct it there first: "
                "the next list records it again."
            ),
            "",
        )


def _consequences(owed: Owed) -> Iterator[str]:
    """What is done for whoever was told what was wrong."""
    sent = [one.letter for one in letters_of(owed.invoice)]
    if sent:
        went = _(
            "Letters went out about it as it was: {letters}. This also writes a letter that says what was wrong."
        )
        yield went.format(letters=visible(", ".join(sent)))
