"""Recordings of sessions, in pieces in the store, so that they are encrypted and erased like everything else.

Clause: D6.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Action
from helpdesk.domain.remote import RecordingPart, Session
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.guarded import insist
from helpdesk.repository.remote_tables import RecordingPartRow, SessionRow
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow

_KEEP = insert(RecordingPartRow)
_RECORDED = (
    update(SessionRow)
    .where(SessionRow.seq == bindparam("session"), SessionRow.recorded.is_(None))
    .values(recorded=bindparam("now"))
)


def _past(ended_before: Any, now: Any) -> tuple[Any, ...]:
    return (
        SessionRow.recorded.is_not(None),
        SessionRow.started < ended_before,
        SessionRow.ended < ended_before,
        ~restricted(SessionRow.customer_seq, now),
    )


_PAST = (
    select(func.count().label("recordings"), *REF_COLUMNS)
    .join(CustomerRow, CustomerRow.seq == SessionRow.customer_seq)
    .where(*_past(bindparam("ended_before"), bindparam("now")))
    .group_by(CustomerRow.seq)
    .order_by(func.min(SessionRow.started))
    .limit(200)
)


class Recordings(Repository):
    """What the remote screen showed, never what was typed. The caller has asked the guard. Clause: D6, P3."""

    def insist_on_view(self, session: Session) -> tuple[str, ...]:
        """The purposes of this technician's open file of the customer, if it shows D6.

        Errors: `FileNotOpen`, `Refused`.
        """
        return insist(self.work, session.customer.id, ("D6",), Action.VIEW).purposes

    def keep(self, session: Session, part: RecordingPart) -> None:
        """Add a piece to a session's recording."""
        self.connection.execute(
            _KEEP,
            {
                "session_seq": session.id,
                "customer_seq": self.seq_of(session.customer.id),
                "number": part.number,
                "first": part.first,
                "last": part.last,
                "lines": part.lines,
                "content": part.content,
            },
        )
        if not session.recorded:
            self.connection.execute(_RECORDED, {"session": session.id, "now": self.work.clock()})

    def has(self, session: Session) -> bool:
        """Whether a session has any piece of a recording."""
        some = exists().where(RecordingPartRow.session_seq == session.id)
        return bool(self.connection.execute(select(some)).scalar_one())

    def of(self, session: Session) -> tuple[RecordingPart, ...]:
        """The pieces of a session's recording in order."""
        rows = self.connection.execute(
            select(RecordingPartRow.__table__)
            .where(RecordingPartRow.session_seq == session.id)
            .order_by(RecordingPartRow.number)
        )
        return tuple(RecordingPart(r.number, r.first, r.last, r.lines, r.content) for r in rows)

    def drop(self, session: Session) -> None:
        """Remove a session's recording, on record. Needs the job `retention`."""
        self.work.require("retention", session.customer.id)
        self._drop(SessionRow.seq == session.id)
        self.work.audit.record(AuditEvent.RECORDING_REMOVED, subject=session.customer.id, session=session.id)

    def past(self, ended_before: datetime) -> tuple[tuple[CustomerRef, int], ...]:
        """Customers with recordings of sessions that ended before a moment, and how many; at most 200. Clause: P3."""
        rows = self.connection.execute(_PAST, {"ended_before": ended_before, "now": self.work.clock()})
        return tuple((ref_of(row), row.recordings) for row in rows)

    def remove(self, customer_id: str, ended_before: datetime) -> int:
        """Remove a customer's recordings of sessions that ended before a moment; how many. Clause: P3."""
        self.work.require("retention", customer_id)
        theirs = SessionRow.customer_seq == self.seq_of(customer_id)
        removed = self._drop(theirs, *_past(ended_before, self.work.clock()))
        if removed:
            self.work.audit.record(AuditEvent.RECORDING_REMOVED, subject=customer_id, recordings=removed)
        return removed

    def _drop(self, *conditions: Any) -> int:
        gone = list(self.connection.execute(select(SessionRow.seq).where(*conditions)).scalars())
        for seq in gone:
            self.connection.execute(delete(RecordingPartRow).where(RecordingPartRow.session_seq == seq))
            self.connection.execute(update(SessionRow).where(SessionRow.seq == seq).values(recorded=None))
        return len(gone)
