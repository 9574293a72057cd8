"""Where a customer stands: what the guard must know before it decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, exists, func, insert, or_, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.consent import fold
from helpdesk.domain.requests import InForce
from helpdesk.domain.standing import Objection, Restriction, Standing
from helpdesk.policy import guard
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import ErasureRow, RequestRow
from helpdesk.repository.customer_refs import REF_OF_CASE, case_ref
from helpdesk.repository.tables import CustomerRow, InvoiceRow, RestrictionRow, ServiceRow

_CONTRACT = select(
    func.count(ServiceRow.seq).label("all"),
    func.count(ServiceRow.ended).label("ended"),
    func.max(ServiceRow.ended).label("last"),
    func.count(ServiceRow.blocked).filter(ServiceRow.ended.is_(None)).label("blocked"),
    exists()
    .where(
        InvoiceRow.customer_seq == bindparam("customer"),
        InvoiceRow.paid.is_(None),
        InvoiceRow.withdrawn.is_(None),
        InvoiceRow.due < bindparam("today"),
    )
    .label("overdue"),
    exists()
    .where(
        CustomerRow.seq == bindparam("customer"),
        CustomerRow.number == CustomerRow.id,
        ErasureRow.subject == CustomerRow.id,
    )
    .label("erased"),
).where(ServiceRow.customer_seq == bindparam("customer"))

_IN_FORCE = (
    select(
        RestrictionRow.kind,
        RestrictionRow.since,
        RestrictionRow.until,
        RestrictionRow.ground,
        RestrictionRow.reference,
        RestrictionRow.purposes,
        RestrictionRow.decided,
    )
    .where(
        RestrictionRow.customer_seq == bindparam("customer"),
        RestrictionRow.until.is_(None) | (RestrictionRow.until > bindparam("now")),
    )
    .order_by(RestrictionRow.seq)
)

_WAITING = (
    select(RestrictionRow.kind, RestrictionRow.since, RequestRow.seq.label("request"), *REF_OF_CASE)
    .join(CustomerRow, CustomerRow.seq == RestrictionRow.customer_seq)
    .outerjoin(RequestRow, RequestRow.number == RestrictionRow.reference)
    .where(RestrictionRow.until.is_(None), RestrictionRow.decided.is_(None))
    .order_by(RestrictionRow.since, RestrictionRow.seq)
    .limit(bindparam("most", type_=Integer))
)


class Standings(Repository):
    """What the guard must know about a customer besides the policy: contract, restriction, objections, consents.

    Clause: R5, R6, G9, A1.
    """

    def of(self, customer_id: str) -> Standing:
        """Consents, restriction, objections, end of contract, blocked services, overdue invoices, and erasure."""
        seq = self.seq_of(customer_id)
        now = self.work.clock()
        today = self.work.policy.today(now)
        restriction, objections = self._restrictions(seq, now)
        contract = self.connection.execute(_CONTRACT, {"customer": seq, "today": today}).one()
        over = contract.all and contract.all == contract.ended and contract.last < today
        return Standing(
            consents=fold(self.work.consents.of(customer_id), now),
            restriction=restriction,
            objections=objections,
            contract_ended=contract.last if over else None,
            services_blocked=contract.blocked > 0,
            overdue=contract.overdue,
            erased=contract.erased,
        )

    def restrict(
        self,
        customer_id: str,
        ground: str,
        reference: str = "",
        since: datetime | None = None,
        *,
        by_request: bool = False,
    ) -> None:
        """Restrict everything but storage, since a moment or from now on. Clause: R5; GDPR art. 18.

        Needs the job `legal-claim`, or `requests` if a rights request asks for it.
        """
        self.work.require(_job(by_request=by_request), customer_id)
        self._add(customer_id, "restriction", ground, reference, (), since)

    def object(
        self,
        customer_id: str,
        ground: str,
        purposes: tuple[str, ...] = (),
        since: datetime | None = None,
        reference: str = "",
        *,
        by_request: bool = False,
    ) -> None:
        """Record an objection; without purposes it covers everything based on legitimate interest.

        Clause: R6.
        """
        self.work.require(_job(by_request=by_request), customer_id)
        self._add(customer_id, "objection", ground, reference, purposes, since)

    def lift(self, customer_id: str, kind: str, reference: str = "") -> int:
        """End a customer's restriction or objections from now on: those that one request asked for, or all; how many.

        An upheld objection stays. Clause: R5, R6.
        """
        self.work.require("legal-claim", customer_id)
        lifted = self._undecided(customer_id, kind, reference)
        count: int = self.connection.execute(lifted.values(until=self.work.clock())).rowcount
        self.work.audit.record(AuditEvent.RESTRICTION_CHANGED, subject=customer_id, kind=kind, lifted=True)
        return count

    def uphold(self, customer_id: str, reference: str) -> int:
        """Let the objection of a request stop that use for good; how many did. Clause: R6; GDPR art. 21(1)."""
        self.work.require("legal-claim", customer_id)
        upheld = self._undecided(customer_id, "objection", reference)
        count: int = self.connection.execute(upheld.values(decided=self.work.clock())).rowcount
        self.work.audit.record(
            AuditEvent.RESTRICTION_CHANGED, subject=customer_id, kind="objection", upheld=True
        )
        return count

    def waiting(self, limit: int) -> tuple[InForce, ...]:
        """Restrictions in force and objections to be decided, oldest first, for whoever may end them.

        Clause: R5, R6; GDPR art. 18(3), 21(1).
        """
        self.work.require(Job.LEGAL_CLAIM)
        rows = self.connection.execute(_WAITING, {"most": limit})
        return tuple(InForce(row.kind, row.since, case_ref(row), row.request) for row in rows)

    def hidden(self) -> tuple[int, ...]:
        """Customers whose rows are only stored, and shown to those who handle legal claims. Clause: R5."""
        if self.work.may(Job.LEGAL_CLAIM):
            return ()
        return self.in_restriction()

    def insist_shown(self, customer_id: str) -> None:
        """Errors: `Refused` with the reason, if a customer is one of `hidden`. Clause: R5."""
        decision = guard.restricted(self.of(customer_id), self.work.clock())
        if decision is not None and not self.work.may(Job.LEGAL_CLAIM):
            self.work.insist(decision, customer_id, Job.LEDGER)

    def in_restriction(self) -> tuple[int, ...]:
        """The sequence numbers of all customers under a restriction. Clause: R5."""
        return tuple(self.connection.execute(_IN_RESTRICTION, {"now": self.work.clock()}).scalars())

    def usable_since(self, customer_id: str, moment: datetime) -> datetime | None:
        """Since when data stored at a moment could be used: later if that was under a restriction; `None` while it is.

        Clause: R5.
        """
        now, row = self.work.clock(), RestrictionRow
        theirs = (row.customer_seq == self.seq_of(customer_id), row.kind == "restriction", row.since <= now)
        ends = self.connection.execute(select(row.until).where(*theirs)).scalars().all()
        lifted = [end for end in ends if end is not None and end <= now]
        return max((moment, *lifted)) if len(lifted) == len(ends) else None

    def _undecided(self, customer_id: str, kind: str, reference: str) -> Any:
        row = RestrictionRow
        found = update(row).where(
            row.customer_seq == self.seq_of(customer_id),
            row.kind == kind,
            row.until.is_(None),
            row.decided.is_(None),
        )
        return found.where(row.reference == reference) if reference else found

    def _add(
        self,
        customer_id: str,
        kind: str,
        ground: str,
        reference: str,
        purposes: tuple[str, ...],
        since: datetime | None,
    ) -> None:
        self.connection.execute(
            insert(RestrictionRow),
            {
                "customer_seq": self.seq_of(customer_id),
                "kind": kind,
                "since": since or self.work.clock(),
                "ground": ground,
                "reference": reference,
                "purposes": ",".join(purposes),
            },
        )
        self.work.audit.record(AuditEvent.RESTRICTION_CHANGED, subject=customer_id, kind=kind, lifted=False)

    def _restrictions(self, seq: int, now: datetime) -> tuple[Restriction | None, tuple[Objection, ...]]:
        restriction: Restriction | None = None
        objections: list[Objection] = []
        for row in self.connection.execute(_IN_FORCE, {"customer": seq, "now": now}):
            if row.kind == "restriction":
                restriction = Restriction(row.since, row.ground, row.reference, row.until)
            else:
                purposes = frozenset(part for part in row.purposes.split(",") if part)
                objections.append(Objection(row.since, purposes, row.decided, row.decided is not None))
        return restriction, tuple(objections)


def _job(*, by_request: bool) -> Job:
    return Job.REQUESTS if by_request else Job.LEGAL_CLAIM


def restricted(customer_seq: Any, now: Any) -> Any:
    """Whether the customer in a column is under a restriction. Clause: R5."""
    return exists().where(RestrictionRow.customer_seq == customer_seq, *_brake(now))


def _brake(now: Any) -> tuple[Any, ...]:
    return (
        RestrictionRow.kind == "restriction",
        RestrictionRow.since <= now,
        or_(RestrictionRow.until.is_(None), RestrictionRow.until > now),
    )


_IN_RESTRICTION = select(RestrictionRow.customer_seq).where(*_brake(bindparam("now"))).distinct()
