"""What was typed into the customer form and not saved, as the text that is stored for some days. Clause: P3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpdesk.domain.customer import CUSTOMER, ContactPoint, CustomerFile, KnownAddress

NEW = "customer:new"
"""The draft of a customer who does not exist yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The changed fields, as typed, and the version of the customer that was seen (new: 0)."""

    version: int
    changes: Mapping[str, Any]


def name_of(file: CustomerFile | None) -> str:
    """The name under which the draft of a form is kept."""
    return NEW if file is None else f"customer:{file.ref.id}"


def packed(draft: Draft) -> str:
    """A draft as text."""
    changes = {
        name: value if isinstance(value, str) else [_parts(point) for point in value]
        for name, value in draft.changes.items()
    }
    return json.dumps({"version": draft.version, "changes": changes}, ensure_ascii=False)


def unpacked(content: str) -> Draft | None:
    """The draft in a stored text; `None` if it can't be read, such as one of an older program."""
    try:
        kept = json.loads(content)
        changes = {name: _value(name, value) for name, value in kept["changes"].items() if name in _FIELDS}
        return Draft(int(kept["version"]), changes)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


_FIELDS = {field.name for field in CUSTOMER if field.editable}


def _parts(point: ContactPoint | KnownAddress) -> list[object]:
    return [getattr(point, name) for name in point.__slots__]


def _value(name: str, value: Any) -> Any:
    if not CUSTOMER[name].several:
        return str(value)
    kind = KnownAddress if name == "ip_addresses" else ContactPoint
    return tuple(kind(*parts) for parts in value)
