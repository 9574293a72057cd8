"""Recordings of sessions: kept while one runs, read and exported on record, dropped before their time. Clause: D6, B6.

`helpdesk.tasks.sessions` hands these jobs on, so that whoever works with sessions finds them in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import RecordingPart, Session
from helpdesk.policy.guard import may
from helpdesk.policy.model import Job

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def keep_part(work: UnitOfWork, session_id: int, part: RecordingPart) -> None:
    """Keep a part of the recording of one's own running session. Errors: `NotFound`."""
    work.recordings.keep(work.sessions.own_running(session_id), part)


def parts(work: UnitOfWork, session_id: int, *, export: bool = False) -> tuple[RecordingPart, ...]:
    """A recording, in order; on record as read, or as exported.

    Errors: `FileNotOpen` or `Refused` without an open file of the customer that shows D6, unless one's role handles
    legal claims; exporting needs the job `export` too. `NotFound` where there is none (any more).
    """
    session = work.sessions.one(session_id)
    purposes = _insist(work, session)
    if export:
        work.require(Job.EXPORT, session.customer.id)
    found = work.recordings.of(session)
    if not found:
        raise NotFound(msg("There is no recording of this session, or not any more."))
    event = AuditEvent.RECORDING_EXPORTED if export else AuditEvent.RECORDING_READ
    work.audit.record(event, subject=session.customer.id, purposes=purposes, session=session.id)
    return found


def drop_recording(work: UnitOfWork, session_id: int) -> None:
    """Remove a recording before its time; the store is to be scrubbed afterwards. Needs the job `retention`."""
    work.recordings.drop(work.sessions.one(session_id))


def _insist(work: UnitOfWork, session: Session) -> tuple[str, ...]:
    """The purposes for which a recording may be seen; none of them for a legal claim. Clause: P2, R5."""
    if may(work.policy, work.technician.role, Job.LEGAL_CLAIM):
        return ()
    return work.recordings.insist_on_view(session)
