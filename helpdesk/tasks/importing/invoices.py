"""Invoices from the accounting software, as a list: new ones are noted, and that one was paid. Clause: D7, A1.

The same list twice changes nothing, so it can come every day. Of an invoice that is here only the day on which it was
paid is taken over: a reminder of it may have gone out, and that says what it said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.amounts import parse_amount
from helpdesk.domain.contact import clean
from helpdesk.domain.customer import CustomerRef, Invoice
from helpdesk.domain.days import parse_day
from helpdesk.domain.errors import Fault, Invalid, NotFound
from helpdesk.domain.imports import ImportRun
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
}
"""The words that stand above each column, folded, the surest first. `paid` may be missing; the others may not."""

NEEDED = ("customer", "number", "issued", "due", "amount")


@dataclass(frozen=True, slots=True)
class InvoiceResult:
    """What became of the rows: new invoices, those that were paid since, those that were here already just so."""

    noted: int
    paid: int
    unchanged: int
    rejected: int
    problems: tuple[Problem, ...]
    rejects_file: Path | None = None


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
    counted = {"noted": 0, "paid": 0, "unchanged": 0}
    problems: list[Problem] = []
    with Rejects(rejects_file, planned.sheet, tell) as rejects, planned.sheet.rows() as rows:
        for row in rows:
            try:
                counted[_taken(work, planned, row, dry=dry)] += 1
            except Invalid as invalid:
                named = tuple(Fault(_header(planned, one.field), one.message) for one in invalid.faults)
                problems += [Problem(row.line, one.field, one.message) for one in named]
                if not dry:
                    rejects.add(row, named)
                else:
                    rejects.count += 1
        rejected = rejects.count
    file = rejects_file if rejected and not dry else None
    if file is not None:  # Today leads there; it brought no customer
        name, used = planned.sheet.path.name, sum(counted.values())
        kept = ImportRun(work.clock(), work.technician.login, name, 0, used, rejected, str(file))
        work.imports.record(kept)
    return InvoiceResult(
        **counted, rejected=rejected, problems=tuple(problems[:SHOWN_PROBLEMS]), rejects_file=file
    )


def _taken(work: UnitOfWork, planned: InvoicePlan, row: Row, *, dry: bool) -> str:
    """What became of a row: `noted`, `paid` or `unchanged`. Errors: `Invalid`."""
    if row.fault is not None:
        raise Invalid((Fault("", row.fault),))
    cells = {name: clean(unguard(row.cells[place])).strip() for name, place in planned.columns.items()}
    invoice = _read(cells)
    try:
        customer: CustomerRef = work.customers.by_number(cells["customer"])
    except NotFound as none:
        raise Invalid((Fault("customer", none.what),)) from none
    known = work.services.invoices(work.customers.seq_of(customer.id))
    there = next((one for one in known if one.number == invoice.number), None)
    if there is None:
        checked = unpaid.checked(work, customer.id, invoice)
        if not dry:
            work.services.add_invoice(customer.id, checked)
        return "noted"
    if there.paid is not None or invoice.paid is None:
        return "unchanged"
    unpaid.insist_has_come(work, invoice.paid, "paid")
    if not dry:
        work.services.pay_invoice(customer.id, there.id, invoice.paid)
    return "paid"


def _read(cells: Mapping[str, str]) -> Invoice:
    """The invoice of a row. Errors: `Invalid` with every cell that can't be read."""
    faults: list[Fault] = []

    def day(name: str) -> date | None:
        found = parse_day(cells.get(name, ""))
        if found is None and (name in NEEDED or cells.get(name)):
            faults.append(Fault(name, msg("Write the day as 4-5-2026.")))
        return found

    issued, due, paid = day("issued"), day("due"), day("paid")
    amount = parse_amount(cells["amount"])
    if amount is None:
        faults.append(Fault("amount", msg("Write an amount, such as 121.50.")))
    if faults or issued is None or due is None or amount is None:
        raise Invalid(tuple(faults))
    return Invoice(cells["number"], issued, due, amount, paid)


def _header(planned: InvoicePlan, name: str) -> str:
    place = planned.columns.get(name)
    return "" if place is None else planned.sheet.headers[place]
