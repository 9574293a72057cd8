"""The registers of services and of invoice references."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, func, insert, select, text, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import Invoice, Owed, Service
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import InvoiceRow, ServiceRow
from helpdesk.repository.unpaid import invoice_of

_OF = (
    select(ServiceRow.__table__)
    .where(ServiceRow.customer_seq == bindparam("customer"), ServiceRow.product != "")
    .order_by(ServiceRow.ended.is_not(None), ServiceRow.started.desc(), ServiceRow.seq.desc())
)
_INVOICES = (
    select(InvoiceRow.__table__)
    .where(InvoiceRow.customer_seq == bindparam("customer"))
    .order_by(InvoiceRow.issued.desc(), InvoiceRow.seq.desc())
)
_NUMBERED = (
    select(InvoiceRow.__table__)
    .where(InvoiceRow.number == bindparam("number"))
    .order_by(InvoiceRow.withdrawn.is_(None))
)

INVOICES_LOCK = 4_712
"""The advisory lock that lets one PostgreSQL transaction at a time add invoices."""

_ALONE = text(f"select pg_advisory_xact_lock({INVOICES_LOCK})")


class Services(Repository):
    """What a customer has, and what of it is unpaid. Only `Customers.file` hands it out. Clause: G2, D5, D7."""

    def of(self, seq: int) -> tuple[Service, ...]:
        """A customer's services, running ones first, newest first."""
        rows = self.connection.execute(_OF, {"customer": seq})
        return tuple(Service(r.seq, r.product, r.detail, r.started, r.ended, r.blocked) for r in rows)

    def invoices(self, seq: int) -> tuple[Invoice, ...]:
        """References to a customer's invoices, newest first, with what happened if one was not paid."""
        rows = self.connection.execute(_INVOICES, {"customer": seq})
        found = rows.all()
        events = self.work.unpaid.of_customer(seq) if found else {}
        return tuple(invoice_of(row, events.get(row.seq, ())) for row in found)

    def begin_invoices(self) -> None:
        """Let nobody else add an invoice until this unit of work is over, so that each is added once.

        On an embedded store every unit that writes waits for the others.
        """
        if self.connection.dialect.name == "postgresql" and not self.work.read_only:
            self.connection.execute(_ALONE)

    def numbered(self, number: str) -> dict[int, Invoice]:
        """Invoices with a number, by their customer's sequence number: at most one, as accounting uses each once."""
        rows = self.connection.execute(_NUMBERED, {"number": number})
        return {row.customer_seq: invoice_of(row) for row in rows}

    def last_invoice(self, customer_id: str) -> date | None:
        """The date of a customer's newest invoice: its financial year starts the tax term. Clause: P3."""
        return self.connection.execute(
            select(func.max(InvoiceRow.issued)).where(
                InvoiceRow.customer_seq == self.seq_of(customer_id), InvoiceRow.withdrawn.is_(None)
            )
        ).scalar_one()

    def add(
        self, customer_id: str, product: str, detail: str, started: date, ended: date | None = None
    ) -> int:
        """Add a service; returns its id."""
        self.work.require("services", customer_id)
        result = self.connection.execute(
            insert(ServiceRow).returning(ServiceRow.seq),
            {
                "customer_seq": self.seq_of(customer_id),
                "product": product,
                "detail": detail,
                "started": started,
                "ended": ended,
            },
        ).scalar_one()
        self.work.audit.record(
            AuditEvent.SERVICE_CHANGED, subject=customer_id, service=result, change="added"
        )
        return result

    def end(self, customer_id: str, service: int, on: date) -> None:
        """End a service; the last one ends the contract, which starts the retention clock. Clause: P3."""
        self._set(customer_id, service, "ended", ended=on)

    def block(self, customer_id: str, service: int, since: date | None) -> None:
        """Block a service since a day, or with `None` unblock it. Clause: A1."""
        self._set(customer_id, service, "blocked" if since else "freed", blocked=since)

    def add_invoice(self, customer_id: str, invoice: Invoice) -> int:
        """Add a reference to an invoice of the accounting software; returns its id. Clause: D7."""
        self.work.require("services", customer_id)
        made = self.connection.execute(
            insert(InvoiceRow).returning(InvoiceRow.seq),
            {
                "customer_seq": self.seq_of(customer_id),
                "number": invoice.number,
                "issued": invoice.issued,
                "due": invoice.due,
                "cents": int(invoice.amount * 100),
                "paid": invoice.paid,
            },
        ).scalar_one()
        self.work.unpaid.keep_day(made)
        self.work.audit.record(AuditEvent.INVOICE_NOTED, subject=customer_id, invoice=made)
        return made

    def pay_invoice(self, customer_id: str, invoice: int, on: date) -> None:
        """Record that an invoice was paid on a day; the debt ends there. Clause: D7, A1.

        Errors: `NotFound`, also if it was paid before.
        """
        self.work.require("services", customer_id)
        theirs = (InvoiceRow.seq == invoice, InvoiceRow.customer_seq == self.seq_of(customer_id))
        is_open = (InvoiceRow.paid.is_(None), InvoiceRow.withdrawn.is_(None))
        done = self.connection.execute(update(InvoiceRow).where(*theirs, *is_open).values(paid=on))
        if not done.rowcount:
            raise NotFound(msg("This invoice no longer exists, or was already paid or withdrawn."))
        self.work.unpaid.keep_day(invoice)
        self.work.audit.record(AuditEvent.INVOICE_PAID, subject=customer_id, invoice=invoice)

    def reopen_invoice(self, owed: Owed) -> None:
        """Record that an invoice was not paid after all; it is owed again. Clause: D7, A1; GDPR art. 5(1)(d)."""
        mine = update(InvoiceRow).where(InvoiceRow.seq == owed.invoice.id)
        self.connection.execute(mine.values(paid=None))
        self.work.unpaid.keep_day(owed.invoice.id)
        self.work.audit.record(AuditEvent.INVOICE_REOPENED, subject=owed.customer.id, invoice=owed.invoice.id)

    def correct_invoice(self, owed: Owed, customer_id: str, right: Invoice) -> None:
        """Correct what an invoice says, and whose it is; both are recorded. GDPR art. 5(1)(d), 16."""
        whose = dict.fromkeys((owed.customer.id, customer_id))
        values = {
            "customer_seq": self.seq_of(customer_id),
            "number": right.number,
            "issued": right.issued,
            "due": right.due,
            "cents": int(right.amount * 100),
        }
        self.connection.execute(update(InvoiceRow).where(InvoiceRow.seq == owed.invoice.id).values(values))
        self.work.unpaid.keep_day(owed.invoice.id)
        for one in whose:
            self.work.audit.record(AuditEvent.INVOICE_CORRECTED, subject=one, invoice=owed.invoice.id)

    def withdraw_invoice(self, owed: Owed, on: date, instead: int | None = None) -> None:
        """Store the day on which an invoice turned out to be noted in error, and which one replaces it."""
        mine = update(InvoiceRow).where(InvoiceRow.seq == owed.invoice.id)
        self.connection.execute(mine.values(withdrawn=on, instead=instead))
        self.work.unpaid.keep_day(owed.invoice.id)
        self.work.audit.record(
            AuditEvent.INVOICE_WITHDRAWN, subject=owed.customer.id, invoice=owed.invoice.id, instead=instead
        )

    def _set(self, customer_id: str, service: int, change: str, **values: date | None) -> None:
        self.work.require("services", customer_id)
        done = self.connection.execute(
            update(ServiceRow)
            .where(ServiceRow.seq == service, ServiceRow.customer_seq == self.seq_of(customer_id))
            .values(**values)
        )
        if not done.rowcount:
            raise NotFound(msg("This service no longer exists."))
        self.work.audit.record(
            AuditEvent.SERVICE_CHANGED, subject=customer_id, service=service, change=change
        )
