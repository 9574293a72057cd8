"""The tables of personal data breaches. GDPR art. 33(5).

A breach is about the company: it hangs on no customer, and outlives those it concerns. Only `breach_customers` says
whom it concerns, and is removed with them.
"""

from __future__ import annotations

from datetime import datetime

from helpdesk.repository.mapping import Index, Mapped, mapped_column
from helpdesk.repository.tables import PROOF, REFERENCE, STAFF, TECHNICAL, Table, hangs_on, seq, where


class BreachRow(Table):
    """A breach, as far as it is known. GDPR art. 33(3)."""

    __tablename__ = "breaches"
    __table_args__ = (
        Index("ix_breaches_open", "seq", **where("closed is null")),
        Index("ix_breaches_closed", "closed", **where("closed is not null")),
    )
    seq: Mapped[int] = seq()
    number: Mapped[str] = mapped_column(unique=True, info=REFERENCE)
    version: Mapped[int] = mapped_column(default=1, info=TECHNICAL)
    noted: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    what: Mapped[str] = mapped_column(info=PROOF)
    aware: Mapped[datetime] = mapped_column(info=PROOF)
    happened: Mapped[datetime | None] = mapped_column(info=PROOF)
    categories: Mapped[str] = mapped_column(default="", info=PROOF)
    people: Mapped[int | None] = mapped_column(info=PROOF)
    consequences: Mapped[str] = mapped_column(default="", info=PROOF)
    measures: Mapped[str] = mapped_column(default="", info=PROOF)
    closed: Mapped[datetime | None] = mapped_column(info=PROOF)


class BreachStepRow(Table):
    """A step of a breach. If it changed a fact, the note is what that was before. GDPR art. 33(4), 33(5)."""

    __tablename__ = "breach_steps"
    seq: Mapped[int] = seq()
    breach_seq: Mapped[int] = hangs_on("breaches")
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    what: Mapped[str] = mapped_column(info=PROOF)
    note: Mapped[str] = mapped_column(default="", info=PROOF)


class BreachDecisionRow(Table):
    """A decision on telling; rows are only ever added, and the newest holds. GDPR art. 33(1), 34."""

    __tablename__ = "breach_decisions"
    seq: Mapped[int] = seq()
    breach_seq: Mapped[int] = hangs_on("breaches")
    at: Mapped[datetime] = mapped_column(info=PROOF)
    by: Mapped[str] = mapped_column(info=STAFF)
    about: Mapped[str] = mapped_column(info=PROOF)
    verdict: Mapped[str] = mapped_column(info=PROOF)
    reason: Mapped[str] = mapped_column(info=PROOF)
    told: Mapped[datetime | None] = mapped_column(info=PROOF)
    reference: Mapped[str] = mapped_column(default="", info=PROOF)
    delay: Mapped[str] = mapped_column(default="", info=PROOF)


class BreachCustomerRow(Table):
    """A customer whom a breach concerns, with the breach's number for the report to them. Clause: R1, R4."""

    __tablename__ = "breach_customers"
    __table_args__ = (Index("ix_breach_customers_breach", "breach_seq", "customer_seq", unique=True),)
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    breach_seq: Mapped[int] = hangs_on("breaches", index=False)
    number: Mapped[str] = mapped_column(info=PROOF)
    at: Mapped[datetime] = mapped_column(info=PROOF)
