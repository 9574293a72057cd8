"""A list of customers or of invoices; the columns show which of the two it is. Clause: D1–D7, A1."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.tasks.importing import invoice_columns, invoices
from helpdesk.tasks.importing import run as customers
from helpdesk.tasks.importing.invoice_columns import InvoicePlan
from helpdesk.tasks.importing.invoices import InvoiceResult
from helpdesk.tasks.importing.run import FOR_GOOD, How, ImportPlan, ImportResult
from helpdesk.tasks.importing.sheet import read_sheet

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

Plan = ImportPlan | InvoicePlan
Result = ImportResult | InvoiceResult


def plan(path: Path) -> Plan:
    """Find out how a file is written, and find its columns.

    It is a list of invoices if it has every column that an invoice needs, or if it has invoice numbers and no column
    with the name of a customer. Errors: `NotASheet`.
    """
    sheet = read_sheet(path)
    of_invoices, of_customers = invoice_columns.by_headers(sheet), customers.planned(sheet)
    if of_invoices.is_complete or (of_invoices.has_numbers and not of_customers.mapping.has_names):
        return of_invoices
    return of_customers


def run(work: UnitOfWork, planned: Plan, rejects_file: Path, how: How = FOR_GOOD) -> Result:
    """Import the list. Errors: those of `invoices.run` and of `run.run`."""
    if isinstance(planned, InvoicePlan):
        return invoices.run(work, planned, rejects_file, how)
    return customers.run(work, planned, rejects_file, how)
