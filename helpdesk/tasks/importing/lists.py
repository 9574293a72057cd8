"""A list of customers or of invoices; the columns show which of the two it is. Clause: D1–D7, A1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.domain.messages import msg
from helpdesk.tasks.importing import invoice_columns, invoices
from helpdesk.tasks.importing import run as customers
from helpdesk.tasks.importing.invoice_columns import InvoicePlan
from helpdesk.tasks.importing.invoices import InvoiceResult
from helpdesk.tasks.importing.run import FOR_GOOD, How, ImportPlan, ImportResult
from helpdesk.tasks.importing.sheet import Sheet, read_sheet
from helpdesk.tasks.importing.sniff import NotASheet

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Plan = ImportPlan | InvoicePlan
Result = ImportResult | InvoiceResult


def plan(path: Path) -> Plan:
    """Find out how a file is written, and find its columns.

    It is a list of invoices if it has every column that an invoice needs, or if it has invoice numbers and no column
    with the name of a customer. Errors: `NotASheet`.
    """
    return _planned(read_sheet(path))


def plan_customers(path: Path, told: Sequence[str] = ()) -> ImportPlan:
    """The same for a list of customers. Errors: as `run.plan`; `NotASheet` for invoices if nothing is `told`."""
    sheet = read_sheet(path)
    if not told and isinstance(_planned(sheet), InvoicePlan):
        todo = msg(
            "Import it with “helpdesk invoices import FILE”. If it is a customer list, say what a column becomes, "
            "such as --map Klantnaam=full_name."
        )
        raise NotASheet(msg("This is a list of invoices, not a customer list."), todo)
    return customers.planned(sheet, told)


def plan_invoices(path: Path) -> InvoicePlan:
    """The same for a list of invoices. Errors: `NotASheet`, also for a customer list."""
    sheet = read_sheet(path)
    found, wanted = _planned(sheet), invoice_columns.by_headers(sheet)
    if isinstance(found, ImportPlan) and found.mapping.has_names and not wanted.has_numbers:
        todo = msg("Import it with “helpdesk import FILE”.")
        raise NotASheet(msg("This is a customer list, not a list of invoices."), todo)
    return wanted


def _planned(sheet: Sheet) -> Plan:
    of_invoices, of_customers = invoice_columns.by_headers(sheet), customers.planned(sheet)
    if of_invoices.is_complete or (of_invoices.has_numbers and not of_customers.mapping.has_names):
        return of_invoices
    return of_customers


def run(work: UnitOfWork, planned: Plan, rejects_file: Path, how: How = FOR_GOOD) -> Result:
    """Import the list. Errors: those of `invoices.run` and of `run.run`."""
    if isinstance(planned, InvoicePlan):
        return invoices.run(work, planned, rejects_file, how)
    return customers.run(work, planned, rejects_file, how)
