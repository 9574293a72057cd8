"""From typed to stored: every field of a customer checked, every fault named at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from helpdesk.domain import contact
from helpdesk.domain.contact import BadValue
from helpdesk.domain.customer import ContactPoint, CustomerKind, KnownAddress
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import choose, msg
from helpdesk.domain.records import dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """What the policy lets people choose from: the company's country (ISO 3166), the languages and the channels."""

    region: str
    language_ids: tuple[str, ...]
    channel_ids: tuple[str, ...]


def parsed(raw: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """The fields in their stored form; an empty text becomes `None`.

    `raw` holds any of the register's fields: texts, and for `emails`, `phones` and `ip_addresses` sequences of
    `ContactPoint` or `KnownAddress` as typed. Rows without a value are dropped.

    Raises `Invalid` with a `Fault` for each bad field; a row of several is named `emails[1]`.
    """
    country = str(raw.get("country") or choices.region).strip().upper()
    single: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(("given_name", "prefix", "family_name", "company_name"), contact.parse_text),
        **dict.fromkeys(("street", "city", "account_holder"), contact.parse_text),
        "number": contact.parse_customer_number,
        "house_number": lambda text: contact.parse_text(text, 20),
        "postcode": lambda text: contact.parse_postcode(text, country),
        "country": _country,
        "language": lambda text: _one_of(text, choices.language_ids),
        "channel": lambda text: _one_of(text, choices.channel_ids),
        "kind": lambda text: _one_of(text, tuple(CustomerKind)),
        "kvk": contact.parse_kvk,
        "vat": lambda text: contact.parse_vat(text, country),
        "login_name": contact.parse_login,
        "iban": contact.parse_iban,
    }
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, parse in single.items():
        if name in raw:
            _take(values, faults, name, str(raw[name] or ""), parse)
    several: dict[str, Callable[[str], str]] = {
        "emails": contact.parse_email,
        "phones": lambda text: contact.parse_phone(text, choices.region),
        "ip_addresses": contact.parse_ip,
    }
    for name, parse in several.items():
        if name in raw:
            values[name] = _points(faults, name, raw[name], parse)
    faults += _missing(raw)
    if faults:
        raise Invalid(tuple(faults))
    return values


def _take(
    values: dict[str, Any], faults: list[Fault], name: str, text: str, parse: Callable[[str], str]
) -> None:
    try:
        values[name] = parse(text) if contact.clean(text) else None
    except BadValue as bad:
        faults.append(Fault(name, bad.message))


def _points(
    faults: list[Fault],
    name: str,
    points: tuple[ContactPoint | KnownAddress, ...],
    parse: Callable[[str], str],
) -> tuple[ContactPoint | KnownAddress, ...]:
    taken: dict[str, ContactPoint | KnownAddress] = {}
    for place, point in enumerate(points):
        if not contact.clean(point.value):
            continue
        try:
            value, label = parse(point.value), contact.parse_text(point.label, 60)
        except BadValue as bad:
            faults.append(Fault(f"{name}[{place}]", bad.message))
            continue
        registered = {"registered": point.registered} if isinstance(point, ContactPoint) else {}
        taken.setdefault(value, type(point)(value, label, **registered))
    return tuple(taken.values())


def _missing(raw: Mapping[str, Any]) -> list[Fault]:
    def empty(name: str) -> bool:
        return name in raw and not contact.clean(str(raw[name] or ""))

    if raw.get("kind") == CustomerKind.COMPANY and empty("company_name"):
        return [Fault("company_name", msg("A company needs its business name."))]
    if "kind" not in raw:  # only part of a customer, such as what one purpose shows
        return []
    if raw["kind"] != CustomerKind.COMPANY and empty("family_name") and empty("given_name"):
        return [Fault("family_name", msg("A person needs a name."))]
    return []


def _country(text: str) -> str:
    code = contact.clean(text).upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise BadValue(msg("A country is two letters, such as NL or BE."))
    return code


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise BadValue(choose(choices))
    return text
