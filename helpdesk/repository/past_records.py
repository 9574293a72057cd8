"""Audit records whose period is over, and their removal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from helpdesk.domain.audit import AuditEvent, ChainHead
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import AuditRow


class PastRecords(Repository):
    """The oldest end of the audit. Removing it takes a job, and is itself on record. Clause: P1, P3, B1."""

    def count(self, before: datetime) -> int:
        """How many records are from before a moment, none younger among them."""
        last = self._last(before)
        return last.seq - self.work.audit.oldest() + 1 if last else 0

    def remove(self, before: datetime) -> int:
        """Remove those; how many. That goes on record with the hash of the last one, which the next follows.

        So the chain still shows what was altered, and that nothing else went. Errors: `Refused`.
        """
        self.work.require(Job.RETENTION)
        last = self._last(before)
        if last is None:
            return 0
        gone = self.connection.execute(delete(AuditRow).where(AuditRow.seq <= last.seq)).rowcount
        if gone:
            self.work.audit.record(AuditEvent.AUDIT_REMOVED, records=gone, until=last.seq, hash=last.hash)
        return gone

    def _last(self, before: datetime) -> ChainHead | None:
        """The last of the records before the first that is younger."""
        stays = select(AuditRow.seq).where(AuditRow.at >= before).order_by(AuditRow.seq).limit(1)
        first = self.connection.execute(stays).scalar()
        older = select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
        row = self.connection.execute(older if first is None else older.where(AuditRow.seq < first)).first()
        return ChainHead(row.seq, row.hash) if row else None
