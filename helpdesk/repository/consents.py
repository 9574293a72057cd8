"""The register of consents: events that are only ever added, until the period of what ended is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, insert, select

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.consent import ALLOWING, ConsentEvent, ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.policy.model import Job
from helpdesk.repository.base import Repository
from helpdesk.repository.case_tables import HoldRow
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
from helpdesk.repository.standings import restricted
from helpdesk.repository.tables import ConsentRow, CustomerRow, TechnicianRow

_OF = (
    select(ConsentRow.__table__, TechnicianRow.name.label("recorded_by_name"))
    .outerjoin(TechnicianRow, TechnicianRow.login == ConsentRow.recorded_by)
    .where(ConsentRow.customer_seq == bindparam("customer"))
    .order_by(ConsentRow.at, ConsentRow.seq)
)
_NEWER = ConsentRow.__table__.alias("newer")
_ENDING = (
    select(ConsentRow.purpose, ConsentRow.valid_until, *REF_COLUMNS)
    .join(CustomerRow, CustomerRow.seq == ConsentRow.customer_seq)
    .where(
        ConsentRow.valid_until > bindparam("since"),
        ConsentRow.valid_until <= bindparam("until"),
        ConsentRow.kind.in_((str(ConsentEventKind.GIVEN), str(ConsentEventKind.RENEWED))),
        ~select(_NEWER.c.seq)
        .where(
            _NEWER.c.customer_seq == ConsentRow.customer_seq,
            _NEWER.c.purpose == ConsentRow.purpose,
            _NEWER.c.seq > ConsentRow.seq,
        )
        .exists(),
    )
    .order_by(ConsentRow.valid_until)
    .limit(200)
)

_STANDS, _LATER = (ConsentRow.__table__.alias(name).c for name in ("stands", "later"))
_E = ConsentRow
_OVER = (
    select(_E.customer_seq, _E.purpose)
    .where(
        ~restricted(_E.customer_seq, bindparam("now")),
        ~exists().where(HoldRow.customer_seq == _E.customer_seq),
        ~exists().where(
            _STANDS.customer_seq == _E.customer_seq,
            _STANDS.purpose == _E.purpose,
            _STANDS.kind.in_([str(kind) for kind in ALLOWING]),
            _STANDS.valid_until.is_(None) | (_STANDS.valid_until >= bindparam("before")),
            ~exists().where(
                _LATER.customer_seq == _STANDS.customer_seq,
                _LATER.purpose == _STANDS.purpose,
                _LATER.seq > _STANDS.seq,
                _LATER.kind != str(ConsentEventKind.REQUESTED),
            ),
        ),
    )
    .group_by(_E.customer_seq, _E.purpose)
    .having(func.max(_E.at) < bindparam("before"))
)
"""Consents of which nothing happened since a moment, and that ended before it: by an event, or as their time was over.

A question to renew ends none. Those of a restricted customer stay, and what is held of an erased one goes on its day.
"""


class Consents(Repository):
    """Clause: G9; GDPR art. 7."""

    def of(self, customer_id: str) -> tuple[ConsentEvent, ...]:
        """Every event of a customer's consents, oldest first; `NotFound` if there is no such customer."""
        rows = self.connection.execute(_OF, {"customer": self.seq_of(customer_id)})
        return tuple(
            ConsentEvent(
                id=str(row.seq),
                customer_id=customer_id,
                purpose=row.purpose,
                kind=ConsentEventKind(row.kind),
                at=row.at,
                how=row.how,
                recorded_by=row.recorded_by,
                evidence=row.evidence,
                text_version=row.text_version,
                text_language=row.text_language,
                valid_until=row.valid_until,
                recorded_by_name=row.recorded_by_name or row.recorded_by,
            )
            for row in rows
        )

    def record(self, event: ConsentEvent) -> None:
        """Add an event, on record; `event.id` is not used."""
        self.work.require("consent", event.customer_id)
        self.connection.execute(
            insert(ConsentRow),
            {
                "customer_seq": self.seq_of(event.customer_id),
                "purpose": event.purpose,
                "kind": str(event.kind),
                "at": event.at,
                "how": event.how,
                "recorded_by": event.recorded_by,
                "evidence": event.evidence,
                "text_version": event.text_version,
                "text_language": event.text_language,
                "valid_until": event.valid_until,
            },
        )
        self.work.audit.record(
            AuditEvent.CONSENT_RECORDED,
            subject=event.customer_id,
            purposes=(event.purpose,),
            kind=str(event.kind),
            version=event.text_version,
        )

    def past(self, before: datetime) -> tuple[tuple[CustomerRef, int], ...]:
        """Customers with consents that ended before a moment, and how many; at most 200 customers. Clause: P3, R5."""
        over = _OVER.subquery()
        counted = (
            select(func.count().label("consents"), *REF_COLUMNS)
            .join_from(over, CustomerRow, CustomerRow.seq == over.c.customer_seq)
            .group_by(CustomerRow.seq)
            .order_by(CustomerRow.seq)
            .limit(200)
        )
        rows = self.connection.execute(counted, self._before(before))
        return tuple((ref_of(row), row.consents) for row in rows)

    def remove_past(self, customer_id: str, before: datetime) -> int:
        """Remove a customer's consents that ended before a moment, with all their events; how many. On record.

        Needs the job `retention`. The store is to be scrubbed afterwards. Clause: P3.
        """
        self.work.require(Job.RETENTION, customer_id)
        seq = self.seq_of(customer_id)
        theirs = self.connection.execute(_OVER.where(_E.customer_seq == seq), self._before(before)).all()
        purposes = tuple(row.purpose for row in theirs)
        if purposes:
            self.connection.execute(delete(_E).where(_E.customer_seq == seq, _E.purpose.in_(purposes)))
            self.work.audit.record(AuditEvent.CONSENTS_REMOVED, subject=customer_id, purposes=purposes)
        return len(purposes)

    def _before(self, before: datetime) -> dict[str, datetime]:
        return {"before": before, "now": self.work.clock()}

    def ending(self, since: datetime, until: datetime) -> tuple[tuple[CustomerRef, str, datetime], ...]:
        """Consents that still allow something but end within a period: customer, purpose, end; soonest first."""
        rows = self.connection.execute(_ENDING, {"since": since, "until": until})
        return tuple((ref_of(row), row.purpose, row.valid_until) for row in rows)
