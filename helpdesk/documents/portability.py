"""What a customer provided, to take along: JSON, and a sheet that `helpdesk import` accepts.

Clause: R3; GDPR art. 20.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from helpdesk.documents.cells import as_moment, cell, in_json, label_of, plain
from helpdesk.domain.access import AccessContent, FieldContent, RegisterContent
from helpdesk.domain.customer import CUSTOMER
from helpdesk.policy.model import BasisId, Policy

PORTABLE = frozenset({BasisId.CONSENT, BasisId.CONTRACT})
"""The legal bases that include the right to take data along. GDPR art. 20(1)(a)."""

SCHEMA = Path(__file__).with_name("portable.schema.json")
"""The JSON Schema of `portable_json`; it is included in every copy."""

SCHEMA_ID = "urn:helpdesk:portable:1"

_COLUMNS = {"emails": "email", "phones": "phone", "ip_addresses": "ip_address"}


def provided(policy: Policy, content: AccessContent, *, contract_over: bool = False) -> AccessContent:
    """The part of what is held that the customer gave us and that is based on consent or contract.

    `contract_over`: the last contract has ended, so that other bases took over.
    """
    registers = tuple(_portable(policy, one, contract_over=contract_over) for one in content.registers)
    kept = tuple(one for one in registers if one.records)
    return replace(content, registers=kept, recipients=(), decisions=())


def portable_json(content: AccessContent, language: str) -> Iterator[str]:
    """What was `provided`, as JSON that follows `SCHEMA`: a list of records per register, values by name per record.

    Addresses and numbers have their labels, because the customer gave those as well.
    """
    registers = {
        register.name: [
            {one.name: in_json(one.name, one.value, language) for one in record.fields}
            for record in register.records
        ]
        for register in content.registers
    }
    head = {"schema": SCHEMA_ID, "made": as_moment(content.made), "customer": content.customer.number}
    whole = {**head, **registers}
    yield json.dumps(whole, ensure_ascii=False, indent=2)
    yield "\n"


def portable_csv(content: AccessContent, language: str) -> str:
    """What was `provided` of the customer register, as the sheet that `helpdesk import` accepts: headers and a row.

    Each of several addresses has a column of its own, with its label in the header, such as `phone:Werk`.
    """
    fields = [
        one
        for register in content.registers
        if register.name == CUSTOMER.name
        for record in register.records
        for one in record.fields
    ]
    columns = [pair for one in fields for pair in _columns(one, language)]
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(cell(header) for header, _ in columns)
    writer.writerow(cell(value) for _, value in columns)
    return sheet.getvalue()


def _portable(policy: Policy, register: RegisterContent, *, contract_over: bool) -> RegisterContent:
    records = (
        replace(
            record,
            fields=tuple(
                one for one in record.fields if _goes_along(policy, one, contract_over=contract_over)
            ),
        )
        for record in register.records
    )
    return replace(register, records=tuple(record for record in records if record.fields))


def _goes_along(policy: Policy, field: FieldContent, *, contract_over: bool) -> bool:
    category = policy.categories.get(field.category)
    if not field.provided or field.is_empty or category is None:
        return False
    over = contract_over and category.basis == BasisId.CONTRACT
    return (category.basis_after_contract if over else category.basis) in PORTABLE


def _columns(field: FieldContent, language: str) -> Iterator[tuple[str, object]]:
    header = _COLUMNS.get(field.name, field.name)
    if not isinstance(field.value, tuple):
        yield header, plain(field.value, language)
        return
    for one in field.value:
        label = label_of(one)
        yield f"{header}:{label}" if label else header, plain(one, language)
