"""The register of consents: events that are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select

from helpdesk.domain.audit import AuditEvent
from helpdesk.domain.consent import ConsentEvent, ConsentEventKind
from helpdesk.domain.customer import CustomerRef
from helpdesk.repository.base import Repository
from helpdesk.repository.customer_refs import REF_COLUMNS, ref_of
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

    def ending(self, since: datetime, until: datetime) -> tuple[tuple[CustomerRef, str, datetime], ...]:
        """Consents that still allow something but end within a period: customer, purpose, end; soonest first."""
        rows = self.connection.execute(_ENDING, {"since": since, "until": until})
        return tuple((ref_of(row), row.purpose, row.valid_until) for row in rows)
