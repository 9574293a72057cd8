"""Erasing a customer at their request: what may go goes now, the rest when the law allows it. Clause: R4, P3."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.holds import HELPERS, INVOICES, Hold, Roots
from helpdesk.domain.proofs import ErasureProof, packed, unpacked
from helpdesk.domain.requests import Erasure
from helpdesk.domain.tickets import TicketLink
from helpdesk.policy.model import Job
from helpdesk.repository import held, message_search, search
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ErasureRow, HoldRow
from helpdesk.repository.cases import unlink_tickets
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.customers import COLUMNS
from helpdesk.repository.remote_tables import SessionRow
from helpdesk.repository.tables import CustomerRow, Table, TechnicianRow
from helpdesk.repository.ticket_tables import TicketRow

AGAIN = "again"
"""What the ledger of erasures has instead of a case, if a backup brought somebody back."""

PAYMENT = ("iban", "account_holder")
"""The single-valued fields that belong to an invoice, and stay as long as there is one. Clause: D7."""

_PAST = (
    select(func.count().label("holds"), *REF_COLUMNS)
    .join_from(HoldRow, CustomerRow, CustomerRow.seq == HoldRow.customer_seq)
    .where(HoldRow.until <= bindparam("today"))
    .group_by(CustomerRow.seq)
    .order_by(func.min(HoldRow.until))
    .limit(200)
)


class Erasing(Repository):
    """Clause: R4, P3; GDPR art. 17. The store must be scrubbed afterwards."""

    def registers(self, whose: str | Roots) -> tuple[tuple[str, str, int], ...]:
        """The registers that have something about somebody, each with its category and number of records.

        `whose` is the id of a customer, or what is held about somebody without a file. What belongs only to a case,
        such as its steps, stays and is removed with the case.
        """
        theirs = self._theirs(whose)
        counted = (
            (table.name, held.category(table), held.count(self.connection, table, theirs))
            for table in held.tables()
            if table.name not in HELPERS and not held.is_of_a_case(table)
        )
        return tuple(one for one in counted if one[2])

    def dates(
        self, whose: str | Roots, register: str, column: str, *others: str
    ) -> tuple[tuple[int, Any], ...]:
        """The number of each row of a register, and a column's value in it: the event that starts its period.

        Without a value there, the first of the other columns that has one counts. The column may be one of the parent
        row, such as the day of an invoice.
        """
        table = Table.metadata.tables[register]
        event = held.column(table, column)
        if others:
            event = func.coalesce(event, *(table.c[one] for one in others))
        question = select(table.c.seq, event).where(held.of(table, self._theirs(whose)))
        rows = self.connection.execute(question.select_from(held.with_parent(table, column)))
        return tuple((row[0], row[1]) for row in rows)

    def session_of(self, customer_id: str) -> str | None:
        """Who is working on a system of the customer now, if anybody."""
        running = (
            select(TechnicianRow.name)
            .join(SessionRow, SessionRow.technician_seq == TechnicianRow.seq)
            .where(SessionRow.customer_seq == self.seq_of(customer_id), SessionRow.ended.is_(None))
        )
        return self.connection.execute(running.limit(1)).scalar()

    def is_erased(self, subject: str) -> bool:
        """Whether a random id stood for somebody who was erased."""
        return self.connection.execute(select(exists().where(ErasureRow.subject == subject))).scalar_one()

    def of_case(self, case: str) -> Erasure | None:
        """The erasure that a request led to."""
        row = self.connection.execute(select(ErasureRow.__table__).where(ErasureRow.case == case)).first()
        if row is None:
            return None
        is_scrubbed = row.gone is not None
        proof = unpacked(row.content, case=case, subject=row.subject, done=row.at, is_scrubbed=is_scrubbed)
        return Erasure(row.at, row.gone, proof)

    def keep_proof(self, proof: ErasureProof) -> None:
        """Store the proof of an erasure that was just carried out."""
        theirs = (ErasureRow.case == proof.case, ErasureRow.subject == proof.subject)
        self.connection.execute(update(ErasureRow).where(*theirs).values(content=packed(proof)))

    def pending(self) -> tuple[int, ...]:
        """The erasures of which old bytes may still be there; a quick look at a small index. Needs no job."""
        waiting = select(ErasureRow.seq).where(ErasureRow.gone.is_(None)).order_by(ErasureRow.seq)
        return tuple(self.connection.execute(waiting).scalars())

    def waiting(self) -> tuple[str, ...]:
        """The cases of `pending`."""
        cases = select(ErasureRow.case).where(ErasureRow.gone.is_(None)).order_by(ErasureRow.seq)
        return tuple(self.connection.execute(cases).scalars())

    def settle(self, erasures: Collection[int]) -> None:
        """The store was scrubbed after these: their bytes are gone. On record."""
        theirs = select(ErasureRow.seq, ErasureRow.subject, ErasureRow.case).where(
            ErasureRow.seq.in_(tuple(erasures)), ErasureRow.gone.is_(None)
        )
        for row in self.connection.execute(theirs).all():
            gone = update(ErasureRow).where(ErasureRow.seq == row.seq).values(gone=self.work.clock())
            self.connection.execute(gone)
            self.work.audit.record(AuditEvent.ERASURE_GONE, subject=row.subject or None, case=row.case)

    def more_went(self, case: str) -> None:
        """Something more of an erasure was removed, so its bytes must be overwritten again."""
        self.connection.execute(update(ErasureRow).where(ErasureRow.case == case).values(gone=None))

    def case_of(self, subject: str) -> str:
        """The case under which somebody was erased, of whom nothing is left or only what the law requires."""
        case = self.connection.execute(
            select(ErasureRow.case).where(ErasureRow.subject == subject, ErasureRow.case != AGAIN)
        ).scalar()
        there = select(CustomerRow.seq).where(CustomerRow.id == subject, CustomerRow.number != subject)
        return "" if case is None or self.connection.execute(there).first() else case

    def erase(self, customer_id: str, case: str, holds: Iterable[Hold]) -> None:
        """Remove everything of a customer except what is held, with its search documents; on record, and in the ledger.

        Needs the job `requests`; the caller has checked identity and approval.
        """
        self.work.require(Job.REQUESTS, customer_id)
        seq, kept = self.seq_of(customer_id), tuple(holds)
        self.take_out_of_search(seq)
        self.delete_around(seq, customer_id)
        self._delete_all(seq, kept)
        if kept:
            self._empty(seq, customer_id, kept)
        else:
            self.connection.execute(delete(CustomerRow).where(CustomerRow.seq == seq))
            self.work.seqs.pop(customer_id, None)
        at, by = self.work.clock(), self.work.technician.login
        row = {"subject": customer_id, "case": case, "at": at, "by": by, "content": "{}"}
        self.connection.execute(insert(ErasureRow), row)
        self.work.audit.record(AuditEvent.CUSTOMER_ERASED, subject=customer_id, case=case, held=len(kept))
        self.work.erased.append(customer_id)

    def erase_again(self, customer_id: str, holds: Iterable[Hold]) -> None:
        """Remove somebody again whom a backup brought back."""
        self.erase(customer_id, AGAIN, holds)

    def past(self, today: date) -> tuple[tuple[CustomerRef, int], ...]:
        """Erased customers with something held until today or earlier, and how many records; at most 200."""
        rows = self.connection.execute(_PAST, {"today": today})
        return tuple((ref_of(row), row.holds) for row in rows)

    def release(self, customer_id: str) -> int:
        """Remove what was held until today or earlier, and with the last of it the customer; how many records.

        The law sets the day, so no job is asked for. The bytes must be overwritten (`pending`).
        """
        seq, today = self.seq_of(customer_id), self.work.today
        due = self.connection.execute(
            select(HoldRow.register, HoldRow.record)
            .where(HoldRow.customer_seq == seq, HoldRow.until <= today)
            .with_for_update()  # on a server another console may be doing the same
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
        again = update(ErasureRow).where(ErasureRow.subject == customer_id)
        self.connection.execute(again.values(gone=None))
        self.work.audit.record(
            AuditEvent.CUSTOMER_REMOVED, subject=customer_id, reason="hold-ended", records=len(due)
        )
        return len(due)

    def take_out_of_search(self, seq: int) -> None:
        """Remove a customer and the messages of their tickets from the search."""
        message_search.remove(self.connection, self.work.messages.seqs_of_customer(seq))
        search.remove(self.connection, seq)

    def delete_around(self, seq: int, customer_id: str) -> None:
        """Delete what has no foreign key: drafts about them, and links of other tickets to theirs."""
        self.work.drafts.drop_all_about(customer_id)
        tickets = select(TicketRow.seq).where(TicketRow.customer_seq == seq)
        unlink_tickets(self.work, TicketLink.TICKET, tickets)

    def come_back(self, subjects: Collection[str]) -> tuple[str, ...]:
        """Erased customers who are in the store again, because a backup was restored. Clause: R4."""
        found: list[str] = []
        question = select(CustomerRow.id).where(
            CustomerRow.id.in_(bindparam("subjects", expanding=True)), CustomerRow.number != CustomerRow.id
        )
        listed = sorted(subjects)
        for start in range(0, len(listed), 500):
            batch = {"subjects": listed[start : start + 500]}
            found += self.connection.execute(question, batch).scalars()
        return tuple(found)

    def _theirs(self, whose: str | Roots) -> held.Whose:
        return self.seq_of(whose) if isinstance(whose, str) else whose

    def _delete_all(self, seq: int, kept: tuple[Hold, ...]) -> None:
        """Delete the rows of every table that are removed with a customer, except those held."""
        for table in reversed(Table.metadata.sorted_tables):
            column = table.columns.get("customer_seq")
            if column is None or not any(key.ondelete == "CASCADE" for key in column.foreign_keys):
                continue
            records = [one.record for one in kept if one.register == table.name]
            theirs = delete(table).where(column == seq)
            self.connection.execute(theirs.where(table.c.seq.not_in(records)) if records else theirs)

    def _empty(self, seq: int, customer_id: str, kept: tuple[Hold, ...]) -> None:
        """Leave no more of the customer than the held records need."""
        stay = PAYMENT if any(one.register == INVOICES for one in kept) else ()
        empty: dict[str, Any] = {name: None for name in COLUMNS if name not in stay}
        empty |= {"number": customer_id, "kind": "person", "changed": self.work.clock()}
        self.connection.execute(update(CustomerRow).where(CustomerRow.seq == seq).values(**empty))
        for one in kept:
            values = {"register": one.register, "record": one.record, "category": one.category}
            self.connection.execute(insert(HoldRow), {"customer_seq": seq, "until": one.until, **values})
