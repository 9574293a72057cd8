"""Where a customer stands: what the guard has to know before it decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.consent import fold
from helpdesk.domain.standing import Objection, Restriction, Standing
from helpdesk.repository.base import Repository
from helpdesk.repository.tables import InvoiceRow, RestrictionRow, ServiceRow


class Standings(Repository):
    """Clause: R5, R6, G9, A1."""

    def of(self, customer_id: str) -> Standing:
        """Consents, restriction, objections, end of contract, blocked services and overdue invoices."""
        seq = self.seq_of(customer_id)
        now = self.work.clock()
        today = self.work.policy.today(now)
        restriction, objections = self._restrictions(seq)
        services = self.connection.execute(
            select(
                func.count(ServiceRow.seq).label("all"),
                func.count(ServiceRow.ended).label("ended"),
                func.max(ServiceRow.ended).label("last"),
                func.count(ServiceRow.blocked).filter(ServiceRow.ended.is_(None)).label("blocked"),
            ).where(ServiceRow.customer_seq == seq)
        ).one()
        over = services.all and services.all == services.ended and services.last < today
        return Standing(
            consents=fold(self.work.consents.of(customer_id), now),
            restriction=restriction,
            objections=objections,
            contract_ended=services.last if over else None,
            services_blocked=services.blocked > 0,
            overdue=self.connection.execute(
                select(InvoiceRow.seq)
                .where(InvoiceRow.customer_seq == seq, InvoiceRow.paid.is_(None), InvoiceRow.due < today)
                .limit(1)
            ).first()
            is not None,
        )

    def restrict(
        self, customer_id: str, ground: str, reference: str = "", since: datetime | None = None
    ) -> None:
        """Put the brake on everything but storage, since a moment or from now on. Clause: R5; GDPR art. 18."""
        self._add(customer_id, "restriction", ground, reference, (), since)

    def object(
        self, customer_id: str, ground: str, purposes: tuple[str, ...] = (), since: datetime | None = None
    ) -> None:
        """Record an objection; without purposes it is against all legitimate interests. Clause: R6."""
        self._add(customer_id, "objection", ground, "", purposes, since)

    def lift(self, customer_id: str, kind: str) -> None:
        """End a customer's restriction or objections, from now on."""
        self.work.require("legal-claim", customer_id)
        self.connection.execute(
            update(RestrictionRow)
            .where(
                RestrictionRow.customer_seq == self.seq_of(customer_id),
                RestrictionRow.kind == kind,
                RestrictionRow.until.is_(None),
            )
            .values(until=self.work.clock())
        )
        self.work.audit.record(AuditEvent.RESTRICTION_CHANGED, subject=customer_id, kind=kind, lifted=True)

    def _add(
        self,
        customer_id: str,
        kind: str,
        ground: str,
        reference: str,
        purposes: tuple[str, ...],
        since: datetime | None,
    ) -> None:
        self.work.require("legal-claim", customer_id)
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

    def _restrictions(self, seq: int) -> tuple[Restriction | None, tuple[Objection, ...]]:
        restriction: Restriction | None = None
        objections: list[Objection] = []
        for row in self.connection.execute(_in_force(seq, self.work.clock())):
            if row.kind == "restriction":
                restriction = Restriction(row.since, row.ground, row.reference, row.until)
            else:
                purposes = frozenset(part for part in row.purposes.split(",") if part)
                objections.append(Objection(row.since, purposes))
        return restriction, tuple(objections)


def _in_force(seq: int, now: datetime) -> Select[*tuple[Any, ...]]:
    rows = RestrictionRow
    return (
        select(rows.kind, rows.since, rows.until, rows.ground, rows.reference, rows.purposes)
        .where(rows.customer_seq == seq, rows.until.is_(None) | (rows.until > now))
        .order_by(rows.seq)
    )
