"""What happened to an invoice that was not paid in time. It is kept, and removed, with its invoice. Clause: A1, D7."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint

from helpdesk.domain.ladder_steps import PAYMENT, Mark
from helpdesk.repository.mapping import Index, Mapped, mapped_column
from helpdesk.repository.tables import REFERENCE, STAFF, TECHNICAL, Table, hangs_on, seq, where

ABOUT_PAYMENT: dict[str, Any] = {"category": PAYMENT}
"""What a column about a payment declares."""


_MARKS = ", ".join(f"'{one}'" for one in Mark)


class UnpaidRow(Table):
    """One event on the ladder of an invoice; rows are only ever added. Clause: A1; GDPR art. 22(3).

    `step` is the name of a step in the policy and `kind` what it did, `note` the customer's view or our reason.
    `letter` is the number of a reminder, which is made once for a step, and `sent` when that went out; `asks` is the
    kind of step that it asks the customer's view on. `services` are the numbers of services, separated by commas. `by`
    is empty if it happened automatically. `cents` is by how much the debt is reduced. An event that is not a step has
    no `kind`; for a letter to the agency, `step` says which change it was about.
    """

    __tablename__ = "unpaid_events"
    __table_args__ = (
        CheckConstraint(f"what in ({_MARKS})", "what"),
        Index("ix_unpaid_events_reminded", "invoice_seq", "step", unique=True, **where("what = 'reminded'")),
        Index("ix_unpaid_events_letter", "letter", **where("letter <> ''")),
    )
    seq: Mapped[int] = seq()
    customer_seq: Mapped[int] = hangs_on("customers")
    invoice_seq: Mapped[int] = hangs_on("invoices")
    what: Mapped[str] = mapped_column(info=ABOUT_PAYMENT)
    step: Mapped[str] = mapped_column(info=REFERENCE)
    kind: Mapped[str] = mapped_column(info=ABOUT_PAYMENT)
    at: Mapped[datetime] = mapped_column(info=ABOUT_PAYMENT)
    by: Mapped[str] = mapped_column(info=STAFF)
    note: Mapped[str] = mapped_column(info=ABOUT_PAYMENT)
    until: Mapped[date | None] = mapped_column(info=ABOUT_PAYMENT)
    letter: Mapped[str] = mapped_column(info=REFERENCE)
    sent: Mapped[datetime | None] = mapped_column(info=ABOUT_PAYMENT)
    services: Mapped[str] = mapped_column(info=REFERENCE)
    asks: Mapped[str | None] = mapped_column(info=TECHNICAL)
    cents: Mapped[int | None] = mapped_column(BigInteger, info=ABOUT_PAYMENT)


class CountedRow(Table):
    """Which ladder the days for looking at invoices were computed with; one row, or none yet. Clause: A1."""

    __tablename__ = "unpaid_counted"
    __table_args__ = (CheckConstraint("id = 1", "single"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=REFERENCE)
    ladder: Mapped[str] = mapped_column(info=TECHNICAL)
