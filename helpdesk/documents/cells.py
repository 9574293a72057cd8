"""Values in files for other programs: as in JSON, and as cells that no spreadsheet runs. Clause: R1, R3, P4."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from helpdesk.domain.customer import ContactPoint, KnownAddress
from helpdesk.domain.messages import Message
from helpdesk.policy.model import Text

ADDRESSES = frozenset({"emails", "phones", "ip_addresses"})
"""The fields that hold several addresses or numbers, each with a label."""

# What a spreadsheet takes for a formula when a cell begins with it; the last four are = + - @ in full width.
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Where a spreadsheet of another country parts what is one cell here: it heeds no quotes then.
_PARTED = re.compile(r"([;|\t\r\n][\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def cell(value: object) -> str:
    """A cell that a spreadsheet shows and does not run. `value` is as it is in JSON."""
    if isinstance(value, list):
        value = " ".join(map(str, value))
    if isinstance(value, str):
        value = _PARTED.sub(r"\1'", value)
        return f"'{value}" if _FORMULA.match(value) else value
    return "" if value is None else str(value)


def plain(value: object, language: str) -> object:
    """A value as JSON has it: moments in UTC and days as ISO 8601, euros as text with a point, lists as lists."""
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
    """A field's value as JSON has it: of addresses and numbers the labels go along, as `{"value": …, "label": …}`."""
    if name in ADDRESSES and isinstance(value, tuple):
        return [{"value": plain(one, language), "label": label_of(one)} for one in value]
    return plain(value, language)


def label_of(one: object) -> str:
    """What the customer calls an address or a number; `""` where that is not known."""
    return one.label if isinstance(one, ContactPoint | KnownAddress) else ""


def as_moment(moment: datetime) -> str:
    """An aware moment in UTC, to the second: `2026-05-04T09:30:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
