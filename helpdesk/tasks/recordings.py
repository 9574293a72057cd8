"""Recordings of sessions: stored while one runs, read and exported on record, removed early. Clause: D6, B6.

`helpdesk.tasks.sessions` re-exports these jobs, so that everything about sessions is in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.errors import NotFound
from helpdesk.domain.messages import msg
from helpdesk.domain.remote import RecordingPart, Session
from helpdesk.policy.model import Job
from helpdesk.tasks.for_whom import insist_for

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def keep_part(work: UnitOfWork, session_id: int, part: RecordingPart) -> None:
    """Store a part of the recording of one's own running session. Errors: `NotFound`."""
    work.recordings.keep(work.sessions.own_running(session_id), part)


def parts(work: UnitOfWork, session_id: int) -> tuple[RecordingPart, ...]:
    """A recording, in order; the reading is recorded.

    Errors: `FileNotOpen` or `Refused` without an open file of the customer that shows D6, unless one's role handles
    legal claims; `NotFound` if there is none, or no longer.
    """
    session = work.sessions.one(session_id)
    purposes, found = _insist(work, session), _parts(work, session)
    work.audit.record(
        AuditEvent.RECORDING_READ, subject=session.customer.id, purposes=purposes, session=session.id
    )
    return found


def insist_seen(work: UnitOfWork, session_id: int) -> None:
    """Check that a recording that is being played may still be seen; not on record. Errors: those of `parts`."""
    _insist(work, work.sessions.one(session_id))


def export_recording(work: UnitOfWork, session_id: int, whom: str) -> tuple[RecordingPart, ...]:
    """The same, to be written to a file, with the job `export`; recorded as exported, and for whom.

    `whom` is as in `insist_for`. Errors: those of `parts` and `insist_for`. Clause: P4, R1, T1, T2.
    """
    session = work.sessions.one(session_id)
    purposes = _insist(work, session)
    work.require(Job.EXPORT, session.customer.id)
    to, found = insist_for(work, whom, session.customer.id, "D6"), _parts(work, session)
    work.audit.record(
        AuditEvent.RECORDING_EXPORTED,
        subject=session.customer.id,
        purposes=purposes,
        session=session.id,
        to=to,
    )
    return found


def drop_recording(work: UnitOfWork, session_id: int) -> None:
    """Remove a recording early; the store must be scrubbed afterwards. Needs the job `retention`."""
    work.recordings.drop(work.sessions.one(session_id))


def _parts(work: UnitOfWork, session: Session) -> tuple[RecordingPart, ...]:
    found = work.recordings.of(session)
    if not found:
        raise NotFound(msg("There is no recording of this session, or no longer."))
    return found


def _insist(work: UnitOfWork, session: Session) -> tuple[str, ...]:
    """The purposes for which a recording may be seen; none for a legal claim. Clause: P2, R5."""
    if work.may(Job.LEGAL_CLAIM):
        return ()
    return work.recordings.insist_on_view(session)
