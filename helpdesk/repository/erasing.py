"""Erasing a customer at their request: what may go goes now, what the law holds stays until its day. Clause: R4, P3."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.holds import HELPERS, INVOICES, Hold
from helpdesk.policy.model import Job
from helpdesk.repository import held, message_search, search
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ErasureRow, HoldRow
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.customers import COLUMNS
from helpdesk.repository.remote_tables import SessionRow
from helpdesk.repository.tables import CustomerRow, DraftRow, Table

PAYMENT = ("iban", "account_holder")
"""The single fields that belong to an invoice, and stay as long as one does. Clause: D7."""


class Erasing(Repository):
    """Clause: R4, P3; GDPR art. 17. The store is to be scrubbed afterwards."""

    def registers(self, customer_id: str) -> tuple[tuple[str, str, int], ...]:
        """The registers in which something of a customer is, each with its category and how many records."""
        seq = self.seq_of(customer_id)
        counted = (
            (table.name, held.category(table), held.count(self.connection, table, seq))
            for table in held.tables()
            if table.name not in HELPERS
        )
        return tuple(one for one in counted if one[2])

    def dates(self, customer_id: str, register: str, column: str) -> tuple[tuple[int, Any], ...]:
        """The number of each row of a register, and what a column of it says: the event that starts its period."""
        table = Table.metadata.tables[register]
        rows = self.connection.execute(
            select(table.c.seq, table.c[column]).where(held.of(table, self.seq_of(customer_id)))
        )
        return tuple((row[0], row[1]) for row in rows)

    def session_runs(self, customer_id: str) -> bool:
        """Whether somebody is working on a system of the customer now."""
        running = select(SessionRow.seq).where(
            SessionRow.customer_seq == self.seq_of(customer_id), SessionRow.ended.is_(None)
        )
        return self.connection.execute(running.limit(1)).first() is not None

    def is_erased(self, subject: str) -> bool:
        """Whether a random id stands for somebody who was erased."""
        return self.connection.execute(select(exists().where(ErasureRow.subject == subject))).scalar_one()

    def erase(self, customer_id: str, case: str, holds: Iterable[Hold], proof: Mapping[str, object]) -> None:
        """Remove all of a customer but what is held, with its search documents; on record, and in the ledger.

        Needs the job `requests`; who calls it has seen to identity and approval.
        """
        self.work.require(Job.REQUESTS, customer_id)
        seq, kept = self.seq_of(customer_id), tuple(holds)
        self._take_out_of_search(seq)
        self._delete_all(seq, kept)
        own = delete(DraftRow).where(DraftRow.form.contains(customer_id, autoescape=True))
        self.connection.execute(own)
        if kept:
            self._empty(seq, customer_id, kept)
        else:
            self.connection.execute(delete(CustomerRow).where(CustomerRow.seq == seq))
            self.work.seqs.pop(customer_id, None)
        at, by = self.work.clock(), self.work.technician.login
        row = {"subject": customer_id, "case": case, "at": at, "by": by, "content": json.dumps(dict(proof))}
        self.connection.execute(insert(ErasureRow), row)
        self.work.audit.record(AuditEvent.CUSTOMER_ERASED, subject=customer_id, case=case, held=len(kept))
        self.work.erased.append(customer_id)

    def past(self, today: date) -> tuple[tuple[CustomerRef, int], ...]:
        """Erased customers of whom something was held until today or before, and how many records; at most 200."""
        rows = self.connection.execute(
            select(func.count().label("holds"), *REF_COLUMNS)
            .join_from(HoldRow, CustomerRow, CustomerRow.seq == HoldRow.customer_seq)
            .where(HoldRow.until <= today)
            .group_by(CustomerRow.seq)
            .order_by(func.min(HoldRow.until))
            .limit(200)
        )
        return tuple((ref_of(row), row.holds) for row in rows)

    def release(self, customer_id: str, today: date) -> int:
        """Remove what was held until today or before, and with the last of it the customer; how many records."""
        self.work.require(Job.RETENTION, customer_id)
        seq = self.seq_of(customer_id)
        due = self.connection.execute(
            select(HoldRow.register, HoldRow.record).where(
                HoldRow.customer_seq == seq, HoldRow.until <= today
            )
        ).all()
        if not due:
            return 0
        for register in {row.register for row in due}:
            table = Table.metadata.tables[register]
            records = [row.record for row in due if row.register == register]
            self.connection.execute(delete(table).where(table.c.seq.in_(records)))
        self.connection.execute(delete(HoldRow).where(HoldRow.customer_seq == seq, HoldRow.until <= today))
        left = set(
            self.connection.execute(select(HoldRow.register).where(HoldRow.customer_seq == seq)).scalars()
        )
        if not left:
            self.connection.execute(delete(CustomerRow).where(CustomerRow.seq == seq))
            self.work.seqs.pop(customer_id, None)
        elif INVOICES not in left:
            empty = dict.fromkeys(PAYMENT)
            self.connection.execute(update(CustomerRow).where(CustomerRow.seq == seq).values(**empty))
        self.work.audit.record(
            AuditEvent.CUSTOMER_REMOVED, subject=customer_id, reason="hold-ended", records=len(due)
        )
        return len(due)

    def come_back(self, subjects: Collection[str]) -> tuple[str, ...]:
        """Of customers who were erased, those that are in the store: a backup was put back. Clause: R4."""
        found: list[str] = []
        question = select(CustomerRow.id).where(
            CustomerRow.id.in_(bindparam("subjects", expanding=True)), CustomerRow.number != CustomerRow.id
        )
        listed = sorted(subjects)
        for start in range(0, len(listed), 500):
            batch = {"subjects": listed[start : start + 500]}
            found += self.connection.execute(question, batch).scalars()
        return tuple(found)

    def _take_out_of_search(self, seq: int) -> None:
        message_search.remove(self.connection, self.work.messages.seqs_of_customer(seq))
        search.remove(self.connection, seq)

    def _delete_all(self, seq: int, kept: tuple[Hold, ...]) -> None:
        """Delete the rows of every table that goes with a customer, but those that are held."""
        for table in reversed(Table.metadata.sorted_tables):
            column = table.columns.get("customer_seq")
            if column is None or not any(key.ondelete == "CASCADE" for key in column.foreign_keys):
                continue
            records = [one.record for one in kept if one.register == table.name]
            theirs = delete(table).where(column == seq)
            self.connection.execute(theirs.where(table.c.seq.not_in(records)) if records else theirs)

    def _empty(self, seq: int, customer_id: str, kept: tuple[Hold, ...]) -> None:
        """Leave of the customer no more than what is held hangs on."""
        stay = PAYMENT if any(one.register == INVOICES for one in kept) else ()
        empty: dict[str, Any] = {name: None for name in COLUMNS if name not in stay}
        empty |= {"number": customer_id, "kind": "person", "changed": self.work.clock()}
        self.connection.execute(update(CustomerRow).where(CustomerRow.seq == seq).values(**empty))
        for one in kept:
            values = {"register": one.register, "record": one.record, "category": one.category}
            self.connection.execute(insert(HoldRow), {"customer_seq": seq, "until": one.until, **values})
