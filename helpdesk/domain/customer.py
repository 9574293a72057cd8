"""The customer: what may be stored, category by category, and what a technician gets to see.

Clause: D1–D7. Server logs (D8) stay on the servers, and unsolicited data (D9) has no field at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from helpdesk.domain.decision import Decision, Masked
from helpdesk.domain.display import dotted
from helpdesk.domain.ladder_steps import Event
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.domain.register import Field, Register
from helpdesk.domain.standing import Standing


class CustomerKind(StrEnum):
    """A private person, or a company with a contact person."""

    PERSON = "person"
    COMPANY = "company"

    @property
    def words(self) -> Message:
        """What people are told."""
        return msg("company") if self is CustomerKind.COMPANY else msg("private person")


CUSTOMER = Register(
    "customers",
    (
        Field("given_name", "D1", msg("Given name")),
        Field("prefix", "D1", msg("Prefix")),
        Field("family_name", "D1", msg("Family name")),
        Field("street", "D1", msg("Street")),
        Field("house_number", "D1", msg("House number")),
        Field("postcode", "D1", msg("Postcode")),
        Field("city", "D1", msg("City")),
        Field("country", "D1", msg("Country")),
        Field("language", "D1", msg("Language")),
        Field("channel", "D1", msg("Preferred channel")),
        Field("kind", "D2", msg("Kind of customer")),
        Field("company_name", "D2", msg("Company")),
        Field("kvk", "D2", msg("KvK number")),
        Field("vat", "D2", msg("VAT number")),
        Field("emails", "D3", msg("E-mail addresses"), several=True),
        Field("phones", "D4", msg("Telephone numbers"), several=True),
        Field("number", "D5", msg("Customer number"), editable=False),
        Field("login_name", "D5", msg("Login name")),
        Field("services", "D5", msg("Services"), several=True, editable=False),
        Field("ip_addresses", "D6", msg("IP addresses"), several=True),
        Field("iban", "D7", msg("IBAN")),
        Field("account_holder", "D7", msg("Account holder")),
        Field("invoices", "D7", msg("Invoices"), several=True, editable=False),
    ),
)


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An e-mail address or a telephone number (E.164), with its label.

    `registered`: a message from it confirms who somebody is. Clause: R7.
    """

    value: str
    label: str = ""
    registered: bool = False


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An IP address that the customer is known to use. Clause: D6."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that the customer has, and since when; its end starts retention. Clause: G2, P3."""

    id: int
    product: str
    detail: str
    started: date
    ended: date | None = None
    blocked: date | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A reference to an invoice in the accounting software. Amounts in euros. Clause: D7.

    `events` are what happened because it was not paid, oldest first. `withdrawn` is the day on which it turned out to
    be noted in error, `instead` the id of the invoice that replaced it, 0 if there is none. Clause: A1.
    """

    number: str
    issued: date
    due: date
    amount: Decimal
    paid: date | None = None
    id: int = field(default=0, compare=False)
    events: tuple[Event, ...] = ()
    withdrawn: date | None = None
    instead: int = 0

    @property
    def open(self) -> Decimal:
        """What is still owed on it, after credit notes and part payments."""
        return self.amount - sum((one.amount for one in self.events if one.amount is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """The least that tells customers apart; shown in lists, before any purpose is chosen. Clause: P2."""

    id: str
    number: str
    name: str
    company: str
    city: str

    @property
    def is_erased(self) -> bool:
        """Whether the customer was erased: the number is gone and the random id takes its place. Clause: R4, P3."""
        return self.number == self.id

    @property
    def shown_number(self) -> Message:
        """The number as people see it; for an erased customer, that they were erased."""
        return msg("erased customer") if self.is_erased else msg("{number}", number=self.number)

    @property
    def numbered(self) -> str:
        """The number before the name, or before the company where there is none: `10004 Anna van der Meulen`."""
        return f"{self.number} {self.name or self.company}".rstrip()

    @property
    def numbered_whole(self) -> str:
        """The same with the company of somebody who has a name besides."""
        return dotted(self.numbered, self.company if self.name else "")


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice and the customer it belongs to. Clause: A1."""

    customer: CustomerRef
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search. `matched` is the kind of field that matched (`name`, `phone`, …), never its value."""

    ref: CustomerRef
    matched: str


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A customer's file that a technician has opened for purposes, for a limited time. Clause: P2."""

    id: int
    customer: CustomerRef
    technician: str
    purposes: tuple[str, ...]
    opened: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What a technician sees of a customer for the purposes that the file is open for.

    `values` holds the value or `Masked` by field name of `CUSTOMER`; `decisions` holds the guard's answer by category;
    `as_of` is the audit number of the last change to the customer that it shows. Clause: P2.
    """

    ref: CustomerRef
    version: int
    values: Mapping[str, object]
    decisions: Mapping[str, Decision]
    standing: Standing
    opened: OpenFile
    as_of: int

    def seen(self, field: str) -> bool:
        """Whether the value of a field may be seen."""
        return not isinstance(self.values[field], Masked)

    def several(self, field: str) -> tuple[Any, ...]:
        """The values of a field that has several; none if it is masked."""
        values = self.values[field]
        return values if isinstance(values, tuple) else ()

    def text(self, field: str) -> str:
        """A single value as text, empty if there is none or if it is masked."""
        value = self.values[field]
        return "" if value is None or isinstance(value, Masked) else str(value)
