"""From the cells of one row to the values of one customer, or to everything that is wrong with them.

Each value goes through the same parse functions as in a form. Clause: D1–D7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from helpdesk.domain import contact
from helpdesk.domain.contact import BadValue
from helpdesk.domain.customer import ContactPoint, CustomerKind, KnownAddress
from helpdesk.domain.customer_values import Choices
from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import choose, msg
from helpdesk.domain.names import split_dutch_name
from helpdesk.domain.places import fold, parse_country, parse_language
from helpdesk.tasks.importing.damage import undamaged, whole_number
from helpdesk.tasks.importing.mapping import Column, ColumnMapping
from helpdesk.tasks.importing.several import emails_in, phones_in

Parse = Callable[[str], str]

_BLANK_MARKS = frozenset({"", "-", "--", "---", ".", "?", "/", "*"})
_NOTHING = _BLANK_MARKS | {
    "n.v.t.",
    "nvt",
    "n.v.t",
    "geen",
    "onbekend",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "nb",
    "n.b.",
}
_LEGAL_FORM = re.compile(
    r"(?:stichting|vereniging|coöperatie|maatschap|v\.?o\.?f\.?) .+"
    r"|.*[^\s,] (?:b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|c\.?v\.?|gmbh|ltd\.?|inc\.?|llc|bvba|vzw|holding|groep)",
    re.IGNORECASE,
)
_FOREIGN_PREFIX = re.compile(r"([A-Z]{1,2})-(\d{4,5})")
_CHANNELS = (
    frozenset({"email", "mail"}),
    frozenset({"phone", "telephone", "telefoon", "telefonisch", "tel", "bellen", "call"}),
    frozenset({"sms", "text", "textmessage", "tekstbericht"}),
    frozenset({"whatsapp", "app", "appen"}),
    frozenset({"letter", "brief", "post", "papier", "paper"}),
    frozenset({"inperson", "persoonlijk", "langs", "bezoek", "visit"}),
)
_FILLS: Mapping[str, tuple[str, ...]] = {
    "full_name": ("given_name", "prefix", "family_name"),
    "contact_name": ("given_name", "prefix", "family_name"),
    "family_name": ("prefix", "family_name"),
    "address": ("street", "house_number"),
    "house_addition": ("house_number",),
    "email": ("emails",),
    "phone": ("phones",),
    "ip_address": ("ip_addresses",),
}

_NAMES = ("full_name", "family_name", "company_name", "contact_name", "given_name", "prefix")
_PERSON, _COMPANY = str(CustomerKind.PERSON), str(CustomerKind.COMPANY)


class RowReader:
    """Reads the rows of one sheet: created once, called for each row.

    `fields` are the names in `CUSTOMER` that the sheet has a column for; other values are `None` or empty, because
    nothing was said about them.
    """

    def __init__(self, mapping: ColumnMapping, choices: Choices) -> None:
        self._choices, self._home = choices, (choices.region,)
        self._channels = _channel_names(choices.channel_ids)
        single = {column.field: column for column in mapping.columns if column.field}
        self._steps = [(single[field], parse) for field, parse in self._parsers().items() if field in single]
        self._postcode, self._vat = single.get("postcode"), single.get("vat")
        self._emails, self._phones = mapping.of("email"), mapping.of("phone")
        self._addresses = mapping.of("ip_address")
        self._name_column = next((single[field].name for field in _NAMES if field in single), "")
        self.fields = frozenset(name for field in single for name in _FILLS.get(field, (field,)))

    def __call__(self, cells: Sequence[str]) -> dict[str, Any] | tuple[Fault, ...]:
        """The values of one customer by field name of `CUSTOMER`, in stored form; or every fault at once.

        The values are as in `helpdesk.domain.customer_values.parsed`, except services and invoices. The `field` of a
        fault is the column's header. There is one cell for each header.
        """
        faults: list[Fault] = []
        found: dict[str, str] = {}
        for column, parse in self._steps:
            value = _take(cells, column, parse, faults) if cells[column.place] else None
            if value and column.field:
                found[column.field] = value
        values = self._who(found, faults) | self._where(found, cells, faults)
        country = values["country"] or self._choices.region
        regions = self._home if country == self._choices.region else (country, *self._home)
        for field in ("number", "kvk", "login_name", "iban", "account_holder", "language", "channel"):
            values[field] = found.get(field)
        values["vat"] = _take(cells, self._vat, lambda text: contact.parse_vat(text, country), faults)
        values["emails"] = _points(cells, self._emails, emails_in, faults)
        values["phones"] = _points(cells, self._phones, lambda text: phones_in(text, regions), faults)
        values["ip_addresses"] = tuple(
            KnownAddress(address, column.label)
            for column in self._addresses
            if (address := _take(cells, column, contact.parse_ip, faults))
        )
        return tuple(faults) or values

    def _parsers(self) -> dict[str, Parse]:
        """How each independent field is read."""
        return {
            **dict.fromkeys(_NAMES, contact.parse_text),
            "number": lambda text: contact.parse_customer_number(whole_number(text)),
            **dict.fromkeys(("street", "address", "city", "account_holder"), contact.parse_text),
            **dict.fromkeys(("house_number", "house_addition"), _house_number),
            "country": lru_cache(maxsize=512)(parse_country),
            "kvk": _kvk,
            "login_name": contact.parse_login,
            "iban": contact.parse_iban,
            "language": lru_cache(maxsize=512)(self._language),
            "channel": lru_cache(maxsize=512)(self._channel),
        }

    def _who(self, found: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
        full, person, company = found.get("full_name"), found.get("contact_name"), found.get("company_name")
        given, prefix, family = (found.get(name) for name in ("given_name", "prefix", "family_name"))
        if person:
            company, full = company or full, person
        elif full and not company and _LEGAL_FORM.fullmatch(full):
            company, full = full, None
        if full:
            given, prefix, family = (part or None for part in split_dutch_name(full))
        elif family and not prefix:
            parts = split_dutch_name(family)
            if not parts.given:
                prefix, family = parts.prefix or None, parts.family
        if not (given or family or company or faults):
            faults.append(Fault(self._name_column, msg("This row has no name and no company.")))
        return {
            "kind": _COMPANY if company else _PERSON,
            "company_name": company,
            "given_name": given,
            "prefix": prefix,
            "family_name": family,
        }

    def _where(self, found: Mapping[str, str], cells: Sequence[str], faults: list[Fault]) -> dict[str, Any]:
        country, street, number = found.get("country"), found.get("street"), found.get("house_number")
        if "address" in found:
            street, split_off = contact.split_address(found["address"])
            number = number or split_off or None
        addition = found.get("house_addition")
        if number and addition:
            number = f"{number}{_joint(addition)}{addition}"

        def parse_postcode(text: str) -> str:
            nonlocal country
            foreign = None if country else _FOREIGN_PREFIX.fullmatch(text.strip())
            if foreign:
                country, text = parse_country(foreign[1]), foreign[2]
            return contact.parse_postcode(text, country or self._choices.region)

        postcode = _take(cells, self._postcode, parse_postcode, faults)
        return {
            "street": street,
            "house_number": number,
            "postcode": postcode,
            "city": found.get("city"),
            "country": country,
        }

    def _language(self, text: str) -> str:
        language = parse_language(text)
        if language not in self._choices.language_ids:
            raise BadValue(choose(self._choices.language_ids))
        return language

    def _channel(self, text: str) -> str:
        channel = self._channels.get(fold(text))
        if not channel:
            raise BadValue(choose(self._choices.channel_ids))
        return channel


def _says_nothing(text: str, field: str | None) -> bool:
    """Whether a cell is empty, or says so: a dash, `n.v.t.`. As names, "Geen" and "Null" are real."""
    if not text or text.isspace():
        return True
    # Nearly all cells are longer than the longest of these words.
    return len(text) < 11 and text.strip().lower() in (_BLANK_MARKS if field in _NAMES else _NOTHING)


def _take(cells: Sequence[str], column: Column | None, parse: Parse, faults: list[Fault]) -> str | None:
    """The parsed value of a column; `None` if there is no column, nothing in it, or something wrong."""
    if column is None:
        return None
    text = cells[column.place]
    if _says_nothing(text, column.field):
        return None
    try:
        return parse(undamaged(text)) or None
    except BadValue as bad:
        faults.append(Fault(column.name, bad.message))
        return None


def _points(
    cells: Sequence[str],
    columns: Sequence[Column],
    parse: Callable[[str], list[tuple[str, str]]],
    faults: list[Fault],
) -> tuple[ContactPoint, ...]:
    """The contact points in some columns, each once, with the labels of column and cell.

    The first without a label, else the first, confirms who somebody is. Clause: R7.
    """
    found: dict[str, str] = {}
    for column in columns:
        text = cells[column.place]
        if _says_nothing(text, column.field):
            continue
        try:
            for value, label in parse(undamaged(text)):
                found.setdefault(value, f"{column.label} {label}".strip() if label else column.label)
        except BadValue as bad:
            faults.append(Fault(column.name, bad.message))
    if len(found) < 2:
        return tuple([ContactPoint(value, label, True) for value, label in found.items()])
    registered = next((value for value, label in found.items() if not label), next(iter(found)))
    return tuple([ContactPoint(value, label, value == registered) for value, label in found.items()])


def _kvk(text: str) -> str:
    """A KvK number, with the leading zero that a spreadsheet dropped."""
    number = whole_number(text)
    return contact.parse_kvk(f"0{number}" if len(number) == 7 else number)


def _house_number(text: str) -> str:
    return contact.parse_text(whole_number(text), 20)


def _joint(addition: str) -> str:
    """What separates a house number from its addition: `12a`, `12-2`, `12 bis`."""
    if addition[0].isdigit():
        return "-"
    return "" if len(addition) == 1 or not addition[0].isalpha() else " "


def _channel_names(ids: Sequence[str]) -> dict[str, str]:
    """Every word for the channels that the policy knows, folded."""
    names = {fold(channel): channel for channel in ids}
    for words in _CHANNELS:
        channel = next((names[word] for word in words if word in names), None)
        if channel:
            names |= dict.fromkeys(words, channel)
    return names
