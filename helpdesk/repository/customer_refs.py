"""The columns that tell customers apart, and nothing more. Clause: P2."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.names import full_name
from helpdesk.repository.tables import CustomerRow

REF_COLUMNS = (
    CustomerRow.id,
    CustomerRow.number,
    CustomerRow.given_name,
    CustomerRow.prefix,
    CustomerRow.family_name,
    CustomerRow.company_name,
    CustomerRow.city,
)
REF_OF_CASE = tuple(column.label(f"ref_{column.name}") for column in REF_COLUMNS)
"""The same, for use beside the columns of a case, which has a number of its own."""


def case_ref(row: Row[*tuple[Any, ...]]) -> CustomerRef | None:
    """The customer of a case, from a row that ends with `REF_OF_CASE`; `None` once they were erased. Clause: R4."""
    if row[-len(REF_COLUMNS)] is None:
        return None
    ref = ref_of(row)
    return None if ref.is_erased else ref


def ref_of(row: Row[*tuple[Any, ...]]) -> CustomerRef:
    """A customer as a list shows them, from a row that ends with `REF_COLUMNS`."""
    customer, number, given, prefix, family, company, city = row[-len(REF_COLUMNS) :]
    return CustomerRef(customer, number, full_name(given, prefix, family), company or "", city or "")
