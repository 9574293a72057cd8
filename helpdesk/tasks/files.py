"""Opening a customer's file for a purpose, and reading it. Clause: P2, B1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.customer import CustomerFile, CustomerRef, Found, OpenFile
from helpdesk.domain.decision import Decision
from helpdesk.domain.errors import NotFound
from helpdesk.domain.findings import Findings
from helpdesk.domain.messages import msg
from helpdesk.policy.guard import restricted
from helpdesk.tasks.audit import Entry, entries

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork


def find(work: UnitOfWork, text: str, limit: int = 50) -> Findings[Found]:
    """Customers that match a fragment, best first; the least that tells them apart."""
    return work.customers.find(text, limit)


def by_number(work: UnitOfWork, number: str) -> CustomerRef:
    """The customer with a number, in upper or lower case; an exact match wins.

    Errors: `NotFound`.
    """
    try:
        return work.customers.by_number(number)
    except NotFound:
        same = [
            one.ref for one in work.customers.find(number) if one.ref.number.casefold() == number.casefold()
        ]
        if len(same) != 1:
            raise
        return same[0]


def record_search(work: UnitOfWork, results: int) -> None:
    """Record that somebody searched, once per visit: how many results, never the text."""
    work.audit.record(AuditEvent.CUSTOMERS_SEARCHED, results=results)


def recent(work: UnitOfWork) -> tuple[CustomerRef, ...]:
    """The customers that this technician opened last; meanwhile the search gets ready."""
    work.customers.prepare_search()
    return work.open_files.recent()


def last_purposes(work: UnitOfWork) -> tuple[str, ...]:
    """The purposes that this technician chose last."""
    return work.open_files.last_purposes()


def opened(work: UnitOfWork, customer_id: str) -> OpenFile:
    """This technician's open file of a customer; `FileNotOpen` if there is none."""
    return work.open_files.current(customer_id)


def restriction(work: UnitOfWork, customer_id: str) -> Decision | None:
    """Why a customer's data may only be stored; `None` if nothing restricts it. It reads none of it. Clause: R5."""
    return restricted(work.standings.of(customer_id), work.clock())


def open_file(work: UnitOfWork, customer_id: str, purposes: tuple[str, ...]) -> CustomerFile:
    """Open a customer for purposes and read what they need, all on record.

    Errors: `Refused` for a purpose that this technician may not use, `NotFound`.
    """
    work.open_files.open(customer_id, purposes)
    return work.customers.file(customer_id)


def read_file(work: UnitOfWork, customer_id: str) -> CustomerFile:
    """Read a file that is open already; `FileNotOpen` if it is not, or its time is over."""
    return work.customers.file(customer_id)


def look(work: UnitOfWork, customer_id: str, purposes: tuple[str, ...]) -> CustomerFile:
    """Open, read and close a file in one go, all on record; a file that a console has open is not affected.

    Errors: those of `open_file`.
    """
    with work.open_files.opened_once(customer_id, purposes):
        return work.customers.file(customer_id)


def add_purpose(work: UnitOfWork, customer_id: str, purpose: str) -> CustomerFile:
    """Unmask what another purpose needs; adding the purpose is recorded."""
    work.open_files.add_purpose(customer_id, purpose)
    return work.customers.file(customer_id)


def close_file(work: UnitOfWork, customer_id: str) -> None:
    """Close this technician's file of a customer."""
    work.open_files.close(customer_id)


def last_change(work: UnitOfWork, customer_id: str) -> int:
    """The audit number of the last change to an open file, by anybody; its own changes are known by `as_of`.

    Errors: `NotFound` for somebody who was erased, even if the law holds something about them; `FileNotOpen` if it was
    closed, or its time is over. Clause: P2, R4.
    """
    if work.standings.of(customer_id).erased:
        raise NotFound(msg("This customer was erased."))
    work.open_files.current(customer_id)
    return work.audit.last_change(customer_id)


def open_history(work: UnitOfWork, customer_id: str) -> tuple[Entry, ...]:
    """The newest part of a customer's history; opening it is recorded once, not once per page."""
    opened = work.open_files.current(customer_id)
    work.audit.record(AuditEvent.HISTORY_READ, subject=customer_id, purposes=opened.purposes)
    return history(work, customer_id)


def history(work: UnitOfWork, customer_id: str, before: int | None = None) -> tuple[Entry, ...]:
    """Who did what with a customer's data and why, newest first, at most 200 records."""
    work.open_files.current(customer_id)
    return entries(work, work.audit.page(subject=customer_id, before=before))
