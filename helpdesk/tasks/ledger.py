"""The ledger of the use of customers' IP addresses: "when did you use my address?". Clause: D6, G6, R1.

`helpdesk.tasks.sessions` re-exports these jobs, so that everything about sessions is in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from helpdesk.documents.ledger import csv_writer, json_writer
from helpdesk.documents.sheets import new_sheet
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.paths import typed_path
from helpdesk.domain.remote import Filter, Session
from helpdesk.domain.technician import Technician
from helpdesk.policy.model import Job
from helpdesk.tasks.for_whom import insist_for

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def of_customer(work: UnitOfWork, customer_id: str, before: Session | None = None) -> tuple[Session, ...]:
    """When we used a customer's address: newest first, at most `LEDGER_PAGE`, `before` the last row shown. On record.

    Errors: `FileNotOpen`, `Refused` where D6 is masked. Clause: D6, R1.
    """
    return work.ledger.of_customer(customer_id, before)


def session(work: UnitOfWork, session_id: int) -> Session:
    """One row of the ledger. Errors: `Refused` without the job `ledger`, `NotFound`."""
    return work.ledger.one(session_id)


def ledger(work: UnitOfWork, wanted: Filter, before: Session | None = None) -> tuple[Session, ...]:
    """The sessions that match a filter: newest first, at most `LEDGER_PAGE`, `before` the last row shown.

    It only reads, so it can be called while somebody types; call `record_ledger` once per visit. Restricted customers
    are left out for roles that do not handle legal claims (R5). Errors: `Refused` without the job `ledger`, `Invalid`
    for an invalid address. Clause: D6, R1.
    """
    return work.ledger.search(wanted, before)


def record_ledger(work: UnitOfWork, wanted: Filter, shown: int) -> None:
    """Record that somebody read the ledger: how many rows, and which customer if it was one."""
    work.require(Job.LEDGER)
    work.audit.record(AuditEvent.SESSIONS_READ, subject=work.ledger.subject(wanted), shown=shown)


def export(work: UnitOfWork, wanted: Filter, take: Callable[[Session], object], whom: str) -> int:
    """Pass every session of a filter to `take`, newest first, on record; returns how many.

    In an export of many customers, restricted ones are left out for every role: what is kept for a legal claim is
    asked for by its customer. Errors: `Refused` without the jobs `ledger` and `export`, and as `for_whom.insist_for`;
    `Invalid`. Clause: R1, R5, P4, T1, T2.
    """
    work.require(Job.EXPORT)
    to = insist_for(work, whom, work.ledger.subject(wanted), "D6")
    taken, last = 0, None
    while page := work.ledger.search(wanted, last, to_be_exported=True):
        for one in page:
            take(one)
        taken, last = taken + len(page), page[-1]
    work.audit.record(
        AuditEvent.SESSIONS_EXPORTED, subject=work.ledger.subject(wanted), sessions=taken, to=to
    )
    return taken


def export_to(work: UnitOfWork, wanted: Filter, name: str, whom: str) -> int:
    """Write every session of a filter to a new file that only its owner can read, on record; returns how many.

    It is CSV without formulas, or with `.json` JSON lines. Errors: as `export`; `Invalid`, also for a file that exists
    already or can't be written. Clause: R1, P4, T1, T2.
    """
    work.require(Job.EXPORT)
    work.ledger.search(wanted, limit=1)  # a wrong filter is reported before a file is created
    insist_for(work, whom, work.ledger.subject(wanted), "D6")
    writer = json_writer if name.endswith(".json") else csv_writer
    with new_sheet(name) as file:
        work.written.append(typed_path(name))
        return export(work, wanted, writer(file), whom)


def technicians(work: UnitOfWork) -> tuple[Technician, ...]:
    """The technicians that can be filtered by, by name. Errors: `Refused` without the job `ledger`."""
    work.require(Job.LEDGER)
    return work.technicians.all()
