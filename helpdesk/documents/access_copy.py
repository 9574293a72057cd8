"""The copy of what is held for other programs: JSON by a published schema, and a sheet per register.

Clause: R1, R3; GDPR art. 15(3), 20(1).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from helpdesk.documents.cells import as_moment, cell, plain
from helpdesk.documents.processing_register import register_data
from helpdesk.domain.access import AccessContent, RecipientContent, RecordContent, RegisterContent
from helpdesk.domain.display import visible
from helpdesk.i18n import reader
from helpdesk.policy.model import Policy

SCHEMA = Path(__file__).with_name("access.schema.json")
"""The schema of the JSON, which goes with each copy."""

SCHEMA_ID = "urn:helpdesk:access:1"


def access_json(policy: Policy, content: AccessContent, language: str) -> Iterator[str]:
    """The whole copy as JSON, piece by piece: texts in `language`, keys and ids always the same."""
    register = register_data(policy, language)
    head = {
        "schema": SCHEMA_ID,
        "language": language,
        "made": as_moment(content.made),
        "policy_version": policy.version,
        **{key: register[key] for key in ("controller", "authority")},
        "customer": {"number": content.customer.number, "name": content.customer.name},
        "categories": _categories(content, register),
        **{key: register[key] for key in ("purposes", "recipients")},
        "disclosures": [_disclosure(one, language) for one in content.recipients],
        "automated_decisions": [plain(one, language) for one in content.decisions],
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "registers": ['
    for number, one in enumerate(content.registers):
        yield from _register(one, language, first=not number)
    yield "]}\n"


def register_csv(register: RegisterContent, language: str) -> Iterator[str]:
    """A register as CSV, a record a row under the fields' names; no cell is a formula.

    The first two columns are `reference` and `kept_until`. Several values of one field stand in one cell.
    """
    names = tuple(dict.fromkeys(one.name for record in register.records for one in record.fields))
    yield _row(["reference", "kept_until", *names])
    for record in register.records:
        values = {one.name: plain(one.value, language) for one in record.fields}
        yield _row([record.reference, plain(record.kept_until, language), *map(values.get, names)])


def _row(values: list[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(cell, values))
    return line.getvalue()


def _categories(content: AccessContent, register: dict[str, object]) -> list[dict[str, object]]:
    """Every category of the policy with its rule, whether something is held, and from when that goes."""
    rules = register["retention"]
    periods = {rule["id"]: rule for rule in rules} if isinstance(rules, list) else {}
    held, known = content.categories(), register["categories"]
    return [
        {
            **one,
            "held": one["id"] in held,
            "retention": {key: periods[one["id"]][key] for key in ("starts", "period", "reason")},
            "kept_until": plain(content.kept_until.get(one["id"]), ""),
        }
        for one in (known if isinstance(known, list) else ())
    ]


def _disclosure(one: RecipientContent, language: str) -> dict[str, object]:
    return {
        "recipient": plain(one.name, language),
        "on": one.on.isoformat(),
        "categories": list(one.categories),
        "ground": plain(one.ground, language),
        "reference": one.reference,
    }


def _register(register: RegisterContent, language: str, *, first: bool) -> Iterator[str]:
    reads = reader(language)
    known = {one.name: one for record in register.records for one in record.fields}
    head = {
        "name": register.name,
        "label": reads.tell(register.label),
        "source": reads.tell(register.source),
        "fields": {
            name: {"label": reads.tell(one.label), "category": one.category} for name, one in known.items()
        },
    }
    yield f'{"" if first else ", "}{json.dumps(head, ensure_ascii=False)[:-1]}, "records": ['
    for number, record in enumerate(register.records):
        yield f"{', ' if number else ''}{json.dumps(_record(record, language), ensure_ascii=False)}"
    yield "]}"


def _record(record: RecordContent, language: str) -> dict[str, object]:
    return {
        "reference": visible(record.reference),
        "kept_until": plain(record.kept_until, language),
        "values": {one.name: plain(one.value, language) for one in record.fields},
    }
