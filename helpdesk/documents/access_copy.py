"""The copy of what is held, for other programs: JSON with a published schema, and a sheet per register.

Clause: R1, R3; GDPR art. 15(3), 20(1).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from helpdesk.documents.cells import as_moment, cell, in_json, plain
from helpdesk.documents.processing_register import register_data
from helpdesk.domain.access import AccessContent, RecipientContent, RecordContent, RegisterContent
from helpdesk.domain.display import visible
from helpdesk.i18n import reader
from helpdesk.policy.model import Policy
from helpdesk.policy.words import words

SCHEMA = Path(__file__).with_name("access.schema.json")
"""The schema of the JSON, which is included in each copy."""

SCHEMA_ID = "urn:helpdesk:access:1"

_RECORD = words("Vermelding", "Record")
_KEPT_UNTIL = words("Bewaard tot", "Kept until")

_TOGETHER = 100
"""How many records are written at once: a writer for each would take half as long again."""


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
    """A register as CSV for people, a record per row; no cell is a formula. Programs read the JSON.

    The first two columns are the record's reference, and until when it is kept. Several values of one field share a
    cell.
    """
    reads = reader(language)
    labels = {one.name: reads.tell(one.label) for record in register.records for one in record.fields}
    names = tuple(dict.fromkeys(one.name for record in register.records for one in record.fields))
    yield _rows([[_RECORD.say(language), _KEPT_UNTIL.say(language), *map(labels.get, names)]])
    for records in _pieces(register.records):
        yield _rows(_row(record, names, language) for record in records)


def _rows(rows: Iterable[list[object]]) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows([cell(one) for one in row] for row in rows)
    return lines.getvalue()


def _row(record: RecordContent, names: tuple[str, ...], language: str) -> list[object]:
    values = {one.name: plain(one.value, language) for one in record.fields}
    return [record.reference, plain(record.kept_until, language), *map(values.get, names)]


def _pieces(records: Sequence[RecordContent]) -> Iterator[Sequence[RecordContent]]:
    return (records[at : at + _TOGETHER] for at in range(0, len(records), _TOGETHER))


def _categories(content: AccessContent, register: dict[str, object]) -> list[dict[str, object]]:
    """Every category of the policy with its rule, whether anything is held, and when that is removed."""
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
    for number, records in enumerate(_pieces(register.records)):
        piece = json.dumps([_record(record, language) for record in records], ensure_ascii=False)
        yield f"{', ' if number else ''}{piece[1:-1]}"
    yield "]}"


def _record(record: RecordContent, language: str) -> dict[str, object]:
    return {
        "reference": visible(record.reference),
        "kept_until": plain(record.kept_until, language),
        "values": {one.name: in_json(one.name, one.value, language) for one in record.fields},
    }
