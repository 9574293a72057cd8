"""Values in files for other programs: as in JSON, and as cells without formulas. Clause: R1, R3, P4."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from helpdesk.domain.customer import ContactPoint, KnownAddress
from helpdesk.domain.messages import Message
from helpdesk.policy.model import Text

ADDRESSES = frozenset({"emails", "phones", "ip_addresses"})
"""The fields with several addresses or numbers, each with a label."""

# A spreadsheet takes a cell that begins with these for a formula; the last four are = + - @ in full width.
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Where a spreadsheet in another country would split what is one cell here: it ignores quotes then.
_PARTED = re.compile(r"([;|\t\r\n][\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def cell(value: object) -> str:
    """A cell that a spreadsheet shows and does not run. `value` is as in JSON."""
    if isinstance(value, list):
        value = " ".join(map(str, value))
    if isinstance(value, str):
        value = _PARTED.sub(r"\1'", value)
        return f"'{value}" if _FORMULA.match(value) else value
    return "" if value is None else str(value)


def plain(value: object, language: str) -> object:
    """A value as in JSON: moments in UTC and days in ISO 8601, euros as text with a point, lists as lists."""
    match value:
        case str() | None | bool() | int():
            return value
        case datetime():
            return as_moment(value)
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case ContactPoint() | KnownAddress():
            return value.value
        case Text():
            return value.say(language)
        case Message():
            from helpdesk.i18n import reader

            return reader(language).tell(value)
        case tuple() | list():
            return [plain(one, language) for one in value]
        case _:
            return str(value)


def in_json(name: str, value: object, language: str) -> object:
    """A field's value as in JSON: addresses and numbers have their labels, as `{"value": …, "label": …}`."""
    if name in ADDRESSES and isinstance(value, tuple):
        return [{"value": plain(one, language), "label": label_of(one)} for one in value]
    return plain(value, language)


def label_of(one: object) -> str:
    """The customer's label for an address or number; `""` if unknown."""
    return one.label if isinstance(one, ContactPoint | KnownAddress) else ""


def as_moment(moment: datetime) -> str:
    """An aware moment in UTC, to the second: `2026-05-04T09:30:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
