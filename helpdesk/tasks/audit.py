"""Reading and proving the audit. Clause: P1, B1, B3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent, AuditRecord, ChainFault, ChainHead

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def page(work: UnitOfWork, before: int | None = None, limit: int = 200) -> tuple[AuditRecord, ...]:
    """Records, newest first, from before a number on."""
    work.require("audit")
    records = work.audit.page(before=before, limit=limit)
    if before is None:  # once a reading, not once a page of it
        work.audit.record(AuditEvent.AUDIT_READ)
    return records


def verify(work: UnitOfWork, kept: ChainHead | None = None) -> tuple[ChainHead, ChainFault | None]:
    """Walk the whole chain; the head to keep elsewhere, and the first record that is not as it was written."""
    work.require("audit")
    return work.audit.head(), work.audit.verify(kept)
