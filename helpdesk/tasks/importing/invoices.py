"""Invoices from the accounting software, as a list: new ones are noted, and what was paid or credited. Clause: D7, A1.

The same list twice changes nothing, so it can come every day. Of an invoice that is here only the day on which it was
paid is taken over, and what is left to be paid: a reminder of it may have gone out, and that says what it said. A
credit note has an amount below nothing and names its invoice. It is booked after all invoices, for many lists have the
newest on top; what the list says is left to be paid comes last, for it counts the credit notes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.amounts import parse_amount, parse_credit
from helpdesk.domain.contact import clean
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.days import parse_day
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.imports import ImportRun
from helpdesk.domain.ladder_steps import Mark
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.places import fold
from helpdesk.domain.records import dataclass
from helpdesk.policy.model import Job
from helpdesk.tasks import unpaid
from helpdesk.tasks.importing.guards import unguard
from helpdesk.tasks.importing.rejects import Rejects
from helpdesk.tasks.importing.run import SHOWN_PROBLEMS, Problem
from helpdesk.tasks.importing.sheet import Row, Sheet, read_sheet

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

HEADERS: Mapping[str, str] = {
    "customer": "klantnummer klantnr klant debiteurnummer debiteurnr debiteur relatienummer customernumber customer",
    "number": "factuurnummer factuurnr factuur invoicenumber invoiceno invoice",
    "issued": "factuurdatum datum verzonden invoicedate date issued sent",
    "due": "vervaldatum vervalt uiterstebetaaldatum betalenvoor duedate due payby",
    "amount": "bedrag totaal totaalbedrag bedraginclbtw factuurbedrag amount total amountinclvat",
    "paid": "betaald betaaldop betaaldatum datumbetaling paid paidon paymentdate",
    "left": "openstaand openstaandbedrag openbedrag nogtebetalen restbedrag outstanding amountdue",
    "credits": "creditvan creditvoor creditnotavan betreftfactuur originelefactuur creditfor originalinvoice",
}
"""The words that stand above each column, folded, the surest first. Those that are not `NEEDED` may be missing."""

NO_DAY = msg("Write the date as 4-5-2026.")
NEEDED = ("customer", "number", "issued", "due", "amount")


@dataclass(frozen=True, slots=True)
class InvoiceResult:
    """What became of the rows: new invoices, those that were paid since, those that were here already just so.

    `paid_part` are those of which less is left to be paid, `credited` credit notes that were booked.
    """

    noted: int
    paid: int
    paid_part: int
    credited: int
    unchanged: int
    rejected: int
    problems: tuple[Problem, ...]
    rejects_file: Path | None = None

    @property
    def used(self) -> int:
        """How many rows could be read."""
        return self.noted + self.paid + self.paid_part + self.credited + self.unchanged


@dataclass(frozen=True, slots=True)
class InvoicePlan:
    """A file, and in which column each thing stands, by its place."""

    sheet: Sheet
    columns: Mapping[str, int]


def plan(path: Path) -> InvoicePlan:
    """Read how the file is written and where its columns are.

    Errors: `NotASheet`; `Invalid`, which names what no column is there for.
    """
    sheet = read_sheet(path)
    places = {fold(header): place for place, header in reversed(list(enumerate(sheet.headers)))}
    columns: dict[str, int] = {}
    for name, words in HEADERS.items():
        place = next((places[word] for word in words.split() if word in places), None)
        if place is not None:
            columns[name] = place
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        wanted = {name: HEADERS[name].split()[0] for name in missing}
        faults = (
            Fault(name, msg("No column is called “{header}”.", header=wanted[name])) for name in missing
        )
        raise Invalid(tuple(faults))
    return InvoicePlan(sheet, columns)


def run(
    work: UnitOfWork,
    planned: InvoicePlan,
    rejects_file: Path,
    *,
    dry: bool = False,
    tell: Callable[[Message], str] = str,
) -> InvoiceResult:
    """Note what is new and what was paid, all in one transaction; rows that can't be read go to `rejects_file`.

    `dry` only counts. Needs the jobs `import` and `services`. Errors: `Refused`, `StoreError`.
    """
    work.require(Job.IMPORT)
    work.require(Job.SERVICES)
    work.services.begin_invoices()
    taking = _Taking(work, planned, dry=dry)
    with Rejects(rejects_file, planned.sheet, tell) as rejects, planned.sheet.rows() as rows:
        for row in rows:
            taking.take(row, rejects)
        taking.take_later(rejects)
        rejected = rejects.count
    file = rejects_file if rejected and not dry else None
    problems = tuple(taking.problems[:SHOWN_PROBLEMS])
    result = InvoiceResult(**taking.counted, rejected=rejected, problems=problems, rejects_file=file)
    if file is not None:  # Today leads there; it brought no customer
        name = planned.sheet.path.name
        kept = ImportRun(work.clock(), work.technician.login, name, 0, result.used, rejected, str(file))
        work.imports.record(kept)
    return result


class _Taking:
    """One list while it is taken over: what became of its rows so far, and what waits for the others."""

    def __init__(self, work: UnitOfWork, planned: InvoicePlan, *, dry: bool) -> None:
        self._work, self._planned, self._dry = work, planned, dry
        self.counted = dict.fromkeys(("noted", "paid", "paid_part", "credited", "unchanged"), 0)
        self.problems: list[Problem] = []
        self._credits: list[tuple[Row, Mapping[str, str], Decimal]] = []
        self._left: list[tuple[Row, int, Decimal, bool]] = []
        self._tried: set[tuple[str, str]] = set()
        """The customer and the number of invoices that are only tried, so that nothing is kept of them."""

    def take(self, row: Row, rejects: Rejects) -> None:
        """Take over a row, or put it with those that wait for the others."""
        self._try(row, rejects, lambda: self._taken(row))

    def take_later(self, rejects: Rejects) -> None:
        """Take over what waited: credit notes, then what is left to be paid."""
        for row, cells, amount in self._credits:
            self._try(row, rejects, partial(self._credited, cells, amount))
        for row, invoice, left, is_new in self._left:
            self._try(row, rejects, partial(self._paid_part, invoice, left, is_new=is_new))

    def _try(self, row: Row, rejects: Rejects, take: Callable[[], str]) -> None:
        try:
            if became := take():
                self.counted[became] += 1
        except Invalid as invalid:
            named = tuple(Fault(_header(self._planned, one.field), one.message) for one in invalid.faults)
            self.problems += [Problem(row.line, one.field, one.message) for one in named]
            if not self._dry:
                rejects.add(row, named)
            else:
                rejects.count += 1

    def _taken(self, row: Row) -> str:
        """What became of a row, `""` where that is found out later. Errors: `Invalid`."""
        if row.fault is not None:
            raise Invalid((Fault("", row.fault),))
        columns = self._planned.columns.items()
        cells = {name: clean(unguard(row.cells[place])).strip() for name, place in columns}
        amount = parse_credit(cells["amount"])
        if amount is not None:
            self._credits.append((row, cells, amount))
            return ""
        invoice, left = _read(cells)
        customer = _customer(self._work, cells["customer"])
        there = self._work.services.numbered(invoice.number).get(self._work.customers.seq_of(customer.id))
        if there is not None and there.withdrawn is not None:
            raise Invalid(
                (Fault("number", msg("This invoice was noted in error here, and stays withdrawn.")),)
            )
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
        unpaid.insist_has_come(self._work, invoice.paid, "paid")
        if not self._dry:
            try:
                self._work.services.pay_invoice(customer.id, there.id, invoice.paid)
            except NotFound:  # somebody noted it meanwhile
                return "unchanged"
        return "paid"

    def _credited(self, cells: Mapping[str, str], amount: Decimal) -> str:
        """Book a credit note. Errors: `Invalid`."""
        on = parse_day(cells["issued"])
        if on is None:
            raise Invalid((Fault("issued", NO_DAY),))
        if not cells["number"]:  # by it a credit note is known when it comes again
            raise Invalid((Fault("number", msg("Which number does it have?")),))
        if not amount:
            raise Invalid((Fault("amount", msg("Write an amount, such as 121.50.")),))
        if not cells.get("credits"):
            raise Invalid((Fault("credits", msg("Of which invoice is this a credit note?")),))
        customer = _customer(self._work, cells["customer"])
        there = self._work.services.numbered(cells["credits"]).get(self._work.customers.seq_of(customer.id))
        if there is None:
            if self._dry and (customer.id, cells["credits"]) in self._tried:
                return "credited"
            raise Invalid((Fault("credits", msg("This customer has no such invoice.")),))
        is_new = unpaid.less_to_pay(
            self._work, there.id, Mark.CREDITED, amount, on, cells["number"], only_try=self._dry
        )
        return "credited" if is_new else "unchanged"

    def _paid_part(self, invoice: int, left: Decimal, *, is_new: bool) -> str:
        """Book that less is left to be paid; `""` for an invoice that `is_new`: it was counted. Errors: `Invalid`."""
        known = self._work.unpaid.one(invoice).invoice
        if known.paid is not None or left == known.open:
            return "" if is_new else "unchanged"
        if left > known.open:
            raise Invalid((Fault("left", msg("This is more than was still owed here.")),))
        today = self._work.policy.today(self._work.clock())
        less = known.open - left
        unpaid.less_to_pay(self._work, invoice, Mark.PAID_PART, less, today, "", only_try=self._dry)
        became = "paid_part" if left else "paid"
        return "" if is_new else became


def _customer(work: UnitOfWork, number: str) -> CustomerRef:
    try:
        return work.customers.by_number(number)
    except NotFound as none:
        raise Invalid((Fault("customer", none.what),)) from none


def _read(cells: Mapping[str, str]) -> tuple[Invoice, Decimal | None]:
    """The invoice of a row, and what is left to be paid. Errors: `Invalid` with every cell that can't be read."""
    faults: list[Fault] = []

    def day(name: str) -> date | None:
        found = parse_day(cells.get(name, ""))
        if found is None and (name in NEEDED or cells.get(name)):
            faults.append(Fault(name, NO_DAY))
        return found

    def euros(name: str) -> Decimal | None:
        found = parse_amount(cells.get(name, ""))
        if found is None and (name in NEEDED or cells.get(name)):
            faults.append(Fault(name, msg("Write an amount, such as 121.50.")))
        return found

    issued, due, paid = day("issued"), day("due"), day("paid")
    amount, left = euros("amount"), euros("left")
    if faults or issued is None or due is None or amount is None:
        raise Invalid(tuple(faults))
    # Much software names the day of the last payment, also where that left something to be paid.
    return Invoice(cells["number"], issued, due, amount, None if left else paid), left


def _header(planned: InvoicePlan, name: str) -> str:
    place = planned.columns.get(name)
    return "" if place is None else planned.sheet.headers[place]
