"""The register of open files: which technician has which customer open, for what, until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.calendar import add
from helpdesk.domain.customer import CustomerRef, OpenFile
from helpdesk.domain.errors import FileNotOpen
from helpdesk.policy.guard import may_use
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.tables import CustomerRow, OpenFileRow


class OpenFiles(Repository):
    """Clause: P2, B1."""

    def open(self, customer_id: str, purposes: tuple[str, ...]) -> OpenFile:
        """Open a file for purposes that the technician's role may use; an open one of theirs is replaced.

        Errors: `Refused` for a purpose that is unknown or not for this role, `NotFound`.
        """
        self.work.require("open")
        for purpose in purposes:
            self.work.insist(
                may_use(self.work.policy, self.work.technician.role, purpose), customer_id, purpose
            )
        seq = self.seq_of(customer_id)
        now = self.work.clock()
        self._close(seq, now)
        self.connection.execute(
            insert(OpenFileRow),
            {
                "customer_seq": seq,
                "technician_seq": self.work.technician.id,
                "purposes": ",".join(purposes),
                "opened": now,
                "expires": add(self.work.policy.limits.file_open, now),
            },
        )
        self.work.audit.record(AuditEvent.FILE_OPENED, subject=customer_id, purposes=purposes)
        return self.current(customer_id)

    def add_purpose(self, customer_id: str, purpose: str) -> OpenFile:
        """Widen an open file by one purpose; on record. Its time does not start again."""
        opened = self.current(customer_id)
        self.work.insist(may_use(self.work.policy, self.work.technician.role, purpose), customer_id, purpose)
        if purpose in opened.purposes:
            return opened
        purposes = (*opened.purposes, purpose)
        self.connection.execute(
            update(OpenFileRow).where(OpenFileRow.seq == opened.id).values(purposes=",".join(purposes))
        )
        self.work.audit.record(AuditEvent.PURPOSE_ADDED, subject=customer_id, purposes=(purpose,))
        return self.current(customer_id)

    def current(self, customer_id: str) -> OpenFile:
        """This technician's open file of a customer; `FileNotOpen` where there is none or its time is over."""
        row = self.connection.execute(
            self._mine().where(CustomerRow.id == customer_id, OpenFileRow.expires > self.work.clock())
        ).first()
        if row is None:
            raise FileNotOpen(customer_id)
        return self._file(row)

    def mine(self) -> tuple[OpenFile, ...]:
        """All files that this technician has open and not closed, the one that expires first on top."""
        return tuple(self._file(row) for row in self.connection.execute(self._mine()))

    def close(self, customer_id: str) -> None:
        """Close this technician's file of a customer, expired or not. Nothing happens where none is open."""
        if self._close(self.seq_of(customer_id), self.work.clock()):
            self.work.audit.record(AuditEvent.FILE_CLOSED, subject=customer_id)

    def recent(self, limit: int = 12) -> tuple[CustomerRef, ...]:
        """The customers that this technician opened last, newest first, each once."""
        rows = self.connection.execute(
            select(*REF_COLUMNS)
            .join(OpenFileRow, OpenFileRow.customer_seq == CustomerRow.seq)
            .where(OpenFileRow.technician_seq == self.work.technician.id)
            .order_by(OpenFileRow.seq.desc())
            .limit(limit * 4)
        )
        return tuple(dict.fromkeys(ref_of(row) for row in rows))[:limit]

    def last_purposes(self) -> tuple[str, ...]:
        """The purposes this technician chose last, to be offered on top."""
        last = self.connection.execute(
            select(OpenFileRow.purposes)
            .where(OpenFileRow.technician_seq == self.work.technician.id)
            .order_by(OpenFileRow.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
        return tuple(last.split(",")) if last else ()

    def _mine(self) -> Select[*tuple[Any, ...]]:
        return (
            select(
                OpenFileRow.seq.label("file_seq"),
                OpenFileRow.purposes,
                OpenFileRow.opened,
                OpenFileRow.expires,
                *REF_COLUMNS,
            )
            .join(CustomerRow, CustomerRow.seq == OpenFileRow.customer_seq)
            .where(OpenFileRow.technician_seq == self.work.technician.id, OpenFileRow.closed.is_(None))
            .order_by(OpenFileRow.expires)
        )

    def _close(self, seq: int, now: datetime) -> bool:
        done = self.connection.execute(
            update(OpenFileRow)
            .where(
                OpenFileRow.customer_seq == seq,
                OpenFileRow.technician_seq == self.work.technician.id,
                OpenFileRow.closed.is_(None),
            )
            .values(closed=now)
        )
        return done.rowcount > 0

    def _file(self, row: Row[*tuple[Any, ...]]) -> OpenFile:
        return OpenFile(
            row.file_seq,
            ref_of(row),
            self.work.technician.login,
            tuple(row.purposes.split(",")),
            row.opened,
            row.expires,
        )
