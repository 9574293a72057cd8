"""The ledger of the use of customers' IP addresses: reading it, and removing its rows on time. Clause: D6, R1, P3."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, or_, select

from helpdesk.domain.addresses import parse_range
from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.contact import BadValue
from helpdesk.domain.customer import CustomerRef
from helpdesk.domain.decision import Action
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.remote import LEDGER_PAGE, Filter, Session
from helpdesk.repository import ledger_search
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.guarded import insist
from helpdesk.repository.ledger_search import Wanted
from helpdesk.repository.remote_tables import SessionRow
from helpdesk.repository.sessions import ROWS, session_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import CustomerRow, TechnicianRow

AT_ONCE = 10_000
"""How many rows past their period are handled at once."""


def _past(ended_before: Any, now: Any) -> tuple[Any, ...]:
    # What ended before a moment also began before it, so the index over `started` finds it.
    return (
        SessionRow.started < ended_before,
        SessionRow.ended < ended_before,
        ~restricted(SessionRow.customer_seq, now),
    )


_OLDEST = (
    select(SessionRow.customer_seq, SessionRow.started)
    .where(*_past(bindparam("ended_before"), bindparam("now")))
    .order_by(SessionRow.started)
    .limit(AT_ONCE)
    .subquery()
)
_PAST = (
    select(func.count().label("sessions"), *REF_COLUMNS)
    .join_from(_OLDEST, CustomerRow, CustomerRow.seq == _OLDEST.c.customer_seq)
    .group_by(CustomerRow.seq)
    .order_by(func.min(_OLDEST.c.started))
    .limit(200)
)
_BY_SEQ = ROWS.where(SessionRow.seq.in_(bindparam("seqs", expanding=True)))


class Ledger(Repository):
    """When whose address was used. Clause: D6, R1, P3."""

    def of_customer(
        self, customer_id: str, before: Session | None = None, limit: int = LEDGER_PAGE
    ) -> tuple[Session, ...]:
        """When we used a customer's address, newest first; its first page is recorded.

        Errors: `FileNotOpen`, `Refused` if D6 is masked. Clause: D6, R1.
        """
        opened = insist(self.work, customer_id, ("D6",), Action.VIEW)
        found = self._page(Wanted(customer=self.seq_of(customer_id)), before, limit)
        if before is None:
            self.work.audit.record(
                AuditEvent.SESSIONS_READ, subject=customer_id, purposes=opened.purposes, shown=len(found)
            )
        return found

    def search(
        self,
        wanted: Filter,
        before: Session | None = None,
        limit: int = LEDGER_PAGE,
        *,
        to_be_exported: bool = False,
    ) -> tuple[Session, ...]:
        """The sessions that match a filter, newest first; those of a restricted customer only for legal claims.

        With `to_be_exported` those are included only if the filter asks for that one customer. Errors: `Refused`,
        `Invalid`. Clause: D6, R1, R5.
        """
        self.work.require("ledger")
        left_out = to_be_exported and not wanted.customer
        standings = self.work.standings
        resolved = self._resolved(wanted, standings.in_restriction() if left_out else standings.hidden())
        return self._page(resolved, before, limit) if resolved else ()

    def one(self, session: int) -> Session:
        """One row. Errors: `Refused` without the job, and for rows that `search` leaves out; `NotFound`."""
        self.work.require("ledger")
        found = self.work.sessions.one(session)
        self.work.standings.insist_shown(found.customer.id)
        return found

    def subject(self, wanted: Filter) -> str | None:
        """The id of the customer that a filter asks for, to be recorded; `None` if it asks for many."""
        if not wanted.customer:
            return None
        return (
            self.connection.execute(select(CustomerRow.id).where(_named(wanted.customer))).scalars().first()
        )

    def last_ended(self, customer_id: str) -> datetime | None:
        """When the last session of a customer ended: its period starts then. Clause: P3."""
        return self.connection.execute(
            select(func.max(SessionRow.ended)).where(SessionRow.customer_seq == self.seq_of(customer_id))
        ).scalar_one()

    def past(self, ended_before: datetime) -> tuple[tuple[CustomerRef, int], ...]:
        """Customers with sessions that ended before a moment, and how many; longest ago first, at most 200.

        Only the `AT_ONCE` oldest are counted; the rest is for the next run. Sessions of a restricted customer stay:
        they asked for them to be kept. Clause: P3, R5.
        """
        rows = self.connection.execute(_PAST, {"ended_before": ended_before, "now": self.work.clock()})
        return tuple((ref_of(row), row.sessions) for row in rows)

    def remove(self, customer_id: str, ended_before: datetime | None = None) -> int:
        """Remove a customer's rows and recordings: those that ended before a moment, or all; how many.

        The store must be scrubbed afterwards. Clause: P3, R4.
        """
        self.work.require("retention", customer_id)
        conditions = _past(ended_before, self.work.clock()) if ended_before else ()
        done = self.connection.execute(
            delete(SessionRow).where(SessionRow.customer_seq == self.seq_of(customer_id), *conditions)
        )
        if done.rowcount:
            self.work.audit.record(AuditEvent.SESSIONS_REMOVED, subject=customer_id, sessions=done.rowcount)
        return done.rowcount

    def _page(self, wanted: Wanted, before: Session | None, limit: int) -> tuple[Session, ...]:
        seqs = ledger_search.find(self.connection, wanted, before, min(limit, LEDGER_PAGE))
        if not seqs:
            return ()
        found = map(session_of, self.connection.execute(_BY_SEQ, {"seqs": seqs}))
        return tuple(sorted(found, key=lambda one: (one.started, one.id), reverse=True))

    def _resolved(self, wanted: Filter, hidden: tuple[int, ...]) -> Wanted | None:
        """A filter with its customer and technician looked up; `None` if either does not exist."""
        addresses = None
        if wanted.address:
            try:
                addresses = parse_range(wanted.address)
            except BadValue as bad:
                raise Invalid((Fault("address", bad.message),)) from bad
        customer = technician = None
        if wanted.customer:
            customer = self._seq(select(CustomerRow.seq).where(_named(wanted.customer)))
        if wanted.technician:
            technician = self._seq(select(TechnicianRow.seq).where(TechnicianRow.login == wanted.technician))
        if (wanted.customer and customer is None) or (wanted.technician and technician is None):
            return None
        return Wanted(customer, technician, wanted.since, wanted.until, addresses, hidden)

    def _seq(self, query: Select[Any]) -> int | None:
        found: int | None = self.connection.execute(query).scalars().first()
        return found


def _named(customer: str) -> Any:
    """The customer with an id or a number."""
    return or_(CustomerRow.id == customer, CustomerRow.number == customer)
