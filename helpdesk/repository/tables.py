"""The tables, with the category of every column.

Every column declares what it holds in `info["category"]`: a clause id of the statement (`D1` … `D7`) or a `Keeping`.
Every table with customer data refers to `customers.seq`, directly or not, so what belongs to a customer can be found
by foreign keys.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Dialect

from helpdesk.domain.customer import CUSTOMER
from helpdesk.domain.register import Keeping
from helpdesk.repository.mapping import Index, Mapped, TableClass, mapped_column

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""The type of sequence numbers: SQLite only numbers INTEGER primary keys automatically."""


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC, even in a store without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored form: UTC, without a zone if the store has none."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _of(field: str) -> dict[str, Any]:
    """What a column for a field of the customer register declares."""
    return {"category": CUSTOMER[field].category, "field": field}


def _is(category: Keeping | str) -> dict[str, Any]:
    return {"category": str(category)}


REFERENCE = _is(Keeping.REFERENCE)
PROOF = _is(Keeping.ACCOUNTABILITY)
STAFF = _is(Keeping.STAFF)
TECHNICAL = _is(Keeping.TECHNICAL)
MIXED = _is(Keeping.MIXED)
CORRESPONDENCE = _is(Keeping.CORRESPONDENCE)


class Table(TableClass):
    """The root of all tables; constraints have names, so that migrations can refer to them."""

    naming: ClassVar[dict[str, str]] = {
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
    elsewhere: ClassVar[tuple[str, ...]] = tuple(
        f"helpdesk.repository.{file.stem}" for file in sorted(Path(__file__).parent.glob("*_tables.py"))
    )
    types: ClassVar[dict[str, Any]] = {**TableClass.types, "datetime": Moment}


def seq() -> Mapped[int]:
    """The number of a row, given by the store."""
    return mapped_column(SEQUENCE, primary_key=True, autoincrement=True, info=REFERENCE)


def hangs_on(
    table: str,
    *,
    goes_too: bool = True,
    optional: bool = False,
    index: bool = True,
    info: dict[str, Any] = REFERENCE,
) -> Mapped[Any]:
    """A reference to the parent row; without `goes_too` this row outlives it, and the reference is emptied.

    `optional`: it may have no parent.
    """
    key = ForeignKey(f"{table}.seq", ondelete="CASCADE" if goes_too else "SET NULL")
    return mapped_column(SEQUENCE, key, index=index, nullable=optional or not goes_too, info=info)


def where(condition: str) -> dict[str, Any]:
    """An index over the few rows that meet a condition.

    On a server it is the same: the migrations say so. Saying it here would import all of SQLAlchemy's PostgreSQL at
    every start, a sixth of the time to a filled screen.
    """
    return {"sqlite_where": text(condition)}


class CustomerRow(Table):
    """A customer. `id` is the random subject reference of the audit. Clause: D1, D2, D5, D7."""

    __tablename__ = "customers"

    seq: Mapped[int] = seq()
    id: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    created: Mapped[datetime] = mapped_column(info=TECHNICAL)
    changed: Mapped[datetime] = mapped_column(info=TECHNICAL)
    number: Mapped[str] = mapped_column(unique=True, info=_of("number"))
    kind: Mapped[str] = mapped_column(info=_of("kind"))
    given_name: Mapped[str | None] = mapped_column(info=_of("given_name"))
    prefix: Mapped[str | None] = mapped_column(info=_of("prefix"))
    family_name: Mapped[str | None] = mapped_column(info=_of("family_name"))
    street: Mapped[str | None] = mapped_column(info=_of("street"))
    house_number: Mapped[str | None] = mapped_column(info=_of("house_number"))
    postcode: Mapped[str | None] = mapped_column(index=True, info=_of("postcode"))
    city: Mapped[str | None] = mapped_column(info=_of("city"))
    country: Mapped[str | None] = mapped_column(info=_of("country"))
    language: Mapped[str | None] = mapped_column(info=_of("language"))
    channel: Mapped[str | None] = mapped_column(info=_of("channel"))
    company_name: Mapped[str | None] = mapped_column(info=_of("company_name"))
    kvk: Mapped[str | None] = mapped_column(index=True, info=_of("kvk"))
    vat: Mapped[str | None] = mapped_column(info=_of("vat"))
    login_name: Mapped[str | None] = mapped_column(info=_of("login_name"))
    iban: Mapped[str | None] = mapped_column(index=True, info=_of("iban"))
    account_holder: Mapped[str | None] = mapped_column(info=_of("account_holder"))


class EmailRow(Table):
    """An e-mail address; `key` is what its spellings share. Clause: D3."""

    __tablename__ = "email_addresses"
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    value: Mapped[str] = mapped_column(info=_of("emails"))
    key: Mapped[str] = mapped_column(index=True, info=_of("emails"))
    label: Mapped[str] = mapped_column(default="", info=_of("emails"))
    registered: Mapped[bool] = mapped_column(default=False, info=_of("emails"))


class PhoneRow(Table):
    """A telephone number in E.164. Clause: D4."""

    __tablename__ = "telephone_numbers"
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    value: Mapped[str] = mapped_column(index=True, info=_of("phones"))
    label: Mapped[str] = mapped_column(default="", info=_of("phones"))
    registered: Mapped[bool] = mapped_column(default=False, info=_of("phones"))


class AddressRow(Table):
    """A known IP address of the customer. Clause: D6."""

    __tablename__ = "ip_addresses"
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    value: Mapped[str] = mapped_column(info=_of("ip_addresses"))
    label: Mapped[str] = mapped_column(default="", info=_of("ip_addresses"))


class ServiceRow(Table):
    """A service that the customer has. Clause: D5, G2."""

    __tablename__ = "services"
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    product: Mapped[str] = mapped_column(info=_of("services"))
    detail: Mapped[str] = mapped_column(default="", info=_of("services"))
    started: Mapped[date] = mapped_column(info=_of("services"))
    ended: Mapped[date | None] = mapped_column(info=_of("services"))
    blocked: Mapped[date | None] = mapped_column(info=_of("services"))


class InvoiceRow(Table):
    """A reference to an invoice of the accounting software. Clause: D7.

    `withdrawn` is the day on which it turned out to be noted in error, `instead` the number of the row that replaced
    it. `look` is the first day on which there may be something to do about it, according to the ladder of
    `unpaid_counted`: empty if it is settled and nothing is left. Clause: A1.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        Index("ix_invoices_unpaid", "due", "seq", **where("paid is null")),
        Index("ix_invoices_number", "number"),
        Index("ix_invoices_look", "look", "seq", **where("look is not null")),
        Index("ix_invoices_withdrawn", "withdrawn", **where("withdrawn is not null")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    number: Mapped[str] = mapped_column(info=_of("invoices"))
    issued: Mapped[date] = mapped_column(info=_of("invoices"))
    due: Mapped[date] = mapped_column(info=_of("invoices"))
    cents: Mapped[int] = mapped_column(BigInteger, info=_of("invoices"))
    paid: Mapped[date | None] = mapped_column(info=_of("invoices"))
    withdrawn: Mapped[date | None] = mapped_column(info=_of("invoices"))
    instead: Mapped[int | None] = mapped_column(BigInteger, info=REFERENCE)
    look: Mapped[date | None] = mapped_column(info=TECHNICAL)


class ConsentRow(Table):
    """One event of a consent; rows are only ever added. Clause: G9; GDPR art. 7(1)."""

    __tablename__ = "consent_events"
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    purpose: Mapped[str] = mapped_column(info=PROOF)
    kind: Mapped[str] = mapped_column(info=PROOF)
    at: Mapped[datetime] = mapped_column(info=PROOF)
    how: Mapped[str] = mapped_column(info=PROOF)
    recorded_by: Mapped[str] = mapped_column(info=STAFF)
    evidence: Mapped[str] = mapped_column(info=PROOF)
    text_version: Mapped[str] = mapped_column(info=PROOF)
    text_language: Mapped[str] = mapped_column(info=PROOF)
    valid_until: Mapped[datetime | None] = mapped_column(index=True, info=PROOF)


class RestrictionRow(Table):
    """A restriction of processing or an objection, and when it was lifted. Clause: R5, R6.

    `reference` is the number of the request behind it; `decided` is when an objection was upheld or rejected.
    """

    __tablename__ = "restrictions"
    __table_args__ = (
        CheckConstraint("kind in ('restriction', 'objection')", "kind"),
        Index("ix_restrictions_waiting", "since", "seq", **where("until is null and decided is null")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    kind: Mapped[str] = mapped_column(info=PROOF)
    since: Mapped[datetime] = mapped_column(info=PROOF)
    until: Mapped[datetime | None] = mapped_column(info=PROOF)
    ground: Mapped[str] = mapped_column(info=PROOF)
    reference: Mapped[str] = mapped_column(default="", info=PROOF)
    purposes: Mapped[str] = mapped_column(default="", info=PROOF)
    decided: Mapped[datetime | None] = mapped_column(info=PROOF)


class TechnicianRow(Table):
    """Somebody who works with the console. Clause: B1."""

    __tablename__ = "technicians"
    seq: Mapped[int] = seq()
    login: Mapped[str] = mapped_column(unique=True, info=STAFF)
    name: Mapped[str] = mapped_column(info=STAFF)
    role: Mapped[str] = mapped_column(info=STAFF)


class OpenFileRow(Table):
    """A customer's file opened for purposes. Clause: P2."""

    __tablename__ = "open_files"
    __table_args__ = (Index("ix_open_files_mine", "technician_seq", "closed", "expires"),)
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    technician_seq: Mapped[int] = mapped_column(SEQUENCE, ForeignKey("technicians.seq"), info=REFERENCE)
    purposes: Mapped[str] = mapped_column(info=PROOF)
    opened: Mapped[datetime] = mapped_column(info=PROOF)
    expires: Mapped[datetime] = mapped_column(info=PROOF)
    closed: Mapped[datetime | None] = mapped_column(info=PROOF)


class DraftRow(Table):
    """What somebody typed and has not saved: only its writer sees it, and it is removed automatically."""

    __tablename__ = "drafts"
    seq: Mapped[int] = seq()
    technician_seq: Mapped[int] = mapped_column(
        SEQUENCE, ForeignKey("technicians.seq"), index=True, info=REFERENCE
    )
    form: Mapped[str] = mapped_column(info=REFERENCE)
    content: Mapped[str] = mapped_column(info=MIXED)
    saved: Mapped[datetime] = mapped_column(info=TECHNICAL)


class ImportRow(Table):
    """One run of an import: its counts, never its rows."""

    __tablename__ = "imports"
    seq: Mapped[int] = seq()
    at: Mapped[datetime] = mapped_column(info=TECHNICAL)
    technician: Mapped[str] = mapped_column(info=STAFF)
    file_name: Mapped[str] = mapped_column(info=TECHNICAL)
    imported: Mapped[int] = mapped_column(info=TECHNICAL)
    unchanged: Mapped[int] = mapped_column(info=TECHNICAL)
    rejected: Mapped[int] = mapped_column(info=TECHNICAL)
    rejects_file: Mapped[str] = mapped_column(default="", info=TECHNICAL)
    settled: Mapped[datetime | None] = mapped_column(info=TECHNICAL)


class AuditRow(Table):
    """One link of the audit chain: references and hashes only. Clause: P1, P2, B1."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_event", "event", "at", "technician"),
        Index("ix_audit_technician", "technician", "at"),
        Index("ix_audit_at", "at"),
    )
    seq: Mapped[int] = mapped_column(SEQUENCE, primary_key=True, autoincrement=False, info=REFERENCE)
    at: Mapped[datetime] = mapped_column(info=PROOF)
    technician: Mapped[str] = mapped_column(info=STAFF)
    role: Mapped[str] = mapped_column(info=STAFF)
    event: Mapped[str] = mapped_column(info=PROOF)
    subject: Mapped[str | None] = mapped_column(index=True, info=REFERENCE)
    purposes: Mapped[str] = mapped_column(info=PROOF)
    detail: Mapped[str] = mapped_column(info=PROOF)
    previous: Mapped[str] = mapped_column(info=REFERENCE)
    hash: Mapped[str] = mapped_column(info=REFERENCE)


class AuditHeadRow(Table):
    """The newest link of the chain; one row. It exposes a tail that was cut off. Clause: P1."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", "single"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=REFERENCE)
    seq: Mapped[int] = mapped_column(SEQUENCE, info=REFERENCE)
    hash: Mapped[str] = mapped_column(info=REFERENCE)
