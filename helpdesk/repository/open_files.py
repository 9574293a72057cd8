"""The register of open files: which technician has which customer open, for what, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.calendar import add
from helpdesk.domain.customer import CustomerRef, OpenFile
from helpdesk.domain.errors import FileNotOpen, HelpdeskError, StoreError
from helpdesk.policy.guard import may_use
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, OpenFileRow

_MINE = (
    select(
        OpenFileRow.seq.label("file_seq"),
        OpenFileRow.purposes,
        OpenFileRow.opened,
        OpenFileRow.expires,
        CustomerRow.seq.label("customer_seq"),
        *REF_COLUMNS,
    )
    .join(CustomerRow, CustomerRow.seq == OpenFileRow.customer_seq)
    .where(OpenFileRow.technician_seq == bindparam("technician"), OpenFileRow.closed.is_(None))
    .order_by(OpenFileRow.expires)
)
_CURRENT = (
    _MINE.where(CustomerRow.id == bindparam("customer"), OpenFileRow.expires > bindparam("now"))
    .order_by(None)
    .order_by(OpenFileRow.seq.desc())
)
"""The newest one: within a unit of work a file may be opened for a single look while it is already open."""
_OPEN = insert(OpenFileRow).returning(OpenFileRow.seq)
_CLOSE = (
    update(OpenFileRow)
    .where(
        OpenFileRow.customer_seq == bindparam("customer"),
        OpenFileRow.technician_seq == bindparam("technician"),
        OpenFileRow.closed.is_(None),
    )
    .values(closed=bindparam("now"))
)

_IS_CHOSEN = OpenFileRow.closed.is_distinct_from(OpenFileRow.opened)
"""A file opened for a single look is closed at the moment it was opened; the others were chosen by the technician."""

RECENT = 12
"""How many of the customers that a technician opened last are offered."""


class OpenFiles(Repository):
    """What this technician has open, for what and until when; no caller can claim it instead. Clause: P2, B1."""

    def open(self, customer_id: str, purposes: tuple[str, ...]) -> None:
        """Open a file for purposes that the technician's role may use; replaces one that is already open.

        Errors: `Refused` for a purpose that is unknown or not for this role, `NotFound`.
        """
        self._insist(customer_id, purposes)
        self._close(self.seq_of(customer_id), self.work.clock())
        self._add(customer_id, purposes)

    @contextmanager
    def opened_once(
        self, customer_id: str, purposes: tuple[str, ...], *, by_itself: bool = False
    ) -> Iterator[None]:
        """Open a file for a single look in this unit of work; a file that a console has open is not affected.

        It is closed again even if the work in it fails, because the unit may go on. Its purposes don't count as the
        technician's choice (`recent`, `last_purposes`), and with `by_itself` are not recorded as one either: the
        console did it on its own. Errors: those of `open`.
        """
        self._insist(customer_id, purposes)
        own = self._add(customer_id, purposes, by_itself=by_itself)
        try:
            yield
        except StoreError:  # nothing more can be written, and nothing will be stored
            raise
        except HelpdeskError:
            self._end_look(customer_id, own)
            raise
        self._end_look(customer_id, own)

    def _end_look(self, customer_id: str, own: int) -> None:
        looked = update(OpenFileRow).where(OpenFileRow.seq == own)
        self.connection.execute(looked.values(closed=OpenFileRow.opened))
        self.work.audit.record(AuditEvent.FILE_CLOSED, subject=customer_id)

    def add_purpose(self, customer_id: str, purpose: str) -> OpenFile:
        """Add a purpose to an open file; on record. Its time does not start again."""
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
        """This technician's open file of a customer; `FileNotOpen` if there is none or its time is over."""
        row = self.connection.execute(
            _CURRENT,
            {"technician": self.work.technician.id, "customer": customer_id, "now": self.work.clock()},
        ).first()
        if row is None:
            raise FileNotOpen(customer_id)
        self.work.seqs[customer_id] = row.customer_seq
        return self._file(row)

    def mine(self) -> tuple[OpenFile, ...]:
        """All files that this technician has open, the one that expires first on top."""
        rows = self.connection.execute(_MINE, {"technician": self.work.technician.id})
        return tuple(self._file(row) for row in rows)

    def close(self, customer_id: str) -> None:
        """Close this technician's file of a customer, expired or not. Does nothing if none is open."""
        if self._close(self.seq_of(customer_id), self.work.clock()):
            self.work.audit.record(AuditEvent.FILE_CLOSED, subject=customer_id)

    def recent(self) -> tuple[CustomerRef, ...]:
        """The customers that this technician opened last, newest first, each once."""
        rows = self.connection.execute(
            select(*REF_COLUMNS)
            .join(OpenFileRow, OpenFileRow.customer_seq == CustomerRow.seq)
            .where(OpenFileRow.technician_seq == self.work.technician.id, _IS_CHOSEN)
            .order_by(OpenFileRow.seq.desc())
            .limit(RECENT * 4)
        )
        return tuple(dict.fromkeys(ref_of(row) for row in rows))[:RECENT]

    def last_purposes(self) -> tuple[str, ...]:
        """The purposes this technician chose last, to be offered first."""
        last = self.connection.execute(
            select(OpenFileRow.purposes)
            .where(OpenFileRow.technician_seq == self.work.technician.id, _IS_CHOSEN)
            .order_by(OpenFileRow.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
        return tuple(last.split(",")) if last else ()

    def remove_past(self, before: datetime) -> int:
        """Remove what was opened and closed before a moment, with the audit's records of it; how many. Clause: P3, R5.

        Needs the job `retention`. What is of a restricted customer stays.
        """
        self.work.require(Job.RETENTION)
        is_restricted = restricted(OpenFileRow.customer_seq, self.work.clock())
        return self.connection.execute(
            delete(OpenFileRow).where(OpenFileRow.closed < before, ~is_restricted)
        ).rowcount

    def _insist(self, customer_id: str, purposes: tuple[str, ...]) -> None:
        self.work.require("open")
        for purpose in purposes:
            self.work.insist(
                may_use(self.work.policy, self.work.technician.role, purpose), customer_id, purpose
            )

    def _add(self, customer_id: str, purposes: tuple[str, ...], *, by_itself: bool = False) -> int:
        """Store and record that a file is open; returns the row's number."""
        now = self.work.clock()
        own = self.connection.execute(
            _OPEN,
            {
                "customer_seq": self.seq_of(customer_id),
                "technician_seq": self.work.technician.id,
                "purposes": ",".join(purposes),
                "opened": now,
                "expires": add(self.work.policy.limits.file_open, now),
            },
        ).scalar_one()
        more = {"by_itself": True} if by_itself else {}
        self.work.audit.record(AuditEvent.FILE_OPENED, subject=customer_id, purposes=purposes, **more)
        return own

    def _close(self, seq: int, now: datetime) -> bool:
        done = self.connection.execute(
            _CLOSE, {"customer": seq, "technician": self.work.technician.id, "now": now}
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
