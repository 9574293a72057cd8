"""Import a list of invoices from the accounting software: new ones, payments and credit notes. Clause: D7, A1.

Importing the same list twice changes nothing, so it can be imported every day. Of an invoice that is already here,
only the day of payment and the amount still owed are taken from the list: a reminder may have gone out, and it quoted
the other facts.

A credit note has an amount below zero and names its invoice. Credit notes are booked after all invoices, because many
lists have the newest row on top. Amounts still owed come last, because they already take the credit notes into
account. If less than nothing is owed, the customer paid too much: the invoice is paid, and the refund is a matter for
the accounting software.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.amounts import parse_amount, parse_credit
from helpdesk.domain.contact import clean
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.days import parse_day
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.policy.model import Job
from helpdesk.tasks import invoice_bookings, unpaid
from helpdesk.tasks.importing.guards import unguard
from helpdesk.tasks.importing.invoice_columns import NEEDED, InvoicePlan
from helpdesk.tasks.importing.rejects import Rejects, settle_mended
from helpdesk.tasks.importing.run import FOR_GOOD, SHOWN_PROBLEMS, Cancelled, How, Problem, Progress
from helpdesk.tasks.importing.sheet import Row

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

_NO_DAY = msg("Write the date as 4-5-2026.")
_NO_AMOUNT = msg("Write an amount, such as 121.50, and that of a credit note as -20.00.")
_NOT_BELOW_ZERO = msg(
    "It names the invoice that it credits: write the amount of a credit note as -20.00, or else leave that out."
)
_OTHER_DAY = msg(
    "Here it is to be paid by another day: set that right on the invoice (c), or in the accounting software."
)
_OTHER_AMOUNT = msg(
    "Here it has another amount: set that right on the invoice (c), or in the accounting software."
)
_AT_ONCE = 100
"""Progress is reported after this many rows."""


@dataclass(frozen=True, slots=True)
class InvoiceResult:
    """What became of the rows: new invoices, invoices paid since the last list, invoices that did not change.

    `paid_part` counts invoices of which less is owed now, `credited` the credit notes that were booked. `mended` says
    that the list was a file of rejected rows of which Today reminded, and no longer does.
    """

    noted: int
    paid: int
    paid_part: int
    credited: int
    unchanged: int
    rejected: int
    problems: tuple[Problem, ...]
    rejects_file: Path | None = None
    mended: bool = False

    @property
    def changes(self) -> int:
        """How many rows changed something here."""
        return self.noted + self.paid + self.paid_part + self.credited

    @property
    def used(self) -> int:
        """How many rows could be read."""
        return self.changes + self.unchanged


def run(work: UnitOfWork, planned: InvoicePlan, rejects_file: Path, how: How = FOR_GOOD) -> InvoiceResult:
    """Add new invoices and book payments, in one transaction; unreadable rows go to `rejects_file`.

    Needs the jobs `import` and `services`. Errors: `Cancelled`, `Invalid` if a column is missing, `Refused`,
    `StoreError`; after each of them the store is as it was.
    """
    begin(work)
    planned.check()
    work.services.begin_invoices()
    taking = _Taking(work, planned, dry=how.dry)
    with Rejects(rejects_file, planned.sheet, how.tell) as rejects, planned.sheet.rows() as rows:
        try:
            for count, row in enumerate(rows, 1):
                taking.take(row, rejects)
                if not count % _AT_ONCE:
                    if how.cancelled():
                        raise Cancelled
                    how.progress(
                        Progress(min(rows.bytes_read, planned.sheet.size), planned.sheet.size, count)
                    )
            taking.take_later(rejects, how.cancelled)
        except BaseException:
            rejects.discard()
            raise
        file = rejects_file if rejects.count and not how.dry else None
    problems = tuple(taking.problems[:SHOWN_PROBLEMS])
    counts = {**taking.counted, "rejected": rejects.count}
    result = InvoiceResult(**counts, problems=problems, rejects_file=file, mended=False)
    return result if how.dry else replace(result, mended=_recorded(work, planned, result))


def begin(work: UnitOfWork) -> None:
    """Refuse what `run` would refuse, before any question is asked. Errors: `Refused`."""
    work.require(Job.IMPORT)
    work.require(Job.SERVICES)


def _recorded(work: UnitOfWork, planned: InvoicePlan, result: InvoiceResult) -> bool:
    """Remember where the rejected rows are, for Today; returns whether an earlier file of them is dealt with."""
    mended = settle_mended(work, planned.sheet.path)
    if result.rejects_file is not None:  # an import without customers
        by, name, file = work.technician.login, planned.sheet.path.name, str(result.rejects_file)
        kept = ImportRun(work.clock(), by, name, 0, result.used, result.rejected, file)
        work.imports.record(kept)
    return mended


class _Taking:
    """A list being imported: what became of its rows so far, and which rows wait for the others."""

    def __init__(self, work: UnitOfWork, planned: InvoicePlan, *, dry: bool) -> None:
        self._work, self._planned, self._dry = work, planned, dry
        self.counted = dict.fromkeys(("noted", "paid", "paid_part", "credited", "unchanged"), 0)
        self.problems: list[Problem] = []
        self._credits: list[tuple[Row, Mapping[str, str], Decimal]] = []
        self._left: list[tuple[Row, int, Decimal, bool]] = []
        self._tried: set[tuple[str, str]] = set()
        """The customer and number of each invoice that a dry run would have added."""

    def take(self, row: Row, rejects: Rejects) -> None:
        """Import a row, or put it with those that wait for the others."""
        self._try(row, rejects, lambda: self._taken(row))

    def take_later(self, rejects: Rejects, cancelled: Callable[[], bool]) -> None:
        """Import the rows that waited: credit notes first, then amounts still owed. Errors: `Cancelled`."""
        booked = ((row, partial(self._credited, cells, amount)) for row, cells, amount in self._credits)
        left = (
            (row, partial(self._left_to_pay, invoice, left, is_new=is_new))
            for row, invoice, left, is_new in self._left
        )
        for row, take in chain(booked, left):
            if cancelled():
                raise Cancelled
            self._try(row, rejects, take)

    def _try(self, row: Row, rejects: Rejects, take: Callable[[], str]) -> None:
        try:
            if became := take():
                self.counted[became] += 1
        except Invalid as invalid:
            named = tuple(Fault(self._planned.header(one.field), one.message) for one in invalid.faults)
            self.problems += [Problem(row.line, one.field, one.message) for one in named]
            if not self._dry:
                rejects.add(row, named)
            else:
                rejects.count += 1

    def _taken(self, row: Row) -> str:
        """What became of a row; `""` if that is only known later. Errors: `Invalid`."""
        if row.fault is not None:
            raise Invalid((Fault("", row.fault),))
        columns = ((one.field, one.place) for one in self._planned.mapping.columns)
        cells = {name: clean(unguard(row.cells[place])).strip() for name, place in columns if name}
        amount = parse_credit(cells["amount"])
        if amount is not None:
            self._credits.append((row, cells, amount))
            return ""
        invoice, left = _read(cells)
        if cells.get("credits", "") not in ("", invoice.number):
            raise Invalid((Fault("amount", _NOT_BELOW_ZERO),))
        customer = _customer(self._work, cells["customer"])
        there = self._work.services.numbered(invoice.number).get(self._work.customers.seq_of(customer.id))
        if there is not None and there.withdrawn is not None:
            raise Invalid(
                (Fault("number", msg("This invoice was noted in error here, and stays withdrawn.")),)
            )
        if there is not None and there.paid is None and invoice.paid is None and left != 0:
            _insist_on_same(there, invoice)
        became = self._noted(customer, invoice) if there is None else self._paid(customer, there, invoice)
        if left is None or became == "paid" or (there is not None and there.paid is not None):
            return became
        known = self._work.services.numbered(invoice.number).get(self._work.customers.seq_of(customer.id))
        if known is not None and known.paid is None:
            self._left.append((row, known.id, left, there is None))
            return "noted" if there is None else ""
        return became

    def _noted(self, customer: CustomerRef, invoice: Invoice) -> str:
        checked = unpaid.checked(self._work, customer.id, invoice)
        self._tried.add((customer.id, checked.number))
        if not self._dry:
            self._work.services.add_invoice(customer.id, checked)
        return "noted"

    def _paid(self, customer: CustomerRef, there: Invoice, invoice: Invoice) -> str:
        if there.paid is not None or invoice.paid is None:
            return "unchanged"
        invoice_bookings.insist_has_come(self._work, invoice.paid, "paid")
        if not self._dry:
            try:
                self._work.services.pay_invoice(customer.id, there.id, invoice.paid)
            except NotFound:  # somebody noted its payment meanwhile
                return "unchanged"
        return "paid"

    def _credited(self, cells: Mapping[str, str], amount: Decimal) -> str:
        """Book a credit note. Errors: `Invalid`."""
        on = parse_day(cells["issued"])
        if on is None:
            raise Invalid((Fault("issued", _NO_DAY),))
        if not cells["number"]:  # the number identifies the credit note when it comes again
            raise Invalid((Fault("number", msg("Which number does it have?")),))
        if not amount:
            raise Invalid((Fault("amount", _NO_AMOUNT),))
        if not cells.get("credits"):
            raise Invalid((Fault("credits", msg("Of which invoice is this a credit note?")),))
        customer = _customer(self._work, cells["customer"])
        there = self._work.services.numbered(cells["credits"]).get(self._work.customers.seq_of(customer.id))
        if there is None:
            if self._dry and (customer.id, cells["credits"]) in self._tried:
                return "credited"
            raise Invalid((Fault("credits", msg("This customer has no such invoice.")),))
        booked = invoice_bookings.credit(
            self._work, there.id, amount, on, cells["number"], only_try=self._dry
        )
        return "credited" if booked else "unchanged"

    def _left_to_pay(self, invoice: int, left: Decimal, *, is_new: bool) -> str:
        """Book the amount still owed; `""` for an invoice that `is_new`, which was counted already.

        Errors: `Invalid`.
        """
        booked = invoice_bookings.leave(self._work, invoice, left, only_try=self._dry)
        if is_new:
            return ""
        return ("paid_part" if left else "paid") if booked else "unchanged"


def _insist_on_same(there: Invoice, listed: Invoice) -> None:
    """An unpaid invoice is the same here, or a reminder would say what is not so. Errors: `Invalid`."""
    told = (
        ("due", there.due != listed.due, _OTHER_DAY),
        ("amount", there.amount != listed.amount, _OTHER_AMOUNT),
    )
    if faults := tuple(Fault(name, message) for name, is_different, message in told if is_different):
        raise Invalid(faults)


def _customer(work: UnitOfWork, number: str) -> CustomerRef:
    try:
        return work.customers.by_number(number)
    except NotFound as none:
        raise Invalid((Fault("customer", none.what),)) from none


def _read(cells: Mapping[str, str]) -> tuple[Invoice, Decimal | None]:
    """The invoice in a row, and the amount still owed. Errors: `Invalid`, with a fault for every unreadable cell."""
    faults: list[Fault] = []

    def day(name: str) -> date | None:
        found = parse_day(cells.get(name, ""))
        if found is None and (name in NEEDED or cells.get(name)):
            faults.append(Fault(name, _NO_DAY))
        return found

    def euros(name: str) -> Decimal | None:
        found = parse_amount(cells.get(name, ""))
        if name == "left" and parse_credit(cells.get(name, "")) is not None:
            return Decimal(0)
        if found is None and (name in NEEDED or cells.get(name)):
            faults.append(Fault(name, _NO_AMOUNT))
        return found

    issued, due, paid = day("issued"), day("due"), day("paid")
    amount, left = euros("amount"), euros("left")
    if left is not None and amount is not None and left > amount:
        faults.append(Fault("left", msg("This is more than the amount of the invoice.")))
    if faults or issued is None or due is None or amount is None:
        raise Invalid(tuple(faults))
    # Many programs give the day of the last payment, even if part of the amount is still owed.
    return Invoice(cells["number"], issued, due, amount, None if left else paid), left
