"""Reading and proving the audit. Clause: P1, B1, B3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpdesk.domain.audit import (
    AUDIT_PAGE,
    MEASURE,
    AuditEvent,
    AuditFilter,
    AuditRecord,
    ChainFault,
    ChainHead,
)
from helpdesk.domain.errors import NotFound
from helpdesk.domain.records import dataclass
from helpdesk.domain.technician import Technician

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

SHORT = 8
"""How many characters of a reference tell customers apart in a list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, and whom it is about.

    `who` is the technician's name, or the login if the store does not know it; `number` is the customer's, `""` if the
    record is about none or the customer has been removed.
    """

    record: AuditRecord
    who: str
    number: str

    @property
    def customer(self) -> str:
        """The customer's number; if they were removed, the beginning of the reference, in brackets.

        For the review of a measure, its id in the policy.
        """
        if self.record.subject and self.record.subject.startswith(MEASURE):
            return self.record.subject.removeprefix(MEASURE)
        gone = f"({self.record.subject[:SHORT]})" if self.record.subject else ""
        return self.number or gone


def entries(work: UnitOfWork, records: Sequence[AuditRecord]) -> tuple[Entry, ...]:
    """Records with the names and numbers behind their references, as far as they still exist."""
    who = {login: _name(work, login) for login in {one.technician for one in records}}
    numbers = {subject: _number(work, subject) for subject in {one.subject for one in records}}
    return tuple(Entry(one, who[one.technician], numbers[one.subject]) for one in records)


def page(work: UnitOfWork, before: int | None = None, limit: int = AUDIT_PAGE) -> tuple[Entry, ...]:
    """Records, newest first, from before a number on."""
    work.require("audit")
    records = work.audit.page(before=before, limit=limit)
    if before is None:  # once per visit, not once per page
        work.audit.record(AuditEvent.AUDIT_READ)
    return entries(work, records)


def search(
    work: UnitOfWork, wanted: AuditFilter, last: AuditRecord | None = None, limit: int = AUDIT_PAGE
) -> tuple[Entry, ...]:
    """Records that a filter asks for, newest first, from after the one that was shown last on; on record.

    That somebody looked for the records of one customer is on record about that customer. Clause: B1, P2.
    """
    work.require("audit")
    records = work.audit.found(wanted, last, limit)
    if last is None:
        about = work.audit.subjects(wanted.customer) if wanted.customer else ()
        work.audit.record(AuditEvent.AUDIT_READ, subject=about[0] if len(about) == 1 else None)
    return entries(work, records)


def technicians(work: UnitOfWork) -> tuple[Technician, ...]:
    """Who can be filtered by, by name. Errors: `Refused` without the job `audit`."""
    work.require("audit")
    return work.technicians.all()


def verify(work: UnitOfWork, kept: ChainHead | None = None) -> tuple[ChainHead, ChainFault | None]:
    """Verify the whole chain; the head to keep elsewhere, and the first record that was altered."""
    work.require("audit")
    return work.audit.head(), work.audit.verify(kept)


def _name(work: UnitOfWork, login: str) -> str:
    technician = work.technicians.by_login(login)
    return technician.name if technician else login


def _number(work: UnitOfWork, subject: str | None) -> str:
    if subject is None:
        return ""
    try:
        number = work.customers.ref(subject).number
    except NotFound:
        return ""
    return "" if number == subject else number  # what `forget` puts in the place of a number
