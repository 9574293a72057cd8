"""From the cells of one row to the values of one customer, or to everything that is wrong with them.

Each value goes through the same parse functions as what is typed in a form. Clause: D1–D7.
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
from helpdesk.domain.messages import msg
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
    frozenset({"post", "letter", "brief", "mailpost", "papier", "paper"}),
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

_country = lru_cache(maxsize=512)(parse_country)


class RowReader:
    """Reads the rows of one sheet: made once, called for each row.

    `fields` are the names in `CUSTOMER` that this sheet has a column for; other values are `None` or empty
    because nothing was said about them.
    """

    def __init__(self, mapping: ColumnMapping, choices: Choices) -> None:
        self._choices = choices
        self._single = {c.field: c for c in mapping.columns if c.field}
        self._emails, self._phones = mapping.of("email"), mapping.of("phone")
        self._addresses = mapping.of("ip_address")
        self._channels = _channel_names(choices.channel_ids)
        self._name_column = next((c.name for f in _NAMES_FIRST if (c := self._single.get(f))), "")
        self.fields = frozenset(name for field in self._single for name in _FILLS.get(field, (field,)))

    def __call__(self, cells: Sequence[str]) -> dict[str, Any] | tuple[Fault, ...]:
        """The values of one customer by field name of `CUSTOMER`, in stored form; or every fault at once.

        The values are as `helpdesk.domain.customer_values.parsed` gives them, complete but for services and
        invoices. The `field` of a fault is the column's header. `cells` are as many as the sheet has headers.
        """
        row = _Cells(cells, self._single)
        values: dict[str, Any] = self._who(row)
        values["number"] = row.take("number", _number)
        self._where(row, values)
        country = values["country"] or self._choices.region
        values["kvk"] = row.take("kvk", _kvk)
        values["vat"] = row.take("vat", lambda text: contact.parse_vat(text, country))
        values["emails"] = _points(row, self._emails, emails_in)
        regions = tuple(dict.fromkeys((country, self._choices.region)))
        values["phones"] = _points(row, self._phones, lambda text: phones_in(text, regions))
        values["ip_addresses"] = tuple(
            KnownAddress(address, column.label)
            for column in self._addresses
            if (address := row.take_column(column, contact.parse_ip))
        )
        values["login_name"] = row.take("login_name", contact.parse_login)
        values["iban"] = row.take("iban", contact.parse_iban)
        values["account_holder"] = row.take("account_holder", contact.parse_text)
        values["language"] = row.take("language", self._language)
        values["channel"] = row.take("channel", self._channel)
        return tuple(row.faults) or values

    def _who(self, row: _Cells) -> dict[str, Any]:
        full, person = row.take_name("full_name"), row.take_name("contact_name")
        company = row.take_name("company_name")
        if person:
            company, full = company or full, person
        elif full and not company and _LEGAL_FORM.fullmatch(full):
            company, full = full, None
        given, prefix, family = (row.take_name(name) for name in ("given_name", "prefix", "family_name"))
        if full:
            given, prefix, family = (part or None for part in split_dutch_name(full))
        elif family and not prefix:
            parts = split_dutch_name(family)
            if not parts.given:
                prefix, family = parts.prefix or None, parts.family
        if not (given or family or company or row.faults):
            row.faults.append(Fault(self._name_column, msg("There is no name and no company in this row.")))
        return {
            "kind": str(CustomerKind.COMPANY if company else CustomerKind.PERSON),
            "company_name": company,
            "given_name": given,
            "prefix": prefix,
            "family_name": family,
        }

    def _where(self, row: _Cells, values: dict[str, Any]) -> None:
        country = row.take("country", _country)
        street, number = row.take("street", contact.parse_text), row.take("house_number", _house_number)
        address = row.take("address", contact.parse_text)
        if address:
            street, found = contact.split_address(address)
            number = number or found or None
        addition = row.take("house_addition", _house_number)
        if number and addition:
            number = f"{number}{_joint(addition)}{addition}"

        def parse_postcode(text: str) -> str:
            nonlocal country
            foreign = None if country else _FOREIGN_PREFIX.fullmatch(text.strip())
            if foreign:
                country, text = _country(foreign[1]), foreign[2]
            return contact.parse_postcode(text, country or self._choices.region)

        values["street"], values["house_number"] = street, number
        values["postcode"] = row.take("postcode", parse_postcode)
        values["city"] = row.take("city", contact.parse_text)
        values["country"] = country

    def _language(self, text: str) -> str:
        language = parse_language(text)
        if language not in self._choices.language_ids:
            raise BadValue(msg("Choose one of: {choices}.", choices=", ".join(self._choices.language_ids)))
        return language

    def _channel(self, text: str) -> str:
        channel = self._channels.get(fold(text))
        if not channel:
            raise BadValue(msg("Choose one of: {choices}.", choices=", ".join(self._choices.channel_ids)))
        return channel


_NAMES_FIRST = ("full_name", "family_name", "company_name", "contact_name", "given_name")


class _Cells:
    """The cells of one row under the names of their fields, and the faults found in them so far."""

    __slots__ = ("_cells", "_columns", "faults")

    def __init__(self, cells: Sequence[str], columns: Mapping[str, Column]) -> None:
        self._cells = cells
        self._columns = columns
        self.faults: list[Fault] = []

    def take(self, field: str, parse: Parse) -> str | None:
        """The parsed value of a field; `None` without a column, with nothing in it, or something wrong."""
        column = self._columns.get(field)
        return self.take_column(column, parse) if column else None

    def take_name(self, field: str) -> str | None:
        """A name: anything with a letter in it is one, "Geen" and "Null" too."""
        column = self._columns.get(field)
        return self.take_column(column, contact.parse_text, _BLANK_MARKS) if column else None

    def take_column(self, column: Column, parse: Parse, nothing: frozenset[str] = _NOTHING) -> str | None:
        """The parsed value of one column."""
        text = self._cells[column.place]
        if not text or text.strip().lower() in nothing:
            return None
        try:
            return parse(undamaged(text)) or None
        except BadValue as bad:
            self.faults.append(Fault(column.name, bad.message))
            return None

    def take_several(
        self, column: Column, parse: Callable[[str], list[tuple[str, str]]]
    ) -> list[tuple[str, str]]:
        """The values in one cell, each with the label that stands beside it."""
        text = self._cells[column.place]
        if not text or text.strip().lower() in _NOTHING:
            return []
        try:
            return parse(undamaged(text))
        except BadValue as bad:
            self.faults.append(Fault(column.name, bad.message))
            return []


def _points(
    row: _Cells, columns: Sequence[Column], parse: Callable[[str], list[tuple[str, str]]]
) -> tuple[ContactPoint, ...]:
    """The contact points in some columns, each once.

    The first without a label, else the first, is the one that confirms who somebody is. Clause: R7.
    """
    found: dict[str, str] = {}
    for column in columns:
        for value, label in row.take_several(column, parse):
            found.setdefault(value, " ".join(filter(None, (column.label, label))))
    registered = next((value for value, label in found.items() if not label), next(iter(found), ""))
    return tuple(ContactPoint(value, label, value == registered) for value, label in found.items())


def _number(text: str) -> str:
    return contact.parse_customer_number(whole_number(text))


def _kvk(text: str) -> str:
    """A KvK number, with the first zero that a spreadsheet dropped."""
    return contact.parse_kvk(whole_number(text).strip().zfill(8))


def _house_number(text: str) -> str:
    return contact.parse_text(whole_number(text), 20)


def _joint(addition: str) -> str:
    """What stands between a house number and its addition: `12a`, `12-2`, `12 bis`."""
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
